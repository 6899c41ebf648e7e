//! Crosstabs of periods beside what filters show of longer ones (definitions.md §2).
//!
//! Somebody who looks at a survey by month and filters sees the tables of months and two segments, empty cells
//! included. Within a month in which hardly anybody is left the numbers of its weeks can then belong to few
//! people only. So the crosstab of weeks and each segment is looked at once more, beside every other segment,
//! with everything that is decided before it as one system of equations: all tables of longer periods with the
//! two segments, the crosstab of these, and that of the weeks with the other segment when it comes first.
//!
//! A crosstab that hides all of its cells, empty ones included, tells nothing beyond these, so that the rule can
//! always be met: what is decided before is safe by itself, for the same reason.

use super::cubes::{Cube, Empty, Face, Key, Sums, key_of, pair_of};
use crate::analysis::Analysis;
use crate::analysis::counts::Counts;
use crate::analysis::crosstabs::HiddenCells;
use crate::analysis::selection::Selection;
use crate::figures::equations::hide_until_safe;
use std::sync::Arc;

/// Most cells, empty ones included, of a table of periods and two segments that is solved at once. Of larger ones it
/// is asked first whether every small cell is safe for a plain reason, which most are where they have many groups.
const MOST_CELLS: usize = 1000;

/// Most cells of a table that is solved at all.
const MOST_SOLVED: usize = 20_000;

/// Most exchanges that are tried in a table before it is solved: some tens of milliseconds.
const MOST_EXCHANGES: usize = 2_000_000;

/// A crosstab of two partitions of a table of three, by their places in it.
type Pattern = ([usize; 2], HiddenCells);

/// A table of parts of periods and two partitions that is looked at beside those of longer periods.
struct Beside {
    /// The parts of periods, and the two others ascending.
    of: [usize; 3],
    /// Groups of each of them, those in none included.
    lens: [usize; 3],
    /// The place of the one whose crosstab with the periods is looked at.
    own_at: usize,
    cube: Cube,
    /// The period of each part.
    in_time: Vec<usize>,
}

impl Analysis {
    /// Hides cells of the crosstab of periods and a segment or an option, for one score, that tell a small cell of
    /// either or of both with a third partition beside the tables of longer periods.
    pub(in crate::analysis) fn hide_beside_longer_tables(
        &self,
        (whole, everybody): (&Counts, &Selection),
        place: usize,
        ((time, own), third): ((usize, usize), usize),
        (hidden, work): (&mut HiddenCells, &mut usize),
    ) {
        if !hidden.shows_any() {
            return;
        }
        let min_group = self.settings.min_group;
        let parts = self.parts_of(time);
        let of = [parts, own.min(third), own.max(third)];
        let Some(table) = self.table_beside_longer(everybody, place, (of, time, own)) else {
            // Nobody can look at so many cells, which tell nothing unless filters show some of longer periods.
            let faces = self.longer_tables((whole, everybody), place, (of, time));
            if !faces.is_empty() {
                hidden.hide_inside();
            }
            return;
        };
        if table.cube.small_cells(min_group).next().is_none() {
            return;
        }
        let known = |(length, at): (usize, usize)| {
            let pattern =
                self.known_by_parts((whole, everybody), place, [length, of[at]], parts)?;
            Some(([0, at], pattern))
        };
        // Options are decided before segments, and both in the order of their numbers.
        let order = |partition: usize| (!self.is_option(partition), partition);
        let is_first = order(third) < order(own);
        let first = match is_first {
            true => known((time, 3 - table.own_at)),
            false => None,
        };
        let mine = hidden.clone().by_rows(&table.in_time);
        let cells = table.lens.iter().product::<usize>();
        let is_large = cells > MOST_CELLS;
        if is_large {
            let classes = self.periods_around(time, parts);
            let patterns = first.iter().map(|(at, pattern)| (at[1], pattern));
            let patterns = patterns.chain([(table.own_at, &mine)]);
            let patterns: Vec<(usize, &HiddenCells)> = patterns.collect();
            if table.exchanges_protect(&classes, &patterns, min_group) {
                return;
            }
        }
        let faces = self.longer_tables((whole, everybody), place, (of, time));
        if is_large && faces.is_empty() {
            return;
        }
        if cells > MOST_SOLVED {
            return hidden.hide_inside();
        }
        let both = self.known_in_order(whole, everybody, [of[1], of[2]], place);
        let first = is_first.then_some(first);
        let of_longer = self.longer_than(time).flat_map(|it| [(it, 1), (it, 2)]);
        let decided = std::iter::once(both.map(|it| ([1, 2], it)));
        let decided = decided.chain(first).chain(of_longer.map(known));
        let decided: Option<Vec<Pattern>> = decided.collect();
        let found = decided.and_then(|decided| {
            let (cells, sums) =
                self.sums_beside_longer((place, time), table, (decided, faces), mine)?;
            let found = hide_until_safe(cells, &sums.shown, &sums.protected, work)?;
            found.is_safe.then_some(found.more)
        });
        let width = hidden.width();
        match found {
            Some(more) => {
                (more.into_iter()).for_each(|cell| hidden.hide(cell / width, cell % width))
            }
            None => hidden.hide_inside(),
        }
    }

    /// What filters show of longer periods than `time` and two others, beside the table `of` parts and these.
    fn longer_tables(
        &self,
        (whole, everybody): (&Counts, &Selection),
        place: usize,
        (of, time): ([usize; 3], usize),
    ) -> Vec<Face> {
        let face = |longer: usize| {
            let own = [longer, of[1], of[2]];
            let cubes = self.cubes(whole, everybody, &own);
            let cube = cubes.as_ref().as_ref()?.get(place)?;
            let places = (0, self.places_in(of[0], longer));
            (!cube.is_unknown()).then(|| Face::new(&of, &own, cube, Some(places)))
        };
        self.longer_than(time).filter_map(face).collect()
    }

    /// The table of the parts of periods and two others; `None` when it is too large to be counted.
    fn table_beside_longer(
        &self,
        everybody: &Selection,
        place: usize,
        (of, time, own): ([usize; 3], usize, usize),
    ) -> Option<Beside> {
        let counted = self.counted_cubes(everybody, &of, place..place + 1);
        let mut cube = counted?.pop()?;
        let in_time = self.places_in(of[0], time);
        if of[0] != time {
            cube.join_weeks(0, &Arc::new(in_time.clone()), self.settings.min_group);
        }
        Some(Beside {
            lens: of.map(|it| self.lines_of(it)),
            own_at: if own == of[1] { 1 } else { 2 },
            of,
            cube,
            in_time,
        })
    }

    /// For every part of a period which longer ones it lies in, as one number.
    fn periods_around(&self, time: usize, parts: usize) -> Vec<Key> {
        let longer: Vec<Vec<usize>> = (self.longer_than(time))
            .map(|longer| self.places_in(parts, longer))
            .collect();
        let part = |part: usize| {
            let around: Vec<usize> = longer.iter().map(|places| places[part]).collect();
            key_of(&around)
        };
        let count = longer.first().map_or(0, Vec::len);
        (0..count).map(part).collect()
    }

    /// What is shown and what nobody may compute of a table, which gets the empty cells that somebody may not know,
    /// and how many cells it has then. `None` when these are too many.
    fn sums_beside_longer(
        &self,
        (place, time): (usize, usize),
        mut table: Beside,
        (mut patterns, faces): (Vec<Pattern>, Vec<Face>),
        mine: HiddenCells,
    ) -> Option<(usize, Sums)> {
        let min_group = self.settings.min_group;
        let decided = patterns.len();
        patterns.push(([0, table.own_at], mine));
        let cube = &mut table.cube;
        // Everybody knows of the others that nobody is in them.
        if !cube.add_empty(Empty::All, &table.lens, &patterns, &faces) {
            return None;
        }
        let [parts, low, high] = table.of;
        let mut sums = self.sums_of_groups(place, &[time, low, high], cube);
        for (pair, pattern) in &patterns[..decided] {
            sums.add_all(cube.sums_of_pair(*pair, pattern), min_group);
        }
        self.add_longer_periods(place, (0, time, parts), cube, &mut sums);
        for face in &faces {
            sums.add_all(cube.sums_of_face(face), min_group);
        }
        let (own_pair, own) = &patterns[decided];
        let cell = |groups: &[usize]| {
            let (line, column) = own.line_and_column(groups[0], groups[own_pair[1]]);
            Some(key_of(&[line, column]))
        };
        for (key, mut sum) in cube.sums(&cell) {
            let (line, column) = pair_of(key);
            sum.may_hide = Some(line * own.width() + column);
            sums.add(sum, !own.hides(line, column), min_group);
        }
        // A week may tell the days of it that lie in one month.
        let part_of_pair =
            |at: usize| cube.sums(&move |groups| Some(key_of(&[groups[0], groups[at]])));
        let part_of_three = cube.sums(&|groups| Some(key_of(groups)));
        let parts = [part_of_pair(1), part_of_pair(2), part_of_three];
        for sum in parts.into_iter().flat_map(|it| it.into_values()) {
            sums.add(sum, false, min_group);
        }
        cube.sums_of_cells()
            .into_iter()
            .for_each(|sum| sums.add(sum, false, min_group));
        Some((cube.cells.len(), sums))
    }
}

/// Which exchanges of people between two parts of periods leave everything as it is that is decided.
struct Exchanges {
    /// Parts, and groups of either of the others.
    lens: [usize; 3],
    /// The first part that lies in the same longer periods, by part.
    class: Vec<usize>,
    /// Cells in which somebody may be, as far as is known, the last partition running fastest.
    possible: Vec<bool>,
    /// Hidden cells of the crosstabs of parts with the one and with the other.
    hidden: [Vec<bool>; 2],
    /// How many may still be tried.
    left: usize,
}

impl Exchanges {
    /// `classes` are the longer periods of every part, `patterns` what is hidden of the crosstabs that are decided, each
    /// with the place of its segment in the table.
    fn new(table: &Beside, classes: &[Key], patterns: &[(usize, &HiddenCells)]) -> Self {
        let lens = table.lens;
        let [len, width, depth] = lens;
        let first = |part| (0..part).find(|&it| classes.get(it) == classes.get(part));
        let class: Vec<usize> = (0..len).map(|part| first(part).unwrap_or(part)).collect();
        let mut full = vec![false; len * width * depth];
        let mut pairs = [1, 2].map(|at| vec![false; len * lens[at]]);
        for groups in &table.cube.cells {
            let [part, one, other] = [groups[0], groups[1], groups[2]];
            full[(class[part] * width + one) * depth + other] = true;
            pairs[0][part * width + one] = true;
            pairs[1][part * depth + other] = true;
        }
        let hidden = [1, 2].map(|at| {
            let pattern = patterns.iter().find(|(of, _)| *of == at);
            let hides = |cell: usize| {
                let (part, group) = (cell / lens[at], cell % lens[at]);
                // What is not decided yet is not shown here.
                pattern.is_none_or(|(_, pattern)| {
                    let (line, column) = pattern.line_and_column(part, group);
                    pattern.hides(line, column)
                })
            };
            (0..len * lens[at]).map(hides).collect::<Vec<bool>>()
        });
        for (pairs, hidden) in pairs.iter_mut().zip(&hidden) {
            (pairs.iter_mut().zip(hidden)).for_each(|(pair, hidden)| *pair |= hidden);
        }
        let possible = |cell: usize| {
            let (part, one, other) = (cell / depth / width, cell / depth % width, cell % depth);
            full[(class[part] * width + one) * depth + other]
                && pairs[0][part * width + one]
                && pairs[1][part * depth + other]
        };
        Exchanges {
            possible: (0..len * width * depth).map(possible).collect(),
            lens,
            class,
            hidden,
            left: MOST_EXCHANGES,
        }
    }

    /// True when somebody may be in a cell of either part.
    fn may_move(&self, parts: [usize; 2], one: usize, other: usize) -> bool {
        let [_, width, depth] = self.lens;
        let may = |part: usize| self.possible[(part * width + one) * depth + other];
        parts.into_iter().all(may)
    }

    /// Parts of the same longer periods.
    fn others(&self, part: usize) -> Vec<usize> {
        let same = |it: &usize| *it != part && self.class[*it] == self.class[part];
        (0..self.lens[0]).filter(same).collect()
    }

    /// True when a cell of three may have one more, another part one less, and two groups of either side the rest.
    fn change_three(&mut self, part: usize, one: usize, other: usize) -> bool {
        let [_, width, depth] = self.lens;
        for parts in self.others(part).into_iter().map(|it| [part, it]) {
            if !self.may_move(parts, one, other) {
                continue;
            }
            for first in (0..width).filter(|it| *it != one) {
                self.left = self.left.saturating_sub(depth);
                let moves = |second: usize| {
                    self.may_move(parts, one, second) && self.may_move(parts, first, second)
                };
                let mut seconds = (0..depth).filter(|it| *it != other);
                if self.may_move(parts, first, other) && seconds.any(moves) {
                    return true;
                }
                if self.left == 0 {
                    return false;
                }
            }
        }
        false
    }

    /// True when a hidden cell of a part and a group of one side may have one more, another group one less, and
    /// another part the rest, all within one group of the other side, which may be given.
    fn change_pair(&mut self, at: usize, [part, group]: [usize; 2], within: Option<usize>) -> bool {
        let groups = self.lens[at];
        let others = within.map_or(0..self.lens[3 - at], |it| it..it + 1);
        for parts in self.others(part).into_iter().map(|it| [part, it]) {
            for beside in (0..groups).filter(|it| *it != group) {
                self.left = self.left.saturating_sub(others.len());
                let is_hidden = |&group: &usize| {
                    let mut parts = parts.iter();
                    parts.all(|part| self.hidden[at - 1][part * groups + group])
                };
                let moves = |other: usize| {
                    [group, beside].into_iter().all(|group| match at {
                        1 => self.may_move(parts, group, other),
                        _ => self.may_move(parts, other, group),
                    })
                };
                if [group, beside].iter().all(is_hidden) && others.clone().any(moves) {
                    return true;
                }
                if self.left == 0 {
                    return false;
                }
            }
        }
        false
    }
}

impl Beside {
    /// True when every small cell may have another number of people without any table that is decided being another
    /// one, so that nothing has to be solved.
    fn exchanges_protect(
        &self,
        classes: &[Key],
        patterns: &[(usize, &HiddenCells)],
        min_group: u32,
    ) -> bool {
        let mut exchanges = Exchanges::new(self, classes, patterns);
        let mut small = self.cube.small_cells(min_group).map(|(_, groups)| groups);
        // Where one of the two is nested in the other, only people who are hidden beside both can change places.
        let mut may_change = |part: usize, one: usize, other: usize| {
            exchanges.change_three(part, one, other)
                || exchanges.change_pair(1, [part, one], Some(other))
                || exchanges.change_pair(2, [part, other], Some(one))
        };
        small.all(|groups| may_change(groups[0], groups[1], groups[2]))
            && [1, 2].into_iter().all(|at| {
                let pairs = self
                    .cube
                    .sums(&|groups| Some(key_of(&[groups[0], groups[at]])));
                let mut few = (pairs.iter()).filter(|(_, sum)| (1..min_group).contains(&sum.n));
                few.all(|(key, _)| {
                    let (part, group) = pair_of(*key);
                    exchanges.change_pair(at, [part, group], None)
                })
            })
    }
}
