//! Who named which category, and what the categories mean for the NPS (definitions.md §4).

use super::Analysis;
use super::selection::Selection;
use crate::figures::category::{Impact, Respondent, impacts};
use crate::figures::score::nps_code;
use crate::report::Metric;
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::collections::BTreeMap;
use std::hash::BuildHasher;

/// Categories of every selected row. Most rows name what many others name, so that each set of
/// categories is kept once.
#[derive(Debug, Default)]
pub struct Named {
    /// Selected rows, ascending; nothing when all are: their list would take four bytes a row.
    rows: Option<Vec<u32>>,
    /// Number of each row's set in `ends`.
    sets: Numbers,
    /// End of each set in `categories`.
    ends: Vec<u32>,
    /// Categories with those above them, each once per set, ascending.
    categories: Vec<u16>,
}

/// Numbers in a list that takes two bytes of each as long as they are that small.
#[derive(Debug)]
enum Numbers {
    Short(Vec<u16>),
    Long(Vec<u32>),
}

impl Default for Numbers {
    fn default() -> Self {
        Numbers::Short(Vec::new())
    }
}

impl Numbers {
    fn len(&self) -> usize {
        match self {
            Numbers::Short(numbers) => numbers.len(),
            Numbers::Long(numbers) => numbers.len(),
        }
    }

    fn get(&self, place: usize) -> u32 {
        match self {
            Numbers::Short(numbers) => u32::from(numbers[place]),
            Numbers::Long(numbers) => numbers[place],
        }
    }

    fn push(&mut self, number: u32) {
        match (&mut *self, u16::try_from(number)) {
            (Numbers::Short(numbers), Ok(number)) => numbers.push(number),
            (Numbers::Short(numbers), Err(_)) => {
                let mut long = Vec::with_capacity(numbers.capacity());
                long.extend(numbers.iter().map(|&number| u32::from(number)));
                long.push(number);
                *self = Numbers::Long(long);
            }
            (Numbers::Long(numbers), _) => numbers.push(number),
        }
    }
}

impl Named {
    /// Number of selected rows.
    pub fn len(&self) -> usize {
        self.sets.len()
    }

    /// The selected row at `place`, in ascending order.
    pub fn row(&self, place: usize) -> u32 {
        self.rows.as_ref().map_or(place as u32, |rows| rows[place])
    }

    /// Categories of the row at `place`.
    pub fn categories(&self, place: usize) -> &[u16] {
        self.set(self.sets.get(place))
    }

    fn set(&self, number: u32) -> &[u16] {
        let number = number as usize;
        let start = match number {
            0 => 0,
            _ => self.ends[number - 1] as usize,
        };
        &self.categories[start..self.ends[number] as usize]
    }

    /// Number of a set; `known` finds the sets there are by their contents.
    fn number(&mut self, set: &[u16], known: &mut HashTable<u32>) -> u32 {
        let hasher = FixedState::default();
        let hash = hasher.hash_one(set);
        if let Some(&number) = known.find(hash, |&number| self.set(number) == set) {
            return number;
        }
        let number = self.ends.len() as u32;
        self.categories.extend_from_slice(set);
        self.ends.push(self.categories.len() as u32);
        known.insert_unique(hash, number, |&number| hasher.hash_one(self.set(number)));
        number
    }
}

impl Analysis {
    /// Categories that each selected row names in any of its comments.
    pub(super) fn named(&self, selection: &Selection) -> Named {
        let mut named = Named {
            rows: selection.kept().map(<[u32]>::to_vec),
            sets: Numbers::Short(Vec::with_capacity(selection.count() as usize)),
            ..Named::default()
        };
        let (mut known, mut last) = (HashTable::new(), None);
        let mut comments = self.coded.iter().peekable();
        let mut found: Vec<u16> = Vec::new();
        for row in selection.rows().map(|row| row as u32) {
            found.clear();
            while comments.peek().is_some_and(|comment| comment.row < row) {
                comments.next();
            }
            while let Some(comment) = comments.next_if(|comment| comment.row == row) {
                let mentions = self.coded.mentions(comment).iter();
                let all = mentions.flat_map(|m| self.codebook.with_ancestors(m.category));
                found.extend(all.map(|category| category as u16));
            }
            found.sort_unstable();
            found.dedup();
            // Many rows name nothing, one behind the other, and need not be looked up.
            let set = match last {
                Some(last) if named.set(last) == found => last,
                _ => named.number(&found, &mut known),
            };
            named.sets.push(set);
            last = Some(set);
        }
        named
    }

    /// Impact of every category that is named and that is not hidden, by category.
    pub(super) fn impacts(
        &self,
        named: &Named,
        hides: &dyn Fn(u16) -> bool,
    ) -> BTreeMap<u16, Impact> {
        let mut scores = self.prepared.scores.iter();
        let Some(nps) = scores.find(|score| score.scale.metric == Some(Metric::Nps)) else {
            return BTreeMap::new();
        };
        let answer = |place: usize| nps.answer(named.row(place));
        let respondent = |place: usize| Respondent {
            code: answer(place).map_or(0, nps_code),
            categories: named.categories(place),
        };
        let answered = (0..named.len()).filter(|&place| answer(place).is_some());
        impacts(
            answered,
            respondent,
            &|category| self.codebook.parent_index(category),
            hides,
            self.settings.min_group,
            self.settings.seed,
        )
    }
}
