//! The figures that are written into the chart, each where it covers nothing.

use super::{DIAMOND, Plot, Shown};
use crate::ChartError;
use crate::canvas::{Align, Canvas, Ink};
use crate::frame::Area;

/// Height of a figure.
const HEIGHT: i32 = 16;

impl Plot<'_> {
    /// The figures that matter: the latest period's and those outside the limits. A figure that
    /// finds no free place near its period is left to the description and the table.
    pub(super) fn draw_values(&self, canvas: &Canvas) -> Result<(), ChartError> {
        let ink = Ink {
            bold: true,
            color: self.frame.palette.text,
            ..self.frame.small()
        };
        let flagged = self
            .periods
            .iter()
            .filter(|shown| shown.point.flag.is_some());
        let mut taken: Vec<Area> = flagged
            .map(|shown| {
                let (x, y) = self.point(shown);
                Area {
                    x: x - DIAMOND,
                    y: y - DIAMOND,
                    w: 2 * DIAMOND,
                    h: 2 * DIAMOND,
                }
            })
            .chain(
                self.events
                    .iter()
                    .filter_map(|events| self.event_sign(events)),
            )
            .collect();
        let last = self.periods.len().saturating_sub(1);
        for (position, shown) in self.periods.iter().enumerate().rev() {
            if shown.point.flag.is_none() && position != last {
                continue;
            }
            let label = self.unit.short(&self.frame.messages, shown.value);
            let width = self.frame.measure(&label, ink);
            let Some(area) = self.free_place(shown, width, &taken) else {
                continue;
            };
            taken.push(area);
            let alert = self.frame.palette.alert;
            let color = if shown.point.flag.is_some() {
                alert
            } else {
                ink.color
            };
            let (x, y) = (area.x + area.w / 2, area.y + area.h / 2);
            canvas.text(&label, x, y, Align::Middle, Ink { color, ..ink })?;
        }
        Ok(())
    }

    /// A place above or below a period, beside its whisker when it stands alone, and at the foot or
    /// head of a flagged one. One that the overall line does not cross is preferred.
    fn free_place(&self, shown: &Shown, width: i32, taken: &[Area]) -> Option<Area> {
        let (x, y) = self.point(shown);
        let alone = !self
            .periods
            .iter()
            .any(|other| (other.index - shown.index).abs() == 1);
        let aside = if alone { width / 2 + 10 } else { 0 };
        let middle = (x + aside).clamp(self.left + width / 2, self.frame.width - width / 2);
        let near = if alone { 10 } else { DIAMOND + HEIGHT / 2 + 3 };
        let far = near + HEIGHT + 2;
        let side = width / 2 + DIAMOND + 4;
        let offsets: &[(i32, i32)] = match shown.point.flag {
            Some("below") if !alone => &[
                (0, near),
                (-side, HEIGHT / 2),
                (side, HEIGHT / 2),
                (0, -near),
                (0, far),
                (0, -far),
            ],
            Some("above") if !alone => &[
                (0, -near),
                (-side, -HEIGHT / 2),
                (side, -HEIGHT / 2),
                (0, near),
                (0, -far),
                (0, far),
            ],
            Some("below") => &[(0, near), (0, -near), (0, far), (0, -far)],
            _ => &[(0, -near), (0, near), (0, -far), (0, far)],
        };
        let free: Vec<Area> = offsets
            .iter()
            .map(|(across, down)| Area {
                x: middle + across - width / 2,
                y: y + down - HEIGHT / 2,
                w: width,
                h: HEIGHT,
            })
            .filter(|area| area.x >= self.left && area.x + area.w <= self.frame.width)
            .filter(|area| area.y >= self.top - 16 && area.y + area.h <= self.base)
            .filter(|area| !taken.iter().any(|other| overlap(*other, *area)))
            .collect();
        let line = self.overall.map(|overall| self.y.at(overall));
        let is_clear = |area: &&Area| line.is_none_or(|y| y < area.y || y > area.y + area.h);
        free.iter().find(is_clear).or(free.first()).copied()
    }
}

fn overlap(a: Area, b: Area) -> bool {
    a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_labels_are_noticed() {
        let label = Area {
            x: 0,
            y: 0,
            w: 30,
            h: 16,
        };
        assert!(overlap(label, Area { x: 29, ..label }));
        assert!(!overlap(label, Area { x: 30, ..label }));
        assert!(!overlap(label, Area { y: 16, ..label }));
    }
}
