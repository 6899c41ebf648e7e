//! XLS workbooks: a real one (made with xlwt), and every way of breaking it.

use std::borrow::Cow;
use vocal_core::reading::{RawReading, Reader, Table, convert};
use vocal_core::report::{Metric, Role};
use vocal_core::{Analysis, Error, Settings};

const SURVEY: &[u8] = include_bytes!("fixtures/survey.xls");

fn read(bytes: &[u8]) -> Result<(Table, RawReading), Error> {
    let mut reader = Reader::new(&Settings::default());
    reader.push(bytes)?;
    reader.finish()
}

#[test]
fn a_workbook_of_excel_97_is_read() {
    let (table, raw) = read(SURVEY).expect("the workbook is whole");
    assert_eq!(
        (raw.format, raw.sheet.as_deref()),
        ("xls", Some("Odpowiedzi"))
    );
    assert_eq!(raw.sheets, ["Info", "Odpowiedzi"]);
    assert_eq!((table.rows, table.columns.len()), (61, 7));
    let row = |row: usize| -> Vec<Cow<'_, str>> {
        let cells = table.columns.iter().map(|column| column.get(row));
        cells.collect()
    };
    let comment = "Świetna obsługa – „jak zawsze” (5) bardzo bardzo bardzo bardzo bardzo";
    assert_eq!(
        row(4),
        ["5", "2026-01-06", "2", comment, "10%", "61.7", "TRUE"]
    );
    assert_eq!(row(60)[3], "ostatni");
    let text = convert(SURVEY, &Settings::default()).expect("the workbook is whole");
    assert_eq!(text.lines().count(), 62);
}

#[test]
fn its_columns_get_their_roles() {
    let analysis = Analysis::of_bytes("ankieta.xls", SURVEY, &Settings::default());
    let reading = analysis.expect("the workbook is whole").reading().clone();
    let roles: Vec<Role> = reading.columns.iter().map(|column| column.role).collect();
    assert_eq!(
        roles[..4],
        [Role::Id, Role::Date, Role::Score, Role::Comment]
    );
    assert_eq!(reading.columns[2].metric, Some(Metric::Nps));
    assert!(
        reading
            .warnings
            .iter()
            .all(|warning| warning.code != "extension_mismatch")
    );
}

/// Errors that a broken workbook may end in.
const BROKEN: &[&str] = &[
    "binary_file",
    "damaged_file",
    "empty_file",
    "encrypted_file",
    "no_rows",
    "too_large",
    "unsupported_format",
];

/// Rows of a broken workbook, when there still are any.
fn rows_of_broken(bytes: &[u8], what: &str) -> Option<u32> {
    match read(bytes) {
        Ok((table, _)) => {
            let cells = table.columns.iter().map(|column| column.len() as u32);
            assert!(cells.into_iter().all(|cells| cells == table.rows), "{what}");
            Some(table.rows)
        }
        Err(error) => {
            assert!(BROKEN.contains(&error.code), "{what}: {error}");
            None
        }
    }
}

#[test]
fn every_cut_and_every_flipped_byte_ends_in_a_table_or_an_error() {
    let (whole, _) = read(SURVEY).expect("the workbook is whole");
    for length in (0..SURVEY.len()).step_by(509) {
        let rows = rows_of_broken(&SURVEY[..length], &format!("{length} bytes"));
        assert!(rows.is_none_or(|rows| rows <= whole.rows), "{length} bytes");
    }
    let mut bytes = SURVEY.to_vec();
    let mut still_read = 0;
    for at in (0..bytes.len()).step_by(401) {
        for value in [0, 0xFF, bytes[at] ^ 0x40] {
            let old = std::mem::replace(&mut bytes[at], value);
            still_read += u32::from(rows_of_broken(&bytes, &format!("{value} at {at}")).is_some());
            bytes[at] = old;
        }
    }
    assert!(
        still_read > 0,
        "most bytes are not what holds a file together"
    );
}

#[test]
fn a_table_of_sectors_that_runs_in_circles_ends() {
    let mut bytes = SURVEY.to_vec();
    // Every entry of the sector tables points at the same sector.
    for chunk in bytes[512..].chunks_exact_mut(4) {
        if chunk == [0xFF; 4] || chunk == [0xFE, 0xFF, 0xFF, 0xFF] {
            chunk.copy_from_slice(&[1, 0, 0, 0]);
        }
    }
    let rows = rows_of_broken(&bytes, "in circles");
    assert!(rows.is_none_or(|rows| rows <= 61));
}

#[test]
fn a_cell_beyond_every_column_is_refused() {
    // Records of shared strings: kind, length, row, column.
    let begins = |at: &usize| SURVEY[*at..].starts_with(&[0xFD, 0, 0x0A, 0]);
    let mut bytes = SURVEY.to_vec();
    for at in (0..SURVEY.len() - 8).filter(begins) {
        bytes[at + 6..at + 8].copy_from_slice(&u16::MAX.to_le_bytes());
    }
    let error = read(&bytes).expect_err("no sheet is so wide");
    assert_eq!(error.code, "too_large", "{error:?}");
}

#[test]
fn what_cannot_be_read_is_named() {
    let rename = |from: &str, to: &str| {
        let wide =
            |name: &str| -> Vec<u8> { name.encode_utf16().flat_map(u16::to_le_bytes).collect() };
        let (from, to) = (wide(from), wide(to));
        let at = SURVEY.windows(from.len()).position(|window| window == from);
        let mut bytes = SURVEY.to_vec();
        let at = at.expect("the directory has the name");
        bytes[at..at + to.len()].copy_from_slice(&to);
        read(&bytes).expect_err("no workbook").code
    };
    assert_eq!(rename("Workbook", "WordDocu"), "binary_file");
    assert_eq!(rename("Workbook", "Book\0\0\0\0"), "unsupported_format");
    assert_eq!(
        read(&SURVEY[..512]).map_err(|error| error.code).err(),
        Some("damaged_file")
    );
}
