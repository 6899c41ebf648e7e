//! People in a comment: first names, names behind "pan", "Mrs" and the like, and what somebody does.

use super::Language;
use super::corpus::hash64;
use super::fold;
use super::patterns::{Builder, EN, Matching, PL, Patterns};
use super::tokens::{Kind, Tokens};
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use std::sync::LazyLock;

/// Roles of people whom a customer meets, in the codebook's syntax.
const ROLES: [(u8, &[&str]); 2] = [
    (
        PL,
        &[
            "kasjer*",
            "sprzedaw*",
            "ekspedient*",
            "doradc*",
            "doradz*",
            "konsultant*",
            "kurier~",
            "kierowni*",
            "kierowc~",
            "ochroniarz~",
            "recepcjonist*",
            "kelner*",
            "barman~",
            "lekarz~",
            "lekark~",
            "pielęgniar*",
            "farmaceut*",
            "rehabilitant*",
            "serwisant*",
            "technik~",
            "monter~",
            "instruktor*",
            "trener*",
            "nauczyciel*",
            "opiekun*",
            "pracowni*",
            "personel~",
            "ekip~",
            "zespół",
            "zespoł~",
            "obsług~",
            "listonosz*",
            "sprzątacz*",
            "kucharz~",
        ],
    ),
    (
        EN,
        &[
            "cashier~",
            "assistant~",
            "staff",
            "driver~",
            "courier~",
            "nurse~",
            "doctor~",
            "dentist~",
            "receptionist~",
            "waiter~",
            "waitress*",
            "manager~",
            "engineer~",
            "technician~",
            "advisor~",
            "adviser~",
            "agent~",
            "salesman",
            "saleswoman",
            "salesperson",
            "team~",
            "consultant~",
            "employee~",
            "chef~",
            "teacher~",
            "surgeon~",
            "midwife",
            "midwives",
            "physio*",
            "pharmacist~",
            "representative~",
            "rep",
            "reps",
            "supervisor~",
            "bartender~",
        ],
    ),
];

/// Folded words that stand before a name.
const TITLES: &[&str] = &[
    "pan", "pani", "pana", "panu", "panem", "pania", "panie", "panowie", "panom", "dr", "mr",
    "mrs", "ms", "miss", "doktor", "doktora", "sister", "nurse",
];

/// Somebody in a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Person {
    /// First Unicode code point.
    pub start: u32,
    /// Behind the last.
    pub end: u32,
    /// True for a name, false for a role.
    pub named: bool,
}

struct Names {
    /// Number of the first name of each form, by hash.
    forms: HashMap<u64, u32, FixedState>,
    /// Bits of the [`opening`] of every form: few other words share one with a name.
    openings: [u64; OPENINGS / 64],
    roles: Patterns,
}

/// Beginnings of names that are told apart.
const OPENINGS: usize = 4096;

/// A number for the first three bytes of a folded word.
fn opening(word: &[u8]) -> usize {
    let bytes = word.iter().take(3);
    bytes.fold(0, |number, &byte| number * 31 + usize::from(byte)) % OPENINGS
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut forms = HashMap::with_hasher(FixedState::default());
    let mut openings = [0; OPENINGS / 64];
    for line in include_str!("../../models/first-names.txt").lines() {
        let mut words = line.split(' ');
        let polish = words.next() == Some("pl");
        if line.starts_with('#') {
            continue;
        }
        for name in words {
            let number = forms.len() as u32;
            let mut add = |form: &str| {
                let at = opening(form.as_bytes());
                openings[at / 64] |= 1 << (at % 64);
                forms.entry(hash64(form.as_bytes())).or_insert(number);
            };
            add(name);
            if polish {
                cases(name, &mut add);
            }
        }
    }
    let mut builder = Builder::default();
    for (lang, roles) in ROLES {
        roles.iter().for_each(|role| builder.add(role, lang, 0));
    }
    Names {
        forms,
        openings,
        roles: builder.build(),
    }
});

/// Shows the folded case forms of a Polish first name.
fn cases(name: &str, show: &mut dyn FnMut(&str)) {
    if let Some(stem) = name.strip_suffix('a') {
        for ending in ["y", "i", "e", "ie", "o", "u"] {
            show(&format!("{stem}{ending}"));
        }
        // Kasia, Kasi; Zosia, Zosi.
        if stem.ends_with('i') {
            show(stem);
        }
        // Agnieszka, Agnieszce; Marta, Marcie; Jadwiga, Jadwidze; Barbara, Barbarze.
        for (hard, soft) in [
            ("k", "ce"),
            ("t", "cie"),
            ("g", "dze"),
            ("r", "rze"),
            ("d", "dzie"),
        ] {
            if let Some(head) = stem.strip_suffix(hard) {
                show(&format!("{head}{soft}"));
            }
        }
        return;
    }
    // Marek, Marka; Pawel, Pawla: the vowel goes before an ending.
    let short = ["ek", "el"].iter().find_map(|end| {
        let head = name.strip_suffix(end)?;
        Some(format!("{head}{}", &end[1..]))
    });
    let stem = short
        .as_deref()
        .unwrap_or(name)
        .trim_end_matches(['i', 'y']);
    for ending in ["a", "owi", "em", "iem", "u", "ie", "ego", "emu", "im", "ym"] {
        show(&format!("{stem}{ending}"));
    }
}

/// True for a folded first name in any case.
pub(crate) fn is_first_name(folded: &(impl AsRef<[u8]> + ?Sized)) -> bool {
    let folded = folded.as_ref();
    let at = opening(folded);
    NAMES.openings[at / 64] >> (at % 64) & 1 == 1 && NAMES.forms.contains_key(&hash64(folded))
}

/// A first name in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FirstName {
    /// The same for all case forms of a name.
    pub number: u32,
    /// True when no sentence begins with it: "Will" and "Mark" begin many without being names.
    pub inside: bool,
}

/// First names that are written with a capital and small letters, in order. Much faster than
/// [`people`], and blind to everything else.
pub(crate) fn first_names(text: &str) -> impl Iterator<Item = FirstName> {
    let mut begins = true;
    let words = text.split_inclusive(|letter: char| !is_letter(letter));
    words.filter_map(move |part| {
        let word = part.trim_end_matches(|letter: char| !is_letter(letter));
        let inside = !begins;
        begins = part.ends_with(['.', '!', '?', ':', '\n']) || begins && word.is_empty();
        let mut letters = word.chars();
        let capital = letters.next().is_some_and(char::is_uppercase);
        let named = capital && letters.next().is_some_and(char::is_lowercase);
        let number = named.then(|| NAMES.forms.get(&hash64(fold(word).as_bytes())))??;
        Some(FirstName {
            number: *number,
            inside,
        })
    })
}

/// [`char::is_alphabetic`], which looks letters with a mark up in tables.
#[inline]
fn is_letter(letter: char) -> bool {
    matches!(letter, '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{24F}')
        || letter.is_alphabetic()
}

/// Finds people. A first name counts when it is written with a capital, any other capitalised word
/// only behind a title; a capitalised word behind a first name is taken for the surname.
pub(crate) fn people(text: &str, language: Language) -> Vec<Person> {
    let mut tokens = Tokens::default();
    tokens.read(text);
    let langs = match language {
        Language::Pl => PL,
        Language::En => EN,
        Language::Other => PL | EN,
    };
    let mut roles = Matching::default();
    NAMES.roles.find(&tokens, langs, &mut roles);
    let is_role = |at: usize| roles.hits.iter().any(|hit| hit.from as usize == at);
    let letters: Vec<char> = text.chars().collect();
    let capital = |at: usize| {
        let token = &tokens.list[at];
        let first = letters.get(token.start as usize);
        token.kind == Kind::Word && first.is_some_and(|letter| letter.is_uppercase())
    };
    let folded = |at: usize| std::str::from_utf8(tokens.bytes(&tokens.list[at])).unwrap_or("");
    let mut found: Vec<Person> = Vec::new();
    let mut name_before = false;
    for (at, token) in tokens.list.iter().enumerate() {
        let titled = at > 0 && TITLES.contains(&folded(at - 1));
        let joined = at > 0 && name_before && tokens.list[at - 1].end + 1 == token.start;
        let named = capital(at)
            && !is_role(at)
            && !TITLES.contains(&folded(at))
            && (is_first_name(folded(at)) || (!token.shouted && (titled || joined)));
        name_before = named;
        match found.last_mut() {
            Some(last) if named && joined => last.end = token.end,
            _ if named || is_role(at) => found.push(Person {
                start: token.start,
                end: token.end,
                named,
            }),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, language: Language) -> Vec<(String, bool)> {
        let part = |person: &Person| {
            let length = (person.end - person.start) as usize;
            let part = text.chars().skip(person.start as usize).take(length);
            (part.collect(), person.named)
        };
        people(text, language).iter().map(part).collect()
    }

    #[test]
    fn case_forms_are_one_name() {
        let text = "Kasia pomogła. Dziękuję Kasi, a TOM nie! Tom też";
        let found: Vec<FirstName> = first_names(text).collect();
        let inside: Vec<bool> = found.iter().map(|name| name.inside).collect();
        assert_eq!(inside, [false, true, false], "{found:?}");
        assert_eq!(found[0].number, found[1].number);
        assert_ne!(found[0].number, found[2].number);
    }

    #[test]
    fn names_and_roles_are_found() {
        let text = "Dziękuję pani Kasi Nowak z obsługi, pan Zdzichu też super";
        assert_eq!(
            found(text, Language::Pl),
            [
                ("Kasi Nowak".to_owned(), true),
                ("obsługi".to_owned(), false),
                ("Zdzichu".to_owned(), true),
            ]
        );
        assert_eq!(
            found(
                "The receptionist Emma was lovely. Great place.",
                Language::En
            ),
            [
                ("receptionist".to_owned(), false),
                ("Emma".to_owned(), true)
            ]
        );
        assert_eq!(found("Sklep na Agnieszki marki", Language::Pl).len(), 1);
        assert!(
            found("Pan Kierowca był marka", Language::Pl)
                .iter()
                .all(|one| !one.1)
        );
    }

    #[test]
    fn names_are_known_in_their_cases() {
        for name in ["agnieszce", "marka", "pawlowi", "marcie", "anna", "jurek"] {
            assert_eq!(is_first_name(name), name != "jurek", "{name}");
        }
        assert!(!is_first_name("mila"));
    }
}
