//! Checks 9 to 12 and 14: who answered again, too fast or without a thought, and accounts that answer for many.

use super::{Seen, about_rows, finding};
use crate::analysis::Analysis;
use crate::analysis::comments::copies::{all_but_one, quick_hash};
use crate::analysis::operational::hours_per_unit;
use crate::analysis::prepared::{NO_DATE, ScoreColumn};
use crate::analysis::selection::Selection;
use crate::figures::rng::mix;
use crate::reading::{Cells, Column};
use crate::report::{ColumnReading, HealthFinding, Metric, Params, Role};
use crate::settings::OperationalRole;
use crate::text::fold;
use crate::values::{Numbers, clock_seconds, is_missing};
use std::collections::BTreeMap;

impl Analysis {
    /// Rows of the same id as an earlier one less than 90 days before.
    pub(super) fn frequent_rows(&self, selection: &Selection) -> Vec<u32> {
        let Some((dates, people)) = self.prepared.dates.as_ref().zip(self.people()) else {
            return Vec::new();
        };
        let dated = people
            .rows
            .iter()
            .filter(|(_, row)| selection.keeps(*row) && dates.days[*row as usize] != NO_DATE);
        let mut dated: Vec<(u64, i32, u32)> = dated
            .map(|&(person, row)| (person, dates.days[row as usize], row))
            .collect();
        dated.sort_unstable();
        let again = dated
            .windows(2)
            .filter(|pair| pair[0].0 == pair[1].0 && pair[1].1 - pair[0].1 < 90);
        let mut rows: Vec<u32> = again.map(|pair| pair[1].2).collect();
        rows.sort_unstable();
        rows
    }

    /// Check 9: the same person more than once a quarter.
    pub(super) fn frequent(&self, selection: &Selection) -> Option<HealthFinding> {
        let column = self.people()?.column;
        about_rows(
            9,
            "frequent_respondents",
            self.frequent_rows(selection),
            Params::from([("column", column.into())]),
        )
    }

    /// Check 9: so many answers to the main score are of the same people that its interval is too short.
    pub(super) fn repeated(&self, figures: &Seen) -> Option<HealthFinding> {
        let column = self.prepared.main_score()?.column;
        let mut scores = figures.scores.iter();
        let figure = scores.find(|figure| figure.column == column)?;
        let params = Params::from([("column", column.into()), ("people", figure.people?.into())]);
        Some(finding(9, "repeated_answers", figure.n?, params))
    }

    /// Rows with the same id and the same primary date cell as another row, which stays.
    fn same_id_and_time(&self, selection: &Selection) -> Vec<u32> {
        let date = self.reading.columns.iter().find(|column| column.primary);
        let Some((people, date)) = self.people().zip(date) else {
            return Vec::new();
        };
        let times = &self.table.columns[date.index as usize];
        let used = people
            .rows
            .iter()
            .filter(|(_, row)| selection.keeps(*row) && !is_missing(&times.get(*row as usize)));
        let mut visits: Vec<(u64, u32)> = used
            .map(|&(person, row)| {
                (
                    person ^ quick_hash(&times.get(row as usize)).rotate_left(1),
                    row,
                )
            })
            .collect();
        visits.sort_unstable();
        all_but_one(&visits, &|row| self.contents(row))
    }

    /// Rows whose long comment says the same as that of another row, which stays, without regard to case, blanks and
    /// punctuation.
    fn same_comment(&self, selection: &Selection) -> Vec<u32> {
        let copies = self.remarks().copies.iter().copied();
        let copies: Vec<(u64, u32)> = copies.filter(|(_, row)| selection.keeps(*row)).collect();
        all_but_one(&copies, &|row| self.contents(row))
    }

    /// A number for what a row holds, whatever the order of rows and columns.
    pub(in crate::analysis) fn contents(&self, row: u32) -> u64 {
        let columns = self.reading.columns.iter().zip(&self.table.columns);
        let cell = |(reading, cells): (&ColumnReading, &Column)| {
            let name = quick_hash(&reading.name);
            mix(name ^ quick_hash(&cells.get(row as usize)).rotate_left(1))
        };
        columns.map(cell).fold(0, u64::wrapping_add)
    }

    pub(super) fn duplicate_rows(&self, selection: &Selection) -> [(&'static str, Vec<u32>); 2] {
        [
            ("duplicate_rows", self.same_id_and_time(selection)),
            ("duplicate_comments", self.same_comment(selection)),
        ]
    }

    /// Check 10: duplicates.
    pub(super) fn duplicates(&self, selection: &Selection) -> Vec<HealthFinding> {
        let rows = self.duplicate_rows(selection);
        rows.into_iter()
            .filter_map(|(code, rows)| about_rows(10, code, rows, Params::new()))
            .collect()
    }

    /// Rows faster than the mean less two standard deviations of the logarithm of the duration,
    /// and that limit in seconds. Durations have a long tail, so that the plain limit is mostly below
    /// zero and finds nobody; both limits count.
    pub(super) fn speeding_rows(&self, selection: &Selection) -> Option<(Vec<u32>, f64)> {
        let column = self.operational_column(OperationalRole::Duration)?;
        let cells = &self.table.columns[column as usize];
        let numbers = Numbers::of(&|show| cells.for_each(show));
        // Survey tools that name no unit give seconds.
        let unit = hours_per_unit(&self.reading.columns[column as usize].name);
        let unit = unit.map_or(1.0, |hours| 3600.0 * hours);
        let seconds = |cell: &str| {
            let number = || Some(numbers.read(cell)? * unit);
            clock_seconds(cell).or_else(number).filter(|it| *it > 0.0)
        };
        let durations: Vec<(u32, f64)> = selection
            .rows()
            .filter_map(|row| Some((row as u32, seconds(&cells.get(row))?)))
            .collect();
        let n = durations.len() as f64;
        if durations.len() < 100 {
            return None;
        }
        let limit = |value: &dyn Fn(f64) -> f64| {
            let mean = durations.iter().map(|(_, d)| value(*d)).sum::<f64>() / n;
            let squares: f64 = durations
                .iter()
                .map(|(_, d)| (value(*d) - mean) * (value(*d) - mean))
                .sum();
            mean - 2.0 * (squares / (n - 1.0)).sqrt()
        };
        let limit = limit(&|d| d).max(libm::exp(limit(&|d| libm::log(d))));
        Some((
            durations
                .into_iter()
                .filter(|(_, d)| *d < limit)
                .map(|(row, _)| row)
                .collect(),
            limit,
        ))
    }

    /// Check 11: answers that came too fast.
    pub(super) fn speeders(&self, selection: &Selection) -> Option<HealthFinding> {
        let (rows, limit) = self.speeding_rows(selection)?;
        about_rows(
            11,
            "speeders",
            rows,
            Params::from([("limit", limit.into())]),
        )
    }

    /// Rows by what is careless about them.
    pub(super) fn careless_rows(&self, selection: &Selection) -> Vec<(&'static str, Vec<u32>)> {
        let mut found = vec![("straight_lining", self.straight_lines(selection))];
        let mut lists: BTreeMap<&'static str, Vec<u32>> = BTreeMap::new();
        let careless = self.remarks().careless.iter();
        for &(code, row) in careless.filter(|(_, row)| selection.keeps(*row)) {
            lists.entry(code).or_default().push(row);
        }
        found.extend(lists);
        found
    }

    /// Check 12: straight-lining, comments without content, and profanity.
    pub(super) fn careless(&self, selection: &Selection) -> Vec<HealthFinding> {
        let rows = self.careless_rows(selection);
        rows.into_iter()
            .filter_map(|(code, rows)| about_rows(12, code, rows, Params::new()))
            .collect()
    }

    /// Rows that gave the same answer to every rating of a battery of at least five.
    fn straight_lines(&self, selection: &Selection) -> Vec<u32> {
        let battery = |score: &&ScoreColumn| score.scale.metric != Some(Metric::Nps);
        let mut scales: BTreeMap<[i32; 2], Vec<&ScoreColumn>> = BTreeMap::new();
        for score in self.prepared.scores.iter().filter(battery) {
            scales.entry(score.scale.range).or_default().push(score);
        }
        let batteries: Vec<Vec<&ScoreColumn>> = scales
            .into_values()
            .filter(|scores| scores.len() >= 5)
            .collect();
        let same = |row: u32| {
            batteries.iter().any(|scores| {
                let first = scores[0].answer(row);
                first.is_some() && scores.iter().all(|score| score.answer(row) == first)
            })
        };
        if batteries.is_empty() {
            return Vec::new();
        }
        selection
            .rows()
            .map(|row| row as u32)
            .filter(|&row| same(row))
            .collect()
    }

    /// Check 14: one account with more than a fifth of the rows.
    pub(super) fn one_account(&self, selection: &Selection) -> Option<HealthFinding> {
        let (rows, column, share) = self.account_rows(selection)?;
        let params = Params::from([("column", column.into()), ("share", share.into())]);
        about_rows(14, "one_account", rows, params)
    }

    /// Rows of that account, the column of accounts, and the share of the rows in percent.
    pub(super) fn account_rows(&self, selection: &Selection) -> Option<(Vec<u32>, u32, f64)> {
        const NAMES: [&str; 9] = [
            "account",
            "company",
            "firma",
            "kontrahent",
            "konto",
            "organi",
            "employer",
            "agent",
            "client name",
        ];
        let named = |column: &&ColumnReading| {
            let name = fold(&column.name);
            // A name of a column, not a question that happens to be about a company.
            matches!(column.role, Role::Segment | Role::Id | Role::Ignored)
                && name.split_whitespace().count() <= 4
                && NAMES.iter().any(|stem| name.contains(stem))
        };
        let column = self.reading.columns.iter().find(named)?;
        let Cells::Dictionary { codes, values, .. } =
            &self.table.columns[column.index as usize].cells
        else {
            return None;
        };
        let mut rows: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        for row in selection
            .rows()
            .filter(|&row| !is_missing(values.get(codes.get(row))))
        {
            rows.entry(codes.get(row)).or_default().push(row as u32);
        }
        // Who names no account may answer for another one: the base is everybody.
        let (accounts, all) = (rows.len(), selection.count() as usize);
        let (_, largest) = rows
            .into_iter()
            .max_by_key(|(code, rows)| (rows.len(), std::cmp::Reverse(*code)))?;
        let heavy = accounts >= 5 && all >= 30 && largest.len() * 5 > all;
        let share = 100.0 * largest.len() as f64 / all.max(1) as f64;
        heavy.then_some((largest, column.index, share))
    }
}
