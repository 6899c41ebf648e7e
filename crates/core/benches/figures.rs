//! Times of the figures of one file: the whole report, and the part that follows a filter.
//!
//! `cargo bench -p vocal-core --bench figures -- FILE [all|report|filter] [RUNS]`; numbers and how
//! to read them: docs/performance.md. Under callgrind one run of one part counts its instructions.

#![allow(
    clippy::disallowed_methods,
    reason = "a benchmark reads the clock; the core it measures does not"
)]

use std::time::{Duration, Instant};
use vocal_core::filter::{Condition, Filter};
use vocal_core::report::Role;
use vocal_core::{Analysis, Reader, Settings};

fn main() {
    let arguments: Vec<String> = std::env::args().filter(|it| it != "--bench").collect();
    let Some(file) = arguments.get(1) else {
        println!("no file given, nothing to time");
        return;
    };
    let part = arguments.get(2).map_or("all", String::as_str);
    let runs = arguments.get(3).and_then(|runs| runs.parse().ok());
    let runs = runs.unwrap_or(5);
    let bytes = std::fs::read(file).expect("a readable file");
    let settings = Settings::default();
    let mut reader = Reader::new(&settings);
    bytes
        .chunks(1 << 20)
        .for_each(|chunk| reader.push(chunk).expect("a table"));
    let mut analysis = Analysis::new("bench.csv", reader, &settings).expect("a table");
    if part != "filter" {
        while analysis.code_comments(usize::MAX) > 0 {}
    }
    println!(
        "{} rows, {} comments",
        analysis.reading().rows,
        analysis.comment_count()
    );
    if part != "filter" {
        time("report, first", 1, || analysis.report(&Filter::new()));
        time("report, again", runs, || analysis.report(&Filter::new()));
    }
    if part == "report" {
        return;
    }
    for filter in filters(&analysis) {
        time(&format!("figures under {filter:?}"), runs, || {
            analysis.figures(&filter)
        });
    }
}

/// Every group of the first three segments, and the lower half of the first score.
fn filters(analysis: &Analysis) -> Vec<Filter> {
    let columns = &analysis.reading().columns;
    let figures = analysis.figures(&Filter::new());
    let mut filters = vec![Filter::new()];
    for breakdown in figures.breakdowns.iter().take(3) {
        let largest = breakdown.groups.iter().find(|group| !group.hidden);
        filters.extend(largest.map(|group| {
            vec![Condition::Segment {
                column: breakdown.by,
                keys: vec![group.key.clone()],
            }]
        }));
    }
    let score = columns.iter().find(|column| column.role == Role::Score);
    filters.extend(score.map(|score| {
        let [from, to] = score.scale.unwrap_or([0, 10]);
        vec![Condition::Score {
            column: score.index,
            from,
            to: (from + to) / 2,
        }]
    }));
    filters
}

/// Prints the fastest and the middle time of some runs: the machine is rarely quiet.
fn time<T>(what: &str, runs: u32, work: impl Fn() -> T) {
    let mut times: Vec<Duration> = (0..runs.max(1))
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(work());
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    println!(
        "{what}: {:.1} ms (middle {:.1})",
        ms(times[0]),
        ms(times[times.len() / 2])
    );
}
