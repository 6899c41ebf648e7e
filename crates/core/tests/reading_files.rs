//! Several files of one survey, and the rows that could not be read as they stand.

use std::borrow::Cow;
use vocal_core::reading::{Reader, Source, append, set_aside_csv};
use vocal_core::report::Warning;
use vocal_core::values::DateOrder;
use vocal_core::{Analysis, Error, Settings};

fn source(name: &str, text: &str) -> Source {
    let mut reader = Reader::new(&Settings::default());
    reader.push(text.as_bytes()).expect("text is taken");
    let (table, raw) = reader.finish().expect("text is read");
    Source {
        name: name.to_owned(),
        table,
        raw,
    }
}

fn joined(files: &[(&str, &str)]) -> Result<Source, Error> {
    let sources = files.iter().map(|(name, text)| source(name, text));
    append(sources.collect(), &Settings::default())
}

fn codes(warnings: &[Warning]) -> Vec<&str> {
    warnings.iter().map(|warning| warning.code).collect()
}

const WAVE_1: &str =
    "id,Data,NPS,Dlaczego?\n1,31.01.2026,9,szybka dostawa\n2,02.02.2026,3,długa kolejka\n";

#[test]
fn files_of_one_survey_become_one_table() {
    let second = "nps,ID,Kanał,data\n10,3,sklep,05.03.2026\n0,4,online,06.03.2026\n";
    let whole = joined(&[("a.csv", WAVE_1), ("b.csv", second)]).expect("one survey");
    assert_eq!(whole.name, "a.csv + b.csv");
    let names: Vec<&str> = whole
        .table
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    assert_eq!(names, ["id", "Data", "NPS", "Dlaczego?", "Kanał"]);
    let row = |row: usize| -> Vec<Cow<'_, str>> {
        whole
            .table
            .columns
            .iter()
            .map(|column| column.get(row))
            .collect()
    };
    assert_eq!(row(1), ["2", "02.02.2026", "3", "długa kolejka", ""]);
    assert_eq!(row(2), ["3", "05.03.2026", "10", "", "sklep"]);
    assert_eq!(whole.table.rows, 4);
    let found = codes(&whole.raw.warnings);
    assert_eq!(
        found[..4],
        [
            "files_appended",
            "appended_missing",
            "appended_new",
            "appended_order"
        ]
    );
    assert_eq!(whole.raw.warnings[1].params["file"], "b.csv");
    assert_eq!(whole.raw.files, ["a.csv", "b.csv"]);
}

#[test]
fn equal_files_differ_in_nothing() {
    let whole =
        joined(&[("a.csv", WAVE_1), ("b.csv", WAVE_1), ("c.csv", WAVE_1)]).expect("one survey");
    assert_eq!(whole.table.rows, 6);
    assert_eq!(codes(&whole.raw.warnings), ["files_appended"]);
}

#[test]
fn many_files_are_put_together_in_their_order() {
    // A column that is new in some of them, and dates in another order in others.
    let file = |at: usize| -> (String, String) {
        let day = |row: usize| match at % 4 {
            3 => format!("01/{:02}/2026", row + 13),
            _ => format!("{:02}/01/2026", row + 13),
        };
        let more = at % 3 == 2;
        let rows = (0..10).map(|row| {
            let extra = if more {
                format!(",{at}-{row}")
            } else {
                String::new()
            };
            format!("{},{},{row}{extra}\n", at * 10 + row, day(row))
        });
        let head = if more {
            "id,data,NPS,Kanał\n"
        } else {
            "id,data,NPS\n"
        };
        (
            format!("{at:02}.csv"),
            head.to_owned() + &rows.collect::<String>(),
        )
    };
    let files: Vec<(String, String)> = (0..13).map(file).collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (&**name, &**text))
        .collect();
    let whole = joined(&files).expect("one survey");
    assert_eq!(whole.table.rows, 130);
    let cell = |column: usize, row: usize| whole.table.columns[column].get(row).into_owned();
    for row in 0..130 {
        let (at, within) = (row / 10, row % 10);
        assert_eq!(cell(0, row), row.to_string());
        let expected = match at % 4 {
            3 => format!("2026-01-{:02}", within + 13),
            _ => format!("{:02}/01/2026", within + 13),
        };
        assert_eq!(cell(1, row).trim(), expected, "{row}");
        let expected = if at % 3 == 2 {
            format!("{at}-{within}")
        } else {
            String::new()
        };
        assert_eq!(cell(3, row), expected, "{row}");
    }
    let new = codes(&whole.raw.warnings);
    assert_eq!(
        new.iter().filter(|code| **code == "appended_new").count(),
        1
    );
}

#[test]
fn cells_of_all_files_together_have_a_limit() {
    let settings = |cells: u64| {
        let mut settings = Settings::default();
        settings.limits.cells = cells;
        settings
    };
    let append = |cells: u64| {
        let sources = ["a.csv", "b.csv", "c.csv"].map(|name| source(name, WAVE_1));
        append(sources.into(), &settings(cells)).map(|whole| whole.table.rows)
    };
    assert_eq!(append(24), Ok(6));
    let error = append(23).expect_err("24 cells");
    assert_eq!(
        (error.code, error.params["what"].as_str()),
        ("too_large", Some("cells"))
    );
}

#[test]
fn another_scale_and_another_date_order_are_told_apart() {
    let rows = |from: u32, to: u32, date: &dyn Fn(u32) -> String| -> String {
        (0..30)
            .map(|row| format!("{row},{},{}\n", date(row), from + row % (to - from + 1)))
            .collect()
    };
    let polish = |row: u32| format!("{:02}/01/2026", row % 28 + 1);
    let american = |row: u32| format!("01/{:02}/2026", row % 28 + 1);
    let head = "id,data,Ocena obsługi\n";
    let first = format!("{head}{}", rows(0, 10, &polish));
    let second = format!("{head}{}", rows(1, 5, &american));
    let whole = joined(&[("a.csv", &first), ("b.csv", &second)]).expect("one survey");
    let scale = whole
        .raw
        .warnings
        .iter()
        .find(|warning| warning.code == "appended_scale");
    let scale = scale.expect("the scales differ");
    assert_eq!(
        (&scale.params["found"], &scale.params["expected"]),
        (&"1–5".into(), &"0–10".into())
    );
    assert_eq!(scale.column, Some(2));
    assert_eq!(whole.table.columns[1].get(29), "02/01/2026");
    assert_eq!(
        whole.table.columns[1].get(31),
        "2026-01-02",
        "the second of January in both files"
    );
}

#[test]
fn files_of_different_surveys_are_refused() {
    let other = "ticket,agent,solved\n1,Ola,tak\n2,Jan,nie\n";
    let error =
        joined(&[("a.csv", WAVE_1), ("tickets.csv", other)]).expect_err("nothing in common");
    assert_eq!(error.code, "other_survey");
    assert_eq!(error.params["file"], "tickets.csv");
}

#[test]
fn headings_that_repeat_are_matched_in_order() {
    let text = "id,Ocena,Ocena\n1,5,4\n2,3,2\n";
    let whole = joined(&[("a.csv", text), ("b.csv", text)]).expect("one survey");
    assert_eq!(whole.table.columns.len(), 3);
    assert_eq!(whole.table.columns[1].get(2), "5");
    assert_eq!(whole.table.columns[2].get(2), "4");
}

#[test]
fn every_row_with_surplus_cells_is_told() {
    let lines = |text: &str| -> Vec<u64> {
        let analysis = Analysis::of_bytes("a.csv", text.as_bytes(), &Settings::default());
        let analysis = analysis.expect("text is read");
        let long = analysis.set_aside().iter();
        long.filter(|row| row.code == "long_rows")
            .map(|row| row.line)
            .collect()
    };
    let some = "id,nps,why\n1,9,a\n2,8,b,more\n3,7,c\n4,6,d,more\n5,5,e,,\n6,4,f,and,more\n";
    assert_eq!(lines(some), [3, 5, 7]);
    // A header that lacks a name: nothing tells which column it is.
    let all = "id,nps,why\n1,9,a,x\n2,8,b,y\n3,7,c,z\n";
    assert_eq!(lines(all), [2, 3, 4]);
    assert!(lines("id,nps,why\n1,9,a\n2,8,b\n3,7,c\n").is_empty());
}

#[test]
fn a_footer_is_no_short_row_below_many_of_them() {
    let mut text = String::from("id,nps,why,date\n");
    for row in 0..300 {
        text += &match row % 2 {
            0 => format!("{row},9\n"),
            _ => format!("{row},9,fine,2026-01-01\n"),
        };
    }
    let short = |text: &str| {
        let analysis = Analysis::of_bytes("a.csv", text.as_bytes(), &Settings::default());
        let reading = analysis.expect("text is read").reading().clone();
        let warnings = reading.warnings.into_iter();
        let counts = |code: &str| {
            let found = warnings.clone().find(|warning| warning.code == code);
            found.map(|warning| warning.params["rows"].clone())
        };
        [counts("short_rows"), counts("footer_rows")]
    };
    assert_eq!(short(&text), [Some(150.into()), None]);
    text += "\nSource: office\n";
    assert_eq!(short(&text), [Some(150.into()), Some(1.into())]);
}

#[test]
fn rows_that_were_repaired_or_left_out_can_be_saved() {
    let mut text = String::from("id;nps;why\n");
    for row in 0..30 {
        text += &match row {
            4 => "4;9\n".to_owned(),
            7 => "7;9;fine;surplus\n".to_owned(),
            9 => "9;8;\"never closed\n".to_owned(),
            _ => format!("{row};{};ok {row}\n", row % 11),
        };
    }
    text += "\nŹródło: dział badań\n";
    let analysis = Analysis::of_bytes("a.csv", text.as_bytes(), &Settings::default());
    let analysis = analysis.expect("text is read");
    let rows = analysis.set_aside();
    let found: Vec<(u64, &str)> = rows.iter().map(|row| (row.line, row.code)).collect();
    assert_eq!(
        found,
        [
            (6, "short_rows"),
            (9, "long_rows"),
            (11, "unclosed_quote"),
            (33, "footer_rows")
        ]
    );
    assert_eq!(rows[1].cells, ["7", "9", "fine", "surplus"]);
    let csv = set_aside_csv(rows, ["Line", "Reason"], |code| code.to_owned());
    assert!(csv.starts_with("Line,Reason\n6,short_rows,4,9\n"), "{csv}");
    assert!(
        csv.ends_with("33,footer_rows,Źródło: dział badań,,,\n"),
        "{csv}"
    );
}

#[test]
fn days_of_different_zones_are_counted_on_one_clock() {
    let months = |cells: &[&str]| -> Vec<String> {
        let rows = cells.iter().cycle().take(20).enumerate();
        let rows: String = rows
            .map(|(row, cell)| format!("{row},{cell},{}\n", row % 11))
            .collect();
        let text = format!("id,date,nps\n{rows}");
        let analysis = Analysis::of_bytes("a.csv", text.as_bytes(), &Settings::default());
        let report = analysis.expect("text is read").report(&Vec::new());
        report
            .trend
            .iter()
            .map(|point| point.period.clone())
            .collect()
    };
    // Ten minutes past midnight in Warsaw is still January in London.
    let mixed = [
        "2026-02-01T00:10:00+02:00",
        "2026-01-20T10:00:00Z",
        "2026-03-21T10:00:00Z",
        "2026-03-22T10:00:00Z",
    ];
    assert_eq!(months(&mixed), ["2026-01", "2026-03"]);
    // Summer and winter time of one place are that place's days.
    let warsaw = ["2026-02-01T00:10:00+01:00", "2026-07-01T00:10:00+02:00"];
    assert_eq!(months(&warsaw), ["2026-02", "2026-07"]);
}

#[test]
fn the_order_of_day_and_month_is_told_and_can_be_decided() {
    let rows: String = (0..20)
        .map(|row| format!("{row},0{}/01/2026,{}\n", row % 3 + 1, row % 11))
        .collect();
    let text = format!("id,date,nps\n{rows}");
    let read = |settings: &str| {
        let settings: Settings = serde_json::from_str(settings).expect("settings are JSON");
        let analysis = Analysis::of_bytes("a.csv", text.as_bytes(), &settings);
        let analysis = analysis.expect("text is read");
        let report = analysis.report(&Vec::new());
        let months: Vec<String> = report.trend.iter().map(|one| one.period.clone()).collect();
        let orders: Vec<_> = analysis
            .reading()
            .columns
            .iter()
            .map(|one| one.date_order)
            .collect();
        (orders, months)
    };
    let (orders, months) = read("{}");
    assert_eq!(orders, [None, Some(DateOrder::DayFirst), None]);
    assert_eq!(months, ["2026-01"]);
    let decided = r#"{"columns":[{"name":"date","role":"date","date_order":"month_first"}]}"#;
    let (orders, months) = read(decided);
    assert_eq!(orders[1], Some(DateOrder::MonthFirst));
    assert_eq!(months, ["2026-01", "2026-02", "2026-03"]);
}

/// The rows of a file as the table has them, cells between bars.
fn rows(text: &str) -> Vec<String> {
    let table = source("a.csv", text).table;
    let row = |row: usize| {
        let cells: Vec<Cow<'_, str>> = table.columns.iter().map(|column| column.get(row)).collect();
        cells.join("|")
    };
    (0..table.rows as usize).map(row).collect()
}

#[test]
fn lines_that_a_spreadsheet_quoted_as_a_whole_are_unwrapped() {
    let expected = ["1|9|dobra, szybka", "2|3|zła \"obsługa\"", "3|7|ok"];
    let all = "\"id;nps;uwagi\"\r\n\"1;9;dobra, szybka\"\r\n\"2;3;\"\"zła \"\"\"\"obsługa\"\"\"\"\"\"\"\r\n\"3;7;ok\"\r\n";
    assert_eq!(rows(all), expected);
    // Only the lines with quotes or with the other delimiter were.
    let some = "id,nps,uwagi\n\"1,9,\"\"dobra, szybka\"\"\"\n\"2,3,\"\"zła \"\"\"\"obsługa\"\"\"\"\"\"\"\n3,7,ok\n";
    assert_eq!(rows(some), expected);
    // A short row of a file with two columns is what it is.
    assert_eq!(rows("a,b\n1,x\n\"2,y\"\n3,z\n")[1], "2,y|");
}

#[test]
fn lone_carriage_returns_among_line_feeds_end_records() {
    let text = "id;nps;uwagi\r\n1;9;a b\n2;8;c d\r3;7;e f\r4;7;g h\r\n5;6;\"x\ry\"\n";
    assert_eq!(
        rows(text),
        ["1|9|a b", "2|8|c d", "3|7|e f", "4|7|g h", "5|6|x\ry"]
    );
}

#[test]
fn exports_put_one_behind_the_other_have_one_header() {
    let one = "id;nps;uwagi\n1;9;szybko\n2;3;za wolno\n";
    let read = source("a.csv", &one.repeat(3));
    assert_eq!(read.table.rows, 6);
    let repeated = read
        .raw
        .warnings
        .iter()
        .find(|warning| warning.code == "repeated_header");
    assert_eq!(
        repeated.and_then(|warning| warning.params["rows"].as_u64()),
        Some(2)
    );
    assert_eq!(read.raw.set_aside.len(), 2);
    // Each of them may begin with a mark, before a quote or not.
    for one in [one.to_owned(), one.replacen("id", "\"id\"", 1)] {
        let marked = source("a.csv", &format!("\u{feff}{one}").repeat(3));
        assert_eq!(
            (marked.table.rows, &*marked.table.columns[0].name),
            (6, "id")
        );
    }
}

#[test]
fn marks_that_nobody_sees_are_no_part_of_cells_and_headings() {
    let rows =
        (1..30).map(|row| format!("\u{200b}{},\u{200e}2026-03-{row:02}\u{200e}\n", row % 11));
    let read = source(
        "a.csv",
        &format!(
            "\u{200b}nps,\"=\"\"date\"\"\"\n{}",
            rows.collect::<String>()
        ),
    );
    let columns = &read.table.columns;
    let found: Vec<_> = columns
        .iter()
        .map(|it| (&*it.name, it.get(0).into_owned()))
        .collect();
    assert_eq!(
        found,
        [("nps", "1".to_owned()), ("date", "2026-03-01".to_owned())]
    );
}
