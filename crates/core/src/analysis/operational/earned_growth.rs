//! Earned growth: revenue kept from old customers, and brought by new ones who came by word of mouth.

use super::OperationalFigure;
use super::columns::Columns;
use super::headings::{names, words_of};
use crate::analysis::Analysis;
use crate::figures::resample::{Blocks, RESAMPLES, percentile_interval};
use crate::figures::rng::{Rng, mix};
use crate::reading::Column;
use crate::settings::OperationalRole;
use crate::values::{Numbers, is_missing};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// What a customer adds to the sums: last year's revenue, this year's of an old customer, and this year's of a new
/// customer who was earned.
type Revenues = [f64; 3];

/// Sets the draws for this figure apart from those for others under the same seed: "earn".
const STREAM: u64 = 0x6561_726e;

impl Columns<'_> {
    /// Earned growth of the customers of the table, with an interval from resampling them with `seed`.
    pub(super) fn earned_growth(&self, seed: u64) -> Option<OperationalFigure> {
        let roles = [
            OperationalRole::RevenueLastYear,
            OperationalRole::RevenueThisYear,
            OperationalRole::Reason,
        ];
        let columns: Vec<u32> = roles
            .iter()
            .map(|role| self.column(*role))
            .collect::<Option<_>>()?;
        let cells: Vec<&Column> = columns
            .iter()
            .map(|&column| self.cells(column))
            .collect::<Option<_>>()?;
        let (customers, unreadable) = self.customers([cells[0], cells[1]], cells[2]);
        let (sums, interval) = resampled(&customers, seed)?;
        let mut figure = growth(&sums, self.name, columns);
        figure.interval = interval;
        figure.n = Some(customers.len() as f64);
        if unreadable > 0 {
            figure.parts.insert("unreadable", f64::from(unreadable));
        }
        Some(figure)
    }

    /// Everybody who bought something in one of the years, and how many are left out because one of their `revenues`
    /// of last year and this year cannot be read.
    fn customers(&self, revenues: [&Column; 2], reasons: &Column) -> (Vec<Revenues>, u32) {
        let written = revenues.map(|column| Numbers::of(&|show| column.for_each(show)));
        // Who bought nothing has a blank cell. A cell that cannot be read is no zero: that would make
        // an old customer a new one.
        let revenue = |side: usize, row: usize| {
            let cell = revenues[side].get(row);
            if is_missing(&cell) {
                return Some(0.0);
            }
            written[side].read(&cell)
        };
        let mut unreadable = 0u32;
        let customer = |row: usize| {
            let Some((last, this)) = revenue(0, row).zip(revenue(1, row)) else {
                unreadable += 1;
                return None;
            };
            // A refund for an earlier year is no revenue of the last one.
            let last = last.max(0.0);
            let new = last <= 0.0;
            let earned = new && is_earned(&reasons.get(row));
            let values = [
                last,
                if new { 0.0 } else { this },
                if earned { this } else { 0.0 },
            ];
            (last > 0.0 || this > 0.0).then_some(values)
        };
        let customers = self.selection.rows().filter_map(customer).collect();
        (customers, unreadable)
    }
}

/// The sums over all customers, and the 95 % interval of the growth that they make. `None` without revenue last
/// year.
fn resampled(customers: &[Revenues], seed: u64) -> Option<(Revenues, Option<[f64; 2]>)> {
    let key =
        |index: usize| (customers[index].iter()).fold(0, |key, value| mix(key ^ value.to_bits()));
    let order = |a: usize, b: usize| {
        let mut pairs = customers[a].iter().zip(&customers[b]);
        let differing = pairs.find(|(a, b)| a.total_cmp(b).is_ne());
        differing.map_or(Ordering::Equal, |(a, b)| a.total_cmp(b))
    };
    let add = |index: usize, sums: &mut [f64]| {
        sums.iter_mut()
            .zip(customers[index])
            .for_each(|(sum, value)| *sum += value);
    };
    let mut rng = Rng::new(seed, STREAM);
    let everybody = (customers.len(), 0..customers.len());
    let blocks = Blocks::new(everybody, key, order, 3, &mut rng, add);
    let sums = blocks.total();
    let sums = [sums[0], sums[1], sums[2]];
    if !(sums[0] > 0.0) {
        return None;
    }
    let (mut drawn, mut resampled, mut values) = (Vec::new(), vec![0.0; 3], Vec::new());
    for _ in 0..RESAMPLES {
        blocks.resample(&mut rng, &mut drawn, &mut resampled);
        values.push(100.0 * (resampled[1] + resampled[2]) / resampled[0] - 100.0);
    }
    let finite = values.iter().all(|value| value.is_finite());
    let interval = finite.then(|| percentile_interval(&mut values)).flatten();
    Some((sums, interval))
}

impl Analysis {
    /// Earned growth of sums that were typed in.
    pub(super) fn growth_of_totals(&self) -> Option<OperationalFigure> {
        let totals = &self.settings.totals;
        let last = totals.revenue_last_year.filter(|last| *last > 0.0)?;
        let sums = [last, totals.revenue_retained?, totals.revenue_earned_new?];
        Some(growth(&sums, "totals", Vec::new()))
    }
}

/// Net revenue retention plus the revenue of earned new customers, both over last year's revenue,
/// less 100 %.
fn growth(sums: &Revenues, source: &'static str, columns: Vec<u32>) -> OperationalFigure {
    let [last, retained, earned] = *sums;
    let (nrr, earned_new) = (100.0 * retained / last, 100.0 * earned / last);
    OperationalFigure {
        metric: "earned_growth",
        variant: "nrr_plus_earned_new_over_last_year",
        source,
        columns,
        unit: "percent",
        value: Some(nrr + earned_new - 100.0),
        parts: BTreeMap::from([("nrr", nrr), ("earned_new", earned_new)]),
        ..OperationalFigure::default()
    }
}

/// True for a reason that says somebody else spoke well of the firm, in whole words: an app may be
/// "user-friendly", and "znajomość marki" is no acquaintance.
fn is_earned(cell: &str) -> bool {
    const WHOLE: &[&str] = &["friend", "friends", "word of mouth"];
    const BEGINNINGS: &[&str] = &[
        "referral",
        "referred",
        "recommend",
        "reputation",
        "poleca",
        "polecen",
        "polecil",
        "polecon",
        "rekomend",
        "reputac",
        "znajomy",
        "znajomi",
        "znajoma",
        "znajomeg",
        "znajomej",
        "opini",
    ];
    let reason = words_of(cell);
    let whole = |phrase: &&str| {
        let padded = format!(" {reason} ");
        padded.contains(&format!(" {phrase} ")) && names(&reason, phrase)
    };
    BEGINNINGS.iter().any(|word| names(&reason, word)) || WHOLE.iter().any(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_came_by_word_of_mouth_says_so_in_whole_words() {
        for reason in [
            "Friend",
            "a friend's advice",
            "recommended by a colleague",
            "Word-of-mouth",
            "referral",
            "z polecenia",
            "Polecił mi znajomy",
            "koleżanka poleca",
            "rekomendacja",
            "dobre opinie",
        ] {
            assert!(is_earned(reason), "{reason}");
        }
        for reason in [
            "User-friendly app",
            "not recommended, advert",
            "znajomość marki",
            "poleciałem z Wami",
            "advert",
        ] {
            assert!(!is_earned(reason), "{reason}");
        }
    }
}
