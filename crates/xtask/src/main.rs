//! Builds, serves and tests Vocal: every chore of the project as one command,
//! `cargo xtask <task>`, that sets up what is missing before it starts.

mod base91;
mod checks;
mod count;
mod page;
mod paths;
mod process;
mod samples;
mod serve;
mod setup;
mod shell;
mod stamp;
mod wasm;

use std::process::ExitCode;

/// What a task returns: nothing, or a message for the person at the terminal
/// that says what failed and what to do next.
pub type Outcome<T = ()> = Result<T, String>;

const HELP: &str = "\
cargo xtask <task>

  serve [--port N] [--profile P]   build, then serve the page on 127.0.0.1
                                   (the first free port from 8080)
  build [--profile P]              build dist/vocal.html (profile: release)
  test [FILTER] [--force]          run every test: Rust, wasm, types, page;
                                   FILTER keeps the tests whose name holds it,
                                   --force (or CI=true) also repeats slow steps
                                   whose inputs did not change
  ci [--force]                     formatting, lints, then all tests
  bench [KIND] [RUNS ROWS…]        time the page beside what people use today, in
                                   one browser; KIND: read, columns, page, text,
                                   xlsx, start, all
  count [--force]                  count the instructions of the core's main steps
                                   under callgrind against the committed numbers;
                                   --force writes new ones
  samples                          write the two sample surveys to www/samples
  train [eval|cv|codebook]         train the sentiment model from the labelled
                                   comments in ../shared/data/text, or evaluate
  help                             this text

Environment: CHROMIUM and CHROMEDRIVER name a browser and its driver when they
are not found by themselves; CARGO_TARGET_DIR moves the build folder.";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("\nxtask: {message}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(words: &[String]) -> Outcome {
    let Some((task, rest)) = words.split_first() else {
        println!("{HELP}");
        return Ok(());
    };
    if task == "bench" {
        return bench(rest);
    }
    let options = Options::parse(rest)?;
    match task.as_str() {
        "build" => page::build(&options.profile).map(drop),
        "serve" => {
            page::build(&options.profile)?;
            serve::run(options.port)
        }
        "test" => checks::test(options.filter.as_deref(), options.force),
        "ci" => checks::ci(options.force),
        "count" => count::run(rest.iter().any(|word| word == "--force")),
        "samples" => samples::write(),
        "train" => train(options.filter.as_deref().unwrap_or("train")),
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(())
        }
        other => Err(format!("there is no task `{other}`.\n\n{HELP}")),
    }
}

/// Times the built page and what people use today on the same files.
fn bench(arguments: &[String]) -> Outcome {
    setup::npm_packages("tests/bench")?;
    page::build("release")?;
    wasm::build_for_bench()?;
    let browser = setup::browser()?;
    let mut command = process::command("node");
    command.arg("tests/bench/side-by-side.mjs").args(arguments);
    command.env("CHROMIUM", &browser.chromium);
    process::run(&mut command, "The messages above name what failed.")
}

/// Trains or evaluates the sentiment model.
fn train(what: &str) -> Outcome {
    let mut command = process::cargo();
    command.args(["run", "--release", "--package", "vocal-train", "--", what]);
    process::run(
        &mut command,
        "The labelled comments are expected in ../shared/data/text.",
    )
}

/// The options of all tasks; a task ignores those it has no use for.
#[derive(Debug, PartialEq)]
struct Options {
    profile: String,
    port: Option<u16>,
    filter: Option<String>,
    force: bool,
}

impl Options {
    fn parse(words: &[String]) -> Outcome<Self> {
        let mut options = Self {
            profile: "release".into(),
            port: None,
            filter: None,
            // Continuous integration must not trust stamps of an earlier run.
            force: std::env::var("CI").is_ok_and(|value| value == "true"),
        };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut value = || {
                words
                    .next()
                    .ok_or_else(|| format!("`{word}` needs a value"))
            };
            match word.as_str() {
                "--profile" => options.profile = value()?.clone(),
                "--port" => {
                    let text = value()?;
                    let port = text.parse().map_err(|_| {
                        format!("`--port {text}` is not a port number (1 to 65535)")
                    })?;
                    options.port = Some(port);
                }
                "--force" => options.force = true,
                flag if flag.starts_with('-') => {
                    return Err(format!("there is no option `{flag}`.\n\n{HELP}"));
                }
                filter if options.filter.is_none() => options.filter = Some(filter.into()),
                extra => return Err(format!("one filter is enough; what is `{extra}`?")),
            }
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Outcome<Options> {
        let words: Vec<String> = line.split_whitespace().map(String::from).collect();
        Options::parse(&words)
    }

    #[test]
    fn options_are_read_in_any_order() {
        let options = parse("--force delivery --port 9000 --profile dev").unwrap();
        assert_eq!(options.filter.as_deref(), Some("delivery"));
        assert_eq!(options.port, Some(9000));
        assert_eq!(options.profile, "dev");
        assert!(options.force);
    }

    #[test]
    fn wrong_options_are_named() {
        assert!(parse("--port high").unwrap_err().contains("--port high"));
        assert!(parse("--port").unwrap_err().contains("needs a value"));
        assert!(parse("--fast").unwrap_err().contains("--fast"));
        assert!(parse("one two").unwrap_err().contains("two"));
    }
}
