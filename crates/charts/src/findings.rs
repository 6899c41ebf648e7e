//! Findings and health checks as sentences.
//!
//! The core says what it found as a code with values; here the values are written in the user's
//! language and put into the message of that code.

use crate::messages::{Lang, Messages};
use crate::text::{ELLIPSIS, clean, shorten_middle, shorten_words};
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
    let code = match needed {
        Some(needed) if needed > MOST_NEEDED => "change_none",
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
    let key = format!("health.{}", finding.code);
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
        let decimals = decimals(params);
        for (name, value) in params {
            values.push((name, self.value(name, value, decimals)));
        }
        values.extend(self.derived(params));
        let values: Vec<(&str, &str)> = values
            .iter()
            .map(|(name, text)| (*name, text.as_str()))
            .collect();
        self.messages.text(key, &values)
    }

    /// Values made of several: ranges, and sizes without a sign.
    fn derived(&self, params: &Params) -> Vec<(&'static str, String)> {
        let number = |name: &str| params.get(name).and_then(Value::as_f64);
        let mut values = Vec::new();
        let of_change = number("difference").or(number("impact"));
        if let Some((low, high)) = number("low").zip(number("high")) {
            let range = match of_change {
                Some(_) => {
                    let bound = |value| self.change(value, decimals(params));
                    self.messages.range(&bound(low), &bound(high))
                }
                None => self.messages.range(&self.level(low), &self.level(high)),
            };
            values.push(("range", range));
        }
        let size = |change| ("size", self.size(change, decimals(params)));
        values.extend(of_change.map(size));
        values
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
            "value" => self.level(number),
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

    fn level(&self, value: f64) -> String {
        self.unit().short(self.messages, value)
    }

    fn change(&self, value: f64, decimals: usize) -> String {
        match self.unit() {
            Unit::Scale(_) => self.messages.signed(value, 2),
            _ => self.messages.signed(value, decimals),
        }
    }

    /// A change without its sign, with its unit.
    fn size(&self, value: f64, decimals: usize) -> String {
        let value = value.abs();
        let plain = |decimals| self.messages.number(value, decimals);
        match self.unit() {
            Unit::Points => self.messages.with_points(value, &plain(decimals)),
            Unit::Percent => {
                let number = plain(decimals);
                self.messages
                    .text("finding.percentage_points", &[("value", &number)])
            }
            Unit::Scale(_) => plain(2),
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
            _ => self.column(f64::from(score.column)),
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
                    Some(_) => shorten_middle(&name, NAME_SIZE, NAME_ROOM),
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

/// Decimals of a change and its interval: one where any of them is below one, so that none of them
/// reads as zero and all of a sentence are rounded alike.
fn decimals(params: &Params) -> usize {
    let names = ["difference", "impact", "low", "high"];
    let values = names.iter().filter_map(|name| params.get(*name)?.as_f64());
    usize::from(values.into_iter().any(|value| value.abs() < 0.95))
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
}
