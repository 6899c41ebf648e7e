//! How fast the coder is, and whether a change of speed left its answers alone.

use crate::data::{Item, hash64, load};
use std::fmt::Write;
use std::path::Path;
use vocal_core::text::{Codebook, CodedComment, Coder, Scratch, fold};

/// The first 100 characters of longer texts: Polish and English in equal numbers.
fn hundred_characters(items: &[Item]) -> Vec<String> {
    let long_enough = |i: &&Item| i.text.chars().count() >= 100;
    let (polish, english): (Vec<&Item>, Vec<&Item>) = items
        .iter()
        .filter(long_enough)
        .partition(|i| i.is_polish());
    polish
        .into_iter()
        .take(3000)
        .chain(english.into_iter().take(3000))
        .map(|i| i.text.chars().take(100).collect())
        .collect()
}

/// Codes comments of a hundred characters on one core, `ROUNDS` times, and prints how many per
/// second: language, sentiment, categories and mentions. Under
/// `valgrind --tool=callgrind --toggle-collect='*code_into*'` the instructions counted, divided by
/// the printed number of comments, are the cost of one. The fourth argument is a file with a comment on
/// each line to take instead.
pub fn run(folder: &Path) {
    let rounds: usize = std::env::args()
        .nth(3)
        .and_then(|n| n.parse().ok())
        .unwrap_or(20);
    let texts = match std::env::args().nth(4).map(std::fs::read_to_string) {
        Some(Ok(lines)) => lines.lines().map(str::to_owned).collect(),
        Some(Err(error)) => return eprintln!("{error}"),
        None => hundred_characters(&load(folder)),
    };
    let coder = Coder::new(&Codebook::built_in());
    let mut scratch = Scratch::default();
    let mut coded = CodedComment::default();
    let mut mentions = 0;
    let start = std::time::Instant::now();
    for _ in 0..rounds {
        for text in &texts {
            coder.code_into(text, &mut scratch, &mut coded);
            mentions += coded.mentions.len();
        }
    }
    let count = rounds * texts.len();
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{count} comments, {:.0} per second, {mentions} mentions",
        count as f64 / seconds,
    );
}

/// Prints one hash over everything that the coder says about every labelled text, as written and
/// without diacritics: equal before and after a change that only makes the coder faster.
pub fn digest(folder: &Path) {
    let coder = Coder::new(&Codebook::built_in());
    let mut scratch = Scratch::default();
    let mut coded = CodedComment::default();
    let mut chain = String::new();
    let mut count = 0;
    for item in load(folder) {
        for text in [fold(&item.text), item.text] {
            coder.code_into(&text, &mut scratch, &mut coded);
            let bits = coded.score.to_bits();
            let _ = write!(
                chain,
                "{:?} {:?} {bits} {:?}",
                coded.language, coded.sentiment, coded.mentions
            );
            chain = format!("{:016x}", hash64(&chain));
            count += 1;
        }
    }
    println!("{count} texts, {chain}");
}
