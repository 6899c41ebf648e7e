//! One file under analysis: table, roles, coded comments, and the answers to questions about them.

mod actions;
mod comments;
mod compare;
mod counts;
mod crosstabs;
mod disclosure;
mod drivers;
mod findings;
mod health;
mod impact;
mod notes;
mod operational;
mod periods;
mod prepared;
mod reading;
mod second_file;
mod selection;
mod sentiment;
mod weights;
mod whatif;

pub use comments::batches::{BatchCoder, CommentBatch};
pub use comments::contradictions::{Contradiction, PersonRow};
pub use comments::decisions::comment_key;
pub use comments::group_words::{CategoryPair, GroupWord, GroupWords, GroupWordsRequest};
pub use comments::learning::{ClassQuality, LabelQuality};
pub use comments::matrix::{CategoryMatrix, MatrixCell, MatrixGroup, MatrixRow};
pub use comments::pages::{
    Answer, CommentList, CommentPage, CommentQuery, CommentRow, Folder, MentionRow, Order,
    SegmentKey,
};
pub use comments::quotes::{DuplicateGroup, Duplicates, Quotes};
pub use comments::sensitive::Sensitive;
pub use comments::suggestions::{
    RisingTerm, SuggestedTerm, Suggestion, SuggestionRequest, Suggestions,
};
pub use comments::terms::Quote;
pub use comments::trial::{CodebookTrial, TrialCount, TrialExample};
pub use compare::{CategoryPart, Comparison, Decomposition, GroupPart, Paired, Side};
pub use crosstabs::{CrossCell, Crosstab};
pub use findings::{Finding, FindingChart};
pub use health::HEALTH_CODES;
pub use notes::{EventOnTrend, SeasonNote};
pub use operational::{Area, OperationalFigure};
pub use periods::{length_of as period_length, range_of as period_range};
pub use second_file::{Join, OperationalFile};
pub use weights::Weighting;
pub use whatif::{NonResponse, Simulation};

use crate::error::Error;
use crate::figures::breakdown::{groups, segment_association, together};
use crate::figures::category::Impact;
use crate::figures::contingency::adjust;
use crate::figures::intervals::wilson;
use crate::figures::people::{ByPerson, stricter};
use crate::figures::score::{finite, score_figure};
use crate::figures::tests_of_difference::benjamini_hochberg;
use crate::figures::trend::trend;
use crate::filter::Filter;
use crate::order::{Arrange, Inserted};
use crate::privacy::{mask, mask_comment};
use crate::reading::{RawReading, Reader, SetAside, Source, Table, append};
use crate::report::{
    Breakdown, CategoryFigure, Figures, FileInfo, Group, REPORT_VERSION, Reading, Report, Role,
    ScoreFigure, TrendPoint,
};
use crate::settings::Settings;
use crate::text::{Codebook, Coder, Language, Sentiment};
use comments::coded::CodedComments;
use comments::copies::{People, Remarks};
use comments::decisions::Decided;
use comments::sensitive::Screened;
use counts::Counts;
use disclosure::protection::{Known, Protection};
use prepared::Prepared;
use reading::make_reading;
use second_file::SecondFile;
use selection::Selection;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use weights::Weights;

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
    coder: Arc<Coder>,
    coded: CodedComments,
    decided: Decided,
    screened: Screened,
    /// What the file itself has taught.
    learned: comments::learning::Learned,
    /// Rows that the health checks leave out.
    excluded: Option<Vec<bool>>,
    /// People with several rows, once they were asked for.
    people: OnceLock<Option<People>>,
    /// What is noticed about the comments' texts, once it was asked for.
    remarks: OnceLock<Remarks>,
    /// A table of customers or cases.
    second: Option<SecondFile>,
    /// What breakdowns and crosstabs hide, as far as it was asked for.
    known: Known,
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
        let name = name.to_owned();
        Ok(Analysis::of_source(Source { name, table, raw }, settings))
    }

    /// Several files of one survey, read one after the other, as one table; see
    /// [`append`](crate::reading::append). Comments are not coded yet.
    ///
    /// # Errors
    /// As [`append`](crate::reading::append).
    pub fn of_sources(sources: Vec<Source>, settings: &Settings) -> Result<Self, Error> {
        Ok(Analysis::of_source(append(sources, settings)?, settings))
    }

    fn of_source(source: Source, settings: &Settings) -> Self {
        let Source { name, table, raw } = source;
        let codebook = settings.codebook.clone().unwrap_or_else(Codebook::built_in);
        let reading = make_reading(&name, &table, &raw, settings);
        let prepared = Prepared::new(&table, &reading.columns, settings);
        let coded = CodedComments::new(&table, &reading.columns);
        let mut analysis = Analysis {
            name,
            sha256: String::new(),
            settings: settings.clone(),
            coder: Coder::of(settings.codebook.as_ref()),
            table,
            raw,
            reading,
            prepared,
            codebook,
            coded,
            decided: Decided::default(),
            screened: Screened::default(),
            learned: comments::learning::Learned::default(),
            excluded: None,
            people: OnceLock::new(),
            remarks: OnceLock::new(),
            second: None,
            known: Known::default(),
        };
        analysis.excluded = analysis.excluded_rows();
        analysis
    }

    /// Rows that the reading left out or repaired, by line; the first ten thousand of them. The
    /// warnings count all.
    pub fn set_aside(&self) -> &[SetAside] {
        &self.raw.set_aside
    }

    /// Changes settings that need no second reading of the file: roles, thresholds, seed,
    /// codebook, decisions. After a change of comment columns or codebook, comments have to be
    /// coded anew.
    pub fn configure(&mut self, settings: &Settings) {
        let old = std::mem::replace(&mut self.settings, settings.clone());
        if old.columns != settings.columns
            || old.bands != settings.bands
            || old.period != settings.period
        {
            self.assign_roles();
        }
        if old.columns != settings.columns || old.join != settings.join {
            self.link_second_file();
        }
        if old.codebook != settings.codebook {
            self.codebook = settings.codebook.clone().unwrap_or_else(Codebook::built_in);
            self.coder = Coder::of(settings.codebook.as_ref());
            self.restart_coding();
        }
        self.excluded = self.excluded_rows();
        self.known = Known::default();
        if self.must_learn_anew(&old) {
            self.restart_coding();
        }
        if old.decisions != settings.decisions && self.coded.is_done() {
            self.decide();
        }
    }

    fn assign_roles(&mut self) {
        let settings = &self.settings;
        let reading = make_reading(&self.name, &self.table, &self.raw, settings);
        self.prepared = Prepared::new(&self.table, &reading.columns, settings);
        let comments = |reading: &Reading| -> Vec<u32> {
            let columns = reading
                .columns
                .iter()
                .filter(|column| column.role == Role::Comment);
            columns.map(|column| column.index).collect()
        };
        let others = comments(&reading) != comments(&self.reading);
        self.reading = reading;
        self.people = OnceLock::new();
        if others {
            self.restart_coding();
        }
    }

    fn restart_coding(&mut self) {
        self.coded = CodedComments::new(&self.table, &self.reading.columns);
        self.decided.forget();
        self.screened = Screened::default();
        self.remarks = OnceLock::new();
    }

    fn decide(&mut self) {
        let Analysis {
            settings,
            table,
            codebook,
            coded,
            decided,
            ..
        } = self;
        decided.apply(&settings.decisions, table, codebook, coded);
    }

    /// Codes up to `limit` more comments and returns how many are left.
    pub fn code_comments(&mut self, limit: usize) -> usize {
        if self.coded.is_done() {
            return 0;
        }
        let left = self.coded.code(&self.table, &self.coder, limit);
        if self.coded.waits() {
            // Every report asks for them, and others may still code their part.
            self.people();
        }
        if left == 0 {
            self.remarks = OnceLock::from(self.coded.take_remarks());
            self.learn();
            self.decide();
        }
        left
    }

    /// Takes up to `limit` comments for a [`BatchCoder`] in another instance; `None` when few are left.
    /// [`Analysis::code_comments`] codes the rest meanwhile and says when all are done; the figures are the same as
    /// without help.
    pub fn hand_out(&mut self, limit: usize) -> Option<CommentBatch> {
        self.coded.hand_out(&self.table, limit)
    }

    /// Takes the answer to a batch; false when there is no such batch or the answer is not whole.
    pub fn take_back(&mut self, id: usize, answer: &[u8]) -> bool {
        let categories = self.codebook.categories().len();
        self.coded.take_back(&self.table, id, answer, categories)
    }

    /// Codes what was handed out and never came back.
    pub fn call_back(&mut self) {
        self.coded.call_back(&self.table, &self.coder);
    }

    /// Looks through up to `limit` more comments for sensitive ones and returns how many are left.
    pub fn screen_comments(&mut self, limit: usize) -> usize {
        self.screened.look(&self.table, self.coded.all(), limit)
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

    /// The cells of a row, counted from 0, with personal data masked; nothing beyond the last.
    pub fn preview(&self, row: usize) -> Vec<String> {
        if row >= self.table.rows as usize {
            return Vec::new();
        }
        let cell = |column: usize| {
            let text = &self.table.columns[column].get(row);
            match self.reading.columns[column].role {
                Role::Pii => "•".repeat(text.chars().count().min(12)),
                Role::Comment => mask_comment(text, Language::Other),
                _ => mask(text).into_owned(),
            }
        };
        (0..self.table.columns.len()).map(cell).collect()
    }

    /// A page of comments.
    pub fn comments(&self, query: &CommentQuery) -> CommentPage {
        self.comment_page(&self.comment_list(query), query.offset, query.limit)
    }

    /// All comments of a query, to take several pages from. Sensitive ones are known as far as
    /// [`Analysis::screen_comments`] has looked.
    pub fn comment_list(&self, query: &CommentQuery) -> CommentList {
        comments::pages::list(self, query)
    }

    /// A page of a list; the list belongs to the settings under which it was made.
    pub fn comment_page(&self, list: &CommentList, offset: usize, limit: usize) -> CommentPage {
        comments::pages::page(self, list, offset, limit)
    }

    /// Scores, trend and breakdowns of the rows that pass the filter: what a page shows first after
    /// a change of the filter. They are the same as in [`Analysis::report`], at a small part of its
    /// cost.
    pub fn figures(&self, filter: &Filter) -> Figures {
        let selection = Selection::new(self, filter);
        let counts = Counts::new(&self.prepared, &selection);
        let protection = self.protection(filter);
        let weights = self.weights(&selection, &counts, &protection);
        self.figures_of(&selection, &counts, &protection, weights.as_ref())
    }

    fn figures_of(
        &self,
        selection: &Selection,
        counts: &Counts,
        protection: &Protection,
        weights: Option<&Weights>,
    ) -> Figures {
        let mut scores = self.score_figures(selection, counts, protection, weights);
        let rows = selection.count();
        let hides_rows = protection.hides_rows(rows, &scores);
        for score in &mut scores {
            score.excluded = score.excluded.filter(|_| !hides_rows);
        }
        Figures {
            rows: (!hides_rows).then_some(rows),
            scores,
            trend: self.trend(counts, protection),
            breakdowns: self.breakdowns(selection, counts, protection, weights),
        }
    }

    /// The same as a report in which everything else is empty, to draw charts from.
    pub fn report_of_scores(&self, filter: &Filter) -> Report {
        let Figures {
            rows,
            scores,
            trend,
            breakdowns,
        } = self.figures(filter);
        Report {
            version: REPORT_VERSION,
            file: FileInfo {
                name: self.name.clone(),
                sha256: self.sha256.clone(),
                rows: self.table.rows,
            },
            reading: self.reading.clone(),
            rows,
            scores,
            trend,
            breakdowns,
            warnings: self.reading.warnings.clone(),
            ..Report::default()
        }
    }

    /// All figures of the rows that pass the filter.
    pub fn report(&self, filter: &Filter) -> Report {
        let selection = Selection::new(self, filter);
        let counts = Counts::new(&self.prepared, &selection);
        let protection = self.protection(filter);
        let weights = self.weights(&selection, &counts, &protection);
        let Figures {
            rows,
            scores,
            trend,
            breakdowns,
        } = self.figures_of(&selection, &counts, &protection, weights.as_ref());
        let warnings = self.reading.warnings.clone();
        let wider: Vec<Vec<u32>> = (protection.wider_filters().iter())
            .map(|filter| self.category_people(&Selection::new(self, filter)))
            .collect();
        let hides_everything = protection.hides_everything(&self.prepared, &counts);
        let tells = |n: u32, category: usize| {
            let mut wider = wider.iter().filter_map(|counts| counts.get(category));
            hides_everything || wider.any(|wider| protection.tells(n, *wider))
        };
        let people = self.category_people(&selection);
        let writers = people.last().copied().unwrap_or(0);
        let mut text = self.text_figure(&selection, writers, &tells);
        text.n = text.n.filter(|_| !text.hidden || filter.is_empty());
        let told = |column: u32| {
            let mut scores = scores.iter();
            scores.any(|score| score.column == column && score.hidden)
        };
        let drivers = self.drivers(&selection);
        let drivers = drivers.filter(|(model, _)| !told(model.target));
        let drivers = drivers.map(|drivers| self.without_means(drivers, &protection, &scores));
        let (driver_model, drivers) = drivers.unzip();
        let drivers = drivers.unwrap_or_default();
        let operational = self.operational(&selection, &counts, &protection);
        // How many of a group were invited is not known.
        let everybody = filter.is_empty();
        let non_response = everybody.then(|| self.non_response(&selection)).flatten();
        let non_response = non_response.filter(|bounds| !told(bounds.column));
        let figures = health::Seen {
            scores: &scores,
            text: &text,
            breakdowns: &breakdowns,
            trend: &trend,
            operational: &operational,
            non_response: non_response.as_ref(),
        };
        let health = match rows {
            Some(_) => self.health(&selection, &counts, &figures),
            None => Vec::new(),
        };
        // The answers beside their categories take more memory than the rest of the report, which therefore
        // begins when they are gone.
        let (categories, change) = {
            let named = self.named(&selection);
            let hides = |category: u16| {
                let n = people.get(usize::from(category)).copied().unwrap_or(0);
                n < self.settings.min_group || tells(n, category.into())
            };
            let impacts = self.impacts(&named, &hides);
            let categories = self.categories(&selection, &people, &impacts, &tells);
            (
                categories,
                self.last_change(&counts, &protection, &named, filter),
            )
        };
        let mut report = Report {
            version: REPORT_VERSION,
            file: FileInfo {
                name: self.name.clone(),
                sha256: self.sha256.clone(),
                rows: self.table.rows,
            },
            reading: self.reading.clone(),
            rows,
            seasons: self.seasons(&trend),
            events: self.events(),
            operational,
            operational_file: self.operational_file(),
            non_response,
            simulations: self
                .settings
                .simulations
                .iter()
                .filter_map(|r| self.simulate(r))
                .collect(),
            trend,
            breakdowns,
            categories,
            change,
            comparisons: self
                .settings
                .comparisons
                .iter()
                .filter_map(|r| self.compare(r))
                .collect(),
            crosstabs: self.crosstabs(),
            weighting: (weights.as_ref().filter(|_| rows.is_some()))
                .map(|weights| weights.info.clone()),
            drivers,
            driver_model,
            findings: Vec::new(),
            health,
            scores,
            text,
            warnings,
        };
        let stories = match filter.is_empty() {
            true => findings::Stories {
                rising: self
                    .rising_categories(&selection, &self.main_periods(&counts, &protection)),
                praised: self.praised(&selection),
            },
            false => findings::Stories::default(),
        };
        report.findings = findings::findings(&report, &stories);
        report
    }

    fn score_figures(
        &self,
        selection: &Selection,
        counts: &Counts,
        protection: &Protection,
        weights: Option<&Weights>,
    ) -> Vec<ScoreFigure> {
        let rows = selection.count();
        let min_group = self.settings.min_group;
        // How many people a part of the file stands for is not known.
        let population = (self.settings.totals.population).filter(|_| !selection.is_part());
        let figure = |(place, score): (usize, &prepared::ScoreColumn)| {
            let answers = counts.all(&self.prepared, place);
            // Nothing of a column was understood: there is nobody to protect, and something else to say.
            let unread = answers.n() == 0 && !selection.is_part();
            let few = answers.n() < min_group && !unread;
            let hidden = few || protection.hides_score(counts, place);
            let mut figure = score_figure(score.column, score.scale, &answers, rows, hidden);
            if figure.hidden {
                figure.unproven = answers.n() >= min_group && protection.unproven(place, None);
                if !protection.wider_filters().is_empty() {
                    (figure.n, figure.excluded) = (None, None);
                }
                return figure;
            }
            figure.labels.clone_from(&score.labels);
            if protection.wider_filters().is_empty() {
                figure.people = self
                    .answers_by_person(score, selection)
                    .map(|(_, people)| people);
            }
            let value = score.scale.value(&answers);
            figure.finite_interval = value
                .zip(population)
                .and_then(|(value, all)| finite(value, answers.n(), all));
            figure.weighted =
                weights.and_then(|weights| weights.figure(score, selection.rows(), min_group));
            figure
        };
        self.prepared
            .scores
            .iter()
            .enumerate()
            .map(figure)
            .collect()
    }

    /// The answers of a selection by person, where people answered so often that it makes a difference.
    fn answers_by_person(
        &self,
        score: &prepared::ScoreColumn,
        selection: &Selection,
    ) -> Option<(ByPerson, u32)> {
        self.by_person(&|row| {
            let answer = score.answer(row).filter(|_| selection.keeps(row))?;
            Some(score.scale.contribution(answer))
        })
    }

    fn trend(&self, counts: &Counts, protection: &Protection) -> Vec<TrendPoint> {
        let columns = self.prepared.scores.iter().enumerate();
        columns
            .flat_map(|(place, score)| {
                let parts = counts.by_period(&self.prepared, place);
                let hidden = self.hidden_periods(counts, protection, place);
                let all = counts.all(&self.prepared, place);
                trend(score.column, score.scale, &parts, &hidden, &all)
            })
            .collect()
    }

    /// Which periods of the main score are not shown; empty without one.
    fn main_periods(&self, counts: &Counts, protection: &Protection) -> Vec<bool> {
        self.main_place().map_or(Vec::new(), |place| {
            self.hidden_periods(counts, protection, place)
        })
    }

    /// Which periods of a score are not shown.
    fn hidden_periods(&self, counts: &Counts, protection: &Protection, place: usize) -> Vec<bool> {
        let mut hidden = protection.hidden(counts, place).into_iter();
        hidden.next().unwrap_or_default()
    }

    fn breakdowns(
        &self,
        selection: &Selection,
        counts: &Counts,
        protection: &Protection,
        weights: Option<&Weights>,
    ) -> Vec<Breakdown> {
        let mut found: Vec<Breakdown> = (0..self.prepared.scores.len())
            .flat_map(|place| self.breakdowns_of(place, selection, counts, protection, weights))
            .collect();
        adjust(found.iter_mut().map(|it| it.association.as_mut()).collect());
        found
    }

    /// All breakdowns of one score. The p values are adjusted over all of them together, because
    /// the reader looks through all of them for differences.
    fn breakdowns_of(
        &self,
        place: usize,
        selection: &Selection,
        counts: &Counts,
        protection: &Protection,
        weights: Option<&Weights>,
    ) -> Vec<Breakdown> {
        let score = &self.prepared.scores[place];
        let all = counts.all(&self.prepared, place);
        let mut p_values = Vec::new();
        let mut breakdowns: Vec<Breakdown> = Vec::new();
        let hidden = protection.hidden(counts, place);
        let is_shown = all.n() >= self.settings.min_group && !protection.hides_score(counts, place);
        let by_person = self.answers_by_person(score, selection);
        for (index, segment) in self.prepared.segments.iter().enumerate() {
            let parts = counts.by_segment(&self.prepared, place, index);
            let partition = index + usize::from(self.prepared.dates.is_some());
            let hidden = &hidden[partition];
            let (mut groups, p) = groups(score.scale, &parts, hidden, &all);
            p_values.extend(match &by_person {
                Some((by_person, _)) => {
                    let keys = &segment.groups.keys;
                    let found = by_person.p_of_groups(keys.len(), &|row, note| {
                        segment.groups.get(row).into_iter().for_each(note);
                    });
                    supported(p, &groups, keys, found)
                }
                None => p,
            });
            if let Some(weights) = weights {
                let figures = (&mut groups[..], self.settings.min_group);
                weights.add_to_groups(score, &segment.groups, selection, figures);
            }
            let association = segment_association(score.scale, &parts, &groups);
            let some = groups.iter().any(|group| group.hidden);
            let together = match some && is_shown {
                true => together(score.scale, &parts, hidden, &all),
                false => None,
            };
            breakdowns.push(Breakdown {
                column: score.column,
                by: segment.column,
                unproven: some && protection.unproven(place, Some(partition)),
                groups,
                together,
                association,
            });
        }
        for question in &self.prepared.choices {
            let (parts, all) = score.by_choice(&question.choices, selection);
            let hidden = self.hidden_options(place, question, (&parts, &all), counts, protection);
            let (groups, p) = groups(score.scale, &parts, &hidden, &all);
            p_values.extend(match &by_person {
                Some((by_person, _)) => {
                    let choices = &question.choices;
                    let mut asked = by_person.clone();
                    let chose = |rows: &[u32], row: u32| rows.binary_search(&row).is_ok();
                    asked.0.retain(|(_, row, _)| chose(&choices.answered, *row));
                    let found = asked.p_of_groups(choices.keys.len(), &|row, note| {
                        let own =
                            (choices.rows.iter().enumerate()).filter(|(_, rows)| chose(rows, row));
                        own.for_each(|(option, _)| note(option));
                    });
                    supported(p, &groups, &choices.keys, found)
                }
                None => p,
            });
            breakdowns.push(Breakdown {
                column: score.column,
                by: question.column,
                groups,
                unproven: protection.unproven(place, None),
                together: None,
                // Who chose two options is in two groups: no table of independent counts.
                association: None,
            });
        }
        let mut adjusted = benjamini_hochberg(&p_values).into_iter();
        for group in breakdowns
            .iter_mut()
            .flat_map(|breakdown| &mut breakdown.groups)
        {
            group.p_adjusted = adjusted.next().flatten();
        }
        breakdowns
    }

    /// People whose comments mention each category, and all who wrote one behind.
    fn category_people(&self, selection: &Selection) -> Vec<u32> {
        let categories = self.codebook.categories().len();
        let mut counts = vec![0u32; categories + 1];
        let mut last = vec![u32::MAX; categories + 1];
        let mut note = |category: usize, row: u32| {
            counts[category] += u32::from(last[category] != row);
            last[category] = row;
        };
        for comment in (self.coded.iter()).filter(|comment| selection.keeps(comment.row)) {
            note(categories, comment.row);
            for mention in self.coded.mentions(comment) {
                let named = self.codebook.with_ancestors(mention.category);
                named.for_each(|category| note(category, comment.row));
            }
        }
        counts
    }

    /// `people` name each category; all who wrote a comment stand behind.
    fn categories(
        &self,
        selection: &Selection,
        people: &[u32],
        impacts: &BTreeMap<u16, Impact>,
        tells: &dyn Fn(u32, usize) -> bool,
    ) -> Vec<CategoryFigure> {
        let categories = self.codebook.categories().len();
        let mut counts = vec![CategoryCounts::default(); categories];
        for comment in self
            .coded
            .iter()
            .filter(|comment| selection.keeps(comment.row))
        {
            for mention in self.coded.mentions(comment) {
                for category in self.codebook.with_ancestors(mention.category) {
                    counts[category].mention(mention.sentiment);
                }
            }
        }
        for (count, people) in counts.iter_mut().zip(people) {
            count.people = *people;
        }
        let writers = people.last().copied().unwrap_or(0);
        let mut order: Vec<usize> = (0..categories)
            .filter(|&category| counts[category].people > 0)
            .collect();
        let hides = |category: usize| {
            let n = counts[category].people;
            n < self.settings.min_group || tells(n, category)
        };
        // A place among the others would tell how many name a hidden one.
        order.arrange_by_key(|&category| match hides(category) {
            true => (std::cmp::Reverse(0), category),
            false => (std::cmp::Reverse(counts[category].people), category),
        });
        let figure = |category: usize| {
            let impact = impacts.get(&(category as u16));
            self.category_figure(
                category,
                &counts[category],
                writers,
                impact,
                hides(category),
            )
        };
        order.into_iter().map(figure).collect()
    }

    fn category_figure(
        &self,
        category: usize,
        counts: &CategoryCounts,
        writers: u32,
        impact: Option<&Impact>,
        hidden: bool,
    ) -> CategoryFigure {
        let category = &self.codebook.categories()[category];
        let shown = |value: u32| (!hidden).then_some(value);
        let [low, high] = wilson(counts.people, writers);
        let share = f64::from(counts.people) / f64::from(writers.max(1));
        let impact = impact.filter(|_| !hidden);
        CategoryFigure {
            id: category.id.clone(),
            parent: category.parent.clone(),
            label: category.label.clone(),
            n: shown(counts.people),
            share: (!hidden).then_some([share, low, high]),
            positive: shown(counts.positive),
            neutral: shown(counts.neutral),
            negative: shown(counts.negative),
            impact: impact.map(|impact| impact.impact),
            impact_interval: impact.and_then(|impact| impact.interval),
            impact_n: impact.map(|impact| impact.n),
            shapley: impact.and_then(|impact| impact.shapley),
            shapley_interval: impact.and_then(|impact| impact.shapley_interval),
            impact_rank: impact.and_then(|impact| impact.rank),
            rank_stability: impact.and_then(|impact| impact.rank_stability),
            worst_share: impact.and_then(|impact| impact.worst_share),
            hidden,
        }
    }
}

#[derive(Debug, Clone, Default)]
struct CategoryCounts {
    people: u32,
    positive: u32,
    neutral: u32,
    negative: u32,
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

/// The p of groups, each the larger one of that over answers and that over people, which has the order of `keys`:
/// what groups differ by has to hold among people, too.
fn supported(
    p: Vec<Option<f64>>,
    groups: &[Group],
    keys: &[String],
    of_people: Vec<Option<f64>>,
) -> Vec<Option<f64>> {
    let of_key: BTreeMap<&String, Option<f64>> = keys.iter().zip(of_people).inserted();
    let of_group = |group: &Group| of_key.get(&group.key).copied().flatten();
    stricter(p, &groups.iter().map(of_group).collect::<Vec<_>>())
}
