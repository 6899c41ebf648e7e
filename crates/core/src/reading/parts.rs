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
use crate::exchange::{Bytes, put_list};
use crate::settings::Settings;

/// Reads the later part of a delimited file.
#[derive(Debug)]
pub struct PartReader {
    plan: Plan,
    settings: Settings,
    stage: TextStage,
    bytes: u64,
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

    /// Takes the next bytes. False when a limit was hit: the part is of no use then.
    pub fn push(&mut self, bytes: &[u8]) -> bool {
        self.bytes += bytes.len() as u64;
        self.stage.push(bytes).is_ok()
    }

    /// Bytes of texts that fill a page, each once, with their column: to be sent ahead to
    /// [`Reader::add_page`](super::Reader::add_page), so that they are not held twice.
    pub fn take_page(&mut self) -> Option<(usize, String)> {
        self.stage.builder.take_page()
    }

    /// Ends the file: what [`Reader::join`](super::Reader::join) takes. `None` when the part is of no
    /// use.
    pub fn finish(mut self) -> Option<Vec<u8>> {
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
        self.stage.builder.into_rows_below()?.put(&mut rest);
        Some(rest)
    }
}

impl Part {
    /// The part from the bytes of [`PartReader::finish`] and the pages before them.
    pub(super) fn received(rest: &[u8], pages: Vec<(usize, String)>) -> Option<Part> {
        let mut rest = Bytes(rest);
        let mut part = Part {
            bytes: rest.long_number()?,
            last_line: rest.long_number()?,
            unclosed_quotes: rest.list(Bytes::long_number)?,
            rows: RowsBelow::from_bytes(&mut rest)?,
        };
        let mut by_column = vec![Vec::new(); part.rows.columns.len()];
        for (column, page) in pages {
            by_column.get_mut(column)?.push(page);
        }
        let mut columns = part.rows.columns.iter_mut().zip(by_column);
        columns
            .all(|(column, pages)| column.put_back(pages))
            .then_some(part)
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
