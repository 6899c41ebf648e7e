//! Plural forms: which one a language uses for a count.
//!
//! A message file states its rules in the notation of Unicode CLDR (UTS #35, part 3, "Language
//! Plural Rules"), one key for each form but `other`, so a rule can be copied from the CLDR tables
//! as it stands: `"plural.few": "v = 0 and i % 10 = 2..4 and i % 100 != 12..14"`. The build script
//! reads the rules with this same module and refuses a file with a rule that it does not
//! understand.

/// Grammatical number, named as in Unicode CLDR.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plural {
    /// A form of its own for nothing, as in Arabic.
    Zero,
    /// "1 answer", "1 odpowiedź".
    One,
    /// A form of its own for two, as in Slovene.
    Two,
    /// "2 komentarze".
    Few,
    /// "5 komentarzy".
    Many,
    /// Everything else; in Polish only fractions.
    Other,
}

/// The forms that have a rule, in the order in which the rules are tried.
const RULED: [Plural; 5] = [
    Plural::Zero,
    Plural::One,
    Plural::Two,
    Plural::Few,
    Plural::Many,
];

impl Plural {
    /// Last part of a message key for this form.
    pub fn suffix(self) -> &'static str {
        match self {
            Plural::Zero => "zero",
            Plural::One => "one",
            Plural::Two => "two",
            Plural::Few => "few",
            Plural::Many => "many",
            Plural::Other => "other",
        }
    }
}

/// The rules of one language.
#[derive(Debug, Clone, Default)]
pub struct PluralRules(Vec<(Plural, Condition)>);

impl PluralRules {
    /// Reads the rules that `rule` gives for the keys `plural.one`, `plural.few`, ….
    ///
    /// # Errors
    ///
    /// The first key whose rule is not written as in CLDR.
    pub fn read<'a>(rule: impl Fn(&str) -> Option<&'a str>) -> Result<PluralRules, String> {
        let mut rules = Vec::new();
        for form in RULED {
            let key = format!("plural.{}", form.suffix());
            let Some(text) = rule(&key) else { continue };
            rules.push((form, condition(text).ok_or(key)?));
        }
        Ok(PluralRules(rules))
    }

    /// Every form that the language has, so every form that its file must hold.
    pub fn forms(&self) -> Vec<Plural> {
        let ruled = self.0.iter().map(|(form, _)| *form);
        ruled.chain([Plural::Other]).collect()
    }

    /// The form that a whole number takes.
    pub fn form(&self, count: u64) -> Plural {
        let holds = |condition: &Condition| {
            condition
                .iter()
                .any(|all| all.iter().all(|relation| relation.holds(count)))
        };
        let found = self.0.iter().find(|(_, condition)| holds(condition));
        found.map_or(Plural::Other, |(form, _)| *form)
    }
}

/// Relations joined by "and", joined by "or".
type Condition = Vec<Vec<Relation>>;

/// `i % 100 != 12..14`.
#[derive(Debug, Clone)]
struct Relation {
    /// Whether the operand stands for the number itself; the others describe decimals, of which a
    /// whole number has none, so they are zero.
    of_number: bool,
    modulo: Option<u64>,
    negated: bool,
    /// Ends included.
    ranges: Vec<(u64, u64)>,
}

impl Relation {
    fn holds(&self, count: u64) -> bool {
        let operand = if self.of_number { count } else { 0 };
        let value = self.modulo.map_or(operand, |modulo| operand % modulo);
        let inside = |(low, high): &(u64, u64)| (*low..=*high).contains(&value);
        self.ranges.iter().any(inside) != self.negated
    }
}

/// A rule of CLDR; the samples behind `@` are left out. None when it is written otherwise.
fn condition(text: &str) -> Option<Condition> {
    let rule = text.split('@').next().unwrap_or_default();
    let all = |part: &str| part.split(" and ").map(relation).collect();
    rule.split(" or ").map(all).collect()
}

fn relation(text: &str) -> Option<Relation> {
    let (left, right) = text.split_once('=')?;
    let (left, negated) = match left.strip_suffix('!') {
        Some(left) => (left, true),
        None => (left, false),
    };
    let (operand, modulo) = match left.split_once('%') {
        Some((operand, modulo)) => (operand, Some(number(modulo)?)),
        None => (left, None),
    };
    let of_number = match operand.trim() {
        "n" | "i" => true,
        "v" | "w" | "f" | "t" | "c" | "e" => false,
        _ => return None,
    };
    let range = |part: &str| match part.split_once("..") {
        Some((low, high)) => Some((number(low)?, number(high)?)),
        None => number(part).map(|value| (value, value)),
    };
    Some(Relation {
        of_number,
        modulo: modulo.filter(|modulo| *modulo > 0),
        negated,
        ranges: right.split(',').map(range).collect::<Option<_>>()?,
    })
}

fn number(text: &str) -> Option<u64> {
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::Plural::{Few, Many, One, Other, Two, Zero};
    use super::*;

    fn rules(written: &[(&str, &str)]) -> Result<PluralRules, String> {
        PluralRules::read(|key| {
            let rule = written
                .iter()
                .find(|(form, _)| key == format!("plural.{form}"));
            rule.map(|(_, text)| *text)
        })
    }

    fn check(written: &[(&str, &str)], expected: &[(u64, Plural)]) {
        let rules = rules(written).expect("the rules are written as in CLDR");
        for (count, form) in expected {
            assert_eq!(rules.form(*count), *form, "{count}");
        }
    }

    #[test]
    fn rules_of_the_cldr_tables_are_taken_as_they_stand() {
        // Czech.
        check(
            &[
                ("one", "i = 1 and v = 0 @integer 1"),
                ("few", "i = 2..4 and v = 0 @integer 2~4"),
                ("many", "v != 0   @decimal 0.0~1.5, 10.0, 100.0"),
            ],
            &[
                (0, Other),
                (1, One),
                (2, Few),
                (4, Few),
                (5, Other),
                (22, Other),
            ],
        );
        // Lithuanian.
        check(
            &[
                ("one", "n % 10 = 1 and n % 100 != 11..19"),
                ("few", "n % 10 = 2..9 and n % 100 != 11..19"),
                ("many", "f != 0"),
            ],
            &[
                (1, One),
                (11, Other),
                (21, One),
                (9, Few),
                (10, Other),
                (19, Other),
            ],
        );
        // Arabic.
        check(
            &[
                ("zero", "n = 0"),
                ("one", "n = 1"),
                ("two", "n = 2"),
                ("few", "n % 100 = 3..10"),
                ("many", "n % 100 = 11..99"),
            ],
            &[
                (0, Zero),
                (1, One),
                (2, Two),
                (103, Few),
                (111, Many),
                (100, Other),
            ],
        );
        // French: "or" binds less than "and".
        check(
            &[
                ("one", "i = 0,1"),
                (
                    "many",
                    "e = 0 and i != 0 and i % 1000000 = 0 and v = 0 or e != 0..5",
                ),
            ],
            &[
                (0, One),
                (1, One),
                (2, Other),
                (1_000_000, Many),
                (1_000_001, Other),
            ],
        );
        // Japanese has no rule.
        check(&[], &[(0, Other), (1, Other)]);
    }

    #[test]
    fn a_rule_in_other_words_is_refused_with_its_key() {
        for rule in [
            "",
            "one",
            "n is 1",
            "x = 1",
            "n % = 1",
            "n = 1..",
            "n = 1 and",
            "n = −1",
        ] {
            assert_eq!(
                rules(&[("few", rule)]).err().as_deref(),
                Some("plural.few"),
                "{rule}"
            );
        }
    }
}
