//! Periods of time: days, ISO weeks, months and quarters.

use super::prepared::{Groups, NO_DATE};
use crate::settings::Period;
use crate::values::{civil_from_days, days_from_civil, format_date, format_month};

/// Running number of the period that holds a day.
pub fn number(day: i32, period: Period) -> i32 {
    let (year, month, _) = civil_from_days(day);
    match period {
        Period::Day => day,
        // 1970-01-01 was a Thursday; weeks start on Monday.
        Period::Week => (day + 3).div_euclid(7),
        Period::Month => year * 12 + month as i32 - 1,
        Period::Quarter => year * 4 + (month as i32 - 1) / 3,
    }
}

/// Name of the period that holds a day: `2026-01-31`, `2026-W05`, `2026-01` or `2026-Q1`.
pub fn key_of(day: i32, period: Period) -> String {
    match period {
        Period::Day => format_date(day),
        Period::Month => format_month(day),
        Period::Quarter => {
            let (year, month, _) = civil_from_days(day);
            format!("{year:04}-Q{}", (month - 1) / 3 + 1)
        }
        Period::Week => {
            // A week belongs to the year that holds its Thursday (ISO 8601).
            let thursday = day - (day + 3).rem_euclid(7) + 3;
            let (year, _, _) = civil_from_days(thursday);
            let first = days_from_civil(year, 1, 1).unwrap_or(thursday);
            format!("{year:04}-W{:02}", (thursday - first) / 7 + 1)
        }
    }
}

/// How long the period of a name is. `None` for what names none.
pub fn length_of(key: &str) -> Option<Period> {
    let (first, last) = range_of(key)?;
    Some(match last - first {
        0 => Period::Day,
        6 => Period::Week,
        27..=30 => Period::Month,
        _ => Period::Quarter,
    })
}

/// First and last day of a period by its name. `None` for anything else.
pub fn range_of(key: &str) -> Option<(i32, i32)> {
    let (year, rest) = key.split_at_checked(4)?;
    let year: i32 = year.parse().ok()?;
    let rest = rest.strip_prefix('-')?;
    if let Some(quarter) = rest.strip_prefix('Q') {
        let quarter: u32 = quarter
            .parse()
            .ok()
            .filter(|quarter| (1..=4).contains(quarter))?;
        return Some((
            days_from_civil(year, quarter * 3 - 2, 1)?,
            last_day(year, quarter * 3)?,
        ));
    }
    if let Some(week) = rest.strip_prefix('W') {
        let week: i32 = week.parse().ok().filter(|week| (1..=53).contains(week))?;
        let fourth = days_from_civil(year, 1, 4)?;
        let monday = fourth - (fourth + 3).rem_euclid(7) + 7 * (week - 1);
        return Some((monday, monday + 6));
    }
    match rest.split_once('-') {
        Some((month, day)) => {
            let day = days_from_civil(year, month.parse().ok()?, day.parse().ok()?)?;
            Some((day, day))
        }
        None => {
            let month = rest.parse().ok()?;
            Some((days_from_civil(year, month, 1)?, last_day(year, month)?))
        }
    }
}

fn last_day(year: i32, month: u32) -> Option<i32> {
    // The year after the last one that dates may have is none.
    match month {
        12 => days_from_civil(year, 12, 31),
        _ => Some(days_from_civil(year, month + 1, 1)? - 1),
    }
}

/// Rows by period, ascending. Rows without a date are in no group.
pub fn groups(days: &[i32], period: Period) -> Groups {
    split(days, &|day| [number(day, period), 0], &|day| {
        key_of(day, period)
    })
}

/// The days that occur, ascending.
pub fn different_days(days: &[i32]) -> Vec<i32> {
    let known = || days.iter().copied().filter(|&day| day != NO_DATE);
    let (Some(first), Some(last)) = (known().min(), known().max()) else {
        return Vec::new();
    };
    // Dates lie within four centuries, so a table of all days between is small.
    let mut seen = vec![false; (last - first) as usize + 1];
    known().for_each(|day| seen[(day - first) as usize] = true);
    let days = (first..).zip(seen).filter(|(_, seen)| *seen);
    days.map(|(day, _)| day).collect()
}

/// Rows by what `of` makes of their days, which ascends with them. Rows without a date are in no group.
pub fn split(days: &[i32], of: &dyn Fn(i32) -> [i32; 2], name: &dyn Fn(i32) -> String) -> Groups {
    let different = different_days(days);
    let first = different.first().copied().unwrap_or(0);
    let place = |day: i32| (day - first) as usize;
    let mut of_day = vec![None; different.last().map_or(0, |&last| place(last) + 1)];
    let (mut keys, mut newest) = (Vec::new(), None);
    for day in different {
        let number = of(day);
        if newest.replace(number) != Some(number) {
            keys.push(name(day));
        }
        of_day[place(day)] = Some(keys.len() - 1);
    }
    let group = |&day: &i32| (day != NO_DATE).then(|| of_day[place(day)]).flatten();
    Groups::new(keys, days.iter().map(group))
}

/// The same period a year before; for days and weeks by their number in the year.
pub fn year_before(key: &str) -> Option<String> {
    let (year, rest) = key.split_at_checked(4)?;
    let year: i32 = year.parse().ok()?;
    Some(format!("{:04}{rest}", year - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_lies_in_the_period_that_bears_its_name() {
        for day in (10_000..22_000).step_by(3) {
            for period in [Period::Day, Period::Week, Period::Month, Period::Quarter] {
                let key = key_of(day, period);
                let range = range_of(&key);
                assert!(
                    range.is_some_and(|(from, to)| (from..=to).contains(&day)),
                    "{key}"
                );
                let (from, to) = range.unwrap_or_default();
                assert_eq!(key_of(from, period), key);
                assert_eq!(key_of(to, period), key);
                assert_eq!(number(from, period), number(to, period));
                assert_eq!(length_of(&key), Some(period));
            }
        }
    }

    #[test]
    fn iso_weeks_at_the_turn_of_the_year() {
        for (date, week) in [
            ("2021-01-03", "2020-W53"),
            ("2024-12-30", "2025-W01"),
            ("2026-02-01", "2026-W05"),
        ] {
            let day = range_of(date).map_or(0, |(day, _)| day);
            assert_eq!(key_of(day, Period::Week), week);
        }
        assert_eq!(range_of("2026-13"), None);
        assert_eq!(range_of("soon"), None);
        // Dates end with the year 2200, and so does its last quarter.
        let end = range_of("2200-12-31").map(|(day, _)| day);
        assert_eq!(range_of("2200-Q4").map(|(_, last)| last), end);
        assert_eq!(range_of("2200-12").map(|(_, last)| last), end);
        assert_eq!(year_before("2026-W05").as_deref(), Some("2025-W05"));
    }
}
