//! The scores, all together and by period, and what they differ by.

use super::layout::{dash, head, section, shorten, table, titled};
use super::words::{
    effect, integer, interval, metric_name, name_of, p_value, value, weighted_value,
};
use vocal_charts::messages::Messages;
use vocal_core::analysis::period_length;
use vocal_core::report::{Comparison, Metric, Report, ScoreFigure, TrendPoint, Weighting};
use vocal_core::settings::Period;

/// A line for each score.
pub(super) fn scores(report: &Report, messages: &Messages) -> String {
    let weighting = report.weighting.as_ref();
    let weighted = weighting.map(|_| "page.weighted");
    let keys = ["cli.question", "cli.figure", "cli.value", "cli.interval"].into_iter();
    let keys = keys.chain(weighted).chain(["cli.n", "cli.excluded"]);
    let mut rows = vec![head(keys, messages)];
    rows.extend(report.scores.iter().map(|score| {
        let with_weights = weighted.map(|_| weighted_value(score, score.weighted, messages));
        let row = [
            shorten(name_of(report, score.column), 50),
            metric_name(score.metric),
            value(score, score.value, messages),
            interval(score, score.interval, messages),
        ];
        let counts = [score.n, score.excluded].map(|n| integer(n, messages));
        row.into_iter().chain(with_weights).chain(counts).collect()
    }));
    if report.scores.is_empty() {
        return String::new();
    }
    let how = weighting.map(|of| weighting_sentence(of, messages));
    let body = table(&rows, &[2, 3, 4, 5, 6]) + &how.unwrap_or_default();
    section("cli.scores", &body, messages)
}

/// How answers are weighted and what they count like.
fn weighting_sentence(of: &Weighting, messages: &Messages) -> String {
    let [from, to] = of.range.map(|weight| messages.number(weight, 2));
    let values = [
        ("n", messages.integer(of.n.into())),
        ("effective", messages.number(of.effective_n, 0)),
        ("from", from),
        ("to", to),
    ];
    let values = values.each_ref().map(|(name, text)| (*name, text.as_str()));
    messages.text(&format!("page.weighting.{}", of.method), &values) + "\n"
}

/// A table for each score with at least two periods.
pub(super) fn trend(report: &Report, messages: &Messages) -> String {
    let mut text = String::new();
    for score in &report.scores {
        let points = report
            .trend
            .iter()
            .filter(|point| point.column == score.column);
        let points: Vec<&TrendPoint> = points.collect();
        if points.len() < 2 {
            continue;
        }
        let period = period_name(&points[0].period);
        let keys = [period, "cli.n", "cli.value", "cli.interval", "cli.limits"];
        let mut rows = vec![head(keys, messages)];
        rows.extend(points.iter().map(|point| {
            let flag = point.flag.map_or("", |_| " *");
            vec![
                point.period.clone(),
                integer(point.n, messages),
                value(score, point.value, messages) + flag,
                interval(score, point.interval, messages),
                interval(score, point.limits, messages),
            ]
        }));
        let title = format!(
            "{}: {}",
            metric_name(score.metric),
            name_of(report, score.column)
        );
        text += &titled(&title, &table(&rows, &[1, 2, 3, 4]));
    }
    text
}

/// Message key of what the periods of a trend are called.
fn period_name(key: &str) -> &'static str {
    match period_length(key) {
        Some(Period::Week) => "cli.week",
        Some(Period::Quarter) => "cli.quarter",
        Some(Period::Day) => "cli.day",
        _ => "cli.month",
    }
}

/// The last two periods of every score, and the groups that the settings compare.
pub(super) fn comparisons(report: &Report, messages: &Messages) -> String {
    let keys = [
        "cli.question",
        "cli.figure",
        "cli.compared",
        "cli.before",
        "cli.after",
        "cli.difference",
        "cli.interval",
        "cli.p",
        "cli.effect",
        "cli.needed",
    ];
    let mut rows = vec![head(keys, messages)];
    let asked = (1..).zip(&report.comparisons);
    let asked = asked.map(|(number, it)| (messages.integer(number), it));
    let changes = report.change.iter().map(|change| {
        let [before, after] =
            [&change.before_key, &change.after_key].map(|key| key.as_deref().unwrap_or_default());
        let values = [("before", before), ("after", after)];
        (messages.text("page.before_after", &values), change)
    });
    rows.extend(changes.chain(asked).filter_map(|(compared, comparison)| {
        let mut scores = report.scores.iter();
        let score = scores.find(|score| score.column == comparison.column)?;
        Some(comparison_row(
            report, score, compared, comparison, messages,
        ))
    }));
    if rows.len() == 1 {
        return String::new();
    }
    section(
        "cli.comparisons",
        &table(&rows, &[3, 4, 5, 6, 7, 8, 9]),
        messages,
    )
}

fn comparison_row(
    report: &Report,
    score: &ScoreFigure,
    compared: String,
    comparison: &Comparison,
    messages: &Messages,
) -> Vec<String> {
    let signed = |value: f64| messages.signed(value, difference_decimals(score.metric));
    let dash = dash;
    let range = |[low, high]: [f64; 2]| messages.range(&signed(low), &signed(high));
    vec![
        shorten(name_of(report, score.column), 40),
        metric_name(score.metric),
        compared,
        value(score, comparison.before.value, messages),
        value(score, comparison.after.value, messages),
        comparison.difference.map_or_else(dash, signed),
        comparison.interval.map_or_else(dash, range),
        p_value(
            comparison
                .p_adjusted
                .or(comparison.p_people)
                .or(comparison.p),
            messages,
        ),
        effect(comparison.effect, score, messages),
        comparison
            .needed_n
            .map_or_else(dash, |n| messages.integer(n)),
    ]
}

/// Decimals of a difference: those of the values that it lies between.
fn difference_decimals(metric: Option<Metric>) -> usize {
    match metric {
        Some(Metric::Nps | Metric::Csat) => 1,
        _ => 2,
    }
}
