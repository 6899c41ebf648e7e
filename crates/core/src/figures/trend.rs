//! Trend by period with control limits (definitions.md §3).

use super::Histogram;
use super::score::Scale;
use crate::report::TrendPoint;

/// One point per period that has answers or is hidden. `months` are ascending; `hidden` says which of them are
/// not shown.
///
/// Limits: overall value ± 3·√(V/n_t), where V is the variance of one answer over the whole
/// period, clipped to what the figure can be.
pub fn trend(
    column: u32,
    scale: Scale,
    months: &[(String, Histogram)],
    hidden: &[bool],
) -> Vec<TrendPoint> {
    let mut all = Histogram::new(scale.range);
    months.iter().for_each(|(_, answers)| all.add(answers));
    let centre = scale.value(&all).map(|value| value.value);
    let variance = scale.variance(&all);
    let expected = centre.zip(variance);
    months
        .iter()
        .enumerate()
        .filter(|(place, (_, answers))| answers.n() > 0 || hidden.get(*place) == Some(&true))
        .map(|(place, (period, answers))| {
            let hidden = hidden.get(place) != Some(&false);
            point(column, scale, period, answers, expected, hidden)
        })
        .collect()
}

fn point(
    column: u32,
    scale: Scale,
    period: &str,
    answers: &Histogram,
    centre_and_variance: Option<(f64, f64)>,
    hidden: bool,
) -> TrendPoint {
    let n = answers.n();
    let value = if hidden { None } else { scale.value(answers) };
    let limits = centre_and_variance
        .filter(|_| !hidden)
        .map(|(centre, variance)| {
            let margin = 3.0 * (variance / f64::from(n)).sqrt();
            let [low, high] = scale.bounds();
            [(centre - margin).max(low), (centre + margin).min(high)]
        });
    let flag = match (value, limits) {
        (Some(value), Some([low, _])) if value.value < low => Some("below"),
        (Some(value), Some([_, high])) if value.value > high => Some("above"),
        _ => None,
    };
    TrendPoint {
        column,
        period: period.to_owned(),
        n: (!hidden).then_some(n),
        value: value.map(|value| value.value),
        interval: value.and_then(|value| value.interval),
        limits,
        flag,
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
        let points = trend(0, scale, &months, &suppressed(&sizes, 5));
        let flags: Vec<_> = points.iter().map(|point| point.flag).collect();
        // The first of the equal months protects the small one, which the total would give away.
        assert_eq!(flags, [None, None, Some("below"), None, None]);
        let hidden: Vec<_> = points
            .iter()
            .map(|point| point.hidden && point.n.is_none())
            .collect();
        assert_eq!(hidden, [false, false, false, true, true]);
    }
}
