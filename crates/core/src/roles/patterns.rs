//! Values that are told by their form: numbers, addresses, codes, and numbers with a checksum.

use crate::text::fold;

/// Kinds of bytes, as bits: what a value is made of tells at once what it cannot be.
pub(super) mod kind {
    pub const DIGIT: u16 = 1;
    /// a to f.
    pub const HEX: u16 = 2;
    pub const LETTER: u16 = 4;
    pub const BLANK: u16 = 8;
    pub const COLON: u16 = 16;
    pub const AT: u16 = 32;
    pub const DASH: u16 = 64;
    pub const UNDERSCORE: u16 = 128;
    pub const POINT: u16 = 256;
    pub const COMMA: u16 = 512;
    pub const SLASH: u16 = 1024;
    /// Plus and brackets.
    pub const PLUS: u16 = 2048;
    /// Dollar and percent.
    pub const MONEY: u16 = 4096;
    /// Anything else in ASCII.
    pub const OTHER: u16 = 8192;
    /// Beyond ASCII.
    pub const WIDE: u16 = 16384;

    const OF_BYTE: [u16; 256] = {
        let mut kinds = [WIDE; 256];
        let mut at = 0;
        while at < 128 {
            kinds[at] = match at as u8 {
                b'0'..=b'9' => DIGIT,
                b'a'..=b'f' | b'A'..=b'F' => HEX,
                b'g'..=b'z' | b'G'..=b'Z' => LETTER,
                b' ' | 9..=13 => BLANK,
                b':' => COLON,
                b'@' => AT,
                b'-' => DASH,
                b'_' => UNDERSCORE,
                b'.' => POINT,
                b',' => COMMA,
                b'/' => SLASH,
                b'+' | b'(' | b')' => PLUS,
                b'$' | b'%' => MONEY,
                _ => OTHER,
            };
            at += 1;
        }
        kinds
    };

    /// Kinds of all bytes of a value together.
    pub fn of(value: &str) -> u16 {
        let kinds = value.bytes().map(|byte| OF_BYTE[usize::from(byte)]);
        kinds.fold(0, |all, kind| all | kind)
    }
}

pub(super) fn is_number(value: &str) -> bool {
    const CURRENCIES: &[&str] = &[
        "zł", "zl", "pln", "eur", "usd", "gbp", "chf", "czk", "kč", "kr",
    ];
    let value = value.trim();
    // Times and addresses, of which there are many.
    if value.bytes().any(|byte| matches!(byte, b':' | b'@')) {
        return false;
    }
    let number = value.trim_end_matches(|letter: char| letter.is_alphabetic() || letter == '.');
    let unit = value[number.len()..].trim_matches('.').to_lowercase();
    let value = if CURRENCIES.contains(&unit.as_str()) {
        number
    } else {
        value
    };
    // "EUR 12,50".
    let behind = value.trim_start_matches(char::is_alphabetic);
    let unit = value[..value.len() - behind.len()].to_lowercase();
    let value = if CURRENCIES.contains(&unit.as_str()) {
        behind
    } else {
        value
    };
    // Of a comma and a point the one that comes first stands between thousands.
    let grouped = match (value.find(','), value.find('.')) {
        (Some(comma), Some(point)) => Some(if comma < point { ',' } else { '.' }),
        _ => None,
    };
    let mut cleaned = String::with_capacity(value.len());
    for letter in value.chars() {
        match letter {
            '%' | '$' | '€' | '£' => {}
            // "1'250.50", as the Swiss write thousands.
            '\'' | '’' if !cleaned.is_empty() => {}
            _ if letter.is_whitespace() || Some(letter) == grouped => {}
            ',' => cleaned.push('.'),
            '−' => cleaned.push('-'),
            _ => cleaned.push(letter),
        }
    }
    cleaned.parse::<f64>().is_ok_and(f64::is_finite)
}

pub(super) fn is_email(value: &str) -> bool {
    let Some((name, domain)) = value.split_once('@') else {
        return false;
    };
    let complete = !name.is_empty() && domain.contains('.') && !domain.contains('@');
    complete && !value.contains(char::is_whitespace)
}

pub(super) fn is_link(value: &str) -> bool {
    let start = value.get(..8).unwrap_or(value).to_ascii_lowercase();
    ["http://", "https://", "www."]
        .iter()
        .any(|scheme| start.starts_with(scheme))
        && !value.contains(char::is_whitespace)
}

/// Two or three words of letters that all start with a capital, behind titles if any: "dr n. med. Jan Kowalski",
/// "Kowalski, Jan".
pub(super) fn is_person_name(value: &str) -> bool {
    let title = |word: &&str| {
        let abbreviated = word.ends_with('.') && word.starts_with(char::is_lowercase);
        abbreviated || matches!(*word, "dr" | "prof" | "mgr" | "pan" | "pani" | "hab")
    };
    // "Hugo de Paula", "Anna van der Berg".
    let particle = |word: &&str| {
        matches!(
            *word,
            "de" | "da"
                | "do"
                | "dos"
                | "del"
                | "della"
                | "di"
                | "la"
                | "van"
                | "von"
                | "der"
                | "den"
        )
    };
    let words = value
        .split_whitespace()
        .skip_while(title)
        .filter(|word| !particle(word));
    let words = words.map(|word| word.strip_suffix(',').unwrap_or(word));
    let name = |word: &str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase)
            && letters.all(|letter| letter.is_alphabetic() || "-'’.".contains(letter))
    };
    // Of a long text a few words tell.
    matches!(words.clone().take(4).count(), 2..=3) && words.clone().all(name)
}

pub(super) fn is_phone(value: &str) -> bool {
    // Typeform puts an apostrophe before what a spreadsheet would take for a formula.
    let value = value.strip_prefix('\'').unwrap_or(value);
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let allowed = value
        .chars()
        .all(|letter| letter.is_ascii_digit() || " +-().".contains(letter));
    allowed && (9..=15).contains(&digits)
}

/// A postal address: "ul. Polna 3", "00-950 Warszawa", "12 Main Street, London", "Hauptstr. 7".
pub(super) fn is_address(value: &str) -> bool {
    const BEFORE: &[&str] = &["ul.", "al.", "os.", "pl.", "ulica", "aleja"];
    const BEHIND: &[&str] = &[
        "street", "st", "road", "rd", "avenue", "ave", "lane", "ln", "drive", "dr", "blvd",
        "strasse",
    ];
    // Most of what has a digit is a date, an address of mail or longer than any address.
    let possible = (8..=80).contains(&value.len())
        && value.contains(' ')
        && value.bytes().any(|byte| byte.is_ascii_alphabetic());
    if !possible {
        return false;
    }
    let folded = fold(value);
    let mut words = folded.split([' ', ',']).filter(|word| !word.is_empty());
    let number = |word: &str| word.starts_with(|letter: char| letter.is_ascii_digit());
    let postcode = |word: &str| {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        word.len() == 6 && digits == 5 && word.as_bytes()[2] == b'-'
    };
    let Some(first) = words.next() else {
        return false;
    };
    let named = BEFORE.iter().any(|start| first.starts_with(start)) && words.clone().any(number);
    let street = |word: &str| {
        let bare = word.trim_end_matches('.');
        bare.ends_with("strasse") || bare.ends_with("str") || BEHIND.contains(&bare)
    };
    let behind = words.clone().take(4).any(street) && (number(first) || words.clone().any(number))
        || first.len() > 4 && street(first) && words.clone().any(number);
    named
        || behind
        || folded.split([' ', ',']).any(postcode) && folded.contains(char::is_alphabetic)
}

/// A place on the map as phones and field work write it: "52.2297, 21.0122", "52.229701 21.012202 110 4.5" with its
/// height and precision.
#[inline(never)]
pub(super) fn is_coordinates(value: &str) -> bool {
    let value = value.trim_matches(['(', ')', ' ']);
    if !(13..=60).contains(&value.len()) {
        return false;
    }
    let mut numbers = value.split([',', ' ', ';']).filter(|part| !part.is_empty());
    let mut angle = |most: f64| {
        let part = numbers.next().unwrap_or_default();
        let decimals = part
            .split_once('.')
            .map_or(0, |(_, decimals)| decimals.len());
        decimals >= 3 && part.parse().is_ok_and(|angle: f64| angle.abs() <= most)
    };
    let fits = angle(90.0) && angle(180.0);
    fits && numbers.clone().count() <= 2 && numbers.all(|part| part.parse::<f64>().is_ok())
}

/// Weighted digit sum of a number written with or without dashes and blanks, and its last digit.
pub(super) fn checksum(value: &str, weights: &[u32]) -> Option<(u32, u32)> {
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
pub(super) fn is_pesel(value: &str) -> bool {
    let month = value
        .get(2..4)
        .and_then(|month| month.parse::<u32>().ok())
        .unwrap_or(0)
        % 20;
    let sum = checksum(value, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3]);
    (1..=12).contains(&month) && sum.is_some_and(|(sum, last)| (10 - sum % 10) % 10 == last)
}

/// Polish tax number: ten digits with a checksum.
pub(super) fn is_nip(value: &str) -> bool {
    checksum(value, &[6, 5, 7, 2, 3, 4, 5, 6, 7]).is_some_and(|(sum, last)| sum % 11 == last)
}

/// International bank account number, or a Polish one without its country: the remainder by 97 is 1
/// when the first four characters stand last and letters count as 10 to 35 (ISO 13616).
pub(super) fn is_bank_account(value: &str) -> bool {
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

pub(super) fn is_ip(value: &str) -> bool {
    value.parse::<std::net::IpAddr>().is_ok()
}

pub(super) fn is_yes_no(value: &str) -> bool {
    const WORDS: &[&str] = &[
        "yes", "no", "tak", "nie", "true", "false", "prawda", "falsz", "0", "1", "y", "n", "t",
        "si", "ja", "nein", "oui", "non", "sim", "nao", "ano", "ne", "nee",
    ];
    // No word is longer, and only what lies beyond ASCII gets shorter when it is folded.
    let possible = value.len() <= 6 || !value.is_ascii();
    possible && WORDS.contains(&fold(value).as_str())
}

/// A number that stands for all above it: "5+", "5 or more", "5 lub więcej", "More than 20".
pub(super) fn is_open_end(value: &str) -> bool {
    const AND_MORE: &[&str] = &[
        "+",
        "or more",
        "and more",
        "or above",
        "and above",
        "or over",
        "lub wiecej",
        "i wiecej",
        "i wyzej",
        "lub wyzej",
        "oder mehr",
        "und mehr",
        "ou plus",
        "et plus",
        "o mas",
        "y mas",
    ];
    const MORE_THAN: &[&str] = &[
        "more than",
        "over",
        "above",
        "wiecej niz",
        "ponad",
        "powyzej",
        "mehr als",
        "uber",
        "plus de",
        "mas de",
    ];
    let digit = |letter: char| letter.is_ascii_digit();
    let head = value.trim_end_matches(digit);
    if head.len() < value.len() && head.ends_with(' ') && head.len() < 16 {
        return MORE_THAN.contains(&fold(head.trim()).as_str());
    }
    let tail = value.trim_start_matches(digit);
    let short = tail.len() < value.len() && tail.len() < 24;
    if !short || !tail.starts_with(['+', ' ']) {
        return false;
    }
    let tail = fold(tail.trim());
    AND_MORE.iter().any(|more| tail.starts_with(more))
}

/// A band of numbers: "18-24", "$25,000 to $49,999", "0 do 4 lat".
pub(super) fn is_band(value: &str) -> bool {
    const BETWEEN: &[&str] = &["-", "–", "—", "to", "do", "bis", "a"];
    let digit = |letter: char| letter.is_ascii_digit();
    let (Some(start), Some(end)) = (value.find(digit), value.rfind(digit)) else {
        return false;
    };
    let inner = &value[start..=end];
    let number = |letter: char| letter.is_ascii_digit() || matches!(letter, ',' | '.' | ' ');
    let low_end = inner.find(|letter| !number(letter)).unwrap_or(inner.len());
    let high_start = inner.rfind(|letter| !number(letter));
    let Some(high_start) = high_start.filter(|_| low_end < inner.len()) else {
        return false;
    };
    let high_start = high_start + inner[high_start..].chars().next().map_or(1, char::len_utf8);
    let between = inner[low_end..high_start]
        .trim_matches(|letter: char| letter == ' ' || "$€£%".contains(letter));
    let value_of = |text: &str| {
        let digits = text.bytes().filter(u8::is_ascii_digit);
        digits.fold(0u64, |sum, digit| {
            sum.saturating_mul(10)
                .saturating_add(u64::from(digit - b'0'))
        })
    };
    start <= 16
        && value.len() - end <= 24
        && BETWEEN.contains(&between)
        && value_of(&inner[..low_end]) < value_of(&inner[high_start..])
}

/// A length of time: "12 min", "2 years", "3 lata", "00:12:34".
pub(super) fn is_duration(value: &str) -> bool {
    const UNITS: &[&str] = &[
        "s", "sec", "secs", "second", "seconds", "m", "min", "mins", "minute", "minutes", "h",
        "hr", "hrs", "hour", "hours", "d", "day", "days", "wk", "week", "weeks", "mo", "month",
        "months", "y", "yr", "yrs", "year", "years", "sek", "minut", "minuty", "godz", "godzina",
        "godziny", "godzin", "dni", "dzien", "tydzien", "tygodni", "tygodnie", "miesiac",
        "miesiace", "miesiecy", "rok", "lat", "lata", "minuten", "stunde", "stunden", "tag",
        "tage", "woche", "wochen", "monat", "monate", "jahr", "jahre", "heure", "heures", "jour",
        "jours", "semaines", "mois", "an", "ans", "hora", "horas", "dia", "dias", "semanas", "mes",
        "meses", "ano", "anos",
    ];
    let bytes = value.as_bytes();
    let begins = matches!(bytes.first(), Some(b'0'..=b'9' | b'.' | b','));
    if value.len() > 24 || !begins {
        return false;
    }
    let clock = without_second_fraction(value).as_bytes();
    let clock = clock.split(|byte| *byte == b':');
    if clock.clone().count() == 3 {
        return clock.enumerate().all(|(place, part)| {
            (1..=if place == 0 { 4 } else { 2 }).contains(&part.len())
                && part.iter().all(u8::is_ascii_digit)
        });
    }
    // "3 min 12 s", "1h 5m": several lengths in one.
    let mut rest = value.trim_end_matches('.');
    loop {
        let digit = |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | ',');
        let unit = rest.trim_start_matches(digit);
        if unit.len() == rest.len() {
            return false;
        }
        let unit = unit.trim_start();
        let end = unit.find(|letter: char| letter.is_ascii_digit());
        let (unit, next) = unit.split_at(end.unwrap_or(unit.len()));
        if !UNITS.contains(&fold(unit.trim_matches([' ', '.', ','])).as_str()) {
            return false;
        }
        if next.is_empty() {
            return true;
        }
        rest = next;
    }
}

/// `12:34:56` of `12:34:56.789`, `12:34:56,789` and `12:34:56:789012`: up to nine digits of a second.
fn without_second_fraction(value: &str) -> &str {
    let fraction = |(_, digits): &(&str, &str)| {
        (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let behind_colon = value.match_indices(':').nth(2).map(|(at, _)| at);
    let parts = match behind_colon {
        Some(at) => Some((&value[..at], &value[at + 1..])).filter(|(_, digits)| digits.len() >= 3),
        None => value.split_once(['.', ',']),
    };
    let parts = parts.filter(fraction);
    parts.map_or(value, |(seconds, _)| seconds)
}

/// A time of a clock without a day: "18:30", "5:03 PM", "49:19.0", "18:30:12.345678", "18:30:12+01:00".
#[inline(never)]
pub(super) fn is_clock(value: &str) -> bool {
    if value.len() > LONGEST_CLOCK || !value.contains(':') {
        return false;
    }
    let time = value.trim_end_matches(|letter: char| {
        letter.is_ascii_alphabetic() || matches!(letter, ' ' | '.')
    });
    // A zone stands behind seconds; "10:00-12:00" is a band of hours.
    let time = match time.rsplit_once(['+', '-']) {
        Some((time, zone)) if time.matches(':').count() == 2 && is_offset(zone) => time,
        _ => time,
    };
    let time = without_second_fraction(time);
    let mut parts = time.split(':');
    let hour = parts
        .next()
        .is_some_and(|hour| (1..=2).contains(&hour.len()));
    let all = time
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b':');
    // "00:12:34" is a length, with its hours before it.
    let length = time.starts_with("00:") && parts.clone().count() == 2;
    hour && all && !length && matches!(parts.count(), 1 | 2)
}

/// Bytes of the longest time of a clock: nine digits of a second and a zone.
const LONGEST_CLOCK: usize = 24;

/// `01:00`, `0100` or `01`, behind the sign of an offset from UTC.
fn is_offset(zone: &str) -> bool {
    let digits = zone.bytes().filter(u8::is_ascii_digit).count();
    let others = zone.len() - digits;
    matches!((digits, others), (2, 0) | (4, 0))
        || digits == 4 && zone.as_bytes()[2] == b':' && others == 1
}

/// A number with a fraction: "7.5", "0,25".
#[inline(never)]
pub(super) fn is_fraction(value: &str) -> bool {
    let fraction = value.trim_start_matches('-').split_once(['.', ',']);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    fraction.is_some_and(|(whole, fraction)| {
        digits(whole) && digits(fraction) && fraction.bytes().any(|byte| byte != b'0')
    })
}

/// A short value with a letter and a digit and without blanks.
pub(super) fn is_tag(value: &str) -> bool {
    let bytes = || value.bytes();
    (2..=24).contains(&value.len())
        && bytes().all(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'/' | b'.' | b'#')
        })
        && bytes().any(|byte| byte.is_ascii_digit())
        && bytes().any(|byte| byte.is_ascii_alphabetic())
}

pub(super) fn is_code(value: &str) -> bool {
    let length = value.len();
    let allowed = value
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let digits = value.bytes().any(|byte| byte.is_ascii_digit());
    (8..=64).contains(&length) && allowed && digits
}
