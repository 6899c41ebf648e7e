//! Records that are not what they seem: of another width than the others, they are read as what they must have been.

use super::{Bytes, Field, Record, Records, count_lines};

/// How often the bytes of a file may be read again on average because a quote swallowed records, before quotes are no
/// longer believed. Single quotes (inches, say) swallow a line or two; a file in which each swallows all the rest would
/// otherwise take quadratic time.
const READ_AGAIN: u64 = 4;

/// Bytes that may be read again in any case.
const READ_AGAIN_FREE: u64 = 8 << 20;

impl Records {
    /// Hands over what a record of another width than the others really is, when that can be told.
    #[cold]
    #[inline(never)]
    pub(super) fn mend(&self, bytes: &Bytes<'_>, sink: &mut impl FnMut(&Record<'_>)) -> bool {
        let Some(expected) = self.expected else {
            return false;
        };
        if self.fields.len() == 1 {
            return self.unwrap_line(bytes.all, expected, sink);
        }
        let Some(fields) = self.split_at_lone_returns(bytes.all, expected) else {
            return false;
        };
        for fields in fields.chunks(expected) {
            self.hand_over(bytes, fields, sink);
        }
        true
    }

    /// A line that a spreadsheet took for one cell and quoted as a whole, because it knows another
    /// delimiter: `"1;9;""good"""`. Its content is the record. In files of two columns it may as well
    /// be a short row with the delimiter in its text, and stays what it is.
    fn unwrap_line(
        &self,
        buffer: &[u8],
        expected: usize,
        sink: &mut impl FnMut(&Record<'_>),
    ) -> bool {
        let [Field { start, end, .. }] = self.fields[..] else {
            return false;
        };
        let line = &buffer[start..end];
        if !self.quoted || expected < 3 || memchr::memchr(self.dialect.delimiter, line).is_none() {
            return false;
        }
        let inner = || Records {
            line: self.record_line,
            record_line: self.record_line,
            ..Records::new(self.dialect, u32::MAX)
        };
        let mut widths = Vec::new();
        let mut count = |record: &Record<'_>| widths.push(record.len());
        // A trait object, or the compiler would look for the type of this closure in itself.
        let mut count: &mut dyn FnMut(&Record<'_>) = &mut count;
        let mut records = inner();
        records.push(line, &mut count);
        records.finish(&mut count);
        if widths != [expected] {
            return false;
        }
        let mut records = inner();
        records.push(line, sink);
        records.finish(sink);
        true
    }

    /// The fields of several records that lone carriage returns part in a file whose other lines end
    /// with line feeds: every field at the border of two records holds one.
    fn split_at_lone_returns(&self, buffer: &[u8], expected: usize) -> Option<Vec<Field>> {
        let step = expected.checked_sub(1).filter(|&step| step > 0)?;
        let last = self.fields.len() - 1;
        if last <= step || !last.is_multiple_of(step) {
            return None;
        }
        let mut fields = Vec::with_capacity(self.fields.len() * 2);
        for (index, &field) in self.fields.iter().enumerate() {
            if index == 0 || index == last || !index.is_multiple_of(step) {
                fields.push(field);
                continue;
            }
            let quoted = field.start > 0 && Some(buffer[field.start - 1]) == self.dialect.quote;
            let at = memchr::memchr(b'\r', &buffer[field.start..field.end])?;
            if quoted {
                return None;
            }
            let (end, start) = (field.start + at, field.start + at + 1);
            fields.push(Field { end, ..field });
            fields.push(Field { start, ..field });
        }
        Some(fields)
    }

    /// Goes back to a quote that swallowed records, when the record has one.
    #[inline(never)]
    pub(super) fn gives_back_swallowed(&mut self, buffer: &[u8]) -> bool {
        let Some(quote_at) = self.swallowed_records(buffer) else {
            return false;
        };
        self.count_read_again();
        self.fields.retain(|field| field.end < quote_at);
        let before = &buffer[self.record..quote_at];
        self.line = self.record_line + count_lines(before);
        self.reopen(quote_at);
        self.long_quote_at = None;
        self.stray_quote = false;
        true
    }

    /// Counts the record as read again, and stops believing quotes when there was too much of that.
    fn count_read_again(&mut self) {
        // Whether the line feed behind a carriage return was taken yet depends on where the stream is cut.
        let end = self.fields.last().map_or(self.record, |field| field.end);
        let (start, end) = (self.gone + self.record as u64, self.gone + end as u64);
        let first = *self.first_swallowed_at.get_or_insert(start);
        self.read_again += end - start;
        if self.read_again > READ_AGAIN_FREE + READ_AGAIN * (end - first) {
            self.dialect.quote = None;
        }
    }

    /// The quote that swallowed line ends: the record has not the expected width, or a stray quote
    /// that another field may have opened with, but its first line alone has that width.
    fn swallowed_records(&self, buffer: &[u8]) -> Option<usize> {
        let quote_at = self.long_quote_at?;
        let expected = self.expected?;
        let sound = self.fields.len() == expected && !self.stray_quote;
        if sound {
            return None;
        }
        let rest = &buffer[quote_at..self.position];
        let line = rest.split(|&byte| byte == b'\n').next().unwrap_or_default();
        let before = self
            .fields
            .iter()
            .filter(|field| field.end < quote_at)
            .count();
        let behind = line
            .iter()
            .filter(|&&byte| byte == self.dialect.delimiter)
            .count();
        (before + behind + 1 == expected).then_some(quote_at)
    }
}
