//! Reading and the whole report, natively, in rows and bytes per second.
//!
//! `cargo bench -p vocal-core --bench report`; numbers and how to read them: docs/performance.md.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use vocal_core::{Analysis, Reader, Settings};

const ROWS: u32 = 20_000;

const COMMENTS: [&str; 6] = [
    "",
    "Świetna obsługa, ale na dostawę czekałem tydzień",
    "\"Kurier był miły, paczka cała\"",
    "The app keeps crashing when I pay",
    "Too expensive, \"\"premium\"\" is a joke",
    "Nie mam uwag",
];

/// A survey of about 110 bytes a row, made without randomness.
fn survey() -> String {
    let mut text = String::from("id,date,country,channel,nps,csat,ces,comment,email\n");
    for row in 0..ROWS {
        let mixed = row.wrapping_mul(2_654_435_761) >> 8;
        let comment = COMMENTS[(mixed % 6) as usize].trim_matches('"');
        text += &format!(
            "resp_{mixed:08x},2025-{:02}-{:02} 10:00:00,{},{},{},{},{},\"{comment}\",user{row}@example.com\n",
            row * 12 / ROWS + 1,
            mixed % 28 + 1,
            ["PL", "DE", "GB", "US"][(mixed % 4) as usize],
            ["email", "web", "store"][(mixed % 3) as usize],
            mixed % 11,
            mixed % 5 + 1,
            mixed % 7 + 1,
        );
    }
    text
}

fn benches(criterion: &mut Criterion) {
    let text = survey();
    let settings = Settings::default();
    let mut group = criterion.benchmark_group("survey");
    group.sample_size(10);
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("read", |bencher| {
        bencher.iter(|| {
            let mut reader = Reader::new(&settings);
            text.as_bytes()
                .chunks(1 << 16)
                .for_each(|chunk| reader.push(chunk).expect("text"));
            black_box(reader.finish().expect("rows"))
        });
    });
    group.bench_function("read_code_report", |bencher| {
        bencher.iter(|| {
            let analysis = Analysis::of_bytes("survey.csv", text.as_bytes(), &settings);
            black_box(analysis.expect("rows").report(&Vec::new()))
        });
    });
    let analysis = Analysis::of_bytes("survey.csv", text.as_bytes(), &settings).expect("rows");
    group.bench_function("report", |bencher| {
        bencher.iter(|| black_box(analysis.report(&Vec::new())));
    });
    group.finish();
}

criterion_group!(survey_benches, benches);
criterion_main!(survey_benches);
