//! Tables of counts: independence of rows and columns, and how strong the association is
//! (definitions.md §2).

use super::distributions::chi_square_tail;
use super::tests_of_difference::fisher;
use serde::Serialize;

/// Whether rows and columns of a table of counts go together.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Association {
    /// `chi_square`, or `fisher` for a table of two by two with an expected count below 5.
    pub test: &'static str,
    /// Pearson's statistic without continuity correction.
    pub statistic: f64,
    /// Degrees of freedom.
    pub df: u32,
    /// p of the test.
    pub p: f64,
    /// Benjamini–Hochberg over all tests of its kind in the report; null until adjusted.
    pub p_adjusted: Option<f64>,
    /// Cramér's V, 0 (none) to 1.
    pub cramers_v: f64,
    /// True when more than a fifth of the expected counts are below 5 (Cochran 1954): the p of
    /// chi-square is then rough.
    pub sparse: bool,
    /// Counts in the table.
    pub n: u32,
}

/// Tests a table of counts, row by row. Rows and columns without counts are left out. `None` when
/// fewer than two of either are left.
pub fn association(rows: &[Vec<u32>]) -> Option<Association> {
    let width = rows.iter().map(Vec::len).max()?;
    let sum = |row: &Vec<u32>| row.iter().sum::<u32>();
    let rows: Vec<&Vec<u32>> = rows.iter().filter(|row| sum(row) > 0).collect();
    let column = |index: usize| -> f64 {
        rows.iter()
            .map(|row| f64::from(row.get(index).copied().unwrap_or(0)))
            .sum()
    };
    let columns: Vec<(usize, f64)> = (0..width)
        .map(|index| (index, column(index)))
        .filter(|(_, total)| *total > 0.0)
        .collect();
    if rows.len() < 2 || columns.len() < 2 {
        return None;
    }
    let n: f64 = columns.iter().map(|(_, total)| total).sum();
    let (mut statistic, mut small, mut smallest) = (0.0, 0usize, f64::INFINITY);
    for row in &rows {
        let total = f64::from(sum(row));
        for &(index, column) in &columns {
            let expected = total * column / n;
            let off = f64::from(row.get(index).copied().unwrap_or(0)) - expected;
            statistic += off * off / expected;
            small += usize::from(expected < 5.0);
            smallest = smallest.min(expected);
        }
    }
    let df = (rows.len() - 1) * (columns.len() - 1);
    let exact = df == 1 && smallest < 5.0;
    let p = match exact {
        true => {
            let hits = |row: usize| f64::from(rows[row].get(columns[0].0).copied().unwrap_or(0));
            fisher(hits(0), sum(rows[0]).into(), hits(1), sum(rows[1]).into())
        }
        false => chi_square_tail(statistic, df as f64),
    };
    let smaller = (rows.len() - 1).min(columns.len() - 1) as f64;
    Some(Association {
        test: if exact { "fisher" } else { "chi_square" },
        statistic,
        df: df as u32,
        p,
        p_adjusted: None,
        cramers_v: (statistic / (n * smaller)).sqrt().min(1.0),
        sparse: !exact && small * 5 > rows.len() * columns.len(),
        n: n as u32,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_scipy() {
        // scipy.stats.chi2_contingency([[10, 20, 30], [6, 9, 17]], correction=False)
        let found = association(&[vec![10, 20, 30], vec![6, 9, 17]]);
        let found = found.unwrap_or_else(|| panic!("no test"));
        assert!((found.statistic - 0.271_574_651_504_035_2).abs() < 1e-12);
        assert!((found.p - 0.873_028_283_380_073).abs() < 1e-12);
        assert_eq!((found.df, found.test, found.n), (2, "chi_square", 92));
        assert_eq!(
            association(&[vec![3, 7], vec![9, 2]]).map(|found| found.test),
            Some("fisher")
        );
        assert_eq!(association(&[vec![3, 0], vec![9, 0]]), None);
    }
}
