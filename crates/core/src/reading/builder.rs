//! Records → columns: header, rows, and the count of everything that was not as promised.

use super::footer::Footer;
use super::header::{Layout, is_comment, join_header, may_repeat_header, repeats_header};
use super::records::Record;
use super::rows::Row;
use super::set_aside::{RowAside, SetAside, SetAsideRows};
use super::table::{ColumnBuilder, ColumnPart, Table};
use super::texts::Page;
use crate::error::Error;
use crate::exchange::{Bytes, put_bytes, put_list, put_number};
use crate::report::{Params, Warning};
use crate::settings::Limits;

/// Line numbers that a warning names.
const LINES: usize = 100;

/// Turns records into columns.
#[derive(Debug)]
pub(super) struct TableBuilder {
    limits: Limits,
    layout: Layout,
    /// Records seen above the data.
    above: u32,
    header: Vec<Vec<String>>,
    expected: usize,
    columns: Vec<ColumnBuilder>,
    rows: u32,
    /// Rows that the file will probably have; 0 when nobody knows.
    expected_rows: u32,
    too_wide: bool,
    short: Lines,
    long: Lines,
    blank: Lines,
    invalid: Lines,
    nul: Lines,
    comments: Lines,
    repeated: Lines,
    footer: Footer,
    source: Source,
    set_aside: SetAsideRows,
}

/// Where rows come from, which says what a defect is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    /// Delimited text: every record has as many fields as the header.
    Text,
    /// A sheet: a row ends with its last filled cell.
    Sheet,
    /// Named values: a row has what it has, and nothing but rows.
    Values,
}

/// Lines of a file that share a defect: how many, and the first of them.
#[derive(Debug, Default)]
pub(super) struct Lines {
    count: u32,
    first: Vec<u64>,
}

impl Lines {
    /// Adds a one-based line.
    pub(super) fn add(&mut self, line: u64) {
        self.count += 1;
        if self.first.len() < LINES {
            self.first.push(line);
        }
    }

    /// True when there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Adds the lines of what stands `above` lines further down.
    fn join(&mut self, below: &Lines, above: u64) {
        self.count += below.count;
        let room = LINES - self.first.len();
        let lines = below.first.iter().map(|line| above + line);
        self.first.extend(lines.take(room));
    }

    /// A warning with the number of rows and the first lines, when there is one.
    pub(super) fn warn(
        &self,
        code: &'static str,
        count: &'static str,
        warnings: &mut Vec<Warning>,
    ) {
        let Some(&line) = self.first.first() else {
            return;
        };
        let params = Params::from([
            (count, self.count.into()),
            ("lines", self.first.clone().into()),
        ]);
        warnings.push(Warning {
            code,
            column: None,
            row: Some(line),
            params,
        });
    }
}

/// An error for a limit that was hit: which one, its value, and the rows read so far.
pub(super) fn limit_error(what: &'static str, limit: u64, rows: u32) -> Error {
    Error::new("too_large")
        .with("what", what)
        .with("limit", limit)
        .with("rows", rows)
}

/// The error for a file of which `inflated` bytes came out: of the two limits the one that was hit.
pub(super) fn too_much_inflated(limits: &Limits, inflated: u64, rows: u32) -> Error {
    match inflated > limits.inflated_bytes {
        true => limit_error("inflated_bytes", limits.inflated_bytes, rows),
        false => limit_error("ratio", limits.ratio.into(), rows),
    }
}

impl TableBuilder {
    /// A builder for records of delimited text that mostly have `width` fields.
    pub(super) fn new(limits: Limits, layout: Layout, width: usize) -> Self {
        TableBuilder {
            limits,
            layout,
            above: 0,
            header: Vec::new(),
            expected: width,
            columns: Vec::new(),
            rows: 0,
            expected_rows: 0,
            too_wide: false,
            short: Lines::default(),
            long: Lines::default(),
            blank: Lines::default(),
            invalid: Lines::default(),
            nul: Lines::default(),
            comments: Lines::default(),
            repeated: Lines::default(),
            footer: Footer::default(),
            source: Source::Text,
            set_aside: SetAsideRows::default(),
        }
    }

    /// A builder for the rows of a sheet, where a blank end of a row is no defect.
    pub(super) fn for_sheet(limits: Limits, layout: Layout) -> Self {
        TableBuilder {
            source: Source::Sheet,
            ..TableBuilder::new(limits, layout, 0)
        }
    }

    /// A builder for rows of named values; see [`TableBuilder::set_header`].
    pub(super) fn for_values(limits: Limits) -> Self {
        TableBuilder {
            source: Source::Values,
            ..TableBuilder::new(limits, Layout::default(), 0)
        }
    }

    /// Rows read so far.
    pub(super) fn rows(&self) -> u32 {
        self.rows
    }

    /// Makes room for the rows that a file of `all` bytes will have, judging by the bytes `read` so
    /// far. Said again and again, it looks anew when the room is nearly used up.
    pub(super) fn expect(&mut self, read: u64, all: u64) {
        if self.rows < 64 || self.rows < self.expected_rows / 16 * 15 {
            return;
        }
        let rows = u128::from(self.rows) * u128::from(all) / u128::from(read.max(1));
        // A few rows in a hundred are shorter than those that were seen.
        let rows = u32::try_from(rows + rows / 64).unwrap_or(u32::MAX);
        self.expected_rows = rows.min(self.limits.rows).max(self.rows + self.rows / 16);
        for column in &mut self.columns {
            column.expect(self.expected_rows as usize);
        }
    }

    /// The error for a record that is longer than the limit.
    pub(super) fn record_too_long(&self) -> Error {
        limit_error("record_bytes", self.limits.record_bytes.into(), self.rows)
    }

    /// Checks the limits.
    ///
    /// # Errors
    /// `too_large` for columns, rows or cells.
    pub(super) fn check(&self) -> Result<(), Error> {
        let cells = u64::from(self.rows) * self.columns.len() as u64;
        match () {
            () if self.too_wide => Err(limit_error(
                "columns",
                self.limits.columns.into(),
                self.rows,
            )),
            () if self.rows > self.limits.rows => Err(limit_error(
                "rows",
                self.limits.rows.into(),
                self.limits.rows,
            )),
            () if cells > self.limits.cells => {
                Err(limit_error("cells", self.limits.cells, self.rows))
            }
            () => Ok(()),
        }
    }

    /// A builder for the rows further down in the same file; `None` while the header has not come, or
    /// where there is none.
    pub(super) fn further_down(self) -> Option<TableBuilder> {
        if self.layout.header_rows == 0 || !self.has_header() {
            return None;
        }
        let width = self.header_width();
        let mut builder = TableBuilder {
            above: self.above,
            header: self.header,
            ..TableBuilder::new(self.limits, self.layout, 0)
        };
        builder.widen(width);
        Some(builder)
    }

    /// Texts that fill a page of a column, each once: the column's place and the page's bytes. They are
    /// missing in the columns then.
    pub(super) fn take_page(&mut self) -> Option<(usize, Page)> {
        let mut columns = self.columns.iter_mut().enumerate();
        columns.find_map(|(place, column)| Some((place, column.take_page()?)))
    }

    /// Lines by what is the matter with them, in the order that [`RowsBelow`] has them in.
    fn lines(&mut self) -> [&mut Lines; 7] {
        [
            &mut self.short,
            &mut self.long,
            &mut self.blank,
            &mut self.invalid,
            &mut self.nul,
            &mut self.comments,
            &mut self.repeated,
        ]
    }

    /// Takes all rows out, to be put below others with [`TableBuilder::join`]; `None` when a limit was hit.
    pub(super) fn take_rows_below(&mut self) -> Option<RowsBelow> {
        self.check().ok()?;
        let columns = std::mem::take(&mut self.columns);
        Some(RowsBelow {
            rows: self.rows,
            expected: self.expected,
            columns: columns.into_iter().map(ColumnBuilder::part).collect(),
            lines: self.lines().map(std::mem::take),
            footer: std::mem::take(&mut self.footer),
            set_aside: std::mem::take(&mut self.set_aside).part(),
        })
    }

    /// Puts rows below that another builder made of the records behind, `lines` lines further down.
    /// False, and nothing is changed, when adding those records here would not give the same.
    pub(super) fn join(&mut self, below: RowsBelow, lines: u64) -> bool {
        let width = self.header_width();
        // A row wider than the header makes columns that the other builder does not know.
        let alike = self.columns.len() == width
            && below.columns.len() >= width
            && below.expected == self.expected
            && !self.too_wide;
        if !alike || !self.footer.join(below.footer, lines) {
            return false;
        }
        let above = self.rows as usize;
        self.columns
            .resize_with(below.columns.len(), ColumnBuilder::default);
        for (column, part) in self.columns.iter_mut().zip(below.columns) {
            column.join(above, part);
        }
        self.rows += below.rows;
        for (count, part) in self.lines().into_iter().zip(&below.lines) {
            count.join(part, lines);
        }
        self.set_aside.join(below.set_aside, lines);
        true
    }

    /// Adds a record. Records behind a limit are dropped; [`TableBuilder::check`] then fails.
    #[inline]
    pub(super) fn add(&mut self, record: &Record<'_>) {
        if !self.add_sound_row(record) {
            self.add_any(record);
        }
    }

    /// Adds a record of any kind. Apart from the few lines that most records need: a browser takes its
    /// time to compile long functions well, and reads more slowly until then.
    #[inline(never)]
    fn add_any(&mut self, record: &Record<'_>) {
        if record.len() > self.limits.columns as usize {
            self.too_wide = true;
            return;
        }
        if self.rows > self.limits.rows {
            return;
        }
        let Layout {
            preamble,
            header_rows,
            comments,
        } = self.layout;
        if comments && is_comment(record, self.expected) {
            self.comments.add(record.line);
            self.set_aside
                .add(record.line, "comment_rows", || texts(record));
            return;
        }
        if self.above < preamble + header_rows {
            self.above += 1;
            if self.above > preamble {
                self.add_header(record);
            }
            return;
        }
        if let [header] = self.header.as_slice()
            && repeats_header(record, header)
        {
            self.repeated.add(record.line);
            self.set_aside
                .add(record.line, "repeated_header", || texts(record));
            return;
        }
        self.add_row(record);
    }

    fn add_header(&mut self, record: &Record<'_>) {
        let cell = |field: &[u8]| String::from_utf8_lossy(field).trim().to_owned();
        self.header.push(record.iter().map(cell).collect());
        self.widen(record.len());
    }

    /// Sets the header where it does not come as records: names and labels of variables.
    pub(super) fn set_header(&mut self, rows: Vec<Vec<String>>) {
        self.header = rows;
        self.widen(self.header_width());
    }

    fn header_width(&self) -> usize {
        self.header.iter().map(Vec::len).max().unwrap_or(0)
    }

    /// True when all records above the data have come.
    pub(super) fn has_header(&self) -> bool {
        self.above >= self.layout.preamble + self.layout.header_rows
    }

    /// Makes room for `width` columns, which every row is expected to have when none has come yet.
    fn widen(&mut self, width: usize) {
        self.grow(width);
        if self.rows == 0 {
            self.expected = self.columns.len();
        }
    }

    /// Makes room for `width` columns.
    fn grow(&mut self, width: usize) {
        if width > self.columns.len() {
            self.columns.resize_with(width, ColumnBuilder::default);
        }
    }

    /// Adds a record as nearly all are: below the header, of the usual width, valid. False, and nothing
    /// is added, for any other.
    #[inline(never)]
    fn add_sound_row(&mut self, record: &Record<'_>) -> bool {
        let known = self.rows > 0 || !self.header.is_empty();
        let usual = record.len() == self.expected && self.columns.len() >= self.expected;
        if !known || !usual || record.literal_quote || !self.has_header() {
            return false;
        }
        let beyond = self.rows > self.limits.rows || record.len() > self.limits.columns as usize;
        let again = |header: &[String]| may_repeat_header(record, header);
        if beyond || matches!(self.header.as_slice(), [header] if again(header)) {
            return false;
        }
        let Some((text, places)) = record.places() else {
            return false;
        };
        let row = self.rows as usize;
        let mut filled = 0;
        for (column, place) in self.columns.iter_mut().zip(places) {
            let bytes = text.as_bytes().get(place.clone()).unwrap_or_default();
            let known = bytes.is_empty() || column.push_known(row, bytes);
            let set = match known {
                true => !bytes.is_empty(),
                false => column.push_at(row, trimmed(text.get(place).unwrap_or_default())),
            };
            filled += usize::from(set);
        }
        self.end_row(record.line, record.len(), filled, record.get(0));
        true
    }

    fn add_row(&mut self, record: &Record<'_>) {
        let mut width = record.len();
        let known = if self.rows == 0 && self.header.is_empty() {
            width
        } else {
            self.expected
        };
        // Blank cells behind the last column are an artefact of spreadsheets, not data.
        while width > known && record.get(width - 1).trim_ascii().is_empty() {
            width -= 1;
        }
        let defect = match record.has_nul() {
            false => {
                let cells = (0..width).map(|index| match record.text(index) {
                    Some(text) => (index, Cell::Text(text)),
                    None => (index, Cell::Bytes(record.get(index))),
                });
                self.add_line(record.line, record.len(), width, cells)
            }
            true => {
                let cells = (0..width).map(|index| (index, Cell::Bytes(record.get(index))));
                self.add_line(record.line, record.len(), width, cells)
            }
        };
        let defect = defect.or(record.literal_quote.then_some("unclosed_quote"));
        if let Some(code) = defect {
            self.set_aside.add(record.line, code, || texts(record));
        }
    }

    /// Adds a row of a sheet or of named values.
    pub(super) fn add_cells(&mut self, row: &Row) {
        let Layout {
            preamble,
            header_rows,
            ..
        } = self.layout;
        if row.len() > self.limits.columns as usize {
            self.too_wide = true;
        } else if self.above < preamble + header_rows {
            self.above += 1;
            if self.above > preamble {
                self.header.push(
                    row.texts()
                        .iter()
                        .map(|text| text.trim().to_owned())
                        .collect(),
                );
                self.widen(row.len());
            }
        } else if self.rows <= self.limits.rows {
            let defect = {
                let cells = row
                    .cells()
                    .map(|(index, bytes)| (index, Cell::Bytes(bytes)));
                self.add_line(row.line, row.len(), row.len(), cells)
            };
            if let Some(code) = defect {
                self.set_aside.add(row.line, code, || row.texts());
            }
        }
    }

    /// Adds a row of `fields` fields, of which the first `width` are in `cells` unless blank, and
    /// returns the code of what was wrong with it.
    fn add_line<'c>(
        &mut self,
        line: u64,
        fields: usize,
        width: usize,
        cells: impl Iterator<Item = (usize, Cell<'c>)>,
    ) -> Option<&'static str> {
        let mut defect = None;
        let first_of_all = self.rows == 0 && self.header.is_empty();
        // Every such row is told, not only the one that makes the column.
        if width > self.expected && !first_of_all && self.source != Source::Values {
            self.long.add(line);
            defect = Some("long_rows");
        }
        match first_of_all {
            true => self.widen(width),
            false => self.grow(width),
        }
        let row = self.rows as usize;
        let (mut filled, mut first) = (0, &[][..]);
        for (index, cell) in cells {
            if cell.bytes().is_empty() {
                continue;
            }
            if index == 0 {
                first = cell.bytes();
            }
            let column = &mut self.columns[index];
            let bytes = match cell {
                Cell::Text(text) => {
                    filled += usize::from(column.push_at(row, trimmed(text)));
                    continue;
                }
                Cell::Bytes(bytes) => bytes,
            };
            match std::str::from_utf8(bytes) {
                Ok(text) if memchr::memchr(0, bytes).is_none() => {
                    filled += usize::from(column.push_at(row, trimmed(text)));
                }
                decoded => {
                    if decoded.is_err() {
                        self.invalid.add(line);
                        defect = Some("invalid_bytes");
                    }
                    let text = String::from_utf8_lossy(bytes);
                    if text.contains('\0') {
                        self.nul.add(line);
                        defect = Some("nul_bytes");
                    }
                    // Invalid bytes become replacement characters; NUL characters are dropped.
                    let text: String = text.chars().filter(|&letter| letter != '\0').collect();
                    filled += usize::from(column.push_at(row, trimmed(&text)));
                }
            }
        }
        if !self.end_row(line, fields, filled, first) {
            return None;
        }
        if fields < self.expected && self.source == Source::Text {
            self.short.add(line);
            defect = Some("short_rows");
        }
        defect
    }

    /// Counts the row whose cells were added; false when it is blank and thereby none.
    #[inline]
    fn end_row(&mut self, line: u64, fields: usize, filled: usize, first: &[u8]) -> bool {
        if self.source != Source::Values {
            if filled == 0 {
                self.blank.add(line);
                self.footer.blank();
                return false;
            }
            self.footer.row(line, fields, filled, first);
        }
        self.rows += 1;
        true
    }

    /// A line that no row could be made of.
    pub(super) fn unreadable(&mut self, line: u64, text: impl FnOnce() -> String) {
        self.set_aside.add(line, "unreadable_rows", || vec![text()]);
    }

    /// The table, with a warning for everything that was not as promised.
    ///
    /// # Errors
    /// `no_rows`.
    pub(super) fn finish(mut self, warnings: &mut Vec<Warning>) -> Result<Finished, Error> {
        let footer = self.footer.rows(self.expected, self.rows);
        if !footer.is_empty() {
            self.rows -= footer.len() as u32;
            let mut lines = Lines::default();
            for (row, &(line, fields)) in (self.rows as usize..).zip(&footer) {
                lines.add(line);
                if fields < self.expected && self.source == Source::Text {
                    self.short.take_back(line);
                }
                self.set_aside.forget(line);
                let columns = &self.columns;
                let cells = || {
                    columns
                        .iter()
                        .map(|column| column.get(row).into_owned())
                        .collect()
                };
                self.set_aside.add(line, "footer_rows", cells);
            }
            lines.warn("footer_rows", "rows", warnings);
        }
        if self.rows == 0 {
            return Err(Error::new("no_rows").with("columns", self.columns.len()));
        }
        let before = warnings.len();
        self.short.warn("short_rows", "rows", warnings);
        self.long.warn("long_rows", "rows", warnings);
        if self.source == Source::Text {
            self.blank.warn("blank_rows", "rows", warnings);
        }
        self.comments.warn("comment_rows", "rows", warnings);
        self.repeated.warn("repeated_header", "rows", warnings);
        self.invalid.warn("invalid_bytes", "count", warnings);
        self.nul.warn("nul_bytes", "count", warnings);
        for warning in &mut warnings[before..] {
            warning.params.insert("expected", self.expected.into());
        }
        let rows = self.rows as usize;
        let names = join_header(&self.header, self.columns.len());
        let columns = self.columns.into_iter().zip(names);
        let columns = columns
            .map(|(builder, name)| builder.finish(name, rows))
            .collect();
        Ok(Finished {
            table: Table {
                columns,
                rows: self.rows,
            },
            set_aside: self.set_aside.finish(),
        })
    }
}

/// Rows of the later part of a file, on their way to the builder of the part before it.
#[derive(Debug)]
pub(super) struct RowsBelow {
    pub(super) rows: u32,
    expected: usize,
    pub(super) columns: Vec<ColumnPart>,
    /// Short, long, blank, with invalid bytes, with NUL, comments, repeated headers.
    lines: [Lines; 7],
    footer: Footer,
    set_aside: Vec<RowAside>,
}

impl RowsBelow {
    /// Adds what [`RowsBelow::from_bytes`] reads: all but the columns.
    pub(super) fn put(&self, to: &mut Vec<u8>) {
        put_number(self.rows, to);
        put_number(self.expected as u32, to);
        for lines in &self.lines {
            put_number(lines.count, to);
            put_list(&lines.first, to, |line, to| to.extend(line.to_le_bytes()));
        }
        self.footer.put(to);
        put_list(&self.set_aside, to, |(line, reason, cells), to| {
            to.extend(line.to_le_bytes());
            to.push(*reason);
            put_list(cells, to, |cell, to| put_bytes(cell.as_bytes(), to));
        });
    }

    /// Rows from what [`RowsBelow::put`] has added and their columns.
    pub(super) fn from_bytes(bytes: &mut Bytes<'_>, columns: Vec<ColumnPart>) -> Option<RowsBelow> {
        let rows = bytes.number()?;
        let expected = bytes.number()? as usize;
        let mut lines: [Lines; 7] = Default::default();
        for lines in &mut lines {
            lines.count = bytes.number()?;
            lines.first = bytes.list(Bytes::long_number)?;
        }
        let footer = Footer::from_bytes(bytes)?;
        let set_aside = bytes.list(|bytes| {
            let line = bytes.long_number()?;
            let [reason] = bytes.array()?;
            Some((line, reason, bytes.list(Bytes::text)?))
        })?;
        Some(RowsBelow {
            rows,
            expected,
            columns,
            lines,
            footer,
            set_aside,
        })
    }
}

/// A cell on its way into a column.
#[derive(Debug, Clone, Copy)]
enum Cell<'a> {
    /// Known to be text without NUL characters.
    Text(&'a str),
    /// To be looked at.
    Bytes(&'a [u8]),
}

impl<'a> Cell<'a> {
    fn bytes(self) -> &'a [u8] {
        match self {
            Cell::Text(text) => text.as_bytes(),
            Cell::Bytes(bytes) => bytes,
        }
    }
}

/// The text without blanks around it, and what is in the formula `="007"`, which programs write so that a spreadsheet
/// leaves it as it is. Most cells start and end with a visible ASCII character and need no look at what Unicode calls
/// a blank.
#[inline]
pub(super) fn trimmed(text: &str) -> &str {
    let bytes = text.as_bytes();
    let plain = |byte: &u8| byte.is_ascii_graphic();
    match (bytes.first(), bytes.last()) {
        (Some(first), Some(last)) if plain(first) && plain(last) && *first != b'=' => text,
        _ => trimmed_closely(text),
    }
}

#[inline(never)]
fn trimmed_closely(text: &str) -> &str {
    match text.as_bytes() {
        [b'=', b'"', inner @ .., b'"'] if !inner.contains(&b'"') => text[2..text.len() - 1].trim(),
        _ => without_invisible(text),
    }
}

/// The text without blanks, marks of a direction of writing and blanks of no width around it: browsers put these around
/// dates, and people copy them from pages.
#[inline(never)]
fn without_invisible(text: &str) -> &str {
    let mark = |letter: char| matches!(letter, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}');
    text.trim_matches(|letter: char| letter.is_whitespace() || mark(letter))
}

/// What the rows of a file became.
#[derive(Debug, PartialEq)]
pub(super) struct Finished {
    pub(super) table: Table,
    pub(super) set_aside: Vec<SetAside>,
}

fn texts(record: &Record<'_>) -> Vec<String> {
    record
        .iter()
        .map(|cell| String::from_utf8_lossy(cell).into_owned())
        .collect()
}

impl Lines {
    /// Takes back a line that was added, be it one of the first or not.
    fn take_back(&mut self, line: u64) {
        self.first.retain(|&other| other != line);
        self.count = self.count.saturating_sub(1);
    }
}
