//! Segments: groups that answers are compared by.

use super::Guess;
use super::asked::{asks_count, counts_things, names_class};
use super::comments::{asks_opinion, by_company};
use super::dates::names_duration;
use super::header::Header;
use super::personal::names_thing;
use super::profile::Profile;

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

/// Beginnings of words for what groups of people or cases are told by, folded.
const NAMES_OF_GROUPS: &[&str] = &[
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
];

/// True when the heading names what groups of people or cases are told by.
fn names_segment(header: &Header) -> bool {
    const ALONE: &[&str] = &[
        "race",
        "hand",
        "urban",
        "condition",
        "treatment",
        "voted",
        "area",
    ];
    const KINDS: &[&str] = &[
        "age", "ages", "aged", "type", "types", "typ", "typu", "typy",
    ];
    let born = || header.stem(&["birth", "urodz", "born", "nacim", "naiss", "geburt"]);
    let released = || header.stem(&["version", "wersj", "release"]);
    header.stem(NAMES_OF_GROUPS)
        || header.words.len() <= 2 && header.word(ALONE)
        || header.words.len() <= 3 && header.word(GROUPS) && !born()
        || released() && !header.word(&["code", "kod"])
        || header.phrase(ASKS_GROUP)
        || header.word(KINDS)
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
    let confidence = match () {
        () if few && repeats && (named || names_class(header)) => 0.93,
        () if few && are_bands(profile) => 0.6,
        () if few && comes_back && asks_choice(header) => 0.8,
        () if few && comes_back && numeric && named && are_codes_of_handful(profile) => 0.5,
        () if few && repeats && numeric && are_years_asked_for(header, profile) => 0.5,
        () if numeric && are_few_codes(header, profile) => 0.4,
        () if numeric
            || are_counts_in_words(header, profile)
            || are_lengths_of_time(header, profile) =>
        {
            return None;
        }
        () if are_lists_of_options(header, profile) => 0.5,
        () if few && repeats && profile.length <= 40.0 => 0.75,
        () if few && repeats => 0.5,
        () if named && repeats && (2..=500).contains(&profile.distinct) => 0.6,
        () if few && are_labels_of_handful(header, profile) => 0.4,
        () if few && are_brief_labels(profile) => 0.4,
        () if few && are_things_by_name(header, profile) => 0.3,
        () => return None,
    };
    Guess::role(Role::Segment, confidence)
}

/// Bands of numbers are groups, however few people are in each.
fn are_bands(profile: &Profile) -> bool {
    profile.bands >= 0.6 && profile.dates < 0.5 && profile.length < 40.0
}

/// Whole numbers from 0 up to `most`.
fn are_whole_up_to(profile: &Profile, most: i32) -> bool {
    let within = |(low, high): (i32, i32)| low >= 0 && high <= most;
    profile.fractions == 0.0 && profile.range.is_some_and(within)
}

/// Codes of groups in a handful of rows, where hardly any comes back.
fn are_codes_of_handful(profile: &Profile) -> bool {
    profile.answered < 20 && are_whole_up_to(profile, 20)
}

/// Two or three small numbers that come back are codes, unless they count something.
fn are_few_codes(header: &Header, profile: &Profile) -> bool {
    (2..=3).contains(&profile.distinct)
        && profile.answered >= 10
        && are_whole_up_to(profile, 10)
        && !asks_count(header)
        && !counts_things(header)
}

/// "Since when …?" answered with one of a few years.
fn are_years_asked_for(header: &Header, profile: &Profile) -> bool {
    profile.distinct <= 15
        && profile.fractions == 0.0
        && profile
            .range
            .is_some_and(|(low, high)| low >= 1950 && high <= 2100)
        && header.word(&[
            "when", "since", "kiedy", "wann", "quando", "cuando", "quand", "depuis",
        ])
}

/// Whoever is asked how many may write "about thirty".
fn are_counts_in_words(header: &Header, profile: &Profile) -> bool {
    profile.numbers >= 0.5
        && profile.bands < 0.2
        && !profile.open_end
        && (asks_count(header) || asks_age(header))
}

/// How long something took, where hardly two took the same time.
fn are_lengths_of_time(header: &Header, profile: &Profile) -> bool {
    profile.durations >= 0.5
        && profile.numbers + profile.durations >= 0.9
        && (profile.distinct > 8 || names_duration(header))
}

/// Several options in one cell.
fn are_lists_of_options(header: &Header, profile: &Profile) -> bool {
    (profile.lists || lists_by_capitals(header, profile))
        && profile.dates < 0.5
        && (profile.distinct <= SEGMENT_VALUES || profile.answered < 100)
}

/// Labels in a trial of a few rows: they hardly come back, but nothing else is written so short, or so long and with
/// capitals ("Social Sciences and Area Studies").
fn are_labels_of_handful(header: &Header, profile: &Profile) -> bool {
    if profile.answered >= 20 || profile.dates >= 0.5 {
        return false;
    }
    let comes_back = profile.distinct < profile.answered;
    let which = asks_which(header);
    (comes_back || which && profile.length < 40.0) && (profile.capitals > 0.6 || which)
}

/// Brief labels of a handful of rows, or of some more where they come back.
fn are_brief_labels(profile: &Profile) -> bool {
    let labels = profile.wordy < 0.3
        && profile.length <= 30.0
        && profile.numbers < 0.3
        && profile.dates < 0.5
        && profile.codes < 0.3
        && profile.names < 0.8;
    let comes_back = profile.distinct < profile.answered;
    labels
        && (profile.answered < 20 || comes_back && profile.answered < 40 && profile.length < 24.0)
}

/// What things are called, in a file so small that it has one row of each.
fn are_things_by_name(header: &Header, profile: &Profile) -> bool {
    profile.answered < 100
        && profile.length <= 40.0
        && profile.numbers < 0.3
        && profile.dates < 0.5
        && profile.codes < 0.3
        && profile.tags < 0.5
        && (profile.names < 0.8 || names_thing(header))
        && !by_company(header)
}

/// True for lists of options that begin with capitals, under a heading that does not ask for an opinion.
pub(super) fn lists_by_capitals(header: &Header, profile: &Profile) -> bool {
    let enough = profile.option_parts >= if asks_which(header) { 2.0 } else { 3.0 };
    enough && profile.option_lists >= 0.8 && (asks_which(header) || !asks_opinion(header))
}
