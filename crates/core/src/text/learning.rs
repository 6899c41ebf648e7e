//! Learning from one file: from its scores, and from what the user corrects.
//!
//! Everything here is a linear model on hashed words, word pairs and letter groups next to what the
//! coder already says about a comment. It is fitted by dual coordinate descent for L2-regularised
//! logistic regression (Yu, Huang and Lin 2011, algorithm 5), which needs no step size and gives the
//! same numbers for the same seed.

use super::coder::{CodedComment, Coder, Scratch};
use super::features::{Group, Visitor};
use super::model::{Probabilities, probabilities};
use super::tokens::Token;
use super::topics::{TOPIC_COUNT, Topics};
use crate::figures::distributions::Z_95;
use crate::figures::intervals::wilson;
use crate::figures::rng::Rng;

/// Hashed features fall into two to the power of this many slots: few enough to learn in
/// milliseconds, enough that the words of a file rarely collide.
const SLOT_BITS: u32 = 18;
/// Number of slots; what is not hashed gets numbers from here on.
const SLOTS: usize = 1 << SLOT_BITS;
/// Numbers after the slots: intercept, base outputs, questions and categories.
const EXTRA: usize = 4096;
const INTERCEPT: u32 = SLOTS as u32;
const BASE: u32 = INTERCEPT + 1;
const QUESTIONS: u32 = BASE + 16;
const TOPICS: u32 = QUESTIONS + 64;
const CATEGORIES: u32 = TOPICS + TOPIC_COUNT as u32;
/// Seed of the order in which examples are visited.
const STREAM: u64 = 0x006c_6561_726e;

/// Questions that are told apart; any further one counts as the last.
pub const QUESTION_COUNT: u32 = 16;

/// A comment as numbers: slot and value, each slot once.
pub type Vector = Vec<(u32, f32)>;

/// What is known about a comment before anything is learned, and what learning works on.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Probabilities of negative, neutral and positive by the model that comes with the program.
    pub base: Probabilities,
    /// Categories that its patterns find, parents included, as positions in the codebook.
    pub categories: Vec<u16>,
    /// Number of the question that it answers, below [`QUESTION_COUNT`].
    pub question: u32,
    /// The comment's features.
    pub vector: Vector,
    /// Where its words lie among those of the file (latent semantic analysis). Only sentiment is
    /// learned from it: it tells praise from complaint by words that no label has, but blurs
    /// categories.
    pub topics: Vector,
}

impl Known {
    /// Puts another opinion in place of the base model's.
    pub fn rebase(&mut self, base: Probabilities) {
        self.base = base;
        let polarity = base[2] - base[0];
        let inputs = base_inputs(&base);
        for (slot, value) in &mut self.vector {
            match *slot {
                BASE..QUESTIONS => *value = inputs[(*slot - BASE) as usize % inputs.len()],
                QUESTIONS..TOPICS if (*slot - QUESTIONS) % 2 == 1 => *value = polarity,
                _ => {}
            }
        }
    }
}

/// What the learned decisions see of the base model's opinion.
fn base_inputs(base: &Probabilities) -> [f32; 5] {
    let sure = libm::logf((base[2] + 0.02) / (base[0] + 0.02));
    [base[2] - base[0], 0.3 * sure, base[1], base[0], base[2]]
}

/// Turns comments into [`Known`], with the words' rarity in this file.
#[derive(Debug)]
pub struct Knower<'a> {
    coder: &'a Coder,
    scratch: Scratch,
    coded: CodedComment,
    /// Factor of each slot; empty until [`Knower::weigh`].
    rarity: Vec<f32>,
    topics: Topics,
    raw: Vec<(u32, f32)>,
    words: Vec<u32>,
}

/// Collects the slots of all features, and those of the words by themselves.
struct Slots<'a> {
    all: &'a mut Vec<(u32, f32)>,
    words: &'a mut Vec<u32>,
}

impl Visitor for Slots<'_> {
    fn feature(&mut self, hash: u32, group: Group) {
        let scale = scale(group);
        if scale == 0.0 {
            return;
        }
        let slot = hash >> (32 - SLOT_BITS);
        self.all.push((slot, scale));
        if group == Group::Word {
            self.words.push(slot);
        }
    }

    fn end(&mut self, _at: usize, _token: &Token, _negated: bool) {}
}

/// A word says more than one of its letter groups.
fn scale(group: Group) -> f32 {
    match group {
        Group::Word | Group::Stem => 2.0,
        Group::Pair | Group::Negated => 1.4,
        Group::Order => 0.0,
        Group::Letters => 0.6,
        Group::Mark => 1.0,
    }
}

impl<'a> Knower<'a> {
    /// A reader of comments that all words are equally rare for.
    pub fn new(coder: &'a Coder) -> Knower<'a> {
        Knower {
            coder,
            scratch: Scratch::default(),
            coded: CodedComment::default(),
            rarity: Vec::new(),
            topics: Topics::default(),
            raw: Vec::new(),
            words: Vec::new(),
        }
    }

    /// Learns from some comments how rare each feature is (inverse document frequency), and which
    /// words are used alike.
    pub fn weigh(&mut self, texts: impl Iterator<Item = impl AsRef<str>>) {
        let mut counts = vec![0u32; SLOTS];
        let mut all = 0u32;
        let mut words = Vec::new();
        for text in texts {
            self.read_raw(text.as_ref());
            all += 1;
            words.push(self.words.clone());
            self.raw
                .iter()
                .for_each(|&(slot, _)| counts[slot as usize] += 1);
        }
        let total = f32::from(u16::try_from(all).unwrap_or(u16::MAX)) + 1.0;
        let rarity = |n: &u32| libm::logf(total / (*n as f32 + 1.0)).max(0.1);
        self.rarity = counts.iter().map(rarity).collect();
        self.topics = Topics::of(&words);
    }

    /// Fills `raw` with the slots of a comment and `words` with those of its words, each once;
    /// returns the base probabilities.
    fn read_raw(&mut self, text: &str) -> Probabilities {
        self.raw.clear();
        self.words.clear();
        let mut slots = Slots {
            all: &mut self.raw,
            words: &mut self.words,
        };
        let base = self
            .coder
            .evidence(text, &mut self.scratch, &mut self.coded, &mut slots);
        self.words.sort_unstable();
        self.words.dedup();
        self.raw
            .sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        self.raw.dedup_by_key(|feature| feature.0);
        base
    }

    /// Reads a comment that answers question number `question`.
    pub fn know(&mut self, text: &str, question: u32) -> Known {
        let base = self.read_raw(text);
        let value = |&(slot, scale): &(u32, f32)| {
            let rarity = self.rarity.get(slot as usize).copied().unwrap_or(1.0);
            (slot, scale * rarity)
        };
        let mut vector: Vector = self.raw.iter().map(value).collect();
        let length = vector.iter().map(|(_, v)| v * v).sum::<f32>().sqrt();
        vector.iter_mut().for_each(|(_, v)| *v /= length.max(1e-6));
        let mut categories: Vec<u16> = self
            .coded
            .mentions
            .iter()
            .flat_map(|mention| [Some(mention.category), self.coder.parent(mention.category)])
            .flatten()
            .collect();
        categories.sort_unstable();
        categories.dedup();
        let question = question.min(QUESTION_COUNT - 1);
        vector.push((INTERCEPT, 1.0));
        let polarity = base[2] - base[0];
        for (at, value) in base_inputs(&base).into_iter().enumerate() {
            vector.push((BASE + at as u32, value));
        }
        vector.push((QUESTIONS + question * 2, 0.7));
        vector.push((QUESTIONS + question * 2 + 1, polarity));
        let topics = self.topics.of_comment(&self.words);
        let topics = (TOPICS..CATEGORIES).zip(topics).collect();
        let room = (EXTRA as u32 - (CATEGORIES - INTERCEPT)) as u16;
        let found = categories.iter().filter(|&&category| category < room);
        vector.extend(found.map(|&category| (CATEGORIES + u32::from(category), 0.7)));
        Known {
            base,
            categories,
            question,
            vector,
            topics,
        }
    }
}

/// One yes-or-no decision.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Linear {
    weights: Vec<f32>,
}

/// How a [`Linear`] is fitted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// Weight of one example against the penalty on the weights: larger learns more, also by heart.
    pub cost: f32,
    /// Weight of the examples that say yes relative to the others.
    pub yes: f32,
    /// Passes over the examples.
    pub passes: u32,
    /// Seed of their order.
    pub seed: u64,
}

impl Linear {
    /// Fits the decision to examples. Time: passes × features of all examples.
    pub fn fit(examples: &[(&Vector, bool)], fit: &Fit) -> Linear {
        let alike: Vec<(&Vector, bool, f32)> = examples
            .iter()
            .map(|&(vector, yes)| (vector, yes, 1.0))
            .collect();
        Linear::fit_weighted(&alike, fit)
    }

    /// Fits the decision to examples of different weight, each above 0.
    pub fn fit_weighted(examples: &[(&Vector, bool, f32)], fit: &Fit) -> Linear {
        let mut weights = vec![0.0f32; SLOTS + EXTRA];
        let cost = |yes: bool, weight: f32| fit.cost * weight * if yes { fit.yes } else { 1.0 };
        let mut duals: Vec<[f32; 2]> = Vec::with_capacity(examples.len());
        let mut squares = Vec::with_capacity(examples.len());
        for &(vector, yes, weight) in examples {
            let cost = cost(yes, weight);
            let start = (0.001 * cost).min(1e-6);
            duals.push([start, cost - start]);
            squares.push(vector.iter().map(|(_, v)| v * v).sum::<f32>());
            add(&mut weights, vector, if yes { start } else { -start });
        }
        let mut order: Vec<usize> = (0..examples.len()).collect();
        // An example that hardly moved is left alone for a pass, then for two, and so on: most settle
        // early, and what is left moves them little.
        let mut rest = vec![(0u32, 0u32); examples.len()];
        let mut rng = Rng::new(fit.seed, STREAM);
        for _ in 0..fit.passes {
            rng.shuffle(&mut order);
            for &at in &order {
                let (left, length) = &mut rest[at];
                if *left > 0 {
                    *left -= 1;
                    continue;
                }
                let (vector, yes, weight) = examples[at];
                let side = if yes { 1.0 } else { -1.0 };
                let margin = side * dot(&weights, vector);
                let cost = cost(yes, weight);
                let step = dual_step(&mut duals[at], squares[at], margin, cost);
                if step != 0.0 {
                    add(&mut weights, vector, side * step);
                }
                *length = if step.abs() < SETTLED * cost {
                    *length + 1
                } else {
                    0
                };
                *left = *length;
            }
        }
        Linear { weights }
    }

    /// Log-odds of yes.
    pub fn logit(&self, vector: &Vector) -> f32 {
        dot(&self.weights, vector)
    }

    /// Probability of yes.
    pub fn probability(&self, vector: &Vector) -> f32 {
        sigmoid(self.logit(vector))
    }
}

/// Part of an example's cost below which a step counts as none.
const SETTLED: f32 = 0.01;

fn sigmoid(logit: f32) -> f32 {
    1.0 / (1.0 + libm::expf(-logit))
}

/// One step on the two dual variables of an example, which sum to its cost; returns how much the
/// first grew. `square` is the squared length of the example, `margin` its signed output.
fn dual_step(duals: &mut [f32; 2], square: f32, margin: f32, cost: f32) -> f32 {
    let [one, other] = *duals;
    let first = 0.5 * square * (other - one) + margin >= 0.0;
    let (old, sign) = if first { (one, 1.0) } else { (other, -1.0) };
    let mut z = if cost - old < 0.5 * cost {
        0.1 * old
    } else {
        old
    };
    let slope = |z: f32| square * (z - old) + sign * margin + libm::logf(z / (cost - z));
    let mut gradient = slope(z);
    let mut moved = false;
    for _ in 0..20 {
        if gradient.abs() < 1e-3 {
            break;
        }
        let next = z - gradient / (square + cost / ((cost - z) * z));
        z = if next <= 0.0 { z * 0.1 } else { next };
        z = z.clamp(cost * 1e-7, cost * (1.0 - 1e-6));
        gradient = slope(z);
        moved = true;
    }
    if !moved {
        return 0.0;
    }
    *duals = if first { [z, cost - z] } else { [cost - z, z] };
    sign * (z - old)
}

fn dot(weights: &[f32], vector: &Vector) -> f32 {
    vector
        .iter()
        .map(|&(slot, value)| weights[slot as usize] * value)
        .sum()
}

fn add(weights: &mut [f32], vector: &Vector, factor: f32) {
    for &(slot, value) in vector {
        weights[slot as usize] += factor * value;
    }
}

/// Polarity learned from the scores beside the comments, put together with the base model's.
#[derive(Debug, Clone)]
pub struct ByScores {
    polarity: Linear,
    /// Log-odds of praise among the answers to each question.
    questions: [f32; QUESTION_COUNT as usize],
    /// Added to the neutral logit, so that as many comments stay neutral as the base model says:
    /// scores know no neutral comment.
    neutral: f32,
}

/// Parts of the base model, of the words of the scores and of the question in the polarity: the
/// three overlap, so that their full sum would be too sure of itself.
const BASE_PART: f32 = 0.3;
const SCORE_PART: f32 = 0.7;
const QUESTION_PART: f32 = 0.7;
/// Factor that makes the result as sure as it is right: scores alone do not tell, so it is that of the
/// labelled NHS comments, and changes no decision.
const SURENESS: f32 = 1.7;
/// Part of the neutral comments that the base model's probabilities expect and that are coded so at
/// least. On labelled NHS comments a larger part cost accuracy, a smaller one the class.
const NEUTRAL_PART: f32 = 0.3;
/// Rounds of expectation maximisation; the shares of questions have settled by then.
const ROUNDS: usize = 6;

/// Where an answer to the main score lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Band {
    /// Among the good ones.
    High,
    /// In between, or no answer.
    Middle,
    /// Among the bad ones.
    Low,
}

impl ByScores {
    /// Learns from comments with the band of the answer beside them. A comment is weighed down
    /// where its question has more of the one than of the other: people who would recommend
    /// complain too when they are asked what to improve.
    pub fn fit(examples: &[(&Known, Band)], seed: u64) -> ByScores {
        let mut sides = [[0.0f32; 2]; QUESTION_COUNT as usize];
        for (known, band) in examples {
            match band {
                Band::High => sides[known.question as usize][1] += 1.0,
                Band::Low => sides[known.question as usize][0] += 1.0,
                Band::Middle => {}
            }
        }
        let words: Vec<(Vector, bool, f32)> = examples
            .iter()
            .filter_map(|(known, band)| {
                let yes = match band {
                    Band::High => true,
                    Band::Low => false,
                    Band::Middle => return None,
                };
                let [no, high] = sides[known.question as usize];
                let own = if yes { high } else { no };
                let weight = (0.5 * (no + high) / own).min(5.0);
                // Both sides weigh the same, question by question.
                Some((words_of(&known.vector), yes, weight))
            })
            .collect();
        let vectors: Vec<(&Vector, bool, f32)> = words
            .iter()
            .map(|(vector, yes, weight)| (vector, *yes, *weight))
            .collect();
        let fit = Fit {
            cost: 1.0,
            yes: 1.0,
            passes: 10,
            seed,
        };
        let mut model = ByScores {
            polarity: Linear::fit_weighted(&vectors, &fit),
            questions: leanings(examples),
            neutral: 0.0,
        };
        model.keep_neutral(examples);
        model
    }

    /// Finds the offset that leaves as many comments neutral as the base model has, or as a part of what
    /// its probabilities expect: of a rare class few comments are the likeliest one.
    fn keep_neutral(&mut self, examples: &[(&Known, Band)]) {
        let is_neutral = |p: &Probabilities| p[1] > p[0] && p[1] > p[2];
        let said = examples
            .iter()
            .filter(|(known, _)| is_neutral(&known.base))
            .count();
        let expected: f32 = examples.iter().map(|(known, _)| known.base[1]).sum();
        let wanted = said.max((NEUTRAL_PART * expected) as usize);
        let (mut low, mut high) = (-4.0f32, 4.0f32);
        for _ in 0..14 {
            self.neutral = (low + high) / 2.0;
            let found = examples
                .iter()
                .filter(|(known, _)| is_neutral(&self.probabilities(known)));
            if found.count() < wanted {
                low = self.neutral;
            } else {
                high = self.neutral;
            }
        }
    }

    /// Probabilities of negative, neutral and positive.
    pub fn probabilities(&self, known: &Known) -> Probabilities {
        let [negative, neutral, positive] = known.base.map(|p| p.max(1e-4));
        let own = self.polarity.logit(&known.vector);
        let base = libm::logf(positive / negative);
        let asked = self.questions[known.question as usize];
        let odds = BASE_PART * base + SCORE_PART * own + QUESTION_PART * asked;
        // The logits of the base model are (−p, q, p).
        let q = libm::logf(neutral) - 0.5 * (libm::logf(positive) + libm::logf(negative));
        probabilities(0.5 * SURENESS * odds, SURENESS * (q + self.neutral))
    }
}

/// The part of a vector that is words: what the base model says is added afterwards, so that it
/// counts once.
fn words_of(vector: &Vector) -> Vector {
    vector
        .iter()
        .copied()
        .filter(|(slot, _)| *slot <= INTERCEPT)
        .collect()
}

/// Log-odds of praise for each question by expectation maximisation over the base model's
/// probabilities (Saerens, Latinne and Decaestecker 2002): "what could we do better?" is answered
/// by complaints, whatever their words.
fn leanings(examples: &[(&Known, Band)]) -> [f32; QUESTION_COUNT as usize] {
    let praise = |base: &Probabilities| (base[2] + 0.02) / (base[0] + base[2] + 0.04);
    let mut shares = [0.5f32; QUESTION_COUNT as usize];
    for _ in 0..ROUNDS {
        let mut sums = [(0.0f32, 0.0f32); QUESTION_COUNT as usize];
        for (known, _) in examples {
            let (p, share) = (praise(&known.base), shares[known.question as usize]);
            let (yes, no) = (p * share, (1.0 - p) * (1.0 - share));
            let sum = &mut sums[known.question as usize];
            sum.0 += yes / (yes + no);
            sum.1 += 1.0;
        }
        for (share, (sum, n)) in shares.iter_mut().zip(&sums) {
            // Ten comments of either kind are assumed to have been seen before.
            *share = (sum + 10.0) / (n + 20.0);
        }
    }
    shares.map(|share| libm::logf(share / (1.0 - share)))
}

/// Sentiment learned from the user's labels: negative, neutral and positive, each against the rest.
#[derive(Debug, Clone)]
pub struct ByLabels([Linear; 3]);

impl ByLabels {
    /// Learns from comments with their class: 0 negative, 1 neutral, 2 positive.
    pub fn fit(examples: &[(&Known, usize)], seed: u64) -> ByLabels {
        let fit = Fit {
            cost: 4.0,
            yes: 1.0,
            passes: 40,
            seed,
        };
        let joined: Vec<Vector> = examples
            .iter()
            .map(|(known, _)| [known.vector.as_slice(), &known.topics].concat())
            .collect();
        ByLabels([0, 1, 2].map(|class| {
            let vectors: Vec<(&Vector, bool)> = joined
                .iter()
                .zip(examples)
                .map(|(vector, (_, label))| (vector, *label == class))
                .collect();
            Linear::fit(&vectors, &fit)
        }))
    }

    /// Probabilities of negative, neutral and positive.
    pub fn probabilities(&self, known: &Known) -> Probabilities {
        let p = [0, 1, 2].map(|class| {
            let model = &self.0[class];
            let logit = model.logit(&known.vector) + model.logit(&known.topics);
            sigmoid(logit).max(1e-6)
        });
        let sum: f32 = p.iter().sum();
        p.map(|p| p / sum)
    }
}

/// Log-odds above which a category is given: with few labels a decision is shy, and a little less
/// than even odds had the best F1 in cross-validation, with 300 labels and with 1,000.
const LEAST_ODDS: f32 = -0.3;

/// Categories learned from labelled comments, one decision each.
#[derive(Debug, Clone, Default)]
pub struct Categories {
    /// Category numbers with their decisions.
    pub models: Vec<(u16, Linear)>,
}

impl Categories {
    /// Learns every category that at least `fewest` of the labelled comments have.
    pub fn fit(examples: &[(&Known, &[u16])], fewest: usize, seed: u64) -> Categories {
        let mut counts: std::collections::BTreeMap<u16, usize> = std::collections::BTreeMap::new();
        for label in examples.iter().flat_map(|(_, labels)| labels.iter()) {
            *counts.entry(*label).or_default() += 1;
        }
        let model = |category: u16, n: usize| {
            let vectors: Vec<(&Vector, bool)> = examples
                .iter()
                .map(|(known, labels)| (&known.vector, labels.contains(&category)))
                .collect();
            let rare = (examples.len() - n) as f32 / n as f32;
            let fit = Fit {
                cost: 6.0,
                yes: rare.sqrt().clamp(1.0, 4.0),
                passes: 30,
                seed,
            };
            (category, Linear::fit(&vectors, &fit))
        };
        let models = counts
            .into_iter()
            .filter(|(_, n)| *n >= fewest)
            .map(|(category, n)| model(category, n))
            .collect();
        Categories { models }
    }

    /// Categories of a comment.
    pub fn of(&self, known: &Known) -> Vec<u16> {
        let says = |(_, model): &&(u16, Linear)| model.logit(&known.vector) > LEAST_ODDS;
        self.models
            .iter()
            .filter(says)
            .map(|(category, _)| *category)
            .collect()
    }
}

/// A share corrected for the errors of the coding, with its interval.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct CorrectedShare {
    /// Share that the coding gives before anybody decided about a comment, 0…1.
    pub apparent: f64,
    /// Share corrected by what the labelled sample says about each side (0…1): the share of yes
    /// among comments coded yes, times their part, plus the share of yes among those coded no,
    /// times theirs (post-stratified estimate, Cochran 1977, §5A.1). Comments with a labelled wording count as
    /// they are labelled.
    pub share: f64,
    /// 95 % interval from the sample's two proportions.
    pub interval: [f64; 2],
}

/// What the labelled wordings of a random sample say about a class.
#[derive(Debug, Clone, Copy, Default)]
pub struct LabelledPart {
    /// Comments that have these wordings, and those of them that are labelled yes.
    comments: [f64; 2],
    /// Wordings that were drawn by chance, and those of them that are labelled yes: they tell about the comments
    /// whose wording is not labelled.
    drawn: [f64; 2],
}

impl LabelledPart {
    /// Counts a wording that so many comments have; `certain` ones were in the sample without chance.
    pub fn add(&mut self, comments: f64, certain: bool, yes: bool) {
        let yes = f64::from(u8::from(yes));
        let drawn = if certain { 0.0 } else { 1.0 };
        self.comments = [
            self.comments[0] + comments,
            self.comments[1] + comments * yes,
        ];
        self.drawn = [self.drawn[0] + drawn, self.drawn[1] + drawn * yes];
    }

    /// Share of yes among `all` comments with its interval: known of the labelled ones, Wilson for the others.
    /// `None` without labels.
    pub fn share_of(&self, all: f64) -> Option<[f64; 3]> {
        let ([labelled, yes], [n, hits]) = (self.comments, self.drawn);
        if !(labelled > 0.0) {
            return None;
        }
        // Rounding may leave the sum of weights a little below what is labelled.
        let rest = (all - labelled).max(0.0);
        let share = if n > 0.0 { hits / n } else { yes / labelled };
        let [low, high] = wilson(hits, n);
        Some([share, low, high].map(|share| (yes + rest * share) / (labelled + rest)))
    }
}

/// Corrects the share of yes among `coded` comments, those coded no and yes, by what a random sample says about
/// both.
pub fn corrected_share(coded: [f64; 2], labelled: [LabelledPart; 2]) -> CorrectedShare {
    let all = (coded[0] + coded[1]).max(1.0);
    let (mut yes, mut variance) = (0.0, 0.0);
    for (side, part) in labelled.iter().enumerate() {
        let [n, hits] = part.drawn;
        // One yes and one no more on each side (Agresti and Coull 1998): a side of few comments is
        // then not certain. A side that nobody labelled stays at its coding's word.
        let adjusted = (hits + 1.0) / (n + 2.0);
        let (share, own) = match n > 0.0 {
            true => (hits / n, adjusted * (1.0 - adjusted) / (n + 2.0)),
            false => (side as f64, 0.25),
        };
        let rest = (coded[side] - part.comments[0]).max(0.0);
        yes += part.comments[1] + rest * share;
        variance += rest * rest * own;
    }
    let (share, margin) = (yes / all, Z_95 * variance.sqrt() / all);
    CorrectedShare {
        apparent: coded[1] / all,
        share,
        interval: [(share - margin).max(0.0), (share + margin).min(1.0)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Codebook;

    #[test]
    fn learns_a_word_that_nobody_knew() {
        let coder = Coder::new(&Codebook::built_in());
        let mut knower = Knower::new(&coder);
        let texts: Vec<String> = (0..60)
            .map(|at| {
                format!(
                    "The {} number {at}",
                    if at % 2 == 0 { "zorblax" } else { "gribnak" }
                )
            })
            .collect();
        knower.weigh(texts.iter().map(String::as_str));
        let known: Vec<Known> = texts.iter().map(|text| knower.know(text, 0)).collect();
        let examples: Vec<(&Vector, bool)> = known
            .iter()
            .enumerate()
            .map(|(at, k)| (&k.vector, at % 2 == 0))
            .collect();
        let fit = Fit {
            cost: 4.0,
            yes: 1.0,
            passes: 30,
            seed: 1,
        };
        let model = Linear::fit(&examples, &fit);
        assert!(model.probability(&knower.know("What a zorblax", 0).vector) > 0.55);
        assert!(model.probability(&knower.know("Some gribnak again", 0).vector) < 0.45);
        assert_eq!(model, Linear::fit(&examples, &fit));
    }

    #[test]
    fn logistic_regression_agrees_with_a_plain_descent() {
        // Two points on one axis with an intercept; the optimum of the primal by long descent.
        let vectors: [Vector; 4] = [
            vec![(0, 1.0), (INTERCEPT, 1.0)],
            vec![(0, 0.5), (INTERCEPT, 1.0)],
            vec![(0, -0.4), (INTERCEPT, 1.0)],
            vec![(0, 0.2), (INTERCEPT, 1.0)],
        ];
        let labels = [true, true, false, false];
        let examples: Vec<(&Vector, bool)> = vectors.iter().zip(labels).collect();
        let fit = Fit {
            cost: 2.0,
            yes: 1.0,
            passes: 200,
            seed: 1,
        };
        let model = Linear::fit(&examples, &fit);
        let (mut w, mut b) = (0.0f64, 0.0f64);
        for _ in 0..20_000 {
            let (mut dw, mut db) = (w, b);
            for (vector, yes) in &examples {
                let y = if *yes { 1.0 } else { -1.0 };
                let x = f64::from(vector[0].1);
                let g = -2.0 * y / (1.0 + (y * (w * x + b)).exp());
                dw += g * x;
                db += g;
            }
            w -= 0.01 * dw;
            b -= 0.01 * db;
        }
        for (vector, _) in &examples {
            let expected = w * f64::from(vector[0].1) + b;
            assert!((f64::from(model.logit(vector)) - expected).abs() < 0.01);
        }
    }

    #[test]
    fn shares_are_corrected_towards_the_truth() {
        // 400 of 1,000 coded; of ten coded ones eight are right, of thirty others six were missed.
        let part = |n: u32, yes: u32| {
            let mut part = LabelledPart::default();
            (0..n).for_each(|at| part.add(1.0, false, at < yes));
            part
        };
        let found = corrected_share([600.0, 400.0], [part(30, 6), part(10, 8)]);
        assert!((found.share - (0.4 * 0.8 + 0.6 * 0.2)).abs() < 1e-12);
        assert!(found.interval[0] < found.share && found.share < found.interval[1]);
        // Nothing is uncertain about comments that are all labelled.
        let known = corrected_share([30.0, 10.0], [part(30, 6), part(10, 8)]);
        assert_eq!((known.share, known.interval), (0.35, [0.35; 2]));
        // A wording that half of the comments have says nothing about the others.
        let mut half = part(20, 20);
        half.add(500.0, true, false);
        let [share, low, high] = half.share_of(1000.0).unwrap();
        assert!(
            (share - 0.5).abs() < 1e-12 && low > 0.4 && high < 0.501,
            "{low} {high}"
        );
        assert_eq!(part(0, 0).share_of(10.0), None);
    }
}
