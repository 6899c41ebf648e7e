//! Texts of a column: as they were read, or in a fraction of their memory where they are many and written alike.

use super::table::TextArena;
use crate::exchange::{Bytes, put_bytes, put_number, put_numbers};
use std::borrow::Cow;

/// Texts that are packed alike. What they have in common changes along a file: the first digits of
/// numbers that count up, the year of dates.
const PACKED_TOGETHER: usize = 1 << 15;

/// Texts from which packing is worth its time: below, a survey takes a few megabytes in all.
const PACK_FROM: usize = 1 << 17;

/// Letters of a place up to which half a byte says which one it is.
const NIBBLE: usize = 16;

/// The texts of a column, one per row.
///
/// In a long column, texts that are written alike, such as dates and identifiers, and addresses that end alike are
/// packed a page at a time as they come, because memory that they had taken by then would not be given back. They
/// take a third of it, addresses two thirds, and each is still found by its row. Texts written in many ways stay as
/// they are.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    packs: Vec<Pack>,
    /// Texts before the end of each pack.
    ends: Vec<u32>,
    /// Texts behind the packs.
    rest: TextArena,
    /// True once texts were not worth packing, or are partly elsewhere: those behind them stay as they are.
    loose: bool,
    /// Texts that the column will probably have; 0 when nobody knows.
    expected: usize,
    /// Pages that were taken out.
    taken: usize,
}

/// A part of a column on its way to another instance.
#[derive(Debug, Clone)]
pub enum Page {
    /// Texts one behind the other.
    Loose(String),
    /// Texts that are written alike.
    Packed(Box<Pack>),
    /// The column without the pages before.
    Rest(Vec<u8>),
}

impl Page {
    /// The bytes, and the number of their kind.
    pub fn into_bytes(self) -> (Vec<u8>, u32) {
        match self {
            Page::Loose(text) => (text.into_bytes(), 0),
            Page::Packed(pack) => (pack.into_bytes(), 1),
            Page::Rest(bytes) => (bytes, 2),
        }
    }

    /// The page from [`Page::into_bytes`]; `None` for bytes that are none.
    pub fn from_bytes(bytes: Vec<u8>, kind: u32) -> Option<Page> {
        match kind {
            0 => String::from_utf8(bytes).ok().map(Page::Loose),
            1 => Pack::from_bytes(bytes).map(|pack| Page::Packed(Box::new(pack))),
            2 => Some(Page::Rest(bytes)),
            _ => None,
        }
    }
}

/// Equal texts in the same order, however they are kept.
impl PartialEq for Texts {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl Texts {
    /// Number of texts.
    pub fn len(&self) -> usize {
        self.packed() + self.rest.len()
    }

    /// True without any text.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Texts that are packed, which come before the others.
    fn packed(&self) -> usize {
        self.ends.last().map_or(0, |&end| end as usize)
    }

    /// True where packing is worth its time.
    fn is_large(&self) -> bool {
        self.expected.max(self.len()) >= PACK_FROM
    }

    /// Text at `index`; empty behind the last one.
    #[inline(never)]
    pub fn get(&self, index: usize) -> Cow<'_, str> {
        let packed = self.packed();
        if index >= packed {
            return self.rest.get(index - packed).into();
        }
        let place = self.ends.partition_point(|&end| end as usize <= index);
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.packs[place].get(index - start as usize)
    }

    /// All texts in order, for looks that may end early; [`Texts::for_each`] is quicker.
    pub fn iter(&self) -> impl Iterator<Item = Cow<'_, str>> + Clone {
        (0..self.len()).map(|index| self.get(index))
    }

    /// Hands all texts to `look` in order.
    #[inline(never)]
    pub fn for_each(&self, look: &mut dyn FnMut(&str)) {
        self.packs.iter().for_each(|pack| pack.for_each(look));
        self.rest.iter().for_each(look);
    }

    /// Makes room for so many texts in all, where each takes room of its own.
    pub(super) fn expect(&mut self, texts: usize) {
        self.expected = texts;
        if self.loose || !self.is_large() {
            self.rest.reserve(texts.saturating_sub(self.packed()));
        }
    }

    /// Adds a text.
    #[inline]
    pub(super) fn push(&mut self, text: &str) {
        if !self.rest.push_behind(text) {
            self.push_elsewhere(text);
        }
    }

    #[cold]
    fn push_elsewhere(&mut self, text: &str) {
        if !self.loose && self.rest.is_full_for(text) && self.is_large() {
            self.close();
        }
        self.rest.push_elsewhere(text);
    }

    /// Adds empty texts until there are so many.
    pub(super) fn fill_to(&mut self, texts: usize) {
        self.rest.fill_to(texts.saturating_sub(self.packed()));
    }

    /// Packs what is behind the packs, if that is worth it.
    #[inline(never)]
    fn close(&mut self) {
        let texts: Vec<&str> = self.rest.iter().collect();
        let parts = texts.len().div_ceil(PACKED_TOGETHER).max(1);
        let together = texts.len().div_ceil(parts).max(1);
        let packs: Vec<Pack> = texts.chunks(together).map_while(Pack::of).collect();
        let packed: usize = packs.iter().map(|pack| pack.len).sum();
        self.loose = packed < texts.len();
        if !self.loose {
            self.rest.clear();
        } else if packed > 0 {
            let mut rest = TextArena::default();
            texts[packed..].iter().for_each(|text| rest.push(text));
            self.rest = rest;
        }
        packs.into_iter().for_each(|pack| self.add(pack));
        self.expect(self.expected);
    }

    fn add(&mut self, pack: Pack) {
        self.ends.push((self.packed() + pack.len) as u32);
        self.packs.push(pack);
    }

    /// Adds all texts of another list, whose packs and pages stay as they are.
    pub(super) fn join(&mut self, below: Texts) {
        if !below.packs.is_empty() && !self.rest.is_empty() {
            let rest = std::mem::take(&mut self.rest);
            self.add(Pack::loose(rest));
        }
        below.packs.into_iter().for_each(|pack| self.add(pack));
        self.rest.join(below.rest);
        self.loose |= below.loose;
    }

    /// Removes the last text.
    pub(super) fn pop(&mut self) {
        if self.rest.is_empty()
            && let Some(pack) = self.packs.pop()
        {
            self.ends.pop();
            pack.for_each(&mut |text| self.rest.push(text));
        }
        self.rest.pop();
    }

    /// Takes out a page that is full: it is missing then.
    pub(super) fn take_page(&mut self) -> Option<Page> {
        let more = !self.loose && self.is_large();
        let page = match self.packs.get_mut(self.taken) {
            Some(pack) => Page::Packed(Box::new(std::mem::take(pack))),
            // These will be packed.
            None if more => return None,
            None => {
                let page = self.rest.take_page(self.taken - self.packs.len())?;
                self.loose = true;
                Page::Loose(page)
            }
        };
        self.taken += 1;
        Some(page)
    }

    /// Bytes that [`Texts::put`] adds, nearly.
    pub(super) fn size(&self) -> usize {
        let packs = self.packs.iter().skip(self.taken);
        self.rest.size() + packs.map(Pack::bytes).sum::<usize>()
    }

    /// Adds what [`Texts::from_bytes`] reads, which lacks the pages that were taken.
    pub(super) fn put(self, to: &mut Vec<u8>) {
        put_number(self.taken as u32, to);
        put_numbers(&self.ends, to);
        to.push(u8::from(self.loose));
        for pack in self.packs.into_iter().skip(self.taken) {
            put_bytes(&pack.into_bytes(), to);
        }
        self.rest.put(to);
    }

    pub(super) fn from_bytes(bytes: &mut Bytes<'_>) -> Option<Texts> {
        let taken = bytes.number()? as usize;
        let ends = bytes.numbers()?;
        let loose = bytes.one_of(&[false, true])?;
        let mut packs = Vec::with_capacity(ends.len());
        packs.resize_with(taken.min(ends.len()), Pack::default);
        while packs.len() < ends.len() {
            packs.push(Pack::from_bytes(bytes.bytes()?.to_vec())?);
        }
        Some(Texts {
            packs,
            ends,
            rest: TextArena::from_bytes(bytes)?,
            loose,
            expected: 0,
            taken,
        })
    }

    /// Puts back what [`Texts::take_page`] took, in the same order. False when these are not all pages, or
    /// make no such texts.
    pub(super) fn put_back(&mut self, pages: Vec<Page>) -> bool {
        if self.taken != pages.len() {
            return false;
        }
        let (mut packs, mut place) = (self.packs.iter_mut(), 0);
        for page in pages {
            let known = match page {
                Page::Packed(pack) => packs.next().map(|missing| *missing = *pack),
                Page::Loose(text) => self.rest.put_back(place, text).then(|| place += 1),
                Page::Rest(_) => None,
            };
            if known.is_none() {
                return false;
            }
        }
        let mut start = 0;
        (self.packs.iter().zip(&self.ends)).all(|(pack, &end)| {
            start += pack.len;
            start == end as usize
        })
    }
}

/// Texts of which most have the same length and the same few letters at each place, or that end alike.
#[derive(Debug, Clone, Default)]
pub struct Pack {
    len: usize,
    /// A text with the letters that all share; what stands at other places does not matter.
    shared: Vec<u8>,
    /// Places with up to [`NIBBLE`] different letters: two of them take a byte. Of an odd number the last one
    /// stands there twice.
    few: Vec<u32>,
    /// Letters of those places by their code, [`NIBBLE`] of each.
    letters: Vec<u8>,
    /// Places with more letters: a byte each, behind the others.
    many: Vec<u32>,
    /// What differs, the same number of bytes for every text.
    differing: Vec<u8>,
    /// Texts of another length or with other letters, and which ones they are, ascending.
    others: TextArena,
    other_at: Vec<u32>,
    /// Where texts end alike: their ends. What differs is then the number of the end, and the others are what
    /// stands before it, for every text.
    ends: TextArena,
}

/// Steps between texts that are looked at to see what they have in common lie between one and this.
const LONGEST_STEP: usize = 121;

/// Bytes that are compared at once, and the shortest texts that are packed.
const WORD: usize = 8;

/// The longest texts that are packed by their letters.
const LONGEST: usize = 128;

/// Texts that are written before they are looked at.
const WRITTEN_TOGETHER: usize = 64;

/// Stands for no code in a table of codes.
const NO_CODE: u16 = 1 << 8;

/// Two places of a text, and what each letter adds to the byte that tells those that stand there.
struct Pair {
    places: [usize; 2],
    codes: [[u16; 256]; 2],
}

/// Letters that all share, of a text from `at` on: where there are any, all bits are set in `mask`.
struct Shared {
    at: usize,
    mask: u64,
    letters: u64,
}

fn word(text: &[u8], at: usize) -> u64 {
    let word = text.get(at..).and_then(<[u8]>::first_chunk);
    word.map_or(0, |word| u64::from_le_bytes(*word))
}

impl Pack {
    /// `None` for texts that are not worth it.
    fn of(texts: &[&str]) -> Option<Pack> {
        let all: usize = texts.iter().map(|text| text.len()).sum();
        let worth = |pack: &Pack| pack.bytes() <= all / 4 * 3;
        let some = looked_at(texts);
        let alike = Pack::of_alike(texts, &some).filter(worth);
        alike.or_else(|| Pack::of_addresses(texts, &some).filter(worth))
    }

    /// Texts by what they end with from the last `@` on. `None` where these are too many, or most texts have none.
    fn of_addresses(texts: &[&str], some: &[&str]) -> Option<Pack> {
        let addresses = some.iter().filter(|text| text.contains('@'));
        if addresses.count() * 2 < some.len() {
            return None;
        }
        let mut pack = Pack {
            len: texts.len(),
            differing: Vec::with_capacity(texts.len()),
            ..Pack::default()
        };
        let mut ends: Vec<&str> = Vec::new();
        // The end that texts with such last letters had before.
        let mut before = [0; 256];
        for text in texts {
            let last = word(text.as_bytes(), text.len().saturating_sub(WORD));
            let slot = (last.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as usize;
            let known = ends.get(before[slot]).filter(|end| {
                // Nothing is the end of every text.
                !end.is_empty() && text.ends_with(**end)
            });
            let length = match known {
                Some(end) => end.len(),
                None => {
                    let end = &text[text.rfind('@').unwrap_or(text.len())..];
                    let known = ends.iter().position(|known| known == &end);
                    before[slot] = known.unwrap_or(ends.len());
                    if known.is_none() {
                        ends.push(end);
                    }
                    end.len()
                }
            };
            pack.differing.push(u8::try_from(before[slot]).ok()?);
            pack.others.push(&text[..text.len() - length]);
        }
        pack.others.shrink();
        ends.iter().for_each(|end| pack.ends.push(end));
        Some(pack)
    }

    /// Texts by the letters that differ between them. `None` where few have the same length.
    fn of_alike(texts: &[&str], some: &[&str]) -> Option<Pack> {
        let length = usual_length(some)?;
        let mut letters = vec![Vec::new(); length];
        for text in some.iter().filter(|text| text.len() == length) {
            for (letters, letter) in letters.iter_mut().zip(text.as_bytes()) {
                if letters.len() <= NIBBLE && !letters.contains(letter) {
                    letters.push(*letter);
                }
            }
        }
        let mut pack = Pack {
            len: texts.len(),
            shared: vec![b' '; length],
            ..Pack::default()
        };
        let mut mask = vec![0; length];
        for (place, letters) in letters.iter().enumerate() {
            match letters[..] {
                [letter] => (pack.shared[place], mask[place]) = (letter, u8::MAX),
                // Such a letter stands for itself, whether it was seen or not.
                _ if letters.len() > NIBBLE => pack.many.push(place as u32),
                _ => pack.add_few(place, letters),
            }
        }
        if let Some(&last) = pack.few.last()
            && pack.few.len() % 2 == 1
        {
            pack.add_few(last as usize, &letters[last as usize]);
        }
        let shared: Vec<Shared> = (0..length)
            .step_by(WORD)
            .map(|at| at.min(length - WORD))
            .map(|at| Shared {
                at,
                mask: word(&mask, at),
                letters: word(&pack.shared, at) & word(&mask, at),
            })
            .collect();
        pack.fill(texts, &shared);
        Some(pack)
    }

    fn add_few(&mut self, place: usize, letters: &[u8]) {
        self.few.push(place as u32);
        let letter = |code: usize| letters.get(code).copied().unwrap_or(letters[0]);
        self.letters.extend((0..NIBBLE).map(letter));
    }

    /// What each letter of two places adds to their byte.
    fn pairs(&self) -> Vec<Pair> {
        let places = self.few.chunks_exact(2);
        let pairs = places.zip(self.letters.chunks_exact(2 * NIBBLE));
        pairs
            .map(|(places, letters)| {
                let mut codes = [[NO_CODE; 256]; 2];
                for (at, &letter) in letters.iter().enumerate().rev() {
                    let (half, code) = (at / NIBBLE, (at % NIBBLE) as u16);
                    codes[half][usize::from(letter)] = [code << 4, code][half];
                }
                Pair {
                    places: [places[0] as usize, places[1] as usize],
                    codes,
                }
            })
            .collect()
    }

    /// Adds all texts to a pack that knows what they have in common.
    fn fill(&mut self, texts: &[&str], shared: &[Shared]) {
        let pairs = self.pairs();
        let width = self.width();
        self.differing = vec![0; width * texts.len()];
        for (at, text) in texts.iter().enumerate() {
            let (bytes, to) = (text.as_bytes(), &mut self.differing[at * width..][..width]);
            if bytes.len() == self.shared.len()
                && (shared.iter()).all(|part| word(bytes, part.at) & part.mask == part.letters)
                && pack_letters(bytes, &pairs, &self.many, to)
            {
                continue;
            }
            self.others.push(text);
            self.other_at.push(at as u32);
        }
    }

    /// Texts as they are.
    fn loose(texts: TextArena) -> Pack {
        Pack {
            len: texts.len(),
            other_at: (0..texts.len() as u32).collect(),
            others: texts,
            ..Pack::default()
        }
    }

    /// Bytes that differ per text.
    fn width(&self) -> usize {
        self.few.len() / 2 + self.many.len() + usize::from(!self.ends.is_empty())
    }

    /// Memory that it takes, about.
    fn bytes(&self) -> usize {
        self.differing.len() + self.others.bytes() + self.other_at.len() * size_of::<u32>()
    }

    /// The end of a text, where texts end alike.
    fn end(&self, at: usize) -> Option<&str> {
        (!self.ends.is_empty()).then(|| self.ends.get(self.differing[at].into()))
    }

    #[inline(never)]
    fn get(&self, at: usize) -> Cow<'_, str> {
        if let Some(end) = self.end(at) {
            return (self.others.get(at).to_owned() + end).into();
        }
        if let Ok(other) = self.other_at.binary_search(&(at as u32)) {
            return self.others.get(other).into();
        }
        let mut text = self.shared.clone();
        self.write(at, 1, &mut text);
        // What was text before is text again.
        String::from_utf8(text).unwrap_or_default().into()
    }

    fn for_each(&self, look: &mut dyn FnMut(&str)) {
        if !self.ends.is_empty() {
            let mut text = String::new();
            for (start, &end) in self.others.iter().zip(&self.differing) {
                text.clear();
                text.push_str(start);
                text.push_str(self.ends.get(end.into()));
                look(&text);
            }
            return;
        }
        let length = self.shared.len();
        if length == 0 {
            return self.others.iter().for_each(look);
        }
        let mut texts = vec![0; length * WRITTEN_TOGETHER];
        for text in texts.chunks_exact_mut(length) {
            text.copy_from_slice(&self.shared);
        }
        let mut others = self.other_at.iter().zip(self.others.iter()).peekable();
        for start in (0..self.len).step_by(WRITTEN_TOGETHER) {
            let end = self.len.min(start + WRITTEN_TOGETHER);
            self.write(start, end - start, &mut texts);
            // One look at all of them is cheaper than one at each. What stands in for others may be no text.
            let all = simdutf8::compat::from_utf8(&texts).ok();
            for (at, text) in (start..end).zip(texts.chunks_exact(length)) {
                let place = (at - start) * length;
                match others.next_if(|(other, _)| **other as usize == at) {
                    Some((_, other)) => look(other),
                    None => look(match all {
                        Some(all) => all.get(place..place + length).unwrap_or_default(),
                        None => std::str::from_utf8(text).unwrap_or_default(),
                    }),
                }
            }
        }
    }

    /// Writes what differs of some texts into copies of what all share, or into other texts of the pack.
    // Never copied into a loop over all: a browser replaces the code of a function by a faster one when it is called
    // again.
    #[inline(never)]
    fn write(&self, start: usize, count: usize, texts: &mut [u8]) {
        let width = self.width();
        if width == 0 {
            return;
        }
        let differing = self.differing[start * width..][..count * width].chunks_exact(width);
        let (letters, _) = self.letters.as_chunks::<{ 2 * NIBBLE }>();
        let (pairs, _) = self.few.as_chunks::<2>();
        for (text, differing) in texts.chunks_exact_mut(self.shared.len()).zip(differing) {
            let (halves, whole) = differing.split_at(pairs.len());
            for ((places, letters), byte) in pairs.iter().zip(letters).zip(halves) {
                text[places[0] as usize] = letters[usize::from(byte >> 4)];
                text[places[1] as usize] = letters[NIBBLE + usize::from(byte & 15)];
            }
            for (&place, &letter) in self.many.iter().zip(whole) {
                text[place as usize] = letter;
            }
        }
    }

    /// What [`Pack::from_bytes`] takes. What is long comes first, and neither end moves it.
    fn into_bytes(self) -> Vec<u8> {
        let mut bytes = self.differing;
        let length = bytes.len();
        put_number(self.len as u32, &mut bytes);
        put_bytes(&self.shared, &mut bytes);
        put_numbers(&self.few, &mut bytes);
        put_bytes(&self.letters, &mut bytes);
        put_numbers(&self.many, &mut bytes);
        put_numbers(&self.other_at, &mut bytes);
        self.others.put(&mut bytes);
        self.ends.put(&mut bytes);
        put_number(length as u32, &mut bytes);
        bytes
    }

    /// `None` for bytes that are no pack.
    fn from_bytes(mut bytes: Vec<u8>) -> Option<Pack> {
        let (rest, length) = bytes.split_last_chunk()?;
        let length = u32::from_le_bytes(*length) as usize;
        let mut rest = Bytes(rest.get(length..)?);
        let mut pack = Pack {
            len: rest.number()? as usize,
            shared: rest.bytes()?.to_vec(),
            few: rest.numbers()?,
            letters: rest.bytes()?.to_vec(),
            many: rest.numbers()?,
            differing: Vec::new(),
            other_at: rest.numbers()?,
            others: TextArena::from_bytes(&mut rest)?,
            ends: TextArena::from_bytes(&mut rest)?,
        };
        let mut places = pack.few.iter().chain(&pack.many);
        let others = match pack.shared.is_empty() {
            true => pack.len,
            false => pack.other_at.len(),
        };
        let sound = places.all(|&place| (place as usize) < pack.shared.len())
            && pack.letters.len() == pack.few.len() * NIBBLE
            && pack.width().checked_mul(pack.len) == Some(length)
            && pack.others.len() == others;
        bytes.truncate(length);
        bytes.shrink_to_fit();
        pack.differing = bytes;
        sound.then_some(pack)
    }
}

/// Writes the letters of a text that differ. False when one of them has no code at its place.
#[inline(never)]
fn pack_letters(text: &[u8], pairs: &[Pair], many: &[u32], to: &mut [u8]) -> bool {
    let (halves, whole) = to.split_at_mut(pairs.len());
    let mut all = 0;
    for (Pair { places, codes }, byte) in pairs.iter().zip(halves) {
        let letter = |half: usize| usize::from(text[places[half]]);
        let code = codes[0][letter(0)] | codes[1][letter(1)];
        all |= code;
        *byte = code as u8;
    }
    for (&place, byte) in many.iter().zip(whole) {
        *byte = text[place as usize];
    }
    all < NO_CODE
}

/// Some of many texts. Not at steps of one length: numbers, clocks and calendars come back to the same digits at many
/// of those.
fn looked_at<'t>(texts: &[&'t str]) -> Vec<&'t str> {
    let (mut some, mut at) = (Vec::new(), 0);
    while let Some(text) = texts.get(at) {
        at += 1 + some.len() * 73 % LONGEST_STEP;
        some.push(*text);
    }
    some
}

/// The most frequent length of some texts, the longest where there are several. `None` where most texts have another
/// one, or too short or too long a one to be packed.
fn usual_length(texts: &[&str]) -> Option<usize> {
    let mut counts = [0; LONGEST + 1];
    for text in texts {
        if let Some(count) = counts.get_mut(text.len()) {
            *count += 1;
        }
    }
    let usual = (WORD..=LONGEST).max_by_key(|&length| counts[length])?;
    (counts[usual] * 2 > texts.len()).then_some(usual)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: impl Fn(usize) -> String, rows: usize) -> Texts {
        let mut texts = Texts::default();
        (0..rows).for_each(|row| texts.push(&text(row)));
        texts
    }

    /// Texts of a column that is known to be long from the start.
    fn expected(text: impl Fn(usize) -> String, rows: usize) -> Texts {
        let mut texts = Texts::default();
        texts.expect(PACK_FROM);
        (0..rows).for_each(|row| texts.push(&text(row)));
        texts
    }

    /// Texts after a way between instances, the pages ahead of the rest.
    fn sent(mut texts: Texts) -> Texts {
        let pages = std::iter::from_fn(|| texts.take_page()).map(Page::into_bytes);
        let pages: Vec<(Vec<u8>, u32)> = pages.collect();
        let mut rest = Vec::new();
        texts.put(&mut rest);
        let mut received = Texts::from_bytes(&mut Bytes(&rest)).expect("all bytes are there");
        let pages = pages.into_iter();
        let pages = pages.map(|(bytes, kind)| Page::from_bytes(bytes, kind));
        assert!(received.put_back(pages.collect::<Option<_>>().expect("pages are pages")));
        received
    }

    fn date(row: usize) -> String {
        let (year, month, day, minute) = (row % 5, row % 12 + 1, row % 28 + 1, row % 60);
        format!("202{year}-{month:02}-{day:02} 10:{minute:02}:00")
    }

    fn key(row: usize) -> String {
        format!(
            "resp_{:012x}",
            row.wrapping_mul(0x9e37_79b9_7f4a) % (1 << 48)
        )
    }

    /// All letters of a byte, texts of other lengths, and empty ones.
    fn mixed(row: usize) -> String {
        match row % 9 {
            0 => String::new(),
            1 => "a text of another length than the others ".repeat(row % 7),
            _ => format!(
                "{}{row:06}",
                char::from_u32(0x100 + row as u32 % 0x6ff).unwrap_or('ą')
            ),
        }
    }

    #[test]
    fn dates_identifiers_and_what_is_written_alike_but_for_a_few_take_a_fraction() {
        let number = |row: usize| format!("PL-{row:07}");
        let foreign = |row: usize| format!("łódź-{:04}", row % 9999);
        // Every twentieth is written otherwise or blank.
        let nearly = |row: usize| match row % 20 {
            0 => mixed(row),
            _ => date(row),
        };
        // Every fifteenth is blank or another text.
        let address = |row: usize| match row % 30 {
            0 => String::new(),
            15 => "none@of@these".to_owned(),
            _ => {
                let (name, place) = (row * 7919 % 10_000_019, row * row % 90);
                format!("{name:x}.{}@mail{place}.example.org", row % 97)
            }
        };
        let kinds: [(&dyn Fn(usize) -> String, f64); 7] = [
            (&address, 2.0 / 3.0),
            (&date, 0.4),
            (&key, 0.4),
            (&number, 0.3),
            (&foreign, 0.3),
            (&nearly, 0.5),
            (&mixed, 0.0),
        ];
        for (kind, (text, most)) in kinds.into_iter().enumerate() {
            let rows = 2 * PACK_FROM;
            let all = expected(text, rows);
            let packed = (0..all.packed()).map(|row| text(row).len()).sum::<usize>();
            let share = all.packs.iter().map(Pack::bytes).sum::<usize>() as f64 / packed as f64;
            assert!(
                share <= most || packed == 0 && most == 0.0,
                "{kind}: {share}"
            );
            let mut all = sent(all);
            for row in (0..rows).step_by(101).chain([rows - 1]) {
                assert_eq!(all.get(row), text(row), "{kind}: {row}");
            }
            assert_eq!(all.get(rows), "");
            let mut row = 0;
            all.for_each(&mut |read| {
                assert_eq!(read, text(row), "{kind}: {row}");
                row += 1;
            });
            assert_eq!(row, rows);
            all.pop();
            assert_eq!((all.len(), &*all.get(rows - 1)), (rows - 1, ""));
            assert_eq!(all.get(rows - 2), text(rows - 2));
            all.push(&text(rows - 1));
            assert!(all == texts(text, rows));
        }
    }

    #[test]
    fn a_column_that_is_written_otherwise_further_down_stays_as_it_is_from_there_on() {
        let text = |row: usize| match row < PACK_FROM {
            true => date(row),
            false => mixed(row * 37),
        };
        let rows = 3 * PACK_FROM;
        for mut all in [texts(text, rows), expected(text, rows)] {
            assert!(all.loose && !all.packs.is_empty());
            all.fill_to(rows + 5);
            assert_eq!((all.len(), &*all.get(rows + 4)), (rows + 5, ""));
            assert!((0..rows).all(|row| all.get(row) == text(row)));
        }
    }

    #[test]
    fn what_is_not_expected_is_packed_once_there_are_many_and_few_texts_never() {
        let few = texts(date, PACK_FROM - 1);
        assert!(few.packs.is_empty() && few.rest.len() == few.len());
        let many = texts(date, 2 * PACK_FROM);
        assert!(many.packed() >= PACK_FROM && !many.loose);
        assert!(many == expected(date, 2 * PACK_FROM));
        // Pages that are sent ahead are not packed when more texts come than were foreseen.
        let mut sent = texts(date, PACK_FROM / 2);
        while sent.take_page().is_some() {}
        assert!(sent.taken > 0);
        (PACK_FROM / 2..2 * PACK_FROM).for_each(|row| sent.push(&date(row)));
        assert!(sent.packs.is_empty());
    }

    #[test]
    fn columns_join_however_their_texts_are_kept() {
        let address = |row: usize| format!("{row}@example.org");
        let long = |row: usize| "x".repeat(row * 7 % 300);
        let kinds: [&dyn Fn(usize) -> String; 5] = [&date, &mixed, &key, &long, &address];
        let rows = [10, PACK_FROM * 5 / 8];
        for (above, below) in kinds
            .iter()
            .flat_map(|above| kinds.map(|below| (above, below)))
        {
            for (upper, lower) in rows
                .into_iter()
                .flat_map(|upper| rows.map(|lower| (upper, lower)))
            {
                let mut joined = expected(above, upper);
                joined.join(sent(expected(below, lower)));
                (0..100).for_each(|row| joined.push(&date(row)));
                let all = (0..upper).map(above).chain((0..lower).map(below));
                let all = all.chain((0..100).map(date));
                assert!(joined.iter().eq(all), "{upper} and {lower}");
            }
        }
    }

    #[test]
    fn bytes_that_are_no_pack_are_refused() {
        let good = texts(date, 2 * PACK_FROM).packs.remove(0).into_bytes();
        assert!(Pack::from_bytes(good.clone()).is_some());
        let mut address = texts(|row| format!("{row}@example.org"), 2 * PACK_FROM);
        assert!(Pack::from_bytes(address.packs.remove(0).into_bytes()).is_some());
        for end in [0, 3, 4, 100, good.len() - 1] {
            assert!(Pack::from_bytes(good[..end].to_vec()).is_none(), "{end}");
        }
    }
}
