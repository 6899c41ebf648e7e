//! How many answers every combination of groups has, counted once for all tables of several segments.

use crate::analysis::counts::partitions;
use crate::analysis::prepared::{Prepared, in_chunks};
use crate::analysis::selection::Selection;

/// Most combinations that are looked up in a plain list: four megabytes.
const MOST: usize = 1 << 20;

/// Rows by their groups in all partitions.
///
/// A million people in six segments are a few ten thousand combinations, so that a table of two or
/// three of them is made from these in a small part of the time that the rows would take.
#[derive(Debug)]
pub(in crate::analysis) struct Profiles {
    /// Per partition the group of each combination; none is the number behind the last.
    groups: Vec<Vec<u16>>,
    /// Per partition how many groups, none included.
    lens: Vec<usize>,
    /// Per score the answers of each combination.
    answers: Vec<Vec<u32>>,
}

impl Profiles {
    /// The combinations of all rows that count. `None` when there are too many to be of use.
    pub fn new(prepared: &Prepared, everybody: &Selection) -> Option<Self> {
        let lens: Vec<usize> = partitions(prepared).map(|one| one.keys.len() + 1).collect();
        let size = lens
            .iter()
            .try_fold(1usize, |size, len| size.checked_mul(*len));
        let size = size.filter(|size| *size <= MOST)?;
        let scores: Vec<&[u8]> = prepared.scores.iter().map(|score| score.points()).collect();
        let mut place_of = vec![u32::MAX; size];
        let mut keys: Vec<usize> = Vec::new();
        let mut answers: Vec<u32> = Vec::new();
        let rows = everybody.all() as usize;
        in_chunks(rows, everybody.kept(), &mut |chunk, of_row| {
            partitions(prepared).for_each(|groups| groups.refine(chunk, of_row));
            for (at, key) in of_row.iter().map(|&key| key as usize).enumerate() {
                if place_of[key] == u32::MAX {
                    place_of[key] = keys.len() as u32;
                    keys.push(key);
                    answers.resize(keys.len() * scores.len(), 0);
                }
                let row = chunk.row(at);
                let start = place_of[key] as usize * scores.len();
                let counts = answers[start..].iter_mut().zip(&scores);
                counts.for_each(|(n, points)| *n += u32::from(points[row] != u8::MAX));
            }
        });
        let mut below = size;
        let groups = lens.iter().map(|len| {
            below /= len;
            keys.iter().map(|key| (key / below % len) as u16).collect()
        });
        let of_score = |score: usize| answers.iter().skip(score).step_by(scores.len()).copied();
        Some(Profiles {
            groups: groups.collect(),
            answers: (0..scores.len())
                .map(|score| of_score(score).collect())
                .collect(),
            lens,
        })
    }

    /// Answers of a score by the groups of some partitions, the last running fastest, those without a
    /// group last in each.
    pub fn table(&self, score: usize, of: &[usize]) -> Vec<u32> {
        let size = of.iter().map(|&partition| self.lens[partition]).product();
        let mut counts = vec![0u32; size];
        for (profile, &n) in self.answers[score].iter().enumerate() {
            let cell = of.iter().fold(0, |cell, &partition| {
                cell * self.lens[partition] + usize::from(self.groups[partition][profile])
            });
            counts[cell] += n;
        }
        counts
    }
}
