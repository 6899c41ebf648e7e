//! What a change consists of (definitions.md §3): the Kitagawa–Oaxaca–Blinder decomposition, in
//! two steps. Its parts sum to the change exactly.

/// Respondents of one group and category in the two periods. A respondent who names several
/// categories counts in each with an equal part, so weights may be fractions.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Cell {
    /// Respondents before and after.
    pub n: [f64; 2],
    /// Sum of their values before and after.
    pub sum: [f64; 2],
}

impl Cell {
    /// Adds another cell to this one.
    pub fn add(&mut self, other: &Cell) {
        for period in 0..2 {
            self.n[period] += other.n[period];
            self.sum[period] += other.sum[period];
        }
    }

    /// Mean value per period; a period without respondents takes the other one's, so that what
    /// came or went counts as a change of the mix alone.
    fn means(&self) -> [f64; 2] {
        let mean =
            |period: usize| (self.n[period] > 0.0).then(|| self.sum[period] / self.n[period]);
        let either = mean(0).or(mean(1)).unwrap_or(0.0);
        [mean(0).unwrap_or(either), mean(1).unwrap_or(either)]
    }

    fn of(cells: &[Cell]) -> Cell {
        let mut total = Cell::default();
        cells.iter().for_each(|cell| total.add(cell));
        total
    }
}

/// The parts of a change.
#[derive(Debug, Clone, PartialEq)]
pub struct Parts {
    /// Change of the overall mean: the sum of all parts.
    pub change: f64,
    /// Per group: because its share of the respondents changed.
    pub mix: Vec<f64>,
    /// Per group: because the categories named in it became more or less frequent.
    pub volume: Vec<f64>,
    /// Per group: because answers changed where group and category stayed the same.
    pub score: Vec<f64>,
    /// Per category: its part of all volumes.
    pub category_volume: Vec<f64>,
    /// Per category: its part of all scores.
    pub category_score: Vec<f64>,
}

/// Decomposes the change of the overall mean over exclusive groups and, within each, categories:
/// Σ (w₂−w₁)·(s̄ₖ − S̄) + Σ w̄ₖ·(s₂−s₁), the second term again by the same formula within the group.
/// `groups[k][c]` is group k and category c; all rows have the same length. `None` when a period
/// has no respondents.
pub fn decompose(groups: &[Vec<Cell>]) -> Option<Parts> {
    let totals: Vec<Cell> = groups.iter().map(|cells| Cell::of(cells)).collect();
    let all = Cell::of(&totals);
    if all.n[0] <= 0.0 || all.n[1] <= 0.0 {
        return None;
    }
    let categories = groups.iter().map(Vec::len).max().unwrap_or(0);
    let change = all.means()[1] - all.means()[0];
    let mut parts = Parts {
        change,
        mix: terms(&totals, &all)
            .into_iter()
            .map(|[mix, _]| mix)
            .collect(),
        volume: vec![0.0; groups.len()],
        score: vec![0.0; groups.len()],
        category_volume: vec![0.0; categories],
        category_score: vec![0.0; categories],
    };
    for (group, (cells, total)) in groups.iter().zip(&totals).enumerate() {
        // A group that exists in one period only changed the mix, and nothing within.
        if total.n[0] <= 0.0 || total.n[1] <= 0.0 {
            continue;
        }
        let weight = (total.n[0] / all.n[0] + total.n[1] / all.n[1]) / 2.0;
        for (category, [volume, score]) in terms(cells, total).into_iter().enumerate() {
            parts.volume[group] += weight * volume;
            parts.score[group] += weight * score;
            parts.category_volume[category] += weight * volume;
            parts.category_score[category] += weight * score;
        }
    }
    Some(parts)
}

/// Mix and score term of each cell. The centre S̄ cancels in the sum of the mix terms.
fn terms(cells: &[Cell], all: &Cell) -> Vec<[f64; 2]> {
    let [before, after] = all.means();
    let centre = (before + after) / 2.0;
    let term = |cell: &Cell| {
        let [w_1, w_2] = [cell.n[0] / all.n[0], cell.n[1] / all.n[1]];
        let [s_1, s_2] = cell.means();
        [
            (w_2 - w_1) * ((s_1 + s_2) / 2.0 - centre),
            (w_1 + w_2) / 2.0 * (s_2 - s_1),
        ]
    };
    cells.iter().map(term).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cell() -> impl Strategy<Value = Cell> {
        let period = || (0u32..40, -100.0..100.0f64);
        (period(), period()).prop_map(|((n_1, m_1), (n_2, m_2))| {
            let (n_1, n_2) = (f64::from(n_1) / 3.0, f64::from(n_2) / 3.0);
            Cell {
                n: [n_1, n_2],
                sum: [n_1 * m_1, n_2 * m_2],
            }
        })
    }

    proptest! {
        #[test]
        fn parts_sum_to_the_change(
            groups in prop::collection::vec(prop::collection::vec(cell(), 4), 1..6),
        ) {
            if let Some(parts) = decompose(&groups) {
                let by_group: f64 = [&parts.mix, &parts.volume, &parts.score].into_iter().flatten().sum();
                prop_assert!((by_group - parts.change).abs() < 1e-9);
                let mix: f64 = parts.mix.iter().sum();
                let by_category: f64 =
                    parts.category_volume.iter().chain(&parts.category_score).sum();
                prop_assert!((mix + by_category - parts.change).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn a_pure_change_of_mix_is_only_mix() {
        let cell = |n: [f64; 2], mean: f64| {
            vec![Cell {
                n,
                sum: [n[0] * mean, n[1] * mean],
            }]
        };
        let parts = decompose(&[cell([50.0, 80.0], 60.0), cell([50.0, 20.0], -20.0)]);
        let parts = parts.unwrap_or_else(|| panic!("no parts"));
        assert!((parts.change - 24.0).abs() < 1e-12);
        assert!((parts.mix.iter().sum::<f64>() - 24.0).abs() < 1e-12);
        assert!(parts.score.iter().all(|score| *score == 0.0));
    }
}
