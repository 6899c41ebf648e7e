//! JSON and NDJSON: any text behind an opening bracket.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vocal_core::{Reader, Settings};

fuzz_target!(|text: &str| {
    for start in ["[{\"", "{\""] {
        let mut reader = Reader::new(&Settings::default());
        if reader.push(format!("{start}{text}").as_bytes()).is_ok() {
            let _ = reader.finish();
        }
    }
});
