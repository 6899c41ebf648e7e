//! Dialect detection: delimiter, quote and line ends of delimited text.

use super::records::Records;

/// How records and fields are separated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// Byte between two fields.
    pub delimiter: u8,
    /// Byte around fields that hold delimiters; `None` when the file uses none.
    pub quote: Option<u8>,
    /// True when a carriage return without a line feed ends a record. In a file with line feeds a
    /// lone carriage return is part of a cell.
    pub lone_cr_ends_record: bool,
}

impl Default for Dialect {
    /// RFC 4180: comma, double quote.
    fn default() -> Self {
        Dialect { delimiter: b',', quote: Some(b'"'), lone_cr_ends_record: false }
    }
}

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Records that are looked at: enough to see past a long preamble of free text.
const RECORDS: usize = 500;

/// Finds the dialect of UTF-8 text from its first bytes. `whole` says that `head` is all of it.
///
/// Every delimiter is tried; the one whose records agree best on a number of fields wins. The
/// measure is the pattern score of van den Burg, Nazábal and Sutton, "Wrangling messy CSV files by
/// detecting row and type patterns" (2019): the mean over the distinct field counts L of
/// N_L·(L − 1)/L, where N_L records have L fields.
pub fn detect_dialect(head: &[u8], whole: bool) -> Dialect {
    let lone_cr_ends_record = !head.contains(&b'\n') && head.contains(&b'\r');
    let mut best = (0.0, Dialect { lone_cr_ends_record, ..Dialect::default() });
    for delimiter in DELIMITERS {
        let dialect = Dialect { delimiter, quote: Some(b'"'), lone_cr_ends_record };
        let score = pattern_score(&field_counts(head, whole, dialect));
        if score > best.0 {
            best = (score, dialect);
        }
    }
    let mut dialect = best.1;
    if !head.contains(&b'"') {
        dialect.quote = None;
    }
    dialect
}

fn field_counts(head: &[u8], whole: bool, dialect: Dialect) -> Vec<usize> {
    let mut counts = Vec::new();
    let mut records = Records::new(dialect, u32::MAX);
    records.push(head, &mut |record| counts.push(record.len()));
    if whole || counts.is_empty() {
        records.finish(&mut |record| counts.push(record.len()));
    }
    counts.truncate(RECORDS);
    counts
}

fn pattern_score(counts: &[usize]) -> f64 {
    let mut sorted = counts.to_vec();
    sorted.sort_unstable();
    let patterns: Vec<&[usize]> = sorted.chunk_by(|a, b| a == b).collect();
    let sum: f64 = patterns
        .iter()
        .map(|pattern| pattern.len() as f64 * (pattern[0] as f64 - 1.0) / pattern[0] as f64)
        .sum();
    sum / patterns.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, delimiter: u8) {
        assert_eq!(detect_dialect(text.as_bytes(), true).delimiter, delimiter, "{text:?}");
    }

    #[test]
    fn the_delimiter_that_gives_equal_records_wins() {
        check("a,b\n1,2\n3,4\n", b',');
        check("ocena;uwagi\n9;super, naprawdę, polecam\n3;nie, dziękuję\n", b';');
        check("a\tb\n1\tx, y\n2\tz\n", b'\t');
        check("a|b\n1|2\n", b'|');
        check("a,b\n\"1;2;3\",4\n\"5;6;7\",8\n", b',');
    }

    #[test]
    fn one_column_falls_back_to_the_comma() {
        check("ocena\n9\n10\n", b',');
    }

    #[test]
    fn carriage_returns_end_records_only_where_nothing_else_does() {
        assert!(detect_dialect(b"a,b\r1,2\r", true).lone_cr_ends_record);
        assert!(!detect_dialect(b"a,b\n1,x\ry\n", true).lone_cr_ends_record);
    }
}
