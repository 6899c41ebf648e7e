//! What one group says and the other does not, and which categories come together.

use super::terms::{Term, Words, inside, overlap};
use crate::analysis::Analysis;
use crate::analysis::prepared::ScoreColumn;
use crate::analysis::selection::Selection;
use crate::figures::score::{DETRACTORS, PROMOTERS};
use crate::figures::tests_of_difference::{benjamini_hochberg, two_proportions};
use crate::filter::{Condition, Filter};
use crate::order::Arrange;
use crate::report::Metric;
use crate::text::{Speller, is_first_name};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most weight of the prior in people: it keeps rare words from looking large and leaves frequent
/// ones alone.
const PRIOR: f64 = 500.0;
/// Weight of the prior as a part of all people, which a small file stays below: a prior as large as
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
    /// People of each group whose comments were read; who is in both counts for neither.
    pub n: [u32; 2],
    /// True when a group has fewer people than the minimum group size: no words are given.
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
    /// People of each group who use it; null when fewer than the minimum group size, but some. The figures below
    /// take such a number for the one below the minimum that makes the smallest difference.
    pub n: [Option<u32>; 2],
    /// Log-odds ratio of using it, first against second group, with an informative Dirichlet prior
    /// (Monroe, Colaresi and Quinn 2008, eq. 16); above 0 for the first group.
    pub log_odds: f64,
    /// z of the difference of the two shares, above 0 for the first group: how sure it is.
    pub z: f64,
    /// p of the difference (two-proportion z or Fisher's exact test), adjusted by Benjamini–Hochberg
    /// over all compared words.
    pub p_adjusted: f64,
}

/// Two categories that come together more often than by chance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CategoryPair {
    /// Codebook ids.
    pub categories: [String; 2],
    /// People whose comments mention both.
    pub n: u32,
    /// People whose comments mention each.
    pub of: [u32; 2],
    /// How many times as often as if the two were independent.
    pub lift: f64,
    /// p of the association (two-proportion z or Fisher's exact test), adjusted by
    /// Benjamini–Hochberg over all pairs.
    pub p_adjusted: f64,
}

impl Analysis {
    /// Words that tell two groups apart; null without a score when no groups are named. Counted by
    /// people, forms of a word together, without stop words and first names.
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
        let sides: Vec<usize> = (0..words.len())
            .map(|comment| side(words.row(comment)).unwrap_or(0))
            .collect();
        let n = by_side(&words, &sides, 0..words.len() as u32);
        let min = self.settings.min_group;
        let mut found = GroupWords {
            groups,
            n,
            hidden: n.iter().any(|&n| n < min.max(1)),
            first: Vec::new(),
            second: Vec::new(),
        };
        if !found.hidden {
            [found.first, found.second] = self.distinctive(&words, &sides, n, request.limit);
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

    /// Words that tell two groups of `n` people apart; `sides` are the groups of the comments read.
    fn distinctive(
        &self,
        words: &Words,
        sides: &[usize],
        n: [u32; 2],
        limit: usize,
    ) -> [Vec<GroupWord>; 2] {
        let corpus = &words.corpus;
        let min_group = self.settings.min_group;
        let min = min_group.max(3);
        let mut frequent = words.frequencies(min, |_, lemma| !corpus.is_stop(lemma));
        frequent.retain(|(term, _)| {
            term.lemmas()
                .all(|lemma| !is_first_name(&corpus.main_form(lemma).folded))
        });
        let terms: Vec<Term> = frequent.into_iter().map(|(term, _)| term).collect();
        let comments = words.comments_of(&terms);
        let counts: Vec<[u32; 2]> = comments
            .iter()
            .map(|list| by_side(words, sides, list.iter().copied()))
            .collect();
        let told = counts.iter();
        let told: Vec<[u32; 2]> = told.map(|&count| told_of(count, n, min_group)).collect();
        let odds: Vec<(f64, f64)> = (told.iter())
            .map(|&count| (log_odds(count, n), share_z(count, n)))
            .collect();
        // The log-odds of a word that one group never uses have an error as large as themselves
        // whatever the prior, so that they say how large a difference is and the test how sure.
        let p_values: Vec<Option<f64>> = (told.iter())
            .map(|&[one, other]| Some(two_proportions(one, n[0], other, n[1])))
            .collect();
        let adjusted = benjamini_hochberg(&p_values);
        let mut order: Vec<usize> = (0..terms.len())
            .filter(|&at| adjusted[at].is_some_and(|p| p <= RATE))
            .collect();
        order.arrange_by(|&a, &b| odds[b].1.abs().total_cmp(&odds[a].1.abs()).then(a.cmp(&b)));
        let shown = |n: u32| (n == 0 || n >= min_group).then_some(n);
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

    /// Pairs of categories that the same people's comments under a filter mention more often than by
    /// chance (false-discovery rate 5 %), surest first. A category and its own parent are no pair.
    pub fn category_pairs(&self, filter: &Filter, limit: usize) -> Vec<CategoryPair> {
        let selection = Selection::new(self, filter);
        let categories = self.codebook.categories();
        let mut single = vec![0u32; categories.len()];
        let mut pairs: BTreeMap<(usize, usize), u32> = BTreeMap::new();
        let mut all = 0u32;
        let mut mentioned: Vec<usize> = Vec::new();
        let mut comments = self.coded.iter().filter(|c| selection.keeps(c.row));
        let mut next = comments.next();
        while let Some(first) = next {
            all += 1;
            mentioned.clear();
            while let Some(comment) = next.filter(|comment| comment.row == first.row) {
                for mention in self.coded.mentions(comment) {
                    mentioned.extend(self.codebook.with_ancestors(mention.category));
                }
                next = comments.next();
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
        Some(Metric::Nps) => [DETRACTORS, PROMOTERS].map(|[from, to]| (from, to)),
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

/// People of each group who wrote these comments, given in ascending order.
fn by_side(words: &Words, sides: &[usize], comments: impl Iterator<Item = u32>) -> [u32; 2] {
    let mut n = [0; 2];
    let mut last = None;
    for comment in comments.map(|comment| comment as usize) {
        let row = words.row(comment);
        n[sides[comment]] += u32::from(last.replace(row) != Some(row));
    }
    n
}

/// What is compared of people who use a word. Few of them, whose number is not shown, count as so many below the
/// minimum as make the smallest difference: from figures of how many they are that number could be computed.
fn told_of(count: [u32; 2], n: [u32; 2], min_group: u32) -> [u32; 2] {
    let few = count.map(|people| (1..min_group).contains(&people));
    let as_in_other = |side: usize| {
        let share = f64::from(count[1 - side]) / f64::from(n[1 - side]);
        let people = libm::round(share * f64::from(n[side])) as u32;
        people.clamp(1, min_group - 1)
    };
    match few {
        [true, true] => [0, 0],
        [true, false] => [as_in_other(0), count[1]],
        [false, true] => [count[0], as_in_other(1)],
        [false, false] => count,
    }
}

/// Log-odds ratio of a word that `count` people of groups of `n` use. The prior is what both groups
/// together say about the word, and half a person for and against it, so that neither none nor all
/// make it infinite.
fn log_odds(count: [u32; 2], n: [u32; 2]) -> f64 {
    let all = f64::from(n[0]) + f64::from(n[1]);
    let share = (f64::from(count[0]) + f64::from(count[1])) / all.max(1.0);
    let weight = PRIOR.min(PRIOR_PART * all);
    let [one, other] = [0, 1].map(|side| {
        let (own, n) = (f64::from(count[side]), f64::from(n[side]));
        let [uses, does_not] = [own + weight * share, n - own + weight * (1.0 - share)];
        libm::log((uses + 0.5) / (does_not + 0.5))
    });
    one - other
}

/// z of the difference of two shares, pooled; 0 where all or none use the word.
fn share_z(count: [u32; 2], n: [u32; 2]) -> f64 {
    let [one, other] = [0, 1].map(|side| f64::from(count[side]) / f64::from(n[side]));
    let [first, second] = n.map(f64::from);
    let pooled = (f64::from(count[0]) + f64::from(count[1])) / (first + second);
    let error = (pooled * (1.0 - pooled) * (1.0 / first + 1.0 / second)).sqrt();
    if error > 0.0 {
        (one - other) / error
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Settings;
    use crate::figures::distributions::normal_two_sided;

    #[test]
    fn log_odds_follow_the_paper() {
        // Eq. 16 by hand: y = (30, 10), n = (100, 100), α₀ = 10 and half a person for and against,
        // α = 2.
        let expected = (32.5f64 / 78.5).ln() - (12.5f64 / 98.5).ln();
        assert!((log_odds([30, 10], [100, 100]) - expected).abs() < 1e-12);
        for (count, n) in [([0, 0], [5, 9]), ([5, 9], [5, 9]), ([5, 0], [59, 5])] {
            assert!(log_odds(count, n).is_finite() && share_z(count, n).is_finite());
        }
    }

    #[test]
    fn z_is_that_of_the_test() {
        let p = normal_two_sided(share_z([60, 40], [100, 100]));
        assert!((p - two_proportions(60, 100, 40, 100)).abs() < 1e-12);
    }

    /// Words that tell promoters from detractors, of those who say `told` beside what all say.
    fn words(told: impl Fn(usize) -> &'static str) -> GroupWords {
        let mut csv = "NPS (0-10),Why?\n".to_owned();
        for row in 0..90 {
            let said = ["one", "two", "three", "four", "five"][row % 5];
            csv.push_str(&format!(
                "{},{said} things {} {row}\n",
                [2, 10][row % 2],
                told(row)
            ));
        }
        let analysis = Analysis::of_bytes("a.csv", csv.as_bytes(), &Settings::default()).unwrap();
        analysis.group_words(&GroupWordsRequest::default()).unwrap()
    }

    #[test]
    fn a_word_that_only_one_group_uses_is_told() {
        // 10 of 45 against 0 of 45: Fisher p = 0.0011.
        let found = words(|row| {
            if row % 2 == 0 && row < 20 {
                "invoice"
            } else {
                ""
            }
        });
        let labels: Vec<&str> = found.first.iter().map(|word| word.label.as_str()).collect();
        assert_eq!(labels, ["invoice"]);
        assert_eq!(found.first[0].n, [Some(10), Some(0)]);
        assert!(found.second.is_empty());
    }

    #[test]
    fn a_single_candidate_is_not_sure_because_it_is_alone() {
        // Five of 59 against none of five say the only word that is frequent enough.
        let mut csv = "NPS (0-10),Why?\n".to_owned();
        for row in 0..64 {
            let said = if row % 12 == 3 { "buffering" } else { "" };
            csv.push_str(&format!(
                "{},{said} {}\n",
                if row < 59 { 2 } else { 10 },
                "x".repeat(row + 1)
            ));
        }
        let analysis = Analysis::of_bytes("a.csv", csv.as_bytes(), &Settings::default()).unwrap();
        let found = analysis.group_words(&GroupWordsRequest::default()).unwrap();
        assert_eq!((found.n, found.hidden), ([59, 5], false));
        assert_eq!((found.first, found.second), (Vec::new(), Vec::new()));
    }
}
