//! Files that are not delimited text: which format the first bytes show, and how it is read.

use super::archive::{Archive, Entry};
use super::biff::XlsWorkbook;
use super::builder::{Finished, too_much_inflated};
use super::decoding::leading_text;
use super::encoding::{EncodingGuess, detect_encoding};
use super::json::{is_ndjson, looks_like_json, read_json, read_ndjson};
use super::markup::{declared_encoding, markup_kind, read_markup};
use super::opendocument::read_tables;
use super::reader::{RawReading, Reader, decode_sample, encoding, quoted_names, warning};
use super::rows::{Row, SheetRows};
use super::sav::read_sav;
use super::signature::binary_kind;
use super::source::platform;
use super::table::Table;
use super::workbook::{Flow, Workbook};
use crate::error::Error;
use crate::order::Arrange;
use crate::report::{Role, Warning};
use crate::roles::assign_roles;
use crate::settings::Settings;
use flate2::read::MultiGzDecoder;
use std::io::Read;
use std::ops::ControlFlow;

/// A format whose bytes are collected before they are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// Workbooks, OpenDocument and archives of exports: the directory tells which.
    Zip,
    Gzip,
    /// XLS workbooks, and encrypted ones of any age.
    Compound,
    Sav,
    Json,
    /// Tables in a page or in an XML spreadsheet.
    Markup(&'static str),
}

/// The format that the first bytes show, `None` for delimited text. `whole` says that `head` is
/// all of the file.
///
/// # Errors
/// `binary_file` for formats that hold no table that can be read.
pub(super) fn format_of(
    head: &[u8],
    whole: bool,
    settings: &Settings,
) -> Result<Option<Format>, Error> {
    match binary_kind(head) {
        Some("zip" | "xlsx") => return Ok(Some(Format::Zip)),
        Some("gzip") => return Ok(Some(Format::Gzip)),
        Some("sav") => return Ok(Some(Format::Sav)),
        Some("xls") => return Ok(Some(Format::Compound)),
        Some(kind) => return Err(Error::new("binary_file").with("found", kind)),
        None => {}
    }
    // Most files are neither JSON nor markup, and their first letters say so, behind a byte order mark or not.
    const FIRST: usize = 64 + "\u{FEFF}".len();
    if !head
        .iter()
        .take(FIRST)
        .any(|&byte| matches!(byte, b'[' | b'{' | b'<'))
    {
        return Ok(None);
    }
    let guess = encoding(head, whole, settings)?;
    let body = &head[guess.bom..];
    let sample = decode_sample(guess.encoding, body);
    if let Some(kind) = markup_kind(&sample) {
        return Ok(Some(Format::Markup(kind)));
    }
    Ok(looks_like_json(&sample, whole).then_some(Format::Json))
}

/// Reads a collected file. `inside` says that it came out of an archive.
///
/// # Errors
/// What the format's reader returns.
pub(super) fn read_whole(
    format: Format,
    bytes: &[u8],
    settings: &Settings,
    inside: bool,
) -> Result<(Table, RawReading), Error> {
    let (table, mut raw) = read_format(format, bytes, settings, inside)?;
    raw.source = platform(&table);
    if !inside {
        warn_of_other_sheet(&mut raw, settings);
    }
    Ok((table, raw))
}

/// Says so when the settings name a sheet, or a file in an archive, that is not there.
fn warn_of_other_sheet(raw: &mut RawReading, settings: &Settings) {
    let (Some(wanted), false) = (&settings.sheet, raw.sheets.is_empty()) else {
        return;
    };
    let read = [raw.sheet.as_ref(), raw.inside.as_ref()];
    if read.contains(&Some(wanted)) {
        return;
    }
    let sheet = read.into_iter().flatten().next().cloned();
    let params = [
        ("wanted", wanted.as_str().into()),
        ("sheet", sheet.unwrap_or_default().into()),
    ];
    raw.warnings.push(warning("sheet_not_found", None, params));
}

fn read_format(
    format: Format,
    bytes: &[u8],
    settings: &Settings,
    inside: bool,
) -> Result<(Table, RawReading), Error> {
    match format {
        Format::Zip => read_zip(bytes, settings, inside),
        Format::Gzip if inside => Err(Error::new("binary_file").with("found", "gzip")),
        Format::Gzip => read_gzip(bytes, settings),
        Format::Sav => {
            let mut warnings = Vec::new();
            let sav = read_sav(bytes, settings, &mut warnings)?;
            Ok((
                sav.table,
                RawReading {
                    encoding: sav.encoding,
                    ..raw("sav", 1, warnings)
                },
            ))
        }
        Format::Compound => read_xls(bytes, settings),
        Format::Json => read_json_text(bytes, settings),
        Format::Markup(kind) => read_markup_text(kind, bytes, settings),
    }
}

fn raw(format: &'static str, header_rows: u32, warnings: Vec<Warning>) -> RawReading {
    RawReading {
        format,
        encoding: "utf-8".to_owned(),
        dialect: None,
        header_rows,
        sheet: None,
        sheets: Vec::new(),
        inside: None,
        source: None,
        warnings,
        set_aside: Vec::new(),
        files: Vec::new(),
    }
}

fn read_json_text(bytes: &[u8], settings: &Settings) -> Result<(Table, RawReading), Error> {
    let guess = detect_encoding(bytes, true);
    // JSON is Unicode by definition; bytes that are not are damage.
    let body = &bytes[guess.bom..];
    let Some(text) = guess
        .encoding
        .decode_strictly(body)
        .filter(|_| guess.certain)
    else {
        return Err(damaged_text(&guess, body));
    };
    let mut warnings = Vec::from_iter(guess.warning());
    let ((finished, header_rows), format) = match is_ndjson(&text) {
        true => (read_ndjson(&text, settings, &mut warnings)?, "ndjson"),
        false => (read_json(&text, settings, &mut warnings)?, "json"),
    };
    let Finished { table, set_aside } = finished;
    Ok((
        table,
        RawReading {
            set_aside,
            encoding: guess.label(),
            ..raw(format, header_rows, warnings)
        },
    ))
}

/// The error for JSON whose bytes are no text, at the first of them.
fn damaged_text(guess: &EncodingGuess, body: &[u8]) -> Error {
    let decoded;
    let sound = match guess.encoding.name.starts_with("utf-16") {
        true => {
            decoded = guess.encoding.decode(body);
            decoded.split(char::REPLACEMENT_CHARACTER).next()
        }
        false => Some(leading_text(body)),
    };
    let sound = sound.unwrap_or_default();
    let lines = sound.matches('\n').count() as u64;
    let line = sound.rsplit('\n').next().unwrap_or_default();
    Error::new("bad_json")
        .with("column", line.len() + 1)
        .at_row(lines + 1)
}

fn read_gzip(bytes: &[u8], settings: &Settings) -> Result<(Table, RawReading), Error> {
    let damaged = || {
        Error::new("damaged_file")
            .with("found", "gzip")
            .with("step", "content")
    };
    let limits = settings.limits;
    let room = limits.room_to_inflate(bytes.len() as u64, 0);
    let mut source = MultiGzDecoder::new(bytes).take(room + 1);
    let mut reader = Reader::inside(settings);
    let mut block = vec![0; 64 << 10];
    let mut total = 0u64;
    loop {
        let length = source.read(&mut block).map_err(|_| damaged())?;
        if length == 0 {
            break;
        }
        total += length as u64;
        if total > room {
            return Err(too_much_inflated(&limits, total, reader.rows()));
        }
        reader.push(&block[..length])?;
    }
    reader.finish()
}

fn read_zip(bytes: &[u8], settings: &Settings, inside: bool) -> Result<(Table, RawReading), Error> {
    let archive = Archive::open(bytes, settings.limits)?;
    let has = |name: &str| archive.find(name).is_some();
    let workbook = archive
        .entries
        .iter()
        .any(|entry| entry.name.starts_with("xl/"));
    match () {
        () if workbook => read_workbook(&archive, settings),
        () if has("content.xml") && has("META-INF/manifest.xml") => read_ods(&archive, settings),
        () if has("[Content_Types].xml") => Err(Error::new("binary_file").with("found", "office")),
        // Numbers keeps its tables in a format of its own, as do the other programs of its maker.
        () if archive
            .entries
            .iter()
            .any(|entry| entry.name.ends_with(".iwa")) =>
        {
            Err(Error::new("binary_file").with("found", "numbers"))
        }
        () if inside => Err(Error::new("binary_file").with("found", "zip")),
        () => read_archive(&archive, settings),
    }
}

/// Reads the survey file out of an archive: the one that the settings name, else the largest of
/// those whose extension says table.
fn read_archive(archive: &Archive<'_>, settings: &Settings) -> Result<(Table, RawReading), Error> {
    let mut tables: Vec<&Entry> = archive
        .entries
        .iter()
        .filter(|entry| is_table_name(&entry.name))
        .collect();
    tables.arrange_by(|a, b| b.size.cmp(&a.size).then_with(|| a.name.cmp(&b.name)));
    let names: Vec<String> = tables.iter().map(|entry| entry.name.clone()).collect();
    let wanted = settings.sheet.as_ref();
    let named = wanted.and_then(|wanted| tables.iter().find(|entry| entry.name == *wanted));
    let Some(entry) = named.or(tables.first()) else {
        let files = archive.entries.len();
        return Err(Error::new("no_table_in_archive").with("files", files));
    };
    let mut source = archive.read(entry)?;
    let mut reader = Reader::inside(settings);
    let mut block = vec![0; 64 << 10];
    loop {
        source.mark();
        let Ok(length) = source.read(&mut block) else {
            return Err(source.failure());
        };
        if length == 0 {
            break;
        }
        reader.push(&block[..length])?;
    }
    let (table, mut raw) = reader.finish()?;
    if names.len() > 1 {
        let params = [
            ("file", entry.name.as_str().into()),
            ("count", names.len().into()),
        ];
        raw.warnings.push(warning("archive_choice", None, params));
    }
    if raw.sheets.is_empty() {
        raw.sheets = names;
    }
    raw.inside = Some(entry.name.clone());
    Ok((table, raw))
}

fn is_table_name(name: &str) -> bool {
    const TABLES: &[&str] = &[
        "csv", "tsv", "txt", "tab", "xlsx", "xlsm", "xls", "ods", "sav", "zsav", "json", "ndjson",
        "jsonl", "html", "htm", "xml",
    ];
    let file = name.rsplit('/').next().unwrap_or_default();
    let hidden = file.starts_with('.') || name.starts_with("__MACOSX/");
    let extension = file
        .rsplit_once('.')
        .map(|(_, extension)| extension.to_ascii_lowercase());
    !hidden && extension.is_some_and(|extension| TABLES.contains(&extension.as_str()))
}

/// Rows of each sheet that are looked at to choose one.
const SAMPLE: u32 = 300;

/// Tables of a file that are looked at to choose one.
const TABLES: usize = 256;

/// Sheets of a workbook that are looked at to choose one.
const SHEETS: usize = 64;

/// What is known about a sheet before one is chosen.
struct Candidate {
    visible: bool,
    rows: SheetRows,
}

/// The sheet that looks most like answers to a survey; `None` when none has rows.
fn choose(candidates: Vec<Candidate>) -> Option<usize> {
    let scored = candidates
        .into_iter()
        .enumerate()
        .filter_map(|(index, candidate)| {
            let (sample, _) = candidate.rows.finish(&mut Vec::new()).ok()?;
            Some((survey_points(&sample.table, candidate.visible), index))
        });
    // The first one wins among equals.
    let best = scored.max_by_key(|&(points, index)| (points, std::cmp::Reverse(index)));
    best.map(|(_, index)| index)
}

/// How much a table looks like answers: people in rows, scores and comments in columns.
fn survey_points(table: &Table, visible: bool) -> u32 {
    let columns = assign_roles(table, &Settings::default());
    let has = |role: Role| u32::from(columns.iter().any(|column| column.role == role));
    let rows = table.rows.min(SAMPLE).ilog2() + 1;
    let width = u32::from(columns.len() > 1) * 3;
    has(Role::Score) * 8
        + has(Role::Comment) * 6
        + has(Role::Date) * 2
        + has(Role::Id) * 2
        + rows
        + width
        + u32::from(visible) * 20
}

fn read_workbook(archive: &Archive<'_>, settings: &Settings) -> Result<(Table, RawReading), Error> {
    let workbook = Workbook::open(archive, settings.limits)?;
    let sheets = &workbook.sheets;
    let names: Vec<(String, bool)> = sheets
        .iter()
        .map(|sheet| (sheet.name.clone(), sheet.visible))
        .collect();
    read_chosen_sheet("xlsx", names, settings, &|index, sink| {
        workbook.read_sheet(&sheets[index], sink)
    })
}

fn read_xls(bytes: &[u8], settings: &Settings) -> Result<(Table, RawReading), Error> {
    let workbook = XlsWorkbook::open(bytes, settings.limits)?;
    let sheets = &workbook.sheets;
    let names: Vec<(String, bool)> = sheets
        .iter()
        .map(|sheet| (sheet.name.clone(), sheet.visible))
        .collect();
    read_chosen_sheet("xls", names, settings, &|index, sink| {
        workbook.read_sheet(&sheets[index], sink)
    })
}

/// Hands the rows of the sheet with that index to a sink.
type SheetReader<'r> = dyn Fn(usize, &mut dyn FnMut(&Row) -> Flow) -> Result<(), Error> + 'r;

/// Reads the sheet that the settings name, else the one that looks most like answers. `sheets` are the names and
/// whether the sheet is visible.
fn read_chosen_sheet(
    format: &'static str,
    sheets: Vec<(String, bool)>,
    settings: &Settings,
    read_sheet: &SheetReader<'_>,
) -> Result<(Table, RawReading), Error> {
    let wanted = settings.sheet.as_ref();
    let named = sheets.iter().position(|(name, _)| Some(name) == wanted);
    let mut warnings = Vec::new();
    let chosen = match named {
        Some(named) => named,
        None if sheets.len() == 1 => 0,
        None => look_into_sheets(&sheets, settings, read_sheet, &mut warnings)?,
    };
    let mut rows = SheetRows::new(settings);
    read_sheet(chosen, &mut |row| {
        rows.add(row)?;
        Ok(ControlFlow::Continue(()))
    })?;
    let names = sheets.into_iter().map(|(name, _)| name).collect();
    finish_sheet(format, rows, names, chosen, warnings)
}

/// Looks into the first rows of every sheet and chooses one. A sheet that cannot be read to the end of these rows
/// counts with those before the damage: when it is chosen all the same, reading fails, and else it is named in a
/// warning.
fn look_into_sheets(
    sheets: &[(String, bool)],
    settings: &Settings,
    read_sheet: &SheetReader<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<usize, Error> {
    let mut candidates = Vec::new();
    let mut unreadable = Vec::new();
    for (index, &(_, visible)) in sheets.iter().enumerate().take(SHEETS) {
        let mut rows = SheetRows::new(settings);
        let mut left = SAMPLE;
        let read = read_sheet(index, &mut |row| {
            rows.add(row)?;
            left -= 1;
            Ok(if left == 0 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            })
        });
        unreadable.extend(read.err().map(|error| (index, error)));
        candidates.push(Candidate { visible, rows });
    }
    let Some(chosen) = choose(candidates) else {
        let error = unreadable.into_iter().next().map(|(_, error)| error);
        return Err(error.unwrap_or_else(|| Error::new("no_rows").with("columns", 0)));
    };
    unreadable.retain(|(index, _)| *index != chosen);
    if !unreadable.is_empty() {
        let names = unreadable.iter().map(|(index, _)| &*sheets[*index].0);
        let names: Vec<&str> = names.collect();
        let params = [
            ("count", unreadable.len().into()),
            ("names", quoted_names(&names).into()),
        ];
        warnings.push(warning("unreadable_sheets", None, params));
    }
    Ok(chosen)
}

fn read_ods(archive: &Archive<'_>, settings: &Settings) -> Result<(Table, RawReading), Error> {
    read_chosen_table("ods", settings, &|sink| {
        read_tables(archive, settings.limits, sink)
    })
}

fn read_markup_text(
    kind: &'static str,
    bytes: &[u8],
    settings: &Settings,
) -> Result<(Table, RawReading), Error> {
    let mut guess = encoding(bytes, true, settings)?;
    if !guess.certain {
        guess.encoding = declared_encoding(bytes).unwrap_or(guess.encoding);
    }
    let body = &bytes[guess.bom..];
    let text = guess.encoding.decode(body);
    let (table, raw) = read_chosen_table(kind, settings, &|sink| {
        read_markup(&text, kind, settings.limits, sink)
    })?;
    let encoding = guess.label();
    Ok((table, RawReading { encoding, ..raw }))
}

/// Hands the rows of all tables to a sink with the table's index, and returns the tables' names.
type TablesReader<'r> =
    dyn Fn(&mut dyn FnMut(usize, &Row) -> Flow) -> Result<Vec<String>, Error> + 'r;

/// Looks into the first rows of every table of a file, chooses one, and reads it.
fn read_chosen_table(
    format: &'static str,
    settings: &Settings,
    read: &TablesReader<'_>,
) -> Result<(Table, RawReading), Error> {
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut left: Vec<u32> = Vec::new();
    let names = read(&mut |sheet, row| {
        // What a page has beyond these is layout.
        if sheet >= TABLES {
            return Ok(ControlFlow::Break(()));
        }
        while candidates.len() <= sheet {
            candidates.push(Candidate {
                visible: true,
                rows: SheetRows::new(settings),
            });
            left.push(SAMPLE);
        }
        candidates[sheet].rows.add(row)?;
        left[sheet] -= 1;
        Ok(if left[sheet] == 0 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        })
    })?;
    let wanted = settings.sheet.as_ref();
    let named = names.iter().position(|name| Some(name) == wanted);
    let Some(chosen) = named.or_else(|| choose(candidates)) else {
        return Err(Error::new("no_rows").with("columns", 0));
    };
    let mut rows = SheetRows::new(settings);
    read(&mut |sheet, row| {
        if sheet == chosen {
            rows.add(row)?;
        }
        Ok(if sheet == chosen {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        })
    })?;
    finish_sheet(format, rows, names, chosen, Vec::new())
}

fn finish_sheet(
    format: &'static str,
    rows: SheetRows,
    sheets: Vec<String>,
    chosen: usize,
    mut warnings: Vec<Warning>,
) -> Result<(Table, RawReading), Error> {
    let (Finished { table, set_aside }, layout) = rows.finish(&mut warnings)?;
    let sheet = sheets.get(chosen).cloned();
    if sheets.len() > 1 {
        let name = sheet.clone().unwrap_or_default();
        let params = [("sheet", name.into()), ("count", sheets.len().into())];
        warnings.push(warning("sheet_choice", None, params));
    }
    Ok((
        table,
        RawReading {
            sheet,
            sheets,
            set_aside,
            ..raw(format, layout.header_rows, warnings)
        },
    ))
}
