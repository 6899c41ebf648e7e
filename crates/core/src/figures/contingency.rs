//! Tables of counts: independence of rows and columns, and how strong the association is
//! (definitions.md §2).

use super::distributions::chi_square_tail;
use super::rng::Rng;
use super::tests_of_difference::{benjamini_hochberg, fisher};
use crate::order::Arrange;
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
    /// p of the test; of a `sparse` table the share of random tables with the same totals that are as far from
    /// independence.
    pub p: f64,
    /// Benjamini–Hochberg over all tests of its kind in the report; null until adjusted.
    pub p_adjusted: Option<f64>,
    /// Cramér's V, 0 (none) to 1.
    pub cramers_v: f64,
    /// True when more than a fifth of the expected counts are below 5 (Cochran 1954): the distribution of
    /// chi-square does not hold, and p comes from random tables.
    pub sparse: bool,
    /// Counts in the table.
    pub n: u32,
}

/// Random stream of the tables that a sparse one is compared with.
const TABLES_STREAM: u64 = 0x0000_7461_626c_6573;
/// Most tables that are drawn.
const TABLES: u32 = 1_999;
/// Tables as far from independence as the observed one after which p is known well enough (Besag and Clifford
/// 1991).
const ENOUGH: u32 = 50;
/// Most counts that are dealt out for one p: nobody should wait for it.
const MOST_DEALT: usize = 10_000_000;

/// Tests a table of counts, row by row. Rows and columns without counts are left out. `None` when
/// fewer than two of either are left.
pub fn association(rows: &[Vec<u32>]) -> Option<Association> {
    test(rows, true)
}

/// The same for who has no use for a sparse table: its p is that of chi-square all the same, at no cost.
pub fn rough_association(rows: &[Vec<u32>]) -> Option<Association> {
    test(rows, false)
}

fn test(rows: &[Vec<u32>], draws: bool) -> Option<Association> {
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
    let sparse = !exact && small * 5 > rows.len() * columns.len();
    let count = |row: usize, column: usize| rows[row].get(columns[column].0).copied().unwrap_or(0);
    let p = match () {
        () if exact => {
            let hits = |row: usize| f64::from(count(row, 0));
            fisher(hits(0), sum(rows[0]).into(), hits(1), sum(rows[1]).into())
        }
        () if sparse && draws => {
            let of_rows: Vec<u32> = rows.iter().map(|row| sum(row)).collect();
            let of_columns: Vec<u32> = columns.iter().map(|(_, total)| *total as u32).collect();
            tail_of_random_tables(&of_rows, &of_columns, statistic)
        }
        () => chi_square_tail(statistic, df as f64),
    };
    let smaller = (rows.len() - 1).min(columns.len() - 1) as f64;
    Some(Association {
        test: if exact { "fisher" } else { "chi_square" },
        statistic,
        df: df as u32,
        p,
        p_adjusted: None,
        cramers_v: (statistic / (n * smaller)).sqrt().min(1.0),
        sparse,
        n: n as u32,
    })
}

/// Adjusts associations for each other (Benjamini–Hochberg); a table without a test is none of the family.
pub fn adjust(found: Vec<Option<&mut Association>>) {
    let p: Vec<Option<f64>> = found.iter().map(|it| it.as_ref().map(|it| it.p)).collect();
    for (association, p) in found.into_iter().zip(benjamini_hochberg(&p)) {
        if let Some(association) = association {
            association.p_adjusted = p;
        }
    }
}

/// How often random tables with these totals of rows and columns are at least as far from independence, by
/// Pearson's statistic. The draws depend on nothing but the totals.
///
/// Drawing ends after [`ENOUGH`] such tables, and p is then their share; otherwise the observed table counts as
/// one of all (Besag and Clifford 1991), so that p is never 0.
fn tail_of_random_tables(rows: &[u32], columns: &[u32], statistic: f64) -> f64 {
    let largest = |totals: &[u32]| totals.iter().copied().max().unwrap_or(0);
    // The largest line gets what the others leave.
    let (lines, labels) = match largest(rows) > largest(columns) {
        true => (rows, columns),
        false => (columns, rows),
    };
    let mut lines = lines.to_vec();
    lines.arrange();
    lines.pop();
    let mut pool: Vec<u32> = Vec::new();
    for (label, &total) in (0..).zip(labels) {
        pool.extend(std::iter::repeat_n(label, total as usize));
    }
    let n = pool.len() as f64;
    let dealt: usize = lines.iter().map(|&total| total as usize).sum();
    let rest = n - dealt as f64;
    let tables = TABLES.min((MOST_DEALT / dealt.max(1)) as u32).max(99);
    // Pearson's statistic is n·(Σ count²/(row·column) − 1).
    let observed = (statistic / n + 1.0) * (1.0 - 1e-12);
    let mut rng = Rng::new(u64::from(ENOUGH), TABLES_STREAM);
    let mut as_far = 0;
    for table in 1..=tables {
        let mut left = labels.to_vec();
        let mut sum = 0.0;
        let mut at = 0;
        for &total in &lines {
            let mut counts = vec![0u32; labels.len()];
            for _ in 0..total {
                let other = at + rng.below(pool.len() - at);
                pool.swap(at, other);
                counts[pool[at] as usize] += 1;
                at += 1;
            }
            for (label, count) in counts.into_iter().enumerate() {
                left[label] -= count;
                sum += f64::from(count) * f64::from(count)
                    / (f64::from(total) * f64::from(labels[label]));
            }
        }
        for (left, total) in left.iter().zip(labels) {
            sum += f64::from(*left) * f64::from(*left) / (rest * f64::from(*total));
        }
        as_far += u32::from(sum >= observed);
        if as_far == ENOUGH {
            return f64::from(as_far) / f64::from(table);
        }
    }
    f64::from(as_far + 1) / f64::from(tables + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_small_groups_beside_a_large_one_depend_on_nothing() {
        // 29 shops of five answers and one of 400, 2 % of them bad, drawn at random: chi-square alone finds the
        // answers to depend on the shop in a fifth of such tables.
        let mut rng = Rng::new(1, 1);
        let draw = |rng: &mut Rng| {
            let shop = |n: u32, rng: &mut Rng| {
                let bad = (0..n).filter(|_| rng.below(50) == 0).count() as u32;
                vec![n - bad, bad]
            };
            let sizes = std::iter::repeat_n(5, 29).chain([400]);
            association(&sizes.map(|n| shop(n, rng)).collect::<Vec<_>>())
        };
        let found: Vec<Association> = (0..200).filter_map(|_| draw(&mut rng)).collect();
        assert!(found.len() > 190 && found.iter().all(|it| it.sparse));
        let plain = found
            .iter()
            .filter(|it| chi_square_tail(it.statistic, 29.0) < 0.05);
        let told = found.iter().filter(|it| it.p < 0.05);
        let (plain, told) = (plain.count(), told.count());
        assert!(plain > 25 && told < 20, "{plain} {told}");
    }

    #[test]
    fn random_tables_agree_with_an_exact_enumeration() {
        // Rows 3, 3, 6 and columns 6, 6: of 924 ways to choose the first column those as far from independence.
        let observed = association(&[vec![3, 0], vec![0, 3], vec![3, 3]]);
        let observed = observed.unwrap_or_else(|| panic!("no test"));
        let choose = |n: u32, k: u32| -> f64 {
            (0..k)
                .map(|i| f64::from(n - i) / f64::from(i + 1))
                .product()
        };
        let (mut all, mut far) = (0.0, 0.0);
        for a in 0..=3u32 {
            for b in 0..=3u32 {
                let ways = choose(3, a) * choose(3, b) * choose(6, 6 - a - b);
                let off = |x: u32, half: f64| (f64::from(x) - half).powi(2) * 2.0 / half;
                let statistic = off(a, 1.5) + off(b, 1.5) + off(6 - a - b, 3.0);
                all += ways;
                far += if statistic > observed.statistic - 1e-9 {
                    ways
                } else {
                    0.0
                };
            }
        }
        assert!(
            observed.sparse && (observed.p - far / all).abs() < 0.03,
            "{observed:?} {}",
            far / all
        );
        // Of what no random table comes near, p is that of one in all.
        let apart: Vec<Vec<u32>> = (0..12)
            .map(|at| vec![8 * (at % 2), 8 - 8 * (at % 2)])
            .collect();
        assert_eq!(association(&apart).map(|it| it.p), Some(1.0 / 2000.0));
    }

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
