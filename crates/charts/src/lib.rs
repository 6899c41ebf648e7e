//! Figures as people see them: accessible SVG charts and the sentences that go with them.
//!
//! [`draw`] turns one figure of a report into a chart: SVG, title, one sentence with the takeaway
//! and the same data as a table. [`messages`] holds every text for people, for the command line
//! too. The same report and request give the same bytes natively, in Node and in a worker: no
//! fonts, no document, whole pixels.

mod breakdown;
mod canvas;
mod categories;
mod distribution;
pub mod findings;
mod frame;
pub mod messages;
mod palette;
mod period;
pub mod plural;
mod scale;
mod sentiment;
mod text;
mod trend;
mod unit;

pub use palette::Theme;

use frame::Frame;
use messages::Lang;
use serde::{Deserialize, Serialize};
use vocal_core::report::Report;

/// What a chart shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChartKind {
    /// Answers per scale point of one score.
    Distribution,
    /// One score by day, week, month or quarter with intervals and control limits.
    Trend,
    /// One score by the groups of one segment with intervals.
    Breakdown,
    /// Comments by sentiment.
    Sentiment,
    /// Categories by the sentiment of their mentions.
    Categories,
}

/// A chart to draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartRequest {
    /// What to show.
    pub kind: ChartKind,
    /// Column index of the score: needed by distribution, trend and breakdown.
    #[serde(default)]
    pub column: Option<u32>,
    /// Column index of the segment: needed by breakdown.
    #[serde(default)]
    pub by: Option<u32>,
    /// Width in CSS pixels, limited to 320–1600; the default is 640. The height follows from the
    /// content.
    #[serde(default = "default_width")]
    pub width: u32,
    /// Colours; the default is light.
    #[serde(default)]
    pub theme: Theme,
    /// Language of every text.
    pub lang: Lang,
}

fn default_width() -> u32 {
    640
}

/// A drawn chart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chart {
    /// A complete `<svg>` element. Clickable parts have the class `mark`, and the condition that
    /// they stand for as JSON in `data-condition`.
    pub svg: String,
    /// What the chart shows.
    pub title: String,
    /// One sentence with what can be concluded.
    pub description: String,
    /// The same data as a table.
    pub table: Table,
}

/// A table of formatted texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Table {
    /// Column names.
    pub header: Vec<String>,
    /// Cells, as many per row as the header has.
    pub rows: Vec<Vec<String>>,
}

/// Why a chart cannot be drawn: a stable code with parameters, `{"code":…,"params":{…}}` in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
pub enum ChartError {
    /// The request names no score column, but the kind needs one.
    MissingColumn {
        /// Kind that was asked for.
        kind: ChartKind,
    },
    /// A breakdown was asked for without a segment column.
    MissingSegment {},
    /// The report has no score in this column.
    UnknownColumn {
        /// Column index.
        column: u32,
    },
    /// The report has no breakdown of this score by this segment.
    UnknownBreakdown {
        /// Column index of the score.
        column: u32,
        /// Column index of the segment.
        by: u32,
    },
    /// There is nothing to draw.
    NoData {
        /// Kind that was asked for.
        kind: ChartKind,
    },
    /// There is data, but too little of it to be shown (minimum group size).
    Hidden {
        /// Kind that was asked for.
        kind: ChartKind,
    },
    /// The drawing library failed.
    Drawing {},
}

impl ChartError {
    /// Why there is nothing to draw: too few for all that there is, or nothing at all.
    fn nothing(kind: ChartKind, hidden: bool) -> ChartError {
        match hidden {
            true => ChartError::Hidden { kind },
            false => ChartError::NoData { kind },
        }
    }

    /// Stable code, as in JSON.
    pub fn code(&self) -> &'static str {
        match self {
            ChartError::MissingColumn { .. } => "missing_column",
            ChartError::MissingSegment {} => "missing_segment",
            ChartError::UnknownColumn { .. } => "unknown_column",
            ChartError::UnknownBreakdown { .. } => "unknown_breakdown",
            ChartError::NoData { .. } => "no_data",
            ChartError::Hidden { .. } => "hidden",
            ChartError::Drawing {} => "drawing",
        }
    }
}

impl std::fmt::Display for ChartError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.code())
    }
}

impl std::error::Error for ChartError {}

/// Draws one chart of a report.
///
/// # Errors
///
/// A [`ChartError`] when the request does not fit the report or there is nothing to show.
pub fn draw(report: &Report, request: &ChartRequest) -> Result<Chart, ChartError> {
    let frame = Frame::new(report, request);
    match request.kind {
        ChartKind::Distribution => distribution::draw(&frame),
        ChartKind::Trend => trend::draw(&frame),
        ChartKind::Breakdown => breakdown::draw(&frame),
        ChartKind::Sentiment => sentiment::draw(&frame),
        ChartKind::Categories => categories::draw(&frame),
    }
}
