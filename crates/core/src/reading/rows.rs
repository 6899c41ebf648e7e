//! Rows of formats whose cells do not come as delimited text: one reused buffer per file.

use super::builder::{TableBuilder, limit_error};
use super::header::{LOOKED_AT, Layout, detect_layout};
use super::records::{Field, Record};
use super::table::Table;
use crate::error::Error;
use crate::report::Warning;
use crate::settings::{Limits, Settings};

/// Cells of one row, the buffer reused from row to row.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    buffer: Vec<u8>,
    fields: Vec<Field>,
    /// One-based row of the sheet or line of the file.
    pub(super) line: u64,
    /// Bytes of all rows that went through this buffer: a string that is stored once can be used a
    /// million times.
    total: u64,
}

impl Row {
    /// Forgets the cells and starts the row of `line`.
    pub(super) fn start(&mut self, line: u64) {
        self.buffer.clear();
        self.fields.clear();
        self.line = line;
    }

    /// Adds a cell behind the last one.
    pub(super) fn push(&mut self, text: &str) {
        let start = self.buffer.len();
        self.buffer.extend_from_slice(text.as_bytes());
        self.fields.push(Field { start, end: self.buffer.len(), escaped: false });
    }

    /// Sets the cell of a column; columns that were left out are blank. A second cell of the same
    /// column replaces the first.
    pub(super) fn set(&mut self, column: usize, text: &str) {
        let blank = Field { start: 0, end: 0, escaped: false };
        while self.fields.len() < column {
            self.fields.push(blank);
        }
        if self.fields.len() == column {
            return self.push(text);
        }
        let start = self.buffer.len();
        self.buffer.extend_from_slice(text.as_bytes());
        self.fields[column] = Field { start, end: self.buffer.len(), escaped: false };
    }

    /// Sets the cells of `count` columns to one text, which is stored once.
    pub(super) fn set_repeated(&mut self, column: usize, count: usize, text: &str) {
        self.set(column, text);
        let Some(&field) = self.fields.get(column) else { return };
        for _ in 1..count {
            self.fields.push(field);
        }
    }

    /// Checks the length of the row, and of all rows together.
    ///
    /// # Errors
    /// `too_large`.
    pub(super) fn check(&mut self, limits: &Limits) -> Result<(), Error> {
        self.total += self.buffer.len() as u64;
        match () {
            () if self.buffer.len() > limits.record_bytes as usize => {
                Err(limit_error("record_bytes", limits.record_bytes.into(), 0))
            }
            () if self.total > limits.inflated_bytes => {
                Err(limit_error("inflated_bytes", limits.inflated_bytes, 0))
            }
            () => Ok(()),
        }
    }

    /// Number of cells up to the last one set.
    pub(super) fn len(&self) -> usize {
        self.fields.len()
    }

    /// Bytes of the cells.
    pub(super) fn bytes(&self) -> usize {
        self.buffer.len()
    }

    /// True without a filled cell.
    pub(super) fn is_blank(&self) -> bool {
        self.buffer.trim_ascii().is_empty()
    }

    /// Cell of a column, blank behind the last one.
    pub(super) fn get(&self, column: usize) -> &str {
        let Some(field) = self.fields.get(column) else { return "" };
        std::str::from_utf8(&self.buffer[field.start..field.end]).unwrap_or_default()
    }

    fn cells(&self) -> Vec<String> {
        (0..self.len()).map(|column| self.get(column).to_owned()).collect()
    }

    /// The row as a record.
    pub(super) fn record(&self) -> Record<'_> {
        Record::new(&self.buffer, &self.fields, self.line)
    }
}

/// Rows of a sheet on their way into a table: the first ones are kept until the header is found.
#[derive(Debug)]
pub(super) struct SheetRows {
    settings: Settings,
    first: Vec<Row>,
    stage: Option<(TableBuilder, Layout)>,
}

impl SheetRows {
    /// No rows yet.
    pub(super) fn new(settings: &Settings) -> Self {
        SheetRows { settings: settings.clone(), first: Vec::new(), stage: None }
    }

    /// Adds a row; blank rows are only looks in a sheet and are left out.
    ///
    /// # Errors
    /// `too_large`.
    pub(super) fn add(&mut self, row: &Row) -> Result<(), Error> {
        if row.is_blank() {
            return Ok(());
        }
        if let Some((builder, _)) = &mut self.stage {
            builder.add(&row.record());
            return builder.check();
        }
        self.first.push(row.clone());
        if self.first.len() < LOOKED_AT { Ok(()) } else { self.start() }
    }

    fn start(&mut self) -> Result<(), Error> {
        let first = std::mem::take(&mut self.first);
        let cells: Vec<Vec<String>> = first.iter().map(Row::cells).collect();
        // A note beside the table makes single rows wider; the table's width is what counts.
        let mut layout = detect_layout(&cells);
        if let Some(header_rows) = self.settings.header_rows {
            layout.header_rows = header_rows;
        }
        let mut builder = TableBuilder::for_sheet(self.settings.limits, layout);
        for row in &first {
            builder.add(&row.record());
            builder.check()?;
        }
        self.stage = Some((builder, layout));
        Ok(())
    }

    /// The table, and where its header was.
    ///
    /// # Errors
    /// `no_rows`, `too_large`.
    pub(super) fn finish(mut self, warnings: &mut Vec<Warning>) -> Result<(Table, Layout), Error> {
        if self.stage.is_none() {
            self.start()?;
        }
        match self.stage {
            Some((builder, layout)) => Ok((builder.finish(warnings)?, layout)),
            None => Err(Error::new("no_rows").with("columns", 0)),
        }
    }
}
