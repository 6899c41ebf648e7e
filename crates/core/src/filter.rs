//! Filters: which rows a report is about.

use crate::text::Sentiment;
use serde::{Deserialize, Serialize};

/// Conditions that must all hold. An empty list keeps every row.
pub type Filter = Vec<Condition>;

/// One condition on a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Condition {
    /// The segment's value is one of `keys`.
    Segment {
        /// Column index.
        column: u32,
        /// Values to keep.
        keys: Vec<String>,
    },
    /// The score's answer lies between `from` and `to`, both included.
    Score {
        /// Column index.
        column: u32,
        /// Lowest answer to keep.
        from: i32,
        /// Highest answer to keep.
        to: i32,
    },
    /// The primary date falls into one of the periods: `2026-01-31`, `2026-W05`, `2026-01`,
    /// `2026-Q1`.
    Period {
        /// Periods to keep.
        keys: Vec<String>,
    },
    /// A comment of the row has one of these sentiments.
    Sentiment {
        /// Sentiments to keep.
        keys: Vec<Sentiment>,
    },
    /// A comment of the row mentions one of these categories, with one of the sentiments if given.
    Category {
        /// Codebook ids to keep.
        keys: Vec<String>,
        /// Sentiments of the mention; empty keeps all.
        #[serde(default)]
        sentiments: Vec<Sentiment>,
    },
    /// A comment of the row names one of these people by first name. A finding makes the condition:
    /// it holds numbers in the list of names, so that the name itself is not told.
    Person {
        /// Numbers to keep.
        keys: Vec<String>,
    },
}
