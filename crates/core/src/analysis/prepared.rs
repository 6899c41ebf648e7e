//! Columns in the form that counting needs: one small number per row.

use super::counts::{Counts, Joint};
use super::selection::Selection;
use crate::choices::{Choices, choices_of};
use crate::figures::Histogram;
use crate::figures::score::Scale;
use crate::order::Arrange;
use crate::reading::{Cells, Codes, Column, Table};
use crate::report::{ColumnReading, Metric, Role};
use crate::roles::{answers_of, date_order};
use crate::settings::{BandSetting, ColumnRef, Settings};
use crate::values::{
    Numbers, is_missing, minute_of_day, parse_answer, parse_date, plain_date, utc_offset,
};
use std::collections::BTreeMap;
use std::sync::OnceLock;

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
    /// Multiple-choice questions in file order: segments in which a row can have several values.
    pub choices: Vec<ChoiceColumn>,
    /// The primary date.
    pub dates: Option<DateColumn>,
    /// Answers of several scores as one number per row.
    pub joints: Vec<Joint>,
    /// Counts of the whole file, once they were asked for.
    everything: OnceLock<Counts>,
}

/// Answers of one score column.
#[derive(Debug)]
pub struct ScoreColumn {
    /// Column index.
    pub column: u32,
    /// How answers become a figure.
    pub scale: Scale,
    /// The file's words for answers; empty where answers are numbers.
    pub labels: Vec<(i32, String)>,
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

/// Answers to a multiple-choice question.
#[derive(Debug)]
pub struct ChoiceColumn {
    /// Index of the column that stands for the question.
    pub column: u32,
    /// Who chose what.
    pub choices: Choices,
}

/// Rows that are looked at together, as many as the list has numbers for: so few that what is worked out about
/// them stays close at hand, a column at a time.
#[derive(Clone, Copy)]
pub enum Chunk<'a> {
    /// This row and those that follow it.
    From(usize),
    /// Some rows.
    These(&'a [u32]),
}

impl Chunk<'_> {
    /// The row at a place.
    pub fn row(self, place: usize) -> usize {
        match self {
            Chunk::From(first) => first + place,
            Chunk::These(rows) => rows[place] as usize,
        }
    }

    /// Goes through the rows with the number and what a list says of each.
    pub fn look<T: Copy>(
        self,
        of_row: &[T],
        numbers: &mut [u32],
        mut each: impl FnMut(&mut u32, T),
    ) {
        match self {
            Chunk::From(first) => (numbers.iter_mut().zip(&of_row[first..]))
                .for_each(|(number, &value)| each(number, value)),
            Chunk::These(rows) => (numbers.iter_mut().zip(rows))
                .for_each(|(number, &row)| each(number, of_row[row as usize])),
        }
    }
}

/// Most rows of a [`Chunk`].
const CHUNK: usize = 1024;

/// Calls `look` for some rows, or all of so many, in chunks with a number per row, 0 in the beginning.
pub fn in_chunks(all: usize, rows: Option<&[u32]>, look: &mut dyn FnMut(Chunk, &mut [u32])) {
    let mut numbers = [0; CHUNK];
    let mut pass = |chunk: Chunk, len: usize| {
        let numbers = &mut numbers[..len];
        numbers.fill(0);
        look(chunk, numbers);
    };
    match rows {
        Some(rows) => (rows.chunks(CHUNK)).for_each(|rows| pass(Chunk::These(rows), rows.len())),
        None => (0..all)
            .step_by(CHUNK)
            .for_each(|first| pass(Chunk::From(first), CHUNK.min(all - first))),
    }
}

/// The primary date column.
#[derive(Debug)]
pub struct DateColumn {
    /// Days since 1970-01-01 per row, [`NO_DATE`] without.
    pub days: Vec<i32>,
    /// Period of each row, ascending.
    pub groups: Groups,
}

/// A partition of the rows.
#[derive(Debug, Clone)]
pub struct Groups {
    /// Names of the groups.
    pub keys: Vec<String>,
    /// Index into `keys` per row, their number for rows in no group.
    of_row: Codes,
}

impl Groups {
    /// A partition from the names of the groups, at most 65,535, and one of them, or none, per row.
    pub fn new(mut keys: Vec<String>, of_row: impl Iterator<Item = Option<usize>>) -> Self {
        keys.truncate(usize::from(u16::MAX));
        let none = keys.len();
        let code = |group: Option<usize>| group.unwrap_or(none).min(none);
        let of_row = match fits_a_byte(none) {
            true => Codes::Byte(of_row.map(|group| code(group) as u8).collect()),
            false => Codes::Short(of_row.map(|group| code(group) as u16).collect()),
        };
        Groups { keys, of_row }
    }

    /// Group of a row.
    pub fn get(&self, row: u32) -> Option<usize> {
        let group = self.of_row.get(row as usize);
        (group < self.keys.len()).then_some(group)
    }

    /// Makes a number per row one of the number and its group, which runs fastest; no group is the last one.
    pub fn refine(&self, rows: Chunk, numbers: &mut [u32]) {
        let groups = self.keys.len() as u32 + 1;
        match &self.of_row {
            Codes::Byte(codes) => refine(codes, groups, rows, numbers),
            Codes::Short(codes) => refine(codes, groups, rows, numbers),
            Codes::Same(_) => numbers.iter_mut().for_each(|number| *number *= groups),
        }
    }
}

/// True when so many groups and one for those in none have each a byte of their own.
fn fits_a_byte(groups: usize) -> bool {
    groups <= usize::from(u8::MAX)
}

fn refine<T: Copy + Into<u32>>(codes: &[T], groups: u32, rows: Chunk, numbers: &mut [u32]) {
    rows.look(codes, numbers, |number, code| {
        *number = *number * groups + code.into();
    });
}

impl Prepared {
    /// Prepares the columns that have a role in figures.
    pub fn new(table: &Table, columns: &[ColumnReading], settings: &Settings) -> Self {
        let bands = &settings.bands;
        let mut prepared = Prepared::default();
        for (reading, column) in columns.iter().zip(&table.columns) {
            match reading.role {
                Role::Score => prepared.scores.push(score_column(
                    reading,
                    column,
                    blank_answer(reading, columns, settings),
                )),
                Role::Segment | Role::Number
                    if banded(reading, column, columns, bands).is_some() =>
                {
                    let cuts = banded(reading, column, columns, bands).unwrap_or_default();
                    let groups = band_groups(column, &cuts);
                    prepared.segments.push(SegmentColumn {
                        column: reading.index,
                        groups,
                    });
                }
                Role::Segment if reading.choice_of == Some(reading.index) => {
                    prepared.choices.push(ChoiceColumn {
                        column: reading.index,
                        choices: choices_of(table, columns, reading.index),
                    });
                }
                // A group of everybody is compared with nobody.
                Role::Segment if reading.distinct < 2 && !reading.decided => {}
                Role::Segment => prepared.segments.push(SegmentColumn {
                    column: reading.index,
                    groups: segment_groups(column),
                }),
                Role::Date if reading.primary => {
                    let days = days_of(reading, column);
                    let groups = super::periods::groups(&days, settings.period);
                    prepared.dates = Some(DateColumn { days, groups });
                }
                _ => {}
            }
        }
        prepared.joints = Joint::all(&prepared.scores);
        prepared
    }

    /// Counts of all rows.
    pub fn everything(&self) -> &Counts {
        self.everything.get_or_init(|| Counts::of_rows(self, None))
    }

    /// The score that the report is mainly about: the first NPS, else the first CSAT, else the
    /// first score.
    pub fn main_score(&self) -> Option<&ScoreColumn> {
        let first = |metric: Metric| {
            self.scores
                .iter()
                .find(move |s| s.scale.metric == Some(metric))
        };
        first(Metric::Nps)
            .or_else(|| first(Metric::Csat))
            .or(self.scores.first())
    }

    /// Place of a score in [`Prepared::scores`].
    pub fn place(&self, score: &ScoreColumn) -> Option<usize> {
        let column = score.column;
        self.scores.iter().position(|score| score.column == column)
    }

    /// The score of a column; the main score when none is named.
    pub fn score(&self, column: Option<u32>) -> Option<&ScoreColumn> {
        match column {
            Some(column) => self.scores.iter().find(|score| score.column == column),
            None => self.main_score(),
        }
    }
}

/// The column that a setting means: by name, else by index.
pub fn column_index(wanted: &crate::settings::ColumnRef, columns: &[ColumnReading]) -> Option<u32> {
    let by_name = wanted.name.as_ref().and_then(|name| {
        columns
            .iter()
            .find(|column| column.name == *name)
            .map(|column| column.index)
    });
    by_name.or(wanted
        .index
        .filter(|&index| (index as usize) < columns.len()))
}

/// Lower ends of the bands of an age in years.
const AGE_CUTS: [i32; 5] = [25, 35, 45, 55, 65];

/// Cuts of a numeric column that is compared by bands: as the settings say, else for ages.
fn banded(
    reading: &ColumnReading,
    column: &Column,
    columns: &[ColumnReading],
    bands: &[BandSetting],
) -> Option<Vec<i32>> {
    let asked = bands
        .iter()
        .find(|band| column_index(&band.column, columns) == Some(reading.index));
    if let Some(band) = asked {
        let mut cuts = band.cuts.clone();
        cuts.arrange();
        cuts.dedup();
        return (!cuts.is_empty()).then_some(cuts);
    }
    let folded = crate::text::fold(&reading.name);
    let mut words = folded.split(|letter: char| !letter.is_alphanumeric());
    (words.any(|word| matches!(word, "age" | "wiek")) && holds_years(column))
        .then(|| AGE_CUTS.to_vec())
}

/// True for a column of many different whole numbers up to 120.
fn holds_years(column: &Column) -> bool {
    let Cells::Dictionary { values, counts, .. } = &column.cells else {
        return false;
    };
    let used = values
        .iter()
        .zip(counts)
        .filter(|(value, n)| **n > 0 && !is_missing(value));
    let (mut years, mut others) = (0, 0);
    for (value, _) in used {
        let year = value
            .parse::<i32>()
            .is_ok_and(|age| (0..=120).contains(&age));
        if year { years += 1 } else { others += 1 }
    }
    years >= 12 && others * 10 <= years
}

fn band_groups(column: &Column, cuts: &[i32]) -> Groups {
    let mut keys = vec![format!("<{}", cuts[0])];
    keys.extend(cuts.windows(2).map(|pair| match pair[1] - pair[0] {
        1 => pair[0].to_string(),
        _ => format!("{}–{}", pair[0], pair[1] - 1),
    }));
    keys.extend(cuts.last().map(|last| format!("{last}+")));
    let numbers = Numbers::of(&|show| column.for_each(show));
    // Some write a word behind the number: "45 lat".
    let number = |cell: &str| (numbers.read(cell)).or_else(|| Some(f64::from(parse_answer(cell)?)));
    let band =
        |cell: &str| number(cell).map(|value| cuts.partition_point(|&cut| f64::from(cut) <= value));
    let of_row = map_cells(column, band);
    Groups::new(keys, of_row.into_iter())
}

impl ScoreColumn {
    /// No answers, on this score's scale.
    pub fn empty(&self) -> Histogram {
        Histogram::new(self.scale.range)
    }

    /// Answer of a row.
    pub fn answer(&self, row: u32) -> Option<i32> {
        self.point(row)
            .map(|point| self.scale.range[0] + i32::from(point))
    }

    /// Answer of a row as a point of the scale, counted from its lowest answer.
    pub fn point(&self, row: u32) -> Option<u8> {
        Some(self.points[row as usize]).filter(|&point| point != NONE_BYTE)
    }

    /// Adds the answer of a row, if it has one, to a histogram of this scale.
    pub fn count_into(&self, row: u32, histogram: &mut Histogram) {
        histogram.count_point(usize::from(self.points[row as usize]));
    }

    /// Makes a number per row one of the number and 1 where there is an answer, 0 where not, which runs fastest.
    pub fn refine_by_answered(&self, rows: Chunk, numbers: &mut [u32]) {
        rows.look(&self.points, numbers, |number, point| {
            *number = *number * 2 + u32::from(point != NONE_BYTE);
        });
    }

    /// Answers of the selected rows.
    pub fn histogram(&self, selection: &Selection) -> Histogram {
        let mut counts = [0u32; 256];
        for row in selection.rows() {
            counts[usize::from(self.points[row])] += 1;
        }
        self.histogram_of(&counts)
    }

    /// Answers of the selected rows for every option of a question, and of everybody who chose one.
    pub fn by_choice(
        &self,
        choices: &Choices,
        selection: &Selection,
    ) -> (Vec<(String, Histogram)>, Histogram) {
        let answers = |rows: &[u32]| {
            let mut histogram = self.empty();
            let kept = rows.iter().filter(|&&row| selection.keeps(row));
            kept.for_each(|&row| self.count_into(row, &mut histogram));
            histogram
        };
        let options = choices.keys.iter().zip(&choices.rows);
        let parts = options.map(|(key, rows)| (key.clone(), answers(rows)));
        (parts.collect(), answers(&choices.answered))
    }

    /// Points of the scale.
    pub fn width(&self) -> usize {
        (self.scale.range[1] - self.scale.range[0] + 1).clamp(0, 255) as usize
    }

    /// Point of the scale per row, counted from its lowest answer; `u8::MAX` without an answer.
    pub fn points(&self) -> &[u8] {
        &self.points
    }

    /// Answers from the counts of the points, which may have more behind them.
    pub fn histogram_of(&self, counts: &[u32]) -> Histogram {
        Histogram::from_counts(self.scale.range[0], &counts[..self.width()])
    }
}

/// Answer that the settings give to blank cells of a column.
fn blank_answer(
    reading: &ColumnReading,
    columns: &[ColumnReading],
    settings: &Settings,
) -> Option<i32> {
    let of_column = settings.columns.iter().find(|setting| {
        let wanted = ColumnRef {
            index: setting.index,
            name: setting.name.clone(),
        };
        column_index(&wanted, columns) == Some(reading.index)
    });
    of_column.and_then(|setting| setting.blank)
}

fn score_column(reading: &ColumnReading, column: &Column, blank: Option<i32>) -> ScoreColumn {
    let [low, high] = sound_scale(reading.scale.unwrap_or([0, 10]));
    let answer = answers_of(column);
    let answer = |cell: &str| match blank {
        Some(blank) if cell.is_empty() => Some(blank),
        _ => answer(cell),
    };
    let point = |cell: &str| match answer(cell) {
        Some(answer) if (low..=high).contains(&answer) => (answer - low) as u8,
        _ => NONE_BYTE,
    };
    let scale = Scale {
        metric: reading.metric,
        range: [low, high],
        low_is_good: reading.low_is_good,
    };
    ScoreColumn {
        column: reading.index,
        scale,
        labels: labels_of(column, &|cell| {
            answer(cell).filter(|answer| (low..=high).contains(answer))
        }),
        points: map_cells(column, point),
    }
}

/// The most frequent word for each answer; none when a cell has a number.
fn labels_of(column: &Column, answer: &dyn Fn(&str) -> Option<i32>) -> Vec<(i32, String)> {
    let Cells::Dictionary { values, counts, .. } = &column.cells else {
        return Vec::new();
    };
    let mut found: Vec<(i32, u32, &str)> = Vec::new();
    for (cell, &count) in values.iter().zip(counts) {
        let Some(answer) = answer(cell).filter(|_| !cell.is_empty()) else {
            continue;
        };
        if cell.bytes().any(|byte| byte.is_ascii_digit()) {
            return Vec::new();
        }
        match found.iter_mut().find(|known| known.0 == answer) {
            Some(known) if known.1 >= count => {}
            Some(known) => *known = (answer, count, cell),
            None => found.push((answer, count, cell)),
        }
    }
    let labels = found.iter();
    labels
        .map(|&(answer, _, cell)| (answer, cell.to_owned()))
        .collect()
}

/// A scale from settings may be anything; counting needs an ascending one of at most 200 points.
fn sound_scale([low, high]: [i32; 2]) -> [i32; 2] {
    let (low, high) = (low.min(high), low.max(high));
    [low, high.min(low.saturating_add(199))]
}

/// Most groups of a segment: more cannot be compared, and the rest of the rows has no group.
const MAX_GROUPS: usize = 2000;

fn segment_groups(column: &Column) -> Groups {
    let mut keys: Vec<String> = Vec::new();
    let mut known: BTreeMap<String, u16> = BTreeMap::new();
    let mut of_value = |cell: &str| {
        if is_missing(cell) {
            return NONE_SHORT;
        }
        if let Some(&group) = known.get(cell) {
            return group;
        }
        if keys.len() == MAX_GROUPS {
            return NONE_SHORT;
        }
        let group = keys.len() as u16;
        keys.push(cell.to_owned());
        known.insert(cell.to_owned(), group);
        group
    };
    // Groups stand ascending by name: sums over groups then do not depend on the order of the rows,
    // not even in the last digit.
    match &column.cells {
        Cells::Text(texts) => {
            let mut found = Vec::with_capacity(texts.len());
            texts.for_each(&mut |cell| found.push(of_value(cell)));
            let places = sort_keys(&mut keys);
            let group = |old: u16| places.get(usize::from(old)).map(|&new| usize::from(new));
            Groups::new(keys, found.into_iter().map(group))
        }
        Cells::Dictionary { codes, values, .. } => {
            let by_code: Vec<u16> = values.iter().map(&mut of_value).collect();
            let places = sort_keys(&mut keys);
            let none = keys.len() as u16;
            let group = |old: &u16| places.get(usize::from(*old)).copied().unwrap_or(none);
            let by_code: Vec<u16> = by_code.iter().map(group).collect();
            let of_row = match fits_a_byte(keys.len()) {
                true => {
                    let by_code: Vec<u8> = by_code.iter().map(|&group| group as u8).collect();
                    Codes::Byte(codes.map(&by_code))
                }
                false => Codes::Short(codes.map(&by_code)),
            };
            Groups { keys, of_row }
        }
    }
}

/// Sorts names and returns for every old place the new one.
fn sort_keys(keys: &mut Vec<String>) -> Vec<u16> {
    let mut order: Vec<usize> = (0..keys.len()).collect();
    order.arrange_by(|&a, &b| keys[a].cmp(&keys[b]));
    let mut places = vec![0u16; order.len()];
    order
        .iter()
        .enumerate()
        .for_each(|(new, &old)| places[old] = new as u16);
    *keys = order.iter().map(|&old| keys[old].clone()).collect();
    places
}

/// The day of every row; [`NO_DATE`] without one.
fn days_of(reading: &ColumnReading, column: &Column) -> Vec<i32> {
    // Most files have dates that say all about themselves: one look at each is enough then.
    let mut plain = true;
    let days = map_cells(column, |cell| match plain_date(cell) {
        Some(day) => day.unwrap_or(NO_DATE),
        None => {
            plain &= cell.is_empty();
            NO_DATE
        }
    });
    if plain {
        return days;
    }
    let order = date_order(reading, column);
    let zone = common_zone(column);
    let day = |cell: &str| parse_date(cell, order).map(|day| day + days_moved(cell, zone));
    map_cells(column, |cell| day(cell).unwrap_or(NO_DATE))
}

/// The zone that all dates of a column are moved to, as an offset from UTC in minutes: its most
/// frequent one, when the zones differ by more than summer time does.
///
/// Dates of one zone stay as they are written, also when half of them are in summer time: the day
/// on the customer's clock is the day that a person means. `None` leaves every date as it is.
fn common_zone(column: &Column) -> Option<i32> {
    const SUMMER_TIME: i32 = 60;
    let mut zones: BTreeMap<i32, u32> = BTreeMap::new();
    let mut add = |cell: &str, count: u32| {
        if count > 0
            && let Some(offset) = utc_offset(cell)
        {
            *zones.entry(offset).or_insert(0) += count;
        }
    };
    match &column.cells {
        Cells::Text(texts) => texts.for_each(&mut |cell| add(cell, 1)),
        Cells::Dictionary { values, counts, .. } => values
            .iter()
            .zip(counts)
            .for_each(|(cell, &count)| add(cell, count)),
    }
    let (west, east) = (*zones.keys().next()?, *zones.keys().next_back()?);
    let frequent = zones
        .iter()
        .max_by_key(|(zone, count)| (**count, std::cmp::Reverse(**zone)))?;
    (east - west > SUMMER_TIME).then_some(*frequent.0)
}

/// Days by which a date moves when its time is written in another zone; 0 without a time or zone.
fn days_moved(cell: &str, zone: Option<i32>) -> i32 {
    let Some(zone) = zone else {
        return 0;
    };
    let time = utc_offset(cell).zip(minute_of_day(cell));
    time.map_or(0, |(offset, minute)| {
        (minute - offset + zone).div_euclid(24 * 60)
    })
}

/// A number per row, computed once per different value where values repeat.
fn map_cells<T: Copy>(column: &Column, mut value_of: impl FnMut(&str) -> T) -> Vec<T> {
    match &column.cells {
        Cells::Text(texts) => {
            let mut values = Vec::with_capacity(texts.len());
            texts.for_each(&mut |cell| values.push(value_of(cell)));
            values
        }
        Cells::Dictionary { codes, values, .. } => {
            let by_code: Vec<T> = values.iter().map(&mut value_of).collect();
            codes.map(&by_code)
        }
    }
}
