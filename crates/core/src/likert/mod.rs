//! Answers in words: agreement, satisfaction, likelihood, ease and quality, as points of a scale. The words themselves
//! stand in `words.rs`.

mod rates;
mod words;

use crate::report::Metric;
use crate::text::fold;
use crate::values::is_missing;
use words::{
    ADVERBS, BURDENS, COMPARED, DEGREES, FAMILIES, Family, GRADED, HOW_OFTEN, JUDGEMENTS,
    Judgement, LEVELS, NEGATIONS, NEITHER, NO_ANSWER, NOT_AT_ALL, RATHER_NOT, SKILLS, STRONG, TOO,
    WEAK, Words, YES_AND_NO, begins_with,
};

/// How [`DEGREES`] become points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ladder {
    /// "Extremely" goes beyond "very".
    Extreme,
    /// The thing itself is one of the labels ("not valuable", "somewhat valuable", "valuable", "very valuable"): it
    /// stands before "very", which is the last point then.
    Plain,
}

const LADDERS: [Ladder; 2] = [Ladder::Extreme, Ladder::Plain];

/// How the degrees of judgements in one column become points of five or seven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Degrees {
    /// "bardzo dobrze" before "dobrze" or "raczej dobrze": five points.
    Strong,
    /// "tak" before "raczej tak": five points.
    Weak,
    /// All three: seven points.
    Both,
}

const ALL_DEGREES: [Degrees; 3] = [Degrees::Strong, Degrees::Weak, Degrees::Both];

/// The judgement of a folded label and how strong it is: 3 very, 2 plainly, 1 rather, 0 neither, below 0 bad.
fn judged(label: &str, judgement: &Judgement) -> Option<i32> {
    judged_by(label, strength(label), judgement)
}

/// The same for a label whose [`strength`] is known.
#[inline(never)]
fn judged_by(label: &str, (strength, rest): (i32, &str), judgement: &Judgement) -> Option<i32> {
    let of_both = || label.len() < 60 && is_neither(label) && judgement.good.any_inside(label);
    if NEITHER.contains(label) || of_both() {
        return Some(0);
    }
    // Too much of a good thing is not a better one: "too short" stands for no point at all.
    let too = TOO.iter().find_map(|word| label.strip_prefix(word));
    if let Some(rest) = too {
        return judgement.bad.contains(rest).then_some(-3);
    }
    // "Somewhat" among "yes, definitely" and "not really"; alone with yes and no it is a choice, which has no degrees.
    if judgement.good.contains("yes") && PARTLY.contains(&label) {
        return Some(1);
    }
    match () {
        () if judgement.bad.contains(rest) => Some(-strength),
        () if judgement.good.contains(rest) => Some(strength),
        () => None,
    }
}

/// A weak "yes", said without one.
const PARTLY: &[&str] = &[
    "somewhat",
    "partly",
    "partially",
    "to some extent",
    "sometimes",
    "kind of",
    "sort of",
    "a little",
    "czesciowo",
    "troche",
    "en parte",
    "em parte",
    "in parte",
    "en partie",
    "teilweise",
];

/// True for "neither one nor the other".
fn is_neither(label: &str) -> bool {
    let starts = [
        "ani ", "neither ", "weder ", "ni ", "nem ", "varken ", "hverken ", "verken ",
    ];
    starts.iter().any(|start| label.starts_with(start))
}

/// How strong a label is, from 1 to 3, and what is left of it without its degree.
#[inline(never)]
fn strength(label: &str) -> (i32, &str) {
    let bytes = label.as_bytes();
    let several = label.contains(' ');
    let stripped = |words: Words| {
        let mut words = words.bytes().filter(|_| several);
        words.find_map(|word| {
            let front = || {
                let rest = begins_with(bytes, word).then(|| &bytes[word.len()..])?;
                let rest = rest.strip_prefix(b" ")?;
                Some(bytes.len() - rest.len()..bytes.len())
            };
            let back = || {
                let same = bytes.last() == word.last();
                let rest = same.then(|| bytes.strip_suffix(word)).flatten()?;
                Some(0..rest.strip_suffix(b" ")?.len())
            };
            label.get(front().or_else(back)?)
        })
    };
    if let Some(refusal) = refusal(label) {
        return refusal;
    }
    let (strength, rest) = match (stripped(STRONG), stripped(WEAK)) {
        _ if [
            "excellent",
            "outstanding",
            "exceptional",
            "perfect",
            "amazing",
            "awesome",
            "doskonale",
            "excelente",
            "excepcional",
            "ausgezeichnet",
            "eccellente",
            "ottimo",
            "otimo",
        ]
        .contains(&label) =>
        {
            (3, "good")
        }
        _ if ["terrible", "awful", "fatalnie"].contains(&label) => (3, "bad"),
        (Some(rest), _) => (3, rest),
        (None, Some(rest)) => (1, rest),
        (None, None) => (2, label),
    };
    // "Yes, definitely".
    (strength, rest.trim_end_matches(','))
}

/// A plain "no" with its degree: "no, not at all", "not really". The words of the degree turn any other label into its
/// opposite ("not at all satisfied"), so that they are none of [`STRONG`] and [`WEAK`].
fn refusal(label: &str) -> Option<(i32, &'static str)> {
    const NO: &[&str] = &["no", "nie", "non", "nein", "nao", "nee", "nej"];
    if label == "wcale nie" {
        return Some((3, "no"));
    }
    if RATHER_NOT.contains(label) {
        return Some((1, "no"));
    }
    let bare = NOT_AT_ALL.iter().find_map(|end| label.strip_suffix(end))?;
    let bare = bare.trim_end_matches([' ', ',', '-']);
    NO.contains(&bare).then_some((3, "no"))
}

/// How strong a label is, below 0 when it begins with a negation.
fn negated(label: &str) -> Option<i32> {
    if NEITHER.contains(label) || is_neither(label) {
        return Some(0);
    }
    let (strength, rest) = strength(label);
    let negated = NEGATIONS.any_begins(rest);
    Some(if negated { -strength } else { strength })
}

/// True when the labels are one word and its negation, with degrees or not: "odpowiednia", "raczej
/// odpowiednia", "nieodpowiednia".
fn are_opposites(labels: &[&str]) -> bool {
    let mut words: Vec<&str> = Vec::with_capacity(labels.len());
    for label in labels {
        if !NEITHER.contains(label) && !is_neither(label) {
            words.push(strength(label).1);
        }
    }
    let Some(base) = words.iter().copied().min_by_key(|word| word.len()) else {
        return false;
    };
    let mut negated = 0;
    for word in &words {
        let Some(beginning) = word.strip_suffix(base) else {
            return false;
        };
        if !beginning.is_empty() && !NEGATIONS.contains(beginning) {
            return false;
        }
        negated += usize::from(!beginning.is_empty());
    }
    negated > 0 && base.len() >= 4 && !base.contains(' ')
}

impl Degrees {
    /// Point of a degree, from 0; `None` for one that this way of grading does not have.
    fn point(self, degree: i32) -> Option<usize> {
        let steps = match (self, degree.abs()) {
            (_, 0) => 0,
            (Degrees::Strong, 3) | (Degrees::Weak, 2) => 2,
            (Degrees::Strong, _) | (Degrees::Weak, 1) => 1,
            (Degrees::Weak, _) => return None,
            (Degrees::Both, strength) => strength,
        };
        let middle = if self == Degrees::Both { 3 } else { 2 };
        usize::try_from(middle + degree.signum() * steps).ok()
    }
}

/// True for a label of any of the scales.
pub fn is_label(text: &str) -> bool {
    // No label has a digit, and most of what ends in a number is a code or a date.
    if text.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let label = fold(text.trim());
    let listed = |family: &Family| family.points.iter().any(|labels| labels.contains(&label));
    let graded = strength(&label);
    let judgement = |judgement: &Judgement| judged_by(&label, graded, judgement).is_some();
    Ladder::Extreme.point(&label, &is_graded).is_some()
        || FAMILIES.iter().any(listed)
        || JUDGEMENTS.iter().any(judgement)
}

/// The point of the longest degree that a label begins with, from 0, and what it grades: nothing where the
/// label is the degree alone.
#[inline(never)]
fn split_degree(label: &str) -> Option<(usize, &str)> {
    // "Not like me at all": the degree stands around what it grades.
    let around = label.strip_suffix(" at all");
    if let Some(thing) = around.and_then(|rest| rest.strip_prefix("not ")) {
        return Some((0, thing));
    }
    let mut longest: Option<(usize, usize, &str)> = None;
    for (point, words) in DEGREES.iter().enumerate() {
        for word in words.bytes() {
            if !begins_with(label.as_bytes(), word) {
                continue;
            }
            let rest = label.get(word.len()..).unwrap_or_default();
            let whole = rest.is_empty() || rest.starts_with(' ');
            if whole && longest.is_none_or(|(length, ..)| word.len() > length) {
                longest = Some((word.len(), point, rest.trim_start()));
            }
        }
    }
    longest.map(|(_, point, rest)| (point, rest))
}

impl Ladder {
    /// Point of a label that is a degree and what it grades, or the degree alone, from 0. `grades` tells
    /// whether a word is what the scale grades.
    #[inline(never)]
    fn point(self, label: &str, grades: &dyn Fn(&str) -> bool) -> Option<usize> {
        if self == Ladder::Plain && grades(label) {
            return Some(3);
        }
        let (point, graded) = split_degree(label)?;
        let graded = without_article(graded);
        let alone = graded.is_empty();
        match self {
            // "No" and "not" alone are answers of their own, "small" and "large" are sizes.
            _ if alone => {
                let degree = label.len() > 3 && !matches!(label, "small" | "large");
                ((self == Ladder::Extreme || point <= 2) && degree).then_some(point)
            }
            _ if !grades(graded) => None,
            Ladder::Plain if point >= 3 => Some(4),
            _ => Some(point),
        }
    }
}

/// "Not a challenge" grades the same as "minor challenge".
fn without_article(thing: &str) -> &str {
    let articles = ["a ", "an ", "ein ", "eine ", "un ", "une ", "uma "];
    let bare = articles
        .iter()
        .find_map(|article| thing.strip_prefix(article));
    bare.unwrap_or(thing)
}

/// True for what the lists name as a thing that is better the more there is of it.
fn is_graded(thing: &str) -> bool {
    thing.split(' ').count() <= 4 && GRADED.any_begins(thing)
}

/// A thing as it is compared: without the ending of a Polish adjective, adverb or noun ("brak wpływu", "duży wpływ"),
/// as a number.
fn thing_key(thing: &str) -> u64 {
    let base = thing.trim_end_matches(['a', 'e', 'i', 'o', 'u', 'y']);
    let base = if base.len() >= 3 { base } else { thing };
    // FNV-1a: the same everywhere, and a key of one word that no other word of the column has.
    base.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// A verbal scale that the values of a column belong to, and the [`thing_key`] of a word that is no part of it, which
/// all of them begin or end with ("good value", "poor value"; "buena calidad", "calidad media").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Likert(Scale, Option<u64>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scale {
    /// One of [`FAMILIES`].
    Listed(&'static Family),
    /// Degrees of one thing that [`GRADED`] names, from "not at all" to "extremely".
    OneSided(Ladder),
    /// The same of any other thing: the same one in all labels of the column, told by its [`thing_key`].
    OfOne(Ladder, u64),
    /// The same where more of the thing is worse ("not at all worried", "very worried").
    OfBad(Ladder, u64),
    /// Judgements with their degrees.
    Judged(&'static Judgement, Degrees),
    /// A word and its negation with their degrees.
    Negated(Degrees),
    /// Degrees of things that differ from label to label.
    OfMany,
    /// How often in units of time.
    Rates,
}

impl Likert {
    /// Every scale, the most particular first.
    #[inline(never)]
    fn all() -> Vec<Likert> {
        let mut scales: Vec<Scale> = FAMILIES.iter().map(Scale::Listed).collect();
        scales.extend(LADDERS.map(Scale::OneSided));
        for judgement in JUDGEMENTS {
            for degrees in ALL_DEGREES {
                scales.push(Scale::Judged(judgement, degrees));
            }
        }
        for degrees in ALL_DEGREES {
            scales.push(Scale::Negated(degrees));
        }
        scales
            .into_iter()
            .map(|scale| Likert(scale, None))
            .collect()
    }

    /// Lowest and highest answer.
    pub fn scale(self) -> [i32; 2] {
        let points = match self.0 {
            Scale::Listed(family) => family.points.len(),
            Scale::OneSided(_) | Scale::OfOne(..) | Scale::OfBad(..) | Scale::OfMany => {
                DEGREES.len()
            }
            Scale::Rates => rates::POINTS,
            Scale::Judged(_, Degrees::Both) | Scale::Negated(Degrees::Both) => 7,
            Scale::Judged(..) | Scale::Negated(_) => 5,
        };
        [1, points as i32]
    }

    /// What the labels say that the question measures: satisfaction, or how easy something was.
    pub fn metric(self) -> Option<Metric> {
        match self.0 {
            Scale::Listed(family) => family.metric,
            Scale::Judged(judgement, _) => judgement.metric,
            _ => None,
        }
    }

    /// True for "low", "medium", "high": the level of anything, a rating only where one is asked for.
    pub fn tells_level(self) -> bool {
        matches!(self.0, Scale::Listed(family) if family.points == LEVELS)
    }

    /// True for "beginner", "intermediate", "advanced": how well somebody can do something.
    pub fn tells_skill(self) -> bool {
        matches!(self.0, Scale::Listed(family) if family.points == SKILLS)
    }

    /// Point of a label, from 1.
    pub fn answer(self, cell: &str) -> Option<i32> {
        self.point(&label_of(cell))
    }

    /// Point of a label as the lists write it, from 1.
    #[inline(never)]
    fn point(self, label: &str) -> Option<i32> {
        // A Polish adjective or adverb in its other endings: the lists name one or two of them.
        const ENDINGS: [&str; 6] = ["ie", "y", "a", "e", "o", "i"];
        let label = self.1.map_or(label, |key| without_shared(label, key));
        let mut found = self
            .listed_point(label)
            .or_else(|| self.listed_point(&without_gender(label)?))
            // "Fair (some parts were missing)": what the label means stands behind it.
            .or_else(|| self.listed_point(before_explanation(label)?))
            .or_else(|| self.listed_point(behind_yes(label)?))
            // "Agree / Zgadzam się": the same in two languages.
            .or_else(|| {
                let two = label.contains('/').then(|| label.split_once(" / "));
                let (one, other) = two.flatten()?;
                self.listed_point(one).or_else(|| self.listed_point(other))
            });
        let base = ENDINGS.iter().find_map(|ending| label.strip_suffix(ending));
        if let Some(base) = base.filter(|base| base.len() >= 3) {
            let mut form = String::with_capacity(label.len() + 2);
            for ending in ENDINGS {
                if found.is_none() {
                    form.clear();
                    form.push_str(base);
                    form.push_str(ending);
                    found = self.listed_point(&form);
                }
            }
        }
        found.map(|point| point as i32 + 1)
    }

    fn listed_point(self, label: &str) -> Option<usize> {
        match self.0 {
            Scale::Listed(family) => {
                let listed = |label: &str| {
                    family
                        .points
                        .iter()
                        .position(|labels| labels.contains(label))
                };
                // "Somewhat frequently", "fairly often": degrees of the same frequency; "often true": how often
                // something holds.
                let degree = || {
                    if family.points != HOW_OFTEN {
                        return None;
                    }
                    let holds = label.strip_suffix(" true");
                    let holds = holds.or_else(|| label.strip_prefix("true "));
                    match (holds, label) {
                        (Some(often), _) => listed(often),
                        (None, "not true at all") => Some(0),
                        (None, _) => listed(split_degree(label)?.1),
                    }
                };
                listed(label).or_else(degree)
            }
            Scale::OneSided(ladder) => ladder.point(label, &is_graded),
            Scale::OfOne(..) | Scale::OfBad(..) if NEITHER.contains(label) => Some(2),
            Scale::OfOne(ladder, key) => ladder.point(label, &|thing| thing_key(thing) == key),
            Scale::OfBad(ladder, key) => {
                let point = ladder.point(label, &|thing| thing_key(thing) == key);
                point.map(|point| 4 - point)
            }
            Scale::Judged(judgement, degrees) => degrees.point(judged(label, judgement)?),
            Scale::Negated(degrees) => degrees.point(negated(label)?),
            Scale::OfMany => adverb(label),
            Scale::Rates => rates::rate(label, HOW_OFTEN).map(|(point, _)| point),
        }
    }

    /// Points that must be used before the values are taken for this scale.
    fn least(self) -> u32 {
        match self.0 {
            Scale::Listed(family) => family.least,
            _ => 3,
        }
    }

    /// True for a label of the scale that says that there is no answer.
    fn is_unanswered(self, label: &str) -> bool {
        let listed = match self.0 {
            Scale::Listed(family) => family.unanswered.contains(label),
            _ => false,
        };
        listed || says_no_answer(label) && self.point(label).is_none()
    }
}

/// A cell as the lists write labels: without pictures around it, folded, with single blanks, without the letter of an enumeration ("b) Agree") and
/// a full stop; forms of field work name their choices "very_satisfied".
fn label_of(cell: &str) -> String {
    let cell = cell.trim();
    let mut label = fold(match cell.is_ascii() {
        true => cell,
        false => without_pictures(cell),
    });
    if label.contains('_') {
        label = label.replace('_', " ");
    }
    if label.contains("  ") {
        label = label.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let enumerated = |label: &str| {
        let rest = label
            .trim_start_matches('(')
            .strip_prefix(|letter: char| letter.is_ascii_lowercase())?;
        let rest = rest
            .strip_prefix(") ")
            .or_else(|| rest.strip_prefix(". "))?;
        Some(rest.to_owned())
    };
    label = enumerated(&label).unwrap_or(label);
    label.truncate(label.trim_end_matches(['.', '!', ' ']).len());
    label
}

/// A label without the faces and signs around its words: "😡 Very bad", "Great 🙂". Faces alone are labels.
#[inline(never)]
fn without_pictures(label: &str) -> &str {
    let picture = |letter: char| matches!(letter, ' ' | '\u{1F000}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}' | '\u{2B50}' | '\u{FE0F}' | '\u{200D}');
    let words = label.trim_matches(picture);
    if words.is_empty() { label } else { words }
}

/// A label before the words that explain it: "Fair (some parts were missing)", "Good: in general I am satisfied".
fn before_explanation(label: &str) -> Option<&str> {
    // Looking for four signs takes longer than seeing that none of them can be there.
    let signs = |byte: &u8| matches!(byte, b'(' | b':' | b'-') || !byte.is_ascii();
    if !label.as_bytes().iter().any(signs) {
        return None;
    }
    let ends = [" (", ": ", " - ", " – "]
        .iter()
        .filter_map(|sign| label.find(sign));
    ends.min().map(|end| &label[..end])
}

/// A label behind the "yes" or "no" that it explains: "Yes, very helpful", "No, not helpful".
fn behind_yes(label: &str) -> Option<&str> {
    let explained = label.contains(',').then(|| label.split_once(", "));
    let (word, rest) = explained.flatten()?;
    YES_AND_NO.contains(word).then_some(rest)
}

/// The point of five that the adverb of a label stands for, from 0, whatever it grades.
fn adverb(label: &str) -> Option<usize> {
    let begins = |words: Words| {
        words.bytes().any(|word| {
            let rest = label.as_bytes().strip_prefix(word);
            rest.is_some_and(|rest| matches!(rest, [] | [b' ', ..]))
        })
    };
    // "Not very useful" begins with "not", too.
    let weak = ADVERBS[1..].iter().position(|words| begins(*words));
    let point = weak.map(|at| at + 1);
    let point = point.or_else(|| begins(ADVERBS[0]).then_some(0))?;
    (label.split(' ').count() <= 5).then_some(point)
}

/// The scale of labels with adverbs of which each has a thing of its own ("not relevant for me", "somewhat useful",
/// "critical to me"): three points and more, the lowest among them, of `few` answers any.
fn degrees_of_many(labels: &[&str], few: bool) -> Option<Likert> {
    let (mut used, mut named) = (0u32, 0);
    for label in labels.iter().filter(|label| !says_no_answer(label)) {
        used |= 1 << adverb(label)?;
        named += usize::from(label.contains(' '));
    }
    let whole = used.count_ones() >= 3 && used & 1 == 1 && named >= 2;
    (whole || few && named >= 1).then_some(Likert(Scale::OfMany, None))
}

/// A Polish label without its feminine endings: "zadowolony/a", "zadowolony(-a)" and
/// "zadowolony/zadowolona" all mean the first word. `None` when there is nothing to take away.
fn without_gender(label: &str) -> Option<String> {
    if !label.contains(['/', '(']) {
        return None;
    }
    let word = |word: &str| {
        let end = word.find(['/', '(']).unwrap_or(word.len());
        let comma = if word.ends_with(',') && end < word.len() {
            ","
        } else {
            ""
        };
        format!("{}{comma}", &word[..end])
    };
    let words: Vec<String> = label
        .split_whitespace()
        .map(word)
        .filter(|word| !word.is_empty())
        .collect();
    Some(words.join(" "))
}

/// The verbal scale that holds every one of the different values, if they use enough of its points (three, or both of
/// a scale of two). The scale that tells most values apart wins ("agree" and "somewhat agree" are one point of five,
/// but two of seven); among equals the shorter one. Degrees of one thing that no list names come last.
pub fn likert_of<'a>(values: impl Iterator<Item = &'a str>) -> Option<Likert> {
    let labels: Vec<String> = values.map(label_of).collect();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    scale_of(&labels, None, false)
        .or_else(|| scale_of(&labels, Some(shared_word(&labels)?), false))
        .or_else(|| degrees_of_one_thing(&labels, false))
        .or_else(|| degrees_of_many(&labels, false))
}

/// The [`thing_key`] of the word that every label begins or ends with, but those that mean no answer or the middle
/// ("about the same" among "much more traffic" and "less traffic").
fn shared_word(labels: &[&str]) -> Option<u64> {
    let mut told = labels
        .iter()
        .filter(|label| !says_no_answer(label) && !NEITHER.contains(label));
    let ends = |label: &str| {
        let first = label.split_once(' ').map(|(word, _)| thing_key(word));
        let last = label.rsplit_once(' ').map(|(_, word)| thing_key(word));
        [last, first]
    };
    let candidates = ends(told.next()?);
    let mut shared = candidates.into_iter().flatten();
    shared.find(|key| told.clone().all(|label| ends(label).contains(&Some(*key))))
}

/// A label without the word of a [`thing_key`] at its end or its beginning.
fn without_shared(label: &str, key: u64) -> &str {
    match (label.rsplit_once(' '), label.split_once(' ')) {
        (Some((rest, last)), _) if thing_key(last) == key => rest,
        (_, Some((first, rest))) if thing_key(first) == key => rest,
        _ => label,
    }
}

/// The same of a question that is known to be a rating, by those beside it: one point is enough.
pub fn likert_of_few<'a>(values: impl Iterator<Item = &'a str>) -> Option<Likert> {
    let labels: Vec<String> = values.map(label_of).collect();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    scale_of(&labels, None, true)
        .or_else(|| degrees_of_one_thing(&labels, true))
        .or_else(|| degrees_of_many(&labels, true))
}

/// The scale of labels that are degrees of one thing, whatever it is: "neutral", "concerned", "very concerned". Three
/// of its points are used, of `few` answers two.
#[inline(never)]
fn degrees_of_one_thing(labels: &[&str], few: bool) -> Option<Likert> {
    let (mut thing, mut plain, mut graded, mut degrees) = (None, false, false, 0);
    let explained: Vec<&str> = labels
        .iter()
        .map(|label| behind_yes(label).unwrap_or(label))
        .collect();
    let labels = explained.as_slice();
    for label in labels {
        // "Helpful", "neutral", "not helpful": a middle makes them degrees.
        graded |= NEITHER.contains(label);
        if NEITHER.contains(label) || says_no_answer(label) {
            continue;
        }
        let (own, degree) = match split_degree(label) {
            Some((point, "")) => {
                graded |= point > 0;
                continue;
            }
            Some((point, own)) => (without_article(own), Some(point)),
            None => (*label, None),
        };
        // "Not" grades nothing: "married", "not married".
        graded |= degree.is_some_and(|point| point > 0);
        degrees += u32::from(degree.is_some());
        plain |= degree.is_none();
        let told = *thing.get_or_insert(own);
        if thing_key(told) != thing_key(own) {
            return None;
        }
    }
    let thing = thing?;
    let named =
        thing.len() >= 3 && thing.split(' ').count() <= 4 && thing.contains(char::is_alphabetic);
    if !named || !graded {
        return None;
    }
    let ladder = if plain {
        Ladder::Plain
    } else {
        Ladder::Extreme
    };
    let scale = match is_burden(thing) {
        true => Scale::OfBad(ladder, thing_key(thing)),
        false => Scale::OfOne(ladder, thing_key(thing)),
    };
    let likert = Likert(scale, None);
    let mut used = 0u32;
    for label in labels {
        match likert.point(label) {
            Some(point) => used |= 1 << point,
            None if likert.is_unanswered(label) => {}
            None => return None,
        }
    }
    // "Interesting" and "very interesting": one of two labels grades the other.
    let pair = labels.len() == 2 && plain && used == 1 << 4 | 1 << 5;
    // "Somewhat", "fairly" and "very familiar": nobody means two points with three labels.
    let three = degrees >= 3 && used.count_ones() == 2;
    (pair || three || used.count_ones() >= if few { 2 } else { 3 }).then_some(likert)
}

fn is_burden(thing: &str) -> bool {
    BURDENS.any_begins(thing)
        || JUDGEMENTS
            .iter()
            .any(|judgement| judgement.bad.contains(thing))
}

/// The verbal scale of answers that have a number before their label ("1 : Muy útil"), and whether the lowest number
/// stands for the best of them. One such label is enough to tell that all are points of a scale.
pub fn likert_of_numbered<'a>(values: impl Iterator<Item = &'a str>) -> Option<(Likert, bool)> {
    let mut numbered: Vec<(i32, String)> = Vec::new();
    for value in values {
        let digits = value.len()
            - value
                .trim_start_matches(|letter: char| letter.is_ascii_digit())
                .len();
        let label = value[digits..]
            .trim_matches(|letter: char| letter.is_whitespace() || ":.)=-–}{".contains(letter));
        let number = value[..digits].parse().ok()?;
        // Without a label between two that have one: the ends of a scale alone are named.
        if !label.is_empty() {
            numbered.push((number, label_of(label)));
        }
    }
    let labels: Vec<&str> = numbered.iter().map(|(_, label)| label.as_str()).collect();
    let likert = scale_of(&labels, None, true).or_else(|| degrees_of_one_thing(&labels, true))?;
    let points = numbered
        .iter()
        .filter_map(|(number, label)| Some((*number, likert.point(label)?)));
    let lowest = points.clone().min_by_key(|(number, _)| *number)?;
    let highest = points.max_by_key(|(number, _)| *number)?;
    (lowest.1 != highest.1).then_some((likert, lowest.1 > highest.1))
}

/// How often in units of time, on one scale whatever was offered: two labels name a unit (of a habit among others, in
/// `few` answers, one), and all but one say how often.
pub fn rates_of<'a>(values: impl Iterator<Item = &'a str>, few: bool) -> Option<Likert> {
    let (mut used, mut units, mut others) = (0u32, 0, 0);
    for value in values {
        let label = label_of(value);
        match rates::rate(&label, HOW_OFTEN) {
            Some((point, unit)) => {
                used |= 1 << point;
                units += u32::from(unit);
            }
            None => others += u32::from(!says_no_answer(&label)),
        }
    }
    let points = used.count_ones();
    // Of few answers one unit is enough, where nothing else is said.
    (units >= 2 && points >= 2 && others <= u32::from(points >= 4)
        || few && units >= 1 && others == 0)
        .then_some(Likert(Scale::Rates, None))
}

/// True for a cell that names the lack of an answer ("(DO NOT READ) Don't know/Refused").
pub fn is_no_answer(cell: &str) -> bool {
    is_missing(cell) || says_no_answer(&label_of(cell))
}

/// True for a label that names the lack of an answer.
fn says_no_answer(label: &str) -> bool {
    NO_ANSWER.iter().any(|part| label.contains(part))
}

#[inline(never)]
fn scale_of(labels: &[&str], shared: Option<u64>, few: bool) -> Option<Likert> {
    let opposites = are_opposites(labels);
    // Yes, no and "don't know" are a choice; degrees make them a scale.
    let graded = labels.iter().any(|label| strength(label).0 != 2);
    let mut best: Option<((u32, bool, i32), Likert)> = None;
    // What has no degree of a judgement with all of them has none with fewer.
    let mut strange: Option<&Judgement> = None;
    for Likert(scale, _) in Likert::all() {
        let family = Likert(scale, shared);
        if let Scale::Judged(judgement, Degrees::Weak | Degrees::Both) = scale
            && strange.is_some_and(|strange| std::ptr::eq(strange, judgement))
        {
            continue;
        }
        let possible = match scale {
            Scale::Negated(_) => opposites,
            Scale::Judged(judgement, _) => graded || !judgement.good.contains("yes"),
            _ => true,
        };
        // "Good value" is a judgement of the value; "very slow" and "not at all slow" are no degrees of their own.
        // "Always contributes" says how often, "much more traffic" how much.
        let measures = matches!(scale, Scale::Listed(family) if family.points == HOW_OFTEN || family.points == COMPARED);
        if !possible || shared.is_some() && !measures && family.metric() != Some(Metric::Csat) {
            continue;
        }
        let (mut seen, mut held, mut others) = (0u32, 0u32, 0u32);
        for label in labels {
            match family.point(label) {
                Some(point) => {
                    seen |= 1 << point;
                    held += 1;
                }
                None if family.is_unanswered(label) => {}
                None => others += 1,
            }
            if others > 1 {
                break;
            }
        }
        if others > 1 {
            if let Scale::Judged(judgement, Degrees::Strong) = scale {
                strange = Some(judgement);
            }
            continue;
        }
        // "My child has not been bullied" beside four degrees of agreement: whom the question is not for.
        let points = seen.count_ones();
        // "Satisfied" and "very satisfied": nobody offers only these.
        let degrees = held == 2 && others == 0 && graded && !matches!(scale, Scale::Negated(_));
        let least = match () {
            () if few => 1,
            () if degrees => 2,
            () => family.least(),
        };
        if others > u32::from(points >= 4) || points < least {
            continue;
        }
        // A scale that a platform offers comes before one that people made of the same words, and a shorter
        // one before a longer; among equals the first.
        let offered = !matches!(scale, Scale::Judged(..) | Scale::Negated(_));
        let rank = (points, offered, -family.scale()[1]);
        if best.is_none_or(|(best, _)| rank > best) {
            best = Some((rank, family));
        }
    }
    best.map(|(_, family)| family)
}

/// True for a folded label that is a point of a scale and no answer to anything else: "strongly agree", "bardzo
/// zadowolony".
pub fn is_unmistakable(label: &str) -> bool {
    let listed = FAMILIES[2..]
        .iter()
        .any(|family| family.points.iter().any(|labels| labels.contains(label)));
    let graded = strength(label);
    let (strength, rest) = graded;
    let degree =
        strength != 2 && !["yes", "no", "tak", "nie", "si", "oui", "ja", "not"].contains(&rest);
    degree
        && label.contains(' ')
        && (listed
            || JUDGEMENTS
                .iter()
                .any(|judgement| judged_by(label, graded, judgement).is_some()))
}

/// Whether the first of two labels is the better end of a verbal scale that has both; `None` when no scale
/// has.
pub fn is_better(label: &str, other: &str) -> Option<bool> {
    let (label, other) = (label_of(label), label_of(other));
    let opposites = are_opposites(&[&label, &other]);
    let mut families = Likert::all().into_iter();
    families.find_map(|family| {
        if matches!(family.0, Scale::Negated(_)) && !opposites {
            return None;
        }
        let (point, other) = (family.point(&label)?, family.point(&other)?);
        (point != other).then_some(point > other)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_become_points() {
        let polish = [
            "Zdecydowanie się zgadzam",
            "Raczej się nie zgadzam",
            "Ani tak, ani nie",
        ];
        let family = likert_of(polish.into_iter());
        assert_eq!(family.map(Likert::scale), Some([1, 5]));
        assert_eq!(
            family.and_then(|family| family.answer("zdecydowanie sie zgadzam")),
            Some(5)
        );
        let seven = ["Strongly agree", "Somewhat agree", "Agree", "Disagree"];
        assert_eq!(
            likert_of(seven.into_iter()).map(Likert::scale),
            Some([1, 7])
        );
        assert_eq!(likert_of(["Yes", "No", "Maybe"].into_iter()), None);
        assert_eq!(likert_of(["Good", "Poor", "Warszawa"].into_iter()), None);
        let gendered = [
            "Bardzo zadowolony/a",
            "Raczej niezadowolony(-a)",
            "Zadowolony/zadowolona",
        ];
        assert_eq!(
            likert_of(gendered.into_iter()).map(Likert::scale),
            Some([1, 5])
        );
        let one_sided = ["Not at all likely", "Somewhat likely", "Extremely likely"];
        let one_sided = likert_of(one_sided.into_iter());
        assert_eq!(
            one_sided.and_then(|scale| scale.answer("Somewhat likely")),
            Some(3)
        );
        let labels = |values: &[&str]| {
            let scale = likert_of(values.iter().copied())?;
            Some((scale.metric(), scale.scale()[1], scale.answer(values[0])?))
        };
        let well = ["Extremely well", "Somewhat well", "Not so well"];
        assert_eq!(labels(&well), Some((None, 5, 5)));
        let happy = ["Extremely Happy", "Very Unhappy", "Neutral", "Very Happy"];
        assert_eq!(labels(&happy), Some((Some(Metric::Csat), 7, 7)));
        let ease = ["Moderately easy", "Slightly difficult", "Extremely easy"];
        assert_eq!(labels(&ease), Some((Some(Metric::Ces2), 7, 6)));
        let quality = ["Very good", "Excellent", "Good", "Fair", "Poor"];
        assert_eq!(labels(&quality), Some((Some(Metric::Csat), 5, 4)));
        // More of a bad thing is worse.
        assert_eq!(
            labels(&["Very slow", "Somewhat slow", "Not at all slow"]),
            Some((None, 5, 2))
        );
        // Own wordings of the same degrees.
        let own = [
            "Raczej dobrze",
            "Bardzo źle",
            "Ani dobrze, ani źle",
            "Raczej źle",
        ];
        assert_eq!(labels(&own), Some((Some(Metric::Csat), 5, 4)));
        let favoured = [
            "Very favorably",
            "Somewhat favorably",
            "Neither favorably nor unfavorably (neutral)",
            "Somewhat unfavorably",
            "Unfamiliar (N/A)",
        ];
        assert_eq!(labels(&favoured), Some((None, 5, 5)));
        let unsatisfied = ["Unsatisfied", "Very Satisfied", "Neutral", "Satisfied"];
        assert_eq!(labels(&unsatisfied), Some((Some(Metric::Csat), 5, 2)));
        assert_eq!(
            labels(&["Tak", "Raczej tak", "Raczej nie", "Nie"]),
            Some((None, 5, 5))
        );
        let three = [
            "Zdecydowanie zadowolony",
            "Zadowolona",
            "Raczej zadowolony",
            "Niezadowolony",
        ];
        assert_eq!(labels(&three), Some((Some(Metric::Csat), 7, 7)));
        // Four points without a middle keep the ends of five; what says that there is no answer is none.
        let four = [
            "Fairly satisfied",
            "Very satisfied",
            "Not very satisfied",
            "Did not use",
        ];
        assert_eq!(labels(&four), Some((Some(Metric::Csat), 5, 4)));
        let field = ["very_dissatisfied", "satisfied", "very_satisfied"];
        assert_eq!(labels(&field), Some((Some(Metric::Csat), 5, 1)));
        let plain = [
            "Somewhat valuable",
            "Not valuable",
            "Valuable",
            "Very valuable",
        ];
        assert_eq!(labels(&plain), Some((None, 5, 3)));
        let would = [
            "Probably not",
            "Definitely will",
            "Might or might not",
            "Definitely will not",
        ];
        assert_eq!(labels(&would), Some((None, 5, 2)));
        let pairs = ["Very unhelpful", "Helpful", "Neutral", "Very helpful"];
        assert_eq!(labels(&pairs), Some((None, 5, 1)));
        let amount = [
            "w dużym stopniu",
            "w małym stopniu",
            "w bardzo małym stopniu",
        ];
        assert_eq!(labels(&amount), Some((None, 5, 4)));
        let abbreviated = ["SD", "N", "A", "SA"];
        assert_eq!(labels(&abbreviated), Some((None, 5, 1)));
        assert_eq!(labels(&["A", "B", "C", "D"]), None);
        assert_eq!(labels(&["A", "N", "D"]), None);
        for (values, point) in [
            (["Insatisfait", "Très satisfait", "Neutre"], 2),
            (
                ["Poco satisfecho", "Muy satisfecho", "Bastante satisfecho"],
                2,
            ),
            (["Regular", "Excelente", "Mala"], 3),
            (
                [
                    "En desacuerdo",
                    "De acuerdo",
                    "Ni de acuerdo ni en desacuerdo",
                ],
                2,
            ),
            (["gut", "sehr gut", "schlecht"], 4),
            (
                [
                    "Zdecydowanie polecam",
                    "Raczej polecam",
                    "Raczej nie polecam",
                ],
                5,
            ),
            (["Awful", "Great", "Ok"], 1),
        ] {
            assert_eq!(
                labels(&values).map(|(.., answer)| answer),
                Some(point),
                "{values:?}"
            );
        }
        // Levels are a scale, though not what every question asks for.
        let levels = likert_of(["High", "Low", "Very high"].into_iter());
        assert!(levels.is_some_and(Likert::tells_level));
        assert_eq!(labels(&["Often", "Sometimes", "Never"]), Some((None, 5, 4)));
        assert_eq!(labels(&["Yes", "No", "Not sure"]), None);
        assert_eq!(labels(&["Easy", "Medium", "Hard"]), None);
        // A word that all labels share stands at either end of them; the middle has none.
        let compared = ["Much more traffic", "Less traffic", "About the same"];
        assert_eq!(labels(&compared), Some((None, 5, 5)));
        assert_eq!(
            labels(&["Calidad media", "Buena calidad", "Mala calidad"]),
            Some((Some(Metric::Csat), 5, 3))
        );
        assert_eq!(
            labels(&["Well above average", "Average", "Above average"]),
            Some((Some(Metric::Csat), 5, 5))
        );
        let ticket = likert_of(["Offered", "Good", "Bad with comment"].into_iter());
        assert_eq!(ticket.and_then(|scale| scale.answer("good")), Some(5));
        assert_eq!(ticket.and_then(|scale| scale.answer("Offered")), None);
    }
}
