//! What can be pressed: one mark per period, or for several where they are narrow, with what it says.

use super::{Plot, Shown};
use crate::frame::{Area, Mark, TARGET};
use vocal_core::filter::Condition;
use vocal_core::report::ScoreFigure;

/// One mark per period, or one for several where a period is narrower than a finger.
pub(super) fn marks(plot: &Plot, score: &ScoreFigure) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut start = 0;
    while start < plot.periods.len() {
        let first = &plot.periods[start];
        let left = plot.x.at(first.index as f64 - 0.5);
        let mut end = start + 1;
        while end < plot.periods.len()
            && plot.x.at(plot.periods[end - 1].index as f64 + 0.5) - left < TARGET
        {
            end += 1;
        }
        // What remains at the end must not be too narrow for a mark of its own.
        if let Some(next) = plot.periods.get(end)
            && plot.right - plot.x.at(next.index as f64 - 0.5) < TARGET
        {
            end = plot.periods.len();
        }
        let group = &plot.periods[start..end];
        let right = plot.x.at(group[group.len() - 1].index as f64 + 0.5);
        marks.push(Mark {
            area: Area {
                x: left,
                y: plot.top - 4,
                w: (right - left).max(TARGET),
                h: plot.base - plot.top + 24,
            },
            label: mark_label(plot, score, group),
            condition: Condition::Period {
                keys: group
                    .iter()
                    .map(|shown| shown.point.period.clone())
                    .collect(),
            },
        });
        start = end;
    }
    marks
}

fn mark_label(plot: &Plot, score: &ScoreFigure, group: &[Shown]) -> String {
    let messages = &plot.frame.messages;
    let label = match group {
        [shown] => label_of(plot, score, shown),
        [first, .., last] => {
            let values: Vec<String> = group
                .iter()
                .map(|shown| plot.unit.short(messages, shown.value))
                .collect();
            messages.text(
                "chart.trend.mark_many",
                &[
                    ("from", &messages.period(&first.point.period)),
                    ("to", &messages.period(&last.point.period)),
                    ("metric", &plot.frame.metric(score)),
                    ("values", &values.join("; ")),
                ],
            )
        }
        [] => String::new(),
    };
    let is_meant = |index| group.iter().any(|shown| shown.index == index);
    let events = plot.notes_on(is_meant);
    if events.is_empty() {
        return label;
    }
    messages.text(
        "chart.trend.mark_events",
        &[("mark", &label), ("events", &events)],
    )
}

fn label_of(plot: &Plot, score: &ScoreFigure, shown: &Shown) -> String {
    let messages = &plot.frame.messages;
    let key = match shown.point.flag {
        Some("above") => "chart.trend.mark_above",
        Some(_) => "chart.trend.mark_below",
        None => "chart.trend.mark",
    };
    let answers = messages.plural("chart.answers", u64::from(shown.point.n.unwrap_or(0)), &[]);
    messages.text(
        key,
        &[
            ("period", &messages.period(&shown.point.period)),
            ("metric", &plot.frame.metric(score)),
            ("value", &plot.unit.short(messages, shown.value)),
            ("interval", &plot.interval(shown)),
            ("answers", &answers),
        ],
    )
}
