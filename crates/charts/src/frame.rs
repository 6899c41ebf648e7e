//! What every chart shares: the request's setting, legends, notes, clickable marks and the
//! document around the drawing.

use crate::canvas::{Align, Canvas, Ink, paint};
use crate::messages::Messages;
use crate::palette::{Color, Palette};
use crate::text;
use crate::{Chart, ChartError, ChartKind, ChartRequest, Table};
use std::fmt::Write as _;
use vocal_core::filter::Condition;
use vocal_core::report::{Metric, Report, ScoreFigure};

/// Smallest and largest width of a chart in pixels.
const WIDTHS: [u32; 2] = [320, 1600];
/// Most of a wide chart in percent that the names beside its rows take.
const MOST_FOR_NAMES: i32 = 34;
/// From this width on labels stand left of their rows and text is larger.
const WIDE: i32 = 560;
/// Smallest side of a clickable mark (WCAG 2.2, 2.5.8).
pub const TARGET: i32 = 24;
/// Room of a question in a title, in pixels at a size; some hundred and fifty characters.
const NAME_SIZE: u32 = 12;
const NAME_ROOM: i32 = 1100;
/// Room of a name in a list.
const LISTED_ROOM: i32 = 560;

/// The setting of one chart.
pub struct Frame<'a> {
    /// Where the figures come from.
    pub report: &'a Report,
    /// What was asked for.
    pub request: &'a ChartRequest,
    /// Texts and numbers.
    pub messages: Messages,
    /// Colours.
    pub palette: &'static Palette,
    /// Width in pixels.
    pub width: i32,
}

/// A rectangle in whole pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// Left edge.
    pub x: i32,
    /// Top edge.
    pub y: i32,
    /// Width.
    pub w: i32,
    /// Height.
    pub h: i32,
}

impl Area {
    /// The same area widened around its centre to at least [`TARGET`] on both sides.
    pub fn reachable(self) -> Area {
        let grow = |start: i32, length: i32| {
            let missing = (TARGET - length).max(0);
            (start - missing / 2, length + missing)
        };
        let (x, w) = grow(self.x, self.w);
        let (y, h) = grow(self.y, self.h);
        Area { x, y, w, h }
    }
}

/// A clickable part of a chart.
pub struct Mark {
    /// Where it reacts.
    pub area: Area,
    /// What it says to assistive technology and on hover.
    pub label: String,
    /// What a click narrows the report to.
    pub condition: Condition,
}

/// Sign in front of a legend's text.
#[derive(Debug, Clone, Copy)]
pub enum Sign {
    /// Filled square, optionally with a character that tells it apart without colour.
    Square(Color, Option<char>),
    /// Line with a dot.
    Series(Color),
    /// Translucent block.
    Band(Color),
    /// Thin line.
    Line(Color),
    /// Dashed line.
    Dashes(Color),
    /// Filled diamond.
    Diamond(Color),
    /// Open circle.
    Ring(Color),
}

/// Widths of a column of values and of the column of their counts.
#[derive(Debug, Clone, Copy)]
pub struct Figures {
    value: i32,
    base: i32,
}

impl Figures {
    /// Width of both columns in pixels.
    pub fn width(self) -> i32 {
        self.value + FIGURE_SPACE + self.base
    }
}

/// Space between a value and its count.
const FIGURE_SPACE: i32 = 10;

/// A legend that was fitted to the width.
pub struct Legend {
    items: Vec<(i32, i32, Sign, String)>,
    /// Height in pixels, 0 without items.
    pub height: i32,
}

/// Lines of small text under a chart.
pub struct Notes {
    lines: Vec<String>,
    /// Height in pixels with the space above, 0 without notes.
    pub height: i32,
}

/// Height of one line of a legend.
const LEGEND_LINE: i32 = 22;
/// Room for a sign and the space after it.
const SIGN_WIDTH: i32 = 24;

impl<'a> Frame<'a> {
    /// Setting for `request`.
    pub fn new(report: &'a Report, request: &'a ChartRequest) -> Frame<'a> {
        let width = request.width.clamp(WIDTHS[0], WIDTHS[1]);
        Frame {
            report,
            request,
            messages: Messages::new(request.lang),
            palette: Palette::of(request.theme),
            width: i32::try_from(width).unwrap_or(WIDE),
        }
    }

    /// Whether there is room for labels beside the rows.
    pub fn is_wide(&self) -> bool {
        self.width >= WIDE
    }

    /// Text for names and values.
    pub fn label(&self) -> Ink {
        Ink {
            size: if self.is_wide() { 14 } else { 12 },
            bold: false,
            color: self.palette.text,
        }
    }

    /// Emphasised text for names and values.
    pub fn strong(&self) -> Ink {
        Ink {
            bold: true,
            ..self.label()
        }
    }

    /// Text for axes, legends and notes.
    pub fn small(&self) -> Ink {
        Ink {
            size: if self.is_wide() { 12 } else { 11 },
            bold: false,
            color: self.palette.muted,
        }
    }

    /// Width of a text in pixels.
    pub fn measure(&self, content: &str, ink: Ink) -> i32 {
        text::width(content, ink.size, ink.bold)
    }

    /// `n = 310`.
    pub fn base(&self, n: u64) -> String {
        self.messages
            .text("chart.n", &[("n", &self.messages.integer(n))])
    }

    /// Width of the names beside the rows, a third of the chart at the most; 0 where they stand above.
    pub fn fit_names<'b>(&self, names: impl Iterator<Item = &'b str>, ink: Ink) -> i32 {
        if !self.is_wide() {
            return 0;
        }
        let longest = names.map(|name| self.measure(name, ink)).max();
        longest.unwrap_or(0).min(self.width * MOST_FOR_NAMES / 100)
    }

    /// Room that [`Frame::draw_figure`] needs for these values and counts.
    pub fn fit_figures<'b>(&self, figures: impl Iterator<Item = (&'b str, u64)>) -> Figures {
        let mut fitted = Figures { value: 0, base: 0 };
        for (value, n) in figures {
            fitted.value = fitted.value.max(self.measure(value, self.strong()));
            fitted.base = fitted.base.max(self.measure(&self.base(n), self.small()));
        }
        fitted
    }

    /// Draws a value and its count at the right edge, each in its own column.
    pub fn draw_figure(
        &self,
        canvas: &Canvas,
        figures: Figures,
        (value, ink): (&str, Ink),
        n: u64,
        middle: i32,
    ) -> Result<(), ChartError> {
        canvas.text(&self.base(n), self.width, middle, Align::End, self.small())?;
        let x = self.width - figures.base - FIGURE_SPACE;
        canvas.text(value, x, middle, Align::End, ink)
    }

    /// The score that the request names.
    pub fn score(&self) -> Result<&'a ScoreFigure, ChartError> {
        let kind = self.request.kind;
        let column = self
            .request
            .column
            .ok_or(ChartError::MissingColumn { kind })?;
        let found = self
            .report
            .scores
            .iter()
            .find(|score| score.column == column);
        found.ok_or(ChartError::UnknownColumn { column })
    }

    /// Name of a question type.
    pub fn metric(&self, score: &ScoreFigure) -> String {
        let key = match score.metric {
            Some(Metric::Nps) => "chart.metric.nps",
            Some(Metric::Csat) => "chart.metric.csat",
            Some(Metric::Ces) => "chart.metric.ces",
            Some(Metric::Ces2) => "chart.metric.ces2",
            Some(Metric::Chi) => "chart.metric.chi",
            None => "chart.metric.rating",
        };
        self.messages.text(key, &[])
    }

    /// Whether the report has another score with the same name of the question type.
    pub fn is_ambiguous(&self, score: &ScoreFigure) -> bool {
        let mut others = self
            .report
            .scores
            .iter()
            .filter(|other| other.column != score.column);
        others.any(|other| other.metric == score.metric)
    }

    /// Header text of a column, or its number when the header is blank.
    pub fn column_name(&self, column: u32) -> String {
        let columns = &self.report.reading.columns;
        let found = columns.iter().find(|reading| reading.index == column);
        let name = text::clean(found.map_or("", |reading| reading.name.as_str()));
        if !name.is_empty() {
            return text::shorten_middle(&name, NAME_SIZE, NAME_ROOM);
        }
        let number = self.messages.integer(u64::from(column) + 1);
        self.messages.text("chart.column", &[("number", &number)])
    }

    /// Segment value or category name as it is shown in full: cleaned, never empty.
    pub fn value_name(&self, key: &str) -> String {
        let name = text::clean(key);
        if name.is_empty() {
            return self.messages.text("chart.empty_value", &[]);
        }
        name
    }

    /// `95% interval +28 to +34` from a formatted range.
    pub fn interval(&self, range: &str) -> String {
        self.messages.text("chart.interval", &[("range", range)])
    }

    /// Names of hidden groups for a note: a few, shortened, so that the note stays a note.
    pub fn note_list(&self, names: &[String]) -> String {
        let (most, room) = if self.is_wide() { (8, 240) } else { (4, 140) };
        let size = self.small().size;
        let names: Vec<String> = names
            .iter()
            .map(|name| text::shorten(name, size, false, room))
            .collect();
        self.list(&names, most)
    }

    /// `A, B and C`, or `A, B, C and 4 more` beyond `limit` names.
    pub fn list(&self, names: &[String], most: usize) -> String {
        let short = |name: &String| text::shorten_words(name, NAME_SIZE, LISTED_ROOM);
        let names: Vec<String> = names.iter().map(short).collect();
        if names.len() > most {
            let shown = names[..most].join(", ");
            let rest = (names.len() - most) as u64;
            return self
                .messages
                .plural("chart.list.more", rest, &[("list", &shown)]);
        }
        match names.split_last() {
            None => String::new(),
            Some((only, [])) => only.clone(),
            Some((last, first)) => {
                let list = first.join(", ");
                self.messages
                    .text("chart.list.and", &[("list", &list), ("last", last)])
            }
        }
    }

    /// Places legend items from left to right, starting a new line when the width is used up.
    pub fn fit_legend(&self, items: Vec<(Sign, String)>) -> Legend {
        const SPACE: i32 = 20;
        let (mut x, mut line) = (0, 0);
        let mut placed = Vec::new();
        for (sign, label) in items {
            let label = text::shorten(&label, self.small().size, false, self.width - SIGN_WIDTH);
            let width = SIGN_WIDTH + self.measure(&label, self.small());
            if x > 0 && x + width > self.width {
                x = 0;
                line += 1;
            }
            placed.push((x, line * LEGEND_LINE, sign, label));
            x += width + SPACE;
        }
        let height = if placed.is_empty() {
            0
        } else {
            (line + 1) * LEGEND_LINE
        };
        Legend {
            items: placed,
            height,
        }
    }

    /// Draws a legend with its top at `top`.
    pub fn draw_legend(
        &self,
        canvas: &Canvas,
        legend: &Legend,
        top: i32,
    ) -> Result<(), ChartError> {
        for (x, y, sign, label) in &legend.items {
            let middle = top + y + LEGEND_LINE / 2;
            self.draw_sign(canvas, *sign, *x, middle)?;
            let ink = Ink {
                color: self.palette.text,
                ..self.small()
            };
            canvas.text(label, x + SIGN_WIDTH, middle, Align::Start, ink)?;
        }
        Ok(())
    }

    fn draw_sign(
        &self,
        canvas: &Canvas,
        sign: Sign,
        x: i32,
        middle: i32,
    ) -> Result<(), ChartError> {
        let end = x + 18;
        let centre = x + 9;
        match sign {
            Sign::Square(color, character) => {
                canvas.rect(x + 2, middle - 7, 14, 14, color)?;
                let Some(character) = character else {
                    return Ok(());
                };
                let ink = Ink {
                    size: 12,
                    bold: true,
                    color: self.palette.on_fill,
                };
                canvas.text(&character.to_string(), centre, middle, Align::Middle, ink)
            }
            Sign::Series(color) => {
                canvas.path(&[(x, middle), (end, middle)], 2, color)?;
                canvas.disc(centre, middle, 4, color)
            }
            Sign::Band(color) => {
                let corners = [
                    (x, middle - 6),
                    (end, middle - 6),
                    (end, middle + 6),
                    (x, middle + 6),
                ];
                canvas.polygon(&corners, color, BAND_ALPHA)
            }
            Sign::Line(color) => canvas.path(&[(x, middle), (end, middle)], 1, color),
            Sign::Dashes(color) => canvas.dashes((x, middle), (end, middle), 1, color),
            Sign::Diamond(color) => canvas.diamond(centre, middle, 7, color),
            Sign::Ring(color) => canvas.ring(centre, middle, 5, color),
        }
    }

    /// Breaks notes into lines of the chart's width, at most four lines each.
    pub fn fit_notes(&self, notes: &[String]) -> Notes {
        let size = self.small().size;
        let lines: Vec<String> = notes
            .iter()
            .flat_map(|note| text::wrap(&text::clean(note), size, self.width, 4))
            .collect();
        let height = match i32::try_from(lines.len()).unwrap_or(0) {
            0 => 0,
            count => 8 + count * self.note_line(),
        };
        Notes { lines, height }
    }

    fn note_line(&self) -> i32 {
        if self.is_wide() { 18 } else { 16 }
    }

    /// Draws notes with their top at `top`.
    pub fn draw_notes(&self, canvas: &Canvas, notes: &Notes, top: i32) -> Result<(), ChartError> {
        let mut middle = top + 8 + self.note_line() / 2;
        for line in &notes.lines {
            canvas.text(line, 0, middle, Align::Start, self.small())?;
            middle += self.note_line();
        }
        Ok(())
    }

    /// Paints the chart and puts the document with titles and marks around it.
    pub fn finish(
        &self,
        height: i32,
        marks: &[Mark],
        words: Words,
        draw: impl FnOnce(&Canvas) -> Result<(), ChartError>,
    ) -> Result<Chart, ChartError> {
        let drawing = paint(self.width, height, draw)?;
        let Words {
            title,
            description,
            table,
        } = words;
        let title = capitalized(&title);
        let description = capitalized(&description);
        let svg = self.document(height, &drawing, marks, &title, &description);
        Ok(Chart {
            svg,
            title,
            description,
            table,
        })
    }

    /// The drawing itself is hidden from assistive technology: title, description, marks and the
    /// table say all of it. An image may not contain buttons, so a chart with marks is a group.
    fn document(
        &self,
        height: i32,
        drawing: &str,
        marks: &[Mark],
        title: &str,
        description: &str,
    ) -> String {
        let id = self.id();
        let role = if marks.is_empty() { "img" } else { "group" };
        let width = self.width;
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" width=\"{width}\" \
             height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"{role}\" \
             aria-labelledby=\"{id}-title {id}-desc\" font-family=\"system-ui\">\n\
             <title id=\"{id}-title\">{}</title>\n<desc id=\"{id}-desc\">{}</desc>\n\
             <g aria-hidden=\"true\">\n{drawing}</g>\n",
            text::escape(&text::clean(title)),
            text::escape(&text::clean(description)),
        );
        for mark in marks {
            write_mark(&mut svg, mark);
        }
        svg.push_str("</svg>\n");
        svg
    }

    /// Prefix of the document's ids, different for every figure on a page.
    fn id(&self) -> String {
        let kind = match self.request.kind {
            ChartKind::Distribution => "distribution",
            ChartKind::Trend => "trend",
            ChartKind::Breakdown => "breakdown",
            ChartKind::Sentiment => "sentiment",
            ChartKind::Categories => "categories",
        };
        let mut id = format!("chart-{kind}");
        for index in [self.request.column, self.request.by].into_iter().flatten() {
            // Writing to a String cannot fail.
            let _ = write!(id, "-{index}");
        }
        id
    }
}

/// Texts of a chart.
pub struct Words {
    /// What it shows.
    pub title: String,
    /// What can be concluded, in one sentence.
    pub description: String,
    /// The data.
    pub table: Table,
}

/// Opacity of an interval band.
pub const BAND_ALPHA: f64 = 0.22;

/// Starts a sentence with a capital: names of periods and figures are lower case inside one.
pub fn capitalized(sentence: &str) -> String {
    let mut characters = sentence.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

fn write_mark(svg: &mut String, mark: &Mark) {
    let Area { x, y, w, h } = mark.area;
    let label = text::escape(&text::clean(&mark.label));
    let condition = text::escape(&condition_json(&mark.condition)).replace("&quot;", "\"");
    // Writing to a String cannot fail.
    let _ = writeln!(
        svg,
        "<rect class=\"mark\" x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"4\" \
         fill=\"#000\" fill-opacity=\"0\" tabindex=\"0\" role=\"button\" aria-label=\"{label}\" \
         data-condition='{condition}'><title>{label}</title></rect>"
    );
}

/// JSON of a condition in which every character is allowed in XML.
///
/// Keys keep their exact characters, because the filter compares them with the data: what XML
/// does not allow is written as a JSON escape.
fn condition_json(condition: &Condition) -> String {
    let json = serde_json::to_string(condition).unwrap_or_default();
    let mut safe = String::with_capacity(json.len());
    for character in json.chars() {
        if !text::is_unsafe(character) {
            safe.push(character);
            continue;
        }
        let mut units = [0; 2];
        for unit in character.encode_utf16(&mut units) {
            let _ = write!(safe, "\\u{unit:04x}");
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn condition_keys_survive_the_attribute() {
        let key = "a'b\"<&>\u{1}\u{7f}\u{202e}\u{ffff}ł\n";
        let condition = Condition::Segment {
            column: 3,
            keys: vec![key.to_string()],
        };
        let json = condition_json(&condition);
        assert!(!json.chars().any(text::is_unsafe), "{json}");
        assert_eq!(serde_json::from_str::<Condition>(&json).unwrap(), condition);
    }

    #[test]
    fn small_areas_become_reachable() {
        let area = Area {
            x: 10,
            y: 10,
            w: 3,
            h: 40,
        }
        .reachable();
        assert_eq!(
            area,
            Area {
                x: 0,
                y: 10,
                w: 24,
                h: 40
            }
        );
    }
}
