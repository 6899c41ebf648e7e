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

use super::cubes::{Cubes, Empty, Face, key_of, pair_of};
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

impl Analysis {
    /// Hides cells of the crosstab of periods and a segment, for one score, that tell a small cell of either or
    /// of both with a third partition beside the tables of longer periods.
    pub(in crate::analysis) fn hide_beside_longer_tables(
        &self,
        (whole, everybody): (&Counts, &Selection),
        place: usize,
        ((time, segment), third): ((usize, usize), usize),
        (hidden, work): (&mut HiddenCells, &mut usize),
    ) {
        let min_group = self.settings.min_group;
        let parts = self.parts_of(time);
        let [low, high] = [segment.min(third), segment.max(third)];
        let lens = [parts, low, high].map(|it| self.lines_of(it));
        if lens.iter().product::<usize>() > MOST_CELLS {
            return;
        }
        let counted = self.counted_cubes(everybody, &[parts, low, high], place..place + 1);
        let Some(mut cube) = counted.and_then(|mut cubes| cubes.pop()) else {
            return;
        };
        let in_time = self.places_in(parts, time);
        if parts != time {
            cube.join_weeks(0, &Arc::new(in_time.clone()), min_group);
        }
        if cube.small_cells(min_group).next().is_none() {
            return;
        }
        let longer = || self.longer_than(time);
        let known = |pair: [usize; 2]| {
            let cells = self.known_cells(whole, everybody, pair);
            let pattern = cells.get(place)?.clone();
            Some(match pair[0] > pair[1] {
                true => pattern.turned(),
                false => pattern,
            })
        };
        let of_periods = |of: usize, at: usize| {
            let segment = [low, high][at - 1];
            let pattern = known([of, segment])?;
            Some(([0, at], pattern.by_rows(&self.places_in(parts, of))))
        };
        let own_at = if segment == low { 1 } else { 2 };
        let first = (third < segment).then(|| of_periods(time, 3 - own_at));
        let of_longer = longer().flat_map(|it| [of_periods(it, 1), of_periods(it, 2)]);
        let decided = [known([low, high]).map(|it| ([1, 2], it))].into_iter();
        let decided: Option<Vec<Pattern>> = decided.chain(first).chain(of_longer).collect();
        let tables: Vec<(usize, Cubes)> = longer()
            .map(|it| (it, self.cubes(whole, everybody, &[it, low, high])))
            .collect();
        let face = |(longer, cubes): &(usize, Cubes)| {
            let lower = cubes.as_ref().as_ref()?.get(place)?;
            let of = [*longer, low, high];
            Some(Face::new(
                &[parts, low, high],
                &of,
                lower,
                Some((0, self.places_in(parts, *longer))),
            ))
        };
        let faces: Option<Vec<Face>> = tables.iter().map(face).collect();
        let Some((mut patterns, faces)) = decided.zip(faces) else {
            return hidden.hide_inside();
        };
        let own = hidden.clone().by_rows(&in_time);
        let sums_of = || {
            let decided = patterns.len();
            patterns.push(([0, own_at], own));
            // Everybody knows of the others that nobody is in them.
            if !cube.add_empty(Empty::All, &lens, &patterns, &faces) {
                return None;
            }
            let mut sums = self.sums_of_groups(place, &[time, low, high], &cube);
            for (pair, pattern) in &patterns[..decided] {
                sums.add_all(cube.sums_of_pair(*pair, pattern), min_group);
            }
            self.add_longer_periods(place, (0, time, parts), &cube, &mut sums);
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
            Some(sums)
        };
        let sums = sums_of();
        let found = sums.and_then(|sums| {
            let cells = cube.cells.len();
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
}
