//! Scores: whether a column of answers on a scale is a rating, of what kind and on which scale.

use super::Guess;
use super::header::Header;
use super::profile::{
    Fine, Profile, answers_of, fine_points, labels as profile_labels, likert, likert_of_rating,
    profile, rates,
};
use super::scales::{named_scale, scale_in};
use super::segments::{ASKS_GROUP, GROUPS, asks_choice};
use crate::likert::{Likert, is_unmistakable};
use crate::reading::{Cells, Column, Table};
use crate::report::{ColumnReading, Metric, Role};
use crate::text::fold;
use crate::values::parse_answer;
use std::cell::OnceCell;

/// Ratings that stand side by side are one battery of questions with one scale, though not every
/// question gets every answer. A rating whose own scale is sure has no part in it.
pub(super) fn share_scales(table: &Table, columns: &mut [ColumnReading]) {
    let battery = |column: &ColumnReading| {
        column.role == Role::Score && matches!(column.metric, None | Some(Metric::Csat))
    };
    let same = |a: &ColumnReading, b: &ColumnReading| battery(a) == battery(b);
    for block in columns
        .chunk_by_mut(same)
        .filter(|block| battery(&block[0]))
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

/// Two values are a choice, unless the question stands among ratings of the same beginning ("q_price", "q_stay"), or
/// with one on each side, and both are on their scale: nobody happened to give the other answers.
pub(super) fn join_batteries(table: &Table, columns: &mut [ColumnReading]) {
    let rating = |column: &ColumnReading| {
        column.role == Role::Score && matches!(column.metric, None | Some(Metric::Csat))
    };
    if !columns.iter().any(rating) {
        return;
    }
    let beginnings: Vec<String> = columns
        .iter()
        .map(|column| beginning(&column.name))
        .collect();
    let scales: Vec<OnceCell<Option<Likert>>> = vec![OnceCell::new(); columns.len()];
    for index in 0..columns.len() {
        let flag = columns[index].role == Role::Flag;
        if !is_open(&columns[index]) && !flag {
            continue;
        }
        if flag {
            if let Some(rated) = numbers_among(table, columns, index) {
                join(&mut columns[index], rated);
            }
            continue;
        }
        let beside = |other: &usize| beginnings[*other] == beginnings[index];
        let before = (0..index).rev().take(MOST_BESIDE).take_while(beside);
        let behind = (index + 1..columns.len())
            .take(MOST_BESIDE)
            .take_while(beside);
        let ratings: Vec<usize> = before
            .chain(behind)
            .filter(|&other| rating(&columns[other]))
            .collect();
        let left = nearest_rating(columns, &mut (0..index).rev());
        let right = nearest_rating(columns, &mut (index + 1..columns.len()));
        let of_same_beginning = |columns: &[ColumnReading]| {
            labels_beside(table, columns, &scales, index, &ratings)
                .or_else(|| numbers_beside(table, columns, index, &ratings))
        };
        let joined = match (left, right) {
            _ if !ratings.is_empty() => of_same_beginning(columns),
            (Some(left), Some(right)) => {
                let sides = [left, right];
                let at_hand = right - left == 2 && sides.iter().all(|&side| rating(&columns[side]));
                at_hand
                    .then(|| labels_beside(table, columns, &scales, index, &sides))
                    .flatten()
            }
            _ => None,
        };
        let joined = joined.or_else(|| numbers_among(table, columns, index));
        let joined = joined.or_else(|| match (left, right) {
            (Some(left), Some(right)) => numbers_between(table, columns, index, [left, right]),
            // The first and the last statement of a battery have ratings on one side.
            (Some(left), None) => {
                let further = nearest_rating(columns, &mut (0..left).rev())?;
                numbers_at_end(table, columns, index, [left, further])
            }
            (None, Some(right)) => {
                let further = nearest_rating(columns, &mut (right + 1..columns.len()))?;
                numbers_at_end(table, columns, index, [right, further])
            }
            (None, None) => None,
        });
        if let Some(rated) = joined {
            join(&mut columns[index], rated);
        }
    }
}

/// Makes a column a rating like those beside it.
fn join(reading: &mut ColumnReading, (metric, scale, low_is_good): Rated) {
    reading.role = Role::Score;
    reading.metric = metric;
    reading.scale = Some(scale);
    reading.low_is_good = low_is_good;
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
            reading.role = Role::Score;
            reading.scale = Some(scale.scale());
            reading.confidence = 0.6;
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
        if block[0].is_none() || block.len() < BLOCK || !told_apart {
            continue;
        }
        for (reading, scale) in readings.iter_mut().zip(block) {
            reading.role = Role::Score;
            reading.scale = scale.map(Likert::scale);
            reading.confidence = 0.6;
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

/// The rating of labels that belong to the verbal scale of one of the ratings `beside`.
fn labels_beside(
    table: &Table,
    columns: &[ColumnReading],
    scales: &[OnceCell<Option<Likert>>],
    index: usize,
    beside: &[usize],
) -> Option<Rated> {
    let labelled = matches!(columns[index].role, Role::Segment | Role::Ignored);
    let labels = labelled
        .then(|| likert_of_rating(&table.columns[index]))
        .flatten()?;
    let used = profile_labels(&table.columns[index])?;
    // The same points, whichever of the lists has them.
    let same = |other: &usize| {
        let of_other = || likert(&table.columns[*other]);
        scales[*other].get_or_init(of_other).is_some_and(|scale| {
            let alike = |label: &&str| scale.answer(label) == labels.answer(label);
            scale == labels || scale.scale() == labels.scale() && used.iter().all(alike)
        })
    };
    let other = &columns[beside.iter().copied().find(|other| same(other))?];
    Some((other.metric, labels.scale(), other.low_is_good))
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
    // "NA" and "don't know" are values of a column, too, but no answers.
    let of_four = |column: &ColumnReading| match column.distinct {
        0 => false,
        1..=4 => true,
        5..=8 => profile(&table.columns[column.index as usize]).distinct <= 4,
        _ => false,
    };
    let open = |column: &ColumnReading| {
        let codes = column.role == Role::Segment && column.confidence <= 0.4;
        let flag = column.role == Role::Flag;
        let alone = codes || flag || matches!(column.role, Role::Number | Role::Ignored);
        // "Satisfied" is a rating by its name, on a scale that only its neighbours tell.
        let rating = matches!(column.metric, None | Some(Metric::Csat));
        let rated = column.role == Role::Score && rating && column.scale == Some([0, 5]);
        (alone || rated) && of_four(column)
    };
    let mut from = 0;
    while from < columns.len() {
        let length = columns[from..]
            .iter()
            .take_while(|column| open(column))
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
        else {
            continue;
        };
        let (mut whole, mut full) = (0, 0);
        for reading in block.iter() {
            let profile = profile(&table.columns[reading.index as usize]);
            let on_scale = profile
                .range
                .is_some_and(|(low, high)| low >= 0 && high <= 3);
            let counted = asks_count(&Header::new(&reading.name));
            whole += usize::from(on_scale && profile.answers >= 0.99 && !counted);
            full += usize::from(profile.range == Some((0, 3)) && profile.distinct >= 3);
        }
        if whole < block.len() || full * 2 < block.len() {
            continue;
        }
        for reading in block {
            if untold(&&*reading) {
                reading.role = Role::Score;
                reading.confidence = 0.5;
            }
            reading.scale = Some([0, 3]);
        }
    }
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

/// A rating whose labels use too few points of their scale to be told by them, by its heading.
pub(super) fn rated_in_words(header: &Header, column: &Column, profile: &Profile) -> Option<Guess> {
    let satisfies = satisfies(header);
    let degree =
        header.phrase(DEGREE_ASKED) || header.phrase(HOW_MUCH) || header.phrase(AGREEMENT_ASKED);
    // "Strongly agree" is said of nothing else, though everybody says it.
    let said = profile.only.as_deref().is_some_and(is_unmistakable);
    let labels = (satisfies && profile.distinct > 1 || degree || said)
        .then(|| likert_of_rating(column))
        .flatten()?;
    let metric = labels.metric().or(satisfies.then_some(Metric::Csat));
    Guess::score(metric, labels.scale(), 0.6)
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

/// Words for the three classes of the NPS, folded: detractor, passive, promoter.
const CLASSES: [&[&str]; 3] = [
    &[
        "detractor",
        "detractors",
        "krytyk",
        "krytycy",
        "detraktor",
        "kritiker",
    ],
    &[
        "passive",
        "passives",
        "neutral",
        "pasywny",
        "pasywni",
        "neutralny",
        "neutralni",
        "obojetny",
        "obojetni",
    ],
    &["promoter", "promoters", "promotor", "promotorzy"],
];

/// Rows that are compared with the classes beside them.
const COMPARED: usize = 2000;

/// A rating whose heading says nothing ("Score") is the NPS when another column classes the same
/// answers as promoters, passives and detractors, or when a column of types says NPS in every row
/// and no other rating could be meant.
pub(super) fn confirm_nps(table: &Table, columns: &mut [ColumnReading]) {
    let could_be = |column: &ColumnReading| {
        column.role == Role::Score
            && column.metric.is_none()
            && column
                .scale
                .is_some_and(|[low, high]| low >= 0 && high > 5 && high <= 10)
    };
    if !columns.iter().any(could_be) {
        return;
    }
    let class_of = |cell: &str| {
        let word = fold(cell);
        CLASSES
            .iter()
            .position(|words| words.contains(&word.as_str()))
    };
    let mut classed: Vec<&Column> = Vec::new();
    let mut typed = false;
    for column in &table.columns {
        let Cells::Dictionary { values, counts, .. } = &column.cells else {
            continue;
        };
        let mut used = values
            .iter()
            .zip(counts)
            .filter(|(value, count)| **count > 0 && !value.is_empty());
        let few = used.clone().take(8).count();
        if few == 1 {
            typed |= used.any(|(value, _)| {
                let words = Header::new(value).words;
                words.len() <= 4 && words.iter().any(|word| word == "nps" || word == "enps")
            });
        } else if (2..=7).contains(&few) && used.all(|(value, _)| class_of(value).is_some()) {
            classed.push(column);
        }
    }
    let agrees = |answers: &Column, classes: &Column| {
        let (mut same, mut both) = (0usize, 0usize);
        for row in 0..(table.rows as usize).min(COMPARED) {
            let (Some(answer), Some(class)) =
                (parse_answer(&answers.get(row)), class_of(&classes.get(row)))
            else {
                continue;
            };
            both += 1;
            same += usize::from(class == usize::from(answer > 6) + usize::from(answer > 8));
        }
        both >= 3 && same * 20 >= both * 19
    };
    let candidates = columns.iter().filter(|column| could_be(column)).count();
    // "What is the reason for your score?" beside a question what to do so that people recommend.
    let commented = columns.iter().any(|column| {
        column.role == Role::Comment && (asks_to_recommend(&column.name) || asks_why(&column.name))
    });
    for (reading, column) in columns.iter_mut().zip(&table.columns) {
        let named_rating = Header::new(&reading.name).words.len() <= 2;
        if !could_be(reading) || fine_points(column).is_some() {
            continue;
        }
        let confirmed = classed.iter().any(|classes| agrees(column, classes));
        let to_ten = || profile(column).range.is_some_and(|(_, high)| high == 10);
        let alone = candidates == 1 && named_rating;
        if confirmed || alone && (typed || commented && to_ten()) {
            reading.metric = Some(Metric::Nps);
            reading.scale = Some([0, 10]);
            reading.confidence = if confirmed { 0.97 } else { 0.9 };
        }
    }
}

/// Beginnings of the words that ask for a recommendation, folded, in the languages of surveys that
/// reach Polish and international companies.
const RECOMMENDS: &[&str] = &[
    "recommend",
    "polec",
    "rekomend",
    "recomend",
    "recomiend",
    "recommand",
    "raccomand",
    "consigl",
    "empfehl",
    "weiterempf",
    "weiterzuempf",
    "aanbeve",
    "aanraad",
    "aanrad",
    "doporuc",
    "odporuc",
    "rekommend",
    "anbefal",
    "suosittel",
    "ajanl",
    "tavsiye",
    "рекоменд",
    "порекоменд",
    "promoter",
];

/// True when the name of a column asks for the reason of a score, as the second question of an NPS survey does.
fn asks_why(name: &str) -> bool {
    const REASONS: &[&str] = &[
        "reason for your score",
        "reason for the score",
        "reason for your rating",
        "why did you give this score",
        "why did you give that score",
        "why this score",
        "powod oceny",
        "powod twojej oceny",
        "uzasadnienie oceny",
        "dlaczego taka ocena",
    ];
    Header::new(name).phrase(REASONS)
}

/// True when the name of a column asks for a recommendation or says NPS.
pub fn asks_to_recommend(name: &str) -> bool {
    let name = fold(name);
    let mut asks = RECOMMENDS.iter().chain(&["nps"]);
    asks.any(|stem| name.contains(stem))
}

pub(super) fn score(header: &Header, profile: &Profile) -> Option<Guess> {
    let named = named_scale(header, profile);
    let mut guess = score_on(named.map(|named| named.range), header, profile)?;
    guess.low_is_good |= named.is_some_and(|named| named.low_is_good)
        || guess.metric == Some(Metric::Ces2) && starts_with_easy(header);
    let free = profile.likert.is_none() && profile.fine.is_none();
    if let Some(named) = named
        && free
        && !matches!(guess.metric, Some(Metric::Nps | Metric::Chi))
    {
        guess.scale = Some(named.range);
        guess.confidence = guess.confidence.max(0.8);
    }
    Some(guess)
}

/// The question of a column whose heading names a scale, or none.
fn score_on(named: Option<[i32; 2]>, header: &Header, profile: &Profile) -> Option<Guess> {
    // What a program made of the comment is no answer.
    if header.word(&["sentiment", "sentyment", "wydzwiek", "polarity"]) && header.words.len() <= 3 {
        return None;
    }
    if let Some(likert) = profile.likert {
        let [_, high] = likert.scale();
        // Priorities and incomes are low, medium or high; very low, too, where people judge.
        let judged = profile.distinct >= 4 && !header.word(OF_CASES);
        if likert.tells_level() && !judged && !asks_level(header) {
            return None;
        }
        // Courses and plans are for beginners or the advanced.
        if likert.tells_skill() && header.word(FOR_SKILLS) {
            return None;
        }
        // The labels know what is good; agreement with "it was easy" is told by the heading.
        let asked = || effort(header, high).map(|(metric, _)| metric);
        return Guess::score(likert.metric().or_else(asked), likert.scale(), 0.85);
    }
    if let Some((likert, lowest_is_best)) = profile.numbered
        && profile
            .range
            .is_some_and(|(low, high)| low >= 0 && high <= 10)
        && !likert.tells_level()
    {
        let recommends = header.stem(RECOMMENDS) && profile.range.is_some_and(|(_, high)| high > 7);
        let mut guess = Guess::score(likert.metric(), default_scale(None, profile), 0.8)?;
        guess.low_is_good = lowest_is_best;
        if !recommends && !header.word(&["nps", "enps"]) {
            return Some(guess);
        }
    }
    let (low, high) = profile.range?;
    // Points of a quiz ("7 / 10" under "Score") and bands ("5 or more") rate nothing.
    if profile.open_end || profile.points > 0.9 && names_points(header) {
        return None;
    }
    // "7 George Square": a number that is part of a name; "2 years": one with its unit.
    let named_thing = low == high && profile.numbers < 0.5 && profile.distinct > 2;
    if named_thing || profile.durations > 0.5 {
        return None;
    }
    if low < 0 && low == -high && profile.answers >= 0.9 && !asks_count(header) {
        let metric = satisfies(header).then_some(Metric::Csat);
        return Guess::score(metric, [low, high], 0.6);
    }
    if profile.answers < 0.7 || profile.answered == 0 || low < 0 || high > 10 {
        return None;
    }
    if let Some(fine) = profile.fine {
        let satisfaction = satisfies(header).then_some(Metric::Csat);
        let confidence = if fine == Fine::Halves { 0.8 } else { 0.55 };
        return Guess::score(
            satisfaction,
            default_scale(satisfaction, profile),
            confidence,
        );
    }
    let recommends = header.stem(RECOMMENDS);
    if names_class(header) && high <= 3 {
        return None;
    }
    if header.word(&["nps", "enps"]) {
        return Guess::score(Some(Metric::Nps), [0, 10], 0.99);
    }
    // "Likelihood to recommend", as hotels and insurers write it.
    if high > 5 && header.word(&["ltr", "l2r"]) {
        return Guess::score(Some(Metric::Nps), [0, 10], 0.9);
    }
    let of_eleven = named.is_none_or(|[_, high]| high == 10);
    if recommends && high > 5 && of_eleven && !header.phrase(&["strongly agree", "zdecydowanie si"])
    {
        let likely = header.stem(&["likel", "prawdopodob", "probab", "wahrsch"]);
        return Guess::score(Some(Metric::Nps), [0, 10], if likely { 0.98 } else { 0.85 });
    }
    if recommends
        && header.stem(&["likel", "prawdopodob", "probab"])
        && header.phrase(&["0-10", "0–10", "0 do 10", "0 to 10", "0 - 10"])
    {
        return Guess::score(Some(Metric::Nps), [0, 10], 0.95);
    }
    // In a whole question ("… to come back next year?") they do not name what the numbers are.
    let names_number = header.word(&[
        "id", "lp", "seed", "page", "lastpage", "maxpage", "seite", "strona", "pagina", "wave",
        "fala", "rank", "progress", "lang", "month", "year", "day", "hour", "age", "wiek",
        "duration", "version", "wersja",
    ]) && !header.is_statement()
        && !header.phrase(&["how likely", "how satisfied", "prawdopodob"])
        && (header.words.first().is_none_or(|word| word != "how") || asks_count(header));
    // What is added up is no answer of anybody.
    let summed = header.words.len() <= 4
        && header.word(&["total", "tot", "sum", "suma", "subtotal"])
        && !satisfies(header)
        && !header.stem(&["rating", "ocen", "experience", "quality"]);
    if names_number
        || summed
        || (header.words.len() == 1
            && header.word(&["no", "nr", "numer", "number", "index", "row", "wiersz"]))
    {
        return None;
    }
    // Codes of groups of people, unless the heading asks for a rating.
    const GROUPED: &[&str] = &[
        "sex",
        "gender",
        "plec",
        "region",
        "agegrp",
        "agegroup",
        "agegr",
        "educ",
        "education",
        "wyksztalcenie",
        "income",
        "dochod",
        "country",
        "kraj",
        "wojewodztwo",
        "marital",
        "segment",
        "semestr",
        "semester",
        "semestre",
        "miejscowosci",
        "status",
    ];
    // "income1": the coded twin of a column of labels.
    let grouped = header.words.iter().any(|word| {
        let word = word.trim_end_matches(|letter: char| letter.is_ascii_digit());
        GROUPED.contains(&word)
    });
    let begins = ASKS_GROUP
        .iter()
        .any(|asking| header.bare().starts_with(asking));
    let stated = header.is_statement() && profile.distinct > 3 && !begins;
    let asked = header.phrase(ASKS_GROUP) && !stated;
    if grouped && header.words.len() <= 4 || asked {
        return None;
    }
    // Codes of places, parts and ranks, where nothing else in the heading speaks of a rating.
    // The level of something that goes as high as ratings do is none of a building or a school.
    let level = header.words.len() >= 2
        && header.words.last().is_some_and(|word| word == "level")
        && high > 5
        && profile.distinct >= 4;
    let of_group = header.words.len() <= 3 && header.word(GROUPS) && !level;
    // Half hours and half kilometres are measured; nobody rates with them unless the heading says so.
    if profile.fractions > 0.0 && !header.stem(RATED) && !header.stem(FELT) && !satisfies(header) {
        return None;
    }
    // The one answer of a few people may be the lowest.
    let lowest_only = profile.distinct == 1 && profile.answered <= 20 && low >= 1;
    if lowest_only && high < 4 && (satisfies(header) || header.phrase(DEGREE_ASKED)) {
        return Guess::score(satisfies(header).then_some(Metric::Csat), [1, 5], 0.5);
    }
    // Two values are a choice, not a scale, unless nearly nobody has answered yet.
    let choice = profile.distinct < 3 && profile.answered > 20;
    let rated = satisfies(header)
        || header.words.len() <= 4 && header.stem(&["rating", "ocena", "bewertung"]);
    if high < 2 || choice && !(rated && high >= 4) {
        return None;
    }
    if let Some((metric, confidence)) = effort(header, high) {
        let scale = default_scale(Some(metric), profile);
        return Guess::score(Some(metric), scale, confidence);
    }
    if just_right(header, high) {
        return Guess::score(None, [1, 3], 0.45).filter(|_| satisfies(header) && low >= 1);
    }
    // German grades: one is the best.
    if header.stem(&["schulnote", "gesamtnote"]) && low >= 1 && high <= 6 {
        let mut grade = Guess::score(None, [1, 6], 0.85)?;
        grade.low_is_good = true;
        return Some(grade);
    }
    if satisfies(header) {
        return Guess::score(
            Some(Metric::Csat),
            default_scale(Some(Metric::Csat), profile),
            0.93,
        );
    }
    let asks_rating = header.stem(RATED) || header.phrase(HOW_MUCH);
    // Nobody went higher than three, but the question asks how much.
    let asks_degree = high == 3 && low >= 1 && header.phrase(DEGREE_ASKED);
    // Whoever asks how often and gets no more than five has numbered the answers.
    let numbered = high <= 5
        && profile.distinct >= 4
        && profile.answered >= 20
        && (header.phrase(&["how often", "jak czesto", "wie oft", "how much", "ile czasu"])
            // Nobody counts time that has no unit: "Ile masz wolnego czasu?"
            || header.bare().starts_with("ile ") && header.word(&["czasu"]));
    let counted = asks_count(header) && !numbered || asks_share(header);
    // A handful of people may all have given one of two answers.
    let enough = profile.distinct >= 3 || asks_rating && profile.answered <= 20 || choice && rated;
    let on_scale = (high >= 4 || asks_degree || named.is_some()) && enough && !counted;
    if (asks_rating || asks_degree) && on_scale {
        return Guess::score(None, default_scale(None, profile), 0.75);
    }
    // Small whole numbers without a telling header: rather a rating than a segment, but not sure.
    (on_scale && !profile.strays && !of_group && !asks_choice(header) && !counts_things(header))
        .then(|| Guess::score(None, default_scale(None, profile), 0.45))
        .flatten()
}

/// Beginnings of words that ask for a rating, folded.
const RATED: &[&str] = &[
    "ocen", "rating", "rate", "score", "stars", "gwiazd", "grade", "quality", "jakosc", "jak",
    "how", "agree", "zgadz", "calific", "overall", "ogoln", "puntu", "valora", "bewert", "note",
    "punkt", "wynik", "feel", "avali", "evalu", "qualit", "qualid", "calidad", "extent", "confian",
    "attitude",
];

/// Questions for a degree that numbers up to three may answer, folded.
const DEGREE_ASKED: &[&str] = &[
    "to what extent",
    "to which extent",
    "how likely",
    "how confident",
    "how well",
    "how important",
    "how useful",
    "how concerned",
    "how comfortable",
    "how satisfied",
    "how easy",
    "how difficult",
    "how familiar",
    "how interested",
    "how helpful",
    "how clear",
    "how safe",
    "how would you rate",
    "how do you rate",
    "how would you describe your",
    "how strongly",
    "how effective",
    "how stressful",
    "how stressed",
    "how often do you feel",
    "w jakim stopniu",
    "jak bardzo",
    "jak ocenia",
    "jak czesto",
    "how often",
    "how frequently",
    "wie oft",
    "con que frecuencia",
    "com que frequencia",
    "a quelle frequence",
    "inwieweit",
    "in welchem masse",
    "dans quelle mesure",
    "en que medida",
    "em que medida",
    "in che misura",
];

/// Questions for a degree in languages whose word for "how" asks for other things, too.
const HOW_MUCH: &[&str] = &[
    "wie stark",
    "wie sehr",
    "wie gut",
    "wie wichtig",
    "wie schatz",
    "wie einfach",
    "wie hilfreich",
    "wie wahrsch",
    "wie empfind",
    "wie war",
    "wie zufrieden",
    "wie gern",
    "wie sicher",
    "hoe ",
    "quanto ",
    "cuanto ",
    "seberapa ",
    "bagaimana ",
    "como calific",
    "como valora",
    "como evalua",
    "como avali",
    "como classific",
    "come valut",
    "comment evalu",
    "comment jug",
    "wie bewert",
    "wie beurteil",
    "que tan",
    "que tao",
    "cuan ",
    "quao ",
    "a quel point",
    "in welchem masse",
    "inwieweit",
    "dans quelle mesure",
    "en que medida",
    "em que medida",
    "in che misura",
];

/// Questions whether somebody agrees, folded: what they answer is a degree of it, though everybody says the same.
const AGREEMENT_ASKED: &[&str] = &[
    "do you agree",
    "agree or disagree",
    "you agree with",
    "anda setuju",
    "zgadzasz sie",
    "zgadza sie pan",
    "esta de acuerdo",
    "estas de acuerdo",
    "voce concorda",
    "stimmen sie",
    "d'accord avec",
    "sei d'accordo",
];

/// Beginnings of words for what people feel or how they see something, folded: its level is a rating.
const FELT: &[&str] = &[
    "level",
    "poziom",
    "excite",
    "enthus",
    "stress",
    "stres",
    "interest",
    "confiden",
    "motivat",
    "motywac",
    "engage",
    "zaangaz",
    "importan",
    "trust",
    "zaufan",
    "zainteresow",
    "znajomosc",
    "trudnosc",
    "knowledge",
    "wiedz",
    "skill",
    "awareness",
    "swiadom",
    "effort",
    "difficult",
    "anxi",
    "energy",
    "mood",
    "satisf",
    "zadowol",
    "comfort",
    "familiar",
    "perception",
    "perceived",
    "concern",
    "intention",
    "likel",
    "usab",
    "value",
    "commit",
    "morale",
    "workload",
    "pressure",
];

/// What is offered to people of some skill, folded.
const FOR_SKILLS: &[&str] = &[
    "course", "courses", "class", "workshop", "session", "track", "plan", "package", "tier",
    "version", "edition", "module", "group", "kurs", "grupa", "zajecia", "pakiet", "plan",
    "gruppe", "curso", "cours", "grupo", "groupe",
];

/// What has levels that nobody rates with.
const OF_CASES: &[&str] = &[
    "income",
    "dochod",
    "price",
    "cena",
    "budget",
    "priority",
    "priorytet",
    "severity",
    "urgency",
    "risk",
    "tier",
    "impact",
    "spend",
    "spending",
    "salary",
    "usage",
    "volume",
    "age",
];

/// True where "low", "medium" and "high" rate something: stress or quality, not an income or a priority.
fn asks_level(header: &Header) -> bool {
    !header.word(OF_CASES) && (header.stem(RATED) || header.stem(FELT))
}

/// True for "NPS group", which holds the class of the answer, often as the codes 1, 2 and 3.
pub(super) fn names_class(header: &Header) -> bool {
    const CLASS: &[&str] = &[
        "group",
        "grupa",
        "category",
        "kategoria",
        "class",
        "klasa",
        "segment",
        "type",
        "typ",
    ];
    let mut words = header.words.windows(2);
    words.any(|words| words[0] == "nps" && CLASS.contains(&words[1].as_str()))
}

/// True when the heading is that of the points of a quiz, as form programs name it.
fn names_points(header: &Header) -> bool {
    const POINTS: &[&str] = &[
        "score",
        "wynik",
        "punkty",
        "points",
        "punkte",
        "punktzahl",
        "puntuacion",
        "pontuacao",
        "punteggio",
    ];
    header
        .words
        .last()
        .is_some_and(|word| POINTS.contains(&word.as_str()))
        && header.words.len() <= 2
}

/// True for three codes under a heading that asks whether something was too long or too short: the one in
/// the middle is the good one.
fn just_right(header: &Header, high: i32) -> bool {
    high <= 3 && header.word(&["length", "pace", "duration", "dlugosc", "tempo", "czas"])
}

/// True when the heading asks how satisfied somebody is.
fn satisfies(header: &Header) -> bool {
    header.word(&["sat", "osat"])
        || header.stem(&[
            "csat",
            "satisf",
            "zadowol",
            "satysfak",
            "zufrieden",
            "soddisf",
            "tevreden",
            "spokojen",
            "tilfreds",
            "nojd",
            "happy",
            "pleased",
            "enjoy",
            "disfrut",
        ])
        || header.phrase(&["your liking"])
}

/// True when the heading asks for a count or a length: nobody rates with these numbers, and those
/// above ten are no strays.
pub(super) fn asks_count(header: &Header) -> bool {
    const STARTS: &[&str] = &[
        "how many",
        "how long",
        "how often",
        "how old",
        "how far",
        "number of",
        "ile ",
        "jak dlugo",
        "jak czesto",
        "jak daleko",
        "liczba ",
        "ilosc ",
        "dla ilu ",
        "cuantos",
        "cuantas",
        "cuanto tiempo",
        "cuanto dinero",
        "cuanto gast",
        "cuanto pag",
        "quantos",
        "quantas",
        "quanti ",
        "quante ",
        "quanto tempo",
        "quanto dinheiro",
        "quanto gast",
        "quanto pag",
        "quanto spend",
        "quanto cost",
        "quanto guadagn",
        "berapa ",
        "combien",
        "wie viel",
        "wie lange",
        "hoeveel",
    ];
    const ENDS: &[&str] = &[
        "count",
        "counts",
        "votes",
        "vote",
        "visits",
        "orders",
        "purchases",
        "logins",
        "qty",
        "quantity",
        "ilosc",
        "liczba",
        "stock",
    ];
    // "Nights stayed", "Liczba noclegów": what is counted stands in a short heading.
    const COUNTED: &[&str] = &[
        "awards",
        "errors",
        "attempts",
        "tenure",
        "bledy",
        "staz",
        "siblings",
        "companies",
        "employees",
        "complaints",
        "nights",
        "guests",
        "children",
        "adults",
        "rooms",
        "reopens",
        "replies",
        "noclegi",
        "noclegow",
        "osob",
        "gosci",
        "dzieci",
        "pokoi",
        "sztuk",
        "wizyt",
        "zakupow",
        "zamowien",
    ];
    let counted_thing = header.words.len() <= 3 && header.word(COUNTED);
    let counted = header
        .words
        .last()
        .is_some_and(|word| ENDS.contains(&word.as_str()));
    let starts = |part: &str| {
        let question = behind_lead(part);
        STARTS.iter().any(|start| question.starts_with(start))
    };
    let stars = header.word(&["star", "stars"]) || header.stem(&["gwiazd", "point", "punkt"]);
    // "NumCompaniesWorked", "nb_repeat": an abbreviation before what is counted.
    // "family_size_n", "times_fruit": behind or before it.
    let abbreviated = header.words.len() >= 2
        && (matches!(
            header.words[0].as_str(),
            "num" | "nb" | "cb" | "cnt" | "n" | "times"
        ) || header.words.last().is_some_and(|word| word == "n"));
    let sized = header.phrase(&[
        "familysize",
        "householdsize",
        "hhsize",
        "household size",
        "family size",
        "party size",
        "group size",
    ]);
    (counted
        || header.word(&["liczba", "ilosc"]) && header.words.len() <= 6
        || sized
        || counted_thing
        || abbreviated
        || header.folded.split(['?', '¿', '.', ':', '-']).any(starts))
        && !stars
}

/// A question behind its code in the questionnaire and the words that lead to a count: "*Q12 About how many years".
fn behind_lead(part: &str) -> &str {
    const LEADS: &[&str] = &[
        "about",
        "approximately",
        "approx",
        "roughly",
        "exactly",
        "and",
        "on average,",
        "on average",
        "in total,",
        "in total",
        "okolo",
        "mniej wiecej",
        "srednio",
        "w przyblizeniu",
        "ungefahr",
        "environ",
        "aproximadamente",
    ];
    let mut part = part.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    if let Some((code, rest)) = part.split_once(' ')
        && code.len() <= 6
        && code.contains(|letter: char| letter.is_ascii_digit())
    {
        part = rest.trim_start_matches(|letter: char| !letter.is_alphanumeric());
        // Statistical packages write the code twice: as the variable's name and before its label.
        if let Some(same) = part.strip_prefix(code) {
            part = same.trim_start_matches(|letter: char| !letter.is_alphanumeric());
        }
    }
    let behind = |lead: &&str| part.strip_prefix(*lead)?.strip_prefix(' ');
    LEADS.iter().find_map(behind).unwrap_or(part)
}

/// True for "YearsInCurrentRole", "hours of sleep": a unit stands first, so that the numbers are lengths.
pub(super) fn counts_things(header: &Header) -> bool {
    const UNITS: &[&str] = &[
        "years", "yrs", "months", "weeks", "days", "hours", "hrs", "minutes", "mins", "lata",
        "godziny",
    ];
    // "time_sleep", "Screen time": what takes time beside it.
    const TAKES_TIME: &[&str] = &[
        "sleep",
        "sleeping",
        "exercise",
        "study",
        "studying",
        "work",
        "working",
        "commute",
        "commuting",
        "travel",
        "spent",
        "online",
        "screen",
        "reading",
        "walking",
        "sport",
    ];
    header
        .words
        .first()
        .is_some_and(|word| UNITS.contains(&word.as_str()))
        || header.words.len() == 2 && header.word(&["time"]) && header.word(TAKES_TIME)
        || header.words.len() <= 3
            && header
                .words
                .last()
                .is_some_and(|word| UNITS.contains(&word.as_str()))
}

/// True when the heading asks for a share of a whole: ten is a tenth, not the best there is.
pub(super) fn asks_share(header: &Header) -> bool {
    header.word(&[
        "percentage",
        "percent",
        "procent",
        "prozent",
        "percentuale",
        "porcentaje",
        "pourcentage",
        "proportion",
    ])
}

/// Effort questions: agreement that it was easy (high is good), or the effort itself (low is good).
fn effort(header: &Header, high: i32) -> Option<(Metric, f64)> {
    const EASY: &[&str] = &[
        "easy",
        "ease",
        "easi",
        "latw",
        "ulatwi",
        "prost",
        "bezproblem",
        "einfach",
    ];
    const EFFORT: &[&str] = &["effort", "wysil", "trud", "difficult"];
    // A header that explains its scale names both ends; the question comes first.
    let first = header
        .words
        .iter()
        .find(|word| EASY.iter().chain(EFFORT).any(|stem| word.starts_with(stem)));
    let is =
        |stems: &[&str]| first.is_some_and(|word| stems.iter().any(|stem| word.starts_with(stem)));
    // A mood, in names of variables, too ("at.ease").
    let at_ease = header.words.windows(2).any(|pair| pair == ["at", "ease"]);
    let (easy, effort) = (is(EASY) && !at_ease, is(EFFORT));
    let named = header.word(&["ces"]);
    match () {
        () if header.word(&["ces2"]) || header.phrase(&["ces 2"]) => Some((Metric::Ces2, 0.95)),
        () if easy && !effort => Some((Metric::Ces2, if named || high > 5 { 0.9 } else { 0.7 })),
        () if named && high > 5 => Some((Metric::Ces2, 0.75)),
        () if named => Some((Metric::Ces, 0.75)),
        () if effort && high <= 5 => Some((Metric::Ces, 0.85)),
        () if effort => Some((Metric::Ces, 0.6)),
        () => None,
    }
}

/// True when the header says that the lowest answer is the easy one: "1 = very easy".
fn starts_with_easy(header: &Header) -> bool {
    let words = header.words.windows(3);
    words.into_iter().any(|words| {
        let very = matches!(words[1].as_str(), "very" | "extremely" | "bardzo");
        let easy = ["easy", "latw"]
            .iter()
            .any(|stem| words[2].starts_with(stem));
        words[0] == "1" && very && easy
    })
}

/// The scale of a question: what its type prescribes, else the smallest usual one that holds the
/// answers.
pub(super) fn default_scale(metric: Option<Metric>, profile: &Profile) -> [i32; 2] {
    let (low, high) = profile.range.unwrap_or((1, 5));
    match metric {
        Some(Metric::Nps | Metric::Chi) => [0, 10],
        _ if profile.fine.is_some() => [low.min(1), 10],
        Some(Metric::Ces2) if high > 5 => [1, 7],
        _ if low == 0 && high <= 6 && high > 5 => [0, 6],
        _ if low == 0 => [0, if high <= 5 { 5 } else { 10 }],
        _ if high <= 5 => [1, 5],
        _ if high <= 7 => [1, 7],
        _ => [1, 10],
    }
}
