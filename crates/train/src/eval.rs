//! The figures of `docs/text.md`.

use crate::data::{Item, Source, Truth};
use crate::recipe::{
    ASKING, FOLDS, Language, asked_weights, fit_mixed, languages, mixed_cases, mixed_weights,
};
use std::collections::BTreeMap;
use std::path::Path;
use vocal_core::text::model::{LanguageModel, Model};
use vocal_core::text::training::asked_inputs;
use vocal_core::text::{Codebook, CodedComment, Coder, Question, Scratch, Sentiment};

/// One scored text: label and probabilities.
type Scored = (Truth, [f32; 3]);

/// Three-class accuracy, sign accuracy, AUC of positive against negative, calibration error and the
/// gain in accuracy from leaving out the least confident fifth; in percent.
#[derive(Debug, Clone, Copy)]
pub struct Figures {
    n: usize,
    accuracy: f32,
    sign: f32,
    auc: f32,
    calibration: f32,
    unsure_gain: f32,
    /// The gain if every text of that fifth were wrong, or every wrong text in it.
    most_gain: f32,
}

fn top(p: &[f32; 3]) -> Truth {
    if p[2] >= p[1] && p[2] >= p[0] {
        Truth::Positive
    } else if p[0] >= p[1] {
        Truth::Negative
    } else {
        Truth::Neutral
    }
}

fn percent(part: usize, of: usize) -> f32 {
    100.0 * part as f32 / of.max(1) as f32
}

fn figures(scored: &[Scored]) -> Figures {
    let classes = [Truth::Positive, Truth::Negative, Truth::Neutral];
    let mut sure: Vec<(f32, bool)> = scored
        .iter()
        .filter(|s| classes.contains(&s.0))
        .map(|(truth, p)| (p[0].max(p[1]).max(p[2]), top(p) == *truth))
        .collect();
    let right = sure.iter().filter(|s| s.1).count();
    let polar: Vec<(f32, bool)> = scored
        .iter()
        .filter(|s| matches!(s.0, Truth::Positive | Truth::Negative))
        .map(|(truth, p)| (p[2] - p[0], *truth == Truth::Positive))
        .collect();
    let signs = polar
        .iter()
        .filter(|(score, positive)| (*score > 0.0) == *positive)
        .count();
    let knows_neutral = scored.iter().any(|s| s.0 == Truth::Neutral);
    let calibration = if knows_neutral {
        calibration(&sure)
    } else {
        calibration(&between(scored))
    };
    sure.sort_by(|a, b| a.0.total_cmp(&b.0));
    let kept = &sure[sure.len() / 5..];
    let kept_right = kept.iter().filter(|s| s.1).count();
    let accuracy = percent(right, sure.len());
    Figures {
        n: sure.len(),
        accuracy,
        sign: percent(signs, polar.len()),
        auc: auc(polar),
        calibration,
        unsure_gain: percent(kept_right, kept.len()) - accuracy,
        most_gain: percent(right.min(kept.len()), kept.len()) - accuracy,
    }
}

/// How sure the choice between praise and complaint is, and whether it is right: what calibration can
/// be judged on where the labels have no neutral class, so that "neutral" is never right.
fn between(scored: &[Scored]) -> Vec<(f32, bool)> {
    scored
        .iter()
        .filter(|s| matches!(s.0, Truth::Positive | Truth::Negative))
        .map(|(truth, p)| {
            let praise = p[2] / (p[0] + p[2]).max(1e-6);
            (
                praise.max(1.0 - praise),
                (praise > 0.5) == (*truth == Truth::Positive),
            )
        })
        .collect()
}

/// Expected calibration error over ten bins of confidence (Guo et al., 2017).
fn calibration(sure: &[(f32, bool)]) -> f32 {
    let mut gaps = [0.0f32; 10];
    for (confidence, right) in sure {
        gaps[((confidence * 10.0) as usize).min(9)] += confidence - f32::from(u8::from(*right));
    }
    gaps.iter().map(|gap| gap.abs()).sum::<f32>() / sure.len().max(1) as f32
}

/// Area under the ROC curve as the rank statistic of Mann and Whitney, ties counted half.
fn auc(mut pairs: Vec<(f32, bool)>) -> f32 {
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut ranks, mut positives, mut before) = (0.0f64, 0.0f64, 0.0f64);
    for ties in pairs.chunk_by(|a, b| a.0 == b.0) {
        let rank = before + (ties.len() as f64 + 1.0) / 2.0;
        let hits = ties.iter().filter(|t| t.1).count() as f64;
        ranks += rank * hits;
        positives += hits;
        before += ties.len() as f64;
    }
    let negatives = before - positives;
    (100.0 * (ranks - positives * (positives + 1.0) / 2.0) / (positives * negatives)) as f32
}

fn print(name: &str, scored: &[Scored]) {
    let f = figures(scored);
    println!(
        "{name:44} n {:5}  3-class {:4.1}  sign {:4.1}  AUC {:4.1}  ECE {:.3}  without unsure fifth {:+.1} of at most {:+.1}",
        f.n, f.accuracy, f.sign, f.auc, f.calibration, f.unsure_gain, f.most_gain
    );
}

/// What the coder says about the items that `wanted` lets through, with a model in place of its language's: the
/// language is the one that it recognises, long texts are put together from their statements.
fn score(
    language: &Language,
    model: &LanguageModel,
    wanted: impl Fn(&Item) -> bool,
) -> Vec<Scored> {
    let coder = coder(with(language, model));
    let items = language.items.iter().filter(|i| wanted(i));
    items
        .map(|i| (i.truth, coder.probabilities(Question::Open, &i.text)))
        .collect()
}

/// The shipped model with another one in a language's place.
fn with(language: &Language, model: &LanguageModel) -> Model {
    let mut all = Model::built_in();
    let own = match language.code {
        "pl" => &mut all.polish,
        _ => &mut all.english,
    };
    *own = model.clone();
    all
}

/// Precision, recall and F1 of "mixed" as the coder decides it.
fn print_mixed(name: &str, pairs: &[(bool, bool)]) {
    let both = pairs.iter().filter(|p| p.0 && p.1).count();
    let precision = percent(both, pairs.iter().filter(|p| p.1).count());
    let recall = percent(both, pairs.iter().filter(|p| p.0).count());
    let f1 = 2.0 * precision * recall / (precision + recall).max(0.01) / 100.0;
    println!(
        "{name:44} n {:5}  mixed: precision {precision:.1}  recall {recall:.1}  F1 {f1:.2}",
        pairs.len()
    );
}

/// Cross-validation inside the training part, for choosing settings.
pub fn cross_validate(folder: &Path) {
    let [polish, english] = languages(folder);
    let mut scored: BTreeMap<Source, Vec<Scored>> = BTreeMap::new();
    for fold in 0..FOLDS {
        let model = polish.calibrated(|i| !i.test && i.group % FOLDS != fold);
        for source in [Source::Sentence, Source::Review] {
            let held = |i: &Item| !i.test && i.group % FOLDS == fold && i.source == source;
            scored
                .entry(source)
                .or_default()
                .extend(score(&polish, &model, held));
        }
    }
    for (source, scored) in &scored {
        print(&format!("train part, 5 folds: {source:?}"), scored);
    }
    let cases = mixed_cases(&polish);
    let sources: Vec<Source> = (0..FOLDS)
        .flat_map(|f| {
            polish
                .items
                .iter()
                .filter(move |i| !i.test && i.group % FOLDS == f)
        })
        .map(|i| i.source)
        .collect();
    for source in [Source::Sentence, Source::Review] {
        let mut pairs = Vec::new();
        for fold in 0..FOLDS {
            let (held, rest): (Vec<_>, Vec<_>) = cases
                .iter()
                .zip(&sources)
                .partition(|(c, _)| c.2 % FOLDS == fold);
            let rest: Vec<_> = rest.into_iter().map(|(c, _)| *c).collect();
            let w = fit_mixed(&rest);
            let own = held.iter().filter(|(_, s)| **s == source);
            pairs.extend(own.map(|(c, _)| (c.1, c.0.weighed(&w) > 0.0)));
        }
        print_mixed(&format!("train part, 5 folds: {source:?}"), &pairs);
    }
    untouched(&english, false);
}

fn coder(model: Model) -> Coder {
    Coder::with_model(&Codebook::built_in(), model)
}

/// A model of the training part without some sources, calibrated by two-fold cross-validation.
pub fn calibrated_without(english: &Language, left_out: &dyn Fn(&Item) -> bool) -> LanguageModel {
    english.calibrated(|i| !i.test && !left_out(i))
}

/// Prints the figures of scored texts with the F1 of the neutral class.
pub fn report_scored(name: &str, scored: &[Scored]) {
    print(name, scored);
    let count = |wanted: &dyn Fn(bool, bool) -> bool| {
        let is = |s: &&Scored| wanted(s.0 == Truth::Neutral, top(&s.1) == Truth::Neutral);
        scored.iter().filter(is).count()
    };
    let (both, either) = (count(&|a, b| a && b), count(&|a, b| a != b));
    println!(
        "{:44} neutral F1 {:.1}",
        "",
        percent(2 * both, 2 * both + either)
    );
}

/// Sources left out of training entirely.
fn untouched(english: &Language, test: bool) {
    let part = if test { "test part" } else { "train part" };
    let nhs = |i: &Item| matches!(i.source, Source::Nhs | Source::NhsThemes);
    let kotzias = |i: &Item| i.source == Source::Kotzias;
    let calibrated = |left_out: &dyn Fn(&Item) -> bool| calibrated_without(english, left_out);
    let model = calibrated(&kotzias);
    let scored = score(english, &model, |i| i.test == test && kotzias(i));
    print(&format!("{part}, untouched: Kotzias"), &scored);
    let model = calibrated(&nhs);
    let scored = score(english, &model, |i| {
        i.test == test && i.source == Source::Nhs
    });
    print(&format!("{part}, untouched: NHS"), &scored);
    // "Nothing" is praise or complaint by its question alone, which the model does not see here.
    let scored = score(english, &model, |i| {
        i.test == test && i.source == Source::Nhs && asked_inputs(&i.text)[1] == 0.0
    });
    print(&format!("{part}, untouched: NHS, something said"), &scored);
    if test {
        return;
    }
    for source in [Source::Amazon, Source::Tweet] {
        let model = calibrated(&|i: &Item| i.source == source);
        let scored = score(english, &model, |i| !i.test && i.source == source);
        print(&format!("{part}, untouched: {source:?}"), &scored);
    }
}

/// Share of texts whose language is recognised, as written and without diacritics.
fn language_figures(languages: &[Language; 2]) {
    let coder = Coder::new(&Codebook::built_in());
    for language in languages {
        let items = || {
            language
                .items
                .iter()
                .filter(|i| i.test && i.text.split_whitespace().count() >= 2)
        };
        for (name, plain) in [("as written", false), ("without diacritics", true)] {
            let right = |i: &&Item| {
                let text = if plain {
                    vocal_core::text::fold(&i.text)
                } else {
                    i.text.clone()
                };
                let found = coder.code(&text).language;
                (found == vocal_core::text::Language::Pl) == (language.code == "pl")
                    && found != vocal_core::text::Language::Other
            };
            let share = percent(items().filter(right).count(), items().count());
            println!(
                "language {}, {name}: {share:.1} % of {}",
                language.code,
                items().count()
            );
        }
    }
}

/// NHS comments with and without the question that was asked.
fn asked(english: &Language, model: &LanguageModel) {
    let pulls = asked_weights(english, model.temperature);
    let coder = coder(Model {
        asked: pulls,
        ..with(english, model)
    });
    let of_nhs = |i: &&Item| i.test && i.source == Source::Nhs;
    let asks = |i: &Item| match ASKING.iter().position(|&asking| asking == i.question) {
        Some(0) => Question::Praise,
        Some(_) => Question::Complaint,
        None => Question::Open,
    };
    let scored: Vec<Scored> = (english.items.iter().filter(of_nhs))
        .map(|i| (i.truth, coder.probabilities(asks(i), &i.text)))
        .collect();
    print("test part, NHS with the question", &scored);
    let (mut scratch, mut coded) = (Scratch::default(), CodedComment::default());
    for (number, question) in [(1, Question::Praise), (2, Question::Complaint)] {
        let items: Vec<&Item> = english
            .items
            .iter()
            .filter(|i| i.test && i.source == Source::Nhs && i.question == number)
            .filter(|i| !matches!(i.truth, Truth::Mixed | Truth::Unknown))
            .collect();
        for with in [Question::Open, question] {
            let mut right = |most: usize| {
                let own = items
                    .iter()
                    .filter(|i| i.text.split_whitespace().count() <= most);
                let mut counts = (0, 0);
                for item in own {
                    coder.code_answer_into(with, &item.text, &mut scratch, &mut coded);
                    let is = match coded.sentiment {
                        Sentiment::Positive => Truth::Positive,
                        Sentiment::Negative => Truth::Negative,
                        Sentiment::Neutral | Sentiment::Mixed => Truth::Neutral,
                    };
                    counts = (counts.0 + usize::from(is == item.truth), counts.1 + 1);
                }
                counts
            };
            let ((all, n), (short, of)) = (right(usize::MAX), right(5));
            println!(
                "test part, NHS asked for {question:?}, coded as {with:?}: n {n}  3-class {:.1}; up to five words: n {of}  {:.1}",
                percent(all, n),
                percent(short, of)
            );
        }
    }
}

/// All figures on the test part.
pub fn run(folder: &Path) {
    let languages = languages(folder);
    language_figures(&languages);
    let [polish, english] = languages;
    let model = polish.shipped();
    let mixed = mixed_weights(&polish);
    for source in [Source::Sentence, Source::Review] {
        let scored = score(&polish, &model, |i| i.test && i.source == source);
        print(&format!("test part: CLARIN-Emo {source:?}"), &scored);
        let items = || polish.items.iter().filter(|i| i.test && i.source == source);
        let coder = coder(Model {
            polish: model.clone(),
            mixed,
            ..Model::default()
        });
        let mixed = |i: &Item| coder.code(&i.text).sentiment == Sentiment::Mixed;
        let pairs: Vec<(bool, bool)> = items()
            .map(|i| (i.truth == Truth::Mixed, mixed(i)))
            .collect();
        print_mixed(&format!("test part: CLARIN-Emo {source:?}"), &pairs);
        for (name, plain) in [("as written", false), ("without diacritics", true)] {
            let right = |i: &&Item| {
                let text = if plain {
                    vocal_core::text::fold(&i.text)
                } else {
                    i.text.clone()
                };
                (coder.code(&text).score > 0.0) == (i.truth == Truth::Positive)
            };
            let polar = || items().filter(|i| matches!(i.truth, Truth::Positive | Truth::Negative));
            let sign = percent(polar().filter(right).count(), polar().count());
            println!(
                "{:44} n {:5}  sign by the coder, {name}: {sign:.1}",
                "",
                polar().count()
            );
        }
    }
    untouched(&english, true);
    let model = english.shipped();
    asked(&english, &model);
    for source in [
        Source::Kotzias,
        Source::Nhs,
        Source::Amazon,
        Source::Tweet,
        Source::Movie,
    ] {
        let scored = score(&english, &model, |i| i.test && i.source == source);
        print(&format!("test part, trained with it: {source:?}"), &scored);
    }
}
