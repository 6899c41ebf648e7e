//! The chart in words: legend, title, description and table.

use super::{Plot, Shown};
use crate::Table;
use crate::frame::{Frame, Sign, Words, capitalized};
use crate::period::{Period, suffix};
use crate::text;
use crate::unit::Unit;
use vocal_core::report::{ScoreFigure, TrendPoint};

/// What the signs of the chart mean; only those that it has.
pub(super) fn legend(frame: &Frame, score: &ScoreFigure, periods: &[Shown]) -> Vec<(Sign, String)> {
    let palette = frame.palette;
    let messages = &frame.messages;
    let mut items = vec![
        (
            Sign::Series(palette.accent),
            capitalized(&frame.metric(score)),
        ),
        (
            Sign::Band(palette.accent),
            messages.text("chart.legend.interval", &[]),
        ),
    ];
    if periods.iter().any(|shown| shown.point.limits.is_some()) {
        items.push((
            Sign::Line(palette.axis),
            messages.text("chart.legend.limits", &[]),
        ));
    }
    if periods.iter().any(|shown| shown.point.flag.is_some()) {
        items.push((
            Sign::Diamond(palette.alert),
            messages.text("chart.legend.outside", &[]),
        ));
    }
    if let Some(overall) = score.value.filter(|_| !score.hidden) {
        let value = Unit::of(score).short(messages, overall);
        let label = messages.text("chart.legend.overall", &[("value", &value)]);
        items.push((Sign::Dashes(palette.axis), label));
    }
    items
}

/// Title, description and table.
pub(super) fn words(plot: &Plot, score: &ScoreFigure, points: &[&TrendPoint]) -> Words {
    let frame = plot.frame;
    let messages = &frame.messages;
    let metric = frame.metric(score);
    let question = frame.column_name(score.column);
    let length = suffix(plot.length);
    let title_key = match frame.is_ambiguous(score) {
        false => format!("chart.trend.title.{length}"),
        true => format!("chart.trend.title_of.{length}"),
    };
    let mut header = vec![messages.text(&format!("chart.table.period.{length}"), &[])];
    let names = ["n", "result", "interval", "limits", "status"];
    header.extend(names.map(|name| messages.text(&format!("chart.table.{name}"), &[])));
    let mut rows: Vec<Vec<String>> = points.iter().map(|point| row(plot, point)).collect();
    // A column that is always empty would only take room.
    if !plot.events.is_empty() {
        header.push(messages.text("chart.table.events", &[]));
        for (row, point) in rows.iter_mut().zip(points) {
            let index = Period::parse(&point.period).map(|period| period.index);
            row.push(plot.notes_on(|other| Some(other) == index));
        }
    }
    Words {
        title: messages.text(&title_key, &[("metric", &metric), ("question", &question)]),
        description: description(plot, score),
        table: Table { header, rows },
    }
}

fn row(plot: &Plot, point: &TrendPoint) -> Vec<String> {
    let messages = &plot.frame.messages;
    let none = messages.text("number.none", &[]);
    let period = text::clean(&messages.period(&point.period));
    if point.hidden {
        let hidden = messages.text("chart.hidden", &[]);
        return vec![
            period,
            hidden,
            none.clone(),
            none.clone(),
            none.clone(),
            none,
        ];
    }
    let range = |range: Option<[f64; 2]>| match range {
        Some(range) => plot.unit.exact_range(messages, range),
        None => none.clone(),
    };
    let status = match (point.flag, point.limits) {
        (Some("above"), _) => messages.text("chart.trend.status_above", &[]),
        (Some(_), _) => messages.text("chart.trend.status_below", &[]),
        (None, Some(_)) => messages.text("chart.trend.status_inside", &[]),
        (None, None) => none.clone(),
    };
    vec![
        period,
        point.n.map_or(none.clone(), |n| messages.integer(n.into())),
        point
            .value
            .map_or(none.clone(), |value| plot.unit.exact(messages, value)),
        range(point.interval),
        range(point.limits),
        status,
    ]
}

/// What the periods say, and the user's notes.
fn description(plot: &Plot, score: &ScoreFigure) -> String {
    let description = takeaway(plot, score);
    let events = plot.notes_on(|_| true);
    if events.is_empty() {
        return description;
    }
    plot.frame.messages.text(
        "chart.trend.with_events",
        &[("description", &description), ("events", &events)],
    )
}

/// The latest period against the overall value, judged by its interval, and the count of periods
/// outside the control limits.
fn takeaway(plot: &Plot, score: &ScoreFigure) -> String {
    let messages = &plot.frame.messages;
    let Some(last) = plot.periods.last() else {
        return String::new();
    };
    let length = suffix(plot.length);
    let period = messages.period(&last.point.period);
    let value = plot.unit.short(messages, last.value);
    let interval = plot.interval(last);
    let metric = plot.frame.metric(score);
    let mut values = vec![
        ("period", period.as_str()),
        ("metric", &metric),
        ("value", &value),
        ("interval", &interval),
    ];
    if plot.periods.len() == 1 {
        return messages.text(&format!("chart.trend.single.{length}"), &values);
    }
    let comparison = comparison(plot, last);
    let outside = plot
        .periods
        .iter()
        .filter(|shown| shown.point.flag.is_some())
        .count() as u64;
    let total = messages.integer(plot.periods.len() as u64);
    let outside = match outside {
        0 => messages.text(&format!("chart.trend.outside_none.{length}"), &[]),
        count => messages.plural(
            &format!("chart.trend.outside.{length}"),
            count,
            &[("total", &total)],
        ),
    };
    values.extend([("comparison", comparison.as_str()), ("outside", &outside)]);
    messages.text("chart.trend.description", &values)
}

fn comparison(plot: &Plot, last: &Shown) -> String {
    let messages = &plot.frame.messages;
    let (Some(overall), Some([low, high])) = (plot.overall, last.point.interval) else {
        return messages.text(&format!("chart.trend.no_mean.{}", suffix(plot.length)), &[]);
    };
    let key = match overall {
        overall if overall < low => "chart.trend.above",
        overall if overall > high => "chart.trend.below",
        _ => "chart.trend.same",
    };
    messages.text(key, &[("mean", &plot.unit.short(messages, overall))])
}
