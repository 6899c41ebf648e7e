//! Records of delimited text, from chunks of any size.
//!
//! The reader is lenient: it always finds *a* record, because people meet files that no standard
//! describes. A quote opens a quoted field only at the start of a field; inside, a quote that is
//! not followed by a delimiter, a line end or another quote is part of the text. A quote that is
//! never closed would swallow the rest of the file: [`Records::finish`] then reads the rest again
//! with that quote as an ordinary character.
//!
//! When changing this file, keep the invariant that all state lives in `Records` between two
//! bytes: that is what makes every way of cutting a stream give the same records.

mod mend;

use super::decoding::leading_text;
use super::dialect::Dialect;
use super::specials::{Ahead, Specials};
use std::cell::OnceCell;
use std::ops::Range;

/// One field of a record: a range of the buffer.
#[derive(Debug, Clone, Copy)]
struct Field {
    start: usize,
    end: usize,
    /// The field holds doubled quotes or escapes.
    escaped: bool,
}

/// One record, valid during the call of the sink.
#[derive(Debug)]
pub struct Record<'a> {
    buffer: &'a [u8],
    fields: &'a [Field],
    /// One-based line of the file on which the record starts.
    pub line: u64,
    /// A quote of the record is read as text because it is never closed.
    pub literal_quote: bool,
    /// Text that holds the record, and where in the buffer it starts; `None` when the record is not
    /// UTF-8, or the delimiter is part of characters.
    text: Option<(&'a str, usize)>,
    may_hold_nul: bool,
}

impl<'a> Record<'a> {
    /// Number of fields, at least 1.
    #[expect(
        clippy::len_without_is_empty,
        reason = "a record has at least one field"
    )]
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Bytes of a field without quotes; empty behind the last field.
    #[inline]
    pub fn get(&self, index: usize) -> &'a [u8] {
        self.fields
            .get(index)
            .map_or(&[], |field| &self.buffer[field.start..field.end])
    }

    /// Text of a field; `None` when the record is not UTF-8 or the field cuts a character.
    pub fn text(&self, index: usize) -> Option<&'a str> {
        let (text, start) = self.text?;
        let field = self.fields.get(index)?;
        text.get(field.start.checked_sub(start)?..field.end.checked_sub(start)?)
    }

    /// Text that holds the record, and where in it the fields lie; `None` when the record is not UTF-8, or holds a
    /// NUL byte. Fields end at ASCII characters, so none cuts a character in two.
    #[inline]
    pub(super) fn places(&self) -> Option<(&'a str, impl Iterator<Item = Range<usize>> + use<'a>)> {
        let (text, start) = self.text.filter(|_| !self.has_nul())?;
        let place = move |field: &Field| field.start - start..field.end - start;
        Some((text, self.fields.iter().map(place)))
    }

    /// True when the record holds a NUL byte.
    pub fn has_nul(&self) -> bool {
        if !self.may_hold_nul {
            return false;
        }
        let (first, last) = (self.fields.first(), self.fields.last());
        let span = first.zip(last);
        span.is_some_and(|(first, last)| {
            memchr::memchr(0, &self.buffer[first.start..last.end]).is_some()
        })
    }

    /// All fields in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &'a [u8]> + use<'a> {
        let (buffer, fields) = (self.buffer, self.fields);
        fields
            .iter()
            .map(move |field| &buffer[field.start..field.end])
    }
}

/// Bytes that are being parsed, and what of them is text.
struct Bytes<'a> {
    all: &'a [u8],
    /// Text up to the first byte that is none, such as half a character at the end. One check for
    /// all of it, made when the first record is complete, is much cheaper than one per record.
    text: OnceCell<&'a str>,
}

impl<'a> Bytes<'a> {
    fn new(all: &'a [u8]) -> Self {
        Bytes {
            all,
            text: OnceCell::new(),
        }
    }

    /// The text that holds the bytes up to `end`, and where it starts; `start` is where a record does.
    fn text(&self, start: usize, end: usize) -> Option<(&'a str, usize)> {
        let text = *self.text.get_or_init(|| leading_text(self.all));
        if end <= text.len() {
            return Some((text, 0));
        }
        // Behind bytes that are no text every record is looked at by itself.
        let text = std::str::from_utf8(&self.all[start..end]).ok()?;
        Some((text, start))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    FieldStart,
    Unquoted,
    Quoted,
    /// A quote inside a quoted field: the end, the first half of a doubled one, or text.
    QuoteInQuoted,
    /// Blanks behind a closing quote: part of the text unless a delimiter follows.
    BlankAfterQuote,
}

/// Push parser of delimited text.
#[derive(Debug)]
pub struct Records {
    dialect: Dialect,
    record_limit: usize,
    buffer: Vec<u8>,
    /// Next byte to look at.
    position: usize,
    /// First byte of the current record.
    record: usize,
    /// First byte of the current field's content.
    field: usize,
    /// Closing quote of the current field, while its end is not sure.
    closing: usize,
    escaped: bool,
    quoted: bool,
    state: State,
    fields: Vec<Field>,
    /// A carriage return ended the last record: a following line feed belongs to it.
    after_cr: bool,
    line: u64,
    record_line: u64,
    last_line: u64,
    /// Start of the field whose quote must be read as an ordinary character.
    literal_quote_at: Option<usize>,
    /// Opening quote of the first field of the record that holds a line end.
    long_quote_at: Option<usize>,
    /// A quote inside a quoted field of the record was neither doubled nor at its end.
    stray_quote: bool,
    /// A field of the record holds doubled quotes or escapes; most records have none to look for.
    any_escaped: bool,
    /// Fields that a record has when nothing is wrong with it.
    expected: Option<usize>,
    unclosed_quotes: Vec<u64>,
    /// Bytes that were taken out of the buffer.
    gone: u64,
    /// Place in the stream of the first record that a quote had swallowed others in. Counting from there gives the
    /// same wherever the stream was cut for several readers.
    first_swallowed_at: Option<u64>,
    /// Bytes of records that were read again because a quote had swallowed others.
    read_again: u64,
    /// A NUL byte has come: records have to be looked through for them. Most files have none.
    nul: bool,
    /// A record was longer than the limit, with no quote to blame.
    too_long: bool,
}

/// Unclosed quotes after which quotes are no longer believed. Each one costs a second look at the
/// bytes behind it, so a file full of them would otherwise take quadratic time.
const REOPENINGS: usize = 64;

/// Bytes that are parsed before it is looked whether there are records enough.
pub(super) const PIECE: usize = 8 << 10;

/// What a byte means outside of quotes.
const PLAIN: u8 = 0;
const DELIMITER: u8 = 1;
const LINE_FEED: u8 = 2;
const CARRIAGE_RETURN: u8 = 3;

impl Records {
    /// A parser for one file. A record longer than `record_limit` bytes is taken for one with an
    /// unclosed quote.
    pub fn new(dialect: Dialect, record_limit: u32) -> Self {
        Records {
            dialect,
            record_limit: record_limit as usize,
            buffer: Vec::new(),
            position: 0,
            record: 0,
            field: 0,
            closing: 0,
            escaped: false,
            quoted: false,
            state: State::FieldStart,
            fields: Vec::new(),
            after_cr: false,
            line: 1,
            record_line: 1,
            last_line: 1,
            literal_quote_at: None,
            long_quote_at: None,
            stray_quote: false,
            any_escaped: false,
            expected: None,
            unclosed_quotes: Vec::new(),
            gone: 0,
            first_swallowed_at: None,
            read_again: 0,
            nul: false,
            too_long: false,
        }
    }

    /// Sets the number of fields of a good record. A record of another width that goes over several
    /// lines, though its first line has that number, is then read as those lines.
    pub fn expect(&mut self, fields: usize) {
        self.expected = Some(fields).filter(|&fields| fields > 1);
    }

    /// Lines on which a quote was opened and never closed.
    pub fn unclosed_quotes(&self) -> &[u64] {
        &self.unclosed_quotes
    }

    /// One-based line of the last record.
    pub fn last_line(&self) -> u64 {
        self.last_line
    }

    /// True when all bytes so far are whole records, and nothing in them changes how those behind are
    /// read.
    pub(super) fn is_between_records(&self) -> bool {
        self.state == State::FieldStart
            && self.fields.is_empty()
            && self.position == self.buffer.len()
            && self.record == self.position
            && !self.quoted
            && !self.after_cr
            && self.unclosed_quotes.is_empty()
    }

    /// Lines so far, between two records.
    pub(super) fn lines(&self) -> u64 {
        self.line - 1
    }

    /// Takes what another parser found in the bytes behind: the line of its last record, counted from
    /// its own first one, and the lines of its unclosed quotes.
    pub(super) fn join(&mut self, last_line: u64, unclosed_quotes: &[u64]) {
        let above = self.lines();
        self.last_line = above + last_line;
        let lines = unclosed_quotes.iter().map(|line| above + line);
        self.unclosed_quotes.extend(lines);
    }

    /// Reads a chunk and hands every record that it completes to `sink`.
    pub fn push(&mut self, chunk: &[u8], sink: &mut impl FnMut(&Record<'_>)) {
        self.nul = self.nul || memchr::memchr(0, chunk).is_some();
        let mut rest = chunk;
        if !self.buffer.is_empty() {
            // Mostly a line ends the record whose beginning was kept; what is behind it need not be copied.
            let line = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
            rest = self.complete(rest, line, sink);
        }
        if !self.buffer.is_empty() {
            rest = self.complete(rest, rest.len(), sink);
        }
        if !rest.is_empty() {
            self.parse(&Bytes::new(rest), sink);
            self.buffer.extend_from_slice(&rest[self.record..]);
            self.move_back(self.record);
        }
        // Whether the end of such a record has come yet makes no difference.
        self.too_long |= self.buffer.len() > self.record_limit && self.state != State::Quoted;
    }

    /// Adds the first bytes of a chunk to those that were kept, and returns the others.
    fn complete<'c>(
        &mut self,
        chunk: &'c [u8],
        bytes: usize,
        sink: &mut impl FnMut(&Record<'_>),
    ) -> &'c [u8] {
        let (next, rest) = chunk.split_at(bytes);
        self.buffer.extend_from_slice(next);
        self.run(sink);
        self.buffer.drain(..self.record);
        self.move_back(self.record);
        rest
    }

    /// True when a record is longer than the limit though no quote is open in it.
    pub(super) fn is_too_long(&self) -> bool {
        self.too_long
    }

    /// Ends the stream and hands over the last record when it had no line end.
    pub fn finish(&mut self, sink: &mut impl FnMut(&Record<'_>)) {
        // A quote that is never closed, with line ends behind it, swallowed records.
        while self.state == State::Quoted && self.swallowed_lines() {
            let buffer = std::mem::take(&mut self.buffer);
            self.reopen_as_literal(&buffer);
            self.buffer = buffer;
            self.run(sink);
        }
        if self.state == State::Quoted {
            self.unclosed_quotes.push(self.record_line);
        }
        let nothing = self.fields.is_empty() && self.position == self.record && !self.quoted;
        if !nothing {
            let buffer = std::mem::take(&mut self.buffer);
            self.end_field_at_end_of_input(&buffer);
            self.emit(&Bytes::new(&buffer), sink);
            self.buffer = buffer;
        }
        self.buffer.clear();
        (self.position, self.record, self.field) = (0, 0, 0);
    }

    /// What `look` makes of the first `most` records of a text. Where the text goes on, its last record
    /// counts only when `whole`, or when there is no other.
    pub(super) fn first<T>(
        mut self,
        text: &[u8],
        most: usize,
        whole: bool,
        look: impl Fn(&Record<'_>) -> T,
    ) -> Vec<T> {
        let mut found = Vec::new();
        // Nothing is to be parsed behind the last record that counts.
        for piece in text.chunks(PIECE) {
            if found.len() >= most {
                break;
            }
            let mut sink = |record: &Record<'_>| found.push(look(record));
            // Trait objects: the parser is compiled anew for every kind of sink.
            let mut sink: &mut dyn FnMut(&Record<'_>) = &mut sink;
            self.push(piece, &mut sink);
        }
        if found.is_empty() || (whole && found.len() < most) {
            let mut sink = |record: &Record<'_>| found.push(look(record));
            let mut sink: &mut dyn FnMut(&Record<'_>) = &mut sink;
            self.finish(&mut sink);
        }
        found.truncate(most);
        found
    }

    fn swallowed_lines(&self) -> bool {
        self.buffer[self.field..self.position]
            .iter()
            .any(|&byte| byte == b'\n' || byte == b'\r')
    }

    /// Goes back to the start of the open quoted field and reads its quote as text.
    fn reopen_as_literal(&mut self, buffer: &[u8]) {
        let quote_at = self.field - 1;
        let skipped = &buffer[quote_at..self.position];
        self.line -= skipped.iter().filter(|&&byte| byte == b'\n').count() as u64;
        self.reopen(quote_at);
        if self.unclosed_quotes.len() >= REOPENINGS {
            self.dialect.quote = None;
        }
    }

    /// Reads on from a quote, which is text from now on. The line must be set.
    fn reopen(&mut self, quote_at: usize) {
        self.unclosed_quotes.push(self.line);
        self.literal_quote_at = Some(quote_at);
        self.position = quote_at;
        self.field = quote_at;
        self.quoted = false;
        self.escaped = false;
        self.state = State::FieldStart;
    }

    fn run(&mut self, sink: &mut impl FnMut(&Record<'_>)) {
        let buffer = std::mem::take(&mut self.buffer);
        self.parse(&Bytes::new(&buffer), sink);
        self.buffer = buffer;
    }

    /// The parser proper.
    fn parse(&mut self, bytes: &Bytes<'_>, sink: &mut impl FnMut(&Record<'_>)) {
        let buffer = bytes.all;
        let classes = classes(self.dialect);
        let mut specials = Specials::new(buffer, self.dialect);
        while let Some(&byte) = buffer.get(self.position) {
            let quote = self.dialect.quote;
            match self.state {
                State::FieldStart => {
                    if self.after_cr {
                        self.after_cr = false;
                        if byte == b'\n' {
                            self.position += 1;
                            self.field = self.position;
                            self.record = self.position;
                            continue;
                        }
                    }
                    if byte == b' ' && self.dialect.skips_blank {
                        self.position += 1;
                        self.field = self.position;
                        continue;
                    }
                    if !self.dialect.skips_blank && self.sound_fields(bytes, &mut specials, sink) {
                        continue;
                    }
                    let byte = buffer[self.position];
                    if Some(byte) == quote && self.literal_quote_at != Some(self.position) {
                        self.position += 1;
                        self.field = self.position;
                        self.quoted = true;
                        self.escaped = false;
                        self.state = State::Quoted;
                        continue;
                    }
                    self.quoted = false;
                    self.escaped = false;
                    self.state = State::Unquoted;
                }
                State::Unquoted => {
                    let rest = &buffer[self.position..];
                    let plain = rest
                        .iter()
                        .position(|&byte| classes[usize::from(byte)] != PLAIN);
                    let Some(plain) = plain else {
                        self.position = buffer.len();
                        break;
                    };
                    self.position += plain;
                    let class = classes[usize::from(buffer[self.position])];
                    if class == CARRIAGE_RETURN && !self.cr_ends_record(buffer) {
                        // Without the next byte a carriage return cannot be told from a line end.
                        if self.position + 1 == buffer.len() {
                            break;
                        }
                        self.position += 1;
                        continue;
                    }
                    self.end_field(self.position, class, bytes, sink);
                }
                State::Quoted => {
                    let bound = self.record.saturating_add(self.record_limit);
                    let end = buffer.len().min(bound).max(self.position);
                    let escape = self.dialect.escape;
                    let inside = &buffer[self.position..end];
                    let stop = match (quote, escape) {
                        (Some(quote), Some(escape)) => memchr::memchr2(quote, escape, inside),
                        (Some(byte), None) | (None, Some(byte)) => memchr::memchr(byte, inside),
                        (None, None) => None,
                    };
                    let lines = count_lines(&inside[..stop.unwrap_or(inside.len())]);
                    self.line += lines;
                    if lines > 0 && self.long_quote_at.is_none() {
                        self.long_quote_at = Some(self.field - 1);
                    }
                    let Some(stop) = stop else {
                        self.position = end;
                        if end < bound {
                            break;
                        }
                        self.reopen_as_literal(buffer);
                        continue;
                    };
                    self.position += stop;
                    if Some(buffer[self.position]) == escape {
                        // What is escaped can only be told with the next byte.
                        let Some(&next) = buffer.get(self.position + 1) else {
                            break;
                        };
                        let is_escape = Some(next) == quote || Some(next) == escape;
                        self.escaped |= is_escape;
                        self.position += 1 + usize::from(is_escape);
                        continue;
                    }
                    self.closing = self.position;
                    self.position += 1;
                    self.state = State::QuoteInQuoted;
                }
                State::QuoteInQuoted | State::BlankAfterQuote => {
                    let class = classes[usize::from(byte)];
                    let doubled = self.state == State::QuoteInQuoted && Some(byte) == quote;
                    if doubled {
                        self.escaped = true;
                        self.position += 1;
                        self.state = State::Quoted;
                    } else if class != PLAIN {
                        self.end_field(self.closing, class, bytes, sink);
                    } else if byte == b' ' {
                        self.position += 1;
                        self.state = State::BlankAfterQuote;
                    } else {
                        // The quote was text after all.
                        self.stray_quote = true;
                        self.state = State::Quoted;
                    }
                }
            }
        }
    }

    /// Takes the fields up to the end of the record, as long as they are written as the standard says:
    /// quotes around a whole field, doubled inside, and no line ends between them. Most records are,
    /// and what is left to look at are the special bytes.
    ///
    /// True when the record or the buffer ended. Otherwise the next field starts at the position,
    /// which holds a byte, and is read byte by byte. One record at a time: a browser replaces the code
    /// of a function by a faster one when it is called again.
    #[inline(never)]
    fn sound_fields(
        &mut self,
        bytes: &Bytes<'_>,
        specials: &mut Specials<'_>,
        sink: &mut impl FnMut(&Record<'_>),
    ) -> bool {
        let buffer = bytes.all;
        let delimiter = self.dialect.delimiter;
        let mut ahead = specials.from(self.position);
        let mut field = self.field;
        self.quoted = false;
        while let Some(mut at) = specials.next(&mut ahead) {
            if buffer[at] == delimiter {
                self.fields.push(Field {
                    start: field,
                    end: at,
                    escaped: false,
                });
                field = at + 1;
                continue;
            }
            let (mut start, mut end) = (field, at);
            let mut escaped = false;
            let quoted = Some(buffer[at]) == self.dialect.quote;
            if quoted {
                let opens = at == start && self.literal_quote_at != Some(at);
                let mut inside = ahead;
                let closing = opens.then(|| self.closing_quote(buffer, specials, &mut inside));
                let Some((closing, doubled)) = closing.flatten() else {
                    break;
                };
                ahead = inside;
                (start, end, escaped) = (at + 1, closing, doubled);
                at = closing + 1;
                if specials.next(&mut ahead) != Some(at) {
                    break;
                }
            }
            let line_end = match buffer[at..] {
                [byte, ..] if byte == delimiter => 0,
                [b'\n', ..] => 1,
                [b'\r', b'\n', ..] => 2,
                _ => break,
            };
            self.fields.push(Field {
                start,
                end,
                escaped,
            });
            self.any_escaped |= escaped;
            field = at + line_end.max(1);
            if line_end == 0 {
                continue;
            }
            if line_end == 2 {
                specials.next(&mut ahead);
            }
            specials.keep(field, ahead);
            (self.field, self.position) = (field, field);
            self.quoted = quoted;
            self.emit(bytes, sink);
            return true;
        }
        (self.field, self.position) = (field, field);
        self.position == buffer.len()
    }

    /// The quote that closes a field behind its opening one, and whether there are doubled ones
    /// before; `None` when a look at every byte is needed to tell.
    fn closing_quote(
        &self,
        buffer: &[u8],
        specials: &Specials<'_>,
        ahead: &mut Ahead,
    ) -> Option<(usize, bool)> {
        if self.dialect.escape.is_some() {
            return None;
        }
        let mut doubled = false;
        loop {
            let at = specials.next(ahead)?;
            if buffer[at] == b'\n' || at - self.record >= self.record_limit {
                return None;
            }
            if Some(buffer[at]) != self.dialect.quote {
                continue;
            }
            if buffer.get(at + 1).copied() != self.dialect.quote {
                return Some((at, doubled));
            }
            doubled = true;
            specials.next(ahead);
        }
    }

    fn cr_ends_record(&self, buffer: &[u8]) -> bool {
        self.dialect.lone_cr_ends_record || buffer.get(self.position + 1) == Some(&b'\n')
    }

    fn end_field(
        &mut self,
        end: usize,
        class: u8,
        bytes: &Bytes<'_>,
        sink: &mut impl FnMut(&Record<'_>),
    ) {
        self.any_escaped |= self.escaped;
        self.fields.push(Field {
            start: self.field,
            end,
            escaped: self.escaped,
        });
        self.position += 1;
        self.field = self.position;
        self.state = State::FieldStart;
        if class == DELIMITER {
            return;
        }
        self.after_cr = class == CARRIAGE_RETURN;
        self.emit(bytes, sink);
    }

    fn end_field_at_end_of_input(&mut self, buffer: &[u8]) {
        self.any_escaped |= self.escaped;
        let mut end = match self.state {
            State::QuoteInQuoted | State::BlankAfterQuote => self.closing,
            _ => self.position,
        };
        let trailing_cr = self.state == State::Unquoted
            && end > self.field
            && buffer.get(end - 1) == Some(&b'\r');
        end -= usize::from(trailing_cr);
        self.fields.push(Field {
            start: self.field,
            end,
            escaped: self.escaped,
        });
        self.field = self.position;
        self.state = State::FieldStart;
    }

    #[inline(never)]
    fn emit(&mut self, bytes: &Bytes<'_>, sink: &mut impl FnMut(&Record<'_>)) {
        let blank_line =
            self.fields.len() == 1 && !self.quoted && self.fields[0].start == self.fields[0].end;
        if self.long_quote_at.is_some() && self.gives_back_swallowed(bytes.all) {
            return;
        }
        if !blank_line {
            self.too_long |= self.position - self.record > self.record_limit;
            self.last_line = self.record_line;
            if self.any_escaped {
                let unescaped = self.unescape(bytes.all);
                self.hand_over_or_mend(&Bytes::new(&unescaped), sink);
            } else {
                self.hand_over_or_mend(bytes, sink);
            }
        }
        self.fields.clear();
        self.quoted = false;
        self.escaped = false;
        self.long_quote_at = None;
        self.stray_quote = false;
        self.any_escaped = false;
        self.record = self.position;
        self.line += 1;
        self.record_line = self.line;
    }

    #[inline]
    fn hand_over_or_mend(&self, bytes: &Bytes<'_>, sink: &mut impl FnMut(&Record<'_>)) {
        // Records of the expected width, nearly all there are, need no second look.
        let expected = self.expected.is_none_or(|width| width == self.fields.len());
        if expected || !self.mend(bytes, sink) {
            self.hand_over(bytes, &self.fields, sink);
        }
    }

    fn hand_over(&self, bytes: &Bytes<'_>, fields: &[Field], sink: &mut impl FnMut(&Record<'_>)) {
        let start = fields.first().map_or(0, |field| field.start);
        let end = fields.last().map_or(0, |field| field.end);
        let text = match self.dialect.delimiter.is_ascii() {
            true => bytes.text(start, end),
            false => None,
        };
        sink(&Record {
            text,
            may_hold_nul: self.nul,
            buffer: bytes.all,
            fields,
            line: self.record_line,
            literal_quote: self
                .literal_quote_at
                .is_some_and(|quote| (self.record..self.position.max(1)).contains(&quote)),
        });
    }

    /// A copy of the record in which doubled quotes are halved and escapes removed. The fields are
    /// ranges of it from then on.
    #[inline(never)]
    fn unescape(&mut self, buffer: &[u8]) -> Vec<u8> {
        let end = self.fields.last().map_or(self.record, |field| field.end);
        let mut copy = buffer[self.record..end].to_vec();
        for field in &mut self.fields {
            field.start -= self.record;
            field.end -= self.record;
        }
        let Some(quote) = self.dialect.quote else {
            return copy;
        };
        let escape = self.dialect.escape;
        for field in self.fields.iter_mut().filter(|field| field.escaped) {
            let inside = &mut copy[field.start..field.end];
            let (mut from, mut to) = (0, 0);
            let special = |byte: u8| byte == quote || Some(byte) == escape;
            while let Some(&byte) = inside.get(from) {
                if !special(byte) {
                    let rest = &inside[from..];
                    let plain = rest.iter().position(|&byte| special(byte));
                    let plain = plain.unwrap_or(rest.len());
                    inside.copy_within(from..from + plain, to);
                    (from, to) = (from + plain, to + plain);
                    continue;
                }
                let next = inside.get(from + 1).copied();
                let escaped = Some(byte) == escape && (next == Some(quote) || next == escape);
                let doubled = byte == quote && next == Some(quote);
                inside[to] = if escaped { next.unwrap_or(byte) } else { byte };
                to += 1;
                from += 1 + usize::from(escaped || doubled);
            }
            // What is left over must not look like a cut character.
            inside[to..].fill(b' ');
            field.end = field.start + to;
        }
        copy
    }

    /// Counts places from a byte so much further behind: those of records that were handed over are forgotten.
    fn move_back(&mut self, shift: usize) {
        self.gone += shift as u64;
        self.position -= shift;
        self.field -= shift;
        self.closing = self.closing.saturating_sub(shift);
        self.literal_quote_at = self.literal_quote_at.and_then(|at| at.checked_sub(shift));
        self.long_quote_at = self.long_quote_at.and_then(|at| at.checked_sub(shift));
        self.record = 0;
        for field in &mut self.fields {
            field.start -= shift;
            field.end -= shift;
        }
    }
}

fn count_lines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

fn classes(dialect: Dialect) -> [u8; 256] {
    let mut classes = [PLAIN; 256];
    classes[usize::from(b'\n')] = LINE_FEED;
    classes[usize::from(b'\r')] = CARRIAGE_RETURN;
    classes[usize::from(dialect.delimiter)] = DELIMITER;
    classes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(chunks: &[&[u8]], dialect: Dialect) -> (Vec<Vec<String>>, Vec<u64>) {
        let mut rows = Vec::new();
        let mut records = Records::new(dialect, u32::MAX);
        let mut sink = |record: &Record<'_>| {
            rows.push(
                record
                    .iter()
                    .map(|f| String::from_utf8_lossy(f).into_owned())
                    .collect(),
            );
        };
        for chunk in chunks {
            records.push(chunk, &mut sink);
        }
        records.finish(&mut sink);
        (rows, records.unclosed_quotes().to_vec())
    }

    fn check(text: &str, expected: &[&[&str]]) {
        check_dialect(text, Dialect::default(), expected);
    }

    fn check_dialect(text: &str, dialect: Dialect, expected: &[&[&str]]) {
        let whole = read(&[text.as_bytes()], dialect);
        assert_eq!(whole.0, expected, "{text:?}");
        let bytes: Vec<&[u8]> = text.as_bytes().chunks(1).collect();
        assert_eq!(read(&bytes, dialect), whole, "byte by byte: {text:?}");
    }

    #[test]
    fn fields_quotes_and_line_ends() {
        check("a,b\n1,2\n", &[&["a", "b"], &["1", "2"]]);
        check("a,b\r\n1,2", &[&["a", "b"], &["1", "2"]]);
        check("a,\"b,\n\"\"c\"\"\"\n", &[&["a", "b,\n\"c\""]]);
        check("a,\"\"\n\"\",b\n", &[&["a", ""], &["", "b"]]);
        check("a,\n,\n", &[&["a", ""], &["", ""]]);
        check("\n\na,b\n\n1,2\n\n", &[&["a", "b"], &["1", "2"]]);
    }

    #[test]
    fn carriage_returns() {
        let old_mac = Dialect {
            lone_cr_ends_record: true,
            ..Dialect::default()
        };
        check_dialect("a,b\r1,2\r", old_mac, &[&["a", "b"], &["1", "2"]]);
        check("a,x\ry\n1,2\r\n", &[&["a", "x\ry"], &["1", "2"]]);
        check("a,b\r", &[&["a", "b"]]);
    }

    #[test]
    fn quotes_that_break_the_rules() {
        check(
            "a,\"he said \"no\" twice\",b\n",
            &[&["a", "he said \"no\" twice", "b"]],
        );
        check("5\" pipe,b\n", &[&["5\" pipe", "b"]]);
        check("\"a\" ,b\n", &[&["a", "b"]]);
    }

    #[test]
    fn escapes_and_blanks_behind_delimiters() {
        let escaped = Dialect {
            escape: Some(b'\\'),
            ..Dialect::default()
        };
        check_dialect(
            "a,\"x \\\"y\\\", z\\\\\",b\n",
            escaped,
            &[&["a", "x \"y\", z\\", "b"]],
        );
        let blanks = Dialect {
            skips_blank: true,
            ..Dialect::default()
        };
        check_dialect("a, \"b, c\",  d\n", blanks, &[&["a", "b, c", "d"]]);
    }

    #[test]
    fn a_quote_that_swallows_whole_records_is_text() {
        let text = b"a,b,c\n1,\"2,3\n4,5,6\n7,\"8\",9\n1,\"x\ny\",3\n";
        for size in 1..text.len() {
            let mut rows: Vec<Vec<String>> = Vec::new();
            let mut records = Records::new(Dialect::default(), u32::MAX);
            records.expect(3);
            let mut sink = |record: &Record<'_>| {
                rows.push(
                    record
                        .iter()
                        .map(|f| String::from_utf8_lossy(f).into_owned())
                        .collect(),
                );
            };
            text.chunks(size)
                .for_each(|chunk| records.push(chunk, &mut sink));
            records.finish(&mut sink);
            let expected = [
                ["a", "b", "c"],
                ["1", "\"2", "3"],
                ["4", "5", "6"],
                ["7", "8", "9"],
                ["1", "x\ny", "3"],
            ];
            assert_eq!(rows, expected, "chunks of {size}");
            assert_eq!(records.unclosed_quotes(), [2]);
        }
    }

    /// Records of a text that should have two fields, and how many of its quotes are unclosed.
    fn read_pairs(text: &[u8], size: usize) -> (Vec<[String; 2]>, usize) {
        let mut rows = Vec::new();
        let mut records = Records::new(Dialect::default(), u32::MAX);
        records.expect(2);
        let mut sink = |record: &Record<'_>| {
            rows.push([0, 1].map(|at| String::from_utf8_lossy(record.get(at)).into_owned()));
        };
        text.chunks(size)
            .for_each(|chunk| records.push(chunk, &mut sink));
        records.finish(&mut sink);
        (rows, records.unclosed_quotes().len())
    }

    #[test]
    fn quotes_that_each_swallow_the_rest_of_the_file_are_soon_no_longer_believed() {
        let mut text = b"1,\"b\r\n".repeat(20_000);
        text.extend(b"\",z\n");
        let (rows, reopened) = read_pairs(&text, text.len());
        assert_eq!(rows.len(), 20_001);
        assert!(reopened < 200, "{reopened}");
        assert_eq!(read_pairs(&text, 1001), (rows, reopened));
    }

    #[test]
    fn single_quotes_are_given_back_however_many_there_are() {
        let (rows, reopened) = read_pairs(&b"1,\"5\n2,\"c\"\n".repeat(20_000), 1 << 16);
        assert_eq!((rows.len(), reopened), (40_000, 20_000));
        assert_eq!((&*rows[39_998][1], &*rows[39_999][1]), ("\"5", "c"));
    }

    #[test]
    fn an_unclosed_quote_loses_nothing() {
        let (rows, unclosed) = read(&[b"a,b\n1,\"cut off"], Dialect::default());
        assert_eq!(rows, [["a", "b"], ["1", "cut off"]]);
        assert_eq!(unclosed, [2]);
        let (rows, unclosed) = read(&[b"a,b\n1,\"open\n2,x\n3,y\n"], Dialect::default());
        assert_eq!(rows, [["a", "b"], ["1", "\"open"], ["2", "x"], ["3", "y"]]);
        assert_eq!(unclosed, [2]);
    }

    #[test]
    fn lines_are_counted_through_quoted_cells() {
        let mut lines = Vec::new();
        let mut records = Records::new(Dialect::default(), u32::MAX);
        records.push(b"a\n\"x\ny\"\n\nb\n", &mut |record| lines.push(record.line));
        assert_eq!(lines, [1, 2, 5]);
    }

    proptest::proptest! {
        #[test]
        fn every_split_gives_the_same_records(
            // Long enough for several blocks of special bytes.
            text in "([a,\"\n\r ;ą]|ab,\"c\",\"d\"\"e, f\"){0,60}",
            cuts in proptest::collection::vec(0usize..300, 0..6),
            lone_cr_ends_record: bool,
        ) {
            let dialect = Dialect { lone_cr_ends_record, ..Dialect::default() };
            let bytes = text.as_bytes();
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
            cuts.sort_unstable();
            let mut chunks = Vec::new();
            let mut from = 0;
            for cut in cuts {
                chunks.push(&bytes[from..cut]);
                from = cut;
            }
            chunks.push(&bytes[from..]);
            proptest::prop_assert_eq!(read(&chunks, dialect), read(&[bytes], dialect));
        }
    }
}
