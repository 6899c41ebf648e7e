//! Which rows pass a filter.

use super::Analysis;
use super::periods::range_of;
use crate::choices::Choices;
use crate::filter::{Condition, Filter};

/// The rows under a filter.
#[derive(Debug)]
pub struct Selection {
    /// `None` keeps every row.
    filtered: Option<Filtered>,
    rows: u32,
    /// False when rows are missing only because the settings leave them out.
    asked: bool,
}

/// Rows that pass, in the two forms in which they are asked for.
#[derive(Debug)]
struct Filtered {
    kept: Vec<bool>,
    /// The same, ascending: going through it is faster than asking every row.
    list: Vec<u32>,
}

impl Selection {
    /// Applies all conditions. A condition on a column without that role keeps nothing: showing
    /// unfiltered figures under a filter would be wrong.
    pub fn new(analysis: &Analysis, filter: &Filter) -> Self {
        let rows = analysis.table.rows;
        let excluded = analysis.excluded.as_deref();
        if filter.is_empty() && excluded.is_none() {
            return Selection::everything(rows);
        }
        let mut kept = match excluded {
            Some(excluded) => excluded.iter().map(|excluded| !excluded).collect(),
            None => vec![true; rows as usize],
        };
        for condition in filter {
            apply(analysis, condition, &mut kept);
        }
        Selection {
            asked: !filter.is_empty(),
            ..Selection::of_rows(kept)
        }
    }

    /// The rows that are marked.
    pub fn of_rows(kept: Vec<bool>) -> Self {
        let (list, rows) = (places(&kept, true), kept.len() as u32);
        Selection {
            filtered: Some(Filtered { kept, list }),
            rows,
            asked: true,
        }
    }

    /// All rows, also those that the settings leave out.
    pub fn everything(rows: u32) -> Self {
        Selection {
            filtered: None,
            rows,
            asked: false,
        }
    }

    /// True when the row passes.
    pub fn keeps(&self, row: u32) -> bool {
        let filtered = self.filtered.as_ref();
        filtered.is_none_or(|filtered| filtered.kept[row as usize])
    }

    /// True when somebody asked for a part of the file, false for all of it, less what the settings leave out.
    pub fn is_part(&self) -> bool {
        self.asked
    }

    /// Number of rows that pass.
    pub fn count(&self) -> u32 {
        self.kept().map_or(self.rows, |list| list.len() as u32)
    }

    /// Number of rows of the file.
    pub fn all(&self) -> u32 {
        self.rows
    }

    /// Rows that pass, ascending; `None` when all do.
    pub fn kept(&self) -> Option<&[u32]> {
        let filtered = self.filtered.as_ref();
        filtered.map(|filtered| filtered.list.as_slice())
    }

    /// Rows that do not pass, ascending.
    pub fn left_out(&self) -> Vec<u32> {
        let filtered = self.filtered.as_ref();
        filtered.map_or(Vec::new(), |filtered| places(&filtered.kept, false))
    }

    /// Rows that pass, ascending.
    pub fn rows(&self) -> impl Iterator<Item = usize> {
        let list = self.kept().unwrap_or_default();
        let all = if self.filtered.is_none() {
            self.rows
        } else {
            0
        };
        (0..all as usize).chain(list.iter().map(|&row| row as usize))
    }
}

/// Places of `wanted` in a list, ascending. Written without a branch per place: which rows pass a
/// filter is hard to foresee for a processor.
fn places(flags: &[bool], wanted: bool) -> Vec<u32> {
    let mut places = vec![0u32; flags.len() + 1];
    let mut found = 0;
    for (place, &flag) in (0u32..).zip(flags) {
        places[found] = place;
        found += usize::from(flag == wanted);
    }
    places.truncate(found);
    places
}

fn apply(analysis: &Analysis, condition: &Condition, kept: &mut [bool]) {
    let prepared = &analysis.prepared;
    match condition {
        Condition::Segment { column, keys } => {
            let question = prepared.choices.iter().find(|it| it.column == *column);
            if let Some(question) = question {
                return keep_choices(&question.choices, keys, kept);
            }
            let segment = prepared
                .segments
                .iter()
                .find(|segment| segment.column == *column);
            let groups = segment.map(|segment| &segment.groups);
            keep_groups(groups, keys, kept);
        }
        Condition::Period { keys } => {
            let days = prepared.dates.as_ref().map(|months| &months.days);
            let ranges: Vec<(i32, i32)> = keys.iter().filter_map(|key| range_of(key)).collect();
            retain(kept, |row| {
                let day = days.map(|days| days[row as usize]);
                day.is_some_and(|day| ranges.iter().any(|&(from, to)| (from..=to).contains(&day)))
            });
        }
        Condition::Score { column, from, to } => {
            let score = prepared.scores.iter().find(|score| score.column == *column);
            retain(kept, |row| {
                let answer = score.and_then(|score| score.answer(row));
                answer.is_some_and(|answer| (*from..=*to).contains(&answer))
            });
        }
        Condition::Sentiment { keys } => {
            let mut matching = vec![false; kept.len()];
            for comment in analysis
                .coded
                .iter()
                .filter(|c| keys.contains(&c.sentiment()))
            {
                matching[comment.row as usize] = true;
            }
            retain(kept, |row| matching[row as usize]);
        }
        Condition::Person { keys } => {
            let numbers: Vec<u32> = keys.iter().filter_map(|key| key.parse().ok()).collect();
            let mut matching = vec![false; kept.len()];
            analysis.for_named_people(&mut |comment, name| {
                matching[comment.row as usize] |= numbers.contains(&name.number);
            });
            retain(kept, |row| matching[row as usize]);
        }
        Condition::Category { keys, sentiments } => {
            let codebook = &analysis.codebook;
            let wanted: Vec<bool> = (0..codebook.categories().len())
                .map(|category| {
                    codebook
                        .with_ancestors(category as u16)
                        .any(|ancestor| keys.contains(&codebook.categories()[ancestor].id))
                })
                .collect();
            let mut matching = vec![false; kept.len()];
            for comment in analysis.coded.iter() {
                matching[comment.row as usize] |=
                    analysis.coded.mentions(comment).iter().any(|mention| {
                        wanted[usize::from(mention.category)]
                            && (sentiments.is_empty() || sentiments.contains(&mention.sentiment))
                    });
            }
            retain(kept, |row| matching[row as usize]);
        }
    }
}

/// Keeps the rows that chose at least one of the options.
fn keep_choices(choices: &Choices, keys: &[String], kept: &mut [bool]) {
    let mut matching = vec![false; kept.len()];
    let wanted = choices.keys.iter().zip(&choices.rows);
    for (_, rows) in wanted.filter(|(key, _)| keys.contains(key)) {
        rows.iter().for_each(|&row| matching[row as usize] = true);
    }
    retain(kept, |row| matching[row as usize]);
}

fn keep_groups(groups: Option<&super::prepared::Groups>, keys: &[String], kept: &mut [bool]) {
    let Some(groups) = groups else {
        kept.fill(false);
        return;
    };
    let wanted: Vec<bool> = groups.keys.iter().map(|key| keys.contains(key)).collect();
    retain(kept, |row| {
        groups.get(row).is_some_and(|group| wanted[group])
    });
}

fn retain(kept: &mut [bool], passes: impl Fn(u32) -> bool) {
    for (row, kept) in (0u32..).zip(kept.iter_mut()) {
        *kept = *kept && passes(row);
    }
}
