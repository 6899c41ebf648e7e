//! Opinion words: which words praise, complain, turn round or weaken.

use super::patterns::{Builder, EN, Hit, Matching, PL, Patterns};
use super::tokens::{Kind, Tokens};

const NOT: u32 = 10;
const LESS: u32 = 11;
const MORE: u32 = 12;
/// A pattern's label is its number times this, plus its strength in halves from −2.
const LABELS: u32 = 16;
/// Words that a negation reaches.
const SCOPE: u32 = 3;

/// The opinion words of both languages.
#[derive(Debug, Clone)]
pub(crate) struct Opinions {
    pub patterns: Patterns,
}

/// What the opinion words say about one token.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Mark {
    /// Attitude, −2 to 2, negation applied.
    pub valence: f32,
    /// Number of the opinion pattern that ends here, from 1; 0 for none.
    pub stem: u32,
    /// The pattern that ends here stands within reach of a negation.
    pub negated: bool,
}

/// What the opinion words say about each token.
#[derive(Debug, Default, Clone)]
pub(crate) struct Marks {
    /// One for each token; behind them only marks of nothing.
    pub list: Vec<Mark>,
    /// The tokens that say something, in order.
    pub places: Vec<u32>,
    /// Buffers of the matching.
    pub found: Matching,
}

impl Marks {
    /// The marks that say something, in order.
    pub fn said(&self) -> impl Iterator<Item = &Mark> {
        self.places.iter().map(|&at| &self.list[at as usize])
    }
}

/// Adds the opinion patterns of both languages; `mark` is a bit that their labels get beside their own.
pub(crate) fn add_patterns(builder: &mut Builder, mark: u32) {
    let mut count = 0;
    for line in include_str!("../../models/opinions.txt").lines() {
        let mut parts = line.splitn(3, ' ');
        let (Some(lang), Some(strength), Some(list)) = (parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        let lang = match lang {
            "pl" => PL,
            "en" => EN,
            _ => continue,
        };
        let label = match strength {
            "not" => NOT,
            "less" => LESS,
            "more" => MORE,
            number => ((number.parse::<f32>().unwrap_or(0.0) + 2.0) * 2.0) as u32,
        };
        for pattern in list.split(',') {
            builder.add(pattern, lang, (count * LABELS + label) | mark);
            count += 1;
        }
    }
}

impl Opinions {
    pub fn new() -> Opinions {
        let mut builder = Builder::default();
        add_patterns(&mut builder, 0);
        Opinions {
            patterns: builder.build(),
        }
    }

    /// Every opinion word with its language (`pl`, `en`) and strength, −2 to 2, stems as written.
    pub fn entries() -> impl Iterator<Item = (&'static str, &'static str, f32)> {
        include_str!("../../models/opinions.txt")
            .lines()
            .flat_map(|line| {
                let mut parts = line.splitn(3, ' ');
                let lang = parts.next().unwrap_or("");
                let strength = parts.next().and_then(|s| s.parse().ok()).unwrap_or(0.0);
                let list = if strength == 0.0 {
                    ""
                } else {
                    parts.next().unwrap_or("")
                };
                list.split(',')
                    .filter(|p| !p.is_empty())
                    .map(move |p| (lang, p.trim(), strength))
            })
    }

    /// Marks every token. `langs` says whose words apply.
    pub fn mark(&self, tokens: &Tokens, langs: u8, marks: &mut Marks) {
        self.patterns.find(tokens, langs, &mut marks.found);
        mark_found(tokens, marks);
    }
}

/// Marks every token by its pictogram and by the opinion patterns that were found. Where several start,
/// the longest counts, and none starts inside of it.
#[inline(never)]
pub(crate) fn mark_found(tokens: &Tokens, marks: &mut Marks) {
    let Marks {
        list,
        places,
        found,
    } = marks;
    // Fewer are taken back than there are tokens.
    for &at in &*places {
        list[at as usize] = Mark::default();
    }
    places.clear();
    if list.len() < tokens.list.len() {
        list.resize(tokens.list.len(), Mark::default());
    }
    mark_patterns(tokens, &found.hits, list, places);
    if !tokens.pictograms {
        return;
    }
    let list = &mut list[..tokens.list.len()];
    for (mark, token) in list.iter_mut().zip(&tokens.list) {
        if token.kind == Kind::Emoji {
            mark.valence = 1.5 * f32::from(token.valence);
        }
    }
    places.clear();
    let says = |mark: &Mark| mark.stem > 0 || mark.valence != 0.0;
    let said = (0..).zip(list.iter()).filter(|(_, mark)| says(mark));
    places.extend(said.map(|(at, _)| at));
}

fn mark_patterns(tokens: &Tokens, hits: &[Hit], marks: &mut [Mark], places: &mut Vec<u32>) {
    let list = &tokens.list;
    let mut hits = hits.iter().peekable();
    let (mut reach, mut weight) = (0u32, 1.0f32);
    // Token after the last pattern.
    let mut done = 0;
    while let Some(first) = hits.next() {
        let at = first.from as usize;
        if at < done {
            continue;
        }
        let (mut to, mut label) = (first.to, first.label);
        while let Some(hit) = hits.next_if(|hit| hit.from == first.from) {
            if hit.to > to {
                (to, label) = (hit.to, hit.label);
            }
        }
        for token in &list[done..at] {
            if reach == 0 && weight == 1.0 {
                break;
            }
            match token.kind {
                Kind::Emoji => {}
                Kind::Stop | Kind::Soft => (reach, weight) = (0, 1.0),
                Kind::Word | Kind::Number => reach = reach.saturating_sub(1),
            }
        }
        done = to as usize;
        let (number, label) = (label / LABELS, label % LABELS);
        match label {
            NOT => reach = SCOPE + 1,
            LESS => weight = 0.6,
            MORE => weight = 1.3,
            _ => {
                let mut value = (label as f32 / 2.0 - 2.0) * weight;
                if reach > 0 {
                    value *= -0.7;
                }
                if list[at..done].iter().any(|t| t.shouted || t.elongated) {
                    value *= 1.3;
                }
                marks[done - 1] = Mark {
                    valence: value,
                    stem: number + 1,
                    negated: reach > 0,
                };
                places.push(done as u32 - 1);
                (reach, weight) = (0, 1.0);
            }
        }
        reach = reach.saturating_sub(1);
    }
}
