//! Opinion words: which words praise, complain, turn round or weaken.

use super::patterns::{Builder, EN, Matching, PL, Patterns};
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
    patterns: Patterns,
}

/// What the opinion words say about each token.
#[derive(Debug, Default, Clone)]
pub(crate) struct Marks {
    /// Attitude of each token, −2 to 2, negation applied.
    pub valence: Vec<f32>,
    /// Number of the opinion pattern that ends at each token, from 1; 0 for none.
    pub stem: Vec<u32>,
    /// True for words within reach of a negation.
    pub negated: Vec<bool>,
    /// Buffers of the matching.
    pub found: Matching,
    /// Longest match that starts at each token: words and label.
    longest: Vec<(u32, u32)>,
}

impl Opinions {
    pub fn new() -> Opinions {
        let mut builder = Builder::default();
        let mut count = 0;
        for line in include_str!("../../models/opinions.txt").lines() {
            let mut parts = line.splitn(3, ' ');
            let (Some(lang), Some(strength), Some(list)) =
                (parts.next(), parts.next(), parts.next())
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
                builder.add(pattern, lang, count * LABELS + label);
                count += 1;
            }
        }
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
        let n = tokens.list.len();
        self.patterns.find(tokens, langs, &mut marks.found);
        marks.longest.clear();
        marks.longest.resize(n, (0, 0));
        for hit in &marks.found.hits {
            let best = &mut marks.longest[hit.from as usize];
            if hit.to - hit.from > best.0 {
                *best = (hit.to - hit.from, hit.label);
            }
        }
        marks.valence.clear();
        marks.valence.resize(n, 0.0);
        marks.stem.clear();
        marks.stem.resize(n, 0);
        marks.negated.clear();
        marks.negated.resize(n, false);
        let (mut reach, mut weight) = (0u32, 1.0f32);
        let mut at = 0;
        while at < n {
            let token = &tokens.list[at];
            match token.kind {
                Kind::Emoji => {
                    marks.valence[at] = 1.5 * f32::from(token.valence);
                    at += 1;
                    continue;
                }
                Kind::Stop | Kind::Soft => {
                    (reach, weight) = (0, 1.0);
                    at += 1;
                    continue;
                }
                Kind::Word | Kind::Number => {}
            }
            marks.negated[at] = reach > 0;
            let (length, label) = marks.longest[at];
            let last = at + (length.max(1) as usize) - 1;
            let (number, label) = (label / LABELS, label % LABELS);
            match (length, label) {
                (0, _) => {}
                (_, NOT) => reach = SCOPE + 1,
                (_, LESS) => weight = 0.6,
                (_, MORE) => weight = 1.3,
                (_, label) => {
                    marks.stem[last] = number + 1;
                    marks.negated[last] = reach > 0;
                    let mut value = (label as f32 / 2.0 - 2.0) * weight;
                    if reach > 0 {
                        value *= -0.7;
                    }
                    if tokens.list[at..=last]
                        .iter()
                        .any(|t| t.shouted || t.elongated)
                    {
                        value *= 1.3;
                    }
                    marks.valence[last] = value;
                    (reach, weight) = (0, 1.0);
                }
            }
            reach = reach.saturating_sub(1);
            at = last + 1;
        }
    }
}
