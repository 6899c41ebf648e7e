//! What goes into the shipped model.

use crate::data::{Item, Source, Truth, lexicons, load};
use crate::fit::{Case, SOURCES, Settings, fit};
use crate::phrases::{Phrase, filled, phrases};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use vocal_core::text::model::{
    ASKED, LanguageModel, Lexicon, MIXED, MixedEvidence, Model, Pull, Sums, lexicon_key,
    probabilities, pulled, write,
};
use vocal_core::text::training::{
    Buffers, Example, asked_inputs, extract, first_word_hash, opinion_words,
};
use vocal_core::text::{Codebook, Coder};

/// Features kept in Polish: as many again bring nothing in cross-validation, and every page visitor
/// loads them.
const KEEP_POLISH: usize = 15_000;
/// Features kept in English, which is trained on six times as many texts.
const KEEP_ENGLISH: usize = 28_000;

/// Weights of texts that were written for training.
struct OwnWeights {
    /// A listed opinion word.
    word: f32,
    /// A hand-written phrase.
    phrase: f32,
    /// A form of a statement with gaps.
    filled: f32,
}

/// What customers of other industries say is not in the data: in English, sources that were left out gained
/// 0.6 points of AUC when words and phrases count more than a labelled text, and NHS comments 0.8 from the
/// statements with gaps and the single statements. Polish is tried on what it was trained on, and gained
/// nothing from as many statements as in English, at any weight.
fn own_weights(code: &str) -> OwnWeights {
    match code {
        "pl" => OwnWeights {
            word: 0.4,
            phrase: 0.6,
            filled: 0.3,
        },
        _ => OwnWeights {
            word: 2.0,
            phrase: 1.5,
            filled: 1.0,
        },
    }
}

/// One language with everything that its training needs.
pub struct Language {
    /// Code.
    pub code: &'static str,
    /// Labelled texts.
    pub items: Vec<Item>,
    /// The same texts as features.
    pub examples: Vec<Example>,
    /// Opinion words: hash and score.
    pub lexicon: Vec<(u32, i8)>,
    /// Opinion words and phrases as short texts with their targets and weights.
    words: Vec<(Example, [f32; 3], f32)>,
    settings: Settings,
}

/// Settings found by cross-validation inside the training part (`vocal-train cv`).
fn settings(code: &str) -> Settings {
    match code {
        "pl" => Settings {
            epochs: 10,
            rate: 0.03,
            decay: 3e-4,
            dropout: 0.3,
            levels: 31.0,
            // Sentences and reviews come from the same texts.
            source_rate: 0.0,
            keep: KEEP_POLISH,
            seed: 1,
            seeds: 2,
        },
        _ => Settings {
            epochs: 10,
            rate: 0.03,
            decay: 3e-4,
            dropout: 0.1,
            levels: 31.0,
            source_rate: 0.1,
            keep: KEEP_ENGLISH,
            seed: 1,
            seeds: 2,
        },
    }
}

/// Weight of a source: sources closer to customers' comments count more.
fn source_weight(source: Source) -> f32 {
    match source {
        Source::Kotzias => 3.0,
        Source::Movie => 0.55,
        Source::Editorial | Source::NhsThemes => 0.2,
        _ => 1.0,
    }
}

/// Number of an item's source for its intercept; each survey question is a source of its own. Opinion
/// words have number 0.
fn source_number(item: &Item) -> usize {
    let number = match item.source {
        Source::Nhs => 1 + usize::from(item.question),
        other => 6 + other as usize,
    };
    number.min(SOURCES - 1)
}

/// Reads the data of both languages, Polish first.
pub fn languages(folder: &Path) -> [Language; 2] {
    let (polish, english): (Vec<Item>, Vec<Item>) =
        load(folder).into_iter().partition(Item::is_polish);
    let [polish_words, english_words] = lexicons(folder);
    [
        language("pl", polish, &polish_words),
        language("en", english, &english_words),
    ]
}

fn language(code: &'static str, items: Vec<Item>, words: &[(String, f32)]) -> Language {
    let entries = entries(words);
    let lexicon = Lexicon::new(entries.iter().copied());
    let mut buffers = Buffers::new(code);
    let examples = items
        .iter()
        .map(|i| extract(&i.text, &lexicon, &mut buffers))
        .collect();
    let listed = words
        .iter()
        .map(|(word, score)| (word.clone(), score / 4.0));
    let stems = opinion_words().filter(|(lang, _, _)| *lang == code);
    let stems =
        stems.flat_map(|(_, stem, strength)| forms(code, stem).map(move |f| (f, strength / 2.0)));
    // Answers of one word are common.
    let weights = own_weights(code);
    let weighing = |list: Vec<Phrase>, weight: f32| {
        list.into_iter()
            .map(move |(text, target)| (text, target, weight))
    };
    let words = listed
        .chain(stems)
        .map(|(text, strength)| (text, leaning(strength), weights.word))
        .chain(weighing(phrases(code), weights.phrase))
        .chain(weighing(filled(code), weights.filled))
        .map(|(text, target, weight)| (extract(&text, &lexicon, &mut buffers), target, weight))
        .collect();
    Language {
        code,
        items,
        examples,
        lexicon: entries,
        words,
        settings: settings(code),
    }
}

/// An opinion pattern as words: a Polish stem with its most frequent endings.
fn forms(code: &str, pattern: &str) -> impl Iterator<Item = String> {
    let open = code == "pl" && pattern.ends_with('~');
    let endings: &[&str] = if open {
        &["o", "y", "a", "e", "i"]
    } else {
        &[""]
    };
    let stem = pattern.replace(['~', '*', '.'], "");
    endings.iter().map(move |ending| format!("{stem}{ending}"))
}

/// Target shares of an opinion word of strength −1 to 1.
fn leaning(strength: f32) -> [f32; 3] {
    let sure = (0.6 + 0.4 * strength.abs()).min(1.0);
    let (positive, negative) = if strength > 0.0 {
        (sure, 0.0)
    } else {
        (0.0, sure)
    };
    [negative, 1.0 - sure, positive]
}

/// Lexicon entries by folded word; the forms that folding joins are averaged.
fn entries(words: &[(String, f32)]) -> Vec<(u32, i8)> {
    let mut sums: BTreeMap<u32, (f32, f32)> = BTreeMap::new();
    for (word, score) in words {
        if let Some(hash) = first_word_hash(word) {
            let sum = sums.entry(lexicon_key(hash)).or_default();
            sum.0 += score;
            sum.1 += 1.0;
        }
    }
    // Quarters, in sixteenths: few different bytes make a smaller file.
    let score = |(sum, n): (f32, f32)| 4 * libm::rintf(sum / n * 4.0).clamp(-31.0, 31.0) as i8;
    sums.into_iter()
        .map(|(hash, sum)| (hash, score(sum)))
        .collect()
}

impl Language {
    /// Fits a model on the items that `wanted` lets through.
    pub fn fit(&self, wanted: impl Fn(&Item) -> bool) -> LanguageModel {
        let mut cases: Vec<Case> = self
            .items
            .iter()
            .zip(&self.examples)
            .filter(|(item, example)| {
                wanted(item) && item.target != [0.0; 3] && !example.hashes.is_empty()
            })
            .map(|(item, example)| Case {
                example,
                target: item.target,
                weight: source_weight(item.source),
                source: source_number(item),
            })
            .collect();
        for (example, target, weight) in self.words.iter().filter(|w| !w.0.hashes.is_empty()) {
            cases.push(Case {
                example,
                target: *target,
                weight: *weight,
                source: 0,
            });
        }
        fit(
            &cases,
            &self.settings,
            Lexicon::new(self.lexicon.iter().copied()),
        )
    }

    /// Fits the model that ships on the training part.
    pub fn shipped(&self) -> LanguageModel {
        self.calibrated(|item| !item.test)
    }

    /// Fits a model on the items that `wanted` lets through, with [`Language::calibration`].
    pub fn calibrated(&self, wanted: impl Fn(&Item) -> bool) -> LanguageModel {
        let calibration = self.calibration(&wanted);
        calibration.apply(self.fit(wanted))
    }

    /// Calibration of a model of the items that `wanted` lets through, found on customers' texts of a
    /// kind that the model has not seen: each family of sources in turn is left out, and all count the
    /// same. Users' comments come from a source that is not in the training data either. With one
    /// family only, groups are left out instead.
    fn calibration(&self, wanted: impl Fn(&Item) -> bool) -> Calibration {
        let mut parts: Vec<u64> = self
            .items
            .iter()
            .filter(|i| wanted(i))
            .filter_map(|i| calibration_part(i.source))
            .collect();
        parts.sort_unstable();
        parts.dedup();
        let by_source = parts.len() > 1;
        let part = |i: &Item| match by_source {
            true => calibration_part(i.source),
            false => Some(i.group % FOLDS),
        };
        if !by_source {
            parts = (0..FOLDS).collect();
        }
        let mut families: Vec<Vec<Held>> = Vec::new();
        for held in parts {
            let model = self.fit(|i| wanted(i) && part(i) != Some(held));
            let own = self.logits(&model, |i| wanted(i) && part(i) == Some(held));
            let own = own.into_iter().filter(|text| !text.nothing);
            match families.last_mut() {
                Some(all) if !by_source => all.extend(own),
                _ => families.push(own.collect()),
            }
        }
        families.iter_mut().for_each(wordings_once);
        calibration(&families)
    }

    /// What a model says about the items that `wanted` lets through.
    pub fn logits(&self, model: &LanguageModel, wanted: impl Fn(&Item) -> bool) -> Vec<Held> {
        let texts = self
            .items
            .iter()
            .zip(&self.examples)
            .filter(|(item, _)| wanted(item));
        texts
            .map(|(item, example)| {
                let all: Sums = example.weighed(model);
                Held {
                    logits: model.logits(&all, &example.turn),
                    plain: all.is_plain(),
                    nothing: example.nothing,
                    truth: item.truth,
                }
            })
            .collect()
    }
}

/// What a model says about a text.
#[derive(Debug, Clone, Copy)]
pub struct Held {
    /// Logits before the temperature.
    pub logits: [f32; 2],
    /// It has no opinion word.
    pub plain: bool,
    /// It names nothing.
    pub nothing: bool,
    /// Label.
    pub truth: Truth,
}

/// Sources that are left out together when a model is calibrated; none for sources that customers did
/// not write. Critics write of films more guardedly than customers of anything: calibrated on them
/// too, a model is less sure of every customer's source than it is right.
fn calibration_part(source: Source) -> Option<u64> {
    match source {
        Source::Sentence | Source::Review => Some(0),
        Source::Amazon => Some(1),
        Source::Kotzias => Some(2),
        Source::Nhs | Source::NhsThemes => Some(3),
        Source::Tweet => Some(4),
        Source::Movie | Source::Editorial => None,
    }
}

/// A text's evidence, whether its label is "mixed", and its group.
pub type MixedCase = (MixedEvidence, bool, u64);

/// The decision "mixed" on every training text, each as a model sees it that has not seen the text's
/// group.
pub fn mixed_cases(polish: &Language) -> Vec<MixedCase> {
    let mut cases = Vec::new();
    // As sure of themselves as the model that ships: the scores of statements depend on it.
    let calibration = polish.calibration(|item| !item.test);
    for fold in 0..FOLDS {
        let model = polish.fit(|item| !item.test && item.group % FOLDS != fold);
        let model = Model {
            polish: calibration.apply(model),
            ..Model::default()
        };
        let coder = Coder::with_model(&Codebook::built_in(), model);
        for item in polish
            .items
            .iter()
            .filter(|i| !i.test && i.group % FOLDS == fold)
        {
            cases.push((
                coder.mixed_evidence(&item.text),
                item.truth == Truth::Mixed,
                item.group,
            ));
        }
    }
    cases
}

/// Fits the decision "mixed" for short and for long texts.
pub fn mixed_weights(polish: &Language) -> [[f32; MIXED]; 2] {
    fit_mixed(&mixed_cases(polish))
}

/// Two logistic regressions by plain gradient descent; the threshold that gives the best F1 on the same
/// cases goes into each intercept.
pub fn fit_mixed(cases: &[MixedCase]) -> [[f32; MIXED]; 2] {
    [false, true].map(|long| {
        let own = cases.iter().filter(|case| case.0.long == long);
        fit_mixed_of_length(&own.map(|case| (case.0.inputs, case.1)).collect::<Vec<_>>())
    })
}

fn fit_mixed_of_length(cases: &[([f32; MIXED], bool)]) -> [f32; MIXED] {
    let mut w = [0.0f32; MIXED];
    let dot = |w: &[f32; MIXED], x: &[f32; MIXED]| w.iter().zip(x).map(|(w, x)| w * x).sum::<f32>();
    for _ in 0..3000 {
        let mut gradient = [0.0f32; MIXED];
        for (x, mixed) in cases {
            let p = 1.0 / (1.0 + libm::expf(-dot(&w, x)));
            let error = p - f32::from(u8::from(*mixed));
            for (g, x) in gradient.iter_mut().zip(x) {
                *g += error * x;
            }
        }
        for (w, g) in w.iter_mut().zip(gradient) {
            *w -= 3.0 * (g / cases.len().max(1) as f32 + PENALTY_OF_MIXED * *w);
        }
    }
    w[0] -= best_cut(
        cases
            .iter()
            .map(|(x, mixed)| (dot(&w, x), *mixed))
            .collect(),
    );
    w
}

/// L2 penalty of the decision "mixed".
const PENALTY_OF_MIXED: f32 = 3e-3;

/// The score above which "mixed" gives the best F1.
fn best_cut(mut scored: Vec<(f32, bool)>) -> f32 {
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let real = scored.iter().filter(|s| s.1).count();
    let (mut hits, mut best, mut cut) = (0, 0.0f32, 0.0f32);
    for (count, (score, mixed)) in (1..).zip(&scored) {
        hits += usize::from(*mixed);
        let f1 = 2.0 * hits as f32 / (count + real) as f32;
        if f1 > best {
            (best, cut) = (f1, *score);
        }
    }
    cut
}

/// Number of the survey question that asks for praise in [`Item::question`], and of the one that
/// asks for complaints.
pub const ASKING: [u8; 2] = [1, 2];

/// Fits what the two kinds of questions add to the logits of their answers, on the NHS comments of
/// the training part, with logits of models that have not seen the comment.
pub fn asked_weights(english: &Language, temperature: f32) -> [Pull; 2] {
    let mut cases: [Vec<AskedCase>; 2] = Default::default();
    for fold in 0..FOLDS {
        let held = |i: &Item| !i.test && i.source == Source::Nhs && i.group % FOLDS == fold;
        let model = english.fit(|i| !i.test && i.group % FOLDS != fold);
        let logits = english.logits(&model, held);
        for (item, Held { logits, .. }) in english.items.iter().filter(|i| held(i)).zip(logits) {
            let Some(kind) = ASKING.iter().position(|&q| q == item.question) else {
                continue;
            };
            if item.target != [0.0; 3] {
                cases[kind].push((logits, asked_inputs(&item.text), item.target));
            }
        }
    }
    cases.map(|cases| fit_asked(&cases, temperature))
}

/// Logits, inputs and target shares of one answer.
type AskedCase = ([f32; 2], [f32; ASKED], [f32; 3]);

/// Gradient descent on the cross-entropy, with a penalty that keeps the pull small.
fn fit_asked(cases: &[AskedCase], temperature: f32) -> Pull {
    let mut pull = Pull::default();
    for _ in 0..1000 {
        let mut gradient = Pull::default();
        for (z, x, target) in cases {
            let add = pulled(&pull, *x);
            let p = probabilities((z[0] + add[0]) / temperature, (z[1] + add[1]) / temperature);
            let error = |k: usize| p[k] - target[k];
            for (g, x) in gradient.iter_mut().zip(x) {
                g[0] += (error(2) - error(0)) * x;
                g[1] += error(1) * x;
            }
        }
        for (w, g) in pull.iter_mut().flatten().zip(gradient.iter().flatten()) {
            *w -= 0.5 * (g / cases.len().max(1) as f32 + 2e-3 * *w);
        }
    }
    pull
}

/// Folds of the cross-validation.
pub const FOLDS: u64 = 5;

/// What makes a model's probabilities as often right as they say.
#[derive(Debug, Clone, Copy)]
struct Calibration {
    /// Divides the logits.
    temperature: f32,
    /// Added to the neutral logit before.
    neutral: f32,
    /// Of texts without opinion words, see [`LanguageModel::plain`].
    plain: [f32; 2],
}

impl Calibration {
    fn apply(self, mut model: LanguageModel) -> LanguageModel {
        model.temperature = self.temperature;
        model.bias[1] += self.neutral;
        // The bias is scaled with the rest of a plain text.
        model.plain = [
            self.plain[0],
            self.plain[1] + self.neutral * (1.0 - self.plain[0]),
        ];
        model
    }

    /// Calibrated probabilities from logits of a model without calibration.
    fn probabilities(&self, text: &Held, knows_neutral: bool) -> [f32; 3] {
        let [mut p, mut q] = text.logits;
        if text.plain {
            (p, q) = (self.plain[0] * p, self.plain[0] * q + self.plain[1]);
        }
        let q = match knows_neutral {
            true => q + self.neutral,
            false => f32::NEG_INFINITY,
        };
        probabilities(p / self.temperature, q / self.temperature)
    }
}

/// Keeps each wording once: four hundred times "Nothing" in one survey would decide alone.
fn wordings_once(texts: &mut Vec<Held>) {
    let mut seen = BTreeSet::new();
    texts.retain(|text| {
        let counts = !matches!(text.truth, Truth::Mixed | Truth::Unknown);
        counts && seen.insert(text.logits.map(f32::to_bits))
    });
}

/// Share of neutral texts that the neutral logit is shifted for: an eighth, as in both labelled sets of
/// customers' comments (CLARIN-Emo sentences 12 %, NHS 12 %). Where raters' means make the classes
/// (tweets, products), a fifth is neutral; left at that, the shift would depend on which sources are there.
const NEUTRAL_SHARE: f64 = 0.125;

/// The calibration with the smallest cross-entropy, all families of sources counting the same
/// (temperature and bias of vector scaling, Guo et al., 2017; texts without an opinion word have their own). A
/// family whose labels have no neutral class says nothing about that class: of it only the choice between
/// praise and complaint counts.
fn calibration(families: &[Vec<Held>]) -> Calibration {
    let loss = |calibration: &Calibration| {
        let of_family = |texts: &Vec<Held>| {
            let is_neutral = |text: &&Held| text.truth == Truth::Neutral;
            let neutral = texts.iter().filter(is_neutral).count();
            // Sums over neutral texts and over the others.
            let mut sums = [0.0f64; 2];
            for text in texts {
                let class = match text.truth {
                    Truth::Negative => 0,
                    Truth::Positive => 2,
                    _ => 1,
                };
                let likely = calibration.probabilities(text, neutral > 0)[class].max(1e-6);
                sums[usize::from(class != 1)] -= f64::from(libm::logf(likely));
            }
            let polar = sums[1] / (texts.len() - neutral).max(1) as f64;
            match neutral {
                0 => polar,
                n => NEUTRAL_SHARE * sums[0] / n as f64 + (1.0 - NEUTRAL_SHARE) * polar,
            }
        };
        families.iter().map(of_family).sum::<f64>()
    };
    let mut found = Calibration {
        temperature: 1.0,
        neutral: 0.0,
        plain: [1.0, 0.0],
    };
    type Part = fn(&mut Calibration) -> &mut f32;
    let set: [(Part, f32, f32, u32); 4] = [
        (|c| &mut c.temperature, 0.4, 0.03, 80),
        (|c| &mut c.neutral, -1.5, 0.05, 61),
        (|c| &mut c.plain[0], 0.4, 0.05, 25),
        (|c| &mut c.plain[1], -1.5, 0.05, 61),
    ];
    // They hardly depend on each other: a few turns of looking along each settle them.
    for (part, first, step, count) in set.iter().cycle().take(4 * set.len()) {
        let candidates = (0..*count).map(|i| {
            let mut candidate = found;
            *part(&mut candidate) = first + step * i as f32;
            (loss(&candidate), candidate)
        });
        let best = candidates.min_by(|a, b| a.0.total_cmp(&b.0));
        found = best.map_or(found, |best| best.1);
    }
    found
}

/// The bytes of a model file trained on both languages, and the trained parts.
fn trained(languages: &[Language; 2]) -> (Vec<u8>, [LanguageModel; 2]) {
    let [polish, english] = languages;
    let (pl, en) = (polish.shipped(), english.shipped());
    let bytes = write(
        &mixed_weights(polish),
        &asked_weights(english, en.temperature),
        [(&pl, &polish.lexicon), (&en, &english.lexicon)],
    );
    (bytes, [pl, en])
}

/// Trains both languages and writes the model file.
pub fn train(folder: &Path, to: &Path) {
    let languages = languages(folder);
    let (bytes, models) = trained(&languages);
    if let Err(error) = std::fs::write(to, &bytes) {
        eprintln!("{}: {error}", to.display());
        std::process::exit(1);
    }
    let count = |l: &Language| {
        l.items
            .iter()
            .filter(|i| !i.test && i.target != [0.0; 3])
            .count()
    };
    println!("{}: {} bytes", to.display(), bytes.len());
    for (language, model) in languages.iter().zip(&models) {
        println!(
            "{}: {} texts, temperature {:.2}",
            language.code,
            count(language),
            model.temperature
        );
    }
}

/// Trains again and fails unless the model file is what comes out: phrases, opinion words, the codebook and the
/// way a text is read all go into it.
pub fn check(folder: &Path, file: &Path) -> Result<(), String> {
    let shipped = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    match trained(&languages(folder)).0 == shipped {
        true => Ok(()),
        false => Err(format!(
            "{} is not what training makes of the present texts, words and patterns: run `cargo run --release -p \
             vocal-train -- train`",
            file.display()
        )),
    }
}
