//! The same dates by periods of other lengths (definitions.md §2).
//!
//! Somebody may look at a survey by week and again by month. What is hidden therefore does not depend on the
//! length that the settings ask for: quarters are decided first, then months, weeks and days, each beside what the
//! longer ones show already, and only periods of its own length are hidden for it. This is always possible,
//! because a length that shows nothing tells nothing beyond the longer ones. What a length hides never depends on
//! shorter ones.
//!
//! *Periods alone*: days are the unknowns, and no small period of any length may be a combination of what the lengths
//! show.
//!
//! *Cells of a period and a group* (and, in tables of more, of further groups): within a hidden cell of a longer
//! period all cells of shorter ones are hidden. People who are moved between hidden cells, all those of one
//! period on one day, then change no cell of shorter periods that is shown, and no margin of any. So each length is
//! looked at beside the longer ones only, whose cells must not change either.
//!
//! A week can lie in two months. Its parts are the unknowns then.

use super::cubes::{Key, Sums, key_of, pair_of, summed_by};
use crate::analysis::Analysis;
use crate::analysis::counts::Counts;
use crate::analysis::crosstabs::HiddenCells;
use crate::analysis::periods::{number, split};
use crate::analysis::prepared::Groups;
use crate::analysis::selection::Selection;
use crate::figures::breakdown::{Sizes, hidden_parts};
use crate::figures::equations::{Known, Sum, hide_until_safe};
use crate::figures::nesting::{Shared, hidden_beside};
use crate::settings::Period;
use std::collections::BTreeMap;

/// All lengths, in the order in which it is decided what they hide.
const LENGTHS: [Period; 4] = [Period::Quarter, Period::Month, Period::Week, Period::Day];

/// Periods of one length.
#[derive(Debug)]
pub(in crate::analysis) struct Length {
    /// `None` for the parts of weeks that lie in one month.
    period: Option<Period>,
    /// Rows by period; without rows for the length of the settings, which is a partition already.
    pub groups: Groups,
    /// The first day of every period.
    days: Vec<i32>,
}

impl Length {
    fn new(days: &[i32], period: Option<Period>) -> Self {
        let (groups, days) = split(days, &|day| key(period, day), &|_| String::new());
        Length {
            period,
            groups,
            days,
        }
    }

    /// The place of the period that holds a day, or the number of periods.
    #[inline(never)]
    fn place_of(&self, day: i32) -> usize {
        let wanted = key(self.period, day);
        let place = (self.days).binary_search_by_key(&wanted, |day| key(self.period, *day));
        place.unwrap_or(self.days.len())
    }
}

/// Numbers that ascend with time and tell periods apart.
fn key(period: Option<Period>, day: i32) -> [i32; 2] {
    match period {
        Some(period) => [number(day, period), 0],
        None => [number(day, Period::Week), number(day, Period::Month)],
    }
}

/// The lengths that a survey is looked at by.
#[derive(Debug, Default)]
pub(in crate::analysis) struct Lengths {
    /// Longer ones than that of the settings, longest first, and the parts of weeks where these are needed.
    pub others: Vec<Length>,
    own: Option<Length>,
    /// Longer ones.
    longer: usize,
}

impl Lengths {
    pub fn new(days: &[i32], period: Period) -> Self {
        let longer = LENGTHS.iter().take_while(|length| **length != period);
        let longer: Vec<Option<Period>> = longer.copied().map(Some).collect();
        let parts = matches!(period, Period::Week | Period::Day);
        let count = longer.len();
        let others = longer.into_iter().chain(parts.then_some(None));
        let mut own = Length::new(days, Some(period));
        own.groups = Groups::default();
        Lengths {
            others: others.map(|length| Length::new(days, length)).collect(),
            own: Some(own),
            longer: count,
        }
    }
}

impl Analysis {
    /// True when a partition is one of periods.
    pub(in crate::analysis) fn is_time(&self, partition: usize) -> bool {
        self.prepared.dates.is_some() && (partition == 0 || partition >= self.first_longer())
    }

    /// Partitions of longer periods than those of a partition, longest first.
    pub(in crate::analysis) fn longer_than(&self, partition: usize) -> std::ops::Range<usize> {
        let first = self.first_longer();
        match partition {
            0 if self.prepared.dates.is_some() => first..first + self.lengths().longer,
            _ => first..partition.max(first),
        }
    }

    fn length(&self, partition: usize) -> Option<&Length> {
        match partition.checked_sub(self.first_longer()) {
            Some(other) => self.lengths().others.get(other),
            None => self.lengths().own.as_ref().filter(|_| partition == 0),
        }
    }

    /// The partition whose groups lie within those of a partition of periods and of all longer ones: itself, or of
    /// weeks their parts.
    pub(in crate::analysis) fn parts_of(&self, partition: usize) -> usize {
        let is_week = (self.length(partition)).is_some_and(|it| it.period == Some(Period::Week));
        match is_week {
            true => self.first_longer() + self.lengths().longer,
            false => partition,
        }
    }

    /// In which group of one partition of periods each group of another lies, those in none last.
    pub(in crate::analysis) fn places_in(&self, parts: usize, of: usize) -> Vec<usize> {
        let Some((parts, of)) = self.length(parts).zip(self.length(of)) else {
            return Vec::new();
        };
        let places = parts.days.iter().map(|day| of.place_of(*day));
        places.chain([of.days.len()]).collect()
    }

    /// Which periods are hidden, by score and length: the longer ones, longest first, then those of the settings.
    /// `segments` are what segments hide, by score, `beside` those whose groups may tell hidden periods.
    pub(in crate::analysis) fn hidden_by_length(
        &self,
        (whole, everybody): (&Counts, &Selection),
        segments: &[Vec<Vec<bool>>],
        beside: &[usize],
    ) -> Vec<Vec<Vec<bool>>> {
        let lengths: Vec<usize> = self.longer_than(0).chain([0]).collect();
        let parts = self.parts_of(0);
        let scores = 0..self.prepared.scores.len();
        let in_parts = beside
            .iter()
            .map(|&segment| self.pair_counts([parts, segment], everybody, scores.clone()));
        let in_parts: Vec<Vec<Vec<u32>>> = in_parts.collect();
        let of_score = |place: usize| {
            let (days, none) = self.answers_by_day(everybody, place);
            let mut found: Vec<Vec<bool>> = Vec::new();
            for &length in &lengths {
                let Some(own) = self.length(length) else {
                    continue;
                };
                let mut sizes: Vec<Sizes> = (beside.iter())
                    .map(|&segment| whole.sizes(place, segment))
                    .collect();
                let decided = beside.iter().map(|&it| segments[place][it].clone());
                let decided = decided.chain(found.iter().cloned()).collect();
                let longer = lengths.iter().filter_map(|&it| self.length(it));
                let longer: Vec<&Length> = longer.take(found.len() + 1).collect();
                sizes.extend(longer.iter().map(|length| sizes_of(length, &days, none)));
                let last = sizes.len() - 1;
                let of_parts = self.places_in(parts, length);
                let in_parts = in_parts.iter().enumerate();
                let of_segment = |(at, counts): (usize, &Vec<Vec<u32>>)| {
                    let width = self.groups_of(beside[at]).map_or(0, |it| it.keys.len()) + 1;
                    let cells = counts.get(place).map_or(&[][..], Vec::as_slice);
                    Shared {
                        pair: (last, at),
                        counts: folded(cells, width, &of_parts),
                    }
                };
                let of_longer = |at: usize| {
                    let both =
                        |&(day, n): &(i32, u32)| (own.place_of(day), longer[at].place_of(day), n);
                    Shared {
                        pair: (last, beside.len() + at),
                        counts: summed(days.iter().map(both)),
                    }
                };
                let shared = in_parts
                    .map(of_segment)
                    .chain((0..found.len()).map(of_longer));
                let shared: Vec<Shared> = shared.collect();
                let min_group = self.settings.min_group;
                let mut hidden = hidden_beside(decided, &sizes, &shared, min_group);
                let mut own_hidden = hidden.pop().unwrap_or_default();
                let longer = longer.iter().copied().zip(&found);
                let sums = sums_of_days((&days, none), longer, (own, &own_hidden), min_group);
                let mut work = self.work_of_a_table();
                let cells = days.len() + 1;
                match hide_until_safe(cells, &sums.shown, &sums.protected, &mut work) {
                    Some(more) => more.more.into_iter().for_each(|it| own_hidden[it] = true),
                    None => own_hidden.fill(true),
                }
                found.push(own_hidden);
            }
            found
        };
        scores.clone().map(of_score).collect()
    }

    /// Answers of a score by day, ascending, and without a date.
    fn answers_by_day(&self, everybody: &Selection, place: usize) -> (Vec<(i32, u32)>, u32) {
        let Some((dates, own)) = self
            .prepared
            .dates
            .as_ref()
            .zip(self.lengths().own.as_ref())
        else {
            return (Vec::new(), 0);
        };
        let first = own.days.first().copied().unwrap_or(0);
        let points = self.prepared.scores[place].points();
        let mut counts: Vec<u32> = Vec::new();
        let mut none = 0;
        for row in everybody.rows().filter(|&row| points[row] != u8::MAX) {
            match usize::try_from(i64::from(dates.days[row]) - i64::from(first)) {
                Ok(day) if dates.groups.get(row as u32).is_some() => {
                    if counts.len() <= day {
                        counts.resize(day + 1, 0);
                    }
                    counts[day] += 1;
                }
                _ => none += 1,
            }
        }
        let days = (first..).zip(counts).filter(|(_, n)| *n > 0);
        (days.collect(), none)
    }

    /// True when no period of the length of the settings or of longer ones has to be hidden for its own sake.
    pub(in crate::analysis) fn shows_all_periods(&self, everybody: &Selection) -> bool {
        let lengths = || {
            self.longer_than(0)
                .chain([0])
                .filter_map(|it| self.length(it))
        };
        (0..self.prepared.scores.len()).all(|place| {
            let (days, none) = self.answers_by_day(everybody, place);
            let shows_all = |length: &Length| {
                let hidden = hidden_parts(&sizes_of(length, &days, none), self.settings.min_group);
                !hidden.contains(&true)
            };
            none == 0 && lengths().all(shows_all)
        })
    }

    /// Hides cells of the crosstab of periods and a segment, for one score: those within hidden cells of longer
    /// periods, and as many as it takes that no small one follows beside these.
    pub(in crate::analysis) fn hide_beside_longer(
        &self,
        (whole, everybody): (&Counts, &Selection),
        place: usize,
        (time, segment): (usize, usize),
        own: &mut HiddenCells,
    ) {
        let parts = self.parts_of(time);
        let counts = self.pair_counts([parts, segment], everybody, place..place + 1);
        let Some(counts) = counts.into_iter().next() else {
            return;
        };
        let patterns: Option<Vec<(usize, HiddenCells)>> = (self.longer_than(time))
            .map(|longer| {
                let known = self.known_cells(whole, everybody, [segment, longer]);
                Some((longer, known.get(place)?.clone()))
            })
            .collect();
        let Some(patterns) = patterns else {
            return own.hide_inside();
        };
        if patterns.is_empty() {
            return;
        }
        let patterns: Vec<HiddenCells> = (patterns.into_iter())
            .map(|(longer, it)| it.by_columns(&self.places_in(parts, longer)).turned())
            .collect();
        let mine = own.clone().by_rows(&self.places_in(parts, time));
        let table = Table::new(&counts, self.lines_of(segment), &mine);
        let mut hidden = mine.clone();
        for atom in &table.atoms {
            let (line, column) = (atom.line, atom.column);
            if patterns
                .iter()
                .any(|it| it.hides(it.line_and_column(atom.part, 0).0, column))
            {
                own.hide(line, column);
                hidden.hide(line, column);
            }
        }
        let sums = table.sums(&patterns, &hidden, self.settings.min_group);
        let mut work = self.work_of_a_table();
        // What the longer periods tell by themselves is a whole period, which is protected as such.
        let fixed = || sums.shown.iter().filter(|sum| sum.may_hide.is_none());
        let cells = table.atoms.len();
        let found = Known::new(cells, fixed(), &mut work).and_then(|told| {
            let untold = sums.protected.iter();
            let untold = untold.filter(|sum| !told.follows(sum.iter().copied()));
            let untold: Vec<Vec<u32>> = untold.cloned().collect();
            hide_until_safe(cells, &sums.shown, &untold, &mut work)
        });
        let width = mine.width();
        match found {
            Some(found) => {
                (found.more.into_iter()).for_each(|cell| own.hide(cell / width, cell % width));
            }
            None => own.hide_inside(),
        }
    }
}

/// A part of a period and a line of groups of a segment, neither of them without answers.
struct Atom {
    part: usize,
    line: usize,
    column: usize,
    n: u32,
}

/// The parts of periods by the lines of a segment.
struct Table {
    atoms: Vec<Atom>,
}

impl Table {
    fn new(counts: &[u32], width: usize, own: &HiddenCells) -> Self {
        let mut lines = vec![0; own.width()];
        let mut all: Vec<(usize, Vec<u32>)> = Vec::new();
        for (part, counts) in counts.chunks_exact(width).enumerate() {
            let mut row = vec![0; own.width()];
            for (group, n) in counts.iter().enumerate() {
                let column = own.line_and_column(part, group).1;
                row[column] += n;
                lines[column] += n;
            }
            if row.iter().any(|n| *n > 0) {
                all.push((part, row));
            }
        }
        let mut table = Table { atoms: Vec::new() };
        for (part, row) in all {
            let line = own.line_and_column(part, 0).0;
            for (column, n) in row.into_iter().enumerate().filter(|(it, _)| lines[*it] > 0) {
                table.atoms.push(Atom {
                    part,
                    line,
                    column,
                    n,
                });
            }
        }
        table
    }

    fn by(&self, key: &dyn Fn(&Atom) -> Key) -> BTreeMap<Key, Sum> {
        let atoms = (0u32..).zip(&self.atoms);
        summed_by(&mut atoms.map(|(at, atom)| (key(atom), at, atom.n)))
    }

    /// What is shown and what is not to follow. Margins are known whether breakdowns hide them or not, so that those
    /// of shorter periods do not matter.
    fn sums(&self, longer: &[HiddenCells], own: &HiddenCells, min_group: u32) -> Sums {
        let mut sums = Sums::default();
        (sums.shown).extend(self.by(&|atom| key_of(&[atom.part])).into_values());
        (sums.shown).extend(self.by(&|atom| key_of(&[atom.column])).into_values());
        let width = own.width();
        let patterns = longer.iter().map(|it| (it, false)).chain([(own, true)]);
        for (pattern, is_own) in patterns {
            let line = |atom: &Atom| pattern.line_and_column(atom.part, 0).0;
            for (key, mut sum) in self.by(&|atom| key_of(&[line(atom), atom.column])) {
                let (line, column) = pair_of(key);
                sum.may_hide = is_own.then_some(line * width + column);
                if sum.n > 0 || pattern.hides(line, column) {
                    sums.add(sum, !pattern.hides(line, column), min_group);
                    continue;
                }
                // Nobody is in any part of a cell that is shown to be empty.
                sums.shown.extend(sum.cells.iter().map(|&cell| Sum {
                    cells: vec![cell],
                    ..sum.clone()
                }));
            }
        }
        // A week may tell the days of it that lie in one month.
        let small = (0u32..).zip(&self.atoms);
        let small = small.filter(|(_, atom)| (1..min_group).contains(&atom.n));
        sums.protected.extend(small.map(|(cell, _)| vec![cell]));
        sums
    }
}

fn sizes_of(length: &Length, days: &[(i32, u32)], none: u32) -> Sizes {
    let mut n = vec![0; length.days.len()];
    days.iter()
        .for_each(|&(day, count)| n[length.place_of(day)] += count);
    Sizes {
        n,
        hidden: Vec::new(),
        none,
    }
}

/// Answers by period and group of a segment, from those by its parts.
fn folded(counts: &[u32], width: usize, of_parts: &[usize]) -> Vec<(usize, usize, u32)> {
    let rows = counts.chunks_exact(width).zip(of_parts);
    let cells = rows.flat_map(|(row, &place)| {
        let row = row.iter().enumerate().filter(|(_, n)| **n > 0);
        row.map(move |(group, &n)| (place, group, n))
    });
    summed(cells)
}

fn summed(cells: impl Iterator<Item = (usize, usize, u32)>) -> Vec<(usize, usize, u32)> {
    let sums = summed_by(&mut cells.map(|(one, other, n)| (key_of(&[one, other]), 0, n)));
    let pair = |(key, sum): (Key, Sum)| {
        let (one, other) = pair_of(key);
        (one, other, sum.n)
    };
    sums.into_iter().map(pair).collect()
}

/// What the lengths show as sums over days, and what is small. `longer` are decided, `own` may hide more. The
/// cell behind the last day is nobody's date.
fn sums_of_days<'a>(
    (days, none): (&[(i32, u32)], u32),
    longer: impl Iterator<Item = (&'a Length, &'a Vec<bool>)>,
    (own, own_hidden): (&Length, &[bool]),
    min_group: u32,
) -> Sums {
    let by = |of: &dyn Fn(i32) -> usize| -> Vec<(usize, Sum)> {
        let days = (0u32..).zip(days);
        let sums = summed_by(&mut days.map(|(cell, &(day, n))| (key_of(&[of(day)]), cell, n)));
        let place = |(key, sum): (Key, Sum)| {
            let may_hide = Some(key as usize);
            (key as usize, Sum { may_hide, ..sum })
        };
        sums.into_iter().map(place).collect()
    };
    let fixed = |sum: Sum| Sum {
        may_hide: None,
        ..sum
    };
    let mut sums = Sums::default();
    let nobodys = Sum {
        cells: vec![days.len() as u32],
        n: none,
        may_hide: None,
    };
    let all = Sum {
        cells: (0..=days.len() as u32).collect(),
        n: 0,
        may_hide: None,
    };
    sums.shown.push(all);
    sums.add(nobodys, none == 0 || none >= min_group, min_group);
    for (length, hidden) in longer {
        let shown = by(&|day| length.place_of(day)).into_iter();
        let shown = shown.filter(|(place, _)| hidden.get(*place) == Some(&false));
        sums.shown.extend(shown.map(|(_, sum)| fixed(sum)));
    }
    let shown = by(&|day| own.place_of(day)).into_iter();
    let shown = shown.filter(|(place, _)| own_hidden.get(*place) == Some(&false));
    sums.shown.extend(shown.map(|(_, sum)| sum));
    for period in LENGTHS {
        let first = days.first().map_or(0, |(day, _)| number(*day, period));
        let all = by(&|day| usize::try_from(number(day, period) - first).unwrap_or(0));
        let all = all.into_iter().map(|(_, sum)| sum);
        let small = all.filter(|sum| (1..min_group).contains(&sum.n));
        sums.protected.extend(small.map(|sum| sum.cells));
    }
    sums
}
