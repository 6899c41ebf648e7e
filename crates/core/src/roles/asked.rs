//! What headings ask for: a degree, a rating, a count, a level, a share.

use super::header::Header;

/// Beginnings of words that ask for a rating, folded.
pub(super) const RATED: &[&str] = &[
    "ocen", "rating", "rate", "score", "stars", "gwiazd", "grade", "quality", "jakosc", "jak",
    "how", "agree", "zgadz", "calific", "overall", "ogoln", "puntu", "valora", "bewert", "note",
    "punkt", "wynik", "feel", "avali", "evalu", "qualit", "qualid", "calidad", "extent", "confian",
    "attitude",
];

/// Questions for a degree that numbers up to three may answer, folded.
pub(super) const DEGREE_ASKED: &[&str] = &[
    "to what extent",
    "to which extent",
    "how likely",
    "how confident",
    "how well",
    "how important",
    "how useful",
    "how concerned",
    "how comfortable",
    "how satisfied",
    "how easy",
    "how difficult",
    "how familiar",
    "how interested",
    "how helpful",
    "how clear",
    "how safe",
    "how would you rate",
    "how do you rate",
    "how would you describe your",
    "how strongly",
    "how effective",
    "how stressful",
    "how stressed",
    "how often do you feel",
    "w jakim stopniu",
    "jak bardzo",
    "jak ocenia",
    "jak czesto",
    "how often",
    "how frequently",
    "wie oft",
    "con que frecuencia",
    "com que frequencia",
    "a quelle frequence",
    "inwieweit",
    "in welchem masse",
    "dans quelle mesure",
    "en que medida",
    "em que medida",
    "in che misura",
];

/// Questions for a degree in languages whose word for "how" asks for other things, too.
pub(super) const HOW_MUCH: &[&str] = &[
    "wie stark",
    "wie sehr",
    "wie gut",
    "wie wichtig",
    "wie schatz",
    "wie einfach",
    "wie hilfreich",
    "wie wahrsch",
    "wie empfind",
    "wie war",
    "wie zufrieden",
    "wie gern",
    "wie sicher",
    "hoe ",
    "quanto ",
    "cuanto ",
    "seberapa ",
    "bagaimana ",
    "como calific",
    "como valora",
    "como evalua",
    "como avali",
    "como classific",
    "come valut",
    "comment evalu",
    "comment jug",
    "wie bewert",
    "wie beurteil",
    "que tan",
    "que tao",
    "cuan ",
    "quao ",
    "a quel point",
    "in welchem masse",
    "inwieweit",
    "dans quelle mesure",
    "en que medida",
    "em que medida",
    "in che misura",
];

/// Questions whether somebody agrees, folded: what they answer is a degree of it, though everybody says the same.
pub(super) const AGREEMENT_ASKED: &[&str] = &[
    "do you agree",
    "agree or disagree",
    "you agree with",
    "anda setuju",
    "zgadzasz sie",
    "zgadza sie pan",
    "esta de acuerdo",
    "estas de acuerdo",
    "voce concorda",
    "stimmen sie",
    "d'accord avec",
    "sei d'accordo",
];

/// Beginnings of words for what people feel or how they see something, folded: its level is a rating.
pub(super) const FELT: &[&str] = &[
    "level",
    "poziom",
    "nivel",
    "niveau",
    "livello",
    "excite",
    "enthus",
    "stress",
    "stres",
    "interest",
    "confiden",
    "motivat",
    "motywac",
    "engage",
    "zaangaz",
    "importan",
    "trust",
    "zaufan",
    "zainteresow",
    "znajomosc",
    "trudnosc",
    "knowledge",
    "wiedz",
    "skill",
    "awareness",
    "swiadom",
    "effort",
    "difficult",
    "anxi",
    "energy",
    "mood",
    "satisf",
    "zadowol",
    "comfort",
    "familiar",
    "perception",
    "perceived",
    "concern",
    "intention",
    "likel",
    "usab",
    "value",
    "commit",
    "morale",
    "workload",
    "pressure",
];

/// What is offered to people of some skill, folded.
pub(super) const FOR_SKILLS: &[&str] = &[
    "course", "courses", "class", "workshop", "session", "track", "plan", "package", "tier",
    "version", "edition", "module", "group", "kurs", "grupa", "zajecia", "pakiet", "plan",
    "gruppe", "curso", "cours", "grupo", "groupe",
];

/// What has levels that nobody rates with.
pub(super) const OF_CASES: &[&str] = &[
    "income",
    "dochod",
    "price",
    "cena",
    "budget",
    "priority",
    "priorytet",
    "severity",
    "urgency",
    "risk",
    "tier",
    "impact",
    "spend",
    "spending",
    "salary",
    "usage",
    "volume",
    "age",
];

/// True where "low", "medium" and "high" rate something: stress or quality, not an income or a priority.
pub(super) fn asks_level(header: &Header) -> bool {
    !header.word(OF_CASES) && (header.stem(RATED) || header.stem(FELT))
}

/// True for "NPS group", which holds the class of the answer, often as the codes 1, 2 and 3.
pub(super) fn names_class(header: &Header) -> bool {
    const CLASS: &[&str] = &[
        "group",
        "grupa",
        "category",
        "kategoria",
        "class",
        "klasa",
        "segment",
        "type",
        "typ",
    ];
    let mut words = header.words.windows(2);
    words.any(|words| words[0] == "nps" && CLASS.contains(&words[1].as_str()))
}

/// True when the heading is that of the points of a quiz, as form programs name it.
pub(super) fn names_points(header: &Header) -> bool {
    const POINTS: &[&str] = &[
        "score",
        "wynik",
        "punkty",
        "points",
        "punkte",
        "punktzahl",
        "puntuacion",
        "pontuacao",
        "punteggio",
    ];
    header
        .words
        .last()
        .is_some_and(|word| POINTS.contains(&word.as_str()))
        && header.words.len() <= 2
}

/// True for the points that a quiz gave for a question: "Points - Which of these …?", as Microsoft Forms writes them.
pub(super) fn names_points_of_question(header: &Header) -> bool {
    let points = |word: &String| matches!(word.as_str(), "points" | "punkty" | "punkte" | "puntos");
    header.words.first().is_some_and(points) && header.words.len() > 2 && header.phrase(&["- "])
}

/// True for three codes under a heading that asks whether something was too long or too short: the one in
/// the middle is the good one.
pub(super) fn just_right(header: &Header, high: i32) -> bool {
    high <= 3 && header.word(&["length", "pace", "duration", "dlugosc", "tempo", "czas"])
}

/// True when the heading asks how satisfied somebody is.
pub(super) fn satisfies(header: &Header) -> bool {
    header.word(&["sat", "osat"])
        || header.stem(&[
            "csat",
            "satisf",
            "zadowol",
            "satysfak",
            "zufrieden",
            "soddisf",
            "tevreden",
            "spokojen",
            "tilfreds",
            "nojd",
            "happy",
            "pleased",
            "enjoy",
            "disfrut",
        ])
        || header.phrase(&["your liking"])
}

/// Beginnings of questions for a count or a length, folded.
const COUNT_ASKED: &[&str] = &[
    "how many",
    "how long",
    "how often",
    "how old",
    "how far",
    "number of",
    "ile ",
    "jak dlugo",
    "jak czesto",
    "jak daleko",
    "liczba ",
    "ilosc ",
    "dla ilu ",
    "cuantos",
    "cuantas",
    "cuanto tiempo",
    "cuanto dinero",
    "cuanto gast",
    "cuanto pag",
    "quantos",
    "quantas",
    "quanti ",
    "quante ",
    "quanto tempo",
    "quanto dinheiro",
    "quanto gast",
    "quanto pag",
    "quanto spend",
    "quanto cost",
    "quanto guadagn",
    "berapa ",
    "combien",
    "wie viel",
    "wie lange",
    "hoeveel",
];

/// Last words of headings of counts, folded.
const COUNTS: &[&str] = &[
    "count",
    "counts",
    "votes",
    "vote",
    "visits",
    "orders",
    "purchases",
    "logins",
    "qty",
    "quantity",
    "ilosc",
    "liczba",
    "stock",
];

/// What is counted, in a short heading: "Nights stayed", "Liczba noclegów".
const COUNTED: &[&str] = &[
    "awards",
    "errors",
    "attempts",
    "tenure",
    "bledy",
    "staz",
    "siblings",
    "companies",
    "employees",
    "complaints",
    "nights",
    "guests",
    "children",
    "adults",
    "rooms",
    "reopens",
    "replies",
    "noclegi",
    "noclegow",
    "osob",
    "gosci",
    "dzieci",
    "pokoi",
    "sztuk",
    "wizyt",
    "zakupow",
    "zamowien",
];

/// True when the heading asks for a count or a length: nobody rates with these numbers, and those
/// above ten are no strays.
pub(super) fn asks_count(header: &Header) -> bool {
    names_count(header) && !counts_stars(header)
}

/// True for stars and points, which people rate with.
fn counts_stars(header: &Header) -> bool {
    header.word(&["star", "stars"]) || header.stem(&["gwiazd", "point", "punkt"])
}

fn names_count(header: &Header) -> bool {
    // "# Devices"; alone, the sign heads the numbers of the rows.
    let numbered = !header.words.is_empty() && header.folded.trim_start().starts_with("# ");
    let last = header.words.last();
    let starts = |part: &str| {
        let question = behind_lead(part);
        COUNT_ASKED.iter().any(|start| question.starts_with(start))
    };
    numbered
        || last.is_some_and(|word| COUNTS.contains(&word.as_str()))
        || header.words.len() <= 6 && header.word(&["liczba", "ilosc"])
        || header.words.len() <= 3 && header.word(COUNTED)
        || names_size(header)
        || abbreviates_count(header)
        || header.folded.split(['?', '¿', '.', ':', '-']).any(starts)
}

/// True for how many people belong together.
fn names_size(header: &Header) -> bool {
    header.phrase(&[
        "familysize",
        "householdsize",
        "hhsize",
        "hh size",
        "household size",
        "family size",
        "party size",
        "group size",
    ])
}

/// True for an abbreviation before what is counted ("NumCompaniesWorked", "nb_repeat", "times_fruit") or behind it
/// ("family_size_n").
fn abbreviates_count(header: &Header) -> bool {
    const BEFORE: &[&str] = &["num", "nb", "cb", "cnt", "n", "times"];
    header.words.len() >= 2
        && (BEFORE.contains(&header.words[0].as_str())
            || header.words.last().is_some_and(|word| word == "n"))
}

/// A question behind its code in the questionnaire and the words that lead to a count: "*Q12 About how many years".
pub(super) fn behind_lead(part: &str) -> &str {
    const LEADS: &[&str] = &[
        "about",
        "approximately",
        "approx",
        "roughly",
        "exactly",
        "and",
        "on average,",
        "on average",
        "in total,",
        "in total",
        "okolo",
        "mniej wiecej",
        "srednio",
        "w przyblizeniu",
        "ungefahr",
        "environ",
        "aproximadamente",
    ];
    let mut part = part.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    if let Some((code, rest)) = part.split_once(' ')
        && code.len() <= 6
        && code.contains(|letter: char| letter.is_ascii_digit())
    {
        part = rest.trim_start_matches(|letter: char| !letter.is_alphanumeric());
        // Statistical packages write the code twice: as the variable's name and before its label.
        if let Some(same) = part.strip_prefix(code) {
            part = same.trim_start_matches(|letter: char| !letter.is_alphanumeric());
        }
    }
    let behind = |lead: &&str| part.strip_prefix(*lead)?.strip_prefix(' ');
    LEADS.iter().find_map(behind).unwrap_or(part)
}

/// True for "YearsInCurrentRole", "hours of sleep": a unit stands first, so that the numbers are lengths.
pub(super) fn counts_things(header: &Header) -> bool {
    const UNITS: &[&str] = &[
        "years", "yrs", "months", "weeks", "days", "hours", "hrs", "minutes", "mins", "lata",
        "godziny",
    ];
    // "time_sleep", "Screen time": what takes time beside it.
    const TAKES_TIME: &[&str] = &[
        "sleep",
        "sleeping",
        "exercise",
        "study",
        "studying",
        "work",
        "working",
        "commute",
        "commuting",
        "travel",
        "spent",
        "online",
        "screen",
        "reading",
        "walking",
        "sport",
    ];
    header
        .words
        .first()
        .is_some_and(|word| UNITS.contains(&word.as_str()))
        || header.words.len() == 2 && header.word(&["time"]) && header.word(TAKES_TIME)
        || header.words.len() <= 3
            && header
                .words
                .last()
                .is_some_and(|word| UNITS.contains(&word.as_str()))
}

/// True when the heading asks for a share of a whole: ten is a tenth, not the best there is.
pub(super) fn asks_share(header: &Header) -> bool {
    header.word(&[
        "percentage",
        "percent",
        "procent",
        "prozent",
        "percentuale",
        "porcentaje",
        "pourcentage",
        "proportion",
    ])
}
