//! The survey health checks (definitions.md §6) through the command: what was planted is found in a file and a
//! settings file, with its rows, and what is offered can be written into the settings and taken out again.

#[path = "../../core/tests/planted/mod.rs"]
mod planted;

use planted::{NPS, Survey, WHY, planted};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use vocal_core::analysis::HEALTH_CODES;
use vocal_core::filter::Filter;

/// A file and its settings in a folder of their own.
struct Files {
    folder: PathBuf,
}

impl Files {
    fn new(name: &str, survey: &Survey) -> Files {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("health-{name}"));
        std::fs::create_dir_all(&folder).expect("a folder can be made");
        std::fs::write(folder.join("survey.csv"), survey.text())
            .expect("the survey can be written");
        Files { folder }
    }

    /// The report of `vocal analyze FILE --json --config SETTINGS`.
    fn report(&self, settings: &Value) -> Value {
        let config = self.folder.join("settings.json");
        std::fs::write(&config, settings.to_string()).expect("the settings can be written");
        let output = Command::new(env!("CARGO_BIN_EXE_vocal"))
            .arg("analyze")
            .arg(self.folder.join("survey.csv"))
            .args(["--json", "--config"])
            .arg(&config)
            .output()
            .expect("the command starts");
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{settings}: {error}");
        serde_json::from_slice(&output.stdout).expect("standard output is JSON")
    }
}

fn finding<'a>(report: &'a Value, code: &str) -> Option<&'a Value> {
    let mut found = report["health"].as_array()?.iter();
    found.find(|finding| finding["code"] == code)
}

/// The settings with the patch of a finding in them.
fn patched(settings: &Value, finding: &Value) -> Value {
    let mut changed = settings.clone();
    let patch = finding["patch"].as_object().expect("a finding has a patch");
    patch
        .iter()
        .for_each(|(name, value)| changed[name] = value.clone());
    changed
}

/// Finds what was planted, does what is offered and takes it back.
fn plays(check: u32, code: &str) {
    let (survey, settings) = planted(code);
    let settings = serde_json::to_value(settings).expect("settings are JSON");
    let files = Files::new(code, &survey);
    let before = files.report(&settings);
    let found = finding(&before, code).unwrap_or_else(|| panic!("{code}: {}", before["health"]));
    assert_eq!(found["check"], check, "{code}");
    let listed = found["row_list"].as_array().expect("rows are a list");
    let rows = found["rows"].as_u64().expect("rows are counted");
    assert!(listed.len() as u64 <= rows.min(200), "{code}");
    // Whatever is about rows lists them; that there is no open question is about all.
    let is_listed = rows > 0 && code != "no_open_question";
    assert_eq!(!listed.is_empty(), is_listed, "{code}");
    let lines = survey.text().lines().count() as u64 - 1;
    assert!(
        listed
            .iter()
            .all(|row| row.as_u64().is_some_and(|row| row < lines)),
        "{code}"
    );
    match found["action"].as_str() {
        Some("filter") => {
            // The command looks at one part beside another, as the page does with a filter.
            let filter: Filter = serde_json::from_value(found["filter"].clone()).expect("a filter");
            assert!(!filter.is_empty(), "{code}");
            let mut compared = settings.clone();
            compared["comparisons"] = serde_json::json!([{ "after": found["filter"] }]);
            let report = files.report(&compared);
            let comparisons = report["comparisons"].as_array().expect("comparisons");
            assert_eq!(comparisons.len(), 1, "{code}");
        }
        Some(action) => {
            let changed = patched(&settings, found);
            assert_ne!(changed, settings, "{code}");
            let after = files.report(&changed);
            match (action, finding(&after, code)) {
                ("exclude_rows", Some(still)) => {
                    assert_eq!(still["excluded"], true, "{code}");
                    assert!(after["rows"].as_u64() < before["rows"].as_u64(), "{code}");
                    assert_eq!(patched(&changed, still), settings, "{code}");
                }
                ("acknowledge", Some(still)) => {
                    assert_eq!(still["acknowledged"], true, "{code}");
                    assert_eq!(patched(&changed, still), settings, "{code}");
                }
                ("set_column", None) => {}
                (action, still) => panic!("{code}: {action} {still:?}"),
            }
        }
        None => panic!("{code} offers nothing"),
    }
    assert_eq!(files.report(&settings), before, "{code}");
}

#[test]
fn every_check_is_found_and_taken_back_through_the_command() {
    // Each run reads a file anew, so that they share the cores.
    let next = AtomicUsize::new(0);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while let Some((check, code)) =
                    HEALTH_CODES.get(next.fetch_add(1, Ordering::Relaxed))
                {
                    plays(*check, code);
                }
            });
        }
    });
    let checks: BTreeSet<u32> = HEALTH_CODES.iter().map(|(check, _)| *check).collect();
    assert_eq!(checks.len(), 18);
}

#[test]
fn a_sound_survey_has_no_finding() {
    let files = Files::new("sound", &Survey::sound());
    let report = files.report(&serde_json::json!({}));
    assert_eq!(report["health"], serde_json::json!([]));
    assert_eq!(report["scores"][0]["column"], NPS);
    assert_eq!(report["reading"]["columns"][WHY]["role"], "comment");
}
