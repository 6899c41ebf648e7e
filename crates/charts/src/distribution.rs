//! Answers per scale point.

use crate::canvas::{Align, Ink};
use crate::frame::{Area, Frame, Mark, Sign, TARGET, Words};
use crate::palette::Color;
use crate::unit::Unit;
use crate::{Chart, ChartError, ChartKind, Table, text};
use vocal_core::filter::Condition;
use vocal_core::report::{Metric, ScoreFigure};

/// Answers from one scale point to another, both included.
struct Bin {
    from: i32,
    to: i32,
    count: u64,
}

/// The three groups of NPS answers: message key, first answer, last answer.
const NPS_GROUPS: [(&str, i32, i32); 3] = [
    ("chart.nps.detractors", 0, 6),
    ("chart.nps.passives", 7, 8),
    ("chart.nps.promoters", 9, 10),
];

/// Widest bar in pixels.
const BAR: i32 = 112;

/// Narrowest bar, with the space beside it, that has room for a word.
const WORD: i32 = 60;

/// Lines of a word under its bar, and the height of one.
const LINES: usize = 3;
const LINE: i32 = 15;

/// Draws the distribution of the score that the request names.
pub fn draw(frame: &Frame) -> Result<Chart, ChartError> {
    let kind = ChartKind::Distribution;
    let score = frame.score()?;
    if score.hidden {
        return Err(ChartError::Hidden { kind });
    }
    let in_words = has_words(frame, score);
    let bins = match in_words {
        true => bins(&points(score), 1),
        false => fitting_bins(frame, score),
    };
    let total: u64 = bins.iter().map(|bin| bin.count).sum();
    if total == 0 {
        return Err(ChartError::NoData { kind });
    }

    let legend = frame.fit_legend(legend(frame, score));
    let mut notes = Vec::new();
    if score.low_is_good {
        notes.push(frame.messages.text("chart.low_is_good", &[]));
    }
    if in_words {
        notes.push(points_note(frame, score, &bins));
    }
    let notes = frame.fit_notes(&notes);
    let grouped = score.metric == Some(Metric::Nps);

    let column = frame.width / bins.len() as i32;
    let left = (frame.width - column * bins.len() as i32) / 2;
    let bar = (column * 3 / 4).clamp(TARGET - 2, BAR);
    let top = legend.height + if legend.height > 0 { 12 } else { 0 };
    let plot = if frame.is_wide() { 220 } else { 160 };
    let base = top + 22 + plot;
    let names: Vec<Vec<String>> = bins
        .iter()
        .map(|bin| match in_words {
            true => text::wrap(&name(score, bin), frame.label().size, column - 6, LINES),
            false => vec![range(bin)],
        })
        .collect();
    let lines = names.iter().map(Vec::len).max().unwrap_or(1) as i32;
    let foot = 26 + (lines - 1) * LINE;
    let height = base + foot + if grouped { 8 } else { 0 } + notes.height;
    let most = bins.iter().map(|bin| bin.count).max().unwrap_or(1).max(1);
    let tall = |count: u64| -> i32 {
        if count == 0 {
            return 0;
        }
        ((f64::from(plot) * count as f64 / most as f64).round() as i32).max(2)
    };

    let marks: Vec<Mark> = bins
        .iter()
        .enumerate()
        .filter(|(_, bin)| bin.count > 0)
        .map(|(index, bin)| Mark {
            area: Area {
                x: left + column * index as i32 + 1,
                y: top,
                w: column - 2,
                h: base + foot - top,
            },
            label: mark_label(frame, score, bin, total),
            condition: Condition::Score {
                column: score.column,
                from: bin.from,
                to: bin.to,
            },
        })
        .collect();

    frame.finish(
        height,
        &marks,
        words(frame, score, &bins, total),
        |canvas| {
            frame.draw_legend(canvas, &legend, 0)?;
            for (index, bin) in bins.iter().enumerate() {
                let middle = left + column * index as i32 + column / 2;
                let color = color(frame, score, bin, index, bins.len());
                let h = tall(bin.count);
                canvas.rect(middle - bar / 2, base - h, bar, h, color)?;
                let share = frame.messages.share(bin.count, total);
                let ink = if bin.count == 0 {
                    frame.small()
                } else {
                    Ink {
                        color: frame.palette.text,
                        ..frame.small()
                    }
                };
                canvas.text(&share, middle, base - h - 11, Align::Middle, ink)?;
                for (line, name) in (0..).zip(&names[index]) {
                    let y = base + 14 + line * LINE;
                    canvas.text(name, middle, y, Align::Middle, frame.label())?;
                }
            }
            canvas.path(&[(0, base), (frame.width, base)], 1, frame.palette.axis)?;
            if grouped {
                for (index, bin) in bins.iter().enumerate() {
                    let same_as_next = bins
                        .get(index + 1)
                        .is_some_and(|next| group(next) == group(bin));
                    let x = left + column * index as i32;
                    let from = if index > 0 && group(&bins[index - 1]) == group(bin) {
                        x
                    } else {
                        x + 3
                    };
                    let to = x + column - if same_as_next { 0 } else { 3 };
                    canvas.rect(
                        from,
                        base + 28,
                        to - from,
                        3,
                        color(frame, score, bin, index, bins.len()),
                    )?;
                }
            }
            frame.draw_notes(canvas, &notes, height - notes.height)
        },
    )
}

/// True when every answer has a word of the file and room for it.
fn has_words(frame: &Frame, score: &ScoreFigure) -> bool {
    let points = points(score);
    !score.labels.is_empty() && WORD * points.len() as i32 <= frame.width
}

/// The answers that there are: every point of a scale of numbers, and those of a scale of words that have one.
fn points(score: &ScoreFigure) -> Vec<(i32, u32)> {
    let known = |answer| score.labels.is_empty() || label(score, answer).is_some();
    let all = score.distribution.iter().copied();
    all.filter(|&(answer, count)| count > 0 || known(answer))
        .collect()
}

fn label(score: &ScoreFigure, answer: i32) -> Option<&str> {
    let labels = score.labels.iter();
    let mut found = labels.filter(|(point, _)| *point == answer);
    found.next().map(|(_, label)| label.as_str())
}

/// A bin in the words of the file, or as a number.
fn name(score: &ScoreFigure, bin: &Bin) -> String {
    let one = Some(bin.from).filter(|&from| from == bin.to);
    one.and_then(|answer| label(score, answer))
        .map_or_else(|| range(bin), text::clean)
}

/// Says which numbers the words stand for.
fn points_note(frame: &Frame, score: &ScoreFigure, bins: &[Bin]) -> String {
    let points: Vec<String> = bins.iter().map(range).collect();
    let number = |value: i32| frame.messages.number(value.into(), 0);
    let [low, high] = score.scale.map(number);
    frame.messages.text(
        "chart.distribution.points",
        &[
            ("points", &points.join(", ")),
            ("low", &low),
            ("high", &high),
        ],
    )
}

/// As many bins as have room for a bar that can be clicked and for their labels.
fn fitting_bins(frame: &Frame, score: &ScoreFigure) -> Vec<Bin> {
    let mut step = 1;
    let mut factors = [2, 5, 2].into_iter().cycle();
    loop {
        let bins = bins(&score.distribution, step);
        let label = bins
            .iter()
            .map(|bin| frame.measure(&range(bin), frame.label()))
            .max();
        let column = (TARGET + 2).max(label.unwrap_or(0) + 4);
        if bins.len() <= 1 || column * bins.len() as i32 <= frame.width {
            return bins;
        }
        // 1, 2, 5, 10, 20, 50, …
        step = match factors.next() {
            Some(5) => step / 2 * 5,
            _ => step * 2,
        };
    }
}

/// Answers joined into ranges of `step` points; a shorter rest belongs to the last range.
fn bins(distribution: &[(i32, u32)], step: usize) -> Vec<Bin> {
    let whole = (distribution.len() / step).max(1);
    let mut bins: Vec<Bin> = Vec::new();
    for (index, &(answer, count)) in distribution.iter().enumerate() {
        let count = u64::from(count);
        match bins.last_mut() {
            Some(bin) if index % step != 0 || index / step >= whole => {
                bin.to = answer;
                bin.count += count;
            }
            _ => bins.push(Bin {
                from: answer,
                to: answer,
                count,
            }),
        }
    }
    bins
}

fn range(bin: &Bin) -> String {
    if bin.from == bin.to {
        return bin.from.to_string().replace('-', "−");
    }
    format!("{}–{}", bin.from, bin.to).replace('-', "−")
}

/// Position of the NPS group of a bin.
fn group(bin: &Bin) -> usize {
    NPS_GROUPS
        .iter()
        .position(|(_, _, last)| bin.to <= *last)
        .unwrap_or(2)
}

fn color(frame: &Frame, score: &ScoreFigure, bin: &Bin, index: usize, count: usize) -> Color {
    let palette = frame.palette;
    if score.metric == Some(Metric::Nps) {
        return [palette.negative, palette.neutral, palette.positive][group(bin)];
    }
    let step = if score.low_is_good {
        count - 1 - index
    } else {
        index
    };
    palette.ramp_step(step, count)
}

fn legend(frame: &Frame, score: &ScoreFigure) -> Vec<(Sign, String)> {
    let (Some(Metric::Nps), Some(detractors), Some(passives), Some(promoters)) = (
        score.metric,
        score.detractors,
        score.passives,
        score.promoters,
    ) else {
        return Vec::new();
    };
    let palette = frame.palette;
    let colors = [palette.negative, palette.neutral, palette.positive];
    NPS_GROUPS
        .iter()
        .zip(colors)
        .zip([detractors, passives, promoters])
        .map(|(((key, from, to), color), count)| {
            let share = frame
                .messages
                .share(u64::from(count), u64::from(score.n.unwrap_or(0)));
            let name = frame.messages.text(key, &[]);
            (
                Sign::Square(color, None),
                format!("{name} ({from}–{to}): {share}"),
            )
        })
        .collect()
}

fn mark_label(frame: &Frame, score: &ScoreFigure, bin: &Bin, total: u64) -> String {
    let messages = &frame.messages;
    let answers = messages.plural("chart.answers", bin.count, &[]);
    let share = messages.share(bin.count, total);
    let answer = name(score, bin);
    let mut values = vec![
        ("answer", answer.as_str()),
        ("answers", &answers),
        ("share", &share),
    ];
    if score.metric != Some(Metric::Nps) {
        return messages.text("chart.distribution.mark", &values);
    }
    let group = messages.text(NPS_GROUPS[group(bin)].0, &[]);
    values.push(("group", &group));
    messages.text("chart.distribution.mark_group", &values)
}

fn words(frame: &Frame, score: &ScoreFigure, bins: &[Bin], total: u64) -> Words {
    let messages = &frame.messages;
    let question = frame.column_name(score.column);
    let grouped = score.metric == Some(Metric::Nps);
    let mut header = vec![messages.text("chart.table.answer", &[])];
    if grouped {
        header.push(messages.text("chart.table.group", &[]));
    }
    header.push(messages.text("chart.table.n", &[]));
    header.push(messages.text("chart.table.share", &[]));
    let rows = bins
        .iter()
        .map(|bin| {
            let mut row = vec![name(score, bin)];
            if grouped {
                row.push(messages.text(NPS_GROUPS[group(bin)].0, &[]));
            }
            row.push(messages.integer(bin.count));
            row.push(messages.percent(100.0 * bin.count as f64 / total as f64, 1));
            row
        })
        .collect();
    Words {
        title: messages.text("chart.distribution.title", &[("question", &question)]),
        description: description(frame, score),
        table: Table { header, rows },
    }
}

fn description(frame: &Frame, score: &ScoreFigure) -> String {
    let messages = &frame.messages;
    let unit = Unit::of(score);
    let n = u64::from(score.n.unwrap_or(0));
    let answers = messages.plural("chart.answers", n, &[]);
    let (Some(value), Some(interval)) = (score.value, score.interval) else {
        return format!("{}: {answers}.", frame.metric(score));
    };
    let value = unit.short(messages, value);
    let interval = frame.interval(&unit.short_range(messages, interval));
    let share = |count: Option<u32>| messages.share(u64::from(count.unwrap_or(0)), n);
    let low = messages.number(score.scale[0].into(), 0);
    let high = messages.number(score.scale[1].into(), 0);
    let key = match score.metric {
        Some(Metric::Nps) => "chart.distribution.nps",
        Some(Metric::Csat) => "chart.distribution.csat",
        _ => "chart.distribution.mean",
    };
    messages.text(
        key,
        &[
            ("metric", &frame.metric(score)),
            ("value", &value),
            ("interval", &interval),
            ("promoters", &share(score.promoters)),
            ("passives", &share(score.passives)),
            ("detractors", &share(score.detractors)),
            ("answers", &answers),
            ("low", &low),
            ("high", &high),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(low: i32, high: i32) -> Vec<(i32, u32)> {
        (low..=high).map(|answer| (answer, 1)).collect()
    }

    #[test]
    fn long_scales_are_joined_into_ranges() {
        let joined = bins(&scale(0, 100), 10);
        assert_eq!(joined.len(), 10);
        assert_eq!((joined[0].from, joined[0].to, joined[0].count), (0, 9, 10));
        assert_eq!(
            (joined[9].from, joined[9].to, joined[9].count),
            (90, 100, 11)
        );
    }

    #[test]
    fn short_scales_keep_every_point() {
        assert_eq!(bins(&scale(0, 10), 1).len(), 11);
        assert!(bins(&[], 1).is_empty());
    }

    #[test]
    fn ranges_use_a_real_minus() {
        assert_eq!(
            range(&Bin {
                from: -3,
                to: -3,
                count: 0
            }),
            "−3"
        );
        assert_eq!(
            range(&Bin {
                from: -3,
                to: 1,
                count: 0
            }),
            "−3–1"
        );
    }
}
