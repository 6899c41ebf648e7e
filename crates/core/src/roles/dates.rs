//! Dates: which columns hold them, in which order of day and month, and which one the trend uses.

use super::Guess;
use super::header::Header;
use super::profile::Profile;
use crate::reading::{Cells, Column, Table};
use crate::report::{ColumnReading, Role};
use crate::values::{DateOrder, date_order_of, parse_written_date};

/// Cells looked at to tell whether the order of day and month matters in a column.
const DATE_SAMPLE: usize = 10_000;

/// Says of every date column whose dates depend on it which order of day and month holds.
pub(super) fn mark_date_orders(table: &Table, columns: &mut [ColumnReading]) {
    let depends = |cell: &str| {
        parse_written_date(cell, DateOrder::DayFirst)
            != parse_written_date(cell, DateOrder::MonthFirst)
    };
    for (reading, column) in columns.iter_mut().zip(&table.columns) {
        if reading.role != Role::Date || reading.date_order.is_some() {
            continue;
        }
        let matters = match &column.cells {
            Cells::Dictionary { values, .. } => values.iter().take(DATE_SAMPLE).any(depends),
            Cells::Text(texts) => texts.iter().take(DATE_SAMPLE).any(|cell| depends(&cell)),
        };
        reading.date_order = matters.then(|| column_date_order(column));
    }
}

/// The order of day and month that the dates of a column are read with: the decided one, else
/// what the column itself says.
pub fn date_order(reading: &ColumnReading, column: &Column) -> DateOrder {
    reading
        .date_order
        .unwrap_or_else(|| column_date_order(column))
}

/// The one date column that the trend uses: when the answer was given, else the first.
pub(super) fn mark_primary_date(columns: &mut [ColumnReading]) {
    // Ends may be those of a contract or a stay; a file with a better heading means that one.
    const ENDED: &[&str] = &["end", "finish", "zakoncz", "ukoncz", "recorded", "beendet"];
    const ANSWERED: &[&str] = &[
        "submit",
        "complet",
        "wypeln",
        "ukoncz",
        "fertigstell",
        "odpowied",
        "ankiet",
        "response",
        "responded",
        "answered",
        "przesl",
        "rated",
        "ocen",
        "review",
        "published",
        "survey",
        "feedback",
        "opini",
    ];
    const OTHER_EVENTS: &[&str] = &[
        "birth",
        "urodz",
        "dob",
        "contract",
        "umow",
        "renewal",
        "owner",
        "developer",
        "company",
        "seller",
        "reply",
        "replied",
        "sprzedawc",
        "wlascic",
        "request",
        "sent",
        "wyslan",
        "start",
        "rozpocz",
        "opened",
        "otwarc",
        "arriv",
        "anreis",
        "przyjazd",
    ];
    let dates = columns
        .iter_mut()
        .filter(|column| column.role == Role::Date && (column.decided || column.answered > 0))
        .filter(|column| column.decided || column.confidence > CLOCK_ONLY);
    let best = dates.max_by_key(|column| {
        let header = Header::new(&column.name);
        // Who is asked for a date answers with that of something else.
        let asked = header.words.len() > 8
            || header.word(&["you", "your", "when", "kiedy", "twoja", "twojego", "twojej"])
            || column.name.contains('?');
        let own = !header.stem(OTHER_EVENTS) && (!asked || header.stem(ANSWERED));
        let answered = own.then(|| (header.stem(ANSWERED), header.stem(ENDED)));
        (column.decided, answered, std::cmp::Reverse(column.index))
    });
    if let Some(best) = best {
        best.primary = true;
    }
}

/// True when the heading is that of a date or a time.
pub(super) fn names_date(header: &Header) -> bool {
    // "created_at", "rated_at": a column of a database.
    let database = header.words.len() >= 2 && header.words.last().is_some_and(|word| word == "at");
    database
        || header.word(&[
            "dt",
            "ts",
            "zeit",
            "zeitpunkt",
            "zeitstempel",
            "startzeit",
            "endzeit",
            "heure",
            "hora",
            "ora",
        ])
        || header.stem(&[
            "date",
            "data",
            "czas",
            "time",
            "timestamp",
            "start",
            "end",
            "submit",
            "created",
            "utworz",
            "recorded",
            "responded",
            "sent",
            "godzina",
            "day",
            "dzien",
            "datum",
            "opened",
            "clicked",
            "viewed",
            "closed",
            "solved",
            "resolved",
            "updated",
            "modified",
            "delivered",
            "received",
            "wyslan",
            "zmodyfik",
            "modyfik",
            "zamknie",
            "millis",
            "epoch",
            "fecha",
            "horodat",
            "uhrzeit",
        ])
}

pub(super) fn date(header: &Header, profile: &Profile) -> Option<Guess> {
    // "lastemailed", "last_seen": events, though not what else may be last.
    let named = names_date(header)
        || header
            .words
            .first()
            .is_some_and(|word| word.starts_with("last"));
    match () {
        () if profile.dates >= 0.9 => Guess::role(Role::Date, if named { 0.98 } else { 0.9 }),
        () if profile.dates >= 0.6 && named => Guess::role(Role::Date, 0.8),
        () if profile.date_numbers >= 0.95 && named => Guess::role(Role::Date, 0.85),
        // The day was left out: a time of its own, but nothing that a trend could be drawn from.
        () if profile.clocks >= 0.9 && named && !names_duration(header) => {
            Guess::role(Role::Date, CLOCK_ONLY)
        }
        () => None,
    }
}

/// How sure a column of times without days is a date: less than any column of dates.
const CLOCK_ONLY: f64 = 0.3;

/// True when the heading asks how long something took.
pub(super) fn names_duration(header: &Header) -> bool {
    header.stem(&["durat", "dauer", "duree", "trwania", "elapsed", "length"])
        || header.phrase(&[
            "time taken",
            "time spent",
            "total time",
            "time to",
            "handle time",
            "handling time",
            "wait time",
            "waiting time",
            "talk time",
            "hold time",
            "response time",
            "reply time",
            "resolution time",
            "czas oczekiwania",
            "czas rozmowy",
            "czas obslugi",
            "czas odpowiedzi",
            "czas realizacji",
            "czas wypelniania",
            "wartezeit",
            "bearbeitungszeit",
        ])
}

/// The order of day and month in a column: what the first telling cell says. Without one, the
/// order is day first, as in Polish and British files, unless times with AM or PM say otherwise.
pub fn column_date_order(column: &Column) -> DateOrder {
    let mut month_first_clock = false;
    let mut look = |cell: &str| {
        let folded = cell.as_bytes();
        month_first_clock |= folded.ends_with(b"AM") || folded.ends_with(b"PM");
        date_order_of(cell)
    };
    let found = match &column.cells {
        Cells::Dictionary { values, .. } => values.iter().find_map(&mut look),
        Cells::Text(texts) => texts.iter().find_map(|cell| look(&cell)),
    };
    match found {
        Some(order) => order,
        None if month_first_clock => DateOrder::MonthFirst,
        None => DateOrder::DayFirst,
    }
}
