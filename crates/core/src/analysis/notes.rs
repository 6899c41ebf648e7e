//! Notes on the time axis: seasons that repeat, and what the user wrote down (definitions.md §3).

use super::Analysis;
use super::periods::{key_of, range_of, year_before};
use crate::figures::distributions::t_two_sided;
use crate::order::Arrange;
use crate::report::TrendPoint;
use crate::settings::Period;
use serde::Serialize;

/// What two years of one score say about seasons.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SeasonNote {
    /// Column index of the score.
    pub column: u32,
    /// True when the two years have the same shape beyond doubt (p < 0.05, correlation above 0).
    pub seasonal: bool,
    /// Correlation between the last year's values and those of the same periods a year before.
    pub correlation: f64,
    /// Two-sided p of the correlation.
    pub p: f64,
    /// Pairs of periods.
    pub pairs: u32,
    /// Period of the last year with the highest mean of both years.
    pub highest: String,
    /// Period with the lowest mean.
    pub lowest: String,
}

/// A user's note with the period of the trend that it falls into.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventOnTrend {
    /// `YYYY-MM-DD`.
    pub date: String,
    /// Period of the trend.
    pub period: String,
    /// The user's words.
    pub text: String,
}

impl Analysis {
    /// The user's notes with a readable date, by date.
    pub(super) fn events(&self) -> Vec<EventOnTrend> {
        let place = |date: &str| {
            let (from, to) = range_of(date)?;
            (from == to).then(|| key_of(from, self.settings.period))
        };
        let mut events: Vec<EventOnTrend> = (self.settings.events.iter())
            .filter_map(|event| {
                let period = place(&event.date)?;
                Some(EventOnTrend {
                    date: event.date.clone(),
                    period,
                    text: event.text.clone(),
                })
            })
            .collect();
        events.arrange_by(|a, b| a.date.cmp(&b.date));
        events
    }

    /// Season notes of every score with two years of periods.
    pub(super) fn seasons(&self, trend: &[TrendPoint]) -> Vec<SeasonNote> {
        let (length, least) = match self.settings.period {
            Period::Month => (12, 10),
            Period::Week => (52, 40),
            // Days follow the week rather than the year, and four quarters are too few pairs.
            Period::Day | Period::Quarter => return Vec::new(),
        };
        let columns = trend.chunk_by(|a, b| a.column == b.column);
        columns
            .filter_map(|points| season(points, length, least))
            .collect()
    }
}

fn season(points: &[TrendPoint], length: usize, least: usize) -> Option<SeasonNote> {
    let last_year = &points[points.len().saturating_sub(length)..];
    let pairs: Vec<(&str, f64, f64)> = last_year
        .iter()
        .filter_map(|point| {
            let before = year_before(&point.period)?;
            let before = points.iter().find(|other| other.period == before)?;
            Some((point.period.as_str(), before.value?, point.value?))
        })
        .collect();
    if pairs.len() < least {
        return None;
    }
    let n = pairs.len() as f64;
    let mean = |value: &dyn Fn(&(&str, f64, f64)) -> f64| pairs.iter().map(value).sum::<f64>() / n;
    let (m_1, m_2) = (mean(&|pair| pair.1), mean(&|pair| pair.2));
    let sum = |value: &dyn Fn(f64, f64) -> f64| -> f64 {
        pairs
            .iter()
            .map(|pair| value(pair.1 - m_1, pair.2 - m_2))
            .sum()
    };
    let scale = (sum(&|a, _| a * a) * sum(&|_, b| b * b)).sqrt();
    if !(scale > 0.0) {
        return None;
    }
    let correlation = (sum(&|a, b| a * b) / scale).clamp(-1.0, 1.0);
    let t = correlation * ((n - 2.0) / (1.0 - correlation * correlation).max(1e-300)).sqrt();
    let p = if t.is_finite() {
        t_two_sided(t, n - 2.0)
    } else {
        0.0
    };
    let by_height =
        |a: &&(&str, f64, f64), b: &&(&str, f64, f64)| (a.1 + a.2).total_cmp(&(b.1 + b.2));
    Some(SeasonNote {
        column: points[0].column,
        seasonal: correlation > 0.0 && p < 0.05,
        correlation,
        p,
        pairs: pairs.len() as u32,
        highest: pairs.iter().max_by(by_height)?.0.to_owned(),
        lowest: pairs.iter().min_by(by_height)?.0.to_owned(),
    })
}
