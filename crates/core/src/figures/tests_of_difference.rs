//! Tests of two independent groups and their adjustment for many comparisons (definitions.md §2).

use super::Histogram;
use super::distributions::{Z_80, Z_95, ln_factorial, normal_two_sided, t_95, t_two_sided};
use super::intervals::{adjusted_nps, mean_interval, wilson};
use super::score::{Scale, nps_counts};
use crate::order::Arrange;
use crate::report::Metric;

/// Two-sided p of the difference between two groups: NPS by the adjusted z, CSAT by the
/// two-proportion z or Fisher's exact test, means by Welch's t. `None` when a group is too small.
pub fn difference(scale: Scale, one: &Histogram, other: &Histogram) -> Option<f64> {
    if one.n() == 0 || other.n() == 0 {
        return None;
    }
    match scale.metric {
        Some(Metric::Nps) => Some(two_nps(one, other)),
        Some(Metric::Csat) => Some(two_proportions(
            scale.hits(one),
            one.n(),
            scale.hits(other),
            other.n(),
        )),
        _ => welch(one, other),
    }
}

/// How two independent groups differ: second minus first, in the unit of the figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// Difference of the figures.
    pub value: f64,
    /// 95 % interval: adjusted Wald for NPS, Newcombe's hybrid of Wilson intervals for shares
    /// (Newcombe 1998, method 10), Welch for means, or the intervals of both put together where a group has no
    /// spread. `None` on a scale of one point.
    pub interval: Option<[f64; 2]>,
    /// Two-sided p. `None` when a group has no spread to tell.
    pub p: Option<f64>,
    /// `adjusted_z`, `two_proportion_z`, `fisher` or `welch_t`.
    pub test: &'static str,
    /// Effect size: Cohen's h for shares, Cohen's d otherwise (for NPS of the code −1, 0, +1).
    pub effect: Option<f64>,
    /// Variance of one answer, averaged over both groups, in squared units of the figure.
    pub variance: Option<f64>,
}

/// Compares two groups. `None` when one of them has no answers.
pub fn compare(scale: Scale, first: &Histogram, second: &Histogram) -> Option<Difference> {
    let value = scale.value(second)?.value - scale.value(first)?.value;
    let variances = scale.variance(first).zip(scale.variance(second));
    let variance = variances.map(|(one, other)| (one + other) / 2.0);
    let (interval, test) = match scale.metric {
        Some(Metric::Nps) => (Some(nps_difference_interval(first, second)), "adjusted_z"),
        Some(Metric::Csat) => {
            let counts = [scale.hits(first), first.n(), scale.hits(second), second.n()];
            let test = if uses_fisher(counts) {
                "fisher"
            } else {
                "two_proportion_z"
            };
            (Some(newcombe(counts)), test)
        }
        _ => (difference_of_means(first, second), "welch_t"),
    };
    let effect = match scale.metric {
        Some(Metric::Csat) => {
            let share = |group: &Histogram| f64::from(scale.hits(group)) / f64::from(group.n());
            Some(cohen_h(share(first), share(second)))
        }
        _ => cohen_d(scale, first, second, value),
    };
    Some(Difference {
        value,
        interval,
        p: difference(scale, first, second),
        test,
        effect,
        variance,
    })
}

/// Answers that each of two equal groups needs to show a difference at 80 % power and α = 5 %:
/// 2·V·(z₀.₉₇₅ + z₀.₈)²/Δ², rounded up (definitions.md §2). `None` for no difference.
pub fn needed_per_group(variance: f64, difference: f64) -> Option<u64> {
    let points = Z_95 + Z_80;
    let needed = 2.0 * variance * points * points / (difference * difference);
    (needed.is_finite() && needed < 1e15).then(|| (libm::ceil(needed) as u64).max(2))
}

/// The smallest difference that two groups of these sizes show at 80 % power and α = 5 %.
pub fn detectable(variance: f64, n_first: u32, n_second: u32) -> f64 {
    let sizes = 1.0 / f64::from(n_first.max(1)) + 1.0 / f64::from(n_second.max(1));
    (Z_95 + Z_80) * (variance * sizes).sqrt()
}

/// Cohen's h of two shares: 2·asin√p₂ − 2·asin√p₁ (Cohen 1988, §6.2).
pub fn cohen_h(first: f64, second: f64) -> f64 {
    2.0 * libm::asin(second.clamp(0.0, 1.0).sqrt()) - 2.0 * libm::asin(first.clamp(0.0, 1.0).sqrt())
}

/// Cohen's d: the difference over the pooled standard deviation (Cohen 1988, §2.5). `None` without
/// spread.
fn cohen_d(scale: Scale, first: &Histogram, second: &Histogram, value: f64) -> Option<f64> {
    let (n_1, n_2) = (f64::from(first.n()), f64::from(second.n()));
    let sample = |group: &Histogram, n: f64| match scale.metric {
        // The variance of the code is that of the group; n − 1 makes it a sample variance.
        Some(Metric::Nps) => scale
            .variance(group)
            .map(|variance| variance * n / (n - 1.0)),
        _ => group.variance(),
    };
    let (v_1, v_2) = (sample(first, n_1)?, sample(second, n_2)?);
    let pooled = ((n_1 - 1.0) * v_1 + (n_2 - 1.0) * v_2) / (n_1 + n_2 - 2.0);
    (pooled > 0.0).then(|| value / pooled.sqrt())
}

fn nps_difference_interval(first: &Histogram, second: &Histogram) -> [f64; 2] {
    let adjusted = |answers: &Histogram| {
        let (promoters, detractors) = nps_counts(answers);
        adjusted_nps(promoters.into(), detractors.into(), answers.n().into())
    };
    let (a, b) = (adjusted(first), adjusted(second));
    let margin = Z_95 * (a.variance / a.n + b.variance / b.n).sqrt();
    let centre = b.score - a.score;
    [
        (100.0 * (centre - margin)).max(-200.0),
        (100.0 * (centre + margin)).min(200.0),
    ]
}

fn newcombe([hits_1, n_1, hits_2, n_2]: [u32; 4]) -> [f64; 2] {
    let (p_1, p_2) = (
        f64::from(hits_1) / f64::from(n_1),
        f64::from(hits_2) / f64::from(n_2),
    );
    let ([l_1, u_1], [l_2, u_2]) = (wilson(hits_1, n_1), wilson(hits_2, n_2));
    joined(p_2 - p_1, [p_2 - l_2, u_1 - p_1], [u_2 - p_2, p_1 - l_1]).map(|end| 100.0 * end)
}

/// Welch's interval. Where a group has no spread, the two intervals of the means are put together, each way
/// the farther end of one and the nearer of the other, as Newcombe does with those of shares (Zou and Donner 2008).
fn difference_of_means(first: &Histogram, second: &Histogram) -> Option<[f64; 2]> {
    let (m_1, m_2) = (first.mean()?, second.mean()?);
    let value = m_2 - m_1;
    if let Some((error, df)) = welch_error(first, second) {
        let margin = t_95(df) * error;
        return Some([value - margin, value + margin]);
    }
    let ([l_1, u_1], [l_2, u_2]) = (mean_interval(first)?, mean_interval(second)?);
    Some(joined(
        value,
        [m_2 - l_2, u_1 - m_1],
        [u_2 - m_2, m_1 - l_1],
    ))
}

/// The interval of a difference from the distances of both figures to the ends of theirs.
fn joined(value: f64, below: [f64; 2], above: [f64; 2]) -> [f64; 2] {
    let root = |[a, b]: [f64; 2]| (a * a + b * b).sqrt();
    [value - root(below), value + root(above)]
}

/// Standard error of a difference of means and its degrees of freedom (Welch–Satterthwaite).
fn welch_error(one: &Histogram, other: &Histogram) -> Option<(f64, f64)> {
    let (n_a, n_b) = (f64::from(one.n()), f64::from(other.n()));
    let (a, b) = (one.variance()? / n_a, other.variance()? / n_b);
    if a <= 0.0 || b <= 0.0 {
        return None;
    }
    let df = (a + b) * (a + b) / (a * a / (n_a - 1.0) + b * b / (n_b - 1.0));
    Some(((a + b).sqrt(), df))
}

fn uses_fisher([hits_a, n_a, hits_b, n_b]: [u32; 4]) -> bool {
    let (n_a, n_b) = (f64::from(n_a), f64::from(n_b));
    let pooled = f64::from(hits_a + hits_b) / (n_a + n_b);
    n_a.min(n_b) * pooled.min(1.0 - pooled) < 5.0
}

fn two_nps(one: &Histogram, other: &Histogram) -> f64 {
    let adjusted = |answers: &Histogram| {
        let (promoters, detractors) = nps_counts(answers);
        adjusted_nps(promoters.into(), detractors.into(), answers.n().into())
    };
    let (a, b) = (adjusted(one), adjusted(other));
    normal_two_sided((a.score - b.score) / (a.variance / a.n + b.variance / b.n).sqrt())
}

/// Two-proportion z with the pooled share; Fisher's exact test when an expected count is below 5.
pub fn two_proportions(hits_a: u32, n_a: u32, hits_b: u32, n_b: u32) -> f64 {
    if uses_fisher([hits_a, n_a, hits_b, n_b]) {
        return fisher(hits_a.into(), n_a.into(), hits_b.into(), n_b.into());
    }
    let (n_a, n_b) = (f64::from(n_a), f64::from(n_b));
    let (hits_a, hits_b) = (f64::from(hits_a), f64::from(hits_b));
    let pooled = (hits_a + hits_b) / (n_a + n_b);
    let error = (pooled * (1.0 - pooled) * (1.0 / n_a + 1.0 / n_b)).sqrt();
    normal_two_sided((hits_a / n_a - hits_b / n_b) / error)
}

/// Two-sided Fisher test: the sum over all tables that are at most as likely as the observed one.
pub fn fisher(hits_a: f64, n_a: f64, hits_b: f64, n_b: f64) -> f64 {
    let hits = hits_a + hits_b;
    let total = n_a + n_b;
    let constant =
        ln_factorial(n_a) + ln_factorial(n_b) + ln_factorial(hits) + ln_factorial(total - hits)
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
    let (error, df) = welch_error(one, other)?;
    Some(t_two_sided((one.mean()? - other.mean()?) / error, df))
}

/// Benjamini–Hochberg adjusted p values, in the order given; entries without a p stay without.
pub fn benjamini_hochberg(p: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut order: Vec<(usize, f64)> = p
        .iter()
        .enumerate()
        .filter_map(|(index, p)| Some((index, (*p)?)))
        .collect();
    order.arrange_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
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
        assert!(
            (value - expected).abs() < 1e-9,
            "{value} instead of {expected}"
        );
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
    fn needed_answers_are_those_of_the_definitions() {
        for (points, needed) in [
            (30.0, 107),
            (20.0, 240),
            (15.0, 426),
            (10.0, 958),
            (5.0, 3831),
        ] {
            assert_eq!(needed_per_group(6100.0, points), Some(needed));
        }
        assert_eq!(needed_per_group(6100.0, 0.0), None);
        assert!((detectable(6100.0, 958, 958) - 10.0).abs() < 0.01);
    }

    #[test]
    fn groups_without_spread_give_no_test_of_means() {
        let same = Histogram::from_counts(1, &[0, 0, 0, 0, 9]);
        let spread = Histogram::from_counts(1, &[1, 2, 3, 2, 1]);
        let scale = Scale {
            metric: None,
            range: [1, 5],
            low_is_good: false,
        };
        let found = compare(scale, &same, &spread);
        // 5 ± [1.196580, 0] and 3 ± 0.997896 (t of 8 degrees, variance 1.5), put together by hand.
        let [low, high] = found.and_then(|d| d.interval).unwrap_or_default();
        assert!(found.is_some_and(|d| d.p.is_none() && d.value == -2.0));
        let t_margin = 2.306_004 * f64::sqrt(1.5 / 9.0);
        assert!((low + 2.0 + t_margin).abs() < 1e-5, "{low}");
        assert!(
            (high + 2.0 - t_margin.hypot(1.196_580)).abs() < 1e-5,
            "{high}"
        );
    }

    #[test]
    fn shares_differ_as_newcombe_says() {
        // Newcombe (1998), table II, example (a), method 10: 56/70 − 48/80, 0.0524 to 0.3339.
        let [low, high] = newcombe([48, 80, 56, 70]);
        assert!(
            (low - 5.24).abs() < 0.01 && (high - 33.39).abs() < 0.01,
            "{low} {high}"
        );
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
