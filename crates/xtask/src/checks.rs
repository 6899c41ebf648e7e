//! Every test and every lint, in the order in which failures are cheapest.

use std::path::{Path, PathBuf};

use crate::setup::Browser;
use crate::stamp::{self, Inputs};
use crate::{Outcome, page, paths, process, setup};

/// What the wasm tests depend on.
const WASM_SOURCES: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "wasm-pack.toml",
    "crates/core",
    "crates/charts",
    "crates/web",
    "tests/webdriver.json",
];

/// What the Rust tests depend on: every crate and every file that a test reads.
const RUST_SOURCES: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    ".config",
    "crates",
    "www/samples",
    "../shared/data",
];

/// What the page tests depend on, beside the page itself. The real exports beside the repository
/// count as empty where they are missing; the tests that need them skip themselves then.
const PAGE_SOURCES: &[&str] = &[
    "Cargo.lock",
    "crates/core",
    "crates/charts",
    "crates/cli",
    "tests/page",
    "www/package-lock.json",
    "www/samples",
    "dist/vocal.html",
    "../shared/data/surveys",
];

/// What the sentiment model follows from: the labelled texts, how a text is read and split, and what trains it.
const MODEL_SOURCES: &[&str] = &[
    "Cargo.lock",
    "crates/core/codebook",
    "crates/core/models",
    "crates/core/src/text",
    "crates/train",
    "../shared/data/text",
];

const TYPE_SOURCES: &[&str] = &[
    "www/package-lock.json",
    "www/tsconfig.json",
    "www/src",
    "crates/charts/messages",
];

/// Runs all tests, or those whose name holds `filter`. A failure does not keep
/// the later steps from running.
pub fn test(filter: Option<&str>, force: bool) -> Outcome {
    setup::npm()?;
    let mut failures = Failures::default();
    failures.note("types", || types(force));
    failures.note("Rust tests", || rust_tests(filter, force));
    if filter.is_none() {
        failures.note("sentiment model", || model(force));
    }
    let built = failures.note("page", || page::build("release").map(drop));
    let browser = setup::browser()?;
    failures.note("wasm tests in a browser worker", || {
        wasm_tests(filter, force, &browser)
    });
    if built {
        failures.note("page tests", || page_tests(filter, force, &browser));
    }
    failures.outcome("All tests passed.")
}

/// Formatting, lints, then all tests: what a change must pass.
pub fn ci(force: bool) -> Outcome {
    let mut failures = Failures::default();
    failures.note("formatting", || {
        process::run(
            process::cargo().args(["fmt", "--all", "--check"]),
            "Run `cargo fmt --all`.",
        )
    });
    failures.note("lints, native", || {
        clippy(&["--workspace", "--all-targets"])
    });
    setup::wasm_target()?;
    failures.note("lints, wasm32", || {
        clippy(&[
            "--package=vocal-core",
            "--package=vocal-charts",
            "--package=vocal-web",
            "--target=wasm32-unknown-unknown",
        ])
    });
    failures.note("tests", || test(None, force));
    failures.outcome("Everything passed.")
}

/// The messages of the steps that failed.
#[derive(Default)]
struct Failures(Vec<String>);

impl Failures {
    /// Runs a step, keeps its message, and returns whether it succeeded.
    fn note(&mut self, name: &str, work: impl FnOnce() -> Outcome) -> bool {
        let Err(message) = process::step(name, work) else {
            return true;
        };
        eprintln!("── {name}: FAILED. {message}");
        self.0.push(format!("{name}: {message}"));
        false
    }

    fn outcome(self, praise: &str) -> Outcome {
        if self.0.is_empty() {
            eprintln!("\n{praise}");
            return Ok(());
        }
        Err(self.0.join("\n       "))
    }
}

fn clippy(arguments: &[&str]) -> Outcome {
    let mut command = process::cargo();
    command
        .arg("clippy")
        .args(arguments)
        .args(["--", "-D", "warnings"]);
    process::run(
        &mut command,
        "Clippy's messages are above; warnings count as errors.",
    )
}

/// Runs `work` unless it succeeded before with equal inputs.
fn unless_fresh(name: &str, hash: &str, force: bool, work: impl FnOnce() -> Outcome) -> Outcome {
    if !force && stamp::is_fresh(name, hash) {
        eprintln!("unchanged, skipped");
        return Ok(());
    }
    work()?;
    stamp::set(name, hash)
}

fn types(force: bool) -> Outcome {
    let hash = Inputs::default().sources(TYPE_SOURCES)?.hash();
    unless_fresh("types", &hash, force, || {
        let mut command = process::command(paths::npm_command("tsc"));
        command.current_dir(paths::www()).arg("--noEmit");
        process::run(&mut command, "The type checker's messages are above.")
    })
}

fn rust_tests(filter: Option<&str>, force: bool) -> Outcome {
    let hash = Inputs::default().sources(RUST_SOURCES)?.hash();
    match filter {
        Some(_) => run_rust_tests(filter),
        None => unless_fresh("rust-tests", &hash, force, || run_rust_tests(None)),
    }
}

/// Trains the sentiment model again, a minute and a half, and compares: a change of the codebook or of the opinion
/// words without a new training would leave a model that nobody can make again.
fn model(force: bool) -> Outcome {
    if !paths::root().join("../shared/data/text").is_dir() {
        eprintln!("no labelled texts beside the repository, skipped");
        return Ok(());
    }
    let hash = Inputs::default().sources(MODEL_SOURCES)?.hash();
    unless_fresh("model", &hash, force, || {
        let mut command = process::cargo();
        command.args([
            "run",
            "--release",
            "--package",
            "vocal-train",
            "--",
            "check",
        ]);
        process::run(&mut command, "Train the model again, see docs/text.md.")
    })
}

fn run_rust_tests(filter: Option<&str>) -> Outcome {
    const ADVICE: &str = "The messages above name what failed.";
    if setup::has_cargo_command("nextest") {
        let mut command = process::cargo();
        command
            .args(["nextest", "run", "--workspace", "--no-tests", "pass"])
            .args(filter);
        process::run(&mut command, ADVICE)?;
        // nextest leaves the examples of the documentation to Cargo.
        let mut command = process::cargo();
        command
            .args(["test", "--workspace", "--doc", "--quiet"])
            .args(filter);
        return process::run(&mut command, ADVICE);
    }
    let mut command = process::cargo();
    command
        .args(["test", "--workspace", "--quiet"])
        .args(filter);
    process::run(&mut command, ADVICE)
}

fn wasm_tests(filter: Option<&str>, force: bool, browser: &Browser) -> Outcome {
    let runner = setup::wasm_test_runner()?;
    let hash = Inputs::default().sources(WASM_SOURCES)?.hash();
    let work = || {
        let mut command = process::cargo();
        command.args([
            "test",
            "--package",
            "vocal-web",
            "--config",
            "wasm-pack.toml",
        ]);
        command.args(["--target", "wasm32-unknown-unknown", "--tests"]);
        // Cargo would part a path in a variable of the environment at its blanks.
        let runner = format!(
            "target.wasm32-unknown-unknown.runner=['{}']",
            runner.display()
        );
        command.args(["--config", &runner]);
        command.env("CHROMEDRIVER", &browser.driver);
        command.env(
            "WASM_BINDGEN_TEST_WEBDRIVER_JSON",
            paths::root().join("tests/webdriver.json"),
        );
        command.env("WASM_BINDGEN_TEST_TIMEOUT", "300");
        if let Some(filter) = filter {
            command.args(["--", filter]);
        }
        process::run(&mut command, "The messages above name what failed.")
    };
    match filter {
        Some(_) => work(),
        None => unless_fresh("wasm-tests", &hash, force, work),
    }
}

fn page_tests(filter: Option<&str>, force: bool, browser: &Browser) -> Outcome {
    let hash = Inputs::default().sources(PAGE_SOURCES)?.hash();
    let work = || {
        // The page's figures are compared with those of the command.
        let mut command = process::cargo();
        command.args(["build", "--release", "--package", "vocal"]);
        process::run(&mut command, "The compiler's messages are above.")?;
        run_page_tests(filter, browser, setup::firefox()?)
    };
    match filter {
        Some(_) => work(),
        None => unless_fresh("page-tests", &hash, force, work),
    }
}

/// The file of page tests that looks at time, so that nothing may run beside it.
const ALONE: &str = "large.test.mjs";

fn run_page_tests(filter: Option<&str>, browser: &Browser, firefox: Option<PathBuf>) -> Outcome {
    let (alone, others): (Vec<String>, Vec<String>) = page_test_files()?
        .into_iter()
        .partition(|file| file.ends_with(ALONE));
    // Two browsers at once: a test waits for its own page most of the time.
    for (files, at_once) in [(others, "2"), (alone, "1")] {
        run_page_test_files(filter, browser, firefox.as_deref(), &files, at_once)?;
    }
    Ok(())
}

fn run_page_test_files(
    filter: Option<&str>,
    browser: &Browser,
    firefox: Option<&Path>,
    files: &[String],
    at_once: &str,
) -> Outcome {
    let mut command = process::command("node");
    command.args(["--test", "--test-reporter=spec"]);
    command.arg(format!("--test-concurrency={at_once}"));
    if let Some(filter) = filter {
        command.arg(format!("--test-name-pattern={filter}"));
    }
    command.args(files);
    command.env("CHROMIUM", &browser.chromium);
    command.envs(firefox.map(|path| ("FIREFOX", path)));
    command.env("VOCAL_COMMAND", paths::target().join("release/vocal"));
    process::run(
        &mut command,
        "The failed tests are named above; pictures of the views are in tests/artifacts.",
    )
}

/// Files of page tests, in order of name. Node 20 takes no patterns.
fn page_test_files() -> Outcome<Vec<String>> {
    let folder = Path::new("tests/page");
    let entries = std::fs::read_dir(paths::root().join(folder))
        .map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut files: Vec<String> = entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".test.mjs"))
        .map(|name| folder.join(name).to_string_lossy().into_owned())
        .collect();
    files.sort();
    Ok(files)
}
