//! A score by two segments at once (definitions.md §2).

use super::Analysis;
use super::prepared::{Groups, ScoreColumn};
use super::selection::Selection;
use crate::figures::Histogram;
use crate::figures::breakdown::suppressed;
use crate::figures::contingency::{Association, association};
use crate::figures::crosstab::suppressed_cells;
use crate::figures::tests_of_difference::{benjamini_hochberg, compare};
use crate::report::Metric;
use crate::settings::CrosstabRequest;
use serde::Serialize;

/// Most groups per side; the smallest beyond join those without a value.
const MAX_LINES: usize = 30;

/// A score by two segments, with margins.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Crosstab {
    /// Column index of the score.
    pub column: u32,
    /// Question type of the score.
    pub metric: Option<Metric>,
    /// Column index of the segment in the rows.
    pub rows: u32,
    /// Column index of the segment in the columns.
    pub columns: u32,
    /// Groups of the rows, largest first; null for rows without a value and the smallest groups
    /// beyond thirty. The margin has no key.
    pub row_keys: Vec<Option<String>>,
    /// Groups of the columns, likewise.
    pub column_keys: Vec<Option<String>>,
    /// Cells by row; the last row and the last cell of each row are the margins.
    pub cells: Vec<Vec<CrossCell>>,
    /// Whether the two segments go together, by the counts of rows without a hidden cell.
    pub association: Option<Association>,
}

/// One cell of a crosstab.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct CrossCell {
    /// Valid answers; null when `hidden`.
    pub n: Option<u32>,
    /// Value in the unit of the score's figure.
    pub value: Option<f64>,
    /// 95 % interval.
    pub interval: Option<[f64; 2]>,
    /// This cell against all other answers, Benjamini–Hochberg over all cells; null in margins.
    pub p_adjusted: Option<f64>,
    /// Effect size against all other answers: Cohen's h for CSAT, Cohen's d otherwise.
    pub effect: Option<f64>,
    /// True when suppressed by the minimum group size or to protect another cell.
    pub hidden: bool,
}

/// The groups of one side that the table shows.
struct Lines {
    keys: Vec<Option<String>>,
    /// Line of each group.
    of_group: Vec<usize>,
    /// Line of rows without a group.
    none: usize,
    hidden: Vec<bool>,
}

impl Analysis {
    /// A crosstab. `None` when there is no such score or segment.
    pub fn crosstab(&self, request: &CrosstabRequest) -> Option<Crosstab> {
        let score = self.prepared.score(request.column)?;
        let segment = |column: u32| self.prepared.segments.iter().find(|s| s.column == column);
        let (down, across) = (segment(request.rows)?, segment(request.columns)?);
        let selection = Selection::new(self, &request.filter);
        let min_group = self.settings.min_group;
        let row_lines = lines(score, &down.groups, &selection, min_group);
        let column_lines = lines(score, &across.groups, &selection, min_group);
        let empty = || vec![score.empty(); column_lines.none + 1];
        let mut cells: Vec<Vec<Histogram>> = (0..=row_lines.none).map(|_| empty()).collect();
        for row in selection.rows() {
            let row = row as u32;
            let line = row_lines.line(down.groups.get(row));
            score.count_into(
                row,
                &mut cells[line][column_lines.line(across.groups.get(row))],
            );
        }
        Some(Crosstab {
            column: score.column,
            metric: score.scale.metric,
            rows: request.rows,
            columns: request.columns,
            cells: figures(score, &cells, &row_lines, &column_lines, min_group),
            association: counts_association(&cells, &row_lines, &column_lines, min_group),
            row_keys: row_lines.keys,
            column_keys: column_lines.keys,
        })
    }
}

impl Lines {
    fn line(&self, group: Option<usize>) -> usize {
        group.map_or(self.none, |group| self.of_group[group])
    }
}

fn lines(score: &ScoreColumn, groups: &Groups, selection: &Selection, min_group: u32) -> Lines {
    let parts = score.by_group(groups, selection);
    let mut order: Vec<usize> = (0..parts.len())
        .filter(|&part| parts[part].1.n() > 0)
        .collect();
    order.sort_by(|&a, &b| {
        parts[b]
            .1
            .n()
            .cmp(&parts[a].1.n())
            .then(parts[a].0.cmp(&parts[b].0))
    });
    let sizes: Vec<u32> = order.iter().map(|&part| parts[part].1.n()).collect();
    let mut hidden = suppressed(&sizes, min_group);
    order.truncate(MAX_LINES);
    hidden.truncate(MAX_LINES);
    let none = order.len();
    let mut of_group = vec![none; parts.len()];
    order
        .iter()
        .enumerate()
        .for_each(|(line, &part)| of_group[part] = line);
    let mut keys: Vec<Option<String>> = order
        .iter()
        .map(|&part| Some(parts[part].0.clone()))
        .collect();
    keys.push(None);
    hidden.push(false);
    Lines {
        keys,
        of_group,
        none,
        hidden,
    }
}

fn suppression(
    cells: &[Vec<Histogram>],
    rows: &Lines,
    columns: &Lines,
    min_group: u32,
) -> Vec<Vec<bool>> {
    let sizes: Vec<Vec<u32>> = cells
        .iter()
        .map(|row| row.iter().map(Histogram::n).collect())
        .collect();
    suppressed_cells(&sizes, min_group, &rows.hidden, &columns.hidden)
}

fn figures(
    score: &ScoreColumn,
    cells: &[Vec<Histogram>],
    rows: &Lines,
    columns: &Lines,
    min_group: u32,
) -> Vec<Vec<CrossCell>> {
    let hidden = suppression(cells, rows, columns, min_group);
    let width = columns.none + 1;
    let sum = |parts: &mut dyn Iterator<Item = &Histogram>| {
        let mut sum = score.empty();
        parts.for_each(|part| sum.add(part));
        sum
    };
    let mut full: Vec<Vec<Histogram>> = cells.to_vec();
    full.push(
        (0..width)
            .map(|column| sum(&mut cells.iter().map(|row| &row[column])))
            .collect(),
    );
    full.iter_mut()
        .for_each(|row| row.push(sum(&mut row.clone().iter())));
    let all = &full[rows.none + 1][width];
    let mut p_values = Vec::new();
    let mut found: Vec<Vec<CrossCell>> = Vec::new();
    for (line, row) in full.iter().enumerate() {
        let figures = row.iter().enumerate().map(|(column, answers)| {
            if hidden[line][column] {
                p_values.push(None);
                return CrossCell {
                    hidden: true,
                    ..CrossCell::default()
                };
            }
            let margin = line > rows.none || column == width;
            let against = compare(score.scale, &all.without(answers), answers).filter(|_| !margin);
            p_values.push(against.and_then(|against| against.p));
            let value = score.scale.value(answers);
            CrossCell {
                n: Some(answers.n()),
                value: value.map(|value| value.value),
                interval: value.and_then(|value| value.interval),
                p_adjusted: None,
                effect: against.and_then(|against| against.effect),
                hidden: false,
            }
        });
        found.push(figures.collect());
    }
    for (cell, p) in found
        .iter_mut()
        .flatten()
        .zip(benjamini_hochberg(&p_values))
    {
        cell.p_adjusted = p;
    }
    found
}

/// Independence of the two segments. A table with hidden cells is tested on its fully shown rows
/// only, because the statistic could give the hidden ones away; so are only named groups.
fn counts_association(
    cells: &[Vec<Histogram>],
    rows: &Lines,
    columns: &Lines,
    min_group: u32,
) -> Option<Association> {
    let hidden = suppression(cells, rows, columns, min_group);
    let shown = (0..rows.none).filter(|&row| !hidden[row].contains(&true));
    let counts: Vec<Vec<u32>> = shown
        .map(|row| {
            cells[row][..columns.none]
                .iter()
                .map(Histogram::n)
                .collect()
        })
        .collect();
    association(&counts)
}
