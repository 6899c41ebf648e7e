//! Suppression in a table of two segments with its margins (definitions.md §2).
//!
//! Every row and column of the table, margins included, is an equation between its cells. Seen as
//! a graph with a node per equation and an edge per hidden cell, a hidden cell can be computed
//! exactly when its edge lies on no cycle, that is, when it is a bridge. Cells are hidden until no
//! small cell is a bridge.
//!
//! The same segments stand in other tables, too. A cell that lies on a cycle of hidden cells without a
//! margin is safe beside all of them: people moved along it within one group of every other segment change
//! no other table. So is a hidden group when all of its cells are hidden.

/// Which cells are not shown. `sizes` holds `rows` × `columns` counts; `hidden_rows` and
/// `hidden_columns` are the margins that breakdowns hide. What they show is known already, so that
/// beside those and the small ones no margin is hidden. The result has one row and one column more,
/// for the margins; the grand total is never hidden. All cells of a hidden group are hidden; other
/// empty ones are shown: they are about nobody. `must` are further cells that have to be hidden,
/// margins last or absent. Where one segment is `nested` in the other, empty cells are no secret, and
/// a group is protected by its margin.
pub fn suppressed_cells(
    sizes: &[Vec<u32>],
    min_group: u32,
    (hidden_rows, hidden_columns): (&[bool], &[bool]),
    must: &[Vec<bool>],
    nested: bool,
) -> Vec<Vec<bool>> {
    let mut table = Table::new(sizes, min_group, hidden_rows, hidden_columns);
    table.margins_protect = nested;
    table.hide_lines();
    let inner = table.hidden.iter_mut().take(sizes.len()).zip(must);
    for (row, must) in inner {
        let width = row.len() - 1;
        let cells = row[..width].iter_mut().zip(must);
        cells.for_each(|(hidden, must)| *hidden |= must);
    }
    while table.hide_one_more() {}
    table.hidden
}

/// Hidden cells that lie on a cycle of hidden cells of some rows and columns. `hidden` has no margins.
pub fn on_cycles(hidden: &[Vec<bool>], rows: &[bool], columns: &[bool]) -> Vec<Vec<bool>> {
    let row = |(row, in_rows): (&Vec<bool>, &bool)| -> Vec<bool> {
        let cells = row.iter().zip(columns);
        cells
            .map(|(hidden, column)| *hidden && *in_rows && *column)
            .collect()
    };
    let mut table = Table {
        sizes: hidden.iter().map(|row| vec![0; row.len()]).collect(),
        hidden: hidden.iter().zip(rows).map(row).collect(),
        min_group: 0,
        margins_protect: true,
        empty: vec![false; rows.len() + columns.len()],
    };
    for (row, column) in table.bridges() {
        table.hidden[row][column] = false;
    }
    table.hidden
}

/// True when the sum over the cells of some rows and columns follows from the shown cells and
/// margins. `hidden` is what [`suppressed_cells`] gives, `rows` and `columns` have no margin.
///
/// A sum follows when it is a combination of the equations. On the graph of hidden cells that is a
/// number for every line such that the numbers of both lines of a hidden cell add up to what the sum
/// takes of it; along each connected component the first number decides the others.
pub fn follows(hidden: &[Vec<bool>], rows: &[bool], columns: &[bool]) -> bool {
    let (height, width) = (hidden.len(), hidden.first().map_or(0, Vec::len));
    let mut numbers: Vec<Option<i32>> = vec![None; height + width];
    // A margin is subtracted from the sum of its cells.
    let sign = |margin: bool| if margin { -1 } else { 1 };
    let taken = |row: usize, column: usize| {
        i32::from(rows.get(row) == Some(&true) && columns.get(column) == Some(&true))
    };
    for start in 0..height + width {
        if numbers[start].is_some() {
            continue;
        }
        numbers[start] = Some(0);
        let mut open = vec![start];
        while let Some(line) = open.pop() {
            let own = numbers[line].unwrap_or(0);
            let others = if line < height { width } else { height };
            for other in 0..others {
                let (row, column, next) = match line < height {
                    true => (line, other, height + other),
                    false => (other, line - height, other),
                };
                if !hidden[row][column] {
                    continue;
                }
                let of_row = sign(column + 1 == width);
                let of_column = sign(row + 1 == height);
                let (mine, theirs) = match line < height {
                    true => (of_row, of_column),
                    false => (of_column, of_row),
                };
                let needed = (taken(row, column) - own * mine) * theirs;
                match numbers[next] {
                    None => {
                        numbers[next] = Some(needed);
                        open.push(next);
                    }
                    Some(number) if number != needed => return false,
                    Some(_) => {}
                }
            }
        }
    }
    true
}

struct Table {
    /// With margins in the last row and column.
    sizes: Vec<Vec<u32>>,
    hidden: Vec<Vec<bool>>,
    min_group: u32,
    /// Whether a hidden margin protects the cells of its line.
    margins_protect: bool,
    /// Lines in which nobody is, rows first: their margins say so, so that nobody else can be in their cells.
    empty: Vec<bool>,
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
            cells[width] |= margin(hidden_rows, row);
        }
        let margins = hidden[sizes.len()].iter_mut().enumerate();
        margins.for_each(|(column, hidden)| *hidden |= margin(hidden_columns, column));
        hidden[sizes.len()][width] = false;
        let of_rows = full.iter().map(|row| row[width] == 0);
        let of_columns = full[sizes.len()].iter().map(|&n| n == 0);
        Table {
            empty: of_rows.chain(of_columns).collect(),
            sizes: full,
            hidden,
            min_group,
            margins_protect: true,
        }
    }

    /// Hides the cells of the lines whose margins are hidden.
    fn hide_lines(&mut self) {
        let (rows, columns) = self.lines();
        for row in 0..rows - 1 {
            for column in 0..columns - 1 {
                let margin = self.hidden[row][columns - 1] || self.hidden[rows - 1][column];
                let secret = !self.margins_protect || self.sizes[row][column] > 0;
                self.hidden[row][column] |= margin && secret;
            }
        }
    }

    /// True when a cell is hidden and helps to hide others.
    fn protects(&self, row: usize, column: usize) -> bool {
        let (rows, columns) = self.lines();
        let margin = row + 1 == rows || column + 1 == columns;
        self.hidden[row][column] && (self.margins_protect || !margin) && !self.is_void(row, column)
    }

    /// True when everybody sees that nobody is in a cell, hidden or not.
    fn is_void(&self, row: usize, column: usize) -> bool {
        self.empty[row] || self.empty[self.sizes.len() + column]
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
                let margin = row + 1 == rows || column + 1 == columns;
                !margin && !self.hidden[row][column] && !self.is_void(row, column)
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
            .filter(|&(row, column)| self.protects(row, column))
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
            if !self.table.protects(row, column) || Some(next) == parent {
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
    use crate::figures::breakdown::{Sizes, hidden_parts};
    use proptest::prelude::*;

    #[test]
    fn a_cycle_ends_with_one_of_its_lines() {
        let hidden = [
            [true, true, false],
            [true, true, false],
            [false, true, true],
        ];
        let hidden: Vec<Vec<bool>> = hidden.iter().map(|row| row.to_vec()).collect();
        let all = [true; 3];
        let square = vec![
            vec![true, true, false],
            vec![true, true, false],
            vec![false; 3],
        ];
        assert_eq!(on_cycles(&hidden, &all, &all), square);
        assert_eq!(
            on_cycles(&hidden, &[true, false, true], &all),
            vec![vec![false; 3]; 3]
        );
    }

    /// Suppression with the margins that breakdowns hide; the last line has no group.
    fn with_margins(sizes: &[Vec<u32>]) -> Vec<Vec<bool>> {
        let margins = |mut n: Vec<u32>| {
            let none = n.pop().unwrap_or(0);
            let hidden = Vec::new();
            hidden_parts(&Sizes { n, hidden, none }, 5)
        };
        let of_rows = margins(sizes.iter().map(|row| row.iter().sum()).collect());
        let of_column = |column: usize| sizes.iter().map(|row| row[column]).sum();
        let of_columns = margins((0..sizes[0].len()).map(of_column).collect());
        suppressed_cells(sizes, 5, (&of_rows, &of_columns), &[], false)
    }

    /// True when the sum over a rectangle of cells is a combination of the equations.
    fn in_span(hidden: &[Vec<bool>], rows: &[bool], columns: &[bool]) -> bool {
        let taken =
            |r: usize, c: usize| rows.get(r) == Some(&true) && columns.get(c) == Some(&true);
        let (unknown, mut matrix) = equations(hidden);
        let sum = unknown
            .iter()
            .map(|&(r, c)| f64::from(u8::from(taken(r, c))));
        let before = reduce(&mut matrix.clone(), unknown.len());
        matrix.push(sum.collect());
        before == reduce(&mut matrix, unknown.len())
    }

    /// Hidden cells and the equations of rows, columns and margins between them.
    fn equations(hidden: &[Vec<bool>]) -> (Vec<(usize, usize)>, Vec<Vec<f64>>) {
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
        (unknown, matrix)
    }

    /// Brings equations to reduced row echelon form and gives their rank.
    fn reduce(matrix: &mut [Vec<f64>], unknown: usize) -> usize {
        let mut pivot_row = 0;
        for column in 0..unknown {
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
        pivot_row
    }

    /// Hidden cells whose value follows from the shown ones.
    fn computable(hidden: &[Vec<bool>]) -> Vec<(usize, usize)> {
        let (unknown, mut matrix) = equations(hidden);
        reduce(&mut matrix, unknown.len());
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
            rows in prop::collection::vec(any::<bool>(), 6),
            columns in prop::collection::vec(any::<bool>(), 4),
        ) {
            let hidden = with_margins(&sizes);
            let rows = &rows[..sizes.len()];
            prop_assert_eq!(follows(&hidden, rows, &columns), in_span(&hidden, rows, &columns));
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
        let hidden = suppressed_cells(&sizes, 5, (&[], &[]), &[], false);
        let count = hidden.iter().flatten().filter(|&&hidden| hidden).count();
        assert!(hidden[1][1] && (4..=6).contains(&count), "{hidden:?}");
        assert!(
            suppressed_cells(&[vec![9, 9], vec![9, 9]], 5, (&[], &[]), &[], false)
                .iter()
                .flatten()
                .all(|h| !h)
        );
    }

    #[test]
    fn an_empty_line_protects_nobody() {
        // The last column is empty, as its margin says: the rectangle around the small cell lies beside it.
        let sizes = [vec![2, 14, 0], vec![12, 9, 0], vec![15, 30, 0]];
        let hidden = suppressed_cells(&sizes, 5, (&[], &[]), &[], false);
        assert!(hidden.iter().all(|row| !row[2]), "{hidden:?}");
        assert!(computable(&hidden).is_empty(), "{hidden:?}");
    }
}
