//! Survey health: the checks of definitions.md §6. Each says what it found and which rows, and
//! claims nothing about why.

use super::Analysis;
use super::comments::copies::{later_copies, quick_hash};
use super::counts::Counts;
use super::operational::hours_per_unit;
use super::prepared::{NO_DATE, ScoreColumn};
use super::selection::Selection;
use crate::figures::Histogram;
use crate::figures::breakdown::{Sizes, hidden_parts};
use crate::figures::contingency::association;
use crate::filter::Condition;
use crate::order::{Arrange, Inserted};
use crate::reading::Cells;
use crate::report::{
    Breakdown, ColumnReading, HealthFinding, Metric, NonResponse, OperationalFigure, Params, Role,
    ScoreFigure, TextFigure, TrendPoint,
};
use crate::roles::asks_to_recommend;
use crate::settings::OperationalRole;
use crate::text::{Language, Sentiment, fold};
use crate::values::{Numbers, civil_from_days, clock_seconds, is_missing, parse_answer};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Most rows that a finding lists.
const LISTED: usize = 200;

/// Checks whose rows can be left out by the settings.
pub const EXCLUDABLE: [u32; 6] = [6, 9, 10, 11, 12, 14];

/// Every code of a finding with the number of its check (definitions.md §6).
pub const HEALTH_CODES: [(u32, &str); 35] = [
    (1, "nps_header"),
    (1, "nps_above_ten"),
    (1, "nps_without_zero"),
    (1, "answers_off_scale"),
    (2, "blank_zero_suspected"),
    (2, "sentinel_codes"),
    (3, "few_answers"),
    (4, "low_response_rate"),
    (4, "impossible_totals"),
    (5, "silent_could_turn"),
    (6, "surge"),
    (6, "group_far_off"),
    (7, "mixed_surveys"),
    (8, "no_open_question"),
    (8, "low_comment_rate"),
    (9, "frequent_respondents"),
    (10, "duplicate_rows"),
    (10, "duplicate_comments"),
    (11, "speeders"),
    (12, "straight_lining"),
    (12, "one_character"),
    (12, "pasted_question"),
    (12, "gibberish"),
    (12, "profanity"),
    (13, "scale_changed"),
    (13, "wording_changed"),
    (14, "one_account"),
    (15, "low_score_with_praise"),
    (15, "high_score_with_complaint"),
    (15, "reversed_scale_suspected"),
    (16, "mix_shifted"),
    (17, "calendar_gap"),
    (17, "burst"),
    (17, "day_month_swapped"),
    (18, "countries_raw"),
];

/// Seen that the checks look at.
pub struct Seen<'a> {
    /// Score figures.
    pub scores: &'a [ScoreFigure],
    /// Comments.
    pub text: &'a TextFigure,
    /// Breakdowns.
    pub breakdowns: &'a [Breakdown],
    /// Scores by period.
    pub trend: &'a [TrendPoint],
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
        row_list: rows.iter().take(LISTED).copied().collect(),
        ..finding(check, code, rows.len() as u32, params)
    })
}

impl Analysis {
    /// All findings, by number of the check.
    pub(super) fn health(
        &self,
        selection: &Selection,
        counts: &Counts,
        figures: &Seen,
    ) -> Vec<HealthFinding> {
        let mut found: Vec<HealthFinding> = Vec::new();
        for (score, figure) in self.prepared.scores.iter().zip(figures.scores) {
            found.extend(self.scale_findings(selection, score, figure));
        }
        found.extend(low_response(figures));
        found.extend(impossible_totals(figures));
        found.extend(self.small_population(figures));
        found.extend(bounds(figures));
        found.extend(far_off(figures));
        found.extend(self.mixed_surveys(selection));
        found.extend(self.comment_rate(selection, figures.text));
        for check in EXCLUDABLE {
            let out = |code: &str| self.settings.leaves_out(check, code);
            let mut more = self.row_findings(selection, check);
            more.retain(|finding| !out(finding.code));
            if HEALTH_CODES
                .iter()
                .any(|&(of, code)| of == check && out(code))
            {
                // What is left out already is shown all the same, so that it can be taken back.
                let everything = Selection::everything(self.table.rows);
                let mut left_out = self.row_findings(&everything, check);
                left_out.retain(|finding| out(finding.code));
                left_out
                    .iter_mut()
                    .for_each(|finding| finding.excluded = true);
                more.append(&mut left_out);
            }
            found.append(&mut more);
        }
        found.extend(self.changed_scales(counts));
        found.extend(self.changed_wordings(counts));
        found.extend(self.contradictions(selection));
        found.extend(self.shifted_mix(selection, figures));
        found.extend(self.calendar(selection));
        found.extend(self.raw_countries(figures));
        found.arrange_by_key(|finding| finding.check);
        for finding in &mut found {
            self.list_rows(finding, selection);
            self.set_action(finding);
        }
        found
    }

    /// Lists the first rows of a finding that has counted some without a list: those of its part of the
    /// file, those without what is missing, else those that answered its column.
    fn list_rows(&self, finding: &mut HealthFinding, selection: &Selection) {
        if finding.rows == 0 || !finding.row_list.is_empty() {
            return;
        }
        let column = finding.params.get("column").and_then(Value::as_u64);
        let column =
            column.and_then(|column| self.table.columns.get(usize::try_from(column).ok()?));
        let part = Selection::new(self, &finding.filter);
        let commented = self.commented_rows();
        let code = finding.code;
        let concerned = |&row: &usize| match column.map(|cells| cells.get(row)) {
            _ if !part.keeps(row as u32) => false,
            // A column of a filter chooses a part, and nothing is missing in it.
            _ if !finding.filter.is_empty() || code == "day_month_swapped" => true,
            Some(cell) if code == "blank_zero_suspected" => cell.is_empty(),
            Some(cell) => !is_missing(&cell),
            None => code == "low_comment_rate" && !commented[row],
        };
        let most = LISTED.min(finding.rows as usize);
        let rows = selection.rows().filter(concerned).take(most);
        finding.row_list = rows.map(|row| row as u32).collect();
    }

    /// Findings about single rows.
    fn row_findings(&self, selection: &Selection, check: u32) -> Vec<HealthFinding> {
        match check {
            6 => self.surges(selection).into_iter().collect(),
            14 => self.one_account(selection).into_iter().collect(),
            9 => self.frequent(selection).into_iter().collect(),
            10 => self.duplicates(selection),
            11 => self.speeders(selection).into_iter().collect(),
            12 => self.careless(selection),
            _ => Vec::new(),
        }
    }

    /// Rows that the settings leave out: those of the excluded findings, over the whole file.
    /// `None` when nothing is left out.
    pub(super) fn excluded_rows(&self) -> Option<Vec<bool>> {
        let out = |check: u32, code: &str| self.settings.leaves_out(check, code);
        let wanted = |check: &u32| {
            let mut codes = HEALTH_CODES.iter();
            codes.any(|&(of, code)| of == *check && out(of, code))
        };
        let wanted: Vec<u32> = EXCLUDABLE.into_iter().filter(wanted).collect();
        if wanted.is_empty() {
            return None;
        }
        let everything = Selection::everything(self.table.rows);
        let mut excluded = vec![false; self.table.rows as usize];
        for check in wanted {
            let lists = self.rows_of_check(&everything, check);
            for (_, rows) in lists.into_iter().filter(|(code, _)| out(check, code)) {
                rows.into_iter()
                    .for_each(|row| excluded[row as usize] = true);
            }
        }
        Some(excluded)
    }

    /// Rows of each finding of a check, by code.
    fn rows_of_check(&self, selection: &Selection, check: u32) -> Vec<(&'static str, Vec<u32>)> {
        let one = |code, rows: Option<Vec<u32>>| vec![(code, rows.unwrap_or_default())];
        match check {
            6 => one("surge", self.surging_rows(selection).map(|(rows, ..)| rows)),
            14 => {
                let rows = self.account_rows(selection).map(|(rows, ..)| rows);
                one("one_account", rows)
            }
            9 => one("frequent_respondents", Some(self.frequent_rows(selection))),
            10 => self.duplicate_rows(selection).into(),
            11 => one(
                "speeders",
                self.speeding_rows(selection).map(|(rows, _)| rows),
            ),
            12 => self.careless_rows(selection),
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
        // Under a filter that hides them.
        let Some(n) = figure.n else {
            return found;
        };
        let column = || Params::from([("column", score.column.into())]);
        let nps = figure.metric == Some(Metric::Nps);
        let zeros = figure.distribution.first().map_or(0, |(_, count)| *count);
        let reading = &self.reading.columns[score.column as usize];
        let outside = self.outside(selection, score);
        if nps {
            if !asks_to_recommend(&reading.name) {
                found.push(finding(1, "nps_header", n, column()));
            }
            if outside.above > 0 {
                let mut params = column();
                params.insert("highest", outside.highest.into());
                found.push(HealthFinding {
                    row_list: outside.rows.clone(),
                    ..finding(1, "nps_above_ten", outside.above, params)
                });
            }
            let low = figure
                .distribution
                .iter()
                .filter(|(answer, _)| *answer <= 1);
            let low: u32 = low.map(|(_, count)| count).sum();
            // A few blank cells are people who skipped the question, and where a quarter is blank
            // it was not put to everybody. Who says "don't know" gave no 0.
            let blanks = outside.blanks;
            let plausible = blanks >= 10 && blanks * 33 >= n && blanks * 4 <= selection.count();
            let blank = n >= 100 && zeros == 0 && plausible;
            if blank {
                found.push(finding(2, "blank_zero_suspected", blanks, column()));
            } else if n >= 100 && zeros == 0 && low * 50 >= n {
                found.push(finding(1, "nps_without_zero", n, column()));
            }
        }
        if !nps && outside.above + outside.below > 0 {
            let [low, high] = score.scale.range;
            let mut params = column();
            params.insert("low", low.into());
            params.insert("high", high.into());
            params.insert("lowest", outside.lowest.min(low).into());
            params.insert("highest", outside.highest.max(high).into());
            let rows = outside.above + outside.below;
            found.push(HealthFinding {
                row_list: outside.rows.clone(),
                ..finding(1, "answers_off_scale", rows, params)
            });
        }
        if outside.sentinels > 0 {
            let mut params = column();
            params.insert("values", outside.values.clone().into());
            found.push(HealthFinding {
                row_list: outside.sentinel_rows.clone(),
                ..finding(2, "sentinel_codes", outside.sentinels, params)
            });
        }
        if n < 30 {
            let shown = if figure.hidden { 0 } else { n };
            found.push(finding(3, "few_answers", shown, column()));
        }
        found
    }

    /// Check 4: more answers to a score than there are people in the population that was typed in.
    fn small_population(&self, figures: &Seen) -> Option<HealthFinding> {
        let population = self.settings.totals.population?;
        let shown = figures.scores.iter().filter(|score| !score.hidden);
        let most = shown.filter_map(|score| score.n).max()?;
        (f64::from(most) > population).then(|| {
            let params = Params::from([("part", most.into()), ("whole", population.into())]);
            finding(4, "impossible_totals", 0, params)
        })
    }

    fn outside(&self, selection: &Selection, score: &ScoreColumn) -> Outside {
        let cells = &self.table.columns[score.column as usize];
        let [low, high] = score.scale.range;
        let mut found = Outside {
            lowest: low,
            ..Outside::default()
        };
        let mut codes: BTreeMap<i32, u32> = BTreeMap::new();
        for row in selection.rows() {
            if score.answer(row as u32).is_some() {
                continue;
            }
            let cell = cells.get(row);
            found.blanks += u32::from(cell.is_empty());
            let Some(value) = parse_answer(&cell) else {
                continue;
            };
            let sentinel = is_code(value, [low, high]);
            if sentinel && found.sentinel_rows.len() < LISTED {
                found.sentinel_rows.push(row as u32);
            }
            let off = !sentinel && (value > high || value < low);
            if off && found.rows.len() < LISTED {
                found.rows.push(row as u32);
            }
            if sentinel {
                found.sentinels += 1;
                *codes.entry(value).or_default() += 1;
            } else if value > high {
                found.above += 1;
                found.highest = found.highest.max(value);
            } else if value < low {
                found.below += 1;
                found.lowest = found.lowest.min(value);
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
        let (rows, date, column) = self.surging_rows(selection)?;
        let params = Params::from([("date", date.into()), ("column", column.into())]);
        about_rows(6, "surge", rows, params)
    }

    /// Best answers without a comment on days that have far more of them than usual, the day with
    /// the most of them, and the column of the score.
    fn surging_rows(&self, selection: &Selection) -> Option<(Vec<u32>, String, u32)> {
        let (dates, score) = (self.prepared.dates.as_ref()?, self.prepared.main_score()?);
        let best = if score.scale.low_is_good {
            score.scale.range[0]
        } else {
            score.scale.range[1]
        };
        let commented = self.commented_rows();
        let silent = |row: usize| score.answer(row as u32) == Some(best) && !commented[row];
        let answered = || {
            let rows = selection.rows();
            rows.filter(|&row| score.answer(row as u32).is_some())
        };
        let all = by_day(&dates.days, answered())?;
        let hits = by_day(&dates.days, answered().filter(|&row| silent(row)))?;
        let usual = f64::from(hits.total()) / f64::from(all.total().max(1));
        let odd = |n: u32, hits: u32| {
            let error = (usual * (1.0 - usual) / f64::from(n)).sqrt();
            n >= 20 && error > 0.0 && (f64::from(hits) / f64::from(n) - usual) / error > 5.0
        };
        let odd: BTreeMap<i32, u32> = hits
            .days()
            .filter(|&(day, hits)| odd(all.on(day), hits))
            .inserted();
        let worst = odd
            .iter()
            .max_by_key(|(day, hits)| (**hits, std::cmp::Reverse(**day)));
        let date = crate::values::format_date(*worst?.0);
        let surging = |row: &usize| odd.contains_key(&dates.days[*row]) && silent(*row);
        let mut rows: Vec<u32> = answered().filter(surging).map(|row| row as u32).collect();
        rows.sort_by_key(|&row| (dates.days[row as usize], row));
        Some((rows, date, score.column))
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
            let [relational, transactional] = [rows[0].len(), rows[1].len()];
            let [first, second] = rows;
            let smaller = if first.len() < second.len() {
                first
            } else {
                second
            };
            let params = Params::from([("column", segment.column.into())]);
            let kind_kept = usize::from(relational < transactional);
            let keys = segment.groups.keys.iter().zip(&kinds);
            let keys = keys.filter(|(_, kind)| **kind == Some(kind_kept));
            let filter = vec![Condition::Segment {
                column: segment.column,
                keys: keys.map(|(key, _)| key.clone()).collect(),
            }];
            both.then(|| about_rows(7, "mixed_surveys", smaller, params))
                .flatten()
                .map(|finding| HealthFinding { filter, ..finding })
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
        text.n?;
        let commented = self.commented_rows();
        let n = selection.rows().filter(|&row| commented[row]).count() as u32;
        let low = rows >= 30 && f64::from(n) < 0.3 * f64::from(rows);
        let params = Params::from([("comments", n.into())]);
        low.then(|| finding(8, "low_comment_rate", rows.saturating_sub(n), params))
    }

    /// Rows of the same id as an earlier one less than 90 days before.
    fn frequent_rows(&self, selection: &Selection) -> Vec<u32> {
        let Some((dates, people)) = self.prepared.dates.as_ref().zip(self.people()) else {
            return Vec::new();
        };
        let dated = people
            .rows
            .iter()
            .filter(|(_, row)| selection.keeps(*row) && dates.days[*row as usize] != NO_DATE);
        let mut dated: Vec<(u64, i32, u32)> = dated
            .map(|&(person, row)| (person, dates.days[row as usize], row))
            .collect();
        dated.sort_unstable();
        let again = dated
            .windows(2)
            .filter(|pair| pair[0].0 == pair[1].0 && pair[1].1 - pair[0].1 < 90);
        let mut rows: Vec<u32> = again.map(|pair| pair[1].2).collect();
        rows.sort_unstable();
        rows
    }

    /// Check 9: the same person more than once a quarter.
    fn frequent(&self, selection: &Selection) -> Option<HealthFinding> {
        let column = self.people()?.column;
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
        let Some((people, date)) = self.people().zip(date) else {
            return Vec::new();
        };
        let times = &self.table.columns[date.index as usize];
        let used = people
            .rows
            .iter()
            .filter(|(_, row)| selection.keeps(*row) && !is_missing(&times.get(*row as usize)));
        let mut visits: Vec<(u64, u32)> = used
            .map(|&(person, row)| {
                (
                    person ^ quick_hash(&times.get(row as usize)).rotate_left(1),
                    row,
                )
            })
            .collect();
        visits.sort_unstable();
        later_copies(visits.into_iter())
    }

    /// Rows whose long comment says the same as an earlier one, without regard to case, blanks and
    /// punctuation.
    fn same_comment(&self, selection: &Selection) -> Vec<u32> {
        let copies = self.remarks().copies.iter().copied();
        later_copies(copies.filter(|(_, row)| selection.keeps(*row)))
    }

    fn duplicate_rows(&self, selection: &Selection) -> [(&'static str, Vec<u32>); 2] {
        [
            ("duplicate_rows", self.same_id_and_time(selection)),
            ("duplicate_comments", self.same_comment(selection)),
        ]
    }

    /// Check 10: duplicates.
    fn duplicates(&self, selection: &Selection) -> Vec<HealthFinding> {
        let rows = self.duplicate_rows(selection);
        rows.into_iter()
            .filter_map(|(code, rows)| about_rows(10, code, rows, Params::new()))
            .collect()
    }

    /// Rows faster than the mean less two standard deviations of the logarithm of the duration,
    /// and that limit in seconds. Durations have a long tail, so that the plain limit is mostly below
    /// zero and finds nobody; both limits count.
    fn speeding_rows(&self, selection: &Selection) -> Option<(Vec<u32>, f64)> {
        let column = self.operational_column(OperationalRole::Duration)?;
        let cells = &self.table.columns[column as usize];
        let numbers = Numbers::of(&|show| cells.for_each(show));
        // Survey tools that name no unit give seconds.
        let unit = hours_per_unit(&self.reading.columns[column as usize].name);
        let unit = unit.map_or(1.0, |hours| 3600.0 * hours);
        let seconds = |cell: &str| {
            let number = || Some(numbers.read(cell)? * unit);
            clock_seconds(cell).or_else(number).filter(|it| *it > 0.0)
        };
        let durations: Vec<(u32, f64)> = selection
            .rows()
            .filter_map(|row| Some((row as u32, seconds(&cells.get(row))?)))
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
        let careless = self.remarks().careless.iter();
        for &(code, row) in careless.filter(|(_, row)| selection.keeps(*row)) {
            lists.entry(code).or_default().push(row);
        }
        found.extend(lists);
        found
    }

    /// Check 12: straight-lining, comments without content, and profanity.
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

    /// Check 13: periods that use different parts of the scale, which chance does not make.
    fn changed_scales(&self, counts: &Counts) -> Vec<HealthFinding> {
        let changed = |(place, score): (usize, &ScoreColumn)| {
            let parts = counts.by_period(&self.prepared, place);
            let [low, high] = score.scale.range;
            let tops: Vec<(&str, i32, &Histogram)> = parts
                .iter()
                .filter(|(_, answers)| answers.n() >= 30)
                .filter_map(|(key, answers)| {
                    let used = answers
                        .points()
                        .filter(|(_, n)| *n > 0)
                        .map(|(answer, _)| answer);
                    Some((key.as_str(), used.max()?, answers))
                })
                .collect();
            let mut steps =
                (1..tops.len()).filter(|&at| (tops[at - 1].1 - tops[at].1).abs() * 3 >= high - low);
            let (at, more) = (steps.next()?, steps.next());
            if !reached_by_some(&tops[..at], &tops[at..]) {
                return None;
            }
            let first = tops[at].0;
            // A new scale changes once and stays; a top that comes and goes is chance.
            let params = Params::from([("column", score.column.into()), ("period", first.into())]);
            let keys = parts.iter().map(|(key, _)| key.clone());
            let filter = vec![Condition::Period {
                keys: keys.skip_while(|key| key != first).collect(),
            }];
            let since = parts.iter().skip_while(|(key, _)| key != first);
            let rows = since.map(|(_, answers)| answers.n()).sum();
            more.is_none().then(|| HealthFinding {
                filter,
                ..finding(13, "scale_changed", rows, params)
            })
        };
        let scores = self.prepared.scores.iter().enumerate();
        scores.filter_map(changed).collect()
    }

    /// Check 13: a question that is asked in other words since some period, in a column of its own.
    fn changed_wordings(&self, counts: &Counts) -> Vec<HealthFinding> {
        let scores = &self.prepared.scores;
        // Periods with answers, by score: their places, keys and numbers of answers.
        let answered = |place: usize| -> Vec<(usize, String, u32)> {
            let parts = counts.by_period(&self.prepared, place).into_iter();
            let parts = parts
                .enumerate()
                .filter(|(_, (_, answers))| answers.n() > 0);
            let parts = parts.map(|(at, (key, answers))| (at, key, answers.n()));
            parts.collect()
        };
        let answered: Vec<Vec<(usize, String, u32)>> = (0..scores.len()).map(answered).collect();
        let total = |place: usize| answered[place].iter().map(|(_, _, n)| n).sum::<u32>();
        let pairs = (0..scores.len()).flat_map(|old| (0..scores.len()).map(move |new| (old, new)));
        let changed = |(place, next): (usize, usize)| {
            let (old, new) = (&scores[place], &scores[next]);
            let (last, ..) = answered[place].last()?;
            let (first, period, _) = answered[next].first()?;
            // Within one period both may have been asked, one after the other.
            let follows = place != next && last <= first && total(place).min(total(next)) >= 30;
            let scale = |score: &ScoreColumn| (score.scale.metric, score.scale.range);
            let both = |row: u32| old.answer(row).is_some() && new.answer(row).is_some();
            if !follows
                || scale(old) != scale(new)
                || !self.sounds_alike(old.column, new.column)
                || (0..self.table.rows).any(both)
            {
                return None;
            }
            let params = Params::from([
                ("column", old.column.into()),
                ("by", new.column.into()),
                ("period", period.as_str().into()),
            ]);
            let keys = answered[next].iter().map(|(_, key, _)| key.clone());
            let filter = vec![Condition::Period {
                keys: keys.collect(),
            }];
            Some(HealthFinding {
                filter,
                ..finding(13, "wording_changed", total(next), params)
            })
        };
        pairs.filter_map(changed).collect()
    }

    /// True for columns whose headings share at least half of their words.
    fn sounds_alike(&self, one: u32, other: u32) -> bool {
        let words = |column: u32| -> BTreeSet<String> {
            let name = fold(&self.reading.columns[column as usize].name);
            let words = name.split(|letter: char| !letter.is_alphanumeric());
            words
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .inserted()
        };
        let (one, other) = (words(one), words(other));
        let shared = one.intersection(&other).count();
        shared * 2 >= one.len().min(other.len()).max(1)
    }

    /// Check 14: one account with more than a fifth of the rows.
    fn one_account(&self, selection: &Selection) -> Option<HealthFinding> {
        let (rows, column, share) = self.account_rows(selection)?;
        let params = Params::from([("column", column.into()), ("share", share.into())]);
        about_rows(14, "one_account", rows, params)
    }

    /// Rows of that account, the column of accounts, and the share of the rows in percent.
    fn account_rows(&self, selection: &Selection) -> Option<(Vec<u32>, u32, f64)> {
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
            // A name of a column, not a question that happens to be about a company.
            matches!(column.role, Role::Segment | Role::Id | Role::Ignored)
                && name.split_whitespace().count() <= 4
                && NAMES.iter().any(|stem| name.contains(stem))
        };
        let column = self.reading.columns.iter().find(named)?;
        let Cells::Dictionary { codes, values, .. } =
            &self.table.columns[column.index as usize].cells
        else {
            return None;
        };
        let mut rows: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        for row in selection
            .rows()
            .filter(|&row| !is_missing(values.get(codes.get(row))))
        {
            rows.entry(codes.get(row)).or_default().push(row as u32);
        }
        // Who names no account may answer for another one: the base is everybody.
        let (accounts, all) = (rows.len(), selection.count() as usize);
        let (_, largest) = rows
            .into_iter()
            .max_by_key(|(code, rows)| (rows.len(), std::cmp::Reverse(*code)))?;
        let heavy = accounts >= 5 && all >= 30 && largest.len() * 5 > all;
        let share = 100.0 * largest.len() as f64 / all.max(1) as f64;
        heavy.then_some((largest, column.index, share))
    }

    /// Check 15: answers that contradict the comment, and a scale that seems reversed.
    fn contradictions(&self, selection: &Selection) -> Vec<HealthFinding> {
        let Some(score) = self.prepared.main_score() else {
            return Vec::new();
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
            let (worst, best) = super::comments::contradictions::ends(score, answer);
            // The sentiment of a language without a model is too uncertain for a contradiction.
            if comment.language() == Language::Other {
                continue;
            }
            let told = matches!(
                comment.sentiment(),
                Sentiment::Positive | Sentiment::Negative
            );
            ends[0] += u32::from(worst && told);
            ends[1] += u32::from(best && told);
            match comment.sentiment() {
                Sentiment::Positive if worst => praised.push(comment.row),
                Sentiment::Negative if best => blamed.push(comment.row),
                _ => {}
            }
        }
        let column = || Params::from([("column", score.column.into())]);
        let reversed = praised.len() >= 10
            && praised.len() as f64 > 0.6 * f64::from(ends[0])
            && blamed.len() as f64 > 0.4 * f64::from(ends[1]);
        let suspected = reversed
            .then(|| about_rows(15, "reversed_scale_suspected", praised.clone(), column()))
            .flatten();
        let found = [
            about_rows(15, "low_score_with_praise", praised, column()),
            about_rows(15, "high_score_with_complaint", blamed, column()),
            suspected,
        ];
        found.into_iter().flatten().collect()
    }

    /// Check 16: the last two periods have another mix of a segment.
    ///
    /// Groups and periods are those that are shown. What is hidden is one group: with it in parts, p would tell who
    /// of it came when.
    fn shifted_mix(&self, selection: &Selection, figures: &Seen) -> Vec<HealthFinding> {
        let Some(dates) = &self.prepared.dates else {
            return Vec::new();
        };
        let mut sizes = vec![0u32; dates.groups.keys.len()];
        selection
            .rows()
            .filter_map(|row| dates.groups.get(row as u32))
            .for_each(|period| sizes[period] += 1);
        let hides = |period: usize| {
            let mut points = figures.trend.iter();
            points.any(|point| point.hidden && point.period == dates.groups.keys[period])
        };
        let large = |period: &usize| sizes[*period] >= 30 && !hides(*period);
        let mut last = (0..sizes.len()).rev().filter(large);
        let Some((after, before)) = last.next().zip(last.next()) else {
            return Vec::new();
        };
        let shifted = |segment: &super::prepared::SegmentColumn| {
            let keys = &segment.groups.keys;
            let mut counts = vec![vec![0u32; keys.len() + 1]; 2];
            let mut rows = Vec::new();
            for row in selection.rows() {
                let side = match dates.groups.get(row as u32) {
                    Some(period) if period == before => 0,
                    Some(period) if period == after => 1,
                    _ => continue,
                };
                if let Some(group) = segment.groups.get(row as u32) {
                    counts[side][group] += 1;
                    if side == 1 && rows.len() < LISTED {
                        rows.push(row as u32);
                    }
                }
            }
            let own = figures.breakdowns.iter();
            let own = own.filter(|it| it.by == segment.column);
            let hidden = own.flat_map(|it| &it.groups).filter(|group| group.hidden);
            let mut hidden: Vec<&str> = hidden.map(|group| group.key.as_str()).collect();
            hidden.arrange();
            let is_hidden = |key: &String| hidden.binary_search(&key.as_str()).is_ok();
            let sizes = Sizes {
                n: (0..keys.len())
                    .map(|it| counts[0][it] + counts[1][it])
                    .collect(),
                hidden: keys.iter().map(is_hidden).collect(),
                none: 0,
            };
            let pooled = hidden_parts(&sizes, self.settings.min_group);
            for counts in &mut counts {
                for group in (0..keys.len()).filter(|group| pooled[*group]) {
                    counts[keys.len()] += std::mem::take(&mut counts[group]);
                }
            }
            let pool = counts[0][keys.len()] + counts[1][keys.len()];
            if pool < self.settings.min_group {
                counts.iter_mut().for_each(|counts| _ = counts.pop());
            }
            let test = association(&counts).filter(|test| !test.sparse)?;
            let params = Params::from([
                ("column", segment.column.into()),
                ("before", dates.groups.keys[before].clone().into()),
                ("after", dates.groups.keys[after].clone().into()),
                ("cramers_v", test.cramers_v.into()),
                ("p", test.p.into()),
            ]);
            (test.p < 0.01 && test.cramers_v >= 0.1).then(|| HealthFinding {
                row_list: rows,
                ..finding(16, "mix_shifted", test.n, params)
            })
        };
        self.prepared.segments.iter().filter_map(shifted).collect()
    }

    /// Check 17: gaps, bursts, and days that never exceed twelve.
    fn calendar(&self, selection: &Selection) -> Vec<HealthFinding> {
        let Some(dates) = &self.prepared.dates else {
            return Vec::new();
        };
        let Some(days) = by_day(&dates.days, selection.rows()) else {
            return Vec::new();
        };
        let known: Vec<i32> = days.days().map(|(day, _)| day).collect();
        let (n, all, first) = (days.total(), selection.count(), days.first);
        let last = known.last().copied().unwrap_or(first);
        let mut found = Vec::new();
        if n < 100 || last - first < 28 {
            return found;
        }
        let date = crate::values::format_date;
        // A gap is far longer than the usual distance between days with answers.
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
            .days()
            .max_by_key(|&(day, n)| (n, std::cmp::Reverse(day)));
        if let Some((day, count)) = busiest.filter(|(_, count)| count * 10 > all * 3) {
            let rows = selection
                .rows()
                .filter(|&row| dates.days[row] == day)
                .map(|row| row as u32)
                .collect();
            let share = 100.0 * f64::from(count) / f64::from(all);
            found.extend(about_rows(
                17,
                "burst",
                rows,
                Params::from([("date", date(day).into()), ("share", share.into())]),
            ));
        }
        if last - first > 180 && known.iter().all(|&day| civil_from_days(day).2 <= 12) {
            let rows = finding(17, "day_month_swapped", n, Params::new());
            found.push(rows);
        }
        found
    }

    /// Check 18: countries side by side, though people of different countries use scales
    /// differently.
    fn raw_countries(&self, figures: &Seen) -> Option<HealthFinding> {
        // A long question may speak of a country and ask for anything ("… helped the economy of the country").
        const MOST_WORDS: usize = 8;
        let country = |column: u32| {
            let name = fold(&self.reading.columns[column as usize].name);
            let words = name.split(|c: char| !c.is_alphabetic());
            let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
            let names = ["country", "kraj", "countries", "land", "panstwo"];
            words.len() <= MOST_WORDS && words.iter().any(|word| names.contains(word))
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

/// Rows per day, from the first day with a row to the last.
struct ByDay {
    first: i32,
    counts: Vec<u32>,
}

impl ByDay {
    /// Days with a row and how many there are, ascending.
    fn days(&self) -> impl Iterator<Item = (i32, u32)> {
        (self.first..)
            .zip(self.counts.iter().copied())
            .filter(|(_, n)| *n > 0)
    }

    fn on(&self, day: i32) -> u32 {
        let place = usize::try_from(day - self.first).ok();
        let count = place.and_then(|place| self.counts.get(place));
        count.copied().unwrap_or(0)
    }

    fn total(&self) -> u32 {
        self.counts.iter().sum()
    }
}

/// Counts rows by day; `None` without a row that has a date. Dates lie between 1800 and 2200, so
/// that a counter per day is a small thing.
fn by_day(days: &[i32], rows: impl Iterator<Item = usize>) -> Option<ByDay> {
    let known = || days.iter().filter(|&&day| day != NO_DATE);
    let (first, last) = (*known().min()?, *known().max()?);
    let mut counts = vec![0u32; usize::try_from(last - first).ok()? + 1];
    let mut any = false;
    for day in rows.map(|row| days[row]).filter(|&day| day != NO_DATE) {
        counts[(day - first) as usize] += 1;
        any = true;
    }
    let skipped = counts.iter().position(|n| *n > 0)?;
    any.then(|| ByDay {
        first: first + skipped as i32,
        counts: counts.split_off(skipped),
    })
}

#[derive(Default)]
struct Outside {
    /// Cells without anything, which the settings can give an answer.
    blanks: u32,
    /// The first rows with a code.
    sentinel_rows: Vec<u32>,
    sentinels: u32,
    values: String,
    /// The first rows with an answer beyond the scale.
    rows: Vec<u32>,
    above: u32,
    highest: i32,
    below: u32,
    lowest: i32,
}

/// True for a number that stands for a missing answer: outside the scale, and negative where the scale
/// is not, or of nothing but sevens, eights or nines, or above what people mistype for an answer.
fn is_code(value: i32, [low, high]: [i32; 2]) -> bool {
    let digits = value.unsigned_abs().to_string();
    let repeated = |digit: char| digits.chars().all(|one| one == digit);
    let conventional = ['7', '8', '9'].into_iter().any(repeated);
    match () {
        () if value < low => value < 0 && (low >= 0 || conventional || value == -1),
        () if value > high => value >= 77 && (high < 77 || conventional),
        () => false,
    }
}

/// True when so many answers on one side of a change lie above all of the other side that chance would leave them
/// out there in less than one of a thousand cases: of three points the best one may be rare.
fn reached_by_some(before: &[(&str, i32, &Histogram)], after: &[(&str, i32, &Histogram)]) -> bool {
    let top = |side: &[(&str, i32, &Histogram)]| side.iter().map(|(_, top, _)| *top).max();
    let (shorter, longer) = if top(before) < top(after) {
        (before, after)
    } else {
        (after, before)
    };
    let limit = top(shorter);
    let answers = |side: &[(&str, i32, &Histogram)]| {
        f64::from(side.iter().map(|(_, _, answers)| answers.n()).sum::<u32>())
    };
    let above = longer.iter().flat_map(|(_, _, answers)| answers.points());
    let above = above.filter(|(answer, _)| Some(*answer) > limit);
    let above = f64::from(above.map(|(_, n)| n).sum::<u32>());
    let share = above / answers(longer).max(1.0);
    libm::pow(1.0 - share, answers(shorter)) < 0.001
}

/// Check 4: totals of which a part is larger than the whole.
fn impossible_totals(figures: &Seen) -> Vec<HealthFinding> {
    let impossible = figures.operational.iter().filter_map(|figure| {
        let params = Params::from([
            ("part", (*figure.parts.get("part")?).into()),
            ("whole", figure.n?.into()),
        ]);
        Some(finding(4, "impossible_totals", 0, params))
    });
    impossible.collect()
}

/// Check 4: response rate below a fifth.
fn low_response(figures: &Seen) -> Option<HealthFinding> {
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
fn bounds(figures: &Seen) -> Option<HealthFinding> {
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
fn far_off(figures: &Seen) -> Vec<HealthFinding> {
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
            far.then(|| HealthFinding {
                filter: vec![Condition::Segment {
                    column: breakdown.by,
                    keys: vec![group.key.clone()],
                }],
                ..finding(6, "group_far_off", group.n.unwrap_or(0), params)
            })
        })
    });
    odd.take(3).collect()
}
