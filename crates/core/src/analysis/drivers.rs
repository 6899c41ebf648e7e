//! Which ratings enter the driver analysis.

use super::Analysis;
use super::disclosure::protection::Protection;
use super::prepared::ScoreColumn;
use super::selection::Selection;
use crate::figures::drivers::{
    ANSWERS_PER_DRIVER, Answers, Driver, DriverModel, MAX_DRIVERS, analyse,
};
use crate::order::Arrange;
use crate::report::{Metric, ScoreFigure};
use crate::roles::asks_to_recommend;
use crate::text::fold;

impl Analysis {
    /// Drivers of the main score. Ratings are taken as long as at least half of those who answered
    /// the main score answered them too, and ten joint answers per rating are left; the ones with
    /// the fewest joint answers go first. A question that asks the same thing on another scale, or a second time,
    /// explains nothing.
    ///
    /// Where answers are of clearly fewer people, what a rating explains has to be seen in one answer of each person
    /// alone, too: the model takes rows for people.
    pub(super) fn drivers(&self, selection: &Selection) -> Option<(DriverModel, Vec<Driver>)> {
        let (model, mut drivers) = self.drivers_of_rows(selection)?;
        let target = self.prepared.main_score()?;
        if let Some((by_person, _)) = self.answers_by_person(target, selection) {
            let mut kept = vec![false; self.table.rows as usize];
            for own in by_person.people() {
                let rows = own.iter().map(|(_, row, _)| *row);
                if let Some(row) = rows.min_by_key(|row| (self.contents(*row), *row)) {
                    kept[row as usize] = true;
                }
            }
            let alone = self.drivers_of_rows(&Selection::of_rows(kept));
            let alone = alone.map(|(_, drivers)| drivers).unwrap_or_default();
            for driver in &mut drivers {
                let same = alone.iter().find(|other| other.column == driver.column);
                driver.significant &= same.is_some_and(|other| other.significant);
                let p = same.map_or(1.0, |other| other.p_adjusted);
                driver.p_adjusted = driver.p_adjusted.max(p);
            }
        }
        Some((model, drivers))
    }

    fn drivers_of_rows(&self, selection: &Selection) -> Option<(DriverModel, Vec<Driver>)> {
        let target = self.prepared.main_score()?;
        let answered = joint_rows(selection, &[target]).count();
        let asks = |score: &ScoreColumn| {
            let is_nps = score.scale.metric == Some(Metric::Nps);
            is_nps || asks_to_recommend(&self.reading.columns[score.column as usize].name)
        };
        let again = self.asked_again(target);
        let asks_the_same = |score: &ScoreColumn| {
            asks(target) && asks(score) || again.is_some_and(|again| again == score.column)
        };
        let candidates = self.prepared.scores.iter().filter(|score| {
            score.column != target.column && score.scale.metric != Some(Metric::Nps)
        });
        let joint = |score: &ScoreColumn| joint_rows(selection, &[target, score]).count();
        let mut counted: Vec<(usize, &ScoreColumn)> =
            candidates.map(|score| (joint(score), score)).collect();
        counted.arrange_by_key(|(joint, score)| (std::cmp::Reverse(*joint), score.column));
        let mut left_out: Vec<u32> = counted.iter().map(|(_, score)| score.column).collect();
        counted.retain(|(joint, score)| {
            joint * 2 >= answered && *joint >= ANSWERS_PER_DRIVER && !asks_the_same(score)
        });
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

    /// Drivers without the means that tell who is not in the model: the sum over all who answered a question, which
    /// its score shows, less that over the rows of the model are the answers of the others. The same holds for the
    /// model of a wider filter.
    pub(super) fn without_means(
        &self,
        (mut model, mut drivers): (DriverModel, Vec<Driver>),
        protection: &Protection,
        scores: &[ScoreFigure],
    ) -> (DriverModel, Vec<Driver>) {
        let columns = drivers.iter().map(|driver| driver.column);
        let columns: Vec<u32> = columns.chain([model.target]).collect();
        let of_model = self.prepared.scores.iter();
        let of_model = of_model.filter(|score| columns.contains(&score.column));
        let of_model: Vec<&ScoreColumn> = of_model.collect();
        let wider_tell = (protection.wider_filters().iter()).any(|filter| {
            let selection = Selection::new(self, filter);
            let rows = joint_rows(&selection, &of_model).count();
            protection.tells(model.n, rows as u32)
        });
        let tells = |score: &ScoreFigure| {
            score.hidden || score.n.is_none_or(|n| protection.tells(model.n, n))
        };
        for driver in &mut drivers {
            let mut scores = scores.iter().filter(|score| score.column == driver.column);
            if wider_tell || scores.any(tells) {
                (driver.mean, driver.performance, driver.top_box) = (None, None, None);
                // All others' and the mean of all are this one's.
                model.cut[1] = None;
            }
        }
        (model, drivers)
    }

    /// The column in which the question of a score is asked a second time: of the same kind, in the same words
    /// but for a number behind them. Three and more of these are no repetition but the items of one question,
    /// which lost what tells them apart.
    fn asked_again(&self, target: &ScoreColumn) -> Option<u32> {
        let asked =
            |score: &ScoreColumn| question(&self.reading.columns[score.column as usize].name);
        let own = asked(target)?;
        target.scale.metric?;
        let mut others = self.prepared.scores.iter().filter(|other| {
            other.column != target.column
                && other.scale.metric == target.scale.metric
                && asked(other).as_ref() == Some(&own)
        });
        others
            .next()
            .filter(|_| others.next().is_none())
            .map(|other| other.column)
    }
}

/// The words of a heading without a number behind them; `None` where a code such as Q5_1 is all there is, of
/// which each number is a question of its own.
fn question(name: &str) -> Option<Vec<String>> {
    let name = fold(name);
    let words = name.split(|letter: char| !letter.is_alphanumeric());
    let mut words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    words.pop_if(|last| last.chars().all(|letter| letter.is_ascii_digit()));
    let is_word = |word: &String| word.chars().filter(|it| it.is_alphabetic()).count() > 2;
    words.iter().any(is_word).then_some(words)
}

/// Selected rows in which all of these scores are answered, ascending.
fn joint_rows(selection: &Selection, scores: &[&ScoreColumn]) -> impl Iterator<Item = u32> {
    let rows = selection.rows().map(|row| row as u32);
    rows.filter(|&row| scores.iter().all(|score| score.point(row).is_some()))
}

fn varies(answers: &Answers) -> bool {
    answers.points.windows(2).any(|pair| pair[0] != pair[1])
}

#[cfg(test)]
mod tests {
    use crate::filter::Filter;
    use crate::{Analysis, Settings};

    #[test]
    fn the_same_question_on_another_scale_is_no_driver() {
        let mut text = String::from("NPS,Would you recommend us? (1-5),Staff (1-5),Price (1-5)\n");
        for row in 0..200 {
            let (nps, staff, price) = (row * 7 % 11, 1 + row * 3 % 5, 1 + row % 3);
            text += &format!("{nps},{},{staff},{price}\n", 1 + nps * 4 / 10);
        }
        let report = Analysis::of_bytes("a.csv", text.as_bytes(), &Settings::default())
            .map(|analysis| analysis.report(&Filter::new()))
            .unwrap_or_default();
        let drivers: Vec<u32> = report.drivers.iter().map(|driver| driver.column).collect();
        assert_eq!(drivers, [2, 3]);
        let left_out = report.driver_model.map(|model| model.left_out);
        assert_eq!(left_out, Some(vec![1]));
    }

    /// Columns that were left out as drivers of a first column with these headings.
    fn left_out(headings: [&str; 4]) -> Vec<u32> {
        let mut text = headings.join(",") + "\n";
        for row in 0..200 {
            let (first, staff, price) = (1 + row * 7 % 5, 1 + row * 3 % 5, 1 + row % 3 * 2);
            let again = (first + i32::from(row % 4 == 0)).min(5);
            text += &format!("{first},{again},{staff},{price}\n");
        }
        let report = Analysis::of_bytes("a.csv", text.as_bytes(), &Settings::default())
            .map(|analysis| analysis.report(&Filter::new()))
            .unwrap_or_default();
        assert_eq!(
            report.scores.len(),
            4,
            "{headings:?}: {:?}",
            report.reading.columns
        );
        report
            .driver_model
            .map(|model| model.left_out)
            .unwrap_or_default()
    }

    #[test]
    fn a_question_that_is_asked_twice_is_no_driver() {
        let asked = "How satisfied are you overall?";
        let others = ["Staff (1-5)", "Price (1-5)"];
        let with = |again: &str| left_out([asked, again, others[0], others[1]]);
        assert_eq!(with("How satisfied are you overall? (2)"), [1]);
        assert_eq!(with("how satisfied are you overall.1"), [1]);
        // What somebody is satisfied with makes it another question.
        assert!(with("How satisfied are you with the delivery?").is_empty());
        // Items of one question that lost their names.
        let item = |number: u32| format!("How satisfied are you? {number}");
        let [first, second, third] = [1, 2, 3].map(item);
        assert!(left_out([&first, &second, &third, others[0]]).is_empty());
    }
}
