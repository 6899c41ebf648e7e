//! What the file itself teaches: its scores, and the comments that the user labels.
//!
//! Learning changes nothing but sentiments and categories of comments, after they were coded as
//! usual. Taking a setting back codes them anew, so that undo is exact.

use super::coded::Coded;
use super::decisions::{comment_key, mentions as decided_mentions};
use super::group_words::low_and_high;
use crate::analysis::Analysis;
use crate::analysis::prepared::ScoreColumn;
use crate::figures::intervals::wilson;
use crate::figures::rng::Rng;
use crate::order::{Arrange, Inserted};
use crate::settings::{Decision, Settings};
use crate::text::learning::{
    Band, ByLabels, ByScores, Categories, CorrectedShare, Knower, Known, corrected_share,
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
/// Comments in the random sample.
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
    /// Comments in the sample.
    pub sample: u32,
    /// Comments of the sample whose sentiment is labelled.
    pub labelled: u32,
    /// Share of them that the program had right, with its 95 % interval (Wilson); null without any.
    pub accuracy: Option<[f64; 3]>,
    /// Per sentiment.
    pub sentiments: Vec<ClassQuality>,
    /// Comments of the sample whose categories are labelled.
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
    /// Comments that the program and the user agree on.
    pub right: u32,
    /// Comments that the program gave the class to, the base of `precision`.
    pub coded: u32,
    /// Comments that the user gave the class to, the base of `recall`.
    pub real: u32,
    /// Share of the program's yes that the user confirms; null without a yes.
    pub precision: Option<f64>,
    /// Share of the user's yes that the program found; null without a yes.
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

    /// Positions of the comments that are drawn at random to be labelled: different wordings, always
    /// the same for one file and seed.
    pub(in crate::analysis) fn label_sample(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.coded.len() as u32).collect();
        let mut rng = Rng::new(self.settings.seed, SAMPLE_STREAM);
        let mut keys = BTreeSet::new();
        let mut sample = Vec::new();
        // The first steps of a shuffle: only as far as the sample reaches.
        for at in 0..order.len() {
            if sample.len() == SAMPLE || at > 20 * SAMPLE {
                break;
            }
            let other = at + rng.below(order.len() - at);
            order.swap(at, other);
            let comment = &self.coded.all()[order[at] as usize];
            let open = self.screened.get(order[at] as usize).is_none();
            if open && keys.insert(comment_key(&self.comment_text(comment))) {
                sample.push(order[at]);
            }
        }
        sample
    }

    /// Precision and recall of the coding on the labelled part of the random sample, with shares
    /// corrected for the errors.
    pub fn label_quality(&self) -> LabelQuality {
        let sample = self.label_sample();
        let decisions: BTreeMap<&str, &Decision> = self
            .settings
            .decisions
            .iter()
            .filter(|decision| decision.sampled)
            .map(|decision| (decision.key.as_str(), decision))
            .inserted();
        let mut knower = Knower::new(&self.coder);
        if self.settings.learning.scores || self.settings.learning.corrections {
            let step = self.coded.len().div_ceil(TAUGHT).max(1);
            let all = self.coded.iter().step_by(step);
            knower.weigh(all.map(|comment| self.comment_text(comment)));
        }
        let mut sentiments: Vec<(Sentiment, Sentiment)> = Vec::new();
        let mut categories: Vec<(BTreeSet<u16>, BTreeSet<u16>)> = Vec::new();
        for &at in &sample {
            let comment = &self.coded.all()[at as usize];
            let text = &self.comment_text(comment);
            let Some(decision) = decisions.get(comment_key(text).as_str()) else {
                continue;
            };
            let coding = self.by_machine(&mut knower, comment);
            if let Some(truth) = decision.sentiment {
                sentiments.push((coding.sentiment, truth));
            }
            if decision.mentions.is_some() {
                let set = |mentions: &[Mention]| {
                    let all = mentions
                        .iter()
                        .flat_map(|m| self.codebook.with_ancestors(m.category));
                    all.map(|at| at as u16).inserted::<BTreeSet<u16>>()
                };
                let real = decided_mentions(decision, &coding.mentions, &self.codebook, text);
                categories.push((set(&coding.mentions), set(&real)));
            }
        }
        let right = sentiments
            .iter()
            .filter(|(coded, truth)| coded == truth)
            .count() as u32;
        let labelled = sentiments.len() as u32;
        let accuracy = (labelled > 0).then(|| {
            let [low, high] = wilson(right, labelled);
            [f64::from(right) / f64::from(labelled), low, high]
        });
        LabelQuality {
            sample: sample.len() as u32,
            labelled,
            accuracy,
            sentiments: self.sentiment_quality(&sentiments),
            categories_labelled: categories.len() as u32,
            categories: self.category_quality(&categories),
            learned_from: self.learned.examples as u32,
            adapted_to_scores: self.learned.scores.is_some(),
        }
    }

    /// What the program says about a comment that a person may have decided about.
    fn by_machine(&self, knower: &mut Knower<'_>, comment: &Coded) -> Coding {
        let coded = self.coded.coded_anew(comment, &self.table, &self.coder);
        let learned = &self.learned;
        if learned.scores.is_none() && learned.labels.is_none() && learned.categories.is_none() {
            return Coding {
                sentiment: coded.sentiment,
                score: coded.score,
                mentions: coded.mentions,
            };
        }
        self.recode(knower, learned, comment, (coded.sentiment, coded.mentions))
    }

    fn sentiment_quality(&self, pairs: &[(Sentiment, Sentiment)]) -> Vec<ClassQuality> {
        let all = self.coded.len().max(1) as f64;
        let classes = [
            ("positive", Sentiment::Positive),
            ("neutral", Sentiment::Neutral),
            ("negative", Sentiment::Negative),
            ("mixed", Sentiment::Mixed),
        ];
        classes
            .into_iter()
            .map(|(id, class)| {
                let coded = self
                    .coded
                    .iter()
                    .filter(|one| one.sentiment() == class)
                    .count();
                let table = table(pairs.iter().map(|(a, b)| (*a == class, *b == class)));
                quality(id.to_owned(), coded as f64 / all, table)
            })
            .collect()
    }

    fn category_quality(&self, pairs: &[(BTreeSet<u16>, BTreeSet<u16>)]) -> Vec<ClassQuality> {
        let named: BTreeSet<u16> = pairs
            .iter()
            .flat_map(|(a, b)| a.union(b))
            .copied()
            .inserted();
        let all = self.coded.len().max(1) as f64;
        named
            .into_iter()
            .map(|category| {
                let has = |comment: &&Coded| {
                    let mut own = self.coded.mentions(comment).iter();
                    own.any(|m| {
                        self.codebook
                            .with_ancestors(m.category)
                            .any(|at| at == usize::from(category))
                    })
                };
                let coded = self.coded.iter().filter(has).count();
                let of = |(a, b): &(BTreeSet<u16>, BTreeSet<u16>)| {
                    (a.contains(&category), b.contains(&category))
                };
                let id = self.codebook.categories()[usize::from(category)].id.clone();
                quality(id, coded as f64 / all, table(pairs.iter().map(of)))
            })
            .collect()
    }
}

/// Counts by what the program says and what is true.
fn table(pairs: impl Iterator<Item = (bool, bool)>) -> [[u32; 2]; 2] {
    let mut table = [[0; 2]; 2];
    pairs.for_each(|(coded, real)| table[usize::from(coded)][usize::from(real)] += 1);
    table
}

fn quality(id: String, apparent: f64, table: [[u32; 2]; 2]) -> ClassQuality {
    let [[_, missed], [extra, both]] = table;
    let share = |part: u32, of: u32| (of > 0).then(|| f64::from(part) / f64::from(of));
    ClassQuality {
        id,
        right: both,
        coded: both + extra,
        real: both + missed,
        precision: share(both, both + extra),
        recall: share(both, both + missed),
        share: corrected_share(apparent, table),
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
