//! What the values of a column look like, gathered in one pass over its different values.

use super::asked::asks_count;
use super::dates::names_duration;
use super::header::{Header, is_dense};
use super::patterns::{
    is_address, is_band, is_bank_account, is_clock, is_code, is_coordinates, is_duration, is_email,
    is_fraction, is_ip, is_link, is_nip, is_number, is_open_end, is_person_name, is_pesel,
    is_phone, is_tag, is_yes_no, kind,
};
use crate::likert::{Likert, likert_of, likert_of_few, likert_of_numbered, rates_of};
use crate::listed::Writing;
use crate::reading::{Cells, Column};
use crate::text::fold;
use crate::values::{
    date_number, half_points, in_western_digits, is_missing, is_written_date, parse_answer, tenths,
};

/// Different values up to which the reading counts them.
pub(super) const MOST_DISTINCT: u32 = 1 << 16;

/// Different values that are looked at per column.
const SAMPLE: usize = 4096;

/// Bytes that no "yes" or "no" is longer than.
const LONGEST_YES: usize = 16;

/// Bytes of the longest way to write a date with its time, zone and names.
const LONGEST_DATE: usize = 100;

/// What the values of a column look like. Shares are of answered rows, 0 to 1.
#[derive(Debug, Clone, Default)]
pub(super) struct Profile {
    /// Rows with an answer, and how many different ones there are: words for the lack of one are none.
    pub(super) answered: u32,
    pub(super) distinct: u32,
    /// Rows with anything but a dash, and how many different things that are.
    pub(super) filled: (u32, u32),
    /// Whole-number answers.
    pub(super) answers: f64,
    /// Lowest and highest whole number, without sentinel codes and strays.
    pub(super) range: Option<(i32, i32)>,
    /// Whole numbers lie beyond `range`, so few that the rest alone tells the scale.
    pub(super) strays: bool,
    pub(super) numbers: f64,
    pub(super) dates: f64,
    /// Numbers that would be dates in a column of dates.
    pub(super) date_numbers: f64,
    /// PESEL numbers with a valid checksum.
    pub(super) national_ids: f64,
    /// NIP numbers with a valid checksum.
    pub(super) tax_ids: f64,
    /// Bank accounts with a valid checksum.
    pub(super) accounts: f64,
    pub(super) emails: f64,
    pub(super) phones: f64,
    /// Postal addresses.
    pub(super) places: f64,
    /// Places on the map.
    pub(super) coordinates: f64,
    /// One of them stands in groups, as only telephone numbers do: "917-555-0182", "+48 601 223 456".
    pub(super) grouped_phones: bool,
    pub(super) addresses_ip: f64,
    pub(super) yes_no: f64,
    /// Values with three words or more.
    pub(super) wordy: f64,
    /// Mean length in characters.
    pub(super) length: f64,
    /// Values that look like a code: digits and letters without blanks, eight characters or more.
    pub(super) codes: f64,
    /// Words that start with a capital, among all words of wordy values: high for titles.
    pub(super) capitals: f64,
    /// True when the values are lists of a few recurring options.
    pub(super) lists: bool,
    /// Of the values with parts between commas or semicolons, those whose parts all begin with a capital, as options
    /// do and clauses do not; 0 where hardly any value has parts.
    pub(super) option_lists: f64,
    /// Such parts, in all values together.
    pub(super) option_parts: f64,
    /// Verbal scale that all values belong to.
    pub(super) likert: Option<Likert>,
    /// Verbal scale of labels behind numbers, and whether its lowest number is the best answer.
    pub(super) numbered: Option<(Likert, bool)>,
    /// Values that are addresses of pages.
    pub(super) links: f64,
    /// Values of two or three words that all start with a capital, as names of people do.
    pub(super) names: f64,
    /// The one value of the column, folded, when there is only one: a tick in a multiple choice.
    pub(super) only: Option<String>,
    /// The column counts its rows, up or down.
    pub(super) counts_rows: bool,
    /// The highest numbers are a band without an end: "5+", "5 or more".
    pub(super) open_end: bool,
    /// Bands of numbers: "18-24", "0 to 4 years".
    pub(super) bands: f64,
    /// Points out of all there were, as quizzes write them: "7 / 10".
    pub(super) points: f64,
    /// Short values with a letter and a digit and without blanks: "A12", "GP-1003".
    pub(super) tags: f64,
    /// Lengths of time: "12 min", "2 years", "00:12:34".
    pub(super) durations: f64,
    /// Times of a clock without a day: "18:30", "5:03 PM", "49:19.0".
    pub(super) clocks: f64,
    /// Such times between midnight and six, without AM or PM: many of them are minutes and seconds.
    pub(super) small_hours: f64,
    /// Numbers with a fraction.
    pub(super) fractions: f64,
    /// Ratings between the points of a scale; `range` is that of the whole ones they are counted as.
    pub(super) fine: Option<Fine>,
}

pub(super) fn profile(column: &Column) -> Profile {
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
                sums.add(&texts.get(row), 1);
            }
        }
    }
    let (answers, filled) = match &column.cells {
        Cells::Dictionary { values, counts, .. } => {
            let (mut answers, mut filled) = ((0, 0), (0, 0));
            let used = values.iter().zip(counts).filter(|(_, count)| **count > 0);
            // A dash or "NA" in every empty cell is no answer that comes back.
            for (value, count) in used.filter(|(value, _)| !is_dash(value)) {
                filled = (filled.0 + count, filled.1 + 1);
                if !is_missing(value) {
                    answers = (answers.0 + count, answers.1 + 1);
                }
            }
            (answers, filled)
        }
        // What is stored as text hardly repeats.
        Cells::Text(_) => (
            (column.answered, column.answered),
            (column.answered, column.answered),
        ),
    };
    let mut profile = Profile {
        likert: likert(column),
        numbered: numbered(column),
        counts_rows: counts_rows(column),
        filled,
        ..sums.profile(answers.0, answers.1)
    };
    if profile.clocks > 0.5 {
        let header = Header::new(&column.name);
        let short = profile.small_hours >= 0.4 && !names_hour(&header);
        if short || names_duration(&header) {
            profile.durations += profile.clocks;
            profile.clocks = 0.0;
        }
    }
    match fine_range(column) {
        None => profile,
        Some((fine, range)) => Profile {
            range: Some(range),
            answers: 1.0,
            strays: false,
            fine: Some(fine),
            ..profile
        },
    }
}

/// True for an address of mail, and for a label that ends in one or has one in it: "Survey 2025 - a@example.com".
fn has_email(value: &str) -> bool {
    const LONGEST_LABEL: usize = 120;
    if value.len() > LONGEST_LABEL {
        return false;
    }
    let signs: &[char] = &['<', '>', '(', ')', '[', ']', ',', ';', ':', '"'];
    value
        .split_whitespace()
        .any(|word| is_email(word.trim_matches(signs)))
}

/// True for a time of a clock with an hour before six and no more: "3:05".
fn is_small_hour(clock: &str) -> bool {
    let (hour, rest) = clock.split_once(':').unwrap_or_default();
    let minutes = rest.len() == 2 && rest.bytes().all(|byte| byte.is_ascii_digit());
    minutes && hour.parse().is_ok_and(|hour: u32| hour < 6)
}

/// True for the heading of a time of day, whatever the hour.
fn names_hour(header: &Header) -> bool {
    header.stem(&["godz", "uhrzeit", "hour", "heure", "hora", "start", "end"])
}

/// True for what stands in place of an empty cell, and for an empty cell.
fn is_dash(value: &str) -> bool {
    matches!(value, "" | "-" | "--" | "–" | "—")
}

/// Ratings between the points of a scale, and how they become whole answers on a scale of ten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fine {
    /// Half points of five are doubled: 4.5 is 9.
    Halves,
    /// Tenths of five are doubled and rounded: 4.3 is 9.
    TenthsOfFive,
    /// Tenths of ten are rounded: 8.8 is 9.
    TenthsOfTen,
}

/// How the ratings of a column lie between the points of a scale; `None` when they do not.
pub(crate) fn fine_points(column: &Column) -> Option<Fine> {
    fine_range(column).map(|(fine, _)| fine)
}

fn fine_range(column: &Column) -> Option<(Fine, (i32, i32))> {
    let halves = half_point_range(column).map(|range| (Fine::Halves, range));
    halves.or_else(|| tenth_range(column))
}

/// Whole answer for a rating in tenths, half a point up.
fn whole(fine: Fine, tenths: i32) -> i32 {
    match fine {
        Fine::TenthsOfFive => (2 * tenths + 5) / 10,
        Fine::Halves | Fine::TenthsOfTen => (tenths + 5) / 10,
    }
}

/// Lowest and highest of ratings in tenths of a point, made whole: every answer is one, some have a
/// decimal, and the heading says that somebody rated. What somebody has computed is no answer.
fn tenth_range(column: &Column) -> Option<(Fine, (i32, i32))> {
    const COMPUTED: &[&str] = &[
        "avg",
        "average",
        "mean",
        "median",
        "srednia",
        "srednio",
        "durchschnitt",
        "promedio",
        "media",
        "moyenne",
        "total",
        "sum",
        "suma",
        "sentiment",
        "polarity",
        "confidence",
        "lead",
        "risk",
        "credit",
        "weight",
        "model",
        "predicted",
    ];
    let Cells::Dictionary { values, counts, .. } = &column.cells else {
        return None;
    };
    if values.len() > 110 {
        return None;
    }
    let header = Header::new(&column.name);
    let rated = header.stem(&[
        "ocen", "rating", "rate", "score", "star", "gwiazd", "satisf", "zadowol", "bewert", "note",
        "puntu", "calific", "valora",
    ]);
    // Quarters of ten, which booking sites make of four faces, rate whatever stands above them.
    let rated = rated || are_quarters_of_ten(column);
    if !rated || header.word(COMPUTED) || asks_count(&header) {
        return None;
    }
    let (mut low, mut high, mut decimals, mut of_ten) = (i32::MAX, 0, 0u32, false);
    let used = values.iter().zip(counts).filter(|(_, count)| **count > 0);
    for (value, _) in used.filter(|(value, _)| !is_missing(value)) {
        let (tenths, points) = tenths(value)?;
        of_ten |= points.is_some_and(|points| points > 5);
        decimals += u32::from(tenths % 10 != 0);
        (low, high) = (low.min(tenths), high.max(tenths));
    }
    // Shares and probabilities lie between 0 and 1.
    if decimals < 2 && !are_quarters_of_ten(column) || high <= 20 {
        return None;
    }
    let of_ten = of_ten || high > 50 || header.phrase(&["/10", "0-10", "1-10", "out of 10"]);
    let fine = if of_ten {
        Fine::TenthsOfTen
    } else {
        Fine::TenthsOfFive
    };
    Some((fine, (whole(fine, low), whole(fine, high))))
}

/// True where every answer is 2.5, 5, 7.5 or 10, and three of them occur.
fn are_quarters_of_ten(column: &Column) -> bool {
    let Cells::Dictionary { values, counts, .. } = &column.cells else {
        return false;
    };
    if values.len() > 20 {
        return false;
    }
    let mut used = 0u32;
    let answers = values.iter().zip(counts).filter(|(_, count)| **count > 0);
    for (value, _) in answers.filter(|(value, _)| !is_missing(value)) {
        match tenths(value) {
            Some((tenths @ (25 | 50 | 75 | 100), None)) => used |= 1 << (tenths / 25),
            _ => return false,
        }
    }
    used.count_ones() >= 3 && used & (1 << 1 | 1 << 3) != 0
}

/// Lowest and highest of ratings in half points, doubled: every answer is one, some lie halfway between
/// two points, and the answers or the heading say that something is rated.
fn half_point_range(column: &Column) -> Option<(i32, i32)> {
    let Cells::Dictionary { values, counts, .. } = &column.cells else {
        return None;
    };
    if values.len() > 30 {
        return None;
    }
    let header = Header::new(&column.name);
    let mut rated = !asks_count(&header)
        && header.stem(&[
            "ocen", "rating", "rate", "score", "star", "gwiazd", "satisf", "zadowol", "overall",
        ]);
    let (mut range, mut between) = (None, false);
    let used = values.iter().zip(counts).filter(|(_, count)| **count > 0);
    for (value, _) in used.filter(|(value, _)| !is_missing(value)) {
        let (doubled, says_so) = half_points(value)?;
        rated |= says_so;
        between |= doubled % 2 == 1;
        let (low, high) = range.unwrap_or((doubled, doubled));
        range = Some((doubled.min(low), doubled.max(high)));
    }
    range.filter(|_| rated && between)
}

/// Rows from which on rising numbers count them, though some are left out.
const MANY_ROWS: usize = 20;

/// True when the cells are whole numbers that go up, or down, by one from row to row.
pub(super) fn counts_rows(column: &Column) -> bool {
    let rows = column.len();
    if rows < 5 || column.answered as usize != rows {
        return false;
    }
    let number = |row: usize| column.get(row).parse::<i64>().ok();
    let span = number(0)
        .zip(number(rows - 1))
        .map_or(0, |(first, last)| first.abs_diff(last)) as usize;
    // Numbers given one after the other, of which some rows were left out. Amounts that were sorted lie
    // further apart, and answers come more than once.
    let mut before = number(0);
    let mut rises = |row: usize| {
        let here = number(row);
        let steps = here.zip(std::mem::replace(&mut before, here));
        steps.is_some_and(|(here, before)| here > before)
    };
    if rows >= MANY_ROWS && span < rows * 3 && (1..rows).all(&mut rises) {
        return true;
    }
    let Some(step) = number(0)
        .zip(number(1))
        .map(|(first, second)| second.saturating_sub(first))
    else {
        return false;
    };
    // Nine rows in ten: somebody deleted an answer, or sorted the last ones.
    let mut before = number(0);
    let follows = |row: &usize| {
        let here = number(*row);
        let steps = here.zip(std::mem::replace(&mut before, here));
        steps.is_some_and(|(here, before)| here.saturating_sub(before) == step)
    };
    // Scores that happen to stand in order start again, or end where their scale does.
    step.abs() == 1
        && span * 10 >= (rows - 1) * 9
        && (1..rows).filter(follows).count() * 10 >= (rows - 1) * 9
}

/// The verbal scale of a column with few different values.
pub(super) fn likert(column: &Column) -> Option<Likert> {
    labels(column).and_then(|labels| likert_of(labels.into_iter()))
}

/// The verbal scale of a column whose answers are a number and a label, and whether its lowest number is the best.
fn numbered(column: &Column) -> Option<(Likert, bool)> {
    let Cells::Dictionary { values, counts, .. } = &column.cells else {
        return None;
    };
    let used = values.iter().zip(counts);
    let used = used
        .filter(|(value, count)| **count > 0 && !is_missing(value))
        .map(|(value, _)| value);
    let labelled = |value: &str| {
        value.starts_with(|first: char| first.is_ascii_digit())
            && value.contains(char::is_alphabetic)
    };
    (values.len() <= 20 && used.clone().any(labelled))
        .then(|| likert_of_numbered(used))
        .flatten()
}

/// The verbal scale of a column that is known to be a rating.
pub(super) fn likert_of_rating(column: &Column) -> Option<Likert> {
    labels(column).and_then(|labels| likert_of_few(labels.into_iter()))
}

/// The scale of a column that says how often in units of time; of a habit among others where `few` labels were used.
pub(super) fn rates(column: &Column, few: bool) -> Option<Likert> {
    labels(column).and_then(|labels| rates_of(labels.into_iter(), few))
}

/// The different values of a column, when they are few enough to be labels.
pub(super) fn labels(column: &Column) -> Option<Vec<&str>> {
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
    // Numbers are labels of no scale, and looking through all scales for them takes its time.
    let bare =
        |value: &&&str| value.is_ascii() && !value.bytes().any(|byte| byte.is_ascii_alphabetic());
    (used.iter().filter(bare).count() < 2).then_some(used)
}

/// Whole-number answer of a cell of a score column, by its digits or by its label; on a scale of ten where
/// the ratings of the column lie between points ([`Fine`]).
pub fn answers_of(column: &Column) -> impl Fn(&str) -> Option<i32> {
    let likert = likert(column)
        .or_else(|| rates(column, true))
        .or_else(|| likert_of_rating(column));
    let fine = fine_points(column);
    move |cell| match fine {
        Some(Fine::Halves) => half_points(cell).map(|(doubled, _)| doubled),
        Some(fine) => tenths(cell).map(|(tenths, _)| whole(fine, tenths)),
        None => parse_answer(cell).or_else(|| likert.and_then(|likert| likert.answer(cell))),
    }
}

/// What numbers with a fraction or in groups are made of.
const NUMBER: u16 = kind::DIGIT | kind::DASH | kind::POINT | kind::COMMA;
/// What no short code has.
const TEXT: u16 = kind::BLANK | kind::WIDE | kind::COMMA;

/// A value, how many rows hold it, and what it is made of. Most questions about a value are asked only where its kinds
/// of bytes leave the answer open.
struct Value<'a> {
    text: &'a str,
    weight: f64,
    kinds: u16,
    /// It has a digit and is no longer than a date with all that may stand beside it: what has none is no number, no
    /// date and no id, and neither is a comment.
    digits: bool,
}

impl<'a> Value<'a> {
    fn new(text: &'a str, count: u32) -> Self {
        let kinds = kind::of(text);
        Value {
            text,
            weight: f64::from(count),
            kinds,
            digits: text.len() <= LONGEST_DATE && kinds & kind::DIGIT != 0,
        }
    }

    /// True when one of the kinds occurs.
    fn has(&self, wanted: u16) -> bool {
        self.kinds & wanted != 0
    }

    /// True when no other kinds occur.
    fn only(&self, allowed: u16) -> bool {
        self.kinds & !allowed == 0
    }

    /// The rows that hold it where it fits, else none.
    fn share(&self, fits: bool) -> f64 {
        if fits { self.weight } else { 0.0 }
    }
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
    places: f64,
    coordinates: f64,
    grouped_phones: bool,
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
    open_end: bool,
    bands: f64,
    points: f64,
    tags: f64,
    durations: f64,
    clocks: f64,
    fractions: f64,
    /// Times of a clock that hardly anybody answers at, as minutes and seconds of a duration would be written.
    small_hours: f64,
    /// Different values with parts, their parts, and those among them whose parts all begin with a capital.
    parted: [f64; 3],
    different_values: f64,
}

impl Sums {
    /// Looks at a value that `count` rows hold. Never inlined: WebAssembly engines replace a function
    /// by its optimised code when it is called again, not in the middle of a loop.
    #[inline(never)]
    fn add(&mut self, text: &str, count: u32) {
        if is_missing(text) {
            return;
        }
        let western = in_western_digits(text);
        let text = western.as_deref().unwrap_or(text);
        let value = Value::new(text, count);
        self.seen += value.weight;
        match &self.only {
            None => self.only = Some(text.to_owned()),
            Some(only) => self.different |= only != text,
        }
        self.add_answer(&value);
        self.add_numbers(&value);
        self.add_personal(&value);
        self.add_text(&value);
        self.add_options(text);
    }

    fn add_answer(&mut self, value: &Value) {
        if let Some(answer) = parse_answer(value.text) {
            self.answers += value.weight;
            self.values.push((answer, value.weight));
            // "3 times" is an answer with a label, "3/5" and "★★★" are numbers.
            self.numbers += value.share(!value.text.contains(char::is_alphabetic));
            return;
        }
        // An apostrophe stands between thousands.
        let plain = !value.has(kind::OTHER) || value.text.contains('\'');
        let others = kind::UNDERSCORE | kind::AT | kind::COLON | kind::SLASH;
        let number = value.digits && plain && !value.has(others);
        self.numbers += value.share(number && is_number(value.text));
    }

    /// Bands, points, lengths of time, dates and codes.
    fn add_numbers(&mut self, value: &Value) {
        if !value.digits {
            return;
        }
        let text = value.text;
        self.open_end |= is_open_end(text);
        self.bands += value.share(is_band(text));
        self.points += value.share(value.has(kind::SLASH) && text.contains(" / "));
        self.tags += value.share(!value.has(TEXT) && is_tag(text));
        self.durations += value.share(is_duration(text));
        let clock = is_clock(text);
        self.clocks += value.share(clock);
        self.small_hours += value.share(clock && is_small_hour(text));
        self.dates += value.share(is_written_date(text));
        self.date_numbers += value.share(date_number(text).is_some());
        if value.only(NUMBER | kind::BLANK) {
            self.fractions += value.share(is_fraction(text));
            self.national_ids += value.share(is_pesel(text));
            self.tax_ids += value.share(is_nip(text));
        }
    }

    /// What tells who somebody is.
    fn add_personal(&mut self, value: &Value) {
        let text = value.text;
        let ip = value.only(kind::DIGIT | kind::HEX | kind::COLON | kind::POINT);
        self.addresses_ip += value.share(ip && is_ip(text));
        self.emails += value.share(value.has(kind::AT) && has_email(text));
        self.names += value.share(is_person_name(text));
        if !value.digits {
            return;
        }
        let grouped = value.only(kind::DIGIT | kind::HEX | kind::LETTER | kind::DASH | kind::BLANK);
        self.accounts += value.share(grouped && is_bank_account(text));
        self.places += value.share(value.has(kind::BLANK) && is_address(text));
        let coordinates = value.only(NUMBER | kind::BLANK | kind::PLUS) && is_coordinates(text);
        self.coordinates += value.share(coordinates);
        let phone = !value.has(kind::HEX | kind::LETTER | kind::WIDE) && is_phone(text);
        // "20260305 101112".
        if phone && !is_written_date(text) {
            self.phones += value.weight;
            self.grouped_phones |= text.contains(['-', ' ', '+', '(']);
        }
    }

    /// Words and their capitals, links, codes, "yes" and "no".
    fn add_text(&mut self, value: &Value) {
        let text = value.text;
        self.yes_no += value.share(text.len() <= LONGEST_YES && is_yes_no(text));
        let code =
            value.only(kind::DIGIT | kind::HEX | kind::LETTER | kind::DASH | kind::UNDERSCORE);
        self.codes += value.share(code && is_code(text));
        self.links += value.share(value.has(kind::COLON | kind::POINT) && is_link(text));
        let wide = value.has(kind::WIDE);
        // Chinese and Japanese have no blanks between words.
        let dense = match wide {
            false => 0,
            true => text.chars().filter(|letter| is_dense(*letter)).count(),
        };
        let is_word = |word: &&str| word.contains(char::is_alphanumeric);
        let wordy = text.split_whitespace().filter(is_word).nth(2).is_some() || dense >= 6;
        self.wordy += value.share(wordy);
        for word in text.split_whitespace().take(40) {
            let first = word.chars().next().unwrap_or(' ');
            self.words += f64::from(u8::from(first.is_alphabetic()));
            self.capitals += f64::from(u8::from(first.is_uppercase()));
        }
        let length = match wide {
            false => text.len(),
            true => text.chars().count(),
        };
        self.length += value.weight * (length + 2 * dense).min(500) as f64;
    }

    /// True for a scale around a middle of 0, from -2 to 2 or from -3 to 3, of which nearly every point is used: its
    /// negative answers are no codes.
    fn both_ways(&self) -> bool {
        let used = |point: i32| self.values.iter().any(|(value, _)| *value == point);
        let end = match () {
            () if used(3) || used(-3) => 3,
            () => 2,
        };
        let on_scale = self.values.iter().all(|(value, _)| value.abs() <= end);
        let points = (-end..=end).filter(|point| used(*point)).count() as i32;
        let below = (-end..0).filter(|point| used(*point)).count() as i32;
        on_scale && points >= 2 * end && below >= end - 1 && used(1) && used(2)
    }

    /// Parts of lists: options of a multiple choice recur, clauses and paragraphs do not.
    fn add_options(&mut self, value: &str) {
        self.different_values += 1.0;
        if self.options.len() > 2000 {
            return;
        }
        let Some(writing) = Writing::of_cell(value) else {
            return;
        };
        let (mut parts, mut capital) = (0.0, true);
        writing.each_option(value, &mut |option| {
            self.option_count += 1.0;
            *self.options.entry(option.to_owned()).or_insert(0) += 1;
            parts += 1.0;
            let own = option.split([' ', '\'']).next() != Some("I");
            capital &= own && option.starts_with(char::is_uppercase);
        });
        // Paragraphs begin with capitals, too.
        if writing == Writing::Lines {
            return;
        }
        self.parted[0] += 1.0;
        self.parted[1] += parts;
        self.parted[2] += f64::from(u8::from(capital && parts > 1.0));
    }

    /// True when the parts of a handful of values are options that come back: most of them stand in several
    /// values. In many values parts of what people write come back, too.
    fn recurs(&self) -> bool {
        const HANDFUL: f64 = 30.0;
        let back = self.options.values().filter(|times| **times >= 2);
        let back: f64 = back.map(|times| f64::from(*times)).sum();
        self.different_values < HANDFUL
            && self.option_count >= 4.0
            && back >= self.option_count * 0.6
    }

    /// Whole numbers and their weights without codes for "no answer": these are few beside the answers, otherwise
    /// they are ordinary numbers.
    fn without_sentinels(&self) -> Vec<(i32, f64)> {
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
        let on_scale: f64 = on_scale.map(|(_, weight)| weight).sum();
        let sentinels = on_scale > 0.0
            && on_scale < self.answers
            && on_scale >= self.answers * least
            && !self.both_ways();
        let kept = |(value, _): &&(i32, f64)| !sentinels || !sentinel(*value);
        self.values.iter().filter(kept).copied().collect()
    }

    /// True when parts of the values come back as options do. Of a few rows they do less often, but what people write
    /// has no parts that do.
    fn are_lists(&self) -> bool {
        let different = self.options.len() as f64;
        let most = match self.option_count {
            20.0.. => 0.34,
            8.0.. => 0.5,
            _ => 0.0,
        };
        different < self.option_count * most || self.recurs()
    }

    fn profile(self, answered: u32, distinct: u32) -> Profile {
        let seen = self.seen.max(1.0);
        let lists = self.are_lists();
        let [parted, parts, capital] = self.parted;
        let many_parts = parted * 2.0 >= self.different_values;
        let (range, strays) = range_without_strays(&self.without_sentinels());
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
            places: self.places / seen,
            coordinates: self.coordinates / seen,
            grouped_phones: self.grouped_phones,
            addresses_ip: self.addresses_ip / seen,
            yes_no: self.yes_no / seen,
            wordy: self.wordy / seen,
            length: self.length / seen,
            codes: self.codes / seen,
            capitals: self.capitals / self.words.max(1.0),
            lists,
            option_lists: if many_parts {
                capital / parted.max(1.0)
            } else {
                0.0
            },
            option_parts: parts,
            likert: None,
            numbered: None,
            links: self.links / seen,
            names: self.names / seen,
            only: self
                .only
                .filter(|_| !self.different)
                .map(|value| fold(value.trim())),
            counts_rows: false,
            open_end: self.open_end,
            bands: self.bands / seen,
            points: self.points / seen,
            tags: self.tags / seen,
            durations: self.durations / seen,
            clocks: self.clocks / seen,
            small_hours: self.small_hours / seen,
            fractions: self.fractions / seen,
            filled: (answered, distinct),
            fine: None,
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
