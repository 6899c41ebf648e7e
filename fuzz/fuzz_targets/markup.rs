//! Tables in pages and in XML spreadsheets: any text in a table.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vocal_core::{Reader, Settings};

fuzz_target!(|text: &str| {
    let book = "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"><Table>";
    for start in ["<table>", book] {
        let mut reader = Reader::new(&Settings::default());
        if reader.push(format!("{start}{text}").as_bytes()).is_ok() {
            let _ = reader.finish();
        }
    }
});
