//! Figures as words: values with their units, intervals, p values, effects; names of questions.

use super::layout::dash;
use vocal_charts::messages::Messages;
use vocal_core::report::{Metric, Report, ScoreFigure, WeightedFigure};

/// A value of a score in its unit.
pub(super) fn value(score: &ScoreFigure, value: Option<f64>, messages: &Messages) -> String {
    let Some(value) = value else {
        return dash();
    };
    match score.metric {
        Some(Metric::Nps) => messages.signed(value, 1),
        Some(Metric::Csat) => messages.percent(value, 1),
        _ => messages.number(value, 2),
    }
}

/// A sentence of the page, which sends people to a view of its own for what the command reads from a settings file.
pub(super) fn without_page(text: &str, messages: &Messages) -> String {
    let [view, file] = ["page.in_data", "cli.in_config"].map(|key| messages.text(key, &[]));
    text.replace(&view, &file)
}

/// An interval of a score in its unit.
pub(super) fn interval(
    score: &ScoreFigure,
    interval: Option<[f64; 2]>,
    messages: &Messages,
) -> String {
    let Some([low, high]) = interval else {
        return dash();
    };
    messages.range(
        &value(score, Some(low), messages),
        &value(score, Some(high), messages),
    )
}

/// A weighted figure with its interval.
pub(super) fn weighted_value(
    score: &ScoreFigure,
    weighted: Option<WeightedFigure>,
    messages: &Messages,
) -> String {
    let Some(weighted) = weighted else {
        return dash();
    };
    let value = value(score, Some(weighted.value), messages);
    let interval = interval(score, weighted.interval, messages);
    let values = [("value", value.as_str()), ("interval", interval.as_str())];
    messages.text("page.weighted_value", &values)
}

/// A number of answers, or a dash where it is not shown.
pub(super) fn integer(n: Option<u32>, messages: &Messages) -> String {
    n.map_or_else(dash, |n| messages.integer(n.into()))
}

/// Below it a p value of three places reads as zero.
pub(super) const SMALLEST_P: f64 = 0.0005;

/// A p value to three places; a smaller one is not zero.
pub(super) fn p_value(p: Option<f64>, messages: &Messages) -> String {
    match p {
        None => dash(),
        Some(p) if p < SMALLEST_P => format!("< {}", messages.number(0.001, 3)),
        Some(p) => messages.number(p, 3),
    }
}

/// Cohen's d, or h for shares: `d +0.32`.
pub(super) fn effect(effect: Option<f64>, score: &ScoreFigure, messages: &Messages) -> String {
    let letter = match score.metric {
        Some(Metric::Csat) => 'h',
        _ => 'd',
    };
    effect.map_or_else(dash, |effect| {
        format!("{letter} {}", messages.signed(effect, 2))
    })
}

/// Short name of a question type; these are the same in every language.
pub(super) fn metric_name(metric: Option<Metric>) -> String {
    let name = match metric {
        Some(Metric::Nps) => "NPS",
        Some(Metric::Csat) => "CSAT",
        Some(Metric::Ces) => "CES",
        Some(Metric::Ces2) => "CES 2.0",
        Some(Metric::Chi) => "CHI",
        None => "Ø",
    };
    name.to_owned()
}

/// Heading of a column; empty when there is none.
pub(super) fn name_of(report: &Report, column: u32) -> &str {
    report
        .reading
        .columns
        .get(column as usize)
        .map_or("", |column| column.name.as_str())
}
