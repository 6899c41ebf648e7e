//! Little-endian numbers at a place in foreign bytes. The place may come from the file, too: any is allowed, and there
//! is no number where the bytes are not there.

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
    fn no_place_is_too_far() {
        let bytes = [1, 0, 0, 0, 0, 0, 0, 0, 2];
        assert_eq!((u16_at(&bytes, 7), u16_at(&bytes, 8)), (Some(0x200), None));
        assert_eq!((u32_at(&bytes, 0), u32_at(&bytes, 6)), (Some(1), None));
        for place in [2, 9, usize::MAX - 7, usize::MAX] {
            assert_eq!((u64_at(&bytes, place), f64_at(&bytes, place)), (None, None));
        }
    }
}
