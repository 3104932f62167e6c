//! Rows as CSV.

use std::io;

/// A CSV text of a header and rows.
pub fn csv_text(header: &[String], rows: &[Vec<String>]) -> io::Result<Vec<u8>> {
    csv_lines(std::iter::once(header).chain(rows.iter().map(Vec::as_slice)))
}

/// The lines of a CSV text.
pub fn csv_lines<'r>(lines: impl IntoIterator<Item = &'r [String]>) -> io::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for line in lines {
        writer.write_record(line)?;
    }
    writer
        .into_inner()
        .map_err(|e| io::Error::other(e.to_string()))
}

/// A number, or nothing.
pub fn optional(value: Option<f64>) -> String {
    value.map_or(String::new(), |v| v.to_string())
}
