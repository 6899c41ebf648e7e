//! A comment in, its language, sentiment and mentions out.

use super::codebook::Codebook;
use super::language::Detector;
use super::opinion::{Marks, Opinions};
use super::patterns::{Builder, EN, Matching, PL, Patterns, XX};
use super::statements::{Splitting, Statement, split};
use super::tokens::Tokens;
use super::{Language, Sentiment};

/// A category found in a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mention {
    /// Position in [`Codebook::categories`]: the most specific category; its parent counts too,
    /// see [`Codebook::parent_index`].
    pub category: u16,
    /// Attitude of the statement that mentions it.
    pub sentiment: Sentiment,
    /// First Unicode code point of the statement in the comment.
    pub start: u32,
    /// Code point after the statement's last.
    pub end: u32,
}

/// Everything the coder says about one comment.
#[derive(Debug, Clone, PartialEq)]
pub struct CodedComment {
    /// Language.
    pub language: Language,
    /// Attitude of the whole comment.
    pub sentiment: Sentiment,
    /// P(positive) − P(negative), −1 to 1.
    pub score: f32,
    /// One entry per statement and category, in text order.
    pub mentions: Vec<Mention>,
}

impl Default for CodedComment {
    fn default() -> Self {
        CodedComment {
            language: Language::Other,
            sentiment: Sentiment::Neutral,
            score: 0.0,
            mentions: Vec::new(),
        }
    }
}

/// Working memory of [`Coder::code_into`], reused from comment to comment.
#[derive(Debug, Default, Clone)]
pub struct Scratch {
    tokens: Tokens,
    marks: Marks,
    found: Matching,
    topics: Vec<u64>,
    splitting: Splitting,
    categories: Vec<u16>,
}

/// A codebook and the language models, ready to code comments.
#[derive(Debug, Clone)]
pub struct Coder {
    detector: Detector,
    opinions: Opinions,
    patterns: Patterns,
    /// For each category: its parent, and its main category's bit.
    parents: Vec<Option<u16>>,
    topic_bits: Vec<u64>,
}

impl Coder {
    /// Prepares a codebook for matching.
    pub fn new(codebook: &Codebook) -> Coder {
        let mut builder = Builder::default();
        for (index, category) in codebook.categories().iter().enumerate() {
            let lists = [(&category.patterns, 0), (&category.exclude, 1)];
            for (lists, excluded) in lists {
                for (lang, patterns) in lists {
                    let lang = match lang.as_str() {
                        "pl" => PL,
                        "en" => EN,
                        _ => XX,
                    };
                    for pattern in patterns {
                        builder.add(pattern, lang, index as u32 * 2 + excluded);
                    }
                }
            }
        }
        let count = codebook.categories().len() as u16;
        let parents: Vec<Option<u16>> = (0..count).map(|c| codebook.parent_index(c)).collect();
        let bit = |c: u16| 1u64 << (parents[c as usize].unwrap_or(c) % 64);
        let topic_bits = (0..count).map(bit).collect();
        Coder {
            detector: Detector::new(),
            opinions: Opinions::new(),
            patterns: builder.build(),
            parents,
            topic_bits,
        }
    }

    /// Codes one comment.
    pub fn code(&self, text: &str) -> CodedComment {
        let mut out = CodedComment::default();
        self.code_into(text, &mut Scratch::default(), &mut out);
        out
    }

    /// Codes one comment into buffers that are reused. Linear in the coded part of the comment,
    /// at most [`MAX_CODED_CHARS`](super::MAX_CODED_CHARS).
    pub fn code_into(&self, text: &str, scratch: &mut Scratch, out: &mut CodedComment) {
        let s = scratch;
        s.tokens.read(text);
        out.language = self.detector.detect(&s.tokens);
        out.mentions.clear();
        let langs = match out.language {
            Language::Pl => PL | XX,
            Language::En => EN | XX,
            Language::Other => PL | EN | XX,
        };
        self.opinions.mark(&s.tokens, langs, &mut s.marks);
        self.find_categories(langs, s);
        split(&s.tokens, &s.marks.valence, &s.topics, &mut s.splitting);
        let (mut praise, mut complaint) = (0.0, 0.0);
        let mut signs = (false, false);
        for at in 0..s.splitting.list.len() {
            let statement = s.splitting.list[at];
            let (p, c) = weigh(&s.marks, statement);
            let sentiment = sentiment_of(p, c);
            praise += p;
            complaint += c;
            signs.0 |= sentiment == Sentiment::Positive;
            signs.1 |= sentiment == Sentiment::Negative;
            self.push_mentions(statement, sentiment, s, out);
        }
        out.score = (praise - complaint) / (praise + complaint + 1.0);
        out.sentiment = match sentiment_of(praise, complaint) {
            _ if signs == (true, true) => Sentiment::Mixed,
            other => other,
        };
    }

    /// Fills `found.hits` with the category matches that no exclusion removes, and `topics`.
    fn find_categories(&self, langs: u8, s: &mut Scratch) {
        self.patterns.find(&s.tokens, langs, &mut s.found);
        let hits = &mut s.found.hits;
        drop_excluded(hits);
        s.topics.clear();
        s.topics.resize(s.tokens.list.len(), 0);
        for hit in hits.iter() {
            let bit = self.topic_bits[(hit.label / 2) as usize];
            for topic in &mut s.topics[hit.from as usize..hit.to as usize] {
                *topic |= bit;
            }
        }
    }

    /// Adds one mention per category of a statement; a parent gives way to its subcategory.
    fn push_mentions(&self, at: Statement, sentiment: Sentiment, s: &mut Scratch, out: &mut CodedComment) {
        s.categories.clear();
        let hits = &s.found.hits;
        let first = hits.partition_point(|hit| hit.from < at.from);
        for hit in hits[first..].iter().take_while(|hit| hit.from < at.to) {
            let category = (hit.label / 2) as u16;
            if !s.categories.contains(&category) {
                s.categories.push(category);
            }
        }
        if s.categories.is_empty() {
            return;
        }
        let (start, end) = span(&s.tokens, at);
        for &category in &s.categories {
            let has_child = s.categories.iter().any(|&c| self.parents[c as usize] == Some(category));
            if !has_child {
                out.mentions.push(Mention { category, sentiment, start, end });
            }
        }
    }
}

/// Removes the exclusions (odd labels) and the matches of the same category that overlap them.
fn drop_excluded(hits: &mut Vec<super::patterns::Hit>) {
    if !hits.iter().any(|hit| hit.label % 2 == 1) {
        return;
    }
    // Hits are ordered by their first token and a pattern spans few tokens, so that only
    // neighbours can overlap.
    let reach = 40;
    let all = hits.clone();
    let mut at = 0;
    hits.retain(|hit| {
        while at < all.len() && all[at].from + reach < hit.from {
            at += 1;
        }
        hit.label % 2 == 0
            && !all[at..]
                .iter()
                .take_while(|x| x.from < hit.to)
                .any(|x| x.label == hit.label + 1 && x.to > hit.from)
    });
}

/// Place of a statement in code points.
fn span(tokens: &Tokens, at: Statement) -> (u32, u32) {
    let list = &tokens.list[at.from as usize..at.to as usize];
    let start = list.first().map_or(0, |t| t.start);
    let end = list.last().map_or(start, |t| t.end);
    (start, end)
}

fn weigh(marks: &Marks, at: Statement) -> (f32, f32) {
    let values = &marks.valence[at.from as usize..at.to as usize];
    values.iter().fold((0.0, 0.0), |(p, c), v| (p + v.max(0.0), c + (-v).max(0.0)))
}

fn sentiment_of(praise: f32, complaint: f32) -> Sentiment {
    let (sum, difference) = (praise + complaint, praise - complaint);
    if sum < 0.4 {
        Sentiment::Neutral
    } else if difference > 0.2 * sum {
        Sentiment::Positive
    } else if difference < -0.2 * sum {
        Sentiment::Negative
    } else {
        Sentiment::Mixed
    }
}
