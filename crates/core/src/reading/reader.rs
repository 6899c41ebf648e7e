//! The reader of delimited text: bytes in chunks → table, with everything worth telling.

use super::dialect::{Dialect, detect_dialect};
use super::encoding::{EncodingGuess, detect_encoding};
use super::records::{Record, Records};
use super::signature::{binary_kind, looks_binary, structured_text_kind};
use super::table::{ColumnBuilder, Table};
use crate::error::Error;
use crate::report::{Params, Warning};
use crate::settings::{Limits, Settings};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8};

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

/// What exists once encoding and dialect are decided.
#[derive(Debug)]
struct Stage {
    encoding: EncodingGuess,
    dialect: Dialect,
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
        if let Some(kind) = binary_kind(&head) {
            return Err(Error::new("binary_file").with("found", kind));
        }
        let guess = self.encoding(&head, whole)?;
        if guess.encoding == UTF_8 || !guess.certain {
            // Text in one of these encodings has hardly any control characters.
            if looks_binary(&head) {
                return Err(Error::new("binary_file").with("found", "binary"));
            }
        }
        let body = &head[guess.bom..];
        let sample = decode_sample(guess.encoding, body);
        if let Some(kind) = structured_text_kind(&sample) {
            return Err(Error::new("unsupported_format").with("found", kind));
        }
        let mut dialect = detect_dialect(sample.as_bytes(), whole);
        if let Some(delimiter) = self.settings.delimiter.and_then(|c| u8::try_from(c).ok()) {
            dialect.delimiter = delimiter;
        }
        // A quote may turn up behind the window even when the window has none.
        let reading = Dialect { quote: Some(b'"'), ..dialect };
        let mut stage = Stage {
            encoding: guess,
            dialect,
            decoder: (guess.encoding != UTF_8)
                .then(|| guess.encoding.new_decoder_without_bom_handling()),
            decoded: String::new(),
            records: Records::new(reading, self.settings.limits.record_bytes),
            builder: TableBuilder::new(&self.settings),
        };
        stage.push(body)?;
        self.stage = Some(stage);
        Ok(())
    }

    fn encoding(&self, head: &[u8], whole: bool) -> Result<EncodingGuess, Error> {
        let Some(label) = &self.settings.encoding else {
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
        if !self.encoding.certain {
            warnings.push(warning("encoding_guessed", None, [("encoding", self.encoding.label().into())]));
        }
        if let Some(&line) = self.records.unclosed_quotes().first() {
            let count = self.records.unclosed_quotes().len();
            warnings.push(warning("unclosed_quote", Some(line), [("count", count.into())]));
        }
        let encoding = self.encoding.label();
        let (table, header_rows) = self.builder.finish(&mut warnings)?;
        let reading = RawReading { encoding, dialect: self.dialect, header_rows, warnings };
        Ok((table, reading))
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
    header: Vec<String>,
    header_rows: Option<u32>,
    header_seen: u32,
    columns: Vec<ColumnBuilder>,
    rows: u32,
    too_wide: bool,
    short: Ragged,
    long: Ragged,
    invalid_cells: u32,
    nul_cells: u32,
}

/// Records whose number of fields differs from the header's.
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
    fn new(settings: &Settings) -> Self {
        TableBuilder {
            limits: settings.limits,
            header: Vec::new(),
            header_rows: settings.header_rows,
            header_seen: 0,
            columns: Vec::new(),
            rows: 0,
            too_wide: false,
            short: Ragged::default(),
            long: Ragged::default(),
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
        if self.header_seen < self.header_rows.unwrap_or(1) {
            self.add_header(record);
            return;
        }
        self.add_row(record);
    }

    fn add_header(&mut self, record: &Record<'_>) {
        self.header_seen += 1;
        for (index, field) in record.iter().enumerate() {
            let text = String::from_utf8_lossy(field);
            let text = text.trim();
            match self.header.get_mut(index) {
                Some(name) if name.is_empty() => name.push_str(text),
                Some(name) if !text.is_empty() => {
                    name.push(' ');
                    name.push_str(text);
                }
                Some(_) => {}
                None => self.header.push(text.to_owned()),
            }
        }
        self.columns.resize_with(self.header.len(), ColumnBuilder::default);
    }

    fn add_row(&mut self, record: &Record<'_>) {
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
            let rows = self.rows as usize;
            self.columns.resize_with(width, || ColumnBuilder::with_blank_rows(rows));
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

    fn finish(mut self, warnings: &mut Vec<Warning>) -> Result<(Table, u32), Error> {
        if self.rows == 0 {
            return Err(Error::new("no_rows").with("columns", self.header.len()));
        }
        let expected = self.header.len();
        self.header.resize(self.columns.len(), String::new());
        for (code, ragged) in [("short_rows", &self.short), ("long_rows", &self.long)] {
            if ragged.rows > 0 {
                let params = [("rows", ragged.rows.into()), ("expected", expected.into())];
                warnings.push(warning(code, ragged.first_line, params));
            }
        }
        for (code, count) in [("invalid_bytes", self.invalid_cells), ("nul_bytes", self.nul_cells)] {
            if count > 0 {
                warnings.push(warning(code, None, [("count", count.into())]));
            }
        }
        let columns = self.columns.into_iter().zip(self.header);
        let columns = columns.map(|(builder, name)| builder.finish(name)).collect();
        Ok((Table { columns, rows: self.rows }, self.header_seen))
    }
}

/// Rewrites a file as RFC 4180 CSV: UTF-8, comma, LF, quotes only where needed, cells untouched.
///
/// `bytes` is the whole file. Header rows are joined into one with a blank between.
///
/// # Errors
/// As [`Reader::finish`].
pub fn convert(bytes: &[u8], settings: &Settings) -> Result<String, Error> {
    let mut reader = Reader::new(settings);
    reader.push(bytes)?;
    if reader.stage.is_none() {
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(Error::new("empty_file").with("bytes", bytes.len()));
        }
        reader.start(true)?;
    }
    let Some(stage) = reader.stage else { return Err(Error::new("empty_file")) };
    let body = &bytes[stage.encoding.bom..];
    let (text, _) = stage.encoding.encoding.decode_without_bom_handling(body);
    let dialect = Dialect { quote: Some(b'"'), ..stage.dialect };
    let mut records = Records::new(dialect, settings.limits.record_bytes);
    let mut out = String::with_capacity(text.len());
    let mut sink = |record: &Record<'_>| write_record(record, &mut out);
    records.push(text.as_bytes(), &mut sink);
    records.finish(&mut sink);
    Ok(out)
}

fn write_record(record: &Record<'_>, out: &mut String) {
    for (index, field) in record.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        let text = String::from_utf8_lossy(field);
        // A record of one blank field would otherwise be a blank line, which is no record.
        let needs_quotes =
            text.contains(['"', ',', '\n', '\r']) || (record.len() == 1 && text.is_empty());
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
