//! How fast delimited text becomes columns, beside a bare loop of csv-core over the same bytes.
//!
//! `cargo bench -p vocal-core --bench reading -- FILE` prints the best of five runs of each and their
//! ratio, and how long a scan for line ends alone takes, which no reader can be faster than. Without
//! FILE, rows like those of a survey are made here.

use std::time::{Duration, Instant};
use vocal_core::{Reader, Settings};

const CHUNK: usize = 1 << 20;

fn main() {
    let file = std::env::args().skip(1).find(|it| !it.starts_with("--"));
    let bytes = file.map_or_else(made, |file| std::fs::read(file).expect("a file to read"));
    let (scan, _) = best(|| memchr::memchr_iter(b'\n', &bytes).count() as u64);
    let (bare, fields) = best(|| bare(&bytes));
    let (columns, rows) = best(|| columns(&bytes));
    println!(
        "{} MB, {rows} rows, {fields} fields: scan {} ms, csv-core {} ms, columns {} ms, ratio {:.2}",
        bytes.len() / 1_000_000,
        scan.as_millis(),
        bare.as_millis(),
        columns.as_millis(),
        columns.as_secs_f64() / bare.as_secs_f64()
    );
}

#[expect(
    clippy::disallowed_methods,
    reason = "a bench is the one place that asks for the time; no figure depends on it"
)]
fn best(work: impl Fn() -> u64) -> (Duration, u64) {
    let runs = (0..5).map(|_| {
        let start = Instant::now();
        let result = std::hint::black_box(work());
        (start.elapsed(), result)
    });
    runs.min().unwrap_or_default()
}

/// Fields of the file, as csv-core finds them.
fn bare(bytes: &[u8]) -> u64 {
    let mut reader = csv_core::Reader::new();
    let mut output = vec![0; 1 << 20];
    let mut fields = 0;
    for chunk in bytes.chunks(CHUNK).chain([&[][..]]) {
        let mut rest = chunk;
        loop {
            let (result, read, _) = reader.read_field(rest, &mut output);
            rest = &rest[read..];
            match result {
                csv_core::ReadFieldResult::Field { .. } => fields += 1,
                csv_core::ReadFieldResult::InputEmpty | csv_core::ReadFieldResult::End => break,
                csv_core::ReadFieldResult::OutputFull => {}
            }
        }
    }
    fields
}

/// Rows of the table.
fn columns(bytes: &[u8]) -> u64 {
    let mut reader = Reader::new(&Settings::default());
    reader.expect(bytes.len() as u64);
    for chunk in bytes.chunks(CHUNK) {
        reader.push(chunk).expect("text is taken");
    }
    let (table, _) = reader.finish().expect("text is read");
    u64::from(table.rows)
}

fn made() -> Vec<u8> {
    let mut text = String::from(
        "id,date,country,region,channel,product,touchpoint,nps,csat,ces,comment,email\n",
    );
    for row in 0..100_000u32 {
        let comment = match row % 3 {
            0 => "",
            1 => "\"Szybka dostawa, miła obsługa\"",
            _ => "the parcel came late again",
        };
        let (day, shop) = (row % 28 + 1, row % 7);
        text += &format!(
            "R{row:07},2026-01-{day:02} 10:{:02}:00,Poland,region {shop},online,p{},checkout,{},{},{},{comment},user{row}@example.com\n",
            row % 60,
            row % 13,
            row % 11,
            row % 5 + 1,
            row % 7 + 1
        );
    }
    text.into_bytes()
}
