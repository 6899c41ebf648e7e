//! Figures of customers, cases and areas.

use super::layout::{dash, head, section, table};
use vocal_charts::messages::Messages;
use vocal_core::report::{OperationalFigure, OperationalFile, Report};

/// Figures of customers, cases and areas.
pub(super) fn operational(report: &Report, messages: &Messages) -> String {
    if report.operational.is_empty() && report.operational_file.is_none() {
        return String::new();
    }
    let keys = [
        "cli.figure",
        "cli.value",
        "cli.interval",
        "cli.n",
        "cli.source",
    ];
    let mut rows = vec![head(keys, messages)];
    let mut notes = String::new();
    for figure in &report.operational {
        let name = messages.text(&format!("operational.{}", figure.metric), &[]);
        if figure.metric == "fcr" {
            notes += &format!("{name}: {}\n", first_contact(figure, messages));
        }
        let part = |part: &str| messages.text(&format!("operational.{part}"), &[("metric", &name)]);
        let source = messages.text(&format!("operational.source.{}", figure.source), &[]);
        let row = |name: String, value: Option<f64>, interval: Option<[f64; 2]>| {
            let of = |value: Option<f64>| operational_value(figure, value, messages);
            let n = figure.n.map(|n| messages.number(n, 0));
            vec![
                name,
                of(value),
                interval.map_or_else(dash, |[low, high]| {
                    messages.range(&of(Some(low)), &of(Some(high)))
                }),
                n.unwrap_or_else(dash),
                source.clone(),
            ]
        };
        let median = figure.metric == "resolution_time";
        let main = if median { part("median") } else { name.clone() };
        rows.push(row(main, figure.value, figure.interval));
        for (key, value) in figure.parts.iter().filter(|_| median) {
            let interval = figure.part_intervals.get(key).copied();
            rows.push(row(part(key), Some(*value), interval));
        }
    }
    let mut body = table(&rows, &[1, 2, 3]);
    if report.operational.is_empty() {
        body.clear();
    }
    if !notes.is_empty() {
        body += &format!("{notes}\n");
    }
    if let Some(file) = &report.operational_file {
        body += &second_file(file, messages);
        body.push('\n');
    }
    section("cli.operational", &body, messages)
}

/// How long the customer had to come back for a case to count as solved at the first contact.
fn first_contact(figure: &OperationalFigure, messages: &Messages) -> String {
    match figure.window_days {
        Some(days) => messages.plural("operational.fcr.window", days as u64, &[]),
        None => messages.text("operational.fcr.no_window", &[]),
    }
}

/// How the second file belongs to the survey.
fn second_file(file: &OperationalFile, messages: &Messages) -> String {
    let rows = messages.plural("cli.rows", file.rows.into(), &[]);
    let Some(join) = &file.join else {
        let values = [("file", file.name.as_str()), ("rows", rows.as_str())];
        return messages.text("operational.not_joined", &values);
    };
    let column = messages.text("finding.quoted", &[("name", &join.column_name)]);
    let [matched, unmatched, answers] = [join.matched, join.unmatched, join.answers_unmatched]
        .map(|count| messages.integer(count.into()));
    let values = [
        ("file", file.name.as_str()),
        ("rows", rows.as_str()),
        ("column", column.as_str()),
        ("matched", matched.as_str()),
        ("unmatched", unmatched.as_str()),
        ("answers", answers.as_str()),
    ];
    messages.text("operational.joined", &values)
}

fn operational_value(
    figure: &OperationalFigure,
    value: Option<f64>,
    messages: &Messages,
) -> String {
    let Some(value) = value else {
        return dash();
    };
    match figure.unit {
        "percent" => messages.percent(value, 1),
        "hours" => messages.text("number.hours", &[("value", &messages.number(value, 1))]),
        _ => messages.number(value, 2),
    }
}
