//! Lists in one cell: the options that somebody chose, as programs write them one behind the other.

use std::borrow::Cow;

/// How a cell, or every cell of a column, writes several options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Writing {
    /// As JSON and Python write a list: `["A", "B"]`, `['6']`, `[]`; PostgreSQL writes `{A,"B C"}`.
    Brackets,
    /// One on each line, perhaps behind a bullet.
    Lines,
    /// Each behind a bullet, on lines of their own or not.
    Bullets,
    /// With a sign between them.
    Between(char),
    /// With a slash between blanks: without them it is part of a word ("and/or").
    Slashes,
}

/// Signs that stand before an item and nowhere else; the last one is how Word writes a bullet.
const BULLETS: [char; 7] = ['•', '▪', '◦', '‣', '●', '■', '\u{f0b7}'];

const SLASH: &str = " / ";

impl Writing {
    /// How a single cell writes its options; `None` where nothing in it parts them.
    pub(crate) fn of_cell(cell: &str) -> Option<Writing> {
        // Comments are most of what is looked at.
        let parting =
            |byte: &u8| matches!(byte, b';' | b',' | b'\n' | b'|' | b'/') || !byte.is_ascii();
        if !cell.as_bytes().iter().any(parting) {
            return None;
        }
        if in_brackets(cell).is_some() {
            return Some(Writing::Brackets);
        }
        if cell.trim_start().starts_with(BULLETS) {
            return Some(Writing::Bullets);
        }
        let sign = |sign: &char| cell.contains(*sign);
        if let Some(sign) = [';', ',', '\n', '|'].into_iter().find(sign) {
            return Some(match sign {
                '\n' => Writing::Lines,
                sign => Writing::Between(sign),
            });
        }
        // "7 / 10" are points, "5 / 3 / 2026" a date.
        let digit = cell.bytes().any(|byte| byte.is_ascii_digit());
        (!digit && cell.contains(SLASH)).then_some(Writing::Slashes)
    }

    /// Hands every option of a cell to `look`, without the signs around it.
    pub(crate) fn each_option(self, cell: &str, look: &mut dyn FnMut(&str)) {
        let mut one = |part: &str| {
            let option = part.trim();
            if !option.is_empty() {
                look(option);
            }
        };
        match self {
            Writing::Brackets => each_in_brackets(in_brackets(cell).unwrap_or(cell), &mut one),
            Writing::Lines => cell.lines().for_each(|line| one(without_bullet(line))),
            Writing::Bullets => cell.split(BULLETS).for_each(one),
            Writing::Between(sign) => cell.split(sign).for_each(one),
            Writing::Slashes => cell.split(SLASH).for_each(one),
        }
    }
}

pub(crate) fn has_bullet(cell: &str) -> bool {
    !cell.is_ascii() && cell.contains(BULLETS)
}

/// What stands between the brackets of a list; `None` for "[1] Agree", "[a] or [b]", lists of lists and JSON objects.
pub(crate) fn in_brackets(cell: &str) -> Option<&str> {
    let cell = cell.trim();
    if let Some(inner) = cell.strip_prefix('[') {
        let inner = inner.strip_suffix(']')?;
        return (!inner.contains(['[', ']'])).then_some(inner);
    }
    let inner = cell.strip_prefix('{')?.strip_suffix('}')?;
    let other = |byte| matches!(byte, b'{' | b'}' | b':');
    (!inner.bytes().any(other)).then_some(inner)
}

/// A line without the sign before its item, which a blank or a tab stands behind: "• A", "- A", "o\tA".
fn without_bullet(line: &str) -> &str {
    let line = line.trim();
    if let Some(item) = line.strip_prefix(BULLETS) {
        return item;
    }
    let item = line.strip_prefix(['-', '–', '*', '·']);
    let item = item.filter(|item| item.starts_with([' ', '\t']));
    item.or_else(|| line.strip_prefix("o\t")).unwrap_or(line)
}

/// Hands on the parts between the commas of a list, those in quotes without them. A comma between quotes parts
/// nothing.
fn each_in_brackets(list: &str, look: &mut dyn FnMut(&str)) {
    let mut rest = list.trim_start();
    while !rest.is_empty() {
        let part = match quoted(rest) {
            Some(part) => {
                look(&unescaped(part));
                part
            }
            None => {
                let part = rest.split(',').next().unwrap_or(rest);
                look(part);
                part
            }
        };
        let behind = rest[part.len()..].trim_start();
        rest = behind.strip_prefix(',').unwrap_or(behind).trim_start();
    }
}

/// The part in quotes that a list begins with, both quotes included: behind it stands a comma, or nothing.
fn quoted(list: &str) -> Option<&str> {
    let quote = list
        .chars()
        .next()
        .filter(|first| matches!(first, '"' | '\''))?;
    let (part, behind) = list.split_at_checked(quoted_length(list, quote)?)?;
    let behind = behind.trim_start();
    (behind.is_empty() || behind.starts_with(',')).then_some(part)
}

/// Bytes of the text in quotes that `text` begins with, both quotes included.
fn quoted_length(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if letter == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The text between two quotes.
fn unescaped(quoted: &str) -> Cow<'_, str> {
    let text = &quoted[1..quoted.len() - 1];
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    match serde_json::from_str(quoted) {
        Ok(text) => Cow::Owned(text),
        Err(_) => Cow::Owned(text.replace('\\', "")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(cell: &str) -> Vec<String> {
        let mut found = Vec::new();
        if let Some(writing) = Writing::of_cell(cell) {
            writing.each_option(cell, &mut |option| found.push(option.to_owned()));
        }
        found
    }

    #[test]
    fn lists_as_programs_write_them() {
        for (cell, expected) in [
            ("A; B;", &["A", "B"][..]),
            ("A, B", &["A", "B"]),
            ("A|B", &["A", "B"]),
            ("A\nB\r\nC", &["A", "B", "C"]),
            ("•\tA\n•\tB, C", &["A", "B, C"]),
            ("• A • B, C", &["A", "B, C"]),
            ("o\tA\no\tB", &["A", "B"]),
            ("- A\n- B", &["A", "B"]),
            (r#"["A", "B, C", "D \"E\""]"#, &["A", "B, C", "D \"E\""]),
            (r#"["Za\u017c\u00f3\u0142\u0107", "B"]"#, &["Zażółć", "B"]),
            (r"['6', '10']", &["6", "10"]),
            (r#"['it\'s', "don't", None]"#, &["it's", "don't", "None"]),
            ("[A, don't, B]", &["A", "don't", "B"]),
            (r#"["A, "B"#, &["[\"A", "\"B"]),
            (r#"["A, "B]"#, &["\"A", "\"B"]),
            (r#"["A" , "",'', "B",]"#, &["A", "B"]),
            (
                r#"{A,"B, C","D \"E\"",NULL}"#,
                &["A", "B, C", "D \"E\"", "NULL"],
            ),
            ("{6,10}", &["6", "10"]),
            ("A / B / C and/or D", &["A", "B", "C and/or D"]),
            ("7 / 10", &[]),
            ("and/or", &[]),
            ("A", &[]),
            ("", &[]),
        ] {
            assert_eq!(options(cell), expected, "{cell:?}");
        }
    }

    #[test]
    fn headings_and_labels_in_brackets_are_no_lists() {
        for cell in [
            "[1] Agree",
            "[a] or [b]",
            "[[1, 2], [3]]",
            "[",
            "]",
            "",
            r#"{"a": 1}"#,
            "{'a': 1}",
            "{a} or {b}",
            "{a]",
            "{",
        ] {
            assert_eq!(in_brackets(cell), None, "{cell:?}");
        }
        assert_eq!(in_brackets(" [] "), Some(""));
        assert_eq!(in_brackets("{}"), Some(""));
    }
}
