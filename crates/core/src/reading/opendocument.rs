//! ODS spreadsheets, streamed from `content.xml` (OpenDocument 1.3 part 3, chapter 9).
//!
//! Repeated rows and cells are counted before they are written out: two attributes can ask for a
//! million rows of sixteen thousand columns.

use super::archive::Archive;
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
    let mut names: Vec<String> = Vec::new();
    let (mut row, mut cell) = (Row::default(), Cell::default());
    let (mut line, mut rows_repeated, mut column) = (0u64, 1u64, 0u64);
    let mut made = 0u64;
    let (mut in_cell, mut in_note, mut skip, mut depth) = (false, 0u32, false, 0u32);
    loop {
        let event = xml.next()?;
        match &event {
            Event::Start(element) => match element.name().as_ref() {
                "table:table" => {
                    depth += 1;
                    // A table inside a cell is not a sheet.
                    if depth == 1 {
                        names.push(attribute(element, "table:name").unwrap_or_default());
                        (line, skip) = (0, false);
                    }
                }
                "table:table-row" if depth == 1 => {
                    rows_repeated = repeated(element, "table:number-rows-repeated");
                    row.start(line.saturating_add(1));
                    column = 0;
                }
                "table:table-cell" | "table:covered-table-cell" if depth == 1 => {
                    in_cell = true;
                    cell.text.clear();
                    cell.paragraphs = 0;
                    cell.value = value(element);
                    cell.repeated = repeated(element, "table:number-columns-repeated");
                }
                "office:annotation" | "draw:frame" => in_note += 1,
                "text:p" if in_cell && in_note == 0 => {
                    cell.paragraphs += 1;
                    if cell.paragraphs > 1 {
                        cell.text.push('\n');
                    }
                }
                "text:s" if in_cell => {
                    let count = repeated(element, "text:c").min(1000);
                    (0..count).for_each(|_| cell.text.push(' '));
                }
                "text:tab" if in_cell => cell.text.push('\t'),
                "text:line-break" if in_cell => cell.text.push('\n'),
                _ => {}
            },
            Event::End(element) => match element.name().as_ref() {
                "table:table" => depth = depth.saturating_sub(1),
                "table:table-cell" | "table:covered-table-cell" if depth == 1 => {
                    in_cell = false;
                    let text = cell.value.as_deref().unwrap_or(&cell.text);
                    if !text.is_empty() && !skip {
                        // Only the blank rest of a row is repeated to the end of the sheet.
                        let end = column.saturating_add(cell.repeated);
                        if end > limits.columns.into() {
                            let limit = limits.columns.into();
                            return Err(super::builder::limit_error("columns", limit, 0));
                        }
                        row.set_repeated(column as usize, cell.repeated as usize, text);
                    }
                    column = column.saturating_add(cell.repeated);
                }
                "office:annotation" | "draw:frame" => in_note = in_note.saturating_sub(1),
                "table:table-row" if depth == 1 => {
                    if !row.is_blank() && !skip {
                        // Sheets repeat a few rows; only an attack is made of repetition.
                        let width = row.len() as u64;
                        made = made
                            .saturating_add(rows_repeated.saturating_sub(1).saturating_mul(width));
                        if made > REPEATED {
                            return Err(super::builder::limit_error("cells", REPEATED, 0));
                        }
                        let sheet = names.len().saturating_sub(1);
                        for _ in 0..rows_repeated {
                            row.check(&limits)?;
                            if sink(sheet, &row)?.is_break() {
                                skip = true;
                                break;
                            }
                        }
                    }
                    line = line.saturating_add(rows_repeated);
                }
                _ => {}
            },
            Event::Eof => {
                return if names.is_empty() {
                    Err(damaged())
                } else {
                    Ok(names)
                };
            }
            event if in_cell && in_note == 0 && cell.paragraphs > 0 => {
                push_text(event, &mut cell.text);
            }
            _ => {}
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
