//! Counts of answers on a scale.

/// How many answers fell on each point of a scale.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Histogram {
    low: i32,
    counts: Vec<u32>,
}

impl Histogram {
    /// An empty histogram of the scale `low..=high`.
    pub fn new([low, high]: [i32; 2]) -> Self {
        let points = usize::try_from(high - low + 1).unwrap_or(0);
        Histogram {
            low,
            counts: vec![0; points],
        }
    }

    /// A histogram from counts of `low`, `low + 1`, ….
    pub fn from_counts(low: i32, counts: &[u32]) -> Self {
        Histogram {
            low,
            counts: counts.to_vec(),
        }
    }

    /// Lowest and highest point of the scale.
    pub fn range(&self) -> [i32; 2] {
        [self.low, self.low + (self.counts.len() as i32 - 1).max(0)]
    }

    /// Number of answers.
    pub fn n(&self) -> u32 {
        self.counts.iter().sum()
    }

    /// Answers between `from` and `to`, both included.
    pub fn between(&self, from: i32, to: i32) -> u32 {
        self.points()
            .filter(|(answer, _)| (from..=to).contains(answer))
            .map(|(_, n)| n)
            .sum()
    }

    /// Answer and count for every point of the scale, ascending.
    pub fn points(&self) -> impl Iterator<Item = (i32, u32)> {
        (self.low..).zip(self.counts.iter().copied())
    }

    /// Counts one answer by its place on the scale; places outside the scale are left out.
    pub fn count_point(&mut self, point: usize) {
        if let Some(count) = self.counts.get_mut(point) {
            *count += 1;
        }
    }

    /// Adds the counts of another histogram of the same scale.
    pub fn add(&mut self, other: &Histogram) {
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count += more;
        }
    }

    /// This histogram without the answers of `part`, which must be contained in it.
    pub fn without(&self, part: &Histogram) -> Histogram {
        let counts = self.counts.iter().zip(&part.counts);
        let counts = counts
            .map(|(all, part)| all.saturating_sub(*part))
            .collect();
        Histogram {
            low: self.low,
            counts,
        }
    }

    /// Mean answer; `None` without answers.
    pub fn mean(&self) -> Option<f64> {
        let n = self.n();
        let sum: i64 = self
            .points()
            .map(|(answer, n)| i64::from(answer) * i64::from(n))
            .sum();
        (n > 0).then(|| sum as f64 / f64::from(n))
    }

    /// Sample variance of the answers (denominator n − 1); `None` below two answers.
    pub fn variance(&self) -> Option<f64> {
        let n = f64::from(self.n());
        let mean = self.mean()?;
        let squares: f64 = self
            .points()
            .map(|(answer, n)| {
                f64::from(n) * (f64::from(answer) - mean) * (f64::from(answer) - mean)
            })
            .sum();
        (n >= 2.0).then(|| squares / (n - 1.0))
    }
}
