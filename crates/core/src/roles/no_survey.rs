//! Files that are no list of answers: logs, and figures that somebody has computed.

use super::header::Header;
use crate::reading::{Cells, Column, Table};
use crate::report::{ColumnReading, Role};
use crate::text::fold;
use std::collections::BTreeSet;

/// Levels of a log and methods of a web server's, folded.
const LEVELS: &[&str] = &[
    "debug",
    "info",
    "information",
    "notice",
    "warn",
    "warning",
    "error",
    "critical",
    "fatal",
    "trace",
    "get",
    "post",
    "put",
    "head",
    "delete",
    "patch",
    "options",
];

/// Words for what is counted or computed, folded.
const FIGURES: &[&str] = &[
    "count",
    "counts",
    "percent",
    "percentage",
    "pct",
    "share",
    "average",
    "avg",
    "mean",
    "median",
    "total",
    "sum",
    "stddev",
    "liczba",
    "procent",
    "udzial",
    "srednia",
    "suma",
    "lacznie",
    "mediana",
    "odsetek",
    "promoters",
    "passives",
    "detractors",
    "promotorzy",
    "krytycy",
    "pasywni",
];

/// True for a file that is no list of answers: a log, records of a business, or figures that somebody
/// has computed.
///
/// Records (orders, payments, stock, measurements) hold amounts and nothing that anybody was asked. A log has times,
/// and levels or lines that a program wrote. A table of figures has a label per row and columns that count, share or
/// average, and neither a comment nor a rating that a person gave.
pub fn is_no_survey(table: &Table, columns: &[ColumnReading]) -> bool {
    is_log(table, columns) || is_records(columns) || holds_figures(columns)
}

fn is_log(table: &Table, columns: &[ColumnReading]) -> bool {
    is_dated(columns) && table.columns.iter().any(names_levels)
        || is_written_by_programs(table, columns)
}

fn is_dated(columns: &[ColumnReading]) -> bool {
    columns.iter().any(|column| column.role == Role::Date)
}

/// Takes lines of a log for no comments: nobody is praised or blamed in them.
pub(super) fn ignore_lines_of_logs(table: &Table, columns: &mut [ColumnReading]) {
    let commented = |reading: &&mut ColumnReading| reading.role == Role::Comment;
    if !columns.iter_mut().any(|it| commented(&it)) || !is_written_by_programs(table, columns) {
        return;
    }
    for reading in columns.iter_mut().filter(commented) {
        reading.role = Role::Ignored;
        reading.confidence = 0.5;
    }
}

/// Lines of a file that are looked at, and the fewest that tell anything.
const LINES: usize = 300;
const FEWEST: usize = 20;

/// True for a file without a rating of which nearly all lines have a time and the mark of a program, or in one column
/// a time and a few templates filled with numbers.
fn is_written_by_programs(table: &Table, columns: &[ColumnReading]) -> bool {
    let rated = |column: &ColumnReading| column.role == Role::Score && column.confidence >= 0.6;
    let lines = LINES.min(table.rows as usize);
    if lines < FEWEST || columns.iter().any(rated) {
        return false;
    }
    let dated = is_dated(columns);
    // The delimiter that was found may be one of those within a time.
    let line = |row: usize| -> String {
        let cells = table.columns.iter().map(|column| column.get(row));
        cells.collect::<Vec<_>>().join(":")
    };
    let marked = |line: &String| (dated || has_clock(line)) && is_marked(line);
    let marked = (0..lines).map(line).filter(marked).count();
    marked * 10 >= lines * 9 || table.columns.iter().any(is_of_templates)
}

fn is_of_templates(cells: &Column) -> bool {
    let (mut lines, mut filled) = (0, 0);
    let mut templates: BTreeSet<String> = BTreeSet::new();
    let cells = (0..cells.len()).map(|row| cells.get(row));
    for line in cells.filter(|cell| !cell.is_empty()).take(LINES) {
        lines += 1;
        if has_clock(&line) && has_words(&line) {
            filled += 1;
            templates.insert(template(&line));
        }
    }
    lines >= FEWEST && filled * 10 >= lines * 9 && templates.len() * 5 <= lines
}

/// True for a text with hours, minutes and seconds.
fn has_clock(line: &str) -> bool {
    let pair = |at: &[u8]| at[0] == b':' && at[1].is_ascii_digit() && at[2].is_ascii_digit();
    let bytes = line.as_bytes();
    bytes
        .windows(7)
        .any(|at| at[0].is_ascii_digit() && pair(&at[1..4]) && pair(&at[4..7]))
}

/// True for a text with more than a date and a zone.
fn has_words(line: &str) -> bool {
    let letters = |word: &str| word.bytes().filter(u8::is_ascii_alphabetic).count();
    line.split_whitespace()
        .filter(|word| letters(word) >= 3)
        .count()
        >= 4
}

/// True for a text with a level in capitals or a process with its number ("sshd[421]:") at its beginning.
fn is_marked(line: &str) -> bool {
    let is_mark = |word: &str| {
        let bare = word.trim_matches(|letter: char| !letter.is_ascii_alphanumeric());
        let level = bare.len() >= 4
            && bare.bytes().all(|byte| byte.is_ascii_uppercase())
            && LEVELS.contains(&fold(bare).as_str());
        let process = || {
            let (name, number) = word.split_once("]:")?.0.split_once('[')?;
            let digits = number.bytes().all(|byte| byte.is_ascii_digit());
            Some(digits && !name.is_empty() && !number.is_empty())
        };
        level || process().unwrap_or(false)
    };
    line.split_whitespace().take(8).any(is_mark)
}

/// A text with one sign in the place of each number.
fn template(line: &str) -> String {
    let mut made = String::with_capacity(line.len());
    for letter in line.chars() {
        match letter.is_ascii_digit() {
            true if made.ends_with('#') => {}
            true => made.push('#'),
            false => made.push(letter),
        }
    }
    made
}

/// True for a column of nothing but levels of a log.
fn names_levels(column: &Column) -> bool {
    let Cells::Dictionary { values, counts, .. } = &column.cells else {
        return false;
    };
    let used = values
        .iter()
        .zip(counts)
        .filter(|(value, count)| **count > 0 && !value.is_empty());
    let mut used = used.map(|(value, _)| fold(value)).peekable();
    column.answered >= 5
        && used.peek().is_some()
        && used.all(|value| LEVELS.contains(&value.as_str()))
}

/// True for a label per row and columns that count, share or average.
fn holds_figures(columns: &[ColumnReading]) -> bool {
    let commented = columns.iter().skip(1).any(|it| it.role == Role::Comment);
    let rated = |column: &ColumnReading| column.role == Role::Score && column.confidence >= 0.9;
    if commented || columns.iter().any(rated) {
        return false;
    }
    let results = columns
        .iter()
        .any(|column| is_result(column, &Header::new(&column.name)));
    let computed = columns.iter().filter(|column| is_figure(column)).count();
    // Beside an NPS that somebody computed every number is a figure.
    let numbers = columns.iter().filter(|it| it.role == Role::Number).count();
    let computed = if results {
        computed.max(numbers)
    } else {
        computed
    };
    let Some(first) = columns.first() else {
        return false;
    };
    // Figures by month and shop: neither of the two names its row alone.
    let several_labels = (computed >= 3 || results) && tells_groups(first, Role::Pii);
    let labels = first.distinct >= first.answered
        && (tells_groups(first, Role::Id) || first.role == Role::Comment);
    computed >= 2 && computed * 2 >= columns.len() - 1 && (labels || several_labels)
}

/// True for labels, dates and columns of the role `other`.
fn tells_groups(column: &ColumnReading, other: Role) -> bool {
    matches!(column.role, Role::Ignored | Role::Segment | Role::Date) || column.role == other
}

/// True for a column whose heading says in few words that its numbers were counted or computed.
fn is_figure(column: &ColumnReading) -> bool {
    let header = Header::new(&column.name);
    header.words.len() <= 4
        && (header.word(FIGURES)
            || column.name.contains('%')
            || header.folded.trim() == "n"
            || is_result(column, &header))
}

/// True for an NPS or CSAT that lies beyond every scale of answers: somebody computed it.
fn is_result(column: &ColumnReading, header: &Header) -> bool {
    column.role == Role::Number && header.words.len() <= 3 && header.word(&["nps", "csat", "enps"])
}

/// True when nothing was asked or rated, and numbers stand under headings of amounts, or events under
/// those of a protocol.
fn is_records(columns: &[ColumnReading]) -> bool {
    const AMOUNTS: &[&str] = &[
        "price",
        "total",
        "amount",
        "qty",
        "quantity",
        "stock",
        "vat",
        "net",
        "gross",
        "cost",
        "balance",
        "revenue",
        "discount",
        "temperature",
        "humidity",
        "cena",
        "kwota",
        "saldo",
        "ilosc",
        "brutto",
        "netto",
        "wartosc",
        "koszt",
        "rabat",
        "stan",
    ];
    const EVENTS: &[&str] = &[
        "event",
        "request",
        "session",
        "endpoint",
        "url",
        "zdarzenie",
    ];
    let count =
        |fits: &dyn Fn(&ColumnReading) -> bool| columns.iter().filter(|it| fits(it)).count();
    let asked = count(&|column| {
        let question = column.name.contains('?') || Header::new(&column.name).words.len() > 5;
        let sure = column.role == Role::Score && column.confidence >= 0.6;
        sure || column.role == Role::Comment || column.choice_of.is_some() || question
    });
    let named = |column: &ColumnReading, words| Header::new(&column.name).word(words);
    let amounts = count(&|column| column.role == Role::Number && named(column, AMOUNTS));
    let numbers = count(&|column| column.role == Role::Number);
    let events = count(&|column| named(column, EVENTS));
    let ids = count(&|column| column.role == Role::Id);
    asked == 0 && (amounts >= 1 && numbers >= 2 || events >= 2 && ids >= 1)
}
