//! Footers: notes, totals and licence lines that exports leave below the answers.

use crate::exchange::{Bytes, put_list, put_number};
use crate::values::is_written_date;
use std::collections::VecDeque;

/// Rows at the end of a file that are looked at.
const TAIL: usize = 24;

/// Full rows whose first cells are looked at.
const SETTLED: u32 = 200;

/// What a first cell is made of, as far as it tells a note from an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Blank,
    Number,
    Date,
    /// Letters and digits without a blank: a key.
    Code,
    Text,
}

/// All kinds, in their order.
const KINDS: [Kind; 5] = [
    Kind::Blank,
    Kind::Number,
    Kind::Date,
    Kind::Code,
    Kind::Text,
];

#[derive(Debug, Clone, Copy)]
struct Last {
    line: u64,
    fields: usize,
    filled: usize,
    kind: Kind,
    after_blank: bool,
    /// Words behind a blank line.
    phrase: bool,
}

/// Watches the rows of a file and tells at its end which of the last ones are a footer.
#[derive(Debug, Default)]
pub(super) struct Footer {
    tail: VecDeque<Last>,
    after_blank: bool,
    /// Rows above the tail by the kind of their first cell, and those that had one cell only.
    kinds: [u32; KINDS.len()],
    lonely: u32,
    /// Those of them that were written without the other fields.
    short: u32,
    /// Fields of the narrowest row above the tail, 0 before there is one.
    least: u32,
}

impl Footer {
    /// A blank line.
    pub(super) fn blank(&mut self) {
        self.after_blank = true;
    }

    /// A row with its line, its number of fields, and how many of them are filled.
    pub(super) fn row(&mut self, line: u64, fields: usize, filled: usize, first: &[u8]) {
        let after_blank = std::mem::take(&mut self.after_blank);
        let mut settled = self.is_settled();
        if self.tail.len() == TAIL
            && let Some(old) = self.tail.pop_front()
        {
            self.count(old, settled);
            settled = settled || self.is_settled();
        }
        // Only rows with a single cell can be a footer: the others need no look at their cells.
        let kind = if filled <= 1 || !settled {
            kind(first)
        } else {
            Kind::Blank
        };
        self.tail.push_back(Last {
            line,
            fields,
            filled,
            kind,
            after_blank,
            phrase: after_blank && is_phrase(first),
        });
    }

    /// True when enough first cells were looked at to know what they usually are.
    fn is_settled(&self) -> bool {
        self.kinds.iter().sum::<u32>() >= SETTLED
    }

    /// Adds what [`Footer::from_bytes`] reads.
    pub(super) fn put(&self, to: &mut Vec<u8>) {
        let (front, back) = self.tail.as_slices();
        put_list(&[front, back].concat(), to, |row, to| {
            to.extend(row.line.to_le_bytes());
            put_number(row.fields as u32, to);
            put_number(row.filled as u32, to);
            to.extend([
                row.kind as u8,
                u8::from(row.after_blank),
                u8::from(row.phrase),
            ]);
        });
        to.push(u8::from(self.after_blank));
        self.kinds.iter().for_each(|&count| put_number(count, to));
        put_number(self.lonely, to);
        put_number(self.short, to);
        put_number(self.least, to);
    }

    pub(super) fn from_bytes(bytes: &mut Bytes<'_>) -> Option<Footer> {
        let tail = bytes.list(|bytes| {
            Some(Last {
                line: bytes.long_number()?,
                fields: bytes.number()? as usize,
                filled: bytes.number()? as usize,
                kind: bytes.one_of(&KINDS)?,
                after_blank: bytes.one_of(&[false, true])?,
                phrase: bytes.one_of(&[false, true])?,
            })
        })?;
        let after_blank = bytes.one_of(&[false, true])?;
        let mut kinds = [0; KINDS.len()];
        for count in &mut kinds {
            *count = bytes.number()?;
        }
        Some(Footer {
            tail: tail.into(),
            after_blank,
            kinds,
            lonely: bytes.number()?,
            short: bytes.number()?,
            least: bytes.number()?,
        })
    }

    /// Takes the rows below, which begin behind `lines` lines and were watched by themselves. False,
    /// and nothing is taken, when that would not be the same as watching all rows in turn.
    pub(super) fn join(&mut self, below: Footer, lines: u64) -> bool {
        if !self.is_settled() || below.tail.len() < TAIL {
            return false;
        }
        while let Some(row) = self.tail.pop_front() {
            self.count(row, self.is_settled());
        }
        self.lonely += below.lonely;
        self.short += below.short;
        self.narrow(below.least);
        self.after_blank = below.after_blank;
        self.tail.extend(below.tail.into_iter().map(|row| Last {
            line: lines + row.line,
            kind: if row.filled > 1 {
                Kind::Blank
            } else {
                row.kind
            },
            ..row
        }));
        true
    }

    /// Counts a row above the tail. `settled` is what [`Footer::is_settled`] says.
    #[inline]
    fn count(&mut self, row: Last, settled: bool) {
        // Behind so many rows nobody has looked at the first cells of full rows any more.
        if row.filled > 1 && !settled {
            self.kinds[row.kind as usize] += 1;
        }
        self.lonely += u32::from(row.filled <= 1);
        self.short += u32::from(row.filled <= 1 && row.fields == 1);
        self.narrow(row.fields as u32);
    }

    /// Takes the fields of a row, or of the narrowest of several, into account; 0 stands for none.
    fn narrow(&mut self, fields: u32) {
        self.least = match (self.least, fields) {
            (0, fields) | (fields, 0) => fields,
            (least, fields) => least.min(fields),
        };
    }

    /// Lines of the footer with their numbers of fields, oldest first. `width` is the table's, `rows` its number of rows.
    ///
    /// A footer is the last block of rows with a single filled cell, in the first column, in a
    /// table of two columns or more where the rows above are not like that; behind its first row lines
    /// may have some fields ("1.;as of May"), but far fewer than the table. The cell must stand
    /// out: behind a blank line, in a record without the other fields, or of a kind that the first
    /// column does not have elsewhere. A person who answered nothing but has a number stays.
    pub(super) fn rows(mut self, width: usize, rows: u32) -> Vec<(u64, usize)> {
        let told = |row: &Last| (row.line, row.fields);
        if let Some(start) = self.phrases_below(width, rows) {
            return self.tail.range(start..).map(told).collect();
        }
        let lonely = |row: &Last| row.filled == 1 && row.kind != Kind::Blank;
        let note = |row: &Last| lonely(row) || row.fields * 3 <= width;
        let from = self.tail.iter().rposition(|row| !note(row));
        let footer: Vec<Last> = self.tail.drain(from.map_or(0, |at| at + 1)..).collect();
        if width < 2 || footer.is_empty() || footer.len() as u32 >= rows {
            return Vec::new();
        }
        while let Some(row) = self.tail.pop_front() {
            self.count(row, self.is_settled());
        }
        let usual = |kind: Kind| self.kinds[kind as usize] * 10 > self.kinds.iter().sum::<u32>();
        // A name without its only value is an answer that was not given.
        let pair = width == 2;
        let stands_out = |row: &Last| {
            let key = matches!(row.kind, Kind::Number | Kind::Date | Kind::Code);
            let short = row.fields == 1;
            // Groups of a table ("EUROPE;;") have all their fields, notes hardly ever.
            let others = if short { self.short } else { self.lonely };
            let set_off = !key && (short && !pair || row.after_blank);
            lonely(row) && others * 20 <= rows && (!usual(row.kind) || set_off)
        };
        let start = footer.iter().position(stands_out);
        start.map_or(Vec::new(), |start| {
            footer[start..].iter().map(told).collect()
        })
    }

    /// Place in the tail of the first of some sentences behind a blank line, which hold the delimiter now and then
    /// ("Source: office, ministry"): all of them are narrower than every row above.
    fn phrases_below(&self, width: usize, rows: u32) -> Option<usize> {
        let full = |row: &Last| row.fields >= width;
        let start = self.tail.iter().position(|row| row.phrase && !full(row))?;
        let (above, below) = (self.tail.range(..start), self.tail.range(start..));
        let table = self.least == 0 || self.least as usize >= width;
        let few = below.len() <= 6 && (below.len() as u32) < rows;
        let stands_out = width >= 3 && table && above.len() > 0 && above.into_iter().all(full);
        (stands_out && few && !below.into_iter().any(full)).then_some(start)
    }
}

/// "Source: office" or a long sentence, and no name of a person.
fn is_phrase(cell: &[u8]) -> bool {
    let words = cell.contains(&b' ') && !cell[0].is_ascii_digit();
    words && (cell.contains(&b':') || cell.len() >= 24)
}

fn kind(cell: &[u8]) -> Kind {
    let Ok(cell) = std::str::from_utf8(cell) else {
        return Kind::Text;
    };
    let cell = cell.trim();
    match () {
        () if cell.is_empty() => Kind::Blank,
        () if cell
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b".,-+".contains(&byte)) =>
        {
            Kind::Number
        }
        () if is_written_date(cell) => Kind::Date,
        () if !cell.contains(' ') && cell.bytes().any(|byte| byte.is_ascii_digit()) => Kind::Code,
        () => Kind::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn footer(rows: &[&str]) -> Vec<u64> {
        let mut footer = Footer::default();
        for (line, row) in rows.iter().enumerate() {
            let cells: Vec<&str> = row.split(',').collect();
            let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
            match filled {
                0 => footer.blank(),
                _ => footer.row(line as u64 + 1, cells.len(), filled, cells[0].as_bytes()),
            }
        }
        let rows = footer.rows(3, rows.len() as u32);
        rows.into_iter().map(|(line, _)| line).collect()
    }

    #[test]
    fn notes_below_the_answers_are_a_footer() {
        assert_eq!(footer(&["1,a,b", "2,c,d", "3,e,f", "Source: x"]), [4]);
        assert_eq!(
            footer(&["1,a,b", "2,c,d", "3,e,f", "Note,,", "More notes,,"]),
            [4, 5]
        );
        assert_eq!(footer(&["x,a,b", "y,c,d", "z,e,f", "", "Source: x"]), [5]);
        // Groups within the table are no notes, and notes may be numbered.
        assert_eq!(
            footer(&["x,a,b", "y,c,d", "z,e,f", "", "Source: a,b", "Made by x"]),
            [5, 6]
        );
        assert!(footer(&["x,a,b", "y,c,d", "z,e,f", "", "Anna Nowak,b"]).is_empty());
        assert!(footer(&["x,a,b", "y,c", "z,e,f", "", "Source: a,b"]).is_empty());
        let grouped = ["EUROPE,,", "x,a,b", "y,c,d", "ASIA,,", "z,e,f", "", "Notes"];
        assert_eq!(footer(&grouped), [7]);
    }

    #[test]
    fn people_without_answers_are_not() {
        assert!(footer(&["1,a,b", "2,c,d", "3,,", "4,,"]).is_empty());
        assert!(footer(&["R_1,a,b", "R_2,c,d", "R_3,,"]).is_empty());
        assert!(footer(&["Good,a,b", "Bad,c,d", "Fine,,"]).is_empty());
        // Below as many rows as in a large file, too.
        let mut rows = vec!["R_1,a,b"; 20 * SETTLED as usize];
        rows.push("R_2,,");
        assert!(footer(&rows).is_empty());
    }
}
