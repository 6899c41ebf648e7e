//! Rows that were not read as they stand in the file: left out, or repaired on the way.

use crate::order::Arrange;
use serde::Serialize;
use std::fmt::Write as _;

/// A row that was left out or repaired.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SetAside {
    /// File that the row is in; empty when one file was read.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub file: String,
    /// One-based line of the file, or row of the sheet.
    pub line: u64,
    /// Why, as the code of the warning that counts such rows: `short_rows`, `long_rows`,
    /// `unclosed_quote`, `invalid_bytes`, `nul_bytes`, `comment_rows`, `repeated_header`, `footer_rows`,
    /// `summary_row`, `unreadable_rows`.
    pub code: &'static str,
    /// The cells, or the line as a whole where it has no cells.
    pub cells: Vec<String>,
}

/// Reasons why a record is set aside while it is read.
const REASONS: [&str; 7] = [
    "comment_rows",
    "repeated_header",
    "short_rows",
    "long_rows",
    "unclosed_quote",
    "invalid_bytes",
    "nul_bytes",
];

/// A row on its way between two readers: line, place of the reason in [`REASONS`], cells.
pub(super) type RowAside = (u64, u8, Vec<String>);

/// Rows that are kept; a warning counts all of them.
const ROWS: usize = 10_000;
/// Bytes of cells that are kept.
const BYTES: usize = 8 << 20;

/// Collects rows up to a bound, so that a file of nothing but damage takes no memory.
#[derive(Debug, Default)]
pub(super) struct SetAsideRows {
    rows: Vec<SetAside>,
    bytes: usize,
}

impl SetAsideRows {
    /// Keeps a row; its cells are only made while there is room.
    pub(super) fn add(
        &mut self,
        line: u64,
        code: &'static str,
        cells: impl FnOnce() -> Vec<String>,
    ) {
        if self.rows.len() >= ROWS || self.bytes >= BYTES {
            return;
        }
        let cells = cells();
        self.bytes += cells.iter().map(String::len).sum::<usize>();
        self.rows.push(SetAside {
            file: String::new(),
            line,
            code,
            cells,
        });
    }

    /// All rows, for [`SetAsideRows::join`].
    pub(super) fn part(self) -> Vec<RowAside> {
        let row = |row: SetAside| {
            let reason = REASONS.iter().position(|code| *code == row.code)?;
            Some((row.line, reason as u8, row.cells))
        };
        self.rows.into_iter().filter_map(row).collect()
    }

    /// Adds rows of a part of the file that begins behind `lines` lines.
    pub(super) fn join(&mut self, rows: Vec<RowAside>, lines: u64) {
        for (line, reason, cells) in rows {
            if let Some(code) = REASONS.get(usize::from(reason)) {
                self.add(lines + line, code, || cells);
            }
        }
    }

    /// Takes back the rows of a line, which turned out to be something else.
    pub(super) fn forget(&mut self, line: u64) {
        self.rows.retain(|row| row.line != line);
    }

    /// All rows by line.
    pub(super) fn finish(mut self) -> Vec<SetAside> {
        self.rows.arrange_by_key(|row| row.line);
        self.rows
    }
}

/// The rows as a CSV file: line, reason, and the cells as they were read.
///
/// `head` are the headings of the first two columns and `reason` says a code in words. With several
/// files the reason is followed by the file's name. Text that a spreadsheet would take for a formula
/// gets a leading apostrophe.
pub fn set_aside_csv(
    rows: &[SetAside],
    head: [&str; 2],
    reason: impl Fn(&str) -> String,
) -> String {
    let mut out = String::new();
    let mut line = |cells: &mut dyn Iterator<Item = &str>| {
        for (index, cell) in cells.enumerate() {
            if index > 0 {
                out.push(',');
            }
            let guard = if is_formula(cell) { "'" } else { "" };
            match cell.contains(['"', ',', '\n', '\r']) {
                true => {
                    let _ = write!(out, "\"{guard}{}\"", cell.replace('"', "\"\""));
                }
                false => {
                    out.push_str(guard);
                    out.push_str(cell);
                }
            }
        }
        out.push('\n');
    };
    line(&mut head.into_iter());
    for row in rows {
        let number = row.line.to_string();
        let mut why = reason(row.code);
        if !row.file.is_empty() {
            why = format!("{why} ({})", row.file);
        }
        let cells = row.cells.iter().map(String::as_str);
        line(&mut [number.as_str(), why.as_str()].into_iter().chain(cells));
    }
    out
}

/// True for a text that a spreadsheet would calculate. Numbers are left as they are.
fn is_formula(cell: &str) -> bool {
    let start = cell.trim_start_matches([' ', '"']);
    start.starts_with([
        '=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠',
    ]) && cell.trim().replace(',', ".").parse::<f64>().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_a_spreadsheet_opens_without_running_anything() {
        let mut rows = SetAsideRows::default();
        rows.add(7, "footer_rows", || {
            vec!["=1+1".to_owned(), "-5".to_owned()]
        });
        rows.add(3, "short_rows", || vec!["a,\"b\"".to_owned()]);
        let text = set_aside_csv(&rows.finish(), ["line", "why"], |code| code.to_uppercase());
        assert_eq!(
            text,
            "line,why\n3,SHORT_ROWS,\"a,\"\"b\"\"\"\n7,FOOTER_ROWS,'=1+1,-5\n"
        );
    }

    #[test]
    fn damage_without_end_takes_no_memory() {
        let mut rows = SetAsideRows::default();
        for line in 0..20_000 {
            rows.add(line, "short_rows", || vec!["x".repeat(2000)]);
        }
        assert!(rows.finish().len() < ROWS);
    }
}
