//! The reader of delimited text: bytes in chunks → table, with everything worth telling.

use super::dialect::{Dialect, detect_dialect};
use super::encoding::{EncodingGuess, detect_encoding};
use super::header::{LOOKED_AT, Layout, detect_layout, join_header};
use super::records::{Record, Records};
use super::signature::{binary_kind, looks_binary, structured_text_kind};
use super::summary::remove_summary_row;
use super::table::{ColumnBuilder, Table};
use crate::error::Error;
use crate::report::{Params, Warning};
use crate::settings::{Limits, Settings};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8};
use std::borrow::Cow;

/// Bytes that are kept back until encoding and dialect are decided.
const WINDOW: usize = 256 << 10;

/// How the bytes were read, before the columns get their roles.
#[derive(Debug, Clone, PartialEq)]
pub struct RawReading {
    /// Lower-case WHATWG label.
    pub encoding: String,
    /// Delimiter, quote, line ends.
    pub dialect: Dialect,
    /// Physical rows before the first record.
    pub header_rows: u32,
    /// What the user should know.
    pub warnings: Vec<Warning>,
}

/// Push reader of one file.
#[derive(Debug)]
pub struct Reader {
    settings: Settings,
    window: Vec<u8>,
    seen: u64,
    stage: Option<Stage>,
    failed: Option<Error>,
}

/// How the bytes of one file are to be read.
#[derive(Debug, Clone, Copy)]
struct Plan {
    encoding: EncodingGuess,
    dialect: Dialect,
    layout: Layout,
}

impl Plan {
    /// The dialect with quotes: one may turn up behind the window even when the window has none.
    fn lenient(&self) -> Dialect {
        Dialect { quote: Some(b'"'), ..self.dialect }
    }
}

/// What exists once encoding and dialect are decided.
#[derive(Debug)]
struct Stage {
    plan: Plan,
    decoder: Option<Decoder>,
    decoded: String,
    records: Records,
    builder: TableBuilder,
}

impl Reader {
    /// A reader that follows the settings where they decide something.
    pub fn new(settings: &Settings) -> Self {
        Reader {
            settings: settings.clone(),
            window: Vec::new(),
            seen: 0,
            stage: None,
            failed: None,
        }
    }

    /// Rows read so far.
    pub fn rows(&self) -> u32 {
        self.stage.as_ref().map_or(0, |stage| stage.builder.rows)
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// `binary_file`, `too_large`; after an error every further call returns it again.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Error> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        let result = self.take(bytes);
        self.failed = result.clone().err();
        result
    }

    fn take(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.seen += bytes.len() as u64;
        if self.seen > self.settings.limits.bytes {
            return Err(limit_error("bytes", self.settings.limits.bytes, self.rows()));
        }
        if let Some(stage) = &mut self.stage {
            return stage.push(bytes);
        }
        let missing = WINDOW - self.window.len();
        let (head, tail) = bytes.split_at(missing.min(bytes.len()));
        self.window.extend_from_slice(head);
        if self.window.len() < WINDOW {
            return Ok(());
        }
        self.start(false)?;
        match &mut self.stage {
            Some(stage) => stage.push(tail),
            None => Ok(()),
        }
    }

    /// Decides encoding and dialect from the window and reads it.
    fn start(&mut self, whole: bool) -> Result<(), Error> {
        let head = std::mem::take(&mut self.window);
        let plan = plan(&head, whole, &self.settings)?;
        let mut stage = Stage {
            decoder: (plan.encoding.encoding != UTF_8)
                .then(|| plan.encoding.encoding.new_decoder_without_bom_handling()),
            decoded: String::new(),
            records: Records::new(plan.lenient(), self.settings.limits.record_bytes),
            builder: TableBuilder::new(self.settings.limits, plan.layout),
            plan,
        };
        stage.push(&head[plan.encoding.bom..])?;
        self.stage = Some(stage);
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// `empty_file`, `no_rows`, and what [`Reader::push`] returns.
    pub fn finish(mut self) -> Result<(Table, RawReading), Error> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        if self.stage.is_none() {
            if self.window.iter().all(u8::is_ascii_whitespace) {
                return Err(Error::new("empty_file").with("bytes", self.seen));
            }
            self.start(true)?;
        }
        match self.stage {
            Some(stage) => stage.finish(),
            None => Err(Error::new("empty_file").with("bytes", self.seen)),
        }
    }
}

/// Decides how to read a file from its first bytes. `whole` says that `head` is all of it.
fn plan(head: &[u8], whole: bool, settings: &Settings) -> Result<Plan, Error> {
    if let Some(kind) = binary_kind(head) {
        return Err(Error::new("binary_file").with("found", kind));
    }
    let encoding = encoding(head, whole, settings)?;
    // Text in these encodings has hardly any control characters.
    if (encoding.encoding == UTF_8 || !encoding.certain) && looks_binary(head) {
        return Err(Error::new("binary_file").with("found", "binary"));
    }
    let sample = decode_sample(encoding.encoding, &head[encoding.bom..]);
    if let Some(kind) = structured_text_kind(&sample) {
        return Err(Error::new("unsupported_format").with("found", kind));
    }
    let mut dialect = detect_dialect(sample.as_bytes(), whole);
    if let Some(delimiter) = settings.delimiter.and_then(|c| u8::try_from(c).ok()) {
        dialect.delimiter = delimiter;
    }
    let mut plan = Plan { encoding, dialect, layout: Layout::default() };
    plan.layout = detect_layout(&first_records(&sample, plan.lenient()));
    if let Some(header_rows) = settings.header_rows {
        plan.layout.header_rows = header_rows;
    }
    Ok(plan)
}

fn encoding(head: &[u8], whole: bool, settings: &Settings) -> Result<EncodingGuess, Error> {
    let Some(label) = &settings.encoding else {
        return Ok(detect_encoding(head, whole));
    };
    let Some(encoding) = Encoding::for_label(label.as_bytes()) else {
        return Err(Error::new("unknown_encoding").with("found", label.as_str()));
    };
    let bom = match Encoding::for_bom(head) {
        Some((marked, length)) if marked == encoding => length,
        _ => 0,
    };
    Ok(EncodingGuess { encoding, bom, certain: true })
}

fn first_records(sample: &str, dialect: Dialect) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut records = Records::new(dialect, u32::MAX);
    let mut sink = |record: &Record<'_>| {
        if rows.len() < LOOKED_AT {
            rows.push(record.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect());
        }
    };
    records.push(sample.as_bytes(), &mut sink);
    records.finish(&mut sink);
    rows
}

fn limit_error(what: &'static str, limit: u64, rows: u32) -> Error {
    Error::new("too_large").with("what", what).with("limit", limit).with("rows", rows)
}

/// Text of the window for the dialect detection; a cut sequence at its end is left out.
fn decode_sample(encoding: &'static Encoding, body: &[u8]) -> String {
    if encoding == UTF_8 {
        return String::from_utf8_lossy(body).into_owned();
    }
    let mut text = String::new();
    let mut decoder = encoding.new_decoder_without_bom_handling();
    text.reserve(decoder.max_utf8_buffer_length(body.len()).unwrap_or(body.len() * 3));
    let _ = decoder.decode_to_string(body, &mut text, false);
    text
}

impl Stage {
    fn push(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.decode(bytes, false);
        self.builder.check()
    }

    fn decode(&mut self, bytes: &[u8], last: bool) {
        let builder = &mut self.builder;
        let mut sink = |record: &Record<'_>| builder.add(record);
        let Some(decoder) = &mut self.decoder else {
            self.records.push(bytes, &mut sink);
            return;
        };
        let mut rest = bytes;
        loop {
            self.decoded.clear();
            let room = decoder.max_utf8_buffer_length(rest.len().min(1 << 20));
            self.decoded.reserve(room.unwrap_or(1 << 20));
            let (result, read, _) = decoder.decode_to_string(rest, &mut self.decoded, last);
            self.records.push(self.decoded.as_bytes(), &mut sink);
            rest = &rest[read..];
            if result == CoderResult::InputEmpty {
                return;
            }
        }
    }

    fn finish(mut self) -> Result<(Table, RawReading), Error> {
        self.decode(&[], true);
        let builder = &mut self.builder;
        self.records.finish(&mut |record| builder.add(record));
        self.builder.check()?;
        let mut warnings = Vec::new();
        let encoding = self.plan.encoding.label();
        if !self.plan.encoding.certain {
            let params = [("encoding", encoding.as_str().into())];
            warnings.push(warning("encoding_guessed", None, params));
        }
        if let Some(&line) = self.records.unclosed_quotes().first() {
            let count = self.records.unclosed_quotes().len();
            warnings.push(warning("unclosed_quote", Some(line), [("count", count.into())]));
        }
        let mut table = self.builder.finish(&mut warnings)?;
        if remove_summary_row(&mut table) {
            warnings.push(warning("summary_row", None, []));
        }
        let Plan { dialect, layout, .. } = self.plan;
        let header_rows = layout.header_rows;
        Ok((table, RawReading { encoding, dialect, header_rows, warnings }))
    }
}

fn warning<const N: usize>(
    code: &'static str,
    row: Option<u64>,
    params: [(&'static str, serde_json::Value); N],
) -> Warning {
    Warning { code, column: None, row, params: Params::from(params) }
}

/// Turns records into columns.
#[derive(Debug)]
struct TableBuilder {
    limits: Limits,
    layout: Layout,
    /// Records seen above the data.
    above: u32,
    header: Vec<Vec<String>>,
    expected: usize,
    columns: Vec<ColumnBuilder>,
    rows: u32,
    too_wide: bool,
    short: Ragged,
    long: Ragged,
    blank: Ragged,
    invalid_cells: u32,
    nul_cells: u32,
}

/// Records that are not as the header promises.
#[derive(Debug, Default)]
struct Ragged {
    rows: u32,
    first_line: Option<u64>,
}

impl Ragged {
    fn add(&mut self, line: u64) {
        self.rows += 1;
        self.first_line.get_or_insert(line);
    }
}

impl TableBuilder {
    fn new(limits: Limits, layout: Layout) -> Self {
        TableBuilder {
            limits,
            layout,
            above: 0,
            header: Vec::new(),
            expected: 0,
            columns: Vec::new(),
            rows: 0,
            too_wide: false,
            short: Ragged::default(),
            long: Ragged::default(),
            blank: Ragged::default(),
            invalid_cells: 0,
            nul_cells: 0,
        }
    }

    fn check(&self) -> Result<(), Error> {
        if self.too_wide {
            return Err(limit_error("columns", self.limits.columns.into(), self.rows));
        }
        if self.rows > self.limits.rows {
            return Err(limit_error("rows", self.limits.rows.into(), self.limits.rows));
        }
        Ok(())
    }

    fn add(&mut self, record: &Record<'_>) {
        if record.len() > self.limits.columns as usize {
            self.too_wide = true;
            return;
        }
        if self.rows > self.limits.rows {
            return;
        }
        let Layout { preamble, header_rows } = self.layout;
        if self.above < preamble + header_rows {
            self.above += 1;
            if self.above > preamble {
                self.add_header(record);
            }
            return;
        }
        self.add_row(record);
    }

    fn add_header(&mut self, record: &Record<'_>) {
        let cell = |field: &[u8]| String::from_utf8_lossy(field).trim().to_owned();
        self.header.push(record.iter().map(cell).collect());
        self.widen(record.len());
    }

    /// Makes room for `width` columns.
    fn widen(&mut self, width: usize) {
        let rows = self.rows as usize;
        let width = width.max(self.columns.len());
        self.columns.resize_with(width, || ColumnBuilder::with_blank_rows(rows));
        if rows == 0 {
            self.expected = width;
        }
    }

    fn add_row(&mut self, record: &Record<'_>) {
        if record.iter().all(|cell| cell.trim_ascii().is_empty()) {
            self.blank.add(record.line);
            return;
        }
        if self.rows == 0 && self.header.is_empty() {
            self.widen(record.len());
        }
        let expected = self.columns.len();
        // Blank cells behind the last column are an artefact of spreadsheets, not data.
        let mut width = record.len();
        while width > expected && record.get(width - 1).is_empty() {
            width -= 1;
        }
        if record.len() < expected {
            self.short.add(record.line);
        }
        if width > expected {
            self.long.add(record.line);
            self.widen(width);
        }
        for index in 0..self.columns.len() {
            let cell = record.get(index);
            match std::str::from_utf8(cell) {
                Ok(text) if !text.contains('\0') => self.columns[index].push(text.trim()),
                _ => self.add_damaged_cell(index, cell),
            }
        }
        self.rows += 1;
    }

    /// Invalid bytes become replacement characters; NUL characters are dropped.
    fn add_damaged_cell(&mut self, index: usize, cell: &[u8]) {
        let text = String::from_utf8_lossy(cell);
        self.invalid_cells += u32::from(std::str::from_utf8(cell).is_err());
        self.nul_cells += u32::from(text.contains('\0'));
        let text: String = text.chars().filter(|&letter| letter != '\0').collect();
        self.columns[index].push(text.trim());
    }

    fn finish(self, warnings: &mut Vec<Warning>) -> Result<Table, Error> {
        if self.rows == 0 {
            return Err(Error::new("no_rows").with("columns", self.columns.len()));
        }
        let counted =
            [("short_rows", &self.short), ("long_rows", &self.long), ("blank_rows", &self.blank)];
        for (code, ragged) in counted {
            if ragged.rows > 0 {
                let params = [("rows", ragged.rows.into()), ("expected", self.expected.into())];
                warnings.push(warning(code, ragged.first_line, params));
            }
        }
        for (code, count) in [("invalid_bytes", self.invalid_cells), ("nul_bytes", self.nul_cells)] {
            if count > 0 {
                warnings.push(warning(code, None, [("count", count.into())]));
            }
        }
        let names = join_header(&self.header, self.columns.len());
        let columns = self.columns.into_iter().zip(names);
        let columns = columns.map(|(builder, name)| builder.finish(name)).collect();
        Ok(Table { columns, rows: self.rows })
    }
}

/// Rewrites a file as RFC 4180 CSV: UTF-8, comma, LF, quotes only where needed, cells untouched.
///
/// `bytes` is the whole file. Header rows are joined into one with a blank between, rows above the
/// header are dropped, and a file without a header gets none.
///
/// # Errors
/// As [`Reader::finish`].
pub fn convert(bytes: &[u8], settings: &Settings) -> Result<String, Error> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Error::new("empty_file").with("bytes", bytes.len()));
    }
    let head = &bytes[..bytes.len().min(WINDOW)];
    let plan = plan(head, head.len() == bytes.len(), settings)?;
    let (text, _) = plan.encoding.encoding.decode_without_bom_handling(&bytes[plan.encoding.bom..]);
    let Layout { preamble, header_rows } = plan.layout;
    let (mut seen, mut header) = (0, Vec::new());
    let mut out = String::with_capacity(text.len());
    let mut sink = |record: &Record<'_>| {
        seen += 1;
        if seen <= preamble {
            return;
        }
        if seen > preamble + header_rows || header_rows == 1 {
            write_record(record.iter().map(String::from_utf8_lossy), &mut out);
            return;
        }
        header.push(record.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect());
        if seen == preamble + header_rows {
            write_record(joined(&header).iter().map(|name| name.as_str().into()), &mut out);
        }
    };
    let mut records = Records::new(plan.lenient(), settings.limits.record_bytes);
    records.push(text.as_bytes(), &mut sink);
    records.finish(&mut sink);
    Ok(out)
}

/// Header rows as one, each column's cells joined by a blank.
fn joined(rows: &[Vec<String>]) -> Vec<String> {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let cells = |column: usize| {
        let cells = rows.iter().filter_map(move |row| row.get(column));
        cells.map(String::as_str).filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" ")
    };
    (0..width).map(cells).collect()
}

fn write_record<'a>(cells: impl ExactSizeIterator<Item = Cow<'a, str>>, out: &mut String) {
    // A record of one blank field would otherwise be a blank line, which is no record.
    let alone = cells.len() == 1;
    for (index, text) in cells.enumerate() {
        if index > 0 {
            out.push(',');
        }
        let needs_quotes = text.contains(['"', ',', '\n', '\r']) || (alone && text.is_empty());
        if !needs_quotes {
            out.push_str(&text);
            continue;
        }
        out.push('"');
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    }
    out.push('\n');
}
