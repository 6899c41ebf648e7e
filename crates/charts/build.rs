//! Puts the message files where `messages.rs` includes them from.
//!
//! In the page the texts of views, hints and errors are shown by the page itself, which has them
//! from the same files; the module there carries only what it writes itself.

use serde_json::{Map, Value};
use std::path::Path;

/// What the module writes in the page: charts, sentences of the report, names of dates, formats of
/// numbers, headings of a saved table.
const OF_THE_MODULE: [&str; 6] = ["chart", "date", "finding", "health", "number", "set_aside"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=messages");
    let variable = |name: &str| std::env::var(name).expect("Cargo sets it");
    let in_page = variable("CARGO_CFG_TARGET_ARCH") == "wasm32";
    let folder = variable("OUT_DIR");
    for entry in std::fs::read_dir("messages").expect("the folder of messages") {
        let path = entry.expect("a file").path();
        let Some(name) = path.file_name() else {
            continue;
        };
        let text = std::fs::read_to_string(&path).expect("a readable file");
        let text = if in_page { kept(&text) } else { text };
        std::fs::write(Path::new(&folder).join(name), text).expect("a writable build folder");
    }
}

/// The messages that the module writes itself, without blanks between them.
fn kept(text: &str) -> String {
    let mut messages: Map<String, Value> = serde_json::from_str(text).expect("flat JSON");
    messages.retain(|key, _| {
        let family = key.split('.').next();
        family.is_some_and(|family| OF_THE_MODULE.contains(&family))
    });
    Value::Object(messages).to_string()
}
