//! How a file is read, converted, and what is said of rows that could not be read.

use crate::{each, json, survey, temporary, vocal};

#[test]
fn inspect_says_how_the_file_is_read() {
    let bytes = windows_1250(&survey());
    let reading = json(&vocal(&["inspect", "-", "--json"], &bytes));
    assert_eq!(reading["encoding"], "windows-1250");
    assert_eq!(reading["delimiter"], ";");
    assert_eq!(reading["rows"], 60);
    let roles = each(&reading["columns"], "role");
    assert_eq!(roles, ["id", "date", "segment", "score", "comment"]);
    assert_eq!(reading["columns"][3]["metric"], "nps");
}

/// Polish letters in Windows-1250, the encoding that Excel writes in Poland.
fn windows_1250(text: &str) -> Vec<u8> {
    let byte = |letter: char| match letter {
        'ś' => 0x9C,
        'Ś' => 0x8C,
        'ł' => 0xB3,
        'Ł' => 0xA3,
        'ó' => 0xF3,
        'ź' => 0x9F,
        'ę' => 0xEA,
        'ą' => 0xB9,
        'ż' => 0xBF,
        ascii => u8::try_from(ascii).expect("the test text uses these letters only"),
    };
    text.chars().map(byte).collect()
}

#[test]
fn rows_that_could_not_be_read_are_saved() {
    let file = temporary(
        "damaged.csv",
        (survey() + "61;01.02.2026;Gdynia\n").as_bytes(),
    );
    let out = temporary("unreadable.csv", b"");
    let (file, path) = (file.to_string_lossy(), out.to_string_lossy());
    let output = vocal(
        &["inspect", &file, "--unreadable", &path, "--lang", "pl"],
        b"",
    );
    assert!(output.status.success());
    let text = std::fs::read_to_string(&out).expect("the file was written");
    assert!(text.starts_with("Wiersz,Powód\n62,"), "{text}");
    assert!(text.trim_end().ends_with(",61,01.02.2026,Gdynia"), "{text}");
}

#[test]
fn convert_writes_clean_csv() {
    let output = vocal(
        &["convert", "-"],
        b"\xEF\xBB\xBFa;b\r\n1;\"x;y\"\r\n\"say \"\"hi\"\"\";a,b\r\n",
    );
    let expected = "a,b\n1,x;y\n\"say \"\"hi\"\"\",\"a,b\"\n";
    assert_eq!(String::from_utf8_lossy(&output.stdout), expected);
    let output = vocal(&["convert", "-", "-o", "-"], b"a;b\n1;2\n");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "a,b\n1,2\n");
}

/// A folder of exports is converted without a stop, though an empty file is nothing to analyse.
#[test]
fn convert_of_nothing_is_nothing() {
    for bytes in [&b""[..], b"\n \r\n", b"\xEF\xBB\xBF", b"\xFF\xFE"] {
        let output = vocal(&["convert", "-"], bytes);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(0), 0));
        for command in ["inspect", "analyze"] {
            let output = vocal(&[command, "-", "--lang", "en"], bytes);
            assert_eq!(output.status.code(), Some(1));
            let message = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(message.contains("empty"), "{message}");
        }
    }
}

#[test]
fn warnings_name_no_view_of_the_page() {
    let file =
        "Miasto;Dlaczego?\n".to_owned() + &"Gdynia;Obsługa była bardzo miła i pomocna\n".repeat(20);
    for (lang, page) in [("pl", "Dane i ustawienia"), ("en", "Data and settings")] {
        let output = vocal(&["analyze", "-", "--lang", lang], file.as_bytes());
        let said = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("--config") && !said.contains(page), "{said}");
    }
}
