//! Few people beside a figure: whoever is left over when one figure is subtracted from another one that is about
//! nearly the same people (definitions.md §2).

use vocal_core::filter::{Condition, Filter};
use vocal_core::report::Report;
use vocal_core::settings::{ColumnSetting, CompareRequest};
use vocal_core::{Analysis, Settings};

const NPS: &str = "How likely are you to recommend us? (0-10)";

fn analysis(text: &str, settings: &Settings) -> Analysis {
    let read = Analysis::of_bytes("a.csv", text.as_bytes(), settings);
    read.unwrap_or_else(|error| panic!("{error:?}"))
}

fn report(text: &str) -> Report {
    analysis(text, &Settings::default()).report(&Filter::new())
}

/// A number below `below` that looks like chance, the same for the same place.
fn any(place: usize, below: usize) -> usize {
    let mixed = (place as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((mixed >> 29) as usize ^ place) % below
}

/// Few are some, but fewer than the minimum.
fn few(n: usize) -> bool {
    (1..5).contains(&n)
}

#[test]
fn pairs_do_not_tell_who_is_on_one_side_only() {
    for alone in 0..8 {
        for both_times in 0..4 {
            let mut text = format!("customer_id,date,{NPS}\n");
            let mut add = |id: usize, day: &str, answer: usize| {
                text += &format!("K{id:04},2025-{day},{answer}\n");
            };
            for id in 0..50 {
                add(id, "01-10", any(id, 11));
                add(id, "02-10", any(id + 100, 11));
            }
            // Each in one of the months, half of them in January; and some who answered twice in it.
            (0..alone).for_each(|id| add(1000 + id, ["01-12", "02-12"][id % 2], any(id, 11)));
            (0..both_times).for_each(|id| add(id, "01-20", any(id + 300, 11)));
            let change = &report(&text).change[0];
            // Who answered twice counts half, so that both answers are told in part.
            let others = alone + 2 * both_times;
            assert_eq!(change.paired.is_none(), few(others), "{alone} {both_times}");
            assert!(change.difference.is_some());
        }
    }
}

#[test]
fn equal_differences_have_no_spread() {
    // 33.33 and 100 points, whose difference no floating-point number is.
    let mut text = format!("customer_id,wave,{NPS}\n");
    for id in 0..9 {
        for (wave, answer) in [("A", 7), ("A", 7), ("A", 10), ("B", 10)] {
            text += &format!("K{id:03},{wave},{answer}\n");
        }
    }
    (0..10).for_each(|id| text += &format!("Z{id:03},C,5\n"));
    let of = |key: &str| {
        vec![Condition::Segment {
            column: 1,
            keys: vec![key.to_owned()],
        }]
    };
    let settings = Settings {
        columns: vec![ColumnSetting {
            index: Some(1),
            role: Some(vocal_core::report::Role::Segment),
            ..ColumnSetting::default()
        }],
        comparisons: vec![CompareRequest {
            before: Some(of("A")),
            after: of("B"),
            ..CompareRequest::default()
        }],
        ..Settings::default()
    };
    let report = analysis(&text, &settings).report(&Filter::new());
    let paired = report.comparisons[0].paired.expect("nine pairs");
    assert_eq!((paired.n, paired.interval, paired.p), (9, None, None));
    assert!((paired.difference - 200.0 / 3.0).abs() < 1e-9);
}

#[test]
fn control_limits_do_not_tell_who_has_no_date() {
    for undated in 0..8 {
        let mut text = format!("date,{NPS}\n");
        for row in 0..240 {
            let day = format!("2025-{:02}-{:02}", row / 40 + 1, row % 27 + 1);
            text += &format!("{day},{}\n", [5, 8, 10][any(row, 3)]);
        }
        (0..undated).for_each(|row| text += &format!(",{}\n", [0, 7][row % 2]));
        let report = report(&text);
        let whole = report.scores[0].value.expect("a value");
        let shown = report.trend.iter().filter_map(|point| point.limits);
        let middles: Vec<f64> = shown.map(|[low, high]| (low + high) / 2.0).collect();
        assert!(middles.len() >= 4, "{middles:?}");
        assert!(
            middles.iter().all(|middle| (middle - whole).abs() < 1e-9),
            "{undated}"
        );
    }
}

#[test]
fn driver_means_do_not_tell_who_skipped_a_question() {
    for skipped in 0..8 {
        let mut text = format!("{NPS},Staff (1-5),Price (1-5)\n");
        for row in 0..101 {
            let (staff, price) = (any(row, 5) + 1, any(row + 200, 5) + 1);
            let nps = (2 * staff + any(row + 400, 3)).min(11) - 1;
            let price = match row < skipped {
                true => String::new(),
                false => price.to_string(),
            };
            text += &format!("{nps},{staff},{price}\n");
        }
        let report = report(&text);
        let [staff, price] = [1, 2].map(|column| {
            let mut drivers = report.drivers.iter();
            drivers
                .find(|driver| driver.column == column)
                .expect("a driver")
        });
        let of = |it: &vocal_core::report::Driver| [it.mean, it.performance, it.top_box];
        assert_eq!(
            of(staff),
            if few(skipped) {
                [None; 3]
            } else {
                of(staff).map(|it| Some(it.unwrap()))
            }
        );
        assert!(of(price).iter().all(Option::is_some));
        let [_, cut] = report.driver_model.as_ref().expect("a model").cut;
        assert_eq!(cut.is_none(), few(skipped), "{skipped}");
    }
}

#[test]
fn driver_means_under_a_filter_do_not_tell_whom_it_leaves_out_of_the_model() {
    for in_model in 0..8 {
        let mut text = format!("{NPS},Staff (1-5),Price (1-5),region\n");
        for row in 0..130 {
            let north = row >= 20;
            let (staff, price) = (any(row, 5) + 1, any(row + 200, 5) + 1);
            let nps = (2 * staff + any(row + 400, 3)).min(11) - 1;
            // Ten of the north and all but some of the south did not answer "Price".
            let answers = if north { row >= 30 } else { row < in_model };
            let price = if answers {
                price.to_string()
            } else {
                String::new()
            };
            let region = if north { "North" } else { "South" };
            text += &format!("{nps},{staff},{price},{region}\n");
        }
        let filter = vec![Condition::Segment {
            column: 3,
            keys: vec!["North".to_owned()],
        }];
        let report = analysis(&text, &Settings::default()).report(&filter);
        assert!(!report.scores[1].hidden && report.drivers.len() == 2);
        let hidden = report.drivers.iter().filter(|driver| driver.mean.is_none());
        assert_eq!(
            hidden.count(),
            if few(in_model) { 2 } else { 0 },
            "{in_model}"
        );
    }
}

/// Months and shops of seven people, in shops that are too small to be shown.
type Hidden = [(&'static str, &'static str); 7];

#[test]
fn a_shifted_mix_does_not_tell_who_is_in_a_hidden_group() {
    let survey = |hidden: &Hidden| {
        let mut text = format!("date,{NPS},shop\n");
        for month in 1..3 {
            for row in 0..300 {
                let (place, answer) = (any(row + 1000 * month, 20), any(row, 11));
                let shop = if place < month * 5 { 0 } else { place % 10 + 1 };
                let shop = char::from(b'A' + shop as u8);
                text += &format!("2025-{month:02}-{:02},{answer},{shop}\n", row % 27 + 1);
            }
        }
        for (month, shop) in hidden {
            text += &format!("2025-{month}-05,5,shop {shop}\n");
        }
        text
    };
    let one = survey(&[
        ("01", "X"),
        ("01", "X"),
        ("01", "X"),
        ("02", "Y"),
        ("02", "Y"),
        ("02", "Y"),
        ("02", "Y"),
    ]);
    let other = survey(&[
        ("01", "Y"),
        ("01", "X"),
        ("01", "Y"),
        ("02", "X"),
        ("02", "Y"),
        ("02", "X"),
        ("02", "Y"),
    ]);
    let found = [one, other].map(|text| {
        let health = report(&text).health;
        health
            .into_iter()
            .filter(|finding| finding.code == "mix_shifted")
            .collect::<Vec<_>>()
    });
    assert_eq!(found[0].len(), 1);
    assert_eq!(found[0], found[1]);
}

/// Months of answers on 1–5: how many, and how many of them are bad.
fn months(bad: &[(usize, usize)]) -> Report {
    let mut text = "date,How satisfied are you? (1-5)\n".to_owned();
    for (month, (n, bad)) in bad.iter().enumerate() {
        for row in 0..*n {
            let answer = if row < *bad { 3 } else { 4 + row % 2 };
            let (year, month) = (2022 + month / 12, month % 12 + 1);
            text += &format!("{year}-{month:02}-{:02},{answer}\n", row % 27 + 1);
        }
    }
    report(&text)
}

#[test]
fn one_of_many_months_is_told_when_it_stands_out_among_them() {
    let with = |n: usize, bad: usize| {
        let mut all = vec![(24, 1); 36];
        all[20] = (n, bad);
        let report = months(&all);
        let flags = report
            .trend
            .iter()
            .filter(|point| point.flag.is_some())
            .count();
        let told = report
            .findings
            .iter()
            .any(|finding| finding.code == "trend_below");
        (flags, told)
    };
    // Beyond three standard errors, but of 24 answers one month in seventy has so many bad ones.
    assert_eq!(with(24, 5), (0, false));
    // Rare for one month, not for the rarest of 36.
    assert_eq!(with(24, 6), (1, false));
    assert_eq!(with(24, 9), (1, true));
    // Nobody should be alarmed by a dozen people.
    assert_eq!(with(12, 9), (1, false));
}
