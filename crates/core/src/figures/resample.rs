//! Bootstrap on sums instead of rows.
//!
//! Every figure that is resampled here is a function of sums over the rows. The rows are dealt at
//! random into at most [`BLOCKS`] blocks, each block is summed once, and a resample draws blocks.
//! Up to that many rows a block is one row, which is the ordinary bootstrap; above, the variance
//! of a sum over random blocks is the same, and its estimate is off by 3 % at most
//! (√(1/(2·499))). A resample then costs the same for a thousand and for a million rows.
//!
//! The order of the rows in the file has no influence: rows are put into the order of their
//! contents before they are dealt.

use super::rng::Rng;
use crate::order::Arrange;
use hashbrown::HashTable;
use std::cmp::Ordering;

/// Resamples of a bootstrap (definitions.md §4).
pub const RESAMPLES: usize = 1000;

/// Most blocks that rows are dealt into.
pub const BLOCKS: usize = 500;

/// Sums that are added up together: as many as stay in registers.
const TILE: usize = 16;

/// Most different contents that are counted instead of added up row by row.
const COUNTED: usize = 1024;

/// Most different contents whose contributions are kept at hand: a few megabytes.
const SPARSE: usize = 1 << 16;

/// Rows of the same content.
struct Class {
    key: u64,
    /// One of them.
    row: u32,
    rows: u32,
}

/// Rows by content, ascending by key; `None` when hardly any are the same. A million people who
/// answered three questions on short scales gave a few hundred different answers.
fn classes(
    (count, rows): (usize, impl Iterator<Item = usize>),
    key: impl Fn(usize) -> u64,
    order: impl Fn(usize, usize) -> Ordering,
) -> Option<Vec<Class>> {
    let most = (count / 4).max(COUNTED);
    let mut classes: Vec<Class> = Vec::new();
    let mut index: HashTable<u32> = HashTable::new();
    for row in rows.map(|row| row as u32) {
        let key = key(row as usize);
        // Different contents may have one key, by a rare chance.
        let same = |&class: &u32| {
            let Class {
                key: other,
                row: of,
                ..
            } = classes[class as usize];
            other == key && order(of as usize, row as usize).is_eq()
        };
        let known = index.find(key, same);
        if let Some(&class) = known {
            classes[class as usize].rows += 1;
            continue;
        }
        if classes.len() == most {
            return None;
        }
        let of = |&class: &u32| classes[class as usize].key;
        index.insert_unique(key, classes.len() as u32, of);
        classes.push(Class { key, row, rows: 1 });
    }
    classes.arrange_by(|a, b| {
        let by_key = a.key.cmp(&b.key);
        by_key.then_with(|| order(a.row as usize, b.row as usize))
    });
    Some(classes)
}

/// The class of every row, in random order. There are no more classes than `T` has room for.
fn shuffled<T: Copy + Default + TryFrom<usize>>(classes: &[Class], rng: &mut Rng) -> Vec<T> {
    let rows = classes.iter().map(|class| class.rows as usize).sum();
    let mut order = Vec::with_capacity(rows);
    for (class, of) in classes.iter().enumerate() {
        let class = T::try_from(class).unwrap_or_default();
        order.extend(std::iter::repeat_n(class, of.rows as usize));
    }
    rng.shuffle(&mut order);
    order
}

/// Deals the rows into blocks and adds what a row of each class contributes as often as the block
/// has it.
fn add_counted(
    classes: &[Class],
    blocks: usize,
    rng: &mut Rng,
    add: &mut impl FnMut(usize, &mut [f64]),
    (width, sums): (usize, &mut [f64]),
) {
    let stride = stride_of(width);
    let mut drawn = vec![0u32; blocks * classes.len()];
    for block in shuffled::<u16>(classes, rng).chunks(blocks.max(1)) {
        let of_block = drawn.chunks_exact_mut(classes.len());
        (of_block.zip(block)).for_each(|(drawn, &class)| drawn[usize::from(class)] += 1);
    }
    let mut one = vec![0.0; width];
    for (class, &Class { row, .. }) in classes.iter().enumerate() {
        one.fill(0.0);
        add(row as usize, &mut one);
        let drawn = drawn.iter().skip(class).step_by(classes.len());
        for (&times, sums) in drawn.zip(sums.chunks_exact_mut(stride)) {
            let times = f64::from(times);
            (sums.iter_mut().zip(&one)).for_each(|(sum, one)| *sum += times * one);
        }
    }
}

/// Deals the rows into blocks; what a row of each class contributes is worked out once.
fn add_sparse(
    classes: &[Class],
    blocks: usize,
    rng: &mut Rng,
    add: &mut impl FnMut(usize, &mut [f64]),
    (width, sums): (usize, &mut [f64]),
) {
    let stride = stride_of(width);
    let mut one = vec![0.0; width];
    // In two lists, as the places are a quarter as long as the numbers.
    let (mut places, mut parts): (Vec<u16>, Vec<f64>) = (Vec::new(), Vec::new());
    let mut ends: Vec<u32> = Vec::with_capacity(classes.len() + 1);
    ends.push(0);
    for class in classes {
        one.fill(0.0);
        add(class.row as usize, &mut one);
        if parts.capacity() - parts.len() < width {
            // Not twice as much: this is the largest list while it stands.
            let more = width + parts.len() / 4;
            places.reserve_exact(more);
            parts.reserve_exact(more);
        }
        for (place, part) in (0u16..).zip(one.iter().copied()) {
            if part != 0.0 {
                places.push(place);
                parts.push(part);
            }
        }
        ends.push(parts.len() as u32);
    }
    for (place, class) in shuffled::<u16>(classes, rng).into_iter().enumerate() {
        let class = usize::from(class);
        let block = &mut sums[place % blocks * stride..][..width];
        let own = ends[class] as usize..ends[class + 1] as usize;
        for (&place, part) in places[own.clone()].iter().zip(&parts[own]) {
            block[usize::from(place)] += part;
        }
    }
}

/// Sums of random blocks of rows.
#[derive(Debug, Clone)]
pub struct Blocks {
    width: usize,
    /// Per block its sums, and zeros up to [`stride_of`] them.
    sums: Vec<f64>,
}

/// Numbers from the sums of one block to those of the next: whole tiles, because what is left beside
/// them would be added up one by one.
fn stride_of(width: usize) -> usize {
    width.next_multiple_of(TILE)
}

impl Blocks {
    /// Deals some rows, so many, into blocks. `key` gives a number per row that is the same for the same
    /// content, and `order` compares the contents of two rows of one number; `add` adds what row
    /// `index` contributes to `width` sums.
    pub fn new(
        (count, rows): (usize, impl Iterator<Item = usize> + Clone),
        key: impl Fn(usize) -> u64,
        order: impl Fn(usize, usize) -> Ordering,
        width: usize,
        rng: &mut Rng,
        mut add: impl FnMut(usize, &mut [f64]),
    ) -> Self {
        let blocks = count.min(BLOCKS);
        let stride = stride_of(width);
        let mut sums = vec![0.0; blocks * stride];
        let dealt: Vec<u32> = match classes((count, rows.clone()), &key, &order) {
            _ if width == 0 => Vec::new(),
            Some(classes) if classes.len() <= COUNTED => {
                add_counted(&classes, blocks, rng, &mut add, (width, &mut sums));
                Vec::new()
            }
            Some(classes) if classes.len() <= SPARSE && width <= usize::from(u16::MAX) => {
                add_sparse(&classes, blocks, rng, &mut add, (width, &mut sums));
                Vec::new()
            }
            // A row of the same content does as well, and few of them stay at hand.
            Some(classes) => {
                let mut dealt = shuffled::<u32>(&classes, rng);
                let row = |class: &mut u32| *class = classes[*class as usize].row;
                dealt.iter_mut().for_each(row);
                dealt
            }
            None => {
                let of_row = rows.map(|row| (key(row), row as u32));
                let mut dealt: Vec<(u64, u32)> = of_row.collect();
                dealt.sort_unstable_by(|a, b| {
                    let by_key = a.0.cmp(&b.0);
                    by_key.then_with(|| order(a.1 as usize, b.1 as usize))
                });
                let mut dealt: Vec<u32> = dealt.into_iter().map(|(_, row)| row).collect();
                rng.shuffle(&mut dealt);
                dealt
            }
        };
        for (place, row) in dealt.iter().enumerate() {
            let block = place % blocks;
            add(*row as usize, &mut sums[block * stride..][..width]);
        }
        Blocks { width, sums }
    }

    /// Number of blocks.
    pub fn len(&self) -> usize {
        self.sums.len() / stride_of(self.width.max(1))
    }

    /// True without any row.
    pub fn is_empty(&self) -> bool {
        self.sums.is_empty()
    }

    /// Sums over all rows.
    pub fn total(&self) -> Vec<f64> {
        let mut total = vec![0.0; self.width];
        for block in self.sums.chunks_exact(stride_of(self.width.max(1))) {
            total
                .iter_mut()
                .zip(block)
                .for_each(|(sum, value)| *sum += value);
        }
        total
    }

    /// Standard error of the mean over drawn blocks, whose first sum is the number of rows and whose
    /// second the sum of the values: that of a ratio, which is the usual one where a block is a row.
    /// `None` without spread.
    pub fn error_of_mean(&self, drawn: &[u32]) -> Option<f64> {
        let blocks = || {
            (self.sums.chunks_exact(stride_of(self.width.max(1))))
                .zip(drawn.iter().map(|&n| f64::from(n)))
        };
        let sum =
            |of: &dyn Fn(&[f64]) -> f64| -> f64 { blocks().map(|(sums, n)| n * of(sums)).sum() };
        let (count, rows, values) = (sum(&|_| 1.0), sum(&|sums| sums[0]), sum(&|sums| sums[1]));
        let mean = values / rows;
        let squares = sum(&|sums| (sums[1] - mean * sums[0]) * (sums[1] - mean * sums[0]));
        let variance = squares * count / (count - 1.0) / (rows * rows);
        // Rounding leaves something of equal values.
        (variance > 1e-24 * mean * mean).then(|| variance.sqrt())
    }

    /// Sums over one resample: as many blocks as there are, drawn with replacement.
    pub fn resample(&self, rng: &mut Rng, drawn: &mut Vec<u32>, out: &mut [f64]) {
        let blocks = self.len();
        drawn.clear();
        drawn.resize(blocks, 0);
        (0..blocks).for_each(|_| drawn[rng.below(blocks)] += 1);
        let (tiles, _) = self.sums.as_chunks::<TILE>();
        let per_block = stride_of(self.width.max(1)) / TILE;
        // More than a third of the blocks are not drawn, and add nothing. Without a branch, because which
        // these are is hard to foresee.
        let mut hit = vec![(0, 0.0); blocks + 1];
        let mut count = 0;
        for (block, &times) in drawn.iter().enumerate() {
            hit[count] = (block * per_block, f64::from(times));
            count += usize::from(times > 0);
        }
        hit.truncate(count);
        // Some sums at a time over all blocks stay in registers; each sum adds up its blocks in the
        // same order as ever.
        for (at, out) in out[..self.width].chunks_mut(TILE).enumerate() {
            let mut tile = [0.0; TILE];
            for (block, times) in &hit {
                let values = &tiles[block + at];
                (tile.iter_mut().zip(values)).for_each(|(sum, value)| *sum += times * value);
            }
            out.copy_from_slice(&tile[..out.len()]);
        }
    }
}

/// The 2.5 % and 97.5 % points of resampled values, by linear interpolation between order
/// statistics (type 7 of Hyndman and Fan 1996). `None` without values.
pub fn percentile_interval(values: &mut [f64]) -> Option<[f64; 2]> {
    values.sort_unstable_by(f64::total_cmp);
    Some([quantile(values, 0.025)?, quantile(values, 0.975)?])
}

/// Quantile of ascending values by linear interpolation (type 7). `None` without values.
pub fn quantile(ascending: &[f64], share: f64) -> Option<f64> {
    let last = ascending.len().checked_sub(1)?;
    let place = share.clamp(0.0, 1.0) * last as f64;
    let below = (libm::floor(place) as usize).min(last);
    let above = (below + 1).min(last);
    let fraction = place - below as f64;
    Some(ascending[below] + fraction * (ascending[above] - ascending[below]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resampled_means_spread_like_the_standard_error() {
        for rows in [60usize, 6_000] {
            let values: Vec<f64> = (0..rows).map(|row| ((row * 7919) % 11) as f64).collect();
            let key = |row: usize| values[row] as u64;
            let mut rng = Rng::new(1, 1);
            let order = |a: usize, b: usize| key(a).cmp(&key(b));
            let blocks = Blocks::new((rows, 0..rows), key, order, 2, &mut rng, |row, sums| {
                sums[0] += 1.0;
                sums[1] += values[row];
            });
            let n = rows as f64;
            let mean = values.iter().sum::<f64>() / n;
            let variance = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n;
            let (mut drawn, mut sums) = (Vec::new(), [0.0; 2]);
            let mut squares = 0.0;
            for _ in 0..2000 {
                blocks.resample(&mut rng, &mut drawn, &mut sums);
                let off = sums[1] / sums[0] - mean;
                squares += off * off / 2000.0;
            }
            let ratio = (squares / (variance / n)).sqrt();
            assert!((0.93..1.07).contains(&ratio), "{rows} rows: {ratio}");
        }
    }

    #[test]
    fn rows_of_the_same_content_stand_for_each_other() {
        let rows = 12_000;
        for contents in [11, 2_500] {
            let value = |row: usize| ((row * 7919) % contents) as f64;
            let key = |row: usize| value(row) as u64;
            let add = |row: usize, sums: &mut [f64]| sums[0] += 1.0 / (1.0 + value(row));
            let by_key = |a: usize, b: usize| key(a).cmp(&key(b));
            let blocks = Blocks::new((rows, 0..rows), key, by_key, 1, &mut Rng::new(1, 1), add);
            let mut order: Vec<(u64, u32)> = (0..rows).map(key).zip(0u32..).collect();
            order.sort_unstable();
            Rng::new(1, 1).shuffle(&mut order);
            let mut sums = vec![0.0; BLOCKS];
            for (place, (_, row)) in order.iter().enumerate() {
                add(*row as usize, &mut sums[place % BLOCKS..=place % BLOCKS]);
            }
            let same = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-12;
            assert!(
                blocks.sums.iter().step_by(TILE).zip(&sums).all(same),
                "{contents} contents"
            );
        }
    }

    #[test]
    fn different_contents_of_one_key_are_told_apart() {
        let rows = 12_000;
        for contents in [11usize, 2_500, 10_000] {
            let value = |row: usize| (row * 7919) % contents;
            let key = |row: usize| (value(row) % 5) as u64;
            let order = |a: usize, b: usize| value(a).cmp(&value(b));
            let add = |row: usize, sums: &mut [f64]| sums[0] += value(row) as f64;
            let blocks = Blocks::new((rows, 0..rows), key, order, 1, &mut Rng::new(1, 1), add);
            let expected: usize = (0..rows).map(value).sum();
            assert!(
                (blocks.total()[0] - expected as f64).abs() < 1e-6,
                "{contents}"
            );
        }
    }

    #[test]
    fn quantiles_agree_with_numpy() {
        // numpy.quantile([1, 2, 4, 8], [0.025, 0.5, 0.975])
        let values = [1.0, 2.0, 4.0, 8.0];
        for (share, expected) in [(0.025, 1.075), (0.5, 3.0), (0.975, 7.7)] {
            let value = quantile(&values, share).unwrap_or(f64::NAN);
            assert!((value - expected).abs() < 1e-12, "{share}: {value}");
        }
        assert_eq!(quantile(&[], 0.5), None);
    }
}
