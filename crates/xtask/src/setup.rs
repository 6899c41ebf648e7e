//! Setting up what a fresh machine lacks.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::stamp::{self, Inputs};
use crate::{Outcome, paths, process};

/// Version of `wasm-bindgen` in Cargo.lock; its test runner must be the same.
const WASM_BINDGEN: &str = "0.2.130";

const WASM_TARGET: &str = "wasm32-unknown-unknown";

const DEBIAN_TARGET: &str = "\
rustup could not add the target wasm32-unknown-unknown. Where rustup cannot fetch, Debian's
compiler can take its place (as root):

  apt-get install -y rustc-web cargo-web rust-web-src lld
  cargo new --lib /tmp/wasm-std    # src/lib.rs: #![no_std]; Cargo.toml: panic = \"abort\"
  cd /tmp/wasm-std && RUSTC_BOOTSTRAP=1 RUSTC=/usr/bin/rustc /usr/bin/cargo build --release \\
      --target wasm32-unknown-unknown -Zbuild-std=std,panic_abort,test
  lib=$(/usr/bin/rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown/lib
  mkdir -p \"$lib\" && cp target/wasm32-unknown-unknown/release/deps/*.rlib \"$lib\"

then repeat the task with /usr/bin first in PATH.";

/// Makes sure that the compiler knows the wasm target.
pub fn wasm_target() -> Outcome {
    if has_wasm_target() {
        return Ok(());
    }
    process::run(
        process::command("rustup").args(["target", "add", WASM_TARGET]),
        DEBIAN_TARGET,
    )
}

fn has_wasm_target() -> bool {
    let query = ["--print", "target-libdir", "--target", WASM_TARGET];
    let Some(folder) = process::output(process::command("rustc").args(query)) else {
        return false;
    };
    let Ok(mut entries) = std::fs::read_dir(folder.trim()) else {
        return false;
    };
    entries.any(|entry| {
        entry.is_ok_and(|entry| entry.file_name().to_string_lossy().starts_with("libstd-"))
    })
}

/// Makes sure that the page's npm packages are those of the lock file.
pub fn npm() -> Outcome {
    npm_packages("www")
}

/// Makes sure that the npm packages of `folder` are those of its lock file.
pub fn npm_packages(folder: &str) -> Outcome {
    if process::find(&["node"]).is_none() || process::find(&["npm"]).is_none() {
        return Err("`node` or `npm` is not in PATH; install Node 20 or newer.".into());
    }
    let home = paths::root().join(folder);
    let hash = Inputs::default()
        .path(&home.join("package.json"))?
        .path(&home.join("package-lock.json"))?
        .hash();
    // The note lives among the packages, so that it goes when they go.
    let note = home.join("node_modules/.installed");
    if std::fs::read_to_string(&note).is_ok_and(|stored| stored == hash) {
        return Ok(());
    }
    let mut command = process::command("npm");
    command
        .current_dir(&home)
        .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
    let advice = format!(
        "Is the npm registry reachable, and does {folder}/package-lock.json fit \
         {folder}/package.json? (`npm install` in {folder}/ rewrites it.)"
    );
    process::run(&mut command, &advice)?;
    stamp::write(&note, hash.as_bytes())
}

/// Path of the program that runs wasm tests in a browser, compiled on first use.
pub fn wasm_test_runner() -> Outcome<PathBuf> {
    let tools = paths::target().join("tools");
    let runner = tools.join("bin/wasm-bindgen-test-runner");
    let version = process::output(process::command(&runner).arg("--version"));
    if version.is_some_and(|text| text.contains(WASM_BINDGEN)) {
        return Ok(runner);
    }
    eprintln!("The wasm test runner is compiled once; this takes about four minutes.");
    // Without `--locked`: the lock file of that release names versions that a
    // registry need not have.
    let mut command = process::cargo();
    command.args([
        "install",
        "wasm-bindgen-cli",
        "--version",
        WASM_BINDGEN,
        "--quiet",
    ]);
    command
        .args(["--force", "--bin", "wasm-bindgen-test-runner", "--root"])
        .arg(&tools);
    process::run(&mut command, "Is the crate registry reachable?")?;
    Ok(runner)
}

/// A browser and its WebDriver, with the paths of both.
pub struct Browser {
    /// Chromium or a browser built from it.
    pub chromium: PathBuf,
    /// The driver of the same version.
    pub driver: PathBuf,
}

/// Finds Chromium and its driver, or installs the system's packages.
pub fn browser() -> Outcome<Browser> {
    if let Some(browser) = find_browser()? {
        return Ok(browser);
    }
    install_browser()?;
    find_browser()?.ok_or_else(|| {
        "the packages chromium and chromium-driver are installed, but no browser is in PATH; \
         set CHROMIUM and CHROMEDRIVER to the paths of both programs."
            .into()
    })
}

fn find_browser() -> Outcome<Option<Browser>> {
    let chromium = match named("CHROMIUM")? {
        Some(path) => Some(path),
        None => process::find(&["chromium", "chromium-browser", "google-chrome"]),
    };
    let driver = match named("CHROMEDRIVER")? {
        Some(path) => Some(path),
        None => process::find(&["chromedriver", "chromium.chromedriver"]),
    };
    Ok(chromium
        .zip(driver)
        .map(|(chromium, driver)| Browser { chromium, driver }))
}

/// The program that an environment variable names; a wrong path is an error.
fn named(variable: &str) -> Outcome<Option<PathBuf>> {
    let Some(value) = std::env::var_os(variable).filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    let path = PathBuf::from(&value);
    if path.is_file() {
        return Ok(Some(path));
    }
    match value.to_str().and_then(|name| process::find(&[name])) {
        Some(path) => Ok(Some(path)),
        None => Err(format!(
            "{variable} is set to {}, which is no file.",
            path.display()
        )),
    }
}

/// Firefox, from the system's packages when there is none. The tests in Firefox skip themselves
/// where it cannot be had, so its absence is said and not an error.
pub fn firefox() -> Outcome<Option<PathBuf>> {
    let find = || process::find(&["firefox-esr", "firefox"]);
    if let Some(path) = named("FIREFOX")?.or_else(find) {
        return Ok(Some(path));
    }
    const ADVICE: &str = "The tests in Firefox are skipped. Install firefox-esr, or set FIREFOX.";
    if let Err(message) = install_packages(&["firefox-esr"], ADVICE) {
        eprintln!("{message}");
    }
    Ok(find())
}

fn install_browser() -> Outcome {
    install_packages(
        &["chromium", "chromium-driver"],
        "No Chromium with its driver was found and the system's packages could not be installed. \
         Install Chromium and chromedriver of the same version, or set CHROMIUM and CHROMEDRIVER \
         to their paths.",
    )
}

fn install_packages(names: &[&str], advice: &str) -> Outcome {
    if process::find(&["apt-get"]).is_none() {
        return Err(advice.into());
    }
    process::run(as_root("apt-get").args(["update", "-qq"]), advice)?;
    let mut install = as_root("apt-get");
    install.args(["install", "-y", "-qq"]).args(names);
    process::run(install.stdout(Stdio::null()), advice)
}

/// `program`, through `sudo -n` unless this user is root.
fn as_root(program: &str) -> Command {
    let is_root = process::output(process::command("id").arg("-u"))
        .is_some_and(|identity| identity.trim() == "0");
    let mut command = if is_root {
        process::command(program)
    } else {
        let mut sudo = process::command("sudo");
        sudo.args(["-n", program]);
        sudo
    };
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

/// Whether Cargo has the subcommand `name` installed.
pub fn has_cargo_command(name: &str) -> bool {
    let program = format!("cargo-{name}");
    let beside = std::env::var_os("CARGO_HOME")
        .map(|home| Path::new(&home).join("bin").join(&program).is_file())
        .unwrap_or(false);
    beside || process::find(&[&program]).is_some()
}
