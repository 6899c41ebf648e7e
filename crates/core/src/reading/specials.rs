//! Where in delimited text the bytes stand that mean something: delimiters, quotes, line ends.
//!
//! Sixty-four bytes are compared at a time and give one bit each. Exports have such a byte every dozen
//! bytes: starting a search for the next one each time would cost more than all the bytes between.

use super::dialect::Dialect;
use wide::u8x16;

/// Bytes of which a mask holds a bit each.
const BLOCK: usize = u64::BITS as usize;

/// Bytes that are compared at once.
const LANES: usize = 16;

/// The special bytes of a buffer, in order.
#[derive(Debug)]
pub(super) struct Specials<'a> {
    bytes: &'a [u8],
    /// Delimiter, quote (a line feed where the dialect has none), line feed, carriage return.
    kinds: [u8x16; 4],
    /// Where those that were told end; a place that is none where that is not known.
    told: usize,
    /// The special bytes from there on.
    ahead: Ahead,
}

/// The special bytes from a place on: those of its block that have not been told yet.
///
/// Apart from the bytes, so that a loop can keep it at hand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ahead {
    /// Start of the block that is looked at.
    block: usize,
    mask: u64,
}

impl<'a> Specials<'a> {
    pub(super) fn new(bytes: &'a [u8], dialect: Dialect) -> Self {
        let quote = dialect.quote.unwrap_or(b'\n');
        Specials {
            bytes,
            kinds: [dialect.delimiter, quote, b'\n', b'\r'].map(u8x16::splat),
            told: usize::MAX,
            ahead: Ahead { block: 0, mask: 0 },
        }
    }

    /// The special bytes from a place in the bytes on.
    #[inline]
    pub(super) fn from(&self, place: usize) -> Ahead {
        if self.told == place {
            return self.ahead;
        }
        let block = place - place % BLOCK;
        let mask = self.mask_of(block) & (u64::MAX << (place % BLOCK));
        Ahead { block, mask }
    }

    /// Says that those from `place` on are `ahead`: it need not be looked for them again.
    #[inline]
    pub(super) fn keep(&mut self, place: usize, ahead: Ahead) {
        (self.told, self.ahead) = (place, ahead);
    }

    /// The place of the next special byte.
    #[inline(always)]
    pub(super) fn next(&self, ahead: &mut Ahead) -> Option<usize> {
        while ahead.mask == 0 {
            ahead.block += BLOCK;
            if ahead.block >= self.bytes.len() {
                return None;
            }
            ahead.mask = self.mask_of(ahead.block);
        }
        let place = ahead.block + ahead.mask.trailing_zeros() as usize;
        ahead.mask &= ahead.mask - 1;
        Some(place)
    }

    #[inline(never)]
    fn mask_of(&self, block: usize) -> u64 {
        let rest = &self.bytes[block..];
        if let Some(whole) = rest.first_chunk::<BLOCK>() {
            return self.mask_of_block(whole);
        }
        // The bytes that fill up the last block are none of the file's.
        let mut last = [0; BLOCK];
        last[..rest.len()].copy_from_slice(rest);
        self.mask_of_block(&last) & !(u64::MAX << rest.len())
    }

    fn mask_of_block(&self, block: &[u8; BLOCK]) -> u64 {
        let (lanes, _) = block.as_chunks::<LANES>();
        let one = |(place, lanes): (usize, &[u8; LANES])| {
            let lanes = u8x16::new(*lanes);
            let [a, b, c, d] = self.kinds.map(|kind| lanes.simd_eq(kind));
            u64::from(((a | b) | (c | d)).to_bitmask()) << (place * LANES)
        };
        lanes
            .iter()
            .enumerate()
            .map(one)
            .fold(0, |mask, bits| mask | bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn special_bytes_are_those_that_a_look_at_each_byte_finds(
            text in "[a-zą,\"\n\r ;\0]{0,200}",
            quoted: bool,
            places in proptest::collection::vec((0usize..400, 1usize..9), 1..20),
        ) {
            let bytes = text.as_bytes();
            let quote = quoted.then_some(b'"');
            let dialect = Dialect { quote, ..Dialect::default() };
            let special = |&place: &usize| {
                b",\n\r".contains(&bytes[place]) || Some(bytes[place]) == quote
            };
            let mut specials = Specials::new(bytes, dialect);
            for (place, count) in places {
                let place = place % bytes.len().max(1);
                if place >= bytes.len() {
                    continue;
                }
                let mut ahead = specials.from(place);
                let found = std::iter::from_fn(|| specials.next(&mut ahead));
                let found: Vec<usize> = found.take(count).collect();
                let expected: Vec<usize> = (place..bytes.len()).filter(special).take(count).collect();
                proptest::prop_assert_eq!(&found, &expected);
                // Going on where one has stopped is the same as going there anew.
                if let Some(last) = found.last() && last + 1 < bytes.len() {
                    let next = (last + 1..bytes.len()).find(special);
                    specials.keep(last + 1, ahead);
                    for _ in 0..2 {
                        proptest::prop_assert_eq!(specials.next(&mut specials.from(last + 1)), next);
                    }
                }
            }
        }
    }
}
