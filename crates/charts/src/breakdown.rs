//! One score by the groups of one segment.

use crate::canvas::{Align, Canvas};
use crate::frame::{Area, Figures, Frame, Mark, Sign, Words};
use crate::scale::{Scale, Ticks, ticks};
use crate::text;
use crate::unit::Unit;
use crate::{Chart, ChartError, ChartKind, Table};
use vocal_core::filter::Condition;
use vocal_core::report::{Breakdown, Group, ScoreFigure, Together, WeightedFigure};

/// Groups beyond this number are in the table only.
const MOST: usize = 30;
/// Height of the line of names where they stand above the values.
const NAME_LINE: i32 = 26;
/// Adjusted p below which a group counts as different.
const ALPHA: f64 = 0.05;

/// A group that is drawn.
struct Row<'a> {
    key: &'a str,
    name: String,
    n: u32,
    value: f64,
    interval: Option<[f64; 2]>,
    /// Whether the group was compared with the others.
    tested: bool,
    different: bool,
}

/// Where everything lies.
struct Plot<'a> {
    frame: &'a Frame<'a>,
    unit: Unit,
    rows: Vec<Row<'a>>,
    overall: Option<f64>,
    ticks: Ticks,
    x: Scale,
    /// Width of the names in pixels, 0 when they stand above.
    names: i32,
    figures: Figures,
    top: i32,
    row_height: i32,
}

/// Draws the breakdown that the request names.
pub fn draw(frame: &Frame) -> Result<Chart, ChartError> {
    let kind = ChartKind::Breakdown;
    let score = frame.score()?;
    let by = frame.request.by.ok_or(ChartError::MissingSegment {})?;
    let column = score.column;
    let breakdown = frame
        .report
        .breakdowns
        .iter()
        .find(|breakdown| breakdown.column == column && breakdown.by == by)
        .ok_or(ChartError::UnknownBreakdown { column, by })?;
    let (rows, more) = rows(frame, score, breakdown);
    if rows.is_empty() {
        let hidden = breakdown.groups.iter().any(|group| group.hidden);
        return Err(ChartError::nothing(kind, hidden));
    }

    let legend = frame.fit_legend(legend(frame));
    let notes = frame.fit_notes(&notes(frame, breakdown, more));
    let plot = plot(frame, score, rows, legend.height);
    let base = plot.top + plot.row_height * plot.rows.len() as i32 + 4;
    let height = base + 26 + notes.height;
    let marks = marks(&plot, score, by);
    let words = words(&plot, score, breakdown);

    frame.finish(height, &marks, words, |canvas| {
        frame.draw_legend(canvas, &legend, 0)?;
        plot.draw_axis(canvas, base)?;
        for (index, row) in plot.rows.iter().enumerate() {
            plot.draw_row(canvas, row, plot.top + plot.row_height * index as i32)?;
        }
        frame.draw_notes(canvas, &notes, height - notes.height)
    })
}

/// The largest groups with a value, best first, and how many more there are.
fn rows<'a>(frame: &Frame, score: &ScoreFigure, breakdown: &'a Breakdown) -> (Vec<Row<'a>>, usize) {
    let mut rows: Vec<Row> = breakdown
        .groups
        .iter()
        .filter(|group| !group.hidden)
        .filter_map(|group| {
            Some(Row {
                key: &group.key,
                name: frame.value_name(&group.key),
                n: group.n?,
                value: group.value.filter(|value| value.is_finite())?,
                interval: group.interval,
                tested: group.p_adjusted.is_some(),
                different: is_different(group),
            })
        })
        .collect();
    let more = rows.len().saturating_sub(MOST);
    rows.truncate(MOST);
    rows.sort_by(|one, other| {
        let best_first = other.value.total_cmp(&one.value);
        let order = if score.lower_is_better {
            best_first.reverse()
        } else {
            best_first
        };
        order.then_with(|| one.key.cmp(other.key))
    });
    (rows, more)
}

fn is_different(group: &Group) -> bool {
    group.p_adjusted.is_some_and(|p| p < ALPHA)
}

fn plot<'a>(
    frame: &'a Frame<'a>,
    score: &ScoreFigure,
    rows: Vec<Row<'a>>,
    legend: i32,
) -> Plot<'a> {
    let unit = Unit::of(score);
    let overall = score.value.filter(|_| !score.hidden);
    let (low, high) = rows
        .iter()
        .flat_map(|row| row.interval.into_iter().flatten().chain([row.value]))
        .chain(overall)
        .filter(|value| value.is_finite())
        .fold((f64::MAX, f64::MIN), |(low, high), value| {
            (low.min(value), high.max(value))
        });
    let limit = if frame.is_wide() { 7 } else { 4 };
    let ticks = ticks(low, high, limit, unit.bounds());
    let wide = frame.is_wide();
    let names = rows.iter().map(|row| row.name.as_str());
    let names = frame.fit_names(names, frame.strong());
    let values: Vec<(String, u64)> = rows
        .iter()
        .map(|row| (unit.short(&frame.messages, row.value), row.n.into()))
        .collect();
    let figures = frame.fit_figures(values.iter().map(|(value, n)| (value.as_str(), *n)));
    let half_tick = 18;
    let left = if wide { names + 16 } else { half_tick };
    let right = if wide {
        frame.width - figures.width() - 24
    } else {
        frame.width - half_tick
    };
    let x = Scale::new(ticks.low(), ticks.high(), left, right);
    let reference = if overall.is_some() { 26 } else { 8 };
    Plot {
        frame,
        unit,
        rows,
        overall,
        ticks,
        x,
        names,
        figures,
        top: legend + reference,
        row_height: if wide { 34 } else { 48 },
    }
}

impl Plot<'_> {
    fn draw_axis(&self, canvas: &Canvas, base: i32) -> Result<(), ChartError> {
        let palette = self.frame.palette;
        let small = self.frame.small();
        for value in &self.ticks.values {
            let x = self.x.at(*value);
            for (top, bottom) in self.lanes(base) {
                canvas.path(&[(x, top), (x, bottom)], 1, palette.grid)?;
            }
            let label = self
                .unit
                .tick(&self.frame.messages, *value, self.ticks.decimals);
            canvas.text(&label, x, base + 13, Align::Middle, small)?;
        }
        let Some(overall) = self.overall else {
            return Ok(());
        };
        let x = self.x.at(overall);
        for (top, bottom) in self.lanes(base) {
            canvas.dashes((x, top), (x, bottom), 1, palette.axis)?;
        }
        let value = self.unit.short(&self.frame.messages, overall);
        let label = self
            .frame
            .messages
            .text("chart.legend.overall", &[("value", &value)]);
        let half = self.frame.measure(&label, small) / 2 + 1;
        let centre = x.clamp(half, self.frame.width - half);
        canvas.text(&label, centre, self.top - 12, Align::Middle, small)
    }

    /// Where vertical lines run: all the way down, or below each line of names only.
    fn lanes(&self, base: i32) -> Vec<(i32, i32)> {
        if self.frame.is_wide() {
            return vec![(self.top, base)];
        }
        let lane = |index: usize| {
            let top = self.top + self.row_height * index as i32;
            (top + NAME_LINE, top + self.row_height - 2)
        };
        (0..self.rows.len()).map(lane).collect()
    }

    fn draw_row(&self, canvas: &Canvas, row: &Row, top: i32) -> Result<(), ChartError> {
        let frame = self.frame;
        let ink = if row.different {
            frame.strong()
        } else {
            frame.label()
        };
        let value = self.unit.short(&frame.messages, row.value);
        let n = u64::from(row.n);
        if frame.is_wide() {
            let middle = top + self.row_height / 2;
            let name = text::shorten(&row.name, ink.size, ink.bold, self.names);
            canvas.text(&name, self.names, middle, Align::End, ink)?;
            frame.draw_figure(canvas, self.figures, (&value, ink), n, middle)?;
            return self.draw_value(canvas, row, middle);
        }
        let middle = top + NAME_LINE / 2;
        let room = frame.width - self.figures.width() - 12;
        let name = text::shorten(&row.name, ink.size, ink.bold, room);
        canvas.text(&name, 0, middle, Align::Start, ink)?;
        frame.draw_figure(canvas, self.figures, (&value, ink), n, middle)?;
        self.draw_value(canvas, row, top + (NAME_LINE + self.row_height) / 2 - 1)
    }

    /// A filled diamond on a thick interval for a group that differs, an open circle on a thin
    /// one for the others. The interval stops at the circle, whose inside shows the background.
    fn draw_value(&self, canvas: &Canvas, row: &Row, middle: i32) -> Result<(), ChartError> {
        let accent = self.frame.palette.accent;
        let muted = self.frame.palette.axis;
        let x = self.x.at(row.value);
        let (low, high) = match row.interval {
            Some([low, high]) => (self.x.at(low), self.x.at(high)),
            None => (x, x),
        };
        if row.different {
            canvas.rect(low, middle - 2, high - low, 4, accent)?;
            return canvas.diamond(x, middle, 8, accent);
        }
        const RADIUS: i32 = 5;
        canvas.rect(low, middle - 1, x - RADIUS - low, 2, muted)?;
        canvas.rect(x + RADIUS, middle - 1, high - x - RADIUS, 2, muted)?;
        canvas.ring(x, middle, RADIUS, accent)
    }
}

fn legend(frame: &Frame) -> Vec<(Sign, String)> {
    let accent = frame.palette.accent;
    vec![
        (
            Sign::Diamond(accent),
            frame.messages.text("chart.legend.different", &[]),
        ),
        (
            Sign::Ring(accent),
            frame.messages.text("chart.legend.not_different", &[]),
        ),
        (
            Sign::Line(frame.palette.axis),
            frame.messages.text("chart.legend.interval", &[]),
        ),
    ]
}

fn notes(frame: &Frame, breakdown: &Breakdown, more: usize) -> Vec<String> {
    let mut notes = Vec::new();
    if more > 0 {
        notes.push(
            frame
                .messages
                .plural("chart.breakdown.more", more as u64, &[]),
        );
    }
    let hidden: Vec<String> = breakdown
        .groups
        .iter()
        .filter(|group| group.hidden)
        .map(|group| frame.value_name(&group.key))
        .collect();
    if !hidden.is_empty() {
        let names = frame.note_list(&hidden);
        notes.push(
            frame
                .messages
                .text("chart.breakdown.hidden", &[("names", &names)]),
        );
    }
    notes
}

fn marks(plot: &Plot, score: &ScoreFigure, by: u32) -> Vec<Mark> {
    let messages = &plot.frame.messages;
    let none = messages.text("number.none", &[]);
    let mark = |(index, row): (usize, &Row)| {
        let key = match row.different {
            true => "chart.breakdown.mark_different",
            false => "chart.breakdown.mark",
        };
        let range = row.interval.map_or(none.clone(), |interval| {
            plot.unit.short_range(messages, interval)
        });
        let values = [
            ("name", row.name.as_str()),
            ("metric", &plot.frame.metric(score)),
            ("value", &plot.unit.short(messages, row.value)),
            ("interval", &plot.frame.interval(&range)),
            (
                "answers",
                &messages.plural("chart.answers", row.n.into(), &[]),
            ),
        ];
        Mark {
            area: Area {
                x: 0,
                y: plot.top + plot.row_height * index as i32 + 1,
                w: plot.frame.width,
                h: plot.row_height - 2,
            },
            label: messages.text(key, &values),
            condition: Condition::Segment {
                column: by,
                keys: vec![row.key.to_string()],
            },
        }
    };
    plot.rows.iter().enumerate().map(mark).collect()
}

fn words(plot: &Plot, score: &ScoreFigure, breakdown: &Breakdown) -> Words {
    let frame = plot.frame;
    let messages = &frame.messages;
    let title_key = match frame.is_ambiguous(score) {
        false => "chart.breakdown.title",
        true => "chart.breakdown.title_of",
    };
    let title = messages.text(
        title_key,
        &[
            ("metric", &frame.metric(score)),
            ("segment", &frame.column_name(breakdown.by)),
            ("question", &frame.column_name(score.column)),
        ],
    );
    let is_weighted = breakdown
        .groups
        .iter()
        .any(|group| group.weighted.is_some());
    let effect = match plot.unit {
        Unit::Percent => "effect_h",
        _ => "effect_d",
    };
    let weighted = is_weighted.then_some("weighted");
    let header: Vec<String> = ["segment", "n", "result", "interval"]
        .into_iter()
        .chain(weighted)
        .chain(["p_adjusted", effect, "difference"])
        .map(|name| messages.text(&format!("chart.table.{name}"), &[]))
        .collect();
    let rest = breakdown.together.iter();
    let rest = rest.map(|rest| together_row(plot, rest, is_weighted));
    let rows = breakdown.groups.iter();
    let rows = rows
        .map(|group| table_row(plot, group, is_weighted))
        .chain(rest)
        .collect();
    Words {
        title,
        description: description(plot),
        table: Table { header, rows },
    }
}

/// The row of everybody who is in no group that is shown.
fn together_row(plot: &Plot, rest: &Together, is_weighted: bool) -> Vec<String> {
    let messages = &plot.frame.messages;
    let none = messages.text("number.none", &[]);
    let exact = |value| plot.unit.exact(messages, value);
    let range = |interval| plot.unit.exact_range(messages, interval);
    let mut row = vec![
        messages.text("chart.breakdown.together", &[]),
        messages.integer(rest.n.into()),
        rest.value.map_or(none.clone(), exact),
        rest.interval.map_or(none.clone(), range),
    ];
    row.resize(7 + usize::from(is_weighted), none);
    row
}

fn table_row(plot: &Plot, group: &Group, is_weighted: bool) -> Vec<String> {
    let messages = &plot.frame.messages;
    let none = messages.text("number.none", &[]);
    let name = plot.frame.value_name(&group.key);
    if group.hidden {
        let mut row = vec![name, messages.text("chart.hidden", &[])];
        row.resize(7 + usize::from(is_weighted), none);
        return row;
    }
    let difference = match group.p_adjusted {
        None => none.clone(),
        Some(_) if is_different(group) => messages.text("chart.breakdown.different", &[]),
        Some(_) => messages.text("chart.breakdown.not_different", &[]),
    };
    let exact = |value| plot.unit.exact(messages, value);
    let weighted = is_weighted.then(|| match group.weighted {
        Some(weighted) => weighted_value(plot, &weighted),
        None => none.clone(),
    });
    let effect = group.effect.map(|effect| messages.signed(effect, 2));
    let row = [
        Some(name),
        Some(group.n.map_or(none.clone(), |n| messages.integer(n.into()))),
        Some(group.value.map_or(none.clone(), exact)),
        Some(group.interval.map_or(none.clone(), |interval| {
            plot.unit.exact_range(messages, interval)
        })),
        weighted,
        Some(
            group
                .p_adjusted
                .map_or(none.clone(), |p| p_value(plot.frame, p)),
        ),
        Some(effect.unwrap_or(none)),
        Some(difference),
    ];
    row.into_iter().flatten().collect()
}

/// `+31.2 (+28.0 to +34.3)`.
fn weighted_value(plot: &Plot, weighted: &WeightedFigure) -> String {
    let messages = &plot.frame.messages;
    let value = plot.unit.exact(messages, weighted.value);
    let Some(interval) = weighted.interval else {
        return value;
    };
    let interval = plot.unit.exact_range(messages, interval);
    let values = [("value", value.as_str()), ("interval", interval.as_str())];
    messages.text("chart.weighted_value", &values)
}

/// Three decimals, `<0.001` below.
fn p_value(frame: &Frame, p: f64) -> String {
    if p < 0.001 {
        let smallest = frame.messages.number(0.001, 3);
        return frame.messages.text("number.below", &[("value", &smallest)]);
    }
    frame.messages.number(p, 3)
}

/// Groups that differ beyond chance, split by whether they lie above or below the overall value.
fn description(plot: &Plot) -> String {
    let messages = &plot.frame.messages;
    let reference = plot.overall.unwrap_or_else(|| weighted_mean(&plot.rows));
    let named = |above: bool| {
        let names: Vec<String> = plot
            .rows
            .iter()
            .filter(|row| row.different && (row.value >= reference) == above)
            .map(|row| {
                let value = plot.unit.short(messages, row.value);
                let name = text::shorten_words(&row.name, 12, 400);
                messages.text(
                    "chart.breakdown.named",
                    &[("name", &name), ("value", &value)],
                )
            })
            .collect();
        plot.frame.list(&names, 3)
    };
    let (higher, lower) = (named(true), named(false));
    let key = match (higher.is_empty(), lower.is_empty()) {
        (true, true) if !plot.rows.iter().any(|row| row.tested) => "chart.breakdown.untested",
        (true, true) => "chart.breakdown.none",
        (false, true) => "chart.breakdown.higher",
        (true, false) => "chart.breakdown.lower",
        (false, false) => "chart.breakdown.both",
    };
    messages.text(key, &[("higher", &higher), ("lower", &lower)])
}

fn weighted_mean(rows: &[Row]) -> f64 {
    let total: f64 = rows.iter().map(|row| f64::from(row.n)).sum();
    rows.iter()
        .map(|row| f64::from(row.n) * row.value)
        .sum::<f64>()
        / total.max(1.0)
}
