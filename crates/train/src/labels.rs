//! Precision and recall of the built-in codebook on comments of several sources that were labelled for it.
//!
//! `labels/*.tsv` hold, for some 2,000 comments of each language, the source, [`hash64`] of the text, the sign (`p`,
//! `n`, `m` for mixed, `0` for neutral) and the main categories by comma (`-` for none). A comment is one to three
//! lines in a row of one review or respondent of the training part, white space single. Whoever labelled them had
//! seen no pattern.

use crate::data::{Item, hash64};
use std::collections::{BTreeMap, BTreeSet};
use vocal_core::text::{Codebook, Coder};

const LABELS: [&str; 2] = [
    include_str!("../labels/en.tsv"),
    include_str!("../labels/pl.tsv"),
];

/// Lines of a review that a labelled comment has at most.
const LINES: usize = 3;

/// Categories found rightly, found wrongly and missed, and signs that are right and all that are labelled.
#[derive(Default, Clone, Copy)]
struct Counts {
    comments: usize,
    both: usize,
    extra: usize,
    missed: usize,
    signs: usize,
    polar: usize,
}

/// The texts that a label may mean, by their hash.
fn texts(items: &[Item]) -> BTreeMap<u64, String> {
    let mut texts = BTreeMap::new();
    let same = |a: &Item, b: &Item| (a.source, a.group) == (b.source, b.group);
    for group in items.chunk_by(same).filter(|group| !group[0].test) {
        for from in 0..group.len() {
            let mut text = String::new();
            for item in group[from..].iter().take(LINES) {
                for word in item.text.split_whitespace() {
                    if !text.is_empty() {
                        text.push(' ');
                    }
                    text.push_str(word);
                }
                texts.insert(hash64(&text), text.clone());
            }
        }
    }
    texts
}

/// Prints precision and recall of the main categories and the sign, by source.
pub fn run(items: &[Item], codebook: &Codebook, coder: &Coder) {
    println!("labelled for the codebook, train part");
    let texts = texts(items);
    let mut counts: BTreeMap<&str, Counts> = BTreeMap::new();
    let mut unknown = 0;
    for line in LABELS.iter().flat_map(|file| file.lines()) {
        let [source, hash, sign, list] = line.split('\t').collect::<Vec<_>>()[..] else {
            continue;
        };
        let text = u64::from_str_radix(hash, 16)
            .ok()
            .and_then(|hash| texts.get(&hash));
        let Some(text) = text else {
            unknown += 1;
            continue;
        };
        let coded = coder.code(text);
        let main = |m: u16| {
            let id = codebook.categories()[usize::from(m)].id.as_str();
            id.split('.').next().unwrap_or_default()
        };
        let real: BTreeSet<&str> = list.split(',').filter(|id| *id != "-").collect();
        let found: BTreeSet<&str> = coded.mentions.iter().map(|m| main(m.category)).collect();
        let both = found.intersection(&real).count();
        let polar = matches!(sign, "p" | "n");
        let count = counts.entry(source).or_default();
        count.comments += 1;
        count.both += both;
        count.extra += found.len() - both;
        count.missed += real.len() - both;
        count.polar += usize::from(polar);
        count.signs += usize::from(polar && (coded.score > 0.0) == (sign == "p"));
    }
    for (source, count) in counts {
        let share = |of: usize| count.both as f32 / of.max(1) as f32;
        println!(
            "{source:24} n {:5}  precision {:.2}  recall {:.2}  sign {} of {}  comments {}",
            count.both + count.missed,
            share(count.both + count.extra),
            share(count.both + count.missed),
            count.signs,
            count.polar,
            count.comments
        );
    }
    if unknown > 0 {
        println!("{unknown} labels without their text");
    }
}
