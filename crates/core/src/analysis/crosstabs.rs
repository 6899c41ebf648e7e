//! A score by two segments at once (definitions.md §2).

use super::Analysis;
use super::counts::{Counts, partitions};
use super::prepared::{Groups, ScoreColumn};
use super::selection::Selection;
use crate::figures::Histogram;
use crate::figures::breakdown::{Sizes, hidden_parts};
use crate::figures::contingency::{Association, association};
use crate::figures::crosstab::suppressed_cells;
use crate::figures::tests_of_difference::{benjamini_hochberg, compare};
use crate::order::Arrange;
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
        let tells = self.filter_tells(&request.filter, self.prepared.place(score)?);
        let mut shown = figures(score, &cells, &row_lines, &column_lines, min_group);
        if tells {
            let hidden = CrossCell {
                hidden: true,
                ..CrossCell::default()
            };
            shown.iter_mut().for_each(|row| row.fill(hidden));
        }
        let association = counts_association(&cells, &row_lines, &column_lines, min_group);
        Some(Crosstab {
            column: score.column,
            metric: score.scale.metric,
            rows: request.rows,
            columns: request.columns,
            cells: shown,
            association: association.filter(|_| !tells),
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
    let n: Vec<u32> = parts.iter().map(|(_, answers)| answers.n()).collect();
    let sizes = Sizes {
        none: score.histogram(selection).n() - n.iter().sum::<u32>(),
        hidden: Vec::new(),
        n,
    };
    lines_of(&groups.keys, &sizes, min_group)
}

fn lines_of(groups: &[String], sizes: &Sizes, min_group: u32) -> Lines {
    let n = &sizes.n;
    let mut order: Vec<usize> = (0..n.len()).filter(|&group| n[group] > 0).collect();
    order.arrange_by(|&a, &b| n[b].cmp(&n[a]).then(groups[a].cmp(&groups[b])));
    let of_groups = hidden_parts(sizes, min_group);
    order.truncate(MAX_LINES);
    let none = order.len();
    let mut of_group = vec![none; n.len()];
    order
        .iter()
        .enumerate()
        .for_each(|(line, &group)| of_group[group] = line);
    let keys = order.iter().map(|&group| groups.get(group).cloned());
    let hidden = order.iter().map(|&group| of_groups[group]);
    Lines {
        keys: keys.chain([None]).collect(),
        hidden: hidden.chain([false]).collect(),
        of_group,
        none,
    }
}

/// Most groups of one partition times those of the other for which hidden cells are looked up.
const MAX_GROUP_PAIRS: usize = 20_000;

/// Scores whose answers are counted in one pass.
const SCORES_AT_ONCE: usize = 4;

/// Which cells a crosstab of two partitions hides, for one score.
#[derive(Debug)]
pub(super) struct HiddenCells {
    /// Line of each group, the line of the others, and whether a line holds one group only.
    rows: Vec<usize>,
    columns: Vec<usize>,
    others: usize,
    hidden: Vec<Vec<bool>>,
}

impl HiddenCells {
    /// True when the sum over the chosen groups of the rows, within one group of the columns, would
    /// tell hidden cells apart: it holds some of those in the column, but not all of them.
    pub fn tells(&self, chosen: &[bool], column: usize) -> bool {
        let Some(&column) = self.columns.get(column) else {
            return false;
        };
        let line = |line: usize| {
            let cells = self.hidden.get(line);
            cells.and_then(|cells| cells.get(column)) == Some(&true)
        };
        let chosen_lines: Vec<usize> = self.lines_of(chosen, true);
        let all_others = self.lines_of(chosen, false);
        let some = chosen_lines.iter().any(|&chosen| line(chosen));
        let missing = all_others.iter().any(|&other| line(other)) || line(self.others);
        some && missing
    }

    /// Lines of the groups that are chosen, or of those that are not.
    fn lines_of(&self, chosen: &[bool], wanted: bool) -> Vec<usize> {
        let groups = self.rows.iter().zip(chosen);
        let lines = groups.filter(|(_, chosen)| **chosen == wanted);
        lines.map(|(line, _)| *line).collect()
    }

    /// True when the chosen groups of both sides meet in a hidden cell.
    pub fn meet(&self, rows: &[bool], columns: &[bool]) -> bool {
        let lines = self.lines_of(rows, true);
        let groups = self
            .columns
            .iter()
            .zip(columns)
            .filter(|(_, chosen)| **chosen);
        let mut columns = groups.map(|(column, _)| *column);
        columns.any(|column| {
            let hidden = |line: &usize| {
                let cells = self.hidden.get(*line);
                cells.and_then(|cells| cells.get(column)) == Some(&true)
            };
            lines.iter().any(hidden)
        })
    }
}

impl Analysis {
    /// The cells that the crosstab of two partitions hides, by score. Empty when there are too many
    /// groups for it.
    pub(super) fn hidden_cells(
        &self,
        whole: &Counts,
        selection: &Selection,
        (down, across): (usize, usize),
    ) -> Vec<HiddenCells> {
        let groups = |partition: usize| partitions(&self.prepared).nth(partition);
        let Some((rows, columns)) = groups(down).zip(groups(across)) else {
            return Vec::new();
        };
        let (height, width) = (rows.keys.len() + 1, columns.keys.len() + 1);
        if height * width > MAX_GROUP_PAIRS {
            return Vec::new();
        }
        let chunks = self.prepared.scores.chunks(SCORES_AT_ONCE);
        let counts = chunks.map(|scores| pair_counts(scores, rows, columns, selection));
        let min_group = self.settings.min_group;
        let hidden = |(place, n): (usize, Vec<u32>)| {
            let row_lines = lines_of(&rows.keys, &whole.sizes(place, down), min_group);
            let column_lines = lines_of(&columns.keys, &whole.sizes(place, across), min_group);
            let mut sizes = vec![vec![0u32; column_lines.none + 1]; row_lines.none + 1];
            for (pair, n) in n.into_iter().enumerate().filter(|(_, n)| *n > 0) {
                let line = row_lines.of_group.get(pair / width).copied();
                let column = column_lines.of_group.get(pair % width).copied();
                let line = line.unwrap_or(row_lines.none);
                sizes[line][column.unwrap_or(column_lines.none)] += n;
            }
            let hidden =
                suppressed_cells(&sizes, min_group, &row_lines.hidden, &column_lines.hidden);
            HiddenCells {
                rows: row_lines.of_group,
                columns: column_lines.of_group,
                others: row_lines.none,
                hidden,
            }
        };
        counts.flatten().enumerate().map(hidden).collect()
    }
}

/// Answers of some scores by the groups of two partitions, those without a group last.
fn pair_counts(
    scores: &[ScoreColumn],
    rows: &Groups,
    columns: &Groups,
    selection: &Selection,
) -> Vec<Vec<u32>> {
    let (height, width) = (rows.keys.len() + 1, columns.keys.len() + 1);
    let patterns = 1usize << scores.len();
    let mut answered = vec![0u8; rows.of_row().len()];
    for (bit, score) in scores.iter().enumerate() {
        for (answered, &point) in answered.iter_mut().zip(score.points()) {
            *answered |= u8::from(point != u8::MAX) << bit;
        }
    }
    let mut counts = vec![0u32; height * width * patterns];
    for row in selection.rows() {
        let line = usize::from(rows.of_row()[row]).min(height - 1);
        let column = usize::from(columns.of_row()[row]).min(width - 1);
        counts[(line * width + column) * patterns + usize::from(answered[row])] += 1;
    }
    let of = |bit: usize| {
        let cells = counts.chunks_exact(patterns).map(|cell| {
            let with = cell
                .iter()
                .enumerate()
                .filter(|(pattern, _)| pattern >> bit & 1 == 1);
            with.map(|(_, n)| n).sum()
        });
        cells.collect()
    };
    (0..scores.len()).map(of).collect()
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
