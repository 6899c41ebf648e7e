//! The command line as plain data.

use lexopt::prelude::*;
use std::ffi::OsString;
use std::path::PathBuf;
use vocal_charts::messages::{Lang, Messages};

/// What the user asked for.
#[derive(Debug)]
pub struct Options {
    pub command: Command,
    pub lang: Lang,
    pub json: bool,
    pub config: Option<PathBuf>,
    pub codebook: Option<PathBuf>,
    pub operational: Option<PathBuf>,
    pub min_group: Option<u32>,
    pub seed: Option<u64>,
}

impl Options {
    /// Texts in the user's language.
    pub fn messages(&self) -> Messages {
        Messages::new(self.lang)
    }
}

/// A subcommand with its files. `-` is standard input.
#[derive(Debug)]
pub enum Command {
    Help,
    Version,
    Inspect {
        file: PathBuf,
        /// Where the rows that were left out or repaired are written to.
        unreadable: Option<PathBuf>,
    },
    /// Several files are waves or parts of one survey.
    Analyze {
        files: Vec<PathBuf>,
    },
    Classify,
    Convert {
        file: PathBuf,
        output: Option<PathBuf>,
    },
}

/// A wrong command line.
#[derive(Debug)]
pub struct UsageError {
    key: &'static str,
    found: String,
    lang: Lang,
}

impl UsageError {
    /// The message with the usage below it.
    pub fn message(&self) -> String {
        let messages = Messages::new(self.lang);
        let values = [("found", self.found.as_str()), ("languages", &languages())];
        let what = messages.text(self.key, &values);
        format!("{what}\n\n{}", usage(&messages))
    }
}

/// How the command is used.
pub fn usage(messages: &Messages) -> String {
    messages.text("cli.usage", &[("languages", &languages())])
}

/// The codes that `--lang` takes.
fn languages() -> String {
    let codes: Vec<&str> = Lang::ALL.iter().map(|lang| lang.code()).collect();
    codes.join(", ")
}

/// Reads the arguments behind the program's name.
pub fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Options, UsageError> {
    let mut parser = lexopt::Parser::from_args(arguments);
    let mut options = Options {
        command: Command::Help,
        lang: language_of_environment(),
        json: false,
        config: None,
        codebook: None,
        operational: None,
        min_group: None,
        seed: None,
    };
    let mut words: Vec<OsString> = Vec::new();
    let mut output = None;
    let mut unreadable = None;
    let mut given = Vec::new();
    let mut help = false;
    let mut version = false;
    loop {
        let lang = options.lang;
        let lexopt_error = |error: lexopt::Error| {
            let (key, found) = said(error);
            UsageError { key, found, lang }
        };
        let Some(argument) = parser.next().map_err(lexopt_error)? else {
            break;
        };
        given.extend(option_of_some(&argument));
        match argument {
            Short('h') | Long("help") => help = true,
            Short('V') | Long("version") => version = true,
            Long("json") => options.json = true,
            Long("config") => options.config = Some(parser.value().map_err(lexopt_error)?.into()),
            Long("codebook") => {
                options.codebook = Some(parser.value().map_err(lexopt_error)?.into());
            }
            Long("operational") => {
                options.operational = Some(parser.value().map_err(lexopt_error)?.into());
            }
            Long("min-group") => {
                let value = parser.value().and_then(|value| value.parse());
                options.min_group = Some(value.map_err(lexopt_error)?);
            }
            Long("seed") => {
                let value = parser.value().and_then(|value| value.parse());
                options.seed = Some(value.map_err(lexopt_error)?);
            }
            Long("lang") => {
                let value = parser.value().map_err(lexopt_error)?;
                let code = value.to_string_lossy().into_owned();
                let error = UsageError {
                    key: "cli.bad_language",
                    found: code.clone(),
                    lang,
                };
                options.lang = Lang::from_code(&code).ok_or(error)?;
            }
            Short('o') | Long("output") => {
                output = Some(parser.value().map_err(lexopt_error)?.into());
            }
            Long("unreadable") => {
                unreadable = Some(parser.value().map_err(lexopt_error)?.into());
            }
            Value(word) => words.push(word),
            other => {
                return Err(lexopt_error(other.unexpected()));
            }
        }
    }
    options.command = match (help, version) {
        (true, _) => Command::Help,
        (_, true) => Command::Version,
        _ => command(words, output, unreadable, options.lang)?,
    };
    let (name, taken) = taken_options(&options.command);
    if let Some(other) = given.into_iter().find(|option| !taken.contains(option)) {
        return Err(UsageError {
            key: "cli.other_option",
            found: format!("{name} {other}"),
            lang: options.lang,
        });
    }
    Ok(options)
}

/// The options that not every command has, as the user knows them.
const OPTIONS: &[&str] = &[
    "--json",
    "--config",
    "--codebook",
    "--operational",
    "--min-group",
    "--seed",
    "--output",
    "--unreadable",
];

/// The option of [`OPTIONS`] that an argument is.
fn option_of_some(argument: &lexopt::Arg<'_>) -> Option<&'static str> {
    let name = match argument {
        Short('o') => "output",
        Long(name) => *name,
        _ => return None,
    };
    let known = OPTIONS.iter().find(|option| &option[2..] == name);
    known.copied()
}

/// Name of a command and those of [`OPTIONS`] that mean something to it: one that would be passed over in silence is
/// a mistake that the user should hear of.
fn taken_options(command: &Command) -> (&'static str, &'static [&'static str]) {
    match command {
        // Whoever asks for help may have typed anything before.
        Command::Help | Command::Version => ("", OPTIONS),
        Command::Inspect { .. } => (
            "inspect",
            &[
                "--json",
                "--config",
                "--min-group",
                "--seed",
                "--unreadable",
            ],
        ),
        Command::Analyze { .. } => (
            "analyze",
            &[
                "--json",
                "--config",
                "--min-group",
                "--seed",
                "--operational",
            ],
        ),
        // Its answers are JSON in any case.
        Command::Classify => ("classify", &["--json", "--codebook"]),
        // Neither a minimum nor a seed changes a table of answers.
        Command::Convert { .. } => ("convert", &["--config", "--output"]),
    }
}

/// What is wrong with an argument, and the argument.
fn said(error: lexopt::Error) -> (&'static str, String) {
    match error {
        lexopt::Error::MissingValue { option } => ("cli.missing_value", option.unwrap_or_default()),
        lexopt::Error::UnexpectedOption(option) => ("cli.bad_option", option),
        lexopt::Error::UnexpectedValue { option, .. } => ("cli.surplus_value", option),
        lexopt::Error::ParsingFailed { value, .. } => ("cli.bad_number", value),
        lexopt::Error::UnexpectedArgument(value) | lexopt::Error::NonUnicodeValue(value) => {
            ("cli.bad_option", value.to_string_lossy().into_owned())
        }
        lexopt::Error::Custom(error) => ("cli.bad_option", error.to_string()),
    }
}

fn command(
    words: Vec<OsString>,
    output: Option<PathBuf>,
    unreadable: Option<PathBuf>,
    lang: Lang,
) -> Result<Command, UsageError> {
    let usage = |key, found: String| UsageError { key, found, lang };
    let mut words = words.into_iter();
    let name = words
        .next()
        .map(|word| word.to_string_lossy().into_owned())
        .unwrap_or_default();
    let files: Vec<PathBuf> = words.map(PathBuf::from).collect();
    if name == "analyze" && files.len() > 1 {
        return Ok(Command::Analyze { files });
    }
    let mut words = files.into_iter();
    let file = words.next();
    if let Some(extra) = words.next() {
        return Err(usage(
            "cli.too_many_files",
            extra.to_string_lossy().into_owned(),
        ));
    }
    let needed = |file: Option<PathBuf>| file.ok_or_else(|| usage("cli.no_file", name.clone()));
    match name.as_str() {
        "inspect" => Ok(Command::Inspect {
            file: needed(file)?,
            unreadable,
        }),
        "analyze" => Ok(Command::Analyze {
            files: vec![needed(file)?],
        }),
        "convert" => Ok(Command::Convert {
            file: needed(file)?,
            output,
        }),
        "classify" if file.is_none() => Ok(Command::Classify),
        "classify" => Err(usage("cli.classify_reads_stdin", String::new())),
        "" => Err(usage("cli.no_command", String::new())),
        _ => Err(usage("cli.unknown_command", name)),
    }
}

/// The language of the terminal, English unless it is set to another one that we have.
fn language_of_environment() -> Lang {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok());
    let locale = set
        .into_iter()
        .find(|value| !value.is_empty())
        .unwrap_or_default();
    let code = locale.split(['_', '.']).next().unwrap_or_default();
    Lang::from_code(code).unwrap_or(Lang::En)
}
