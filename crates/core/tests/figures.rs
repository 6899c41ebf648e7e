//! Properties of the whole report: coverage of the intervals, order of the rows, hidden groups.

use proptest::prelude::*;
use vocal_core::analysis::GroupWordsRequest;
use vocal_core::figures::Histogram;
use vocal_core::figures::distributions::ln_factorial;
use vocal_core::figures::intervals::{nps_interval, wilson};
use vocal_core::figures::score::Scale;
use vocal_core::filter::{Condition, Filter};
use vocal_core::reading::Source;
use vocal_core::settings::{CompareRequest, CrosstabRequest, ExcludedCheck, SimulationRequest};
use vocal_core::{Analysis, Reader, Report, Settings};

/// Share of all samples of `n` answers whose interval holds the true NPS, by enumeration.
fn nps_coverage(n: u32, p: f64, d: f64) -> f64 {
    let truth = 100.0 * (p - d);
    let logs = [p.ln(), d.ln(), (1.0 - p - d).ln()];
    let mut coverage = 0.0;
    for promoters in 0..=n {
        for detractors in 0..=n - promoters {
            let [low, high] = nps_interval(promoters.into(), detractors.into(), n.into());
            if !(low..=high).contains(&truth) {
                continue;
            }
            let counts = [promoters, detractors, n - promoters - detractors].map(f64::from);
            let log: f64 = counts
                .iter()
                .zip(&logs)
                .map(|(k, log)| k * log - ln_factorial(*k))
                .sum();
            coverage += (log + ln_factorial(n.into())).exp();
        }
    }
    coverage
}

#[test]
fn nps_intervals_cover_as_promised() {
    // Mixes from a bad to a very good business. A discrete figure cannot hit 95 % exactly at every
    // single mix; on average it must, and no mix may fall far off.
    let mixes = [
        (0.5, 0.2),
        (0.3, 0.4),
        (0.4, 0.3),
        (0.25, 0.25),
        (0.6, 0.15),
        (0.35, 0.2),
        (0.45, 0.35),
    ];
    for n in [10, 15, 20, 30, 50, 100, 200] {
        let each: Vec<f64> = mixes.iter().map(|(p, d)| nps_coverage(n, *p, *d)).collect();
        let mean = each.iter().sum::<f64>() / each.len() as f64;
        assert!((0.94..=0.96).contains(&mean), "n {n}: {mean} {each:?}");
        assert!(
            each.iter()
                .all(|coverage| (0.93..=0.975).contains(coverage)),
            "n {n}: {each:?}"
        );
    }
}

#[test]
fn wilson_intervals_cover_as_promised() {
    for n in [10u32, 20, 30, 50, 100, 200] {
        let coverage = |p: f64| -> f64 {
            let inside = (0..=n).filter(|&hits| {
                let [low, high] = wilson(hits, n);
                (low..=high).contains(&p)
            });
            let log = |k: f64| {
                let n = f64::from(n);
                ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k)
                    + k * p.ln()
                    + (n - k) * (1.0 - p).ln()
            };
            inside.map(|hits| log(f64::from(hits)).exp()).sum()
        };
        let shares: Vec<f64> = (20..=80)
            .map(|percent| f64::from(percent) / 100.0 + 0.003)
            .collect();
        let mean = shares.iter().map(|&p| coverage(p)).sum::<f64>() / shares.len() as f64;
        assert!((0.94..=0.96).contains(&mean), "n {n}: {mean}");
    }
}

/// A survey from numbers: score, rating, shop, channel, month.
fn survey(rows: &[(u8, u8, u8, u8, u8)]) -> String {
    let mut text = String::from(
        "date,How likely are you to recommend us (NPS)?,Satisfaction (CSAT),shop,channel,comment\n",
    );
    let comments = [
        "",
        "The delivery was late and the courier rude",
        "Great service, very friendly staff",
        "Too expensive",
    ];
    for (index, (score, rating, shop, channel, month)) in rows.iter().enumerate() {
        let comment = comments[index * 7 % 4];
        text += &format!(
            "2025-{:02}-15,{score},{rating},shop {shop},channel {channel},{comment}\n",
            month + 1
        );
    }
    text
}

fn rows(least: usize) -> impl Strategy<Value = Vec<(u8, u8, u8, u8, u8)>> {
    let shop = prop_oneof![6 => 0u8..3, 1 => 3u8..5];
    prop::collection::vec((0u8..=10, 1u8..=5, shop, 0u8..3, 0u8..4), least..160)
}

fn read(text: &str) -> Analysis {
    let settings = Settings {
        min_group: 5,
        ..Settings::default()
    };
    let analysis = Analysis::of_bytes("a.csv", text.as_bytes(), &settings);
    analysis.unwrap_or_else(|error| panic!("{error:?}"))
}

fn report(text: &str) -> (Analysis, Report) {
    let analysis = read(text);
    let report = analysis.report(&Filter::new());
    (analysis, report)
}

proptest! {
    // Whole reports with their bootstraps are slow in a debug build.
    #![proptest_config(ProptestConfig { cases: 3, max_shrink_iters: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_rows_has_no_influence(rows in rows(120), turn in 1usize..100) {
        let text = survey(&rows);
        let mut lines: Vec<&str> = text.lines().skip(1).collect();
        let turn = turn % lines.len();
        lines.rotate_left(turn);
        lines.reverse();
        let turned = [&[text.lines().next().unwrap_or("")], &lines[..]].concat().join("\n");
        let (one, other) = (report(&text).1, report(&turned).1);
        prop_assert_eq!(&one.scores, &other.scores);
        prop_assert_eq!(&one.trend, &other.trend);
        prop_assert_eq!(&one.drivers, &other.drivers);
        prop_assert_eq!(&one.categories, &other.categories);
        prop_assert_eq!(&one.findings, &other.findings);
        prop_assert_eq!(one.breakdowns, other.breakdowns);
    }

    #[test]
    fn hidden_groups_cannot_be_computed_from_the_total(rows in rows(60)) {
        let analysis = read(&survey(&rows));
        let report = analysis.figures(&Filter::new());
        for breakdown in &report.breakdowns {
            let total = report.scores.iter().find(|score| score.column == breakdown.column);
            let total = total.and_then(|score| score.n).unwrap_or(0);
            let shown: u32 = breakdown.groups.iter().filter_map(|group| group.n).sum();
            let hidden = breakdown.groups.iter().filter(|group| group.hidden).count();
            prop_assert!(hidden != 1);
            prop_assert!(hidden == 0 || total - shown >= 5, "{hidden} hidden, {} left", total - shown);
            prop_assert!(breakdown.groups.iter().filter_map(|group| group.n).all(|n| n >= 5));
        }
        for points in report.trend.chunk_by(|a, b| a.column == b.column) {
            let hidden = points.iter().filter(|point| point.hidden).count();
            prop_assert!(hidden != 1);
        }
    }

    #[test]
    fn changes_decompose_exactly_and_margins_of_crosstabs_agree(rows in rows(80)) {
        let (analysis, report) = report(&survey(&rows));
        for change in &report.change {
            for parts in &change.decompositions {
                let sum = parts.mix + parts.volume + parts.score;
                prop_assert!((sum - change.difference.unwrap_or(f64::NAN)).abs() < 1e-9);
                let groups: f64 = parts.groups.iter().map(|g| g.mix + g.volume + g.score).sum();
                prop_assert!((groups - sum).abs() < 1e-9);
            }
        }
        let request = CrosstabRequest { rows: 3, columns: 4, ..CrosstabRequest::default() };
        if let Some(table) = analysis.crosstab(&request) {
            let margin = table.cells.last().and_then(|row| row.last()).and_then(|cell| cell.n);
            prop_assert_eq!(margin, report.scores.first().and_then(|score| score.n));
            for cell in table.cells.iter().flatten() {
                prop_assert!(cell.hidden || cell.n.is_some_and(|n| n == 0 || n >= 5));
            }
        }
    }
}

#[test]
fn a_change_of_the_same_people_is_told_where_two_samples_would_show_nothing() {
    let mut text = String::from("respondent_id,date,NPS\n");
    for person in 0..110 {
        let before = person % 11;
        let after = if person % 4 == 0 {
            (before + 3).min(10)
        } else {
            before
        };
        text +=
            &format!("resp_{person:06},2025-01-10,{before}\nresp_{person:06},2025-02-10,{after}\n");
    }
    let (_, report) = report(&text);
    let change = report.change.first().unwrap_or_else(|| panic!("no change"));
    assert!(!change.significant, "{change:?}");
    let mut findings = report.findings.iter();
    let told = findings.find(|finding| finding.code.starts_with("change_"));
    let told = told.unwrap_or_else(|| panic!("{:?}", report.findings));
    assert_eq!((told.code, told.better), ("change_up_same", Some(true)));
    assert_eq!(told.params["n"], 110);
    assert!(told.params["low"].as_f64() > Some(0.0));
}

#[test]
fn a_group_is_compared_with_the_rest_and_people_with_themselves() {
    let mut text = String::from("respondent_id,date,NPS,shop\n");
    for person in 0..60 {
        let before = 5 + person % 4;
        text += &format!("resp_{person:06},2025-01-10,{before},A\n");
        text += &format!(
            "resp_{person:06},2025-02-10,{},B\n",
            before + 1 + person % 2
        );
    }
    let (analysis, report) = report(&text);
    let change = report.change.first().unwrap_or_else(|| panic!("no change"));
    let paired = change.paired.unwrap_or_else(|| panic!("no pairs"));
    assert_eq!(paired.n, 60);
    assert!((paired.difference - change.difference.unwrap_or(f64::NAN)).abs() < 1e-9);
    assert!(change.significant && paired.p.is_some_and(|p| p < change.p.unwrap_or(0.0)));
    let rest = analysis.compare(&CompareRequest {
        after: vec![Condition::Segment {
            column: 3,
            keys: vec!["B".into()],
        }],
        ..CompareRequest::default()
    });
    assert_eq!(rest.and_then(|rest| rest.difference), change.difference);
}

#[test]
fn rows_of_a_check_are_left_out_and_come_back() {
    let mut text = String::from("respondent_id,date,NPS\n");
    for row in 0..80 {
        text += &format!(
            "resp_{:06},2025-01-{:02} 10:00,{}\n",
            row % 70,
            row % 70 % 28 + 1,
            row % 11
        );
    }
    let (mut analysis, before) = report(&text);
    let finding = before
        .health
        .iter()
        .find(|finding| finding.code == "duplicate_rows");
    assert_eq!(
        finding.map(|finding| (finding.rows, finding.row_list.len())),
        Some((10, 10))
    );
    let excluding = Settings {
        excluded_checks: vec![ExcludedCheck::Check(10)],
        ..Settings::default()
    };
    analysis.configure(&excluding);
    let without = analysis.report(&Filter::new());
    assert_eq!((without.rows, without.scores[0].n), (Some(70), Some(70)));
    assert!(
        without
            .health
            .iter()
            .any(|f| f.code == "duplicate_rows" && f.excluded)
    );
    analysis.configure(&Settings::default());
    assert_eq!(analysis.report(&Filter::new()).scores, before.scores);
}

#[test]
fn ages_are_compared_by_bands() {
    let mut text = String::from("age,CSAT\n");
    for row in 0..200 {
        let age = 20 + row % 60;
        text += &format!("{age},{}\n", if age >= 65 { 5 } else { 1 + row % 4 });
    }
    let (_, report) = report(&text);
    let group = report.breakdowns[0]
        .groups
        .iter()
        .find(|group| group.key == "65+");
    assert_eq!(group.and_then(|group| group.value), Some(100.0));
}

#[test]
fn bands_hold_numbers_with_decimals_and_thousands() {
    let spent = [
        "12.34",
        "49.99",
        "50",
        "99.50",
        "100.01",
        "1 250",
        "1234567.8",
        "75 zł",
        "n/a",
    ];
    let mut csv = String::from("How likely are you to recommend us? (0-10),Spend\n");
    for row in 0..90 {
        csv += &format!("{},{}\n", row % 11, spent[row % 9]);
    }
    let settings: Settings = serde_json::from_str(
        r#"{"version":1,"columns":[{"name":"Spend","role":"number"}],
            "bands":[{"name":"Spend","cuts":[50,100]}]}"#,
    )
    .unwrap_or_else(|error| panic!("{error}"));
    let analysis = Analysis::of_bytes("a.csv", csv.as_bytes(), &settings)
        .unwrap_or_else(|error| panic!("{error:?}"));
    let report = all_of(&analysis, &Filter::new());
    let groups = &report.breakdowns[0].groups;
    let of = |key: &str| {
        groups
            .iter()
            .find(|group| group.key == key)
            .and_then(|group| group.n)
    };
    let counts = ["<50", "50–99", "100+"].map(of);
    assert_eq!(counts, [Some(20), Some(30), Some(30)], "{groups:?}");
}

/// Half points are counted doubled; who decides on the scale names the one that stands in the file.
#[test]
fn a_decided_scale_of_half_points_is_the_one_of_the_file() {
    let mut csv = String::from("Rating (stars),shop\n");
    for row in 0..120 {
        csv += &format!("{:.1},{}\n", 1.0 + 0.5 * f64::from(row % 9), row % 3);
    }
    for scale in ["[1,5]", "[2,10]"] {
        let settings =
            format!(r#"{{"version":1,"columns":[{{"index":0,"role":"score","scale":{scale}}}]}}"#);
        let settings: Settings =
            serde_json::from_str(&settings).unwrap_or_else(|error| panic!("{error}"));
        let analysis = Analysis::of_bytes("a.csv", csv.as_bytes(), &settings)
            .unwrap_or_else(|error| panic!("{error:?}"));
        let score = &all_of(&analysis, &Filter::new()).scores[0];
        let known = (score.n, score.scale, score.excluded);
        assert_eq!(known, (Some(120), [2, 10], Some(0)), "{score:?}");
    }
}

/// Rows that a check leaves out take no customer with them who never answered.
#[test]
fn customers_without_an_answer_stay_when_rows_are_left_out() {
    let mut survey = String::from("customer_id,date,How likely are you to recommend us? (0-10)\n");
    for row in 0..100 {
        survey += &format!("K{row:04},2026-01-{:02},{}\n", row % 27 + 1, row % 11);
    }
    survey += "K0001,2026-01-02,5\n";
    let mut customers = String::from("customer_id,Churned\n");
    for row in 0..1000 {
        let churned = if row >= 100 && row % 3 == 0 {
            "yes"
        } else {
            "no"
        };
        customers += &format!("K{row:04},{churned}\n");
    }
    let churn = |settings: &str, filter: &Filter| {
        let settings: Settings =
            serde_json::from_str(settings).unwrap_or_else(|error| panic!("{error}"));
        let report = all_of(&with_second(&survey, &customers, &settings), filter);
        let churn = report
            .operational
            .iter()
            .find(|figure| figure.metric == "churn");
        (
            report.rows,
            churn.and_then(|churn| churn.n.zip(churn.value)),
        )
    };
    let everybody = Filter::new();
    let plain = churn(r#"{"version":1}"#, &everybody);
    assert_eq!(plain, (Some(101), Some((1000.0, 30.0))));
    let excluded = r#"{"version":1,"excluded_checks":[10]}"#;
    assert_eq!(churn(excluded, &everybody), (Some(100), plain.1));
    // A filter asks for those who answered.
    let all = vec![Condition::Score {
        column: 2,
        from: 0,
        to: 10,
    }];
    assert_eq!(churn(excluded, &all).1, Some((100.0, 0.0)));
}

#[test]
fn equal_answers_claim_no_certainty() {
    let scale = Scale {
        metric: None,
        range: [1, 5],
        low_is_good: false,
    };
    let value = scale.value(&Histogram::from_counts(1, &[0, 0, 0, 0, 40]));
    assert_eq!(value.map(|value| value.value), Some(5.0));
    // Wilson's interval of 0 of 40 ends at 3.841459 / 43.841459; those others may have answered 1.
    let [low, high] = value.and_then(|value| value.interval).unwrap_or_default();
    assert!(
        (low - (5.0 - 4.0 * 0.087_621_6)).abs() < 1e-5 && high == 5.0,
        "{low}"
    );
}

/// Surveyed people 0–59 of the customers 0–99, in reverse, with other letters and without the last.
fn survey_and_customers() -> (String, String) {
    let mut survey = String::from("customer_id,NPS,shop,comment\n");
    for person in (0..60).rev() {
        let shop = if person < 20 { "North" } else { "South" };
        survey += &format!("CUST-{person:05},{},{shop},\n", person % 11);
    }
    let mut customers = String::from("Customer ID,churn,opened,resolved,region\n");
    for person in 0..100 {
        let lost = if person % 5 == 0 { "yes" } else { "no" };
        let resolved = 2 + person % 3;
        customers += &format!(
            "cust-{person:05},{lost},2026-01-01 08:00,2026-01-{resolved:02} 08:00,R{}\n",
            person % 4
        );
    }
    (survey, customers)
}

fn with_second(survey: &str, customers: &str, settings: &Settings) -> Analysis {
    let mut analysis = Analysis::of_bytes("survey.csv", survey.as_bytes(), settings)
        .unwrap_or_else(|error| panic!("{error:?}"));
    let mut reader = Reader::new(&Settings::default());
    let read = reader.push(customers.as_bytes());
    let read = read.and_then(|()| reader.finish());
    let (table, raw) = read.unwrap_or_else(|error| panic!("{error:?}"));
    let name = String::from("customers.csv");
    analysis.set_second_file(Source { name, table, raw });
    analysis
}

#[test]
fn a_second_file_is_joined_by_its_ids() {
    let (survey, customers) = survey_and_customers();
    let mut analysis = with_second(&survey, &customers, &Settings::default());
    let all = analysis.report(&Filter::new());
    let file = all
        .operational_file
        .unwrap_or_else(|| panic!("no second file"));
    let join = file.join.unwrap_or_else(|| panic!("not joined"));
    assert_eq!((file.rows, join.survey_column, join.column), (100, 0, 0));
    assert_eq!((join.matched, join.unmatched), (60, 40));
    assert_eq!((join.answers_matched, join.answers_unmatched), (60, 0));
    let of = |report: &Report, metric: &str| {
        let found = report
            .operational
            .iter()
            .find(|figure| figure.metric == metric);
        found.cloned().unwrap_or_else(|| panic!("no {metric}"))
    };
    let churn = of(&all_of(&analysis, &Filter::new()), "churn");
    assert_eq!(
        (churn.source, churn.n, churn.value),
        ("file", Some(100.0), Some(20.0))
    );
    let north = vec![Condition::Segment {
        column: 2,
        keys: vec!["North".into()],
    }];
    let part = all_of(&analysis, &north);
    let time = of(&part, "resolution_time");
    assert_eq!(
        (time.source, time.n, time.value),
        ("file", Some(20.0), Some(48.0))
    );
    // Fewer than the minimum group size are not shown, wherever their figure comes from.
    let few = vec![
        Condition::Score {
            column: 1,
            from: 10,
            to: 10,
        },
        north[0].clone(),
    ];
    assert!(of(&all_of(&analysis, &few), "churn").hidden);
    analysis.remove_second_file();
    let without = analysis.report(&Filter::new());
    assert!(without.operational.is_empty() && without.operational_file.is_none());
}

fn all_of(analysis: &Analysis, filter: &Filter) -> Report {
    analysis.report(filter)
}

#[test]
fn tables_without_common_ids_are_not_joined() {
    let (survey, customers) = survey_and_customers();
    let others = customers.replace("cust-", "case-");
    let analysis = with_second(&survey, &others, &Settings::default());
    let south = vec![Condition::Segment {
        column: 2,
        keys: vec!["South".into()],
    }];
    let report = analysis.report(&south);
    assert!(
        report
            .operational_file
            .is_some_and(|file| file.join.is_none())
    );
    let churn = report
        .operational
        .iter()
        .find(|figure| figure.metric == "churn");
    assert_eq!(churn.and_then(|churn| churn.n), Some(100.0));
}

#[test]
fn totals_say_what_they_are_of() {
    let figures = |totals: &str| {
        let settings = serde_json::from_str(&format!(r#"{{"totals":{totals}}}"#));
        let settings: Settings = settings.unwrap_or_else(|error| panic!("{error}"));
        let text = b"How likely are you to recommend us?\n9\n3\n";
        let analysis = Analysis::of_bytes("a.csv", text, &settings);
        let analysis = analysis.unwrap_or_else(|error| panic!("{error}"));
        let found = analysis.report(&Filter::new()).operational.into_iter();
        let said = found.map(|it| (it.metric, it.variant, it.value, it.window_days));
        said.collect::<Vec<_>>()
    };
    // Without the number of new customers the end of the period says nothing about those of the start.
    let customers = |more: &str| format!(r#"{{"customers_start":100,"customers_end":95{more}}}"#);
    assert_eq!(figures(&customers("")), []);
    let churn = |lost: f64| ("churn", "lost_of_start", Some(lost), None);
    let kept = ("retention", "end_minus_new_of_start", Some(90.0), None);
    assert_eq!(
        figures(&customers(r#","customers_new":5"#)),
        [kept, churn(10.0)]
    );
    assert_eq!(figures(&customers(r#","customers_lost":7"#)), [churn(7.0)]);
    let all = r#"{"cases":50,"cases_first_contact":30,"fcr_window_days":7}"#;
    assert_eq!(figures(all), [("fcr", "all_cases", Some(60.0), Some(7.0))]);
}

#[test]
fn figures_of_a_filter_are_those_of_the_report() {
    let rows: Vec<(u8, u8, u8, u8, u8)> = (0..300u32)
        .map(|row| {
            let mixed = row.wrapping_mul(2_654_435_761) >> 7;
            let part = |by: u32, of: u32| (mixed / by % of) as u8;
            (
                part(1, 11),
                1 + part(11, 5),
                part(55, 5),
                part(275, 3),
                part(825, 4),
            )
        })
        .collect();
    let analysis = read(&survey(&rows));
    let shop = |keys: &[&str]| Condition::Segment {
        column: 3,
        keys: keys.iter().map(|key| (*key).to_owned()).collect(),
    };
    let month = Condition::Period {
        keys: vec!["2025-02".into()],
    };
    // A small part, nearly everything, and nothing: counted, taken from the whole, and empty.
    for filter in [
        Filter::new(),
        vec![shop(&["shop 1"]), month],
        vec![shop(&["shop 0", "shop 1", "shop 2", "shop 3"])],
        vec![shop(&["no such shop"])],
    ] {
        let (figures, report) = (analysis.figures(&filter), analysis.report(&filter));
        assert_eq!(figures.rows, report.rows);
        assert_eq!(figures.scores, report.scores);
        assert_eq!(figures.trend, report.trend);
        assert_eq!(figures.breakdowns, report.breakdowns);
        // Every row counted by itself gives the same.
        let kept = |row: &&(u8, u8, u8, u8, u8)| match &filter[..] {
            [] => true,
            [_, _] => row.2 == 1 && row.4 == 1,
            [Condition::Segment { keys, .. }] => keys.contains(&format!("shop {}", row.2)),
            _ => false,
        };
        let own: Vec<_> = rows.iter().filter(kept).collect();
        let shown = figures.scores.iter().any(|score| !score.hidden);
        assert_eq!(figures.rows, shown.then_some(own.len() as u32));
        for score in figures.scores.iter().filter(|score| !score.hidden) {
            for (answer, n) in &score.distribution {
                let given = |row: &&&(u8, u8, u8, u8, u8)| {
                    let value = if score.column == 1 { row.0 } else { row.1 };
                    i32::from(value) == *answer
                };
                assert_eq!(own.iter().filter(given).count() as u32, *n);
            }
        }
        for breakdown in figures.breakdowns.iter().filter(|b| b.by == 3) {
            for group in breakdown.groups.iter().filter(|group| !group.hidden) {
                let of = |row: &&&(u8, u8, u8, u8, u8)| format!("shop {}", row.2) == group.key;
                assert_eq!(group.n, Some(own.iter().filter(of).count() as u32));
            }
        }
    }
}

/// The sample surveys have stories that were put into them; the findings tell them in their order.
#[test]
fn the_stories_of_the_samples_are_found() {
    for (name, place, praised) in [
        ("service-survey.csv", "North West", true),
        ("sklep-ankieta.csv", "Łódź Manufaktura", false),
    ] {
        let path = format!("{}/../../www/samples/{name}", env!("CARGO_MANIFEST_DIR"));
        let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{error}"));
        let analysis = Analysis::of_bytes(name, &bytes, &Settings::default());
        let analysis = analysis.unwrap_or_else(|error| panic!("{error:?}"));
        let findings = analysis.report(&Vec::new()).findings;
        let of = |code: &str| findings.iter().position(|finding| finding.code == code);
        let text = |at: usize, param: &str| findings[at].params[param].as_str().map(str::to_owned);
        let worst = of("group_worse").unwrap_or_else(|| panic!("{name}: {findings:?}"));
        assert_eq!(text(worst, "group").as_deref(), Some(place));
        let rising = of("category_rising").unwrap_or_else(|| panic!("{name}: {findings:?}"));
        assert_eq!(text(rising, "category").as_deref(), Some("price"));
        assert_eq!(text(rising, "period").as_deref(), Some("2026-09"));
        assert!(
            worst < rising && of("category_worst_unsure") > Some(worst),
            "{findings:?}"
        );
        let person = of("person_praised");
        assert!(!praised || person.is_some(), "{findings:?}");
        // The filter shows the people that the sentence counts, and their figure.
        if let Some(told) = person.map(|person| &findings[person]) {
            let shown = analysis.figures(&told.filter);
            let score = shown
                .scores
                .iter()
                .find(|it| Some(it.column) == told.column);
            let score = score.unwrap_or_else(|| panic!("{told:?}"));
            assert_eq!(serde_json::json!(score.n), told.params["n"]);
            assert_eq!(serde_json::json!(score.value), told.params["value"]);
        }
        // A change within noise is no news.
        let noise = of("change_up_noise").or(of("change_down_noise"));
        assert!(noise.is_none_or(|noise| noise + 1 == findings.len()));
    }
}

#[test]
fn a_weight_column_is_raked_to_targets() {
    let mut text = String::from("How likely are you to recommend us?,plan,weight\n");
    for row in 0..60 {
        let plan = if row % 3 == 0 { "Pro" } else { "Basic" };
        text += &format!("{},{plan},{}\n", row * 7 % 11, 1 + row % 4);
    }
    let mut settings: Settings = serde_json::from_str(
        r#"{"version":1,"columns":[{"name":"plan","role":"segment"},{"name":"weight","role":"number"}],
            "weights":{"column":{"name":"weight"},"targets":[{"name":"plan","shares":{"Pro":0.5,"Basic":0.5}}]}}"#,
    )
    .unwrap_or_else(|error| panic!("{error}"));
    let figures = |settings: &Settings| {
        let analysis = Analysis::of_bytes("a.csv", text.as_bytes(), settings);
        let report = analysis
            .unwrap_or_else(|error| panic!("{error:?}"))
            .report(&Vec::new());
        (
            report.weighting,
            report.scores[0].weighted.map(|it| it.value),
        )
    };
    let (both, value) = figures(&settings);
    assert_eq!(both.map(|it| it.method), Some("column_raking"));
    // The mean over the two plans, each weighted by the column.
    let of_plan = |pro: bool| {
        let rows = (0..60).filter(|row| (row % 3 == 0) == pro);
        let (mut sum, mut weight) = (0.0, 0.0);
        for row in rows {
            let own = f64::from(1 + row % 4);
            weight += own;
            sum += own * f64::from(i32::from(row * 7 % 11 >= 9) - i32::from(row * 7 % 11 <= 6));
        }
        100.0 * sum / weight
    };
    let expected = (of_plan(true) + of_plan(false)) / 2.0;
    assert!(
        value.is_some_and(|value| (value - expected).abs() < 1e-9),
        "{value:?} {expected}"
    );
    if let Some(weights) = &mut settings.weights {
        weights.targets.clear();
    }
    assert_eq!(figures(&settings).0.map(|it| it.method), Some("column"));
}

/// Weights make a group that is not shown neither heavier nor lighter than the others that are not,
/// and a few people who weigh more than everybody else together have no figure.
#[test]
fn weights_tell_nothing_of_a_small_group() {
    let mut text = String::from("How likely are you to recommend us?,shop,weight\n");
    for row in 0..60 {
        let (shop, answer, weight) = match row {
            0..2 => ("Zabrze", 0, 1000),
            2..6 => ("Opole", 10, 1),
            _ => (["Sopot", "Gdynia"][row % 2], row % 11, 1),
        };
        text += &format!("{answer},{shop},{weight}\n");
    }
    let weighted = |weights: &str| {
        let settings = format!(
            r#"{{"version":1,"columns":[{{"name":"shop","role":"segment"}},{{"name":"weight","role":"number"}}],
                "weights":{weights}}}"#
        );
        let settings: Settings = serde_json::from_str(&settings).expect("settings");
        let analysis = Analysis::of_bytes("a.csv", text.as_bytes(), &settings);
        let report = analysis.expect("a survey").report(&Vec::new());
        (report.weighting.expect("weights"), report.scores[0].clone())
    };
    let targets = |zabrze: f64, opole: f64| {
        format!(
            r#"{{"targets":[{{"name":"shop","shares":{{"Zabrze":{zabrze},"Opole":{opole},"Sopot":0.3,"Gdynia":0.3}}}}]}}"#
        )
    };
    let (info, of_zabrze) = weighted(&targets(0.399, 0.001));
    assert_eq!(info.pooled_groups, ["Opole", "Zabrze"]);
    assert_eq!(
        of_zabrze.weighted,
        weighted(&targets(0.001, 0.399)).1.weighted
    );
    assert!(of_zabrze.weighted.is_some());
    let (info, by_column) = weighted(r#"{"column":{"name":"weight"}}"#);
    assert!(info.effective_n < 5.0 && by_column.value.is_some());
    assert_eq!(by_column.weighted, None);
}

/// Of a scale that begins with "very satisfied" the share of the satisfied is shown, which is good when it is
/// high.
#[test]
fn a_share_of_good_answers_is_good_when_it_is_high() {
    let words = [
        "1 - Very satisfied",
        "2 - Satisfied",
        "3 - Neutral",
        "4 - Dissatisfied",
        "5 - Very dissatisfied",
    ];
    let mut csv = String::from("How satisfied are you?,region\n");
    for row in 0..400 {
        // Eight in ten are satisfied in the North, two in five in the South.
        let (region, answer) = match row % 2 {
            0 => ("North", [0, 1, 0, 1, 2, 0, 1, 0, 1, 4][row / 2 % 10]),
            _ => ("South", row / 2 % 5),
        };
        csv += &format!("{},{region}\n", words[answer]);
    }
    let (_, report) = report(&csv);
    let score = &report.scores[0];
    assert!(score.low_is_good && !score.lower_is_better, "{score:?}");
    let value = |key: &str| {
        let mut groups = report.breakdowns[0].groups.iter();
        groups
            .find(|group| group.key == key)
            .and_then(|group| group.value)
    };
    assert!(value("North") > value("South"));
    let told = report
        .findings
        .iter()
        .find(|it| it.code.starts_with("group_"));
    let told = told.expect("the regions differ");
    let better = told.params["group"] == "North";
    assert_eq!(
        (told.code == "group_better", told.better),
        (better, Some(better))
    );
}

/// A score that rises by a tenth of a point every month has no season.
#[test]
fn a_steady_rise_is_no_season() {
    let survey = |season: &dyn Fn(usize) -> usize| {
        let mut csv = String::from("date,How likely are you to recommend us? (0-10)\n");
        for month in 0..24 {
            for row in 0..80 {
                let chance = (row * 37 + month * 11) % 80;
                let answer = if chance < 20 + month + season(month) {
                    10
                } else {
                    5
                };
                let (year, month) = (2024 + month / 12, month % 12 + 1);
                csv += &format!("{year}-{month:02}-{:02},{answer}\n", row % 27 + 1);
            }
        }
        report(&csv).1.seasons
    };
    let rising = survey(&|month| [0, 2, 1, 0, 1, 2, 0][month % 7]);
    assert_eq!(
        rising
            .iter()
            .map(|it| (it.pairs, it.seasonal))
            .collect::<Vec<_>>(),
        [(12, false)]
    );
    let summer = survey(&|month| {
        if (5..8).contains(&(month % 12)) {
            24
        } else {
            0
        }
    });
    assert!(
        summer[0].seasonal && summer[0].highest.ends_with("-06"),
        "{summer:?}"
    );
}

/// Set weights are seen in the first sentence.
#[test]
fn the_headline_shows_the_weighted_figure() {
    let mut csv = String::from("How likely are you to recommend us?,plan\n");
    for row in 0..90 {
        let (plan, answer) = if row % 3 == 0 {
            ("Pro", 10)
        } else {
            ("Basic", row % 11)
        };
        csv += &format!("{answer},{plan}\n");
    }
    let settings = r#"{"version":1,"columns":[{"name":"plan","role":"segment"}],
        "weights":{"targets":[{"name":"plan","shares":{"Pro":0.8,"Basic":0.2}}]}}"#;
    let settings: Settings = serde_json::from_str(settings).expect("settings");
    let analysis = Analysis::of_bytes("a.csv", csv.as_bytes(), &settings).expect("a survey");
    let report = analysis.report(&Vec::new());
    let headline = report
        .findings
        .iter()
        .find(|it| it.code == "headline_weighted");
    let params = &headline.expect("a headline").params;
    let score = &report.scores[0];
    assert_eq!(
        params["value"],
        serde_json::json!(score.weighted.map(|it| it.value))
    );
    assert_eq!(params["plain"], serde_json::json!(score.value));
}

/// A name is somebody who works there only in a comment about those who do.
#[test]
fn the_name_of_a_shop_is_no_employee() {
    let survey = |comment: &str| {
        let mut csv = String::from("How likely are you to recommend us? (0-10),Why?\n");
        for row in 0..120 {
            match row % 4 {
                0 => csv += &format!("{},{comment}\n", 9 + row / 4 % 2),
                _ => csv += &format!("{},The delivery was late on day {row}\n", row % 8),
            }
        }
        let findings = report(&csv).1.findings;
        findings.iter().any(|it| it.code == "person_praised")
    };
    assert!(!survey(
        "I always go to your Victoria shop because it is near my office"
    ));
    assert!(survey("The staff were great and Victoria was very helpful"));
}

/// Who should make up nothing of the population counts nothing.
#[test]
fn a_target_of_zero_leaves_a_group_out() {
    let mut text = String::from("How likely are you to recommend us?,plan\n");
    for row in 0..60 {
        text += &format!("{},{}\n", row * 7 % 11, ["Pro", "Basic", "Free"][row % 3]);
    }
    let settings = r#"{"version":1,"columns":[{"name":"plan","role":"segment"}],
        "weights":{"targets":[{"name":"plan","shares":{"Pro":1.0,"Basic":0.0}}]}}"#;
    let settings: Settings = serde_json::from_str(settings).expect("settings");
    let analysis = Analysis::of_bytes("a.csv", text.as_bytes(), &settings);
    let report = analysis.expect("a survey").report(&Vec::new());
    let info = report.weighting.expect("weights");
    // Twenty in Pro and twenty in Free, which has no target; nobody in Basic is without a weight by mistake.
    assert!((info.effective_n - 40.0).abs() < 1e-9, "{info:?}");
    assert_eq!(info.without_weight, 20);
}

#[test]
fn answers_in_words_keep_their_words() {
    let words = [
        "Very unlikely",
        "Somewhat unlikely",
        "Somewhat likely",
        "Very likely",
    ];
    let mut csv = "How likely are you to buy it again?,Rate the price (1-5)\n".to_owned();
    for row in 0..40 {
        csv.push_str(&format!("{},{}\n", words[row % 4], row % 5 + 1));
    }
    let (_, report) = report(&csv);
    let mut labels: Vec<(i32, &str)> = report.scores[0]
        .labels
        .iter()
        .map(|(answer, label)| (*answer, label.as_str()))
        .collect();
    labels.sort_unstable();
    assert_eq!(
        labels,
        [1, 2, 4, 5].into_iter().zip(words).collect::<Vec<_>>()
    );
    assert!(report.scores[1].labels.is_empty());
}

/// Somebody who writes in six columns is one person: nothing is shown of what fewer than the minimum
/// wrote, however often they wrote it.
#[test]
fn people_and_not_comments_are_counted() {
    let mut csv = String::from("How likely are you to recommend us? (0-10),Shop");
    (0..6).for_each(|column| csv += &format!(",What should we improve? {column}"));
    csv += "\n";
    for row in 0..40 {
        let shop = if row < 4 { "Small" } else { "Large" };
        csv += &format!("{},{shop}", row % 11);
        for column in 0..6 {
            let text = match (row, column) {
                (7, _) => "The delivery was late and the parcel came damaged",
                (_, 0) => "Friendly staff helped me at once",
                _ => "",
            };
            csv += &format!(
                ",{text} {}",
                if text.is_empty() {
                    String::new()
                } else {
                    format!("{row} {column}")
                }
            );
        }
        csv += "\n";
    }
    let role = |index: usize, role: &str| {
        let name = csv
            .lines()
            .next()
            .and_then(|line| line.split(',').nth(index));
        serde_json::json!({"index": index, "name": name, "role": role})
    };
    let comments = (2..8).map(|column| role(column, "comment"));
    let columns: Vec<_> = comments.chain([role(1, "segment")]).collect();
    let settings: Settings =
        serde_json::from_value(serde_json::json!({"version": 1, "columns": columns}))
            .unwrap_or_else(|error| panic!("{error}"));
    let analysis = Analysis::of_bytes("a.csv", csv.as_bytes(), &settings);
    let analysis = analysis.unwrap_or_else(|error| panic!("{error:?}"));
    let report = analysis.report(&Vec::new());
    assert_eq!(report.text.n, Some(45), "{:?}", report.reading.columns);
    let of = |id: &str| report.categories.iter().find(|category| category.id == id);
    let delivery = of("delivery").unwrap_or_else(|| panic!("{:?}", report.categories));
    assert!(delivery.hidden && delivery.n.is_none(), "{delivery:?}");
    let staff = of("staff").unwrap_or_else(|| panic!("{:?}", report.categories));
    assert_eq!(staff.n, Some(39));
    assert_eq!(staff.share.map(|[share, ..]| share), Some(39.0 / 40.0));
    let matrix = analysis.category_matrix(1, &Vec::new());
    let matrix = matrix.unwrap_or_else(|| panic!("{:?}", report.reading.columns));
    let cells = matrix.rows.iter().filter(|row| row.category == "delivery");
    assert!(
        cells
            .flat_map(|row| &row.cells)
            .all(|cell| cell.hidden || cell.n == Some(0))
    );
    let of_one = vec![Condition::Category {
        keys: vec!["delivery".to_owned()],
        sentiments: Vec::new(),
    }];
    let figure = analysis.report(&of_one).text;
    assert!(
        figure.hidden && figure.sentiment.negative == 0,
        "{figure:?}"
    );
    assert!(analysis.quotes(&of_one, 5).withheld);
    let words = analysis.suggestions(&Default::default());
    let told = words.list.iter().flat_map(|topic| &topic.terms);
    assert!(told.clone().all(|term| term.n >= 5), "{words:?}");
    let groups = GroupWordsRequest {
        first: Some(of_one),
        second: Some(vec![Condition::Category {
            keys: vec!["staff".to_owned()],
            sentiments: Vec::new(),
        }]),
        ..GroupWordsRequest::default()
    };
    let words = analysis.group_words(&groups);
    assert_eq!(
        words.map(|words| (words.n, words.hidden)),
        Some(([1, 39], true))
    );
}

#[test]
fn a_simulation_within_a_filter_is_about_those_of_the_filter() {
    let mut csv = String::from("How likely are you to recommend us?,Shop\n");
    for row in 0..40 {
        csv += &format!("{},A\n", if row < 11 { 3 } else { 9 });
        csv += &format!("{},B\n", if row < 30 { 3 } else { 9 });
    }
    let analysis = read(&csv);
    let of_shop = |key: &str| {
        vec![Condition::Segment {
            column: 1,
            keys: vec![key.to_owned()],
        }]
    };
    let simulated = |within: Filter, filter: Filter| {
        let request = SimulationRequest {
            within,
            filter,
            share: 0.5,
            ..SimulationRequest::default()
        };
        analysis.simulate(&request).unwrap_or_default()
    };
    let of_all = simulated(Vec::new(), of_shop("A"));
    let of_a = simulated(of_shop("A"), Vec::new());
    let score = analysis.figures(&of_shop("A")).scores[0].clone();
    assert_eq!((of_a.n, of_a.before), (score.n, score.value));
    assert_eq!((of_a.concerned, of_all.concerned), (Some(11), Some(11)));
    assert_eq!((of_all.n, of_all.before), (Some(80), Some(-2.5)));
    // Half of eleven people are six, and the points are theirs.
    assert_eq!(of_a.moved, Some(6.0));
    assert!(of_a.shift.is_some_and(|shift| (shift - 15.0).abs() < 1e-9));

    // Nothing is simulated where the score itself is hidden.
    let few = csv + "3,C\n9,C\n3,C\n";
    let settings = Settings::default();
    let analysis = Analysis::of_bytes("a.csv", few.as_bytes(), &settings);
    let analysis = analysis.unwrap_or_else(|error| panic!("{error:?}"));
    let without_few = vec![Condition::Segment {
        column: 1,
        keys: vec!["A".to_owned(), "B".to_owned()],
    }];
    assert!(analysis.figures(&without_few).scores[0].hidden);
    let request = SimulationRequest {
        within: without_few,
        ..SimulationRequest::default()
    };
    let found = analysis.simulate(&request).unwrap_or_default();
    assert!(found.hidden && found.before.is_none() && found.n.is_none());
}

#[test]
fn the_size_of_a_part_of_the_population_is_not_known() {
    let mut csv = String::from("How likely are you to recommend us?,Shop\n");
    for row in 0..120 {
        csv += &format!("{},{}\n", row % 11, ["A", "B"][row % 2]);
    }
    let mut settings = Settings::default();
    settings.totals.population = Some(150.0);
    let analysis = Analysis::of_bytes("a.csv", csv.as_bytes(), &settings);
    let analysis = analysis.unwrap_or_else(|error| panic!("{error:?}"));
    let of_a = vec![Condition::Segment {
        column: 1,
        keys: vec!["A".to_owned()],
    }];
    let [whole, part] =
        [Vec::new(), of_a].map(|filter| analysis.figures(&filter).scores[0].clone());
    assert!(whole.finite_interval.is_some());
    assert!(part.value.is_some() && part.finite_interval.is_none());
}

#[test]
fn answers_that_cannot_be_read_are_not_too_few() {
    let mut csv = String::from("Han Solo\n");
    for row in 0..60 {
        csv += ["blue\n", "red\n", "green\n"][row % 3];
    }
    let settings = serde_json::json!({"version": 1, "columns": [{"index": 0, "role": "score"}]});
    let settings: Settings =
        serde_json::from_value(settings).unwrap_or_else(|error| panic!("{error}"));
    let analysis = Analysis::of_bytes("a.csv", csv.as_bytes(), &settings);
    let report = analysis.map(|analysis| analysis.report(&Vec::new()));
    let report = report.unwrap_or_else(|error| panic!("{error:?}"));
    let score = &report.scores[0];
    assert_eq!((score.n, score.value, score.hidden), (Some(0), None, false));
    let found = |code: &str| report.health.iter().find(|it| it.code == code);
    assert_eq!(found("unread_answers").map(|it| it.rows), Some(60));
    assert!(found("few_answers").is_none());
    assert!(report.findings.iter().all(|it| it.code != "few_answers"));
}
