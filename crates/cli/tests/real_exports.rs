//! Real survey exports against their hand-checked truth. The files live beside the repository and
//! are not part of it; without them the test says that it skipped.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn delimited_exports_agree_with_the_truth() {
    let surveys = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/surveys");
    let Ok(truths) = std::fs::read_dir(surveys.join("truth")) else {
        eprintln!("skipped: {} is not there", surveys.display());
        return;
    };
    let mut truths: Vec<PathBuf> = truths
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    truths.sort();
    let mut checked = 0;
    for path in truths {
        let truth: Value = serde_json::from_slice(&std::fs::read(&path).expect("readable truth"))
            .expect("truth is JSON");
        if truth["dialect"].is_null() {
            continue;
        }
        let file = truth["file"].as_str().expect("file name");
        check(&surveys.join(file), &truth, file);
        checked += 1;
    }
    assert!(checked >= 20, "only {checked} delimited files found");
}

fn check(path: &Path, truth: &Value, file: &str) {
    let output = Command::new(env!("CARGO_BIN_EXE_vocal"))
        .args(["analyze", "--json", "--min-group", "0"])
        .arg(path)
        .output()
        .expect("the command starts");
    assert!(
        output.status.success(),
        "{file}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let report: Value = serde_json::from_slice(&output.stdout).expect("report is JSON");
    let reading = &report["reading"];
    assert_eq!(
        reading["delimiter"], truth["dialect"]["delimiter"],
        "{file}: delimiter"
    );
    assert_eq!(
        reading["header_rows"], truth["header"]["rows"],
        "{file}: header rows"
    );
    assert_eq!(reading["rows"], truth["rows"], "{file}: rows");
    assert_eq!(
        reading["columns"]
            .as_array()
            .map(Vec::len)
            .map(Value::from)
            .as_ref(),
        Some(&truth["columns"]),
        "{file}: columns"
    );
    for expected in truth["roles"]["nps"].as_array().into_iter().flatten() {
        if expected["weak"].is_null() {
            check_nps(&report, expected, file);
        }
    }
}

fn check_nps(report: &Value, expected: &Value, file: &str) {
    let scores = report["scores"].as_array().expect("scores");
    let found = scores
        .iter()
        .find(|s| s["column"] == expected["col"] && s["metric"] == "nps");
    let found = found.unwrap_or_else(|| panic!("{file}: no NPS in column {}", expected["col"]));
    for count in ["promoters", "passives", "detractors"] {
        assert_eq!(found[count], expected[count], "{file}: {count}");
    }
    let (value, truth) = (found["value"].as_f64(), expected["nps"].as_f64());
    let close = value
        .zip(truth)
        .is_some_and(|(value, truth)| (value - truth).abs() < 1e-3);
    assert!(close, "{file}: NPS {value:?} instead of {truth:?}");
}
