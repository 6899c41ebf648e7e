//! What a comment says however it is typed, to find comments that repeat.

use super::slots::SPREAD;
use super::tokens::Tokens;

/// The words of a text without regard to case, diacritics, blanks and punctuation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Gist {
    /// A number for the words in their order.
    pub key: u64,
    /// Letters and digits.
    pub letters: u32,
    /// One of the words begins as a swear word does.
    pub swears: bool,
}

impl Gist {
    /// The number of the words so far and one more, by its hash.
    #[inline]
    pub(super) fn with_word(key: u64, hash: u32) -> u64 {
        (key.rotate_left(25) ^ u64::from(hash)).wrapping_mul(SPREAD)
    }

    /// The gist of a text with this number.
    pub(super) fn new(key: u64, letters: u32, swears: bool) -> Gist {
        Gist {
            // Tables look at the low bits.
            key: key ^ (key >> 32),
            letters,
            swears,
        }
    }
}

/// Finds the gist of texts that are not coded.
#[derive(Debug, Default)]
pub(crate) struct Gists(Tokens);

impl Gists {
    /// The gist of a text.
    pub fn of(&mut self, text: &str) -> Gist {
        if self.0.words.is_full() {
            self.0.words.clear();
        }
        self.0.read(text);
        self.0.gist()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_marks_blanks_and_punctuation_make_no_difference() {
        let mut gists = Gists::default();
        let mut same = |one: &str, other: &str| gists.of(one).key == gists.of(other).key;
        assert!(same("Żółć, ŁÓDŹ!", "zolc  łódź :)"));
        assert!(same("ОЧЕНЬ хорошо", "очень хорошо."));
        assert!(!same("good", "goods") && !same("very good", "good very") && !same("", "a"));
    }
}
