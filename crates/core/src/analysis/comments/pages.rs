//! Pages of comments for people to read.

use super::coded::Coded;
use super::contradictions::{Contradiction, PersonRow, with_people};
use super::decisions::comment_key;
use super::sensitive::Sensitive;
use crate::analysis::Analysis;
use crate::analysis::prepared::NO_DATE;
use crate::analysis::selection::Selection;
use crate::filter::{Condition, Filter};
use crate::order::Inserted;
use crate::privacy::mask_comment;
use crate::text::{Language, PatternSearch, Sentiment, fold};
use crate::values::format_date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

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
    /// Which comments are listed at all.
    pub folder: Folder,
    /// Patterns in the codebook's syntax, one of which must match; none by default.
    pub patterns: Vec<String>,
    /// Shows names of people in the folder of praise, which is there to be handed on. By default, and in
    /// every other folder, they are dotted.
    pub names: bool,
}

/// A part of the comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Folder {
    /// Every comment.
    #[default]
    All,
    /// All but the sensitive ones.
    Ordinary,
    /// The sensitive ones only.
    Sensitive,
    /// The starred ones only.
    Starred,
    /// Praise beside one of the worst answers, complaints beside one of the best.
    Contradictions,
    /// Praise of the people who work there, for handing on.
    StaffPraise,
    /// The random sample that the user labels to measure the coding.
    Sample,
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
    /// Sensitive comments that match otherwise, whatever the folder.
    pub sensitive: usize,
    /// Starred comments that match otherwise, whatever the folder.
    pub starred: usize,
    /// Comments that contradict their answer, whatever the folder: low answers with praise, high
    /// answers with a complaint.
    pub contradictions: [usize; 2],
    /// Comments that praise staff, whatever the folder.
    pub staff_praise: usize,
    /// The page.
    pub rows: Vec<CommentRow>,
}

/// The comments that match a query, in its order, to take pages from.
#[derive(Debug, Clone, Default)]
pub struct CommentList {
    withheld: bool,
    sensitive: usize,
    starred: usize,
    contradictions: [usize; 2],
    staff_praise: usize,
    /// In the folder of praise, whether names are shown; elsewhere they never are.
    people: Option<bool>,
    /// Positions among all comments.
    found: Vec<u32>,
}

/// One comment with what is known about it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CommentRow {
    /// Row of the table, from 0.
    pub row: u32,
    /// Column of the comment.
    pub column: u32,
    /// The comment with personal data and names masked.
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
    /// Segment values of the row, but for groups that are hidden or too small to quote.
    pub segments: Vec<SegmentKey>,
    /// Categories with their place in the text, in code points.
    pub mentions: Vec<MentionRow>,
    /// Key of the wording, to decide about it ([`Decision`](crate::settings::Decision)).
    pub key: String,
    /// Marked by the user.
    pub starred: bool,
    /// True when the user has set sentiment or categories.
    pub corrected: bool,
    /// True when the user has labelled it in the random sample.
    pub sampled: bool,
    /// Why the comment is kept apart; null for most.
    pub sensitive: Option<Sensitive>,
    /// How it contradicts the answer to the main score; null for most.
    pub contradiction: Option<Contradiction>,
    /// People in the text, in the folder of praise only.
    pub people: Vec<PersonRow>,
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

/// Finds the comments of a query; its `offset` and `limit` play no part.
pub fn list(analysis: &Analysis, query: &CommentQuery) -> CommentList {
    if too_small_to_quote(analysis, &query.filter) {
        return CommentList {
            withheld: true,
            ..CommentList::default()
        };
    }
    let selection = Selection::new(analysis, &query.filter);
    let wanted = fold(query.search.trim());
    let all = analysis.coded.all();
    let staff = analysis.staff_categories();
    let sample: BTreeSet<u32> = match query.folder {
        Folder::Sample => analysis.label_sample().into_iter().inserted(),
        _ => BTreeSet::new(),
    };
    let mut patterns = PatternSearch::new(&query.patterns);
    let mut list = CommentList {
        people: (query.folder == Folder::StaffPraise).then_some(query.names),
        ..CommentList::default()
    };
    for (at, comment) in analysis.coded.iter().enumerate() {
        if !selection.keeps(comment.row) {
            continue;
        }
        let text = &analysis.comment_text(comment);
        if !wanted.is_empty() && !fold(text).contains(&wanted) {
            continue;
        }
        if !query.patterns.is_empty() && !patterns.finds(text, comment.language()) {
            continue;
        }
        let sensitive = analysis.screened.get(at).is_some();
        let starred = analysis
            .decided
            .of(text)
            .is_some_and(|decision| decision.starred);
        list.sensitive += usize::from(sensitive);
        list.starred += usize::from(starred);
        let contradiction = analysis.contradiction(comment);
        if let Some(kind) = contradiction {
            list.contradictions[kind as usize] += 1;
        }
        let praise = analysis.praises_staff(comment, &staff);
        list.staff_praise += usize::from(praise);
        let listed = match query.folder {
            Folder::All => true,
            Folder::Ordinary => !sensitive,
            Folder::Sensitive => sensitive,
            Folder::Starred => starred,
            Folder::Contradictions => contradiction.is_some(),
            Folder::StaffPraise => praise && !sensitive,
            Folder::Sample => sample.contains(&(at as u32)),
        };
        if listed {
            list.found.push(at as u32);
        }
    }
    sort(analysis, query.order, &mut list.found, all);
    list
}

/// A page of a list.
pub fn page(analysis: &Analysis, list: &CommentList, offset: usize, limit: usize) -> CommentPage {
    let all = analysis.coded.all();
    let found = list.found.iter().skip(offset).take(limit);
    CommentPage {
        total: list.found.len(),
        withheld: list.withheld,
        sensitive: list.sensitive,
        starred: list.starred,
        contradictions: list.contradictions,
        staff_praise: list.staff_praise,
        rows: found
            .map(|&at| row(analysis, at as usize, &all[at as usize], list.people))
            .collect(),
    }
}

/// A group or period with too few rows would let a reader recognise who wrote what, and so would one whose
/// figures are hidden, or everybody but such a group.
pub(in crate::analysis) fn too_small_to_quote(analysis: &Analysis, filter: &Filter) -> bool {
    let of_group = |condition: &&Condition| {
        matches!(
            condition,
            Condition::Segment { .. } | Condition::Period { .. }
        )
    };
    let group: Filter = filter.iter().filter(of_group).cloned().collect();
    if group.is_empty() {
        return false;
    }
    let few = Selection::new(analysis, &group).count() < analysis.settings.min_quotes;
    few || analysis
        .main_place()
        .is_some_and(|place| analysis.filter_tells(&group, place))
}

/// True when a comment may stand beside the name of a group: it is shown, and large enough for quotes.
fn is_told(analysis: &Analysis, segment: usize, group: usize) -> bool {
    let partition = segment + usize::from(analysis.prepared.dates.is_some());
    analysis.main_place().is_none_or(|place| {
        let n = analysis.prepared.everything().sizes(place, partition).n;
        n[group] >= analysis.settings.min_quotes
            && analysis.known_hidden(place, partition).get(group) != Some(&true)
    })
}

fn sort(analysis: &Analysis, order: Order, found: &mut [u32], all: &[Coded]) {
    let row = |at: &u32| all[*at as usize].row;
    let answer = |at: &u32| {
        analysis
            .prepared
            .main_score()
            .and_then(|score| score.answer(row(at)))
    };
    let dates = analysis.prepared.dates.as_ref();
    let day = |at: &u32| dates.map_or(0, |dates| !dates.days[row(at) as usize]);
    // One type of key, so that sorting is compiled once. `!` turns the order of numbers round.
    let key: &dyn Fn(&u32) -> i32 = match order {
        Order::File => return,
        Order::Newest => &day,
        Order::Lowest => &|at| answer(at).unwrap_or(i32::MAX),
        Order::Highest => &|at| answer(at).map_or(i32::MAX, |answer| !answer),
    };
    found.sort_by_key(key);
}

fn row(analysis: &Analysis, at: usize, comment: &Coded, names: Option<bool>) -> CommentRow {
    let row = comment.row;
    let text = &analysis.comment_text(comment);
    let decision = analysis.decided.of(text);
    let prepared = &analysis.prepared;
    let day = prepared
        .dates
        .as_ref()
        .map(|months| months.days[row as usize]);
    let answers = prepared.scores.iter().filter_map(|score| {
        Some(Answer {
            column: score.column,
            value: score.answer(row)?,
        })
    });
    let segments = prepared.segments.iter().enumerate();
    let segments = segments.filter_map(|(index, segment)| {
        let group = segment.groups.get(row)?;
        is_told(analysis, index, group).then(|| SegmentKey {
            column: segment.column,
            key: segment.groups.keys[group].clone(),
        })
    });
    let categories = analysis.codebook.categories();
    let mentions = analysis
        .coded
        .mentions(comment)
        .iter()
        .map(|mention| MentionRow {
            category: categories[usize::from(mention.category)].id.clone(),
            sentiment: mention.sentiment,
            start: mention.start.into(),
            end: mention.end.into(),
        });
    let (shown, people) = match names {
        None => (mask_comment(text, comment.language()), Vec::new()),
        Some(names) => with_people(text, comment.language(), names),
    };
    CommentRow {
        row,
        column: comment.column(),
        text: shown,
        language: comment.language(),
        sentiment: comment.sentiment(),
        score: comment.score,
        date: day.filter(|&day| day != NO_DATE).map(format_date),
        answers: answers.collect(),
        segments: segments.collect(),
        mentions: mentions.collect(),
        key: comment_key(text),
        starred: decision.is_some_and(|decision| decision.starred),
        corrected: decision.is_some_and(|one| one.sentiment.is_some() || one.mentions.is_some()),
        sampled: decision.is_some_and(|one| one.sampled),
        sensitive: analysis.screened.get(at),
        contradiction: analysis.contradiction(comment),
        people,
    }
}
