//! The tables for a terminal: both languages, the same figures as the report, no control characters.

use crate::{json, survey, temporary, vocal};
use serde_json::Value;

#[test]
fn tables_speak_both_languages() {
    for (lang, word) in [("pl", "Wyniki"), ("en", "Scores")] {
        let output = vocal(&["analyze", "-", "--lang", lang], survey().as_bytes());
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(text.contains(word) && text.contains("NPS"), "{text}");
    }
}

/// Ninety answers of two months with two ratings, two segments and a weight.
fn survey_with_ratings() -> String {
    let head = "Data;Sklep;Kanał;Waga;NPS (0-10);Obsługa (1-5);Cena (1-5)\n";
    let row = |index: usize| {
        let shop = ["Gdynia", "Łódź", "Łódź"][index % 3];
        let channel = ["sieć", "salon"][index / 3 % 2];
        let staff = 1 + index * 7 % 5;
        let month = index / 45;
        let nps = (staff * 2 + month * index % 2).min(10) - usize::from(shop == "Łódź");
        format!(
            "{:02}.0{}.2026;{shop};{channel};{};{nps};{staff};{}\n",
            index % 28 + 1,
            month + 1,
            1 + index % 2,
            1 + index * 3 % 5
        )
    };
    head.to_owned() + &(0..90).map(row).collect::<String>()
}

/// The lines of the table below a heading, cells parted by two spaces and more.
fn table_below(text: &str, heading: &str) -> Vec<Vec<String>> {
    let lines = text.lines().skip_while(|line| !line.contains(heading));
    let cells = |line: &str| -> Vec<String> {
        let cells = line.split("  ").map(str::trim);
        cells
            .filter(|cell| !cell.is_empty())
            .map(str::to_owned)
            .collect()
    };
    lines
        .skip(1)
        .take_while(|line| !line.is_empty())
        .map(cells)
        .collect()
}

/// The tables of the survey with ratings, and the report that they are made from.
struct Told {
    text: String,
    report: Value,
}

impl Told {
    /// `name` is that of a settings file which no other test writes at the same time.
    fn new(name: &str) -> Told {
        let settings = r#"{"weights":{"column":{"name":"Waga"}},
            "columns":[{"name":"Sklep","role":"segment"},{"name":"Kanał","role":"segment"}],
            "crosstabs":[{"column":4,"rows":1,"columns":2}],
            "comparisons":[{"column":4,"after":[{"kind":"segment","column":1,"keys":["Gdynia"]}]}]}"#;
        let config = temporary(name, settings.as_bytes());
        let config = config.to_string_lossy();
        let arguments = ["analyze", "-", "--config", &config, "--lang", "en"];
        let survey = survey_with_ratings();
        let output = vocal(&arguments, survey.as_bytes());
        let as_json = [&arguments[..], &["--json"]].concat();
        Told {
            text: String::from_utf8_lossy(&output.stdout).into_owned(),
            report: json(&vocal(&as_json, survey.as_bytes())),
        }
    }

    /// Requires a row with all these cells in the table below a heading.
    fn holds(&self, heading: &str, cells: &[String]) {
        let table = table_below(&self.text, heading);
        let has = |row: &Vec<String>, cell: &String| row.iter().any(|it| it.contains(cell));
        let row = |row: &Vec<String>| cells.iter().all(|cell| has(row, cell));
        let text = &self.text;
        assert!(table.iter().any(row), "{cells:?} in {table:#?}\n{text}");
    }
}

/// A number as the tables write it: a sign, so many places, the minus of print.
fn number(value: &Value, places: usize) -> String {
    let value = value.as_f64().unwrap_or_else(|| panic!("{value}"));
    format!("{value:+.places$}").replace('-', "\u{2212}")
}

#[test]
fn a_crosstab_has_a_line_for_each_pair_of_groups() {
    let told = Told::new("crosstab.vocal.json");
    let crosstab = &told.report["crosstabs"][0];
    let keys = |side: &str| crosstab[side].as_array().cloned().unwrap_or_default();
    let mut shown = 0;
    for (line, row) in keys("row_keys").iter().enumerate() {
        for (column, across) in keys("column_keys").iter().enumerate() {
            let cell = &crosstab["cells"][line][column];
            if let (Some(row), Some(across), Some(n @ 1..)) =
                (row.as_str(), across.as_str(), cell["n"].as_u64())
            {
                shown += 1;
                let cells = [
                    row.to_owned(),
                    across.to_owned(),
                    n.to_string(),
                    number(&cell["value"], 1),
                    format!("d {}", number(&cell["effect"], 2)),
                ];
                told.holds("× Sklep × Kanał", &cells);
            }
        }
    }
    assert_eq!(shown, 4);
    assert!(told.text.contains("Cramér’s V"), "{}", told.text);
}

#[test]
fn changes_and_comparisons_have_their_interval_and_effect() {
    let told = Told::new("comparisons.vocal.json");
    for of in [&told.report["change"][0], &told.report["comparisons"][0]] {
        let cells = [
            number(&of["before"]["value"], 1),
            number(&of["after"]["value"], 1),
            number(&of["difference"], 1),
            number(&of["interval"][0], 1),
            format!("d {}", number(&of["effect"], 2)),
        ];
        told.holds("Changes and comparisons", &cells);
    }
}

#[test]
fn drivers_have_their_importance() {
    let told = Told::new("drivers.vocal.json");
    let drivers = told.report["drivers"].as_array().expect("drivers");
    assert_eq!(drivers.len(), 2);
    for driver in drivers {
        let column = driver["column"].as_u64().expect("a column");
        let name = match column {
            5 => "Obsługa (1-5)",
            _ => "Cena (1-5)",
        };
        let share = driver["share"].as_f64().expect("a share");
        let cells = [name.to_owned(), format!("{:.1}%", 100.0 * share)];
        told.holds("What goes with", &cells);
    }
}

#[test]
fn figures_with_weights_stand_beside_those_without() {
    let told = Told::new("weights.vocal.json");
    let group = &told.report["breakdowns"][0]["groups"][0];
    let cells = [
        number(&group["value"], 1),
        number(&group["weighted"]["value"], 1),
        format!("d {}", number(&group["effect"], 2)),
    ];
    told.holds("NPS (0-10) × Sklep", &cells);
    let effective = &told.report["weighting"]["effective_n"];
    let effective = effective.as_f64().expect("a number of answers");
    let sentence = format!("count like {effective:.0}");
    assert!(told.text.contains(&sentence), "{}", told.text);
}

/// Headings and answers of others can neither colour nor retitle a terminal.
#[test]
fn a_terminal_gets_no_control_characters_of_the_file() {
    let mut csv = String::from("NPS (0-10),Shop \u{1b}[31mred\n");
    for row in 0..60 {
        let shop = ["\u{1b}]0;title\u{7}North", "South\u{202e}"][row % 2];
        csv += &format!("{},{shop}\n", row % 11);
    }
    for command in ["inspect", "analyze"] {
        let text = vocal(&[command, "-", "--lang", "en"], csv.as_bytes()).stdout;
        let text = String::from_utf8_lossy(&text).into_owned();
        assert!(text.contains("Shop"), "{text}");
        assert!(!text.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{text:?}");
    }
}
