//! XML of office files: a pull reader over an archive entry, with readable names and decoded text.

use super::archive::Inflate;
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
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    raw_attribute(element, name).map(unescape)
}

/// Value of an attribute as it stands in the file.
pub(super) fn raw_attribute<'e>(element: &'e BytesStart<'_>, name: &str) -> Option<&'e str> {
    // Attributes are looked for by hand: this is called several times for each cell, and most
    // cells have one to three short attributes.
    let mut rest = element.attributes_raw();
    loop {
        rest = rest.trim_start();
        let (key, tail) = rest.split_once('=')?;
        let tail = tail.trim_start();
        let quote = tail
            .chars()
            .next()
            .filter(|quote| matches!(quote, '"' | '\''))?;
        let (value, tail) = tail[1..].split_once(quote)?;
        if key.trim_end() == name {
            return Some(value);
        }
        rest = tail;
    }
}

/// Text with its entities resolved.
pub(super) fn unescape(text: &str) -> String {
    match quick_xml::escape::unescape(text) {
        Ok(text) => text.into_owned(),
        Err(_) => text.to_owned(),
    }
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
