//! Suppression in a table of two segments with its margins (definitions.md §2).
//!
//! Every row and column of the table, margins included, is an equation between its cells. Seen as
//! a graph with a node per equation and an edge per hidden cell, a hidden cell can be computed
//! exactly when its edge lies on no cycle, that is, when it is a bridge. Cells are hidden until no
//! small cell is a bridge.

/// Which cells are not shown. `sizes` holds `rows` × `columns` counts; `hidden_rows` and
/// `hidden_columns` are margins that are hidden elsewhere already. The result has one row and one
/// column more, for the margins; the grand total is never hidden. Empty cells are shown: they are
/// about nobody.
pub fn suppressed_cells(
    sizes: &[Vec<u32>],
    min_group: u32,
    hidden_rows: &[bool],
    hidden_columns: &[bool],
) -> Vec<Vec<bool>> {
    let mut table = Table::new(sizes, min_group, hidden_rows, hidden_columns);
    while table.hide_one_more() {}
    table.hidden
}

struct Table {
    /// With margins in the last row and column.
    sizes: Vec<Vec<u32>>,
    hidden: Vec<Vec<bool>>,
    min_group: u32,
}

impl Table {
    fn new(
        sizes: &[Vec<u32>],
        min_group: u32,
        hidden_rows: &[bool],
        hidden_columns: &[bool],
    ) -> Self {
        let width = sizes.first().map_or(0, Vec::len);
        let mut full: Vec<Vec<u32>> = sizes.to_vec();
        let columns: Vec<u32> = (0..width)
            .map(|column| sizes.iter().map(|row| row[column]).sum())
            .collect();
        full.push(columns);
        full.iter_mut().for_each(|row| row.push(row.iter().sum()));
        let small = |n: u32| n > 0 && n < min_group;
        let mut hidden: Vec<Vec<bool>> = full
            .iter()
            .map(|row| row.iter().map(|&n| small(n)).collect())
            .collect();
        let margin = |flags: &[bool], index: usize| flags.get(index).copied().unwrap_or(false);
        for (row, cells) in hidden.iter_mut().enumerate().take(sizes.len()) {
            cells[width] |= margin(hidden_rows, row) && full[row][width] > 0;
        }
        for column in 0..width {
            hidden[sizes.len()][column] |=
                margin(hidden_columns, column) && full[sizes.len()][column] > 0;
        }
        hidden[sizes.len()][width] = false;
        Table {
            sizes: full,
            hidden,
            min_group,
        }
    }

    fn lines(&self) -> (usize, usize) {
        (self.sizes.len(), self.sizes.first().map_or(0, Vec::len))
    }

    /// Cells of a line: rows first, then columns.
    fn line(&self, line: usize) -> Vec<(usize, usize)> {
        let (rows, columns) = self.lines();
        match line < rows {
            true => (0..columns).map(|column| (line, column)).collect(),
            false => (0..rows).map(|row| (row, line - rows)).collect(),
        }
    }

    /// Hides the smallest shown cell of a line that gives something away. False when none does.
    fn hide_one_more(&mut self) -> bool {
        let (rows, columns) = self.lines();
        let weak = (0..rows + columns).filter(|&line| self.gives_away(line));
        let mut bridges = self.bridges();
        bridges.retain(|&(row, column)| self.hidden[row][column]);
        let of_bridges = bridges
            .iter()
            .flat_map(|&(row, column)| [row, rows + column]);
        let lines: Vec<usize> = weak.chain(of_bridges).collect();
        let shown = lines
            .iter()
            .flat_map(|&line| self.line(line))
            .filter(|&(row, column)| {
                let total = row + 1 == rows && column + 1 == columns;
                !total && !self.hidden[row][column]
            });
        // A cell where two such lines cross mends both and hides the least.
        let mends =
            |row: usize, column: usize| lines.contains(&row) && lines.contains(&(rows + column));
        let order = |&(row, column): &(usize, usize)| {
            let size = self.sizes[row][column];
            // A shown zero is hidden last: it says least about anybody.
            (size == 0, !mends(row, column), size, row, column)
        };
        let Some((row, column)) = shown.min_by_key(order) else {
            return false;
        };
        self.hidden[row][column] = true;
        true
    }

    /// A line with hidden cells needs at least two of them with together enough answers, for
    /// their sum can be computed. The margin counts against the sum of the cells, so a line with
    /// a hidden margin gives only a difference away.
    fn gives_away(&self, line: usize) -> bool {
        let hidden: Vec<u32> = self
            .line(line)
            .into_iter()
            .filter(|&(row, column)| self.hidden[row][column])
            .map(|(row, column)| self.sizes[row][column])
            .collect();
        !hidden.is_empty() && (hidden.len() < 2 || hidden.iter().sum::<u32>() < self.min_group)
    }

    /// Hidden cells that can be computed exactly from what is shown: the bridges of the graph, by
    /// depth-first search (Tarjan 1974). A node's recursion is as deep as the table has lines.
    fn bridges(&self) -> Vec<(usize, usize)> {
        let (rows, columns) = self.lines();
        let mut search = Search {
            table: self,
            entered: vec![0; rows + columns],
            lowest: vec![0; rows + columns],
            time: 0,
            found: Vec::new(),
        };
        for node in 0..rows + columns {
            if search.entered[node] == 0 {
                search.visit(node, None);
            }
        }
        search.found
    }
}

struct Search<'a> {
    table: &'a Table,
    /// Time of the first visit, 0 before it.
    entered: Vec<usize>,
    /// Earliest node that is reached from below without the edge to the parent.
    lowest: Vec<usize>,
    time: usize,
    found: Vec<(usize, usize)>,
}

impl Search<'_> {
    fn visit(&mut self, node: usize, parent: Option<usize>) {
        self.time += 1;
        self.entered[node] = self.time;
        self.lowest[node] = self.time;
        let (rows, _) = self.table.lines();
        for (row, column) in self.table.line(node) {
            let next = if node < rows { rows + column } else { row };
            if !self.table.hidden[row][column] || Some(next) == parent {
                continue;
            }
            if self.entered[next] > 0 {
                self.lowest[node] = self.lowest[node].min(self.entered[next]);
                continue;
            }
            self.visit(next, Some(node));
            self.lowest[node] = self.lowest[node].min(self.lowest[next]);
            if self.lowest[next] > self.entered[node] {
                self.found.push((row, column));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Hidden cells whose value follows from the shown ones, by Gaussian elimination on the
    /// equations of rows, columns and margins.
    fn computable(hidden: &[Vec<bool>]) -> Vec<(usize, usize)> {
        let (rows, columns) = (hidden.len(), hidden[0].len());
        let unknown: Vec<(usize, usize)> = (0..rows)
            .flat_map(|r| (0..columns).map(move |c| (r, c)))
            .filter(|&(r, c)| hidden[r][c])
            .collect();
        let sign = |line: bool, last: bool| if line && last { -1.0 } else { 1.0 };
        let mut matrix: Vec<Vec<f64>> = Vec::new();
        for line in 0..rows {
            matrix.push(
                unknown
                    .iter()
                    .map(|&(r, c)| {
                        if r == line {
                            sign(true, c + 1 == columns)
                        } else {
                            0.0
                        }
                    })
                    .collect(),
            );
        }
        for line in 0..columns {
            matrix.push(
                unknown
                    .iter()
                    .map(|&(r, c)| {
                        if c == line {
                            sign(true, r + 1 == rows)
                        } else {
                            0.0
                        }
                    })
                    .collect(),
            );
        }
        let mut pivot_row = 0;
        for column in 0..unknown.len() {
            let Some(found) = (pivot_row..matrix.len()).find(|&r| matrix[r][column].abs() > 1e-9)
            else {
                continue;
            };
            matrix.swap(pivot_row, found);
            let pivot = matrix[pivot_row].clone();
            for (index, row) in matrix.iter_mut().enumerate() {
                if index != pivot_row && row[column].abs() > 1e-9 {
                    let factor = row[column] / pivot[column];
                    row.iter_mut()
                        .zip(&pivot)
                        .for_each(|(a, b)| *a -= factor * b);
                }
            }
            pivot_row += 1;
        }
        let single = |row: &Vec<f64>| {
            let mut used = (0..unknown.len()).filter(|&c| row[c].abs() > 1e-9);
            used.next().filter(|_| used.next().is_none())
        };
        matrix
            .iter()
            .filter_map(single)
            .map(|index| unknown[index])
            .collect()
    }

    proptest! {
        #[test]
        fn small_cells_cannot_be_computed(
            sizes in prop::collection::vec(prop::collection::vec(0u32..14, 4), 2..6),
        ) {
            let hidden = suppressed_cells(&sizes, 5, &[], &[]);
            for (r, row) in sizes.iter().enumerate() {
                for (c, &n) in row.iter().enumerate() {
                    prop_assert!(n == 0 || n >= 5 || hidden[r][c]);
                }
            }
            let shown_enough = hidden.iter().flatten().any(|hidden| !hidden);
            prop_assert!(shown_enough);
            for (r, c) in computable(&hidden) {
                // Only cells about enough people may follow, and only when nothing is left to hide.
                let n = sizes.get(r).and_then(|row| row.get(c)).copied().unwrap_or(u32::MAX);
                prop_assert!(n >= 5 || sizes.iter().flatten().sum::<u32>() < 5, "{sizes:?} {hidden:?} {r} {c}");
            }
        }
    }

    #[test]
    fn one_small_cell_hides_a_rectangle() {
        let sizes = [vec![50, 20, 30], vec![40, 3, 25], vec![60, 22, 28]];
        let hidden = suppressed_cells(&sizes, 5, &[], &[]);
        let count = hidden.iter().flatten().filter(|&&hidden| hidden).count();
        assert!(hidden[1][1] && (4..=6).contains(&count), "{hidden:?}");
        assert!(
            suppressed_cells(&[vec![9, 9], vec![9, 9]], 5, &[], &[])
                .iter()
                .flatten()
                .all(|h| !h)
        );
    }
}
