//! Crosstabs beside those with a third segment (definitions.md §2).
//!
//! A small cell of a crosstab lies on a cycle of hidden cells: people who are moved along it change neither
//! margins nor any shown cell. They change no crosstab with a third segment either, if all of them can be in
//! one group of it. Somebody who knows which cells are empty knows that they cannot where one of the two
//! segments is nested in the third, or nearly. What such a cycle does not protect is looked at with the
//! three crosstabs as one system of equations.
//!
//! Periods are such a third segment, too. It is the crosstab with the periods that then hides cells, so that the
//! others do not depend on how long periods are.
//!
//! The three crosstabs together may also tell a small cell of the table of all three, which filters hide: where
//! they show that cells are empty, few ways are left in which people can be distributed. One of the three
//! crosstabs hides what it takes.

use super::cubes::{Cube, Empty, MAX_CELLS, MAX_EMPTY, Sums, key_of, pair_of};
use super::protection::Possible;
use crate::analysis::Analysis;
use crate::analysis::counts::{Counts, partitions};
use crate::analysis::crosstabs::HiddenCells;
use crate::analysis::selection::Selection;
use crate::figures::crosstab::on_cycles;
use crate::figures::equations::{Hidden, Known, hide_until_safe};
use crate::order::Arrange;
use std::sync::Arc;

/// A crosstab of two partitions of a table of three, by their places in it.
type PairOfThree = ([usize; 2], Arc<HiddenCells>);

/// Three partitions, periods first and then ascending, and the places in them of the two whose crosstab is looked at.
struct Three {
    of: [usize; 3],
    own: [usize; 2],
}

/// What nobody may compute from three crosstabs.
enum Protects {
    /// Small cells of the crosstab that is looked at.
    Own,
    /// Small cells of all three, where another is not looked at beside this one.
    Pairs,
    /// These cells of the table of all three, by their places in it.
    Threes(Vec<u32>),
}

/// All pairs of places in a table of three.
const PAIRS: [[usize; 2]; 3] = [[0, 1], [0, 2], [1, 2]];

impl Analysis {
    /// Hides cells of the crosstab of two partitions that follow from the crosstabs of either with a third, for
    /// somebody who knows which cells are empty.
    pub(in crate::analysis) fn hide_beside_others(
        &self,
        whole: &Counts,
        everybody: &Selection,
        pair: (usize, usize),
        cells: &mut [HiddenCells],
    ) {
        let options = partitions(&self.prepared).count()..self.first_longer();
        let others = self.beside_options();
        let others = others.filter(|other| ![pair.0, pair.1].contains(other));
        // Each longer period adds about as many sums as the crosstab itself.
        let lengths = 1 + self.longer_than(pair.0).len();
        for (place, hidden) in cells.iter_mut().enumerate() {
            let own = self.pair_counts([pair.0, pair.1], everybody, place..place + 1);
            let own = own.into_iter().next().unwrap_or_default();
            let small = self.small_cells(&own, pair, hidden);
            let mut work = self.work_of_a_table() * lengths;
            let mut possible: Option<Possible> = None;
            for third in others.clone() {
                if !hidden.shows_any() {
                    break;
                }
                let three = self.three_of(pair, third);
                if self.answers_for(&three) {
                    let width = self.lines_of(pair.1);
                    let known = possible.get_or_insert_with(|| possible_by(&own, width, hidden));
                    let told = self.told_threes((whole, everybody), place, &three, known);
                    if !told.is_empty() {
                        let protects = Protects::Threes(told);
                        let hide = (&mut *hidden, &mut work);
                        self.hide_beside((whole, everybody), place, &three, &protects, hide);
                        possible = None;
                    }
                }
                // An option beside a segment hides what would tell a small cell of either.
                if options.contains(&third) {
                    continue;
                }
                let of = (place, everybody);
                let nested =
                    |child, parent| self.nested_in(place, everybody, (child, parent)).is_some();
                let segments = (pair.1.min(third), pair.1.max(third));
                let of_others = self.is_time(pair.0)
                    && self.answers_for(&three)
                    && self.told_beside((whole, everybody), place, segments, pair.0);
                if !hidden.any() && !of_others {
                    continue;
                }
                let is_nested = of_others || nested(pair.0, third) || nested(pair.1, third);
                let is_safe =
                    || small.is_empty() || self.cycles_protect(of, pair, third, (hidden, &small));
                if is_nested || !is_safe() {
                    let protects = match is_nested {
                        true => Protects::Pairs,
                        false => Protects::Own,
                    };
                    let hide = (&mut *hidden, &mut work);
                    self.hide_beside((whole, everybody), place, &three, &protects, hide);
                    possible = None;
                }
            }
            if !self.is_time(pair.0) || self.longer_than(pair.0).is_empty() {
                continue;
            }
            for third in others.clone() {
                let mut work = self.work_of_a_table();
                let hide = (&mut *hidden, &mut work);
                self.hide_beside_longer_tables((whole, everybody), place, (pair, third), hide);
            }
        }
    }

    /// Segments, and options where these are so few that they are looked at beside two partitions.
    pub(in crate::analysis) fn beside_options(&self) -> impl Iterator<Item = usize> + Clone {
        let options = partitions(&self.prepared).count()..self.first_longer();
        let triples = options.start * options.len() * self.prepared.scores.len();
        let dates = usize::from(self.prepared.dates.is_some());
        (dates..options.start).chain(options.filter(move |_| triples <= MOST_WITH_OPTIONS))
    }

    /// True when a small cell of the crosstab of two segments may follow beside periods.
    fn told_beside(
        &self,
        (whole, everybody): (&Counts, &Selection),
        place: usize,
        pair: (usize, usize),
        time: usize,
    ) -> bool {
        let Some(pattern) = self.base_of(whole, everybody, pair, place) else {
            return false;
        };
        let nested = |child| self.nested_in(place, everybody, (child, time)).is_some();
        let own = self.counts_of_two((whole, everybody), place, [pair.0, pair.1]);
        let small = self.small_cells(&own, pair, &pattern);
        pattern.any()
            && (nested(pair.0)
                || nested(pair.1)
                || !small.is_empty()
                    && !self.cycles_protect((place, everybody), pair, time, (&pattern, &small)))
    }

    /// Cells of a crosstab with fewer answers than the minimum, margins excluded.
    fn small_cells(
        &self,
        counts: &[u32],
        pair: (usize, usize),
        pattern: &HiddenCells,
    ) -> Vec<(usize, usize)> {
        let width = self.lines_of(pair.1);
        let mut sizes = vec![vec![0u32; pattern.width()]; pattern.height()];
        for (cell, n) in counts.iter().enumerate() {
            let (line, column) = pattern.line_and_column(cell / width, cell % width);
            sizes[line][column] += n;
        }
        let mut small = Vec::new();
        for (line, row) in sizes.iter().enumerate() {
            let few =
                (row.iter().enumerate()).filter(|(_, n)| (1..self.settings.min_group).contains(*n));
            small.extend(few.map(|(column, _)| (line, column)));
        }
        small
    }

    /// True when each of the small cells lies on a cycle of hidden cells all of which hold people of one group of
    /// the third partition, so that these may be anywhere along it.
    fn cycles_protect(
        &self,
        (place, everybody): (usize, &Selection),
        pair: (usize, usize),
        third: usize,
        (pattern, small): (&HiddenCells, &[(usize, usize)]),
    ) -> bool {
        let width = self.groups_of(third).map_or(0, |groups| groups.keys.len()) + 1;
        let [rows, columns] = [pair.0, pair.1].map(|partition| {
            let counts = self.pair_counts([partition, third], everybody, place..place + 1);
            counts.into_iter().next().unwrap_or_default()
        });
        let inside = pattern.inside();
        let mut left: Vec<(usize, usize)> = small.to_vec();
        for group in 0..width {
            let mut in_rows = vec![false; pattern.height() - 1];
            let mut in_columns = vec![false; pattern.width() - 1];
            for (row, counts) in rows.chunks_exact(width).enumerate() {
                in_rows[pattern.line_and_column(row, 0).0] |= counts[group] > 0;
            }
            for (column, counts) in columns.chunks_exact(width).enumerate() {
                in_columns[pattern.line_and_column(0, column).1] |= counts[group] > 0;
            }
            let is_in = |&(row, column): &(usize, usize)| in_rows[row] && in_columns[column];
            if !left.iter().any(is_in) {
                continue;
            }
            let protected = on_cycles(&inside, &in_rows, &in_columns);
            left.retain(|&(row, column)| !protected[row][column]);
            if left.is_empty() {
                return true;
            }
        }
        false
    }

    pub(in crate::analysis) fn is_option(&self, partition: usize) -> bool {
        (partitions(&self.prepared).count()..self.first_longer()).contains(&partition)
    }

    /// Answers of everybody by the groups of two partitions, those in none last.
    pub(in crate::analysis) fn counts_of_two(
        &self,
        (whole, everybody): (&Counts, &Selection),
        place: usize,
        pair: [usize; 2],
    ) -> Vec<u32> {
        // Those who chose an option are counted already, and going through all rows for each of them takes long.
        if let Some(own) = self.sizes_within_option(place, pair) {
            let all = match self.is_time(pair[0]) {
                true => self.sizes_of_periods(place, pair[0]),
                false => whole.sizes(place, pair[0]),
            };
            let all = all.n.iter().chain([&all.none]);
            let own = own.n.iter().chain([&own.none]);
            return all
                .zip(own)
                .flat_map(|(all, own)| [*own, all - own])
                .collect();
        }
        let counts = self.pair_counts(pair, everybody, place..place + 1);
        counts.into_iter().next().unwrap_or_default()
    }

    /// True when it is the crosstab that is looked at that hides what tells a small cell of the three partitions:
    /// one of the three is enough. Where one of them is the date it is one with the date, because the others
    /// are shown beside periods of other lengths, too; beside an option it is the one without it.
    fn answers_for(&self, three: &Three) -> bool {
        if three.of.iter().any(|of| self.is_option(*of)) {
            return three.own == [0, 1];
        }
        match self.is_time(three.of[0]) {
            true => three.own == [0, 2],
            false => three.own == [1, 2],
        }
    }

    fn three_of(&self, pair: (usize, usize), third: usize) -> Three {
        let mut of = [pair.0, pair.1, third];
        of.arrange_by_key(|partition| (!self.is_time(*partition), *partition));
        let place = |partition: usize| of.iter().position(|it| *it == partition).unwrap_or(0);
        Three {
            own: [place(pair.0), place(pair.1)],
            of,
        }
    }

    /// Small cells of three partitions that may follow from the crosstabs of each two of them, by their places in
    /// the table of all three. `own` is about the crosstab that is looked at.
    fn told_threes(
        &self,
        (whole, everybody): (&Counts, &Selection),
        place: usize,
        three: &Three,
        own: &Possible,
    ) -> Vec<u32> {
        let others = PAIRS.into_iter().filter(|at| *at != three.own);
        let known = |at: [usize; 2]| {
            let pair = (three.of[at[0]], three.of[at[1]]);
            self.known_possible(pair, place, || {
                let pattern = self.base_of(whole, everybody, pair, place)?;
                let counts = self.counts_of_two((whole, everybody), place, [pair.0, pair.1]);
                Some(possible_by(&counts, self.lines_of(pair.1), &pattern))
            })
        };
        // Two crosstabs alone tell nothing about cells of three.
        let others: Option<Vec<Arc<Possible>>> = others.map(known).collect();
        let Some([one, other]) = others.as_deref() else {
            return Vec::new();
        };
        let possible: [&Possible; 3] = match three.own {
            [0, 1] => [own, one, other],
            [0, 2] => [one, own, other],
            _ => [one, other, own],
        };
        let [both, first, second] = possible.map(|it| &it.cells);
        let combinations = both.len() * second.len() * first.first().map_or(0, Vec::len);
        if possible.iter().all(|it| it.is_full)
            || combinations <= MOST_COMBINATIONS && all_can_move([both, first, second])
        {
            return Vec::new();
        }
        let counted = self.counted_cubes(everybody, &three.of, place..place + 1);
        // A table that is too large to be counted is hidden where it is looked at as a whole.
        let Some(cube) = counted.and_then(|mut cubes| cubes.pop()) else {
            return Vec::from([0]);
        };
        let moves = |cell: &[usize]| can_move([cell[0], cell[1], cell[2]], [both, first, second]);
        let small = cube.small_cells(self.settings.min_group);
        let told = small.filter(|(_, cell)| !moves(cell));
        told.map(|(at, _)| at).collect()
    }

    /// Groups of a partition, those in none included.
    pub(in crate::analysis) fn lines_of(&self, partition: usize) -> usize {
        match self.is_option(partition) {
            true => 2,
            false => self.groups_of(partition).map_or(0, |it| it.keys.len()) + 1,
        }
    }

    /// Hides cells that follow from the three crosstabs of three partitions, for one score. `work` is what may
    /// still be done.
    fn hide_beside(
        &self,
        (whole, everybody): (&Counts, &Selection),
        place: usize,
        three: &Three,
        protects: &Protects,
        (hidden, work): (&mut HiddenCells, &mut usize),
    ) {
        let time = three.of[0];
        let has_longer =
            !matches!(protects, Protects::Threes(_)) && !self.longer_than(time).is_empty();
        let parts = if has_longer {
            self.parts_of(time)
        } else {
            time
        };
        let of_parts = [parts, three.of[1], three.of[2]];
        let counted = self.counted_cubes(everybody, &of_parts, place..place + 1);
        let Some(mut cube) = counted.and_then(|mut cubes| cubes.pop()) else {
            return hidden.hide_inside();
        };
        let in_time = self.places_in(parts, time);
        let by_parts = |at: [usize; 2], pattern: HiddenCells| match parts == time || at[0] > 0 {
            true => pattern,
            false => pattern.by_rows(&in_time),
        };
        let own = by_parts(three.own, hidden.clone());
        let others = PAIRS.into_iter().filter_map(|at| {
            let pair = (three.of[at[0]], three.of[at[1]]);
            let pattern =
                (at != three.own).then(|| self.base_of(whole, everybody, pair, place))??;
            let pattern = match parts == time {
                true => pattern,
                false => Arc::new(by_parts(at, HiddenCells::clone(&pattern))),
            };
            Some((at, pattern))
        });
        let others: Vec<PairOfThree> = others.collect();
        if parts != time {
            cube.join_weeks(0, &Arc::new(in_time.clone()), self.settings.min_group);
        }
        let mut hide = |cube: &Cube| {
            let mut sums = self.sums_beside(place, three, cube, (&own, &others), protects);
            if has_longer {
                let longer = self.sums_of_longer((whole, everybody), place, three, cube);
                sums.shown.extend(longer.shown);
                sums.protected.extend(longer.protected);
                // What cannot be helped here is told by what others show.
                let fixed = sums.shown.iter().filter(|sum| sum.may_hide.is_none());
                let told = Known::new(cube.cells.len(), fixed, work)?;
                sums.protected
                    .retain(|sum| !told.follows(sum.iter().copied()));
            }
            hide_until_safe(cube.cells.len(), &sums.shown, &sums.protected, work)
        };
        let found = match protects {
            // It is known of everybody in which group above they are.
            Protects::Pairs => hide(&cube).map(|found| found.more),
            Protects::Own | Protects::Threes(_) => {
                // The more empty cells somebody may not know, the less has to be hidden, and the longer it takes.
                let mut best = hide(&cube).filter(|found| found.is_safe);
                for empty in [Empty::Within, Empty::All] {
                    if best.as_ref().is_some_and(|found| found.more.is_empty()) {
                        break;
                    }
                    let wider =
                        self.with_possible(&cube, (three, of_parts), (&own, &others), empty);
                    let found = wider.and_then(|cube| hide(&cube));
                    let hides = |found: &Option<Hidden>| {
                        found.as_ref().map_or(usize::MAX, |found| found.more.len())
                    };
                    let found = found.filter(|found| found.is_safe);
                    best = if hides(&found) < hides(&best) {
                        found
                    } else {
                        best
                    };
                }
                best.map(|found| found.more)
            }
        };
        let width = hidden.width();
        match found {
            Some(more) => {
                (more.into_iter()).for_each(|cell| hidden.hide(cell / width, cell % width))
            }
            None => hidden.hide_inside(),
        }
    }

    /// What the crosstabs of longer periods with either segment show, and what nobody may compute from them.
    fn sums_of_longer(
        &self,
        (whole, everybody): (&Counts, &Selection),
        place: usize,
        three: &Three,
        cube: &Cube,
    ) -> Sums {
        let min_group = self.settings.min_group;
        let time = three.of[0];
        let parts = self.parts_of(time);
        let mut sums = Sums::default();
        self.add_longer_periods(place, (0, time, parts), cube, &mut sums);
        for at in [1, 2] {
            for longer in self.longer_than(time) {
                let pair = [longer, three.of[at]];
                let known = self.known_by_parts((whole, everybody), place, pair, parts);
                let Some(pattern) = known else {
                    continue;
                };
                let of_pair = cube.sums_of_pair([0, at], &pattern);
                sums.add_all(of_pair, min_group);
            }
            // A week may tell the days of it that lie in one month.
            if parts != time {
                let of_parts = cube.sums(&|groups| Some(key_of(&[groups[0], groups[at]])));
                let hidden = of_parts.into_values().map(|sum| (sum, false));
                sums.add_all(hidden.collect(), min_group);
            }
        }
        sums
    }

    /// What the crosstab of two partitions hides before others are looked at; `None` where nobody sees one.
    fn base_of(
        &self,
        whole: &Counts,
        everybody: &Selection,
        pair: (usize, usize),
        place: usize,
    ) -> Option<Arc<HiddenCells>> {
        if self.is_option(pair.0) || self.is_option(pair.1) {
            let known = self.known_in_order(whole, everybody, [pair.0, pair.1], place);
            return known.map(Arc::new);
        }
        self.known_base(whole, everybody, pair, place)
    }

    /// What the crosstabs show and what nobody may compute.
    fn sums_beside(
        &self,
        place: usize,
        three: &Three,
        cube: &Cube,
        (hidden, others): (&HiddenCells, &[PairOfThree]),
        protects: &Protects,
    ) -> Sums {
        let min_group = self.settings.min_group;
        let mut sums = self.sums_of_groups(place, &three.of, cube);
        for (pair, pattern) in others {
            let of_pair = cube.sums_of_pair(*pair, pattern);
            sums.add_all(of_pair, min_group);
        }
        if !matches!(protects, Protects::Pairs) {
            sums.protected.clear();
        }
        let width = hidden.width();
        let [row, column] = three.own;
        let cell = |groups: &[usize]| {
            let (line, column) = hidden.line_and_column(groups[row], groups[column]);
            Some(key_of(&[line, column]))
        };
        for (key, mut sum) in cube.sums(&cell) {
            let (line, column) = pair_of(key);
            sum.may_hide = Some(line * width + column);
            sums.add(sum, !hidden.hides(line, column), min_group);
        }
        if let Protects::Threes(cells) = protects {
            sums.protected = cells.iter().map(|&cell| vec![cell]).collect();
        }
        sums
    }

    /// The table with empty cells that no crosstab shows to be empty, or only those within hidden cells of the one
    /// that is looked at; `None` when these are too many.
    fn with_possible(
        &self,
        cube: &Cube,
        (three, of): (&Three, [usize; 3]),
        (hidden, others): (&HiddenCells, &[PairOfThree]),
        empty: Empty,
    ) -> Option<Cube> {
        let lens = of.map(|partition| {
            let groups = self.groups_of(partition);
            groups.map_or(1, |groups| groups.keys.len() + 1)
        });
        if lens.iter().product::<usize>() > MAX_CELLS {
            return None;
        }
        let possible = PAIRS.map(|at| {
            let is_own = at == three.own;
            let pattern = match is_own {
                true => Some(hidden),
                false => (others.iter().find(|(pair, _)| *pair == at)).map(|(_, it)| it.as_ref()),
            };
            let all = !is_own || empty == Empty::All;
            possible_cells((&cube.cells, all), at, [lens[at[0]], lens[at[1]]], pattern)
        });
        let mut wider = cube.clone();
        for first in 0..lens[0] {
            for second in (0..lens[1]).filter(|&second| possible[0][first][second]) {
                for third in (0..lens[2]).filter(|&third| possible[1][first][third]) {
                    let cell = [first, second, third];
                    let full = cube.cells.binary_search_by(|full| full[..].cmp(&cell));
                    if possible[2][second][third] && full.is_err() {
                        wider.add(cell.to_vec(), true);
                    }
                }
            }
            if wider.cells.len() > cube.cells.len() + MAX_EMPTY {
                return None;
            }
        }
        Some(wider)
    }
}

/// Most triples of a partition, an option and a score for which options are looked at beside two partitions: more
/// take seconds for every filter.
const MOST_WITH_OPTIONS: usize = 20_000;

/// Most combinations of groups that are tried before anybody is counted.
const MOST_COMBINATIONS: usize = 4096;

/// Which groups of two partitions may have people in common, as far as their crosstab with so many columns tells.
fn possible_by(counts: &[u32], width: usize, pattern: &HiddenCells) -> Possible {
    let rows = || counts.chunks_exact(width);
    let mut any_in_column = vec![false; width];
    for row in rows() {
        (any_in_column.iter_mut().zip(row)).for_each(|(any, n)| *any |= *n > 0);
    }
    let row = |(row, counts): (usize, &[u32])| -> Vec<bool> {
        let any = counts.iter().any(|n| *n > 0);
        let hides = |column: usize| {
            let (line, column) = pattern.line_and_column(row, column);
            pattern.hides(line, column)
        };
        let columns = counts.iter().zip(&any_in_column).enumerate();
        columns
            .map(|(column, (&n, &any_in_column))| n > 0 || any && any_in_column && hides(column))
            .collect()
    };
    let cells: Vec<Vec<bool>> = rows().enumerate().map(row).collect();
    Possible {
        is_full: is_full(&cells),
        cells,
    }
}

/// True when any two groups that have people at all may have some in common, and there are two of either side.
fn is_full(possible: &[Vec<bool>]) -> bool {
    let width = possible.first().map_or(0, Vec::len);
    let any = |column: usize| possible.iter().any(|row| row[column]);
    let columns: Vec<usize> = (0..width).filter(|&column| any(column)).collect();
    let mut rows = possible.iter().filter(|row| row.contains(&true));
    let full = |row: &Vec<bool>| columns.iter().all(|&column| row[column]);
    rows.clone().nth(1).is_some() && columns.len() > 1 && rows.all(full)
}

/// True when the people of a cell of three may be others without any crosstab being another one: there is a
/// group of each side so that one more in the cell, and one more or less in each of the seven others, is
/// possible. The three tell which groups of the first and the second, the first and the third, the second and
/// the third partition may have people in common.
fn can_move([a, b, c]: [usize; 3], [both, first, second]: [&Vec<Vec<bool>>; 3]) -> bool {
    let is_third = |x: usize, y: usize, z: usize| {
        z != c && first[a][z] && second[b][z] && first[x][z] && second[y][z]
    };
    let is_second = |x: usize, y: usize| y != b && both[a][y] && second[y][c] && both[x][y];
    (0..both.len()).any(|x| {
        let is_first = x != a && both[x][b] && first[x][c];
        is_first
            && (0..second.len())
                .any(|y| is_second(x, y) && (0..first[a].len()).any(|z| is_third(x, y, z)))
    })
}

/// [`can_move`] of every cell of three in which somebody may be.
fn all_can_move(possible: [&Vec<Vec<bool>>; 3]) -> bool {
    let [both, first, second] = possible;
    let pairs = (0..both.len()).flat_map(|a| (0..second.len()).map(move |b| (a, b)));
    pairs.filter(|&(a, b)| both[a][b]).all(|(a, b)| {
        (0..first[a].len())
            .filter(|&c| first[a][c] && second[b][c])
            .all(|c| can_move([a, b, c], possible))
    })
}

/// Which pairs of groups of two partitions may have people in common, as far as their crosstab tells: those of
/// hidden cells, and of the `full` cells of a table of three where `all` says so. Who is in no group at all is known.
fn possible_cells(
    (full, all): (&[Vec<usize>], bool),
    [one, other]: [usize; 2],
    [height, width]: [usize; 2],
    pattern: Option<&HiddenCells>,
) -> Vec<Vec<bool>> {
    let (mut rows, mut columns) = (vec![false; height], vec![false; width]);
    for groups in full {
        rows[groups[one]] = true;
        columns[groups[other]] = true;
    }
    let hides = |row: usize, column: usize| {
        let hides = |pattern: &HiddenCells| {
            let (line, column) = pattern.line_and_column(row, column);
            pattern.hides(line, column)
        };
        rows[row] && columns[column] && pattern.is_some_and(hides)
    };
    let row = |row| (0..width).map(|column| hides(row, column)).collect();
    let mut possible: Vec<Vec<bool>> = (0..height).map(row).collect();
    for groups in full.iter().filter(|_| all) {
        possible[groups[one]][groups[other]] = true;
    }
    possible
}
