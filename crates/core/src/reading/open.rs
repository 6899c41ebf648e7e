//! Files that are not delimited text: which format the first bytes show, and how it is read.

use super::archive::{Archive, Entry};
use super::biff::XlsWorkbook;
use super::builder::Finished;
use super::encoding::detect_encoding;
use super::json::{is_ndjson, looks_like_json, read_json, read_ndjson};
use super::markup::{declared_encoding, markup_kind, read_markup};
use super::opendocument::read_tables;
use super::reader::{RawReading, Reader, decode_sample, encoding, warning};
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
    let guess = encoding(head, whole, settings)?;
    let body = &head[guess.bom..];
    // Most files are neither JSON nor markup, and their first letters say so.
    if !body
        .iter()
        .take(64)
        .any(|&byte| matches!(byte, b'[' | b'{' | b'<'))
    {
        return Ok(None);
    }
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
    Ok((table, raw))
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
        let line = bytes.iter().filter(|&&byte| byte == b'\n').count() as u64 + 1;
        return Err(Error::new("bad_json").with("column", 0).at_row(line));
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

fn read_gzip(bytes: &[u8], settings: &Settings) -> Result<(Table, RawReading), Error> {
    let damaged = || {
        Error::new("damaged_file")
            .with("found", "gzip")
            .with("step", "content")
    };
    let limits = settings.limits;
    let room = (bytes.len() as u64)
        .saturating_mul(limits.ratio.into())
        .max(32 << 20);
    let room = room.min(limits.inflated_bytes);
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
            return Err(super::builder::limit_error(
                "inflated_bytes",
                room,
                reader.rows(),
            ));
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

/// What is known about a sheet before one is chosen.
struct Candidate {
    name: String,
    visible: bool,
    rows: SheetRows,
}

impl Candidate {
    fn new(name: String, visible: bool, settings: &Settings) -> Self {
        Candidate {
            name,
            visible,
            rows: SheetRows::new(settings),
        }
    }
}

/// The sheet that the settings name, else the one that looks most like answers to a survey.
fn choose(candidates: Vec<Candidate>, settings: &Settings) -> Result<usize, Error> {
    if let Some(wanted) = &settings.sheet {
        let named = candidates
            .iter()
            .position(|candidate| candidate.name == *wanted);
        if let Some(named) = named {
            return Ok(named);
        }
    }
    let scored = candidates
        .into_iter()
        .enumerate()
        .map(|(index, candidate)| {
            let visible = candidate.visible;
            let sample = candidate.rows.finish(&mut Vec::new());
            let points = sample.map_or(0, |(sample, _)| 1 + survey_points(&sample.table, visible));
            (points, index)
        });
    // The first one wins among equals.
    let best = scored.max_by_key(|&(points, index)| (points, std::cmp::Reverse(index)));
    match best {
        Some((_, index)) => Ok(index),
        None => Err(Error::new("no_rows").with("columns", 0)),
    }
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

/// Looks into the first rows of every sheet, chooses one, and reads it. `sheets` are the names and
/// whether the sheet is visible.
fn read_chosen_sheet(
    format: &'static str,
    sheets: Vec<(String, bool)>,
    settings: &Settings,
    read_sheet: &SheetReader<'_>,
) -> Result<(Table, RawReading), Error> {
    let mut chosen = 0;
    if sheets.len() > 1 {
        let mut candidates = Vec::new();
        for (index, (name, visible)) in sheets.iter().enumerate().take(64) {
            let mut candidate = Candidate::new(name.clone(), *visible, settings);
            let mut left = SAMPLE;
            read_sheet(index, &mut |row| {
                candidate.rows.add(row)?;
                left -= 1;
                Ok(if left == 0 {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                })
            })?;
            candidates.push(candidate);
        }
        chosen = choose(candidates, settings)?;
    }
    if chosen >= sheets.len() {
        return Err(Error::new("no_rows").with("columns", 0));
    }
    let mut rows = SheetRows::new(settings);
    read_sheet(chosen, &mut |row| {
        rows.add(row)?;
        Ok(ControlFlow::Continue(()))
    })?;
    let names = sheets.into_iter().map(|(name, _)| name).collect();
    finish_sheet(format, rows, names, chosen)
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
            candidates.push(Candidate::new(String::new(), true, settings));
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
    for (candidate, name) in candidates.iter_mut().zip(&names) {
        candidate.name.clone_from(name);
    }
    let chosen = choose(candidates, settings)?;
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
    finish_sheet(format, rows, names, chosen)
}

fn finish_sheet(
    format: &'static str,
    rows: SheetRows,
    sheets: Vec<String>,
    chosen: usize,
) -> Result<(Table, RawReading), Error> {
    let mut warnings = Vec::new();
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
