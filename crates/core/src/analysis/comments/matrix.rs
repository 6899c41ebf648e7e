//! Categories by the groups of a segment: where customers talk about what, and how.

use crate::analysis::counts::Counts;
use crate::analysis::prepared::Groups;
use crate::analysis::{Analysis, Selection};
use crate::figures::breakdown::{Sizes, hidden_parts};
use crate::filter::Filter;
use crate::order::Arrange;
use crate::text::Sentiment;
use serde::Serialize;

/// Most groups of one matrix, the largest ones.
const MAX_GROUPS: usize = 40;

/// Mentions of every category in every group of a segment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CategoryMatrix {
    /// Column index of the segment.
    pub by: u32,
    /// Groups, most people who wrote a comment first and hidden ones last; at most 40.
    pub groups: Vec<MatrixGroup>,
    /// One row per category that is mentioned, in the order of the codebook.
    pub rows: Vec<MatrixRow>,
}

/// A column of the matrix.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MatrixGroup {
    /// Segment value.
    pub key: String,
    /// People who wrote a comment; null when `hidden`.
    pub n: Option<u32>,
    /// True when suppressed by the minimum group size or to protect another group.
    pub hidden: bool,
}

/// A row of the matrix.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MatrixRow {
    /// Codebook id.
    pub category: String,
    /// One cell per group.
    pub cells: Vec<MatrixCell>,
}

/// One category in one group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MatrixCell {
    /// People whose comments mention the category; null when `hidden`.
    pub n: Option<u32>,
    /// Share of those in the group who wrote a comment, 0…1.
    pub share: Option<f64>,
    /// Mentions with a positive statement.
    pub positive: Option<u32>,
    /// Mentions with a negative statement.
    pub negative: Option<u32>,
    /// True when suppressed.
    pub hidden: bool,
}

#[derive(Debug, Clone, Copy, Default)]
struct Count {
    people: u32,
    positive: u32,
    negative: u32,
    /// Row counted last, plus one.
    last: u32,
}

/// People who wrote a comment by group, those without one last: all of them, and by category those who name it.
#[derive(Debug)]
struct ByGroup {
    sizes: Vec<u32>,
    counts: Vec<Count>,
}

impl Analysis {
    /// Categories by the groups of the segment in column `by`; none when that is no segment.
    pub fn category_matrix(&self, by: u32, filter: &Filter) -> Option<CategoryMatrix> {
        let segment = self
            .prepared
            .segments
            .iter()
            .find(|segment| segment.column == by)?;
        let protection = self.protection(filter);
        let selection = Selection::new(self, filter);
        let own = self.people_by_group(&segment.groups, &selection);
        let wider = protection.wider_filters().iter();
        let wider: Vec<ByGroup> = wider
            .map(|filter| self.people_by_group(&segment.groups, &Selection::new(self, filter)))
            .collect();
        let everything =
            protection.hides_everything(&self.prepared, &Counts::new(&self.prepared, &selection));
        let groups = segment.groups.keys.len();
        // What is shown without the filter less what is shown with it are the people in between.
        let tells = |n: u32, of: &dyn Fn(&ByGroup) -> u32| {
            everything || wider.iter().any(|wider| protection.tells(n, of(wider)))
        };
        let hidden_groups = |n: &[u32], must: &dyn Fn(usize) -> bool, none: u32| {
            let sizes = Sizes {
                n: n.to_vec(),
                hidden: (0..groups).map(must).collect(),
                none,
            };
            hidden_parts(&sizes, self.settings.min_group)
        };
        let (sizes, none) = own.sizes.split_at(groups);
        let small = hidden_groups(
            sizes,
            &|group| sizes[group] > 0 && tells(sizes[group], &|wider| wider.sizes[group]),
            none[0],
        );
        let mut order: Vec<usize> = (0..groups).filter(|&group| sizes[group] > 0).collect();
        order.arrange_by_key(|&group| match small[group] {
            // A place among the others would tell their size.
            true => (true, std::cmp::Reverse(0), group),
            false => (false, std::cmp::Reverse(sizes[group]), group),
        });
        let shown = &order[..order.len().min(MAX_GROUPS)];
        let categories = self.codebook.categories();
        let rows = (0..categories.len()).filter_map(|category| {
            let start = category * (groups + 1);
            let (of, none) = own.counts[start..=start + groups].split_at(groups);
            if of.iter().all(|count| count.people == 0) {
                return None;
            }
            let people: Vec<u32> = of.iter().map(|count| count.people).collect();
            let must = |group: usize| {
                let of_wider = |wider: &ByGroup| wider.counts[start + group].people;
                people[group] > 0 && tells(people[group], &of_wider)
            };
            let hidden = hidden_groups(&people, &must, none[0].people);
            let cell =
                |&group: &usize| cell(&of[group], sizes[group], small[group] || hidden[group]);
            let category = categories[category].id.clone();
            Some(MatrixRow {
                category,
                cells: shown.iter().map(cell).collect(),
            })
        });
        let rows = rows.collect();
        let group = |&group: &usize| MatrixGroup {
            key: segment.groups.keys[group].clone(),
            n: (!small[group]).then_some(sizes[group]),
            hidden: small[group],
        };
        Some(CategoryMatrix {
            by,
            groups: shown.iter().map(group).collect(),
            rows,
        })
    }

    fn people_by_group(&self, groups: &Groups, selection: &Selection) -> ByGroup {
        let columns = groups.keys.len() + 1;
        let mut sizes = vec![0u32; columns];
        let mut last = u32::MAX;
        let mut counts = vec![Count::default(); columns * self.codebook.categories().len()];
        for comment in self.coded.iter().filter(|c| selection.keeps(c.row)) {
            let group = groups.get(comment.row).unwrap_or(columns - 1);
            sizes[group] += u32::from(last != comment.row);
            last = comment.row;
            for mention in self.coded.mentions(comment) {
                for category in self.codebook.with_ancestors(mention.category) {
                    let count = &mut counts[category * columns + group];
                    let (positive, negative) = sides(mention.sentiment);
                    count.positive += positive;
                    count.negative += negative;
                    count.people += u32::from(count.last != comment.row + 1);
                    count.last = comment.row + 1;
                }
            }
        }
        ByGroup { sizes, counts }
    }
}

fn sides(sentiment: Sentiment) -> (u32, u32) {
    match sentiment {
        Sentiment::Positive => (1, 0),
        Sentiment::Negative => (0, 1),
        Sentiment::Neutral => (0, 0),
        Sentiment::Mixed => (1, 1),
    }
}

fn cell(count: &Count, size: u32, hidden: bool) -> MatrixCell {
    let shown = |value: u32| (!hidden).then_some(value);
    MatrixCell {
        n: shown(count.people),
        share: (!hidden && size > 0).then(|| f64::from(count.people) / f64::from(size)),
        positive: shown(count.positive),
        negative: shown(count.negative),
        hidden,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Settings;

    fn analysis() -> Analysis {
        let mut csv = "NPS (0-10),Why?,Shop\n".to_owned();
        for row in 0..60 {
            let shop = ["North", "South", "East"][row % 3];
            let text = match row {
                0..30 => "The delivery was late",
                30 => "Lovely staff",
                _ => "Nothing to say about it",
            };
            csv.push_str(&format!("{},{text} {row},{shop}\n", row % 11));
        }
        Analysis::of_bytes("a.csv", csv.as_bytes(), &Settings::default()).unwrap()
    }

    #[test]
    fn counts_every_group_and_hides_small_cells() {
        let matrix = analysis().category_matrix(2, &Filter::new()).unwrap();
        assert_eq!(
            matrix.groups.iter().map(|g| g.n).collect::<Vec<_>>(),
            [Some(20); 3]
        );
        let row = |id: &str| matrix.rows.iter().find(|row| row.category == id).unwrap();
        let delivery = row("delivery");
        assert!(
            delivery
                .cells
                .iter()
                .all(|cell| cell.n == Some(10) && cell.share == Some(0.5))
        );
        let staff = row("staff");
        assert_eq!(staff.cells.iter().filter(|cell| cell.hidden).count(), 1);
        assert_eq!(
            staff.cells.iter().filter(|cell| cell.n == Some(0)).count(),
            2
        );
    }

    #[test]
    fn only_segments_have_a_matrix() {
        assert_eq!(analysis().category_matrix(0, &Filter::new()), None);
    }
}
