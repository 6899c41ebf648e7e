//! Random numbers that are the same on every machine: everything random starts from the seed of
//! the settings.

/// SplitMix64 (Steele, Lea and Flood 2014): small, fast, and good enough for resampling.
#[derive(Debug, Clone)]
pub struct Rng(u64);

/// The output function of SplitMix64: every bit of the result depends on every bit of `value`.
pub fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

impl Rng {
    /// A generator for one purpose: the same seed gives unrelated numbers in different streams.
    pub fn new(seed: u64, stream: u64) -> Self {
        Rng(mix(seed.wrapping_add(mix(
            stream.wrapping_add(0x9e37_79b9_7f4a_7c15)
        ))))
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// A number below `bound`, 0 when `bound` is 0. The multiplication of Lemire (2019) without
    /// the rejection: its bias is below 2⁻³² for every bound that occurs here.
    pub fn below(&mut self, bound: usize) -> usize {
        let (bits, bound) = (self.bits(), bound as u64);
        if bound > u64::from(u32::MAX) {
            return ((u128::from(bits) * u128::from(bound)) >> 64) as usize;
        }
        // The same product in two halves: WebAssembly has no multiplication of 128 bits.
        let (high, low) = (bits >> 32, bits & u64::from(u32::MAX));
        ((high * bound + ((low * bound) >> 32)) >> 32) as usize
    }

    /// A number from 0 (included) to 1 (not included).
    pub fn uniform(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Puts the items into random order (Fisher–Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_multiply_like_the_whole() {
        let (mut rng, mut same) = (Rng::new(3, 4), Rng::new(3, 4));
        for bound in [
            0,
            1,
            2,
            499,
            500,
            65_537,
            u32::MAX as usize,
            u32::MAX as usize + 1,
        ] {
            for _ in 0..1000 {
                let whole = (u128::from(same.bits()) * bound as u128) >> 64;
                assert_eq!(rng.below(bound) as u128, whole, "below {bound}");
            }
        }
    }

    #[test]
    fn numbers_are_even_and_repeat_with_the_seed() {
        let mut rng = Rng::new(1, 2);
        let mut counts = [0u32; 10];
        (0..100_000).for_each(|_| counts[rng.below(10)] += 1);
        assert!(
            counts.iter().all(|count| (9_600..10_400).contains(count)),
            "{counts:?}"
        );
        assert_eq!(Rng::new(1, 2).bits(), Rng::new(1, 2).bits());
        assert_ne!(Rng::new(1, 2).bits(), Rng::new(1, 3).bits());
        assert_eq!(rng.below(0), 0);
    }
}
