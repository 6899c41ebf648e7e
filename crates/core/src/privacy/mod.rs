//! Personal data inside comments (definitions.md §7).

mod mask;

pub use mask::mask;
