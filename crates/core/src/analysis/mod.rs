//! One file under analysis: table, roles, coded comments, and the answers to questions about them.

mod coded;
mod comments;
mod prepared;
mod selection;

pub use comments::{Answer, CommentPage, CommentQuery, CommentRow, MentionRow, Order, SegmentKey};

use crate::error::Error;
use crate::figures::breakdown::groups;
use crate::figures::category::leave_out_impact;
use crate::figures::histogram::Histogram;
use crate::figures::intervals::wilson;
use crate::figures::score::score_figure;
use crate::figures::tests_of_difference::benjamini_hochberg;
use crate::figures::trend::trend;
use crate::filter::Filter;
use crate::privacy::mask;
use crate::reading::{RawReading, Reader, Table};
use crate::report::{
    Breakdown, CategoryFigure, FileInfo, HealthFinding, Metric, Params, REPORT_VERSION, Reading,
    Report, Role, ScoreFigure, SentimentCounts, TextFigure, TrendPoint, Warning,
};
use crate::roles::assign_roles;
use crate::settings::Settings;
use crate::text::{Codebook, Coder, Language, Sentiment};
use coded::CodedComments;
use prepared::Prepared;
use selection::Selection;

/// A file that was read, with everything that is known about it.
#[derive(Debug)]
pub struct Analysis {
    name: String,
    sha256: String,
    settings: Settings,
    table: Table,
    raw: RawReading,
    reading: Reading,
    prepared: Prepared,
    codebook: Codebook,
    coder: Coder,
    coded: CodedComments,
}

impl Analysis {
    /// Reads a whole file at once, comments coded. `name` is the file's name without a path.
    ///
    /// # Errors
    /// As [`Reader::finish`].
    pub fn of_bytes(name: &str, bytes: &[u8], settings: &Settings) -> Result<Self, Error> {
        let mut reader = Reader::new(settings);
        reader.push(bytes)?;
        let mut analysis = Analysis::new(name, reader, settings)?;
        while analysis.code_comments(usize::MAX) > 0 {}
        Ok(analysis)
    }

    /// Ends the reading and assigns the roles. Comments are not coded yet.
    ///
    /// # Errors
    /// As [`Reader::finish`].
    pub fn new(name: &str, reader: Reader, settings: &Settings) -> Result<Self, Error> {
        let (table, raw) = reader.finish()?;
        let codebook = Codebook::built_in();
        let reading = make_reading(name, &table, &raw, settings);
        let prepared = Prepared::new(&table, &reading.columns);
        let coded = CodedComments::new(&table, &reading.columns);
        Ok(Analysis {
            name: name.to_owned(),
            sha256: String::new(),
            settings: settings.clone(),
            coder: Coder::new(&codebook),
            table,
            raw,
            reading,
            prepared,
            codebook,
            coded,
        })
    }

    /// Changes settings that need no second reading of the file: roles, thresholds, seed.
    pub fn configure(&mut self, settings: &Settings) {
        self.settings = settings.clone();
        let reading = make_reading(&self.name, &self.table, &self.raw, settings);
        self.prepared = Prepared::new(&self.table, &reading.columns);
        let comments = |reading: &Reading| -> Vec<u32> {
            let columns = reading.columns.iter().filter(|column| column.role == Role::Comment);
            columns.map(|column| column.index).collect()
        };
        if comments(&reading) != comments(&self.reading) {
            self.coded = CodedComments::new(&self.table, &reading.columns);
        }
        self.reading = reading;
    }

    /// Codes up to `limit` more comments and returns how many are left.
    pub fn code_comments(&mut self, limit: usize) -> usize {
        self.coded.code(&self.table, &self.coder, limit)
    }

    /// Comments in the file.
    pub fn comment_count(&self) -> usize {
        self.coded.len()
    }

    /// Sets the SHA-256 of the file, which the caller computes beside the reading.
    pub fn set_digest(&mut self, sha256: String) {
        self.sha256 = sha256;
    }

    /// How the file was read.
    pub fn reading(&self) -> &Reading {
        &self.reading
    }

    /// The categories that comments are coded with.
    pub fn codebook(&self) -> &Codebook {
        &self.codebook
    }

    /// The first `rows` rows, personal data masked, to look at the columns.
    pub fn preview(&self, rows: usize) -> Vec<Vec<String>> {
        let rows = rows.min(self.table.rows as usize);
        let cell = |row: usize, column: usize| {
            let text = self.table.columns[column].get(row);
            match self.reading.columns[column].role {
                Role::Pii => "•".repeat(text.chars().count().min(12)),
                _ => mask(text).into_owned(),
            }
        };
        let columns = self.table.columns.len();
        (0..rows).map(|row| (0..columns).map(|column| cell(row, column)).collect()).collect()
    }

    /// A page of comments.
    pub fn comments(&self, query: &CommentQuery) -> CommentPage {
        comments::page(self, query)
    }

    /// All figures of the rows that pass the filter.
    pub fn report(&self, filter: &Filter) -> Report {
        let selection = Selection::new(self, filter);
        let rows = selection.count();
        let scores = self.score_figures(&selection, rows);
        let warnings = self.reading.warnings.clone();
        let text = self.text_figure(&selection);
        Report {
            version: REPORT_VERSION,
            file: FileInfo {
                name: self.name.clone(),
                sha256: self.sha256.clone(),
                rows: self.table.rows,
            },
            reading: self.reading.clone(),
            rows,
            trend: self.trend(&selection),
            breakdowns: self.breakdowns(&selection),
            categories: self.categories(&selection, text.n),
            drivers: Vec::new(),
            health: health(&scores, &text, rows),
            scores,
            text,
            warnings,
        }
    }

    fn score_figures(&self, selection: &Selection, rows: u32) -> Vec<ScoreFigure> {
        let min_group = self.settings.min_group;
        let columns = self.prepared.scores.iter();
        columns
            .map(|score| {
                let answers = score.histogram(selection);
                score_figure(score.column, score.scale, &answers, rows, min_group)
            })
            .collect()
    }

    fn trend(&self, selection: &Selection) -> Vec<TrendPoint> {
        let Some(months) = &self.prepared.months else { return Vec::new() };
        let columns = self.prepared.scores.iter();
        columns
            .flat_map(|score| {
                let parts = score.by_group(&months.groups, selection);
                trend(score.column, score.scale, &parts, self.settings.min_group)
            })
            .collect()
    }

    fn breakdowns(&self, selection: &Selection) -> Vec<Breakdown> {
        self.prepared
            .scores
            .iter()
            .flat_map(|score| self.breakdowns_of(score, selection))
            .collect()
    }

    /// All breakdowns of one score. The p values are adjusted over all of them together, because
    /// the reader looks through all of them for differences.
    fn breakdowns_of(&self, score: &prepared::ScoreColumn, selection: &Selection) -> Vec<Breakdown> {
        let mut p_values = Vec::new();
        let mut breakdowns: Vec<Breakdown> = Vec::new();
        for segment in &self.prepared.segments {
            let parts = score.by_group(&segment.groups, selection);
            let (groups, p) = groups(score.scale, &parts, self.settings.min_group);
            p_values.extend(p);
            breakdowns.push(Breakdown { column: score.column, by: segment.column, groups });
        }
        let mut adjusted = benjamini_hochberg(&p_values).into_iter();
        for group in breakdowns.iter_mut().flat_map(|breakdown| &mut breakdown.groups) {
            group.p_adjusted = adjusted.next().flatten();
        }
        breakdowns
    }

    fn text_figure(&self, selection: &Selection) -> TextFigure {
        let mut figure = TextFigure::default();
        let mut languages = [0u32; 3];
        let (mut positive, mut negative, mut opinions) = (0i64, 0i64, 0i64);
        for comment in self.coded.iter().filter(|comment| selection.keeps(comment.row)) {
            figure.n += 1;
            languages[comment.language as usize] += 1;
            count(&mut figure.sentiment, comment.sentiment);
            for mention in self.coded.mentions(comment) {
                positive += i64::from(mention.sentiment == Sentiment::Positive);
                negative += i64::from(mention.sentiment == Sentiment::Negative);
                opinions += i64::from(mention.sentiment != Sentiment::Neutral);
            }
        }
        figure.hidden = figure.n > 0 && figure.n < self.settings.min_group;
        if figure.hidden {
            return TextFigure { n: figure.n, hidden: true, ..TextFigure::default() };
        }
        let names = [(Language::Pl, "pl"), (Language::En, "en"), (Language::Other, "other")];
        figure.languages =
            names.into_iter().map(|(language, name)| (name, languages[language as usize])).collect();
        if opinions >= i64::from(self.settings.min_group.max(1)) {
            figure.net_sentiment = Some(100.0 * (positive - negative) as f64 / opinions as f64);
        }
        figure
    }

    fn categories(&self, selection: &Selection, comments: u32) -> Vec<CategoryFigure> {
        let categories = self.codebook.categories();
        let mut counts = vec![CategoryCounts::default(); categories.len()];
        let mut answers_of: Vec<Option<Histogram>> = vec![None; categories.len()];
        let nps = self.prepared.scores.iter().find(|s| s.scale.metric == Some(Metric::Nps));
        let mut base = nps.map(|score| Histogram::new(score.scale.range));
        for comment in self.coded.iter().filter(|comment| selection.keeps(comment.row)) {
            if let (Some(base), Some(score)) = (&mut base, nps) {
                score.count_into(comment.row, base);
            }
            for mention in self.coded.mentions(comment) {
                for category in with_ancestors(&self.codebook, mention.category) {
                    let count = &mut counts[category];
                    count.mention(mention.sentiment);
                    if count.last_comment == Some((comment.row, comment.column)) {
                        continue;
                    }
                    count.last_comment = Some((comment.row, comment.column));
                    count.comments += 1;
                    if let Some(score) = nps {
                        let answers = answers_of[category]
                            .get_or_insert_with(|| Histogram::new(score.scale.range));
                        score.count_into(comment.row, answers);
                    }
                }
            }
        }
        let mut order: Vec<usize> =
            (0..counts.len()).filter(|&category| counts[category].comments > 0).collect();
        order.sort_by_key(|&category| (std::cmp::Reverse(counts[category].comments), category));
        order
            .into_iter()
            .map(|category| {
                let impact = base.as_ref().zip(answers_of[category].as_ref());
                let impact = impact.and_then(|(base, mentioned)| {
                    leave_out_impact(mentioned, &base.without(mentioned))
                });
                self.category_figure(category, &counts[category], comments, impact)
            })
            .collect()
    }

    fn category_figure(
        &self,
        category: usize,
        counts: &CategoryCounts,
        comments: u32,
        impact: Option<(f64, [f64; 2])>,
    ) -> CategoryFigure {
        let category = &self.codebook.categories()[category];
        let hidden = counts.comments < self.settings.min_group;
        let shown = |value: u32| (!hidden).then_some(value);
        let [low, high] = wilson(counts.comments, comments);
        let share = f64::from(counts.comments) / f64::from(comments.max(1));
        CategoryFigure {
            id: category.id.clone(),
            parent: category.parent.clone(),
            label: category.label.clone(),
            n: shown(counts.comments),
            share: (!hidden).then_some([share, low, high]),
            positive: shown(counts.positive),
            neutral: shown(counts.neutral),
            negative: shown(counts.negative),
            impact: impact.filter(|_| !hidden).map(|(impact, _)| impact),
            impact_interval: impact.filter(|_| !hidden).map(|(_, interval)| interval),
            hidden,
        }
    }
}

/// A category and all above it, by index into the codebook.
fn with_ancestors(codebook: &Codebook, category: u16) -> impl Iterator<Item = usize> {
    let parent = |category: &u16| codebook.parent_index(*category);
    std::iter::successors(Some(category), parent).map(usize::from)
}

#[derive(Debug, Clone, Default)]
struct CategoryCounts {
    comments: u32,
    positive: u32,
    neutral: u32,
    negative: u32,
    last_comment: Option<(u32, u32)>,
}

impl CategoryCounts {
    fn mention(&mut self, sentiment: Sentiment) {
        match sentiment {
            Sentiment::Positive => self.positive += 1,
            Sentiment::Negative => self.negative += 1,
            Sentiment::Neutral => self.neutral += 1,
            // A statement that praises and complains speaks for both.
            Sentiment::Mixed => {
                self.positive += 1;
                self.negative += 1;
            }
        }
    }
}

fn count(counts: &mut SentimentCounts, sentiment: Sentiment) {
    match sentiment {
        Sentiment::Positive => counts.positive += 1,
        Sentiment::Neutral => counts.neutral += 1,
        Sentiment::Negative => counts.negative += 1,
        Sentiment::Mixed => counts.mixed += 1,
    }
}

fn make_reading(name: &str, table: &Table, raw: &RawReading, settings: &Settings) -> Reading {
    let columns = assign_roles(table, settings);
    let mut warnings = raw.warnings.clone();
    let has = |role: Role| columns.iter().any(|column| column.role == role);
    let missing = [
        ("single_column", columns.len() == 1),
        ("no_score", !has(Role::Score)),
        ("no_comment", !has(Role::Comment)),
        ("no_date", !has(Role::Date)),
    ];
    let warn = |code, params| Warning { code, column: None, row: None, params };
    for (code, _) in missing.into_iter().filter(|(_, is_missing)| *is_missing) {
        warnings.push(warn(code, Params::from([("columns", columns.len().into())])));
    }
    if let Some(extension) = mismatched_extension(name, raw) {
        let params = Params::from([("extension", extension.into()), ("found", raw.format.into())]);
        warnings.push(warn("extension_mismatch", params));
    }
    let unsure = columns.iter().filter(|column| column.role == Role::Score && column.confidence < 0.6);
    let unsure = unsure.count();
    if unsure > 0 {
        warnings.push(warn("roles_unsure", Params::from([("columns", unsure.into())])));
    }
    Reading {
        format: raw.format.to_owned(),
        encoding: raw.encoding.clone(),
        delimiter: raw.dialect.map(|dialect| char::from(dialect.delimiter).to_string()),
        quote: raw.dialect.and_then(|it| it.quote).map(|quote| char::from(quote).to_string()),
        header_rows: raw.header_rows,
        rows: table.rows,
        sheet: raw.sheet.clone(),
        sheets: raw.sheets.clone(),
        inside: raw.inside.clone(),
        source: None,
        columns,
        warnings,
    }
}

/// The extension of a name that promises another format than the one that was found.
fn mismatched_extension(name: &str, raw: &RawReading) -> Option<String> {
    let (_, extension) = name.rsplit_once('.')?;
    let extension = extension.to_ascii_lowercase();
    let promised = match extension.as_str() {
        "csv" | "tsv" => "csv",
        "xlsx" | "xlsm" => "xlsx",
        "zsav" => "sav",
        "jsonl" => "ndjson",
        // Both are used for both.
        "json" if raw.format == "ndjson" => "ndjson",
        "zip" | "gz" if raw.inside.is_some() || extension == "gz" => return None,
        "xls" | "ods" | "sav" | "json" | "ndjson" | "zip" | "pdf" | "docx" | "png" | "jpg" | "jpeg"
        | "html" | "htm" | "xml" => extension.as_str(),
        _ => return None,
    };
    (promised != raw.format).then(|| extension.clone())
}

/// Health checks that need nothing but the figures (definitions.md §6, checks 2, 3 and 8).
fn health(scores: &[ScoreFigure], text: &TextFigure, rows: u32) -> Vec<HealthFinding> {
    let mut findings = Vec::new();
    for score in scores {
        let column = ("column", score.column.into());
        let zeros = score.distribution.first().map_or(0, |(_, count)| *count);
        let nps = score.metric == Some(Metric::Nps);
        if nps && score.n >= 100 && zeros == 0 && score.excluded * 50 > score.n {
            findings.push(HealthFinding {
                check: 2,
                code: "blank_zero_suspected",
                rows: score.excluded,
                params: Params::from([column.clone()]),
            });
        }
        if score.n < 30 {
            findings.push(HealthFinding {
                check: 3,
                code: "few_answers",
                rows: score.n,
                params: Params::from([column]),
            });
        }
    }
    if rows >= 30 && f64::from(text.n) < 0.3 * f64::from(rows) {
        findings.push(HealthFinding {
            check: 8,
            code: "low_comment_rate",
            rows: rows.saturating_sub(text.n),
            params: Params::from([("comments", text.n.into())]),
        });
    }
    findings
}
