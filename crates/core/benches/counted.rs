//! Work whose instructions are counted, see `cargo xtask count`: the same on every run, however busy
//! the machine is.
//!
//! One argument names how far a seeded survey goes: `made`, `read`, `scores`, `coded`, `report` or
//! `filtered`, each after those before it, then `rare` and `protected`: a second survey, which has groups
//! too small to be shown, read and coded, and its report. What one step takes is the difference of two counts.

use std::hint::black_box;
use vocal_core::filter::{Condition, Filter};
use vocal_core::{Analysis, Reader, Settings};

const ROWS: u32 = 4_000;

const COMMENTS: [&str; 8] = [
    "",
    "",
    "Świetna obsługa, ale na dostawę czekałem ponad tydzień i nikt nie odbierał telefonu.",
    "Kurier był miły, paczka cała. Polecam!",
    "The app keeps crashing when I pay, support never answered my e-mails.",
    "Too expensive for what you get; \"\"premium\"\" is a joke",
    "Nie mam uwag",
    "Everything was fine, delivery on time",
];

/// A survey of about 130 bytes a row, made without randomness. Every comment ends in a number of its
/// own: a column with few different texts would be a segment, and nothing would be coded.
///
/// With `rare` groups a few people are in a country of their own, and a product goes with every row, so
/// that the last ones and cells of crosstabs are to be protected.
fn survey(rare: bool) -> String {
    let mut text = String::from("id,date,country,channel,nps,csat,ces,comment,email");
    text += if rare { ",product\n" } else { "\n" };
    for row in 0..ROWS {
        let mixed = row.wrapping_mul(2_654_435_761) >> 7;
        let product = match rare {
            true => format!(",P{}", (mixed / 7 % 13).min(mixed / 91 % 13)),
            false => String::new(),
        };
        let country = match rare && mixed % 331 == 0 {
            true => ["LT", "LV", "EE"][(mixed / 331 % 3) as usize],
            false => ["PL", "DE", "GB", "US"][(mixed % 4) as usize],
        };
        text += &format!(
            "resp_{mixed:08x},2025-{:02}-{:02} 10:00:00,{country},{},{},{},{},\"{} {} {row}\",user{row}@example.com{product}\n",
            row * 12 / ROWS + 1,
            mixed % 28 + 1,
            ["email", "web", "store"][(mixed % 3) as usize],
            mixed % 11,
            mixed % 5 + 1,
            mixed % 7 + 1,
            COMMENTS[(mixed / 16 % 8) as usize],
            ["", "Ok.", "Dziękuję", "Thanks!"][(mixed / 128 % 4) as usize],
        );
    }
    text
}

fn main() {
    // Cargo's own runs of all benchmarks name no step.
    let Some(last) = std::env::args().skip(1).find(|word| !word.starts_with('-')) else {
        println!("no step named, nothing to count");
        return;
    };
    let text = black_box(survey(false));
    if last == "made" {
        return;
    }
    let mut analysis = read(&text);
    if last == "read" {
        return;
    }
    black_box(analysis.report_of_scores(&Filter::new()));
    if last == "scores" {
        return;
    }
    while analysis.code_comments(usize::MAX) > 0 {}
    if last == "coded" {
        return;
    }
    black_box(analysis.report(&Filter::new()));
    if last == "report" {
        return;
    }
    let country = Condition::Segment {
        column: 2,
        keys: vec!["PL".into()],
    };
    black_box(analysis.figures(&vec![country]));
    if last == "filtered" {
        return;
    }
    let mut analysis = read(&survey(true));
    while analysis.code_comments(usize::MAX) > 0 {}
    if last == "rare" {
        return;
    }
    black_box(analysis.report(&Filter::new()));
}

fn read(text: &str) -> Analysis {
    let settings = Settings::default();
    let mut reader = Reader::new(&settings);
    for chunk in text.as_bytes().chunks(1 << 16) {
        reader.push(chunk).expect("text");
    }
    Analysis::new("survey.csv", reader, &settings).expect("rows")
}
