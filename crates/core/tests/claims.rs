//! What may be claimed: sentences and marks that the answers have to support.

use vocal_core::filter::Filter;
use vocal_core::report::Report;
use vocal_core::settings::{CrosstabRequest, ExcludedCheck};
use vocal_core::{Analysis, Settings};

const NPS: &str = "How likely are you to recommend us? (0-10)";

fn report_of(csv: &str, settings: &Settings) -> Report {
    let analysis = Analysis::of_bytes("a.csv", csv.as_bytes(), settings);
    let analysis = analysis.unwrap_or_else(|error| panic!("{error:?}"));
    analysis.report(&Filter::new())
}

fn crosstab(rows: u32, columns: u32) -> CrosstabRequest {
    CrosstabRequest {
        column: None,
        rows,
        columns,
        ..CrosstabRequest::default()
    }
}

/// Numbers below a bound without any pattern, the same in every run.
struct Draws(u64);

impl Draws {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    /// About normal, with deviation 1.
    fn normal(&mut self) -> f64 {
        (0..12)
            .map(|_| self.below(1 << 20) as f64 / f64::from(1 << 20))
            .sum::<f64>()
            - 6.0
    }
}

/// Two shops have cells of three people, which hides two cells of each. What the other two shops have in common
/// says nothing about all four.
#[test]
fn hidden_cells_do_not_make_two_segments_unrelated() {
    let mut csv = format!("{NPS},shop,channel\n");
    let shops = [
        ("A", [100, 100, 10]),
        ("B", [100, 100, 10]),
        ("C", [3, 60, 40]),
        ("D", [60, 3, 40]),
    ];
    for (shop, counts) in shops {
        for (channel, n) in ["X", "Y", "Z"].into_iter().zip(counts) {
            (0..n).for_each(|row| csv += &format!("{},{shop},{channel}\n", [10, 9, 8, 6][row % 4]));
        }
    }
    let settings = Settings {
        crosstabs: vec![crosstab(1, 2), crosstab(2, 1)],
        ..Settings::default()
    };
    let report = report_of(&csv, &settings);
    let [by_shop, by_channel] = &report.crosstabs[..] else {
        panic!("two crosstabs");
    };
    let found = by_shop.association.expect("two shops and the rest");
    // C and D together answered 63, 63 and 80 times: scipy.stats.chi2_contingency of the three lines.
    assert_eq!(by_shop.association_untold, ["C", "D"]);
    assert_eq!((found.n, found.df), (626, 4));
    assert!(
        (found.statistic - 119.543_794_441).abs() < 1e-6 && found.p < 1e-20,
        "{found:?}"
    );
    // Turned round it is the same test.
    assert_eq!(by_channel.association, by_shop.association);
    assert_eq!(by_channel.association_untold, by_shop.association_untold);
}

/// Of fifteen pairs of segments that have nothing to do with each other one goes together by chance.
#[test]
fn associations_of_crosstabs_are_adjusted_for_each_other() {
    let told = |adjusted: bool| {
        let files = (0..30).filter(|&seed| {
            let mut draws = Draws(seed);
            let mut csv = format!("{NPS},s1,s2,s3,s4,s5,s6\n");
            for row in 0..400 {
                csv += [10, 9, 8, 6].map(|it: i32| it.to_string())[row % 4].as_str();
                (0..6).for_each(|_| csv += [",red", ",green", ",blue"][draws.below(3) as usize]);
                csv += "\n";
            }
            let pairs = (1..7).flat_map(|one| (one + 1..7).map(move |other| crosstab(one, other)));
            let settings = Settings {
                crosstabs: pairs.collect(),
                ..Settings::default()
            };
            let report = report_of(&csv, &settings);
            assert_eq!(report.crosstabs.len(), 15);
            report.crosstabs.iter().any(|table| {
                let found = table.association.expect("shown");
                let p = found.p_adjusted.filter(|_| adjusted).unwrap_or(found.p);
                p < 0.05
            })
        });
        files.count()
    };
    let (plain, adjusted) = (told(false), told(true));
    assert!(plain > 8 && adjusted < 6, "{plain} {adjusted}");
}

/// Nobody can answer 0 where the heading goes from 1 to 10, however few have answered.
#[test]
fn a_heading_from_one_to_ten_is_no_nps() {
    let codes = |heading: &str| -> Vec<&str> {
        let mut csv = format!("{heading}\n");
        (0..60).for_each(|row| csv += &format!("{}\n", [1, 5, 7, 8, 9, 10][row % 6]));
        let report = report_of(&csv, &Settings::default());
        report.health.iter().map(|it| it.code).collect()
    };
    assert!(codes("How likely are you to recommend us? (1-10)").contains(&"nps_without_zero"));
    assert!(!codes(NPS).contains(&"nps_without_zero"));
}

/// People with two different answers on one day: which one stays must not depend on the order of the rows.
#[test]
fn contradicting_duplicates_do_not_go_by_the_order_of_rows() {
    let answers = [10, 3, 9, 0, 7, 2, 10, 5, 1, 8];
    let row = |person: usize, answer: i32| format!("K{person:03},2025-01-10,{answer}\n");
    let first = (0..60).map(|person| row(person, answers[person % 10]));
    let second = (0..30).map(|person| row(person, 10 - answers[person % 10]));
    let rows: Vec<String> = first.chain(second).collect();
    let settings = Settings {
        excluded_checks: vec![ExcludedCheck::Code("duplicate_rows".to_owned())],
        ..Settings::default()
    };
    let figure = |rows: &[String]| {
        let report = report_of(
            &format!("customer_id,date,{NPS}\n{}", rows.concat()),
            &settings,
        );
        (report.scores[0].n, report.scores[0].value)
    };
    let reversed: Vec<String> = rows.iter().rev().cloned().collect();
    assert_eq!(figure(&rows).0, Some(60));
    assert_eq!(figure(&rows), figure(&reversed));
}

#[test]
fn the_interval_of_one_answer_holds_it() {
    let settings = Settings {
        min_group: 1,
        ..Settings::default()
    };
    for answer in [10, 8, 0] {
        let report = report_of(&format!("{NPS},shop\n{answer},A\n"), &settings);
        let score = &report.scores[0];
        let ([low, high], value) = (
            score.interval.expect("interval"),
            score.value.expect("value"),
        );
        assert!(low <= value && value <= high, "{low} {value} {high}");
    }
}

/// "s0" to "s6" are shops and no ratings from 0 to 6.
#[test]
fn a_letter_with_a_number_is_a_code() {
    for prefix in ["s", "S"] {
        let mut csv = format!("{NPS},shop\n");
        (0..140).for_each(|row| csv += &format!("{},{prefix}{}\n", row % 11, row % 7));
        let report = report_of(&csv, &Settings::default());
        let scores: Vec<u32> = report.scores.iter().map(|score| score.column).collect();
        assert_eq!(scores, [0]);
        assert_eq!(report.breakdowns.len(), 1);
    }
}

/// A hundred people answer eight times, a quarter of a year apart; each is in one of two groups by chance.
fn panel(seed: u64, apart: f64) -> String {
    let mut draws = Draws(seed.wrapping_mul(7_919) + 3);
    let mut csv = format!("customer_id,date,{NPS},team,desk,Rating: staff (1-5)\n");
    for person in 0..100 {
        let team = ["red", "blue"][draws.below(2) as usize];
        let desk = ["left", "right"][draws.below(2) as usize];
        let staff = 1 + draws.below(5);
        let more = if team == "red" { apart } else { 0.0 };
        let level = 7.5 + 2.0 * draws.normal() + more;
        for wave in 0..8 {
            let answer = (level + 0.7 * draws.normal()).round().clamp(0.0, 10.0);
            let (year, month) = (2024 + wave / 4, 1 + wave % 4 * 3);
            csv += &format!("K{person:03},{year}-{month:02}-10,{answer},{team},{desk},{staff}\n");
        }
    }
    csv
}

/// Eight answers of a person are no eight people.
#[test]
fn groups_of_the_same_people_differ_only_among_people() {
    let settings = Settings {
        crosstabs: vec![crosstab(3, 4)],
        ..Settings::default()
    };
    let told = |apart: f64| {
        let mut told = [0; 3];
        for seed in 0..30 {
            let report = report_of(&panel(seed, apart), &settings);
            assert_eq!(report.scores[0].people, Some(100));
            let mut health = report.health.iter();
            let repeated = health.find(|it| it.code == "repeated_answers");
            let repeated = repeated.expect("every person answers eight times");
            assert_eq!(repeated.rows, 800);
            assert_eq!(repeated.params["people"], 100);
            let tells = |kind: &str| report.findings.iter().any(|it| it.code.starts_with(kind));
            let cells = report.crosstabs[0].cells.iter().flatten();
            let marked = cells.filter_map(|cell| cell.p_adjusted).any(|p| p < 0.05);
            for (sum, is) in told
                .iter_mut()
                .zip([tells("group_"), tells("driver_"), marked])
            {
                *sum += usize::from(is);
            }
        }
        told
    };
    let [groups, drivers, cells] = told(0.0);
    assert!(
        groups <= 4 && drivers <= 4 && cells <= 4,
        "{groups} {drivers} {cells}"
    );
    let [groups, _, cells] = told(4.0);
    assert!(groups == 30 && cells == 30, "{groups} {cells}");
}

/// Who answered once is as many people as answers.
#[test]
fn nothing_changes_where_people_answered_once() {
    let mut csv = panel(1, 0.0);
    let alone = report_of(
        &csv.replace("K0", "").replace("customer_id", "number"),
        &Settings::default(),
    );
    csv = csv
        .lines()
        .enumerate()
        .map(|(row, line)| match row {
            0 => format!("{line}\n"),
            _ => format!("K{row}{}\n", &line[4..]),
        })
        .collect();
    let report = report_of(&csv, &Settings::default());
    assert_eq!(report.scores[0].people, None);
    assert!(report.health.iter().all(|it| it.code != "repeated_answers"));
    assert_eq!(report.scores[0].interval, alone.scores[0].interval);
}
