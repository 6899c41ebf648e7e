//! The codebook: categories of customer experience and the word patterns that find them.

use super::patterns::{self, Fault};
use crate::order::Inserted;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Version of the codebook file.
pub const CODEBOOK_VERSION: u32 = 1;
/// Categories a codebook may have.
pub const MAX_CATEGORIES: usize = 2_000;
/// Patterns a codebook may have, over all categories and languages.
pub const MAX_PATTERNS: usize = 50_000;
/// Length of one pattern in characters.
pub const MAX_PATTERN_CHARS: usize = 100;

/// Before a pattern that only hints at its category: it counts where its statement names no other
/// main category, and of several hints the first does.
pub const HINT_MARK: char = '?';

/// One category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// Stable name, unique in the codebook. Subcategories of the built-in codebook are named
    /// `parent.child`; a user's codebook need not be.
    pub id: String,
    /// Name for people by language code.
    #[serde(default)]
    pub label: BTreeMap<String, String>,
    /// Id of the category one level up; null for a main category.
    #[serde(default)]
    pub parent: Option<String>,
    /// Patterns by language code. `pl` and `en` apply to comments in that language, any other key
    /// to every comment; one that begins with [`HINT_MARK`] only hints at the category. For the
    /// pattern syntax see `docs/text.md`.
    #[serde(default)]
    pub patterns: BTreeMap<String, Vec<String>>,
    /// A match of this category that overlaps a match of one of these patterns does not count.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub exclude: BTreeMap<String, Vec<String>>,
    /// True for a category that is praise by itself: its patterns count in no statement that
    /// complains. Naming a person praises only beside praise.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub praise_only: bool,
}

/// A checked set of categories.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Codebook {
    version: u32,
    categories: Vec<Category>,
    /// Position of each category's parent.
    #[serde(skip)]
    parents: Vec<Option<u16>>,
}

/// What is wrong with a codebook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CodebookErrorKind {
    /// Not JSON, or not of the codebook's form; line and column are given.
    Syntax,
    /// A version that this program does not know.
    UnknownVersion,
    /// A category without an id.
    EmptyId,
    /// Two categories with one id.
    DuplicateId,
    /// The parent is not in the codebook.
    UnknownParent,
    /// A category is its own ancestor.
    Cycle,
    /// More than two levels.
    TooDeep,
    /// A pattern without a letter or digit.
    EmptyPattern,
    /// A pattern longer than [`MAX_PATTERN_CHARS`] or of more than six words.
    PatternTooLong,
    /// A stem of one character before `*` or `~`.
    StemTooShort,
    /// More than [`MAX_CATEGORIES`].
    TooManyCategories,
    /// More than [`MAX_PATTERNS`].
    TooManyPatterns,
}

/// Why a codebook was refused, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CodebookError {
    /// What is wrong.
    pub kind: CodebookErrorKind,
    /// Id of the category, when the fault is in one.
    pub category: Option<String>,
    /// The pattern, when the fault is in one.
    pub pattern: Option<String>,
    /// Line of the file, from 1, for a syntax error.
    pub line: Option<usize>,
    /// Column in the line, from 1, for a syntax error.
    pub column: Option<usize>,
}

impl std::fmt::Display for CodebookError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.kind)?;
        if let Some(category) = &self.category {
            write!(f, " in category {category:?}")?;
        }
        if let Some(pattern) = &self.pattern {
            write!(f, ", pattern {pattern:?}")?;
        }
        if let (Some(line), Some(column)) = (self.line, self.column) {
            write!(f, " at line {line}, column {column}")?;
        }
        Ok(())
    }
}

impl std::error::Error for CodebookError {}

fn fault(kind: CodebookErrorKind) -> CodebookError {
    CodebookError {
        kind,
        category: None,
        pattern: None,
        line: None,
        column: None,
    }
}

#[derive(Deserialize)]
struct File {
    version: u32,
    categories: Vec<Category>,
}

impl Codebook {
    /// The customer-experience codebook that comes with the program, in Polish and English.
    pub fn built_in() -> Codebook {
        static READ: LazyLock<Codebook> = LazyLock::new(|| {
            let text = include_str!("../../codebook/customer-experience.codebook.json");
            // A test reads the same text through `from_json`, so the fallback is never taken.
            Codebook::from_json(text).unwrap_or_else(|_| Codebook::of(Vec::new()))
        });
        READ.clone()
    }

    /// Reads and checks a codebook file.
    pub fn from_json(text: &str) -> Result<Codebook, CodebookError> {
        let file: File = serde_json::from_str(text).map_err(|e| CodebookError {
            line: Some(e.line()),
            column: Some(e.column()),
            ..fault(CodebookErrorKind::Syntax)
        })?;
        if file.version != CODEBOOK_VERSION {
            return Err(fault(CodebookErrorKind::UnknownVersion));
        }
        Codebook::from_categories(file.categories)
    }

    /// Checks a list of categories.
    pub fn from_categories(categories: Vec<Category>) -> Result<Codebook, CodebookError> {
        check_size(&categories)?;
        check_tree(&categories)?;
        for category in &categories {
            check_patterns(category)?;
        }
        Ok(Codebook::of(categories))
    }

    fn of(categories: Vec<Category>) -> Codebook {
        let positions: BTreeMap<&str, u16> = categories
            .iter()
            .zip(0..)
            .map(|(c, at)| (c.id.as_str(), at))
            .inserted();
        let parent = |c: &Category| positions.get(c.parent.as_deref()?).copied();
        let parents = categories.iter().map(parent).collect();
        Codebook {
            version: CODEBOOK_VERSION,
            categories,
            parents,
        }
    }

    /// All categories in file order. A mention points here by position.
    pub fn categories(&self) -> &[Category] {
        &self.categories
    }

    /// Position of the category one level up; none for a main category or an unknown position.
    pub fn parent_index(&self, category: u16) -> Option<u16> {
        *self.parents.get(category as usize)?
    }

    /// A category and the one above it, the most specific first: what one mention counts for.
    /// Positions in [`categories`](Codebook::categories).
    pub fn with_ancestors(&self, category: u16) -> impl Iterator<Item = usize> + use<> {
        [Some(category), self.parent_index(category)]
            .into_iter()
            .flatten()
            .map(usize::from)
    }

    /// Position of a category by id.
    pub fn index_of(&self, id: &str) -> Option<u16> {
        self.categories
            .iter()
            .position(|c| c.id == id)
            .map(|at| at as u16)
    }
}

fn check_size(categories: &[Category]) -> Result<(), CodebookError> {
    if categories.len() > MAX_CATEGORIES {
        return Err(fault(CodebookErrorKind::TooManyCategories));
    }
    let lists = categories
        .iter()
        .flat_map(|c| c.patterns.values().chain(c.exclude.values()));
    if lists.map(Vec::len).sum::<usize>() > MAX_PATTERNS {
        return Err(fault(CodebookErrorKind::TooManyPatterns));
    }
    Ok(())
}

fn check_tree(categories: &[Category]) -> Result<(), CodebookError> {
    let at = |kind, id: &str| CodebookError {
        category: Some(id.to_owned()),
        ..fault(kind)
    };
    let mut ids = BTreeSet::new();
    for category in categories {
        if category.id.trim().is_empty() {
            return Err(fault(CodebookErrorKind::EmptyId));
        }
        if !ids.insert(category.id.as_str()) {
            return Err(at(CodebookErrorKind::DuplicateId, &category.id));
        }
    }
    let parents: BTreeMap<&str, &str> = categories
        .iter()
        .filter_map(|c| Some((c.id.as_str(), c.parent.as_deref()?)))
        .inserted();
    for (&id, &parent) in &parents {
        if !ids.contains(parent) {
            return Err(at(CodebookErrorKind::UnknownParent, id));
        }
        let Some(&grandparent) = parents.get(parent) else {
            continue;
        };
        if parent == id || grandparent == id || grandparent == parent {
            return Err(at(CodebookErrorKind::Cycle, id));
        }
        return Err(at(cycle_or_depth(&parents, id), id));
    }
    Ok(())
}

/// Follows the parents of a category that has a grandparent.
fn cycle_or_depth(parents: &BTreeMap<&str, &str>, id: &str) -> CodebookErrorKind {
    let mut seen = BTreeSet::new();
    let mut at = id;
    while let Some(&next) = parents.get(at) {
        if !seen.insert(at) {
            return CodebookErrorKind::Cycle;
        }
        at = next;
    }
    CodebookErrorKind::TooDeep
}

fn check_patterns(category: &Category) -> Result<(), CodebookError> {
    for pattern in category
        .patterns
        .values()
        .chain(category.exclude.values())
        .flatten()
    {
        let kind = if pattern.chars().count() > MAX_PATTERN_CHARS {
            CodebookErrorKind::PatternTooLong
        } else {
            match patterns::check(pattern) {
                Ok(()) => continue,
                Err(Fault::Empty) => CodebookErrorKind::EmptyPattern,
                Err(Fault::TooManyWords) => CodebookErrorKind::PatternTooLong,
                Err(Fault::StemTooShort) => CodebookErrorKind::StemTooShort,
            }
        };
        return Err(CodebookError {
            category: Some(category.id.clone()),
            pattern: Some(pattern.clone()),
            ..fault(kind)
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(json: &str) -> CodebookErrorKind {
        Codebook::from_json(json).unwrap_err().kind
    }

    fn of(categories: &str) -> String {
        format!(r#"{{"version":1,"categories":[{categories}]}}"#)
    }

    #[test]
    fn the_built_in_codebook_is_valid_and_complete() {
        let text = include_str!("../../codebook/customer-experience.codebook.json");
        let codebook = Codebook::from_json(text).unwrap();
        for category in codebook.categories() {
            for lang in ["pl", "en"] {
                assert!(category.label.contains_key(lang), "{}", category.id);
                assert!(!category.patterns[lang].is_empty(), "{}", category.id);
            }
            if let Some(parent) = &category.parent {
                assert!(category.id.starts_with(&format!("{parent}.")));
            }
        }
        let courier = codebook.index_of("delivery.courier").unwrap();
        assert_eq!(
            codebook.parent_index(courier),
            codebook.index_of("delivery")
        );
        assert_eq!(codebook.parent_index(u16::MAX), None);
    }

    #[test]
    fn faults_are_named() {
        use CodebookErrorKind::*;
        assert_eq!(kind("{"), Syntax);
        assert_eq!(kind(r#"{"version":9,"categories":[]}"#), UnknownVersion);
        assert_eq!(kind(&of(r#"{"id":" "}"#)), EmptyId);
        assert_eq!(kind(&of(r#"{"id":"a"},{"id":"a"}"#)), DuplicateId);
        assert_eq!(kind(&of(r#"{"id":"a","parent":"b"}"#)), UnknownParent);
        assert_eq!(kind(&of(r#"{"id":"a","parent":"a"}"#)), Cycle);
        assert_eq!(
            kind(&of(r#"{"id":"a","parent":"b"},{"id":"b","parent":"a"}"#)),
            Cycle
        );
        let deep = r#"{"id":"a","parent":"b"},{"id":"b","parent":"c"},{"id":"c"}"#;
        assert_eq!(kind(&of(deep)), TooDeep);
        assert_eq!(
            kind(&of(r#"{"id":"a","patterns":{"pl":["*"]}}"#)),
            EmptyPattern
        );
        assert_eq!(
            kind(&of(r#"{"id":"a","patterns":{"pl":["a*"]}}"#)),
            StemTooShort
        );
        let long = format!(r#"{{"id":"a","exclude":{{"pl":["{}"]}}}}"#, "x".repeat(101));
        let error = Codebook::from_json(&of(&long)).unwrap_err();
        assert_eq!(error.kind, PatternTooLong);
        assert_eq!(error.category.as_deref(), Some("a"));
    }

    #[test]
    fn writes_the_form_it_reads() {
        let codebook = Codebook::built_in();
        let text = serde_json::to_string(&codebook).unwrap();
        assert_eq!(Codebook::from_json(&text).unwrap(), codebook);
    }
}
