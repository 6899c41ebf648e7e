//! What a filter must not give away (definitions.md §2).
//!
//! A view under a filter can be subtracted from the same view without it. What is left is about the
//! people whom the filter leaves out, so that a figure is shown only when they are nobody or at
//! least the minimum group size, too. The same holds for every single condition of the filter. A
//! filter that takes some of the groups that a breakdown hides, but not all of them, would tell them
//! apart; and a breakdown under a filter on a segment is a part of the crosstab of both, so that it
//! hides what the crosstab hides.

use super::Analysis;
use super::counts::{Counts, partitions};
use super::crosstabs::HiddenCells;
use super::selection::Selection;
use crate::figures::breakdown::{Sizes, hidden_parts};
use crate::filter::{Condition, Filter};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// What has to stay hidden under one filter.
#[derive(Debug)]
pub struct Protection {
    min_group: u32,
    /// Counts without the filter.
    whole: Counts,
    /// The filter less one condition, for each, and no filter.
    wider_filters: Vec<Filter>,
    /// Counts under them.
    wider: Vec<Counts>,
    /// Partitions that the filter chooses groups of.
    chosen: Vec<Chosen>,
}

/// A partition of which the filter chooses groups.
#[derive(Debug)]
struct Chosen {
    partition: usize,
    /// Whether it chooses each group.
    groups: Vec<bool>,
    /// By the other partition: what the crosstab of both hides, by score.
    cells: Vec<Arc<Vec<HiddenCells>>>,
}

/// What crosstabs of two partitions hide. It does not depend on the filter, and a person who looks
/// through a segment asks for it again and again.
pub(super) type KnownCells = Mutex<BTreeMap<(usize, usize), Arc<Vec<HiddenCells>>>>;

impl Protection {
    /// True when people whom the filter leaves out could be told from the difference of two numbers
    /// of answers.
    pub fn tells(&self, n: u32, wider: u32) -> bool {
        n > 0 && (1..self.min_group).contains(&wider.saturating_sub(n))
    }

    /// The filters whose figures this one's can be subtracted from; none without a filter.
    pub fn wider_filters(&self) -> &[Filter] {
        &self.wider_filters
    }

    /// True when nothing of the score at `place` may be shown.
    pub fn hides_score(&self, counts: &Counts, place: usize) -> bool {
        let n = counts.n(place);
        let mut wider = self.wider.iter();
        if wider.any(|wider| self.tells(n, wider.n(place))) {
            return true;
        }
        let splits = |chosen: &Chosen| {
            let sizes = self.whole.sizes(place, chosen.partition);
            let hidden = hidden_parts(&sizes, self.min_group);
            // Nobody can choose the people without a group.
            let rest = (1..self.min_group).contains(&sizes.none);
            let of_hidden = chosen.groups.iter().zip(&hidden);
            let mut of_hidden = of_hidden.filter(|(_, hidden)| **hidden);
            let some = of_hidden.clone().any(|(chosen, _)| *chosen);
            some && (rest || of_hidden.any(|(chosen, _)| !chosen))
        };
        let meets = |(index, one): (usize, &Chosen)| {
            self.chosen[index + 1..].iter().any(|other| {
                let cells = one.cells.get(other.partition).and_then(|by| by.get(place));
                cells.is_some_and(|cells| cells.meet(&one.groups, &other.groups))
            })
        };
        self.chosen.iter().any(splits) || self.chosen.iter().enumerate().any(meets)
    }

    /// Groups that are hidden without the filter.
    fn hidden(&self, place: usize, partition: usize) -> Vec<bool> {
        hidden_parts(&self.whole.sizes(place, partition), self.min_group)
    }

    /// Sizes of the groups of a partition with what must be hidden among them.
    pub fn sizes(&self, counts: &Counts, place: usize, partition: usize) -> Sizes {
        let mut sizes = counts.sizes(place, partition);
        if self.hides_score(counts, place) {
            sizes.hidden.fill(true);
            return sizes;
        }
        for wider in &self.wider {
            let wider = wider.sizes(place, partition);
            let pairs = sizes.n.iter().zip(&wider.n);
            for (hidden, (&n, &wider)) in sizes.hidden.iter_mut().zip(pairs) {
                *hidden |= self.tells(n, wider);
            }
        }
        for chosen in &self.chosen {
            if chosen.partition == partition {
                // A group that the filter chooses is the same with and without it.
                let known = self.hidden(place, partition);
                for (hidden, known) in sizes.hidden.iter_mut().zip(known) {
                    *hidden |= known;
                }
                continue;
            }
            let cells = chosen.cells.get(partition).and_then(|by| by.get(place));
            for (group, hidden) in sizes.hidden.iter_mut().enumerate() {
                *hidden |= cells.is_some_and(|cells| cells.tells(&chosen.groups, group));
            }
        }
        sizes
    }
}

impl Analysis {
    /// True when the figure of the score at `place` may not be shown under a filter.
    pub(super) fn filter_tells(&self, filter: &Filter, place: usize) -> bool {
        if filter.is_empty() {
            return false;
        }
        let counts = Counts::new(&self.prepared, &Selection::new(self, filter));
        self.protection(filter).hides_score(&counts, place)
    }

    /// What has to stay hidden under a filter.
    pub(super) fn protection(&self, filter: &Filter) -> Protection {
        let min_group = self.settings.min_group;
        let mut protection = Protection {
            min_group,
            whole: Counts::default(),
            wider_filters: Vec::new(),
            wider: Vec::new(),
            chosen: Vec::new(),
        };
        if filter.is_empty() || min_group <= 1 {
            return protection;
        }
        let everybody = Selection::new(self, &Filter::new());
        protection.whole = Counts::new(&self.prepared, &everybody);
        let without = |left_out: usize| -> Filter {
            let conditions = filter.iter().enumerate();
            let others = conditions.filter(|(place, _)| *place != left_out);
            others.map(|(_, condition)| condition.clone()).collect()
        };
        if filter.len() > 1 {
            protection.wider_filters = (0..filter.len()).map(without).collect();
        }
        let count = |filter: &Filter| Counts::new(&self.prepared, &Selection::new(self, filter));
        protection.wider = protection.wider_filters.iter().map(count).collect();
        protection.wider_filters.push(Filter::new());
        protection.wider.push(protection.whole.clone());
        let chosen = filter.iter().filter_map(|condition| self.chosen(condition));
        for (partition, groups) in chosen {
            let others = 0..partitions(&self.prepared).count();
            let cells = others
                .map(|other| self.known_cells(&protection.whole, &everybody, (partition, other)));
            protection.chosen.push(Chosen {
                partition,
                groups,
                cells: cells.collect(),
            });
        }
        protection
    }

    fn known_cells(
        &self,
        whole: &Counts,
        everybody: &Selection,
        pair: (usize, usize),
    ) -> Arc<Vec<HiddenCells>> {
        let known = self.known_cells.lock().ok();
        if let Some(cells) = known.and_then(|known| known.get(&pair).cloned()) {
            return cells;
        }
        let cells = match pair.0 == pair.1 {
            true => Vec::new(),
            false => self.hidden_cells(whole, everybody, pair),
        };
        let cells = Arc::new(cells);
        if let Ok(mut known) = self.known_cells.lock() {
            known.insert(pair, Arc::clone(&cells));
        }
        cells
    }

    /// The partition that a condition chooses groups of, and whether it chooses each.
    fn chosen(&self, condition: &Condition) -> Option<(usize, Vec<bool>)> {
        let (partition, groups, keys) = match condition {
            Condition::Segment { column, keys } => {
                let segments = &self.prepared.segments;
                let place = segments
                    .iter()
                    .position(|segment| segment.column == *column)?;
                let partition = place + usize::from(self.prepared.dates.is_some());
                (partition, &segments.get(place)?.groups, keys)
            }
            Condition::Period { keys } => (0, &self.prepared.dates.as_ref()?.groups, keys),
            _ => return None,
        };
        let chosen = groups.keys.iter().map(|key| keys.contains(key));
        Some((partition, chosen.collect()))
    }
}
