//! What repeats in a file, whatever the filter: people with several answers, comments that say the
//! same, and comments without content. Found once and kept, because every report asks for it.

use super::Analysis;
use crate::figures::rng::mix;
use crate::reading::Column;
use crate::report::{ColumnReading, Role};
use crate::values::is_missing;
use std::collections::BTreeMap;

/// Fewest letters and digits of a comment that can be a copy of another one: short ones are the
/// same by chance.
const LONG_COMMENT: usize = 60;

/// People who answered more than once, by the first id column whose values repeat.
#[derive(Debug)]
pub struct People {
    /// Column index of the ids.
    pub column: u32,
    /// A number for the person and a row, ascending; only people with at least two rows.
    pub rows: Vec<(u64, u32)>,
}

/// What the texts of the comments say without being understood.
#[derive(Debug, Default)]
pub struct Remarks {
    /// A number for the text and a row, ascending; only long texts that occur at least twice.
    pub copies: Vec<(u64, u32)>,
    /// Code of what is careless about a comment, and its row, in file order.
    pub careless: Vec<(&'static str, u32)>,
}

impl Analysis {
    /// People with several rows; `None` without an id column whose values repeat.
    pub(super) fn people(&self) -> Option<&People> {
        let found = self.people.get_or_init(|| {
            let id = self.reading.columns.iter().find(|column| repeats(column))?;
            let rows = people(&self.table.columns[id.index as usize]);
            Some(People {
                column: id.index,
                rows,
            })
        });
        found.as_ref()
    }

    /// Copies and careless comments.
    pub(super) fn remarks(&self) -> &Remarks {
        self.remarks.get_or_init(|| {
            let letters = Letters::new();
            let columns = self.reading.columns.iter();
            let questions: BTreeMap<u32, u64> = columns
                .map(|column| (column.index, letters.essence(&column.name).key))
                .collect();
            let (mut copies, mut careless) = (Vec::new(), Vec::new());
            for comment in self.coded.all() {
                let text = self.table.columns[comment.column as usize].get(comment.row as usize);
                let question = questions.get(&comment.column).copied().unwrap_or(0);
                let (essence, code) = remark(&letters, text, question);
                if essence.letters >= LONG_COMMENT {
                    copies.push((essence.key, comment.row));
                }
                careless.extend(code.map(|code| (code, comment.row)));
            }
            Remarks {
                copies: repeated(copies),
                careless,
            }
        })
    }
}

/// True for an id column with at least two values and more answers than values.
fn repeats(column: &ColumnReading) -> bool {
    column.role == Role::Id && column.distinct > 1 && column.answered > column.distinct
}

fn people(column: &Column) -> Vec<(u64, u32)> {
    let rows = 0..column.len() as u32;
    let ids = rows.filter_map(|row| Some((person(column.get(row as usize))?, row)));
    // Most people answered once: their numbers alone tell, and take half the memory.
    let mut numbers = Vec::with_capacity(column.len());
    numbers.extend(ids.clone().map(|(person, _)| person));
    numbers.sort_unstable();
    let pairs = numbers.chunk_by(|a, b| a == b).filter(|run| run.len() > 1);
    let several: Vec<u64> = pairs.filter_map(|run| run.first().copied()).collect();
    repeated(
        ids.filter(|(person, _)| several.binary_search(person).is_ok())
            .collect(),
    )
}

/// A number that stands for an id. Never inlined, for the reason that [`remark`] gives.
#[inline(never)]
fn person(id: &str) -> Option<u64> {
    (!is_missing(id)).then(|| hash(id))
}

/// A number that stands for a text.
pub fn hash(text: &str) -> u64 {
    text.bytes().fold(mix(text.len() as u64), |hash, byte| {
        mix(hash ^ u64::from(byte))
    })
}

/// The entries whose number occurs in at least two rows, ascending.
fn repeated(mut keys: Vec<(u64, u32)>) -> Vec<(u64, u32)> {
    keys.sort_unstable();
    keys.dedup();
    let runs = keys.chunk_by(|a, b| a.0 == b.0);
    let several = runs.filter(|run| run.len() > 1);
    several.flatten().copied().collect()
}

/// Rows whose number occurred in an earlier row, ascending; `keys` are ascending.
pub fn later_copies(keys: impl Iterator<Item = (u64, u32)>) -> Vec<u32> {
    let mut last = None;
    let mut rows: Vec<u32> = keys
        .filter_map(|(key, row)| (last.replace(key) == Some(key)).then_some(row))
        .collect();
    rows.sort_unstable();
    rows.dedup();
    rows
}

/// Letters and digits of a text without regard to case, blanks and punctuation.
struct Essence {
    /// A number for them.
    key: u64,
    /// How many there are.
    letters: usize,
    /// How many of them are letters.
    alphabetic: usize,
}

/// Lower case of the letters and digits of Latin scripts. The tables of the standard library cover
/// all scripts and are slow for the few letters that make up most comments.
struct Letters {
    lower: Vec<Option<char>>,
}

/// Letters from here on are looked up in the standard library.
const BEYOND_LATIN: u32 = 0x180;

impl Letters {
    fn new() -> Self {
        let lower = |letter: char| {
            let lower = letter
                .is_alphanumeric()
                .then(|| letter.to_lowercase().next());
            lower.flatten()
        };
        Letters {
            lower: ('\0'..).take(BEYOND_LATIN as usize).map(lower).collect(),
        }
    }

    fn essence(&self, text: &str) -> Essence {
        let mut essence = Essence {
            key: 0xcbf2_9ce4_8422_2325,
            letters: 0,
            alphabetic: 0,
        };
        for letter in text.chars() {
            match self.lower.get(letter as usize) {
                Some(&Some(lower)) => {
                    essence.alphabetic += usize::from(!lower.is_ascii_digit());
                    essence.add(lower);
                }
                Some(None) => {}
                None if letter.is_alphanumeric() => {
                    essence.alphabetic += usize::from(letter.is_alphabetic());
                    letter.to_lowercase().for_each(|lower| essence.add(lower));
                }
                None => {}
            }
        }
        essence
    }
}

impl Essence {
    fn add(&mut self, letter: char) {
        self.key = (self.key ^ u64::from(letter))
            .wrapping_mul(0x0100_0000_01b3)
            .rotate_left(5);
        self.letters += 1;
    }
}

/// Essence of a comment and what is careless about it.
///
/// Never inlined: WebAssembly engines replace a function by its optimised code when it is called
/// again, not in the middle of a loop over all comments.
#[inline(never)]
fn remark(letters: &Letters, text: &str, question: u64) -> (Essence, Option<&'static str>) {
    let essence = letters.essence(text);
    let code = careless_text(text, &essence, question);
    (essence, code)
}

/// What is careless about a comment. `question` is the number of the question's essence.
fn careless_text(text: &str, essence: &Essence, question: u64) -> Option<&'static str> {
    // The question and gibberish are short; a long comment only needs the look for swearing.
    let short = text.len() <= 400;
    match () {
        () if essence.letters <= 1 && text.chars().count() <= 1 => Some("one_character"),
        () if short && essence.key == question && essence.letters >= 10 => Some("pasted_question"),
        () if short && is_gibberish(text, essence) => Some("gibberish"),
        () if swears(text) => Some("profanity"),
        () => None,
    }
}

/// One letter over and over, a row of keys, or a long word without a vowel.
fn is_gibberish(text: &str, essence: &Essence) -> bool {
    if essence.alphabetic < 4 || essence.alphabetic > 12 && text.contains(char::is_whitespace) {
        return false;
    }
    let folded: Vec<char> = text
        .chars()
        .flat_map(char::to_lowercase)
        .filter(|c| !c.is_whitespace())
        .collect();
    let letters = folded
        .iter()
        .filter(|letter| letter.is_alphabetic())
        .count();
    if letters < 4 || letters * 2 < folded.len() {
        return false;
    }
    let mut different = folded.clone();
    different.sort_unstable();
    different.dedup();
    let vowels = folded
        .iter()
        .filter(|letter| "aeiouyąęóäöüáéíúůìàèêâîôû".contains(**letter))
        .count();
    let word: String = folded.iter().collect();
    let rows = ["asdf", "qwert", "sdfg", "dfgh", "zxcv", "hjkl"];
    let latin = folded
        .iter()
        .all(|letter| !letter.is_alphabetic() || *letter < '\u{250}');
    different.len() <= 2 && folded.len() >= 5 && latin
        || rows.iter().any(|row| word.starts_with(row))
        || latin && vowels == 0 && letters >= 6 && !word.contains(|c: char| c.is_ascii_digit())
}

/// Beginnings of swear words, folded.
const SWEARING: [&str; 12] = [
    "kurw",
    "chuj",
    "pierdol",
    "spierdal",
    "jebac",
    "jeban",
    "skurwysyn",
    "fuck",
    "shitty",
    "bullshit",
    "asshole",
    "bastard",
];

/// For each byte the letters that follow it in the beginnings of [`SWEARING`], as bits of
/// [`letter_bit`]: few letters of a comment have one of them behind.
const SWEARS: [u32; 256] = {
    let mut second = [0; 256];
    let mut at = 0;
    while at < SWEARING.len() {
        let [first, next, ..] = SWEARING[at].as_bytes() else {
            panic!("two letters at least");
        };
        second[*first as usize] |= letter_bit(*next);
        second[first.to_ascii_uppercase() as usize] |= letter_bit(*next);
        at += 1;
    }
    second
};

/// The same bit for a letter in either case.
const fn letter_bit(letter: u8) -> u32 {
    1 << (letter & 31)
}

/// True when a word of the text begins with one of [`SWEARING`].
fn swears(text: &str) -> bool {
    let bytes = text.as_bytes();
    let begins = |place: usize| match place.checked_sub(1).and_then(|before| bytes.get(before)) {
        None => true,
        Some(before) if before.is_ascii() => !before.is_ascii_alphanumeric(),
        Some(_) => {
            let before = text
                .get(..place)
                .and_then(|before| before.chars().next_back());
            before.is_none_or(|before| !before.is_alphanumeric())
        }
    };
    let matches = |rest: &[u8], swear: &str| {
        let start = rest.get(..swear.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(swear.as_bytes()))
    };
    bytes.windows(2).enumerate().any(|(place, two)| {
        SWEARS[usize::from(two[0])] & letter_bit(two[1]) != 0
            && begins(place)
            && SWEARING.iter().any(|swear| matches(&bytes[place..], swear))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Option<&'static str> {
        let letters = Letters::new();
        let question = letters.essence("Why did you give this score?").key;
        careless_text(text, &letters.essence(text), question)
    }

    #[test]
    fn careless_comments_are_told_from_short_ones() {
        for (text, expected) in [
            (".", Some("one_character")),
            ("ą", Some("one_character")),
            ("why did you give this score", Some("pasted_question")),
            ("aaaaaa", Some("gibberish")),
            ("asdfgh", Some("gibberish")),
            ("xkcdfgh", Some("gibberish")),
            ("this is bullshit", Some("profanity")),
            ("żKurwa mać", None),
            ("Ja, kurwa, czekam", Some("profanity")),
            ("ok", None),
            ("Super obsługa", None),
            ("HTML5", None),
            ("Класс", None),
        ] {
            assert_eq!(code(text), expected, "{text:?}");
        }
    }

    #[test]
    fn case_blanks_and_punctuation_make_no_difference() {
        let letters = Letters::new();
        let same = |one: &str, other: &str| letters.essence(one).key == letters.essence(other).key;
        assert!(same("Żółć, ŁÓDŹ!", "żółć  łódź"));
        assert!(same("ОЧЕНЬ хорошо", "очень хорошо."));
        assert!(!same("good", "goods"));
    }

    #[test]
    fn only_what_repeats_is_kept() {
        let kept = repeated(vec![(5, 3), (1, 0), (5, 1), (5, 1), (2, 2)]);
        assert_eq!(kept, [(5, 1), (5, 3)]);
        assert_eq!(later_copies(kept.into_iter()), [3]);
    }
}
