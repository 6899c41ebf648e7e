//! Scores by one segment and by two.

use super::layout::{dash, head, shorten, table, titled};
use super::words::{
    SMALLEST_P, effect, interval, metric_name, name_of, p_value, value, weighted_value,
};
use vocal_charts::messages::Messages;
use vocal_core::report::{Association, Breakdown, Crosstab, Report};

/// Most groups that a note lists.
const MOST_NAMES: usize = 5;

/// A score by the groups of a segment; nothing without the score.
pub(super) fn breakdown_table(
    report: &Report,
    breakdown: &Breakdown,
    messages: &Messages,
) -> String {
    let Some(score) = report
        .scores
        .iter()
        .find(|score| score.column == breakdown.column)
    else {
        return String::new();
    };
    let weighted = breakdown.groups.iter().any(|it| it.weighted.is_some());
    let weighted = weighted.then_some("page.weighted");
    let keys = ["cli.group", "cli.n", "cli.value", "cli.interval"].into_iter();
    let keys = keys.chain(weighted).chain(["cli.p", "cli.effect"]);
    let mut rows = vec![head(keys, messages)];
    let columns = rows[0].len();
    rows.extend(breakdown.groups.iter().map(|group| {
        let n = group.n.map(|n| messages.integer(n.into()));
        let with_weights = weighted.map(|_| weighted_value(score, group.weighted, messages));
        let row = [
            shorten(&group.key, 40),
            n.unwrap_or_else(|| messages.text("cli.hidden", &[])),
            value(score, group.value, messages),
            interval(score, group.interval, messages),
        ];
        let tests = [
            p_value(group.p_adjusted, messages),
            effect(group.effect, score, messages),
        ];
        row.into_iter().chain(with_weights).chain(tests).collect()
    }));
    rows.extend(breakdown.together.map(|rest| {
        let mut row = vec![
            messages.text("chart.breakdown.together", &[]),
            messages.integer(rest.n.into()),
            value(score, rest.value, messages),
            interval(score, rest.interval, messages),
        ];
        row.resize(columns, dash());
        row
    }));
    let title = format!(
        "{}: {} × {}",
        metric_name(score.metric),
        shorten(name_of(report, breakdown.column), 50),
        shorten(name_of(report, breakdown.by), 30)
    );
    let texts = ["page.groups_associated", "page.groups_alike"];
    let note = association(breakdown.association.as_ref(), texts, &[], messages);
    titled(&title, &(table(&rows, &[1, 2, 3, 4, 5, 6]) + &note))
}

/// A score by two segments: a line for each pair of groups, so that every figure has its interval beside it.
pub(super) fn crosstab_table(report: &Report, crosstab: &Crosstab, messages: &Messages) -> String {
    let mut scores = report.scores.iter();
    let Some(score) = scores.find(|score| score.column == crosstab.column) else {
        return String::new();
    };
    let names = [crosstab.rows, crosstab.columns].map(|column| name_of(report, column));
    let keys = ["cli.n", "cli.value", "cli.interval", "cli.p", "cli.effect"];
    let segments = names.map(|name| shorten(name, 40)).into_iter();
    let mut rows: Vec<Vec<String>> = vec![segments.chain(head(keys, messages)).collect()];
    let name = |keys: &[Option<String>], at: usize| match keys.get(at) {
        Some(Some(key)) => shorten(key, 40),
        Some(None) => messages.text("page.other_groups", &[]),
        None => messages.text("page.crosstab_all", &[]),
    };
    let mut hidden = 0;
    for (line, cells) in crosstab.cells.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            // Nobody is in most pairs of two long lists, and a list of hidden ones says nothing.
            hidden += u64::from(cell.hidden);
            if let Some(n) = cell.n.filter(|n| *n > 0) {
                rows.push(vec![
                    name(&crosstab.row_keys, line),
                    name(&crosstab.column_keys, column),
                    messages.integer(n.into()),
                    value(score, cell.value, messages),
                    interval(score, cell.interval, messages),
                    p_value(cell.p_adjusted, messages),
                    effect(cell.effect, score, messages),
                ]);
            }
        }
    }
    let mut body = table(&rows, &[2, 3, 4, 5, 6]);
    if hidden > 0 {
        body += &messages.plural("cli.hidden_cells", hidden, &[]);
        body.push('\n');
    }
    let untold = &crosstab.association_untold;
    let none = match untold.is_empty() {
        true => "page.association_none",
        false => "page.association_none_shown",
    };
    let texts = ["page.association", none];
    body += &association(crosstab.association.as_ref(), texts, untold, messages);
    let title = format!(
        "{}: {} × {} × {}",
        metric_name(score.metric),
        shorten(name_of(report, crosstab.column), 50),
        shorten(names[0], 30),
        shorten(names[1], 30)
    );
    titled(&title, &body)
}

/// Whether the lines of a table make a difference at all, in the text for "they do" or "nothing shows it", and
/// which groups the test cannot tell apart.
fn association(
    found: Option<&Association>,
    [together, apart]: [&str; 2],
    untold: &[String],
    messages: &Messages,
) -> String {
    let Some(found) = found else {
        return String::new();
    };
    let p = found.p_adjusted.unwrap_or(found.p);
    let written = p_value(Some(p), messages);
    let written = match p < SMALLEST_P {
        true => written,
        false => format!("= {written}"),
    };
    let p_text = match found.p_adjusted {
        Some(_) => "page.p_after",
        None => "page.p_alone",
    };
    let values = [
        (
            "test",
            messages.text(&format!("page.test.{}", found.test), &[]),
        ),
        ("p", messages.text(p_text, &[("p", &written)])),
        ("v", messages.number(found.cramers_v, 2)),
    ];
    let values = values.each_ref().map(|(name, text)| (*name, text.as_str()));
    let mut text = messages.text(if p < 0.05 { together } else { apart }, &values);
    if found.sparse {
        text += &format!(" {}", messages.text("page.association_sparse", &[]));
    }
    if !untold.is_empty() {
        let more = untold.len() > MOST_NAMES;
        let names = untold[..untold.len().min(MOST_NAMES)].join(", ");
        let names = names + if more { ", …" } else { "" };
        let note = messages.text("page.association_untold", &[("groups", &names)]);
        text += &format!(" {note}");
    }
    text + "\n"
}
