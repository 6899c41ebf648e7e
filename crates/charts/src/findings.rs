//! Findings and health checks as sentences.
//!
//! The core says what it found as a code with values; here the values are written in the user's
//! language and put into the message of that code.

use crate::messages::{Lang, Messages};
use crate::text::{ELLIPSIS, clean, shorten_apart, shorten_words};
use crate::unit::Unit;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use vocal_core::report::{
    CategoryFigure, ColumnReading, Finding, HealthFinding, Metric, Params, Report, ScoreFigure,
};

/// What a report says in one language: a sentence per finding and per health finding, in the
/// report's order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sentences {
    /// Sentences of [`Report::findings`].
    pub findings: Vec<String>,
    /// Sentences of [`Report::health`].
    pub health: Vec<String>,
}

/// What a report says in every language, by language code.
pub fn sentences(report: &Report) -> BTreeMap<&'static str, Sentences> {
    let in_one = |lang: Lang| {
        let messages = Messages::new(lang);
        let findings = report.findings.iter();
        let health = report.health.iter();
        Sentences {
            findings: findings
                .map(|finding| finding_sentence(report, finding, &messages))
                .collect(),
            health: health
                .map(|finding| health_sentence(report, finding, &messages))
                .collect(),
        }
    };
    let languages = Lang::ALL.iter().copied();
    languages.map(|lang| (lang.code(), in_one(lang))).collect()
}

/// A finding as one sentence.
pub fn finding_sentence(report: &Report, finding: &Finding, messages: &Messages) -> String {
    let writer = Writer::new(report, finding.column, messages);
    let needed = finding.params.get("needed").and_then(Value::as_f64);
    let rating = writer.score.is_some_and(|score| score.metric.is_none());
    let code = match needed {
        Some(needed) if needed > MOST_NEEDED => "change_none",
        _ if rating && finding.code == "headline" => "headline_rating",
        _ => finding.code,
    };
    let key = format!("finding.{code}");
    writer.sentence(&key, &finding.params, &[])
}

/// A finding of a health check as one sentence.
pub fn health_sentence(report: &Report, finding: &HealthFinding, messages: &Messages) -> String {
    let column = finding.params.get("column").and_then(Value::as_u64);
    let writer = Writer::new(
        report,
        column.and_then(|column| u32::try_from(column).ok()),
        messages,
    );
    let count = messages.integer(finding.rows.into());
    let mut key = format!("health.{}", finding.code);
    let single = format!("health_one.{}", finding.code);
    if finding.rows == 1 && messages.has(&single) {
        key = single;
    }
    writer.sentence(&key, &finding.params, &[("count", count)])
}

/// Answers per period beyond which nobody would try to prove a change: it is called none.
const MOST_NEEDED: f64 = 100_000.0;

/// Questions are cut in sentences, as the page's charts cut them: at about sixty characters.
const NAME_SIZE: u32 = 12;
const NAME_ROOM: i32 = 420;

struct Writer<'a> {
    report: &'a Report,
    score: Option<&'a ScoreFigure>,
    messages: &'a Messages,
}

impl<'a> Writer<'a> {
    fn new(report: &'a Report, column: Option<u32>, messages: &'a Messages) -> Self {
        let score = report
            .scores
            .iter()
            .find(|score| Some(score.column) == column);
        Writer {
            report,
            score,
            messages,
        }
    }

    fn sentence(&self, key: &str, params: &Params, more: &[(&str, String)]) -> String {
        let mut values: Vec<(&str, String)> = more.to_vec();
        values.push(("score", self.score_name()));
        let decimals = self.decimals(params);
        for (name, value) in params {
            values.push((name, self.value(name, value, decimals)));
        }
        values.extend(self.derived(params, decimals));
        let values: Vec<(&str, &str)> = values
            .iter()
            .map(|(name, text)| (*name, text.as_str()))
            .collect();
        self.messages.text(key, &values)
    }

    /// Values made of several: ranges, sizes without a sign, the value of all others.
    fn derived(&self, params: &Params, decimals: usize) -> Vec<(&'static str, String)> {
        let number = |name: &str| number(params, name);
        let mut values = Vec::new();
        let of_change = number("difference").or(number("impact"));
        if let Some((low, high)) = number("low").zip(number("high")) {
            let bound = |value| match of_change {
                Some(_) => self.change(value, decimals),
                None => self.level(value, decimals),
            };
            values.push(("range", self.messages.range(&bound(low), &bound(high))));
        }
        values.extend(of_change.map(|change| ("size", self.size(change, decimals))));
        if let Some((value, difference)) = number("value").zip(number("difference")) {
            // Of the figures as they are shown, so that whoever subtracts them gets this one.
            let rest = shown(value, decimals) - shown(difference, decimals);
            values.push(("rest", self.level(rest / unit(decimals), decimals)));
        }
        values
    }

    /// Decimals of a figure, its changes and their intervals, all of a sentence alike: those of the unit, one at
    /// least where a change would read as zero, and as many more as it takes that whoever subtracts the figures
    /// gets the difference.
    fn decimals(&self, params: &Params) -> usize {
        let unit = self.unit().decimals();
        let number = |name: &str| number(params, name);
        if number("difference").or(number("impact")).is_none() {
            return unit;
        }
        let mut changes = ["difference", "impact", "low", "high"]
            .into_iter()
            .filter_map(number);
        let fewest = unit.max(usize::from(changes.any(|value| value.abs() < 0.95)));
        let Some((value, difference)) = number("value").zip(number("difference")) else {
            return fewest;
        };
        let adds_up = |decimals: &usize| {
            let shown = |value| shown(value, *decimals);
            shown(value) - shown(value - difference) == shown(difference)
        };
        (fewest..=fewest + MOST_MORE)
            .find(adds_up)
            .unwrap_or(fewest)
    }

    fn value(&self, name: &str, value: &Value, decimals: usize) -> String {
        if let Some(text) = value.as_str() {
            return match name {
                "category" => self.category(text),
                "before" | "after" | "period" | "highest" | "lowest" | "from" | "to" | "date" => {
                    self.messages.period(text)
                }
                _ => clean(text),
            };
        }
        let Some(number) = value.as_f64() else {
            return self.messages.text("number.none", &[]);
        };
        match name {
            "column" | "by" | "driver" => self.column(number),
            "value" | "plain" => self.level(number, decimals),
            "difference" => self.change(number, decimals),
            "impact" => {
                let change = self.change(number, decimals);
                self.messages.with_points(number, &change)
            }
            "worst" | "best" | "break_even" => self.messages.points(number),
            "share" | "share_before" | "explained" | "stability" | "rate" => {
                self.messages.percent(number, 0)
            }
            "cramers_v" => self.messages.number(number, 2),
            "p" => self.messages.number(number, 3),
            _ => self.messages.number(number, 0),
        }
    }

    fn unit(&self) -> Unit {
        self.score.map_or(Unit::Points, Unit::of)
    }

    fn level(&self, value: f64, decimals: usize) -> String {
        self.unit().tick(self.messages, value, decimals)
    }

    fn change(&self, value: f64, decimals: usize) -> String {
        self.messages.signed(value, decimals)
    }

    /// A change without its sign, with its unit.
    fn size(&self, value: f64, decimals: usize) -> String {
        let value = value.abs();
        let plain = self.messages.number(value, decimals);
        match self.unit() {
            Unit::Points => self.messages.with_points(value, &plain),
            Unit::Percent => self
                .messages
                .text("finding.percentage_points", &[("value", &plain)]),
            Unit::Scale(_) => plain,
        }
    }

    fn score_name(&self) -> String {
        let Some(score) = self.score else {
            return self.messages.text("chart.metric.nps", &[]);
        };
        let key = match score.metric {
            Some(Metric::Nps) => "chart.metric.nps",
            Some(Metric::Csat) => "chart.metric.csat",
            Some(Metric::Ces) => "chart.metric.ces",
            Some(Metric::Ces2) => "chart.metric.ces2",
            Some(Metric::Chi) | None => return self.column(f64::from(score.column)),
        };
        let same = self
            .report
            .scores
            .iter()
            .filter(|other| other.metric == score.metric)
            .count();
        match same {
            0 | 1 => self.messages.text(key, &[]),
            _ => {
                let metric = self.messages.text(key, &[]);
                let name = self.column(f64::from(score.column));
                let values = [("metric", metric.as_str()), ("name", name.as_str())];
                self.messages.text("finding.metric_of", &values)
            }
        }
    }

    fn column(&self, index: f64) -> String {
        let columns = &self.report.reading.columns;
        let found = columns
            .iter()
            .find(|column| f64::from(column.index) == index);
        match found
            .map(|column| clean(&column.name))
            .filter(|name| !name.is_empty())
        {
            Some(name) => {
                let begins = shorten_words(&name, NAME_SIZE, NAME_ROOM);
                let beginning = begins.trim_end_matches(ELLIPSIS);
                // What comes first may be the number of the question.
                let number = beginning.chars().count() / 3;
                let stem: String = beginning.chars().skip(number).collect();
                let alike = |other: &&ColumnReading| clean(&other.name).contains(&stem);
                let name = match columns.iter().filter(alike).nth(1) {
                    Some(_) => {
                        let names = columns.iter().map(|column| clean(&column.name));
                        shorten_apart(&name, names, NAME_SIZE, NAME_ROOM)
                    }
                    None => begins,
                };
                self.messages.text("finding.quoted", &[("name", &name)])
            }
            None => {
                let number = self.messages.number(index + 1.0, 0);
                self.messages.text("chart.column", &[("number", &number)])
            }
        }
    }

    fn category(&self, id: &str) -> String {
        let known = self
            .report
            .categories
            .iter()
            .find(|category| category.id == id);
        let named = |category: &CategoryFigure| clean(self.messages.category(id, &category.label));
        known.map_or_else(|| clean(id), named)
    }
}

/// Most decimals that are added so that the figures of a sentence add up.
const MOST_MORE: usize = 2;

/// Steps of the last decimal in 1.
fn unit(decimals: usize) -> f64 {
    (0..decimals).fold(1.0, |unit, _| unit * 10.0)
}

/// A value as it is shown, in steps of the last decimal.
fn shown(value: f64, decimals: usize) -> f64 {
    (value * unit(decimals)).round()
}

fn number(params: &Params, name: &str) -> Option<f64> {
    params.get(name).and_then(Value::as_f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use vocal_core::filter::Filter;

    /// A small survey in which one shop is far worse and delivery is why.
    fn report() -> Report {
        let mut text = String::from("date,NPS - how likely are you to recommend us?,shop,why\n");
        for row in 0..400 {
            let bad = row % if row < 200 { 4 } else { 5 } == 0;
            let (score, shop) = if bad {
                (row % 7, "North")
            } else {
                (9 + row % 2, "South")
            };
            let why = match bad {
                true => format!("The delivery was {row} hours late and the courier was rude"),
                false => String::new(),
            };
            text += &format!(
                "2026-{:02}-{:02},{score},{shop},{why}\n",
                row / 200 + 1,
                row % 28 + 1
            );
        }
        let analysis =
            vocal_core::Analysis::of_bytes("a.csv", text.as_bytes(), &Default::default());
        analysis
            .map(|analysis| analysis.report(&Filter::new()))
            .unwrap_or_default()
    }

    #[test]
    fn every_finding_has_a_sentence_in_every_language() {
        let report = report();
        assert!(
            report.findings.len() >= 3 && report.findings.len() <= 10,
            "{:?}",
            report.findings
        );
        let codes: Vec<&str> = report.findings.iter().map(|finding| finding.code).collect();
        assert!(
            codes.contains(&"headline")
                && codes.iter().any(|code| code.starts_with("category_worst")),
            "{codes:?}"
        );
        for lang in Lang::ALL {
            let messages = Messages::new(*lang);
            for finding in &report.findings {
                let sentence = finding_sentence(&report, finding, &messages);
                assert!(!sentence.starts_with("finding."), "{sentence}");
                assert!(!sentence.contains('{'), "{sentence}");
            }
            for finding in &report.health {
                let sentence = health_sentence(&report, finding, &messages);
                assert!(
                    !sentence.starts_with("health.") && !sentence.contains('{'),
                    "{sentence}"
                );
            }
        }
    }

    #[test]
    fn the_change_says_what_it_would_take() {
        let report = report();
        let change = report
            .findings
            .iter()
            .find(|finding| finding.code.starts_with("change_"));
        let sentence =
            change.map(|finding| finding_sentence(&report, finding, &Messages::new(Lang::En)));
        assert!(sentence.is_some_and(|text| text.contains("within noise")));
    }

    /// What a sentence writes for each of these parameters of an NPS finding.
    fn written(value: f64, difference: f64) -> [String; 3] {
        let messages = Messages::new(Lang::En);
        let report = report();
        let nps = report.scores.iter().map(|score| score.column).next();
        let writer = Writer::new(&report, nps, &messages);
        let params = Params::from([
            ("value", value.into()),
            ("difference", difference.into()),
            ("low", (difference - 4.0).into()),
            ("high", (difference + 4.0).into()),
        ]);
        let decimals = writer.decimals(&params);
        [value, value - difference, difference].map(|value| writer.level(value, decimals))
    }

    #[test]
    fn the_figures_of_a_sentence_add_up() {
        // Rounded each by itself these would be +97, +83 and a difference of +13.
        assert_eq!(written(96.56, 13.38), ["+96.6", "+83.2", "+13.4"]);
        assert_eq!(written(31.04, 6.02), ["+31", "+25", "+6"]);
        let report = report();
        let messages = Messages::new(Lang::En);
        let mut groups = report
            .findings
            .iter()
            .filter(|finding| finding.code.starts_with("group_"));
        let group = groups.next().map(|finding| {
            let [value, difference] =
                ["value", "difference"].map(|name| number(&finding.params, name));
            let rest = value.zip(difference).map(|(value, of)| value - of);
            let written = rest.map(|rest| messages.points(rest)).unwrap_or_default();
            (finding_sentence(&report, finding, &messages), written)
        });
        assert!(group.is_some_and(|(sentence, rest)| sentence.contains(&rest)));
    }

    #[test]
    fn the_rest_is_what_the_shown_figures_leave() {
        let report = report();
        let nps = report.scores.iter().map(|score| score.column).next();
        let messages = Messages::new(Lang::En);
        // No decimals up to two add up: +84 beside +48 and −35 would not.
        let finding = Finding {
            code: "group_worse",
            column: nps,
            params: Params::from([
                ("by", 2.into()),
                ("group", "North".into()),
                ("value", 48.387.into()),
                ("difference", (-35.256).into()),
                ("n", 31.into()),
            ]),
            ..report.findings[0].clone()
        };
        let sentence = finding_sentence(&report, &finding, &messages);
        assert!(
            sentence.contains("+48 against +83") && sentence.contains("−35"),
            "{sentence}"
        );
    }

    #[test]
    fn one_of_several_questions_keeps_its_metric_and_a_long_one_its_difference() {
        let begins = "How relevant are the following aspects of modelling for you and your team in";
        let ends = "[Profile and requirements analysis of the stakeholders]";
        let models = ["circuit models", "finite elements", "source code"];
        let head = models.map(|model| format!("{begins} {model} as they are used today {ends}"));
        let mut csv = format!(
            "How likely are you to recommend R?,How likely are you to recommend RStudio?,{}\n",
            head.join(",")
        );
        for row in 0..40 {
            csv += &format!(
                "{},{},{},{},{}\n",
                row % 11,
                10 - row % 11,
                row % 5 + 1,
                row % 4 + 1,
                row % 3 + 2
            );
        }
        let analysis = vocal_core::Analysis::of_bytes("a.csv", csv.as_bytes(), &Default::default());
        let report = analysis
            .map(|it| it.report(&Filter::new()))
            .unwrap_or_default();
        let messages = Messages::new(Lang::En);
        let score = Writer::new(&report, Some(0), &messages).score_name();
        assert_eq!(score, "NPS (“How likely are you to recommend R?”)");
        let writer = Writer::new(&report, None, &messages);
        for (index, model) in models.iter().enumerate() {
            let name = writer.column(2.0 + index as f64);
            assert!(
                name.contains(model) && name.contains("stakeholders"),
                "{name}"
            );
            assert!(name.chars().count() < 110, "{name}");
        }
    }
}
