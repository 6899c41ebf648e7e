//! ODS spreadsheets, streamed from `content.xml` (OpenDocument 1.3 part 3, chapter 9).
//!
//! Repeated rows and cells are counted before they are written out: two attributes can ask for a
//! million rows of sixteen thousand columns.

use super::archive::Archive;
use super::builder::limit_error;
use super::rows::Row;
use super::serial::{CellFormat, Epoch, number};
use super::workbook::Flow;
use super::xml::{Xml, attribute, push_text, raw_attribute};
use crate::error::Error;
use crate::settings::Limits;
use quick_xml::events::{BytesStart, Event};

/// Cells that repeated rows may make.
const REPEATED: u64 = 20_000_000;

/// Cell while it is read.
#[derive(Debug, Default)]
struct Cell {
    /// Value by its type; `None` where the text of the cell is what counts.
    value: Option<String>,
    text: String,
    repeated: u64,
    paragraphs: u32,
}

/// Hands the rows of every table to `sink` with the table's index. A break skips the rest of that
/// table. Returns the names of the tables.
///
/// # Errors
/// `damaged_file`, `too_large`, and what `sink` returns.
pub(super) fn read_tables(
    archive: &Archive<'_>,
    limits: Limits,
    sink: &mut dyn FnMut(usize, &Row) -> Flow,
) -> Result<Vec<String>, Error> {
    let damaged = || {
        Error::new("damaged_file")
            .with("found", "ods")
            .with("step", "content")
    };
    let entry = archive.find("content.xml").ok_or_else(damaged)?;
    let mut xml = Xml::new(archive.read(entry)?);
    let mut tables = Tables::new(limits, sink);
    loop {
        match &xml.next()? {
            Event::Start(element) => tables.start(element),
            Event::End(element) => tables.end(element.name().as_ref())?,
            Event::Eof if tables.names.is_empty() => return Err(damaged()),
            Event::Eof => return Ok(tables.names),
            event => tables.add_text(event),
        }
    }
}

/// Tables while their elements are read.
struct Tables<'s> {
    limits: Limits,
    sink: &'s mut dyn FnMut(usize, &Row) -> Flow,
    names: Vec<String>,
    /// Elements of tables that are open: a table inside a cell is not a sheet.
    depth: u32,
    /// The sink wants no more rows of this table.
    skip: bool,
    /// Rows of the table before the one that is read, and how often that one is repeated.
    line: u64,
    rows_repeated: u64,
    row: Row,
    /// Column of the cell.
    column: u64,
    cell: Cell,
    in_cell: bool,
    /// Elements of notes and frames that are open: what stands in them is no text of the cell.
    notes: u32,
    /// Cells that repeated rows made.
    made: u64,
}

impl<'s> Tables<'s> {
    fn new(limits: Limits, sink: &'s mut dyn FnMut(usize, &Row) -> Flow) -> Self {
        Tables {
            limits,
            sink,
            names: Vec::new(),
            depth: 0,
            skip: false,
            line: 0,
            rows_repeated: 1,
            row: Row::default(),
            column: 0,
            cell: Cell::default(),
            in_cell: false,
            notes: 0,
            made: 0,
        }
    }

    fn start(&mut self, element: &BytesStart<'_>) {
        let cell = &mut self.cell;
        match element.name().as_ref() {
            "table:table" => {
                self.depth += 1;
                if self.depth == 1 {
                    let name = attribute(element, "table:name");
                    self.names.push(name.unwrap_or_default());
                    (self.line, self.skip) = (0, false);
                }
            }
            "table:table-row" if self.depth == 1 => {
                self.rows_repeated = repeated(element, "table:number-rows-repeated");
                self.row.start(self.line.saturating_add(1));
                self.column = 0;
            }
            "table:table-cell" | "table:covered-table-cell" if self.depth == 1 => {
                self.in_cell = true;
                cell.text.clear();
                cell.paragraphs = 0;
                cell.value = value(element);
                cell.repeated = repeated(element, "table:number-columns-repeated");
            }
            "office:annotation" | "draw:frame" => self.notes += 1,
            "text:p" if self.in_cell && self.notes == 0 => {
                cell.paragraphs += 1;
                if cell.paragraphs > 1 {
                    cell.text.push('\n');
                }
            }
            "text:s" if self.in_cell => {
                let count = repeated(element, "text:c").min(1000);
                (0..count).for_each(|_| cell.text.push(' '));
            }
            "text:tab" if self.in_cell => cell.text.push('\t'),
            "text:line-break" if self.in_cell => cell.text.push('\n'),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) -> Result<(), Error> {
        match name {
            "table:table" => self.depth = self.depth.saturating_sub(1),
            "table:table-cell" | "table:covered-table-cell" if self.depth == 1 => {
                self.end_cell()?;
            }
            "office:annotation" | "draw:frame" => self.notes = self.notes.saturating_sub(1),
            "table:table-row" if self.depth == 1 => self.end_row()?,
            _ => {}
        }
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), Error> {
        self.in_cell = false;
        let (cell, column) = (&self.cell, self.column);
        self.column = column.saturating_add(cell.repeated);
        let text = cell.value.as_deref().unwrap_or(&cell.text);
        if text.is_empty() || self.skip {
            return Ok(());
        }
        // Only the blank rest of a row is repeated to the end of the sheet.
        let most = self.limits.columns.into();
        if self.column > most {
            return Err(limit_error("columns", most, 0));
        }
        let repeated = cell.repeated as usize;
        self.row.set_repeated(column as usize, repeated, text);
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Error> {
        let repeated = self.rows_repeated;
        self.line = self.line.saturating_add(repeated);
        if self.row.is_blank() || self.skip {
            return Ok(());
        }
        // Sheets repeat a few rows; only an attack is made of repetition.
        let again = repeated.saturating_sub(1);
        let cells = again.saturating_mul(self.row.len() as u64);
        self.made = self.made.saturating_add(cells);
        if self.made > REPEATED {
            return Err(limit_error("cells", REPEATED, 0));
        }
        let table = self.names.len().saturating_sub(1);
        for _ in 0..repeated {
            self.row.check(&self.limits)?;
            if (self.sink)(table, &self.row)?.is_break() {
                self.skip = true;
                break;
            }
        }
        Ok(())
    }

    fn add_text(&mut self, event: &Event<'_>) {
        if self.in_cell && self.notes == 0 && self.cell.paragraphs > 0 {
            push_text(event, &mut self.cell.text);
        }
    }
}

fn repeated(element: &BytesStart<'_>, name: &str) -> u64 {
    raw_attribute(element, name)
        .and_then(|count| count.parse().ok())
        .unwrap_or(1)
}

/// Text of a typed value, in the same form as in other spreadsheets.
fn value(element: &BytesStart<'_>) -> Option<String> {
    let number_of = |format| {
        let value = raw_attribute(element, "office:value")?.parse().ok()?;
        Some(number(value, format, Epoch::Windows))
    };
    match raw_attribute(element, "office:value-type")? {
        "float" | "currency" => number_of(CellFormat::General),
        "percentage" => number_of(CellFormat::Percent),
        "date" => raw_attribute(element, "office:date-value").map(|date| date.replace('T', " ")),
        "boolean" => raw_attribute(element, "office:boolean-value").map(str::to_ascii_uppercase),
        _ => None,
    }
}
