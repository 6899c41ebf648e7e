//! Differences between groups where people answered several times (definitions.md §2).
//!
//! Answers of one person are alike, so that many of them tell less than as many answers of different people. The
//! variance of a difference is therefore taken over people: each adds the sum of what its answers add to the
//! difference (linearised, Cochran 1977, §6.3; Liang and Zeger 1986).

use super::distributions::t_two_sided;

/// Part of the answers below which the effective number of people, n²/Σ nₚ², makes a difference.
const FEWER: f64 = 0.9;

/// Answers with the number of the person, the row and what each adds to the figure; those of a person stand
/// side by side.
#[derive(Debug, Clone, Default)]
pub struct ByPerson(pub Vec<(u64, u32, f64)>);

/// Answers to a score: how many, and their sum.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    n: f64,
    total: f64,
}

impl Sum {
    fn add(&mut self, value: f64) {
        self.n += 1.0;
        self.total += value;
    }

    fn less(self, other: Sum) -> Sum {
        Sum {
            n: self.n - other.n,
            total: self.total - other.total,
        }
    }

    fn mean(self) -> f64 {
        self.total / self.n
    }

    /// What these answers add to the mean of `all`, less what the mean says.
    fn off(self, all: Sum) -> f64 {
        (self.total - self.n * all.mean()) / all.n
    }
}

/// Notes the groups of a row, which may be several.
pub type GroupsOfRow<'a> = &'a dyn Fn(u32, &mut dyn FnMut(usize));

impl ByPerson {
    /// The answers of each person.
    pub fn people(&self) -> impl Iterator<Item = &[(u64, u32, f64)]> {
        self.0.chunk_by(|one, other| one.0 == other.0)
    }

    /// The number of people, where so many answers are of the same ones that it makes a difference.
    pub fn fewer(&self) -> Option<u32> {
        let (mut people, mut squares) = (0, 0.0);
        for own in self.people() {
            people += 1;
            squares += (own.len() * own.len()) as f64;
        }
        let n = self.0.len() as f64;
        (n * n < FEWER * n * squares).then_some(people)
    }

    /// Two-sided p of each of `count` groups against all other answers: t with the variance over people and one
    /// degree of freedom less than there are people on the side with fewer of them. `groups` notes the groups of a
    /// row, which may be several. `None` with fewer than two people on a side, and without spread.
    pub fn p_of_groups(&self, count: usize, groups: GroupsOfRow<'_>) -> Vec<Option<f64>> {
        let mut all = Sum::default();
        let mut sums = vec![Sum::default(); count];
        for &(_, row, value) in &self.0 {
            all.add(value);
            groups(row, &mut |group| sums[group].add(value));
        }
        // Squares over people who are in no part of a group are those of everybody, less those who are.
        let (mut squares, mut inside, mut only_inside) =
            (vec![0.0; count], vec![0u32; count], vec![0u32; count]);
        let (mut totals, mut products, mut sizes, mut people) = (0.0, 0.0, 0.0, 0);
        let mut own: Vec<(usize, Sum)> = Vec::new();
        for answers in self.people() {
            own.clear();
            let mut person = Sum::default();
            for &(_, row, value) in answers {
                person.add(value);
                groups(
                    row,
                    &mut |group| match own.iter_mut().find(|(known, _)| *known == group) {
                        Some((_, sum)) => sum.add(value),
                        None => own.push((
                            group,
                            Sum {
                                n: 1.0,
                                total: value,
                            },
                        )),
                    },
                );
            }
            people += 1;
            totals += person.total * person.total;
            products += person.total * person.n;
            sizes += person.n * person.n;
            for &(group, sum) in &own {
                let rest = all.less(sums[group]);
                let (without, others) = (person.off(rest), person.less(sum));
                let with = sum.off(sums[group]) - others.off(rest);
                squares[group] += with * with - without * without;
                inside[group] += 1;
                only_inside[group] += u32::from(others.n == 0.0);
            }
        }
        let p = |group: usize| {
            let rest = all.less(sums[group]);
            let mean = rest.mean();
            let others = (totals - 2.0 * mean * products + mean * mean * sizes) / (rest.n * rest.n);
            let fewest = inside[group].min(people - only_inside[group]);
            let df = f64::from(fewest) - 1.0;
            let variance = (others + squares[group]) * f64::from(fewest) / df;
            let difference = sums[group].mean() - mean;
            // Rounding leaves something of equal answers.
            let spread = variance > 1e-20 * (1.0 + mean * mean);
            (fewest > 1 && spread).then(|| t_two_sided(difference / variance.sqrt(), df))
        };
        (0..count).map(p).collect()
    }
}

/// The larger p of two tests, by place: what both do not support is not claimed. A test that cannot be made
/// supports nothing.
pub fn stricter(p: Vec<Option<f64>>, of_people: &[Option<f64>]) -> Vec<Option<f64>> {
    let both = p.into_iter().zip(of_people);
    both.map(|(p, people)| Some(p?.max((*people)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_cluster_robust_regression() {
        // statsmodels: OLS of the value on the group, cov_type="cluster" with its factor for small samples taken off, times
        // three people on the side with fewer over two, t of two degrees of freedom.
        let rows = [
            (1, 0, 10.0),
            (1, 0, 8.0),
            (2, 0, 4.0),
            (3, 1, 6.0),
            (3, 1, 7.0),
            (3, 0, 9.0),
            (4, 1, 2.0),
            (5, 1, 5.0),
            (5, 1, 3.0),
        ];
        let by_person = ByPerson(
            (0..)
                .zip(rows)
                .map(|(row, (person, _, value))| (person, row, value))
                .collect(),
        );
        assert_eq!(by_person.fewer(), Some(5));
        let p = by_person.p_of_groups(2, &|row, note| note(rows[row as usize].1));
        let expected = 0.195_103_897_555_797_43;
        assert!(
            p.iter().all(|p| (p.unwrap() - expected).abs() < 1e-12),
            "{p:?}"
        );
        // One answer of everybody is as many people as answers.
        let alone = ByPerson((0..9).map(|row| (u64::from(row), row, 1.0)).collect());
        assert_eq!(alone.fewer(), None);
        assert_eq!(
            stricter(vec![Some(0.1), Some(0.2)], &[Some(0.3), None]),
            [Some(0.3), None]
        );
    }
}
