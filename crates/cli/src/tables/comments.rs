//! Comments by sentiment, and the categories that they name.

use super::layout::{dash, head, section, table, titled};
use super::words::integer;
use vocal_charts::messages::Messages;
use vocal_core::report::{CategoryFigure, TextFigure};

/// Comments by sentiment; nothing without any.
pub(super) fn comments(text: &TextFigure, messages: &Messages) -> String {
    let n = u64::from(text.n.unwrap_or(0));
    if n == 0 {
        return String::new();
    }
    let title = messages.plural("cli.comments", n, &[]);
    if text.hidden {
        return titled(&title, &format!("{}\n", messages.text("cli.too_few", &[])));
    }
    let counts = [
        ("cli.positive", text.sentiment.positive),
        ("cli.neutral", text.sentiment.neutral),
        ("cli.negative", text.sentiment.negative),
        ("cli.mixed", text.sentiment.mixed),
    ];
    let rows: Vec<Vec<String>> = counts
        .iter()
        .map(|(key, count)| {
            vec![
                messages.text(key, &[]),
                messages.integer((*count).into()),
                messages.share((*count).into(), n),
            ]
        })
        .collect();
    titled(&title, &table(&rows, &[1, 2]))
}

/// A line for each category that may be shown, and how many are not.
pub(super) fn categories(categories: &[CategoryFigure], messages: &Messages) -> String {
    if categories.is_empty() {
        return String::new();
    }
    let keys = [
        "cli.category",
        "cli.n",
        "cli.share",
        "cli.positive",
        "cli.neutral",
        "cli.negative",
        "cli.impact",
        "cli.interval",
    ];
    let mut rows = vec![head(keys, messages)];
    // A list of dashes says nothing; how many were too rare does.
    let (hidden, shown): (Vec<&CategoryFigure>, Vec<&CategoryFigure>) =
        categories.iter().partition(|category| category.hidden);
    let number = |n: Option<u32>| integer(n, messages);
    rows.extend(shown.iter().map(|category| {
        let label = messages.category(&category.id, &category.label);
        let indent = if category.parent.is_some() { "  " } else { "" };
        vec![
            format!("{indent}{label}"),
            number(category.n),
            category
                .share
                .map_or_else(dash, |share| messages.percent(100.0 * share[0], 1)),
            number(category.positive),
            number(category.neutral),
            number(category.negative),
            category
                .impact
                .map_or_else(dash, |impact| messages.signed(impact, 1)),
            category.impact_interval.map_or_else(dash, |ends| {
                let [low, high] = ends.map(|end| messages.signed(end, 1));
                messages.range(&low, &high)
            }),
        ]
    }));
    let mut body = match shown.is_empty() {
        true => String::new(),
        false => table(&rows, &[1, 2, 3, 4, 5, 6, 7]),
    };
    if !hidden.is_empty() {
        body += &messages.plural("cli.rare_categories", hidden.len() as u64, &[]);
        body.push('\n');
    }
    section("cli.categories", &body, messages)
}
