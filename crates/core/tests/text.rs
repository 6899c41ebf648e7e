//! What the coder says about whole comments.

use vocal_core::text::{Codebook, Coder, Language, Sentiment};

/// Mentions as "category sentiment evidence", level-1 categories of the built-in codebook.
fn mentions(text: &str) -> Vec<String> {
    let codebook = Codebook::built_in();
    let coded = Coder::new(&codebook).code(text);
    let chars: Vec<char> = text.chars().collect();
    let line = |m: &vocal_core::text::Mention| {
        let root = codebook.parent_index(m.category).unwrap_or(m.category);
        let id = &codebook.categories()[root as usize].id;
        let evidence: String = chars[m.start as usize..m.end as usize].iter().collect();
        format!("{id} {:?} {evidence}", m.sentiment)
    };
    let mut lines: Vec<String> = coded.mentions.iter().map(line).collect();
    lines.dedup();
    lines
}

#[test]
fn statements_have_their_own_sentiment() {
    assert_eq!(mentions("Drogo, ale obsługa świetna"), [
        "price Negative Drogo",
        "staff Positive obsługa świetna"
    ]);
    assert_eq!(mentions("Great food but the delivery was late."), [
        "product_quality Positive Great food",
        "delivery Negative the delivery was late",
        "waiting_time Negative the delivery was late"
    ]);
}

#[test]
fn languages_without_diacritics() {
    let coder = Coder::new(&Codebook::built_in());
    for (text, language) in [
        ("obsluga byla niemila", Language::Pl),
        ("Drogo i wolno", Language::Pl),
        ("Very slow delivery", Language::En),
        ("Die Lieferung war sehr schnell", Language::Other),
        ("Очень хорошо", Language::Other),
        ("👍👍", Language::Other),
    ] {
        assert_eq!(coder.code(text).language, language, "{text}");
    }
}

#[test]
fn odd_input_is_coded_or_left() {
    let coder = Coder::new(&Codebook::built_in());
    for text in ["", "\0\0", "😡😡😡", "<script>alert(1)</script>", "\u{202e}abc", "ż\u{301}", ";;;"] {
        let coded = coder.code(text);
        let length = text.chars().count() as u32;
        assert!(coded.mentions.iter().all(|m| m.start < m.end && m.end <= length), "{text}");
    }
    assert_eq!(coder.code("😡😡😡").sentiment, Sentiment::Negative);
    let long = "bardzo zła obsługa, ".repeat(60_000);
    assert!(coder.code(&long).mentions.iter().all(|m| m.end <= 20_000));
}
