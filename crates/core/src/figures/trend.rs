//! Trend by period with control limits (definitions.md §3).

use super::Histogram;
use super::distributions::normal_two_sided;
use super::score::Scale;
use crate::report::{Metric, TrendPoint};

/// Chance of one tail beyond three standard errors of a normal distribution, which is what a flag promises.
const TAIL: f64 = 0.001_349_898_031_630_094_5;

/// Most steps between the lowest and the highest sum of a period's answers up to which the distribution of the sum
/// is worked out; that of more answers is near enough to the normal one.
const MOST_STEPS: usize = 2048;

/// One point per period that has answers or is hidden. `months` are ascending; `hidden` says which of them are
/// not shown; `all` are the answers of the score, with a date or without.
///
/// Limits: overall value ± 3·√(V/n_t), where V is the variance of one answer, clipped to what the figure can be.
/// Both are those of all answers, which are shown as a whole: those of dated ones would tell the others.
pub fn trend(
    column: u32,
    scale: Scale,
    months: &[(String, Histogram)],
    hidden: &[bool],
    all: &Histogram,
) -> Vec<TrendPoint> {
    let centre = scale.value(all).map(|value| value.value);
    let variance = scale.variance(all);
    let expected = centre.zip(variance).map(|(centre, variance)| Expected {
        scale,
        centre,
        variance,
        all,
    });
    months
        .iter()
        .enumerate()
        .filter(|(place, (_, answers))| answers.n() > 0 || hidden.get(*place) == Some(&true))
        .map(|(place, (period, answers))| {
            let hidden = hidden.get(place) != Some(&false);
            point((column, scale), period, answers, expected.as_ref(), hidden)
        })
        .collect()
}

/// What a period is held against.
struct Expected<'a> {
    scale: Scale,
    centre: f64,
    variance: f64,
    all: &'a Histogram,
}

impl Expected<'_> {
    fn error(&self, n: u32) -> f64 {
        (self.variance / f64::from(n)).sqrt()
    }

    fn limits(&self, n: u32) -> [f64; 2] {
        let margin = 3.0 * self.error(n);
        let [low, high] = self.scale.bounds();
        [
            (self.centre - margin).max(low),
            (self.centre + margin).min(high),
        ]
    }

    /// Chance that as many answers as these, drawn from all, lie as far to the same side of the overall value, or
    /// farther. Near the end of a scale the normal distribution promises far less than happens: of six answers
    /// that are good in 95 of 100 cases two are bad on every thirtieth day.
    fn tail(&self, answers: &Histogram, value: f64) -> f64 {
        let n = answers.n();
        // What an answer adds in steps from the side that the tail lies on.
        let unit = match self.scale.metric {
            Some(Metric::Nps | Metric::Csat) => 100.0,
            _ => 1.0,
        };
        let [low, high] = self.scale.bounds();
        let below = value < self.centre;
        let step = |answer: i32| {
            let added = self.scale.contribution(answer);
            let from_side = if below { added - low } else { high - added };
            (from_side / unit) as usize
        };
        let mut chances = vec![0.0; ((high - low) / unit) as usize + 1];
        for (answer, count) in self.all.points() {
            chances[step(answer)] += f64::from(count) / f64::from(self.all.n());
        }
        if (chances.len() - 1) * n as usize > MOST_STEPS {
            return normal_two_sided((value - self.centre) / self.error(n)) / 2.0;
        }
        let own = answers.points();
        let most: usize = own
            .map(|(answer, count)| step(answer) * count as usize)
            .sum();
        lower_tail(chances, n, most)
    }
}

/// Chance that the sum of `n` independent draws of a number of steps is `most` or less.
fn lower_tail(chances: Vec<f64>, mut n: u32, most: usize) -> f64 {
    let (mut sum, mut power) = (vec![1.0], chances);
    while n > 0 {
        if n % 2 == 1 {
            sum = of_both(&sum, &power, most);
        }
        n /= 2;
        if n > 0 {
            power = of_both(&power, &power, most);
        }
    }
    sum.iter().sum()
}

/// Distribution of the sum of two independent numbers, as far as `most`.
fn of_both(one: &[f64], other: &[f64], most: usize) -> Vec<f64> {
    let mut both = vec![0.0; (one.len() + other.len() - 1).min(most + 1)];
    for (place, chance) in one.iter().enumerate().take(both.len()) {
        let sums = both[place..].iter_mut().zip(other);
        sums.for_each(|(sum, more)| *sum += chance * more);
    }
    both
}

fn point(
    (column, scale): (u32, Scale),
    period: &str,
    answers: &Histogram,
    expected: Option<&Expected>,
    hidden: bool,
) -> TrendPoint {
    let n = answers.n();
    let value = if hidden { None } else { scale.value(answers) };
    let expected = expected.filter(|_| !hidden);
    let limits = expected.map(|expected| expected.limits(n));
    let outside = match (value, limits) {
        (Some(value), Some([low, _])) if value.value < low => Some(("below", value.value)),
        (Some(value), Some([_, high])) if value.value > high => Some(("above", value.value)),
        _ => None,
    };
    let tail = outside.zip(expected);
    let tail = tail.map(|((_, value), expected)| expected.tail(answers, value));
    let tail = tail.filter(|tail| *tail <= TAIL);
    TrendPoint {
        column,
        period: period.to_owned(),
        n: (!hidden).then_some(n),
        value: value.map(|value| value.value),
        interval: value.and_then(|value| value.interval),
        limits,
        flag: outside.filter(|_| tail.is_some()).map(|(side, _)| side),
        tail,
        hidden,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::breakdown::suppressed;
    use crate::report::Metric;

    #[test]
    fn a_month_outside_the_limits_is_flagged() {
        let scale = Scale {
            metric: Some(Metric::Nps),
            range: [0, 10],
            low_is_good: false,
        };
        let good = Histogram::from_counts(0, &[20, 0, 0, 0, 0, 0, 0, 30, 0, 0, 50]);
        let bad = Histogram::from_counts(0, &[80, 0, 0, 0, 0, 0, 0, 10, 0, 0, 10]);
        let small = Histogram::from_counts(0, &[3]);
        let months: Vec<_> = [good.clone(), good.clone(), bad, small, good]
            .into_iter()
            .enumerate()
            .map(|(month, answers)| (format!("2026-{:02}", month + 1), answers))
            .collect();
        let sizes: Vec<u32> = months.iter().map(|(_, answers)| answers.n()).collect();
        let mut all = Histogram::new(scale.range);
        months.iter().for_each(|(_, answers)| all.add(answers));
        let points = trend(0, scale, &months, &suppressed(&sizes, 5), &all);
        let flags: Vec<_> = points.iter().map(|point| point.flag).collect();
        // The first of the equal months protects the small one, which the total would give away.
        assert_eq!(flags, [None, None, Some("below"), None, None]);
        let hidden: Vec<_> = points
            .iter()
            .map(|point| point.hidden && point.n.is_none())
            .collect();
        assert_eq!(hidden, [false, false, false, true, true]);
    }

    fn of(metric: Option<Metric>, range: [i32; 2]) -> Scale {
        Scale {
            metric,
            range,
            low_is_good: false,
        }
    }

    /// How often a period of `n` answers drawn from `all` is flagged, over all that it could be.
    fn flagged(scale: Scale, all: &Histogram, middle: usize, n: u32) -> f64 {
        let share = |answer: usize| {
            let mut points = all.points();
            points
                .nth(answer)
                .map_or(0.0, |(_, count)| f64::from(count) / f64::from(all.n()))
        };
        let factorial = |n: u32| libm::lgamma(f64::from(n) + 1.0);
        let mut chance = 0.0;
        // Only the lowest, the middle and the highest answer are ever given.
        let [low, high] = scale.range;
        let width = (high - low) as usize;
        let places = [0, middle, width];
        for a in 0..=n {
            for b in 0..=n - a {
                let counts = [a, b, n - a - b];
                let mut own = vec![0; width + 1];
                let mut log = factorial(n);
                for (&place, &count) in places.iter().zip(&counts) {
                    own[place] = count;
                    log += f64::from(count) * libm::log(share(place)) - factorial(count);
                }
                let months = [("2026-01".to_owned(), Histogram::from_counts(low, &own))];
                let points = trend(0, scale, &months, &[false], all);
                chance += match points[0].flag {
                    Some(_) => libm::exp(log),
                    None => 0.0,
                };
            }
        }
        chance
    }

    #[test]
    fn a_flag_is_as_rare_as_it_promises_near_the_end_of_a_scale() {
        for (n, top) in [(6, 900), (8, 940), (20, 980), (40, 700)] {
            let nps = Histogram::from_counts(
                0,
                &[
                    (1000 - top) / 2,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    (1000 - top) / 2,
                    0,
                    0,
                    top,
                ],
            );
            let rating =
                Histogram::from_counts(1, &[(1000 - top) / 2, 0, (1000 - top) / 2, 0, top]);
            for (scale, all, middle) in [
                (of(Some(Metric::Nps), [0, 10]), &nps, 7),
                (of(Some(Metric::Csat), [1, 5]), &rating, 2),
                (of(None, [1, 5]), &rating, 2),
            ] {
                let chance = flagged(scale, all, middle, n);
                assert!(chance <= 2.0 * TAIL, "{scale:?} n = {n}: {chance}");
            }
        }
    }

    #[test]
    fn a_tail_is_that_of_the_binomial_distribution() {
        // scipy.stats.binom.cdf(4, 6, 0.95) and of 30 and 300 answers.
        let close = |found: f64, expected: f64| {
            assert!((found / expected - 1.0).abs() < 1e-9, "{found} {expected}");
        };
        let tail = |n: u32, hits: u32| lower_tail(vec![0.05, 0.95], n, hits as usize);
        close(tail(6, 4), 0.032_773_828_125);
        let of_faults = |n: u32, faults: u32| {
            let fault = |k: u32| {
                let ways = libm::lgamma(f64::from(n) + 1.0)
                    - libm::lgamma(f64::from(k) + 1.0)
                    - libm::lgamma(f64::from(n - k) + 1.0);
                libm::exp(
                    ways + f64::from(k) * libm::log(0.05) + f64::from(n - k) * libm::log(0.95),
                )
            };
            (faults..=n).map(fault).sum::<f64>()
        };
        close(tail(30, 23), of_faults(30, 7));
        close(tail(300, 270), of_faults(300, 30));
    }

    #[test]
    fn limits_are_those_of_all_answers() {
        let scale = of(Some(Metric::Nps), [0, 10]);
        let dated = Histogram::from_counts(0, &[80, 0, 0, 0, 0, 0, 0, 60, 0, 0, 100]);
        let mut all = dated.clone();
        all.add(&Histogram::from_counts(0, &[1, 0, 0, 0, 0, 0, 0, 1]));
        let points = trend(0, scale, &[("2026-01".to_owned(), dated)], &[false], &all);
        let limits = points[0].limits.unwrap_or_default();
        let centre = (limits[0] + limits[1]) / 2.0;
        assert!((centre - 100.0 * 19.0 / 242.0).abs() < 1e-9, "{limits:?}");
    }
}
