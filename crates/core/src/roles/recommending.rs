//! Recommending: which rating is the NPS, by its heading and by what stands beside it.

use super::header::Header;
use super::profile::{fine_points, profile};
use crate::reading::{Cells, Column, Table};
use crate::report::{ColumnReading, Metric, Role};
use crate::text::fold;
use crate::values::parse_answer;

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

/// Rows whose numbers are looked at: a program numbers all of them alike.
const FIRST: u32 = 50;

/// A rating whose heading says nothing ("Score") is the NPS when another column classes the same
/// answers as promoters, passives and detractors, or when a column of types, or the numbers of the
/// answers, say NPS in every row and no other rating could be meant.
pub(super) fn confirm_nps(table: &Table, columns: &mut [ColumnReading]) {
    let candidates = columns.iter().filter(|column| could_be_nps(column)).count();
    if candidates == 0 {
        return;
    }
    let mut beside = told_beside(table);
    beside.typed |= columns
        .iter()
        .zip(&table.columns)
        .any(|of| numbers_nps(of, table.rows));
    // "What is the reason for your score?" beside a question what to do so that people recommend.
    let commented = columns.iter().any(|column| {
        column.role == Role::Comment && (asks_to_recommend(&column.name) || asks_why(&column.name))
    });
    for (reading, column) in columns.iter_mut().zip(&table.columns) {
        if !could_be_nps(reading) || fine_points(column).is_some() {
            continue;
        }
        let mut classed = beside.classed.iter();
        let confirmed = classed.any(|classes| is_classed_by(column, classes, table.rows));
        let to_ten = || profile(column).range.is_some_and(|(_, high)| high == 10);
        let header = Header::new(&reading.name);
        let is_word = |word: &&String| !word.bytes().all(|byte| byte.is_ascii_digit());
        let alone = candidates == 1 && header.words.iter().filter(is_word).count() <= 2;
        if confirmed || alone && (beside.typed || commented && to_ten()) {
            reading.metric = Some(Metric::Nps);
            reading.scale = Some([0, 10]);
            reading.confidence = if confirmed { 0.97 } else { 0.9 };
        }
    }
}

/// True for a rating of no known kind that goes beyond five.
fn could_be_nps(column: &ColumnReading) -> bool {
    let beyond_five = |[low, high]: [i32; 2]| low >= 0 && high > 5 && high <= 10;
    column.role == Role::Score && column.metric.is_none() && column.scale.is_some_and(beyond_five)
}

/// What the columns of a file tell about a rating among them.
struct Beside<'a> {
    /// Columns of nothing but classes.
    classed: Vec<&'a Column>,
    /// A column says NPS in every row.
    typed: bool,
}

fn told_beside(table: &Table) -> Beside<'_> {
    let mut beside = Beside {
        classed: Vec::new(),
        typed: false,
    };
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
            beside.typed |= used.any(|(value, _)| names_nps(value));
        } else if (2..=7).contains(&few) && used.all(|(value, _)| class_of(value).is_some()) {
            beside.classed.push(column);
        }
    }
    beside
}

/// True for the name of a kind of survey with the NPS in it.
fn names_nps(value: &str) -> bool {
    let header = Header::new(value);
    header.words.len() <= 4 && header.word(&["nps", "enps"])
}

/// True for numbers of answers that begin with the kind of survey ("NPS-51493"), as far as row [`FIRST`].
fn numbers_nps((reading, column): (&ColumnReading, &Column), rows: u32) -> bool {
    let names = |value: &str| {
        let words = Header::new(value).words;
        matches!(words.first().map(String::as_str), Some("nps" | "enps"))
    };
    reading.role == Role::Id
        && reading.answered > 0
        && (0..rows.min(FIRST) as usize)
            .map(|row| column.get(row))
            .all(|value| value.is_empty() || names(&value))
}

/// Class that a cell names: 0 for detractors, 1 for passives, 2 for promoters.
fn class_of(cell: &str) -> Option<usize> {
    let word = fold(cell);
    let mut classes = CLASSES.iter();
    classes.position(|words| words.contains(&word.as_str()))
}

/// True when the classes of a column are those of nearly all answers of another, up to row [`COMPARED`].
fn is_classed_by(answers: &Column, classes: &Column, rows: u32) -> bool {
    let (mut same, mut both) = (0usize, 0usize);
    for row in 0..(rows as usize).min(COMPARED) {
        let (Some(answer), Some(class)) =
            (parse_answer(&answers.get(row)), class_of(&classes.get(row)))
        else {
            continue;
        };
        both += 1;
        same += usize::from(class == usize::from(answer > 6) + usize::from(answer > 8));
    }
    both >= 3 && same * 20 >= both * 19
}

/// Beginnings of the words that ask for a recommendation, folded, in the languages of surveys that
/// reach Polish and international companies.
pub(super) const RECOMMENDS: &[&str] = &[
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
