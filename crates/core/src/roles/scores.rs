//! Scores: whether a column of answers on a scale is a rating, of what kind and on which scale.

use super::Guess;
use super::asked::{
    AGREEMENT_ASKED, DEGREE_ASKED, FELT, FOR_SKILLS, HOW_MUCH, OF_CASES, RATED, asks_count,
    asks_level, asks_share, counts_things, just_right, names_class, names_points,
    names_points_of_question, satisfies,
};
use super::header::Header;
use super::profile::{Fine, Profile, likert_of_rating};
use super::recommending::RECOMMENDS;
use super::scales::named_scale;
use super::segments::{ASKS_GROUP, GROUPS, asks_choice};
use crate::likert::{Likert, is_unmistakable};
use crate::reading::Column;
use crate::report::Metric;

/// A rating whose labels use too few points of their scale to be told by them, by its heading.
pub(super) fn rated_in_words(header: &Header, column: &Column, profile: &Profile) -> Option<Guess> {
    // A tick repeats the option that stands behind its question, in a column of its own.
    let ticked = |only: &String| header.folded.trim_end().ends_with(only.as_str());
    if profile.only.as_ref().is_some_and(ticked) {
        return None;
    }
    let satisfies = satisfies(header);
    let degree =
        header.phrase(DEGREE_ASKED) || header.phrase(HOW_MUCH) || header.phrase(AGREEMENT_ASKED);
    // "Strongly agree" is said of nothing else, though everybody says it.
    let said = profile.only.as_deref().is_some_and(is_unmistakable);
    let labels = (satisfies && profile.distinct > 1 || degree || said)
        .then(|| likert_of_rating(column))
        .flatten()?;
    let metric = labels.metric().or(satisfies.then_some(Metric::Csat));
    Guess::score(metric, labels.scale(), 0.6)
}

pub(super) fn score(header: &Header, profile: &Profile) -> Option<Guess> {
    let named = named_scale(header, profile);
    let mut guess = score_on(named.map(|named| named.range), header, profile)?;
    guess.low_is_good |= named.is_some_and(|named| named.low_is_good)
        || guess.metric == Some(Metric::Ces2) && starts_with_easy(header);
    let free = profile.likert.is_none() && profile.fine.is_none();
    if let Some(named) = named
        && free
        && !matches!(guess.metric, Some(Metric::Nps | Metric::Chi))
    {
        guess.scale = Some(named.range);
        guess.confidence = guess.confidence.max(0.8);
    }
    Some(guess)
}

/// The question of a column whose heading names a scale, or none.
fn score_on(named: Option<[i32; 2]>, header: &Header, profile: &Profile) -> Option<Guess> {
    if is_made_of_comments(header) {
        return None;
    }
    if let Some(likert) = profile.likert {
        return rated_by_labels(likert, header, profile);
    }
    if let Some(rated) = rated_by_numbered_labels(header, profile) {
        return Some(rated);
    }
    let (low, high) = profile.range?;
    let numbers = Numbers {
        header,
        profile,
        low,
        high,
        named,
    };
    if numbers.are_points_or_bands() || numbers.are_parts_of_names_or_lengths() {
        return None;
    }
    if numbers.lie_around_zero() {
        return Guess::score(satisfaction(header), [low, high], 0.6);
    }
    if !numbers.are_on_a_scale() {
        return None;
    }
    match profile.fine {
        Some(fine) => rated_between_points(fine, header, profile),
        None => numbers.score(),
    }
}

/// True for what a program made of the comment: it is no answer.
fn is_made_of_comments(header: &Header) -> bool {
    header.word(&["sentiment", "sentyment", "wydzwiek", "polarity"]) && header.words.len() <= 3
}

/// A rating of labels that are a verbal scale, unless they tell groups apart.
fn rated_by_labels(likert: Likert, header: &Header, profile: &Profile) -> Option<Guess> {
    let [_, high] = likert.scale();
    // Priorities and incomes are low, medium or high; very low, too, where people judge.
    let judged = profile.distinct >= 4 && !header.word(OF_CASES);
    if likert.tells_level() && !judged && !asks_level(header) {
        return None;
    }
    // Courses and plans are for beginners or the advanced.
    if likert.tells_skill() && header.word(FOR_SKILLS) {
        return None;
    }
    // The labels know what is good; agreement with "it was easy" is told by the heading.
    let asked = || effort(header, high).map(|(metric, _)| metric);
    Guess::score(likert.metric().or_else(asked), likert.scale(), 0.85)
}

/// A rating of labels behind numbers, other than the question whether people recommend.
fn rated_by_numbered_labels(header: &Header, profile: &Profile) -> Option<Guess> {
    let (likert, lowest_is_best) = profile.numbered?;
    let (low, high) = profile.range?;
    if low < 0 || high > 10 || likert.tells_level() {
        return None;
    }
    if header.stem(RECOMMENDS) && high > 7 || names_nps(header) {
        return None;
    }
    let rated = Guess::score(likert.metric(), default_scale(None, profile), 0.8)?;
    Some(Guess {
        low_is_good: lowest_is_best,
        ..rated
    })
}

/// A rating in half points or tenths.
fn rated_between_points(fine: Fine, header: &Header, profile: &Profile) -> Option<Guess> {
    let metric = satisfaction(header);
    let confidence = if fine == Fine::Halves { 0.8 } else { 0.55 };
    Guess::score(metric, default_scale(metric, profile), confidence)
}

/// True for a heading that says so, with the number that questions of one questionnaire have or without ("NPS01").
#[inline(never)]
fn names_nps(header: &Header) -> bool {
    header.words.iter().any(|word| {
        let word = word.strip_prefix('e').unwrap_or(word);
        let number = word.strip_prefix("nps");
        number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

/// The measure of a question how satisfied somebody is.
fn satisfaction(header: &Header) -> Option<Metric> {
    satisfies(header).then_some(Metric::Csat)
}

/// Whole numbers below a heading, which may rate something.
struct Numbers<'a> {
    header: &'a Header,
    profile: &'a Profile,
    low: i32,
    high: i32,
    /// The scale that the heading names.
    named: Option<[i32; 2]>,
}

impl Numbers<'_> {
    /// What numbers on a scale rate; `None` where they tell something apart, count or measure.
    fn score(&self) -> Option<Guess> {
        if self.are_classes() {
            return None;
        }
        if let Some(confidence) = self.recommend() {
            return Guess::score(Some(Metric::Nps), [0, 10], confidence);
        }
        let header = self.header;
        let no_answers = names_number(header) || names_sum(header) || names_row(header);
        if no_answers || self.are_codes_of_people() || self.are_measured() {
            return None;
        }
        if self.are_lowest_of_few() {
            return Guess::score(satisfaction(header), [1, 5], 0.5);
        }
        if self.are_a_choice() {
            return None;
        }
        self.rated_by_heading()
    }

    /// The rating that the heading names, else the one that it asks for.
    fn rated_by_heading(&self) -> Option<Guess> {
        let (header, profile) = (self.header, self.profile);
        if let Some((metric, confidence)) = effort(header, self.high) {
            let scale = default_scale(Some(metric), profile);
            return Guess::score(Some(metric), scale, confidence);
        }
        if just_right(header, self.high) {
            let satisfied = satisfies(header) && self.low >= 1;
            return Guess::score(None, [1, 3], 0.45).filter(|_| satisfied);
        }
        if self.are_german_grades() {
            let grade = Guess::score(None, [1, 6], 0.85)?;
            return Some(Guess {
                low_is_good: true,
                ..grade
            });
        }
        if satisfies(header) {
            let scale = default_scale(Some(Metric::Csat), profile);
            return Guess::score(Some(Metric::Csat), scale, 0.93);
        }
        self.asked_for()
    }

    /// A rating whose heading says no more than that something is rated, or not even that.
    fn asked_for(&self) -> Option<Guess> {
        let (header, profile) = (self.header, self.profile);
        let asks_rating = header.stem(RATED) || header.phrase(HOW_MUCH);
        // Nobody went higher than three, but the question asks how much.
        let asks_degree = self.high == 3 && self.low >= 1 && header.phrase(DEGREE_ASKED);
        let told = self.high >= 4 || asks_degree || self.named.is_some();
        if !told || !self.are_enough(asks_rating) || self.are_counted() {
            return None;
        }
        let scale = default_scale(None, profile);
        if asks_rating || asks_degree {
            return Guess::score(None, scale, 0.75);
        }
        // Small whole numbers without a telling header: rather a rating than a segment, but not sure.
        (!profile.strays
            && !self.are_codes_of_places()
            && !asks_choice(header)
            && !counts_things(header))
        .then(|| Guess::score(None, scale, 0.45))
        .flatten()
    }

    /// Points of a quiz ("7 / 10" under "Score") and bands ("5 or more") rate nothing.
    fn are_points_or_bands(&self) -> bool {
        self.profile.open_end
            || self.profile.points > 0.9 && names_points(self.header)
            || names_points_of_question(self.header)
    }

    /// "7 George Square": a number that is part of a name; "2 years": one with its unit.
    fn are_parts_of_names_or_lengths(&self) -> bool {
        let profile = self.profile;
        let one_number = self.low == self.high && profile.numbers < 0.5 && profile.distinct > 2;
        one_number || profile.durations > 0.5
    }

    /// As many points below zero as above it.
    fn lie_around_zero(&self) -> bool {
        self.low < 0
            && self.low == -self.high
            && self.profile.answers >= 0.9
            && !asks_count(self.header)
    }

    /// Nearly all answers are whole numbers from 0 to 10.
    fn are_on_a_scale(&self) -> bool {
        let answered = self.profile.answers >= 0.7 && self.profile.answered > 0;
        answered && self.low >= 0 && self.high <= 10
    }

    /// The classes of an NPS as the codes 1, 2 and 3.
    fn are_classes(&self) -> bool {
        self.high <= 3 && names_class(self.header)
    }

    /// How sure it is that the answers say whether people recommend, `None` where they do not.
    fn recommend(&self) -> Option<f64> {
        let header = self.header;
        if names_nps(header) {
            return Some(0.99);
        }
        // "Likelihood to recommend", as hotels and insurers write it.
        if self.high > 5 && header.word(&["ltr", "l2r"]) {
            return Some(0.9);
        }
        if !header.stem(RECOMMENDS) {
            return None;
        }
        let likely = header.stem(&["likel", "prawdopodob", "probab"]);
        let of_eleven = self.named.is_none_or(|[_, high]| high == 10);
        let agreed = || header.phrase(&["strongly agree", "zdecydowanie si"]);
        if self.high > 5 && of_eleven && !agreed() {
            let likely = likely || header.stem(&["wahrsch"]);
            return Some(if likely { 0.98 } else { 0.85 });
        }
        let to_ten = || header.phrase(&["0-10", "0–10", "0 do 10", "0 to 10", "0 - 10"]);
        (likely && to_ten()).then_some(0.95)
    }

    /// Codes of groups of people, unless the heading asks for a rating.
    fn are_codes_of_people(&self) -> bool {
        let header = self.header;
        if header.words.len() <= 4 && names_coded_group(header) {
            return true;
        }
        let begins = || {
            let mut asking = ASKS_GROUP.iter();
            asking.any(|asking| header.bare().starts_with(asking))
        };
        let stated = || header.is_statement() && self.profile.distinct > 3 && !begins();
        header.phrase(ASKS_GROUP) && !stated()
    }

    /// Codes of places, parts and ranks, where nothing else in the heading speaks of a rating.
    fn are_codes_of_places(&self) -> bool {
        let words = &self.header.words;
        // The level of something that goes as high as ratings do is none of a building or a school.
        let level = words.len() >= 2
            && words.last().is_some_and(|word| word == "level")
            && self.high > 5
            && self.profile.distinct >= 4;
        words.len() <= 3 && self.header.word(GROUPS) && !level
    }

    /// Half hours and half kilometres are measured; nobody rates with them unless the heading says so.
    fn are_measured(&self) -> bool {
        let header = self.header;
        self.profile.fractions > 0.0
            && !header.stem(RATED)
            && !header.stem(FELT)
            && !satisfies(header)
    }

    /// The one answer of a few people may be the lowest of a question for a degree.
    fn are_lowest_of_few(&self) -> bool {
        let profile = self.profile;
        let lowest_only = profile.distinct == 1 && profile.answered <= 20 && self.low >= 1;
        lowest_only && self.high < 4 && (satisfies(self.header) || self.header.phrase(DEGREE_ASKED))
    }

    /// Two values are a choice, not a scale, unless nearly nobody has answered yet.
    fn are_a_choice(&self) -> bool {
        self.high < 2 || self.are_two_of_many() && !(self.high >= 4 && self.are_named_rating())
    }

    /// More than a handful of people gave one of two answers.
    fn are_two_of_many(&self) -> bool {
        self.profile.distinct < 3 && self.profile.answered > 20
    }

    /// The heading says in few words that something is rated.
    fn are_named_rating(&self) -> bool {
        let short = self.header.words.len() <= 4;
        satisfies(self.header) || short && self.header.stem(&["rating", "ocena", "bewertung"])
    }

    /// Different answers enough for a scale. A handful of people may all have given one of two.
    fn are_enough(&self, asks_rating: bool) -> bool {
        self.profile.distinct >= 3
            || asks_rating && self.profile.answered <= 20
            || self.are_two_of_many() && self.are_named_rating()
    }

    /// German grades: one is the best.
    fn are_german_grades(&self) -> bool {
        self.low >= 1 && self.high <= 6 && self.header.stem(&["schulnote", "gesamtnote"])
    }

    /// Counts and shares.
    fn are_counted(&self) -> bool {
        asks_count(self.header) && !self.are_numbered_answers() || asks_share(self.header)
    }

    /// Whoever asks how often and gets no more than five has numbered the answers.
    fn are_numbered_answers(&self) -> bool {
        const ASKED: &[&str] = &[
            "how often",
            "jak czesto",
            "wie oft",
            "how much",
            "ile czasu",
        ];
        let header = self.header;
        self.high <= 5
            && self.profile.distinct >= 4
            && self.profile.answered >= 20
            && (header.phrase(ASKED)
                // Nobody counts time that has no unit: "Ile masz wolnego czasu?"
                || header.bare().starts_with("ile ") && header.word(&["czasu"]))
    }
}

/// True when the heading names what the numbers below it are: pages, ranks, years. In a whole question ("… to come
/// back next year?", "Please rate your willingness … on this page") such words do not.
fn names_number(header: &Header) -> bool {
    const NUMBERED: &[&str] = &[
        "id", "lp", "seed", "page", "lastpage", "maxpage", "seite", "strona", "pagina", "wave",
        "fala", "rank", "progress", "lang", "month", "year", "day", "hour", "age", "wiek",
        "duration", "version", "wersja",
    ];
    let rated = header.phrase(DEGREE_ASKED)
        || header.phrase(&["please rate", "rate your", "rate the", "prawdopodob"]);
    // "Rank how useful you find the following": places in an order, of which the first is the best.
    let ranked = header.word(&["rank"]);
    header.word(NUMBERED)
        && !header.is_statement()
        && (ranked || !rated)
        && (header.words.first().is_none_or(|word| word != "how") || asks_count(header))
}

/// True for what is added up: it is no answer of anybody.
fn names_sum(header: &Header) -> bool {
    header.words.len() <= 4
        && header.word(&["total", "tot", "sum", "suma", "subtotal"])
        && !satisfies(header)
        && !header.stem(&["rating", "ocen", "experience", "quality"])
}

/// True for a heading that says nothing but that its rows have numbers.
fn names_row(header: &Header) -> bool {
    header.words.len() == 1
        && header.word(&["no", "nr", "numer", "number", "index", "row", "wiersz"])
}

/// True when a word of the heading names a group of people. "income1" is the coded twin of a column of labels.
fn names_coded_group(header: &Header) -> bool {
    const GROUPED: &[&str] = &[
        "sex",
        "gender",
        "plec",
        "region",
        "agegrp",
        "agegroup",
        "agegr",
        "educ",
        "education",
        "wyksztalcenie",
        "income",
        "dochod",
        "country",
        "kraj",
        "wojewodztwo",
        "marital",
        "segment",
        "semestr",
        "semester",
        "semestre",
        "miejscowosci",
        "status",
    ];
    header.words.iter().any(|word| {
        let word = word.trim_end_matches(|letter: char| letter.is_ascii_digit());
        GROUPED.contains(&word)
    })
}

/// Effort questions: agreement that it was easy (high is good), or the effort itself (low is good).
fn effort(header: &Header, high: i32) -> Option<(Metric, f64)> {
    const EASY: &[&str] = &[
        "easy",
        "ease",
        "easi",
        "latw",
        "ulatwi",
        "prost",
        "bezproblem",
        "einfach",
    ];
    const EFFORT: &[&str] = &["effort", "wysil", "trud", "difficult"];
    // A header that explains its scale names both ends; the question comes first.
    let first = header
        .words
        .iter()
        .find(|word| EASY.iter().chain(EFFORT).any(|stem| word.starts_with(stem)));
    let is =
        |stems: &[&str]| first.is_some_and(|word| stems.iter().any(|stem| word.starts_with(stem)));
    // A mood, in names of variables, too ("at.ease").
    let at_ease = header.words.windows(2).any(|pair| pair == ["at", "ease"]);
    let (easy, effort) = (is(EASY) && !at_ease, is(EFFORT));
    let named = header.word(&["ces"]);
    match () {
        () if header.word(&["ces2"]) || header.phrase(&["ces 2"]) => Some((Metric::Ces2, 0.95)),
        () if easy && !effort => Some((Metric::Ces2, if named || high > 5 { 0.9 } else { 0.7 })),
        () if named && high > 5 => Some((Metric::Ces2, 0.75)),
        () if named => Some((Metric::Ces, 0.75)),
        () if effort && high <= 5 => Some((Metric::Ces, 0.85)),
        () if effort => Some((Metric::Ces, 0.6)),
        () => None,
    }
}

/// True when the header says that the lowest answer is the easy one: "1 = very easy".
fn starts_with_easy(header: &Header) -> bool {
    let words = header.words.windows(3);
    words.into_iter().any(|words| {
        let very = matches!(words[1].as_str(), "very" | "extremely" | "bardzo");
        let easy = ["easy", "latw"]
            .iter()
            .any(|stem| words[2].starts_with(stem));
        words[0] == "1" && very && easy
    })
}

/// The scale of a question: what its type prescribes, else the smallest usual one that holds the
/// answers.
pub(super) fn default_scale(metric: Option<Metric>, profile: &Profile) -> [i32; 2] {
    let (low, high) = profile.range.unwrap_or((1, 5));
    match metric {
        Some(Metric::Nps | Metric::Chi) => [0, 10],
        _ if profile.fine.is_some() => [low.min(1), 10],
        Some(Metric::Ces2) if high > 5 => [1, 7],
        _ if low == 0 && high <= 6 && high > 5 => [0, 6],
        _ if low == 0 => [0, if high <= 5 { 5 } else { 10 }],
        _ if high <= 5 => [1, 5],
        _ if high <= 7 => [1, 7],
        _ => [1, 10],
    }
}
