//! One score by day, week, month or quarter with intervals, control limits and event notes.

use crate::canvas::{Align, Canvas, Ink};
use crate::frame::{Area, BAND_ALPHA, Frame, Mark, Sign, TARGET, Words, capitalized};
use crate::period::{Length, Period, StopName, stops, suffix};
use crate::scale::{Scale, Ticks, ticks};
use crate::text;
use crate::unit::Unit;
use crate::{Chart, ChartError, ChartKind, Table};
use vocal_core::analysis::EventOnTrend;
use vocal_core::filter::Condition;
use vocal_core::report::{ScoreFigure, TrendPoint};

/// Half the diagonal of the sign for a period outside the limits.
const DIAMOND: i32 = 8;

/// Radius of the sign of an event.
const EVENT: i32 = 9;
/// Rows of signs above the chart; an event without a free place has its line and its note only.
const EVENT_ROWS: usize = 4;

/// A period that is shown.
struct Shown<'a> {
    /// Running number among the periods of its length.
    index: i64,
    value: f64,
    point: &'a TrendPoint,
}

/// The user's notes on one period.
struct Events<'a> {
    /// Running number of the period.
    index: i64,
    /// What the sign says, counted from 1.
    number: usize,
    notes: Vec<&'a EventOnTrend>,
    /// Row of the sign, from the chart upwards.
    row: Option<usize>,
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
        return Err(if hidden {
            ChartError::Hidden { kind }
        } else {
            ChartError::NoData { kind }
        });
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

/// The notes that fall on the axis, those of one period together.
fn events<'a>(
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

/// Height of rows of signs.
fn event_rows(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(0) * (2 * EVENT + 2)
}

impl Plot<'_> {
    fn point(&self, shown: &Shown) -> (i32, i32) {
        (self.x.at(shown.index as f64), self.y.at(shown.value))
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

    /// Where the sign of an event stands.
    fn event_sign(&self, events: &Events) -> Option<Area> {
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
    fn draw_events(&self, canvas: &Canvas) -> Result<(), ChartError> {
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
    fn note(&self, events: &Events) -> String {
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
    fn notes_on(&self, is_meant: impl Fn(i64) -> bool) -> String {
        let meant = self.events.iter().filter(|events| is_meant(events.index));
        let notes: Vec<String> = meant.map(|events| self.note(events)).collect();
        notes.join("; ")
    }

    /// The overall value as a dashed line, control limits as steps: each period has its own.
    fn draw_limits(&self, canvas: &Canvas) -> Result<(), ChartError> {
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
    fn draw_series(&self, canvas: &Canvas) -> Result<(), ChartError> {
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
    fn draw_points(&self, canvas: &Canvas) -> Result<(), ChartError> {
        let palette = self.frame.palette;
        let radius = if self.step >= 14 { 4 } else { 2 };
        for shown in &self.periods {
            let (x, y) = self.point(shown);
            match shown.point.flag {
                Some(_) => canvas.diamond(x, y, DIAMOND, palette.alert)?,
                None => canvas.disc(x, y, radius, palette.accent)?,
            }
        }
        self.draw_values(canvas)
    }

    /// The figures that matter: the latest period's and those outside the limits. A figure that
    /// finds no free place near its period is left to the description and the table.
    fn draw_values(&self, canvas: &Canvas) -> Result<(), ChartError> {
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
        const HEIGHT: i32 = 16;
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

/// Periods that follow each other without a gap.
fn runs<'a, 'b>(periods: &'b [Shown<'a>]) -> impl Iterator<Item = &'b [Shown<'a>]> {
    periods.chunk_by(|one, next| next.index == one.index + 1)
}

/// One mark per period, or one for several where a period is narrower than a finger.
fn marks(plot: &Plot, score: &ScoreFigure) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut start = 0;
    while start < plot.periods.len() {
        let first = &plot.periods[start];
        let left = plot.x.at(first.index as f64 - 0.5);
        let mut end = start + 1;
        while end < plot.periods.len()
            && plot.x.at(plot.periods[end - 1].index as f64 + 0.5) - left < TARGET
        {
            end += 1;
        }
        // What remains at the end must not be too narrow for a mark of its own.
        if let Some(next) = plot.periods.get(end)
            && plot.right - plot.x.at(next.index as f64 - 0.5) < TARGET
        {
            end = plot.periods.len();
        }
        let group = &plot.periods[start..end];
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
                    .map(|shown| shown.point.period.clone())
                    .collect(),
            },
        });
        start = end;
    }
    marks
}

fn mark_label(plot: &Plot, score: &ScoreFigure, group: &[Shown]) -> String {
    let messages = &plot.frame.messages;
    let label = match group {
        [shown] => label_of(plot, score, shown),
        [first, .., last] => {
            let values: Vec<String> = group
                .iter()
                .map(|shown| plot.unit.short(messages, shown.value))
                .collect();
            messages.text(
                "chart.trend.mark_many",
                &[
                    ("from", &messages.period(&first.point.period)),
                    ("to", &messages.period(&last.point.period)),
                    ("metric", &plot.frame.metric(score)),
                    ("values", &values.join("; ")),
                ],
            )
        }
        [] => String::new(),
    };
    let is_meant = |index| group.iter().any(|shown| shown.index == index);
    let events = plot.notes_on(is_meant);
    if events.is_empty() {
        return label;
    }
    messages.text(
        "chart.trend.mark_events",
        &[("mark", &label), ("events", &events)],
    )
}

fn label_of(plot: &Plot, score: &ScoreFigure, shown: &Shown) -> String {
    let messages = &plot.frame.messages;
    let key = match shown.point.flag {
        Some("above") => "chart.trend.mark_above",
        Some(_) => "chart.trend.mark_below",
        None => "chart.trend.mark",
    };
    let answers = messages.plural("chart.answers", u64::from(shown.point.n.unwrap_or(0)), &[]);
    messages.text(
        key,
        &[
            ("period", &messages.period(&shown.point.period)),
            ("metric", &plot.frame.metric(score)),
            ("value", &plot.unit.short(messages, shown.value)),
            ("interval", &interval(plot, shown)),
            ("answers", &answers),
        ],
    )
}

fn interval(plot: &Plot, shown: &Shown) -> String {
    let messages = &plot.frame.messages;
    match shown.point.interval {
        Some(interval) => plot
            .frame
            .interval(&plot.unit.short_range(messages, interval)),
        None => plot.frame.interval(&messages.text("number.none", &[])),
    }
}

fn legend(frame: &Frame, score: &ScoreFigure, periods: &[Shown]) -> Vec<(Sign, String)> {
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
    if periods.iter().any(|shown| shown.point.limits.is_some()) {
        items.push((
            Sign::Line(palette.axis),
            messages.text("chart.legend.limits", &[]),
        ));
    }
    if periods.iter().any(|shown| shown.point.flag.is_some()) {
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
    let length = suffix(plot.length);
    let title_key = match frame.is_ambiguous(score) {
        false => format!("chart.trend.title.{length}"),
        true => format!("chart.trend.title_of.{length}"),
    };
    let mut header = vec![messages.text(&format!("chart.table.period.{length}"), &[])];
    let names = ["n", "result", "interval", "limits", "status"];
    header.extend(names.map(|name| messages.text(&format!("chart.table.{name}"), &[])));
    let mut rows: Vec<Vec<String>> = points.iter().map(|point| row(plot, point)).collect();
    // A column that is always empty would only take room.
    if !plot.events.is_empty() {
        header.push(messages.text("chart.table.events", &[]));
        for (row, point) in rows.iter_mut().zip(points) {
            let index = Period::parse(&point.period).map(|period| period.index);
            row.push(plot.notes_on(|other| Some(other) == index));
        }
    }
    Words {
        title: messages.text(&title_key, &[("metric", &metric), ("question", &question)]),
        description: description(plot, score),
        table: Table { header, rows },
    }
}

fn row(plot: &Plot, point: &TrendPoint) -> Vec<String> {
    let messages = &plot.frame.messages;
    let none = messages.text("number.none", &[]);
    let period = text::clean(&messages.period(&point.period));
    if point.hidden {
        let hidden = messages.text("chart.hidden", &[]);
        return vec![
            period,
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
        period,
        point.n.map_or(none.clone(), |n| messages.integer(n.into())),
        point
            .value
            .map_or(none.clone(), |value| plot.unit.exact(messages, value)),
        range(point.interval),
        range(point.limits),
        status,
    ]
}

/// What the periods say, and the user's notes.
fn description(plot: &Plot, score: &ScoreFigure) -> String {
    let description = takeaway(plot, score);
    let events = plot.notes_on(|_| true);
    if events.is_empty() {
        return description;
    }
    plot.frame.messages.text(
        "chart.trend.with_events",
        &[("description", &description), ("events", &events)],
    )
}

/// The latest period against the overall value, judged by its interval, and the count of periods
/// outside the control limits.
fn takeaway(plot: &Plot, score: &ScoreFigure) -> String {
    let messages = &plot.frame.messages;
    let Some(last) = plot.periods.last() else {
        return String::new();
    };
    let length = suffix(plot.length);
    let period = messages.period(&last.point.period);
    let value = plot.unit.short(messages, last.value);
    let interval = interval(plot, last);
    let metric = plot.frame.metric(score);
    let mut values = vec![
        ("period", period.as_str()),
        ("metric", &metric),
        ("value", &value),
        ("interval", &interval),
    ];
    if plot.periods.len() == 1 {
        return messages.text(&format!("chart.trend.single.{length}"), &values);
    }
    let comparison = comparison(plot, last);
    let outside = plot
        .periods
        .iter()
        .filter(|shown| shown.point.flag.is_some())
        .count() as u64;
    let total = messages.integer(plot.periods.len() as u64);
    let outside = match outside {
        0 => messages.text(&format!("chart.trend.outside_none.{length}"), &[]),
        count => messages.plural(
            &format!("chart.trend.outside.{length}"),
            count,
            &[("total", &total)],
        ),
    };
    values.extend([("comparison", comparison.as_str()), ("outside", &outside)]);
    messages.text("chart.trend.description", &values)
}

fn comparison(plot: &Plot, last: &Shown) -> String {
    let messages = &plot.frame.messages;
    let (Some(overall), Some([low, high])) = (plot.overall, last.point.interval) else {
        return messages.text(&format!("chart.trend.no_mean.{}", suffix(plot.length)), &[]);
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
