//! What is made of the coded comments: pages to read, quotes, words, suggestions, corrections, and comments to look
//! at apart.

pub(super) mod batches;
pub(super) mod coded;
pub(super) mod contradictions;
pub(super) mod copies;
pub(super) mod decisions;
pub(super) mod group_words;
pub(super) mod learning;
pub(super) mod matrix;
pub(super) mod pages;
pub(super) mod quotes;
pub(super) mod sensitive;
pub(super) mod stories;
pub(super) mod suggestions;
pub(super) mod terms;
pub(super) mod trial;
