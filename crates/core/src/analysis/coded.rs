//! Coded comments of a file, in compact form.

use crate::reading::Table;
use crate::report::{ColumnReading, Role};
use crate::text::{CodedComment, Coder, Language, Mention, Question, Scratch, Sentiment};
use crate::values::is_missing;
use std::collections::BTreeMap;

/// All comments of a file; the first `done` of them are coded.
#[derive(Debug, Default)]
pub struct CodedComments {
    comments: Vec<Coded>,
    done: usize,
    mentions: Vec<Mention>,
    /// What the column of each comment asks for.
    questions: BTreeMap<u32, Question>,
    /// What the coder learns about words, kept from chunk to chunk until all comments are coded.
    scratch: Scratch,
}

/// One comment.
#[derive(Debug, Clone, Copy)]
pub struct Coded {
    /// Row of the table.
    pub row: u32,
    /// Column of the table.
    pub column: u32,
    /// End of its mentions in the list of all mentions; they start where the previous ones end.
    mentions_start: u32,
    mentions_end: u32,
    /// Language.
    pub language: Language,
    /// Sentiment of the whole comment.
    pub sentiment: Sentiment,
    /// −1 to 1.
    pub score: f32,
}

impl CodedComments {
    /// Finds all comments, column by column within a row, and codes none yet.
    pub fn new(table: &Table, columns: &[ColumnReading]) -> Self {
        let columns = columns.iter().filter(|column| column.role == Role::Comment);
        let questions: BTreeMap<u32, Question> = columns
            .map(|column| (column.index, Question::of(&column.name)))
            .collect();
        let columns: Vec<u32> = questions.keys().copied().collect();
        let mut comments = Vec::new();
        for row in 0..table.rows {
            for &column in &columns {
                let text = table.columns[column as usize].get(row as usize);
                if is_missing(text) {
                    continue;
                }
                comments.push(Coded {
                    row,
                    column,
                    mentions_start: 0,
                    mentions_end: 0,
                    language: Language::Other,
                    sentiment: Sentiment::Neutral,
                    score: 0.0,
                });
            }
        }
        CodedComments {
            comments,
            done: 0,
            mentions: Vec::new(),
            questions,
            scratch: Scratch::default(),
        }
    }

    fn question(&self, column: u32) -> Question {
        self.questions.get(&column).copied().unwrap_or_default()
    }

    /// What the coder says about one comment, whatever is known about it already.
    pub fn coded_anew(&self, comment: &Coded, table: &Table, coder: &Coder) -> CodedComment {
        let text = table.columns[comment.column as usize].get(comment.row as usize);
        let mut coded = CodedComment::default();
        let question = self.question(comment.column);
        coder.code_answer_into(question, text, &mut Scratch::default(), &mut coded);
        coded
    }

    /// Number of comments, coded or not.
    pub fn len(&self) -> usize {
        self.comments.len()
    }

    /// Codes up to `limit` more comments and returns how many are left.
    pub fn code(&mut self, table: &Table, coder: &Coder, limit: usize) -> usize {
        let end = self.done.saturating_add(limit).min(self.comments.len());
        let mut coded = CodedComment::default();
        for at in self.done..end {
            let question = self.question(self.comments[at].column);
            let comment = &mut self.comments[at];
            let text = table.columns[comment.column as usize].get(comment.row as usize);
            coder.code_answer_into(question, text, &mut self.scratch, &mut coded);
            comment.language = coded.language;
            comment.sentiment = coded.sentiment;
            comment.score = coded.score;
            comment.mentions_start = self.mentions.len() as u32;
            self.mentions.extend_from_slice(&coded.mentions);
            comment.mentions_end = self.mentions.len() as u32;
        }
        self.done = end;
        if self.is_done() {
            self.scratch = Scratch::default();
        }
        self.comments.len() - self.done
    }

    /// Coded comments in file order.
    pub fn iter(&self) -> impl Iterator<Item = &Coded> {
        self.comments[..self.done].iter()
    }

    /// All comments in file order, coded or not.
    pub fn all(&self) -> &[Coded] {
        &self.comments
    }

    /// True when every comment is coded.
    pub fn is_done(&self) -> bool {
        self.done == self.comments.len()
    }

    /// Replaces what is known about one comment, by its position in [`CodedComments::all`].
    pub fn replace(&mut self, at: usize, sentiment: Sentiment, score: f32, mentions: &[Mention]) {
        let start = self.mentions.len() as u32;
        self.mentions.extend_from_slice(mentions);
        let comment = &mut self.comments[at];
        comment.sentiment = sentiment;
        comment.score = score;
        comment.mentions_start = start;
        comment.mentions_end = self.mentions.len() as u32;
    }

    /// Mentions of a comment in text order.
    pub fn mentions(&self, comment: &Coded) -> &[Mention] {
        &self.mentions[comment.mentions_start as usize..comment.mentions_end as usize]
    }
}
