//! Trains and evaluates the sentiment model that ships inside the core.
//!
//! `vocal-train train [DATA]` writes the model file; `vocal-train check [DATA]` fails when it would write another one;
//! `vocal-train eval [DATA]` prints every figure of
//! `docs/text.md`; `vocal-train cv [DATA]` prints what settings are chosen by; `vocal-train codebook [DATA]
//! [CATEGORY] [CODEBOOK]` the codebook's precision and recall; `vocal-train speed [DATA]` comments per second and
//! `vocal-train digest [DATA]` one hash over all answers; `vocal-train try FILE [CODEBOOK]` what the coder
//! says about labelled lines, with another codebook if one is given. DATA is the folder
//! with the labelled comments, `../shared/data/text` from the workspace by default.

mod codebook;
mod data;
mod eval;
mod fit;
mod labels;
mod learning;
mod phrases;
mod recipe;
mod speed;
mod trial;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let command = args.next().unwrap_or_default();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = args
        .next()
        .map_or_else(|| root.join("../shared/data/text"), PathBuf::from);
    if command == "try" {
        trial::run(&folder, args.next().as_deref().map(Path::new));
        return ExitCode::SUCCESS;
    }
    if !folder.is_dir() {
        eprintln!("{}: no such folder", folder.display());
        return ExitCode::from(1);
    }
    let model = root.join("crates/core/models/sentiment.bin");
    match command.as_str() {
        "train" => recipe::train(&folder, &model),
        "check" => {
            if let Err(error) = recipe::check(&folder, &model) {
                eprintln!("{error}");
                return ExitCode::from(1);
            }
        }
        "eval" => eval::run(&folder),
        "cv" => eval::cross_validate(&folder),
        "codebook" => codebook::run(&folder),
        "speed" => speed::run(&folder),
        "digest" => speed::digest(&folder),
        "learning" => learning::run(&folder),
        _ => {
            eprintln!(
                "usage: vocal-train train|check|eval|cv|codebook|speed|digest|learning [DATA] | try FILE [CODEBOOK]"
            );
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}
