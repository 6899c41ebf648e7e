//! How the value of a score is written: points, percent or scale points.

use crate::messages::Messages;
use vocal_core::report::{Metric, ScoreFigure};

/// Unit of a score's value (see [`ScoreFigure`]).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Unit {
    /// NPS points, −100 to 100.
    Points,
    /// Percent, 0 to 100.
    Percent,
    /// Mean answer between the ends of the scale.
    Scale([f64; 2]),
}

impl Unit {
    /// Unit of a score.
    pub fn of(score: &ScoreFigure) -> Unit {
        match score.metric {
            Some(Metric::Nps) => Unit::Points,
            Some(Metric::Csat) => Unit::Percent,
            _ => Unit::Scale([f64::from(score.scale[0]), f64::from(score.scale[1])]),
        }
    }

    /// Lowest and highest possible value.
    pub fn bounds(self) -> [f64; 2] {
        match self {
            Unit::Points => [-100.0, 100.0],
            Unit::Percent => [0.0, 100.0],
            Unit::Scale(scale) => scale,
        }
    }

    /// Decimals in a sentence.
    pub fn decimals(self) -> usize {
        match self {
            Unit::Points | Unit::Percent => 0,
            Unit::Scale(scale) => decimals(scale),
        }
    }

    /// As in a sentence or beside a mark: `+32`, `74%`, `8.13`.
    pub fn short(self, messages: &Messages, value: f64) -> String {
        self.tick(messages, value, self.decimals())
    }

    /// As in a table: one decimal for points and percent, as in a sentence for scale points.
    pub fn exact(self, messages: &Messages, value: f64) -> String {
        match self {
            Unit::Points => messages.signed(value, 1),
            Unit::Percent => messages.percent(value, 1),
            Unit::Scale(scale) => messages.number(value, decimals(scale)),
        }
    }

    /// As on an axis whose ticks need `decimals`.
    pub fn tick(self, messages: &Messages, value: f64, decimals: usize) -> String {
        match self {
            Unit::Points => messages.signed(value, decimals),
            Unit::Percent => messages.percent(value, decimals),
            Unit::Scale(_) => messages.number(value, decimals),
        }
    }

    /// `+28 to +34`.
    pub fn short_range(self, messages: &Messages, [low, high]: [f64; 2]) -> String {
        messages.range(&self.short(messages, low), &self.short(messages, high))
    }

    /// `+28.0 to +34.3`, for a table.
    pub fn exact_range(self, messages: &Messages, [low, high]: [f64; 2]) -> String {
        messages.range_short(&self.exact(messages, low), &self.exact(messages, high))
    }
}

/// Two decimals tell means on short scales apart, one is enough on scales like 0 to 100.
fn decimals([low, high]: [f64; 2]) -> usize {
    if high - low > 20.0 { 1 } else { 2 }
}
