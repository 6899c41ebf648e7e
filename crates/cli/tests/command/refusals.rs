//! What is refused, in which words and with which exit code.

use crate::{temporary, vocal};

#[test]
fn what_the_system_and_the_parsers_say_is_said_in_polish() {
    let broken = temporary("broken.json", b"{\n\"version\": x}");
    let broken = broken.to_string_lossy();
    let wrong = temporary("wrong.json", b"{\"min_group\": \"five\"}");
    let wrong = wrong.to_string_lossy();
    let category = r#"{"id":"a","label":{"pl":"A","en":"A"},"patterns":{"pl":[],"en":[]}}"#;
    let twice = format!("{{\"version\":1,\"categories\":[{category},{category}]}}");
    let twice = temporary("twice.codebook.json", twice.as_bytes());
    let twice = twice.to_string_lossy();
    let missing = "no-such-folder/out.csv";
    let cases: [(&[&str], &str, i32); 11] = [
        (&["analyze", "no-such-file.csv"], "nie ma takiego pliku", 1),
        (
            &["convert", "-", "-o", missing],
            "nie ma takiego pliku lub folderu",
            1,
        ),
        (
            &["analyze", "-", "--config", &broken],
            "uszkodzony JSON w wierszu 2, kolumnie",
            1,
        ),
        (
            &["analyze", "-", "--config", &wrong],
            "w wierszu 1, kolumnie",
            1,
        ),
        (
            &["classify", "--codebook", &broken],
            "w wierszu 2, kolumnie",
            1,
        ),
        (
            &["classify", "--codebook", &twice],
            "powtórzony identyfikator",
            1,
        ),
        (&["analyze", "-", "--bogus"], "Nie ma opcji „--bogus”.", 2),
        (
            &["analyze", "-", "--config"],
            "Opcja --config wymaga wartości.",
            2,
        ),
        (
            &["analyze", "-", "--seed", "x"],
            "„x” to nie jest liczba całkowita",
            2,
        ),
        (
            &["analyze", "-", "--json=1"],
            "Opcja --json nie przyjmuje wartości.",
            2,
        ),
        (
            &["analyze", "-", "-o", "out.txt"],
            "Ta opcja nie należy do tego polecenia: analyze --output",
            2,
        ),
    ];
    for (arguments, words, code) in cases {
        let arguments = [&["--lang", "pl"][..], arguments].concat();
        let output = vocal(&arguments, b"a,b\n1,2\n");
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(message.contains(words), "{arguments:?}: {message}");
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        for english in ["os error", "expected", "invalid", "DuplicateId"] {
            assert!(!message.contains(english), "{arguments:?}: {message}");
        }
    }
}

#[test]
fn unusable_input_is_refused_in_words() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0";
    let cases: [(&[u8], &str); 4] = [
        (b"", "empty"),
        (png, "PNG"),
        (b"a;b;c\n", "row"),
        (b"[{\"a\":", "JSON"),
    ];
    for (bytes, word) in cases {
        let output = vocal(&["analyze", "-", "--lang", "en"], bytes);
        assert_eq!(output.status.code(), Some(1));
        let message = String::from_utf8_lossy(&output.stderr).to_lowercase();
        assert!(
            message.contains(&word.to_lowercase()),
            "{word} is not in: {message}"
        );
        assert!(output.stdout.is_empty());
    }
    let missing = vocal(&["analyze", "no-such-file.csv"], b"");
    assert_eq!(missing.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("no-such-file.csv"));
}

#[test]
fn wrong_usage_exits_with_two() {
    for arguments in [
        &[][..],
        &["dance"],
        &["inspect"],
        &["analyze", "-", "--lang", "xx"],
        &["inspect", "a", "b"],
        // Options of other commands.
        &["analyze", "-", "-o", "out.txt"],
        &["analyze", "-", "--unreadable", "out.csv"],
        &["convert", "-", "--json"],
        &["convert", "-", "--seed", "2"],
        &["inspect", "-", "--operational", "cases.csv"],
        &["classify", "--config", "settings.json"],
    ] {
        assert_eq!(
            vocal(arguments, b"").status.code(),
            Some(2),
            "{arguments:?}"
        );
    }
    assert_eq!(vocal(&["--help"], b"").status.code(), Some(0));
}
