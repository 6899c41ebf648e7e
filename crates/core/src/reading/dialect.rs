//! Dialect detection: delimiter, quote and line ends of delimited text.

use super::records::Records;
use crate::order::Arrange;

/// How records and fields are separated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// Byte between two fields.
    pub delimiter: u8,
    /// Byte around fields that hold delimiters; `None` when the file uses none.
    pub quote: Option<u8>,
    /// Byte that makes a quote in a quoted field part of the text; `None` where quotes are doubled.
    pub escape: Option<u8>,
    /// True when a blank behind each delimiter belongs to the delimiter.
    pub skips_blank: bool,
    /// True when a carriage return without a line feed ends a record. In a file with line feeds a
    /// lone carriage return is part of a cell.
    pub lone_cr_ends_record: bool,
}

impl Default for Dialect {
    /// RFC 4180: comma, double quote.
    fn default() -> Self {
        Dialect {
            delimiter: b',',
            quote: Some(b'"'),
            escape: None,
            skips_blank: false,
            lone_cr_ends_record: false,
        }
    }
}

/// Delimiters of exports, most frequent first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Delimiters that also stand in ordinary text: they must split almost every record alike.
const RARE_DELIMITERS: [u8; 7] = [b':', b' ', b'^', b'~', 0x1F, 0x01, b'\x0B'];

/// Records that are looked at: enough to see past a long preamble of free text.
const RECORDS: usize = 500;

/// Finds the dialect of UTF-8 text from its first bytes. `whole` says that `head` is all of it.
///
/// Every delimiter is tried; the one whose records agree best on a number of fields wins. The
/// measure is the pattern score of van den Burg, Nazábal and Sutton, "Wrangling messy CSV files by
/// detecting row and type patterns" (2019): the mean over the distinct field counts L of
/// N_L·(L − 1)/L, where N_L records have L fields. A `sep=` line settles the question.
pub fn detect_dialect(head: &[u8], whole: bool) -> Dialect {
    let lone_cr_ends_record = !head.contains(&b'\n') && head.contains(&b'\r');
    let plain = Dialect {
        lone_cr_ends_record,
        ..Dialect::default()
    };
    let mut dialect = match separator_line(head) {
        Some(delimiter) => Dialect { delimiter, ..plain },
        None => best_delimiter(head, whole, plain),
    };
    dialect.quote = best_quote(head, whole, dialect);
    dialect.escape = backslash(head, whole, dialect);
    dialect.skips_blank = dialect.delimiter != b' ' && blank_follows(head, dialect);
    dialect
}

/// The delimiter that a first line `sep=;` names, quoted or not; one that no delimiter can be is none.
fn separator_line(head: &[u8]) -> Option<u8> {
    let line = head.split(|&byte| byte == b'\n' || byte == b'\r').next()?;
    let line = line.strip_prefix(b"\"").unwrap_or(line);
    let (name, value) = line.split_at_checked(4)?;
    let named = name.eq_ignore_ascii_case(b"sep=");
    let value = value.strip_suffix(b"\"").unwrap_or(value);
    // Scripts write the tab as they name it.
    let delimiter = match value {
        b"\\t" => b'\t',
        value => *value.first()?,
    };
    let possible = delimiter.is_ascii() && !delimiter.is_ascii_alphanumeric() && delimiter != b'"';
    (named && value.len() <= 2 && possible).then_some(delimiter)
}

fn best_delimiter(head: &[u8], whole: bool, plain: Dialect) -> Dialect {
    let mut best = (0.0, plain);
    let mut counts_of_best = Vec::new();
    for quote in [b'"', b'\''] {
        if quote == b'\'' && !quotes_fields(head, quote) {
            continue;
        }
        for delimiter in DELIMITERS {
            let dialect = Dialect {
                delimiter,
                quote: Some(quote),
                ..plain
            };
            let counts = field_counts(head, whole, dialect);
            let score = pattern_score(&counts);
            if score > best.0 {
                best = (score, dialect);
                counts_of_best = counts;
            }
        }
    }
    if let Some(dialect) = splits_header(head, whole, best.1, &counts_of_best) {
        return dialect;
    }
    let agreed = agreement(&counts_of_best);
    if best.1.delimiter == b',' && stands_in_numbers(head, b',', 1) {
        // Numbers with a decimal comma have more commas than fields. What splits nearly every record
        // alike beside them is the delimiter.
        for delimiter in &DELIMITERS[1..] {
            let dialect = Dialect {
                delimiter: *delimiter,
                ..best.1
            };
            let alike = agreement(&field_counts(head, whole, dialect));
            if alike >= 0.95 {
                return dialect;
            }
        }
    }
    // Where a usual delimiter splits most records alike, there is nothing to look for.
    if agreed >= 0.6 {
        return best.1;
    }
    for delimiter in RARE_DELIMITERS {
        // Times of day.
        if delimiter == b':' && stands_in_numbers(head, b':', 2) {
            continue;
        }
        let dialect = Dialect { delimiter, ..plain };
        let counts = field_counts(head, whole, dialect);
        let score = pattern_score(&counts);
        // The words of one comment per line may agree by chance; their heading hardly does too.
        let header = counts
            .first()
            .is_some_and(|&first| counts.get(1) == Some(&first));
        let enough = counts.len() >= 3 && agreement(&counts) >= 0.9;
        if enough && header && score > best.0 * 1.5 {
            best = (score, dialect);
        }
    }
    if are_sentences(head, best.1, &counts_of_best)
        && let Some(absent) = DELIMITERS.into_iter().find(|sign| !head.contains(sign))
    {
        return Dialect {
            delimiter: absent,
            ..plain
        };
    }
    best.1
}

/// True for a column of comments under a heading of its own: the sign that looks like a delimiter stands before blanks
/// as in sentences, not in the heading, and in most lines either not at all or not as often as in the others.
#[inline(never)]
fn are_sentences(head: &[u8], best: Dialect, counts: &[usize]) -> bool {
    counts.first() == Some(&1) && agreement(counts) < 0.5 && blank_follows(head, best)
}

/// The delimiter that splits the header where the best one does not: a sign that stands in every text, and
/// as often in a title above the header, looks like a delimiter. It must split nearly all records from
/// there on alike, into three fields or more; two are enough beside a sign that has a blank behind it as
/// in sentences.
fn splits_header(head: &[u8], whole: bool, best: Dialect, counts: &[usize]) -> Option<Dialect> {
    let at = counts.iter().take(5).position(|&count| count == 1)?;
    let least = if blank_follows(head, best) { 2 } else { 3 };
    let rivals = DELIMITERS.into_iter().filter_map(|delimiter| {
        let dialect = Dialect { delimiter, ..best };
        let counts = field_counts(head, whole, dialect);
        let below = counts.get(at..)?;
        let header = *below.first()?;
        let alike = below.iter().filter(|&&count| count == header).count();
        let fits = header >= least && below.len() >= 2 && alike * 10 >= below.len() * 9;
        fits.then(|| (pattern_score(&counts), dialect))
    });
    let best = rivals.max_by(|one, other| one.0.total_cmp(&other.0));
    best.map(|(_, dialect)| dialect)
}

/// True when nine in ten of a sign stand between at least `digits` digits on either side.
fn stands_in_numbers(head: &[u8], sign: u8, digits: usize) -> bool {
    let number = |range: std::ops::Range<usize>| {
        head.get(range)
            .is_some_and(|part| part.len() == digits && part.iter().all(u8::is_ascii_digit))
    };
    let all = memchr::memchr_iter(sign, head).count();
    let places = memchr::memchr_iter(sign, head);
    let elsewhere = places
        .filter(|&at| !number(at.saturating_sub(digits)..at) || !number(at + 1..at + 1 + digits));
    // No more is to be seen once there are too many.
    let most = all / 10;
    elsewhere.take(most + 1).count() <= most
}

/// Share of the records that have the most frequent number of fields, 0 when that is one field.
fn agreement(counts: &[usize]) -> f64 {
    let mut sorted = counts.to_vec();
    sorted.arrange();
    let most = sorted.chunk_by(|a, b| a == b).max_by_key(|run| run.len());
    match most {
        Some(run) if run[0] > 1 => run.len() as f64 / counts.len() as f64,
        _ => 0.0,
    }
}

/// True when fields between quotes of that kind are common: it stands at the start and at the end
/// of lines or beside a delimiter, and hardly anywhere alone.
fn quotes_fields(head: &[u8], quote: u8) -> bool {
    let edge = |byte: Option<&u8>| {
        byte.is_none_or(|byte| matches!(byte, b'\n' | b'\r' | b',' | b';' | b'\t' | b'|'))
    };
    let (mut open, mut close) = (0u32, 0u32);
    for at in memchr::memchr_iter(quote, head) {
        open += u32::from(edge(at.checked_sub(1).and_then(|at| head.get(at))));
        close += u32::from(edge(head.get(at + 1)));
    }
    open >= 2 && open.abs_diff(close) * 10 <= open
}

fn best_quote(head: &[u8], whole: bool, dialect: Dialect) -> Option<u8> {
    let double = memchr::memchr(b'"', head).is_some();
    if !quotes_fields(head, b'\'') || quotes_fields(head, b'"') {
        return double.then_some(b'"');
    }
    // More fields are no sign of the right quote: the wrong one splits quoted fields.
    let agreement = |quote| {
        agreement(&field_counts(
            head,
            whole,
            Dialect {
                quote: Some(quote),
                ..dialect
            },
        ))
    };
    match agreement(b'\'') >= agreement(b'"') {
        true => Some(b'\''),
        false => double.then_some(b'"'),
    }
}

/// A backslash before quotes inside fields, if reading it as an escape fits at least as well.
fn backslash(head: &[u8], whole: bool, dialect: Dialect) -> Option<u8> {
    let quote = dialect.quote?;
    // Most files have none, and looking for two bytes takes a browser much longer to compile.
    memchr::memchr(b'\\', head)?;
    let ends = |byte: Option<&u8>| {
        byte.is_none_or(|&byte| byte == dialect.delimiter || byte == b'\n' || byte == b'\r')
    };
    let escaped_quote = [b'\\', quote];
    let escapes = memchr::memmem::find_iter(head, &escaped_quote);
    let inside = escapes.filter(|&at| !ends(head.get(at + 2)) && head.get(at + 2) != Some(&quote));
    inside.take(1).next()?;
    let score = |escape| pattern_score(&field_counts(head, whole, Dialect { escape, ..dialect }));
    (score(Some(b'\\')) >= score(None)).then_some(b'\\')
}

/// True when a blank stands behind practically every delimiter outside quotes.
#[inline(never)]
fn blank_follows(head: &[u8], dialect: Dialect) -> bool {
    let (mut delimiters, mut blanks, mut quoted) = (0, 0, false);
    let most = memchr::memchr_iter(dialect.delimiter, head).count();
    let quote = dialect.quote.unwrap_or(dialect.delimiter);
    for at in memchr::memchr2_iter(dialect.delimiter, quote, head) {
        if Some(head[at]) == dialect.quote {
            quoted = !quoted;
        } else if !quoted {
            delimiters += 1;
            blanks += usize::from(head.get(at + 1) == Some(&b' '));
            // The rest cannot make up for it any more.
            if (delimiters - blanks) * 20 > most {
                return false;
            }
        }
    }
    delimiters >= 3 && blanks * 20 >= delimiters * 19
}

fn field_counts(head: &[u8], whole: bool, dialect: Dialect) -> Vec<usize> {
    let records = Records::new(dialect, u32::MAX);
    records.first(head, RECORDS, whole, |record| record.len())
}

fn pattern_score(counts: &[usize]) -> f64 {
    let mut sorted = counts.to_vec();
    sorted.arrange();
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
        assert_eq!(
            detect_dialect(text.as_bytes(), true).delimiter,
            delimiter,
            "{text:?}"
        );
    }

    #[test]
    fn the_delimiter_that_gives_equal_records_wins() {
        check("a,b\n1,2\n3,4\n", b',');
        check(
            "ocena;uwagi\n9;super, naprawdę, polecam\n3;nie, dziękuję\n",
            b';',
        );
        check("a\tb\n1\tx, y\n2\tz\n", b'\t');
        let rows = "1;9;miło, szybko\n".repeat(20);
        check(&format!("lp;ocena;uwagi\n{rows}2;8\n3;7;nie; a, b\n"), b';');
        check("a|b\n1|2\n", b'|');
        // A title with as many commas as every text.
        let rows = "9;miło, szybko\n".repeat(20);
        check(&format!("Ankieta, wrzesień\nocena;uwagi\n{rows}"), b';');
        let rows = "1;9;miło, szybko, tanio\n".repeat(20);
        check(
            &format!("Ankieta, Kraków, 2025\nlp;ocena;uwagi\n{rows}"),
            b';',
        );
        check("Report; Q3\na,b\n1,2\n3,4\n5,6\n", b',');
        check("a,b\n\"1;2;3\",4\n\"5;6;7\",8\n", b',');
    }

    #[test]
    fn rare_delimiters_must_split_every_record() {
        check("a:b:c\n1:2:3\n4:5:6\n7:8:9\n", b':');
        check("a b c\n1 2 3\n4 \"5 x\" 6\n7 8 9\n", b' ');
        check(
            "Why?\nGreat and fast service\nToo slow\nIt was good\n",
            b',',
        );
        check(
            "Why?\nIt was good 1\nIt was late 2\nIt was fine 3\nIt was bad 4\n",
            b',',
        );
        // A heading, and what people wrote below it.
        let comments =
            "Comment\nfine\nslow, rude, dear\nwell, ok\nnice\nso, so, la, la\nok, then\n";
        check(comments, b';');
        check("sep=|\na|b,c\n1|2\n", b'|');
        check("sep=\\t\na\tb,c\n1\t2\n", b'\t');
        check("sep=§\na,b\n1,2\n", b',');
        check("sep=a\na,b\n1,2\n", b',');
    }

    #[test]
    fn times_of_day_are_not_split() {
        let line = "2026-01-01 10:00:01 INFO started\n";
        check(&line.repeat(5), b' ');
        check("0,5;1,25;3,0\n1,5;2,5;0,75\n2,0;4,5;1,5\n", b';');
        check("1,2,3\n4,5,6\n7,8,9\n", b',');
    }

    #[test]
    fn quotes_and_escapes() {
        let dialect = |text: &str| detect_dialect(text.as_bytes(), true);
        assert_eq!(dialect("'a','b, c'\n'1','2, 3'\n").quote, Some(b'\''));
        assert_eq!(dialect("a,b\n1,it's\n2,'tis\n").quote, None);
        let escaped = "a,b\n1,\"he said \\\"no, thanks\\\" twice\"\n2,\"x\"\n";
        assert_eq!(dialect(escaped).escape, Some(b'\\'));
        assert_eq!(dialect("a,b\n1,\"C:\\\"\n2,\"D:\\\"\n").escape, None);
        assert!(dialect("a, b\n1, \"x, y\"\n2, z\n").skips_blank);
        assert!(!dialect("a,b\n1, x\n2,z\n").skips_blank);
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
