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

use super::cubes::{Cube, Empty, Face, Sums, key_of, pair_of};
use crate::analysis::Analysis;
use crate::analysis::counts::Counts;
use crate::analysis::crosstabs::HiddenCells;
use crate::analysis::selection::Selection;
use crate::figures::equations::hide_until_safe;
use std::sync::Arc;

/// Most cells, empty ones included, of a table of periods and two segments that is looked at. Where there are
/// more, hardly any period is so thinly filled, and every filter on periods would wait.
const MOST_CELLS: usize = 1000;

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
        let cells = of.map(|it| self.lines_of(it)).iter().product::<usize>();
        if cells > MOST_CELLS {
            return;
        }
        let Some(table) = self.table_beside_longer(everybody, place, (of, time, own)) else {
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
        let faces = self.longer_tables((whole, everybody), place, (of, time));
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
            Some(Face::new(&of, &own, cube, Some(places)))
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
