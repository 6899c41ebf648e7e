//! One score by day, week, month or quarter with intervals, control limits and event notes.

mod events;
mod marks;
mod series;
mod values;
mod words;

use crate::frame::Frame;
use crate::period::{Length, Period};
use crate::scale::{Scale, Ticks, ticks};
use crate::unit::Unit;
use crate::{Chart, ChartError, ChartKind};
use events::{Events, event_rows, events};
use marks::marks;
use vocal_core::report::{ScoreFigure, TrendPoint};
use words::{legend, words};

/// Half the diagonal of the sign for a period outside the limits.
const DIAMOND: i32 = 8;

/// A period that is shown.
struct Shown<'a> {
    /// Running number among the periods of its length.
    index: i64,
    value: f64,
    point: &'a TrendPoint,
}

/// Where everything lies.
struct Plot<'a> {
    frame: &'a Frame<'a>,
    length: Length,
    periods: Vec<Shown<'a>>,
    events: Vec<Events<'a>>,
    unit: Unit,
    overall: Option<f64>,
    ticks: Ticks,
    /// Running numbers of the first and the last period on the axis.
    ends: [i64; 2],
    x: Scale,
    y: Scale,
    left: i32,
    right: i32,
    top: i32,
    base: i32,
    /// Pixels per period.
    step: i32,
}

/// Draws the trend of the score that the request names.
pub fn draw(frame: &Frame) -> Result<Chart, ChartError> {
    let kind = ChartKind::Trend;
    let score = frame.score()?;
    let points: Vec<&TrendPoint> = frame
        .report
        .trend
        .iter()
        .filter(|point| point.column == score.column)
        .collect();
    let Some((length, periods)) = shown(&points) else {
        let hidden = points.iter().any(|point| point.hidden);
        return Err(ChartError::nothing(kind, hidden));
    };

    let hidden: Vec<String> = points
        .iter()
        .filter(|point| point.hidden)
        .map(|point| frame.messages.period_short(&point.period))
        .collect();
    let legend = frame.fit_legend(legend(frame, score, &periods));
    let plot = plot(frame, score, (length, periods), &points, legend.height + 16);
    let mut notes: Vec<String> = plot.events.iter().map(|events| plot.note(events)).collect();
    if !hidden.is_empty() {
        let list = frame.note_list(&hidden);
        notes.push(
            frame
                .messages
                .text("chart.trend.hidden", &[("periods", &list)]),
        );
    }
    let notes = frame.fit_notes(&notes);
    let height = plot.base + 44 + notes.height;
    let marks = marks(&plot, score);
    let words = words(&plot, score, &points);

    frame.finish(height, &marks, words, |canvas| {
        frame.draw_legend(canvas, &legend, 0)?;
        plot.draw_axes(canvas)?;
        plot.draw_events(canvas)?;
        plot.draw_limits(canvas)?;
        plot.draw_series(canvas)?;
        plot.draw_points(canvas)?;
        plot.draw_values(canvas)?;
        frame.draw_notes(canvas, &notes, height - notes.height)
    })
}

/// Periods with a value and a readable name, in calendar order, and their common length.
fn shown<'a>(points: &[&'a TrendPoint]) -> Option<(Length, Vec<Shown<'a>>)> {
    let visible = |point: &&'a TrendPoint| {
        let value = point.value.filter(|value| value.is_finite())?;
        let period = Period::parse(&point.period).filter(|_| !point.hidden)?;
        let index = period.index;
        let point: &'a TrendPoint = point;
        Some((
            period.length,
            Shown {
                index,
                value,
                point,
            },
        ))
    };
    let found: Vec<(Length, Shown)> = points.iter().filter_map(visible).collect();
    let length = found.first()?.0;
    let mut periods: Vec<Shown> = found
        .into_iter()
        .filter(|(other, _)| *other == length)
        .map(|(_, shown)| shown)
        .collect();
    periods.sort_by_key(|shown| shown.index);
    periods.dedup_by_key(|shown| shown.index);
    Some((length, periods))
}

/// First and last running number on the axis: the periods that are shown, and those that are
/// hidden but have a note of the user.
fn ends(length: Length, periods: &[Shown], points: &[&TrendPoint], frame: &Frame) -> [i64; 2] {
    let noted = |point: &&&TrendPoint| {
        let events = &frame.report.events;
        events.iter().any(|event| event.period == point.period)
    };
    let noted = points
        .iter()
        .filter(noted)
        .filter_map(|point| Period::parse(&point.period))
        .filter(|period| period.length == length)
        .map(|period| period.index);
    let of_all = periods.iter().map(|shown| shown.index).chain(noted);
    let (first, last) = of_all.fold((i64::MAX, i64::MIN), |(first, last), index| {
        (first.min(index), last.max(index))
    });
    if first > last { [0, 0] } else { [first, last] }
}

fn plot<'a>(
    frame: &'a Frame<'a>,
    score: &ScoreFigure,
    (length, periods): (Length, Vec<Shown<'a>>),
    points: &[&TrendPoint],
    top: i32,
) -> Plot<'a> {
    let unit = Unit::of(score);
    let overall = score.value.filter(|_| !score.hidden);
    let values = periods.iter().flat_map(|shown| {
        let ranges = [shown.point.interval, shown.point.limits];
        ranges.into_iter().flatten().flatten().chain([shown.value])
    });
    let (low, high) = values
        .chain(overall)
        .filter(|value| value.is_finite())
        .fold((f64::MAX, f64::MIN), |(low, high), value| {
            (low.min(value), high.max(value))
        });
    let ticks = ticks(low, high, 5, unit.bounds());
    let widest = ticks
        .values
        .iter()
        .map(|value| {
            frame.measure(
                &unit.tick(&frame.messages, *value, ticks.decimals),
                frame.small(),
            )
        })
        .max()
        .unwrap_or(0);
    let (left, right) = (widest + 8, frame.width - 4);
    let ends = ends(length, &periods, points, frame);
    let count = ends[1] - ends[0] + 1;
    let step = (i64::from(right - left) / count.max(1)) as i32;
    let half = 0.5;
    let x = Scale::new(ends[0] as f64 - half, ends[1] as f64 + half, left, right);
    let events = events(frame, length, ends, x);
    let rows = events.iter().filter_map(|events| events.row).max();
    let top = top + rows.map_or(0, |row| event_rows(row + 1));
    let base = top + if frame.is_wide() { 240 } else { 180 };
    let y = Scale::new(ticks.low(), ticks.high(), base, top);
    Plot {
        frame,
        length,
        periods,
        events,
        unit,
        overall,
        ticks,
        ends,
        x,
        y,
        left,
        right,
        top,
        base,
        step,
    }
}

impl Plot<'_> {
    /// Where the value of a period stands.
    fn point(&self, shown: &Shown) -> (i32, i32) {
        (self.x.at(shown.index as f64), self.y.at(shown.value))
    }

    /// The interval of a period in words.
    fn interval(&self, shown: &Shown) -> String {
        let messages = &self.frame.messages;
        let interval = match shown.point.interval {
            Some(interval) => self.unit.short_range(messages, interval),
            None => messages.text("number.none", &[]),
        };
        self.frame.interval(&interval)
    }
}
