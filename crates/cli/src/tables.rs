//! Results as text tables for a terminal.

use crate::input::coded_message;
use std::collections::BTreeMap;
use vocal_charts::findings::{finding_sentence, health_sentence};
use vocal_charts::messages::Messages;
use vocal_core::analysis::period_length;
use vocal_core::report::{
    Association, Breakdown, CategoryFigure, ColumnReading, Comparison, Crosstab, Driver,
    HealthFinding, Metric, OperationalFigure, OperationalFile, Reading, Report, Role, ScoreFigure,
    TextFigure, TrendPoint, Warning, WeightedFigure, Weighting,
};
use vocal_core::settings::Period;

/// How a file was read: format line, columns, warnings.
pub fn reading(reading: &Reading, messages: &Messages) -> String {
    let rows = messages.plural("cli.rows", reading.rows.into(), &[]);
    let delimiter = reading
        .delimiter
        .as_deref()
        .map(delimiter_name)
        .unwrap_or_default();
    let values = [
        ("format", reading.format.as_str()),
        ("encoding", reading.encoding.as_str()),
        ("delimiter", delimiter.as_str()),
        ("rows", rows.as_str()),
    ];
    let read_as = match reading.delimiter {
        Some(_) => "cli.read_as",
        None => "cli.read_as_cells",
    };
    let mut text = messages.text(read_as, &values) + "\n\n";
    let head = ["#", "cli.column", "cli.role", "cli.sure", "cli.answered"].map(|key| match key {
        "#" => key.to_owned(),
        key => messages.text(key, &[]),
    });
    let mut rows = vec![head.to_vec()];
    rows.extend(reading.columns.iter().map(|column| {
        vec![
            column.index.to_string(),
            shorten(&column.name, 60),
            role_name(column, messages),
            messages.percent(100.0 * column.confidence, 0),
            messages.integer(column.answered.into()),
        ]
    }));
    text += &table(&rows, &[0, 3, 4]);
    text += &warnings(&reading.warnings, messages);
    text
}

/// The whole report.
pub fn report(report: &Report, messages: &Messages) -> String {
    let mut text = String::new();
    text += &findings(report, messages);
    text += &health(report, messages);
    text += &scores(report, messages);
    text += &operational(report, messages);
    text += &trend(report, messages);
    text += &comparisons(report, messages);
    text += &drivers(report, messages);
    for breakdown in &report.breakdowns {
        text += &breakdown_table(report, breakdown, messages);
    }
    for crosstab in &report.crosstabs {
        text += &crosstab_table(report, crosstab, messages);
    }
    text += &comments(&report.text, messages);
    text += &categories(&report.categories, messages);
    text += &warnings(&report.warnings, messages);
    text
}

/// What is worth saying first, as sentences.
fn findings(report: &Report, messages: &Messages) -> String {
    let sentences = report.findings.iter();
    let sentences = sentences.map(|finding| finding_sentence(report, finding, messages));
    list("cli.findings", sentences, messages)
}

/// What the survey health checks found, as sentences.
fn health(report: &Report, messages: &Messages) -> String {
    // What the findings say already is not said again.
    let said = |health: &HealthFinding| {
        let column = health
            .params
            .get("column")
            .and_then(|column| column.as_u64());
        let mut findings = report.findings.iter();
        findings.any(|it| it.code == health.code && it.column.map(u64::from) == column)
    };
    let mut unsaid: Vec<&HealthFinding> = Vec::new();
    let mut more: BTreeMap<&str, u64> = BTreeMap::new();
    for health in report.health.iter().filter(|health| !said(health)) {
        let alike = unsaid.iter().filter(|it| it.code == health.code).count();
        match alike < MOST_ALIKE {
            true => unsaid.push(health),
            false => *more.entry(health.code).or_default() += 1,
        }
    }
    let last = |place: usize| {
        let mut rest = unsaid[place + 1..].iter();
        !rest.any(|it| it.code == unsaid[place].code)
    };
    let sentences = unsaid.iter().enumerate().map(|(place, finding)| {
        let sentence = health_sentence(report, finding, messages);
        match more.get(finding.code).filter(|_| last(place)) {
            Some(more) => format!("{sentence}\n  {}", messages.plural("cli.alike", *more, &[])),
            None => sentence,
        }
    });
    list("cli.health", sentences, messages)
}

/// Most health findings of one kind that are written out: a survey of a hundred questions would
/// hide everything else behind its small ones.
const MOST_ALIKE: usize = 3;

fn list(key: &str, sentences: impl Iterator<Item = String>, messages: &Messages) -> String {
    let lines: String = sentences
        .map(|sentence| format!("- {sentence}\n"))
        .collect();
    match lines.is_empty() {
        true => lines,
        false => section(key, &lines, messages),
    }
}

/// Figures of customers, cases and areas.
fn operational(report: &Report, messages: &Messages) -> String {
    if report.operational.is_empty() && report.operational_file.is_none() {
        return String::new();
    }
    let head = [
        "cli.figure",
        "cli.value",
        "cli.interval",
        "cli.n",
        "cli.source",
    ];
    let mut rows = vec![head.map(|key| messages.text(key, &[])).to_vec()];
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
                interval.map_or_else(
                    || "–".to_owned(),
                    |[low, high]| messages.range(&of(Some(low)), &of(Some(high))),
                ),
                n.unwrap_or_else(|| "–".to_owned()),
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
        return "–".to_owned();
    };
    match figure.unit {
        "percent" => messages.percent(value, 1),
        "hours" => messages.text("number.hours", &[("value", &messages.number(value, 1))]),
        _ => messages.number(value, 2),
    }
}

fn scores(report: &Report, messages: &Messages) -> String {
    let weighting = report.weighting.as_ref();
    let weighted = weighting.map(|_| "page.weighted");
    let head = ["cli.question", "cli.figure", "cli.value", "cli.interval"].into_iter();
    let head = head.chain(weighted).chain(["cli.n", "cli.excluded"]);
    let mut rows: Vec<Vec<String>> = vec![head.map(|key| messages.text(key, &[])).collect()];
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

/// A number of answers, or a dash where it is not shown.
fn integer(n: Option<u32>, messages: &Messages) -> String {
    n.map_or_else(|| "–".to_owned(), |n| messages.integer(n.into()))
}

fn trend(report: &Report, messages: &Messages) -> String {
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
        let head = [
            period_name(&points[0].period),
            "cli.n",
            "cli.value",
            "cli.interval",
            "cli.limits",
        ];
        let mut rows = vec![head.map(|key| messages.text(key, &[])).to_vec()];
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

/// The last two periods of every score, and the groups that the settings compare.
fn comparisons(report: &Report, messages: &Messages) -> String {
    let head = [
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
    let mut rows = vec![head.map(|key| messages.text(key, &[])).to_vec()];
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
    let dash = || "–".to_owned();
    let range = |[low, high]: [f64; 2]| messages.range(&signed(low), &signed(high));
    vec![
        shorten(name_of(report, score.column), 40),
        metric_name(score.metric),
        compared,
        value(score, comparison.before.value, messages),
        value(score, comparison.after.value, messages),
        comparison.difference.map_or_else(dash, signed),
        comparison.interval.map_or_else(dash, range),
        p_value(comparison.p_adjusted.or(comparison.p), messages),
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

/// What goes with the main score.
fn drivers(report: &Report, messages: &Messages) -> String {
    let Some(model) = &report.driver_model else {
        return String::new();
    };
    let head = [
        "cli.question",
        "cli.importance",
        "cli.interval",
        "cli.performance",
        "cli.penalty",
        "cli.reward",
        "cli.advice",
    ];
    let mut rows = vec![head.map(|key| messages.text(key, &[])).to_vec()];
    let mut drivers: Vec<&Driver> = report.drivers.iter().collect();
    drivers.sort_by(|a, b| b.share.total_cmp(&a.share));
    let percent = |share: f64| messages.percent(100.0 * share, 1);
    let signed = |value: Option<f64>| {
        value.map_or_else(|| "–".to_owned(), |value| messages.signed(value, 2))
    };
    rows.extend(drivers.iter().map(|driver| {
        let [low, high] = driver.interval.map(percent);
        vec![
            shorten(name_of(report, driver.column), 50),
            percent(driver.share),
            messages.range(&low, &high),
            (driver.performance).map_or_else(|| "–".to_owned(), |it| messages.number(it, 1)),
            signed(driver.penalty),
            signed(driver.reward),
            messages.text(
                &format!("page.quadrant.{}", driver.quadrant.unwrap_or("none")),
                &[],
            ),
        ]
    }));
    let share = percent(model.r2);
    let explained = messages.plural("page.drivers_model", model.n.into(), &[("share", &share)]);
    let name = shorten(name_of(report, model.target), 50);
    let title = messages.text("page.drivers_title", &[("name", &name)]);
    titled(
        &title,
        &format!("{}{explained}\n", table(&rows, &[1, 2, 3, 4, 5])),
    )
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

/// Below it a p value of three places reads as zero.
const SMALLEST_P: f64 = 0.0005;

/// A p value to three places; a smaller one is not zero.
fn p_value(p: Option<f64>, messages: &Messages) -> String {
    match p {
        None => "–".to_owned(),
        Some(p) if p < SMALLEST_P => format!("< {}", messages.number(0.001, 3)),
        Some(p) => messages.number(p, 3),
    }
}

fn breakdown_table(report: &Report, breakdown: &Breakdown, messages: &Messages) -> String {
    let Some(score) = report
        .scores
        .iter()
        .find(|score| score.column == breakdown.column)
    else {
        return String::new();
    };
    let weighted = breakdown.groups.iter().any(|it| it.weighted.is_some());
    let weighted = weighted.then_some("page.weighted");
    let head = ["cli.group", "cli.n", "cli.value", "cli.interval"].into_iter();
    let head = head.chain(weighted).chain(["cli.p", "cli.effect"]);
    let mut rows: Vec<Vec<String>> = vec![head.map(|key| messages.text(key, &[])).collect()];
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
        row.resize(columns, "–".to_owned());
        row
    }));
    let title = format!(
        "{}: {} × {}",
        metric_name(score.metric),
        shorten(name_of(report, breakdown.column), 50),
        shorten(name_of(report, breakdown.by), 30)
    );
    let texts = ["page.groups_associated", "page.groups_alike"];
    let note = association(breakdown.association.as_ref(), texts, messages);
    titled(&title, &(table(&rows, &[1, 2, 3, 4, 5, 6]) + &note))
}

/// A score by two segments: a line for each pair of groups, so that every figure has its interval beside it.
fn crosstab_table(report: &Report, crosstab: &Crosstab, messages: &Messages) -> String {
    let mut scores = report.scores.iter();
    let Some(score) = scores.find(|score| score.column == crosstab.column) else {
        return String::new();
    };
    let names = [crosstab.rows, crosstab.columns].map(|column| name_of(report, column));
    let head = ["cli.n", "cli.value", "cli.interval", "cli.p", "cli.effect"];
    let head = head.map(|key| messages.text(key, &[]));
    let segments = names.map(|name| shorten(name, 40)).into_iter();
    let mut rows: Vec<Vec<String>> = vec![segments.chain(head).collect()];
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
    let texts = ["page.association", "page.association_none"];
    body += &association(crosstab.association.as_ref(), texts, messages);
    let title = format!(
        "{}: {} × {} × {}",
        metric_name(score.metric),
        shorten(name_of(report, crosstab.column), 50),
        shorten(names[0], 30),
        shorten(names[1], 30)
    );
    titled(&title, &body)
}

/// Whether the lines of a table make a difference at all, in the text for "they do" or "nothing shows it".
fn association(
    found: Option<&Association>,
    [together, apart]: [&str; 2],
    messages: &Messages,
) -> String {
    let Some(found) = found else {
        return String::new();
    };
    let p = found.p_adjusted.unwrap_or(found.p);
    let written = p_value(Some(p), messages);
    let values = [
        (
            "test",
            messages.text(&format!("page.test.{}", found.test), &[]),
        ),
        (
            "p",
            if p < SMALLEST_P {
                written
            } else {
                format!("= {written}")
            },
        ),
        ("v", messages.number(found.cramers_v, 2)),
    ];
    let values = values.each_ref().map(|(name, text)| (*name, text.as_str()));
    let mut text = messages.text(if p < 0.05 { together } else { apart }, &values);
    if found.sparse {
        text += &format!(" {}", messages.text("page.association_sparse", &[]));
    }
    text + "\n"
}

/// Cohen's d, or h for shares: `d +0.32`.
fn effect(effect: Option<f64>, score: &ScoreFigure, messages: &Messages) -> String {
    let letter = match score.metric {
        Some(Metric::Csat) => 'h',
        _ => 'd',
    };
    effect.map_or_else(
        || "–".to_owned(),
        |effect| format!("{letter} {}", messages.signed(effect, 2)),
    )
}

/// A weighted figure with its interval.
fn weighted_value(
    score: &ScoreFigure,
    weighted: Option<WeightedFigure>,
    messages: &Messages,
) -> String {
    let Some(weighted) = weighted else {
        return "–".to_owned();
    };
    let value = value(score, Some(weighted.value), messages);
    let interval = interval(score, weighted.interval, messages);
    let values = [("value", value.as_str()), ("interval", interval.as_str())];
    messages.text("page.weighted_value", &values)
}

fn comments(text: &TextFigure, messages: &Messages) -> String {
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

fn categories(categories: &[CategoryFigure], messages: &Messages) -> String {
    if categories.is_empty() {
        return String::new();
    }
    let head = [
        "cli.category",
        "cli.n",
        "cli.share",
        "cli.positive",
        "cli.neutral",
        "cli.negative",
        "cli.impact",
        "cli.interval",
    ];
    let mut rows = vec![head.map(|key| messages.text(key, &[])).to_vec()];
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
            category.share.map_or_else(
                || "–".to_owned(),
                |share| messages.percent(100.0 * share[0], 1),
            ),
            number(category.positive),
            number(category.neutral),
            number(category.negative),
            category
                .impact
                .map_or_else(|| "–".to_owned(), |impact| messages.signed(impact, 1)),
            category.impact_interval.map_or_else(
                || "–".to_owned(),
                |ends| {
                    let [low, high] = ends.map(|end| messages.signed(end, 1));
                    messages.range(&low, &high)
                },
            ),
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

/// Warnings in words, each with its place.
pub fn warnings(warnings: &[Warning], messages: &Messages) -> String {
    if warnings.is_empty() {
        return String::new();
    }
    let lines: Vec<String> = warnings
        .iter()
        .map(|warning| {
            let text = coded_message("warning", warning.code, &warning.params, messages);
            let line = warning
                .row
                .map(|row| messages.text("cli.in_line", &[("line", &messages.integer(row))]));
            // With several files, each warning says which one it is about.
            let file = warning.params.get("in_file").and_then(|file| file.as_str());
            let place: Vec<&str> = file.into_iter().chain(line.as_deref()).collect();
            match place.is_empty() {
                false => format!("- {}: {text}\n", place.join(", ")),
                true => format!("- {text}\n"),
            }
        })
        .collect();
    section("cli.warnings", &lines.concat(), messages)
}

fn section(key: &str, body: &str, messages: &Messages) -> String {
    titled(&messages.text(key, &[]), body)
}

fn titled(title: &str, body: &str) -> String {
    format!("\n{title}\n{body}")
}

fn name_of(report: &Report, column: u32) -> &str {
    report
        .reading
        .columns
        .get(column as usize)
        .map_or("", |column| column.name.as_str())
}

/// Short name of a question type; these are the same in every language.
fn metric_name(metric: Option<Metric>) -> String {
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

fn role_name(column: &ColumnReading, messages: &Messages) -> String {
    let role = serde_json::to_value(column.role).ok();
    let role = role
        .as_ref()
        .and_then(|role| role.as_str())
        .unwrap_or_default();
    let name = messages.text(&format!("role.{role}"), &[]);
    if column.role != Role::Score {
        return name;
    }
    let scale = column
        .scale
        .map(|[low, high]| format!(" {low}–{high}"))
        .unwrap_or_default();
    format!("{name}: {}{scale}", metric_name(column.metric))
}

fn value(score: &ScoreFigure, value: Option<f64>, messages: &Messages) -> String {
    let Some(value) = value else {
        return "–".to_owned();
    };
    match score.metric {
        Some(Metric::Nps) => messages.signed(value, 1),
        Some(Metric::Csat) => messages.percent(value, 1),
        _ => messages.number(value, 2),
    }
}

fn interval(score: &ScoreFigure, interval: Option<[f64; 2]>, messages: &Messages) -> String {
    let Some([low, high]) = interval else {
        return "–".to_owned();
    };
    messages.range(
        &value(score, Some(low), messages),
        &value(score, Some(high), messages),
    )
}

fn delimiter_name(delimiter: &str) -> String {
    match delimiter {
        "\t" => "TAB".to_owned(),
        other => other.to_owned(),
    }
}

/// A text as a terminal may get it: headings and answers are foreign, and their control characters would colour, move
/// or retitle it, or turn the direction of what follows.
pub fn for_terminal(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let safe = |c: char| match c {
        '\n' | '\t' => c,
        c if c.is_control() || turns(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    };
    text.chars().map(safe).collect()
}

fn shorten(text: &str, length: usize) -> String {
    let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= length {
        return text;
    }
    text.chars().take(length - 1).chain(['…']).collect()
}

/// Aligned columns; those in `right` are set flush right.
fn table(rows: &[Vec<String>], right: &[usize]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            let padding = " ".repeat(widths[column] - cell.chars().count());
            let flush_right = right.contains(&column);
            line += &if flush_right {
                padding.clone() + cell
            } else {
                cell.clone() + &padding
            };
            line += "  ";
        }
        text += line.trim_end();
        text.push('\n');
    }
    text
}
