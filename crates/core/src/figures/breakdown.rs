//! A score by the groups of a segment, with the minimum group size (definitions.md §2).

use super::Histogram;
use super::contingency::{Association, association};
use super::score::{Scale, nps_counts};
use super::tests_of_difference::compare;
use crate::order::Arrange;
use crate::report::{Group, Metric, Together};

/// How many answers the groups of a partition have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sizes {
    /// Answers per group.
    pub n: Vec<u32>,
    /// Groups that must be hidden whatever their size, empty ones included: that a group is empty can tell
    /// another one.
    pub hidden: Vec<bool>,
    /// Answers in no group.
    pub none: u32,
}

/// Which groups are not shown.
///
/// A group below `min_group` is hidden, as are those that must be. The total is shown elsewhere, so
/// what is hidden together can be computed from it: the next-smallest groups are hidden too until at
/// least two groups with together at least `min_group` answers are. Fewer than `min_group` answers
/// without a group count as a hidden group; more of them are shown elsewhere and protect nobody.
pub fn hidden_parts(sizes: &Sizes, min_group: u32) -> Vec<bool> {
    let mut order: Vec<usize> = (0..sizes.n.len())
        .filter(|&part| sizes.n[part] > 0)
        .collect();
    order.arrange_by_key(|&part| (std::cmp::Reverse(sizes.n[part]), part));
    let must = |part: usize| sizes.hidden.get(part) == Some(&true);
    let mut hidden: Vec<bool> = (0..sizes.n.len())
        .map(|part| must(part) || (1..min_group).contains(&sizes.n[part]))
        .collect();
    let small_rest = (1..min_group).contains(&sizes.none);
    let (mut count, mut answers) = match small_rest {
        true => (1, sizes.none),
        false => (0, 0),
    };
    for &part in order.iter().filter(|&&part| hidden[part]) {
        count += 1;
        answers += sizes.n[part];
    }
    for &part in order.iter().rev() {
        if count == 0 || count >= 2 && answers >= min_group {
            break;
        }
        if !hidden[part] {
            hidden[part] = true;
            count += 1;
            answers += sizes.n[part];
        }
    }
    hidden
}

/// Groups of one breakdown that have answers or are hidden, largest first, and the unadjusted p of each
/// against all others. Hidden ones come last by name: a place among the others would tell their size.
/// `all` are the answers that a group is compared with, its own included.
pub fn groups(
    scale: Scale,
    parts: &[(String, Histogram)],
    hidden: &[bool],
    all: &Histogram,
) -> (Vec<Group>, Vec<Option<f64>>) {
    let mut order: Vec<usize> = (0..parts.len())
        .filter(|&part| parts[part].1.n() > 0 || hidden.get(part) == Some(&true))
        .collect();
    order.arrange_by_key(|&part| {
        let shown = hidden.get(part) == Some(&false);
        let n = if shown { parts[part].1.n() } else { 0 };
        (!shown, std::cmp::Reverse(n), &parts[part].0)
    });
    order
        .iter()
        .map(|&part| {
            let (key, answers) = &parts[part];
            if hidden.get(part) != Some(&false) {
                return (hidden_group(key), None);
            }
            let value = scale.value(answers);
            let against = compare(scale, &all.without(answers), answers);
            let group = Group {
                key: key.clone(),
                n: Some(answers.n()),
                value: value.map(|value| value.value),
                interval: value.and_then(|value| value.interval),
                difference: against.map(|against| against.value),
                difference_interval: against.and_then(|against| against.interval),
                effect: against.and_then(|against| against.effect),
                ..Group::default()
            };
            (group, against.and_then(|against| against.p))
        })
        .unzip()
}

/// The answers in none of the groups that are shown; `all` are those of the score, shown as a whole.
/// None when no group is shown or none is hidden.
pub fn together(
    scale: Scale,
    parts: &[(String, Histogram)],
    hidden: &[bool],
    all: &Histogram,
) -> Option<Together> {
    let is_shown = |part: usize| hidden.get(part) == Some(&false) && parts[part].1.n() > 0;
    let (shown, others): (Vec<usize>, Vec<usize>) =
        (0..parts.len()).partition(|&part| is_shown(part));
    if shown.is_empty() || others.iter().all(|&part| parts[part].1.n() == 0) {
        return None;
    }
    let rest = shown
        .iter()
        .fold(all.clone(), |rest, &part| rest.without(&parts[part].1));
    let value = scale.value(&rest);
    Some(Together {
        n: rest.n(),
        value: value.map(|value| value.value),
        interval: value.and_then(|value| value.interval),
    })
}

fn hidden_group(key: &str) -> Group {
    Group {
        key: key.to_owned(),
        hidden: true,
        ..Group::default()
    }
}

/// Answers by class: promoters, passives and detractors for NPS, good box and others otherwise.
pub fn classes(scale: Scale, answers: &Histogram) -> Vec<u32> {
    let n = answers.n();
    match scale.metric {
        Some(Metric::Nps) => {
            let (promoters, detractors) = nps_counts(answers);
            vec![promoters, n - promoters - detractors, detractors]
        }
        _ => vec![scale.hits(answers), n - scale.hits(answers)],
    }
}

/// Whether the classes of answers depend on the segment, over the groups that are shown: a figure
/// that knows the hidden ones could give them away.
pub fn segment_association(
    scale: Scale,
    parts: &[(String, Histogram)],
    groups: &[Group],
) -> Option<Association> {
    let shown = |key: &String| {
        groups
            .iter()
            .any(|group| group.key == *key && !group.hidden)
    };
    let rows: Vec<Vec<u32>> = parts
        .iter()
        .filter(|(key, _)| shown(key))
        .map(|(_, answers)| classes(scale, answers))
        .collect();
    association(&rows)
}

/// Which groups are not shown, for their sizes, when all of them together are the total.
pub fn suppressed(sizes: &[u32], min_group: u32) -> Vec<bool> {
    let sizes = Sizes {
        n: sizes.to_vec(),
        ..Sizes::default()
    };
    hidden_parts(&sizes, min_group)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_in_no_shown_group_is_told_as_one() {
        let scale = Scale {
            metric: None,
            range: [1, 5],
            low_is_good: false,
        };
        let women = Histogram::from_counts(1, &[0, 0, 0, 0, 9]);
        let men = Histogram::from_counts(1, &[0, 0, 0, 8, 0]);
        // One answer without a group hides the men, who are the smaller group.
        let all = Histogram::from_counts(1, &[1, 0, 0, 8, 9]);
        let parts = [("women".to_owned(), women), ("men".to_owned(), men)];
        let rest = together(scale, &parts, &[false, true], &all).expect("a group is hidden");
        assert_eq!((rest.n, rest.value), (9, Some((4.0 * 8.0 + 1.0) / 9.0)));
        assert_eq!(together(scale, &parts, &[false, false], &all), None);
        assert_eq!(together(scale, &parts, &[true, true], &all), None);
    }

    #[test]
    fn small_groups_cannot_be_computed_from_the_total() {
        assert_eq!(suppressed(&[50, 20, 9], 5), [false, false, false]);
        assert_eq!(suppressed(&[50, 20, 3], 5), [false, true, true]);
        assert_eq!(suppressed(&[50, 3, 3], 5), [false, true, true]);
        assert_eq!(suppressed(&[50, 20, 1, 1], 5), [false, true, true, true]);
        assert_eq!(suppressed(&[50, 3], 5), [true, true]);
        // Three answers without a group are as small as a group of three.
        let rest = |none: u32| Sizes {
            n: vec![50, 20, 9],
            hidden: Vec::new(),
            none,
        };
        assert_eq!(hidden_parts(&rest(3), 5), [false, false, true]);
        assert_eq!(hidden_parts(&rest(5), 5), [false, false, false]);
    }
}
