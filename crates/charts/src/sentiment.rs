//! Comments by sentiment: one bar each, named beside the bar, so colour is never the only sign.

use crate::canvas::Align;
use crate::frame::{Area, Frame, Mark, Words};
use crate::palette::Color;
use crate::{Chart, ChartError, ChartKind, Table};
use vocal_core::filter::Condition;
use vocal_core::text::Sentiment;

struct Row {
    sentiment: Sentiment,
    name: String,
    count: u64,
    color: Color,
}

/// Draws the sentiment of all comments.
pub fn draw(frame: &Frame) -> Result<Chart, ChartError> {
    let kind = ChartKind::Sentiment;
    if frame.report.text.hidden {
        return Err(ChartError::Hidden { kind });
    }
    let rows = rows(frame);
    let total: u64 = rows.iter().map(|row| row.count).sum();
    if total == 0 {
        return Err(ChartError::NoData { kind });
    }

    let wide = frame.is_wide();
    let ink = frame.label();
    let shares: Vec<String> = rows
        .iter()
        .map(|row| frame.messages.share(row.count, total))
        .collect();
    let figures = frame.fit_figures(
        rows.iter()
            .zip(&shares)
            .map(|(row, share)| (share.as_str(), row.count)),
    );
    let longest = rows
        .iter()
        .map(|row| frame.measure(&row.name, ink))
        .max()
        .unwrap_or(0);
    let row_height = if wide { 44 } else { 52 };
    let left = if wide { longest + 16 } else { 0 };
    let room = frame.width - left - if wide { figures.width() + 24 } else { 0 };
    let most = rows.iter().map(|row| row.count).max().unwrap_or(1).max(1);
    let height = row_height * rows.len() as i32 + 4;

    let marks: Vec<Mark> = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.count > 0)
        .map(|(index, row)| Mark {
            area: Area {
                x: 0,
                y: row_height * index as i32 + 1,
                w: frame.width,
                h: row_height - 2,
            },
            label: mark_label(frame, row, total),
            condition: Condition::Sentiment {
                keys: vec![row.sentiment],
            },
        })
        .collect();

    frame.finish(height, &marks, words(frame, &rows, total), |canvas| {
        for (index, (row, share)) in rows.iter().zip(&shares).enumerate() {
            let top = row_height * index as i32;
            let length = (f64::from(room) * row.count as f64 / most as f64).round() as i32;
            let length = if row.count > 0 { length.max(2) } else { 0 };
            if wide {
                let middle = top + row_height / 2;
                canvas.text(&row.name, left - 16, middle, Align::End, ink)?;
                canvas.rect(left, middle - 12, length, 24, row.color)?;
                let x = left + length + 12;
                canvas.text(share, x, middle, Align::Start, frame.strong())?;
                let x = x + frame.measure(share, frame.strong()) + 8;
                canvas.text(
                    &frame.base(row.count),
                    x,
                    middle,
                    Align::Start,
                    frame.small(),
                )?;
            } else {
                canvas.text(&row.name, 0, top + 13, Align::Start, ink)?;
                let value = (share.as_str(), frame.strong());
                frame.draw_figure(canvas, figures, value, row.count, top + 13)?;
                canvas.rect(0, top + 24, length, 18, row.color)?;
            }
        }
        if wide {
            canvas.path(&[(left, 4), (left, height - 4)], 1, frame.palette.axis)?;
        }
        Ok(())
    })
}

fn rows(frame: &Frame) -> Vec<Row> {
    let counts = frame.report.text.sentiment;
    let palette = frame.palette;
    [
        (
            Sentiment::Positive,
            "positive",
            counts.positive,
            palette.positive,
        ),
        (
            Sentiment::Neutral,
            "neutral",
            counts.neutral,
            palette.neutral,
        ),
        (Sentiment::Mixed, "mixed", counts.mixed, palette.mixed),
        (
            Sentiment::Negative,
            "negative",
            counts.negative,
            palette.negative,
        ),
    ]
    .into_iter()
    .map(|(sentiment, name, count, color)| Row {
        sentiment,
        name: frame.messages.text(&format!("chart.sentiment.{name}"), &[]),
        count: count.into(),
        color,
    })
    .collect()
}

fn mark_label(frame: &Frame, row: &Row, total: u64) -> String {
    let values = [
        ("sentiment", row.name.as_str()),
        (
            "comments",
            &frame.messages.plural("chart.comments", row.count, &[]),
        ),
        ("share", &frame.messages.share(row.count, total)),
    ];
    frame.messages.text("chart.sentiment.mark", &values)
}

fn words(frame: &Frame, rows: &[Row], total: u64) -> Words {
    let messages = &frame.messages;
    let counts = frame.report.text.sentiment;
    let comments = messages.plural("chart.comments", total, &[]);
    let positive = messages.share(counts.positive.into(), total);
    let negative = messages.share(counts.negative.into(), total);
    let mut values = vec![
        ("comments", comments.as_str()),
        ("positive", &positive),
        ("negative", &negative),
    ];
    let net = frame
        .report
        .text
        .net_sentiment
        .map(|net| messages.points(net));
    let ends = frame.report.text.net_sentiment_interval;
    let ends = ends.map_or_else(
        || messages.text("number.none", &[]),
        |[low, high]| messages.range(&messages.points(low), &messages.points(high)),
    );
    let interval = frame.interval(&ends);
    let description = match &net {
        Some(net) => {
            values.extend([("net", net.as_str()), ("interval", &interval)]);
            messages.text("chart.sentiment.description_net", &values)
        }
        None => messages.text("chart.sentiment.description", &values),
    };
    let header = ["sentiment", "comments", "share"]
        .iter()
        .map(|name| messages.text(&format!("chart.table.{name}"), &[]))
        .collect();
    let rows = rows
        .iter()
        .map(|row| {
            let share = messages.percent(100.0 * row.count as f64 / total as f64, 1);
            vec![row.name.clone(), messages.integer(row.count), share]
        })
        .collect();
    let title = messages.text("chart.sentiment.title", &[]);
    Words {
        title,
        description,
        table: Table { header, rows },
    }
}
