//! Weights of the rows: from a column, by raking to target shares, or both (definitions.md §2).

use super::Analysis;
use super::counts::Counts;
use super::disclosure::protection::Protection;
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
    /// Groups that are too small to be shown: they share one target, the sum of theirs.
    pub pooled_groups: Vec<String>,
}

/// The group, in a cell of raking, of all groups that are not shown. A target for one of them would
/// make its people weigh so much, or so little, that the weighted figure tells theirs.
const POOLED: u16 = u16::MAX;

/// A segment with a target.
struct TargetSegment<'a> {
    segment: &'a SegmentColumn,
    target: &'a TargetSetting,
    /// Groups that are not shown for some score, with the filter or without one.
    hidden: Vec<bool>,
}

impl TargetSegment<'_> {
    fn pooled(&self, group: usize) -> u16 {
        match self.hidden.get(group) {
            Some(true) => POOLED,
            _ => group as u16,
        }
    }

    /// Targets by group; those of hidden groups are added up.
    fn shares(&self) -> BTreeMap<u16, f64> {
        let keys = &self.segment.groups.keys;
        let mut shares = BTreeMap::new();
        for (group, key) in keys.iter().enumerate() {
            if let Some(share) = self.target.shares.get(key) {
                *shares.entry(self.pooled(group)).or_default() += share;
            }
        }
        shares
    }

    fn missing(&self) -> impl Iterator<Item = &String> {
        let keys = &self.segment.groups.keys;
        let targets = self.target.shares.keys();
        targets.filter(|target| !keys.contains(target))
    }

    fn hidden_groups(&self) -> impl Iterator<Item = &String> {
        let groups = self.segment.groups.keys.iter().zip(&self.hidden);
        groups.filter_map(|(key, hidden)| hidden.then_some(key))
    }
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
    pub(super) fn weights(
        &self,
        selection: &Selection,
        counts: &Counts,
        protection: &Protection,
    ) -> Option<Weights> {
        let setting = self.settings.weights.as_ref()?;
        let columns = &self.reading.columns;
        let base = match &setting.column {
            Some(column) => Some(self.column_weights(column_index(column, columns)?, selection)?),
            None => None,
        };
        if setting.targets.is_empty() {
            return base;
        }
        let scores = 0..self.prepared.scores.len();
        let filtered: Vec<Vec<Vec<bool>>> = scores
            .map(|place| protection.hidden(counts, place))
            .collect();
        let targets = setting.targets.iter();
        let targets: Option<Vec<TargetSegment>> = targets
            .map(|target| self.target_segment(target, &filtered))
            .collect();
        Some(self.raked_weights(&targets?, selection, base))
    }

    /// The segment of a target; `filtered` are the groups that the filter hides, by score and partition.
    fn target_segment<'a>(
        &'a self,
        target: &'a TargetSetting,
        filtered: &[Vec<Vec<bool>>],
    ) -> Option<TargetSegment<'a>> {
        let column = column_index(&target.column, &self.reading.columns)?;
        let mut segments = self.prepared.segments.iter();
        let index = segments.position(|segment| segment.column == column)?;
        let segment = &self.prepared.segments[index];
        let partition = index + usize::from(self.prepared.dates.is_some());
        let is_hidden = |hidden: &[bool], group: usize| hidden.get(group) == Some(&true);
        let for_any_score = |group: usize| {
            filtered.iter().enumerate().any(|(place, filtered)| {
                is_hidden(self.known_hidden(place, partition), group)
                    || is_hidden(&filtered[partition], group)
            })
        };
        Some(TargetSegment {
            segment,
            target,
            hidden: (0..segment.groups.keys.len()).map(for_any_score).collect(),
        })
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
        targets: &[TargetSegment],
        selection: &Selection,
        base: Option<Weights>,
    ) -> Weights {
        let of_column = |row: usize| base.as_ref().map_or(1.0, |base| base.of_row[row]);
        let cell = |row: usize| -> Option<Vec<u16>> {
            let group = |target: &TargetSegment| {
                let group = target.segment.groups.get(row as u32)?;
                Some(target.pooled(group))
            };
            targets.iter().map(group).collect()
        };
        let mut cells: BTreeMap<Vec<u16>, f64> = BTreeMap::new();
        for row in selection.rows() {
            if let Some(cell) = cell(row) {
                *cells.entry(cell).or_default() += of_column(row);
            }
        }
        let wanted: Vec<BTreeMap<u16, f64>> = targets.iter().map(TargetSegment::shares).collect();
        // Of whom there should be nobody, nobody counts.
        let is_unwanted = |cell: &Vec<u16>| {
            let mut groups = cell.iter().zip(&wanted);
            groups.any(|(group, shares)| shares.get(group).is_some_and(|share| *share <= 0.0))
        };
        let raked = rake(&cells, &wanted);
        let mut of_row = vec![0.0; self.table.rows as usize];
        let mut without = 0;
        for row in selection.rows() {
            let cell = cell(row);
            let unwanted = cell.as_ref().is_some_and(is_unwanted);
            let factor = cell.and_then(|cell| raked.weights.get(&cell).copied());
            let own = of_column(row);
            without += u32::from((factor.is_none() && !unwanted) || own <= 0.0);
            let other = if unwanted { 0.0 } else { 1.0 };
            of_row[row] = own * factor.unwrap_or(other);
        }
        let method = if base.is_some() {
            "column_raking"
        } else {
            "raking"
        };
        let mut weights = weights(of_row, selection, method, without);
        weights.info.rounds = raked.rounds;
        weights.info.converged = raked.converged;
        weights.info.missing_groups = targets
            .iter()
            .flat_map(TargetSegment::missing)
            .cloned()
            .collect();
        weights.info.pooled_groups = (targets
            .iter()
            .flat_map(TargetSegment::hidden_groups)
            .cloned())
        .collect();
        weights
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
        pooled_groups: Vec::new(),
    };
    Weights { of_row, info }
}

impl Weights {
    /// The weighted figure of some rows; `None` when they count like fewer than `min_group`, because
    /// it would be the figure of the few who weigh most.
    pub(super) fn figure(
        &self,
        score: &ScoreColumn,
        rows: impl Iterator<Item = usize>,
        min_group: u32,
    ) -> Option<WeightedFigure> {
        let mut answers = WeightedAnswers::new(score.scale.range);
        for row in rows {
            if let Some(answer) = score.answer(row as u32) {
                answers.add(answer, self.of_row[row]);
            }
        }
        figure(&answers, score, min_group)
    }

    /// Puts the weighted figures beside those of the groups that are shown. There are none when the
    /// people in no group that is shown count like fewer than `min_group`: theirs would be what is
    /// left of the weighted figure of everybody.
    pub(super) fn add_to_groups(
        &self,
        score: &ScoreColumn,
        groups: &Groups,
        selection: &Selection,
        (figures, min_group): (&mut [Group], u32),
    ) {
        let shown = |group: &&mut Group| !group.hidden;
        let places: BTreeMap<String, usize> = (figures.iter_mut().filter(shown).zip(0..))
            .map(|(group, place)| (group.key.clone(), place))
            .inserted();
        let place_of: Vec<Option<usize>> = (groups.keys.iter())
            .map(|key| places.get(key).copied())
            .collect();
        let empty = WeightedAnswers::new(score.scale.range);
        let mut answers = vec![empty.clone(); places.len()];
        let mut others = empty;
        for row in selection.rows() {
            let Some(answer) = score.answer(row as u32) else {
                continue;
            };
            let place = groups.get(row as u32).and_then(|group| place_of[group]);
            match place {
                Some(place) => answers[place].add(answer, self.of_row[row]),
                None => others.add(answer, self.of_row[row]),
            }
        }
        if others.effective_n() > 0.0 && !counts_enough(&others, min_group) {
            return;
        }
        for (group, answers) in figures.iter_mut().filter(shown).zip(&answers) {
            group.weighted = figure(answers, score, min_group);
        }
    }
}

/// Whether answers count like as many people as a group must have. The sums of equal weights are not
/// exact to the last digit.
fn counts_enough(answers: &WeightedAnswers, min_group: u32) -> bool {
    answers.effective_n() >= f64::from(min_group) * (1.0 - 1e-9)
}

fn figure(
    answers: &WeightedAnswers,
    score: &ScoreColumn,
    min_group: u32,
) -> Option<WeightedFigure> {
    if !counts_enough(answers, min_group) {
        return None;
    }
    let value = answers.value(score.scale)?;
    Some(WeightedFigure {
        value: value.value,
        interval: value.interval,
        effective_n: answers.effective_n(),
    })
}
