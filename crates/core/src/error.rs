//! Errors: a kind, a place and parameters. The text is made by whoever shows it.

use crate::report::Params;
use serde::Serialize;
use serde_json::Value;

/// Why an input could not be used.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Error {
    /// Stable code, for example `empty_file`.
    pub code: &'static str,
    /// Zero-based column, when the error has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// One-based line of the file, when the error has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// Values that the message shows: what was found, what was expected.
    pub params: Params,
}

impl Error {
    /// An error without a place.
    pub fn new(code: &'static str) -> Self {
        Error {
            code,
            column: None,
            row: None,
            params: Params::new(),
        }
    }

    /// Adds a value for the message.
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.params.insert(name, value.into());
        self
    }

    /// Adds the line of the file.
    pub fn at_row(mut self, row: u64) -> Self {
        self.row = Some(row);
        self
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?}", self.code, self.params)
    }
}

impl std::error::Error for Error {}
