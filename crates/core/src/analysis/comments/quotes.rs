//! Quotes that speak for a theme, and comments that repeat each other.

use super::pages::too_small_to_quote;
use super::terms::{Quote, Words};
use crate::analysis::Analysis;
use crate::analysis::selection::Selection;
use crate::filter::Filter;
use crate::order::Arrange;
use crate::text::hash64;
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use serde::Serialize;

/// Comments among which quotes are looked for.
const CANDIDATES: usize = 600;
/// Words of a comment that reads well as a quote.
const READABLE: std::ops::RangeInclusive<usize> = 4..=60;
/// What a word is still worth after it was quoted.
const AGAIN: f64 = 0.15;

/// Quotes that together say what a group of comments says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quotes {
    /// Comments that pass the filter.
    pub n: u32,
    /// True when the group is too small to quote (definitions.md §2).
    pub withheld: bool,
    /// The quotes, the one that covers most first.
    pub list: Vec<Quote>,
}

/// Comments of nearly the same words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Duplicates {
    /// Comments.
    pub n: u32,
    /// Comments that repeat an earlier one.
    pub repeated: u32,
    /// The largest groups; empty when the comments are too few to quote.
    pub groups: Vec<DuplicateGroup>,
}

/// One group of near-duplicates.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DuplicateGroup {
    /// Comments in it.
    pub n: u32,
    /// The first of them.
    pub quote: Quote,
    /// Rows of the table, at most 100.
    pub rows: Vec<u32>,
}

/// Rows listed of one group of duplicates.
const MAX_ROWS: usize = 100;

impl Analysis {
    /// Up to `limit` quotes for the comments under a filter, chosen to cover their words without
    /// repeating each other (greedy coverage of weighted words, as in Lin and Bilmes 2011).
    /// Sensitive comments are never quoted. The same filter always gives the same quotes.
    pub fn quotes(&self, filter: &Filter, limit: usize) -> Quotes {
        let selection = Selection::new(self, filter);
        let words = self.words(|comment| selection.keeps(comment.row), false);
        let n = words.total as u32;
        let withheld =
            words.people() < self.settings.min_quotes || too_small_to_quote(self, filter);
        // Of comments that repeat each other only the first can be quoted.
        let leaders = (0..).zip(fold_duplicates(&words));
        let all: Vec<u32> = (leaders.filter(|(comment, leader)| comment == leader))
            .map(|(comment, _)| comment)
            .collect();
        let list = match withheld {
            true => Vec::new(),
            false => self.representative(&words, &all, limit),
        };
        Quotes { n, withheld, list }
    }

    /// Quotes for some of the comments that were read, by position in `words`.
    pub(in crate::analysis) fn representative(
        &self,
        words: &Words,
        comments: &[u32],
        limit: usize,
    ) -> Vec<Quote> {
        let step = comments.len().div_ceil(CANDIDATES).max(1);
        let quotable = |comment: &u32| {
            let at = words.at[*comment as usize] as usize;
            self.screened.get(at).is_none()
        };
        let candidates: Vec<(u32, Vec<u32>)> = comments
            .iter()
            .copied()
            .step_by(step)
            .filter(quotable)
            .map(|comment| (comment, topics(words, comment)))
            .collect();
        let mut weights = weigh(words, &candidates);
        let mut chosen: Vec<usize> = Vec::new();
        while chosen.len() < limit.min(candidates.len()) {
            let gain = |index: usize| {
                let (comment, lemmas) = &candidates[index];
                let length = words.corpus.comment(*comment as usize).len();
                let sum: f64 = lemmas.iter().map(|lemma| weights[lemma]).sum();
                let fit = if READABLE.contains(&length) { 1.0 } else { 0.3 };
                fit * sum / (length as f64 + 8.0).sqrt()
            };
            let best = (0..candidates.len())
                .filter(|index| !chosen.contains(index))
                .map(|index| (gain(index), index))
                .reduce(|best, next| if next.0 > best.0 { next } else { best });
            let Some((gain, index)) = best else { break };
            if gain <= 0.0 && !chosen.is_empty() {
                break;
            }
            chosen.push(index);
            for lemma in &candidates[index].1 {
                if let Some(weight) = weights.get_mut(lemma) {
                    *weight *= AGAIN;
                }
            }
        }
        chosen
            .into_iter()
            .map(|index| self.quote(words.at[candidates[index].0 as usize]))
            .collect()
    }

    /// Comments that repeat each other: at least four fifths of their words in order are the same
    /// (Jaccard similarity of pairs of neighbouring words, found by MinHash: Broder 1997).
    pub fn near_duplicates(&self, filter: &Filter, limit: usize) -> Duplicates {
        let selection = Selection::new(self, filter);
        let words = self.words(|comment| selection.keeps(comment.row), false);
        let leaders = fold_duplicates(&words);
        let mut groups: HashMap<u32, Vec<u32>, FixedState> =
            HashMap::with_hasher(FixedState::default());
        for (comment, &leader) in leaders.iter().enumerate() {
            groups.entry(leader).or_default().push(comment as u32);
        }
        let repeated = leaders.len() - groups.len();
        let mut groups: Vec<Vec<u32>> = groups.into_values().filter(|g| g.len() > 1).collect();
        groups.arrange_by_key(|group| (std::cmp::Reverse(group.len()), group[0]));
        let n = words.total as u32;
        if words.people() < self.settings.min_quotes || too_small_to_quote(self, filter) {
            groups.clear();
        }
        let shown = |group: &Vec<u32>| {
            let at = |comment: &u32| words.at[*comment as usize];
            let rows = group.iter().take(MAX_ROWS);
            DuplicateGroup {
                n: group.len() as u32,
                quote: self.quote(at(&group[0])),
                rows: rows.map(|c| self.coded.all()[at(c) as usize].row).collect(),
            }
        };
        let open = |group: &&Vec<u32>| {
            let at = words.at[group[0] as usize] as usize;
            self.screened.get(at).is_none()
        };
        Duplicates {
            n,
            repeated: repeated as u32,
            groups: groups.iter().filter(open).take(limit).map(shown).collect(),
        }
    }
}

/// Lemmas of a comment that say something, each once.
fn topics(words: &Words, comment: u32) -> Vec<u32> {
    let corpus = &words.corpus;
    let occurrences = corpus.comment(comment as usize).iter();
    let mut lemmas: Vec<u32> = occurrences
        .filter(|o| !corpus.words[o.word()].stop)
        .map(|&o| corpus.lemma(o))
        .collect();
    lemmas.arrange();
    lemmas.dedup();
    lemmas
}

/// What it is worth to quote each word: how many of the comments have it, rare elsewhere in the file.
fn weigh(words: &Words, candidates: &[(u32, Vec<u32>)]) -> HashMap<u32, f64, FixedState> {
    let mut counts: HashMap<u32, f64, FixedState> = HashMap::with_hasher(FixedState::default());
    for lemma in candidates.iter().flat_map(|(_, lemmas)| lemmas) {
        *counts.entry(*lemma).or_default() += 1.0;
    }
    let all = words.corpus.len() as f64;
    for (&lemma, count) in &mut counts {
        let forms = &words.corpus.lemmas[lemma as usize];
        let everywhere: u32 = forms
            .iter()
            .map(|&word| words.corpus.words[word as usize].counts.iter().sum::<u32>())
            .sum();
        let rarity = libm::log(1.0 + all / f64::from(everywhere.max(1)));
        *count = if *count < 2.0 { 0.0 } else { *count * rarity };
    }
    counts
}

/// MinHash bands and rows: comments of Jaccard similarity 0.8 meet with a probability above 0.99.
const BANDS: usize = 8;
const ROWS: usize = 3;
/// From this similarity on two comments are one.
const SIMILAR: f64 = 0.8;
/// Comments of one bucket that a comment is compared with: more would be quadratic.
const COMPARED: usize = 16;

/// For each comment the first one that says the same, itself when there is none.
pub(in crate::analysis) fn fold_duplicates(words: &Words) -> Vec<u32> {
    let shingles: Vec<Vec<u64>> = (0..words.len()).map(|at| shingles(words, at)).collect();
    let mut buckets: HashMap<u64, Vec<u32>, FixedState> =
        HashMap::with_hasher(FixedState::default());
    let mut leaders = Vec::with_capacity(shingles.len());
    for (at, own) in shingles.iter().enumerate() {
        if own.is_empty() {
            leaders.push(at as u32);
            continue;
        }
        let keys = bands(own);
        let known = keys.iter().find_map(|key| {
            let bucket = buckets.get(key)?;
            let same = |other: &&u32| similarity(own, &shingles[**other as usize]) >= SIMILAR;
            bucket.iter().find(same).copied()
        });
        leaders.push(known.unwrap_or(at as u32));
        if known.is_some() {
            continue;
        }
        for key in keys {
            let bucket = buckets.entry(key).or_default();
            if bucket.len() < COMPARED {
                bucket.push(at as u32);
            }
        }
    }
    leaders
}

/// Hashes of neighbouring words, sorted, each once; single words for a comment of up to two.
fn shingles(words: &Words, comment: usize) -> Vec<u64> {
    let list = words.corpus.comment(comment);
    let hash = |at: usize| hash64(words.corpus.words[list[at].word()].folded.as_bytes());
    let mut out: Vec<u64> = match list.len() {
        0 => Vec::new(),
        1 | 2 => (0..list.len()).map(hash).collect(),
        n => (1..n)
            .map(|at| hash(at - 1).rotate_left(21) ^ hash(at))
            .collect(),
    };
    out.arrange();
    out.dedup();
    out
}

fn bands(shingles: &[u64]) -> [u64; BANDS] {
    let mut smallest = [u64::MAX; BANDS * ROWS];
    for &shingle in shingles {
        let mut hash = shingle;
        for least in &mut smallest {
            // One step of a multiplicative generator per hash function.
            hash = (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            *least = (*least).min(hash);
        }
    }
    let mut keys = [0; BANDS];
    for (band, key) in keys.iter_mut().enumerate() {
        let rows = &smallest[band * ROWS..(band + 1) * ROWS];
        *key = rows.iter().fold(band as u64, |key, &row| {
            (key.rotate_left(23) ^ row).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        });
    }
    keys
}

/// Jaccard similarity of two sorted sets.
fn similarity(one: &[u64], other: &[u64]) -> f64 {
    let (mut a, mut b, mut both) = (0, 0, 0);
    while a < one.len() && b < other.len() {
        match one[a].cmp(&other[b]) {
            std::cmp::Ordering::Less => a += 1,
            std::cmp::Ordering::Greater => b += 1,
            std::cmp::Ordering::Equal => {
                (a, b, both) = (a + 1, b + 1, both + 1);
            }
        }
    }
    both as f64 / (one.len() + other.len() - both).max(1) as f64
}
