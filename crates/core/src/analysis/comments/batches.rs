//! Comments on their way to another instance that codes them, and what comes back: plain bytes, so
//! that workers without shared memory can share the work.
//!
//! A comment is coded by itself, so the figures do not depend on who coded it.

use crate::exchange::{Bytes, put_bytes, put_number};
use crate::text::{
    Codebook, CodedComment, Coder, Gist, Language, Mention, Question, Scratch, Sentiment,
};
use std::sync::Arc;

const QUESTIONS: [Question; 3] = [Question::Open, Question::Praise, Question::Complaint];
pub(super) const LANGUAGES: [Language; 3] = [Language::Pl, Language::En, Language::Other];
pub(super) const SENTIMENTS: [Sentiment; 4] = [
    Sentiment::Positive,
    Sentiment::Neutral,
    Sentiment::Negative,
    Sentiment::Mixed,
];

/// Some comments for another instance to code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentBatch {
    /// Names the batch when its answer comes back.
    pub id: usize,
    /// What [`BatchCoder::code`] takes.
    pub bytes: Vec<u8>,
}

/// Codes comments for another instance: it holds a codebook and the language models, and no file.
#[derive(Debug)]
pub struct BatchCoder {
    coder: Arc<Coder>,
    scratch: Scratch,
}

impl BatchCoder {
    /// A coder for the codebook of the instance that hands the comments out; none stands for the
    /// built-in one.
    pub fn new(codebook: Option<&Codebook>) -> Self {
        BatchCoder {
            coder: Coder::of(codebook),
            scratch: Scratch::default(),
        }
    }

    /// Codes the bytes of a [`CommentBatch`]; the answer is for
    /// [`Analysis::take_back`](crate::analysis::Analysis::take_back). At bytes of another form the answer ends,
    /// which the other side notices.
    pub fn code(&mut self, batch: &[u8]) -> Vec<u8> {
        let mut answer = Vec::with_capacity(batch.len() / 2);
        let mut coded = CodedComment::default();
        let mut rest = Bytes(batch);
        while let Some((question, text)) = comment(&mut rest) {
            self.coder
                .code_answer_into(question, text, &mut self.scratch, &mut coded);
            put_answer(&coded, &mut answer);
        }
        answer
    }
}

/// Adds a comment to a batch.
pub(in crate::analysis) fn put_comment(question: Question, text: &str, batch: &mut Vec<u8>) {
    batch.push(question as u8);
    put_bytes(text.as_bytes(), batch);
}

fn comment<'b>(rest: &mut Bytes<'b>) -> Option<(Question, &'b str)> {
    let question = rest.one_of(&QUESTIONS)?;
    let text = std::str::from_utf8(rest.bytes()?).ok()?;
    Some((question, text))
}

fn put_answer(coded: &CodedComment, answer: &mut Vec<u8>) {
    answer.extend([coded.language as u8, coded.sentiment as u8]);
    answer.push(u8::from(coded.gist.swears));
    answer.extend(coded.score.to_bits().to_le_bytes());
    answer.extend(coded.gist.key.to_le_bytes());
    put_number(coded.gist.letters, answer);
    put_number(coded.mentions.len() as u32, answer);
    for mention in &coded.mentions {
        answer.extend(mention.category.to_le_bytes());
        answer.push(mention.sentiment as u8);
        answer.extend(mention.start.to_le_bytes());
        answer.extend(mention.end.to_le_bytes());
    }
}

/// The answers of [`BatchCoder::code`], one comment after the other.
pub(in crate::analysis) struct Answers<'b> {
    rest: Bytes<'b>,
    /// Categories that there are; mentions of others are refused.
    categories: usize,
}

impl<'b> Answers<'b> {
    /// Answers under a codebook of so many categories.
    pub(in crate::analysis) fn new(bytes: &'b [u8], categories: usize) -> Self {
        let rest = Bytes(bytes);
        Answers { rest, categories }
    }

    /// Reads the next answer into `coded`; `None` when there is none.
    pub(in crate::analysis) fn read_into(&mut self, coded: &mut CodedComment) -> Option<()> {
        let rest = &mut self.rest;
        coded.language = rest.one_of(&LANGUAGES)?;
        coded.sentiment = rest.one_of(&SENTIMENTS)?;
        let swears = rest.one_of(&[false, true])?;
        coded.score = f32::from_bits(u32::from_le_bytes(rest.array()?));
        coded.gist = Gist {
            key: u64::from_le_bytes(rest.array()?),
            letters: rest.number()?,
            swears,
        };
        coded.mentions.clear();
        for _ in 0..rest.number()? {
            let mention = Mention {
                category: u16::from_le_bytes(rest.array()?),
                sentiment: rest.one_of(&SENTIMENTS)?,
                start: u16::from_le_bytes(rest.array()?),
                end: u16::from_le_bytes(rest.array()?),
            };
            if usize::from(mention.category) >= self.categories {
                return None;
            }
            coded.mentions.push(mention);
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_the_types() {
        assert!(
            QUESTIONS
                .iter()
                .enumerate()
                .all(|(at, it)| at == *it as usize)
        );
        assert!(
            LANGUAGES
                .iter()
                .enumerate()
                .all(|(at, it)| at == *it as usize)
        );
        assert!(
            SENTIMENTS
                .iter()
                .enumerate()
                .all(|(at, it)| at == *it as usize)
        );
    }

    #[test]
    fn cut_answers_are_noticed() {
        let mut coder = BatchCoder::new(None);
        let mut batch = Vec::new();
        put_comment(Question::Open, "Świetna obsługa, ale drogo", &mut batch);
        let answer = coder.code(&batch);
        let read = |bytes: &[u8], categories| {
            let mut coded = CodedComment::default();
            Answers::new(bytes, categories)
                .read_into(&mut coded)
                .map(|()| coded)
        };
        let whole = read(&answer, usize::MAX).unwrap();
        assert!(whole.mentions.len() >= 2, "{whole:?}");
        assert!((0..answer.len()).all(|end| read(&answer[..end], usize::MAX).is_none()));
        assert_eq!(read(&answer, 0), None, "no such category");
    }
}
