//! A language more is one file: what the build makes of a folder of message files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

#[path = "../build.rs"]
#[allow(dead_code, reason = "a build script is a program of its own")]
mod build;

/// An empty folder of that name for this test.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).expect("a writable folder");
    path
}

/// Our own languages and Czech with these texts, as the build takes them in.
fn with_czech(name: &str, czech: &str) -> Result<PathBuf, String> {
    let (from, to) = (
        folder(&format!("{name}-from")),
        folder(&format!("{name}-to")),
    );
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("messages");
    for entry in std::fs::read_dir(ours).expect("our messages").flatten() {
        std::fs::copy(entry.path(), from.join(entry.file_name())).expect("a copy");
    }
    std::fs::write(from.join("cs.json"), czech).expect("a writable folder");
    build::put(&from, &to, true).map(|()| to)
}

#[test]
fn a_third_file_is_a_third_language() {
    let czech = r#"{
        "language.name": "Čeština",
        "plural.one": "i = 1 and v = 0",
        "plural.few": "i = 2..4 and v = 0",
        "plural.many": "v != 0",
        "chart.comments.few": "{count} komentáře",
        "page.views": "Pohledy"
    }"#;
    let made = with_czech("third", czech).expect("a good file");
    let list = std::fs::read_to_string(made.join("languages.rs")).expect("the list");
    assert_eq!(
        list,
        "languages! {\n    Cs, \"cs\";\n    En, \"en\";\n    Pl, \"pl\";\n}\n"
    );
    let texts = std::fs::read_to_string(made.join("cs.json")).expect("the texts");
    assert!(
        texts.contains("komentáře") && texts.contains("i = 2..4"),
        "{texts}"
    );
    assert!(
        !texts.contains("Pohledy"),
        "the page shows its texts itself"
    );
}

/// First parts of the keys that the sources of the module write, its tests aside.
fn families_of_the_module() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = BTreeSet::new();
    let mut left = vec![root.join("src"), root.join("../web/src")];
    while let Some(path) = left.pop() {
        if path.is_dir() {
            let inside = std::fs::read_dir(&path).expect("a folder of sources");
            left.extend(inside.flatten().map(|entry| entry.path()));
            continue;
        }
        let source = std::fs::read_to_string(&path).expect("a source file is text");
        let source = source.split("#[cfg(test)]").next().unwrap_or_default();
        for literal in source.split('"').skip(1).step_by(2) {
            let family = literal.split_once('.').map_or("", |(family, _)| family);
            let is_family = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
            if !family.is_empty() && family.bytes().all(is_family) {
                found.insert(family.to_owned());
            }
        }
    }
    found
}

#[test]
fn the_module_has_every_text_that_it_writes() {
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("messages");
    let to = folder("module-to");
    build::put(&ours, &to, true).expect("our messages are good");
    let read = |path: PathBuf| -> BTreeMap<String, String> {
        let text = std::fs::read_to_string(path).expect("messages");
        serde_json::from_str(&text).expect("an object of texts")
    };
    let (all, kept) = (read(ours.join("pl.json")), read(to.join("pl.json")));
    let families = families_of_the_module();
    assert!(families.contains("health_one"), "{families:?}");
    let missing = all.keys().filter(|key| {
        let family = key.split('.').next().unwrap_or_default();
        // The page has the name of the language itself.
        families.contains(family) && family != "language" && !kept.contains_key(*key)
    });
    assert_eq!(missing.collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn a_file_that_cannot_be_a_language_stops_the_build_with_its_reason() {
    for (name, czech, reason) in [
        (
            "flat",
            r#"{"language.name": "Čeština", "page": {}}"#,
            "\"page\"",
        ),
        ("named", "{}", "language.name"),
        (
            "ruled",
            r#"{"language.name": "Čeština", "plural.few": "2, 3, 4"}"#,
            "plural.few",
        ),
        ("json", "{", "EOF"),
    ] {
        let refused = with_czech(name, czech).expect_err("a bad file");
        assert!(
            refused.contains("cs.json") && refused.contains(reason),
            "{refused}"
        );
    }
}
