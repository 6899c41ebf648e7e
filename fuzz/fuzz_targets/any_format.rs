//! Any bytes, through reading and roles, and through the rewriting as CSV.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vocal_core::reading::convert;
use vocal_core::roles::{assign_roles, is_no_survey};
use vocal_core::{Reader, Settings};

fuzz_target!(|bytes: &[u8]| {
    let settings = Settings::default();
    let _ = convert(bytes, &settings);
    let mut reader = Reader::new(&settings);
    if reader.push(bytes).is_err() {
        return;
    }
    if let Ok((table, _)) = reader.finish() {
        let columns = assign_roles(&table, &settings);
        let _ = is_no_survey(&table, &columns);
    }
});
