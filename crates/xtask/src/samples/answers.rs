//! Scores and dates of one respondent.

use super::random::Random;

/// How a group of respondents answers: shares in percent.
#[derive(Clone, Copy)]
pub struct Mood {
    /// Respondents who answer 9 or 10.
    pub promoters: usize,
    /// Respondents who answer 0 to 6.
    pub detractors: usize,
}

impl Mood {
    /// The mood after `points` of 100 respondents went from the promoters to
    /// the detractors; negative points go the other way.
    pub fn worse_by(self, points: isize) -> Self {
        let promoters = self.promoters.saturating_add_signed(-points).clamp(4, 90);
        let detractors = self
            .detractors
            .saturating_add_signed(points)
            .clamp(3, 96 - promoters);
        Self {
            promoters,
            detractors,
        }
    }
}

/// The three answers of one respondent; blank where a question was skipped.
pub struct Answers {
    /// Likelihood to recommend, 0–10. It stays known to the comment even when
    /// the cell is left blank.
    pub nps: u8,
    /// Satisfaction, 1–5.
    pub csat: u8,
    /// "It was easy", agreement 1–7.
    pub ces: u8,
}

/// Draws answers that agree with each other about as well as real ones do.
pub fn draw(random: &mut Random, mood: Mood) -> Answers {
    let passives = 100 - mood.promoters - mood.detractors;
    let group = random.weighted(&[(9, mood.promoters), (7, passives), (0, mood.detractors)]);
    let nps = match group {
        9 => random.weighted(&[(10, 58), (9, 42)]),
        7 => random.weighted(&[(8, 60), (7, 40)]),
        // Strong anger is commoner where most people are unhappy.
        _ if mood.detractors > 40 => random.weighted(&[
            (0, 20),
            (1, 10),
            (2, 13),
            (3, 15),
            (4, 10),
            (5, 18),
            (6, 14),
        ]),
        _ => random.weighted(&[(0, 9), (1, 4), (2, 7), (3, 12), (4, 12), (5, 28), (6, 28)]),
    };
    let csat = match nps {
        0..=3 => random.weighted(&[(1, 46), (2, 36), (3, 16), (4, 2)]),
        4..=6 => random.weighted(&[(1, 8), (2, 30), (3, 44), (4, 17), (5, 1)]),
        7..=8 => random.weighted(&[(2, 3), (3, 22), (4, 58), (5, 17)]),
        _ => random.weighted(&[(3, 4), (4, 26), (5, 70)]),
    };
    let ces = match nps {
        0..=3 => random.weighted(&[(1, 28), (2, 30), (3, 22), (4, 12), (5, 6), (6, 2)]),
        4..=6 => random.weighted(&[(1, 5), (2, 14), (3, 24), (4, 28), (5, 19), (6, 8), (7, 2)]),
        7..=8 => random.weighted(&[(3, 6), (4, 17), (5, 34), (6, 30), (7, 13)]),
        _ => random.weighted(&[(4, 5), (5, 14), (6, 35), (7, 46)]),
    };
    Answers { nps, csat, ces }
}

/// A number as a cell, left blank in `blank` of 100 cases.
pub fn cell(random: &mut Random, value: u8, blank: usize) -> String {
    if random.chance(blank) {
        String::new()
    } else {
        value.to_string()
    }
}

/// A calendar day of the year that the surveys cover, which begins on
/// 1 November 2025 and has no 29 February.
#[derive(Clone, Copy)]
pub struct Day {
    /// Four digits.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

/// Days in the year that the surveys cover.
pub const DAYS: usize = 365;

/// The day `offset` days after 1 November 2025.
pub fn day(offset: usize) -> Day {
    const MONTHS: [(u16, u8, usize); 12] = [
        (2025, 11, 30),
        (2025, 12, 31),
        (2026, 1, 31),
        (2026, 2, 28),
        (2026, 3, 31),
        (2026, 4, 30),
        (2026, 5, 31),
        (2026, 6, 30),
        (2026, 7, 31),
        (2026, 8, 31),
        (2026, 9, 30),
        (2026, 10, 31),
    ];
    let mut rest = offset % DAYS;
    for (year, month, length) in MONTHS {
        if rest < length {
            return Day {
                year,
                month,
                day: rest as u8 + 1,
            };
        }
        rest -= length;
    }
    Day {
        year: 2026,
        month: 10,
        day: 31,
    }
}

/// Sorted day offsets of `count` respondents, spread over the year.
pub fn calendar(random: &mut Random, count: usize) -> Vec<usize> {
    let mut offsets: Vec<usize> = (0..count).map(|_| random.below(DAYS)).collect();
    offsets.sort_unstable();
    offsets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_run_through_the_calendar() {
        let text = |offset| {
            let Day { year, month, day } = day(offset);
            format!("{year}-{month:02}-{day:02}")
        };
        assert_eq!(text(0), "2025-11-01");
        assert_eq!(text(30), "2025-12-01");
        assert_eq!(text(119), "2026-02-28");
        assert_eq!(text(120), "2026-03-01");
        assert_eq!(text(DAYS - 1), "2026-10-31");
    }

    #[test]
    fn answers_follow_the_mood() {
        let mut random = Random::new(3);
        let mood = Mood {
            promoters: 60,
            detractors: 15,
        };
        let draws: Vec<Answers> = (0..10_000).map(|_| draw(&mut random, mood)).collect();
        let promoters = draws.iter().filter(|answers| answers.nps >= 9).count();
        let detractors = draws.iter().filter(|answers| answers.nps <= 6).count();
        assert!((5_800..6_200).contains(&promoters), "{promoters}");
        assert!((1_300..1_700).contains(&detractors), "{detractors}");
    }

    #[test]
    fn a_mood_stays_within_a_hundred_people() {
        for points in [-300, -20, 0, 20, 300] {
            let mood = Mood {
                promoters: 50,
                detractors: 20,
            }
            .worse_by(points);
            assert!(mood.promoters + mood.detractors <= 100);
        }
    }
}
