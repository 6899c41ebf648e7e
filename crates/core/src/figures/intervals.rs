//! 95 % intervals (definitions.md §2).

use super::Histogram;
use super::distributions::{Z_95, t_95};

/// Adjusted shares of promoters and detractors: n' = n + 3, three quarters of an answer more on
/// either side (adjusted Wald, Rocks 2016).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AdjustedNps {
    /// Adjusted number of answers.
    pub n: f64,
    /// Adjusted score, −1 to 1.
    pub score: f64,
    /// Variance of one answer.
    pub variance: f64,
}

/// The adjusted values of `n` answers with `promoters` and `detractors`.
pub fn adjusted_nps(promoters: u32, detractors: u32, n: u32) -> AdjustedNps {
    let n = f64::from(n) + 3.0;
    let p = (f64::from(promoters) + 0.75) / n;
    let d = (f64::from(detractors) + 0.75) / n;
    let score = p - d;
    AdjustedNps {
        n,
        score,
        variance: p + d - score * score,
    }
}

/// Interval of an NPS in points, clipped to ±100.
pub fn nps_interval(promoters: u32, detractors: u32, n: u32) -> [f64; 2] {
    let adjusted = adjusted_nps(promoters, detractors, n);
    let margin = Z_95 * (adjusted.variance / adjusted.n).sqrt();
    [
        (100.0 * (adjusted.score - margin)).max(-100.0),
        (100.0 * (adjusted.score + margin)).min(100.0),
    ]
}

/// Wilson interval of a share, 0 to 1. Without answers it is the whole range.
pub fn wilson(hits: u32, n: u32) -> [f64; 2] {
    if n == 0 {
        return [0.0, 1.0];
    }
    let (hits, n) = (f64::from(hits), f64::from(n));
    let p = hits / n;
    let z2 = Z_95 * Z_95;
    let centre = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let margin = Z_95 / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    // At the ends of the range the formula is exact only up to rounding.
    let low = if hits == 0.0 {
        0.0
    } else {
        (centre - margin).max(0.0)
    };
    let high = if hits == n {
        1.0
    } else {
        (centre + margin).min(1.0)
    };
    [low, high]
}

/// t interval of the mean answer, clipped to the ends of the scale (definitions.md §2).
///
/// `None` below two answers, and when all answers are the same: a sample without spread says
/// nothing about the spread of those who did not answer, and an interval of width zero would
/// claim certainty.
pub fn mean_interval(answers: &Histogram) -> Option<[f64; 2]> {
    let (mean, variance) = (answers.mean()?, answers.variance()?);
    if variance <= 0.0 {
        return None;
    }
    let n = f64::from(answers.n());
    let margin = t_95(n - 1.0) * (variance / n).sqrt();
    let [low, high] = answers.range();
    Some([
        (mean - margin).max(low.into()),
        (mean + margin).min(high.into()),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nps_interval_of_ten_answers() {
        // n' = 13, p' = 5.75/13, d' = 2.75/13, computed by hand.
        let [low, high] = nps_interval(5, 2, 10);
        assert!(
            (low - -19.050_6).abs() < 1e-3 && (high - 65.204_5).abs() < 1e-3,
            "{low} {high}"
        );
        assert_eq!(nps_interval(10, 0, 10)[1], 100.0);
    }

    #[test]
    fn intervals_of_means_stay_on_the_scale_and_need_spread() {
        let interval = mean_interval(&Histogram::from_counts(1, &[0, 0, 0, 1, 3]));
        assert!(
            interval.is_some_and(|[low, high]| low > 3.0 && high == 5.0),
            "{interval:?}"
        );
        assert_eq!(
            mean_interval(&Histogram::from_counts(1, &[0, 0, 0, 0, 9])),
            None
        );
    }

    #[test]
    fn wilson_agrees_with_statsmodels() {
        // statsmodels.stats.proportion.proportion_confint(12, 80, method="wilson")
        let [low, high] = wilson(12, 80);
        assert!(
            (low - 0.087_940_405_061_635).abs() < 1e-12
                && (high - 0.244_132_285_613_233).abs() < 1e-12,
            "{low} {high}"
        );
        assert_eq!(wilson(0, 10)[0], 0.0);
        assert_eq!(wilson(10, 10)[1], 1.0);
    }
}
