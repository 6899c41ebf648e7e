//! The report: every figure of one survey file as plain data.
//!
//! These types are the project's public contract (`vocal analyze --json`, the page's
//! `vocal.report()`). Names in JSON are snake_case and stable; fields may be added.

pub use crate::analysis::{
    Area, CategoryPart, Comparison, CrossCell, Crosstab, Decomposition, EventOnTrend, Finding,
    FindingChart, GroupPart, Join, NonResponse, OperationalFigure, OperationalFile, Paired,
    SeasonNote, Side, Simulation, Weighting,
};
pub use crate::figures::contingency::Association;
pub use crate::figures::drivers::{Driver, DriverModel};

use crate::filter::Filter;
use crate::values::DateOrder;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Version of the report's JSON form. It changes only when a field changes its meaning.
pub const REPORT_VERSION: u32 = 1;

/// All figures of one file under one filter.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Report {
    /// Always [`REPORT_VERSION`].
    pub version: u32,
    /// Which bytes the figures were made from.
    pub file: FileInfo,
    /// How the bytes were understood.
    pub reading: Reading,
    /// Rows that pass the filter; equals `file.rows` without a filter. Null when no figure of theirs is
    /// shown or the rows that it leaves out are too few.
    pub rows: Option<u32>,
    /// One entry per score column, in column order.
    pub scores: Vec<ScoreFigure>,
    /// One entry per score column and period that has answers, in that order.
    pub trend: Vec<TrendPoint>,
    /// One entry per score column and segment column, in that order.
    pub breakdowns: Vec<Breakdown>,
    /// Language and sentiment over all comments.
    pub text: TextFigure,
    /// One entry per category that is mentioned, most mentioned first.
    pub categories: Vec<CategoryFigure>,
    /// Which ratings go with the overall score, most important first (definitions.md §5).
    pub drivers: Vec<Driver>,
    /// The model behind `drivers`; null when there are too few ratings or answers for one.
    pub driver_model: Option<DriverModel>,
    /// The last period against the one before, per score column that has both.
    pub change: Vec<Comparison>,
    /// The comparisons that the settings ask for, in their order.
    pub comparisons: Vec<Comparison>,
    /// The crosstabs that the settings ask for, in their order.
    pub crosstabs: Vec<Crosstab>,
    /// How answers were weighted; null without weights.
    pub weighting: Option<Weighting>,
    /// What two years say about seasons, per score column that has them.
    pub seasons: Vec<SeasonNote>,
    /// The user's notes on the time axis.
    pub events: Vec<EventOnTrend>,
    /// Figures of customers, cases and areas, from columns or totals.
    pub operational: Vec<OperationalFigure>,
    /// The second file behind some of them; null without one.
    pub operational_file: Option<OperationalFile>,
    /// Bounds of the NPS over everybody who was invited; null when it is not known how many were.
    pub non_response: Option<NonResponse>,
    /// The simulations that the settings ask for, in their order.
    pub simulations: Vec<Simulation>,
    /// At most ten findings, most important first.
    pub findings: Vec<Finding>,
    /// Findings of the survey health checks.
    pub health: Vec<HealthFinding>,
    /// What the user should know about the reading.
    pub warnings: Vec<Warning>,
}

/// The part of a [`Report`] that follows a filter at once: what a page shows first.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Figures {
    /// As in the report.
    pub rows: Option<u32>,
    /// As in the report.
    pub scores: Vec<ScoreFigure>,
    /// As in the report.
    pub trend: Vec<TrendPoint>,
    /// As in the report.
    pub breakdowns: Vec<Breakdown>,
}

/// A figure whose answers count with weights (definitions.md §2).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct WeightedFigure {
    /// Value in the unit of the score's figure.
    pub value: f64,
    /// 95 % interval with the effective number of answers.
    pub interval: Option<[f64; 2]>,
    /// Effective number of answers (Kish).
    pub effective_n: f64,
}

/// Identity of the analysed bytes.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct FileInfo {
    /// File name as given by the caller, without a path.
    pub name: String,
    /// SHA-256 of the bytes in lower-case hexadecimal; empty until the caller has computed it.
    pub sha256: String,
    /// Data rows that were read.
    pub rows: u32,
}

/// How a file was read.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Reading {
    /// `csv` (a tab-separated file is csv with a tab), `xlsx`, `xls`, `ods`, `json`, `ndjson`, `sav`.
    pub format: String,
    /// WHATWG label of the encoding, for example `utf-8` or `windows-1250`.
    pub encoding: String,
    /// Field delimiter; null for formats without one.
    pub delimiter: Option<String>,
    /// Quote character; null when the file uses none.
    pub quote: Option<String>,
    /// Physical rows before the first record that belong to the header.
    pub header_rows: u32,
    /// Data rows.
    pub rows: u32,
    /// Sheet name for workbooks.
    pub sheet: Option<String>,
    /// All sheets of a workbook, or all tables of an archive; empty where there is one only.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sheets: Vec<String>,
    /// Name of the file that was read out of an archive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inside: Option<String>,
    /// Names of the files that were appended, in order; absent for one file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// Recognised platform, for example `surveymonkey`.
    pub source: Option<String>,
    /// One entry per column of the file.
    pub columns: Vec<ColumnReading>,
    /// What the user should know about the reading.
    pub warnings: Vec<Warning>,
}

/// How one column was understood.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ColumnReading {
    /// Zero-based position in the file.
    pub index: u32,
    /// Header text; empty when the header cell is blank.
    pub name: String,
    /// What the column is for.
    pub role: Role,
    /// Question type of a score column; null for a rating that is none of the known ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metric: Option<Metric>,
    /// Lowest and highest answer of a score column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale: Option<[i32; 2]>,
    /// True when a low answer is the good one (CES 1.0).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub low_is_good: bool,
    /// Kind of personal data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pii: Option<Pii>,
    /// True on the one date column that the trend uses.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub primary: bool,
    /// Order of day and month in a date column; absent where no cell depends on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_order: Option<DateOrder>,
    /// How sure the guess is, 0 to 1. 1 when the user decided.
    pub confidence: f64,
    /// Rows with a non-blank cell.
    pub answered: u32,
    /// Different non-blank values, counted up to a limit of 65,536.
    pub distinct: u32,
    /// True when the user set the role rather than the reader.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub decided: bool,
    /// Index of the column that stands for the multiple-choice question this one belongs to: the
    /// first of its columns. That one is a segment in which a row can have several values, and its
    /// name is the question without an option.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choice_of: Option<u32>,
}

/// What a column is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Identifies an answer or a respondent.
    Id,
    /// Date or date with time.
    Date,
    /// Answer on a numeric scale.
    Score,
    /// Free text.
    Comment,
    /// A small set of values to compare groups by.
    Segment,
    /// Personal data: masked everywhere, never a segment.
    Pii,
    /// A number that is not an answer on a scale.
    Number,
    /// Yes or no.
    Flag,
    /// Not used.
    Ignored,
}

/// Question types with a figure of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Net Promoter Score, 0 to 10.
    Nps,
    /// Customer satisfaction, top-2-box.
    Csat,
    /// Customer effort, 1 to 5, low is good.
    Ces,
    /// Customer effort 2.0, 1 to 7 agreement, high is good.
    Ces2,
    /// Area rating of the Customer Happiness Index, 0 to 10.
    Chi,
}

/// Kinds of personal data that a column can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pii {
    /// E-mail address.
    Email,
    /// Telephone number.
    Phone,
    /// First name, last name or both.
    Name,
    /// Postal address or geographic position.
    Address,
    /// Internet address.
    Ip,
    /// National or tax number (PESEL, NIP).
    NationalId,
    /// Number of a panel member or employee.
    PersonId,
}

/// A figure for one score column.
///
/// `unit` of `value`: points −100…100 for NPS, percent 0…100 for CSAT, scale points otherwise.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct ScoreFigure {
    /// Column index.
    pub column: u32,
    /// Question type; null for a plain rating.
    pub metric: Option<Metric>,
    /// Which definition was used, for example `top_2_box` (definitions.md §1).
    pub variant: &'static str,
    /// Lowest and highest answer.
    pub scale: [i32; 2],
    /// True when a low answer is the good one.
    pub low_is_good: bool,
    /// True when a low figure is the good one: a share of good answers is good when it is high, whichever end
    /// of the scale is good.
    pub lower_is_better: bool,
    /// Valid answers; null when `hidden` under a filter.
    pub n: Option<u32>,
    /// Rows without a valid answer: blank, "don't know", out of scale; null likewise and when the number of
    /// rows is.
    pub excluded: Option<u32>,
    /// The figure; null when `hidden` or without answers.
    pub value: Option<f64>,
    /// 95 % interval of `value`.
    pub interval: Option<[f64; 2]>,
    /// Answers 9–10 (NPS only).
    pub promoters: Option<u32>,
    /// Answers 7–8 (NPS only).
    pub passives: Option<u32>,
    /// Answers 0–6 (NPS only).
    pub detractors: Option<u32>,
    /// Share in percent of answers in the good box (CSAT top-2, CES 1–2, CES 2.0 5–7).
    pub box_share: Option<f64>,
    /// Wilson 95 % interval of `box_share`.
    pub box_interval: Option<[f64; 2]>,
    /// Mean answer.
    pub mean: Option<f64>,
    /// t 95 % interval of the mean.
    pub mean_interval: Option<[f64; 2]>,
    /// People behind the answers, by the id column, when their effective number is below nine tenths of the
    /// answers: all intervals count answers, and differences are called real only where they are among people.
    /// Not told under a filter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub people: Option<u32>,
    /// Interval with the finite population correction, when the population's size is known.
    pub finite_interval: Option<[f64; 2]>,
    /// The weighted figure, when the settings give weights.
    pub weighted: Option<WeightedFigure>,
    /// Answer → count, for every point of the scale, ascending.
    pub distribution: Vec<(i32, u32)>,
    /// Answer → the file's word for it, in no order, where answers are words: points without one are none of the question's.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<(i32, String)>,
    /// True when fewer answers than the minimum group size, or to protect a group: no figure is shown.
    pub hidden: bool,
    /// True when it is hidden because it could not be proven safe in time, not because of its size.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unproven: bool,
}

/// One period of one score column.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct TrendPoint {
    /// Column index of the score.
    pub column: u32,
    /// `2026-01` for a month, `2026-01-31`, `2026-W05` or `2026-Q1` for other lengths.
    pub period: String,
    /// Valid answers; null when `hidden`.
    pub n: Option<u32>,
    /// Value in the unit of the score's figure.
    pub value: Option<f64>,
    /// 95 % interval.
    pub interval: Option<[f64; 2]>,
    /// Lower and upper control limit for this period's n (definitions.md §3).
    pub limits: Option<[f64; 2]>,
    /// `above` or `below` when outside the limits, and when chance alone would rarely have it so.
    pub flag: Option<&'static str>,
    /// With a flag: chance that as many answers drawn from all lie so far out on that side.
    #[serde(skip)]
    pub tail: Option<f64>,
    /// True when suppressed by the minimum group size.
    pub hidden: bool,
}

/// One score by one segment.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Breakdown {
    /// Column index of the score.
    pub column: u32,
    /// Column index of the segment.
    pub by: u32,
    /// Groups, largest first and hidden ones last.
    pub groups: Vec<Group>,
    /// True when groups are hidden because they could not be proven safe in time, not because of their size.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unproven: bool,
    /// Everybody who is in none of the groups that are shown; null when no group is hidden, when none is
    /// shown, when the score itself is hidden, and for multi-select questions, where a row is in several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub together: Option<Together>,
    /// Whether the classes of answers (promoters, passives and detractors; good box and others)
    /// depend on the segment, over the groups that are shown.
    pub association: Option<Association>,
}

/// One group of a breakdown.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Group {
    /// Segment value.
    pub key: String,
    /// Valid answers; null when `hidden`.
    pub n: Option<u32>,
    /// Value in the unit of the score's figure.
    pub value: Option<f64>,
    /// 95 % interval.
    pub interval: Option<[f64; 2]>,
    /// This group against all others, Benjamini–Hochberg over all groups of this score.
    pub p_adjusted: Option<f64>,
    /// Value minus the value of all others together.
    pub difference: Option<f64>,
    /// 95 % interval of `difference`.
    pub difference_interval: Option<[f64; 2]>,
    /// Effect size of `difference`: Cohen's h for CSAT, Cohen's d otherwise.
    pub effect: Option<f64>,
    /// The weighted figure, when the settings give weights.
    pub weighted: Option<WeightedFigure>,
    /// True when suppressed by the minimum group size or to protect another group.
    pub hidden: bool,
}

/// The hidden groups of a breakdown and the answers in no group as one. It tells nothing new: anybody can subtract
/// the groups that are shown from the total. Without it one person who named no group would take the second of two
/// large groups out of sight.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Together {
    /// Valid answers.
    pub n: u32,
    /// Value in the unit of the score's figure.
    pub value: Option<f64>,
    /// 95 % interval.
    pub interval: Option<[f64; 2]>,
}

/// Language and sentiment of all comments.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct TextFigure {
    /// Non-blank comments; null when `hidden` under a filter.
    pub n: Option<u32>,
    /// Comments by language: `pl`, `en`, `other`.
    pub languages: BTreeMap<&'static str, u32>,
    /// Comments by sentiment.
    pub sentiment: SentimentCounts,
    /// Net sentiment: 100·(positive − negative)/mentions with a sentiment; null when fewer mentions
    /// than the minimum group size have one.
    pub net_sentiment: Option<f64>,
    /// 95 % interval of `net_sentiment`.
    pub net_sentiment_interval: Option<[f64; 2]>,
    /// Mentions with a sentiment, behind `net_sentiment`.
    pub net_sentiment_n: u32,
    /// True when suppressed by the minimum group size.
    pub hidden: bool,
}

/// Counts by sentiment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct SentimentCounts {
    /// Praise.
    pub positive: u32,
    /// Neither.
    pub neutral: u32,
    /// Complaint.
    pub negative: u32,
    /// Praise and complaint.
    pub mixed: u32,
}

/// One category over all comments.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct CategoryFigure {
    /// Codebook id.
    pub id: String,
    /// Id of the category above; null on the first level.
    pub parent: Option<String>,
    /// Names by language, from the codebook.
    pub label: BTreeMap<String, String>,
    /// People whose comments mention it; null when `hidden`.
    pub n: Option<u32>,
    /// Share of those who wrote a comment with Wilson 95 % interval: estimate, low, high, each 0…1.
    pub share: Option<[f64; 3]>,
    /// Mentions with a positive statement.
    pub positive: Option<u32>,
    /// Mentions with a neutral statement.
    pub neutral: Option<u32>,
    /// Mentions with a negative statement.
    pub negative: Option<u32>,
    /// Leave-out impact on the first NPS (definitions.md §4); null without NPS.
    pub impact: Option<f64>,
    /// 95 % bootstrap interval of `impact`.
    pub impact_interval: Option<[f64; 2]>,
    /// Respondents with an NPS answer who name it, behind `impact`.
    pub impact_n: Option<u32>,
    /// Shapley impact on the first NPS in points, without double counting; first level only.
    pub shapley: Option<f64>,
    /// 95 % bootstrap interval of `shapley`.
    pub shapley_interval: Option<[f64; 2]>,
    /// Place by `impact` on the first level, 1 for the lowest.
    pub impact_rank: Option<u32>,
    /// Share of the resamples in which the place was the same, 0 to 1.
    pub rank_stability: Option<f64>,
    /// Share of the resamples in which the category had the lowest impact, 0 to 1.
    pub worst_share: Option<f64>,
    /// True when suppressed by the minimum group size.
    pub hidden: bool,
}

/// Result of one survey health check (definitions.md §6).
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct HealthFinding {
    /// Number of the check.
    pub check: u32,
    /// Stable code.
    pub code: &'static str,
    /// Rows concerned.
    pub rows: u32,
    /// Values that the message shows.
    pub params: Params,
    /// The first 200 of the rows concerned, from 0; empty when the finding is not about single rows.
    pub row_list: Vec<u32>,
    /// What can be done: `exclude_rows` (or take them in again), `set_column` (another reading of the
    /// column), `filter` (look at one part alone) or `acknowledge` (mark as known, or unmark).
    pub action: Option<&'static str>,
    /// What the action changes in the settings: field → its whole new value. Putting the old values
    /// in place again undoes it. Empty for `filter`.
    pub patch: Params,
    /// The filter that the action sets; empty for other actions.
    pub filter: Filter,
    /// True when somebody marked it as known.
    pub acknowledged: bool,
    /// True when the rows are left out of all figures already.
    pub excluded: bool,
}

/// Values that a message shows, by name.
pub type Params = BTreeMap<&'static str, serde_json::Value>;

/// Something the user should know: a stable code, a place and parameters, no text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Warning {
    /// Stable code.
    pub code: &'static str,
    /// Column index.
    pub column: Option<u32>,
    /// One-based line of the file.
    pub row: Option<u64>,
    /// Values that the message shows.
    pub params: Params,
}
