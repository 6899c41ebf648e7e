//! Short comments that were coded before: "ok", "brak uwag" and "great service" come again and again in
//! a survey, and a comment's codes follow from its text and the question alone.

use super::coder::{CodedComment, Mention};
use super::question::Question;
use super::slots::{SPREAD, Slots};
use super::tokens::AHEAD;
use super::{Gist, Language, Sentiment};

/// Bytes of the longest text that is kept: longer ones hardly ever repeat.
const LONGEST: usize = AHEAD;
const PARTS: usize = LONGEST / 8;
/// Mentions of a comment that is kept, at most.
const MENTIONS: usize = 4;
/// Fills the places of mentions that a comment does not have.
const NONE: Mention = Mention {
    category: 0,
    sentiment: Sentiment::Neutral,
    start: 0,
    end: 0,
};
/// A short text with what it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key {
    /// Its bytes, filled up with zeros.
    text: [u64; PARTS],
    length: u8,
    question: Question,
}

impl Key {
    /// The key of a text whose bytes are the first so many of `padded`; none for one that is too long
    /// to be kept, or empty.
    pub fn new(padded: &[u8], length: usize, question: Question) -> Option<Key> {
        if length == 0 || length > LONGEST {
            return None;
        }
        let (parts, _) = padded.first_chunk::<LONGEST>()?.as_chunks::<8>();
        Some(Key {
            text: std::array::from_fn(|at| u64::from_le_bytes(parts[at])),
            length: length as u8,
            question,
        })
    }

    /// A number that few other keys share.
    fn hash(&self) -> u64 {
        let mix = |hash: u64, part: &u64| (hash.rotate_left(25) ^ part).wrapping_mul(SPREAD);
        self.text.iter().fold(0, mix)
    }
}

/// What the coder said about a text.
#[derive(Debug, Clone, Copy)]
struct Kept {
    gist: Gist,
    score: f32,
    language: Language,
    sentiment: Sentiment,
    count: u8,
    mentions: [Mention; MENTIONS],
}

/// The texts kept: half a megabyte at most.
#[derive(Debug, Default, Clone)]
pub(super) struct Repeats(Slots<Key, Kept>);

impl Repeats {
    /// Forgets all texts.
    pub fn forget(&mut self) {
        self.0.forget();
    }

    /// Fills `out` for a text that is kept; false when it is not.
    #[inline(never)]
    pub fn find(&self, key: &Key, out: &mut CodedComment) -> bool {
        let Some(kept) = self.0.find(key.hash(), key) else {
            return false;
        };
        out.language = kept.language;
        out.sentiment = kept.sentiment;
        out.score = kept.score;
        out.gist = kept.gist;
        out.mentions.clear();
        let mentions = kept.mentions.iter().take(kept.count.into());
        out.mentions.extend(mentions);
        true
    }

    /// Keeps what was said about a text.
    #[inline(never)]
    pub fn remember(&mut self, key: Key, coded: &CodedComment) {
        if coded.mentions.len() > MENTIONS {
            return;
        }
        let mut mentions = [NONE; MENTIONS];
        for (own, mention) in mentions.iter_mut().zip(&coded.mentions) {
            *own = *mention;
        }
        let kept = Kept {
            gist: coded.gist,
            score: coded.score,
            language: coded.language,
            sentiment: coded.sentiment,
            count: coded.mentions.len() as u8,
            mentions,
        };
        self.0.put(key.hash(), key, kept);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Codebook, Coder, Scratch};

    #[test]
    fn a_repeated_comment_gets_the_same_answer() {
        let coder = Coder::new(&Codebook::built_in());
        let mut scratch = Scratch::default();
        let mut coded = CodedComment::default();
        // Alike but for a letter, a blank, a zero at the end and the question; enough to grow several times.
        let many = (0..300).map(|at| format!("Bardzo drogo {at}"));
        let texts: Vec<String> = [
            "Great service",
            "great service",
            "Great service\0",
            "ok",
            "",
        ]
        .map(str::to_owned)
        .into_iter()
        .chain(many)
        .chain(["Drogo, ale obsługa i dostawa świetna!".to_owned()])
        .collect();
        for _ in 0..3 {
            for text in &texts {
                for question in [Question::Open, Question::Complaint] {
                    coder.code_answer_into(question, text, &mut scratch, &mut coded);
                    let mut fresh = CodedComment::default();
                    let mut none = Scratch::default();
                    coder.code_answer_into(question, text, &mut none, &mut fresh);
                    assert_eq!(coded, fresh, "{text:?}");
                }
            }
        }
    }

    #[test]
    fn only_short_texts_are_kept_and_each_by_all_that_matters() {
        let padded = [b'a'; 2 * LONGEST];
        assert!(Key::new(&padded, LONGEST, Question::Open).is_some());
        assert_eq!(Key::new(&padded, LONGEST + 1, Question::Open), None);
        let mut repeats = Repeats::default();
        let key = |text: &str, question| {
            let mut padded = text.as_bytes().to_vec();
            padded.resize(text.len() + LONGEST, 0);
            Key::new(&padded, text.len(), question).unwrap()
        };
        let coded = CodedComment {
            score: 0.5,
            mentions: vec![NONE; 2],
            ..CodedComment::default()
        };
        repeats.remember(key("ok", Question::Open), &coded);
        let mut out = CodedComment::default();
        assert!(repeats.find(&key("ok", Question::Open), &mut out));
        assert_eq!(out, coded);
        for other in [
            key("ok", Question::Praise),
            key("ok\0", Question::Open),
            key("ko", Question::Open),
        ] {
            assert!(!repeats.find(&other, &mut out));
        }
        let most = CodedComment {
            mentions: vec![NONE; MENTIONS + 1],
            ..CodedComment::default()
        };
        repeats.remember(key("many", Question::Open), &most);
        assert!(!repeats.find(&key("many", Question::Open), &mut out));
    }
}
