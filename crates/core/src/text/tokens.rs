//! A comment as tokens: folded words with their place in the original text.

use super::features::{EMPTY_HASH, hash_step, word_hash};
use super::fold::{latin_pair, push_folded};
use super::gist::Gist;
use super::language::{Evidence, HEARD};
use super::steps;
use super::words::{Spelled, Spelling, Words, role};
use wide::u8x16;

/// Characters of one comment that are coded; the rest of a longer comment is ignored. A pasted
/// document of a megabyte would otherwise take the time of ten thousand comments and say no more.
pub const MAX_CODED_CHARS: usize = 20_000;

/// Code points of a comment that are coded.
pub fn coded_chars(text: &str) -> u16 {
    text.chars().take(MAX_CODED_CHARS).count() as u16
}

/// Longest word in folded bytes; the rest of a longer run of letters is dropped.
const MAX_WORD: usize = 64;

/// Longest markup tag in bytes; a longer one is read as text.
const LONGEST_TAG: usize = 400;

/// Stands before the digits of an amount of money in its bytes, whatever its currency sign and the side of it,
/// so that patterns find amounts.
pub(crate) const AMOUNT: &[u8] = b"$";

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Letters, possibly with digits or an inner apostrophe.
    Word,
    /// Digits only.
    Number,
    /// A pictogram or a typed smiley; `valence` holds −1, 0 or 1.
    Emoji,
    /// Ends a sentence: full stop, question or exclamation mark, semicolon, line break.
    Stop,
    /// May separate clauses: comma, colon, dash, bracket.
    Soft,
}

/// One token.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    /// First Unicode code point in the comment.
    pub start: u32,
    /// Code point after the last.
    pub end: u32,
    /// [`word_hash`](super::features::word_hash) of a word or number, 0 for anything else.
    pub hash: u32,
    /// Number of a word or number in [`Tokens::words`], 0 for anything else.
    pub word: u32,
    /// Hash of a word's first letters, 0 for anything but words and numbers.
    pub opening: u32,
    /// What it is.
    pub kind: Kind,
    /// Attitude of a pictogram, −1, 0 or 1; for a stop 1 when it is an exclamation mark.
    pub valence: i8,
    /// Two or more capital letters and no small one.
    pub shouted: bool,
    /// A letter was typed three times or more in a row.
    pub elongated: bool,
    /// What it does to its neighbours, bits of [`role`](super::words::role).
    pub role: u8,
}

/// All tokens of one comment with the words they point into.
#[derive(Debug, Default, Clone)]
pub(crate) struct Tokens {
    /// The word at hand, folded.
    folded: Vec<u8>,
    /// The bytes of the coded part, with [`AHEAD`] zeros behind them.
    padded: Vec<u8>,
    /// The tokens in text order.
    pub list: Vec<Token>,
    /// Words of this and earlier comments.
    pub words: Words,
    /// How many letters of what kind.
    pub letters: LetterCounts,
    /// What its words say about the language.
    pub evidence: Evidence,
    /// There is a pictogram or smiley.
    pub pictograms: bool,
    /// The number of its [`Gist`].
    key: u64,
    /// What any of its words does to its neighbours, bits of [`role`].
    roles: u8,
    /// Tokens with a currency sign beside them, whatever they turn out to be.
    amounts: Vec<usize>,
    /// Tests read without the short way to compare.
    #[cfg(test)]
    pub only_any_word: bool,
}

impl Tokens {
    /// Folded bytes of a token.
    pub fn bytes(&self, token: &Token) -> &[u8] {
        self.words.bytes(token.word)
    }

    /// Adds a word, and what it says about the language.
    #[inline]
    fn push_word(&mut self, token: Token, evidence: Evidence) {
        if self.list.len() < HEARD {
            self.evidence.add(evidence);
        }
        self.key = Gist::with_word(self.key, token.hash);
        self.roles |= token.role;
        self.list.push(token);
    }

    /// The gist of the comment that was read.
    pub fn gist(&self) -> Gist {
        let swears = self.roles & role::SWEARS != 0;
        Gist::new(self.key, self.letters.all(), swears)
    }

    /// Reads a comment. Linear in the coded part of the text; keeps its allocations.
    pub fn read(&mut self, text: &str) {
        self.take(text);
        self.read_taken(text);
    }

    /// Takes the bytes of a comment, to be looked at many at once.
    pub fn take(&mut self, text: &str) {
        self.padded.clear();
        // No character takes more than four bytes.
        let coded = text.len().min(4 * MAX_CODED_CHARS);
        self.padded.extend_from_slice(&text.as_bytes()[..coded]);
        self.padded.extend_from_slice(&[0; AHEAD]);
    }

    /// The bytes taken, with [`AHEAD`] zeros behind them.
    pub fn taken(&self) -> &[u8] {
        &self.padded
    }

    /// [`read`](Tokens::read) for the comment whose bytes were [taken](Tokens::take).
    pub fn read_taken(&mut self, text: &str) {
        self.list.clear();
        self.letters = LetterCounts::default();
        self.evidence = Evidence::default();
        self.pictograms = false;
        self.amounts.clear();
        (self.key, self.roles) = (0, 0);
        let padded = std::mem::take(&mut self.padded);
        Reader {
            text,
            padded: &padded,
            at: 0,
            point: 0,
            no_close_before: 0,
            out: self,
        }
        .run();
        self.padded = padded;
        for &at in &self.amounts {
            let Some(token) = self.list.get_mut(at) else {
                continue;
            };
            if token.kind == Kind::Number && !self.words.bytes(token.word).starts_with(AMOUNT) {
                self.folded.clear();
                self.folded.extend_from_slice(AMOUNT);
                self.folded.extend_from_slice(self.words.bytes(token.word));
                token.word = self.words.find(token.hash, &self.folded, token.kind).number;
            }
        }
    }
}

/// Letters of a word or comment, counted together: sixteen bits hold [`MAX_CODED_CHARS`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct LetterCounts(u64);

impl LetterCounts {
    fn of(all: u32, polish: u32, alien: u32, foreign: u32) -> LetterCounts {
        let all = u64::from(all) | u64::from(polish) << 16;
        LetterCounts(all | u64::from(alien) << 32 | u64::from(foreign) << 48)
    }

    fn add(&mut self, more: LetterCounts) {
        self.0 += more.0;
    }

    fn since(self, earlier: LetterCounts) -> LetterCounts {
        LetterCounts(self.0 - earlier.0)
    }

    fn part(self, shift: u32) -> u32 {
        u32::from((self.0 >> shift) as u16)
    }

    /// All letters.
    pub fn all(self) -> u32 {
        self.part(0)
    }

    /// Letters that only Polish among the common languages has (ą ę ł ś ź ż ć ń).
    pub fn polish(self) -> u32 {
        self.part(16)
    }

    /// Latin letters with marks that Polish does not use (ä ř ñ …).
    pub fn alien(self) -> u32 {
        self.part(32)
    }

    /// Letters outside the Latin script.
    pub fn foreign(self) -> u32 {
        self.part(48)
    }
}

/// Bytes that a [`Spelling`] holds.
const SPELLED: usize = size_of::<Spelling>();

/// Zeros behind the bytes of a comment: as many as are ever looked at together.
pub(crate) const AHEAD: usize = 48;

/// For each number of bytes a spelling with all bits of the first so many.
const FIRST_BYTES: [Spelling; SPELLED + 1] = {
    let mut masks = [[0; 2]; SPELLED + 1];
    let mut bytes = 1;
    while bytes <= SPELLED {
        let all = u128::MAX >> (8 * (SPELLED - bytes));
        masks[bytes] = [all as u64, (all >> 64) as u64];
        bytes += 1;
    }
    masks
};

/// One bit for every byte that ends a word: ASCII that is no letter, digit or apostrophe.
#[inline]
fn ends(bytes: [u8; SPELLED]) -> u32 {
    let bytes = u8x16::new(bytes);
    let within = |bytes: u8x16, first: u8, last: u8| {
        (bytes - u8x16::splat(first)).simd_le(u8x16::splat(last - first))
    };
    let letter = within(bytes | u8x16::splat(0x20), b'a', b'z');
    let digit = within(bytes, b'0', b'9');
    let apostrophe = bytes.simd_eq(u8x16::splat(b'\''));
    // The highest bit is that of a byte beyond ASCII.
    let inside = (letter | digit) | (apostrophe | bytes);
    !inside.to_bitmask() & ((1 << SPELLED) - 1)
}

/// The bytes from `at` to the next that ends a word, and how many they are; none when they are more
/// than a [`Spelling`] holds.
#[inline]
fn run_at(padded: &[u8], at: usize) -> Option<(Spelling, usize)> {
    let bytes = padded.get(at..)?.first_chunk::<SPELLED>()?;
    let ends = ends(*bytes);
    if ends == 0 {
        return None;
    }
    let length = ends.trailing_zeros() as usize;
    let (halves, _) = bytes.as_chunks::<8>();
    let mask = FIRST_BYTES[length];
    let half = |at: usize| u64::from_le_bytes(halves[at]) & mask[at];
    Some(([half(0), half(1)], length))
}

/// How a word is written.
struct Shape {
    /// It has a letter.
    letters: bool,
    shouted: bool,
    elongated: bool,
}

struct Reader<'a> {
    text: &'a str,
    /// As [`Tokens::padded`].
    padded: &'a [u8],
    /// Byte position.
    at: usize,
    /// Code point position.
    point: u32,
    /// Byte position before which no markup tag ends any more.
    no_close_before: usize,
    out: &'a mut Tokens,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        let byte = *self.text.as_bytes().get(self.at)?;
        if byte < 0x80 {
            return Some(byte as char);
        }
        self.text.get(self.at..)?.chars().next()
    }

    fn advance(&mut self, c: char) {
        self.at += c.len_utf8();
        self.point += 1;
    }

    fn byte(&self, ahead: usize) -> u8 {
        self.text
            .as_bytes()
            .get(self.at + ahead)
            .copied()
            .unwrap_or(0)
    }

    #[inline(never)]
    fn run(&mut self) {
        loop {
            let run = self.known_words();
            if self.at >= self.text.len() || self.point as usize >= MAX_CODED_CHARS {
                return;
            }
            steps::add(1);
            if let Some((_, 0)) = run {
                let byte = self.padded[self.at];
                if !matches!(byte, b':' | b';' | b'=' | b'<' | b'&') {
                    self.symbol(byte as char);
                    continue;
                }
            }
            let Some(c) = self.peek() else { return };
            // The modifier apostrophe counts as a letter but opens no word.
            if c.is_alphanumeric() && !is_apostrophe(c) {
                if !(matches!(c, 'h' | 'H' | 'w' | 'W') && self.skip_address()) {
                    self.word(run);
                }
                continue;
            }
            if self.smiley() || self.markup(c) {
                continue;
            }
            self.symbol(c);
        }
    }

    /// Skips a web address that starts here. Addresses carry no opinion.
    fn skip_address(&mut self) -> bool {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or(&[]);
        let starts = |prefix: &[u8]| {
            rest.len() >= prefix.len() && rest[..prefix.len()].eq_ignore_ascii_case(prefix)
        };
        if !starts(b"http://") && !starts(b"https://") && !starts(b"www.") {
            return false;
        }
        while let Some(c) = self.peek() {
            if c.is_whitespace() || c == '<' || self.point as usize >= MAX_CODED_CHARS {
                break;
            }
            self.advance(c);
        }
        true
    }

    /// Reads letters, digits and inner apostrophes into one word; collapses elongation.
    #[inline(never)]
    fn word(&mut self, run: Option<(Spelling, usize)>) {
        #[cfg(test)]
        if self.out.only_any_word {
            return self.any_word();
        }
        let (at, point, count, letters) =
            (self.at, self.point, self.out.list.len(), self.out.letters);
        if !self.plain_word() {
            self.any_word();
        }
        let (Some((spelling, length)), Some(&token)) = (run, self.out.list.get(count)) else {
            return;
        };
        // Only a word that is the whole run: elsewhere what follows decides where it ends.
        if self.at != at + length {
            return;
        }
        let out = &mut *self.out;
        // What follows these decides whether they begin a web address.
        if matches!(out.words.bytes(token.word), b"http" | b"https" | b"www") {
            return;
        }
        let spelled = Spelled {
            token: Token {
                start: 0,
                end: token.end - point,
                ..token
            },
            letters: out.letters.since(letters),
            evidence: out.words.evidence(token.word),
        };
        out.words.remember(spelling, spelled);
    }

    /// Takes words that were met before in the same spelling, and the blanks between them, as far as they
    /// go. Returns what begins behind them, see [`run_at`].
    ///
    /// Most words are read here: sums stay in variables until something else comes.
    #[inline(never)]
    fn known_words(&mut self) -> Option<(Spelling, usize)> {
        let (mut at, mut point) = (self.at, self.point);
        let out = &mut *self.out;
        let (mut letters, mut key, mut roles) = (out.letters, out.key, out.roles);
        let mut evidence = out.evidence;
        let mut heard = HEARD.saturating_sub(out.list.len());
        let run = loop {
            let run = run_at(self.padded, at);
            let Some((spelling, length)) = run else {
                break run;
            };
            if length == 0 {
                // Behind the text there are no blanks.
                if self.padded[at] != b' ' || point as usize >= MAX_CODED_CHARS {
                    break run;
                }
                (at, point) = (at + 1, point + 1);
                continue;
            }
            let Some(spelled) = out.words.spelled(spelling) else {
                break run;
            };
            let end = point + spelled.token.end;
            if end as usize >= MAX_CODED_CHARS {
                break run;
            }
            steps::add(1);
            if heard > 0 {
                evidence.add(spelled.evidence);
                heard -= 1;
            }
            letters.add(spelled.letters);
            key = Gist::with_word(key, spelled.token.hash);
            roles |= spelled.token.role;
            out.list.push(Token {
                start: point,
                end,
                ..spelled.token
            });
            let behind = at + length;
            let blank = self.padded.get(behind) == Some(&b' ');
            (at, point) = (behind + usize::from(blank), end + u32::from(blank));
        };
        (out.letters, out.key, out.roles) = (letters, key, roles);
        out.evidence = evidence;
        (self.at, self.point) = (at, point);
        run
    }

    /// Reads a word of ASCII and Latin letters and digits: nearly all are. False, with nothing read,
    /// for a word with anything else in it: a letter three times in a row, an apostrophe, a
    /// combining mark, another script, too long.
    fn plain_word(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        if self.point as usize + MAX_WORD > MAX_CODED_CHARS {
            return false;
        }
        let first = self.at;
        let mut at = first;
        let mut folded = [0u8; MAX_WORD];
        let mut length = 0;
        let mut hash = EMPTY_HASH;
        let mut kinds = 0u8;
        // The last four folded bytes, to see the third of a row.
        let mut last = 0u32;
        // Characters of two bytes; letters that only Polish has; letters that Polish does not have.
        let (mut wide, mut polish, mut alien) = (0u32, 0u32, 0u32);
        while let Some(&byte) = bytes.get(at) {
            steps::add(1);
            if length + 2 > MAX_WORD {
                return false;
            }
            let class = CLASS[usize::from(byte)];
            if class & (LETTER | DIGIT) != 0 {
                // Digits have the bit of small letters already.
                let small = byte | 0x20;
                folded[length] = small;
                length += 1;
                hash = hash_step(hash, small);
                last = last << 8 | u32::from(small);
                kinds |= class;
                at += 1;
                if last & 0x00FF_FFFF == u32::from(small) * 0x0001_0101 {
                    return false;
                }
                continue;
            }
            if class & LATIN == 0 {
                if class & END != 0 || self.is_typographic(at) {
                    break;
                }
                return false;
            }
            let Some(form) = bytes.get(at + 1).and_then(|&next| latin_form(byte, next)) else {
                break;
            };
            for &byte in form.folded.iter().filter(|&&b| b != b' ') {
                folded[length] = byte;
                length += 1;
                hash = hash_step(hash, byte);
                last = last << 8 | u32::from(byte);
                if last & 0x00FF_FFFF == u32::from(byte) * 0x0001_0101 {
                    return false;
                }
            }
            kinds |= form.class;
            wide += 1;
            polish += u32::from(form.class & POLISH != 0);
            alien += u32::from(form.class & ALIEN != 0);
            at += 2;
        }
        let points = (at - first) as u32 - wide;
        if points == 0 {
            return false;
        }
        let start = self.point;
        self.at = at;
        self.point += points;
        let letters = LetterCounts::of(points, polish, alien, 0);
        self.out.letters.add(letters);
        let shape = Shape {
            letters: kinds & LETTER != 0,
            shouted: kinds & (CAPITAL | SMALL) == CAPITAL && self.has_two_letters(first, at),
            elongated: false,
        };
        self.push_word(&folded[..length], start, hash, shape);
        true
    }

    /// True for a word of letters and digits with more than one letter.
    fn has_two_letters(&self, from: usize, to: usize) -> bool {
        let word = self.text.get(from..to).unwrap_or("");
        word.chars().filter(|c| !c.is_ascii_digit()).count() >= 2
    }

    /// True for the dashes, quotation marks, dots and spaces of U+2000 to U+203F, which end a word
    /// unless they are apostrophes.
    fn is_typographic(&self, at: usize) -> bool {
        matches!(
            self.text.as_bytes().get(at..at + 3),
            Some([0xE2, 0x80, third]) if !matches!(third, 0x98 | 0x99)
        )
    }

    fn push_word(&mut self, folded: &[u8], start: u32, hash: u32, shape: Shape) {
        let kind = if shape.letters {
            Kind::Word
        } else {
            Kind::Number
        };
        let out = &mut *self.out;
        let known = out.words.find(hash, folded, kind);
        let token = Token {
            hash,
            start,
            end: self.point,
            kind,
            valence: 0,
            shouted: shape.shouted,
            elongated: shape.elongated,
            word: known.number,
            opening: known.opening,
            role: known.role,
        };
        out.push_word(token, known.evidence);
    }

    /// Reads any word.
    fn any_word(&mut self) {
        let mut folded = std::mem::take(&mut self.out.folded);
        folded.clear();
        let start = self.point;
        let (mut capitals, mut small, mut letters, mut run) = (0u32, 0u32, 0u32, 1u32);
        let mut last = '\0';
        let mut elongated = false;
        while let Some(c) = self.peek() {
            if self.point as usize >= MAX_CODED_CHARS {
                break;
            }
            if is_apostrophe(c) {
                let after = self
                    .text
                    .get(self.at + c.len_utf8()..)
                    .and_then(|t| t.chars().next());
                if !after.is_some_and(char::is_alphabetic) {
                    break;
                }
            } else if !(c.is_alphanumeric() || is_combining(c)) {
                break;
            }
            if c.is_ascii_uppercase() || (!c.is_ascii() && c.is_uppercase()) {
                capitals += 1;
            } else if c.is_alphabetic() {
                small += 1;
            }
            steps::add(1);
            letters += u32::from(c.is_alphabetic());
            self.count_letter(c);
            let same = c.eq_ignore_ascii_case(&last) && c.is_alphabetic();
            run = if same { run + 1 } else { 1 };
            last = c;
            // A third equal letter in a row is emphasis; "www" and numbers are not touched.
            if run >= 3 {
                if run == 3 {
                    self.shorten_run(&mut folded, c);
                }
                elongated = true;
            } else if folded.len() < MAX_WORD {
                push_folded(c, &mut folded);
            }
            self.advance(c);
        }
        if !folded.is_empty() {
            let shape = Shape {
                letters: letters > 0,
                shouted: capitals >= 2 && small == 0,
                elongated,
            };
            self.push_word(&folded, start, word_hash(&folded), shape);
        }
        self.out.folded = folded;
    }

    /// Makes a run of equal letters one letter. A double o or e stays in longer words, because
    /// "goood" is "good" and "sooo" is "so".
    fn shorten_run(&self, folded: &mut Vec<u8>, c: char) {
        let length = folded.len();
        let keep = matches!(c.to_ascii_lowercase(), 'o' | 'e')
            && length >= 3
            && self.text.get(self.at..).is_some_and(|rest| {
                let next = rest.chars().find(|x| {
                    steps::add(1);
                    !x.eq_ignore_ascii_case(&c)
                });
                next.is_some_and(char::is_alphabetic)
            });
        if !keep && length >= 2 {
            // The whole letter, also of a script that takes several bytes.
            while folded.pop().is_some_and(|b| b & 0xC0 == 0x80) {}
        }
    }

    fn count_letter(&mut self, c: char) {
        let counts = match c {
            '\0'..='\u{7F}' => LetterCounts::of(1, 0, 0, 0),
            'ą' | 'ę' | 'ł' | 'ś' | 'ź' | 'ż' | 'ć' | 'ń' | 'Ą' | 'Ę' | 'Ł' | 'Ś' | 'Ź' | 'Ż'
            | 'Ć' | 'Ń' => LetterCounts::of(1, 1, 0, 0),
            'ó' | 'Ó' => LetterCounts::of(1, 0, 0, 0),
            '\u{C0}'..='\u{24F}' => LetterCounts::of(1, 0, 1, 0),
            _ if is_combining(c) || is_apostrophe(c) => LetterCounts::of(1, 0, 0, 0),
            _ => LetterCounts::of(1, 0, 0, u32::from(c.is_alphabetic())),
        };
        self.out.letters.add(counts);
    }

    /// Reads `:-)`, `;(`, `<3` and the like.
    fn smiley(&mut self) -> bool {
        let (length, valence) = match (self.byte(0), self.byte(1), self.byte(2)) {
            (b'<', b'3', _) => (2, 1),
            (b':' | b';' | b'=', b'-', mouth) => (3, mouth_valence(mouth)),
            (b':' | b';' | b'=', mouth, _) => (2, mouth_valence(mouth)),
            _ => return false,
        };
        // ":p" inside "np.:produkt" is no smiley: a letter mouth must end there.
        let mouth = self.byte(length - 1);
        if valence == 0
            || (mouth.is_ascii_alphabetic() && self.byte(length).is_ascii_alphanumeric())
        {
            return false;
        }
        let start = self.point;
        self.at += length;
        self.point += length as u32;
        self.push(Kind::Emoji, start, valence);
        true
    }

    /// Skips a markup tag; a line break tag and a block tag end a sentence.
    fn markup(&mut self, c: char) -> bool {
        if c == '&' && self.entity() {
            return true;
        }
        if c != '<' || !(self.byte(1).is_ascii_alphabetic() || matches!(self.byte(1), b'/' | b'!'))
        {
            return false;
        }
        // What an earlier bracket has looked through is not looked through again.
        let from = self.at.max(self.no_close_before);
        let to = (self.at + LONGEST_TAG).min(self.text.len());
        let ahead = self.text.as_bytes().get(from..to).unwrap_or(&[]);
        let close = ahead.iter().position(|&b| {
            steps::add(1);
            b == b'>'
        });
        let Some(close) = close else {
            self.no_close_before = to;
            return false;
        };
        let start = self.point;
        let end = from + close + 1;
        while self.at < end {
            let Some(c) = self.peek() else { break };
            self.advance(c);
        }
        self.push(Kind::Stop, start, 0);
        true
    }

    /// Skips `&amp;`, `&#39;` and the like.
    fn entity(&mut self) -> bool {
        let rest = self.text.as_bytes().get(self.at + 1..).unwrap_or(&[]);
        let name = rest
            .iter()
            .take(8)
            .take_while(|b| b.is_ascii_alphanumeric() || **b == b'#');
        let length = name.count();
        if length == 0 || rest.get(length) != Some(&b';') {
            return false;
        }
        self.at += length + 2;
        self.point += length as u32 + 2;
        true
    }

    #[inline(never)]
    fn symbol(&mut self, c: char) {
        let start = self.point;
        let before = self
            .text
            .as_bytes()
            .get(self.at.wrapping_sub(1))
            .copied()
            .unwrap_or(b' ');
        self.advance(c);
        let after = self.byte(0);
        match c {
            '\n' | '\r' | ';' | '!' | '?' | '…' | '•' | '|' | '\u{2028}' | '\u{2029}' => {
                self.push(Kind::Stop, start, i8::from(c == '!'))
            }
            '.' => {
                let inside = before.is_ascii_digit() && after.is_ascii_digit();
                if !inside && !self.after_abbreviation() {
                    self.push(Kind::Stop, start, 0)
                }
            }
            // Decimal comma and thousands separator.
            ',' if before.is_ascii_digit() && after.is_ascii_digit() => {}
            ',' => self.push(Kind::Soft, start, 0),
            ':' | '(' | ')' | '[' | ']' | '–' | '—' => self.push(Kind::Soft, start, 0),
            // A bullet at the start of a line or a dash between blanks; never a hyphen.
            '-' | '+' | '*' if before.is_ascii_whitespace() && after.is_ascii_whitespace() => {
                self.push(Kind::Soft, start, 0)
            }
            '$' | '£' | '€' if after.is_ascii_digit() => {
                self.out.amounts.push(self.out.list.len())
            }
            '$' | '£' | '€' => {
                let beside = |last: &Token| last.end + 1 >= start;
                if self.out.list.last().is_some_and(beside) {
                    self.out.amounts.push(self.out.list.len() - 1);
                }
            }
            _ if is_pictogram(c) => self.push(Kind::Emoji, start, pictogram_valence(c)),
            _ => {}
        }
    }

    /// True when the word before a full stop is an abbreviation and the sentence goes on.
    fn after_abbreviation(&self) -> bool {
        let Some(last) = self.out.list.last() else {
            return false;
        };
        if last.role & role::SHORTENED == 0 || last.kind != Kind::Word || last.end + 1 != self.point
        {
            return false;
        }
        let next = self
            .text
            .get(self.at..)
            .and_then(|t| t.chars().take(LONGEST_TAG).find(|c| !c.is_whitespace()));
        next.is_some_and(|c| !c.is_uppercase())
    }

    fn push(&mut self, kind: Kind, start: u32, valence: i8) {
        // A row of the same separators is one separator.
        if let Some(last) = self.out.list.last_mut()
            && last.kind == kind
            && last.end == start
            && matches!(kind, Kind::Stop | Kind::Soft)
        {
            last.end = self.point;
            last.valence = last.valence.max(valence);
            return;
        }
        self.out.pictograms |= kind == Kind::Emoji;
        let role = match kind {
            Kind::Stop | Kind::Soft => role::SEPARATES,
            _ => 0,
        };
        self.out.list.push(Token {
            hash: 0,
            start,
            end: self.point,
            kind,
            valence,
            shouted: false,
            elongated: false,
            word: 0,
            opening: 0,
            role,
        });
    }
}

const LETTER: u8 = 1;
const DIGIT: u8 = 2;
const CAPITAL: u8 = 4;
const SMALL: u8 = 8;
/// First byte of U+00C0 to U+017F.
const LATIN: u8 = 16;
/// ASCII that ends a word.
const END: u8 = 32;
/// Only Polish has it among the common languages.
const POLISH: u8 = 64;
/// Polish does not have it.
const ALIEN: u8 = 128;

/// What a byte is at the start of a character.
const CLASS: [u8; 256] = {
    let mut table = [0; 256];
    let mut at = 0;
    while at < 256 {
        table[at] = match at as u8 {
            b'a'..=b'z' => LETTER | SMALL,
            b'A'..=b'Z' => LETTER | CAPITAL,
            b'0'..=b'9' => DIGIT,
            b'\'' => 0,
            0..=0x7F => END,
            0xC3..=0xC5 => LATIN,
            _ => 0,
        };
        at += 1;
    }
    table
};

/// A letter with a mark.
struct LatinForm {
    /// Folded form, padded with a blank.
    folded: [u8; 2],
    /// 0 for the two signs among the letters.
    class: u8,
}

/// U+00C0 to U+017F.
const LATIN_FORMS: [LatinForm; 192] = {
    let mut table = [const {
        LatinForm {
            folded: [b' '; 2],
            class: 0,
        }
    }; 192];
    let mut at = 0;
    while at < 192 {
        let point = at as u32 + 0xC0;
        table[at] = LatinForm {
            folded: latin_pair(at),
            class: latin_class(point),
        };
        at += 1;
    }
    table
};

/// The letter of two bytes, if it is one of U+00C0 to U+017F.
fn latin_form(byte: u8, next: u8) -> Option<&'static LatinForm> {
    let point = usize::from(byte & 0x1F) << 6 | usize::from(next & 0x3F);
    let form = LATIN_FORMS.get(point.wrapping_sub(0xC0))?;
    (form.class != 0).then_some(form)
}

const fn latin_class(point: u32) -> u8 {
    let capital = match point {
        0xD7 | 0xF7 => return 0,
        0xC0..=0xDE | 0x178 => true,
        0x100..=0x137 | 0x14A..=0x177 => point.is_multiple_of(2),
        0x139..=0x148 | 0x179..=0x17E => !point.is_multiple_of(2),
        _ => false,
    };
    let case = if capital { CAPITAL } else { SMALL };
    let use_of = match point {
        0xD3 | 0xF3 => 0,
        0x104..=0x107 | 0x118 | 0x119 | 0x141..=0x144 | 0x15A | 0x15B | 0x179..=0x17C => POLISH,
        _ => ALIEN,
    };
    LETTER | case | use_of
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '´')
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{AD}')
}

fn mouth_valence(mouth: u8) -> i8 {
    match mouth {
        b')' | b']' | b'D' | b'*' | b'P' | b'p' => 1,
        b'(' | b'[' | b'/' | b'\\' | b'|' => -1,
        _ => 0,
    }
}

fn is_pictogram(c: char) -> bool {
    matches!(c as u32, 0x1F300..=0x1FAFF | 0x2600..=0x27BF | 0x2B50 | 0x2B55 | 0x2B06..=0x2B1C)
}

/// Attitude of a pictogram as commonly used in reviews.
fn pictogram_valence(c: char) -> i8 {
    match c as u32 {
        0x1F608 | 0x1F60F | 0x1F62E | 0x1F62F | 0x1F632..=0x1F636 | 0x1F643 => 0,
        0x1F600..=0x1F60E | 0x1F617..=0x1F61D | 0x1F638..=0x1F63D | 0x1F642 | 0x1F64C | 0x1F64F => {
            1
        }
        0x1F44B..=0x1F44D | 0x1F44F | 0x1F495..=0x1F49D | 0x1F493 | 0x1F49E | 0x1F49F | 0x1F4AA => {
            1
        }
        0x1F525 | 0x1F389 | 0x1F38A | 0x1F4AF | 0x1F31F | 0x1F3C6 | 0x1F923 | 0x1F929 | 0x1F970 => {
            1
        }
        0x1F917 | 0x1F973 | 0x1F90D | 0x1F90E | 0x1F9E1 | 0x1F91D | 0x1F44A => 1,
        0x2764 | 0x2665 | 0x263A | 0x2B50 | 0x2705 | 0x2714 | 0x1F680 | 0x1F339 | 0x1F490 => 1,
        0x1F610..=0x1F616 | 0x1F61E..=0x1F62D | 0x1F630 | 0x1F631 | 0x1F637 => -1,
        0x1F63E..=0x1F641 | 0x1F644 | 0x1F44E | 0x1F494 | 0x1F4A9 | 0x1F92C | 0x1F92E => -1,
        0x1F922 | 0x1F926 | 0x2639 | 0x274C | 0x1F92F | 0x1F971 | 0x1F595 => -1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut tokens = Tokens::default();
        tokens.read(text);
        let word = |t: &Token| match t.kind {
            Kind::Emoji => format!("{:+}", t.valence),
            Kind::Stop => "|".into(),
            Kind::Soft => ",".into(),
            _ => String::from_utf8(tokens.bytes(t).to_vec()).unwrap(),
        };
        tokens.list.iter().map(word).collect()
    }

    #[test]
    fn words_are_folded_and_placed() {
        let mut tokens = Tokens::default();
        tokens.read("Żółw don’t 10,5 zł");
        let places: Vec<_> = tokens.list.iter().map(|t| (t.start, t.end)).collect();
        assert_eq!(places, [(0, 4), (5, 10), (11, 13), (14, 15), (16, 18)]);
        assert_eq!(words("Żółw don’t"), ["zolw", "don't"]);
    }

    #[test]
    fn the_short_way_reads_like_the_long_one() {
        let strange = "Zażółć GĘŚLĄ jaźń ÓŚ ßaß ×2 a÷b ĸra Ÿes ŉa abc\u{301} ªb 12a A1 ÀÀÀ żŻż OK’s don't \
            x—y „ab” …a “c” 🙂d a\u{2bc} \u{2bc} \u{2bc}a aʼb Æ ÆÆ Æ1  ｆｕｌｌ слово слооово l'été ǅ ǆ";
        let all: String = ('!'..'\u{250}').chain(['x', ' ']).collect();
        let spaced: String = ('!'..'\u{250}').flat_map(|c| [c, 'x', c, ' ']).collect();
        for text in [strange, &all, &spaced, &"ab".repeat(40), &"ż".repeat(40)] {
            let read = |plain: bool| {
                let mut tokens = Tokens {
                    only_any_word: !plain,
                    ..Tokens::default()
                };
                // The second time most words are known by their spelling.
                [(); 2].map(|()| {
                    tokens.read(text);
                    let folded: Vec<_> = tokens.list.iter().map(|t| tokens.bytes(t)).collect();
                    let counts = (tokens.letters, tokens.evidence);
                    format!("{:?} {folded:?} {counts:?}", tokens.list)
                })
            };
            let [long, again] = read(false);
            assert_eq!(long, again);
            assert_eq!(read(true), [long, again]);
        }
    }

    #[test]
    fn elongation_is_collapsed() {
        assert_eq!(
            words("suuuper goood sooo nieee !!!"),
            ["super", "good", "so", "nie", "|"]
        );
    }

    #[test]
    fn smileys_markup_and_addresses() {
        assert_eq!(
            words("ok :) <b>tak</b> https://x.pl/a?b ;-( 👍"),
            ["ok", "+1", "|", "tak", "|", "-1", "+1"]
        );
        assert_eq!(words("np. sklep"), ["np", "sklep"]);
        assert_eq!(words("drogo. Sklep"), ["drogo", "|", "sklep"]);
    }

    #[test]
    fn a_huge_comment_is_cut() {
        let mut tokens = Tokens::default();
        tokens.read(&"a".repeat(1_000_000));
        assert_eq!(tokens.list.len(), 1);
        assert_eq!(tokens.list[0].end as usize, MAX_CODED_CHARS);
    }
}
