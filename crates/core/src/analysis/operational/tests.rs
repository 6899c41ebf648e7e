//! Tables of customers and cases, and totals, as the report shows their figures.

use super::*;
use crate::Settings;
use crate::filter::Filter;

fn figures(text: &str, settings: &Settings) -> BTreeMap<&'static str, OperationalFigure> {
    let analysis = Analysis::of_bytes("cases.csv", text.as_bytes(), settings);
    let report = analysis
        .unwrap_or_else(|_| panic!("rows"))
        .report(&Filter::new());
    report
        .operational
        .into_iter()
        .map(|figure| (figure.metric, figure))
        .collect()
}

#[test]
fn cases_of_a_table() {
    let mut text = String::from("case_id,opened_at,resolved_at,FCR\n");
    for case in 0..20 {
        let flag = if case % 4 == 0 { "no" } else { "yes" };
        text += &format!(
            "CASE-{case:05},2026-01-{:02} 08:00,2026-01-{:02} {:02}:30,{flag}\n",
            case % 9 + 1,
            case % 9 + 2,
            case % 10 + 8
        );
    }
    let found = figures(&text, &Settings::default());
    assert_eq!(found["fcr"].value, Some(75.0));
    let time = &found["resolution_time"];
    assert_eq!(time.n, Some(20.0));
    assert_eq!(time.value, Some(24.0 + 4.5 + 0.5), "{time:?}");
    assert!(time.interval.is_some() && time.parts.contains_key("p90"));
}

/// Lines of a table of cases with what was opened and resolved.
fn cases(rows: usize, moments: &dyn Fn(usize) -> [String; 2]) -> OperationalFigure {
    let mut text = String::from("case_id,opened_at,resolved_at\n");
    for case in 0..rows {
        text += &format!("CASE-{case:05},{}\n", moments(case).join(","));
    }
    figures(&text, &Settings::default())["resolution_time"].clone()
}

#[test]
fn times_of_different_zones_are_moved_to_one() {
    let time = cases(40, &|case| {
        let day = case % 27 + 1;
        [
            format!("2026-05-{day:02}T10:00:00Z"),
            format!("2026-05-{day:02}T12:{:02}:00+02:00", case % 4 * 10),
        ]
    });
    // Ten each after 0, 10, 20 and 30 minutes.
    assert!((time.parts["mean"] - 0.25).abs() < 1e-9, "{time:?}");
    assert_eq!(time.parts.get("left_out"), None);
}

#[test]
fn days_are_compared_where_one_side_has_no_time() {
    for end in ["", " 00:00:00"] {
        let time = cases(100, &|case| {
            let (day, later) = (case % 20 + 1, if case < 60 { 0 } else { 1 + case % 3 });
            [
                format!("2026-05-{day:02} {:02}:00", 9 + case % 8),
                format!("2026-05-{:02}{end}", day + later),
            ]
        });
        assert_eq!((time.n, time.value), (Some(100.0), Some(0.0)), "{time:?}");
    }
}

#[test]
fn cases_that_end_before_they_begin_are_counted() {
    let time = cases(50, &|case| {
        let resolved = match case {
            0..3 => "2026-05-01 08:00",
            3 => "soon",
            4..10 => "",
            _ => "2026-05-03 10:00",
        };
        ["2026-05-02 10:00".to_owned(), resolved.to_owned()]
    });
    assert_eq!((time.n, time.value), (Some(40.0), Some(24.0)), "{time:?}");
    assert_eq!(time.parts["left_out"], 4.0, "{time:?}");
}

#[test]
fn a_refund_of_last_year_is_no_revenue_and_no_loss() {
    let mut text =
        String::from("customer_id,revenue last year,revenue this year,reason for joining\n");
    for customer in 0..35 {
        let line = if customer < 30 {
            "100,100,advert"
        } else {
            "-50,100,referral"
        };
        text += &format!("C-{customer:04},{line}\n");
    }
    let growth = &figures(&text, &Settings::default())["earned_growth"];
    assert_eq!(growth.parts["nrr"], 100.0, "{growth:?}");
}

#[test]
fn areas_on_other_scales_are_put_on_ten_points() {
    let mut text = String::from("Assortment,Staff,Effort\n");
    for row in 0..100 {
        text += &format!("{},{},{}\n", 8 + row % 3, 4 + row % 2, 1 + row % 2);
    }
    let settings: Settings = serde_json::from_str(
        r#"{"version":1,"columns":[
            {"index":0,"role":"score","metric":"chi","scale":[0,10]},
            {"index":1,"role":"score","metric":"chi","scale":[1,5]},
            {"index":2,"role":"score","metric":"chi","scale":[1,5],"low_is_good":true}]}"#,
    )
    .unwrap_or_else(|error| panic!("{error}"));
    let chi = &figures(&text, &settings)["chi"];
    let means: Vec<f64> = chi.areas.iter().map(|area| area.mean).collect();
    let close = |value: f64, wanted: f64| (value - wanted).abs() < 1e-9;
    let wanted = [8.99, 8.75, 8.75];
    let all_close = means.iter().zip(wanted).all(|(mean, it)| close(*mean, it));
    assert!(means.len() == 3 && all_close, "{means:?}");
    let value = chi.value.unwrap_or(f64::NAN);
    assert!(close(value, wanted.iter().sum::<f64>() / 3.0), "{chi:?}");
    let holds = |ends: [f64; 2], mean: f64| ends[0] < mean && mean < ends[1];
    for area in &chi.areas {
        assert!(area.interval.is_some_and(|ends| holds(ends, area.mean)));
    }
    assert!(chi.interval.is_some_and(|ends| holds(ends, value)));
}

#[test]
fn a_population_below_the_answers_is_told() {
    for (population, told) in [(1.0, true), (2.0, false), (50.0, false)] {
        let mut settings = Settings::default();
        settings.totals.population = Some(population);
        settings.min_group = 1;
        let bytes = b"How likely are you to recommend us? (0-10),b\n1,2\n3,4\n";
        let analysis = Analysis::of_bytes("a.csv", bytes, &settings);
        let report = analysis
            .unwrap_or_else(|_| panic!("rows"))
            .report(&Filter::new());
        let found = (report.health.iter()).find(|it| it.code == "impossible_totals");
        assert_eq!(found.is_some(), told, "{population}: {:?}", report.health);
    }
}

#[test]
fn a_revenue_that_cannot_be_read_makes_nobody_new() {
    let mut text =
        String::from("customer_id,revenue last year,revenue this year,reason for joining\n");
    for customer in 0..40 {
        let last = if customer % 4 == 0 {
            ""
        } else {
            "\"1,250 zł\""
        };
        let reason = if customer % 4 == 0 {
            "recommended by a friend"
        } else {
            "advert"
        };
        text += &format!("C-{customer:04},{last},1250 PLN,{reason}\n");
    }
    text += "C-9999,twelve hundred,500 zł,recommended by a friend\n";
    let found = figures(&text, &Settings::default());
    let growth = &found["earned_growth"];
    assert_eq!(growth.n, Some(40.0), "{growth:?}");
    assert_eq!(growth.parts["unreadable"], 1.0);
    // Ten new customers for thirty old ones, who stayed as they were.
    let value = growth.value.unwrap_or(f64::NAN);
    assert!((value - 100.0 / 3.0).abs() < 1e-9, "{growth:?}");
}

#[test]
fn a_part_above_the_whole_is_no_rate() {
    let mut settings = Settings::default();
    settings.totals.invited = Some(1.0);
    let analysis = Analysis::of_bytes("a.csv", b"NPS,b\n1,2\n3,4\n", &settings);
    let report = analysis
        .unwrap_or_else(|_| panic!("rows"))
        .report(&Filter::new());
    let rate = report
        .operational
        .iter()
        .find(|it| it.metric == "response_rate");
    assert_eq!(
        rate.map(|rate| (rate.value, rate.n)),
        Some((None, Some(1.0)))
    );
    let told = report
        .health
        .iter()
        .find(|it| it.code == "impossible_totals");
    assert_eq!(told.map(|told| &told.params["part"]), Some(&2.0.into()));
}

#[test]
fn totals_of_customers() {
    let mut settings = Settings::default();
    settings.totals.customers_start = Some(200.0);
    settings.totals.customers_end = Some(210.0);
    settings.totals.customers_new = Some(40.0);
    settings.totals.revenue_last_year = Some(1000.0);
    settings.totals.revenue_retained = Some(900.0);
    settings.totals.revenue_earned_new = Some(150.0);
    let found = figures("a,b\n1,2\n3,4\n", &settings);
    assert_eq!(found["retention"].value, Some(85.0));
    assert_eq!(found["churn"].value, Some(15.0));
    assert_eq!(found["earned_growth"].value, Some(5.0));
}
