//! Compound files (MS-CFB), the container of XLS workbooks: streams made of chained sectors.
//!
//! Chains are followed no further than the file has sectors, and nothing is allocated by a size
//! that the file declares.

use super::bytes::{u16_at, u32_at};

/// Marks in a sector table that end a chain or stand for no sector.
const LAST_SECTOR: u32 = 0xFFFF_FFFA;

/// A compound file with its tables.
#[derive(Debug)]
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    mini_sector: usize,
    /// Streams shorter than this lie in the mini stream.
    cutoff: u64,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    mini: Vec<u8>,
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    name: String,
    start: u32,
    size: u64,
}

fn u32s(bytes: &[u8]) -> impl Iterator<Item = u32> {
    let number = |bytes: &[u8]| u32_at(bytes, 0).unwrap_or(u32::MAX);
    bytes.chunks_exact(4).map(number)
}

impl<'a> Compound<'a> {
    /// Reads the tables and the directory; `None` when they do not hold together.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        let (shift, mini_shift) = (u16_at(bytes, 0x1E)?, u16_at(bytes, 0x20)?);
        if !(7..=16).contains(&shift) || !(4..=shift).contains(&mini_shift) {
            return None;
        }
        let mut file = Compound {
            bytes,
            sector: 1 << shift,
            mini_sector: 1 << mini_shift,
            cutoff: u32_at(bytes, 0x38)?.into(),
            fat: Vec::new(),
            mini_fat: Vec::new(),
            mini: Vec::new(),
            entries: Vec::new(),
        };
        file.read_fat()?;
        let mini_fat = file.chain(u32_at(bytes, 0x3C)?);
        file.mini_fat = u32s(&mini_fat).collect();
        let directory = file.chain(u32_at(bytes, 0x30)?);
        // The root comes first; its stream holds the mini sectors.
        let entries = directory.chunks_exact(128).filter_map(entry);
        file.entries = entries.collect();
        let root = file.entries.first()?;
        file.mini = file.chain(root.start);
        Some(file)
    }

    /// Bytes of a stream by its name, in any case of its letters.
    pub(super) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self
            .entries
            .iter()
            .skip(1)
            .find(|entry| entry.name.eq_ignore_ascii_case(name))?;
        let mut bytes = match entry.size < self.cutoff {
            true => self.mini_chain(entry.start),
            false => self.chain(entry.start),
        };
        bytes.truncate(usize::try_from(entry.size).unwrap_or(usize::MAX));
        Some(bytes)
    }

    fn sector(&self, index: u32) -> Option<&'a [u8]> {
        // The header takes the place of one sector.
        let start = (index as usize).checked_add(1)?.checked_mul(self.sector)?;
        let end = start.saturating_add(self.sector).min(self.bytes.len());
        self.bytes.get(start..end)
    }

    fn sectors(&self) -> usize {
        self.bytes.len() / self.sector + 1
    }

    fn read_fat(&mut self) -> Option<()> {
        let mut tables: Vec<u32> = u32s(self.bytes.get(0x4C..0x4C + 436)?).collect();
        let mut next = u32_at(self.bytes, 0x44)?;
        let mut left = self.sectors();
        while next < LAST_SECTOR && left > 0 {
            let sector = self.sector(next)?;
            let mut numbers: Vec<u32> = u32s(sector).collect();
            next = numbers.pop().unwrap_or(u32::MAX);
            tables.extend(numbers);
            left -= 1;
        }
        let used = tables.into_iter().filter(|&table| table < LAST_SECTOR);
        for table in used.take(self.sectors()) {
            let Some(sector) = self.sector(table) else {
                break;
            };
            self.fat.extend(u32s(sector));
        }
        Some(())
    }

    /// Bytes of the sectors from `start` on.
    fn chain(&self, start: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let (mut next, mut left) = (start, self.sectors());
        while next < LAST_SECTOR && left > 0 {
            let Some(sector) = self.sector(next) else {
                break;
            };
            bytes.extend_from_slice(sector);
            next = self.fat.get(next as usize).copied().unwrap_or(u32::MAX);
            left -= 1;
        }
        bytes
    }

    fn mini_chain(&self, start: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let (mut next, mut left) = (start, self.mini.len() / self.mini_sector + 1);
        while next < LAST_SECTOR && left > 0 {
            let at = (next as usize).saturating_mul(self.mini_sector);
            let end = at.saturating_add(self.mini_sector).min(self.mini.len());
            let Some(sector) = self.mini.get(at..end) else {
                break;
            };
            bytes.extend_from_slice(sector);
            next = self
                .mini_fat
                .get(next as usize)
                .copied()
                .unwrap_or(u32::MAX);
            left -= 1;
        }
        bytes
    }
}

/// A directory entry of 128 bytes, `None` for an unused one.
fn entry(bytes: &[u8]) -> Option<Entry> {
    if bytes.get(0x42) == Some(&0) {
        return None;
    }
    let length = usize::from(u16_at(bytes, 0x40)?).min(64);
    let letters = bytes.get(..length)?.chunks_exact(2);
    let letters: Vec<u16> = letters
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
        .take_while(|&letter| letter != 0)
        .collect();
    Some(Entry {
        name: String::from_utf16_lossy(&letters),
        start: u32_at(bytes, 0x74)?,
        // Only the lower half is used below four gigabytes, and old writers leave rubbish above.
        size: u32_at(bytes, 0x78)?.into(),
    })
}
