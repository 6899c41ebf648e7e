//! The drawing itself: axes, control limits, the line of values with its band, dots.

use super::{DIAMOND, Plot, Shown};
use crate::ChartError;
use crate::canvas::{Align, Canvas};
use crate::frame::BAND_ALPHA;
use crate::period::{Length, StopName, stops};

impl Plot<'_> {
    /// Lines across the chart with their values, and the time axis below.
    pub(super) fn draw_axes(&self, canvas: &Canvas) -> Result<(), ChartError> {
        let palette = self.frame.palette;
        for value in &self.ticks.values {
            let y = self.y.at(*value);
            let color = if *value == 0.0 && self.ticks.low() < 0.0 {
                palette.axis
            } else {
                palette.grid
            };
            canvas.path(&[(self.left, y), (self.right, y)], 1, color)?;
            let label = self
                .unit
                .tick(&self.frame.messages, *value, self.ticks.decimals);
            canvas.text(&label, self.left - 8, y, Align::End, self.frame.small())?;
        }
        canvas.path(
            &[(self.left, self.base), (self.right, self.base)],
            1,
            palette.axis,
        )?;
        self.draw_period_names(canvas)
    }

    /// Names of periods as often as they fit, and the year under its first name.
    fn draw_period_names(&self, canvas: &Canvas) -> Result<(), ChartError> {
        let frame = self.frame;
        let ink = frame.small();
        let names: Vec<StopName> = match self.length {
            Length::Day | Length::Week => (1..=12).map(|month| StopName::Day(30, month)).collect(),
            Length::Month => (1..=12).map(StopName::Month).collect(),
            Length::Quarter => (1..=4).map(StopName::Quarter).collect(),
        };
        let widest = names
            .into_iter()
            .map(|name| frame.measure(&frame.messages.stop(name), ink))
            .max()
            .unwrap_or(0)
            .max(frame.measure("2026", ink));
        let [first, last] = self.ends;
        let pixels = f64::from(self.right - self.left) / (last - first + 1) as f64;
        let mut named_year = None;
        for stop in stops(self.length, first, last, pixels, f64::from(widest + 10)) {
            let x = self.x.at(stop.at);
            canvas.path(&[(x, self.base), (x, self.base + 4)], 1, frame.palette.axis)?;
            let write = |name: &str, y: i32| {
                let half = (frame.measure(name, ink) + 1) / 2;
                let middle = x.clamp(half, frame.width - half);
                canvas.text(name, middle, y, Align::Middle, ink)
            };
            write(&frame.messages.stop(stop.name), self.base + 14)?;
            if named_year != Some(stop.year) {
                write(&format!("{:04}", stop.year), self.base + 30)?;
                named_year = Some(stop.year);
            }
        }
        Ok(())
    }

    /// The overall value as a dashed line, control limits as steps: each period has its own.
    pub(super) fn draw_limits(&self, canvas: &Canvas) -> Result<(), ChartError> {
        let axis = self.frame.palette.axis;
        if let Some(overall) = self.overall {
            let y = self.y.at(overall);
            canvas.dashes((self.left, y), (self.right, y), 1, axis)?;
        }
        for run in runs(&self.periods) {
            for side in 0..2 {
                let mut line = Vec::new();
                for shown in run {
                    let Some(limits) = shown.point.limits else {
                        continue;
                    };
                    let y = self.y.at(limits[side]);
                    line.push((self.x.at(shown.index as f64 - 0.5), y));
                    line.push((self.x.at(shown.index as f64 + 0.5), y));
                }
                canvas.path(&line, 1, axis)?;
            }
        }
        Ok(())
    }

    /// Intervals as a band (whiskers for a period that stands alone) and the line of values.
    pub(super) fn draw_series(&self, canvas: &Canvas) -> Result<(), ChartError> {
        let accent = self.frame.palette.accent;
        for run in runs(&self.periods) {
            let ends = |side: usize| {
                run.iter().filter_map(move |shown| {
                    let interval = shown.point.interval?;
                    Some((self.x.at(shown.index as f64), self.y.at(interval[side])))
                })
            };
            let mut band: Vec<(i32, i32)> = ends(1).collect();
            if let [top] = band[..] {
                let bottom = ends(0).next().unwrap_or(top);
                self.draw_whisker(canvas, top, bottom)?;
            } else {
                let lower: Vec<(i32, i32)> = ends(0).collect();
                band.extend(lower.into_iter().rev());
                canvas.polygon(&band, accent, BAND_ALPHA)?;
            }
            let line: Vec<(i32, i32)> = run.iter().map(|shown| self.point(shown)).collect();
            canvas.path(&line, 2, accent)?;
        }
        Ok(())
    }

    fn draw_whisker(
        &self,
        canvas: &Canvas,
        top: (i32, i32),
        bottom: (i32, i32),
    ) -> Result<(), ChartError> {
        let accent = self.frame.palette.accent;
        canvas.path(&[top, bottom], 2, accent)?;
        for (x, y) in [top, bottom] {
            canvas.path(&[(x - 5, y), (x + 5, y)], 2, accent)?;
        }
        Ok(())
    }

    /// Dots, and diamonds for periods outside the limits.
    pub(super) fn draw_points(&self, canvas: &Canvas) -> Result<(), ChartError> {
        let palette = self.frame.palette;
        let radius = if self.step >= 14 { 4 } else { 2 };
        for shown in &self.periods {
            let (x, y) = self.point(shown);
            match shown.point.flag {
                Some(_) => canvas.diamond(x, y, DIAMOND, palette.alert)?,
                None => canvas.disc(x, y, radius, palette.accent)?,
            }
        }
        Ok(())
    }
}

/// Periods that follow each other without a gap.
fn runs<'a, 'b>(periods: &'b [Shown<'a>]) -> impl Iterator<Item = &'b [Shown<'a>]> {
    periods.chunk_by(|one, next| next.index == one.index + 1)
}
