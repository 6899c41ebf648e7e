//! A small, seeded source of chance: the same sequence on every machine.

/// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number
/// generators", 2014).
pub struct Random(u64);

impl Random {
    /// A source that starts from `seed`.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `count` − 1; 0 when `count` is 0.
    pub fn below(&mut self, count: usize) -> usize {
        // The bias of the remainder is far below what a sample could show.
        (self.next() % count.max(1) as u64) as usize
    }

    /// True in `percent` of 100 calls.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One item, each as likely as its weight.
    pub fn weighted<T: Copy>(&mut self, items: &[(T, usize)]) -> T {
        let total = items.iter().map(|(_, weight)| weight).sum();
        let mut rest = self.below(total);
        for (item, weight) in items {
            if rest < *weight {
                return *item;
            }
            rest -= weight;
        }
        items[items.len() - 1].0
    }

    /// One item, all equally likely.
    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_kept() {
        let mut random = Random::new(1);
        let draws: Vec<char> = (0..10_000)
            .map(|_| random.weighted(&[('a', 70), ('b', 30), ('c', 0)]))
            .collect();
        let share = draws.iter().filter(|draw| **draw == 'a').count();
        assert!((6_800..7_200).contains(&share), "{share}");
        assert!(!draws.contains(&'c'));
    }

    #[test]
    fn equal_seeds_give_equal_sequences() {
        let sequence = |seed| {
            let mut random = Random::new(seed);
            (0..5).map(|_| random.below(1_000_000)).collect::<Vec<_>>()
        };
        assert_eq!(sequence(7), sequence(7));
        assert_ne!(sequence(7), sequence(8));
    }
}
