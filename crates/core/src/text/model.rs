//! The sentiment model: two numbers per hashed feature, eight bits each.
//!
//! A class gets the logits (negative, neutral, positive) = (−p, q, p): softmax does not change when
//! a constant is added to all three, so two numbers say everything that three could.

use super::features::TokenFacts;
use super::tokens::{Kind, Tokens};

/// Dense inputs next to the hashed ones, see [`dense_inputs`].
pub const DENSE: usize = 12;

/// Probabilities of negative, neutral and positive, summing to one.
pub type Probabilities = [f32; 3];

/// Sums over a stretch of tokens from which its sentiment follows.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Sums {
    /// Sum of the polarity weights of the hashed features.
    pub p: f32,
    /// Sum of the neutrality weights.
    pub q: f32,
    /// Number of hashed features.
    pub features: u32,
    /// Words.
    pub words: u32,
    /// Lexicon scores above zero, negation applied.
    pub praise: f32,
    /// Lexicon scores below zero, as a positive number.
    pub complaint: f32,
    /// Pictograms that praise.
    pub happy: u32,
    /// Pictograms that complain.
    pub angry: u32,
    /// Exclamation marks.
    pub exclaimed: u32,
    /// Words in reach of a negation.
    pub negations: u32,
}

impl Sums {
    /// The sums of a stretch from those at its two ends.
    pub fn minus(&self, start: &Sums) -> Sums {
        Sums {
            p: self.p - start.p,
            q: self.q - start.q,
            features: self.features - start.features,
            words: self.words - start.words,
            praise: self.praise - start.praise,
            complaint: self.complaint - start.complaint,
            happy: self.happy - start.happy,
            angry: self.angry - start.angry,
            exclaimed: self.exclaimed - start.exclaimed,
            negations: self.negations - start.negations,
        }
    }
}

/// The dense inputs of a stretch. `turn` are the sums after its last "but", equal to `all` when
/// there is none. The compound form s / √(s² + 15) is that of VADER (Hutto and Gilbert, 2014).
pub fn dense_inputs(all: &Sums, turn: &Sums) -> [f32; DENSE] {
    let squash = |s: f32| s / libm::sqrtf(s * s + 15.0);
    let words = all.words.max(1) as f32;
    [
        squash(all.praise - all.complaint),
        squash(all.praise),
        squash(all.complaint),
        squash(turn.praise - turn.complaint),
        (all.praise - all.complaint) / words,
        (all.praise + all.complaint) / words,
        squash(2.0 * (all.happy as f32)),
        squash(2.0 * (all.angry as f32)),
        squash(all.exclaimed as f32),
        squash(all.negations as f32),
        0.2 * libm::logf(words),
        if all.praise + all.complaint == 0.0 { 1.0 } else { 0.0 },
    ]
}

/// Softmax of the logits (−p, q, p).
pub fn probabilities(p: f32, q: f32) -> Probabilities {
    let top = p.abs().max(q);
    let e = [libm::expf(-p - top), libm::expf(q - top), libm::expf(p - top)];
    let sum = e[0] + e[1] + e[2];
    [e[0] / sum, e[1] / sum, e[2] / sum]
}

/// Factor of the hashed sums for a stretch of so many features: a long text is not a hundred times
/// as sure as a short one.
pub fn damping(features: u32) -> f32 {
    1.0 / libm::sqrtf(features.max(1) as f32)
}

/// Looks a word's score up: opinion words with their strength, −4 to 4, by [`word_hash`].
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    /// Open addressing; a zero key is an empty place.
    keys: Vec<u32>,
    scores: Vec<i8>,
}

impl Lexicon {
    /// Builds the table. Scores are in sixteenths.
    pub fn new(entries: impl ExactSizeIterator<Item = (u32, i8)>) -> Lexicon {
        let size = (entries.len() * 2).next_power_of_two().max(2);
        let mut lexicon = Lexicon { keys: vec![0; size], scores: vec![0; size] };
        for (key, score) in entries {
            let mut at = key as usize & (size - 1);
            while lexicon.keys[at] != 0 && lexicon.keys[at] != key {
                at = (at + 1) & (size - 1);
            }
            lexicon.keys[at] = key;
            lexicon.scores[at] = score;
        }
        lexicon
    }

    /// Score of a word, 0 when it is not listed.
    pub fn score(&self, hash: u32) -> f32 {
        if hash == 0 || self.keys.is_empty() {
            return 0.0;
        }
        let mask = self.keys.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            match self.keys[at] {
                0 => return 0.0,
                key if key == hash => return f32::from(self.scores[at]) / 16.0,
                _ => at = (at + 1) & mask,
            }
        }
    }
}

/// Adds what a token contributes besides its hashed features.
pub(crate) fn add_facts(tokens: &Tokens, at: usize, fact: &TokenFacts, lexicon: &Lexicon, sums: &mut Sums) -> f32 {
    let token = &tokens.list[at];
    match token.kind {
        Kind::Word | Kind::Number => {
            sums.words += 1;
            sums.negations += u32::from(fact.negated);
            let mut score = lexicon.score(fact.hash);
            if fact.negated {
                score *= -0.74;
            }
            if token.shouted || token.elongated {
                score *= 1.25;
            }
            sums.praise += score.max(0.0);
            sums.complaint += (-score).max(0.0);
            return score;
        }
        Kind::Emoji => {
            sums.happy += u32::from(token.valence > 0);
            sums.angry += u32::from(token.valence < 0);
            return 2.0 * f32::from(token.valence);
        }
        Kind::Stop => sums.exclaimed += u32::from(token.valence > 0),
        Kind::Soft => {}
    }
    0.0
}
