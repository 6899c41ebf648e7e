//! SPSS system files, `.sav` and `.zsav`.
//!
//! The layout follows the GNU PSPP developers' guide, "System File Format". Nothing that the file
//! declares (number of cases, block sizes) is believed before the bytes are there.

use super::builder::{TableBuilder, limit_error, too_much_inflated};
use super::decoding::{Encoding, UTF_8, windows_1252};
use super::reader::warning;
use super::rows::Row;
use super::serial::{CellFormat, Epoch, number};
use super::table::Table;
use crate::error::Error;
use crate::likert::{is_no_answer, likert_of};
use crate::report::Warning;
use crate::settings::{Limits, Settings};
use crate::values::{format_date, parse_answer};
use flate2::read::ZlibDecoder;
use std::collections::BTreeMap;
use std::io::Read;
use std::rc::Rc;

/// A table from a system file.
pub(super) struct SavTable {
    /// Names and labels joined, cells with value labels.
    pub(super) table: Table,
    /// Lower-case WHATWG label of the file's encoding.
    pub(super) encoding: String,
}

/// Reads a system file.
///
/// # Errors
/// `damaged_file`, `no_rows`, `too_large`.
pub(super) fn read_sav(
    bytes: &[u8],
    settings: &Settings,
    warnings: &mut Vec<Warning>,
) -> Result<SavTable, Error> {
    let limits = settings.limits;
    let mut dictionary = Dictionary::read(bytes, &limits)?;
    choose_encoding(&mut dictionary, settings, warnings);
    let inflated;
    let data = bytes.get(dictionary.data..).unwrap_or_default();
    let data = match dictionary.compression {
        2 => {
            inflated = inflate(bytes, dictionary.data, &dictionary, &limits)?;
            &inflated
        }
        _ => data,
    };
    let variables = dictionary.variables(&limits)?;
    let mut builder = TableBuilder::for_values(limits);
    let heading = |it: &Variable| match repeats(&it.label, &it.name) {
        true => (it.label.clone(), String::new()),
        false => (it.name.clone(), it.label.clone()),
    };
    let (names, labels) = variables.iter().map(heading).unzip();
    builder.set_header(vec![names, labels]);
    let complete = add_cases(data, &dictionary, &variables, &mut builder, &limits)?;
    warn_of_missing_cases(complete, dictionary.cases, builder.rows(), warnings);
    let table = builder.finish(warnings)?.table;
    Ok(SavTable {
        table,
        encoding: dictionary.encoding.name.to_owned(),
    })
}

/// The encoding of the settings before the one that the file names; one that nobody knows is told.
fn choose_encoding(dictionary: &mut Dictionary, settings: &Settings, warnings: &mut Vec<Warning>) {
    let label = settings.encoding.as_ref();
    if let Some(encoding) = label.and_then(|label| Encoding::for_label(label)) {
        dictionary.encoding = encoding;
    } else if let Some(label) = &dictionary.unknown_encoding {
        let params = [
            ("found", label.as_str().into()),
            ("encoding", dictionary.encoding.name.into()),
        ];
        warnings.push(warning("unknown_encoding", None, params));
    }
}

/// Adds the rows of all cases. False when the data end within one.
fn add_cases(
    data: &[u8],
    dictionary: &Dictionary,
    variables: &[Variable],
    builder: &mut TableBuilder,
    limits: &Limits,
) -> Result<bool, Error> {
    let decode = |bytes: &[u8]| dictionary.decode(bytes);
    let mut cases = Cases::new(data, dictionary);
    let (mut row, mut case) = (Row::default(), Vec::new());
    loop {
        match cases.next(&mut case) {
            Case::Whole => {}
            Case::End => return Ok(true),
            Case::Cut => return Ok(false),
        }
        row.start(u64::from(builder.rows()) + 1);
        for (column, variable) in variables.iter().enumerate() {
            let text = variable.text(&case, dictionary.big_endian, &decode);
            if !text.is_empty() {
                row.set(column, &text);
            }
        }
        row.check(limits)?;
        builder.add_cells(&row);
        builder.check()?;
    }
}

/// Tells of cases that the file announces, or begins, and does not hold.
fn warn_of_missing_cases(complete: bool, announced: i32, rows: u32, warnings: &mut Vec<Warning>) {
    let announced = u32::try_from(announced).ok();
    let missing = announced.filter(|&cases| cases > rows);
    if complete && missing.is_none() {
        return;
    }
    let params = [
        ("rows", rows.into()),
        ("expected", missing.unwrap_or(rows + 1).into()),
    ];
    warnings.push(warning("truncated_file", None, params));
}

fn damaged(step: &'static str) -> Error {
    Error::new("damaged_file")
        .with("found", "sav")
        .with("step", step)
}

/// Bytes with a position; every read says whether it was possible.
struct Input<'a> {
    bytes: &'a [u8],
    at: usize,
    big_endian: bool,
}

impl<'a> Input<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let end = self.at.checked_add(length)?;
        let taken = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(taken)
    }

    fn i32(&mut self) -> Option<i32> {
        let bytes = self.take(4)?.try_into().ok()?;
        Some(if self.big_endian {
            i32::from_be_bytes(bytes)
        } else {
            i32::from_le_bytes(bytes)
        })
    }

    fn i64(&mut self) -> Option<i64> {
        let bytes = self.take(8)?.try_into().ok()?;
        Some(if self.big_endian {
            i64::from_be_bytes(bytes)
        } else {
            i64::from_le_bytes(bytes)
        })
    }

    fn f64(&mut self) -> Option<f64> {
        self.take(8).map(|bytes| f64_of(bytes, self.big_endian))
    }

    /// A length that must fit into the file.
    fn length(&mut self) -> Option<usize> {
        let length = usize::try_from(self.i32()?).ok()?;
        (length <= self.bytes.len()).then_some(length)
    }
}

fn f64_of(bytes: &[u8], big_endian: bool) -> f64 {
    let bytes: [u8; 8] = bytes.try_into().unwrap_or_default();
    if big_endian {
        f64::from_be_bytes(bytes)
    } else {
        f64::from_le_bytes(bytes)
    }
}

/// One entry of the dictionary: a numeric variable, or eight bytes of a string.
#[derive(Debug, Clone, Default)]
struct Slot {
    /// 0 for numbers, the width for strings, −1 for the rest of a string.
    width: i32,
    name: Vec<u8>,
    label: Vec<u8>,
    missing: Vec<[u8; 8]>,
    /// The first two of `missing` are the ends of a range.
    missing_range: bool,
    /// Print format type, as in the developers' guide.
    format: u8,
    labels: Option<usize>,
}

/// Cell per value: eight bytes of a number, trimmed bytes of a string.
type CellsByValue = BTreeMap<Vec<u8>, String>;

/// Value labels of one set: the eight bytes of a value and its label.
type Labels = Vec<([u8; 8], Vec<u8>)>;

#[derive(Debug)]
struct Dictionary {
    big_endian: bool,
    compression: i32,
    bias: f64,
    cases: i32,
    slots: Vec<Slot>,
    label_sets: Vec<Labels>,
    long_names: BTreeMap<Vec<u8>, Vec<u8>>,
    long_strings: BTreeMap<Vec<u8>, usize>,
    encoding: &'static Encoding,
    /// What the file calls its encoding, when that is none that is read here.
    unknown_encoding: Option<String>,
    /// Position of the data.
    data: usize,
}

impl Dictionary {
    fn read(bytes: &[u8], limits: &Limits) -> Result<Self, Error> {
        let mut input = Input {
            bytes,
            at: 64,
            big_endian: false,
        };
        let layout = input.i32().ok_or_else(|| damaged("header"))?;
        // The layout code is 2 or 3 in the byte order of the file.
        input.big_endian = !matches!(layout, 2 | 3);
        let mut dictionary = Dictionary {
            big_endian: input.big_endian,
            compression: 0,
            bias: 100.0,
            cases: -1,
            slots: Vec::new(),
            label_sets: Vec::new(),
            long_names: BTreeMap::new(),
            long_strings: BTreeMap::new(),
            encoding: windows_1252(),
            unknown_encoding: None,
            data: 0,
        };
        dictionary
            .read_header(&mut input)
            .ok_or_else(|| damaged("header"))?;
        loop {
            let kind = input.i32().ok_or_else(|| damaged("dictionary"))?;
            if kind == 999 {
                input.i32().ok_or_else(|| damaged("dictionary"))?;
                dictionary.data = input.at;
                break;
            }
            let read = match kind {
                2 => dictionary.read_slot(&mut input),
                3 => dictionary.read_labels(&mut input),
                6 => input
                    .length()
                    .and_then(|lines| input.take(lines.checked_mul(80)?))
                    .map(drop),
                7 => dictionary.read_extension(&mut input),
                _ => None,
            };
            read.ok_or_else(|| damaged("dictionary"))?;
            if dictionary.slots.len() > limits.columns as usize * 64 {
                return Err(limit_error("columns", limits.columns.into(), 0));
            }
        }
        if dictionary.slots.is_empty() {
            return Err(damaged("dictionary"));
        }
        Ok(dictionary)
    }

    fn read_header(&mut self, input: &mut Input<'_>) -> Option<()> {
        input.i32()?;
        self.compression = input.i32()?;
        input.i32()?;
        self.cases = input.i32()?;
        self.bias = input.f64()?;
        input.take(9 + 8 + 64 + 3).map(drop)
    }

    fn read_slot(&mut self, input: &mut Input<'_>) -> Option<()> {
        let width = input.i32()?;
        let has_label = input.i32()?;
        let missing = input.i32()?;
        let print = input.i32()?;
        input.i32()?;
        let name = input.take(8)?.trim_ascii_end().to_vec();
        let mut slot = Slot {
            width,
            name,
            format: (print >> 16) as u8,
            ..Slot::default()
        };
        if has_label == 1 {
            let length = input.length()?;
            slot.label = input.take(length)?.to_vec();
            input.take(length.next_multiple_of(4) - length)?;
        }
        slot.missing_range = missing < 0;
        for _ in 0..missing.unsigned_abs().min(3) {
            slot.missing.push(input.take(8)?.try_into().ok()?);
        }
        self.slots.push(slot);
        Some(())
    }

    fn read_labels(&mut self, input: &mut Input<'_>) -> Option<()> {
        let count = input.length()?;
        let mut labels = Labels::new();
        for _ in 0..count {
            let value = input.take(8)?.try_into().ok()?;
            let length = usize::from(input.take(1)?[0]);
            labels.push((value, input.take(length)?.to_vec()));
            input.take((length + 1).next_multiple_of(8) - length - 1)?;
        }
        // The variables that have the labels follow in a record of their own.
        (input.i32()? == 4).then_some(())?;
        for _ in 0..input.length()? {
            let index = usize::try_from(input.i32()?).ok()?.checked_sub(1)?;
            if let Some(slot) = self.slots.get_mut(index) {
                slot.labels = Some(self.label_sets.len());
            }
        }
        self.label_sets.push(labels);
        Some(())
    }

    fn read_extension(&mut self, input: &mut Input<'_>) -> Option<()> {
        let kind = input.i32()?;
        let (size, count) = (input.length()?, input.length()?);
        let content = input.take(size.checked_mul(count)?)?;
        match kind {
            3 => {
                let mut codes = Input {
                    bytes: content,
                    at: 28,
                    big_endian: self.big_endian,
                };
                if let Some(encoding) = codes.i32().and_then(encoding_of_code_page) {
                    self.encoding = encoding;
                }
            }
            13 => {
                for pair in content.split(|&byte| byte == b'\t') {
                    let Some(at) = pair.iter().position(|&byte| byte == b'=') else {
                        continue;
                    };
                    self.long_names
                        .insert(pair[..at].to_vec(), pair[at + 1..].to_vec());
                }
            }
            14 => {
                for pair in content.split(|&byte| byte == b'\t') {
                    let Some(at) = pair.iter().position(|&byte| byte == b'=') else {
                        continue;
                    };
                    let digits = pair[at + 1..]
                        .iter()
                        .take_while(|byte| byte.is_ascii_digit());
                    let length = digits.fold(0usize, |sum, digit| {
                        sum.saturating_mul(10)
                            .saturating_add(usize::from(digit - b'0'))
                    });
                    self.long_strings
                        .insert(pair[..at].to_vec(), length.min(32_767));
                }
            }
            20 => {
                let label = String::from_utf8_lossy(content);
                let label = label.trim();
                match Encoding::for_label(label) {
                    Some(encoding) => self.encoding = encoding,
                    None => self.unknown_encoding = Some(label.to_owned()),
                }
            }
            _ => {}
        }
        Some(())
    }

    fn decode(&self, bytes: &[u8]) -> String {
        let end = bytes
            .iter()
            .rposition(|&byte| byte != b' ' && byte != 0)
            .map_or(0, |at| at + 1);
        self.encoding.decode(&bytes[..end]).into_owned()
    }

    /// Variables with their names, labels and places in a case. Variables of one set share its cells:
    /// a file of a few hundred kilobytes can give thousands of labels to thousands of variables.
    ///
    /// # Errors
    /// `too_large` for columns.
    fn variables(&self, limits: &Limits) -> Result<Vec<Variable>, Error> {
        let mut variables = Vec::new();
        let mut cells_of_sets: BTreeMap<(usize, bool), Rc<CellsByValue>> = BTreeMap::new();
        let mut at = 0;
        while let Some(slot) = self.slots.get(at) {
            let start = at;
            at += slots_of(slot.width);
            if slot.width < 0 {
                continue;
            }
            let mut width = slot.width as usize;
            let mut segments = vec![(start, width)];
            if let Some(&length) = self
                .long_strings
                .get(&slot.name)
                .filter(|&&length| length > 255)
            {
                // A very long string is stored in variables of 255 bytes, one behind the other.
                width = length;
                segments[0].1 = 255;
                for _ in 1..length.div_ceil(252) {
                    let Some(next) = self.slots.get(at) else {
                        break;
                    };
                    segments.push((at, next.width.clamp(0, 255) as usize));
                    at += slots_of(next.width);
                }
            }
            let name = self.long_names.get(&slot.name).unwrap_or(&slot.name);
            let labels = slot.labels.and_then(|set| {
                let text = slot.width > 0;
                let labels = self.label_sets.get(set)?;
                let cells = || Rc::new(self.labels(labels, text));
                let cells = cells_of_sets.entry((set, text)).or_insert_with(cells);
                Some(Rc::clone(cells))
            });
            let labels = labels.unwrap_or_default();
            if variables.len() >= limits.columns as usize {
                return Err(limit_error("columns", limits.columns.into(), 0));
            }
            variables.push(Variable {
                name: self.decode(name),
                label: self.decode(&slot.label),
                width,
                segments,
                missing: slot.missing.clone(),
                missing_range: slot.missing_range,
                format: slot.format,
                labels,
            });
        }
        Ok(variables)
    }

    /// Cells that labels stand for.
    ///
    /// A label alone is the cell where it says everything: words of a scale that is understood, or
    /// names of groups. Where only some points of a scale are labelled, value and label together
    /// keep the number.
    fn labels(&self, set: &Labels, text: bool) -> CellsByValue {
        let decoded: Vec<(Vec<u8>, String)> = set
            .iter()
            .map(|(value, label)| (value.to_vec(), self.decode(label)))
            .collect();
        if text {
            let trimmed = |value: Vec<u8>| value.trim_ascii_end().to_vec();
            return decoded
                .into_iter()
                .map(|(value, label)| (trimmed(value), label))
                .collect();
        }
        let numbers: Vec<f64> = decoded
            .iter()
            .map(|(value, _)| f64_of(value, self.big_endian))
            .collect();
        let verbal = likert_of(decoded.iter().map(|(_, label)| label.as_str())).is_some();
        let answers = decoded
            .iter()
            .zip(&numbers)
            .filter(|((_, label), _)| !is_no_answer(label))
            .map(|(_, value)| *value);
        let partial = names_some_points(answers);
        let cell = |value: f64, label: String| {
            let whole = value.fract() == 0.0 && value.abs() < 1e6;
            let says_number = whole && parse_answer(&label) == Some(value as i32);
            match partial && !verbal && !says_number {
                true => format!(
                    "{} ({label})",
                    number(value, CellFormat::General, Epoch::Windows)
                ),
                false => label,
            }
        };
        let pairs = decoded.into_iter().zip(numbers);
        pairs
            .map(|((key, label), value)| (key, cell(value, label)))
            .collect()
    }
}

/// True when a label begins with the name of its variable, as questionnaires number their questions ("*Q17a. your
/// ability" of `q17a`): one of the two is enough in a heading.
fn repeats(label: &str, name: &str) -> bool {
    let label = label.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    let begins = label.get(..name.len());
    !name.is_empty()
        && begins.is_some_and(|begins| begins.eq_ignore_ascii_case(name))
        && !label[name.len()..].starts_with(char::is_alphanumeric)
}

/// True when labels name the ends of a scale of five and more points, or its ends and its middle, so that the points
/// between have none. Codes of groups have gaps, too ("1 yes, 2 no, 9 refused"), but seldom the same one twice.
fn names_some_points(labelled: impl Iterator<Item = f64>) -> bool {
    let mut points: Vec<f64> = labelled
        .filter(|value| (0.0..=10.0).contains(value))
        .collect();
    points.sort_by(f64::total_cmp);
    match points[..] {
        [low, high] => high - low >= 4.0,
        [low, middle, high] => high - low >= 4.0 && middle - low == high - middle,
        _ => false,
    }
}

/// Eight-byte slots that a variable of that width takes.
fn slots_of(width: i32) -> usize {
    (width.max(1) as usize).div_ceil(8)
}

fn encoding_of_code_page(code: i32) -> Option<&'static Encoding> {
    match code {
        65_001 => Some(&UTF_8),
        1250..=1258 => Encoding::for_label(&format!("windows-{code}")),
        28_591..=28_606 => Encoding::for_label(&format!("iso-8859-{}", code - 28_590)),
        _ => None,
    }
}

/// One column.
#[derive(Debug)]
struct Variable {
    name: String,
    label: String,
    /// 0 for numbers, bytes of a string.
    width: usize,
    /// First slot and bytes of each part; numbers and most strings have one.
    segments: Vec<(usize, usize)>,
    missing: Vec<[u8; 8]>,
    missing_range: bool,
    format: u8,
    labels: Rc<CellsByValue>,
}

impl Variable {
    fn text(&self, case: &[u8], big_endian: bool, decode: &dyn Fn(&[u8]) -> String) -> String {
        if self.width == 0 {
            let at = self.segments[0].0 * 8;
            return match case.get(at..at + 8) {
                Some(value) => self.number(value, big_endian),
                None => String::new(),
            };
        }
        let mut bytes = Vec::with_capacity(self.width);
        for &(slot, width) in &self.segments {
            bytes.extend_from_slice(case.get(slot * 8..slot * 8 + width).unwrap_or_default());
        }
        bytes.truncate(self.width);
        let value = bytes.trim_ascii_end();
        let is_missing = |missing: &[u8; 8]| missing.trim_ascii_end() == value;
        if value.is_empty() || self.missing.iter().any(is_missing) {
            return String::new();
        }
        self.labels
            .get(value)
            .cloned()
            .unwrap_or_else(|| decode(value))
    }

    fn number(&self, bytes: &[u8], big_endian: bool) -> String {
        let value = f64_of(bytes, big_endian);
        // The lowest double stands for "no value".
        if value == f64::MIN || !value.is_finite() || self.is_missing(value, big_endian) {
            return String::new();
        }
        if let Some(label) = self.labels.get(bytes) {
            return label.clone();
        }
        number_by_format(value, self.format)
    }

    fn is_missing(&self, value: f64, big_endian: bool) -> bool {
        let missing: Vec<f64> = self
            .missing
            .iter()
            .map(|it| f64_of(it, big_endian))
            .collect();
        match (self.missing_range, missing.as_slice()) {
            (true, [low, high, single @ ..]) => {
                (*low..=*high).contains(&value) || single.contains(&value)
            }
            (_, single) => single.contains(&value),
        }
    }
}

/// Dates count seconds from 1582-10-14, the day before the Gregorian calendar.
fn number_by_format(value: f64, format: u8) -> String {
    const GREGORIAN: f64 = -141_428.0;
    let day = libm::floor(value / 86_400.0);
    let seconds = (value - day * 86_400.0) as u32;
    let clock = format!(
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    );
    let dated = (0.0..2_000_000.0).contains(&day);
    match format {
        20 | 23 | 24 | 28..=30 | 38 | 39 if dated => format_date((day + GREGORIAN) as i32),
        22 | 41 if dated => format!("{} {clock}", format_date((day + GREGORIAN) as i32)),
        21 | 25 | 40 if dated => match day {
            0.0 => clock,
            day => format!("{}:{}", day * 24.0 + f64::from(seconds / 3600), &clock[3..]),
        },
        _ => number(value, CellFormat::General, Epoch::Windows),
    }
}

/// Inflates the blocks of a `.zsav` file.
fn inflate(
    bytes: &[u8],
    start: usize,
    dictionary: &Dictionary,
    limits: &Limits,
) -> Result<Vec<u8>, Error> {
    let mut input = Input {
        bytes,
        at: start,
        big_endian: dictionary.big_endian,
    };
    let trailer = (|| {
        input.i64()?;
        usize::try_from(input.i64()?).ok()
    })();
    input.at = trailer.ok_or_else(|| damaged("blocks"))?;
    let count = (|| {
        input.take(8 + 8 + 4)?;
        input.length()
    })();
    let mut data = Vec::new();
    for _ in 0..count.ok_or_else(|| damaged("blocks"))? {
        let block = (|| {
            input.i64()?;
            let at = usize::try_from(input.i64()?).ok()?;
            input.i32()?;
            let length = usize::try_from(input.i32()?).ok()?;
            bytes.get(at..at.checked_add(length)?)
        })();
        let block = block.ok_or_else(|| damaged("blocks"))?;
        // A bomb is stopped by the limit, whatever sizes the file declares.
        let room = limits.room_to_inflate(block.len() as u64, data.len() as u64);
        let mut decoder = ZlibDecoder::new(block).take(room + 1);
        let before = data.len() as u64;
        decoder
            .read_to_end(&mut data)
            .map_err(|_| damaged("blocks"))?;
        if data.len() as u64 - before > room {
            return Err(too_much_inflated(limits, data.len() as u64, 0));
        }
    }
    Ok(data)
}

/// How reading a case ended.
enum Case {
    Whole,
    End,
    /// The file ended within a case.
    Cut,
}

/// Cases of the data part, uncompressed or in the byte code of compressed files.
struct Cases<'a> {
    data: &'a [u8],
    at: usize,
    codes: [u8; 8],
    next_code: usize,
    compressed: bool,
    big_endian: bool,
    bias: f64,
    slots: usize,
}

impl<'a> Cases<'a> {
    fn new(data: &'a [u8], dictionary: &Dictionary) -> Self {
        Cases {
            data,
            at: 0,
            codes: [0; 8],
            next_code: 8,
            compressed: dictionary.compression != 0,
            big_endian: dictionary.big_endian,
            bias: dictionary.bias,
            slots: dictionary.slots.len(),
        }
    }

    fn next(&mut self, case: &mut Vec<u8>) -> Case {
        case.clear();
        for slot in 0..self.slots {
            let Some(value) = self.value() else {
                return if slot == 0 { Case::End } else { Case::Cut };
            };
            case.extend_from_slice(&value);
        }
        Case::Whole
    }

    fn bytes(&mut self) -> Option<[u8; 8]> {
        let value = self.data.get(self.at..self.at + 8)?.try_into().ok()?;
        self.at += 8;
        Some(value)
    }

    fn value(&mut self) -> Option<[u8; 8]> {
        if !self.compressed {
            return self.bytes();
        }
        loop {
            if self.next_code == 8 {
                self.codes = self.bytes()?;
                self.next_code = 0;
            }
            let code = self.codes[self.next_code];
            self.next_code += 1;
            return match code {
                0 => continue,
                252 => {
                    self.at = self.data.len();
                    self.next_code = 8;
                    None
                }
                253 => self.bytes(),
                254 => Some([b' '; 8]),
                255 => Some(self.of(f64::MIN)),
                code => Some(self.of(f64::from(code) - self.bias)),
            };
        }
    }

    fn of(&self, value: f64) -> [u8; 8] {
        if self.big_endian {
            value.to_be_bytes()
        } else {
            value.to_le_bytes()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A dictionary of so many numbers that all have the one set of labels.
    fn dictionary(variables: usize) -> Dictionary {
        let set: Labels = (1u8..=200)
            .map(|code| (f64::from(code).to_le_bytes(), vec![b'a'; 20]))
            .collect();
        let slot = Slot {
            labels: Some(0),
            ..Slot::default()
        };
        Dictionary {
            big_endian: false,
            compression: 0,
            bias: 100.0,
            cases: -1,
            slots: vec![slot; variables],
            label_sets: vec![set],
            long_names: BTreeMap::new(),
            long_strings: BTreeMap::new(),
            encoding: windows_1252(),
            unknown_encoding: None,
            data: 0,
        }
    }

    #[test]
    fn variables_with_one_set_of_labels_share_its_cells() {
        let variables = dictionary(3).variables(&Limits::default());
        let variables = variables.expect("within the limits");
        assert_eq!(variables[0].labels.len(), 200);
        assert!(Rc::ptr_eq(&variables[0].labels, &variables[2].labels));
    }

    #[test]
    fn more_variables_than_columns_are_refused() {
        let limits = Limits {
            columns: 3,
            ..Limits::default()
        };
        assert_eq!(
            dictionary(3).variables(&limits).map(|it| it.len()).ok(),
            Some(3)
        );
        let error = dictionary(4).variables(&limits).expect_err("one too many");
        assert_eq!(
            (error.code, error.params["what"].as_str()),
            ("too_large", Some("columns"))
        );
    }
}
