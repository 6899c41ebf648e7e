//! Running other programs, with messages a person can act on.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::{Outcome, paths};

/// The command `program`, started in the repository's root.
pub fn command(program: impl AsRef<Path>) -> Command {
    let mut command = Command::new(program.as_ref());
    command.current_dir(paths::root());
    command
}

/// The Cargo that runs this task.
pub fn cargo() -> Command {
    command(std::env::var_os("CARGO").map_or_else(|| "cargo".into(), PathBuf::from))
}

/// Runs `command` to its end; `advice` is what to do when it fails.
pub fn run(command: &mut Command, advice: &str) -> Outcome {
    let line = line_of(command);
    eprintln!("$ {line}");
    let status = command
        .status()
        .map_err(|error| format!("`{line}`: {error}. {advice}"))?;
    if status.success() {
        return Ok(());
    }
    Err(format!("`{line}` failed ({status}). {advice}"))
}

/// Runs `command` and returns what it printed, or nothing when it failed.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The first of `names` that is a file in one of the folders of `PATH`.
pub fn find(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    names.iter().find_map(|name| {
        std::env::split_paths(&path)
            .map(|folder| folder.join(name))
            .find(|file| file.is_file())
    })
}

/// Runs one named step and prints how long it took.
pub fn step<T>(name: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    eprintln!("\n── {name}");
    let start = Instant::now();
    let result = work()?;
    eprintln!("── {name}: done in {:.1} s", start.elapsed().as_secs_f64());
    Ok(result)
}

fn line_of(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    let words = std::iter::once(name).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
