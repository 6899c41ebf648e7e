//! The survey health checks (definitions.md §6): each fires on a survey with the fault planted, none
//! of them on a sound one, and what it offers can be done and taken back.

mod planted;

use planted::{NPS, Survey, WHY, planted};
use std::collections::BTreeSet;
use vocal_core::analysis::HEALTH_CODES;
use vocal_core::filter::Filter;
use vocal_core::report::HealthFinding;
use vocal_core::{Analysis, Report, Settings};

fn read(survey: &Survey, settings: &Settings) -> Analysis {
    let analysis = Analysis::of_bytes("survey.csv", survey.text().as_bytes(), settings);
    analysis.unwrap_or_else(|error| panic!("{error:?}"))
}

fn whole(analysis: &Analysis) -> Report {
    analysis.report(&Filter::new())
}

fn codes(report: &Report) -> BTreeSet<&'static str> {
    report.health.iter().map(|finding| finding.code).collect()
}

#[test]
fn a_sound_survey_is_sound() {
    let report = whole(&read(&Survey::sound(), &Settings::default()));
    assert_eq!(report.scores.first().and_then(|score| score.n), Some(400));
    assert_eq!(report.scores.len(), 6, "{:?}", report.reading.columns);
    assert!(codes(&report).is_empty(), "{:?}", report.health);
}

/// Settings with the action of a finding done.
fn done(settings: &Settings, finding: &HealthFinding) -> Settings {
    let mut value = serde_json::to_value(settings).unwrap_or_default();
    for (name, changed) in &finding.patch {
        value[*name] = changed.clone();
    }
    serde_json::from_value(value).unwrap_or_else(|error| panic!("{}: {error}", finding.code))
}

#[test]
fn every_check_finds_what_was_planted_and_offers_what_can_be_taken_back() {
    for (check, code) in HEALTH_CODES {
        let (survey, settings) = planted(code);
        let mut analysis = read(&survey, &settings);
        let before = whole(&analysis);
        let of = |report: &Report| report.health.iter().find(|f| f.code == code).cloned();
        let Some(finding) = of(&before) else {
            panic!(
                "{code} was not found, but {:?}: {:?}",
                codes(&before),
                before.reading.columns
            );
        };
        assert_eq!(finding.check, check, "{code}");
        let listed = &finding.row_list;
        assert!(listed.len() <= 200 && listed.len() as u32 <= finding.rows);
        // Whatever is about rows lists them; that there is no open question is about all.
        assert_eq!(
            listed.is_empty(),
            finding.rows == 0 || code == "no_open_question",
            "{code}"
        );
        let there = |row: &u32| !analysis.preview(*row as usize).is_empty();
        assert!(listed.iter().all(there), "{code}");
        if finding.action == Some("filter") {
            let part = analysis.report(&finding.filter);
            assert!(part.rows > Some(0) && part.rows < before.rows, "{code}");
            assert_eq!(of(&part), None, "{code}");
            continue;
        }
        let changed = done(&settings, &finding);
        assert_ne!(changed, settings, "{code}");
        analysis.configure(&changed);
        while analysis.code_comments(usize::MAX) > 0 {}
        let after = whole(&analysis);
        match (finding.action, of(&after)) {
            (Some("exclude_rows"), Some(still)) => {
                assert!(still.excluded && after.rows < before.rows, "{code}");
                assert_eq!(done(&changed, &still), settings, "{code}");
            }
            (Some("acknowledge"), Some(still)) => {
                assert!(still.acknowledged, "{code}");
                assert_eq!(done(&changed, &still), settings, "{code}");
            }
            (Some("set_column"), None) => {}
            (action, still) => panic!("{code}: {action:?} {still:?}"),
        }
        analysis.configure(&settings);
        while analysis.code_comments(usize::MAX) > 0 {}
        assert_eq!(whole(&analysis), before, "{code}");
    }
}

#[test]
fn what_is_missing_is_what_the_rows_lack() {
    for (code, column) in [("blank_zero_suspected", NPS), ("low_comment_rate", WHY)] {
        let (survey, settings) = planted(code);
        let analysis = read(&survey, &settings);
        let report = whole(&analysis);
        let finding = report.health.iter().find(|finding| finding.code == code);
        let rows = finding.map(|finding| finding.row_list.clone());
        let rows = rows.unwrap_or_default();
        assert!(!rows.is_empty(), "{code}");
        let lacks = |row: &u32| analysis.preview(*row as usize)[column].is_empty();
        assert!(rows.iter().all(lacks), "{code}");
    }
}

/// A scale from −2 to 2: one period without a 2 is no other scale, and −3 no code for a missing answer.
#[test]
fn a_scale_below_zero_has_its_own_width() {
    let mut csv = String::from("date,How satisfied are you? (-2 to 2)\n");
    for row in 0..160 {
        let month = 1 + row / 40;
        let answer = match row {
            120.. => row % 4 - 2,
            50 => -3,
            51 => -99,
            _ => row % 5 - 2,
        };
        csv += &format!("2026-{month:02}-{:02},{answer}\n", 1 + row % 28);
    }
    let settings: Settings = serde_json::from_str(
        r#"{"version":1,"columns":[{"index":1,"name":"How satisfied are you? (-2 to 2)","role":"score","scale":[-2,2]}]}"#,
    )
    .unwrap_or_else(|error| panic!("{error}"));
    let analysis = Analysis::of_bytes("a.csv", csv.as_bytes(), &settings);
    let report = analysis
        .unwrap_or_else(|error| panic!("{error:?}"))
        .report(&Vec::new());
    assert_eq!(report.scores.len(), 1, "{:?}", report.reading.columns);
    let of = |code: &str| report.health.iter().find(|finding| finding.code == code);
    assert!(of("scale_changed").is_none(), "{:?}", report.health);
    let lowest = of("answers_off_scale").map(|finding| finding.params["lowest"].clone());
    assert_eq!(lowest, Some((-3).into()), "{:?}", report.health);
    let codes = of("sentinel_codes").map(|finding| finding.params["values"].clone());
    assert_eq!(codes, Some("-99".into()), "{:?}", report.health);
}

/// Durations in minutes or on a clock are told in seconds.
#[test]
fn durations_have_a_unit() {
    for (heading, unit) in [
        ("Duration (minutes)", 0),
        ("Duration", 1),
        ("Duration (hh:mm:ss)", 2),
    ] {
        let mut csv = format!("How likely are you to recommend us?,{heading}\n");
        for row in 0..200 {
            let seconds = if row % 50 == 7 {
                30
            } else {
                600 + row * 7 % 240
            };
            let cell = match unit {
                0 => format!("{:.3}", f64::from(seconds) / 60.0),
                1 => seconds.to_string(),
                _ => format!("0:{:02}:{:02}", seconds / 60, seconds % 60),
            };
            csv += &format!("{},{cell}\n", row % 11);
        }
        let analysis = Analysis::of_bytes("a.csv", csv.as_bytes(), &Settings::default());
        let report = analysis
            .unwrap_or_else(|error| panic!("{error:?}"))
            .report(&Vec::new());
        let found = report
            .health
            .iter()
            .find(|finding| finding.code == "speeders");
        let found = found.unwrap_or_else(|| panic!("{heading}: {:?}", report.reading.columns));
        let limit = found.params["limit"].as_f64().unwrap_or(f64::NAN);
        assert!(
            found.rows == 4 && (100.0..600.0).contains(&limit),
            "{heading}: {found:?}"
        );
    }
}

/// People who left a comment are counted, not their comments.
#[test]
fn who_answers_two_questions_left_one_comment() {
    let mut csv =
        String::from("How likely are you to recommend us?,Why?,What should we improve?\n");
    for row in 0..100 {
        let text = if row % 5 == 0 {
            format!("The staff was friendly {row}")
        } else {
            String::new()
        };
        csv += &format!("{},{text},{text}\n", row % 11);
    }
    let analysis = Analysis::of_bytes("a.csv", csv.as_bytes(), &Settings::default());
    let report = analysis
        .unwrap_or_else(|error| panic!("{error:?}"))
        .report(&Vec::new());
    assert_eq!(report.text.n, Some(40));
    let found = report
        .health
        .iter()
        .find(|finding| finding.code == "low_comment_rate");
    assert_eq!(
        found.map(|found| found.rows),
        Some(80),
        "{:?}",
        report.health
    );
}

const RECOMMEND: &str = "How likely are you to recommend us? (0-10)";

/// The report of a file whose rows are written by `line`.
fn of_lines(header: &str, rows: usize, settings: &str, line: &dyn Fn(usize) -> String) -> Report {
    let mut csv = format!("{header}\n");
    for row in 0..rows {
        csv += &line(row);
        csv.push('\n');
    }
    let settings: Settings =
        serde_json::from_str(settings).unwrap_or_else(|error| panic!("{error}"));
    let analysis = Analysis::of_bytes("a.csv", csv.as_bytes(), &settings);
    whole(&analysis.unwrap_or_else(|error| panic!("{error:?}")))
}

fn found<'a>(report: &'a Report, code: &str) -> Option<&'a HealthFinding> {
    report.health.iter().find(|finding| finding.code == code)
}

/// Who says "don't know" gave no 0: only cells without anything can be one, and the cure fills just these.
#[test]
fn only_empty_cells_may_be_zeros() {
    let of = |empty: usize, settings: &str| {
        let line = |row: usize| match row {
            0..120 => format!("{},{}", 1 + row % 10, row % 3),
            120..150 => "nie wiem,0".to_owned(),
            _ => ",1".to_owned(),
        };
        of_lines(&format!("{RECOMMEND},x"), 150 + empty, settings, &line)
    };
    let plain = r#"{"version":1}"#;
    assert_eq!(found(&of(0, plain), "blank_zero_suspected"), None);
    let report = of(20, plain);
    let told = found(&report, "blank_zero_suspected").unwrap_or_else(|| panic!("{report:?}"));
    assert_eq!(told.rows, 20);
    assert_eq!(told.row_list, (150..170).collect::<Vec<u32>>());
    let cured = serde_json::json!({"version": 1, "columns": told.patch["columns"]});
    let cured = of(20, &cured.to_string());
    assert_eq!(cured.scores[0].n, Some(140));
    assert_eq!(found(&cured, "blank_zero_suspected"), None);
}

/// Shares of all answers have all answers as their base, not those with an account or a date.
#[test]
fn shares_of_all_answers_are_of_all_answers() {
    let account = |row: usize| match row {
        0..8 => format!("{},ACME", row % 11),
        8..34 => format!("{},Firm {}", row % 11, row % 6),
        _ => format!("{},", row % 11),
    };
    let report = of_lines(
        &format!("{RECOMMEND},Company"),
        1000,
        r#"{"version":1}"#,
        &account,
    );
    assert_eq!(found(&report, "one_account"), None, "{report:?}");
    let dated = |burst: usize| {
        let line = |row: usize| match row {
            _ if row < burst => format!("{},2025-03-03", row % 11),
            _ if row < burst + 70 => {
                format!("{},2025-{:02}-{:02}", row % 11, row % 6 + 1, row % 20 + 5)
            }
            _ => format!("{},", row % 11),
        };
        of_lines(
            &format!("{RECOMMEND},date"),
            1000,
            r#"{"version":1}"#,
            &line,
        )
    };
    assert_eq!(found(&dated(50), "burst"), None);
    let report = dated(400);
    let share = found(&report, "burst").and_then(|told| told.params["share"].as_f64());
    assert_eq!(share, Some(40.0));
}

/// Of three points the best one may be rare: a month without it is no other scale.
#[test]
fn a_rare_best_answer_makes_no_other_scale() {
    let of = |best: usize| {
        let line = |row: usize| {
            let (month, place) = (1 + row / 32, row % 32);
            let answer = if month == 2 && place < best {
                3
            } else {
                1 + place % 2
            };
            format!("2025-{month:02}-{:02},{answer}", place % 27 + 1)
        };
        let settings =
            r#"{"version":1,"columns":[{"index":1,"role":"score","metric":"csat","scale":[1,3]}]}"#;
        of_lines("date,How satisfied are you? (1-3)", 64, settings, &line)
    };
    assert_eq!(found(&of(2), "scale_changed"), None);
    assert!(found(&of(10), "scale_changed").is_some());
}

/// "guest" is no person, however often it answers, and neither is a value that no person could be so often.
#[test]
fn values_for_no_id_answer_for_nobody() {
    for nobody in ["guest", "Gość", "(anonymous)", "0"] {
        let line = |row: usize| {
            let id = match row {
                7 => "K00006".to_owned(),
                _ if row.is_multiple_of(4) => nobody.to_owned(),
                _ => format!("K{row:05}"),
            };
            format!(
                "{id},2025-{:02}-{:02},{}",
                row / 80 + 1,
                row % 20 + 1,
                row % 11
            )
        };
        let header = format!("customer_id,date,{RECOMMEND}");
        let report = of_lines(&header, 240, r#"{"version":1}"#, &line);
        let rows = found(&report, "frequent_respondents").map(|told| told.rows);
        assert_eq!(rows, Some(1), "{nobody}: {:?}", report.health);
        assert_eq!(found(&report, "duplicate_rows"), None, "{nobody}");
    }
}

/// A contract lasts, too, and says nothing about how fast somebody answered.
#[test]
fn only_the_time_of_answering_makes_speeders() {
    for (heading, told) in [
        ("Contract duration (months)", false),
        ("Duration of the call (s)", false),
        ("Survey duration (min)", true),
        ("Duration", true),
    ] {
        let line = |row: usize| {
            let lasts = if row % 100 == 7 { 1 } else { 30 + row * 7 % 11 };
            format!("{},{lasts}", row % 11)
        };
        let report = of_lines(
            &format!("{RECOMMEND},{heading}"),
            400,
            r#"{"version":1}"#,
            &line,
        );
        assert_eq!(found(&report, "speeders").is_some(), told, "{heading}");
    }
}

/// A finding takes its own rows alone, and one that a number took out comes back alone.
#[test]
fn rows_are_left_out_by_finding() {
    let mut csv =
        String::from("How likely are you to recommend us?,Why did you give this score?\n");
    for row in 0..200 {
        let text = match row % 40 {
            0 => "asdfgh".to_owned(),
            2 => format!("This is bullshit {row}"),
            at if at % 2 == 1 => String::new(),
            _ => format!("Great service and very friendly staff on visit {row}"),
        };
        csv += &format!("{},{text}\n", row % 11);
    }
    let with = |excluded: &str| -> Settings {
        let text = format!(r#"{{"version":1,"excluded_checks":{excluded}}}"#);
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}"))
    };
    let report = |settings: &Settings| {
        let analysis = Analysis::of_bytes("a.csv", csv.as_bytes(), settings);
        whole(&analysis.unwrap_or_else(|error| panic!("{error:?}")))
    };
    let of = |report: &Report, code: &str| {
        let found = report.health.iter().find(|finding| finding.code == code);
        found
            .cloned()
            .unwrap_or_else(|| panic!("{code}: {:?}", report.health))
    };
    let before = report(&with("[]"));
    assert_eq!(before.rows, Some(200));
    let settings = done(&with("[]"), &of(&before, "gibberish"));
    assert_eq!(settings, with(r#"["gibberish"]"#));
    let after = report(&settings);
    assert_eq!(after.rows, Some(195));
    let (gibberish, profanity) = (of(&after, "gibberish"), of(&after, "profanity"));
    assert_eq!((gibberish.rows, gibberish.excluded), (5, true));
    assert_eq!((profanity.rows, profanity.excluded), (5, false));
    assert_eq!(done(&settings, &gibberish), with("[]"));
    let both = done(&settings, &profanity);
    assert_eq!(report(&both).rows, Some(190));
    // As files say it that were written before codes were accepted.
    let old = with("[12]");
    let left_out = report(&old);
    assert_eq!(left_out.rows, Some(190));
    let one_back = done(&old, &of(&left_out, "gibberish"));
    let one_back = report(&one_back);
    assert_eq!(one_back.rows, Some(195));
    assert!(of(&one_back, "profanity").excluded && !of(&one_back, "gibberish").excluded);
}

/// Half points beyond a decided scale are told like whole ones, on the scale that is counted.
#[test]
fn half_points_off_the_scale_are_told() {
    let line = |row: usize| format!("{:.1},{}", 1.0 + 0.5 * (row % 9) as f64, row % 3);
    let settings = r#"{"version":1,"columns":[{"index":0,"role":"score","scale":[1,3]}]}"#;
    let report = of_lines("Rating (stars),shop", 90, settings, &line);
    assert_eq!(report.scores[0].scale, [2, 6]);
    let told = found(&report, "answers_off_scale");
    let told = told.map(|told| (told.rows, told.params["highest"].as_i64()));
    assert_eq!(told, Some((40, Some(10))), "{:?}", report.health);
}

/// Neither a language without a model nor a complaint that was asked for contradicts a good answer.
#[test]
fn what_was_asked_for_is_no_contradiction() {
    use vocal_core::analysis::{CommentQuery, Folder};
    let found = |question: &str, said: &str| {
        let mut csv = format!("How likely are you to recommend us?,{question}\n");
        for row in 0..60 {
            csv += &format!("{},{said} {row}\n", 9 + row % 2);
        }
        let analysis = Analysis::of_bytes("a.csv", csv.as_bytes(), &Settings::default());
        let analysis = analysis.unwrap_or_else(|error| panic!("{error:?}"));
        let query = CommentQuery {
            folder: Folder::Contradictions,
            ..CommentQuery::default()
        };
        let noted = whole(&analysis);
        let noted = noted
            .health
            .iter()
            .find(|it| it.code == "high_score_with_complaint");
        (
            analysis.comments(&query).total,
            noted.map_or(0, |it| it.rows),
        )
    };
    let complaint = "The delivery was terrible and the courier was rude with parcel";
    assert_eq!(found("Why?", complaint), (60, 60));
    assert_eq!(found("What did you like least?", complaint), (0, 0));
    // "Terrible" stands in Spanish sentences, too.
    let spanish = "El servicio al cliente es terrible y no funciona nunca para los estudiantes";
    assert_eq!(found("Why?", spanish), (0, 0));
}
