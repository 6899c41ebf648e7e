//! XLSX workbooks, streamed: a sheet is inflated, tokenised and handed over row by row.
//!
//! Cells are found in ECMA-376 part 1, 18.3; number formats in 18.8.30; dates in 18.17.4. Counts
//! and dimensions that the file declares are ignored: they are free for an attacker to choose.

use super::archive::Archive;
use super::builder::limit_error;
use super::markup::unescape;
use super::rows::Row;
use super::serial::{CellFormat, Epoch, format_of_code, format_of_id, number_text};
use super::table::TextArena;
use super::xml::{Xml, attribute, push_text, raw_attribute, raw_attributes};
use crate::error::Error;
use crate::settings::Limits;
use quick_xml::events::Event;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// What a receiver of rows answers: go on, or stop because it has seen enough.
pub(super) type Flow = Result<ControlFlow<()>, Error>;

/// One sheet of a workbook.
#[derive(Debug, Clone)]
pub(super) struct SheetInfo {
    /// Name on the tab.
    pub(super) name: String,
    /// False for sheets that the workbook hides.
    pub(super) visible: bool,
    path: String,
}

/// An opened workbook: sheets, formats and shared strings.
pub(super) struct Workbook<'a> {
    archive: &'a Archive<'a>,
    limits: Limits,
    /// Sheets in tab order.
    pub(super) sheets: Vec<SheetInfo>,
    epoch: Epoch,
    formats: Vec<CellFormat>,
    strings: TextArena,
}

impl<'a> Workbook<'a> {
    /// Opens the workbook in an archive.
    ///
    /// # Errors
    /// `damaged_file`, `too_large`, `unsupported_format` for the binary variant.
    pub(super) fn open(archive: &'a Archive<'a>, limits: Limits) -> Result<Self, Error> {
        let Some(path) = workbook_path(archive) else {
            let binary = archive.find("xl/workbook.bin").is_some();
            return Err(match binary {
                true => Error::new("unsupported_format").with("found", "xlsb"),
                false => Error::new("damaged_file")
                    .with("found", "xlsx")
                    .with("step", "workbook"),
            });
        };
        let mut workbook = Workbook {
            archive,
            limits,
            sheets: Vec::new(),
            epoch: Epoch::Windows,
            formats: Vec::new(),
            strings: TextArena::default(),
        };
        let folder = path
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder)
            .to_owned();
        let file = path.rsplit('/').next().unwrap_or_default();
        let relations = workbook.relations(&format!("{folder}/_rels/{file}.rels"), &folder)?;
        workbook.read_sheets(&path, &relations)?;
        let of_kind = |kind: &str| {
            let found = relations
                .values()
                .find(|relation| relation.kind.ends_with(kind));
            found.map(|relation| relation.target.clone())
        };
        if let Some(path) = of_kind("/styles") {
            workbook.read_styles(&path)?;
        }
        if let Some(path) = of_kind("/sharedStrings") {
            workbook.read_strings(&path)?;
        }
        Ok(workbook)
    }

    // Called in many places, and inlined with all that it takes to open an entry.
    #[inline(never)]
    fn xml(&self, path: &str) -> Result<Option<Xml<'a>>, Error> {
        let Some(entry) = self.archive.find(path) else {
            return Ok(None);
        };
        Ok(Some(Xml::new(self.archive.read(entry)?)))
    }

    fn relations(&self, path: &str, folder: &str) -> Result<BTreeMap<String, Relation>, Error> {
        let mut relations = BTreeMap::new();
        let Some(mut xml) = self.xml(path.trim_start_matches('/'))? else {
            return Ok(relations);
        };
        loop {
            match xml.next()? {
                Event::Start(element) if element.local_name().as_ref() == "Relationship" => {
                    let value = |name| attribute(&element, name).unwrap_or_default();
                    let target = resolve(folder, &value("Target"));
                    relations.insert(
                        value("Id"),
                        Relation {
                            kind: value("Type"),
                            target,
                        },
                    );
                }
                Event::Eof => return Ok(relations),
                _ => {}
            }
            if relations.len() > 10_000 {
                return Err(limit_error("sheets", 10_000, 0));
            }
        }
    }

    fn read_sheets(
        &mut self,
        path: &str,
        relations: &BTreeMap<String, Relation>,
    ) -> Result<(), Error> {
        let Some(mut xml) = self.xml(path)? else {
            return Ok(());
        };
        let mut sheets = Vec::new();
        let mut epoch = Epoch::Windows;
        loop {
            let event = xml.next()?;
            let element = match event {
                Event::Start(element) => element,
                Event::Eof => break,
                _ => continue,
            };
            match element.local_name().as_ref() {
                "workbookPr" => {
                    let mac = raw_attribute(&element, "date1904");
                    if mac.is_some_and(|mac| matches!(mac, "1" | "true" | "on")) {
                        epoch = Epoch::Mac;
                    }
                }
                "sheet" if sheets.len() < 10_000 => {
                    let id = attribute_by_local_name(&element, "id").unwrap_or_default();
                    let Some(relation) = relations.get(&id) else {
                        continue;
                    };
                    // Chart sheets and dialogs hold no cells.
                    if !relation.kind.ends_with("/worksheet") {
                        continue;
                    }
                    sheets.push(SheetInfo {
                        name: attribute(&element, "name").unwrap_or_default(),
                        visible: raw_attribute(&element, "state").is_none_or(|it| it == "visible"),
                        path: relation.target.clone(),
                    });
                }
                _ => {}
            }
        }
        (self.sheets, self.epoch) = (sheets, epoch);
        Ok(())
    }

    fn read_styles(&mut self, path: &str) -> Result<(), Error> {
        let Some(mut xml) = self.xml(path)? else {
            return Ok(());
        };
        let mut codes: BTreeMap<u32, CellFormat> = BTreeMap::new();
        let mut formats = Vec::new();
        let mut in_cells = false;
        loop {
            match xml.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "numFmt" if codes.len() < 65_536 => {
                        let id = raw_attribute(&element, "numFmtId").and_then(|id| id.parse().ok());
                        let code = attribute(&element, "formatCode").unwrap_or_default();
                        if let Some(id) = id {
                            codes.insert(id, format_of_code(&code));
                        }
                    }
                    "cellXfs" => in_cells = true,
                    "xf" if in_cells && formats.len() < 65_536 => {
                        let id = raw_attribute(&element, "numFmtId").and_then(|id| id.parse().ok());
                        let id: u32 = id.unwrap_or(0);
                        formats.push(codes.get(&id).copied().unwrap_or_else(|| format_of_id(id)));
                    }
                    _ => {}
                },
                Event::End(element) if element.local_name().as_ref() == "cellXfs" => break,
                Event::Eof => break,
                _ => {}
            }
        }
        self.formats = formats;
        Ok(())
    }

    fn read_strings(&mut self, path: &str) -> Result<(), Error> {
        let Some(mut xml) = self.xml(path)? else {
            return Ok(());
        };
        let mut strings = TextArena::default();
        let (mut text, mut in_text, mut phonetic) = (String::new(), false, false);
        loop {
            let event = xml.next()?;
            match &event {
                Event::Start(element) => match element.local_name().as_ref() {
                    "si" => text.clear(),
                    "t" => in_text = !phonetic,
                    "rPh" => phonetic = true,
                    _ => {}
                },
                Event::End(element) => match element.local_name().as_ref() {
                    "t" => in_text = false,
                    "rPh" => phonetic = false,
                    "si" => {
                        if strings.len() >= self.limits.strings as usize {
                            return Err(limit_error("strings", self.limits.strings.into(), 0));
                        }
                        strings.push(&decode_escapes(&text));
                    }
                    _ => {}
                },
                Event::Eof => break,
                event if in_text => push_text(event, &mut text),
                _ => {}
            }
        }
        self.strings = strings;
        Ok(())
    }

    /// Hands the rows of a sheet to `sink`, in order, blank ones left out.
    ///
    /// # Errors
    /// `too_large`, `damaged_file`, and what `sink` returns.
    pub(super) fn read_sheet(
        &self,
        sheet: &SheetInfo,
        sink: &mut dyn FnMut(&Row) -> Flow,
    ) -> Result<(), Error> {
        let Some(mut xml) = self.xml(&sheet.path)? else {
            return Err(Error::new("damaged_file")
                .with("found", "xlsx")
                .with("step", "sheet"));
        };
        let mut row = Row::default();
        let mut cell = Cell::default();
        let (mut line, mut in_data) = (0u64, false);
        loop {
            let event = xml.next()?;
            match &event {
                Event::Start(element) => match element.local_name().as_ref() {
                    "sheetData" => in_data = true,
                    "row" if in_data => {
                        let given = raw_attribute(element, "r").and_then(|it| it.parse().ok());
                        line = given
                            .filter(|&given| given > line)
                            .unwrap_or(line.saturating_add(1));
                        row.start(line);
                    }
                    "c" if in_data => {
                        cell.start(row.len());
                        for (name, value) in raw_attributes(element) {
                            match name {
                                "r" => cell.column = column_of(value).unwrap_or(cell.column),
                                "s" => cell.format = self.format(value),
                                "t" => cell.kind = Kind::of(value),
                                _ => {}
                            }
                        }
                        if cell.column >= self.limits.columns as usize {
                            return Err(limit_error("columns", self.limits.columns.into(), 0));
                        }
                    }
                    "f" => cell.computed = true,
                    "v" => cell.reading = cell.kind != Kind::Inline,
                    "t" => cell.reading = cell.kind == Kind::Inline && !cell.phonetic,
                    "rPh" => cell.phonetic = true,
                    _ => {}
                },
                Event::End(element) => match element.local_name().as_ref() {
                    "v" | "t" => cell.reading = false,
                    "rPh" => cell.phonetic = false,
                    "c" if in_data => {
                        self.set_cell(&cell, &mut row);
                        // An empty text is a value.
                        let lacks = cell.computed && cell.text.is_empty();
                        row.uncomputed += u64::from(lacks && cell.kind == Kind::Number);
                        // One row of long shared strings must not grow without bound.
                        if row.bytes() > self.limits.record_bytes as usize {
                            row.check(&self.limits)?;
                        }
                    }
                    "row" if in_data && !row.is_blank() => {
                        row.check(&self.limits)?;
                        if sink(&row)?.is_break() {
                            return Ok(());
                        }
                    }
                    "sheetData" => return Ok(()),
                    _ => {}
                },
                Event::Eof => return Ok(()),
                event if cell.reading => push_text(event, &mut cell.text),
                _ => {}
            }
        }
    }

    /// The format that a cell's style names.
    fn format(&self, style: &str) -> CellFormat {
        let place = style.parse().ok();
        let format = place.and_then(|place: usize| self.formats.get(place));
        format.copied().unwrap_or_default()
    }

    fn set_cell(&self, cell: &Cell, row: &mut Row) {
        let text = cell.text.as_str();
        if text.is_empty() {
            return;
        }
        match cell.kind {
            Kind::Shared => {
                let index = text.trim().parse().unwrap_or(usize::MAX);
                row.set(cell.column, self.strings.get(index));
            }
            Kind::Inline | Kind::Formula => row.set(cell.column, &decode_escapes(text)),
            Kind::Date | Kind::Error => row.set(cell.column, text),
            Kind::Boolean => row.set(
                cell.column,
                if text.trim() == "1" { "TRUE" } else { "FALSE" },
            ),
            Kind::Number => row.set(
                cell.column,
                &number_text(text.trim(), cell.format, self.epoch),
            ),
        }
    }
}

#[derive(Debug)]
struct Relation {
    kind: String,
    target: String,
}

/// A cell while it is read.
#[derive(Debug, Default)]
struct Cell {
    column: usize,
    format: CellFormat,
    kind: Kind,
    text: String,
    /// A formula stands in it.
    computed: bool,
    reading: bool,
    phonetic: bool,
}

impl Cell {
    /// Forgets the cell before and starts the one of a column, a number without a format until its
    /// attributes say something else.
    fn start(&mut self, column: usize) {
        self.column = column;
        self.format = CellFormat::default();
        self.kind = Kind::default();
        self.computed = false;
        self.text.clear();
    }
}

/// Cell types (ECMA-376 part 1, 18.18.11).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Number,
    Shared,
    Inline,
    /// Text that a formula gave.
    Formula,
    Boolean,
    Error,
    Date,
}

impl Kind {
    fn of(attribute: &str) -> Self {
        match attribute {
            "s" => Kind::Shared,
            "inlineStr" => Kind::Inline,
            "str" => Kind::Formula,
            "b" => Kind::Boolean,
            "e" => Kind::Error,
            "d" => Kind::Date,
            _ => Kind::Number,
        }
    }
}

fn workbook_path(archive: &Archive<'_>) -> Option<String> {
    if archive.find("xl/workbook.xml").is_some() {
        return Some("xl/workbook.xml".to_owned());
    }
    let named = archive
        .entries
        .iter()
        .find(|entry| entry.name.ends_with("workbook.xml"));
    named.map(|entry| entry.name.clone())
}

/// A relation's target as a path in the archive.
fn resolve(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// `r:id` under whatever prefix the file gives the namespace.
fn attribute_by_local_name(
    element: &quick_xml::events::BytesStart<'_>,
    name: &str,
) -> Option<String> {
    let mut prefixed = raw_attributes(element);
    prefixed.find_map(|(key, value)| {
        let (_, local) = key.rsplit_once(':')?;
        (local == name).then(|| unescape(value))
    })
}

/// Zero-based column of a reference like `BC12`; `None` for anything else.
fn column_of(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic);
    let column = letters.fold(0usize, |sum, letter| {
        sum.saturating_mul(26)
            .saturating_add(usize::from(letter.to_ascii_uppercase() - b'A') + 1)
    });
    column.checked_sub(1)
}

/// `_x000D_` stands for a character that XML cannot carry (ECMA-376 part 1, 22.9.2.19).
fn decode_escapes(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains("_x") {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code = rest
            .get(at + 2..at + 6)
            .filter(|_| rest.as_bytes().get(at + 6) == Some(&b'_'));
        let letter = code
            .and_then(|code| u32::from_str_radix(code, 16).ok())
            .and_then(char::from_u32);
        out.push_str(&rest[..at]);
        match letter {
            Some('\r') => rest = &rest[at + 7..],
            Some(letter) => {
                out.push(letter);
                rest = &rest[at + 7..];
            }
            None => {
                out.push_str("_x");
                rest = &rest[at + 2..];
            }
        }
    }
    out.push_str(rest);
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_and_paths() {
        assert_eq!(column_of("A1"), Some(0));
        assert_eq!(column_of("XFD1048576"), Some(16_383));
        assert_eq!(column_of("12"), None);
        assert_eq!(
            resolve("xl", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml"
        );
        assert_eq!(resolve("xl", "/xl/styles.xml"), "xl/styles.xml");
        assert_eq!(resolve("xl/x", "../styles.xml"), "xl/styles.xml");
    }

    #[test]
    fn escaped_characters() {
        assert_eq!(decode_escapes("a_x000D_\nb_x0041__x1"), "a\nbA_x1");
    }
}
