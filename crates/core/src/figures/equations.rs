//! Sums that follow from sums (definitions.md §2).
//!
//! What views show of a file are numbers of answers: sums over the cells of the finest table of all
//! segments concerned. A further sum can be computed from them exactly when it is a linear
//! combination of them.

use crate::order::Inserted;
use std::collections::BTreeSet;

/// Elimination is done modulo this prime: exact, and without fractions. A combination with fractions
/// is one here, too, unless a denominator is divisible by the prime.
const PRIME: u64 = (1 << 31) - 1;

/// Most unknown cells, and most equations between them: beyond, the elimination would take seconds.
const MOST: usize = 600;

/// The sums that follow from some sums.
#[derive(Debug, Clone, Default)]
pub struct Equations {
    unknowns: usize,
    /// Independent rows, each with a one at its pivot and zeros at those of the rows before.
    rows: Vec<(usize, Vec<u64>)>,
}

impl Equations {
    /// The sums that follow from `sums` over so many unknown cells; a sum is a list of cells.
    pub fn new<'a>(unknowns: usize, sums: impl Iterator<Item = &'a [u32]>) -> Self {
        let mut equations = Equations {
            unknowns,
            rows: Vec::new(),
        };
        for sum in sums {
            let mut rest = equations.rest(sum);
            let Some(pivot) = rest.iter().position(|value| *value != 0) else {
                continue;
            };
            let scale = inverse(rest[pivot]);
            let cells = rest.iter_mut();
            cells.for_each(|value| *value = *value * scale % PRIME);
            equations.rows.push((pivot, rest));
        }
        equations
    }

    /// True when the sum over some cells follows.
    pub fn follows(&self, sum: &[u32]) -> bool {
        self.rest(sum).iter().all(|value| *value == 0)
    }

    /// What is left of a sum when what follows is taken away.
    fn rest(&self, sum: &[u32]) -> Vec<u64> {
        let mut rest = vec![0; self.unknowns];
        sum.iter().for_each(|&cell| rest[cell as usize] += 1);
        for (pivot, row) in &self.rows {
            let factor = rest[*pivot];
            if factor != 0 {
                let pairs = rest.iter_mut().zip(row);
                pairs.for_each(|(value, of)| *value = (*value + (PRIME - factor) * of) % PRIME);
            }
        }
        rest
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
    /// Number of each cell among those that are not shown alone.
    unknown: Vec<Option<u32>>,
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
        let mut unknowns = 0;
        let unknown = alone.iter().map(|alone| {
            (!alone).then(|| {
                unknowns += 1;
                unknowns - 1
            })
        });
        let mut known = Known {
            unknown: unknown.collect(),
            equations: Equations::default(),
        };
        let sums: BTreeSet<Vec<u32>> = shown.iter().map(|sum| known.left_of(&sum.cells)).inserted();
        let sums: Vec<&[u32]> = (sums.iter().map(Vec::as_slice))
            .filter(|sum| !sum.is_empty())
            .collect();
        if unknowns as usize > MOST || sums.len() > MOST {
            return None;
        }
        known.equations = Equations::new(unknowns as usize, sums.into_iter());
        Some(known)
    }

    /// True when the sum over some cells follows.
    pub fn follows(&self, cells: &[u32]) -> bool {
        self.equations.follows(&self.left_of(cells))
    }

    fn left_of(&self, cells: &[u32]) -> Vec<u32> {
        let unknown = cells.iter().filter_map(|&cell| self.unknown[cell as usize]);
        unknown.collect()
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
