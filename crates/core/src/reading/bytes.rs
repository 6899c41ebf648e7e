//! Little-endian numbers at a place in foreign bytes, and how many of the bytes are of a kind. The place may come from
//! the file, too: any is allowed, and there is no number where the bytes are not there.

/// Bytes of a kind. As long as `is` only compares, sixteen bytes are looked at together, because sums are kept in a
/// byte for as long as one holds them.
pub(super) fn count(bytes: &[u8], is: impl Fn(u8) -> bool) -> usize {
    let few = bytes.chunks(usize::from(u8::MAX));
    let counts = few.map(|few| few.iter().map(|&byte| u8::from(is(byte))).sum::<u8>());
    counts.map(usize::from).sum()
}

fn at<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

pub(super) fn u16_at(bytes: &[u8], place: usize) -> Option<u16> {
    at(bytes, place).map(u16::from_le_bytes)
}

pub(super) fn u32_at(bytes: &[u8], place: usize) -> Option<u32> {
    at(bytes, place).map(u32::from_le_bytes)
}

pub(super) fn u64_at(bytes: &[u8], place: usize) -> Option<u64> {
    at(bytes, place).map(u64::from_le_bytes)
}

pub(super) fn f64_at(bytes: &[u8], place: usize) -> Option<f64> {
    at(bytes, place).map(f64::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_counted_however_many_there_are() {
        for length in [0, 1, 254, 255, 256, 1000] {
            let bytes: Vec<u8> = (0..length).map(|at| (at * 7 % 256) as u8).collect();
            assert_eq!(count(&bytes, |_| true), bytes.len());
            let ascii = bytes.iter().filter(|byte| byte.is_ascii()).count();
            assert_eq!(count(&bytes, |byte| byte.is_ascii()), ascii);
        }
    }

    #[test]
    fn no_place_is_too_far() {
        let bytes = [1, 0, 0, 0, 0, 0, 0, 0, 2];
        assert_eq!((u16_at(&bytes, 7), u16_at(&bytes, 8)), (Some(0x200), None));
        assert_eq!((u32_at(&bytes, 0), u32_at(&bytes, 6)), (Some(1), None));
        for place in [2, 9, usize::MAX - 7, usize::MAX] {
            assert_eq!((u64_at(&bytes, place), f64_at(&bytes, place)), (None, None));
        }
    }
}
