//! Numbers of spreadsheets as text: dates, times and percentages by their number format.

use crate::values::format_date;
use std::borrow::Cow;

/// What a number format makes of a number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum CellFormat {
    /// The number itself.
    #[default]
    General,
    /// A day.
    Date,
    /// A day with a time.
    DateTime,
    /// A time of day or a duration.
    Time,
    /// A share, shown times a hundred.
    Percent,
}

/// Day 0 of serial dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Epoch {
    /// 1899-12-30, with the 29th of February 1900 that never was.
    Windows,
    /// 1904-01-01.
    Mac,
}

/// Format of a built-in number format (ECMA-376 part 1, 18.8.30; 27 to 58 are East Asian dates).
pub(super) fn format_of_id(id: u32) -> CellFormat {
    match id {
        9 | 10 => CellFormat::Percent,
        14..=17 | 27..=31 | 34..=36 | 50..=54 | 57 | 58 => CellFormat::Date,
        22 => CellFormat::DateTime,
        18..=21 | 32 | 33 | 45..=47 | 55 | 56 => CellFormat::Time,
        _ => CellFormat::General,
    }
}

/// Format of a format code such as `dd.mm.yyyy hh:mm` or `0.0%`: the first section, without
/// quoted text, colours and conditions.
pub(super) fn format_of_code(code: &str) -> CellFormat {
    let (mut day, mut time, mut percent, mut month) = (false, false, false, false);
    let mut letters = code.chars();
    while let Some(letter) = letters.next() {
        match letter.to_ascii_lowercase() {
            ';' => break,
            '"' => {
                letters.by_ref().find(|&letter| letter == '"');
            }
            '\\' | '_' | '*' => {
                letters.next();
            }
            '[' => {
                let inside: String = letters
                    .by_ref()
                    .take_while(|&letter| letter != ']')
                    .collect();
                let inside = inside.to_ascii_lowercase();
                time |=
                    !inside.is_empty() && inside.chars().all(|it| matches!(it, 'h' | 'm' | 's'));
            }
            'd' | 'y' => day = true,
            'h' | 's' => time = true,
            'm' => month = true,
            '%' => percent = true,
            // "General" has letters of dates in other languages' spellings.
            'g' if code.to_ascii_lowercase().contains("general") => return CellFormat::General,
            _ => {}
        }
    }
    match (day || (month && !time), time) {
        (true, true) => CellFormat::DateTime,
        (true, false) => CellFormat::Date,
        (false, true) => CellFormat::Time,
        (false, false) if percent => CellFormat::Percent,
        (false, false) => CellFormat::General,
    }
}

/// Text of a number as a person would read it in the cell, but in one form for every language:
/// `2026-01-31`, `2026-01-31 12:00:00`, `12:00:00`, `31%`, `0.1`.
pub(super) fn number_text(raw: &str, format: CellFormat, epoch: Epoch) -> Cow<'_, str> {
    // Programs write long identifiers as numbers, with all their digits.
    let whole = raw.len() <= 20 && raw.bytes().all(|byte| byte.is_ascii_digit());
    if format == CellFormat::General && whole {
        return raw.into();
    }
    let Ok(value) = raw.parse::<f64>() else {
        return raw.into();
    };
    number(value, format, epoch).into()
}

/// Text of a number; see [`number_text`].
pub(super) fn number(value: f64, format: CellFormat, epoch: Epoch) -> String {
    let dated = match format {
        CellFormat::Date | CellFormat::DateTime | CellFormat::Time => serial(value, format, epoch),
        _ => None,
    };
    match format {
        _ if dated.is_some() => dated.unwrap_or_default(),
        CellFormat::Percent => {
            // Twelve digits are more than a percentage needs, and hide 0.1 + 0.2.
            let percent = libm::round(value * 1e12) / 1e10;
            format!("{percent}%")
        }
        // 1e300 written out would be three hundred digits; an identifier has up to twenty.
        _ if value.abs() >= 1e20 && value.is_finite() => format!("{value:e}"),
        _ => format!("{value}"),
    }
}

/// Text of a serial date, `None` when no date has that number.
fn serial(value: f64, format: CellFormat, epoch: Epoch) -> Option<String> {
    if !(0.0..2_958_466.0).contains(&value) {
        return None;
    }
    let seconds = libm::round(value * 86_400.0) as i64;
    let (day, time) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let clock = format!("{:02}:{:02}:{:02}", time / 3600, time / 60 % 60, time % 60);
    if format == CellFormat::Time && day == 0 {
        return Some(clock);
    }
    // A day of this century under a format that shows the time alone ("mm:ss.0") is no duration of a hundred years.
    if format == CellFormat::Time && !(36_526..54_790).contains(&day) {
        // A duration of more than a day.
        return Some(format!("{}:{}", seconds / 3600, &clock[3..]));
    }
    let days = match epoch {
        Epoch::Mac => day - 24_107,
        Epoch::Windows if day < 60 => day - 25_568,
        Epoch::Windows => day - 25_569,
    };
    let date = format_date(i32::try_from(days).ok()?);
    match time {
        0 if format == CellFormat::Date => Some(date),
        _ => Some(format!("{date} {clock}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_by_code() {
        for (code, expected) in [
            ("General", CellFormat::General),
            ("0.00", CellFormat::General),
            ("0.0%", CellFormat::Percent),
            ("dd.mm.yyyy", CellFormat::Date),
            ("[$-415]d mmmm yyyy;@", CellFormat::Date),
            ("yyyy-mm-dd hh:mm:ss", CellFormat::DateTime),
            ("[h]:mm:ss", CellFormat::Time),
            ("mm:ss", CellFormat::Time),
            ("mmm-yy", CellFormat::Date),
            ("#,##0 \"days\"", CellFormat::General),
            ("#,##0.00 [$zł-415];[Red]-#,##0.00", CellFormat::General),
        ] {
            assert_eq!(format_of_code(code), expected, "{code}");
        }
    }

    #[test]
    fn numbers_as_text() {
        let check = |raw, format, expected: &str| {
            assert_eq!(number_text(raw, format, Epoch::Windows), expected);
        };
        check("9", CellFormat::General, "9");
        check("0.30000000000000004", CellFormat::Percent, "30%");
        check("0.1000", CellFormat::General, "0.1");
        check("46053", CellFormat::Date, "2026-01-31");
        check("46053.5", CellFormat::Date, "2026-01-31 12:00:00");
        check("46053.999999", CellFormat::DateTime, "2026-02-01 00:00:00");
        check("0.75", CellFormat::Time, "18:00:00");
        check("1.5", CellFormat::Time, "36:00:00");
        check("46053.5", CellFormat::Time, "2026-01-31 12:00:00");
        check("1234567890123456", CellFormat::General, "1234567890123456");
        check(
            "1.23456789012346E+17",
            CellFormat::General,
            "123456789012346000",
        );
        check("1e21", CellFormat::General, "1e21");
        check("1", CellFormat::Date, "1900-01-01");
        check("1e300", CellFormat::Date, "1e300");
        assert_eq!(
            number_text("44591", CellFormat::Date, Epoch::Mac),
            "2026-01-31"
        );
    }
}
