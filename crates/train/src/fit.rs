//! Softmax regression over hashed features, fitted by AdaGrad in a fixed order.

use vocal_core::text::model::{DENSE, damping, dense_inputs, probabilities};
use vocal_core::text::training::Example;

/// One training text with its target.
#[derive(Debug, Clone)]
pub struct Case {
    /// Slots of the hashed features.
    pub slots: Vec<u32>,
    /// Scale of each.
    pub scales: Vec<f32>,
    /// Dense inputs.
    pub dense: [f32; DENSE],
    /// Target shares.
    pub target: [f32; 3],
    /// Weight.
    pub weight: f32,
}

/// Settings of a fit.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Table slots.
    pub slots: u32,
    /// Passes over the data.
    pub epochs: u32,
    /// Step size.
    pub rate: f32,
    /// L2 penalty per visit of a slot.
    pub decay: f32,
    /// Strength of the class-evidence prior scale, 0 for none.
    pub evidence: f32,
    /// Seed of the order.
    pub seed: u64,
}

/// Fitted weights.
#[derive(Debug, Clone)]
pub struct Weights {
    /// Polarity and neutrality of each slot.
    pub table: Vec<[f32; 2]>,
    /// Weights of the dense inputs.
    pub dense: [[f32; 2]; DENSE],
    /// Intercepts.
    pub bias: [f32; 2],
}

/// Slot of a hash in a table of so many slots.
pub fn slot(hash: u32, slots: u32) -> u32 {
    ((u64::from(hash) * u64::from(slots)) >> 32) as u32
}

fn scale_of(g: vocal_core::text::training::Group) -> f32 {
    use vocal_core::text::training::Group::*;
    match g {
        Word => crate::arg("word", 1.0),
        Pair => crate::arg("pair", 1.0),
        Negated => crate::arg("neg", 1.0),
        Skip => crate::arg("skip", 0.0),
        Letters => crate::arg("let", 1.0),
        Mark => crate::arg("mark", 1.0),
    }
}

/// A case from an extracted text.
pub fn case(example: &Example, slots: u32, target: [f32; 3], weight: f32) -> Case {
    Case {
        slots: example.hashes.iter().map(|&h| slot(h, slots)).collect(),
        scales: example.groups.iter().map(|g| scale_of(*g)).collect(),
        dense: dense_inputs(&example.all, &example.turn),
        target,
        weight,
    }
}

impl Weights {
    /// Logits p and q of a case.
    pub fn logits(&self, case: &Case) -> [f32; 2] {
        let mut z = [0.0f32; 2];
        for (&slot, &s) in case.slots.iter().zip(&case.scales) {
            let w = self.table[slot as usize];
            z[0] += s * w[0];
            z[1] += s * w[1];
        }
        let scale = damping(case.slots.len() as u32);
        for k in 0..2 {
            z[k] = z[k] * scale + self.bias[k];
            for (w, x) in self.dense.iter().zip(case.dense) {
                z[k] += w[k] * x;
            }
        }
        z
    }
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

/// Scale of each slot: how differently the classes use it (after Wang and Manning, 2012).
fn evidence(cases: &[Case], settings: &Settings) -> Vec<f32> {
    let n = settings.slots as usize;
    if settings.evidence == 0.0 {
        return vec![1.0; n];
    }
    let mut counts = vec![[0.5f32; 3]; n];
    let mut totals = [0.5f32; 3];
    for case in cases {
        let scale = case.weight * damping(case.slots.len() as u32);
        for &slot in &case.slots {
            for k in 0..3 {
                counts[slot as usize][k] += scale * case.target[k];
            }
        }
        for k in 0..3 {
            totals[k] += scale * case.target[k] * case.slots.len() as f32;
        }
    }
    let base = 1.0 - settings.evidence;
    counts
        .iter()
        .map(|c| {
            let r = libm::logf((c[2] / totals[2]) / (c[0] / totals[0])).abs();
            let s = libm::logf((c[1] / totals[1]) / ((c[0] + c[2]) / (totals[0] + totals[2]))).abs();
            base + settings.evidence * r.max(0.5 * s).min(3.0)
        })
        .collect()
}

/// Fits the weights; the mean over the second half of the passes is returned.
pub fn fit(cases: &[Case], settings: &Settings) -> Weights {
    let n = settings.slots as usize;
    let scales = evidence(cases, settings);
    let mut w = vec![[0.0f32; 2]; n];
    let mut g2 = vec![[1e-3f32; 2]; n];
    let mut mean = vec![[0.0f32; 2]; n];
    let mut dense = [[0.0f32; 2]; DENSE];
    let mut dense_g2 = [[1e-2f32; 2]; DENSE];
    let mut dense_mean = [[0.0f32; 2]; DENSE];
    let mut bias = [0.0f32; 2];
    let mut bias_g2 = [1e-2f32; 2];
    let mut bias_mean = [0.0f32; 2];
    let mut order: Vec<usize> = (0..cases.len()).collect();
    let mut random = Random(settings.seed);
    let mut averaged = 0.0f32;
    for epoch in 0..settings.epochs {
        random.shuffle(&mut order);
        for &index in &order {
            let case = &cases[index];
            let scale = damping(case.slots.len() as u32);
            let mut z = [0.0f32; 2];
            for (&slot, &s) in case.slots.iter().zip(&case.scales) {
                let s = s * scales[slot as usize];
                z[0] += s * w[slot as usize][0];
                z[1] += s * w[slot as usize][1];
            }
            for k in 0..2 {
                z[k] = z[k] * scale + bias[k];
                for (d, x) in dense.iter().zip(case.dense) {
                    z[k] += d[k] * x;
                }
            }
            let p = probabilities(z[0], z[1]);
            let gradient = [
                case.weight * ((p[2] - case.target[2]) - (p[0] - case.target[0])),
                case.weight * (p[1] - case.target[1]),
            ];
            for (&slot, &s) in case.slots.iter().zip(&case.scales) {
                let at = slot as usize;
                if s == 0.0 { continue }
                for k in 0..2 {
                    let g = gradient[k] * scale * s * scales[at] + settings.decay * w[at][k];
                    g2[at][k] += g * g;
                    w[at][k] -= settings.rate * g / libm::sqrtf(g2[at][k]);
                }
            }
            for k in 0..2 {
                bias_g2[k] += gradient[k] * gradient[k];
                bias[k] -= settings.rate * gradient[k] / libm::sqrtf(bias_g2[k]);
                for j in 0..DENSE {
                    let g = gradient[k] * case.dense[j];
                    dense_g2[j][k] += g * g;
                    dense[j][k] -= settings.rate * g / libm::sqrtf(dense_g2[j][k]);
                }
            }
        }
        if epoch * 2 >= settings.epochs {
            averaged += 1.0;
            for (m, w) in mean.iter_mut().zip(&w) {
                m[0] += w[0];
                m[1] += w[1];
            }
            for k in 0..2 {
                bias_mean[k] += bias[k];
                for j in 0..DENSE {
                    dense_mean[j][k] += dense[j][k];
                }
            }
        }
    }
    for (m, s) in mean.iter_mut().zip(&scales) {
        m[0] *= s / averaged;
        m[1] *= s / averaged;
    }
    for k in 0..2 {
        bias_mean[k] /= averaged;
        for row in &mut dense_mean {
            row[k] /= averaged;
        }
    }
    Weights { table: mean, dense: dense_mean, bias: bias_mean }
}
