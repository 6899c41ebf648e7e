//! Bytes as text that needs no escaping inside the page: five characters for four bytes, a quarter
//! more than the bytes, where base64 takes a third more.
//!
//! The characters are the 85 from `(` to `|`. Neither `"` nor `&` is among them, so the text stands
//! in an attribute as it is, and without `!` it cannot open a comment. `www/src/blocks.ts` decodes it.

/// First of the 85 characters.
const ZERO: u8 = b'(';

/// The text of the bytes. The last group of fewer than four bytes has one character more than bytes.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(4) * 5);
    for group in bytes.chunks(4) {
        let mut padded = [0; 4];
        padded[..group.len()].copy_from_slice(group);
        let value = u32::from_be_bytes(padded);
        let digits = (0..5).map(|place| value / 85u32.pow(4 - place) % 85);
        let letters = digits.map(|digit| char::from(ZERO + digit as u8));
        text.extend(letters.take(group.len() + 1));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_texts() {
        assert_eq!(encode(b""), "");
        assert_eq!(encode(&[0, 0, 0, 0]), "(((((");
        assert_eq!(encode(&[255; 4]), "z?^4(");
        // The last group: as many digits as are needed to tell its bytes.
        assert_eq!(encode(&[0]), "((");
        assert_eq!(encode(&[0, 0, 0, 1, 0, 0]), "(((()(((");
    }

    #[test]
    fn no_character_that_markup_knows() {
        let text = encode(&(0..=255u8).cycle().take(60_000).collect::<Vec<_>>());
        assert!(text.bytes().all(|byte| (b'('..=b'|').contains(&byte)));
    }
}
