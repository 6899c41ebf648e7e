//! What a view must not give away (definitions.md §2).
//!
//! Views can be subtracted from each other. Three rules keep small groups out of the differences:
//!
//! - What a breakdown hides takes the other segments into account, which may be nested in it.
//! - A figure about some groups of a segment, or of two segments, is shown under a filter only when it
//!   follows from the breakdowns and the crosstab of both, so that it tells nothing new.
//! - Whatever the filter, a figure is hidden when the same figure without the filter, or with one
//!   condition less, is about a few people more.

use super::cubes::{Cube, Cubes};
use super::lengths::{Days, Lengths};
use super::options::{KnownOptions, group_in};
use super::profiles::Profiles;
use crate::analysis::Analysis;
use crate::analysis::counts::{Counts, partitions};
use crate::analysis::crosstabs::HiddenCells;
use crate::analysis::periods::length_of;
use crate::analysis::prepared::{ChoiceColumn, Groups, Prepared};
use crate::analysis::selection::Selection;
use crate::figures::breakdown::{Sizes, hidden_parts};
use crate::figures::nesting::{Shared, hidden_together, shared_with_parent};
use crate::filter::{Condition, Filter};
use crate::order::Inserted;
use crate::report::ScoreFigure;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock};

/// What has to stay hidden under one filter.
#[derive(Debug)]
pub struct Protection {
    min_group: u32,
    /// What breakdowns hide without the filter, by score.
    known: Vec<Arc<KnownGroups>>,
    /// Counts without the filter.
    whole: Counts,
    /// The filter less one condition, for each, the filter with all above its categories, and no filter.
    wider_filters: Vec<Filter>,
    /// Counts under them, and rows.
    wider: Vec<Counts>,
    wider_rows: Vec<u32>,
    /// Partitions that the filter chooses groups of, each once.
    chosen: Vec<Chosen>,
    /// Tables of the chosen partitions, three or more together with the one that is the key.
    tables: BTreeMap<Option<usize>, (Vec<usize>, Cubes)>,
    /// Multiple-choice questions that the filter chooses options of, by their place.
    options: Vec<ChosenOptions>,
    /// The filter keeps periods of another length than the one that is shown. What a month hides is decided for
    /// months: by week it could not be looked up, so that nothing is shown.
    of_other_length: bool,
}

/// A partition of which the filter chooses groups.
#[derive(Debug)]
struct Chosen {
    partition: usize,
    /// Whether it chooses each group.
    groups: Vec<bool>,
    /// By the other partition: what the crosstab of both hides, by score.
    cells: Vec<CellsOfPair>,
}

/// Options of a multiple-choice question that the filter chooses: whoever chose one of them passes.
#[derive(Debug)]
struct ChosenOptions {
    /// Their numbers among all partitions.
    of: Vec<usize>,
    /// By score: whether one of them is hidden, alone or beside another that is chosen.
    hidden: Vec<bool>,
    /// By score and partition: groups that a breakdown of one of the options hides.
    cells: Vec<Vec<Vec<bool>>>,
}

/// What the crosstab of two partitions hides, by score.
pub(in crate::analysis) type CellsOfPair = Arc<Vec<HiddenCells>>;

/// Which groups of two partitions may have people in common.
#[derive(Debug)]
pub(in crate::analysis) struct Possible {
    /// By group of the first and group of the second, those in none last.
    pub cells: Vec<Vec<bool>>,
    /// True when any two groups that have people at all may, and there are two of either side.
    pub is_full: bool,
}

/// Answers to some scores by the cells of a crosstab.
type CountsOfScores = Arc<Vec<Vec<u32>>>;

/// What is kept of crosstabs.
type Kept<K, V> = Mutex<BTreeMap<K, V>>;

/// A crosstab of two partitions for one score.
type PairOfScore = ((usize, usize), usize);

/// Most partitions whose crosstabs are made ahead, all pairs of them: a survey with a hundred segments has
/// thousands, of which nobody asks for more than a few.
const MOST_IN_PAIRS: usize = 8;
/// Most partitions of which all tables of three are made ahead, too.
const MOST_IN_THREES: usize = 8;
/// Most crosstabs of a score of which it is kept what they hide before others are looked at: some
/// twenty megabytes.
const MOST_BASE: usize = 40_000;
/// Most counted crosstabs that are kept: of twelve thousand cells and four scores at most, 20 MB.
const MOST_COUNTS: usize = 100;
/// Most cells of a table that is made ahead, empty ones included: it takes some tens of milliseconds, for
/// which a question may have to wait.
const MOST_CELLS_AHEAD: usize = 20_000;

/// What does not depend on the filter, and a person who looks through a segment asks for again and
/// again.
#[derive(Debug, Default)]
pub(in crate::analysis) struct Known {
    /// Combinations of groups, to make tables of; `None` when there are too many.
    profiles: OnceLock<Option<Profiles>>,
    /// The dates by periods of other lengths.
    lengths: OnceLock<Lengths>,
    /// Answers by day, by score.
    pub(in crate::analysis) days: OnceLock<Vec<Days>>,
    /// What breakdowns hide without a filter, by score.
    groups: OnceLock<Vec<Arc<KnownGroups>>>,
    /// What crosstabs of two partitions hide, by score.
    cells: Kept<(usize, usize), CellsOfPair>,
    /// The same of a score before those with a third are looked at.
    base: Kept<PairOfScore, Option<Arc<HiddenCells>>>,
    /// Answers to a few scores, from the one that stands third, by the groups of two partitions.
    counts: Kept<(usize, usize, usize), CountsOfScores>,
    /// Which groups may have people in common, as far as these tell.
    possible: Kept<PairOfScore, Option<Arc<Possible>>>,
    /// What is hidden of the options of questions, by column.
    options: Kept<u32, Arc<KnownOptions>>,
    /// What tables of three and more partitions hide.
    cubes: Mutex<BTreeMap<Vec<usize>, Cubes>>,
}

/// What breakdowns of a score hide without a filter.
#[derive(Debug, Default)]
struct KnownGroups {
    /// Hidden groups by partition.
    hidden: Vec<Vec<bool>>,
    /// Hidden periods by longer length.
    longer: Vec<Vec<bool>>,
    nested: Vec<Nested>,
}

/// Two partitions, each group of the first lying in one group of the second, and which.
pub(in crate::analysis) type Nested = (usize, usize, Vec<usize>);

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
        if self.of_other_length {
            return true;
        }
        let n = counts.n(place);
        let mut wider = self.wider.iter();
        if wider.any(|wider| self.tells(n, wider.n(place))) {
            return true;
        }
        let hides_chosen = |options: &ChosenOptions| {
            self.chosen.iter().any(|chosen| {
                let hidden = &options.cells[place][chosen.partition];
                let mut both = hidden.iter().zip(&chosen.groups);
                both.any(|(hidden, chosen)| *hidden && *chosen)
            })
        };
        if (self.options.iter()).any(|options| options.hidden[place] || hides_chosen(options)) {
            return true;
        }
        if let Some((of, cube)) = self.table(place, None)
            && !cube.is_some_and(|cube| cube.tells_nothing_new(|groups| self.passes(of, groups)))
        {
            return true;
        }
        let splits = |chosen: &Chosen| {
            let sizes = self.whole.sizes(place, chosen.partition);
            splits(
                &sizes,
                &self.known[place].hidden[chosen.partition],
                &chosen.groups,
                self.min_group,
            )
        };
        let tells = |(index, one): (usize, &Chosen)| {
            self.chosen[index + 1..].iter().any(|other| {
                one.tells_nothing_new(place, other.partition, &other.groups) == Some(false)
            })
        };
        self.chosen.iter().any(splits) || self.chosen.iter().enumerate().any(tells)
    }

    /// True when it must not be said how many rows a filter keeps, of which `scores` are the figures: nothing
    /// else about them is shown, or some that it leaves out could be told from the difference.
    pub fn hides_rows(&self, rows: u32, scores: &[ScoreFigure]) -> bool {
        let few = match scores.is_empty() {
            true => rows < self.min_group,
            false => scores.iter().all(|score| score.hidden),
        };
        let mut wider = self.wider_rows.iter();
        !self.wider.is_empty() && (few || wider.any(|wider| self.tells(rows, *wider)))
    }

    /// True when it could not be found out, in the time that somebody waits, what may be shown of a score,
    /// broken down by a partition or not.
    pub fn unproven(&self, place: usize, by: Option<usize>) -> bool {
        let unknown = |cube: Option<&Cube>| cube.is_none_or(Cube::is_unknown);
        let table = |beside| (self.table(place, beside)).is_some_and(|(_, cube)| unknown(cube));
        let others = || self.chosen.iter().map(|chosen| chosen.partition).chain(by);
        let no_pair = |one: &Chosen| {
            let mut others = others().filter(|other| *other != one.partition);
            others
                .any(|other| (one.cells.get(other)).is_some_and(|cells| cells.get(place).is_none()))
        };
        self.of_other_length
            || table(None)
            || by.is_some() && table(by)
            || self.chosen.iter().any(no_pair)
    }

    /// True when the figures of the main score may not be shown, nor any about comments, customers or cases
    /// of the same people.
    pub fn hides_everything(&self, prepared: &Prepared, counts: &Counts) -> bool {
        let main = prepared
            .main_score()
            .and_then(|score| prepared.place(score));
        main.is_some_and(|place| !self.wider.is_empty() && self.hides_score(counts, place))
    }

    /// Which groups are hidden, by partition.
    pub fn hidden(&self, counts: &Counts, place: usize) -> Vec<Vec<bool>> {
        let Some(known) = self.known.get(place) else {
            // Without a minimum nothing is hidden.
            return (0..counts.partitions())
                .map(|partition| counts.sizes(place, partition).hidden)
                .collect();
        };
        if self.wider.is_empty() {
            return known.hidden.clone();
        }
        let sizes = (0..known.hidden.len()).map(|partition| self.sizes(counts, place, partition));
        let sizes: Vec<Sizes> = sizes.collect();
        let shared = known.nested.iter().map(|nested| nested_in(nested, &sizes));
        hidden_together(&sizes, &shared.collect::<Vec<Shared>>(), self.min_group)
    }

    /// Counts without the filter; without one there are none.
    pub fn whole(&self) -> &Counts {
        &self.whole
    }

    /// Partitions that the filter chooses groups of, and whether it chooses each.
    pub fn chosen_groups(&self) -> impl Iterator<Item = (usize, &[bool])> {
        let chosen = self.chosen.iter();
        chosen.map(|chosen| (chosen.partition, chosen.groups.as_slice()))
    }

    /// Numbers of the options that the filter chooses.
    pub fn chosen_options(&self) -> impl Iterator<Item = usize> {
        self.options
            .iter()
            .flat_map(|options| options.of.iter().copied())
    }

    /// True when the filter takes some of the groups that are hidden within an option, but not all of them.
    /// `of_groups` gives the sizes of the groups of a partition and which are hidden.
    pub fn splits_any(&self, of_groups: &dyn Fn(usize) -> (Sizes, Vec<bool>)) -> bool {
        self.chosen.iter().any(|chosen| {
            let (own, hidden) = of_groups(chosen.partition);
            splits(&own, &hidden, &chosen.groups, self.min_group)
        })
    }

    /// True when the filter lets the people of a cell of a table of partitions pass, as far as these tell.
    pub fn passes(&self, of: &[usize], groups: &[usize]) -> bool {
        let group = |partition: usize| group_in(of, groups, partition);
        let chosen = |chosen: &Chosen| {
            group(chosen.partition).is_none_or(|group| chosen.groups.get(group) == Some(&true))
        };
        let any = |options: &ChosenOptions| options.of.iter().any(|one| group(*one) == Some(0));
        self.chosen.iter().all(chosen) && self.options.iter().all(any)
    }

    /// True when the filter lets a group of a partition pass.
    pub fn chooses(&self, partition: usize, group: usize) -> bool {
        let mut chosen = self.chosen.iter();
        let chosen = chosen.find(|chosen| chosen.partition == partition);
        chosen.is_none_or(|chosen| chosen.groups.get(group) == Some(&true))
    }

    /// The table of the chosen partitions and one more; without a cube it is too large for anything
    /// of it to be shown.
    fn table(&self, place: usize, beside: Option<usize>) -> Option<(&[usize], Option<&Cube>)> {
        let (of, cubes) = self.tables.get(&beside)?;
        let cubes = cubes.as_ref().as_ref();
        Some((of, cubes.and_then(|cubes| cubes.get(place))))
    }

    /// Sizes of the groups of a partition with what must be hidden among them.
    fn sizes(&self, counts: &Counts, place: usize, partition: usize) -> Sizes {
        let mut sizes = counts.sizes(place, partition);
        let known = &self.known[place].hidden[partition];
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
        let others = || {
            self.chosen
                .iter()
                .filter(|chosen| chosen.partition != partition)
        };
        if others().next().is_none() {
            // A group is the same with and without a filter that chooses it.
            let pairs = sizes.hidden.iter_mut().zip(known);
            pairs.for_each(|(hidden, known)| *hidden |= known);
        }
        let mut one = vec![false; sizes.n.len()];
        for chosen in others() {
            for (group, hidden) in sizes.hidden.iter_mut().enumerate() {
                one[group] = true;
                *hidden |= chosen.tells_nothing_new(place, partition, &one) == Some(false);
                one[group] = false;
            }
        }
        let in_filter = self
            .chosen
            .iter()
            .any(|chosen| chosen.partition == partition);
        let key = (!in_filter).then_some(partition);
        if let Some((of, cube)) = self.table(place, key) {
            for (group, hidden) in sizes.hidden.iter_mut().enumerate() {
                let own = |groups: &[usize]| {
                    group_in(of, groups, partition) == Some(group) && self.passes(of, groups)
                };
                *hidden |= !*hidden && !cube.is_some_and(|cube| cube.tells_nothing_new(own));
            }
        }
        for options in &self.options {
            let pairs = sizes
                .hidden
                .iter_mut()
                .zip(&options.cells[place][partition]);
            pairs.for_each(|(hidden, cell)| *hidden |= cell);
        }
        sizes
    }
}

impl Chosen {
    /// True when the sum over the chosen groups and some of another partition follows from what the
    /// crosstab of both shows; `None` without one.
    fn tells_nothing_new(&self, place: usize, other: usize, groups: &[bool]) -> Option<bool> {
        if other == self.partition {
            return None;
        }
        // Two segments of too many groups for a crosstab: what filters on both show is not known.
        let Some(cells) = self.cells.get(other)?.get(place) else {
            return Some(false);
        };
        Some(match self.partition < other {
            true => cells.tell(&self.groups, groups),
            false => cells.tell(groups, &self.groups),
        })
    }
}

/// What is known of a pair, or what `make` finds about it, kept as long as there are at most so many.
fn kept<K: Ord, V: Clone>(known: &Kept<K, V>, pair: K, most: usize, make: impl FnOnce() -> V) -> V {
    let kept = known.lock().ok();
    if let Some(cells) = kept.and_then(|known| known.get(&pair).cloned()) {
        return cells;
    }
    let cells = make();
    if let Ok(mut known) = known.lock()
        && known.len() < most
    {
        known.insert(pair, cells.clone());
    }
    cells
}

/// What a partition shares with the one that it is nested in.
pub(in crate::analysis) fn nested_in(
    (child, parent, of_group): &Nested,
    sizes: &[Sizes],
) -> Shared {
    let whole = |sizes: &Sizes| -> Vec<u32> {
        let n = sizes.n.iter().copied().chain([sizes.none]);
        n.collect()
    };
    let (own, above) = (whole(&sizes[*child]), whole(&sizes[*parent]));
    Shared {
        pair: (*child, *parent),
        counts: shared_with_parent(&own, &above, of_group),
    }
}

/// True when a filter takes some of the groups that a breakdown hides, but not all of them. Nobody
/// can choose the people without a group.
fn splits(sizes: &Sizes, hidden: &[bool], chosen: &[bool], min_group: u32) -> bool {
    let rest = (1..min_group).contains(&sizes.none);
    let of_hidden = chosen.iter().zip(hidden).zip(&sizes.n);
    let mut of_hidden = of_hidden.filter(|((_, hidden), n)| **hidden && **n > 0);
    let some = of_hidden.clone().any(|((chosen, _), _)| *chosen);
    some && (rest || of_hidden.any(|((chosen, _), _)| !chosen))
}

impl Analysis {
    /// Place of the main score among all.
    pub(in crate::analysis) fn main_place(&self) -> Option<usize> {
        self.prepared.place(self.prepared.main_score()?)
    }

    /// True when the figure of the score at `place` may not be shown under a filter.
    pub(in crate::analysis) fn filter_tells(&self, filter: &Filter, place: usize) -> bool {
        if filter.is_empty() {
            return false;
        }
        let counts = Counts::new(&self.prepared, &Selection::new(self, filter));
        let protection = self.protection_beside(filter, 0..0);
        protection.hides_score(&counts, place)
    }

    /// What has to stay hidden under a filter.
    pub(in crate::analysis) fn protection(&self, filter: &Filter) -> Protection {
        self.protection_beside(filter, 0..partitions(&self.prepared).count())
    }

    /// The same where the figures are broken down by some partitions only: what the others would need
    /// takes seconds in a survey with a hundred segments.
    fn protection_beside(&self, filter: &Filter, shown: Range<usize>) -> Protection {
        let min_group = self.settings.min_group;
        let mut protection = Protection {
            min_group,
            known: Vec::new(),
            whole: Counts::default(),
            wider_filters: Vec::new(),
            wider: Vec::new(),
            wider_rows: Vec::new(),
            chosen: Vec::new(),
            tables: BTreeMap::new(),
            options: Vec::new(),
            of_other_length: false,
        };
        if min_group <= 1 {
            return protection;
        }
        let own = self.settings.period;
        protection.of_other_length = filter.iter().any(|condition| match condition {
            Condition::Period { keys } => keys.iter().any(|key| length_of(key) != Some(own)),
            _ => false,
        });
        protection.known = self.known_groups().to_vec();
        if filter.is_empty() {
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
        for (place, condition) in filter.iter().enumerate() {
            if let Some(wider) = self.wider_categories(condition) {
                let mut others = without(place);
                others.push(wider);
                protection.wider_filters.push(others);
            }
        }
        for wider in &protection.wider_filters {
            let selection = Selection::new(self, wider);
            protection.wider_rows.push(selection.count());
            (protection.wider).push(Counts::new(&self.prepared, &selection));
        }
        protection.wider_filters.push(Filter::new());
        protection.wider_rows.push(everybody.count());
        protection.wider.push(protection.whole.clone());
        let mut chosen: BTreeMap<usize, Vec<bool>> = BTreeMap::new();
        for (partition, groups) in filter.iter().filter_map(|condition| self.chosen(condition)) {
            match chosen.get_mut(&partition) {
                Some(known) => known.iter_mut().zip(groups).for_each(|(a, b)| *a &= b),
                None => _ = chosen.insert(partition, groups),
            }
        }
        let among: Vec<usize> = chosen.keys().copied().collect();
        for (partition, groups) in chosen {
            let cells = (0..partitions(&self.prepared).count()).map(|other| {
                match shown.contains(&other) || among.contains(&other) {
                    true => self.known_cells(&protection.whole, &everybody, [partition, other]),
                    false => CellsOfPair::default(),
                }
            });
            protection.chosen.push(Chosen {
                partition,
                groups,
                cells: cells.collect(),
            });
        }
        let chosen = (filter.iter()).filter_map(|condition| self.options_of(condition));
        let chosen: Vec<(&ChoiceColumn, Vec<usize>)> = chosen.collect();
        let all = chosen.iter().flat_map(|(question, options)| {
            let known = self.known_options(question);
            options.iter().map(move |&option| known.number(option))
        });
        let all: Vec<usize> = all.collect();
        let pairs = all.iter().enumerate().flat_map(|(at, &one)| {
            let others = all[at + 1..].iter().filter(move |other| **other != one);
            others.map(move |&other| [one, other])
        });
        let pairs = pairs.map(|pair| self.known_cells(&protection.whole, &everybody, pair));
        let pairs: Vec<CellsOfPair> = pairs.collect();
        let options = chosen.iter().map(|(question, options)| {
            let mut found = self.chosen_options(question, options);
            for (place, hidden) in found.hidden.iter_mut().enumerate() {
                let hides = |cells: &CellsOfPair| cells.get(place).is_none_or(|it| it.hides(0, 0));
                *hidden |= pairs.iter().any(hides);
            }
            found
        });
        protection.options = options.collect();
        let beside = shown.map(Some);
        for beside in std::iter::once(None).chain(beside) {
            let table = self.cubes_beside(&protection, beside.as_slice());
            protection.tables.extend(table.map(|table| (beside, table)));
        }
        protection
    }

    /// What holds all people of a condition on categories, as somebody may choose it, too: all of their sentiments,
    /// else the categories above them. `None` where there is nothing above.
    fn wider_categories(&self, condition: &Condition) -> Option<Condition> {
        let Condition::Category { keys, sentiments } = condition else {
            return None;
        };
        let above = |key: &String| {
            let categories = self.codebook.categories();
            let own = categories.iter().find(|category| category.id == *key);
            let parent = own.and_then(|own| own.parent.clone());
            parent.unwrap_or_else(|| key.clone())
        };
        let keys = match sentiments.is_empty() {
            true => keys.iter().map(above).collect(),
            false => keys.clone(),
        };
        let wider = Condition::Category {
            keys,
            sentiments: Vec::new(),
        };
        (wider != *condition).then_some(wider)
    }

    /// The table of the partitions that a filter chooses groups of and some others, when they are
    /// three or more.
    pub(in crate::analysis) fn cubes_beside(
        &self,
        protection: &Protection,
        others: &[usize],
    ) -> Option<(Vec<usize>, Cubes)> {
        let chosen = protection.chosen.iter().map(|chosen| chosen.partition);
        let chosen = chosen.chain(protection.chosen_options());
        let of: BTreeSet<usize> = chosen.chain(others.iter().copied()).inserted();
        if protection.wider.is_empty() || of.len() < 3 {
            return None;
        }
        let of: Vec<usize> = of.into_iter().collect();
        let everybody = Selection::new(self, &Filter::new());
        let cubes = self.cubes(&protection.whole, &everybody, &of);
        Some((of, cubes))
    }

    /// What the crosstab of two partitions hides, under a filter on one of them.
    pub(in crate::analysis) fn known_pair(
        &self,
        protection: &Protection,
        pair: [usize; 2],
    ) -> Option<CellsOfPair> {
        let mut chosen = protection.chosen.iter();
        let everybody = || Selection::new(self, &Filter::new());
        (chosen.any(|chosen| pair.contains(&chosen.partition)))
            .then(|| self.known_cells(&protection.whole, &everybody(), pair))
    }

    pub(in crate::analysis) fn known_cubes(&self, of: &[usize]) -> Option<Cubes> {
        let known = self.known.cubes.lock().ok()?;
        known.get(of).cloned()
    }

    pub(in crate::analysis) fn keep_cubes(&self, of: &[usize], cubes: &Cubes) {
        if let Ok(mut known) = self.known.cubes.lock() {
            known.insert(of.to_vec(), Arc::clone(cubes));
        }
    }

    /// Groups of a partition that are hidden without a filter.
    pub(in crate::analysis) fn known_hidden(&self, place: usize, partition: usize) -> &[bool] {
        let known = self.known_groups().get(place);
        let known = known.and_then(|known| match partition.checked_sub(self.first_longer()) {
            Some(longer) => known.longer.get(longer),
            None => known.hidden.get(partition),
        });
        known.map_or(&[], Vec::as_slice)
    }

    /// Partitions that a partition is nested in, for any of some scores.
    pub(in crate::analysis) fn parents(
        &self,
        partition: usize,
        scores: Range<usize>,
    ) -> Vec<usize> {
        let known = self.known_groups().get(scores).unwrap_or_default();
        let nested = known.iter().flat_map(|known| &known.nested);
        let parents = nested.filter(|(child, _, _)| *child == partition);
        let parents: BTreeSet<usize> = parents.map(|(_, parent, _)| *parent).inserted();
        parents.into_iter().collect()
    }

    /// The group above each group of a partition that is nested in another, for one score.
    pub(in crate::analysis) fn parent_of_groups(
        &self,
        place: usize,
        partition: usize,
        above: usize,
    ) -> Option<&[usize]> {
        let mut nested = self.known_groups().get(place)?.nested.iter();
        let found = nested.find(|(child, parent, _)| (*child, *parent) == (partition, above));
        found.map(|(_, _, of_group)| of_group.as_slice())
    }

    /// True when one of two partitions is nested in the other, for one score.
    pub(in crate::analysis) fn either_nested(
        &self,
        place: usize,
        one: usize,
        other: usize,
    ) -> bool {
        self.parent_of_groups(place, one, other).is_some()
            || self.parent_of_groups(place, other, one).is_some()
    }

    /// Combinations of groups over all rows that count.
    pub(in crate::analysis) fn profiles(&self) -> Option<&Profiles> {
        let found = || Profiles::new(&self.prepared, &Selection::new(self, &Filter::new()));
        self.known.profiles.get_or_init(found).as_ref()
    }

    fn known_groups(&self) -> &[Arc<KnownGroups>] {
        self.known.groups.get_or_init(|| self.hidden_groups())
    }

    fn hidden_groups(&self) -> Vec<Arc<KnownGroups>> {
        let (prepared, min_group) = (&self.prepared, self.settings.min_group);
        let everybody = Selection::new(self, &Filter::new());
        let whole = Counts::new(prepared, &everybody);
        let groups: Vec<&Groups> = partitions(prepared).collect();
        let own = groups.len();
        let dates = usize::from(prepared.dates.is_some());
        let scores = 0..prepared.scores.len();
        let sizes = |place: usize| -> Vec<Sizes> {
            (0..own)
                .map(|partition| whole.sizes(place, partition))
                .collect()
        };
        let mut sizes: Vec<Vec<Sizes>> = scores.clone().map(sizes).collect();
        let mut shared: Vec<Vec<Shared>> = scores.clone().map(|_| Vec::new()).collect();
        let all_shown =
            |sizes: &Sizes| sizes.none == 0 && !hidden_parts(sizes, min_group).contains(&true);
        let plain = |partition: usize| match partition < dates {
            true => self.shows_all_periods(),
            false => sizes.iter().all(|sizes| all_shown(&sizes[partition])),
        };
        let plain: Vec<bool> = (0..own).map(plain).collect();
        let pairs = (0..own).flat_map(|one| (one + 1..own).map(move |other| (one, other)));
        let pairs = pairs.filter(|&(one, other)| !plain[one] || !plain[other]);
        let mut beside: Vec<usize> = Vec::new();
        for pair in pairs {
            let (one, other) = (groups[pair.0], groups[pair.1]);
            let (height, width) = (one.keys.len() + 1, other.keys.len() + 1);
            if height * width > MAX_SHARED {
                continue;
            }
            beside.extend((pair.0 < dates).then_some(pair.1));
            let counts = self.pair_counts([pair.0, pair.1], &everybody, scores.clone());
            for (place, counts) in counts.into_iter().enumerate() {
                let counts = (0..).zip(counts).filter(|(_, n)| *n > 0);
                let counts = counts.map(|(cell, n): (usize, u32)| (cell / width, cell % width, n));
                let counts = counts.collect();
                shared[place].push(Shared { pair, counts });
            }
        }
        // Segments hide what they have to among themselves, and periods the rest: segments do not depend on how
        // long these are.
        let among_segments = |(sizes, shared): (&mut Vec<Sizes>, &Vec<Shared>)| {
            sizes
                .iter_mut()
                .take(dates)
                .for_each(|it| *it = Sizes::default());
            let among = shared.iter().filter(|both| both.pair.0 >= dates);
            let among: Vec<Shared> = among.cloned().collect();
            hidden_together(sizes, &among, min_group)
        };
        let mut hidden: Vec<Vec<Vec<bool>>> =
            sizes.iter_mut().zip(&shared).map(among_segments).collect();
        let mut longer: Vec<Vec<Vec<bool>>> = scores.clone().map(|_| Vec::new()).collect();
        if dates > 0 {
            longer = self.hidden_by_length((&whole, &everybody), &hidden, &beside);
            for (hidden, longer) in hidden.iter_mut().zip(&mut longer) {
                hidden[0] = longer.pop().unwrap_or_default();
            }
        }
        let found = hidden.into_iter().zip(longer).enumerate();
        let found = found.map(|(place, (hidden, longer))| {
            let nested = shared[place].iter().flat_map(|both| {
                let (one, other) = both.pair;
                let widths = (hidden[one].len(), hidden[other].len());
                let counts = || both.counts.iter().copied();
                let turned = counts().map(|(a, b, n)| (b, a, n));
                let down = group_above(counts(), widths).map(|of| (one, other, of));
                let up = group_above(turned, (widths.1, widths.0)).map(|of| (other, one, of));
                [down, up].into_iter().flatten()
            });
            Arc::new(KnownGroups {
                nested: nested.collect(),
                hidden,
                longer,
            })
        });
        found.collect()
    }

    /// The same dates by periods of other lengths than that of the settings: somebody may look at both.
    pub(in crate::analysis) fn lengths(&self) -> &Lengths {
        self.known
            .lengths
            .get_or_init(|| match &self.prepared.dates {
                Some(dates) => Lengths::new(&dates.days, self.settings.period),
                None => Lengths::default(),
            })
    }

    /// What the crosstab of two partitions hides, by score. The rows are those of the partition that
    /// comes first, so that it does not depend on who asks.
    pub(in crate::analysis) fn known_cells(
        &self,
        whole: &Counts,
        everybody: &Selection,
        [one, other]: [usize; 2],
    ) -> CellsOfPair {
        let pair = (one.min(other), one.max(other));
        kept(&self.known.cells, pair, usize::MAX, || {
            Arc::new(match pair.0 == pair.1 {
                true => Vec::new(),
                false => (self.cells_of_option(whole, everybody, pair))
                    .unwrap_or_else(|| self.hidden_cells(whole, everybody, pair)),
            })
        })
    }

    /// The same of one score, the first of the two in the rows.
    pub(in crate::analysis) fn known_in_order(
        &self,
        whole: &Counts,
        everybody: &Selection,
        pair: [usize; 2],
        place: usize,
    ) -> Option<HiddenCells> {
        let cells = self.known_cells(whole, everybody, pair);
        let pattern = cells.get(place)?.clone();
        Some(match pair[0] > pair[1] {
            true => pattern.turned(),
            false => pattern,
        })
    }

    /// [`Analysis::base_cells`] of one score, which every crosstab with one of the two asks for again.
    pub(in crate::analysis) fn known_base(
        &self,
        whole: &Counts,
        everybody: &Selection,
        pair: (usize, usize),
        place: usize,
    ) -> Option<Arc<HiddenCells>> {
        kept(&self.known.base, (pair, place), MOST_BASE, || {
            let cells = self.base_cells(whole, everybody, pair, place..place + 1);
            cells.into_iter().next().map(Arc::new)
        })
    }

    /// Answers of everybody by the groups of two partitions, or what `make` counts: a crosstab is looked at
    /// beside every third partition, and each time all rows would be counted.
    pub(in crate::analysis) fn known_counts(
        &self,
        of: (usize, usize, usize),
        make: impl FnOnce() -> Vec<Vec<u32>>,
    ) -> CountsOfScores {
        kept(&self.known.counts, of, MOST_COUNTS, || Arc::new(make()))
    }

    /// Which groups of two partitions may have people in common, or what `make` finds, which every third
    /// partition asks for again.
    pub(in crate::analysis) fn known_possible(
        &self,
        pair: (usize, usize),
        place: usize,
        make: impl FnOnce() -> Option<Possible>,
    ) -> Option<Arc<Possible>> {
        let make = || make().map(Arc::new);
        kept(&self.known.possible, (pair, place), MOST_BASE, make)
    }

    /// Works out a part of what every filter will need, so that the first one does not wait for all of
    /// it. False when nothing is left to do.
    pub fn prepare_filters(&self) -> bool {
        let sizes: Vec<usize> = (partitions(&self.prepared))
            .map(|groups| groups.keys.len() + 1)
            .collect();
        if self.settings.min_group <= 1 || sizes.len() > MOST_IN_PAIRS {
            return false;
        }
        if self.known.profiles.get().is_none() {
            self.profiles();
            return true;
        }
        let Some(of) = self.next_table(&sizes) else {
            return false;
        };
        let everybody = Selection::new(self, &Filter::new());
        let whole = Counts::new(&self.prepared, &everybody);
        match of[..] {
            [one, other] => _ = self.known_cells(&whole, &everybody, [one, other]),
            _ => _ = self.cubes(&whole, &everybody, &of),
        }
        true
    }

    /// Two or three partitions of those sizes whose table nobody has asked for; two may be the same.
    fn next_table(&self, sizes: &[usize]) -> Option<Vec<usize>> {
        let pairs = self.known.cells.lock().ok()?;
        let threes = self.known.cubes.lock().ok()?;
        let count = sizes.len();
        let in_threes = if count > MOST_IN_THREES { 0 } else { count };
        // A third beyond the last stands for none.
        for third in (in_threes..=in_threes).chain(0..in_threes) {
            let is_pair = third == in_threes;
            let cells_beside = if is_pair { 1 } else { sizes[third] };
            let end = if is_pair { count } else { third };
            for one in 0..end {
                for other in one + usize::from(!is_pair)..end {
                    let cells = sizes[one] * sizes[other] * cells_beside;
                    let of = [one, other, third];
                    let of = &of[..if is_pair { 2 } else { 3 }];
                    let is_known = match is_pair {
                        true => pairs.contains_key(&(one, other)),
                        false => threes.contains_key(of),
                    };
                    if cells <= MOST_CELLS_AHEAD && !is_known {
                        return Some(of.to_vec());
                    }
                }
            }
        }
        None
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

    fn chosen_options(&self, question: &ChoiceColumn, options: &[usize]) -> ChosenOptions {
        let known = self.known_options(question);
        let scores = 0..self.prepared.scores.len();
        let any = |place: usize, partition: usize| -> Vec<bool> {
            let own =
                |option: &usize| self.hidden_within_option(place, (question, *option), partition);
            let mut any = vec![false; self.known_hidden(place, partition).len()];
            for hidden in options.iter().map(own) {
                (any.iter_mut().zip(hidden)).for_each(|(any, hidden)| *any |= hidden);
            }
            any
        };
        let partitions = partitions(&self.prepared).count();
        let of_score = |place| (0..partitions).map(|it| any(place, it)).collect();
        let hides = |place: usize| options.iter().any(|option| known.hidden[place][*option]);
        ChosenOptions {
            of: options.iter().map(|&option| known.number(option)).collect(),
            hidden: scores.clone().map(hides).collect(),
            cells: scores.map(of_score).collect(),
        }
    }

    /// What is known of the options of a question, or what `make` finds about them.
    pub(in crate::analysis) fn kept_options(
        &self,
        column: u32,
        make: impl FnOnce() -> KnownOptions,
    ) -> Arc<KnownOptions> {
        kept(&self.known.options, column, usize::MAX, || Arc::new(make()))
    }
}

/// Most pairs of groups of two partitions that are looked at together.
const MAX_SHARED: usize = 200_000;

/// The group of the second partition that holds all of each group of the first; `None` when a group
/// lies in several. Empty groups lie in the first.
fn group_above(
    counts: impl Iterator<Item = (usize, usize, u32)>,
    (groups, above): (usize, usize),
) -> Option<Vec<usize>> {
    let mut found = vec![usize::MAX; groups];
    for (group, parent, _) in counts.filter(|(group, _, _)| *group < groups) {
        if found[group] != usize::MAX || parent == above {
            return None;
        }
        found[group] = parent;
    }
    found
        .iter_mut()
        .for_each(|parent| *parent = if *parent == usize::MAX { 0 } else { *parent });
    (groups > 1 && above > 1).then_some(found)
}
