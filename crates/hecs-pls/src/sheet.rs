//! A table as text: CSV with a header, some columns numbers, some labels.

use std::collections::BTreeMap;
use std::io::Read;

use nalgebra::DMatrix;

use crate::{Column, PlsError, Table};

/// Cells of a CSV file as text, with the names of rows and columns.
///
/// Lines that begin with `#` are comments before the header, rows after it. A line that begins with `#` is itself the header where
/// it has as many cells as the line after it, and only that one holds numbers (`#,x,y` before `1,2.5,3.5`).
///
/// The comma separates, or the semicolon or tab where the header has no comma. Rows are named by their position (`1`, `2`, …) or
/// by the cells of a column ([`Sheet::name_rows_by`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    header: Vec<String>,
    positions: BTreeMap<String, usize>,
    rows: Vec<String>,
    lines: Vec<u64>,
    cells: Vec<Vec<String>>,
}

impl Sheet {
    /// Reads CSV text.
    ///
    /// # Errors
    /// [`PlsError::Io`], also for text that is not UTF-8; [`PlsError::Csv`] for records of unequal length; [`PlsError::RepeatedColumn`];
    /// [`PlsError::EmptyTable`] for a text without rows.
    pub fn read(mut source: impl Read) -> Result<Self, PlsError> {
        let mut text = String::new();
        source.read_to_string(&mut text)?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let (header_at, lines_before) = header_start(text);
        let text = &text[header_at..];
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .delimiter(delimiter_of(text.lines().next().unwrap_or("")))
            .from_reader(text.as_bytes());
        let header: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
        let mut positions = BTreeMap::new();
        for (place, name) in header.iter().enumerate() {
            if positions.insert(name.clone(), place).is_some() {
                return Err(PlsError::RepeatedColumn {
                    column: name.clone(),
                });
            }
        }
        let mut sheet = Self {
            header,
            positions,
            rows: Vec::new(),
            lines: Vec::new(),
            cells: Vec::new(),
        };
        for record in reader.records() {
            let record = record?;
            sheet.rows.push((sheet.rows.len() + 1).to_string());
            sheet
                .lines
                .push(lines_before + record.position().map_or(0, csv::Position::line));
            sheet.cells.push(record.iter().map(str::to_owned).collect());
        }
        if sheet.rows.is_empty() {
            let columns = sheet.header.iter().filter(|name| !name.is_empty()).count();
            return Err(PlsError::EmptyTable { columns });
        }
        Ok(sheet)
    }

    /// Names of the columns.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Names of the rows.
    pub fn rows(&self) -> &[String] {
        &self.rows
    }

    /// Names the rows by the cells of a column.
    ///
    /// # Errors
    /// [`PlsError::UnknownColumn`].
    pub fn name_rows_by(&mut self, column: &str) -> Result<(), PlsError> {
        self.rows = self.labels(column)?;
        Ok(())
    }

    /// The cells of a column as text.
    ///
    /// # Errors
    /// [`PlsError::UnknownColumn`].
    pub fn labels(&self, column: &str) -> Result<Vec<String>, PlsError> {
        let position = self.position(column)?;
        Ok(self
            .cells
            .iter()
            .map(|cells| cells[position].clone())
            .collect())
    }

    /// The cells of a column as numbers, NaN where missing (empty, `NA`, `NaN`, `null`, `?`, any case).
    ///
    /// # Errors
    /// [`PlsError::UnknownColumn`]; [`PlsError::NotANumber`] with row, line and column.
    pub fn numbers(&self, column: &str) -> Result<Vec<f64>, PlsError> {
        let position = self.position(column)?;
        (0..self.rows.len())
            .map(|row| self.number(row, position))
            .collect()
    }

    /// The columns in which every cell is a number or missing, in the order of the header; a column without any number does not count.
    pub fn numeric_columns(&self) -> Vec<&str> {
        (0..self.header.len())
            .filter(|&column| {
                let values: Result<Vec<f64>, _> = (0..self.rows.len())
                    .map(|row| self.number(row, column))
                    .collect();
                values.is_ok_and(|values| values.iter().any(|value| value.is_finite()))
            })
            .map(|column| self.header[column].as_str())
            .collect()
    }

    /// A table of these columns.
    ///
    /// # Errors
    /// As [`Sheet::numbers`] and [`Table::new`].
    pub fn table<S: AsRef<str>>(&self, columns: &[S]) -> Result<Table, PlsError> {
        let mut values = DMatrix::zeros(self.rows.len(), columns.len());
        for (j, column) in columns.iter().enumerate() {
            values
                .column_mut(j)
                .copy_from_slice(&self.numbers(column.as_ref())?);
        }
        let columns = columns
            .iter()
            .map(|column| Column::from(column.as_ref()))
            .collect();
        Ok(Table {
            lines: self.lines.clone(),
            ..Table::new(self.rows.clone(), columns, values)?
        })
    }

    /// A table of all numeric columns but those in `without`.
    ///
    /// # Errors
    /// [`PlsError::UnknownColumn`] for a name in `without` that does not exist.
    pub fn table_without<S: AsRef<str>>(&self, without: &[S]) -> Result<Table, PlsError> {
        for name in without {
            self.position(name.as_ref())?;
        }
        let mut columns = self.numeric_columns();
        columns.retain(|column| without.iter().all(|name| name.as_ref() != *column));
        self.table(&columns)
    }

    /// The sheet of the rows at these positions.
    #[must_use]
    pub fn select_rows(&self, positions: &[usize]) -> Self {
        Self {
            header: self.header.clone(),
            positions: self.positions.clone(),
            rows: positions.iter().map(|&i| self.rows[i].clone()).collect(),
            lines: positions.iter().map(|&i| self.lines[i]).collect(),
            cells: positions.iter().map(|&i| self.cells[i].clone()).collect(),
        }
    }

    fn number(&self, row: usize, column: usize) -> Result<f64, PlsError> {
        let text = &self.cells[row][column];
        if matches!(
            text.to_ascii_lowercase().as_str(),
            "" | "na" | "nan" | "null" | "?"
        ) {
            return Ok(f64::NAN);
        }
        text.parse().map_err(|_| PlsError::NotANumber {
            row: self.rows[row].clone(),
            column: self.header[column].clone(),
            line: self.lines[row],
            text: text.clone(),
        })
    }

    fn position(&self, column: &str) -> Result<usize, PlsError> {
        self.positions
            .get(column)
            .copied()
            .ok_or_else(|| PlsError::UnknownColumn {
                column: column.to_owned(),
                available: self.header.clone(),
            })
    }
}

/// Where the header starts, in bytes, and how many lines of comments and blanks are before it.
fn header_start(text: &str) -> (usize, u64) {
    let (mut bytes, mut before) = (0, 0);
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let heads = |next: &&str| is_header_of(line, next);
        let comment = line.starts_with('#') && !lines.peek().is_some_and(heads);
        if !comment && !line.trim().is_empty() {
            break;
        }
        bytes += line.len();
        before += 1;
    }
    (bytes, before)
}

/// Whether `line` can name the cells of `row`: as many, numbers only in the row.
fn is_header_of(line: &str, row: &str) -> bool {
    let delimiter = delimiter_of(line);
    let (names, cells) = (cells_of(line, delimiter), cells_of(row, delimiter));
    let number = |cell: &String| cell.parse::<f64>().is_ok();
    names.len() > 1
        && names.len() == cells.len()
        && !names.iter().any(number)
        && cells.iter().any(number)
}

/// The cells of a single line.
fn cells_of(line: &str, delimiter: u8) -> Vec<String> {
    let reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .trim(csv::Trim::All)
        .delimiter(delimiter)
        .from_reader(line.as_bytes());
    let record = reader.into_records().next().and_then(Result::ok);
    record.map_or_else(Vec::new, |record| {
        record.iter().map(str::to_owned).collect()
    })
}

/// What separates the cells of a header: the comma, or the semicolon or tab where there is no comma outside quotes.
fn delimiter_of(header: &str) -> u8 {
    // Every other part between quotation marks is quoted.
    let plain: String = header.split('"').step_by(2).collect();
    [b',', b';', b'\t']
        .into_iter()
        .find(|&delimiter| plain.as_bytes().contains(&delimiter))
        .unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# a comment\nname,x,group,y\nfirst,1.5,a,2\nsecond,NA,b,4e-1\n";

    #[test]
    fn reads_numbers_labels_and_gaps() {
        let mut sheet = Sheet::read(TEXT.as_bytes()).unwrap();
        sheet.name_rows_by("name").unwrap();
        assert_eq!(sheet.numeric_columns(), ["x", "y"]);
        assert_eq!(sheet.numbers("y").unwrap(), [2.0, 0.4]);
        assert!(sheet.numbers("x").unwrap()[1].is_nan());
        assert_eq!(sheet.labels("group").unwrap(), ["a", "b"]);
        assert_eq!(
            sheet.table_without(&["y"]).unwrap().rows(),
            ["first", "second"]
        );
    }

    #[test]
    fn names_the_cell_that_is_no_number() {
        let sheet = Sheet::read(TEXT.as_bytes()).unwrap();
        match sheet.numbers("group") {
            Err(PlsError::NotANumber {
                row,
                column,
                line,
                text,
            }) => {
                assert_eq!(
                    (row.as_str(), column.as_str(), line, text.as_str()),
                    ("1", "group", 3, "a")
                );
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_number_sign_is_a_comment_only_before_the_header() {
        let rows = |text: &str| {
            let sheet = Sheet::read(text.as_bytes()).unwrap();
            (sheet.header().to_vec(), sheet.cells)
        };
        let (header, cells) = rows("# of 2019, revised\nname,x\nA,1\n#2,2\n");
        assert_eq!((header[0].as_str(), cells[1][0].as_str()), ("name", "#2"));
        let (header, cells) = rows("# two, words\n\n#;x;y\n1;2;3\n#2;3;4\n");
        assert_eq!(header, ["#", "x", "y"]);
        assert_eq!(cells, [["1", "2", "3"], ["#2", "3", "4"]]);
        let (header, _) = rows("#sample,x\n#1,2\n#2,3\n");
        assert_eq!(header, ["#sample", "x"]);
        let (header, _) = rows("# left, right\nx,y\n1,2\n");
        assert_eq!(header, ["x", "y"]);
        let sheet = Sheet::read("# a\n\n#,x\n1,2\n2,two\n".as_bytes()).unwrap();
        assert!(matches!(
            sheet.numbers("x"),
            Err(PlsError::NotANumber { line: 5, .. })
        ));
    }

    #[test]
    fn a_comma_in_quotes_separates_nothing() {
        let sheet = Sheet::read("\"2,4-D\";y\n1;2\n".as_bytes()).unwrap();
        assert_eq!(sheet.header(), ["2,4-D", "y"]);
        let sheet = Sheet::read("\"2,4-D\",\"a;b\"\n1,2\n".as_bytes()).unwrap();
        assert_eq!(sheet.header(), ["2,4-D", "a;b"]);
    }

    #[test]
    fn other_separators_and_bad_text() {
        let sheet = Sheet::read("\u{feff}x;y\n1;2\n".as_bytes()).unwrap();
        assert_eq!(sheet.header(), ["x", "y"]);
        assert!(matches!(
            Sheet::read("x,y\n1\n".as_bytes()),
            Err(PlsError::Csv(_))
        ));
        assert!(matches!(
            Sheet::read("x,x\n1,2\n".as_bytes()),
            Err(PlsError::RepeatedColumn { .. })
        ));
    }
}
