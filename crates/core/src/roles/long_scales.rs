//! Ratings of more than eleven points: workload as NASA-TLX asks for it, and scales up to a hundred that a heading
//! names. Other numbers beyond ten measure or count something.

use super::asked::{asks_count, asks_share};
use super::header::Header;
use super::profile::profile;
use super::segments::asks_age;
use crate::reading::Table;
use crate::report::{ColumnReading, Role};

/// The six questions of NASA-TLX, folded, by their names and by the words they are asked in.
const WORKLOAD: [&[&str]; 6] = [
    &[
        "mental demand",
        "mentally demanding",
        "mental workload",
        "geistige anforderung",
        "mentale anforderung",
        "wymagania umyslowe",
        "wymagania psychiczne",
        "exigence mentale",
        "exigencia mental",
        "demanda mental",
    ],
    &[
        "physical demand",
        "physically demanding",
        "korperliche anforderung",
        "physische anforderung",
        "wymagania fizyczne",
        "exigence physique",
        "exigencia fisica",
        "demanda fisica",
    ],
    &[
        "temporal demand",
        "hurried or rushed",
        "time pressure",
        "zeitliche anforderung",
        "wymagania czasowe",
        "presja czasu",
        "exigence temporelle",
        "exigencia temporal",
        "demanda temporal",
    ],
    &[
        "performance",
        "successful were you",
        "leistung",
        "wydajnosc",
        "rendimiento",
    ],
    &[
        "effort",
        "hard did you have to work",
        "anstrengung",
        "wysilek",
        "esfuerzo",
        "esforco",
    ],
    &[
        "frustration",
        "insecure, discouraged",
        "frustracja",
        "frustracion",
        "frustracao",
    ],
];

/// Questions of a file from which they are those of NASA-TLX: single ones have the same names elsewhere.
const ENOUGH_OF_THEM: usize = 3;

/// Headings that name a scale up to a hundred, folded.
const TO_A_HUNDRED: &[&str] = &[
    "0-100",
    "0–100",
    "0 - 100",
    "0 – 100",
    "0 to 100",
    "0 do 100",
    "0 bis 100",
    "0 a 100",
    "1-100",
    "1–100",
    "1 to 100",
    "1 do 100",
    "1 bis 100",
    "1 a 100",
    "100 =",
    "100=",
];

/// Makes numbers beyond ten ratings where these are asked for. Behind all rules for batteries: questions beside them
/// are not on the same scale.
pub(super) fn rate_on_long_scales(table: &Table, columns: &mut [ColumnReading]) {
    let long: Vec<(usize, Header, i32)> = columns
        .iter()
        .enumerate()
        .filter(|(_, reading)| matches!(reading.role, Role::Number | Role::Segment | Role::Ignored))
        .filter_map(|(index, reading)| {
            let high = highest(table, index)?;
            Some((index, Header::new(&reading.name), high))
        })
        .collect();
    let asks = |header: &Header, question: usize| header.phrase(WORKLOAD[question]);
    let workload = |header: &Header| (0..WORKLOAD.len()).any(|question| asks(header, question));
    let asked = (0..WORKLOAD.len())
        .filter(|&question| long.iter().any(|(_, header, _)| asks(header, question)))
        .count();
    let demands = (0..ENOUGH_OF_THEM)
        .any(|question| long.iter().any(|(_, header, _)| asks(header, question)));
    let tlx = asked >= ENOUGH_OF_THEM && demands;
    // All six have the scale of the one that got the highest answer.
    let of_workload = long.iter().filter(|(_, header, _)| workload(header));
    let top = match of_workload.map(|(_, _, high)| *high).max() {
        Some(..=20) => [0, 20],
        Some(21) => [1, 21],
        _ => [0, 100],
    };
    for (index, header, high) in &long {
        let hundred = *high > 20
            && header.phrase(TO_A_HUNDRED)
            && !asks_count(header)
            && !asks_share(header)
            && !asks_age(header)
            && !header.folded.contains('%');
        let reading = &mut columns[*index];
        if tlx && workload(header) {
            reading.scale = Some(top);
            // Less load is better; perfect is the lowest answer for performance, too.
            reading.low_is_good = true;
        } else if hundred {
            reading.scale = Some([i32::from(!header.phrase(&["0"])), 100]);
            reading.low_is_good = false;
        } else {
            continue;
        }
        reading.role = Role::Score;
        reading.metric = None;
        reading.confidence = 0.6;
    }
}

/// The highest number of a column of whole ones from 0 to 100 of which some are beyond ten.
fn highest(table: &Table, index: usize) -> Option<i32> {
    let profile = profile(&table.columns[index]);
    let (low, high) = profile.range?;
    let whole = profile.numbers >= 0.99 && profile.answers >= 0.99 && profile.fractions == 0.0;
    (whole && low >= 0 && (11..=100).contains(&high)).then_some(high)
}
