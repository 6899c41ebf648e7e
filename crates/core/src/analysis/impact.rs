//! Who named which category, and what the categories mean for the NPS (definitions.md §4).

use super::selection::Selection;
use super::{Analysis, with_ancestors};
use crate::figures::category::{Impact, Respondent, impacts};
use crate::report::Metric;
use std::collections::BTreeMap;

/// Categories of every selected row, as a flat list.
#[derive(Debug, Default)]
pub struct Named {
    /// Selected rows, ascending.
    pub rows: Vec<u32>,
    /// End of each row's categories in `categories`.
    ends: Vec<u32>,
    /// Categories with those above them, each once per row, ascending.
    categories: Vec<u16>,
}

impl Named {
    /// Categories of the row at `place` in [`Named::rows`].
    pub fn categories(&self, place: usize) -> &[u16] {
        let start = if place == 0 {
            0
        } else {
            self.ends[place - 1] as usize
        };
        &self.categories[start..self.ends[place] as usize]
    }
}

impl Analysis {
    /// Categories that each selected row names in any of its comments.
    pub(super) fn named(&self, selection: &Selection) -> Named {
        let mut named = Named::default();
        let mut comments = self.coded.iter().peekable();
        let mut found: Vec<u16> = Vec::new();
        for row in selection.rows() {
            let row = row as u32;
            found.clear();
            while comments.peek().is_some_and(|comment| comment.row < row) {
                comments.next();
            }
            while let Some(comment) = comments.next_if(|comment| comment.row == row) {
                let mentions = self.coded.mentions(comment).iter();
                let all = mentions.flat_map(|m| with_ancestors(&self.codebook, m.category));
                found.extend(all.map(|category| category as u16));
            }
            found.sort_unstable();
            found.dedup();
            named.rows.push(row);
            named.categories.extend_from_slice(&found);
            named.ends.push(named.categories.len() as u32);
        }
        named
    }

    /// Impact of every category that is named, by category.
    pub(super) fn impacts(&self, named: &Named) -> BTreeMap<u16, Impact> {
        let mut scores = self.prepared.scores.iter();
        let Some(nps) = scores.find(|score| score.scale.metric == Some(Metric::Nps)) else {
            return BTreeMap::new();
        };
        let respondents: Vec<Respondent> = (named.rows.iter().enumerate())
            .filter_map(|(place, &row)| {
                let code = match nps.answer(row)? {
                    9..=10 => 1,
                    0..=6 => -1,
                    _ => 0,
                };
                Some(Respondent {
                    code,
                    categories: named.categories(place),
                })
            })
            .collect();
        let top = |category: u16| self.codebook.parent_index(category).is_none();
        impacts(
            &respondents,
            top,
            self.settings.min_group,
            self.settings.seed,
        )
    }
}
