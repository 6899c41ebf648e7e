//! Drawing with plotters in whole pixels, without fonts and without a document.

use crate::ChartError;
use crate::palette::Color;
use crate::text;
use plotters::coord::Shift;
use plotters::prelude::{
    Circle, DrawingArea, FontDesc, FontFamily, FontStyle, IntoDrawingArea, PathElement, Polygon,
    Rectangle, SVGBackend, ShapeStyle,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color as _, RGBColor, TextStyle};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle};
use plotters_backend::{DrawingBackend, DrawingErrorKind};

/// plotters writes a font size divided by this factor, so sizes are multiplied by it first.
const FONT_SIZE_FACTOR: f64 = 1.24;

/// The SVG backend with text measured by [`text::width`].
///
/// plotters measures text with the page's document on wasm32, which panics in a worker, and with
/// a crude estimate by bytes natively. This backend makes both answers the same.
struct MeasuredSvg<'a>(SVGBackend<'a>);

impl DrawingBackend for MeasuredSvg<'_> {
    type ErrorType = std::io::Error;

    fn get_size(&self) -> (u32, u32) {
        self.0.get_size()
    }

    fn ensure_prepared(&mut self) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.0.ensure_prepared()
    }

    fn present(&mut self) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.0.present()
    }

    fn draw_pixel(
        &mut self,
        point: BackendCoord,
        color: BackendColor,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.0.draw_pixel(point, color)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.0.draw_line(from, to, style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.0.draw_rect(upper_left, bottom_right, style, fill)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.0.draw_path(path, style)
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.0.draw_circle(center, radius, style, fill)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        vertices: I,
        style: &S,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.0.fill_polygon(vertices, style)
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        pos: BackendCoord,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        self.0.draw_text(text, style, pos)
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Self::ErrorType>> {
        let size = (style.size() / FONT_SIZE_FACTOR).round() as u32;
        let bold = matches!(style.style(), FontStyle::Bold);
        let width = text::width(text, size, bold);
        Ok((u32::try_from(width).unwrap_or(0), size))
    }
}

/// Where a text stands relative to its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// The text starts at the point.
    Start,
    /// The text is centred on the point.
    Middle,
    /// The text ends at the point.
    End,
}

/// Size, weight and colour of a text.
#[derive(Debug, Clone, Copy)]
pub struct Ink {
    /// Font size in pixels.
    pub size: u32,
    /// Whether the text is bold.
    pub bold: bool,
    /// Text colour.
    pub color: Color,
}

/// A surface of whole pixels with the origin at the top left.
pub struct Canvas<'a> {
    area: DrawingArea<MeasuredSvg<'a>, Shift>,
}

impl Canvas<'_> {
    /// A filled rectangle. Nothing is drawn when it has no area.
    pub fn rect(&self, x: i32, y: i32, w: i32, h: i32, color: Color) -> Result<(), ChartError> {
        if w <= 0 || h <= 0 {
            return Ok(());
        }
        let style = rgb(color).filled();
        self.area
            .draw(&Rectangle::new([(x, y), (x + w, y + h)], style))
            .map_err(failed)
    }

    /// A line through `points`, `width` pixels wide.
    pub fn path(&self, points: &[(i32, i32)], width: u32, color: Color) -> Result<(), ChartError> {
        if points.len() < 2 {
            return Ok(());
        }
        let style = stroke(color, width);
        self.area
            .draw(&PathElement::new(points.to_vec(), style))
            .map_err(failed)
    }

    /// A straight line of dashes along a horizontal or vertical line.
    pub fn dashes(
        &self,
        from: (i32, i32),
        to: (i32, i32),
        width: u32,
        color: Color,
    ) -> Result<(), ChartError> {
        const DASH: i32 = 6;
        const GAP: i32 = 4;
        let length = (to.0 - from.0).abs().max((to.1 - from.1).abs());
        let step = ((to.0 - from.0).signum(), (to.1 - from.1).signum());
        let mut start = 0;
        while start < length {
            let end = (start + DASH).min(length);
            let at = |distance: i32| (from.0 + step.0 * distance, from.1 + step.1 * distance);
            self.path(&[at(start), at(end)], width, color)?;
            start += DASH + GAP;
        }
        Ok(())
    }

    /// A filled polygon; `alpha` from 0 (invisible) to 1.
    pub fn polygon(
        &self,
        points: &[(i32, i32)],
        color: Color,
        alpha: f64,
    ) -> Result<(), ChartError> {
        let style: ShapeStyle = rgb(color).mix(alpha).filled();
        self.area
            .draw(&Polygon::new(points.to_vec(), style))
            .map_err(failed)
    }

    /// A filled disc.
    pub fn disc(&self, x: i32, y: i32, radius: i32, color: Color) -> Result<(), ChartError> {
        self.area
            .draw(&Circle::new((x, y), radius, rgb(color).filled()))
            .map_err(failed)
    }

    /// An open circle with a line of 2 pixels.
    pub fn ring(&self, x: i32, y: i32, radius: i32, color: Color) -> Result<(), ChartError> {
        self.area
            .draw(&Circle::new((x, y), radius, stroke(color, 2)))
            .map_err(failed)
    }

    /// A filled square standing on its corner.
    pub fn diamond(&self, x: i32, y: i32, radius: i32, color: Color) -> Result<(), ChartError> {
        let corners = [
            (x, y - radius),
            (x + radius, y),
            (x, y + radius),
            (x - radius, y),
        ];
        self.polygon(&corners, color, 1.0)
    }

    /// One line of text, centred vertically on `y`. Unsafe characters are removed.
    pub fn text(
        &self,
        content: &str,
        x: i32,
        y: i32,
        align: Align,
        ink: Ink,
    ) -> Result<(), ChartError> {
        let style = if ink.bold {
            FontStyle::Bold
        } else {
            FontStyle::Normal
        };
        let size = f64::from(ink.size) * FONT_SIZE_FACTOR;
        let h_pos = match align {
            Align::Start => HPos::Left,
            Align::Middle => HPos::Center,
            Align::End => HPos::Right,
        };
        let font = FontDesc::new(FontFamily::Name("system-ui"), size, style);
        let color = rgb(ink.color);
        let style = TextStyle::from(font)
            .color(&color)
            .pos(Pos::new(h_pos, VPos::Center));
        self.area
            .draw_text(&text::clean(content), &style, (x, y))
            .map_err(failed)
    }
}

/// Draws on a surface of `width` × `height` pixels and returns the elements inside `<svg>`.
pub fn paint(
    width: i32,
    height: i32,
    draw: impl FnOnce(&Canvas) -> Result<(), ChartError>,
) -> Result<String, ChartError> {
    let size = (
        u32::try_from(width).unwrap_or(0),
        u32::try_from(height).unwrap_or(0),
    );
    let mut document = String::new();
    let canvas = Canvas {
        area: MeasuredSvg(SVGBackend::with_string(&mut document, size)).into_drawing_area(),
    };
    draw(&canvas)?;
    canvas.area.present().map_err(failed)?;
    drop(canvas);
    let start = document.find(">\n").map_or(0, |position| position + 2);
    let end = document.rfind("</svg>").unwrap_or(document.len());
    Ok(document.get(start..end).unwrap_or_default().to_string())
}

fn stroke(color: Color, width: u32) -> ShapeStyle {
    ShapeStyle::from(rgb(color)).stroke_width(width)
}

fn rgb(color: Color) -> RGBColor {
    RGBColor(color.0, color.1, color.2)
}

fn failed<E>(_: E) -> ChartError {
    ChartError::Drawing {}
}
