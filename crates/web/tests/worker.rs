//! The module in a browser worker: the same calls as the page makes.

#![cfg(target_arch = "wasm32")]

use vocal_web::{Digest, Helper, Session};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const SURVEY: &str = "id;Data;Sklep;Na ile prawdopodobne, że nas polecisz? (0-10);Dlaczego?\n";

fn survey() -> String {
    let row = |index: u32| {
        let score = if index % 3 == 0 { 2 } else { 10 };
        format!(
            "{index};2026-01-{:02};Łódź {};{score};Świetna obsługa, ale drogo {index}\n",
            index % 28 + 1,
            index % 2
        )
    };
    SURVEY.to_owned() + &(0..60).map(row).collect::<String>()
}

fn session() -> Session {
    let mut session = Session::new("ankieta.csv".into(), JsValue::UNDEFINED).expect("settings");
    survey()
        .as_bytes()
        .chunks(100)
        .for_each(|chunk| session.push(chunk).expect("push"));
    session.finish().expect("finish");
    session.code_comments(usize::MAX).expect("coding");
    session
}

fn get(value: &JsValue, path: &[&str]) -> JsValue {
    let step = |value: JsValue, key: &&str| js_sys::Reflect::get(&value, &JsValue::from_str(key));
    path.iter()
        .try_fold(value.clone(), step)
        .unwrap_or(JsValue::UNDEFINED)
}

#[wasm_bindgen_test]
fn a_helper_codes_comments_of_a_session() {
    let mut session = Session::new("ankieta.csv".into(), JsValue::UNDEFINED).expect("settings");
    session.push(survey().as_bytes()).expect("push");
    session.finish().expect("finish");
    let mut helper = Helper::new(JsValue::NULL).expect("built-in codebook");
    let nothing = js_sys::Uint8Array::new_with_length(0);
    let batch = js_sys::Array::from(&session.hand_out(40, &nothing).expect("ready"));
    let id = batch.get(0).as_f64().expect("a number") as usize;
    let answer = helper.code(&js_sys::Uint8Array::new(&batch.get(1)));
    assert!(session.take_back(id, &answer.to_vec()).expect("ready"));
    let progress = session.code_comments(usize::MAX).expect("coding");
    assert_eq!(get(&progress, &["done"]).as_f64(), Some(60.0));
    assert!(
        session
            .hand_out(40, &nothing)
            .expect("ready")
            .is_undefined()
    );
    let report = session.report(js_sys::Array::new().into()).expect("report");
    assert_eq!(
        get(&report, &["text", "languages", "pl"]).as_f64(),
        Some(60.0)
    );
}

#[wasm_bindgen_test]
fn a_survey_becomes_a_report() {
    let report = session()
        .report(js_sys::Array::new().into())
        .expect("report");
    assert_eq!(
        get(&report, &["scores", "0", "value"])
            .as_f64()
            .map(f64::round),
        Some(33.0)
    );
    assert_eq!(
        get(&report, &["text", "languages", "pl"]).as_f64(),
        Some(60.0)
    );
}

#[wasm_bindgen_test]
fn charts_are_drawn_in_a_worker() {
    let mut session = session();
    for kind in [
        "distribution",
        "trend",
        "breakdown",
        "sentiment",
        "categories",
    ] {
        for theme in ["light", "dark"] {
            let request = format!(
                r#"{{"kind":"{kind}","column":3,"by":2,"width":320,"theme":"{theme}","lang":"pl"}}"#
            );
            let request = js_sys::JSON::parse(&request).expect("JSON");
            let chart = session.chart(request).expect(kind);
            let svg = get(&chart, &["svg"]).as_string().unwrap_or_default();
            assert!(
                svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"),
                "{kind}"
            );
        }
    }
}

#[wasm_bindgen_test]
fn errors_are_plain_data() {
    let mut session = Session::new("x.png".into(), JsValue::NULL).expect("settings");
    session.push(b"\x89PNG\r\n\x1a\n").expect("kept back");
    let error = session.finish().expect_err("a picture is refused");
    assert_eq!(
        get(&error, &["code"]).as_string().as_deref(),
        Some("binary_file")
    );
    let again = session.push(b"more").expect_err("the session has ended");
    assert_eq!(
        get(&again, &["code"]).as_string().as_deref(),
        Some("wrong_state")
    );
    let bad = Session::new("x".into(), JsValue::from_str("no object"));
    assert_eq!(
        bad.err()
            .map(|e| get(&e, &["code"]))
            .and_then(|c| c.as_string())
            .as_deref(),
        Some("bad_settings")
    );
}

#[wasm_bindgen_test]
fn comments_come_by_page_with_their_mentions() {
    let query =
        js_sys::JSON::parse(r#"{"search":"obsluga","offset":10,"limit":5,"order":"lowest"}"#);
    let page = session().comments(query.expect("JSON")).expect("comments");
    assert_eq!(get(&page, &["total"]).as_f64(), Some(60.0));
    assert_eq!(get(&page, &["rows", "length"]).as_f64(), Some(5.0));
    assert_eq!(
        get(&page, &["rows", "0", "answers", "0", "value"]).as_f64(),
        Some(2.0)
    );
    assert!(
        get(&page, &["rows", "0", "mentions", "length"])
            .as_f64()
            .is_some_and(|n| n >= 1.0)
    );
}

#[wasm_bindgen_test]
fn the_digest_is_that_of_the_bytes() {
    let mut digest = Digest::new();
    digest.push(b"abc");
    assert_eq!(
        digest.hex(),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}

#[wasm_bindgen_test]
fn files_of_one_survey_follow_each_other() {
    let mut session = Session::new("a.csv".into(), JsValue::UNDEFINED).expect("settings");
    session.push(survey().as_bytes()).expect("push");
    session.append("b.csv".into()).expect("the first file ends");
    let damaged = survey() + "61;2026-01-05;Łódź 1\n";
    session.push(damaged.as_bytes()).expect("push");
    let reading = session.finish().expect("finish");
    assert_eq!(get(&reading, &["rows"]).as_f64(), Some(121.0));
    assert_eq!(
        get(&reading, &["files", "1"]).as_string().as_deref(),
        Some("b.csv")
    );
    let rows = session.unreadable_rows().expect("rows");
    assert_eq!(
        get(&rows, &["0", "code"]).as_string().as_deref(),
        Some("short_rows")
    );
    assert_eq!(
        get(&rows, &["0", "file"]).as_string().as_deref(),
        Some("b.csv")
    );
    let csv = session.unreadable_csv("pl").expect("csv");
    assert!(csv.starts_with("Wiersz,Powód\n62,"), "{csv}");
    assert!(
        session.append("c.csv".into()).is_err(),
        "the reading has ended"
    );
}
