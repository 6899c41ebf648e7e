//! How a file was read: format line, columns, warnings.

use super::layout::{section, shorten, table};
use super::words::{metric_name, without_page};
use crate::input::coded_message;
use vocal_charts::messages::Messages;
use vocal_core::report::{ColumnReading, Reading, Role, Warning};

/// How a file was read: format line, columns, warnings.
pub fn reading(reading: &Reading, messages: &Messages) -> String {
    let rows = messages.plural("cli.rows", reading.rows.into(), &[]);
    let delimiter = reading
        .delimiter
        .as_deref()
        .map(delimiter_name)
        .unwrap_or_default();
    let values = [
        ("format", reading.format.as_str()),
        ("encoding", reading.encoding.as_str()),
        ("delimiter", delimiter.as_str()),
        ("rows", rows.as_str()),
    ];
    let read_as = match reading.delimiter {
        Some(_) => "cli.read_as",
        None => "cli.read_as_cells",
    };
    let mut text = messages.text(read_as, &values) + "\n\n";
    let head = ["#", "cli.column", "cli.role", "cli.sure", "cli.answered"].map(|key| match key {
        "#" => key.to_owned(),
        key => messages.text(key, &[]),
    });
    let mut rows = vec![head.to_vec()];
    rows.extend(reading.columns.iter().map(|column| {
        vec![
            column.index.to_string(),
            shorten(&column.name, 60),
            role_name(column, messages),
            messages.percent(100.0 * column.confidence, 0),
            messages.integer(column.answered.into()),
        ]
    }));
    text += &table(&rows, &[0, 3, 4]);
    text += &warnings(&reading.warnings, messages);
    text
}

/// Warnings in words, each with its place.
pub(super) fn warnings(warnings: &[Warning], messages: &Messages) -> String {
    if warnings.is_empty() {
        return String::new();
    }
    let lines: Vec<String> = warnings
        .iter()
        .map(|warning| {
            let text = coded_message("warning", warning.code, &warning.params, messages);
            let text = without_page(&text, messages);
            let line = warning
                .row
                .map(|row| messages.text("cli.in_line", &[("line", &messages.integer(row))]));
            // With several files, each warning says which one it is about.
            let file = warning.params.get("in_file").and_then(|file| file.as_str());
            let place: Vec<&str> = file.into_iter().chain(line.as_deref()).collect();
            match place.is_empty() {
                false => format!("- {}: {text}\n", place.join(", ")),
                true => format!("- {text}\n"),
            }
        })
        .collect();
    section("cli.warnings", &lines.concat(), messages)
}

fn role_name(column: &ColumnReading, messages: &Messages) -> String {
    let role = serde_json::to_value(column.role).ok();
    let role = role
        .as_ref()
        .and_then(|role| role.as_str())
        .unwrap_or_default();
    let name = messages.text(&format!("role.{role}"), &[]);
    if column.role != Role::Score {
        return name;
    }
    let scale = column
        .scale
        .map(|[low, high]| format!(" {low}–{high}"))
        .unwrap_or_default();
    format!("{name}: {}{scale}", metric_name(column.metric))
}

fn delimiter_name(delimiter: &str) -> String {
    match delimiter {
        "\t" => "TAB".to_owned(),
        other => other.to_owned(),
    }
}
