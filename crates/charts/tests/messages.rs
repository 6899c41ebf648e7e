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

/// Message keys written in the sources, and the prefixes of keys that are put together.
fn keys_in_sources() -> (BTreeSet<String>, BTreeSet<String>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut keys, mut prefixes) = (BTreeSet::new(), BTreeSet::new());
    for entry in std::fs::read_dir(folder).unwrap() {
        let source = std::fs::read_to_string(entry.unwrap().path()).unwrap();
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

/// Every literal that stands right behind `start` in a source file of the core.
fn literals_behind(start: &str, folder: &Path, found: &mut BTreeSet<String>) {
    let entries = std::fs::read_dir(folder).expect("the core's sources are beside the charts");
    for entry in entries {
        let path = entry.expect("the folder can be listed").path();
        if path.is_dir() {
            literals_behind(start, &path, found);
            continue;
        }
        let source = std::fs::read_to_string(&path).expect("a source file is text");
        // Tests make up codes of their own.
        let source = source.split("#[cfg(test)]").next().unwrap_or_default();
        let packed: String = source.split_whitespace().collect();
        let literals = packed.split(start).skip(1);
        let literals = literals.filter_map(|rest| rest.strip_prefix('"')?.split('"').next());
        found.extend(literals.map(str::to_owned));
    }
}

#[test]
fn every_code_of_the_core_has_a_sentence_in_every_language() {
    let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src");
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
        let mut codes = BTreeSet::new();
        literals_behind(start, &core, &mut codes);
        assert!(!codes.is_empty(), "nothing behind {start}");
        for lang in Lang::ALL {
            let known = placeholders(*lang);
            let unknown = codes.iter().map(|code| format!("{prefix}.{code}"));
            missing.extend(unknown.filter(|key| !known.contains_key(key)));
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}
