//! Delimited text: any bytes give a table or an error, and every split into chunks the same one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vocal_core::{Reader, Settings};

fuzz_target!(|input: (u8, Vec<u8>)| {
    let (size, bytes) = input;
    let mut whole = Reader::new(&Settings::default());
    let pushed = whole.push(&bytes);
    let mut cut = Reader::new(&Settings::default());
    for chunk in bytes.chunks(usize::from(size).max(1)) {
        let _ = cut.push(chunk);
    }
    if pushed.is_ok() {
        assert_eq!(whole.finish(), cut.finish());
    }
});
