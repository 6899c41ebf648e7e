//! A number for every word met so far: a survey repeats its words, and most of what the coder asks
//! about a word depends on the word alone, so that it is worked out once.

use super::features::{is_negation, word_hash};
use super::question::names_nothing;
use super::statements::{fixes, joins, turns};
use super::tokens::Kind;

/// Words after which all that is known is forgotten at the next comment. A comment adds at most
/// ten thousand, so that the memory stays below a few megabytes whatever is read.
const MOST_WORDS: usize = 32_768;

/// What a word does to its neighbours, as bits.
pub(crate) mod role {
    /// Turns an opinion round ("not").
    pub const NEGATES: u8 = 1;
    /// Joins two clauses ("and").
    pub const JOINS: u8 = 2;
    /// Turns from praise to complaint or back ("but").
    pub const TURNS: u8 = 4;
    /// Takes the turn from the word after it ("nothing but").
    pub const FIXES: u8 = 8;
    /// Stands in answers that name nothing ("none").
    pub const EMPTY: u8 = 16;
}

/// A word met before.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known {
    /// Its number, in the order of first meeting.
    pub number: u32,
    /// Hash of its first letters, see [`OPENING`].
    pub opening: u32,
    /// What it does to its neighbours, bits of [`role`].
    pub role: u8,
}

/// Bytes of a word's opening: long enough to tell most words apart, short enough to be the same in
/// most forms of a Polish word.
const OPENING: usize = 4;

#[derive(Debug, Clone, Copy)]
struct Entry {
    hash: u32,
    from: u32,
    to: u32,
    kind: Kind,
    known: Known,
}

/// The words met so far.
#[derive(Debug, Default, Clone)]
pub(crate) struct Words {
    /// Open addressing by hash: numbers plus one, 0 for an empty place. A power of two, at least
    /// half of it empty.
    places: Vec<u32>,
    entries: Vec<Entry>,
    /// The folded words, one after the other.
    text: Vec<u8>,
}

impl Words {
    /// True when there are so many words that everything known should be forgotten.
    pub fn is_full(&self) -> bool {
        self.entries.len() > MOST_WORDS
    }

    /// Forgets all words. Their numbers are given again: whatever was kept by number must be
    /// forgotten too.
    pub fn clear(&mut self) {
        self.places.clear();
        self.entries.clear();
        self.text.clear();
    }

    /// What is known about a folded word, which is remembered.
    pub fn find(&mut self, hash: u32, bytes: &[u8], kind: Kind) -> Known {
        if self.entries.len() * 2 >= self.places.len() {
            self.grow();
        }
        let mask = self.places.len() - 1;
        let mut at = first_place(hash) & mask;
        while let Some(number) = self.places[at].checked_sub(1) {
            let entry = &self.entries[number as usize];
            if entry.hash == hash
                && entry.kind == kind
                && &self.text[entry.from as usize..entry.to as usize] == bytes
            {
                return entry.known;
            }
            at = (at + 1) & mask;
        }
        let from = self.text.len() as u32;
        let known = Known {
            number: self.entries.len() as u32,
            opening: word_hash(&bytes[..bytes.len().min(OPENING)]),
            role: role_of(bytes),
        };
        self.text.extend_from_slice(bytes);
        self.entries.push(Entry {
            hash,
            from,
            to: self.text.len() as u32,
            kind,
            known,
        });
        self.places[at] = self.entries.len() as u32;
        known
    }

    fn grow(&mut self) {
        let size = (self.places.len() * 2).max(256);
        self.places.clear();
        self.places.resize(size, 0);
        for (entry, number) in self.entries.iter().zip(1..) {
            let mut at = first_place(entry.hash) & (size - 1);
            while self.places[at] != 0 {
                at = (at + 1) & (size - 1);
            }
            self.places[at] = number;
        }
    }
}

/// FNV leaves the lower bits of short words alike; the upper ones are mixed in.
fn first_place(hash: u32) -> usize {
    (hash ^ (hash >> 15)) as usize
}

fn role_of(word: &[u8]) -> u8 {
    let bit = |is: bool, bit: u8| if is { bit } else { 0 };
    bit(is_negation(word), role::NEGATES)
        | bit(joins(word), role::JOINS)
        | bit(turns(word), role::TURNS)
        | bit(fixes(word), role::FIXES)
        | bit(names_nothing(word), role::EMPTY)
}

/// One value per word number, worked out when it is first asked for.
#[derive(Debug, Clone)]
pub(crate) struct Memo<T>(Vec<Option<T>>);

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Memo(Vec::new())
    }
}

impl<T: Copy> Memo<T> {
    /// Forgets all values.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The value of a word, from `work` when it is not known yet.
    #[inline]
    pub fn get(&mut self, word: u32, work: impl FnOnce() -> T) -> T {
        if let Some(Some(known)) = self.0.get(word as usize) {
            return *known;
        }
        let value = work();
        let at = word as usize;
        if at >= self.0.len() {
            self.0.resize((at + 1).next_power_of_two(), None);
        }
        self.0[at] = Some(value);
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens::Tokens;

    #[test]
    fn a_word_keeps_its_number() {
        let mut tokens = Tokens::default();
        let mut numbers = |text: &str| -> Vec<u32> {
            tokens.read(text);
            tokens.list.iter().map(|t| t.word).collect()
        };
        let many: String = (0..2_000).map(|i| format!("w{i} ")).collect();
        let first = numbers(&many);
        assert_eq!(first, (0..2_000).collect::<Vec<_>>());
        assert_eq!(numbers("W1999 w0"), [1_999, 0]);
        // A dropped mark that counts as a letter makes a word of digits another kind of token.
        assert_ne!(numbers("12"), numbers("12\u{345}"));
    }

    #[test]
    fn a_value_is_worked_out_once() {
        let mut memo = Memo::default();
        assert_eq!(memo.get(5, || 7), 7);
        assert_eq!(memo.get(5, || 8), 7);
        assert_eq!(memo.get(0, || 9), 9);
        memo.clear();
        assert_eq!(memo.get(5, || 8), 8);
    }
}
