//! Bytes → table: encoding, dialect, records, columns.
//!
//! [`Reader`] takes the bytes in chunks of any size and gives the same table for every way of
//! cutting them. It keeps a first window of bytes back until it can tell encoding and dialect,
//! then reads record by record; the file is never held as one text.

mod dialect;
mod encoding;
mod header;
mod reader;
mod records;
mod signature;
mod summary;
mod table;

pub use dialect::{Dialect, detect_dialect};
pub use encoding::{EncodingGuess, detect_encoding};
pub use header::Layout;
pub use reader::{RawReading, Reader, convert};
pub use records::{Record, Records};
pub use table::{Cells, Column, Table, TextArena};
