//! Precision and recall of the built-in codebook on the labelled NHS categories.

use crate::data::{Item, NOT_LABELLED, Source, load};
use crate::{labels, trial};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use vocal_core::text::{Category, Codebook, Coder};

/// A main category, the NHS labels that mean it (columns of the framework file), and labels that may
/// mean it too: they count neither for nor against.
const MAP: &[(&str, &[u8], &[u8])] = &[
    (
        "staff",
        &[14, 15, 16, 17, 18, 20],
        &[21, 29, 60, 58, 52, 19],
    ),
    ("waiting_time", &[27], &[25, 16, 24, 38, 12, 15, 37, 30]),
    ("contact", &[24], &[26, 27, 23, 19]),
    (
        "communication",
        &[21, 22, 23, 19],
        &[20, 24, 29, 30, 16, 18],
    ),
    (
        "store",
        &[34, 36, 38, 47, 51],
        &[49, 50, 40, 37, 39, 35, 31, 44],
    ),
    ("product_quality.food", &[50], &[]),
    ("trust_safety", &[40, 45], &[]),
    ("accessibility", &[43], &[36, 37, 35]),
];

/// Prints precision and recall per category and together. With the id of a main category after the
/// data folder, prints its errors on the training part and how right each of its patterns is alone; behind it
/// (`-` for no category) may stand the file of another codebook, so that work on patterns needs no build.
pub fn run(folder: &Path) {
    let mut more = std::env::args().skip(3);
    let show = more.next();
    let codebook = trial::codebook(more.next().as_deref().map(Path::new));
    let coder = Coder::new(&codebook);
    let all = load(folder);
    labels::run(&all, &codebook, &coder);
    let items: Vec<Item> = all
        .into_iter()
        .filter(|i| {
            i.source == Source::Nhs && !i.themes.is_empty() && !i.themes.contains(&NOT_LABELLED)
        })
        .collect();
    for test in [false, true] {
        println!("NHS labels, {} part", if test { "test" } else { "train" });
        let mut total = (0, 0, 0);
        for (id, labels, unclear) in MAP {
            let mut count = (0, 0, 0);
            for item in items.iter().filter(|i| i.test == test) {
                let found: BTreeSet<usize> = coder
                    .code(&item.text)
                    .mentions
                    .iter()
                    .flat_map(|m| codebook.with_ancestors(m.category))
                    .collect();
                let hit = found.iter().any(|&c| codebook.categories()[c].id == *id);
                let real = item.themes.iter().any(|t| labels.contains(t));
                if !real && item.themes.iter().any(|t| unclear.contains(t)) {
                    continue;
                }
                count.0 += usize::from(hit && real);
                count.1 += usize::from(hit && !real);
                count.2 += usize::from(!hit && real);
                if hit != real && !test && show.as_deref() == Some(id) {
                    let text: String = item.text.chars().take(140).collect();
                    println!(
                        "{} {:?} {text}",
                        if hit { "extra" } else { "missed" },
                        item.themes
                    );
                }
            }
            line(id, count);
            total = (total.0 + count.0, total.1 + count.1, total.2 + count.2);
        }
        line("together", total);
    }
    if let Some((id, labels, unclear)) = MAP.iter().find(|m| show.as_deref() == Some(m.0)) {
        let train: Vec<&Item> = items
            .iter()
            .filter(|i| !i.test)
            .filter(|i| {
                let has = |list: &[u8]| i.themes.iter().any(|t| list.contains(t));
                has(labels) || !has(unclear)
            })
            .collect();
        patterns(&codebook, id, labels, &train);
    }
}

/// Prints, for each English pattern under a main category, the texts that it alone finds: rightly and
/// wrongly.
fn patterns(codebook: &Codebook, id: &str, labels: &[u8], items: &[&Item]) {
    for category in codebook.categories() {
        if category.id != id && category.parent.as_deref() != Some(id) {
            continue;
        }
        for pattern in category.patterns.get("en").into_iter().flatten() {
            let alone = Category {
                parent: None,
                patterns: BTreeMap::from([("en".to_owned(), vec![pattern.clone()])]),
                ..category.clone()
            };
            let Ok(book) = Codebook::from_categories(vec![alone]) else {
                continue;
            };
            let coder = Coder::new(&book);
            let (right, wrong): (Vec<&Item>, Vec<&Item>) = items
                .iter()
                .copied()
                .filter(|i| !coder.code(&i.text).mentions.is_empty())
                .partition(|i| i.themes.iter().any(|t| labels.contains(t)));
            if right.len() + wrong.len() > 0 {
                println!(
                    "{:32} {pattern:24} right {:4} wrong {:4}",
                    category.id,
                    right.len(),
                    wrong.len()
                );
            }
        }
    }
}

fn line(name: &str, (both, extra, missed): (usize, usize, usize)) {
    let share = |part: usize, of: usize| part as f32 / of.max(1) as f32;
    let (precision, recall) = (share(both, both + extra), share(both, both + missed));
    println!(
        "{name:24} n {:5}  precision {precision:.2}  recall {recall:.2}",
        both + missed
    );
}
