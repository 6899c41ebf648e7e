//! SPSS files: any bytes behind the signature.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vocal_core::{Reader, Settings};

fuzz_target!(|bytes: &[u8]| {
    let mut file = b"$FL2".to_vec();
    file.extend_from_slice(bytes);
    let mut reader = Reader::new(&Settings::default());
    if reader.push(&file).is_ok() {
        let _ = reader.finish();
    }
});
