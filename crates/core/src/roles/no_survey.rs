//! Files that are no list of answers: logs, and figures that somebody has computed.

use super::header::Header;
use crate::reading::{Cells, Table};
use crate::report::{ColumnReading, Role};
use crate::text::fold;

/// True for a file that is no list of answers: a log, records of a business, or figures that somebody
/// has computed.
///
/// Records (orders, payments, stock, measurements) hold amounts and nothing that anybody was asked. A log has a column of levels and a time. A table of figures has a label per row and columns that
/// count, share or average, and neither a comment nor a rating that a person gave.
pub fn is_no_survey(table: &Table, columns: &[ColumnReading]) -> bool {
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
        // Methods of a web server's log.
        "get",
        "post",
        "put",
        "head",
        "delete",
        "patch",
        "options",
    ];
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
    let has = |role: Role| columns.iter().any(|column| column.role == role);
    let levels = table.columns.iter().any(|column| match &column.cells {
        Cells::Dictionary { values, counts, .. } => {
            let used = values
                .iter()
                .zip(counts)
                .filter(|(value, count)| **count > 0 && !value.is_empty());
            let mut used = used.map(|(value, _)| fold(value)).peekable();
            column.answered >= 5
                && used.peek().is_some()
                && used.all(|value| LEVELS.contains(&value.as_str()))
        }
        Cells::Text(_) => false,
    });
    if levels && has(Role::Date) || is_records(columns) {
        return true;
    }
    let computed = columns.iter().filter(|column| {
        let header = Header::new(&column.name);
        let words = header.words.len() <= 4;
        let share = column.name.contains('%');
        words
            && (header.word(FIGURES)
                || share
                || header.folded.trim() == "n"
                || is_result(column, &header))
    });
    let labels = columns.first().is_some_and(|first| {
        first.distinct >= first.answered
            && matches!(
                first.role,
                Role::Ignored | Role::Segment | Role::Date | Role::Id | Role::Comment
            )
    });
    let rated = columns
        .iter()
        .any(|column| column.role == Role::Score && column.confidence >= 0.9);
    let computed = computed.count();
    let results = columns
        .iter()
        .any(|column| is_result(column, &Header::new(&column.name)));
    // Beside an NPS that somebody computed every number is a figure.
    let numbers = columns.iter().filter(|column| column.role == Role::Number);
    let computed = match results {
        true => computed.max(numbers.count()),
        false => computed,
    };
    let comments = columns
        .iter()
        .skip(1)
        .any(|column| column.role == Role::Comment);
    // Figures by month and shop: neither of the two names its row alone.
    let several_labels = (computed >= 3 || results && computed >= 2)
        && columns.first().is_some_and(|first| {
            matches!(
                first.role,
                Role::Ignored | Role::Segment | Role::Date | Role::Pii
            )
        });
    computed >= 2
        && computed * 2 >= columns.len() - 1
        && (labels || several_labels)
        && !comments
        && !rated
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
