//! The command as a user meets it: files and pipes in, text and exit codes out.

use serde_json::Value;
use std::io::{BufRead as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const SURVEY: &str = "id;Data;Sklep;Na ile prawdopodobne, że nas polecisz? (0-10);Dlaczego?\n";

fn vocal(arguments: &[&str], stdin: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_vocal"))
        .args(arguments)
        .env("LC_ALL", "C")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut pipe = child.stdin.take().expect("standard input is piped");
    // A command that refuses its arguments does not read its input.
    let _ = pipe.write_all(stdin);
    drop(pipe);
    child.wait_with_output().expect("the command ends")
}

fn json(output: &Output) -> Value {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("standard output is JSON")
}

/// Sixty answers in two shops over two months: the first shop gives tens, the second gives twos.
fn survey() -> String {
    let row = |index: u32| {
        let (shop, score, why) = match index % 2 {
            0 => ("Gdynia", 10, "Świetna obsługa, polecam każdemu"),
            _ => ("Łódź", 2, "Długa kolejka i niemiła obsługa"),
        };
        format!(
            "{index};{:02}.0{}.2026;{shop};{score};{why} nr {index}\n",
            index % 28 + 1,
            index / 30 + 1
        )
    };
    SURVEY.to_owned() + &(0..60).map(row).collect::<String>()
}

#[test]
fn inspect_says_how_the_file_is_read() {
    let bytes = windows_1250(&survey());
    let reading = json(&vocal(&["inspect", "-", "--json"], &bytes));
    assert_eq!(reading["encoding"], "windows-1250");
    assert_eq!(reading["delimiter"], ";");
    assert_eq!(reading["rows"], 60);
    let roles: Vec<&Value> = reading["columns"]
        .as_array()
        .expect("columns")
        .iter()
        .map(|c| &c["role"])
        .collect();
    assert_eq!(roles, ["id", "date", "segment", "score", "comment"]);
    assert_eq!(reading["columns"][3]["metric"], "nps");
}

/// Polish letters in Windows-1250, the encoding that Excel writes in Poland.
fn windows_1250(text: &str) -> Vec<u8> {
    let byte = |letter: char| match letter {
        'ś' => 0x9C,
        'Ś' => 0x8C,
        'ł' => 0xB3,
        'Ł' => 0xA3,
        'ó' => 0xF3,
        'ź' => 0x9F,
        'ę' => 0xEA,
        'ą' => 0xB9,
        'ż' => 0xBF,
        ascii => u8::try_from(ascii).expect("the test text uses these letters only"),
    };
    text.chars().map(byte).collect()
}

#[test]
fn analyze_gives_scores_trend_breakdowns_and_categories() {
    let report = json(&vocal(&["analyze", "-", "--json"], survey().as_bytes()));
    let nps = &report["scores"][0];
    assert_eq!((&nps["n"], &nps["value"]), (&60.into(), &0.0.into()));
    assert_eq!(
        (&nps["promoters"], &nps["detractors"]),
        (&30.into(), &30.into())
    );
    let months: Vec<&Value> = report["trend"]
        .as_array()
        .expect("trend")
        .iter()
        .map(|p| &p["period"])
        .collect();
    assert_eq!(months, ["2026-01", "2026-02"]);
    let groups = report["breakdowns"][0]["groups"]
        .as_array()
        .expect("groups");
    assert_eq!(groups.len(), 2);
    assert!(
        groups
            .iter()
            .all(|group| group["p_adjusted"].as_f64().is_some_and(|p| p < 0.001))
    );
    assert_eq!(report["text"]["languages"]["pl"], 60);
    let staff = report["categories"].as_array().expect("categories").iter();
    assert!(
        staff.clone().any(|category| category["id"] == "staff"),
        "{:?}",
        report["categories"]
    );
    assert_eq!(report["file"]["sha256"].as_str().map(str::len), Some(64));
}

#[test]
fn small_groups_are_hidden_with_their_neighbour() {
    let mut text = survey();
    text.push_str("61;01.01.2026;Hel;0;krótko\n");
    let report = json(&vocal(&["analyze", "-", "--json"], text.as_bytes()));
    let groups = report["breakdowns"][0]["groups"]
        .as_array()
        .expect("groups");
    let hidden: Vec<&str> = groups
        .iter()
        .filter(|g| g["hidden"] == true)
        .filter_map(|g| g["key"].as_str())
        .collect();
    assert_eq!(
        hidden.len(),
        2,
        "one hidden group could be computed from the total: {groups:?}"
    );
    assert!(hidden.contains(&"Hel"));
    assert!(
        groups
            .iter()
            .filter(|g| g["hidden"] == true)
            .all(|g| g["n"].is_null() && g["value"].is_null())
    );
}

#[test]
fn a_settings_file_decides_roles() {
    let config = temporary(
        "settings.vocal.json",
        br#"{"min_group":1,"columns":[
        {"name":"Sklep","role":"ignored"},
        {"index":3,"role":"score","metric":"csat","scale":[0,10]}]}"#,
    );
    let config = config.to_string_lossy().into_owned();
    let report = json(&vocal(
        &["analyze", "-", "--json", "--config", &config],
        survey().as_bytes(),
    ));
    assert_eq!(report["scores"][0]["metric"], "csat");
    assert_eq!(report["scores"][0]["value"], 50.0);
    assert_eq!(report["breakdowns"].as_array().map(Vec::len), Some(0));
}

#[test]
fn classify_answers_line_by_line() {
    let output = vocal(
        &["classify"],
        "{\"text\":\"Kurier spóźnił się trzy dni\"}\n\"Great service\"\nplain words\n".as_bytes(),
    );
    assert!(output.status.success());
    let lines: Vec<Value> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).expect("each line is JSON"))
        .collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(
        (&lines[0]["language"], &lines[0]["sentiment"]),
        (&"pl".into(), &"negative".into())
    );
    assert!(
        lines[0]["mentions"][0]["category"]
            .as_str()
            .is_some_and(|id| id.starts_with("delivery"))
    );
    assert_eq!(
        (&lines[1]["language"], &lines[1]["sentiment"]),
        (&"en".into(), &"positive".into())
    );
}

#[test]
fn classify_answers_before_it_waits_for_more() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_vocal"))
        .arg("classify")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut pipe = child.stdin.take().expect("standard input is piped");
    let stdout = child.stdout.take().expect("standard output is piped");
    let (sender, answers) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for line in std::io::BufReader::new(stdout).lines() {
            let _ = sender.send(line.expect("the answer is text"));
        }
    });
    for text in ["Great service\n", "Too slow\r\n"] {
        pipe.write_all(text.as_bytes()).expect("the command reads");
        let waited = answers.recv_timeout(std::time::Duration::from_secs(60));
        let answer: Value = serde_json::from_str(&waited.expect("an answer comes")).expect("JSON");
        assert_eq!(answer["language"], "en");
    }
    drop(pipe);
    assert!(child.wait().expect("the command ends").success());
}

#[test]
fn a_reader_of_classify_that_has_enough_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_vocal"))
        .arg("classify")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    drop(child.stdout.take());
    let mut pipe = child.stdin.take().expect("standard input is piped");
    // The command may have ended before all of it is written.
    let _ = pipe.write_all("Great service\n".repeat(20_000).as_bytes());
    drop(pipe);
    let output = child.wait_with_output().expect("the command ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn what_the_system_and_the_parsers_say_is_said_in_polish() {
    let broken = temporary("broken.json", b"{\n\"version\": x}");
    let broken = broken.to_string_lossy();
    let wrong = temporary("wrong.json", b"{\"min_group\": \"five\"}");
    let wrong = wrong.to_string_lossy();
    let category = r#"{"id":"a","label":{"pl":"A","en":"A"},"patterns":{"pl":[],"en":[]}}"#;
    let twice = format!("{{\"version\":1,\"categories\":[{category},{category}]}}");
    let twice = temporary("twice.codebook.json", twice.as_bytes());
    let twice = twice.to_string_lossy();
    let missing = "no-such-folder/out.csv";
    let cases: [(&[&str], &str, i32); 11] = [
        (&["analyze", "no-such-file.csv"], "nie ma takiego pliku", 1),
        (
            &["convert", "-", "-o", missing],
            "nie ma takiego pliku lub folderu",
            1,
        ),
        (
            &["analyze", "-", "--config", &broken],
            "uszkodzony JSON w wierszu 2, kolumnie",
            1,
        ),
        (
            &["analyze", "-", "--config", &wrong],
            "w wierszu 1, kolumnie",
            1,
        ),
        (
            &["classify", "--codebook", &broken],
            "w wierszu 2, kolumnie",
            1,
        ),
        (
            &["classify", "--codebook", &twice],
            "powtórzony identyfikator",
            1,
        ),
        (&["analyze", "-", "--bogus"], "Nie ma opcji „--bogus”.", 2),
        (
            &["analyze", "-", "--config"],
            "Opcja --config wymaga wartości.",
            2,
        ),
        (
            &["analyze", "-", "--seed", "x"],
            "„x” to nie jest liczba całkowita",
            2,
        ),
        (
            &["analyze", "-", "--json=1"],
            "Opcja --json nie przyjmuje wartości.",
            2,
        ),
        (
            &["analyze", "-", "-o", "out.txt"],
            "Ta opcja nie należy do tego polecenia: analyze --output",
            2,
        ),
    ];
    for (arguments, words, code) in cases {
        let arguments = [&["--lang", "pl"][..], arguments].concat();
        let output = vocal(&arguments, b"a,b\n1,2\n");
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(message.contains(words), "{arguments:?}: {message}");
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        for english in ["os error", "expected", "invalid", "DuplicateId"] {
            assert!(!message.contains(english), "{arguments:?}: {message}");
        }
    }
}

#[test]
fn convert_writes_clean_csv() {
    let output = vocal(
        &["convert", "-"],
        b"\xEF\xBB\xBFa;b\r\n1;\"x;y\"\r\n\"say \"\"hi\"\"\";a,b\r\n",
    );
    let expected = "a,b\n1,x;y\n\"say \"\"hi\"\"\",\"a,b\"\n";
    assert_eq!(String::from_utf8_lossy(&output.stdout), expected);
    let output = vocal(&["convert", "-", "-o", "-"], b"a;b\n1;2\n");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "a,b\n1,2\n");
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

/// A folder of exports is converted without a stop, though an empty file is nothing to analyse.
#[test]
fn convert_of_nothing_is_nothing() {
    for bytes in [&b""[..], b"\n \r\n", b"\xEF\xBB\xBF", b"\xFF\xFE"] {
        let output = vocal(&["convert", "-"], bytes);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(0), 0));
        for command in ["inspect", "analyze"] {
            let output = vocal(&[command, "-", "--lang", "en"], bytes);
            assert_eq!(output.status.code(), Some(1));
            let message = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(message.contains("empty"), "{message}");
        }
    }
}

#[test]
fn several_files_are_analysed_as_one_survey() {
    let first = temporary("wave-1.csv", survey().as_bytes());
    let second = temporary(
        "wave-2.csv",
        survey().replace(";Sklep;", ";Salon;").as_bytes(),
    );
    let (first, second) = (first.to_string_lossy(), second.to_string_lossy());
    let report = json(&vocal(&["analyze", &first, &second, "--json"], b""));
    assert_eq!(report["scores"][0]["n"], 120);
    let codes: Vec<&Value> = report["warnings"]
        .as_array()
        .expect("warnings")
        .iter()
        .map(|warning| &warning["code"])
        .collect();
    assert_eq!(
        codes[..3],
        ["files_appended", "appended_missing", "appended_new"]
    );
    for (lang, word) in [("pl", "brakuje"), ("en", "lacks")] {
        let output = vocal(&["analyze", &first, &second, "--lang", lang], b"");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(text.contains(word) && text.contains("wave-2.csv"), "{text}");
    }
    let other = temporary("other.csv", b"ticket,agent\n1,Ola\n2,Jan\n");
    let output = vocal(
        &["analyze", &first, &other.to_string_lossy(), "--lang", "en"],
        b"",
    );
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("another survey"));
}

#[test]
fn rows_that_could_not_be_read_are_saved() {
    let file = temporary(
        "damaged.csv",
        (survey() + "61;01.02.2026;Gdynia\n").as_bytes(),
    );
    let out = temporary("unreadable.csv", b"");
    let (file, path) = (file.to_string_lossy(), out.to_string_lossy());
    let output = vocal(
        &["inspect", &file, "--unreadable", &path, "--lang", "pl"],
        b"",
    );
    assert!(output.status.success());
    let text = std::fs::read_to_string(&out).expect("the file was written");
    assert!(text.starts_with("Wiersz,Powód\n62,"), "{text}");
    assert!(text.trim_end().ends_with(",61,01.02.2026,Gdynia"), "{text}");
}

#[test]
fn unusable_input_is_refused_in_words() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0";
    let cases: [(&[u8], &str); 4] = [
        (b"", "empty"),
        (png, "PNG"),
        (b"a;b;c\n", "row"),
        (b"[{\"a\":", "JSON"),
    ];
    for (bytes, word) in cases {
        let output = vocal(&["analyze", "-", "--lang", "en"], bytes);
        assert_eq!(output.status.code(), Some(1));
        let message = String::from_utf8_lossy(&output.stderr).to_lowercase();
        assert!(
            message.contains(&word.to_lowercase()),
            "{word} is not in: {message}"
        );
        assert!(output.stdout.is_empty());
    }
    let missing = vocal(&["analyze", "no-such-file.csv"], b"");
    assert_eq!(missing.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("no-such-file.csv"));
}

#[test]
fn wrong_usage_exits_with_two() {
    for arguments in [
        &[][..],
        &["dance"],
        &["inspect"],
        &["analyze", "-", "--lang", "xx"],
        &["inspect", "a", "b"],
        // Options of other commands.
        &["analyze", "-", "-o", "out.txt"],
        &["analyze", "-", "--unreadable", "out.csv"],
        &["convert", "-", "--json"],
        &["convert", "-", "--seed", "2"],
        &["inspect", "-", "--operational", "cases.csv"],
        &["classify", "--config", "settings.json"],
    ] {
        assert_eq!(
            vocal(arguments, b"").status.code(),
            Some(2),
            "{arguments:?}"
        );
    }
    assert_eq!(vocal(&["--help"], b"").status.code(), Some(0));
}

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

#[test]
fn tables_say_what_the_report_says() {
    let config = temporary(
        "ratings.vocal.json",
        r#"{"weights":{"column":{"name":"Waga"}},
        "columns":[{"name":"Sklep","role":"segment"},{"name":"Kanał","role":"segment"}],
        "crosstabs":[{"column":4,"rows":1,"columns":2}],
        "comparisons":[{"column":4,"after":[{"kind":"segment","column":1,"keys":["Gdynia"]}]}]}"#
            .as_bytes(),
    );
    let config = config.to_string_lossy();
    let arguments = ["analyze", "-", "--config", &config, "--lang", "en"];
    let survey = survey_with_ratings();
    let output = vocal(&arguments, survey.as_bytes());
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let report = json(&vocal(
        &[&arguments[..], &["--json"]].concat(),
        survey.as_bytes(),
    ));
    // As the tables write numbers: a sign, so many places, the minus of print.
    let number = |value: &Value, places: usize| {
        let value = value
            .as_f64()
            .unwrap_or_else(|| panic!("{value} in {report}"));
        format!("{value:+.places$}").replace('-', "\u{2212}")
    };
    let whole = |value: &Value| {
        value
            .as_u64()
            .unwrap_or_else(|| panic!("{value}"))
            .to_string()
    };
    let holds = |table: &[Vec<String>], cells: &[String]| {
        let row = |row: &Vec<String>| {
            cells
                .iter()
                .all(|cell| row.iter().any(|it| it.contains(cell)))
        };
        assert!(table.iter().any(row), "{cells:?} in {table:#?}\n{text}");
    };

    let crosstab = &report["crosstabs"][0];
    let table = table_below(&text, "× Sklep × Kanał");
    let keys = |side: &str| crosstab[side].as_array().cloned().unwrap_or_default();
    let mut shown = 0;
    for (line, row) in keys("row_keys").iter().enumerate() {
        for (column, across) in keys("column_keys").iter().enumerate() {
            let cell = &crosstab["cells"][line][column];
            if let (Some(row), Some(across), Some(1..)) =
                (row.as_str(), across.as_str(), cell["n"].as_u64())
            {
                shown += 1;
                let effect = format!("d {}", number(&cell["effect"], 2));
                let cells = [
                    row.to_owned(),
                    across.to_owned(),
                    whole(&cell["n"]),
                    number(&cell["value"], 1),
                    effect,
                ];
                holds(&table, &cells);
            }
        }
    }
    assert_eq!(shown, 4);
    assert!(text.contains("Cramér’s V"), "{text}");

    let table = table_below(&text, "Changes and comparisons");
    for of in [&report["change"][0], &report["comparisons"][0]] {
        let interval = &of["interval"];
        let cells = [
            number(&of["before"]["value"], 1),
            number(&of["after"]["value"], 1),
            number(&of["difference"], 1),
            number(&interval[0], 1),
            format!("d {}", number(&of["effect"], 2)),
        ];
        holds(&table, &cells);
    }

    let drivers = report["drivers"].as_array().cloned().unwrap_or_default();
    assert_eq!(drivers.len(), 2);
    let table = table_below(&text, "What goes with");
    for driver in &drivers {
        let column = driver["column"]
            .as_u64()
            .and_then(|at| usize::try_from(at).ok());
        let name = ["Obsługa (1-5)", "Cena (1-5)"][column.unwrap_or_default() - 5];
        let share = driver["share"].as_f64().unwrap_or_default();
        holds(&table, &[name.to_owned(), format!("{:.1}%", 100.0 * share)]);
    }

    let group = &report["breakdowns"][0]["groups"][0];
    let weighted = &group["weighted"]["value"];
    let table = table_below(&text, "NPS (0-10) × Sklep");
    let effect = format!("d {}", number(&group["effect"], 2));
    holds(
        &table,
        &[number(&group["value"], 1), number(weighted, 1), effect],
    );
    let effective = report["weighting"]["effective_n"]
        .as_f64()
        .unwrap_or_default();
    assert!(
        text.contains(&format!("count like {effective:.0}")),
        "{text}"
    );
}

fn temporary(name: &str, bytes: &[u8]) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, bytes).expect("the target folder is writable");
    path
}

/// A survey of two large shops and two small ones, in which the people of the small ones are mixed as
/// `small` says.
fn with_small_shops(small: [&str; 7]) -> String {
    let large = |index: usize| ["Gdynia", "Łódź"][usize::from(index.is_multiple_of(3))];
    let row = |index: usize| {
        let shop = small.get(index).copied().unwrap_or_else(|| large(index));
        let why = ["Świetna obsługa", "Długa kolejka", "Za drogo", ""][index % 4];
        format!(
            "{index};{:02}.0{}.2026;{shop};{};{why} {index}\n",
            index % 28 + 1,
            index % 3 + 1,
            index * 7 % 11
        )
    };
    SURVEY.to_owned() + &(0..90).map(row).collect::<String>()
}

#[test]
fn nothing_that_is_written_tells_who_is_in_a_small_group() {
    let one = ["Hel", "Hel", "Hel", "Nysa", "Nysa", "Nysa", "Nysa"];
    let other = ["Nysa", "Hel", "Nysa", "Hel", "Hel", "Nysa", "Hel"];
    let hel = r#"[{"kind":"segment","column":2,"keys":["Hel"]}]"#;
    let config = format!(
        r#"{{"crosstabs":[{{"rows":2,"columns":2}}],"comparisons":[{{"after":{hel}}}],
        "simulations":[{{"filter":{hel},"share":1}}]}}"#
    );
    let config = temporary("small-groups.json", config.as_bytes());
    let config = config.to_string_lossy();
    for arguments in [vec!["--json"], vec!["--lang", "pl"], vec!["--lang", "en"]] {
        let written = [one, other].map(|small| {
            let arguments = [&["analyze", "-", "--config", &config], &arguments[..]].concat();
            let output = vocal(&arguments, with_small_shops(small).as_bytes());
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(output.status.success() && text.contains("Nysa"), "{text}");
            // The bytes of the file differ, and so does their digest.
            let lines = text.lines().filter(|line| !line.contains("sha256"));
            lines.map(str::to_owned).collect::<Vec<String>>()
        });
        assert_eq!(written[0], written[1]);
    }
}
