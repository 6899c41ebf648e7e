//! Answers in words: agreement, satisfaction, likelihood, ease and quality in Polish and English.

use crate::report::Metric;
use crate::text::fold;

/// Labels of one verbal scale, from the worst answer to the best. Every entry lists the wordings
/// of one point, folded.
#[derive(Debug, PartialEq, Eq)]
struct Family {
    /// What a question with these labels measures, whatever its wording.
    metric: Option<Metric>,
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
    "ani zadowolony ani niezadowolony",
    "ani zadowolona, ani niezadowolona",
    "ani zadowolona ani niezadowolona",
    "ani sie zgadzam ani nie zgadzam",
    "ani sie zgadzam, ani sie nie zgadzam",
    "ani sie zgadzam ani sie nie zgadzam",
    "ani sie nie zgadzam, ani zgadzam",
    "ani latwo, ani trudno",
    "ani latwo ani trudno",
    "ani latwe, ani trudne",
    "ani dobrze, ani zle",
    "ani dobrze ani zle",
    "ani dobra, ani zla",
    "neutralna",
    "nie mam zdania",
    "obojetnie",
    "neither good nor bad",
    "neither good nor poor",
    "neither poor nor good",
    "teils/teils",
    "teils, teils",
    "weder noch",
    "weder zufrieden noch unzufrieden",
    "neither agree or disagree",
    "neither satisfied or dissatisfied",
    "neither difficult nor easy",
    "neither disagree nor agree",
    "neither dissatisfied nor satisfied",
    "neither unlikely nor likely",
    "neither high nor low quality",
];

const FAMILIES: &[Family] = &[
    Family {
        metric: None,
        least: 3,
        unanswered: &[],
        points: &[
            &[
                "strongly disagree",
                "completely disagree",
                "totally disagree",
                "fully disagree",
                "zupelnie sie nie zgadzam",
                "calkowicie sie nie zgadzam",
                "w ogole sie nie zgadzam",
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
                "totally agree",
                "fully agree",
                "calkowicie sie zgadzam",
                "w pelni sie zgadzam",
                "zdecydowanie sie zgadzam",
                "zdecydowanie tak",
                "zdecydowanie zgadzam sie",
            ],
        ],
    },
    Family {
        metric: None,
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
        metric: Some(Metric::Csat),
        least: 3,
        unanswered: &[],
        points: &[
            &[
                "very dissatisfied",
                "extremely dissatisfied",
                "completely dissatisfied",
                "totally dissatisfied",
                "zdecydowanie niezadowolony",
                "zdecydowanie niezadowolona",
                "calkowicie niezadowolony",
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
                "totally satisfied",
                "zdecydowanie zadowolony",
                "zdecydowanie zadowolona",
                "bardzo zadowolona",
                "bardzo zadowolony(a)",
                "bardzo zadowolony/a",
            ],
        ],
    },
    Family {
        metric: None,
        least: 3,
        unanswered: &[],
        points: &[
            &[
                "very unlikely",
                "extremely unlikely",
                "bardzo malo prawdopodobne",
                "bardzo nieprawdopodobne",
                "zupelnie nieprawdopodobne",
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
        metric: Some(Metric::Ces2),
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
        metric: Some(Metric::Csat),
        least: 3,
        unanswered: &["nie mam zdania", "no opinion", "can't say", "cannot say"],
        points: &[
            &[
                "very poor",
                "terrible",
                "very bad",
                "extremely bad",
                "bardzo slabo",
                "bardzo slaba",
                "bardzo slaby",
                "bardzo slabe",
                "bardzo zle",
                "bardzo zla",
                "bardzo zly",
                "fatalnie",
            ],
            &[
                "poor", "bad", "zle", "zla", "zly", "slabo", "slaba", "slaby", "slabe",
            ],
            &[
                "fair",
                "average",
                "adequate",
                "acceptable",
                "ok",
                "srednio",
                "srednia",
                "sredni",
                "srednie",
                "przecietnie",
                "przecietna",
                "przecietny",
                "przecietne",
                "dostatecznie",
                "neutral",
                "neither good nor poor",
                "neither good nor bad",
                "ani dobrze, ani zle",
            ],
            &["good", "dobrze", "dobra", "dobry", "dobre"],
            &[
                "very good",
                "excellent",
                "bardzo dobrze",
                "bardzo dobra",
                "bardzo dobry",
                "bardzo dobre",
                "doskonale",
                "swietnie",
            ],
        ],
    },
    Family {
        metric: Some(Metric::Csat),
        least: 3,
        unanswered: &["keine angabe", "weiss nicht"],
        points: &[
            &["sehr unzufrieden"],
            &["unzufrieden", "eher unzufrieden"],
            NEITHER,
            &["zufrieden", "eher zufrieden"],
            &["sehr zufrieden"],
        ],
    },
    Family {
        metric: None,
        least: 3,
        unanswered: &["keine angabe", "weiss nicht"],
        points: &[
            &[
                "stimme gar nicht zu",
                "stimme uberhaupt nicht zu",
                "trifft gar nicht zu",
                "trifft uberhaupt nicht zu",
            ],
            &[
                "stimme eher nicht zu",
                "stimme nicht zu",
                "trifft eher nicht zu",
                "trifft nicht zu",
            ],
            NEITHER,
            &["stimme eher zu", "stimme zu", "trifft eher zu", "trifft zu"],
            &[
                "stimme voll zu",
                "stimme voll und ganz zu",
                "stimme vollkommen zu",
                "trifft voll zu",
                "trifft voll und ganz zu",
            ],
        ],
    },
    // One-sided scales, as survey platforms offer them.
    Family {
        metric: Some(Metric::Csat),
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
        metric: Some(Metric::Csat),
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
        metric: None,
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
        metric: Some(Metric::Ces2),
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
    Family {
        metric: Some(Metric::Csat),
        least: 4,
        unanswered: &[],
        points: &[
            &["poor", "slabo", "slaba"],
            &["fair", "dostatecznie", "dostateczna"],
            &["good", "satisfactory", "dobrze", "dobra"],
            &["very good", "bardzo dobrze", "bardzo dobra"],
            &["excellent", "doskonale", "doskonala", "celujaco"],
        ],
    },
    Family {
        metric: Some(Metric::Csat),
        least: 4,
        unanswered: &[],
        points: &[
            &["poor", "far below average", "slabo"],
            &["below average", "ponizej przecietnej", "ponizej sredniej"],
            &["average", "przecietnie", "srednio"],
            &["above average", "powyzej przecietnej", "powyzej sredniej"],
            &["excellent", "far above average", "doskonale"],
        ],
    },
    Family {
        metric: Some(Metric::Csat),
        least: 3,
        unanswered: &[],
        points: &[
            &[
                "far below expectations",
                "much worse than expected",
                "znacznie ponizej oczekiwan",
            ],
            &[
                "below expectations",
                "worse than expected",
                "did not meet expectations",
                "ponizej oczekiwan",
            ],
            &[
                "met expectations",
                "meets expectations",
                "as expected",
                "zgodnie z oczekiwaniami",
            ],
            &[
                "exceeded expectations",
                "exceeds expectations",
                "above expectations",
                "better than expected",
                "powyzej oczekiwan",
            ],
            &[
                "far exceeded expectations",
                "far above expectations",
                "much better than expected",
                "znacznie powyzej oczekiwan",
            ],
        ],
    },
    Family {
        metric: Some(Metric::Csat),
        least: 3,
        unanswered: &[],
        points: &[
            &["extremely bad", "very low quality", "bardzo niska jakosc"],
            &["somewhat bad", "low quality", "niska jakosc"],
            NEITHER,
            &["somewhat good", "high quality", "wysoka jakosc"],
            &[
                "extremely good",
                "very high quality",
                "bardzo wysoka jakosc",
            ],
        ],
    },
    Family {
        metric: Some(Metric::Csat),
        least: 3,
        unanswered: &[],
        points: &[
            &["very unhappy", "extremely unhappy"],
            &["unhappy", "somewhat unhappy"],
            NEITHER,
            &["happy", "somewhat happy"],
            &["very happy", "extremely happy"],
        ],
    },
    Family {
        metric: Some(Metric::Csat),
        least: 3,
        unanswered: &[],
        points: &[
            &["extremely unhappy"],
            &["very unhappy"],
            &["unhappy", "somewhat unhappy"],
            NEITHER,
            &["happy", "somewhat happy"],
            &["very happy"],
            &["extremely happy"],
        ],
    },
    Family {
        metric: Some(Metric::Ces2),
        least: 3,
        unanswered: &[],
        points: &[
            &["extremely difficult", "very difficult"],
            &["moderately difficult", "difficult"],
            &["slightly difficult", "somewhat difficult"],
            NEITHER,
            &["slightly easy", "somewhat easy"],
            &["moderately easy", "easy"],
            &["extremely easy", "very easy"],
        ],
    },
    Family {
        metric: None,
        least: 3,
        unanswered: &[],
        points: &[
            &["extremely unlikely", "very unlikely"],
            &["moderately unlikely", "unlikely"],
            &["slightly unlikely", "somewhat unlikely"],
            NEITHER,
            &["slightly likely", "somewhat likely"],
            &["moderately likely", "likely"],
            &["extremely likely", "very likely"],
        ],
    },
    Family {
        metric: None,
        least: 3,
        unanswered: &[],
        points: &[
            &["much worse", "znacznie gorzej", "duzo gorzej"],
            &[
                "somewhat worse",
                "slightly worse",
                "worse",
                "troche gorzej",
                "gorzej",
            ],
            &[
                "about the same",
                "the same",
                "same",
                "tak samo",
                "bez zmian",
            ],
            &[
                "somewhat better",
                "slightly better",
                "better",
                "troche lepiej",
                "lepiej",
            ],
            &["much better", "znacznie lepiej", "duzo lepiej"],
        ],
    },
    Family {
        metric: None,
        least: 3,
        unanswered: &[],
        points: &[
            &[
                "not important",
                "not important at all",
                "not at all important",
                "unimportant",
                "nieistotne",
                "niewazne",
                "zupelnie niewazne",
                "w ogole niewazne",
            ],
            &[
                "slightly important",
                "of little importance",
                "less important",
                "malo wazne",
                "raczej niewazne",
            ],
            &[
                "neutral",
                "moderately important",
                "somewhat important",
                "fairly important",
                "srednio wazne",
                "ani wazne, ani niewazne",
            ],
            &["important", "wazne", "raczej wazne"],
            &[
                "very important",
                "extremely important",
                "bardzo wazne",
                "kluczowe",
            ],
        ],
    },
    // Five faces, as chat programs ask with them.
    Family {
        metric: Some(Metric::Csat),
        least: 4,
        unanswered: &[],
        points: &[
            &["😠", "😡", "😖", "😭"],
            &["🙁", "☹", "☹️", "😞", "😕", "😟"],
            &["😐", "😶"],
            &["🙂", "😃", "😀", "😊", "😄"],
            &["🤩", "😍", "😁", "🥰"],
        ],
    },
    // The effort itself: the highest point is the worst one.
    Family {
        metric: Some(Metric::Ces),
        least: 3,
        unanswered: &[],
        points: &[
            &[
                "very low effort",
                "very little effort",
                "no effort",
                "no effort at all",
                "minimal effort",
                "bardzo maly wysilek",
                "minimalny wysilek",
                "zaden wysilek",
            ],
            &[
                "low effort",
                "little effort",
                "a little effort",
                "maly wysilek",
            ],
            &[
                "neutral",
                "moderate effort",
                "medium effort",
                "some effort",
                "sredni wysilek",
                "umiarkowany wysilek",
            ],
            &[
                "high effort",
                "a lot of effort",
                "much effort",
                "duzy wysilek",
            ],
            &[
                "very high effort",
                "a great deal of effort",
                "very much effort",
                "bardzo duzy wysilek",
            ],
        ],
    },
    // Stars in words, as the interface of Google's business profiles writes them.
    Family {
        metric: None,
        least: 3,
        unanswered: &["star_rating_unspecified"],
        points: &[
            &["one", "one star"],
            &["two", "two stars"],
            &["three", "three stars"],
            &["four", "four stars"],
            &["five", "five stars"],
        ],
    },
    // Ratings of a ticket: two answers, at the ends of five, so that the top box is the good one.
    Family {
        metric: Some(Metric::Csat),
        least: 2,
        unanswered: &["offered", "unoffered", "not offered", "pending"],
        points: &[
            &[
                "bad",
                "bad with comment",
                "bad without comment",
                "badwithcomment",
                "not good",
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

/// Degrees of one-sided scales ("not at all helpful", …, "extremely helpful"), the last scale.
const DEGREES: &[&[&str]] = &[
    &["not at all", "wcale nie", "zupelnie nie"],
    &[
        "not so", "not very", "slightly", "a little", "niezbyt", "malo",
    ],
    &["somewhat", "moderately", "fairly", "srednio", "dosc"],
    &["very", "quite", "bardzo"],
    &["extremely", "completely", "niezwykle"],
];

/// What such a scale grades when more of it is better, whole or as the beginning of a word.
const GRADED: &[&str] = &[
    "well",
    "useful",
    "helpful",
    "important",
    "clear",
    "responsive",
    "friendly",
    "knowledgeable",
    "professional",
    "effective",
    "valuable",
    "interested",
    "familiar",
    "confident",
    "comfortable",
    "reasonable",
    "relevant",
    "reliable",
    "happy",
    "convenient",
    "good",
    "quickly",
    "fast",
    "attractive",
    "unique",
    "intuitive",
    "przydatn",
    "pomocn",
    "wazn",
    "jasn",
    "uzyteczn",
    "profesjonaln",
    "wygodn",
    "intuicyjn",
    "czyteln",
    "dobrze",
];

/// What labels made of a degree and a judgement measure, with the good and the bad word of it: "raczej dobrze", "very
/// unsatisfied". The wordings that platforms offer stand in [`FAMILIES`]; people who write their own scale put the same
/// words together in other ways.
#[derive(Debug, PartialEq, Eq)]
struct Judgement {
    metric: Option<Metric>,
    good: &'static [&'static str],
    bad: &'static [&'static str],
}

const JUDGEMENTS: &[Judgement] = &[
    Judgement {
        metric: Some(Metric::Csat),
        good: &[
            "satisfied",
            "zadowolony",
            "zadowolona",
            "zadowoleni",
            "usatysfakcjonowany",
            "usatysfakcjonowana",
            "pleased",
            "zufrieden",
            "satisfait",
            "satisfaite",
            "satisfecho",
            "satisfecha",
        ],
        bad: &[
            "insatisfait",
            "insatisfaite",
            "insatisfecho",
            "insatisfecha",
            "dissatisfied",
            "unsatisfied",
            "not satisfied",
            "niezadowolony",
            "niezadowolona",
            "niezadowoleni",
            "nieusatysfakcjonowany",
            "nieusatysfakcjonowana",
            "displeased",
            "unzufrieden",
        ],
    },
    Judgement {
        metric: Some(Metric::Csat),
        good: &[
            "good",
            "positive",
            "dobrze",
            "dobra",
            "dobry",
            "dobre",
            "pozytywnie",
            "pozytywna",
            "pozytywny",
            "gut",
        ],
        bad: &[
            "bad",
            "poor",
            "negative",
            "zle",
            "zla",
            "zly",
            "slabo",
            "negatywnie",
            "negatywna",
            "negatywny",
            "schlecht",
        ],
    },
    Judgement {
        metric: Some(Metric::Ces2),
        good: &[
            "easy", "latwo", "latwe", "latwy", "latwa", "prosto", "proste", "einfach",
        ],
        bad: &[
            "difficult",
            "hard",
            "trudno",
            "trudne",
            "trudny",
            "trudna",
            "schwierig",
        ],
    },
    Judgement {
        metric: None,
        good: &[
            "agree",
            "zgadzam sie",
            "sie zgadzam",
            "d'accord",
            "de acuerdo",
        ],
        bad: &[
            "pas d'accord",
            "en desacuerdo",
            "disagree",
            "nie zgadzam sie",
            "sie nie zgadzam",
            "nie zgodze sie",
        ],
    },
    Judgement {
        metric: None,
        good: &["likely", "prawdopodobne", "prawdopodobnie"],
        bad: &[
            "unlikely",
            "nieprawdopodobne",
            "malo prawdopodobne",
            "nieprawdopodobnie",
        ],
    },
    Judgement {
        metric: None,
        good: &["yes", "tak"],
        bad: &["no", "not", "nie"],
    },
];

/// Words before (or behind) a judgement that make it stronger or weaker.
const STRONG: &[&str] = &[
    "very",
    "extremely",
    "completely",
    "totally",
    "strongly",
    "highly",
    "absolutely",
    "definitely",
    "fully",
    "bardzo",
    "zdecydowanie",
    "calkowicie",
    "zupelnie",
    "w pelni",
    "absolutnie",
    "na pewno",
    "sehr",
    "tres",
    "tout a fait",
    "muy",
    "totalmente",
];
const WEAK: &[&str] = &[
    "somewhat",
    "rather",
    "fairly",
    "quite",
    "slightly",
    "mostly",
    "probably",
    "tend to",
    "raczej",
    "dosc",
    "w miare",
    "troche",
    "czesciowo",
    "chyba",
    "eher",
    "plutot",
    "algo",
];

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
    let neither = ["ani ", "neither ", "weder "]
        .iter()
        .any(|start| label.starts_with(start));
    let of_both = |words: &[&str]| words.iter().any(|word| label.contains(word));
    if NEITHER.contains(&label) || (neither && of_both(judgement.good) && label.len() < 60) {
        return Some(0);
    }
    let stripped = |words: &[&str]| {
        words.iter().find_map(|word| {
            let front = label
                .strip_prefix(word)
                .and_then(|rest| rest.strip_prefix(' '));
            let back = || {
                label
                    .strip_suffix(word)
                    .and_then(|rest| rest.strip_suffix(' '))
            };
            front.or_else(back)
        })
    };
    let (strength, rest) = match (stripped(STRONG), stripped(WEAK)) {
        (Some(rest), _) => (3, rest),
        (None, Some(rest)) => (1, rest),
        (None, None) => (2, label),
    };
    match () {
        () if judgement.bad.contains(&rest) => Some(-strength),
        () if judgement.good.contains(&rest) => Some(strength),
        () => None,
    }
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
    let listed = |family: &Family| {
        family
            .points
            .iter()
            .any(|labels| labels.contains(&label.as_str()))
    };
    let judgement = |judgement: &Judgement| judged(&label, judgement).is_some();
    degree(&label).is_some() || FAMILIES.iter().any(listed) || JUDGEMENTS.iter().any(judgement)
}

/// Point of a label that is a degree and what it grades, from 0.
fn degree(label: &str) -> Option<usize> {
    let degrees = DEGREES.iter().enumerate();
    let mut points = degrees.flat_map(|(point, words)| words.iter().map(move |word| (point, word)));
    points.find_map(|(point, word)| {
        let graded = label.strip_prefix(word)?.strip_prefix(' ')?;
        let known = GRADED.iter().any(|start| graded.starts_with(start));
        (known && !graded.contains(' ')).then_some(point)
    })
}

/// A verbal scale that the values of a column belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Likert(Scale);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scale {
    /// One of [`FAMILIES`].
    Listed(&'static Family),
    /// Degrees of one thing, from "not at all" to "extremely".
    OneSided,
    /// Judgements with their degrees.
    Judged(&'static Judgement, Degrees),
}

impl Likert {
    /// Every scale, the most particular first.
    fn all() -> impl Iterator<Item = Likert> {
        let judged = JUDGEMENTS
            .iter()
            .flat_map(|judgement| ALL_DEGREES.map(|degrees| Scale::Judged(judgement, degrees)));
        let listed = FAMILIES.iter().map(Scale::Listed);
        listed.chain([Scale::OneSided]).chain(judged).map(Likert)
    }

    /// Lowest and highest answer.
    pub fn scale(self) -> [i32; 2] {
        let points = match self.0 {
            Scale::Listed(family) => family.points.len(),
            Scale::OneSided => DEGREES.len(),
            Scale::Judged(_, Degrees::Both) => 7,
            Scale::Judged(..) => 5,
        };
        [1, points as i32]
    }

    /// What the labels say that the question measures: satisfaction, or how easy something was.
    pub fn metric(self) -> Option<Metric> {
        match self.0 {
            Scale::Listed(family) => family.metric,
            Scale::OneSided => None,
            Scale::Judged(judgement, _) => judgement.metric,
        }
    }

    /// Point of a label, from 1.
    pub fn answer(self, cell: &str) -> Option<i32> {
        let label = fold(cell.trim());
        let point_of = |label: &str| match self.0 {
            Scale::Listed(family) => {
                let mut points = family.points.iter();
                points.position(|labels| labels.contains(&label))
            }
            Scale::OneSided => degree(label),
            Scale::Judged(judgement, degrees) => degrees.point(judged(label, judgement)?),
        };
        let found = point_of(&label).or_else(|| point_of(&without_gender(&label)?));
        found.map(|point| point as i32 + 1)
    }

    /// Points that must be used before the values are taken for this scale.
    fn least(self) -> u32 {
        match self.0 {
            Scale::Listed(family) => family.least,
            _ => 3,
        }
    }

    /// True for a label of the scale that says that there is no answer.
    fn is_unanswered(self, cell: &str) -> bool {
        let Scale::Listed(Family { unanswered, .. }) = self.0 else {
            return false;
        };
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
        Some(seen.count_ones()).filter(|&points| points >= family.least())
    };
    let families = Likert::all().enumerate();
    let families = families.filter_map(|(order, family)| Some((used(&family)?, order, family)));
    let best = families.max_by_key(|(used, order, family)| {
        // A scale that a platform offers comes before one that people made of the same words.
        let listed = !matches!(family.0, Scale::Judged(..));
        let shorter = std::cmp::Reverse(family.scale()[1]);
        (*used, listed, shorter, std::cmp::Reverse(*order))
    });
    best.map(|(.., family)| family)
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
        // Very bad and worse things are no degrees of a good one.
        assert_eq!(
            labels(&["Very slow", "Somewhat slow", "Not at all slow"]),
            None
        );
        // Own wordings of the same degrees.
        let own = [
            "Raczej dobrze",
            "Bardzo źle",
            "Ani dobrze, ani źle",
            "Raczej źle",
        ];
        assert_eq!(labels(&own), Some((Some(Metric::Csat), 5, 4)));
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
        assert_eq!(labels(&["Yes", "No", "Not sure"]), None);
        assert_eq!(labels(&["Easy", "Medium", "Hard"]), None);
        let ticket = likert_of(["Offered", "Good", "Bad with comment"].into_iter());
        assert_eq!(ticket.and_then(|scale| scale.answer("good")), Some(5));
        assert_eq!(ticket.and_then(|scale| scale.answer("Offered")), None);
    }
}
