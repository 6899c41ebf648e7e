//! Survey health: the checks of definitions.md §6. Each says what it found and which rows, and
//! claims nothing about why.

use super::Analysis;
use super::compare::hash;
use super::prepared::{NO_DATE, ScoreColumn};
use super::selection::Selection;
use super::weights::number;
use crate::figures::contingency::association;
use crate::reading::Cells;
use crate::report::{
    Breakdown, ColumnReading, HealthFinding, Metric, NonResponse, OperationalFigure, Params, Role,
    ScoreFigure, TextFigure,
};
use crate::settings::OperationalRole;
use crate::text::{Sentiment, fold};
use crate::values::{civil_from_days, is_missing, parse_answer};
use std::collections::BTreeMap;

/// Most rows that a finding lists.
const LISTED: usize = 200;

/// Checks whose rows can be left out by the settings.
pub const EXCLUDABLE: [u32; 4] = [9, 10, 11, 12];

/// Figures that the checks look at.
pub struct Figures<'a> {
    /// Score figures.
    pub scores: &'a [ScoreFigure],
    /// Comments.
    pub text: &'a TextFigure,
    /// Breakdowns.
    pub breakdowns: &'a [Breakdown],
    /// Operational figures.
    pub operational: &'a [OperationalFigure],
    /// Bounds over the silent.
    pub non_response: Option<&'a NonResponse>,
}

fn finding(check: u32, code: &'static str, rows: u32, params: Params) -> HealthFinding {
    HealthFinding {
        check,
        code,
        rows,
        params,
        ..HealthFinding::default()
    }
}

/// A finding about listed rows that can be left out. `None` without rows.
fn about_rows(
    check: u32,
    code: &'static str,
    rows: Vec<u32>,
    params: Params,
) -> Option<HealthFinding> {
    (!rows.is_empty()).then(|| HealthFinding {
        action: EXCLUDABLE.contains(&check).then_some("exclude_rows"),
        row_list: rows.iter().take(LISTED).copied().collect(),
        ..finding(check, code, rows.len() as u32, params)
    })
}

impl Analysis {
    /// All findings, by number of the check.
    pub(super) fn health(&self, selection: &Selection, figures: &Figures) -> Vec<HealthFinding> {
        let mut found: Vec<HealthFinding> = Vec::new();
        for (score, figure) in self.prepared.scores.iter().zip(figures.scores) {
            found.extend(self.scale_findings(selection, score, figure));
        }
        found.extend(low_response(figures));
        found.extend(bounds(figures));
        found.extend(self.surges(selection));
        found.extend(far_off(figures));
        found.extend(self.mixed_surveys(selection));
        found.extend(self.comment_rate(selection, figures.text));
        for check in EXCLUDABLE {
            // What is left out already is shown all the same, so that it can be taken back.
            let excluded = self.settings.excluded_checks.contains(&check);
            let everything = Selection::everything(self.table.rows);
            let rows = if excluded { &everything } else { selection };
            let more = self.row_findings(rows, check);
            found.extend(more.into_iter().map(|finding| HealthFinding {
                excluded,
                ..finding
            }));
        }
        found.extend(self.changed_scales(selection));
        found.extend(self.one_account(selection));
        found.extend(self.contradictions(selection));
        found.extend(self.shifted_mix(selection));
        found.extend(self.calendar(selection));
        found.extend(self.raw_countries(figures));
        found.sort_by_key(|finding| finding.check);
        found
    }

    /// Findings about single rows.
    fn row_findings(&self, selection: &Selection, check: u32) -> Vec<HealthFinding> {
        match check {
            9 => self.frequent(selection).into_iter().collect(),
            10 => self.duplicates(selection),
            11 => self.speeders(selection).into_iter().collect(),
            12 => self.careless(selection),
            _ => Vec::new(),
        }
    }

    /// Rows that the settings leave out: those of the excluded checks, over the whole file.
    /// `None` when nothing is left out.
    pub(super) fn excluded_rows(&self) -> Option<Vec<bool>> {
        let wanted: Vec<u32> = EXCLUDABLE
            .into_iter()
            .filter(|check| self.settings.excluded_checks.contains(check))
            .collect();
        if wanted.is_empty() {
            return None;
        }
        let everything = Selection::everything(self.table.rows);
        let mut excluded = vec![false; self.table.rows as usize];
        for check in wanted {
            for rows in self.rows_of_check(&everything, check) {
                rows.into_iter()
                    .for_each(|row| excluded[row as usize] = true);
            }
        }
        Some(excluded)
    }

    fn rows_of_check(&self, selection: &Selection, check: u32) -> Vec<Vec<u32>> {
        match check {
            9 => vec![self.frequent_rows(selection)],
            10 => vec![
                self.same_id_and_time(selection),
                self.same_comment(selection),
            ],
            11 => vec![
                self.speeding_rows(selection)
                    .map(|(rows, _)| rows)
                    .unwrap_or_default(),
            ],
            12 => self
                .careless_rows(selection)
                .into_iter()
                .map(|(_, rows)| rows)
                .collect(),
            _ => Vec::new(),
        }
    }

    /// Checks 1, 2 and 3: scale, missing zeros and codes, number of answers.
    fn scale_findings(
        &self,
        selection: &Selection,
        score: &ScoreColumn,
        figure: &ScoreFigure,
    ) -> Vec<HealthFinding> {
        let mut found = Vec::new();
        let column = || Params::from([("column", score.column.into())]);
        let nps = figure.metric == Some(Metric::Nps);
        let zeros = figure.distribution.first().map_or(0, |(_, count)| *count);
        let reading = &self.reading.columns[score.column as usize];
        let outside = self.outside(selection, score);
        if nps {
            let header = fold(&reading.name);
            let asks = [
                "recommend",
                "polec",
                "rekomend",
                "nps",
                "empfehl",
                "recomend",
                "recomiend",
                "promoter",
            ];
            if !asks.iter().any(|stem| header.contains(stem)) && !reading.decided {
                found.push(HealthFinding {
                    action: Some("set_role"),
                    ..finding(1, "nps_header", figure.n, column())
                });
            }
            if outside.above > 0 {
                let mut params = column();
                params.insert("highest", outside.highest.into());
                found.push(finding(1, "nps_above_ten", outside.above, params));
            }
            let low = figure
                .distribution
                .iter()
                .filter(|(answer, _)| *answer <= 1);
            let low: u32 = low.map(|(_, count)| count).sum();
            let blank = figure.n >= 100 && zeros == 0 && figure.excluded * 50 > figure.n;
            if blank {
                found.push(HealthFinding {
                    action: Some("set_role"),
                    ..finding(2, "blank_zero_suspected", figure.excluded, column())
                });
            } else if figure.n >= 100 && zeros == 0 && low * 50 >= figure.n {
                found.push(HealthFinding {
                    action: Some("set_role"),
                    ..finding(1, "nps_without_zero", figure.n, column())
                });
            }
        }
        if outside.sentinels > 0 {
            let mut params = column();
            params.insert("values", outside.values.clone().into());
            found.push(finding(2, "sentinel_codes", outside.sentinels, params));
        }
        if figure.n < 30 {
            let shown = if figure.hidden { 0 } else { figure.n };
            found.push(finding(3, "few_answers", shown, column()));
        }
        found
    }

    fn outside(&self, selection: &Selection, score: &ScoreColumn) -> Outside {
        let cells = &self.table.columns[score.column as usize];
        let [_, high] = score.scale.range;
        let mut found = Outside::default();
        let mut codes: BTreeMap<i32, u32> = BTreeMap::new();
        for row in selection.rows() {
            if score.answer(row as u32).is_some() {
                continue;
            }
            let Some(value) = parse_answer(cells.get(row)) else {
                continue;
            };
            if !(0..77).contains(&value) {
                found.sentinels += 1;
                *codes.entry(value).or_default() += 1;
            } else if value > high {
                found.above += 1;
                found.highest = found.highest.max(value);
            }
        }
        found.values = codes
            .keys()
            .take(10)
            .map(i32::to_string)
            .collect::<Vec<_>>()
            .join(", ");
        found
    }

    /// Check 6: days with many best answers without a comment.
    fn surges(&self, selection: &Selection) -> Option<HealthFinding> {
        let (dates, score) = (self.prepared.dates.as_ref()?, self.prepared.main_score()?);
        let best = if score.scale.low_is_good {
            score.scale.range[0]
        } else {
            score.scale.range[1]
        };
        let commented = self.commented_rows();
        let mut days: BTreeMap<i32, (u32, Vec<u32>)> = BTreeMap::new();
        let (mut silent, mut all) = (0u32, 0u32);
        for row in selection.rows() {
            let Some(answer) = score
                .answer(row as u32)
                .filter(|_| dates.days[row] != NO_DATE)
            else {
                continue;
            };
            let day = days.entry(dates.days[row]).or_default();
            day.0 += 1;
            all += 1;
            if answer == best && !commented[row] {
                day.1.push(row as u32);
                silent += 1;
            }
        }
        let usual = f64::from(silent) / f64::from(all.max(1));
        let odd = |n: u32, hits: usize| {
            let error = (usual * (1.0 - usual) / f64::from(n)).sqrt();
            n >= 20 && error > 0.0 && (hits as f64 / f64::from(n) - usual) / error > 5.0
        };
        let (mut rows, mut worst) = (Vec::new(), None);
        for (day, (_, hits)) in days
            .into_iter()
            .filter(|(_, (n, hits))| odd(*n, hits.len()))
        {
            if worst.as_ref().is_none_or(|(count, _)| hits.len() > *count) {
                worst = Some((hits.len(), crate::values::format_date(day)));
            }
            rows.extend(hits);
        }
        let (_, date) = worst?;
        about_rows(
            6,
            "surge",
            rows,
            Params::from([("date", date.into()), ("column", score.column.into())]),
        )
    }

    fn commented_rows(&self) -> Vec<bool> {
        let mut commented = vec![false; self.table.rows as usize];
        self.coded
            .iter()
            .for_each(|comment| commented[comment.row as usize] = true);
        commented
    }

    /// Check 7: relational and transactional answers in one file.
    fn mixed_surveys(&self, selection: &Selection) -> Option<HealthFinding> {
        let kind = |key: &str| {
            let key = fold(key);
            match () {
                () if key.contains("transac") || key.contains("transak") => Some(1),
                () if key.contains("relation") || key.contains("relacyj") => Some(0),
                () => None,
            }
        };
        self.prepared.segments.iter().find_map(|segment| {
            let kinds: Vec<Option<usize>> =
                segment.groups.keys.iter().map(|key| kind(key)).collect();
            let mut rows = [Vec::new(), Vec::new()];
            for row in selection.rows() {
                let kind = segment
                    .groups
                    .get(row as u32)
                    .and_then(|group| kinds[group]);
                if let Some(kind) = kind {
                    rows[kind].push(row as u32);
                }
            }
            let least = self.settings.min_group as usize;
            let both = rows.iter().all(|rows| rows.len() >= least.max(1));
            let [first, second] = rows;
            let smaller = if first.len() < second.len() {
                first
            } else {
                second
            };
            let params = Params::from([("column", segment.column.into())]);
            both.then(|| about_rows(7, "mixed_surveys", smaller, params))
                .flatten()
        })
    }

    /// Check 8: comments.
    fn comment_rate(&self, selection: &Selection, text: &TextFigure) -> Option<HealthFinding> {
        let rows = selection.count();
        let has = |role: Role| {
            self.reading
                .columns
                .iter()
                .any(|column| column.role == role)
        };
        if !has(Role::Comment) {
            return has(Role::Score).then(|| finding(8, "no_open_question", rows, Params::new()));
        }
        let low = rows >= 30 && f64::from(text.n) < 0.3 * f64::from(rows);
        let params = Params::from([("comments", text.n.into())]);
        low.then(|| finding(8, "low_comment_rate", rows.saturating_sub(text.n), params))
    }

    /// The first id column whose values repeat.
    fn repeating_id(&self) -> Option<&ColumnReading> {
        self.reading.columns.iter().find(|column| {
            column.role == Role::Id && column.distinct > 1 && column.answered > column.distinct
        })
    }

    /// Rows of the same id as an earlier one less than 90 days before.
    fn frequent_rows(&self, selection: &Selection) -> Vec<u32> {
        let Some((dates, id)) = self.prepared.dates.as_ref().zip(self.repeating_id()) else {
            return Vec::new();
        };
        let cells = &self.table.columns[id.index as usize];
        let dated = selection
            .rows()
            .filter(|&row| dates.days[row] != NO_DATE && !is_missing(cells.get(row)));
        let mut people: Vec<(u64, i32, u32)> = dated
            .map(|row| (hash(cells.get(row)), dates.days[row], row as u32))
            .collect();
        people.sort_unstable();
        let again = people
            .windows(2)
            .filter(|pair| pair[0].0 == pair[1].0 && pair[1].1 - pair[0].1 < 90);
        let mut rows: Vec<u32> = again.map(|pair| pair[1].2).collect();
        rows.sort_unstable();
        rows
    }

    /// Check 9: the same person more than once a quarter.
    fn frequent(&self, selection: &Selection) -> Option<HealthFinding> {
        let column = self.repeating_id()?.index;
        about_rows(
            9,
            "frequent_respondents",
            self.frequent_rows(selection),
            Params::from([("column", column.into())]),
        )
    }

    /// Rows with the same id and the same primary date cell as an earlier row.
    fn same_id_and_time(&self, selection: &Selection) -> Vec<u32> {
        let date = self.reading.columns.iter().find(|column| column.primary);
        let Some((id, date)) = self.repeating_id().zip(date) else {
            return Vec::new();
        };
        let (ids, times) = (
            &self.table.columns[id.index as usize],
            &self.table.columns[date.index as usize],
        );
        let used = selection
            .rows()
            .filter(|&row| !is_missing(ids.get(row)) && !is_missing(times.get(row)));
        later_copies(
            used.map(|row| {
                (
                    hash(ids.get(row)) ^ hash(times.get(row)).rotate_left(1),
                    row as u32,
                )
            })
            .collect(),
        )
    }

    /// Rows whose long comment says the same as an earlier one, without regard to case, blanks and
    /// punctuation. A comment that a tenth of all people wrote is a ready-made answer, not a copy.
    fn same_comment(&self, selection: &Selection) -> Vec<u32> {
        let mut texts: Vec<(u64, u32)> = Vec::new();
        for comment in self
            .coded
            .all()
            .iter()
            .filter(|comment| selection.keeps(comment.row))
        {
            let text = self.table.columns[comment.column as usize].get(comment.row as usize);
            let (key, letters) = essence(text);
            if letters >= 60 {
                texts.push((key, comment.row));
            }
        }
        later_copies(texts)
    }

    /// Check 10: duplicates.
    fn duplicates(&self, selection: &Selection) -> Vec<HealthFinding> {
        let rows = [
            ("duplicate_rows", self.same_id_and_time(selection)),
            ("duplicate_comments", self.same_comment(selection)),
        ];
        rows.into_iter()
            .filter_map(|(code, rows)| about_rows(10, code, rows, Params::new()))
            .collect()
    }

    /// Rows faster than the mean less two standard deviations of the logarithm of the duration,
    /// and that limit in seconds. Durations have a long tail, so that the plain limit of the
    /// definition is mostly below zero and finds nobody; both limits count.
    fn speeding_rows(&self, selection: &Selection) -> Option<(Vec<u32>, f64)> {
        let column = self.operational_column(OperationalRole::Duration)?;
        let cells = &self.table.columns[column as usize];
        let durations: Vec<(u32, f64)> = selection
            .rows()
            .filter_map(|row| Some((row as u32, number(cells.get(row)).filter(|d| *d > 0.0)?)))
            .collect();
        let n = durations.len() as f64;
        if durations.len() < 100 {
            return None;
        }
        let limit = |value: &dyn Fn(f64) -> f64| {
            let mean = durations.iter().map(|(_, d)| value(*d)).sum::<f64>() / n;
            let squares: f64 = durations
                .iter()
                .map(|(_, d)| (value(*d) - mean) * (value(*d) - mean))
                .sum();
            mean - 2.0 * (squares / (n - 1.0)).sqrt()
        };
        let limit = limit(&|d| d).max(libm::exp(limit(&|d| libm::log(d))));
        Some((
            durations
                .into_iter()
                .filter(|(_, d)| *d < limit)
                .map(|(row, _)| row)
                .collect(),
            limit,
        ))
    }

    /// Check 11: answers that came too fast.
    fn speeders(&self, selection: &Selection) -> Option<HealthFinding> {
        let (rows, limit) = self.speeding_rows(selection)?;
        about_rows(
            11,
            "speeders",
            rows,
            Params::from([("limit", limit.into())]),
        )
    }

    /// Rows by what is careless about them.
    fn careless_rows(&self, selection: &Selection) -> Vec<(&'static str, Vec<u32>)> {
        let mut found = vec![("straight_lining", self.straight_lines(selection))];
        let mut lists: BTreeMap<&'static str, Vec<u32>> = BTreeMap::new();
        let headers: BTreeMap<u32, u64> = self
            .reading
            .columns
            .iter()
            .map(|column| (column.index, essence(&column.name).0))
            .collect();
        for comment in self
            .coded
            .all()
            .iter()
            .filter(|comment| selection.keeps(comment.row))
        {
            let text = self.table.columns[comment.column as usize].get(comment.row as usize);
            let pasted = headers.get(&comment.column).copied().unwrap_or(0);
            if let Some(code) = careless_text(text, pasted) {
                lists.entry(code).or_default().push(comment.row);
            }
        }
        found.extend(lists);
        found
    }

    /// Check 12: straight-lining and comments without content. Profanity is reported, and its
    /// rows are left out with the others when the check is excluded.
    fn careless(&self, selection: &Selection) -> Vec<HealthFinding> {
        let rows = self.careless_rows(selection);
        rows.into_iter()
            .filter_map(|(code, rows)| about_rows(12, code, rows, Params::new()))
            .collect()
    }

    /// Rows that gave the same answer to every rating of a battery of at least five.
    fn straight_lines(&self, selection: &Selection) -> Vec<u32> {
        let battery = |score: &&ScoreColumn| score.scale.metric != Some(Metric::Nps);
        let mut scales: BTreeMap<[i32; 2], Vec<&ScoreColumn>> = BTreeMap::new();
        for score in self.prepared.scores.iter().filter(battery) {
            scales.entry(score.scale.range).or_default().push(score);
        }
        let batteries: Vec<Vec<&ScoreColumn>> = scales
            .into_values()
            .filter(|scores| scores.len() >= 5)
            .collect();
        let same = |row: u32| {
            batteries.iter().any(|scores| {
                let first = scores[0].answer(row);
                first.is_some() && scores.iter().all(|score| score.answer(row) == first)
            })
        };
        if batteries.is_empty() {
            return Vec::new();
        }
        selection
            .rows()
            .map(|row| row as u32)
            .filter(|&row| same(row))
            .collect()
    }

    /// Check 13: periods that use different parts of the scale.
    fn changed_scales(&self, selection: &Selection) -> Vec<HealthFinding> {
        let Some(dates) = &self.prepared.dates else {
            return Vec::new();
        };
        let changed = |score: &ScoreColumn| {
            let parts = score.by_group(&dates.groups, selection);
            let tops: Vec<(&str, i32)> = parts
                .iter()
                .filter(|(_, answers)| answers.n() >= 30)
                .filter_map(|(key, answers)| {
                    let used = answers
                        .points()
                        .filter(|(_, n)| *n > 0)
                        .map(|(answer, _)| answer);
                    Some((key.as_str(), used.max()?))
                })
                .collect();
            let steps = tops
                .windows(2)
                .filter(|pair| (pair[0].1 - pair[1].1).abs() * 3 >= score.scale.range[1]);
            let mut steps = steps.map(|pair| pair[1].0);
            let (first, more) = (steps.next()?, steps.next());
            // A new scale changes once and stays; a top that comes and goes is chance.
            let params = Params::from([("column", score.column.into()), ("period", first.into())]);
            more.is_none().then(|| HealthFinding {
                action: Some("filter_period"),
                ..finding(13, "scale_changed", 0, params)
            })
        };
        self.prepared.scores.iter().filter_map(changed).collect()
    }

    /// Check 14: one account with more than a fifth of the answers.
    fn one_account(&self, selection: &Selection) -> Option<HealthFinding> {
        const NAMES: [&str; 9] = [
            "account",
            "company",
            "firma",
            "kontrahent",
            "konto",
            "organi",
            "employer",
            "agent",
            "client name",
        ];
        let named = |column: &&ColumnReading| {
            let name = fold(&column.name);
            matches!(column.role, Role::Segment | Role::Id | Role::Ignored)
                && NAMES.iter().any(|stem| name.contains(stem))
        };
        let column = self.reading.columns.iter().find(named)?;
        let Cells::Dictionary { codes, values, .. } =
            &self.table.columns[column.index as usize].cells
        else {
            return None;
        };
        let mut rows: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        let mut all = 0usize;
        for row in selection
            .rows()
            .filter(|&row| !is_missing(values.get(codes.get(row))))
        {
            rows.entry(codes.get(row)).or_default().push(row as u32);
            all += 1;
        }
        let accounts = rows.len();
        let (_, largest) = rows
            .into_iter()
            .max_by_key(|(code, rows)| (rows.len(), std::cmp::Reverse(*code)))?;
        let heavy = accounts >= 5 && all >= 30 && largest.len() * 5 > all;
        let share = 100.0 * largest.len() as f64 / all.max(1) as f64;
        let params = Params::from([("column", column.index.into()), ("share", share.into())]);
        heavy
            .then(|| about_rows(14, "one_account", largest, params))
            .flatten()
    }

    /// Check 15: answers that contradict the comment, and a scale that seems reversed.
    fn contradictions(&self, selection: &Selection) -> Vec<HealthFinding> {
        let Some(score) = self.prepared.main_score() else {
            return Vec::new();
        };
        let [low, high] = score.scale.range;
        let (bad_end, good_end) = match high - low {
            10.. => (low + 2, high - 1),
            _ => (low, high),
        };
        let (mut praised, mut blamed, mut ends) = (Vec::new(), Vec::new(), [0u32; 2]);
        for comment in self
            .coded
            .iter()
            .filter(|comment| selection.keeps(comment.row))
        {
            let Some(answer) = score.answer(comment.row) else {
                continue;
            };
            let (worst, best) = match score.scale.low_is_good {
                true => (answer >= good_end, answer <= bad_end),
                false => (answer <= bad_end, answer >= good_end),
            };
            let told = matches!(comment.sentiment, Sentiment::Positive | Sentiment::Negative);
            ends[0] += u32::from(worst && told);
            ends[1] += u32::from(best && told);
            match comment.sentiment {
                Sentiment::Positive if worst => praised.push(comment.row),
                Sentiment::Negative if best => blamed.push(comment.row),
                _ => {}
            }
        }
        let column = || Params::from([("column", score.column.into())]);
        let reversed = praised.len() >= 10
            && praised.len() as f64 > 0.6 * f64::from(ends[0])
            && blamed.len() as f64 > 0.4 * f64::from(ends[1]);
        let suspected = reversed.then(|| HealthFinding {
            action: Some("set_role"),
            ..finding(
                15,
                "reversed_scale_suspected",
                praised.len() as u32,
                column(),
            )
        });
        let found = [
            about_rows(15, "low_score_with_praise", praised, column()),
            about_rows(15, "high_score_with_complaint", blamed, column()),
            suspected,
        ];
        found.into_iter().flatten().collect()
    }

    /// Check 16: the last two periods have another mix of a segment.
    fn shifted_mix(&self, selection: &Selection) -> Vec<HealthFinding> {
        let Some(dates) = &self.prepared.dates else {
            return Vec::new();
        };
        let mut sizes = vec![0u32; dates.groups.keys.len()];
        selection
            .rows()
            .filter_map(|row| dates.groups.get(row as u32))
            .for_each(|period| sizes[period] += 1);
        let mut last = (0..sizes.len()).rev().filter(|&period| sizes[period] >= 30);
        let Some((after, before)) = last.next().zip(last.next()) else {
            return Vec::new();
        };
        let shifted = |segment: &super::prepared::SegmentColumn| {
            let mut counts = vec![vec![0u32; segment.groups.keys.len()]; 2];
            for row in selection.rows() {
                let side = match dates.groups.get(row as u32) {
                    Some(period) if period == before => 0,
                    Some(period) if period == after => 1,
                    _ => continue,
                };
                if let Some(group) = segment.groups.get(row as u32) {
                    counts[side][group] += 1;
                }
            }
            let test = association(&counts).filter(|test| !test.sparse)?;
            let params = Params::from([
                ("column", segment.column.into()),
                ("before", dates.groups.keys[before].clone().into()),
                ("after", dates.groups.keys[after].clone().into()),
                ("cramers_v", test.cramers_v.into()),
                ("p", test.p.into()),
            ]);
            (test.p < 0.01 && test.cramers_v >= 0.1)
                .then(|| finding(16, "mix_shifted", test.n, params))
        };
        self.prepared.segments.iter().filter_map(shifted).collect()
    }

    /// Check 17: gaps, bursts, and days that never exceed twelve.
    fn calendar(&self, selection: &Selection) -> Vec<HealthFinding> {
        let Some(dates) = &self.prepared.dates else {
            return Vec::new();
        };
        let mut days: BTreeMap<i32, u32> = BTreeMap::new();
        for day in selection
            .rows()
            .map(|row| dates.days[row])
            .filter(|&day| day != NO_DATE)
        {
            *days.entry(day).or_default() += 1;
        }
        let n: u32 = days.values().sum();
        let Some((&first, &last)) = days.keys().next().zip(days.keys().next_back()) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        if n < 100 || last - first < 28 {
            return found;
        }
        let date = crate::values::format_date;
        // A gap is far longer than the usual distance between days with answers.
        let known: Vec<i32> = days.keys().copied().collect();
        let gaps = known.windows(2).map(|pair| (pair[1] - pair[0], pair[0]));
        let usual = f64::from(last - first) / known.len() as f64;
        let longest = gaps.max_by_key(|(gap, start)| (*gap, std::cmp::Reverse(*start)));
        if let Some((gap, start)) =
            longest.filter(|(gap, _)| *gap >= 14 && f64::from(*gap) >= 8.0 * usual)
        {
            let params = Params::from([
                ("from", date(start + 1).into()),
                ("to", date(start + gap - 1).into()),
                ("days", (gap - 1).into()),
            ]);
            found.push(finding(17, "calendar_gap", 0, params));
        }
        let busiest = days
            .iter()
            .max_by_key(|(day, n)| (**n, std::cmp::Reverse(**day)));
        if let Some((&day, &count)) = busiest.filter(|(_, count)| **count * 10 > n * 3) {
            let rows = selection
                .rows()
                .filter(|&row| dates.days[row] == day)
                .map(|row| row as u32)
                .collect();
            let share = 100.0 * f64::from(count) / f64::from(n);
            found.extend(about_rows(
                17,
                "burst",
                rows,
                Params::from([("date", date(day).into()), ("share", share.into())]),
            ));
        }
        if last - first > 180 && known.iter().all(|&day| civil_from_days(day).2 <= 12) {
            let rows = finding(17, "day_month_swapped", n, Params::new());
            found.push(HealthFinding {
                action: Some("set_role"),
                ..rows
            });
        }
        found
    }

    /// Check 18: countries side by side, though people of different countries use scales
    /// differently.
    fn raw_countries(&self, figures: &Figures) -> Option<HealthFinding> {
        let country = |column: u32| {
            let name = fold(&self.reading.columns[column as usize].name);
            name.split(|c: char| !c.is_alphabetic())
                .any(|word| matches!(word, "country" | "kraj" | "countries" | "land"))
        };
        let breakdown = figures.breakdowns.iter().find(|breakdown| {
            country(breakdown.by)
                && breakdown
                    .groups
                    .iter()
                    .filter(|group| !group.hidden)
                    .count()
                    >= 2
        })?;
        let rows = breakdown.groups.iter().filter_map(|group| group.n).sum();
        Some(finding(
            18,
            "countries_raw",
            rows,
            Params::from([("column", breakdown.by.into())]),
        ))
    }
}

#[derive(Default)]
struct Outside {
    sentinels: u32,
    values: String,
    above: u32,
    highest: i32,
}

/// Check 4: response rate below a fifth.
fn low_response(figures: &Figures) -> Option<HealthFinding> {
    let rate = figures
        .operational
        .iter()
        .find(|figure| figure.metric == "response_rate")?;
    let value = rate.value.filter(|value| *value < 20.0)?;
    Some(finding(
        4,
        "low_response_rate",
        0,
        Params::from([("rate", value.into())]),
    ))
}

/// Check 5: the silent could turn the sign of the NPS.
fn bounds(figures: &Figures) -> Option<HealthFinding> {
    let bounds = figures.non_response?;
    let turns = bounds.worst < 0.0 && bounds.best > 0.0;
    let params = Params::from([
        ("column", bounds.column.into()),
        ("worst", bounds.worst.into()),
        ("best", bounds.best.into()),
        (
            "break_even",
            bounds
                .break_even
                .map_or(serde_json::Value::Null, Into::into),
        ),
    ]);
    turns.then(|| finding(5, "silent_could_turn", 0, params))
}

/// Check 6: one group far above all others.
fn far_off(figures: &Figures) -> Vec<HealthFinding> {
    let nps = |column: u32| {
        figures
            .scores
            .iter()
            .any(|score| score.column == column && score.metric == Some(Metric::Nps))
    };
    let groups = figures
        .breakdowns
        .iter()
        .filter(|breakdown| nps(breakdown.column) && breakdown.groups.len() >= 4);
    let odd = groups.flat_map(|breakdown| {
        breakdown.groups.iter().filter_map(move |group| {
            let far = group.value? >= 90.0 && group.effect? >= 0.8 && group.p_adjusted? < 0.001;
            let params = Params::from([
                ("column", breakdown.column.into()),
                ("by", breakdown.by.into()),
                ("key", group.key.clone().into()),
                ("value", group.value?.into()),
            ]);
            far.then(|| finding(6, "group_far_off", group.n.unwrap_or(0), params))
        })
    });
    odd.take(3).collect()
}

/// Rows whose key occurred in an earlier row, ascending.
fn later_copies(mut keys: Vec<(u64, u32)>) -> Vec<u32> {
    keys.sort_unstable();
    keys.dedup();
    let copies = keys.windows(2).filter(|pair| pair[0].0 == pair[1].0);
    let mut rows: Vec<u32> = copies.map(|pair| pair[1].1).collect();
    rows.sort_unstable();
    rows.dedup();
    rows
}

/// A number for the letters and digits of a text in lower case, and how many there are.
fn essence(text: &str) -> (u64, usize) {
    let mut key = 0xcbf2_9ce4_8422_2325u64;
    let mut letters = 0;
    let mut add = |letter: char| {
        key = (key ^ u64::from(letter))
            .wrapping_mul(0x0100_0000_01b3)
            .rotate_left(5);
        letters += 1;
    };
    for letter in text.chars().filter(|letter| letter.is_alphanumeric()) {
        if letter.is_ascii() {
            add(letter.to_ascii_lowercase())
        } else {
            letter.to_lowercase().for_each(&mut add)
        }
    }
    (key, letters)
}

/// What is careless about a comment. `pasted` is the essence of the question.
fn careless_text(text: &str, pasted: u64) -> Option<&'static str> {
    let (key, letters) = match text.len() {
        // The question and gibberish are short; a long comment only needs the look for swearing.
        0..=400 => essence(text),
        _ => (0, usize::MAX),
    };
    match () {
        () if letters <= 1 && text.chars().count() <= 1 => Some("one_character"),
        () if key == pasted && letters >= 10 => Some("pasted_question"),
        () if letters != usize::MAX && is_gibberish(text) => Some("gibberish"),
        () if swears(text) => Some("profanity"),
        () => None,
    }
}

/// One letter over and over, a row of keys, or a long word without a vowel.
fn is_gibberish(text: &str) -> bool {
    let folded: Vec<char> = text
        .chars()
        .flat_map(char::to_lowercase)
        .filter(|c| !c.is_whitespace())
        .collect();
    let letters = folded
        .iter()
        .filter(|letter| letter.is_alphabetic())
        .count();
    if letters < 4
        || letters * 2 < folded.len()
        || text.contains(char::is_whitespace) && letters > 12
    {
        return false;
    }
    let mut different = folded.clone();
    different.sort_unstable();
    different.dedup();
    let vowels = folded
        .iter()
        .filter(|letter| "aeiouyąęóäöüáéíúůìàèêâîôû".contains(**letter))
        .count();
    let word: String = folded.iter().collect();
    let rows = ["asdf", "qwert", "sdfg", "dfgh", "zxcv", "hjkl"];
    let latin = folded
        .iter()
        .all(|letter| !letter.is_alphabetic() || *letter < '\u{250}');
    different.len() <= 2 && folded.len() >= 5 && latin
        || rows.iter().any(|row| word.starts_with(row))
        || latin && vowels == 0 && letters >= 6 && !word.contains(|c: char| c.is_ascii_digit())
}

/// Beginnings of swear words, folded.
const SWEARING: [&str; 12] = [
    "kurw",
    "chuj",
    "pierdol",
    "spierdal",
    "jebac",
    "jeban",
    "skurwysyn",
    "fuck",
    "shitty",
    "bullshit",
    "asshole",
    "bastard",
];

fn swears(text: &str) -> bool {
    let starts = |word: &str| {
        SWEARING.iter().any(|swear| {
            word.len() >= swear.len()
                && word.is_char_boundary(swear.len())
                && word[..swear.len()].eq_ignore_ascii_case(swear)
        })
    };
    text.split(|letter: char| !letter.is_alphanumeric())
        .any(starts)
}
