//! Roles: what each column is for, from its header words and its values.
//!
//! Every column is profiled once over its different values. A role is then the first rule that
//! fits, from the most to the least telling: personal data, identifiers, dates, comments, scores,
//! flags, segments. The order matters more than any single rule; change it with the tests at hand.

mod asked;
mod batteries;
mod comments;
mod dates;
mod header;
mod identifiers;
mod long_scales;
mod no_survey;
mod patterns;
mod personal;
mod profile;
mod recommending;
mod scales;
mod scores;
mod segments;

pub use dates::{column_date_order, date_order};
use no_survey::ignore_lines_of_logs;
pub use no_survey::is_no_survey;
pub use profile::answers_of;
pub(crate) use profile::{Fine, fine_points};
pub use recommending::asks_to_recommend;
pub(crate) use scales::names_one_to_ten;

use crate::choices::{mark_choices, respect_decisions};
use crate::reading::{Cells, Column, Table};
use crate::report::{ColumnReading, Metric, Pii, Role};
use crate::settings::{ColumnSetting, Settings};
use asked::asks_count;
use batteries::{
    agree_side_by_side, count_like_the_rest, join_batteries, rate_habits, rate_up_to_three,
    recommend_like_the_rest, share_scales,
};
use comments::{comment, offers_options};
use dates::{date, mark_date_orders, mark_primary_date, names_date};
use header::Header;
use identifiers::{identifier, row_number};
use long_scales::rate_on_long_scales;
use personal::{are_people, personal_data};
use profile::{MOST_DISTINCT, Profile, profile};
use recommending::confirm_nps;
use scores::{default_scale, rated_in_words, score};
use segments::{GROUPS, SEGMENT_VALUES, asks_age, flag, segment};
use std::collections::BTreeSet;

/// Guesses the role of every column and applies the decisions of the settings.
pub fn assign_roles(table: &Table, settings: &Settings) -> Vec<ColumnReading> {
    let mut columns: Vec<ColumnReading> = table
        .columns
        .iter()
        .enumerate()
        .map(|(index, column)| guess(index as u32, column, table.rows))
        .collect();
    join_batteries(table, &mut columns);
    rate_habits(table, &mut columns);
    agree_side_by_side(table, &mut columns);
    share_scales(table, &mut columns);
    rate_up_to_three(table, &mut columns);
    count_like_the_rest(table, &mut columns);
    recommend_like_the_rest(table, &mut columns);
    confirm_nps(table, &mut columns);
    rate_on_long_scales(table, &mut columns);
    mark_choices(table, &mut columns);
    mark_listed_comments(table, &mut columns);
    group_like_the_rest(table, &mut columns);
    ignore_lines_of_logs(table, &mut columns);
    for setting in &settings.columns {
        if let Some(index) = column_of(setting, &columns) {
            decide(&mut columns[index], &table.columns[index], setting);
        }
    }
    respect_decisions(table, &mut columns);
    mark_primary_date(&mut columns);
    mark_date_orders(table, &mut columns);
    columns
}

/// Answers with commas whose parts come back, but not often enough for options to choose from: people wrote them.
fn mark_listed_comments(table: &Table, columns: &mut [ColumnReading]) {
    let left = columns
        .iter_mut()
        .zip(&table.columns)
        .filter(|(reading, _)| {
            let some_differ = reading.distinct > 1 && reading.distinct * 2 > reading.answered;
            reading.role == Role::Ignored && reading.choice_of.is_none() && some_differ
        });
    for (reading, column) in left {
        if reading.name.contains('?') && !offers_options(&Header::new(&reading.name)) {
            let profile = profile(column);
            if profile.lists && profile.wordy >= 0.5 {
                reading.role = Role::Comment;
                reading.confidence = 0.35;
            }
        }
    }
}

/// Options that a program wrote one behind the other ("Q1_Answer_1", "Q1_Answer_2"): where the first columns are
/// groups, sentences in the last ones that stand in the first, too, are no comments, however few people chose so many.
fn group_like_the_rest(table: &Table, columns: &mut [ColumnReading]) {
    fn numbered(name: &str) -> Option<&str> {
        let beginning = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
        (beginning.len() < name.len()).then_some(beginning)
    }
    let labels = |column: &Column| -> Vec<String> {
        let Cells::Dictionary { values, counts, .. } = &column.cells else {
            return Vec::new();
        };
        let used = values.iter().zip(counts).filter(|(_, count)| **count > 0);
        used.map(|(value, _)| value.trim().to_owned())
            .filter(|label| !label.is_empty())
            .collect()
    };
    let mut known: BTreeSet<String> = BTreeSet::new();
    for index in 0..columns.len() {
        let beginning = numbered(&columns[index].name);
        let before = index
            .checked_sub(1)
            .and_then(|before| numbered(&columns[before].name));
        if beginning.is_none() || beginning != before {
            known.clear();
        }
        let few = (1..=SEGMENT_VALUES).contains(&columns[index].distinct);
        if beginning.is_none() || !few {
            continue;
        }
        let reading = &mut columns[index];
        let chosen = || labels(&table.columns[index]);
        if reading.role == Role::Segment {
            known.extend(chosen());
        } else if matches!(reading.role, Role::Comment | Role::Ignored)
            && reading.choice_of.is_none()
            && !known.is_empty()
            && chosen().iter().all(|label| known.contains(label))
        {
            reading.role = Role::Segment;
            reading.confidence = 0.5;
        }
    }
}

/// The column that a setting means: by name, else by index.
fn column_of(setting: &ColumnSetting, columns: &[ColumnReading]) -> Option<usize> {
    let by_name = setting.name.as_ref().and_then(|name| {
        let mut same = columns.iter().filter(|column| column.name == *name);
        let first = same.next()?;
        // Several columns of one name: only the index can tell them apart.
        let ambiguous = same.next().is_some() && setting.index.is_some();
        (!ambiguous).then_some(first.index as usize)
    });
    let by_index = setting.index.map(|index| index as usize);
    by_name.or(by_index).filter(|&index| index < columns.len())
}

fn decide(reading: &mut ColumnReading, column: &Column, setting: &ColumnSetting) {
    let Some(role) = setting.role else { return };
    let profile = profile(column);
    reading.role = role;
    reading.confidence = 1.0;
    reading.decided = true;
    reading.date_order = setting.date_order.filter(|_| role == Role::Date);
    reading.pii = (role == Role::Pii)
        .then(|| setting.pii.or(reading.pii))
        .flatten();
    if role != Role::Score {
        reading.metric = None;
        reading.scale = None;
        reading.low_is_good = false;
        return;
    }
    reading.metric = setting.metric;
    let decided = setting.scale.map(|scale| scale_of_answers(scale, column));
    reading.scale = Some(decided.unwrap_or_else(|| default_scale(setting.metric, &profile)));
    reading.low_is_good = setting
        .low_is_good
        .unwrap_or(setting.metric == Some(Metric::Ces));
}

/// The scale of a column as its answers are counted. Half points and tenths of five are doubled; who decides on a
/// scale of three to five points means the one that stands in the file, and a doubled one ends above.
fn scale_of_answers(scale: [i32; 2], column: &Column) -> [i32; 2] {
    let small = scale[0] >= 0 && (3..=5).contains(&scale[1]);
    let doubled = || matches!(fine_points(column), Some(Fine::Halves | Fine::TenthsOfFive));
    match small && doubled() {
        true => scale.map(|end| 2 * end),
        false => scale,
    }
}

fn guess(index: u32, column: &Column, rows: u32) -> ColumnReading {
    let profile = profile(column);
    let header = Header::new(&column.name);
    let mut guess = guess_role(&header, &profile, rows);
    let group = matches!(guess.role, Role::Segment | Role::Ignored);
    // "Satisfied" and "unsatisfied" alone could be a choice, but not where satisfaction is asked for.
    if group
        && matches!(profile.distinct, 1..=5)
        && let Some(rated) = rated_in_words(&header, column, &profile)
    {
        guess = rated;
    }
    if group
        && let Some(named) =
            Guess::pii(Pii::Name, 0.75).filter(|_| are_people(&header, column, &profile))
    {
        guess = named;
    }
    ColumnReading {
        index,
        name: column.name.clone(),
        role: guess.role,
        metric: guess.metric,
        scale: guess.scale,
        low_is_good: guess.low_is_good,
        pii: guess.pii,
        primary: false,
        date_order: None,
        confidence: guess.confidence,
        answered: profile.filled.0,
        distinct: profile.filled.1.min(MOST_DISTINCT),
        decided: false,
        choice_of: None,
    }
}

struct Guess {
    role: Role,
    metric: Option<Metric>,
    scale: Option<[i32; 2]>,
    low_is_good: bool,
    pii: Option<Pii>,
    confidence: f64,
}

impl Guess {
    fn role(role: Role, confidence: f64) -> Option<Self> {
        Some(Guess {
            role,
            metric: None,
            scale: None,
            low_is_good: false,
            pii: None,
            confidence,
        })
    }

    fn pii(pii: Pii, confidence: f64) -> Option<Self> {
        Some(Guess {
            role: Role::Pii,
            metric: None,
            scale: None,
            low_is_good: false,
            pii: Some(pii),
            confidence,
        })
    }

    fn score(metric: Option<Metric>, scale: [i32; 2], confidence: f64) -> Option<Self> {
        Some(Guess {
            role: Role::Score,
            metric,
            scale: Some(scale),
            low_is_good: metric == Some(Metric::Ces),
            pii: None,
            confidence,
        })
    }
}

fn guess_role(header: &Header, profile: &Profile, rows: u32) -> Guess {
    let rules = [
        personal_data(header, profile),
        blank(header, profile),
        link(profile),
        row_number(header, profile, rows),
        score(header, profile),
        identifier(header, profile, rows),
        date(header, profile),
        flag(profile),
        comment(header, profile),
        segment(header, profile),
        constant(header, profile, rows),
        number(header, profile),
    ];
    let found = rules.into_iter().flatten().next();
    found.unwrap_or(Guess {
        role: Role::Ignored,
        metric: None,
        scale: None,
        low_is_good: false,
        pii: None,
        confidence: 0.5,
    })
}

/// A column without values is of no use, but where a platform writes its dates it is one that was
/// emptied before the file was handed on, and is named as such.
fn blank(header: &Header, profile: &Profile) -> Option<Guess> {
    match profile.answered == 0 {
        // "External data reference" and "Custom data" are English, "Data wizyty" is Polish for a date.
        true if header.words.len() <= 4
            && names_date(header)
            && !header.word(&["custom", "external", "reference", "embedded", "by"]) =>
        {
            Guess::role(Role::Date, 0.5)
        }
        true => Guess::role(Role::Ignored, 1.0),
        false => None,
    }
}

/// Addresses of pages lead back to the platform; nobody counts them.
fn link(profile: &Profile) -> Option<Guess> {
    (profile.links > 0.5)
        .then(|| Guess::role(Role::Ignored, 0.9))
        .flatten()
}

/// Numbers, counts and lengths of time that rate nothing. Whoever is asked how many may add what they count.
fn number(header: &Header, profile: &Profile) -> Option<Guess> {
    let counted =
        profile.numbers >= 0.5 && (asks_count(header) || asks_age(header)) && profile.bands < 0.2;
    let measured = profile.numbers + profile.durations >= 0.9;
    (measured && profile.distinct > 1 || counted || profile.numbers >= 0.9 && profile.answered > 1)
        .then(|| Guess::role(Role::Number, 0.7))
        .flatten()
}

/// One label in every row, such as the name of a campaign, is a group of which the file has one; so is the number
/// of a survey, and one that only some rows have ticks an option.
fn constant(header: &Header, profile: &Profile, rows: u32) -> Option<Guess> {
    let number = profile.numbers >= 0.9;
    let of_group = header.words.last().is_some_and(|word| word == "id")
        || header.word(&["identyfikator"])
        || header.word(GROUPS);
    let tick = profile.answered < rows
        && profile.range.is_some_and(|(low, _)| low >= 0)
        && !asks_count(header);
    let label = !number && profile.length <= 60.0 && profile.names == 0.0 && profile.dates == 0.0;
    let constant = profile.distinct == 1 && profile.answered > 1;
    (constant && (label || number && (of_group || tick)))
        .then(|| Guess::role(Role::Segment, 0.3))
        .flatten()
}

#[cfg(test)]
mod tests;
