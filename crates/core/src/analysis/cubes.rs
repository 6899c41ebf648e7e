//! What filters on two and more segments show at once: tables of three and more segments.
//!
//! Under a filter on two segments a breakdown by a third shows cells of the table of all three. No
//! view shows such a table as a whole, but somebody who goes through the filters sees all of it. So
//! it is decided for the whole table which of its cells may be shown: those that are large enough,
//! less as many as it takes that no small cell, of this table or of those of fewer segments, follows
//! from what all of them show.

use super::Analysis;
use super::counts::{Counts, partitions};
use super::crosstabs::HiddenCells;
use super::prepared::{Groups, ScoreColumn};
use super::protection::CellsOfPair;
use super::selection::Selection;
use crate::figures::equations::{Known, Sum, hide_until_safe};
use crate::order::{Arrange, Inserted};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Most cells of a table, empty ones included.
const MAX_CELLS: usize = 1 << 21;

/// Most segments of a table.
const MAX_SEGMENTS: usize = 5;

/// Numbers that the tables of one filter may touch together: under a filter on two segments there is a
/// table with each of the others, and somebody waits for all of them.
const WORK_OF_A_FILTER: usize = 40_000_000;

/// Which cells of a table of several partitions may be known, for one score.
#[derive(Debug)]
pub(super) struct Cube {
    /// Groups of each non-empty cell, in the order of the partitions; who is in none has the number
    /// behind the last.
    cells: Vec<Vec<usize>>,
    n: Vec<u32>,
    known: Knowledge,
    /// Cells that are not shown.
    hidden: Vec<bool>,
}

/// What views may show of a table.
#[derive(Debug)]
enum Knowledge {
    /// Everything: no cell is small.
    All,
    /// What follows from these sums.
    Sums(Known),
    /// Nothing, because there are too many small cells to tell what follows from what.
    Nothing,
}

/// The tables of one set of partitions, by score; `None` when they are too large to be looked at, so
/// that nothing of them may be shown.
pub(super) type Cubes = Arc<Option<Vec<Cube>>>;

/// Sums over the cells of a cube that other views show, and sums that nobody may compute.
#[derive(Default)]
struct Sums {
    shown: Vec<Sum>,
    protected: Vec<Vec<u32>>,
}

impl Sums {
    /// Adds a sum of some view. What is hidden in it to protect another one may be computed.
    fn add(&mut self, sum: Sum, is_shown: bool, min_group: u32) {
        match is_shown {
            true => self.shown.push(sum),
            false if sum.n < min_group => self.protected.push(sum.cells),
            false => {}
        }
    }
}

impl Analysis {
    /// The tables of three and more partitions, ascending.
    pub(super) fn cubes(&self, whole: &Counts, everybody: &Selection, of: &[usize]) -> Cubes {
        if let Some(cubes) = self.known_cubes(of) {
            return cubes;
        }
        let cubes = Arc::new(self.make_cubes(whole, everybody, of));
        self.keep_cubes(of, &cubes);
        cubes
    }

    /// The share of one table. It depends on the survey only, not on who asked for which table before.
    fn work_of_a_table(&self) -> usize {
        WORK_OF_A_FILTER / partitions(&self.prepared).count().max(1)
    }

    fn make_cubes(&self, whole: &Counts, everybody: &Selection, of: &[usize]) -> Option<Vec<Cube>> {
        let min_group = self.settings.min_group;
        let mut cubes = self.counted_cubes(everybody, of)?;
        if !cubes.iter().any(|cube| cube.hidden.contains(&true)) {
            return Some(cubes);
        }
        let faces: Vec<(Vec<usize>, Cubes)> = match of.len() {
            3 => Vec::new(),
            _ => (0..of.len())
                .map(|left_out| {
                    let face = without(of, left_out);
                    let cubes = self.cubes(whole, everybody, &face);
                    (face, cubes)
                })
                .collect(),
        };
        let pairs: Vec<[usize; 2]> = (0..of.len())
            .flat_map(|a| (a + 1..of.len()).map(move |b| [a, b]))
            .collect();
        let patterns: Vec<_> = (pairs.iter())
            .map(|[a, b]| self.known_cells(whole, everybody, [of[*a], of[*b]]))
            .collect();
        for (place, cube) in cubes.iter_mut().enumerate() {
            if !cube.hidden.contains(&true) {
                continue;
            }
            let mut sums = self.sums_of_groups(place, of, cube);
            for (pair, patterns) in pairs.iter().zip(&patterns) {
                if let Some(pattern) = patterns.get(place) {
                    let of_pair = cube.sums_of_pair(*pair, pattern);
                    of_pair.for_each(|(sum, shown)| sums.add(sum, shown, min_group));
                }
            }
            for (face, lower) in &faces {
                if let Some(lower) = lower.as_ref().as_ref().and_then(|lower| lower.get(place)) {
                    let of_face = cube.sums_of_face(of, face, lower);
                    of_face.for_each(|(sum, shown)| sums.add(sum, shown, min_group));
                }
            }
            cube.protect(sums, min_group, self.work_of_a_table());
        }
        Some(cubes)
    }

    /// Cubes in which small cells are hidden, and no others yet.
    fn counted_cubes(&self, everybody: &Selection, of: &[usize]) -> Option<Vec<Cube>> {
        let groups: Vec<&Groups> = (of.iter())
            .map(|&partition| partitions(&self.prepared).nth(partition))
            .collect::<Option<_>>()?;
        let lens: Vec<usize> = groups.iter().map(|groups| groups.keys.len() + 1).collect();
        if of.len() > MAX_SEGMENTS || lens.iter().product::<usize>() > MAX_CELLS {
            return None;
        }
        let profiles = self.profiles();
        let cubes = self
            .prepared
            .scores
            .iter()
            .enumerate()
            .map(|(place, score)| {
                let counts = match profiles {
                    Some(profiles) => profiles.table(place, of),
                    None => cell_counts(score, &groups, everybody),
                };
                let full = (0..).zip(counts).filter(|(_, n)| *n > 0);
                let (places, n): (Vec<usize>, Vec<u32>) = full.unzip();
                Cube {
                    cells: places.iter().map(|&at| split(at, &lens)).collect(),
                    hidden: n.iter().map(|&n| n < self.settings.min_group).collect(),
                    known: Knowledge::All,
                    n,
                }
            });
        Some(cubes.collect())
    }

    /// The total and the groups of every partition, as far as breakdowns show them.
    fn sums_of_groups(&self, place: usize, of: &[usize], cube: &Cube) -> Sums {
        let min_group = self.settings.min_group;
        let mut sums = Sums::default();
        for sum in cube.sums(|_| Some(())).into_values() {
            sums.add(sum, true, min_group);
        }
        for (at, &partition) in of.iter().enumerate() {
            let hidden = self.known_hidden(place, partition);
            for (group, sum) in cube.sums(|groups| Some(groups[at])) {
                let hidden = hidden.get(group).copied();
                let shown = !hidden.unwrap_or(sum.n < min_group);
                sums.add(sum, shown, min_group);
            }
        }
        sums
    }

    /// Hides cells of the crosstab of two partitions that follow from the crosstabs of either with a
    /// third, in which one of them is nested.
    pub(super) fn hide_beside_parents(
        &self,
        whole: &Counts,
        everybody: &Selection,
        pair: (usize, usize),
        cells: &mut [HiddenCells],
    ) {
        let others = 0..partitions(&self.prepared).count();
        for parent in others.filter(|other| *other != pair.0 && *other != pair.1) {
            let concerned = |(place, hidden): (usize, &HiddenCells)| {
                let nested = |child: usize| self.is_nested(place, everybody, child, parent);
                hidden.any() && (nested(pair.0) || nested(pair.1))
            };
            if !cells.iter().enumerate().any(concerned) {
                continue;
            }
            let mut of = vec![pair.0, pair.1, parent];
            of.arrange();
            let Some(cubes) = self.counted_cubes(everybody, &of) else {
                cells.iter_mut().for_each(HiddenCells::hide_inside);
                continue;
            };
            let own = |at: &[usize; 2]| (of[at[0]], of[at[1]]) == pair;
            let patterns: Vec<([usize; 2], CellsOfPair)> = [[0, 1], [0, 2], [1, 2]]
                .into_iter()
                .filter(|at| !own(at))
                .map(|at| {
                    (
                        at,
                        self.known_base(whole, everybody, (of[at[0]], of[at[1]])),
                    )
                })
                .collect();
            let place_of =
                |partition: usize| of.iter().position(|it| *it == partition).unwrap_or(0);
            let own = [place_of(pair.0), place_of(pair.1)];
            for (place, (cube, hidden)) in cubes.iter().zip(cells.iter_mut()).enumerate() {
                if hidden.any() {
                    self.hide_pair_beside(place, &of, cube, (own, hidden), &patterns);
                }
            }
        }
    }

    /// True when every group of a partition lies in one group of another, or in none of it, for those
    /// who answered a score.
    fn is_nested(&self, place: usize, everybody: &Selection, child: usize, parent: usize) -> bool {
        let groups = |partition: usize| partitions(&self.prepared).nth(partition);
        let Some((child, parent)) = groups(child).zip(groups(parent)) else {
            return false;
        };
        let score = &self.prepared.scores[place];
        let mut above: Vec<Option<u16>> = vec![None; child.keys.len()];
        // Where one is not nested in the other, the first rows show it.
        let mut rows = everybody
            .rows()
            .filter(|&row| score.points()[row] != u8::MAX);
        rows.all(|row| {
            let Some(known) = above.get_mut(usize::from(child.of_row()[row])) else {
                return true;
            };
            *known.get_or_insert(parent.of_row()[row]) == parent.of_row()[row]
        })
    }

    fn hide_pair_beside(
        &self,
        place: usize,
        of: &[usize],
        cube: &Cube,
        (own, hidden): ([usize; 2], &mut HiddenCells),
        others: &[([usize; 2], CellsOfPair)],
    ) {
        let min_group = self.settings.min_group;
        let mut sums = self.sums_of_groups(place, of, cube);
        for (pair, patterns) in others {
            if let Some(pattern) = patterns.get(place) {
                let of_pair = cube.sums_of_pair(*pair, pattern);
                of_pair.for_each(|(sum, shown)| sums.add(sum, shown, min_group));
            }
        }
        let width = hidden.width();
        let lines =
            cube.sums(|groups| Some(hidden.line_and_column(groups[own[0]], groups[own[1]])));
        for ((line, column), mut sum) in lines {
            sum.may_hide = Some(line * width + column);
            sums.add(sum, !hidden.hides(line, column), min_group);
        }
        let work = self.work_of_a_table();
        match hide_until_safe(cube.cells.len(), &sums.shown, &sums.protected, work) {
            Some((more, _)) => {
                (more.into_iter()).for_each(|cell| hidden.hide(cell / width, cell % width))
            }
            None => hidden.hide_inside(),
        }
    }
}

/// Answers of a score by the groups of all partitions, the last running fastest.
fn cell_counts(score: &ScoreColumn, groups: &[&Groups], selection: &Selection) -> Vec<u32> {
    let cells: usize = groups.iter().map(|groups| groups.keys.len() + 1).product();
    let mut counts = vec![0u32; cells];
    for row in selection
        .rows()
        .filter(|&row| score.points()[row] != u8::MAX)
    {
        let cell = groups.iter().fold(0, |cell, groups| {
            let group = usize::from(groups.of_row()[row]).min(groups.keys.len());
            cell * (groups.keys.len() + 1) + group
        });
        counts[cell] += 1;
    }
    counts
}

impl Cube {
    /// True when the sum over the cells whose groups `chosen` takes, by place of the partition and
    /// group, tells nothing new.
    pub fn tells_nothing_new(&self, chosen: impl Fn(usize, usize) -> bool) -> bool {
        let known = match &self.known {
            Knowledge::All => return true,
            Knowledge::Nothing => return false,
            Knowledge::Sums(known) => known,
        };
        let inside = |groups: &Vec<usize>| (0..).zip(groups).all(|(at, &group)| chosen(at, group));
        let cells = (0u32..)
            .zip(&self.cells)
            .filter(|(_, groups)| inside(groups));
        known.follows(cells.map(|(cell, _)| cell))
    }

    /// Sums over the cells by what `key` makes of their groups.
    fn sums<K: Ord>(&self, key: impl Fn(&[usize]) -> Option<K>) -> BTreeMap<K, Sum> {
        let mut sums: BTreeMap<K, Sum> = BTreeMap::new();
        for ((cell, groups), &n) in (0u32..).zip(&self.cells).zip(&self.n) {
            if let Some(key) = key(groups) {
                let sum = sums.entry(key).or_insert(Sum {
                    cells: Vec::new(),
                    n: 0,
                    may_hide: None,
                });
                sum.cells.push(cell);
                sum.n += n;
            }
        }
        sums
    }

    /// Cells of the crosstab of two of the partitions, by their places, and whether it shows them.
    fn sums_of_pair(
        &self,
        [a, b]: [usize; 2],
        pattern: &HiddenCells,
    ) -> impl Iterator<Item = (Sum, bool)> {
        let lines = self.sums(|groups| Some(pattern.line_and_column(groups[a], groups[b])));
        let shown = |((line, column), sum)| (sum, !pattern.hides(line, column));
        lines.into_iter().map(shown)
    }

    /// Cells of the table of all partitions but one, and whether it shows them.
    fn sums_of_face(
        &self,
        of: &[usize],
        face: &[usize],
        lower: &Cube,
    ) -> impl Iterator<Item = (Sum, bool)> {
        let places = face
            .iter()
            .filter_map(|one| of.iter().position(|it| it == one));
        let places: Vec<usize> = places.collect();
        let of_cell: BTreeMap<&[usize], usize> =
            lower.cells.iter().map(Vec::as_slice).zip(0..).inserted();
        let cells = self.sums(|groups| {
            let own: Vec<usize> = places.iter().map(|&at| groups[at]).collect();
            of_cell.get(own.as_slice()).copied()
        });
        cells
            .into_iter()
            .map(|(cell, sum)| (sum, !lower.hidden[cell]))
    }

    /// Hides as many cells as it takes, all of them when there are too many small ones to tell.
    fn protect(&mut self, mut sums: Sums, min_group: u32, work: usize) {
        for (cell, &n) in (0u32..).zip(&self.n) {
            let sum = Sum {
                cells: vec![cell],
                n,
                may_hide: Some(cell as usize),
            };
            sums.add(sum, !self.hidden[cell as usize], min_group);
        }
        self.known = match hide_until_safe(self.cells.len(), &sums.shown, &sums.protected, work) {
            Some((more, known)) => {
                more.into_iter().for_each(|cell| self.hidden[cell] = true);
                Knowledge::Sums(known)
            }
            None => {
                self.hidden.fill(true);
                Knowledge::Nothing
            }
        };
    }
}

/// Groups of the cell at a place in [`cell_counts`].
fn split(mut place: usize, lens: &[usize]) -> Vec<usize> {
    let mut groups: Vec<usize> = lens
        .iter()
        .rev()
        .map(|len| {
            let group = place % len;
            place /= len;
            group
        })
        .collect();
    groups.reverse();
    groups
}

fn without(of: &[usize], left_out: usize) -> Vec<usize> {
    let others = of.iter().enumerate().filter(|(at, _)| *at != left_out);
    others.map(|(_, partition)| *partition).collect()
}
