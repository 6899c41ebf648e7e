//! Figures: from counts of answers to values with uncertainty (definitions.md).
//!
//! Everything here works on a [`Histogram`] of whole-number answers: it is small, can be added up
//! over groups and files, and holds all that the figures need.

pub mod breakdown;
pub mod category;
pub mod distributions;
pub mod histogram;
pub mod intervals;
pub mod score;
pub mod tests_of_difference;
pub mod trend;

pub use histogram::Histogram;
