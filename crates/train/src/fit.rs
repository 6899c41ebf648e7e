//! Softmax regression over hashed features, fitted by AdaGrad in a fixed order.

use std::collections::BTreeSet;
use vocal_core::text::model::{
    BUCKET, Bucket, DENSE, LanguageModel, Lexicon, bucket_of, damping, dense_inputs, place_of,
    print_of, probabilities,
};
use vocal_core::text::training::{Example, Group};

/// One training text with its target.
#[derive(Debug, Clone)]
pub struct Case<'a> {
    /// The text's features.
    pub example: &'a Example,
    /// Target shares of negative, neutral and positive.
    pub target: [f32; 3],
    /// Weight.
    pub weight: f32,
    /// Number of its source, below [`SOURCES`].
    pub source: usize,
}

/// Sources that are told apart while a model is fitted.
pub const SOURCES: usize = 16;

/// Settings of a fit. Chosen by cross-validation inside the training part.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Passes over the data.
    pub epochs: u32,
    /// Step size.
    pub rate: f32,
    /// L2 penalty per visit of a feature.
    pub decay: f32,
    /// Step size of the intercepts of single sources, 0 for none. What is special about a source,
    /// such as a survey's question, then does not become the meaning of its words.
    pub source_rate: f32,
    /// Share of the features that a visit of a text leaves out at random, so that no weight relies on
    /// another one (dropout, Wager, Wang and Liang, 2013).
    pub dropout: f32,
    /// Features kept in the end.
    pub keep: usize,
    /// Steps of the largest weight: fewer make a smaller file.
    pub levels: f32,
    /// Seed of the order.
    pub seed: u64,
    /// Fits from so many seeds are averaged: the order and what dropout leaves out are chance.
    pub seeds: u64,
}

/// Scale of a feature group: a word says more than one of its letter groups.
fn group_scale(group: Group) -> f32 {
    match group {
        Group::Word | Group::Stem => 4.0,
        Group::Pair | Group::Negated | Group::Order => 2.0,
        Group::Letters | Group::Mark => 1.0,
    }
}

/// Features by number.
struct Vocabulary {
    /// Sorted hashes.
    hashes: Vec<u32>,
    /// Scale of each: group, rarity, and how unevenly praise and complaints have it.
    scales: Vec<f32>,
    /// Texts that have it.
    texts: Vec<u32>,
}

impl Vocabulary {
    fn number(&self, hash: u32) -> Option<u32> {
        self.hashes.binary_search(&hash).ok().map(|at| at as u32)
    }
}

/// Part of a feature's scale that follows its log-count ratio between praise and complaints, which
/// makes learning quicker where there is something to learn (Wang and Manning, 2012).
const BY_RATIO: f32 = 0.4;

/// One text's share in a feature.
#[derive(Clone, Copy)]
struct Seen {
    hash: u32,
    scale: f32,
    /// How much of the text is praise and how much complaint, times its weight.
    praise: f32,
    complaint: f32,
}

/// All features that at least two texts have.
fn vocabulary(cases: &[Case]) -> Vocabulary {
    let mut seen: Vec<Seen> = Vec::new();
    let (mut praise, mut complaint) = (1.0f32, 1.0f32);
    for case in cases {
        let example = case.example;
        praise += case.weight * case.target[2];
        complaint += case.weight * case.target[0];
        let mut own: Vec<Seen> = example
            .hashes
            .iter()
            .zip(&example.groups)
            .map(|(&hash, &group)| Seen {
                hash,
                scale: group_scale(group),
                praise: case.weight * case.target[2],
                complaint: case.weight * case.target[0],
            })
            .collect();
        own.sort_by_key(|f| f.hash);
        own.dedup_by_key(|f| f.hash);
        seen.extend(own);
    }
    seen.sort_by_key(|f| f.hash);
    let total = libm::logf(cases.len() as f32 + 1.0);
    let mut out = Vocabulary {
        hashes: Vec::new(),
        scales: Vec::new(),
        texts: Vec::new(),
    };
    for run in seen.chunk_by(|a, b| a.hash == b.hash) {
        if run.len() < 2 {
            continue;
        }
        let rarity = 2.0 * (1.0 - libm::logf(run.len() as f32) / total);
        let sum = |part: fn(&Seen) -> f32| 1.0 + run.iter().map(part).sum::<f32>();
        let ratio = (sum(|s| s.praise) / praise) / (sum(|s| s.complaint) / complaint);
        let uneven = libm::logf(ratio).abs().min(2.0);
        out.hashes.push(run[0].hash);
        (out.scales).push(run[0].scale * rarity * (1.0 - BY_RATIO + BY_RATIO * uneven));
        out.texts.push(run.len() as u32);
    }
    out
}

/// SplitMix64 (Steele, Lea and Flood, 2014).
pub struct Random(pub u64);

impl Random {
    /// Next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Shuffles in place (Fisher and Yates).
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for i in (1..list.len()).rev() {
            list.swap(i, (self.next() % (i as u64 + 1)) as usize);
        }
    }
}

/// Weights in one array: the features, then the dense inputs, then the intercept.
struct Weights {
    table: Vec<[f32; 2]>,
    dense: [[f32; 2]; DENSE + 1],
}

/// Fits a model with all features and keeps those that matter most. They are not fitted again
/// without the others: that was tried and generalises worse.
pub fn fit(cases: &[Case], settings: &Settings, lexicon: Lexicon) -> LanguageModel {
    let vocabulary = vocabulary(cases);
    let weights = averaged(cases, &vocabulary, settings);
    let kept = select(&vocabulary, &weights, settings.keep);
    pack(&vocabulary, &weights, &kept, settings, lexicon)
}

/// Keeps the features with the largest weight times the square root of their frequency.
fn select(all: &Vocabulary, weights: &Weights, keep: usize) -> Vec<usize> {
    let importance = |at: usize| {
        let [p, q] = weights.table[at];
        p.abs().max(0.7 * q.abs()) * all.scales[at] * libm::sqrtf(all.texts[at] as f32)
    };
    let mut order: Vec<(f32, usize)> = (0..all.hashes.len())
        .map(|at| (importance(at), at))
        .collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut kept: Vec<usize> = Vec::new();
    let buckets = bucket_count(keep);
    let mut filled = vec![0usize; buckets];
    let mut taken = BTreeSet::new();
    for (_, at) in order {
        let hash = all.hashes[at];
        let bucket = &mut filled[bucket_of(hash, buckets)];
        if *bucket < BUCKET && taken.insert(place_of(hash, buckets)) {
            *bucket += 1;
            kept.push(at);
        }
    }
    kept.sort_unstable();
    kept
}

fn bucket_count(keep: usize) -> usize {
    keep.div_ceil(BUCKET)
}

/// The mean of the weights from several seeds.
fn averaged(cases: &[Case], vocabulary: &Vocabulary, settings: &Settings) -> Weights {
    let mut mean = Weights {
        table: vec![[0.0; 2]; vocabulary.hashes.len()],
        dense: [[0.0; 2]; DENSE + 1],
    };
    for seed in 0..settings.seeds {
        let own = Settings {
            seed: settings.seed + seed,
            ..*settings
        };
        let weights = descend(cases, vocabulary, &own);
        let share = 1.0 / settings.seeds as f32;
        add(&mut mean.table, &weights.table, share);
        add(&mut mean.dense, &weights.dense, share);
    }
    mean
}

fn descend(cases: &[Case], vocabulary: &Vocabulary, settings: &Settings) -> Weights {
    let n = vocabulary.hashes.len();
    let inputs: Vec<(Vec<u32>, [f32; DENSE + 1], f32)> = cases
        .iter()
        .map(|case| {
            let numbers = case
                .example
                .hashes
                .iter()
                .filter_map(|&h| vocabulary.number(h))
                .collect();
            let mut dense = [1.0; DENSE + 1];
            dense[..DENSE].copy_from_slice(&dense_inputs(&case.example.all, &case.example.turn));
            (numbers, dense, damping(case.example.all.features))
        })
        .collect();
    let mut table = vec![[0.0f32; 2]; n];
    let mut squares = vec![[1e-3f32; 2]; n];
    let mut dense = [[0.0f32; 2]; DENSE + 1];
    let mut dense_squares = [[1e-2f32; 2]; DENSE + 1];
    let mut of_source = [[0.0f32; 2]; SOURCES];
    let mut source_squares = [[1e-2f32; 2]; SOURCES];
    let mut mean = Weights {
        table: vec![[0.0; 2]; n],
        dense: [[0.0; 2]; DENSE + 1],
    };
    let mut order: Vec<usize> = (0..cases.len()).collect();
    let mut random = Random(settings.seed);
    let first_averaged = settings.epochs / 2;
    // Of 2^16; what is left is scaled up, so that sums stay the same on average.
    let dropped = (settings.dropout * 65536.0) as u64;
    let scaled_up = 1.0 / (1.0 - settings.dropout);
    let mut seen: Vec<u32> = Vec::new();
    for epoch in 0..settings.epochs {
        random.shuffle(&mut order);
        for &index in &order {
            let (numbers, x, damping) = &inputs[index];
            let source = cases[index].source;
            seen.clear();
            let mut bits = 0;
            for (turn, &at) in numbers.iter().enumerate() {
                if turn % 4 == 0 {
                    bits = random.next();
                }
                if bits & 0xFFFF >= dropped {
                    seen.push(at);
                }
                bits >>= 16;
            }
            let damping = damping * scaled_up;
            let mut z = [0.0f32; 2];
            for &at in &seen {
                let s = vocabulary.scales[at as usize];
                z[0] += s * table[at as usize][0];
                z[1] += s * table[at as usize][1];
            }
            for k in 0..2 {
                z[k] *= damping;
                for (w, x) in dense.iter().zip(x) {
                    z[k] += w[k] * x;
                }
                z[k] += of_source[source][k];
            }
            let gradient = gradient(z, &cases[index]);
            for k in 0..2 {
                source_squares[source][k] += gradient[k] * gradient[k];
                of_source[source][k] -=
                    settings.source_rate * gradient[k] / libm::sqrtf(source_squares[source][k]);
            }
            for &at in &seen {
                let at = at as usize;
                for k in 0..2 {
                    let g = gradient[k] * damping * vocabulary.scales[at]
                        + settings.decay * table[at][k];
                    squares[at][k] += g * g;
                    table[at][k] -= settings.rate * g / libm::sqrtf(squares[at][k]);
                }
            }
            for (j, x) in x.iter().enumerate() {
                for k in 0..2 {
                    let g = gradient[k] * x;
                    dense_squares[j][k] += g * g;
                    dense[j][k] -= settings.rate * g / libm::sqrtf(dense_squares[j][k]);
                }
            }
        }
        if epoch >= first_averaged {
            let share = 1.0 / (settings.epochs - first_averaged) as f32;
            add(&mut mean.table, &table, share);
            add(&mut mean.dense, &dense, share);
        }
    }
    mean
}

fn add(sum: &mut [[f32; 2]], terms: &[[f32; 2]], share: f32) {
    for (sum, term) in sum.iter_mut().zip(terms) {
        sum[0] += share * term[0];
        sum[1] += share * term[1];
    }
}

/// Gradient of the cross-entropy by p and q.
fn gradient(z: [f32; 2], case: &Case) -> [f32; 2] {
    let p = probabilities(z[0], z[1]);
    let difference = |k: usize| p[k] - case.target[k];
    [
        case.weight * (difference(2) - difference(0)),
        case.weight * difference(1),
    ]
}

/// Rounds to whole steps and puts the features into buckets.
fn pack(
    vocabulary: &Vocabulary,
    weights: &Weights,
    kept: &[usize],
    settings: &Settings,
    lexicon: Lexicon,
) -> LanguageModel {
    let value = |at: usize, k: usize| weights.table[at][k] * vocabulary.scales[at];
    let mut steps = [0.0f32; 2];
    for (k, step) in steps.iter_mut().enumerate() {
        let mut sizes: Vec<f32> = kept.iter().map(|&at| value(at, k).abs()).collect();
        sizes.sort_by(f32::total_cmp);
        // The largest weights are cut, so that the many small ones keep their differences.
        let top = sizes.len().saturating_sub(1 + sizes.len() / 500);
        *step = sizes.get(top).copied().unwrap_or(1.0).max(1e-6) / settings.levels;
    }
    let mut buckets = vec![Bucket::default(); bucket_count(settings.keep)];
    let mut filled = vec![0usize; buckets.len()];
    let count = buckets.len();
    for &at in kept {
        let hash = vocabulary.hashes[at];
        let index = bucket_of(hash, count);
        let place = filled[index];
        filled[index] += 1;
        let most = settings.levels;
        let rounded = |k: usize| libm::rintf(value(at, k) / steps[k]).clamp(-most, most) as i8;
        buckets[index].put(place, print_of(hash), [rounded(0), rounded(1)]);
    }
    let mut dense = [[0.0; 2]; DENSE];
    dense.copy_from_slice(&weights.dense[..DENSE]);
    LanguageModel {
        buckets,
        steps,
        bias: weights.dense[DENSE],
        dense,
        temperature: 1.0,
        plain: [1.0, 0.0],
        lexicon,
    }
}
