//! Tests of two independent groups and their adjustment for many comparisons (definitions.md §2).

use super::Histogram;
use super::distributions::{ln_factorial, normal_two_sided, t_two_sided};
use super::intervals::adjusted_nps;
use super::score::{Scale, nps_counts};
use crate::report::Metric;

/// Two-sided p of the difference between two groups: NPS by the adjusted z, CSAT by the
/// two-proportion z or Fisher's exact test, means by Welch's t. `None` when a group is too small.
pub fn difference(scale: Scale, one: &Histogram, other: &Histogram) -> Option<f64> {
    if one.n() == 0 || other.n() == 0 {
        return None;
    }
    match scale.metric {
        Some(Metric::Nps) => Some(two_nps(one, other)),
        Some(Metric::Csat) => {
            Some(two_proportions(scale.hits(one), one.n(), scale.hits(other), other.n()))
        }
        _ => welch(one, other),
    }
}

fn two_nps(one: &Histogram, other: &Histogram) -> f64 {
    let adjusted = |answers: &Histogram| {
        let (promoters, detractors) = nps_counts(answers);
        adjusted_nps(promoters, detractors, answers.n())
    };
    let (a, b) = (adjusted(one), adjusted(other));
    normal_two_sided((a.score - b.score) / (a.variance / a.n + b.variance / b.n).sqrt())
}

/// Two-proportion z with the pooled share; Fisher's exact test when an expected count is below 5.
pub fn two_proportions(hits_a: u32, n_a: u32, hits_b: u32, n_b: u32) -> f64 {
    let (n_a, n_b) = (f64::from(n_a), f64::from(n_b));
    let (hits_a, hits_b) = (f64::from(hits_a), f64::from(hits_b));
    let pooled = (hits_a + hits_b) / (n_a + n_b);
    let smallest = n_a.min(n_b) * pooled.min(1.0 - pooled);
    if smallest < 5.0 {
        return fisher(hits_a, n_a, hits_b, n_b);
    }
    let error = (pooled * (1.0 - pooled) * (1.0 / n_a + 1.0 / n_b)).sqrt();
    normal_two_sided((hits_a / n_a - hits_b / n_b) / error)
}

/// Two-sided Fisher test: the sum over all tables that are at most as likely as the observed one.
fn fisher(hits_a: f64, n_a: f64, hits_b: f64, n_b: f64) -> f64 {
    let hits = hits_a + hits_b;
    let total = n_a + n_b;
    let constant = ln_factorial(n_a) + ln_factorial(n_b) + ln_factorial(hits)
        + ln_factorial(total - hits)
        - ln_factorial(total);
    let probability = |x: f64| {
        libm::exp(
            constant
                - ln_factorial(x)
                - ln_factorial(n_a - x)
                - ln_factorial(hits - x)
                - ln_factorial(n_b - hits + x),
        )
    };
    // Equal likelihoods come out of the logarithms with different last digits.
    let observed = probability(hits_a) * (1.0 + 1e-7);
    let mut sum = 0.0;
    let mut x = (hits - n_b).max(0.0);
    while x <= hits.min(n_a) {
        let p = probability(x);
        if p <= observed {
            sum += p;
        }
        x += 1.0;
    }
    sum.min(1.0)
}

/// Welch's t test of two means. `None` below two answers, and when one group has no spread: its
/// variance is then unknown, not zero.
fn welch(one: &Histogram, other: &Histogram) -> Option<f64> {
    let (n_a, n_b) = (f64::from(one.n()), f64::from(other.n()));
    let (a, b) = (one.variance()? / n_a, other.variance()? / n_b);
    if a <= 0.0 || b <= 0.0 {
        return None;
    }
    let t = (one.mean()? - other.mean()?) / (a + b).sqrt();
    let df = (a + b) * (a + b) / (a * a / (n_a - 1.0) + b * b / (n_b - 1.0));
    Some(t_two_sided(t, df))
}

/// Benjamini–Hochberg adjusted p values, in the order given; entries without a p stay without.
pub fn benjamini_hochberg(p: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut order: Vec<(usize, f64)> =
        p.iter().enumerate().filter_map(|(index, p)| Some((index, (*p)?))).collect();
    order.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    let tests = order.len() as f64;
    let mut adjusted = vec![None; p.len()];
    let mut smallest = 1.0f64;
    for (rank, (index, p)) in order.into_iter().enumerate().rev() {
        smallest = smallest.min(p * tests / (rank as f64 + 1.0));
        adjusted[index] = Some(smallest);
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(value: f64, expected: f64) {
        assert!((value - expected).abs() < 1e-9, "{value} instead of {expected}");
    }

    #[test]
    fn agrees_with_scipy_and_statsmodels() {
        // scipy.stats.fisher_exact([[3, 7], [9, 2]]).pvalue
        close(two_proportions(3, 10, 9, 11), 0.029_973_122_852_379_81);
        // statsmodels proportions_ztest([60, 40], [100, 100])
        close(two_proportions(60, 100, 40, 100), 0.004_677_734_981_047_275);
        // scipy.stats.ttest_ind([1,2,3,4,5], [2,4,4,5,5,5], equal_var=False).pvalue
        let a = Histogram::from_counts(1, &[1, 1, 1, 1, 1]);
        let b = Histogram::from_counts(1, &[0, 1, 0, 2, 3]);
        close(welch(&a, &b).unwrap_or(f64::NAN), 0.212_235_729_840_246_22);
    }

    #[test]
    fn adjustment_follows_benjamini_and_hochberg() {
        let adjusted = benjamini_hochberg(&[Some(0.01), None, Some(0.04), Some(0.03)]);
        assert_eq!(adjusted[1], None);
        close(adjusted[0].unwrap_or(f64::NAN), 0.03);
        close(adjusted[2].unwrap_or(f64::NAN), 0.04);
        close(adjusted[3].unwrap_or(f64::NAN), 0.04);
    }
}
