//! Words and phrases of the comments, and which comments hold them.

use super::coded::Coded;
use crate::analysis::Analysis;
use crate::order::Arrange;
use crate::privacy::{mask, mask_comment};
use crate::text::{
    Codebook, Corpus, CorpusReader, Language, Occurrence, Speller, Word, is_oblique_adjective,
    is_oblique_noun, patterns_of,
};
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Comments that are read at most; of a larger file every second, third … comment is taken. More
/// would not change which words are frequent, only the time and the memory that it takes.
const MAX_READ: usize = 200_000;

/// Part of [`Term`] of a single word.
const SINGLE: u32 = u32::MAX;

/// A word or a phrase of two words, by lemma.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::analysis) struct Term {
    /// The word, or the first of two.
    pub first: u32,
    second: u32,
}

impl Term {
    /// A single word.
    pub fn word(lemma: u32) -> Term {
        Term {
            first: lemma,
            second: SINGLE,
        }
    }

    /// The second word of a phrase.
    pub fn second(self) -> Option<u32> {
        (self.second != SINGLE).then_some(self.second)
    }

    /// Lemmas of the term.
    pub fn lemmas(self) -> impl Iterator<Item = u32> {
        [Some(self.first), self.second()].into_iter().flatten()
    }
}

/// A quoted comment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quote {
    /// Row of the table, from 0.
    pub row: u32,
    /// Column of the comment.
    pub column: u32,
    /// The comment with personal data and names masked.
    pub text: String,
}

/// The comments of one question, read as words.
#[derive(Debug)]
pub(in crate::analysis) struct Words {
    /// Their words.
    pub corpus: Corpus,
    /// Position of each in [`CodedComments::all`](super::coded::CodedComments::all).
    pub at: Vec<u32>,
    /// Row of each, ascending: comments of one row are one person's.
    rows: Vec<u32>,
    /// Comments that passed, read or not.
    pub total: usize,
}

impl Analysis {
    /// Reads the comments that `keeps` lets through. With `covered`, what the codebook's patterns
    /// match is marked.
    pub(in crate::analysis) fn words(
        &self,
        keeps: impl Fn(&Coded) -> bool,
        covered: bool,
    ) -> Words {
        let all = self.coded.iter().zip(0u32..);
        let wanted: Vec<u32> = all
            .filter(|(comment, _)| keeps(comment))
            .map(|(_, at)| at)
            .collect();
        let step = wanted.len().div_ceil(MAX_READ).max(1);
        let codebook: Option<&Codebook> = covered.then_some(&self.codebook);
        let mut reader = CorpusReader::new(codebook);
        let at: Vec<u32> = wanted.iter().copied().step_by(step).collect();
        for &at in &at {
            let comment = &self.coded.all()[at as usize];
            reader.read(&mask(&self.comment_text(comment)), comment.language());
        }
        let rows = at.iter().map(|&at| self.coded.all()[at as usize].row);
        Words {
            rows: rows.collect(),
            corpus: reader.finish(),
            at,
            total: wanted.len(),
        }
    }

    /// The comment as it stands in the file.
    pub(in crate::analysis) fn comment_text(&self, comment: &Coded) -> Cow<'_, str> {
        comment.text(&self.table)
    }

    /// A comment to quote, personal data and names masked.
    pub(in crate::analysis) fn quote(&self, at: u32) -> Quote {
        let comment = &self.coded.all()[at as usize];
        Quote {
            row: comment.row,
            column: comment.column(),
            text: mask_comment(&self.comment_text(comment), comment.language()),
        }
    }
}

impl Words {
    /// Number of comments that were read.
    pub fn len(&self) -> usize {
        self.at.len()
    }

    /// Row of a comment that was read.
    pub fn row(&self, comment: usize) -> u32 {
        self.rows[comment]
    }

    /// Number of people who wrote the comments that were read.
    pub fn people(&self) -> u32 {
        distinct(self.rows.iter().copied())
    }

    /// Number of people who wrote these comments, given in ascending order. What is too few to show
    /// is told by people: one who answers six questions is one.
    pub fn people_of(&self, comments: &[u32]) -> u32 {
        distinct(comments.iter().map(|&comment| self.rows[comment as usize]))
    }

    /// People per lemma and per phrase, for those that at least `min` people use, sorted by term.
    /// Words that `counts` refuses are passed over; a phrase may have one stop word inside.
    pub fn frequencies(
        &self,
        min: u32,
        counts: impl Fn(Occurrence, u32) -> bool,
    ) -> Vec<(Term, u32)> {
        let corpus = &self.corpus;
        let mut words = vec![(0u32, u32::MAX); corpus.lemmas.len()];
        for comment in 0..self.len() {
            for &occurrence in corpus.comment(comment) {
                let lemma = corpus.lemma(occurrence);
                let (count, last) = &mut words[lemma as usize];
                let row = self.rows[comment];
                if *last != row && counts(occurrence, lemma) {
                    *count += 1;
                    *last = row;
                }
            }
        }
        let frequent = |lemma: u32| words[lemma as usize].0 >= min;
        let mut phrases: HashMap<Term, (u32, u32), FixedState> =
            HashMap::with_hasher(FixedState::default());
        for comment in 0..self.len() {
            for_phrases(corpus, comment, |a, b| {
                let (first, second) = (corpus.lemma(a), corpus.lemma(b));
                if !frequent(first) || !frequent(second) || !counts(a, first) || !counts(b, second)
                {
                    return;
                }
                let (count, last) = phrases
                    .entry(Term { first, second })
                    .or_insert((0, u32::MAX));
                if *last != self.rows[comment] {
                    *count += 1;
                    *last = self.rows[comment];
                }
            });
        }
        let people = self.people();
        let singles = words
            .iter()
            .zip(0u32..)
            .map(|((n, _), lemma)| (Term::word(lemma), *n));
        let pairs = phrases
            .into_iter()
            .filter(|(term, (n, _))| {
                let of = |lemma: u32| words[lemma as usize].0;
                let [one, other] = [of(term.first), term.second().map_or(0, of)];
                sticks_together(*n, one, other, people)
            })
            .map(|(term, (n, _))| (term, n));
        let mut found: Vec<(Term, u32)> = singles.chain(pairs).filter(|(_, n)| *n >= min).collect();
        found.arrange();
        found
    }

    /// For each term the comments that hold it, ascending, as positions in `at`.
    pub fn comments_of(&self, terms: &[Term]) -> Vec<Vec<u32>> {
        let mut index: HashMap<Term, usize, FixedState> =
            HashMap::with_hasher(FixedState::default());
        index.extend(terms.iter().copied().zip(0..));
        let mut found = vec![Vec::new(); terms.len()];
        let mut note = |term: Term, comment: usize| {
            if let Some(&at) = index.get(&term)
                && found[at].last() != Some(&(comment as u32))
            {
                found[at].push(comment as u32);
            }
        };
        for comment in 0..self.len() {
            for &occurrence in self.corpus.comment(comment) {
                note(Term::word(self.corpus.lemma(occurrence)), comment);
            }
            for_phrases(&self.corpus, comment, |a, b| {
                let (first, second) = (self.corpus.lemma(a), self.corpus.lemma(b));
                note(Term { first, second }, comment);
            });
        }
        found
    }

    /// The term as people write it. `comments` are those that hold it.
    pub fn label(
        &self,
        analysis: &Analysis,
        speller: &mut Speller,
        term: Term,
        comments: &[u32],
    ) -> String {
        let text_of = |comment: usize| {
            let at = self.at[comment] as usize;
            analysis.comment_text(&analysis.coded.all()[at])
        };
        let Some(second) = term.second() else {
            return speller.spelling(self.corpus.main_form(term.first), text_of);
        };
        let mut forms: HashMap<(usize, usize), u32, FixedState> =
            HashMap::with_hasher(FixedState::default());
        for &comment in comments.iter().take(200) {
            for_phrases(&self.corpus, comment as usize, |a, b| {
                if self.corpus.lemma(a) == term.first && self.corpus.lemma(b) == second {
                    *forms.entry((a.word(), b.word())).or_default() += 1;
                }
            });
        }
        let forms = forms.into_iter().map(|((a, b), n)| (vec![a, b], n));
        self.spelled(&self.named_best(forms.collect()), speller, text_of)
    }

    /// Of some wordings and how often each is written, the one that names a thing best: in the nominative where that
    /// is not rare, else the most frequent one.
    fn named_best(&self, written: Vec<(Vec<usize>, u32)>) -> Vec<usize> {
        let most = written.iter().map(|(_, n)| *n).max().unwrap_or(0);
        let names = |words: &[usize]| {
            words
                .first()
                .is_some_and(|&it| self.corpus.is_main_form(it))
        };
        let best = written
            .into_iter()
            .filter(|(_, n)| n * 4 >= most)
            .max_by_key(|(words, n)| (names(words), *n, std::cmp::Reverse(words.clone())));
        best.map_or_else(Vec::new, |(words, _)| words)
    }

    fn spelled<'a>(
        &self,
        words: &[usize],
        speller: &mut Speller,
        text_of: impl Fn(usize) -> Cow<'a, str>,
    ) -> String {
        let spelled = words.iter();
        let spelled: Vec<String> = spelled
            .map(|&word| speller.spelling(&self.corpus.words[word], &text_of))
            .collect();
        spelled.join(" ")
    }

    /// What mostly stands around a word, the word included, as people write it: "karta stałego
    /// klienta" around "stałego". Words are taken up, up to three in all, as long as they stand
    /// there in two thirds of the places; `None` where none does. A noun of which the comments have no
    /// nominative takes up its preposition ("do domu"), half of the places being enough. `comments` are those that
    /// hold it.
    pub fn setting(
        &self,
        analysis: &Analysis,
        speller: &mut Speller,
        lemma: u32,
        comments: &[u32],
    ) -> Option<String> {
        let corpus = &self.corpus;
        let words = |comment: u32| corpus.comment(comment as usize);
        let wants_noun = |word: usize| is_oblique_adjective(&corpus.words[word].folded);
        let main = corpus.main_form(lemma);
        let governed = main.language() == Language::Pl && is_oblique_noun(&main.folded);
        let is_preposition = |word: &Word| PREPOSITIONS.contains(&word.folded.as_str());
        // First and last word of each place.
        let mut places: Vec<(u32, usize, usize)> = Vec::new();
        for &comment in comments.iter().take(200) {
            let held = words(comment).iter().enumerate();
            let held = held.filter(|(_, word)| corpus.lemma(**word) == lemma);
            places.extend(held.map(|(at, _)| (comment, at, at)));
        }
        let beside = |&(comment, first, last): &(u32, usize, usize), before: bool| {
            let own = words(comment);
            let near = match before {
                true if own[first].after_break() => None,
                true => own[..first].last(),
                false => own.get(last + 1).filter(|next| !next.after_break()),
            };
            let near = *near?;
            let word = &corpus.words[near.word()];
            let lemma = match (word.stop, before) {
                (false, _) => corpus.lemma(near),
                (true, true) if governed && first == last && is_preposition(word) => {
                    corpus.lemma(near)
                }
                // The forms of a word that is no topic ("klient") are not brought together.
                (true, false) if wants_noun(own[last].word()) => u32::MAX,
                (true, _) => return None,
            };
            Some((before, lemma))
        };
        let mut length = 1;
        while length < 3 {
            let mut counts: BTreeMap<(bool, u32), usize> = BTreeMap::new();
            for place in &places {
                let sides = [true, false].into_iter();
                let sides = sides.filter_map(|before| beside(place, before));
                sides.for_each(|side| *counts.entry(side).or_default() += 1);
            }
            let most = counts.into_iter().max_by_key(|&(side, n)| (n, side));
            let enough = |n: usize| {
                n * 3 >= places.len() * 2 || length == 1 && governed && n * 2 >= places.len()
            };
            let Some((side, _)) = most.filter(|(_, n)| enough(*n)) else {
                break;
            };
            places.retain(|place| beside(place, side.0) == Some(side));
            for (_, first, last) in &mut places {
                match side.0 {
                    true => *first -= 1,
                    false => *last += 1,
                }
            }
            length += 1;
        }
        if length == 1 {
            return None;
        }
        let mut written: BTreeMap<Vec<usize>, u32> = BTreeMap::new();
        for &(comment, first, last) in &places {
            let own = words(comment)[first..=last].iter();
            *written
                .entry(own.map(|it| it.word()).collect())
                .or_default() += 1;
        }
        let text_of = |comment: usize| {
            let at = self.at[comment] as usize;
            analysis.comment_text(&analysis.coded.all()[at])
        };
        let best = self.named_best(written.into_iter().collect());
        Some(self.spelled(&best, speller, text_of))
    }

    /// Patterns that find the term in any form.
    pub fn patterns(&self, analysis: &Analysis, speller: &mut Speller, term: Term) -> Vec<String> {
        let text_of = |comment: usize| {
            let at = self.at[comment] as usize;
            analysis.comment_text(&analysis.coded.all()[at])
        };
        let mut of = |lemma: u32| {
            let forms: Vec<&Word> = self.corpus.lemmas[lemma as usize]
                .iter()
                .map(|&word| &self.corpus.words[word as usize])
                .take(MAX_FORMS)
                .collect();
            let spelled = speller.spelling(forms[0], text_of);
            patterns_of(&forms, &spelled)
        };
        let first = of(term.first);
        let Some(second) = term.second().map(of) else {
            return first;
        };
        // "brak papieru w toalecie": a stop word may stand in between.
        let both = first
            .iter()
            .flat_map(|a| second.iter().map(move |b| format!("{a} .. {b}")));
        both.take(MAX_FORMS).collect()
    }
}

/// How many different values there are in an ascending list.
pub(in crate::analysis) fn distinct(ascending: impl Iterator<Item = u32>) -> u32 {
    let mut last = None;
    ascending
        .map(|value| u32::from(last.replace(value) != Some(value)))
        .sum()
}

/// Polish prepositions of two letters and more, folded; a single letter is no word here.
const PREPOSITIONS: &[&str] = &[
    "bez", "dla", "do", "na", "nad", "od", "po", "pod", "przed", "przy", "we", "za", "ze",
];

/// Forms of one word that a proposed pattern has to find.
const MAX_FORMS: usize = 12;

/// Shows every two words of a comment that stand side by side or around one stop word.
fn for_phrases(corpus: &Corpus, comment: usize, mut show: impl FnMut(Occurrence, Occurrence)) {
    let mut before: Option<Occurrence> = None;
    let mut stops = 0;
    for &occurrence in corpus.comment(comment) {
        if occurrence.after_break() {
            before = None;
        }
        if corpus.words[occurrence.word()].stop {
            stops += 1;
            if stops > 1 {
                before = None;
            }
            continue;
        }
        if let Some(first) = before {
            show(first, occurrence);
        }
        (before, stops) = (Some(occurrence), 0);
    }
}

/// Cosine of two sorted lists of comments.
pub(in crate::analysis) fn overlap(one: &[u32], other: &[u32]) -> f64 {
    let (mut a, mut b, mut both) = (0, 0, 0u32);
    while a < one.len() && b < other.len() {
        match one[a].cmp(&other[b]) {
            std::cmp::Ordering::Less => a += 1,
            std::cmp::Ordering::Greater => b += 1,
            std::cmp::Ordering::Equal => (a, b, both) = (a + 1, b + 1, both + 1),
        }
    }
    f64::from(both) / ((one.len() * other.len()).max(1) as f64).sqrt()
}

/// Share of the comments of `own` that are comments of `head` too.
pub(in crate::analysis) fn inside(head: &[u32], own: &[u32]) -> f64 {
    overlap(head, own) * (head.len() as f64 / own.len().max(1) as f64).sqrt()
}

/// True when two words stand together more often than by chance: normalised pointwise mutual
/// information (Bouma 2009) of at least 0.35, and a fifth of the rarer word's comments.
fn sticks_together(both: u32, one: u32, other: u32, all: u32) -> bool {
    let share = |n: u32| f64::from(n) / f64::from(all.max(1));
    if both == 0 || both >= all {
        return both > 0;
    }
    let information = libm::log(share(both) / (share(one) * share(other)));
    let normalised = information / -libm::log(share(both));
    normalised >= 0.35 && both * 5 >= one.min(other)
}
