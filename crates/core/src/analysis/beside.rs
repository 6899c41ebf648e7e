//! Crosstabs beside those with a third segment (definitions.md §2).
//!
//! A small cell of a crosstab lies on a cycle of hidden cells: people who are moved along it change neither
//! margins nor any shown cell. They change no crosstab with a third segment either, if all of them can be in
//! one group of it. Somebody who knows which cells are empty knows that they cannot where one of the two
//! segments is nested in the third, or nearly. What such a cycle does not protect is looked at with the
//! three crosstabs as one system of equations.
//!
//! Longer periods than those of the settings are a third segment, too: somebody may look at both.

use super::Analysis;
use super::counts::{Counts, partitions};
use super::crosstabs::HiddenCells;
use super::cubes::{Cube, Empty, MAX_CELLS, MAX_EMPTY, Sums};
use super::selection::Selection;
use crate::figures::crosstab::on_cycles;
use crate::figures::equations::{Hidden, hide_until_safe};
use crate::order::Arrange;
use std::sync::Arc;

/// A crosstab of two partitions of a table of three, by their places in it.
type PairOfThree = ([usize; 2], Arc<HiddenCells>);

/// Three partitions, ascending, and the places in them of the two whose crosstab is looked at.
struct Three {
    of: [usize; 3],
    own: [usize; 2],
}

impl Three {
    fn new(pair: (usize, usize), third: usize) -> Self {
        let mut of = [pair.0, pair.1, third];
        of.arrange();
        let place = |partition: usize| of.iter().position(|it| *it == partition).unwrap_or(0);
        Three {
            own: [place(pair.0), place(pair.1)],
            of,
        }
    }
}

/// All pairs of places in a table of three.
const PAIRS: [[usize; 2]; 3] = [[0, 1], [0, 2], [1, 2]];

impl Analysis {
    /// Hides cells of the crosstab of two partitions that follow from the crosstabs of either with a third, for
    /// somebody who knows which cells are empty.
    pub(super) fn hide_beside_others(
        &self,
        whole: &Counts,
        everybody: &Selection,
        pair: (usize, usize),
        cells: &mut [HiddenCells],
    ) {
        let longer = self.first_longer()..self.first_longer() + self.longer_periods().len();
        let others = (0..partitions(&self.prepared).count()).chain(longer);
        let others = others.filter(|other| *other != pair.0 && *other != pair.1);
        for (place, hidden) in cells.iter_mut().enumerate().filter(|(_, it)| it.any()) {
            let small = self.small_cells(place, everybody, pair, hidden);
            let mut work = self.work_of_a_table();
            for third in others.clone() {
                if !hidden.shows_any() {
                    break;
                }
                let nested = |child| self.nested_in(place, everybody, (child, third)).is_some();
                let is_nested = nested(pair.0) || nested(pair.1);
                let is_safe = || {
                    small.is_empty()
                        || self.cycles_protect((place, everybody), pair, third, (hidden, &small))
                };
                if is_nested || !is_safe() {
                    let three = Three::new(pair, third);
                    self.hide_beside(
                        (whole, everybody),
                        place,
                        &three,
                        is_nested,
                        (hidden, &mut work),
                    );
                }
            }
        }
    }

    /// Cells of a crosstab with fewer answers than the minimum, margins excluded.
    fn small_cells(
        &self,
        place: usize,
        everybody: &Selection,
        pair: (usize, usize),
        pattern: &HiddenCells,
    ) -> Vec<(usize, usize)> {
        let counts = self.pair_counts([pair.0, pair.1], everybody, place..place + 1);
        let groups = |partition| self.groups_of(partition).map_or(0, |it| it.keys.len());
        let width = groups(pair.1) + 1;
        let mut sizes = vec![vec![0u32; pattern.width()]; pattern.height()];
        for (cell, n) in counts.into_iter().flatten().enumerate() {
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

    /// Hides cells that follow from the three crosstabs of three partitions, for one score. `work` is what may
    /// still be done.
    fn hide_beside(
        &self,
        (whole, everybody): (&Counts, &Selection),
        place: usize,
        three: &Three,
        is_nested: bool,
        (hidden, work): (&mut HiddenCells, &mut usize),
    ) {
        let counted = self.counted_cubes(everybody, &three.of, place..place + 1);
        let Some(cube) = counted.and_then(|mut cubes| cubes.pop()) else {
            return hidden.hide_inside();
        };
        let others = PAIRS.into_iter().filter_map(|at| {
            let pair = (three.of[at[0]], three.of[at[1]]);
            let pattern = (at != three.own).then(|| self.base_of(whole, everybody, pair, place));
            Some((at, pattern??))
        });
        let others: Vec<PairOfThree> = others.collect();
        let mut hide = |cube: &Cube, all: bool, hidden: &HiddenCells| {
            let sums = self.sums_beside(place, three, cube, (hidden, &others), all);
            hide_until_safe(cube.cells.len(), &sums.shown, &sums.protected, work)
        };
        let found = match is_nested {
            // It is known of everybody in which group above they are.
            true => hide(&cube, true, hidden).map(|found| found.more),
            false => {
                // The more empty cells somebody may not know, the less has to be hidden, and the longer it takes.
                let mut best = hide(&cube, false, hidden).filter(|found| found.is_safe);
                for empty in [Empty::Within, Empty::All] {
                    if best.as_ref().is_some_and(|found| found.more.is_empty()) {
                        break;
                    }
                    let wider = self.with_possible(&cube, three, (hidden, &others), empty);
                    let found = wider.and_then(|cube| hide(&cube, false, hidden));
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

    /// What the crosstab of two partitions hides before others are looked at; `None` where nobody sees one.
    fn base_of(
        &self,
        whole: &Counts,
        everybody: &Selection,
        pair: (usize, usize),
        place: usize,
    ) -> Option<Arc<HiddenCells>> {
        let is_date = pair.0 == 0 && self.prepared.dates.is_some();
        match pair.1 < self.first_longer() {
            true => self.known_base(whole, everybody, pair, place),
            // Which periods lie in which longer ones is written in the calendar.
            false if is_date => None,
            false => self
                .cells_by_longer(whole, everybody, pair, place)
                .map(Arc::new),
        }
    }

    /// What the crosstabs show and what nobody may compute: cells of the one that is looked at, and of `all`
    /// three where another is not looked at beside this one.
    fn sums_beside(
        &self,
        place: usize,
        three: &Three,
        cube: &Cube,
        (hidden, others): (&HiddenCells, &[PairOfThree]),
        all: bool,
    ) -> Sums {
        let min_group = self.settings.min_group;
        let mut sums = self.sums_of_groups(place, &three.of, cube);
        for (pair, pattern) in others {
            let of_pair = cube.sums_of_pair(*pair, pattern);
            of_pair.for_each(|(sum, shown)| sums.add(sum, shown, min_group));
        }
        if !all {
            sums.protected.clear();
        }
        let width = hidden.width();
        let [row, column] = three.own;
        let cell = |groups: &[usize]| Some(hidden.line_and_column(groups[row], groups[column]));
        for ((line, column), mut sum) in cube.sums(cell) {
            sum.may_hide = Some(line * width + column);
            sums.add(sum, !hidden.hides(line, column), min_group);
        }
        sums
    }

    /// The table with empty cells that no crosstab shows to be empty, or only those within hidden cells of the one
    /// that is looked at; `None` when these are too many.
    fn with_possible(
        &self,
        cube: &Cube,
        three: &Three,
        (hidden, others): (&HiddenCells, &[PairOfThree]),
        empty: Empty,
    ) -> Option<Cube> {
        let lens = three.of.map(|partition| {
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
            let full = match is_own && empty == Empty::Within {
                true => &[][..],
                false => &cube.cells,
            };
            possible_cells(full, at, [lens[at[0]], lens[at[1]]], pattern)
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

/// Which pairs of groups of two partitions may have people in common, as far as their crosstab tells: those of
/// the `full` cells of a table of three and hidden ones.
fn possible_cells(
    full: &[Vec<usize>],
    [one, other]: [usize; 2],
    [height, width]: [usize; 2],
    pattern: Option<&HiddenCells>,
) -> Vec<Vec<bool>> {
    let hides = |row, column| {
        pattern.is_some_and(|pattern| {
            let (line, column) = pattern.line_and_column(row, column);
            pattern.hides(line, column)
        })
    };
    let row = |row| (0..width).map(|column| hides(row, column)).collect();
    let mut possible: Vec<Vec<bool>> = (0..height).map(row).collect();
    for groups in full {
        possible[groups[one]][groups[other]] = true;
    }
    possible
}
