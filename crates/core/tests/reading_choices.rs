//! Multiple-choice questions, as the platforms write them: one segment whose options are counted per
//! answer.

use vocal_core::filter::Condition;
use vocal_core::report::{ColumnReading, Role};
use vocal_core::settings::ColumnSetting;
use vocal_core::{Analysis, Settings};

const ROWS: usize = 60;

/// Who chose what: every second row the car, every third the bus, every fifth the train.
fn chose(row: usize) -> [bool; 3] {
    [2, 3, 5].map(|step| row.is_multiple_of(step))
}

/// A file with an identifier, an NPS and the columns of a question.
fn file(heads: &[&[&str]], cells: impl Fn(usize) -> Vec<String>) -> String {
    let line = |cells: &[String]| {
        let quoted: Vec<String> = cells.iter().map(|cell| format!("\"{cell}\"")).collect();
        quoted.join(",") + "\n"
    };
    let mut out = String::new();
    for (row, head) in heads.iter().enumerate() {
        let first = [
            ["ID", "How likely are you to recommend us?"],
            ["", "Response"],
        ][row.min(1)];
        let cells = first
            .iter()
            .chain(head.iter())
            .map(|cell| (*cell).to_owned());
        out += &line(&cells.collect::<Vec<_>>());
    }
    for row in 0..ROWS {
        let mut record = vec![format!("r{row}x"), (row * 7 % 11).to_string()];
        record.extend(cells(row));
        out += &line(&record);
    }
    out
}

fn analysis(text: &str, settings: &Settings) -> Analysis {
    Analysis::of_bytes("a.csv", text.as_bytes(), settings).expect("an export is read")
}

/// Checks that the third column stands for a question with the given name and options.
fn check(text: &str, name: &str, options: [&str; 3]) {
    let analysis = analysis(text, &Settings::default());
    let columns = &analysis.reading().columns;
    let question = &columns[2];
    let found = (question.role, question.choice_of, question.name.as_str());
    assert_eq!(found, (Role::Segment, Some(2), name), "{columns:?}");
    let rest = columns[3..]
        .iter()
        .filter(|column| column.choice_of.is_some());
    assert!(
        rest.clone()
            .all(|column| column.role == Role::Ignored && column.choice_of == Some(2))
    );
    let report = analysis.report(&Vec::new());
    let breakdown = report.breakdowns.iter().find(|breakdown| breakdown.by == 2);
    let breakdown = breakdown.expect("the question is compared");
    for (option, expected) in options.iter().zip([30, 20, 12]) {
        let group = breakdown.groups.iter().find(|group| group.key == *option);
        let n = group.and_then(|group| group.n);
        assert_eq!(n, Some(expected), "{option}: {:?}", breakdown.groups);
    }
    let by_bus = vec![Condition::Segment {
        column: 2,
        keys: vec![options[1].to_owned()],
    }];
    assert_eq!(analysis.report(&by_bus).rows, Some(20));
}

fn ticks(row: usize, labels: [&str; 3], blank: &str) -> Vec<String> {
    let cell = |(label, chosen): (&str, bool)| if chosen { label } else { blank }.to_owned();
    labels.into_iter().zip(chose(row)).map(cell).collect()
}

#[test]
fn surveymonkey_has_a_column_per_answer_under_the_question() {
    let heads: &[&[&str]] = &[
        &["How do you travel?", "", "", ""],
        &["Car", "Bus", "Train", "Other (please specify)"],
    ];
    let text = file(heads, |row| {
        let mut cells = ticks(row, ["Car", "Bus", "Train"], "");
        cells.push(if row == 7 { "on a very old horse" } else { "" }.to_owned());
        cells
    });
    check(&text, "How do you travel?", ["Car", "Bus", "Train"]);
}

#[test]
fn typeform_has_columns_that_hold_their_own_heading() {
    let text = file(&[&["Car", "Bus", "Train", "Other"]], |row| {
        let mut cells = ticks(row, ["Car", "Bus", "Train"], "");
        cells.push(["on a very old horse", "by boat", ""][row.min(2)].to_owned());
        cells
    });
    check(&text, "Car / Bus / Train", ["Car", "Bus", "Train"]);
}

#[test]
fn qualtrics_numbers_the_options_of_a_question() {
    let heads: &[&[&str]] = &[&[
        "Q5_1 How do you travel? - Selected Choice - Car",
        "Q5_2 How do you travel? - Selected Choice - Bus",
        "Q5_3 How do you travel? - Selected Choice - Train",
    ]];
    let labels = file(heads, |row| ticks(row, ["Car", "Bus", "Train"], ""));
    check(&labels, "How do you travel?", ["Car", "Bus", "Train"]);
    let codes = file(heads, |row| ticks(row, ["1", "1", "1"], ""));
    check(&codes, "How do you travel?", ["Car", "Bus", "Train"]);
    let bare = file(&[&["Q5_1", "Q5_2", "Q5_3"]], |row| {
        ticks(row, ["Car", "Bus", "Train"], "")
    });
    check(&bare, "Q5", ["Car", "Bus", "Train"]);
}

#[test]
fn limesurvey_puts_the_option_in_brackets() {
    let heads: &[&[&str]] = &[&[
        "Jak dojeżdżasz? [Samochód]",
        "Jak dojeżdżasz? [Autobus]",
        "Jak dojeżdżasz? [Pociąg]",
    ]];
    let answers = file(heads, |row| ticks(row, ["Tak", "Tak", "Tak"], "Nie"));
    check(
        &answers,
        "Jak dojeżdżasz?",
        ["Samochód", "Autobus", "Pociąg"],
    );
    let codes = file(
        &[&["dojazd[SQ001]", "dojazd[SQ002]", "dojazd[SQ003]"]],
        |row| ticks(row, ["Y", "Y", "Y"], ""),
    );
    check(&codes, "dojazd", ["SQ001", "SQ002", "SQ003"]);
}

#[test]
fn forms_list_the_options_in_one_cell() {
    for separator in [", ", ";"] {
        let text = file(&[&["How do you travel?"]], |row| {
            let chosen = ticks(row, ["By car", "By bus", "By train"], "");
            let chosen: Vec<String> = chosen.into_iter().filter(|cell| !cell.is_empty()).collect();
            vec![chosen.join(separator)]
        });
        check(
            &text,
            "How do you travel?",
            ["By car", "By bus", "By train"],
        );
    }
}

fn roles(text: &str) -> Vec<ColumnReading> {
    analysis(text, &Settings::default())
        .reading()
        .columns
        .clone()
}

#[test]
fn columns_beside_each_other_are_not_a_question_for_that_alone() {
    // Attributes of a customer with yes and no.
    let flags = file(&[&["is_member", "is_active", "is_new"]], |row| {
        ticks(row, ["yes", "yes", "yes"], "no")
    });
    assert!(
        roles(&flags)
            .iter()
            .all(|column| column.choice_of.is_none())
    );
    // Ratings of one battery.
    let battery = file(&[&["Q5_1", "Q5_2", "Q5_3"]], |row| {
        (0..3)
            .map(|item| ((row + item) % 5 + 1).to_string())
            .collect()
    });
    assert!(
        roles(&battery)
            .iter()
            .all(|column| column.choice_of.is_none())
    );
    // Towns with their country, and answers in sentences.
    let towns = file(&[&["Where do you live?", "Why?"]], |row| {
        vec![
            ["Gdynia, Polska", "Berlin, Niemcy", "Kraków, Polska"][row % 3].to_owned(),
            format!("it is near, cheap, and I like number {row}"),
        ]
    });
    assert!(
        roles(&towns)
            .iter()
            .all(|column| column.choice_of.is_none())
    );
}

#[test]
fn lists_in_cells_are_written_in_many_ways() {
    let ways: [fn(&[&str]) -> String; 13] = [
        // As a CSV file doubles quotes.
        |chosen| {
            format!(
                "[{}]",
                chosen
                    .iter()
                    .map(|it| format!("\"\"{it}\"\""))
                    .collect::<Vec<_>>()
                    .join(", ")
            )
        },
        |chosen| {
            format!(
                "[{}]",
                chosen
                    .iter()
                    .map(|it| format!("'{it}'"))
                    .collect::<Vec<_>>()
                    .join(", ")
            )
        },
        |chosen| format!("[{}]", chosen.join(",")),
        |chosen| chosen.join("\n"),
        |chosen| chosen.join("|"),
        |chosen| chosen.join(" • "),
        |chosen| chosen.iter().map(|it| format!("•\t{it}\n")).collect(),
        |chosen| chosen.iter().map(|it| format!("o\t{it}\r\n")).collect(),
        |chosen| chosen.iter().map(|it| format!("- {it}\n")).collect(),
        |chosen| chosen.iter().map(|it| format!("{it};")).collect(),
        |chosen| {
            let quoted: Vec<String> = chosen.iter().map(|it| format!("\"\"{it}\"\"")).collect();
            format!("{{{}}}", quoted.join(","))
        },
        |chosen| chosen.join(" / "),
        |chosen| chosen.join("+"),
    ];
    for options in [
        ["Car", "Bus", "Train"],
        ["A car, alone", "Bus, at night", "Train, or tram"],
    ] {
        for (place, way) in ways.iter().enumerate() {
            // Without quotes commas part a list, and where there are some, weaker signs do not.
            if matches!(place, 2 | 11 | 12) && options[0].contains(',') {
                continue;
            }
            let text = file(&[&["How do you travel?"]], |row| {
                let chosen = options.into_iter().zip(chose(row));
                let chosen: Vec<&str> = chosen.filter(|(_, yes)| *yes).map(|(it, _)| it).collect();
                vec![way(&chosen)]
            });
            check(&text, "How do you travel?", options);
        }
    }
}

#[test]
fn codes_in_brackets_are_options_and_an_empty_list_is_no_answer() {
    let text = file(&[&["Which of them?"]], |row| {
        let chosen = ["6", "12", "7"].into_iter().zip(chose(row));
        let chosen: Vec<String> = chosen
            .filter(|(_, yes)| *yes)
            .map(|(it, _)| format!("'{it}'"))
            .collect();
        vec![format!("[{}]", chosen.join(", "))]
    });
    check(&text, "Which of them?", ["6", "12", "7"]);
    let analysis = analysis(&text, &Settings::default());
    let report = analysis.report(&Vec::new());
    let groups = &report
        .breakdowns
        .iter()
        .find(|it| it.by == 2)
        .expect("compared")
        .groups;
    assert!(
        groups.iter().all(|group| !group.key.contains(['[', ']'])),
        "{groups:?}"
    );
}

#[test]
fn paragraphs_are_no_options() {
    let text = file(&[&["What could be better?"]], |row| {
        vec![format!(
            "Thank you very much.\nThe bus number {row} is always late.\nWe like the driver of line {row}."
        )]
    });
    let columns = analysis(&text, &Settings::default())
        .reading()
        .columns
        .clone();
    assert_eq!(
        (columns[2].role, columns[2].choice_of),
        (Role::Comment, None)
    );
}

#[test]
fn the_user_decides_about_a_question() {
    let heads: &[&[&str]] = &[&["Travel: Car", "Travel: Bus", "Travel: Train"]];
    let text = file(heads, |row| ticks(row, ["x", "x", "x"], ""));
    check(&text, "Travel", ["Car", "Bus", "Train"]);
    let settings = Settings {
        columns: vec![ColumnSetting {
            index: Some(2),
            name: Some("Travel".to_owned()),
            role: Some(Role::Ignored),
            ..ColumnSetting::default()
        }],
        ..Settings::default()
    };
    let analysis = analysis(&text, &settings);
    let columns = &analysis.reading().columns;
    assert!(columns.iter().all(|column| column.choice_of.is_none()));
    assert_eq!(columns[2].name, "Travel: Car");
    assert!(analysis.report(&Vec::new()).breakdowns.is_empty());
}

#[test]
fn a_question_may_ask_to_describe_something() {
    let question = "Which words would you use to describe us?";
    let heads: Vec<String> = ["Car", "Bus", "Train"]
        .map(|option| format!("{question} {option}"))
        .to_vec();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let text = file(&[&heads], |row| ticks(row, ["Car", "Bus", "Train"], ""));
    check(&text, question, ["Car", "Bus", "Train"]);
}
