//! The way a comment becomes numbers, for the command that trains the model.

pub use super::features::{Group, TokenFacts, word_hash};
use super::features::visit;
use super::model::{Lexicon, Sums, add_facts};
use super::statements::is_turn;
use super::tokens::Tokens;

/// One text as the model sees it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Example {
    /// Hashed features, repeated as often as they occur.
    pub hashes: Vec<u32>,
    /// Kind of each.
    pub groups: Vec<Group>,
    /// Sums over the text; `p` and `q` are zero.
    pub all: Sums,
    /// Sums after the last "but", or over the whole text.
    pub turn: Sums,
}

/// Buffers for [`extract`].
#[derive(Debug, Clone, Default)]
pub struct Buffers {
    tokens: Tokens,
    facts: Vec<TokenFacts>,
}

/// Reads a text into features.
pub fn extract(text: &str, lexicon: &Lexicon, buffers: &mut Buffers) -> Example {
    let Buffers { tokens, facts } = buffers;
    let mut example = Example::default();
    tokens.read(text);
    visit(tokens, facts, |_, hash, group| {
        example.hashes.push(hash);
        example.groups.push(group);
    });
    let mut at_turn = Sums::default();
    for at in 0..tokens.list.len() {
        if is_turn(tokens, at) {
            at_turn = example.all;
        }
        add_facts(tokens, at, &facts[at], lexicon, &mut example.all);
    }
    example.all.features = example.hashes.len() as u32;
    example.turn = example.all.minus(&at_turn);
    example
}

/// Folded bytes of the first word of a text, for lexicon entries.
pub fn first_word_hash(text: &str) -> Option<u32> {
    let mut tokens = Tokens::default();
    tokens.read(text);
    let [token] = tokens.list.as_slice() else { return None };
    let bytes = tokens.bytes(token);
    (!bytes.is_empty()).then(|| word_hash(bytes))
}
