//! Phrases in the headings of columns and in answers that are a few words.

use crate::text::fold;

/// A text as folded words with one blank between them.
pub(super) fn words_of(text: &str) -> String {
    let words: String = fold(&parted(text))
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A heading with a blank where a capital follows a small letter, as in `ResolvedAt`.
fn parted(name: &str) -> String {
    let mut parted = String::with_capacity(name.len() + 4);
    let mut small = false;
    for letter in name.chars() {
        if small && letter.is_uppercase() {
            parted.push(' ');
        }
        small = letter.is_lowercase();
        parted.push(letter);
    }
    parted
}

/// True when a heading, as folded words, has the phrase at the start of a word, not behind a word
/// that says the opposite or that it happened again: "not resolved", "nie polecił", "re-opened".
pub(super) fn names(words: &str, phrase: &str) -> bool {
    const TURNS_ROUND: [&str; 7] = ["not", "un", "non", "never", "nie", "re", "bez"];
    words.match_indices(phrase).any(|(at, _)| {
        let before = &words[..at];
        let begins = before.is_empty() || before.ends_with(' ');
        let last = before.trim_end().rsplit(' ').next();
        begins && !last.is_some_and(|word| TURNS_ROUND.contains(&word))
    })
}
