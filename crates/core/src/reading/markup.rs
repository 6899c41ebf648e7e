//! Tables in markup: pages with tables and the XML spreadsheets of 2003, which many programs save
//! under the name `.xls`.
//!
//! Nothing is expected to be well-formed. Tags are found one after the other; of what a page can do
//! only tables, rows, cells, spans and line breaks count. No entity of a document type is expanded.

use super::builder::limit_error;
use super::decoding::Encoding;
use super::rows::Row;
use super::workbook::Flow;
use crate::error::Error;
use crate::settings::Limits;

/// Tables in tables that are followed; pages that are laid out with tables nest a few.
const DEEPEST: usize = 16;

/// Tables that one file may have.
const TABLES: usize = 10_000;

/// `html` for a page, `xml` for a spreadsheet of 2003, `None` for everything else. `text` is the
/// beginning of the file.
pub(super) fn markup_kind(text: &str) -> Option<&'static str> {
    const PAGES: &[&str] = &[
        "!doctype html",
        "html",
        "head",
        "meta",
        "body",
        "table",
        "style",
        "div",
        "center",
        "tr",
    ];
    let text = text.trim_start();
    let spreadsheet = "urn:schemas-microsoft-com:office:spreadsheet";
    if text.starts_with("<?xml") || text.starts_with("<Workbook") {
        let start = &text.as_bytes()[..text.len().min(4096)];
        let pages = memchr::memmem::find(start, b"<html").is_some();
        return match memchr::memmem::find(start, spreadsheet.as_bytes()) {
            Some(_) if !pages => Some("xml"),
            _ => pages.then_some("html"),
        };
    }
    let tag = text.strip_prefix('<')?;
    let named = |name: &&str| {
        let start = tag.get(..name.len()).unwrap_or_default();
        let ends = tag[start.len()..].starts_with([' ', '>', '\n', '\r', '\t']);
        start.eq_ignore_ascii_case(name) && ends
    };
    PAGES.iter().any(named).then_some("html")
}

/// The encoding that a page or an XML file names near its beginning.
pub(super) fn declared_encoding(head: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&head[..head.len().min(2048)]).to_ascii_lowercase();
    let label = ["charset=", "encoding="].iter().find_map(|name| {
        let (_, value) = head.split_once(name)?;
        let value = value.trim_start_matches(['"', '\'', ' ']);
        value.split(['"', '\'', ' ', ';', '>', '?', '/']).next()
    });
    Encoding::for_label(label?)
}

/// A table that is not closed yet.
struct Open {
    index: usize,
    row: Row,
    line: u64,
    in_row: bool,
    /// Column of the next cell.
    column: usize,
    /// Rows so far.
    rows: usize,
    /// For each column the first row that no cell above reaches.
    free_from: Vec<usize>,
    cell: Option<Cell>,
    /// The receiver has seen enough.
    skip: bool,
}

struct Cell {
    column: usize,
    text: String,
    kind: String,
    /// What counts in an XML spreadsheet is the text of the cell's data element, not its comment.
    reading: bool,
}

/// Hands the rows of every table to `sink` with the table's index. A break skips the rest of that
/// table. Returns the names of the tables: those of the sheets, else their numbers.
///
/// # Errors
/// `too_large`, `unsupported_format` without a table, and what `sink` returns.
pub(super) fn read_markup(
    text: &str,
    kind: &'static str,
    limits: Limits,
    sink: &mut dyn FnMut(usize, &Row) -> Flow,
) -> Result<Vec<String>, Error> {
    let page = kind == "html";
    let mut names: Vec<String> = Vec::new();
    let mut sheet = None;
    let mut open: Vec<Open> = Vec::new();
    // Tables below the deepest one that is followed.
    let mut deeper = 0usize;
    // Behind the last `>` there is no tag, and nobody has to look for its end again and again.
    let end = memchr::memrchr(b'>', text.as_bytes()).map_or(0, |end| end + 1);
    let (mut rest, behind) = text.split_at(end);
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        if let Some(cell) = open.last_mut().and_then(|table| table.cell.as_mut()) {
            cell.add(&rest[..at], page);
        }
        rest = &rest[at..];
        if let Some(skipped) = special(rest) {
            if let (Some(data), Some(cell)) = (
                rest[..skipped].strip_prefix("<![CDATA["),
                open.last_mut().and_then(|table| table.cell.as_mut()),
            ) {
                // A section that is cut off has no end to leave out.
                cell.add_literal(data.strip_suffix("]]>").unwrap_or(data));
            }
            rest = &rest[skipped..];
            continue;
        }
        let Some(tag) = Tag::parse(rest) else {
            // A sign of comparison in a text.
            if let Some(cell) = open.last_mut().and_then(|table| table.cell.as_mut()) {
                cell.add("<", page);
            }
            rest = &rest[1..];
            continue;
        };
        rest = &rest[tag.length..];
        match (tag.name.as_str(), tag.closing) {
            ("script" | "style", false) if page => rest = behind_end(rest, &tag.name),
            ("worksheet", false) => sheet = tag.attribute("name").map(unescape),
            ("table", false) if names.len() >= TABLES => {
                return Err(limit_error("sheets", TABLES as u64, 0));
            }
            ("table", false) if open.len() < DEEPEST => {
                open.push(Open::new(names.len()));
                let name = sheet.take();
                names.push(name.unwrap_or_else(|| (names.len() + 1).to_string()));
            }
            ("table", false) => deeper += 1,
            ("table", true) if deeper > 0 => deeper -= 1,
            ("table", true) => {
                if let Some(mut table) = open.pop() {
                    table.end_row(&limits, sink)?;
                }
            }
            ("tr" | "row", closing) => {
                let Some(table) = open.last_mut() else {
                    continue;
                };
                table.end_row(&limits, sink)?;
                if !closing {
                    table.start_row(tag.number("index"));
                }
            }
            ("td" | "th" | "cell", closing) => {
                let Some(table) = open.last_mut() else {
                    continue;
                };
                table.end_cell();
                if !closing {
                    table.start_cell(&tag, page, &limits)?;
                }
            }
            (name, closing) => {
                let cell = open.last_mut().and_then(|table| table.cell.as_mut());
                let Some(cell) = cell else { continue };
                match name {
                    "data" if !page => cell.data(&tag, closing),
                    "br" if page => cell.text.push('\n'),
                    "p" | "div" | "li" if page && !closing && !cell.text.trim().is_empty() => {
                        cell.text.push('\n');
                    }
                    _ => {}
                }
            }
        }
    }
    if let Some(cell) = open.last_mut().and_then(|table| table.cell.as_mut()) {
        cell.add(rest, page);
        cell.add(behind, page);
    }
    while let Some(mut table) = open.pop() {
        table.end_row(&limits, sink)?;
    }
    if names.is_empty() {
        return Err(Error::new("unsupported_format").with("found", kind));
    }
    Ok(names)
}

impl Open {
    fn new(index: usize) -> Self {
        Open {
            index,
            row: Row::default(),
            line: 0,
            in_row: false,
            column: 0,
            rows: 0,
            free_from: Vec::new(),
            cell: None,
            skip: false,
        }
    }

    fn start_row(&mut self, given: Option<usize>) {
        let given = given.map(|given| given as u64);
        self.line = given
            .filter(|&given| given > self.line)
            .unwrap_or(self.line.saturating_add(1));
        self.row.start(self.line);
        self.in_row = true;
        self.column = 0;
    }

    fn end_row(
        &mut self,
        limits: &Limits,
        sink: &mut dyn FnMut(usize, &Row) -> Flow,
    ) -> Result<(), Error> {
        self.end_cell();
        if !std::mem::take(&mut self.in_row) {
            return Ok(());
        }
        self.rows += 1;
        if self.skip || self.row.is_blank() {
            return Ok(());
        }
        self.row.check(limits)?;
        self.skip = sink(self.index, &self.row)?.is_break();
        Ok(())
    }

    fn start_cell(&mut self, tag: &Tag<'_>, page: bool, limits: &Limits) -> Result<(), Error> {
        if !self.in_row {
            self.start_row(None);
        }
        if let Some(index) = tag.number("index").filter(|_| !page) {
            self.column = index.saturating_sub(1);
        }
        while self
            .free_from
            .get(self.column)
            .is_some_and(|&row| row > self.rows)
        {
            self.column += 1;
        }
        let across = match page {
            true => tag.number("colspan").unwrap_or(1).max(1),
            false => tag.number("mergeacross").unwrap_or(0).saturating_add(1),
        };
        let end = self.column.saturating_add(across);
        if end > limits.columns as usize {
            return Err(limit_error("columns", limits.columns.into(), 0));
        }
        let down = tag.number("rowspan").filter(|_| page).unwrap_or(1);
        if down > 1 {
            self.free_from.resize(self.free_from.len().max(end), 0);
            self.free_from[self.column..end].fill(self.rows.saturating_add(down));
        }
        self.cell = Some(Cell {
            column: self.column,
            text: String::new(),
            kind: String::new(),
            reading: page,
        });
        self.column = end;
        Ok(())
    }

    fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        let text = cell.text.trim();
        if text.is_empty() {
            return;
        }
        match cell.kind.as_str() {
            "DateTime" => {
                let moment = text.replacen('T', " ", 1);
                let moment = moment.strip_suffix(".000").unwrap_or(&moment);
                let day = moment.strip_suffix(" 00:00:00").unwrap_or(moment);
                self.row.set(cell.column, day);
            }
            "Boolean" => self
                .row
                .set(cell.column, if text == "1" { "TRUE" } else { "FALSE" }),
            _ => self.row.set(cell.column, text),
        }
    }
}

impl Cell {
    /// Adds text of the file. In a page any run of blanks and line ends is one blank.
    fn add(&mut self, raw: &str, page: bool) {
        if !self.reading || raw.is_empty() {
            return;
        }
        let text = unescape(raw);
        if !page {
            self.text.push_str(&text);
            return;
        }
        for letter in text.chars() {
            let blank = letter.is_whitespace();
            if !blank {
                self.text.push(letter);
            } else if !self.text.ends_with([' ', '\n']) {
                self.text.push(' ');
            }
        }
    }

    fn add_literal(&mut self, text: &str) {
        if self.reading {
            self.text.push_str(text);
        }
    }

    /// The beginning or the end of the data element. Comments of a cell have one too; the first counts.
    fn data(&mut self, tag: &Tag<'_>, closing: bool) {
        self.reading = !closing && self.kind.is_empty();
        if self.reading {
            self.kind = tag.attribute("type").unwrap_or("String").to_owned();
        }
    }
}

/// Length of a comment, a CDATA section or a declaration at the start of `rest`; one that is not
/// closed goes to the end.
fn special(rest: &str) -> Option<usize> {
    let end = match () {
        () if rest.starts_with("<!--") => "-->",
        () if rest.starts_with("<![CDATA[") => "]]>",
        () if rest.starts_with("<!") || rest.starts_with("<?") => ">",
        () => return None,
    };
    let found = memchr::memmem::find(rest.as_bytes(), end.as_bytes());
    Some(found.map_or(rest.len(), |at| at + end.len()))
}

/// What stands behind the end tag of an element whose content is no markup.
fn behind_end<'t>(rest: &'t str, name: &str) -> &'t str {
    let mut from = 0;
    while let Some(at) = memchr::memmem::find(&rest.as_bytes()[from..], b"</") {
        from += at + 2;
        let found = rest.get(from..from + name.len());
        if found.is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            let end = memchr::memchr(b'>', &rest.as_bytes()[from..]);
            return end.map_or("", |end| &rest[from + end + 1..]);
        }
    }
    ""
}

struct Tag<'t> {
    /// Local name in lower case.
    name: String,
    closing: bool,
    attributes: &'t str,
    /// Bytes from `<` to `>`.
    length: usize,
}

impl<'t> Tag<'t> {
    /// The tag at the start of `rest`; `None` when none starts there.
    fn parse(rest: &'t str) -> Option<Self> {
        let inside = rest.strip_prefix('<')?;
        let closing = inside.starts_with('/');
        let inside = inside.strip_prefix('/').unwrap_or(inside);
        if !inside.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
            return None;
        }
        // A `>` in a quoted value is part of it.
        let mut quote = None;
        let end = inside.bytes().position(|byte| match (quote, byte) {
            (None, b'"' | b'\'') => {
                quote = Some(byte);
                false
            }
            (Some(open), byte) if open == byte => {
                quote = None;
                false
            }
            (quote, byte) => quote.is_none() && byte == b'>',
        });
        // A quote that is never closed is no reason to lose the rest of the page.
        let end = end.or_else(|| memchr::memchr(b'>', inside.as_bytes()))?;
        let tag = inside[..end].trim_end_matches('/');
        let name = tag.split(|letter: char| letter.is_whitespace()).next()?;
        let local = name.rsplit(':').next()?;
        Some(Tag {
            name: local.to_ascii_lowercase(),
            closing,
            attributes: &tag[name.len()..],
            length: rest.len() - inside.len() + end + 1,
        })
    }

    /// Value of an attribute, by its local name in lower case.
    fn attribute(&self, wanted: &str) -> Option<&'t str> {
        let mut rest = self.attributes;
        loop {
            let (key, value) = rest.split_once('=')?;
            let key = key
                .rsplit(|letter: char| letter.is_whitespace() || letter == ':')
                .find(|key| !key.is_empty())?;
            let value = value.trim_start();
            let quote = value
                .chars()
                .next()
                .filter(|quote| matches!(quote, '"' | '\''));
            let (value, tail) = match quote {
                Some(quote) => value[1..].split_once(quote)?,
                None => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
            };
            if key.eq_ignore_ascii_case(wanted) {
                return Some(value);
            }
            rest = tail;
        }
    }

    fn number(&self, attribute: &str) -> Option<usize> {
        self.attribute(attribute)?.trim().parse().ok()
    }
}

/// Entities of pages beyond those of XML: letters of the languages of surveys, and signs.
const ENTITIES: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("oacute", 'ó'),
    ("Oacute", 'Ó'),
    ("aogon", 'ą'),
    ("Aogon", 'Ą'),
    ("cacute", 'ć'),
    ("Cacute", 'Ć'),
    ("eogon", 'ę'),
    ("Eogon", 'Ę'),
    ("lstrok", 'ł'),
    ("Lstrok", 'Ł'),
    ("nacute", 'ń'),
    ("Nacute", 'Ń'),
    ("sacute", 'ś'),
    ("Sacute", 'Ś'),
    ("zacute", 'ź'),
    ("Zacute", 'Ź'),
    ("zdot", 'ż'),
    ("Zdot", 'Ż'),
    ("auml", 'ä'),
    ("Auml", 'Ä'),
    ("ouml", 'ö'),
    ("Ouml", 'Ö'),
    ("uuml", 'ü'),
    ("Uuml", 'Ü'),
    ("szlig", 'ß'),
    ("aacute", 'á'),
    ("agrave", 'à'),
    ("eacute", 'é'),
    ("egrave", 'è'),
    ("ecirc", 'ê'),
    ("ccedil", 'ç'),
    ("iacute", 'í'),
    ("uacute", 'ú'),
    ("ntilde", 'ñ'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("hellip", '…'),
    ("bdquo", '„'),
    ("rdquo", '”'),
    ("ldquo", '“'),
    ("rsquo", '’'),
    ("lsquo", '‘'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("euro", '€'),
    ("starf", '★'),
    ("bull", '•'),
];

/// Text with its character references resolved. What is no reference stays as it stands.
pub(super) fn unescape(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        text.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let reference = rest
            .bytes()
            .take(12)
            .position(|byte| byte == b';')
            .and_then(|end| Some((resolve(rest.get(..end)?)?, end)));
        match reference {
            Some((letter, end)) => {
                text.push(letter);
                rest = &rest[end + 1..];
            }
            None => text.push('&'),
        }
    }
    text.push_str(rest);
    text
}

fn resolve(reference: &str) -> Option<char> {
    let Some(code) = reference.strip_prefix('#') else {
        return ENTITIES
            .iter()
            .find(|(name, _)| *name == reference)
            .map(|&(_, letter)| letter);
    };
    let code = match code.strip_prefix(['x', 'X']) {
        Some(code) => u32::from_str_radix(code, 16),
        None => code.parse(),
    };
    let letter = char::from_u32(code.ok()?)?;
    // A space that does not break a line is a blank all the same.
    Some(if letter == '\u{a0}' { ' ' } else { letter })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ops::ControlFlow;

    /// The rows of all tables as text, cells between bars, each with the number of its table.
    fn rows(text: &str, kind: &'static str) -> Vec<String> {
        let mut rows = Vec::new();
        let read = read_markup(text, kind, Limits::default(), &mut |table, row| {
            rows.push(format!("{table}: {}", row.texts().join("|")));
            Ok(ControlFlow::Continue(()))
        });
        read.expect("the tables are read");
        rows
    }

    #[test]
    fn cells_of_a_page() {
        let page = "<html><style>td > p {}</style><body><table border=1>\
            <tr><th>ID<th>Dlaczego?</th></tr>\
            <tr><td x=\"a>b\">1</td><td>Za&nbsp;drogo &amp; za d&oacute;ugo,<br>5 < 6 &#347; &foo;\n  dwa</td></tr>\
            <TR><TD>2<TD><b>Szybko</b> <!-- <td> --></TABLE>";
        let expected = [
            "0: ID|Dlaczego?",
            "0: 1|Za drogo & za dóugo,\n5 < 6 ś &foo; dwa",
            "0: 2|Szybko",
        ];
        assert_eq!(rows(page, "html"), expected);
    }

    #[test]
    fn spans_and_tables_in_tables() {
        let page = "<table><tr><td rowspan=2>a</td><td colspan=2>b</td><td>c</td></tr><tr><td>d</td><td>e</td></tr>\
            <tr><td>f<table><tr><td>in</td></tr></table></td><td>g</td></tr></table>";
        assert_eq!(
            rows(page, "html"),
            ["0: a|b||c", "0: |d|e", "1: in", "0: f|g"]
        );
    }

    #[test]
    fn cells_of_an_xml_spreadsheet() {
        let book = "<?xml version=\"1.0\"?><Workbook xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">\
            <Worksheet ss:Name=\"Ankieta &amp; NPS\"><Table><Row><Cell><Data ss:Type=\"String\">Data</Data></Cell>\
            <Cell ss:Index=\"3\"><Data ss:Type=\"String\">NPS</Data><Comment><ss:Data>nota</ss:Data></Comment></Cell></Row>\
            <Row ss:Index=\"4\"><Cell><Data ss:Type=\"DateTime\">2026-01-31T00:00:00.000</Data></Cell>\
            <Cell ss:MergeAcross=\"1\"/><Cell><Data ss:Type=\"Boolean\">1</Data></Cell></Row></Table></Worksheet></Workbook>";
        assert_eq!(markup_kind(book), Some("xml"));
        assert_eq!(rows(book, "xml"), ["0: Data||NPS", "0: 2026-01-31|||TRUE"]);
    }

    #[test]
    fn literal_text_may_be_cut_off_anywhere() {
        let row = |literal: &str| {
            rows(&format!("<table><tr><td>a<td><![CDATA[{literal}"), "html").join("; ")
        };
        assert_eq!(row("ż < 1]]><td>b"), "0: a|ż < 1|b");
        assert_eq!(row("ż]>"), "0: a|ż]>");
        assert_eq!(row("żż>"), "0: a|żż>");
        assert_eq!(row("]]>"), "0: a");
    }

    #[test]
    fn hostile_pages_end_soon() {
        let read = |text: &str| {
            read_markup(text, "html", Limits::default(), &mut |_, _| {
                Ok(ControlFlow::Continue(()))
            })
        };
        let code = |text: &str| read(text).err().map(|error| error.code);
        assert_eq!(code(&"<table>".repeat(200_000)), None);
        assert_eq!(code(&"<table></table>".repeat(20_000)), Some("too_large"));
        assert_eq!(
            code("<table><tr><td colspan=99999999999><td>"),
            Some("too_large")
        );
        assert_eq!(
            code("<table><tr><td colspan=16384 rowspan=9999><td>"),
            Some("too_large")
        );
        for open in [
            "<a \"",
            "<!--",
            "<td '",
            "<![CDATA[",
            "<script",
            "&#",
            "</",
            "<",
        ] {
            let text = format!("<table><tr><td>{}", open.repeat(400_000));
            assert_eq!(code(&text), None, "{open}");
            assert_eq!(code(&(text + ">")), None, "{open}");
        }
        assert_eq!(code("<p>nothing</p>"), Some("unsupported_format"));
    }

    #[test]
    fn pages_are_told_from_text() {
        assert_eq!(markup_kind("\n<!DOCTYPE html>\n<html>"), Some("html"));
        assert_eq!(markup_kind("<table class=x><tr>"), Some("html"));
        assert_eq!(markup_kind("<table,b\n1,2\n"), None);
        assert_eq!(markup_kind("<b>nps</b>,why\n9,good\n"), None);
        assert_eq!(markup_kind("<?xml version=\"1.0\"?><feed/>"), None);
    }
}
