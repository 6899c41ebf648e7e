//! Comments that should not lie among the others: harassment, self-harm, discrimination, threats.
//!
//! A short list of word stems, not a classifier: it is meant to catch what somebody must look at
//! today, at the price of an occasional comment too many. Every comment stays in all figures.

use super::coded::Coded;
use crate::reading::Table;
use crate::text::fold;
use serde::Serialize;
use std::collections::BTreeMap;

/// Why a comment is kept apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sensitive {
    /// The writer, or somebody near, may harm themselves.
    SelfHarm,
    /// Violence, announced or suffered.
    Threat,
    /// Sexual or other harassment.
    Harassment,
    /// Unequal treatment for who somebody is.
    Discrimination,
}

/// Phrases by kind, the gravest kind first. Words are folded (lower case, no diacritics) and
/// separated by one blank; a word that ends in `*` is a stem.
const PHRASES: [(Sensitive, &[&str]); 4] = [
    (
        Sensitive::SelfHarm,
        &[
            "samoboj*",
            "zabic sie",
            "zabije sie",
            "sie zabije",
            "sie zabic",
            "odebrac sobie zycie",
            "odbiore sobie zycie",
            "nie chce zyc",
            "nie chce mi sie zyc",
            "chce umrzec",
            "samookalecz*",
            "okalecz* sie",
            "suicid*",
            "kill myself",
            "killing myself",
            "end my life",
            "take my own life",
            "want to die",
            "self harm*",
            "harm myself",
            "hurt myself",
            "cut myself",
        ],
    ),
    (
        Sensitive::Threat,
        &[
            "zabije cie",
            "zabije was",
            "zabije ich",
            "zabije go",
            "zabije ja",
            "grozi* mi",
            "grozi* nam",
            "grozono mi",
            "grozi* pobiciem",
            "grozi* smiercia",
            "pobije was",
            "pobije cie",
            "pobi* mnie",
            "uderzyl* mnie",
            "podpale",
            "podloze bombe",
            "bomba w",
            "kill you",
            "kill him",
            "kill her",
            "kill them",
            "kill us",
            "hurt you",
            "threaten* me",
            "threaten* us",
            "threaten* my",
            "threaten* to kill",
            "threaten* to hurt",
            "death threat*",
            "physically attack*",
            "physically assault*",
            "assaulted",
            "hit me",
            "punched me",
            "burn * down",
            "bomb in",
        ],
    ),
    (
        Sensitive::Harassment,
        &[
            "molest*",
            "napastow*",
            "obmacyw*",
            "mobbing*",
            "stalking*",
            "stalkow*",
            "gwalt",
            "gwaltu",
            "zgwalc*",
            "podtekst* seksualn*",
            "aluzj* seksualn*",
            "komentarz* seksualn*",
            "seksistow*",
            "harass*",
            "groped",
            "groping",
            "stalked",
            "stalking",
            "raped",
            "sexual comment*",
            "sexual remark*",
            "sexist*",
            "touched me",
        ],
    ),
    (
        Sensitive::Discrimination,
        &[
            "dyskrymin*",
            "rasis*",
            "rasizm*",
            "ksenofob*",
            "homofob*",
            "transfob*",
            "antysemi*",
            "kolor skory",
            "koloru skory",
            "za pochodzenie",
            "moje pochodzenie",
            "mojego pochodzenia",
            "moja narodowosc",
            "mojej narodowosci",
            "moja niepelnosprawnosc",
            "mojej niepelnosprawnosci",
            "moja orientacj*",
            "mojej orientacji",
            "discriminat*",
            "racis*",
            "xenophob*",
            "homophob*",
            "transphob*",
            "antisemit*",
            "because of my race",
            "because of my skin",
            "because of my religion",
            "because of my gender",
            "because of my disability",
            "because of my accent",
            "because of my nationality",
            "colour of my skin",
            "color of my skin",
        ],
    ),
];

/// Letters of a phrase's first word that it is found by.
const KEY: usize = 3;

/// The phrases, by the first letters of their first word.
#[derive(Debug)]
pub struct Screen {
    by_key: BTreeMap<&'static str, Vec<(Sensitive, Vec<&'static str>)>>,
}

impl Default for Screen {
    fn default() -> Self {
        let mut by_key: BTreeMap<&str, Vec<(Sensitive, Vec<&str>)>> = BTreeMap::new();
        for (kind, phrases) in PHRASES {
            for phrase in phrases {
                let words: Vec<&str> = phrase.split(' ').collect();
                let key = words[0].get(..KEY).unwrap_or(words[0]);
                by_key.entry(key).or_default().push((kind, words));
            }
        }
        Screen { by_key }
    }
}

impl Screen {
    /// The gravest kind found in a text. Linear in its length.
    pub fn find(&self, text: &str) -> Option<Sensitive> {
        let folded = fold(text);
        let words = || {
            folded
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty())
        };
        let mut rest = words();
        let mut found: Option<Sensitive> = None;
        loop {
            let from = rest.clone();
            let Some(word) = rest.next() else {
                return found;
            };
            let key = word.get(..KEY).unwrap_or(word);
            let Some(phrases) = self.by_key.get(key) else {
                continue;
            };
            let here = phrases
                .iter()
                .filter(|(_, phrase)| starts_with(from.clone(), phrase));
            found = here
                .map(|(kind, _)| *kind)
                .chain(found)
                .min_by_key(|kind| *kind as u8);
        }
    }
}

/// True when the words begin with a phrase.
fn starts_with<'a>(mut words: impl Iterator<Item = &'a str>, phrase: &[&str]) -> bool {
    phrase.iter().all(|wanted| {
        words
            .next()
            .is_some_and(|word| match wanted.strip_suffix('*') {
                Some(stem) => word.starts_with(stem),
                None => word == *wanted,
            })
    })
}

/// What the screen said about the comments looked at so far, by position in the list of comments.
#[derive(Debug, Default)]
pub struct Screened {
    screen: Screen,
    done: usize,
    found: BTreeMap<usize, Sensitive>,
}

impl Screened {
    /// Looks at up to `limit` more of the comments; returns how many are left.
    pub fn look(&mut self, table: &Table, comments: &[Coded], limit: usize) -> usize {
        let end = self.done.saturating_add(limit).min(comments.len());
        for (at, comment) in comments.iter().enumerate().take(end).skip(self.done) {
            let text = &comment.text(table);
            if let Some(kind) = self.screen.find(text) {
                self.found.insert(at, kind);
            }
        }
        self.done = end;
        comments.len() - end
    }

    /// Kind of a text, whether or not its comment was looked at.
    pub fn find(&self, text: &str) -> Option<Sensitive> {
        self.screen.find(text)
    }

    /// Kind of a comment by its position; `None` before it was looked at, too.
    pub fn get(&self, at: usize) -> Option<Sensitive> {
        self.found.get(&at).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(text: &str) -> Option<Sensitive> {
        Screen::default().find(text)
    }

    #[test]
    fn finds_phrases_however_they_are_written() {
        assert_eq!(find("Myślę o SAMOBÓJSTWIE."), Some(Sensitive::SelfHarm));
        assert_eq!(
            find("Ochroniarz groził mi pobiciem"),
            Some(Sensitive::Threat)
        );
        assert_eq!(
            find("Kierownik molestuje kasjerki"),
            Some(Sensitive::Harassment)
        );
        assert_eq!(
            find("He refused because of my accent"),
            Some(Sensitive::Discrimination)
        );
        assert_eq!(find("a racist who threatened me"), Some(Sensitive::Threat));
    }

    #[test]
    fn leaves_ordinary_complaints_alone() {
        for text in [
            "Dostawa grozi opóźnieniem, kolejki zabijają czas",
            "They threatened to cancel my contract",
            "The price hit hard, a killer deal for them",
            "",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }

    #[test]
    fn a_stem_ends_at_a_word_and_a_phrase_at_its_last_word() {
        assert_eq!(find("nie chce"), None);
        assert_eq!(find("nie chce zyc tak dalej"), Some(Sensitive::SelfHarm));
    }
}
