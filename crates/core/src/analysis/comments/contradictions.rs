//! Answers that contradict their comment, and praise of people.

use super::coded::Coded;
use crate::analysis::Analysis;
use crate::analysis::prepared::ScoreColumn;
use crate::privacy::{mask, mask_names};
use crate::text::{Language, Question, Sentiment, fold, people};
use serde::Serialize;

/// How a comment contradicts the answer beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Contradiction {
    /// Praise beside one of the worst answers (0–2 of ten).
    LowWithPraise,
    /// A complaint beside one of the best answers (9–10).
    HighWithComplaint,
}

/// Somebody whom a comment names, or whose role it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PersonRow {
    /// First code point of the text.
    pub start: u32,
    /// Behind the last code point.
    pub end: u32,
    /// True for a name, false for a role such as "cashier".
    pub named: bool,
}

/// True when the answer is one of the worst, and when it is one of the best: the outer three and two
/// points of a scale of eleven (definitions.md §6), as large a part of a longer one, the outer one of a shorter.
pub(in crate::analysis) fn ends(score: &ScoreColumn, answer: i32) -> (bool, bool) {
    let [low, high] = score.scale.range;
    let span = high - low;
    let (worst, best) = match span {
        10.. => (span / 5, span / 10),
        _ => (0, 0),
    };
    match score.scale.low_is_good {
        true => (answer >= high - worst, answer <= low + best),
        false => (answer <= low + worst, answer >= high - best),
    }
}

impl Analysis {
    /// How the comment contradicts the main score's answer of its row.
    pub(in crate::analysis) fn contradiction(&self, comment: &Coded) -> Option<Contradiction> {
        if !self.speaks_for_itself(comment) {
            return None;
        }
        let score = self.prepared.main_score()?;
        let (worst, best) = ends(score, score.answer(comment.row)?);
        match comment.sentiment() {
            Sentiment::Positive if worst => Some(Contradiction::LowWithPraise),
            Sentiment::Negative if best => Some(Contradiction::HighWithComplaint),
            _ => None,
        }
    }

    /// True for praise or a complaint that can be held against the answer: what was asked for ("What did you like
    /// least?") contradicts nothing, and the sentiment of a language without a model is too uncertain.
    pub(in crate::analysis) fn speaks_for_itself(&self, comment: &Coded) -> bool {
        let question = self.coded.question(comment.column());
        let told = match comment.sentiment() {
            Sentiment::Positive => question != Question::Praise,
            Sentiment::Negative => question != Question::Complaint,
            _ => false,
        };
        told && comment.language() != Language::Other
    }

    /// For each category of the codebook whether it is about people who work there: `staff` and what
    /// lies below it; in a codebook without that id, categories that are called so.
    pub(in crate::analysis) fn staff_categories(&self) -> Vec<bool> {
        let categories = self.codebook.categories();
        let named = |at: usize| {
            let category = &categories[at];
            category.id == "staff" || category.id.starts_with("staff.")
        };
        if (0..categories.len()).any(named) {
            return (0..categories.len()).map(named).collect();
        }
        let called = |label: &String| {
            let label = fold(label);
            let words = [
                "obslug", "pracowni", "personel", "staff", "employee", "people",
            ];
            words.iter().any(|word| label.contains(word))
        };
        let is_staff = |at: &usize| {
            let above = categories[*at].parent.as_deref();
            let parent = categories
                .iter()
                .filter(|one| above == Some(one.id.as_str()));
            let own = std::iter::once(&categories[*at]);
            own.chain(parent).any(|one| one.label.values().any(called))
        };
        (0..categories.len()).map(|at| is_staff(&at)).collect()
    }

    /// True when a statement of the comment praises the people who work there.
    pub(in crate::analysis) fn praises_staff(&self, comment: &Coded, staff: &[bool]) -> bool {
        self.coded.mentions(comment).iter().any(|mention| {
            mention.sentiment == Sentiment::Positive && staff[usize::from(mention.category)]
        })
    }
}

/// A comment and the people in it; without `names` the letters of their names are dotted, so that
/// it may be handed on before anybody was asked. Positions stay what they were.
pub(in crate::analysis) fn with_people(
    text: &str,
    language: Language,
    names: bool,
) -> (String, Vec<PersonRow>) {
    let found = people(text, language);
    let masked = mask(text);
    let shown = match names {
        true => masked.into_owned(),
        false => mask_names(&masked, &found),
    };
    let rows = found.iter().map(|person| PersonRow {
        start: person.start,
        end: person.end,
        named: person.named,
    });
    (shown, rows.collect())
}
