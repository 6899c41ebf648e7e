//! Test files of other readers: read as they expect, or refused in words; never a panic or a hang.
//!
//! The files lie beside the repository, in `../shared/data/bad`; without them the tests say that
//! they skipped.

use std::path::{Path, PathBuf};
use vocal_core::reading::convert;
use vocal_core::{Analysis, Settings};

/// A folder of test files, `None` with a word about it when it is not there.
fn folder(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/bad")
        .join(name);
    if !path.is_dir() {
        println!("skipped: {} is not there", path.display());
        return None;
    }
    Some(path)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else {
        return files;
    };
    for entry in entries.flatten() {
        match entry.path() {
            path if path.is_dir() => files.extend(self::files(&path)),
            path => files.push(path),
        }
    }
    files.sort();
    files
}

/// Codes that an unusable file may end with; each has a sentence in both languages.
const REFUSALS: &[&str] = &[
    "bad_json",
    "binary_file",
    "damaged_file",
    "empty_file",
    "encrypted_file",
    "no_rows",
    "no_table_in_archive",
    "too_large",
    "unknown_encoding",
    "unsupported_format",
];

/// Reads a file both ways and returns the code when it was refused.
fn read(name: &str, bytes: &[u8]) -> Option<&'static str> {
    let analysis = Analysis::of_bytes(name, bytes, &Settings::default());
    if let Err(error) = convert(bytes, &Settings::default()) {
        assert!(REFUSALS.contains(&error.code), "{name}: {error}");
    }
    let error = analysis.err()?;
    assert!(REFUSALS.contains(&error.code), "{name}: {error}");
    Some(error.code)
}

fn cells(csv: &str) -> Vec<Vec<String>> {
    use vocal_core::reading::{Dialect, Records};
    let mut rows = Vec::new();
    let mut records = Records::new(Dialect::default(), u32::MAX);
    let mut sink = |record: &vocal_core::reading::Record<'_>| {
        rows.push(
            record
                .iter()
                .map(|cell| String::from_utf8_lossy(cell).into_owned())
                .collect(),
        );
    };
    records.push(csv.as_bytes(), &mut sink);
    records.finish(&mut sink);
    rows
}

#[test]
fn csv_spectrum_gives_the_expected_tables() {
    let Some(folder) = folder("csv-spectrum") else {
        return;
    };
    let mut checked = 0;
    for path in files(&folder.join("csvs")) {
        let name = path
            .file_stem()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let bytes = std::fs::read(&path).expect("a test file can be read");
        let expected = std::fs::read(folder.join("json").join(format!("{name}.json")));
        let expected: serde_json::Value =
            serde_json::from_slice(&expected.expect("every file has its result")).expect("JSON");
        // A file of one row has an object for a result.
        let expected = expected
            .as_array()
            .cloned()
            .unwrap_or_else(|| vec![expected]);
        let table = cells(&convert(&bytes, &Settings::default()).expect("the file can be read"));
        let (header, rows) = table.split_first().expect("a header");
        assert_eq!(rows.len(), expected.len(), "{name}");
        for (row, expected) in rows.iter().zip(&expected) {
            for (column, cell) in header.iter().zip(row) {
                // The collection masked this number in one of its two files only.
                if column == "Contact Phone Number" {
                    continue;
                }
                assert_eq!(
                    expected.get(column).and_then(|value| value.as_str()),
                    Some(cell.as_str()),
                    "{name}: {column}"
                );
            }
        }
        checked += 1;
    }
    assert_eq!(checked, 12);
}

#[test]
fn papaparse_cases_give_the_expected_rows_or_a_refusal() {
    let Some(folder) = folder("papaparse") else {
        return;
    };
    let bytes = std::fs::read(folder.join("cases.json")).expect("the cases can be read");
    let cases: Vec<serde_json::Value> = serde_json::from_slice(&bytes).expect("JSON");
    let (mut same, mut other) = (0, Vec::new());
    for case in &cases {
        let input = case["input"].as_str().unwrap_or_default();
        let code = read("case.csv", input.as_bytes());
        if case["config"]
            .as_object()
            .is_none_or(|config| !config.is_empty())
            || code.is_some_and(|code| code != "no_rows")
        {
            continue;
        }
        let expected: Vec<Vec<String>> = case["expected"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|row| {
                row.as_array()
                    .into_iter()
                    .flatten()
                    .map(|cell| cell.as_str().unwrap_or_default().to_owned())
                    .collect()
            })
            // Blank lines are no records here.
            .filter(|row: &Vec<String>| row.iter().any(|cell| !cell.trim().is_empty()))
            .collect();
        let table = self::cells(
            &convert(input.as_bytes(), &Settings::default()).expect("it was read before"),
        );
        let table: Vec<Vec<String>> = table
            .into_iter()
            .filter(|row| row.iter().any(|cell| !cell.trim().is_empty()))
            .collect();
        if table == expected {
            same += 1
        } else {
            other.push((input.to_owned(), table, expected))
        }
    }
    println!("{same} cases as expected, {} otherwise:", other.len());
    other.iter().for_each(|case| println!("{case:?}"));
    // Cases of one or two lines cannot tell a delimiter or an unclosed quote; those are read
    // otherwise, and nothing of them is lost.
    assert!(same >= 60, "{same}");
}

#[test]
fn duckdb_files_are_read_or_refused() {
    let Some(folder) = folder("duckdb") else {
        return;
    };
    let (mut read_files, mut refused) = (0, std::collections::BTreeMap::new());
    for path in files(&folder.join("data")) {
        let bytes = std::fs::read(&path).expect("a test file can be read");
        match read(&path.to_string_lossy(), &bytes) {
            None => read_files += 1,
            Some(code) => {
                let lines = bytes.iter().filter(|&&byte| byte == b'\n').count();
                // A header alone, or a single line, has no rows; anything longer should have some.
                if code != "no_rows" || lines > 2 {
                    println!("{code}: {}", path.display());
                }
                *refused.entry(code).or_insert(0) += 1;
            }
        }
    }
    println!("{read_files} read, refused: {refused:?}");
    // Most of the refused ones are headers without rows.
    let other: u32 = refused
        .iter()
        .filter(|(code, _)| **code != "no_rows")
        .map(|(_, count)| count)
        .sum();
    assert!(
        read_files >= 650 && other <= 60,
        "{read_files} read, {other} refused"
    );
}

#[test]
fn json_parsing_cases_are_accepted_or_refused() {
    let Some(folder) = folder("jsontestsuite") else {
        return;
    };
    let mut counts = [0; 3];
    for path in files(&folder.join("test_parsing")) {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let bytes = std::fs::read(&path).expect("a test file can be read");
        let code = read(&name, &bytes);
        match name.split('_').next() {
            // A document without a table in it is understood, and has no rows.
            Some("y") => {
                counts[0] += 1;
                assert!(
                    matches!(code, None | Some("no_rows" | "empty_file")),
                    "{name}: {code:?}"
                );
            }
            Some("n") => {
                counts[1] += 1;
                assert!(code.is_some(), "{name} was read");
            }
            _ => counts[2] += 1,
        }
    }
    println!("{counts:?} files that must, must not and may be read");
    assert!(counts[0] >= 90 && counts[1] >= 180);
}

#[test]
fn naughty_strings_come_through_unchanged() {
    let Some(folder) = folder("blns") else { return };
    let bytes = std::fs::read(folder.join("blns.json")).expect("the strings can be read");
    let strings: Vec<String> = serde_json::from_slice(&bytes).expect("JSON");
    let mut csv = "id,comment\n".to_owned();
    for (index, text) in strings.iter().enumerate() {
        csv.push_str(&format!("{index},\"{}\"\n", text.replace('"', "\"\"")));
    }
    let table =
        cells(&convert(csv.as_bytes(), &Settings::default()).expect("the file can be read"));
    assert_eq!(table.len(), strings.len() + 1);
    for (row, text) in table[1..].iter().zip(&strings) {
        assert_eq!(row[1], *text);
    }
}
