//! Settings: everything a person may decide about an analysis. They are also the configuration
//! file of the command and the settings file that the page saves.

use crate::report::{Metric, Pii, Role};
use serde::{Deserialize, Serialize};

/// Decisions about one analysis. Every field has a default, so `{}` is a valid file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Version of this file format. The default is 1.
    pub version: u32,
    /// Groups with fewer answers are not shown. The default is 5 (definitions.md §2).
    pub min_group: u32,
    /// Comments of a segment with fewer rows are not shown. The default is 10 (definitions.md §2).
    pub min_quotes: u32,
    /// Seed of everything random. The default is 1.
    pub seed: u64,
    /// WHATWG label of the encoding; detected when absent.
    pub encoding: Option<String>,
    /// Field delimiter, one ASCII character; detected when absent.
    pub delimiter: Option<char>,
    /// Number of header rows; detected when absent.
    pub header_rows: Option<u32>,
    /// Name of the sheet, or of the file in an archive; chosen when absent.
    pub sheet: Option<String>,
    /// Decisions about single columns.
    pub columns: Vec<ColumnSetting>,
    /// What the reader refuses to exceed.
    pub limits: Limits,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            version: 1,
            min_group: 5,
            min_quotes: 10,
            seed: 1,
            encoding: None,
            delimiter: None,
            header_rows: None,
            sheet: None,
            columns: Vec::new(),
            limits: Limits::default(),
        }
    }
}

/// A decision about one column. The name wins over the index, so that a settings file still fits
/// the next wave when a column was added before it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ColumnSetting {
    /// Zero-based position, used when there is no name or no column of that name.
    pub index: Option<u32>,
    /// Header text.
    pub name: Option<String>,
    /// What the column is for; guessed when absent.
    pub role: Option<Role>,
    /// Question type of a score column; null is a plain rating.
    pub metric: Option<Metric>,
    /// Lowest and highest answer; taken from the question type and the values when absent.
    pub scale: Option<[i32; 2]>,
    /// True when a low answer is the good one.
    pub low_is_good: Option<bool>,
    /// Kind of personal data.
    pub pii: Option<Pii>,
}

/// Bounds that are checked before memory is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Bytes of the file. The default is 4 GiB, the most a 32-bit module can address.
    pub bytes: u64,
    /// Data rows. The default is 20 million.
    pub rows: u32,
    /// Columns. The default is 16,384, as in a spreadsheet.
    pub columns: u32,
    /// Bytes of one record. The default is 16 MiB; a longer one is a quote that was never closed.
    pub record_bytes: u32,
    /// Cells, blank ones included. The default is 400 million.
    pub cells: u64,
    /// Bytes that a compressed file may grow to, over all its parts. The default is 2 GiB.
    pub inflated_bytes: u64,
    /// Inflated bytes per compressed byte, from 32 MiB on. The default is 250; sheets of equal
    /// rows reach 100, a bomb 1,000.
    pub ratio: u32,
    /// Different strings of a workbook. The default is 20 million.
    pub strings: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            bytes: 1 << 32,
            rows: 20_000_000,
            columns: 16_384,
            record_bytes: 16 << 20,
            cells: 400_000_000,
            inflated_bytes: 2 << 30,
            ratio: 250,
            strings: 20_000_000,
        }
    }
}
