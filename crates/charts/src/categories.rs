//! Categories by the sentiment of their mentions: complaints to the left, praise to the right.

use crate::canvas::{Align, Canvas, Ink};
use crate::frame::{Area, Figures, Frame, Mark, Sign, TARGET, Words};
use crate::palette::Color;
use crate::text;
use crate::{Chart, ChartError, ChartKind, Table};
use vocal_core::filter::Condition;
use vocal_core::report::CategoryFigure;
use vocal_core::text::Sentiment;

/// Categories beyond this number are in the table only.
const MOST: usize = 20;

/// A category that is drawn.
struct Row<'a> {
    id: &'a str,
    name: String,
    n: u64,
    share: Option<[f64; 3]>,
    /// Negative, neutral and positive mentions.
    counts: [u64; 3],
}

/// Sentiments from left to right with their message keys and signs.
const SIDES: [(Sentiment, &str, char); 3] = [
    (Sentiment::Negative, "negative", '−'),
    (Sentiment::Neutral, "neutral", '○'),
    (Sentiment::Positive, "positive", '+'),
];

/// Where everything lies.
struct Plot<'a> {
    frame: &'a Frame<'a>,
    rows: Vec<Row<'a>>,
    /// Width of the names in pixels, 0 when they stand above.
    names: i32,
    figures: Figures,
    /// Where the middle of the neutral mentions lies.
    centre: i32,
    top: i32,
    row_height: i32,
    /// Pixels per mention.
    scale: f64,
}

/// Draws the categories of all comments.
pub fn draw(frame: &Frame) -> Result<Chart, ChartError> {
    let kind = ChartKind::Categories;
    let (rows, more) = rows(frame);
    if rows.is_empty() {
        let hidden = frame
            .report
            .categories
            .iter()
            .any(|category| category.hidden);
        return Err(ChartError::nothing(kind, hidden));
    }

    let legend = frame.fit_legend(legend(frame));
    let notes = frame.fit_notes(&notes(frame, more));
    let plot = plot(frame, rows, legend.height + 10);
    let height = plot.top + plot.row_height * plot.rows.len() as i32 + 4 + notes.height;
    let marks = marks(&plot);
    let words = words(&plot);

    frame.finish(height, &marks, words, |canvas| {
        frame.draw_legend(canvas, &legend, 0)?;
        for (index, row) in plot.rows.iter().enumerate() {
            plot.draw_row(canvas, row, plot.top + plot.row_height * index as i32)?;
        }
        frame.draw_notes(canvas, &notes, height - notes.height)
    })
}

/// Categories of the first level: the levels below are part of their counts.
fn rows<'a>(frame: &Frame<'a>) -> (Vec<Row<'a>>, usize) {
    let mut rows: Vec<Row> = frame
        .report
        .categories
        .iter()
        .filter(|category| !category.hidden && category.parent.is_none())
        .filter_map(|category| {
            let count = |count: Option<u32>| u64::from(count.unwrap_or(0));
            Some(Row {
                id: &category.id,
                name: name(frame, category),
                n: category.n?.into(),
                share: category.share,
                counts: [
                    count(category.negative),
                    count(category.neutral),
                    count(category.positive),
                ],
            })
        })
        .filter(|row| row.n > 0)
        .collect();
    let more = rows.len().saturating_sub(MOST);
    rows.truncate(MOST);
    (rows, more)
}

fn name(frame: &Frame, category: &CategoryFigure) -> String {
    frame.value_name(frame.messages.category(&category.id, &category.label))
}

/// Names from the first level down: `Delivery › Courier`.
fn path(frame: &Frame, category: &CategoryFigure) -> String {
    let mut path = name(frame, category);
    let mut above = category.parent.as_deref();
    // A codebook is a tree of a few levels; the limit ends the walk if a file says otherwise.
    for _ in 0..8 {
        let parent =
            above.and_then(|id| frame.report.categories.iter().find(|other| other.id == id));
        let Some(parent) = parent else { break };
        path = format!("{} › {path}", name(frame, parent));
        above = parent.parent.as_deref();
    }
    path
}

fn plot<'a>(frame: &'a Frame<'a>, rows: Vec<Row<'a>>, top: i32) -> Plot<'a> {
    let wide = frame.is_wide();
    let names = rows.iter().map(|row| row.name.as_str());
    let names = frame.fit_names(names, frame.label());
    let shares: Vec<(String, u64)> = rows.iter().map(|row| (share(frame, row), row.n)).collect();
    let figures = frame.fit_figures(shares.iter().map(|(share, n)| (share.as_str(), *n)));
    let left = if wide { names + 16 } else { 0 };
    let right = if wide {
        frame.width - figures.width() - 24
    } else {
        frame.width
    };
    // Room at both ends keeps marks of short bars reachable.
    let room = f64::from(right - left - 2 * TARGET);
    let side = |side: usize| {
        let reach = |row: &Row| row.counts[side] as f64 + row.counts[1] as f64 / 2.0;
        rows.iter().map(reach).fold(0.0, f64::max)
    };
    let (negative, positive) = (side(0), side(2));
    let scale = room / (negative + positive).max(1.0);
    let centre = left + TARGET + (negative * scale).round() as i32;
    let row_height = if wide { 36 } else { 56 };
    Plot {
        frame,
        rows,
        names,
        figures,
        centre,
        top,
        row_height,
        scale,
    }
}

/// Share of comments in whole percent.
fn share(frame: &Frame, row: &Row) -> String {
    match row.share {
        Some([share, _, _]) => frame.messages.percent(100.0 * share, 0),
        None => frame.messages.text("number.none", &[]),
    }
}

impl Plot<'_> {
    fn colors(&self) -> [Color; 3] {
        let palette = self.frame.palette;
        [palette.negative, palette.neutral, palette.positive]
    }

    /// Edges of the three bars: neutral lies around the centre, the others beside it.
    fn edges(&self, row: &Row) -> [i32; 4] {
        let pixels = |count: u64| (count as f64 * self.scale).round() as i32;
        let visible = |count: u64| if count > 0 { pixels(count).max(2) } else { 0 };
        let start = self.centre - pixels(row.counts[1]) / 2;
        let end = start + visible(row.counts[1]);
        [
            start - visible(row.counts[0]),
            start,
            end,
            end + visible(row.counts[2]),
        ]
    }

    /// Top and height of the bars of a row that starts at `top`.
    fn bars(&self, top: i32) -> (i32, i32) {
        if self.frame.is_wide() {
            (top + 5, 26)
        } else {
            (top + 26, 24)
        }
    }

    fn draw_row(&self, canvas: &Canvas, row: &Row, top: i32) -> Result<(), ChartError> {
        let frame = self.frame;
        let ink = frame.label();
        let share = share(frame, row);
        let value = (share.as_str(), ink);
        let (y, h) = self.bars(top);
        if frame.is_wide() {
            let name = text::shorten(&row.name, ink.size, false, self.names);
            canvas.text(&name, self.names, y + h / 2, Align::End, ink)?;
            frame.draw_figure(canvas, self.figures, value, row.n, y + h / 2)?;
        } else {
            let room = frame.width - self.figures.width() - 12;
            let name = text::shorten(&row.name, ink.size, false, room);
            canvas.text(&name, 0, top + 13, Align::Start, ink)?;
            frame.draw_figure(canvas, self.figures, value, row.n, top + 13)?;
        }
        let edges = self.edges(row);
        for (side, color) in self.colors().into_iter().enumerate() {
            // A line of background keeps neighbours apart without relying on their colours.
            let start = edges[side] + i32::from(side > 0);
            let length = edges[side + 1] - start;
            canvas.rect(start, y, length, h, color)?;
            let count = frame.messages.integer(row.counts[side]);
            let ink = Ink {
                color: frame.palette.on_fill,
                ..frame.small()
            };
            if row.counts[side] > 0 && frame.measure(&count, ink) + 8 <= length {
                canvas.text(&count, start + length / 2, y + h / 2, Align::Middle, ink)?;
            }
        }
        Ok(())
    }

    /// Reachable areas of the three bars: short ones grow outwards, never into each other.
    fn targets(&self, row: &Row, top: i32) -> [Area; 3] {
        let [start, first, second, end] = self.edges(row);
        let (y, h) = self.bars(top);
        let middle = Area {
            x: first,
            y,
            w: second - first,
            h,
        };
        let middle = if row.counts[1] > 0 {
            middle.reachable()
        } else {
            middle
        };
        let low = start.min(middle.x - TARGET);
        let high = end.max(middle.x + middle.w + TARGET);
        let area = |from: i32, to: i32| Area {
            x: from,
            y,
            w: to - from,
            h,
        };
        [area(low, middle.x), middle, area(middle.x + middle.w, high)]
    }
}

fn marks(plot: &Plot) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (index, row) in plot.rows.iter().enumerate() {
        let top = plot.top + plot.row_height * index as i32;
        marks.push(Mark {
            area: name_area(plot, top),
            label: mark_label(plot, row),
            condition: Condition::Category {
                keys: vec![row.id.to_string()],
                sentiments: vec![],
            },
        });
        let targets = plot.targets(row, top);
        for (side, (sentiment, name, _)) in SIDES.into_iter().enumerate() {
            if row.counts[side] == 0 {
                continue;
            }
            let mentions = plot
                .frame
                .messages
                .plural("chart.mentions", row.counts[side], &[]);
            let key = format!("chart.categories.mark_{name}");
            let values = [("category", row.name.as_str()), ("mentions", &mentions)];
            marks.push(Mark {
                area: targets[side],
                label: plot.frame.messages.text(&key, &values),
                condition: Condition::Category {
                    keys: vec![row.id.to_string()],
                    sentiments: vec![sentiment],
                },
            });
        }
    }
    marks
}

fn name_area(plot: &Plot, top: i32) -> Area {
    if plot.frame.is_wide() {
        return Area {
            x: 0,
            y: top + 5,
            w: plot.names + 4,
            h: 26,
        }
        .reachable();
    }
    Area {
        x: 0,
        y: top + 1,
        w: plot.frame.width,
        h: TARGET,
    }
}

fn mark_label(plot: &Plot, row: &Row) -> String {
    let frame = plot.frame;
    let (share, interval) = share_words(frame, row);
    let values = [
        ("category", row.name.as_str()),
        (
            "comments",
            &frame.messages.plural("chart.comments", row.n, &[]),
        ),
        ("share", &share),
        ("interval", &interval),
    ];
    frame.messages.text("chart.categories.mark", &values)
}

/// Share of comments and its interval, both in words.
fn share_words(frame: &Frame, row: &Row) -> (String, String) {
    let messages = &frame.messages;
    let none = messages.text("number.none", &[]);
    let Some([share, low, high]) = row.share else {
        return (none.clone(), frame.interval(&none));
    };
    let percent = |share: f64| messages.percent(100.0 * share, 0);
    (
        percent(share),
        frame.interval(&messages.range(&percent(low), &percent(high))),
    )
}

fn legend(frame: &Frame) -> Vec<(Sign, String)> {
    let palette = frame.palette;
    let colors = [palette.negative, palette.neutral, palette.positive];
    SIDES
        .iter()
        .zip(colors)
        .map(|((_, name, sign), color)| {
            let name = frame.messages.text(&format!("chart.sentiment.{name}"), &[]);
            (Sign::Square(color, Some(*sign)), name)
        })
        .collect()
}

fn notes(frame: &Frame, more: usize) -> Vec<String> {
    let mut notes = Vec::new();
    if more > 0 {
        notes.push(
            frame
                .messages
                .plural("chart.categories.more", more as u64, &[]),
        );
    }
    let hidden: Vec<String> = frame
        .report
        .categories
        .iter()
        .filter(|category| category.hidden && category.parent.is_none())
        .map(|category| name(frame, category))
        .collect();
    if !hidden.is_empty() {
        let names = frame.note_list(&hidden);
        notes.push(
            frame
                .messages
                .text("chart.categories.hidden", &[("names", &names)]),
        );
    }
    notes
}

fn words(plot: &Plot) -> Words {
    let frame = plot.frame;
    let messages = &frame.messages;
    let columns = [
        "category", "comments", "share", "interval", "negative", "neutral", "positive",
    ];
    let header = columns
        .iter()
        .map(|name| messages.text(&format!("chart.table.{name}"), &[]))
        .collect();
    let rows = frame
        .report
        .categories
        .iter()
        .map(|category| table_row(frame, category))
        .collect();
    Words {
        title: messages.text("chart.categories.title", &[]),
        description: description(plot),
        table: Table { header, rows },
    }
}

fn table_row(frame: &Frame, category: &CategoryFigure) -> Vec<String> {
    let messages = &frame.messages;
    let none = messages.text("number.none", &[]);
    let mut row = vec![path(frame, category)];
    if category.hidden {
        row.push(messages.text("chart.hidden", &[]));
        row.resize(7, none);
        return row;
    }
    let count = |count: Option<u32>| match count {
        Some(count) => messages.integer(count.into()),
        None => none.clone(),
    };
    let percent = |share: f64| messages.percent(100.0 * share, 1);
    row.push(count(category.n));
    row.push(
        category
            .share
            .map_or(none.clone(), |[share, _, _]| percent(share)),
    );
    row.push(category.share.map_or(none.clone(), |[_, low, high]| {
        messages.range_short(&percent(low), &percent(high))
    }));
    row.extend([
        count(category.negative),
        count(category.neutral),
        count(category.positive),
    ]);
    row
}

/// The category that most comments mention and the one with the most negative mentions.
fn description(plot: &Plot) -> String {
    let messages = &plot.frame.messages;
    let Some(top) = plot
        .rows
        .iter()
        .max_by_key(|row| (row.n, std::cmp::Reverse(row.id)))
    else {
        return String::new();
    };
    let worst = plot
        .rows
        .iter()
        .max_by_key(|row| (row.counts[0], std::cmp::Reverse(row.id)))
        .filter(|row| row.counts[0] > 0);
    let (share, interval) = share_words(plot.frame, top);
    let key = match worst {
        None => "chart.categories.none_negative",
        Some(worst) if worst.id == top.id => "chart.categories.same",
        Some(_) => "chart.categories.differ",
    };
    let negative = messages.integer(worst.map_or(0, |row| row.counts[0]));
    let values = [
        ("top", top.name.as_str()),
        ("share", &share),
        ("interval", &interval),
        ("worst", worst.map_or("", |row| &row.name)),
        ("negative", &negative),
    ];
    messages.text(key, &values)
}
