//! What filters on two and more segments show at once: tables of three and more segments.
//!
//! Under a filter on two segments a breakdown by a third shows cells of the table of all three. No
//! view shows such a table as a whole, but somebody who goes through the filters sees all of it. So
//! it is decided for the whole table which of its cells may be shown: those that are large enough and
//! within no hidden cell of a table of fewer segments, less as many as it takes that no small cell, of
//! this table or of those of fewer segments, follows from what all of them show.
//!
//! Everything within a hidden cell being hidden, tables with further segments tell nothing of it: people
//! who are moved between hidden cells, each within one group of every further segment, change nothing
//! that is shown there. So every table is looked at beside those of its own segments only.
//!
//! Nobody can be told from a table which cells within a hidden one are empty, but somebody may know: small
//! cells are protected against both, and what follows for those who do not know is shown.

use super::protection::CellsOfPair;
use crate::analysis::Analysis;
use crate::analysis::counts::{Counts, partitions};
use crate::analysis::crosstabs::HiddenCells;
use crate::analysis::prepared::{Groups, ScoreColumn, in_chunks};
use crate::analysis::selection::Selection;
use crate::figures::equations::{Known, Sum, hide_until_safe};
use crate::order::Inserted;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Places of groups or lines in one number, so that all sums are made by the same code; it ascends with them.
pub(in crate::analysis) type Key = u128;

/// Bits of a place in a [`Key`]: more than there are groups or cells.
const PLACE_BITS: u32 = 24;

/// The key of up to five places.
pub(in crate::analysis) fn key_of(places: &[usize]) -> Key {
    places
        .iter()
        .fold(0, |key, &place| key << PLACE_BITS | place as Key)
}

/// The two places of a key.
pub(in crate::analysis) fn pair_of(key: Key) -> (usize, usize) {
    let last = (key & ((1 << PLACE_BITS) - 1)) as usize;
    ((key >> PLACE_BITS) as usize, last)
}

/// Sums over cells, each with its key and its answers.
#[inline(never)]
pub(in crate::analysis) fn summed_by(
    cells: &mut dyn Iterator<Item = (Key, u32, u32)>,
) -> BTreeMap<Key, Sum> {
    let mut sums: BTreeMap<Key, Sum> = BTreeMap::new();
    for (key, cell, n) in cells {
        let sum = sums.entry(key).or_insert(Sum {
            cells: Vec::new(),
            n: 0,
            may_hide: None,
        });
        sum.cells.push(cell);
        sum.n += n;
    }
    sums
}

/// Most cells of a table, empty ones included.
pub(in crate::analysis) const MAX_CELLS: usize = 1 << 21;

/// Most segments of a table.
const MAX_SEGMENTS: usize = 5;

/// Numbers that the tables of one filter may touch together: under a filter on two segments there is a
/// table with each of the others, and somebody waits for all of them.
const WORK_OF_A_FILTER: usize = 40_000_000;

/// Most empty cells of a table within hidden ones.
pub(in crate::analysis) const MAX_EMPTY: usize = 100_000;

/// Which cells of a table of several partitions may be known, for one score.
#[derive(Debug, Clone)]
pub(in crate::analysis) struct Cube {
    /// Groups of each non-empty cell and of empty ones within hidden cells of smaller tables, in the order of
    /// the partitions; who is in none has the number behind the last.
    pub cells: Vec<Vec<usize>>,
    n: Vec<u32>,
    known: Knowledge,
    /// Cells that are not shown.
    hidden: Vec<bool>,
    /// Of a table of weeks, whose cells are parts of weeks: which of the partitions they are, and the week of each
    /// part.
    weeks: Option<(usize, Arc<Vec<usize>>)>,
}

/// What views may show of a table.
#[derive(Debug, Clone)]
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
pub(in crate::analysis) type Cubes = Arc<Option<Vec<Cube>>>;

/// A table of several partitions.
struct TableOf<'a> {
    /// Periods first and then ascending.
    of: &'a [usize],
    /// The same, of weeks their parts.
    parts: Vec<usize>,
    /// The place of the periods.
    time: Option<usize>,
    /// Groups of every part, those in none included.
    lens: Vec<usize>,
}

/// A crosstab of two partitions: their places in a table, and which they are.
type PairOfTable = ([usize; 2], [usize; 2]);

/// What the crosstab of two partitions hides, by their places in a table.
type PatternOfTable = ([usize; 2], HiddenCells);

/// Sums over the cells of a cube that other views show, and sums that nobody may compute.
#[derive(Default)]
pub(in crate::analysis) struct Sums {
    pub shown: Vec<Sum>,
    pub protected: Vec<Vec<u32>>,
}

impl Sums {
    /// Adds a sum of some view. What is hidden in it to protect another one may be computed.
    pub fn add(&mut self, sum: Sum, is_shown: bool, min_group: u32) {
        match is_shown {
            true => self.shown.push(sum),
            false if (1..min_group).contains(&sum.n) => self.protected.push(sum.cells),
            false => {}
        }
    }

    /// Adds sums of a view with whether it shows them.
    #[inline(never)]
    pub fn add_all(&mut self, sums: Vec<(Sum, bool)>, min_group: u32) {
        (sums.into_iter()).for_each(|(sum, is_shown)| self.add(sum, is_shown, min_group));
    }
}

impl Analysis {
    /// The tables of three and more partitions, periods first and then ascending.
    pub(in crate::analysis) fn cubes(
        &self,
        whole: &Counts,
        everybody: &Selection,
        of: &[usize],
    ) -> Cubes {
        if let Some(cubes) = self.known_cubes(of) {
            return cubes;
        }
        let cubes = Arc::new(self.make_cubes(whole, everybody, of));
        self.keep_cubes(of, &cubes);
        cubes
    }

    /// The share of one table. It depends on the survey only, not on who asked for which table before.
    pub(in crate::analysis) fn work_of_a_table(&self) -> usize {
        WORK_OF_A_FILTER / partitions(&self.prepared).count().max(1)
    }

    fn make_cubes(&self, whole: &Counts, everybody: &Selection, of: &[usize]) -> Option<Vec<Cube>> {
        let min_group = self.settings.min_group;
        let scores = 0..self.prepared.scores.len();
        let table = self.table_of(of);
        let mut cubes = self.counted_cubes(everybody, &table.parts, scores)?;
        if let Some(time) = table.time.filter(|time| of[*time] != table.parts[*time]) {
            let weeks = Arc::new(self.places_in(table.parts[time], of[time]));
            cubes
                .iter_mut()
                .for_each(|cube| cube.join_weeks(time, &weeks, min_group));
        }
        let (pairs, faces) = self.views_within(&table);
        let pairs: Vec<(PairOfTable, CellsOfPair)> = (pairs.into_iter())
            .map(|pair| (pair, self.known_cells(whole, everybody, pair.1)))
            .collect();
        let faces: Vec<(Vec<usize>, Cubes)> = (faces.into_iter())
            .map(|face| {
                let cubes = self.cubes(whole, everybody, &face);
                (face, cubes)
            })
            .collect();
        for (place, cube) in cubes.iter_mut().enumerate() {
            let patterns = pairs
                .iter()
                .map(|pair| self.pattern_of(place, &table, pair));
            let patterns: Option<Vec<PatternOfTable>> = patterns.collect();
            let faces = faces.iter().map(|face| self.face_of(place, &table, face));
            let faces: Option<Vec<Face>> = faces.collect();
            match patterns.zip(faces) {
                Some((patterns, faces)) => {
                    self.protect_cube(place, &table, (&patterns, &faces), cube);
                }
                None => cube.give_up(),
            }
        }
        Some(cubes)
    }

    fn table_of<'a>(&self, of: &'a [usize]) -> TableOf<'a> {
        let part = |&it: &usize| match self.is_time(it) {
            true => self.parts_of(it),
            false => it,
        };
        let parts: Vec<usize> = of.iter().map(part).collect();
        let groups = parts.iter().filter_map(|&part| self.groups_of(part));
        TableOf {
            time: of.iter().position(|it| self.is_time(*it)),
            lens: groups.map(|groups| groups.keys.len() + 1).collect(),
            of,
            parts,
        }
    }

    /// The crosstabs and the tables of one partition less that show sums over the cells of a table, those of longer
    /// periods included, which are decided before.
    fn views_within(&self, table: &TableOf) -> (Vec<PairOfTable>, Vec<Vec<usize>>) {
        let of = table.of;
        let mut pairs: Vec<PairOfTable> = (0..of.len())
            .flat_map(|a| (a + 1..of.len()).map(move |b| ([a, b], [of[a], of[b]])))
            .collect();
        let mut faces: Vec<Vec<usize>> = match of.len() {
            3 => Vec::new(),
            _ => (0..of.len())
                .map(|left_out| without(of, left_out))
                .collect(),
        };
        if let Some(time) = table.time {
            for longer in self.longer_than(of[time]) {
                let others = (0..of.len()).filter(|at| *at != time);
                pairs.extend(others.map(|at| ([at, time], [of[at], longer])));
                faces.push([longer].into_iter().chain(without(of, time)).collect());
            }
        }
        (pairs, faces)
    }

    /// The place of the periods in a table and that of every part of them in the periods of a partition; `None` when
    /// it is none of periods.
    fn in_periods(&self, table: &TableOf, of_others: usize) -> Option<(usize, Vec<usize>)> {
        let time = table.time.filter(|_| self.is_time(of_others))?;
        Some((time, self.places_in(table.parts[time], of_others)))
    }

    /// What a crosstab hides of a table, for one score.
    fn pattern_of(
        &self,
        place: usize,
        table: &TableOf,
        ((at, pair), cells): &(PairOfTable, CellsOfPair),
    ) -> Option<PatternOfTable> {
        let pattern = cells.get(place)?.clone();
        // Those that are known stand in the order of their numbers.
        let pattern = match pair[0] > pair[1] {
            true => pattern.turned(),
            false => pattern,
        };
        let [rows, columns] = pair.map(|it| self.in_periods(table, it));
        Some(match (rows, columns) {
            (Some((_, places)), _) => (*at, pattern.by_rows(&places)),
            (_, Some((_, places))) => (*at, pattern.by_columns(&places)),
            _ => (*at, pattern),
        })
    }

    fn face_of(
        &self,
        place: usize,
        table: &TableOf,
        (face, lower): &(Vec<usize>, Cubes),
    ) -> Option<Face> {
        let lower = lower.as_ref().as_ref()?.get(place)?;
        let period = face.iter().find(|it| self.is_time(**it));
        let places = period.and_then(|it| self.in_periods(table, *it));
        Some(Face::new(table.of, face, lower, places))
    }

    /// Hides in a table what smaller ones hide, and as many cells as it takes that no small one follows.
    fn protect_cube(
        &self,
        place: usize,
        table: &TableOf,
        (patterns, faces): (&[PatternOfTable], &[Face]),
        cube: &mut Cube,
    ) {
        let min_group = self.settings.min_group;
        let hides = |(_, pattern): &PatternOfTable| pattern.any() || pattern.is_cut();
        // A week that is large enough may have a small part.
        let has_small = cube.hidden.contains(&true) || cube.small_cells(min_group).next().is_some();
        if !has_small && !patterns.iter().any(hides) {
            return;
        }
        cube.hide_within(patterns, faces);
        let protected = [Empty::Within, Empty::All].into_iter().find_map(|empty| {
            let mut cube = cube.clone();
            let shows_any = cube.hidden.contains(&false);
            if !shows_any || !cube.add_empty(empty, &table.lens, patterns, faces) {
                return None;
            }
            let sums = self.sums_of_views(place, table, (patterns, faces), &cube);
            let known = cube.protect(sums, min_group, self.work_of_a_table())?;
            cube.known = Knowledge::Sums(known);
            Some(cube)
        });
        match protected {
            Some(protected) => *cube = protected,
            None => cube.give_up(),
        }
    }

    /// What views of fewer partitions and of longer periods show of a table, and what nobody may compute.
    fn sums_of_views(
        &self,
        place: usize,
        table: &TableOf,
        (patterns, faces): (&[PatternOfTable], &[Face]),
        cube: &Cube,
    ) -> Sums {
        let min_group = self.settings.min_group;
        let mut sums = self.sums_of_groups(place, table.of, cube);
        for (pair, pattern) in patterns {
            sums.add_all(cube.sums_of_pair(*pair, pattern), min_group);
        }
        if let Some(time) = table.time {
            let periods = (time, table.of[time], table.parts[time]);
            self.add_longer_periods(place, periods, cube, &mut sums);
        }
        for face in faces {
            sums.add_all(cube.sums_of_face(face), min_group);
        }
        sums
    }

    /// Cubes of some scores in which small cells are hidden, and no others yet.
    pub(in crate::analysis) fn counted_cubes(
        &self,
        everybody: &Selection,
        of: &[usize],
        places: impl Iterator<Item = usize>,
    ) -> Option<Vec<Cube>> {
        let groups: Vec<Cow<Groups>> = (of.iter())
            .map(|&partition| self.groups_of(partition))
            .collect::<Option<_>>()?;
        let lens: Vec<usize> = groups.iter().map(|groups| groups.keys.len() + 1).collect();
        if of.len() > MAX_SEGMENTS || lens.iter().product::<usize>() > MAX_CELLS {
            return None;
        }
        let all = partitions(&self.prepared).count();
        let in_profiles = of.iter().all(|&partition| partition < all);
        let profiles = self.profiles().filter(|_| in_profiles);
        let cubes = places.map(|place| {
            let counts = match profiles {
                Some(profiles) => profiles.table(place, of),
                None => cell_counts(&self.prepared.scores[place], &groups, everybody),
            };
            let full = (0..).zip(counts).filter(|(_, n)| *n > 0);
            let (places, n): (Vec<usize>, Vec<u32>) = full.unzip();
            Cube {
                cells: places.iter().map(|&at| split(at, &lens)).collect(),
                hidden: n.iter().map(|&n| n < self.settings.min_group).collect(),
                known: Knowledge::All,
                n,
                weeks: None,
            }
        });
        Some(cubes.collect())
    }

    /// The total and the groups of every partition, as far as breakdowns show them.
    pub(in crate::analysis) fn sums_of_groups(
        &self,
        place: usize,
        of: &[usize],
        cube: &Cube,
    ) -> Sums {
        let min_group = self.settings.min_group;
        let mut sums = Sums::default();
        for sum in cube.sums(&|_| Some(0)).into_values() {
            sums.add(sum, true, min_group);
        }
        for (at, &partition) in of.iter().enumerate() {
            let hidden = self.hidden_without_filter(place, partition);
            for (group, sum) in cube.sums(&|groups| Some(key_of(&[cube.group(groups, at)]))) {
                let hidden = hidden.get(group as usize).copied();
                let shown = !hidden.unwrap_or(sum.n < min_group);
                sums.add(sum, shown, min_group);
            }
        }
        sums
    }

    /// What breakdowns by longer periods show. `time` is the place of the periods, their partition and that of
    /// their parts.
    pub(in crate::analysis) fn add_longer_periods(
        &self,
        place: usize,
        (time, of, parts): (usize, usize, usize),
        cube: &Cube,
        sums: &mut Sums,
    ) {
        for longer in self.longer_than(of) {
            let places = self.places_in(parts, longer);
            let hidden = self.known_hidden(place, longer);
            let period = |groups: &[usize]| Some(key_of(&[*places.get(groups[time])?]));
            for (period, sum) in cube.sums(&period) {
                let is_shown = hidden.get(period as usize) == Some(&false);
                sums.add(sum, is_shown, self.settings.min_group);
            }
        }
    }

    /// The group of another partition, or none, that each group of a partition lies in, for those who answered a
    /// score; `None` when one lies in several.
    pub(in crate::analysis) fn nested_in(
        &self,
        place: usize,
        everybody: &Selection,
        (child, parent): (usize, usize),
    ) -> Option<Vec<usize>> {
        let (child, parent) = self.groups_of(child).zip(self.groups_of(parent))?;
        let score = &self.prepared.scores[place];
        // No group is behind the last of the parent's.
        let mut above: Vec<Option<usize>> = vec![None; child.keys.len()];
        let none = parent.keys.len();
        // Where one is not nested in the other, the first rows show it.
        let mut rows = everybody
            .rows()
            .filter(|&row| score.points()[row] != u8::MAX);
        let is_nested = rows.all(|row| {
            let Some(group) = child.get(row as u32) else {
                return true;
            };
            let parent = parent.get(row as u32).unwrap_or(none);
            *above[group].get_or_insert(parent) == parent
        });
        is_nested.then(|| above.into_iter().map(Option::unwrap_or_default).collect())
    }
}

/// Answers of a score by the groups of all partitions, the last running fastest.
fn cell_counts(score: &ScoreColumn, groups: &[Cow<Groups>], selection: &Selection) -> Vec<u32> {
    let size: usize = groups.iter().map(|groups| groups.keys.len() + 1).product();
    let mut counts = vec![0u32; size];
    let points = score.points();
    in_chunks(points.len(), selection.kept(), &mut |chunk, cells| {
        groups.iter().for_each(|groups| groups.refine(chunk, cells));
        chunk.look(points, cells, |cell, point| {
            counts[*cell as usize] += u32::from(point != u8::MAX);
        });
    });
    counts
}

impl Cube {
    /// True when the sum over the cells whose groups `chosen` takes tells nothing new.
    pub fn tells_nothing_new(&self, chosen: impl Fn(&[usize]) -> bool) -> bool {
        let known = match &self.known {
            Knowledge::All => return true,
            Knowledge::Nothing => return false,
            Knowledge::Sums(known) => known,
        };
        let is_chosen = |groups: &Vec<usize>| match &self.weeks {
            None => chosen(groups),
            Some((time, _)) => {
                let mut whole = groups.clone();
                whole[*time] = self.group(groups, *time);
                chosen(&whole)
            }
        };
        let cells = (0u32..).zip(&self.cells);
        let cells = cells.filter(|(_, groups)| is_chosen(groups));
        known.follows(cells.map(|(cell, _)| cell))
    }

    /// True when the sum over some cells follows from what is shown.
    fn follows(&self, cells: &[u32]) -> bool {
        match &self.known {
            Knowledge::All => true,
            Knowledge::Nothing => false,
            Knowledge::Sums(known) => known.follows(cells.iter().copied()),
        }
    }

    /// The group of a partition by its place, of a part of a week the week.
    fn group(&self, groups: &[usize], at: usize) -> usize {
        match &self.weeks {
            Some((time, weeks)) if *time == at => weeks.get(groups[at]).copied().unwrap_or(0),
            _ => groups[at],
        }
    }

    /// Makes a table of parts of weeks one of weeks, in which a cell is small when all of its parts are together.
    pub fn join_weeks(&mut self, time: usize, weeks: &Arc<Vec<usize>>, min_group: u32) {
        self.weeks = Some((time, Arc::clone(weeks)));
        for sum in self.sums_of_cells() {
            let cells = sum.cells.into_iter();
            cells.for_each(|cell| self.hidden[cell as usize] = sum.n < min_group);
        }
    }

    /// The cells, of parts of a week all together.
    pub fn sums_of_cells(&self) -> Vec<Sum> {
        let whole = |groups: &[usize]| -> Vec<usize> {
            (0..groups.len()).map(|at| self.group(groups, at)).collect()
        };
        let sums = self.sums(&|groups| Some(key_of(&whole(groups))));
        sums.into_values().collect()
    }

    /// Sums over the cells by what `key` makes of their groups.
    #[inline(never)]
    pub fn sums(&self, key: &dyn Fn(&[usize]) -> Option<Key>) -> BTreeMap<Key, Sum> {
        let cells = (0u32..).zip(&self.cells).zip(&self.n);
        summed_by(&mut cells.filter_map(|((cell, groups), &n)| Some((key(groups)?, cell, n))))
    }

    /// Cells with fewer answers than the minimum, by their places.
    pub fn small_cells(&self, min_group: u32) -> impl Iterator<Item = (u32, &[usize])> {
        let cells = (0u32..).zip(&self.cells).zip(&self.n);
        cells
            .filter(move |(_, n)| (1..min_group).contains(*n))
            .map(|((at, cell), _)| (at, cell.as_slice()))
    }

    /// Cells of the crosstab of two of the partitions, by their places, and whether it shows them.
    pub fn sums_of_pair(&self, [a, b]: [usize; 2], pattern: &HiddenCells) -> Vec<(Sum, bool)> {
        let lines = self.sums(&|groups| {
            let (line, column) = pattern.line_and_column(groups[a], groups[b]);
            Some(key_of(&[line, column]))
        });
        let shown = |(key, sum)| {
            let (line, column) = pair_of(key);
            (sum, !pattern.hides(line, column))
        };
        lines.into_iter().map(shown).collect()
    }

    /// Cells of the table of all partitions but one, and whether it shows them.
    pub fn sums_of_face(&self, face: &Face) -> Vec<(Sum, bool)> {
        let cell = |groups: &[usize]| {
            let cell = face.cell(groups)?;
            Some(key_of(&[cell.number, usize::from(cell.hidden)]))
        };
        let cells = self.sums(&cell).into_iter();
        cells.map(|(key, sum)| (sum, pair_of(key).1 == 0)).collect()
    }

    /// Hides the cells within hidden cells of smaller tables.
    fn hide_within(&mut self, patterns: &[([usize; 2], HiddenCells)], faces: &[Face]) {
        for (groups, hidden) in self.cells.iter().zip(&mut self.hidden) {
            let of_pair = |([a, b], pattern): &([usize; 2], HiddenCells)| {
                let (line, column) = pattern.line_and_column(groups[*a], groups[*b]);
                pattern.hides(line, column) || pattern.is_beyond(groups[*a], groups[*b])
            };
            let hides = |face: &Face| face.tells(groups) != PairCell::Shown;
            *hidden |= patterns.iter().any(of_pair) || faces.iter().any(hides);
        }
        let of_weeks = (self.weeks.is_some()).then(|| self.sums_of_cells());
        for sum in of_weeks.into_iter().flatten() {
            let any = sum.cells.iter().any(|cell| self.hidden[*cell as usize]);
            let cells = sum.cells.into_iter();
            cells.for_each(|cell| self.hidden[cell as usize] = any);
        }
    }

    /// Adds empty cells that no smaller table shows to be empty. False when these are too many.
    pub fn add_empty(
        &mut self,
        which: Empty,
        lens: &[usize],
        patterns: &[([usize; 2], HiddenCells)],
        faces: &[Face],
    ) -> bool {
        let pairs: Vec<PairOfCube> = (patterns.iter())
            .map(|(pair, pattern)| PairOfCube::new(self, *pair, pattern, lens))
            .collect();
        let mut full = self.cells.iter().peekable();
        let mut empty: Vec<(Vec<usize>, bool)> = Vec::new();
        let mut groups = vec![0; lens.len()];
        loop {
            if full.next_if(|cell| **cell == groups).is_none() {
                let mut within = false;
                let possible = pairs.iter().all(|pair| {
                    let cell = pair.cell(&groups);
                    within |= cell == PairCell::Hidden;
                    cell != PairCell::Empty
                });
                let wanted = |within: bool| within || which == Empty::All;
                if possible && (wanted(within) || !faces.is_empty()) {
                    let possible = faces.iter().all(|face| {
                        let cell = face.tells(&groups);
                        within |= cell == PairCell::Hidden;
                        cell != PairCell::Empty
                    });
                    if possible && wanted(within) {
                        empty.push((groups.clone(), within));
                    }
                    if empty.len() > MAX_EMPTY {
                        return false;
                    }
                }
            }
            // The next cell, the last segment running fastest.
            let Some(at) = (0..lens.len()).rev().find(|&at| groups[at] + 1 < lens[at]) else {
                break;
            };
            groups[at] += 1;
            groups[at + 1..].fill(0);
        }
        for (groups, within) in empty {
            self.add(groups, within);
        }
        true
    }

    /// Adds a cell that nobody is in, but somebody might be.
    pub fn add(&mut self, cell: Vec<usize>, hidden: bool) {
        self.cells.push(cell);
        self.hidden.push(hidden);
        self.n.push(0);
    }

    /// True when it could not be found out what may be shown.
    pub fn is_unknown(&self) -> bool {
        matches!(self.known, Knowledge::Nothing)
    }

    /// Shows nothing.
    fn give_up(&mut self) {
        self.hidden.fill(true);
        self.known = Knowledge::Nothing;
    }

    /// Hides as many cells as it takes: what follows from the others, or `None` when there are too many
    /// small cells to tell, or when the lines alone tell one.
    fn protect(&mut self, mut sums: Sums, min_group: u32, mut work: usize) -> Option<Known> {
        let lines = sums.shown.len();
        let mut empty = Vec::new();
        for mut sum in self.sums_of_cells() {
            let part = |cell: &u32| Sum {
                cells: vec![*cell],
                n: self.n[*cell as usize],
                may_hide: Some(*cell as usize),
            };
            let parts: Vec<Sum> = sum.cells.iter().map(part).collect();
            let full = || parts.iter().filter(|part| part.n > 0);
            sum.may_hide = full().next().and_then(|part| part.may_hide);
            let is_shown = !full().any(|part| is_hidden(&self.hidden, part));
            if is_shown && sum.n > 0 {
                sums.shown.push(sum);
            } else if (1..min_group).contains(&sum.n) {
                sums.protected.push(sum.cells);
            }
            // A week may tell the days of it that lie in one month.
            let small = full().filter(|part| parts.len() > 1 && part.n < min_group);
            sums.protected.extend(small.map(|part| part.cells.clone()));
            let is_empty = full().next().is_none();
            for part in parts.into_iter().filter(|part| part.n == 0) {
                self.hidden[part.cells[0] as usize] |= !is_empty;
                empty.push(part);
            }
        }
        self.protect_from_all(sums, (lines, empty), &mut work)
    }

    /// Protects small cells from those who know which cells are empty, then from those who do not: cells that
    /// the lines alone tell the former cannot be helped.
    fn protect_from_all(
        &mut self,
        mut sums: Sums,
        (lines, empty): (usize, Vec<Sum>),
        work: &mut usize,
    ) -> Option<Known> {
        let cells = self.cells.len();
        let hide = |hidden: &mut [bool], more: Vec<usize>| {
            more.into_iter().for_each(|cell| hidden[cell] = true);
        };
        let shown_empty = empty.iter().filter(|sum| !is_hidden(&self.hidden, sum));
        let shown_empty: Vec<Sum> = shown_empty.cloned().collect();
        if !empty.is_empty() {
            // Nothing of these may be hidden from those who know them to be empty.
            let empty = empty.into_iter().map(|sum| Sum {
                may_hide: None,
                ..sum
            });
            let empty: Vec<Sum> = empty.collect();
            let told = Known::new(cells, sums.shown[..lines].iter().chain(&empty), work)?;
            let untold = |sum: &&Vec<u32>| !told.follows(sum.iter().copied());
            let protected: Vec<Vec<u32>> = sums.protected.iter().filter(untold).cloned().collect();
            let count = sums.shown.len();
            sums.shown.extend(empty);
            let found = hide_until_safe(cells, &sums.shown, &protected, work)?;
            hide(&mut self.hidden, found.more);
            sums.shown.truncate(count);
        }
        sums.shown.retain(|sum| !is_hidden(&self.hidden, sum));
        sums.shown.extend(shown_empty);
        let found = hide_until_safe(cells, &sums.shown, &sums.protected, work)?;
        hide(&mut self.hidden, found.more);
        found.is_safe.then_some(found.known)
    }
}

fn is_hidden(hidden: &[bool], sum: &Sum) -> bool {
    sum.may_hide.is_some_and(|cell| hidden[cell])
}

/// Which empty cells of a table may be hidden.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::analysis) enum Empty {
    /// Those within hidden cells of smaller tables.
    Within,
    /// All that no crosstab shows to be empty: where they are few, they alone tell small cells.
    All,
}

/// What somebody knows of a cell of the crosstab of two segments.
#[derive(Debug, Clone, Copy, PartialEq)]
enum PairCell {
    Shown,
    Hidden,
    /// Shown, and nobody is in it.
    Empty,
}

/// The crosstab of two partitions of a cube.
struct PairOfCube {
    at: [usize; 2],
    width: usize,
    /// By group of the first and group of the second.
    cells: Vec<PairCell>,
}

impl PairOfCube {
    fn new(cube: &Cube, [a, b]: [usize; 2], pattern: &HiddenCells, lens: &[usize]) -> Self {
        let (height, width) = (lens[a], lens[b]);
        let places = (0..height).flat_map(|row| (0..width).map(move |column| (row, column)));
        let lines = |(row, column)| pattern.line_and_column(row, column);
        let full = cube.sums(&|groups| {
            let (line, column) = lines((groups[a], groups[b]));
            Some(key_of(&[line, column]))
        });
        let [rows, columns] = [a, b].map(|at| cube.sums(&|groups| Some(key_of(&[groups[at]]))));
        let unknown = pattern.unknown();
        let cell = |place: (usize, usize)| {
            let (line, column) = lines(place);
            let is_full = full.contains_key(&key_of(&[line, column]));
            // A group that nobody is in is known to be empty, whatever is hidden.
            let is_void = !rows.contains_key(&key_of(&[place.0]))
                || !columns.contains_key(&key_of(&[place.1]));
            match pattern.hides(line, column) {
                _ if is_void => PairCell::Empty,
                // What follows is shown under filters.
                true if is_full || unknown[line][column] => PairCell::Hidden,
                false if is_full => PairCell::Shown,
                _ => PairCell::Empty,
            }
        };
        PairOfCube {
            at: [a, b],
            width,
            cells: places.map(cell).collect(),
        }
    }

    fn cell(&self, groups: &[usize]) -> PairCell {
        self.cells[groups[self.at[0]] * self.width + groups[self.at[1]]]
    }
}

/// A table of all partitions of a cube but one, or of the same with longer periods.
pub(in crate::analysis) struct Face {
    /// Places of its partitions in the cube.
    at: Vec<usize>,
    /// Cells by their groups, of weeks those of the whole week.
    of_groups: BTreeMap<Vec<usize>, FaceCell>,
    /// True when nothing of the table is shown, which cells are empty neither.
    is_unknown: bool,
    /// The place of the periods in the cube, and where in those of the table each of them lies.
    places: Option<(usize, Vec<usize>)>,
}

#[derive(Debug, Clone, Copy)]
struct FaceCell {
    number: usize,
    n: u32,
    hidden: bool,
}

impl Face {
    /// `of` are the partitions of the cube, `face` those of `lower`, `places` tells for every period of the cube in
    /// which one of `lower` it lies, where these are of another length.
    pub fn new(
        of: &[usize],
        face: &[usize],
        lower: &Cube,
        places: Option<(usize, Vec<usize>)>,
    ) -> Self {
        let time = places.as_ref().map(|(time, _)| *time);
        let at = face
            .iter()
            .filter_map(|one| of.iter().position(|it| it == one).or(time));
        let cell = |(number, sum): (usize, Sum)| {
            let parts = || sum.cells.iter().map(|&cell| cell as usize);
            let full = parts().find(|&cell| lower.n[cell] > 0);
            // Empty parts of a week are hidden whenever anybody is in another.
            let hidden = match full {
                Some(_) => parts().any(|cell| lower.n[cell] > 0 && lower.hidden[cell]),
                None => parts().any(|cell| lower.hidden[cell]),
            };
            // What follows is shown, and that nobody is in a cell tells it of all of its parts.
            let follows = || lower.follows(&sum.cells);
            let hidden = hidden && !(sum.n == 0 && follows());
            let groups = &lower.cells[sum.cells[0] as usize];
            let whole = (0..groups.len()).map(|at| lower.group(groups, at));
            let n = sum.n;
            (whole.collect(), FaceCell { number, n, hidden })
        };
        Face {
            at: at.collect(),
            of_groups: (0..).zip(lower.sums_of_cells()).map(cell).inserted(),
            is_unknown: lower.is_unknown(),
            places,
        }
    }

    /// The cell that holds a cell of the cube; `None` for one that nobody is in.
    fn cell(&self, groups: &[usize]) -> Option<FaceCell> {
        let group = |&at: &usize| match &self.places {
            Some((time, places)) if *time == at => places.get(groups[at]).copied(),
            _ => Some(groups[at]),
        };
        let own: Vec<usize> = self.at.iter().map(group).collect::<Option<_>>()?;
        self.of_groups.get(&own).copied()
    }

    /// What the table tells of a cell of the cube.
    fn tells(&self, groups: &[usize]) -> PairCell {
        match self.cell(groups) {
            Some(cell) if cell.hidden => PairCell::Hidden,
            None if self.is_unknown => PairCell::Hidden,
            Some(cell) if cell.n > 0 => PairCell::Shown,
            _ => PairCell::Empty,
        }
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
