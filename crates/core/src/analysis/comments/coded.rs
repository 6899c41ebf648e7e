//! Coded comments of a file, in compact form.

use super::batches::{Answers, CommentBatch, put_comment};
use super::copies::Remarks;
use crate::order::Inserted;
use crate::reading::Table;
use crate::report::{ColumnReading, Role};
use crate::text::{CodedComment, Coder, Gists, Language, Mention, Question, Scratch, Sentiment};
use crate::values::is_missing;
use std::collections::BTreeMap;
use std::ops::Range;

/// Coded comments from which the mentions of all can be foretold.
const TELLING: usize = 1000;
/// Mentions per comment, at most, for which room is made ahead.
const MOST_MENTIONS: usize = 4;

/// All comments of a file; the first `done` of them are coded.
#[derive(Debug, Default)]
pub struct CodedComments {
    comments: Vec<Coded>,
    done: usize,
    /// Comments from here on were handed out: others code from the end, this instance from the
    /// start, until they meet.
    handed: usize,
    /// Handed out and not yet back; each begins at the number that is its batch's name.
    away: Vec<Range<usize>>,
    mentions: Vec<Mention>,
    /// What the column of each comment asks.
    questions: BTreeMap<u32, Asked>,
    /// What was noticed about those that are coded.
    remarks: Remarks,
    /// What the coder learns about words, kept from chunk to chunk until all comments are coded.
    scratch: Scratch,
}

/// A question that comments answer.
#[derive(Debug, Clone, Copy, Default)]
struct Asked {
    /// What it asks for.
    question: Question,
    /// Number of its gist, to know it again where it was pasted.
    gist: u64,
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
        let asked = |name: &str| Asked {
            question: Question::of(name),
            gist: Gists::default().of(name).key,
        };
        let questions: BTreeMap<u32, Asked> = columns
            .map(|column| (column.index, asked(&column.name)))
            .inserted();
        let columns: Vec<u32> = questions.keys().copied().collect();
        let answered = |&column: &u32| table.columns[column as usize].answered as usize;
        let mut comments = Vec::with_capacity(columns.iter().map(answered).sum());
        // A column is looked through in one go: that is quicker than to find each of its cells.
        let says_something = |&column: &u32| {
            let column = &table.columns[column as usize];
            let mut said = Vec::with_capacity(column.len());
            column.for_each(&mut |text| said.push(!is_missing(text)));
            said
        };
        let said: Vec<Vec<bool>> = columns.iter().map(says_something).collect();
        for row in 0..table.rows {
            for (&column, said) in columns.iter().zip(&said) {
                if !said[row as usize] {
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
            handed: comments.len(),
            away: Vec::new(),
            comments,
            done: 0,
            mentions: Vec::new(),
            questions,
            remarks: Remarks::default(),
            scratch: Scratch::default(),
        }
    }

    fn asked(&self, column: u32) -> Asked {
        self.questions.get(&column).copied().unwrap_or_default()
    }

    fn question(&self, column: u32) -> Question {
        self.asked(column).question
    }

    /// What the coder says about one comment, whatever is known about it already.
    pub fn coded_anew(&self, comment: &Coded, table: &Table, coder: &Coder) -> CodedComment {
        let text = &table.columns[comment.column as usize].get(comment.row as usize);
        let mut coded = CodedComment::default();
        let question = self.question(comment.column);
        coder.code_answer_into(question, text, &mut Scratch::default(), &mut coded);
        coded
    }

    /// Number of comments, coded or not.
    pub fn len(&self) -> usize {
        self.comments.len()
    }

    /// Codes up to `limit` more comments and returns how many are left, those that are with others
    /// included.
    pub fn code(&mut self, table: &Table, coder: &Coder, limit: usize) -> usize {
        let end = self.done.saturating_add(limit).min(self.handed);
        self.code_range(self.done..end, table, coder);
        self.done = end;
        self.close()
    }

    fn code_range(&mut self, range: Range<usize>, table: &Table, coder: &Coder) {
        let mut coded = CodedComment::default();
        for at in range {
            let Coded { row, column, .. } = self.comments[at];
            let text = &table.columns[column as usize].get(row as usize);
            coder.code_answer_into(self.question(column), text, &mut self.scratch, &mut coded);
            self.set(at, text, &coded);
        }
    }

    /// Keeps what the coder says about a comment with this text, and what is noticed about it.
    fn set(&mut self, at: usize, text: &str, coded: &CodedComment) {
        let Coded { row, column, .. } = self.comments[at];
        let question = self.asked(column).gist;
        self.remarks.add(row, text, &coded.gist, question);
        self.comments[at].language = coded.language;
        self.replace(at, coded.sentiment, coded.score, &coded.mentions);
    }

    /// What is noticed about all comments, whether they are coded or not.
    pub(in crate::analysis) fn notice_all(&self, table: &Table) -> Remarks {
        let (mut remarks, mut gists) = (Remarks::default(), Gists::default());
        for &Coded { row, column, .. } in &self.comments {
            let text = &table.columns[column as usize].get(row as usize);
            remarks.add(row, text, &gists.of(text), self.asked(column).gist);
        }
        remarks.finished()
    }

    /// What was noticed while all comments were coded; nothing when it is asked for again.
    pub(in crate::analysis) fn take_remarks(&mut self) -> Remarks {
        std::mem::take(&mut self.remarks).finished()
    }

    /// True when all comments that are left are with others.
    pub(in crate::analysis) fn waits(&self) -> bool {
        self.done == self.handed
    }

    /// Comments that are not coded, here or elsewhere.
    fn left(&self) -> usize {
        self.handed - self.done + self.away.iter().map(Range::len).sum::<usize>()
    }

    /// Makes room for so many mentions, and when it has to, for as many as all comments will probably
    /// have: a list that doubles moves again and again, and half of it may stay empty.
    fn expect_mentions(&mut self, more: usize) {
        let (len, all) = (self.mentions.len(), self.comments.len());
        if self.mentions.capacity() - len >= more {
            return;
        }
        let coded = all - self.left();
        let further = match coded {
            ..TELLING => len,
            _ => (len as u64 * all as u64 / coded as u64) as usize - len,
        };
        let further = further.min(MOST_MENTIONS * all).max(len / 8);
        self.mentions.reserve_exact(more.max(further));
    }

    /// Counts what is left; when that is nothing, all comments count as coded.
    fn close(&mut self) -> usize {
        let left = self.left();
        if left == 0 {
            self.done = self.comments.len();
            self.handed = self.done;
            self.scratch = Scratch::default();
        }
        left
    }

    /// Takes up to `limit` comments from the end for another instance to code, and at most a third
    /// of what is left, so that all end at about the same time. `None` when too few are left.
    pub fn hand_out(&mut self, table: &Table, limit: usize) -> Option<CommentBatch> {
        let limit = limit.min((self.handed - self.done) / 3);
        let range = self.handed - limit..self.handed;
        if range.is_empty() {
            return None;
        }
        let mut bytes = Vec::new();
        for comment in &self.comments[range.clone()] {
            let text = &table.columns[comment.column as usize].get(comment.row as usize);
            put_comment(self.question(comment.column), text, &mut bytes);
        }
        let id = range.start;
        self.handed = id;
        self.away.push(range);
        Some(CommentBatch { id, bytes })
    }

    /// Takes the answer to a batch; false when no such batch is away, or when the answer is not
    /// whole: its comments are then still away.
    pub fn take_back(
        &mut self,
        table: &Table,
        id: usize,
        answer: &[u8],
        categories: usize,
    ) -> bool {
        let Some(place) = self.away.iter().position(|range| range.start == id) else {
            return false;
        };
        let mut answers = Answers::new(answer, categories);
        let mut coded = CodedComment::default();
        for at in self.away[place].clone() {
            if answers.read_into(&mut coded).is_none() {
                return false;
            }
            let Coded { row, column, .. } = self.comments[at];
            let text = &table.columns[column as usize].get(row as usize);
            self.set(at, text, &coded);
        }
        self.away.remove(place);
        true
    }

    /// Codes here what others did not give back.
    pub fn call_back(&mut self, table: &Table, coder: &Coder) {
        for range in std::mem::take(&mut self.away) {
            self.code_range(range, table, coder);
        }
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
        self.expect_mentions(mentions.len());
        self.mentions.extend_from_slice(mentions);
        let comment = &mut self.comments[at];
        comment.sentiment = sentiment;
        comment.score = score;
        comment.mentions_start = start;
        comment.mentions_end = self.mentions.len() as u32;
    }

    /// Puts back what was known about a comment before it was replaced.
    pub fn put_back(&mut self, at: usize, comment: Coded) {
        self.comments[at] = comment;
    }

    /// Mentions of a comment in text order.
    pub fn mentions(&self, comment: &Coded) -> &[Mention] {
        &self.mentions[comment.mentions_start as usize..comment.mentions_end as usize]
    }
}
