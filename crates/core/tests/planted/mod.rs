//! Surveys with a fault planted for each health check (definitions.md §6), for the tests of the core and of the
//! command.

use vocal_core::Settings;
use vocal_core::report::{Metric, Role};
use vocal_core::settings::ColumnSetting;

/// A survey as columns of cells; a planted case changes some of them.
pub struct Survey {
    names: Vec<String>,
    rows: Vec<Vec<String>>,
}

const ROWS: usize = 400;

/// Numbers that look random and are the same every time.
fn mixed(row: usize, stream: usize) -> usize {
    (row + 1).wrapping_mul(2_654_435_761) % 104_729 / (7 + stream * 13)
}

impl Survey {
    pub fn sound() -> Survey {
        let names = [
            "respondent_id",
            "date",
            "How likely are you to recommend us to a friend (0-10)?",
            "Rating: staff",
            "Rating: price",
            "Rating: shop",
            "Rating: range",
            "Rating: website",
            "shop",
            "Why did you give this score?",
            "duration in seconds",
        ];
        let row = |row: usize| {
            let score = [0, 2, 5, 6, 7, 8, 9, 9, 10, 10, 3][mixed(row, 1) % 11];
            let rating = |stream: usize| (1 + mixed(row, stream) % 5).to_string();
            let first = 1 + mixed(row, 2) % 5;
            // No two neighbours of a battery are equal, so that nobody answers in a straight line.
            let second = 1 + (first + mixed(row, 9) % 4) % 5;
            let comment = match (row % 2, score) {
                (0, 9..) => format!("Great service and very friendly staff, visit {row}"),
                (0, 7..) => format!("Ordinary visit number {row}, nothing special to say"),
                (0, _) => format!("Terrible delivery and a rude courier, order {row}"),
                _ => String::new(),
            };
            vec![
                format!("resp_{row:06}"),
                format!("2026-{:02}-{:02}", 1 + row / 112, 1 + row / 4 % 28),
                score.to_string(),
                first.to_string(),
                second.to_string(),
                rating(4),
                rating(5),
                rating(6),
                ["North", "South", "East", "West"][mixed(row, 7) % 4].to_owned(),
                comment,
                (100 + mixed(row, 8) % 100).to_string(),
            ]
        };
        Survey {
            names: names.map(str::to_owned).to_vec(),
            rows: (0..ROWS).map(row).collect(),
        }
    }

    /// The survey with another cell in one column of some rows.
    fn with(mut self, column: usize, cell: impl Fn(usize, &[String]) -> Option<String>) -> Survey {
        for (index, row) in self.rows.iter_mut().enumerate() {
            if let Some(cell) = cell(index, row) {
                row[column] = cell;
            }
        }
        self
    }

    fn named(mut self, column: usize, name: &str) -> Survey {
        self.names[column] = name.to_owned();
        self
    }

    fn first(mut self, rows: usize) -> Survey {
        self.rows.truncate(rows);
        self
    }

    /// The survey as a CSV file.
    pub fn text(&self) -> String {
        let lines = std::iter::once(&self.names).chain(&self.rows);
        let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
        let lines = lines.map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(","));
        lines.collect::<Vec<_>>().join("\n")
    }
}

const ID: usize = 0;
const DATE: usize = 1;
pub const NPS: usize = 2;
const STAFF: usize = 3;
const SHOP: usize = 8;
pub const WHY: usize = 9;
const DURATION: usize = 10;

fn ignored(column: usize) -> ColumnSetting {
    ColumnSetting {
        index: Some(column as u32),
        role: Some(Role::Ignored),
        ..ColumnSetting::default()
    }
}

/// The survey with the fault that `code` is about.
pub fn planted(code: &str) -> (Survey, Settings) {
    let sound = Survey::sound();
    let mut settings = Settings::default();
    if !matches!(code, "straight_lining" | "wording_changed") {
        // Without the battery there are no drivers, which are most of the work of a report.
        settings.columns = (STAFF + 1..SHOP).map(ignored).collect();
    }
    let mut decided = settings.clone();
    decided.columns.push(ColumnSetting {
        index: Some(NPS as u32),
        role: Some(Role::Score),
        metric: Some(Metric::Nps),
        scale: Some([0, 10]),
        ..ColumnSetting::default()
    });
    let survey = match code {
        "nps_header" => {
            settings = decided;
            sound.named(NPS, "Overall grade")
        }
        "nps_above_ten" => {
            settings = decided;
            sound.with(NPS, |row, _| (row % 40 == 0).then(|| "11".to_owned()))
        }
        "answers_off_scale" => sound.with(STAFF, |row, _| (row % 40 == 0).then(|| "9".to_owned())),
        "nps_without_zero" => sound.with(NPS, |_, cells| (cells[NPS] == "0").then(|| "1".to_owned())),
        "blank_zero_suspected" => {
            sound.with(NPS, |_, cells| (cells[NPS] == "0").then(String::new))
        }
        "sentinel_codes" => sound.with(NPS, |row, _| (row % 20 == 3).then(|| "99".to_owned())),
        "few_answers" => sound.first(20),
        "unread_answers" => {
            settings = decided;
            sound.with(NPS, |row, _| Some(["blue", "red", "green"][row % 3].to_owned()))
        }
        "low_response_rate" => {
            settings.totals.invited = Some(10_000.0);
            sound
        }
        "impossible_totals" => {
            settings.totals.invited = Some(300.0);
            sound
        }
        "silent_could_turn" => {
            settings.totals.invited = Some(1_200.0);
            sound
        }
        "surge" => sound
            .with(NPS, |row, _| (200..260).contains(&row).then(|| "10".to_owned()))
            .with(WHY, |row, _| (200..260).contains(&row).then(String::new))
            .with(DATE, |row, _| (200..260).contains(&row).then(|| "2026-02-20".to_owned())),
        "group_far_off" => sound
            .with(SHOP, |row, _| (row % 5 == 1).then(|| "Airport".to_owned()))
            .with(NPS, |row, _| (row % 5 == 1).then(|| "10".to_owned()))
            .with(WHY, |row, _| (row % 5 == 1).then(String::new)),
        "mixed_surveys" => sound.with(SHOP, |row, _| {
            Some(["relational", "transactional"][usize::from(row % 3 == 0)].to_owned())
        }),
        "no_open_question" => {
            settings.columns.push(ignored(WHY));
            sound
        }
        "low_comment_rate" => sound.with(WHY, |row, _| (row % 10 != 0).then(String::new)),
        "frequent_respondents" => sound.with(ID, |row, _| {
            (row % 20 == 19).then(|| format!("resp_{:06}", row - 10))
        }),
        // Everybody again in the next two months.
        "repeated_answers" => sound
            .with(ID, |row, _| Some(format!("resp_{:06}", row % 100)))
            .with(DATE, |row, _| {
                let month = row / 100 * 3 + 1;
                Some(format!("2026-{month:02}-{:02}", 1 + row / 4 % 25))
            }),
        "duplicate_rows" => sound
            .with(ID, |row, _| (row % 20 == 19).then(|| format!("resp_{:06}", row - 1)))
            .with(DATE, |row, _| {
                let of = if row % 20 == 19 { row - 1 } else { row };
                Some(format!("2026-{:02}-{:02}", 1 + of / 112, 1 + of / 4 % 28))
            }),
        "duplicate_comments" => sound.with(WHY, |row, _| {
            (row % 50 == 0).then(|| {
                "The courier left my parcel in the rain next to the gate and never rang the bell".to_owned()
            })
        }),
        "speeders" => sound.with(DURATION, |row, _| (row % 100 == 7).then(|| "9".to_owned())),
        "straight_lining" => (STAFF..SHOP).fold(sound, |survey, column| {
            survey.with(column, |row, _| (row % 25 == 0).then(|| "4".to_owned()))
        }),
        "one_character" => sound.with(WHY, |row, _| (row % 40 == 0).then(|| "k".to_owned())),
        "pasted_question" => sound.with(WHY, |row, _| {
            (row % 40 == 0).then(|| "Why did you give this score?".to_owned())
        }),
        "gibberish" => sound.with(WHY, |row, _| (row % 40 == 0).then(|| "asdfgh".to_owned())),
        "profanity" => sound.with(WHY, |row, _| {
            (row % 40 == 0).then(|| format!("This is bullshit, order {row}"))
        }),
        "scale_changed" => sound.with(STAFF, |row, cells| {
            (row < 224 && matches!(cells[STAFF].as_str(), "4" | "5")).then(|| "3".to_owned())
        }),
        "wording_changed" => sound
            .named(STAFF, "How satisfied are you with our staff?")
            .named(STAFF + 1, "Are you satisfied with our staff?")
            .with(STAFF, |row, _| (row >= 224).then(String::new))
            .with(STAFF + 1, |row, _| (row < 224).then(String::new)),
        "one_account" => sound
            .named(SHOP, "Account")
            .with(SHOP, |row, _| Some(if row % 3 == 0 { "ACME".to_owned() } else { format!("Firm {}", row % 7) })),
        "low_score_with_praise" => sound.with(WHY, |_, cells| {
            let low = matches!(cells[NPS].as_str(), "0" | "2");
            low.then(|| "Great service, very friendly staff, thank you".to_owned())
        }),
        "high_score_with_complaint" => sound.with(WHY, |row, cells| {
            (cells[NPS] == "10" && row % 4 == 0)
                .then(|| format!("Terrible delivery and a rude courier, order {row}"))
        }),
        "reversed_scale_suspected" => sound.with(NPS, |_, cells| {
            cells[NPS].parse::<i32>().ok().map(|score| (10 - score).to_string())
        }),
        "mix_shifted" => sound.with(SHOP, |row, _| {
            (row >= 336 && row % 4 != 0).then(|| "West".to_owned())
        }),
        "calendar_gap" => sound.with(DATE, |row, _| {
            let month = if row >= 112 { 7 + row / 112 } else { 1 };
            Some(format!("2026-{month:02}-{:02}", 1 + row / 4 % 28))
        }),
        "burst" => sound.with(DATE, |row, _| (row % 5 < 2).then(|| "2026-02-03".to_owned())),
        "day_month_swapped" => sound.with(DATE, |row, _| {
            Some(format!("2026-{:02}-{:02}", 1 + row / 40, 1 + row % 12))
        }),
        "countries_raw" => sound.named(SHOP, "country").with(SHOP, |row, _| {
            Some(["PL", "DE", "ES"][row % 3].to_owned())
        }),
        other => panic!("no case for {other}"),
    };
    (survey, settings)
}
