//! Summary rows: the line of means or sums that spreadsheets leave below the answers.

use super::table::{Column, Table};

/// Removes the last row when it sums up the others, and returns its cells.
///
/// Such a row has no value in the first column that all others fill, and at least one number that
/// is the mean or the sum of the numbers above it, which no answer is: the column above holds whole
/// numbers, the summary does not or lies above all of them.
pub fn remove_summary_row(table: &mut Table) -> Option<Vec<String>> {
    let rows = table.rows as usize;
    if rows < 4 || !is_summary(table, rows - 1) {
        return None;
    }
    let last = |column: &Column| column.get(rows - 1).into_owned();
    let cells = table.columns.iter().map(last).collect();
    table.columns.iter_mut().for_each(Column::pop);
    table.rows -= 1;
    Some(cells)
}

fn is_summary(table: &Table, last: usize) -> bool {
    let filled = |column: &Column| (0..last).all(|row| !column.get(row).is_empty());
    let lacks_key = table
        .columns
        .first()
        .is_some_and(|key| key.get(last).is_empty() && filled(key));
    lacks_key && table.columns.iter().any(|column| sums_up(column, last))
}

fn sums_up(column: &Column, last: usize) -> bool {
    let Some(summary) = number(&column.get(last)) else {
        return false;
    };
    let (mut sum, mut count, mut highest) = (0.0, 0.0, f64::MIN);
    for row in 0..last {
        let cell = &column.get(row);
        if cell.is_empty() {
            continue;
        }
        let Some(value) = number(cell).filter(|value| value.fract() == 0.0) else {
            return false;
        };
        sum += value;
        count += 1.0;
        highest = highest.max(value);
    }
    let near = |expected: f64| (summary - expected).abs() <= 0.005 * expected.abs().max(1.0);
    let mean = count > 0.0 && summary.fract() != 0.0 && near(sum / count);
    mean || (count >= 3.0 && summary > highest && near(sum))
}

fn number(cell: &str) -> Option<f64> {
    cell.replace(',', ".")
        .parse()
        .ok()
        .filter(|value: &f64| value.is_finite())
}
