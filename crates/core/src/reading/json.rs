//! JSON and NDJSON: arrays of answers, envelopes around them, objects of columns.
//!
//! The text is read twice at most: once for its shape, without keeping anything, and once for the
//! rows, one at a time. `serde_json` refuses nesting deeper than 128.

use super::builder::{Finished, Lines, TableBuilder, limit_error};
use super::rows::{Row, SheetRows};
use super::serial::{CellFormat, Epoch, number};
use crate::error::Error;
use crate::report::Warning;
use crate::settings::{Limits, Settings};
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use std::collections::BTreeSet;
use std::fmt;

/// Depth to which objects are searched for the array of answers.
const ENVELOPES: usize = 4;

/// Depth to which answers are flattened; what lies deeper is kept as JSON text.
const NESTED: usize = 8;

/// True when text that starts with these bytes is JSON or NDJSON. `whole` says that `head` is all
/// of it. A table may start with a bracket too, so what follows it must be JSON.
pub(super) fn looks_like_json(head: &str, whole: bool) -> bool {
    let text = head.trim_start();
    let mut rest = text.chars();
    let first = rest.next();
    let next = rest.as_str().trim_start().chars().next();
    match (first, next) {
        (Some('['), Some('{' | '[' | ']' | '"')) | (Some('{'), Some('"' | '}')) => true,
        // "[1, 2" is a list, "[1] How likely" a heading.
        (Some('['), Some('-' | '0'..='9')) if list_of_numbers(&text[1..]) => true,
        // A list of plain values, or a heading in brackets: only the whole text tells.
        (Some('[' | '{'), _) if whole => is_json(text),
        _ => false,
    }
}

fn list_of_numbers(text: &str) -> bool {
    let number = |letter: char| letter.is_ascii_digit() || "+-.eE".contains(letter);
    text.trim_start()
        .trim_start_matches(number)
        .trim_start()
        .starts_with(',')
}

/// True when the text is one JSON document per line.
pub(super) fn is_ndjson(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let (Some(first), Some(second)) = (lines.next(), lines.next()) else {
        return false;
    };
    first.trim_start().starts_with('{')
        && second.trim_start().starts_with('{')
        && (is_json(first) || within_grammar(first).is_some_and(|line| is_json(&line)))
}

#[inline(never)]
fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// The text with what programs write beside the grammar of JSON put into it: `NaN` and `Infinity` as values, which Python
/// writes, are `null`, and halves of a letter, which JavaScript leaves where it cuts a text, are `\ufffd`. `None` for a
/// text that has neither.
#[inline(never)]
fn within_grammar(text: &str) -> Option<String> {
    const NUMBERS: [&[u8]; 3] = [b"NaN", b"Infinity", b"-Infinity"];
    let mut rest = text.as_bytes();
    let mut out = Vec::new();
    // Whether the bytes written last are within a text, and the last sign outside of one.
    let (mut in_text, mut sign, mut changed) = (false, b' ', false);
    while let [byte, behind @ ..] = rest {
        let (length, instead): (usize, &[u8]) = match (half(rest), behind) {
            (Some(first), _) if in_text => match rest.get(6..).and_then(half) {
                Some(false) if first => (12, &[]),
                _ => (6, b"\\ufffd"),
            },
            (None, [_, ..]) if in_text && *byte == b'\\' => (2, &[]),
            _ if in_text || !matches!(sign, b':' | b',') => (1, &[]),
            _ => {
                let number = NUMBERS.iter().find(|number| rest.starts_with(number));
                match number {
                    Some(number) => (number.len(), b"null"),
                    None => (1, &[]),
                }
            }
        };
        in_text ^= *byte == b'"';
        if !byte.is_ascii_whitespace() {
            sign = *byte;
        }
        changed |= !instead.is_empty();
        let (own, next) = rest.split_at(length);
        out.extend_from_slice(if instead.is_empty() { own } else { instead });
        rest = next;
    }
    String::from_utf8(out).ok().filter(|_| changed)
}

/// Whether an escape at the beginning is the first half of a letter, or the second one; `None` where it is neither.
fn half(rest: &[u8]) -> Option<bool> {
    let [b'\\', b'u', b'd' | b'D', second, _, _, ..] = rest else {
        return None;
    };
    match second.to_ascii_lowercase() {
        b'8' | b'9' | b'a' | b'b' => Some(true),
        b'c'..=b'f' => Some(false),
        _ => None,
    }
}

#[inline(never)]
fn value_of(text: &str) -> Result<Json, serde_json::Error> {
    serde_json::from_str(text)
}

fn bad_json(error: &serde_json::Error) -> Error {
    Error::new("bad_json")
        .with("column", error.column())
        .at_row(error.line() as u64)
}

/// Reads a JSON document; one that its grammar alone refuses, with what programs write beside it.
///
/// # Errors
/// `bad_json` with the line, `no_rows`, `too_large`.
pub(super) fn read_json(
    text: &str,
    settings: &Settings,
    warnings: &mut Vec<Warning>,
) -> Result<(Finished, u32), Error> {
    let error = match read_document(text, settings, warnings) {
        Err(error) if error.code == "bad_json" => error,
        read => return read,
    };
    let Some(text) = within_grammar(text) else {
        return Err(error);
    };
    match read_document(&text, settings, warnings) {
        Err(second) if second.code == "bad_json" => Err(error),
        read => read,
    }
}

fn read_document(
    text: &str,
    settings: &Settings,
    warnings: &mut Vec<Warning>,
) -> Result<(Finished, u32), Error> {
    let shape = shape_of(text).map_err(|error| bad_json(&error))?;
    let mut rows = JsonRows::new(settings);
    match shape.rows() {
        Some(path) => {
            let mut source = serde_json::Deserializer::from_str(text);
            let stream = Stream {
                path: &path,
                rows: &mut rows,
            };
            let read = stream.deserialize(&mut source);
            if let Some(error) = rows.failed.take() {
                return Err(error);
            }
            read.map_err(|error| bad_json(&error))?;
        }
        None => {
            let value = value_of(text).map_err(|error| bad_json(&error))?;
            match (rows_by_key(&value), columns_of(&value)) {
                (Some(by_key), _) => {
                    for (key, value) in by_key {
                        rows.add_keyed(key, value)?;
                    }
                }
                (None, Some(columns)) => rows.add_columns(&columns)?,
                (None, None) if matches!(value, Json::Object(_)) => rows.add(&value)?,
                (None, None) => {}
            }
        }
    }
    rows.finish(warnings)
}

/// Reads one JSON document per line. Lines that are none are counted and left out.
///
/// # Errors
/// `bad_json` when more lines are damaged than whole, `no_rows`, `too_large`.
pub(super) fn read_ndjson(
    text: &str,
    settings: &Settings,
    warnings: &mut Vec<Warning>,
) -> Result<(Finished, u32), Error> {
    let mut rows = JsonRows::new(settings);
    let mut damaged = Lines::default();
    let (mut good, mut bad, mut first_error) = (0u64, 0u64, None);
    for (line, text) in text
        .lines()
        .enumerate()
        .filter(|(_, text)| !text.trim().is_empty())
    {
        rows.line = line as u64 + 1;
        let read = value_of(text).or_else(|error| value_of(&within_grammar(text).ok_or(error)?));
        match read {
            Ok(value) => {
                good += 1;
                rows.add(&value)?;
            }
            Err(error) => {
                bad += 1;
                damaged.add(rows.line);
                rows.builder.unreadable(rows.line, || text.to_owned());
                first_error.get_or_insert(bad_json(&error).at_row(rows.line));
            }
        }
    }
    if let Some(error) = first_error.filter(|_| bad > good) {
        return Err(error);
    }
    damaged.warn("unreadable_rows", "rows", warnings);
    rows.finish(warnings)
}

/// What a document is made of, as far as it says where the rows are.
#[derive(Debug)]
enum Shape {
    Scalar,
    /// Number of elements, and how many of them are objects or arrays.
    Array {
        length: usize,
        nested: usize,
    },
    Object(Vec<(String, Shape)>),
}

impl Shape {
    /// Keys that lead to the rows: the longest array of objects within the first levels.
    fn rows(&self) -> Option<Vec<String>> {
        let (path, _) = self.longest()?;
        Some(path)
    }

    fn longest(&self) -> Option<(Vec<String>, usize)> {
        match self {
            Shape::Scalar => None,
            Shape::Array { length, .. } => Some((Vec::new(), *length)),
            Shape::Object(entries) => {
                let inner = entries.iter().filter_map(|(key, shape)| {
                    // Arrays of plain values beside each other are columns, not rows.
                    if matches!(shape, Shape::Array { nested, length } if *nested * 2 <= *length) {
                        return None;
                    }
                    let (mut path, length) = shape.longest()?;
                    path.insert(0, key.clone());
                    Some((path, length))
                });
                // Among equals the first one.
                inner.rev().max_by_key(|(_, length)| *length)
            }
        }
    }
}

fn shape_of(text: &str) -> Result<Shape, serde_json::Error> {
    let mut source = serde_json::Deserializer::from_str(text);
    let shape = ShapeSeed { depth: 0 }.deserialize(&mut source)?;
    source.end()?;
    Ok(shape)
}

struct ShapeSeed {
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for ShapeSeed {
    type Value = Shape;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Shape, D::Error> {
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ShapeSeed {
    type Value = Shape;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_str<E>(self, _: &str) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_unit<E>(self) -> Result<Shape, E> {
        Ok(Shape::Scalar)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Shape, A::Error> {
        let (mut length, mut nested) = (0, 0);
        while let Some(shape) = elements.next_element_seed(ShapeSeed { depth: ENVELOPES })? {
            length += 1;
            nested += usize::from(!matches!(shape, Shape::Scalar));
        }
        Ok(Shape::Array { length, nested })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Shape, A::Error> {
        let mut shapes = Vec::new();
        if self.depth >= ENVELOPES {
            while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(Shape::Object(shapes));
        }
        while let Some(key) = entries.next_key::<String>()? {
            let shape = entries.next_value_seed(ShapeSeed {
                depth: self.depth + 1,
            })?;
            if !matches!(shape, Shape::Scalar) {
                shapes.push((key, shape));
            }
        }
        Ok(Shape::Object(shapes))
    }
}

/// Reads the array at `path` element by element.
struct Stream<'r> {
    path: &'r [String],
    rows: &'r mut JsonRows,
}

impl<'de> DeserializeSeed<'de> for Stream<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<(), D::Error> {
        match self.path.is_empty() {
            true => source.deserialize_seq(self),
            false => source.deserialize_map(self),
        }
    }
}

impl<'de> Visitor<'de> for Stream<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of answers")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        while let Some(value) = elements.next_element::<Json>()? {
            self.rows.line += 1;
            if let Err(error) = self.rows.add(&value) {
                self.rows.failed = Some(error);
                return Err(serde::de::Error::custom("limit"));
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let Stream { path, rows } = self;
        let mut found = false;
        while let Some(key) = entries.next_key::<String>()? {
            if !found && Some(&key) == path.first() {
                found = true;
                entries.next_value_seed(Stream {
                    path: &path[1..],
                    rows: &mut *rows,
                })?;
            } else {
                entries.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// A JSON value with the keys of its objects in file order.
#[derive(Debug, Clone, PartialEq)]
enum Json {
    Null,
    /// A number or a truth value, as it is written.
    Plain(String),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Value of a key.
    fn get(&self, key: &str) -> Option<&Json> {
        let Json::Object(entries) = self else {
            return None;
        };
        entries
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    fn text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    fn is_nested(&self) -> bool {
        matches!(self, Json::List(_) | Json::Object(_))
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Json, D::Error> {
        source.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Plain(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Plain(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Plain(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Plain(number(
            value,
            CellFormat::General,
            Epoch::Windows,
        )))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(element) = elements.next_element()? {
            list.push(element);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let mut object = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            object.push(entry);
        }
        Ok(Json::Object(object))
    }
}

/// Entries of an object that holds one answer per key, as databases of documents export them: more keys
/// than an answer has names, and names in common, which are no places of rows.
fn rows_by_key(value: &Json) -> Option<&[(String, Json)]> {
    let Json::Object(entries) = value else {
        return None;
    };
    let Json::Object(first) = &entries.first()?.1 else {
        return None;
    };
    let keys = first.iter().map(|(key, _)| key.as_str());
    let names: BTreeSet<&str> = keys
        .filter(|key| key.bytes().any(|byte| !byte.is_ascii_digit()))
        .collect();
    let alike = |(_, value): &(String, Json)| match value {
        Json::Object(fields) => fields.iter().any(|(key, _)| names.contains(key.as_str())),
        _ => false,
    };
    let found = entries.len() > first.len().max(2) && entries.iter().all(alike);
    found.then_some(entries)
}

/// Columns of an object whose values are all lists, or all objects by row, of about one length.
fn columns_of(value: &Json) -> Option<Vec<(&str, Vec<&Json>)>> {
    let Json::Object(entries) = value else {
        return None;
    };
    let filled = entries.iter().any(|(_, value)| !cells(value).is_empty());
    let lists = entries
        .iter()
        .all(|(_, value)| matches!(value, Json::List(_)));
    // Objects by row have the same keys in every column; nested answers of one person do not.
    let keys = |value: &Json| match value {
        Json::Object(entries) => entries.iter().map(|(key, _)| key.clone()).collect(),
        _ => Vec::<String>::new(),
    };
    let first = entries
        .first()
        .map(|(_, value)| keys(value))
        .unwrap_or_default();
    let by_row = entries.len() > 1
        && first.len() > 1
        && entries.iter().all(|(_, value)| keys(value) == first);
    (filled && (lists || by_row)).then(|| {
        entries
            .iter()
            .map(|(name, value)| (name.as_str(), cells(value)))
            .collect()
    })
}

fn cells(value: &Json) -> Vec<&Json> {
    match value {
        Json::List(cells) => cells.iter().collect(),
        Json::Object(cells) => cells.iter().map(|(_, value)| value).collect(),
        _ => Vec::new(),
    }
}

/// Answers on their way into a table; columns appear as their keys do.
struct JsonRows {
    limits: Limits,
    builder: TableBuilder,
    /// Lists of lists: a sheet in all but name.
    sheet: SheetRows,
    /// Rows that are lists. Beside answers with names nobody can tell which column a cell of theirs belongs to.
    lists: Lines,
    names: Vec<String>,
    index: HashMap<String, usize, FixedState>,
    row: Row,
    line: u64,
    key: String,
    failed: Option<Error>,
}

impl JsonRows {
    fn new(settings: &Settings) -> Self {
        JsonRows {
            limits: settings.limits,
            sheet: SheetRows::new(settings),
            lists: Lines::default(),
            builder: TableBuilder::for_values(settings.limits),
            names: Vec::new(),
            index: HashMap::with_hasher(FixedState::default()),
            row: Row::default(),
            line: 0,
            key: String::new(),
            failed: None,
        }
    }

    fn add(&mut self, value: &Json) -> Result<(), Error> {
        self.row.start(self.line);
        self.key.clear();
        match value {
            Json::List(cells) => {
                self.lists.add(self.line);
                self.builder.unreadable(self.line, || text_of(value));
                for (column, cell) in cells.iter().enumerate() {
                    if column >= self.limits.columns as usize {
                        return Err(limit_error("columns", self.limits.columns.into(), 0));
                    }
                    self.row.set(column, &text_of(cell));
                }
                self.row.check(&self.limits)?;
                return self.sheet.add(&self.row);
            }
            value => self.flatten(value, 0)?,
        }
        self.row.check(&self.limits)?;
        self.builder.add_cells(&self.row);
        self.builder.check()
    }

    /// Adds an answer that stands under a key, which becomes its first cell.
    fn add_keyed(&mut self, key: &str, value: &Json) -> Result<(), Error> {
        self.line += 1;
        self.row.start(self.line);
        self.key.clear();
        self.key.push_str("key");
        self.set(key)?;
        self.key.clear();
        self.flatten(value, 0)?;
        self.row.check(&self.limits)?;
        self.builder.add_cells(&self.row);
        self.builder.check()
    }

    fn add_columns(&mut self, columns: &[(&str, Vec<&Json>)]) -> Result<(), Error> {
        let rows = columns
            .iter()
            .map(|(_, cells)| cells.len())
            .max()
            .unwrap_or(0);
        for row in 0..rows {
            self.row.start(row as u64 + 1);
            for (name, cells) in columns {
                if let Some(cell) = cells.get(row) {
                    self.key.clear();
                    self.key.push_str(name);
                    self.flatten(cell, 0)?;
                }
            }
            self.row.check(&self.limits)?;
            self.builder.add_cells(&self.row);
            self.builder.check()?;
        }
        Ok(())
    }

    /// Sets the cells of a value under the current key: nested objects get dotted names, lists of
    /// plain values are joined, lists of answers become a column each.
    fn flatten(&mut self, value: &Json, depth: usize) -> Result<(), Error> {
        match value {
            Json::Object(entries) if depth < NESTED => {
                for (key, value) in entries {
                    self.nested(key, value, depth)?;
                }
                Ok(())
            }
            Json::List(elements)
                if depth < NESTED && elements.iter().any(|it| matches!(it, Json::Object(_))) =>
            {
                for (position, element) in elements.iter().enumerate() {
                    match answer_of(element) {
                        Some((name, value)) => self.nested(name, value, depth)?,
                        None => self.nested(&position.to_string(), element, depth)?,
                    }
                }
                Ok(())
            }
            Json::List(elements) if !elements.iter().any(Json::is_nested) => {
                let texts: Vec<String> = elements.iter().map(text_of).collect();
                self.set(&texts.join("; "))
            }
            value => self.set(&text_of(value)),
        }
    }

    fn nested(&mut self, key: &str, value: &Json, depth: usize) -> Result<(), Error> {
        let length = self.key.len();
        if length > 0 {
            self.key.push('.');
        }
        self.key.push_str(key);
        let result = self.flatten(value, depth + 1);
        self.key.truncate(length);
        result
    }

    fn set(&mut self, text: &str) -> Result<(), Error> {
        let column = match self.index.get(&self.key) {
            Some(&column) => column,
            None => {
                let column = self.names.len();
                if column >= self.limits.columns as usize {
                    return Err(limit_error("columns", self.limits.columns.into(), 0));
                }
                let name = if self.key.is_empty() {
                    "value"
                } else {
                    &self.key
                };
                self.names.push(name.to_owned());
                self.index.insert(self.key.clone(), column);
                column
            }
        };
        self.row.set(column, text);
        Ok(())
    }

    /// The table and its number of header rows.
    fn finish(mut self, warnings: &mut Vec<Warning>) -> Result<(Finished, u32), Error> {
        if !self.lists.is_empty() && self.builder.rows() == 0 {
            let (table, layout) = self.sheet.finish(warnings)?;
            return Ok((table, layout.header_rows));
        }
        self.lists.warn("unreadable_rows", "rows", warnings);
        self.builder.set_header(vec![self.names]);
        Ok((self.builder.finish(warnings)?, 1))
    }
}

/// Question and answer of an element such as `{"field":{"ref":"nps"},"type":"number","number":9}`
/// or `{"question":"Why?","answer":"good"}`.
fn answer_of(element: &Json) -> Option<(&str, &Json)> {
    const QUESTION: &[&str] = &[
        "question", "title", "label", "name", "ref", "key", "field", "id",
    ];
    const ANSWER: &[&str] = &["answer", "value", "response", "text"];
    let question = QUESTION.iter().find_map(|name| match element.get(name)? {
        Json::Text(text) => Some((*name, text.as_str())),
        field => QUESTION
            .iter()
            .find_map(|inner| field.get(inner).and_then(Json::text))
            .map(|text| (*name, text)),
    });
    let (question_key, question) = question?;
    // Some platforms name the answer after its type.
    let by_type = element
        .get("type")
        .and_then(Json::text)
        .and_then(|name| element.get(name));
    let answer = ANSWER.iter().filter(|name| **name != question_key);
    let answer = answer
        .into_iter()
        .find_map(|name| element.get(name))
        .or(by_type)?;
    let label = answer.get("label").or_else(|| answer.get("labels"));
    Some((question, label.unwrap_or(answer)))
}

/// Text of a cell; nested values that are not flattened stay JSON.
fn text_of(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::Plain(text) | Json::Text(text) => text.clone(),
        Json::List(elements) => {
            let texts: Vec<String> = elements.iter().map(quoted).collect();
            format!("[{}]", texts.join(","))
        }
        Json::Object(entries) => {
            let text = |(key, value): &(String, Json)| {
                format!(
                    "{}:{}",
                    serde_json::to_string(key).unwrap_or_default(),
                    quoted(value)
                )
            };
            let texts: Vec<String> = entries.iter().map(text).collect();
            format!("{{{}}}", texts.join(","))
        }
    }
}

fn quoted(value: &Json) -> String {
    match value {
        Json::Null => "null".to_owned(),
        Json::Text(text) => serde_json::to_string(text).unwrap_or_default(),
        other => text_of(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;

    #[test]
    fn what_python_and_javascript_write_beside_the_grammar_is_read() {
        check(
            r#"[{"nps": NaN, "why": "NaN, \\\" NaN"}, {"nps": -Infinity, "why": "a\ud83d b"}, {"nps": 9, "why": "\ud83d\ude00"}]"#,
            &["nps", "why"],
            &[&["", r#"NaN, \" NaN"#], &["", "a\u{fffd} b"], &["9", "😀"]],
        );
        check(
            "{\"nps\": NaN, \"why\": \"x\"}\n{\"nps\": 7, \"why\": \"\\udc00\"}\n",
            &["nps", "why"],
            &[&["", "x"], &["7", "\u{fffd}"]],
        );
        for text in [
            "[NaN]",
            r#"[{"nps": Nan}]"#,
            r#"[{"why": "\ud83d"#,
            r#"[{NaN: 1}]"#,
        ] {
            let read = read_json(text, &Settings::default(), &mut Vec::new());
            assert!(read.is_err(), "{text}");
        }
    }

    fn check(text: &str, names: &[&str], rows: &[&[&str]]) {
        let mut warnings = Vec::new();
        let read = if is_ndjson(text) {
            read_ndjson
        } else {
            read_json
        };
        let (finished, _) = read(text, &Settings::default(), &mut warnings).expect(text);
        let table = finished.table;
        let found: Vec<&str> = table
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .collect();
        assert_eq!(found, names, "{text}");
        for (row, cells) in rows.iter().enumerate() {
            let found: Vec<Cow<'_, str>> =
                table.columns.iter().map(|column| column.get(row)).collect();
            assert_eq!(&found, cells, "{text}");
        }
        assert_eq!(table.rows as usize, rows.len());
    }

    #[test]
    fn every_common_shape_is_read() {
        let rows: &[&[&str]] = &[&["9", "good"], &["3", "bad"]];
        check(
            r#"[{"nps":9,"why":"good"},{"nps":3,"why":"bad"}]"#,
            &["nps", "why"],
            rows,
        );
        check(
            "{\"nps\":9,\"why\":\"good\"}\n{\"nps\":3,\"why\":\"bad\"}\n",
            &["nps", "why"],
            rows,
        );
        check(
            r#"{"nps":[9,3],"why":["good","bad"]}"#,
            &["nps", "why"],
            rows,
        );
        check(
            r#"{"nps":{"0":9,"1":3},"why":{"0":"good","1":"bad"}}"#,
            &["nps", "why"],
            rows,
        );
        check(
            r#"{"a1":{"nps":9,"why":"good"},"b2":{"nps":3,"why":"bad"},"c3":{"nps":7}}"#,
            &["key", "nps", "why"],
            &[&["a1", "9", "good"], &["b2", "3", "bad"], &["c3", "7", ""]],
        );
        let envelope = r#"{"total":2,"data":{"tags":["a"],"responses":[{"nps":9,"why":"good"},{"nps":3,"why":"bad"}]}}"#;
        check(envelope, &["nps", "why"], rows);
    }

    #[test]
    fn nested_answers_are_flattened() {
        check(
            r#"[{"id":1,"answers":{"nps":9,"tags":["a","b"]}},{"id":2,"answers":{"why":null,"nps":8}}]"#,
            &["id", "answers.nps", "answers.tags", "answers.why"],
            &[&["1", "9", "a; b", ""], &["2", "8", "", ""]],
        );
        check(
            r#"{"items":[{"token":"t","answers":[{"field":{"ref":"nps"},"type":"number","number":9},{"field":{"ref":"fav"},"type":"choice","choice":{"label":"Red"}}]}]}"#,
            &["token", "answers.nps", "answers.fav"],
            &[&["t", "9", "Red"]],
        );
    }

    #[test]
    fn damage_is_refused_or_counted() {
        let mut warnings = Vec::new();
        let error = read_json(
            "[{\"a\":1},\n{\"a\":}]",
            &Settings::default(),
            &mut warnings,
        );
        assert_eq!(
            error.map_err(|error| (error.code, error.row)),
            Err(("bad_json", Some(2)))
        );
        let mixed = "[[1,2],{\"nps\":9},[3,4],{\"nps\":8}]";
        let mut of_mixed = Vec::new();
        let read = read_json(mixed, &Settings::default(), &mut of_mixed).expect("two answers");
        assert_eq!(read.0.table.rows, 2);
        let aside = read.0.set_aside.iter();
        let aside: Vec<(u64, &str)> = aside.map(|row| (row.line, &*row.cells[0])).collect();
        assert_eq!(aside, [(1, "[1,2]"), (3, "[3,4]")]);
        assert_eq!(
            (of_mixed[0].code, &of_mixed[0].params["rows"]),
            ("unreadable_rows", &2.into())
        );
        let deep = "[".repeat(100_000);
        let error = read_json(&deep, &Settings::default(), &mut warnings);
        assert_eq!(error.map_err(|error| error.code), Err("bad_json"));
        let text = "{\"a\":1}\n{\"a\":\n{\"a\":3}\n";
        let table = read_ndjson(text, &Settings::default(), &mut warnings);
        let read = table.map(|(finished, _)| (finished.table.rows, finished.set_aside[0].line));
        assert_eq!(read, Ok((2, 2)));
        assert_eq!(warnings[0].code, "unreadable_rows");
        assert_eq!(warnings[0].row, Some(2));
    }
}
