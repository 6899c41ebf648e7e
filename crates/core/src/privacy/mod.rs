//! Personal data inside comments (definitions.md §7).

mod mask;

use crate::text::{Language, Person, people};

pub use mask::mask;

/// A comment to show: personal data and the names of people replaced by dots, so that positions
/// stay what they were.
pub(crate) fn mask_comment(text: &str, language: Language) -> String {
    mask_names(&mask(text), &people(text, language))
}

/// The text with the letters of the names dotted; what somebody does ("the driver") stays.
pub(crate) fn mask_names(text: &str, people: &[Person]) -> String {
    let hidden = |at: u32| {
        let inside = |person: &&Person| (person.start..person.end).contains(&at);
        people
            .iter()
            .find(inside)
            .is_some_and(|person| person.named)
    };
    text.chars()
        .zip(0u32..)
        .map(|(letter, at)| {
            let dot = letter.is_alphanumeric() && hidden(at);
            if dot { '•' } else { letter }
        })
        .collect()
}
