//! What must not be given away (definitions.md §2): which groups and cells a view hides so that nobody few can be
//! computed from this view and others.

pub(super) mod beside;
pub(super) mod cubes;
pub(super) mod lengths;
pub(super) mod longer_tables;
pub(super) mod options;
pub(super) mod profiles;
pub(super) mod protection;
