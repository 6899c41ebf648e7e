//! Compact columns: answers repeat, so they are stored once and counted by code; texts that do not
//! repeat lie one behind the other in an arena.

use super::places::Places;
use super::texts::{Page, Texts};
use crate::exchange::{Bytes, put_bytes, put_list, put_number, put_numbers};
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::borrow::Cow;
use std::hash::BuildHasher;
use std::ops::Range;

/// Bytes of a page of a [`TextArena`].
const PAGE: usize = 1 << 20;

/// Strings one behind the other, in pages.
///
/// One buffer that grew by doubling would hold up to twice what is in it, and while it moves, three
/// times; memory of a WebAssembly module is never given back.
#[derive(Debug, Clone, Default)]
pub struct TextArena {
    /// A string lies in one page. One longer than a page takes the places of several: the first
    /// holds all of it, the last one stands filled up to its end.
    pages: Vec<String>,
    /// Where each string lies, in pages times [`PAGE`] and bytes in the page. It starts where the one
    /// before ends, or with the next page when it does not fit.
    places: Places,
}

/// Equal strings in the same order, wherever they lie.
impl PartialEq for TextArena {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl TextArena {
    /// Number of strings.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// True without any string.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of all strings, up to what is left over at the ends of pages.
    pub fn bytes(&self) -> usize {
        self.end()
    }

    fn end(&self) -> usize {
        self.places.end()
    }

    /// Adds a string. Behind 4 GiB strings are cut to nothing: the limits refuse such files before.
    #[inline]
    pub fn push(&mut self, text: &str) {
        if !self.push_behind(text) {
            self.push_elsewhere(text);
        }
    }

    /// Adds a string right behind the last one. False, and nothing is added, where it is long or the page has no
    /// room: nearly all strings are short, and it has.
    #[inline]
    pub(super) fn push_behind(&mut self, text: &str) -> bool {
        let before = self.end();
        if let Some(page) = self.pages.get_mut(before / PAGE)
            && text.len() <= page.capacity().min(PAGE) - page.len()
            && self.places.push_behind(text.len())
        {
            page.push_str(text);
            return true;
        }
        false
    }

    /// True when another page begins with that string.
    pub(super) fn is_full_for(&self, text: &str) -> bool {
        let end = self.end();
        end > 0 && text.len() > (PAGE - end % PAGE) % PAGE
    }

    #[cold]
    pub(super) fn push_elsewhere(&mut self, text: &str) {
        let before = self.end();
        let place = before.checked_next_multiple_of(PAGE).and_then(|next| {
            let room = next - before;
            let start = if text.len() <= room { before } else { next };
            let end = u32::try_from(start.checked_add(text.len())?).ok()?;
            Some((start, end))
        });
        let Some((start, end)) = place.filter(|_| !text.is_empty()) else {
            self.places.push_behind(0);
            return;
        };
        self.page(start / PAGE, text.len()).push_str(text);
        if text.len() > PAGE {
            let rest = end as usize % PAGE;
            let last = self.page(end as usize / PAGE, rest);
            last.extend(std::iter::repeat_n(' ', rest));
        }
        self.places.push(start as u32, end);
    }

    /// A page with room for so many bytes more. The first page grows as it is filled, because most
    /// arenas are small; one that is not gets all of its page at once, or it would be copied again and again.
    fn page(&mut self, index: usize, room: usize) -> &mut String {
        const SMALL: usize = PAGE / 16;
        if self.pages.len() <= index {
            self.pages.resize_with(index + 1, String::new);
        }
        let page = &mut self.pages[index];
        let (length, capacity) = (page.len(), page.capacity());
        let whole = (index > 0 && capacity == 0) || capacity >= SMALL;
        if whole && capacity - length < room {
            page.reserve_exact(room.max(PAGE - length));
        }
        page
    }

    /// String at `index`; empty behind the last one.
    pub fn get(&self, index: usize) -> &str {
        self.places.get(index).map_or("", |place| self.at(place))
    }

    fn at(&self, place: Range<usize>) -> &str {
        if place.is_empty() {
            return "";
        }
        let start = place.start % PAGE;
        &self.pages[place.start / PAGE][start..start + place.len()]
    }

    /// Bytes that [`TextArena::put`] adds, nearly.
    pub(super) fn size(&self) -> usize {
        self.places.len() + self.pages.iter().map(String::len).sum::<usize>()
    }

    pub(super) fn put(&self, to: &mut Vec<u8>) {
        put_list(&self.pages, to, |page, to| put_bytes(page.as_bytes(), to));
        self.places.put(to);
    }

    pub(super) fn from_bytes(bytes: &mut Bytes<'_>) -> Option<TextArena> {
        Some(TextArena {
            pages: bytes.list(Bytes::text)?,
            places: Places::from_bytes(bytes)?,
        })
    }

    /// The page with that index, when it is full: it is missing then.
    pub(super) fn take_page(&mut self, index: usize) -> Option<String> {
        let full = index < self.end() / PAGE;
        full.then(|| self.pages.get_mut(index).map(std::mem::take))?
    }

    /// Puts back what [`TextArena::take_page`] took. False where no page was.
    pub(super) fn put_back(&mut self, index: usize, page: String) -> bool {
        let place = self.pages.get_mut(index);
        place.map(|place| *place = page).is_some()
    }

    /// Makes room for the places of so many strings in all.
    pub(super) fn reserve(&mut self, strings: usize) {
        self.places.reserve(strings);
    }

    /// Gives back memory that is not needed when no string comes any more.
    pub(super) fn shrink(&mut self) {
        self.pages.iter_mut().for_each(String::shrink_to_fit);
    }

    /// Removes all strings and keeps the memory of the first ones for others.
    pub(super) fn clear(&mut self) {
        self.pages.truncate(1);
        self.pages.iter_mut().for_each(String::clear);
        self.places.clear();
    }

    /// Adds all strings of another arena, whose pages stay as they are.
    pub(super) fn join(&mut self, other: TextArena) {
        let end = self.end();
        let start = match end {
            0 => Some(0),
            _ => end.checked_next_multiple_of(PAGE),
        };
        let fits = |start: &usize| {
            let end = start.checked_add(other.end());
            end.is_some_and(|end| u32::try_from(end).is_ok())
        };
        let Some(start) = start.filter(fits) else {
            return other.iter().for_each(|text| self.push(text));
        };
        self.pages.resize_with(start / PAGE, String::new);
        self.pages.extend(other.pages);
        self.places.join(&other.places, start as u32);
    }

    pub(super) fn fill_to(&mut self, length: usize) {
        self.places.fill_to(length);
    }

    pub(super) fn pop(&mut self) {
        self.places.pop();
        let end = self.end();
        self.pages.truncate(end / PAGE + 1);
        if let Some(page) = self.pages.get_mut(end / PAGE) {
            page.truncate(end % PAGE);
        }
    }

    /// All strings in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> + Clone {
        self.places.iter().map(|place| self.at(place))
    }
}

/// Codes of a dictionary column in the narrowest type that holds them.
#[derive(Debug, Clone, PartialEq)]
pub enum Codes {
    /// Up to 256 values.
    Byte(Vec<u8>),
    /// Up to 65,536 values.
    Short(Vec<u16>),
    /// One value in this many rows: a column that nobody filled takes no memory.
    Same(usize),
}

/// Codes that are looked up in one call: a browser replaces the code of a function by a faster one when it
/// is called again, and a loop over all rows would run to its end in the slow one.
const LOOKED_UP: usize = 4096;

/// Adds the values of codes.
#[inline(never)]
fn look_up<C: Copy + Into<usize>, T: Copy>(codes: &[C], by_code: &[T], mapped: &mut Vec<T>) {
    mapped.extend(codes.iter().map(|&code| by_code[code.into()]));
}

impl Codes {
    /// Number of rows.
    pub fn len(&self) -> usize {
        match self {
            Codes::Byte(codes) => codes.len(),
            Codes::Short(codes) => codes.len(),
            Codes::Same(rows) => *rows,
        }
    }

    /// True without rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Code of a row.
    pub fn get(&self, row: usize) -> usize {
        match self {
            Codes::Byte(codes) => usize::from(codes[row]),
            Codes::Short(codes) => usize::from(codes[row]),
            Codes::Same(_) => 0,
        }
    }

    /// What a table of values by code says for every row.
    pub fn map<T: Copy>(&self, by_code: &[T]) -> Vec<T> {
        let mut mapped = Vec::with_capacity(self.len());
        match self {
            Codes::Byte(codes) => codes
                .chunks(LOOKED_UP)
                .for_each(|codes| look_up(codes, by_code, &mut mapped)),
            Codes::Short(codes) => codes
                .chunks(LOOKED_UP)
                .for_each(|codes| look_up(codes, by_code, &mut mapped)),
            Codes::Same(0) => {}
            Codes::Same(rows) => mapped.resize(*rows, by_code[0]),
        }
        mapped
    }

    fn put(&self, to: &mut Vec<u8>) {
        match self {
            Codes::Byte(codes) => {
                to.push(0);
                put_bytes(codes, to);
            }
            Codes::Short(codes) => {
                to.push(1);
                put_list(codes, to, |code, to| {
                    to.extend_from_slice(&code.to_le_bytes())
                });
            }
            Codes::Same(rows) => {
                to.push(2);
                put_number(*rows as u32, to);
            }
        }
    }

    fn from_bytes(bytes: &mut Bytes<'_>) -> Option<Codes> {
        let [form] = bytes.array()?;
        Some(match form {
            0 => Codes::Byte(bytes.bytes()?.to_vec()),
            1 => Codes::Short(bytes.list(|bytes| bytes.array().map(u16::from_le_bytes))?),
            _ => Codes::Same(bytes.number()? as usize),
        })
    }

    fn reserve(&mut self, rows: usize) {
        let missing = rows.saturating_sub(self.len());
        match self {
            Codes::Byte(codes) => codes.reserve_exact(missing),
            Codes::Short(codes) => codes.reserve_exact(missing),
            Codes::Same(_) => {}
        }
    }

    fn pop(&mut self) -> Option<usize> {
        match self {
            Codes::Byte(codes) => codes.pop().map(usize::from),
            Codes::Short(codes) => codes.pop().map(usize::from),
            Codes::Same(rows) => {
                let left = rows.checked_sub(1)?;
                *rows = left;
                Some(0)
            }
        }
    }

    #[inline]
    fn push(&mut self, code: u16) {
        match self {
            Codes::Byte(codes) if code <= u16::from(u8::MAX) => codes.push(code as u8),
            _ => self.push_otherwise(code),
        }
    }

    #[inline(never)]
    fn push_otherwise(&mut self, code: u16) {
        match self {
            Codes::Byte(codes) => {
                let mut wide: Vec<u16> = codes.iter().map(|&code| u16::from(code)).collect();
                wide.push(code);
                *self = Codes::Short(wide);
            }
            Codes::Short(codes) => codes.push(code),
            Codes::Same(rows) if code == 0 => *rows += 1,
            Codes::Same(rows) => {
                *self = Codes::Byte(vec![0; *rows]);
                self.push(code);
            }
        }
    }

    /// Adds other codes by what they are here.
    fn extend(&mut self, other: &Codes, here: &[u16]) {
        let narrow = here.iter().all(|&code| code <= u16::from(u8::MAX));
        match (&mut *self, other) {
            (Codes::Byte(codes), Codes::Byte(more)) if narrow => {
                codes.extend(more.iter().map(|&code| here[usize::from(code)] as u8));
            }
            (Codes::Short(codes), Codes::Short(more)) => {
                codes.extend(more.iter().map(|&code| here[usize::from(code)]));
            }
            _ => (0..other.len()).for_each(|row| self.push(here[other.get(row)])),
        }
    }

    /// Repeats a code until there are `rows`.
    fn fill(&mut self, code: u16, rows: usize) {
        match self {
            Codes::Same(length) if code == 0 => *length = rows.max(*length),
            Codes::Byte(codes) if code <= u16::from(u8::MAX) => {
                codes.resize(rows.max(codes.len()), code as u8)
            }
            Codes::Short(codes) => codes.resize(rows.max(codes.len()), code),
            Codes::Byte(_) | Codes::Same(_) => {
                while self.len() < rows {
                    self.push(code);
                }
            }
        }
    }
}

/// Cells of one column.
#[derive(Debug, Clone, PartialEq)]
pub enum Cells {
    /// Values that repeat: a code per row and each value once, in order of first appearance.
    Dictionary {
        /// Index into `values`, per row.
        codes: Codes,
        /// Different values.
        values: TextArena,
        /// Rows that hold the value, per value.
        counts: Vec<u32>,
    },
    /// Values that hardly repeat, per row.
    Text(Texts),
}

/// One column of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Header text, trimmed.
    pub name: String,
    /// Cells, trimmed.
    pub cells: Cells,
    /// Rows with a cell that is not blank.
    pub answered: u32,
}

impl Column {
    /// Number of rows.
    pub fn len(&self) -> usize {
        match &self.cells {
            Cells::Dictionary { codes, .. } => codes.len(),
            Cells::Text(texts) => texts.len(),
        }
    }

    /// True without rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Cell of a row.
    pub fn get(&self, row: usize) -> Cow<'_, str> {
        match &self.cells {
            Cells::Dictionary { codes, values, .. } => values.get(codes.get(row)).into(),
            Cells::Text(texts) => texts.get(row),
        }
    }

    /// Hands every cell to `look`, in order.
    pub fn for_each(&self, look: &mut dyn FnMut(&str)) {
        match &self.cells {
            Cells::Dictionary { codes, values, .. } => {
                (0..codes.len()).for_each(|row| look(values.get(codes.get(row))));
            }
            Cells::Text(texts) => texts.for_each(look),
        }
    }
}

/// A file as columns.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// Columns in file order, all of the same length.
    pub columns: Vec<Column>,
    /// Number of rows.
    pub rows: u32,
}

/// Different values up to which a column is a dictionary.
const DICTIONARY_LIMIT: usize = 1 << 16;
/// Rows after which a column that hardly repeats becomes text, to save the hashing.
const EARLY_LOOK: usize = 1024;

impl Column {
    /// Adds blank cells until there are `rows`.
    pub fn fill_to(&mut self, rows: usize) {
        if self.len() >= rows {
            return;
        }
        let mut builder = ColumnBuilder::default();
        for row in 0..self.len() {
            builder.push_at(row, &self.get(row));
        }
        *self = builder.finish(std::mem::take(&mut self.name), rows);
    }

    /// Removes the last cell.
    pub fn pop(&mut self) {
        let row = self.len().saturating_sub(1);
        self.answered -= u32::from(!self.get(row).is_empty());
        match &mut self.cells {
            Cells::Text(texts) => texts.pop(),
            Cells::Dictionary { codes, counts, .. } => {
                if let Some(code) = codes.pop() {
                    counts[code] -= 1;
                }
            }
        }
    }
}

/// Codes of values that were looked up a short while ago, by what they begin and end with. Looking
/// there takes a fraction of the time of hashing a value, and most answers repeat.
#[derive(Debug, Default)]
struct Recent {
    slots: Vec<(Ends, u16)>,
}

/// Length, first and last eight bytes of a value: all of it up to sixteen bytes.
type Ends = (usize, u64, u64);

/// Slots of [`Recent`], as a power of two.
const RECENT_BITS: u32 = 8;

impl Recent {
    /// What is looked up for a value; `None` for values that are too short or too long.
    #[inline]
    fn key(bytes: &[u8]) -> Option<Ends> {
        let [head, tail] = match bytes {
            [] | [_] => return None,
            [first, .., last] if bytes.len() < 4 => [
                u64::from(*first),
                u64::from(bytes[1]) << 8 | u64::from(*last),
            ],
            _ if bytes.len() < 8 => [bytes.first_chunk::<4>(), bytes.last_chunk::<4>()]
                .map(|half| half.map_or(0, |half| u64::from(u32::from_le_bytes(*half)))),
            _ if bytes.len() <= 16 => [bytes.first_chunk::<8>(), bytes.last_chunk::<8>()]
                .map(|half| half.map_or(0, |half| u64::from_le_bytes(*half))),
            _ => return None,
        };
        Some((bytes.len(), head, tail))
    }

    fn slot(&(length, head, tail): &Ends) -> usize {
        let mixed =
            (head ^ tail.rotate_left(23) ^ length as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> (u64::BITS - RECENT_BITS)) as usize
    }

    fn get(&self, key: &Ends) -> Option<u16> {
        let (known, code) = self.slots.get(Recent::slot(key))?;
        (known == key).then_some(*code)
    }

    fn put(&mut self, key: Ends, code: u16) {
        if self.slots.is_empty() {
            // No value has a length of zero here.
            self.slots.resize(1 << RECENT_BITS, ((0, 0, 0), 0));
        }
        self.slots[Recent::slot(&key)] = (key, code);
    }
}

/// Builds a column cell by cell.
#[derive(Debug)]
pub struct ColumnBuilder {
    cells: Cells,
    index: HashTable<u16>,
    hasher: FixedState,
    blank: Option<u16>,
    /// Blank cells so far: those that hold something are the others, and are many more.
    blanks: usize,
    /// Cells so far; the same as the length of `cells`, at hand without a look at how they are kept.
    rows: usize,
    /// Codes of values of one ASCII character, by character, plus one; 0 where there is none yet.
    /// Answers on a scale are such values, and this is faster than hashing them.
    short: Vec<u16>,
    recent: Recent,
    /// Rows that the column will probably have; 0 when nobody knows.
    expected: usize,
}

/// Cells on their way to the builder of the same column in the part of a file before them.
#[derive(Debug)]
pub(super) struct ColumnPart {
    cells: Cells,
    answered: u32,
}

impl ColumnPart {
    /// Bytes that [`ColumnPart::put`] adds, nearly.
    fn size(&self) -> usize {
        match &self.cells {
            Cells::Text(texts) => texts.size(),
            Cells::Dictionary {
                codes,
                values,
                counts,
            } => {
                let width = match codes {
                    Codes::Byte(_) => 1,
                    Codes::Short(_) => 2,
                    Codes::Same(_) => 0,
                };
                codes.len() * width + values.size() + size_of_val(counts.as_slice())
            }
        }
    }

    /// What [`ColumnPart::received`] takes, less the pages that were taken before.
    pub(super) fn into_page(self) -> Page {
        // Room that doubles would be more than the column takes.
        let mut bytes = Vec::with_capacity(self.size() * 17 / 16);
        self.put(&mut bytes);
        Page::Rest(bytes)
    }

    /// The column from all its pages. `None` when these are not all, or make no column.
    pub(super) fn received(mut pages: Vec<Page>) -> Option<ColumnPart> {
        let Page::Rest(rest) = pages.pop()? else {
            return None;
        };
        let mut column = ColumnPart::from_bytes(&mut Bytes(&rest))?;
        column.put_back(pages).then_some(column)
    }

    fn put(self, to: &mut Vec<u8>) {
        match self.cells {
            Cells::Text(texts) => {
                to.push(0);
                texts.put(to);
            }
            Cells::Dictionary {
                codes,
                values,
                counts,
            } => {
                to.push(1);
                codes.put(to);
                values.put(to);
                put_numbers(&counts, to);
            }
        }
        put_number(self.answered, to);
    }

    fn from_bytes(bytes: &mut Bytes<'_>) -> Option<ColumnPart> {
        let [form] = bytes.array()?;
        let cells = match form {
            0 => Cells::Text(Texts::from_bytes(bytes)?),
            _ => Cells::Dictionary {
                codes: Codes::from_bytes(bytes)?,
                values: TextArena::from_bytes(bytes)?,
                counts: bytes.numbers()?,
            },
        };
        Some(ColumnPart {
            cells,
            answered: bytes.number()?,
        })
    }

    /// Puts back what [`ColumnBuilder::take_page`] took, in the same order. False when these are not
    /// all pages, or make no column.
    fn put_back(&mut self, pages: Vec<Page>) -> bool {
        match &mut self.cells {
            Cells::Text(texts) => texts.put_back(pages),
            Cells::Dictionary { .. } => pages.is_empty(),
        }
    }
}

impl Default for ColumnBuilder {
    fn default() -> Self {
        ColumnBuilder {
            cells: Cells::Dictionary {
                codes: Codes::Same(0),
                values: TextArena::default(),
                counts: Vec::new(),
            },
            index: HashTable::new(),
            // A fixed seed keeps nothing secret here, and codes follow the order of appearance.
            hasher: FixedState::default(),
            blank: None,
            blanks: 0,
            rows: 0,
            short: Vec::new(),
            recent: Recent::default(),
            expected: 0,
        }
    }
}

impl ColumnBuilder {
    /// Makes room for a column of so many rows.
    pub fn expect(&mut self, rows: usize) {
        self.expected = rows;
        match &mut self.cells {
            Cells::Text(texts) => texts.expect(rows),
            Cells::Dictionary { codes, .. } => codes.reserve(rows),
        }
    }

    /// Sets the trimmed cell of a row, blank ones before it included, and says whether it holds
    /// anything. Rows must come in order; a blank cell need not be set at all.
    #[inline]
    pub fn push_at(&mut self, row: usize, cell: &str) -> bool {
        // Of two cells of one row the first one stays.
        if cell.is_empty() || self.rows > row {
            return false;
        }
        if self.rows < row {
            self.fill_to(row);
        }
        if let Cells::Text(texts) = &mut self.cells {
            texts.push(cell);
            self.rows += 1;
        } else if !self.push_known(row, cell.as_bytes()) {
            self.push_to_dictionary(cell);
            self.rows += 1;
        }
        true
    }

    /// As [`ColumnBuilder::push_at`] for a cell that is not blank, as it stands in the file, where a value that is
    /// written just so came a short while ago. False, and nothing is set, where it has to be looked at closely.
    ///
    /// Most answers repeat, and such a one need not be known to be text, nor to have no blanks around it.
    #[inline]
    pub(super) fn push_known(&mut self, row: usize, cell: &[u8]) -> bool {
        let Cells::Dictionary { codes, counts, .. } = &mut self.cells else {
            return false;
        };
        let seen = match cell {
            [byte] => self
                .short
                .get(usize::from(*byte))
                .and_then(|code| code.checked_sub(1)),
            _ => Recent::key(cell).and_then(|key| self.recent.get(&key)),
        };
        let Some(code) = seen.filter(|_| self.rows == row) else {
            return false;
        };
        codes.push(code);
        counts[usize::from(code)] += 1;
        self.rows += 1;
        true
    }

    /// Cell of a row; blank behind the last one that was set.
    pub fn get(&self, row: usize) -> Cow<'_, str> {
        match &self.cells {
            _ if row >= self.rows => "".into(),
            Cells::Dictionary { codes, values, .. } => values.get(codes.get(row)).into(),
            Cells::Text(texts) => texts.get(row),
        }
    }

    /// Adds blank cells until there are `rows`.
    fn fill_to(&mut self, rows: usize) {
        let missing = rows.saturating_sub(self.rows);
        if missing == 0 {
            return;
        }
        match &mut self.cells {
            Cells::Text(texts) => texts.fill_to(rows),
            Cells::Dictionary {
                codes,
                values,
                counts,
            } => {
                let full = values.len() == DICTIONARY_LIMIT && self.blank.is_none();
                if full {
                    self.turn_into_text();
                    return self.fill_to(rows);
                }
                let blank = *self.blank.get_or_insert_with(|| {
                    values.push("");
                    counts.push(0);
                    values.len() as u16 - 1
                });
                counts[usize::from(blank)] += missing as u32;
                codes.fill(blank, rows);
            }
        }
        self.rows = rows;
        self.blanks += missing;
    }

    /// Cells that are not blank.
    fn answered(&self) -> u32 {
        (self.rows - self.blanks) as u32
    }

    /// Adds a cell that is not blank to a dictionary in which it was not seen a short while ago.
    #[inline(never)]
    fn push_to_dictionary(&mut self, cell: &str) {
        let Cells::Dictionary {
            codes,
            values,
            counts,
        } = &mut self.cells
        else {
            return;
        };
        let hash = self.hasher.hash_one(cell);
        let known = self
            .index
            .find(hash, |&code| values.get(usize::from(code)) == cell);
        if let Some(&code) = known {
            codes.push(code);
            counts[usize::from(code)] += 1;
            // What is written like a formula may be the text in it, wherever it comes from.
            if let Some(key) = Recent::key(cell.as_bytes())
                && !cell.starts_with('=')
            {
                self.recent.put(key, code);
            }
            return;
        }
        if values.len() == DICTIONARY_LIMIT || hardly_repeats(codes.len(), values.len()) {
            self.turn_into_text();
            if let Cells::Text(texts) = &mut self.cells {
                texts.push(cell);
            }
            return;
        }
        let code = values.len() as u16;
        if let &[byte] = cell.as_bytes()
            && code < u16::MAX
        {
            let byte = usize::from(byte);
            if self.short.len() <= byte {
                self.short.resize(byte + 1, 0);
            }
            self.short[byte] = code + 1;
        }
        values.push(cell);
        counts.push(1);
        codes.push(code);
        remember(&mut self.index, &self.hasher, values, code);
    }

    fn turn_into_text(&mut self) {
        let Cells::Dictionary { codes, values, .. } = &self.cells else {
            return;
        };
        let mut texts = Texts::default();
        texts.expect(self.expected);
        for row in 0..codes.len() {
            texts.push(values.get(codes.get(row)));
        }
        self.cells = Cells::Text(texts);
        self.index = HashTable::new();
        self.recent = Recent::default();
    }

    /// Takes out a page that texts have filled. Such a column can only be a part of another one.
    pub(super) fn take_page(&mut self) -> Option<Page> {
        match &mut self.cells {
            Cells::Text(texts) => texts.take_page(),
            Cells::Dictionary { .. } => None,
        }
    }

    /// What [`ColumnBuilder::join`] takes.
    pub(super) fn part(self) -> ColumnPart {
        ColumnPart {
            answered: self.answered(),
            cells: self.cells,
        }
    }

    /// Adds the cells of a part that begins behind `above` rows, as if they came one by one.
    pub(super) fn join(&mut self, above: usize, below: ColumnPart) {
        let ColumnPart { cells, answered } = below;
        let rows = match &cells {
            Cells::Text(texts) => texts.len(),
            Cells::Dictionary { codes, .. } => codes.len(),
        };
        // Blank cells behind the last answer are added with the next one, or at the end.
        if answered == 0 {
            return;
        }
        self.fill_to(above);
        let cells = match cells {
            Cells::Text(lower) if let Cells::Text(upper) = &mut self.cells => {
                upper.join(lower);
                None
            }
            cells => Some(cells).filter(|cells| !self.join_dictionary(cells)),
        };
        match cells {
            None => {
                self.rows = above + rows;
                self.blanks += rows.saturating_sub(answered as usize);
            }
            Some(Cells::Text(texts)) => {
                let mut row = above;
                texts.for_each(&mut |text| {
                    self.push_at(row, text);
                    row += 1;
                });
            }
            Some(Cells::Dictionary { codes, values, .. }) => {
                for row in 0..codes.len() {
                    self.push_at(above + row, values.get(codes.get(row)));
                }
            }
        }
    }

    /// Adds the cells of another dictionary. False, and nothing is added, when these are not two
    /// dictionaries or one of the values would have made this column turn into text.
    fn join_dictionary(&mut self, below: &Cells) -> bool {
        let Some(new) = self.new_values(below) else {
            return false;
        };
        let (
            Cells::Dictionary {
                codes,
                values,
                counts,
            },
            Cells::Dictionary {
                codes: lower_codes,
                values: lower_values,
                counts: lower_counts,
            },
        ) = (&mut self.cells, below)
        else {
            return false;
        };
        let mut here = Vec::with_capacity(lower_values.len());
        for ((value, count), known) in lower_values.iter().zip(lower_counts).zip(new) {
            let code = known.unwrap_or(values.len() as u16);
            here.push(code);
            if known.is_some() {
                counts[usize::from(code)] += count;
                continue;
            }
            values.push(value);
            counts.push(*count);
            if value.is_empty() {
                self.blank = Some(code);
                continue;
            }
            remember(&mut self.index, &self.hasher, values, code);
        }
        codes.extend(lower_codes, &here);
        true
    }

    /// The code here of every value of another dictionary, `None` for a value that is new; nothing at
    /// all when one of them would have made this column turn into text.
    fn new_values(&self, below: &Cells) -> Option<Vec<Option<u16>>> {
        let (
            Cells::Dictionary { codes, values, .. },
            Cells::Dictionary {
                codes: lower_codes,
                values: lower_values,
                ..
            },
        ) = (&self.cells, below)
        else {
            return None;
        };
        let code = |value: &str| {
            if value.is_empty() {
                return self.blank;
            }
            let hash = self.hasher.hash_one(value);
            let same = |&code: &u16| values.get(usize::from(code)) == value;
            self.index.find(hash, same).copied()
        };
        let known: Vec<Option<u16>> = lower_values.iter().map(code).collect();
        let new = known.iter().filter(|code| code.is_none()).count();
        if values.len() + new >= DICTIONARY_LIMIT {
            return None;
        }
        let (mut seen, mut different) = (0, values.len());
        for row in 0..lower_codes.len() {
            if seen == known.len() {
                break;
            }
            // Values have their codes in the order in which they appear.
            if lower_codes.get(row) < seen {
                continue;
            }
            let place = seen;
            seen += 1;
            if known.get(place)?.is_some() {
                continue;
            }
            let blank = lower_values.get(place).is_empty();
            if !blank && hardly_repeats(codes.len() + row, different) {
                return None;
            }
            different += 1;
        }
        Some(known)
    }

    /// The finished column of `rows` rows: blank cells are added, cells behind are removed.
    pub fn finish(mut self, name: String, rows: usize) -> Column {
        self.fill_to(rows);
        let mut column = Column {
            name,
            answered: self.answered(),
            cells: self.cells,
        };
        while column.len() > rows {
            column.pop();
        }
        column
    }
}

/// Adds the code of a value to the index of all values.
fn remember(index: &mut HashTable<u16>, hasher: &FixedState, values: &TextArena, code: u16) {
    let hash = |&code: &u16| hasher.hash_one(values.get(usize::from(code)));
    index.insert_unique(hash(&code), code, hash);
}

/// True when more than a third of the rows brought a new value, once there are enough to tell.
fn hardly_repeats(rows: usize, values: usize) -> bool {
    rows >= EARLY_LOOK && values * 3 > rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_survive_the_ends_of_pages() {
        let lengths = [
            0,
            5,
            PAGE - 6,
            0,
            1,
            2,
            PAGE,
            0,
            3,
            PAGE + 1,
            4,
            3 * PAGE,
            0,
            6,
            2 * PAGE - 6,
            7,
            PAGE / 2,
            PAGE / 2 + 1,
            8,
        ];
        let letter = |place: usize| char::from(b'a' + place as u8).to_string();
        let texts: Vec<String> = lengths
            .iter()
            .enumerate()
            .map(|(place, &length)| letter(place).repeat(length))
            .collect();
        let mut arena = TextArena::default();
        for cut in 0..texts.len() {
            texts[cut..].iter().for_each(|text| arena.push(text));
            assert!(arena.iter().eq(&texts), "filled from {cut}");
            while arena.len() > cut + 1 {
                arena.pop();
            }
        }
        arena.fill_to(30);
        assert_eq!((arena.len(), arena.get(29), arena.get(30)), (30, "", ""));
        assert_eq!(arena.get(texts.len() - 1), texts.last().unwrap());
    }

    #[test]
    fn values_that_begin_and_end_alike_are_told_apart() {
        // Of every length, with the same ends, and more of them than are remembered.
        let value = |at: usize| {
            let inside = ["", "a", "b", "ab", "ba"][at % 5].repeat(at / 5 % 12);
            let (head, tail) = (&"12345678"[..at % 9], &"87654321"[..at / 60 % 9]);
            format!("{head}{inside}{tail}")
        };
        for expected in [0, 10, 1_000_000] {
            let mut builder = ColumnBuilder::default();
            builder.expect(expected);
            let rows = 9_000;
            for row in 0..rows {
                builder.push_at(row, &value(row % 977));
            }
            let column = builder.finish("x".into(), rows);
            assert!(matches!(column.cells, Cells::Dictionary { .. }));
            for row in 0..rows {
                assert_eq!(column.get(row), value(row % 977), "{row}");
            }
        }
    }

    #[test]
    fn a_value_that_came_before_is_known_as_it_is_written_but_for_formulas() {
        let mut builder = ColumnBuilder::default();
        for (row, cell) in ["7", "often", "often", "=\"a\"", "=\"a\""]
            .into_iter()
            .enumerate()
        {
            assert!(builder.push_at(row, cell));
        }
        assert!(builder.push_known(5, b"7") && builder.push_known(6, b"often"));
        // Somewhere else in the file it stands for the text in it.
        assert!(!builder.push_known(7, b"=\"a\""));
        // Blank cells before it have to be set first.
        assert!(!builder.push_known(8, b"often"));
        let column = builder.finish("x".into(), 9);
        let cells: Vec<_> = (4..9).map(|row| column.get(row)).collect();
        assert_eq!(cells, ["=\"a\"", "7", "often", "", ""]);
        assert_eq!(column.answered, 7);
    }

    #[test]
    fn cells_survive_every_change_of_storage() {
        let cells: Vec<String> = (0..3000)
            .map(|row| format!("value {}", row % 700))
            .collect();
        let unique: Vec<String> = (0..3000).map(|row| format!("text {row}")).collect();
        for source in [&cells, &unique] {
            let mut builder = ColumnBuilder::default();
            for (row, cell) in source.iter().enumerate() {
                builder.push_at(row + 2, cell);
            }
            let column = builder.finish("x".into(), 3010);
            assert_eq!(column.len(), 3010);
            assert_eq!(column.answered, 3000);
            assert!(column.get(1).is_empty() && column.get(3005).is_empty());
            for (row, cell) in source.iter().enumerate() {
                assert_eq!(&column.get(row + 2), cell);
            }
        }
    }
}
