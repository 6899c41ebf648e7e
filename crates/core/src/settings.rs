//! Settings: everything a person may decide about an analysis. They are also the configuration
//! file of the command and the settings file that the page saves.

use crate::filter::Filter;
use crate::report::{Metric, Pii, Role};
use crate::text::{Codebook, Sentiment};
use crate::values::DateOrder;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;

/// Decisions about one analysis. Every field has a default, so `{}` is a valid file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Version of this file format. The default is 1.
    pub version: u32,
    /// Groups with fewer answers are not shown. The default is 5 (definitions.md §2).
    pub min_group: u32,
    /// Comments of a segment with fewer rows are not shown. The default is 10 (definitions.md §2).
    pub min_quotes: u32,
    /// Seed of everything random. The default is 1.
    pub seed: u64,
    /// WHATWG label of the encoding; detected when absent.
    pub encoding: Option<String>,
    /// Field delimiter, one ASCII character; detected when absent.
    pub delimiter: Option<char>,
    /// Number of header rows; detected when absent.
    pub header_rows: Option<u32>,
    /// Name of the sheet, or of the file in an archive; chosen when absent.
    pub sheet: Option<String>,
    /// Decisions about single columns.
    pub columns: Vec<ColumnSetting>,
    /// Categories to code with; the built-in ones when absent.
    #[serde(
        deserialize_with = "checked_codebook",
        skip_serializing_if = "Option::is_none"
    )]
    pub codebook: Option<Codebook>,
    /// Corrections and stars of single comments.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Decision>,
    /// What is learned from the file itself.
    #[serde(skip_serializing_if = "LearningSetting::is_off")]
    pub learning: LearningSetting,
    /// Keys of suggested topics that the user does not want to see again.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dismissed: Vec<String>,
    /// What the reader refuses to exceed.
    pub limits: Limits,
    /// Length of a period of the trend. The default is a month.
    pub period: Period,
    /// The user's notes on the time axis.
    pub events: Vec<EventNote>,
    /// Numeric columns that are compared by bands instead of single values. Columns with an age in
    /// years have bands without being asked.
    pub bands: Vec<BandSetting>,
    /// Weights of the answers; without, every answer counts the same.
    pub weights: Option<WeightSetting>,
    /// Weights of the areas of the Customer Happiness Index; an area without has weight 1.
    pub areas: Vec<AreaWeight>,
    /// Figures that are known without a table, for example how many people were invited.
    pub totals: Totals,
    /// Columns of operational metrics, beside those that are recognised by their names.
    pub operational: Vec<OperationalColumn>,
    /// How the second file is joined to the survey; found by comparing ids when absent.
    pub join: Option<JoinSetting>,
    /// Comparisons that the report includes.
    pub comparisons: Vec<CompareRequest>,
    /// Crosstabs that the report includes.
    pub crosstabs: Vec<CrosstabRequest>,
    /// Simulations that the report includes.
    pub simulations: Vec<SimulationRequest>,
    /// Health findings whose rows are left out of all figures. Taking one out of the list undoes it.
    pub excluded_checks: Vec<ExcludedCheck>,
    /// Codes of health findings that somebody has seen and marked as known.
    pub acknowledged: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            version: 1,
            min_group: 5,
            min_quotes: 10,
            seed: 1,
            encoding: None,
            delimiter: None,
            header_rows: None,
            sheet: None,
            columns: Vec::new(),
            codebook: None,
            decisions: Vec::new(),
            learning: LearningSetting::default(),
            dismissed: Vec::new(),
            limits: Limits::default(),
            period: Period::default(),
            events: Vec::new(),
            bands: Vec::new(),
            weights: None,
            areas: Vec::new(),
            totals: Totals::default(),
            operational: Vec::new(),
            join: None,
            comparisons: Vec::new(),
            crosstabs: Vec::new(),
            simulations: Vec::new(),
            excluded_checks: Vec::new(),
            acknowledged: Vec::new(),
        }
    }
}

/// What rows are left out for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ExcludedCheck {
    /// Every finding of the check of this number: all that files could say before codes were accepted.
    Check(u32),
    /// The finding of this code alone.
    Code(String),
}

impl Settings {
    /// True when the rows of a finding are left out, by its own code or with its whole check.
    pub(crate) fn leaves_out(&self, check: u32, code: &str) -> bool {
        self.excluded_checks.iter().any(|one| match one {
            ExcludedCheck::Check(number) => *number == check,
            ExcludedCheck::Code(own) => own == code,
        })
    }
}

/// Length of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// `2026-01-31`.
    Day,
    /// ISO 8601 week, `2026-W05`.
    Week,
    /// `2026-01`.
    #[default]
    Month,
    /// `2026-Q1`.
    Quarter,
}

/// Something that happened, to be shown on the trend.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct EventNote {
    /// `YYYY-MM-DD`.
    pub date: String,
    /// The user's words.
    pub text: String,
}

/// A column, by name, else by zero-based index.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ColumnRef {
    /// Zero-based position, used when there is no name or no column of that name.
    pub index: Option<u32>,
    /// Header text.
    pub name: Option<String>,
}

/// Bands of a numeric column: below the first cut, from each cut to the next, from the last cut on.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct BandSetting {
    /// The column.
    #[serde(flatten)]
    pub column: ColumnRef,
    /// Lower ends of the bands, ascending.
    pub cuts: Vec<i32>,
}

/// Where weights come from: a column, target shares of one or two segments (raking), or both, when
/// raking starts from the column's weights.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WeightSetting {
    /// Column with a weight per row.
    pub column: Option<ColumnRef>,
    /// Segments with the shares that their groups have in the population.
    pub targets: Vec<TargetSetting>,
}

/// Population shares of one segment.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TargetSetting {
    /// The segment.
    #[serde(flatten)]
    pub column: ColumnRef,
    /// Group → share; scaled to a sum of 1.
    pub shares: BTreeMap<String, f64>,
}

/// Weight of one area of the Customer Happiness Index.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AreaWeight {
    /// The area's column.
    #[serde(flatten)]
    pub column: ColumnRef,
    /// Weight, 0 or more.
    pub weight: f64,
}

/// Known totals; all optional (definitions.md §1 and §2).
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Totals {
    /// People who were invited to the survey.
    pub invited: Option<f64>,
    /// People who answered; the rows of the file when absent.
    pub answered: Option<f64>,
    /// Everybody the survey is about, for the finite population correction.
    pub population: Option<f64>,
    /// Customers at the start of the period.
    pub customers_start: Option<f64>,
    /// Customers at its end.
    pub customers_end: Option<f64>,
    /// Customers won during the period; without it nothing is said about retention.
    pub customers_new: Option<f64>,
    /// Customers lost during the period.
    pub customers_lost: Option<f64>,
    /// All cases.
    pub cases: Option<f64>,
    /// Days without another contact after which a case counts as solved at the first one.
    pub fcr_window_days: Option<f64>,
    /// Cases solved at the first contact.
    pub cases_first_contact: Option<f64>,
    /// All customers, for the referral rate.
    pub customers: Option<f64>,
    /// Customers that referred somebody.
    pub customers_referring: Option<f64>,
    /// Last year's revenue.
    pub revenue_last_year: Option<f64>,
    /// This year's revenue of last year's customers.
    pub revenue_retained: Option<f64>,
    /// This year's revenue of new customers who came by referral or reputation.
    pub revenue_earned_new: Option<f64>,
}

/// What a column of an operational metric holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OperationalRole {
    /// Yes when the case was solved at the first contact.
    FirstContact,
    /// Hours until the case was resolved.
    ResolutionHours,
    /// When the case was opened.
    Opened,
    /// When it was resolved.
    Resolved,
    /// Yes when the customer was lost.
    Churned,
    /// Yes when the customer was kept.
    Retained,
    /// Yes when the customer referred somebody.
    Referred,
    /// Yes when the invited person answered.
    Responded,
    /// Last year's revenue of the customer.
    RevenueLastYear,
    /// This year's revenue of the customer.
    RevenueThisYear,
    /// Why the customer joined: referral and reputation are earned.
    Reason,
    /// Seconds that the respondent took.
    Duration,
}

/// A column of an operational metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OperationalColumn {
    /// The column.
    #[serde(flatten)]
    pub column: ColumnRef,
    /// What it holds.
    pub holds: OperationalRole,
    /// True for a column of the second file. The default is false, a column of the survey.
    #[serde(default)]
    pub second_file: bool,
}

/// Which columns say that a row of the second file and an answer belong to the same person or case.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct JoinSetting {
    /// Column of the survey.
    pub survey: ColumnRef,
    /// Column of the second file.
    pub second_file: ColumnRef,
}

/// Two groups to compare.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CompareRequest {
    /// Column index of the score; the main score when absent.
    pub column: Option<u32>,
    /// Rows that both groups are taken from. The default is all rows.
    pub filter: Filter,
    /// The first group; absent means all rows that are not in the second.
    pub before: Option<Filter>,
    /// The second group.
    pub after: Filter,
}

/// Two segments at once.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CrosstabRequest {
    /// Column index of the score; the main score when absent.
    pub column: Option<u32>,
    /// Column index of the segment in the rows.
    pub rows: u32,
    /// Column index of the segment in the columns.
    pub columns: u32,
    /// Rows to look at. The default is all rows.
    pub filter: Filter,
}

/// "What if": a share of some respondents changes its mind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SimulationRequest {
    /// Column index of the NPS; the first one when absent.
    pub column: Option<u32>,
    /// Whose NPS it is. The default is everybody's.
    pub within: Filter,
    /// Who of them changes, for example everybody who names delivery. The default is all of them.
    pub filter: Filter,
    /// Class that they leave.
    pub from: NpsClass,
    /// Class that they enter.
    pub to: NpsClass,
    /// Share of them that changes, 0 to 1. The default is 0.5.
    pub share: f64,
}

impl Default for SimulationRequest {
    fn default() -> Self {
        SimulationRequest {
            column: None,
            within: Filter::new(),
            filter: Filter::new(),
            from: NpsClass::Detractor,
            to: NpsClass::Passive,
            share: 0.5,
        }
    }
}

/// Class of an answer to the NPS question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NpsClass {
    /// 0–6.
    Detractor,
    /// 7–8.
    Passive,
    /// 9–10.
    Promoter,
}

/// A decision about one column. The name wins over the index, so that a settings file still fits
/// the next wave when a column was added before it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ColumnSetting {
    /// Zero-based position, used when there is no name or no column of that name.
    pub index: Option<u32>,
    /// Header text.
    pub name: Option<String>,
    /// What the column is for; guessed when absent.
    pub role: Option<Role>,
    /// Question type of a score column; null is a plain rating.
    pub metric: Option<Metric>,
    /// Lowest and highest answer; taken from the question type and the values when absent.
    pub scale: Option<[i32; 2]>,
    /// True when a low answer is the good one.
    pub low_is_good: Option<bool>,
    /// Kind of personal data.
    pub pii: Option<Pii>,
    /// Order of day and month in a date column; found from its values when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_order: Option<DateOrder>,
    /// Answer that a blank cell of a score column stands for, where the export wrote it as blank.
    /// Without it a blank cell is no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blank: Option<i32>,
}

/// A decision about every comment of one wording, so that it still holds when rows move, and the
/// settings file needs no text of a comment.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Decision {
    /// Key of the wording, as [`comment_key`](crate::analysis::comment_key) gives it.
    pub key: String,
    /// Marked to be found again.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub starred: bool,
    /// Given in the random sample that measures the coding: nothing is learned from it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub sampled: bool,
    /// Sentiment of the comment in place of the computed one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sentiment: Option<Sentiment>,
    /// All categories of the comment, in place of the computed ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mentions: Option<Vec<DecidedMention>>,
}

/// What is learned from the file itself; nothing by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LearningSetting {
    /// Sentiment adapts to the words of low and high answers to the main score. What is said about
    /// comments then partly repeats the score.
    pub scores: bool,
    /// Sentiment and categories adapt to the comments that the user has decided about.
    pub corrections: bool,
}

impl LearningSetting {
    fn is_off(&self) -> bool {
        *self == LearningSetting::default()
    }
}

/// A category that a person gave to a comment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DecidedMention {
    /// Codebook id; an id that the codebook does not have is passed over.
    pub category: String,
    /// What the comment says about it.
    pub sentiment: Sentiment,
}

/// A codebook inside a settings file is checked like one in a file of its own.
fn checked_codebook<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Codebook>, D::Error> {
    let value = serde_json::Value::deserialize(from)?;
    if value.is_null() {
        return Ok(None);
    }
    Codebook::from_json(&value.to_string())
        .map(Some)
        .map_err(serde::de::Error::custom)
}

/// Bounds that are checked before memory is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Bytes of the file. The default is 4 GiB, the most a 32-bit module can address.
    pub bytes: u64,
    /// Data rows. The default is 20 million.
    pub rows: u32,
    /// Columns. The default is 16,384, as in a spreadsheet.
    pub columns: u32,
    /// Bytes of one record. The default is 16 MiB; a longer one is a quote that was never closed.
    pub record_bytes: u32,
    /// Cells, blank ones included. The default is 400 million.
    pub cells: u64,
    /// Bytes that a compressed file may grow to, over all its parts. The default is 2 GiB.
    pub inflated_bytes: u64,
    /// Inflated bytes per compressed byte, from 32 MiB on. The default is 250; sheets of equal
    /// rows reach 100, a bomb 1,000.
    pub ratio: u32,
    /// Different strings of a workbook. The default is 20 million.
    pub strings: u32,
    /// Seconds that reading may take. The default is 600. There is no clock in the core: the command
    /// and the page stop reading and say so.
    pub seconds: u32,
}

/// Inflated bytes up to which the ratio says nothing: small files compress as they like.
pub(crate) const RATIO_FREE: u64 = 32 << 20;

impl Limits {
    /// Bytes that so many compressed ones may become by the ratio.
    pub(crate) fn inflated_by_ratio(&self, compressed: u64) -> u64 {
        compressed.saturating_mul(self.ratio.into()).max(RATIO_FREE)
    }

    /// Bytes that so many compressed ones may become where `before` were inflated already.
    pub(crate) fn room_to_inflate(&self, compressed: u64, before: u64) -> u64 {
        let left = self.inflated_bytes.saturating_sub(before);
        left.min(self.inflated_by_ratio(compressed))
    }
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            bytes: 1 << 32,
            rows: 20_000_000,
            columns: 16_384,
            record_bytes: 16 << 20,
            cells: 400_000_000,
            inflated_bytes: 2 << 30,
            ratio: 250,
            strings: 20_000_000,
            seconds: 600,
        }
    }
}
