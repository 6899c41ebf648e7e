//! Ascending numbers in few bytes: Rice codes of their differences (Rice and Plaunt, 1971).
//!
//! One byte with the number of low bits, then for each number the difference from the one before:
//! the part above the low bits as so many ones and a zero, then the low bits. Bits fill each byte from
//! its lowest on; the last byte is padded with zeros. For numbers spread at random this is within a
//! tenth of a bit of the least that is possible.

/// Appends the numbers, which must ascend.
pub(super) fn write(numbers: &[u32], out: &mut Vec<u8>) {
    let mean = numbers.last().map_or(0, |last| last / numbers.len() as u32);
    // The best number of low bits for geometric differences lies just below that of their mean.
    let low = (mean * 2 / 3 + 1).ilog2();
    out.push(low as u8);
    let (mut bits, mut held) = (0u64, 0u32);
    let mut before = 0;
    for &number in numbers {
        let difference = number - before;
        before = number;
        let ones = difference >> low;
        let unary = (0..ones).map(|_| (1, 1)).chain([(0, 1)]);
        for (value, width) in unary.chain([(u64::from(difference & ((1 << low) - 1)), low)]) {
            bits |= value << held;
            held += width;
            while held >= 8 {
                out.push(bits as u8);
                bits >>= 8;
                held -= 8;
            }
        }
    }
    if held > 0 {
        out.push(bits as u8);
    }
}

/// Takes so many numbers from the front of `bytes`; none when they end too early or are too large.
pub(super) fn read(bytes: &mut &[u8], count: usize) -> Option<Vec<u32>> {
    let (&low, mut rest) = bytes.split_first()?;
    let low = u32::from(low);
    // Each number takes one bit at least.
    if low > 31 || count > rest.len() * 8 {
        return None;
    }
    let (mut bits, mut held) = (0u64, 0u32);
    let mut take = |width: u32| {
        while held < width {
            let (&next, after) = rest.split_first()?;
            rest = after;
            bits |= u64::from(next) << held;
            held += 8;
        }
        let value = bits & ((1 << width) - 1);
        bits >>= width;
        held -= width;
        Some(value as u32)
    };
    let mut numbers = Vec::with_capacity(count);
    let mut number = 0u32;
    for _ in 0..count {
        let mut ones = 0u32;
        while take(1)? == 1 {
            ones += 1;
        }
        let difference = ones.checked_shl(low).filter(|d| d >> low == ones)? | take(low)?;
        number = number.checked_add(difference)?;
        numbers.push(number);
    }
    *bytes = rest;
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_back() {
        for numbers in [
            vec![],
            vec![0],
            vec![0, 0, 1, 4_000_000_000],
            (0..5000u32).map(|i| i * 700 + i % 7 * 90).collect(),
        ] {
            let mut bytes = Vec::new();
            write(&numbers, &mut bytes);
            bytes.push(99);
            let mut rest = &bytes[..];
            assert_eq!(read(&mut rest, numbers.len()), Some(numbers));
            assert_eq!(rest, [99]);
        }
    }

    #[test]
    fn foreign_bytes_are_refused() {
        for bytes in [
            &[][..],
            &[40, 1, 2],
            &[3],
            &[0, 255, 255],
            &[31, 255, 255, 255, 255, 255, 255],
        ] {
            let mut rest = bytes;
            assert_eq!(read(&mut rest, 3), None, "{bytes:?}");
        }
    }
}
