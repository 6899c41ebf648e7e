//! Survey health: the checks of definitions.md §6. Each says what it found and which rows, and
//! claims nothing about why.

mod days;
mod repeats;
mod scales;
mod totals;

use super::Analysis;
use super::counts::Counts;
use super::selection::Selection;
use crate::figures::breakdown::{Sizes, hidden_parts};
use crate::figures::contingency::rough_association;
use crate::filter::Condition;
use crate::order::Arrange;
use crate::report::{
    Breakdown, HealthFinding, Metric, NonResponse, OperationalFigure, Params, Role, ScoreFigure,
    TextFigure, TrendPoint,
};
use crate::text::fold;
use crate::values::is_missing;
use serde_json::Value;

/// Most rows that a finding lists.
const LISTED: usize = 200;

/// Checks whose rows can be left out by the settings.
pub const EXCLUDABLE: [u32; 6] = [6, 9, 10, 11, 12, 14];

/// Every code of a finding with the number of its check (definitions.md §6).
pub const HEALTH_CODES: [(u32, &str); 37] = [
    (1, "nps_header"),
    (1, "nps_above_ten"),
    (1, "nps_without_zero"),
    (1, "answers_off_scale"),
    (2, "blank_zero_suspected"),
    (2, "sentinel_codes"),
    (3, "few_answers"),
    (3, "unread_answers"),
    (4, "low_response_rate"),
    (4, "impossible_totals"),
    (5, "silent_could_turn"),
    (6, "surge"),
    (6, "group_far_off"),
    (7, "mixed_surveys"),
    (8, "no_open_question"),
    (8, "low_comment_rate"),
    (9, "frequent_respondents"),
    (9, "repeated_answers"),
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
        found.extend(totals::low_response(figures));
        found.extend(totals::impossible_totals(figures));
        found.extend(self.small_population(figures));
        found.extend(totals::bounds(figures));
        found.extend(far_off(figures));
        found.extend(self.mixed_surveys(selection));
        found.extend(self.repeated(figures));
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
            let test = rough_association(&counts).filter(|test| !test.sparse)?;
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
