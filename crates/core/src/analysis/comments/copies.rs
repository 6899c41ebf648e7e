//! What repeats in a file, whatever the filter: people with several answers, comments that say the
//! same, and comments without content. Found once and kept, because every report asks for it.

use crate::analysis::Analysis;
use crate::figures::people::ByPerson;
use crate::figures::rng::mix;
use crate::order::Arrange;
use crate::reading::Column;
use crate::report::{ColumnReading, Role};
use crate::text::Gist;
use crate::values::is_missing;

/// Fewest letters and digits of a comment that can be a copy of another one: short ones are the
/// same by chance.
const LONG_COMMENT: u32 = 60;

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
    /// Code of what is careless about a comment of a row, and the row; ascending by row.
    pub careless: Vec<(&'static str, u32)>,
}

impl Analysis {
    /// Answers by person, `value` being what the answer of a row adds to the figure; a row without an id is a
    /// person of its own. `None` unless so many answers are of the same people that it makes a difference; then
    /// with the number of people.
    pub(in crate::analysis) fn by_person(
        &self,
        value: &dyn Fn(u32) -> Option<f64>,
    ) -> Option<(ByPerson, u32)> {
        let people = self.people().filter(|people| !people.rows.is_empty())?;
        let rows = 0..self.table.rows;
        if is_of_many(
            &people.rows,
            value,
            rows.filter(|row| value(*row).is_some()),
        ) {
            return None;
        }
        let mut alone = vec![true; self.table.rows as usize];
        let mut answers = Vec::new();
        for &(person, row) in &people.rows {
            alone[row as usize] = false;
            answers.extend(value(row).map(|value| (person, row, value)));
        }
        let alone = (0u32..).zip(alone).filter(|(_, alone)| *alone);
        answers.extend(alone.filter_map(|(row, _)| Some((mix(row.into()), row, value(row)?))));
        let by_person = ByPerson(answers);
        let people = by_person.fewer()?;
        Some((by_person, people))
    }

    /// People with several rows; `None` without an id column whose values repeat.
    pub(in crate::analysis) fn people(&self) -> Option<&People> {
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
    pub(in crate::analysis) fn remarks(&self) -> &Remarks {
        (self.remarks).get_or_init(|| self.coded.notice_all(&self.table))
    }
}

impl Remarks {
    /// Notices what a comment says that is the answer to a question with the number `question`.
    pub(in crate::analysis) fn add(&mut self, row: u32, text: &str, gist: &Gist, question: u64) {
        if gist.letters >= LONG_COMMENT {
            self.copies.push((gist.key, row));
        }
        let code = careless_text(text, gist, question);
        self.careless.extend(code.map(|code| (code, row)));
    }

    /// What is left when all comments were looked at, in whatever order.
    pub(in crate::analysis) fn finished(mut self) -> Self {
        keep_repeated(&mut self.copies);
        self.careless.arrange_by_key(|&(code, row)| (row, code));
        // Comments that others did not give back whole were looked at twice.
        self.careless.dedup();
        self
    }
}

/// True when there are clearly too many answers for those of the same people to make a difference: most surveys have a
/// few people who answered twice, and only so many answers are looked at as it takes to see that they are few.
fn is_of_many(
    repeated: &[(u64, u32)],
    value: &dyn Fn(u32) -> Option<f64>,
    answers: impl Iterator<Item = u32>,
) -> bool {
    let runs = repeated.chunk_by(|a, b| a.0 == b.0);
    let own = runs.map(|run| run.iter().filter(|(_, row)| value(*row).is_some()).count());
    // With n answers Σ nₚ² is n more than this sum, and n below nine tenths of it only below nine times this sum.
    let surplus: usize = own.map(|n| n * n.saturating_sub(1)).sum();
    let many = 9 * surplus + 1;
    answers.take(many).count() == many
}

/// True for an id column with at least two values and more answers than values.
fn repeats(column: &ColumnReading) -> bool {
    column.role == Role::Id && column.distinct > 1 && column.answered > column.distinct
}

fn people(column: &Column) -> Vec<(u64, u32)> {
    let mut sieve = Sieve::new(column.len());
    column.for_each(&mut |id| {
        if let Some(person) = person(id) {
            sieve.add(person);
        }
    });
    // Most people answered once: only what is left of them has to be kept and sorted.
    let (mut kept, mut row) = (Vec::new(), 0);
    column.for_each(&mut |id| {
        let person = person(id).filter(|person| sieve.may_repeat(*person));
        kept.extend(person.map(|person| (person, row)));
        row += 1;
    });
    keep_repeated(&mut kept);
    drop_nobody(column, kept)
}

/// Fewest rows of a value that can be too frequent for a person.
const CROWD: usize = 20;

/// The same without values that stand for "no id": words for it, and a value that a tenth of all rows have,
/// more than ten times as many as any other, which no person among others answers ("0", a test account).
fn drop_nobody(column: &Column, kept: Vec<(u64, u32)>) -> Vec<(u64, u32)> {
    let runs = kept.chunk_by(|a, b| a.0 == b.0);
    let mut runs: Vec<&[(u64, u32)]> = runs
        .filter(|run| !names_nobody(&column.get(run[0].1 as usize)))
        .collect();
    // What occurs once was sorted out before.
    let (mut most, mut second, mut place) = (0, 1, 0);
    for (at, run) in runs.iter().enumerate() {
        if run.len() > most {
            (most, second, place) = (run.len(), most.max(1), at);
        } else {
            second = second.max(run.len());
        }
    }
    if most >= CROWD && most * 10 >= column.len() && most > 10 * second {
        runs.remove(place);
    }
    runs.concat()
}

/// True for words that stand in a column of ids where somebody has none.
pub fn names_nobody(id: &str) -> bool {
    const NOBODY: [&str; 17] = [
        "guest",
        "guest user",
        "anonymous",
        "anonymous user",
        "anonym",
        "anonim",
        "anonimowy",
        "anonimowa",
        "anonimowo",
        "gosc",
        "unregistered",
        "not registered",
        "not logged in",
        "niezarejestrowany",
        "niezalogowany",
        "nieznany",
        "no id",
    ];
    // Nearly every id has a digit, and there may be millions of them.
    let words = id.len() <= 20 && !id.bytes().any(|byte| byte.is_ascii_digit());
    words
        && NOBODY.contains(
            &crate::text::fold(id.trim_matches(['(', ')', '-', '<', '>', '[', ']', ' '])).as_str(),
        )
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

/// A number that stands for an id.
///
/// Never inlined: WebAssembly engines replace a function by its optimised code when it is called
/// again, not in the middle of a loop over all rows.
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

/// All rows of a number but one, ascending; `keys` are ascending. Which one stays depends on `contents`, what a
/// row holds, and not on its place in the file: copies may contradict each other, and the same rows in another
/// order must give the same figures.
pub fn all_but_one(keys: &[(u64, u32)], contents: &dyn Fn(u32) -> u64) -> Vec<u32> {
    let mut rows = Vec::new();
    let runs = keys.chunk_by(|a, b| a.0 == b.0);
    for run in runs.filter(|run| run.len() > 1) {
        let stays = run.iter().min_by_key(|(_, row)| (contents(*row), *row));
        rows.extend(
            run.iter()
                .filter(|key| Some(*key) != stays)
                .map(|(_, row)| *row),
        );
    }
    rows.sort_unstable();
    rows.dedup();
    rows
}

/// What is careless about a comment. `question` is the number of the question's gist.
fn careless_text(text: &str, gist: &Gist, question: u64) -> Option<&'static str> {
    // The question and gibberish are short.
    let short = text.len() <= 400;
    match () {
        () if text.chars().nth(1).is_none() => Some("one_character"),
        () if short && gist.key == question && gist.letters >= 10 => Some("pasted_question"),
        () if short && is_gibberish(text) => Some("gibberish"),
        () if gist.swears => Some("profanity"),
        () => None,
    }
}

/// One letter over and over, a row of keys, or a long word without a vowel.
fn is_gibberish(text: &str) -> bool {
    if has_many_letters_and_a_blank(text.as_bytes()) {
        return false;
    }
    let alphabetic = text.chars().filter(|letter| letter.is_alphabetic());
    let alphabetic = alphabetic.take(13).count();
    if alphabetic < 4 || alphabetic > 12 && text.contains(char::is_whitespace) {
        return false;
    }
    if is_like_words(text) {
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

/// True for most texts of several words: more than a word's letters and a blank, found in the first bytes of
/// most.
fn has_many_letters_and_a_blank(text: &[u8]) -> bool {
    // Without a branch for each byte, where there are enough of them.
    if let Some(first) = text.first_chunk::<32>() {
        let (mut letters, mut blanks) = (0u8, 0u8);
        for byte in first {
            letters += u8::from(byte.is_ascii_alphabetic());
            blanks += u8::from(*byte == b' ');
        }
        if letters > 12 && blanks > 0 {
            return true;
        }
    }
    let (mut letters, mut blank) = (0, false);
    text.iter().any(|byte| {
        letters += u32::from(byte.is_ascii_alphabetic());
        blank |= *byte == b' ';
        blank && letters > 12
    })
}

/// True for most texts that are no gibberish, in a fraction of the time: a vowel, three different letters, and
/// a beginning that no row of keys has.
fn is_like_words(text: &str) -> bool {
    const VOWELS: u32 = letters(b"aeiouy");
    const KEYS: u32 = letters(b"aqsdzh");
    let of = |byte: u8| match byte.is_ascii_alphabetic() {
        true => 1 << (byte % 32),
        false => 0u32,
    };
    let used = text.bytes().fold(0, |used, byte| used | of(byte));
    let first = text.trim_start().bytes().next().map_or(0, of);
    used & VOWELS != 0 && used.count_ones() > 2 && first & !KEYS != 0
}

/// ASCII letters as bits, in both cases the same.
const fn letters(list: &[u8]) -> u32 {
    let (mut bits, mut at) = (0, 0);
    while at < list.len() {
        bits |= 1 << (list[at] % 32);
        at += 1;
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Gists;

    fn code(text: &str) -> Option<&'static str> {
        let mut gists = Gists::default();
        let question = gists.of("Why did you give this score?").key;
        careless_text(text, &gists.of(text), question)
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
            ("Trzeba jebać te kolejki", Some("profanity")),
            ("ok", None),
            ("Super obsługa", None),
            ("HTML5", None),
            ("Класс", None),
        ] {
            assert_eq!(code(text), expected, "{text:?}");
        }
    }

    #[test]
    fn words_for_no_id_are_no_person() {
        for id in ["guest", "Gość", "(anonymous)", "ANONIM"] {
            assert!(names_nobody(id), "{id}");
        }
        for id in ["guesthouse", "Anna", "guest1", ""] {
            assert!(!names_nobody(id), "{id}");
        }
    }

    #[test]
    fn only_what_repeats_is_kept() {
        let mut kept = vec![(5, 3), (1, 0), (5, 1), (5, 1), (2, 2)];
        keep_repeated(&mut kept);
        assert_eq!(kept, [(5, 1), (5, 3)]);
        assert_eq!(all_but_one(&kept, &|_| 0), [3]);
        assert_eq!(all_but_one(&kept, &|row| u64::from(9 - row)), [1]);
    }

    #[test]
    fn few_answers_of_the_same_people_are_seen_early() {
        // A person with three answers among n of others: 1 + 8 answers for each of the six pairs make a difference.
        for others in 0..80u32 {
            let repeated = [(7, 0), (7, 1), (7, 2)];
            let rows = 3 + others;
            let value = |row: u32| (row < rows).then_some(1.0);
            let mut answers: Vec<(u64, u32, f64)> = vec![(7, 0, 1.0), (7, 1, 1.0), (7, 2, 1.0)];
            answers.extend((3..rows).map(|row| (100 + u64::from(row), row, 1.0)));
            let early = is_of_many(&repeated, &value, 0..rows);
            let fewer = ByPerson(answers).fewer();
            assert!(!early || fewer.is_none(), "{others}");
            assert_eq!(early, rows > 54);
        }
    }
}
