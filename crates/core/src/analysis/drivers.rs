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
        let rows: Vec<u32> = selection
            .rows()
            .map(|row| row as u32)
            .filter(|&row| target.answer(row).is_some())
            .collect();
        let candidates = self.prepared.scores.iter().filter(|score| {
            score.column != target.column && score.scale.metric != Some(Metric::Nps)
        });
        let joint = |score: &&ScoreColumn| {
            rows.iter()
                .filter(|&&row| score.answer(row).is_some())
                .count()
        };
        let mut counted: Vec<(usize, &ScoreColumn)> =
            candidates.map(|score| (joint(&score), score)).collect();
        counted.arrange_by_key(|(joint, score)| (std::cmp::Reverse(*joint), score.column));
        let mut left_out: Vec<u32> = counted.iter().map(|(_, score)| score.column).collect();
        counted.retain(|(joint, _)| joint * 2 >= rows.len() && *joint >= ANSWERS_PER_DRIVER);
        counted.truncate(MAX_DRIVERS);
        while let Some(last) = counted.len().checked_sub(1) {
            let ratings: Vec<&ScoreColumn> = counted.iter().map(|(_, score)| *score).collect();
            let complete = complete_rows(&rows, &ratings);
            let least = counted.len() * ANSWERS_PER_DRIVER;
            if complete.len() >= least.max(self.settings.min_group as usize) {
                let mut drivers: Vec<Answers> = ratings
                    .iter()
                    .map(|score| answers(score, &complete))
                    .collect();
                drivers.retain(varies);
                drivers.arrange_by_key(|driver| driver.column);
                left_out.retain(|column| drivers.iter().all(|driver| driver.column != *column));
                left_out.arrange();
                return analyse(
                    &answers(target, &complete),
                    &drivers,
                    left_out,
                    self.settings.seed,
                );
            }
            counted.truncate(last);
        }
        None
    }
}

fn complete_rows(rows: &[u32], ratings: &[&ScoreColumn]) -> Vec<u32> {
    let complete = |row: &&u32| ratings.iter().all(|score| score.answer(**row).is_some());
    rows.iter().filter(complete).copied().collect()
}

fn answers(score: &ScoreColumn, rows: &[u32]) -> Answers {
    let values = rows.iter().filter_map(|&row| score.answer(row)).collect();
    Answers {
        column: score.column,
        scale: score.scale,
        values,
    }
}

fn varies(answers: &Answers) -> bool {
    answers.values.windows(2).any(|pair| pair[0] != pair[1])
}
