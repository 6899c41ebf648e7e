//! Segments: groups that answers are compared by.

use super::Guess;
use super::comments::{asks_opinion, by_company};
use super::dates::names_duration;
use super::header::Header;
use super::personal::names_thing;
use super::profile::Profile;
use super::scores::{asks_count, counts_things, names_class};
use crate::report::Role;

/// Most different values of a column that can be a segment.
pub(super) const SEGMENT_VALUES: u32 = 60;

/// Places, parts and ranks that are told apart by small numbers, folded.
pub(super) const GROUPS: &[&str] = &[
    "level",
    "ward",
    "district",
    "quarter",
    "kwartal",
    "precinct",
    "section",
    "class",
    "klasa",
    "cohort",
    "cluster",
    "division",
    "zone",
    "strefa",
    "floor",
    "pietro",
    "band",
    "tier",
    "batch",
    "team",
    "zespol",
    "unit",
    "house",
    "block",
    "year",
    "month",
    "day",
    "rok",
    "miesiac",
    "klasy",
    "klasie",
    "pietra",
    "pietrze",
    "strefy",
    "zespolu",
    "roku",
    "miesiaca",
    "kwartalu",
    "status",
    "question",
    "pytanie",
    "ano",
    "week",
    "tydzien",
    "tygodnia",
    "wave",
    "fala",
    "fali",
    "runda",
    "trial",
    "iteration",
    "repetition",
    "round",
];

/// Questions for a group that people belong to, whose answers are often small numbers.
pub(super) const ASKS_GROUP: &[&str] = &[
    "age grp",
    "age group",
    "grupa wiek",
    "rok studi",
    "roku studi",
    "ktorym roku",
    "ktorej klas",
    "ktorym semestr",
    "ktorym pietrze",
    "year of stud",
    "ano de estud",
    "annee d'etude",
    "anno di corso",
    "studienjahr",
    "what year are",
    "which year are",
    "which floor",
    "what floor",
    "what grade are",
    "which grade are",
    "stan cywilny",
    "work years",
    "working hours",
    "years of work",
    "years of experience",
    "work experience",
    "job experience",
    "staz pracy",
    "team size",
    "company size",
    "team consists",
];

/// True when the heading asks for one of several options: numbers below it are codes of options.
pub(super) fn asks_choice(header: &Header) -> bool {
    header.phrase(&[
        "choose one",
        "select one",
        "pick one",
        "check one",
        "which one",
        "which of the following",
        "best describe",
        "best option",
        "please select",
        "select a ",
        "select the ",
        "select your",
        "select closest",
        "seleccione",
        "selecione",
        "bitte wahle",
        "which of these",
        "which of your",
        "ktore z ponizszych",
        "ktora z ponizszych",
        "ktory z ponizszych",
        "ktore z nast",
        "single choice",
        "wybierz jedn",
        "zaznacz jedn",
        "wskaz jedn",
        "jedna odpowiedz",
        "jednokrotn",
    ])
}

/// True for a question that asks for one thing among known ones: what is answered in a few words is a label.
pub(super) fn asks_which(header: &Header) -> bool {
    const ASKING: &[&str] = &[
        "which", "where", "whose", "whom", "who", "are", "do", "did", "is", "have", "has", "ktory",
        "ktora", "ktore", "ktorej", "ktorego", "ktorym", "gdzie", "kto", "czy", "cual", "cuales",
        "quel", "quelle", "welche", "welches", "welcher", "qual", "quale",
    ];
    header
        .words
        .first()
        .is_some_and(|word| ASKING.contains(&word.as_str()))
}

/// True when the heading asks for an age in years: small numbers below it are codes of groups, larger ones years.
pub(super) fn asks_age(header: &Header) -> bool {
    header.word(&[
        "age",
        "wiek",
        "alter",
        "edad",
        "idade",
        "leeftijd",
        "vek",
        "umur",
        "usia",
        "yas",
        "возраст",
    ]) || header.phrase(&[
        "how old",
        "ile masz lat",
        "wie alt",
        "quel age",
        "votre age",
    ])
}

pub(super) fn flag(profile: &Profile) -> Option<Guess> {
    (profile.yes_no >= 0.95 && profile.distinct <= 3)
        .then(|| Guess::role(Role::Flag, 0.85))
        .flatten()
}

/// True when the heading names what groups of people or cases are told by.
fn names_segment(header: &Header) -> bool {
    let group = header.stem(&[
        "segment",
        "region",
        "country",
        "kraj",
        "kanal",
        "channel",
        "sklep",
        "store",
        "shop",
        "branch",
        "oddzial",
        "placowk",
        "salon",
        "product",
        "produkt",
        "plan",
        "tier",
        "gender",
        "plec",
        "agegr",
        "wiek",
        "city",
        "miast",
        "wojewod",
        "touchpoint",
        "device",
        "language",
        "jezyk",
        "categor",
        "kategor",
        "group",
        "grup",
        "department",
        "dzial",
        "session",
        "site",
        "sex",
        "educ",
        "wykszt",
        "income",
        "dochod",
        "marital",
        "semest",
        "religion",
        "ethnic",
        "occupation",
        "zawod",
        "faculty",
        "wydzial",
        "nationality",
        "province",
        "district",
        "married",
    ]) || header.words.len() <= 2
        && header.word(&[
            "race",
            "hand",
            "urban",
            "condition",
            "treatment",
            "voted",
            "area",
        ])
        || header.words.len() <= 3
            && header.word(GROUPS)
            && !header.stem(&["birth", "urodz", "born", "nacim", "naiss", "geburt"])
        || (header.stem(&["version", "wersj", "release"]) && !header.word(&["code", "kod"]))
        || header.phrase(ASKS_GROUP);
    group
        || header.word(&[
            "age", "ages", "aged", "type", "types", "typ", "typu", "typy",
        ])
}

/// True when numbers under a heading that names groups are no codes of these.
fn is_measured(header: &Header, profile: &Profile) -> bool {
    let long = profile.range.is_none_or(|(_, high)| high > 12);
    // A question names many things, not only the groups it happens to name.
    if header.words.len() > 8 || asks_count(header) {
        return true;
    }
    if counts_things(header) && (profile.fractions > 0.0 || long) {
        return true;
    }
    // Years of age, sums of money and lengths of time.
    long && (asks_age(header)
        || header.word(&[
            "education",
            "schooling",
            "income",
            "dochod",
            "einkommen",
            "revenue",
            "spend",
            "price",
            "cena",
        ]))
}

pub(super) fn segment(header: &Header, profile: &Profile) -> Option<Guess> {
    // "5 or more" is a band, and so are the numbers beside it.
    let numeric = profile.numbers > 0.9 && !profile.open_end;
    let named = names_segment(header) && !(numeric && is_measured(header, profile));
    let repeats = f64::from(profile.distinct) <= f64::from(profile.answered) * 0.5;
    let comes_back = profile.distinct < profile.answered;
    let few = profile.distinct >= 2 && profile.distinct <= SEGMENT_VALUES;
    let labels = profile.wordy < 0.3
        && profile.length <= 30.0
        && profile.numbers < 0.3
        && profile.dates < 0.5
        && profile.codes < 0.3
        && profile.names < 0.8;
    match () {
        () if (named || names_class(header)) && few && repeats => Guess::role(Role::Segment, 0.93),
        // Bands are groups, however few people are in each.
        () if few && profile.bands >= 0.6 && profile.dates < 0.5 && profile.length < 40.0 => {
            Guess::role(Role::Segment, 0.6)
        }
        () if few && comes_back && asks_choice(header) => Guess::role(Role::Segment, 0.8),
        // Codes of groups in a handful of rows, where hardly any comes back.
        () if named
            && numeric
            && few
            && comes_back
            && profile.answered < 20
            && profile.fractions == 0.0
            && profile
                .range
                .is_some_and(|(low, high)| low >= 0 && high <= 20) =>
        {
            Guess::role(Role::Segment, 0.5)
        }
        // Two or three small numbers that come back are codes, unless they count something.
        () if numeric
            && (2..=3).contains(&profile.distinct)
            && profile.answered >= 10
            && profile.fractions == 0.0
            && profile
                .range
                .is_some_and(|(low, high)| low >= 0 && high <= 10)
            && !asks_count(header)
            && !counts_things(header) =>
        {
            Guess::role(Role::Segment, 0.4)
        }
        () if numeric => None,
        // Whoever is asked how many may write "about thirty".
        () if profile.numbers >= 0.5
            && profile.bands < 0.2
            && !profile.open_end
            && (asks_count(header) || asks_age(header)) =>
        {
            None
        }
        // How long something took, where hardly two took the same time.
        () if profile.durations >= 0.5
            && profile.numbers + profile.durations >= 0.9
            && (profile.distinct > 8 || names_duration(header)) =>
        {
            None
        }
        () if (profile.lists || lists_by_capitals(header, profile))
            && profile.dates < 0.5
            && (profile.distinct <= SEGMENT_VALUES || profile.answered < 100) =>
        {
            Guess::role(Role::Segment, 0.5)
        }
        () if few && repeats => Guess::role(
            Role::Segment,
            if profile.length <= 40.0 { 0.75 } else { 0.5 },
        ),
        () if named && profile.distinct >= 2 && profile.distinct <= 500 && repeats => {
            Guess::role(Role::Segment, 0.6)
        }
        // A trial of a few rows: labels hardly come back, but nothing else is written so short.
        // Few rows of long labels: "Social Sciences and Area Studies".
        () if few
            && (comes_back || asks_which(header) && profile.length < 40.0)
            && profile.answered < 20
            && profile.dates < 0.5
            && (profile.capitals > 0.6 || asks_which(header)) =>
        {
            Guess::role(Role::Segment, 0.4)
        }
        () if few
            && labels
            && (profile.answered < 20
                || comes_back && profile.answered < 40 && profile.length < 24.0) =>
        {
            Guess::role(Role::Segment, 0.4)
        }
        // What things are called, in a file so small that it has one row of each.
        () if few
            && profile.answered < 100
            && profile.length <= 40.0
            && profile.numbers < 0.3
            && profile.dates < 0.5
            && profile.codes < 0.3
            && profile.tags < 0.5
            && (profile.names < 0.8 || names_thing(header))
            && !by_company(header) =>
        {
            Guess::role(Role::Segment, 0.3)
        }
        () => None,
    }
}

/// True for lists of options that begin with capitals, under a heading that does not ask for an opinion.
pub(super) fn lists_by_capitals(header: &Header, profile: &Profile) -> bool {
    let enough = profile.option_parts >= if asks_which(header) { 2.0 } else { 3.0 };
    enough && profile.option_lists >= 0.8 && (asks_which(header) || !asks_opinion(header))
}
