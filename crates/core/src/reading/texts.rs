//! Texts of a column: as they were read, or in a fraction of their memory once they are seldom asked for.

use super::table::TextArena;
use std::borrow::Cow;

/// Texts that are packed alike. What they have in common changes along a file: the first digits of
/// numbers that count up, the year of dates.
const PACKED_TOGETHER: usize = 1 << 15;

/// Texts from which packing is worth its time: below, a survey takes a few megabytes in all.
const PACK_FROM: usize = 1 << 17;

/// Letters of a place up to which half a byte says which one it is.
const NIBBLE: usize = 16;

/// The texts of a column, one per row.
#[derive(Debug, Clone)]
pub struct Texts(Form);

#[derive(Debug, Clone)]
enum Form {
    Plain(TextArena),
    Packed { packs: Vec<Pack>, len: usize },
}

/// Equal texts in the same order, however they are kept.
impl PartialEq for Texts {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl From<TextArena> for Texts {
    fn from(texts: TextArena) -> Self {
        Texts(Form::Plain(texts))
    }
}

impl Texts {
    /// Number of texts.
    pub fn len(&self) -> usize {
        match &self.0 {
            Form::Plain(texts) => texts.len(),
            Form::Packed { len, .. } => *len,
        }
    }

    /// True without any text.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Text at `index`; empty behind the last one.
    pub fn get(&self, index: usize) -> Cow<'_, str> {
        match &self.0 {
            Form::Plain(texts) => texts.get(index).into(),
            Form::Packed { packs, .. } => (packs.get(index / PACKED_TOGETHER))
                .map_or_else(Cow::default, |pack| pack.get(index % PACKED_TOGETHER)),
        }
    }

    /// All texts in order, for looks that may end early; [`Texts::for_each`] is quicker.
    pub fn iter(&self) -> impl Iterator<Item = Cow<'_, str>> + Clone {
        (0..self.len()).map(|index| self.get(index))
    }

    /// Hands all texts to `look` in order.
    pub fn for_each(&self, look: &mut dyn FnMut(&str)) {
        let packs = match &self.0 {
            Form::Plain(texts) => return texts.iter().for_each(look),
            Form::Packed { packs, .. } => packs,
        };
        let mut text = Vec::new();
        for pack in packs {
            for at in 0..pack.len {
                match pack.read(at, &mut text) {
                    Some(other) => look(other),
                    None => look(std::str::from_utf8(&text).unwrap_or_default()),
                }
            }
        }
    }

    /// Keeps many texts that are written alike by what differs between them: dates and identifiers take a third
    /// of their memory, and each is still found by its row. Getting one costs a little more from then
    /// on. Few texts and those written in many ways stay as they are.
    pub fn pack(&mut self) {
        let Form::Plain(texts) = &mut self.0 else {
            return;
        };
        let len = texts.len();
        if len < PACK_FROM {
            return;
        }
        let first = Pack::of(texts, 0, PACKED_TOGETHER);
        if first.bytes() * 2 > texts.place_of(PACKED_TOGETHER) {
            return;
        }
        let mut packs = Vec::with_capacity(len.div_ceil(PACKED_TOGETHER));
        packs.push(first);
        for start in (PACKED_TOGETHER..len).step_by(PACKED_TOGETHER) {
            texts.forget_before(start);
            packs.push(Pack::of(texts, start, len.min(start + PACKED_TOGETHER)));
        }
        self.0 = Form::Packed { packs, len };
    }

    /// Removes the last text.
    pub(super) fn pop(&mut self) {
        if let Form::Packed { .. } = &self.0 {
            let mut texts = TextArena::default();
            self.for_each(&mut |text| texts.push(text));
            self.0 = Form::Plain(texts);
        }
        if let Form::Plain(texts) = &mut self.0 {
            texts.pop();
        }
    }
}

/// Texts of which most have the same length and the same few letters at each place.
#[derive(Debug, Clone)]
struct Pack {
    len: usize,
    /// A text with the letters that all share; what stands at other places does not matter.
    shared: Vec<u8>,
    /// Places with up to [`NIBBLE`] different letters: two of them take a byte.
    few: Vec<Few>,
    /// Places with more letters: a byte each, behind the others.
    many: Vec<usize>,
    /// What differs, the same number of bytes for every text.
    differing: Vec<u8>,
    /// Texts of another length or with other letters, and which ones they are, ascending.
    others: TextArena,
    other_at: Vec<u32>,
}

/// A place in a text, and the letters that stand there by their code.
#[derive(Debug, Clone)]
struct Few {
    place: usize,
    letters: [u8; NIBBLE],
}

/// Texts that are looked at to see what they have in common: one of so many. Not a number that divides
/// what numbers, clocks and calendars count in, or some of their digits would never be seen.
const LOOKED_AT: usize = 13;

/// Stands for no code.
const NO_CODE: u8 = u8::MAX;

impl Pack {
    fn of(texts: &TextArena, start: usize, end: usize) -> Pack {
        let texts: Vec<&[u8]> = (start..end).map(|at| texts.get(at).as_bytes()).collect();
        let (mut pack, codes) = Pack::alike(&texts);
        let width = pack.width();
        pack.differing.reserve_exact(width * texts.len());
        for (at, text) in texts.into_iter().enumerate() {
            if text.len() == pack.shared.len() && pack.add(text, &codes) {
                continue;
            }
            pack.differing.resize(pack.differing.len() + width, 0);
            // The arena holds text only.
            pack.others
                .push(std::str::from_utf8(text).unwrap_or_default());
            pack.other_at.push(at as u32);
        }
        pack
    }

    /// A pack without texts, for the usual ones of a list, and the code of each letter at each place.
    fn alike(texts: &[&[u8]]) -> (Pack, Vec<[u8; 256]>) {
        let length = usual_length(texts);
        let mut codes = vec![[NO_CODE; 256]; length];
        let mut letters = vec![Vec::new(); length];
        let usual = texts.iter().step_by(LOOKED_AT);
        for text in usual.filter(|text| text.len() == length) {
            for ((codes, letters), &letter) in codes.iter_mut().zip(&mut letters).zip(*text) {
                let code = &mut codes[usize::from(letter)];
                if *code == NO_CODE && letters.len() < NO_CODE.into() {
                    *code = letters.len() as u8;
                    letters.push(letter);
                }
            }
        }
        let mut pack = Pack {
            len: texts.len(),
            shared: vec![b' '; length],
            few: Vec::new(),
            many: Vec::new(),
            differing: Vec::new(),
            others: TextArena::default(),
            other_at: Vec::new(),
        };
        for (place, letters) in letters.iter().enumerate() {
            match letters[..] {
                [] => {}
                [letter] => pack.shared[place] = letter,
                _ if letters.len() <= NIBBLE => pack.few.push(Few {
                    place,
                    letters: std::array::from_fn(|code| letters.get(code).copied().unwrap_or(0)),
                }),
                // Such a letter stands for itself, whether it was seen or not.
                _ => {
                    pack.many.push(place);
                    codes[place] = [0; 256];
                }
            }
        }
        (pack, codes)
    }

    /// Bytes that differ per text.
    fn width(&self) -> usize {
        self.few.len().div_ceil(2) + self.many.len()
    }

    /// Memory that it takes, about.
    fn bytes(&self) -> usize {
        self.differing.len() + self.others.bytes() + self.other_at.len() * size_of::<u32>()
    }

    /// Adds a text of the usual length. False, and nothing is added, when a letter has no code at its place.
    fn add(&mut self, text: &[u8], codes: &[[u8; 256]]) -> bool {
        let code = |place: usize| codes[place][usize::from(text[place])];
        if (0..text.len()).any(|place| code(place) == NO_CODE) {
            return false;
        }
        for pair in self.few.chunks(2) {
            let halves =
                [pair.first(), pair.last()].map(|few| few.map_or(0, |few| code(few.place)));
            self.differing.push(halves[0] << 4 | halves[1]);
        }
        (self.differing).extend(self.many.iter().map(|&place| text[place]));
        true
    }

    fn get(&self, at: usize) -> Cow<'_, str> {
        let mut text = Vec::new();
        match self.read(at, &mut text) {
            Some(other) => other.into(),
            // What was text before is text again.
            None => String::from_utf8(text).unwrap_or_default().into(),
        }
    }

    /// A text that is kept as it is, or `None` and the bytes of the text in `to`.
    #[inline(never)]
    fn read(&self, at: usize, to: &mut Vec<u8>) -> Option<&str> {
        if let Ok(other) = self.other_at.binary_search(&(at as u32)) {
            return Some(self.others.get(other));
        }
        to.clear();
        if at >= self.len {
            return None;
        }
        to.extend_from_slice(&self.shared);
        let width = self.width();
        let differing = &self.differing[at * width..][..width];
        let (halves, whole) = differing.split_at(self.few.len().div_ceil(2));
        for (pair, byte) in self.few.chunks(2).zip(halves) {
            for (few, code) in pair.iter().zip([byte >> 4, byte & 15]) {
                to[few.place] = few.letters[usize::from(code)];
            }
        }
        for (&place, &letter) in self.many.iter().zip(whole) {
            to[place] = letter;
        }
        None
    }
}

/// The most frequent length of some texts, the longest where there are several.
fn usual_length(texts: &[&[u8]]) -> usize {
    const LONGEST: usize = 255;
    let mut counts = [0u32; LONGEST + 1];
    for text in texts.iter().filter(|text| text.len() <= LONGEST) {
        counts[text.len()] += 1;
    }
    let usual = (0..=LONGEST).max_by_key(|&length| counts[length]);
    usual.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: impl Fn(usize) -> String, rows: usize) -> Texts {
        let mut arena = TextArena::default();
        (0..rows).for_each(|row| arena.push(&text(row)));
        arena.into()
    }

    fn bytes(texts: &Texts) -> usize {
        match &texts.0 {
            Form::Packed { packs, .. } => packs.iter().map(Pack::bytes).sum(),
            Form::Plain(arena) => arena.bytes(),
        }
    }

    #[test]
    fn dates_identifiers_and_what_is_written_alike_but_for_a_few_take_a_fraction() {
        let date = |row: usize| {
            format!(
                "202{}-{:02}-{:02} 10:{:02}:00",
                row % 5,
                row % 12 + 1,
                row % 28 + 1,
                row % 60
            )
        };
        let key = |row: usize| {
            format!(
                "resp_{:012x}",
                row.wrapping_mul(0x9e37_79b9_7f4a) % (1 << 48)
            )
        };
        let number = |row: usize| format!("PL-{:07}", row);
        let foreign = |row: usize| format!("łódź-{:04}", row % 9999);
        // All letters of a byte, texts of other lengths, and empty ones.
        let mixed = |row: usize| match row % 9 {
            0 => String::new(),
            1 => "a text of another length than the others ".repeat(row % 7),
            _ => format!(
                "{}{row:06}",
                char::from_u32(0x100 + row as u32 % 0x6ff).unwrap_or('ą')
            ),
        };
        let kinds: [(&dyn Fn(usize) -> String, f64); 5] = [
            (&date, 0.4),
            (&key, 0.4),
            (&number, 0.3),
            (&foreign, 0.3),
            (&mixed, 1.2),
        ];
        for (kind, (text, most)) in kinds.into_iter().enumerate() {
            let rows = PACK_FROM + PACKED_TOGETHER / 2;
            let plain = texts(text, rows);
            let mut packed = plain.clone();
            packed.pack();
            assert!(packed == plain, "{kind}");
            for row in (0..rows).step_by(101).chain([rows - 1]) {
                assert_eq!(packed.get(row), text(row), "{kind}: {row}");
            }
            assert_eq!(packed.get(rows), "");
            let mut row = 0;
            packed.for_each(&mut |read| {
                assert_eq!(read, text(row), "{kind}: {row}");
                row += 1;
            });
            assert_eq!(row, rows);
            let share = bytes(&packed) as f64 / bytes(&plain) as f64;
            assert!(share < most, "{kind}: {share}");
            packed.pop();
            assert_eq!((packed.len(), &*packed.get(rows - 1)), (rows - 1, ""));
            assert_eq!(packed.get(rows - 2), text(rows - 2));
        }
    }

    #[test]
    fn a_column_that_is_written_otherwise_further_down_stays_whole() {
        let text = |row: usize| match row < PACKED_TOGETHER {
            true => format!("{:08}", row),
            false => format!("answer {} of {row}", "x".repeat(row % 300)),
        };
        let plain = texts(text, PACK_FROM);
        let mut packed = plain.clone();
        packed.pack();
        assert!(matches!(packed.0, Form::Packed { .. }));
        assert!(packed == plain);
    }

    #[test]
    fn few_texts_and_those_without_anything_in_common_stay_as_they_are() {
        let few = texts(|row| format!("{row:08}"), 1000);
        let free = texts(|row| format!("{} {row}", "ab".repeat(row % 50)), PACK_FROM);
        for mut texts in [few, free] {
            texts.pack();
            assert!(matches!(texts.0, Form::Plain(_)));
        }
    }
}
