//! Categories over all comments and their impact on the score (definitions.md §4).

use super::resample::{Blocks, RESAMPLES, percentile_interval};
use super::rng::{Rng, mix};
use crate::order::{Arrange, Inserted};
use std::collections::BTreeMap;

/// One answer to the NPS question with the categories that the same person's comments name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Respondent<'a> {
    /// 1 for a promoter, 0 for a passive, −1 for a detractor.
    pub code: i32,
    /// Categories, each once, ascending.
    pub categories: &'a [u16],
}

/// What one category means for the NPS. Association, not cause.
#[derive(Debug, Clone, PartialEq)]
pub struct Impact {
    /// Respondents who name it.
    pub n: u32,
    /// Leave-out impact in points: NPS of all − NPS without those who name it.
    pub impact: f64,
    /// 95 % bootstrap interval of `impact`; `None` when a resample had nobody left.
    pub interval: Option<[f64; 2]>,
    /// Shapley impact in points; the values of all categories of the first level sum to the
    /// deviation of those who name any. `None` below the first level.
    pub shapley: Option<f64>,
    /// 95 % bootstrap interval of `shapley`.
    pub shapley_interval: Option<[f64; 2]>,
    /// Place by `impact` among the categories of the first level, 1 for the lowest.
    pub rank: Option<u32>,
    /// Share of the resamples in which it had the same place, 0 to 1.
    pub rank_stability: Option<f64>,
    /// Share of the resamples in which it had the lowest impact, 0 to 1.
    pub worst_share: Option<f64>,
}

/// Impact of every category that at least `min_group` respondents name and at least as many do not, that is not
/// hidden (`hides`), and that does not tell the answers of few when it is subtracted from others ([`told`]).
///
/// Leave-out: NPS(all) − NPS(without) = n_t·(NPS_t − NPS)/(N − n_t). Somebody who names two
/// categories counts in both, so these impacts do not sum.
///
/// Shapley: the value of a set of categories is what the NPS changes when the answers of everybody
/// who names one of them are replaced by the overall NPS. Every respondent's deviation is then
/// shared out equally among the categories named, φ_t = Σ (x − NPS)/(N·m), m being the number of
/// categories, which needs no walk over subsets.
///
/// `respondent` gives the one of each place, so that nobody has to keep a list.
pub fn impacts<'a>(
    places: impl Iterator<Item = usize> + Clone,
    respondent: impl Fn(usize) -> Respondent<'a>,
    parent: &dyn Fn(u16) -> Option<u16>,
    hides: &dyn Fn(u16) -> bool,
    min_group: u32,
    seed: u64,
) -> BTreeMap<u16, Impact> {
    let is_top = |category: u16| parent(category).is_none();
    let total = places.clone().count();
    let counts = count(places.clone().map(&respondent));
    let enough = |n: u32| n >= min_group.max(1) && total as u32 - n >= min_group.max(1);
    let shown: Vec<u16> = counts
        .iter()
        .filter(|(category, n)| enough(**n) && !hides(**category))
        .map(|(category, _)| *category)
        .collect();
    let mut each = |visit: &mut dyn FnMut(&[u16])| {
        let places = places.clone();
        places.for_each(|place| visit(respondent(place).categories));
    };
    let shown = told(&mut each, shown, parent, min_group);
    let shares = without_shares(&mut each, &shown, &is_top, min_group);
    let layout = Layout::new(&counts, &shown, is_top);
    let mut rng = Rng::new(seed, 0x6361_7465);
    let key = |index: usize| {
        let Respondent { code, categories } = respondent(index);
        // `mix` leaves 0 as it is: the key of a passive who names the first category would be that
        // of one who names none.
        let start = mix(code.wrapping_add(2) as u64);
        (categories.iter()).fold(start, |key, category| mix(key ^ u64::from(*category)))
    };
    let add = |index: usize, sums: &mut [f64]| layout.add(&respondent(index), sums);
    let order = |a: usize, b: usize| respondent(a).cmp(&respondent(b));
    let blocks = Blocks::new((total, places), key, order, layout.width, &mut rng, add);
    if blocks.is_empty() {
        return BTreeMap::new();
    }
    let all = layout.values(&blocks.total());
    let ranks = layout.ranks(&all);
    let mut spread = Spread::new(shown.len());
    let (mut drawn, mut sums) = (Vec::new(), vec![0.0; layout.width]);
    for _ in 0..RESAMPLES {
        blocks.resample(&mut rng, &mut drawn, &mut sums);
        let values = layout.values(&sums);
        spread.add(&values, &layout.ranks(&values), &ranks);
    }
    let share = |n: u32| f64::from(n) / RESAMPLES as f64;
    let of = |place: usize| Impact {
        n: counts[&shown[place]],
        impact: all[place].0,
        interval: complete(&mut spread.impacts[place].clone()),
        shapley: all[place].1.filter(|_| !shares[place]),
        shapley_interval: all[place]
            .1
            .filter(|_| !shares[place])
            .and_then(|_| complete(&mut spread.shapley[place].clone())),
        rank: ranks[place],
        rank_stability: ranks[place].map(|_| share(spread.same[place])),
        worst_share: ranks[place].map(|_| share(spread.worst[place])),
    };
    (0..shown.len())
        .map(|place| (shown[place], of(place)))
        .inserted()
}

fn count<'a>(respondents: impl Iterator<Item = Respondent<'a>>) -> BTreeMap<u16, u32> {
    let mut counts: Vec<u32> = Vec::new();
    for &category in respondents.flat_map(|respondent| respondent.categories) {
        let category = usize::from(category);
        if counts.len() <= category {
            counts.resize(category + 1, 0);
        }
        counts[category] += 1;
    }
    (0u16..).zip(counts).filter(|(_, n)| *n > 0).inserted()
}

/// Calls its argument with the categories of every respondent.
type Each<'a> = &'a mut dyn FnMut(&mut dyn FnMut(&[u16]));

/// Which of some categories may be told beside each other and beside the score of all.
///
/// From the impact of a category follows the sum of the answers of those who name it. Such sums can be subtracted:
/// those of a category from those of the one above it, both categories from everybody, all of the first level from
/// everybody, all below a category from it. Where what is left are some people, but fewer than `min_group`, the
/// smallest of the categories is left out, until no such difference tells.
fn told(
    each: Each,
    mut shown: Vec<u16>,
    parent: &dyn Fn(u16) -> Option<u16>,
    min_group: u32,
) -> Vec<u16> {
    while let Some(place) = telling(each, &shown, parent, min_group) {
        shown.remove(place);
    }
    shown
}

/// Place of a category that must be left out; `None` when no difference tells.
fn telling(
    each: Each,
    shown: &[u16],
    parent: &dyn Fn(u16) -> Option<u16>,
    min_group: u32,
) -> Option<usize> {
    let few = |n: u32| (1..min_group).contains(&n);
    let count = shown.len();
    // The place of what holds each category, which is behind the last for everybody.
    let above = |category: &u16| match parent(*category) {
        Some(parent) => shown.binary_search(&parent).ok(),
        None => Some(count),
    };
    let above: Vec<Option<usize>> = shown.iter().map(above).collect();
    // People who name two categories, the one with the higher place first.
    let mut both = vec![0u32; count * count];
    // People of each category, and of all, who name none or several of those right below it: when the sums of
    // these are subtracted, they are what is left.
    let mut left = vec![0u32; count + 1];
    let mut below = vec![0u32; count + 1];
    let (mut total, mut places) = (0u32, Vec::new());
    each(&mut |categories| {
        total += 1;
        places.clear();
        places.extend((categories.iter()).filter_map(|own| shown.binary_search(own).ok()));
        for (at, &place) in places.iter().enumerate() {
            for &other in &places[..=at] {
                both[place * count + other] += 1;
            }
            if let Some(above) = above[place] {
                below[above] += 1;
            }
        }
        for &place in places.iter().chain([&count]) {
            left[place] += u32::from(below[place] != 1);
            below[place] = 0;
        }
    });
    let n = |place: usize| both[place * count + place];
    let smallest = |places: &mut dyn Iterator<Item = usize>| {
        places.min_by_key(|&place| (n(place), std::cmp::Reverse(place)))
    };
    for (place, _) in left.iter().enumerate().filter(|(_, left)| few(**left)) {
        let mut parts = (0..count).filter(|&part| above[part] == Some(place));
        if let Some(part) = smallest(&mut parts) {
            return Some(part);
        }
    }
    for place in 0..count {
        for other in 0..place {
            let in_one = n(place) + n(other) - 2 * both[place * count + other];
            if few(in_one) || few(total - in_one) {
                return smallest(&mut [place, other].into_iter());
            }
        }
    }
    None
}

/// Which categories have no Shapley impact, by place. It counts everybody who names several categories in part, so
/// that it tells those of a category who are few when it is subtracted from the other impact; and all together with
/// the other impacts of those that have none are everybody but some, who must not be few either.
fn without_shares(
    each: Each,
    shown: &[u16],
    is_top: &dyn Fn(u16) -> bool,
    min_group: u32,
) -> Vec<bool> {
    let few = |n: u32| (1..min_group).contains(&n);
    let count = shown.len();
    let (mut named, mut shared) = (vec![0u32; count], vec![0u32; count]);
    let mut places = Vec::new();
    let tops = |categories: &[u16], places: &mut Vec<usize>| {
        places.clear();
        let tops = categories.iter().filter(|category| is_top(**category));
        places.extend(tops.map(|own| shown.binary_search(own).unwrap_or(count)));
    };
    each(&mut |categories| {
        tops(categories, &mut places);
        for &place in places.iter().filter(|place| **place < count) {
            named[place] += 1;
            shared[place] += u32::from(places.len() > 1);
        }
    });
    let mut without: Vec<bool> = shared.iter().map(|n| few(*n)).collect();
    loop {
        let mut left = 0;
        each(&mut |categories| {
            tops(categories, &mut places);
            let hidden = |place: &usize| *place == count || places.len() > 1 && without[*place];
            left += u32::from(places.is_empty() || places.iter().any(hidden));
        });
        let others = (0..count).filter(|&place| named[place] > 0 && !without[place]);
        match others.min_by_key(|&place| (named[place], place)) {
            Some(place) if few(left) => without[place] = true,
            _ => return without,
        }
    }
}

fn complete(values: &mut [f64]) -> Option<[f64; 2]> {
    (values.iter().all(|value| value.is_finite()))
        .then(|| percentile_interval(values))
        .flatten()
}

/// Where the sums of each category stand: N and Σx, then per category n and Σx, and on the first
/// level Σ1/m and Σx/m.
struct Layout {
    /// Per shown category: where its sums begin, and whether it is of the first level.
    shown: Vec<(usize, bool)>,
    /// Per category: where its sums begin, and whether it is of the first level.
    categories: Vec<(Option<usize>, bool)>,
    width: usize,
}

impl Layout {
    fn new(counts: &BTreeMap<u16, u32>, shown: &[u16], is_top: impl Fn(u16) -> bool) -> Self {
        let mut width = 2;
        let mut starts: Vec<(usize, bool)> = Vec::with_capacity(shown.len());
        for &category in shown {
            let top = is_top(category);
            starts.push((width, top));
            width += if top { 4 } else { 2 };
        }
        let last = counts.keys().next_back().copied();
        let of = |category: u16| match shown.binary_search(&category) {
            Ok(place) => (Some(starts[place].0), starts[place].1),
            Err(_) => (None, is_top(category)),
        };
        let categories = last.map_or(Vec::new(), |last| (0..=last).map(of).collect());
        Layout {
            shown: starts,
            categories,
            width,
        }
    }

    fn of(&self, category: u16) -> (Option<usize>, bool) {
        let known = self.categories.get(usize::from(category));
        known.copied().unwrap_or_default()
    }

    fn add(&self, respondent: &Respondent, sums: &mut [f64]) {
        let code = f64::from(respondent.code);
        sums[0] += 1.0;
        sums[1] += code;
        let of_top = respondent
            .categories
            .iter()
            .filter(|category| self.of(**category).1);
        let parts = of_top.count() as f64;
        for category in respondent.categories {
            let (Some(start), top) = self.of(*category) else {
                continue;
            };
            sums[start] += 1.0;
            sums[start + 1] += code;
            if top {
                sums[start + 2] += 1.0 / parts;
                sums[start + 3] += code / parts;
            }
        }
    }

    /// Leave-out and Shapley impact of each category in points.
    fn values(&self, sums: &[f64]) -> Vec<(f64, Option<f64>)> {
        let (n, score) = (sums[0], sums[1] / sums[0]);
        let value = |&(start, top): &(usize, bool)| {
            let own = &sums[start..];
            let without = (sums[1] - own[1]) / (n - own[0]);
            let shapley = top.then(|| 100.0 * (own[3] - score * own[2]) / n);
            (100.0 * (score - without), shapley)
        };
        self.shown.iter().map(value).collect()
    }

    /// Place of each category of the first level by leave-out impact, 1 for the lowest.
    fn ranks(&self, values: &[(f64, Option<f64>)]) -> Vec<Option<u32>> {
        let mut order: Vec<usize> = (0..values.len())
            .filter(|&place| values[place].1.is_some())
            .collect();
        order.arrange_by(|&a, &b| values[a].0.total_cmp(&values[b].0).then(a.cmp(&b)));
        let mut ranks = vec![None; values.len()];
        for (rank, place) in (1..).zip(order) {
            ranks[place] = Some(rank);
        }
        ranks
    }
}

/// What the resamples gave per category.
struct Spread {
    impacts: Vec<Vec<f64>>,
    shapley: Vec<Vec<f64>>,
    same: Vec<u32>,
    worst: Vec<u32>,
}

impl Spread {
    fn new(categories: usize) -> Self {
        Spread {
            impacts: vec![Vec::with_capacity(RESAMPLES); categories],
            shapley: vec![Vec::with_capacity(RESAMPLES); categories],
            same: vec![0; categories],
            worst: vec![0; categories],
        }
    }

    fn add(&mut self, values: &[(f64, Option<f64>)], ranks: &[Option<u32>], usual: &[Option<u32>]) {
        for (place, (impact, shapley)) in values.iter().enumerate() {
            self.impacts[place].push(*impact);
            self.shapley[place].extend(*shapley);
            self.same[place] += u32::from(ranks[place] == usual[place]);
            self.worst[place] += u32::from(ranks[place] == Some(1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Delivery (0) is bad, staff (1) good; some name both; category 2 lies below delivery.
    fn survey() -> Vec<Respondent<'static>> {
        let mut all = Vec::new();
        let mut add = |n: usize, code: i32, categories: &'static [u16]| {
            all.extend(std::iter::repeat_n(Respondent { code, categories }, n));
        };
        add(30, -1, &[0, 2]);
        add(10, 1, &[0]);
        add(8, -1, &[0, 1]);
        add(25, 1, &[1]);
        add(60, 1, &[]);
        add(20, 0, &[]);
        add(2, -1, &[3]);
        all
    }

    fn impacts_of(all: &[Respondent], min_group: u32) -> BTreeMap<u16, Impact> {
        impacts(
            0..all.len(),
            |index| all[index],
            &|category| (category == 2).then_some(0),
            &|_| false,
            min_group,
            1,
        )
    }

    /// Shapley values by their definition: the average over all subsets.
    fn by_subsets(all: &[Respondent], categories: &[u16], of: u16) -> f64 {
        let n = all.len() as f64;
        let score = all.iter().map(|r| f64::from(r.code)).sum::<f64>() / n;
        let value = |set: &[u16]| -> f64 {
            let hit = all
                .iter()
                .filter(|r| r.categories.iter().any(|c| set.contains(c)));
            100.0 * hit.map(|r| f64::from(r.code) - score).sum::<f64>() / n
        };
        let others: Vec<u16> = categories.iter().copied().filter(|&c| c != of).collect();
        let factorial = |n: usize| (1..=n).map(|k| k as f64).product::<f64>();
        (0..1usize << others.len())
            .map(|mask| {
                let mut set: Vec<u16> = others
                    .iter()
                    .enumerate()
                    .filter(|(i, _)| mask >> i & 1 == 1)
                    .map(|(_, c)| *c)
                    .collect();
                let weight = factorial(set.len()) * factorial(others.len() - set.len())
                    / factorial(categories.len());
                let without = value(&set);
                set.push(of);
                weight * (value(&set) - without)
            })
            .sum()
    }

    #[test]
    fn passives_who_name_the_first_category_are_not_those_who_name_none() {
        let mut all = survey();
        let passive = |categories| Respondent {
            code: 0,
            categories,
        };
        all.extend(std::iter::repeat_n(passive(&[0][..]), 7));
        all.extend(std::iter::repeat_n(passive(&[0, 1][..]), 6));
        let found = impacts_of(&all, 5);
        let nps = |part: &[&Respondent]| {
            100.0 * part.iter().map(|r| f64::from(r.code)).sum::<f64>() / part.len() as f64
        };
        let whole: Vec<&Respondent> = all.iter().collect();
        for category in [0, 1] {
            let without = whole.iter().filter(|r| !r.categories.contains(&category));
            let without: Vec<&Respondent> = without.copied().collect();
            let expected = nps(&whole) - nps(&without);
            assert!(
                (found[&category].impact - expected).abs() < 1e-12,
                "{category}"
            );
        }
    }

    #[test]
    fn impact_is_the_change_when_the_category_is_left_out() {
        let all = survey();
        let found = impacts_of(&all, 5);
        let score = |part: &[&Respondent]| {
            100.0 * part.iter().map(|r| f64::from(r.code)).sum::<f64>() / part.len() as f64
        };
        let without: Vec<&Respondent> = all.iter().filter(|r| !r.categories.contains(&0)).collect();
        let whole: Vec<&Respondent> = all.iter().collect();
        assert!((found[&0].impact - (score(&whole) - score(&without))).abs() < 1e-12);
        assert!(
            found[&0]
                .interval
                .is_some_and(|[low, high]| low < found[&0].impact && high < 0.0)
        );
        assert_eq!(
            (found[&0].rank, found[&1].rank, found[&2].rank),
            (Some(1), Some(2), None)
        );
        assert!(found[&0].worst_share > Some(0.99) && found[&0].rank_stability > Some(0.99));
        assert!(!found.contains_key(&3), "two respondents are too few");
    }

    #[test]
    fn shapley_impacts_are_those_of_the_definition() {
        let all = survey();
        let found = impacts_of(&all, 1);
        for category in [0, 1, 3] {
            let expected = by_subsets(&all, &[0, 1, 3], category);
            assert!((found[&category].shapley.unwrap_or(f64::NAN) - expected).abs() < 1e-9);
        }
        assert_eq!(found[&2].shapley, None);
    }

    /// Category 0 with 1 below it, and 2.
    fn of_sizes(sizes: &[(usize, &'static [u16])]) -> BTreeMap<u16, Impact> {
        let mut all = Vec::new();
        for &(n, categories) in sizes {
            let codes = (0..n).map(|at| [1, -1, 0][at % 3]);
            all.extend(codes.map(|code| Respondent { code, categories }));
        }
        let parent = |category: u16| (category == 1).then_some(0);
        impacts(0..all.len(), |index| all[index], &parent, &|_| false, 5, 1)
    }

    #[test]
    fn impacts_do_not_tell_few_people_between_them() {
        let few = |n: usize| (1..5).contains(&n);
        for n in 0..8 {
            // Some name the category above only.
            let found = of_sizes(&[(15, &[0, 1]), (n, &[0]), (80, &[2]), (20, &[])]);
            assert!(found.contains_key(&0) && found.contains_key(&2));
            assert_eq!(found.contains_key(&1), !few(n), "{n}");
            // Some name none: one of both categories is left out.
            let found = of_sizes(&[(60, &[0]), (70, &[2]), (n, &[])]);
            assert!(found.contains_key(&2));
            assert_eq!(found.contains_key(&0), !few(n), "{n}");
            // Some name both: the Shapley impact counts half of them.
            let found = of_sizes(&[(60, &[0]), (70, &[2]), (n, &[0, 2]), (20, &[])]);
            let shares = [0, 2].map(|category| found[&category].shapley.is_some());
            assert_eq!(shares, [!few(n); 2], "{n}");
            // All name one, some both.
            let found = of_sizes(&[(60, &[0]), (70, &[2]), (n, &[0, 2])]);
            assert_eq!(found.contains_key(&0), !few(n), "{n}");
        }
    }

    #[test]
    fn the_order_of_respondents_has_no_influence() {
        let mut all = survey();
        let before = impacts_of(&all, 5);
        Rng::new(3, 3).shuffle(&mut all);
        assert_eq!(before, impacts_of(&all, 5));
    }
}
