//! The way a comment becomes numbers, for the command that trains the model.

pub use super::features::{Group, word_hash};
use super::features::{Visitor, visit};
use super::model::{ASKED, LanguageModel, Lexicon, Sums, TokenFacts, add_facts};
use super::opinion::{Marks, Opinions};
use super::patterns::{EN, PL};
use super::question;
pub use super::question::UNTOLD;
use super::statements::is_turn;
use super::tokens::{Kind, Token, Tokens};

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
    /// It names nothing ("none"): see [`UNTOLD`].
    pub nothing: bool,
}

impl Example {
    /// Sums over the whole text with the weights of a model.
    pub fn weighed(&self, model: &LanguageModel) -> Sums {
        let mut sums = self.all;
        for &hash in &self.hashes {
            let [p, q] = model.weights(hash);
            sums.p += f32::from(p);
            sums.q += f32::from(q);
        }
        sums
    }
}

/// Buffers for [`extract`].
#[derive(Debug, Clone)]
pub struct Buffers {
    tokens: Tokens,
    opinions: Opinions,
    marks: Marks,
    langs: u8,
}

impl Buffers {
    /// Buffers for texts of one language, `pl` or `en`.
    pub fn new(lang: &str) -> Buffers {
        Buffers {
            tokens: Tokens::default(),
            opinions: Opinions::new(),
            marks: Marks::default(),
            langs: if lang == "pl" { PL } else { EN },
        }
    }
}

struct Collector<'a> {
    example: &'a mut Example,
    /// Sums before the last "but".
    at_turn: Sums,
    tokens: &'a Tokens,
    marks: &'a Marks,
    lexicon: &'a Lexicon,
}

impl Visitor for Collector<'_> {
    fn feature(&mut self, hash: u32, group: Group) {
        self.example.hashes.push(hash);
        self.example.groups.push(group);
    }

    fn end(&mut self, at: usize, token: &Token, negated: bool) {
        if is_turn(self.tokens, self.marks, at) {
            self.at_turn = self.example.all;
        }
        let facts = TokenFacts {
            valence: self.marks.list[at].valence,
            negated,
            listed: self.lexicon.score(token.hash),
        };
        add_facts(token, facts, &mut self.example.all);
    }
}

/// Reads a text into features.
pub fn extract(text: &str, lexicon: &Lexicon, buffers: &mut Buffers) -> Example {
    let Buffers {
        tokens,
        opinions,
        marks,
        langs,
    } = buffers;
    let mut example = Example::default();
    tokens.read(text);
    opinions.mark(tokens, *langs, marks);
    let mut collector = Collector {
        example: &mut example,
        at_turn: Sums::default(),
        tokens,
        marks,
        lexicon,
    };
    visit(tokens, marks, &mut collector);
    let at_turn = collector.at_turn;
    example.all.features = example.hashes.len() as u32;
    example.turn = example.all.minus(&at_turn);
    example.nothing = question::names_nothing(tokens, marks);
    example
}

/// Folded bytes of the first word of a text, for lexicon entries.
pub fn first_word_hash(text: &str) -> Option<u32> {
    let mut tokens = Tokens::default();
    tokens.read(text);
    let [token] = tokens.list.as_slice() else {
        return None;
    };
    let bytes = tokens.bytes(token);
    (!bytes.is_empty()).then(|| word_hash(bytes))
}

/// Inputs of a question's pull on an answer.
pub fn asked_inputs(text: &str) -> [f32; ASKED] {
    let mut tokens = Tokens::default();
    tokens.read(text);
    let is_word = |t: &&Token| matches!(t.kind, Kind::Word | Kind::Number);
    let words = tokens.list.iter().filter(is_word).count() as u32;
    question::inputs(words, &tokens.list)
}

/// Every hand-written opinion word with its language (`pl`, `en`) and strength, −2 to 2.
pub fn opinion_words() -> impl Iterator<Item = (&'static str, &'static str, f32)> {
    Opinions::entries()
}
