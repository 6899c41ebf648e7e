//! The figure of one question (definitions.md §1).

use super::Histogram;
use super::intervals::{mean_interval, nps_interval, wilson};
use crate::report::{Metric, ScoreFigure};

/// Answers of promoters, lowest and highest; passives lie below.
pub const PROMOTERS: [i32; 2] = [9, 10];
/// Answers of detractors, lowest and highest.
pub const DETRACTORS: [i32; 2] = [0, 6];

/// What an answer to the NPS question counts: 1 for a promoter, −1 for a detractor, else 0.
pub fn nps_code(answer: i32) -> i32 {
    let within = |[from, to]: [i32; 2]| i32::from((from..=to).contains(&answer));
    within(PROMOTERS) - within(DETRACTORS)
}

/// Points of a scale up to which only the best one is good: two of two or three are nearly all.
const SHORT: i32 = 3;
/// Points up to which the two best are good (definitions.md §1 goes as far as 0–10). Of 0–100 they
/// would be the answers 99 and 100, which hardly anybody gives.
const LONG: i32 = 11;

/// How the answers of one column become a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    /// Question type.
    pub metric: Option<Metric>,
    /// Lowest and highest answer.
    pub range: [i32; 2],
    /// True when a low answer is the good one.
    pub low_is_good: bool,
}

/// A figure with its interval. Unit: points for NPS, percent for CSAT, scale points otherwise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Value {
    /// The figure.
    pub value: f64,
    /// 95 % interval; `None` when there are too few answers for one.
    pub interval: Option<[f64; 2]>,
}

impl Scale {
    /// Name of the definition, as the report states it.
    pub fn variant(&self) -> &'static str {
        match self.metric {
            Some(Metric::Nps) => "nps_9_10_minus_0_6",
            Some(Metric::Csat) => match self.points() {
                points if points <= SHORT => "top_box",
                points if points <= LONG => "top_2_box",
                _ => "top_fifth",
            },
            Some(Metric::Ces) => "ces_1_mean",
            Some(Metric::Ces2) => "ces_2_mean",
            Some(Metric::Chi) => "area_mean",
            None => "mean",
        }
    }

    /// True when a low *figure* is the good one. NPS and the share of good answers count upwards whichever
    /// end of the scale is good.
    pub fn lower_is_better(&self) -> bool {
        self.low_is_good && !matches!(self.metric, Some(Metric::Nps | Metric::Csat))
    }

    fn points(&self) -> i32 {
        self.range[1] - self.range[0] + 1
    }

    /// Answers that count as good: CES 1.0 answers 1–2, CES 2.0 answers 5–7 (1–3 where 1 is very easy), CSAT and plain ratings
    /// the two best points; the best one of up to three points, and what lies in the best fifth of
    /// a scale of more than eleven (80 to 100 of 0–100).
    pub fn good_box(&self) -> [i32; 2] {
        let [low, high] = self.range;
        let beside = match self.points() {
            points if points <= SHORT => 0,
            points if points <= LONG => 1,
            _ => (high - low) / 5,
        };
        match self.metric {
            Some(Metric::Nps) => PROMOTERS,
            Some(Metric::Ces2) if high == 7 && self.low_is_good => [low, low + 2],
            Some(Metric::Ces2) if high == 7 => [5, 7],
            _ if self.low_is_good => [low, low + beside],
            _ => [high - beside, high],
        }
    }

    /// The figure of some answers; `None` without answers.
    pub fn value(&self, answers: &Histogram) -> Option<Value> {
        let n = answers.n();
        if n == 0 {
            return None;
        }
        Some(match self.metric {
            Some(Metric::Nps) => {
                let (promoters, detractors) = nps_counts(answers);
                let value = 100.0 * (f64::from(promoters) - f64::from(detractors)) / f64::from(n);
                Value {
                    value,
                    interval: Some(nps_interval(promoters.into(), detractors.into(), n.into())),
                }
            }
            Some(Metric::Csat) => {
                let hits = self.hits(answers);
                let [low, high] = wilson(hits, n);
                let value = 100.0 * f64::from(hits) / f64::from(n);
                Value {
                    value,
                    interval: Some([100.0 * low, 100.0 * high]),
                }
            }
            _ => Value {
                value: answers.mean()?,
                interval: mean_interval(answers),
            },
        })
    }

    /// What one answer adds to the figure, which is the mean of it: ±100 or 0 for NPS, 100 or 0
    /// for CSAT, the answer itself otherwise.
    pub fn contribution(&self, answer: i32) -> f64 {
        let [from, to] = self.good_box();
        let good = (from..=to).contains(&answer);
        match self.metric {
            Some(Metric::Nps) => 100.0 * f64::from(nps_code(answer)),
            Some(Metric::Csat) => {
                if good {
                    100.0
                } else {
                    0.0
                }
            }
            _ => f64::from(answer),
        }
    }

    /// Answers in the good box.
    pub fn hits(&self, answers: &Histogram) -> u32 {
        let [from, to] = self.good_box();
        answers.between(from, to)
    }

    /// Variance of one answer in the unit of the figure, for control limits. `None` below two
    /// answers.
    pub fn variance(&self, answers: &Histogram) -> Option<f64> {
        let n = f64::from(answers.n());
        if n < 2.0 {
            return None;
        }
        match self.metric {
            Some(Metric::Nps) => {
                let (promoters, detractors) = nps_counts(answers);
                let (p, d) = (f64::from(promoters) / n, f64::from(detractors) / n);
                Some(10_000.0 * (p + d - (p - d) * (p - d)))
            }
            Some(Metric::Csat) => {
                let p = f64::from(self.hits(answers)) / n;
                Some(10_000.0 * p * (1.0 - p))
            }
            _ => answers.variance(),
        }
    }

    /// Lowest and highest value the figure can take.
    pub fn bounds(&self) -> [f64; 2] {
        match self.metric {
            Some(Metric::Nps) => [-100.0, 100.0],
            Some(Metric::Csat) => [0.0, 100.0],
            _ => [f64::from(self.range[0]), f64::from(self.range[1])],
        }
    }
}

/// An interval with the finite population correction: both ends come closer to the figure by
/// √((N − n)/(N − 1)) (definitions.md §2). `None` when fewer people exist than have answered.
pub fn finite(value: Value, n: u32, population: f64) -> Option<[f64; 2]> {
    let n = f64::from(n);
    if !(population > 1.0) || population < n {
        return None;
    }
    let factor = ((population - n) / (population - 1.0)).sqrt();
    value
        .interval
        .map(|ends| ends.map(|end| value.value + factor * (end - value.value)))
}

/// Promoters (9–10) and detractors (0–6).
pub fn nps_counts(answers: &Histogram) -> (u32, u32) {
    let between = |[from, to]: [i32; 2]| answers.between(from, to);
    (between(PROMOTERS), between(DETRACTORS))
}

/// The report's entry for one score column. `rows` are all rows under the filter; with `hidden` only
/// numbers of rows are shown.
pub fn score_figure(
    column: u32,
    scale: Scale,
    answers: &Histogram,
    rows: u32,
    hidden: bool,
) -> ScoreFigure {
    let n = answers.n();
    let shown = (!hidden).then_some(answers);
    let value = shown.and_then(|answers| scale.value(answers));
    let nps = shown
        .filter(|_| scale.metric == Some(Metric::Nps))
        .map(nps_counts);
    let boxed = shown.filter(|answers| answers.n() > 0 && scale.metric != Some(Metric::Nps));
    let good = boxed.map(|answers| scale.hits(answers));
    ScoreFigure {
        column,
        metric: scale.metric,
        variant: scale.variant(),
        scale: scale.range,
        low_is_good: scale.low_is_good,
        lower_is_better: scale.lower_is_better(),
        n: Some(n),
        excluded: Some(rows.saturating_sub(n)),
        value: value.map(|value| value.value),
        interval: value.and_then(|value| value.interval),
        promoters: nps.map(|(promoters, _)| promoters),
        passives: nps.map(|(promoters, detractors)| n - promoters - detractors),
        detractors: nps.map(|(_, detractors)| detractors),
        box_share: good.map(|good| 100.0 * f64::from(good) / f64::from(n)),
        box_interval: good.map(|good| wilson(good, n).map(|share| 100.0 * share)),
        mean: shown.and_then(Histogram::mean),
        mean_interval: shown.and_then(mean_interval),
        people: None,
        finite_interval: None,
        weighted: None,
        distribution: shown.map_or(Vec::new(), |answers| answers.points().collect()),
        labels: Vec::new(),
        hidden,
        unproven: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nps_of_the_definition() {
        let scale = Scale {
            metric: Some(Metric::Nps),
            range: [0, 10],
            low_is_good: false,
        };
        let answers = Histogram::from_counts(0, &[1, 0, 0, 0, 0, 0, 1, 2, 1, 3, 2]);
        let figure = score_figure(0, scale, &answers, 12, false);
        assert_eq!((figure.n, figure.excluded), (Some(10), Some(2)));
        assert_eq!(
            (figure.promoters, figure.passives, figure.detractors),
            (Some(5), Some(3), Some(2))
        );
        assert_eq!(figure.value, Some(30.0));
    }

    #[test]
    fn plain_margins_at_50_30_20() {
        // definitions.md §2 gives these margins of the plain formula as test values, ±0.5 point.
        let scale = Scale {
            metric: Some(Metric::Nps),
            range: [0, 10],
            low_is_good: false,
        };
        for (n, margin) in [(10, 48.0), (30, 28.0), (100, 15.0), (400, 7.7), (1000, 4.8)] {
            let counts = [n / 5, 0, 0, 0, 0, 0, 0, n * 3 / 10, 0, 0, n / 2];
            let variance = scale
                .variance(&Histogram::from_counts(0, &counts))
                .unwrap_or(f64::NAN);
            let plain = 1.959_964 * (variance / f64::from(n)).sqrt();
            assert!((plain - margin).abs() <= 0.5, "n {n}: {plain}");
        }
    }

    #[test]
    fn too_few_answers_show_nothing() {
        let scale = Scale {
            metric: Some(Metric::Csat),
            range: [1, 5],
            low_is_good: false,
        };
        let figure = score_figure(
            0,
            scale,
            &Histogram::from_counts(1, &[0, 0, 1, 1, 2]),
            4,
            true,
        );
        assert!(figure.hidden && figure.value.is_none() && figure.distribution.is_empty());
    }

    #[test]
    fn good_boxes() {
        let scale = |metric, range, low_is_good| {
            Scale {
                metric,
                range,
                low_is_good,
            }
            .good_box()
        };
        assert_eq!(scale(Some(Metric::Csat), [1, 7], false), [6, 7]);
        assert_eq!(scale(Some(Metric::Csat), [0, 10], false), [9, 10]);
        assert_eq!(scale(Some(Metric::Ces2), [1, 7], false), [5, 7]);
        assert_eq!(scale(Some(Metric::Ces2), [1, 7], true), [1, 3]);
        // Two of two points would always be 100 %.
        assert_eq!(scale(Some(Metric::Csat), [0, 1], false), [1, 1]);
        assert_eq!(scale(Some(Metric::Csat), [1, 3], true), [1, 1]);
        assert_eq!(scale(Some(Metric::Csat), [1, 4], false), [3, 4]);
        assert_eq!(scale(Some(Metric::Csat), [0, 100], false), [80, 100]);
        let variant = |range| {
            Scale {
                metric: Some(Metric::Csat),
                range,
                low_is_good: false,
            }
            .variant()
        };
        let variants = [[1, 2], [1, 5], [0, 100]].map(variant);
        assert_eq!(variants, ["top_box", "top_2_box", "top_fifth"]);
        assert_eq!(scale(Some(Metric::Ces), [1, 5], true), [1, 2]);
        assert_eq!(scale(Some(Metric::Ces2), [1, 7], false), [5, 7]);
    }
}
