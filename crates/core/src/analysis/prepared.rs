//! Columns in the form that counting needs: one small number per row.

use super::selection::Selection;
use crate::figures::Histogram;
use crate::figures::score::Scale;
use crate::reading::{Cells, Column, Table};
use crate::report::{ColumnReading, Role};
use crate::roles::{answers_of, column_date_order};
use crate::values::{format_month, is_missing, parse_date};
use std::collections::BTreeMap;

/// Stands for "no value" in a column of numbers.
const NONE_BYTE: u8 = u8::MAX;
const NONE_SHORT: u16 = u16::MAX;
/// Stands for "no date".
pub const NO_DATE: i32 = i32::MIN;

/// All columns that figures are made of.
#[derive(Debug, Default)]
pub struct Prepared {
    /// Score columns in file order.
    pub scores: Vec<ScoreColumn>,
    /// Segment columns in file order.
    pub segments: Vec<SegmentColumn>,
    /// The primary date by month.
    pub months: Option<DateColumn>,
}

/// Answers of one score column.
#[derive(Debug)]
pub struct ScoreColumn {
    /// Column index.
    pub column: u32,
    /// How answers become a figure.
    pub scale: Scale,
    /// Point of the scale per row, counted from its lowest answer.
    points: Vec<u8>,
}

/// Values of one segment column.
#[derive(Debug)]
pub struct SegmentColumn {
    /// Column index.
    pub column: u32,
    /// Group of each row.
    pub groups: Groups,
}

/// The primary date column.
#[derive(Debug)]
pub struct DateColumn {
    /// Days since 1970-01-01 per row, [`NO_DATE`] without.
    pub days: Vec<i32>,
    /// Month of each row, `YYYY-MM`, ascending.
    pub groups: Groups,
}

/// A partition of the rows.
#[derive(Debug, Default)]
pub struct Groups {
    /// Names of the groups.
    pub keys: Vec<String>,
    /// Index into `keys` per row; `u16::MAX` for rows in no group.
    of_row: Vec<u16>,
}

impl Groups {
    /// Group of a row.
    pub fn get(&self, row: u32) -> Option<usize> {
        let group = self.of_row[row as usize];
        (group != NONE_SHORT).then_some(usize::from(group))
    }
}

impl Prepared {
    /// Prepares the columns that have a role in figures.
    pub fn new(table: &Table, columns: &[ColumnReading]) -> Self {
        let mut prepared = Prepared::default();
        for (reading, column) in columns.iter().zip(&table.columns) {
            match reading.role {
                Role::Score => prepared.scores.push(score_column(reading, column)),
                Role::Segment => prepared.segments.push(SegmentColumn {
                    column: reading.index,
                    groups: segment_groups(column),
                }),
                Role::Date if reading.primary => prepared.months = Some(date_column(column)),
                _ => {}
            }
        }
        prepared
    }

    /// The score that the report is mainly about: the first NPS, else the first score.
    pub fn main_score(&self) -> Option<&ScoreColumn> {
        let nps = |score: &&ScoreColumn| score.scale.metric == Some(crate::report::Metric::Nps);
        self.scores.iter().find(nps).or(self.scores.first())
    }
}

impl ScoreColumn {
    /// Answer of a row.
    pub fn answer(&self, row: u32) -> Option<i32> {
        let point = self.points[row as usize];
        (point != NONE_BYTE).then(|| self.scale.range[0] + i32::from(point))
    }

    /// Adds the answer of a row, if it has one, to a histogram of this scale.
    pub fn count_into(&self, row: u32, histogram: &mut Histogram) {
        histogram.count_point(usize::from(self.points[row as usize]));
    }

    /// Answers of the selected rows.
    pub fn histogram(&self, selection: &Selection) -> Histogram {
        let mut counts = [0u32; 256];
        for row in selection.rows() {
            counts[usize::from(self.points[row])] += 1;
        }
        self.from_counts(&counts)
    }

    /// Answers of the selected rows for every group.
    pub fn by_group(&self, groups: &Groups, selection: &Selection) -> Vec<(String, Histogram)> {
        let width = self.width();
        // One column more for rows without an answer, one row more for rows without a group, so
        // that the loop has no branches.
        let mut counts = vec![0u32; (groups.keys.len() + 1) * (width + 1)];
        for row in selection.rows() {
            let group = usize::from(groups.of_row[row]).min(groups.keys.len());
            let point = usize::from(self.points[row]).min(width);
            counts[group * (width + 1) + point] += 1;
        }
        let rows = groups.keys.iter().zip(counts.chunks_exact(width + 1));
        rows.map(|(key, counts)| (key.clone(), self.from_counts(counts))).collect()
    }

    fn width(&self) -> usize {
        (self.scale.range[1] - self.scale.range[0] + 1).clamp(0, 255) as usize
    }

    fn from_counts(&self, counts: &[u32]) -> Histogram {
        Histogram::from_counts(self.scale.range[0], &counts[..self.width()])
    }
}

fn score_column(reading: &ColumnReading, column: &Column) -> ScoreColumn {
    let [low, high] = sound_scale(reading.scale.unwrap_or([0, 10]));
    let answer = answers_of(column);
    let point = |cell: &str| match answer(cell) {
        Some(answer) if (low..=high).contains(&answer) => (answer - low) as u8,
        _ => NONE_BYTE,
    };
    let scale = Scale {
        metric: reading.metric,
        range: [low, high],
        low_is_good: reading.low_is_good,
    };
    ScoreColumn { column: reading.index, scale, points: map_cells(column, point) }
}

/// A scale from settings may be anything; counting needs an ascending one of at most 200 points.
fn sound_scale([low, high]: [i32; 2]) -> [i32; 2] {
    let (low, high) = (low.min(high), low.max(high));
    [low, high.min(low.saturating_add(199))]
}

/// Most groups of a segment: more cannot be compared, and the rest of the rows has no group.
const MAX_GROUPS: usize = 2000;

fn segment_groups(column: &Column) -> Groups {
    let mut groups = Groups::default();
    let mut known: BTreeMap<String, u16> = BTreeMap::new();
    let mut of_value = |cell: &str| {
        if is_missing(cell) {
            return NONE_SHORT;
        }
        if let Some(&group) = known.get(cell) {
            return group;
        }
        if groups.keys.len() == MAX_GROUPS {
            return NONE_SHORT;
        }
        let group = groups.keys.len() as u16;
        groups.keys.push(cell.to_owned());
        known.insert(cell.to_owned(), group);
        group
    };
    let of_row = map_cells(column, &mut of_value);
    groups.of_row = of_row;
    groups
}

fn date_column(column: &Column) -> DateColumn {
    let order = column_date_order(column);
    let days = map_cells(column, |cell| parse_date(cell, order).unwrap_or(NO_DATE));
    let mut months: BTreeMap<i32, u16> = BTreeMap::new();
    let month_of = |day: i32| {
        let (year, month, _) = crate::values::civil_from_days(day);
        year * 12 + month as i32
    };
    let known = days.iter().filter(|&&day| day != NO_DATE);
    let mut examples: BTreeMap<i32, i32> = BTreeMap::new();
    for &day in known {
        examples.entry(month_of(day)).or_insert(day);
    }
    let mut keys = Vec::new();
    for (month, day) in examples.into_iter().take(usize::from(NONE_SHORT)) {
        months.insert(month, keys.len() as u16);
        keys.push(format_month(day));
    }
    let group_of = |&day: &i32| {
        let month = (day != NO_DATE).then(|| month_of(day));
        month.and_then(|month| months.get(&month).copied()).unwrap_or(NONE_SHORT)
    };
    let of_row = days.iter().map(group_of).collect();
    DateColumn { days, groups: Groups { keys, of_row } }
}

/// A number per row, computed once per different value where values repeat.
fn map_cells<T: Copy>(column: &Column, mut value_of: impl FnMut(&str) -> T) -> Vec<T> {
    match &column.cells {
        Cells::Text(texts) => texts.iter().map(value_of).collect(),
        Cells::Dictionary { codes, values, .. } => {
            let by_code: Vec<T> = values.iter().map(&mut value_of).collect();
            (0..codes.len()).map(|row| by_code[codes.get(row)]).collect()
        }
    }
}
