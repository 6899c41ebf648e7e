//! Comments: what people wrote in their own words.

use super::Guess;
use super::asked::asks_count;
use super::header::Header;
use super::profile::Profile;
use super::segments::{SEGMENT_VALUES, asks_choice, asks_which, lists_by_capitals};
use crate::report::Role;

/// True when the heading says that several options could be chosen, or one of one's own be added.
pub(super) fn offers_options(header: &Header) -> bool {
    header.phrase(&[
        "select all",
        "check all",
        "choose all",
        "all that apply",
        "zaznacz wszystkie",
        "wybierz wszystkie",
        "mozna zaznaczyc",
        "mozna wybrac",
        "marca todas",
        "marque todas",
        "[other]",
        "other (please specify)",
        "(please specify)",
        "inne (jakie",
        "[inne]",
    ])
}

/// Beginnings of words that ask for reasons, opinions or ideas, folded.
const OPINIONS: &[&str] = &[
    "why",
    "dlaczego",
    "comment",
    "komentar",
    "koment",
    "opini",
    "uwag",
    "feedback",
    "reason",
    "powod",
    "uzasadn",
    "explain",
    "suggest",
    "sugest",
    "verbatim",
    "review",
    "recenz",
    "wypowied",
    "warum",
    "anmerk",
    "begrund",
    "verbesser",
    "anreg",
    "vorschl",
    "beschreib",
    "comentar",
    "observac",
    "decri",
    "pourquoi",
    "remarque",
    "amelior",
    "mejorar",
    "improve",
    "melhor",
    "miglior",
    "zlepsi",
    "popraw",
    "thought",
    "anything",
    "describe",
    "opisz",
    "explic",
    "expli",
    "erlauter",
    "erklar",
    "motivazion",
    "justif",
    "elaborat",
    "concerns",
    "remarks",
    "sprawozd",
    "saran",
    "alasan",
    "gorus",
    "neden",
];

/// The same in several words, and in languages without blanks between words.
const OPINION_PHRASES: &[&str] = &[
    "co mozemy",
    "co wplyn",
    "co ci sie",
    "co panu sie",
    "co pani sie",
    "co sie panu",
    "co sie pani",
    "what could",
    "what did you like",
    "what did you dislike",
    "what do you like",
    "what do you dislike",
    "what else",
    "is there something",
    "was there something",
    "czy jest cos",
    "czy bylo cos",
    "gibt es etwas",
    "hay algo",
    "ha algo que",
    "c'e qualcosa",
    "quelque chose",
    "in your own words",
    "建议",
    "意见",
    "意見",
    "评论",
    "反馈",
    "原因",
    "为什么",
    "의견",
    "이유",
    "건의",
    "コメント",
    "理由",
    "感想",
];

/// True when the heading asks for reasons, opinions or ideas.
pub(super) fn asks_opinion(header: &Header) -> bool {
    header.stem(OPINIONS)
        || header.phrase(OPINION_PHRASES)
        || header.word(&[
            "recommendations",
            "rekomendacje",
            "empfehlungen",
            "recomendaciones",
            "recommandations",
        ])
}

/// True for what the company answered below a review, and for what its staff noted down: not the customer's words.
pub(super) fn by_company(header: &Header) -> bool {
    header.words.len() <= 4 && header.word(&["reply", "replies", "replied"])
        || header.phrase(&[
            "company reply",
            "company response",
            "developer reply",
            "developer response",
            "owner response",
            "owner reply",
            "business reply",
            "reply text",
            "owner answer",
            "response from the owner",
            "response from owner",
            "management response",
            "merchant reply",
            "merchant response",
            "seller reply",
            "seller response",
            "agent reply",
            "odpowiedz sprzedawcy",
            "odpowiedz obslugi",
            "odpowiedz sklepu",
            "odpowiedz firmy",
            "odpowiedz wlasciciela",
            "odpowiedz dewelopera",
            "odpowiedz lekarza",
            "odpowiedz hotelu",
            "odpowiedz obiektu",
            "odpowiedz restauracji",
            "odpowiedz placowki",
            "odpowiedz urzedu",
            "odpowiedz administr",
            "host response",
            "hotel response",
            "host reply",
            "vendor response",
            "provider response",
            "internal note",
            "observer note",
            "internal comment",
            "notatka wewn",
            "komentarz wewn",
        ])
}

pub(super) fn comment(header: &Header, profile: &Profile) -> Option<Guess> {
    if are_options(header, profile) || is_about_comments(header) || by_company(header) {
        return None;
    }
    // Nobody explains a number: "3 days", "12 min".
    let measured = profile.answers > 0.5 && profile.wordy < 0.15;
    if measured || asks_count(header) && profile.numbers >= 0.5 {
        return None;
    }
    let open_ended = header.phrase(&["open-ended", "open ended"]);
    let written = Written {
        header,
        profile,
        asked: asks_for_words(header, profile),
        open_ended,
        repeats: repeats(header, profile, open_ended),
    };
    written.comment()
}

/// True for options to choose from, however long they are.
fn are_options(header: &Header, profile: &Profile) -> bool {
    // A tick repeats the option that stands in its heading.
    let tick = profile
        .only
        .as_ref()
        .is_some_and(|only| header.folded.contains(only.as_str()));
    let single = profile.distinct < 2 && profile.answered > 1;
    tick || single
        || profile.lists
        || profile.bands >= 0.6
        || offers_options(header)
        || lists_by_capitals(header, profile)
}

/// True for "Review language" and "comment ID".
fn is_about_comments(header: &Header) -> bool {
    header.words.len() <= 4
        && header.word(&[
            "language", "lang", "jezyk", "country", "kraj", "url", "link", "id", "type", "typ",
            "status", "source", "zrodlo", "device", "version", "code", "kod", "count", "length",
        ])
}

/// True when the heading asks for people's own words.
fn asks_for_words(header: &Header, profile: &Profile) -> bool {
    // What a review is called, but not a job or a person, whose titles have capitals.
    let title = || profile.capitals <= 0.6 && matches!(header.bare(), "title" | "tytul");
    // "Which of these describes you best?" asks for no description.
    let chosen = || asks_choice(header) && profile.distinct < profile.answered;
    // "In your opinion, which …?" asks for anything.
    let anything = || header.phrase(&["in your opinion"]);
    (asks_opinion(header) || title()) && !anything() && !chosen()
}

/// True when more answers come back than those of people who write their own. Under "Comment" they may, because people
/// say the same or a program made them up.
fn repeats(header: &Header, profile: &Profile, open_ended: bool) -> bool {
    // Of a handful of answers to what the platform calls open-ended, some may be the same.
    let share = match profile.answered {
        20.. => 0.5,
        _ if open_ended => 0.5,
        _ => 0.75,
    };
    // Two people hardly write the same sentence.
    let least = if profile.length >= 30.0 { 3 } else { 5 };
    profile.answered >= least
        && f64::from(profile.distinct) < f64::from(profile.answered) * share
        && !(profile.length >= 15.0 && profile.distinct >= 5 && names_comments(header, profile))
}

/// True for the heading of comments, as it stands alone or asks for reasons.
fn names_comments(header: &Header, profile: &Profile) -> bool {
    if sorts_comments(header) {
        return false;
    }
    if explains(header, profile) {
        return true;
    }
    header.words.len() <= 3
        && (matches!(header.bare(), "body" | "message" | "text" | "tresc") || names_text(header))
}

/// True for why, and what could be better: in whole sentences that come back less often than options do.
fn explains(header: &Header, profile: &Profile) -> bool {
    const WHY: &[&str] = &[
        "why",
        "dlaczego",
        "warum",
        "pourquoi",
        "uzasadn",
        "explain",
        "elaborat",
        "popraw",
        "improve",
        "verbesser",
        "amelior",
        "mejor",
    ];
    profile.wordy >= 0.5
        && profile.length >= 20.0
        && profile.distinct.saturating_mul(6) >= profile.answered
        && (header.words.len() <= 7 && header.stem(WHY) || header.phrase(&["por que"]))
}

/// True when a word of the heading means comments.
fn names_text(header: &Header) -> bool {
    const TEXTS: &[&str] = &[
        "comment", "komentar", "verbatim", "sugger", "review", "opini", "feedback", "sugest",
        "suggest", "recenz", "comentar", "bemerk", "anmerk", "remarque",
    ];
    header.stem(TEXTS) && !header.stem(&["reviewer", "reviewee"])
}

/// True for what comments are sorted by, and for who wrote them.
fn sorts_comments(header: &Header) -> bool {
    header.word(&[
        "category",
        "kategoria",
        "topic",
        "temat",
        "theme",
        "group",
        "grupa",
        "title",
        "tytul",
        "titel",
        "subject",
        "reason",
        "label",
        "tag",
        "class",
        "summary",
        "author",
        "autor",
    ])
}

/// What may be written in people's own words.
struct Written<'a> {
    header: &'a Header,
    profile: &'a Profile,
    /// The heading asks for such words.
    asked: bool,
    /// The heading says so of the kind of answer, as platforms do.
    open_ended: bool,
    /// More answers come back than those of people who write their own.
    repeats: bool,
}

impl Written<'_> {
    fn comment(&self) -> Option<Guess> {
        if self.are_titles() || self.are_chosen() || self.profile.names >= 0.9 {
            return None;
        }
        let asked = self.asked || self.open_ended;
        let confidence = match () {
            () if self.are_sentences() => match asked {
                true => 0.97,
                false => 0.85,
            },
            () if asked && self.are_words() => 0.85,
            () if asked && self.may_be_brief() => 0.65,
            () if self.differ_widely() => 0.55,
            () if self.are_telling() || self.can_only_be_read() => 0.4,
            () => return None,
        };
        Guess::role(Role::Comment, confidence)
    }

    /// Names of things, jobs and people: most words have capitals. "Open-Ended Response" is a kind of answer, and a
    /// list of names may be one.
    fn are_titles(&self) -> bool {
        !self.asked && self.profile.capitals > 0.6 && self.profile.length < 60.0
    }

    /// Options under a heading that asks for one of them.
    fn are_chosen(&self) -> bool {
        self.profile.distinct < self.profile.answered && asks_choice(self.header)
    }

    fn are_sentences(&self) -> bool {
        self.profile.wordy >= 0.5 && !self.repeats && self.profile.length >= 25.0
    }

    fn are_words(&self) -> bool {
        !self.repeats && self.profile.wordy >= 0.15
    }

    /// Brief answers to a question for words, among few of which some may be the same.
    fn may_be_brief(&self) -> bool {
        let profile = self.profile;
        if profile.numbers >= 0.3 {
            return false;
        }
        let sorted = sorts_comments(self.header);
        if sorted && profile.length < 30.0 && profile.distinct < profile.answered {
            return false;
        }
        let differ = profile.distinct.saturating_mul(2) > profile.answered;
        let named = || names_text(self.header) && !sorted;
        !self.repeats || profile.answered < 20 && (differ || named())
    }

    /// Answers of many words that hardly come back, without a heading that asks for them.
    fn differ_widely(&self) -> bool {
        let profile = self.profile;
        let hardly_repeats = || f64::from(profile.distinct) >= f64::from(profile.answered) * 0.7;
        profile.wordy >= 0.3
            && profile.length >= 20.0
            && !self.repeats
            && (profile.distinct > SEGMENT_VALUES || profile.length >= 30.0 && hardly_repeats())
    }

    /// A handful of answers that all differ: too few to be sure, too telling to leave out.
    fn are_telling(&self) -> bool {
        self.profile.wordy >= 0.25
            && !self.repeats
            && self.profile.answered < 20
            && self.profile.length >= 12.0
            && !asks_which(self.header)
    }

    /// A handful of answers to an open question, not all of them numbers.
    fn can_only_be_read(&self) -> bool {
        self.open_ended && self.profile.answered < 20 && self.profile.numbers < 0.9 && !self.repeats
    }
}
