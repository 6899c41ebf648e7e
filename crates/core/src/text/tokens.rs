//! A comment as tokens: folded words with their place in the original text.

use super::features::word_hash;
use super::fold::push_folded;

/// Characters of one comment that are coded; the rest of a longer comment is ignored. A pasted
/// document of a megabyte would otherwise take the time of ten thousand comments and say no more.
pub const MAX_CODED_CHARS: usize = 20_000;

/// Longest word in folded bytes; the rest of a longer run of letters is dropped.
const MAX_WORD: usize = 64;

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
    /// Place of the folded form in [`Tokens::folded`], bytes.
    pub from: u32,
    /// End of the folded form.
    pub to: u32,
    /// First Unicode code point in the comment.
    pub start: u32,
    /// Code point after the last.
    pub end: u32,
    /// [`word_hash`] of a word or number, 0 for anything else.
    pub hash: u32,
    /// What it is.
    pub kind: Kind,
    /// Attitude of a pictogram, −1, 0 or 1; for a stop 1 when it is an exclamation mark.
    pub valence: i8,
    /// Two or more capital letters and no small one.
    pub shouted: bool,
    /// A letter was typed three times or more in a row.
    pub elongated: bool,
}

/// All tokens of one comment with the folded text they point into.
#[derive(Debug, Default, Clone)]
pub(crate) struct Tokens {
    /// Folded forms, one after the other.
    pub folded: Vec<u8>,
    /// The tokens in text order.
    pub list: Vec<Token>,
    /// Letters outside the Latin script.
    pub foreign_letters: u32,
    /// Letters that only Polish among the common languages has (ą ę ł ś ź ż ć ń).
    pub polish_letters: u32,
    /// Latin letters with marks that Polish does not use (ä ř ñ …).
    pub alien_letters: u32,
    /// All letters.
    pub letters: u32,
}

impl Tokens {
    /// Folded bytes of a token.
    pub fn bytes(&self, token: &Token) -> &[u8] {
        self.folded
            .get(token.from as usize..token.to as usize)
            .unwrap_or(&[])
    }

    /// Reads a comment. Linear in the coded part of the text; keeps its allocations.
    pub fn read(&mut self, text: &str) {
        self.folded.clear();
        self.list.clear();
        self.foreign_letters = 0;
        self.polish_letters = 0;
        self.alien_letters = 0;
        self.letters = 0;
        Reader {
            text,
            at: 0,
            point: 0,
            out: self,
        }
        .run();
    }
}

struct Reader<'a> {
    text: &'a str,
    /// Byte position.
    at: usize,
    /// Code point position.
    point: u32,
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

    fn run(&mut self) {
        while let Some(c) = self.peek() {
            if self.point as usize >= MAX_CODED_CHARS {
                return;
            }
            if c.is_alphanumeric() {
                if !self.skip_address() {
                    self.word();
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
    fn word(&mut self) {
        let from = self.out.folded.len();
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
            letters += u32::from(c.is_alphabetic());
            self.count_letter(c);
            let same = c.eq_ignore_ascii_case(&last) && c.is_alphabetic();
            run = if same { run + 1 } else { 1 };
            last = c;
            // A third equal letter in a row is emphasis; "www" and numbers are not touched.
            if run >= 3 {
                if run == 3 {
                    self.shorten_run(from, c);
                }
                elongated = true;
            } else if self.out.folded.len() - from < MAX_WORD {
                push_folded(c, &mut self.out.folded);
            }
            self.advance(c);
        }
        if self.out.folded.len() == from {
            return;
        }
        let hash = word_hash(&self.out.folded[from..]);
        self.out.list.push(Token {
            hash,
            from: from as u32,
            to: self.out.folded.len() as u32,
            start,
            end: self.point,
            kind: if letters == 0 {
                Kind::Number
            } else {
                Kind::Word
            },
            valence: 0,
            shouted: capitals >= 2 && small == 0,
            elongated,
        });
    }

    /// Makes a run of equal letters one letter. A double o or e stays in longer words, because
    /// "goood" is "good" and "sooo" is "so".
    fn shorten_run(&mut self, from: usize, c: char) {
        let length = self.out.folded.len() - from;
        let keep = matches!(c.to_ascii_lowercase(), 'o' | 'e')
            && length >= 3
            && self.text.get(self.at..).is_some_and(|rest| {
                let next = rest.chars().find(|x| !x.eq_ignore_ascii_case(&c));
                next.is_some_and(char::is_alphabetic)
            });
        if !keep && length >= 2 {
            self.out.folded.pop();
        }
    }

    fn count_letter(&mut self, c: char) {
        self.out.letters += 1;
        if c.is_ascii() {
            return;
        }
        match c {
            'ą' | 'ę' | 'ł' | 'ś' | 'ź' | 'ż' | 'ć' | 'ń' | 'Ą' | 'Ę' | 'Ł' | 'Ś' | 'Ź' | 'Ż'
            | 'Ć' | 'Ń' => self.out.polish_letters += 1,
            'ó' | 'Ó' => {}
            '\u{C0}'..='\u{24F}' => self.out.alien_letters += 1,
            _ if is_combining(c) || is_apostrophe(c) => {}
            _ if c.is_alphabetic() => self.out.foreign_letters += 1,
            _ => {}
        }
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
        let rest = self.text.as_bytes().get(self.at..).unwrap_or(&[]);
        let Some(close) = rest.iter().take(400).position(|&b| b == b'>') else {
            return false;
        };
        let start = self.point;
        let end = self.at + close + 1;
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
            _ if is_pictogram(c) => self.push(Kind::Emoji, start, pictogram_valence(c)),
            _ => {}
        }
    }

    /// True when the word before a full stop is an abbreviation and the sentence goes on.
    fn after_abbreviation(&self) -> bool {
        let Some(last) = self.out.list.last() else {
            return false;
        };
        if last.kind != Kind::Word || last.end + 1 != self.point {
            return false;
        }
        let next = self
            .text
            .get(self.at..)
            .and_then(|t| t.chars().find(|c| !c.is_whitespace()));
        if next.is_none_or(char::is_uppercase) {
            return false;
        }
        matches!(
            self.out.bytes(last),
            b"np"
                | b"tzn"
                | b"tzw"
                | b"ok"
                | b"godz"
                | b"min"
                | b"ul"
                | b"tel"
                | b"nr"
                | b"dr"
                | b"m"
                | b"in"
                | b"p"
                | b"pt"
                | b"al"
                | b"ww"
                | b"zl"
                | b"mr"
                | b"mrs"
                | b"e"
                | b"g"
                | b"i"
                | b"vs"
                | b"approx"
                | b"wg"
                | b"str"
                | b"szt"
                | b"proc"
        )
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
        let at = self.out.folded.len() as u32;
        self.out.list.push(Token {
            hash: 0,
            from: at,
            to: at,
            start,
            end: self.point,
            kind,
            valence,
            shouted: false,
            elongated: false,
        });
    }
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
