//! A second file: a table of customers or cases beside the survey (definitions.md §1).
//!
//! Its figures are about all its rows. Under a filter they are about the rows whose id belongs to an
//! answer that passes, which is why the two tables are joined.

use super::Analysis;
use super::comments::copies::{hash, names_nobody};
use super::operational::Columns;
use super::prepared::column_index;
use super::reading::make_reading;
use super::selection::Selection;
use crate::reading::{Column, Source, Table};
use crate::report::{ColumnReading, Pii, Reading, Role};
use crate::settings::Settings;
use crate::text::fold;
use crate::values::is_missing;
use serde::Serialize;
use std::collections::BTreeMap;

/// The second file as it was read.
#[derive(Debug)]
pub(super) struct SecondFile {
    name: String,
    table: Table,
    reading: Reading,
    link: Option<Link>,
}

/// Columns with the same ids in both tables.
#[derive(Debug)]
struct Link {
    survey: u32,
    second: u32,
    /// A number for the id of each row of the survey, 0 without one.
    survey_ids: Vec<u64>,
    /// The same for the second file.
    second_ids: Vec<u64>,
}

/// What the report says about the second file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OperationalFile {
    /// Its name without a path.
    pub name: String,
    /// Its rows.
    pub rows: u32,
    /// How it is joined to the survey; null when no ids fit. Its figures then ignore filters.
    pub join: Option<Join>,
}

/// How many rows of the two tables found each other.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Join {
    /// Column index of the id in the survey.
    pub survey_column: u32,
    /// Column index of the id in the second file.
    pub column: u32,
    /// Its header.
    pub column_name: String,
    /// Rows of the second file with at least one answer.
    pub matched: u32,
    /// Rows of the second file without an answer.
    pub unmatched: u32,
    /// Answers whose id is in the second file.
    pub answers_matched: u32,
    /// Answers whose id is not, or that have none.
    pub answers_unmatched: u32,
}

impl Analysis {
    /// Takes a second file with customers or cases, in the place of the one before.
    pub fn set_second_file(&mut self, source: Source) {
        let Source { name, table, raw } = source;
        // The settings are about the survey's columns; those of the second file are guessed.
        let reading = make_reading(&name, &table, &raw, &Settings::default());
        self.second = Some(SecondFile {
            name,
            table,
            reading,
            link: None,
        });
        self.link_second_file();
    }

    /// Takes the second file away again.
    pub fn remove_second_file(&mut self) {
        self.second = None;
    }

    /// How the second file was read.
    pub fn second_reading(&self) -> Option<&Reading> {
        self.second.as_ref().map(|second| &second.reading)
    }

    /// Finds out how the tables belong together, after a change of either or of the settings.
    pub(super) fn link_second_file(&mut self) {
        let Some(second) = &self.second else {
            return;
        };
        let link = match &self.settings.join {
            Some(join) => column_index(&join.survey, &self.reading.columns)
                .zip(column_index(&join.second_file, &second.reading.columns))
                .and_then(|(survey, other)| Link::new(&self.table, survey, &second.table, other)),
            None => best_link(
                (&self.table, &self.reading.columns),
                (&second.table, &second.reading.columns),
            ),
        };
        if let Some(second) = &mut self.second {
            second.link = link;
        }
    }

    /// What the report says about the second file.
    pub(super) fn operational_file(&self) -> Option<OperationalFile> {
        let second = self.second.as_ref()?;
        Some(OperationalFile {
            name: second.name.clone(),
            rows: second.table.rows,
            join: second.link.as_ref().map(|link| link.info(&second.reading)),
        })
    }

    /// Rows of the second file that count under a selection of answers: under a filter those with a
    /// selected answer, else all but those whose answers are all left out by the settings. Customers
    /// who did not answer stay: nothing was said against them.
    pub(super) fn selection_of_second_file(&self, selection: &Selection) -> Option<Selection> {
        let second = self.second.as_ref()?;
        let everything = Selection::everything(second.table.rows);
        let Some((link, kept)) = second.link.as_ref().zip(selection.kept()) else {
            return Some(everything);
        };
        let ids = |rows: &[u32]| {
            let ids = rows
                .iter()
                .filter_map(|&row| link.survey_ids.get(row as usize));
            sorted(ids.copied())
        };
        let (wanted, part) = (ids(kept), selection.is_part());
        let unwanted = if part {
            Vec::new()
        } else {
            ids(&selection.left_out())
        };
        let counts = |id: &u64| contains(&wanted, *id) || !part && !contains(&unwanted, *id);
        let kept = link.second_ids.iter().map(counts);
        Some(Selection::of_rows(kept.collect()))
    }

    /// The second file as a source of figures.
    pub(super) fn second_source<'a>(&'a self, selection: &'a Selection) -> Option<Columns<'a>> {
        let second = self.second.as_ref()?;
        let decided = self.settings.operational.iter();
        Some(Columns {
            name: "file",
            table: &second.table,
            columns: &second.reading.columns,
            decided: decided.filter(|column| column.second_file).collect(),
            selection,
        })
    }
}

impl Link {
    fn new(survey: &Table, survey_column: u32, second: &Table, second_column: u32) -> Option<Link> {
        Some(Link {
            survey: survey_column,
            second: second_column,
            survey_ids: ids(survey.columns.get(survey_column as usize)?),
            second_ids: ids(second.columns.get(second_column as usize)?),
        })
    }

    fn info(&self, reading: &Reading) -> Join {
        let matched = |ids: &[u64], others: &[u64]| {
            let others = sorted(others.iter().copied());
            ids.iter().filter(|id| contains(&others, **id)).count() as u32
        };
        let rows = matched(&self.second_ids, &self.survey_ids);
        let answers = matched(&self.survey_ids, &self.second_ids);
        let column = reading.columns.get(self.second as usize);
        Join {
            survey_column: self.survey,
            column: self.second,
            column_name: column.map_or(String::new(), |column| column.name.clone()),
            matched: rows,
            unmatched: self.second_ids.len() as u32 - rows,
            answers_matched: answers,
            answers_unmatched: self.survey_ids.len() as u32 - answers,
        }
    }
}

/// A number for each id, without regard to case; 0 for cells without one.
fn ids(column: &Column) -> Vec<u64> {
    let id = |cell: &str| {
        let cell = cell.trim();
        // Spreadsheets turn an id of digits into a number with a fraction.
        let cell = cell.strip_suffix(".0").unwrap_or(cell);
        match is_missing(cell) || names_nobody(cell) {
            true => 0,
            false => hash(&cell.to_lowercase()).max(1),
        }
    };
    (0..column.len()).map(|row| id(&column.get(row))).collect()
}

/// The different ids, ascending.
fn sorted(ids: impl Iterator<Item = u64>) -> Vec<u64> {
    let mut ids: Vec<u64> = ids.filter(|id| *id != 0).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn contains(ascending: &[u64], id: u64) -> bool {
    id != 0 && ascending.binary_search(&id).is_ok()
}

/// Share of the ids of the smaller table that are in the other one; both sorted, each once.
fn overlap(survey: &[u64], second: &[u64]) -> f64 {
    let smaller = survey.len().min(second.len());
    let both = survey.iter().filter(|id| contains(second, **id)).count();
    both as f64 / smaller.max(1) as f64
}

/// Least share of the smaller table's ids that the other one must have: fewer are the same by
/// chance, for example when both tables number their rows.
const LEAST_OVERLAP: f64 = 0.2;

/// The pair of columns whose ids agree best. Columns are tried when both hold ids or addresses of
/// people, or when they have the same header; of equal pairs the one with the same header wins.
fn best_link(
    (survey, own): (&Table, &[ColumnReading]),
    (second, others): (&Table, &[ColumnReading]),
) -> Option<Link> {
    let identifies = |column: &ColumnReading| {
        column.role == Role::Id
            || matches!(column.pii, Some(Pii::Email | Pii::PersonId | Pii::Phone))
    };
    let same_name = |one: &ColumnReading, other: &ColumnReading| {
        !one.name.is_empty() && fold(&one.name) == fold(&other.name)
    };
    let tried = own
        .iter()
        .flat_map(|one| others.iter().map(move |other| (one, other)));
    let tried = tried.filter(|(one, other)| {
        let both = identifies(one) && identifies(other);
        let many = one.distinct > 1 && other.distinct > 1;
        many && (both || same_name(one, other) && (identifies(one) || identifies(other)))
    });
    // A column is read once, however many it is tried with.
    let mut known: BTreeMap<(bool, u32), Vec<u64>> = BTreeMap::new();
    let mut best: Option<(f64, bool, [u32; 2])> = None;
    for (one, other) in tried {
        let sides = [(false, survey, one.index), (true, second, other.index)];
        for (side, table, column) in sides {
            let cells = table.columns.get(column as usize);
            known
                .entry((side, column))
                .or_insert_with(|| cells.map_or(Vec::new(), |it| sorted(ids(it).into_iter())));
        }
        let [own, others] = sides.map(|(side, _, column)| &known[&(side, column)]);
        let (overlap, named) = (overlap(own, others), same_name(one, other));
        let better = best.is_none_or(|(most, of_name, _)| (overlap, named) > (most, of_name));
        if overlap >= LEAST_OVERLAP && better {
            best = Some((overlap, named, [one.index, other.index]));
        }
    }
    let (_, _, [one, other]) = best?;
    Link::new(survey, one, second, other)
}
