//! The user's notes on the time axis: numbered signs above the chart, lines through it, and words.

use super::Plot;
use crate::ChartError;
use crate::canvas::{Align, Canvas, Ink};
use crate::frame::{Area, Frame};
use crate::period::{Length, Period};
use crate::scale::Scale;
use crate::text;
use vocal_core::analysis::EventOnTrend;

/// Radius of the sign of an event.
const EVENT: i32 = 9;

/// Rows of signs above the chart; an event without a free place has its line and its note only.
const EVENT_ROWS: usize = 4;

/// The user's notes on one period.
pub(super) struct Events<'a> {
    /// Running number of the period.
    pub(super) index: i64,
    /// What the sign says, counted from 1.
    number: usize,
    notes: Vec<&'a EventOnTrend>,
    /// Row of the sign, from the chart upwards.
    pub(super) row: Option<usize>,
}

/// The notes that fall on the axis, those of one period together.
pub(super) fn events<'a>(
    frame: &'a Frame,
    length: Length,
    [first, last]: [i64; 2],
    x: Scale,
) -> Vec<Events<'a>> {
    let mut placed: Vec<(i64, &EventOnTrend)> = frame
        .report
        .events
        .iter()
        .filter_map(|event| {
            let period = Period::parse(&event.period)?;
            let on_axis = period.length == length && (first..=last).contains(&period.index);
            on_axis.then_some((period.index, event))
        })
        .collect();
    placed.sort_by_key(|(index, _)| *index);
    let mut row_ends = [i32::MIN; EVENT_ROWS];
    let mut found = Vec::new();
    for group in placed.chunk_by(|one, next| one.0 == next.0) {
        let Some((index, _)) = group.first() else {
            continue;
        };
        let at = x.at(*index as f64);
        let row = row_ends.iter().position(|end| *end < at - EVENT);
        if let Some(end) = row.and_then(|row| row_ends.get_mut(row)) {
            *end = at + EVENT;
        }
        found.push(Events {
            index: *index,
            number: found.len() + 1,
            notes: group.iter().map(|(_, event)| *event).collect(),
            row,
        });
    }
    found
}

/// Height of rows of signs.
pub(super) fn event_rows(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(0) * (2 * EVENT + 2)
}

impl Plot<'_> {
    /// Where the sign of an event stands.
    pub(super) fn event_sign(&self, events: &Events) -> Option<Area> {
        let row = events.row?;
        let x = self.x.at(events.index as f64);
        let middle = x.clamp(EVENT, self.frame.width - EVENT);
        Some(Area {
            x: middle - EVENT,
            y: self.top - event_rows(row + 1) - 4,
            w: 2 * EVENT,
            h: 2 * EVENT,
        })
    }

    /// Dashed lines through the periods of events, with numbered signs above the chart.
    pub(super) fn draw_events(&self, canvas: &Canvas) -> Result<(), ChartError> {
        let palette = self.frame.palette;
        for events in &self.events {
            let x = self.x.at(events.index as f64);
            let sign = self.event_sign(events);
            let top = sign.map_or(self.top, |sign| sign.y + sign.h);
            canvas.dashes((x, top), (x, self.base), 1, palette.muted)?;
        }
        // Signs cover the lines that pass behind them.
        for events in &self.events {
            let Some(sign) = self.event_sign(events) else {
                continue;
            };
            let (x, y) = (sign.x + EVENT, sign.y + EVENT);
            canvas.disc(x, y, EVENT, palette.muted)?;
            let ink = Ink {
                size: 11,
                bold: true,
                color: palette.on_fill,
            };
            canvas.text(&events.number.to_string(), x, y, Align::Middle, ink)?;
        }
        Ok(())
    }

    /// The notes of one sign in words: `(1) 5 January 2026: New shop`.
    pub(super) fn note(&self, events: &Events) -> String {
        let messages = &self.frame.messages;
        let number = events.number.to_string();
        let notes: Vec<String> = events
            .notes
            .iter()
            .map(|event| {
                let (date, text) = (messages.period(&event.date), text::clean(&event.text));
                messages.text("chart.trend.note", &[("date", &date), ("text", &text)])
            })
            .collect();
        messages.text(
            "chart.trend.event",
            &[("number", &number), ("notes", &notes.join("; "))],
        )
    }

    /// The notes on the periods that `is_meant` accepts, empty without any.
    pub(super) fn notes_on(&self, is_meant: impl Fn(i64) -> bool) -> String {
        let meant = self.events.iter().filter(|events| is_meant(events.index));
        let notes: Vec<String> = meant.map(|events| self.note(events)).collect();
        notes.join("; ")
    }
}
