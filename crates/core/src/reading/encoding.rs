//! Encoding detection: byte order marks, UTF-16 by its zero bytes, UTF-8 by validity, and the
//! single-byte encodings of Polish and western files by how well their letters fit into words.

use super::decoding::{Encoding, TWICE, UTF_8, UTF_16BE, UTF_16LE, leading_text};
use super::reader::warning;
use crate::report::Warning;
use std::borrow::Cow;

/// The encoding of a file and how it was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EncodingGuess {
    /// The encoding.
    pub encoding: &'static Encoding,
    /// Length in bytes of the byte order mark, 0 when there is none.
    pub bom: usize,
    /// False when the bytes do not prove it (a single-byte encoding was chosen by its letters).
    pub certain: bool,
}

impl EncodingGuess {
    fn certain(encoding: &'static Encoding, bom: usize) -> Self {
        EncodingGuess {
            encoding,
            bom,
            certain: true,
        }
    }

    /// Lower-case WHATWG label, for example `windows-1250`; what was saved twice is UTF-8 as well.
    pub fn label(&self) -> String {
        let encoding = match TWICE.contains(self.encoding) {
            true => &UTF_8,
            false => self.encoding,
        };
        encoding.name.to_owned()
    }

    /// What is to be told about an encoding that nothing proves, or that restores the text.
    pub(super) fn warning(&self) -> Option<Warning> {
        let params = [("encoding", self.encoding.name.into())];
        match () {
            () if !self.certain => Some(warning("encoding_guessed", None, params)),
            () if TWICE.contains(self.encoding) => Some(warning("saved_twice", None, params)),
            () => None,
        }
    }
}

/// Finds the encoding of a file from its first bytes. `whole` says that `head` is all of the file.
pub fn detect_encoding(head: &[u8], whole: bool) -> EncodingGuess {
    if let Some((encoding, mut bom)) = Encoding::for_bom(head) {
        // Programs that add a mark to a text that has one.
        while *encoding == UTF_8 && head[bom..].starts_with(UTF_8_MARK) {
            bom += UTF_8_MARK.len();
        }
        let encoding = match *encoding == UTF_8 {
            true => utf8_of(&head[bom..]),
            false => encoding,
        };
        return EncodingGuess::certain(encoding, bom);
    }
    if let Some(encoding) = utf16_by_zero_bytes(head) {
        return EncodingGuess::certain(encoding, 0);
    }
    if is_utf8(head, whole) {
        return EncodingGuess::certain(utf8_of(head), 0);
    }
    EncodingGuess {
        encoding: best_single_byte(head),
        bom: 0,
        certain: false,
    }
}

/// Byte order mark of UTF-8.
const UTF_8_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Bytes in which text that was saved twice is looked for.
const LOOKED_AT: usize = 64 << 10;
/// Of so many restored characters one other is expected at most.
const RESTORED_TO_OTHERS: usize = 20;

/// UTF-8, or the way to restore it where nearly everything but ASCII is what another program made
/// of it. Text of any language has letters that stand alone: nothing is restored between them.
fn utf8_of(head: &[u8]) -> &'static Encoding {
    let looked_at = &head[..head.len().min(LOOKED_AT)];
    // Half a character at the end is none; damage further up is passed over.
    const HALF: usize = 3;
    let mut text = Cow::Borrowed(leading_text(looked_at));
    if text.len() + HALF < looked_at.len() {
        text = String::from_utf8_lossy(looked_at);
    }
    let text = text.trim_end_matches(char::REPLACEMENT_CHARACTER);
    let restored = |twice: &'static Encoding| {
        let (restored, others) = twice.restores(text, RESTORED_TO_OTHERS);
        let certain = others * RESTORED_TO_OTHERS <= restored;
        (restored * usize::from(certain), twice)
    };
    let best = TWICE.iter().map(restored).max_by_key(|(count, _)| *count);
    best.filter(|(count, _)| *count > 0)
        .map_or(&UTF_8, |(_, twice)| twice)
}

/// ASCII text in UTF-16 has a zero in every second byte and hardly one in the others.
fn utf16_by_zero_bytes(head: &[u8]) -> Option<&'static Encoding> {
    let sample = &head[..head.len().min(4096) & !1];
    if sample.len() < 4 {
        return None;
    }
    let (mut even, mut odd) = (0, 0);
    for pair in sample.chunks_exact(2) {
        even += usize::from(pair[0] == 0);
        odd += usize::from(pair[1] == 0);
    }
    let pairs = sample.len() / 2;
    match () {
        () if odd * 10 > pairs * 6 && even * 20 < pairs => Some(&UTF_16LE),
        () if even * 10 > pairs * 6 && odd * 20 < pairs => Some(&UTF_16BE),
        () => None,
    }
}

/// True for valid UTF-8, a sequence cut by the end of the window, and UTF-8 with fewer damaged bytes than
/// multi-byte sequences, which hardly ever come about by chance in other encodings: a file put together from
/// several, or with a comment that was pasted in wrongly.
fn is_utf8(head: &[u8], whole: bool) -> bool {
    if leading_text(head).len() == head.len() {
        return true;
    }
    let (mut rest, mut bad, mut multi) = (head, 0usize, 0usize);
    loop {
        match std::str::from_utf8(rest) {
            Ok(text) => {
                multi += multi_byte_chars(text.as_bytes());
                break;
            }
            Err(error) => {
                multi += multi_byte_chars(&rest[..error.valid_up_to()]);
                let Some(length) = error.error_len() else {
                    bad += usize::from(whole);
                    break;
                };
                bad += 1;
                rest = &rest[error.valid_up_to() + length..];
            }
        }
    }
    bad == 0 || multi >= bad * 2
}

fn multi_byte_chars(text: &[u8]) -> usize {
    text.iter().filter(|&&byte| byte >= 0xC0).count()
}

/// How much one character inside a word speaks for an encoding. Weights follow the letters'
/// frequency in Polish and in the western languages; a symbol inside a word speaks against.
fn letter_weight(letter: char, letters: Letters) -> i32 {
    use Letters::{Central, Polish, Western};
    let found = match letters {
        Polish => match letter {
            'ą' | 'ę' | 'ł' | 'ż' | 'ś' | 'ć' => 10,
            'ó' => 8,
            'ń' | 'ź' | 'Ł' | 'Ś' | 'Ż' => 6,
            'Ą' | 'Ę' | 'Ć' | 'Ó' | 'Ń' | 'Ź' => 3,
            _ => 0,
        },
        Western if "éüäößñáíóèàçìòøæåãõû".contains(letter) => 8,
        Western if "úêôâîù".contains(letter) => 4,
        // What Czech, Slovak, Hungarian and Croatian share with western languages weighs the same there.
        Central if "čřěšžáíéýů".contains(letter) => 8,
        Central if "őű".contains(letter) => 9,
        Central if "ťďňľćđúôóöü".contains(letter) => 4,
        Central if "ČŘŠŽ".contains(letter) => 3,
        _ => 0,
    };
    match letter {
        _ if found > 0 => found,
        '’' => 10,
        '‘' | '“' | '”' | '„' | '…' | '–' | '—' | '•' | '€' | '™' | '¿' | '¡' => {
            1
        }
        letter if letter.is_alphabetic() => 0,
        letter if letter.is_control() => -20,
        _ => -8,
    }
}

/// Languages that share the letters beside those of ASCII.
#[derive(Debug, Clone, Copy)]
enum Letters {
    Western,
    Polish,
    Central,
}

fn best_single_byte(head: &[u8]) -> &'static Encoding {
    // Order decides ties: where all candidates read the same text any of them is right.
    const CANDIDATES: [(&str, Letters); 6] = [
        ("windows-1252", Letters::Western),
        ("windows-1250", Letters::Polish),
        ("iso-8859-2", Letters::Polish),
        ("windows-1250", Letters::Central),
        ("iso-8859-2", Letters::Central),
        ("macintosh", Letters::Western),
    ];
    let mut best = (i64::MIN, &UTF_8);
    for (label, letters) in CANDIDATES {
        let Some(encoding) = Encoding::for_label(label) else {
            continue;
        };
        let score = single_byte_score(head, encoding, letters);
        if score > best.0 {
            best = (score, encoding);
        }
    }
    best.1
}

fn single_byte_score(head: &[u8], encoding: &'static Encoding, language: Letters) -> i64 {
    let text = encoding.decode(head);
    let mut score = 0i64;
    let mut previous = ' ';
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if !letter.is_ascii() {
            let next = letters.peek().copied().unwrap_or(' ');
            let inside = previous.is_ascii_alphabetic() || next.is_ascii_alphabetic();
            // C1 controls exist in no text, wherever they stand.
            if inside || letter.is_control() {
                score += i64::from(letter_weight(letter, language));
            }
            // A capital between small letters is a wrong mapping far more often than a name.
            if letter.is_uppercase() && previous.is_lowercase() {
                score -= 6;
            }
        }
        previous = letter;
    }
    score
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{ISO_8859_2, WINDOWS_1250, WINDOWS_1252};

    fn check(bytes: &[u8], expected: &str) {
        assert_eq!(detect_encoding(bytes, true).encoding.name, expected);
    }

    const POLISH: &str =
        "Ocena;Dlaczego?\n9;Świetna obsługa, wszystko było załatwione\n2;Źle, długo czekałem\n";

    #[test]
    fn polish_in_each_encoding() {
        check(POLISH.as_bytes(), "utf-8");
        check(&WINDOWS_1250.encode(POLISH).0, "windows-1250");
        check(&ISO_8859_2.encode(POLISH).0, "iso-8859-2");
    }

    #[test]
    fn files_put_together_from_several() {
        // One answer was pasted in from a file in another encoding.
        let pasted = WINDOWS_1250.encode("5;źle, długo\n").0;
        check(&[POLISH.as_bytes(), &pasted].concat(), "utf-8");
        // Capitals before other letters are what UTF-8 looks like.
        let capitals = "1;ŹRÓDŁO ŻÓŁĆ, Éé, À là\n2;ÓW ŚWIĄD\n";
        check(
            &WINDOWS_1250.encode(&format!("{POLISH}{capitals}")).0,
            "windows-1250",
        );
        let marked = "\u{FEFF}\u{FEFF}a,b\n1,ł\n".as_bytes();
        assert_eq!(detect_encoding(marked, true).bom, 6);
    }

    #[test]
    fn text_that_was_read_wrongly_and_saved() {
        for (other, expected) in [
            (WINDOWS_1250, "utf-8-via-windows-1250"),
            (WINDOWS_1252, "utf-8-via-windows-1252"),
        ] {
            let wrong = other.decode(POLISH.as_bytes()).0;
            check(wrong.as_bytes(), expected);
            check(format!("\u{FEFF}{wrong}").as_bytes(), expected);
            // A single such answer among sound ones is what somebody wrote.
            check(format!("{POLISH}{POLISH}9;obsĹ‚uga").as_bytes(), "utf-8");
        }
        check("Opinião\nMAÇÃ”, ótimo, não é\n".as_bytes(), "utf-8");
        check(
            "name,why\nAÃ±o,nothing\n".as_bytes(),
            "utf-8-via-windows-1252",
        );
    }

    #[test]
    fn languages_beside_polish() {
        let czech = "Otázka;Proč?\n9;Personál byl velmi příjemný, děkuji\n2;Čekal jsem příliš dlouho, škoda\n";
        check(&WINDOWS_1250.encode(czech).0, "windows-1250");
        check(&ISO_8859_2.encode(czech).0, "iso-8859-2");
        let slovak =
            "Ohodnoťte nás;Prečo?\n9;Veľmi milý personál, ďakujem\n2;Dlho sme čakali na účet\n";
        check(&WINDOWS_1250.encode(slovak).0, "windows-1250");
        for western in [
            "Comment?\nTrès bon accueil, problème réglé, merci à l'équipe, c'était parfait\n",
            "Kommentar\nSehr freundlich, schöne Räume, für mich größer als nötig\n",
            "Commento\nPersonale cortese, così è più facile, però la attesa è lunga, sì\n",
            "Kommentar\nDet var veldig bra, men køen på søndag er for lang, også vår ære\n",
            "Opinião\nA comunicação não é boa, às vezes há demora, coração, mães\n",
            "Por qué\nEl niño está aquí, más rápido, atención, mañana\n",
        ] {
            check(&encoding_rs::WINDOWS_1252.encode(western).0, "windows-1252");
        }
    }

    #[test]
    fn western_letters_and_typographic_quotes() {
        check(
            b"name,why\nMuse\xF1o,\xBFPor qu\xE9 no? el ni\xF1o est\xE1 aqu\xED\n",
            "windows-1252",
        );
        check(b"score,why\n9,it\x92s great \x96 really\n", "windows-1252");
    }

    #[test]
    fn utf16_with_and_without_mark() {
        let little: Vec<u8> = "a;b\n1;2\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let big: Vec<u8> = "a;b\n1;2\n"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        check(&little, "utf-16le");
        check(&big, "utf-16be");
        let marked = [b"\xFF\xFE".as_slice(), &little].concat();
        assert_eq!(detect_encoding(&marked, true).bom, 2);
    }

    #[test]
    fn a_sequence_cut_by_the_window_is_still_utf8() {
        let bytes = "Świetna obsługa".as_bytes();
        assert_eq!(detect_encoding(&bytes[..1], false).encoding, &UTF_8);
    }
}
