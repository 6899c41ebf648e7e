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

/// The adjusted values of `n` answers with `promoters` and `detractors`; all three may be sums of
/// weights.
pub fn adjusted_nps(promoters: f64, detractors: f64, n: f64) -> AdjustedNps {
    let n = n + 3.0;
    let p = (promoters + 0.75) / n;
    let d = (detractors + 0.75) / n;
    let score = p - d;
    AdjustedNps {
        n,
        score,
        variance: p + d - score * score,
    }
}

/// Interval of an NPS in points, clipped to ±100 and holding the figure itself, beyond which it would end with a
/// single answer; the counts may be sums of weights.
pub fn nps_interval(promoters: f64, detractors: f64, n: f64) -> [f64; 2] {
    let adjusted = adjusted_nps(promoters, detractors, n);
    let margin = Z_95 * (adjusted.variance / adjusted.n).sqrt();
    let value = 100.0 * (promoters - detractors) / n;
    [
        (100.0 * (adjusted.score - margin)).max(-100.0).min(value),
        (100.0 * (adjusted.score + margin)).min(100.0).max(value),
    ]
}

/// Wilson interval of a share, 0 to 1; the counts may be sums of weights. Without answers it is the
/// whole range.
pub fn wilson(hits: impl Into<f64>, n: impl Into<f64>) -> [f64; 2] {
    wilson_of(hits.into(), n.into())
}

fn wilson_of(hits: f64, n: f64) -> [f64; 2] {
    if !(n > 0.0) {
        return [0.0, 1.0];
    }
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

/// Interval of the mean answer, within the ends of the scale: t (definitions.md §2), or what can be said of
/// answers that are all the same.
///
/// A sample without spread does not make anything certain, and t would give an interval of width zero. But a
/// share of others that n answers do not show is no larger than the upper end of Wilson's interval of none of n
/// (Wilson 1927), and these would lie between the ends of the scale. `None` without answers, and where
/// the scale has one point.
pub fn mean_interval(answers: &Histogram) -> Option<[f64; 2]> {
    let mean = answers.mean()?;
    let [low, high] = answers.range().map(f64::from);
    let n = f64::from(answers.n());
    let variance = answers.variance().unwrap_or(0.0);
    if variance > 0.0 {
        let margin = t_95(n - 1.0) * (variance / n).sqrt();
        return Some([(mean - margin).max(low), (mean + margin).min(high)]);
    }
    let [_, others] = wilson(0, answers.n());
    (low < high).then(|| [low, high].map(|end| mean + others * (end - mean)))
}

/// A ratio of sums over comments: opinions for less opinions against, by opinions at all.
///
/// Opinions of one comment are alike, so that comments and not opinions are the sample.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Ratio {
    comments: i64,
    above: i64,
    below: i64,
    /// Σ above², Σ above·below, Σ below².
    squares: [i64; 3],
}

impl Ratio {
    /// Adds one comment with so many opinions (`below`) and their sum (`above`, −below to below).
    pub fn add(&mut self, above: i64, below: i64) {
        self.comments += i64::from(below > 0);
        self.above += above;
        self.below += below;
        let products = [above * above, above * below, below * below];
        (self.squares.iter_mut().zip(products)).for_each(|(sum, product)| *sum += product);
    }

    /// Opinions.
    pub fn below(&self) -> i64 {
        self.below
    }

    /// The ratio, −1 to 1. `None` without opinions.
    pub fn value(&self) -> Option<f64> {
        (self.below > 0).then(|| self.above as f64 / self.below as f64)
    }

    /// t interval of the ratio, −1 to 1, by linearisation (Cochran 1977, §6.8). `None` without
    /// opinions.
    ///
    /// In the manner of the adjusted Wald interval one more comment counts, of the usual number of
    /// opinions, half of it for and half against: without it the interval covers 92 % for ten
    /// comments, and nothing at all where all agree.
    pub fn interval(&self) -> Option<[f64; 2]> {
        if self.below == 0 {
            return None;
        }
        let n = self.comments as f64 + 1.0;
        let usual = self.below as f64 / self.comments as f64;
        let below = self.below as f64 + usual;
        let ratio = self.above as f64 / below;
        let [above2, product, below2] = self.squares.map(|sum| sum as f64);
        let more = usual * usual * (1.0 + ratio * ratio);
        let squares = above2 - 2.0 * ratio * product + ratio * ratio * below2 + more;
        let margin = t_95(n - 1.0) * (squares * n / (n - 1.0)).sqrt() / below;
        Some([(ratio - margin).max(-1.0), (ratio + margin).min(1.0)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_of_opinions_has_an_interval_even_where_all_agree() {
        let mut agreed = Ratio::default();
        (0..8).for_each(|_| agreed.add(2, 2));
        assert_eq!(agreed.value(), Some(1.0));
        assert!(
            agreed
                .interval()
                .is_some_and(|[low, high]| low > 0.3 && high == 1.0),
            "{:?}",
            agreed.interval()
        );
        let mut mixed = agreed;
        (0..8).for_each(|_| mixed.add(-1, 1));
        mixed.add(0, 0);
        assert_eq!((mixed.below(), mixed.value()), (24, Some(1.0 / 3.0)));
        assert_eq!(Ratio::default().interval(), None);
    }

    #[test]
    fn nps_interval_of_ten_answers() {
        // n' = 13, p' = 5.75/13, d' = 2.75/13, computed by hand.
        let [low, high] = nps_interval(5.0, 2.0, 10.0);
        assert!(
            (low - -19.050_6).abs() < 1e-3 && (high - 65.204_5).abs() < 1e-3,
            "{low} {high}"
        );
        assert_eq!(nps_interval(10.0, 0.0, 10.0)[1], 100.0);
    }

    #[test]
    fn intervals_of_means_stay_on_the_scale() {
        let interval = mean_interval(&Histogram::from_counts(1, &[0, 0, 0, 1, 3]));
        assert!(
            interval.is_some_and(|[low, high]| low > 3.0 && high == 5.0),
            "{interval:?}"
        );
        // Wilson's interval of 0 of 9 ends at z²/(9 + z²) = 0.299145.
        for (counts, expected) in [
            ([0, 0, 0, 0, 9], [3.803_420, 5.0]),
            ([0, 9, 0, 0, 0], [1.700_855, 2.897_435]),
        ] {
            let interval = mean_interval(&Histogram::from_counts(1, &counts));
            let [low, high] = interval.unwrap_or_default();
            let off = (low - expected[0]).abs().max((high - expected[1]).abs());
            assert!(off < 1e-5, "{low} {high}");
        }
        assert_eq!(mean_interval(&Histogram::from_counts(1, &[9])), None);
        assert_eq!(mean_interval(&Histogram::from_counts(1, &[0, 0])), None);
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
