//! What the file itself teaches: its scores, and the comments that the user labels.
//!
//! Learning changes nothing but sentiments and categories of comments, after they were coded as
//! usual. Taking a setting back codes them anew, so that undo is exact.

use super::coded::Coded;
use super::decisions::{comment_key, mentions as decided_mentions};
use super::group_words::low_and_high;
use crate::analysis::Analysis;
use crate::analysis::prepared::ScoreColumn;
use crate::figures::rng::{Rng, mix};
use crate::order::{Arrange, Inserted};
use crate::settings::{Decision, Settings};
use crate::text::learning::{
    Band, ByLabels, ByScores, Categories, CorrectedShare, Knower, Known, LabelledPart,
    corrected_share,
};
use crate::text::{Mention, Sentiment, coded_chars};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Comments that the scores teach with, and that tell how rare a word is; more teach no better.
const TAUGHT: usize = 6_000;
/// Labelled comments from which on there is something to learn.
const FEWEST_LABELS: usize = 20;
/// Labelled comments with a category from which on its own decision is learned.
const FEWEST_OF_CATEGORY: usize = 5;
/// Random stream of the sample.
const SAMPLE_STREAM: u64 = 0x0000_7361_6d70_6c65;
/// Wordings in the random sample.
pub(in crate::analysis) const SAMPLE: usize = 60;

/// What was learned, to code single comments with again.
#[derive(Debug, Default)]
pub struct Learned {
    scores: Option<ByScores>,
    labels: Option<ByLabels>,
    categories: Option<Categories>,
    /// Labelled comments that taught.
    examples: usize,
}

/// How good the coding is, measured on comments that were drawn at random and labelled by the user.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LabelQuality {
    /// Wordings in the sample.
    pub sample: u32,
    /// Wordings of the sample whose sentiment is labelled.
    pub labelled: u32,
    /// Share of all comments that the program has right, with its 95 % interval: known of comments with a
    /// labelled wording, Wilson for the others; null without any label.
    pub accuracy: Option<[f64; 3]>,
    /// Per sentiment.
    pub sentiments: Vec<ClassQuality>,
    /// Wordings of the sample whose categories are labelled.
    pub categories_labelled: u32,
    /// Per category that the program or the user gave to one of them.
    pub categories: Vec<ClassQuality>,
    /// Labelled comments outside the sample that the program has learned from; 0 when it has not.
    pub learned_from: u32,
    /// True when the sentiments are adapted to the scores, and so partly repeat them.
    pub adapted_to_scores: bool,
}

/// One sentiment or category in the sample.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClassQuality {
    /// `positive` …, or a codebook id.
    pub id: String,
    /// Wordings that the program and the user agree on.
    pub right: u32,
    /// Wordings that the program gave the class to, the base of `precision`.
    pub coded: u32,
    /// Wordings that the user gave the class to, the base of `recall`.
    pub real: u32,
    /// Share of the program's yes that the user confirms, each wording counted as the comments that it stands
    /// for; null without a yes.
    pub precision: Option<f64>,
    /// Share of the user's yes that the program found, counted likewise; null without a yes.
    pub recall: Option<f64>,
    /// The share among all comments, corrected for both errors.
    pub share: Option<CorrectedShare>,
}

/// What a comment is coded as.
#[derive(Debug, Clone, PartialEq)]
struct Coding {
    sentiment: Sentiment,
    score: f32,
    mentions: Vec<Mention>,
}

impl Analysis {
    /// Learns what the settings ask for and recodes every comment. All comments must be coded.
    pub(in crate::analysis) fn learn(&mut self) {
        self.learned = Learned::default();
        let wanted = self.settings.learning;
        if !wanted.scores && !wanted.corrections || self.coded.len() == 0 {
            return;
        }
        let (learned, replaced) = {
            let mut knower = Knower::new(&self.coder);
            let step = self.coded.len().div_ceil(TAUGHT).max(1);
            let sample = self.coded.iter().step_by(step);
            knower.weigh(sample.map(|comment| self.comment_text(comment)));
            let learned = Learned {
                scores: wanted
                    .scores
                    .then(|| self.learn_scores(&mut knower))
                    .flatten(),
                ..Learned::default()
            };
            let learned = match wanted.corrections {
                true => self.learn_labels(&mut knower, learned),
                false => learned,
            };
            let replaced: Vec<(usize, Coding)> = self
                .coded
                .iter()
                .enumerate()
                .map(|(at, comment)| {
                    let mentions = self.coded.mentions(comment).to_vec();
                    let old = (comment.sentiment(), mentions);
                    (at, self.recode(&mut knower, &learned, comment, old))
                })
                .collect();
            (learned, replaced)
        };
        self.learned = learned;
        for (at, coding) in replaced {
            let Coding {
                sentiment,
                score,
                mentions,
            } = coding;
            self.coded.replace(at, sentiment, score, &mentions);
        }
    }

    /// True when what was learned under the settings before no longer holds: comments then have to
    /// be coded anew first, because learning starts from what the coder says.
    pub(in crate::analysis) fn must_learn_anew(&self, old: &Settings) -> bool {
        let new = &self.settings;
        let labels = |settings: &Settings| -> Vec<Decision> {
            let taught = settings.decisions.iter().filter(|one| !one.sampled);
            let taught = taught.filter(|one| one.sentiment.is_some() || one.mentions.is_some());
            let plain = |one: &Decision| Decision {
                starred: false,
                ..one.clone()
            };
            taught.map(plain).collect()
        };
        let learns = new.learning.scores || new.learning.corrections;
        old.learning != new.learning
            || (learns && labels(old) != labels(new))
            || (new.learning.scores && old.columns != new.columns)
            // Decisions that are taken back leave what the coder says, not what was learned.
            || (learns && old.decisions.len() > new.decisions.len())
    }

    /// Number of the question that a comment answers: the comment columns in file order.
    fn question(&self, comment: &Coded) -> u32 {
        use crate::report::Role;
        let columns = self.reading.columns.iter();
        columns
            .filter(|column| column.role == Role::Comment)
            .position(|column| column.index == comment.column())
            .unwrap_or(0) as u32
    }

    fn learn_scores(&self, knower: &mut Knower<'_>) -> Option<ByScores> {
        let score = self.prepared.main_score()?;
        let step = self.coded.len().div_ceil(TAUGHT).max(1);
        let known: Vec<(Known, Band)> = self
            .coded
            .iter()
            .step_by(step)
            .map(|comment| {
                let question = self.question(comment);
                let known = knower.know(&self.comment_text(comment), question);
                (known, band(score, comment.row))
            })
            .collect();
        let examples: Vec<(&Known, Band)> = known.iter().map(|(k, band)| (k, *band)).collect();
        Some(ByScores::fit(&examples, self.settings.seed))
    }

    /// Labelled comments outside the sample, one per wording.
    fn labelled(&self) -> Vec<(&Coded, &Decision)> {
        let mut decisions: BTreeMap<&str, &Decision> = BTreeMap::new();
        for decision in &self.settings.decisions {
            if !decision.sampled && (decision.sentiment.is_some() || decision.mentions.is_some()) {
                decisions.insert(&decision.key, decision);
            }
        }
        if decisions.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for comment in self.coded.iter() {
            let key = comment_key(&self.comment_text(comment));
            if let Some(decision) = decisions.remove(key.as_str()) {
                found.push((comment, decision));
            }
        }
        found
    }

    fn learn_labels(&self, knower: &mut Knower<'_>, mut learned: Learned) -> Learned {
        let known: Vec<(Known, &Decision)> = self
            .labelled()
            .into_iter()
            .map(|(comment, decision)| (self.know(knower, &learned, comment), decision))
            .collect();
        let sentiments: Vec<(&Known, usize)> = known
            .iter()
            .filter_map(|(known, decision)| Some((known, class_of(decision.sentiment?)?)))
            .collect();
        let classes: BTreeSet<usize> = sentiments.iter().map(|(_, class)| *class).inserted();
        if sentiments.len() >= FEWEST_LABELS && classes.len() > 1 {
            learned.labels = Some(ByLabels::fit(&sentiments, self.settings.seed));
            learned.examples = sentiments.len();
        }
        let categories: Vec<(&Known, Vec<u16>)> = known
            .iter()
            .filter_map(|(known, decision)| {
                let ids = decision.mentions.as_ref()?.iter();
                let mut own: Vec<u16> = ids
                    .filter_map(|mention| self.codebook.index_of(&mention.category))
                    .collect();
                own.arrange();
                own.dedup();
                Some((known, own))
            })
            .collect();
        if categories.len() >= FEWEST_LABELS {
            let examples: Vec<(&Known, &[u16])> = categories
                .iter()
                .map(|(known, own)| (*known, own.as_slice()))
                .collect();
            let fitted = Categories::fit(&examples, FEWEST_OF_CATEGORY, self.settings.seed);
            learned.categories = (!fitted.models.is_empty()).then_some(fitted);
            learned.examples = learned.examples.max(categories.len());
        }
        learned
    }

    /// What is known about a comment, its base opinion already adapted to the scores.
    fn know(&self, knower: &mut Knower<'_>, learned: &Learned, comment: &Coded) -> Known {
        let mut known = knower.know(&self.comment_text(comment), self.question(comment));
        if let Some(scores) = &learned.scores {
            known.rebase(scores.probabilities(&known));
        }
        known
    }

    /// The comment as the learned models code it; `old` is what the coder said, with its mentions.
    fn recode(
        &self,
        knower: &mut Knower<'_>,
        learned: &Learned,
        comment: &Coded,
        (old, mut mentions): (Sentiment, Vec<Mention>),
    ) -> Coding {
        let known = self.know(knower, learned, comment);
        let p = match &learned.labels {
            Some(labels) => labels.probabilities(&known),
            None => known.base,
        };
        let sentiment = match old {
            // Both in one comment is decided by its statements, which nothing was learned about.
            Sentiment::Mixed => old,
            _ if p[1] > p[0] && p[1] > p[2] => Sentiment::Neutral,
            _ if p[2] >= p[0] => Sentiment::Positive,
            _ => Sentiment::Negative,
        };
        for mention in &mut mentions {
            // A statement that says something else than the comment keeps its own opinion.
            if mention.sentiment == old {
                mention.sentiment = sentiment;
            }
        }
        if let Some(categories) = &learned.categories {
            let found = categories.of(&known);
            let decided = |category: u16| categories.models.iter().any(|(one, _)| *one == category);
            mentions.retain(|one| !decided(one.category) || found.contains(&one.category));
            let length = coded_chars(&self.comment_text(comment));
            let missing: Vec<u16> = found
                .into_iter()
                .filter(|category| !mentions.iter().any(|one| one.category == *category))
                .collect();
            mentions.extend(missing.into_iter().map(|category| Mention {
                category,
                sentiment,
                start: 0,
                end: length,
            }));
            mentions.arrange_by_key(|mention| (mention.start, mention.category));
        }
        let score = p[2] - p[0];
        Coding {
            sentiment,
            score,
            mentions,
        }
    }

    /// The comments that are drawn at random to be labelled, different wordings, always the same for one
    /// survey and seed, whatever the order of its rows.
    ///
    /// People label a wording and the figures are about comments, so that a wording is drawn with a chance in
    /// proportion to the comments that have it (systematic sampling in random order, Cochran 1977, §9A.10).
    /// Those so frequent that the chance reaches one are certain to be in the sample and stand for themselves.
    fn drawn(&self) -> Vec<Drawn> {
        let keys = self.decided.keys(&self.table, &self.coded);
        let mut wordings: BTreeMap<u64, (u32, u32)> = BTreeMap::new();
        for (at, key) in (0u32..).zip(keys.iter()) {
            if self.screened.get(at as usize).is_none() {
                wordings.entry(*key).or_insert((0, at)).0 += 1;
            }
        }
        let all = wordings.into_iter().map(|(key, (comments, at))| Drawn {
            random: mix(key ^ mix(self.settings.seed)),
            at,
            comments,
            weight: f64::from(comments),
            is_certain: true,
        });
        let mut all: Vec<Drawn> = all.collect();
        all.arrange_by_key(|one| (std::cmp::Reverse(one.comments), one.random));
        let mut left: f64 = all.iter().map(|one| one.weight).sum();
        let mut places = SAMPLE;
        let mut certain = 0;
        while let Some(one) = all.get(certain)
            && places > 0
            && one.weight * places as f64 >= left
        {
            (left, places, certain) = (left - one.weight, places - 1, certain + 1);
        }
        let mut others = all.split_off(certain);
        others.arrange_by_key(|one| one.random);
        let step = left / places.max(1) as f64;
        let mut next = step * Rng::new(self.settings.seed, SAMPLE_STREAM).uniform();
        let mut passed = 0.0;
        for one in others {
            passed += one.weight;
            if next < passed && places > 0 {
                (next, places) = (next + step, places - 1);
                all.push(Drawn {
                    weight: step,
                    is_certain: false,
                    ..one
                });
            }
        }
        all
    }

    /// Positions of the comments that are drawn at random to be labelled.
    pub(in crate::analysis) fn label_sample(&self) -> Vec<u32> {
        self.drawn().iter().map(|drawn| drawn.at).collect()
    }

    /// Precision and recall of the coding on the labelled part of the random sample, with shares
    /// corrected for the errors.
    pub fn label_quality(&self) -> LabelQuality {
        let sample = self.drawn();
        let mut sentiments: Vec<Labelled<Sentiment>> = Vec::new();
        let mut categories: Vec<Labelled<BTreeSet<u16>>> = Vec::new();
        for &drawn in &sample {
            let text = &self.comment_text(&self.coded.all()[drawn.at as usize]);
            let Some(decision) = self.decided.of(text).filter(|decision| decision.sampled) else {
                continue;
            };
            let machine = self.decided.machine(drawn.at as usize, &self.coded);
            if let Some(real) = decision.sentiment {
                let coded = machine.sentiment();
                sentiments.push(Labelled { drawn, coded, real });
            }
            if decision.mentions.is_some() {
                let found = self.coded.mentions(&machine);
                let real = decided_mentions(decision, found, &self.codebook, text);
                let (coded, real) = (self.categories_of(found), self.categories_of(&real));
                categories.push(Labelled { drawn, coded, real });
            }
        }
        let all = sample.iter().map(|drawn| drawn.weight).sum();
        let right = sentiments
            .iter()
            .map(|one| (one.drawn, one.coded == one.real));
        LabelQuality {
            sample: sample.len() as u32,
            labelled: sentiments.len() as u32,
            accuracy: part(right).share_of(all),
            sentiments: self.sentiment_quality(&sentiments),
            categories_labelled: categories.len() as u32,
            categories: self.category_quality(&categories),
            learned_from: self.learned.examples as u32,
            adapted_to_scores: self.learned.scores.is_some(),
        }
    }

    /// Categories that mentions name, with those above them.
    fn categories_of(&self, mentions: &[Mention]) -> BTreeSet<u16> {
        let all = mentions.iter();
        let all = all.flat_map(|mention| self.codebook.with_ancestors(mention.category));
        all.map(|at| at as u16).inserted()
    }

    /// All comments by what the program says about a class. `has` looks at a coding, `decides` at a decision.
    fn all_coded(
        &self,
        has: &dyn Fn(&Coded) -> bool,
        decides: &dyn Fn(&Decision) -> bool,
    ) -> Comments {
        let mut comments = Comments::default();
        for (at, now) in self.coded.all().iter().enumerate() {
            let machine = self.decided.machine(at, &self.coded);
            comments.coded[usize::from(has(&machine))] += 1.0;
            if self.decided.about(at).is_some_and(decides) {
                comments.decided[usize::from(has(now))] += 1.0;
            }
        }
        comments
    }

    fn sentiment_quality(&self, labelled: &[Labelled<Sentiment>]) -> Vec<ClassQuality> {
        let classes = [
            ("positive", Sentiment::Positive),
            ("neutral", Sentiment::Neutral),
            ("negative", Sentiment::Negative),
            ("mixed", Sentiment::Mixed),
        ];
        let of = |(id, class): (&str, Sentiment)| {
            let has = |comment: &Coded| comment.sentiment() == class;
            let comments = self.all_coded(&has, &|decision| decision.sentiment.is_some());
            let labels = labelled.iter();
            let labels = labels.map(|one| (one.drawn, one.coded == class, one.real == class));
            quality(id.to_owned(), &comments, &labels.collect::<Vec<_>>())
        };
        classes.into_iter().map(of).collect()
    }

    fn category_quality(&self, labelled: &[Labelled<BTreeSet<u16>>]) -> Vec<ClassQuality> {
        let told = labelled.iter().flat_map(|one| one.coded.union(&one.real));
        let told: BTreeSet<u16> = told.copied().inserted();
        let of = |category: u16| {
            let has = |comment: &Coded| {
                let mut own = self.coded.mentions(comment).iter();
                own.any(|mention| {
                    let mut all = self.codebook.with_ancestors(mention.category);
                    all.any(|at| at == usize::from(category))
                })
            };
            let comments = self.all_coded(&has, &|decision| decision.mentions.is_some());
            let labels = labelled.iter().map(|one| {
                let [coded, real] = [&one.coded, &one.real].map(|set| set.contains(&category));
                (one.drawn, coded, real)
            });
            let id = self.codebook.categories()[usize::from(category)].id.clone();
            quality(id, &comments, &labels.collect::<Vec<_>>())
        };
        told.into_iter().map(of).collect()
    }
}

/// A wording of the random sample.
#[derive(Debug, Clone, Copy)]
struct Drawn {
    /// Its place in the random order.
    random: u64,
    /// Position of the first comment that has it.
    at: u32,
    /// Comments that have it.
    comments: u32,
    /// Comments that it stands for.
    weight: f64,
    /// True when it is so frequent that it is in every sample.
    is_certain: bool,
}

/// A wording of the sample as the program and the user see it.
struct Labelled<T> {
    drawn: Drawn,
    coded: T,
    real: T,
}

/// All comments, those without and with a class.
#[derive(Default)]
struct Comments {
    /// As the program says.
    coded: [f64; 2],
    /// As people decided, who have not looked at all of them.
    decided: [f64; 2],
}

/// What labels of drawn wordings say.
fn part(labels: impl Iterator<Item = (Drawn, bool)>) -> LabelledPart {
    let mut part = LabelledPart::default();
    labels.for_each(|(drawn, yes)| part.add(drawn.comments.into(), drawn.is_certain, yes));
    part
}

/// `labelled` are wordings with what the program and the user say about the class.
fn quality(id: String, comments: &Comments, labelled: &[(Drawn, bool, bool)]) -> ClassQuality {
    let of = |keeps: &dyn Fn(bool, bool) -> bool| {
        let kept = labelled
            .iter()
            .filter(|(_, coded, real)| keeps(*coded, *real));
        kept.fold((0, 0.0), |(n, sum), (drawn, ..)| {
            (n + 1, sum + drawn.weight)
        })
    };
    let (right, all_right) = of(&|coded, real| coded && real);
    let (coded, all_coded) = of(&|coded, _| coded);
    let (real, all_real) = of(&|_, real| real);
    let sides = [false, true].map(|side| {
        let own = labelled.iter().filter(|(_, coded, _)| *coded == side);
        part(own.map(|(drawn, _, real)| (*drawn, *real)))
    });
    let share = corrected_share(comments.coded, sides);
    // What people decided is certain, whatever the sample says about the others.
    let all = (comments.coded[0] + comments.coded[1]).max(1.0);
    let (least, most) = (comments.decided[1] / all, 1.0 - comments.decided[0] / all);
    let bounded = |share: f64| share.max(least).min(most);
    ClassQuality {
        id,
        right,
        coded,
        real,
        precision: (coded > 0).then(|| all_right / all_coded),
        recall: (real > 0).then(|| all_right / all_real),
        share: (!labelled.is_empty()).then(|| CorrectedShare {
            share: bounded(share.share),
            interval: share.interval.map(bounded),
            ..share
        }),
    }
}

/// Band of a row's answer: promoters and detractors, else the outer two fifths of the scale.
fn band(score: &ScoreColumn, row: u32) -> Band {
    let [(from, to), (good_from, good_to)] = low_and_high(score);
    match score.answer(row) {
        Some(answer) if (from..=to).contains(&answer) => Band::Low,
        Some(answer) if (good_from..=good_to).contains(&answer) => Band::High,
        _ => Band::Middle,
    }
}

/// Class of a label in learning; a mixed comment teaches no polarity.
fn class_of(sentiment: Sentiment) -> Option<usize> {
    match sentiment {
        Sentiment::Negative => Some(0),
        Sentiment::Neutral => Some(1),
        Sentiment::Positive => Some(2),
        Sentiment::Mixed => None,
    }
}
