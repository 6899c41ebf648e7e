//! Identity of a file: SHA-256 of its bytes, in chunks.

use sha2::{Digest as _, Sha256};

/// Running digest.
#[derive(Debug, Clone, Default)]
pub struct Digest(Sha256);

impl Digest {
    /// Takes the next bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest in lower-case hexadecimal.
    pub fn hex(self) -> String {
        self.0
            .finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn agrees_with_the_standard() {
        // FIPS 180-2, appendix B.1.
        let mut digest = super::Digest::default();
        digest.push(b"a");
        digest.push(b"bc");
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(digest.hex(), expected);
    }
}
