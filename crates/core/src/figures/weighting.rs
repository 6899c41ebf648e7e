//! Weighted figures: every answer counts with a weight, and the intervals use the effective
//! number of answers (Kish 1965, n_eff = (Σw)²/Σw²).

use super::distributions::t_95;
use super::intervals::{nps_interval, wilson};
use super::score::{DETRACTORS, PROMOTERS, Scale, Value};
use crate::report::Metric;
use std::collections::BTreeMap;

/// Weighted answers of one group: sum of weights and of squared weights per answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WeightedAnswers {
    low: i32,
    weights: Vec<f64>,
    squares: f64,
}

impl WeightedAnswers {
    /// No answers on the scale `low..=high` yet.
    pub fn new([low, high]: [i32; 2]) -> Self {
        let points = usize::try_from(high - low + 1).unwrap_or(0);
        WeightedAnswers {
            low,
            weights: vec![0.0; points],
            squares: 0.0,
        }
    }

    /// Counts an answer; answers outside the scale are left out.
    pub fn add(&mut self, answer: i32, weight: f64) {
        let point = usize::try_from(answer - self.low).ok();
        if let Some(sum) = point.and_then(|point| self.weights.get_mut(point)) {
            *sum += weight;
            self.squares += weight * weight;
        }
    }

    /// Effective number of answers.
    pub fn effective_n(&self) -> f64 {
        let sum = self.sum();
        if self.squares > 0.0 {
            sum * sum / self.squares
        } else {
            0.0
        }
    }

    fn sum(&self) -> f64 {
        self.weights.iter().sum()
    }

    fn share([from, to]: [i32; 2], points: &[(i32, f64)], total: f64) -> f64 {
        let inside = points
            .iter()
            .filter(|(answer, _)| (from..=to).contains(answer));
        inside.map(|(_, weight)| weight).sum::<f64>() / total
    }

    /// The figure of the scale with its interval, as for unweighted answers with `effective_n` in
    /// the place of n. `None` without weight.
    pub fn value(&self, scale: Scale) -> Option<Value> {
        let total = self.sum();
        if !(total > 0.0) {
            return None;
        }
        let n = self.effective_n();
        let points: Vec<(i32, f64)> = (self.low..).zip(self.weights.iter().copied()).collect();
        Some(match scale.metric {
            Some(Metric::Nps) => {
                let p = Self::share(PROMOTERS, &points, total);
                let d = Self::share(DETRACTORS, &points, total);
                Value {
                    value: 100.0 * (p - d),
                    interval: Some(nps_interval(p * n, d * n, n)),
                }
            }
            Some(Metric::Csat) => {
                let p = Self::share(scale.good_box(), &points, total);
                Value {
                    value: 100.0 * p,
                    interval: Some(wilson(p * n, n).map(|end| 100.0 * end)),
                }
            }
            _ => {
                let mean = points.iter().map(|(a, w)| f64::from(*a) * w).sum::<f64>() / total;
                let squares: f64 = points
                    .iter()
                    .map(|(a, w)| w * (f64::from(*a) - mean) * (f64::from(*a) - mean))
                    .sum();
                let variance = squares / total * n / (n - 1.0);
                let spread = n > 1.0 && variance > 0.0;
                let [low, high] = scale.bounds();
                let margin = || t_95(n - 1.0) * (variance / n).sqrt();
                let ends = |margin: f64| [(mean - margin).max(low), (mean + margin).min(high)];
                Value {
                    value: mean,
                    interval: spread.then(|| ends(margin())),
                }
            }
        })
    }
}

/// Rounds of raking, and the largest deviation from a target share that ends them.
const ROUNDS: u32 = 500;
const CLOSE: f64 = 1e-12;

/// Result of raking.
#[derive(Debug, Clone, PartialEq)]
pub struct Raked {
    /// Weight per cell, a factor where there are weights already; respondents outside the targets have
    /// none.
    pub weights: BTreeMap<Vec<u16>, f64>,
    /// Rounds that were needed.
    pub rounds: u32,
    /// True when every margin meets its target.
    pub converged: bool,
}

/// Weights that make the margins meet target shares (iterative proportional fitting, Deming and
/// Stephan 1940), with mean 1 over the respondents that count. `cells` holds the number of
/// respondents, or the sum of the weights that they have already, by their group in each target;
/// `targets[t]` holds the shares of the groups of target t, which are scaled to 1 over the groups
/// that occur.
pub fn rake(cells: &BTreeMap<Vec<u16>, f64>, targets: &[BTreeMap<u16, f64>]) -> Raked {
    let wanted = |cell: &Vec<u16>| {
        targets
            .iter()
            .zip(cell)
            .all(|(target, group)| target.get(group).is_some_and(|s| *s > 0.0))
    };
    let used: Vec<(&Vec<u16>, f64)> = cells
        .iter()
        .filter(|(cell, n)| **n > 0.0 && wanted(cell))
        .map(|(cell, n)| (cell, *n))
        .collect();
    let n: f64 = used.iter().map(|(_, n)| n).sum();
    let mut weights = vec![1.0; used.len()];
    let (mut rounds, mut converged) = (0, false);
    while rounds < ROUNDS && !converged && n > 0.0 {
        rounds += 1;
        let mut off = 0.0f64;
        for (index, target) in targets.iter().enumerate() {
            let mut margin: BTreeMap<u16, f64> = BTreeMap::new();
            for ((cell, count), weight) in used.iter().zip(&weights) {
                *margin.entry(cell[index]).or_default() += count * weight;
            }
            let total: f64 = margin.keys().filter_map(|group| target.get(group)).sum();
            let factor = |group: &u16| target[group] / total * n / margin[group];
            off = margin
                .keys()
                .fold(off, |off, group| off.max((factor(group) - 1.0).abs()));
            for ((cell, _), weight) in used.iter().zip(&mut weights) {
                *weight *= factor(&cell[index]);
            }
        }
        converged = off < CLOSE;
    }
    let weights = used
        .iter()
        .map(|(cell, _)| (*cell).clone())
        .zip(weights)
        .collect();
    Raked {
        weights,
        rounds,
        converged,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raking_meets_both_margins() {
        let cells = BTreeMap::from([
            (vec![0, 0], 40.0),
            (vec![0, 1], 10.0),
            (vec![1, 0], 20.0),
            (vec![1, 1], 30.0),
            (vec![2, 0], 7.0),
        ]);
        let targets = [
            BTreeMap::from([(0, 0.3), (1, 0.7)]),
            BTreeMap::from([(0, 0.5), (1, 0.5)]),
        ];
        let raked = rake(&cells, &targets);
        assert!(raked.converged && raked.weights.len() == 4);
        let weighted = |wanted: &dyn Fn(&Vec<u16>) -> bool| -> f64 {
            raked
                .weights
                .iter()
                .filter(|(c, _)| wanted(c))
                .map(|(c, w)| w * cells[c])
                .sum()
        };
        assert!((weighted(&|_| true) - 100.0).abs() < 1e-9);
        assert!((weighted(&|cell| cell[0] == 0) - 30.0).abs() < 1e-9);
        assert!((weighted(&|cell| cell[1] == 1) - 50.0).abs() < 1e-9);
    }

    #[test]
    fn equal_weights_change_nothing() {
        use crate::figures::Histogram;
        for metric in [Some(Metric::Nps), Some(Metric::Csat), None] {
            let scale = Scale {
                metric,
                range: [0, 10],
                low_is_good: false,
            };
            let counts = [2, 0, 1, 0, 0, 3, 1, 4, 6, 5, 8];
            let mut weighted = WeightedAnswers::new([0, 10]);
            for (answer, &n) in (0..).zip(&counts) {
                (0..n).for_each(|_| weighted.add(answer, 2.5));
            }
            assert!((weighted.effective_n() - 30.0).abs() < 1e-9);
            let plain = scale.value(&Histogram::from_counts(0, &counts));
            let (plain, weighted) = plain
                .zip(weighted.value(scale))
                .unwrap_or_else(|| panic!("no value"));
            assert!((plain.value - weighted.value).abs() < 1e-9);
            let ends = plain.interval.zip(weighted.interval).unwrap_or_default();
            assert!((ends.0[0] - ends.1[0]).abs() < 1e-9 && (ends.0[1] - ends.1[1]).abs() < 1e-9);
        }
    }
}
