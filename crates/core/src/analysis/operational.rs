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
use crate::figures::score::Scale;
use crate::figures::times::{mean_with_interval, quantile_with_interval};
use crate::reading::{Column, Table};
use crate::report::{ColumnReading, Metric, Role};
use crate::roles::date_order;
use crate::settings::{OperationalColumn, OperationalRole};
use crate::text::fold;
use crate::values::{Numbers, is_missing, parse_date, second_of_day, utc_offset};
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
    /// are left out because a revenue cannot be read; `left_out`, the cases without a duration although
    /// their cells are filled, because one cannot be read or the end lies before the beginning; `part`, what was typed in as a part of `n`
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
            let words = words_of(name);
            phrases.iter().any(|phrase| names(&words, phrase))
                && (wanted != OperationalRole::Duration || lasts_as_answering(name, &words))
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
        let (columns, durations) = match self.column(OperationalRole::ResolutionHours) {
            Some(column) => (vec![column], self.written_hours(column)?),
            None => {
                let opened = self.column(OperationalRole::Opened)?;
                let resolved = self.column(OperationalRole::Resolved)?;
                let (from, to) = (self.moments(opened)?, self.moments(resolved)?);
                let both = |row: usize| {
                    let known = from[row] != Moment::Blank && to[row] != Moment::Blank;
                    known.then(|| hours_between(from[row], to[row]))
                };
                let durations = self.selection.rows().filter_map(both).collect();
                (vec![opened, resolved], durations)
            }
        };
        let all = durations.len();
        let sound = |hours: &f64| *hours >= 0.0;
        let mut hours: Vec<f64> = durations.into_iter().flatten().filter(sound).collect();
        if hours.is_empty() {
            return None;
        }
        hours.sort_by(f64::total_cmp);
        let (mean, mean_interval) = mean_with_interval(&hours, seed)?;
        let (median, interval) = quantile_with_interval(&hours, 0.5)?;
        let (p90, p90_interval) = quantile_with_interval(&hours, 0.9)?;
        let ends = [("mean", mean_interval), ("p90", p90_interval)];
        let mut parts = BTreeMap::from([("mean", mean), ("p90", p90)]);
        if all > hours.len() {
            parts.insert("left_out", (all - hours.len()) as f64);
        }
        Some(OperationalFigure {
            metric: "resolution_time",
            variant: "median_mean_p90",
            source: self.name,
            columns,
            unit: "hours",
            n: Some(hours.len() as f64),
            value: Some(median),
            interval,
            parts,
            part_intervals: ends
                .into_iter()
                .filter_map(|(name, ends)| Some((name, ends?)))
                .collect(),
            ..OperationalFigure::default()
        })
    }

    /// Hours of the filled cells of a column of durations; `None` for one that cannot be read.
    fn written_hours(&self, column: u32) -> Option<Vec<Option<f64>>> {
        let cells = self.cells(column)?;
        let unit = hours_per_unit(&self.columns.get(column as usize)?.name).unwrap_or(1.0);
        let numbers = Numbers::of(&|show| cells.for_each(show));
        let mut hours = Vec::new();
        for row in self.selection.rows() {
            let cell = cells.get(row);
            if !is_missing(&cell) {
                hours.push(numbers.read(&cell).map(|number| number * unit));
            }
        }
        Some(hours)
    }

    /// What every cell of a date column says. Where all times are midnight there are none: programs
    /// write a day like that.
    fn moments(&self, column: u32) -> Option<Vec<Moment>> {
        let reading = self.columns.get(column as usize)?;
        let column = self.cells(column)?;
        let order = date_order(reading, column);
        let mut timed = false;
        let mut moments = Vec::with_capacity(column.len());
        column.for_each(&mut |cell| {
            let mut known = |day: i32| {
                let second = second_of_day(cell);
                timed |= second.is_some_and(|second| second > 0);
                let offset = second.and_then(|_| utc_offset(cell));
                Moment::Known {
                    day,
                    second,
                    offset,
                }
            };
            moments.push(match parse_date(cell, order) {
                Some(day) => known(day),
                None if is_missing(cell) => Moment::Blank,
                None => Moment::Unreadable,
            });
        });
        if !timed {
            for moment in &mut moments {
                if let Moment::Known { second, .. } = moment {
                    *second = None;
                }
            }
        }
        Some(moments)
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
                // A refund for an earlier year is no revenue of the last one.
                let last = last.max(0.0);
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

    /// Customer Happiness Index: the weighted mean of the area means, each from 0 to 10. Its interval takes into
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
                    mean: of_ten(score.scale, value.value),
                    interval: value.interval.map(|ends| {
                        let [one, other] = ends.map(|end| of_ten(score.scale, end));
                        [one.min(other), one.max(other)]
                    }),
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
                    let answer = of_ten(score.scale, f64::from(answer));
                    part += area.weight / total * (answer - area.mean) / f64::from(area.n);
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

/// An answer, or a mean of answers, from 0, the worst end of its scale, to 10, the best.
fn of_ten(scale: Scale, answer: f64) -> f64 {
    let [low, high] = scale.range.map(f64::from);
    if scale.range == [0, 10] && !scale.low_is_good || high <= low {
        return answer;
    }
    let from_worst = if scale.low_is_good {
        high - answer
    } else {
        answer - low
    };
    10.0 * from_worst / (high - low)
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

/// True for a reason that says somebody else spoke well of the firm, in whole words: an app may be
/// "user-friendly", and "znajomość marki" is no acquaintance.
fn is_earned(cell: &str) -> bool {
    const WHOLE: &[&str] = &["friend", "friends", "word of mouth"];
    const BEGINNINGS: &[&str] = &[
        "referral",
        "referred",
        "recommend",
        "reputation",
        "poleca",
        "polecen",
        "polecil",
        "polecon",
        "rekomend",
        "reputac",
        "znajomy",
        "znajomi",
        "znajoma",
        "znajomeg",
        "znajomej",
        "opini",
    ];
    let reason = words_of(cell);
    let whole = |phrase: &&str| {
        let padded = format!(" {reason} ");
        padded.contains(&format!(" {phrase} ")) && names(&reason, phrase)
    };
    BEGINNINGS.iter().any(|word| names(&reason, word)) || WHOLE.iter().any(whole)
}

/// What a date cell of a case says.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Moment {
    /// Nothing (yet).
    Blank,
    /// No date.
    Unreadable,
    Known {
        /// Days since 1970.
        day: i32,
        /// Seconds since midnight, where the cell has a time.
        second: Option<i32>,
        /// Minutes that its clock is ahead of UTC, where it says so.
        offset: Option<i32>,
    },
}

/// Hours from one moment to another. Where one has no time of day, days are compared: a case that was
/// opened at noon and resolved the same day was not resolved before it was opened.
fn hours_between(from: Moment, to: Moment) -> Option<f64> {
    let known = |moment: Moment| match moment {
        Moment::Known {
            day,
            second,
            offset,
        } => Some((day, second, offset)),
        _ => None,
    };
    let ((first, began, zone), (last, ended, other)) = known(from).zip(known(to))?;
    let days = 24.0 * (f64::from(last) - f64::from(first));
    let Some((began, ended)) = began.zip(ended) else {
        return Some(days);
    };
    let ahead = zone.zip(other).map_or(0, |(zone, other)| other - zone);
    Some(days + f64::from(ended - began - 60 * ahead) / 3600.0)
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

/// A text as folded words with one blank between them.
fn words_of(text: &str) -> String {
    let words: String = fold(&parted(text))
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// True for a duration that may be that of answering: its unit is no day or longer, and where the heading
/// speaks of a "duration" it says of what, if it says so: a contract, a call and a trip have one, too.
fn lasts_as_answering(name: &str, words: &str) -> bool {
    const ANSWERING: [&str; 12] = [
        "survey",
        "interview",
        "complet",
        "respon",
        "answer",
        "question",
        "ankiet",
        "wywiad",
        "wypeln",
        "odpowied",
        "badani",
        "kwestion",
    ];
    const ABOUT_NOTHING: [&str; 18] = [
        "duration",
        "czas",
        "trwania",
        "in",
        "w",
        "total",
        "the",
        "of",
        "time",
        "calkowity",
        "laczny",
        "full",
        "real",
        "od",
        "do",
        "hh",
        "mm",
        "ss",
    ];
    if hours_per_unit(name).is_some_and(|hours| hours >= 24.0) {
        return false;
    }
    let said = words.contains("duration") || words.contains("czas trwania");
    let mut words = words.split(' ');
    let of_answering = |word: &str| ANSWERING.iter().any(|stem| word.starts_with(stem));
    !said
        || words.clone().any(of_answering)
        || words.all(|word| {
            let number = word.bytes().all(|byte| byte.is_ascii_digit());
            number || ABOUT_NOTHING.contains(&word) || unit_of(word).is_some()
        })
}

/// Hours per unit of a column of durations, by its header; `None` when it names no unit.
///
/// The last unit in brackets wins, else the last word, else the word behind "in", else the unit in the plural
/// when it is the only one: "Second-line resolution time (h)" is in hours, and so is "Resolution time per day
/// shift (hours)".
pub(super) fn hours_per_unit(name: &str) -> Option<f64> {
    let words = words_of(name);
    let words: Vec<&str> = words.split(' ').collect();
    let brackets = name.split(['(', '[']).skip(1);
    let in_brackets = brackets
        .filter_map(|part| {
            let inside = words_of(part.split([')', ']']).next()?);
            inside.split(' ').rev().find_map(unit_of)
        })
        .reduce(|_, later| later);
    let behind_in = || {
        let pairs = words.windows(2).rev();
        let mut units = pairs.filter(|pair| matches!(pair[0], "in" | "w"));
        units.find_map(|pair| unit_of(pair[1]))
    };
    let only_one = || {
        let plural = |word: &&&str| word.len() > 3 && !matches!(**word, "minute" | "hour" | "week");
        let mut units = words.iter().filter(plural).filter_map(|word| unit_of(word));
        let first = units.next()?;
        units.all(|unit| unit == first).then_some(first)
    };
    in_brackets
        .or_else(|| unit_of(words.last()?))
        .or_else(behind_in)
        .or_else(only_one)
}

/// Hours of a unit of time that a folded word names; `None` for another word. "Second" is none: lines of
/// support and contacts are counted with it.
fn unit_of(word: &str) -> Option<f64> {
    let begins = |stems: &[&str]| stems.iter().any(|stem| word.starts_with(stem));
    match word {
        "ms" | "msec" => Some(1.0 / 3_600_000.0),
        "s" | "sec" | "secs" | "seconds" | "sek" => Some(1.0 / 3600.0),
        "min" | "mins" => Some(1.0 / 60.0),
        "h" | "hr" | "hrs" | "hour" | "hours" => Some(1.0),
        "d" | "day" | "days" | "dzien" | "dni" | "dniach" | "doby" | "dobach" => Some(24.0),
        "week" | "weeks" | "wk" | "wks" | "tyg" => Some(7.0 * 24.0),
        "month" | "months" | "mies" => Some(365.25 * 2.0),
        "year" | "years" | "yr" | "yrs" | "rok" | "lat" | "lata" | "latach" => Some(365.25 * 24.0),
        _ if begins(&["millisec", "milisek"]) => Some(1.0 / 3_600_000.0),
        _ if begins(&["sekund"]) => Some(1.0 / 3600.0),
        _ if begins(&["minut"]) => Some(1.0 / 60.0),
        _ if begins(&["godz"]) => Some(1.0),
        _ if begins(&["tygod"]) => Some(7.0 * 24.0),
        _ if begins(&["miesia", "miesie"]) => Some(365.25 * 2.0),
        _ => None,
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

    /// Lines of a table of cases with what was opened and resolved.
    fn cases(rows: usize, moments: &dyn Fn(usize) -> [String; 2]) -> OperationalFigure {
        let mut text = String::from("case_id,opened_at,resolved_at\n");
        for case in 0..rows {
            text += &format!("CASE-{case:05},{}\n", moments(case).join(","));
        }
        figures(&text, &Settings::default())["resolution_time"].clone()
    }

    #[test]
    fn times_of_different_zones_are_moved_to_one() {
        let time = cases(40, &|case| {
            let day = case % 27 + 1;
            [
                format!("2026-05-{day:02}T10:00:00Z"),
                format!("2026-05-{day:02}T12:{:02}:00+02:00", case % 4 * 10),
            ]
        });
        // Ten each after 0, 10, 20 and 30 minutes.
        assert!((time.parts["mean"] - 0.25).abs() < 1e-9, "{time:?}");
        assert_eq!(time.parts.get("left_out"), None);
    }

    #[test]
    fn days_are_compared_where_one_side_has_no_time() {
        for end in ["", " 00:00:00"] {
            let time = cases(100, &|case| {
                let (day, later) = (case % 20 + 1, if case < 60 { 0 } else { 1 + case % 3 });
                [
                    format!("2026-05-{day:02} {:02}:00", 9 + case % 8),
                    format!("2026-05-{:02}{end}", day + later),
                ]
            });
            assert_eq!((time.n, time.value), (Some(100.0), Some(0.0)), "{time:?}");
        }
    }

    #[test]
    fn cases_that_end_before_they_begin_are_counted() {
        let time = cases(50, &|case| {
            let resolved = match case {
                0..3 => "2026-05-01 08:00",
                3 => "soon",
                4..10 => "",
                _ => "2026-05-03 10:00",
            };
            ["2026-05-02 10:00".to_owned(), resolved.to_owned()]
        });
        assert_eq!((time.n, time.value), (Some(40.0), Some(24.0)), "{time:?}");
        assert_eq!(time.parts["left_out"], 4.0, "{time:?}");
    }

    #[test]
    fn the_unit_is_what_the_heading_puts_last() {
        for (heading, hours) in [
            ("Resolution time (h)", Some(1.0)),
            ("Second-line resolution time (h)", Some(1.0)),
            ("Second-line resolution time", None),
            ("Resolution time per day shift (hours)", Some(1.0)),
            ("Resolution time in hours per day shift", Some(1.0)),
            ("Resolution time (weeks)", Some(168.0)),
            ("Czas rozwiązania [tygodnie]", Some(168.0)),
            ("Czas rozwiązania w dniach", Some(24.0)),
            ("Czas rozwiązania (godz.)", Some(1.0)),
            ("ResolutionTimeMinutes", Some(1.0 / 60.0)),
            ("Duration (in seconds)", Some(1.0 / 3600.0)),
            ("mttr_ms", Some(1.0 / 3_600_000.0)),
            ("Resolution time (min) [first 30]", Some(1.0 / 60.0)),
            ("Resolution time (h), last 30 days", Some(1.0)),
            ("Minutes to resolution, average", Some(1.0 / 60.0)),
            ("Resolution time", None),
        ] {
            assert_eq!(hours_per_unit(heading), hours, "{heading}");
        }
    }

    #[test]
    fn not_everything_that_lasts_is_an_answer() {
        let lasts = |heading: &str| lasts_as_answering(heading, &words_of(heading));
        for heading in [
            "Duration",
            "Duration (in seconds)",
            "SurveyDuration",
            "Duration of the interview (minutes)",
            "Czas trwania ankiety",
            "Czas trwania (s)",
            "Completion time",
        ] {
            assert!(lasts(heading), "{heading}");
        }
        for heading in [
            "Contract duration (months)",
            "Duration (years)",
            "Call duration (s)",
            "Czas trwania umowy",
            "Czas trwania (dni)",
            "Czas trwania (lat)",
            "Completion time in days",
        ] {
            assert!(!lasts(heading), "{heading}");
        }
    }

    #[test]
    fn who_came_by_word_of_mouth_says_so_in_whole_words() {
        for reason in [
            "Friend",
            "a friend's advice",
            "recommended by a colleague",
            "Word-of-mouth",
            "referral",
            "z polecenia",
            "Polecił mi znajomy",
            "koleżanka poleca",
            "rekomendacja",
            "dobre opinie",
        ] {
            assert!(is_earned(reason), "{reason}");
        }
        for reason in [
            "User-friendly app",
            "not recommended, advert",
            "znajomość marki",
            "poleciałem z Wami",
            "advert",
        ] {
            assert!(!is_earned(reason), "{reason}");
        }
    }

    #[test]
    fn a_refund_of_last_year_is_no_revenue_and_no_loss() {
        let mut text =
            String::from("customer_id,revenue last year,revenue this year,reason for joining\n");
        for customer in 0..35 {
            let line = if customer < 30 {
                "100,100,advert"
            } else {
                "-50,100,referral"
            };
            text += &format!("C-{customer:04},{line}\n");
        }
        let growth = &figures(&text, &Settings::default())["earned_growth"];
        assert_eq!(growth.parts["nrr"], 100.0, "{growth:?}");
    }

    #[test]
    fn areas_on_other_scales_are_put_on_ten_points() {
        let mut text = String::from("Assortment,Staff,Effort\n");
        for row in 0..100 {
            text += &format!("{},{},{}\n", 8 + row % 3, 4 + row % 2, 1 + row % 2);
        }
        let settings: Settings = serde_json::from_str(
            r#"{"version":1,"columns":[
                {"index":0,"role":"score","metric":"chi","scale":[0,10]},
                {"index":1,"role":"score","metric":"chi","scale":[1,5]},
                {"index":2,"role":"score","metric":"chi","scale":[1,5],"low_is_good":true}]}"#,
        )
        .unwrap_or_else(|error| panic!("{error}"));
        let chi = &figures(&text, &settings)["chi"];
        let means: Vec<f64> = chi.areas.iter().map(|area| area.mean).collect();
        let close = |value: f64, wanted: f64| (value - wanted).abs() < 1e-9;
        let wanted = [8.99, 8.75, 8.75];
        let all_close = means.iter().zip(wanted).all(|(mean, it)| close(*mean, it));
        assert!(means.len() == 3 && all_close, "{means:?}");
        let value = chi.value.unwrap_or(f64::NAN);
        assert!(close(value, wanted.iter().sum::<f64>() / 3.0), "{chi:?}");
        let holds = |ends: [f64; 2], mean: f64| ends[0] < mean && mean < ends[1];
        for area in &chi.areas {
            assert!(area.interval.is_some_and(|ends| holds(ends, area.mean)));
        }
        assert!(chi.interval.is_some_and(|ends| holds(ends, value)));
    }

    #[test]
    fn a_population_below_the_answers_is_told() {
        for (population, told) in [(1.0, true), (2.0, false), (50.0, false)] {
            let mut settings = Settings::default();
            settings.totals.population = Some(population);
            settings.min_group = 1;
            let bytes = b"How likely are you to recommend us? (0-10),b\n1,2\n3,4\n";
            let analysis = Analysis::of_bytes("a.csv", bytes, &settings);
            let report = analysis
                .unwrap_or_else(|_| panic!("rows"))
                .report(&Filter::new());
            let found = (report.health.iter()).find(|it| it.code == "impossible_totals");
            assert_eq!(found.is_some(), told, "{population}: {:?}", report.health);
        }
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
