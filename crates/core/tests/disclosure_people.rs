//! Few people beside a figure: whoever is left over when one figure is subtracted from another one that is about
//! nearly the same people (definitions.md §2).

use vocal_core::analysis::GroupWordsRequest;
use vocal_core::filter::{Condition, Filter};
use vocal_core::report::Report;
use vocal_core::settings::{ColumnSetting, CompareRequest, SimulationRequest};
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

fn named(key: &str) -> Filter {
    vec![Condition::Category {
        keys: vec![key.to_owned()],
        sentiments: Vec::new(),
    }]
}

#[test]
fn a_category_and_the_one_above_it_do_not_tell_those_between() {
    for between in 0..8 {
        let mut text = format!("{NPS},Why?\n");
        for row in 0..between {
            text += &format!("{},The delivery was bad number {row}\n", [2, 0, 9][row % 3]);
        }
        for row in 0..30 {
            text += &format!("{},slow delivery again {row}\n", row % 2 * 9);
        }
        for row in 0..80 {
            text += &format!("{},The price is too high {row}\n", any(row, 11));
        }
        let simulate = |key: &str| SimulationRequest {
            filter: named(key),
            ..SimulationRequest::default()
        };
        let settings = Settings {
            simulations: vec![simulate("delivery"), simulate("delivery.time")],
            ..Settings::default()
        };
        let analysis = analysis(&text, &settings);
        let report = analysis.report(&Filter::new());
        let of = |key: &str| {
            let mut categories = report.categories.iter();
            categories
                .find(|category| category.id == key)
                .expect("a category")
        };
        let [above, own] = ["delivery", "delivery.time"].map(of);
        assert_eq!(
            above.n.zip(own.n).map(|(a, b)| (a - b) as usize),
            Some(between)
        );
        assert!(above.impact.is_some());
        assert_eq!(own.impact.is_none(), few(between), "{between}");
        assert_eq!(report.simulations[1].hidden, few(between), "{between}");
        assert!(!report.simulations[0].hidden);
        let hidden = |key: &str| analysis.figures(&named(key)).scores[0].hidden;
        assert_eq!(
            (hidden("delivery"), hidden("delivery.time")),
            (false, few(between))
        );
    }
}

#[test]
fn all_categories_do_not_tell_who_names_none() {
    for none in 0..8 {
        let mut text = format!("date,{NPS},Why?\n");
        for month in 1..3 {
            for row in 0..60 {
                let said = ["The price is too high", "Delivery was slow"][row % 2];
                let answer = any(row * month, 11);
                text += &format!(
                    "2025-{month:02}-{:02},{answer},{said} {row}\n",
                    row % 27 + 1
                );
            }
        }
        (0..none).for_each(|row| text += &format!("2025-02-05,{},\n", [10, 7, 0][row % 3]));
        let report = report(&text);
        let told = report.categories.iter().filter(|it| it.parent.is_none());
        let told = told
            .filter(|it| it.impact.is_some() || it.shapley.is_some())
            .count();
        assert_eq!(told, if few(none) { 1 } else { 2 }, "{none}");
        let parts = &report.change[0].decompositions[0].categories;
        let named = parts.iter().filter(|part| part.id.is_some()).count();
        // Those without a category are in the second month only, so that the first has too few of them.
        assert_eq!(named, if none > 0 { 1 } else { 2 }, "{none} {parts:?}");
    }
}

#[test]
fn categories_by_group_do_not_tell_whom_a_filter_leaves_out_or_who_has_no_group() {
    for some in 0..8 {
        let mut text = format!("{NPS},Why?,shop,channel\n");
        for row in 0..90 {
            let said = ["The price is too high", "Delivery was slow"][row / 3 % 2];
            let shop = ["North", "South", "East"][row % 3];
            // By telephone are some of those of one cell, and many of others.
            let phone = if row % 6 == 0 {
                row / 6 < some
            } else {
                row % 3 == 1
            };
            let channel = if phone { "phone" } else { "web" };
            text += &format!("{},{said} {row},{shop},{channel}\n", any(row, 11));
        }
        (0..some).for_each(|row| {
            text += &format!("{},The staff is friendly {row},,web\n", any(row, 11));
        });
        for row in 0..45 {
            let shop = ["North", "South", "East"][row % 3];
            text += &format!(
                "{},The staff is friendly again {row},{shop},web\n",
                any(row, 11)
            );
        }
        let analysis = analysis(&text, &Settings::default());
        let web = vec![Condition::Segment {
            column: 3,
            keys: vec!["web".to_owned()],
        }];
        let hidden = |filter: &Filter, category: &str, key: &str| {
            let matrix = analysis.category_matrix(2, filter).expect("a segment");
            let group = matrix.groups.iter().position(|group| group.key == key);
            let mut rows = matrix.rows.iter();
            let row = rows.find(|row| row.category == category).expect("a row");
            row.cells[group.expect("a group")].hidden
        };
        assert!(!hidden(&Filter::new(), "price", "North"));
        assert_eq!(hidden(&web, "price", "North"), few(some), "{some}");
        let of_staff = ["North", "South", "East"].map(|key| hidden(&Filter::new(), "staff", key));
        assert_eq!(of_staff.contains(&true), few(some), "{some}");
    }
}

#[test]
fn words_of_groups_do_not_tell_how_few_use_them() {
    let words = |few: usize| {
        let mut text = format!("{NPS},Why?\n");
        for row in 0..60 {
            let said = if row < 30 {
                "Wonderful garden"
            } else {
                "Wonderful place"
            };
            text += &format!("10,{said} number {row}\n");
        }
        for row in 0..60 {
            let said = if row < few {
                "Terrible garden"
            } else {
                "Terrible place"
            };
            text += &format!("0,{said} number {row}\n");
        }
        let found = analysis(&text, &Settings::default());
        let found = found
            .group_words(&GroupWordsRequest::default())
            .expect("groups");
        let word = found.second.into_iter().find(|word| word.label == "garden");
        // The adjusted p depends on the other words, too.
        word.map(|word| (word.n, word.log_odds, word.z))
    };
    let few: Vec<_> = (1..5).map(words).collect();
    assert!(
        few[0].is_some_and(|(n, ..)| n == [None, Some(30)]),
        "{few:?}"
    );
    assert!(few.iter().all(|one| *one == few[0]), "{few:?}");
    assert!(words(0).is_some_and(|(n, ..)| n == [Some(0), Some(30)]));
    assert_ne!(words(5), few[0]);
}
