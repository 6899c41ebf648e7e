//! Axes: where a value lies in pixels and which numbers are written beside it.

use std::cmp::Ordering;

/// A linear map from values to whole pixels.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    low: f64,
    high: f64,
    from: i32,
    to: i32,
}

impl Scale {
    /// Maps `low` to pixel `from` and `high` to pixel `to`; an empty range maps to the middle.
    pub fn new(low: f64, high: f64, from: i32, to: i32) -> Scale {
        Scale {
            low,
            high,
            from,
            to,
        }
    }

    /// Pixel of `value`; values outside the range land on its ends.
    pub fn at(&self, value: f64) -> i32 {
        if !value.is_finite() || self.low.partial_cmp(&self.high) != Some(Ordering::Less) {
            return (self.from + self.to) / 2;
        }
        let share = (value.clamp(self.low, self.high) - self.low) / (self.high - self.low);
        self.from + (f64::from(self.to - self.from) * share).round() as i32
    }
}

/// Round numbers for an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Ticks {
    /// Ascending, the first and last enclose the data.
    pub values: Vec<f64>,
    /// Decimals that tell the values apart.
    pub decimals: usize,
}

impl Ticks {
    /// Lowest tick.
    pub fn low(&self) -> f64 {
        self.values.first().copied().unwrap_or(0.0)
    }

    /// Highest tick.
    pub fn high(&self) -> f64 {
        self.values.last().copied().unwrap_or(1.0)
    }
}

/// At most `limit` + 2 round numbers (1, 2 or 5 times a power of ten apart, from 0.01 up) that
/// enclose `low` and `high`, cut to the bounds of what the figure can be.
pub fn ticks(low: f64, high: f64, limit: usize, bounds: [f64; 2]) -> Ticks {
    let bounds = [bounds[0].min(bounds[1]), bounds[0].max(bounds[1])];
    let within = |value: f64, otherwise: f64| match value.is_finite() {
        true => value.clamp(bounds[0], bounds[1]),
        false => otherwise,
    };
    let (low, high) = (within(low, bounds[0]), within(high, bounds[1]));
    let (low, high) = (low.min(high), low.max(high));
    let (low, high) = match high - low < 0.02 {
        true => around(low, high, bounds),
        false => (low, high),
    };
    let limit = limit.max(2) as f64;
    // Steps are whole hundredths, so that every tick is an exact quotient of integers.
    let mut step: i64 = 1;
    for factor in [2, 5, 10].iter().cycle() {
        if (high - low) * 100.0 <= step as f64 * limit || step > 1_000_000_000_000_000 {
            break;
        }
        step = match factor {
            2 => step * 2,
            5 => step / 2 * 5,
            _ => step * 2,
        };
    }
    let first = (low * 100.0 / step as f64).floor() as i64;
    let last = (high * 100.0 / step as f64).ceil() as i64;
    let values = (first..=last)
        .map(|index| (index * step) as f64 / 100.0)
        .map(|value| value.clamp(bounds[0].min(low), bounds[1].max(high)))
        .collect();
    let decimals = match step {
        step if step % 100 == 0 => 0,
        step if step % 10 == 0 => 1,
        _ => 2,
    };
    Ticks { values, decimals }
}

/// Room around values that are all the same, as far as the figure can go; beyond that only where it can
/// be one value alone.
fn around(low: f64, high: f64, bounds: [f64; 2]) -> (f64, f64) {
    let (from, to) = (low - 0.5, high + 0.5);
    let (inner_from, inner_to) = (from.max(bounds[0]), to.min(bounds[1]));
    match inner_to - inner_from < 0.02 {
        true => (from, to),
        false => (inner_from, inner_to),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scale_maps_and_clamps() {
        let scale = Scale::new(0.0, 10.0, 100, 200);
        assert_eq!(scale.at(0.0), 100);
        assert_eq!(scale.at(5.0), 150);
        assert_eq!(scale.at(99.0), 200);
        assert_eq!(scale.at(f64::NAN), 150);
        assert_eq!(Scale::new(3.0, 3.0, 0, 10).at(3.0), 5);
    }

    #[test]
    fn scale_can_point_up() {
        let scale = Scale::new(-100.0, 100.0, 200, 0);
        assert_eq!(scale.at(100.0), 0);
        assert_eq!(scale.at(-50.0), 150);
    }

    #[test]
    fn ticks_are_round_and_enclose() {
        let nps = [-100.0, 100.0];
        assert_eq!(
            ticks(12.0, 47.0, 5, nps).values,
            [10.0, 20.0, 30.0, 40.0, 50.0]
        );
        assert_eq!(
            ticks(-8.0, 47.0, 4, nps).values,
            [-20.0, 0.0, 20.0, 40.0, 60.0]
        );
        let scale = ticks(4.12, 4.49, 5, [1.0, 5.0]);
        assert_eq!(scale.values, [4.1, 4.2, 4.3, 4.4, 4.5]);
        assert_eq!(scale.decimals, 1);
    }

    #[test]
    fn ticks_stay_within_bounds_and_survive_odd_ranges() {
        assert_eq!(ticks(95.0, 140.0, 4, [0.0, 100.0]).high(), 100.0);
        assert!(ticks(7.0, 7.0, 4, [0.0, 10.0]).values.len() >= 2);
        for (all, low, high) in [(5.0, 4.5, 5.0), (1.0, 1.0, 1.5)] {
            let ends = ticks(all, all, 5, [1.0, 5.0]);
            assert!(
                ends.low() >= low - 0.1 && ends.high() <= high + 0.1,
                "{ends:?}"
            );
            assert!(
                (1.0..=5.0).contains(&ends.low()) && ends.high() <= 5.0,
                "{ends:?}"
            );
        }
        assert!(ticks(3.0, 3.0, 4, [3.0, 3.0]).values.len() >= 2);
        assert!(ticks(f64::NAN, f64::INFINITY, 4, [0.0, 10.0]).values.len() >= 2);
        assert!(ticks(120.0, 140.0, 4, [0.0, 100.0]).values.contains(&100.0));
        assert!(ticks(3.0, 4.0, 4, [10.0, 0.0]).values.contains(&3.0));
        assert!(ticks(-2e9, 2e9, 4, [-2e9, 2e9]).values.len() <= 6);
        assert!(ticks(0.0, 1e6, 4, [0.0, 1e6]).values.len() <= 6);
    }
}
