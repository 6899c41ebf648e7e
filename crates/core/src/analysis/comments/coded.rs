//! Coded comments of a file, in compact form.

use super::batches::{Answers, CommentBatch, LANGUAGES, SENTIMENTS, put_comment};
use super::copies::Remarks;
use crate::order::Inserted;
use crate::reading::Table;
use crate::report::{ColumnReading, Role};
use crate::text::{CodedComment, Coder, Gists, Language, Mention, Question, Scratch, Sentiment};
use crate::values::is_missing;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

/// Coded comments from which the mentions of all can be foretold.
const TELLING: usize = 1000;
/// Mentions per comment, at most, for which room is made ahead.
const MOST_MENTIONS: usize = 4;
/// Mentions of one comment that are kept, which no comment that somebody wrote has.
const KEPT_MENTIONS: usize = (1 << 12) - 1;

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

/// One comment, in 16 bytes: a file of a million rows has as many of them.
#[derive(Debug, Clone, Copy)]
pub struct Coded {
    /// Row of the table.
    pub row: u32,
    /// −1 to 1.
    pub score: f32,
    /// Start of its mentions in the list of all mentions.
    mentions_start: u32,
    /// From the lowest bit on: 16 of the column, 12 of the number of mentions, 2 of the language, 2 of the
    /// sentiment.
    rest: u32,
}

impl Coded {
    /// A comment that nobody has coded.
    fn new(row: u32, column: u16) -> Self {
        let mut coded = Coded {
            row,
            score: 0.0,
            mentions_start: 0,
            rest: u32::from(column),
        };
        coded.put(28, 2, Language::Other as u32);
        coded.put(30, 2, Sentiment::Neutral as u32);
        coded
    }

    fn bits(&self, from: u32, count: u32) -> u32 {
        self.rest >> from & ((1 << count) - 1)
    }

    fn put(&mut self, from: u32, count: u32, value: u32) {
        let mask = ((1 << count) - 1) << from;
        self.rest = self.rest & !mask | value << from & mask;
    }

    /// Column of the table.
    pub fn column(&self) -> u32 {
        self.bits(0, 16)
    }

    /// Language.
    pub fn language(&self) -> Language {
        let place = self.bits(28, 2) as usize;
        LANGUAGES.get(place).copied().unwrap_or(Language::Other)
    }

    /// Sentiment of the whole comment.
    pub fn sentiment(&self) -> Sentiment {
        SENTIMENTS[self.bits(30, 2) as usize]
    }

    /// Its text.
    pub fn text<'t>(&self, table: &'t Table) -> Cow<'t, str> {
        table.columns[self.column() as usize].get(self.row as usize)
    }
}

impl CodedComments {
    /// Finds all comments, column by column within a row, and codes none yet. Columns from the 65,536th on, which
    /// only raised limits let in, are left out.
    pub fn new(table: &Table, columns: &[ColumnReading]) -> Self {
        let columns = columns
            .iter()
            .filter(|column| column.role == Role::Comment && column.index <= u32::from(u16::MAX));
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
                comments.push(Coded::new(row, column as u16));
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

    pub(in crate::analysis) fn question(&self, column: u32) -> Question {
        self.asked(column).question
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
            let comment = self.comments[at];
            let text = &comment.text(table);
            let question = self.question(comment.column());
            coder.code_answer_into(question, text, &mut self.scratch, &mut coded);
            self.set(at, text, &coded);
        }
    }

    /// Keeps what the coder says about a comment with this text, and what is noticed about it.
    fn set(&mut self, at: usize, text: &str, coded: &CodedComment) {
        let comment = &mut self.comments[at];
        comment.put(28, 2, coded.language as u32);
        let (row, column) = (comment.row, comment.column());
        let question = self.asked(column).gist;
        self.remarks.add(row, text, &coded.gist, question);
        self.replace(at, coded.sentiment, coded.score, &coded.mentions);
    }

    /// What is noticed about all comments, whether they are coded or not.
    pub(in crate::analysis) fn notice_all(&self, table: &Table) -> Remarks {
        let (mut remarks, mut gists) = (Remarks::default(), Gists::default());
        for comment in &self.comments {
            let text = &comment.text(table);
            let question = self.asked(comment.column()).gist;
            remarks.add(comment.row, text, &gists.of(text), question);
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
            let question = self.question(comment.column());
            put_comment(question, &comment.text(table), &mut bytes);
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
            let text = &self.comments[at].text(table);
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
        let mentions = &mentions[..mentions.len().min(KEPT_MENTIONS)];
        self.expect_mentions(mentions.len());
        self.mentions.extend_from_slice(mentions);
        let comment = &mut self.comments[at];
        comment.score = score;
        comment.mentions_start = start;
        comment.put(16, 12, mentions.len() as u32);
        comment.put(30, 2, sentiment as u32);
    }

    /// Puts back what was known about a comment before it was replaced.
    pub fn put_back(&mut self, at: usize, comment: Coded) {
        self.comments[at] = comment;
    }

    /// Mentions of a comment in text order.
    pub fn mentions(&self, comment: &Coded) -> &[Mention] {
        &self.mentions[comment.mentions_start as usize..][..comment.bits(16, 12) as usize]
    }
}
