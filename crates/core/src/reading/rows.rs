//! Rows of formats whose cells do not come as delimited text: one reused buffer per file.

use super::builder::{Finished, TableBuilder, limit_error};
use super::header::{LOOKED_AT, Layout, detect_layout};
use super::reader::warning;
use crate::error::Error;
use crate::report::Warning;
use crate::settings::{Limits, Settings};

/// Cells of one row, the buffers reused from row to row. Only cells that were set are kept: sheets
/// are sixteen thousand columns wide.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    buffer: Vec<u8>,
    /// Column and place of each cell.
    cells: Vec<(usize, usize, usize)>,
    width: usize,
    /// Bytes of the cells in a table, where a text that is stored here once stands in every column that repeats it.
    bytes: usize,
    /// One-based row of the sheet or line of the file.
    pub(super) line: u64,
    /// Bytes of all rows that went through this buffer: a string that is stored once can be used a
    /// million times.
    total: u64,
    /// Formulas in them whose value is not stored.
    pub(super) uncomputed: u64,
}

impl Row {
    /// Forgets the cells and starts the row of `line`.
    pub(super) fn start(&mut self, line: u64) {
        self.buffer.clear();
        self.cells.clear();
        self.width = 0;
        self.bytes = 0;
        self.line = line;
    }

    /// Sets the cell of a column; columns that were left out are blank. Of two cells of one column
    /// the one that comes first counts, unless it is blank.
    pub(super) fn set(&mut self, column: usize, text: &str) {
        self.set_repeated(column, 1, text);
    }

    /// Sets the cells of `count` columns to one text, which is stored once.
    pub(super) fn set_repeated(&mut self, column: usize, count: usize, text: &str) {
        let start = self.buffer.len();
        self.buffer.extend_from_slice(text.as_bytes());
        for column in column..column + count {
            self.cells.push((column, start, self.buffer.len()));
        }
        self.width = self.width.max(column + count);
        self.bytes = self.bytes.saturating_add(text.len().saturating_mul(count));
    }

    /// Columns up to the last cell set.
    pub(super) fn len(&self) -> usize {
        self.width
    }

    /// Cells that were set, with their columns.
    pub(super) fn cells(&self) -> impl Iterator<Item = (usize, &[u8])> {
        self.cells
            .iter()
            .map(|&(column, start, end)| (column, &self.buffer[start..end]))
    }

    /// Bytes of the cells, repeated ones as often as they are repeated.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// True without a filled cell.
    pub(super) fn is_blank(&self) -> bool {
        self.buffer.trim_ascii().is_empty()
    }

    /// Text of every column up to the last cell; of two cells of one column the first that is filled, as in the
    /// table.
    pub(super) fn texts(&self) -> Vec<String> {
        let mut texts = vec![String::new(); self.width];
        for (column, text) in self.cells() {
            if texts[column].trim().is_empty() {
                texts[column] = String::from_utf8_lossy(text).into_owned();
            }
        }
        texts
    }

    /// Checks the length of the row, and of all rows together.
    ///
    /// # Errors
    /// `too_large`.
    pub(super) fn check(&mut self, limits: &Limits) -> Result<(), Error> {
        self.total = self.total.saturating_add(self.bytes as u64);
        match () {
            () if self.bytes > limits.record_bytes as usize => {
                Err(limit_error("record_bytes", limits.record_bytes.into(), 0))
            }
            () if self.total > limits.inflated_bytes => {
                Err(limit_error("inflated_bytes", limits.inflated_bytes, 0))
            }
            () => Ok(()),
        }
    }
}

/// Bytes of cells after which no more rows are kept to find the header: a hundred rows can hold gigabytes.
const KEPT: usize = 16 << 20;

/// Rows of a sheet on their way into a table: the first ones are kept until the header is found.
#[derive(Debug)]
pub(super) struct SheetRows {
    settings: Settings,
    first: Vec<Row>,
    /// Bytes of the cells in them.
    kept: usize,
    stage: Option<(TableBuilder, Layout)>,
    /// Formulas whose value is not stored, in the rows up to the last one added.
    uncomputed: u64,
}

impl SheetRows {
    /// No rows yet.
    pub(super) fn new(settings: &Settings) -> Self {
        SheetRows {
            settings: settings.clone(),
            first: Vec::new(),
            kept: 0,
            stage: None,
            uncomputed: 0,
        }
    }

    /// Adds a row; blank rows are only looks in a sheet and are left out.
    ///
    /// # Errors
    /// `too_large`.
    pub(super) fn add(&mut self, row: &Row) -> Result<(), Error> {
        if row.is_blank() {
            return Ok(());
        }
        self.uncomputed = row.uncomputed;
        if let Some((builder, _)) = &mut self.stage {
            builder.add_cells(row);
            return builder.check();
        }
        self.first.push(row.clone());
        self.kept = self.kept.saturating_add(row.bytes());
        if self.first.len() < LOOKED_AT && self.kept < KEPT {
            Ok(())
        } else {
            self.start()
        }
    }

    fn start(&mut self) -> Result<(), Error> {
        let first = std::mem::take(&mut self.first);
        let cells: Vec<Vec<String>> = first.iter().map(Row::texts).collect();
        // A note beside the table makes single rows wider; the table's width is what counts.
        let mut layout = detect_layout(&cells);
        if let Some(header_rows) = self.settings.header_rows {
            layout.header_rows = header_rows;
        }
        let mut builder = TableBuilder::for_sheet(self.settings.limits, layout);
        for row in &first {
            builder.add_cells(row);
            builder.check()?;
        }
        self.stage = Some((builder, layout));
        Ok(())
    }

    /// The table, and where its header was.
    ///
    /// # Errors
    /// `no_rows`, `too_large`.
    pub(super) fn finish(
        mut self,
        warnings: &mut Vec<Warning>,
    ) -> Result<(Finished, Layout), Error> {
        if self.stage.is_none() {
            self.start()?;
        }
        if self.uncomputed > 0 {
            let count = [("count", self.uncomputed.into())];
            warnings.push(warning("formulas_without_values", None, count));
        }
        match self.stage {
            Some((builder, layout)) => Ok((builder.finish(warnings)?, layout)),
            None => Err(Error::new("no_rows").with("columns", 0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_cells_of_one_column_the_first_counts_in_headings_and_rows() {
        let mut rows = SheetRows::new(&Settings::default());
        let mut row = Row::default();
        for (line, cells) in [["nps", "other"], ["9", "1"], ["3", "2"]]
            .iter()
            .enumerate()
        {
            row.start(line as u64 + 1);
            row.set(0, " ");
            row.set(0, cells[0]);
            row.set(0, cells[1]);
            row.set(1, "text");
            rows.add(&row).expect("within the limits");
        }
        let (finished, _) = rows.finish(&mut Vec::new()).expect("two rows");
        let column = &finished.table.columns[0];
        assert_eq!(
            (&*column.name, &*column.get(0), &*column.get(1)),
            ("nps", "9", "3")
        );
    }

    #[test]
    fn a_repeated_text_counts_as_often_as_it_is_repeated() {
        let limits = Limits::default();
        let mut row = Row::default();
        row.start(1);
        row.set_repeated(0, 16, &"x".repeat(1 << 20));
        assert_eq!(row.bytes(), 16 << 20);
        assert_eq!(row.check(&limits), Ok(()));
        row.set(16, "y");
        let error = row.check(&limits).expect_err("longer than a record may be");
        assert_eq!(
            (error.code, error.params["what"].as_str()),
            ("too_large", Some("record_bytes"))
        );
    }
}
