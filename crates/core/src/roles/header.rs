//! Headings as words.

use crate::text::fold;

/// Header words, folded, split at everything that is not a letter or digit and at camelCase.
pub(super) struct Header {
    pub(super) folded: String,
    pub(super) words: Vec<String>,
}

/// True for the letters of Chinese and Japanese, which are worth several others.
pub(super) fn is_dense(letter: char) -> bool {
    ('\u{3040}'..='\u{9fff}').contains(&letter)
}

impl Header {
    pub(super) fn new(name: &str) -> Self {
        let mut spaced = String::with_capacity(name.len() + 8);
        let mut previous = ' ';
        // R writes a question with points instead of blanks, and nested answers have points in their names.
        let pointed = !name.contains(char::is_whitespace);
        for letter in name.chars() {
            if letter.is_uppercase() && previous.is_lowercase() {
                spaced.push(' ');
            }
            let blank = letter == '_' || pointed && letter == '.';
            spaced.push(if blank { ' ' } else { letter });
            previous = letter;
        }
        let folded = fold(&spaced);
        let words = folded
            .split(|letter: char| !letter.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        Header { folded, words }
    }

    /// The header without a leading question code such as `V3` or `Q12`.
    pub(super) fn bare(&self) -> &str {
        let folded = self.folded.trim();
        let Some((code, rest)) = folded.split_once([' ', ':']) else {
            return folded;
        };
        let is_code = code.len() <= 4 && code.ends_with(|letter: char| letter.is_ascii_digit());
        if is_code { rest.trim() } else { folded }
    }

    /// True for a statement to agree with ("In the last year I have …"): what it names is not what the numbers
    /// below it are.
    pub(super) fn is_statement(&self) -> bool {
        const ASKING: &[&str] = &[
            "which", "what", "when", "where", "who", "many", "please", "number", "ktory", "ktora",
            "ktore", "ktorym", "ktorej", "kiedy", "gdzie", "ile", "podaj", "prosze", "wie",
            "welche", "welchem",
        ];
        self.words.len() >= 7 && !self.folded.contains(['?', '¿']) && !self.word(ASKING)
    }

    /// True when a word starts with one of the stems.
    pub(super) fn stem(&self, stems: &[&str]) -> bool {
        self.words
            .iter()
            .any(|word| stems.iter().any(|stem| word.starts_with(stem)))
    }

    /// True when a word is one of `words`.
    pub(super) fn word(&self, words: &[&str]) -> bool {
        self.words.iter().any(|word| words.contains(&word.as_str()))
    }

    /// True when the header holds one of the phrases, from the beginning of a word ("imie" does not stand
    /// in "nacimiento").
    pub(super) fn phrase(&self, phrases: &[&str]) -> bool {
        // Chinese and Japanese have no blanks between words.
        let inside = |at: usize| {
            self.folded[..at]
                .ends_with(|letter: char| letter.is_alphanumeric() && !is_dense(letter))
        };
        let stands = |phrase: &&str| {
            let own_start = !phrase.starts_with(char::is_alphanumeric);
            let mut places = self.folded.match_indices(*phrase);
            places.any(|(at, _)| own_start || !inside(at))
        };
        phrases.iter().any(stands)
    }
}
