//! A score by the groups of a segment, with the minimum group size (definitions.md §2).

use super::Histogram;
use super::contingency::{Association, association};
use super::score::{Scale, nps_counts};
use super::tests_of_difference::compare;
use crate::report::{Group, Metric};

/// Groups of one breakdown, largest first, and the unadjusted p of each against all others.
pub fn groups(
    scale: Scale,
    parts: &[(String, Histogram)],
    min_group: u32,
) -> (Vec<Group>, Vec<Option<f64>>) {
    let mut all = Histogram::new(scale.range);
    parts.iter().for_each(|(_, answers)| all.add(answers));
    groups_of(scale, &all, parts, min_group)
}

/// As [`groups`], for parts that may overlap: `all` holds the answers of everybody who is in at
/// least one of them, once.
pub fn groups_of(
    scale: Scale,
    all: &Histogram,
    parts: &[(String, Histogram)],
    min_group: u32,
) -> (Vec<Group>, Vec<Option<f64>>) {
    let mut order: Vec<usize> = (0..parts.len())
        .filter(|&part| parts[part].1.n() > 0)
        .collect();
    order.sort_by(|&a, &b| {
        parts[b]
            .1
            .n()
            .cmp(&parts[a].1.n())
            .then(parts[a].0.cmp(&parts[b].0))
    });
    let sizes: Vec<u32> = order.iter().map(|&part| parts[part].1.n()).collect();
    let hidden = suppressed(&sizes, min_group);
    order
        .iter()
        .zip(hidden)
        .map(|(&part, hidden)| {
            let (key, answers) = &parts[part];
            if hidden {
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

/// Which groups are not shown, for sizes in descending order.
///
/// A group below `min_group` is hidden. The total is shown elsewhere, so what is hidden together
/// can be computed from it: the next-smallest groups are hidden too until at least two groups with
/// together at least `min_group` answers are.
pub fn suppressed(sizes: &[u32], min_group: u32) -> Vec<bool> {
    let mut hidden: Vec<bool> = sizes.iter().map(|&n| n < min_group).collect();
    let mut count = hidden.iter().filter(|&&hidden| hidden).count();
    if count == 0 {
        return hidden;
    }
    let mut answers: u32 = sizes.iter().filter(|&&n| n < min_group).sum();
    for index in (0..sizes.len()).rev() {
        if count >= 2 && answers >= min_group {
            break;
        }
        if !hidden[index] {
            hidden[index] = true;
            count += 1;
            answers += sizes[index];
        }
    }
    hidden
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_groups_cannot_be_computed_from_the_total() {
        assert_eq!(suppressed(&[50, 20, 9], 5), [false, false, false]);
        assert_eq!(suppressed(&[50, 20, 3], 5), [false, true, true]);
        assert_eq!(suppressed(&[50, 3, 3], 5), [false, true, true]);
        assert_eq!(suppressed(&[50, 20, 1, 1], 5), [false, true, true, true]);
        assert_eq!(suppressed(&[50, 3], 5), [true, true]);
    }
}
