//! Roles: what each column is for, from its header words and its values.
//!
//! Every column is profiled once over its different values. A role is then the first rule that
//! fits, from the most to the least telling: personal data, identifiers, dates, comments, scores,
//! flags, segments. The order matters more than any single rule; change it with the tests at hand.

use crate::choices::{mark_choices, respect_decisions};
use crate::likert::{Likert, likert_of};
use crate::reading::{Cells, Column, Table};
use crate::report::{ColumnReading, Metric, Pii, Role};
use crate::settings::{ColumnSetting, Settings};
use crate::text::fold;
use crate::values::{
    DateOrder, date_number, date_order_of, is_missing, parse_answer, parse_written_date,
};

/// True for a file that is no list of answers: a log, or figures that somebody has computed.
///
/// A log has a column of levels and a time. A table of figures has a label per row and columns that
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
    if levels && has(Role::Date) {
        return true;
    }
    let computed = columns.iter().filter(|column| {
        let header = Header::new(&column.name);
        let words = header.words.len() <= 4;
        let share = column.name.trim().starts_with('%');
        words && (header.word(FIGURES) || share || header.folded.trim() == "n")
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
    let comments = columns
        .iter()
        .skip(1)
        .any(|column| column.role == Role::Comment);
    // Figures by month and shop: neither of the two names its row alone.
    let several_labels = computed >= 3
        && columns
            .first()
            .is_some_and(|first| matches!(first.role, Role::Ignored | Role::Segment | Role::Date));
    computed >= 2
        && computed * 2 >= columns.len() - 1
        && (labels || several_labels)
        && !comments
        && !rated
}

/// Different values up to which the reading counts them.
const MOST_DISTINCT: u32 = 1 << 16;

/// Different values that are looked at per column.
const SAMPLE: usize = 4096;
/// Bytes that no "yes" or "no" is longer than.
const LONGEST_YES: usize = 16;
/// Bytes of the longest way to write a date with its time, zone and names.
const LONGEST_DATE: usize = 100;

/// Most different values of a column that can be a segment.
const SEGMENT_VALUES: u32 = 60;

/// What the values of a column look like. Shares are of answered rows, 0 to 1.
#[derive(Debug, Clone, Default)]
struct Profile {
    answered: u32,
    distinct: u32,
    /// Whole-number answers.
    answers: f64,
    /// Lowest and highest whole number, without sentinel codes and strays.
    range: Option<(i32, i32)>,
    /// Whole numbers lie beyond `range`, so few that the rest alone tells the scale.
    strays: bool,
    numbers: f64,
    dates: f64,
    /// Numbers that would be dates in a column of dates.
    date_numbers: f64,
    /// PESEL numbers with a valid checksum.
    national_ids: f64,
    /// NIP numbers with a valid checksum.
    tax_ids: f64,
    /// Bank accounts with a valid checksum.
    accounts: f64,
    emails: f64,
    phones: f64,
    addresses_ip: f64,
    yes_no: f64,
    /// Values with three words or more.
    wordy: f64,
    /// Mean length in characters.
    length: f64,
    /// Values that look like a code: digits and letters without blanks, eight characters or more.
    codes: f64,
    /// Words that start with a capital, among all words of wordy values: high for titles.
    capitals: f64,
    /// True when the values are lists of a few recurring options.
    lists: bool,
    /// Verbal scale that all values belong to.
    likert: Option<Likert>,
    /// Values that are addresses of pages.
    links: f64,
    /// Values of two or three words that all start with a capital, as names of people do.
    names: f64,
    /// The one value of the column, folded, when there is only one: a tick in a multiple choice.
    only: Option<String>,
    /// The column counts its rows, up or down.
    counts_rows: bool,
}

/// Header words, folded, split at everything that is not a letter or digit and at camelCase.
struct Header {
    folded: String,
    words: Vec<String>,
}

impl Header {
    fn new(name: &str) -> Self {
        let mut spaced = String::with_capacity(name.len() + 8);
        let mut previous = ' ';
        for letter in name.chars() {
            if letter.is_uppercase() && previous.is_lowercase() {
                spaced.push(' ');
            }
            spaced.push(if letter == '_' { ' ' } else { letter });
            previous = letter;
        }
        let folded = fold(&spaced);
        let words = folded
            .split(|letter: char| !letter.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        Header { folded, words }
    }

    /// The header without a leading question code such as `V3` or `Q12`.
    fn bare(&self) -> &str {
        let folded = self.folded.trim();
        let Some((code, rest)) = folded.split_once([' ', ':']) else {
            return folded;
        };
        let is_code = code.len() <= 4 && code.ends_with(|letter: char| letter.is_ascii_digit());
        if is_code { rest.trim() } else { folded }
    }

    /// True when a word starts with one of the stems.
    fn stem(&self, stems: &[&str]) -> bool {
        self.words
            .iter()
            .any(|word| stems.iter().any(|stem| word.starts_with(stem)))
    }

    /// True when a word is one of `words`.
    fn word(&self, words: &[&str]) -> bool {
        self.words.iter().any(|word| words.contains(&word.as_str()))
    }

    /// True when the header holds one of the phrases.
    fn phrase(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.folded.contains(phrase))
    }
}

/// Guesses the role of every column and applies the decisions of the settings.
pub fn assign_roles(table: &Table, settings: &Settings) -> Vec<ColumnReading> {
    let mut columns: Vec<ColumnReading> = table
        .columns
        .iter()
        .enumerate()
        .map(|(index, column)| guess(index as u32, column, table.rows))
        .collect();
    share_scales(&mut columns);
    confirm_nps(table, &mut columns);
    mark_choices(table, &mut columns);
    for setting in &settings.columns {
        if let Some(index) = column_of(setting, &columns) {
            decide(&mut columns[index], &table.columns[index], setting);
        }
    }
    respect_decisions(table, &mut columns);
    mark_primary_date(&mut columns);
    mark_date_orders(table, &mut columns);
    columns
}

/// Cells looked at to tell whether the order of day and month matters in a column.
const DATE_SAMPLE: usize = 10_000;

/// Says of every date column whose dates depend on it which order of day and month holds.
fn mark_date_orders(table: &Table, columns: &mut [ColumnReading]) {
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
            Cells::Text(texts) => texts.iter().take(DATE_SAMPLE).any(depends),
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

/// The column that a setting means: by name, else by index.
fn column_of(setting: &ColumnSetting, columns: &[ColumnReading]) -> Option<usize> {
    let by_name = setting.name.as_ref().and_then(|name| {
        let mut same = columns.iter().filter(|column| column.name == *name);
        let first = same.next()?;
        // Several columns of one name: only the index can tell them apart.
        let ambiguous = same.next().is_some() && setting.index.is_some();
        (!ambiguous).then_some(first.index as usize)
    });
    let by_index = setting.index.map(|index| index as usize);
    by_name.or(by_index).filter(|&index| index < columns.len())
}

fn decide(reading: &mut ColumnReading, column: &Column, setting: &ColumnSetting) {
    let Some(role) = setting.role else { return };
    let profile = profile(column);
    reading.role = role;
    reading.confidence = 1.0;
    reading.decided = true;
    reading.date_order = setting.date_order.filter(|_| role == Role::Date);
    reading.pii = (role == Role::Pii)
        .then(|| setting.pii.or(reading.pii))
        .flatten();
    if role != Role::Score {
        reading.metric = None;
        reading.scale = None;
        reading.low_is_good = false;
        return;
    }
    reading.metric = setting.metric;
    reading.scale = Some(
        setting
            .scale
            .unwrap_or_else(|| default_scale(setting.metric, &profile)),
    );
    reading.low_is_good = setting
        .low_is_good
        .unwrap_or(setting.metric == Some(Metric::Ces));
}

/// Ratings that stand side by side are one battery of questions with one scale, though not every
/// question gets every answer.
fn share_scales(columns: &mut [ColumnReading]) {
    let battery = |column: &ColumnReading| {
        column.role == Role::Score && matches!(column.metric, None | Some(Metric::Csat))
    };
    let same = |a: &ColumnReading, b: &ColumnReading| battery(a) == battery(b);
    for block in columns
        .chunk_by_mut(same)
        .filter(|block| battery(&block[0]))
    {
        let scales = block.iter().filter_map(|column| column.scale);
        let widest = scales.reduce(|a, b| [a[0].min(b[0]), a[1].max(b[1])]);
        // 0–5 beside 1–6 or 1–7 can only be 0–6 or 0–7 when nobody went higher than that.
        let Some(widest) = widest.filter(|widest| widest[1] <= 7) else {
            continue;
        };
        block
            .iter_mut()
            .for_each(|column| column.scale = Some(widest));
    }
}

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

/// A rating whose heading says nothing ("Score") is the NPS when another column classes the same
/// answers as promoters, passives and detractors, or when a column of types says NPS in every row
/// and no other rating could be meant.
fn confirm_nps(table: &Table, columns: &mut [ColumnReading]) {
    let could_be = |column: &ColumnReading| {
        column.role == Role::Score
            && column.metric.is_none()
            && column.scale.is_some_and(|[low, high]| low >= 0 && high > 5)
    };
    if !columns.iter().any(could_be) {
        return;
    }
    let class_of = |cell: &str| {
        let word = fold(cell);
        CLASSES
            .iter()
            .position(|words| words.contains(&word.as_str()))
    };
    let mut classed: Vec<&Column> = Vec::new();
    let mut typed = false;
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
            typed |= used.any(|(value, _)| {
                let words = Header::new(value).words;
                words.len() <= 4 && words.iter().any(|word| word == "nps" || word == "enps")
            });
        } else if (2..=7).contains(&few) && used.all(|(value, _)| class_of(value).is_some()) {
            classed.push(column);
        }
    }
    let agrees = |answers: &Column, classes: &Column| {
        let (mut same, mut both) = (0usize, 0usize);
        for row in 0..(table.rows as usize).min(COMPARED) {
            let (Some(answer), Some(class)) =
                (parse_answer(answers.get(row)), class_of(classes.get(row)))
            else {
                continue;
            };
            both += 1;
            same += usize::from(class == usize::from(answer > 6) + usize::from(answer > 8));
        }
        both >= 3 && same * 20 >= both * 19
    };
    let candidates = columns.iter().filter(|column| could_be(column)).count();
    for (reading, column) in columns.iter_mut().zip(&table.columns) {
        let named_rating = Header::new(&reading.name).words.len() <= 2;
        if !could_be(reading) {
            continue;
        }
        let confirmed = classed.iter().any(|classes| agrees(column, classes));
        if confirmed || (typed && candidates == 1 && named_rating) {
            reading.metric = Some(Metric::Nps);
            reading.scale = Some([0, 10]);
            reading.confidence = if confirmed { 0.97 } else { 0.9 };
        }
    }
}

/// The one date column that the trend uses: when the answer was given, else the first.
fn mark_primary_date(columns: &mut [ColumnReading]) {
    const ANSWERED: &[&str] = &[
        "end",
        "finish",
        "submit",
        "complet",
        "wypeln",
        "zakoncz",
        "ukoncz",
        "odpowied",
        "ankiet",
        "response",
        "responded",
        "answered",
        "recorded",
        "przesl",
    ];
    let dates = columns
        .iter_mut()
        .filter(|column| column.role == Role::Date && (column.decided || column.answered > 0));
    let best = dates.max_by_key(|column| {
        let answered = Header::new(&column.name).stem(ANSWERED);
        (column.decided, answered, std::cmp::Reverse(column.index))
    });
    if let Some(best) = best {
        best.primary = true;
    }
}

fn guess(index: u32, column: &Column, rows: u32) -> ColumnReading {
    let profile = profile(column);
    let header = Header::new(&column.name);
    let guess = guess_role(&header, &profile, rows);
    ColumnReading {
        index,
        name: column.name.clone(),
        role: guess.role,
        metric: guess.metric,
        scale: guess.scale,
        low_is_good: guess.metric == Some(Metric::Ces)
            || (guess.metric == Some(Metric::Ces2) && starts_with_easy(&header)),
        pii: guess.pii,
        primary: false,
        date_order: None,
        confidence: guess.confidence,
        answered: profile.answered,
        distinct: profile.distinct.min(MOST_DISTINCT),
        decided: false,
        choice_of: None,
    }
}

struct Guess {
    role: Role,
    metric: Option<Metric>,
    scale: Option<[i32; 2]>,
    pii: Option<Pii>,
    confidence: f64,
}

impl Guess {
    fn role(role: Role, confidence: f64) -> Option<Self> {
        Some(Guess {
            role,
            metric: None,
            scale: None,
            pii: None,
            confidence,
        })
    }

    fn pii(pii: Pii, confidence: f64) -> Option<Self> {
        Some(Guess {
            role: Role::Pii,
            metric: None,
            scale: None,
            pii: Some(pii),
            confidence,
        })
    }

    fn score(metric: Option<Metric>, scale: [i32; 2], confidence: f64) -> Option<Self> {
        Some(Guess {
            role: Role::Score,
            metric,
            scale: Some(scale),
            pii: None,
            confidence,
        })
    }
}

fn guess_role(header: &Header, profile: &Profile, rows: u32) -> Guess {
    let rules = [
        personal_data(header, profile),
        blank(header, profile),
        link(profile),
        row_number(header, profile),
        score(header, profile),
        identifier(header, profile, rows),
        date(header, profile),
        flag(profile),
        comment(header, profile),
        segment(header, profile),
        number(profile),
    ];
    let found = rules.into_iter().flatten().next();
    found.unwrap_or(Guess {
        role: Role::Ignored,
        metric: None,
        scale: None,
        pii: None,
        confidence: 0.5,
    })
}

/// A column without values is of no use, but where a platform writes its dates it is one that was
/// emptied before the file was handed on, and is named as such.
fn blank(header: &Header, profile: &Profile) -> Option<Guess> {
    match profile.answered == 0 {
        true if header.words.len() <= 4 && names_date(header) => Guess::role(Role::Date, 0.5),
        true => Guess::role(Role::Ignored, 1.0),
        false => None,
    }
}

/// True when the heading asks for one of several options: numbers below it are codes of options.
fn asks_choice(header: &Header) -> bool {
    header.phrase(&[
        "choose one",
        "select one",
        "pick one",
        "check one",
        "which one",
        "single choice",
        "wybierz jedn",
        "zaznacz jedn",
        "wskaz jedn",
        "jedna odpowiedz",
        "jednokrotn",
    ])
}

/// Addresses of pages lead back to the platform; nobody counts them.
fn link(profile: &Profile) -> Option<Guess> {
    (profile.links > 0.5)
        .then(|| Guess::role(Role::Ignored, 0.9))
        .flatten()
}

/// What has a name or an address without being a person, folded.
const THINGS: &[&str] = &[
    "company",
    "product",
    "store",
    "shop",
    "organization",
    "organisation",
    "team",
    "hotel",
    "restaurant",
    "place",
    "location",
    "branch",
    "city",
    "region",
    "country",
    "brand",
    "campaign",
    "survey",
    "file",
    "group",
    "school",
    "university",
    "course",
    "event",
    "project",
    "department",
    "airline",
    "category",
    "site",
    "app",
    "package",
    "salon",
    "salonu",
    "sklep",
    "sklepu",
    "oddzial",
    "oddzialu",
    "placowka",
    "placowki",
    "firma",
    "firmy",
    "url",
    "web",
    "property",
    "venue",
    "outlet",
    "facility",
    "clinic",
    "hospital",
    "ward",
    "unit",
    "account",
    "business",
    "institution",
    "employer",
    "item",
    "service",
    "vendor",
    "supplier",
    "agency",
    "dealer",
    "dealership",
    "station",
    "building",
    "room",
    "attraction",
    "tour",
    "book",
    "movie",
    "game",
    "device",
    "model",
    "program",
    "programme",
    "class",
    "subject",
    "plan",
    "channel",
    "form",
    "list",
    "workspace",
    "domain",
    "feature",
    "topic",
];

/// The same in Polish, whose endings change: beginnings of words, folded.
const THING_STEMS: &[&str] = &[
    "placow",
    "sklep",
    "hotel",
    "restaurac",
    "produkt",
    "organizac",
    "mark",
    "szkolen",
    "kurs",
    "wydarzen",
    "projekt",
    "kampani",
    "ankiet",
    "obiekt",
    "lokal",
    "punkt",
    "uslug",
    "miast",
    "miejsc",
    "szkol",
    "uczelni",
    "dzial",
    "kategor",
    "stron",
    "aplikac",
    "stacj",
    "gabinet",
    "klinik",
    "szpital",
    "aptek",
    "hurtowni",
    "magazyn",
    "zespol",
    "oddzial",
    "firm",
    "kierun",
    "przedmiot",
    "kontrahen",
    "dostawc",
    "inwestyc",
    "osiedl",
    "budyn",
];

/// A column that counts the rows names them: under no heading or one that says so, else when it
/// goes higher than any scale.
fn row_number(header: &Header, profile: &Profile) -> Option<Guess> {
    let named = header.words.is_empty()
        || header.word(&[
            "id", "lp", "no", "nr", "numer", "number", "index", "row", "wiersz",
        ]);
    let beyond_scales = profile.answered > 12;
    (profile.counts_rows && header.words.len() <= 3 && (named || beyond_scales))
        .then(|| Guess::role(Role::Id, 0.9))
        .flatten()
}

fn personal_data(header: &Header, profile: &Profile) -> Option<Guess> {
    let values = profile.answered > 0;
    if values && profile.emails > 0.5 {
        return Guess::pii(Pii::Email, 1.0);
    }
    if values && profile.addresses_ip > 0.5 {
        return Guess::pii(Pii::Ip, 1.0);
    }
    // One number in ten has a valid checksum by chance.
    if profile.answered >= 5 && profile.distinct > 2 && profile.national_ids > 0.8 {
        return Guess::pii(Pii::NationalId, 0.98);
    }
    if profile.answered >= 10 && profile.distinct > 5 && profile.tax_ids > 0.95 {
        return Guess::pii(Pii::NationalId, 0.85);
    }
    if values && profile.distinct > 2 && profile.accounts > 0.8 {
        return Guess::pii(Pii::PersonId, 0.98);
    }
    let account = header.word(&["iban", "nrb"])
        || header.phrase(&["rachunku", "nr konta", "numer konta", "bank account"]);
    if account && header.words.len() <= 5 && profile.length >= 15.0 {
        return Guess::pii(Pii::PersonId, 0.9);
    }
    // A question may ask for an address in many words; where it was masked, one value is left.
    let asks_address = header.phrase(&[
        "your email",
        "your e-mail",
        "email address",
        "e-mail address",
        "adres e-mail",
        "adres email",
        "swoj e-mail",
        "swoj email",
    ]);
    if asks_address && profile.wordy < 0.5 && (profile.emails > 0.05 || profile.distinct <= 1) {
        return Guess::pii(Pii::Email, 0.8);
    }
    // "What are the names of the instructors?" asks for people, "the name of your course" does not.
    let people = [
        "instructor",
        "teacher",
        "employee",
        "pracowni",
        "manager",
        "respondent",
        "person",
        "osob",
        "lektor",
        "sprzedawc",
        "agent",
    ];
    if header.word(&["name", "names", "imie", "imiona", "nazwisko", "nazwiska"])
        && header.stem(&people)
    {
        return Guess::pii(Pii::Name, 0.7);
    }
    let phone_word = header.word(&[
        "phone",
        "telephone",
        "telefon",
        "telefonu",
        "tel",
        "mobile",
        "komorka",
        "msisdn",
    ]);
    // A form for contact details has a long heading over each of its fields, and a telephone number
    // in groups looks like several words.
    if phone_word && values && profile.phones > 0.5 {
        return Guess::pii(Pii::Phone, 0.9);
    }
    let field = header.words.last().is_some_and(|word| word == "name");
    let of_thing = header.word(THINGS) || header.stem(THING_STEMS);
    // "Guest name" holds a first name in some exports, which alone could be any word.
    let guest = header.word(&["guest", "patient", "buyer", "visitor", "reviewer", "agent"]);
    if field && guest && !of_thing && header.words.len() <= 3 && profile.wordy < 0.5 {
        return Guess::pii(Pii::Name, 0.8);
    }
    if field && !of_thing && values && profile.names >= 0.8 {
        return Guess::pii(Pii::Name, 0.8);
    }
    // The value of an address has many words.
    let address = header.word(&["address", "adres", "adresse", "direccion"]);
    let electronic = header.word(&["ip", "mail", "email", "url", "web", "www"]);
    if address
        && header.words.len() <= 3
        && !electronic
        && !of_thing
        && profile.links < 0.5
        && (!values || profile.length >= 8.0)
    {
        return Guess::pii(Pii::Address, 0.85);
    }
    // "Autor opinii", "Author of the review": whoever wrote it.
    let writers = ["author", "autor", "reviewer", "recenzent"];
    let of_author = header.words.iter().enumerate().all(|(at, word)| match at {
        0 => writers.contains(&word.as_str()),
        _ => matches!(
            word.as_str(),
            "opinii" | "recenzji" | "komentarza" | "of" | "the" | "review" | "comment"
        ),
    });
    if of_author && !header.words.is_empty() && profile.wordy < 0.5 {
        return Guess::pii(Pii::Name, 0.8);
    }
    // A long header is a question about the thing, not the thing.
    if header.words.len() > 6 || (profile.wordy > 0.5 && profile.names < 0.8) {
        return None;
    }
    if header.word(&["pesel", "nip"]) {
        return Guess::pii(Pii::NationalId, 0.95);
    }
    if header.phrase(&["ip address", "ipaddress", "adres ip", "ip-adres"]) || header.bare() == "ip"
    {
        return Guess::pii(Pii::Ip, 0.9);
    }
    if header.word(&["email", "mail", "mejl"]) || header.phrase(&["e-mail"]) {
        let agrees = !values || profile.emails > 0.1;
        return agrees.then(|| Guess::pii(Pii::Email, 0.9)).flatten();
    }
    if phone_word && !values {
        return Guess::pii(Pii::Phone, 0.9);
    }
    if header.phrase(&[
        "first name",
        "last name",
        "full name",
        "firstname",
        "lastname",
        "surname",
        "imie",
        "nazwisko",
        "customer name",
        "respondent name",
        "recipient name",
        "your name",
        "user name",
        "username",
        "contact name",
        "nazwa uzytkownika",
    ]) || matches!(
        header.bare(),
        "name" | "names" | "author" | "autor" | "contact" | "kontakt" | "buyer" | "kupujacy"
    ) {
        return Guess::pii(Pii::Name, 0.9);
    }
    // "Nazwa" alone is that of a person where the values are; with a thing beside it, it is that of the thing.
    let named = !of_thing && header.word(&["name", "nazwa"]);
    let who = header.word(&[
        "klient",
        "klienta",
        "customer",
        "client",
        "respondent",
        "requester",
        "assignee",
        "agent",
        "agenta",
        "konsultant",
        "konsultanta",
        "doradca",
        "doradcy",
        "sprzedawca",
        "sprzedawcy",
        "pracownik",
        "pracownika",
        "reviewer",
        "user",
        "uzytkownik",
        "nickname",
        "nick",
        "person",
        "osoba",
        "recipient",
        "odbiorca",
        "consumer",
        "employee",
        "guest",
        "gosc",
        "teammate",
        "supervisor",
        "manager",
        "kierownik",
        "koordynator",
        "coordinator",
        "colleague",
        "kierowca",
        "technician",
        "technik",
        "doctor",
        "lekarz",
        "trainer",
        "trener",
        "instructor",
        "prowadzacy",
        "seller",
        "advisor",
        "consultant",
        "representative",
        "owner",
        "opiekun",
        "opiekuna",
        "przelozony",
        "przelozona",
        "przelozonego",
        "lider",
        "leader",
        "mentor",
        "coach",
        "engineer",
        "inzynier",
        "mechanic",
        "mechanik",
        "installer",
        "monter",
        "serwisant",
        "nurse",
        "physician",
        "therapist",
        "terapeuta",
        "dentist",
        "dentysta",
        "tutor",
        "teacher",
        "nauczyciel",
        "lecturer",
        "wykladowca",
        "driver",
        "courier",
        "kurier",
        "cashier",
        "kasjer",
        "waiter",
        "kelner",
        "stylist",
        "fryzjer",
        "pacjent",
        "pacjentka",
        "patient",
        "student",
        "salesperson",
        "handlowiec",
        "interviewer",
        "ankieter",
        "enumerator",
        "specialist",
        "specjalista",
    ]) || named
        || header.phrase(&["team member", "czlonek zespolu"]);
    if who && values && profile.names >= 0.8 {
        return Guess::pii(Pii::Name, 0.8);
    }
    if header.phrase(&["nickname", "reviewer name", "consumer name"]) {
        return Guess::pii(Pii::Name, 0.85);
    }
    if header.word(&[
        "latitude",
        "longitude",
        "street",
        "ulica",
        "postcode",
        "zip",
        "zipcode",
    ]) || header.phrase(&[
        "kod pocztowy",
        "postal code",
        "home address",
        "street address",
        "adres zamieszkania",
    ]) || matches!(header.bare(), "address" | "adres")
    {
        return Guess::pii(Pii::Address, 0.85);
    }
    let person = header.phrase(&[
        "employee id",
        "employee number",
        "panel id",
        "panelist",
        "numer pracownika",
        "nr pracownika",
        "id pracownika",
        "pesel",
    ]);
    person.then(|| Guess::pii(Pii::PersonId, 0.85)).flatten()
}

fn identifier(header: &Header, profile: &Profile, rows: u32) -> Option<Guess> {
    let unique = f64::from(profile.distinct) >= f64::from(profile.answered) * 0.95;
    let named = header.word(&[
        "id",
        "uid",
        "uuid",
        "guid",
        "token",
        "lp",
        "identyfikator",
        "respondent",
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
        || header
            .words
            .last()
            .is_some_and(|word| word.len() > 4 && word.ends_with("id"));
    // "Nr karty", "Order no.": a number that all rows have and no two share.
    let numbers = |word: Option<&String>| {
        word.is_some_and(|word| matches!(word.as_str(), "nr" | "numer" | "no" | "number"))
    };
    let numbered = (numbers(header.words.first()) || numbers(header.words.last()))
        && (2..=4).contains(&header.words.len())
        && header.words[1] != "of"
        && profile.answered >= 10
        && f64::from(profile.distinct) >= f64::from(profile.answered) * 0.98
        && profile.length >= 4.0;
    // What is booked, ordered or reported has a code that no other row has.
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
    let coded = of_case
        && profile.answered >= 10
        && f64::from(profile.distinct) >= f64::from(profile.answered) * 0.98
        && profile.wordy == 0.0
        && profile.names == 0.0
        && profile.dates < 0.5
        && (4.0..=24.0).contains(&profile.length)
        && profile.numbers < 0.1;
    let named = named || numbered || coded;
    let short_values = profile.length <= 48.0 && profile.wordy < 0.2;
    // What most rows lack does not tell the rows apart.
    let identifies = profile.answered.saturating_mul(2) >= rows
        && (profile.distinct > 1 || profile.answered == 1);
    if named && short_values && header.words.len() <= 5 && identifies {
        return Guess::role(Role::Id, if unique { 0.97 } else { 0.7 });
    }
    let code_like =
        rows >= 20 && unique && profile.codes > 0.9 && profile.wordy < 0.05 && profile.dates < 0.5;
    // Unix times are long numbers too.
    let code_like = code_like && !(profile.date_numbers >= 0.95 && names_date(header));
    code_like.then(|| Guess::role(Role::Id, 0.7)).flatten()
}

/// True when the heading is that of a date or a time.
fn names_date(header: &Header) -> bool {
    // "created_at", "rated_at": a column of a database.
    let database = header.words.len() >= 2 && header.words.last().is_some_and(|word| word == "at");
    database
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
        ])
}

fn date(header: &Header, profile: &Profile) -> Option<Guess> {
    let named = names_date(header);
    match () {
        () if profile.dates >= 0.9 => Guess::role(Role::Date, if named { 0.98 } else { 0.9 }),
        () if profile.dates >= 0.6 && named => Guess::role(Role::Date, 0.8),
        () if profile.date_numbers >= 0.95 && named => Guess::role(Role::Date, 0.85),
        () => None,
    }
}

/// Beginnings of the words that ask for a recommendation, folded, in the languages of surveys that
/// reach Polish and international companies.
pub const RECOMMENDS: &[&str] = &[
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

fn score(header: &Header, profile: &Profile) -> Option<Guess> {
    if let Some(likert) = profile.likert {
        let [_, high] = likert.scale();
        // The labels know what is good; agreement with "it was easy" is told by the heading.
        let asked = || effort(header, high).map(|(metric, _)| metric);
        return Guess::score(likert.metric().or_else(asked), likert.scale(), 0.85);
    }
    let (low, high) = profile.range?;
    if profile.answers < 0.7 || profile.answered == 0 || low < 0 || high > 10 {
        return None;
    }
    let recommends = header.stem(RECOMMENDS);
    // "NPS group" holds the class of the answer, often as the codes 1, 2 and 3.
    const CLASS: &[&str] = &[
        "group",
        "grupa",
        "category",
        "kategoria",
        "class",
        "klasa",
        "segment",
        "type",
        "typ",
    ];
    let of_class = header
        .words
        .windows(2)
        .any(|words| words[0] == "nps" && CLASS.contains(&words[1].as_str()));
    if of_class && high <= 3 {
        return None;
    }
    if header.word(&["nps", "enps"]) {
        return Guess::score(Some(Metric::Nps), [0, 10], 0.99);
    }
    // "Likelihood to recommend", as hotels and insurers write it.
    if high > 5 && header.word(&["ltr", "l2r"]) {
        return Guess::score(Some(Metric::Nps), [0, 10], 0.9);
    }
    if recommends && high > 5 && !header.phrase(&["strongly agree", "zdecydowanie si"]) {
        let likely = header.stem(&["likel", "prawdopodob", "probab", "wahrsch"]);
        return Guess::score(Some(Metric::Nps), [0, 10], if likely { 0.98 } else { 0.85 });
    }
    if recommends
        && header.stem(&["likel", "prawdopodob", "probab"])
        && header.phrase(&["0-10", "0–10", "0 do 10", "0 to 10", "0 - 10"])
    {
        return Guess::score(Some(Metric::Nps), [0, 10], 0.95);
    }
    if header.word(&[
        "id", "lp", "seed", "page", "lastpage", "wave", "fala", "rank", "progress", "lang",
        "month", "year", "day", "hour", "age", "wiek", "duration", "version", "wersja",
    ]) || (header.words.len() == 1
        && header.word(&["no", "nr", "numer", "number", "index", "row", "wiersz"]))
    {
        return None;
    }
    // Codes of groups of people, unless the heading asks for a rating.
    let grouped = header.word(&[
        "sex",
        "gender",
        "plec",
        "region",
        "agegrp",
        "agegroup",
        "education",
        "wyksztalcenie",
        "income",
        "dochod",
        "country",
        "kraj",
        "wojewodztwo",
        "marital",
        "segment",
        "semestr",
        "semester",
    ]) || header.phrase(&[
        "age grp",
        "age group",
        "grupa wiek",
        "rok studi",
        "year of study",
        "stan cywilny",
    ]);
    if grouped && header.words.len() <= 4 {
        return None;
    }
    // Two values are a choice, not a scale, unless nearly nobody has answered yet.
    if high < 2 || (profile.distinct < 3 && profile.answered > 20) {
        return None;
    }
    if let Some((metric, confidence)) = effort(header, high) {
        let scale = default_scale(Some(metric), profile);
        return Guess::score(Some(metric), scale, confidence);
    }
    if header.word(&["sat", "osat"])
        || header.stem(&[
            "csat",
            "satisf",
            "zadowol",
            "satysfak",
            "zufrieden",
            "soddisf",
            "tevreden",
            "spokojen",
            "tilfreds",
            "nojd",
            "happy",
            "pleased",
            "enjoy",
            "disfrut",
        ])
    {
        return Guess::score(
            Some(Metric::Csat),
            default_scale(Some(Metric::Csat), profile),
            0.93,
        );
    }
    let asks_rating = header.stem(&[
        "ocen", "rating", "rate", "score", "stars", "gwiazd", "grade", "quality", "jakosc", "jak",
        "how", "agree", "zgadz", "calific", "overall", "ogoln", "puntu", "valora", "bewert",
        "note", "punkt", "wynik", "feel",
    ]);
    let on_scale = high >= 4 && profile.distinct >= 3 && !asks_count(header);
    if asks_rating && on_scale {
        return Guess::score(None, default_scale(None, profile), 0.75);
    }
    // Small whole numbers without a telling header: rather a rating than a segment, but not sure.
    (on_scale && !profile.strays && !asks_choice(header))
        .then(|| Guess::score(None, default_scale(None, profile), 0.45))
        .flatten()
}

/// True when the heading asks for a count or a length: nobody rates with these numbers, and those
/// above ten are no strays.
fn asks_count(header: &Header) -> bool {
    const STARTS: &[&str] = &[
        "how many",
        "how long",
        "how often",
        "how old",
        "how far",
        "number of",
        "ile ",
        "jak dlugo",
        "jak czesto",
        "jak daleko",
        "liczba ",
        "ilosc ",
        "dla ilu ",
    ];
    const ENDS: &[&str] = &[
        "count",
        "counts",
        "votes",
        "visits",
        "orders",
        "purchases",
        "logins",
        "qty",
        "quantity",
    ];
    // "Nights stayed", "Liczba noclegów": what is counted stands in a short heading.
    const COUNTED: &[&str] = &[
        "nights", "guests", "children", "adults", "rooms", "reopens", "replies", "noclegi",
        "noclegow", "osob", "gosci", "dzieci", "pokoi", "sztuk", "wizyt", "zakupow", "zamowien",
    ];
    let counted_thing = header.words.len() <= 3 && header.word(COUNTED);
    let counted = header
        .words
        .last()
        .is_some_and(|word| ENDS.contains(&word.as_str()));
    let starts = |part: &str| STARTS.iter().any(|start| part.trim().starts_with(start));
    let stars = header.stem(&["star", "gwiazd", "point", "punkt"]);
    (counted || counted_thing || header.folded.split(['?', '.', ':', '-']).any(starts)) && !stars
}

/// Effort questions: agreement that it was easy (high is good), or the effort itself (low is good).
fn effort(header: &Header, high: i32) -> Option<(Metric, f64)> {
    const EASY: &[&str] = &[
        "easy",
        "ease",
        "easi",
        "latw",
        "ulatwi",
        "prost",
        "bezproblem",
        "einfach",
    ];
    const EFFORT: &[&str] = &["effort", "wysil", "trud", "difficult"];
    // A header that explains its scale names both ends; the question comes first.
    let first = header
        .words
        .iter()
        .find(|word| EASY.iter().chain(EFFORT).any(|stem| word.starts_with(stem)));
    let is =
        |stems: &[&str]| first.is_some_and(|word| stems.iter().any(|stem| word.starts_with(stem)));
    let (easy, effort) = (is(EASY), is(EFFORT));
    let named = header.word(&["ces"]);
    match () {
        () if header.word(&["ces2"]) || header.phrase(&["ces 2"]) => Some((Metric::Ces2, 0.95)),
        () if easy && !effort => Some((Metric::Ces2, if named || high > 5 { 0.9 } else { 0.7 })),
        () if named && high > 5 => Some((Metric::Ces2, 0.75)),
        () if named => Some((Metric::Ces, 0.75)),
        () if effort && high <= 5 => Some((Metric::Ces, 0.85)),
        () if effort => Some((Metric::Ces, 0.6)),
        () => None,
    }
}

/// True when the header says that the lowest answer is the easy one: "1 = very easy".
fn starts_with_easy(header: &Header) -> bool {
    let words = header.words.windows(3);
    words.into_iter().any(|words| {
        let very = matches!(words[1].as_str(), "very" | "extremely" | "bardzo");
        let easy = ["easy", "latw"]
            .iter()
            .any(|stem| words[2].starts_with(stem));
        words[0] == "1" && very && easy
    })
}

/// The scale of a question: what its type prescribes, else the smallest usual one that holds the
/// answers.
fn default_scale(metric: Option<Metric>, profile: &Profile) -> [i32; 2] {
    let (low, high) = profile.range.unwrap_or((1, 5));
    match metric {
        Some(Metric::Nps | Metric::Chi) => [0, 10],
        Some(Metric::Ces2) if high > 5 => [1, 7],
        _ if low == 0 && high <= 6 && high > 5 => [0, 6],
        _ if low == 0 => [0, if high <= 5 { 5 } else { 10 }],
        _ if high <= 5 => [1, 5],
        _ if high <= 7 => [1, 7],
        _ => [1, 10],
    }
}

fn flag(profile: &Profile) -> Option<Guess> {
    (profile.yes_no >= 0.95 && profile.distinct <= 3)
        .then(|| Guess::role(Role::Flag, 0.85))
        .flatten()
}

fn comment(header: &Header, profile: &Profile) -> Option<Guess> {
    let choices = header.phrase(&[
        "select all",
        "check all",
        "choose all",
        "all that apply",
        "zaznacz wszystkie",
        "wybierz wszystkie",
        "mozna zaznaczyc",
        "mozna wybrac",
        "marca todas",
        "marque todas",
        "[other]",
        "other (please specify)",
        "(please specify)",
        "inne (jakie",
        "[inne]",
    ]);
    // A tick repeats the option that stands in its heading.
    let tick = profile
        .only
        .as_ref()
        .is_some_and(|only| header.folded.contains(only.as_str()));
    let single = profile.distinct < 2 && profile.answered > 1;
    if choices || profile.lists || single || tick {
        return None;
    }
    // The answer of the company below a review, and what staff note down, is not the customer's.
    let by_company = header.phrase(&[
        "company reply",
        "company response",
        "developer reply",
        "developer response",
        "owner response",
        "owner reply",
        "business reply",
        "reply text",
        "owner answer",
        "response from the owner",
        "management response",
        "merchant reply",
        "merchant response",
        "seller reply",
        "seller response",
        "agent reply",
        "odpowiedz sprzedawcy",
        "odpowiedz obslugi",
        "odpowiedz sklepu",
        "odpowiedz firmy",
        "odpowiedz wlasciciela",
        "odpowiedz dewelopera",
        "internal note",
        "internal comment",
        "notatka wewn",
        "komentarz wewn",
    ]);
    // "Review language" and "comment ID" are about the comment.
    let about = header.words.len() <= 4
        && header.word(&[
            "language", "lang", "jezyk", "country", "kraj", "url", "link", "id", "type", "typ",
            "status", "source", "zrodlo", "device", "version", "code", "kod", "count", "length",
        ]);
    let by_company =
        by_company || (header.words.len() <= 4 && header.word(&["reply", "replies", "replied"]));
    // Nobody explains a number.
    if by_company || about || asks_count(header) && profile.numbers >= 0.5 {
        return None;
    }
    let asked = header.stem(&[
        "why",
        "dlaczego",
        "comment",
        "komentar",
        "koment",
        "opini",
        "uwag",
        "feedback",
        "reason",
        "powod",
        "uzasadn",
        "explain",
        "suggest",
        "sugest",
        "verbatim",
        "review",
        "recenz",
        "wypowied",
        "warum",
        "anmerk",
        "begrund",
        "verbesser",
        "pourquoi",
        "remarque",
        "amelior",
        "mejorar",
        "improve",
        "popraw",
        "thought",
        "anything",
        "describe",
        "opisz",
    ]) || header.phrase(&["co mozemy", "what could", "what else", "in your own words"]);
    let only_open_ended = !asked;
    let open_ended = header.phrase(&["open-ended", "open ended"]);
    let asked = asked || open_ended;
    // Of a handful of answers to what the platform calls open-ended, some may be the same.
    let share = match profile.answered {
        20.. => 0.5,
        _ if open_ended => 0.5,
        _ => 0.75,
    };
    let repeats =
        profile.answered >= 5 && f64::from(profile.distinct) < f64::from(profile.answered) * share;
    let titles = profile.capitals > 0.6 && profile.length < 60.0;
    // "Open-Ended Response" is a kind of answer, and a list of names may be one.
    let explains = asked && !only_open_ended;
    match () {
        () if titles && !explains => None,
        () if profile.wordy >= 0.5 && !repeats && profile.length >= 25.0 => {
            Guess::role(Role::Comment, if asked { 0.97 } else { 0.85 })
        }
        () if asked && !repeats && profile.wordy >= 0.15 => Guess::role(Role::Comment, 0.85),
        () if asked && profile.numbers < 0.3 && (profile.answered < 20 || !repeats) => {
            Guess::role(Role::Comment, 0.65)
        }
        () if profile.wordy >= 0.3
            && profile.length >= 20.0
            && !repeats
            && (profile.distinct > SEGMENT_VALUES
                || (profile.length >= 30.0
                    && f64::from(profile.distinct) >= f64::from(profile.answered) * 0.7)) =>
        {
            Guess::role(Role::Comment, 0.55)
        }
        // A handful of answers that all differ: too few to be sure, too telling to leave out.
        () if profile.wordy >= 0.25
            && !repeats
            && profile.answered < 20
            && profile.length >= 12.0 =>
        {
            Guess::role(Role::Comment, 0.4)
        }
        // A handful of answers to an open question, not all of them numbers, can only be read.
        () if open_ended && profile.answered < 20 && profile.numbers < 0.9 && !repeats => {
            Guess::role(Role::Comment, 0.4)
        }
        () => None,
    }
}

fn segment(header: &Header, profile: &Profile) -> Option<Guess> {
    let named = header.stem(&[
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
        "age",
        "wiek",
        "city",
        "miast",
        "wojewod",
        "touchpoint",
        "device",
        "language",
        "jezyk",
        "type",
        "typ",
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
    ]) || (header.stem(&["version", "wersj", "release"])
        && !header.word(&["code", "kod"]))
        || header.phrase(&["stan cywilny", "rok studi", "year of study"]);
    let repeats = f64::from(profile.distinct) <= f64::from(profile.answered) * 0.5;
    let comes_back = profile.distinct < profile.answered;
    let few = profile.distinct >= 2 && profile.distinct <= SEGMENT_VALUES;
    let numeric = profile.numbers > 0.9;
    let labels = profile.wordy < 0.3
        && profile.length <= 30.0
        && profile.numbers < 0.3
        && profile.dates < 0.5
        && profile.codes < 0.3
        && profile.names < 0.8;
    match () {
        () if named && few && repeats => Guess::role(Role::Segment, 0.93),
        () if few && comes_back && asks_choice(header) => Guess::role(Role::Segment, 0.8),
        () if numeric => None,
        () if few && repeats => Guess::role(
            Role::Segment,
            if profile.length <= 40.0 { 0.75 } else { 0.5 },
        ),
        () if named && profile.distinct >= 2 && profile.distinct <= 500 && repeats => {
            Guess::role(Role::Segment, 0.6)
        }
        // A trial of a few rows: labels hardly come back, but nothing else is written so short.
        () if few && profile.answered < 20 && labels => Guess::role(Role::Segment, 0.4),
        () => None,
    }
}

fn number(profile: &Profile) -> Option<Guess> {
    (profile.numbers >= 0.9 && profile.distinct > 1)
        .then(|| Guess::role(Role::Number, 0.7))
        .flatten()
}

fn profile(column: &Column) -> Profile {
    let mut sums = Sums::default();
    match &column.cells {
        Cells::Dictionary { values, counts, .. } => {
            let used = values.iter().zip(counts).filter(|(_, count)| **count > 0);
            for (value, &count) in used.take(SAMPLE) {
                sums.add(value, count);
            }
        }
        Cells::Text(texts) => {
            // Spread over the whole column, so that a sorted file does not mislead.
            let step = texts.len().div_ceil(SAMPLE).max(1);
            for row in (0..texts.len()).step_by(step) {
                sums.add(texts.get(row), 1);
            }
        }
    }
    let distinct = match &column.cells {
        Cells::Dictionary { values, counts, .. } => {
            let used = values
                .iter()
                .zip(counts)
                .filter(|(value, count)| **count > 0 && !value.is_empty());
            used.count() as u32
        }
        // What is stored as text hardly repeats.
        Cells::Text(_) => column.answered,
    };
    Profile {
        likert: likert(column),
        counts_rows: counts_rows(column),
        ..sums.profile(column.answered, distinct)
    }
}

/// True when the cells are whole numbers that go up, or down, by one from row to row.
fn counts_rows(column: &Column) -> bool {
    let rows = column.len();
    if rows < 5 || column.answered as usize != rows {
        return false;
    }
    let number = |row: usize| column.get(row).parse::<i64>().ok();
    let Some(step) = number(0)
        .zip(number(1))
        .map(|(first, second)| second.saturating_sub(first))
    else {
        return false;
    };
    // Nine rows in ten: somebody deleted an answer, or sorted the last ones.
    let follows = |row: &usize| {
        number(*row)
            .zip(number(*row - 1))
            .is_some_and(|(here, before)| here.saturating_sub(before) == step)
    };
    let span = number(0)
        .zip(number(rows - 1))
        .map_or(0, |(first, last)| first.abs_diff(last));
    // Scores that happen to stand in order start again, or end where their scale does.
    step.abs() == 1
        && span as usize * 10 >= (rows - 1) * 9
        && (1..rows).filter(follows).count() * 10 >= (rows - 1) * 9
}

/// The verbal scale of a column with few different values.
fn likert(column: &Column) -> Option<Likert> {
    let Cells::Dictionary { values, counts, .. } = &column.cells else {
        return None;
    };
    if values.len() > 20 {
        return None;
    }
    let used = values
        .iter()
        .zip(counts)
        .filter(|(value, count)| **count > 0 && !is_missing(value));
    let used: Vec<&str> = used.map(|(value, _)| value).collect();
    likert_of(used.iter().copied())
}

/// Whole-number answer of a cell of a score column, by its digits or by its label.
pub fn answers_of(column: &Column) -> impl Fn(&str) -> Option<i32> {
    let likert = likert(column);
    move |cell| parse_answer(cell).or_else(|| likert.and_then(|likert| likert.answer(cell)))
}

#[derive(Default)]
struct Sums {
    seen: f64,
    answers: f64,
    values: Vec<(i32, f64)>,
    numbers: f64,
    dates: f64,
    date_numbers: f64,
    national_ids: f64,
    tax_ids: f64,
    accounts: f64,
    emails: f64,
    phones: f64,
    addresses_ip: f64,
    yes_no: f64,
    wordy: f64,
    length: f64,
    codes: f64,
    words: f64,
    capitals: f64,
    options: std::collections::BTreeMap<String, u32>,
    option_count: f64,
    links: f64,
    names: f64,
    only: Option<String>,
    different: bool,
}

impl Sums {
    /// Looks at a value that `count` rows hold. Never inlined: WebAssembly engines replace a function
    /// by its optimised code when it is called again, not in the middle of a loop.
    #[inline(never)]
    fn add(&mut self, value: &str, count: u32) {
        if is_missing(value) {
            return;
        }
        let weight = f64::from(count);
        // Comments are most of what is looked at: what has no digit is no number, no date and no id,
        // and neither is a text of that length.
        let digits = value.len() <= LONGEST_DATE && value.bytes().any(|byte| byte.is_ascii_digit());
        self.seen += weight;
        match &self.only {
            None => self.only = Some(value.to_owned()),
            Some(only) => self.different |= only != value,
        }
        let add = |sum: &mut f64, fits: bool| *sum += if fits { weight } else { 0.0 };
        if let Some(answer) = parse_answer(value) {
            self.answers += weight;
            self.values.push((answer, weight));
            self.numbers += weight;
        } else {
            add(&mut self.numbers, digits && is_number(value));
        }
        add(
            &mut self.dates,
            digits
                && (parse_written_date(value, DateOrder::DayFirst).is_some()
                    || parse_written_date(value, DateOrder::MonthFirst).is_some()),
        );
        add(
            &mut self.date_numbers,
            digits && date_number(value).is_some(),
        );
        add(&mut self.national_ids, digits && is_pesel(value));
        add(&mut self.tax_ids, digits && is_nip(value));
        add(&mut self.accounts, digits && is_bank_account(value));
        add(&mut self.emails, is_email(value));
        add(&mut self.phones, digits && is_phone(value));
        add(&mut self.addresses_ip, is_ip(value));
        add(
            &mut self.yes_no,
            value.len() <= LONGEST_YES && is_yes_no(value),
        );
        add(&mut self.wordy, value.split_whitespace().nth(2).is_some());
        add(&mut self.codes, is_code(value));
        add(&mut self.links, is_link(value));
        add(&mut self.names, is_person_name(value));
        for word in value.split_whitespace().take(40) {
            let first = word.chars().next().unwrap_or(' ');
            self.words += f64::from(u8::from(first.is_alphabetic()));
            self.capitals += f64::from(u8::from(first.is_uppercase()));
        }
        self.add_options(value);
        self.length += weight * value.chars().count().min(500) as f64;
    }

    /// Parts between commas or semicolons: options of a multiple choice recur, clauses do not.
    fn add_options(&mut self, value: &str) {
        let separator = if value.contains(';') { ';' } else { ',' };
        if self.options.len() > 2000 || !value.contains(separator) {
            return;
        }
        for option in value
            .split(separator)
            .map(str::trim)
            .filter(|option| !option.is_empty())
        {
            self.option_count += 1.0;
            *self.options.entry(option.to_owned()).or_insert(0) += 1;
        }
    }

    fn profile(self, answered: u32, distinct: u32) -> Profile {
        let seen = self.seen.max(1.0);
        let sentinel = |value: i32| !(0..77).contains(&value);
        // Codes that only stand for "no answer" may be many: a question not put to everybody.
        let known = |value: i32| {
            matches!(
                value,
                -1 | -2 | -8 | -9 | 77 | 88 | 97 | 98 | 99 | 777 | 888 | 998 | 999 | 9999
            ) || matches!(value, -77 | -88 | -98 | -99 | -999 | -9999)
        };
        let mut codes = self.values.iter().filter(|(value, _)| sentinel(*value));
        let least = if codes.all(|(value, _)| known(*value)) {
            0.1
        } else {
            0.7
        };
        let on_scale = self.values.iter().filter(|(value, _)| !sentinel(*value));
        let on_scale_weight: f64 = on_scale.clone().map(|(_, weight)| weight).sum();
        // Sentinel codes are few beside the answers; otherwise they are ordinary numbers.
        let sentinels = on_scale_weight > 0.0
            && on_scale_weight < self.answers
            && on_scale_weight >= self.answers * least;
        let kept: Vec<(i32, f64)> = self
            .values
            .iter()
            .filter(|(value, _)| !sentinels || !sentinel(*value))
            .copied()
            .collect();
        let (range, strays) = range_without_strays(&kept);
        Profile {
            answered,
            distinct,
            answers: self.answers / seen,
            range,
            strays,
            numbers: self.numbers / seen,
            dates: self.dates / seen,
            date_numbers: self.date_numbers / seen,
            national_ids: self.national_ids / seen,
            tax_ids: self.tax_ids / seen,
            accounts: self.accounts / seen,
            emails: self.emails / seen,
            phones: self.phones / seen,
            addresses_ip: self.addresses_ip / seen,
            yes_no: self.yes_no / seen,
            wordy: self.wordy / seen,
            length: self.length / seen,
            codes: self.codes / seen,
            capitals: self.capitals / self.words.max(1.0),
            lists: self.option_count >= 20.0
                && (self.options.len() as f64) < self.option_count * 0.34,
            likert: None,
            links: self.links / seen,
            names: self.names / seen,
            only: self
                .only
                .filter(|_| !self.different)
                .map(|value| fold(value.trim())),
            counts_rows: false,
        }
    }
}

/// Lowest and highest of whole numbers with their weights, and whether a few that lie above every
/// usual scale were left out of it.
///
/// A typing error, a code for "not applicable" (11 behind 0–10, 9 behind 1–5) or a test answer does
/// not make a scale longer. What lies above ten are strays when it is a tenth of the answers at
/// most. Below that a scale may really be longer than most people use it, so more has to come
/// together: every point up to 5 or 7 is used, the last one far more often than all above it, and
/// these stand apart from the scale or are next to nobody.
fn range_without_strays(values: &[(i32, f64)]) -> (Option<(i32, i32)>, bool) {
    let weight = |fits: &dyn Fn(i32) -> bool| -> f64 {
        let fitting = values.iter().filter(|(value, _)| fits(*value));
        fitting.map(|(_, weight)| weight).sum()
    };
    let all = weight(&|_| true);
    let stray = |end: i32| {
        let above = weight(&|value| value > end);
        if above == 0.0 {
            return false;
        }
        if end == 10 {
            return above * 10.0 <= all;
        }
        let used = (1..=end).all(|point| weight(&|value| value == point) > 0.0);
        let apart = weight(&|value| value == end + 1) == 0.0;
        let share = if apart { 0.05 } else { 0.01 };
        let last = weight(&|value| value == end);
        used && all >= 30.0 && above <= all * share && last >= above * 5.0
    };
    let end = [5, 7, 10].into_iter().find(|&end| stray(end));
    let kept = values
        .iter()
        .map(|(value, _)| *value)
        .filter(|&value| end.is_none_or(|end| value <= end));
    let range = kept.clone().min().zip(kept.max());
    (range, end.is_some())
}

fn is_number(value: &str) -> bool {
    const CURRENCIES: &[&str] = &[
        "zł", "zl", "pln", "eur", "usd", "gbp", "chf", "czk", "kč", "kr",
    ];
    let value = value.trim();
    let number = value.trim_end_matches(|letter: char| letter.is_alphabetic() || letter == '.');
    let unit = value[number.len()..].trim_matches('.').to_lowercase();
    let amount = !unit.is_empty() && CURRENCIES.contains(&unit.as_str());
    let value = if amount { number } else { value };
    let cleaned: String = value
        .chars()
        .filter(|letter| !letter.is_whitespace() && !matches!(letter, '%' | '$' | '€' | '£'))
        .map(|letter| if letter == ',' { '.' } else { letter })
        .collect();
    !cleaned.is_empty() && cleaned.parse::<f64>().is_ok_and(f64::is_finite)
}

fn is_email(value: &str) -> bool {
    let Some((name, domain)) = value.split_once('@') else {
        return false;
    };
    let blanks = value.contains(char::is_whitespace);
    !name.is_empty() && domain.contains('.') && !domain.contains('@') && !blanks
}

fn is_link(value: &str) -> bool {
    let start = value.get(..8).unwrap_or(value).to_ascii_lowercase();
    ["http://", "https://", "www."]
        .iter()
        .any(|scheme| start.starts_with(scheme))
        && !value.contains(char::is_whitespace)
}

/// Two or three words of letters that all start with a capital, behind titles if any: "dr n. med. Jan Kowalski",
/// "Kowalski, Jan".
fn is_person_name(value: &str) -> bool {
    let title = |word: &&str| {
        let abbreviated = word.ends_with('.') && word.starts_with(char::is_lowercase);
        abbreviated || matches!(*word, "dr" | "prof" | "mgr" | "pan" | "pani" | "hab")
    };
    let words = value.split_whitespace().skip_while(title);
    let words = words.map(|word| word.strip_suffix(',').unwrap_or(word));
    let name = |word: &str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase)
            && letters.all(|letter| letter.is_alphabetic() || "-'’.".contains(letter))
    };
    matches!(words.clone().count(), 2..=3) && words.clone().all(name)
}

fn is_phone(value: &str) -> bool {
    // Typeform puts an apostrophe before what a spreadsheet would take for a formula.
    let value = value.strip_prefix('\'').unwrap_or(value);
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let allowed = value
        .chars()
        .all(|letter| letter.is_ascii_digit() || " +-().".contains(letter));
    allowed && (9..=15).contains(&digits)
}

/// Weighted digit sum of a number written with or without dashes and blanks, and its last digit.
fn checksum(value: &str, weights: &[u32]) -> Option<(u32, u32)> {
    let digits = || value.bytes().filter(u8::is_ascii_digit);
    let allowed = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'-' | b' ');
    if !value.bytes().all(allowed) || digits().count() != weights.len() + 1 {
        return None;
    }
    let number = |digit: u8| u32::from(digit - b'0');
    let products = digits()
        .zip(weights)
        .map(|(digit, weight)| number(digit) * weight);
    Some((products.sum(), digits().next_back().map_or(0, number)))
}

/// Polish personal number: eleven digits, a month that exists, and a checksum.
fn is_pesel(value: &str) -> bool {
    let month = value
        .get(2..4)
        .and_then(|month| month.parse::<u32>().ok())
        .unwrap_or(0)
        % 20;
    let sum = checksum(value, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3]);
    (1..=12).contains(&month) && sum.is_some_and(|(sum, last)| (10 - sum % 10) % 10 == last)
}

/// Polish tax number: ten digits with a checksum.
fn is_nip(value: &str) -> bool {
    checksum(value, &[6, 5, 7, 2, 3, 4, 5, 6, 7]).is_some_and(|(sum, last)| sum % 11 == last)
}

/// International bank account number, or a Polish one without its country: the remainder by 97 is 1
/// when the first four characters stand last and letters count as 10 to 35 (ISO 13616).
fn is_bank_account(value: &str) -> bool {
    let compact = || value.bytes().filter(|byte| !matches!(byte, b' ' | b'-'));
    let length = compact().count();
    let digits = compact().all(|byte| byte.is_ascii_digit());
    let international = compact().take(2).all(|byte| byte.is_ascii_uppercase())
        && (15..=34).contains(&length)
        && compact().skip(2).take(2).all(|byte| byte.is_ascii_digit());
    if !(international || digits && length == 26) {
        return false;
    }
    let country: &[u8] = if digits { b"PL" } else { b"" };
    let moved = 4 - country.len();
    let mut ordered = compact()
        .skip(moved)
        .chain(country.iter().copied())
        .chain(compact().take(moved));
    let remainder = ordered.try_fold(0, |sum: u32, byte| {
        let value = char::from(byte).to_digit(36)?;
        Some((sum * if value < 10 { 10 } else { 100 } + value) % 97)
    });
    remainder == Some(1)
}

fn is_ip(value: &str) -> bool {
    value.parse::<std::net::IpAddr>().is_ok()
}

fn is_yes_no(value: &str) -> bool {
    matches!(
        fold(value).as_str(),
        "yes"
            | "no"
            | "tak"
            | "nie"
            | "true"
            | "false"
            | "prawda"
            | "falsz"
            | "0"
            | "1"
            | "y"
            | "n"
            | "t"
            | "si"
            | "ja"
            | "nein"
    )
}

fn is_code(value: &str) -> bool {
    let length = value.len();
    let allowed = value
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let digits = value.bytes().any(|byte| byte.is_ascii_digit());
    (8..=64).contains(&length) && allowed && digits
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
        Cells::Text(texts) => texts.iter().find_map(&mut look),
    };
    match found {
        Some(order) => order,
        None if month_first_clock => DateOrder::MonthFirst,
        None => DateOrder::DayFirst,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::Reader;

    fn columns(csv: &str) -> (Table, Vec<ColumnReading>) {
        let mut reader = Reader::new(&Settings::default());
        reader.push(csv.as_bytes()).expect("text is read");
        let (table, _) = reader.finish().expect("text is read");
        let columns = assign_roles(&table, &Settings::default());
        (table, columns)
    }

    /// A file of one column beside an identifier, with the values repeated to thirty rows.
    fn check(header: &str, values: &[&str], role: Role, metric: Option<Metric>) -> ColumnReading {
        let rows = (0..30).map(|row| format!("{row},\"{}\"\n", values[row % values.len()]));
        let (_, columns) = columns(&format!("id,\"{header}\"\n{}", rows.collect::<String>()));
        assert_eq!(
            (columns[1].role, columns[1].metric),
            (role, metric),
            "{header}"
        );
        columns[1].clone()
    }

    const ELEVEN: [&str; 11] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"];

    #[test]
    fn nps_only_where_it_is_asked() {
        check(
            "Jak bardzo prawdopodobne jest, że nas polecisz?",
            &ELEVEN,
            Role::Score,
            Some(Metric::Nps),
        );
        check("NPS fala 2", &ELEVEN, Role::Score, Some(Metric::Nps));
        let satisfied = check(
            "How satisfied are you overall?",
            &ELEVEN,
            Role::Score,
            Some(Metric::Csat),
        );
        assert_eq!(satisfied.scale, Some([0, 10]));
        check("Ocena obsługi", &ELEVEN, Role::Score, None);
    }

    /// The reading of one column of numbers, each as often as stated.
    fn counted(header: &str, values: &[(i32, usize)]) -> ColumnReading {
        let rows = values
            .iter()
            .flat_map(|&(value, times)| std::iter::repeat_n(value, times));
        let rows = rows
            .enumerate()
            .map(|(row, value)| format!("r{row},{value}\n"));
        let (_, columns) = columns(&format!("id,\"{header}\"\n{}", rows.collect::<String>()));
        columns[1].clone()
    }

    #[test]
    fn a_few_answers_beyond_the_scale_leave_the_question_what_it_is() {
        let eleven: Vec<(i32, usize)> = (0..=10).map(|answer| (answer, 10)).collect();
        let five: Vec<(i32, usize)> = (1..=5).map(|answer| (answer, 40)).collect();
        let seven: Vec<(i32, usize)> = (1..=7).map(|answer| (answer, 40)).collect();
        let with = |answers: &[(i32, usize)], stray: (i32, usize)| [answers, &[stray]].concat();
        let read = |header, values: &[(i32, usize)]| {
            let found = counted(header, values);
            (found.role, found.metric, found.scale)
        };
        let nps = (Role::Score, Some(Metric::Nps), Some([0, 10]));
        let recommend = "How likely are you to recommend us?";
        for stray in [
            (11, 3),
            (11, 1),
            (12, 10),
            (50, 2),
            (99, 3),
            (-1, 8),
            (99, 300),
            (100, 4),
        ] {
            assert_eq!(read(recommend, &with(&eleven, stray)), nps, "{stray:?}");
        }
        let csat = |scale| (Role::Score, Some(Metric::Csat), Some(scale));
        let satisfied = "How satisfied are you?";
        for stray in [(6, 1), (8, 4), (9, 5), (11, 3), (55, 1), (99, 20), (-9, 20)] {
            assert_eq!(
                read(satisfied, &with(&five, stray)),
                csat([1, 5]),
                "{stray:?}"
            );
        }
        assert_eq!(read(satisfied, &with(&seven, (9, 5))), csat([1, 7]));
        assert_eq!(read(satisfied, &with(&eleven, (12, 1))), csat([0, 10]));
        // A scale that goes on is a longer scale, and a column that goes on is no scale.
        assert_eq!(read(satisfied, &seven), csat([1, 7]));
        assert_eq!(read(satisfied, &with(&five, (6, 8))), csat([1, 7]));
        assert_eq!(read(recommend, &with(&eleven, (50, 60))).0, Role::Number);
        let hundred: Vec<(i32, usize)> = (0..=76).map(|answer| (answer, 2)).collect();
        assert_eq!(read(recommend, &hundred).0, Role::Number);
        assert_eq!(read("Visits", &with(&eleven, (14, 3))).0, Role::Number);
        assert_eq!(
            read("How many visits?", &with(&eleven, (14, 3))).0,
            Role::Number
        );
    }

    #[test]
    fn effort_has_a_direction() {
        let answers = ["1", "2", "3", "4", "5", "6", "7"];
        assert!(
            !check(
                "How easy was it to get help?",
                &answers,
                Role::Score,
                Some(Metric::Ces2)
            )
            .low_is_good
        );
        assert!(
            check(
                "How easy was it? (1 = very easy, 7 = very difficult)",
                &answers,
                Role::Score,
                Some(Metric::Ces2)
            )
            .low_is_good
        );
        assert!(
            check(
                "Jak duży wysiłek?",
                &answers[..5],
                Role::Score,
                Some(Metric::Ces)
            )
            .low_is_good
        );
    }

    #[test]
    fn personal_numbers_are_found_by_their_checksum() {
        let pesel = [
            "44051401359",
            "02070803628",
            "90090515836",
            "92071314764",
            "81100216357",
        ];
        check("numer", &pesel, Role::Pii, None);
        check(
            "numer",
            &[
                "12345678901",
                "12345678902",
                "12345678903",
                "11111111116",
                "22222222220",
            ],
            Role::Number,
            None,
        );
        assert!(is_nip("526-000-12-46") && !is_nip("526-000-12-47"));
        // The examples of the standard, and the Polish one as it is written inside the country.
        for account in [
            "GB82 WEST 1234 5698 7654 32",
            "PL61109010140000071219812874",
            "61 1090 1014 0000 0712 1981 2874",
        ] {
            assert!(is_bank_account(account), "{account}");
        }
        assert!(!is_bank_account("61 1090 1014 0000 0712 1981 2875"));
        assert!(!is_bank_account("PL"));
    }

    #[test]
    fn bank_accounts_are_personal() {
        let accounts = [
            "GB82 WEST 1234 5698 7654 32",
            "PL61109010140000071219812874",
            "DE89370400440532013000",
        ];
        check("pole 7", &accounts, Role::Pii, None);
        let without_checksum = [
            "11 2222 3333 4444 5555 6666 7777",
            "22 2222 3333 4444 5555 6666 7777",
        ];
        check("Nr rachunku", &without_checksum, Role::Pii, None);
        check(
            "Saldo rachunku",
            &["120.50", "88", "1034.11"],
            Role::Number,
            None,
        );
    }

    #[test]
    fn words_for_effort_importance_and_faces_are_scales() {
        let effort = [
            "Very low effort",
            "Low effort",
            "Neutral",
            "High effort",
            "Very high effort",
        ];
        let found = check("How was it?", &effort, Role::Score, Some(Metric::Ces));
        assert!(found.low_is_good && found.scale == Some([1, 5]));
        let polish = [
            "bardzo mały wysiłek",
            "mały wysiłek",
            "średni wysiłek",
            "duży wysiłek",
        ];
        check("Jak było?", &polish, Role::Score, Some(Metric::Ces));
        check(
            "Price",
            &[
                "Not important",
                "Slightly important",
                "Important",
                "Very important",
            ],
            Role::Score,
            None,
        );
        check(
            "Emoji",
            &["😠", "🙁", "😐", "😃", "🤩"],
            Role::Score,
            Some(Metric::Csat),
        );
        check(
            "Firma ułatwiła mi załatwienie sprawy",
            &["1", "3", "7", "6", "5"],
            Role::Score,
            Some(Metric::Ces2),
        );
        check(
            "Nights stayed",
            &["1", "2", "3", "4", "7"],
            Role::Number,
            None,
        );
    }

    #[test]
    fn codes_below_one_of_several_options_are_no_ratings() {
        let codes = ["1", "2", "3", "4", "5"];
        check(
            "Please choose one of the fruits below.",
            &codes,
            Role::Segment,
            None,
        );
        check("Proszę wybrać jedną odpowiedź", &codes, Role::Segment, None);
        check("Wybierz jedną odpowiedź", &codes, Role::Segment, None);
        check("Choose one rating", &codes, Role::Score, None);
    }

    #[test]
    fn a_trial_of_a_few_rows_has_its_segments() {
        let (_, columns) = columns(
            "nr,when,Start date,where,nps,who\n\
             1,2026-01-02,,Gdańsk,9,Anna Nowak\n2,2026-01-03,,Łódź,10,Jan Kowalski\n\
             3,2026-01-03,,Kraków,3,Ewa Mazur\n4,2026-01-04,,Poznań,7,Piotr Lis\n",
        );
        let roles: Vec<Role> = columns.iter().map(|column| column.role).collect();
        // The emptied date column keeps its name and leaves the trend to the one that has dates.
        assert_eq!(
            roles[1..5],
            [Role::Date, Role::Date, Role::Segment, Role::Score]
        );
        assert!(columns[1].primary && !columns[2].primary);
        assert_ne!(roles[5], Role::Segment);
    }

    #[test]
    fn numbers_are_dates_only_under_a_date_heading() {
        let serials = ["46053", "46054", "46055.5", "46056"];
        check("Data wypełnienia", &serials, Role::Date, None);
        check("Kwota", &serials, Role::Number, None);
        check(
            "timestamp",
            &["1769817600", "1769817601", "1769817700"],
            Role::Date,
            None,
        );
    }

    #[test]
    fn logs_and_computed_figures_are_no_survey() {
        let no_survey = |csv: &str| {
            let (table, columns) = columns(csv);
            is_no_survey(&table, &columns)
        };
        let log: String = (0..20)
            .map(|row| {
                format!(
                    "2026-01-{:02} 10:00:00,{},started job {row}\n",
                    row + 1,
                    ["INFO", "WARN"][row % 2]
                )
            })
            .collect();
        assert!(no_survey(&format!("time,level,message\n{log}")));
        assert!(no_survey(
            "Sklep,Liczba odpowiedzi,Udział,Średnia\nA,10,0.2,8.1\nB,20,0.4,7.2\nC,20,0.4,6.9\n"
        ));
        assert!(no_survey(
            "Miesiąc,Sklep,Liczba ankiet,NPS,% promotorów,Średnia\n2026-01,A,10,30.5,55,8.1\n\
             2026-01,B,20,-12.5,30,6.5\n2026-02,A,15,10.1,40,7.2\n2026-02,B,11,0.5,41,7.3\n"
        ));
        let requests: String = (0..20)
            .map(|row| {
                let method = ["GET", "POST"][row % 2];
                format!("2026-01-{:02} 10:00:00,{method},/cart/{row},200\n", row + 1)
            })
            .collect();
        assert!(no_survey(&format!("time,method,path,status\n{requests}")));
        assert!(!no_survey(
            "id,nps,why\n1,9,it was a good and fast delivery\n2,3,far too slow and late again\n"
        ));
    }
}
