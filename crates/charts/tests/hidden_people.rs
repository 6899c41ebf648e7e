//! Whatever is saved, copied, printed or drawn says nothing about who is in a hidden group: when people of
//! two hidden groups change places, every byte of it stays the same. A number of a hidden group, a sum from
//! which it can be subtracted, an order that tells its size would change with them.

use serde_json::Value;
use vocal_charts::findings::{finding_sentence, health_sentence};
use vocal_charts::messages::{Lang, Messages};
use vocal_charts::{ChartKind, ChartRequest, Theme, draw};
use vocal_core::filter::{Condition, Filter};
use vocal_core::report::{Report, Role};
use vocal_core::settings::{ColumnSetting, CompareRequest, CrosstabRequest, SimulationRequest};
use vocal_core::text::Sentiment;
use vocal_core::{Analysis, Settings};

const HEADER: &str = "Date,How likely are you to recommend us?,How satisfied are you?,Quality,Price,\
    shop,channel,plan,What do you use?,Why?,Solved at first contact (FCR)\n";
const SHOP: u32 = 5;
const CHANNEL: u32 = 6;
const PLAN: u32 = 7;
const USE: u32 = 8;

const COMMENTS: [&str; 6] = [
    "Delivery was late again",
    "Great staff and very helpful",
    "Too expensive for what it is",
    "The app crashes all the time",
    "Fast delivery and good prices",
    "",
];

/// Shops of the seven people in hidden shops: three in one, four in the other; and their months.
type Hidden = [(&'static str, &'static str); 7];

const ONE: Hidden = [
    ("Zabrze", "09"),
    ("Zabrze", "09"),
    ("Zabrze", "10"),
    ("Wisła", "09"),
    ("Wisła", "10"),
    ("Wisła", "10"),
    ("Wisła", "10"),
];
/// The same with more people in the other shop, other answers in both, and more of them in September.
const OTHER: Hidden = [
    ("Wisła", "10"),
    ("Zabrze", "10"),
    ("Wisła", "09"),
    ("Zabrze", "09"),
    ("Zabrze", "09"),
    ("Wisła", "09"),
    ("Zabrze", "10"),
];

/// Some hundred answers from shops and months that are large enough, and seven from hidden ones.
fn survey(hidden: &Hidden) -> String {
    let mut state = 11u64;
    let mut random = |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut text = HEADER.to_string();
    let mut person = |shop: &str, month: &str, day: usize| {
        let nps = random(11);
        let near = |random: u64| (nps * 2 / 5 + random).clamp(1, 5);
        let [csat, quality, price] = [near(random(3)), near(random(2)), near(random(4))];
        let channel = ["web", "phone"][random(2) as usize];
        let plan = ["basic", "plus"][usize::from(random(3) == 0)];
        let uses = ["web shop", "app", "web shop;app", "app;card", "card"][random(5) as usize];
        let comment = COMMENTS[random(6) as usize];
        let solved = ["yes", "no"][usize::from(random(4) == 0)];
        text += &format!(
            "2024-{month}-{:02},{nps},{csat},{quality},{price},{shop},{channel},{plan},{uses},{comment},{solved}\n",
            10 + day % 18
        );
    };
    // The longest gap, whose first and last day a health check names, lies between months that are shown.
    let months = ["01", "02", "08", "11", "12"];
    for (shop, people) in [("Gdynia", 180), ("Łódź", 120), ("Opole", 60), ("Sopot", 40)] {
        (0..people).for_each(|at| person(shop, months[at % months.len()], at));
    }
    (0..)
        .zip(hidden)
        .for_each(|(at, (shop, month))| person(shop, month, at));
    text
}

fn of(column: u32, keys: &[&str]) -> Condition {
    let keys = keys.iter().map(|key| (*key).to_string()).collect();
    Condition::Segment { column, keys }
}

fn of_months(keys: &[&str]) -> Condition {
    let keys = keys.iter().map(|key| format!("2024-{key}")).collect();
    Condition::Period { keys }
}

fn filters() -> Vec<Filter> {
    let low = || Condition::Score {
        column: 1,
        from: 0,
        to: 6,
    };
    let negative = Condition::Sentiment {
        keys: vec![Sentiment::Negative],
    };
    let about = Condition::Category {
        keys: vec!["delivery".into()],
        sentiments: Vec::new(),
    };
    vec![
        vec![],
        vec![of(SHOP, &["Zabrze"])],
        vec![of(SHOP, &["Wisła"])],
        vec![of(SHOP, &["Zabrze", "Wisła"])],
        vec![of(SHOP, &["Gdynia"])],
        vec![of(SHOP, &["Gdynia", "Łódź", "Opole", "Sopot", "Wisła"])],
        vec![of(SHOP, &["Gdynia", "Zabrze"])],
        vec![of(SHOP, &["Zabrze"]), of(CHANNEL, &["web"])],
        vec![of(SHOP, &["Zabrze"]), of(PLAN, &["basic"]), low()],
        vec![of(CHANNEL, &["web"])],
        vec![of(CHANNEL, &["web"]), of(PLAN, &["plus"])],
        vec![of(USE, &["app"])],
        vec![of(USE, &["card"]), of(SHOP, &["Wisła"])],
        vec![of_months(&["09"])],
        vec![of_months(&["10"]), of(SHOP, &["Wisła"])],
        vec![of_months(&["01", "09"])],
        vec![of_months(&["01"]), of(SHOP, &["Gdynia"])],
        vec![low()],
        vec![low(), of(SHOP, &["Wisła"])],
        vec![low(), of_months(&["09"])],
        vec![negative, of(SHOP, &["Zabrze"])],
        vec![about, of(SHOP, &["Zabrze"])],
    ]
}

fn settings() -> Settings {
    let segment = |index: u32| ColumnSetting {
        index: Some(index),
        role: Some(Role::Segment),
        ..ColumnSetting::default()
    };
    let compare = |before: Option<Filter>, after: Filter| CompareRequest {
        before,
        after,
        ..CompareRequest::default()
    };
    let cross = |rows: u32, columns: u32, filter: Filter| CrosstabRequest {
        rows,
        columns,
        filter,
        ..CrosstabRequest::default()
    };
    let filters = filters();
    let mut comparisons: Vec<CompareRequest> = (filters.iter().skip(1))
        .map(|filter| compare(None, filter.clone()))
        .collect();
    comparisons.push(compare(
        Some(vec![of(SHOP, &["Gdynia"])]),
        vec![of(SHOP, &["Zabrze", "Wisła"])],
    ));
    comparisons.push(compare(
        Some(vec![of_months(&["01"])]),
        vec![of(CHANNEL, &["web"])],
    ));
    comparisons.push(compare(
        Some(vec![of_months(&["09", "10"])]),
        vec![of(SHOP, &["Zabrze", "Wisła"])],
    ));
    let crosstabs = vec![
        cross(SHOP, CHANNEL, vec![]),
        cross(SHOP, PLAN, vec![of(CHANNEL, &["web"])]),
        cross(SHOP, USE, vec![]),
        cross(SHOP, USE, vec![of(PLAN, &["basic"])]),
        cross(CHANNEL, PLAN, vec![of(SHOP, &["Zabrze"])]),
    ];
    let simulations = filters.iter().map(|filter| SimulationRequest {
        filter: filter.clone(),
        ..SimulationRequest::default()
    });
    Settings {
        columns: [SHOP, CHANNEL, PLAN].map(segment).into(),
        simulations: simulations.collect(),
        comparisons,
        crosstabs,
        ..Settings::default()
    }
}

/// Targets that make the people of one hidden shop weigh nearly everything.
const TARGETS: &str = r#"{"targets":[
    {"name":"shop","shares":{"Zabrze":0.99,"Wisła":0.002,"Gdynia":0.002,"Łódź":0.002,"Opole":0.002,"Sopot":0.002}},
    {"name":"channel","shares":{"web":0.3,"phone":0.7}}]}"#;

fn read(hidden: &Hidden, weights: Option<&str>) -> Analysis {
    let text = survey(hidden);
    let mut settings = settings();
    settings.weights = weights.map(|weights| serde_json::from_str(weights).expect("weights"));
    let analysis = Analysis::of_bytes("a.csv", text.as_bytes(), &settings);
    analysis.unwrap_or_else(|error| panic!("{error:?}"))
}

/// Everything that is made of a report: its JSON, every chart with its table, every sentence.
fn exports(report: &Report) -> Vec<(String, String)> {
    let mut made = Vec::new();
    leaves(
        "json",
        &serde_json::to_value(report).expect("a report is JSON"),
        &mut made,
    );
    for lang in [Lang::Pl, Lang::En] {
        let messages = Messages::new(lang);
        let findings = report.findings.iter();
        made.extend(findings.map(|it| ("finding".into(), finding_sentence(report, it, &messages))));
        let health = report.health.iter();
        made.extend(health.map(|it| ("health".into(), health_sentence(report, it, &messages))));
        let scores = report.scores.iter().map(|score| Some(score.column));
        for column in scores.chain([None]) {
            let by = report
                .breakdowns
                .iter()
                .filter(|it| Some(it.column) == column);
            let breakdowns = by.map(|it| (ChartKind::Breakdown, Some(it.by)));
            let others = match column {
                Some(_) => [ChartKind::Distribution, ChartKind::Trend],
                None => [ChartKind::Sentiment, ChartKind::Categories],
            };
            for (kind, by) in others
                .map(|kind| (kind, None))
                .into_iter()
                .chain(breakdowns)
            {
                let chart = draw(
                    report,
                    &ChartRequest {
                        kind,
                        column,
                        by,
                        width: 640,
                        theme: Theme::Light,
                        lang,
                    },
                );
                made.push((format!("{kind:?} {column:?} {by:?}"), format!("{chart:?}")));
            }
        }
    }
    made
}

/// Every number and text of a JSON value with its path.
fn leaves(path: &str, value: &Value, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => fields
            .iter()
            .for_each(|(key, value)| leaves(&format!("{path}/{key}"), value, found)),
        Value::Array(list) => {
            found.push((path.to_string(), format!("{} entries", list.len())));
            (0..)
                .zip(list)
                .for_each(|(at, value): (usize, _)| leaves(&format!("{path}/{at}"), value, found));
        }
        leaf => found.push((path.to_string(), leaf.to_string())),
    }
}

#[test]
fn nothing_that_is_made_of_a_report_tells_who_is_in_a_hidden_group() {
    for weights in [None, Some(TARGETS)] {
        assert_same_exports(weights);
    }
}

fn assert_same_exports(weights: Option<&str>) {
    let (one, other) = (read(&ONE, weights), read(&OTHER, weights));
    let mut told = Vec::new();
    for filter in filters() {
        let made = [&one, &other].map(|analysis| exports(&analysis.report(&filter)));
        let [one, other] = &made;
        assert!(one.len() > 100);
        let differing = one.iter().zip(other).filter(|(one, other)| one != other);
        told.extend(differing.map(|(one, other)| format!("{filter:?}\n  {one:?}\n  {other:?}")));
        if one.len() != other.len() {
            told.push(format!(
                "{filter:?}: {} and {} figures",
                one.len(),
                other.len()
            ));
        }
    }
    assert!(
        told.is_empty(),
        "{} figures tell:\n{}",
        told.len(),
        told.join("\n")
    );
}

#[test]
fn people_of_shown_groups_who_change_places_are_seen() {
    // That the test above cannot fail would be seen here.
    let mut moved = ONE;
    moved[0].0 = "Gdynia";
    let [one, other] =
        [ONE, moved].map(|hidden| exports(&read(&hidden, None).report(&Filter::new())));
    assert_ne!(one, other);
}
