//! XML of office files: a pull reader over an archive entry, with readable names and decoded text.

use super::archive::Inflate;
use super::markup::unescape;
use crate::error::Error;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Reader of one XML file in an archive.
pub(super) struct Xml<'a> {
    reader: Reader<Inflate<'a>>,
    buffer: Vec<u8>,
}

impl<'a> Xml<'a> {
    /// A reader of `source`. Every element gets an end event, empty ones too.
    pub(super) fn new(source: Inflate<'a>) -> Self {
        let mut reader = Reader::from_reader(source);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        Xml {
            reader,
            buffer: Vec::new(),
        }
    }

    /// The next event.
    ///
    /// # Errors
    /// `too_large` or `damaged_file`.
    pub(super) fn next(&mut self) -> Result<Event<'_>, Error> {
        self.buffer.clear();
        self.reader.get_mut().mark();
        match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => Ok(event),
            Err(_) => Err(self.reader.get_ref().failure()),
        }
    }
}

/// Value of an attribute by its name, prefix included, with entities resolved.
#[inline(never)]
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    raw_attribute(element, name).map(unescape)
}

/// Value of an attribute as it stands in the file.
pub(super) fn raw_attribute<'e>(element: &'e BytesStart<'_>, name: &str) -> Option<&'e str> {
    let mut attributes = raw_attributes(element);
    attributes.find_map(|(key, value)| (key == name).then_some(value))
}

/// Names and values of all attributes as they stand in the file, up to the first that is none.
pub(super) fn raw_attributes<'e>(
    element: &'e BytesStart<'_>,
) -> impl Iterator<Item = (&'e str, &'e str)> {
    // Attributes are looked for by hand and byte by byte: every cell has one to three short ones.
    let mut rest = element.attributes_raw();
    std::iter::from_fn(move || {
        let bytes = rest.as_bytes();
        let from = bytes.iter().position(|byte| !byte.is_ascii_whitespace())?;
        let equals = from + bytes[from..].iter().position(|&byte| byte == b'=')?;
        let behind = &bytes[equals + 1..];
        let open = equals + 1 + behind.iter().position(|byte| !byte.is_ascii_whitespace())?;
        let quote = Some(bytes[open]).filter(|quote| matches!(quote, b'"' | b'\''))?;
        let start = open + 1;
        let end = start + bytes[start..].iter().position(|&byte| byte == quote)?;
        let found = (rest[from..equals].trim_ascii_end(), &rest[start..end]);
        rest = &rest[end + 1..];
        Some(found)
    })
}

/// Adds the text of an event, if it has any.
pub(super) fn push_text(event: &Event<'_>, text: &mut String) {
    match event {
        Event::Text(content) => text.push_str(content),
        Event::CData(content) => text.push_str(content),
        Event::GeneralRef(reference) => match reference.resolve_char_ref() {
            Ok(Some(letter)) => text.push(letter),
            _ => match &**reference {
                "amp" => text.push('&'),
                "lt" => text.push('<'),
                "gt" => text.push('>'),
                "quot" => text.push('"'),
                "apos" => text.push('\''),
                // Entities of a document type are never expanded: that is how bombs are built.
                other => {
                    text.push('&');
                    text.push_str(other);
                    text.push(';');
                }
            },
        },
        _ => {}
    }
}
