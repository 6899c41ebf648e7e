//! Results as text tables for a terminal, each part of the report in a file of its own.

mod breakdowns;
mod comments;
mod drivers;
mod file;
mod findings;
mod layout;
mod operational;
mod scores;
mod words;

pub use file::reading;
pub use layout::for_terminal;

use vocal_charts::messages::Messages;
use vocal_core::report::Report;

/// The whole report.
pub fn report(report: &Report, messages: &Messages) -> String {
    let mut text = String::new();
    text += &findings::findings(report, messages);
    text += &findings::health(report, messages);
    text += &scores::scores(report, messages);
    text += &operational::operational(report, messages);
    text += &scores::trend(report, messages);
    text += &scores::comparisons(report, messages);
    text += &drivers::drivers(report, messages);
    for breakdown in &report.breakdowns {
        text += &breakdowns::breakdown_table(report, breakdown, messages);
    }
    for crosstab in &report.crosstabs {
        text += &breakdowns::crosstab_table(report, crosstab, messages);
    }
    text += &comments::comments(&report.text, messages);
    text += &comments::categories(&report.categories, messages);
    text += &file::warnings(&report.warnings, messages);
    text
}
