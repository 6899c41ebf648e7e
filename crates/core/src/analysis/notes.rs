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
    /// Correlation between the last year's values and those of the same periods a year before, after the
    /// straight line through each year was taken off.
    pub correlation: f64,
    /// Two-sided p of the correlation, with as many pairs as neighbouring periods that resemble each other
    /// are worth.
    pub p: f64,
    /// Pairs of periods.
    pub pairs: u32,
    /// Period of the last year that stands highest above the lines of both years.
    pub highest: String,
    /// The one that lies lowest below them.
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
        let least = match self.settings.period {
            Period::Month => 10,
            Period::Week => 40,
            // Days follow the week rather than the year, and four quarters are too few pairs.
            Period::Day | Period::Quarter => return Vec::new(),
        };
        let columns = trend.chunk_by(|a, b| a.column == b.column);
        columns.filter_map(|points| season(points, least)).collect()
    }
}

/// A period of the last year and the values of both years in it.
struct Pair<'a> {
    period: &'a str,
    /// Its place in the year.
    place: f64,
    values: [f64; 2],
}

/// A score that rises or falls steadily does so in both years, which is no season: what the two years
/// have in common beside a straight line is what counts (partial correlation given the place in the
/// year, with one degree of freedom less). A level that drifts makes neighbouring periods alike, and two
/// such years resemble each other more often by chance than periods that know nothing of each other
/// (Bartlett 1946).
fn season(points: &[TrendPoint], least: usize) -> Option<SeasonNote> {
    let year_ago = year_before(&points.last()?.period)?;
    let last_year = points.iter().filter(|point| point.period > year_ago);
    let mut pairs: Vec<Pair> = (0u32..)
        .zip(last_year)
        .filter_map(|(place, point)| {
            let before = year_before(&point.period)?;
            let before = points.iter().find(|other| other.period == before)?;
            Some(Pair {
                period: &point.period,
                place: f64::from(place),
                values: [before.value?, point.value?],
            })
        })
        .collect();
    if pairs.len() < least {
        return None;
    }
    (0..2).for_each(|year| take_line_off(&mut pairs, year));
    let sum = |a: usize, b: usize| -> f64 {
        let products = pairs.iter().map(|pair| pair.values[a] * pair.values[b]);
        products.sum()
    };
    let scale = (sum(0, 0) * sum(1, 1)).sqrt();
    if !(scale > NO_SHAPE) {
        return None;
    }
    let freedom = effective_pairs(&pairs) - 3.0;
    let correlation = (sum(0, 1) / scale).clamp(-1.0, 1.0);
    let t = correlation * (freedom / (1.0 - correlation * correlation).max(1e-300)).sqrt();
    let p = match () {
        // So few pairs in effect tell nothing.
        () if freedom < 1.0 => 1.0,
        () if t.is_finite() => t_two_sided(t, freedom),
        () => 0.0,
    };
    let height = |pair: &Pair| pair.values[0] + pair.values[1];
    let by_height = |a: &&Pair, b: &&Pair| height(a).total_cmp(&height(b));
    Some(SeasonNote {
        column: points[0].column,
        seasonal: correlation > 0.0 && p < 0.05,
        correlation,
        p,
        pairs: pairs.len() as u32,
        highest: pairs.iter().max_by(by_height)?.period.to_owned(),
        lowest: pairs.iter().min_by(by_height)?.period.to_owned(),
    })
}

/// How many independent pairs the correlation of both years rests on: n/(1 + 2·Σ (1 − k/n)·r₁(k)·r₂(k)), r(k) the
/// correlation of a year with itself k periods later (Bartlett 1946). The sum ends before the first distance at
/// which one of them is not positive: beyond it is noise, and a year that swings once would count half of its
/// pairs as opposites.
fn effective_pairs(pairs: &[Pair]) -> f64 {
    let n = pairs.len();
    let lagged = |year: usize, lag: usize| -> f64 {
        let later = pairs.iter().skip(lag);
        let products = pairs.iter().zip(later);
        products
            .map(|(one, other)| one.values[year] * other.values[year])
            .sum()
    };
    let alike = |lag: usize| [0, 1].map(|year| lagged(year, lag) / lagged(year, 0));
    let alike = (1..n).map(|lag| (lag, alike(lag)));
    let alike = alike.take_while(|(_, both)| both.iter().all(|one| *one > 0.0));
    let sum: f64 = alike
        .map(|(lag, [one, other])| (1.0 - lag as f64 / n as f64) * one * other)
        .sum();
    n as f64 / (1.0 + 2.0 * sum)
}

/// Sum of squares below which what a straight line leaves is rounding.
const NO_SHAPE: f64 = 1e-9;

/// Leaves of one year's values what differs from the straight line through them.
fn take_line_off(pairs: &mut [Pair], year: usize) {
    let n = pairs.len() as f64;
    let mean = |value: &dyn Fn(&Pair) -> f64| pairs.iter().map(value).sum::<f64>() / n;
    let (place, level) = (mean(&|it| it.place), mean(&|it| it.values[year]));
    let along = mean(&|it| (it.place - place) * (it.values[year] - level));
    let slope = along / mean(&|it| (it.place - place) * (it.place - place));
    for pair in pairs {
        pair.values[year] -= level + slope * (pair.place - place);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::rng::Rng;

    /// Two years by week of a level that drifts without any season: in 12 % of them the two years would
    /// correlate beyond doubt if weeks knew nothing of their neighbours.
    #[test]
    fn two_years_that_drift_have_no_season() {
        let told = (0..600u64).filter(|&seed| {
            let mut rng = Rng::new(seed, 1);
            let mut normal = || (0..12).map(|_| rng.uniform()).sum::<f64>() - 6.0;
            let mut level = 0.0;
            let point = |week: usize| {
                level = 0.95 * level + 6.0 * normal();
                TrendPoint {
                    period: format!("{}-W{:02}", 2023 + week / 52, week % 52 + 1),
                    value: Some(level + 10.0 * normal()),
                    ..TrendPoint::default()
                }
            };
            let points: Vec<TrendPoint> = (0..104).map(point).collect();
            season(&points, 40).is_some_and(|note| note.seasonal)
        });
        let told = told.count();
        assert!((1..48).contains(&told), "{told} of 600");
    }
}
