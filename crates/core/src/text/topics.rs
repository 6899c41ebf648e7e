//! What words of one file are used alike: latent semantic analysis (Deerwester and others 1990) of
//! its comments. A few labels then say something about words that none of them contains: "rude"
//! stands where "impolite" and "arrogant" stand.

use crate::figures::rng::Rng;
use crate::order::Inserted;
use std::collections::BTreeMap;

/// Directions at most: with 300 labels more of them taught nothing in trials.
pub(super) const TOPIC_COUNT: usize = 40;
/// Comments that a direction needs to be more than chance.
const COMMENTS_PER_TOPIC: usize = 25;
/// Comments that the directions are found from; more found no better ones.
const COMMENTS: usize = 3_000;
/// Comments that have to share a word.
const FEWEST: u32 = 3;
/// Rounds of the subspace iteration (Halko, Martinsson and Tropp 2011, algorithm 4.4): only the
/// space matters here, not the exact directions in it.
const ROUNDS: usize = 3;
/// Random stream of the first directions.
const STREAM: u64 = 0x746f_7069_6373;

/// One value per direction.
type Place = [f32; TOPIC_COUNT];

/// The main directions in which the comments of a file differ by their words.
#[derive(Debug, Default)]
pub(super) struct Topics {
    /// Where each word that enough comments share lies, rarity included, by its slot.
    places: BTreeMap<u32, (f32, Place)>,
    /// Directions in use.
    count: usize,
    /// Brings comments to a mean length of one.
    scale: f32,
}

impl Topics {
    /// Finds the directions from the words of each comment, each word once.
    pub fn of(comments: &[Vec<u32>]) -> Topics {
        let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
        for &word in comments.iter().flatten() {
            *counts.entry(word).or_default() += 1;
        }
        counts.retain(|_, count| *count >= FEWEST);
        let total = comments.len() as f32 + 1.0;
        let rarity: Vec<f32> = counts
            .values()
            .map(|&count| libm::logf(total / (count as f32 + 1.0)).max(0.0))
            .collect();
        let numbers: BTreeMap<u32, usize> = counts.keys().copied().zip(0..).inserted();
        let step = comments.len().div_ceil(COMMENTS).max(1);
        let rows: Vec<Vec<(usize, f32)>> = comments
            .iter()
            .step_by(step)
            .map(|words| row(words, &numbers, &rarity))
            .filter(|row| !row.is_empty())
            .collect();
        let count = (rows.len() / COMMENTS_PER_TOPIC).min(TOPIC_COUNT);
        let basis = iterate(&rows, numbers.len(), count);
        let places = numbers
            .iter()
            .filter_map(|(&word, &at)| Some((word, (*rarity.get(at)?, *basis.get(at)?))))
            .collect();
        let length = |row: &Vec<(usize, f32)>| length(&project(row, &basis));
        let mean = rows.iter().map(length).sum::<f32>() / rows.len().max(1) as f32;
        Topics {
            places,
            count,
            scale: 1.0 / mean.max(1e-6),
        }
    }

    /// Where a comment with these words lies, one value per direction in use.
    pub fn of_comment(&self, words: &[u32]) -> impl Iterator<Item = f32> + use<> {
        let mut sum: Place = [0.0; TOPIC_COUNT];
        let mut square = 0.0;
        for (rarity, place) in words.iter().filter_map(|word| self.places.get(word)) {
            square += rarity * rarity;
            add(&mut sum, place, *rarity);
        }
        let factor = self.scale / square.sqrt().max(1e-6);
        sum.into_iter()
            .take(self.count)
            .map(move |value| value * factor)
    }
}

/// A comment as word numbers with their rarity, of length one.
fn row(words: &[u32], numbers: &BTreeMap<u32, usize>, rarity: &[f32]) -> Vec<(usize, f32)> {
    let mut row: Vec<(usize, f32)> = words
        .iter()
        .filter_map(|word| numbers.get(word))
        .filter_map(|&at| Some((at, *rarity.get(at)?)))
        .collect();
    let length = row
        .iter()
        .map(|(_, value)| value * value)
        .sum::<f32>()
        .sqrt();
    row.iter_mut()
        .for_each(|(_, value)| *value /= length.max(1e-6));
    row
}

/// Orthonormal directions over the words that the rows vary along most.
fn iterate(rows: &[Vec<(usize, f32)>], words: usize, count: usize) -> Vec<Place> {
    let mut rng = Rng::new(0, STREAM);
    let mut basis = vec![[0.0; TOPIC_COUNT]; words];
    for value in basis.iter_mut().flat_map(|place| &mut place[..count]) {
        *value = rng.uniform() as f32 - 0.5;
    }
    for _ in 0..ROUNDS {
        let mut next = vec![[0.0; TOPIC_COUNT]; words];
        for row in rows {
            let place = project(row, &basis);
            for &(at, value) in row {
                add(&mut next[at], &place, value);
            }
        }
        orthonormalise(&mut next, count);
        basis = next;
    }
    basis
}

fn project(row: &[(usize, f32)], basis: &[Place]) -> Place {
    let mut sum = [0.0; TOPIC_COUNT];
    for &(at, value) in row {
        add(&mut sum, &basis[at], value);
    }
    sum
}

fn add(sum: &mut Place, place: &Place, factor: f32) {
    for (sum, value) in sum.iter_mut().zip(place) {
        *sum += factor * value;
    }
}

fn length(place: &Place) -> f32 {
    place.iter().map(|value| value * value).sum::<f32>().sqrt()
}

/// Makes the columns orthonormal (modified Gram–Schmidt); a column that adds nothing becomes zero.
fn orthonormalise(basis: &mut [Place], count: usize) {
    for column in 0..count {
        let norm = (basis.iter().map(|row| row[column] * row[column]))
            .sum::<f32>()
            .sqrt();
        let factor = if norm > 1e-6 { 1.0 / norm } else { 0.0 };
        let mut overlap = [0.0; TOPIC_COUNT];
        for row in basis.iter_mut() {
            row[column] *= factor;
            let own = row[column];
            for (sum, value) in overlap.iter_mut().zip(row.iter()) {
                *sum += own * value;
            }
        }
        for row in basis.iter_mut() {
            let own = row[column];
            for later in column + 1..count {
                row[later] -= overlap[later] * own;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Comments about two things, each of three words out of six that mean the same.
    fn comments() -> Vec<Vec<u32>> {
        let mut rng = Rng::new(1, 1);
        (0..60)
            .map(|at| {
                let first = if at % 2 == 0 { 10 } else { 100 };
                let mut words: Vec<u32> = (0..3).map(|_| first + rng.below(6) as u32).collect();
                words.push(rng.below(5) as u32);
                words.sort_unstable();
                words.dedup();
                words
            })
            .collect()
    }

    #[test]
    fn words_in_the_same_company_lie_close() {
        let topics = Topics::of(&comments());
        let place = |word: u32| topics.of_comment(&[word]).collect::<Vec<f32>>();
        let alike = |a: u32, b: u32| {
            let (a, b) = (place(a), place(b));
            let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
            dot(&a, &b) / (dot(&a, &a) * dot(&b, &b)).sqrt()
        };
        assert!(alike(10, 15) > alike(10, 105) + 0.3);
        assert!(alike(101, 103) > alike(11, 103) + 0.3);
    }

    #[test]
    fn few_comments_have_no_topics() {
        let few = &comments()[..20];
        assert_eq!(Topics::of(few).of_comment(&few[0]).count(), 0);
        assert_eq!(Topics::of(&[]).of_comment(&[1, 2]).count(), 0);
    }
}
