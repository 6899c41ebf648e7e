//! What the sentiment model sees: hashed words, pairs of word openings, letter groups, and the order
//! of praise and complaint in folded text.
//!
//! Training and use go through the same function, so that a feature means the same in both.
//! Because the text is folded first, text typed without diacritics gives the same features.

use super::opinion::{Mark, Marks};
use super::tokens::{Kind, Token, Tokens};
use super::words::role;

/// Words that a negation reaches.
const SCOPE: u32 = 3;
/// Longest part of a word that letter groups are taken from, bytes.
const GRAM_BYTES: usize = 24;

const WORD: u32 = 0x9E37_79B1;
const NEGATED: u32 = 0x85EB_CA77;
const PAIR: u32 = 0xC2B2_AE3D;
const STEM: u32 = 0x2545_F491;
const MARK: u32 = 0x27D4_EB2F;
const NEGATED_OPENING: u32 = 0x1357_9BDF;
const ORDER: u32 = 0x9911_2233;

/// Hash of a folded word, as the lexicon and the features use it (FNV-1a, 32 bits).
pub fn word_hash(word: &[u8]) -> u32 {
    word.iter().fold(EMPTY_HASH, |h, &b| hash_step(h, b))
}

/// [`word_hash`] of nothing.
pub(crate) const EMPTY_HASH: u32 = 0x811C_9DC5;

/// [`word_hash`] of a word with one more byte.
pub(crate) const fn hash_step(hash: u32, byte: u8) -> u32 {
    (hash ^ byte as u32).wrapping_mul(0x0100_0193)
}

/// Spreads a hash over all bits: the slot is taken from the upper ones.
fn mix(hash: u32, salt: u32) -> u32 {
    let mut h = (hash ^ salt).wrapping_mul(0x85EB_CA6B);
    h ^= h >> 15;
    h = h.wrapping_mul(0xC2B2_AE35);
    h ^ (h >> 13)
}

/// Kinds of features, which training may weigh differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// One word.
    Word,
    /// The first letters of two words in a row: "nie polec", in whatever form.
    Pair,
    /// A word in reach of a negation, and its first letters.
    Negated,
    /// Three to five letters in a row.
    Letters,
    /// A hand-written opinion pattern.
    Stem,
    /// How strongly an opinion pattern praises or complains, after the one before it.
    Order,
    /// Pictograms, stops, emphasis.
    Mark,
}

/// What happens to each feature.
pub(crate) trait Visitor {
    /// Takes one feature of a token.
    fn feature(&mut self, hash: u32, group: Group);

    /// Takes the tokens from one on that are known to be separators, or words with nothing but their own
    /// features and those of their pair: no negation, no emphasis, no opinion pattern. Returns the first token
    /// that was not taken; everything about it is shown. `previous` is the opening of the word before,
    /// [`BEGINNING`] after a stop.
    fn plain(&mut self, _tokens: &[Token], from: usize, _previous: &mut u32) -> usize {
        from
    }

    /// Takes the features that a word has by itself.
    fn word(&mut self, _at: usize, token: &Token, tokens: &Tokens) {
        own_features(token, tokens.bytes(token), |hash, group| {
            self.feature(hash, group)
        });
    }

    /// Takes the features of a word in reach of a negation.
    fn negated(&mut self, token: &Token) {
        for hash in negated_features(token) {
            self.feature(hash, Group::Negated);
        }
    }

    /// Told after the last feature of a token that is not plain; `negated` when a negation stands up
    /// to three words before.
    fn end(&mut self, at: usize, token: &Token, negated: bool);
}

/// The features of a word in reach of a negation: the word, and its opening, which most forms of a
/// Polish word share.
pub(crate) fn negated_features(token: &Token) -> [u32; 2] {
    [
        mix(token.hash, NEGATED),
        mix(token.opening, NEGATED_OPENING),
    ]
}

/// The feature of two words in a row, by their openings.
#[inline]
pub(crate) fn pair_hash(previous: u32, opening: u32) -> u32 {
    mix(previous.rotate_left(5) ^ opening, PAIR)
}

/// In place of the opening of the word before the first one of a sentence.
pub(crate) const BEGINNING: u32 = MARK;

/// The feature of a stop.
#[inline]
pub(crate) fn stop_hash(stop: &Token) -> u32 {
    mix((0x200 + i32::from(stop.valence)) as u32, MARK)
}

/// How strongly a pattern of this valence praises or complains.
fn strength(valence: f32) -> i32 {
    match valence {
        v if v > 1.0 => 2,
        v if v > 0.0 => 1,
        v if v < -1.0 => -2,
        _ => -1,
    }
}

/// The features that a word has by itself: the word and its letter groups.
pub(crate) fn own_features(token: &Token, bytes: &[u8], mut emit: impl FnMut(u32, Group)) {
    emit(mix(token.hash, WORD), Group::Word);
    if token.kind == Kind::Word {
        letter_groups(bytes, |hash| emit(hash, Group::Letters));
    }
}

/// Shows every feature to the visitor. Linear in the text; nothing is allocated per feature.
pub(crate) fn visit(tokens: &Tokens, marks: &Marks, to: &mut impl Visitor) {
    Walk::new(tokens, &marks.list).visit(tokens.list.len(), to);
}

/// A walk over the tokens of a comment that may pause between any two.
pub(crate) struct Walk<'a> {
    tokens: &'a Tokens,
    marks: &'a [Mark],
    at: usize,
    /// Opening of the word before, or what stands for the beginning of a sentence.
    previous: u32,
    /// Words that the last negation still reaches.
    reach: u32,
    /// How strongly the last opinion pattern praises or complains.
    last_strength: i32,
}

impl<'a> Walk<'a> {
    /// A walk from the first token; one mark for each token.
    pub fn new(tokens: &'a Tokens, marks: &'a [Mark]) -> Walk<'a> {
        Walk {
            tokens,
            marks,
            at: 0,
            previous: BEGINNING,
            reach: 0,
            last_strength: 0,
        }
    }

    /// Shows the features of all tokens before `end` that were not shown yet.
    #[inline(never)]
    pub fn visit(&mut self, end: usize, to: &mut impl Visitor) {
        let tokens = &self.tokens.list[..end];
        while self.at < end {
            if self.reach == 0 {
                self.at = to.plain(tokens, self.at, &mut self.previous);
            }
            if let Some(token) = tokens.get(self.at) {
                self.show(self.at, token, to);
                self.at += 1;
            }
        }
    }

    #[inline]
    fn pair(&mut self, token: &Token, to: &mut impl Visitor) {
        to.feature(pair_hash(self.previous, token.opening), Group::Pair);
        self.previous = token.opening;
    }

    #[inline(never)]
    fn show(&mut self, at: usize, token: &Token, to: &mut impl Visitor) {
        let mut is_negated = false;
        match token.kind {
            Kind::Word | Kind::Number => {
                is_negated = self.reach > 0;
                to.word(at, token, self.tokens);
                self.pair(token, to);
                if is_negated {
                    to.negated(token);
                }
                if token.elongated | token.shouted {
                    to.feature(mix(u32::from(token.elongated), MARK), Group::Mark);
                }
                self.reach = if token.role & role::NEGATES != 0 {
                    SCOPE
                } else {
                    self.reach.saturating_sub(1)
                };
            }
            Kind::Emoji => to.feature(
                mix((0x100 + i32::from(token.valence)) as u32, MARK),
                Group::Mark,
            ),
            Kind::Stop => {
                to.feature(stop_hash(token), Group::Mark);
                (self.previous, self.reach) = (BEGINNING, 0);
            }
            Kind::Soft => self.reach = 0,
        }
        let mark = &self.marks[at];
        if mark.stem > 0 {
            let turned = u32::from(mark.negated) << 20;
            to.feature(mix(mark.stem | turned, STEM), Group::Stem);
            let now = strength(mark.valence);
            let order = (8 * self.last_strength + now) as u32;
            to.feature(mix(order, ORDER), Group::Order);
            self.last_strength = now;
        }
        to.end(at, token, is_negated);
    }
}

/// Hashes of all groups of three to five bytes of the word between two blanks.
fn letter_groups(word: &[u8], mut emit: impl FnMut(u32)) {
    let length = word.len().min(GRAM_BYTES);
    let mut padded = [b' '; GRAM_BYTES + 2];
    padded[1..=length].copy_from_slice(&word[..length]);
    let padded = &padded[..length + 2];
    for from in 0..padded.len().saturating_sub(2) {
        let mut hash = EMPTY_HASH;
        for (i, &byte) in padded[from..].iter().take(5).enumerate() {
            hash = hash_step(hash, byte);
            if i >= 2 {
                emit(mix(hash, i as u32));
            }
        }
    }
}
