//! One score by month with intervals and control limits.

use crate::canvas::{Align, Canvas, Ink};
use crate::frame::{Area, BAND_ALPHA, Frame, Mark, Sign, TARGET, Words, capitalized};
use crate::scale::{Scale, Ticks, ticks};
use crate::text;
use crate::unit::Unit;
use crate::{Chart, ChartError, ChartKind, Table};
use vocal_core::filter::Condition;
use vocal_core::report::{ScoreFigure, TrendPoint};

/// Half the diagonal of the sign for a month outside the limits.
const DIAMOND: i32 = 8;

/// A month that is shown.
struct Month<'a> {
    /// Months since year 0.
    index: i64,
    value: f64,
    point: &'a TrendPoint,
}

/// Where everything lies.
struct Plot<'a> {
    frame: &'a Frame<'a>,
    months: Vec<Month<'a>>,
    unit: Unit,
    overall: Option<f64>,
    ticks: Ticks,
    x: Scale,
    y: Scale,
    left: i32,
    right: i32,
    top: i32,
    base: i32,
    /// Pixels per calendar month.
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
    let months = shown(&points);
    if months.is_empty() {
        let hidden = points.iter().any(|point| point.hidden);
        return Err(if hidden {
            ChartError::Hidden { kind }
        } else {
            ChartError::NoData { kind }
        });
    }

    let hidden: Vec<String> = points
        .iter()
        .filter(|point| point.hidden)
        .map(|point| frame.messages.month_short(&point.period))
        .collect();
    let note = frame.note_list(&hidden);
    let notes: Vec<String> = match hidden.is_empty() {
        true => Vec::new(),
        false => vec![
            frame
                .messages
                .text("chart.trend.hidden", &[("months", &note)]),
        ],
    };
    let notes = frame.fit_notes(&notes);
    let legend = frame.fit_legend(legend(frame, score, &months));
    let top = legend.height + 16;
    let base = top + if frame.is_wide() { 240 } else { 180 };
    let height = base + 44 + notes.height;
    let plot = plot(frame, score, months, top, base);
    let marks = marks(&plot, score);
    let words = words(&plot, score, &points);

    frame.finish(height, &marks, words, |canvas| {
        frame.draw_legend(canvas, &legend, 0)?;
        plot.draw_axes(canvas)?;
        plot.draw_limits(canvas)?;
        plot.draw_series(canvas)?;
        plot.draw_points(canvas)?;
        frame.draw_notes(canvas, &notes, height - notes.height)
    })
}

/// Months with a value and a readable period, in calendar order.
fn shown<'a>(points: &[&'a TrendPoint]) -> Vec<Month<'a>> {
    let mut months: Vec<Month> = points
        .iter()
        .filter(|point| !point.hidden)
        .filter_map(|point| {
            let index = month_index(&point.period)?;
            let value = point.value.filter(|value| value.is_finite())?;
            Some(Month {
                index,
                value,
                point,
            })
        })
        .collect();
    months.sort_by_key(|month| month.index);
    months.dedup_by_key(|month| month.index);
    months
}

/// Months since year 0 of a period `YYYY-MM`.
fn month_index(period: &str) -> Option<i64> {
    let (year, month) = period.split_once('-')?;
    let (year, month) = (year.parse::<u16>().ok()?, month.parse::<u16>().ok()?);
    (1..=12)
        .contains(&month)
        .then_some(i64::from(year) * 12 + i64::from(month) - 1)
}

fn plot<'a>(
    frame: &'a Frame<'a>,
    score: &ScoreFigure,
    months: Vec<Month<'a>>,
    top: i32,
    base: i32,
) -> Plot<'a> {
    let unit = Unit::of(score);
    let overall = score.value.filter(|_| !score.hidden);
    let ends = months.iter().flat_map(|month| {
        let ranges = [month.point.interval, month.point.limits];
        ranges.into_iter().flatten().flatten().chain([month.value])
    });
    let (low, high) = ends
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
    let (first, last) = match (months.first(), months.last()) {
        (Some(first), Some(last)) => (first.index, last.index),
        _ => (0, 0),
    };
    let count = last - first + 1;
    let step = (i64::from(right - left) / count.max(1)) as i32;
    let half = 0.5;
    let x = Scale::new(first as f64 - half, last as f64 + half, left, right);
    let y = Scale::new(ticks.low(), ticks.high(), base, top);
    Plot {
        frame,
        months,
        unit,
        overall,
        ticks,
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
    fn point(&self, month: &Month) -> (i32, i32) {
        (self.x.at(month.index as f64), self.y.at(month.value))
    }

    fn draw_axes(&self, canvas: &Canvas) -> Result<(), ChartError> {
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
        self.draw_month_names(canvas)
    }

    /// Month names as often as they fit, and the year under its first name.
    fn draw_month_names(&self, canvas: &Canvas) -> Result<(), ChartError> {
        let (Some(first), Some(last)) = (self.months.first(), self.months.last()) else {
            return Ok(());
        };
        let ink = self.frame.small();
        let widest = (1..=12)
            .map(|month| {
                self.frame
                    .measure(&self.frame.messages.month_name_short(month), ink)
            })
            .max()
            .unwrap_or(0)
            .max(self.frame.measure("2026", ink));
        let pixels = f64::from(self.right - self.left) / (last.index - first.index + 1) as f64;
        let room = f64::from(widest + 10);
        let every = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000]
            .into_iter()
            .find(|every| pixels * f64::from(*every) >= room)
            .unwrap_or(12_000);
        let every = i64::from(every);
        let mut named_year = None;
        // Counting from January keeps quarters and years on their usual months.
        let mut index = first.index + (-first.index).rem_euclid(every);
        while index <= last.index {
            let x = self.x.at(index as f64);
            canvas.path(
                &[(x, self.base), (x, self.base + 4)],
                1,
                self.frame.palette.axis,
            )?;
            let name = self
                .frame
                .messages
                .month_name_short((index % 12) as u32 + 1);
            canvas.text(&name, x, self.base + 14, Align::Middle, ink)?;
            let year = index / 12;
            if named_year != Some(year) {
                canvas.text(&format!("{year:04}"), x, self.base + 30, Align::Middle, ink)?;
                named_year = Some(year);
            }
            index += every;
        }
        Ok(())
    }

    /// The overall value as a dashed line, control limits as steps: each month has its own.
    fn draw_limits(&self, canvas: &Canvas) -> Result<(), ChartError> {
        let axis = self.frame.palette.axis;
        if let Some(overall) = self.overall {
            let y = self.y.at(overall);
            canvas.dashes((self.left, y), (self.right, y), 1, axis)?;
        }
        for run in runs(&self.months) {
            for side in 0..2 {
                let mut line = Vec::new();
                for month in run {
                    let Some(limits) = month.point.limits else {
                        continue;
                    };
                    let y = self.y.at(limits[side]);
                    line.push((self.x.at(month.index as f64 - 0.5), y));
                    line.push((self.x.at(month.index as f64 + 0.5), y));
                }
                canvas.path(&line, 1, axis)?;
            }
        }
        Ok(())
    }

    /// Intervals as a band (whiskers for a month that stands alone) and the line of values.
    fn draw_series(&self, canvas: &Canvas) -> Result<(), ChartError> {
        let accent = self.frame.palette.accent;
        for run in runs(&self.months) {
            let ends = |side: usize| {
                run.iter().filter_map(move |month| {
                    let interval = month.point.interval?;
                    Some((self.x.at(month.index as f64), self.y.at(interval[side])))
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
            let line: Vec<(i32, i32)> = run.iter().map(|month| self.point(month)).collect();
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

    /// Dots, and diamonds for months outside the limits.
    fn draw_points(&self, canvas: &Canvas) -> Result<(), ChartError> {
        let palette = self.frame.palette;
        let radius = if self.step >= 14 { 4 } else { 2 };
        for month in &self.months {
            let (x, y) = self.point(month);
            match month.point.flag {
                Some(_) => canvas.diamond(x, y, DIAMOND, palette.alert)?,
                None => canvas.disc(x, y, radius, palette.accent)?,
            }
        }
        self.draw_values(canvas)
    }

    /// The figures that matter: the latest month's and those outside the limits. A figure that
    /// finds no free place near its month is left to the description and the table.
    fn draw_values(&self, canvas: &Canvas) -> Result<(), ChartError> {
        let ink = Ink {
            bold: true,
            color: self.frame.palette.text,
            ..self.frame.small()
        };
        let flagged = self
            .months
            .iter()
            .filter(|month| month.point.flag.is_some());
        let mut taken: Vec<Area> = flagged
            .map(|month| {
                let (x, y) = self.point(month);
                Area {
                    x: x - DIAMOND,
                    y: y - DIAMOND,
                    w: 2 * DIAMOND,
                    h: 2 * DIAMOND,
                }
            })
            .collect();
        let last = self.months.len().saturating_sub(1);
        for (position, month) in self.months.iter().enumerate().rev() {
            if month.point.flag.is_none() && position != last {
                continue;
            }
            let label = self.unit.short(&self.frame.messages, month.value);
            let width = self.frame.measure(&label, ink);
            let Some(area) = self.free_place(month, width, &taken) else {
                continue;
            };
            taken.push(area);
            let alert = self.frame.palette.alert;
            let color = if month.point.flag.is_some() {
                alert
            } else {
                ink.color
            };
            let (x, y) = (area.x + area.w / 2, area.y + area.h / 2);
            canvas.text(&label, x, y, Align::Middle, Ink { color, ..ink })?;
        }
        Ok(())
    }

    /// A place above or below a month, beside its whisker when it stands alone. One that the
    /// overall line does not cross is preferred.
    fn free_place(&self, month: &Month, width: i32, taken: &[Area]) -> Option<Area> {
        const HEIGHT: i32 = 16;
        let (x, y) = self.point(month);
        let alone = !self
            .months
            .iter()
            .any(|other| (other.index - month.index).abs() == 1);
        let aside = if alone { width / 2 + 10 } else { 0 };
        let middle = (x + aside).clamp(self.left + width / 2, self.frame.width - width / 2);
        let near = if alone { 10 } else { DIAMOND + HEIGHT / 2 + 3 };
        let far = near + HEIGHT + 2;
        let distances = match month.point.flag {
            Some("below") => [near, -near, far, -far],
            _ => [-near, near, -far, far],
        };
        let free: Vec<Area> = distances
            .into_iter()
            .map(|distance| y + distance - HEIGHT / 2)
            .filter(|top| *top >= self.top - 16 && top + HEIGHT <= self.base)
            .map(|top| Area {
                x: middle - width / 2,
                y: top,
                w: width,
                h: HEIGHT,
            })
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

/// Months that follow each other without a gap.
fn runs<'a, 'b>(months: &'b [Month<'a>]) -> impl Iterator<Item = &'b [Month<'a>]> {
    months.chunk_by(|one, next| next.index == one.index + 1)
}

/// One mark per month, or one for several months where a month is narrower than a finger.
fn marks(plot: &Plot, score: &ScoreFigure) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut start = 0;
    while start < plot.months.len() {
        let first = &plot.months[start];
        let left = plot.x.at(first.index as f64 - 0.5);
        let mut end = start + 1;
        while end < plot.months.len()
            && plot.x.at(plot.months[end - 1].index as f64 + 0.5) - left < TARGET
        {
            end += 1;
        }
        // What remains at the end must not be too narrow for a mark of its own.
        if let Some(next) = plot.months.get(end)
            && plot.right - plot.x.at(next.index as f64 - 0.5) < TARGET
        {
            end = plot.months.len();
        }
        let group = &plot.months[start..end];
        let right = plot.x.at(group[group.len() - 1].index as f64 + 0.5);
        marks.push(Mark {
            area: Area {
                x: left,
                y: plot.top - 4,
                w: (right - left).max(TARGET),
                h: plot.base - plot.top + 24,
            },
            label: mark_label(plot, score, group),
            condition: Condition::Period {
                keys: group
                    .iter()
                    .map(|month| month.point.period.clone())
                    .collect(),
            },
        });
        start = end;
    }
    marks
}

fn mark_label(plot: &Plot, score: &ScoreFigure, group: &[Month]) -> String {
    let messages = &plot.frame.messages;
    let [month] = group else {
        let (first, last) = (&group[0], &group[group.len() - 1]);
        let values: Vec<String> = group
            .iter()
            .map(|month| plot.unit.short(messages, month.value))
            .collect();
        return messages.text(
            "chart.trend.mark_many",
            &[
                ("from", &messages.month(&first.point.period)),
                ("to", &messages.month(&last.point.period)),
                ("metric", &plot.frame.metric(score)),
                ("values", &values.join("; ")),
            ],
        );
    };
    let key = match month.point.flag {
        Some("above") => "chart.trend.mark_above",
        Some(_) => "chart.trend.mark_below",
        None => "chart.trend.mark",
    };
    let answers = messages.plural("chart.answers", u64::from(month.point.n.unwrap_or(0)), &[]);
    messages.text(
        key,
        &[
            ("month", &messages.month(&month.point.period)),
            ("metric", &plot.frame.metric(score)),
            ("value", &plot.unit.short(messages, month.value)),
            ("interval", &interval(plot, month)),
            ("answers", &answers),
        ],
    )
}

fn interval(plot: &Plot, month: &Month) -> String {
    let messages = &plot.frame.messages;
    match month.point.interval {
        Some(interval) => plot
            .frame
            .interval(&plot.unit.short_range(messages, interval)),
        None => plot.frame.interval(&messages.text("number.none", &[])),
    }
}

fn legend(frame: &Frame, score: &ScoreFigure, months: &[Month]) -> Vec<(Sign, String)> {
    let palette = frame.palette;
    let messages = &frame.messages;
    let mut items = vec![
        (
            Sign::Series(palette.accent),
            capitalized(&frame.metric(score)),
        ),
        (
            Sign::Band(palette.accent),
            messages.text("chart.legend.interval", &[]),
        ),
    ];
    if months.iter().any(|month| month.point.limits.is_some()) {
        items.push((
            Sign::Line(palette.axis),
            messages.text("chart.legend.limits", &[]),
        ));
    }
    if months.iter().any(|month| month.point.flag.is_some()) {
        items.push((
            Sign::Diamond(palette.alert),
            messages.text("chart.legend.outside", &[]),
        ));
    }
    if let Some(overall) = score.value.filter(|_| !score.hidden) {
        let value = Unit::of(score).short(messages, overall);
        let label = messages.text("chart.legend.overall", &[("value", &value)]);
        items.push((Sign::Dashes(palette.axis), label));
    }
    items
}

fn words(plot: &Plot, score: &ScoreFigure, points: &[&TrendPoint]) -> Words {
    let frame = plot.frame;
    let messages = &frame.messages;
    let metric = frame.metric(score);
    let question = frame.column_name(score.column);
    let title_key = match frame.is_ambiguous(score) {
        false => "chart.trend.title",
        true => "chart.trend.title_of",
    };
    let header = ["month", "n", "result", "interval", "limits", "status"]
        .iter()
        .map(|name| messages.text(&format!("chart.table.{name}"), &[]))
        .collect();
    Words {
        title: messages.text(title_key, &[("metric", &metric), ("question", &question)]),
        description: description(plot, score),
        table: Table {
            header,
            rows: points.iter().map(|point| row(plot, point)).collect(),
        },
    }
}

fn row(plot: &Plot, point: &TrendPoint) -> Vec<String> {
    let messages = &plot.frame.messages;
    let none = messages.text("number.none", &[]);
    let month = text::clean(&messages.month(&point.period));
    if point.hidden {
        let hidden = messages.text("chart.hidden", &[]);
        return vec![
            month,
            hidden,
            none.clone(),
            none.clone(),
            none.clone(),
            none,
        ];
    }
    let range = |range: Option<[f64; 2]>| match range {
        Some(range) => plot.unit.exact_range(messages, range),
        None => none.clone(),
    };
    let status = match (point.flag, point.limits) {
        (Some("above"), _) => messages.text("chart.trend.status_above", &[]),
        (Some(_), _) => messages.text("chart.trend.status_below", &[]),
        (None, Some(_)) => messages.text("chart.trend.status_inside", &[]),
        (None, None) => none.clone(),
    };
    vec![
        month,
        point.n.map_or(none.clone(), |n| messages.integer(n.into())),
        point
            .value
            .map_or(none.clone(), |value| plot.unit.exact(messages, value)),
        range(point.interval),
        range(point.limits),
        status,
    ]
}

/// The latest month against the overall value, judged by its interval, and the count of months
/// outside the control limits.
fn description(plot: &Plot, score: &ScoreFigure) -> String {
    let messages = &plot.frame.messages;
    let Some(last) = plot.months.last() else {
        return String::new();
    };
    let month = messages.month(&last.point.period);
    let value = plot.unit.short(messages, last.value);
    let interval = interval(plot, last);
    let metric = plot.frame.metric(score);
    let mut values = vec![
        ("month", month.as_str()),
        ("metric", &metric),
        ("value", &value),
        ("interval", &interval),
    ];
    if plot.months.len() == 1 {
        return messages.text("chart.trend.single", &values);
    }
    let comparison = comparison(plot, last);
    let outside = plot
        .months
        .iter()
        .filter(|month| month.point.flag.is_some())
        .count() as u64;
    let total = messages.integer(plot.months.len() as u64);
    let outside = match outside {
        0 => messages.text("chart.trend.outside_none", &[]),
        count => messages.plural("chart.trend.outside", count, &[("total", &total)]),
    };
    values.extend([("comparison", comparison.as_str()), ("outside", &outside)]);
    messages.text("chart.trend.description", &values)
}

fn comparison(plot: &Plot, last: &Month) -> String {
    let messages = &plot.frame.messages;
    let (Some(overall), Some([low, high])) = (plot.overall, last.point.interval) else {
        return messages.text("chart.trend.no_mean", &[]);
    };
    let key = match overall {
        overall if overall < low => "chart.trend.above",
        overall if overall > high => "chart.trend.below",
        _ => "chart.trend.same",
    };
    messages.text(key, &[("mean", &plot.unit.short(messages, overall))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_become_months() {
        assert_eq!(month_index("2026-01"), Some(2026 * 12));
        assert_eq!(month_index("2026-13"), None);
        assert_eq!(month_index("2026-00"), None);
        assert_eq!(month_index("x"), None);
    }

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
