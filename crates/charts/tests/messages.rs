//! The message files: every language says everything, and every text that charts ask for exists.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use vocal_charts::messages::{Lang, Messages};
use vocal_charts::plural::Plural;

const FORMS: [Plural; 6] = [
    Plural::Zero,
    Plural::One,
    Plural::Two,
    Plural::Few,
    Plural::Many,
    Plural::Other,
];

/// What is a language's own affair: its plural rules, and names of the built-in categories where
/// the codebook has none.
const OF_ONE_LANGUAGE: [&str; 2] = ["plural.", "category."];

/// Message → placeholders. The plural forms of a message count as one.
fn placeholders(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let texts = Messages::new(lang).all();
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let is_common = |key: &str| !OF_ONE_LANGUAGE.iter().any(|start| key.starts_with(start));
    for (key, text) in texts.iter().filter(|(key, _)| is_common(key)) {
        let names = text
            .split('{')
            .skip(1)
            .filter_map(|part| part.split('}').next());
        let base = plural_base(texts, key).unwrap_or(key);
        let entry = found.entry(base.to_string()).or_default();
        entry.extend(names.map(str::to_string));
    }
    found
}

/// The message that `key` is a plural form of. Every language has the form `other`.
fn plural_base<'a>(texts: &BTreeMap<String, String>, key: &'a str) -> Option<&'a str> {
    let (base, suffix) = key.rsplit_once('.')?;
    let is_form = FORMS.iter().any(|form| form.suffix() == suffix);
    let has_forms = texts.contains_key(&format!("{base}.other"));
    (is_form && has_forms).then_some(base)
}

#[test]
fn languages_have_the_same_messages_and_placeholders() {
    let reference = placeholders(Lang::ALL[0]);
    assert!(reference.len() > 50, "{}", reference.len());
    for lang in &Lang::ALL[1..] {
        let other = placeholders(*lang);
        for (key, names) in &reference {
            assert_eq!(Some(names), other.get(key), "{key} in {}", lang.code());
        }
        for key in other.keys() {
            assert!(reference.contains_key(key), "{key} only in {}", lang.code());
        }
    }
}

#[test]
fn plurals_have_every_form_of_their_language() {
    for lang in Lang::ALL {
        let messages = Messages::new(*lang);
        let texts = messages.all();
        let expected: BTreeSet<&str> = messages
            .plurals()
            .forms()
            .iter()
            .map(|form| form.suffix())
            .collect();
        let mut forms: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for key in texts.keys() {
            if let Some(base) = plural_base(texts, key) {
                forms
                    .entry(base)
                    .or_default()
                    .insert(&key[base.len() + 1..]);
            }
        }
        assert!(forms.contains_key("chart.comments"));
        for (base, found) in forms {
            assert_eq!(found, expected, "{base} in {}", lang.code());
        }
    }
}

#[test]
fn built_in_categories_have_a_name_in_every_language() {
    for lang in Lang::ALL {
        let messages = Messages::new(*lang);
        for category in vocal_core::text::Codebook::built_in().categories() {
            let named = category.label.contains_key(lang.code())
                || messages.has(&format!("category.{}", category.id));
            assert!(named, "category.{} in {}", category.id, lang.code());
        }
    }
}

#[test]
fn texts_of_charts_are_one_clean_line() {
    for lang in Lang::ALL {
        let texts = Messages::new(*lang).all();
        let of_charts = texts.iter().filter(|(key, _)| key.starts_with("chart."));
        for (key, text) in of_charts {
            assert!(!text.is_empty(), "{key} in {}", lang.code());
            assert!(
                !text.chars().any(char::is_control),
                "{key} in {}",
                lang.code()
            );
            assert!(!text.contains("  "), "{key} in {}", lang.code());
        }
    }
}

#[test]
fn braces_are_placeholders_only() {
    for lang in Lang::ALL {
        for (key, text) in Messages::new(*lang).all() {
            for part in text.split('{').skip(1) {
                let name = part.split_once('}').map(|(name, _)| name);
                let is_name = |name: &str| {
                    name.chars()
                        .all(|letter| letter.is_ascii_lowercase() || letter == '_')
                };
                assert!(
                    name.is_some_and(is_name),
                    "{key} in {}: {text}",
                    lang.code()
                );
            }
        }
    }
}

#[test]
fn numbers_are_written_with_a_real_minus() {
    for lang in Lang::ALL {
        for (key, text) in Messages::new(*lang).all() {
            let is_minus = |(position, _): (usize, &str)| {
                text[position + 1..].starts_with(|next: char| next.is_ascii_digit())
            };
            let hyphens = text.match_indices('-').filter(|(position, _)| {
                text[..*position]
                    .chars()
                    .next_back()
                    .is_none_or(|before| before == ' ')
            });
            assert!(
                !hyphens.into_iter().any(is_minus),
                "{key} in {}: {text}",
                lang.code()
            );
        }
    }
}

/// Text of every source file below a folder of this crate, by its path in there.
fn sources(folder: &str, extension: &str) -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found = BTreeMap::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("the sources are there") {
            let path = entry.expect("the folder can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|its| its == extension) {
                let name = path.strip_prefix(&root).expect("it was found there");
                let source = std::fs::read_to_string(&path).expect("a source file is text");
                found.insert(name.to_string_lossy().into_owned(), source);
            }
        }
    }
    found
}

/// Message keys written in the sources, and the prefixes of keys that are put together.
fn keys_in_sources() -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut keys, mut prefixes) = (BTreeSet::new(), BTreeSet::new());
    for source in sources("src", "rs").values() {
        for start in ["\"chart.", "\"number.", "\"date."] {
            for (position, _) in source.match_indices(start) {
                let literal = source[position + 1..].split('"').next().unwrap();
                match literal.split_once('{') {
                    Some((prefix, _)) => prefixes.insert(prefix.to_string()),
                    None => keys.insert(literal.to_string()),
                };
            }
        }
    }
    (keys, prefixes)
}

#[test]
fn every_message_of_the_charts_exists_and_is_used() {
    let (keys, prefixes) = keys_in_sources();
    let messages = Messages::new(Lang::ALL[0]);
    for key in &keys {
        let found = messages.has(key)
            || messages.has(&format!("{key}.other"))
            || messages.has(&format!("{key}.01"));
        assert!(found, "{key} is not in the message file");
    }
    for key in messages
        .all()
        .keys()
        .filter(|key| key.starts_with("chart."))
    {
        let base = plural_base(messages.all(), key).unwrap_or(key);
        let used = keys.contains(base) || prefixes.iter().any(|prefix| key.starts_with(prefix));
        assert!(used, "{key} is not used");
    }
}

#[test]
fn every_health_code_has_a_sentence() {
    for lang in Lang::ALL {
        let texts = Messages::new(*lang).all();
        let keys = texts.keys().filter(|key| key.starts_with("health."));
        let written: BTreeSet<&str> = keys.map(|key| &key["health.".len()..]).collect();
        let known = vocal_core::analysis::HEALTH_CODES.map(|(_, code)| code);
        assert_eq!(written, BTreeSet::from(known), "{}", lang.code());
    }
}

/// Every literal that stands right behind `start` in sources. Tests make up codes of their own.
fn literals_behind(start: &str, sources: &BTreeMap<String, String>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for source in sources.values() {
        let source = source.split("#[cfg(test)]").next().unwrap_or_default();
        let packed: String = source.split_whitespace().collect();
        let literals = packed.split(start).skip(1);
        let literals = literals.filter_map(|rest| rest.strip_prefix('"')?.split('"').next());
        found.extend(literals.map(str::to_owned));
    }
    found
}

#[test]
fn every_code_of_the_core_has_a_sentence_in_every_language() {
    let core = sources("../core/src", "rs");
    let kinds = [
        ("error", "Error::new("),
        ("error.what", "limit_error("),
        ("error.found", ".with(\"found\","),
        ("error.step", ".with(\"step\","),
        ("error.step", "damaged("),
        ("warning", "warning("),
        ("warning", ".warn("),
        ("warning", "warn("),
        ("set_aside", "set_aside.add(record.line,"),
        ("set_aside", "set_aside.add(line,"),
    ];
    let mut missing = BTreeSet::new();
    for (prefix, start) in kinds {
        let codes = literals_behind(start, &core);
        assert!(!codes.is_empty(), "nothing behind {start}");
        for lang in Lang::ALL {
            let known = placeholders(*lang);
            let unknown = codes.iter().map(|code| format!("{prefix}.{code}"));
            missing.extend(unknown.filter(|key| !known.contains_key(key)));
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

/// True for what can only be the key of a message: a known first part, then small letters.
fn is_key(text: &str, first_parts: &BTreeSet<&str>) -> bool {
    let is_part = |part: &str| {
        let is_letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        !part.is_empty() && part.bytes().all(is_letter)
    };
    text.split_once('.')
        .is_some_and(|(first, rest)| first_parts.contains(first) && rest.split('.').all(is_part))
}

/// A template literal with `{}` in the place of each value: `page.chart.{}`.
fn template(source: &str) -> String {
    let mut parts = source.split("${");
    let mut shape = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        shape.push_str("{}");
        shape.push_str(part.split_once('}').map_or("", |(_, rest)| rest));
    }
    shape
}

/// What a template can be made with: the literals of declarations, by file and name, and others. Where there
/// are two places, `|` stands between their values.
type Values = (
    &'static [(&'static str, &'static str)],
    &'static [&'static str],
);

const TYPES: &str = "types.ts";
const OWN: &str = "components/";

/// Templates of keys in the page's sources with their values.
#[rustfmt::skip]
const TEMPLATES: &[(&str, Values)] = &[
    ("date.month.{}", (&[], &["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"])),
    ("date.month_of_day.{}", (&[], &["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"])),
    ("date.quarter.0{}", (&[], &["1", "2", "3", "4"])),
    ("error.codebook_expected.{}", (&[], &["text", "list", "languages"])),
    ("hint.chart.{}", (&[(TYPES, "type ChartKind")], &[])),
    ("hint.good.{}", (&[], &["nps", "csat", "rating"])),
    ("hint.measure.{}", (&[("categories.ts", "const MEASURES")], &[])),
    ("hint.quadrant.{}", (&[("drivers.ts", "const QUADRANTS")], &[])),
    ("hint.{}", (&[(TYPES, "type Metric"), ("comments.ts", "const EXPLAINED")], &["rating"])),
    ("metric.{}", (&[(TYPES, "type Metric")], &["rating"])),
    ("metric.{}.choice", (&[("data.ts", "const METRICS")], &[])),
    ("operational.source.{}", (&[], &["totals", "file", "columns"])),
    ("operational.{}", (&[], &["chi", "churn", "earned_growth", "fcr", "mean", "median", "p90", "referral", "resolution_time", "response_rate", "retention"])),
    ("page.box.{}", (&[], &["ces", "ces2"])),
    ("page.category_order.{}", (&[("categories.ts", "const ORDERS")], &[])),
    ("page.chart.{}", (&[(TYPES, "type ChartKind")], &[])),
    ("page.chart_{}", (&[("chart.ts", "const REFUSALS")], &["failed"])),
    ("page.compare_{}", (&[("compare.ts", "const SIDES")], &[])),
    ("page.confidence.{}", (&[], &["decided", "sure", "likely", "unsure"])),
    ("page.date_order.{}", (&[(TYPES, "type DateOrder")], &[])),
    ("page.driver_class.{}", (&[], &["basic", "exciter", "performance"])),
    ("page.effect.{}", (&[("compare.ts", "const EFFECTS")], &["large", "plain"])),
    ("page.folder.{}", (&[("comments.ts", "const FOLDERS")], &[])),
    ("page.folder_empty.{}", (&[], &["contact", "contradictions", "sample", "sensitive", "staff_praise", "starred"])),
    ("page.health.{}{}", (&[], &["exclude_rows|", "exclude_rows|.back", "acknowledge|", "acknowledge|.back", "set_column|", "filter|"])),
    ("page.mapping_{}", (&[], &["score", "comment"])),
    ("page.measure.{}", (&[("categories.ts", "const MEASURES")], &[])),
    ("page.nps.one.{}", (&[], &["promoters", "passives", "detractors"])),
    ("page.nps.{}", (&[], &["promoters", "passives", "detractors"])),
    ("page.order.{}", (&[("comments.ts", "const ORDERS")], &[])),
    ("page.period.{}", (&[(TYPES, "type Period")], &[])),
    ("page.quadrant.{}", (&[("drivers.ts", "const QUADRANTS")], &["none"])),
    ("page.sensitive.{}", (&[(TYPES, "type Sensitive")], &[])),
    ("page.sentiment.{}", (&[(TYPES, "type Sentiment")], &[])),
    ("page.test.{}", (&[], &["chi_square", "fisher"])),
    ("page.theme.{}", (&[("app.ts", "const THEMES")], &[])),
    ("page.totals.{}", (&[], &["survey", "customers", "cases", "referral", "revenue"])),
    ("page.unit.{}", (&[], &["nps", "csat"])),
    ("page.view.{}", (&[("store.ts", "const VIEWS")], &[])),
    ("page.weighting.{}", (&[], &["column", "raking"])),
    ("page.{}_in.{}", (&[], &["patterns|pl", "patterns|en", "exclude|pl", "exclude|en"])),
    ("pii.{}", (&[("data.ts", "const PII")], &[])),
    ("role.{}", (&[("data.ts", "const ROLES")], &[])),
    ("total.{}", (&[(TYPES, "type Totals")], &[])),
    ("tour.{}.text", (&[], &["reading", "scores", "filter", "views", "save"])),
    ("tour.{}.title", (&[], &["reading", "scores", "filter", "views", "save"])),
];

/// Templates whose values come from the core (tested above), or that have a text for when there is none.
const ELSEWHERE: [&str; 6] = [
    "error.codebook.{}",
    "error.{}",
    "error.{}.next",
    "error.{}.{}",
    "page.label_in.{}",
    "warning.{}",
];

/// What stands in quotes in the declaration of that name, up to its end.
fn declared(sources: &BTreeMap<String, String>, file: &str, name: &str) -> Vec<String> {
    let source = sources.get(file);
    let source = source.or_else(|| sources.get(&format!("{OWN}{file}")));
    let source = source.unwrap_or_else(|| panic!("{file} is not there"));
    let rest = source.split_once(&format!("{name}:"));
    let rest = rest.or_else(|| source.split_once(&format!("{name} ")));
    let (_, rest) = rest.unwrap_or_else(|| panic!("{name} is not in {file}"));
    let body = rest.split(";\n").next().unwrap_or_default();
    let literals = body.split('"').skip(1).step_by(2).map(str::to_owned);
    let literals: Vec<String> = literals.collect();
    assert!(!literals.is_empty(), "{name} in {file}");
    literals
}

/// Every key that the page's sources name or put together, and the templates that nobody has listed.
fn keys_of_the_page() -> (BTreeSet<String>, BTreeSet<String>) {
    let sources = sources("../../www/src", "ts");
    let known = Messages::new(Lang::ALL[0]).all();
    let first_parts: BTreeSet<&str> = known
        .keys()
        .filter_map(|key| key.split('.').next())
        .collect();
    let (mut keys, mut unknown) = (BTreeSet::new(), BTreeSet::new());
    for source in sources.values() {
        let literals = source
            .match_indices('"')
            .filter_map(|(at, _)| source[at + 1..].split('"').next());
        keys.extend(
            literals
                .filter(|text| is_key(text, &first_parts))
                .map(str::to_owned),
        );
        for (at, _) in source.match_indices('`') {
            let shape = template(source[at + 1..].split('`').next().unwrap_or_default());
            if shape.contains("{}") && is_key(&shape.replace("{}", "0"), &first_parts) {
                unknown.insert(shape);
            }
        }
    }
    for &(shape, (declarations, others)) in TEMPLATES {
        assert!(unknown.remove(shape), "no source makes keys of {shape}");
        let others = others.iter().map(|&value| value.to_owned());
        let named = declarations
            .iter()
            .flat_map(|(file, name)| declared(&sources, file, name));
        for values in named.chain(others) {
            let fill = |key: String, value: &str| key.replacen("{}", value, 1);
            keys.insert(values.split('|').fold(shape.to_owned(), fill));
        }
    }
    unknown.retain(|shape| !ELSEWHERE.contains(&shape.as_str()));
    (keys, unknown)
}

#[test]
fn every_key_of_the_page_has_a_text_in_every_language() {
    let (keys, unknown) = keys_of_the_page();
    assert!(
        unknown.is_empty(),
        "without values in TEMPLATES: {unknown:?}"
    );
    assert!(keys.len() > 600, "{}", keys.len());
    for lang in Lang::ALL {
        let messages = Messages::new(*lang);
        let has = |key: &str| messages.has(key) || messages.has(&format!("{key}.other"));
        let missing: Vec<&String> = keys.iter().filter(|key| !has(key)).collect();
        assert!(missing.is_empty(), "in {}: {missing:?}", lang.code());
    }
}
