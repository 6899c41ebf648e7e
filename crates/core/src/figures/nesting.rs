//! Hidden groups of several segments together (definitions.md §2).
//!
//! Segments are often nested: shops in regions, products in families, weeks in months. A region
//! less the shops of it that are shown is the hidden shop. In general, some groups of one segment
//! less some groups of another leave few people whenever the shown groups hold the same people
//! otherwise. Such sets are the connected components of the graph that joins two shown groups when
//! they share somebody.

use super::breakdown::{Sizes, hidden_parts};

/// How many answers the groups of two segments share.
#[derive(Debug, Clone)]
pub struct Shared {
    /// Places of the two segments.
    pub pair: (usize, usize),
    /// Counts by group of the first and group of the second; the last of either stands for answers
    /// in no group. Only counts above 0.
    pub counts: Vec<(usize, usize, u32)>,
}

/// Which groups of every segment are not shown: those of [`hidden_parts`], and as many of the
/// next-smallest as it takes that no small group follows from the groups of two segments.
pub fn hidden_together(sizes: &[Sizes], shared: &[Shared], min_group: u32) -> Vec<Vec<bool>> {
    hidden_beside(Vec::new(), sizes, shared, min_group)
}

/// The same where it is decided already what the first segments hide.
pub fn hidden_beside(
    decided: Vec<Vec<bool>>,
    sizes: &[Sizes],
    shared: &[Shared],
    min_group: u32,
) -> Vec<Vec<bool>> {
    let mut hidden = decided;
    let others = sizes.iter().skip(hidden.len());
    let others: Vec<Vec<bool>> = others.map(|it| hidden_parts(it, min_group)).collect();
    let decided = hidden.len();
    hidden.extend(others);
    let mut seen = vec![[const { None }; 2]; shared.len()];
    while let Some((segment, group)) =
        one_more((&hidden, decided), sizes, shared, min_group, &mut seen)
    {
        hidden[segment][group] = true;
    }
    hidden
}

/// Which groups of a segment are hidden within one group of another, when the segment is nested in a
/// third. `own` and `above` are the answers by its groups and by those of the third, those in no
/// group last; `of_group` is the group of the third that each lies in; `known` are hidden anyway.
pub fn hidden_within(
    mut own: Vec<u32>,
    mut above: Vec<u32>,
    of_group: &[usize],
    known: &[bool],
    min_group: u32,
) -> Vec<bool> {
    let counts = shared_with_parent(&own, &above, of_group);
    let sizes = |n: &mut Vec<u32>, hidden: &[bool]| {
        let none = n.pop().unwrap_or(0);
        Sizes {
            n: std::mem::take(n),
            hidden: hidden.to_vec(),
            none,
        }
    };
    let sizes = [sizes(&mut own, known), sizes(&mut above, &[])];
    let shared = [Shared {
        pair: (0, 1),
        counts,
    }];
    hidden_together(&sizes, &shared, min_group).swap_remove(0)
}

/// What a segment shares with the one that it is nested in; those without a group in it are the rest
/// of every group above.
pub fn shared_with_parent(
    own: &[u32],
    above: &[u32],
    of_group: &[usize],
) -> Vec<(usize, usize, u32)> {
    let mut rest = above.to_vec();
    let mut counts = Vec::new();
    let groups = own.len().saturating_sub(1);
    for (group, (&n, &parent)) in own.iter().zip(of_group).enumerate().take(groups) {
        if n > 0 {
            counts.push((group, parent, n));
            rest[parent] = rest[parent].saturating_sub(n);
        }
    }
    let rest = rest.into_iter().enumerate().filter(|(_, n)| *n > 0);
    counts.extend(rest.map(|(parent, n)| (groups, parent, n)));
    counts
}

/// Two segments that were looked at and told of no small group. Hiding a group changes what is known of
/// few segments, and a survey with a hundred of them has thousands of pairs.
#[derive(Debug, Clone)]
struct Seen {
    /// What was known of both then.
    known: [Vec<bool>; 2],
    /// A group that followed.
    follows: Option<(usize, usize)>,
}

/// A group that has to be hidden too, none of the first segments, which are `decided`. `seen` has a place for each
/// pair and for both ways to look at those without a group.
fn one_more(
    (hidden, decided): (&[Vec<bool>], usize),
    sizes: &[Sizes],
    shared: &[Shared],
    min_group: u32,
    seen: &mut [[Option<Seen>; 2]],
) -> Option<(usize, usize)> {
    // Hidden groups of enough people may follow from the others; they then help to compute more.
    let mut known: Vec<Vec<bool>> = hidden
        .iter()
        .map(|hidden| hidden.iter().map(|hidden| !hidden).chain([false]).collect())
        .collect();
    // Those without a group are shown as a whole when they are enough, but not within each group of
    // another segment: both views are looked at.
    let enough: Vec<bool> = sizes.iter().map(|sizes| sizes.none >= min_group).collect();
    let looks = [vec![false; sizes.len()], enough];
    let smallest = |segment: usize, wanted: &dyn Fn(usize) -> bool| {
        let hidden = hidden.get(segment).filter(|_| segment >= decided)?;
        smallest_shown(hidden, &sizes[segment], wanted)
    };
    loop {
        let mut follows = None;
        for (segment, own) in sizes.iter().enumerate() {
            match left_of_total(&known[segment], own, min_group) {
                Left::Enough => {}
                Left::Group(group) => follows = Some((segment, group)),
                Left::TooFew => {
                    let smallest = smallest(segment, &|_| true);
                    if smallest.is_some() {
                        return smallest.map(|group| (segment, group));
                    }
                }
            }
        }
        let pairs = shared.iter().zip(&mut *seen);
        for (both, look, seen) in pairs.flat_map(|(both, seen)| {
            let looks = looks.iter().zip(seen);
            looks.map(move |(look, seen)| (both, look, seen))
        }) {
            let (first, second) = both.pair;
            for segment in [first, second] {
                let none = sizes[segment].n.len();
                known[segment][none] = look[segment];
            }
            let now = [&known[first], &known[second]];
            if let Some(seen) = seen.as_ref().filter(|seen| seen.known.each_ref() == now) {
                follows = seen.follows.or(follows);
                continue;
            }
            let now = now.map(Vec::clone);
            let mut follows_here = None;
            for part in parts(both, &known[first], &known[second]) {
                // What only one side holds is the difference of two sums that are shown.
                let (segment, beyond) = match (&part.only_first[..], &part.only_second[..]) {
                    ([], beyond) if !beyond.is_empty() => (first, beyond),
                    (beyond, []) if !beyond.is_empty() => (second, beyond),
                    _ => continue,
                };
                let n: u32 = beyond.iter().map(|(_, n)| n).sum();
                if n < min_group {
                    let mine = if segment == first {
                        &part.first
                    } else {
                        &part.second
                    };
                    let smallest_of_mine = smallest(segment, &|group| mine.contains(&group));
                    if let Some(group) = smallest_of_mine {
                        return Some((segment, group));
                    }
                    let (other, theirs) = match segment == first {
                        true => (second, &part.second),
                        false => (first, &part.first),
                    };
                    if let Some(group) = smallest(other, &|group| theirs.contains(&group)) {
                        return Some((other, group));
                    }
                }
                if let [(group, n)] = beyond
                    && sizes[segment].n.get(*group) == Some(n)
                {
                    follows_here = Some((segment, *group));
                }
            }
            follows = follows_here.or(follows);
            *seen = Some(Seen {
                known: now,
                follows: follows_here,
            });
        }
        let (segment, group) = follows?;
        known[segment][group] = true;
    }
}

/// What is left of the total when the known groups are taken away.
enum Left {
    /// Nobody, or several groups of together enough answers.
    Enough,
    /// One group of enough answers, which follows.
    Group(usize),
    /// Fewer than the minimum.
    TooFew,
}

fn left_of_total(known: &[bool], sizes: &Sizes, min_group: u32) -> Left {
    let groups = (0..sizes.n.len()).filter(|&group| sizes.n[group] > 0 && !known[group]);
    let left: Vec<usize> = groups.collect();
    let rest = if sizes.none < min_group {
        sizes.none
    } else {
        0
    };
    let n = left.iter().map(|&group| sizes.n[group]).sum::<u32>() + rest;
    match (&left[..], rest) {
        _ if n > 0 && n < min_group => Left::TooFew,
        ([group], 0) => Left::Group(*group),
        _ => Left::Enough,
    }
}

fn smallest_shown(hidden: &[bool], sizes: &Sizes, wanted: impl Fn(usize) -> bool) -> Option<usize> {
    let shown = (0..hidden.len()).filter(|&group| !hidden[group] && sizes.n[group] > 0);
    shown
        .filter(|&group| wanted(group))
        .min_by_key(|&group| (sizes.n[group], group))
}

/// Shown groups of two segments that hold the same people but for those who are left over.
#[derive(Debug, Default)]
struct Part {
    first: Vec<usize>,
    second: Vec<usize>,
    /// People of `second` in no shown group of the first, by their group there.
    only_second: Vec<(usize, u32)>,
    /// People of `first` in no shown group of the second.
    only_first: Vec<(usize, u32)>,
}

/// The connected components of the shown groups.
fn parts(both: &Shared, first: &[bool], second: &[bool]) -> Vec<Part> {
    let mut joined: Vec<usize> = (0..first.len() + second.len()).collect();
    let shown = |known: &[bool], group: usize| known.get(group) == Some(&true);
    for &(a, b, _) in &both.counts {
        if shown(first, a) && shown(second, b) {
            let (a, b) = (root(&mut joined, a), root(&mut joined, first.len() + b));
            joined[a.max(b)] = a.min(b);
        }
    }
    let mut parts: Vec<Part> = Vec::new();
    parts.resize_with(joined.len(), Part::default);
    for group in (0..first.len()).filter(|&group| first[group]) {
        parts[root(&mut joined, group)].first.push(group);
    }
    for group in (0..second.len()).filter(|&group| second[group]) {
        parts[root(&mut joined, first.len() + group)]
            .second
            .push(group);
    }
    for &(a, b, n) in &both.counts {
        match (shown(first, a), shown(second, b)) {
            (true, false) => {
                add(&mut parts[root(&mut joined, a)].only_first, b, n);
            }
            (false, true) => {
                let part = root(&mut joined, first.len() + b);
                add(&mut parts[part].only_second, a, n);
            }
            _ => {}
        }
    }
    parts
}

fn add(sums: &mut Vec<(usize, u32)>, group: usize, n: u32) {
    match sums.iter_mut().find(|(known, _)| *known == group) {
        Some((_, sum)) => *sum += n,
        None => sums.push((group, n)),
    }
}

fn root(joined: &mut [usize], mut node: usize) -> usize {
    while joined[node] != node {
        joined[node] = joined[joined[node]];
        node = joined[node];
    }
    node
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(n: &[u32], none: u32) -> Sizes {
        Sizes {
            n: n.to_vec(),
            hidden: Vec::new(),
            none,
        }
    }

    #[test]
    fn a_region_less_its_shown_shops_tells_nothing() {
        // Region 0 holds shops 0, 1 and 2, region 1 the others; shop 2 has three answers.
        let shops = sizes(&[30, 25, 3, 20, 9], 0);
        let regions = sizes(&[58, 29], 0);
        let counts = vec![(0, 0, 30), (1, 0, 25), (2, 0, 3), (3, 1, 20), (4, 1, 9)];
        let shared = [Shared {
            pair: (0, 1),
            counts,
        }];
        let hidden = hidden_together(&[shops.clone(), regions], &shared, 5);
        // Shop 4, the next-smallest, follows from region 1 and no longer protects shop 2.
        assert_eq!(hidden[0], [false, true, true, false, true]);
        assert_eq!(hidden[1], [false, false]);
        assert_eq!(hidden_parts(&shops, 5), [false, false, true, false, true]);
    }

    #[test]
    fn segments_that_cross_hide_nothing_more() {
        let counts = vec![
            (0, 0, 20),
            (0, 1, 10),
            (1, 0, 12),
            (1, 1, 8),
            (2, 0, 2),
            (2, 1, 1),
        ];
        let shared = [Shared {
            pair: (0, 1),
            counts,
        }];
        let hidden = hidden_together(&[sizes(&[30, 20, 3], 0), sizes(&[34, 19], 0)], &shared, 5);
        assert_eq!(hidden, [vec![false, true, true], vec![false, false]]);
    }

    #[test]
    fn few_without_a_value_in_one_group_are_a_small_group() {
        let counts = vec![(0, 0, 30), (1, 0, 25), (2, 1, 20), (3, 0, 3), (3, 1, 9)];
        let shared = [Shared {
            pair: (0, 1),
            counts,
        }];
        let hidden = hidden_together(&[sizes(&[30, 25, 20], 12), sizes(&[58, 29], 0)], &shared, 5);
        // Those without a shop are shown, so that shop 1 alone would follow from the total.
        assert_eq!(hidden[0], [true, true, false]);
    }
}
