//! What people decided about single comments, put over what the coder said.

use super::coded::{Coded, CodedComments};
use crate::order::Arrange;
use crate::reading::Table;
use crate::settings::Decision;
use crate::text::{Codebook, Mention, Sentiment, coded_chars, fold};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Key of a wording: FNV-1a (64 bits, in hexadecimal) of the text without surrounding blanks, case
/// and diacritics. It finds equal comments again without holding any of their words.
pub fn comment_key(text: &str) -> String {
    format!("{:016x}", hash(text))
}

fn hash(text: &str) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    fold(text.trim())
        .as_bytes()
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, step)
}

/// Decisions in force, and the comments that they changed.
#[derive(Debug, Default)]
pub struct Decided {
    by_key: BTreeMap<u64, Decision>,
    /// Key of every comment, made when the first decision needs them.
    keys: Vec<u64>,
    /// Positions of the comments whose coding was replaced, and what it was: what the coder says alone
    /// need not be it, as it may have learned from this file.
    replaced: Vec<(usize, Coded)>,
}

impl Decided {
    /// Forgets which comments were changed: they are about to be coded anew.
    pub fn forget(&mut self) {
        self.keys.clear();
        self.replaced.clear();
    }

    /// Puts `decisions` in force: first undoes the ones before. All comments must be coded.
    pub fn apply(
        &mut self,
        decisions: &[Decision],
        table: &Table,
        codebook: &Codebook,
        coded: &mut CodedComments,
    ) {
        for (at, comment) in std::mem::take(&mut self.replaced) {
            coded.put_back(at, comment);
        }
        let parsed = decisions.iter().filter_map(|decision| {
            Some((
                u64::from_str_radix(&decision.key, 16).ok()?,
                decision.clone(),
            ))
        });
        self.by_key = parsed.collect();
        if self.by_key.is_empty() {
            return;
        }
        self.fill_keys(table, coded);
        for at in 0..self.keys.len() {
            let Some(decision) = self.by_key.get(&self.keys[at]) else {
                continue;
            };
            if decision.sentiment.is_none() && decision.mentions.is_none() {
                continue;
            }
            let comment = coded.all()[at];
            let text = &comment.text(table);
            let mentions = mentions(decision, coded.mentions(&comment), codebook, text);
            let sentiment = decision.sentiment.unwrap_or(comment.sentiment());
            let score = decision.sentiment.map_or(comment.score, certain);
            coded.replace(at, sentiment, score, &mentions);
            self.replaced.push((at, comment));
        }
    }

    /// The decision about a comment, by its text.
    pub fn of(&self, text: &str) -> Option<&Decision> {
        if self.by_key.is_empty() {
            return None;
        }
        self.by_key.get(&hash(text))
    }

    /// Key of every comment.
    pub fn keys(&self, table: &Table, coded: &CodedComments) -> Cow<'_, [u64]> {
        match self.keys.len() == coded.len() {
            true => Cow::Borrowed(&self.keys),
            false => Cow::Owned(keys(table, coded)),
        }
    }

    /// The decision about a comment, by its position.
    pub fn about(&self, at: usize) -> Option<&Decision> {
        self.by_key.get(self.keys.get(at)?)
    }

    /// What the program says about a comment, with what it has learned, whatever people decided.
    pub fn machine(&self, at: usize, coded: &CodedComments) -> Coded {
        match self.replaced.binary_search_by_key(&at, |(at, _)| *at) {
            Ok(place) => self.replaced[place].1,
            Err(_) => coded.all()[at],
        }
    }

    fn fill_keys(&mut self, table: &Table, coded: &CodedComments) {
        if self.keys.len() != coded.len() {
            self.keys = keys(table, coded);
        }
    }
}

fn keys(table: &Table, coded: &CodedComments) -> Vec<u64> {
    let key = |comment: &Coded| hash(&comment.text(table));
    coded.all().iter().map(key).collect()
}

/// The decided mentions. A category that the coder had found keeps its place in the text, any
/// other stands for the whole comment.
pub(in crate::analysis) fn mentions(
    decision: &Decision,
    found: &[Mention],
    codebook: &Codebook,
    text: &str,
) -> Vec<Mention> {
    let Some(decided) = &decision.mentions else {
        return found.to_vec();
    };
    let length = coded_chars(text);
    let placed = decided.iter().filter_map(|mention| {
        let category = codebook.index_of(&mention.category)?;
        let place = found.iter().find(|one| one.category == category);
        let (start, end) = place.map_or((0, length), |one| (one.start, one.end));
        Some(Mention {
            category,
            sentiment: mention.sentiment,
            start,
            end,
        })
    });
    let mut placed: Vec<Mention> = placed.collect();
    placed.arrange_by_key(|mention| mention.start);
    placed
}

/// The score of a comment whose sentiment a person has set.
fn certain(sentiment: Sentiment) -> f32 {
    match sentiment {
        Sentiment::Positive => 1.0,
        Sentiment::Negative => -1.0,
        Sentiment::Neutral | Sentiment::Mixed => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Analysis, Settings};

    #[test]
    fn what_was_learned_comes_back_when_a_decision_goes() {
        let csv = "Why?\nThe delivery was late\nLovely staff\nNothing to say\n";
        let settings = Settings::default();
        let mut analysis = Analysis::of_bytes("a.csv", csv.as_bytes(), &settings).unwrap();
        // As if it had been learned that this comment has no category.
        let learned = analysis.coded.all()[0];
        analysis.coded.replace(0, Sentiment::Mixed, 0.25, &[]);
        let decided = |sentiment: Option<Sentiment>| Settings {
            decisions: vec![Decision {
                key: comment_key("The delivery was late"),
                starred: sentiment.is_none(),
                sentiment,
                ..Decision::default()
            }],
            ..Settings::default()
        };
        assert!(!analysis.coded.mentions(&learned).is_empty());
        let mut seen = |sentiment| {
            analysis.configure(&decided(sentiment));
            let comment = analysis.coded.all()[0];
            (
                comment.sentiment(),
                comment.score,
                analysis.coded.mentions(&comment).len(),
            )
        };
        assert_eq!(
            seen(Some(Sentiment::Positive)),
            (Sentiment::Positive, 1.0, 0)
        );
        assert_eq!(seen(None), (Sentiment::Mixed, 0.25, 0));
    }

    #[test]
    fn a_key_ignores_case_diacritics_and_surrounding_blanks() {
        assert_eq!(
            comment_key(" Świetna OBSŁUGA\n"),
            comment_key("swietna obsluga")
        );
        assert_ne!(comment_key("swietna obsluga"), comment_key("swietna"));
        assert_eq!(comment_key("").len(), 16);
    }
}
