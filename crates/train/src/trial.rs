//! The shipped coder on a file of labelled comments: for finding causes of errors in comments of any
//! industry, such as ones written by hand.

use std::path::Path;
use vocal_core::text::{Codebook, Coder, Sentiment};

/// Reads lines of a label (`p`, `n` or `0` for neutral), a tab and a comment; prints those whose
/// sentiment came out otherwise, every comment's categories, and the share that was right.
pub fn run(file: &Path) {
    let Ok(lines) = std::fs::read_to_string(file) else {
        eprintln!("{}: cannot be read", file.display());
        std::process::exit(1)
    };
    let codebook = Codebook::built_in();
    let coder = Coder::new(&codebook);
    let (mut right, mut all, mut signs, mut polar) = (0, 0, 0, 0);
    for (label, text) in lines.lines().filter_map(|line| line.split_once('\t')) {
        let coded = coder.code(text);
        let letter = |sentiment: Sentiment| match sentiment {
            Sentiment::Positive => "p",
            Sentiment::Negative => "n",
            Sentiment::Neutral => "0",
            Sentiment::Mixed => "m",
        };
        let found = letter(coded.sentiment);
        let mentions: Vec<String> = coded
            .mentions
            .iter()
            .map(|m| {
                let category = &codebook.categories()[usize::from(m.category)];
                format!("{} {}", category.id, letter(m.sentiment))
            })
            .collect();
        all += 1;
        right += usize::from(found == label);
        let sign = (coded.score > 0.0) == (label == "p");
        if label != "0" {
            polar += 1;
            signs += usize::from(sign);
        }
        let mark = match (found == label, label == "0" || sign) {
            (true, _) => " ",
            (false, true) => "?",
            (false, false) => "!",
        };
        let (language, score) = (coded.language, coded.score);
        println!(
            "{mark} {label} {found} {score:5.2} {language:?} [{}] {text}",
            mentions.join(", ")
        );
    }
    println!("{all} comments, {right} right; sign: {signs} of {polar}");
}
