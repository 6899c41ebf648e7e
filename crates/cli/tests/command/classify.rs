//! Comments line by line.

use crate::vocal;
use serde_json::Value;
use std::io::{BufRead as _, Write as _};
use std::process::{Command, Stdio};

#[test]
fn classify_answers_line_by_line() {
    let output = vocal(
        &["classify"],
        "{\"text\":\"Kurier spóźnił się trzy dni\"}\n\"Great service\"\nplain words\n".as_bytes(),
    );
    assert!(output.status.success());
    let lines: Vec<Value> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).expect("each line is JSON"))
        .collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(
        (&lines[0]["language"], &lines[0]["sentiment"]),
        (&"pl".into(), &"negative".into())
    );
    assert!(
        lines[0]["mentions"][0]["category"]
            .as_str()
            .is_some_and(|id| id.starts_with("delivery"))
    );
    assert_eq!(
        (&lines[1]["language"], &lines[1]["sentiment"]),
        (&"en".into(), &"positive".into())
    );
}

#[test]
fn classify_answers_before_it_waits_for_more() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_vocal"))
        .arg("classify")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut pipe = child.stdin.take().expect("standard input is piped");
    let stdout = child.stdout.take().expect("standard output is piped");
    let (sender, answers) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for line in std::io::BufReader::new(stdout).lines() {
            let _ = sender.send(line.expect("the answer is text"));
        }
    });
    for text in ["Great service\n", "Too slow\r\n"] {
        pipe.write_all(text.as_bytes()).expect("the command reads");
        let waited = answers.recv_timeout(std::time::Duration::from_secs(60));
        let answer: Value = serde_json::from_str(&waited.expect("an answer comes")).expect("JSON");
        assert_eq!(answer["language"], "en");
    }
    drop(pipe);
    assert!(child.wait().expect("the command ends").success());
}

#[test]
fn a_reader_of_classify_that_has_enough_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_vocal"))
        .arg("classify")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    drop(child.stdout.take());
    let mut pipe = child.stdin.take().expect("standard input is piped");
    // The command may have ended before all of it is written.
    let _ = pipe.write_all("Great service\n".repeat(20_000).as_bytes());
    drop(pipe);
    let output = child.wait_with_output().expect("the command ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}
