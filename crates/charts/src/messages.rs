//! Sentences, plurals and numbers in the languages of the product.
//!
//! A language is one file under `messages/`, named by its code (flat JSON, key → text); the build
//! script lists the files. Texts carry placeholders written `{name}`. A text that depends on a
//! count has one key per plural form (`key.one`, `key.few`, `key.many`, `key.other`); the rules for
//! them are in the file too ([`crate::plural`]). The page reads the same files, so the syntax stays
//! this small.

use crate::period::{Length, Period, StopName};
use crate::plural::{Plural, PluralRules};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::OnceLock;
use vocal_core::values::civil_from_days;

/// Makes [`Lang`] from one line per language: variant, code (also the file's name).
macro_rules! languages {
    ($($variant:ident, $code:literal;)+) => {
        /// A language of the product.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Lang {
            $(
                #[doc = concat!("Language with the code `", $code, "`.")]
                #[serde(rename = $code)]
                $variant,
            )+
        }

        impl Lang {
            /// Every language.
            pub const ALL: &'static [Lang] = &[$(Lang::$variant),+];

            /// ISO 639-1 code, for example `pl`.
            pub fn code(self) -> &'static str {
                match self {
                    $(Lang::$variant => $code,)+
                }
            }

            fn catalogue(self) -> &'static Catalogue {
                match self {
                    $(Lang::$variant => {
                        static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
                        CATALOGUE.get_or_init(|| {
                            parse(include_str!(concat!(env!("OUT_DIR"), "/", $code, ".json")))
                        })
                    })+
                }
            }
        }
    };
}

// The build script writes a line for every message file.
include!(concat!(env!("OUT_DIR"), "/languages.rs"));

impl Lang {
    /// Language of an ISO 639-1 code, None when the product does not speak it.
    pub fn from_code(code: &str) -> Option<Lang> {
        Lang::ALL.iter().copied().find(|lang| lang.code() == code)
    }
}

/// What a message file holds.
#[derive(Debug)]
struct Catalogue {
    texts: BTreeMap<String, String>,
    plurals: PluralRules,
}

/// The build script has read the file before; one that it let through by mistake would show keys
/// in place of texts.
fn parse(json: &str) -> Catalogue {
    let texts: BTreeMap<String, String> = serde_json::from_str(json).unwrap_or_default();
    let rule = |key: &str| texts.get(key).map(String::as_str);
    let plurals = PluralRules::read(rule).unwrap_or_default();
    Catalogue { texts, plurals }
}

/// Texts and number formats of one language.
///
/// ```
/// use vocal_charts::messages::{Lang, Messages};
/// let polish = Messages::new(Lang::Pl);
/// assert_eq!(polish.plural("chart.comments", 22, &[]), "22 komentarze");
/// assert_eq!(polish.points(-4.6), "−5");
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Messages {
    lang: Lang,
    catalogue: &'static Catalogue,
}

impl Messages {
    /// Messages of `lang`.
    pub fn new(lang: Lang) -> Messages {
        Messages {
            lang,
            catalogue: lang.catalogue(),
        }
    }

    /// The language of these messages.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// All keys with their texts.
    pub fn all(&self) -> &'static BTreeMap<String, String> {
        &self.catalogue.texts
    }

    /// How the language chooses among its plural forms.
    pub fn plurals(&self) -> &'static PluralRules {
        &self.catalogue.plurals
    }

    /// Whether the language has a text for `key`.
    pub fn has(&self, key: &str) -> bool {
        self.all().contains_key(key)
    }

    /// Text of `key` with each `{name}` replaced by its value.
    ///
    /// A placeholder without a value stays as written. An unknown key is returned itself, so a
    /// code that has no text yet is still shown.
    pub fn text(&self, key: &str, values: &[(&str, &str)]) -> String {
        match self.all().get(key) {
            Some(template) => fill(template, values),
            None => key.to_string(),
        }
    }

    /// Text of `key` in the plural form of `count`; `{count}` becomes the formatted count.
    pub fn plural(&self, key: &str, count: u64, values: &[(&str, &str)]) -> String {
        let form = self.plurals().form(count);
        let formatted = self.integer(count);
        let mut all = vec![("count", formatted.as_str())];
        all.extend_from_slice(values);
        self.text(&format!("{key}.{}", form.suffix()), &all)
    }

    /// Name of a category: the codebook's in this language, else the one that the message file
    /// has for the built-in category (`category.ID`), else the English one, any other, the id.
    pub fn category<'a>(&'a self, id: &'a str, label: &'a BTreeMap<String, String>) -> &'a str {
        let named = label
            .get(self.lang.code())
            .or_else(|| self.all().get(&format!("category.{id}")))
            .or_else(|| label.get("en"))
            .or_else(|| label.values().next());
        named.map_or(id, String::as_str)
    }

    /// A count with the language's thousands separator: `1,234`, `12 345` with a no-break space.
    ///
    /// Polish groups from five digits on, as the CLDR and the page's `Intl.NumberFormat` do.
    pub fn integer(&self, value: u64) -> String {
        self.group(&value.to_string())
    }

    /// A number with exactly `decimals` decimals (at most 9), halves rounded away from zero.
    ///
    /// NaN and infinities become the sign for "no value".
    pub fn number(&self, value: f64, decimals: usize) -> String {
        if !value.is_finite() {
            return self.text("number.none", &[]);
        }
        let decimals = decimals.min(9);
        let plain = format!("{:.decimals$}", round_half_away(value, decimals).abs());
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let mut text = String::new();
        if value < 0.0
            && plain
                .bytes()
                .any(|byte| byte.is_ascii_digit() && byte != b'0')
        {
            text.push_str(&self.text("number.minus", &[]));
        }
        text.push_str(&self.group(whole));
        if !fraction.is_empty() {
            text.push_str(&self.text("number.decimal", &[]));
            text.push_str(fraction);
        }
        text
    }

    /// A number that always shows its sign, except zero: `+3.5`, `−3.5`, `0.0`.
    pub fn signed(&self, value: f64, decimals: usize) -> String {
        let text = self.number(value, decimals);
        if value > 0.0 && round_half_away(value, decimals.min(9)) > 0.0 {
            return format!("+{text}");
        }
        text
    }

    /// NPS points, −100 to 100, as people write them: `+32`, `−5`, `0`.
    pub fn points(&self, value: f64) -> String {
        self.signed(value, 0)
    }

    /// NPS points that are written already, with their unit: `+32 pkt`, `1 pt`, `0.4 pts`.
    pub fn with_points(&self, value: f64, written: &str) -> String {
        let form = match written.contains(&self.text("number.decimal", &[])) {
            true => Plural::Other,
            false => self.plurals().form(value.abs().round() as u64),
        };
        let key = format!("number.points.{}", form.suffix());
        self.text(&key, &[("value", written)])
    }

    /// A percentage given in percent (not as a fraction): `74%`, `74.3%`.
    pub fn percent(&self, value: f64, decimals: usize) -> String {
        self.text(
            "number.percent",
            &[("value", &self.number(value, decimals))],
        )
    }

    /// Share of `part` in `whole` in whole percent; `<1%` for a part that would round to nothing.
    pub fn share(&self, part: u64, whole: u64) -> String {
        if whole == 0 {
            return self.text("number.none", &[]);
        }
        let percent = 100.0 * part as f64 / whole as f64;
        if part > 0 && percent < 0.5 {
            return self.text("number.below", &[("value", &self.percent(1.0, 0))]);
        }
        self.percent(percent, 0)
    }

    /// `low to high` of two numbers that are formatted already.
    pub fn range(&self, low: &str, high: &str) -> String {
        self.text("number.range", &[("low", low), ("high", high)])
    }

    /// As [`Messages::range`] for a cell whose header already says that it is a range.
    pub fn range_short(&self, low: &str, high: &str) -> String {
        self.text("number.range_short", &[("low", low), ("high", high)])
    }

    /// A period of a report in words: `5 stycznia 2026`, `tydzień 5/2026 (od 26 stycznia)`,
    /// `styczeń 2026`, `I kwartał 2026`. Anything else is returned as it is.
    pub fn period(&self, key: &str) -> String {
        self.named_period(key, false)
    }

    /// As [`Messages::period`] with abbreviated names: `5 sty 2026`, `tydz. 5/2026`, `sty 2026`,
    /// `I kw. 2026`.
    pub fn period_short(&self, key: &str) -> String {
        self.named_period(key, true)
    }

    /// What an axis writes at a stop, without the year.
    pub(crate) fn stop(&self, name: StopName) -> String {
        match name {
            StopName::Day(day, month) => self.text(
                "date.day_axis",
                &[
                    ("day", &day.to_string()),
                    ("month", &self.month_name_short(month)),
                ],
            ),
            StopName::Month(month) => self.month_name_short(month),
            StopName::Quarter(quarter) => {
                self.text(&format!("date.quarter_axis.{quarter:02}"), &[])
            }
        }
    }

    /// Abbreviated name of a month, 1 to 12.
    fn month_name_short(&self, month: u32) -> String {
        self.text(&format!("date.month_short.{month:02}"), &[])
    }

    fn named_period(&self, key: &str, short: bool) -> String {
        let Some(period) = Period::parse(key) else {
            return key.to_string();
        };
        let (_, month, day) = civil_from_days(period.first);
        let month = match (short, period.length) {
            (true, _) => format!("date.month_short.{month:02}"),
            (false, Length::Month) => format!("date.month.{month:02}"),
            // Many languages decline the name of a month beside a day.
            (false, _) => format!("date.month_of_day.{month:02}"),
        };
        let number = period.number;
        let pattern = match (period.length, short) {
            (Length::Day, _) => "date.day".to_string(),
            (Length::Week, false) => "date.week".to_string(),
            (Length::Week, true) => "date.week_short".to_string(),
            (Length::Month, _) => "date.month_year".to_string(),
            (Length::Quarter, false) => format!("date.quarter.{number:02}"),
            (Length::Quarter, true) => format!("date.quarter_short.{number:02}"),
        };
        self.text(
            &pattern,
            &[
                ("day", &day.to_string()),
                ("week", &number.to_string()),
                ("month", &self.text(&month, &[])),
                ("year", &format!("{:04}", period.year)),
            ],
        )
    }

    /// Thousands separators for a string of digits.
    fn group(&self, digits: &str) -> String {
        let from = self
            .text("number.group_from", &[])
            .parse()
            .unwrap_or(usize::MAX);
        if digits.len() < from {
            return digits.to_string();
        }
        let separator = self.text("number.group", &[]);
        let mut text = String::new();
        for (position, digit) in digits.chars().enumerate() {
            if position > 0 && (digits.len() - position).is_multiple_of(3) {
                text.push_str(&separator);
            }
            text.push(digit);
        }
        text
    }
}

/// `value` rounded to `decimals` decimals, halves away from zero.
///
/// Multiplication, `round` and division are exact operations of IEEE 754, so the result is the
/// same on every platform.
fn round_half_away(value: f64, decimals: usize) -> f64 {
    let factor = (0..decimals).fold(1.0, |factor, _| factor * 10.0);
    let scaled = value * factor;
    // Above 2^52 a double has no decimals left to round.
    if scaled.abs() >= 4_503_599_627_370_496.0 {
        return value;
    }
    scaled.round() / factor
}

/// Replaces each `{name}` in one pass, so a value that looks like a placeholder stays a value.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(start) = rest.find('{') {
        text.push_str(&rest[..start]);
        rest = &rest[start..];
        let Some(end) = rest.find('}') else { break };
        match values.iter().find(|(name, _)| *name == &rest[1..end]) {
            Some((_, value)) => text.push_str(value),
            None => text.push_str(&rest[..=end]),
        }
        rest = &rest[end + 1..];
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pl() -> Messages {
        Messages::new(Lang::Pl)
    }

    fn en() -> Messages {
        Messages::new(Lang::En)
    }

    #[test]
    fn polish_plural_categories() {
        use Plural::{Few, Many, One};
        for (count, expected) in [
            (0, Many),
            (1, One),
            (2, Few),
            (3, Few),
            (4, Few),
            (5, Many),
            (11, Many),
            (12, Many),
            (13, Many),
            (14, Many),
            (15, Many),
            (20, Many),
            (21, Many),
            (22, Few),
            (24, Few),
            (25, Many),
            (101, Many),
            (102, Few),
            (111, Many),
            (112, Many),
            (114, Many),
            (122, Few),
            (1000, Many),
            (1001, Many),
            (1002, Few),
            (1012, Many),
        ] {
            assert_eq!(pl().plurals().form(count), expected, "{count}");
        }
    }

    #[test]
    fn english_plural_categories() {
        for (count, expected) in [
            (0, Plural::Other),
            (1, Plural::One),
            (2, Plural::Other),
            (11, Plural::Other),
            (21, Plural::Other),
            (101, Plural::Other),
        ] {
            assert_eq!(en().plurals().form(count), expected, "{count}");
        }
    }

    #[test]
    fn plurals_are_filled_with_the_formatted_count() {
        assert_eq!(pl().plural("chart.comments", 1, &[]), "1 komentarz");
        assert_eq!(pl().plural("chart.comments", 3, &[]), "3 komentarze");
        assert_eq!(pl().plural("chart.comments", 13, &[]), "13 komentarzy");
        assert_eq!(
            pl().plural("chart.comments", 12_345, &[]),
            "12\u{a0}345 komentarzy"
        );
        assert_eq!(en().plural("chart.comments", 1, &[]), "1 comment");
        assert_eq!(en().plural("chart.comments", 1234, &[]), "1,234 comments");
    }

    #[test]
    fn integers_are_grouped_as_each_language_does() {
        for (value, polish, english) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1234, "1234", "1,234"),
            (12_345, "12\u{a0}345", "12,345"),
            (100_000, "100\u{a0}000", "100,000"),
            (1_234_567, "1\u{a0}234\u{a0}567", "1,234,567"),
        ] {
            assert_eq!(pl().integer(value), polish);
            assert_eq!(en().integer(value), english);
        }
    }

    #[test]
    fn numbers_have_decimals_and_a_real_minus() {
        for (value, decimals, polish, english) in [
            (8.126, 2, "8,13", "8.13"),
            (-8.126, 2, "−8,13", "−8.13"),
            (0.5, 0, "1", "1"),
            (2.5, 0, "3", "3"),
            (-0.04, 1, "0,0", "0.0"),
            (12_345.678, 1, "12\u{a0}345,7", "12,345.7"),
            (f64::NAN, 1, "–", "–"),
            (f64::INFINITY, 0, "–", "–"),
        ] {
            assert_eq!(pl().number(value, decimals), polish);
            assert_eq!(en().number(value, decimals), english);
        }
    }

    #[test]
    fn points_show_their_sign() {
        for (value, expected) in [
            (31.7, "+32"),
            (-4.6, "−5"),
            (0.2, "0"),
            (-0.2, "0"),
            (0.0, "0"),
            (100.0, "+100"),
        ] {
            assert_eq!(pl().points(value), expected);
        }
        assert_eq!(pl().with_points(32.0, "+32"), "+32 pkt");
        for (value, written, expected) in [
            (-32.4, "−32", "−32 pts"),
            (-0.98, "−1", "−1 pt"),
            (1.0, "1", "1 pt"),
            (0.4, "0.4", "0.4 pts"),
        ] {
            assert_eq!(en().with_points(value, written), expected);
        }
        assert_eq!(pl().signed(2.25, 1), "+2,3");
    }

    #[test]
    fn percentages_and_shares() {
        assert_eq!(pl().percent(74.34, 1), "74,3%");
        assert_eq!(en().percent(74.34, 0), "74%");
        assert_eq!(en().share(1, 1000), "<1%");
        assert_eq!(en().share(0, 1000), "0%");
        assert_eq!(en().share(1, 0), "–");
    }

    #[test]
    fn periods_are_named() {
        for (key, polish, english) in [
            ("2026-01-05", "5 stycznia 2026", "5 January 2026"),
            (
                "2026-W05",
                "tydzień 5/2026 (od 26 stycznia)",
                "week 5 of 2026 (from 26 January)",
            ),
            (
                "2025-W01",
                "tydzień 1/2025 (od 30 grudnia)",
                "week 1 of 2025 (from 30 December)",
            ),
            ("2026-12", "grudzień 2026", "December 2026"),
            ("2026-Q1", "I kwartał 2026", "Q1 2026"),
            ("2026-13", "2026-13", "2026-13"),
            ("soon", "soon", "soon"),
        ] {
            assert_eq!(pl().period(key), polish);
            assert_eq!(en().period(key), english);
        }
        for (key, polish, english) in [
            ("2026-10-05", "5 paź 2026", "5 Oct 2026"),
            ("2026-W05", "tydz. 5/2026", "week 5/2026"),
            ("2026-10", "paź 2026", "Oct 2026"),
            ("2026-Q4", "IV kw. 2026", "Q4 2026"),
        ] {
            assert_eq!(pl().period_short(key), polish);
            assert_eq!(en().period_short(key), english);
        }
    }

    #[test]
    fn categories_are_named_by_the_codebook_before_the_message_file() {
        let labels = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
            let own = |(lang, label): &(&str, &str)| (lang.to_string(), label.to_string());
            pairs.iter().map(own).collect()
        };
        let both = labels(&[("de", "Lieferung"), ("en", "Delivery"), ("pl", "Dostawa")]);
        assert_eq!(pl().category("delivery", &both), "Dostawa");
        let without = labels(&[("de", "Lieferung"), ("en", "Delivery")]);
        assert_eq!(pl().category("delivery", &without), "Delivery");
        assert_eq!(
            pl().category("delivery", &labels(&[("de", "Lieferung")])),
            "Lieferung"
        );
        assert_eq!(pl().category("delivery", &labels(&[])), "delivery");
    }

    #[test]
    fn values_are_not_expanded_again() {
        assert_eq!(
            fill("{a} and {b}", &[("a", "{b}"), ("b", "x")]),
            "{b} and x"
        );
        assert_eq!(fill("{unknown} {open", &[]), "{unknown} {open");
        assert_eq!(en().text("no.such.key", &[]), "no.such.key");
    }

    #[test]
    fn languages_have_codes() {
        assert_eq!(Lang::from_code("pl"), Some(Lang::Pl));
        assert_eq!(Lang::from_code("xx"), None);
        assert_eq!(serde_json::to_string(&Lang::En).unwrap(), "\"en\"");
    }
}
