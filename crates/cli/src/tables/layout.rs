//! How texts stand in a terminal: headings, lists, aligned columns.

use vocal_charts::messages::Messages;

/// A dash in the place of what is not there or not shown.
pub(super) fn dash() -> String {
    "–".to_owned()
}

/// The first line of a table, from the keys of its headings.
pub(super) fn head<'a>(
    keys: impl IntoIterator<Item = &'a str>,
    messages: &Messages,
) -> Vec<String> {
    let keys = keys.into_iter();
    keys.map(|key| messages.text(key, &[])).collect()
}

/// A part of the output under the heading of a message key.
pub(super) fn section(key: &str, body: &str, messages: &Messages) -> String {
    titled(&messages.text(key, &[]), body)
}

/// A part of the output under a heading.
pub(super) fn titled(title: &str, body: &str) -> String {
    format!("\n{title}\n{body}")
}

/// Sentences as a list under the heading of a message key; nothing without any.
pub(super) fn list(
    key: &str,
    sentences: impl Iterator<Item = String>,
    messages: &Messages,
) -> String {
    let lines: String = sentences
        .map(|sentence| format!("- {sentence}\n"))
        .collect();
    match lines.is_empty() {
        true => lines,
        false => section(key, &lines, messages),
    }
}

/// Aligned columns; those in `right` are set flush right.
pub(super) fn table(rows: &[Vec<String>], right: &[usize]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            let padding = " ".repeat(widths[column] - cell.chars().count());
            let flush_right = right.contains(&column);
            line += &if flush_right {
                padding.clone() + cell
            } else {
                cell.clone() + &padding
            };
            line += "  ";
        }
        text += line.trim_end();
        text.push('\n');
    }
    text
}

/// A text of at most `length` characters on one line.
pub(super) fn shorten(text: &str, length: usize) -> String {
    let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= length {
        return text;
    }
    text.chars().take(length - 1).chain(['…']).collect()
}

/// A text as a terminal may get it: headings and answers are foreign, and their control characters would colour, move
/// or retitle it, or turn the direction of what follows.
pub fn for_terminal(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let safe = |c: char| match c {
        '\n' | '\t' => c,
        c if c.is_control() || turns(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    };
    text.chars().map(safe).collect()
}
