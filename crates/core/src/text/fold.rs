//! Case and diacritics folded away, so that "Obsługa", "OBSLUGA" and "obsluga" are one word.

/// Folded forms of U+00C0 to U+017F, two bytes each, blank-padded; sixteen characters per line.
const LATIN: [&str; 12] = [
    "a a a a a a aec e e e e i i i i ",
    "d n o o o o o x o u u u u y thss",
    "a a a a a a aec e e e e i i i i ",
    "d n o o o o o / o u u u u y thy ",
    "a a a a a a c c c c c c c c d d ",
    "d d e e e e e e e e e e g g g g ",
    "g g g g h h h h i i i i i i i i ",
    "i i ijijj j k k k l l l l l l l ",
    "l l l n n n n n n n n n o o o o ",
    "o o oeoer r r r r r s s s s s s ",
    "s s t t t t t t u u u u u u u u ",
    "u u u u w w y y y z z z z z z s ",
];

/// Folded form of the letter at this distance from U+00C0, below 192, padded with a blank.
pub(crate) const fn latin_pair(at: usize) -> [u8; 2] {
    let line = LATIN[at / 16].as_bytes();
    [line[(at % 16) * 2], line[(at % 16) * 2 + 1]]
}

/// Appends the folded form of one character: lower case, Latin letters without diacritics,
/// combining marks dropped, typographic apostrophes as `'`. Other scripts keep their letters.
pub(crate) fn push_folded(c: char, out: &mut Vec<u8>) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase() as u8);
        return;
    }
    match c as u32 {
        cp @ 0xC0..=0x17F => {
            let pair = latin_pair((cp - 0xC0) as usize);
            out.extend(pair.into_iter().filter(|&b| b != b' '));
        }
        0x300..=0x36F | 0x200B..=0x200D | 0xFE00..=0xFE0F | 0xAD => {}
        0x2018 | 0x2019 | 0x2BC | 0xB4 => out.push(b'\''),
        // Full-width forms are ASCII moved by a constant.
        cp @ 0xFF01..=0xFF5E => out.push(((cp - 0xFF01) as u8 + b'!').to_ascii_lowercase()),
        _ => {
            let mut buffer = [0u8; 4];
            for lower in c.to_lowercase() {
                out.extend_from_slice(lower.encode_utf8(&mut buffer).as_bytes());
            }
        }
    }
}

/// Lower-cases a text and folds diacritics of Latin letters (`Żółć` becomes `zolc`, `ß` becomes
/// `ss`), for search that finds a word however it was typed. Other characters stay.
pub fn fold(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    for c in text.chars() {
        push_folded(c, &mut out);
    }
    // Only whole characters are pushed, so the bytes are UTF-8.
    String::from_utf8(out).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn folds_case_and_diacritics() {
        assert_eq!(fold("ZAŻÓŁĆ gęślą Jaźń"), "zazolc gesla jazn");
        assert_eq!(fold("z\u{307}"), "z");
        assert_eq!(fold("Straße Ærø č Ｑ"), "strasse aero c q");
        assert_eq!(fold("Доставка don’t 👍"), "доставка don't 👍");
    }
}
