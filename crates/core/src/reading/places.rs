//! Where strings lie in an arena, in a byte and a half per string.

use crate::exchange::{Bytes, put_bytes, put_list, put_number};
use std::ops::Range;

/// Strings from one that is looked up to the next one.
const BLOCK: usize = 8;

/// Marks a string that is too long for a byte, or does not lie behind the one before.
const FAR: u8 = u8::MAX;

/// First and last place of strings that mostly lie one behind the other and are mostly short. A
/// survey has several texts per row: four bytes for the end of each would be a tenth of all memory.
#[derive(Debug, Clone, Default)]
pub(super) struct Places {
    /// Length of each string, or [`FAR`].
    lengths: Vec<u8>,
    /// Where the string before every [`BLOCK`]th one ends.
    blocks: Vec<u32>,
    /// Strings that are marked, in order.
    far: Vec<Far>,
    /// Where the last string ends.
    end: u32,
}

#[derive(Debug, Clone, Copy)]
struct Far {
    index: u32,
    start: u32,
    end: u32,
}

impl Places {
    /// Number of strings.
    pub(super) fn len(&self) -> usize {
        self.lengths.len()
    }

    /// Where the last string ends.
    pub(super) fn end(&self) -> usize {
        self.end as usize
    }

    /// Makes room for so many strings in all. A list that grows by doubling would leave up to its own
    /// size unused.
    pub(super) fn reserve(&mut self, strings: usize) {
        let missing = |len: usize, all: usize| all.saturating_sub(len);
        (self.lengths).reserve_exact(missing(self.lengths.len(), strings));
        (self.blocks).reserve_exact(missing(self.blocks.len(), strings.div_ceil(BLOCK)));
    }

    /// Removes all strings and keeps their memory.
    pub(super) fn clear(&mut self) {
        self.lengths.clear();
        self.blocks.clear();
        self.far.clear();
        self.end = 0;
    }

    /// Adds a string of this length right behind the last one, if it is short and its end a number of
    /// 32 bits.
    #[inline]
    pub(super) fn push_behind(&mut self, length: usize) -> bool {
        let end = self.end.checked_add(length as u32);
        let Some(end) = end.filter(|_| length < usize::from(FAR)) else {
            return false;
        };
        self.count(length as u8);
        self.end = end;
        true
    }

    /// Adds a string that lies anywhere.
    pub(super) fn push(&mut self, start: u32, end: u32) {
        if start == self.end && self.push_behind((end - start) as usize) {
            return;
        }
        let index = self.len() as u32;
        self.far.push(Far { index, start, end });
        self.count(FAR);
        self.end = end;
    }

    #[inline]
    fn count(&mut self, length: u8) {
        if self.lengths.len().is_multiple_of(BLOCK) {
            self.blocks.push(self.end);
        }
        self.lengths.push(length);
    }

    /// Adds empty strings until there are so many.
    pub(super) fn fill_to(&mut self, strings: usize) {
        self.lengths.resize(strings.max(self.len()), 0);
        (self.blocks).resize(self.len().div_ceil(BLOCK), self.end);
    }

    /// Removes the last string.
    pub(super) fn pop(&mut self) {
        if self.lengths.pop() == Some(FAR) {
            self.far.pop();
        }
        self.blocks.truncate(self.len().div_ceil(BLOCK));
        let last = self.len().checked_sub(1).and_then(|last| self.get(last));
        self.end = last.map_or(0, |place| place.end as u32);
    }

    /// Place of a string; `None` behind the last one.
    #[inline]
    pub(super) fn get(&self, index: usize) -> Option<Range<usize>> {
        let length = *self.lengths.get(index)?;
        if length == FAR {
            let far = self.far_at(index);
            return Some(far.start as usize..far.end as usize);
        }
        let block = index / BLOCK;
        let mut start = self.blocks[block] as usize;
        for before in block * BLOCK..index {
            start = match self.lengths[before] {
                FAR => self.far_at(before).end as usize,
                length => start + usize::from(length),
            };
        }
        Some(start..start + usize::from(length))
    }

    #[cold]
    fn far_at(&self, index: usize) -> Far {
        let place = self.far.partition_point(|far| (far.index as usize) < index);
        self.far[place]
    }

    /// Places of all strings in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = Range<usize>> + Clone {
        let (mut end, mut far) = (0, self.far.iter());
        self.lengths.iter().map(move |&length| {
            let place = match length {
                FAR => (far.next()).map_or(end..end, |far| far.start as usize..far.end as usize),
                length => end..end + usize::from(length),
            };
            end = place.end;
            place
        })
    }

    /// Adds the strings of another arena that is put behind this one, all of them moved by `moved`.
    pub(super) fn join(&mut self, other: &Places, moved: u32) {
        self.reserve(self.len() + other.len());
        for Range { start, end } in other.iter() {
            // What is empty before the first letter ends where the strings here do.
            match end {
                0 => self.push(self.end, self.end),
                _ => self.push(start as u32 + moved, end as u32 + moved),
            }
        }
    }

    /// Adds what [`Places::from_bytes`] reads.
    pub(super) fn put(&self, to: &mut Vec<u8>) {
        put_bytes(&self.lengths, to);
        put_list(&self.far, to, |far, to| {
            [far.start, far.end]
                .into_iter()
                .for_each(|place| put_number(place, to))
        });
    }

    pub(super) fn from_bytes(bytes: &mut Bytes<'_>) -> Option<Places> {
        let lengths = bytes.bytes()?;
        let mut far = bytes
            .list(|bytes| Some((bytes.number()?, bytes.number()?)))?
            .into_iter();
        let mut places = Places::default();
        places.reserve(lengths.len());
        for &length in lengths {
            match length {
                FAR => {
                    let (start, end) = far.next().filter(|(start, end)| start <= end)?;
                    places.push(start, end);
                }
                length => places.push_behind(length.into()).then_some(())?,
            }
        }
        Some(places)
    }
}
