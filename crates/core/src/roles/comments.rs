//! Comments: what people wrote in their own words.

use super::Guess;
use super::header::Header;
use super::profile::Profile;
use super::scores::asks_count;
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

/// True when the heading asks for reasons, opinions or ideas.
pub(super) fn asks_opinion(header: &Header) -> bool {
    header.stem(&[
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
    ]) || header.phrase(&[
        "co mozemy",
        "what could",
        "what else",
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
    ]) || header.word(&[
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
    let choices = offers_options(header);
    // A tick repeats the option that stands in its heading.
    let tick = profile
        .only
        .as_ref()
        .is_some_and(|only| header.folded.contains(only.as_str()));
    let single = profile.distinct < 2 && profile.answered > 1;
    if choices
        || profile.lists
        || lists_by_capitals(header, profile)
        || single
        || tick
        || profile.bands >= 0.6
    {
        return None;
    }
    // "Review language" and "comment ID" are about the comment.
    let about = header.words.len() <= 4
        && header.word(&[
            "language", "lang", "jezyk", "country", "kraj", "url", "link", "id", "type", "typ",
            "status", "source", "zrodlo", "device", "version", "code", "kod", "count", "length",
        ]);
    // Nobody explains a number.
    // "3 days", "12 min": numbers with what they count.
    let measured = profile.answers > 0.5 && profile.wordy < 0.15;
    if by_company(header) || about || measured || asks_count(header) && profile.numbers >= 0.5 {
        return None;
    }
    let asked = asks_opinion(header);
    // What a review is called, but not a job or a person, whose titles have capitals.
    let asked = asked || profile.capitals <= 0.6 && matches!(header.bare(), "title" | "tytul");
    // "In your opinion, which …?" asks for anything.
    let asked = asked && !header.phrase(&["in your opinion"]);
    // "Which of these describes you best?" asks for no description.
    let asked = asked && !(asks_choice(header) && profile.distinct < profile.answered);
    let only_open_ended = !asked;
    let open_ended = header.phrase(&["open-ended", "open ended"]);
    let asked = asked || open_ended;
    // Of a handful of answers to what the platform calls open-ended, some may be the same.
    let share = match profile.answered {
        20.. => 0.5,
        _ if open_ended => 0.5,
        _ => 0.75,
    };
    // Two people hardly write the same sentence.
    let least = if profile.length >= 30.0 { 3 } else { 5 };
    let repeats = profile.answered >= least
        && f64::from(profile.distinct) < f64::from(profile.answered) * share;
    // Under "Comment" stand comments, even where people say the same or a program made them up.
    let of_comment = header.word(&[
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
    ]);
    // Why, and what could be better: in whole sentences that come back less often than options do.
    let explained = header.words.len() <= 7
        && header.stem(&[
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
        ])
        || header.phrase(&["por que"]);
    let explained = explained
        && profile.wordy >= 0.5
        && profile.length >= 20.0
        && profile.distinct.saturating_mul(6) >= profile.answered;
    let of_text = header.stem(&[
        "comment", "komentar", "verbatim", "sugger", "review", "opini", "feedback", "sugest",
        "suggest", "recenz", "comentar", "bemerk", "anmerk", "remarque",
    ]) && !header.stem(&["reviewer", "reviewee"]);
    let named = (header.words.len() <= 3 || explained)
        && !of_comment
        && profile.distinct >= 5
        && (explained || matches!(header.bare(), "body" | "message" | "text" | "tresc") || of_text);
    let repeats = repeats && !(named && profile.length >= 15.0);
    let titles = profile.capitals > 0.6 && profile.length < 60.0;
    // "Open-Ended Response" is a kind of answer, and a list of names may be one.
    let explains = asked && !only_open_ended;
    match () {
        () if titles && !explains => None,
        () if asks_choice(header) && profile.distinct < profile.answered => None,
        // "Reviewee": people.
        () if profile.names >= 0.9 => None,
        () if profile.wordy >= 0.5 && !repeats && profile.length >= 25.0 => {
            Guess::role(Role::Comment, if asked { 0.97 } else { 0.85 })
        }
        () if asked && !repeats && profile.wordy >= 0.15 => Guess::role(Role::Comment, 0.85),
        () if asked
            && profile.numbers < 0.3
            && !(of_comment && profile.length < 30.0 && profile.distinct < profile.answered)
            && (!repeats
                || profile.answered < 20
                    && (of_text && !of_comment
                        || profile.distinct.saturating_mul(2) > profile.answered)) =>
        {
            Guess::role(Role::Comment, 0.65)
        }
        () if profile.wordy >= 0.3
            && profile.length >= 20.0
            && !repeats
            && (profile.distinct > SEGMENT_VALUES
                || (profile.length >= 30.0
                    && f64::from(profile.distinct) >= f64::from(profile.answered) * 0.7)) =>
        {
            Guess::role(Role::Comment, 0.55)
        }
        // A handful of answers that all differ: too few to be sure, too telling to leave out.
        () if profile.wordy >= 0.25
            && !repeats
            && !asks_which(header)
            && profile.answered < 20
            && profile.length >= 12.0 =>
        {
            Guess::role(Role::Comment, 0.4)
        }
        // A handful of answers to an open question, not all of them numbers, can only be read.
        () if open_ended && profile.answered < 20 && profile.numbers < 0.9 && !repeats => {
            Guess::role(Role::Comment, 0.4)
        }
        () => None,
    }
}
