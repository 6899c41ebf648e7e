//! Learning from the file: what changes, what it is measured by, and that taking it back is exact.

use vocal_core::analysis::{CommentQuery, Folder, comment_key};
use vocal_core::filter::Filter;
use vocal_core::settings::{DecidedMention, Decision, LearningSetting};
use vocal_core::text::{Codebook, Sentiment};
use vocal_core::{Analysis, Settings};

/// Comments with words that no model knows: "zorblax" is good here, "gribnak" bad.
fn survey() -> String {
    let mut csv = "NPS (0-10);Why?\n".to_owned();
    let ends = [
        "in the morning",
        "at the desk",
        "on the line",
        "by the door",
        "for us",
    ];
    for row in 0..400usize {
        let (score, word) = match row % 2 {
            0 => (9 + row / 2 % 2, "Zorblax"),
            _ => (row / 2 % 5, "Gribnak"),
        };
        let known = match row % 4 {
            0 => ", excellent",
            1 => ", terrible",
            _ => "",
        };
        csv.push_str(&format!(
            "{score};{word} number {row} {}{known}\n",
            ends[row % 5]
        ));
    }
    csv
}

fn text_of(row: usize) -> String {
    let csv = survey();
    let line = csv.lines().nth(row + 1).unwrap_or_default();
    line.split_once(';')
        .map(|(_, text)| text.to_owned())
        .unwrap_or_default()
}

fn configured(analysis: &mut Analysis, settings: &Settings) {
    analysis.configure(settings);
    analysis.code_comments(usize::MAX);
}

fn counts(analysis: &Analysis) -> [u32; 3] {
    let text = analysis.report(&Filter::new()).text.sentiment;
    [text.negative, text.neutral, text.positive]
}

fn with(scores: bool, corrections: bool, decisions: Vec<Decision>) -> Settings {
    Settings {
        learning: LearningSetting {
            scores,
            corrections,
        },
        decisions,
        ..Settings::default()
    }
}

/// Labels for every tenth row from `from` on.
fn labels(from: usize, sampled: bool) -> Vec<Decision> {
    (from..400)
        .step_by(7)
        .map(|row| Decision {
            key: comment_key(&text_of(row)),
            sampled,
            sentiment: Some(match row % 2 {
                0 => Sentiment::Positive,
                _ => Sentiment::Negative,
            }),
            ..Decision::default()
        })
        .collect()
}

fn right(analysis: &Analysis) -> usize {
    let page = analysis.comments(&CommentQuery {
        limit: 1000,
        ..CommentQuery::default()
    });
    let is_right = |row: &&vocal_core::analysis::CommentRow| match row.row % 2 {
        0 => row.sentiment == Sentiment::Positive,
        _ => row.sentiment == Sentiment::Negative,
    };
    page.rows.iter().filter(is_right).count()
}

#[test]
fn scores_teach_words_and_taking_it_back_is_exact() {
    let settings = Settings::default();
    let mut analysis = Analysis::of_bytes("a.csv", survey().as_bytes(), &settings).unwrap();
    let (before, base) = (counts(&analysis), right(&analysis));
    configured(&mut analysis, &with(true, false, Vec::new()));
    assert!(analysis.label_quality().adapted_to_scores);
    let adapted = right(&analysis);
    assert!(adapted > base + 10, "{base} {adapted}");
    configured(&mut analysis, &settings);
    assert_eq!(counts(&analysis), before);
}

#[test]
fn labels_teach_sentiment() {
    let settings = Settings::default();
    let mut analysis = Analysis::of_bytes("a.csv", survey().as_bytes(), &settings).unwrap();
    let before = right(&analysis);
    configured(&mut analysis, &with(false, true, labels(0, false)));
    assert_eq!(analysis.label_quality().learned_from, 58);
    let after = right(&analysis);
    assert!(after > before + 50 && after >= 360, "{before} {after}");
    configured(&mut analysis, &settings);
    assert_eq!(right(&analysis), before);
}

#[test]
fn labels_teach_a_category() {
    let categories = r#"{"version":1,"categories":[{"id":"z","patterns":{"en":["unheard"]}}]}"#;
    let codebook = Codebook::from_json(categories).unwrap();
    let decisions: Vec<Decision> = labels(0, false)
        .into_iter()
        .zip((0..400).step_by(7))
        .map(|(decision, row)| Decision {
            sentiment: None,
            mentions: Some(if row % 2 == 0 {
                vec![DecidedMention {
                    category: "z".to_owned(),
                    sentiment: Sentiment::Positive,
                }]
            } else {
                Vec::new()
            }),
            ..decision
        })
        .collect();
    let settings = Settings {
        codebook: Some(codebook),
        ..with(false, true, decisions)
    };
    let analysis = Analysis::of_bytes("a.csv", survey().as_bytes(), &settings).unwrap();
    let figure = &analysis.report(&Filter::new()).categories[0];
    assert!((180..=220).contains(&figure.n.unwrap()), "{:?}", figure.n);
}

#[test]
fn the_random_sample_measures_and_teaches_nothing() {
    let settings = Settings::default();
    let mut analysis = Analysis::of_bytes("a.csv", survey().as_bytes(), &settings).unwrap();
    let query = CommentQuery {
        folder: Folder::Sample,
        limit: 100,
        ..CommentQuery::default()
    };
    let sample = analysis.comments(&query);
    assert_eq!(sample.total, 60);
    let decisions: Vec<Decision> = sample
        .rows
        .iter()
        .take(40)
        .map(|row| Decision {
            key: row.key.clone(),
            sampled: true,
            sentiment: Some(if row.row % 2 == 0 {
                Sentiment::Positive
            } else {
                Sentiment::Negative
            }),
            ..Decision::default()
        })
        .collect();
    let known = sample
        .rows
        .iter()
        .take(40)
        .filter(|row| row.row % 4 < 2)
        .count();
    configured(&mut analysis, &with(false, true, decisions.clone()));
    let quality = analysis.label_quality();
    assert_eq!(
        (quality.sample, quality.labelled, quality.learned_from),
        (60, 40, 0)
    );
    let [accuracy, low, high] = quality.accuracy.unwrap();
    // What the labels say must not count as what the program said.
    assert!(accuracy < 1.0 && accuracy >= 0.8 * known as f64 / 40.0);
    assert!(low < accuracy && accuracy < high);
    let positive = &quality.sentiments[0];
    let share = positive.share.unwrap();
    assert!(
        (0.3..=0.7).contains(&share.share) && share.interval[0] < 0.5 && share.interval[1] > 0.5
    );
    // The same sample is measured again after learning from other comments.
    let mut all = labels(0, false);
    all.retain(|label| !decisions.iter().any(|one| one.key == label.key));
    all.extend(decisions);
    configured(&mut analysis, &with(false, true, all));
    let learned = analysis.label_quality();
    assert_eq!(learned.labelled, 40);
    assert!(learned.accuracy.unwrap()[0] > accuracy);
}

/// The random sample labelled with what is true of a text.
fn sample_labels(texts: &[String], truth: &dyn Fn(&str) -> Sentiment) -> (Settings, Vec<Decision>) {
    let settings = Settings::default();
    let analysis = Analysis::of_bytes("a.csv", csv_of(texts).as_bytes(), &settings).unwrap();
    let query = CommentQuery {
        folder: Folder::Sample,
        limit: 100,
        ..CommentQuery::default()
    };
    let page = analysis.comments(&query);
    let drawn: Vec<&String> = page
        .rows
        .iter()
        .map(|row| &texts[row.row as usize])
        .collect();
    let decisions = drawn.iter().map(|text| decided(text, truth(text), true));
    (settings, decisions.collect())
}

fn csv_of(texts: &[String]) -> String {
    let rows = texts.iter().enumerate();
    let rows = rows.map(|(row, text)| format!("{},{text}\n", row % 11));
    format!("NPS (0-10),Why?\n{}", rows.collect::<String>())
}

fn decided(text: &str, sentiment: Sentiment, sampled: bool) -> Decision {
    Decision {
        key: comment_key(text),
        sampled,
        sentiment: Some(sentiment),
        ..Decision::default()
    }
}

fn quality_of(texts: &[String], decisions: Vec<Decision>) -> vocal_core::analysis::LabelQuality {
    let settings = Settings {
        decisions,
        ..Settings::default()
    };
    Analysis::of_bytes("a.csv", csv_of(texts).as_bytes(), &settings)
        .unwrap()
        .label_quality()
}

/// Two hundred comments, of which the program understands the first and the last sixty.
fn half_understood() -> Vec<String> {
    let text = |row: usize| match row {
        0..60 => format!("Great staff number {row}"),
        60..120 => format!("The blue zebra came number {row}"),
        _ => format!("The parking was terrible number {row}"),
    };
    (0..200).map(text).collect()
}

fn true_sentiment(text: &str) -> Sentiment {
    match text.contains("terrible") {
        true => Sentiment::Negative,
        false => Sentiment::Positive,
    }
}

#[test]
fn what_people_decided_is_not_corrected_again() {
    let texts = half_understood();
    let (_, sample) = sample_labels(&texts, &true_sentiment);
    let before = quality_of(&texts, sample.clone()).sentiments;
    // Corrections elsewhere, all of them right, tell nothing about how good the coding was.
    let elsewhere = texts
        .iter()
        .take(110)
        .map(|text| decided(text, true_sentiment(text), false));
    let elsewhere = elsewhere.filter(|one| sample.iter().all(|other| other.key != one.key));
    let both: Vec<Decision> = sample.iter().cloned().chain(elsewhere).collect();
    let after = quality_of(&texts, both).sentiments;
    let of = |all: &[vocal_core::analysis::ClassQuality]| all[0].share.unwrap();
    assert_eq!(of(&before).apparent, of(&after).apparent);
    assert!(
        (of(&before).share - of(&after).share).abs() < 0.02,
        "{before:?} {after:?}"
    );
    // Once everybody is decided about, nothing is left to estimate.
    let all = texts
        .iter()
        .map(|text| decided(text, true_sentiment(text), false));
    let all = all.filter(|one| sample.iter().all(|other| other.key != one.key));
    let known = quality_of(&texts, sample.iter().cloned().chain(all).collect()).sentiments;
    assert_eq!((of(&known).share, of(&known).interval), (0.6, [0.6; 2]));
    assert!(known.iter().all(|it| it.share.unwrap().interval[1] <= 0.6));
}

#[test]
fn a_sample_of_everything_measures_the_truth() {
    let texts: Vec<String> = half_understood().into_iter().skip(40).take(60).collect();
    let (_, sample) = sample_labels(&texts, &true_sentiment);
    assert_eq!(sample.len(), 60);
    let shares: Vec<f64> = (quality_of(&texts, sample).sentiments.iter())
        .map(|it| it.share.unwrap().share)
        .collect();
    assert!(
        shares.iter().sum::<f64>() < 1.0 + 1e-9 && (shares[0] - 1.0).abs() < 1e-9,
        "{shares:?}"
    );
}

/// Half of the comments are one wording, which the program has wrong, and the others are right.
#[test]
fn the_sample_speaks_of_comments() {
    let same = "Seventeen lamps".to_owned();
    let text = |row: usize| match row % 2 {
        0 => same.clone(),
        _ => format!("Great staff number {row}"),
    };
    let texts: Vec<String> = (0..1000).map(text).collect();
    let machine = quality_of(&texts, Vec::new());
    assert_eq!((machine.sample, machine.accuracy), (60, None));
    let wrong = |text: &str| match text == same {
        true => Sentiment::Mixed,
        false => Sentiment::Positive,
    };
    let (_, sample) = sample_labels(&texts, &wrong);
    let found = quality_of(&texts, sample.clone());
    let [accuracy, low, high] = found.accuracy.unwrap();
    assert!(
        (accuracy - 0.5).abs() < 0.01 && low > 0.45 && high < 0.51,
        "{:?}",
        found.accuracy
    );
    let mixed = found.sentiments[3].share.unwrap();
    assert!(
        (mixed.share - 0.5).abs() < 0.01 && mixed.interval[1] < 0.55,
        "{mixed:?}"
    );
    // The order of rows is no part of the draw.
    let reversed: Vec<String> = texts.iter().rev().cloned().collect();
    assert_eq!(quality_of(&reversed, sample).labelled, 60);
}
