//! Bytes of a known encoding as text: UTF-8, UTF-16 and the single-byte encodings of the WHATWG
//! Encoding Standard.

use super::bytes::count;
use std::borrow::Cow;

/// An encoding that can be read.
#[derive(Debug, PartialEq, Eq)]
pub struct Encoding {
    /// Lower-case name in the WHATWG Encoding Standard, for example `windows-1250`.
    pub name: &'static str,
    form: Form,
}

#[derive(Debug, PartialEq, Eq)]
enum Form {
    Utf8,
    Utf16 {
        big_endian: bool,
    },
    /// UTF-16 units of the bytes 0x80 to 0xFF; below is ASCII. Bytes without a character have the
    /// replacement character.
    SingleByte(&'static [u16; 128]),
    /// UTF-8 that a program took for the single-byte encoding of this name and wrote as UTF-8 again.
    Twice(&'static str),
}

include!(concat!(env!("OUT_DIR"), "/single_byte.rs"));

pub(super) static UTF_8: Encoding = Encoding {
    name: "utf-8",
    form: Form::Utf8,
};
pub(super) static UTF_16LE: Encoding = Encoding {
    name: "utf-16le",
    form: Form::Utf16 { big_endian: false },
};
/// What is assumed where nothing else is said: most western programs write it.
pub(super) fn windows_1252() -> &'static Encoding {
    Encoding::for_label("windows-1252").unwrap_or(&UTF_8)
}

pub(super) static UTF_16BE: Encoding = Encoding {
    name: "utf-16be",
    form: Form::Utf16 { big_endian: true },
};

/// Text of UTF-8 that was read wrongly and saved ("Å›", "Ĺ›" for "ś"), by the encoding it was read in.
pub(super) static TWICE: [Encoding; 2] = [
    Encoding {
        name: "utf-8-via-windows-1252",
        form: Form::Twice("windows-1252"),
    },
    Encoding {
        name: "utf-8-via-windows-1250",
        form: Form::Twice("windows-1250"),
    },
];

/// Other labels of the standard, and of SPSS files, without punctuation and in lower case, with the
/// name they stand for. Latin-1 is read as its superset windows-1252, as browsers do.
const LABELS: &[(&str, &str)] = &[
    ("utf8", "utf-8"),
    ("unicode11utf8", "utf-8"),
    ("utf16", "utf-16le"),
    ("ucs2", "utf-16le"),
    ("unicode", "utf-16le"),
    ("ascii", "windows-1252"),
    ("usascii", "windows-1252"),
    ("ansix341968", "windows-1252"),
    ("latin1", "windows-1252"),
    ("l1", "windows-1252"),
    ("iso88591", "windows-1252"),
    ("88591", "windows-1252"),
    ("latin2", "iso-8859-2"),
    ("l2", "iso-8859-2"),
    ("latin5", "windows-1254"),
    ("iso88599", "windows-1254"),
    ("88599", "windows-1254"),
    ("iso885911", "windows-874"),
    ("tis620", "windows-874"),
    ("latin9", "iso-8859-15"),
    ("arabic", "iso-8859-6"),
    ("cyrillic", "iso-8859-5"),
    ("greek", "iso-8859-7"),
    ("hebrew", "iso-8859-8"),
    ("koi8", "koi8-r"),
    ("mac", "macintosh"),
    ("macroman", "macintosh"),
];

impl Encoding {
    /// The encoding that a byte order mark at the start of the bytes names, and its length.
    pub fn for_bom(bytes: &[u8]) -> Option<(&'static Encoding, usize)> {
        match bytes {
            [0xEF, 0xBB, 0xBF, ..] => Some((&UTF_8, 3)),
            [0xFF, 0xFE, ..] => Some((&UTF_16LE, 2)),
            [0xFE, 0xFF, ..] => Some((&UTF_16BE, 2)),
            _ => None,
        }
    }

    /// The encoding that people, settings and files call `label`; case, blanks and punctuation make
    /// no difference. `None` when there is none, or none that is read here.
    pub fn for_label(label: &str) -> Option<&'static Encoding> {
        let plain = |text: &str| -> String {
            let kept = text.chars().filter(char::is_ascii_alphanumeric);
            kept.map(|letter| letter.to_ascii_lowercase()).collect()
        };
        let wanted = plain(label);
        let wanted = LABELS
            .iter()
            .find(|(alias, _)| *alias == wanted)
            .map_or(wanted, |(_, name)| plain(name));
        let number = wanted.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
        let prefixed = |prefix: &str| wanted.strip_prefix(prefix) == Some(number);
        let same = |encoding: &&Encoding| {
            let name = plain(encoding.name);
            let digits = |prefix| name.strip_prefix(prefix) == Some(number);
            name == wanted
                || digits("windows") && (prefixed("cp") || prefixed("xcp") || prefixed("ms"))
                || digits("ibm") && prefixed("cp")
                || digits("iso") && prefixed("")
        };
        let unicode = [&UTF_8, &UTF_16LE, &UTF_16BE];
        let encodings = unicode.into_iter().chain(&TWICE).chain(&SINGLE_BYTE);
        encodings.into_iter().find(same)
    }

    /// How many characters of a text saved twice this encoding restores, and how many others it has
    /// beside ASCII. Counting ends where there can no longer be `times` restored ones for each other: most
    /// text was never saved twice, and shows it within a few letters.
    pub(super) fn restores(&'static self, text: &str, times: usize) -> (usize, usize) {
        let (mut restored, mut others) = (0, 0);
        let Form::Twice(label) = self.form else {
            return (restored, others);
        };
        // A restored character stood as two letters or more, of two bytes or more each.
        const BYTES_EACH: usize = 4;
        let mut left = count(text.as_bytes(), |byte| !byte.is_ascii());
        restore(text, label, false, &mut |part, changed| {
            restored += usize::from(changed);
            if !changed && !part.is_ascii() {
                others += 1;
                left = left.saturating_sub(part.len());
            }
            others * times <= restored + left / BYTES_EACH
        });
        (restored, others)
    }

    /// All bytes as text. Bytes without a character become replacement characters.
    pub fn decode<'b>(&'static self, bytes: &'b [u8]) -> Cow<'b, str> {
        if self.form == Form::Utf8 {
            return String::from_utf8_lossy(bytes);
        }
        let mut text = String::new();
        self.decoder().decode(bytes, true, &mut text);
        Cow::Owned(text)
    }

    /// All bytes as text; `None` when some of them are no text in a Unicode encoding.
    pub fn decode_strictly<'b>(&'static self, bytes: &'b [u8]) -> Option<Cow<'b, str>> {
        match self.form {
            Form::Utf8 => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
            Form::Utf16 { big_endian } => {
                let pairs = bytes.chunks_exact(2);
                let whole = pairs.remainder().is_empty();
                let units: Vec<u16> = pairs.map(|pair| utf16_unit(pair, big_endian)).collect();
                let text = String::from_utf16(&units).ok().filter(|_| whole);
                text.map(Cow::Owned)
            }
            Form::Twice(_) => std::str::from_utf8(bytes).ok().map(|_| self.decode(bytes)),
            Form::SingleByte(_) => Some(self.decode(bytes)),
        }
    }

    /// A decoder for a stream of bytes behind the byte order mark.
    pub fn decoder(&'static self) -> Decoder {
        Decoder {
            encoding: self,
            held_back: Vec::new(),
        }
    }
}

/// Decodes a stream that is cut anywhere.
#[derive(Debug)]
pub struct Decoder {
    encoding: &'static Encoding,
    /// The start of a character whose end has not come yet: at most three bytes, of text that was
    /// saved twice at most three characters and three bytes.
    held_back: Vec<u8>,
}

impl Decoder {
    /// Adds the text of the next bytes to `text`. `last` says that no more bytes follow.
    pub fn decode(&mut self, bytes: &[u8], last: bool, text: &mut String) {
        match self.encoding.form {
            Form::Utf8 => self.with_held_back(bytes, last, text, utf8),
            Form::Utf16 { big_endian } => {
                self.with_held_back(bytes, last, text, |bytes, last, text| {
                    utf16(bytes, big_endian, last, text)
                });
            }
            Form::Twice(label) => {
                self.with_held_back(bytes, last, text, |bytes, last, text| {
                    twice(bytes, label, last, text)
                });
            }
            Form::SingleByte(table) => single_byte(bytes, table, text),
        }
    }

    /// Runs a decoder that returns how many bytes at the end it could not decide about.
    fn with_held_back(
        &mut self,
        bytes: &[u8],
        last: bool,
        text: &mut String,
        decode: impl Fn(&[u8], bool, &mut String) -> usize,
    ) {
        let mut whole = std::mem::take(&mut self.held_back);
        let bytes = if whole.is_empty() {
            bytes
        } else {
            whole.extend_from_slice(bytes);
            &whole
        };
        let undecided = decode(bytes, last, text);
        self.held_back = bytes[bytes.len() - undecided..].to_vec();
    }
}

fn single_byte(bytes: &[u8], table: &[u16; 128], text: &mut String) {
    text.reserve(bytes.len());
    for part in bytes.chunk_by(|one, other| one.is_ascii() == other.is_ascii()) {
        // Letters side by side may happen to be valid UTF-8, too: "ÓŁ" in windows-1250.
        match std::str::from_utf8(part) {
            Ok(ascii) if part[0].is_ascii() => text.push_str(ascii),
            _ => text.extend(part.iter().map(|byte| {
                let unit = table[usize::from(byte & 0x7F)];
                char::from_u32(unit.into()).unwrap_or(char::REPLACEMENT_CHARACTER)
            })),
        }
    }
}

/// The bytes before the first one that is not UTF-8.
pub(super) fn leading_text(bytes: &[u8]) -> &str {
    simdutf8::compat::from_utf8(bytes).unwrap_or_else(|error| {
        simdutf8::compat::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default()
    })
}

/// Decodes what can be decoded, and returns how many bytes at the end are left for later.
fn utf8(bytes: &[u8], last: bool, text: &mut String) -> usize {
    // Most text is whole up to the cut at its end, and looking for damage takes many times as long.
    let whole = leading_text(bytes);
    text.push_str(whole);
    let mut done = whole.len();
    for chunk in bytes[done..].utf8_chunks() {
        text.push_str(chunk.valid());
        done += chunk.valid().len() + chunk.invalid().len();
        if chunk.invalid().is_empty() {
            continue;
        }
        let cut = done == bytes.len() && is_start_of_character(chunk.invalid());
        if cut && !last {
            return chunk.invalid().len();
        }
        text.push(char::REPLACEMENT_CHARACTER);
    }
    0
}

/// Decodes what can be decoded, and returns how many bytes at the end are left for later.
fn twice(bytes: &[u8], label: &str, last: bool, text: &mut String) -> usize {
    let mut once = String::new();
    let undecided = utf8(bytes, last, &mut once);
    let open = restore(&once, label, last, &mut |part, _| {
        // The mark that stood before the text is none of its characters.
        text.push_str(part.trim_start_matches('\u{FEFF}'));
        true
    });
    undecided + open
}

/// Gives the parts of a text as they were before it was read in the encoding `label`, each with
/// whether that changed it, for as long as it is told to go on. Returns how many bytes at the end could
/// begin such a part, unless they are the `last`.
fn restore(text: &str, label: &str, last: bool, part: &mut dyn FnMut(&str, bool) -> bool) -> usize {
    let table = SINGLE_BYTE.iter().find(|one| one.name == label);
    let Some(Form::SingleByte(table)) = table.map(|one| &one.form) else {
        return 0;
    };
    // The standard leaves bytes without a character what they are, and Latin-1 does so with more.
    let byte_of = |letter: char| -> Option<u8> {
        let unit = u16::try_from(u32::from(letter)).ok()?;
        let place = table.iter().position(|&one| one == unit);
        let control = (0x80..0xA0).contains(&unit).then_some(unit as u8);
        place.map(|place| place as u8 | 0x80).or(control)
    };
    let mut rest = text;
    while let Some(ascii) = rest.find(|letter: char| !letter.is_ascii()) {
        part(&rest[..ascii], false);
        rest = &rest[ascii..];
        let (mut bytes, mut filled, mut length) = ([0; 4], 0, 0);
        let changed = loop {
            let Some(letter) = rest[length..].chars().next() else {
                if !last {
                    return rest.len();
                }
                break false;
            };
            let Some(byte) = byte_of(letter) else {
                break false;
            };
            (bytes[filled], filled, length) = (byte, filled + 1, length + letter.len_utf8());
            match std::str::from_utf8(&bytes[..filled]) {
                Ok(character) => {
                    if !part(character, true) {
                        return 0;
                    }
                    break true;
                }
                Err(error) if error.error_len().is_some() => break false,
                Err(_) => {}
            }
        };
        if !changed {
            length = rest.chars().next().map_or(0, char::len_utf8);
            if !part(&rest[..length], false) {
                return 0;
            }
        }
        rest = &rest[length..];
    }
    part(rest, false);
    0
}

/// True for bytes that more bytes could complete.
fn is_start_of_character(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

fn utf16_unit(pair: &[u8], big_endian: bool) -> u16 {
    match big_endian {
        true => u16::from_be_bytes([pair[0], pair[1]]),
        false => u16::from_le_bytes([pair[0], pair[1]]),
    }
}

/// Decodes what can be decoded, and returns how many bytes at the end are left for later.
fn utf16(bytes: &[u8], big_endian: bool, last: bool, text: &mut String) -> usize {
    let unit = |pair: &[u8]| utf16_unit(pair, big_endian);
    let pairs = bytes.chunks_exact(2);
    let mut undecided = pairs.remainder().len();
    let mut units = pairs.len();
    let first_half = |unit: u16| (0xD800..0xDC00).contains(&unit);
    // At the end of the stream half a pair and half a unit behind it are one damaged character.
    let open = !last || undecided > 0;
    if open && units > 0 && first_half(unit(&bytes[2 * units - 2..])) {
        units -= 1;
        undecided += 2;
    }
    text.reserve(units);
    let decoded = char::decode_utf16(bytes[..2 * units].chunks_exact(2).map(unit));
    text.extend(decoded.map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)));
    if last && undecided > 0 {
        text.push(char::REPLACEMENT_CHARACTER);
        return 0;
    }
    undecided
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn neighbouring_letters_of_a_single_byte_encoding_are_no_utf8() {
        let polish = Encoding::for_label("windows-1250").map(|it| it.decode(b"OG\xD3\xA3EM"));
        assert_eq!(polish.as_deref(), Some("OGÓŁEM"));
    }

    #[test]
    fn every_byte_as_the_standard_says() {
        let bytes: Vec<u8> = (0..=255).collect();
        for encoding in &SINGLE_BYTE {
            let standard = encoding_rs::Encoding::for_label(encoding.name.as_bytes()).unwrap();
            let (expected, _) = standard.decode_without_bom_handling(&bytes);
            assert_eq!(encoding.decode(&bytes), expected, "{}", encoding.name);
        }
    }

    #[test]
    fn labels_as_people_and_files_write_them() {
        let check = |label: &str, expected: Option<&str>| {
            let found = Encoding::for_label(label).map(|encoding| encoding.name);
            assert_eq!(found, expected, "{label}");
        };
        check("UTF-8", Some("utf-8"));
        check("utf8", Some("utf-8"));
        check("UTF-16LE", Some("utf-16le"));
        check("Windows-1250", Some("windows-1250"));
        check("CP1250", Some("windows-1250"));
        check("x-cp1252", Some("windows-1252"));
        check("ISO_8859-2", Some("iso-8859-2"));
        check("iso8859-15", Some("iso-8859-15"));
        check("8859-2", Some("iso-8859-2"));
        check("latin2", Some("iso-8859-2"));
        check("US-ASCII", Some("windows-1252"));
        check("ISO-8859-1", Some("windows-1252"));
        check("cp866", Some("ibm866"));
        check("KOI8-R", Some("koi8-r"));
        check("Shift_JIS", None);
        check("", None);
    }

    /// Every way of cutting the bytes in two gives what the standard gives for the whole.
    fn check_cuts(encoding: &'static Encoding, bytes: &[u8]) {
        let standard = encoding_rs::Encoding::for_label(encoding.name.as_bytes()).unwrap();
        let (expected, damaged) = standard.decode_without_bom_handling(bytes);
        assert_eq!(encoding.decode(bytes), expected);
        assert_eq!(encoding.decode_strictly(bytes).is_none(), damaged);
        for cut in 0..=bytes.len() {
            let mut decoder = encoding.decoder();
            let mut text = String::new();
            decoder.decode(&bytes[..cut], false, &mut text);
            decoder.decode(&bytes[cut..], false, &mut text);
            decoder.decode(&[], true, &mut text);
            assert_eq!(text, expected, "cut at {cut}");
        }
    }

    /// What a program makes of UTF-8 that it takes for the encoding `label`.
    fn read_as(label: &str, text: &str) -> String {
        let standard = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
        standard.decode(text.as_bytes()).0.into_owned()
    }

    #[test]
    fn text_saved_twice_is_restored_wherever_it_is_cut() {
        let text = "Zażółć gęślą jaźń – „świetnie” 🐱, señor ¡olé!";
        for twice in &TWICE {
            let label = twice.name.strip_prefix("utf-8-via-").unwrap();
            let wrong = read_as(label, text);
            assert_ne!(wrong, text);
            assert_eq!(twice.decode(wrong.as_bytes()), text);
            assert_eq!(
                twice.restores(&wrong, 20),
                (text.chars().filter(|one| !one.is_ascii()).count(), 0)
            );
            for cut in 0..=wrong.len() {
                let mut decoder = twice.decoder();
                let mut found = String::new();
                decoder.decode(&wrong.as_bytes()[..cut], false, &mut found);
                decoder.decode(&wrong.as_bytes()[cut..], false, &mut found);
                decoder.decode(&[], true, &mut found);
                assert_eq!(found, text, "cut at {cut}");
            }
        }
    }

    #[test]
    fn characters_cut_by_the_stream() {
        let text = "Zażółć 🐱 gęślą";
        let units: Vec<u16> = text.encode_utf16().collect();
        check_cuts(&UTF_8, text.as_bytes());
        let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        check_cuts(&UTF_16LE, &little);
        check_cuts(&UTF_16LE, &little[..little.len() - 1]);
        let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        check_cuts(&UTF_16BE, &big);
    }

    proptest! {
        #[test]
        fn any_bytes_as_the_standard_says(bytes in proptest::collection::vec(any::<u8>(), 0..24)) {
            check_cuts(&UTF_8, &bytes);
            check_cuts(&UTF_16LE, &bytes);
            check_cuts(&UTF_16BE, &bytes);
        }

        #[test]
        fn surrogates_anywhere(units in proptest::collection::vec(0xD7F0u16..0xE010, 0..8)) {
            let bytes: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
            check_cuts(&UTF_16LE, &bytes);
        }
    }
}
