//! Weights of the rows: from a column, by raking to target shares, or both (definitions.md §2).

use super::Analysis;
use super::prepared::{Groups, ScoreColumn, SegmentColumn, column_index};
use super::selection::Selection;
use crate::figures::weighting::{WeightedAnswers, rake};
use crate::order::Inserted;
use crate::report::{Group, WeightedFigure};
use crate::settings::TargetSetting;
use crate::values::Numbers;
use serde::Serialize;
use std::collections::BTreeMap;

/// How answers were weighted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Weighting {
    /// `column`, `raking`, or `column_raking`: raked from the weights of a column.
    pub method: &'static str,
    /// Selected rows.
    pub n: u32,
    /// Effective number of them, (Σw)²/Σw² (Kish).
    pub effective_n: f64,
    /// What weighting costs in precision: rows with a weight above 0 by `effective_n`.
    pub design_effect: f64,
    /// Rows without a usable weight; they count 0 with a column and 1 with raking.
    pub without_weight: u32,
    /// Smallest and largest weight, with mean 1.
    pub range: [f64; 2],
    /// Rounds of raking; 0 for a column.
    pub rounds: u32,
    /// False when raking could not meet every target.
    pub converged: bool,
    /// Groups that have a target but no row.
    pub missing_groups: Vec<String>,
}

/// A weight per row.
#[derive(Debug)]
pub struct Weights {
    of_row: Vec<f64>,
    pub(super) info: Weighting,
}

impl Analysis {
    /// Weights of the selected rows; `None` without weights in the settings, and when their
    /// columns are not there.
    pub(super) fn weights(&self, selection: &Selection) -> Option<Weights> {
        let setting = self.settings.weights.as_ref()?;
        let columns = &self.reading.columns;
        let base = match &setting.column {
            Some(column) => Some(self.column_weights(column_index(column, columns)?, selection)?),
            None => None,
        };
        match setting.targets.is_empty() {
            true => base,
            false => self.raked_weights(&setting.targets, selection, base),
        }
    }

    fn column_weights(&self, column: u32, selection: &Selection) -> Option<Weights> {
        let column = &self.table.columns[column as usize];
        let mut of_row = vec![0.0; self.table.rows as usize];
        let (mut sum, mut without) = (0.0, 0);
        let numbers = Numbers::of(&|show| column.for_each(show));
        for row in selection.rows() {
            let weight = numbers
                .read(&column.get(row))
                .filter(|weight| *weight > 0.0);
            without += u32::from(weight.is_none());
            of_row[row] = weight.unwrap_or(0.0);
            sum += of_row[row];
        }
        let weighted = f64::from(selection.count() - without);
        if !(sum > 0.0) {
            return None;
        }
        of_row
            .iter_mut()
            .for_each(|weight| *weight *= weighted / sum);
        Some(weights(of_row, selection, "column", without))
    }

    /// Weights that meet the targets, starting from those of a column where there is one: who has
    /// none there counts 0 here, too.
    fn raked_weights(
        &self,
        targets: &[TargetSetting],
        selection: &Selection,
        base: Option<Weights>,
    ) -> Option<Weights> {
        let of_column = |row: usize| base.as_ref().map_or(1.0, |base| base.of_row[row]);
        let segment = |target: &TargetSetting| -> Option<&SegmentColumn> {
            let column = column_index(&target.column, &self.reading.columns)?;
            self.prepared
                .segments
                .iter()
                .find(|segment| segment.column == column)
        };
        let segments: Vec<&SegmentColumn> = targets.iter().map(segment).collect::<Option<_>>()?;
        if segments.is_empty() {
            return None;
        }
        let cell = |row: usize| -> Option<Vec<u16>> {
            let groups = segments
                .iter()
                .map(|segment| segment.groups.get(row as u32));
            groups
                .map(|group| group.map(|group| group as u16))
                .collect()
        };
        let mut cells: BTreeMap<Vec<u16>, f64> = BTreeMap::new();
        for row in selection.rows() {
            if let Some(cell) = cell(row) {
                *cells.entry(cell).or_default() += of_column(row);
            }
        }
        let place =
            |groups: &Groups, key: &String| groups.keys.iter().position(|known| known == key);
        let wanted: Vec<BTreeMap<u16, f64>> = segments
            .iter()
            .zip(targets)
            .map(|(segment, target)| {
                let shares = target.shares.iter();
                shares
                    .filter_map(|(key, share)| Some((place(&segment.groups, key)? as u16, *share)))
                    .collect()
            })
            .collect();
        let missing = segments.iter().zip(targets).flat_map(|(segment, target)| {
            target
                .shares
                .keys()
                .filter(|key| place(&segment.groups, key).is_none())
                .cloned()
        });
        let raked = rake(&cells, &wanted);
        let mut of_row = vec![0.0; self.table.rows as usize];
        let mut without = 0;
        for row in selection.rows() {
            let factor = cell(row).and_then(|cell| raked.weights.get(&cell).copied());
            let own = of_column(row);
            without += u32::from(factor.is_none() || own <= 0.0);
            of_row[row] = own * factor.unwrap_or(1.0);
        }
        let method = if base.is_some() {
            "column_raking"
        } else {
            "raking"
        };
        let mut weights = weights(of_row, selection, method, without);
        weights.info.rounds = raked.rounds;
        weights.info.converged = raked.converged;
        weights.info.missing_groups = missing.collect();
        Some(weights)
    }
}

fn weights(of_row: Vec<f64>, selection: &Selection, method: &'static str, without: u32) -> Weights {
    let used = || {
        selection
            .rows()
            .map(|row| of_row[row])
            .filter(|weight| *weight > 0.0)
    };
    let (sum, squares) = used().fold((0.0, 0.0), |(sum, squares), w| (sum + w, squares + w * w));
    let effective_n = if squares > 0.0 {
        sum * sum / squares
    } else {
        0.0
    };
    let n = used().count() as f64;
    let info = Weighting {
        method,
        n: selection.count(),
        effective_n,
        design_effect: if effective_n > 0.0 {
            n / effective_n
        } else {
            1.0
        },
        without_weight: without,
        range: [
            used().fold(f64::INFINITY, f64::min).min(1e300),
            used().fold(0.0, f64::max),
        ],
        rounds: 0,
        converged: true,
        missing_groups: Vec::new(),
    };
    Weights { of_row, info }
}

impl Weights {
    /// The weighted figure of some rows.
    pub(super) fn figure(
        &self,
        score: &ScoreColumn,
        rows: impl Iterator<Item = usize>,
    ) -> Option<WeightedFigure> {
        let mut answers = WeightedAnswers::new(score.scale.range);
        for row in rows {
            if let Some(answer) = score.answer(row as u32) {
                answers.add(answer, self.of_row[row]);
            }
        }
        figure(&answers, score)
    }

    /// Puts the weighted figures beside those of the groups that are shown.
    pub(super) fn add_to_groups(
        &self,
        score: &ScoreColumn,
        groups: &Groups,
        selection: &Selection,
        figures: &mut [Group],
    ) {
        let empty = WeightedAnswers::new(score.scale.range);
        let mut answers = vec![empty; groups.keys.len()];
        for row in selection.rows() {
            let group = groups.get(row as u32);
            if let Some((group, answer)) = group.zip(score.answer(row as u32)) {
                answers[group].add(answer, self.of_row[row]);
            }
        }
        let places: BTreeMap<&String, usize> = groups.keys.iter().zip(0..).inserted();
        for group in figures.iter_mut().filter(|group| !group.hidden) {
            let own = places.get(&group.key).map(|&place| &answers[place]);
            group.weighted = own.and_then(|own| figure(own, score));
        }
    }
}

fn figure(answers: &WeightedAnswers, score: &ScoreColumn) -> Option<WeightedFigure> {
    let value = answers.value(score.scale)?;
    let effective_n = answers.effective_n();
    Some(WeightedFigure {
        value: value.value,
        interval: value.interval,
        effective_n,
    })
}
