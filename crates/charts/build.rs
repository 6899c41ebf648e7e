//! Finds the message files and puts them where `messages.rs` includes them from.
//!
//! In the page the texts of views, hints and errors are shown by the page itself, which has them
//! from the same files; the module there carries only what it writes itself.

use serde_json::{Map, Value};
use std::path::Path;

#[path = "src/plural.rs"]
#[allow(
    dead_code,
    reason = "the build only asks whether the rules can be read"
)]
mod plural;

/// What the module writes in the page: charts, sentences of the report, names of categories and
/// dates, formats of numbers, headings of a saved table, and by which rules.
const OF_THE_MODULE: [&str; 9] = [
    "category",
    "chart",
    "date",
    "finding",
    "health",
    "health_one",
    "number",
    "plural",
    "set_aside",
];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=messages");
    let variable = |name: &str| std::env::var(name).expect("Cargo sets it");
    let in_page = variable("CARGO_CFG_TARGET_ARCH") == "wasm32";
    let folder = variable("OUT_DIR");
    if let Err(refused) = put(Path::new("messages"), Path::new(&folder), in_page) {
        println!("cargo::error={refused}");
    }
}

/// Writes every language of the folder `from` into the folder `to`, and `languages.rs`, which
/// lists them by their codes in the order of the alphabet.
///
/// # Errors
///
/// What is wrong with which file.
pub fn put(from: &Path, to: &Path, in_page: bool) -> Result<(), String> {
    let entries =
        std::fs::read_dir(from).map_err(|error| format!("{}: {error}", from.display()))?;
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    let mut list = String::from("languages! {\n");
    for path in files {
        let at = |what: &str| format!("{}: {what}", path.display());
        let code = code(&path)
            .ok_or_else(|| at("a file of messages is named by its language, as pl.json"))?;
        let text = std::fs::read_to_string(&path).map_err(|error| at(&error.to_string()))?;
        let mut messages = read(&text).map_err(|what| at(&what))?;
        if in_page {
            messages.retain(|key, _| {
                let family = key.split('.').next();
                family.is_some_and(|family| OF_THE_MODULE.contains(&family))
            });
        }
        let text = Value::Object(messages).to_string();
        std::fs::write(to.join(format!("{code}.json")), text)
            .map_err(|error| at(&error.to_string()))?;
        let variant = code[..1].to_uppercase() + &code[1..];
        list += &format!("    {variant}, \"{code}\";\n");
    }
    list += "}\n";
    std::fs::write(to.join("languages.rs"), list).map_err(|error| error.to_string())
}

/// The code of the language, of two or three small letters, that a file is named by.
fn code(path: &Path) -> Option<&str> {
    let code = path.file_name()?.to_str()?.strip_suffix(".json")?;
    let is_code =
        (2..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_lowercase());
    is_code.then_some(code)
}

/// The messages of a file that says what its language is called and how it forms plurals.
fn read(text: &str) -> Result<Map<String, Value>, String> {
    let messages: Map<String, Value> =
        serde_json::from_str(text).map_err(|error| error.to_string())?;
    if let Some((key, _)) = messages.iter().find(|(_, text)| !text.is_string()) {
        return Err(format!("the value of \"{key}\" is not a text"));
    }
    if !messages.contains_key("language.name") {
        return Err("\"language.name\" is missing: what the language calls itself".into());
    }
    plural::PluralRules::read(|key| messages.get(key)?.as_str()).map_err(|key| {
        format!("the rule \"{key}\" is not written as in CLDR, for example \"n % 10 = 2..4\"")
    })?;
    Ok(messages)
}
