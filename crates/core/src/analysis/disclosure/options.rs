//! What options of multiple-choice questions must not give away (definitions.md §2).
//!
//! Options overlap, so that they do not add up to anything. Each of them parts those who chose it from those
//! who did not, though, and is a partition like a segment in every table with others. Their numbers
//! follow those of the date and the segments.

use super::cubes::Cube;
use super::protection::{CellsOfPair, Nested, Protection, nested_in};
use crate::analysis::Analysis;
use crate::analysis::counts::{Counts, partitions};
use crate::analysis::crosstabs::{HiddenCells, Side};
use crate::analysis::prepared::{ChoiceColumn, Groups};
use crate::analysis::selection::Selection;
use crate::figures::Histogram;
use crate::figures::breakdown::{Sizes, hidden_parts};
use crate::figures::nesting::{hidden_beside, hidden_together};
use crate::filter::{Condition, Filter};
use std::borrow::Cow;
use std::sync::Arc;

/// Most tables that a crosstab of two questions may take under a filter.
const MOST_TABLES: usize = 100;

/// What is hidden of the options of one question when nothing is filtered.
#[derive(Debug)]
pub(in crate::analysis) struct KnownOptions {
    /// Number of the first option among all partitions.
    first: usize,
    /// By score and option: whether the breakdown hides it.
    pub hidden: Vec<Vec<bool>>,
    /// By option, score and partition: groups that a breakdown of those who chose it hides.
    groups: Vec<Vec<Vec<Vec<bool>>>>,
    /// The counts by option.
    counts: Vec<Counts>,
}

impl KnownOptions {
    /// Number of an option among all partitions.
    pub fn number(&self, option: usize) -> usize {
        self.first + option
    }

    /// Groups of a partition that a breakdown of those who chose an option hides.
    pub fn groups(&self, place: usize, option: usize, partition: usize) -> &[bool] {
        &self.groups[option][place][partition]
    }
}

impl Analysis {
    /// The question and the option that a number stands for.
    fn option_at(&self, partition: usize) -> Option<(&ChoiceColumn, usize)> {
        let mut option = partition.checked_sub(partitions(&self.prepared).count())?;
        self.prepared.choices.iter().find_map(|question| {
            let options = question.choices.keys.len();
            match option < options {
                true => Some((question, option)),
                false => {
                    option -= options;
                    None
                }
            }
        })
    }

    /// Number of the first of the longer periods among all partitions: they follow the options.
    pub(in crate::analysis) fn first_longer(&self) -> usize {
        let options = self.prepared.choices.iter();
        let options = options.map(|question| question.choices.keys.len());
        partitions(&self.prepared).count() + options.sum::<usize>()
    }

    /// The groups of a partition: a date, a segment, or who chose an option, which is one group; the others are in
    /// none. Periods of other lengths come last.
    pub(in crate::analysis) fn groups_of(&self, partition: usize) -> Option<Cow<'_, Groups>> {
        if let Some(groups) = partitions(&self.prepared).nth(partition) {
            return Some(Cow::Borrowed(groups));
        }
        if let Some(longer) = partition.checked_sub(self.first_longer()) {
            let (other, dates) = (
                self.lengths().others.get(longer)?,
                self.prepared.dates.as_ref()?,
            );
            return Some(Cow::Borrowed(other.groups(&dates.days)));
        }
        let (question, option) = self.option_at(partition)?;
        let mut chosen = vec![None; self.table.rows as usize];
        (question.choices.rows[option].iter()).for_each(|&row| chosen[row as usize] = Some(0));
        Some(Cow::Owned(Groups::new(
            vec![String::new()],
            chosen.into_iter(),
        )))
    }

    /// Whether the groups of a partition are hidden when nothing is filtered, those in none last where it has to
    /// be said of them.
    pub(in crate::analysis) fn hidden_without_filter(
        &self,
        place: usize,
        partition: usize,
    ) -> Vec<bool> {
        match self.option_at(partition) {
            Some((question, option)) => {
                vec![self.known_options(question).hidden[place][option]; 2]
            }
            None => self.known_hidden(place, partition).to_vec(),
        }
    }

    /// What is hidden of the options of a question when nothing is filtered.
    pub(in crate::analysis) fn known_options(&self, question: &ChoiceColumn) -> Arc<KnownOptions> {
        self.kept_options(question.column, || self.hidden_options_of(question))
    }

    fn hidden_options_of(&self, question: &ChoiceColumn) -> KnownOptions {
        let (prepared, min_group) = (&self.prepared, self.settings.min_group);
        let everybody = Selection::new(self, &Filter::new());
        let whole = Counts::new(prepared, &everybody);
        let counts_of = |rows: &[u32]| {
            let rows = rows.iter().copied().filter(|row| everybody.keeps(*row));
            Counts::of_rows(prepared, Some(&rows.collect::<Vec<u32>>()))
        };
        let counts: Vec<Counts> = (question.choices.rows.iter())
            .map(|rows| counts_of(rows))
            .collect();
        let all = counts_of(&question.choices.answered);
        let tells = |n: u32, wider: u32| n > 0 && (1..min_group).contains(&(wider - n));
        let scores = 0..prepared.scores.len();
        // Those who did not choose an option are everybody less the option.
        let gives_away = |n: u32, place: usize| tells(n, all.n(place)) || tells(n, whole.n(place));
        let hidden = |place: usize| {
            let n: Vec<u32> = counts.iter().map(|counts| counts.n(place)).collect();
            let sizes = Sizes {
                hidden: n.iter().map(|&n| gives_away(n, place)).collect(),
                n,
                none: 0,
            };
            hidden_parts(&sizes, min_group)
        };
        // Periods are hidden by length, beside what segments hide, which does not depend on how long they are.
        let dates = usize::from(prepared.dates.is_some());
        let all_partitions = dates..partitions(prepared).count();
        let pairs = all_partitions.clone().flat_map(|child| {
            let others = all_partitions
                .clone()
                .filter(move |parent| *parent != child);
            others.map(move |parent| (child, parent))
        });
        let nested = |place: usize| -> Vec<Nested> {
            let of = |pair| self.nested_in(place, &everybody, pair);
            let nested = pairs
                .clone()
                .filter_map(|pair| Some((pair.0, pair.1, of(pair)?)));
            nested.collect()
        };
        let nested: Vec<Vec<Nested>> = scores.clone().map(nested).collect();
        let groups = |counts: &Counts, place: usize| {
            let sizes = (0..counts.partitions()).map(|partition| {
                if partition < dates {
                    return Sizes::default();
                }
                let mut sizes = counts.sizes(place, partition);
                let whole = whole.sizes(place, partition);
                let known = self.known_hidden(place, partition).iter();
                for (group, known) in known.enumerate() {
                    sizes.hidden[group] = *known || tells(sizes.n[group], whole.n[group]);
                }
                sizes
            });
            let sizes: Vec<Sizes> = sizes.collect();
            let nested = nested[place].iter();
            let shared: Vec<_> = nested.map(|nested| nested_in(nested, &sizes)).collect();
            hidden_together(&sizes, &shared, min_group)
        };
        let before = (prepared.choices.iter()).take_while(|other| other.column != question.column);
        let before: usize = before.map(|other| other.choices.keys.len()).sum();
        KnownOptions {
            first: partitions(prepared).count() + before,
            hidden: scores.clone().map(hidden).collect(),
            groups: (counts.iter())
                .map(|counts| {
                    let of_score = |place| groups(counts, place);
                    scores.clone().map(of_score).collect()
                })
                .collect(),
            counts,
        }
    }

    /// Answers by the groups of a partition of those who chose an option; `None` when it is no option.
    pub(in crate::analysis) fn sizes_within_option(
        &self,
        place: usize,
        [partition, option]: [usize; 2],
    ) -> Option<Sizes> {
        let (question, at) = self.option_at(option)?;
        let known = self.known_options(question);
        if partition < known.counts[at].partitions() {
            return Some(known.counts[at].sizes(place, partition));
        }
        // Periods of other lengths are not counted with the rest.
        let groups = self.groups_of(partition)?;
        let everybody = Selection::new(self, &Filter::new());
        let score = &self.prepared.scores[place];
        let mut sizes = Sizes {
            n: vec![0; groups.keys.len()],
            ..Sizes::default()
        };
        let rows = question.choices.rows[at].iter().copied();
        for row in rows.filter(|&row| everybody.keeps(row) && score.answer(row).is_some()) {
            match groups.get(row) {
                Some(group) => sizes.n[group] += 1,
                None => sizes.none += 1,
            }
        }
        Some(sizes)
    }

    /// Groups of a partition that a breakdown of those who chose an option hides.
    pub(in crate::analysis) fn hidden_within_option(
        &self,
        place: usize,
        (question, at): (&ChoiceColumn, usize),
        partition: usize,
    ) -> Vec<bool> {
        let known = self.known_options(question);
        if !self.is_time(partition) {
            return known.groups(place, at, partition).to_vec();
        }
        let everybody = Selection::new(self, &Filter::new());
        let whole = Counts::new(&self.prepared, &everybody);
        let cells = self.known_cells(&whole, &everybody, [partition, known.number(at)]);
        let periods = 0..self.known_hidden(place, partition).len();
        let hides = |cells: &HiddenCells, period: usize| {
            let (line, column) = cells.line_and_column(period, 0);
            cells.hides(line, column)
        };
        let cells = cells.get(place);
        periods
            .map(|period| cells.is_none_or(|cells| hides(cells, period)))
            .collect()
    }

    /// What may be shown of an option beside a segment, beside another option or beside periods, by score; the
    /// option has the higher number, unless periods of another length have. `None` when neither is an option.
    pub(in crate::analysis) fn cells_of_option(
        &self,
        whole: &Counts,
        everybody: &Selection,
        (one, option): (usize, usize),
    ) -> Option<Vec<HiddenCells>> {
        if self.is_time(option) {
            let cells = self.cells_of_option(whole, everybody, (option, one))?;
            return Some(cells.into_iter().map(HiddenCells::turned).collect());
        }
        let (question, at) = self.option_at(option)?;
        let known = self.known_options(question);
        let beside = self.option_at(one);
        let cells = (0..self.prepared.scores.len()).map(|place| {
            let hides = known.hidden[place][at];
            // By group who chose the option and who did not, margins last.
            let mut hidden = match beside {
                Some(other) => {
                    let all = self.tells_of_two((whole, everybody), place, [other, (question, at)]);
                    let other = self.known_options(other.0).hidden[place][other.1];
                    vec![vec![all, all, other]; 2]
                }
                None => self.groups_beside_option((whole, everybody), place, [one, option], hides),
            };
            hidden.push(vec![hides, hides, false]);
            let mut cells = HiddenCells::of_groups(hidden);
            if self.is_time(one) {
                let of = (one, option);
                self.hide_beside_longer((whole, everybody), place, of, &mut cells);
                let longer = !self.longer_than(one).is_empty();
                for third in self.beside_options().filter(|it| longer && *it != option) {
                    let mut work = self.work_of_a_table();
                    let hide = (&mut cells, &mut work);
                    self.hide_beside_longer_tables((whole, everybody), place, (of, third), hide);
                }
                // Who did not choose the option is the period less who did.
                for line in 0..cells.height() - 1 {
                    if cells.hides(line, 0) || cells.hides(line, 1) {
                        cells.hide(line, 0);
                        cells.hide(line, 1);
                    }
                }
            }
            cells
        });
        Some(cells.collect())
    }

    /// True when an option of a question, alone or beside one of another, must be hidden: who chose both, one of
    /// them or neither are few.
    fn tells_of_two(
        &self,
        (whole, everybody): (&Counts, &Selection),
        place: usize,
        [one, other]: [(&ChoiceColumn, usize); 2],
    ) -> bool {
        let few = |n: u32| (1..self.settings.min_group).contains(&n);
        let score = &self.prepared.scores[place];
        let theirs = &one.0.choices.rows[one.1];
        let both = other.0.choices.rows[other.1].iter().filter(|&&row| {
            let chosen = theirs.binary_search(&row).is_ok();
            chosen && everybody.keeps(row) && score.answer(row).is_some()
        });
        let both = both.count() as u32;
        let known = [one, other].map(|(question, at)| (self.known_options(question), at));
        let [n, m] = known
            .each_ref()
            .map(|(known, at)| known.counts[*at].n(place));
        let neither = whole.n(place) + both - n - m;
        [both, n - both, m - both, neither].into_iter().any(few)
            || known.iter().any(|(known, at)| known.hidden[place][*at])
    }

    /// What is hidden of those in each group of a partition, and in none, who chose an option, who did not, and of all
    /// of them. `hides` says that the option is hidden.
    fn groups_beside_option(
        &self,
        (whole, everybody): (&Counts, &Selection),
        place: usize,
        [one, option]: [usize; 2],
        hides: bool,
    ) -> Vec<Vec<bool>> {
        let few = |n: u32| (1..self.settings.min_group).contains(&n);
        let wider = self.known_hidden(place, one);
        let own = self
            .sizes_within_option(place, [one, option])
            .unwrap_or_default();
        let (groups, none) = match self.is_time(one) {
            true => {
                let all = self.sizes_of_periods(place, one);
                let none = all.none;
                (
                    self.periods_within_option((everybody, place), [one, option], &own, &all),
                    none,
                )
            }
            false => {
                let known = self.option_at(option).map(|(question, at)| {
                    self.known_options(question).groups(place, at, one).to_vec()
                });
                (known.unwrap_or_default(), whole.sizes(place, one).none)
            }
        };
        let mut hidden: Vec<Vec<bool>> = groups
            .iter()
            .zip(wider)
            .map(|(hidden, wider)| vec![*hidden || hides, *hidden || hides, *wider])
            .collect();
        let few_in_none = hides || few(own.none) || few(none - own.none);
        hidden.push(vec![few_in_none, few_in_none, few(none)]);
        hidden
    }

    /// Periods that are hidden of those who chose an option, `own` and `all` being answers by period of these and
    /// of everybody. Segments do not depend on periods, so that they are decided.
    fn periods_within_option(
        &self,
        (everybody, place): (&Selection, usize),
        [time, option]: [usize; 2],
        own: &Sizes,
        all: &Sizes,
    ) -> Vec<bool> {
        let min_group = self.settings.min_group;
        let Some((question, at)) = self.option_at(option) else {
            return vec![true; own.n.len()];
        };
        let known = self.known_options(question);
        let tells = |(&n, &all): (&u32, &u32)| n > 0 && (1..min_group).contains(&(all - n));
        let hidden = self.known_hidden(place, time).iter();
        let hidden = hidden.zip(own.n.iter().zip(&all.n));
        let periods = Sizes {
            hidden: hidden.map(|(wider, n)| *wider || tells(n)).collect(),
            ..own.clone()
        };
        let dates = usize::from(self.prepared.dates.is_some());
        let segments = dates..partitions(&self.prepared).count();
        let mut decided = Vec::new();
        let mut sizes = Vec::new();
        let mut nested: Vec<Nested> = Vec::new();
        for (at_segment, segment) in segments.clone().enumerate() {
            decided.push(known.groups(place, at, segment).to_vec());
            sizes.push(known.counts[at].sizes(place, segment));
            let last = segments.len();
            let of = |pair| self.nested_in(place, everybody, pair);
            nested.extend(of((time, segment)).map(|of| (last, at_segment, of)));
            nested.extend(of((segment, time)).map(|of| (at_segment, last, of)));
        }
        sizes.push(periods);
        let shared: Vec<_> = nested
            .iter()
            .map(|nested| nested_in(nested, &sizes))
            .collect();
        hidden_beside(decided, &sizes, &shared, min_group)
            .pop()
            .unwrap_or_default()
    }

    /// The multiple-choice question that a condition chooses options of, and these.
    pub(in crate::analysis) fn options_of<'a>(
        &'a self,
        condition: &Condition,
    ) -> Option<(&'a ChoiceColumn, Vec<usize>)> {
        let Condition::Segment { column, keys } = condition else {
            return None;
        };
        let mut questions = self.prepared.choices.iter();
        let question = questions.find(|question| question.column == *column)?;
        let options = (0..).zip(&question.choices.keys);
        let chosen = options.filter(|(_, key)| keys.contains(key));
        Some((question, chosen.map(|(option, _)| option).collect()))
    }

    /// Which options of a question a breakdown hides, `parts` being the answers of those who chose
    /// each and `all` of everybody who chose one.
    pub(in crate::analysis) fn hidden_options(
        &self,
        place: usize,
        question: &ChoiceColumn,
        (parts, all): (&[(String, Histogram)], &Histogram),
        counts: &Counts,
        protection: &Protection,
    ) -> Vec<bool> {
        if self.settings.min_group <= 1 {
            return vec![false; parts.len()];
        }
        let known = self.known_options(question);
        if protection.wider_filters().is_empty() {
            return known.hidden[place].clone();
        }
        if protection.hides_score(counts, place) {
            return vec![true; parts.len()];
        }
        let n: Vec<u32> = parts.iter().map(|(_, answers)| answers.n()).collect();
        let mut sizes = Sizes {
            hidden: n.iter().map(|&n| protection.tells(n, all.n())).collect(),
            n,
            none: 0,
        };
        let score = &self.prepared.scores[place];
        for filter in protection.wider_filters() {
            let (wider, _) = score.by_choice(&question.choices, &Selection::new(self, filter));
            let pairs = sizes.n.iter().zip(&wider);
            for (hidden, (&n, (_, wider))) in sizes.hidden.iter_mut().zip(pairs) {
                *hidden |= protection.tells(n, wider.n());
            }
        }
        for (option, hidden) in sizes.hidden.iter_mut().enumerate() {
            let of_groups = |partition: usize| {
                let own = known.counts[option].sizes(place, partition);
                (
                    own,
                    self.hidden_within_option(place, (question, option), partition),
                )
            };
            *hidden |= known.hidden[place][option]
                || protection.splits_any(&of_groups)
                || self.periods_tell(place, known.number(option), protection)
                || self.option_tells(place, known.number(option), protection);
        }
        hidden_parts(&sizes, self.settings.min_group)
    }

    /// True when those who chose an option in the periods that a filter chooses do not follow from what is shown of
    /// the option by period.
    fn periods_tell(&self, place: usize, option: usize, protection: &Protection) -> bool {
        let mut chosen = protection.chosen_groups();
        let Some((time, periods)) = chosen.find(|(it, _)| self.is_time(*it)) else {
            return false;
        };
        let cells = self.known_pair_of(protection, [time, option]);
        (cells.get(place)).is_none_or(|cells| !cells.tell(periods, &[true]))
    }

    /// True when an option tells something new under a filter, beside all that the filter chooses.
    fn option_tells(&self, place: usize, option: usize, protection: &Protection) -> bool {
        let chosen = protection.chosen_options();
        if (chosen.filter(|other| *other != option)).any(|other| {
            let cells = self.known_pair_of(protection, [other, option]);
            (cells.get(place)).is_none_or(|cells| cells.hides(0, 0))
        }) {
            return true;
        }
        let Some((of, cubes)) = self.cubes_beside(protection, &[option]) else {
            return false;
        };
        let cube = cubes.as_ref().as_ref().and_then(|cubes| cubes.get(place));
        !cube.is_some_and(|cube| {
            cube.tells_nothing_new(|groups| {
                protection.passes(&of, groups) && group_in(&of, groups, option) == Some(0)
            })
        })
    }

    /// Marks the cells of a crosstab with a question that may not be shown: what it hides without a filter, and
    /// under a filter what tells something new. True when it could not be found out which do.
    pub(in crate::analysis) fn tell_options(
        &self,
        place: usize,
        (down, across): (&Side, &Side),
        protection: &Protection,
        tells: &mut [Vec<bool>],
    ) -> bool {
        let is_filtered = !protection.wider_filters().is_empty();
        let (lines, columns) = (self.members(down), self.members(across));
        if is_filtered && lines.len() * columns.len() > MOST_TABLES {
            tells.iter_mut().for_each(|row| row.fill(true));
            return true;
        }
        let mut unproven = false;
        for (one, own) in &lines {
            for (other, theirs) in columns.iter().filter(|(other, _)| other != one) {
                let cells = self.known_pair_of(protection, [*one, *other]);
                let table = self.cubes_beside(protection, &[*one, *other]);
                let table = (table.as_ref()).map(|(of, cubes)| {
                    let cubes = cubes.as_ref().as_ref();
                    (of, cubes.and_then(|cubes| cubes.get(place)))
                });
                unproven |= table.is_some_and(|(_, cube)| cube.is_none_or(Cube::is_unknown));
                let tells_new = |group: usize, other_group: usize| {
                    let (low, high) = match one < other {
                        true => (group, other_group),
                        false => (other_group, group),
                    };
                    let hides = |cells: &HiddenCells| {
                        let (line, column) = cells.line_and_column(low, high);
                        cells.hides(line, column)
                    };
                    cells.get(place).is_none_or(hides)
                        || table.is_some_and(|(of, cube)| {
                            !cube.is_some_and(|cube| {
                                cube.tells_nothing_new(|groups| {
                                    protection.passes(of, groups)
                                        && group_in(of, groups, *one) == Some(group)
                                        && group_in(of, groups, *other) == Some(other_group)
                                })
                            })
                        })
                };
                for &(line, group) in own {
                    for &(column, other_group) in theirs {
                        tells[line][column] |= tells_new(group, other_group);
                    }
                }
            }
        }
        unproven
    }

    /// The partitions of one side of a crosstab, each with the line of every group of it: a segment with all its
    /// groups and none, or every option with those who chose it.
    fn members(&self, side: &Side) -> Vec<(usize, Vec<(usize, usize)>)> {
        if let Some(partition) = side.partition {
            let groups = self
                .groups_of(partition)
                .map_or(0, |groups| groups.keys.len());
            let lines =
                (0..=groups).map(|group| (side.line(Some(group).filter(|it| *it < groups)), group));
            return vec![(partition, lines.collect())];
        }
        let options = side
            .first_option
            .into_iter()
            .flat_map(|first| first..first + side.groups());
        options
            .enumerate()
            .map(|(option, number)| (number, vec![(side.line(Some(option)), 0)]))
            .collect()
    }

    /// What the crosstab of two partitions hides without a filter.
    fn known_pair_of(&self, protection: &Protection, pair: [usize; 2]) -> CellsOfPair {
        let everybody = Selection::new(self, &Filter::new());
        match protection.wider_filters().is_empty() {
            true => self.known_cells(&Counts::new(&self.prepared, &everybody), &everybody, pair),
            false => self.known_cells(protection.whole(), &everybody, pair),
        }
    }
}

/// The group of a partition in a cell of a table of partitions.
pub(in crate::analysis) fn group_in(
    of: &[usize],
    groups: &[usize],
    partition: usize,
) -> Option<usize> {
    let at = of.iter().position(|one| *one == partition)?;
    groups.get(at).copied()
}
