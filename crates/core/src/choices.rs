//! Multiple-choice questions: the columns or cells that together hold the answers to one question.
//!
//! Platforms write them in two ways. Either every option has a column of its own, ticked or blank
//! (SurveyMonkey, Qualtrics, LimeSurvey), or one cell lists the options that were chosen (Google
//! Forms, Microsoft Forms). Both become one segment in which a row has several values. The table
//! keeps its columns: the first one stands for the question, the others belong to it.

use crate::listed::{Writing, has_bullet, in_brackets};
use crate::order::Arrange;
use crate::reading::{Cells, Column, Table};
use crate::report::{ColumnReading, Role};
use crate::text::fold;
use crate::values::is_missing;
use std::collections::BTreeMap;

/// Different options of a question; more are no options.
const MOST_OPTIONS: usize = 60;

/// What a column of one option holds.
#[derive(Debug, Clone, PartialEq)]
enum Tick {
    /// Nothing: nobody chose the option.
    Blank,
    /// One value where it was chosen.
    Value(String),
    /// Yes where it was chosen and no where it was not.
    YesNo,
}

/// A multiple-choice question over several columns.
#[derive(Debug, Clone, PartialEq)]
struct Question {
    /// Indices of its columns, ascending.
    columns: Vec<usize>,
    /// Text of the question.
    name: String,
}

/// Marks the columns of multiple-choice questions. The first column of a question becomes a segment
/// under the name of the question; the others are not used on their own.
pub fn mark_choices(table: &Table, columns: &mut [ColumnReading]) {
    for question in questions(table, columns) {
        let Some(&first) = question.columns.first() else {
            continue;
        };
        for &index in &question.columns {
            columns[index].choice_of = Some(first as u32);
            columns[index].role = Role::Ignored;
            columns[index].metric = None;
            columns[index].scale = None;
            columns[index].low_is_good = false;
            columns[index].confidence = 0.8;
        }
        columns[first].role = Role::Segment;
        columns[first].name = question.name;
    }
    for (reading, column) in columns.iter_mut().zip(&table.columns) {
        let undecided = matches!(reading.role, Role::Segment | Role::Ignored);
        if undecided && reading.choice_of.is_none() && writing_of(column).is_some() {
            reading.choice_of = Some(reading.index);
            reading.role = Role::Segment;
            reading.confidence = 0.75;
        }
    }
}

/// Columns that the user gave another role leave their question. With the first column goes the
/// whole question, and the first column has its own heading again.
pub fn respect_decisions(table: &Table, columns: &mut [ColumnReading]) {
    let dissolved: Vec<bool> = columns
        .iter()
        .map(|column| column.decided && column.role != Role::Segment)
        .collect();
    for (reading, column) in columns.iter_mut().zip(&table.columns) {
        let Some(first) = reading.choice_of else {
            continue;
        };
        let left = reading.decided && reading.index != first;
        if dissolved.get(first as usize) != Some(&false) || left {
            reading.choice_of = None;
            reading.name.clone_from(&column.name);
        }
    }
}

fn questions(table: &Table, columns: &[ColumnReading]) -> Vec<Question> {
    let ticks: Vec<Option<Tick>> = columns
        .iter()
        .zip(&table.columns)
        .map(|(reading, column)| match reading.role {
            Role::Id | Role::Date | Role::Pii | Role::Comment => None,
            Role::Score if reading.confidence >= 0.6 => None,
            _ if is_free_text(&column.name) => None,
            _ => tick(column),
        })
        .collect();
    let names = names_of(table);
    let mut found = Vec::new();
    let mut start = 0;
    while start < ticks.len() {
        let end = question_end(&names, &ticks, start);
        let question = (end - start >= 2)
            .then(|| question(&names, &ticks, start..end))
            .flatten()
            .or_else(|| options_alone(&names, &ticks, start))
            .or_else(|| options_unnamed(&names, &ticks, start));
        match question {
            Some(question) => {
                start = question.columns.last().map_or(end, |last| last + 1);
                found.push(question);
            }
            None => start += 1,
        }
    }
    found
}

/// The columns from `start` on that hold nothing but the beginning of their own heading. Typeform writes the
/// options of a question like that, and its text nowhere: the first options stand for its name. Alchemer
/// writes the question behind each option and a colon.
fn options_alone(names: &[&str], ticks: &[Option<Tick>], start: usize) -> Option<Question> {
    let behind = |index: usize| match &ticks[index] {
        Some(Tick::Value(value)) => {
            let rest = names[index].strip_prefix(value.as_str());
            let rest = rest.filter(|rest| rest.is_empty() || rest.starts_with(':'));
            rest.or_else(|| (fold(value) == fold(names[index])).then_some(""))
        }
        _ => None,
    };
    let asked = behind(start)?;
    let is_option = |&index: &usize| behind(index) == Some(asked);
    let columns: Vec<usize> = (start..ticks.len()).take_while(is_option).collect();
    if let Some(question) = asked.strip_prefix(':') {
        let name = question.trim().to_owned();
        return (columns.len() >= 2).then_some(Question { columns, name });
    }
    let mut name = names[start..]
        .iter()
        .take(columns.len().min(3))
        .copied()
        .collect::<Vec<_>>()
        .join(" / ");
    name.push_str(if columns.len() > 3 { " / …" } else { "" });
    (columns.len() >= 2).then_some(Question { columns, name })
}

/// The columns from `start` on of a question that has a heading over its first option alone: programs that
/// leave out the second header row of such a file number the columns behind it ("Unnamed: 4", "Column5").
fn options_unnamed(names: &[&str], ticks: &[Option<Tick>], start: usize) -> Option<Question> {
    let numbered = |name: &str| {
        let folded = fold(name);
        let rest = folded
            .strip_prefix("unnamed")
            .or_else(|| folded.strip_prefix("column"));
        let rest = rest.or_else(|| folded.strip_prefix("kolumna"));
        rest.is_some_and(|rest| {
            let digits = rest.trim_matches([':', ' ', '_', '.']);
            !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    let label = |index: usize| match &ticks[index] {
        Some(Tick::Value(value)) if !is_yes(value) && !is_no(value) => Some(fold(value)),
        _ => None,
    };
    if numbered(names[start]) {
        return None;
    }
    let behind = (start + 1..ticks.len())
        .take_while(|&index| numbered(names[index]) && label(index).is_some());
    let columns: Vec<usize> = std::iter::once(start).chain(behind).collect();
    let labels: Option<Vec<(usize, String)>> = columns
        .iter()
        .map(|&index| Some((index, label(index)?)))
        .collect();
    let name = names[start].to_owned();
    (columns.len() >= 2 && all_differ(&labels?)).then_some(Question { columns, name })
}

/// True for the field beside the options in which people write their own.
fn is_free_text(name: &str) -> bool {
    let folded = fold(name);
    [
        "specify",
        "_text",
        "- text",
        "inne (jak",
        "jakie?",
        "please describe",
        "preciser",
        "especifi",
        "bitte angeben",
    ]
    .iter()
    .any(|words| folded.contains(words))
}

/// What a column ticks, `None` when it holds anything else.
fn tick(column: &Column) -> Option<Tick> {
    let Cells::Dictionary { values, counts, .. } = &column.cells else {
        return None;
    };
    let used: Vec<&str> = values
        .iter()
        .zip(counts)
        .filter(|(value, count)| **count > 0 && !value.is_empty())
        .map(|(value, _)| value)
        .take(4)
        .collect();
    match used.as_slice() {
        [] => Some(Tick::Blank),
        // A column that every row ticks is a constant.
        [one] if column.answered as usize == column.len() && column.len() > 1 => {
            is_yes(one).then(|| Tick::Value((*one).to_owned()))
        }
        [one] => Some(Tick::Value((*one).to_owned())),
        [one, other] => {
            let pair = (is_yes(one) && is_no(other)) || (is_no(one) && is_yes(other));
            pair.then_some(Tick::YesNo)
        }
        _ => None,
    }
}

/// True for a cell that ticks an option.
pub(crate) fn is_yes(value: &str) -> bool {
    matches!(
        fold(value.trim()).as_str(),
        "1" | "x"
            | "yes"
            | "y"
            | "true"
            | "tak"
            | "t"
            | "prawda"
            | "✓"
            | "✔"
            | "on"
            | "selected"
            | "checked"
            | "quoted"
            | "mentioned"
            | "wybrano"
            | "zaznaczono"
            | "ja"
            | "si"
    )
}

/// True for a cell that says that an option is not ticked.
pub(crate) fn is_no(value: &str) -> bool {
    matches!(
        fold(value.trim()).as_str(),
        "0" | "no"
            | "n"
            | "false"
            | "nie"
            | "falsz"
            | "off"
            | "not selected"
            | "unchecked"
            | "not quoted"
            | "nein"
            | "nie wybrano"
            | "not mentioned"
    )
}

/// The column behind the last one that can belong to the question that starts at `start`.
fn question_end(names: &[&str], ticks: &[Option<Tick>], start: usize) -> usize {
    let mut end = start;
    while end < ticks.len() && ticks[end].is_some() {
        if end > start && shared_question(&names[start..=end]).is_none() {
            break;
        }
        end += 1;
    }
    end
}

/// Length of what the headings of an option's columns share, up to a boundary: the question.
fn shared_question(names: &[&str]) -> Option<usize> {
    let first = *names.first()?;
    let mut length = first.len();
    for name in names {
        let same = first
            .char_indices()
            .zip(name.chars())
            .take_while(|((_, one), other)| one == other);
        let same = same
            .last()
            .map_or(0, |((at, letter), _)| at + letter.len_utf8());
        length = length.min(same);
    }
    // Back to the end of a word: "Which? Car" and "Which? Cab" share "Which? ".
    let boundary = |letter: char| !letter.is_alphanumeric();
    let cut = first[..length].rfind(boundary)?;
    let end = cut + first[cut..].chars().next().map_or(1, char::len_utf8);
    let has_letters = |text: &str| text.chars().any(char::is_alphanumeric);
    let options = names
        .iter()
        .all(|name| has_letters(name.get(end..).unwrap_or_default()));
    let question = first[..end]
        .chars()
        .filter(|letter| letter.is_alphanumeric());
    (options && question.count() >= 2).then_some(end)
}

/// What the ticked columns of a possible question hold, by index.
#[derive(Default)]
struct Ticked {
    /// The value repeats the option in the heading.
    named: Vec<usize>,
    /// The value only says that the option was chosen.
    yes: Vec<usize>,
    /// Both yes and no are there.
    yes_no: Vec<usize>,
    /// Any other value.
    labels: Vec<(usize, String)>,
    blank: Vec<usize>,
}

/// The question over some columns of ticks, when their values and headings say that it is one.
fn question(
    all: &[&str],
    ticks: &[Option<Tick>],
    columns: std::ops::Range<usize>,
) -> Option<Question> {
    let end = shared_question(&all[columns.clone()])?;
    let mut ticked = Ticked::default();
    for index in columns.clone() {
        let heading = fold(all[index].trim_end_matches([']', ')']));
        match &ticks[index] {
            Some(Tick::Value(value)) if is_yes(value) => ticked.yes.push(index),
            Some(Tick::Value(value)) if heading.ends_with(&fold(value)) => ticked.named.push(index),
            Some(Tick::Value(value)) => ticked.labels.push((index, fold(value))),
            Some(Tick::YesNo) => ticked.yes_no.push(index),
            _ => ticked.blank.push(index),
        }
    }
    let prefix = &all[columns.start][..end];
    let bracket = prefix.ends_with(['[', '(']);
    let code = prefix.ends_with('_') && prefix.contains(|letter: char| letter.is_ascii_digit());
    let asked = prefix.contains('?') || prefix.trim_end().ends_with([':', '-', '–', '/']);
    let others = ticked.yes.len() + ticked.labels.len();
    let unnamed = ticked.named.is_empty() && ticked.yes_no.is_empty() && ticked.yes.is_empty();
    let mut columns = match () {
        // A text that one person typed beside the options is no option.
        () if ticked.named.len() >= 2 && others * 3 <= ticked.named.len() * 2 => ticked.named,
        () if ticked.labels.len() >= 2 && unnamed && all_differ(&ticked.labels) => {
            if !bracket && !code && !are_numbered(&ticked.labels) {
                return None;
            }
            ticked.labels.into_iter().map(|(index, _)| index).collect()
        }
        () if ticked.named.is_empty() && ticked.labels.is_empty() && (bracket || code || asked) => {
            [ticked.yes, ticked.yes_no].concat()
        }
        () => return None,
    };
    columns.arrange();
    let (&first, &last) = (columns.first()?, columns.last()?);
    if columns.len() < 2 {
        return None;
    }
    // Options that nobody chose, among the others; behind them they may belong to anything.
    let between = |index: &usize| (first..last).contains(index);
    columns.extend(ticked.blank.into_iter().filter(between));
    columns.arrange();
    let names: Vec<&str> = columns.iter().map(|&index| all[index]).collect();
    // "Which? Star Wars I" and "Which? Star Wars II" share more than the question.
    let options = columns.iter().filter_map(|&index| match &ticks[index] {
        Some(Tick::Value(value)) => Some(all[index].strip_suffix(value.as_str())?.len()),
        _ => None,
    });
    let end = options.fold(shared_question(&names)?, usize::min);
    let name = question_name(&names, end);
    Some(Question { columns, name })
}

/// True when the columns hold the numbers of their options: 1 where the first was chosen, 2 where the second was.
fn are_numbered(labels: &[(usize, String)]) -> bool {
    let numbers: Option<Vec<u32>> = labels.iter().map(|(_, label)| label.parse().ok()).collect();
    labels.len() >= 3
        && numbers.is_some_and(|numbers| numbers.windows(2).all(|pair| pair[0] < pair[1]))
}

fn all_differ(labels: &[(usize, String)]) -> bool {
    let mut texts: Vec<&String> = labels.iter().map(|(_, label)| label).collect();
    texts.arrange_by(Ord::cmp);
    texts.windows(2).all(|pair| pair[0] != pair[1])
}

/// Text of the question: what the headings share, without the separator; behind a question code,
/// what the texts share.
fn question_name(names: &[&str], end: usize) -> String {
    let clean = |text: &str| {
        let text = text.trim_end_matches(|letter: char| {
            letter.is_whitespace() || matches!(letter, '[' | '(' | ':' | '-' | '–' | '/' | '_')
        });
        text.strip_suffix("Selected Choice")
            .unwrap_or(text)
            .trim_end_matches(|letter: char| letter.is_whitespace() || matches!(letter, '-' | ':'))
            .to_owned()
    };
    let shared = &names[0][..end];
    if !shared.contains(' ') {
        let texts: Option<Vec<&str>> = names
            .iter()
            .map(|name| Some(name.split_once(' ')?.1))
            .collect();
        if let Some(texts) = texts
            && let Some(end) = shared_question(&texts)
        {
            return clean(&texts[0][..end]);
        }
    }
    clean(shared)
}

fn names_of(table: &Table) -> Vec<&str> {
    table
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect()
}

/// The option in a heading, behind the question.
fn option_text(name: &str, end: usize) -> &str {
    name.get(end..)
        .unwrap_or_default()
        .trim_matches(|letter: char| {
            letter.is_whitespace() || matches!(letter, '[' | ']' | '(' | ')' | ':' | '-' | '–')
        })
}

/// Cells that are looked at to see whether they list options.
const LOOKED_AT: usize = 5000;

/// Hands every different cell of a column with the number of its rows to `look`, as far as a look
/// goes.
fn each_cell(column: &Column, mut look: impl FnMut(&str, u32)) {
    match &column.cells {
        Cells::Text(texts) => texts.iter().take(LOOKED_AT).for_each(|cell| look(&cell, 1)),
        Cells::Dictionary { values, counts, .. } => values
            .iter()
            .zip(counts)
            .filter(|(_, rows)| **rows > 0)
            .take(LOOKED_AT)
            .for_each(|(cell, &rows)| look(cell, rows)),
    }
}

/// How the cells of a column list options, some that recur, often several in a cell; `None` where they do not.
fn writing_of(column: &Column) -> Option<Writing> {
    let (mut cells, mut brackets, mut bullets, mut lines) = (0, 0, 0, 0);
    let (mut bars, mut slashes, mut pluses) = (0, 0, 0);
    let (mut semicolon, mut comma) = (false, false);
    each_cell(column, |cell, rows| {
        if !is_missing(cell) {
            cells += rows;
            brackets += rows * u32::from(in_brackets(cell).is_some());
            bullets += rows * u32::from(has_bullet(cell));
            lines += rows * u32::from(cell.contains('\n'));
            bars += rows * u32::from(cell.contains('|'));
            slashes += rows * u32::from(cell.contains(" / "));
            pluses += rows * u32::from(cell.contains('+'));
            semicolon |= cell.contains(';');
            comma |= cell.contains(',');
        }
    });
    if cells < 10 {
        return None;
    }
    if brackets == cells {
        return recurs_in(column, Writing::Brackets).then_some(Writing::Brackets);
    }
    let often = |rows: u32| rows * 5 >= cells;
    let usual = if semicolon { ';' } else { ',' };
    // What stands in names ("C++", "Agree / Zgadzam się") parts options only where nothing else does.
    let alone = !semicolon && !comma;
    let ways = [
        (often(bullets), Writing::Bullets),
        (often(lines), Writing::Lines),
        (often(bars), Writing::Between('|')),
        (!alone, Writing::Between(usual)),
        (alone && often(slashes), Writing::Slashes),
        (alone && often(pluses), Writing::Between('+')),
    ];
    let mut ways = ways.into_iter().filter(|(likely, _)| *likely);
    ways.find_map(|(_, writing)| {
        (are_several(column, writing) && recurs_in(column, writing)).then_some(writing)
    })
}

/// Hands every option of a cell to `look`; words for the lack of an answer are none.
fn each_option(cell: &str, writing: Writing, look: &mut dyn FnMut(&str)) {
    writing.each_option(cell, &mut |option| {
        if !is_missing(option) {
            look(option);
        }
    });
}

/// True when several options often stand in one cell, of a number that people chose freely.
fn are_several(column: &Column, writing: Writing) -> bool {
    let (mut cells, mut one, mut several, mut many) = (0u32, 0u32, 0u32, 0u32);
    each_cell(column, |cell, rows| {
        if !is_missing(cell) {
            let mut options = 0;
            each_option(cell, writing, &mut |_| options += 1);
            cells += rows;
            one += rows * u32::from(options == 1);
            several += rows * u32::from(options > 1);
            many += rows * u32::from(options > 2);
        }
    });
    // "Kraków, Polska" and "Nowak, Jan" have two parts each; people who choose freely do not.
    let freely = many * 20 >= cells || one * 5 >= cells;
    several * 5 >= cells && freely
}

/// True when nearly all options come back, and in other company.
fn recurs_in(column: &Column, writing: Writing) -> bool {
    // Rows of each option, and the different cells it stands in.
    let mut options: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    let mut all = 0u32;
    each_cell(column, |cell, rows| {
        let mut left = 100;
        each_option(cell, writing, &mut |option| {
            if left > 0 {
                left -= 1;
                all = all.saturating_add(rows);
            }
            if options.len() <= 10 * MOST_OPTIONS {
                let (of_rows, of_cells) = options.entry(option.to_owned()).or_insert((0, 0));
                *of_rows += rows;
                *of_cells += 1;
            }
        });
    });
    let listed = writing == Writing::Brackets;
    // Options are labels that come back; parts of sentences and numbers are neither, but a list may hold codes.
    let label = |option: &String| {
        (listed || option.chars().any(char::is_alphabetic)) && option.chars().count() <= 120
    };
    let back = options.values().filter(|(rows, _)| *rows >= 2);
    let recurring: u32 = back.clone().map(|(rows, _)| rows).sum();
    // The parts of a label such as "Yes, every day" stand together in all their cells.
    let apart = options.values().filter(|(_, cells)| *cells >= 2);
    let combined: u32 = apart.map(|(rows, _)| rows).sum();
    all > 0
        && options.keys().all(label)
        && back.count() <= MOST_OPTIONS
        && f64::from(recurring) >= f64::from(all) * 0.8
        && (listed || f64::from(combined) >= f64::from(all) * 0.7)
}

/// Rows that chose each option of a question.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Choices {
    /// Options, ascending by name.
    pub keys: Vec<String>,
    /// Rows that chose the option of the same index, ascending.
    pub rows: Vec<Vec<u32>>,
    /// Rows that chose anything, ascending.
    pub answered: Vec<u32>,
}

/// The answers to the multiple-choice question that a column stands for.
pub fn choices_of(table: &Table, columns: &[ColumnReading], first: u32) -> Choices {
    let parts: Vec<usize> = columns
        .iter()
        .filter(|column| column.choice_of == Some(first))
        .map(|column| column.index as usize)
        .filter(|&index| index < table.columns.len())
        .collect();
    let mut chosen: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    match parts.as_slice() {
        [] => {}
        [one] => list_cells(&table.columns[*one], &mut chosen),
        several => tick_columns(table, several, &mut chosen),
    }
    let mut answered: Vec<u32> = chosen.values().flatten().copied().collect();
    answered.arrange();
    answered.dedup();
    let (keys, rows) = chosen.into_iter().unzip();
    Choices {
        keys,
        rows,
        answered,
    }
}

fn list_cells(column: &Column, chosen: &mut BTreeMap<String, Vec<u32>>) {
    let writing = writing_of(column).unwrap_or(Writing::Between(','));
    for row in 0..column.len() {
        let row_number = row as u32;
        each_option(&column.get(row), writing, &mut |option| {
            let rows = match chosen.get_mut(option) {
                Some(rows) => rows,
                None => chosen.entry(option.to_owned()).or_default(),
            };
            if rows.last() != Some(&row_number) {
                rows.push(row_number);
            }
        });
    }
}

fn tick_columns(table: &Table, parts: &[usize], chosen: &mut BTreeMap<String, Vec<u32>>) {
    let names = names_of(table);
    let names: Vec<&str> = parts.iter().map(|&index| names[index]).collect();
    let end = shared_question(&names).unwrap_or(0);
    for &index in parts {
        let column = &table.columns[index];
        let label = match tick(column) {
            Some(Tick::Value(value)) if !is_yes(&value) => value,
            _ => option_label(&column.name, end),
        };
        let rows = (0..column.len()).filter(|&row| {
            let cell = &column.get(row);
            !cell.is_empty() && !is_no(cell)
        });
        let rows: Vec<u32> = rows.map(|row| row as u32).collect();
        if !rows.is_empty() {
            let all = chosen.entry(label).or_default();
            all.extend(rows);
            all.arrange();
            all.dedup();
        }
    }
}

/// Label of an option whose cells only say that it was chosen: behind the last dash where the
/// heading repeats the question behind a code.
fn option_label(name: &str, end: usize) -> String {
    let text = option_text(name, end);
    let label = match text.split_once(' ') {
        Some((code, rest)) if code.chars().all(|letter| letter.is_ascii_digit()) => {
            rest.rsplit_once(" - ").map_or(rest, |(_, label)| label)
        }
        _ => text,
    };
    label.trim().to_owned()
}
