//! Sums that follow from sums (definitions.md §2).
//!
//! What views show of a file are numbers of answers: sums over the cells of the finest table of all
//! segments concerned. A further sum can be computed from them exactly when it is a linear
//! combination of them, that is, when it stays the same however the cells may differ without any sum
//! that is shown being another one. Whether it does is asked of changes drawn at random among all of these.

use super::rng::Rng;
use crate::order::{Arrange, Inserted};
use std::collections::{BTreeMap, BTreeSet};

/// Elimination is done modulo this prime: exact, and without fractions. A combination with fractions
/// is one here, too, unless a denominator is divisible by the prime.
const PRIME: u64 = (1 << 31) - 1;

/// Changes drawn: a sum that does not follow stays the same under one of them with a chance of 2⁻³¹.
const CHANGES: usize = 2;

/// A change of a cell in each of the drawn changes, modulo [`PRIME`].
type Change = [u64; CHANGES];

/// Most numbers that an elimination may touch: somebody waits for several, each some tens of milliseconds.
const MOST_WORK: usize = 4_000_000;

/// Rounds of hiding in which one more cell is hidden at a time; after as many again it is two, then four.
const FEW_ROUNDS: u32 = 6;

/// Sums over unknowns that are being solved for one unknown after the other.
struct Elimination {
    /// Unknowns of each sum, ascending, with their factors.
    rows: Vec<Vec<(u32, u64)>>,
    /// Sums that an unknown may be in.
    within: Vec<Vec<u32>>,
    /// Sums that it is in.
    counts: Vec<u32>,
    /// Sums of one unknown: solving for it changes no other sum's size but makes it smaller.
    lone: Vec<u32>,
    /// Solved: an unknown and the sum, with a factor of 1 for it. Later ones do not hold it.
    solved: Vec<(u32, Vec<(u32, u64)>)>,
    /// Numbers touched.
    work: usize,
}

impl Elimination {
    fn new(unknowns: usize, sums: &BTreeSet<Vec<u32>>) -> Self {
        let mut within: Vec<Vec<u32>> = vec![Vec::new(); unknowns];
        for (row, sum) in (0u32..).zip(sums) {
            (sum.iter()).for_each(|&unknown| within[unknown as usize].push(row));
        }
        let lone = (0u32..).zip(sums).filter(|(_, sum)| sum.len() == 1);
        Elimination {
            counts: within.iter().map(|rows| rows.len() as u32).collect(),
            within,
            lone: lone.map(|(row, _)| row).collect(),
            rows: sums
                .iter()
                .map(|sum| sum.iter().map(|&unknown| (unknown, 1)).collect())
                .collect(),
            solved: Vec::new(),
            work: 0,
        }
    }

    /// Changes of the unknowns under which no sum changes; `None` when it would take too long.
    /// `work` is what may still be done, less what was.
    fn changes(mut self, rng: &mut Rng, work: &mut usize) -> Option<Vec<Change>> {
        while let Some((row, unknown)) = self.next() {
            self.solve(row, unknown);
            if self.work > MOST_WORK.min(*work) {
                return None;
            }
        }
        *work -= self.work;
        let mut changes: Vec<Change> = self.counts.iter().map(|_| any_change(rng)).collect();
        for (unknown, row) in self.solved.iter().rev() {
            let mut change = [0; CHANGES];
            for (other, factor) in row.iter().filter(|(other, _)| other != unknown) {
                let pairs = change.iter_mut().zip(changes[*other as usize]);
                pairs.for_each(|(sum, of)| *sum = (*sum + (PRIME - factor) * of) % PRIME);
            }
            changes[*unknown as usize] = change;
        }
        Some(changes)
    }

    /// The sum to solve next and for which unknown: the one in the fewest sums, so that few others
    /// grow (Markowitz 1957).
    fn next(&mut self) -> Option<(u32, u32)> {
        while let Some(row) = self.lone.pop() {
            if let [(unknown, _)] = self.rows[row as usize][..] {
                return Some((row, unknown));
            }
        }
        let left = (0u32..).zip(&self.counts).filter(|(_, count)| **count > 0);
        let (unknown, _) = left.min_by_key(|(_, count)| **count)?;
        let rows = self.within[unknown as usize].iter().copied();
        let rows = rows.filter(|&row| self.factor(row, unknown).is_some());
        let shortest = rows.min_by_key(|&row| self.rows[row as usize].len())?;
        Some((shortest, unknown))
    }

    fn factor(&self, row: u32, unknown: u32) -> Option<u64> {
        let row = &self.rows[row as usize];
        let place = row.binary_search_by_key(&unknown, |(other, _)| *other);
        place.ok().map(|place| row[place].1)
    }

    /// Solves a sum for an unknown, which then leaves all others.
    fn solve(&mut self, row: u32, unknown: u32) {
        let scale = inverse(self.factor(row, unknown).unwrap_or(1));
        let mut solved = std::mem::take(&mut self.rows[row as usize]);
        for (other, factor) in &mut solved {
            *factor = *factor * scale % PRIME;
            self.counts[*other as usize] -= 1;
        }
        for other in std::mem::take(&mut self.within[unknown as usize]) {
            if let Some(factor) = self.factor(other, unknown) {
                self.take_away(other, PRIME - factor, &solved);
            }
        }
        self.solved.push((unknown, solved));
    }

    /// Adds a multiple of a solved sum to another.
    fn take_away(&mut self, to: u32, factor: u64, solved: &[(u32, u64)]) {
        let own = std::mem::take(&mut self.rows[to as usize]);
        self.work += own.len() + solved.len();
        let mut sum = Vec::with_capacity(own.len() + solved.len());
        let (mut of_own, mut of_solved) = (0, 0);
        while of_own < own.len() || of_solved < solved.len() {
            let mine = own.get(of_own).map_or(u32::MAX, |(unknown, _)| *unknown);
            let theirs = solved
                .get(of_solved)
                .map_or(u32::MAX, |(unknown, _)| *unknown);
            let unknown = mine.min(theirs);
            let mut value = 0;
            if mine == unknown {
                value = own[of_own].1;
                of_own += 1;
            }
            if theirs == unknown {
                value = (value + factor * solved[of_solved].1) % PRIME;
                of_solved += 1;
            }
            if value == 0 {
                self.counts[unknown as usize] -= 1;
                continue;
            }
            sum.push((unknown, value));
            if mine != unknown {
                self.counts[unknown as usize] += 1;
                self.within[unknown as usize].push(to);
            }
        }
        if sum.len() == 1 {
            self.lone.push(to);
        }
        self.rows[to as usize] = sum;
    }
}

fn any_change(rng: &mut Rng) -> Change {
    std::array::from_fn(|_| rng.below(PRIME as usize) as u64)
}

/// The number whose product with `value` is 1, by Fermat's little theorem.
fn inverse(value: u64) -> u64 {
    let (mut result, mut base, mut power) = (1, value % PRIME, PRIME - 2);
    while power > 0 {
        if power & 1 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        power >>= 1;
    }
    result
}

/// A sum over cells that is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Sum {
    /// Cells, ascending.
    pub cells: Vec<u32>,
    /// Answers in them.
    pub n: u32,
    /// Number by which the caller knows it, when it may be hidden to protect others.
    pub may_hide: Option<usize>,
}

/// What follows from sums of which many are single cells.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// How each cell may differ without any sum that is shown being another one.
    changes: Vec<Change>,
}

impl Known {
    /// `None` when there are too many cells that are not shown alone for the `work` that is left, in
    /// numbers touched.
    pub fn new<'a>(
        cells: usize,
        shown: impl Iterator<Item = &'a Sum> + Clone,
        work: &mut usize,
    ) -> Option<Self> {
        let mut alone = vec![false; cells];
        for sum in shown.clone() {
            if let [cell] = sum.cells[..] {
                alone[cell as usize] = true;
            }
        }
        let left = |sum: &Sum| -> Vec<u32> {
            let left = sum.cells.iter().filter(|cell| !alone[**cell as usize]);
            left.copied().collect()
        };
        let sums: BTreeSet<Vec<u32>> = shown.map(left).inserted();
        let mut within: Vec<Vec<u32>> = vec![Vec::new(); cells];
        for (number, sum) in (0u32..).zip(&sums) {
            (sum.iter()).for_each(|&cell| within[cell as usize].push(number));
        }
        // Cells that lie in the same sums are one unknown: none of them can be told from the others.
        let mut unknowns: BTreeMap<&[u32], (u32, Vec<u32>)> = BTreeMap::new();
        for (cell, within) in (0u32..).zip(&within) {
            if !alone[cell as usize] {
                let next = unknowns.len() as u32;
                let unknown = unknowns.entry(within).or_insert((next, Vec::new()));
                unknown.1.push(cell);
            }
        }
        let mut rows: Vec<Vec<u32>> = vec![Vec::new(); sums.len()];
        for (within, (unknown, _)) in &unknowns {
            (within.iter()).for_each(|&row| rows[row as usize].push(*unknown));
        }
        let ascending = |mut row: Vec<u32>| {
            row.arrange();
            row
        };
        let rows = rows.into_iter().filter(|row| !row.is_empty());
        let rows: BTreeSet<Vec<u32>> = rows.map(ascending).inserted();
        let mut rng = Rng::new(0, 0x6b6e_6f77);
        let of_unknowns = Elimination::new(unknowns.len(), &rows).changes(&mut rng, work)?;
        let mut changes = vec![[0; CHANGES]; cells];
        for (unknown, members) in unknowns.values() {
            let mut left = of_unknowns[*unknown as usize];
            for (place, &cell) in members.iter().enumerate() {
                let change = match place + 1 == members.len() {
                    true => left,
                    false => any_change(&mut rng),
                };
                let pairs = left.iter_mut().zip(change);
                pairs.for_each(|(left, of)| *left = (*left + PRIME - of) % PRIME);
                changes[cell as usize] = change;
            }
        }
        Some(Known { changes })
    }

    /// True when the sum over some cells follows.
    pub fn follows(&self, cells: impl Iterator<Item = u32>) -> bool {
        let mut sum = [0; CHANGES];
        for cell in cells {
            let pairs = sum.iter_mut().zip(self.changes[cell as usize]);
            pairs.for_each(|(sum, of)| *sum += of);
        }
        sum.iter().all(|sum| sum % PRIME == 0)
    }
}

/// What has to be hidden so that nothing protected follows.
#[derive(Debug)]
pub struct Hidden {
    /// Numbers of the sums that are hidden.
    pub more: Vec<usize>,
    /// What follows from the others.
    pub known: Known,
    /// False when something protected follows from the lines alone, which nobody may hide.
    pub is_safe: bool,
}

/// Hides sums until none of `protected` follows from those that are shown. `None` when there are too
/// many cells to tell with the `work` that is left, in numbers touched; ten million take about 150 ms.
///
/// A line is a sum that has to stay. What follows mostly does because all but one cell of a line are
/// shown; so one more is hidden in it, the one that leaves the fewest other lines with a single hidden
/// cell, and of these the smallest. Where nothing is found in this way, the smallest of all is hidden.
pub fn hide_until_safe(
    cells: usize,
    shown: &[Sum],
    protected: &[Vec<u32>],
    work: &mut usize,
) -> Option<Hidden> {
    let mut hiding = Hiding::new(cells, shown);
    let mut round = 0;
    loop {
        let left = shown.iter().zip(&hiding.is_hidden);
        let left = left.filter(|(_, hidden)| !**hidden).map(|(sum, _)| sum);
        let known = Known::new(cells, left, work)?;
        let follows = |sum: &&Vec<u32>| known.follows(sum.iter().copied());
        let following: Vec<&Vec<u32>> = protected.iter().filter(follows).collect();
        let before = hiding.is_hidden.clone();
        for sum in &following {
            while let Some(place) = hiding.beside(sum) {
                hiding.hide(place);
            }
        }
        // A table that needs one more cell again and again is given up by twice as many each time: every
        // round is an elimination, and hundreds of them would keep somebody waiting.
        let at_once = 1 << u32::min(round / FEW_ROUNDS, 16) >> 1;
        let is_stuck = hiding.is_hidden == before;
        for sum in following.iter().filter(|_| is_stuck || at_once > 0) {
            for _ in 0..at_once.max(1) {
                if let Some(place) = hiding.near(sum) {
                    hiding.hide(place);
                }
            }
        }
        round += 1;
        if hiding.is_hidden == before {
            let hidden = shown.iter().zip(&hiding.is_hidden);
            let hidden = hidden.filter(|(_, hidden)| **hidden);
            return Some(Hidden {
                more: hidden.filter_map(|(sum, _)| sum.may_hide).collect(),
                is_safe: following.is_empty(),
                known,
            });
        }
    }
}

/// Which cells and lines hold hidden sums.
struct Hiding<'a> {
    shown: &'a [Sum],
    /// Sums that were hidden.
    is_hidden: Vec<bool>,
    /// Sums that have to stay, by cell.
    lines: Vec<Vec<u32>>,
    /// The sum that shows a cell and may be hidden.
    shown_by: Vec<Option<u32>>,
    /// Hidden cells by sum.
    hidden_in: Vec<u32>,
}

impl<'a> Hiding<'a> {
    fn new(cells: usize, shown: &'a [Sum]) -> Self {
        let mut hiding = Hiding {
            shown,
            is_hidden: vec![false; shown.len()],
            lines: vec![Vec::new(); cells],
            shown_by: vec![None; cells],
            hidden_in: vec![0; shown.len()],
        };
        for (place, sum) in (0u32..).zip(shown) {
            for &cell in &sum.cells {
                match sum.may_hide {
                    Some(_) => hiding.shown_by[cell as usize] = Some(place),
                    None => hiding.lines[cell as usize].push(place),
                }
            }
        }
        for (lines, shown_by) in hiding.lines.iter().zip(&hiding.shown_by) {
            for &line in lines.iter().filter(|_| shown_by.is_none()) {
                hiding.hidden_in[line as usize] += 1;
            }
        }
        hiding
    }

    fn hide(&mut self, place: u32) {
        self.is_hidden[place as usize] = true;
        for &cell in &self.shown[place as usize].cells {
            if self.shown_by[cell as usize].take().is_some() {
                (self.lines[cell as usize].iter())
                    .for_each(|&line| self.hidden_in[line as usize] += 1);
            }
        }
    }

    /// The sum to hide so that another one is less easily told: one in the same line as its only hidden
    /// cell, or in the same line as one that follows from those that are hidden beside it.
    fn beside(&self, sum: &[u32]) -> Option<u32> {
        let is_hidden = |cell: &u32| self.shown_by[*cell as usize].is_none();
        let mut reached: Vec<u32> = sum.iter().copied().filter(is_hidden).collect();
        if reached.is_empty() {
            let parts = sum.iter().filter_map(|&cell| self.shown_by[cell as usize]);
            let inside = |place: &u32| {
                let mut cells = self.shown[*place as usize].cells.iter();
                cells.all(|cell| sum.contains(cell))
            };
            return self.smallest(parts.filter(inside), u32::MAX);
        }
        let mut next = 0;
        while let Some(&cell) = reached.get(next) {
            next += 1;
            for &line in &self.lines[cell as usize] {
                let cells = || self.shown[line as usize].cells.iter().copied();
                match self.hidden_in[line as usize] {
                    1 => {
                        let parts = cells().filter_map(|cell| self.shown_by[cell as usize]);
                        if let Some(place) = self.smallest(parts, line) {
                            return Some(place);
                        }
                    }
                    2 => {
                        let other = cells().filter(is_hidden).find(|other| *other != cell);
                        reached.extend(other.filter(|other| !reached.contains(other)));
                    }
                    _ => {}
                }
            }
        }
        None
    }

    /// The sum to hide where none is alone in a line: in the line of the fewest hidden cells that holds
    /// a part of what is to be protected, or anywhere.
    fn near(&self, sum: &[u32]) -> Option<u32> {
        let lines = sum.iter().flat_map(|&cell| &self.lines[cell as usize]);
        let found = lines.filter_map(|&line| {
            let cells = self.shown[line as usize].cells.iter();
            let parts = cells.filter_map(|&cell| self.shown_by[cell as usize]);
            Some((
                self.hidden_in[line as usize],
                line,
                self.smallest(parts, line)?,
            ))
        });
        let found = found.min().map(|(_, _, place)| place);
        found.or_else(|| self.smallest(0..self.shown.len() as u32, u32::MAX))
    }

    /// Of some sums that may be hidden the one to hide first, for the sake of a line.
    fn smallest(&self, places: impl Iterator<Item = u32>, of: u32) -> Option<u32> {
        let may_hide = |place: &u32| {
            !self.is_hidden[*place as usize] && self.shown[*place as usize].may_hide.is_some()
        };
        places.filter(may_hide).min_by_key(|&place| {
            let sum = &self.shown[place as usize];
            let lines = sum
                .cells
                .iter()
                .flat_map(|&cell| &self.lines[cell as usize]);
            let alone = lines.filter(|line| **line != of && self.hidden_in[**line as usize] == 0);
            (alone.count(), sum.n, place)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(cells: &[u32]) -> Sum {
        Sum {
            cells: cells.to_vec(),
            n: 9,
            may_hide: None,
        }
    }

    fn follows(cells: usize, shown: &[&[u32]], wanted: &[u32]) -> bool {
        let shown: Vec<Sum> = shown.iter().map(|cells| sum(cells)).collect();
        let known = Known::new(cells, shown.iter(), &mut MOST_WORK.clone());
        known.is_some_and(|known| known.follows(wanted.iter().copied()))
    }

    #[test]
    fn a_cell_follows_from_its_margins_but_not_beside_another() {
        // Two rows of two cells, both margins, and the total.
        let margins: [&[u32]; 4] = [&[0, 1], &[2, 3], &[0, 2], &[1, 3]];
        assert!(!follows(4, &margins, &[0]));
        assert!(follows(4, &margins, &[0, 1, 2, 3]));
        let with_one: [&[u32]; 5] = [&[0, 1], &[2, 3], &[0, 2], &[1, 3], &[3]];
        assert!(follows(4, &with_one, &[0]));
        // (01 + 02 − 12)/2 is a combination with fractions.
        assert!(follows(3, &[&[0, 1], &[1, 2], &[0, 2]], &[0]));
    }

    #[test]
    fn cells_of_the_same_sums_are_known_together_only() {
        let shown: [&[u32]; 3] = [&[0, 1, 2], &[2, 3], &[3]];
        assert!(follows(4, &shown, &[2]) && follows(4, &shown, &[0, 1]));
        assert!(follows(4, &shown, &[1, 0, 3]));
        assert!(!follows(4, &shown, &[0]) && !follows(4, &shown, &[0, 2]));
    }

    /// What follows by dense elimination with fractions, as plainly as can be.
    fn follows_plainly(cells: usize, shown: &[Vec<u32>], wanted: &[u32]) -> bool {
        let dense = |sum: &[u32]| -> Vec<f64> {
            let inside = |cell| f64::from(u8::from(sum.contains(&cell)));
            (0..cells as u32).map(inside).collect()
        };
        let mut rows: Vec<(usize, Vec<f64>)> = Vec::new();
        let rest = |rows: &[(usize, Vec<f64>)], mut rest: Vec<f64>| {
            for (pivot, row) in rows {
                let factor = rest[*pivot] / row[*pivot];
                rest.iter_mut().zip(row).for_each(|(a, b)| *a -= factor * b);
            }
            rest
        };
        for sum in shown {
            let rest = rest(&rows, dense(sum));
            if let Some(pivot) = rest.iter().position(|value| value.abs() > 1e-9) {
                rows.push((pivot, rest));
            }
        }
        let left = rest(&rows, dense(wanted));
        left.iter().all(|value| value.abs() < 1e-6)
    }

    #[test]
    fn random_sums_follow_as_in_a_dense_elimination() {
        let mut rng = Rng::new(5, 6);
        let (mut yes, mut no) = (0, 0);
        for round in 0..300 {
            let cells = 6 + round % 7;
            let draw = |rng: &mut Rng, share: usize| -> Vec<u32> {
                let cells = (0..cells as u32).filter(|_| rng.below(10) < share);
                cells.collect()
            };
            let shown: Vec<Vec<u32>> = (0..3 + round % 8).map(|_| draw(&mut rng, 4)).collect();
            let slices: Vec<&[u32]> = shown.iter().map(Vec::as_slice).collect();
            for share in [2, 5] {
                let wanted = draw(&mut rng, share);
                let plain = follows_plainly(cells, &shown, &wanted);
                assert_eq!(
                    follows(cells, &slices, &wanted),
                    plain,
                    "{wanted:?} of {shown:?}"
                );
                *(if plain { &mut yes } else { &mut no }) += 1;
            }
        }
        assert!(yes > 100 && no > 100, "{yes} and {no}");
    }

    #[test]
    fn the_smallest_in_the_same_line_is_hidden() {
        let alone = |cell: u32, n: u32| Sum {
            cells: vec![cell],
            n,
            may_hide: Some(cell as usize),
        };
        let total = sum(&[0, 1, 2]);
        let shown = [alone(0, 20), alone(1, 7), total, alone(3, 6)];
        let hidden = hide_until_safe(4, &shown, &[vec![2]], &mut MOST_WORK.clone());
        assert_eq!(hidden.map(|hidden| hidden.more), Some(vec![1]));
    }

    #[test]
    fn a_hidden_block_takes_a_cell_of_every_line() {
        // Three rows of three cells, all margins shown: the small one at 0 needs three others.
        let mut shown: Vec<Sum> = (1..9)
            .map(|cell| Sum {
                cells: vec![cell],
                n: 10 + cell,
                may_hide: Some(cell as usize),
            })
            .collect();
        shown.extend((0..3).map(|row| sum(&[3 * row, 3 * row + 1, 3 * row + 2])));
        shown.extend((0..3).map(|column| sum(&[column, column + 3, column + 6])));
        let hidden = hide_until_safe(9, &shown, &[vec![0]], &mut MOST_WORK.clone());
        assert_eq!(hidden.map(|hidden| hidden.more), Some(vec![1, 3, 4]));
    }
}
