//! ZIP archives of untrusted origin: the directory is read from the bytes at hand, entries are
//! inflated as they are read, and every byte that comes out is counted against the limits.
//!
//! Sizes that an archive declares are never allocated. One that is too large is refused before
//! anything is inflated, and an entry that gets larger than declared is damaged.

use super::builder::limit_error;
use super::bytes::{u16_at, u32_at, u64_at};
use crate::error::Error;
use crate::settings::{Limits, RATIO_FREE};
use flate2::Crc;
use flate2::read::DeflateDecoder;
use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

/// Entries of an archive that are looked at; more than any export or workbook has.
const ENTRIES: usize = 65_536;

/// Bytes that are inflated at once.
const BLOCK: usize = 64 << 10;

/// One file in an archive.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// Path with forward slashes.
    pub(super) name: String,
    method: u16,
    encrypted: bool,
    crc: u32,
    compressed: u64,
    /// Size that the directory declares; good for ordering and refusing, not for allocating.
    pub(super) size: u64,
    offset: u64,
}

/// The directory of an archive.
#[derive(Debug)]
pub(super) struct Archive<'a> {
    bytes: &'a [u8],
    /// Files in directory order.
    pub(super) entries: Vec<Entry>,
    limits: Limits,
    /// Bytes inflated so far, over all entries.
    inflated: Rc<Cell<u64>>,
}

fn damaged(step: &'static str) -> Error {
    Error::new("damaged_file")
        .with("found", "zip")
        .with("step", step)
}

impl<'a> Archive<'a> {
    /// Reads the directory of an archive.
    ///
    /// # Errors
    /// `damaged_file` when there is no directory or it does not hold together.
    pub(super) fn open(bytes: &'a [u8], limits: Limits) -> Result<Self, Error> {
        let entries = directory(bytes).ok_or_else(|| damaged("directory"))?;
        Ok(Archive {
            bytes,
            entries,
            limits,
            inflated: Rc::default(),
        })
    }

    /// The entry of that path, in any case of its letters, as spreadsheets write them.
    pub(super) fn find(&self, name: &str) -> Option<&Entry> {
        let name = name.trim_start_matches('/');
        let exact = self.entries.iter().find(|entry| entry.name == name);
        exact.or_else(|| {
            self.entries
                .iter()
                .find(|entry| entry.name.eq_ignore_ascii_case(name))
        })
    }

    /// A reader of the inflated bytes of an entry.
    ///
    /// # Errors
    /// `encrypted_file`, `unsupported_format` for another compression, `damaged_file`.
    pub(super) fn read(&self, entry: &Entry) -> Result<Inflate<'a>, Error> {
        if entry.encrypted {
            return Err(Error::new("encrypted_file").with("found", "zip"));
        }
        let data = self.data(entry).ok_or_else(|| damaged("entry"))?;
        if entry.size > self.limits.inflated_by_ratio(entry.compressed) {
            return Err(limit_error("ratio", self.limits.ratio.into(), 0));
        }
        let source = match entry.method {
            0 => Source::Stored(data),
            8 => Source::Deflated(Box::new(DeflateDecoder::new(data))),
            method => {
                let found = format!("zip ({method})");
                return Err(Error::new("unsupported_format").with("found", found));
            }
        };
        Ok(Inflate {
            source,
            block: vec![0; BLOCK],
            start: 0,
            end: 0,
            since_mark: 0,
            out: 0,
            compressed: entry.compressed,
            declared: entry.size,
            crc: Crc::new(),
            expected_crc: entry.crc,
            limits: self.limits,
            total: Rc::clone(&self.inflated),
            failed: None,
            ended: false,
        })
    }

    /// Compressed bytes of an entry, behind its local header.
    fn data(&self, entry: &Entry) -> Option<&'a [u8]> {
        let at = usize::try_from(entry.offset).ok()?;
        (u32_at(self.bytes, at)? == 0x0403_4b50).then_some(())?;
        let name = usize::from(u16_at(self.bytes, at + 26)?);
        let extra = usize::from(u16_at(self.bytes, at + 28)?);
        let start = at.checked_add(30 + name + extra)?;
        let end = start.checked_add(usize::try_from(entry.compressed).ok()?)?;
        self.bytes.get(start..end)
    }
}

/// The central directory (APPNOTE 6.3.10, 4.3.12 to 4.3.16), with the 64-bit forms.
fn directory(bytes: &[u8]) -> Option<Vec<Entry>> {
    let end = end_of_directory(bytes)?;
    let mut count = u64::from(u16_at(bytes, end + 10)?);
    let mut start = u64::from(u32_at(bytes, end + 16)?);
    if (count == 0xFFFF || start == 0xFFFF_FFFF)
        && let Some(locator) = end.checked_sub(20)
        && u32_at(bytes, locator) == Some(0x0706_4b50)
    {
        let wide = usize::try_from(u64_at(bytes, locator + 8)?).ok()?;
        count = u64_at(bytes, wide.checked_add(32)?)?;
        start = u64_at(bytes, wide.checked_add(48)?)?;
    }
    let mut at = usize::try_from(start).ok()?;
    let mut entries = Vec::new();
    for _ in 0..count.min(ENTRIES as u64) {
        let (entry, next) = entry(bytes, at)?;
        entries.push(entry);
        at = next;
    }
    Some(entries)
}

/// Position of the last end-of-directory record; a comment of up to 64 KiB may follow it.
fn end_of_directory(bytes: &[u8]) -> Option<usize> {
    let last = bytes.len().checked_sub(22)?;
    let first = last.saturating_sub(0xFFFF);
    (first..=last)
        .rev()
        .find(|&at| bytes[at..].starts_with(b"PK\x05\x06"))
}

fn entry(bytes: &[u8], at: usize) -> Option<(Entry, usize)> {
    (u32_at(bytes, at)? == 0x0201_4b50).then_some(())?;
    let name_length = usize::from(u16_at(bytes, at + 28)?);
    let extra_length = usize::from(u16_at(bytes, at + 30)?);
    let comment_length = usize::from(u16_at(bytes, at + 32)?);
    let name = bytes.get(at + 46..at + 46 + name_length)?;
    let extra = bytes.get(at + 46 + name_length..at + 46 + name_length + extra_length)?;
    let mut compressed = u64::from(u32_at(bytes, at + 20)?);
    let mut size = u64::from(u32_at(bytes, at + 24)?);
    let mut offset = u64::from(u32_at(bytes, at + 42)?);
    let mut wide = wide_fields(extra);
    for value in [&mut size, &mut compressed, &mut offset] {
        if *value == 0xFFFF_FFFF {
            *value = wide.next().unwrap_or(*value);
        }
    }
    let entry = Entry {
        name: String::from_utf8_lossy(name).replace('\\', "/"),
        method: u16_at(bytes, at + 10)?,
        encrypted: u16_at(bytes, at + 8)? & 1 == 1,
        crc: u32_at(bytes, at + 16)?,
        compressed,
        size,
        offset,
    };
    Some((entry, at + 46 + name_length + extra_length + comment_length))
}

/// Values of the ZIP64 extra field, in their order.
fn wide_fields(extra: &[u8]) -> impl Iterator<Item = u64> + '_ {
    let mut at = 0;
    let mut field: &[u8] = &[];
    while let (Some(id), Some(length)) = (u16_at(extra, at), u16_at(extra, at + 2)) {
        let body = extra
            .get(at + 4..at + 4 + usize::from(length))
            .unwrap_or_default();
        if id == 1 {
            field = body;
            break;
        }
        at += 4 + usize::from(length);
    }
    field.chunks_exact(8).filter_map(|chunk| u64_at(chunk, 0))
}

enum Source<'a> {
    Stored(&'a [u8]),
    Deflated(Box<DeflateDecoder<&'a [u8]>>),
}

/// Inflated bytes of one entry, counted as they come.
pub(super) struct Inflate<'a> {
    source: Source<'a>,
    block: Vec<u8>,
    start: usize,
    end: usize,
    /// Bytes handed out since the last mark: the length of what is being read as one piece.
    since_mark: u64,
    out: u64,
    compressed: u64,
    declared: u64,
    crc: Crc,
    expected_crc: u32,
    limits: Limits,
    total: Rc<Cell<u64>>,
    failed: Option<Error>,
    ended: bool,
}

impl Inflate<'_> {
    /// Marks the start of a piece (a token, a record) that may not be longer than the limit.
    pub(super) fn mark(&mut self) {
        self.since_mark = 0;
    }

    /// Why reading failed: the limit that was hit, else damage.
    pub(super) fn failure(&self) -> Error {
        self.failed.clone().unwrap_or_else(|| damaged("content"))
    }

    fn fail(&mut self, error: Error) -> io::Error {
        self.failed.get_or_insert(error);
        io::Error::from(io::ErrorKind::InvalidData)
    }

    fn refill(&mut self) -> io::Result<()> {
        let read = match &mut self.source {
            Source::Stored(rest) => rest.read(&mut self.block),
            Source::Deflated(decoder) => decoder.read(&mut self.block),
        };
        let length = read.map_err(|_| self.fail(damaged("content")))?;
        (self.start, self.end) = (0, length);
        if length == 0 {
            self.ended = true;
            let sum = self.crc.sum();
            return if sum == self.expected_crc {
                Ok(())
            } else {
                Err(self.fail(damaged("checksum")))
            };
        }
        self.crc.update(&self.block[..length]);
        self.out += length as u64;
        self.total.set(self.total.get() + length as u64);
        let limits = self.limits;
        if self.total.get() > limits.inflated_bytes {
            return Err(self.fail(limit_error("inflated_bytes", limits.inflated_bytes, 0)));
        }
        if self.out > limits.inflated_by_ratio(self.compressed) {
            return Err(self.fail(limit_error("ratio", limits.ratio.into(), 0)));
        }
        if self.out > RATIO_FREE.max(self.declared) {
            return Err(self.fail(damaged("content")));
        }
        Ok(())
    }
}

impl BufRead for Inflate<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end && !self.ended {
            self.refill()?;
        }
        if self.since_mark > self.limits.record_bytes.into() {
            let limit = self.limits.record_bytes.into();
            return Err(self.fail(limit_error("record_bytes", limit, 0)));
        }
        Ok(&self.block[self.start..self.end])
    }

    fn consume(&mut self, amount: usize) {
        self.start = (self.start + amount).min(self.end);
        self.since_mark += amount as u64;
    }
}

impl Read for Inflate<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let length = available.len().min(out.len());
        out[..length].copy_from_slice(&available[..length]);
        self.consume(length);
        Ok(length)
    }
}
