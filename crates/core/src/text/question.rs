//! What a survey asked: "price" after "What went wrong?" is a complaint, after "What did you like
//! most?" praise.

use super::model::{ASKED, Probabilities};
use super::opinion::Marks;
use super::patterns::{Builder, EN, Matching, PL};
use super::tokens::{Kind, Token, Tokens};
use super::words::role;
use serde::{Deserialize, Serialize};

/// What an open question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// Anything: "Why this score?", both sides at once, or not recognised.
    #[default]
    Open,
    /// What was good: "What did you like most?", "Co się podobało?".
    Praise,
    /// What was bad or should change: "What could we do better?", "Co możemy poprawić?".
    Complaint,
}

const PRAISE: u32 = 0;
const COMPLAINT: u32 = 1;

const PRAISE_PL: &str = "podoba*, spodoba*, ceni*, doceni*, lubi*, polubi*, najlepsz~, dobrego, dobrze, co było dobre, co jest dobre, zadowol*, zachęc*, zachwyc*, pozytywn~, mocn~ stron~, plus~, zalet~, pochwal*, wysok~ ocen~, wyróżnia*, zachować, udało się, sprawiło przyjemność";
const COMPLAINT_PL: &str = "popraw*, ulepsz*, udoskonal*, usprawni*, zmieni*, lepiej, lepsz~, nie podoba*, nie spodoba*, nie lubi*, nie zadowol*, niezadowol*, nie było dobre, nie jest dobre, nie było dobrze, zabrakło, brakuje, brakowało, przeszkadza*, źle, nie tak, wad~, minus~, słab~ stron~, słabsz~, najsłabsz~, najgorsz~, problem*, rozczarow*, zawiod*, zawiedl*, denerw*, irytuj*, negatywn~, nisk~ ocen~, niższ~ ocen~, utrudni*, zmartwi*, co możemy zrobić, co możemy jeszcze zrobić, co moglibyśmy zrobić, co powinniśmy, czego nie";
const PRAISE_EN: &str = "like*, love*, enjoy*, appreciate*, value most, best, was good, is good, went well, go well, goes well, do well, did well, done well, doing well, work~ well, well done, positive*, strength*, strong points, pros, high score, high rating, better than, stand~ out, satisfied, pleased, delight*, impress*, keep doing";
const COMPLAINT_EN: &str = "improve*, better, went wrong, go wrong, goes wrong, gone wrong, what was wrong, what is wrong, not like, didn't like, don't like, dislike*, like least, liked least, like the least, liked the least, not enjoy*, didn't enjoy, enjoy least, not satisfied, dissatisf*, unsatisf*, not good, wasn't good, not go well, didn't go well, not work*, doesn't work, didn't work, change*, do differently, done differently, disappoint*, missing, frustrat*, annoy*, problem*, issue*, difficult*, weakness*, weak points, cons, negative*, worst, fix, low score, low rating, lower score, stop doing, what could we do, what can we do, what should we, prevent~";

impl Question {
    /// What a column's header or a question's full text asks for. Words that ask for both leave it
    /// open; a phrase that turns a word round ("not like") hides the word.
    pub fn of(text: &str) -> Question {
        let mut builder = Builder::default();
        for (list, lang, label) in [
            (PRAISE_PL, PL, PRAISE),
            (COMPLAINT_PL, PL, COMPLAINT),
            (PRAISE_EN, EN, PRAISE),
            (COMPLAINT_EN, EN, COMPLAINT),
        ] {
            for pattern in list.split(", ") {
                builder.add(pattern, lang, label);
            }
        }
        let mut tokens = Tokens::default();
        tokens.read(text);
        let mut found = Matching::default();
        builder.build().find(&tokens, PL | EN, &mut found);
        let hits = &found.hits;
        let hidden = |from: u32, to: u32| {
            hits.iter()
                .any(|h| h.from <= from && h.to >= to && h.to - h.from > to - from)
        };
        let has = |label: u32| {
            hits.iter()
                .any(|h| h.label == label && !hidden(h.from, h.to))
        };
        match (has(PRAISE), has(COMPLAINT)) {
            (true, false) => Question::Praise,
            (false, true) => Question::Complaint,
            _ => Question::Open,
        }
    }
}

/// What a question's pull on an answer is made from: how brief the whole answer is, 1 for one word,
/// a half for five, and whether this stretch of it names nothing ("none", "nie mam uwag"). A long
/// answer says by itself whether it praises.
pub(crate) fn inputs(words: u32, stretch: &[Token]) -> [f32; ASKED] {
    let brief = (4.0 / (words as f32 + 3.0)).min(1.0);
    let mut spoken = stretch
        .iter()
        .filter(|t| matches!(t.kind, Kind::Word | Kind::Number))
        .peekable();
    let nothing = spoken.peek().is_some() && spoken.all(|t| t.role & role::EMPTY != 0);
    [brief, if nothing { 1.0 } else { 0.0 }]
}

/// Tokens of an answer up to which it may name nothing.
const BRIEF: usize = 7;

/// Whether an answer names nothing. Without a question that asks for praise or complaints it is neither,
/// whatever "brak" ("none", but also "lack") means elsewhere. "Nie mam zastrzeżeń" is praise all the same.
pub(crate) fn names_nothing(tokens: &Tokens, marks: &Marks) -> bool {
    tokens.list.len() <= BRIEF
        && inputs(0, &tokens.list)[1] > 0.0
        && !marks.said().any(|mark| mark.valence > 1.0)
}

/// An answer that names nothing to a question that is not known: neutral, and as unsure as can be.
pub const UNTOLD: Probabilities = [0.33, 0.34, 0.33];

#[cfg(test)]
mod tests {
    use super::Question::{self, Complaint, Open, Praise};

    #[test]
    fn plain_questions_are_recognised() {
        for (text, question) in [
            ("Co możemy poprawić?", Complaint),
            ("Co moglibysmy zrobic lepiej", Complaint),
            ("Co się Panu/Pani nie podobało?", Complaint),
            ("Czego zabrakło?", Complaint),
            ("Q7. What went wrong?", Complaint),
            ("What could we do better?", Complaint),
            ("How could we improve?", Complaint),
            ("What did you like least about your stay?", Complaint),
            ("What didn't go well?", Complaint),
            ("Co najbardziej się podobało?", Praise),
            ("Za co nas cenisz", Praise),
            ("What did you like most?", Praise),
            ("What was good?", Praise),
            ("what_went_well", Praise),
            ("Dlaczego taka ocena?", Open),
            ("Why did you give us this score?", Open),
            ("What did you like and what could be improved?", Open),
            ("Komentarz", Open),
            ("", Open),
        ] {
            assert_eq!(Question::of(text), question, "{text}");
        }
    }
}
