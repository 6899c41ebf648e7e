//! Skipping work that has been done: a stamp is a small file that holds the
//! hash of a step's inputs, written when the step has succeeded.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::{Outcome, paths};

/// Collects a step's inputs; equal inputs in equal order give an equal hash.
#[derive(Default)]
pub struct Inputs(Sha256);

impl Inputs {
    /// Adds a value that is not in a file: a flag, a version.
    pub fn text(mut self, text: &str) -> Self {
        self.add(text.as_bytes());
        self
    }

    /// Adds a file, or a folder with everything in it. What does not exist
    /// counts as empty, so that its appearance changes the hash.
    pub fn path(mut self, path: &Path) -> Outcome<Self> {
        self.add_path(path)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(self)
    }

    /// Adds several paths below the repository's root.
    pub fn sources(self, names: &[&str]) -> Outcome<Self> {
        let root = paths::root();
        names
            .iter()
            .try_fold(self, |inputs, name| inputs.path(&root.join(name)))
    }

    /// The hash of all inputs, in hexadecimal.
    pub fn hash(self) -> String {
        self.0
            .finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    fn add_path(&mut self, path: &Path) -> std::io::Result<()> {
        self.add(path.to_string_lossy().as_bytes());
        if path.is_file() {
            self.add(&fs::read(path)?);
            return Ok(());
        }
        if !path.is_dir() {
            return Ok(());
        }
        let mut entries: Vec<PathBuf> = fs::read_dir(path)?
            .map(|entry| Ok(entry?.path()))
            .collect::<std::io::Result<_>>()?;
        entries.retain(|entry| !is_derived(entry));
        entries.sort();
        entries.iter().try_for_each(|entry| self.add_path(entry))
    }

    fn add(&mut self, bytes: &[u8]) {
        // The length keeps "ab" + "c" apart from "a" + "bc".
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }
}

/// Whether the last success of step `name` had these inputs.
pub fn is_fresh(name: &str, hash: &str) -> bool {
    fs::read_to_string(file(name)).is_ok_and(|stored| stored == hash)
}

/// Notes that step `name` has succeeded with these inputs.
pub fn set(name: &str, hash: &str) -> Outcome {
    write(&file(name), hash.as_bytes())
}

/// Writes a file and the folders above it.
pub fn write(path: &Path, bytes: &[u8]) -> Outcome {
    let written = path.parent().map_or(Ok(()), fs::create_dir_all);
    written
        .and_then(|()| fs::write(path, bytes))
        .map_err(|error| format!("cannot write {}: {error}", path.display()))
}

/// Reads a file as bytes.
pub fn read(path: &Path) -> Outcome<Vec<u8>> {
    fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

fn file(name: &str) -> PathBuf {
    paths::target().join("stamps").join(name)
}

/// Folders whose content follows from other inputs.
fn is_derived(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    matches!(name, Some("node_modules" | "out" | "artifacts" | "target"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_tell_inputs_apart() {
        let hash = |parts: &[&str]| {
            parts
                .iter()
                .fold(Inputs::default(), |inputs, part| inputs.text(part))
                .hash()
        };
        assert_eq!(hash(&["ab", "c"]), hash(&["ab", "c"]));
        assert_ne!(hash(&["ab", "c"]), hash(&["a", "bc"]));
    }
}
