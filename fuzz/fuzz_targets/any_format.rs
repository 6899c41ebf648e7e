//! Any bytes, through reading and roles, and through the rewriting as CSV.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vocal_core::reading::convert;
use vocal_core::{Analysis, Settings};

fuzz_target!(|bytes: &[u8]| {
    let settings = Settings::default();
    let _ = convert(bytes, &settings);
    let _ = Analysis::of_bytes("fuzz", bytes, &settings);
});
