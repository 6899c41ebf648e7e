//! Bytes → table: encoding, dialect, records, columns.
//!
//! [`Reader`] takes the bytes in chunks of any size and gives the same table for every way of
//! cutting them. It keeps a first window of bytes back until it can tell encoding and dialect,
//! then reads record by record; the file is never held as one text. A [`PartReader`] can read the later
//! half of a delimited file meanwhile, in another instance. Workbooks, JSON, SPSS files and
//! archives are collected first and then streamed into the same columns.

mod append;
mod archive;
mod biff;
mod builder;
mod bytes;
mod compound;
mod convert;
mod decoding;
mod dialect;
mod encoding;
mod footer;
mod header;
mod json;
mod markup;
mod open;
mod opendocument;
mod parts;
mod places;
mod reader;
mod records;
mod rows;
mod sav;
mod serial;
mod set_aside;
mod signature;
mod source;
mod specials;
mod summary;
mod table;
mod texts;
mod workbook;
mod xml;

pub use append::{Source, append};
pub use convert::convert;
pub use dialect::{Dialect, detect_dialect};
pub use encoding::{EncodingGuess, detect_encoding};
pub use header::Layout;
pub use parts::PartReader;
pub use reader::{RawReading, Reader};
pub use records::{Record, Records};
pub use set_aside::{SetAside, set_aside_csv};
pub use table::{Cells, Codes, Column, Table, TextArena};
pub use texts::{Page, Texts};
