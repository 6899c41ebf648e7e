//! A small table of what was worked out before, for whatever comes again and again.

/// Places at first, and at most.
const FEWEST: usize = 64;
const MOST: usize = 4096;

/// Values by key. Each key has one place, which it takes from the one before: what comes often is back there
/// soon. What is in it depends on what came before, so that only what follows from a key alone may be kept.
#[derive(Debug, Clone)]
pub(super) struct Slots<K, V> {
    /// None at first, then a power of two.
    places: Vec<Option<(K, V)>>,
    /// How many values were put into an empty place.
    filled: usize,
}

impl<K, V> Default for Slots<K, V> {
    fn default() -> Self {
        Slots {
            places: Vec::new(),
            filled: 0,
        }
    }
}

impl<K: Copy + PartialEq, V: Copy> Slots<K, V> {
    /// Forgets everything.
    pub fn forget(&mut self) {
        *self = Slots::default();
    }

    /// `hash` is a number that few other keys share; its upper half counts.
    #[inline]
    fn place(&self, hash: u64) -> usize {
        (hash >> 32) as usize & self.places.len().wrapping_sub(1)
    }

    /// The value of a key with this hash, if it is here.
    #[inline]
    pub fn find(&self, hash: u64, key: &K) -> Option<&V> {
        let (own, value) = self.places.get(self.place(hash))?.as_ref()?;
        (own == key).then_some(value)
    }

    /// Keeps a value.
    pub fn put(&mut self, hash: u64, key: K, value: V) {
        // A few comments take little memory. What is forgotten while the table grows is soon met again.
        if self.filled * 2 >= self.places.len() && self.places.len() < MOST {
            let size = (self.places.len() * 4).max(FEWEST);
            self.places.clear();
            self.places.resize(size, None);
            self.filled = 0;
        }
        let at = self.place(hash);
        self.filled += usize::from(self.places[at].is_none());
        self.places[at] = Some((key, value));
    }
}

/// A number without a pattern, to spread hashes with.
pub(super) const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;
