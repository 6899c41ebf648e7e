//! What is worth saying first, and what to know before relying on it, as sentences.

use super::layout::list;
use super::words::without_page;
use std::collections::BTreeMap;
use vocal_charts::findings::{finding_sentence, health_sentence};
use vocal_charts::messages::Messages;
use vocal_core::report::{HealthFinding, Report};

/// Most health findings of one kind that are written out: a survey of a hundred questions would
/// hide everything else behind its small ones.
const MOST_ALIKE: usize = 3;

/// What is worth saying first, as sentences.
pub(super) fn findings(report: &Report, messages: &Messages) -> String {
    let sentences = report.findings.iter();
    let sentences = sentences.map(|finding| finding_sentence(report, finding, messages));
    list("cli.findings", sentences, messages)
}

/// What the survey health checks found, as sentences.
pub(super) fn health(report: &Report, messages: &Messages) -> String {
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
        let sentence = without_page(&health_sentence(report, finding, messages), messages);
        match more.get(finding.code).filter(|_| last(place)) {
            Some(more) => format!(
                "{sentence}\n  {}",
                messages.plural("page.alike", *more, &[])
            ),
            None => sentence,
        }
    });
    list("cli.health", sentences, messages)
}
