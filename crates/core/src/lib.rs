//! Vocal's core: bytes of a survey export in, figures out.
//!
//! Pure by construction: no I/O, no clock, no drawing, no text for people. The same bytes and
//! settings give the same report natively and in the browser.
//!
//! The path of a file: [`reading`] turns bytes into a table, [`roles`] says what each column is
//! for, [`text`] codes the comments, [`figures`] computes, and [`analysis`] holds it all together
//! and answers questions under a filter.

pub mod analysis;
pub mod choices;
pub mod digest;
pub mod error;
mod exchange;
pub mod figures;
pub mod filter;
pub mod likert;
mod listed;
mod order;
pub mod privacy;
pub mod reading;
pub mod report;
pub mod roles;
pub mod settings;
pub mod text;
pub mod values;

pub use analysis::Analysis;
pub use error::Error;
pub use reading::Reader;
pub use report::Report;
pub use settings::Settings;
