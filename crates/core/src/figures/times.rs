//! Durations: mean, median and 90th percentile with intervals (definitions.md §1 and §2).

use super::distributions::{binomial_cdf, t_95};
use super::resample::quantile;

/// Mean with its t interval; the interval is `None` below two values and without spread, and its
/// lower end is not below 0.
pub fn mean_with_interval(values: &[f64]) -> Option<(f64, Option<[f64; 2]>)> {
    let n = values.len() as f64;
    if values.is_empty() {
        return None;
    }
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values
        .iter()
        .map(|value| (value - mean) * (value - mean))
        .sum();
    let variance = squares / (n - 1.0);
    if !(variance > 0.0) {
        return Some((mean, None));
    }
    let margin = t_95(n - 1.0) * (variance / n).sqrt();
    Some((mean, Some([(mean - margin).max(0.0), mean + margin])))
}

/// Quantile of ascending values (linear interpolation, type 7) with the 95 % interval between two
/// order statistics: the smallest that the binomial distribution of the number of values below
/// the quantile allows, with at most 2.5 % beyond either end (Hahn and Meeker 1991, §5.2). The
/// interval is `None` when there are too few values for one.
pub fn quantile_with_interval(ascending: &[f64], share: f64) -> Option<(f64, Option<[f64; 2]>)> {
    let value = quantile(ascending, share)?;
    let n = ascending.len();
    let cdf = |k: usize| binomial_cdf(k as f64, n as f64, share);
    // Largest l with P(X ≤ l − 1) ≤ 2.5 %, smallest u with P(X ≤ u − 1) ≥ 97.5 %; ranks from 1.
    let low = partition(n, |rank| cdf(rank - 1) <= 0.025);
    let high = partition(n, |rank| cdf(rank - 1) < 0.975) + 1;
    let fits = low >= 1 && high <= n;
    Some((
        value,
        fits.then(|| [ascending[low - 1], ascending[high - 1]]),
    ))
}

/// Largest rank in 1..=n for which the monotone condition holds, 0 when for none.
fn partition(n: usize, holds: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, n + 1);
    while low + 1 < high {
        let middle = (low + high) / 2;
        if holds(middle) {
            low = middle
        } else {
            high = middle
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interval_of_the_median_is_between_the_usual_ranks() {
        // Tables for the median at 95 %: n = 10 → ranks 2 and 9, n = 20 → 6 and 15.
        for (n, low, high) in [(10, 2.0, 9.0), (20, 6.0, 15.0)] {
            let values: Vec<f64> = (1..=n).map(f64::from).collect();
            let found = quantile_with_interval(&values, 0.5).and_then(|(_, interval)| interval);
            assert_eq!(found, Some([low, high]), "{n}");
        }
        assert_eq!(
            quantile_with_interval(&[1.0, 2.0, 3.0], 0.5),
            Some((2.0, None))
        );
    }
}
