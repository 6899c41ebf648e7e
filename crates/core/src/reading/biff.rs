//! XLS workbooks of Excel 97 to 2003 (MS-XLS, BIFF8): records of a type, a length and up to 8,224
//! bytes; a longer one goes on in CONTINUE records.

use super::builder::limit_error;
use super::bytes::{f64_at, u16_at, u32_at};
use super::compound::Compound;
use super::rows::Row;
use super::serial::{CellFormat, Epoch, format_of_code, format_of_id, number};
use super::table::TextArena;
use super::workbook::Flow;
use crate::error::Error;
use crate::settings::Limits;
use std::collections::BTreeMap;

const FORMULA: u16 = 0x0006;
const EOF: u16 = 0x000A;
const DATE_1904: u16 = 0x0022;
const FILE_PASS: u16 = 0x002F;
const CONTINUE: u16 = 0x003C;
const BOUND_SHEET: u16 = 0x0085;
const MUL_RK: u16 = 0x00BD;
const R_STRING: u16 = 0x00D6;
const XF: u16 = 0x00E0;
const SST: u16 = 0x00FC;
const LABEL_SST: u16 = 0x00FD;
const NUMBER: u16 = 0x0203;
const LABEL: u16 = 0x0204;
const BOOL_ERR: u16 = 0x0205;
const STRING: u16 = 0x0207;
const RK: u16 = 0x027E;
const FORMAT: u16 = 0x041E;
const BOF: u16 = 0x0809;

/// Version that the first record of a BIFF8 stream names.
const BIFF8: u16 = 0x0600;

/// One sheet of a workbook.
#[derive(Debug)]
pub(super) struct XlsSheet {
    pub(super) name: String,
    pub(super) visible: bool,
    start: usize,
}

/// An opened workbook: sheets, formats and shared strings.
#[derive(Debug)]
pub(super) struct XlsWorkbook {
    stream: Vec<u8>,
    limits: Limits,
    /// Sheets with cells, in tab order.
    pub(super) sheets: Vec<XlsSheet>,
    epoch: Epoch,
    formats: Vec<CellFormat>,
    strings: TextArena,
}

fn damaged(step: &'static str) -> Error {
    Error::new("damaged_file")
        .with("found", "xls")
        .with("step", step)
}

/// Records of a stream from a position on. A record that goes beyond the end is cut there.
struct BiffRecords<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Iterator for BiffRecords<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = u16_at(self.stream, self.at)?;
        let length = usize::from(u16_at(self.stream, self.at + 2)?);
        let start = self.at + 4;
        let end = start.saturating_add(length).min(self.stream.len());
        self.at = end;
        Some((kind, self.stream.get(start..end)?))
    }
}

impl XlsWorkbook {
    /// Opens the workbook in a compound file.
    ///
    /// # Errors
    /// `encrypted_file`, `unsupported_format` for Excel 95 and older, `binary_file` for compound
    /// files of other programs, `damaged_file`, `too_large`.
    pub(super) fn open(bytes: &[u8], limits: Limits) -> Result<Self, Error> {
        let file = Compound::open(bytes).ok_or_else(|| damaged("directory"))?;
        let Some(stream) = file.stream("Workbook") else {
            return Err(match () {
                () if file.stream("EncryptedPackage").is_some() => {
                    Error::new("encrypted_file").with("found", "xlsx")
                }
                () if file.stream("Book").is_some() => {
                    Error::new("unsupported_format").with("found", "xls95")
                }
                () => Error::new("binary_file").with("found", "office"),
            });
        };
        let mut workbook = XlsWorkbook {
            stream: Vec::new(),
            limits,
            sheets: Vec::new(),
            epoch: Epoch::Windows,
            formats: Vec::new(),
            strings: TextArena::default(),
        };
        workbook.read_globals(&stream)?;
        workbook.stream = stream;
        Ok(workbook)
    }

    fn read_globals(&mut self, stream: &[u8]) -> Result<(), Error> {
        let mut codes: BTreeMap<u16, CellFormat> = BTreeMap::new();
        let mut records = BiffRecords { stream, at: 0 };
        let version = records.next().filter(|(kind, _)| *kind == BOF);
        let version = version.and_then(|(_, data)| u16_at(data, 0));
        match version {
            Some(BIFF8) => {}
            Some(_) => return Err(Error::new("unsupported_format").with("found", "xls95")),
            None => return Err(damaged("workbook")),
        }
        while let Some((kind, data)) = records.next() {
            match kind {
                FILE_PASS => return Err(Error::new("encrypted_file").with("found", "xls")),
                DATE_1904 if u16_at(data, 0) == Some(1) => self.epoch = Epoch::Mac,
                FORMAT => {
                    let text = long_string(&[data.get(2..).unwrap_or_default()]);
                    if let Some((id, code)) = u16_at(data, 0).zip(text) {
                        codes.insert(id, format_of_code(&code));
                    }
                }
                XF => {
                    let id = u16_at(data, 2).unwrap_or(0);
                    let known = codes.get(&id).copied();
                    self.formats
                        .push(known.unwrap_or_else(|| format_of_id(id.into())));
                }
                BOUND_SHEET => self.sheets.extend(bound_sheet(data)),
                SST => {
                    let parts = with_continues(data, &mut records);
                    self.read_strings(&parts)?;
                }
                EOF => break,
                _ => {}
            }
        }
        Ok(())
    }

    fn read_strings(&mut self, parts: &[&[u8]]) -> Result<(), Error> {
        let mut cursor = Cursor::new(parts);
        cursor.skip(8);
        while let Some(text) = cursor.rich_string() {
            if self.strings.len() >= self.limits.strings as usize {
                return Err(limit_error("strings", self.limits.strings.into(), 0));
            }
            self.strings.push(&text);
        }
        Ok(())
    }

    /// Hands the rows of a sheet to `sink`, in order, blank ones left out.
    ///
    /// # Errors
    /// `too_large`, `damaged_file`, and what `sink` returns.
    pub(super) fn read_sheet(
        &self,
        sheet: &XlsSheet,
        sink: &mut dyn FnMut(&Row) -> Flow,
    ) -> Result<(), Error> {
        let mut records = BiffRecords {
            stream: &self.stream,
            at: sheet.start,
        };
        if records.next().is_none_or(|(kind, _)| kind != BOF) {
            return Err(damaged("sheet"));
        }
        let mut row = Row::default();
        // Charts inside a sheet are streams of their own, with a begin and an end.
        let mut charts = 0u32;
        let mut formula: Option<usize> = None;
        while let Some((kind, data)) = records.next() {
            match kind {
                BOF => charts += 1,
                EOF if charts == 0 => break,
                EOF => charts -= 1,
                _ if charts > 0 => {}
                STRING => {
                    let parts = with_continues(data, &mut records);
                    if let Some((column, text)) = formula.take().zip(long_string(&parts)) {
                        row.set(column, &text);
                    }
                }
                LABEL_SST | LABEL | R_STRING | NUMBER | RK | MUL_RK | BOOL_ERR | FORMULA => {
                    let Some((line, column)) = u16_at(data, 0).zip(u16_at(data, 2)) else {
                        continue;
                    };
                    // A cell in the last column that a number can name makes a row of sixty-five thousand cells.
                    if u32::from(column) >= self.limits.columns {
                        return Err(limit_error("columns", self.limits.columns.into(), 0));
                    }
                    let line = u64::from(line) + 1;
                    if line != row.line {
                        row.check(&self.limits)?;
                        if !row.is_blank() && sink(&row)?.is_break() {
                            return Ok(());
                        }
                        row.start(line);
                    }
                    formula = self.set_cells(kind, data, column.into(), &mut row);
                    // One row of long shared strings must not grow without bound.
                    if row.bytes() > self.limits.record_bytes as usize {
                        row.check(&self.limits)?;
                    }
                }
                _ => {}
            }
        }
        row.check(&self.limits)?;
        if !row.is_blank() {
            let _ = sink(&row)?;
        }
        Ok(())
    }

    /// Sets the cells of a record; returns the column of a formula whose text comes in the next one.
    fn set_cells(&self, kind: u16, data: &[u8], column: usize, row: &mut Row) -> Option<usize> {
        let format = |at: usize| {
            let index = u16_at(data, at).map_or(0, usize::from);
            self.formats.get(index).copied().unwrap_or_default()
        };
        let text = |value: f64, format| number(value, format, self.epoch);
        match kind {
            LABEL_SST => {
                let index = u32_at(data, 6)? as usize;
                row.set(column, self.strings.get(index));
            }
            LABEL | R_STRING => row.set(column, &long_string(&[data.get(6..)?])?),
            NUMBER => row.set(column, &text(f64_at(data, 6)?, format(4))),
            RK => row.set(column, &text(rk(u32_at(data, 6)?), format(4))),
            MUL_RK => {
                // A format and a number per cell, and the last column.
                let cells = data.get(4..data.len().saturating_sub(2))?;
                for (offset, cell) in cells.chunks_exact(6).enumerate() {
                    let value = rk(u32_at(cell, 2)?);
                    row.set(column + offset, &text(value, format(4 + offset * 6)));
                }
            }
            BOOL_ERR if data.get(7) == Some(&0) => {
                let truth = if data.get(6) == Some(&0) {
                    "FALSE"
                } else {
                    "TRUE"
                };
                row.set(column, truth);
            }
            FORMULA if u16_at(data, 12) == Some(0xFFFF) => match data.get(6) {
                Some(0) => return Some(column),
                Some(1) => {
                    let truth = if data.get(8) == Some(&0) {
                        "FALSE"
                    } else {
                        "TRUE"
                    };
                    row.set(column, truth);
                }
                _ => {}
            },
            FORMULA => row.set(column, &text(f64_at(data, 6)?, format(4))),
            _ => {}
        }
        None
    }
}

/// A record with the CONTINUE records behind it.
fn with_continues<'a>(first: &'a [u8], records: &mut BiffRecords<'a>) -> Vec<&'a [u8]> {
    let mut parts = vec![first];
    while u16_at(records.stream, records.at) == Some(CONTINUE)
        && let Some((_, data)) = records.next()
    {
        parts.push(data);
    }
    parts
}

fn bound_sheet(data: &[u8]) -> Option<XlsSheet> {
    let start = u32_at(data, 0)? as usize;
    // Macros, charts and modules are sheets too, without cells.
    if data.get(5)? & 0x0F != 0 {
        return None;
    }
    let length = usize::from(*data.get(6)?);
    let wide = data.get(7)? & 1 == 1;
    let mut cursor = Cursor::new(std::slice::from_ref(&data));
    cursor.skip(8);
    let mut name = Vec::new();
    cursor.letters(length, wide, &mut name);
    Some(XlsSheet {
        name: String::from_utf16_lossy(&name),
        visible: data.get(4)? & 3 == 0,
        start,
    })
}

/// A string behind a length of two bytes, over one or several records.
fn long_string(parts: &[&[u8]]) -> Option<String> {
    Cursor::new(parts).rich_string()
}

/// Number in 30 bits: an integer or the upper half of a floating point number, a hundredth or not.
fn rk(packed: u32) -> f64 {
    let value = match packed & 2 {
        0 => f64::from_bits(u64::from(packed & !3) << 32),
        _ => f64::from(packed.cast_signed() >> 2),
    };
    if packed & 1 == 1 {
        value / 100.0
    } else {
        value
    }
}

/// Reads over the boundaries of records.
struct Cursor<'p, 'a> {
    parts: &'p [&'a [u8]],
    part: usize,
    at: usize,
}

impl<'p, 'a> Cursor<'p, 'a> {
    fn new(parts: &'p [&'a [u8]]) -> Self {
        Cursor {
            parts,
            part: 0,
            at: 0,
        }
    }

    /// Bytes left in the current record; goes to the next one when there are none.
    fn rest(&mut self) -> &'a [u8] {
        while let Some(part) = self.parts.get(self.part) {
            match part.get(self.at..) {
                Some(rest) if !rest.is_empty() => return rest,
                _ => (self.part, self.at) = (self.part + 1, 0),
            }
        }
        &[]
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.rest().first()?;
        self.at += 1;
        Some(byte)
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn skip(&mut self, mut bytes: usize) {
        while bytes > 0 {
            let step = self.rest().len().min(bytes);
            if step == 0 {
                return;
            }
            self.at += step;
            bytes -= step;
        }
    }

    /// A string with its length, flags, formatting and phonetic text; the last two are passed over.
    fn rich_string(&mut self) -> Option<String> {
        let length = usize::from(self.u16()?);
        let flags = self.byte()?;
        let runs = if flags & 8 == 0 { 0 } else { self.u16()? };
        let phonetic = match flags & 4 {
            0 => 0,
            _ => u32::from(self.u16()?) | u32::from(self.u16()?) << 16,
        };
        let mut letters = Vec::new();
        self.letters(length, flags & 1 == 1, &mut letters);
        self.skip(usize::from(runs) * 4 + phonetic as usize);
        Some(String::from_utf16_lossy(&letters))
    }

    /// Letters of one or two bytes. Where a string goes on in another record, that record says
    /// anew how wide they are.
    fn letters(&mut self, length: usize, mut wide: bool, out: &mut Vec<u16>) {
        let mut left = length;
        let mut part = self.part;
        while left > 0 {
            let here = self.rest();
            if here.is_empty() {
                return;
            }
            if self.part != part {
                part = self.part;
                wide = self.byte().is_some_and(|flags| flags & 1 == 1);
                continue;
            }
            let width = 1 + usize::from(wide);
            let count = (here.len() / width).min(left);
            let bytes = here.get(..count * width).unwrap_or_default();
            match wide {
                true => out.extend(
                    bytes
                        .chunks_exact(2)
                        .map(|pair| u16::from_le_bytes([pair[0], pair[1]])),
                ),
                false => out.extend(bytes.iter().map(|&byte| u16::from(byte))),
            }
            left -= count;
            // Half a letter at the end of a record is damage.
            self.at += if count == 0 {
                here.len()
            } else {
                count * width
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_numbers() {
        assert_eq!(rk((9 << 2) | 2), 9.0);
        assert_eq!(rk((1234 << 2) | 3), 12.34);
        assert_eq!(rk((-5i32 << 2).cast_unsigned() | 2), -5.0);
        assert_eq!(rk((1.5f64.to_bits() >> 32) as u32), 1.5);
    }

    #[test]
    fn a_string_goes_on_in_another_record_with_other_letters() {
        let first = [5, 0, 0, b'a', b'b'];
        let second = [1, 0x7C, 1, b'd', 0, b'e', 0, 1, 0, 0, b'x'];
        let parts: [&[u8]; 2] = [&first, &second];
        let mut cursor = Cursor::new(&parts);
        assert_eq!(cursor.rich_string().as_deref(), Some("abżde"));
        assert_eq!(cursor.rich_string().as_deref(), Some("x"));
        assert_eq!(cursor.rich_string(), None);
    }
}
