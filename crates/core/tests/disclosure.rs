//! Groups below the minimum size cannot be computed from everything that is shown: totals,
//! breakdowns, crosstabs, comparisons, and all of them under every filter on some groups of a
//! segment, of two and of three. One segment is nested in another, people without a value are a
//! group like any other, and options of a multiple-choice question overlap.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use vocal_core::filter::{Condition, Filter};
use vocal_core::settings::{CompareRequest, CrosstabRequest};
use vocal_core::{Analysis, Settings};

const MIN_GROUP: u32 = 5;
const SHOPS: usize = 5;
const CHANNELS: usize = 3;
const PLANS_SOLD: usize = 2;
/// A cell per shop, channel and plan, or none of them.
const CELLS: usize = (SHOPS + 1) * (CHANNELS + 1) * (PLANS_SOLD + 1);

fn cell(shop: usize, channel: usize, plan: usize) -> usize {
    (shop * (CHANNELS + 1) + channel) * (PLANS_SOLD + 1) + plan
}

type Person = (usize, usize, usize);

/// Shop, channel and plan of every answer; the last number of each stands for a blank cell.
fn people() -> impl Strategy<Value = Vec<Person>> {
    let shop = prop_oneof![8 => 0usize..2, 2 => 2usize..4, 1 => 4usize..6];
    let channel = prop_oneof![6 => 0usize..2, 1 => 2usize..4];
    let plan = prop_oneof![6 => 0usize..1, 3 => 1usize..2, 1 => 2usize..3];
    prop::collection::vec((shop, channel, plan), 40..120)
}

/// Regions hold whole shops; who names no shop lives in the first.
const REGIONS: usize = 2;

fn region(shop: usize) -> usize {
    usize::from(shop % 2 == 1 && shop < SHOPS || shop == 4)
}

fn read(people: &[Person]) -> Analysis {
    let mut text = String::from("How likely are you to recommend us?,shop,channel,region,plan\n");
    let named = |name: &str, place: usize, all: usize| match place < all {
        true => format!("{name} {place}"),
        false => String::new(),
    };
    for (row, &(shop, channel, plan)) in people.iter().enumerate() {
        let cells = [
            (row * 7 % 11).to_string(),
            named("shop", shop, SHOPS),
            named("channel", channel, CHANNELS),
            named("region", region(shop), REGIONS),
            named("plan", plan, PLANS_SOLD),
        ];
        text += &(cells.join(",") + "\n");
    }
    let settings = Settings {
        min_group: MIN_GROUP,
        columns: (1..5).map(segment).collect(),
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

fn sum(of: impl Fn(usize, usize, usize) -> bool) -> Known {
    let mut known = vec![0.0; CELLS];
    for shop in 0..=SHOPS {
        for channel in 0..=CHANNELS {
            for plan in 0..=PLANS_SOLD {
                known[cell(shop, channel, plan)] = f64::from(u8::from(of(shop, channel, plan)));
            }
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

/// A condition on some groups of a segment, the groups given as bits.
fn groups_of(column: u32, name: &str, bits: u32) -> Condition {
    let chosen = (0..8).filter(|group| bits >> group & 1 == 1);
    Condition::Segment {
        column,
        keys: chosen.map(|group| format!("{name} {group}")).collect(),
    }
}

/// What somebody looks at.
#[derive(Clone, Copy, PartialEq)]
enum Look {
    /// Shops and channels, filters on groups of both.
    TwoSegments,
    /// Regions, too, filters on one or two segments.
    Nested,
    /// Shops, channels and plans, filters on one group of up to three of them.
    Three,
}

impl Look {
    /// Columns of the segments that are looked at.
    fn columns(self) -> &'static [u32] {
        match self {
            Look::TwoSegments => &[1, 2],
            Look::Nested => &[1, 2, 3],
            Look::Three => &[1, 2, 4],
        }
    }
}

/// A filter and whom it lets pass: shops, channels and plans as bits.
#[derive(Clone)]
struct View {
    filter: Filter,
    bits: [u32; 3],
}

impl View {
    fn everybody() -> View {
        View {
            filter: Filter::new(),
            bits: [u32::MAX; 3],
        }
    }

    fn and(&self, other: &View) -> View {
        View {
            filter: self.filter.iter().chain(&other.filter).cloned().collect(),
            bits: std::array::from_fn(|side| self.bits[side] & other.bits[side]),
        }
    }

    fn keeps(&self, shop: usize, channel: usize, plan: usize) -> bool {
        let sides = self.bits.iter().zip([shop, channel, plan]);
        sides
            .into_iter()
            .all(|(bits, group)| bits >> group & 1 == 1)
    }
}

/// Conditions on groups of shops, of channels and of plans.
fn conditions(some_shops: &[u32], look: Look) -> [Vec<View>; 3] {
    let view = |column: u32, name: &str, groups: u32, side: usize, bits: u32| {
        let mut view = View::everybody();
        view.filter.push(groups_of(column, name, groups));
        view.bits[side] = bits;
        view
    };
    let one_shop = (0..SHOPS).map(|shop| 1 << shop);
    let some_shops = some_shops.iter().copied().filter(|_| look != Look::Three);
    let of_shops = one_shop.chain(some_shops);
    let of_shops = of_shops.map(|bits| view(1, "shop", bits, 0, bits));
    let of_regions = (0..REGIONS).map(|of| {
        let inside = (0..=SHOPS).filter(|&shop| region(shop) == of);
        view(3, "region", 1 << of, 0, inside.map(|shop| 1 << shop).sum())
    });
    let of_regions = of_regions.filter(|_| look == Look::Nested);
    let of_channels = (1..1u32 << CHANNELS).map(|bits| view(2, "channel", bits, 1, bits));
    let of_channels =
        of_channels.filter(|view| look != Look::Three || view.bits[1].count_ones() == 1);
    let of_plans = (0..PLANS_SOLD).map(|plan| view(4, "plan", 1 << plan, 2, 1 << plan));
    [
        of_shops.chain(of_regions).collect(),
        of_channels.collect(),
        of_plans.filter(|_| look == Look::Three).collect(),
    ]
}

/// Every number of answers that some view shows, as a sum of cells. `some_shops` are choices of
/// several shops beside those of a single one.
fn shown(analysis: &Analysis, some_shops: &[u32], look: Look) -> Vec<Known> {
    let mut views = vec![View::everybody()];
    for side in conditions(some_shops, look) {
        let more: Vec<View> = (side.iter())
            .flat_map(|view| views.iter().map(move |other| other.and(view)))
            .collect();
        views.extend(more);
    }
    let mut known: Vec<Known> = Vec::new();
    for view in &views {
        let figures = analysis.figures(&view.filter);
        let within = |s: usize, c: usize, p: usize| view.keeps(s, c, p);
        if figures.scores.first().is_some_and(|score| !score.hidden) {
            known.push(sum(within));
        }
        let breakdowns = figures.breakdowns.iter();
        for breakdown in breakdowns.filter(|it| look.columns().contains(&it.by)) {
            for group in breakdown.groups.iter().filter(|group| !group.hidden) {
                let of = Some(number(&group.key));
                known.push(sum(|s, c, p| {
                    within(s, c, p) && lies_in(breakdown.by, of, s, c, p)
                }));
            }
        }
        if !view.filter.is_empty() {
            let compared = analysis.compare(&CompareRequest {
                after: view.filter.clone(),
                ..CompareRequest::default()
            });
            if compared.is_some_and(|compared| !compared.hidden) {
                known.push(sum(within));
                known.push(sum(|s, c, p| !within(s, c, p)));
            }
        }
        if view.filter.len() < 2 {
            let columns = look.columns().iter();
            for (at, &rows) in columns.clone().enumerate() {
                for &columns in columns.clone().skip(at + 1) {
                    known.extend(shown_cells(analysis, view, rows, columns));
                }
            }
        }
    }
    known
}

/// True when a cell lies in a group of a segment; without a number in none.
fn lies_in(column: u32, group: Option<usize>, shop: usize, channel: usize, plan: usize) -> bool {
    let (own, none) = match column {
        1 => (shop, SHOPS),
        2 => (channel, CHANNELS),
        3 => (region(shop), REGIONS),
        _ => (plan, PLANS_SOLD),
    };
    own == group.unwrap_or(none)
}

/// Numbers of a crosstab.
fn shown_cells(analysis: &Analysis, view: &View, rows: u32, columns: u32) -> Vec<Known> {
    let table = analysis.crosstab(&CrosstabRequest {
        rows,
        columns,
        filter: view.filter.clone(),
        ..CrosstabRequest::default()
    });
    let Some(table) = table else {
        return Vec::new();
    };
    let mut known = Vec::new();
    let key =
        |keys: &[Option<String>], at: usize| keys.get(at).map(|key| key.as_deref().map(number));
    for (line, row) in table.cells.iter().enumerate() {
        for (column, _) in row.iter().enumerate().filter(|(_, cell)| !cell.hidden) {
            let down = key(&table.row_keys, line);
            let across = key(&table.column_keys, column);
            known.push(sum(|s, c, p| {
                let inside = |by: u32, key: Option<Option<usize>>| {
                    key.is_none_or(|group| lies_in(by, group, s, c, p))
                };
                view.keeps(s, c, p) && inside(rows, down) && inside(columns, across)
            }));
        }
    }
    known
}

/// The sums in echelon form: every row begins with a one where all others have a zero.
fn reduced(mut rows: Vec<Known>) -> Vec<Known> {
    let mut done = 0;
    for column in 0..rows.first().map_or(0, Vec::len) {
        let Some(found) = (done..rows.len()).find(|&row| rows[row][column].abs() > 1e-9) else {
            continue;
        };
        rows.swap(done, found);
        let scale = rows[done][column];
        let pivot: Known = rows[done].iter().map(|value| value / scale).collect();
        for (place, row) in rows.iter_mut().enumerate() {
            let factor = row[column];
            if place != done && factor.abs() > 1e-9 {
                let pairs = row.iter_mut().zip(&pivot);
                pairs.for_each(|(value, of)| *value -= factor * of);
            }
        }
        rows[done] = pivot;
        done += 1;
    }
    rows.truncate(done);
    rows
}

/// True when a sum of cells follows from what is shown.
fn follows(known: &[Known], wanted: &Known) -> bool {
    let mut rest = wanted.clone();
    for row in known {
        let first = row.iter().position(|value| value.abs() > 1e-9);
        let factor = first.map_or(0.0, |first| rest[first]);
        let pairs = rest.iter_mut().zip(row);
        pairs.for_each(|(value, of)| *value -= factor * of);
    }
    rest.iter().all(|value| value.abs() < 1e-6)
}

fn size(sizes: &[u32], group: &Known) -> u32 {
    let inside = sizes.iter().zip(group).filter(|(_, inside)| **inside > 0.5);
    inside.map(|(n, _)| n).sum()
}

/// Options of a question where several can be chosen, and the segment beside it.
const OPTIONS: usize = 3;
const PLANS: usize = 3;

fn read_options(people: &[(usize, usize)]) -> Analysis {
    let mut text = String::from("How likely are you to recommend us?,plan,What do you use?\n");
    for (row, &(options, plan)) in people.iter().enumerate() {
        let chosen = (0..OPTIONS).filter(|option| options >> option & 1 == 1);
        let chosen: Vec<String> = chosen.map(|option| format!("Option {option}")).collect();
        text += &format!("{},plan {plan},{}\n", row * 7 % 11, chosen.join(";"));
    }
    let settings = Settings {
        min_group: MIN_GROUP,
        columns: vec![segment(1)],
        ..Settings::default()
    };
    let analysis = Analysis::of_bytes("a.csv", text.as_bytes(), &settings);
    analysis.unwrap_or_else(|error| panic!("{error:?}"))
}

/// A cell per set of options and plan.
fn of_options(of: impl Fn(usize, usize) -> bool) -> Known {
    let cells = (0..1usize << OPTIONS).flat_map(|set| (0..PLANS).map(move |plan| (set, plan)));
    cells
        .map(|(set, plan)| f64::from(u8::from(of(set, plan))))
        .collect()
}

fn shown_options(analysis: &Analysis) -> Vec<Known> {
    let mut known = Vec::new();
    let everybody = (1usize << OPTIONS, (1usize << PLANS) - 1);
    let mut filters = vec![(Filter::new(), everybody)];
    for plans in 1..1usize << PLANS {
        let of_plans = groups_of(1, "plan", plans as u32);
        filters.push((vec![of_plans], (everybody.0, plans)));
    }
    for options in 1..1usize << OPTIONS {
        let of_options = groups_of(2, "Option", options as u32);
        filters.push((vec![of_options], (options, everybody.1)));
    }
    for (filter, (options, plans)) in &filters {
        let within = |set: usize, plan: usize| {
            (*options == everybody.0 || set & options > 0) && plans >> plan & 1 == 1
        };
        let figures = analysis.figures(filter);
        if figures.scores.first().is_some_and(|score| !score.hidden) {
            known.push(of_options(within));
        }
        for breakdown in &figures.breakdowns {
            for group in breakdown.groups.iter().filter(|group| !group.hidden) {
                let of = number(&group.key);
                known.push(match breakdown.by {
                    1 => of_options(|set, plan| within(set, plan) && plan == of),
                    _ => of_options(|set, plan| within(set, plan) && set >> of & 1 == 1),
                });
            }
        }
    }
    let table = analysis.crosstab(&CrosstabRequest {
        rows: 2,
        columns: 1,
        ..CrosstabRequest::default()
    });
    let table = table.unwrap_or_else(|| panic!("a question can be a side of a crosstab"));
    for (line, row) in table.cells.iter().enumerate() {
        for (column, _) in row.iter().enumerate().filter(|(_, cell)| !cell.hidden) {
            let option = table
                .row_keys
                .get(line)
                .map(|key| key.as_deref().map(number));
            let plan = table
                .column_keys
                .get(column)
                .and_then(Option::as_deref)
                .map(number);
            let margin = column >= table.column_keys.len();
            known.push(of_options(|set, own| {
                let of_line = match option {
                    None => true,
                    Some(None) => set == 0,
                    Some(Some(option)) => set >> option & 1 == 1,
                };
                of_line && (margin || plan == Some(own))
            }));
        }
    }
    known
}

fn no_small_group_follows(
    people: &[Person],
    some_shops: &[u32],
    look: Look,
) -> Result<(), TestCaseError> {
    let mut sizes = [0u32; CELLS];
    for &(shop, channel, plan) in people {
        sizes[cell(shop, channel, plan)] += 1;
    }
    let known = reduced(shown(&read(people), some_shops, look));
    prop_assert!(!known.is_empty());
    let shops = (0..=SHOPS).map(Some).chain([None]);
    let mut groups: Vec<Known> = Vec::new();
    for shop in shops {
        for channel in (0..=CHANNELS).map(Some).chain([None]) {
            for plan in (0..=PLANS_SOLD).map(Some).chain([None]) {
                if plan.is_none() || look == Look::Three {
                    groups.push(sum(|s, c, p| {
                        shop.is_none_or(|shop| shop == s)
                            && channel.is_none_or(|channel| channel == c)
                            && plan.is_none_or(|plan| plan == p)
                    }));
                }
            }
        }
    }
    for region_of in 0..REGIONS {
        groups.push(sum(|s, _, _| region(s) == region_of));
        let cells =
            (0..=CHANNELS).map(|channel| sum(|s, c, _| region(s) == region_of && c == channel));
        groups.extend(cells.filter(|_| look == Look::Nested));
    }
    for group in groups {
        let small = (1..MIN_GROUP).contains(&size(&sizes, &group));
        prop_assert!(!small || !follows(&known, &group), "{group:?} of {sizes:?}");
    }
    Ok(())
}

/// Random surveys per property; more with the environment variable `DISCLOSURE_CASES`.
fn cases() -> u32 {
    let cases = std::env::var("DISCLOSURE_CASES").ok();
    cases.and_then(|cases| cases.parse().ok()).unwrap_or(16)
}

/// Other surveys every time, or those of the number in `DISCLOSURE_SEED`, so that a failure can be seen again.
fn seed() -> RngSeed {
    let seed = std::env::var("DISCLOSURE_SEED").ok();
    let seed = seed.and_then(|seed| seed.parse().ok());
    seed.map_or(RngSeed::Random, RngSeed::Fixed)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 40, failure_persistence: None, rng_seed: seed(), ..ProptestConfig::default() })]

    #[test]
    fn small_groups_cannot_be_computed(
        people in people(),
        some_shops in prop::collection::vec(1u32..1 << SHOPS, 4),
    ) {
        no_small_group_follows(&people, &some_shops, Look::TwoSegments)?;
    }

    #[test]
    fn small_groups_of_nested_segments_cannot_be_computed(
        people in people(),
        some_shops in prop::collection::vec(1u32..1 << SHOPS, 4),
    ) {
        no_small_group_follows(&people, &some_shops, Look::Nested)?;
    }

    #[test]
    fn small_groups_of_three_segments_cannot_be_computed(people in people()) {
        no_small_group_follows(&people, &[], Look::Three)?;
    }

    #[test]
    fn small_options_cannot_be_computed(
        people in prop::collection::vec(
            (prop_oneof![1 => Just(0usize), 4 => Just(1usize), 4 => Just(2usize), 3 => Just(3usize), 1 => 4usize..8],
             prop_oneof![6 => 0usize..2, 1 => Just(2usize)]), 40..120),
    ) {
        let mut sizes = vec![0u32; PLANS << OPTIONS];
        people.iter().for_each(|&(set, plan)| sizes[set * PLANS + plan] += 1);
        let analysis = read_options(&people);
        // Where hardly anybody chose two options, the column is a segment like any other.
        prop_assume!(analysis.reading().columns[2].choice_of == Some(2));
        let known = reduced(shown_options(&analysis));
        for option in 0..OPTIONS {
            let own = of_options(|set, _| set >> option & 1 == 1);
            let of_plans = (0..PLANS).map(|plan| of_options(move |set, own| set >> option & 1 == 1 && own == plan));
            for group in of_plans.chain([own]) {
                let small = (1..MIN_GROUP).contains(&size(&sizes, &group));
                prop_assert!(!small || !follows(&known, &group), "{group:?} of {sizes:?}");
            }
        }
        for plan in 0..PLANS {
            let group = of_options(|_, own| own == plan);
            let small = (1..MIN_GROUP).contains(&size(&sizes, &group));
            prop_assert!(!small || !follows(&known, &group), "plan {plan} of {sizes:?}");
        }
    }
}

/// Rows with random groups of several segments.
fn with_segments(rows: usize, groups: &[usize]) -> Analysis {
    let mut text = String::from("How likely are you to recommend us?");
    (0..groups.len()).for_each(|segment| text += &format!(",segment {segment}"));
    let mut state = 7u64;
    let mut random = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as usize % below
    };
    for row in 0..rows {
        text += &format!("\n{}", row % 11);
        for &groups in groups {
            text += &format!(",group {}", random(groups) * random(groups) / groups);
        }
    }
    let settings = Settings {
        min_group: MIN_GROUP,
        columns: (1..=groups.len() as u32).map(segment).collect(),
        ..Settings::default()
    };
    let analysis = Analysis::of_bytes("a.csv", text.as_bytes(), &settings);
    analysis.unwrap_or_else(|error| panic!("{error:?}"))
}

fn first_groups(segments: std::ops::RangeInclusive<u32>) -> Filter {
    let one = |column: u32| Condition::Segment {
        column,
        keys: vec!["group 0".to_string()],
    };
    segments.map(one).collect()
}

#[test]
fn what_cannot_be_tested_is_hidden() {
    // Six segments, and three of more cells than are looked at.
    for (analysis, filter) in [
        (
            with_segments(3000, &[2, 2, 2, 2, 2, 4]),
            first_groups(1..=6),
        ),
        (with_segments(20_000, &[150, 130, 120]), first_groups(1..=3)),
    ] {
        let figures = analysis.figures(&filter);
        let score = &figures.scores[0];
        assert!(score.hidden && score.unproven && score.value.is_none());
        assert_eq!((figures.rows, score.n, score.excluded), (None, None, None));
        assert!(figures.breakdowns.iter().all(|by| by.unproven));
        let groups = figures.breakdowns.iter().flat_map(|by| &by.groups);
        assert!(
            groups
                .clone()
                .all(|group| group.hidden && group.n.is_none())
        );
        // What filters on one segment show is not concerned.
        let wider = analysis.figures(&first_groups(1..=1));
        assert!(!wider.scores[0].hidden);
    }
}

#[test]
fn what_is_prepared_ahead_hides_the_same() {
    let groups = [5, 9, 3];
    let ahead = with_segments(700, &groups);
    let steps = (0..1000).take_while(|_| ahead.prepare_filters()).count();
    assert!((2..1000).contains(&steps), "{steps} steps");
    for filter in [first_groups(1..=1), first_groups(2..=3), Filter::new()] {
        let [ahead, anew] = [&ahead, &with_segments(700, &groups)]
            .map(|analysis| serde_json::to_string(&analysis.report_of_scores(&filter)).ok());
        assert!(ahead.is_some());
        assert_eq!(ahead, anew, "{filter:?}");
    }
}
