//! Pages of comments for people to read.

use super::Analysis;
use super::coded::Coded;
use super::prepared::NO_DATE;
use super::selection::Selection;
use crate::filter::{Condition, Filter};
use crate::privacy::mask;
use crate::text::{Language, Sentiment, fold};
use crate::values::format_date;
use serde::{Deserialize, Serialize};

/// Which comments, in which order.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct CommentQuery {
    /// Conditions on the rows.
    pub filter: Filter,
    /// Words that the comment must contain, without regard to case and diacritics.
    pub search: String,
    /// Comments to skip.
    pub offset: usize,
    /// Most comments to return. The default 0 returns none, only the total.
    pub limit: usize,
    /// Order of the list.
    pub order: Order,
}

/// Order of a list of comments; ties stay in file order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// As in the file.
    #[default]
    File,
    /// Latest primary date first.
    Newest,
    /// Lowest answer to the main score first, rows without an answer last.
    Lowest,
    /// Highest answer first, rows without an answer last.
    Highest,
}

/// A page of comments.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CommentPage {
    /// Comments that match, on all pages.
    pub total: usize,
    /// True when the filtered group is too small to quote (definitions.md §2): no rows are given.
    pub withheld: bool,
    /// The page.
    pub rows: Vec<CommentRow>,
}

/// One comment with what is known about it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CommentRow {
    /// Row of the table, from 0.
    pub row: u32,
    /// Column of the comment.
    pub column: u32,
    /// The comment with personal data masked.
    pub text: String,
    /// Language.
    pub language: Language,
    /// Sentiment of the whole comment.
    pub sentiment: Sentiment,
    /// −1 (complaint) to 1 (praise).
    pub score: f32,
    /// `YYYY-MM-DD` of the primary date.
    pub date: Option<String>,
    /// Valid answers of the row.
    pub answers: Vec<Answer>,
    /// Segment values of the row.
    pub segments: Vec<SegmentKey>,
    /// Categories with their place in the text, in code points.
    pub mentions: Vec<MentionRow>,
}

/// An answer of the row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// Column index.
    pub column: u32,
    /// Answer on the column's scale.
    pub value: i32,
}

/// A segment value of the row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SegmentKey {
    /// Column index.
    pub column: u32,
    /// Value.
    pub key: String,
}

/// A mention of a category.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MentionRow {
    /// Codebook id.
    pub category: String,
    /// Sentiment of the statement.
    pub sentiment: Sentiment,
    /// First code point.
    pub start: u32,
    /// Behind the last code point.
    pub end: u32,
}

/// The page that a query asks for.
pub fn page(analysis: &Analysis, query: &CommentQuery) -> CommentPage {
    if too_small_to_quote(analysis, &query.filter) {
        return CommentPage { total: 0, withheld: true, rows: Vec::new() };
    }
    let selection = Selection::new(analysis, &query.filter);
    let wanted = fold(query.search.trim());
    let text = |comment: &Coded| {
        analysis.table.columns[comment.column as usize].get(comment.row as usize)
    };
    let mut found: Vec<&Coded> = analysis
        .coded
        .iter()
        .filter(|comment| selection.keeps(comment.row))
        .filter(|comment| wanted.is_empty() || fold(text(comment)).contains(&wanted))
        .collect();
    sort(analysis, query.order, &mut found);
    let total = found.len();
    let rows = found.into_iter().skip(query.offset).take(query.limit);
    CommentPage { total, withheld: false, rows: rows.map(|c| row(analysis, c, text(c))).collect() }
}

/// A segment or month with too few rows would let a reader recognise who wrote what.
fn too_small_to_quote(analysis: &Analysis, filter: &Filter) -> bool {
    let group: Filter =
        filter.iter().filter(|c| matches!(c, Condition::Segment { .. })).cloned().collect();
    if group.is_empty() {
        return false;
    }
    Selection::new(analysis, &group).count() < analysis.settings.min_quotes
}

fn sort(analysis: &Analysis, order: Order, found: &mut [&Coded]) {
    let answer = |comment: &&Coded| {
        analysis.prepared.main_score().and_then(|score| score.answer(comment.row))
    };
    match order {
        Order::File => {}
        Order::Newest => {
            let Some(months) = &analysis.prepared.months else { return };
            found.sort_by_key(|comment| std::cmp::Reverse(months.days[comment.row as usize]));
        }
        Order::Lowest => found.sort_by_key(|comment| answer(comment).unwrap_or(i32::MAX)),
        Order::Highest => {
            found.sort_by_key(|comment| std::cmp::Reverse(answer(comment).unwrap_or(i32::MIN)));
        }
    }
}

fn row(analysis: &Analysis, comment: &Coded, text: &str) -> CommentRow {
    let row = comment.row;
    let prepared = &analysis.prepared;
    let day = prepared.months.as_ref().map(|months| months.days[row as usize]);
    let answers = prepared.scores.iter().filter_map(|score| {
        Some(Answer { column: score.column, value: score.answer(row)? })
    });
    let segments = prepared.segments.iter().filter_map(|segment| {
        let group = segment.groups.get(row)?;
        Some(SegmentKey { column: segment.column, key: segment.groups.keys[group].clone() })
    });
    let categories = analysis.codebook.categories();
    let mentions = analysis.coded.mentions(comment).iter().map(|mention| MentionRow {
        category: categories[usize::from(mention.category)].id.clone(),
        sentiment: mention.sentiment,
        start: mention.start,
        end: mention.end,
    });
    CommentRow {
        row,
        column: comment.column,
        text: mask(text).into_owned(),
        language: comment.language,
        sentiment: comment.sentiment,
        score: comment.score,
        date: day.filter(|&day| day != NO_DATE).map(format_date),
        answers: answers.collect(),
        segments: segments.collect(),
        mentions: mentions.collect(),
    }
}
