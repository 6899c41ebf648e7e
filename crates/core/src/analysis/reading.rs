//! How a file was read, as the report tells it: its columns with their roles, and what is odd about it.

use crate::reading::{RawReading, Table};
use crate::report::{ColumnReading, Params, Reading, Role, Warning};
use crate::roles::{Fine, assign_roles, fine_points, is_no_survey};
use crate::settings::Settings;

/// Confidence of a role below which a score is worth a look by the user.
const SURE: f64 = 0.6;

/// What the report says about the reading of a table called `name`, with the roles that `settings` decide or the
/// columns suggest.
pub(super) fn make_reading(
    name: &str,
    table: &Table,
    raw: &RawReading,
    settings: &Settings,
) -> Reading {
    let columns = assign_roles(table, settings);
    let mut warnings = raw.warnings.clone();
    warn_of_columns(table, &columns, &mut warnings);
    warn_of_extension(name, raw, &mut warnings);
    warn_of_unsure_roles(&columns, &mut warnings);
    let letter = |byte: u8| char::from(byte).to_string();
    let dialect = raw.dialect.as_ref();
    Reading {
        format: raw.format.to_owned(),
        encoding: raw.encoding.clone(),
        delimiter: dialect.map(|dialect| letter(dialect.delimiter)),
        quote: dialect.and_then(|dialect| dialect.quote).map(letter),
        header_rows: raw.header_rows,
        rows: table.rows,
        sheet: raw.sheet.clone(),
        sheets: raw.sheets.clone(),
        inside: raw.inside.clone(),
        files: raw.files.clone(),
        source: raw.source.map(str::to_owned),
        columns,
        warnings,
    }
}

/// A warning about the whole file.
fn warning(code: &'static str, params: Params) -> Warning {
    Warning {
        code,
        column: None,
        row: None,
        params,
    }
}

/// What the columns together do not have, or have in an odd way.
fn warn_of_columns(table: &Table, columns: &[ColumnReading], warnings: &mut Vec<Warning>) {
    let has = |role: Role| columns.iter().any(|column| column.role == role);
    let scores = columns.iter().filter(|column| column.role == Role::Score);
    let fine = scores.filter_map(|column| fine_points(&table.columns[column.index as usize]));
    let fine: Vec<Fine> = fine.collect();
    let odd = [
        ("not_a_survey", is_no_survey(table, columns)),
        ("single_column", columns.len() == 1),
        ("half_points", fine.contains(&Fine::Halves)),
        ("tenths", fine.iter().any(|fine| *fine != Fine::Halves)),
        ("no_score", !has(Role::Score)),
        ("no_comment", !has(Role::Comment)),
        ("no_date", !columns.iter().any(|column| column.primary)),
    ];
    for (code, _) in odd.into_iter().filter(|(_, is_so)| *is_so) {
        let params = Params::from([("columns", columns.len().into())]);
        warnings.push(warning(code, params));
    }
}

/// Says when the name promises another format. Several files have several names, and each was read by what it
/// holds.
fn warn_of_extension(name: &str, raw: &RawReading, warnings: &mut Vec<Warning>) {
    let Some(extension) = mismatched_extension(name, raw).filter(|_| raw.files.is_empty()) else {
        return;
    };
    let params = Params::from([
        ("extension", extension.into()),
        ("found", raw.format.into()),
    ]);
    warnings.push(warning("extension_mismatch", params));
}

fn warn_of_unsure_roles(columns: &[ColumnReading], warnings: &mut Vec<Warning>) {
    let is_unsure =
        |column: &&ColumnReading| column.role == Role::Score && column.confidence < SURE;
    let unsure = columns.iter().filter(is_unsure).count();
    if unsure > 0 {
        let params = Params::from([("columns", unsure.into())]);
        warnings.push(warning("roles_unsure", params));
    }
}

/// The extension of a name that promises another format than the one that was found.
fn mismatched_extension(name: &str, raw: &RawReading) -> Option<String> {
    let (_, extension) = name.rsplit_once('.')?;
    let extension = extension.to_ascii_lowercase();
    let promised = match extension.as_str() {
        "csv" | "tsv" => "csv",
        "xlsx" | "xlsm" => "xlsx",
        "zsav" => "sav",
        "jsonl" => "ndjson",
        // Both are used for both.
        "json" if raw.format == "ndjson" => "ndjson",
        "zip" | "gz" if raw.inside.is_some() || extension == "gz" => return None,
        "xls" | "ods" | "sav" | "json" | "ndjson" | "zip" | "pdf" | "docx" | "png" | "jpg"
        | "jpeg" | "html" | "htm" | "xml" => extension.as_str(),
        _ => return None,
    };
    (promised != raw.format).then(|| extension.clone())
}
