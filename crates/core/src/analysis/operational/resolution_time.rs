//! How long cases took: hours that are written down, or the time between two dates.

use super::OperationalFigure;
use super::columns::Columns;
use super::durations::hours_per_unit;
use crate::figures::times::{mean_with_interval, quantile_with_interval};
use crate::roles::date_order;
use crate::settings::OperationalRole;
use crate::values::{Numbers, is_missing, parse_date, second_of_day, utc_offset};
use std::collections::BTreeMap;

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

impl Columns<'_> {
    /// Median, mean and 90th percentile of the hours that cases took; the interval of the mean is resampled
    /// with `seed`.
    pub(super) fn resolution_time(&self, seed: u64) -> Option<OperationalFigure> {
        let (columns, durations) = self.durations()?;
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

    /// The columns that say how long each case took, and the hours of the cases for which they are filled; `None`
    /// for one that cannot be read.
    fn durations(&self) -> Option<(Vec<u32>, Vec<Option<f64>>)> {
        if let Some(column) = self.column(OperationalRole::ResolutionHours) {
            return Some((vec![column], self.written_hours(column)?));
        }
        let opened = self.column(OperationalRole::Opened)?;
        let resolved = self.column(OperationalRole::Resolved)?;
        let (from, to) = (self.moments(opened)?, self.moments(resolved)?);
        let both = |row: usize| {
            let known = from[row] != Moment::Blank && to[row] != Moment::Blank;
            known.then(|| hours_between(from[row], to[row]))
        };
        let durations = self.selection.rows().filter_map(both).collect();
        Some((vec![opened, resolved], durations))
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
