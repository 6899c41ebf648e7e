//! The labelled comments of `../shared/data/text`, read into one form and split by group.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// One labelled text.
#[derive(Debug, Clone)]
pub struct Item {
    /// The text as written.
    pub text: String,
    /// Target shares of negative, neutral and positive.
    pub target: [f32; 3],
    /// What it is, for the evaluation.
    pub truth: Truth,
    /// Which part of the data it comes from.
    pub source: Source,
    /// Items of one group never sit on both sides of a split.
    pub group: u64,
    /// True for the last fifth of the source's groups.
    pub test: bool,
    /// Number of the survey question, 0 without one.
    pub question: u8,
    /// Answer beside the comment, 1 (very good) to 5; 0 without one.
    pub answer: u8,
    /// Labelled categories, for the codebook's evaluation.
    pub themes: Vec<u8>,
}

impl Item {
    /// True for a Polish text; the others are English.
    pub fn is_polish(&self) -> bool {
        matches!(self.source, Source::Sentence | Source::Review)
    }
}

/// The label that counts in the evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// Complaint.
    Negative,
    /// Neither.
    Neutral,
    /// Praise.
    Positive,
    /// Both.
    Mixed,
    /// Left out of the evaluation.
    Unknown,
}

/// A data set, or the part of one that is evaluated by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// CLARIN-Emo sentences.
    Sentence,
    /// CLARIN-Emo whole reviews.
    Review,
    /// Product snippets.
    Amazon,
    /// Film snippets.
    Movie,
    /// Editorial snippets.
    Editorial,
    /// Tweets.
    Tweet,
    /// Yelp, Amazon and IMDb sentences of Kotzias et al.
    Kotzias,
    /// NHS comments with sentiment.
    Nhs,
    /// NHS comments of phase 1.
    NhsThemes,
}

/// FNV-1a, 64 bits, scattered: the order of groups that makes the split.
pub fn hash64(key: &str) -> u64 {
    let fold = |h: u64, b: u8| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3);
    let hash = key.bytes().fold(0xcbf2_9ce4_8422_2325, fold);
    // FNV leaves similar keys side by side; the last step of SplitMix64 scatters them.
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    hash ^ (hash >> 31)
}

/// Reads everything under the folder. The order is fixed.
pub fn load(folder: &Path) -> Vec<Item> {
    let mut items = Vec::new();
    clarin(folder, &mut items);
    icwsm(folder, &mut items);
    kotzias(folder, &mut items);
    nhs(folder, &mut items);
    nhs_themes(folder, &mut items);
    mark_test(&mut items);
    items
}

fn read(path: &Path) -> String {
    let bytes = fs::read(path).unwrap_or_else(|e| {
        eprintln!("{}: {e}", path.display());
        std::process::exit(1)
    });
    String::from_utf8_lossy(&bytes)
        .trim_start_matches('\u{feff}')
        .to_owned()
}

fn item(text: String, target: [f32; 3], truth: Truth, source: Source, group: String) -> Item {
    let group = hash64(&group);
    Item {
        text,
        target,
        truth,
        source,
        group,
        test: false,
        question: 0,
        answer: 0,
        themes: Vec::new(),
    }
}

/// The last fifth of each source's groups, in hash order, is the test part.
fn mark_test(items: &mut [Item]) {
    let mut groups: BTreeMap<u8, Vec<u64>> = BTreeMap::new();
    for item in items.iter() {
        groups
            .entry(family(item.source))
            .or_default()
            .push(item.group);
    }
    let mut first_test = BTreeMap::new();
    for (family, list) in &mut groups {
        list.sort_unstable();
        list.dedup();
        first_test.insert(*family, list[list.len() - list.len() / 5]);
    }
    for item in items {
        item.test = item.group >= first_test[&family(item.source)];
    }
}

/// Sources that share their groups.
fn family(source: Source) -> u8 {
    match source {
        Source::Sentence | Source::Review => Source::Sentence as u8,
        other => other as u8,
    }
}

fn clarin(folder: &Path, items: &mut Vec<Item>) {
    let texts = read(&folder.join("clarin-emo/train_in.tsv"));
    let labels = read(&folder.join("clarin-emo/train_expected.tsv"));
    let mut review = String::new();
    let mut number = 0;
    for (text, label) in texts.lines().zip(labels.lines()).skip(1) {
        let flags: Vec<bool> = label.split('\t').map(|f| f == "True").collect();
        let [.., positive, negative, neutral] = flags[..] else {
            continue;
        };
        let closes = !text.trim().is_empty() && text.trim().chars().all(|c| c == '#');
        let group = format!("clarin {number}");
        let source = if closes {
            Source::Review
        } else {
            Source::Sentence
        };
        let (target, truth) = match (positive, negative, neutral) {
            (true, true, _) => ([0.5, 0.0, 0.5], Truth::Mixed),
            (true, false, true) => ([0.0, 0.25, 0.75], Truth::Positive),
            (true, false, false) => ([0.0, 0.0, 1.0], Truth::Positive),
            (false, true, true) => ([0.75, 0.25, 0.0], Truth::Negative),
            (false, true, false) => ([1.0, 0.0, 0.0], Truth::Negative),
            (false, false, _) => ([0.0, 1.0, 0.0], Truth::Neutral),
        };
        if !closes {
            review.push_str(text);
            review.push(' ');
            items.push(item(text.to_owned(), target, truth, source, group));
            continue;
        }
        let whole = std::mem::take(&mut review);
        number += 1;
        if positive || negative || neutral {
            items.push(item(whole, target, truth, source, group));
        }
    }
}

/// Target shares for a mean rating of −4 to 4: the classes meet at ±0.5.
fn graded(mean: f32) -> ([f32; 3], Truth) {
    let logistic = |x: f32| 1.0 / (1.0 + libm::expf(-x));
    let positive = logistic(4.0 * (mean - 0.5));
    let negative = logistic(4.0 * (-mean - 0.5));
    let neutral = (1.0 - positive - negative).max(0.0);
    let sum = positive + negative + neutral;
    let truth = if mean > 0.5 {
        Truth::Positive
    } else if mean < -0.5 {
        Truth::Negative
    } else {
        Truth::Neutral
    };
    ([negative / sum, neutral / sum, positive / sum], truth)
}

fn icwsm(folder: &Path, items: &mut Vec<Item>) {
    for (name, source) in [
        ("amazonReviewSnippets", Source::Amazon),
        ("movieReviewSnippets", Source::Movie),
        ("nytEditorialSnippets", Source::Editorial),
        ("tweets", Source::Tweet),
    ] {
        let text = read(&folder.join(format!("icwsm/{name}_GroundTruth.txt")));
        for line in text.lines() {
            let mut parts = line.splitn(3, '\t');
            let (Some(id), Some(mean), Some(text)) = (parts.next(), parts.next(), parts.next())
            else {
                continue;
            };
            let Ok(mean) = mean.parse::<f32>() else {
                continue;
            };
            let (target, truth) = graded(mean);
            let group = format!("{name} {}", id.split('_').next().unwrap_or(id));
            items.push(item(text.to_owned(), target, truth, source, group));
        }
    }
}

fn kotzias(folder: &Path, items: &mut Vec<Item>) {
    for name in ["yelp", "amazon_cells", "imdb"] {
        let text = read(&folder.join(format!("kotzias/{name}_labelled.txt")));
        for (number, line) in text.split('\n').enumerate() {
            let Some((text, label)) = line.rsplit_once('\t') else {
                continue;
            };
            let (target, truth) = match label.trim() {
                "1" => ([0.0, 0.0, 1.0], Truth::Positive),
                "0" => ([1.0, 0.0, 0.0], Truth::Negative),
                _ => continue,
            };
            items.push(item(
                text.to_owned(),
                target,
                truth,
                Source::Kotzias,
                format!("{name} {number}"),
            ));
        }
    }
}

/// Column of the first theme of the NHS framework file.
pub const FIRST_THEME: usize = 11;

/// Label of NHS answers that could not be labelled: all of them read "Did not answer".
pub const NOT_LABELLED: u8 = 46;

fn nhs(folder: &Path, items: &mut Vec<Item>) {
    let rows = csv(&read(&folder.join("nhs/v6framework.csv")));
    for row in rows.iter().skip(1) {
        if row.len() < 60 || row[8].trim().is_empty() {
            continue;
        }
        let (target, truth) = match row[10].as_str() {
            "1" | "2" => ([0.0, 0.0, 1.0], Truth::Positive),
            "3" => ([0.2, 0.6, 0.2], Truth::Neutral),
            "4" | "5" => ([1.0, 0.0, 0.0], Truth::Negative),
            _ => ([0.0; 3], Truth::Unknown),
        };
        let mut item = item(
            row[8].clone(),
            target,
            truth,
            Source::Nhs,
            format!("nhs {}", row[2]),
        );
        item.question = match row[7].as_str() {
            "What was good?" => 1,
            "What could we do better?" | "How could we improve?" => 2,
            "FFT Why?" => 3,
            _ => 4,
        };
        item.answer = row[6]
            .parse()
            .ok()
            .filter(|answer| (1..=5).contains(answer))
            .unwrap_or(0);
        item.themes = (FIRST_THEME..row.len())
            .filter(|&c| row[c] == "1")
            .map(|c| c as u8)
            .collect();
        items.push(item);
    }
}

fn nhs_themes(folder: &Path, items: &mut Vec<Item>) {
    let rows = csv(&read(&folder.join("nhs/phase_1_text_data.csv")));
    for row in rows.iter().skip(1) {
        let Ok(criticality) = row.get(4).map_or("", |c| c.as_str()).parse::<i32>() else {
            continue;
        };
        let (target, truth) = match criticality {
            2..=5 => ([0.0, 0.0, 1.0], Truth::Positive),
            1 => ([0.0, 0.3, 0.7], Truth::Positive),
            0 => ([0.2, 0.6, 0.2], Truth::Neutral),
            -1 => ([0.7, 0.3, 0.0], Truth::Negative),
            -5..=-2 => ([1.0, 0.0, 0.0], Truth::Negative),
            _ => continue,
        };
        // "Nothing" is praise here only because of its question.
        if row[1] == "Couldn't be improved" {
            continue;
        }
        let group = format!("nhs1 {}", row[7]);
        items.push(item(
            row[3].clone(),
            target,
            truth,
            Source::NhsThemes,
            group,
        ));
    }
}

/// RFC 4180, enough for the two files that need it.
fn csv(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let row = rows.len() - 1;
        let cell = rows[row].len() - 1;
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                rows[row][cell].push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => rows[row].push(String::new()),
            '\n' if !quoted => rows.push(vec![String::new()]),
            '\r' if !quoted => {}
            c => rows[row][cell].push(c),
        }
    }
    rows.pop_if(|last| last.len() == 1 && last[0].is_empty());
    rows
}

/// Lexicon entries (word, score −4 to 4), Polish and English. Doubles are averaged later.
pub fn lexicons(folder: &Path) -> [Vec<(String, f32)>; 2] {
    let mut polish = Vec::new();
    for line in read(&folder.join("lexicons/AFINN-pl-165.txt")).lines() {
        let Some((word, score)) = line.rsplit_once('\t') else {
            continue;
        };
        if let Ok(score) = score.trim().parse::<f32>() {
            polish.push((word.trim().to_owned(), 0.8 * score));
        }
    }
    let mut english = Vec::new();
    for line in read(&folder.join("lexicons/vader_lexicon.txt")).lines() {
        let mut parts = line.split('\t');
        let (Some(word), Some(score)) = (parts.next(), parts.next()) else {
            continue;
        };
        if let Ok(score) = score.trim().parse::<f32>() {
            english.push((word.trim().to_owned(), score));
        }
    }
    [polish, english]
}
