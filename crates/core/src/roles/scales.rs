//! Scales that a heading names: "(1-6)", "on a scale of 0 to 10", "1 = very good, 5 = very poor".

use super::header::Header;
use super::profile::Profile;
use crate::likert::is_better;

/// A scale as a heading names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NamedScale {
    /// Lowest and highest answer.
    pub(super) range: [i32; 2],
    /// The heading says that the lowest answer is the good one.
    pub(super) low_is_good: bool,
}

/// Lowest answers of scales. Highest ones lie from three to ten.
const LOWEST: std::ops::RangeInclusive<i32> = 0..=1;
const HIGHEST: std::ops::RangeInclusive<i32> = 3..=10;

/// A whole number from 0 to 10 in a heading.
struct Mark {
    value: i32,
    start: usize,
    end: usize,
}

/// The scale that a heading names, when all answers lie on it.
pub(super) fn named_scale(header: &Header, profile: &Profile) -> Option<NamedScale> {
    let (low, high) = profile.range?;
    let named = scale_in(header)?;
    (named.range[0] <= low && high <= named.range[1]).then_some(named)
}

/// The scale that a heading names, whatever the answers.
pub(super) fn scale_in(header: &Header) -> Option<NamedScale> {
    let marks = marks(&header.folded);
    ends(&header.folded, &marks).or_else(|| range(&header.folded, &marks))
}

/// True for a heading that names a scale from 1 to 10, on which nobody can answer 0.
pub(crate) fn names_one_to_ten(name: &str) -> bool {
    scale_in(&Header::new(name)).is_some_and(|scale| scale.range == [1, 10])
}

fn marks(text: &str) -> Vec<Mark> {
    let bytes = text.as_bytes();
    let mut marks = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        if start == at {
            at += 1;
            continue;
        }
        // "Q1", "2.1", "10%", "2024-1": parts of something else.
        let joined = |letter: char| letter.is_alphanumeric() || matches!(letter, '%' | '#');
        let before = text[..start].chars().next_back();
        let behind = text[at..].chars().next();
        let decimal = |place: Option<&u8>| place.is_some_and(u8::is_ascii_digit);
        let in_number = start >= 2
            && matches!(bytes[start - 1], b'.' | b',')
            && decimal(bytes.get(start.wrapping_sub(2)))
            && !text[..start].ends_with("..")
            || matches!(bytes.get(at), Some(b'.' | b',')) && decimal(bytes.get(at + 1));
        if before.is_some_and(joined) || behind.is_some_and(joined) || in_number {
            continue;
        }
        if let Some(value) = text[start..at]
            .parse()
            .ok()
            .filter(|value| (0..=10).contains(value))
        {
            marks.push(Mark {
                value,
                start,
                end: at,
            });
        }
    }
    marks
}

/// "(1-6)", "scale of 0 to 10", "od 1 do 5": the two ends with a word or a dash between them.
fn range(text: &str, marks: &[Mark]) -> Option<NamedScale> {
    const BETWEEN: &[&str] = &[
        "-", "–", "—", "..", "...", "to", "do", "bis", "a", "through", "and", "und", "i",
    ];
    const BEFORE: &[&str] = &["od", "from", "von", "between", "miedzy", "de", "da"];
    const SCALE: &[&str] = &["scale", "skal", "escala", "echelle", "rating"];
    let is_range = |low: &Mark, high: &Mark| {
        let before = text[..low.start].trim_end();
        let behind = text[high.end..].trim_start();
        let told = SCALE.iter().any(|word| text.contains(word))
            || before.ends_with(['(', '['])
            || before
                .split_whitespace()
                .next_back()
                .is_some_and(|word| BEFORE.contains(&word))
            || behind.is_empty();
        LOWEST.contains(&low.value)
            && HIGHEST.contains(&high.value)
            && BETWEEN.contains(&text[low.end..high.start].trim())
            && !before.ends_with(['-', '–', '/'])
            && !behind.starts_with(['-', '–', '/'])
            && told
    };
    let pair = marks.windows(2).find(|pair| is_range(&pair[0], &pair[1]))?;
    Some(NamedScale {
        range: [pair[0].value, pair[1].value],
        low_is_good: false,
    })
}

/// "1 = very good, 5 = very poor": numbers that say what they mean, in any order. Nothing when words do
/// not tell which end is the good one: a list of codes looks the same.
fn ends(text: &str, marks: &[Mark]) -> Option<NamedScale> {
    let labelled = marks.iter().enumerate().filter_map(|(place, mark)| {
        let end = marks.get(place + 1).map_or(text.len(), |next| next.start);
        Some((mark.value, label(&text[mark.end..end])?))
    });
    let labelled: Vec<(i32, &str)> = labelled.collect();
    let low = labelled.iter().min_by_key(|(value, _)| *value)?;
    let high = labelled.iter().max_by_key(|(value, _)| *value)?;
    if !LOWEST.contains(&low.0) || !HIGHEST.contains(&high.0) {
        return None;
    }
    Some(NamedScale {
        range: [low.0, high.0],
        low_is_good: is_better(low.1, high.1)?,
    })
}

/// What stands behind a number and says what it means: up to the next sign of punctuation, without the
/// signs and words that lead there and on to the next number.
fn label(text: &str) -> Option<&str> {
    const SIGNS: [char; 5] = ['=', ':', '-', '–', '—'];
    const LEADING: &[&str] = &[
        "means", "meaning", "is", "being", "for", "oznacza", "to", "znaczy", "bedeutet", "ist",
    ];
    const TRAILING: &[&str] = &["and", "to", "a", "i", "do", "oraz", "und", "bis", "through"];
    let text = text.trim_start();
    let text = text.strip_prefix(['(', '[']).unwrap_or(text);
    let end = text.find([',', ';', '(', ')', '[', ']', '/', '|', '.', '?', '\n']);
    let bare = |text| {
        str::trim_matches(text, |letter: char| {
            letter.is_whitespace() || SIGNS.contains(&letter)
        })
    };
    let mut text = bare(&text[..end.unwrap_or(text.len())]);
    while let Some((word, rest)) = text.split_once(' ')
        && LEADING.contains(&word)
    {
        text = bare(rest);
    }
    while let Some((rest, word)) = text.rsplit_once(' ')
        && TRAILING.contains(&word)
    {
        text = bare(rest);
    }
    text.chars().any(char::is_alphabetic).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(heading: &str) -> Option<([i32; 2], bool)> {
        scale_in(&Header::new(heading)).map(|named| (named.range, named.low_is_good))
    }

    #[test]
    fn headings_name_their_scale() {
        for (heading, range) in [
            ("Ocena dostawy (1-6)", [1, 6]),
            ("Overall [1..7]", [1, 7]),
            ("Jak oceniasz obsługę w skali 1-10?", [1, 10]),
            ("How satisfied are you on a scale of 0 to 10?", [0, 10]),
            ("Oceń w skali od 1 do 5 jakość obsługi", [1, 5]),
            ("Proszę ocenić jakość, od 1 do 6", [1, 6]),
            ("Rate us from 1 to 10", [1, 10]),
            ("Q7. Quality 1–5", [1, 5]),
            ("Zufriedenheit (Skala von 1 bis 6)", [1, 6]),
            ("Oceń: 1 - bardzo źle, 5 - bardzo dobrze", [1, 5]),
            ("Jakość (1 - bardzo zła; 6 - bardzo dobra)", [1, 6]),
            (
                "How satisfied are you? (1 = very dissatisfied, 7 = very satisfied)",
                [1, 7],
            ),
            (
                "Satisfaction, where 1 is very dissatisfied and 10 is very satisfied",
                [1, 10],
            ),
            ("5 (very good) to 1 (very poor)", [1, 5]),
        ] {
            assert_eq!(of(heading), Some((range, false)), "{heading}");
        }
    }

    #[test]
    fn the_good_end_may_be_the_lowest() {
        for (heading, range) in [
            ("Quality (1 = very good; 5 = very poor)", [1, 5]),
            ("Gesamtnote (1 = sehr gut, 6 = sehr schlecht)", [1, 6]),
            ("Ocena: 1 - bardzo dobrze, 5 - bardzo źle", [1, 5]),
            (
                "I got help fast (1=Strongly agree, 5=Strongly disagree)",
                [1, 5],
            ),
            (
                "Jesteś zadowolony? 5 oznacza bardzo niezadowolony, 1 - bardzo zadowolony",
                [1, 5],
            ),
        ] {
            assert_eq!(of(heading), Some((range, true)), "{heading}");
        }
    }

    #[test]
    fn other_numbers_name_no_scale() {
        for heading in [
            "Q1-5",
            "Region (1 = North, 2 = South, 3 = East, 4 = West)",
            "Visits in the last 1-3 months of the year",
            "Score 2024-1-5",
            "Part 1 of 5",
            "Version 1.5",
            "Discount 1-5%",
            "Satisfaction",
            "Płeć (1 - kobieta, 2 - mężczyzna)",
        ] {
            assert_eq!(of(heading), None, "{heading}");
        }
    }
}
