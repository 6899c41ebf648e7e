//! Where things are: every path is derived from the repository's root.

use std::path::{Path, PathBuf};

/// The repository's root, two folders above this crate.
pub fn root() -> PathBuf {
    // Cargo names the crate's folder when it starts the program. The folder of
    // the compilation may be another checkout's that shares the build folder.
    let here = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.ancestors()
        .nth(2)
        .map_or_else(|| here.clone(), Path::to_path_buf)
}

/// Cargo's build folder: `CARGO_TARGET_DIR`, by default `target`.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// The page's sources and npm packages.
pub fn www() -> PathBuf {
    root().join("www")
}

/// A command that an npm package of the page brought.
pub fn npm_command(name: &str) -> PathBuf {
    www().join("node_modules/.bin").join(name)
}

/// The glue and the optimised module.
pub fn web() -> PathBuf {
    target().join("web")
}

/// The finished page.
pub fn page() -> PathBuf {
    root().join("dist/vocal.html")
}
