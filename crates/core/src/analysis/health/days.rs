//! Checks 6 and 17: what is odd about the days on which answers came.

use super::{about_rows, finding};
use crate::analysis::Analysis;
use crate::analysis::prepared::NO_DATE;
use crate::analysis::selection::Selection;
use crate::order::Inserted;
use crate::report::{HealthFinding, Params};
use crate::values::civil_from_days;
use std::collections::BTreeMap;

impl Analysis {
    /// Check 6: days with many best answers without a comment.
    pub(super) fn surges(&self, selection: &Selection) -> Option<HealthFinding> {
        let (rows, date, column) = self.surging_rows(selection)?;
        let params = Params::from([("date", date.into()), ("column", column.into())]);
        about_rows(6, "surge", rows, params)
    }

    /// Best answers without a comment on days that have far more of them than usual, the day with
    /// the most of them, and the column of the score.
    pub(super) fn surging_rows(&self, selection: &Selection) -> Option<(Vec<u32>, String, u32)> {
        let (dates, score) = (self.prepared.dates.as_ref()?, self.prepared.main_score()?);
        let best = if score.scale.low_is_good {
            score.scale.range[0]
        } else {
            score.scale.range[1]
        };
        let commented = self.commented_rows();
        let silent = |row: usize| score.answer(row as u32) == Some(best) && !commented[row];
        let answered = || {
            let rows = selection.rows();
            rows.filter(|&row| score.answer(row as u32).is_some())
        };
        let all = by_day(&dates.days, answered())?;
        let hits = by_day(&dates.days, answered().filter(|&row| silent(row)))?;
        let usual = f64::from(hits.total()) / f64::from(all.total().max(1));
        let odd = |n: u32, hits: u32| {
            let error = (usual * (1.0 - usual) / f64::from(n)).sqrt();
            n >= 20 && error > 0.0 && (f64::from(hits) / f64::from(n) - usual) / error > 5.0
        };
        let odd: BTreeMap<i32, u32> = hits
            .days()
            .filter(|&(day, hits)| odd(all.on(day), hits))
            .inserted();
        let worst = odd
            .iter()
            .max_by_key(|(day, hits)| (**hits, std::cmp::Reverse(**day)));
        let date = crate::values::format_date(*worst?.0);
        let surging = |row: &usize| odd.contains_key(&dates.days[*row]) && silent(*row);
        let mut rows: Vec<u32> = answered().filter(surging).map(|row| row as u32).collect();
        rows.sort_by_key(|&row| (dates.days[row as usize], row));
        Some((rows, date, score.column))
    }

    /// Check 17: gaps, bursts, and days that never exceed twelve.
    pub(super) fn calendar(&self, selection: &Selection) -> Vec<HealthFinding> {
        let Some(dates) = &self.prepared.dates else {
            return Vec::new();
        };
        let Some(days) = by_day(&dates.days, selection.rows()) else {
            return Vec::new();
        };
        let known: Vec<i32> = days.days().map(|(day, _)| day).collect();
        let (n, all, first) = (days.total(), selection.count(), days.first);
        let last = known.last().copied().unwrap_or(first);
        let mut found = Vec::new();
        if n < 100 || last - first < 28 {
            return found;
        }
        let date = crate::values::format_date;
        // A gap is far longer than the usual distance between days with answers.
        let gaps = known.windows(2).map(|pair| (pair[1] - pair[0], pair[0]));
        let usual = f64::from(last - first) / known.len() as f64;
        let longest = gaps.max_by_key(|(gap, start)| (*gap, std::cmp::Reverse(*start)));
        if let Some((gap, start)) =
            longest.filter(|(gap, _)| *gap >= 14 && f64::from(*gap) >= 8.0 * usual)
        {
            let params = Params::from([
                ("from", date(start + 1).into()),
                ("to", date(start + gap - 1).into()),
                ("days", (gap - 1).into()),
            ]);
            found.push(finding(17, "calendar_gap", 0, params));
        }
        let busiest = days
            .days()
            .max_by_key(|&(day, n)| (n, std::cmp::Reverse(day)));
        if let Some((day, count)) = busiest.filter(|(_, count)| count * 10 > all * 3) {
            let rows = selection
                .rows()
                .filter(|&row| dates.days[row] == day)
                .map(|row| row as u32)
                .collect();
            let share = 100.0 * f64::from(count) / f64::from(all);
            found.extend(about_rows(
                17,
                "burst",
                rows,
                Params::from([("date", date(day).into()), ("share", share.into())]),
            ));
        }
        if last - first > 180 && known.iter().all(|&day| civil_from_days(day).2 <= 12) {
            let rows = finding(17, "day_month_swapped", n, Params::new());
            found.push(rows);
        }
        found
    }
}

/// Rows per day, from the first day with a row to the last.
struct ByDay {
    first: i32,
    counts: Vec<u32>,
}

impl ByDay {
    /// Days with a row and how many there are, ascending.
    fn days(&self) -> impl Iterator<Item = (i32, u32)> {
        (self.first..)
            .zip(self.counts.iter().copied())
            .filter(|(_, n)| *n > 0)
    }

    fn on(&self, day: i32) -> u32 {
        let place = usize::try_from(day - self.first).ok();
        let count = place.and_then(|place| self.counts.get(place));
        count.copied().unwrap_or(0)
    }

    fn total(&self) -> u32 {
        self.counts.iter().sum()
    }
}

/// Counts rows by day; `None` without a row that has a date. Dates lie between 1800 and 2200, so
/// that a counter per day is a small thing.
fn by_day(days: &[i32], rows: impl Iterator<Item = usize>) -> Option<ByDay> {
    let known = || days.iter().filter(|&&day| day != NO_DATE);
    let (first, last) = (*known().min()?, *known().max()?);
    let mut counts = vec![0u32; usize::try_from(last - first).ok()? + 1];
    let mut any = false;
    for day in rows.map(|row| days[row]).filter(|&day| day != NO_DATE) {
        counts[(day - first) as usize] += 1;
        any = true;
    }
    let skipped = counts.iter().position(|n| *n > 0)?;
    any.then(|| ByDay {
        first: first + skipped as i32,
        counts: counts.split_off(skipped),
    })
}
