//! The shipped coder on a file of labelled comments: for finding causes of errors in comments of any
//! industry, such as ones written by hand.

use std::collections::BTreeSet;
use std::path::Path;
use vocal_core::text::{Codebook, Coder, Sentiment};

/// One line of the file.
struct Line<'a> {
    /// `p`, `n`, `m` for mixed or `0` for neutral.
    label: &'a str,
    /// Main categories that the comment has, and those that it may have too; none where nobody
    /// labelled them.
    categories: Option<[BTreeSet<&'a str>; 2]>,
    text: &'a str,
}

fn parse(line: &str) -> Option<Line<'_>> {
    fn ids(list: &str) -> BTreeSet<&str> {
        let ids = list.split(',').map(str::trim);
        ids.filter(|id| !matches!(*id, "" | "-")).collect()
    }
    let (label, rest) = line.split_once('\t')?;
    let (categories, text) = match rest.split('\t').collect::<Vec<_>>()[..] {
        [text] => (None, text),
        [real, text] => (Some([ids(real), BTreeSet::new()]), text),
        [real, possible, text] => (Some([ids(real), ids(possible)]), text),
        _ => return None,
    };
    Some(Line {
        label,
        categories,
        text,
    })
}

fn letter(sentiment: Sentiment) -> &'static str {
    match sentiment {
        Sentiment::Positive => "p",
        Sentiment::Negative => "n",
        Sentiment::Neutral => "0",
        Sentiment::Mixed => "m",
    }
}

/// Categories found rightly, found wrongly and missed.
#[derive(Default)]
struct Hits(usize, usize, usize);

fn read(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap_or_else(|e| {
        eprintln!("{}: {e}", file.display());
        std::process::exit(1)
    })
}

/// The codebook to try, from a file, so that work on patterns needs no build; the built-in one without.
pub fn codebook(file: Option<&Path>) -> Codebook {
    let Some(file) = file else {
        return Codebook::built_in();
    };
    Codebook::from_json(&read(file)).unwrap_or_else(|e| {
        eprintln!("{}: {e}", file.display());
        std::process::exit(1)
    })
}

/// Reads lines of a label (`p`, `n`, `m` or `0` for neutral), a tab and a comment; between the two may
/// stand, each with a tab behind it, the comment's main categories and those that it may have too, by
/// comma (`-` for none). Prints every comment with its categories, and the share that was right: `!` marks
/// a wrong sign, `?` another wrong sentiment.
pub fn run(file: &Path, own_codebook: Option<&Path>) {
    let lines = read(file);
    let codebook = codebook(own_codebook);
    let coder = Coder::new(&codebook);
    let (mut right, mut all, mut signs, mut polar) = (0, 0, 0, 0);
    let mut hits = Hits::default();
    for line in lines.lines().filter_map(parse) {
        let coded = coder.code(line.text);
        let found = letter(coded.sentiment);
        let id = |category: u16| codebook.categories()[usize::from(category)].id.as_str();
        let mentions: Vec<String> = coded
            .mentions
            .iter()
            .map(|m| format!("{} {}", id(m.category), letter(m.sentiment)))
            .collect();
        let is_polar = matches!(line.label, "p" | "n");
        let sign = (coded.score > 0.0) == (line.label == "p");
        all += 1;
        right += usize::from(found == line.label);
        polar += usize::from(is_polar);
        signs += usize::from(is_polar && sign);
        let mark = match (found == line.label, is_polar && !sign) {
            (true, _) => " ",
            (false, false) => "?",
            (false, true) => "!",
        };
        let mut wrong = String::new();
        if let Some([real, possible]) = &line.categories {
            let main = |m: u16| id(m).split('.').next().unwrap_or_default();
            let own: BTreeSet<&str> = coded.mentions.iter().map(|m| main(m.category)).collect();
            hits.0 += own.intersection(real).count();
            for extra in own
                .iter()
                .filter(|id| !real.contains(*id) && !possible.contains(*id))
            {
                hits.1 += 1;
                wrong += &format!(" +{extra}");
            }
            for missed in real.difference(&own) {
                hits.2 += 1;
                wrong += &format!(" -{missed}");
            }
        }
        println!(
            "{mark} {} {found} {:5.2} {:?} [{}]{wrong} {}",
            line.label,
            coded.score,
            coded.language,
            mentions.join(", "),
            line.text
        );
    }
    println!("{all} comments, {right} right; sign: {signs} of {polar}");
    let Hits(both, extra, missed) = hits;
    if both + missed > 0 {
        let share = |of: usize| both as f32 / of.max(1) as f32;
        println!(
            "main categories: precision {:.2}, recall {:.2}, n {}",
            share(both + extra),
            share(both + missed),
            both + missed
        );
    }
}
