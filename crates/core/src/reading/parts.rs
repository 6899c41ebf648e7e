//! One delimited file read by two readers at once, which may live in instances without shared memory.
//!
//! The [`Reader`](super::Reader) of the first part decides by its own bytes whether the second part was
//! read as it would have read it; otherwise it reads on by itself. The table is the same in any case,
//! so where the second part begins may be guessed.

use super::builder::RowsBelow;
use super::decoding::{UTF_16BE, UTF_16LE};
use super::open::format_of;
use super::reader::{Plan, TextStage, WINDOW, plan};
use super::records::{PIECE, Record};
use super::table::ColumnPart;
use super::texts::Page;
use crate::exchange::{Bytes, put_list, put_number};
use crate::settings::Settings;
use std::iter::Enumerate;
use std::vec::IntoIter;

/// Reads the later part of a delimited file.
#[derive(Debug)]
pub struct PartReader {
    plan: Plan,
    settings: Settings,
    stage: TextStage,
    bytes: u64,
    /// Bytes that will come; 0 when nobody has said.
    expected: u64,
    /// Columns that were not sent yet, when the file has ended.
    columns: Enumerate<IntoIter<ColumnPart>>,
}

/// What a [`PartReader`] has read, less the pages that were sent ahead.
#[derive(Debug)]
pub(super) struct Part {
    /// Bytes of the part.
    pub(super) bytes: u64,
    rows: RowsBelow,
    last_line: u64,
    unclosed_quotes: Vec<u64>,
}

/// Bytes behind a line end that are looked at to tell whether a record begins there.
const LOOKED_AT: usize = 16 << 10;
/// Line ends that are tried.
const TRIED: usize = 256;

impl PartReader {
    /// Bytes of the file's beginning that [`PartReader::new`] wants.
    pub const HEAD: usize = WINDOW;

    /// A reader for the file that begins with `head`, which are its first [`PartReader::HEAD`] bytes.
    /// `None` for files that are not read in parts: workbooks and the like, UTF-16, without a header.
    pub fn new(head: &[u8], settings: &Settings) -> Option<PartReader> {
        if head.len() != WINDOW || !matches!(format_of(head, false, settings), Ok(None)) {
            return None;
        }
        let plan = plan(head, false, settings).ok()?;
        if [&UTF_16LE, &UTF_16BE].contains(&plan.encoding.encoding) {
            return None;
        }
        let mut top = TextStage::new(plan, settings);
        for piece in head[plan.encoding.bom..].chunks(PIECE) {
            if top.builder.has_header() {
                break;
            }
            top.push(piece).ok()?;
        }
        let mut stage = TextStage::new(plan, settings);
        stage.builder = top.builder.further_down()?;
        Some(PartReader {
            plan,
            settings: settings.clone(),
            stage,
            bytes: 0,
            expected: 0,
            columns: Vec::new().into_iter().enumerate(),
        })
    }

    /// Where in these bytes from the middle of the file a record probably begins: behind a line end
    /// from which on records have the usual number of fields. `None` when that cannot be told.
    pub fn start_in(&self, bytes: &[u8]) -> Option<usize> {
        let mut line_ends = memchr::memchr_iter(b'\n', bytes).take(TRIED);
        line_ends.find_map(|at| {
            let start = at + 1;
            let end = bytes.len().min(start + LOOKED_AT);
            self.begins_record(&bytes[start..end]).then_some(start)
        })
    }

    fn begins_record(&self, bytes: &[u8]) -> bool {
        let mut records = self.plan.records(&self.settings);
        let (mut good, mut bad) = (0, 0);
        let mut count = |record: &Record<'_>| match record.len() == self.plan.width {
            true => good += 1,
            false => bad += 1,
        };
        // A trait object: the parser is compiled anew for every kind of sink.
        let mut count: &mut dyn FnMut(&Record<'_>) = &mut count;
        records.push(bytes, &mut count);
        good > 0 && bad == 0 && records.unclosed_quotes().is_empty()
    }

    /// Says how many bytes will come, as [`Reader::expect`](super::Reader::expect) does.
    pub fn expect(&mut self, bytes: u64) {
        self.expected = bytes;
    }

    /// Takes the next bytes. False when a limit was hit: the part is of no use then.
    pub fn push(&mut self, bytes: &[u8]) -> bool {
        if self.expected > self.bytes {
            self.stage.builder.expect(self.bytes, self.expected);
        }
        self.bytes += bytes.len() as u64;
        self.stage.push(bytes).is_ok()
    }

    /// A part of a column that is ready, each once, with the column's place: to be sent ahead to
    /// [`Reader::add_page`](super::Reader::add_page), so that nothing is held twice. Pages that texts have filled
    /// are ready as the bytes come, the rest when the file has ended.
    pub fn take_page(&mut self) -> Option<(usize, Page)> {
        let rest = |(place, column): (usize, ColumnPart)| (place, column.into_page());
        let page = self.stage.builder.take_page();
        page.or_else(|| self.columns.next().map(rest))
    }

    /// Ends the file: what [`Reader::join`](super::Reader::join) takes after all pages, those that are ready now
    /// included. `None` when the part is of no use.
    pub fn finish(&mut self) -> Option<Vec<u8>> {
        self.stage.end();
        let records = &self.stage.records;
        if records.is_too_long() {
            return None;
        }
        let mut rest = Vec::new();
        rest.extend(self.bytes.to_le_bytes());
        rest.extend(records.last_line().to_le_bytes());
        put_list(records.unclosed_quotes(), &mut rest, |line, rest| {
            rest.extend(line.to_le_bytes());
        });
        let rows = self.stage.builder.take_rows_below()?;
        rows.put(&mut rest);
        put_number(rows.columns.len() as u32, &mut rest);
        self.columns = rows.columns.into_iter().enumerate();
        Some(rest)
    }
}

impl Part {
    /// The part from the bytes of [`PartReader::finish`] and the pages before them.
    pub(super) fn received(rest: &[u8], pages: Vec<(usize, Page)>) -> Option<Part> {
        let mut by_column: Vec<Vec<Page>> = Vec::new();
        for (column, page) in pages {
            if by_column.len() <= column {
                by_column.resize_with(column + 1, Vec::new);
            }
            by_column[column].push(page);
        }
        let columns: Option<Vec<ColumnPart>> =
            by_column.into_iter().map(ColumnPart::received).collect();
        let mut rest = Bytes(rest);
        let part = Part {
            bytes: rest.long_number()?,
            last_line: rest.long_number()?,
            unclosed_quotes: rest.list(Bytes::long_number)?,
            rows: RowsBelow::from_bytes(&mut rest, columns?)?,
        };
        let all = rest.number()? as usize == part.rows.columns.len();
        all.then_some(part)
    }

    /// Puts the rows below those of a reader that stands where they begin. False, and nothing is
    /// changed, when the reader would have read them otherwise.
    pub(super) fn put_below(self, stage: &mut TextStage) -> bool {
        let lines = stage.records.lines();
        if !stage.builder.join(self.rows, lines) {
            return false;
        }
        stage.records.join(self.last_line, &self.unclosed_quotes);
        true
    }
}
