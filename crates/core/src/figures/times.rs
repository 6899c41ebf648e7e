//! Durations: mean, median and 90th percentile with intervals (definitions.md §1 and §2).

use super::distributions::{Z_95, binomial_cdf, t_95};
use super::resample::{Blocks, RESAMPLES, percentile_interval, quantile};
use super::rng::Rng;

/// Mean of ascending values with its 95 % interval; the interval is `None` below two values and
/// without spread, and its lower end is not below 0.
///
/// The t interval is too short for the long tail of durations. Unless the logarithms speak against a
/// log-normal distribution, the interval is that of log-normal and gamma models together; elsewhere it
/// is the t interval where the values have no long tail, else it comes from the studentised bootstrap, which
/// assumes nothing about the form.
pub fn mean_with_interval(ascending: &[f64], seed: u64) -> Option<(f64, Option<[f64; 2]>)> {
    if ascending.is_empty() {
        return None;
    }
    let mean = ascending.iter().sum::<f64>() / ascending.len() as f64;
    let model = model_interval(ascending, mean);
    let interval = model.or_else(|| {
        let shape = Shape::of(ascending)?;
        let skewness = shape.skewness();
        if skewness < LONG_TAIL {
            let margin = t_95(shape.n - 1.0) * (shape.second / (shape.n - 1.0)).sqrt();
            return Some([mean - margin, mean + margin]);
        }
        let [low, high] = studentised_interval(ascending, seed)?;
        let longer = 1.0 + 0.2 * skewness / shape.n.sqrt();
        Some([low, mean * libm::exp(longer * libm::log(high / mean))])
    });
    Some((mean, interval.map(|[low, high]| [low.max(0.0), high])))
}

/// Skewness from which on durations have a long tail. The t interval covers 95 % of uniform means, where the
/// bootstrap covers 97 % at n = 10; of Weibull means of shape 0.8, with a skewness of 2.8, the bootstrap covers
/// 93 % up to n = 100, nearly all misses beyond its upper end, which is therefore put further out the more skewed
/// the values are.
const LONG_TAIL: f64 = 0.8;

/// Interval of a mean from the log-normal and the gamma model, each counted as it is likely (model
/// averaging, Buckland, Burnham and Augustin 1997). `None` when a value is 0, when the logarithms do
/// not look normal, and when the mean of the values lies outside.
///
/// A few durations hardly tell which of the two they come from, and an interval that is right for one
/// is wrong for the other: that of the log-normal model covers 98 % of exponential means where n is 10,
/// that of the gamma model 89 % of log-normal ones. What is left of this is taken away by factors that go
/// to 1 with n. They were fitted to simulated log-normal, gamma and Weibull values and hold for others
/// (docs/metrics.md).
fn model_interval(values: &[f64], mean: f64) -> Option<[f64; 2]> {
    if values.iter().any(|value| !(*value > 0.0)) {
        return None;
    }
    let logs: Vec<f64> = values.iter().map(|value| libm::log(*value)).collect();
    let n = logs.len() as f64;
    let shape = Shape::of(&logs).filter(Shape::looks_normal)?;
    let log_mean = libm::log(mean);
    let gamma = Gamma::of(log_mean - shape.mean, n);
    let log_normal = log_normal_margins(&shape, log_mean);
    let gamma_margins = gamma.margins();
    let more_likely = gamma.log_likelihood(shape.mean, log_mean) - shape.log_likelihood();
    let weight = 1.0 / (1.0 + libm::exp(more_likely.min(700.0)));
    let up = 1.0 + 2.2 / (n.sqrt() * n.sqrt().sqrt());
    let low = weight * (1.0 + 1.0 / n) * log_normal[0]
        + (1.0 - weight) * (1.0 - 3.0 / n) * gamma_margins[0];
    let high = up * (weight * log_normal[1] + (1.0 - weight) * gamma_margins[1]);
    (low <= 0.0 && high >= 0.0).then(|| [mean * libm::exp(low), mean * libm::exp(high)])
}

/// Ends of the interval of a log-normal mean less the logarithm of the mean of the values (Zou, Huo and
/// Taleban 2009): the uncertainty of ȳ and that of s²/2, whose sum is the logarithm of the mean, put
/// together for either end.
fn log_normal_margins(shape: &Shape, log_mean: f64) -> [f64; 2] {
    let df = shape.n - 1.0;
    let variance = shape.second * shape.n / df;
    let centre = shape.mean + variance / 2.0 - log_mean;
    // Chi-square quantiles by their cube roots (Wilson and Hilferty 1931).
    let quantile = |z: f64| {
        let root = 1.0 - 2.0 / (9.0 * df) + z * (2.0 / (9.0 * df)).sqrt();
        root * root * root
    };
    let margin = |side: f64| {
        let of_variance = variance / 2.0 * (1.0 / quantile(side * Z_95) - 1.0);
        (Z_95 * Z_95 * variance / shape.n + of_variance * of_variance).sqrt()
    };
    [centre - margin(1.0), centre + margin(-1.0)]
}

/// A gamma distribution fitted to values.
struct Gamma {
    n: f64,
    shape: f64,
}

impl Gamma {
    /// Fitted by the logarithm of the mean less the mean of the logarithms (the approximation of the
    /// maximum likelihood of Greenwood and Durand 1960 in the form of Minka 2002, within 1.5 %).
    fn of(gap: f64, n: f64) -> Gamma {
        let gap = gap.max(1e-9);
        let root = ((gap - 3.0) * (gap - 3.0) + 24.0 * gap).sqrt();
        Gamma {
            n,
            shape: (3.0 - gap + root) / (12.0 * gap),
        }
    }

    /// Ends of the interval of the mean less the logarithm of the mean of the values: the cube root of a
    /// gamma variable is nearly normal (Wilson and Hilferty 1931), its variance is estimated, hence t.
    fn margins(&self) -> [f64; 2] {
        let of_sum = self.shape * (self.n - 1.0);
        let margin = t_95(self.n - 1.0) / (3.0 * of_sum.sqrt());
        let root = |side: f64| (1.0 - 1.0 / (9.0 * of_sum) + side * margin).max(0.05);
        [1.0, -1.0].map(|side| -3.0 * libm::log(root(side)))
    }

    /// Logarithm of the likelihood of values with these means of the logarithms and of themselves.
    fn log_likelihood(&self, mean_of_logs: f64, log_mean: f64) -> f64 {
        let k = self.shape;
        let scale = k * (libm::log(k) - log_mean - 1.0) - libm::lgamma(k);
        self.n * (scale + (k - 1.0) * mean_of_logs)
    }
}

/// Moments about the mean.
struct Shape {
    n: f64,
    mean: f64,
    second: f64,
    third: f64,
    fourth: f64,
}

impl Shape {
    /// `None` below two values and without spread.
    fn of(values: &[f64]) -> Option<Shape> {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let moment = |power: i32| -> f64 {
            let deviations = values.iter().map(|value| (value - mean).powi(power));
            deviations.sum::<f64>() / n
        };
        let shape = Shape {
            n,
            mean,
            second: moment(2),
            third: moment(3),
            fourth: moment(4),
        };
        (values.len() > 1 && shape.second > 0.0).then_some(shape)
    }

    /// Logarithm of the likelihood of the values whose logarithms these are, log-normal ones.
    fn log_likelihood(&self) -> f64 {
        let spread = libm::log(2.0 * std::f64::consts::PI * self.second) / 2.0;
        -self.n * (self.mean + spread + 0.5)
    }

    /// False when a test at the 5 % level speaks against the normal distribution: that of the
    /// skewness (D'Agostino 1970) from 8 values on, together with that of the kurtosis (Anscombe
    /// and Glynn 1983) as K² from 20 on. Fewer values cannot speak against it.
    fn looks_normal(&self) -> bool {
        const CHI_SQUARE_95: [f64; 2] = [3.841_458_820_694_124, 5.991_464_547_107_979];
        let square = |z: f64| z * z;
        match () {
            () if self.n < 8.0 => true,
            () if self.n < 20.0 => square(self.z_of_skewness()) < CHI_SQUARE_95[0],
            () => {
                let k2 = square(self.z_of_skewness()) + square(self.z_of_kurtosis());
                k2 < CHI_SQUARE_95[1]
            }
        }
    }

    fn skewness(&self) -> f64 {
        self.third / (self.second * self.second.sqrt())
    }

    fn z_of_skewness(&self) -> f64 {
        let n = self.n;
        let y = self.skewness() * ((n + 1.0) * (n + 3.0) / (6.0 * (n - 2.0))).sqrt();
        let kurtosis = 3.0 * (n * n + 27.0 * n - 70.0) * (n + 1.0) * (n + 3.0)
            / ((n - 2.0) * (n + 5.0) * (n + 7.0) * (n + 9.0));
        let w2 = (2.0 * (kurtosis - 1.0)).sqrt() - 1.0;
        let scale = (2.0 / (w2 - 1.0)).sqrt();
        libm::asinh(y / scale) / (0.5 * libm::log(w2)).sqrt()
    }

    fn z_of_kurtosis(&self) -> f64 {
        let n = self.n;
        let expected = 3.0 * (n - 1.0) / (n + 1.0);
        let variance =
            24.0 * n * (n - 2.0) * (n - 3.0) / ((n + 1.0) * (n + 1.0) * (n + 3.0) * (n + 5.0));
        let kurtosis = self.fourth / (self.second * self.second);
        let x = (kurtosis - expected) / variance.sqrt();
        let skewness = 6.0 * (n * n - 5.0 * n + 2.0) / ((n + 7.0) * (n + 9.0))
            * (6.0 * (n + 3.0) * (n + 5.0) / (n * (n - 2.0) * (n - 3.0))).sqrt();
        let a =
            6.0 + 8.0 / skewness * (2.0 / skewness + (1.0 + 4.0 / (skewness * skewness)).sqrt());
        let cubed = (1.0 - 2.0 / a) / (1.0 + x * (2.0 / (a - 4.0)).sqrt());
        (1.0 - 2.0 / (9.0 * a) - libm::cbrt(cubed)) / (2.0 / (9.0 * a)).sqrt()
    }
}

/// Studentised bootstrap interval of a mean (Efron and Tibshirani 1993, §12.5) over blocks of rows:
/// above [`super::resample::BLOCKS`] values the skewness of a sum of blocks is that of the sum.
fn studentised_interval(values: &[f64], seed: u64) -> Option<[f64; 2]> {
    let mut rng = Rng::new(seed, 0x6475_7261);
    let key = |row: usize| values[row].to_bits();
    let order = |a: usize, b: usize| values[a].total_cmp(&values[b]);
    let blocks = Blocks::new(
        (values.len(), 0..values.len()),
        key,
        order,
        2,
        &mut rng,
        |row, sums| {
            sums[0] += 1.0;
            sums[1] += values[row];
        },
    );
    let total = blocks.total();
    let mean = total[1] / total[0];
    let error = blocks.error_of_mean(&vec![1; blocks.len()])?;
    let mut ratios = Vec::with_capacity(RESAMPLES);
    let (mut drawn, mut sums) = (Vec::new(), vec![0.0; 2]);
    for _ in 0..RESAMPLES {
        blocks.resample(&mut rng, &mut drawn, &mut sums);
        // A resample of equal values alone has no error, and says nothing about the ratio.
        if let Some(again) = blocks.error_of_mean(&drawn) {
            ratios.push((sums[1] / sums[0] - mean) / again);
        }
    }
    let [low, high] = percentile_interval(&mut ratios)?;
    Some([mean - high * error, mean - low * error])
}

/// Quantile of ascending values (linear interpolation, type 7) with its 95 % interval. The interval
/// is `None` when there are too few values for one: below 6 for the median, below 36 for the 90th
/// percentile, whatever lies beyond the largest value.
///
/// The ends lie between two order statistics each, so that 2.5 % are expected beyond either
/// (Hettmansperger and Sheather 1986 for the median, Nyblom 1992 for any quantile): the ranks alone
/// would make it wider than it has to be.
pub fn quantile_with_interval(ascending: &[f64], share: f64) -> Option<(f64, Option<[f64; 2]>)> {
    let value = quantile(ascending, share)?;
    let n = ascending.len();
    let between = |(rank, weight): (usize, f64), at: &dyn Fn(usize) -> f64| {
        (1.0 - weight) * at(rank) + weight * at(rank + 1)
    };
    let low = lower_end(n, share).map(|end| between(end, &|rank| ascending[rank - 1]));
    let high = lower_end(n, 1.0 - share).map(|end| between(end, &|rank| ascending[n - rank]));
    Some((value, low.zip(high).map(|(low, high)| [low, high])))
}

/// Rank from 1 on and weight of the next value, between which the lower end of a quantile's
/// interval lies. `None` when even the smallest value is above the quantile in more than 2.5 %.
fn lower_end(n: usize, share: f64) -> Option<(usize, f64)> {
    const BEYOND: f64 = 0.025;
    // Chance that the value of a rank lies above the quantile.
    let above = |rank: usize| binomial_cdf(rank as f64 - 1.0, n as f64, share);
    let rank = partition(n, |rank| above(rank) <= BEYOND);
    if rank == 0 || rank == n {
        return None;
    }
    let (here, next) = (above(rank), above(rank + 1));
    let ratio = rank as f64 * (1.0 - share) * (next - BEYOND)
        / ((n - rank) as f64 * share * (BEYOND - here));
    Some((rank, 1.0 / (1.0 + ratio)))
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
        // Tables for the median at 95 %: n = 10 → ranks 2 and 9 (97.9 %), 3 and 8 (89.1 %).
        for (n, outer, inner) in [(10, [2.0, 9.0], [3.0, 8.0]), (20, [6.0, 15.0], [7.0, 14.0])] {
            let values: Vec<f64> = (1..=n).map(f64::from).collect();
            let found = quantile_with_interval(&values, 0.5).and_then(|(_, interval)| interval);
            let [low, high] = found.unwrap_or_else(|| panic!("no interval of {n}"));
            assert!(outer[0] < low && low < inner[0], "{n}: {low}");
            assert!(inner[1] < high && high < outer[1], "{n}: {high}");
            assert!(
                (low + high - f64::from(n) - 1.0).abs() < 1e-9,
                "{low} {high}"
            );
        }
        assert_eq!(
            quantile_with_interval(&[1.0, 2.0, 3.0], 0.5),
            Some((2.0, None))
        );
    }

    #[test]
    fn the_form_of_the_values_decides_how_sure_their_mean_is() {
        // Quantiles of a log-normal distribution, and of a uniform one with a far outlier.
        let normal = [-1.6, -1.0, -0.7, -0.4, -0.1, 0.1, 0.4, 0.7, 1.0, 1.6];
        let durations: Vec<f64> = normal.iter().map(|z| libm::exp(*z)).collect();
        let (mean, interval) = mean_with_interval(&durations, 1).unwrap_or_default();
        assert_eq!(interval, model_interval(&durations, mean));
        let mut odd: Vec<f64> = (90..120).map(f64::from).collect();
        odd.push(4000.0);
        assert_eq!(model_interval(&odd, 234.0), None);
        let found = mean_with_interval(&odd, 1);
        assert!(
            found.is_some_and(|(mean, ends)| ends.is_some_and(|[l, h]| l < mean && h > mean)),
            "{found:?}"
        );
        assert_eq!(mean_with_interval(&[2.0, 2.0, 2.0], 1), Some((2.0, None)));
        assert_eq!(mean_with_interval(&[0.0, 0.0], 1), Some((0.0, None)));
    }

    #[test]
    fn normality_is_tested_as_scipy_does() {
        // scipy.stats.skewtest and kurtosistest of these 24 values.
        let values: Vec<f64> = (0..24)
            .map(|i| f64::from(i * i % 37) + f64::from(i) / 3.0)
            .collect();
        let shape = Shape::of(&values).unwrap_or_else(|| panic!("no spread"));
        assert!(
            (shape.z_of_skewness() - -0.257057231857).abs() < 1e-9,
            "{}",
            shape.z_of_skewness()
        );
        assert!(
            (shape.z_of_kurtosis() - -2.709171697326).abs() < 1e-9,
            "{}",
            shape.z_of_kurtosis()
        );
    }
}
