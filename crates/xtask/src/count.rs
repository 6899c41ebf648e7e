//! Instruction counts of the core's main steps, which do not depend on what else the machine does.

use std::path::{Path, PathBuf};

use crate::{Outcome, paths, process, stamp};

/// Steps of the benchmark `counted`, each after those before it.
const STEPS: &[&str] = &[
    "made",
    "read",
    "scores",
    "coded",
    "report",
    "filtered",
    "rare",
    "protected",
];
/// A step that takes more than this share of its committed count fails.
const MOST: f64 = 1.05;
/// The committed counts: the compiler's version, then a step and its number per line.
const COMMITTED: &str = "tests/bench/instructions.txt";

/// Counts and compares; with `update` the counts are written instead.
pub fn run(update: bool) -> Outcome {
    let Some(valgrind) = process::find(&["valgrind"]) else {
        eprintln!("valgrind is not installed: instructions are not counted");
        return Ok(());
    };
    let path = paths::root().join(COMMITTED);
    let compiler = process::output(process::command("rustc").arg("--version"))
        .ok_or("`rustc --version` failed")?
        .trim()
        .to_owned();
    let committed = String::from_utf8_lossy(&stamp::read(&path).unwrap_or_default()).into_owned();
    if !update && committed.lines().next() != Some(&compiler) {
        eprintln!(
            "{COMMITTED} was not counted with {compiler}: other code, other counts. \
             `cargo xtask count --force` on a commit that is known to be good begins anew."
        );
        return Ok(());
    }
    let binary = build()?;
    let counts = STEPS
        .iter()
        .map(|step| instructions(&valgrind, &binary, step))
        .collect::<Outcome<Vec<u64>>>()?;
    let found: Vec<(&str, u64)> = (STEPS.iter().skip(1))
        .zip(counts.windows(2))
        .map(|(step, pair)| (*step, pair[1].saturating_sub(pair[0])))
        .collect();
    if update {
        let lines = found.iter().map(|(step, n)| format!("{step} {n}\n"));
        let text = format!("{compiler}\n{}", lines.collect::<String>());
        return stamp::write(&path, text.as_bytes());
    }
    compare(&found, &committed)
}

/// Builds the benchmark and returns where it is.
fn build() -> Outcome<PathBuf> {
    let mut command = process::cargo();
    command.args(["bench", "--package", "vocal-core", "--bench", "counted"]);
    command.args(["--no-run", "--message-format", "json-render-diagnostics"]);
    let printed = process::output(&mut command).ok_or("the benchmark `counted` does not build")?;
    let executable = printed.lines().rev().find_map(|line| {
        let (_, rest) = line.split_once("\"executable\":\"")?;
        rest.split('"').next().map(PathBuf::from)
    });
    executable.ok_or_else(|| "Cargo named no executable".into())
}

fn instructions(valgrind: &Path, binary: &Path, step: &str) -> Outcome<u64> {
    let output = std::process::Command::new(valgrind)
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(binary)
        .arg(step)
        .output()
        .map_err(|error| format!("valgrind: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let collected = said.lines().find_map(|line| {
        let (_, number) = line.split_once("Collected : ")?;
        number.trim().parse().ok()
    });
    match collected {
        Some(count) if output.status.success() => Ok(count),
        _ => Err(format!("`{step}` under callgrind failed:\n{said}")),
    }
}

fn compare(found: &[(&str, u64)], committed: &str) -> Outcome {
    let before = |step: &str| -> Option<u64> {
        let line = committed.lines().find_map(|line| line.strip_prefix(step));
        line?.trim().parse().ok()
    };
    let mut grown = Vec::new();
    for (step, count) in found {
        let before = before(step).ok_or_else(|| format!("{COMMITTED} has no `{step}`"))?;
        let ratio = *count as f64 / before.max(1) as f64;
        eprintln!("{step:>10} {count:>14} instructions, {ratio:.3} × the committed count");
        if ratio > MOST {
            grown.push(format!("`{step}` takes {ratio:.2} × its instructions"));
        }
    }
    if grown.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{}. When that is worth it, `cargo xtask count --force` accepts it.",
        grown.join("; ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_per_cent_more_is_an_alarm() {
        let committed = "rustc 1.95.0\nread 1000\ncoded 500\n";
        assert!(compare(&[("read", 1050), ("coded", 100)], committed).is_ok());
        let alarm = compare(&[("read", 900), ("coded", 526)], committed).unwrap_err();
        assert!(alarm.contains("`coded` takes 1.05"), "{alarm}");
        assert!(compare(&[("report", 1)], committed).is_err());
    }
}
