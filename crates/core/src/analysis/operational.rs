//! Metrics of customers and cases: from columns of the file or from totals (definitions.md §1).

use super::Analysis;
use super::counts::Counts;
use super::disclosure::protection::Protection;
use super::prepared::column_index;
use super::selection::Selection;
use crate::choices::{is_no, is_yes};
use crate::figures::distributions::t_95;
use crate::figures::intervals::wilson;
use crate::figures::resample::{Blocks, RESAMPLES, percentile_interval};
use crate::figures::rng::{Rng, mix};
use crate::figures::times::{mean_with_interval, quantile_with_interval};
use crate::reading::{Column, Table};
use crate::report::{ColumnReading, Metric, Role};
use crate::roles::date_order;
use crate::settings::{OperationalColumn, OperationalRole};
use crate::text::fold;
use crate::values::{Numbers, is_missing, parse_date, second_of_day};
use serde::Serialize;
use std::cmp::Ordering;
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
    /// are left out because a revenue cannot be read; `part`, what was typed in as a part of `n`
    /// where it is larger than `n`, so that there is no rate.
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

/// One area of the Customer Happiness Index.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Area {
    /// Column index.
    pub column: u32,
    /// Its weight.
    pub weight: f64,
    /// Answers.
    pub n: u32,
    /// Mean, 0 to 10.
    pub mean: f64,
    /// t 95 % interval.
    pub interval: Option<[f64; 2]>,
}

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
pub(super) struct Columns<'a> {
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
    fn column(&self, wanted: OperationalRole) -> Option<u32> {
        let decided = self.decided.iter().find(|column| column.holds == wanted);
        if let Some(decided) = decided {
            return column_index(&decided.column, self.columns);
        }
        let (_, phrases) = NAMES.iter().find(|(role, _)| *role == wanted)?;
        let fits = |role: Role| match wanted {
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
        };
        let named = |name: &str| {
            let words: String = fold(&parted(name))
                .chars()
                .map(|c| if c.is_alphanumeric() { c } else { ' ' })
                .collect();
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            phrases.iter().any(|phrase| names(&words, phrase))
        };
        let mut columns = self.columns.iter();
        let found = columns.find(|column| fits(column.role) && named(&column.name));
        found.map(|column| column.index)
    }

    fn cells(&self, column: u32) -> Option<&Column> {
        self.table.columns.get(column as usize)
    }

    fn flag_rate(
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

    fn resolution_time(&self, seed: u64) -> Option<OperationalFigure> {
        let (columns, mut hours) = match self.column(OperationalRole::ResolutionHours) {
            Some(column) => {
                let cells = self.cells(column)?;
                let unit = hours_per_unit(&self.columns.get(column as usize)?.name).unwrap_or(1.0);
                let numbers = Numbers::of(&|show| cells.for_each(show));
                let values = self.selection.rows();
                let values = values.filter_map(|row| Some(numbers.read(&cells.get(row))? * unit));
                (vec![column], values.collect::<Vec<f64>>())
            }
            None => {
                let opened = self.column(OperationalRole::Opened)?;
                let resolved = self.column(OperationalRole::Resolved)?;
                let (from, to) = (self.moments(opened)?, self.moments(resolved)?);
                let values = self.selection.rows();
                let values = values.filter_map(|row| Some(to[row]? - from[row]?));
                (vec![opened, resolved], values.collect())
            }
        };
        hours.retain(|hours| *hours >= 0.0);
        if hours.is_empty() {
            return None;
        }
        hours.sort_by(f64::total_cmp);
        let (mean, mean_interval) = mean_with_interval(&hours, seed)?;
        let (median, interval) = quantile_with_interval(&hours, 0.5)?;
        let (p90, p90_interval) = quantile_with_interval(&hours, 0.9)?;
        let ends = [("mean", mean_interval), ("p90", p90_interval)];
        Some(OperationalFigure {
            metric: "resolution_time",
            variant: "median_mean_p90",
            source: self.name,
            columns,
            unit: "hours",
            n: Some(hours.len() as f64),
            value: Some(median),
            interval,
            parts: BTreeMap::from([("mean", mean), ("p90", p90)]),
            part_intervals: ends
                .into_iter()
                .filter_map(|(name, ends)| Some((name, ends?)))
                .collect(),
            ..OperationalFigure::default()
        })
    }

    /// Hours since 1970 of every cell of a date column.
    fn moments(&self, column: u32) -> Option<Vec<Option<f64>>> {
        let reading = self.columns.get(column as usize)?;
        let column = self.cells(column)?;
        let order = date_order(reading, column);
        let hours = |cell: &str| {
            let day = parse_date(cell, order)?;
            let seconds = second_of_day(cell).unwrap_or(0);
            Some(f64::from(day) * 24.0 + f64::from(seconds) / 3600.0)
        };
        let rows = 0..column.len();
        Some(rows.map(|row| hours(&column.get(row))).collect())
    }

    fn earned_growth(&self, seed: u64) -> Option<OperationalFigure> {
        let roles = [
            OperationalRole::RevenueLastYear,
            OperationalRole::RevenueThisYear,
            OperationalRole::Reason,
        ];
        let columns: Vec<u32> = roles
            .iter()
            .map(|role| self.column(*role))
            .collect::<Option<_>>()?;
        let cells: Vec<&Column> = columns
            .iter()
            .map(|&column| self.cells(column))
            .collect::<Option<_>>()?;
        let revenues = [cells[0], cells[1]];
        let written = revenues.map(|column| Numbers::of(&|show| column.for_each(show)));
        // Who bought nothing has a blank cell. A cell that cannot be read is no zero: that would make
        // an old customer a new one.
        let revenue = |side: usize, row: usize| {
            let cell = revenues[side].get(row);
            if is_missing(&cell) {
                return Some(0.0);
            }
            written[side].read(&cell)
        };
        let mut unreadable = 0u32;
        let customers: Vec<[f64; 3]> = self
            .selection
            .rows()
            .filter_map(|row| {
                let Some((last, this)) = revenue(0, row).zip(revenue(1, row)) else {
                    unreadable += 1;
                    return None;
                };
                let new = last <= 0.0;
                let earned = new && is_earned(&cells[2].get(row));
                let values = [
                    last,
                    if new { 0.0 } else { this },
                    if earned { this } else { 0.0 },
                ];
                (last > 0.0 || this > 0.0).then_some(values)
            })
            .collect();
        let key = |index: usize| {
            (customers[index].iter()).fold(0, |key, value| mix(key ^ value.to_bits()))
        };
        let mut rng = Rng::new(seed, 0x6561_726e);
        let add = |index: usize, sums: &mut [f64]| {
            sums.iter_mut()
                .zip(customers[index])
                .for_each(|(sum, value)| *sum += value);
        };
        let order = |a: usize, b: usize| {
            let mut pairs = customers[a].iter().zip(&customers[b]);
            let differing = pairs.find(|(a, b)| a.total_cmp(b).is_ne());
            differing.map_or(Ordering::Equal, |(a, b)| a.total_cmp(b))
        };
        let blocks = Blocks::new(
            (customers.len(), 0..customers.len()),
            key,
            order,
            3,
            &mut rng,
            add,
        );
        let sums = blocks.total();
        if !(sums[0] > 0.0) {
            return None;
        }
        let mut figure = growth(&[sums[0], sums[1], sums[2]], self.name, columns);
        let (mut drawn, mut resampled, mut values) = (Vec::new(), vec![0.0; 3], Vec::new());
        for _ in 0..RESAMPLES {
            blocks.resample(&mut rng, &mut drawn, &mut resampled);
            values.push(100.0 * (resampled[1] + resampled[2]) / resampled[0] - 100.0);
        }
        let finite = values.iter().all(|value| value.is_finite());
        figure.interval = finite.then(|| percentile_interval(&mut values)).flatten();
        figure.n = Some(customers.len() as f64);
        if unreadable > 0 {
            figure.parts.insert("unreadable", f64::from(unreadable));
        }
        Some(figure)
    }
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

    fn hidden_below(&self, figure: OperationalFigure) -> OperationalFigure {
        let n = figure.n.unwrap_or(f64::INFINITY);
        if figure.source == "totals" || n >= f64::from(self.settings.min_group) {
            return figure;
        }
        hidden(&figure)
    }

    fn response_of_totals(&self) -> Option<OperationalFigure> {
        let totals = &self.settings.totals;
        let answered = totals.answered.unwrap_or(f64::from(self.table.rows));
        rate_of_totals(
            "response_rate",
            "answered_of_invited",
            Some(answered),
            totals.invited,
        )
    }

    /// Customers of the start who are still there. `None` when it is not known how many were won.
    fn customers_kept(&self) -> Option<f64> {
        let totals = &self.settings.totals;
        Some(totals.customers_end? - totals.customers_new?)
    }

    fn retention_of_totals(&self) -> Option<OperationalFigure> {
        let start = self.settings.totals.customers_start;
        rate_of_totals(
            "retention",
            "end_minus_new_of_start",
            self.customers_kept(),
            start,
        )
    }

    fn churn_of_totals(&self) -> Option<OperationalFigure> {
        let totals = &self.settings.totals;
        let computed = || Some(totals.customers_start? - self.customers_kept()?);
        let lost = totals.customers_lost.or_else(computed);
        rate_of_totals("churn", "lost_of_start", lost, totals.customers_start)
    }

    fn growth_of_totals(&self) -> Option<OperationalFigure> {
        let totals = &self.settings.totals;
        let last = totals.revenue_last_year.filter(|last| *last > 0.0)?;
        let sums = [last, totals.revenue_retained?, totals.revenue_earned_new?];
        Some(growth(&sums, "totals", Vec::new()))
    }

    /// Customer Happiness Index: the weighted mean of the area means. Its interval takes into
    /// account that the same people rate several areas.
    fn chi(
        &self,
        selection: &Selection,
        shown: &dyn Fn(usize) -> bool,
    ) -> Option<OperationalFigure> {
        let scores = self.prepared.scores.iter().enumerate();
        let areas: Vec<&super::prepared::ScoreColumn> = scores
            .filter(|(place, score)| score.scale.metric == Some(Metric::Chi) && shown(*place))
            .map(|(_, score)| score)
            .collect();
        let least = self.settings.min_group.max(2);
        let weight_of = |column: u32| {
            let own = self
                .settings
                .areas
                .iter()
                .find(|area| column_index(&area.column, &self.reading.columns) == Some(column));
            own.map_or(
                1.0,
                |area| if area.weight >= 0.0 { area.weight } else { 0.0 },
            )
        };
        let shown: Vec<(Area, &super::prepared::ScoreColumn)> = areas
            .iter()
            .filter_map(|score| {
                let answers = score.histogram(selection);
                let value = score
                    .scale
                    .value(&answers)
                    .filter(|_| answers.n() >= least)?;
                let weight = weight_of(score.column);
                let area = Area {
                    column: score.column,
                    weight,
                    n: answers.n(),
                    mean: value.value,
                    interval: value.interval,
                };
                Some((area, *score))
            })
            .collect();
        let total: f64 = shown.iter().map(|(area, _)| area.weight).sum();
        if !(total > 0.0) {
            return None;
        }
        let value = shown
            .iter()
            .map(|(area, _)| area.weight * area.mean)
            .sum::<f64>()
            / total;
        // Each person's part in the weighted mean of means: their deviations, each over its n.
        let (mut variance, mut people) = (0.0, 0u32);
        for row in selection.rows() {
            let mut part = 0.0;
            let mut answered = false;
            for (area, score) in &shown {
                if let Some(answer) = score.answer(row as u32) {
                    part +=
                        area.weight / total * (f64::from(answer) - area.mean) / f64::from(area.n);
                    answered = true;
                }
            }
            people += u32::from(answered);
            variance += part * part;
        }
        let n = f64::from(people);
        let margin = t_95(n - 1.0) * (variance * n / (n - 1.0)).sqrt();
        Some(OperationalFigure {
            metric: "chi",
            variant: "weighted_mean_of_area_means",
            source: "columns",
            columns: shown.iter().map(|(area, _)| area.column).collect(),
            unit: "points",
            n: Some(n),
            value: Some(value),
            interval: (variance > 0.0)
                .then(|| [(value - margin).max(0.0), (value + margin).min(10.0)]),
            areas: shown.into_iter().map(|(area, _)| area).collect(),
            ..OperationalFigure::default()
        })
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

/// A rate of typed-in totals, with the Wilson interval. A part that is larger than the whole is a
/// slip, of which no rate is made: the part itself is told instead.
fn rate_of_totals(
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

/// Net revenue retention plus the revenue of earned new customers, both over last year's revenue,
/// less 100 %.
fn growth(sums: &[f64; 3], source: &'static str, columns: Vec<u32>) -> OperationalFigure {
    let [last, retained, earned] = *sums;
    let (nrr, earned_new) = (100.0 * retained / last, 100.0 * earned / last);
    OperationalFigure {
        metric: "earned_growth",
        variant: "nrr_plus_earned_new_over_last_year",
        source,
        columns,
        unit: "percent",
        value: Some(nrr + earned_new - 100.0),
        parts: BTreeMap::from([("nrr", nrr), ("earned_new", earned_new)]),
        ..OperationalFigure::default()
    }
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

fn is_earned(cell: &str) -> bool {
    let reason = fold(cell);
    [
        "referral",
        "referred",
        "recommend",
        "reputation",
        "word of mouth",
        "friend",
        "polec",
        "rekomend",
        "reputac",
        "znajom",
        "opini",
    ]
    .iter()
    .any(|word| reason.contains(word))
}

/// A heading with a blank where a capital follows a small letter, as in `ResolvedAt`.
fn parted(name: &str) -> String {
    let mut parted = String::with_capacity(name.len() + 4);
    let mut small = false;
    for letter in name.chars() {
        if small && letter.is_uppercase() {
            parted.push(' ');
        }
        small = letter.is_lowercase();
        parted.push(letter);
    }
    parted
}

/// True when a heading, as folded words, has the phrase at the start of a word, not behind a word
/// that says the opposite or that it happened again: "not resolved", "nie polecił", "re-opened".
fn names(words: &str, phrase: &str) -> bool {
    const TURNS_ROUND: [&str; 7] = ["not", "un", "non", "never", "nie", "re", "bez"];
    words.match_indices(phrase).any(|(at, _)| {
        let before = &words[..at];
        let begins = before.is_empty() || before.ends_with(' ');
        let last = before.trim_end().rsplit(' ').next();
        begins && !last.is_some_and(|word| TURNS_ROUND.contains(&word))
    })
}

/// Hours per unit of a column of durations, by its header; `None` when it names no unit.
pub(super) fn hours_per_unit(name: &str) -> Option<f64> {
    let folded = fold(name);
    let word = |stem: &str| {
        folded
            .split(|c: char| !c.is_alphabetic())
            .any(|word| word.starts_with(stem))
    };
    let unit = |unit: &str| {
        let mut words = folded.split(|c: char| !c.is_alphabetic());
        words.any(|word| word == unit)
    };
    match () {
        () if word("minut") || word("mins") || unit("min") => Some(1.0 / 60.0),
        () if word("millisec") || word("milisek") || unit("ms") => Some(1.0 / 3_600_000.0),
        () if word("second") || word("sekund") || unit("sec") || unit("sek") || unit("s") => {
            Some(1.0 / 3600.0)
        }
        () if word("day") || word("dni") => Some(24.0),
        () if word("hour") || word("godz") || unit("h") => Some(1.0),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Settings;
    use crate::filter::Filter;

    fn figures(text: &str, settings: &Settings) -> BTreeMap<&'static str, OperationalFigure> {
        let analysis = Analysis::of_bytes("cases.csv", text.as_bytes(), settings);
        let report = analysis
            .unwrap_or_else(|_| panic!("rows"))
            .report(&Filter::new());
        report
            .operational
            .into_iter()
            .map(|figure| (figure.metric, figure))
            .collect()
    }

    #[test]
    fn cases_of_a_table() {
        let mut text = String::from("case_id,opened_at,resolved_at,FCR\n");
        for case in 0..20 {
            let flag = if case % 4 == 0 { "no" } else { "yes" };
            text += &format!(
                "CASE-{case:05},2026-01-{:02} 08:00,2026-01-{:02} {:02}:30,{flag}\n",
                case % 9 + 1,
                case % 9 + 2,
                case % 10 + 8
            );
        }
        let found = figures(&text, &Settings::default());
        assert_eq!(found["fcr"].value, Some(75.0));
        let time = &found["resolution_time"];
        assert_eq!(time.n, Some(20.0));
        assert_eq!(time.value, Some(24.0 + 4.5 + 0.5), "{time:?}");
        assert!(time.interval.is_some() && time.parts.contains_key("p90"));
    }

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
            assert!(names(&fold(&parted(heading)), phrase), "{heading}");
        }
        assert!(names("czas rozwiazania sprawy", "czas rozwiaz"));
    }

    #[test]
    fn a_revenue_that_cannot_be_read_makes_nobody_new() {
        let mut text =
            String::from("customer_id,revenue last year,revenue this year,reason for joining\n");
        for customer in 0..40 {
            let last = if customer % 4 == 0 {
                ""
            } else {
                "\"1,250 zł\""
            };
            let reason = if customer % 4 == 0 {
                "recommended by a friend"
            } else {
                "advert"
            };
            text += &format!("C-{customer:04},{last},1250 PLN,{reason}\n");
        }
        text += "C-9999,twelve hundred,500 zł,recommended by a friend\n";
        let found = figures(&text, &Settings::default());
        let growth = &found["earned_growth"];
        assert_eq!(growth.n, Some(40.0), "{growth:?}");
        assert_eq!(growth.parts["unreadable"], 1.0);
        // Ten new customers for thirty old ones, who stayed as they were.
        let value = growth.value.unwrap_or(f64::NAN);
        assert!((value - 100.0 / 3.0).abs() < 1e-9, "{growth:?}");
    }

    #[test]
    fn a_part_above_the_whole_is_no_rate() {
        let mut settings = Settings::default();
        settings.totals.invited = Some(1.0);
        let analysis = Analysis::of_bytes("a.csv", b"NPS,b\n1,2\n3,4\n", &settings);
        let report = analysis
            .unwrap_or_else(|_| panic!("rows"))
            .report(&Filter::new());
        let rate = report
            .operational
            .iter()
            .find(|it| it.metric == "response_rate");
        assert_eq!(
            rate.map(|rate| (rate.value, rate.n)),
            Some((None, Some(1.0)))
        );
        let told = report
            .health
            .iter()
            .find(|it| it.code == "impossible_totals");
        assert_eq!(told.map(|told| &told.params["part"]), Some(&2.0.into()));
    }

    #[test]
    fn totals_of_customers() {
        let mut settings = Settings::default();
        settings.totals.customers_start = Some(200.0);
        settings.totals.customers_end = Some(210.0);
        settings.totals.customers_new = Some(40.0);
        settings.totals.revenue_last_year = Some(1000.0);
        settings.totals.revenue_retained = Some(900.0);
        settings.totals.revenue_earned_new = Some(150.0);
        let found = figures("a,b\n1,2\n3,4\n", &settings);
        assert_eq!(found["retention"].value, Some(85.0));
        assert_eq!(found["churn"].value, Some(15.0));
        assert_eq!(found["earned_growth"].value, Some(5.0));
    }
}
