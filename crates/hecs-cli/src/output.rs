//! The forms of results: columns for people, JSON or CSV for programs.

use std::io::{self, Write};

use comfy_table::{CellAlignment, LineStyle, Table, TableStyle};
use serde::Serialize;

use crate::args::Format;

/// Prints one document as JSON, on one line where lines are asked for.
pub(crate) fn print_json(document: &impl Serialize, format: Format) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if format == Format::Jsonl {
        serde_json::to_writer(&mut out, document)?;
    } else {
        serde_json::to_writer_pretty(&mut out, document)?;
    }
    writeln!(out)
}

/// A CSV text of a header and rows.
pub fn csv_text(header: &[String], rows: &[Vec<String>]) -> io::Result<Vec<u8>> {
    csv_lines(std::iter::once(header).chain(rows.iter().map(Vec::as_slice)))
}

/// The lines of a CSV text.
pub(crate) fn csv_lines<'r>(lines: impl IntoIterator<Item = &'r [String]>) -> io::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for line in lines {
        writer.write_record(line)?;
    }
    writer
        .into_inner()
        .map_err(|e| io::Error::other(e.to_string()))
}

/// One line under the header.
const STYLE: TableStyle =
    TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// Columns for people; numbers to the right.
pub fn columns(header: &[String], rows: &[Vec<String>]) -> String {
    let mut table = Table::new();
    table.load_style(STYLE).set_header(header);
    for row in rows {
        table.add_row(row);
    }
    for (i, column) in table.column_iter_mut().enumerate() {
        let numeric = rows.iter().any(|r| !r[i].is_empty())
            && rows
                .iter()
                .all(|r| r[i].is_empty() || r[i].parse::<f64>().is_ok());
        if numeric {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.to_string()
}

/// A number, or nothing.
pub(crate) fn optional(value: Option<f64>) -> String {
    value.map_or(String::new(), |v| v.to_string())
}

/// A number with some decimals, or a dash.
pub(crate) fn rounded(value: Option<f64>, decimals: usize) -> String {
    value.map_or("–".to_owned(), |v| format!("{v:.decimals$}"))
}
