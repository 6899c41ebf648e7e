//! Figures: from counts of answers to values with uncertainty (definitions.md).
//!
//! Most of it works on a [`Histogram`] of whole-number answers: it is small, can be added up over
//! groups and files, and holds all that the figures need. What needs whole rows works on sums of
//! random blocks of rows (`resample`).

pub mod breakdown;
pub mod category;
pub mod change;
pub mod contingency;
pub mod crosstab;
pub mod distributions;
pub mod drivers;
pub mod equations;
pub mod histogram;
pub mod importance;
pub mod intervals;
pub mod linear;
pub mod nesting;
pub mod people;
pub mod resample;
pub mod rng;
pub mod score;
pub mod tests_of_difference;
pub mod times;
pub mod trend;
pub mod weighting;

pub use histogram::Histogram;
