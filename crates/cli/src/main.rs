//! `vocal`: voice of the customer, analysed locally, on the command line.

mod commands;
mod input;
mod options;
mod tables;

use options::{Command, Options};
use std::io::Write as _;
use std::process::ExitCode;

/// The input could not be used.
const EXIT_INPUT: u8 = 1;
/// The command line was wrong.
const EXIT_USAGE: u8 = 2;

fn main() -> ExitCode {
    let options = match options::parse(std::env::args_os().skip(1)) {
        Ok(options) => options,
        Err(usage) => {
            eprintln!("{}", tables::for_terminal(&usage.message()));
            return ExitCode::from(EXIT_USAGE);
        }
    };
    match run(&options) {
        Ok(output) => print(&output, &options),
        Err(message) => {
            eprintln!("{}", tables::for_terminal(&message));
            ExitCode::from(EXIT_INPUT)
        }
    }
}

fn run(options: &Options) -> Result<String, String> {
    match &options.command {
        Command::Help => Ok(options::usage(&options.messages())),
        Command::Version => Ok(format!("vocal {}\n", env!("CARGO_PKG_VERSION"))),
        Command::Inspect { file, unreadable } => {
            commands::inspect(options, file, unreadable.as_deref())
        }
        Command::Analyze { files } => commands::analyze(options, files),
        Command::Classify => commands::classify(options),
        Command::Convert { file, output } => commands::convert(options, file, output.as_deref()),
    }
}

/// Writes the result. A reader that closes the pipe early (`| head`) is not an error.
fn print(output: &str, options: &Options) -> ExitCode {
    let mut stdout = std::io::stdout().lock();
    match stdout
        .write_all(output.as_bytes())
        .and_then(|()| stdout.flush())
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            let out = std::path::Path::new("-");
            eprintln!("{}", input::io_message(out, &error, &options.messages()));
            ExitCode::from(EXIT_INPUT)
        }
    }
}
