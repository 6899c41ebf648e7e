//! What one group says and the other does not, and which categories come together.

use super::terms::{Term, Words, inside, overlap};
use crate::analysis::prepared::ScoreColumn;
use crate::analysis::selection::Selection;
use crate::analysis::{Analysis, with_ancestors};
use crate::figures::distributions::normal_two_sided;
use crate::figures::tests_of_difference::{benjamini_hochberg, two_proportions};
use crate::filter::{Condition, Filter};
use crate::order::Arrange;
use crate::report::Metric;
use crate::text::{Speller, is_first_name};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most weight of the prior in words. Monroe, Colaresi and Quinn (2008, §3.5.1) take the size of an
/// average document; 500 words keep rare words from leading the list and leave frequent ones alone.
const PRIOR: f64 = 500.0;
/// Weight of the prior as a part of all words, which a small file stays below: a prior as large as
/// the file would hide every difference.
const PRIOR_PART: f64 = 0.05;
/// False-discovery rate of the lists.
const RATE: f64 = 0.05;

/// Overlap of their comments (cosine) from which on two terms are one.
const SAME: f64 = 0.7;
/// Share of its comments from which on a term only comes along with one before.
const ALONG: f64 = 0.85;

/// Two groups whose words are compared.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default)]
pub struct GroupWordsRequest {
    /// Rows that both groups are taken from. The default is all rows.
    pub filter: Filter,
    /// The first group. By default those who gave the main score a low answer: detractors, else
    /// the lower two fifths of the scale.
    pub first: Option<Filter>,
    /// The second group. By default promoters, else the upper two fifths of the scale.
    pub second: Option<Filter>,
    /// Most words per group. The default is 25.
    pub limit: usize,
}

impl Default for GroupWordsRequest {
    fn default() -> Self {
        GroupWordsRequest {
            filter: Filter::new(),
            first: None,
            second: None,
            limit: 25,
        }
    }
}

/// Words of two groups.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupWords {
    /// Conditions of the groups.
    pub groups: [Filter; 2],
    /// Comments of each group that were read; a comment of both counts for neither.
    pub n: [u32; 2],
    /// True when a group has fewer comments than the minimum group size: no words are given.
    pub hidden: bool,
    /// Words that the first group uses more, most distinctive first.
    pub first: Vec<GroupWord>,
    /// Words that the second group uses more.
    pub second: Vec<GroupWord>,
}

/// One word or phrase.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupWord {
    /// As people write it.
    pub label: String,
    /// Patterns that find its comments, for a list of comments.
    pub patterns: Vec<String>,
    /// Comments of each group that hold it; null when fewer than the minimum group size, but some.
    pub n: [Option<u32>; 2],
    /// Log-odds ratio, first against second group, with an informative Dirichlet prior (Monroe,
    /// Colaresi and Quinn 2008, eq. 16); above 0 for the first group.
    pub log_odds: f64,
    /// Log-odds ratio over its standard error (eq. 22).
    pub z: f64,
    /// Two-sided p of z, adjusted by Benjamini–Hochberg over all compared words.
    pub p_adjusted: f64,
}

/// Two categories that come together more often than by chance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CategoryPair {
    /// Codebook ids.
    pub categories: [String; 2],
    /// Comments that mention both.
    pub n: u32,
    /// Comments that mention each.
    pub of: [u32; 2],
    /// How many times as often as if the two were independent.
    pub lift: f64,
    /// p of the association (two-proportion z or Fisher's exact test), adjusted by
    /// Benjamini–Hochberg over all pairs.
    pub p_adjusted: f64,
}

impl Analysis {
    /// Words that tell two groups apart; null without a score when no groups are named. Counted by
    /// comment, forms of a word together, without stop words and first names.
    pub fn group_words(&self, request: &GroupWordsRequest) -> Option<GroupWords> {
        let groups = self.word_groups(request)?;
        let rows = groups.clone().map(|group| {
            let both: Filter = request.filter.iter().chain(&group).cloned().collect();
            Selection::new(self, &both)
        });
        let side = |row: u32| match (rows[0].keeps(row), rows[1].keeps(row)) {
            (true, false) => Some(0),
            (false, true) => Some(1),
            _ => None,
        };
        let words = self.words(|comment| side(comment.row).is_some(), false);
        let sides: Vec<usize> = words
            .at
            .iter()
            .map(|&at| side(self.coded.all()[at as usize].row).unwrap_or(0))
            .collect();
        let second = sides.iter().sum::<usize>() as u32;
        let n = [sides.len() as u32 - second, second];
        let min = self.settings.min_group;
        let mut found = GroupWords {
            groups,
            n,
            hidden: n.iter().any(|&n| n < min.max(1)),
            first: Vec::new(),
            second: Vec::new(),
        };
        if !found.hidden {
            [found.first, found.second] = self.distinctive(&words, &sides, request.limit);
        }
        Some(found)
    }

    fn word_groups(&self, request: &GroupWordsRequest) -> Option<[Filter; 2]> {
        if let Some((first, second)) = request.first.clone().zip(request.second.clone()) {
            return Some([first, second]);
        }
        let score = self.prepared.main_score()?;
        let [worst, best] = low_and_high(score);
        let within = |(from, to): (i32, i32)| {
            vec![Condition::Score {
                column: score.column,
                from,
                to,
            }]
        };
        let or = |asked: &Option<Filter>, default| asked.clone().unwrap_or_else(|| within(default));
        Some([or(&request.first, worst), or(&request.second, best)])
    }

    fn distinctive(&self, words: &Words, sides: &[usize], limit: usize) -> [Vec<GroupWord>; 2] {
        let corpus = &words.corpus;
        let min = self.settings.min_group.max(3);
        let mut frequent = words.frequencies(min, |_, lemma| !corpus.is_stop(lemma));
        frequent.retain(|(term, _)| {
            term.lemmas()
                .all(|lemma| !is_first_name(&corpus.main_form(lemma).folded))
        });
        let terms: Vec<Term> = frequent.into_iter().map(|(term, _)| term).collect();
        let comments = words.comments_of(&terms);
        let counts: Vec<[u32; 2]> = comments
            .iter()
            .map(|list| {
                let second = list.iter().map(|&c| sides[c as usize]).sum::<usize>() as u32;
                [list.len() as u32 - second, second]
            })
            .collect();
        let odds = log_odds(&counts);
        let p_values: Vec<Option<f64>> = odds
            .iter()
            .map(|(_, z)| Some(normal_two_sided(*z)))
            .collect();
        let adjusted = benjamini_hochberg(&p_values);
        let mut order: Vec<usize> = (0..terms.len())
            .filter(|&at| adjusted[at].is_some_and(|p| p <= RATE))
            .collect();
        order.arrange_by(|&a, &b| odds[b].1.abs().total_cmp(&odds[a].1.abs()).then(a.cmp(&b)));
        let shown = |n: u32| (n == 0 || n >= self.settings.min_group).then_some(n);
        let mut speller = Speller::new();
        [1.0, -1.0].map(|sign| {
            let own = order.iter().copied().filter(|&at| odds[at].1 * sign > 0.0);
            apart(own, &comments, limit)
                .into_iter()
                .map(|at| GroupWord {
                    label: words.label(self, &mut speller, terms[at], &comments[at]),
                    patterns: words.patterns(self, &mut speller, terms[at]),
                    n: counts[at].map(shown),
                    log_odds: odds[at].0,
                    z: odds[at].1,
                    p_adjusted: adjusted[at].unwrap_or(1.0),
                })
                .collect()
        })
    }

    /// Pairs of categories that the comments under a filter mention together more often than by
    /// chance (false-discovery rate 5 %), surest first. A category and its own parent are no pair.
    pub fn category_pairs(&self, filter: &Filter, limit: usize) -> Vec<CategoryPair> {
        let selection = Selection::new(self, filter);
        let categories = self.codebook.categories();
        let mut single = vec![0u32; categories.len()];
        let mut pairs: BTreeMap<(usize, usize), u32> = BTreeMap::new();
        let mut all = 0u32;
        let mut mentioned: Vec<usize> = Vec::new();
        for comment in self.coded.iter().filter(|c| selection.keeps(c.row)) {
            all += 1;
            mentioned.clear();
            for mention in self.coded.mentions(comment) {
                mentioned.extend(with_ancestors(&self.codebook, mention.category));
            }
            mentioned.sort_unstable();
            mentioned.dedup();
            for (at, &one) in mentioned.iter().enumerate() {
                single[one] += 1;
                for &other in &mentioned[at + 1..] {
                    *pairs.entry((one, other)).or_default() += 1;
                }
            }
        }
        let kin = |one: usize, other: usize| {
            let top = |at: usize| self.codebook.parent_index(at as u16).map(usize::from);
            top(one) == Some(other) || top(other) == Some(one)
        };
        let min = self.settings.min_group.max(1);
        let kept: Vec<((usize, usize), u32)> = pairs
            .into_iter()
            .filter(|&((one, other), n)| n >= min && !kin(one, other))
            .collect();
        let test = |&((one, other), n): &((usize, usize), u32)| {
            let without = single[other] - n;
            (single[one] < all).then(|| two_proportions(n, single[one], without, all - single[one]))
        };
        let p_values: Vec<Option<f64>> = kept.iter().map(test).collect();
        let mut found: Vec<CategoryPair> = kept
            .iter()
            .zip(benjamini_hochberg(&p_values))
            .filter_map(|(&((one, other), n), p)| {
                let expected = f64::from(single[one]) * f64::from(single[other]) / f64::from(all);
                let lift = f64::from(n) / expected;
                let p_adjusted = p.filter(|&p| p <= RATE && lift > 1.0)?;
                Some(CategoryPair {
                    categories: [one, other].map(|at| categories[at].id.clone()),
                    n,
                    of: [single[one], single[other]],
                    lift,
                    p_adjusted,
                })
            })
            .collect();
        found.arrange_by(|a, b| a.p_adjusted.total_cmp(&b.p_adjusted).then(b.n.cmp(&a.n)));
        found.truncate(limit);
        found
    }
}

/// The bad and the good answers of a score, lowest and highest of each: detractors and promoters,
/// else the outer two fifths of the scale.
pub(in crate::analysis) fn low_and_high(score: &ScoreColumn) -> [(i32, i32); 2] {
    let [low, high] = score.scale.range;
    let two_fifths = ((high - low + 1) * 2 / 5).max(1) - 1;
    let ends = match score.scale.metric {
        Some(Metric::Nps) => [(0, 6), (9, 10)],
        _ => [(low, low + two_fifths), (high - two_fifths, high)],
    };
    let [worst, best] = ends;
    if score.scale.low_is_good {
        [best, worst]
    } else {
        [worst, best]
    }
}

/// The first `limit` terms whose comments are not those of a term before: "new", "terms" and "new
/// terms" of the same comments say one thing.
pub(in crate::analysis) fn apart(
    terms: impl Iterator<Item = usize>,
    comments: &[Vec<u32>],
    limit: usize,
) -> Vec<usize> {
    let mut kept: Vec<usize> = Vec::new();
    for at in terms {
        if kept.len() == limit {
            break;
        }
        let said = |&known: &usize| {
            let (known, own) = (&comments[known], &comments[at]);
            overlap(known, own) >= SAME || inside(known, own) >= ALONG
        };
        if !kept.iter().any(said) {
            kept.push(at);
        }
    }
    kept
}

/// Log-odds ratio of each word with its z, from the counts in both groups. The prior is spread over
/// the words as they are frequent in both groups together.
fn log_odds(counts: &[[u32; 2]]) -> Vec<(f64, f64)> {
    let sums = [0, 1].map(|side| counts.iter().map(|c| f64::from(c[side])).sum::<f64>());
    let all = (sums[0] + sums[1]).max(1.0);
    let weight = PRIOR.min(PRIOR_PART * all);
    let of = |count: &[u32; 2]| {
        let [one, other] = count.map(f64::from);
        let prior = weight * (one + other) / all;
        let odds = |own: f64, sum: f64| {
            libm::log((own + prior) / (sum + weight - own - prior).max(f64::MIN_POSITIVE))
        };
        let ratio = odds(one, sums[0]) - odds(other, sums[1]);
        let variance = 1.0 / (one + prior) + 1.0 / (other + prior);
        (ratio, ratio / variance.sqrt())
    };
    counts.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn log_odds_follow_the_paper() {
        // Eq. 16 and 22 by hand: y = (30, 10), n = (100, 100), α₀ = 10, α = 2.
        let found = log_odds(&[[30, 10], [70, 90]]);
        let expected = (32.0f64 / 78.0).ln() - (12.0f64 / 98.0).ln();
        let error = (1.0f64 / 32.0 + 1.0 / 12.0).sqrt();
        assert!((found[0].0 - expected).abs() < 1e-12);
        assert!((found[0].1 - expected / error).abs() < 1e-12);
        assert!(found[1].1 < 0.0);
    }
}
