//! Two periods, waves or segments against each other (definitions.md §2 and §3).

use super::Analysis;
use super::counts::{Counts, partitions};
use super::disclosure::protection::Protection;
use super::impact::Named;
use super::prepared::{Groups, ScoreColumn};
use super::selection::Selection;
use crate::figures::Histogram;
use crate::figures::change::{Cell, Parts, decompose};
use crate::figures::distributions::{t_95, t_two_sided};
use crate::figures::tests_of_difference::{
    benjamini_hochberg, compare, detectable, needed_per_group,
};
use crate::filter::{Condition, Filter};
use crate::order::Arrange;
use crate::report::Metric;
use crate::settings::CompareRequest;
use serde::Serialize;
use std::collections::BTreeMap;

/// Most conditions of a filter under which the parts of a difference name groups, by most partitions of the
/// survey: what such a filter must hide needs tables of one segment more than it has conditions, one for each
/// segment, and with more of them somebody waits for seconds.
const NAMED: [(usize, usize); 2] = [(1, 16), (2, 8)];

/// How one score differs between two groups. Units are those of the score's figure.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Comparison {
    /// Column index of the score.
    pub column: u32,
    /// Question type.
    pub metric: Option<Metric>,
    /// Period of the first group, when the groups are periods of the trend.
    pub before_key: Option<String>,
    /// Period of the second group.
    pub after_key: Option<String>,
    /// The first group.
    pub before: Side,
    /// The second group.
    pub after: Side,
    /// Second minus first; null when `hidden`.
    pub difference: Option<f64>,
    /// 95 % interval of `difference`.
    pub interval: Option<[f64; 2]>,
    /// Two-sided p.
    pub p: Option<f64>,
    /// The same with the variance over people, where so many answers are of the same ones that it makes a
    /// difference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p_people: Option<f64>,
    /// Benjamini–Hochberg over the comparisons of one list, of the larger of both p; null outside of lists.
    pub p_adjusted: Option<f64>,
    /// Test behind `p`: `adjusted_z`, `two_proportion_z`, `fisher` or `welch_t`.
    pub test: Option<&'static str>,
    /// Cohen's h for shares, Cohen's d otherwise.
    pub effect: Option<f64>,
    /// `cohen_h` or `cohen_d`.
    pub effect_name: Option<&'static str>,
    /// True when the interval does not hold 0, and where people answered several times when `p_people` is below
    /// 0.05, too.
    pub significant: bool,
    /// Answers per group that would show a difference of this size at 80 % power, α = 5 %.
    pub needed_n: Option<u64>,
    /// Smallest difference that groups of these sizes show at 80 % power.
    pub detectable: Option<f64>,
    /// Rows in both groups; above 0 the groups are not independent, and no test is made.
    pub overlap: u32,
    /// The same people in both groups; null without an id column, with too few of them, and where the answers
    /// beside the pairs, which follow from the figures of both groups, are fewer than the minimum group size.
    pub paired: Option<Paired>,
    /// What the difference consists of, one entry per segment column.
    pub decompositions: Vec<Decomposition>,
    /// True when a group has fewer answers than the minimum group size.
    pub hidden: bool,
}

/// One of two groups.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Side {
    /// Valid answers; null when hidden.
    pub n: Option<u32>,
    /// The figure.
    pub value: Option<f64>,
    /// 95 % interval.
    pub interval: Option<[f64; 2]>,
}

/// The difference within people who are in both groups: paired t test.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Paired {
    /// People in both groups.
    pub n: u32,
    /// Mean of their differences.
    pub difference: f64,
    /// t 95 % interval.
    pub interval: Option<[f64; 2]>,
    /// Two-sided p.
    pub p: Option<f64>,
}

/// True when an interval of a difference does not hold 0.
fn shows([low, high]: [f64; 2]) -> bool {
    low > 0.0 || high < 0.0
}

impl Paired {
    /// True when the interval speaks for a difference.
    pub fn shows(&self) -> bool {
        self.interval.is_some_and(shows)
    }
}

/// Parts of a difference: mix + volume + score = difference, exactly.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Decomposition {
    /// Column index of the segment whose mix is taken out; null without one.
    pub by: Option<u32>,
    /// Because the shares of the segment's groups changed.
    pub mix: f64,
    /// Because categories of comments became more or less frequent.
    pub volume: f64,
    /// Because answers changed where group and category stayed the same.
    pub score: f64,
    /// Half the width of the interval of the difference: what sampling alone can do.
    pub noise: Option<f64>,
    /// The same by group; groups that a breakdown of either side hides are put together under a null key,
    /// with as many more as it takes for them to be enough in both.
    pub groups: Vec<GroupPart>,
    /// Volume and score by category; a null id stands for comments without a category, for rows
    /// without a comment, and for categories that are too rare to be shown.
    pub categories: Vec<CategoryPart>,
}

/// Part of one group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupPart {
    /// Segment value; null for hidden groups and rows without a value.
    pub key: Option<String>,
    /// Share of the respondents before and after, 0 to 1.
    pub shares: [f64; 2],
    /// Mix term.
    pub mix: f64,
    /// Volume term.
    pub volume: f64,
    /// Score term.
    pub score: f64,
}

/// Part of one category.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CategoryPart {
    /// Codebook id.
    pub id: Option<String>,
    /// Volume term.
    pub volume: f64,
    /// Score term.
    pub score: f64,
}

/// A segment's groups, and which of them must not be named.
type GroupsToName<'a> = (&'a Groups, &'a [bool]);

/// An answer of one of the two groups.
struct Answer {
    row: u32,
    /// Place in the list of named categories.
    place: usize,
    side: usize,
    value: f64,
}

impl Analysis {
    /// Compares two groups of rows. `None` when there is no such score.
    pub fn compare(&self, request: &CompareRequest) -> Option<Comparison> {
        let score = self.prepared.score(request.column)?;
        let base = Selection::new(self, &request.filter);
        let within =
            |more: &Filter| -> Filter { request.filter.iter().chain(more).cloned().collect() };
        let after_filter = within(&request.after);
        let before_filter = request.before.as_ref().map(within);
        let after = Selection::new(self, &after_filter);
        let before = before_filter
            .as_ref()
            .map(|before| Selection::new(self, before));
        let is_before = |row: u32| match &before {
            Some(before) => before.keeps(row),
            None => !after.keeps(row),
        };
        let overlap = base
            .rows()
            .filter(|&row| after.keeps(row as u32) && is_before(row as u32));
        let overlap = overlap.count() as u32;
        let side = |row: u32| match (is_before(row), after.keeps(row)) {
            (true, false) => Some(0),
            (false, true) => Some(1),
            _ => None,
        };
        let named = self.named(&base);
        let answers = self.answers(score, &named, side);
        let place = self.prepared.place(score)?;
        let mut sides = before_filter.iter().chain([&after_filter]);
        // Who is in both groups is left out, so that their number follows from what is left.
        let both: Option<Filter> = before_filter
            .as_ref()
            .filter(|_| overlap > 0)
            .map(|before| {
                let conditions = before.iter().chain(&after_filter);
                conditions.cloned().collect()
            });
        let tells = both.is_some_and(|both| {
            let n = score.histogram(&Selection::new(self, &both)).n();
            n > 0 && (n < self.settings.min_group || self.filter_tells(&both, place))
        });
        if tells || sides.any(|side| self.filter_tells(side, place)) {
            return Some(Comparison {
                column: score.column,
                metric: score.scale.metric,
                hidden: true,
                ..Comparison::default()
            });
        }
        // Without a filter of its own, the first side is what the second one leaves of all.
        let first = before_filter.as_ref().unwrap_or(&request.filter);
        let sides = [first, &after_filter].map(|side| self.side_under(side));
        let unnamed = self.unnamed(sides.each_ref(), place);
        let mut found = self.comparison(score, &named, &answers, &unnamed);
        found.overlap = overlap;
        if overlap > 0 {
            // What both groups share would count twice; the groups differ by less than they seem.
            found = Comparison {
                p: None,
                p_people: None,
                interval: None,
                significant: false,
                ..found
            };
        }
        Some(found)
    }

    /// The last period against the one before, for every score that has at least two periods to
    /// show.
    pub(super) fn last_change(
        &self,
        counts: &Counts,
        protection: &Protection,
        named: &Named,
        filter: &Filter,
    ) -> Vec<Comparison> {
        let Some(dates) = &self.prepared.dates else {
            return Vec::new();
        };
        // Mostly the same two periods for every score.
        let mut sides: BTreeMap<usize, Option<(Counts, Protection)>> = BTreeMap::new();
        let scores = self.prepared.scores.iter().enumerate();
        let changes = scores.filter_map(|(place, score)| {
            let parts = counts.by_period(&self.prepared, place);
            let hidden = self.hidden_periods(counts, protection, place);
            let shown = |period: &usize| parts[*period].1.n() > 0 && !hidden[*period];
            let mut last = (0..parts.len()).rev().filter(shown);
            let (after, before) = (last.next()?, last.next()?);
            let side = |row: u32| match dates.groups.get(row)? {
                period if period == before => Some(0),
                period if period == after => Some(1),
                _ => None,
            };
            let answers = self.answers(score, named, side);
            let within = |period: usize| -> Filter {
                let keys = vec![parts[period].0.clone()];
                let own = std::iter::once(Condition::Period { keys });
                filter.iter().cloned().chain(own).collect()
            };
            for period in [before, after] {
                let look = || self.side_under(&within(period));
                sides.entry(period).or_insert_with(look);
            }
            let unnamed = self.unnamed([&sides[&before], &sides[&after]], place);
            let mut found = self.comparison(score, named, &answers, &unnamed);
            found.before_key = Some(parts[before].0.clone());
            found.after_key = Some(parts[after].0.clone());
            Some(found)
        });
        let mut changes: Vec<Comparison> = changes.collect();
        let p = |change: &Comparison| Some(change.p?.max(change.p_people.unwrap_or(0.0)));
        let p_values: Vec<Option<f64>> = changes.iter().map(p).collect();
        for (change, p) in changes.iter_mut().zip(benjamini_hochberg(&p_values)) {
            change.p_adjusted = p;
        }
        changes
    }

    fn answers(
        &self,
        score: &ScoreColumn,
        named: &Named,
        side: impl Fn(u32) -> Option<usize>,
    ) -> Vec<Answer> {
        let answer = |place: usize| {
            let row = named.row(place);
            let side = side(row)?;
            let value = score.scale.contribution(score.answer(row)?);
            Some(Answer {
                row,
                place,
                side,
                value,
            })
        };
        (0..named.len()).filter_map(answer).collect()
    }

    /// What a side of a difference must hide; `None` when somebody would wait for it.
    fn side_under(&self, filter: &Filter) -> Option<(Counts, Protection)> {
        let count = partitions(&self.prepared).count();
        let mut named = NAMED.iter();
        let told = self.settings.min_group <= 1
            || named.any(|&(conditions, most)| filter.len() <= conditions && count <= most);
        told.then(|| {
            let counts = Counts::new(&self.prepared, &Selection::new(self, filter));
            (counts, self.protection(filter))
        })
    }

    /// Groups that the parts of a difference must not name, by segment: their shares tell how many they are on
    /// each side, and so do breakdowns under its filter, which hide some.
    fn unnamed(&self, sides: [&Option<(Counts, Protection)>; 2], place: usize) -> Vec<Vec<bool>> {
        let told = sides.iter().all(|side| side.is_some());
        let segments = self.prepared.segments.iter();
        let mut unnamed: Vec<Vec<bool>> = segments
            .map(|segment| vec![!told; segment.groups.keys.len()])
            .collect();
        let dates = usize::from(self.prepared.dates.is_some());
        for (counts, protection) in sides.into_iter().flatten() {
            let hidden = protection.hidden(counts, place);
            for (all, hidden) in unnamed.iter_mut().zip(hidden.iter().skip(dates)) {
                (all.iter_mut().zip(hidden)).for_each(|(all, hidden)| *all |= hidden);
            }
        }
        unnamed
    }

    fn comparison(
        &self,
        score: &ScoreColumn,
        named: &Named,
        answers: &[Answer],
        unnamed: &[Vec<bool>],
    ) -> Comparison {
        let mut sides = [score.empty(), score.empty()];
        answers
            .iter()
            .for_each(|answer| score.count_into(answer.row, &mut sides[answer.side]));
        let [before, after] = &sides;
        let found = Comparison {
            column: score.column,
            metric: score.scale.metric,
            ..Comparison::default()
        };
        let least = before.n().min(after.n());
        if least < self.settings.min_group.max(1) {
            return Comparison {
                hidden: true,
                ..found
            };
        }
        let Some(difference) = compare(score.scale, before, after) else {
            return Comparison {
                hidden: true,
                ..found
            };
        };
        let noise = difference.interval.map(|[low, high]| (high - low) / 2.0);
        let variance = difference.variance.filter(|variance| *variance > 0.0);
        let share = score.scale.metric == Some(Metric::Csat);
        let p_people = self.p_of_people(answers);
        Comparison {
            before: side_of(score, before),
            after: side_of(score, after),
            difference: Some(difference.value),
            interval: difference.interval,
            p: difference.p,
            test: difference.p.map(|_| difference.test),
            effect: difference.effect,
            effect_name: difference
                .effect
                .map(|_| if share { "cohen_h" } else { "cohen_d" }),
            significant: difference.interval.is_some_and(shows)
                && p_people.is_none_or(|p| p < 0.05),
            p_people,
            needed_n: variance.and_then(|variance| needed_per_group(variance, difference.value)),
            detectable: variance.map(|variance| detectable(variance, before.n(), after.n())),
            paired: self.paired(answers),
            decompositions: self.decompositions(named, answers, unnamed, noise),
            ..found
        }
    }

    fn decompositions(
        &self,
        named: &Named,
        answers: &[Answer],
        unnamed: &[Vec<bool>],
        noise: Option<f64>,
    ) -> Vec<Decomposition> {
        let segments = self.prepared.segments.iter().zip(unnamed);
        let by_segment = segments.map(|(segment, unnamed)| {
            let groups = (&segment.groups, unnamed.as_slice());
            (Some(segment.column), Some(groups))
        });
        let all: Vec<(Option<u32>, Option<GroupsToName<'_>>)> =
            match self.prepared.segments.is_empty() {
                true => vec![(None, None)],
                false => by_segment.collect(),
            };
        let top = self.top_categories();
        all.into_iter()
            .filter_map(|(by, groups)| {
                let cells = cells(answers, named, groups.map(|(groups, _)| groups), &top);
                decomposition(
                    by,
                    groups,
                    cells,
                    &top,
                    self.settings.min_group,
                    noise,
                    &|id| self.codebook.categories()[usize::from(id)].id.clone(),
                )
            })
            .collect()
    }

    /// Categories of the first level.
    fn top_categories(&self) -> Vec<u16> {
        let all = 0..self.codebook.categories().len() as u16;
        all.filter(|&category| self.codebook.parent_index(category).is_none())
            .collect()
    }

    /// p of the difference between both sides with the variance over people, where it differs from that over
    /// answers; 1 where there are too few people to tell.
    fn p_of_people(&self, answers: &[Answer]) -> Option<f64> {
        let value = |row: u32| Some(answer_of(answers, row)?.value);
        let (by_person, _) = self.by_person(&value)?;
        let side = |row: u32, note: &mut dyn FnMut(usize)| {
            answer_of(answers, row)
                .iter()
                .for_each(|answer| note(answer.side));
        };
        let p = by_person.p_of_groups(2, &side);
        Some(p[1].unwrap_or(1.0))
    }

    /// The same people before and after, by the first id column whose values repeat.
    fn paired(&self, answers: &[Answer]) -> Option<Paired> {
        let mut people: Vec<(u64, usize, f64)> = self
            .people()?
            .rows
            .iter()
            .filter_map(|&(person, row)| {
                let answer = answer_of(answers, row)?;
                Some((person, answer.side, answer.value))
            })
            .collect();
        people.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.total_cmp(&b.2)));
        // The sums of both sides less that of the pairs are the answers of those on one side only, and parts of
        // the answers of those with several on a side.
        let mut others = answers.len();
        let difference = |answers: &[(u64, usize, f64)]| {
            let difference = person_difference(answers)?;
            for side in [0, 1] {
                let own = answers.iter().filter(|answer| answer.1 == side);
                others -= usize::from(own.count() == 1);
            }
            Some(difference)
        };
        let people = people.chunk_by(|a, b| a.0 == b.0);
        let differences: Vec<f64> = people.filter_map(difference).collect();
        let n = differences.len();
        let least = self.settings.min_group as usize;
        if n < least.max(2) || (1..least).contains(&others) {
            return None;
        }
        let count = n as f64;
        let mean = differences.iter().sum::<f64>() / count;
        let squares: f64 = differences.iter().map(|d| (d - mean) * (d - mean)).sum();
        let variance = squares / (count - 1.0) / count;
        // Rounding leaves something of equal differences.
        let spread = variance > 1e-24 * mean * mean;
        let error = variance.sqrt();
        let margin = || t_95(count - 1.0) * error;
        Some(Paired {
            n: n as u32,
            difference: mean,
            interval: spread.then(|| [mean - margin(), mean + margin()]),
            p: spread.then(|| t_two_sided(mean / error, count - 1.0)),
        })
    }
}

/// The answer of a row; answers are in the order of their rows.
fn answer_of(answers: &[Answer], row: u32) -> Option<&Answer> {
    let place = answers.binary_search_by_key(&row, |answer| answer.row);
    answers.get(place.ok()?)
}

fn side_of(score: &ScoreColumn, answers: &Histogram) -> Side {
    let value = score.scale.value(answers);
    Side {
        n: Some(answers.n()),
        value: value.map(|value| value.value),
        interval: value.and_then(|value| value.interval),
    }
}

/// Mean after minus mean before of one person; `None` when a side is missing.
fn person_difference(answers: &[(u64, usize, f64)]) -> Option<f64> {
    let mean = |side: usize| {
        let values = answers
            .iter()
            .filter(|answer| answer.1 == side)
            .map(|answer| answer.2);
        let (n, sum) = values.fold((0.0, 0.0), |(n, sum), value| (n + 1.0, sum + value));
        (n > 0.0).then(|| sum / n)
    };
    Some(mean(1)? - mean(0)?)
}

/// Cells by group and category of the first level; the last of either stands for "none".
fn cells(
    answers: &[Answer],
    named: &Named,
    groups: Option<&Groups>,
    top: &[u16],
) -> Vec<Vec<Cell>> {
    let count = groups.map_or(0, |groups| groups.keys.len());
    let mut cells = vec![vec![Cell::default(); top.len() + 1]; count + 1];
    let mut places: Vec<usize> = Vec::new();
    for answer in answers {
        let group = groups
            .and_then(|groups| groups.get(answer.row))
            .unwrap_or(count);
        places.clear();
        let categories = named.categories(answer.place).iter();
        places.extend(categories.filter_map(|category| top.binary_search(category).ok()));
        if places.is_empty() {
            places.push(top.len());
        }
        let part = 1.0 / places.len() as f64;
        for &place in &places {
            let cell = &mut cells[group][place];
            cell.n[answer.side] += part;
            cell.sum[answer.side] += part * answer.value;
        }
    }
    cells
}

fn decomposition(
    by: Option<u32>,
    groups: Option<GroupsToName<'_>>,
    mut cells: Vec<Vec<Cell>>,
    top: &[u16],
    min_group: u32,
    noise: Option<f64>,
    id_of: &dyn Fn(u16) -> String,
) -> Option<Decomposition> {
    let least = f64::from(min_group);
    let sizes = |cells: &[Cell]| {
        cells.iter().fold([0.0; 2], |sum, cell| {
            [sum[0] + cell.n[0], sum[1] + cell.n[1]]
        })
    };
    // Small categories join "none", and more until nobody is alone there; then hidden and small groups join the
    // rest.
    let columns = (0..=top.len()).map(|place| {
        let column: Vec<Cell> = cells.iter().map(|group| group[place]).collect();
        sizes(&column)
    });
    let columns: Vec<[f64; 2]> = columns.collect();
    let pooled = pooled_parts(&columns, least);
    for group in &mut cells {
        for &place in &pooled {
            let small = std::mem::take(&mut group[place]);
            group[top.len()].add(&small);
        }
    }
    let is_shown = |place: &usize| columns[*place] != [0.0; 2] && !pooled.contains(place);
    let shown_categories: Vec<usize> = (0..top.len()).filter(is_shown).collect();
    let unnamed = groups.map_or(&[][..], |(_, unnamed)| unnamed);
    for (group, _) in unnamed.iter().enumerate().filter(|(_, unnamed)| **unnamed) {
        join_rest(&mut cells, group);
    }
    let sizes_of_groups: Vec<[f64; 2]> = cells.iter().map(|group| sizes(group)).collect();
    for group in pooled_parts(&sizes_of_groups, least) {
        join_rest(&mut cells, group);
    }
    let parts = decompose(&cells)?;
    let totals = cells.iter().fold([0.0; 2], |sum, group| {
        let own = sizes(group);
        [sum[0] + own[0], sum[1] + own[1]]
    });
    let group_parts = cells.iter().enumerate().filter_map(|(group, own)| {
        let n = sizes(own);
        (n[0] + n[1] > 0.0).then(|| GroupPart {
            key: groups.and_then(|(groups, _)| groups.keys.get(group).cloned()),
            shares: [n[0] / totals[0], n[1] / totals[1]],
            mix: parts.mix[group],
            volume: parts.volume[group],
            score: parts.score[group],
        })
    });
    let none = std::iter::once((None, top.len()));
    let shown = shown_categories
        .iter()
        .map(|&place| (Some(id_of(top[place])), place));
    let category_parts = shown.chain(none).map(|(id, place)| CategoryPart {
        id,
        volume: parts.category_volume[place],
        score: parts.category_score[place],
    });
    let sum = |values: &Vec<f64>| values.iter().sum::<f64>();
    let Parts {
        mix, volume, score, ..
    } = &parts;
    Some(Decomposition {
        by,
        mix: sum(mix),
        volume: sum(volume),
        score: sum(score),
        noise,
        groups: group_parts.collect(),
        categories: category_parts.collect(),
    })
}

/// Moves what a group has to the last place, that of the rest.
fn join_rest(cells: &mut [Vec<Cell>], group: usize) {
    let Some((rest, others)) = cells.split_last_mut() else {
        return;
    };
    for (cell, more) in rest.iter_mut().zip(&mut others[group]) {
        cell.add(&std::mem::take(more));
    }
}

/// Groups or categories that are too small in one of the periods, with as many more, smallest first, as the pool
/// needs to be large enough in both. `sizes` are those of each part in both periods, the rest last.
fn pooled_parts(sizes: &[[f64; 2]], least: f64) -> Vec<usize> {
    let rest = sizes.len() - 1;
    let size = |part: usize, side: usize| sizes[part][side];
    let smaller = |part: usize| size(part, 0).min(size(part, 1));
    let mut order: Vec<usize> = (0..rest)
        .filter(|&part| size(part, 0) + size(part, 1) > 0.0)
        .collect();
    order.arrange_by(|&a, &b| smaller(a).total_cmp(&smaller(b)).then(a.cmp(&b)));
    let mut pool = [size(rest, 0), size(rest, 1)];
    let mut pooled = Vec::new();
    for group in order {
        let empty = pool[0] + pool[1] <= 0.0;
        let large = pool[0] >= least && pool[1] >= least;
        if smaller(group) >= least && (empty || large) {
            break;
        }
        pool = [pool[0] + size(group, 0), pool[1] + size(group, 1)];
        pooled.push(group);
    }
    pooled
}
