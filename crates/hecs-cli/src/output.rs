//! The forms of results: columns for people, JSON or CSV for programs.

use std::io::{self, Write};

use comfy_table::{CellAlignment, LineStyle, Table, TableStyle};
use serde::Serialize;

pub use hecs_view::csv_text;
pub(crate) use hecs_view::{csv_lines, optional};

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

/// A number with some decimals, or a dash.
pub(crate) fn rounded(value: Option<f64>, decimals: usize) -> String {
    value.map_or("–".to_owned(), |v| format!("{v:.decimals$}"))
}
