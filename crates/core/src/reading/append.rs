//! Several files of one survey as one table.

use super::reader::{RawReading, warning};
use super::table::{Column, ColumnBuilder, Table};
use crate::error::Error;
use crate::report::{Role, Warning};
use crate::roles::{assign_roles, column_date_order, date_order};
use crate::settings::Settings;
use crate::text::fold;
use crate::values::{format_date, parse_written_date};
use std::collections::BTreeMap;

/// A file that was read.
#[derive(Debug)]
pub struct Source {
    /// Name without a path.
    pub name: String,
    /// Its rows.
    pub table: Table,
    /// How it was read.
    pub raw: RawReading,
}

/// Puts the rows of several files of one survey below each other, in the order of the files.
///
/// Columns belong together by their heading, without case, accents and surplus blanks; of columns
/// with the same heading the first belongs to the first. Files without headings are put together by
/// position. A column that a file lacks is blank in its rows, one that only a later file has stands
/// behind the others. What differed is said in warnings: `appended_missing`, `appended_new`,
/// `appended_order`, `appended_scale`; `files_appended` sums up. Dates whose day and month stand in
/// another order than in the first file are rewritten as `2026-01-31`.
///
/// # Errors
/// `other_survey` when a file shares less than half of its columns with the files before it,
/// `too_large` when all rows together exceed the limit.
pub fn append(sources: Vec<Source>, settings: &Settings) -> Result<Source, Error> {
    let mut sources = sources.into_iter();
    let Some(first) = sources.next() else {
        return Err(Error::new("empty_file").with("bytes", 0));
    };
    if sources.len() == 0 {
        return Ok(first);
    }
    let mut whole = Appended::new(first);
    for source in sources {
        whole.add(source, settings)?;
    }
    Ok(whole.finish(settings))
}

/// The table so far.
struct Appended {
    table: Table,
    raw: RawReading,
    /// Warnings about what differed, which come first.
    differences: Vec<Warning>,
}

impl Appended {
    fn new(first: Source) -> Self {
        let mut raw = first.raw;
        mark(&mut raw, &first.name);
        raw.files.push(first.name);
        Appended {
            table: first.table,
            raw,
            differences: Vec::new(),
        }
    }

    fn add(&mut self, source: Source, settings: &Settings) -> Result<(), Error> {
        let Source {
            name,
            mut table,
            mut raw,
        } = source;
        let places = places(&self.table.columns, &table.columns);
        let known = places.iter().flatten().count();
        let width = table.columns.len().min(self.table.columns.len());
        if known * 2 < width.max(1) {
            return Err(Error::new("other_survey")
                .with("file", name)
                .with("common", known)
                .with("columns", table.columns.len()));
        }
        let rows = u64::from(self.table.rows) + u64::from(table.rows);
        if rows > u64::from(settings.limits.rows) {
            let limit = settings.limits.rows.into();
            return Err(super::builder::limit_error("rows", limit, self.table.rows));
        }
        self.compare(&name, &table, &places, settings);
        self.same_date_order(&mut table, &places, settings);
        self.put_below(table, &places);
        mark(&mut raw, &name);
        self.raw.warnings.append(&mut raw.warnings);
        self.raw.set_aside.append(&mut raw.set_aside);
        if self.raw.source != raw.source {
            self.raw.source = None;
        }
        self.raw.files.push(name);
        Ok(())
    }

    /// Says what differs between the columns so far and those of a file.
    fn compare(
        &mut self,
        file: &str,
        table: &Table,
        places: &[Option<usize>],
        settings: &Settings,
    ) {
        let columns = &self.table.columns;
        let missing = (0..columns.len()).filter(|index| !places.contains(&Some(*index)));
        let missing: Vec<&Column> = missing.map(|index| &columns[index]).collect();
        let new = table.columns.iter().zip(places);
        let new: Vec<&Column> = new
            .filter(|(_, place)| place.is_none())
            .map(|(column, _)| column)
            .collect();
        for (code, differing) in [("appended_missing", missing), ("appended_new", new)] {
            if !differing.is_empty() {
                let params = [
                    ("file", file.into()),
                    ("columns", differing.len().into()),
                    ("names", names(&differing).into()),
                ];
                self.differences.push(warning(code, None, params));
            }
        }
        if !places.iter().flatten().is_sorted() {
            let params = [("file", file.into())];
            self.differences
                .push(warning("appended_order", None, params));
        }
        let (before, now) = (
            assign_roles(&self.table, settings),
            assign_roles(table, settings),
        );
        for (place, now) in places.iter().zip(&now) {
            let Some(before) = place.and_then(|place| before.get(place)) else {
                continue;
            };
            let both = before.role == Role::Score && now.role == Role::Score;
            let (Some(expected), Some(found)) = (before.scale, now.scale) else {
                continue;
            };
            if both && expected != found {
                let range = |[low, high]: [i32; 2]| format!("{low}–{high}");
                let params = [
                    ("file", file.into()),
                    ("name", before.name.as_str().into()),
                    ("expected", range(expected).into()),
                    ("found", range(found).into()),
                ];
                self.differences.push(Warning {
                    column: Some(before.index),
                    ..warning("appended_scale", None, params)
                });
            }
        }
    }

    /// Rewrites the dates of a file that puts day and month in another order than those before it.
    fn same_date_order(&self, table: &mut Table, places: &[Option<usize>], settings: &Settings) {
        let roles = assign_roles(table, settings);
        for ((column, place), role) in table.columns.iter_mut().zip(places).zip(&roles) {
            let Some(before) = place.and_then(|place| self.table.columns.get(place)) else {
                continue;
            };
            let order = date_order(role, column);
            if role.role != Role::Date || order == column_date_order(before) {
                continue;
            }
            let rewritten = |cell: &str| {
                let day = parse_written_date(cell, order)?;
                let time = cell.find(':').map(|colon| {
                    let start = cell[..colon].rfind(char::is_whitespace).unwrap_or(colon);
                    cell[start..].trim()
                });
                Some(format!("{} {}", format_date(day), time.unwrap_or_default()))
            };
            let mut builder = ColumnBuilder::default();
            for row in 0..column.len() {
                let cell = &column.get(row);
                let iso = rewritten(cell);
                builder.push_at(row, iso.as_deref().map_or(cell, str::trim));
            }
            *column = builder.finish(std::mem::take(&mut column.name), table.rows as usize);
        }
    }

    fn put_below(&mut self, table: Table, places: &[Option<usize>]) {
        let above = self.table.rows as usize;
        let rows = above + table.rows as usize;
        for (column, place) in table.columns.into_iter().zip(places) {
            let (index, upper) = match place {
                Some(place) => (*place, self.table.columns.get_mut(*place)),
                None => (self.table.columns.len(), None),
            };
            let mut builder = ColumnBuilder::default();
            let mut name = column.name.clone();
            if let Some(upper) = upper {
                name = std::mem::take(&mut upper.name);
                for row in 0..above {
                    builder.push_at(row, &upper.get(row));
                }
            }
            for row in 0..column.len() {
                builder.push_at(above + row, &column.get(row));
            }
            let joined = builder.finish(name, rows);
            match self.table.columns.get_mut(index) {
                Some(upper) => *upper = joined,
                None => self.table.columns.push(joined),
            }
        }
        for column in &mut self.table.columns {
            column.fill_to(rows);
        }
        self.table.rows = rows as u32;
    }

    fn finish(mut self, settings: &Settings) -> Source {
        let files = self.raw.files.len();
        let params = [
            ("count", files.into()),
            ("rows", self.table.rows.into()),
            ("names", self.raw.files.join(", ").into()),
        ];
        let mut warnings = vec![warning("files_appended", None, params)];
        warnings.append(&mut self.differences);
        warnings.append(&mut self.raw.warnings);
        self.raw.warnings = warnings;
        debug_assert!(self.table.rows <= settings.limits.rows);
        Source {
            name: self.raw.files.join(" + "),
            table: self.table,
            raw: self.raw,
        }
    }
}

/// Names the file in everything that points into it.
fn mark(raw: &mut RawReading, file: &str) {
    for warning in &mut raw.warnings {
        warning.params.insert("in_file", file.into());
    }
    for row in &mut raw.set_aside {
        file.clone_into(&mut row.file);
    }
}

/// For every column of a file its place among the columns so far.
fn places(before: &[Column], now: &[Column]) -> Vec<Option<usize>> {
    let nameless = |columns: &[Column]| columns.iter().all(|column| column.name.is_empty());
    if nameless(before) || nameless(now) {
        return (0..now.len())
            .map(|index| Some(index).filter(|&index| index < before.len()))
            .collect();
    }
    let mut known: BTreeMap<(String, usize), usize> = BTreeMap::new();
    for (index, key) in keys(before).into_iter().enumerate() {
        known.insert(key, index);
    }
    keys(now)
        .into_iter()
        .map(|key| known.get(&key).copied())
        .collect()
}

/// Heading and how many columns before have the same one.
fn keys(columns: &[Column]) -> Vec<(String, usize)> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let key = |column: &Column| {
        let folded = fold(&column.name);
        let name = folded.split_whitespace().collect::<Vec<_>>().join(" ");
        let count = seen.entry(name.clone()).or_insert(0);
        *count += 1;
        (name, *count)
    };
    columns.iter().map(key).collect()
}

/// The first headings, as many as a sentence can hold.
fn names(columns: &[&Column]) -> String {
    let mut names: Vec<String> = columns
        .iter()
        .take(5)
        .map(|column| format!("“{}”", column.name))
        .collect();
    if columns.len() > names.len() {
        names.push("…".to_owned());
    }
    names.join(", ")
}
