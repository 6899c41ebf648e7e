//! The command as a user meets it: files and pipes in, text and exit codes out.

mod classify;
mod reading;
mod refusals;
mod report;
mod tables;

use serde_json::Value;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const SURVEY: &str = "id;Data;Sklep;Na ile prawdopodobne, że nas polecisz? (0-10);Dlaczego?\n";

/// The command with `stdin` as its standard input, once it has ended.
fn vocal(arguments: &[&str], stdin: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_vocal"))
        .args(arguments)
        .env("LC_ALL", "C")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut pipe = child.stdin.take().expect("standard input is piped");
    // A command that refuses its arguments does not read its input.
    let _ = pipe.write_all(stdin);
    drop(pipe);
    child.wait_with_output().expect("the command ends")
}

/// What a command that went well wrote, as JSON.
fn json(output: &Output) -> Value {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("standard output is JSON")
}

/// A file of this name, which no other test has, in the folder for temporary files.
fn temporary(name: &str, bytes: &[u8]) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, bytes).expect("the target folder is writable");
    path
}

/// What every entry of a list has under a name.
fn each<'a>(list: &'a Value, name: &str) -> Vec<&'a Value> {
    let list = list.as_array().expect("a list");
    list.iter().map(|one| &one[name]).collect()
}

/// Sixty answers in two shops over two months: the first shop gives tens, the second gives twos.
fn survey() -> String {
    let row = |index: u32| {
        let (shop, score, why) = match index % 2 {
            0 => ("Gdynia", 10, "Świetna obsługa, polecam każdemu"),
            _ => ("Łódź", 2, "Długa kolejka i niemiła obsługa"),
        };
        format!(
            "{index};{:02}.0{}.2026;{shop};{score};{why} nr {index}\n",
            index % 28 + 1,
            index / 30 + 1
        )
    };
    SURVEY.to_owned() + &(0..60).map(row).collect::<String>()
}
