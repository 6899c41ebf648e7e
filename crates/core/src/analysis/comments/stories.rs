//! What happened beside the figures: categories that came up, and people who are named.
//!
//! Both look through all comments and are told without a filter only, so that nothing follows from
//! the difference of two of them.

use super::coded::Coded;
use crate::analysis::Analysis;
use crate::analysis::selection::Selection;
use crate::figures::Histogram;
use crate::figures::tests_of_difference::{benjamini_hochberg, compare, two_proportions};
use crate::order::Arrange;
use crate::text::{FirstName, first_names};
use std::collections::BTreeMap;

/// People whose comments a story needs: these are shown with it (definitions.md §2: 10 for quotes).
const PEOPLE: u32 = 10;

/// People who wrote before a rise: fewer say little about what was usual.
const BEFORE: u32 = 30;

/// How much more frequent a category must be to be worth a sentence.
const TIMES: f64 = 1.5;

/// Level of the tests of rises, over all categories and beginnings together.
const LEVEL: f64 = 0.01;

/// A category of the first level that is named more often since a period.
#[derive(Debug, Clone, PartialEq)]
pub struct Rising {
    /// Codebook id.
    pub category: String,
    /// The period from which on, and those after it.
    pub periods: Vec<String>,
    /// Percent of those who wrote a comment since then that name it.
    pub share: f64,
    /// The same before.
    pub share_before: f64,
    /// People who name it since then.
    pub n: u32,
}

/// Somebody who is named in comments, and whose customers give better answers than all others.
#[derive(Debug, Clone, PartialEq)]
pub struct Praised {
    /// Number in the list of first names.
    pub person: u32,
    /// Column of the main score.
    pub column: u32,
    /// Answers of those who name the person.
    pub n: u32,
    /// Their figure.
    pub value: f64,
    /// Against all others.
    pub difference: f64,
    /// 95 % interval of `difference`.
    pub interval: [f64; 2],
}

impl Analysis {
    /// Categories that are named more often since one of the later periods, the largest rise
    /// first. `hidden` are the periods that are not shown.
    ///
    /// Of all beginnings in the second half of the periods the one that sets both sides apart most
    /// is taken; the level is divided by all beginnings and categories that were tried (Bonferroni).
    pub(in crate::analysis) fn rising_categories(
        &self,
        selection: &Selection,
        hidden: &[bool],
    ) -> Vec<Rising> {
        let Some(dates) = &self.prepared.dates else {
            return Vec::new();
        };
        let periods = dates.groups.keys.len();
        let categories = self.codebook.categories();
        let is_top = |category: usize| self.codebook.parent_index(category as u16).is_none();
        let mut all = vec![0u32; periods];
        let mut naming = vec![vec![0u32; periods]; categories.len()];
        // One person's comments say no more than once that something came up.
        let mut last = vec![u32::MAX; categories.len()];
        let mut last_row = u32::MAX;
        for comment in (self.coded.iter()).filter(|comment| selection.keeps(comment.row)) {
            let Some(period) = dates.groups.get(comment.row) else {
                continue;
            };
            all[period] += u32::from(last_row != comment.row);
            last_row = comment.row;
            for mention in self.coded.mentions(comment) {
                let tops = self
                    .codebook
                    .with_ancestors(mention.category)
                    .filter(|&c| is_top(c));
                for category in tops {
                    naming[category][period] += u32::from(last[category] != comment.row);
                    last[category] = comment.row;
                }
            }
        }
        let shown_from = (0..periods)
            .rev()
            .take_while(|&period| hidden.get(period) == Some(&false));
        let first = shown_from
            .last()
            .unwrap_or(periods)
            .max(periods.div_ceil(2));
        let tops: Vec<usize> = (0..categories.len())
            .filter(|&category| is_top(category))
            .collect();
        let tried = (tops.len() * periods.saturating_sub(first)) as f64;
        let rise = |category: usize| {
            let begins = (first..periods).filter_map(|begin| {
                let sides = |counts: &[u32]| -> [u32; 2] {
                    let (before, since) = counts.split_at(begin);
                    [before.iter().sum(), since.iter().sum()]
                };
                let ([named_before, named], [before, since]) =
                    (sides(&naming[category]), sides(&all));
                let few = (1..self.settings.min_group).contains(&named_before);
                if few || named < PEOPLE || before < BEFORE {
                    return None;
                }
                let share = |named: u32, of: u32| 100.0 * f64::from(named) / f64::from(of);
                let (now, usual) = (share(named, since), share(named_before, before));
                let p = two_proportions(named_before, before, named, since);
                (now >= TIMES * usual && p * tried < LEVEL).then_some((p, begin, named, now, usual))
            });
            let (_, begin, n, share, share_before) = begins.min_by(|a, b| a.0.total_cmp(&b.0))?;
            Some(Rising {
                category: categories[category].id.clone(),
                periods: dates.groups.keys[begin..].to_vec(),
                share,
                share_before,
                n,
            })
        };
        let mut found: Vec<Rising> = tops.iter().filter_map(|&category| rise(category)).collect();
        let size = |rising: &Rising| rising.share - rising.share_before;
        found.arrange_by(|a, b| {
            size(b)
                .total_cmp(&size(a))
                .then(a.category.cmp(&b.category))
        });
        found
    }

    /// The person whose customers give the best answers beside all others: at least ten answers, an
    /// interval without 0, and p below 0.05 over all persons. A name that mostly begins sentences
    /// may be another word, and somebody whom most do not praise is not praised.
    pub(in crate::analysis) fn praised(&self, selection: &Selection) -> Option<Praised> {
        let score = self.prepared.main_score()?;
        let mut people: BTreeMap<u32, Person> = BTreeMap::new();
        let staff = self.staff_or_recognition();
        self.for_named_people(&mut |comment, name| {
            let row = comment.row;
            if !selection.keeps(row) {
                return;
            }
            let person = people.entry(name.number).or_insert_with(|| Person {
                answers: score.empty(),
                last: u32::MAX,
                named: 0,
                inside: 0,
                praised: 0,
            });
            person.named += 1;
            person.inside += u32::from(name.inside);
            person.praised += u32::from(self.praises_staff(comment, &staff));
            if person.last != row {
                person.last = row;
                score.count_into(row, &mut person.answers);
            }
        });
        let mut all = score.empty();
        selection
            .rows()
            .for_each(|row| score.count_into(row as u32, &mut all));
        let least = PEOPLE.max(self.settings.min_group);
        let told = |(_, person): &(&u32, &Person)| {
            let n = person.answers.n();
            n >= least
                && all.n() - n >= least
                && 3 * person.inside >= person.named
                && 2 * person.praised >= person.named
        };
        let against = people.iter().filter(told).filter_map(|(number, person)| {
            let difference = compare(score.scale, &all.without(&person.answers), &person.answers)?;
            Some(((*number, person), difference))
        });
        let against: Vec<_> = against.collect();
        let p_values: Vec<Option<f64>> = against.iter().map(|(_, d)| d.p).collect();
        let adjusted = benjamini_hochberg(&p_values);
        let better = |value: f64| (value > 0.0) != score.scale.lower_is_better();
        let sure = against
            .into_iter()
            .zip(adjusted)
            .filter_map(|((person, found), p)| {
                let [low, high] = found.interval?;
                let sure = p? < 0.05 && better(low) && better(high);
                sure.then_some((person, found.value, [low, high]))
            });
        let ((number, person), difference, interval) =
            sure.max_by(|a, b| (a.0.1.answers.n()).cmp(&b.0.1.answers.n()))?;
        Some(Praised {
            person: number,
            column: score.column,
            n: person.answers.n(),
            value: score.scale.value(&person.answers)?.value,
            difference,
            interval,
        })
    }

    /// Shows every first name in the comments about the people who work there with its row, in file order:
    /// elsewhere it is the name of a shop, of a product or of the customer.
    pub(in crate::analysis) fn for_named_people(&self, show: &mut dyn FnMut(&Coded, FirstName)) {
        let about = self.staff_or_recognition();
        for comment in self.coded.iter() {
            let mut mentions = self.coded.mentions(comment).iter();
            if !mentions.any(|mention| about[usize::from(mention.category)]) {
                continue;
            }
            first_names(&self.comment_text(comment)).for_each(|name| show(comment, name));
        }
    }
}

impl Analysis {
    /// For each category whether it is about the people who work there or thanks them.
    fn staff_or_recognition(&self) -> Vec<bool> {
        let categories = self.codebook.categories().iter();
        let thanks = categories.map(|category| category.id == "recognition");
        let staff = self.staff_categories().into_iter();
        staff
            .zip(thanks)
            .map(|(staff, thanks)| staff || thanks)
            .collect()
    }
}

/// Somebody who is named.
struct Person {
    /// Answers of those who name the person.
    answers: Histogram,
    /// The last row that was counted.
    last: u32,
    /// How often, how often inside of a sentence, and how often in a comment that praises staff.
    named: u32,
    inside: u32,
    praised: u32,
}
