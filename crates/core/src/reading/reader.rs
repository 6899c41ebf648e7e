//! The reader: bytes in chunks → table, with everything worth telling. Delimited text is read as it
//! comes; other formats are collected and handed to their own readers.

use super::builder::{Finished, TableBuilder, limit_error};
use super::decoding::{Decoder, Encoding, UTF_8};
use super::dialect::{Dialect, detect_dialect};
use super::encoding::{EncodingGuess, detect_encoding};
use super::header::{LOOKED_AT, Layout, detect_layout, usual_width};
use super::open::{Format, format_of, read_whole};
use super::parts::Part;
use super::records::{PIECE, Record, Records};
use super::set_aside::SetAside;
use super::signature::{looks_binary, structured_text_kind};
use super::source::platform;
use super::summary::remove_summary_row;
use super::table::Table;
use super::texts::Page;
use crate::error::Error;
use crate::report::{Params, Warning};
use crate::settings::Settings;
use std::borrow::Cow;

/// Bytes that are kept back until encoding and dialect are decided.
pub(super) const WINDOW: usize = 256 << 10;

/// How the bytes were read, before the columns get their roles.
#[derive(Debug, Clone, PartialEq)]
pub struct RawReading {
    /// `csv`, `xlsx`, `xls`, `ods`, `json`, `ndjson`, `sav`, `html` or `xml` (a spreadsheet of 2003).
    pub format: &'static str,
    /// Lower-case WHATWG label.
    pub encoding: String,
    /// Delimiter, quote, line ends; `None` for formats without them.
    pub dialect: Option<Dialect>,
    /// Physical rows before the first record.
    pub header_rows: u32,
    /// Sheet that was read, for workbooks.
    pub sheet: Option<String>,
    /// All sheets of a workbook, or all tables of an archive.
    pub sheets: Vec<String>,
    /// File that was read out of an archive.
    pub inside: Option<String>,
    /// Recognised platform, for example `surveymonkey`.
    pub source: Option<&'static str>,
    /// What the user should know.
    pub warnings: Vec<Warning>,
    /// Rows that were left out or repaired, by line; the first ten thousand of them.
    pub set_aside: Vec<SetAside>,
    /// Names of the files that were appended, in order; empty for one file.
    pub files: Vec<String>,
}

/// Push reader of one file.
#[derive(Debug)]
pub struct Reader {
    settings: Settings,
    window: Vec<u8>,
    seen: u64,
    /// Bytes of the whole file; 0 when nobody has said.
    size: u64,
    stage: Option<Stage>,
    failed: Option<Error>,
    /// The bytes come out of an archive: archives in archives are not opened.
    inside: bool,
    /// Pages of texts that a [`PartReader`](super::PartReader) has sent ahead, with their columns.
    pages: Vec<(usize, Page)>,
}

/// What exists once the format is known.
#[derive(Debug)]
enum Stage {
    /// Delimited text is read as it comes.
    Text(Box<TextStage>),
    /// Other formats have their directory at the end or refer back: the bytes are collected.
    Whole(Format, Vec<u8>),
}

/// How the bytes of one file are to be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    pub(super) encoding: EncodingGuess,
    pub(super) dialect: Dialect,
    pub(super) layout: Layout,
    /// Fields of most records.
    pub(super) width: usize,
}

impl Plan {
    /// A parser that reads by this plan. It knows quotes even when the window has none: one may
    /// turn up behind it.
    pub(super) fn records(&self, settings: &Settings) -> Records {
        let quote = self.dialect.quote.or(Some(b'"'));
        let dialect = Dialect {
            quote,
            ..self.dialect
        };
        let mut records = Records::new(dialect, settings.limits.record_bytes);
        records.expect(self.width);
        records
    }
}

/// What exists once encoding and dialect are decided.
#[derive(Debug)]
pub(super) struct TextStage {
    plan: Plan,
    decoder: Option<Decoder>,
    decoded: String,
    pub(super) records: Records,
    pub(super) builder: TableBuilder,
}

impl Reader {
    /// A reader that follows the settings where they decide something.
    pub fn new(settings: &Settings) -> Self {
        Reader {
            settings: settings.clone(),
            window: Vec::new(),
            seen: 0,
            size: 0,
            stage: None,
            failed: None,
            inside: false,
            pages: Vec::new(),
        }
    }

    /// Says how many bytes will come, so that columns need not grow step by step. Any number gives the
    /// same table; what is said beyond the limit does not count.
    pub fn expect(&mut self, bytes: u64) {
        self.size = bytes.min(self.settings.limits.bytes);
    }

    /// A reader of a file in an archive.
    pub(super) fn inside(settings: &Settings) -> Self {
        Reader {
            inside: true,
            ..Reader::new(settings)
        }
    }

    /// Rows read so far.
    pub fn rows(&self) -> u32 {
        match &self.stage {
            Some(Stage::Text(stage)) => stage.builder.rows(),
            _ => 0,
        }
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
        let before = self.seen;
        self.seen += bytes.len() as u64;
        if self.seen > self.settings.limits.bytes {
            return Err(limit_error(
                "bytes",
                self.settings.limits.bytes,
                self.rows(),
            ));
        }
        if let Some(stage) = &mut self.stage {
            stage.expect(before, self.size);
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
        if let Some(format) = format_of(&head, whole, &self.settings)? {
            self.stage = Some(Stage::Whole(format, head));
            return Ok(());
        }
        let plan = plan(&head, whole, &self.settings)?;
        let mut stage = TextStage::new(plan, &self.settings);
        // In pieces: a browser replaces the code of a function by a faster one when it is called again.
        for piece in head[plan.encoding.bom..].chunks(PIECE) {
            stage.push(piece)?;
        }
        self.stage = Some(Stage::Text(Box::new(stage)));
        Ok(())
    }

    /// True when all bytes so far are whole records, so that what a
    /// [`PartReader`](super::PartReader) has read from here on can be joined.
    pub fn can_join(&self) -> bool {
        match &self.stage {
            Some(Stage::Text(stage)) => stage.records.is_between_records(),
            _ => false,
        }
    }

    /// Takes a page that a [`PartReader`](super::PartReader) has sent ahead.
    pub fn add_page(&mut self, column: usize, page: Page) {
        self.pages.push((column, page));
    }

    /// Takes the rest of what a [`PartReader`](super::PartReader) made of all bytes that have not come
    /// here; [`Reader::finish`] then gives the table that it would give after those bytes. False when
    /// they have to come after all: nothing was taken.
    pub fn join(&mut self, rest: &[u8]) -> bool {
        let pages = std::mem::take(&mut self.pages);
        let room = self.settings.limits.bytes.saturating_sub(self.seen);
        let Some(part) = Part::received(rest, pages).filter(|part| part.bytes <= room) else {
            return false;
        };
        match &mut self.stage {
            Some(Stage::Text(stage)) if stage.records.is_between_records() => {
                let bytes = part.bytes;
                let joined = part.put_below(stage);
                self.seen += if joined { bytes } else { 0 };
                joined
            }
            _ => false,
        }
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
            if is_empty(&self.window) {
                return Err(Error::new("empty_file").with("bytes", self.seen));
            }
            self.start(true)?;
        }
        match self.stage {
            Some(Stage::Text(stage)) => stage.finish(),
            Some(Stage::Whole(format, bytes)) => {
                read_whole(format, &bytes, &self.settings, self.inside)
            }
            None => Err(Error::new("empty_file").with("bytes", self.seen)),
        }
    }
}

impl Stage {
    /// Prepares for a file of `size` bytes, of which the first `seen` have been read.
    fn expect(&mut self, seen: u64, size: u64) {
        if let Stage::Text(stage) = self
            && size > seen
        {
            stage.builder.expect(seen, size);
        }
    }

    fn push(&mut self, bytes: &[u8]) -> Result<(), Error> {
        match self {
            Stage::Text(stage) => stage.push(bytes),
            Stage::Whole(_, collected) => {
                collected.extend_from_slice(bytes);
                Ok(())
            }
        }
    }
}

/// True for bytes without content: blanks and line ends, behind a byte order mark or not.
pub(super) fn is_empty(bytes: &[u8]) -> bool {
    let mark = Encoding::for_bom(bytes).map_or(0, |(_, length)| length);
    let blank = |byte: &u8| byte.is_ascii_whitespace() || (mark == 2 && *byte == 0);
    bytes[mark..].iter().all(blank)
}

/// Decides how to read delimited text from its first bytes. `whole` says that `head` is all of it.
pub(super) fn plan(head: &[u8], whole: bool, settings: &Settings) -> Result<Plan, Error> {
    let encoding = encoding(head, whole, settings)?;
    // Text in these encodings has hardly any control characters.
    if (*encoding.encoding == UTF_8 || !encoding.certain) && looks_binary(head) {
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
    let mut plan = Plan {
        encoding,
        dialect,
        layout: Layout::default(),
        width: 0,
    };
    let mut first = first_records(&sample, plan.records(settings));
    plan.width = usual_width(&first);
    if first.iter().any(|record| record.len() != plan.width) {
        // Knowing the width, a quote that swallowed records can be told.
        first = first_records(&sample, plan.records(settings));
    }
    if plan.width == 1
        && let Some(lines) = wrapped_lines(&sample, &first)
    {
        let dialect = detect_dialect(lines.as_bytes(), whole);
        let inner = Records::new(dialect, settings.limits.record_bytes);
        let width = usual_width(&first_records(&lines, inner));
        if width >= 3 {
            (plan.dialect, plan.width) = (dialect, width);
            first = first_records(&sample, plan.records(settings));
        }
    }
    plan.layout = detect_layout(&first);
    if let Some(header_rows) = settings.header_rows {
        plan.layout.header_rows = header_rows;
    }
    Ok(plan)
}

pub(super) fn encoding(
    head: &[u8],
    whole: bool,
    settings: &Settings,
) -> Result<EncodingGuess, Error> {
    let Some(label) = &settings.encoding else {
        return Ok(detect_encoding(head, whole));
    };
    let Some(encoding) = Encoding::for_label(label) else {
        return Err(Error::new("unknown_encoding").with("found", label.as_str()));
    };
    let bom = match Encoding::for_bom(head) {
        Some((marked, length)) if marked == encoding => length,
        _ => 0,
    };
    Ok(EncodingGuess {
        encoding,
        bom,
        certain: true,
    })
}

/// The content of the first records when every line is quoted as a whole.
fn wrapped_lines(sample: &str, first: &[Vec<String>]) -> Option<String> {
    let mut lines = sample
        .lines()
        .filter(|line| !line.is_empty())
        .take(first.len());
    let wrapped = |line: &str| line.len() > 2 && line.starts_with('"') && line.ends_with('"');
    let all = first.len() > 1 && lines.all(wrapped);
    all.then(|| first.iter().map(|record| record.join("") + "\n").collect())
}

fn first_records(sample: &str, records: Records) -> Vec<Vec<String>> {
    records.first(sample.as_bytes(), LOOKED_AT, true, |record| {
        let cells = record.iter().map(String::from_utf8_lossy);
        cells.map(Cow::into_owned).collect()
    })
}

/// Text of the window for the dialect detection; a cut sequence at its end is left out.
pub(super) fn decode_sample(encoding: &'static Encoding, body: &[u8]) -> String {
    let mut text = String::new();
    encoding.decoder().decode(body, false, &mut text);
    text
}

/// The sink of all rows.
fn adds_to(builder: &mut TableBuilder) -> impl FnMut(&Record<'_>) {
    |record| builder.add(record)
}

impl TextStage {
    pub(super) fn new(plan: Plan, settings: &Settings) -> Self {
        TextStage {
            decoder: (*plan.encoding.encoding != UTF_8).then(|| plan.encoding.encoding.decoder()),
            decoded: String::new(),
            records: plan.records(settings),
            builder: TableBuilder::new(settings.limits, plan.layout, plan.width),
            plan,
        }
    }

    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.decode(bytes, false);
        self.check()
    }

    fn check(&self) -> Result<(), Error> {
        if self.records.is_too_long() {
            return Err(self.builder.record_too_long());
        }
        self.builder.check()
    }

    /// Hands over the last record when it had no line end.
    pub(super) fn end(&mut self) {
        self.decode(&[], true);
        let mut sink = adds_to(&mut self.builder);
        let mut sink: &mut dyn FnMut(&Record<'_>) = &mut sink;
        self.records.finish(&mut sink);
    }

    fn decode(&mut self, bytes: &[u8], last: bool) {
        let mut sink = adds_to(&mut self.builder);
        // A trait object, as where the dialect is looked for: the parser is compiled once, here and by the
        // browser, which then knows it when the rows come.
        let mut sink: &mut dyn FnMut(&Record<'_>) = &mut sink;
        let Some(decoder) = &mut self.decoder else {
            self.records.push(bytes, &mut sink);
            return;
        };
        self.decoded.clear();
        decoder.decode(bytes, last, &mut self.decoded);
        self.records.push(self.decoded.as_bytes(), &mut sink);
    }

    fn finish(mut self) -> Result<(Table, RawReading), Error> {
        self.end();
        self.check()?;
        let mut warnings = Vec::from_iter(self.plan.encoding.warning());
        let encoding = self.plan.encoding.label();
        if let Some(&line) = self.records.unclosed_quotes().first() {
            let count = self.records.unclosed_quotes().len();
            warnings.push(warning(
                "unclosed_quote",
                Some(line),
                [("count", count.into())],
            ));
        }
        let lines = self.records.last_line();
        let Finished {
            mut table,
            mut set_aside,
        } = self.builder.finish(&mut warnings)?;
        if let Some(cells) = remove_summary_row(&mut table) {
            warnings.push(warning("summary_row", None, []));
            set_aside.push(SetAside {
                file: String::new(),
                line: lines,
                code: "summary_row",
                cells,
            });
        }
        let Plan {
            dialect, layout, ..
        } = self.plan;
        let header_rows = layout.header_rows;
        let raw = RawReading {
            format: "csv",
            encoding,
            dialect: Some(dialect),
            header_rows,
            sheet: None,
            sheets: Vec::new(),
            inside: None,
            source: platform(&table),
            warnings,
            set_aside,
            files: Vec::new(),
        };
        Ok((table, raw))
    }
}

pub(super) fn warning<const N: usize>(
    code: &'static str,
    row: Option<u64>,
    params: [(&'static str, serde_json::Value); N],
) -> Warning {
    Warning {
        code,
        column: None,
        row,
        params: Params::from(params),
    }
}

/// The first names, as many as a sentence can hold.
pub(super) fn quoted_names(names: &[&str]) -> String {
    let mut quoted: Vec<String> = names
        .iter()
        .take(5)
        .map(|name| format!("“{name}”"))
        .collect();
    if names.len() > quoted.len() {
        quoted.push("…".to_owned());
    }
    quoted.join(", ")
}
