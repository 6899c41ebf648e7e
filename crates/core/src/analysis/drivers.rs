//! Which ratings enter the driver analysis.

use super::Analysis;
use super::prepared::ScoreColumn;
use super::selection::Selection;
use crate::figures::drivers::{
    ANSWERS_PER_DRIVER, Answers, Driver, DriverModel, MAX_DRIVERS, analyse,
};
use crate::order::Arrange;
use crate::report::Metric;

impl Analysis {
    /// Drivers of the main score. Ratings are taken as long as at least half of those who answered
    /// the main score answered them too, and ten joint answers per rating are left; the ones with
    /// the fewest joint answers go first.
    pub(super) fn drivers(&self, selection: &Selection) -> Option<(DriverModel, Vec<Driver>)> {
        let target = self.prepared.main_score()?;
        let answered = joint_rows(selection, &[target]).count();
        let candidates = self.prepared.scores.iter().filter(|score| {
            score.column != target.column && score.scale.metric != Some(Metric::Nps)
        });
        let joint = |score: &ScoreColumn| joint_rows(selection, &[target, score]).count();
        let mut counted: Vec<(usize, &ScoreColumn)> =
            candidates.map(|score| (joint(score), score)).collect();
        counted.arrange_by_key(|(joint, score)| (std::cmp::Reverse(*joint), score.column));
        let mut left_out: Vec<u32> = counted.iter().map(|(_, score)| score.column).collect();
        counted.retain(|(joint, _)| joint * 2 >= answered && *joint >= ANSWERS_PER_DRIVER);
        counted.truncate(MAX_DRIVERS);
        while let Some(last) = counted.len().checked_sub(1) {
            let ratings: Vec<&ScoreColumn> = counted.iter().map(|(_, score)| *score).collect();
            let all: Vec<&ScoreColumn> = ratings.iter().copied().chain([target]).collect();
            let complete = joint_rows(selection, &all).count();
            let least = counted.len() * ANSWERS_PER_DRIVER;
            if complete >= least.max(self.settings.min_group as usize) {
                let answers = |score: &ScoreColumn| {
                    // Of a known size, because a list that grows by doubling takes up to twice its room.
                    let mut points = Vec::with_capacity(complete);
                    points.extend(joint_rows(selection, &all).filter_map(|row| score.point(row)));
                    Answers {
                        column: score.column,
                        scale: score.scale,
                        points,
                    }
                };
                let mut drivers: Vec<Answers> =
                    ratings.iter().map(|score| answers(score)).collect();
                drivers.retain(varies);
                drivers.arrange_by_key(|driver| driver.column);
                left_out.retain(|column| drivers.iter().all(|driver| driver.column != *column));
                left_out.arrange();
                return analyse(&answers(target), &drivers, left_out, self.settings.seed);
            }
            counted.truncate(last);
        }
        None
    }
}

/// Selected rows in which all of these scores are answered, ascending.
fn joint_rows(selection: &Selection, scores: &[&ScoreColumn]) -> impl Iterator<Item = u32> {
    let rows = selection.rows().map(|row| row as u32);
    rows.filter(|&row| scores.iter().all(|score| score.point(row).is_some()))
}

fn varies(answers: &Answers) -> bool {
    answers.points.windows(2).any(|pair| pair[0] != pair[1])
}
