//! Sorting of lists that are short or sorted once, and ordered maps and sets, with little code.
//!
//! [`slice::sort_by`] is compiled anew for every comparison, some six kilobytes each time; together
//! that was a seventh of the WebAssembly module. Here the sorting itself is compiled once. It is
//! stable and gives the same order; it takes a call per comparison, so that lists with an entry per
//! row, or lists in inner loops, are better off with the standard library.

use std::cmp::Ordering;

/// Stable sorting without a sorting algorithm of its own for every comparison.
pub(crate) trait Arrange<T> {
    /// As [`slice::sort_by`].
    fn arrange_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);

    /// As [`slice::sort`].
    fn arrange(&mut self)
    where
        T: Ord,
    {
        self.arrange_by(T::cmp);
    }

    /// As [`slice::sort_by_key`].
    fn arrange_by_key<K: Ord>(&mut self, mut key: impl FnMut(&T) -> K) {
        self.arrange_by(|a, b| key(a).cmp(&key(b)));
    }
}

/// Maps and sets in order without a sorting algorithm of their own for every type: `collect` sorts all
/// entries first.
pub(crate) trait Inserted: Iterator + Sized {
    /// All items, inserted one after the other; of equal keys the last one stays.
    fn inserted<C: Default + Extend<Self::Item>>(self) -> C {
        let mut all = C::default();
        all.extend(self);
        all
    }
}

impl<I: Iterator> Inserted for I {}

impl<T> Arrange<T> for [T] {
    fn arrange_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        let places = sorted_places(self.len(), &mut |a, b| compare(&self[a], &self[b]));
        permute(self, places);
    }
}

/// The places of `length` things in their order.
fn sorted_places(length: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..length).collect();
    places.sort_by(|&a, &b| compare(a, b));
    places
}

/// Moves what is at `places[i]` to `i`, along the cycles of the permutation.
fn permute<T>(list: &mut [T], mut places: Vec<usize>) {
    for start in 0..list.len() {
        let mut at = start;
        loop {
            let from = std::mem::replace(&mut places[at], at);
            if from == start {
                break;
            }
            list.swap(at, from);
            at = from;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::rng::Rng;

    #[test]
    fn the_order_is_that_of_the_standard_library() {
        let mut rng = Rng::new(1, 1);
        for length in (0..40).chain([1000]) {
            let mut list: Vec<(usize, String)> = (0..length)
                .map(|place| (rng.below(length / 3 + 1), place.to_string()))
                .collect();
            let mut expected = list.clone();
            expected.sort_by_key(|(key, _)| std::cmp::Reverse(*key));
            list.arrange_by_key(|(key, _)| std::cmp::Reverse(*key));
            assert_eq!(list, expected, "{length} items");
        }
    }
}
