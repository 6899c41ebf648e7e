//! The figures of `docs/learning.md`: how much a file teaches, on the NHS comments.

use crate::data::{Item, NOT_LABELLED, Source, Truth, hash64};
use crate::eval::{calibrated_without, report_scored};
use crate::recipe::languages;
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;
use vocal_core::text::learning::{Band, ByLabels, ByScores, Categories, Knower, Known};
use vocal_core::text::model::Model;
use vocal_core::text::{Codebook, Coder, fold};

/// Draws of labels that figures are averaged over: 300 labels are few, and one draw says little.
const DRAWS: u64 = 5;

/// Prints all figures. The base model has never seen an NHS comment; labels are drawn from the
/// training part, figures are of the test part.
pub fn run(folder: &Path) {
    let [_, english] = languages(folder);
    let nhs = |item: &Item| matches!(item.source, Source::Nhs | Source::NhsThemes);
    let model = Model {
        english: calibrated_without(&english, &nhs),
        mixed: Model::built_in().mixed,
        ..Model::default()
    };
    let coder = Coder::with_model(&Codebook::built_in(), model);
    let items: Vec<&Item> = english
        .items
        .iter()
        .filter(|i| i.source == Source::Nhs)
        .collect();
    let start = Instant::now();
    let mut knower = Knower::new(&coder);
    knower.weigh(items.iter().map(|item| item.text.as_str()));
    let known: Vec<Known> = items
        .iter()
        .map(|item| knower.know(&item.text, item.question.into()))
        .collect();
    println!(
        "{} comments read in {:.2} s",
        known.len(),
        start.elapsed().as_secs_f64()
    );
    let all: Vec<(&Item, &Known)> = items.iter().copied().zip(&known).collect();
    let (test, train): (Vec<_>, Vec<_>) = all.iter().copied().partition(|(item, _)| item.test);

    report_scored("base model", &scored(&test, |known| known.base));
    let scores = by_scores(&train, &test);
    for labels in [100, 300, 1000] {
        by_labels(&train, &test, labels, None);
    }
    for labels in [100, 300, 1000] {
        by_labels(&train, &test, labels, Some(&scores));
    }
    for labels in [100, 300, 1000] {
        by_categories(&train, &test, labels);
    }
}

fn scored(test: &[(&Item, &Known)], guess: impl Fn(&Known) -> [f32; 3]) -> Vec<(Truth, [f32; 3])> {
    test.iter()
        .filter(|(item, _)| item.truth != Truth::Unknown)
        .map(|(item, known)| (item.truth, guess(known)))
        .collect()
}

fn by_scores(train: &[(&Item, &Known)], test: &[(&Item, &Known)]) -> ByScores {
    let start = Instant::now();
    let examples: Vec<(&Known, Band)> = train
        .iter()
        .map(|(item, known)| match item.answer {
            1 => (*known, Band::High),
            3..=5 => (*known, Band::Low),
            _ => (*known, Band::Middle),
        })
        .collect();
    let model = ByScores::fit(&examples, 1);
    let seconds = start.elapsed().as_secs_f64();
    let name = format!("scores only ({} answers, {seconds:.2} s)", examples.len());
    report_scored(&name, &scored(test, |known| model.probabilities(known)));
    // No label of the training part was used either: its figures are as honest, and of more texts.
    report_scored(
        "base model, training part",
        &scored(train, |known| known.base),
    );
    report_scored(
        "scores only, training part",
        &scored(train, |known| model.probabilities(known)),
    );
    model
}

/// The training part in an order of its own for each draw, each wording once: the program asks about
/// a wording once, and "Nothing" 200 times in a row is no random sample.
fn draw<'a>(
    train: &[(&'a Item, &'a Known)],
    seed: u64,
    usable: impl Fn(&Item) -> bool,
) -> Vec<(&'a Item, &'a Known)> {
    let mut list: Vec<_> = train
        .iter()
        .copied()
        .filter(|(item, _)| usable(item))
        .collect();
    let wording = |item: &Item| fold(item.text.trim());
    list.sort_by_cached_key(|(item, _)| hash64(&format!("{seed} {}", wording(item))));
    list.dedup_by_key(|(item, _)| wording(item));
    list
}

fn by_labels(
    train: &[(&Item, &Known)],
    test: &[(&Item, &Known)],
    labels: usize,
    scores: Option<&ByScores>,
) {
    let seen = |known: &Known| {
        let mut known = known.clone();
        if let Some(scores) = scores {
            known.rebase(scores.probabilities(&known));
        }
        known
    };
    let mut together = Vec::new();
    let mut seconds = 0.0;
    for seed in 0..DRAWS {
        let drawn = draw(train, seed, |item| item.truth != Truth::Unknown);
        let class = |truth: Truth| match truth {
            Truth::Negative => 0,
            Truth::Positive => 2,
            _ => 1,
        };
        let examples: Vec<(Known, usize)> = drawn
            .iter()
            .take(labels)
            .map(|(item, known)| (seen(known), class(item.truth)))
            .collect();
        let examples: Vec<(&Known, usize)> = examples
            .iter()
            .map(|(known, class)| (known, *class))
            .collect();
        let start = Instant::now();
        let model = ByLabels::fit(&examples, 1);
        seconds += start.elapsed().as_secs_f64();
        together.extend(scored(test, |known| model.probabilities(&seen(known))));
    }
    let with = if scores.is_some() { " and scores" } else { "" };
    let name = format!(
        "{labels} labels{with} ({:.2} s, {DRAWS} draws)",
        seconds / DRAWS as f64
    );
    report_scored(&name, &together);
}

fn by_categories(train: &[(&Item, &Known)], test: &[(&Item, &Known)], labels: usize) {
    // The 27 most frequent labels of the training part; the rest are too rare to learn or to test.
    let mut counts = [0usize; 256];
    let labelled = |item: &Item| !item.themes.is_empty() && !item.themes.contains(&NOT_LABELLED);
    train
        .iter()
        .filter(|(item, _)| labelled(item))
        .flat_map(|(item, _)| &item.themes)
        .for_each(|&theme| counts[usize::from(theme)] += 1);
    let mut order: Vec<u16> = (0..256).collect();
    order.sort_by_key(|&theme| (std::cmp::Reverse(counts[usize::from(theme)]), theme));
    let wanted: BTreeSet<u16> = order.into_iter().take(27).collect();
    let themes = |item: &Item| -> Vec<u16> {
        let themes = item.themes.iter().map(|&theme| u16::from(theme));
        themes.filter(|theme| wanted.contains(theme)).collect()
    };
    let (mut both, mut extra, mut missed, mut seconds) = (0usize, 0usize, 0usize, 0.0);
    for seed in 0..DRAWS {
        let drawn = draw(train, seed, labelled);
        let own: Vec<Vec<u16>> = drawn
            .iter()
            .take(labels)
            .map(|(item, _)| themes(item))
            .collect();
        let examples: Vec<(&Known, &[u16])> = drawn
            .iter()
            .zip(&own)
            .map(|((_, known), labels)| (*known, labels.as_slice()))
            .collect();
        let start = Instant::now();
        let model = Categories::fit(&examples, 2, 1);
        seconds += start.elapsed().as_secs_f64();
        for (item, known) in test.iter().filter(|(item, _)| labelled(item)) {
            let (found, real) = (model.of(known), themes(item));
            let right = found.iter().filter(|theme| real.contains(theme)).count();
            both += right;
            extra += found.len() - right;
            missed += real.len() - right;
        }
    }
    let share = |part: usize, of: usize| 100.0 * part as f64 / of.max(1) as f64;
    let f1 = share(2 * both, 2 * both + extra + missed);
    println!(
        "{labels} labels, 27 categories ({:.2} s): micro-F1 {f1:.1}, precision {:.1}, recall {:.1}",
        seconds / DRAWS as f64,
        share(both, both + extra),
        share(both, both + missed)
    );
}
