//! The sentiment model: two numbers per hashed feature, eight bits each.
//!
//! The file has the letters VSM5, the [`MIXED`] weights of the decision "mixed" for short texts and those for long
//! ones (f32 each), the pull of a question for praise and of one for complaints ([`ASKED`] pairs of f32 each) and one
//! part per language (Polish, English), all numbers little-endian: number of buckets (u32), value of one step of p
//! and of q (f32 each), the two intercepts, the [`DENSE`] pairs of dense weights, the temperature (f32), the pair
//! [`LanguageModel::plain`], the lexicon and the features. The lexicon has its number of entries (u32), their
//! [`lexicon_key`]s in ascending order (see [`ascending`](super::ascending)) and their scores (i8 each, sixteenths).
//! The features have their number (u32), bucket and fingerprint of each as one number ([`place_of`]) in ascending
//! order, then all p (i8 each), then all q: sorted keys and bytes of one kind side by side make the file small after
//! compression. A feature that training dropped is not found and counts nothing, but for one in a thousand that is
//! taken for another.
//!
//! A class gets the logits (negative, neutral, positive) = (−p, q, p): softmax does not change when
//! a constant is added to all three, so two numbers say everything that three could.

use super::ascending;
use super::tokens::{Kind, Token};
use std::sync::LazyLock;
use wide::bytemuck::cast;
use wide::{f32x4, i32x4, u16x8};

/// Dense inputs next to the hashed ones, see [`dense_inputs`].
pub const DENSE: usize = 18;

/// Probabilities of negative, neutral and positive, summing to one.
pub type Probabilities = [f32; 3];

/// Sums over a stretch of tokens from which its sentiment follows.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Sums {
    /// Sum of the polarity weights of the hashed features.
    pub p: f32,
    /// Sum of the neutrality weights.
    pub q: f32,
    /// Number of hashed features.
    pub features: u32,
    /// Words.
    pub words: u32,
    /// Lexicon scores above zero, negation applied.
    pub praise: f32,
    /// Lexicon scores below zero, as a positive number.
    pub complaint: f32,
    /// Praise by the hand-written opinion words, negation applied.
    pub stem_praise: f32,
    /// Complaint by the hand-written opinion words.
    pub stem_complaint: f32,
    /// Pictograms that praise.
    pub happy: u32,
    /// Pictograms that complain.
    pub angry: u32,
    /// Exclamation marks.
    pub exclaimed: u32,
    /// Words in reach of a negation.
    pub negations: u32,
}

impl Sums {
    /// True without any hand-written opinion word.
    pub fn is_plain(&self) -> bool {
        self.stem_praise + self.stem_complaint < 0.01
    }

    /// Adds a word's score in the lexicon.
    #[inline]
    pub(super) fn add_score(&mut self, score: f32) {
        self.praise += larger(score, 0.0);
        self.complaint += larger(-score, 0.0);
    }

    /// The sums of a stretch from those at its two ends.
    pub fn minus(&self, start: &Sums) -> Sums {
        Sums {
            p: self.p - start.p,
            q: self.q - start.q,
            features: self.features - start.features,
            words: self.words - start.words,
            praise: self.praise - start.praise,
            complaint: self.complaint - start.complaint,
            stem_praise: self.stem_praise - start.stem_praise,
            stem_complaint: self.stem_complaint - start.stem_complaint,
            happy: self.happy - start.happy,
            angry: self.angry - start.angry,
            exclaimed: self.exclaimed - start.exclaimed,
            negations: self.negations - start.negations,
        }
    }
}

/// The larger of two numbers. In WebAssembly `f32::max` is a call, because it has a say about what is no
/// number.
#[inline]
pub(super) fn larger(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

#[inline]
fn smaller(a: f32, b: f32) -> f32 {
    if a < b { a } else { b }
}

/// s / √(s² + bend) of four sums.
#[inline]
fn compound(sums: [f32; 4], bend: f32) -> [f32; 4] {
    let sums = f32x4::from(sums);
    (sums / (sums * sums + f32x4::splat(bend)).sqrt()).to_array()
}

/// A fifth of the logarithm of a number of words. Most stretches are short.
fn length_input(words: u32) -> f32 {
    static SHORT: LazyLock<[f32; 64]> =
        LazyLock::new(|| std::array::from_fn(|words| 0.2 * libm::logf(words as f32)));
    match SHORT.get(words as usize) {
        Some(&known) => known,
        None => 0.2 * libm::logf(words as f32),
    }
}

/// The dense inputs of a stretch. `turn` are the sums after its last "but", equal to `all` when
/// there is none. The compound form s / √(s² + 15) is that of VADER (Hutto and Gilbert, 2014).
pub fn dense_inputs(all: &Sums, turn: &Sums) -> [f32; DENSE] {
    let words = all.words.max(1);
    let lean = all.praise - all.complaint;
    let stem_lean = all.stem_praise - all.stem_complaint;
    let scores = [
        lean,
        all.praise,
        all.complaint,
        turn.praise - turn.complaint,
    ];
    let counts = [2 * all.happy, 2 * all.angry, all.exclaimed, all.negations];
    let stems = [
        stem_lean,
        all.stem_praise,
        all.stem_complaint,
        turn.stem_praise - turn.stem_complaint,
    ];
    let scores = compound(scores, 15.0);
    let counts = compound(counts.map(|n| n as f32), 15.0);
    let stems = compound(stems, 4.0);
    let one_if = |is: bool| if is { 1.0 } else { 0.0 };
    [
        scores[0],
        scores[1],
        scores[2],
        scores[3],
        lean / words as f32,
        (all.praise + all.complaint) / words as f32,
        counts[0],
        counts[1],
        counts[2],
        counts[3],
        length_input(words),
        one_if(all.praise + all.complaint < 0.01),
        stems[0],
        stems[1],
        stems[2],
        stems[3],
        stem_lean / words as f32,
        one_if(all.is_plain()),
    ]
}

/// Places of the pictograms that praise and of those that complain in [`dense_inputs`].
const HAPPY: usize = 6;
const ANGRY: usize = 7;

/// Inputs of the decision whether a text is mixed, see [`MixedEvidence`].
pub const MIXED: usize = 5;

/// Words from which on a text counts as long: a review rather than a sentence.
pub const LONG: u32 = 40;

/// Polarity of a long text: what its statements' mean score adds to the logit, and the factor that
/// keeps the sum as sure as it is right. Both by cross-validation: whole reviews gained 0.3 points of AUC, long
/// comments of a source that was not trained on 0.8; a factor of 0.8 leaves the latter 9 points surer than right.
const OF_STATEMENTS: f32 = 3.0;
const OF_WORDS: f32 = 0.5;

/// What the decision "mixed" is made from. Few inputs, because few labelled texts are mixed: with fifteen
/// of them cross-validation found fewer.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct MixedEvidence {
    /// One; how far the whole text leans to praise or complaint, a quarter of the logit; how likely it is neutral; how
    /// much of it disagrees; of a short text whether something turns in it.
    pub inputs: [f32; MIXED],
    /// Whether it has [`LONG`] words or more. Short and long texts have weights of their own.
    pub long: bool,
}

impl MixedEvidence {
    /// From the statements' scores and numbers of words, and the whole text's calibrated polarity
    /// (logit), probabilities and number of words. A short text disagrees as much as the weaker of its
    /// strongest praise and its strongest complaint. In a long text one odd statement says little: there it
    /// is the smaller of mean praise and mean complaint, statements weighted by the root of their length.
    pub(crate) fn new(
        statements: impl Iterator<Item = (f32, u32)>,
        polarity: f32,
        whole: &Probabilities,
        words: u32,
        turns: bool,
    ) -> MixedEvidence {
        let (mut most, mut least) = (0.0f32, 0.0f32);
        let (mut praise, mut complaint, mut length) = (0.0f32, 0.0f32, 0.0f32);
        for (score, words) in statements {
            most = larger(most, score);
            least = smaller(least, score);
            let root = (words.max(1) as f32).sqrt();
            praise += root * larger(score, 0.0);
            complaint += root * larger(-score, 0.0);
            length += root;
        }
        let long = words >= LONG;
        let disagreement = if long {
            smaller(praise, complaint) / larger(length, 1.0)
        } else {
            smaller(most, -least)
        };
        let turn = if turns && !long { 1.0 } else { 0.0 };
        MixedEvidence {
            inputs: [1.0, 0.25 * polarity.abs(), whole[1], disagreement, turn],
            long,
        }
    }

    /// What the weights say about short texts or about long ones, whichever this is: above zero is mixed.
    pub fn weighed(&self, [short, long]: &[[f32; MIXED]; 2]) -> f32 {
        let weights = if self.long { long } else { short };
        self.inputs.iter().zip(weights).map(|(x, w)| x * w).sum()
    }
}

/// Inputs of a question's pull on its answers: how brief the answer is, and whether it names nothing.
pub const ASKED: usize = 2;

/// Pull of a question on p and q, per input.
pub type Pull = [[f32; 2]; ASKED];

/// What a question adds to the logits p and q of an answer with these inputs.
pub fn pulled(pull: &Pull, inputs: [f32; ASKED]) -> [f32; 2] {
    let sum = |k: usize| pull.iter().zip(inputs).map(|(w, x)| w[k] * x).sum();
    [sum(0), sum(1)]
}

/// Softmax of the logits (−p, q, p).
pub fn probabilities(p: f32, q: f32) -> Probabilities {
    let top = larger(p.abs(), q);
    let powers = exp_of_negative([-p - top, q - top, p - top, 0.0]);
    let [a, b, c, _] = powers.to_array();
    let [a, b, c, _] = (powers / f32x4::splat(a + b + c)).to_array();
    [a, b, c]
}

/// [`libm::expf`] of four numbers that are not above zero, bit by bit the same: its steps are taken for all
/// four at once.
#[inline]
fn exp_of_negative(powers: [f32; 4]) -> f32x4 {
    const LN2_HIGH: f32 = f32::from_bits(0x3F31_7200);
    const LN2_LOW: f32 = f32::from_bits(0x35BF_BE8E);
    const PER_LN2: f32 = f32::from_bits(0x3FB8_AA3B);
    const CURVE: [f32; 2] = [f32::from_bits(0x3E2A_AA8F), f32::from_bits(0xBB35_5215)];
    /// Below it numbers are one and themselves.
    const TINY: f32 = f32::from_bits(0x3900_0000);
    const HALF_LN2: f32 = f32::from_bits(0x3EB1_7218);
    const THREE_HALVES_LN2: f32 = f32::from_bits(0x3F85_1592);
    // Beyond this the result has fewer digits, for which the library takes other steps.
    if !powers.iter().all(|&x| x > -80.0) {
        return powers.map(libm::expf).into();
    }
    let all = f32x4::splat;
    let x = f32x4::from(powers);
    let size = x.abs();
    // How many times two halves one, as a number not above zero: none, one, or as many as it takes.
    let far = (x * all(PER_LN2) - all(0.5)).fast_trunc_int();
    let beyond = |least| cast::<f32x4, i32x4>(size.simd_gt(all(least)));
    let times = (far | !beyond(THREE_HALVES_LN2)) & beyond(HALF_LN2);
    let halvings = f32x4::from_i32x4(times);
    let high = x - halvings * all(LN2_HIGH);
    let low = halvings * all(LN2_LOW);
    let rest = high - low;
    let square = rest * rest;
    let curve = rest - square * (all(CURVE[0]) + square * all(CURVE[1]));
    let power = all(1.0) + (rest * curve / (all(2.0) - curve) - low + high);
    let power = size.simd_gt(all(TINY)).select(power, all(1.0) + x);
    power * cast::<i32x4, f32x4>((times + i32x4::splat(127)) << 23)
}

/// Factor of the hashed sums for a stretch of so many features: a long text is not a hundred times
/// as sure as a short one.
pub fn damping(features: u32) -> f32 {
    1.0 / (features.max(1) as f32).sqrt()
}

/// Looks a word's score up: opinion words with their strength, −4 to 4, by [`word_hash`].
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    /// Open addressing; a zero key is an empty place.
    keys: Vec<u32>,
    scores: Vec<i8>,
}

impl Lexicon {
    /// Builds the table from [`lexicon_key`]s or whole hashes. Scores are in sixteenths.
    pub fn new(entries: impl ExactSizeIterator<Item = (u32, i8)>) -> Lexicon {
        let size = (entries.len() * 2).next_power_of_two().max(2);
        let mut lexicon = Lexicon {
            keys: vec![0; size],
            scores: vec![0; size],
        };
        for (hash, score) in entries {
            let key = lexicon_key(hash);
            let mut at = key as usize & (size - 1);
            while lexicon.keys[at] != 0 && lexicon.keys[at] != key {
                at = (at + 1) & (size - 1);
            }
            lexicon.keys[at] = key;
            lexicon.scores[at] = score;
        }
        lexicon
    }

    /// Score of a word, 0 when it is not listed.
    pub fn score(&self, hash: u32) -> f32 {
        let wanted = lexicon_key(hash);
        if self.keys.is_empty() {
            return 0.0;
        }
        let mask = self.keys.len() - 1;
        let mut at = wanted as usize & mask;
        loop {
            match self.keys[at] {
                0 => return 0.0,
                key if key == wanted => return f32::from(self.scores[at]) / 16.0,
                _ => at = (at + 1) & mask,
            }
        }
    }
}

/// What the lexicon keeps of a word's hash: 24 bits, never 0. Of words that are not listed one in two
/// thousand is taken for another.
pub fn lexicon_key(hash: u32) -> u32 {
    (hash & 0x00FF_FFFF).max(1)
}

/// Features in one bucket.
pub const BUCKET: usize = 8;

const MAGIC: &[u8; 4] = b"VSM5";

/// Eight features side by side, in one line of the processor's cache.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[repr(align(32))]
pub struct Bucket {
    /// Fingerprints; 0 for an empty place. No two are the same.
    prints: [u16; BUCKET],
    /// Polarity (low byte) and neutrality (high byte) in steps.
    weights: [u16; BUCKET],
}

impl Bucket {
    /// Puts a feature into a place below [`BUCKET`]; it takes over from one of the same fingerprint.
    pub fn put(&mut self, place: usize, print: u16, weights: [i8; 2]) {
        for other in &mut self.prints {
            if *other == print {
                *other = 0;
            }
        }
        self.prints[place] = print;
        self.weights[place] = u16::from_le_bytes(weights.map(|w| w as u8));
    }

    /// The features in it: fingerprints and weights.
    fn features(&self) -> impl Iterator<Item = (u16, [i8; 2])> {
        (0..BUCKET)
            .map(|place| {
                let weights = self.weights[place].to_le_bytes().map(|w| w as i8);
                (self.prints[place], weights)
            })
            .filter(|feature| feature.0 != 0)
    }

    /// Weights of a fingerprint; zeros without it. All places are compared at once, without a branch per place
    /// (told to do so: for WebAssembly the compiler compares one after the other).
    #[inline]
    fn find(&self, print: u16) -> [i8; 2] {
        let own = u16x8::new(self.prints).simd_eq(u16x8::splat(print)) & u16x8::new(self.weights);
        let [low, high] = cast::<u16x8, [u64; 2]>(own);
        // One place at most is not zero.
        let four = low | high;
        let two = (four | four >> 32) as u32;
        let found = (two | two >> 16) as u16;
        found.to_le_bytes().map(|byte| byte as i8)
    }
}

/// Bucket of a hash among so many.
pub fn bucket_of(hash: u32, buckets: usize) -> usize {
    ((u64::from(hash) * buckets as u64) >> 32) as usize
}

/// Bits of a fingerprint.
const PRINT_BITS: u32 = 13;

/// Fingerprint of a hash, never 0.
pub fn print_of(hash: u32) -> u16 {
    (hash as u16 & ((1 << PRINT_BITS) - 1)).max(1)
}

/// Bucket and fingerprint of a hash as one number: what tells two features apart.
pub fn place_of(hash: u32, buckets: usize) -> u32 {
    (bucket_of(hash, buckets) as u32) << PRINT_BITS | u32::from(print_of(hash))
}

/// The model of one language.
#[derive(Debug, Clone)]
pub struct LanguageModel {
    /// The hashed features.
    pub buckets: Vec<Bucket>,
    /// Value of one step of p and of q.
    pub steps: [f32; 2],
    /// Intercepts of p and q.
    pub bias: [f32; 2],
    /// Weights of the dense inputs.
    pub dense: [[f32; 2]; DENSE],
    /// Both logits are divided by it, so that probabilities are as often right as they say.
    pub temperature: f32,
    /// Factor of both logits of a stretch without any hand-written opinion word, and what is added to its
    /// neutral one: a bare fact leans to praise or complaint by chance more often than it says so.
    pub plain: [f32; 2],
    /// Opinion words.
    pub lexicon: Lexicon,
}

impl Default for LanguageModel {
    /// A model that knows nothing: every text gets equal probabilities.
    fn default() -> LanguageModel {
        LanguageModel {
            buckets: Vec::new(),
            steps: [1.0; 2],
            bias: [0.0; 2],
            dense: [[0.0; 2]; DENSE],
            temperature: 1.0,
            plain: [1.0, 0.0],
            lexicon: Lexicon::default(),
        }
    }
}

impl LanguageModel {
    /// A model for texts in a language that it cannot read: neutral, but for pictograms.
    pub fn of_pictograms() -> LanguageModel {
        let mut model = LanguageModel {
            bias: [0.0, 1.0],
            ..LanguageModel::default()
        };
        // One pictogram makes praise or complaint twice as likely as neither.
        model.dense[HAPPY] = [4.0, 0.0];
        model.dense[ANGRY] = [-4.0, 0.0];
        model
    }

    /// Weights of a feature in steps; zeros when the model does not have it.
    #[inline]
    pub fn weights(&self, hash: u32) -> [i8; 2] {
        let Some(bucket) = self.buckets.get(bucket_of(hash, self.buckets.len())) else {
            return [0; 2];
        };
        bucket.find(print_of(hash))
    }

    /// Calibrated probabilities from [`logits`](LanguageModel::logits). `asked` is what the question adds
    /// to them, zeros for an open question.
    pub fn probabilities(&self, [p, q]: [f32; 2], asked: [f32; 2]) -> Probabilities {
        let t = self.temperature;
        probabilities((p + asked[0]) / t, (q + asked[1]) / t)
    }

    /// [`probabilities`](LanguageModel::probabilities) of a text of [`LONG`] words or more whose
    /// statements have this mean score: a long text is what its statements are, as much as what its words
    /// are together.
    pub fn probabilities_of_statements(
        &self,
        [p, q]: [f32; 2],
        asked: [f32; 2],
        mean: f32,
    ) -> Probabilities {
        let t = self.temperature;
        let p = OF_WORDS * ((p + asked[0]) / t + OF_STATEMENTS * mean);
        probabilities(p, (q + asked[1]) / t)
    }

    /// Logits of a stretch before calibration. `turn` as in [`dense_inputs`].
    pub fn logits(&self, all: &Sums, turn: &Sums) -> [f32; 2] {
        let scale = damping(all.features);
        let mut z = [all.p * self.steps[0] * scale, all.q * self.steps[1] * scale];
        let inputs = dense_inputs(all, turn);
        // Two inputs at a time: four sums that do not wait for each other.
        let mut sums = f32x4::splat(0.0);
        for (two, x) in (self.dense.as_chunks::<2>().0.iter()).zip(inputs.as_chunks::<2>().0) {
            let weights = f32x4::from([two[0][0], two[0][1], two[1][0], two[1][1]]);
            sums += weights * f32x4::from([x[0], x[0], x[1], x[1]]);
        }
        let sums = sums.to_array();
        z[0] += self.bias[0] + (sums[0] + sums[2]);
        z[1] += self.bias[1] + (sums[1] + sums[3]);
        if all.is_plain() {
            return [z[0] * self.plain[0], z[1] * self.plain[0] + self.plain[1]];
        }
        z
    }
}

/// The models of both languages.
#[derive(Debug, Clone, Default)]
pub struct Model {
    /// Polish, also used for unknown languages without a better guess.
    pub polish: LanguageModel,
    /// English.
    pub english: LanguageModel,
    /// Weights of the decision "mixed" for short and for long texts, see [`MixedEvidence`].
    pub mixed: [[f32; MIXED]; 2],
    /// Pull of a question for praise, and of one for complaints.
    pub asked: [Pull; 2],
}

impl Model {
    /// The model that comes with the program.
    pub fn built_in() -> Model {
        // A test reads the same bytes, so the empty model is never used.
        Model::from_bytes(include_bytes!("../../models/sentiment.bin")).unwrap_or_default()
    }

    /// Reads a model file; none when it is not one.
    pub fn from_bytes(bytes: &[u8]) -> Option<Model> {
        let mut at = Cursor(bytes.strip_prefix(MAGIC)?);
        let mut model = Model::default();
        for weight in model.mixed.iter_mut().flatten() {
            *weight = at.take().map(f32::from_le_bytes)?;
        }
        for pair in model.asked.iter_mut().flatten() {
            *pair = at.pair()?;
        }
        model.polish = read_language(&mut at)?;
        model.english = read_language(&mut at)?;
        at.0.is_empty().then_some(model)
    }
}

/// Writes a model file from its two parts, each with its lexicon's entries.
pub fn write(
    mixed: &[[f32; MIXED]; 2],
    asked: &[Pull; 2],
    parts: [(&LanguageModel, &[(u32, i8)]); 2],
) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    let heads = mixed
        .iter()
        .flatten()
        .chain(asked.iter().flatten().flatten());
    out.extend(heads.flat_map(|weight| weight.to_le_bytes()));
    for (model, lexicon) in parts {
        out.extend((model.buckets.len() as u32).to_le_bytes());
        let numbers = model
            .steps
            .iter()
            .chain(&model.bias)
            .chain(model.dense.iter().flatten());
        for number in numbers.chain([&model.temperature]).chain(&model.plain) {
            out.extend(number.to_le_bytes());
        }
        let mut words: Vec<(u32, i8)> = lexicon.iter().map(|w| (lexicon_key(w.0), w.1)).collect();
        words.sort_unstable();
        words.dedup_by_key(|word| word.0);
        out.extend((words.len() as u32).to_le_bytes());
        ascending::write(
            &words.iter().map(|word| word.0).collect::<Vec<_>>(),
            &mut out,
        );
        out.extend(words.iter().map(|word| word.1 as u8));
        let mut features: Vec<(u32, [i8; 2])> = Vec::new();
        for (bucket, at) in model.buckets.iter().zip(0u32..) {
            let own = bucket.features();
            features.extend(own.map(|(print, w)| (at << PRINT_BITS | u32::from(print), w)));
        }
        features.sort_unstable();
        out.extend((features.len() as u32).to_le_bytes());
        ascending::write(&features.iter().map(|f| f.0).collect::<Vec<_>>(), &mut out);
        for k in 0..2 {
            out.extend(features.iter().map(|f| f.1[k] as u8));
        }
    }
    out
}

struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn slice(&mut self, count: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(head)
    }

    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn pair(&mut self) -> Option<[f32; 2]> {
        Some([
            self.take().map(f32::from_le_bytes)?,
            self.take().map(f32::from_le_bytes)?,
        ])
    }
}

fn read_language(at: &mut Cursor<'_>) -> Option<LanguageModel> {
    let count = at.u32()? as usize;
    let mut model = LanguageModel {
        steps: at.pair()?,
        bias: at.pair()?,
        ..Default::default()
    };
    for weights in &mut model.dense {
        *weights = at.pair()?;
    }
    model.temperature = at.take().map(f32::from_le_bytes)?;
    model.plain = at.pair()?;
    let entries = at.u32()? as usize;
    let keys = ascending::read(&mut at.0, entries)?;
    let scores = at.slice(entries)?.iter().map(|&s| s as i8);
    model.lexicon = Lexicon::new(keys.into_iter().zip(scores));
    let features = at.u32()? as usize;
    let places = ascending::read(&mut at.0, features)?;
    let (ps, qs) = (at.slice(features)?, at.slice(features)?);
    // Foreign bytes must not make a large table of nothing.
    if count > 8 * features + 8 {
        return None;
    }
    model.buckets = vec![Bucket::default(); count];
    let (mut bucket, mut filled) = (0, 0);
    for ((place, &p), &q) in places.into_iter().zip(ps).zip(qs) {
        let index = (place >> PRINT_BITS) as usize;
        filled = if index == bucket { filled } else { 0 };
        bucket = index;
        if filled == BUCKET {
            return None;
        }
        let print = place & ((1 << PRINT_BITS) - 1);
        let weights = [p as i8, q as i8];
        model
            .buckets
            .get_mut(bucket)?
            .put(filled, print as u16, weights);
        filled += 1;
    }
    Some(model)
}

/// What a token contributes besides its hashed features.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TokenFacts {
    /// What the hand-written opinion words say about it.
    pub valence: f32,
    /// A negation stands up to three words before.
    pub negated: bool,
    /// Its score in the lexicon.
    pub listed: f32,
}

/// Adds what a token contributes besides its hashed features. Where the hand-written opinion words
/// contradict the lexicon, they win: the lexicon was translated from English ("drogi" is "dear"
/// there, not "expensive").
#[inline]
pub(crate) fn add_facts(token: &Token, facts: TokenFacts, sums: &mut Sums) {
    let valence = facts.valence;
    if valence != 0.0 {
        sums.stem_praise += larger(valence, 0.0);
        sums.stem_complaint += larger(-valence, 0.0);
    }
    match token.kind {
        Kind::Word | Kind::Number => {
            sums.words += 1;
            sums.negations += u32::from(facts.negated);
            if facts.listed == 0.0 {
                return;
            }
            let mut score = facts.listed;
            if facts.negated {
                score *= -0.74;
            }
            if token.shouted || token.elongated {
                score *= 1.25;
            }
            if score * valence < 0.0 {
                score = 0.0;
            }
            sums.add_score(score);
        }
        Kind::Emoji => {
            sums.happy += u32::from(token.valence > 0);
            sums.angry += u32::from(token.valence < 0);
        }
        Kind::Stop => sums.exclaimed += u32::from(token.valence > 0),
        Kind::Soft => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::training::word_hash;

    #[test]
    fn the_built_in_model_is_readable() {
        let bytes = include_bytes!("../../models/sentiment.bin");
        let model = Model::from_bytes(bytes).unwrap();
        assert!(model.polish.buckets.len() > 1_000 && model.english.buckets.len() > 1_000);
        assert!(
            bytes.len() <= 512_000,
            "the budget of both languages together"
        );
        assert!(model.english.lexicon.score(word_hash(b"excellent")) > 1.0);
        assert!(model.polish.lexicon.score(word_hash(b"agresja")) < 0.0);
        assert!(Model::from_bytes(&bytes[..bytes.len() - 1]).is_none());
        assert!(Model::from_bytes(b"").is_none());
    }

    #[test]
    fn a_written_model_is_read_back() {
        let mut language = LanguageModel {
            bias: [0.5, -0.25],
            ..Default::default()
        };
        let mut bucket = Bucket::default();
        let hash = 0x1234_5678;
        for place in 0..BUCKET {
            let (print, weights) = match place {
                3 => (print_of(hash), [-7, 9]),
                _ => (print_of(hash) ^ (place as u16 + 2), [1; 2]),
            };
            bucket.put(place, print, weights);
        }
        language.buckets = vec![bucket];
        let mixed = [[0.125; MIXED], [0.25; MIXED]];
        let asked = [[[0.5, -0.5]; ASKED]; 2];
        let words: &[(u32, i8)] = &[(7, 32)];
        let model = Model::from_bytes(&write(
            &mixed,
            &asked,
            [(&language, words), (&language, &[])],
        ))
        .unwrap();
        assert_eq!((model.mixed, model.asked), (mixed, asked));
        assert_eq!(model.polish.weights(hash), [-7, 9]);
        assert_eq!(model.polish.weights(hash ^ 1), [0, 0]);
        assert_eq!(model.polish.lexicon.score(7), 2.0);
        assert_eq!(model.english.bias, [0.5, -0.25]);
    }

    #[test]
    fn four_powers_are_those_of_the_library() {
        let close = [0x3900_0000u32, 0x3EB1_7218, 0x3F85_1592, 0x42A0_0000];
        let edges = close
            .iter()
            .flat_map(|&bits| (bits - 2..bits + 3).map(f32::from_bits));
        let many = (0..200_000u32).map(|i| f32::from_bits(0x3000_0000 + i * 1_600));
        for x in edges.chain(many).chain([0.0, 1e-30, 100.0, f32::INFINITY]) {
            let powers = [-x, -x / 3.0, -0.0, -x * 0.01];
            let expected = powers.map(|x| libm::expf(x).to_bits());
            let found = exp_of_negative(powers).to_array();
            assert_eq!(found.map(f32::to_bits), expected, "{x}");
        }
        assert!(exp_of_negative([f32::NAN; 4]).to_array()[0].is_nan());
    }

    #[test]
    fn probabilities_sum_to_one() {
        for (p, q) in [(0.0, 0.0), (50.0, -3.0), (-80.0, 90.0), (1.0, 2.0)] {
            let [negative, neutral, positive] = probabilities(p, q);
            assert!((negative + neutral + positive - 1.0).abs() < 1e-5);
            assert_eq!(p > 0.0, positive > negative);
        }
    }
}
