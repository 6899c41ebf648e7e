//! Rates of customers and cases: response, retention, churn, first contact resolution, referral.

use super::OperationalFigure;
use super::columns::Columns;
use crate::analysis::Analysis;
use crate::choices::{is_no, is_yes};
use crate::figures::intervals::wilson;
use crate::settings::OperationalRole;
use crate::values::is_missing;
use std::collections::BTreeMap;

impl Columns<'_> {
    /// Share of "yes" in the column of a role, with the Wilson interval; what is neither yes nor no does not count.
    pub(super) fn flag_rate(
        &self,
        metric: &'static str,
        variant: &'static str,
        role: OperationalRole,
    ) -> Option<OperationalFigure> {
        let column = self.column(role)?;
        let cells = self.cells(column)?;
        let (mut yes, mut n) = (0u32, 0u32);
        for flag in self
            .selection
            .rows()
            .filter_map(|row| yes_or_no(&cells.get(row)))
        {
            n += 1;
            yes += u32::from(flag);
        }
        (n > 0).then(|| OperationalFigure {
            metric,
            variant,
            source: self.name,
            columns: vec![column],
            unit: "percent",
            n: Some(f64::from(n)),
            value: Some(100.0 * f64::from(yes) / f64::from(n)),
            interval: Some(wilson(yes, n).map(|end| 100.0 * end)),
            ..OperationalFigure::default()
        })
    }
}

impl Analysis {
    /// Those who answered of those who were invited; rows of the file unless it is said how many answered.
    pub(super) fn response_of_totals(&self) -> Option<OperationalFigure> {
        let totals = &self.settings.totals;
        let answered = totals.answered.unwrap_or(f64::from(self.table.rows));
        rate_of_totals(
            "response_rate",
            "answered_of_invited",
            Some(answered),
            totals.invited,
        )
    }

    /// Customers of the start who are still there at the end.
    pub(super) fn retention_of_totals(&self) -> Option<OperationalFigure> {
        let start = self.settings.totals.customers_start;
        rate_of_totals(
            "retention",
            "end_minus_new_of_start",
            self.customers_kept(),
            start,
        )
    }

    /// Customers of the start who were lost, or who are not there any more when their number is not typed in.
    pub(super) fn churn_of_totals(&self) -> Option<OperationalFigure> {
        let totals = &self.settings.totals;
        let computed = || Some(totals.customers_start? - self.customers_kept()?);
        let lost = totals.customers_lost.or_else(computed);
        rate_of_totals("churn", "lost_of_start", lost, totals.customers_start)
    }

    /// Customers of the start who are still there. `None` when it is not known how many were won.
    fn customers_kept(&self) -> Option<f64> {
        let totals = &self.settings.totals;
        Some(totals.customers_end? - totals.customers_new?)
    }
}

/// A rate of typed-in totals, with the Wilson interval. A part that is larger than the whole is a
/// slip, of which no rate is made: the part itself is told instead.
pub(super) fn rate_of_totals(
    metric: &'static str,
    variant: &'static str,
    hits: Option<f64>,
    n: Option<f64>,
) -> Option<OperationalFigure> {
    let (hits, n) = hits.zip(n)?;
    if !(n > 0.0) || !hits.is_finite() || !n.is_finite() {
        return None;
    }
    if !(0.0..=n).contains(&hits) {
        return Some(OperationalFigure {
            metric,
            variant,
            source: "totals",
            unit: "percent",
            n: Some(n),
            parts: BTreeMap::from([("part", hits)]),
            ..OperationalFigure::default()
        });
    }
    Some(OperationalFigure {
        metric,
        variant,
        source: "totals",
        unit: "percent",
        n: Some(n),
        value: Some(100.0 * hits / n),
        interval: Some(wilson(hits, n).map(|end| 100.0 * end)),
        ..OperationalFigure::default()
    })
}

fn yes_or_no(cell: &str) -> Option<bool> {
    if is_missing(cell) {
        return None;
    }
    // Spreadsheets turn a 1 into a number with a fraction.
    let cell = cell.trim();
    let cell = cell.strip_suffix(".0").unwrap_or(cell);
    match () {
        () if is_yes(cell) => Some(true),
        () if is_no(cell) => Some(false),
        () => None,
    }
}
