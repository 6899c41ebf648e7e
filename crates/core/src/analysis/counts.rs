//! Answers of every score in every period and every group of every segment.
//!
//! Recomputation after a filter is mostly this. The answers of neighbouring scores of a row are
//! kept as one number, so that a row is counted once per segment instead of once per segment and
//! score; and when a filter keeps most rows, those that it leaves out are counted and taken from
//! the counts of the whole file, which are made once.

use super::prepared::{Groups, Prepared, ScoreColumn, in_chunks};
use super::selection::Selection;
use crate::figures::Histogram;
use crate::figures::breakdown::Sizes;

/// Most combinations of answers that one number of a [`Joint`] stands for.
const MAX_CELLS: usize = 4096;

/// Most counters of one partition and one [`Joint`]: they should stay in the cache of one core.
/// Beyond it every score is counted by itself.
const MAX_COUNTERS: usize = 1 << 17;

/// The answers of some neighbouring scores of every row as one number.
#[derive(Debug)]
pub struct Joint {
    /// Place of the first score.
    first: usize,
    /// Points of each score's scale and one more for "no answer".
    radices: Vec<usize>,
    /// Product of `radices`.
    cells: usize,
    /// One number below `cells` per row.
    codes: Vec<u16>,
}

impl Joint {
    /// Puts neighbouring scores together as long as there are at most [`MAX_CELLS`] combinations.
    /// A score that stays alone needs no second copy of its answers and is left out.
    pub fn all(scores: &[ScoreColumn]) -> Vec<Joint> {
        let mut joints = Vec::new();
        let mut first = 0;
        while first < scores.len() {
            let mut radices = vec![scores[first].width() + 1];
            let mut cells = radices[0];
            for score in &scores[first + 1..] {
                let more = cells * (score.width() + 1);
                if more > MAX_CELLS {
                    break;
                }
                cells = more;
                radices.push(score.width() + 1);
            }
            let next = first + radices.len();
            if radices.len() > 1 {
                let codes = codes(&scores[first..next], &radices);
                joints.push(Joint {
                    first,
                    radices,
                    cells,
                    codes,
                });
            }
            first = next;
        }
        joints
    }
}

fn codes(scores: &[ScoreColumn], radices: &[usize]) -> Vec<u16> {
    let mut codes = vec![0u16; scores.first().map_or(0, |score| score.points().len())];
    for (score, &radix) in scores.iter().zip(radices) {
        let none = radix as u16 - 1;
        for (code, &point) in codes.iter_mut().zip(score.points()) {
            *code = *code * radix as u16 + u16::from(point).min(none);
        }
    }
    codes
}

/// Counts of answers by partition, group and score.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// Place of each score's counts among those of a group.
    offsets: Vec<usize>,
    /// Counters per group: the points of all scores and one "no answer" each.
    width: usize,
    /// Per partition, in the order of [`partitions`]: counters by group, rows without a group last.
    partitions: Vec<Vec<u32>>,
}

/// The partitions that are counted: periods, then segments.
pub fn partitions(prepared: &Prepared) -> impl Iterator<Item = &Groups> {
    let periods = prepared.dates.iter().map(|dates| &dates.groups);
    periods.chain(prepared.segments.iter().map(|segment| &segment.groups))
}

impl Counts {
    /// Counts the selected rows.
    pub fn new(prepared: &Prepared, selection: &Selection) -> Self {
        let Some(kept) = selection.kept() else {
            return prepared.everything().clone();
        };
        if kept.len() * 2 <= selection.all() as usize {
            return Counts::of_rows(prepared, Some(kept));
        }
        let mut counts = prepared.everything().clone();
        let left_out = Counts::of_rows(prepared, Some(&selection.left_out()));
        for (all, left_out) in counts.partitions.iter_mut().zip(left_out.partitions) {
            all.iter_mut().zip(left_out).for_each(|(all, n)| *all -= n);
        }
        counts
    }

    /// Counts some rows, or all of them.
    pub fn of_rows(prepared: &Prepared, rows: Option<&[u32]>) -> Self {
        let mut offsets = Vec::with_capacity(prepared.scores.len());
        let mut width = 0;
        for score in &prepared.scores {
            offsets.push(width);
            width += score.width() + 1;
        }
        let mut counts = Counts {
            offsets,
            width,
            partitions: Vec::new(),
        };
        if counts.offsets.is_empty() {
            return counts;
        }
        let mut found: Vec<Vec<u32>> = partitions(prepared)
            .map(|groups| counts.count(prepared, Some(groups), rows))
            .collect();
        if found.is_empty() {
            // Without any partition all rows are "rows without a group".
            found.push(counts.count(prepared, None, rows));
        }
        counts.partitions = found;
        counts
    }

    fn count(
        &self,
        prepared: &Prepared,
        groups: Option<&Groups>,
        rows: Option<&[u32]>,
    ) -> Vec<u32> {
        let none = groups.map_or(0, |groups| groups.keys.len());
        let mut found = vec![0; (none + 1) * self.width];
        let mut alone = vec![true; prepared.scores.len()];
        let mut counters = Vec::new();
        for joint in &prepared.joints {
            if (none + 1) * joint.cells > MAX_COUNTERS {
                continue;
            }
            counters.clear();
            counters.resize((none + 1) * joint.cells, 0);
            tally(groups, &joint.codes, joint.cells, rows, &mut counters);
            alone[joint.first..joint.first + joint.radices.len()].fill(false);
            let groups = counters.chunks_exact(joint.cells);
            for (counters, found) in groups.zip(found.chunks_exact_mut(self.width)) {
                unfold(joint, counters, &mut found[self.offsets[joint.first]..]);
            }
        }
        let left = prepared.scores.iter().zip(&self.offsets).zip(alone);
        for ((score, &offset), _) in left.filter(|(_, alone)| *alone) {
            let points = score.width() + 1;
            counters.clear();
            counters.resize((none + 1) * points, 0);
            tally(groups, score.points(), points, rows, &mut counters);
            let groups = counters.chunks_exact(points);
            for (counters, found) in groups.zip(found.chunks_exact_mut(self.width)) {
                found[offset..offset + points].copy_from_slice(counters);
            }
        }
        found
    }

    /// Answers of the score at `place` over all counted rows.
    pub fn all(&self, prepared: &Prepared, place: usize) -> Histogram {
        let score = &prepared.scores[place];
        let mut all = score.empty();
        let groups = self
            .partitions
            .first()
            .map(|counts| counts.chunks_exact(self.width));
        groups
            .into_iter()
            .flatten()
            .for_each(|counts| all.add(&score.histogram_of(&counts[self.offsets[place]..])));
        all
    }

    /// Number of answers of the score at `place`.
    pub fn n(&self, place: usize) -> u32 {
        let sizes = self.partitions.first().map(|_| self.sizes(place, 0));
        sizes.map_or(0, |sizes| sizes.n.iter().sum::<u32>() + sizes.none)
    }

    /// Number of partitions.
    pub fn partitions(&self) -> usize {
        self.partitions.len()
    }

    /// Answers of the score at `place` in each group of a partition.
    pub fn sizes(&self, place: usize, partition: usize) -> Sizes {
        let start = self.offsets.get(place).copied().unwrap_or(0);
        let end = self.offsets.get(place + 1).copied().unwrap_or(self.width);
        let counts = self
            .partitions
            .get(partition)
            .map_or(&[][..], Vec::as_slice);
        let groups = counts.chunks_exact(self.width.max(1));
        // The last counter of a score is about those without an answer.
        let answered = |counts: &[u32]| counts.get(start..end - 1).map_or(0, |n| n.iter().sum());
        let mut n: Vec<u32> = groups.map(answered).collect();
        let none = n.pop().unwrap_or(0);
        Sizes {
            hidden: vec![false; n.len()],
            n,
            none,
        }
    }

    /// Answers of the score at `place` by period; empty without a date.
    pub fn by_period(&self, prepared: &Prepared, place: usize) -> Vec<(String, Histogram)> {
        match &prepared.dates {
            Some(dates) => self.by_group(prepared, place, &dates.groups, 0),
            None => Vec::new(),
        }
    }

    /// Answers of the score at `place` by the groups of the segment at `segment`.
    pub fn by_segment(
        &self,
        prepared: &Prepared,
        place: usize,
        segment: usize,
    ) -> Vec<(String, Histogram)> {
        let partition = segment + usize::from(prepared.dates.is_some());
        self.by_group(
            prepared,
            place,
            &prepared.segments[segment].groups,
            partition,
        )
    }

    fn by_group(
        &self,
        prepared: &Prepared,
        place: usize,
        groups: &Groups,
        partition: usize,
    ) -> Vec<(String, Histogram)> {
        let (score, offset) = (&prepared.scores[place], self.offsets[place]);
        let counts = self.partitions[partition].chunks_exact(self.width);
        let groups = groups.keys.iter().zip(counts);
        groups
            .map(|(key, counts)| (key.clone(), score.histogram_of(&counts[offset..])))
            .collect()
    }
}

/// Counts one number per row, below `cells`, by group; rows in no group count behind the last.
fn tally<T: Copy + Into<usize>>(
    groups: Option<&Groups>,
    codes: &[T],
    cells: usize,
    rows: Option<&[u32]>,
    counters: &mut [u32],
) {
    in_chunks(codes.len(), rows, &mut |chunk, of_row| {
        if let Some(groups) = groups {
            groups.refine(chunk, of_row);
        }
        chunk.look(codes, of_row, |group, code| {
            // A code is below `cells` unless it stands for "no answer", which is the last cell.
            let code: usize = code.into();
            counters[*group as usize * cells + code.min(cells - 1)] += 1;
        });
    });
}

/// Adds the counts of combinations to the counts of the single scores, which lie one behind the
/// other in `found`.
fn unfold(joint: &Joint, counters: &[u32], found: &mut [u32]) {
    for (code, &n) in counters.iter().enumerate().filter(|(_, n)| **n > 0) {
        let (mut rest, mut end) = (code, joint.radices.iter().sum::<usize>());
        for &radix in joint.radices.iter().rev() {
            end -= radix;
            found[end + rest % radix] += n;
            rest /= radix;
        }
    }
}
