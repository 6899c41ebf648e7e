//! Periods of a trend: days, ISO weeks, months and quarters by the keys of the report.

use vocal_core::analysis::{period_length, period_range};
/// How long a period is.
pub use vocal_core::settings::Period as Length;
use vocal_core::values::{civil_from_days, days_from_civil};

/// Last part of a message key for periods of a length.
pub fn suffix(length: Length) -> &'static str {
    match length {
        Length::Day => "day",
        Length::Week => "week",
        Length::Month => "month",
        Length::Quarter => "quarter",
    }
}

/// One period of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// How long it is.
    pub length: Length,
    /// Running number among the periods of this length: neighbours differ by 1.
    pub index: i64,
    /// Year that its name bears; for a week the ISO year, which holds its Thursday.
    pub year: i32,
    /// Number within that year: quarter 1–4, month 1–12, ISO week 1–53; for a day the day of its
    /// month.
    pub number: u32,
    /// First day, in days since 1970-01-01.
    pub first: i32,
}

impl Period {
    /// Period of a report's key, `None` for anything else.
    pub fn parse(key: &str) -> Option<Period> {
        let (first, _) = period_range(key)?;
        let length = period_length(key)?;
        let (year, month, day) = civil_from_days(first);
        let (index, number) = match length {
            Length::Week => (week_of(first), key.split_once("-W")?.1.parse().ok()?),
            Length::Quarter => {
                let quarter = (month - 1) / 3;
                (i64::from(year) * 4 + i64::from(quarter), quarter + 1)
            }
            Length::Day => (i64::from(first), day),
            Length::Month => (month_of(first), month),
        };
        // Only a week may begin in the year before the one that it is named after.
        let year = match length {
            Length::Week => civil_from_days(first + 3).0,
            _ => year,
        };
        Some(Period {
            length,
            index,
            year,
            number,
            first,
        })
    }
}

/// Running number of the ISO week that holds a day. 1970-01-01 was a Thursday.
fn week_of(day: i32) -> i64 {
    (i64::from(day) + 3).div_euclid(7)
}

/// Months since year 0 of a day.
fn month_of(day: i32) -> i64 {
    let (year, month, _) = civil_from_days(day);
    i64::from(year) * 12 + i64::from(month) - 1
}

/// What stands at a place of the time axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stop {
    /// Place on the axis of running numbers; the start of a month lies between two weeks.
    pub at: f64,
    /// Name to write.
    pub name: StopName,
    /// Year of the name.
    pub year: i64,
}

/// What an axis calls a stop. The year stands below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopName {
    /// Day of a month; a week is called by its Monday.
    Day(u32, u32),
    /// Month 1–12.
    Month(u32),
    /// Quarter 1–4.
    Quarter(u32),
}

/// Months between two names, so that quarters and years keep their usual months.
const MONTHS: [i64; 12] = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000];
/// Quarters between two names.
const QUARTERS: [i64; 9] = [1, 2, 4, 8, 20, 40, 80, 200, 400];
/// Days between two names; from a month on the names of months say more.
const DAYS: [i64; 4] = [1, 2, 7, 14];
/// Weeks between two names.
const WEEKS: [i64; 2] = [1, 2];
/// Shortest month in days.
const SHORTEST_MONTH: f64 = 28.0;

/// Stops from `first` to `last` (running numbers) that are at least `room` pixels apart where a
/// period is `pixels` wide.
pub fn stops(length: Length, first: i64, last: i64, pixels: f64, room: f64) -> Vec<Stop> {
    let fitting = |steps: &[i64], width: f64| {
        let fits = |step: &&i64| width * **step as f64 >= room;
        steps.iter().find(fits).copied()
    };
    // Counting from a multiple keeps names on the same places, wherever the data begin.
    let from = |first: i64, step: i64| first + (-first).rem_euclid(step);
    let regular = |step: i64, offset: i64, stop: &dyn Fn(i64) -> Stop| -> Vec<Stop> {
        let start = from(first - offset, step) + offset;
        let count = (last - start).div_euclid(step) + 1;
        (0..count.max(0))
            .map(|place| stop(start + place * step))
            .collect()
    };
    match length {
        Length::Month => {
            let step = fitting(&MONTHS, pixels).unwrap_or(12_000);
            regular(step, 0, &|index| Stop {
                at: index as f64,
                name: StopName::Month(index.rem_euclid(12) as u32 + 1),
                year: index.div_euclid(12),
            })
        }
        Length::Quarter => {
            let step = fitting(&QUARTERS, pixels).unwrap_or(4000);
            regular(step, 0, &|index| Stop {
                at: index as f64,
                name: StopName::Quarter(index.rem_euclid(4) as u32 + 1),
                year: index.div_euclid(4),
            })
        }
        // Day −3, 1969-12-29, was a Monday.
        Length::Day => match fitting(&DAYS, pixels) {
            Some(step) => regular(step, -3, &|day| day_stop(day, day as f64)),
            None => month_starts(first, last, 1.0, pixels, room),
        },
        Length::Week => match fitting(&WEEKS, pixels) {
            Some(step) => regular(step, 0, &|week| day_stop(week * 7 - 3, week as f64)),
            None => month_starts(first * 7 - 3, last * 7 + 3, 7.0, pixels, room),
        },
    }
}

fn day_stop(day: i64, at: f64) -> Stop {
    let (year, month, day) = civil_from_days(i32::try_from(day).unwrap_or(0));
    Stop {
        at,
        name: StopName::Day(day, month),
        year: i64::from(year),
    }
}

/// Stops at first days of months, on an axis of periods of `days` days.
fn month_starts(first: i64, last: i64, days: f64, pixels: f64, room: f64) -> Vec<Stop> {
    let width = pixels * SHORTEST_MONTH / days;
    let fits = |step: &&i64| width * **step as f64 >= room;
    let step = MONTHS.iter().find(fits).copied().unwrap_or(12_000);
    let (Ok(from), Ok(to)) = (i32::try_from(first), i32::try_from(last)) else {
        return Vec::new();
    };
    let (from, to) = (month_of(from), month_of(to));
    let mut index = from + (-from).rem_euclid(step);
    let mut found = Vec::new();
    while index <= to {
        let (year, month) = (index.div_euclid(12), index.rem_euclid(12) as u32 + 1);
        let start = i32::try_from(year)
            .ok()
            .and_then(|year| days_from_civil(year, month, 1));
        index += step;
        let Some(start) = start.filter(|start| i64::from(*start) >= first) else {
            continue;
        };
        let at = match days {
            1.0 => f64::from(start),
            // The edge of a week is half a period before its running number.
            days => (f64::from(start) + 3.0) / days - 0.5,
        };
        found.push(Stop {
            at,
            name: StopName::Month(month),
            year,
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_differ_by_one() {
        for keys in [
            ["2025-12-31", "2026-01-01"],
            ["2025-W52", "2026-W01"],
            ["2020-W53", "2021-W01"],
            ["2025-12", "2026-01"],
            ["2025-Q4", "2026-Q1"],
        ] {
            let [one, next] = keys.map(|key| Period::parse(key).unwrap());
            assert_eq!(next.index, one.index + 1, "{keys:?}");
            assert_eq!(next.length, one.length);
            assert_eq!(next.year, one.year + 1, "{keys:?}");
        }
    }

    #[test]
    fn keys_have_numbers_of_their_own() {
        let week = Period::parse("2026-W05").unwrap();
        assert_eq!(
            (week.length, week.year, week.number),
            (Length::Week, 2026, 5)
        );
        assert_eq!(civil_from_days(week.first), (2026, 1, 26));
        // The first week of 2025 begins in 2024.
        assert_eq!(Period::parse("2025-W01").unwrap().year, 2025);
        assert_eq!(Period::parse("2026-Q3").unwrap().number, 3);
        assert_eq!(Period::parse("2026-01-31").unwrap().number, 31);
        for key in [
            "2026-13",
            "2026-00",
            "2026-W54",
            "2026-Q5",
            "2026-02-30",
            "x",
            "",
        ] {
            assert_eq!(Period::parse(key), None, "{key}");
        }
    }

    #[test]
    fn stops_keep_their_distance_and_stay_inside() {
        for (length, first, last) in [
            (Length::Day, 20_000, 20_030),
            (Length::Day, 19_000, 21_000),
            (Length::Week, 2880, 2900),
            (Length::Week, 2700, 2900),
            (Length::Month, 24_300, 24_324),
            (Length::Quarter, 8100, 8120),
        ] {
            for width in [280.0, 1200.0] {
                let pixels = width / (last - first + 1) as f64;
                let found = stops(length, first, last, pixels, 50.0);
                assert!(found.len() >= 2, "{length:?} {width}: {found:?}");
                for pair in found.windows(2) {
                    assert!((pair[1].at - pair[0].at) * pixels >= 49.9, "{pair:?}");
                }
                let inside =
                    |stop: &Stop| (first as f64 - 0.5..=last as f64 + 0.5).contains(&stop.at);
                assert!(found.iter().all(inside), "{length:?} {width}: {found:?}");
            }
        }
    }

    #[test]
    fn days_are_named_by_mondays_and_weeks_by_their_monday() {
        let mondays = stops(Length::Day, 20_454, 20_484, 10.0, 50.0);
        assert_eq!(mondays[0].name, StopName::Day(5, 1));
        let week = Period::parse("2026-W02").unwrap().index;
        let weeks = stops(Length::Week, week, week + 1, 60.0, 50.0);
        assert_eq!(weeks[0].name, StopName::Day(5, 1));
    }
}
