//! What repeats in a file, whatever the filter: people with several answers, comments that say the
//! same, and comments without content. Found once and kept, because every report asks for it.

use super::Analysis;
use super::coded::Coded;
use crate::figures::rng::mix;
use crate::reading::{Column, Table};
use crate::report::{ColumnReading, Role};
use crate::values::is_missing;
use std::collections::BTreeMap;
use std::sync::OnceLock;

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
            let mut looking = Looking::new(&self.reading.columns);
            looking.look(&self.table, self.coded.all(), usize::MAX);
            looking.finish()
        })
    }

    /// Notices up to `limit` more comments, and looks for people when there is no comment left. The
    /// coding of comments is shared with other workers, what is noticed ahead of the report with it.
    pub(super) fn notice(&mut self, limit: usize) {
        if self.remarks.get().is_some() {
            return;
        }
        let all = self.coded.all();
        let columns = &self.reading.columns;
        let looking = (self.looking).get_or_insert_with(|| Looking::new(columns));
        looking.look(&self.table, all, limit);
        if looking.done < all.len() {
            return;
        }
        if let Some(looking) = self.looking.take() {
            self.remarks = OnceLock::from(looking.finish());
        }
        self.people();
    }
}

/// What has been noticed about the first comments of a file.
#[derive(Debug)]
pub struct Looking {
    letters: Letters,
    desk: Desk,
    /// Number of the essence of the question that a column asks.
    questions: BTreeMap<u32, u64>,
    done: usize,
    remarks: Remarks,
}

impl Looking {
    fn new(columns: &[ColumnReading]) -> Self {
        let (letters, mut desk) = (Letters::new(), Desk::default());
        let questions = columns
            .iter()
            .map(|column| (column.index, letters.essence(&column.name, &mut desk).key));
        Looking {
            questions: questions.collect(),
            letters,
            desk,
            done: 0,
            remarks: Remarks::default(),
        }
    }

    /// Looks at up to `limit` more of all comments.
    fn look(&mut self, table: &Table, comments: &[Coded], limit: usize) {
        let end = self.done.saturating_add(limit).min(comments.len());
        for comment in &comments[self.done..end] {
            let text = table.columns[comment.column as usize].get(comment.row as usize);
            let question = self.questions.get(&comment.column).copied().unwrap_or(0);
            let (essence, code) = remark(&self.letters, &mut self.desk, text, question);
            if essence.letters >= LONG_COMMENT {
                self.remarks.copies.push((essence.key, comment.row));
            }
            (self.remarks.careless).extend(code.map(|code| (code, comment.row)));
        }
        self.done = end;
    }

    fn finish(mut self) -> Remarks {
        keep_repeated(&mut self.remarks.copies);
        self.remarks
    }
}

/// True for an id column with at least two values and more answers than values.
fn repeats(column: &ColumnReading) -> bool {
    column.role == Role::Id && column.distinct > 1 && column.answered > column.distinct
}

fn people(column: &Column) -> Vec<(u64, u32)> {
    let rows = 0..column.len() as u32;
    let ids = rows.filter_map(|row| Some((person(column.get(row as usize))?, row)));
    let mut sieve = Sieve::new(column.len());
    ids.clone().for_each(|(person, _)| sieve.add(person));
    // Most people answered once: only what is left of them has to be kept and sorted.
    let mut kept: Vec<(u64, u32)> = ids
        .filter(|(person, _)| sieve.may_repeat(*person))
        .collect();
    keep_repeated(&mut kept);
    kept
}

/// Tells numbers that certainly occur once, in a fraction of the time and memory of sorting them: each
/// number has a bit, shared with few others, that is set when it comes for the first time, and a second
/// one for the next time.
struct Sieve {
    bits: Vec<u64>,
    mask: u64,
}

impl Sieve {
    /// A sieve for so many well mixed numbers.
    fn new(numbers: usize) -> Self {
        let words = (numbers / 2).next_power_of_two();
        Sieve {
            bits: vec![0; words],
            mask: words as u64 * 32 - 1,
        }
    }

    /// Word of a number, and its first bit there.
    fn place(&self, number: u64) -> (usize, u64) {
        let place = number & self.mask;
        ((place / 32) as usize, 1 << (place % 32 * 2))
    }

    fn add(&mut self, number: u64) {
        let (word, first) = self.place(number);
        let bits = &mut self.bits[word];
        *bits |= first | (*bits & first) << 1;
    }

    /// False when the number was added once at most.
    fn may_repeat(&self, number: u64) -> bool {
        let (word, first) = self.place(number);
        self.bits[word] & first << 1 != 0
    }
}

/// A number that stands for an id. Never inlined, for the reason that [`remark`] gives.
#[inline(never)]
fn person(id: &str) -> Option<u64> {
    (!is_missing(id)).then(|| quick_hash(id))
}

/// A number that stands for a text within one run: not for what is kept in files.
pub fn quick_hash(text: &str) -> u64 {
    let mut words = text.as_bytes().chunks_exact(8);
    let mut hash = mix(text.len() as u64);
    for word in &mut words {
        let word = word
            .first_chunk()
            .map_or(0, |word| u64::from_le_bytes(*word));
        hash = mix(hash ^ word);
    }
    let rest = words.remainder().iter();
    mix(hash ^ rest.fold(0, |rest, &byte| rest << 8 | u64::from(byte)))
}

/// A number that stands for a text, the same in every version: settings files name comments by it.
pub fn hash(text: &str) -> u64 {
    text.bytes().fold(mix(text.len() as u64), |hash, byte| {
        mix(hash ^ u64::from(byte))
    })
}

/// Keeps the entries whose number occurs in at least two rows, ascending.
fn keep_repeated(keys: &mut Vec<(u64, u32)>) {
    let mut sieve = Sieve::new(keys.len());
    keys.iter().for_each(|(key, _)| sieve.add(*key));
    keys.retain(|(key, _)| sieve.may_repeat(*key));
    keys.sort_unstable();
    keys.dedup();
    let runs = keys.chunk_by(|a, b| a.0 == b.0);
    let several = runs.filter(|run| run.len() > 1);
    *keys = several.flatten().copied().collect();
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
    /// A word begins with one of [`SWEARING`].
    swears: bool,
}

/// Lower case of the letters and digits of Latin scripts. The tables of the standard library cover
/// all scripts and are slow for the few letters that make up most comments.
#[derive(Debug)]
struct Letters {
    /// Lower case, 0 for what is neither a letter nor a digit.
    lower: Vec<u16>,
    /// Which four letters may begin one of [`SWEARING`], by [`beginning`].
    swears: Vec<bool>,
}

/// Letters from here on are looked up in the standard library.
const BEYOND_LATIN: usize = 0x180;

/// What looking at a text needs for a while.
#[derive(Debug, Default)]
struct Desk {
    /// UTF-16 units of the letters and digits in lower case, and blanks behind.
    units: Vec<u16>,
    /// Where words begin: among the units, and in the text.
    words: Vec<(u32, u32)>,
}

/// Units that are looked at together.
const TOGETHER: usize = 4;

/// A place in [`Letters::swears`] for the first letters of a word.
fn beginning(units: [u16; TOGETHER]) -> usize {
    let mixed = (units.iter()).fold(0u32, |mixed, &unit| mixed * 7 + u32::from(unit));
    mixed as usize % 1024
}

impl Letters {
    fn new() -> Self {
        let lower = |letter: char| {
            let lower = letter
                .is_alphanumeric()
                .then(|| letter.to_lowercase().next());
            // All lower-case letters of these scripts are units by themselves.
            lower.flatten().map_or(0, |lower| lower as u16)
        };
        let mut swears = vec![false; 1024];
        for swear in SWEARING {
            let units = swear.as_bytes().first_chunk::<TOGETHER>();
            swears[beginning(units.map_or([0; TOGETHER], |units| units.map(u16::from)))] = true;
        }
        Letters {
            lower: ('\0'..).take(BEYOND_LATIN).map(lower).collect(),
            swears,
        }
    }

    /// Written with as few branches as possible: what the next letter is cannot be foreseen.
    fn essence(&self, text: &str, desk: &mut Desk) -> Essence {
        let Desk { units, words } = desk;
        units.clear();
        units.resize(text.len() + TOGETHER, 0);
        words.clear();
        words.resize(text.len() / 2 + 2, (0, 0));
        let (mut end, mut begun, mut letters, mut alphabetic) = (0, 0, 0, 0);
        let mut within = false;
        for (place, letter) in text.char_indices() {
            let part = match self.lower.get(letter as usize) {
                Some(&lower) => {
                    let part = lower != 0;
                    units[end] = lower;
                    words[begun] = (end as u32, place as u32);
                    end += usize::from(part);
                    letters += usize::from(part);
                    alphabetic += usize::from(lower > u16::from(b'9'));
                    part
                }
                None if letter.is_alphanumeric() => {
                    words[begun] = (end as u32, place as u32);
                    alphabetic += usize::from(letter.is_alphabetic());
                    for lower in letter.to_lowercase() {
                        let encoded = &mut [0; 2];
                        let encoded = lower.encode_utf16(encoded);
                        // Lower case may be longer than the letter.
                        units.resize(units.len() + encoded.len(), 0);
                        units[end..end + encoded.len()].copy_from_slice(encoded);
                        end += encoded.len();
                        letters += 1;
                    }
                    true
                }
                None => false,
            };
            begun += usize::from(part && !within);
            within = part;
        }
        let window = |at: usize| {
            units
                .get(at..)
                .and_then(|units| units.first_chunk::<TOGETHER>())
        };
        let swears = words[..begun].iter().any(|&(at, place)| {
            let may = window(at as usize).is_some_and(|units| self.swears[beginning(*units)]);
            may && swears(&text.as_bytes()[place as usize..])
        });
        // What is left of the last unit written behind the end belongs to no letter.
        units[end..].fill(0);
        let mut key = mix(end as u64);
        for units in units[..end.next_multiple_of(TOGETHER)]
            .as_chunks::<TOGETHER>()
            .0
        {
            let [a, b, c, d] = units.map(u64::from);
            key = (key ^ (a | b << 16 | c << 32 | d << 48)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            key ^= key >> 29;
        }
        Essence {
            key: mix(key),
            letters,
            alphabetic,
            swears,
        }
    }
}

/// Essence of a comment and what is careless about it.
///
/// Never inlined: WebAssembly engines replace a function by its optimised code when it is called
/// again, not in the middle of a loop over all comments.
#[inline(never)]
fn remark(
    letters: &Letters,
    desk: &mut Desk,
    text: &str,
    question: u64,
) -> (Essence, Option<&'static str>) {
    let essence = letters.essence(text, desk);
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
        () if essence.swears => Some("profanity"),
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

/// True when a word, which the bytes begin with, begins with one of [`SWEARING`].
fn swears(word: &[u8]) -> bool {
    let begins = |swear: &&str| {
        let start = word.get(..swear.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(swear.as_bytes()))
    };
    SWEARING.iter().any(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Option<&'static str> {
        let letters = Letters::new();
        let key = |text: &str| letters.essence(text, &mut Desk::default());
        let question = key("Why did you give this score?").key;
        careless_text(text, &key(text), question)
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
        let key = |text: &str| letters.essence(text, &mut Desk::default()).key;
        let same = |one: &str, other: &str| key(one) == key(other);
        assert!(same("Żółć, ŁÓDŹ!", "żółć  łódź"));
        assert!(same("ОЧЕНЬ хорошо", "очень хорошо."));
        assert!(!same("good", "goods"));
        assert!(!same("abcd", "abcde") && !same("abc", "abcd") && same("a-b.c!", "abc"));
        assert!(same("İİİİ 𐐀", "iiii 𐐨") && !same("𐐀𐐀", "𐐨𐐨𐐨") && same("ẞx", "ßx"));
    }

    #[test]
    fn only_what_repeats_is_kept() {
        let mut kept = vec![(5, 3), (1, 0), (5, 1), (5, 1), (2, 2)];
        keep_repeated(&mut kept);
        assert_eq!(kept, [(5, 1), (5, 3)]);
        assert_eq!(later_copies(kept.into_iter()), [3]);
    }
}
