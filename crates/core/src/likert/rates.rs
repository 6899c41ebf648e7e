//! How often something is done, counted in units of time: "daily", "kilka razy w roku", "2-3 times a week".

use super::words::Words;

/// Points of the scale that such labels are put on: never, yearly or less, monthly, several times a month, weekly,
/// several times a week, daily.
pub(crate) const POINTS: usize = 7;

/// Places of the points, from 0.
const NEVER: usize = 0;
const RARELY: usize = 1;
const DAILY: usize = 6;

/// Units by the point of "once a …", with the beginnings of their words, folded; a word of three letters and less
/// is the whole word.
const UNITS: [(usize, &[&str]); 4] = [
    (
        DAILY,
        &[
            "day", "days", "dail", "dzien", "dni", "codzien", "tag", "tagl", "jour", "quotid",
            "dia", "dias", "diari", "giorn",
        ],
    ),
    (
        4,
        &[
            "week", "tyg", "tygo", "tydz", "woch", "semai", "seman", "hebdo", "settim",
        ],
    ),
    (
        2,
        &["month", "mies", "monat", "mois", "mes", "meses", "mens"],
    ),
    (
        RARELY,
        &[
            "year", "annua", "anual", "rok", "roku", "rocz", "jahr", "an", "ans", "anne", "ano",
            "anos", "anno", "quarter", "kwarta",
        ],
    ),
];

/// Words that say that something is counted by a unit: "two *times* a week", "*every* day".
const COUNTING: &[&str] = &[
    "once", "raz", "einmal", "time", "vez", "volta", "every", "each", "co", "tous", "toutes",
    "todos", "todas", "cada", "jeden", "jede", "chaque", "ogni", "kazdego", "most", "fois",
    "times", "razy", "veces", "vezes", "volte", "twice", "mal", "mehrmals", "zweimal", "dreimal",
];

/// Beginnings of words for shorter units: "two hours a day" is a length, and so is what has no word above.
const MEASURED: &[&str] = &["hour", "minut", "godz", "stund", "heure", "hora"];

/// Words that say that it comes more than once; "fois" and "mal" are the same in both numbers.
const SEVERAL: &[&str] = &[
    "times",
    "razy",
    "veces",
    "vezes",
    "volte",
    "twice",
    "mehrmals",
    "zweimal",
    "dreimal",
    "several",
    "few",
    "couple",
    "kilka",
    "pare",
    "plusieurs",
    "quelques",
    "multiple",
    "mehrere",
];

/// Endings of adverbs: a unit with one counts itself ("weekly", "codziennie", "mensuellement").
const ADVERBS: &[&str] = &[
    "ly", "nie", "lich", "ment", "mente", "owo", "rio", "ual", "nal",
];

const LESS: &[&str] = &[
    "less", "rzadziej", "seltener", "weniger", "moins", "menos", "meno", "fewer",
];
const MORE: &[&str] = &["more", "czesciej", "ofter", "haufiger"];
const EVERY: &[&str] = &["every", "co", "cada", "alle", "ogni"];

/// What a label says about how often, from 0, and whether it names a unit; `None` when it says nothing about it.
pub(super) fn rate(label: &str, levels: &[Words]) -> Option<(usize, bool)> {
    if levels[0].contains(label) || label.starts_with("never ") || label.starts_with("nigdy ") {
        return Some((NEVER, false));
    }
    if levels[1].contains(label) {
        return Some((RARELY, false));
    }
    if MEASURED.iter().any(|unit| label.contains(unit)) {
        return None;
    }
    let (mut unit, mut units, mut counted, mut several) = (None, 0, false, false);
    let (mut less, mut more, mut every) = (false, false, false);
    for word in label.split(|letter: char| !letter.is_alphanumeric()) {
        several |= SEVERAL.contains(&word) || word.parse::<u32>().is_ok_and(|number| number > 1);
        every |= EVERY.contains(&word);
        counted |= COUNTING.contains(&word);
        less |= LESS.contains(&word);
        more |= MORE.contains(&word);
        let named = |stems: &&[&str]| {
            let of = |stem: &&str| word == *stem || stem.len() > 3 && word.starts_with(stem);
            stems.iter().any(of)
        };
        if let Some((point, _)) = UNITS.iter().find(|(_, stems)| named(stems)) {
            counted |= ADVERBS.iter().any(|ending| word.ends_with(ending));
            // "Two days a week" is counted by the week.
            unit = Some(*point);
            units += 1;
        }
    }
    let Some(point) = unit else {
        // "Less often", "seltener": less than everything before it.
        return (less && label.len() < 24).then_some((RARELY, false));
    };
    if !counted && units < 2 || units > 2 {
        return None;
    }
    several |= units == 2;
    let point = match several {
        true if every && units == 1 => point.saturating_sub(1).max(RARELY),
        true if point == 2 || point == 4 => point + 1,
        _ => point,
    };
    let point = match (less, more) {
        (true, _) => point.saturating_sub(1).max(RARELY),
        (_, true) => (point + 1).min(DAILY),
        _ => point,
    };
    Some((point, true))
}

#[cfg(test)]
mod tests {
    use super::super::words::HOW_OFTEN;
    use super::*;

    #[test]
    fn rates_are_told_by_their_unit_and_count() {
        let of = |label| rate(label, HOW_OFTEN).map(|(point, _)| point + 1);
        for (labels, point) in [
            (["never", "nigdy"], 1),
            (["rarely", "rzadziej"], 2),
            (["several times a year", "kilka razy w roku"], 2),
            (["less than once a month", "rzadziej niz raz w miesiacu"], 2),
            (["monthly", "einmal im monat"], 3),
            (["2-3 times a month", "plusieurs fois par mois"], 4),
            (["every 2 weeks", "co dwa tygodnie"], 4),
            (["weekly", "raz w tygodniu"], 5),
            (["few days a week", "varias veces a la semana"], 6),
            (["every day", "codziennie"], 7),
            (["taglich", "tous les jours"], 7),
        ] {
            for label in labels {
                let expected = if label == "co dwa tygodnie" { 5 } else { point };
                assert_eq!(of(label), Some(expected), "{label}");
            }
        }
        for label in [
            "2 months",
            "last week",
            "year",
            "less than an hour a day",
            "18-24 years",
            "a few years",
            "monday",
            "day shift",
        ] {
            assert_eq!(of(label), None, "{label}");
        }
    }
}
