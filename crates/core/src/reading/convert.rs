//! The table as read, written as plain CSV.

use super::dialect::Dialect;
use super::footer::Footer;
use super::header::{Layout, header_parts, is_comment, repeats_header};
use super::open::format_of;
use super::reader::{Reader, WINDOW, is_empty, plan};
use super::records::Record;
use super::table::Table;
use crate::error::Error;
use crate::settings::Settings;
use std::borrow::Cow;
use std::collections::VecDeque;

/// Rewrites a file as RFC 4180 CSV: UTF-8, comma, LF, quotes only where needed, cells untouched.
///
/// `bytes` is the whole file. Header rows are joined into one with a blank between, rows above the
/// header are dropped, and a file without a header gets none.
///
/// # Errors
/// As [`Reader::finish`].
pub fn convert(bytes: &[u8], settings: &Settings) -> Result<String, Error> {
    if is_empty(bytes) {
        // Nothing in, nothing out: an empty file is a table without rows, and a script that converts
        // a folder of exports goes on. Reading it for an analysis is an error all the same.
        return Ok(String::new());
    }
    let head = &bytes[..bytes.len().min(WINDOW)];
    if format_of(head, head.len() == bytes.len(), settings)?.is_some() {
        let mut reader = Reader::new(settings);
        reader.push(bytes)?;
        let (table, raw) = reader.finish()?;
        return Ok(write_table(&table, raw.header_rows > 0));
    }
    let mut plan = plan(head, head.len() == bytes.len(), settings)?;
    let text = plan.encoding.encoding.decode(&bytes[plan.encoding.bom..]);
    // A blank behind the delimiter has to go where a quote follows; elsewhere it is part of the cell.
    plan.dialect.skips_blank &= quote_follows_blank(&text, plan.dialect);
    let Layout {
        preamble,
        header_rows,
        comments,
    } = plan.layout;
    let (mut seen, mut header) = (0, Vec::<Vec<String>>::new());
    let mut rows = 0;
    let mut footer = Footer::default();
    let mut starts: VecDeque<(u64, usize)> = VecDeque::new();
    let mut out = String::with_capacity(text.len());
    let mut sink = |record: &Record<'_>| {
        if comments && is_comment(record, plan.width) {
            return;
        }
        seen += 1;
        if seen <= preamble {
            return;
        }
        if seen > preamble + header_rows {
            if header_rows == 1 && repeats_header(record, &header[0]) {
                return;
            }
            let filled = record.iter().filter(|cell| !cell.trim_ascii().is_empty());
            let filled = filled.count();
            if filled == 0 {
                return footer.blank();
            }
            footer.row(record.line, record.len(), filled, record.get(0));
            starts.push_back((record.line, out.len()));
            if starts.len() > 64 {
                starts.pop_front();
            }
            rows += 1;
            return write_record(cells_of(record), &mut out);
        }
        header.push(
            cells_of(record)
                .map(|cell| cell.trim().to_owned())
                .collect(),
        );
        if header_rows == 1 {
            return write_record(cells_of(record), &mut out);
        }
        if seen == preamble + header_rows {
            write_record(
                joined(&header).iter().map(|name| name.as_str().into()),
                &mut out,
            );
        }
    };
    let mut records = plan.records(settings);
    records.push(text.as_bytes(), &mut sink);
    records.finish(&mut sink);
    // A footer is no part of the table, wherever it was written to.
    let footer = footer.rows(plan.width, rows);
    let first = footer.first().map(|(line, _)| line);
    let start = starts.iter().find(|(line, _)| Some(line) == first);
    let start = start.map(|&(_, start)| start);
    out.truncate(start.unwrap_or(out.len()));
    Ok(out)
}

fn cells_of<'r>(record: &Record<'r>) -> impl ExactSizeIterator<Item = Cow<'r, str>> {
    record.iter().map(String::from_utf8_lossy)
}

/// Header rows as one, each column's cells joined by a blank, a group's name before each of its items.
fn joined(rows: &[Vec<String>]) -> Vec<String> {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let rows: Vec<&Vec<String>> = rows.iter().collect();
    let join = |mut parts: Vec<&str>| {
        parts.retain(|part| !part.trim().is_empty() && !part.contains("{\"ImportId\""));
        parts.join(" ")
    };
    header_parts(&rows, width).into_iter().map(join).collect()
}

/// True when a quote opens a field behind a delimiter and a blank.
fn quote_follows_blank(text: &str, dialect: Dialect) -> bool {
    let quoted = dialect.quote.map(|quote| [dialect.delimiter, b' ', quote]);
    quoted.is_some_and(|start| memchr::memmem::find(text.as_bytes(), &start).is_some())
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

fn write_table(table: &Table, header: bool) -> String {
    let mut out = String::new();
    if header {
        write_record(
            table
                .columns
                .iter()
                .map(|column| column.name.as_str().into()),
            &mut out,
        );
    }
    for row in 0..table.rows as usize {
        write_record(table.columns.iter().map(|column| column.get(row)), &mut out);
    }
    out
}
