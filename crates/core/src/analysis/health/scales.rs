//! Checks 1, 2, 3, 13 and 15: answers that do not fit their scale, scales and questions that change, and answers
//! that contradict the comment.

use super::{LISTED, about_rows, finding};
use crate::analysis::Analysis;
use crate::analysis::counts::Counts;
use crate::analysis::prepared::ScoreColumn;
use crate::analysis::selection::Selection;
use crate::figures::Histogram;
use crate::filter::Condition;
use crate::order::Inserted;
use crate::report::{HealthFinding, Metric, Params, ScoreFigure};
use crate::roles::{answers_of, asks_to_recommend, fine_points, names_one_to_ten};
use crate::text::{Sentiment, fold};
use crate::values::parse_answer;
use std::collections::{BTreeMap, BTreeSet};

impl Analysis {
    /// Checks 1, 2 and 3: scale, missing zeros and codes, number of answers.
    pub(super) fn scale_findings(
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
            let named = names_one_to_ten(&reading.name);
            let blank = n >= 100 && zeros == 0 && plausible && !named;
            if blank {
                found.push(finding(2, "blank_zero_suspected", blanks, column()));
            } else if zeros == 0 && (named || n >= 100 && low * 50 >= n) {
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
        if n == 0 && reading.answered > 0 && !selection.is_part() {
            found.push(finding(3, "unread_answers", reading.answered, column()));
        } else if n < 30 {
            let shown = if figure.hidden { 0 } else { n };
            found.push(finding(3, "few_answers", shown, column()));
        }
        found
    }

    fn outside(&self, selection: &Selection, score: &ScoreColumn) -> Outside {
        let cells = &self.table.columns[score.column as usize];
        let [low, high] = score.scale.range;
        let mut found = Outside {
            lowest: low,
            ..Outside::default()
        };
        let mut codes: BTreeMap<i32, u32> = BTreeMap::new();
        // Half points and tenths are counted on another scale than the one they are written on.
        let fine = fine_points(cells).map(|_| answers_of(cells));
        for row in selection.rows() {
            if score.answer(row as u32).is_some() {
                continue;
            }
            let cell = cells.get(row);
            found.blanks += u32::from(cell.is_empty());
            let fine = fine.as_ref().and_then(|answer| answer(&cell));
            let Some(value) = fine.or_else(|| parse_answer(&cell)) else {
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

    /// Check 13: periods that use different parts of the scale, which chance does not make.
    pub(super) fn changed_scales(&self, counts: &Counts) -> Vec<HealthFinding> {
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
    pub(super) fn changed_wordings(&self, counts: &Counts) -> Vec<HealthFinding> {
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

    /// Check 15: answers that contradict the comment, and a scale that seems reversed.
    pub(super) fn contradictions(&self, selection: &Selection) -> Vec<HealthFinding> {
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
            let (worst, best) = crate::analysis::comments::contradictions::ends(score, answer);
            if !self.speaks_for_itself(comment) {
                continue;
            }
            ends[0] += u32::from(worst);
            ends[1] += u32::from(best);
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
