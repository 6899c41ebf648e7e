//! Headings and cells: what stands in them becomes roles, and lists in cells their options, whatever it is.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vocal_core::choices::choices_of;
use vocal_core::report::Role;
use vocal_core::roles::assign_roles;
use vocal_core::{Reader, Settings};

/// Rows made of the cells: rules for lists and labels need several.
const ROWS: usize = 24;

/// Two headings and the cells below them, on lines parted by zero bytes; the cells come back in another company
/// below the second heading.
fn table(text: &str) -> String {
    let mut parts = text.split('\0');
    let quoted = |part: &str| format!("\"{}\"", part.replace('"', "\"\""));
    let headings: Vec<String> = parts.by_ref().take(2).map(quoted).collect();
    let cells: Vec<String> = parts.map(quoted).collect();
    let mut out = headings.join(",");
    for row in (0..ROWS).filter(|_| !cells.is_empty()) {
        let (first, second) = (row % cells.len(), row * 7 / 3 % cells.len());
        out.push_str(&format!("\n{},{}", cells[first], cells[second]));
    }
    out
}

fuzz_target!(|text: &str| {
    let settings = Settings::default();
    let mut reader = Reader::new(&settings);
    if reader.push(table(text).as_bytes()).is_err() {
        return;
    }
    let Ok((table, _)) = reader.finish() else {
        return;
    };
    let columns = assign_roles(&table, &settings);
    for column in columns.iter().filter(|column| column.choice_of == Some(column.index)) {
        assert_eq!(column.role, Role::Segment);
        let choices = choices_of(&table, &columns, column.index);
        assert_eq!(choices.keys.len(), choices.rows.len());
        assert!(choices.keys.is_sorted_by(|one, next| one < next));
        for rows in choices.rows.iter().chain([&choices.answered]) {
            assert!(rows.is_sorted_by(|one, next| one < next));
            assert!(rows.iter().all(|&row| row < table.rows));
        }
    }
});
