//! What a comment says however it is typed, to find comments that repeat.

use super::tokens::Tokens;
use super::words::role;

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

/// The gist of the comment that was read.
pub(super) fn gist(tokens: &Tokens) -> Gist {
    // A number that is odd and has no pattern.
    const MIX: u64 = 0x9E37_79B9_7F4A_7C15;
    let (mut key, mut roles) = (0u64, 0);
    for token in &tokens.list {
        let with = (key.rotate_left(25) ^ u64::from(token.hash)).wrapping_mul(MIX);
        key = if token.word == 0 { key } else { with };
        roles |= token.role;
    }
    Gist {
        // Tables look at the low bits.
        key: key ^ (key >> 32),
        letters: tokens.letters.all(),
        swears: roles & role::SWEARS != 0,
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
        gist(&self.0)
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
