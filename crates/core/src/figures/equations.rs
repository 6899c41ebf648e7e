//! Sums that follow from sums (definitions.md §2).
//!
//! What views show of a file are numbers of answers: sums over the cells of the finest table of all
//! segments concerned. A further sum can be computed from them exactly when it is a linear
//! combination of them.

use crate::order::{Arrange, Inserted};
use std::collections::{BTreeMap, BTreeSet};

/// Elimination is done modulo this prime: exact, and without fractions. A combination with fractions
/// is one here, too, unless a denominator is divisible by the prime.
const PRIME: u64 = (1 << 31) - 1;

/// Most multiplications of an elimination: beyond, somebody would wait for seconds.
const MOST_WORK: usize = 200_000_000;

/// The sums that follow from some sums.
#[derive(Debug, Clone, Default)]
pub struct Equations {
    unknowns: usize,
    /// Independent rows, each with a one at a pivot at which all others have a zero.
    rows: Vec<Vec<u64>>,
    /// The row whose pivot an unknown is.
    row_of: Vec<Option<usize>>,
}

impl Equations {
    /// The sums that follow from `sums` over so many unknown cells; a sum is a list of cells.
    pub fn new<'a>(unknowns: usize, sums: impl Iterator<Item = &'a [u32]>) -> Self {
        let mut equations = Equations {
            unknowns,
            rows: Vec::new(),
            row_of: vec![None; unknowns],
        };
        for sum in sums {
            let mut rest = equations.rest(sum);
            let Some(pivot) = rest.iter().position(|value| *value != 0) else {
                continue;
            };
            let scale = inverse(rest[pivot]);
            let cells = rest.iter_mut();
            cells.for_each(|value| *value = *value * scale % PRIME);
            for row in &mut equations.rows {
                let factor = row[pivot];
                take_away(row, factor, &rest);
            }
            equations.row_of[pivot] = Some(equations.rows.len());
            equations.rows.push(rest);
        }
        equations
    }

    /// True when the sum over some cells follows.
    pub fn follows(&self, sum: &[u32]) -> bool {
        match sum {
            // The only combination with a one at the pivot is the row itself.
            &[cell] => self.row_of[cell as usize]
                .is_some_and(|row| self.rows[row].iter().filter(|value| **value != 0).count() == 1),
            _ => self.rest(sum).iter().all(|value| *value == 0),
        }
    }

    /// What is left of a sum when what follows is taken away.
    fn rest(&self, sum: &[u32]) -> Vec<u64> {
        let mut rest = vec![0; self.unknowns];
        sum.iter().for_each(|&cell| rest[cell as usize] += 1);
        for &cell in sum {
            if let Some(row) = self.row_of[cell as usize] {
                let factor = rest[cell as usize];
                take_away(&mut rest, factor, &self.rows[row]);
            }
        }
        rest
    }
}

/// Takes a multiple of one row away from another.
fn take_away(from: &mut [u64], factor: u64, row: &[u64]) {
    if factor != 0 {
        let pairs = from.iter_mut().zip(row).filter(|(_, of)| **of != 0);
        pairs.for_each(|(value, of)| *value = (*value + (PRIME - factor) * of) % PRIME);
    }
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

/// Hides sums until none of `protected` follows from those that are shown; the numbers of the hidden
/// ones. `None` when there are too many cells to tell.
///
/// Beside a sum that follows the smallest one is hidden that lies in the same sum which has to stay.
/// Where there is none, the sum follows from what has to stay, and nothing here can help.
pub fn hide_until_safe(
    cells: usize,
    shown: &mut Vec<Sum>,
    protected: &[Vec<u32>],
) -> Option<Vec<usize>> {
    let mut hidden = Vec::new();
    loop {
        let known = Known::new(cells, shown)?;
        let mut chosen: BTreeSet<usize> = BTreeSet::new();
        for sum in protected.iter().filter(|sum| known.follows(sum)) {
            let inside = |other: &&Sum| {
                other.may_hide.is_none() && other.cells.iter().any(|cell| sum.contains(cell))
            };
            let beside: BTreeSet<u32> = (shown.iter().filter(inside))
                .flat_map(|other| other.cells.iter().copied())
                .inserted();
            let near = |other: &Sum| other.cells.iter().all(|cell| beside.contains(cell));
            let candidates = shown.iter().enumerate();
            let candidates =
                candidates.filter(|(_, other)| other.may_hide.is_some() && near(other));
            let smallest = candidates.min_by_key(|(place, other)| (other.n, *place));
            chosen.extend(smallest.map(|(place, _)| place));
        }
        if chosen.is_empty() {
            return Some(hidden);
        }
        for place in chosen.into_iter().rev() {
            hidden.extend(shown.remove(place).may_hide);
        }
    }
}

/// What follows from sums of which many are single cells.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The unknown that each cell belongs to, among those that are not shown alone. Cells that lie in
    /// the same sums are one: none of them can be told from the others.
    unknown: Vec<Option<u32>>,
    /// Cells of each unknown.
    cells: Vec<u32>,
    equations: Equations,
}

impl Known {
    /// `None` when there are too many unknown cells.
    pub fn new(cells: usize, shown: &[Sum]) -> Option<Self> {
        let mut alone = vec![false; cells];
        for sum in shown {
            if let [cell] = sum.cells[..] {
                alone[cell as usize] = true;
            }
        }
        let left = |sum: &Sum| -> Vec<u32> {
            let left = sum.cells.iter().filter(|cell| !alone[**cell as usize]);
            left.copied().collect()
        };
        let sums: BTreeSet<Vec<u32>> = shown.iter().map(left).inserted();
        let mut within: Vec<Vec<u32>> = vec![Vec::new(); cells];
        for (number, sum) in (0u32..).zip(&sums) {
            (sum.iter()).for_each(|&cell| within[cell as usize].push(number));
        }
        let mut known = Known::default();
        let mut unknowns: BTreeMap<&[u32], u32> = BTreeMap::new();
        for (within, alone) in within.iter().zip(&alone) {
            let unknown = (!alone).then(|| {
                let next = unknowns.len() as u32;
                *unknowns.entry(within).or_insert(next)
            });
            known.unknown.push(unknown);
            if let Some(unknown) = unknown {
                known.cells.resize(unknowns.len(), 0);
                known.cells[unknown as usize] += 1;
            }
        }
        let sums: BTreeSet<Vec<u32>> = (sums.iter())
            .filter_map(|sum| known.left_of(sum))
            .filter(|sum| !sum.is_empty())
            .inserted();
        let unknowns = unknowns.len();
        if sums.len().min(unknowns) * sums.len() * unknowns > MOST_WORK {
            return None;
        }
        known.equations = Equations::new(unknowns, sums.iter().map(Vec::as_slice));
        Some(known)
    }

    /// True when the sum over some cells follows.
    pub fn follows(&self, cells: &[u32]) -> bool {
        let left = self.left_of(cells);
        left.is_some_and(|left| self.equations.follows(&left))
    }

    /// The unknowns in a sum, ascending; `None` when it takes some cells of an unknown and not all.
    fn left_of(&self, cells: &[u32]) -> Option<Vec<u32>> {
        let unknown = cells.iter().filter_map(|&cell| self.unknown[cell as usize]);
        let mut unknown: Vec<u32> = unknown.collect();
        unknown.arrange();
        let parts = unknown.chunk_by(|a, b| a == b);
        let whole = |part: &[u32]| self.cells[part[0] as usize] as usize == part.len();
        parts
            .clone()
            .all(whole)
            .then(|| parts.map(|part| part[0]).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_follows_from_its_margins_but_not_beside_another() {
        // Two rows of two cells, both margins, and the total.
        let margins: [&[u32]; 4] = [&[0, 1], &[2, 3], &[0, 2], &[1, 3]];
        let known = |more: &[&'static [u32]]| {
            let sums = margins.iter().chain(more).copied();
            Equations::new(4, sums)
        };
        assert!(!known(&[]).follows(&[0]));
        assert!(known(&[]).follows(&[0, 1, 2, 3]));
        assert!(known(&[&[3]]).follows(&[0]));
        // (01 + 23 + 02 + 13)/2 is a combination with fractions.
        assert!(Equations::new(3, [&[0, 1][..], &[1, 2], &[0, 2]].into_iter()).follows(&[0]));
    }

    #[test]
    fn cells_of_the_same_sums_are_known_together_only() {
        let sum = |cells: &[u32]| Sum {
            cells: cells.to_vec(),
            n: 9,
            may_hide: None,
        };
        let shown = [sum(&[0, 1, 2]), sum(&[2, 3]), sum(&[3])];
        let known = Known::new(4, &shown).unwrap_or_default();
        assert!(known.follows(&[2]) && known.follows(&[0, 1]) && known.follows(&[1, 0, 3]));
        assert!(!known.follows(&[0]) && !known.follows(&[0, 2]));
    }

    #[test]
    fn the_smallest_beside_is_hidden() {
        let alone = |cell: u32, n: u32| Sum {
            cells: vec![cell],
            n,
            may_hide: Some(cell as usize),
        };
        let total = Sum {
            cells: vec![0, 1, 2],
            n: 30,
            may_hide: None,
        };
        let mut shown = vec![alone(0, 20), alone(1, 7), total, alone(3, 6)];
        let hidden = hide_until_safe(4, &mut shown, &[vec![2]]);
        assert_eq!(hidden, Some(vec![1]));
        assert_eq!(shown.len(), 3);
    }
}
