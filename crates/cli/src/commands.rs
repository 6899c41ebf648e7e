//! What each subcommand does: settings and a file in, text out.

use crate::input::{self, Watch, error_message, io_message};
use crate::options::Options;
use crate::tables;
use serde::{Deserialize, Serialize};
use std::io::{BufRead as _, Write as _};
use std::path::{Path, PathBuf};
use vocal_core::filter::Filter;
use vocal_core::reading;
use vocal_core::settings::Settings;
use vocal_core::text::{Codebook, CodedComment, Coder, Language, Scratch, Sentiment};

/// `vocal inspect FILE [--unreadable FILE]`.
pub fn inspect(
    options: &Options,
    file: &Path,
    unreadable: Option<&Path>,
) -> Result<String, String> {
    let messages = options.messages();
    let analysis = input::analysis(&[file], &settings(options)?, false, &messages)?;
    if let Some(output) = unreadable {
        let head = ["set_aside.line", "set_aside.reason"].map(|key| messages.text(key, &[]));
        let head = [head[0].as_str(), head[1].as_str()];
        let reason = |code: &str| messages.text(&format!("set_aside.{code}"), &[]);
        let text = reading::set_aside_csv(analysis.set_aside(), head, reason);
        std::fs::write(output, text).map_err(|error| io_message(output, &error, &messages))?;
    }
    if options.json {
        return json(analysis.reading());
    }
    Ok(tables::for_terminal(&tables::reading(
        analysis.reading(),
        &messages,
    )))
}

/// `vocal analyze FILE…`.
pub fn analyze(options: &Options, files: &[PathBuf]) -> Result<String, String> {
    let messages = options.messages();
    let files: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    let mut analysis = input::analysis(&files, &settings(options)?, true, &messages)?;
    if let Some(second) = &options.operational {
        input::second_file(&mut analysis, second, &messages)?;
    }
    let report = analysis.report(&Filter::new());
    if options.json {
        return json(&report);
    }
    Ok(tables::for_terminal(&tables::report(&report, &messages)))
}

/// `vocal convert FILE [-o FILE]`.
pub fn convert(options: &Options, file: &Path, output: Option<&Path>) -> Result<String, String> {
    let messages = options.messages();
    let settings = settings(options)?;
    let bytes = input::read_all(file, &messages)?;
    let watch = Watch::start(file, &settings, &messages);
    watch.taken(bytes.len() as u64, None);
    let converted = reading::convert(&bytes, &settings);
    drop(watch);
    let text = converted.map_err(|error| error_message(file, &error, &messages))?;
    // As elsewhere, `-` is the standard output.
    let Some(output) = output.filter(|output| *output != Path::new("-")) else {
        return Ok(text);
    };
    std::fs::write(output, text).map_err(|error| io_message(output, &error, &messages))?;
    Ok(String::new())
}

/// A line of `vocal classify`: an object with a text, or a bare JSON string.
#[derive(Deserialize)]
#[serde(untagged)]
enum ClassifyInput {
    Object { text: String },
    Text(String),
}

#[derive(Serialize)]
struct ClassifyOutput<'a> {
    language: Language,
    sentiment: Sentiment,
    score: f32,
    mentions: Vec<ClassifyMention<'a>>,
}

#[derive(Serialize)]
struct ClassifyMention<'a> {
    category: &'a str,
    sentiment: Sentiment,
    start: u32,
    end: u32,
}

/// `vocal classify`: one JSON line out per input line. The answers leave before more input is waited for, so that
/// another program can talk with this one line by line. A line that is no JSON is a bare text.
pub fn classify(options: &Options) -> Result<String, String> {
    let messages = options.messages();
    let codebook = codebook(options)?;
    let coder = Coder::new(&codebook);
    let (mut scratch, mut coded) = (Scratch::default(), CodedComment::default());
    let failed = |error: std::io::Error| io_message(Path::new("-"), &error, &messages);
    let written = |result: std::io::Result<()>| match result {
        // Who reads the answers has enough of them, as `print` has it.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(false),
        result => result.map(|()| true).map_err(failed),
    };
    let mut stdout = std::io::BufWriter::new(std::io::stdout().lock());
    let mut stdin = std::io::BufReader::with_capacity(1 << 16, std::io::stdin().lock());
    let mut line = Vec::new();
    loop {
        if !stdin.buffer().contains(&b'\n') && !written(stdout.flush())? {
            break;
        }
        line.clear();
        if stdin.read_until(b'\n', &mut line).map_err(failed)? == 0 {
            break;
        }
        let text = String::from_utf8_lossy(&line);
        let line = text.strip_suffix('\n').unwrap_or(&text);
        let line = line.strip_suffix('\r').unwrap_or(line);
        let text = match serde_json::from_str(line) {
            Ok(ClassifyInput::Object { text } | ClassifyInput::Text(text)) => text,
            Err(_) => line.to_owned(),
        };
        coder.code_into(&text, &mut scratch, &mut coded);
        let output = serde_json::to_string(&classified(&coded, &codebook));
        let output = output.map_err(|error| error.to_string())?;
        if !written(writeln!(stdout, "{output}"))? {
            break;
        }
    }
    Ok(String::new())
}

fn classified<'a>(coded: &CodedComment, codebook: &'a Codebook) -> ClassifyOutput<'a> {
    let mentions = coded.mentions.iter().map(|mention| ClassifyMention {
        category: &codebook.categories()[usize::from(mention.category)].id,
        sentiment: mention.sentiment,
        start: mention.start.into(),
        end: mention.end.into(),
    });
    ClassifyOutput {
        language: coded.language,
        sentiment: coded.sentiment,
        score: coded.score,
        mentions: mentions.collect(),
    }
}

fn codebook(options: &Options) -> Result<Codebook, String> {
    let Some(path) = &options.codebook else {
        return Ok(Codebook::built_in());
    };
    let messages = options.messages();
    let bytes = input::read_all(path, &messages)?;
    Codebook::from_json(&String::from_utf8_lossy(&bytes)).map_err(|error| {
        let reason = input::codebook_message(&error, &messages);
        input::file_message("cli.bad_codebook", path, &reason, &messages)
    })
}

/// Settings of the configuration file, then the options of the command line.
fn settings(options: &Options) -> Result<Settings, String> {
    let mut settings = match &options.config {
        None => Settings::default(),
        Some(path) => {
            let messages = options.messages();
            let bytes = input::read_all(path, &messages)?;
            serde_json::from_slice(&bytes).map_err(|error| {
                let reason = input::json_message(&error, &messages);
                input::file_message("cli.bad_config", path, &reason, &messages)
            })?
        }
    };
    settings.min_group = options.min_group.unwrap_or(settings.min_group);
    settings.seed = options.seed.unwrap_or(settings.seed);
    Ok(settings)
}

fn json<T: Serialize>(value: &T) -> Result<String, String> {
    let text = serde_json::to_string_pretty(value).map_err(|error| error.to_string())?;
    Ok(text + "\n")
}
