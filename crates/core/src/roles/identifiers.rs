//! Identifiers: what numbers the rows and what names a case.

use super::Guess;
use super::dates::names_date;
use super::header::Header;
use super::profile::Profile;
use super::segments::{GROUPS, SEGMENT_VALUES};
use crate::report::Role;

/// Different values that a list of answers may have; identifiers are more.
const MOST_LABELS: u32 = 20;

/// Rows from which on values that all differ tell something.
const FEW: u32 = 6;

/// A column that counts the rows names them: under no heading or one that says so, else when it
/// goes higher than any scale.
pub(super) fn row_number(header: &Header, profile: &Profile, rows: u32) -> Option<Guess> {
    let named = header.words.is_empty()
        || header.word(&[
            "id", "lp", "no", "nr", "numer", "number", "index", "row", "wiersz", "sn", "sno",
            "serial",
        ]);
    let rated = header.stem(&[
        "ocen", "rating", "rate", "score", "nps", "star", "gwiazd", "grade", "note", "satisf",
        "zadowol", "punkt",
    ]);
    // Nobody's answers stand in order by chance, but months, waves and ranks do.
    let counter =
        profile.answered >= 6 && header.words.len() <= 3 && !rated && !header.word(GROUPS);
    let beyond_scales = profile.answered > 12 || counter;
    // Programs write the numbers of the rows under no heading ("Unnamed: 0"), also those of a sample.
    let sampled = is_unnamed_first(header)
        && profile.answered == rows
        && profile.distinct == rows
        && rows >= FEW
        && profile.numbers == 1.0
        && profile.fractions == 0.0;
    if sampled {
        return Guess::role(Role::Id, 0.8);
    }
    // A date a day, as a spreadsheet counts days.
    let dates = profile.date_numbers >= 0.95 && names_date(header) && !named;
    (profile.counts_rows && !dates && header.words.len() <= 6 && (named || beyond_scales))
        .then(|| Guess::role(Role::Id, 0.9))
        .flatten()
}

/// True for the heading that a program gives to the first column when it has none.
fn is_unnamed_first(header: &Header) -> bool {
    matches!(header.words.as_slice(), [word, number] if word == "unnamed" && number == "0")
}

pub(super) fn identifier(header: &Header, profile: &Profile, rows: u32) -> Option<Guess> {
    let unique = f64::from(profile.distinct) >= f64::from(profile.answered) * 0.95;
    let named = names_identifier(header, unique || profile.distinct > MOST_LABELS)
        || is_numbered(header, profile)
        || is_code_of_case(header, profile)
        || is_of_person(header, profile)
        || is_of_subject(header, profile)
        || is_of_answer(header, profile);
    let short_values = profile.length <= 48.0 && profile.wordy < 0.2;
    // What most rows lack does not tell the rows apart.
    let identifies = profile.answered.saturating_mul(2) >= rows
        && (profile.distinct > 1 || profile.answered == 1);
    let platform = if header.phrase(&["open-ended response"]) {
        3
    } else {
        0
    };
    if named && short_values && header.words.len() <= 5 + platform && identifies {
        return match names_group(header, profile) {
            true => Guess::role(Role::Segment, 0.6),
            false => Guess::role(Role::Id, if unique { 0.97 } else { 0.7 }),
        };
    }
    // A universally unique identifier names nothing else, in however many rows it stands.
    if profile.codes > 0.95 && profile.length >= 32.0 && profile.answered >= FEW {
        return Guess::role(Role::Id, 0.7);
    }
    let code_like =
        rows >= 20 && unique && profile.codes > 0.9 && profile.wordy < 0.05 && profile.dates < 0.5;
    // A tag in every row that no other row has: "A12", "GP-1003".
    let tagged =
        rows >= 10 && profile.distinct == rows && profile.tags > 0.95 && profile.dates < 0.5;
    // Unix times are long numbers too.
    let code_like = code_like && !(profile.date_numbers >= 0.95 && names_date(header));
    (code_like || tagged)
        .then(|| Guess::role(Role::Id, 0.7))
        .flatten()
}

/// True for a heading that says so. `many`: the values are more than a list of labels has.
fn names_identifier(header: &Header, many: bool) -> bool {
    header.word(&[
        "id",
        "pid",
        "uid",
        "uuid",
        "guid",
        "token",
        "lp",
        "identyfikator",
        "respondent",
        "responder",
        "seed",
    ]) || header.phrase(&[
        "respondentid",
        "responseid",
        "response id",
        "answer id",
        "external id",
        "numer ankiety",
        "nr ankiety",
        "numer odpowiedzi",
        "numer klienta",
        "order number",
        "numer zamowienia",
        "customerid",
        "collectorid",
    ]) || header.folded.trim().ends_with('#')
        // "UserID"; "afraid" and "prepaid" end like it.
        || many
            && header
                .words
                .last()
                .is_some_and(|word| word.len() > 4 && word.ends_with("id"))
}

/// No two rows share a value, but for a few.
fn hardly_repeats(profile: &Profile) -> bool {
    profile.answered >= FEW && f64::from(profile.distinct) >= f64::from(profile.answered) * 0.98
}

/// "Nr karty", "Order no.": a number that all rows have and no two share.
fn is_numbered(header: &Header, profile: &Profile) -> bool {
    let numbers = |word: Option<&String>| {
        word.is_some_and(|word| {
            matches!(
                word.as_str(),
                "nr" | "numer" | "no" | "number" | "n" | "nro" | "numero"
            )
        })
    };
    (numbers(header.words.first()) || numbers(header.words.last()))
        && (2..=4).contains(&header.words.len())
        && header.words[1] != "of"
        && hardly_repeats(profile)
        && profile.length >= 4.0
}

/// What is booked, ordered or reported has a code that no other row has.
fn is_code_of_case(header: &Header, profile: &Profile) -> bool {
    let of_case = header.words.len() <= 3
        && header.stem(&[
            "reserv",
            "rezerwac",
            "booking",
            "order",
            "zamowien",
            "invoice",
            "faktur",
            "ticket",
            "zgloszen",
            "sprawa",
            "polis",
            "reference",
        ]);
    of_case
        && hardly_repeats(profile)
        && profile.wordy == 0.0
        && profile.names == 0.0
        && profile.dates < 0.5
        && (4.0..=24.0).contains(&profile.length)
        && profile.numbers < 0.1
}

/// "Participant", "Kod badanego": who answered, in studies of which every person gives several rows.
fn is_of_subject(header: &Header, profile: &Profile) -> bool {
    header.words.len() <= 3
        && (header.word(&[
            "participant",
            "participants",
            "subject",
            "uczestnik",
            "proband",
        ]) && header.words.len() == 1
            || header.phrase(&[
                "participant id",
                "participant no",
                "participant code",
                "subject id",
                "subject code",
                "kod badane",
                "kod uczestnik",
                "numer badane",
                "numer uczestnik",
                "nr badane",
            ]))
        && profile.answered >= FEW
        && profile.distinct >= FEW
        && profile.wordy == 0.0
        && profile.names == 0.0
        && (profile.numbers >= 0.98 || profile.tags >= 0.98)
}

/// "Kundennummer", "participant": whom the row is about, when no two rows share it.
fn is_of_person(header: &Header, profile: &Profile) -> bool {
    let of_person = header.words.len() <= 2
        && (header.word(&["participant", "subject", "uczestnik"])
            || header.words.iter().any(|word| word.ends_with("nummer")));
    of_person && hardly_repeats(profile) && profile.wordy == 0.0 && profile.names == 0.0
}

/// "Respuesta": the number of the answer.
fn is_of_answer(header: &Header, profile: &Profile) -> bool {
    header.words.len() == 1
        && header.word(&[
            "respuesta",
            "resposta",
            "response",
            "antwort",
            "odpowiedz",
            "reponse",
        ])
        && profile.numbers >= 0.98
        && profile.answered >= FEW
        && profile.distinct == profile.answered
}

/// True for the identifier of a shop, a course or an agent: it stands in many rows, and not because
/// somebody answered often.
fn names_group(header: &Header, profile: &Profile) -> bool {
    const PEOPLE: &[&str] = &[
        "customer",
        "klient",
        "client",
        "respondent",
        "user",
        "uzytkownik",
        "person",
        "osob",
        "member",
        "patient",
        "pacjent",
        "participant",
        "panel",
        "contact",
        "account",
        "guest",
        "visitor",
        "subscriber",
        "response",
        "answer",
        "odpowied",
        "ankiet",
        "session",
        "token",
        "subject",
        "record",
        "case",
        "ticket",
        "order",
        "kunde",
        "cliente",
    ];
    header.words.len() >= 2
        && !header.stem(PEOPLE)
        && profile.distinct <= SEGMENT_VALUES
        && profile.distinct.saturating_mul(8) <= profile.answered
}
