//! Drivers: which ratings go with the overall score (definitions.md §5). Association, not cause.

use super::distributions::{incomplete_beta, normal_two_sided, t_95};
use super::importance::{EXACT_DRIVERS, johnson, lmg, lmg_sampled};
use super::linear::{Moments, solve};
use super::resample::{Blocks, RESAMPLES, quantile};
use super::rng::{Rng, mix};
use super::score::Scale;
use super::tests_of_difference::benjamini_hochberg;
use crate::order::Arrange;
use serde::Serialize;
use std::cmp::Ordering;

/// Answers that the analysis needs per driver (definitions.md §5).
pub const ANSWERS_PER_DRIVER: usize = 10;

/// Most drivers of one analysis; the others are left out and named.
pub const MAX_DRIVERS: usize = 40;

/// Drivers that a comparison with their own mean needs: one is its mean, and of two or three each
/// makes up so much of it that one of them always stands out.
const LEAST_COMPARED: usize = 4;

/// Orders that are sampled above [`EXACT_DRIVERS`] drivers, and in each resample.
const ORDERS: usize = 500;
const ORDERS_RESAMPLED: usize = 10;

/// Operations that all resamples together may take, in subsets times drivers.
const RESAMPLING_BUDGET: usize = 40_000_000;

/// The model behind the drivers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DriverModel {
    /// Column index of the overall score.
    pub target: u32,
    /// Rows that answered the target and every driver.
    pub n: u32,
    /// Share of the target's variance that the drivers explain together, 0 to 1.
    pub r2: f64,
    /// R² adjusted for the number of drivers.
    pub r2_adjusted: f64,
    /// `lmg_exact` or `lmg_sampled`.
    pub method: &'static str,
    /// Random orders, each used forwards and backwards; null when all orders were averaged.
    pub orders: Option<u32>,
    /// Resamples behind the intervals.
    pub resamples: u32,
    /// Ratings that were left out: too few joint answers, no spread, or the target asked once more.
    pub left_out: Vec<u32>,
    /// Where the quadrants are cut: mean share and mean performance; the latter is null when that of a driver is.
    pub cut: [Option<f64>; 2],
}

/// One rating and its part in the overall score.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Driver {
    /// Column index.
    pub column: u32,
    /// Column index of the overall score.
    pub target: u32,
    /// Rows of the model.
    pub n: u32,
    /// Share of R² (LMG); all shares sum to R².
    pub share: f64,
    /// 95 % bootstrap interval of `share`; it reaches 0 when the driver is not significant.
    pub interval: [f64; 2],
    /// True when the interval does not reach 0.
    pub significant: bool,
    /// How likely a rating without any relation to the target reaches such a share, adjusted for the number
    /// of ratings (Benjamini and Hochberg 1995).
    pub p_adjusted: f64,
    /// Johnson's relative weight, the cross-check of `share`.
    pub johnson: f64,
    /// Correlation with the target.
    pub correlation: f64,
    /// Mean answer in the model's rows. Null, as `performance` and `top_box` are, where it would tell the answers of
    /// fewer than the minimum who are not in the model.
    pub mean: Option<f64>,
    /// Mean from 0 (worst answer) to 100 (best answer), so that scales compare.
    pub performance: Option<f64>,
    /// Percent of answers in the good box.
    pub top_box: Option<f64>,
    /// `concentrate` (important, performs below average), `keep_up`, `low_priority` or
    /// `possible_overkill` (Martilla and James 1977); null where the answers do not tell which, and for an
    /// important rating whose good answers go with bad ones of the target: nobody should be sent to improve it.
    pub quadrant: Option<&'static str>,
    /// Gain in the target, towards its good end, for good answers over middling ones; null when it cannot be
    /// told.
    pub reward: Option<f64>,
    /// Loss (negative) in the target for bad answers against middling ones.
    pub penalty: Option<f64>,
    /// 95 % bootstrap interval of penalty's size minus reward.
    pub contrast_interval: Option<[f64; 2]>,
    /// `basic` when the penalty's size is above the reward beyond doubt, `exciter` the other way round,
    /// else `performance`.
    pub class: Option<&'static str>,
}

/// A column of answers, complete over the model's rows.
#[derive(Debug, Clone)]
pub struct Answers {
    /// Column index.
    pub column: u32,
    /// Its scale.
    pub scale: Scale,
    /// Point of the scale per row, counted from its lowest answer.
    pub points: Vec<u8>,
}

impl Answers {
    fn value(&self, row: usize) -> i32 {
        self.scale.range[0] + i32::from(self.points[row])
    }

    fn count_within(&self, [from, to]: [i32; 2]) -> usize {
        let within = |row: &usize| (from..=to).contains(&self.value(*row));
        (0..self.points.len()).filter(within).count()
    }
}

/// The model and its drivers, most important first. `None` when there are fewer than
/// [`ANSWERS_PER_DRIVER`] rows per driver, or the target does not vary.
pub fn analyse(
    target: &Answers,
    drivers: &[Answers],
    left_out: Vec<u32>,
    seed: u64,
) -> Option<(DriverModel, Vec<Driver>)> {
    let (n, p) = (target.points.len(), drivers.len());
    if p == 0 || n < ANSWERS_PER_DRIVER * p || n < 3 {
        return None;
    }
    let mut rng = Rng::new(seed, 0x6472_6976);
    let blocks = sums(target, drivers, &mut rng);
    let total = blocks.total();
    let (linear, contrast) = total.split_at(Moments::width(p + 1));
    let moments = Moments::new(p + 1, linear);
    if moments.cross(p, p) <= 0.0 {
        return None;
    }
    let correlations = moments.correlations();
    let exact = p <= EXACT_DRIVERS;
    let shares = match exact {
        true => lmg(&correlations, p),
        false => lmg_sampled(&correlations, p, ORDERS, &mut rng),
    };
    let enough = enough_on_both_sides(target, drivers);
    let direction = if target.scale.low_is_good { -1.0 } else { 1.0 };
    let contrasts = contrasts(contrast, &enough, direction);
    let resamples = match exact {
        true => (RESAMPLING_BUDGET / (p << p)).clamp(200, RESAMPLES),
        false => 200,
    };
    let spread = resampled(&blocks, (p, direction), &enough, resamples, &mut rng);
    let r2: f64 = shares.iter().sum();
    let limits = Limits::new(n, &shares);
    let dummies = 2 * enough.iter().filter(|enough| **enough).count();
    let of_contrasts = expanded(n as f64, (n as f64 - dummies as f64 - 1.0).max(1.0));
    let weights = johnson(&correlations, p);
    let performance: Vec<f64> = drivers
        .iter()
        .enumerate()
        .map(|(d, column)| performance(column.scale, moments.mean(d)))
        .collect();
    let p_values: Vec<Option<f64>> = (shares.iter())
        .map(|share| Some(limits.of_noise(*share)))
        .collect();
    let p_adjusted = benjamini_hochberg(&p_values);
    let cut = [r2 / p as f64, performance.iter().sum::<f64>() / p as f64];
    let mut found: Vec<Driver> = drivers
        .iter()
        .enumerate()
        .map(|(d, column)| {
            let interval = limits.interval(shares[d], &mut spread.shares[d].clone());
            let contrast_interval = contrasts[d].and_then(|[reward, penalty]| {
                beyond_interval(&mut spread.contrasts[d].clone(), of_contrasts)
                    .map(|[low, high]| [low.min(-penalty - reward), high.max(-penalty - reward)])
            });
            let class = contrasts[d].zip(contrast_interval).map(class);
            let apart = apart_from_mean(&moments, drivers, d);
            let correlation = correlations[d * (p + 1) + p];
            let own = if column.scale.low_is_good { -1.0 } else { 1.0 };
            let goes_with_target = correlation * own * direction > 0.0;
            Driver {
                column: column.column,
                target: target.column,
                n: n as u32,
                share: shares[d],
                interval,
                significant: interval[0] > 0.0,
                p_adjusted: p_adjusted[d].unwrap_or(1.0),
                johnson: weights[d],
                correlation,
                mean: Some(moments.mean(d)),
                performance: Some(performance[d]),
                top_box: Some(top_box(column)),
                quadrant: quadrant(interval.map(|end| end - cut[0]), apart, class)
                    .filter(|quadrant| goes_with_target || !IMPORTANT.contains(quadrant))
                    .filter(|_| p >= LEAST_COMPARED),
                reward: contrasts[d].map(|contrast| contrast[0]),
                penalty: contrasts[d].map(|contrast| contrast[1]),
                contrast_interval,
                class,
            }
        })
        .collect();
    found.arrange_by(|a, b| b.share.total_cmp(&a.share).then(a.column.cmp(&b.column)));
    let freedom = n as f64 - p as f64 - 1.0;
    let model = DriverModel {
        target: target.column,
        n: n as u32,
        r2,
        r2_adjusted: 1.0 - (1.0 - r2) * (n as f64 - 1.0) / freedom,
        method: if exact { "lmg_exact" } else { "lmg_sampled" },
        orders: (!exact).then_some(ORDERS as u32),
        resamples: resamples as u32,
        left_out,
        cut: cut.map(Some),
    };
    Some((model, found))
}

/// Sums for correlations, then sums for the penalty–reward regression, in blocks.
fn sums(target: &Answers, drivers: &[Answers], rng: &mut Rng) -> Blocks {
    let p = drivers.len();
    let n = target.points.len();
    let row_values = |row: usize, values: &mut Vec<f64>| {
        values.clear();
        values.extend(drivers.iter().map(|driver| f64::from(driver.value(row))));
        values.push(f64::from(target.value(row)));
    };
    let key = |row: usize| {
        let start = mix(target.value(row) as u64);
        (drivers.iter()).fold(start, |key, driver| mix(key ^ driver.value(row) as u64))
    };
    let linear = Moments::width(p + 1);
    let width = linear + Moments::width(2 * p + 1);
    let sides: Vec<[[i32; 2]; 2]> = drivers.iter().map(|driver| sides(driver.scale)).collect();
    let (mut values, mut dummies) = (Vec::new(), Vec::new());
    let order = |a: usize, b: usize| {
        let columns = std::iter::once(target).chain(drivers);
        let mut differing = columns.map(|column| column.points[a].cmp(&column.points[b]));
        differing
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    };
    Blocks::new((n, 0..n), key, order, width, rng, |row, sums| {
        row_values(row, &mut values);
        Moments::add(&values, &mut sums[..linear]);
        dummies.clear();
        for (driver, [high, low]) in drivers.iter().zip(&sides) {
            let answer = driver.value(row);
            let inside = |[from, to]: [i32; 2]| f64::from(u8::from((from..=to).contains(&answer)));
            dummies.extend([inside(*high), inside(*low)]);
        }
        dummies.push(values[p]);
        Moments::add(&dummies, &mut sums[linear..]);
    })
}

/// Which answers count as good and which as bad in the penalty–reward contrast: the two ends of two points; on
/// scales of ten points and more, bad is as for NPS the answers up to 6; on those of more than eleven the best fifth
/// and the same share of the scale below it. Where low is good, the same counted from the other end.
fn sides(scale: Scale) -> [[i32; 2]; 2] {
    let [low, high] = scale.range;
    let span = high - low;
    let (good, bad) = match () {
        () if span > 10 => (high - span / 5, low + span * 6 / 10),
        () if high >= 10 && span == 10 => (high - 1, low + 6),
        () if high >= 10 && span == 9 => (high - 1, low + 5),
        () => (high - 1, low + 1),
    };
    let mirrored = |[first, last]: [i32; 2]| [low + high - last, low + high - first];
    let sides = [[good, high], [low, bad]];
    if scale.low_is_good {
        sides.map(mirrored)
    } else {
        sides
    }
}

/// Drivers with at least ten answers each high, low and between: fewer say nothing about a side.
fn enough_on_both_sides(target: &Answers, drivers: &[Answers]) -> Vec<bool> {
    let n = target.points.len();
    let enough = |driver: &Answers| {
        let [high, low] = sides(driver.scale).map(|side| driver.count_within(side));
        high.min(low).min(n.saturating_sub(high + low)) >= ANSWERS_PER_DRIVER
    };
    drivers.iter().map(enough).collect()
}

/// Reward and penalty of each driver by least squares on high and low dummies of all drivers that
/// have enough of both, times the direction of the target: -1 where its low end is good.
fn contrasts(sums: &[f64], enough: &[bool], direction: f64) -> Vec<Option<[f64; 2]>> {
    let p = enough.len();
    let moments = Moments::new(2 * p + 1, sums);
    let used: Vec<usize> = (0..p)
        .filter(|&d| enough[d])
        .flat_map(|d| [2 * d, 2 * d + 1])
        .collect();
    let gram: Vec<f64> = used
        .iter()
        .flat_map(|&r| used.iter().map(move |&c| moments.cross(r, c)))
        .collect();
    let target: Vec<f64> = used
        .iter()
        .map(|&dummy| moments.cross(dummy, 2 * p))
        .collect();
    let Some(solution) = solve(&gram, &target) else {
        return vec![None; p];
    };
    let mut pairs = solution.chunks_exact(2);
    let mut next = || {
        pairs
            .next()
            .map(|pair| [pair[0] * direction, pair[1] * direction])
    };
    enough
        .iter()
        .map(|&enough| if enough { next() } else { None })
        .collect()
}

/// Resampled shares and contrasts per driver.
struct Spread {
    shares: Vec<Vec<f64>>,
    contrasts: Vec<Vec<f64>>,
}

fn resampled(
    blocks: &Blocks,
    (p, direction): (usize, f64),
    enough: &[bool],
    resamples: usize,
    rng: &mut Rng,
) -> Spread {
    let linear = Moments::width(p + 1);
    let mut sums = blocks.total();
    let mut drawn = Vec::new();
    let mut spread = Spread {
        shares: vec![Vec::new(); p],
        contrasts: vec![Vec::new(); p],
    };
    for _ in 0..resamples {
        blocks.resample(rng, &mut drawn, &mut sums);
        let correlations = Moments::new(p + 1, &sums[..linear]).correlations();
        let shares = match p <= EXACT_DRIVERS {
            true => lmg(&correlations, p),
            false => lmg_sampled(&correlations, p, ORDERS_RESAMPLED, rng),
        };
        spread
            .shares
            .iter_mut()
            .zip(shares)
            .for_each(|(list, share)| list.push(share));
        for (list, contrast) in
            spread
                .contrasts
                .iter_mut()
                .zip(contrasts(&sums[linear..], enough, direction))
        {
            list.extend(contrast.map(|[reward, penalty]| -penalty - reward));
        }
    }
    spread
}

/// How far out the ends of an interval lie among the resamples of a regression.
///
/// Resampling its rows shows less spread than a new sample would: the ends are taken from further
/// out, by the degrees of freedom and Student's t (expanded percentiles, Hesterberg 2015, §5.3).
fn expanded(n: f64, df: f64) -> f64 {
    normal_two_sided((n / df).sqrt() * t_95(df)) / 2.0
}

/// What lies between the resamples so far out on either side; `None` without resamples.
fn beyond_interval(resampled: &mut [f64], beyond: f64) -> Option<[f64; 2]> {
    resampled.sort_unstable_by(f64::total_cmp);
    Some([
        quantile(resampled, beyond)?,
        quantile(resampled, 1.0 - beyond)?,
    ])
}

/// How far out the ends of a share's interval lie among its resamples, and what the degrees of freedom
/// and all shares say about noise.
struct Limits {
    beyond: f64,
    df: f64,
    /// Sum of all shares and of their squares.
    sums: [f64; 2],
}

impl Limits {
    /// `n` rows and the shares of all drivers.
    fn new(n: usize, shares: &[f64]) -> Self {
        let df = (n as f64 - shares.len() as f64 - 1.0).max(1.0);
        let squares = shares.iter().map(|share| share * share);
        Limits {
            beyond: expanded(n as f64, df),
            df,
            sums: [shares.iter().sum(), squares.sum()],
        }
    }

    /// How likely a rating without any relation reaches so large a share.
    ///
    /// What such a rating gains is noise against what is left unexplained when it enters: a quadratic
    /// form in the answers, of which the unexplained part counts in every order, another rating's part
    /// in half of the orders and two of them together in a third. It is taken as one beta variable of
    /// the same mean and variance (Satterthwaite 1946); without other ratings that is the F test.
    fn of_noise(&self, share: f64) -> f64 {
        let others = (self.sums[0] - share).max(0.0);
        let squares = (self.sums[1] - share * share).max(0.0);
        let left = (1.0 - others).max(0.0);
        let trace = left + others / 2.0;
        let of_square = left * left
            + left * others / 2.0
            + squares / 4.0
            + (others * others - squares).max(0.0) / 9.0;
        let scale = of_square / trace;
        let freedom = trace * trace / of_square;
        match () {
            () if !(scale > 0.0) => 1.0,
            () if share >= scale => 0.0,
            () => 1.0 - incomplete_beta(freedom / 2.0, self.df / 2.0, share / scale),
        }
    }

    /// Interval of a share from its resamples. A share of R² is never negative, neither in the
    /// sample nor in a resample, so that no percentile reaches 0: the interval does when noise would
    /// reach the share in more than one sample of twenty.
    ///
    /// A share near 0 is never above the upper end, so that the lower end may be missed twice as often. It
    /// is taken from as much further in as the share is near to noise.
    fn interval(&self, share: f64, resampled: &mut [f64]) -> [f64; 2] {
        resampled.sort_unstable_by(f64::total_cmp);
        let at = |place: f64| quantile(resampled, place).unwrap_or(share);
        let near_noise = self.of_noise(share) / 0.05;
        let low = match near_noise < 1.0 {
            true => at(self.beyond * (1.0 + libm::cbrt(near_noise.max(0.0)))).clamp(0.0, share),
            false => 0.0,
        };
        [low, at(1.0 - self.beyond).max(share)]
    }
}

fn performance(scale: Scale, mean: f64) -> f64 {
    let [low, high] = scale.range.map(f64::from);
    let percent = 100.0 * (mean - low) / (high - low).max(1.0);
    if scale.low_is_good {
        100.0 - percent
    } else {
        percent
    }
}

fn top_box(answers: &Answers) -> f64 {
    let hits = answers.count_within(answers.scale.good_box());
    100.0 * hits as f64 / answers.points.len().max(1) as f64
}

/// t interval of a driver's performance less the mean performance of all, from the differences
/// within each row: who rates one thing well rates the others well, too.
fn apart_from_mean(moments: &Moments, drivers: &[Answers], own: usize) -> [f64; 2] {
    let p = drivers.len();
    let (mut apart, mut weights) = (0.0, Vec::with_capacity(p));
    for (d, Answers { scale, .. }) in drivers.iter().enumerate() {
        let [low, high] = scale.range.map(f64::from);
        let sign = if scale.low_is_good { -1.0 } else { 1.0 };
        let part = f64::from(u8::from(d == own)) - 1.0 / p as f64;
        apart += part * performance(*scale, moments.mean(d));
        weights.push(part * sign * 100.0 / (high - low).max(1.0));
    }
    let products = (0..p).flat_map(|a| (0..p).map(move |b| (a, b)));
    let squares: f64 = products
        .map(|(a, b)| weights[a] * weights[b] * moments.cross(a, b))
        .sum();
    let n = moments.n();
    let margin = t_95(n - 1.0) * (squares.max(0.0) / (n - 1.0) / n).sqrt();
    [apart - margin, apart + margin]
}

/// The quadrants of ratings that matter.
const IMPORTANT: [&str; 2] = ["concentrate", "keep_up"];

/// Which quadrant a driver lies in, from the intervals of its share and of its performance, both
/// less where the quadrants are cut; none when one of them reaches over the cut. What people take
/// for granted is never called unimportant: it costs as soon as it fails.
fn quadrant(
    share: [f64; 2],
    performance: [f64; 2],
    class: Option<&'static str>,
) -> Option<&'static str> {
    let side = |[low, high]: [f64; 2]| match () {
        () if low > 0.0 => Some(true),
        () if high < 0.0 => Some(false),
        () => None,
    };
    match (side(share)?, side(performance)?) {
        (true, false) => Some("concentrate"),
        (true, true) => Some("keep_up"),
        (false, _) if class == Some("basic") => None,
        (false, false) => Some("low_priority"),
        (false, true) => Some("possible_overkill"),
    }
}

/// The class of definitions.md §5, if the interval leaves no doubt. A low answer that helps is no penalty,
/// whatever the interval says: its size has to be on the same side.
fn class(([reward, penalty], [low, high]): ([f64; 2], [f64; 2])) -> &'static str {
    match () {
        () if low > 0.0 && penalty.abs() > reward => "basic",
        () if high < 0.0 && reward > penalty.abs() => "exciter",
        () => "performance",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(column: u32, range: [i32; 2], values: Vec<i32>) -> Answers {
        let scale = Scale {
            metric: None,
            range,
            low_is_good: false,
        };
        let points = values.into_iter().map(|value| (value - range[0]) as u8);
        Answers {
            column,
            scale,
            points: points.collect(),
        }
    }

    /// What raises an effort score, where little effort is good, is no reward: the same answers, counted from
    /// the other end, belong to the same classes and quadrants.
    #[test]
    fn a_target_whose_low_end_is_good_is_read_from_there() {
        let (target, drivers) = survey(600, 4);
        let (_, plain) = analyse(&target, &drivers, Vec::new(), 1).expect("a model");
        let mut mirrored = target.clone();
        mirrored.scale.low_is_good = true;
        mirrored
            .points
            .iter_mut()
            .for_each(|point| *point = 10 - *point);
        let (_, from_below) = analyse(&mirrored, &drivers, Vec::new(), 1).expect("a model");
        assert!(plain.iter().any(|driver| driver.reward > Some(1.0)));
        for (one, other) in plain.iter().zip(&from_below) {
            let close = |a: Option<f64>, b: Option<f64>| (a.unwrap() - b.unwrap()).abs() < 1e-9;
            assert!(close(one.reward, other.reward) && close(one.penalty, other.penalty));
            assert_eq!((one.class, one.quadrant), (other.class, other.quadrant));
            assert!((one.correlation + other.correlation).abs() < 1e-9);
        }
    }

    /// Nobody is sent to raise what goes with worse answers.
    #[test]
    fn what_goes_the_wrong_way_is_in_no_important_quadrant() {
        let (target, mut drivers) = survey(600, 4);
        let mut fourth = drivers[2].clone();
        fourth.column = 4;
        drivers.push(fourth);
        drivers[3].points.rotate_left(7);
        let of = |drivers: &[Answers]| {
            let (_, found) = analyse(&target, drivers, Vec::new(), 1).expect("a model");
            let service = found
                .iter()
                .find(|driver| driver.column == 1)
                .expect("service")
                .clone();
            (service.significant, service.quadrant)
        };
        // Well below the others, so that it would be the one to begin with.
        let lowered = |points: &mut Vec<u8>| points.iter_mut().for_each(|point| *point /= 2);
        lowered(&mut drivers[0].points);
        assert_eq!(of(&drivers), (true, Some("concentrate")));
        drivers[0]
            .points
            .iter_mut()
            .for_each(|point| *point = 2 - *point);
        assert_eq!(of(&drivers), (true, None));
    }

    #[test]
    fn the_sides_of_a_scale_are_mirrored_where_low_is_good() {
        let of = |range, low_is_good| {
            sides(Scale {
                metric: None,
                range,
                low_is_good,
            })
        };
        assert_eq!(of([1, 5], false), [[4, 5], [1, 2]]);
        assert_eq!(of([1, 5], true), [[1, 2], [4, 5]]);
        assert_eq!(of([0, 10], false), [[9, 10], [0, 6]]);
        assert_eq!(of([0, 10], true), [[0, 1], [4, 10]]);
        assert_eq!(of([1, 10], false), [[9, 10], [1, 6]]);
        assert_eq!(of([0, 100], false), [[80, 100], [0, 60]]);
    }

    /// Service decides, price helps little, noise not at all.
    fn survey(rows: usize, seed: u64) -> (Answers, Vec<Answers>) {
        let mut rng = Rng::new(seed, 9);
        let mut columns = vec![Vec::new(); 4];
        for _ in 0..rows {
            let [service, price, noise] = [0; 3].map(|_| 1 + rng.below(5) as i32);
            let error = rng.below(5) as i32 - 2;
            let target = (service * 2 + i32::from(price > 3) + error).clamp(0, 10);
            for (column, value) in columns.iter_mut().zip([target, service, price, noise]) {
                column.push(value);
            }
        }
        let target = answers(0, [0, 10], columns[0].clone());
        let drivers = (1..4)
            .map(|c| answers(c as u32, [1, 5], columns[c].clone()))
            .collect();
        (target, drivers)
    }

    #[test]
    fn drivers_are_ranked_and_noise_is_not_significant() {
        let (target, drivers) = survey(400, 3);
        let (model, found) =
            analyse(&target, &drivers, Vec::new(), 1).unwrap_or_else(|| panic!("no model"));
        assert_eq!(found[0].column, 1);
        assert!(found[0].significant && found[1].significant);
        assert!(
            !found[2].significant && found[2].column == 3,
            "{:?}",
            found[2]
        );
        let sum: f64 = found.iter().map(|driver| driver.share).sum();
        assert!((sum - model.r2).abs() < 1e-12);
        let again = analyse(&target, &drivers, Vec::new(), 1);
        assert_eq!(again, Some((model, found)));
    }

    #[test]
    fn noise_is_rarely_called_a_driver() {
        let wrong = (0..12).filter(|&seed| {
            let (target, drivers) = survey(150, seed);
            let found = analyse(&target, &drivers, Vec::new(), 1).map(|(_, found)| found);
            found
                .unwrap_or_default()
                .iter()
                .any(|driver| driver.column == 3 && driver.significant)
        });
        assert!(wrong.count() <= 2);
    }

    #[test]
    fn too_few_answers_give_no_model() {
        let (target, drivers) = survey(29, 1);
        assert_eq!(analyse(&target, &drivers, Vec::new(), 1), None);
    }

    #[test]
    fn a_class_agrees_with_the_sizes_of_penalty_and_reward() {
        let of = |reward: f64, penalty: f64, interval| class(([reward, penalty], interval));
        assert_eq!(of(0.2, -0.9, [0.3, 1.1]), "basic");
        assert_eq!(of(0.9, -0.2, [-1.1, -0.3]), "exciter");
        assert_eq!(of(0.9, -0.6, [-0.8, 0.2]), "performance");
        // Low answers help more than high ones: no exciter, though penalty and reward differ beyond doubt.
        assert_eq!(of(0.2, 0.5, [-1.1, -0.3]), "performance");
    }

    #[test]
    fn advice_needs_answers_that_tell() {
        let of = |share, performance, class| quadrant(share, performance, class);
        assert_eq!(of([0.1, 0.2], [-9.0, -2.0], None), Some("concentrate"));
        assert_eq!(of([0.1, 0.2], [2.0, 9.0], None), Some("keep_up"));
        assert_eq!(of([-0.2, -0.1], [-9.0, -2.0], None), Some("low_priority"));
        assert_eq!(of([-0.2, 0.1], [-9.0, -2.0], None), None);
        assert_eq!(of([0.1, 0.2], [-9.0, 2.0], None), None);
        assert_eq!(of([-0.2, -0.1], [-9.0, -2.0], Some("basic")), None);
        assert_eq!(
            of([0.1, 0.2], [-9.0, -2.0], Some("basic")),
            Some("concentrate")
        );
    }

    #[test]
    fn few_drivers_and_noise_get_no_advice() {
        let (target, drivers) = survey(400, 3);
        let found = analyse(&target, &drivers, Vec::new(), 1).map(|(_, found)| found);
        let advice = |found: &[Driver]| -> Vec<Option<&'static str>> {
            found.iter().map(|driver| driver.quadrant).collect()
        };
        assert_eq!(found.as_deref().map(advice), Some(vec![None; 3]));
        // Five ratings that say nothing about the target, and all are rated alike.
        let mut rng = Rng::new(4, 4);
        let mut noise = |column: u32| {
            let values = (0..120).map(|_| 1 + rng.below(5) as i32);
            answers(column, [1, 5], values.collect())
        };
        let target = noise(0);
        let drivers: Vec<Answers> = (1..6).map(&mut noise).collect();
        let found = analyse(&target, &drivers, Vec::new(), 1).map(|(_, found)| found);
        assert_eq!(found.as_deref().map(advice), Some(vec![None; 5]));
    }

    #[test]
    fn the_same_ratings_are_told_when_they_stand_out() {
        let mut rng = Rng::new(6, 6);
        let mut columns = vec![Vec::new(); 6];
        for _ in 0..500 {
            // The first decides and is rated badly, the last is rated well and does not matter.
            let own = [3, 4, 4, 4, 5].map(|top| 1 + rng.below(top) as i32);
            let own = [own[0], own[1], own[2], own[3], own[4].max(4)];
            columns[0].push((own[0] * 3 + rng.below(3) as i32 - 1).clamp(0, 10));
            (columns[1..].iter_mut())
                .zip(own)
                .for_each(|(column, value)| column.push(value));
        }
        let target = answers(0, [0, 10], columns[0].clone());
        let drivers: Vec<Answers> = (1..6)
            .map(|c| answers(c as u32, [1, 5], columns[c].clone()))
            .collect();
        let found = analyse(&target, &drivers, Vec::new(), 1).map(|(_, found)| found);
        let found = found.unwrap_or_default();
        let of = |column: u32| found.iter().find(|driver| driver.column == column);
        assert_eq!(of(1).and_then(|it| it.quadrant), Some("concentrate"));
        assert_eq!(of(5).and_then(|it| it.quadrant), Some("possible_overkill"));
    }

    #[test]
    fn penalties_make_basics() {
        let mut rng = Rng::new(5, 5);
        let basic: Vec<i32> = (0..600).map(|_| 1 + rng.below(5) as i32).collect();
        let values = basic
            .iter()
            .map(|&b| if b <= 2 { 3 } else { 8 } + rng.below(3) as i32 - 1);
        let target = answers(0, [0, 10], values.collect());
        let drivers = [answers(1, [1, 5], basic)];
        let found = analyse(&target, &drivers, Vec::new(), 1).map(|(_, found)| found);
        assert_eq!(found.and_then(|found| found[0].class), Some("basic"));
    }
}
