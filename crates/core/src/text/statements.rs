//! A comment split into statements, so that praise of one thing and a complaint about another do
//! not cancel out.

use super::features::{EMPTY_HASH, hash_step};
use super::opinion::Marks;
use super::tokens::{Kind, Token, Tokens};
use super::words::role;

/// Tokens of one statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Statement {
    /// First token.
    pub from: u32,
    /// Token after the last.
    pub to: u32,
}

/// What a stretch of tokens says, for the decision to split.
#[derive(Debug, Clone, Copy, Default)]
struct Stretch {
    from: u32,
    to: u32,
    /// Separator before it.
    before: Border,
    words: u32,
    praise: f32,
    complaint: f32,
    /// Main categories as bits.
    topics: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Border {
    /// Always splits.
    #[default]
    Hard,
    /// "but" and its like: splits an opinion from what follows.
    Contrast,
    /// Comma, "and": splits only between two full opinions about different things.
    Soft,
}

/// The statements of a comment.
#[derive(Debug, Default, Clone)]
pub(crate) struct Splitting {
    /// In text order; only those with a word or a pictogram.
    pub list: Vec<Statement>,
}

/// What a comment speaks of.
#[derive(Debug, Default, Clone)]
pub(crate) struct Topics {
    /// For each token its main categories as bits.
    pub bits: Vec<u64>,
    /// The tokens that have some, in order.
    pub places: Vec<u32>,
}

/// Splits a comment. `borders` are the tokens that [may be borders](is_border), in order, and the end.
#[inline(never)]
pub(crate) fn split(
    tokens: &Tokens,
    marks: &Marks,
    topics: &Topics,
    borders: &[u32],
    out: &mut Splitting,
) {
    out.list.clear();
    let mut stretches = Stretches {
        open: Stretch::default(),
        any: false,
        list: &mut out.list,
    };
    cut(tokens, marks, topics, borders, &mut stretches);
    if stretches.any {
        stretches.push();
    }
}

/// Stretches that become statements one by one.
struct Stretches<'a> {
    /// The statement at hand, when there is any.
    open: Stretch,
    any: bool,
    /// The ones before it.
    list: &'a mut Vec<Statement>,
}

impl Stretches<'_> {
    /// Adds the next stretch, to the statement at hand or as a new one.
    #[inline]
    fn add(&mut self, next: &Stretch) {
        let open = &mut self.open;
        if self.any && !splits(open, next) {
            open.to = next.to;
            open.words += next.words;
            open.praise += next.praise;
            open.complaint += next.complaint;
            open.topics |= next.topics;
            return;
        }
        if self.any {
            self.push();
        }
        (self.open, self.any) = (*next, true);
    }

    fn push(&mut self) {
        self.list.push(Statement {
            from: self.open.from,
            to: self.open.to,
        });
    }
}

fn splits(left: &Stretch, right: &Stretch) -> bool {
    let opinion = |s: &Stretch| s.praise + s.complaint > 0.4;
    let sign = |s: &Stretch| s.praise - s.complaint;
    match right.before {
        Border::Hard => true,
        Border::Contrast => {
            (opinion(left) || (left.words >= 4 && right.topics != 0))
                && (opinion(right) || right.words >= 2)
        }
        Border::Soft => {
            opinion(left)
                && opinion(right)
                && (left.topics != 0 || right.topics != 0)
                && ((left.topics != 0 && right.topics & !left.topics != 0)
                    || (sign(left) > 0.4) != (sign(right) > 0.4)
                        && (sign(left) < -0.4) != (sign(right) < -0.4))
        }
    }
}

/// True for a token that may stand between two stretches: a stop, a comma, a word that joins or turns.
#[inline]
pub(crate) fn is_border(token: &Token) -> bool {
    token.role & (role::SEPARATES | role::JOINS | role::TURNS) != 0
}

/// [`word_hash`] of "za".
const ZA: u32 = hash_step(hash_step(EMPTY_HASH, b'z'), b'a');

/// Cuts at every border.
fn cut(tokens: &Tokens, marks: &Marks, topics: &Topics, borders: &[u32], out: &mut Stretches) {
    let list = &tokens.list;
    let mut before = Border::Hard;
    let mut from = 0;
    // Attitude of the word that joins the stretch at hand to the one before: it opens nothing, but
    // what it says counts.
    let mut joined = 0.0;
    let (mut marked, mut named) = (0, 0);
    for end in borders.iter().map(|&at| at as usize) {
        let border = match list.get(end) {
            Some(token) => match border_at(tokens, marks, end, token) {
                Some(border) => border,
                None => continue,
            },
            None => Border::Hard,
        };
        let mut stretch = Stretch {
            before,
            ..Stretch::default()
        };
        let mut says = joined != 0.0;
        if says {
            stretch.add(joined);
        }
        let mut start = from;
        if tokens.pictograms {
            let is_word = |at: &usize| matches!(list[*at].kind, Kind::Word | Kind::Number);
            stretch.words = (from..end).filter(is_word).count() as u32;
            if !says {
                let speaks = |at: &usize| is_word(at) || marks.list[*at].valence != 0.0;
                start = (from..end).find(speaks).unwrap_or(end);
            }
        } else {
            // Between two borders there is nothing but words.
            stretch.words = (end - from) as u32;
        }
        says |= start < end;
        while let Some(&place) = marks.places.get(marked)
            && (place as usize) < end
        {
            stretch.add(marks.list[place as usize].valence);
            marked += 1;
        }
        while let Some(&place) = topics.places.get(named)
            && (place as usize) < end
        {
            if place as usize >= from {
                stretch.topics |= topics.bits[place as usize];
            }
            named += 1;
        }
        if says {
            (stretch.from, stretch.to) = (start as u32, end as u32);
            out.add(&stretch);
            before = border;
        } else if rank(border) < rank(before) && out.any {
            // ", ale" and ". Jednak": the stronger of two neighbouring borders counts.
            before = border;
        }
        joined = 0.0;
        let Some(token) = list.get(end) else { return };
        from = end + width(tokens, end, border);
        if marks.places.get(marked) == Some(&(end as u32)) {
            marked += 1;
            if token.kind == Kind::Word {
                joined = marks.list[end].valence;
            }
        }
    }
}

impl Stretch {
    #[inline]
    fn add(&mut self, valence: f32) {
        if valence > 0.0 {
            self.praise += valence;
        } else {
            self.complaint -= valence;
        }
    }
}

fn rank(border: Border) -> u8 {
    match border {
        Border::Hard => 0,
        Border::Contrast => 1,
        Border::Soft => 2,
    }
}

/// True for "za" among the words that may turn: no other one of them has its hash.
fn is_za(token: &Token) -> bool {
    token.hash == ZA
}

/// True at "za" of the turn "za to" ("but then"), which follows a comma or an opinion word; elsewhere the
/// two words mean "for it".
fn turning_za(tokens: &Tokens, marks: &Marks, at: usize) -> bool {
    let list = &tokens.list;
    let before = |at: usize| list[at].kind == Kind::Soft || marks.list[at].stem > 0;
    let next = list.get(at + 1);
    next.is_some_and(|next| next.kind == Kind::Word && tokens.bytes(next) == b"to")
        && at.checked_sub(1).is_some_and(before)
}

/// Tokens of the joining word at `at`: two of "za to".
fn width(tokens: &Tokens, at: usize, border: Border) -> usize {
    let two = border == Border::Contrast && is_za(&tokens.list[at]);
    1 + usize::from(two)
}

/// The border that a token makes, if any.
#[inline]
fn border_at(tokens: &Tokens, marks: &Marks, at: usize, token: &Token) -> Option<Border> {
    match token.kind {
        Kind::Stop => Some(Border::Hard),
        Kind::Soft => Some(Border::Soft),
        Kind::Word => joint(tokens, marks, at),
        _ => None,
    }
}

/// The border that a word makes, if any.
#[inline]
fn joint(tokens: &Tokens, marks: &Marks, at: usize) -> Option<Border> {
    let own = tokens.list[at].role;
    if own & (role::JOINS | role::TURNS) == 0 {
        return None;
    }
    if own & role::JOINS != 0 {
        return Some(Border::Soft);
    }
    let before = at.checked_sub(1).map_or(0, |b| tokens.list[b].role);
    let turns = !is_za(&tokens.list[at]) || turning_za(tokens, marks, at);
    (turns && before & role::FIXES == 0).then_some(Border::Contrast)
}

/// True at a word that turns the text ("but"), where a new statement begins.
pub(crate) fn is_turn(tokens: &Tokens, marks: &Marks, at: usize) -> bool {
    joint(tokens, marks, at) == Some(Border::Contrast)
}
