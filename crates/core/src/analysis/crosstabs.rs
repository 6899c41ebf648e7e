//! A score by two segments at once (definitions.md §2).

use super::Analysis;
use super::counts::{Counts, partitions};
use super::disclosure::options::group_in;
use super::disclosure::protection::Protection;
use super::prepared::{Groups, ScoreColumn, in_chunks};
use super::selection::Selection;
use crate::choices::Choices;
use crate::figures::Histogram;
use crate::figures::breakdown::{Sizes, hidden_parts};
use crate::figures::contingency::{Association, adjust, association};
use crate::figures::crosstab::{follows, on_cycles, suppressed_cells};
use crate::figures::nesting::hidden_within;
use crate::figures::tests_of_difference::{benjamini_hochberg, compare};
use crate::order::Arrange;
use crate::report::Metric;
use crate::settings::CrosstabRequest;
use serde::Serialize;
use std::ops::Range;

/// Most groups per side; the smallest beyond join those without a value.
const MAX_LINES: usize = 30;

/// A score by two segments, with margins.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Crosstab {
    /// Column index of the score.
    pub column: u32,
    /// Question type of the score.
    pub metric: Option<Metric>,
    /// Column index of the segment or multiple-choice question in the rows. With a question a
    /// person counts for every option that was chosen, so that cells do not add up to the margin.
    pub rows: u32,
    /// Column index of the segment or question in the columns.
    pub columns: u32,
    /// Groups of the rows, largest first and hidden ones last; null for rows without a value and the
    /// smallest groups beyond thirty. The margin has no key.
    pub row_keys: Vec<Option<String>>,
    /// Groups of the columns, likewise.
    pub column_keys: Vec<Option<String>>,
    /// Cells by row; the last row and the last cell of each row are the margins.
    pub cells: Vec<Vec<CrossCell>>,
    /// Whether the two segments go together, by the counts that follow from the cells and margins shown.
    /// Benjamini–Hochberg over the crosstabs of a report; a crosstab asked for by itself is not adjusted.
    pub association: Option<Association>,
    /// Groups whose hidden cells the association cannot use: together they are one line of the test, or they
    /// are left out of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub association_untold: Vec<String>,
    /// True when cells are hidden because they could not be proven safe in time, not because they are small.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unproven: bool,
}

/// One cell of a crosstab.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct CrossCell {
    /// Valid answers; null when `hidden`.
    pub n: Option<u32>,
    /// Value in the unit of the score's figure.
    pub value: Option<f64>,
    /// 95 % interval.
    pub interval: Option<[f64; 2]>,
    /// This cell against all other answers, Benjamini–Hochberg over all cells; null in margins.
    pub p_adjusted: Option<f64>,
    /// Effect size against all other answers: Cohen's h for CSAT, Cohen's d otherwise.
    pub effect: Option<f64>,
    /// True when suppressed by the minimum group size or to protect another cell.
    pub hidden: bool,
}

/// The groups of one side that the table shows.
struct Lines {
    keys: Vec<Option<String>>,
    /// Line of each group.
    of_group: Vec<usize>,
    /// Line of rows without a group.
    none: usize,
    hidden: Vec<bool>,
    /// True when groups beyond the largest are with those without one.
    cut: bool,
}

/// A segment or a multiple-choice question on one side of a table.
pub(super) struct Side<'a> {
    lines: Lines,
    of_row: OfRow<'a>,
    /// The partition of a segment.
    pub partition: Option<usize>,
    /// The number of the first option of a question among all partitions.
    pub first_option: Option<usize>,
}

enum OfRow<'a> {
    Segment(&'a Groups),
    /// Options of each row, those of row `i` from `starts[i]` to `starts[i + 1]`.
    Options {
        starts: Vec<u32>,
        options: Vec<u16>,
    },
}

impl Side<'_> {
    /// Lines that a row counts in, the margin included.
    fn lines(&self, row: u32) -> impl Iterator<Item = usize> + Clone + '_ {
        let (one, several) = match &self.of_row {
            OfRow::Segment(groups) => (Some(self.lines.line(groups.get(row))), &[][..]),
            OfRow::Options { starts, options } => {
                let row = row as usize;
                let own = starts[row] as usize..starts[row + 1] as usize;
                let own = options.get(own).unwrap_or_default();
                (own.is_empty().then_some(self.lines.none), own)
            }
        };
        let several = several
            .iter()
            .map(|&option| self.lines.of_group[usize::from(option)]);
        // Two options beyond the thirty most frequent are one line, in which nobody counts twice.
        let several = several.scan(false, |counted, line| {
            let again =
                line == self.lines.none && std::mem::replace(counted, line == self.lines.none);
            Some((!again).then_some(line))
        });
        one.into_iter()
            .chain(several.flatten())
            .chain([self.lines.none + 1])
    }

    /// The same without the margin.
    fn named_lines(&self, row: u32) -> impl Iterator<Item = usize> + '_ {
        self.lines(row).filter(|line| *line <= self.lines.none)
    }

    /// Line of a group or an option.
    pub fn line(&self, group: Option<usize>) -> usize {
        self.lines.line(group)
    }

    /// Groups or options.
    pub fn groups(&self) -> usize {
        self.lines.of_group.len()
    }

    /// True when a row can count in several lines.
    fn overlaps(&self) -> bool {
        matches!(self.of_row, OfRow::Options { .. })
    }
}

impl Analysis {
    /// The crosstabs that the settings ask for, their associations adjusted for each other.
    pub(super) fn crosstabs(&self) -> Vec<Crosstab> {
        let wanted = self.settings.crosstabs.iter();
        let mut found: Vec<Crosstab> = wanted.filter_map(|one| self.crosstab(one)).collect();
        adjust(found.iter_mut().map(|it| it.association.as_mut()).collect());
        found
    }

    /// A crosstab. `None` when there is no such score or segment.
    pub fn crosstab(&self, request: &CrosstabRequest) -> Option<Crosstab> {
        let score = self.prepared.score(request.column)?;
        let place = self.prepared.place(score)?;
        let selection = Selection::new(self, &request.filter);
        let protection = self.protection(&request.filter);
        let counts = Counts::new(&self.prepared, &selection);
        let side = |column: u32| self.side(column, place, &counts, &selection, &protection);
        let (mut down, mut across) = (side(request.rows)?, side(request.columns)?);
        let cells = count_cells(score, &down, &across, &selection);
        let mut unproven = protection.unproven(place, None);
        let hidden: Vec<Vec<bool>> = match protection.hides_score(&counts, place) {
            true => cells.iter().map(|row| vec![true; row.len()]).collect(),
            false => {
                let wider = protection.wider_filters().iter().map(|filter| {
                    let wider = Selection::new(self, filter);
                    sizes_of(&count_cells(score, &down, &across, &wider))
                });
                let mut tells = told(&sizes_of(&cells), wider, &protection);
                unproven |= match down.overlaps() || across.overlaps() {
                    _ if self.settings.min_group <= 1 => false,
                    true => self.tell_options(place, (&down, &across), &protection, &mut tells),
                    false => {
                        let sides = (&mut down, &mut across);
                        self.tell_cells(place, sides, &protection, &mut tells)
                    }
                };
                let known = match request.filter.is_empty() && self.settings.min_group > 1 {
                    true => self.known_pattern(place, [&down, &across], (&counts, &selection)),
                    false => None,
                };
                let both = down.partition.zip(across.partition);
                let nested =
                    both.is_some_and(|(down, across)| self.either_nested(place, down, across));
                let min_group = self.settings.min_group;
                let own = || suppression(&cells, (&down, &across), &tells, nested, min_group);
                known.unwrap_or_else(own)
            }
        };
        let of_people = self
            .answers_by_person(score, &selection)
            .map(|(by_person, _)| {
                // What a cell differs by has to hold among people, too.
                let width = across.lines.none + 1;
                by_person.p_of_groups((down.lines.none + 1) * width, &|row, note| {
                    for line in down.named_lines(row) {
                        across
                            .named_lines(row)
                            .for_each(|column| note(line * width + column));
                    }
                })
            });
        let (association, association_untold) = match down.overlaps() || across.overlaps() {
            // Who chose two options is in two lines: no table of independent counts.
            true => (None, Vec::new()),
            false => {
                let keys = [&down, &across].map(|side| &side.lines.keys[..]);
                counts_association(&cells, &hidden, keys, request.rows < request.columns)
            }
        };
        Some(Crosstab {
            column: score.column,
            metric: score.scale.metric,
            rows: request.rows,
            columns: request.columns,
            cells: figures(score, &cells, &hidden, of_people.as_deref()),
            association,
            association_untold,
            unproven: unproven && hidden.iter().flatten().any(|hidden| *hidden),
            row_keys: down.lines.keys,
            column_keys: across.lines.keys,
        })
    }

    /// Marks the cells and lines that tell something new under a filter on one of the segments or on
    /// others. True when it could not be found out which do.
    fn tell_cells(
        &self,
        place: usize,
        (down, across): (&mut Side, &mut Side),
        protection: &Protection,
        tells: &mut [Vec<bool>],
    ) -> bool {
        let Some(pair) = down.partition.zip(across.partition) else {
            return false;
        };
        let of_line = |side: &Side| {
            let (of_group, none) = (side.lines.of_group.clone(), side.lines.none);
            move |line: Option<usize>, group: usize| {
                let own = of_group.get(group).copied().unwrap_or(none);
                line.is_none_or(|line| line == own)
            }
        };
        let (in_row, in_column) = (of_line(down), of_line(across));
        let mut mark = |tells_new: &dyn Fn(Option<usize>, Option<usize>) -> bool| {
            for (line, row) in tells.iter_mut().enumerate().take(down.lines.none + 1) {
                let cells = row.iter_mut().enumerate().take(across.lines.none + 1);
                cells.for_each(|(column, tells)| *tells |= tells_new(Some(line), Some(column)));
            }
            let lines = down.lines.hidden.iter_mut().enumerate();
            lines.for_each(|(line, hidden)| *hidden |= tells_new(Some(line), None));
            let columns = across.lines.hidden.iter_mut().enumerate();
            columns.for_each(|(column, hidden)| *hidden |= tells_new(None, Some(column)));
        };
        if let Some((of, cubes)) = self.cubes_beside(protection, &[pair.0, pair.1]) {
            let Some(cube) = cubes.as_ref().as_ref().and_then(|cubes| cubes.get(place)) else {
                mark(&|_, _| true);
                return true;
            };
            mark(&|line, column| {
                !cube.tells_nothing_new(|groups| {
                    let group = |partition| group_in(&of, groups, partition).unwrap_or(usize::MAX);
                    in_row(line, group(pair.0))
                        && in_column(column, group(pair.1))
                        && protection.passes(&of, groups)
                })
            });
            return cube.is_unknown();
        } else if let Some(patterns) = self.known_pair(protection, [pair.0, pair.1])
            && let Some(pattern) = patterns.get(place)
        {
            mark(&|line, column| {
                let row = |group| in_row(line, group) && protection.chooses(pair.0, group);
                let column = |group| in_column(column, group) && protection.chooses(pair.1, group);
                !match pair.0 < pair.1 {
                    true => pattern.tells_nothing_new(row, column),
                    false => pattern.tells_nothing_new(column, row),
                }
            });
        }
        false
    }

    /// What the crosstab of two segments hides without a filter, which filters on them go by.
    fn known_pattern(
        &self,
        place: usize,
        sides: [&Side; 2],
        (counts, everybody): (&Counts, &Selection),
    ) -> Option<Vec<Vec<bool>>> {
        let (down, across) = (sides[0].partition?, sides[1].partition?);
        let known = self.known_cells(counts, everybody, [down, across]);
        let known = known.get(place)?.clone();
        let known = if down < across { known } else { known.turned() };
        if known.height() == sides[0].lines.none + 2 && known.width() == sides[1].lines.none + 2 {
            return Some(known.hidden);
        }
        // Where the smallest groups are one line here, its cells may be sums of hidden ones.
        let mut hidden = Vec::new();
        for line in 0..=sides[0].lines.none {
            let of_row = |group: usize| sides[0].lines.holds(line, group);
            let cell = |column: usize| {
                let of_column = |group: usize| sides[1].lines.holds(column, group);
                !known.tells_nothing_new(of_row, of_column)
            };
            let cells = (0..=sides[1].lines.none).map(cell);
            let margin = !known.tells_nothing_new(of_row, |_| true);
            hidden.push(cells.chain([margin]).collect());
        }
        let margin = |column: usize| {
            let of_column = |group: usize| sides[1].lines.holds(column, group);
            !known.tells_nothing_new(|_| true, of_column)
        };
        let margins = (0..=sides[1].lines.none).map(margin);
        hidden.push(margins.chain([false]).collect());
        Some(hidden)
    }

    /// A side of the table with the lines that breakdowns hide.
    fn side(
        &self,
        column: u32,
        place: usize,
        counts: &Counts,
        selection: &Selection,
        protection: &Protection,
    ) -> Option<Side<'_>> {
        let mut segments = self.prepared.segments.iter();
        if let Some(index) = segments.position(|segment| segment.column == column) {
            let groups = &self.prepared.segments[index].groups;
            let partition = index + usize::from(self.prepared.dates.is_some());
            let hidden = protection.hidden(counts, place).swap_remove(partition);
            return Some(Side {
                lines: lines_of(
                    &groups.keys,
                    &counts.sizes(place, partition).n,
                    &hidden,
                    u32::MAX,
                ),
                of_row: OfRow::Segment(groups),
                partition: Some(partition),
                first_option: None,
            });
        }
        let mut questions = self.prepared.choices.iter();
        let question = questions.find(|question| question.column == column)?;
        let score = &self.prepared.scores[place];
        let (parts, all) = score.by_choice(&question.choices, selection);
        let hidden = self.hidden_options(place, question, (&parts, &all), counts, protection);
        let n: Vec<u32> = parts.iter().map(|(_, answers)| answers.n()).collect();
        let mut lines = lines_of(&question.choices.keys, &n, &hidden, u32::MAX);
        // Who chose no option tells how many chose any, and that tells how many of a line chose two when all
        // others who chose two are known.
        lines.hidden[lines.none] |= self.settings.min_group > 1;
        Some(Side {
            lines,
            of_row: options_of_rows(&question.choices, self.table.rows as usize),
            partition: None,
            first_option: (self.settings.min_group > 1)
                .then(|| self.known_options(question).number(0)),
        })
    }
}

fn options_of_rows(choices: &Choices, rows: usize) -> OfRow<'static> {
    let mut chosen: Vec<(u32, u16)> = Vec::new();
    for (option, rows) in (0u16..).zip(&choices.rows) {
        chosen.extend(rows.iter().map(|&row| (row, option)));
    }
    chosen.arrange();
    let mut starts = vec![0u32; rows + 1];
    for &(row, _) in &chosen {
        starts[row as usize + 1] += 1;
    }
    for row in 0..rows {
        starts[row + 1] += starts[row];
    }
    let options = chosen.into_iter().map(|(_, option)| option).collect();
    OfRow::Options { starts, options }
}

/// Answers by line and column, the margins last.
fn count_cells(
    score: &ScoreColumn,
    down: &Side,
    across: &Side,
    selection: &Selection,
) -> Vec<Vec<Histogram>> {
    let width = across.lines.none + 2;
    let empty = || vec![score.empty(); width];
    let mut cells: Vec<Vec<Histogram>> = (0..down.lines.none + 2).map(|_| empty()).collect();
    for row in selection.rows() {
        let row = row as u32;
        let columns = across.lines(row);
        for line in down.lines(row) {
            for column in columns.clone() {
                score.count_into(row, &mut cells[line][column]);
            }
        }
    }
    cells
}

fn sizes_of(cells: &[Vec<Histogram>]) -> Vec<Vec<u32>> {
    let sizes = cells
        .iter()
        .map(|row| row.iter().map(Histogram::n).collect());
    sizes.collect()
}

/// Cells that differ from the same cell under a wider filter by too few people.
fn told(
    sizes: &[Vec<u32>],
    wider: impl Iterator<Item = Vec<Vec<u32>>>,
    protection: &Protection,
) -> Vec<Vec<bool>> {
    let mut told: Vec<Vec<bool>> = sizes.iter().map(|row| vec![false; row.len()]).collect();
    for wider in wider {
        for (line, row) in sizes.iter().enumerate() {
            for (column, &n) in row.iter().enumerate() {
                told[line][column] |= protection.tells(n, wider[line][column]);
            }
        }
    }
    told
}

impl Lines {
    /// True when a line is that of a group, or of a number beyond the last for those in none.
    fn holds(&self, line: usize, group: usize) -> bool {
        self.of_group.get(group).copied().unwrap_or(self.none) == line
    }

    fn line(&self, group: Option<usize>) -> usize {
        group.map_or(self.none, |group| self.of_group[group])
    }
}

/// The lines of groups with `n` answers each, of which some are hidden: one for each of the thirty largest, and for
/// each that is shown and has at least `least` answers.
fn lines_of(groups: &[String], n: &[u32], hidden_groups: &[bool], least: u32) -> Lines {
    // Without a line a group would be known to be empty.
    let mut order: Vec<usize> = (0..n.len())
        .filter(|&group| n[group] > 0 || hidden_groups.get(group) == Some(&true))
        .collect();
    order.arrange_by(|&a, &b| n[b].cmp(&n[a]).then(groups[a].cmp(&groups[b])));
    let has_line =
        |at: usize, group: usize| at < MAX_LINES || n[group] >= least && !hidden_groups[group];
    let places = order.iter().enumerate();
    let beyond = places.filter(|(at, group)| !has_line(*at, **group));
    let beyond: Vec<usize> = beyond.map(|(_, group)| *group).collect();
    order.retain(|group| !beyond.contains(group));
    // A place among the others would tell the size of a hidden group.
    order.arrange_by(|&a, &b| match (hidden_groups[a], hidden_groups[b]) {
        (true, true) => groups[a].cmp(&groups[b]),
        (a, b) => a.cmp(&b),
    });
    let none = order.len();
    let mut of_group = vec![none; n.len()];
    order
        .iter()
        .enumerate()
        .for_each(|(line, &group)| of_group[group] = line);
    let keys = order.iter().map(|&group| groups.get(group).cloned());
    let mut hidden: Vec<bool> = order.iter().map(|&group| hidden_groups[group]).collect();
    // Hidden groups among the others, together with those of the list, are a known sum.
    hidden.push(hidden.contains(&true) && beyond.iter().any(|&group| hidden_groups[group]));
    Lines {
        cut: !beyond.is_empty(),
        keys: keys.chain([None]).collect(),
        hidden,
        of_group,
        none,
    }
}

/// A line for every period that has answers or is hidden: nobody sees such a crosstab, only its cells one by one.
fn lines_of_periods(n: &[u32], hidden: &[bool]) -> Lines {
    let is_hidden = |group: usize| hidden.get(group) == Some(&true);
    let order: Vec<usize> = (0..n.len())
        .filter(|&it| n[it] > 0 || is_hidden(it))
        .collect();
    let none = order.len();
    let mut of_group = vec![none; n.len()];
    order
        .iter()
        .zip(0..)
        .for_each(|(&group, line)| of_group[group] = line);
    Lines {
        cut: false,
        keys: Vec::new(),
        hidden: order
            .iter()
            .map(|&group| is_hidden(group))
            .chain([false])
            .collect(),
        of_group,
        none,
    }
}

/// Most groups of one partition times those of the other for which hidden cells are looked up; beyond,
/// filters on both show nothing.
const MAX_GROUP_PAIRS: usize = 200_000;

/// Most of them for which more than thirty groups have a line of their own: hiding cells of larger tables takes long.
/// Groups without a line are one together, and filters show nothing of each.
const MOST_PAIRS_IN_LINES: usize = 6_000;

/// How many times the minimum a group beyond the thirty largest has to have for a line of its own. Of smaller ones
/// hardly any cell could be shown, while each makes it harder to find out which.
const FEW_GROUPS: u32 = 6;

/// Scores whose answers are counted in one pass.
const SCORES_AT_ONCE: usize = 4;

/// Most pairs of groups for which answers to several scores are counted in one pass.
const FEW_PAIRS: usize = 12_500;

/// Which cells a crosstab of two partitions hides, for one score.
#[derive(Debug, Clone)]
pub(super) struct HiddenCells {
    /// Line of each group, and the line of the others.
    rows: Vec<usize>,
    row_others: usize,
    columns: Vec<usize>,
    column_others: usize,
    /// Whether some of the rows and of the columns are one line because there are too many.
    cut: [bool; 2],
    hidden: Vec<Vec<bool>>,
}

impl HiddenCells {
    /// From answers by group of either side, those in none last, and cells of groups that must be hidden.
    fn new(
        (counts, width): (Vec<u32>, usize),
        (rows, columns): (Lines, Lines),
        must: &[(usize, usize)],
        nested: bool,
        min_group: u32,
    ) -> Self {
        let cell = |row: usize, column: usize| {
            let line = |lines: &Lines, group: usize| {
                let line = lines.of_group.get(group).copied();
                line.unwrap_or(lines.none)
            };
            (line(&rows, row), line(&columns, column))
        };
        let mut sizes = vec![vec![0u32; columns.none + 1]; rows.none + 1];
        for (pair, n) in counts.into_iter().enumerate().filter(|(_, n)| *n > 0) {
            let (line, column) = cell(pair / width, pair % width);
            sizes[line][column] += n;
        }
        let mut hide: Vec<Vec<bool>> = sizes.iter().map(|row| vec![false; row.len()]).collect();
        for &(row, column) in must {
            let (line, column) = cell(row, column);
            hide[line][column] = true;
        }
        let margins = (&rows.hidden[..], &columns.hidden[..]);
        let hidden = suppressed_cells(&sizes, min_group, margins, &hide, nested);
        HiddenCells {
            rows: rows.of_group,
            row_others: rows.none,
            columns: columns.of_group,
            column_others: columns.none,
            cut: [rows.cut, columns.cut],
            hidden,
        }
    }

    /// From what is hidden by group of either side; the last but one of either stands for none, the last for
    /// the margin.
    pub fn of_groups(hidden: Vec<Vec<bool>>) -> Self {
        let groups = |lines: usize| lines.saturating_sub(2);
        let (row_others, column_others) = (groups(hidden.len()), groups(hidden[0].len()));
        HiddenCells {
            rows: (0..row_others).collect(),
            row_others,
            columns: (0..column_others).collect(),
            column_others,
            cut: [false; 2],
            hidden,
        }
    }

    /// The same with other groups in the rows, each lying in the group of a place; none last.
    #[inline(never)]
    pub fn by_rows(mut self, places: &[usize]) -> Self {
        let line = |place: &usize| self.rows.get(*place).copied().unwrap_or(self.row_others);
        self.rows = places.iter().map(line).collect();
        self
    }

    /// The same with other groups in the columns.
    pub fn by_columns(self, places: &[usize]) -> Self {
        self.turned().by_rows(places).turned()
    }

    /// The same with rows as columns.
    #[inline(never)]
    pub fn turned(self) -> Self {
        let width = self.width();
        let column = |column: usize| self.hidden.iter().map(|row| row[column]).collect();
        HiddenCells {
            hidden: (0..width).map(column).collect(),
            rows: self.columns,
            row_others: self.column_others,
            columns: self.rows,
            column_others: self.row_others,
            cut: [self.cut[1], self.cut[0]],
        }
    }

    /// The cell that a group of either side lies in; the number behind the last group stands for
    /// none.
    pub fn line_and_column(&self, row: usize, column: usize) -> (usize, usize) {
        let line = |of_group: &[usize], others: usize, group: usize| {
            of_group.get(group).copied().unwrap_or(others)
        };
        (
            line(&self.rows, self.row_others, row),
            line(&self.columns, self.column_others, column),
        )
    }

    /// True when groups have no line.
    pub fn is_cut(&self) -> bool {
        self.cut.contains(&true)
    }

    /// True when a group of either side has no line, so that nothing is known of it alone.
    pub fn is_beyond(&self, row: usize, column: usize) -> bool {
        let [cut_rows, cut_columns] = self.cut;
        cut_rows && self.rows.get(row) == Some(&self.row_others)
            || cut_columns && self.columns.get(column) == Some(&self.column_others)
    }

    /// True when a cell is hidden.
    pub fn hides(&self, line: usize, column: usize) -> bool {
        self.hidden[line][column]
    }

    /// Hides a cell.
    pub fn hide(&mut self, line: usize, column: usize) {
        self.hidden[line][column] = true;
    }

    /// Hides all cells but the margins, which are those of the breakdowns.
    pub fn hide_inside(&mut self) {
        let lines = self.hidden.iter_mut().take(self.row_others + 1);
        for line in lines {
            (line.iter_mut().take(self.column_others + 1)).for_each(|hidden| *hidden = true);
        }
    }

    /// Lines, the margin included.
    pub fn height(&self) -> usize {
        self.row_others + 2
    }

    /// What does not follow from the cells and margins that are shown.
    pub fn unknown(&self) -> Vec<Vec<bool>> {
        on_cycles(
            &self.hidden,
            &vec![true; self.height()],
            &vec![true; self.width()],
        )
    }

    /// What is hidden, without the margins.
    pub fn inside(&self) -> Vec<Vec<bool>> {
        let lines = self.hidden.iter().take(self.row_others + 1);
        let inside = lines.map(|line| line[..=self.column_others].to_vec());
        inside.collect()
    }

    /// Columns, the margin included.
    pub fn width(&self) -> usize {
        self.column_others + 2
    }

    /// True when any cell but the margins is shown.
    pub fn shows_any(&self) -> bool {
        let lines = self.hidden.iter().take(self.row_others + 1);
        lines
            .flat_map(|line| line.iter().take(self.column_others + 1))
            .any(|hidden| !hidden)
    }

    /// True when any cell is hidden.
    pub fn any(&self) -> bool {
        self.hidden.iter().flatten().any(|hidden| *hidden)
    }

    /// True when the sum over some groups of either side, who is in none included, follows from what
    /// the crosstab shows.
    pub fn tells_nothing_new(
        &self,
        rows: impl Fn(usize) -> bool,
        columns: impl Fn(usize) -> bool,
    ) -> bool {
        let lines =
            |of_group: &[usize], others: usize, cut: bool, chosen: &dyn Fn(usize) -> bool| {
                let mut lines = vec![false; others + 1];
                let (mut all, mut any) = (true, false);
                let with_none = of_group.iter().copied().chain([others]);
                for (group, line) in with_none.enumerate() {
                    let is_chosen = chosen(group);
                    lines[line] |= is_chosen;
                    all &= is_chosen || line != others;
                    any |= is_chosen && line == others && group < of_group.len();
                }
                // What is known of groups without a line is known of all together.
                (!cut || all || !any).then_some(lines)
            };
        let [cut_rows, cut_columns] = self.cut;
        let rows = lines(&self.rows, self.row_others, cut_rows, &rows);
        let columns = lines(&self.columns, self.column_others, cut_columns, &columns);
        let both = rows.zip(columns);
        both.is_some_and(|(rows, columns)| follows(&self.hidden, &rows, &columns))
    }

    /// True when the sum over some groups of either side follows from what the crosstab shows. Of groups beyond
    /// its lines nothing does.
    pub fn tell(&self, rows: &[bool], columns: &[bool]) -> bool {
        let lines = |of_group: &[usize], others: usize, chosen: &[bool]| {
            let mut lines = vec![false; others + 1];
            let chosen = of_group.iter().zip(chosen).filter(|(_, chosen)| **chosen);
            chosen.for_each(|(&line, _)| lines[line] = true);
            // A group that nobody is in has no line either.
            let any_without = std::mem::take(&mut lines[others]);
            (lines, any_without)
        };
        let (rows, beyond_rows) = lines(&self.rows, self.row_others, rows);
        let (columns, beyond_columns) = lines(&self.columns, self.column_others, columns);
        let [cut_rows, cut_columns] = self.cut;
        let is_beyond = cut_rows && beyond_rows || cut_columns && beyond_columns;
        !is_beyond && follows(&self.hidden, &rows, &columns)
    }
}

impl Analysis {
    /// The cells that the crosstab of two partitions hides, by score. Empty when there are too many
    /// groups for it.
    pub(super) fn hidden_cells(
        &self,
        whole: &Counts,
        selection: &Selection,
        pair: (usize, usize),
    ) -> Vec<HiddenCells> {
        let scores = 0..self.prepared.scores.len();
        // Periods come first, whatever their number, so that those of one length hide the same in every survey.
        let is_turned = self.is_time(pair.1);
        let pair = if is_turned { (pair.1, pair.0) } else { pair };
        let mut cells = self.base_cells(whole, selection, pair, scores);
        self.hide_beside_others(whole, selection, pair, &mut cells);
        match is_turned {
            true => cells.into_iter().map(HiddenCells::turned).collect(),
            false => cells,
        }
    }

    /// Answers of all rows that count to some scores by the groups of two partitions.
    pub(super) fn pair_counts(
        &self,
        pair: [usize; 2],
        everybody: &Selection,
        scores: Range<usize>,
    ) -> Vec<Vec<u32>> {
        let all = partitions(&self.prepared).count();
        if let Some(profiles) = self.profiles()
            && pair.iter().all(|&partition| partition < all)
        {
            return scores.map(|score| profiles.table(score, &pair)).collect();
        }
        let [rows, columns] = pair.map(|partition| self.groups_of(partition));
        let Some((rows, columns)) = rows.zip(columns) else {
            return Vec::new();
        };
        let all = &self.prepared.scores;
        if !are_few(&rows, &columns) {
            return pair_counts(&all[scores], &rows, &columns, everybody);
        }
        let counts = scores.map(|score| {
            let from = score - score % SCORES_AT_ONCE;
            let to = all.len().min(from + SCORES_AT_ONCE);
            let counted = self.known_counts((pair[0], pair[1], from), || {
                counts_at_once(&all[from..to], &rows, &columns, everybody)
            });
            counted[score - from].clone()
        });
        counts.collect()
    }

    /// The same for some scores, before the crosstabs with further partitions are looked at.
    pub(super) fn base_cells(
        &self,
        whole: &Counts,
        selection: &Selection,
        (down, across): (usize, usize),
        scores: Range<usize>,
    ) -> Vec<HiddenCells> {
        let groups = |partition: usize| self.groups_of(partition);
        let Some((rows, columns)) = groups(down).zip(groups(across)) else {
            return Vec::new();
        };
        let (height, width) = (rows.keys.len() + 1, columns.keys.len() + 1);
        if height * width > MAX_GROUP_PAIRS {
            return Vec::new();
        }
        let min_group = self.settings.min_group;
        let all = self.pair_counts([down, across], selection, scores.clone());
        // Within a group of one side, a breakdown by the other may be nested in a third.
        let mut nested: Vec<Vec<(usize, usize)>> = vec![Vec::new(); all.len()];
        for (child, within, turned) in [(down, across, false), (across, down, true)] {
            for parent in self.parents(child, scores.clone()) {
                let above = self.pair_counts([parent, within], selection, scores.clone());
                let Some(within) = groups(within) else {
                    continue;
                };
                for (at, found) in nested.iter_mut().enumerate() {
                    let place = scores.start + at;
                    let known = self.known_hidden(place, child);
                    let Some(of_group) = self
                        .parent_of_groups(place, child, parent)
                        .filter(|_| known.contains(&false))
                    else {
                        continue;
                    };
                    let n = |group: usize, within: usize| match turned {
                        false => all[at][group * width + within],
                        true => all[at][within * width + group],
                    };
                    let wide = within.keys.len() + 1;
                    for column in 0..wide {
                        let own: Vec<u32> =
                            (0..=known.len()).map(|group| n(group, column)).collect();
                        let all: Vec<u32> = above[at].chunks(wide).map(|row| row[column]).collect();
                        let hidden = hidden_within(own, all, of_group, known, min_group);
                        let hidden = (0..).zip(hidden).filter(|(_, hidden)| *hidden);
                        found.extend(hidden.map(|(group, _)| match turned {
                            false => (group, column),
                            true => (column, group),
                        }));
                    }
                }
            }
        }
        // Nobody sees more than thirty lines of a crosstab, but all of its cells under filters.
        let least = match height * width <= MOST_PAIRS_IN_LINES {
            true => FEW_GROUPS * min_group,
            false => u32::MAX,
        };
        let lines = |place: usize, partition: usize, groups: &Groups, n: &[u32]| {
            let hidden = self.known_hidden(place, partition);
            match self.is_time(partition) {
                true => lines_of_periods(n, hidden),
                false => lines_of(
                    &groups.keys,
                    &whole.sizes(place, partition).n,
                    hidden,
                    least,
                ),
            }
        };
        let hidden = |(at, n): (usize, Vec<u32>)| {
            let place = scores.start + at;
            let row = |row: usize| n[row * width..(row + 1) * width].iter().sum();
            let column = |column: usize| n.iter().skip(column).step_by(width).sum();
            let of_rows: Vec<u32> = (0..height - 1).map(row).collect();
            let of_columns: Vec<u32> = (0..width - 1).map(column).collect();
            let sides = (
                lines(place, down, &rows, &of_rows),
                lines(place, across, &columns, &of_columns),
            );
            let must = nested.get(at).map_or(&[][..], Vec::as_slice);
            let nested = self.either_nested(place, down, across);
            HiddenCells::new((n, width), sides, must, nested, min_group)
        };
        let mut cells: Vec<HiddenCells> = all.into_iter().enumerate().map(hidden).collect();
        if self.is_time(down) {
            for (hidden, place) in cells.iter_mut().zip(scores) {
                self.hide_beside_longer((whole, selection), place, (down, across), hidden);
            }
        }
        cells
    }
}

/// Answers of each score by the groups of two partitions, those without a group last.
pub(super) fn pair_counts(
    scores: &[ScoreColumn],
    rows: &Groups,
    columns: &Groups,
    selection: &Selection,
) -> Vec<Vec<u32>> {
    // Answers to many scores are counted in one pass only where groups are few.
    let chunks = scores.chunks(match are_few(rows, columns) {
        true => SCORES_AT_ONCE,
        false => 1,
    });
    let counts = chunks.flat_map(|scores| counts_at_once(scores, rows, columns, selection));
    counts.collect()
}

fn are_few(rows: &Groups, columns: &Groups) -> bool {
    (rows.keys.len() + 1) * (columns.keys.len() + 1) <= FEW_PAIRS
}

fn counts_at_once(
    scores: &[ScoreColumn],
    rows: &Groups,
    columns: &Groups,
    selection: &Selection,
) -> Vec<Vec<u32>> {
    let (height, width) = (rows.keys.len() + 1, columns.keys.len() + 1);
    let patterns = 1usize << scores.len();
    let mut counts = vec![0u32; height * width * patterns];
    in_chunks(
        selection.all() as usize,
        selection.kept(),
        &mut |chunk, cells| {
            rows.refine(chunk, cells);
            columns.refine(chunk, cells);
            // The first one is the lowest bit.
            for score in scores.iter().rev() {
                score.refine_by_answered(chunk, cells);
            }
            cells.iter().for_each(|&cell| counts[cell as usize] += 1);
        },
    );
    let of = |bit: usize| {
        let cells = counts.chunks_exact(patterns).map(|cell| {
            let with = cell
                .iter()
                .enumerate()
                .filter(|(pattern, _)| pattern >> bit & 1 == 1);
            with.map(|(_, n)| n).sum()
        });
        cells.collect()
    };
    (0..scores.len()).map(of).collect()
}

/// What is hidden, margins last. `told` are the cells that a filter would give away.
fn suppression(
    cells: &[Vec<Histogram>],
    (down, across): (&Side, &Side),
    told: &[Vec<bool>],
    nested: bool,
    min_group: u32,
) -> Vec<Vec<bool>> {
    let sizes = sizes_of(cells);
    if down.overlaps() || across.overlaps() {
        return overlapping_suppression(&sizes, down, across, told, min_group);
    }
    let inner = |row: &Vec<u32>| row[..row.len() - 1].to_vec();
    let inner: Vec<Vec<u32>> = sizes[..sizes.len() - 1].iter().map(inner).collect();
    let margins = (&down.lines.hidden[..], &across.lines.hidden[..]);
    suppressed_cells(&inner, min_group, margins, told, nested)
}

/// Lines that overlap do not add up to their margin: a cell gives away those of the margin who are
/// not in it. Along a side that does not overlap the cells of an option add up to it.
fn overlapping_suppression(
    sizes: &[Vec<u32>],
    down: &Side,
    across: &Side,
    told: &[Vec<bool>],
    min_group: u32,
) -> Vec<Vec<bool>> {
    let (last_row, last_column) = (down.lines.none + 1, across.lines.none + 1);
    let few = |n: u32| (1..min_group).contains(&n);
    let margin = |lines: &Lines, line: usize| lines.hidden.get(line) == Some(&true);
    let mut hidden: Vec<Vec<bool>> = Vec::new();
    for (line, row) in sizes.iter().enumerate() {
        let cell = |(column, &n): (usize, &u32)| {
            let of_row = sizes[line][last_column];
            let of_column = sizes[last_row][column];
            let rest_of_row = across.overlaps() && n > 0 && few(of_row - n);
            let rest_of_column = down.overlaps() && n > 0 && few(of_column - n);
            let of_hidden = margin(&across.lines, column) || margin(&down.lines, line);
            match (line == last_row, column == last_column) {
                (true, true) => false,
                (true, false) => few(n) || margin(&across.lines, column),
                (false, true) => few(n) || margin(&down.lines, line),
                _ => few(n) || rest_of_row || rest_of_column || of_hidden || told[line][column],
            }
        };
        hidden.push(row.iter().enumerate().map(cell).collect());
    }
    if !across.overlaps() {
        for (n, hidden) in sizes.iter().zip(&mut hidden).take(last_row) {
            *hidden = hidden_of_option(&across.lines, n, hidden, min_group);
        }
    }
    if !down.overlaps() {
        for column in 0..last_column {
            let n: Vec<u32> = sizes.iter().map(|row| row[column]).collect();
            let own: Vec<bool> = hidden.iter().map(|row| row[column]).collect();
            let found = hidden_of_option(&down.lines, &n, &own, min_group);
            for (row, hide) in hidden.iter_mut().zip(found) {
                row[column] = hide;
            }
        }
    }
    // Who chose no option may be everybody but those of one.
    let (row_rest, column_rest) = (down.lines.none, across.lines.none);
    for column in (0..=last_column).filter(|_| down.overlaps()) {
        hidden[row_rest][column] |= hidden[..row_rest].iter().any(|row| row[column]);
    }
    for row in hidden.iter_mut().filter(|_| across.overlaps()) {
        row[column_rest] |= row[..column_rest].contains(&true);
    }
    hidden
}

/// The cells of an option by the groups of a segment are a breakdown of their own. Groups stand in
/// the order of the segment, so that of two equal ones the same is hidden as under a filter.
fn hidden_of_option(lines: &Lines, n: &[u32], hidden: &[bool], min_group: u32) -> Vec<bool> {
    let of_groups = lines.of_group.iter().copied();
    let order: Vec<usize> = of_groups.filter(|&line| line != lines.none).collect();
    let sizes = Sizes {
        n: order.iter().map(|&line| n[line]).collect(),
        hidden: order.iter().map(|&line| hidden[line]).collect(),
        none: n[lines.none],
    };
    let mut found = hidden.to_vec();
    for (&line, hide) in order.iter().zip(hidden_parts(&sizes, min_group)) {
        found[line] = hide;
    }
    found
}

fn figures(
    score: &ScoreColumn,
    cells: &[Vec<Histogram>],
    hidden: &[Vec<bool>],
    of_people: Option<&[Option<f64>]>,
) -> Vec<Vec<CrossCell>> {
    let (last_row, last_column) = (cells.len() - 1, cells[0].len() - 1);
    let all = &cells[last_row][last_column];
    let mut p_values = Vec::new();
    let mut found: Vec<Vec<CrossCell>> = Vec::new();
    for (line, row) in cells.iter().enumerate() {
        let figures = row.iter().enumerate().map(|(column, answers)| {
            if hidden[line][column] {
                p_values.push(None);
                return CrossCell {
                    hidden: true,
                    ..CrossCell::default()
                };
            }
            let margin = line == last_row || column == last_column;
            let against = compare(score.scale, &all.without(answers), answers).filter(|_| !margin);
            let p = against.and_then(|against| against.p);
            p_values.push(match of_people.filter(|_| !margin) {
                Some(people) => p
                    .zip(people[line * last_column + column])
                    .map(|(p, own)| p.max(own)),
                None => p,
            });
            let value = score.scale.value(answers);
            CrossCell {
                n: Some(answers.n()),
                value: value.map(|value| value.value),
                interval: value.and_then(|value| value.interval),
                p_adjusted: None,
                effect: against.and_then(|against| against.effect),
                hidden: false,
            }
        });
        found.push(figures.collect());
    }
    for (cell, p) in found
        .iter_mut()
        .flatten()
        .zip(benjamini_hochberg(&p_values))
    {
        cell.p_adjusted = p;
    }
    found
}

/// Independence of the two segments, and the groups that the test cannot tell apart or leaves out.
///
/// The test takes nothing but what the cells and margins shown add up to, because the statistic could give
/// hidden cells away. Which segment stands in the rows must not matter: of both ways to use what is shown the
/// one with more answers counts, then the one with more cells, then the one whose lines are those of the
/// segment that stands first in the file, which is the rows' when `rows_first`.
fn counts_association(
    cells: &[Vec<Histogram>],
    hidden: &[Vec<bool>],
    [row_keys, column_keys]: [&[Option<String>]; 2],
    rows_first: bool,
) -> (Option<Association>, Vec<String>) {
    let (height, width) = (cells.len() - 2, cells[0].len() - 2);
    let cell = |row: usize, column: usize| match hidden[row][column] {
        true => None,
        false => Some(cells[row][column].n()),
    };
    let ways = [
        tested(&cell, height, width),
        tested(&|column, row| cell(row, column), width, height),
    ];
    let size = |way: usize| {
        let found = ways[way].association;
        let lines =
            height * width - ways[way].untold[0].len() * if way == 0 { width } else { height };
        (found.map(|it| it.n), lines, (way == 0) == rows_first)
    };
    let best = usize::from(size(1) > size(0));
    let keys = match best {
        0 => [row_keys, column_keys],
        _ => [column_keys, row_keys],
    };
    let named = |(side, keys): (&Vec<usize>, &[Option<String>])| -> Vec<String> {
        side.iter()
            .filter_map(|&line| keys.get(line)?.clone())
            .collect()
    };
    let untold = ways[best].untold.iter().zip(keys).flat_map(named);
    let association = ways[best].association;
    (
        association,
        untold.filter(|_| association.is_some()).collect(),
    )
}

/// One way to test a table with hidden cells.
struct Tested {
    association: Option<Association>,
    /// Lines that are pooled, and columns that are left out.
    untold: [Vec<usize>; 2],
}

/// Tests the columns whose margin is shown by the lines whose cells in them are, with everybody else of these
/// columns as one line more. `cell` is the count of a cell, `None` when hidden; the line and column behind the
/// `height` and `width` named ones are those without a value, the next ones the margins.
fn tested(cell: &dyn Fn(usize, usize) -> Option<u32>, height: usize, width: usize) -> Tested {
    let (kept, left_out): (Vec<usize>, Vec<usize>) =
        (0..width).partition(|&column| cell(height + 1, column).is_some());
    let counts = |line: usize| -> Option<Vec<u32>> {
        kept.iter().map(|&column| cell(line, column)).collect()
    };
    let (shown, pooled): (Vec<usize>, Vec<usize>) =
        (0..height).partition(|&line| counts(line).is_some());
    let mut rows: Vec<Vec<u32>> = shown.iter().filter_map(|&line| counts(line)).collect();
    if !pooled.is_empty()
        && let Some(mut rest) = counts(height + 1)
    {
        for line in rows.iter().chain(&counts(height)) {
            (rest.iter_mut().zip(line)).for_each(|(rest, n)| *rest -= n);
        }
        rows.push(rest);
    }
    Tested {
        association: association(&rows),
        untold: [pooled, left_out],
    }
}
