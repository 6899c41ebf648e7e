//! What people write about and the codebook does not know, and what is new in the latest period.

use super::pages::too_small_to_quote;
use super::terms::{Quote, Term, Words, inside, overlap};
use crate::analysis::Analysis;
use crate::analysis::selection::Selection;
use crate::analysis::sentiment::count;
use crate::figures::tests_of_difference::{benjamini_hochberg, two_proportions};
use crate::filter::Filter;
use crate::order::Arrange;
use crate::report::SentimentCounts;
use crate::text::{Category, Language, Speller, fold, is_first_name};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Terms that are clustered, the most frequent ones.
const CANDIDATES: usize = 240;
/// Terms of one suggestion.
const TERMS: usize = 6;
/// Comments shown for one suggestion.
const EXAMPLES: usize = 3;
/// From this overlap of their comments on (cosine) two terms are one topic.
const TOGETHER: f64 = 0.4;
/// Share of a word's comments from which on it only comes along with another one.
const COMES_ALONG: f64 = 0.85;
/// Share of comments from which on a word is no topic but the language of the survey.
const EVERYWHERE: f64 = 0.3;
/// False-discovery rate of the words that rose.
const RISEN: f64 = 0.05;

/// Which suggestions.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default)]
pub struct SuggestionRequest {
    /// Rows to look at. The default is all rows.
    pub filter: Filter,
    /// Most suggestions, and most words that rose. The default is 30.
    pub limit: usize,
}

impl Default for SuggestionRequest {
    fn default() -> Self {
        SuggestionRequest {
            filter: Filter::new(),
            limit: 30,
        }
    }
}

/// Topics without a category.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Suggestions {
    /// Comments under the filter.
    pub comments: u32,
    /// Comments that were read: fewer than `comments` in a very large file.
    pub read: u32,
    /// Column of the main score, which the topics' figures are about; null without one.
    pub score_column: Option<u32>,
    /// Topics, most comments first.
    pub list: Vec<Suggestion>,
    /// The latest period; null without dates or with one period only.
    pub period: Option<String>,
    /// Words that are more frequent in the latest period than before, surest first.
    pub rising: Vec<RisingTerm>,
}

/// One topic.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Suggestion {
    /// Stays the same while the words do; what the settings list to dismiss it.
    pub key: String,
    /// Its words, the most frequent first.
    pub terms: Vec<SuggestedTerm>,
    /// People whose comments hold one of them, among those read.
    pub n: u32,
    /// Their share of those who wrote the comments read, 0…1.
    pub share: f64,
    /// Figure of the main score over the rows of these comments; null with too few answers.
    pub score: Option<f64>,
    /// Answers that it is made of.
    pub score_n: u32,
    /// Sentiment of these comments.
    pub sentiment: SentimentCounts,
    /// Comments that hold the words; empty when they are too few to quote.
    pub examples: Vec<Quote>,
    /// The category that it would become. Its label is the topic's words, for the user to rename.
    pub category: Category,
}

/// A word or phrase of a topic.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SuggestedTerm {
    /// As people write it.
    pub label: String,
    /// People whose comments hold it, in any form.
    pub n: u32,
}

/// A word that became more frequent.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RisingTerm {
    /// As people write it.
    pub label: String,
    /// Patterns that find its comments, for a list of comments.
    pub patterns: Vec<String>,
    /// People whose comments of the latest period hold it.
    pub n: u32,
    /// People who wrote in the latest period.
    pub of: u32,
    /// People whose comments before hold it; null when fewer than the minimum group size, but some.
    pub n_before: Option<u32>,
    /// People who wrote before.
    pub of_before: u32,
    /// p of the difference (two-proportion z or Fisher's exact test), adjusted by
    /// Benjamini–Hochberg over all words that were compared.
    pub p_adjusted: f64,
    /// Comments of the latest period; empty when they are too few to quote.
    pub examples: Vec<Quote>,
}

/// Terms that make one topic, by position, the head first.
type Cluster = Vec<usize>;

impl Analysis {
    /// Topics that the codebook does not cover, and words that rose. Stop words, opinion words,
    /// first names and masked text are left out; a topic needs the minimum group size, its examples
    /// the minimum for quotes.
    pub fn suggestions(&self, request: &SuggestionRequest) -> Suggestions {
        let selection = Selection::new(self, &request.filter);
        let words = self.words(|comment| selection.keeps(comment.row), true);
        let quotable = !too_small_to_quote(self, &request.filter);
        let mut speller = Speller::new();
        let list = self.topics(&words, &mut speller, quotable, request.limit);
        let (period, rising) = self
            .rising(&words, &mut speller, quotable, request.limit)
            .unzip();
        Suggestions {
            comments: words.total as u32,
            read: words.len() as u32,
            score_column: self.prepared.main_score().map(|score| score.column),
            list,
            period,
            rising: rising.unwrap_or_default(),
        }
    }

    fn topics(
        &self,
        words: &Words,
        speller: &mut Speller,
        quotable: bool,
        limit: usize,
    ) -> Vec<Suggestion> {
        let corpus = &words.corpus;
        let min = self.settings.min_group.max(3);
        let mut uncovered = words.frequencies(min, |occurrence, lemma| {
            !occurrence.covered() && !corpus.is_stop(lemma)
        });
        let people = words.people();
        let most = (EVERYWHERE * f64::from(people)) as u32;
        uncovered.retain(|&(term, n)| {
            (n <= most || people < 100)
                && term.lemmas().all(|lemma| {
                    let word = corpus.main_form(lemma);
                    word.folded.chars().count() >= 3
                        && !is_first_name(&word.folded)
                        && !word.is_adverb()
                        && !speller.is_opinion(word)
                })
        });
        uncovered.arrange_by_key(|&(term, n)| (std::cmp::Reverse(n), term));
        uncovered.truncate(CANDIDATES);
        let terms: Vec<Term> = uncovered.iter().map(|(term, _)| *term).collect();
        // A word that is mostly part of known phrases is no news: its patterns would find those too.
        let (terms, comments): (Vec<Term>, Vec<Vec<u32>>) = terms
            .iter()
            .copied()
            .zip(words.comments_of(&terms))
            .zip(&uncovered)
            .filter(|((_, all), (_, n))| *n * 2 >= words.people_of(all))
            .map(|(term, _)| term)
            .unzip();
        let mut list: Vec<Suggestion> = cluster(&comments)
            .into_iter()
            .map(|members| self.suggestion(words, speller, quotable, &terms, &comments, &members))
            .filter(|suggestion| !self.settings.dismissed.contains(&suggestion.key))
            .collect();
        list.arrange_by(|a, b| b.n.cmp(&a.n).then(a.key.cmp(&b.key)));
        list.truncate(limit);
        self.name_apart(&mut list);
        list
    }

    fn suggestion(
        &self,
        words: &Words,
        speller: &mut Speller,
        quotable: bool,
        terms: &[Term],
        comments: &[Vec<u32>],
        members: &[usize],
    ) -> Suggestion {
        let label =
            |speller: &mut Speller, at: usize| words.label(self, speller, terms[at], &comments[at]);
        let shown: Vec<SuggestedTerm> = members
            .iter()
            .map(|&at| SuggestedTerm {
                label: label(speller, at),
                n: words.people_of(&comments[at]),
            })
            .collect();
        // A phrase that makes up most of its word's comments names the topic better than the word.
        let most = comments[members[0]].len();
        let phrase = members
            .iter()
            .position(|&at| terms[at].second().is_some() && comments[at].len() * 2 >= most);
        let head = terms[members[0]];
        let around = head
            .second()
            .is_none()
            .then(|| words.setting(self, speller, head.first, &comments[members[0]]));
        let title = around
            .flatten()
            .unwrap_or_else(|| shown[phrase.unwrap_or(0)].label.clone());
        let mut patterns: Vec<String> = Vec::new();
        let mut finding: Vec<usize> = Vec::new();
        let singles: Vec<u32> = members
            .iter()
            .filter(|&&at| terms[at].second().is_none())
            .map(|&at| terms[at].first)
            .collect();
        for &at in members {
            let known = |lemma: u32| singles.contains(&lemma);
            // The single word already finds every comment of the phrase.
            if terms[at].second().is_some() && terms[at].lemmas().any(known) {
                continue;
            }
            // A word that only comes along adds no comment, and elsewhere it means something else.
            if at != members[0] && inside(&comments[members[0]], &comments[at]) >= COMES_ALONG {
                continue;
            }
            finding.push(at);
            patterns.extend(words.patterns(self, speller, terms[at]));
        }
        patterns.arrange_by(Ord::cmp);
        patterns.dedup();
        let mut all: Vec<u32> = finding
            .iter()
            .flat_map(|&at| &comments[at])
            .copied()
            .collect();
        all.sort_unstable();
        all.dedup();
        let language = match words.corpus.language(terms[members[0]].first) {
            Language::Pl => "pl",
            Language::En => "en",
            Language::Other => "other",
        };
        let key = fold(&shown[0].label);
        let n = words.people_of(&all);
        let (score, score_n) = self.score_of(words, &all);
        let examples = match quotable && n >= self.settings.min_quotes {
            true => self.representative(words, &all, EXAMPLES),
            false => Vec::new(),
        };
        Suggestion {
            category: Category {
                id: id_of(&title),
                label: BTreeMap::from([(language.to_owned(), capitalised(&title))]),
                parent: None,
                patterns: BTreeMap::from([(language.to_owned(), patterns)]),
                exclude: BTreeMap::new(),
                praise_only: false,
            },
            key,
            terms: shown,
            n,
            share: f64::from(n) / f64::from(words.people().max(1)),
            score,
            score_n,
            sentiment: self.sentiment_of(words, &all),
            examples,
        }
    }

    /// Figure of the main score over the rows of some comments, and its number of answers.
    fn score_of(&self, words: &Words, comments: &[u32]) -> (Option<f64>, u32) {
        let Some(score) = self.prepared.main_score() else {
            return (None, 0);
        };
        let mut answers = score.empty();
        let mut last = None;
        for &comment in comments {
            let row = words.row(comment as usize);
            if last.replace(row) != Some(row) {
                score.count_into(row, &mut answers);
            }
        }
        if answers.n() < self.settings.min_group {
            return (None, 0);
        }
        (
            score.scale.value(&answers).map(|value| value.value),
            answers.n(),
        )
    }

    fn sentiment_of(&self, words: &Words, comments: &[u32]) -> SentimentCounts {
        let mut counts = SentimentCounts::default();
        for &comment in comments {
            let at = words.at[comment as usize] as usize;
            count(&mut counts, self.coded.all()[at].sentiment());
        }
        counts
    }

    /// Gives every proposed category an id that neither the codebook nor another proposal has.
    fn name_apart(&self, list: &mut [Suggestion]) {
        let mut taken: Vec<String> = Vec::new();
        for suggestion in list {
            let base = suggestion.category.id.clone();
            let mut number = 2;
            let used = |id: &str, taken: &[String]| {
                self.codebook.index_of(id).is_some() || taken.iter().any(|one| one == id)
            };
            while used(&suggestion.category.id, &taken) {
                suggestion.category.id = format!("{base}_{number}");
                number += 1;
            }
            taken.push(suggestion.category.id.clone());
        }
    }

    /// The latest period with enough comments, and the words that are more frequent in it than in
    /// all periods before.
    fn rising(
        &self,
        words: &Words,
        speller: &mut Speller,
        quotable: bool,
        limit: usize,
    ) -> Option<(String, Vec<RisingTerm>)> {
        let periods = &self.prepared.dates.as_ref()?.groups;
        let period_of = |comment: usize| periods.get(words.row(comment));
        let of_comment: Vec<Option<usize>> = (0..words.len()).map(period_of).collect();
        // All comments of a row are of one period.
        let of_period = |comments: &[u32], wanted: &dyn Fn(usize) -> bool| {
            let own: Vec<u32> = (comments.iter().copied())
                .filter(|&comment| of_comment[comment as usize].is_some_and(wanted))
                .collect();
            words.people_of(&own)
        };
        let mut sizes = vec![0u32; periods.keys.len()];
        let mut last = None;
        for (at, period) in of_comment.iter().enumerate() {
            let is_next = last.replace(words.row(at)) != Some(words.row(at));
            if let Some(period) = period.filter(|_| is_next) {
                sizes[period] += 1;
            }
        }
        let latest = sizes.iter().rposition(|&n| n >= self.settings.min_quotes)?;
        let before: u32 = sizes[..latest].iter().sum();
        if before < self.settings.min_quotes {
            return None;
        }
        let corpus = &words.corpus;
        let min = self.settings.min_group;
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
                [
                    of_period(list, &|period| period == latest),
                    of_period(list, &|period| period < latest),
                ]
            })
            .collect();
        let size = sizes[latest];
        let p_values: Vec<Option<f64>> = counts
            .iter()
            .map(|&[now, then]| Some(two_proportions(now, size, then, before)))
            .collect();
        let adjusted = benjamini_hochberg(&p_values);
        let mut risen: Vec<(f64, usize)> = (0..terms.len())
            .filter(|&at| {
                let [now, then] = counts[at];
                now >= min && u64::from(now) * u64::from(before) > u64::from(then) * u64::from(size)
            })
            .filter_map(|at| Some((adjusted[at]?, at)))
            .filter(|(p, _)| *p <= RISEN)
            .collect();
        risen.arrange_by(|a, b| {
            let more = counts[b.1][0].cmp(&counts[a.1][0]);
            a.0.total_cmp(&b.0).then(more).then(a.1.cmp(&b.1))
        });
        let mut list: Vec<RisingTerm> = Vec::new();
        let mut told: Vec<Vec<u32>> = Vec::new();
        for (p_adjusted, at) in risen {
            if list.len() == limit {
                break;
            }
            let now: Vec<u32> = comments[at]
                .iter()
                .copied()
                .filter(|&comment| of_comment[comment as usize] == Some(latest))
                .collect();
            // "nowy", "regulamin" and "nowy regulamin" in the same comments are one piece of news.
            if told.iter().any(|known| overlap(known, &now) >= 0.7) {
                continue;
            }
            let [n, before_it] = counts[at];
            list.push(RisingTerm {
                label: words.label(self, speller, terms[at], &comments[at]),
                patterns: words.patterns(self, speller, terms[at]),
                n,
                of: size,
                n_before: (before_it == 0 || before_it >= min).then_some(before_it),
                of_before: before,
                p_adjusted,
                examples: match quotable && n >= self.settings.min_quotes {
                    true => self.representative(words, &now, EXAMPLES),
                    false => Vec::new(),
                },
            });
            told.push(now);
        }
        Some((periods.keys[latest].clone(), list))
    }
}

/// Puts terms that share their comments together. `comments` come with the most frequent term
/// first; each term joins the first head that it overlaps with, if most of its comments are the
/// head's too: its pattern would otherwise find another topic.
fn cluster(comments: &[Vec<u32>]) -> Vec<Cluster> {
    let mut clusters: Vec<Cluster> = Vec::new();
    for (at, own) in comments.iter().enumerate() {
        let home = clusters.iter_mut().find(|members| {
            let head = &comments[members[0]];
            let part = inside(head, own);
            part >= COMES_ALONG || (overlap(head, own) >= TOGETHER && part >= 0.5)
        });
        match home {
            Some(members) if members.len() < TERMS => members.push(at),
            // A full topic still keeps its words from becoming topics of their own.
            Some(_) => {}
            None => clusters.push(vec![at]),
        }
    }
    clusters
}

/// A category id from a title: letters, digits and underscores.
fn id_of(title: &str) -> String {
    let folded = fold(title);
    let word = |c: char| if c.is_alphanumeric() { c } else { '_' };
    format!("own_{}", folded.chars().map(word).collect::<String>())
}

fn capitalised(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
