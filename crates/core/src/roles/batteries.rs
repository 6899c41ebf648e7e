//! Batteries: questions side by side, of which one tells what the others are.

use super::asked::{asks_count, counts_things};
use super::header::Header;
use super::profile::{
    Profile, answers_of, labels as profile_labels, likert, likert_of_rating, profile, rates,
};
use super::scales::scale_in;
use super::scores::score;
use super::segments::{GROUPS, asks_choice};
use crate::likert::Likert;
use crate::reading::{Cells, Column, Table};
use crate::report::{ColumnReading, Metric, Role};
use std::cell::OnceCell;

/// Ratings that stand side by side are one battery of questions with one scale, though not every
/// question gets every answer. A rating whose own scale is sure has no part in it.
pub(super) fn share_scales(table: &Table, columns: &mut [ColumnReading]) {
    let same = |a: &ColumnReading, b: &ColumnReading| is_rating(a) == is_rating(b);
    for block in columns
        .chunk_by_mut(same)
        .filter(|block| is_rating(&block[0]))
    {
        let (named, unnamed): (Vec<_>, Vec<_>) = block.iter_mut().partition(|column| {
            let named = scale_in(&Header::new(&column.name)).map(|named| named.range);
            // Three codes are no part of a longer scale.
            let three = column.scale == Some([1, 3]);
            three || named.is_some() && named == column.scale
        });
        let (topped, mut open): (Vec<_>, Vec<_>) = unnamed
            .into_iter()
            .partition(|column| ends_at_its_top(column, &table.columns[column.index as usize]));
        // The others are as open as before: one of them may have been asked on the longer scale.
        let scales = open
            .iter()
            .chain(&topped)
            .chain(&named)
            .filter_map(|column| column.scale);
        let widest = scales.reduce(|a, b| [a[0].min(b[0]), a[1].max(b[1])]);
        // 0–5 beside 1–6 or 1–7 can only be 0–6 or 0–7 when nobody went higher than that.
        let Some(widest) = widest.filter(|widest| widest[1] <= 7) else {
            continue;
        };
        for column in &mut open {
            column.scale = Some(widest);
        }
    }
}

/// True for a rating that others beside it may be like.
fn is_rating(column: &ColumnReading) -> bool {
    column.role == Role::Score && matches!(column.metric, None | Some(Metric::Csat))
}

/// Two values are a choice, unless the question stands among ratings of the same beginning ("q_price", "q_stay"), or
/// with one on each side, and both are on their scale: nobody happened to give the other answers.
pub(super) fn join_batteries(table: &Table, columns: &mut [ColumnReading]) {
    if !columns.iter().any(is_rating) {
        return;
    }
    let names = columns.iter().map(|column| beginning(&column.name));
    let batteries = Batteries {
        table,
        beginnings: names.collect(),
        scales: vec![OnceCell::new(); columns.len()],
    };
    for index in 0..columns.len() {
        let rated = match columns[index].role == Role::Flag {
            true => numbers_among(table, columns, index),
            false => batteries.open_like_others(columns, index),
        };
        if let Some(rated) = rated {
            join(&mut columns[index], rated);
        }
    }
}

/// What tells whether columns belong to one battery, beside their roles.
struct Batteries<'a> {
    table: &'a Table,
    /// First words of the headings.
    beginnings: Vec<String>,
    /// Verbal scales of the columns, each looked for when it is asked for.
    scales: Vec<OnceCell<Option<Likert>>>,
}

impl Batteries<'_> {
    /// The rating that a column without one is, by those around it.
    fn open_like_others(&self, columns: &[ColumnReading], index: usize) -> Option<Rated> {
        if !is_open(&columns[index]) {
            return None;
        }
        let ratings = self.ratings_of_its_beginning(columns, index);
        let left = nearest_rating(columns, &mut (0..index).rev());
        let right = nearest_rating(columns, &mut (index + 1..columns.len()));
        let beside = match (left, right) {
            _ if !ratings.is_empty() => self
                .labels_beside(columns, index, &ratings)
                .or_else(|| numbers_beside(self.table, columns, index, &ratings)),
            (Some(left), Some(right)) => self.labels_between(columns, index, [left, right]),
            _ => None,
        };
        beside
            .or_else(|| numbers_among(self.table, columns, index))
            .or_else(|| numbers_by_nearest(self.table, columns, index, (left, right)))
    }

    /// Ratings before and behind a column whose headings begin as its own does.
    fn ratings_of_its_beginning(&self, columns: &[ColumnReading], index: usize) -> Vec<usize> {
        let beside = |other: &usize| self.beginnings[*other] == self.beginnings[index];
        let before = (0..index).rev().take(MOST_BESIDE).take_while(beside);
        let behind = index + 1..columns.len();
        let behind = behind.take(MOST_BESIDE).take_while(beside);
        let alike = before.chain(behind);
        alike.filter(|&other| is_rating(&columns[other])).collect()
    }

    /// The rating of labels that stand right between two ratings.
    fn labels_between(
        &self,
        columns: &[ColumnReading],
        index: usize,
        sides: [usize; 2],
    ) -> Option<Rated> {
        let [left, right] = sides;
        let at_hand = right - left == 2 && sides.iter().all(|&side| is_rating(&columns[side]));
        at_hand
            .then(|| self.labels_beside(columns, index, &sides))
            .flatten()
    }

    /// The rating of labels that belong to the verbal scale of one of the ratings `beside`.
    fn labels_beside(
        &self,
        columns: &[ColumnReading],
        index: usize,
        beside: &[usize],
    ) -> Option<Rated> {
        let column = &self.table.columns[index];
        let labelled = matches!(columns[index].role, Role::Segment | Role::Ignored);
        let labels = labelled.then(|| likert_of_rating(column)).flatten()?;
        let used = profile_labels(column)?;
        // The same points, whichever of the lists has them.
        let same = |other: &usize| {
            let of_other = || likert(&self.table.columns[*other]);
            self.scales[*other]
                .get_or_init(of_other)
                .is_some_and(|scale| {
                    let alike = |label: &&str| scale.answer(label) == labels.answer(label);
                    scale == labels || scale.scale() == labels.scale() && used.iter().all(alike)
                })
        };
        let other = &columns[beside.iter().copied().find(|other| same(other))?];
        Some((other.metric, labels.scale(), other.low_is_good))
    }
}

/// The rating of numbers by the nearest ratings: one on either side, or two on one side of a battery's end.
fn numbers_by_nearest(
    table: &Table,
    columns: &[ColumnReading],
    index: usize,
    nearest: (Option<usize>, Option<usize>),
) -> Option<Rated> {
    match nearest {
        (Some(left), Some(right)) => numbers_between(table, columns, index, [left, right]),
        (Some(left), None) => {
            let further = nearest_rating(columns, &mut (0..left).rev())?;
            numbers_at_end(table, columns, index, [left, further])
        }
        (None, Some(right)) => {
            let further = nearest_rating(columns, &mut (right + 1..columns.len()))?;
            numbers_at_end(table, columns, index, [right, further])
        }
        (None, None) => None,
    }
}

/// Makes a column a rating like those beside it.
fn join(reading: &mut ColumnReading, (metric, scale, low_is_good): Rated) {
    rate(reading, scale);
    reading.metric = metric;
    reading.low_is_good = low_is_good;
}

/// Makes a column a rating on a scale. What stands around it says so, which is not quite sure.
fn rate(reading: &mut ColumnReading, scale: [i32; 2]) {
    reading.role = Role::Score;
    reading.scale = Some(scale);
    reading.confidence = 0.6;
}

/// The rating of numbers among ratings, whatever few answers the question got: in the middle of a long battery, where
/// of the four columns on each side five and more are ratings, and near any rating where only the upper half of its
/// scale was used, since codes of groups begin with one.
fn numbers_among(table: &Table, columns: &[ColumnReading], index: usize) -> Option<Rated> {
    const EACH_SIDE: usize = 4;
    const MOST: usize = 5;
    let reading = &columns[index];
    if !(1..=5).contains(&reading.distinct) {
        return None;
    }
    let rating = |column: &&ColumnReading| {
        column.role == Role::Score && !matches!(column.metric, Some(Metric::Nps | Metric::Chi))
    };
    let before = &columns[index.saturating_sub(EACH_SIDE)..index];
    let behind = &columns[index + 1..columns.len().min(index + 1 + EACH_SIDE)];
    let [left, right] = [before, behind].map(|side| side.iter().filter(rating).count());
    let around = before.iter().chain(behind).filter(rating);
    // A battery gets one scale later, where some of its questions were answered within a part of it.
    let widest = around.filter_map(|column| column.scale);
    let scale = widest.reduce(|a, b| [a[0].min(b[0]), a[1].max(b[1])])?;
    let amid = left > 0 && right > 0 && left + right >= MOST;
    if scale[1] - scale[0] < 3 || reading.role == Role::Flag && !amid {
        return None;
    }
    let header = Header::new(&reading.name);
    // What is sure to be a group stands under its name, and a question about a group asks for one.
    // The items of a questionnaire have the same code with numbers ("C1 – Categories intuitive").
    let item = is_item_beside(columns, index);
    let group = reading.role == Role::Segment && reading.confidence > 0.4 && header.words.len() < 5;
    if group && !item || asks_count(&header) || counts_things(&header) || asks_choice(&header) {
        return None;
    }
    let profile = profile(&table.columns[index]);
    let (low, high) = profile.range.filter(|_| profile.answers >= 0.99)?;
    // One number in all rows may be the one of an option.
    let upper_half = reading.distinct >= 2
        && low >= 3
        && high >= 4
        && profile.answered >= 10
        && low * 2 > scale[1];
    let on_scale = profile.numbers >= 0.99 && low >= scale[0] && high <= scale[1];
    let named_group = header.words.len() <= 3 && header.word(GROUPS);
    (on_scale && (amid || upper_half && !named_group)).then_some((None, scale, false))
}

/// Habits asked for side by side in units of time are ratings on one scale. One or two such questions are groups,
/// which answers are compared by: who comes daily, who once a year.
pub(super) fn rate_habits(table: &Table, columns: &mut [ColumnReading]) {
    const BLOCK: usize = 3;
    let scales = columns.iter().zip(&table.columns).map(|(reading, column)| {
        let labelled = matches!(reading.role, Role::Segment | Role::Ignored);
        (labelled && (1..=12).contains(&reading.distinct)).then(|| rates(column, true))?
    });
    let scales: Vec<Option<Likert>> = scales.collect();
    let mut from = 0;
    for block in scales.chunk_by(|one, other| one.is_some() == other.is_some()) {
        let readings = &mut columns[from..from + block.len()];
        from += block.len();
        let sure = readings
            .iter()
            .filter(|reading| rates(&table.columns[reading.index as usize], false).is_some());
        let habits = block.len() >= BLOCK && sure.count() >= BLOCK;
        let Some(scale) = block[0].filter(|_| habits) else {
            continue;
        };
        for reading in readings {
            rate(reading, scale.scale());
        }
    }
}

/// Statements that stand side by side and were all answered with two or three labels of agreement are ratings. One of
/// them may be a consent or a choice.
pub(super) fn agree_side_by_side(table: &Table, columns: &mut [ColumnReading]) {
    const BLOCK: usize = 3;
    let scales = columns.iter().zip(&table.columns).map(|(reading, column)| {
        let labelled = matches!(reading.role, Role::Segment | Role::Flag | Role::Ignored);
        let few = labelled && (1..=3).contains(&reading.distinct);
        let agreement = |scale: &Likert| scale.answer("agree").is_some();
        few.then(|| likert_of_rating(column).filter(agreement))?
    });
    let scales: Vec<Option<Likert>> = scales.collect();
    let mut from = 0;
    for block in scales.chunk_by(|one, other| one.is_some() == other.is_some()) {
        let readings = &mut columns[from..from + block.len()];
        from += block.len();
        let told_apart = readings.iter().any(|reading| reading.distinct > 1);
        if block.len() < BLOCK || !told_apart {
            continue;
        }
        // Where there are no labels of agreement, no column has a scale.
        for (reading, scale) in readings.iter_mut().zip(block.iter().flatten()) {
            rate(reading, scale.scale());
        }
    }
}

/// What a rating measures, on which scale, and whether its low answers are the good ones.
type Rated = (Option<Metric>, [i32; 2], bool);

/// Columns on either side that a battery is looked for in.
const MOST_BESIDE: usize = 60;

/// The nearest rating that no other kind of column stands before: open numbers may, of which more than one question
/// of a battery got few different answers.
fn nearest_rating(
    columns: &[ColumnReading],
    places: &mut dyn Iterator<Item = usize>,
) -> Option<usize> {
    const BETWEEN: usize = 3;
    for place in places.take(BETWEEN + 1) {
        let column = &columns[place];
        if column.role == Role::Score && !matches!(column.metric, Some(Metric::Nps | Metric::Chi)) {
            return Some(place);
        }
        if !is_number(column) {
            return None;
        }
    }
    None
}

/// First word of a heading without the number behind it.
fn beginning(name: &str) -> String {
    let words = Header::new(name).words;
    let first = words.first().map_or("", String::as_str);
    first
        .trim_end_matches(|letter: char| letter.is_ascii_digit())
        .to_owned()
}

/// True for a column of few different values that is taken for no rating so far.
fn is_open(column: &ColumnReading) -> bool {
    let most = if column.role == Role::Number { 11 } else { 5 };
    let plain = matches!(column.role, Role::Number | Role::Segment | Role::Ignored);
    plain && (1..=most).contains(&column.distinct)
}

/// The scale of a column of numbers that says nothing about it itself.
fn is_number(column: &ColumnReading) -> bool {
    let codes = column.role == Role::Segment && column.confidence <= 0.4;
    (codes || matches!(column.role, Role::Number | Role::Ignored))
        && (1..=if column.role == Role::Number { 11 } else { 4 }).contains(&column.distinct)
}

/// True for a heading that begins with the code of an item, such as `C1`, where both neighbours have the numbers beside
/// it and are ratings.
fn is_item_beside(columns: &[ColumnReading], index: usize) -> bool {
    fn item(name: &str) -> Option<(&str, u32)> {
        let code = name.split([' ', '.', ':', ')', '-', '–', '_']).next()?;
        let letters = code.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let number = code[letters.len()..].parse().ok()?;
        (!letters.is_empty() && letters.len() <= 4).then_some((letters, number))
    }
    let Some((letters, number)) = item(&columns[index].name) else {
        return false;
    };
    let beside = |place: Option<usize>, wanted: Option<u32>| {
        let other = place.and_then(|place| columns.get(place));
        other.is_some_and(|other| {
            other.role == Role::Score && item(&other.name) == wanted.map(|number| (letters, number))
        })
    };
    let before = beside(index.checked_sub(1), number.checked_sub(1));
    let behind = beside(Some(index + 1), number.checked_add(1));
    (before || number == 1) && behind || before && columns.get(index + 1).is_none()
}

/// The rating of numbers on the scale of the ratings `beside` that begin alike.
fn numbers_beside(
    table: &Table,
    columns: &[ColumnReading],
    index: usize,
    beside: &[usize],
) -> Option<Rated> {
    let reading = &columns[index];
    let header = Header::new(&reading.name);
    if !is_number(reading) || asks_count(&header) {
        return None;
    }
    let other = &columns[*beside.first()?];
    let scale = other.scale?;
    let profile = profile(&table.columns[index]);
    let (low, high) = profile.range?;
    if low < scale[0] || high > scale[1] {
        return None;
    }
    let further = beside[1..]
        .iter()
        .filter(|&&other| columns[other].scale == Some(scale))
        .count();
    let of_code = further >= 1 && is_of_code(&reading.name, &other.name)
        || further >= 2 && is_numbered_alike(&reading.name, &other.name);
    if of_code && scale[1] - scale[0] >= 3 {
        return Some((other.metric, scale, other.low_is_good));
    }
    // As if more of the answers had been given.
    let fuller = Profile {
        distinct: 3,
        ..profile
    };
    let found = (reading.distinct <= 2)
        .then(|| score(&header, &fuller))
        .flatten()?;
    Some((found.metric, scale, found.low_is_good))
}

/// The rating of numbers between two ratings of one scale that reach its upper half: things rated side by side under
/// their names. One and two alone are more often codes.
fn numbers_between(
    table: &Table,
    columns: &[ColumnReading],
    index: usize,
    sides: [usize; 2],
) -> Option<Rated> {
    let [left, right] = sides.map(|side| &columns[side]);
    let scale = left.scale.filter(|scale| right.scale == Some(*scale))?;
    let header = Header::new(&columns[index].name);
    let (low, high) = profile(&table.columns[index]).range?;
    let reaches_up = high > (scale[0] + scale[1]) / 2 - 1 && high >= 3;
    // Statements to agree with are often rejected by everybody: "The system was unnecessarily complex".
    let statements = || header.is_statement() && Header::new(&left.name).is_statement();
    let on_scale = low >= scale[0] && high <= scale[1] && (reaches_up || statements());
    let fits = is_number(&columns[index])
        && on_scale
        && !asks_count(&header)
        && (header.words.len() <= 12 || header.is_statement());
    fits.then_some((
        left.metric.filter(|_| right.metric == left.metric),
        scale,
        left.low_is_good && right.low_is_good,
    ))
}

/// The rating of numbers below a statement that stands at an end of a battery of statements: two ratings of one scale
/// are on one side of it.
fn numbers_at_end(
    table: &Table,
    columns: &[ColumnReading],
    index: usize,
    beside: [usize; 2],
) -> Option<Rated> {
    let stated = |place: usize| Header::new(&columns[place].name).is_statement();
    (stated(index) && beside.iter().all(|&place| stated(place)))
        .then(|| numbers_between(table, columns, index, beside))
        .flatten()
}

/// Complaints and habits that are rated from 0 to 3, as questionnaires about health do: nobody goes higher, and five
/// and more stand side by side. Alone such numbers could be anything.
pub(super) fn rate_up_to_three(table: &Table, columns: &mut [ColumnReading]) {
    const BLOCK: usize = 5;
    let mut from = 0;
    while from < columns.len() {
        let length = columns[from..]
            .iter()
            .take_while(|column| may_end_at_three(table, column))
            .count();
        let block = &mut columns[from..from + length];
        from += length.max(1);
        // What is only yes or no at the ends is no part of it.
        let is_flag = |column: &ColumnReading| column.role == Role::Flag;
        let start = block.iter().take_while(|column| is_flag(column)).count();
        let end = block
            .iter()
            .rposition(|column| !is_flag(column))
            .map_or(start, |last| last + 1);
        let untold = |column: &&ColumnReading| column.role != Role::Score;
        let Some(block) = block
            .get_mut(start..end)
            .filter(|block| block.iter().filter(untold).count() >= BLOCK)
            .filter(|block| ends_at_three(table, block))
        else {
            continue;
        };
        for reading in block {
            if untold(&&*reading) {
                reading.role = Role::Score;
                reading.confidence = 0.5;
            }
            reading.scale = Some([0, 3]);
        }
    }
}

/// True for a column of four different answers or fewer that is no rating so far, or one on a scale of which nobody
/// may have used the end.
fn may_end_at_three(table: &Table, column: &ColumnReading) -> bool {
    let codes = column.role == Role::Segment && column.confidence <= 0.4;
    let alone = codes || matches!(column.role, Role::Flag | Role::Number | Role::Ignored);
    // "Satisfied" is a rating by its name, on a scale that only its neighbours tell.
    let rated = is_rating(column) && column.scale == Some([0, 5]);
    if !alone && !rated {
        return false;
    }
    // "NA" and "don't know" are values of a column, too, but no answers.
    match column.distinct {
        0 => false,
        1..=4 => true,
        5..=8 => profile(&table.columns[column.index as usize]).distinct <= 4,
        _ => false,
    }
}

/// True when all answers of a block lie from 0 to 3, and half of its columns or more use both ends.
fn ends_at_three(table: &Table, block: &[ColumnReading]) -> bool {
    let mut full = 0;
    for reading in block {
        let profile = profile(&table.columns[reading.index as usize]);
        let on_scale = profile
            .range
            .is_some_and(|(low, high)| low >= 0 && high <= 3);
        if !on_scale || profile.answers < 0.99 || asks_count(&Header::new(&reading.name)) {
            return false;
        }
        full += usize::from(profile.range == Some((0, 3)) && profile.distinct >= 3);
    }
    full * 2 >= block.len()
}

/// Ranks and amounts of which one got two or three different answers are numbers like those of the same beginning
/// beside it.
pub(super) fn count_like_the_rest(table: &Table, columns: &mut [ColumnReading]) {
    let mut from = 0;
    while from < columns.len() {
        let first = &columns[from].name;
        let alike = columns[from + 1..]
            .iter()
            .take_while(|column| is_of_code(&column.name, first))
            .count();
        let block = &mut columns[from..=from + alike];
        from += alike + 1;
        let of_role = |role: Role| block.iter().filter(|column| column.role == role).count();
        let numbers = of_role(Role::Number);
        if numbers < 2 || of_role(Role::Score) > 0 {
            continue;
        }
        for reading in block
            .iter_mut()
            .filter(|column| column.role == Role::Segment && column.confidence <= 0.4)
        {
            if profile(&table.columns[reading.index as usize]).numbers >= 0.99 {
                reading.role = Role::Number;
                reading.confidence = 0.5;
            }
        }
    }
}

/// True for two names of variables with the same beginning before an underscore: "Q_PRICE", "Q_STAY", "Q24_1",
/// "Q24_2".
fn is_of_code(name: &str, other: &str) -> bool {
    fn beginning(name: &str) -> Option<&str> {
        let (beginning, rest) = name.split_once('_')?;
        (!name.contains(' ') && !rest.is_empty()).then_some(beginning)
    }
    beginning(name).is_some_and(|own| Some(own) == beginning(other))
}

/// True for two names that are one abbreviation with different numbers ("FOMO9", "FOMO10"). A single letter, and what
/// programs call any column, holds questions of all kinds.
fn is_numbered_alike(name: &str, other: &str) -> bool {
    const ANY: &[&str] = &["var", "col", "column", "field", "question", "pytanie", "qn"];
    fn abbreviation(name: &str) -> &str {
        name.trim_end_matches(|letter: char| letter.is_ascii_digit())
    }
    let own = abbreviation(name);
    own.len() >= 2
        && own.len() < name.len()
        && own.bytes().all(|byte| byte.is_ascii_alphabetic())
        && own == abbreviation(other)
        && !ANY.contains(&own.to_ascii_lowercase().as_str())
}

/// Recommending is asked on the scale of the ratings around it where nobody went higher than that: of ten and more
/// people who answer on 0–10 some say eight or more.
pub(super) fn recommend_like_the_rest(table: &Table, columns: &mut [ColumnReading]) {
    const ENOUGH_TO_TELL: u32 = 10;
    let seven = |column: &ColumnReading| {
        let rating = column.role == Role::Score && column.metric != Some(Metric::Nps);
        rating && column.scale == Some([1, 7])
    };
    if columns.iter().filter(|column| seven(column)).count() < 2 {
        return;
    }
    for reading in columns
        .iter_mut()
        .filter(|column| column.metric == Some(Metric::Nps))
    {
        let header = Header::new(&reading.name);
        let named = header.word(&["nps", "enps", "ltr", "l2r"]) || scale_in(&header).is_some();
        let profile = profile(&table.columns[reading.index as usize]);
        let on_seven = profile
            .range
            .is_some_and(|(low, high)| low >= 1 && high <= 7);
        if !named && on_seven && profile.answered >= ENOUGH_TO_TELL {
            reading.metric = None;
            reading.scale = Some([1, 7]);
            reading.confidence = 0.6;
        }
    }
}

/// Answers after which the most frequent one tells something.
const ENOUGH: u32 = 30;

/// True when the highest answer of the column's scale is the most frequent one, and a third of all or
/// more: on a longer scale some would have gone higher.
fn ends_at_its_top(reading: &ColumnReading, column: &Column) -> bool {
    let (Some([_, high]), Cells::Dictionary { values, counts, .. }) =
        (reading.scale, &column.cells)
    else {
        return false;
    };
    let answer = answers_of(column);
    let mut by_answer = [0u32; 11];
    for (value, count) in values.iter().zip(counts) {
        let place = answer(value).and_then(|answer| usize::try_from(answer).ok());
        if let Some(sum) = place.and_then(|place| by_answer.get_mut(place)) {
            *sum += count;
        }
    }
    let all: u32 = by_answer.iter().sum();
    let top = by_answer.get(high as usize).copied().unwrap_or(0);
    let others = by_answer.iter().enumerate();
    let mut others = others.filter(|(answer, _)| *answer != high as usize);
    all >= ENOUGH && top * 3 >= all && others.all(|(_, count)| *count < top)
}
