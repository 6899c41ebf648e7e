//! From the crate `vocal-web` to an optimised module with its JavaScript glue.

use std::fs;
use std::path::{Path, PathBuf};

use wasm_bindgen_cli_support::Bindgen;
use zopfli::{Format, Options};

use crate::stamp::{self, Inputs};
use crate::{Outcome, paths, process, setup};

const STEM: &str = "vocal_web";
const STAMP: &str = "wasm";
const BENCH_STAMP: &str = "wasm-bench";

/// Speed over size: the module is parsed once and then runs over every row.
/// The features are those that rustc and wasm-pack.toml switch on. By itself wasm-opt moves every function
/// with one caller into it, whatever its size: the packed module is 2 % larger then, and a browser takes
/// longer to compile the functions that grew.
const WASM_OPT: &[&str] = &[
    "-O3",
    "--one-caller-inline-max-function-size=40",
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
    "--strip-debug",
    "--strip-producers",
];

/// What the page carries of the analysis.
pub struct Module {
    /// JavaScript that defines the global `wasm_bindgen`.
    pub glue: String,
    /// Size of the optimised WebAssembly module in bytes.
    pub size: usize,
    /// The same module as gzip.
    pub packed: Vec<u8>,
}

/// Builds `vocal-web` in a Cargo profile (`release`, `dev`).
pub fn build(profile: &str) -> Outcome<Module> {
    setup::wasm_target()?;
    compile(profile, &[])?;
    let compiled = compiled_path(profile);
    let (glue, wasm, packed) = (output("js"), output("wasm"), output("wasm.gz"));
    let hash = Inputs::default()
        .path(&compiled)?
        .path(&paths::www().join("package-lock.json"))?
        .text(&WASM_OPT.join(" "))
        .text("no-modules, zopfli")
        .hash();
    if stamp::is_fresh(STAMP, &hash) && [&glue, &wasm, &packed].iter().all(|file| file.is_file()) {
        eprintln!("wasm-bindgen, wasm-opt and compression: unchanged, skipped");
    } else {
        let glue_made = bind(&compiled, &bound_folder())?;
        stamp::write(&glue, &glue_made)?;
        optimise(&bound_folder(), &wasm)?;
        stamp::write(&packed, &pack(&stamp::read(&wasm)?)?)?;
        stamp::set(STAMP, &hash)?;
    }
    let glue = String::from_utf8(stamp::read(&glue)?)
        .map_err(|_| "the glue of wasm-bindgen is not UTF-8".to_string())?;
    Ok(Module {
        glue,
        size: stamp::read(&wasm)?.len(),
        packed: stamp::read(&packed)?,
    })
}

/// Builds the module once more with what tests/bench compares the reader with, into `bench` beside the
/// page's module.
pub fn build_for_bench() -> Outcome {
    compile("release", &["--features", "bench"])?;
    let compiled = compiled_path("release");
    let folder = paths::web().join("bench");
    let (glue, wasm) = (folder.join("glue.js"), folder.join("module.wasm"));
    let hash = Inputs::default().path(&compiled)?.hash();
    if stamp::is_fresh(BENCH_STAMP, &hash) && glue.is_file() && wasm.is_file() {
        return Ok(());
    }
    let glue_made = bind(&compiled, &folder)?;
    stamp::write(&glue, &glue_made)?;
    optimise(&folder, &wasm)?;
    stamp::set(BENCH_STAMP, &hash)
}

fn compile(profile: &str, more: &[&str]) -> Outcome {
    let mut command = process::cargo();
    command.args(["build", "--profile", profile, "--config", "wasm-pack.toml"]);
    command.args([
        "--target",
        "wasm32-unknown-unknown",
        "--package",
        "vocal-web",
    ]);
    command.args(more);
    process::run(&mut command, "The compiler's messages are above.")
}

fn compiled_path(profile: &str) -> PathBuf {
    let folder = if profile == "dev" { "debug" } else { profile };
    paths::target()
        .join("wasm32-unknown-unknown")
        .join(folder)
        .join(format!("{STEM}.wasm"))
}

/// Runs wasm-bindgen inside this program: the version is the one of
/// Cargo.lock and nothing has to be installed. Returns the glue.
fn bind(compiled: &Path, folder: &Path) -> Outcome<Vec<u8>> {
    fs::create_dir_all(folder)
        .map_err(|error| format!("cannot create {}: {error}", folder.display()))?;
    let generate = || {
        Bindgen::new()
            .input_path(compiled)
            .no_modules(true)?
            .typescript(false)
            // Without it the glue looks for its own address, which a blob has not.
            .omit_default_module_path(true)
            .generate(folder)
    };
    generate().map_err(|error| {
        format!(
            "wasm-bindgen refused {}: {error:#}. The versions of the crates wasm-bindgen and \
             wasm-bindgen-cli-support must be equal.",
            compiled.display()
        )
    })?;
    stamp::read(&folder.join(format!("{STEM}.js")))
}

fn optimise(folder: &Path, to: &Path) -> Outcome {
    let mut command = process::command(paths::npm_command("wasm-opt"));
    command
        .args(WASM_OPT)
        .arg(folder.join(format!("{STEM}_bg.wasm")));
    command.arg("-o").arg(to);
    process::run(
        &mut command,
        "The npm package binaryen brings it: is it in www/package.json?",
    )
}

/// Gzip as small as it gets; the same bytes for the same module.
fn pack(module: &[u8]) -> Outcome<Vec<u8>> {
    let mut packed = Vec::new();
    zopfli::compress(Options::default(), Format::Gzip, module, &mut packed)
        .map_err(|error| format!("zopfli: {error}"))?;
    Ok(packed)
}

fn bound_folder() -> PathBuf {
    paths::web().join("bound")
}

fn output(extension: &str) -> PathBuf {
    paths::web().join(format!("{STEM}.{extension}"))
}
