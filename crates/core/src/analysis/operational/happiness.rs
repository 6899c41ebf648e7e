//! The Customer Happiness Index: the weighted mean of the means of its areas.

use super::OperationalFigure;
use crate::analysis::Analysis;
use crate::analysis::prepared::{ScoreColumn, column_index};
use crate::analysis::selection::Selection;
use crate::figures::distributions::t_95;
use crate::figures::score::Scale;
use crate::report::Metric;
use serde::Serialize;

/// One area of the Customer Happiness Index.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Area {
    /// Column index.
    pub column: u32,
    /// Its weight.
    pub weight: f64,
    /// Answers.
    pub n: u32,
    /// Mean, 0 to 10.
    pub mean: f64,
    /// t 95 % interval.
    pub interval: Option<[f64; 2]>,
}

impl Analysis {
    /// Customer Happiness Index: the weighted mean of the area means, each from 0 to 10. Its interval takes into
    /// account that the same people rate several areas. `shown` says of the score at a place whether its figures
    /// may be.
    pub(super) fn chi(
        &self,
        selection: &Selection,
        shown: &dyn Fn(usize) -> bool,
    ) -> Option<OperationalFigure> {
        let scores = self.prepared.scores.iter().enumerate();
        let areas: Vec<(Area, &ScoreColumn)> = scores
            .filter(|(place, score)| score.scale.metric == Some(Metric::Chi) && shown(*place))
            .filter_map(|(_, score)| Some((self.area(score, selection)?, score)))
            .collect();
        let total: f64 = areas.iter().map(|(area, _)| area.weight).sum();
        if !(total > 0.0) {
            return None;
        }
        let sum: f64 = areas.iter().map(|(area, _)| area.weight * area.mean).sum();
        let value = sum / total;
        let (variance, people) = variance_of_people(&areas, total, selection);
        let n = f64::from(people);
        let margin = t_95(n - 1.0) * (variance * n / (n - 1.0)).sqrt();
        Some(OperationalFigure {
            metric: "chi",
            variant: "weighted_mean_of_area_means",
            source: "columns",
            columns: areas.iter().map(|(area, _)| area.column).collect(),
            unit: "points",
            n: Some(n),
            value: Some(value),
            interval: (variance > 0.0)
                .then(|| [(value - margin).max(0.0), (value + margin).min(10.0)]),
            areas: areas.into_iter().map(|(area, _)| area).collect(),
            ..OperationalFigure::default()
        })
    }

    /// One area; `None` when too few people rated it.
    fn area(&self, score: &ScoreColumn, selection: &Selection) -> Option<Area> {
        let least = self.settings.min_group.max(2);
        let answers = score.histogram(selection);
        let value = score.scale.value(&answers);
        let value = value.filter(|_| answers.n() >= least)?;
        Some(Area {
            column: score.column,
            weight: self.area_weight(score.column),
            n: answers.n(),
            mean: of_ten(score.scale, value.value),
            interval: value.interval.map(|ends| {
                let [one, other] = ends.map(|end| of_ten(score.scale, end));
                [one.min(other), one.max(other)]
            }),
        })
    }

    /// The weight that the settings give an area, and 0 for one below; 1 without.
    fn area_weight(&self, column: u32) -> f64 {
        let mut weighted = self.settings.areas.iter();
        let own =
            weighted.find(|area| column_index(&area.column, &self.reading.columns) == Some(column));
        own.map_or(
            1.0,
            |area| if area.weight >= 0.0 { area.weight } else { 0.0 },
        )
    }
}

/// Sum of the squares of each person's part in the weighted mean of means (their deviations, each over its n), and
/// the number of people. `total` is the sum of the weights.
fn variance_of_people(
    areas: &[(Area, &ScoreColumn)],
    total: f64,
    selection: &Selection,
) -> (f64, u32) {
    let (mut variance, mut people) = (0.0, 0u32);
    for row in selection.rows() {
        let mut part = 0.0;
        let mut answered = false;
        for (area, score) in areas {
            if let Some(answer) = score.answer(row as u32) {
                let answer = of_ten(score.scale, f64::from(answer));
                part += area.weight / total * (answer - area.mean) / f64::from(area.n);
                answered = true;
            }
        }
        people += u32::from(answered);
        variance += part * part;
    }
    (variance, people)
}

/// An answer, or a mean of answers, from 0, the worst end of its scale, to 10, the best.
fn of_ten(scale: Scale, answer: f64) -> f64 {
    let [low, high] = scale.range.map(f64::from);
    if scale.range == [0, 10] && !scale.low_is_good || high <= low {
        return answer;
    }
    let from_worst = if scale.low_is_good {
        high - answer
    } else {
        answer - low
    };
    10.0 * from_worst / (high - low)
}
