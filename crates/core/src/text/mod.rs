//! Comments: language, sentiment and categories, each with its place in the text.

mod ascending;
mod codebook;
mod coder;
mod corpus;
mod features;
mod fold;
mod gist;
mod language;
pub mod learning;
pub mod model;
mod opinion;
mod patterns;
mod people;
mod question;
mod repeats;
mod slots;
mod statements;
mod steps;
mod tokens;
mod topics;
pub mod training;
mod words;

pub use codebook::{
    CODEBOOK_VERSION, Category, Codebook, CodebookError, CodebookErrorKind, HINT_MARK,
    MAX_CATEGORIES, MAX_PATTERN_CHARS, MAX_PATTERNS,
};
pub use coder::{CodedComment, Coder, Mention, Scratch};
pub(crate) use corpus::{
    Corpus, CorpusReader, Occurrence, PatternSearch, Speller, Word, hash64, is_oblique_adjective,
    is_oblique_noun, patterns_of,
};
pub use fold::fold;
pub use gist::Gist;
pub(crate) use gist::Gists;
pub(crate) use people::{FirstName, Person, first_names, is_first_name, people};
pub use question::Question;
pub use tokens::{MAX_CODED_CHARS, coded_chars};

use serde::{Deserialize, Serialize};

/// Language of a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Polish, with or without diacritics.
    Pl,
    /// English.
    En,
    /// Anything else, or too little text to tell.
    Other,
}

/// Attitude of a statement or a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sentiment {
    /// Praise.
    Positive,
    /// Neither praise nor complaint.
    Neutral,
    /// Complaint.
    Negative,
    /// Praise and complaint in one comment.
    Mixed,
}
