//! In which columns of a table the metrics of customers and cases are looked for.

use super::durations::lasts_as_answering;
use super::headings::{names, words_of};
use crate::analysis::prepared::column_index;
use crate::analysis::selection::Selection;
use crate::reading::{Column, Table};
use crate::report::{ColumnReading, Role};
use crate::settings::{OperationalColumn, OperationalRole};

/// Words by which columns are recognised, folded. One of the phrases must occur as it stands, from
/// the start of a word on, and no word before it may turn it round.
const NAMES: &[(OperationalRole, &[&str])] = &[
    (
        OperationalRole::FirstContact,
        &["fcr", "first contact", "first call", "pierwszym kontak"],
    ),
    (
        OperationalRole::ResolutionHours,
        &[
            "mttr",
            "resolution time",
            "resolution hours",
            "time to resol",
            "czas rozwiaz",
        ],
    ),
    (
        OperationalRole::Opened,
        &[
            "opened",
            "case created",
            "ticket created",
            "data otwarcia",
            "data zgloszenia",
        ],
    ),
    (
        OperationalRole::Resolved,
        &[
            "resolved",
            "closed at",
            "date closed",
            "data rozwiazania",
            "data zamkniecia",
        ],
    ),
    (
        OperationalRole::Churned,
        &[
            "churn",
            "customer lost",
            "klient utracony",
            "odszedl",
            "rezygnacja",
        ],
    ),
    (
        OperationalRole::Retained,
        &["retained", "utrzymany", "pozostal klientem"],
    ),
    (
        OperationalRole::Referred,
        &["referred", "made referral", "polecil"],
    ),
    (OperationalRole::Responded, &["responded", "odpowiedzial"]),
    (
        OperationalRole::RevenueLastYear,
        &[
            "revenue last year",
            "revenue previous year",
            "last year revenue",
            "przychod poprzedni rok",
            "przychod w poprzednim roku",
        ],
    ),
    (
        OperationalRole::RevenueThisYear,
        &[
            "revenue this year",
            "revenue current year",
            "this year revenue",
            "przychod biezacy rok",
            "przychod w biezacym roku",
        ],
    ),
    (
        OperationalRole::Reason,
        &[
            "reason for joining",
            "joined because",
            "acquisition source",
            "powod dolaczenia",
            "zrodlo pozyskania",
        ],
    ),
    (
        OperationalRole::Duration,
        &[
            "duration",
            "interviewtime",
            "interview time",
            "completion time",
            "time taken",
            "czas wypelnia",
            "czas trwania",
        ],
    ),
];

/// A table in which operational columns are looked for, with the rows that count.
pub(in crate::analysis) struct Columns<'a> {
    /// `columns` or `file`.
    pub name: &'static str,
    /// The cells.
    pub table: &'a Table,
    /// How its columns were understood.
    pub columns: &'a [ColumnReading],
    /// Columns that the settings name.
    pub decided: Vec<&'a OperationalColumn>,
    /// Rows that count.
    pub selection: &'a Selection,
}

impl Columns<'_> {
    /// Column that holds `wanted`: by the settings, else by its name.
    pub(super) fn column(&self, wanted: OperationalRole) -> Option<u32> {
        let decided = self.decided.iter().find(|column| column.holds == wanted);
        if let Some(decided) = decided {
            return column_index(&decided.column, self.columns);
        }
        let (_, phrases) = NAMES.iter().find(|(role, _)| *role == wanted)?;
        let named = |name: &str| {
            let words = words_of(name);
            phrases.iter().any(|phrase| names(&words, phrase))
                && (wanted != OperationalRole::Duration || lasts_as_answering(name, &words))
        };
        let mut columns = self.columns.iter();
        let found = columns.find(|column| may_hold(column.role, wanted) && named(&column.name));
        found.map(|column| column.index)
    }

    /// The cells of a column.
    pub(super) fn cells(&self, column: u32) -> Option<&Column> {
        self.table.columns.get(column as usize)
    }
}

/// True when what a column looks like does not speak against `wanted`.
fn may_hold(role: Role, wanted: OperationalRole) -> bool {
    match wanted {
        OperationalRole::Opened | OperationalRole::Resolved => role == Role::Date,
        OperationalRole::Reason => matches!(role, Role::Segment | Role::Comment),
        OperationalRole::ResolutionHours
        | OperationalRole::Duration
        | OperationalRole::RevenueLastYear
        | OperationalRole::RevenueThisYear => {
            matches!(
                role,
                Role::Number | Role::Segment | Role::Ignored | Role::Id
            )
        }
        _ => matches!(role, Role::Flag | Role::Segment),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_did_not_happen_is_no_column_of_what_did() {
        for heading in [
            "unresolved",
            "not responded",
            "nie polecil klient",
            "re opened",
        ] {
            let phrases = NAMES.iter().flat_map(|(_, phrases)| phrases.iter());
            let found: Vec<&&str> = phrases.filter(|phrase| names(heading, phrase)).collect();
            assert!(found.is_empty(), "{heading}: {found:?}");
        }
        for (heading, phrase) in [("ResolvedAt", "resolved"), ("SurveyDuration", "duration")] {
            assert!(names(&words_of(heading), phrase), "{heading}");
        }
        assert!(names("czas rozwiazania sprawy", "czas rozwiaz"));
    }
}
