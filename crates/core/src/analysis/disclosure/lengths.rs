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
use crate::analysis::periods::{different_days, number, split};
use crate::analysis::prepared::Groups;
use crate::analysis::selection::Selection;
use crate::figures::breakdown::{Sizes, hidden_parts};
use crate::figures::equations::{Known, Sum, hide_until_safe};
use crate::figures::nesting::{Shared, hidden_beside};
use crate::filter::Filter;
use crate::settings::Period;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// All lengths, in the order in which it is decided what they hide.
const LENGTHS: [Period; 4] = [Period::Quarter, Period::Month, Period::Week, Period::Day];

/// Periods of one length.
#[derive(Debug)]
pub(in crate::analysis) struct Length {
    /// `None` for the parts of weeks that lie in one month.
    period: Option<Period>,
    /// The first day of every period.
    days: Vec<i32>,
    /// Rows by period, once somebody asks.
    groups: OnceLock<Groups>,
}

impl Length {
    /// Periods of a length, of all days that occur.
    fn new(different: &[i32], period: Option<Period>) -> Self {
        let mut newest = None;
        let is_first = |day: &&i32| {
            let number = key(period, **day);
            newest.replace(number) != Some(number)
        };
        Length {
            period,
            days: different.iter().filter(is_first).copied().collect(),
            groups: OnceLock::new(),
        }
    }

    /// Rows by period, from the days of all rows.
    pub fn groups(&self, days: &[i32]) -> &Groups {
        let groups = || split(days, &|day| key(self.period, day), &|_| String::new());
        self.groups.get_or_init(groups)
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
        let different = different_days(days);
        let longer = LENGTHS.iter().take_while(|length| **length != period);
        let longer: Vec<Option<Period>> = longer.copied().map(Some).collect();
        let parts = matches!(period, Period::Week | Period::Day);
        let count = longer.len();
        let others = longer.into_iter().chain(parts.then_some(None));
        let of = |period| Length::new(&different, period);
        Lengths {
            others: others.map(of).collect(),
            own: Some(of(Some(period))),
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
        let parts = self.parts_of(0);
        let scores = 0..self.prepared.scores.len();
        let counts =
            |&segment: &usize| self.pair_counts([parts, segment], everybody, scores.clone());
        let in_parts: Vec<Vec<Vec<u32>>> = beside.iter().map(counts).collect();
        let of_score = |place: usize| {
            let told = beside
                .iter()
                .zip(&in_parts)
                .map(|(&segment, counts)| Beside {
                    sizes: whole.sizes(place, segment),
                    hidden: segments[place][segment].clone(),
                    in_parts: counts.get(place).map_or(&[], Vec::as_slice),
                });
            self.periods_of_score(place, &told.collect::<Vec<Beside>>())
        };
        scores.clone().map(of_score).collect()
    }

    /// Lengths, longest first, each with its partition.
    fn by_length(&self) -> Vec<(usize, &Length)> {
        let partitions = self.longer_than(0).chain([0]);
        partitions
            .filter_map(|it| Some((it, self.length(it)?)))
            .collect()
    }

    /// Which periods of every length are hidden for one score.
    fn periods_of_score(&self, place: usize, beside: &[Beside]) -> Vec<Vec<bool>> {
        let lengths = self.by_length();
        let all = self.answers_by_day(place);
        if beside.is_empty() && !all.has_small(self.settings.min_group) {
            let shown = |(_, length): &(usize, &Length)| vec![false; length.days.len()];
            return lengths.iter().map(shown).collect();
        }
        let mut found: Vec<Vec<bool>> = Vec::new();
        for &own in &lengths {
            let longer = lengths.iter().map(|(_, length)| *length).zip(&found);
            let longer: Vec<(&Length, &Vec<bool>)> = longer.collect();
            let mut hidden = self.periods_beside(all, own, &longer, beside);
            self.hide_told_by_days(all, own.1, &longer, &mut hidden);
            found.push(hidden);
        }
        found
    }

    /// Periods of a length that are hidden beside longer ones and segments, each pair by itself.
    fn periods_beside(
        &self,
        all: &Days,
        (partition, own): (usize, &Length),
        longer: &[(&Length, &Vec<bool>)],
        beside: &[Beside],
    ) -> Vec<bool> {
        let decided = beside.iter().map(|it| it.hidden.clone());
        let decided = decided.chain(longer.iter().map(|(_, hidden)| (*hidden).clone()));
        let of_lengths = longer.iter().map(|(length, _)| *length).chain([own]);
        let sizes = beside.iter().map(|it| it.sizes.clone());
        let sizes: Vec<Sizes> = sizes
            .chain(of_lengths.map(|it| sizes_of(it, all)))
            .collect();
        let last = sizes.len() - 1;
        let of_parts = self.places_in(self.parts_of(0), partition);
        let of_segment = |it: &Beside| folded(it.in_parts, it.sizes.n.len() + 1, &of_parts);
        let of_longer = |(length, _): &(&Length, &Vec<bool>)| {
            let both = |&(day, n): &(i32, u32)| (own.place_of(day), length.place_of(day), n);
            summed(&mut all.days.iter().map(both))
        };
        let counts = beside
            .iter()
            .map(of_segment)
            .chain(longer.iter().map(of_longer));
        let shared = counts.enumerate().map(|(at, counts)| Shared {
            pair: (last, at),
            counts,
        });
        let shared: Vec<Shared> = shared.collect();
        let min_group = self.settings.min_group;
        let mut hidden = hidden_beside(decided.collect(), &sizes, &shared, min_group);
        hidden.pop().unwrap_or_default()
    }

    /// Hides periods of a length until no small one of any length follows from what all of them show.
    fn hide_told_by_days(
        &self,
        all: &Days,
        own: &Length,
        longer: &[(&Length, &Vec<bool>)],
        hidden: &mut [bool],
    ) {
        let min_group = self.settings.min_group;
        if !all.has_small(min_group) {
            return;
        }
        let sums = sums_of_days(all, longer, (own, hidden), min_group);
        let mut work = self.work_of_a_table();
        match hide_until_safe(all.days.len() + 1, &sums.shown, &sums.protected, &mut work) {
            Some(more) => more.more.into_iter().for_each(|it| hidden[it] = true),
            None => hidden.fill(true),
        }
    }

    /// Answers of everybody to a score by day.
    fn answers_by_day(&self, place: usize) -> &Days {
        let days = self.known.days.get_or_init(|| {
            let everybody = Selection::new(self, &Filter::new());
            let scores = 0..self.prepared.scores.len();
            scores
                .map(|place| self.count_days(&everybody, place))
                .collect()
        });
        &days[place]
    }

    /// Answers of everybody to a score by the periods of a partition.
    pub(in crate::analysis) fn sizes_of_periods(&self, place: usize, partition: usize) -> Sizes {
        let length = self.length(partition);
        length.map_or_else(Sizes::default, |length| {
            sizes_of(length, self.answers_by_day(place))
        })
    }

    fn count_days(&self, everybody: &Selection, place: usize) -> Days {
        let own = self.lengths().own.as_ref();
        let Some((dates, own)) = self.prepared.dates.as_ref().zip(own) else {
            return Days::default();
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
        Days {
            days: days.collect(),
            none,
        }
    }

    /// True when no period of the length of the settings or of longer ones has to be hidden for its own sake.
    pub(in crate::analysis) fn shows_all_periods(&self) -> bool {
        let min_group = self.settings.min_group;
        (0..self.prepared.scores.len()).all(|place| {
            let all = self.answers_by_day(place);
            let shows_all = |(_, length): &(usize, &Length)| {
                !hidden_parts(&sizes_of(length, all), min_group).contains(&true)
            };
            all.none == 0 && (!all.has_small(min_group) || self.by_length().iter().all(shows_all))
        })
    }

    /// What the crosstab of periods and a segment hides, by parts of these periods.
    pub(in crate::analysis) fn known_by_parts(
        &self,
        (whole, everybody): (&Counts, &Selection),
        place: usize,
        [time, segment]: [usize; 2],
        parts: usize,
    ) -> Option<HiddenCells> {
        let pattern = self.known_in_order(whole, everybody, [time, segment], place)?;
        Some(pattern.by_rows(&self.places_in(parts, time)))
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
        if self.longer_than(time).is_empty() {
            return;
        }
        let counts = self.counts_of_two((whole, everybody), place, [parts, segment]);
        let known =
            |longer| self.known_by_parts((whole, everybody), place, [longer, segment], parts);
        let patterns: Option<Vec<HiddenCells>> = self.longer_than(time).map(known).collect();
        let Some(patterns) = patterns else {
            return own.hide_inside();
        };
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

/// Answers to a score by day.
#[derive(Debug, Default)]
pub(in crate::analysis) struct Days {
    /// Days with answers, ascending, and how many each has.
    days: Vec<(i32, u32)>,
    /// Answers without a date.
    none: u32,
}

impl Days {
    /// True when a day, and so perhaps a period, has fewer answers than the minimum, or those without a date are
    /// fewer.
    fn has_small(&self, min_group: u32) -> bool {
        (1..min_group).contains(&self.none) || self.days.iter().any(|(_, n)| *n < min_group)
    }
}

/// A segment whose groups may tell hidden periods, for one score.
struct Beside<'a> {
    sizes: Sizes,
    /// What the segment hides.
    hidden: Vec<bool>,
    /// Answers by parts of periods and groups, those in none last.
    in_parts: &'a [u32],
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

fn sizes_of(length: &Length, all: &Days) -> Sizes {
    let mut n = vec![0; length.days.len()];
    (all.days.iter()).for_each(|&(day, count)| n[length.place_of(day)] += count);
    Sizes {
        n,
        hidden: Vec::new(),
        none: all.none,
    }
}

/// Answers by period and group of a segment, from those by its parts.
fn folded(counts: &[u32], width: usize, of_parts: &[usize]) -> Vec<(usize, usize, u32)> {
    let rows = counts.chunks_exact(width).zip(of_parts);
    let mut cells = rows.flat_map(|(row, &place)| {
        let row = row.iter().enumerate().filter(|(_, n)| **n > 0);
        row.map(move |(group, &n)| (place, group, n))
    });
    summed(&mut cells)
}

fn summed(cells: &mut dyn Iterator<Item = (usize, usize, u32)>) -> Vec<(usize, usize, u32)> {
    let sums = summed_by(&mut cells.map(|(one, other, n)| (key_of(&[one, other]), 0, n)));
    let pair = |(key, sum): (Key, Sum)| {
        let (one, other) = pair_of(key);
        (one, other, sum.n)
    };
    sums.into_iter().map(pair).collect()
}

/// What the lengths show as sums over days, and what is small. `longer` are decided, `own` may hide more. The
/// cell behind the last day is nobody's date.
fn sums_of_days(
    Days { days, none }: &Days,
    longer: &[(&Length, &Vec<bool>)],
    (own, own_hidden): (&Length, &[bool]),
    min_group: u32,
) -> Sums {
    let none = *none;
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
