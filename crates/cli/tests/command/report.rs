//! The report: figures, hidden groups, settings, several files.

use crate::{SURVEY, each, json, survey, temporary, vocal};

#[test]
fn analyze_gives_scores_trend_breakdowns_and_categories() {
    let report = json(&vocal(&["analyze", "-", "--json"], survey().as_bytes()));
    let nps = &report["scores"][0];
    assert_eq!((&nps["n"], &nps["value"]), (&60.into(), &0.0.into()));
    assert_eq!(
        (&nps["promoters"], &nps["detractors"]),
        (&30.into(), &30.into())
    );
    assert_eq!(each(&report["trend"], "period"), ["2026-01", "2026-02"]);
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
    let ids = each(&report["categories"], "id");
    assert!(ids.iter().any(|id| *id == "staff"), "{ids:?}");
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
fn several_files_are_analysed_as_one_survey() {
    let first = temporary("wave-1.csv", survey().as_bytes());
    let second = temporary(
        "wave-2.csv",
        survey().replace(";Sklep;", ";Salon;").as_bytes(),
    );
    let (first, second) = (first.to_string_lossy(), second.to_string_lossy());
    let report = json(&vocal(&["analyze", &first, &second, "--json"], b""));
    assert_eq!(report["scores"][0]["n"], 120);
    let codes = each(&report["warnings"], "code");
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
