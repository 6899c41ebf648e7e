//! What is worth saying first: at most ten findings, made from the figures of the report by rules.
//!
//! Every rule reads an interval or an adjusted p and stays silent when it does not support the
//! claim. Findings are codes with values; the sentences are made by whoever shows them.
//!
//! Order: what makes the figures doubtful, the main figure, its change and season; then groups, categories and
//! praise, which are all measured by how much the main score would change without them, so that the
//! largest stands first; in turns with what came up lately, drivers and other scores, so that one
//! kind cannot fill the list. What is within noise comes last: it is no news.

use super::comments::stories::{Praised, Rising};
use super::compare::Paired;
use crate::figures::distributions::{Z_95, normal_two_sided};
use crate::figures::tests_of_difference::benjamini_hochberg;
use crate::filter::{Condition, Filter};
use crate::order::Arrange;
use crate::report::{
    Breakdown, CategoryFigure, Comparison, Group, HealthFinding, Metric, Params, Report,
    ScoreFigure,
};
use crate::text::Sentiment;
use serde::Serialize;

/// Most findings of a report.
const MOST: usize = 10;

/// Answers that a group needs to be told of. The largest difference among many small groups is mostly
/// chance, and no finding should send somebody to a shop for the sake of five people: with 20 answers
/// the interval of an NPS still reaches 35 points to either side (definitions.md §2).
const GROUP: u32 = 20;

/// Most findings of one kind.
const MOST_OF_A_KIND: usize = 2;

/// One thing worth knowing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// Stable code.
    pub code: &'static str,
    /// Column index of the score it is about.
    pub column: Option<u32>,
    /// Values that the sentence shows.
    pub params: Params,
    /// True when it is good news for the score, false when it is bad news; none when it is neither,
    /// as with a change within noise.
    pub better: Option<bool>,
    /// The chart that shows it.
    pub chart: Option<FindingChart>,
    /// The comments behind it; empty means all.
    pub filter: Filter,
}

/// Which chart shows a finding; the names are those of chart requests.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FindingChart {
    /// `distribution`, `trend`, `breakdown`, `categories` or `drivers`.
    pub kind: &'static str,
    /// Column index of the score.
    pub column: Option<u32>,
    /// Column index of the segment.
    pub by: Option<u32>,
}

fn chart(kind: &'static str, column: Option<u32>, by: Option<u32>) -> Option<FindingChart> {
    Some(FindingChart { kind, column, by })
}

/// What is told beside the figures.
#[derive(Debug, Clone, Default)]
pub struct Stories {
    /// Categories that came up, the largest rise first.
    pub rising: Vec<Rising>,
    /// Somebody whom customers name.
    pub praised: Option<Praised>,
}

/// The findings of a report.
pub fn findings(report: &Report, stories: &Stories) -> Vec<Finding> {
    let Some(main) = main_score(report) else {
        return Vec::new();
    };
    let mut found: Vec<Finding> = Vec::new();
    found.extend(
        report
            .health
            .iter()
            .filter(|health| !health.acknowledged)
            .filter_map(|health| doubt(health, main))
            .take(MOST_OF_A_KIND),
    );
    found.extend(headline(main));
    let own_change = report.change.iter().filter(|c| c.column == main.column);
    let own_change = own_change.map(|c| change(report, c)).next().flatten();
    let (sure, noise): (Vec<Finding>, Vec<Finding>) = own_change
        .into_iter()
        .partition(|change| change.better.is_some());
    found.extend(sure);
    found.extend(latest_flag(report, main));
    // A season qualifies the change and the flag before it, so that a full list must not drop it.
    found.extend(season(report, main));
    let mut parts = strongest_parts(report, main, stories).into_iter();
    let rising: Vec<Finding> = stories.rising.iter().map(rising).collect();
    let drivers = strongest_drivers(report);
    let others = other_changes(report, main);
    for place in 0..MOST_OF_A_KIND {
        found.extend(parts.by_ref().take(MOST_OF_A_KIND));
        let kinds = [&rising, &drivers, &others];
        found.extend(
            kinds
                .into_iter()
                .filter_map(|kind| kind.get(place).cloned()),
        );
    }
    found.extend(noise);
    found.extend(silent(report));
    found.truncate(MOST);
    found
}

fn main_score(report: &Report) -> Option<&ScoreFigure> {
    let first = |metric| {
        report
            .scores
            .iter()
            .find(move |score| score.metric == Some(metric))
    };
    first(Metric::Nps)
        .or_else(|| first(Metric::Csat))
        .or(report.scores.first())
}

/// Health findings that put the main figure in doubt.
fn doubt(health: &HealthFinding, main: &ScoreFigure) -> Option<Finding> {
    const SEVERE: [&str; 6] = [
        "blank_zero_suspected",
        "nps_above_ten",
        "nps_without_zero",
        "few_answers",
        "reversed_scale_suspected",
        "scale_changed",
    ];
    let code = SEVERE.into_iter().find(|code| *code == health.code)?;
    // A few typing errors leave the figure what it is; the health check lists them.
    if code == "nps_above_ten" && health.rows.saturating_mul(20) < main.n.unwrap_or(0) {
        return None;
    }
    let about_main = health
        .params
        .get("column")
        .and_then(serde_json::Value::as_u64);
    (about_main == Some(u64::from(main.column))).then(|| Finding {
        code: match code {
            "few_answers" => "few_answers",
            "blank_zero_suspected" => "blank_zero_suspected",
            "reversed_scale_suspected" => "reversed_scale_suspected",
            "scale_changed" => "scale_changed",
            _ => "wrong_scale",
        },
        column: Some(main.column),
        params: Params::from([("n", health.rows.into())]),
        better: None,
        chart: chart("distribution", Some(main.column), None),
        filter: Filter::new(),
    })
}

/// The main figure with its interval; where the user set weights, the weighted one beside the plain one, because
/// all rules below read plain figures.
fn headline(main: &ScoreFigure) -> Option<Finding> {
    let plain = main.value?;
    let weighted = main.weighted.as_ref();
    let weighted = weighted.and_then(|weighted| Some((weighted.value, weighted.interval?)));
    let (value, [low, high]) = weighted.or(main.interval.map(|interval| (plain, interval)))?;
    let mut params = Params::from([
        ("value", value.into()),
        ("low", low.into()),
        ("high", high.into()),
        ("n", main.n.into()),
    ]);
    if weighted.is_some() {
        params.insert("plain", plain.into());
    }
    Some(Finding {
        code: if weighted.is_some() {
            "headline_weighted"
        } else {
            "headline"
        },
        column: Some(main.column),
        params,
        better: None,
        chart: chart("distribution", Some(main.column), None),
        filter: Filter::new(),
    })
}

/// The last change: real, or real among those who answered both times, or within noise with the answers it would
/// take.
fn change(report: &Report, change: &Comparison) -> Option<Finding> {
    let (value, interval) = change.difference.zip(change.interval)?;
    let (before, after) = change.before_key.as_ref().zip(change.after_key.as_ref())?;
    let real = change.significant && change.p_adjusted.is_some_and(|p| p < 0.05);
    // The same people are compared with themselves, adjusted for the number of scores (Bonferroni).
    let scores = report.change.len() as f64;
    let same =
        (change.paired.as_ref()).filter(|same| !real && same.p.is_some_and(|p| p * scores < 0.05));
    let n = change
        .before
        .n
        .unwrap_or(0)
        .min(change.after.n.unwrap_or(0));
    let (value, [low, high], n) = match same {
        Some(same) => (same.difference, same.interval?, same.n),
        None => (value, interval, n),
    };
    let up = value > 0.0;
    // After a period that stood out the way back is no news of its own.
    let flag = |period: &str| {
        let mut points = report.trend.iter();
        let point = points.find(|it| it.column == change.column && it.period == period)?;
        point.flag
    };
    let outlying = if up { "below" } else { "above" };
    let is_back = flag(before) == Some(outlying) && flag(after).is_none();
    let code = match () {
        () if real && is_back && up => "change_up_back",
        () if real && is_back => "change_down_back",
        () if real && up => "change_up",
        () if real => "change_down",
        () if same.is_some() && up => "change_up_same",
        () if same.is_some() => "change_down_same",
        // The interval speaks for a change, the test adjusted for several scores does not: neither
        // "it changed" nor "it is noise" would be honest.
        () if low > 0.0 || high < 0.0 || change.needed_n.is_none() => return None,
        () if change.paired.as_ref().is_some_and(Paired::shows) => return None,
        () if up => "change_up_noise",
        () => "change_down_noise",
    };
    let mut params = Params::from([
        ("difference", value.into()),
        ("low", low.into()),
        ("high", high.into()),
        ("before", before.clone().into()),
        ("after", after.clone().into()),
        ("n", n.into()),
    ]);
    if let Some(needed) = change.needed_n.filter(|_| same.is_none()) {
        params.insert("needed", needed.into());
    }
    let is_real = real || same.is_some();
    Some(Finding {
        code,
        column: Some(change.column),
        params,
        better: is_real.then(|| up != lower_is_better(report, change.column)),
        chart: chart("trend", Some(change.column), None),
        filter: vec![Condition::Period {
            keys: vec![after.clone()],
        }],
    })
}

fn lower_is_better(report: &Report, column: u32) -> bool {
    let mut scores = report.scores.iter();
    scores.any(|score| score.column == column && score.lower_is_better)
}

/// Real changes of the other scores, strongest first.
fn other_changes(report: &Report, main: &ScoreFigure) -> Vec<Finding> {
    let mut changes: Vec<&Comparison> = report
        .change
        .iter()
        .filter(|c| c.column != main.column)
        .collect();
    changes.arrange_by(|a, b| {
        b.effect
            .unwrap_or(0.0)
            .abs()
            .total_cmp(&a.effect.unwrap_or(0.0).abs())
    });
    let real = changes
        .into_iter()
        .filter_map(|other| change(report, other));
    real.filter(|finding| finding.better.is_some()).collect()
}

/// The latest period outside the control limits, unless the change says it already. One of many periods is by
/// chance: both tails, times the number of periods, have to be below 0.05 (Bonferroni).
fn latest_flag(report: &Report, main: &ScoreFigure) -> Option<Finding> {
    let points = report.trend.iter();
    let mut points = points.filter(|point| point.column == main.column && !point.hidden);
    let periods = points.clone().count() as f64;
    let point = points.rfind(|point| {
        let real = point.tail.is_some_and(|tail| 2.0 * tail * periods < 0.05);
        real && point.n.is_some_and(|n| n >= GROUP)
    })?;
    let said = report.change.iter().any(|change| {
        change.column == main.column
            && change.significant
            && change.after_key.as_ref() == Some(&point.period)
    });
    let [low, high] = point.limits?;
    let params = Params::from([
        ("period", point.period.clone().into()),
        ("value", point.value?.into()),
        ("low", low.into()),
        ("high", high.into()),
    ]);
    (!said).then(|| Finding {
        code: if point.flag == Some("below") {
            "trend_below"
        } else {
            "trend_above"
        },
        column: Some(main.column),
        params,
        better: Some((point.flag == Some("above")) != main.lower_is_better),
        chart: chart("trend", Some(main.column), None),
        filter: vec![Condition::Period {
            keys: vec![point.period.clone()],
        }],
    })
}

/// Groups, categories and praise by how much the main score would change without them, the largest
/// first. A group's difference from the rest times its share of the answers is exactly that, as the
/// impact of a category is.
fn strongest_parts(report: &Report, main: &ScoreFigure, stories: &Stories) -> Vec<Finding> {
    let number = |finding: &Finding, name: &str| {
        let value = finding.params.get(name).and_then(serde_json::Value::as_f64);
        value.unwrap_or(0.0)
    };
    let size = |finding: &Finding| {
        let part = number(finding, "n") / f64::from(main.n.unwrap_or(0).max(1));
        (number(finding, "impact") + part * number(finding, "difference")).abs()
    };
    let groups = strongest_groups(report, main)
        .into_iter()
        .take(MOST_OF_A_KIND);
    let categories = strongest_categories(report).into_iter();
    let praised = stories.praised.iter().map(|it| praised(it, main));
    let mut found: Vec<Finding> = groups.chain(categories).chain(praised).collect();
    found.arrange_by(|a, b| size(b).total_cmp(&size(a)).then(a.code.cmp(b.code)));
    found
}

/// A category that came up.
fn rising(rising: &Rising) -> Finding {
    Finding {
        code: "category_rising",
        column: None,
        params: Params::from([
            ("category", rising.category.clone().into()),
            ("period", rising.periods.first().cloned().into()),
            ("share", rising.share.into()),
            ("share_before", rising.share_before.into()),
            ("n", rising.n.into()),
        ]),
        better: None,
        chart: chart("categories", None, None),
        filter: vec![
            Condition::Category {
                keys: vec![rising.category.clone()],
                sentiments: Vec::new(),
            },
            Condition::Period {
                keys: rising.periods.clone(),
            },
        ],
    }
}

/// Somebody whom customers name. The name stands in the comments that praise staff, where it is
/// dotted until somebody asks for it; it is not told here.
fn praised(praised: &Praised, main: &ScoreFigure) -> Finding {
    let [low, high] = praised.interval;
    let [from, to] = main.scale;
    Finding {
        code: "person_praised",
        column: Some(main.column),
        params: Params::from([
            ("value", praised.value.into()),
            ("difference", praised.difference.into()),
            ("low", low.into()),
            ("high", high.into()),
            ("n", praised.n.into()),
        ]),
        better: Some(true),
        chart: None,
        // Those who name the person and answered: the people that the sentence counts.
        filter: vec![
            Condition::Person {
                keys: vec![praised.person.to_string()],
            },
            Condition::Score {
                column: main.column,
                from,
                to,
            },
        ],
    }
}

/// Groups of the main score that differ from the rest: adjusted p below 0.05 and an interval
/// without 0, largest effect first. One group per segment, because the groups of one segment
/// mirror each other.
fn strongest_groups(report: &Report, main: &ScoreFigure) -> Vec<Finding> {
    let real = |group: &&Group| {
        let apart = group
            .difference_interval
            .is_some_and(|[low, high]| low > 0.0 || high < 0.0);
        let enough = group.n.is_some_and(|n| n >= GROUP);
        enough && apart && group.p_adjusted.is_some_and(|p| p < 0.05)
    };
    let size = |group: &Group| group.effect.unwrap_or(0.0).abs();
    let breakdowns = report
        .breakdowns
        .iter()
        .filter(|breakdown| breakdown.column == main.column);
    let mut best: Vec<(&Breakdown, &Group)> = breakdowns
        .filter_map(|breakdown| {
            let groups = breakdown.groups.iter().filter(real);
            let best = groups.reduce(|a, b| if size(b) > size(a) { b } else { a })?;
            Some((breakdown, best))
        })
        .collect();
    best.arrange_by(|a, b| size(b.1).total_cmp(&size(a.1)).then(a.0.by.cmp(&b.0.by)));
    best.into_iter()
        .filter_map(|(breakdown, group)| group_finding(breakdown, group, main))
        .collect()
}

fn group_finding(breakdown: &Breakdown, group: &Group, main: &ScoreFigure) -> Option<Finding> {
    let difference = group.difference?;
    let [low, high] = group.difference_interval?;
    let better = (difference > 0.0) != main.lower_is_better;
    Some(Finding {
        code: if better {
            "group_better"
        } else {
            "group_worse"
        },
        column: Some(main.column),
        params: Params::from([
            ("by", breakdown.by.into()),
            ("group", group.key.clone().into()),
            ("value", group.value?.into()),
            ("difference", difference.into()),
            ("low", low.into()),
            ("high", high.into()),
            ("n", group.n?.into()),
        ]),
        better: Some(better),
        chart: chart("breakdown", Some(breakdown.column), Some(breakdown.by)),
        filter: vec![Condition::Segment {
            column: breakdown.by,
            keys: vec![group.key.clone()],
        }],
    })
}

/// Categories of the first level whose impact is beyond doubt: lowest first, then highest. The lowest and the
/// highest of a dozen would be so by chance every other time: p of the bootstrap's spread, adjusted over all of
/// them, has to be below 0.05, too.
fn strongest_categories(report: &Report) -> Vec<Finding> {
    let impact = |category: &CategoryFigure| category.impact.unwrap_or(0.0);
    let categories = report.categories.iter();
    let first_level: Vec<&CategoryFigure> = categories.filter(|it| it.parent.is_none()).collect();
    let p = |category: &&CategoryFigure| {
        let [low, high] = category.impact_interval?;
        let error = (high - low) / (2.0 * Z_95);
        Some(normal_two_sided(impact(category) / error))
    };
    let p: Vec<Option<f64>> = first_level.iter().map(p).collect();
    let real = |category: &CategoryFigure, p: Option<f64>| {
        let apart = |[low, high]: [f64; 2]| low > 0.0 || high < 0.0;
        category.impact_interval.is_some_and(apart) && p.is_some_and(|p| p < 0.05)
    };
    let adjusted = benjamini_hochberg(&p);
    let found = first_level.iter().zip(adjusted);
    let found = found.filter(|(category, p)| real(category, *p));
    let mut found: Vec<&CategoryFigure> = found.map(|(category, _)| *category).collect();
    found.arrange_by(|a, b| impact(a).total_cmp(&impact(b)).then(a.id.cmp(&b.id)));
    let worst = found
        .first()
        .filter(|category| impact(category) < 0.0)
        .copied();
    let best = found
        .last()
        .filter(|category| impact(category) > 0.0)
        .copied();
    let nps = report
        .scores
        .iter()
        .find(|score| score.metric == Some(Metric::Nps));
    let column = nps.map(|score| score.column);
    [worst, best]
        .into_iter()
        .flatten()
        .filter_map(|category| category_finding(category, column))
        .collect()
}

/// Share of the resamples in which a category has to be the worst to be called so.
const SURE: f64 = 0.95;

fn category_finding(category: &CategoryFigure, column: Option<u32>) -> Option<Finding> {
    let impact = category.impact?;
    let [low, high] = category.impact_interval?;
    let stable = category.impact_rank == Some(1);
    let mut params = Params::from([
        ("category", category.id.clone().into()),
        ("impact", impact.into()),
        ("low", low.into()),
        ("high", high.into()),
        ("n", category.impact_n?.into()),
    ]);
    let worst = impact < 0.0 && stable && category.worst_share.is_some();
    if let Some(share) = category.worst_share.filter(|_| worst) {
        params.insert("stability", (100.0 * share).into());
    }
    let sentiment = if impact < 0.0 {
        Sentiment::Negative
    } else {
        Sentiment::Positive
    };
    Some(Finding {
        code: match () {
            () if worst && category.worst_share >= Some(SURE) => "category_worst",
            () if worst => "category_worst_unsure",
            () if impact < 0.0 => "category_costs",
            () => "category_lifts",
        },
        column,
        params,
        better: Some(impact > 0.0),
        chart: chart("categories", column, None),
        filter: vec![Condition::Category {
            keys: vec![category.id.clone()],
            sentiments: vec![sentiment],
        }],
    })
}

/// The most important driver, and the most important one that performs below average.
fn strongest_drivers(report: &Report) -> Vec<Finding> {
    let Some(model) = &report.driver_model else {
        return Vec::new();
    };
    let real: Vec<_> = report
        .drivers
        .iter()
        .filter(|driver| driver.significant && driver.p_adjusted < 0.05)
        .collect();
    let alone = report.drivers.len() < 2;
    let first = real.first().map(|driver| ("driver_first", *driver));
    let fix = real
        .iter()
        .find(|driver| driver.quadrant == Some("concentrate") && !alone);
    let fix = fix.map(|driver| ("driver_fix", *driver));
    let both = match (first, fix) {
        (Some(first), Some(fix)) if first.1.column == fix.1.column => vec![fix],
        (first, fix) => [fix, first].into_iter().flatten().collect(),
    };
    both.into_iter()
        .map(|(code, driver)| Finding {
            code: if alone { "driver_single" } else { code },
            column: Some(driver.target),
            params: Params::from([
                ("driver", driver.column.into()),
                ("share", (100.0 * driver.share).into()),
                ("explained", (100.0 * model.r2).into()),
                ("n", driver.n.into()),
            ]),
            better: (code == "driver_fix").then_some(false),
            chart: chart("drivers", Some(driver.target), None),
            filter: Filter::new(),
        })
        .collect()
}

/// A season that two years share.
fn season(report: &Report, main: &ScoreFigure) -> Option<Finding> {
    let note = report
        .seasons
        .iter()
        .find(|note| note.column == main.column && note.seasonal)?;
    Some(Finding {
        code: "seasonal",
        column: Some(main.column),
        params: Params::from([
            ("highest", note.highest.clone().into()),
            ("lowest", note.lowest.clone().into()),
        ]),
        better: None,
        chart: chart("trend", Some(main.column), None),
        filter: Filter::new(),
    })
}

/// How bad the silent would have to be.
fn silent(report: &Report) -> Option<Finding> {
    let bounds = report.non_response.as_ref()?;
    let break_even = bounds.break_even.filter(|_| bounds.value > 0.0)?;
    Some(Finding {
        code: "silent_break_even",
        column: Some(bounds.column),
        params: Params::from([
            ("rate", bounds.rate.into()),
            ("break_even", break_even.into()),
        ]),
        better: None,
        chart: chart("distribution", Some(bounds.column), None),
        filter: Filter::new(),
    })
}
