//! Groups below the minimum size cannot be computed from everything that is shown: totals,
//! breakdowns, the crosstab, comparisons, and all of them under every filter on one group of a segment
//! and on one group of each.

use proptest::prelude::*;
use vocal_core::filter::{Condition, Filter};
use vocal_core::settings::{CompareRequest, CrosstabRequest};
use vocal_core::{Analysis, Settings};

const MIN_GROUP: u32 = 5;
const SHOPS: usize = 5;
const CHANNELS: usize = 3;
/// A cell per shop (or none) and channel (or none).
const CELLS: usize = (SHOPS + 1) * (CHANNELS + 1);

fn cell(shop: usize, channel: usize) -> usize {
    shop * (CHANNELS + 1) + channel
}

/// Shop and channel of every answer; the last number of each stands for a blank cell.
fn people() -> impl Strategy<Value = Vec<(usize, usize)>> {
    let shop = prop_oneof![8 => 0usize..2, 2 => 2usize..4, 1 => 4usize..6];
    let channel = prop_oneof![6 => 0usize..2, 1 => 2usize..4];
    prop::collection::vec((shop, channel), 40..120)
}

fn read(people: &[(usize, usize)]) -> Analysis {
    let mut text = String::from("How likely are you to recommend us?,shop,channel\n");
    for (row, (shop, channel)) in people.iter().enumerate() {
        let shop = if *shop < SHOPS {
            format!("shop {shop}")
        } else {
            String::new()
        };
        let channel = match *channel < CHANNELS {
            true => format!("channel {channel}"),
            false => String::new(),
        };
        text += &format!("{},{shop},{channel}\n", row * 7 % 11);
    }
    let settings = Settings {
        min_group: MIN_GROUP,
        columns: vec![segment(1), segment(2)],
        ..Settings::default()
    };
    let analysis = Analysis::of_bytes("a.csv", text.as_bytes(), &settings);
    analysis.unwrap_or_else(|error| panic!("{error:?}"))
}

fn segment(index: u32) -> vocal_core::settings::ColumnSetting {
    vocal_core::settings::ColumnSetting {
        index: Some(index),
        role: Some(vocal_core::report::Role::Segment),
        ..Default::default()
    }
}

/// A number that is shown: the sum of these cells.
type Known = Vec<f64>;

fn sum(of: impl Fn(usize, usize) -> bool) -> Known {
    let mut known = vec![0.0; CELLS];
    for shop in 0..=SHOPS {
        for channel in 0..=CHANNELS {
            known[cell(shop, channel)] = f64::from(u8::from(of(shop, channel)));
        }
    }
    known
}

fn number(key: &str) -> usize {
    key.rsplit(' ')
        .next()
        .and_then(|n| n.parse().ok())
        .unwrap_or(usize::MAX)
}

fn keys(name: &str, chosen: &[usize]) -> Vec<String> {
    chosen.iter().map(|one| format!("{name} {one}")).collect()
}

/// Every number of answers that some view shows, as a sum of cells.
fn shown(analysis: &Analysis) -> Vec<Known> {
    let mut known = Vec::new();
    let mut filters: Vec<(Filter, Vec<usize>, Vec<usize>)> = Vec::new();
    let everybody = |n: usize| (0..=n).collect::<Vec<usize>>();
    filters.push((Filter::new(), everybody(SHOPS), everybody(CHANNELS)));
    let of_shops = |chosen: &[usize]| Condition::Segment {
        column: 1,
        keys: keys("shop", chosen),
    };
    let of_channels = |chosen: &[usize]| Condition::Segment {
        column: 2,
        keys: keys("channel", chosen),
    };
    for shop in 0..SHOPS {
        filters.push((vec![of_shops(&[shop])], vec![shop], everybody(CHANNELS)));
    }
    for channel in 0..CHANNELS {
        filters.push((
            vec![of_channels(&[channel])],
            everybody(SHOPS),
            vec![channel],
        ));
    }
    for shop in 0..SHOPS {
        for channel in 0..CHANNELS {
            let filter = vec![of_shops(&[shop]), of_channels(&[channel])];
            filters.push((filter, vec![shop], vec![channel]));
        }
    }
    for (filter, shops, channels) in &filters {
        let within =
            |shop: usize, channel: usize| shops.contains(&shop) && channels.contains(&channel);
        let figures = analysis.figures(filter);
        if figures.scores.first().is_some_and(|score| !score.hidden) {
            known.push(sum(within));
        }
        for breakdown in &figures.breakdowns {
            for group in breakdown.groups.iter().filter(|group| !group.hidden) {
                let of = number(&group.key);
                known.push(match breakdown.by {
                    1 => sum(|shop, channel| within(shop, channel) && shop == of),
                    _ => sum(|shop, channel| within(shop, channel) && channel == of),
                });
            }
        }
        if !filter.is_empty() {
            let compared = analysis.compare(&CompareRequest {
                after: filter.clone(),
                ..CompareRequest::default()
            });
            if compared.is_some_and(|compared| !compared.hidden) {
                known.push(sum(within));
                known.push(sum(|shop, channel| !within(shop, channel)));
            }
        }
    }
    let request = CrosstabRequest {
        rows: 1,
        columns: 2,
        ..CrosstabRequest::default()
    };
    let Some(table) = analysis.crosstab(&request) else {
        return known;
    };
    let place = |keys: &[Option<String>], at: usize, none: usize| match keys.get(at) {
        Some(Some(key)) => Some(number(key)),
        Some(None) => Some(none),
        None => None,
    };
    for (line, row) in table.cells.iter().enumerate() {
        for (column, _) in row.iter().enumerate().filter(|(_, cell)| !cell.hidden) {
            let shop = place(&table.row_keys, line, SHOPS);
            let channel = place(&table.column_keys, column, CHANNELS);
            known.push(sum(|own_shop, own_channel| {
                shop.is_none_or(|shop| shop == own_shop)
                    && channel.is_none_or(|channel| channel == own_channel)
            }));
        }
    }
    known
}

/// Brings the sums to reduced row echelon form and returns those that are about one cell only.
fn computable(mut rows: Vec<Known>) -> Vec<usize> {
    let mut done = 0;
    for column in 0..CELLS {
        let Some(found) = (done..rows.len()).find(|&row| rows[row][column].abs() > 1e-9) else {
            continue;
        };
        rows.swap(done, found);
        let pivot = rows[done].clone();
        let scale = pivot[column];
        let pivot: Known = pivot.iter().map(|value| value / scale).collect();
        for (place, row) in rows.iter_mut().enumerate() {
            let factor = row[column];
            if place != done && factor.abs() > 1e-9 {
                row.iter_mut()
                    .zip(&pivot)
                    .for_each(|(value, of)| *value -= factor * of);
            }
        }
        rows[done] = pivot;
        done += 1;
    }
    let only = |row: &Known| {
        let mut used = (0..CELLS).filter(|&place| row[place].abs() > 1e-9);
        used.next().filter(|_| used.next().is_none())
    };
    rows[..done].iter().filter_map(only).collect()
}

/// True when a group's sum of cells follows from what is shown.
fn follows(known: &[Known], group: &Known) -> bool {
    rank(known.to_vec()) == rank(known.iter().cloned().chain([group.clone()]).collect())
}

fn rank(mut rows: Vec<Known>) -> usize {
    let mut done = 0;
    for column in 0..CELLS {
        let Some(found) = (done..rows.len()).find(|&row| rows[row][column].abs() > 1e-9) else {
            continue;
        };
        rows.swap(done, found);
        let pivot = rows[done].clone();
        for row in &mut rows[done + 1..] {
            let factor = row[column] / pivot[column];
            row.iter_mut()
                .zip(&pivot)
                .for_each(|(value, of)| *value -= factor * of);
        }
        done += 1;
    }
    done
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn small_groups_cannot_be_computed(people in people()) {
        let mut sizes = [0u32; CELLS];
        people.iter().for_each(|&(shop, channel)| sizes[cell(shop, channel)] += 1);
        let small = |n: u32| (1..MIN_GROUP).contains(&n);
        let known = shown(&read(&people));
        prop_assert!(known.len() > 10);
        let named = |place: &usize| place / (CHANNELS + 1) < SHOPS && place % (CHANNELS + 1) < CHANNELS;
        for place in computable(known.clone()).into_iter().filter(named) {
            prop_assert!(!small(sizes[place]), "cell {place} of {} in {sizes:?}", sizes[place]);
        }
        for shop in 0..SHOPS {
            let n = (0..=CHANNELS).map(|channel| sizes[cell(shop, channel)]).sum();
            prop_assert!(!small(n) || !follows(&known, &sum(|own, _| own == shop)), "shop {shop}: {sizes:?}");
        }
        for channel in 0..CHANNELS {
            let n = (0..=SHOPS).map(|shop| sizes[cell(shop, channel)]).sum();
            prop_assert!(!small(n) || !follows(&known, &sum(|_, own| own == channel)), "channel {channel}: {sizes:?}");
        }
    }
}
