//! Several files of one survey as one table.

use super::builder::limit_error;
use super::reader::{RawReading, quoted_names, warning};
use super::table::{Column, ColumnBuilder, Table};
use crate::error::Error;
use crate::report::{ColumnReading, Role, Warning};
use crate::roles::{assign_roles, column_date_order, date_order};
use crate::settings::Settings;
use crate::text::fold;
use crate::values::{DateOrder, format_date, parse_written_date};
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
/// `too_large` when all rows or cells together exceed the limit.
pub fn append(sources: Vec<Source>, settings: &Settings) -> Result<Source, Error> {
    let mut sources = sources.into_iter();
    let Some(first) = sources.next() else {
        return Err(Error::new("empty_file").with("bytes", 0));
    };
    if sources.len() == 0 {
        return Ok(first);
    }
    let mut whole = Appended::new(first, settings);
    for source in sources {
        whole.add(source, settings)?;
    }
    Ok(whole.finish())
}

/// The files so far. Rows are put below each other, and roles looked at, whenever there are twice as many as the last
/// time, so that many files take no more than a few times what their rows take.
struct Appended {
    /// The rows that were put together.
    table: Table,
    /// Files whose rows are to be put below, with a column for every one known by then that they have.
    below: Vec<Below>,
    /// Rows of the table and of the files below.
    rows: u32,
    known: Vec<Known>,
    raw: RawReading,
    /// Warnings about what differed, which come first.
    differences: Vec<Warning>,
}

/// What is known about a column, when it was last looked at.
struct Known {
    name: String,
    reading: ColumnReading,
    date_order: DateOrder,
}

/// Rows that are to be put below the table, by the places of their columns in it.
struct Below {
    columns: Vec<Option<Column>>,
    rows: u32,
}

impl Appended {
    fn new(first: Source, settings: &Settings) -> Self {
        let mut raw = first.raw;
        mark(&mut raw, &first.name);
        raw.files.push(first.name);
        let mut appended = Appended {
            rows: first.table.rows,
            table: first.table,
            below: Vec::new(),
            known: Vec::new(),
            raw,
            differences: Vec::new(),
        };
        appended.look(settings);
        appended
    }

    /// Looks at the columns of the table.
    fn look(&mut self, settings: &Settings) {
        let columns = self.table.columns.iter();
        let known = columns.zip(assign_roles(&self.table, settings));
        let known = known.map(|(column, reading)| Known {
            name: column.name.clone(),
            reading,
            date_order: column_date_order(column),
        });
        self.known = known.collect();
    }

    fn add(&mut self, source: Source, settings: &Settings) -> Result<(), Error> {
        let Source {
            name,
            mut table,
            mut raw,
        } = source;
        let names = |columns: &[Column]| -> Vec<String> {
            columns.iter().map(|column| column.name.clone()).collect()
        };
        let known: Vec<String> = self.known.iter().map(|one| one.name.clone()).collect();
        let places = places(&known, &names(&table.columns));
        let common = places.iter().flatten().count();
        let width = table.columns.len().min(known.len());
        if common * 2 < width.max(1) {
            return Err(Error::new("other_survey")
                .with("file", name)
                .with("common", common)
                .with("columns", table.columns.len()));
        }
        let rows = u64::from(self.rows) + u64::from(table.rows);
        let limits = settings.limits;
        if rows > u64::from(limits.rows) {
            return Err(limit_error("rows", limits.rows.into(), self.rows));
        }
        let columns = known.len() + table.columns.len() - common;
        if rows.saturating_mul(columns as u64) > limits.cells {
            return Err(limit_error("cells", limits.cells, self.rows));
        }
        if self.rows / 2 >= self.table.rows {
            self.put_together();
            self.look(settings);
        }
        let roles = assign_roles(&table, settings);
        self.compare(&name, &table, &places, &roles);
        self.same_date_order(&mut table, &places, &roles);
        self.add_below(table, &places, roles);
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
        roles: &[ColumnReading],
    ) {
        let mut missing: Vec<Option<&str>> =
            self.known.iter().map(|one| Some(&*one.name)).collect();
        for &place in places.iter().flatten() {
            missing[place] = None;
        }
        let missing: Vec<&str> = missing.into_iter().flatten().collect();
        let new = table.columns.iter().zip(places);
        let new: Vec<&str> = new
            .filter(|(_, place)| place.is_none())
            .map(|(column, _)| &*column.name)
            .collect();
        for (code, differing) in [("appended_missing", missing), ("appended_new", new)] {
            if !differing.is_empty() {
                let params = [
                    ("file", file.into()),
                    ("columns", differing.len().into()),
                    ("names", quoted_names(&differing).into()),
                ];
                self.differences.push(warning(code, None, params));
            }
        }
        if !places.iter().flatten().is_sorted() {
            let params = [("file", file.into())];
            self.differences
                .push(warning("appended_order", None, params));
        }
        for (place, now) in places.iter().zip(roles) {
            let Some(known) = place.and_then(|place| self.known.get(place)) else {
                continue;
            };
            let before = &known.reading;
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
    fn same_date_order(
        &self,
        table: &mut Table,
        places: &[Option<usize>],
        roles: &[ColumnReading],
    ) {
        for ((column, place), role) in table.columns.iter_mut().zip(places).zip(roles) {
            let Some(known) = place.and_then(|place| self.known.get(place)) else {
                continue;
            };
            if role.role != Role::Date {
                continue;
            }
            let order = date_order(role, column);
            if order == known.date_order {
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

    /// Takes the rows of a file; columns that are new go behind the others.
    fn add_below(&mut self, table: Table, places: &[Option<usize>], roles: Vec<ColumnReading>) {
        let mut columns: Vec<Option<Column>> = Vec::new();
        columns.resize_with(self.known.len(), || None);
        for ((column, place), reading) in table.columns.into_iter().zip(places).zip(roles) {
            if let Some(place) = *place {
                columns[place] = Some(column);
                continue;
            }
            self.known.push(Known {
                name: column.name.clone(),
                date_order: date_order(&reading, &column),
                reading: ColumnReading {
                    index: columns.len() as u32,
                    ..reading
                },
            });
            columns.push(Some(column));
        }
        self.rows += table.rows;
        self.below.push(Below {
            columns,
            rows: table.rows,
        });
    }

    /// Puts the rows of the files below the table, column by column: two copies of one column at most.
    fn put_together(&mut self) {
        let mut below = std::mem::take(&mut self.below);
        for (place, known) in self.known.iter().enumerate() {
            let mut builder = ColumnBuilder::default();
            let mut above = 0;
            if let Some(column) = self.table.columns.get(place) {
                put(column, above, &mut builder);
            }
            above += self.table.rows as usize;
            for file in &mut below {
                if let Some(column) = file.columns.get_mut(place).and_then(Option::take) {
                    put(&column, above, &mut builder);
                }
                above += file.rows as usize;
            }
            let joined = builder.finish(known.name.clone(), self.rows as usize);
            match self.table.columns.get_mut(place) {
                Some(upper) => *upper = joined,
                None => self.table.columns.push(joined),
            }
        }
        self.table.rows = self.rows;
    }

    fn finish(mut self) -> Source {
        self.put_together();
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
        Source {
            name: self.raw.files.join(" + "),
            table: self.table,
            raw: self.raw,
        }
    }
}

/// Adds the cells of a column below `above` rows.
fn put(column: &Column, above: usize, builder: &mut ColumnBuilder) {
    let mut row = above;
    column.for_each(&mut |cell| {
        builder.push_at(row, cell);
        row += 1;
    });
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

/// For every column of a file its place among the columns so far, by their headings.
fn places(before: &[String], now: &[String]) -> Vec<Option<usize>> {
    let nameless = |names: &[String]| names.iter().all(String::is_empty);
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
fn keys(names: &[String]) -> Vec<(String, usize)> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let key = |name: &String| {
        let folded = fold(name);
        let name = folded.split_whitespace().collect::<Vec<_>>().join(" ");
        let count = seen.entry(name.clone()).or_insert(0);
        *count += 1;
        (name, *count)
    };
    names.iter().map(key).collect()
}
