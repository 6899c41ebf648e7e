//! Answers in words: agreement, satisfaction, likelihood, ease and quality in Polish and English.

use crate::text::fold;

/// Labels of one verbal scale, from the worst answer to the best. Every entry lists the wordings
/// of one point, folded.
struct Family {
    satisfaction: bool,
    /// Points that must be used before the values are taken for this scale.
    least: u32,
    /// Labels that are no answer, though not blank.
    unanswered: &'static [&'static str],
    points: &'static [&'static [&'static str]],
}

const NEITHER: &[&str] = &[
    "neutral",
    "neither",
    "neither agree nor disagree",
    "neither satisfied nor dissatisfied",
    "neither likely nor unlikely",
    "neither easy nor difficult",
    "undecided",
    "neutralnie",
    "neutralny",
    "ani tak, ani nie",
    "ani tak ani nie",
    "ani sie zgadzam, ani nie zgadzam",
    "ani zadowolony, ani niezadowolony",
    "ani zadowolony(a), ani niezadowolony(a)",
];

const FAMILIES: &[Family] = &[
    Family {
        satisfaction: false,
        least: 3,
        unanswered: &[],
        points: &[
            &[
                "strongly disagree",
                "completely disagree",
                "zdecydowanie sie nie zgadzam",
                "zdecydowanie nie",
                "zdecydowanie nie zgadzam sie",
            ],
            &[
                "disagree",
                "somewhat disagree",
                "raczej sie nie zgadzam",
                "raczej nie",
                "raczej nie zgadzam sie",
                "nie zgadzam sie",
            ],
            NEITHER,
            &[
                "agree",
                "somewhat agree",
                "raczej sie zgadzam",
                "raczej tak",
                "raczej zgadzam sie",
                "zgadzam sie",
            ],
            &[
                "strongly agree",
                "completely agree",
                "zdecydowanie sie zgadzam",
                "zdecydowanie tak",
                "zdecydowanie zgadzam sie",
            ],
        ],
    },
    Family {
        satisfaction: false,
        least: 3,
        unanswered: &[],
        points: &[
            &["strongly disagree", "zdecydowanie sie nie zgadzam"],
            &["disagree", "nie zgadzam sie"],
            &[
                "somewhat disagree",
                "slightly disagree",
                "raczej sie nie zgadzam",
            ],
            NEITHER,
            &["somewhat agree", "slightly agree", "raczej sie zgadzam"],
            &["agree", "zgadzam sie"],
            &["strongly agree", "zdecydowanie sie zgadzam"],
        ],
    },
    Family {
        satisfaction: true,
        least: 3,
        unanswered: &[],
        points: &[
            &[
                "very dissatisfied",
                "extremely dissatisfied",
                "completely dissatisfied",
                "bardzo niezadowolony",
                "bardzo niezadowolona",
                "bardzo niezadowolony(a)",
                "bardzo niezadowolony/a",
            ],
            &[
                "dissatisfied",
                "somewhat dissatisfied",
                "raczej niezadowolony",
                "raczej niezadowolona",
                "niezadowolony",
                "niezadowolona",
                "raczej niezadowolony(a)",
                "raczej niezadowolony/a",
            ],
            NEITHER,
            &[
                "satisfied",
                "somewhat satisfied",
                "raczej zadowolony",
                "raczej zadowolona",
                "zadowolony",
                "zadowolona",
                "raczej zadowolony(a)",
                "raczej zadowolony/a",
            ],
            &[
                "very satisfied",
                "extremely satisfied",
                "completely satisfied",
                "bardzo zadowolony",
                "bardzo zadowolona",
                "bardzo zadowolony(a)",
                "bardzo zadowolony/a",
            ],
        ],
    },
    Family {
        satisfaction: false,
        least: 3,
        unanswered: &[],
        points: &[
            &[
                "very unlikely",
                "extremely unlikely",
                "bardzo malo prawdopodobne",
            ],
            &[
                "unlikely",
                "somewhat unlikely",
                "malo prawdopodobne",
                "raczej nieprawdopodobne",
            ],
            NEITHER,
            &[
                "likely",
                "somewhat likely",
                "prawdopodobne",
                "raczej prawdopodobne",
            ],
            &["very likely", "extremely likely", "bardzo prawdopodobne"],
        ],
    },
    Family {
        satisfaction: false,
        least: 3,
        unanswered: &[],
        points: &[
            &[
                "very difficult",
                "extremely difficult",
                "bardzo trudno",
                "bardzo trudne",
            ],
            &[
                "difficult",
                "somewhat difficult",
                "trudno",
                "trudne",
                "raczej trudno",
                "raczej trudne",
            ],
            NEITHER,
            &[
                "easy",
                "somewhat easy",
                "latwo",
                "latwe",
                "raczej latwo",
                "raczej latwe",
            ],
            &[
                "very easy",
                "extremely easy",
                "bardzo latwo",
                "bardzo latwe",
            ],
        ],
    },
    Family {
        satisfaction: true,
        least: 3,
        unanswered: &[],
        points: &[
            &[
                "very poor",
                "terrible",
                "very bad",
                "bardzo zle",
                "bardzo zla",
                "bardzo zly",
                "fatalnie",
            ],
            &["poor", "bad", "zle", "zla", "zly", "slabo"],
            &[
                "fair",
                "average",
                "ok",
                "srednio",
                "srednia",
                "przecietnie",
                "dostatecznie",
                "neutral",
            ],
            &["good", "dobrze", "dobra", "dobry"],
            &[
                "very good",
                "excellent",
                "bardzo dobrze",
                "bardzo dobra",
                "bardzo dobry",
                "doskonale",
                "swietnie",
            ],
        ],
    },
    // One-sided scales, as survey platforms offer them.
    Family {
        satisfaction: true,
        least: 3,
        unanswered: &[],
        points: &[
            &["not at all satisfied", "wcale niezadowolony"],
            &[
                "not so satisfied",
                "slightly satisfied",
                "not very satisfied",
            ],
            &["somewhat satisfied", "moderately satisfied"],
            &["very satisfied", "bardzo zadowolony"],
            &[
                "extremely satisfied",
                "completely satisfied",
                "calkowicie zadowolony",
            ],
        ],
    },
    Family {
        satisfaction: true,
        least: 3,
        unanswered: &[],
        points: &[
            &["extremely dissatisfied", "very dissatisfied"],
            &["moderately dissatisfied", "dissatisfied"],
            &["slightly dissatisfied", "somewhat dissatisfied"],
            NEITHER,
            &["slightly satisfied", "somewhat satisfied"],
            &["moderately satisfied", "satisfied"],
            &["extremely satisfied", "very satisfied"],
        ],
    },
    Family {
        satisfaction: false,
        least: 3,
        unanswered: &[],
        points: &[
            &["not at all likely", "wcale nieprawdopodobne"],
            &["not so likely", "slightly likely", "not very likely"],
            &["somewhat likely", "moderately likely"],
            &["very likely", "bardzo prawdopodobne"],
            &["extremely likely", "niezwykle prawdopodobne"],
        ],
    },
    Family {
        satisfaction: false,
        least: 3,
        unanswered: &[],
        points: &[
            &["not at all easy"],
            &["not so easy", "slightly easy", "not very easy"],
            &["somewhat easy", "moderately easy"],
            &["very easy"],
            &["extremely easy"],
        ],
    },
    // Ratings of a ticket: two answers, at the ends of five, so that the top box is the good one.
    Family {
        satisfaction: true,
        least: 2,
        unanswered: &["offered", "unoffered", "not offered", "pending"],
        points: &[
            &[
                "bad",
                "bad with comment",
                "bad without comment",
                "badwithcomment",
                "👎",
                "thumbs down",
                "🙁",
                "☹",
                "😞",
                "sad",
            ],
            &[],
            &["😐", "okay"],
            &[],
            &[
                "good",
                "good with comment",
                "good without comment",
                "goodwithcomment",
                "👍",
                "thumbs up",
                "🙂",
                "😀",
                "😃",
                "😊",
                "great",
                "happy",
            ],
        ],
    },
];

/// A verbal scale that the values of a column belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Likert(usize);

impl Likert {
    /// Lowest and highest answer.
    pub fn scale(self) -> [i32; 2] {
        [1, FAMILIES[self.0].points.len() as i32]
    }

    /// True when the scale asks for satisfaction.
    pub fn is_satisfaction(self) -> bool {
        FAMILIES[self.0].satisfaction
    }

    /// Point of a label, from 1.
    pub fn answer(self, cell: &str) -> Option<i32> {
        let label = fold(cell.trim());
        let points = FAMILIES[self.0].points;
        let point_of = |label: &str| points.iter().position(|labels| labels.contains(&label));
        let found = point_of(&label).or_else(|| point_of(&without_gender(&label)?));
        found.map(|point| point as i32 + 1)
    }

    /// True for a label of the scale that says that there is no answer.
    fn is_unanswered(self, cell: &str) -> bool {
        let unanswered = FAMILIES[self.0].unanswered;
        !unanswered.is_empty() && unanswered.contains(&fold(cell.trim()).as_str())
    }
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

/// The verbal scale that holds every one of the different values, if they use enough of its points
/// (three, or both of a scale of two). The scale that tells most values apart wins ("agree" and "somewhat agree" are one
/// point of five, but two of seven); among equals the shorter one.
pub fn likert_of<'a>(values: impl Iterator<Item = &'a str> + Clone) -> Option<Likert> {
    let used = |family: &Likert| {
        let mut seen = 0u32;
        for value in values.clone().filter(|value| !family.is_unanswered(value)) {
            seen |= 1 << family.answer(value)?;
        }
        Some(seen.count_ones()).filter(|&points| points >= FAMILIES[family.0].least)
    };
    let families = (0..FAMILIES.len())
        .map(Likert)
        .filter_map(|family| Some((used(&family)?, family)));
    let best = families.max_by_key(|(used, family)| {
        (
            *used,
            std::cmp::Reverse(family.scale()[1]),
            std::cmp::Reverse(family.0),
        )
    });
    best.map(|(_, family)| family)
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
        let ticket = likert_of(["Offered", "Good", "Bad with comment"].into_iter());
        assert_eq!(ticket.and_then(|scale| scale.answer("good")), Some(5));
        assert_eq!(ticket.and_then(|scale| scale.answer("Offered")), None);
    }
}
