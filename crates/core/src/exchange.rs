//! Plain bytes between instances of the core that share no memory, such as the workers of the page.
//!
//! Numbers are little-endian, lists begin with their length. Both ends are built from the same source,
//! so there is no version; bytes that end too early are noticed.

/// Adds a number.
pub(crate) fn put_number(number: u32, to: &mut Vec<u8>) {
    to.extend(number.to_le_bytes());
}

/// Adds bytes with their length.
pub(crate) fn put_bytes(bytes: &[u8], to: &mut Vec<u8>) {
    put_number(bytes.len() as u32, to);
    to.extend_from_slice(bytes);
}

/// Adds numbers with their count.
pub(crate) fn put_numbers(numbers: &[u32], to: &mut Vec<u8>) {
    put_number(numbers.len() as u32, to);
    let start = to.len();
    to.resize(start + size_of_val(numbers), 0);
    let (places, _) = to[start..].as_chunks_mut();
    for (place, number) in places.iter_mut().zip(numbers) {
        *place = number.to_le_bytes();
    }
}

/// Adds things with their count.
pub(crate) fn put_list<T>(list: &[T], to: &mut Vec<u8>, put: impl Fn(&T, &mut Vec<u8>)) {
    put_number(list.len() as u32, to);
    list.iter().for_each(|thing| put(thing, to));
}

/// What is left of some bytes. Everything taken from bytes that have ended is `None`.
pub(crate) struct Bytes<'b>(pub(crate) &'b [u8]);

impl<'b> Bytes<'b> {
    /// The next bytes.
    pub(crate) fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// The next bytes, as many as the array has.
    pub(crate) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    /// What [`put_number`] has added.
    pub(crate) fn number(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    /// A number of 64 bits.
    pub(crate) fn long_number(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    /// What [`put_bytes`] has added.
    pub(crate) fn bytes(&mut self) -> Option<&'b [u8]> {
        let length = self.number()?;
        self.take(length as usize)
    }

    /// What [`put_bytes`] has added, as text.
    pub(crate) fn text(&mut self) -> Option<String> {
        let text = std::str::from_utf8(self.bytes()?).ok()?;
        Some(text.to_owned())
    }

    /// What [`put_numbers`] has added.
    pub(crate) fn numbers(&mut self) -> Option<Vec<u32>> {
        let count = self.number()? as usize;
        let (numbers, _) = self.take(count.checked_mul(4)?)?.as_chunks();
        Some(numbers.iter().copied().map(u32::from_le_bytes).collect())
    }

    /// What [`put_list`] has added.
    pub(crate) fn list<T>(&mut self, read: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        (0..self.number()?).map(|_| read(self)).collect()
    }

    /// One of the values, by its place among them.
    pub(crate) fn one_of<T: Copy>(&mut self, values: &[T]) -> Option<T> {
        let [place] = self.array()?;
        values.get(usize::from(place)).copied()
    }
}
