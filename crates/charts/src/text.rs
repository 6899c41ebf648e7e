//! Text without a font: widths from a table, shortening, wrapping and cleaning.
//!
//! Neither a worker nor the command line can ask a font how wide a text is, and the answer must
//! be the same in both, so that a chart is the same bytes everywhere. Widths therefore come from
//! a small table on the upper side of the common system fonts: text may end a little early but
//! never runs into its neighbour.

/// Sign that stands for the cut-off end of a text.
pub(crate) const ELLIPSIS: char = '…';

/// Width of a character in thousandths of the font size.
fn advance(character: char) -> u32 {
    match character {
        'i' | 'j' | 'l' | 'ł' | 'I' | '|' | '.' | ',' | ':' | ';' | '\'' | '!' | '·' => 310,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '/' | '\\' | '-' | ' ' | '\u{a0}' | '"' => 390,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '—' | '…' | '○' => 960,
        '0'..='9' | '–' => 640,
        '+' | '−' | '=' | '<' | '>' => 840,
        // Combining marks, joiners and variation selectors take no room of their own.
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => 0,
        character if character.is_uppercase() => 740,
        // Ideographs, full-width forms and emoji.
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{2600}'..='\u{27bf}'
        | '\u{1f000}'..='\u{3ffff}' => 1300,
        _ => 620,
    }
}

/// Width in pixels of `text` at `size` pixels, never less than a browser needs for it.
pub fn width(text: &str, size: u32, bold: bool) -> i32 {
    let units: u64 = text
        .chars()
        .map(|character| u64::from(advance(character)))
        .sum();
    let weight = if bold { 115 } else { 100 };
    let pixels = (units * u64::from(size) * weight).div_ceil(100_000);
    i32::try_from(pixels).unwrap_or(i32::MAX)
}

/// The longest beginning of `text` that fits into `room` pixels, with an ellipsis if it was cut.
pub fn shorten(text: &str, size: u32, bold: bool, room: i32) -> String {
    if width(text, size, bold) <= room {
        return text.to_string();
    }
    let mut kept = String::new();
    for character in text.chars() {
        kept.push(character);
        kept.push(ELLIPSIS);
        let fits = width(&kept, size, bold) <= room;
        kept.pop();
        if !fits {
            kept.pop();
            break;
        }
    }
    kept.truncate(kept.trim_end().len());
    kept.push(ELLIPSIS);
    kept
}

/// As [`shorten`], for sentences: cut between words, where there is more than one.
pub fn shorten_words(text: &str, size: u32, room: i32) -> String {
    let cut = shorten(text, size, false, room);
    let kept = match cut.strip_suffix(ELLIPSIS) {
        Some(kept) if cut != text => kept,
        _ => return cut,
    };
    let whole = text
        .get(kept.len()..)
        .is_some_and(|rest| rest.starts_with(' '));
    let words = match kept.rsplit_once(' ') {
        Some((words, broken)) if !whole && words.len() > broken.len() => words,
        _ => kept,
    };
    let words = words.trim_end_matches([' ', '.', ',', ':', ';', '-']);
    format!("{words}{ELLIPSIS}")
}

/// Beginning and end of a text that does not fit into `room` pixels, for texts that begin alike: the
/// questions of one battery differ in their last words.
pub fn shorten_middle(text: &str, size: u32, room: i32) -> String {
    if width(text, size, false) <= room {
        return text.to_string();
    }
    let backwards = |text: &str| text.chars().rev().collect::<String>();
    let head = shorten_words(text, size, room / 3);
    let tail = backwards(&shorten(&backwards(text), size, false, room - room / 3));
    let tail = tail.trim_start_matches(ELLIPSIS);
    // From the beginning of a word, where there is one.
    let tail = tail.split_once(' ').map_or(tail, |(_, rest)| rest);
    format!("{head} {tail}")
}

/// As [`shorten_middle`], and where one of the `others` would look the same, the part in which it differs stands
/// between beginning and end: batteries that are asked about several things repeat both.
pub fn shorten_apart(
    text: &str,
    others: impl Iterator<Item = String>,
    size: u32,
    room: i32,
) -> String {
    let cut = shorten_middle(text, size, room);
    let Some((head, tail)) = cut.split_once(ELLIPSIS).filter(|_| cut != text) else {
        return cut;
    };
    let tail = tail.trim_start();
    let twins =
        others.filter(|other| other != text && other.starts_with(head) && other.ends_with(tail));
    let common = |other: String| {
        let mut pairs = text.char_indices().zip(other.chars());
        let differs = pairs.find(|((_, own), other)| own != other);
        differs.map_or(text.len(), |((at, _), _)| at)
    };
    let Some(at) = twins.map(common).min() else {
        return cut;
    };
    let from = text[..at].rfind(' ').map_or(at, |blank| blank + 1);
    let head = shorten_words(text, size, room / 4);
    let apart = shorten_words(&text[from..], size, room / 3);
    let end: Vec<&str> = tail.rsplitn(5, ' ').collect();
    let end: Vec<&str> = end.iter().take(4).rev().copied().collect();
    format!("{head} {apart} {}", end.join(" "))
}

/// Breaks `text` at spaces into at most `limit` lines of `room` pixels; the last one is shortened.
pub fn wrap(text: &str, size: u32, room: i32, limit: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        let longer = if line.is_empty() {
            word.to_string()
        } else {
            format!("{line} {word}")
        };
        if line.is_empty() || lines.len() + 1 >= limit || width(&longer, size, false) <= room {
            line = longer;
            continue;
        }
        lines.push(std::mem::replace(&mut line, word.to_string()));
    }
    lines.push(line);
    lines
        .iter()
        .map(|line| shorten(line, size, false, room))
        .collect()
}

/// `text` without what would break the XML or the line it stands on.
///
/// Control characters and the two non-characters are not allowed in XML 1.0. Direction overrides
/// and isolates would reorder the text around the label. Survey tools leave markup such as `<br>`
/// in the wording of questions; it stands for a break. Runs of white space become one space.
pub fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let (character, length) = match tag_length(rest) {
            Some(length) => (' ', length),
            None => (next, next.len_utf8()),
        };
        rest = &rest[length..];
        if character.is_whitespace() || character == '\0' {
            if !cleaned.ends_with(' ') {
                cleaned.push(' ');
            }
            continue;
        }
        if !is_unsafe(character) {
            cleaned.push(character);
        }
    }
    cleaned.trim().to_string()
}

/// Bytes of the markup tag that `text` begins with. Comparisons such as `<18` are none.
fn tag_length(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('<')?;
    let name = inside.strip_prefix('/').unwrap_or(inside);
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return None;
    }
    let end = inside.find(['<', '>'])?;
    inside[end..].starts_with('>').then_some(end + 2)
}

/// Whether a character must not stand in the SVG: not XML, or one that reorders its neighbours.
pub fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{061c}')
        || matches!(character, '\u{fffe}' | '\u{ffff}' | '\u{feff}')
}

/// `text` as the content of an element or of an attribute in either kind of quotes.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            _ => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_counts_characters_not_bytes() {
        assert_eq!(width("łódź", 12, false), width("lodz", 12, false));
        assert!(width("NPS", 12, true) > width("NPS", 12, false));
        assert_eq!(width("", 12, false), 0);
    }

    #[test]
    fn shortened_text_fits() {
        let long = "Bardzo długa nazwa oddziału w Bielsku-Białej";
        for room in [20, 60, 100, 200] {
            let short = shorten(long, 12, false, room);
            assert!(width(&short, 12, false) <= room, "{short}");
            assert!(short.ends_with('…'));
        }
        assert_eq!(shorten("Sklep", 12, false, 100), "Sklep");
        let item = "Indicate how far you agree with each statement. - My mentor listens to me.";
        let short = shorten_middle(item, 12, 300);
        assert!(short.starts_with("Indicate how") && short.ends_with(" My mentor listens to me."));
        assert!(width(&short, 12, false) <= 300, "{short}");
        assert_eq!(shorten_middle("Sklep", 12, 100), "Sklep");
        assert_eq!(shorten("abc", 12, false, 0), "…");
        let short = shorten_words(long, 12, 170);
        assert!(width(&short, 12, false) <= 170, "{short}");
        assert_eq!(short, "Bardzo długa nazwa…");
    }

    #[test]
    fn wrapped_lines_fit_and_stop_at_the_limit() {
        let lines = wrap("one two three four five six seven eight nine", 12, 90, 3);
        assert_eq!(lines.len(), 3);
        assert!(
            lines.iter().all(|line| width(line, 12, false) <= 90),
            "{lines:?}"
        );
        assert!(lines[2].ends_with('…'));
        assert_eq!(wrap("short", 12, 90, 3), ["short"]);
    }

    #[test]
    fn cleaned_text_is_one_line_of_xml() {
        assert_eq!(clean("a\u{0}b\u{1}c\n\td\u{202e}e\u{ffff}"), "a bc de");
        assert_eq!(clean("  \r\n "), "");
        assert_eq!(clean("<p>Two<br/>lines</p>"), "Two lines");
        assert_eq!(clean("under <18 or >65, a<b"), "under <18 or >65, a<b");
        assert_eq!(
            escape("<a href='x'>&\"</a>"),
            "&lt;a href=&apos;x&apos;&gt;&amp;&quot;&lt;/a&gt;"
        );
    }
}
