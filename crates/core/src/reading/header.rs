//! Header detection: rows above the header, and how many rows the header takes.
//!
//! The rules name causes, not platforms: a row whose cells have the type of the rows below is data;
//! a row that carries import identifiers, answer kinds or the items of a grouped question belongs
//! to the header.

use super::builder::trimmed;
use super::records::Record;
use crate::order::Arrange;
use crate::values::{is_missing, is_written_date};

/// Where the header is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Layout {
    /// Records above the header: titles, notes, a `sep=` line.
    pub preamble: u32,
    /// Records of the header; 0 when the file has none.
    pub header_rows: u32,
    /// True when lines that start with `#` are comments.
    pub comments: bool,
}

/// True for a comment line in a file of `width` fields that has such lines.
pub(super) fn is_comment(record: &Record<'_>, width: usize) -> bool {
    record.get(0).first() == Some(&b'#') && record.len() < width
}

/// True for a record that begins with the first name of the header. Hardly any other does, and none of
/// its other fields has to be looked at.
pub(super) fn may_repeat_header(record: &Record<'_>, header: &[String]) -> bool {
    let Some(name) = header.first() else {
        return false;
    };
    let cell = record.get(0);
    // Nearly all records can be told from the header by the first letter of their first cell.
    let other = |letter: &u8| letter.is_ascii_whitespace() || *letter == 0xEF;
    let differs = cell.first() != name.as_bytes().first() && !cell.first().is_some_and(other);
    !differs && without_mark(cell) == name.as_bytes()
}

/// A cell without blanks around it and without the byte order mark before it that begins a file which stands behind
/// another one in the same file; behind the mark a quote is still one.
#[inline(never)]
fn without_mark(cell: &[u8]) -> &[u8] {
    let own = match cell {
        [0xEF, 0xBB, 0xBF, b'"', quoted @ .., b'"'] => quoted,
        [0xEF, 0xBB, 0xBF, marked @ ..] => marked,
        _ => cell,
    };
    own.trim_ascii()
}

/// True for a record that repeats the names of the header, as where the exports of several months
/// were written one behind the other. `header` is the only header row.
pub(super) fn repeats_header(record: &Record<'_>, header: &[String]) -> bool {
    let same = |(cell, name): (&[u8], &String)| without_mark(cell) == name.as_bytes();
    may_repeat_header(record, header)
        && record.len() == header.len()
        && header.len() > 1
        && record.iter().zip(header).all(same)
        && header
            .iter()
            .any(|name| kind(name) == Kind::Text && *name != header[0])
}

/// Records that are looked at.
pub const LOOKED_AT: usize = 100;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Blank,
    Number,
    Date,
    Address,
    Text,
}

// Called in many places, none of which gets faster by holding all of it.
#[inline(never)]
fn kind(cell: &str) -> Kind {
    let cell = cell.trim();
    // No other text is a finite number, and trying costs as much as all that follows.
    let may_be_number = |cell: &str| {
        let first = cell.as_bytes().first();
        first.is_some_and(|first| first.is_ascii_digit() || b"+-.,".contains(first))
    };
    let number = |cell: &str| {
        may_be_number(cell) && (cell.replace(',', ".").parse::<f64>()).is_ok_and(f64::is_finite)
    };
    match () {
        () if cell.is_empty() => Kind::Blank,
        () if number(cell) => Kind::Number,
        () if is_written_date(cell) => Kind::Date,
        () if cell.contains('@') && cell.contains('.') && !cell.contains(' ') => Kind::Address,
        () => Kind::Text,
    }
}

/// Finds the header in the first records of a file.
pub fn detect_layout(records: &[Vec<String>]) -> Layout {
    let width = usual_width(records);
    let comment = |record: &Vec<String>| record.len() < width && record[0].starts_with('#');
    let comments = records.first().is_some_and(comment);
    let uncommented: Vec<&Vec<String>> = records
        .iter()
        .filter(|record| !(comments && comment(record)))
        .collect();
    // Blank rows are looks: they set a title off, and part a group's name from the items below it.
    let (places, records): (Vec<usize>, Vec<Vec<String>>) = uncommented
        .into_iter()
        .cloned()
        .enumerate()
        .filter(|(_, record)| !is_blank(record))
        .unzip();
    let title_rows = preamble(&records, &places, width);
    // Notes below a short table are no values.
    let table = records.iter().rposition(|record| record.len() == width);
    let records =
        &records[title_rows..table.map_or(records.len(), |last| last + 1).max(title_rows)];
    let header_rows = match records {
        [] => 0,
        [_] => 1,
        _ if has_import_ids(records.get(2)) => 3,
        _ if has_import_ids(records.get(1)) => 2,
        _ if is_answer_kinds(&records[1]) => 2,
        _ if identical_rows(records) > 1 => identical_rows(records) as u32,
        _ if records.len() > 2 && repeats_codes(&records[0], &records[1]) => 2,
        _ if are_questions_under_codes(records) => 2,
        _ if is_items_of_groups(records) => 2 + texts_above_values(&records[1..]).min(1),
        _ if counts_columns(records) => 1,
        _ if first_row_is_data(records) => 0,
        _ => 1 + texts_above_values(records),
    };
    let first = places.get(title_rows).copied().unwrap_or(0);
    let last = (header_rows as usize)
        .checked_sub(1)
        .and_then(|last| places.get(title_rows + last));
    Layout {
        preamble: first as u32,
        header_rows: last.map_or(0, |last| last + 1 - first) as u32,
        comments,
    }
}

/// Rows at the beginning that are all the same and hold names: a header that was written several
/// times. At least one row stays below them.
fn identical_rows(records: &[Vec<String>]) -> usize {
    let first = &records[0];
    let names = first.iter().filter(|cell| kind(cell) == Kind::Text);
    let distinct = first.iter().any(|cell| *cell != first[0]);
    if names.count() * 2 <= first.len() || !distinct {
        return 1;
    }
    let same = records.iter().take_while(|record| *record == first);
    // More of them are a file in which everybody said the same.
    match same.count().min(records.len() - 1) {
        count @ 2..=3 => count,
        _ => 1,
    }
}

fn is_blank(record: &[String]) -> bool {
    record.iter().all(|cell| cell.trim().is_empty())
}

/// Rows above the header: what is narrower than the table, titles, a title that holds the delimiter,
/// and the `sep=` line of spreadsheets. `places` are the records' places in the file; between two
/// that are not neighbours there is a blank row.
fn preamble(records: &[Vec<String>], places: &[usize], width: usize) -> usize {
    if width < 2 {
        return 0;
    }
    let filled = |record: &[String]| record.iter().filter(|cell| !cell.trim().is_empty()).count();
    let before_blank = |index: usize| {
        places
            .get(index + 1)
            .is_some_and(|&next| next > places[index] + 1)
    };
    // One of several titles that a blank row sets off together.
    let set_off = |index: usize| {
        (index..records.len())
            .take_while(|&index| filled(&records[index]) <= 1)
            .any(before_blank)
    };
    // Keys and values ("Made by;Anna;;") that a blank row sets off from a full row of names.
    let block = (0..records.len().min(12)).find(|&index| before_blank(index));
    let block = block.filter(|&last| {
        let names = records.get(last + 1);
        records[..=last]
            .iter()
            .all(|record| filled(record) * 2 <= width)
            && names.is_some_and(|names| filled(names) == width && is_all_text(names))
    });
    let over_names = |index: usize| {
        let next = records.get(index + 1);
        width == 3 && next.is_some_and(|names| names.len() == width && is_all_text(names))
    };
    let above = |&index: &usize| {
        let record = &records[index];
        // A header may be narrow, too, where the rows below it go on without names.
        let narrow = record.len() * 2 <= width && filled(record) < 8;
        let alone = filled(record) <= 1 && record.len() == width;
        let title = alone && (width >= 4 || set_off(index) || over_names(index));
        narrow
            || (title && !is_question_over_items(&records[index..]))
            || is_title_with_delimiters(&records[index..], width)
            || block.is_some_and(|last| index <= last)
            || is_separator_line(record)
    };
    let count = (0..records.len()).take_while(above).count();
    // Without a table below there is nothing that could be above it.
    if count + 1 < records.len() { count } else { 0 }
}

fn is_all_text(record: &[String]) -> bool {
    record.iter().all(|cell| kind(cell) == Kind::Text)
}

/// A row of another width than the table, above a full row of names with values below them: a title
/// or a note in which the delimiter stands for itself.
fn is_title_with_delimiters(records: &[Vec<String>], width: usize) -> bool {
    let [title, names, below @ ..] = records else {
        return false;
    };
    title.len() != width
        && names.len() == width
        && is_all_text(names)
        && (0..width).any(|column| one_type(below, column))
}

/// A single question over the options of a multiple choice looks like a title over a header; but
/// the options come back as answers in their own columns.
fn is_question_over_items(records: &[Vec<String>]) -> bool {
    let [_, items, answers @ ..] = records else {
        return false;
    };
    let comes_back = |(column, item): (usize, &String)| {
        !item.trim().is_empty() && answers.iter().any(|row| row.get(column) == Some(item))
    };
    items
        .iter()
        .enumerate()
        .filter(|&cell| comes_back(cell))
        .count()
        >= 2
}

fn is_separator_line(record: &[String]) -> bool {
    let first = record.first().map_or("", String::as_str);
    let named = first
        .get(..4)
        .is_some_and(|name| name.eq_ignore_ascii_case("sep="));
    named && first.chars().count() <= 6
}

/// The number of fields that most records have; the larger one when two are equally frequent. Blank
/// rows do not count as long as there are others, and lines without the delimiter do not where four rows of
/// one width follow on each other: titles and notes may be longer than a short table.
pub(super) fn usual_width(records: &[Vec<String>]) -> usize {
    let filled = records.iter().filter(|record| !is_blank(record));
    let mut widths: Vec<usize> = filled.map(Vec::len).collect();
    if widths.is_empty() {
        widths = records.iter().map(Vec::len).collect();
    }
    widths.arrange();
    let runs = widths.chunk_by(|a, b| a == b);
    let usual = runs.max_by_key(|run| run.len()).map_or(0, |run| run[0]);
    if usual != 1 || widths.last() == Some(&1) {
        return usual;
    }
    let blocks = records.chunk_by(|a, b| a.len() == b.len());
    let table = blocks.filter(|block| block[0].len() > 1 && block.len() >= 4);
    table
        .max_by_key(|block| block.len())
        .map_or(1, |block| block[0].len())
}

/// `{"ImportId":"…"}` under the question texts.
fn has_import_ids(record: Option<&Vec<String>>) -> bool {
    let Some(record) = record else { return false };
    let marked = record
        .iter()
        .filter(|cell| cell.contains("ImportId"))
        .count();
    marked * 2 > record.len()
}

/// A row that says what kind of answer each column holds.
fn is_answer_kinds(record: &[String]) -> bool {
    const KINDS: &[&str] = &[
        "Response",
        "Open-Ended Response",
        "Odpowiedź",
        "Odpowiedź otwarta",
        "Odpowiedź na pytanie otwarte",
        "Respuesta",
        "Respuesta abierta",
        "Réponse",
        "Réponse ouverte",
        "Antwort",
        "Offene Antwort",
    ];
    record.iter().any(|cell| KINDS.contains(&cell.trim()))
}

/// A row of codes (`V1`, `Q2_1`) with a row of texts below that repeats some of the codes.
fn repeats_codes(first: &[String], second: &[String]) -> bool {
    // "RecordedDate" over "Recorded Date".
    let letters = |cell: &str| {
        cell.chars()
            .filter(|letter| !letter.is_whitespace())
            .collect::<String>()
    };
    let same = first
        .iter()
        .zip(second)
        .filter(|(one, other)| kind(one) == Kind::Text && letters(one) == letters(other));
    let coded = first.iter().filter(|cell| is_code(cell)).count();
    let texts = second
        .iter()
        .filter(|cell| kind(cell) == Kind::Text)
        .count();
    // The first answers of a file may repeat options that stand in the header, but they hold values.
    let values = second
        .iter()
        .any(|cell| matches!(kind(cell), Kind::Number | Kind::Date | Kind::Address));
    same.count() >= 2 && coded * 2 > first.len() && texts * 2 > second.len() && !values
}

/// A row of codes (`Q4_1`) with a row of whole sentences below that are far longer than what stands under them.
fn are_questions_under_codes(records: &[Vec<String>]) -> bool {
    let [codes, questions, answers @ ..] = records else {
        return false;
    };
    let numbered = |cell: &&String| is_code(cell) && cell.bytes().any(|byte| byte.is_ascii_digit());
    let sentence =
        |cell: &str| cell.len() >= 25 && cell.trim().contains(' ') && kind(cell) == Kind::Text;
    let asks = |column: usize| {
        let below = answers.iter().filter_map(|row| row.get(column));
        let longest = below.map(|cell| cell.len()).max().unwrap_or(0);
        questions
            .get(column)
            .is_some_and(|cell| sentence(cell) && cell.len() > longest)
    };
    codes.len() >= 3
        // One or two people may have written that much.
        && answers.len() >= 3
        && codes.iter().filter(numbered).count() * 2 > codes.len()
        && (0..codes.len()).filter(|&column| asks(column)).count() * 2 > codes.len()
}

fn is_code(cell: &str) -> bool {
    let cell = cell.trim();
    let letters = cell.bytes().take_while(u8::is_ascii_alphabetic).count();
    let tail = &cell[letters..];
    (1..=3).contains(&letters)
        && tail
            .bytes()
            .next()
            .is_some_and(|byte| byte.is_ascii_digit())
        || (!cell.is_empty() && cell.len() <= 20 && !cell.contains(' '))
}

/// A question in the first row stands over several columns (blank cells to its right), the second
/// row names the items, and below them the answers do not look like a third header.
fn is_items_of_groups(records: &[Vec<String>]) -> bool {
    let (first, second) = (&records[0], &records[1]);
    if records.len() < 4 {
        return false;
    }
    // Rows of a sheet end with their last cell.
    let item = |i: usize| second.get(i).map_or("", |cell| cell.trim());
    let blank: Vec<usize> = (0..first.len())
        .filter(|&i| first[i].trim().is_empty())
        .collect();
    // The second row is blank below the names that stand alone, as no answers are.
    let named = (0..first.len()).filter(|&i| !first[i].trim().is_empty());
    let alone = named.filter(|&i| item(i).is_empty()).count();
    let complements = alone >= 2 && (alone + blank.len()) * 10 >= first.len() * 7;
    // Cells of a sheet that were joined over two items: numbers stand below both.
    let over_values = |i: usize| {
        let item_values = |column| one_type(&records[2..], column);
        i > 0 && !item(i - 1).is_empty() && item_values(i - 1) && item_values(i)
    };
    let least = match complements {
        true if blank.iter().all(|&i| over_values(i)) => 1,
        true => 2,
        false => 3,
    };
    let short = second.len() < first.len() && !complements;
    if short || blank.len() < least || blank.len() * 10 < first.len() || blank.contains(&0) {
        return false;
    }
    let items = blank
        .iter()
        .filter(|&&i| kind(item(i)) == Kind::Text)
        .count();
    let values = second
        .iter()
        .filter(|cell| !matches!(kind(cell), Kind::Text | Kind::Blank));
    if items * 10 < blank.len() * 9 || values.count() > 0 {
        return false;
    }
    // Every group may have the same items, and no answers stand below blank headings alone.
    if complements {
        return true;
    }
    // Items of one row differ from each other; the answers of one person often repeat.
    let mut texts: Vec<&str> = blank.iter().map(|&i| item(i)).collect();
    texts.arrange();
    texts.dedup();
    texts.len() * 10 >= items * 7
}

/// Rows below the first one that belong to the header because they hold texts where every row below
/// holds values of one type: at most two.
fn texts_above_values(records: &[Vec<String>]) -> u32 {
    let rows = |count: usize| {
        let Some(below) = records.get(1 + count..).filter(|below| below.len() >= 3) else {
            return false;
        };
        let width = records[0].len();
        let typed: Vec<usize> = (0..width)
            .filter(|&column| one_type(below, column))
            .collect();
        typed.len() >= 2
            && records[1..=count].iter().all(|row| {
                let cell = |&column: &usize| row.get(column).map_or("", String::as_str);
                let cells: Vec<&str> = typed
                    .iter()
                    .map(cell)
                    .filter(|cell| !is_missing(cell))
                    .collect();
                // A unit alone: ";pieces" above a date and a number.
                let alone = typed.len() == 2
                    && count == 1
                    && row.iter().filter(|cell| !cell.is_empty()).count() == 1;
                row.len() == width
                    && cells.iter().all(|cell| kind(cell) == Kind::Text)
                    && (cells.len() >= 2 || alone)
                    && cells.len() * 2 >= typed.len()
            })
    };
    [2, 1].into_iter().find(|&count| rows(count)).unwrap_or(0) as u32
}

/// True when a column holds numbers, dates or addresses only, at least three of them.
fn one_type(records: &[Vec<String>], column: usize) -> bool {
    let cells = records.iter().filter_map(|record| record.get(column));
    let mut kinds = cells
        .filter(|cell| !is_missing(cell))
        .map(|cell| kind(cell));
    let Some(first) = kinds.next().filter(|&first| first != Kind::Text) else {
        return false;
    };
    let mut count = 1;
    kinds.all(|kind| {
        count += 1;
        kind == first
    }) && count >= 3
}

/// True when the first row only counts the columns, as programs do that have no names for them: whole numbers from 0
/// or 1 on, each higher than the one before, though some were left out. Answers do not stand in such an order.
fn counts_columns(records: &[Vec<String>]) -> bool {
    const LEAST: usize = 6;
    let rises = |row: &[String]| {
        let numbers = || row.iter().map(|cell| cell.trim().parse::<u32>().ok());
        let rising = numbers().zip(numbers().skip(1));
        row.len() >= LEAST
            && numbers().next().flatten().is_some_and(|first| first <= 1)
            && rising
                .into_iter()
                .all(|(one, next)| one.zip(next).is_some_and(|(one, next)| next > one))
    };
    let below = &records[1..];
    rises(&records[0]) && below.len() >= 2 && !below.iter().any(|row| rises(row))
}

/// True when the first row has values where the rows below have values of the same type.
fn first_row_is_data(records: &[Vec<String>]) -> bool {
    let (first, below) = (&records[0], &records[1..]);
    let (mut same, mut typed) = (0, 0);
    for (column, cell) in first.iter().enumerate() {
        let kinds = below
            .iter()
            .filter_map(|record| record.get(column))
            .map(|cell| kind(cell));
        let mut kinds = kinds.filter(|&kind| kind != Kind::Blank);
        let Some(usual) = kinds.next().filter(|&usual| usual != Kind::Text) else {
            continue;
        };
        if kinds.any(|kind| kind != usual) {
            continue;
        }
        match kind(cell) {
            Kind::Blank => {}
            found => {
                typed += 1;
                same += usize::from(found == usual);
            }
        }
    }
    typed > 0 && same == typed
}

/// One readable name from the header cells of a column, and all of them for the role rules.
///
/// Where the last text is only a kind of answer, the question alone is the name; where a question
/// stands over several columns, it is repeated before each item.
pub fn join_header(rows: &[Vec<String>], width: usize) -> Vec<String> {
    let rows: Vec<&Vec<String>> = rows
        .iter()
        .filter(|row| !has_import_ids(Some(row)))
        .collect();
    header_parts(&rows, width)
        .iter()
        .map(|parts| join_parts(parts))
        .collect()
}

/// The header cells of every column from top to bottom. The name of a group stands in its first
/// column only; here every column of the group has it, up to the next name in that row or above it.
pub(super) fn header_parts<'r>(rows: &[&'r Vec<String>], width: usize) -> Vec<Vec<&'r str>> {
    let cell = |level: usize, column: usize| rows[level].get(column).map_or("", String::as_str);
    let blank = |text: &str| text.trim().is_empty();
    let mut groups = vec![""; rows.len()];
    let mut parts_of = |column: usize| {
        let mut parts = Vec::with_capacity(rows.len());
        for level in 0..rows.len() {
            let own = cell(level, column);
            let stands_below = (level + 1..rows.len()).any(|level| !blank(cell(level, column)));
            if !blank(own) {
                groups[level] = own;
                groups[level + 1..].fill("");
                parts.push(own);
            } else if stands_below {
                parts.push(groups[level]);
            } else {
                parts.push("");
            }
        }
        parts
    };
    (0..width).map(&mut parts_of).collect()
}

fn join_parts(parts: &[&str]) -> String {
    let mut parts = parts.iter().map(|part| trimmed(part));
    let mut name = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        if part.is_empty() || *part == name || part == "Response" {
            continue;
        }
        if !name.is_empty() {
            name.push(' ');
        }
        name.push_str(part);
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rows: &[&[&str]], preamble: u32, header_rows: u32) {
        let records: Vec<Vec<String>> = rows
            .iter()
            .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect())
            .collect();
        let layout = detect_layout(&records);
        assert_eq!(
            (layout.preamble, layout.header_rows),
            (preamble, header_rows),
            "{rows:?}"
        );
    }

    #[test]
    fn one_header_row_is_the_rule() {
        check(&[&["nps", "why"], &["9", "good"], &["3", "bad"]], 0, 1);
        check(&[&["a", "b"], &["x", "y"], &["z", "w"]], 0, 1);
        check(&[&["", "why"], &["1", "good"], &["2", "bad"]], 0, 1);
    }

    #[test]
    fn a_first_row_of_values_is_data() {
        check(
            &[&["9", "good", "2026-01-01"], &["3", "bad", "2026-01-02"]],
            0,
            0,
        );
    }

    #[test]
    fn numbers_that_count_the_columns_are_their_names() {
        let answers = [
            ["5", "4", "2", "6", "5", "1"],
            ["2", "4", "1", "6", "3", "1"],
        ];
        let names = ["0", "1", "2", "5", "6", "7"];
        check(&[&names, &answers[0], &answers[1], &answers[0]], 0, 1);
        // Steps of something that rises in every row are values.
        let steps = ["1", "3", "4", "5", "8", "9"];
        check(&[&names, &steps, &answers[1], &steps], 0, 0);
        check(&[&answers[0], &names, &answers[1]], 0, 0);
    }

    #[test]
    fn items_below_merged_cells_of_a_sheet() {
        // A row of a sheet ends with its last cell.
        check(
            &[
                &["Badanie satysfakcji"],
                &[],
                &[
                    "ID",
                    "Data",
                    "Oceń obszary",
                    "",
                    "",
                    "NPS",
                    "Dlaczego?",
                    "Miasto",
                ],
                &["", "", "Obsługa", "Ceny", "Wybór"],
                &["1", "2025-09-01", "2", "5", "5", "2", "za drogo", "Łódź"],
                &["2", "2025-09-02", "4", "1", "3", "9", "", "Gdańsk"],
                &["3", "2025-09-03", "5", "2", "4", "10", "miło", "Łódź"],
            ],
            2,
            2,
        );
    }

    #[test]
    fn a_cell_joined_over_two_items_stands_over_them() {
        let rows = [
            ["Lp.", "Oceń nas", "", "Uwagi"],
            ["", "Cena", "Obsługa", ""],
            ["1", "4", "5", "miło"],
            ["2", "3", "2", ""],
            ["3", "5", "5", "drogo"],
        ];
        check(&rows.each_ref().map(|row| &row[..]), 0, 2);
        // A first answer that leaves out what others fill in is none of the header.
        let answers = [
            ["Lp.", "Why", "", "Notes"],
            ["", "slow", "dear", ""],
            ["1", "dear", "slow", "x"],
            ["2", "slow", "", ""],
            ["3", "", "dear", "y"],
        ];
        check(&answers.each_ref().map(|row| &row[..]), 0, 1);
    }

    #[test]
    fn titles_and_separator_lines_stand_above() {
        check(
            &[&["sep=;"], &["nps", "why"], &["9", "x"], &["3", "y"]],
            1,
            1,
        );
        check(
            &[
                &["Wyniki ankiety"],
                &["nps", "why", "x"],
                &["9", "x", "y"],
                &["3", "y", "z"],
            ],
            1,
            1,
        );
    }

    #[test]
    fn headers_of_several_rows() {
        let ids = ["{\"ImportId\":\"a\"}", "{\"ImportId\":\"b\"}"];
        check(
            &[&["Q1", "Q2"], &["How likely?", "Why?"], &ids, &["9", "x"]],
            0,
            3,
        );
        check(
            &[&["ID", "How likely?"], &["", "Response"], &["1", "9"]],
            0,
            2,
        );
        check(
            &[
                &["Which?", "", "", ""],
                &["Car", "Bus", "Train", "Other"],
                &["Car", "", "Train", ""],
                &["", "Bus", "", ""],
                &["Car", "", "", ""],
            ],
            0,
            2,
        );
    }

    #[test]
    fn texts_above_numbers_belong_to_the_header() {
        check(
            &[
                &["unit", "price", "n"],
                &["", "EUR", "pieces"],
                &["a", "1", "2"],
                &["b", "2", "3"],
                &["c", "4", "5"],
            ],
            0,
            2,
        );
        check(
            &[
                &["id", "price", "n"],
                &["1", "n/a", "n/a"],
                &["2", "2", "3"],
                &["3", "4", "5"],
                &["4", "4", "5"],
            ],
            0,
            1,
        );
    }

    #[test]
    fn comment_lines_are_no_records() {
        let rows = [
            vec!["# made by x"],
            vec!["a", "b"],
            vec!["1", "2"],
            vec!["# note"],
            vec!["3", "4"],
        ];
        let rows: Vec<Vec<String>> = rows
            .iter()
            .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect())
            .collect();
        assert_eq!(
            detect_layout(&rows),
            Layout {
                preamble: 0,
                header_rows: 1,
                comments: true
            }
        );
    }

    #[test]
    fn blank_rows_set_titles_off_and_part_headers() {
        check(
            &[
                &["Summary", ""],
                &["", ""],
                &["label", "sum"],
                &["a", "1"],
                &["b", "2"],
            ],
            2,
            1,
        );
        check(
            &[
                &["Spending", "", "", "", ""],
                &["", "", "", "", ""],
                &["date", "why", "travel", "", ""],
                &["", "", "", "", ""],
                &["", "", "air", "rail", "taxi"],
                &["13.04.12", "visit", "", "5", ""],
                &["14.04.12", "visit", "7", "", ""],
            ],
            2,
            3,
        );
        check(
            &[
                &["Report", "Sales", "", ""],
                &["Made by", "Anna", "", ""],
                &["", "", "", ""],
                &["date", "region", "amount", "units"],
                &["2020-01-01", "N", "1", "2"],
                &["2020-01-02", "S", "3", "4"],
            ],
            3,
            1,
        );
        // A title that holds the delimiter is no header row.
        check(
            &[
                &["Made as x", "Sample 22", " 2017"],
                &["wave", "share"],
                &["1", "2"],
                &["2", "2"],
                &["3", "2"],
            ],
            1,
            1,
        );
    }

    #[test]
    fn codes_stand_over_their_questions() {
        let questions = [
            "How much do you agree: - The course was easy to follow",
            "How much do you agree: - The staff were helpful to me",
            "What should we change about the course next year?",
        ];
        let answers = ["Agree", "Neutral", "Longer breaks"];
        check(
            &[
                &["Q1_1", "Q1_2", "Q3"],
                &questions,
                &answers,
                &answers,
                &answers,
            ],
            0,
            2,
        );
        let long = "The breaks were too short and the room was cold";
        check(
            &[
                &["Q1", "Q2", "Q3"],
                &["1", "2", long],
                &["3", "4", "5"],
                &["3", "4", "5"],
                &answers,
            ],
            0,
            1,
        );
    }

    #[test]
    fn a_short_table_below_many_notes_is_found() {
        check(
            &[
                &["Table 12"],
                &["Population"],
                &["as of the day"],
                &["Germany"],
                &["day", "people"],
                &["", "count"],
                &["2018-12-31", "83019213"],
                &["2019-12-31", "83166711"],
                &["2020-12-31", "83155031"],
                &["____"],
                &["Source: office"],
                &["(C) office"],
            ],
            4,
            2,
        );
    }

    #[test]
    fn a_header_that_was_written_twice_is_one() {
        check(
            &[&["nps", "why"], &["nps", "why"], &["9", "x"], &["8", "y"]],
            0,
            2,
        );
    }

    #[test]
    fn names_of_groups_reach_over_their_items_only() {
        let rows = [
            vec!["Name", "Staff", "", "", "Notes", ""],
            vec!["", "Junior", "", "Senior", "", ""],
            vec!["", "heads", "hours", "heads", "", ""],
        ];
        let rows = rows.map(|row| row.into_iter().map(str::to_owned).collect::<Vec<_>>());
        let expected = [
            "Name",
            "Staff Junior heads",
            "Staff Junior hours",
            "Staff Senior heads",
            "Notes",
            "",
        ];
        assert_eq!(join_header(&rows, 6), expected);
    }

    #[test]
    fn every_question_may_have_the_same_items() {
        let rows: [&[&str]; 5] = [
            &[
                "Date", "Device", "Page", "Mail", "Q1", "Q2", "", "Q3", "", "City", "State",
            ],
            &[
                "", "", "", "", "", "Answer", "Insight", "Answer", "Insight", "", "",
            ],
            &[
                "2023-03-27",
                "",
                "a",
                "",
                "7",
                "Fine",
                "",
                "",
                "",
                "Columbus",
                "Ohio",
            ],
            &[
                "2023-03-27",
                "",
                "b",
                "",
                "8",
                "",
                "",
                "",
                "",
                "Yerevan",
                "",
            ],
            &[
                "2023-03-28",
                "",
                "a",
                "",
                "9",
                "Search",
                "Speed",
                "",
                "",
                "Yerevan",
                "",
            ],
        ];
        check(&rows, 0, 2);
    }

    #[test]
    fn a_question_is_repeated_before_its_items() {
        let rows = [
            vec!["ID".to_owned(), "Which?".to_owned(), String::new()],
            vec![String::new(), "Car".to_owned(), "Bus".to_owned()],
        ];
        assert_eq!(join_header(&rows, 3), ["ID", "Which? Car", "Which? Bus"]);
    }
}
