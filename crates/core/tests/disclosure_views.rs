//! Groups below the minimum size cannot be computed from what is shown, for surveys that are less tidy
//! than those of `disclosure.rs`: segments that are nested but for a few people, options of a question
//! beside two segments, weeks that lie in two months, more groups than a crosstab has lines.
//!
//! People of the same groups, options and day are one unknown. Every number of answers that a report or a
//! crosstab gives, shares of a decomposition included, is a sum over some of them; exports hold the same
//! numbers. No small group and no small cell of two groups may be a linear combination of these sums.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::collections::BTreeSet;
use vocal_core::analysis::period_range;
use vocal_core::filter::{Condition, Filter};
use vocal_core::settings::{ColumnSetting, CrosstabRequest, Period};
use vocal_core::{Analysis, Report, Settings};

const MIN_GROUP: u32 = 5;

/// Column of the multiple-choice question.
const OPTIONS: u32 = 1;
/// Column of the first segment.
const SEGMENTS: u32 = 2;

/// Somebody who answered: options as bits, days since the first, and a group of every segment, 0 for none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Person {
    options: u32,
    day: i32,
    groups: Vec<usize>,
}

/// 2026-01-01 in days since 1970.
const FIRST_DAY: i32 = 20_454;

fn date(day: i32) -> String {
    let months = [31, 28, 31, 30];
    let (mut left, mut month) = (day, 0);
    while left >= months[month] {
        left -= months[month];
        month += 1;
    }
    format!("2026-{:02}-{:02}", month + 1, left + 1)
}

fn read(people: &[Person], period: Period) -> Analysis {
    let segments = people.first().map_or(0, |person| person.groups.len());
    let mut text = String::from("How likely are you to recommend us?,What do you use?");
    (0..segments).for_each(|segment| text += &format!(",segment {segment}"));
    text += ",date\n";
    for (row, person) in people.iter().enumerate() {
        let chosen = (0..8).filter(|option| person.options >> option & 1 == 1);
        let chosen: Vec<String> = chosen.map(|option| format!("Option {option}")).collect();
        text += &format!("{},{}", row * 7 % 11, chosen.join(";"));
        for &group in &person.groups {
            let group = (group > 0).then(|| format!("group {group}"));
            text += &format!(",{}", group.unwrap_or_default());
        }
        text += &format!(",{}\n", date(person.day));
    }
    let segment = |index: u32| ColumnSetting {
        index: Some(index),
        role: Some(vocal_core::report::Role::Segment),
        ..ColumnSetting::default()
    };
    let settings = Settings {
        min_group: MIN_GROUP,
        period,
        columns: (SEGMENTS..SEGMENTS + segments as u32)
            .map(segment)
            .collect(),
        ..Settings::default()
    };
    let analysis = Analysis::of_bytes("a.csv", text.as_bytes(), &settings);
    analysis.unwrap_or_else(|error| panic!("{error:?}"))
}

fn number(key: &str) -> usize {
    let number = key.rsplit(' ').next().and_then(|n| n.parse().ok());
    number.unwrap_or(usize::MAX)
}

fn passes(person: &Person, condition: &Condition) -> bool {
    match condition {
        Condition::Segment { column, keys } if *column == OPTIONS => {
            let mut keys = keys.iter();
            keys.any(|key| person.options >> number(key) & 1 == 1)
        }
        Condition::Segment { column, keys } => {
            let own = person.groups[(column - SEGMENTS) as usize];
            keys.iter().any(|key| number(key) == own)
        }
        Condition::Period { keys } => keys
            .iter()
            .filter_map(|key| period_range(key))
            .any(|(from, to)| (from..=to).contains(&(FIRST_DAY + person.day))),
        _ => false,
    }
}

fn of_group(column: u32, key: &str) -> Condition {
    Condition::Segment {
        column,
        keys: vec![key.to_owned()],
    }
}

fn of_period(key: &str) -> Condition {
    Condition::Period {
        keys: vec![key.to_owned()],
    }
}

type Known = Vec<f64>;

/// A number of people that is shown.
#[derive(Clone)]
struct Sum {
    /// Where it is shown.
    view: String,
    /// Which of the different people it counts.
    of: Known,
}

/// What is shown, as sums over the different people.
struct Shown<'a> {
    unknowns: &'a [Person],
    sums: Vec<Sum>,
}

impl Shown<'_> {
    fn add(&mut self, view: &dyn Fn() -> String, of: impl Fn(&Person) -> bool) {
        let inside = self
            .unknowns
            .iter()
            .map(|person| f64::from(u8::from(of(person))));
        self.sums.push(Sum {
            view: view(),
            of: inside.collect(),
        });
    }

    fn report(&mut self, report: &Report, filter: &Filter) {
        let within = |person: &Person| filter.iter().all(|condition| passes(person, condition));
        if report.scores.first().is_some_and(|score| !score.hidden) {
            self.add(&|| format!("score {filter:?}"), within);
        }
        for by in &report.breakdowns {
            for group in by.groups.iter().filter(|group| !group.hidden) {
                let own = of_group(by.by, &group.key);
                self.add(&|| format!("group {own:?} {filter:?}"), |person| {
                    within(person) && passes(person, &own)
                });
            }
        }
        for point in report.trend.iter().filter(|point| !point.hidden) {
            let own = of_period(&point.period);
            self.add(&|| format!("period {own:?} {filter:?}"), |person| {
                within(person) && passes(person, &own)
            });
        }
        for change in &report.change {
            let sides = [&change.before_key, &change.after_key]
                .map(|key| key.iter().map(|key| of_period(key)));
            for side in sides.into_iter().flatten().filter(|_| !change.hidden) {
                let inside = |person: &Person| within(person) && passes(person, &side);
                for parts in &change.decompositions {
                    let by = parts.by.unwrap_or(SEGMENTS);
                    let named: Vec<Condition> = (parts.groups.iter())
                        .filter_map(|group| Some(of_group(by, group.key.as_ref()?)))
                        .collect();
                    for own in &named {
                        self.add(
                            &|| format!("change {side:?} {own:?} {filter:?}"),
                            |person| inside(person) && passes(person, own),
                        );
                    }
                }
            }
        }
    }

    fn crosstab(&mut self, analysis: &Analysis, rows: u32, columns: u32, filter: &Filter) {
        let table = analysis.crosstab(&CrosstabRequest {
            rows,
            columns,
            filter: filter.clone(),
            ..CrosstabRequest::default()
        });
        let Some(table) = table else {
            return;
        };
        let inside =
            |person: &Person, by: u32, keys: &[Option<String>], at: usize| match keys.get(at) {
                None => true,
                Some(Some(key)) => passes(person, &of_group(by, key)),
                // Nobody's group, and the groups that have no line. With options it is who chose none that has
                // a line, or one that has none.
                Some(None) if by == OPTIONS => {
                    let lines: Vec<usize> = keys.iter().flatten().map(|key| number(key)).collect();
                    person.options == 0
                        || (0..8).any(|one| person.options >> one & 1 == 1 && !lines.contains(&one))
                }
                Some(None) => !keys
                    .iter()
                    .flatten()
                    .any(|key| passes(person, &of_group(by, key))),
            };
        for (line, row) in table.cells.iter().enumerate() {
            for (column, _) in row.iter().enumerate().filter(|(_, cell)| !cell.hidden) {
                let view = || {
                    format!(
                        "cell {line} of {:?}, {column} of {:?} {filter:?}",
                        table.row_keys, table.column_keys
                    )
                };
                self.add(&view, |person| {
                    filter.iter().all(|condition| passes(person, condition))
                        && inside(person, rows, &table.row_keys, line)
                        && inside(person, columns, &table.column_keys, column)
                });
            }
        }
    }
}

/// The sums in echelon form, each with the place of its first number, which is one.
fn reduced(sums: impl Iterator<Item = Known>) -> Vec<(usize, Known)> {
    let mut rows: Vec<(usize, Known)> = Vec::new();
    for sum in sums {
        let mut rest = left_of(&rows, sum);
        if let Some(first) = rest.iter().position(|value| value.abs() > 1e-7) {
            let scale = rest[first];
            rest.iter_mut().for_each(|value| *value /= scale);
            rows.push((first, rest));
        }
    }
    rows
}

fn left_of(rows: &[(usize, Known)], mut sum: Known) -> Known {
    for (first, row) in rows {
        let factor = sum[*first];
        if factor.abs() > 1e-12 {
            sum.iter_mut()
                .zip(row)
                .for_each(|(value, of)| *value -= factor * of);
        }
    }
    sum
}

fn follows(rows: &[(usize, Known)], wanted: &Known) -> bool {
    let left = left_of(rows, wanted.clone());
    left.iter().all(|value| value.abs() < 1e-6)
}

/// Few views that a sum follows from, to see why. Where `exists` tells which of the different people there are,
/// a view of nobody tells that of each it counts.
fn told_by(sums: &[Sum], wanted: &Known, exists: Option<&[bool]>) -> Vec<String> {
    let parts = |sum: &Sum| -> Vec<Known> {
        let inside = |place: &usize| sum.of[*place] > 0.0;
        let nobody = exists.filter(|exists| !(0..exists.len()).any(|it| exists[it] && inside(&it)));
        let Some(exists) = nobody else {
            return vec![sum.of.clone()];
        };
        let alone = |place: usize| {
            let mut alone = vec![0.0; exists.len()];
            alone[place] = 1.0;
            alone
        };
        (0..exists.len()).filter(inside).map(alone).collect()
    };
    let mut left: Vec<&Sum> = sums.iter().collect();
    let mut size = left.len() / 2;
    while size > 0 {
        let mut at = 0;
        while at < left.len() {
            let others = left.iter().take(at).chain(left.iter().skip(at + size));
            let fewer: Vec<&Sum> = others.copied().collect();
            let known = reduced(fewer.iter().flat_map(|sum| parts(sum)));
            match follows(&known, wanted) {
                true => left = fewer,
                false => at += size,
            }
        }
        size /= 2;
    }
    left.iter().map(|sum| sum.view.clone()).collect()
}

/// The sums for somebody who knows that nobody is in any part of a group where nobody is shown, and which of the
/// different people these are. `exists` tells of whom there is anybody.
fn without_empty(sums: &[Sum], exists: &[bool]) -> (Vec<Sum>, Vec<bool>) {
    let mut empty = vec![false; exists.len()];
    for Sum { of, .. } in sums {
        let inside = || of.iter().map(|of| *of > 0.0);
        if !inside()
            .zip(exists)
            .any(|(inside, exists)| inside && *exists)
        {
            (empty.iter_mut().zip(inside())).for_each(|(empty, inside)| *empty |= inside);
        }
    }
    let mut sums = sums.to_vec();
    for Sum { of, .. } in &mut sums {
        let of = of.iter_mut().zip(&empty);
        of.filter(|(_, empty)| **empty)
            .for_each(|(of, _)| *of = 0.0);
    }
    (sums, empty)
}

/// Every combination of options, days and groups that occur: nobody is told which of them are empty.
fn everybody_possible(people: &[Person]) -> Vec<Person> {
    let of =
        |side: &dyn Fn(&Person) -> usize| -> BTreeSet<usize> { people.iter().map(side).collect() };
    let chosen = people.iter().fold(0, |all, person| all | person.options);
    let mut found = Vec::new();
    for options in (0..=chosen).filter(|set| set & !chosen == 0) {
        for day in of(&|person| person.day as usize) {
            found.push(Person {
                options,
                day: day as i32,
                groups: Vec::new(),
            });
        }
    }
    for segment in 0..people.first().map_or(0, |person| person.groups.len()) {
        let groups = of(&|person| person.groups[segment]);
        let with = |person: &Person, group: usize| {
            let mut person = person.clone();
            person.groups.push(group);
            person
        };
        let longer = found
            .iter()
            .flat_map(|person| groups.iter().map(move |&group| with(person, group)));
        found = longer.collect();
    }
    found
}

/// Looks at everything without a filter and under each of `filters`, by each of `periods`, and requires
/// that no small group or cell of two follows, and none of three where `threes` says so, for those who know which
/// groups are empty, too.
fn nothing_small_follows(
    people: &[Person],
    periods: &[Period],
    filters: &[Filter],
    threes: bool,
) -> Result<(), TestCaseError> {
    let unknowns = everybody_possible(people);
    let segments = people.first().map_or(0, |person| person.groups.len()) as u32;
    let mut shown = Shown {
        unknowns: &unknowns,
        sums: Vec::new(),
    };
    let mut keys: BTreeSet<String> = BTreeSet::new();
    let mut has_options = false;
    // Filters on periods stay where somebody looks at periods of another length.
    let every_key: Vec<String> = periods
        .iter()
        .flat_map(|&period| read(people, period).report(&Filter::new()).trend)
        .map(|point| point.period)
        .collect();
    for &period in periods {
        let analysis = read(people, period);
        has_options |= analysis.reading().columns[OPTIONS as usize]
            .choice_of
            .is_some();
        let whole = analysis.report(&Filter::new());
        keys.extend(whole.trend.iter().map(|point| point.period.clone()));
        let own = |key: &&String| whole.trend.iter().any(|point| point.period == **key);
        let few = every_key.len() <= 40;
        let asked = every_key.iter().filter(|key| few || own(key));
        let of_periods = asked.map(|key| vec![of_period(key)]);
        // Cells of three are also shown of a period and a group at once.
        let beside = filters.iter().filter(|filter| threes && filter.len() == 1);
        let of_both = of_periods.clone().flat_map(|period| {
            beside
                .clone()
                .map(move |other| [&period[..], other].concat())
        });
        for filter in of_both
            .chain(of_periods.clone())
            .chain(filters.iter().cloned())
            .chain([Filter::new()])
        {
            shown.report(&analysis.report(&filter), &filter);
            let sides = if has_options { OPTIONS } else { SEGMENTS };
            for rows in (sides..SEGMENTS + segments).filter(|_| filter.len() < 2) {
                for columns in rows + u32::from(rows != OPTIONS)..SEGMENTS + segments {
                    shown.crosstab(&analysis, rows, columns, &filter);
                }
            }
        }
    }
    let known = reduced(shown.sums.iter().map(|sum| sum.of.clone()));
    prop_assert!(!known.is_empty());
    let of_people: BTreeSet<&Person> = people.iter().collect();
    let exists = unknowns.iter().map(|one| of_people.contains(one));
    let exists: Vec<bool> = exists.collect();
    let (full, empty) = without_empty(&shown.sums, &exists);
    let known_full = reduced(full.iter().map(|sum| sum.of.clone()));
    // Groups of every segment, options, periods.
    let mut sides: Vec<Vec<Condition>> = Vec::new();
    for segment in 0..segments {
        let groups: BTreeSet<usize> = people
            .iter()
            .map(|person| person.groups[segment as usize])
            .collect();
        let one = |group: &usize| of_group(SEGMENTS + segment, &format!("group {group}"));
        sides.push(groups.iter().map(one).collect());
    }
    if has_options {
        sides.push(
            (0..8)
                .map(|one| of_group(OPTIONS, &format!("Option {one}")))
                .collect(),
        );
    }
    sides.push(keys.iter().map(|key| of_period(key)).collect());
    let mut small: Vec<Vec<&Condition>> = Vec::new();
    let mut shorter: Vec<(usize, Vec<&Condition>)> = vec![(0, Vec::new())];
    for _ in 0..if threes { 3 } else { 2 } {
        let longer = shorter.iter().flat_map(|(first, group)| {
            let sides = sides.iter().enumerate().skip(*first);
            sides.flat_map(move |(at, side)| {
                side.iter()
                    .map(move |one| (at + 1, [group.as_slice(), &[one]].concat()))
            })
        });
        shorter = longer.collect();
        small.extend(shorter.iter().map(|(_, group)| group.clone()));
    }
    if has_options && threes {
        // Who chose two of the options, and in which group.
        let [.., options, _] = &sides[..] else {
            unreachable!("options and periods are sides")
        };
        for (at, one) in options.iter().enumerate() {
            for other in &options[at + 1..] {
                small.push(vec![one, other]);
                let groups = sides[..segments as usize].iter().flatten();
                small.extend(groups.map(|group| vec![one, other, group]));
            }
        }
    }
    for group in small {
        let inside = |person: &Person| group.iter().all(|condition| passes(person, condition));
        let n = people.iter().filter(|person| inside(person)).count() as u32;
        if !(1..MIN_GROUP).contains(&n) {
            continue;
        }
        let wanted: Known = unknowns
            .iter()
            .map(|one| f64::from(u8::from(inside(one))))
            .collect();
        if follows(&known, &wanted) {
            let views = told_by(&shown.sums, &wanted, None);
            prop_assert!(false, "{n} people follow, {group:?}, from {views:#?}");
        }
        let of_full = |(of, empty): (&f64, &bool)| if *empty { 0.0 } else { *of };
        let of_others: Known = wanted.iter().zip(&empty).map(of_full).collect();
        if follows(&known_full, &of_others) {
            let views = told_by(&shown.sums, &wanted, Some(&exists));
            prop_assert!(
                false,
                "{n} people follow for who knows which groups are empty, {group:?}, from {views:#?}"
            );
        }
    }
    Ok(())
}

/// Filters on one group of a segment, and on one each of two.
fn filters(segments: &[(u32, usize)]) -> Vec<Filter> {
    let of = |&(column, groups): &(u32, usize)| -> Vec<Condition> {
        let first = usize::from(column != OPTIONS);
        let name = if column == OPTIONS { "Option" } else { "group" };
        (first..first + groups)
            .map(|group| of_group(column, &format!("{name} {group}")))
            .collect()
    };
    let sides: Vec<Vec<Condition>> = segments.iter().map(of).collect();
    let mut found: Vec<Filter> = sides
        .iter()
        .flatten()
        .map(|one| vec![one.clone()])
        .collect();
    for (at, side) in sides.iter().enumerate() {
        for other in sides[at + 1..].iter().flatten() {
            found.extend(side.iter().map(|one| vec![one.clone(), other.clone()]));
        }
    }
    found
}

/// Random surveys per property; more with the environment variable `DISCLOSURE_CASES`.
fn cases() -> u32 {
    let cases = std::env::var("DISCLOSURE_CASES").ok();
    cases.and_then(|cases| cases.parse().ok()).unwrap_or(12)
}

/// Other surveys every time, or those of the number in `DISCLOSURE_SEED`, so that a failure can be seen again.
fn seed() -> RngSeed {
    let seed = std::env::var("DISCLOSURE_SEED").ok();
    let seed = seed.and_then(|seed| seed.parse().ok());
    seed.map_or(RngSeed::Random, RngSeed::Fixed)
}

/// A group with a long tail of rare ones.
fn skewed(groups: usize) -> impl Strategy<Value = usize> {
    (0.0..1.0f64).prop_map(move |at| 1 + ((groups as f64 * at * at * at) as usize).min(groups - 1))
}

/// How many people are in each of so many cells: nobody in half of them, few or many in the others, so that tables
/// of two show cells to be empty while those of three are small.
fn counts(cells: usize) -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(
        prop_oneof![5 => Just(0usize), 2 => 1usize..5, 3 => 5usize..15],
        cells,
    )
}

/// Every length that periods have.
const LENGTHS: [Period; 4] = [Period::Day, Period::Week, Period::Month, Period::Quarter];

/// Days with answers, ascending: close together and far apart, so that a month may have all of its answers in one
/// week, a week in one month or in two, and a quarter in one day.
fn days(count: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = Vec<i32>> {
    let gap = prop_oneof![3 => 1i32..3, 2 => 3i32..9, 1 => 9i32..14];
    (0i32..40, prop::collection::vec(gap, count)).prop_map(|(first, gaps)| {
        let days = gaps.iter().scan(first - 1, |day, gap| {
            *day += gap;
            Some(*day)
        });
        days.filter(|day| *day < 120).collect()
    })
}

/// So many people in each cell, whose options, day and groups `of` gives.
fn in_cells(counts: &[usize], of: impl Fn(usize) -> (u32, i32, Vec<usize>)) -> Vec<Person> {
    let people = (0..counts.len()).flat_map(|cell| {
        let (options, day, groups) = of(cell);
        std::iter::repeat_n(
            Person {
                options,
                day,
                groups,
            },
            counts[cell],
        )
    });
    people.collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 12, failure_persistence: None, rng_seed: seed(), ..ProptestConfig::default() })]

    #[test]
    fn segments_that_are_nested_but_for_a_few(
        people in prop::collection::vec((skewed(6), prop::bool::weighted(0.04), skewed(3)), 40..120),
    ) {
        // A shop lies in a region, but some of its people gave another one.
        let person = |&(shop, strays, channel): &(usize, bool, usize)| Person {
            options: 0,
            day: 0,
            groups: vec![shop, 1 + (shop % 2 + usize::from(strays)) % 2, channel],
        };
        let people: Vec<Person> = people.iter().map(person).collect();
        nothing_small_follows(&people, &[Period::Month], &filters(&[(2, 6), (3, 2), (4, 3)]), false)?;
    }

    #[test]
    fn options_beside_two_segments(
        people in prop::collection::vec((1u32..8, skewed(4), skewed(3)), 50..130),
    ) {
        let person = |&(options, plan, channel): &(u32, usize, usize)| Person {
            options: if plan == 1 { options } else { options & 3 },
            day: 0,
            groups: vec![plan, channel],
        };
        let people: Vec<Person> = people.iter().map(person).collect();
        let mut filters = filters(&[(1, 3), (2, 4), (3, 3)]);
        // One of several options, alone and beside a group, and two questions asked at once.
        for keys in [&[0, 1][..], &[1, 2], &[0, 1, 2]] {
            let keys = keys.iter().map(|option| format!("Option {option}")).collect();
            let any = Condition::Segment { column: OPTIONS, keys };
            let groups = (1..=4).map(|plan| of_group(SEGMENTS, &format!("group {plan}")));
            filters.extend(groups.map(|group| vec![any.clone(), group]));
            filters.push(vec![any]);
        }
        filters.push(vec![of_group(OPTIONS, "Option 0"), of_group(OPTIONS, "Option 1")]);
        nothing_small_follows(&people, &[Period::Month], &filters, true)?;
    }

    #[test]
    fn options_beside_nested_segments(
        people in prop::collection::vec((0u32..8, skewed(6)), 50..130),
    ) {
        let person = |&(options, shop): &(u32, usize)| Person {
            options: if shop < 3 { options } else { options & 3 },
            day: 0,
            groups: vec![shop, 1 + shop % 2],
        };
        let people: Vec<Person> = people.iter().map(person).collect();
        nothing_small_follows(&people, &[Period::Month], &filters(&[(1, 3), (2, 6), (3, 2)]), false)?;
    }

    #[test]
    fn three_segments_with_empty_cells(counts in counts(27)) {
        let of = |cell: usize| (0, 0, vec![1 + cell / 9, 1 + cell / 3 % 3, 1 + cell % 3]);
        let people = in_cells(&counts, of);
        prop_assume!(people.len() > 40);
        nothing_small_follows(&people, &[Period::Month], &filters(&[(2, 3), (3, 3), (4, 3)]), true)?;
    }

    #[test]
    fn weeks_and_months_beside_two_segments(
        people in prop::collection::vec((0usize..9, skewed(3), skewed(3)), 50..110),
    ) {
        // Weeks of which a part lies in the next month, and weeks in the middle of one.
        let days = [8, 15, 29, 29, 31, 40, 57, 59, 60];
        let person = |&(day, channel, plan): &(usize, usize, usize)| Person {
            options: 0,
            day: days[day],
            groups: vec![channel, plan],
        };
        let people: Vec<Person> = people.iter().map(person).collect();
        let periods = [Period::Week, Period::Month, Period::Quarter];
        nothing_small_follows(&people, &periods, &filters(&[(2, 3), (3, 3)]), true)?;
    }

    #[test]
    fn all_lengths_of_periods_with_empty_cells(days in days(6..=9), counts in counts(54)) {
        let cells = &counts[..6 * days.len()];
        let of = |cell: usize| (0, days[cell / 6], vec![1 + cell / 2 % 3, 1 + cell % 2]);
        let people = in_cells(cells, of);
        prop_assume!(people.len() > 40);
        nothing_small_follows(&people, &LENGTHS, &filters(&[(2, 3), (3, 2)]), true)?;
    }

    #[test]
    fn all_lengths_of_many_periods(
        days in days(40..=80),
        people in prop::collection::vec((0.0..1.0f64, skewed(3), skewed(2)), 150..400),
    ) {
        let person = |&(day, channel, plan): &(f64, usize, usize)| Person {
            options: 0,
            day: days[(days.len() as f64 * day.sqrt()) as usize],
            groups: vec![channel, plan],
        };
        let people: Vec<Person> = people.iter().map(person).collect();
        nothing_small_follows(&people, &LENGTHS, &filters(&[(2, 3), (3, 2)]), true)?;
    }

    #[test]
    fn all_lengths_of_periods_beside_nested_segments(
        days in days(20..=40),
        people in prop::collection::vec((0.0..1.0f64, skewed(6)), 150..400),
    ) {
        let person = |&(day, shop): &(f64, usize)| Person {
            options: 0,
            day: days[(days.len() as f64 * day.sqrt()) as usize],
            groups: vec![1 + shop.saturating_sub(1) / 3, shop],
        };
        let people: Vec<Person> = people.iter().map(person).collect();
        nothing_small_follows(&people, &LENGTHS, &filters(&[(2, 2), (3, 6)]), true)?;
    }

    #[test]
    fn all_lengths_of_periods_beside_options(days in days(6..=9), counts in counts(63)) {
        let cells = &counts[..7 * days.len()];
        let people = in_cells(cells, |cell| (1 + cell as u32 % 7, days[cell / 7], Vec::new()));
        prop_assume!(people.len() > 40);
        nothing_small_follows(&people, &LENGTHS, &filters(&[(1, 3)]), true)?;
    }

    #[test]
    fn all_lengths_of_periods_beside_options_and_a_segment(days in days(5..=7), counts in counts(63)) {
        let cells = &counts[..9 * days.len()];
        let people = in_cells(cells, |cell| (1 + cell as u32 % 3, days[cell / 9], vec![1 + cell / 3 % 3]));
        prop_assume!(people.len() > 40);
        nothing_small_follows(&people, &LENGTHS, &filters(&[(1, 2), (2, 3)]), true)?;
    }

    #[test]
    fn all_lengths_of_many_periods_beside_options(
        days in days(30..=60),
        people in prop::collection::vec((0.0..1.0f64, 1u32..4, skewed(2)), 150..400),
    ) {
        let person = |&(day, options, plan): &(f64, u32, usize)| Person {
            options,
            day: days[(days.len() as f64 * day.sqrt()) as usize],
            groups: vec![plan],
        };
        let people: Vec<Person> = people.iter().map(person).collect();
        nothing_small_follows(&people, &LENGTHS, &filters(&[(1, 2), (2, 2)]), true)?;
    }

    #[test]
    fn options_beside_two_segments_with_empty_cells(counts in counts(28)) {
        let people = in_cells(&counts, |cell| (1 + cell as u32 % 7, 0, vec![1 + cell / 14, 1 + cell / 7 % 2]));
        prop_assume!(people.len() > 40);
        nothing_small_follows(&people, &[Period::Month], &filters(&[(1, 3), (2, 2), (3, 2)]), true)?;
    }

    #[test]
    fn weeks_that_lie_in_two_months(
        people in prop::collection::vec((0i32..80, 0.0..1.0f64, skewed(3)), 50..110),
    ) {
        // Few answers at the turn of the month, where a week less the days of one month is a small group.
        let person = |&(day, keep, channel): &(i32, f64, usize)| {
            let rare = [29, 30, 31, 32, 57, 58, 59, 60].contains(&day) && keep > 0.4;
            Person {
                options: 0,
                day: if rare { day / 3 } else { day },
                groups: vec![channel],
            }
        };
        let people: Vec<Person> = people.iter().map(person).collect();
        nothing_small_follows(&people, &[Period::Week, Period::Month, Period::Quarter], &filters(&[(2, 3)]), false)?;
    }

    #[test]
    fn more_groups_than_a_crosstab_has_lines(
        people in prop::collection::vec((0.0..1.0f64, skewed(3)), 180..320),
    ) {
        let person = |&(at, channel): &(f64, usize)| Person {
            options: 0,
            day: 0,
            groups: vec![1 + ((36.0 * at * at.sqrt()) as usize).min(35), channel],
        };
        let people: Vec<Person> = people.iter().map(person).collect();
        nothing_small_follows(&people, &[Period::Month], &filters(&[(2, 36), (3, 3)]), false)?;
    }

    #[test]
    fn small_cells_of_groups_beyond_the_lines_of_a_crosstab(
        counts in prop::collection::vec(prop_oneof![1 => 1usize..5, 4 => 5usize..15], 108),
    ) {
        let people = in_cells(&counts, |cell| (0, 0, vec![1 + cell / 3, 1 + cell % 3]));
        nothing_small_follows(&people, &[Period::Month], &filters(&[(2, 36), (3, 3)]), false)?;
    }
}
