//! Cells → values: answers on a scale and dates, as people and platforms write them.

use serde::{Deserialize, Serialize};

/// Words that stand for "no answer", folded.
const MISSING: &[&str] = &[
    "-",
    "--",
    "–",
    "—",
    ".",
    "n/a",
    "na",
    "n.a.",
    "#n/a",
    // A list of nothing.
    "[]",
    "{}",
    // What spreadsheets show in the place of a formula's value, in English and Polish.
    "#null!",
    "#div/0!",
    "#value!",
    "#ref!",
    "#name?",
    "#num!",
    "#n/d",
    "#n/d!",
    "#dziel/0!",
    "#arg!",
    "#adr!",
    "#nazwa?",
    "#liczba!",
    "nan",
    "null",
    "none",
    "nil",
    "nd",
    "n/d",
    "bd",
    "b.d.",
    "n.d.",
    "nie podano",
    "b/d",
    "brak",
    "brak odpowiedzi",
    "brak danych",
    "nie dotyczy",
    "nie wiem",
    "trudno powiedziec",
    "don't know",
    "dont know",
    "do not know",
    "not applicable",
    "no answer",
    "no response",
    "prefer not to answer",
    "prefer not to say",
    "refused",
    "unknown",
    "not rated",
    "no rating",
    "brak oceny",
    "bez oceny",
    "dk",
    "keine angabe",
    "weiss nicht",
    "k.a.",
    "ns/nc",
    "no sabe",
    "ne sait pas",
];

/// For each length, which first bytes the words of [`MISSING`] have, as bits by the byte's lowest five:
/// every cell of a file is asked about, and nearly none gets further than this.
const MISSING_STARTS: [u32; 25] = {
    let mut starts = [0; 25];
    let mut at = 0;
    while at < MISSING.len() {
        let word = MISSING[at].as_bytes();
        starts[word.len()] |= start_bit(word[0]);
        at += 1;
    }
    starts
};

/// The same bit for a letter in both cases.
const fn start_bit(byte: u8) -> u32 {
    1 << (byte % 32)
}

/// True for a blank cell and for the words people write when they have no answer.
pub fn is_missing(cell: &str) -> bool {
    let cell = cell.trim();
    let Some(&first) = cell.as_bytes().first() else {
        return true;
    };
    let Some(starts) = MISSING_STARTS.get(cell.len()) else {
        return false;
    };
    // Folding makes a new string, and of ASCII it only makes lower case.
    if cell.is_ascii() {
        let same = |word: &&str| word.len() == cell.len() && word.eq_ignore_ascii_case(cell);
        return starts & start_bit(first) != 0 && MISSING.iter().any(same);
    }
    MISSING.contains(&crate::text::fold(cell).as_str())
}

/// A whole-number answer: `9`, `9.0`, `9,0`, `10/10`, `9 - bardzo prawdopodobne`,
/// `5 (Very satisfied)`, `Extremely likely - 10`, `★★★★`. `None` for anything else.
pub fn parse_answer(cell: &str) -> Option<i32> {
    let cell = cell.trim();
    let stars = star_count(cell);
    if stars.is_some() {
        return stars;
    }
    if let Some(behind) = cell.strip_prefix(['(', '[']) {
        return answer_in_brackets(behind);
    }
    let (negative, digits) = match cell.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        // "+2" is the other end of a scale that begins with "-2".
        None => (false, cell.strip_prefix('+').unwrap_or(cell)),
    };
    let length = digits.bytes().take_while(u8::is_ascii_digit).count();
    if length == 0 {
        return match in_western_digits(cell) {
            Some(cell) => parse_answer(&cell),
            None => answer_behind_label(cell),
        };
    }
    if length > 6 {
        return None;
    }
    let value: i32 = digits[..length].parse().ok()?;
    answer_tail(&digits[length..]).then_some(if negative { -value } else { value })
}

/// A cell that begins with a digit of another script ("٩", "９", "๙ - มาก"), with the digits that all else is read with;
/// `None` for every other cell.
#[inline(never)]
pub(crate) fn in_western_digits(cell: &str) -> Option<String> {
    let first = cell.trim_start().chars().next()?;
    if first.is_ascii() || !first.is_numeric() {
        return None;
    }
    western_digit(first)?;
    let digits = cell
        .chars()
        .map(|letter| western_digit(letter).unwrap_or(letter));
    Some(digits.collect())
}

/// The digit from 0 to 9 that a digit of another script stands for.
fn western_digit(letter: char) -> Option<char> {
    // Arabic, Persian and Urdu, Devanagari, Bengali, Thai, and the wide digits of Chinese and Japanese.
    const ZEROS: [u32; 6] = [0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10];
    let code = u32::from(letter);
    let behind = |zero: &u32| code.checked_sub(*zero).filter(|digit| *digit < 10);
    let digit = ZEROS.iter().find_map(behind)?;
    char::from_digit(digit, 10)
}

/// The answer in brackets before its label, behind the opening one: `(3) often`, `[3]`.
fn answer_in_brackets(behind: &str) -> Option<i32> {
    let (digits, label) = behind.split_once([')', ']'])?;
    let value: i32 = digits.parse().ok()?;
    let fits = digits.len() <= 2
        && (label.is_empty() || has_label(label) && !label.starts_with(char::is_alphanumeric));
    fits.then_some(value)
}

/// The answer behind its label: `Extremely likely - 10`, `Very satisfied (5)`. The label must be one
/// of a verbal scale, because names of shops and versions end in numbers too.
fn answer_behind_label(cell: &str) -> Option<i32> {
    if cell.len() > 60 || !cell.ends_with(|last: char| last.is_ascii_digit() || last == ')') {
        return None;
    }
    let body = cell.strip_suffix(')').unwrap_or(cell);
    let label = body.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let value = body.get(label.len()..)?.parse().ok();
    // Most numbers at the end of a cell are none of a scale, and looking for a label takes longer.
    let value = value.filter(|value| *value <= 10)?;
    let separator = |letter: char| letter.is_whitespace() || "-–—=:(".contains(letter);
    let words = label.trim_end_matches(separator);
    // A letter joined to a number is a code ("s4"), although some scales are abbreviated to letters.
    let is_code = words == label && words.chars().nth(1).is_none();
    (!is_code && crate::likert::is_label(words)).then_some(value)
}

/// What may stand behind the digits of an answer.
fn answer_tail(tail: &str) -> bool {
    if tail.is_empty() {
        return true;
    }
    if let Some(fraction) = tail.strip_prefix(['.', ',']) {
        let behind = fraction.trim_start_matches('0');
        // "9." as in an enumeration.
        if behind.len() < fraction.len() || fraction.is_empty() {
            return behind.is_empty() || most_points(behind).is_some();
        }
        // "9. Very likely": a full stop, a blank and a label.
        return fraction.starts_with(' ') && has_label(fraction);
    }
    if most_points(tail).is_some() {
        return true;
    }
    let separated = tail.starts_with([' ', '\u{a0}', '-', '–', '—', '=', ':', '(', ')']);
    separated && has_label(tail)
}

/// The most points there are, behind an answer that names them: `/10`, ` out of 5 stars`, ` z 5`.
fn most_points(tail: &str) -> Option<&str> {
    let tail = tail.trim_start();
    let words = ["/", "out of ", "of ", "z ", "na "];
    let points = words.iter().find_map(|word| tail.strip_prefix(word))?;
    let points = points.trim();
    let unit = ["stars", "gwiazdek", "sternen", "estrellas", "points", "pkt"]
        .iter()
        .find_map(|unit| points.strip_suffix(unit));
    let points = unit.map_or(points, str::trim_end);
    points
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then_some(points)
}

/// Twice the rating of a cell in half points of five, and whether it says that there are five, or that
/// it counts stars: `4,5/5`, `4.5 out of 5`, `3,5 gwiazdki`, `★★★½`, `4.5`, `4`.
pub(crate) fn half_points(cell: &str) -> Option<(i32, bool)> {
    let cell = cell.trim();
    let (whole, half) = match cell.strip_suffix('½') {
        Some(stars) => (star_count(stars)?, 1),
        None => match (parse_answer(cell), cell.split_once(['.', ','])) {
            (Some(whole), _) => (whole, 0),
            (None, Some((whole, fraction))) => {
                let tail = fraction.strip_prefix('5')?.trim_start_matches('0');
                let whole =
                    parse_answer(whole).filter(|_| answer_tail(tail) && whole.len() == 1)?;
                (whole, 1)
            }
            (None, None) => return None,
        },
    };
    let points = cell
        .find(['/', ' '])
        .and_then(|at| most_points(&cell[at..]));
    let of_five = points.is_none_or(|points| points == "5");
    let rated = points.is_some()
        || ["star", "gwiazd", "★", "⭐"]
            .iter()
            .any(|it| cell.contains(it));
    let doubled = 2 * whole + half;
    (of_five && (0..=10).contains(&doubled)).then_some((doubled, rated))
}

/// Ten times a rating with at most one decimal, from 0 to 10, and the most points there are if it names
/// them: `8.8`, `8,8/10`, `4.3 out of 5`, `7`.
pub(crate) fn tenths(cell: &str) -> Option<(i32, Option<i32>)> {
    let cell = cell.trim();
    let number = |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | ',');
    let end = cell
        .find(|letter: char| !number(letter))
        .unwrap_or(cell.len());
    let (digits, tail) = cell.split_at(end);
    let points = match tail {
        "" => None,
        _ => Some(most_points(tail)?.parse().ok()?),
    };
    let (whole, fraction) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
    let fraction = fraction.trim_end_matches('0');
    let tenth = if fraction.is_empty() { "0" } else { fraction };
    if whole.len() > 2 || tenth.len() > 1 {
        return None;
    }
    let tenths = 10 * whole.parse::<i32>().ok()? + tenth.parse::<i32>().ok()?;
    (tenths <= 100).then_some((tenths, points))
}

/// A label has letters, and no digits that could make it a date, a range or a telephone number.
fn has_label(text: &str) -> bool {
    text.chars().any(char::is_alphabetic) && !text.chars().any(|letter| letter.is_ascii_digit())
}

fn star_count(cell: &str) -> Option<i32> {
    let only_stars = cell
        .chars()
        .all(|letter| matches!(letter, '★' | '⭐' | '☆' | '\u{fe0f}' | ' '));
    if !only_stars {
        return None;
    }
    let full = cell.chars().filter(|letter| matches!(letter, '★' | '⭐'));
    Some(full.count() as i32).filter(|full| *full > 0)
}

/// In which order day and month stand when the cell itself does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// 31.12.2026, 31/12/2026.
    DayFirst,
    /// 12/31/2026.
    MonthFirst,
}

/// Days since 1970-01-01 of a date cell, with or without a time behind it.
///
/// Read are ISO 8601 (`2026-01-31T12:00:00Z`), `31.12.2026`, `12/31/2026`, two-digit years from
/// 1970 to 2069, and month names in Polish and English (`5 stycznia 2026`, `Jan 5, 2026`).
///
/// In a column that is known to hold dates, numbers are dates too: serial days of spreadsheets
/// from 2000 to 2050, Unix times from 2001 to 2050 in seconds, milliseconds, microseconds or nanoseconds, and days as
/// databases write them with or without a time (`20260131`, `20260131235900`).
pub fn parse_date(cell: &str, order: DateOrder) -> Option<i32> {
    parse_written_date(cell, order).or_else(|| date_number(cell))
}

/// Days since 1970-01-01 of a cell that is a date beyond doubt, whatever stands in the rest of its
/// column, without a zone that it would have to be moved from. `None` for every other cell, `Some(None)`
/// for a day that does not exist.
pub(crate) fn plain_date(cell: &str) -> Option<Option<i32>> {
    let (year, month, day) = plain_iso(cell.as_bytes())?;
    Some(days_from_civil(year, month, day))
}

/// Days since 1970-01-01 of a number that stands for a date; see [`parse_date`].
pub fn date_number(cell: &str) -> Option<i32> {
    let cell = cell.trim();
    if !matches!(cell.len(), 5..=20) || !cell.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    if let (8, Ok(digits)) = (cell.len(), cell.parse::<u32>()) {
        // `20260131`, as databases write days.
        let (year, month, day) = (digits / 10_000, digits / 100 % 100, digits % 100);
        return (1990..=2050)
            .contains(&year)
            .then(|| days_from_civil(year as i32, month, day))
            .flatten();
    }
    if cell.len() == 14 && cell.bytes().all(|byte| byte.is_ascii_digit()) {
        // `20260131235900`, the same with a time.
        return date_number(&cell[..8]).filter(|_| is_clock_digits(&cell.as_bytes()[8..]));
    }
    let value: f64 = cell.replace(',', ".").parse().ok()?;
    let days = match value {
        36_526.0..54_790.0 => value - 25_569.0,
        978_307_200.0..2_524_608_000.0 => value / 86_400.0,
        978_307_200_000.0..2_524_608_000_000.0 => value / 86_400_000.0,
        978_307_200e6..2_524_608_000e6 => value / 86_400e6,
        978_307_200e9..2_524_608_000e9 => value / 86_400e9,
        _ => return None,
    };
    Some(libm::floor(days) as i32)
}

/// True for the four or six digits of a time of day, with a zone or a fraction of a second behind them or not: `2359`,
/// `235900Z`.
#[inline(never)]
fn is_clock_digits(time: &[u8]) -> bool {
    let digits = time.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let below = |at: usize, end: u32| {
        let part = time.get(at..at + 2).and_then(whole_number);
        part.is_some_and(|part| part < end)
    };
    let zone = |byte: &u8| byte.is_ascii_digit() || b"Zz+-:.,".contains(byte);
    matches!(digits, 4 | 6) && below(0, 25) && below(2, 60) && time[digits..].iter().all(zone)
}

/// As [`parse_date`], but only for dates that are written as dates.
pub fn parse_written_date(cell: &str, order: DateOrder) -> Option<i32> {
    let parts = date_parts(cell)?;
    let (year, month, day) = match parts {
        DateParts::Iso(year, month, day) | DateParts::Named(year, month, day) => (year, month, day),
        DateParts::Numeric(first, second, year) => match order {
            DateOrder::DayFirst => (year, second, first),
            DateOrder::MonthFirst => (year, first, second),
        },
    };
    days_from_civil(year, month, day)
}

/// True for a date that is written as a date, whichever of day and month stands first.
pub fn is_written_date(cell: &str) -> bool {
    let Some(parts) = date_parts(cell) else {
        return false;
    };
    let exists = |year, month, day| days_from_civil(year, month, day).is_some();
    match parts {
        DateParts::Iso(year, month, day) | DateParts::Named(year, month, day) => {
            exists(year, month, day)
        }
        DateParts::Numeric(first, second, year) => {
            exists(year, second, first) || exists(year, first, second)
        }
    }
}

/// Offset from UTC in minutes that stands behind the time of a date cell: `Z`, `+02:00`, `GMT+0100`,
/// `UTC`, `CET`. `None` without one; abbreviations that mean different places are left alone.
///
/// ```
/// use vocal_core::values::utc_offset;
/// assert_eq!(utc_offset("2026-01-31T23:30:00+02:00"), Some(120));
/// assert_eq!(utc_offset("2026-01-31 23:30 CET"), Some(60));
/// assert_eq!(utc_offset("2026-01-31"), None);
/// ```
pub fn utc_offset(cell: &str) -> Option<i32> {
    const NAMED: &[(&str, i32)] = &[
        ("Z", 0),
        ("UTC", 0),
        ("GMT", 0),
        ("WET", 0),
        ("WEST", 60),
        ("CET", 60),
        ("CEST", 120),
        ("EET", 120),
        ("EEST", 180),
        ("EST", -300),
        ("EDT", -240),
        ("CDT", -300),
        ("MST", -420),
        ("MDT", -360),
        ("PST", -480),
        ("PDT", -420),
    ];
    let cell = cell.trim();
    if plain_iso(cell.as_bytes()).is_some() {
        return None;
    }
    // An offset belongs to a time of day; "2026-01-31" has none, and ends in digits behind a minus.
    let time = cell.find(':')?;
    let tail = &cell[time..];
    // Most dates have none, and there may be millions of them.
    let plain = |byte: u8| byte.is_ascii_digit() || matches!(byte, b':' | b'.');
    if tail.bytes().all(plain) {
        return None;
    }
    // "GMT+0100 (Central European Standard Time)", "+01:00[Europe/Warsaw]": the name in brackets repeats the offset.
    let tail = tail.split(['(', '[']).next().unwrap_or(tail).trim_end();
    let letters = tail
        .rfind(|letter: char| !letter.is_ascii_alphabetic())
        .map_or(0, |at| at + 1);
    let name = tail.get(letters..).filter(|name| !name.is_empty());
    if let Some(name) = name {
        let zone = NAMED.iter().find(|(zone, _)| *zone == name);
        return zone.map(|(_, minutes)| *minutes);
    }
    let sign = tail.rfind(['+', '-', '−'])?;
    let digits: String = tail[sign..]
        .chars()
        .filter(|letter| letter.is_ascii_digit())
        .collect();
    let others = tail[sign..]
        .chars()
        .skip(1)
        .any(|letter| !letter.is_ascii_digit() && letter != ':');
    let (hours, minutes): (i32, i32) = match digits.len() {
        1 | 2 => (digits.parse().ok()?, 0),
        4 => (digits[..2].parse().ok()?, digits[2..].parse().ok()?),
        _ => return None,
    };
    let minutes = hours * 60 + minutes;
    (!others && minutes <= 14 * 60).then_some(if tail[sign..].starts_with('+') {
        minutes
    } else {
        -minutes
    })
}

/// Minutes since midnight of the first time of day in a cell: `23:30`, `11:30 PM`.
pub fn minute_of_day(cell: &str) -> Option<i32> {
    second_of_day(cell).map(|second| second / 60)
}

/// Seconds since midnight of the first time of day in a cell: `23:30`, `23:30:05`, `11:30 PM`.
pub(crate) fn second_of_day(cell: &str) -> Option<i32> {
    let colon = cell.find(':')?;
    let before = cell[..colon].bytes().rev();
    let digits = before.take_while(u8::is_ascii_digit).count();
    let hour: i32 = cell[colon - digits..colon].parse().ok()?;
    let minute: i32 = cell.get(colon + 1..colon + 3)?.parse().ok()?;
    let second = cell.get(colon + 3..colon + 6);
    let second = second.and_then(|second| second.strip_prefix(':')?.parse().ok());
    let second = second
        .filter(|second| (0..60).contains(second))
        .unwrap_or(0);
    let rest = cell[colon..].to_ascii_uppercase();
    // Korean, Chinese and Japanese write it before the time.
    let has = |behind: [&str; 2], before: [&str; 3]| {
        behind.iter().any(|half| rest.contains(half))
            || before.iter().any(|half| cell[..colon].contains(half))
    };
    let afternoon = has(["PM", "P. M"], ["오후", "下午", "午後"]);
    let morning = has(["AM", "A. M"], ["오전", "上午", "午前"]);
    let hour = match (afternoon, morning, hour) {
        (true, _, 1..=11) => hour + 12,
        (_, true, 12) => 0,
        _ => hour,
    };
    let valid = (0..24).contains(&hour) && (0..60).contains(&minute);
    valid.then_some(hour * 3600 + minute * 60 + second)
}

/// Seconds of a duration on a clock: `0:12:31`, or `12:31` for minutes and seconds.
pub(crate) fn clock_seconds(cell: &str) -> Option<f64> {
    let parts: Vec<&str> = cell.trim().split(':').collect();
    if !(2..=3).contains(&parts.len()) {
        return None;
    }
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
    let numbers: Vec<f64> = (parts.iter().filter(|part| is_number(part)))
        .filter_map(|part| part.parse().ok())
        .collect();
    let minor = numbers.iter().skip(1).all(|number| *number < 60.0);
    let whole = numbers.len() == parts.len() && minor;
    whole.then(|| numbers.iter().fold(0.0, |sum, number| 60.0 * sum + number))
}

/// Shows the cells of a column one by one.
pub(crate) type EachCell<'a> = &'a dyn Fn(&mut dyn FnMut(&str));

/// How the numbers of a column are written: one cell alone does not tell whether `1,250` is a
/// thousand or one and a quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Numbers {
    decimal: char,
}

impl Numbers {
    /// Learns it from all cells of a column, which `each` shows one by one.
    ///
    /// The sign that stands last, once, or before other than three digits is the decimal one. Where
    /// no cell tells, three digits behind a comma are thousands, and behind a full stop decimals
    /// unless it is money: amounts have no three decimals.
    pub fn of(each: EachCell) -> Numbers {
        let (mut commas, mut stops) = (0u32, 0u32);
        let mut thousands = false;
        each(&mut |cell| {
            let Some((number, money)) = plain_number(cell) else {
                return;
            };
            match decimal_sign(&number) {
                Some(',') => commas += 1,
                Some(_) => stops += 1,
                None => thousands |= money && number.contains('.'),
            }
        });
        let comma = commas > stops || commas == stops && thousands;
        Numbers {
            decimal: if comma { ',' } else { '.' },
        }
    }

    /// The number in a cell, with or without a unit of money; `None` when it holds anything else,
    /// or is written unlike the others of the column.
    pub fn read(self, cell: &str) -> Option<f64> {
        let (number, _) = plain_number(cell)?;
        let between = if self.decimal == ',' { '.' } else { ',' };
        let (whole, decimals) = match number.split_once(self.decimal) {
            Some((whole, decimals)) => (whole, Some(decimals)),
            None => (number.as_str(), None),
        };
        let mut groups = whole.trim_start_matches(['-', '+']).split(between);
        let first = groups.next()?.len();
        let grouped = whole.contains(between);
        if grouped && (!(1..=3).contains(&first) || groups.any(|group| group.len() != 3)) {
            return None;
        }
        let plain = match decimals {
            Some(decimals) => format!("{}.{decimals}", whole.replace(between, "")),
            None => whole.replace(between, ""),
        };
        plain.parse().ok().filter(|number: &f64| number.is_finite())
    }
}

/// A number without blanks, signs and words of money, and whether it had any; `None` when it has
/// other words or no digit.
fn plain_number(cell: &str) -> Option<(String, bool)> {
    const MONEY: [&str; 13] = [
        "zl", "zł", "pln", "eur", "euro", "euros", "usd", "gbp", "chf", "czk", "kc", "kr", "sek",
    ];
    let cell = cell.trim();
    if let Some(cell) = in_western_digits(cell) {
        return plain_number(&cell);
    }
    let (mut number, mut word, mut money) = (String::new(), String::new(), false);
    let mut letters = cell.chars().peekable();
    while let Some(letter) = letters.next() {
        let exponent = matches!(letter, 'e' | 'E')
            && word.is_empty()
            && number.ends_with(|it: char| it.is_ascii_digit())
            && letters
                .peek()
                .is_some_and(|it| it.is_ascii_digit() || matches!(it, '+' | '-'));
        if letter.is_alphabetic() && !exponent {
            word.extend(letter.to_lowercase());
            if letters.peek().is_some_and(|it| it.is_alphabetic()) {
                continue;
            }
            if !MONEY.contains(&std::mem::take(&mut word).as_str()) {
                return None;
            }
            money = true;
            continue;
        }
        match letter {
            '€' | '$' | '£' | '¥' => money = true,
            '%' | '\'' | '’' => {}
            '−' => number.push('-'),
            _ if letter.is_whitespace() => {}
            _ => number.push(letter),
        }
    }
    // "1000 zł."
    let number = number.trim_end_matches('.').to_owned();
    let digits = number.bytes().any(|it| it.is_ascii_digit());
    digits.then_some((number, money))
}

/// The decimal sign of a number, if its own form tells.
fn decimal_sign(number: &str) -> Option<char> {
    let (comma, stop) = (number.rfind(','), number.rfind('.'));
    let (sign, other, at) = match (comma, stop) {
        (Some(comma), Some(stop)) => return Some(if comma > stop { ',' } else { '.' }),
        (Some(at), None) => (',', '.', at),
        (None, Some(at)) => ('.', ',', at),
        (None, None) => return None,
    };
    if number.matches(sign).count() > 1 {
        return Some(other);
    }
    let whole = number[..at].trim_start_matches(['-', '+']);
    let could_be_thousands =
        number.len() - at == 4 && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
    (!could_be_thousands).then_some(sign)
}

/// What one cell says about the order of day and month, `None` when it could be both.
pub fn date_order_of(cell: &str) -> Option<DateOrder> {
    match date_parts(cell)? {
        DateParts::Numeric(first, second, _) if first > 12 && second <= 12 => {
            Some(DateOrder::DayFirst)
        }
        DateParts::Numeric(first, second, _) if second > 12 && first <= 12 => {
            Some(DateOrder::MonthFirst)
        }
        DateParts::Numeric(..) if cell.contains('.') && !cell.contains('/') => {
            Some(DateOrder::DayFirst)
        }
        _ => None,
    }
}

enum DateParts {
    /// Year, month, day.
    Iso(i32, u32, u32),
    /// Year, month, day; the month was a word.
    Named(i32, u32, u32),
    /// First number, second number, year.
    Numeric(u32, u32, i32),
}

/// Year, month and day of `2026-01-31` or `2026-01-31 12:00:00`, by far the most frequent ways to write
/// a date: files have millions of them, and this takes a fraction of the time of the general way.
fn plain_iso(bytes: &[u8]) -> Option<(i32, u32, u32)> {
    let (date, time) = bytes.split_first_chunk::<10>()?;
    let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = *date else {
        return None;
    };
    let plain_time = match *time {
        [] => true,
        [b' ' | b'T', h0, h1, b':', m0, m1, b':', s0, s1] => are_digits([h0, h1, m0, m1, s0, s1]),
        _ => false,
    };
    if !plain_time || !are_digits([y0, y1, y2, y3, m0, m1, d0, d1]) {
        return None;
    }
    let number = |tens: u8, ones: u8| u32::from(tens - b'0') * 10 + u32::from(ones - b'0');
    let year = number(y0, y1) * 100 + number(y2, y3);
    Some((year as i32, number(m0, m1), number(d0, d1)))
}

/// True when all bytes are digits: one branch for all of them.
#[inline]
fn are_digits<const N: usize>(bytes: [u8; N]) -> bool {
    bytes
        .iter()
        .fold(true, |all, byte| all & byte.is_ascii_digit())
}

fn date_parts(cell: &str) -> Option<DateParts> {
    if let Some((year, month, day)) = plain_iso(cell.as_bytes()) {
        return Some(DateParts::Iso(year, month, day));
    }
    any_date_parts(cell.trim())
}

/// As [`date_parts`], for every other way to write a date. Apart from it: a browser takes its time to compile
/// a long function well, and most files do not need it.
#[inline(never)]
fn any_date_parts(cell: &str) -> Option<DateParts> {
    // "GMT+0100 (Central European Standard Time)": browsers name the zone in brackets.
    let zone = cell
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once(" ("));
    let cell = match zone {
        Some((time, _)) if time.ends_with(|last: char| last.is_ascii_digit()) => time,
        _ => cell,
    };
    if cell.len() < 6 || cell.len() > 60 {
        return None;
    }
    // Programs put narrow blanks before "AM", people dashes between the numbers.
    let unusual = |letter: char| matches!(letter, '\u{a0}' | '\u{202f}' | '\u{2009}' | '–');
    if !cell.is_ascii() && cell.contains(unusual) {
        let usual = |letter| match letter {
            '–' => '-',
            letter if unusual(letter) => ' ',
            letter => letter,
        };
        return any_date_parts(&cell.chars().map(usual).collect::<String>());
    }
    if !cell.bytes().any(|byte| byte.is_ascii_digit()) {
        return any_date_parts(&in_western_digits(cell)?);
    }
    numeric_date(cell)
        .or_else(|| compact_date(cell))
        .or_else(|| eastern_date(cell))
        .or_else(|| named_date(cell))
        .or_else(|| roman_date(cell))
        .or_else(|| month_of_year(cell))
}

/// `20260131T235900Z`, `20260131 235900`, `31JAN2026:23:59:00` and the week `2026-W05`, which stands for its first day:
/// what programs write without signs between day, month and year.
#[inline(never)]
fn compact_date(cell: &str) -> Option<DateParts> {
    let bytes = cell.as_bytes();
    let digits = bytes
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let (number, rest) = bytes.split_at(digits);
    match (digits, rest) {
        (8, [b'T' | b't' | b' ' | b'_' | b'-', time @ ..]) if is_clock_digits(time) => {
            let year = whole_number(&number[..4])? as i32;
            let (month, day) = (whole_number(&number[4..6])?, whole_number(&number[6..])?);
            Some(DateParts::Iso(year, month, day))
        }
        (1 | 2, &[m0, m1, m2, y0, y1, y2, y3, ref time @ ..])
            if matches!(time, [] | [b':' | b' ', ..]) =>
        {
            let month = [m0, m1, m2].map(|letter| letter.to_ascii_lowercase());
            let month = month_number(std::str::from_utf8(&month).ok()?)?;
            let year = whole_number(&[y0, y1, y2, y3])? as i32;
            Some(DateParts::Named(year, month, whole_number(number)?))
        }
        (4, [b'-', b'W', week @ ..] | [b'W', week @ ..]) => {
            let (week, day) = week.split_at_checked(2)?;
            let fits = matches!(day, [] | [b'-', b'1'..=b'7']);
            let week = whole_number(week).filter(|_| fits)?;
            first_day_of_week(whole_number(number)? as i32, week)
        }
        _ => None,
    }
}

/// The number that all of up to four bytes are the digits of.
fn whole_number(digits: &[u8]) -> Option<u32> {
    let (number, length) = leading_number(digits)?;
    (length == digits.len()).then_some(number)
}

/// The Monday of a week of a year (ISO 8601): the first week has the year's first Thursday, and the fourth of January.
fn first_day_of_week(year: i32, week: u32) -> Option<DateParts> {
    let fourth = days_from_civil(year, 1, 4).filter(|_| (1..=53).contains(&week))?;
    // The first of January 1970 was a Thursday.
    let monday = fourth - (fourth + 3).rem_euclid(7);
    let (year, month, day) = civil_from_days(monday + 7 * (week as i32 - 1));
    Some(DateParts::Iso(year, month, day))
}

/// `5 III 2026`, `5.III.2026`: Roman months, as Poles write them.
#[inline(never)]
fn roman_date(cell: &str) -> Option<DateParts> {
    const ROMAN: [&str; 12] = [
        "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII",
    ];
    let roman = |byte| matches!(byte, b'I' | b'V' | b'X');
    if cell.len() > 24 || !cell.bytes().any(roman) {
        return None;
    }
    let words = words_of(cell);
    // A time or "r." may follow.
    let [day, month, year, follows @ ..] = words.as_slice() else {
        return None;
    };
    let month = ROMAN.iter().position(|roman| roman == month)?;
    let fits = matches!(follows, [] | ["r"] | [_, _, ..]) && day.len() <= 2 && year.len() == 4;
    let year = year.parse().ok().filter(|_| fits)?;
    Some(DateParts::Named(year, month as u32 + 1, day.parse().ok()?))
}

/// The words and numbers of a cell, as far as a date may go.
#[inline(never)]
fn words_of(cell: &str) -> Vec<&str> {
    // "Reviewed in the United Arab Emirates on 17 January 2025".
    let words = cell.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty()).take(12).collect()
}

/// `2023. 11. 19 오후 5:03`, `2023年11月19日`, `2023년 11월 19일`: as forms in Korean, Chinese and Japanese write dates.
#[inline(never)]
fn eastern_date(cell: &str) -> Option<DateParts> {
    let number = |text: &'_ str, ends: &[&str]| {
        let (value, length) = leading_number(text.as_bytes())?;
        let end = ends.iter().find(|end| text[length..].starts_with(**end))?;
        Some((value, length + end.len()))
    };
    let (year, length) = number(cell, &[". ", "年", "년 ", "년"])?;
    let rest = &cell[length..];
    let (month, length) = number(rest, &[". ", "月", "월 ", "월"])?;
    let rest = &rest[length..];
    let (day, length) = leading_number(rest.as_bytes())?;
    let fits = rest.len() == length || rest[length..].starts_with(['.', ' ', '日', '일']);
    (fits && (1900..=2200).contains(&year)).then_some(DateParts::Iso(year as i32, month, day))
}

/// A month alone stands for its first day: `2026-01`, `01.2026`, `01/2026`, `Jan 2026`, `styczeń 2026`, `Jan-26`.
#[inline(never)]
fn month_of_year(cell: &str) -> Option<DateParts> {
    const BETWEEN: [char; 4] = ['-', '/', '.', ' '];
    // One of the two is a year. Folding a text takes much longer than a look at its ends.
    let digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let year = digit(cell.as_bytes().first()) || digit(cell.as_bytes().last());
    if cell.len() > 20 || !year || !cell.contains(BETWEEN) {
        return None;
    }
    let folded = crate::text::fold(cell);
    let (first, second) = folded.split_once(BETWEEN)?;
    let numeric = first.len() == 4 || second.len() == 4;
    let short = cell.contains('-') && second.len() == 2;
    let year_of = |text: &str| {
        let year: i32 = text.parse().ok()?;
        match text.len() {
            2 if short => Some(2000 + year),
            4 => Some(year).filter(|year| (1990..=2100).contains(year)),
            _ => None,
        }
    };
    let number_of = |text: &str| text.parse().ok().filter(|_| numeric && text.len() == 2);
    let month_of = |text: &str| number_of(text).or_else(|| month_name(text));
    // "2026.1" is a version.
    let year_first = || Some((year_of(first)?, month_of(second)?)).filter(|_| !cell.contains('.'));
    let (year, month) = month_of(first)
        .and_then(|month| Some((year_of(second)?, month)))
        .or_else(year_first)?;
    Some(DateParts::Iso(year, month, 1))
}

/// The month that is named by a whole word: "mar" or "march", but no "marathon".
fn month_name(word: &str) -> Option<u32> {
    const BEGINNINGS: &[&str] = &[
        "janu", "janv", "stycz", "ener", "genn", "febr", "fevr", "luty", "lute", "marc", "marz",
        "apri", "kwie", "abri", "avri", "maja", "maju", "mayo", "magg", "june", "juni", "czer",
        "giug", "juin", "july", "juli", "juil", "lipi", "lipc", "lugl", "augu", "sier", "agos",
        "aout", "sept", "wrze", "sett", "octo", "octu", "pazd", "okto", "otto", "nove", "listop",
        "dece", "deze", "dici", "grud",
    ];
    let known = word.len() <= 3 || BEGINNINGS.iter().any(|start| word.starts_with(start));
    month_number(word).filter(|_| known)
}

#[inline(never)]
fn numeric_date(cell: &str) -> Option<DateParts> {
    let bytes = cell.as_bytes();
    let (first, first_length) = leading_number(bytes)?;
    let separator = *bytes.get(first_length)?;
    if !matches!(separator, b'-' | b'/' | b'.') {
        return None;
    }
    // "5. 3. 2026", as Czechs, Slovenes and others write it. A year first is how Koreans do, see `eastern_date`.
    let spaced =
        separator == b'.' && first_length <= 2 && bytes.get(first_length + 1) == Some(&b' ');
    let gap = 1 + usize::from(spaced);
    let rest = &bytes[first_length + gap..];
    let (second, second_length) = leading_number(rest)?;
    if rest.get(second_length) != Some(&separator) {
        return None;
    }
    let rest = rest.get(second_length + gap..)?;
    let (third, third_length) = leading_number(rest)?;
    if !time_may_follow(&rest[third_length..]) {
        return None;
    }
    match (first_length, second_length, third_length) {
        (4, 1..=2, 1..=2) => Some(DateParts::Iso(common_year(first), second, third)),
        (1..=2, 1..=2, 4) => Some(DateParts::Numeric(first, second, common_year(third))),
        (1..=2, 1..=2, 2) => {
            let year = third as i32 + if third >= 70 { 1900 } else { 2000 };
            Some(DateParts::Numeric(first, second, year))
        }
        _ => None,
    }
}

/// The year of a number that stands for one: Thai dates count from 543 years earlier.
fn common_year(year: u32) -> i32 {
    const THAI: std::ops::Range<i32> = 2500..2643;
    let year = year as i32;
    if THAI.contains(&year) {
        year - 543
    } else {
        year
    }
}

fn leading_number(bytes: &[u8]) -> Option<(u32, usize)> {
    let length = bytes
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    if length == 0 || length > 4 {
        return None;
    }
    let value = bytes[..length]
        .iter()
        .fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    Some((value, length))
}

/// Behind the date stands nothing, or a time: digits with a colon, or `10.05` as Finns and Danes write it.
fn time_may_follow(rest: &[u8]) -> bool {
    let Some((&first, time)) = rest.split_first() else {
        return true;
    };
    match first {
        b'T' | b't' | b' ' | b',' => {
            // "r." is what Polish writes behind a year.
            let time = time.trim_ascii();
            time.is_empty()
                || time == b"r."
                || time.contains(&b':')
                || is_dotted_time(time)
                || is_lettered_time(time)
        }
        // "2018-07-11-19-27", as in names of files.
        b'-' | b'_' => is_dotted_time(time),
        _ => false,
    }
}

/// `18h05` or `18h`, as people write the time in French and Portuguese.
fn is_lettered_time(time: &[u8]) -> bool {
    let Some(at) = time.iter().position(|byte| matches!(byte, b'h' | b'H')) else {
        return false;
    };
    let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    let (hour, minute) = (&time[..at], &time[at + 1..]);
    matches!(hour.len(), 1 | 2) && matches!(minute.len(), 0 | 2) && digits(hour) && digits(minute)
}

/// `18.05` or `18.05.39`, as forms in Italian, Finnish or Danish write the time.
fn is_dotted_time(time: &[u8]) -> bool {
    let mut parts = time.split(|byte| matches!(byte, b'.' | b'-'));
    let number = |part: &[u8], lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&part.len()) && part.iter().all(u8::is_ascii_digit)
    };
    let hour = parts.next().is_some_and(|hour| number(hour, 1..=2));
    let others = parts.clone().count();
    hour && matches!(others, 1 | 2) && parts.all(|part| number(part, 2..=2))
}

/// Beginnings of month names, folded: English, Polish nominative and genitive, and what differs from them
/// in German, Spanish, French and Italian.
const MONTHS: [&[&str]; 12] = [
    &["jan", "sty", "ene", "gen"],
    &["feb", "lut", "fev"],
    &["mar"],
    &["apr", "kwi", "abr", "avr"],
    &["may", "maj", "mai", "mag"],
    &["jun", "cze", "giu", "juin"],
    &["jul", "lip", "lug", "juil"],
    &["aug", "sie", "ago", "aou"],
    &["sep", "wrz", "set"],
    &["oct", "paz", "okt", "ott"],
    &["nov", "lis"],
    &["dec", "gru", "dez", "dic"],
];

/// False for most cells in which no month is named beside a year: ASCII without four digits in a row and without
/// the separators of `31-Jan-26`, or in which no word begins as a month does. Looking for names takes much longer.
fn may_name_a_date(cell: &str) -> bool {
    let mut digits = 0;
    let year = cell.bytes().any(|byte| {
        digits = if byte.is_ascii_digit() { digits + 1 } else { 0 };
        digits == 4 || matches!(byte, b'-' | b'/') || !byte.is_ascii()
    });
    year && (!cell.is_ascii() || begins_a_month(cell.as_bytes()))
}

/// True when a word begins with the first two letters of a month.
fn begins_a_month(cell: &[u8]) -> bool {
    let mut words = cell.split(|byte| !byte.is_ascii_alphanumeric());
    let starts = |word: &[u8], name: &str| {
        let start = word.get(..2);
        start.is_some_and(|start| start.eq_ignore_ascii_case(&name.as_bytes()[..2]))
    };
    words.any(|word| {
        MONTHS
            .iter()
            .flat_map(|names| *names)
            .any(|name| starts(word, name))
    })
}

#[inline(never)]
fn named_date(cell: &str) -> Option<DateParts> {
    if !may_name_a_date(cell) {
        return None;
    }
    let folded = crate::text::fold(cell);
    // `31-Jan-26`: only in this form two digits are a year.
    let mut compact = folded.split(' ').next()?.split(['-', '/']);
    if let (Some(day), Some(month), Some(year), None) = (
        compact.next().and_then(|day| day.parse().ok()),
        compact.next().and_then(month_number),
        compact.next().filter(|year| year.len() == 2),
        compact.next(),
    ) && let Ok(year) = year.parse::<i32>()
    {
        let century = if year >= 70 { 1900 } else { 2000 };
        return Some(DateParts::Named(century + year, month, day));
    }
    let (mut day, mut month, mut year) = (None, None, None);
    for word in words_of(&folded) {
        if let Ok(number) = word
            .trim_end_matches(['s', 't', 'n', 'd', 'r', 'h'])
            .parse::<u32>()
        {
            match number {
                1..=31 if day.is_none() => day = Some(number),
                1900..=2200 if year.is_none() => year = Some(number as i32),
                _ => {}
            }
        } else if month.is_none() {
            month = month_number(word);
        }
        if let (Some(day), Some(month), Some(year)) = (day, month, year) {
            return Some(DateParts::Named(year, month, day));
        }
    }
    None
}

fn month_number(word: &str) -> Option<u32> {
    let found = MONTHS
        .iter()
        .position(|names| names.iter().any(|name| word.starts_with(name)));
    (word.len() <= 12).then_some(())?;
    found.map(|index| index as u32 + 1)
}

/// Days since 1970-01-01 of a date of the proleptic Gregorian calendar from 1800 to 2200, `None` for a date that
/// does not exist. The year is counted from March on, so that the leap day is its last one.
pub fn days_from_civil(year: i32, month: u32, day: u32) -> Option<i32> {
    let month_sound = (1..=12).contains(&month) && (1..=31).contains(&day);
    if !month_sound || !(1800..=2200).contains(&year) {
        return None;
    }
    // Long months are every other one, but July and August both are.
    let longest = match month {
        2 => 29,
        _ => 30 + ((month + month / 8) & 1),
    };
    let leap = || year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if day > longest || month == 2 && day == 29 && !leap() {
        return None;
    }
    let year = year as u32 - u32::from(month <= 2);
    let shifted = (month + 9) % 12;
    let day_of_year = (153 * shifted + 2) / 5 + day - 1;
    let days = year * 365 + year / 4 - year / 100 + year / 400 + day_of_year;
    Some(days as i32 - 719_468)
}

/// Year, month and day of days since 1970-01-01; the inverse of [`days_from_civil`].
pub fn civil_from_days(days: i32) -> (i32, u32, u32) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * month + 2) / 5 + 1) as u32;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (
        year_of_era + era * 400 + i32::from(month <= 2),
        month as u32,
        day,
    )
}

/// `YYYY-MM-DD` of days since 1970-01-01.
pub fn format_date(days: i32) -> String {
    let (year, month, day) = civil_from_days(days);
    format!("{year:04}-{month:02}-{day:02}")
}

/// `YYYY-MM` of days since 1970-01-01.
pub fn format_month(days: i32) -> String {
    let (year, month, _) = civil_from_days(days);
    format!("{year:04}-{month:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_as_people_write_them() {
        for (cell, expected) in [
            ("9", Some(9)),
            (" 10 ", Some(10)),
            ("9.0", Some(9)),
            ("9,0", Some(9)),
            ("10/10", Some(10)),
            ("9 - bardzo prawdopodobne", Some(9)),
            ("0 = not at all likely", Some(0)),
            ("5 (Very satisfied)", Some(5)),
            ("10. Extremely likely", Some(10)),
            ("Extremely likely - 10", Some(10)),
            ("Not at all likely\n0", Some(0)),
            ("bardzo dobrze (5)", Some(5)),
            ("(3) Often", Some(3)),
            ("[0]", Some(0)),
            ("(22) 123 45 67", None),
            ("(3rd) floor", None),
            ("Store 7", None),
            ("Kraków (2)", None),
            ("★★★★☆", Some(4)),
            ("-1", Some(-1)),
            ("−999", Some(-999)),
            ("+2", Some(2)),
            ("+48 601 202 303", None),
            ("9.", Some(9)),
            ("٩", Some(9)),
            ("１０", Some(10)),
            ("๕ - มากที่สุด", Some(5)),
            ("½", None),
            ("②", None),
            ("9.5", None),
            ("2026-01-01", None),
            ("30 - 44", None),
            ("9th", None),
            ("", None),
            ("tak", None),
        ] {
            assert_eq!(parse_answer(cell), expected, "{cell:?}");
        }
    }

    #[test]
    fn ratings_in_half_points() {
        let rated = |doubled| Some((doubled, true));
        for (cell, expected) in [
            ("4,5/5", rated(9)),
            ("4.50/5", rated(9)),
            ("5/5", rated(10)),
            ("4.0/5", rated(8)),
            ("2.5 out of 5", rated(5)),
            ("3,5 z 5", rated(7)),
            ("1 z 5", rated(2)),
            ("3,5 gwiazdki", rated(7)),
            ("★★★½", rated(7)),
            ("★★★☆☆", rated(6)),
            ("4.5", Some((9, false))),
            ("0", Some((0, false))),
            ("4.3/5", None),
            ("7.5/10", None),
            ("5.5", None),
            ("4.5.2026", None),
            ("-0.5", None),
        ] {
            assert_eq!(half_points(cell), expected, "{cell}");
        }
    }

    #[test]
    fn dates_as_people_write_them() {
        for (cell, expected) in [
            ("2026-01-31", "2026-01-31"),
            ("2026-01-31T23:59:59Z", "2026-01-31"),
            ("2026/1/5 7:01", "2026-01-05"),
            ("31.12.2025", "2025-12-31"),
            ("31.12.2025 r.", "2025-12-31"),
            ("31/12/25 10:00", "2025-12-31"),
            ("5 stycznia 2026", "2026-01-05"),
            ("Jan 5, 2026", "2026-01-05"),
            ("2023. 11. 19 오후 5:03:54", "2023-11-19"),
            ("2023年11月9日", "2023-11-09"),
            ("5. 3. 2026", "2026-03-05"),
            ("5. 3. 2026 8:05:01", "2026-03-05"),
            ("5.\u{a0}3.\u{a0}2026", "2026-03-05"),
            ("05.03.2026\u{a0}10:11", "2026-03-05"),
            ("5–3–2026", "2026-03-05"),
            ("05/03/2026 10h11", "2026-03-05"),
            ("05/03/2569", "2026-03-05"),
            ("٢٠٢٦-٠٣-٠٥", "2026-03-05"),
            ("20260305T101112Z", "2026-03-05"),
            ("20260305T1011+0100", "2026-03-05"),
            ("20260305 101112", "2026-03-05"),
            ("20260305101112", "2026-03-05"),
            ("05MAR2026", "2026-03-05"),
            ("5Mar2026:10:11:12", "2026-03-05"),
            ("5 III 2026", "2026-03-05"),
            ("5.III.2026 r.", "2026-03-05"),
            ("2026-W10", "2026-03-02"),
            ("2025-W01", "2024-12-30"),
            ("2026W53", "2026-12-28"),
            ("maju 2026", "2026-05-01"),
            ("1772705472123456", "2026-03-05"),
            ("2023년 1월 9일", "2023-01-09"),
            ("5th March 2026 10:00", "2026-03-05"),
            ("5/3/2026 18.05.39", "2026-03-05"),
            ("5.3.2026 8.05", "2026-03-05"),
            ("5 de mayo de 2026", "2026-05-05"),
            ("5. Oktober 2026", "2026-10-05"),
            ("5 août 2026", "2026-08-05"),
            ("2026-03-05 10:11:12.345678", "2026-03-05"),
            ("2026-03-05T10:11:12.345678901+01:00", "2026-03-05"),
            ("2026-03-05 10:11:12,345678", "2026-03-05"),
            (
                "Thu Mar 05 2026 10:11:12 GMT+0100 (Central European Standard Time)",
                "2026-03-05",
            ),
            (
                "Thu Mar 05 2026 10:11:12 GMT+0100 (czas środkowoeuropejski standardowy)",
                "2026-03-05",
            ),
            (
                "Reviewed in the United States on March 5, 2026",
                "2026-03-05",
            ),
        ] {
            let days = parse_date(cell, DateOrder::DayFirst);
            assert_eq!(days.map(format_date).as_deref(), Some(expected), "{cell:?}");
        }
        for cell in [
            "31.02.2026",
            "9",
            "2026",
            "1.2.3",
            "10-12",
            "ala ma kota 5",
            "I waited from 5 March 2024 on (in the rain, all day long, in Gdynia)",
            "5.3.2026 1.2.3.4",
            "192.168.1.10",
            "5. 3. 4. 2026",
            "20260305 601202303",
            "20260305T9911",
            "20260305991112",
            "2026-W54",
            "2026-W1",
            "5 IIII 2026",
            "5 I love 2026",
            "5maj",
            "05/03/2026 10hours",
        ] {
            assert_eq!(parse_date(cell, DateOrder::DayFirst), None, "{cell:?}");
        }
        let american = parse_date("12/31/2025 11:59 PM", DateOrder::MonthFirst);
        assert_eq!(american.map(format_date).as_deref(), Some("2025-12-31"));
        let narrow = parse_date("3/5/2026, 10:11:12\u{202f}AM", DateOrder::MonthFirst);
        assert_eq!(narrow.map(format_date).as_deref(), Some("2026-03-05"));
    }

    #[test]
    fn time_zones_as_platforms_write_them() {
        for (cell, expected) in [
            ("2026-01-31T23:30:00Z", Some(0)),
            ("2026-01-31T23:30:00.123+02:00", Some(120)),
            ("2026-01-31 23:30:00 -0500", Some(-300)),
            ("2026-01-31 23:30:00+00", Some(0)),
            ("31.01.2026 23:30 CEST", Some(120)),
            (
                "Sat Jan 31 2026 23:30:00 GMT+0100 (Central European Standard Time)",
                Some(60),
            ),
            ("2026-01-31 23:30:00 UTC", Some(0)),
            ("2026-01-31T23:30:00.123456789+01:00", Some(60)),
            ("2026-01-31 23:30:00.123456", None),
            ("2026-01-31 23:30:00,123456", None),
            ("2026-01-31T23:30:00+01:00[Europe/Warsaw]", Some(60)),
            ("1/31/2026 11:30 PM", None),
            ("2026-01-31 23:30", None),
            ("2026-01-31", None),
            ("ala: ma-5 kotów", None),
            ("10:3−", None),
        ] {
            assert_eq!(utc_offset(cell), expected, "{cell:?}");
        }
        assert_eq!(minute_of_day("1/31/2026 11:30 PM"), Some(23 * 60 + 30));
        assert_eq!(minute_of_day("2026-01-31T00:05:00Z"), Some(5));
        assert_eq!(minute_of_day("2026-01-31 18:30:12.345678901"), Some(1110));
        assert_eq!(minute_of_day("żółw: 5"), None);
    }

    #[test]
    fn numbers_that_stand_for_dates() {
        for cell in [
            "46053",
            "46053.75",
            "46053,75",
            "1769817600",
            "1769817600000",
        ] {
            let days = parse_date(cell, DateOrder::DayFirst);
            assert_eq!(
                days.map(format_date).as_deref(),
                Some("2026-01-31"),
                "{cell:?}"
            );
            assert_eq!(parse_written_date(cell, DateOrder::DayFirst), None);
        }
        assert_eq!(parse_date("12345", DateOrder::DayFirst), None);
    }

    #[test]
    fn only_days_that_exist_have_a_number() {
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        for (year, leap) in [
            (1800, 0),
            (1900, 0),
            (2000, 1),
            (2023, 0),
            (2024, 1),
            (2200, 0),
        ] {
            for (month, length) in (1..).zip(lengths) {
                let length = length + if month == 2 { leap } else { 0 };
                for day in 0..40 {
                    let days = days_from_civil(year, month, day);
                    assert_eq!(
                        days.is_some(),
                        (1..=length).contains(&day),
                        "{year} {month} {day}"
                    );
                    let back = days.map(civil_from_days);
                    assert!(back.is_none_or(|back| back == (year, month, day)));
                }
            }
        }
        let outside = [
            (1799, 12, 31),
            (2201, 1, 1),
            (2024, 0, 1),
            (2024, 13, 1),
            (2024, u32::MAX, 1),
        ];
        assert!(
            outside
                .iter()
                .all(|&(year, month, day)| days_from_civil(year, month, day).is_none())
        );
    }

    #[test]
    fn civil_dates_round_trip() {
        for days in (-25_000..84_000).step_by(17) {
            let (year, month, day) = civil_from_days(days);
            assert_eq!(days_from_civil(year, month, day), Some(days));
        }
    }

    #[test]
    fn numbers_are_read_as_their_column_writes_them() {
        let of = |cells: &[&str]| -> Vec<Option<f64>> {
            let numbers = Numbers::of(&|show| cells.iter().for_each(|cell| show(cell)));
            cells.iter().map(|cell| numbers.read(cell)).collect()
        };
        let all = |values: &[f64]| values.iter().copied().map(Some).collect::<Vec<_>>();
        assert_eq!(of(&["1000 zł", "1 250,50 PLN"]), all(&[1000.0, 1250.5]));
        assert_eq!(of(&["1,250", "990"]), all(&[1250.0, 990.0]));
        assert_eq!(of(&["1,250", "2,5"]), all(&[1.25, 2.5]));
        assert_eq!(of(&["1,250", "990.50"]), all(&[1250.0, 990.5]));
        assert_eq!(of(&["1.250 zł", "990 zł"]), all(&[1250.0, 990.0]));
        assert_eq!(of(&["1.250", "0.873"]), all(&[1.25, 0.873]));
        assert_eq!(
            of(&["$1,234,567", "€ 12.000,5"]),
            vec![Some(1_234_567.0), None]
        );
        assert_eq!(
            of(&["−5 %", "1.2E+05", "1’000"]),
            all(&[-5.0, 120_000.0, 1000.0])
        );
        assert_eq!(of(&["EUR 12,50", "١٢"]), all(&[12.5, 12.0]));
        assert_eq!(of(&["twelve", "12 apples", "", "inf"]), vec![None; 4]);
    }

    #[test]
    fn durations_on_a_clock() {
        assert_eq!(clock_seconds("0:12:31"), Some(751.0));
        assert_eq!(clock_seconds("12:31"), Some(751.0));
        assert_eq!(clock_seconds("751"), None);
        assert_eq!(clock_seconds("12:75"), None);
        assert_eq!(second_of_day("2026-01-31 11:30:05 PM"), Some(84_605));
        assert_eq!(minute_of_day("23:30:59"), Some(1410));
    }

    #[test]
    fn missing_words() {
        assert!(is_missing("N/A") && is_missing("nie wiem") && is_missing(" - "));
        assert!(!is_missing("Nie") && !is_missing("0"));
        for word in MISSING {
            assert!(
                is_missing(word) && is_missing(&word.to_uppercase()),
                "{word}"
            );
        }
    }

    #[test]
    fn the_quick_way_to_read_a_date_agrees_with_the_general_one() {
        for cell in [
            "2026-01-31",
            "2026-01-31 23:59:59",
            "2026-13-41T99:99:99",
            "2026-01-31 1:02:03",
            "2026-01-31T12:00:00Z",
            "2026-01-3112:00:00",
            "2026-1-31",
        ] {
            let quick = plain_iso(cell.as_bytes());
            let general = match numeric_date(cell) {
                Some(DateParts::Iso(year, month, day)) => Some((year, month, day)),
                _ => None,
            };
            assert!(quick.is_none() || quick == general, "{cell:?}");
            let plain = (cell.len() == 10 || cell.len() == 19) && !cell.ends_with('Z');
            assert!(
                quick.is_some() == (plain && general.is_some()) || cell.contains(" 1:"),
                "{cell:?}"
            );
        }
    }
}
