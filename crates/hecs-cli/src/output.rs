//! Results on stdout: columns for people, JSON or CSV for programs.

use std::io::{self, IsTerminal, Write};

use comfy_table::{CellAlignment, LineStyle, Table, TableStyle};
use serde::Serialize;

use crate::args::Format;

/// A result that knows its columns.
pub(crate) trait Record: Serialize {
    /// Names of the columns of the table and of the CSV.
    fn header() -> Vec<String>;
    /// One row in full precision, for CSV.
    fn row(&self) -> Vec<String>;
    /// One row for people; the same as [`Self::row`] unless rounding helps.
    fn short_row(&self) -> Vec<String> {
        self.row()
    }
    /// Why this input gave no result, if so.
    fn error(&self) -> Option<&str>;
}

/// The form of results: what was asked for, else a table on a terminal and JSON in a pipe.
pub(crate) fn resolve(format: Option<Format>) -> Format {
    format.unwrap_or_else(|| {
        if io::stdout().is_terminal() {
            Format::Table
        } else {
            Format::Json
        }
    })
}

/// Prints records in one of the three forms.
pub(crate) fn print<R: Record>(records: &[R], format: Format) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut out, records)?;
            writeln!(out)
        }
        Format::Csv => {
            let rows: Vec<Vec<String>> = records.iter().map(Record::row).collect();
            out.write_all(&csv_text(&R::header(), &rows)?)
        }
        Format::Table => {
            let rows: Vec<Vec<String>> = records.iter().map(Record::short_row).collect();
            writeln!(out, "{}", columns(&R::header(), &rows))
        }
    }
}

/// Prints one document as JSON.
pub(crate) fn print_json(document: &impl Serialize) -> io::Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, document)?;
    writeln!(out)
}

/// A CSV text of a header and rows.
pub fn csv_text(header: &[String], rows: &[Vec<String>]) -> io::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header)?;
    for row in rows {
        writer.write_record(row)?;
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
