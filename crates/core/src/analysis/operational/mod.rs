//! Metrics of customers and cases: from columns of the file or from totals (definitions.md §1).

mod columns;
mod durations;
mod earned_growth;
mod happiness;
mod headings;
mod rates;
mod resolution_time;
#[cfg(test)]
mod tests;

pub(super) use columns::Columns;
pub(super) use durations::hours_per_unit;
pub use happiness::Area;

use super::Analysis;
use super::counts::Counts;
use super::disclosure::protection::Protection;
use super::selection::Selection;
use crate::settings::OperationalRole;
use rates::rate_of_totals;
use serde::Serialize;
use std::collections::BTreeMap;

/// One figure of customers, cases or areas.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct OperationalFigure {
    /// `chi`, `response_rate`, `retention`, `churn`, `fcr`, `resolution_time`, `referral` or
    /// `earned_growth`.
    pub metric: &'static str,
    /// Definition that was used.
    pub variant: &'static str,
    /// `totals`, `file` (the second file) or `columns` (of the survey).
    pub source: &'static str,
    /// Columns that it was made from, of the second file when `source` is `file`.
    pub columns: Vec<u32>,
    /// Unit of `value`: `percent`, `hours` or `points` of the scale.
    pub unit: &'static str,
    /// Cases, customers or respondents; null when `hidden`.
    pub n: Option<f64>,
    /// The figure; for durations the median.
    pub value: Option<f64>,
    /// 95 % interval; null when there is none for this figure.
    pub interval: Option<[f64; 2]>,
    /// Further figures by name: `mean`, `p90`, `nrr`, `earned_new`; `unreadable`, the customers who
    /// are left out because a revenue cannot be read; `left_out`, the cases without a duration although
    /// their cells are filled, because one cannot be read or the end lies before the beginning; `part`,
    /// what was typed in as a part of `n` where it is larger than `n`, so that there is no rate.
    pub parts: BTreeMap<&'static str, f64>,
    /// Their 95 % intervals.
    pub part_intervals: BTreeMap<&'static str, [f64; 2]>,
    /// Days without another contact after which a case counts as solved at the first one; null unless stated.
    pub window_days: Option<f64>,
    /// Areas of the CHI: column, weight, mean and interval.
    pub areas: Vec<Area>,
    /// True when suppressed by the minimum group size.
    pub hidden: bool,
}

impl Analysis {
    /// The survey's own table as a source.
    pub(super) fn own_source<'a>(&'a self, selection: &'a Selection) -> Columns<'a> {
        let decided = self.settings.operational.iter();
        Columns {
            name: "columns",
            table: &self.table,
            columns: &self.reading.columns,
            decided: decided.filter(|column| !column.second_file).collect(),
            selection,
        }
    }

    /// Column of the survey that holds `wanted`.
    pub(super) fn operational_column(&self, wanted: OperationalRole) -> Option<u32> {
        let everything = Selection::everything(self.table.rows);
        self.own_source(&everything).column(wanted)
    }

    /// All operational metrics that the totals, the second file or the survey itself allow; of
    /// several the first of these counts.
    pub(super) fn operational(
        &self,
        selection: &Selection,
        counts: &Counts,
        protection: &Protection,
    ) -> Vec<OperationalFigure> {
        let shown = |place: usize| !protection.hides_score(counts, place);
        let mut figures = self.operational_figures(selection, &shown);
        let of_rows = figures
            .iter_mut()
            .filter(|figure| figure.source != "totals");
        if protection.hides_everything(&self.prepared, counts) {
            of_rows.for_each(|figure| *figure = hidden(figure));
        }
        if figures.is_empty() {
            return figures;
        }
        for filter in protection.wider_filters() {
            for wider in self.operational_figures(&Selection::new(self, filter), &shown) {
                let same = figures
                    .iter_mut()
                    .find(|figure| figure.metric == wider.metric);
                let Some(figure) = same.filter(|figure| figure.source != "totals") else {
                    continue;
                };
                let n = |figure: &OperationalFigure| figure.n.unwrap_or(0.0) as u32;
                if protection.tells(n(figure), n(&wider)) {
                    *figure = hidden(figure);
                }
            }
        }
        figures
    }

    /// `shown` says of the score at a place whether its figures may be.
    fn operational_figures(
        &self,
        selection: &Selection,
        shown: &dyn Fn(usize) -> bool,
    ) -> Vec<OperationalFigure> {
        let of_file = self.selection_of_second_file(selection);
        let second = of_file
            .as_ref()
            .and_then(|of_file| self.second_source(of_file));
        let own = self.own_source(selection);
        let sources: Vec<&Columns> = second.iter().chain([&own]).collect();
        let first = |figure: &dyn Fn(&Columns) -> Option<OperationalFigure>| {
            sources.iter().find_map(|source| figure(source))
        };
        let rate = |metric: &'static str, variant: &'static str, role: OperationalRole| {
            first(&|source| source.flag_rate(metric, variant, role))
        };
        let totals = &self.settings.totals;
        let figures = [
            self.chi(selection, shown),
            self.response_of_totals().or_else(|| {
                rate(
                    "response_rate",
                    "answered_of_invited",
                    OperationalRole::Responded,
                )
            }),
            self.retention_of_totals()
                .or_else(|| rate("retention", "kept_of_all", OperationalRole::Retained)),
            self.churn_of_totals()
                .or_else(|| rate("churn", "lost_of_all", OperationalRole::Churned)),
            rate_of_totals("fcr", "all_cases", totals.cases_first_contact, totals.cases)
                .or_else(|| rate("fcr", "all_cases", OperationalRole::FirstContact)),
            first(&|source| source.resolution_time(self.settings.seed)),
            rate_of_totals(
                "referral",
                "all_customers",
                totals.customers_referring,
                totals.customers,
            )
            .or_else(|| rate("referral", "all_customers", OperationalRole::Referred)),
            self.growth_of_totals()
                .or_else(|| first(&|source| source.earned_growth(self.settings.seed))),
        ];
        let shown = figures.into_iter().flatten();
        let mut shown: Vec<OperationalFigure> =
            shown.map(|figure| self.hidden_below(figure)).collect();
        let window = self.settings.totals.fcr_window_days;
        for figure in shown.iter_mut().filter(|figure| figure.metric == "fcr") {
            figure.window_days = window;
        }
        shown
    }

    /// The figure, without its numbers below the minimum group size; totals are the user's own numbers.
    fn hidden_below(&self, figure: OperationalFigure) -> OperationalFigure {
        let n = figure.n.unwrap_or(f64::INFINITY);
        if figure.source == "totals" || n >= f64::from(self.settings.min_group) {
            return figure;
        }
        hidden(&figure)
    }
}

/// The figure without its numbers.
fn hidden(figure: &OperationalFigure) -> OperationalFigure {
    OperationalFigure {
        metric: figure.metric,
        variant: figure.variant,
        source: figure.source,
        columns: figure.columns.clone(),
        unit: figure.unit,
        hidden: true,
        ..OperationalFigure::default()
    }
}
