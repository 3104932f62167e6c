//! Named columns × named rows, and a response.

use std::collections::BTreeMap;

use nalgebra::DMatrix;

use crate::PlsError;
use crate::checks::expect_length;

/// A predictor: its name, and its unit where it has one.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Column {
    /// Name, unique in its table.
    pub name: String,
    /// Unit, free text such as `Å` or `mg/dl`.
    pub unit: Option<String>,
}

impl From<&str> for Column {
    fn from(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            unit: None,
        }
    }
}

impl From<String> for Column {
    fn from(name: String) -> Self {
        Self { name, unit: None }
    }
}

/// Rows × columns of numbers with names; NaN stands for a missing value.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub(crate) rows: Vec<String>,
    pub(crate) columns: Vec<Column>,
    pub(crate) values: DMatrix<f64>,
    /// Lines of the rows in the text they were read from; empty where there was none.
    pub(crate) lines: Vec<u64>,
}

impl Table {
    /// A table of `values` (rows × columns).
    ///
    /// # Errors
    /// [`PlsError::WrongLength`] if the names do not fit the shape, [`PlsError::RepeatedColumn`] if a name occurs twice.
    pub fn new(
        rows: Vec<String>,
        columns: Vec<Column>,
        values: DMatrix<f64>,
    ) -> Result<Self, PlsError> {
        expect_length("row names", rows.len(), values.nrows())?;
        expect_length("column names", columns.len(), values.ncols())?;
        let mut names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        names.sort_unstable();
        if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(PlsError::RepeatedColumn {
                column: pair[0].to_owned(),
            });
        }
        Ok(Self {
            rows,
            columns,
            values,
            lines: Vec::new(),
        })
    }

    /// A table from records: one slice of values per row.
    ///
    /// # Errors
    /// As [`Table::new`]; [`PlsError::WrongLength`] also for a record of the wrong length.
    pub fn from_records<R: AsRef<[f64]>>(
        rows: &[&str],
        columns: &[&str],
        records: &[R],
    ) -> Result<Self, PlsError> {
        expect_length("records", records.len(), rows.len())?;
        for record in records {
            expect_length("values in a record", record.as_ref().len(), columns.len())?;
        }
        let values = DMatrix::from_fn(rows.len(), columns.len(), |i, j| records[i].as_ref()[j]);
        Self::new(
            rows.iter().map(|&row| row.to_owned()).collect(),
            columns.iter().map(|&column| Column::from(column)).collect(),
            values,
        )
    }

    /// Names of the rows.
    pub fn rows(&self) -> &[String] {
        &self.rows
    }

    /// Names and units of the columns.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The numbers, rows × columns, NaN where missing.
    pub fn values(&self) -> &DMatrix<f64> {
        &self.values
    }

    /// The table with these columns, in this order.
    ///
    /// # Errors
    /// [`PlsError::UnknownColumn`], [`PlsError::RepeatedColumn`].
    pub fn select_columns<S: AsRef<str>>(&self, names: &[S]) -> Result<Self, PlsError> {
        let known = self.positions();
        let positions: Vec<usize> = (names.iter())
            .map(|name| self.position(&known, name.as_ref()))
            .collect::<Result<_, _>>()?;
        let selected = Self::new(
            self.rows.clone(),
            positions.iter().map(|&j| self.columns[j].clone()).collect(),
            self.values.select_columns(&positions),
        )?;
        Ok(Self {
            lines: self.lines.clone(),
            ..selected
        })
    }

    /// The table without these columns.
    ///
    /// # Errors
    /// [`PlsError::UnknownColumn`].
    pub fn without_columns<S: AsRef<str>>(&self, names: &[S]) -> Result<Self, PlsError> {
        let known = self.positions();
        let mut left_out = vec![false; self.columns.len()];
        for name in names {
            left_out[self.position(&known, name.as_ref())?] = true;
        }
        let kept: Vec<&str> = (self.columns.iter().zip(left_out))
            .filter(|(_, left_out)| !left_out)
            .map(|(column, _)| column.name.as_str())
            .collect();
        self.select_columns(&kept)
    }

    /// The table with the rows at these positions, in this order (a row may be taken more than once).
    #[must_use]
    pub fn select_rows(&self, positions: &[usize]) -> Self {
        Self {
            rows: positions.iter().map(|&i| self.rows[i].clone()).collect(),
            columns: self.columns.clone(),
            values: self.values.select_rows(positions),
            lines: positions.iter().filter_map(|&i| self.line(i)).collect(),
        }
    }

    /// Where each column is.
    pub(crate) fn positions(&self) -> BTreeMap<&str, usize> {
        (self.columns.iter().enumerate())
            .map(|(j, column)| (column.name.as_str(), j))
            .collect()
    }

    fn position(&self, known: &BTreeMap<&str, usize>, name: &str) -> Result<usize, PlsError> {
        known
            .get(name)
            .copied()
            .ok_or_else(|| PlsError::UnknownColumn {
                column: name.to_owned(),
                available: self
                    .columns
                    .iter()
                    .map(|column| column.name.clone())
                    .collect(),
            })
    }

    /// Line of row i in the text it was read from, if there was one.
    pub(crate) fn line(&self, i: usize) -> Option<u64> {
        self.lines.get(i).copied()
    }

    /// The error for row i, of which nothing is known.
    pub(crate) fn empty_row(&self, i: usize) -> PlsError {
        PlsError::EmptyRow {
            row: self.rows[i].clone(),
            line: self.line(i),
        }
    }

    /// Refuses the first cell that is missing, row by row.
    pub(crate) fn refuse_missing(&self) -> Result<(), PlsError> {
        (0..self.values.nrows()).try_for_each(|i| self.refuse_missing_in(i))
    }

    /// Refuses the first cell of row i that is missing.
    pub(crate) fn refuse_missing_in(&self, i: usize) -> Result<(), PlsError> {
        match (0..self.values.ncols()).find(|&j| !self.values[(i, j)].is_finite()) {
            None => Ok(()),
            Some(j) => Err(PlsError::MissingValue {
                row: self.rows[i].clone(),
                line: self.line(i),
                column: self.columns[j].name.clone(),
            }),
        }
    }
}

/// A response: name, unit, one value per row.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// Name.
    pub name: String,
    /// Unit, free text.
    pub unit: Option<String>,
    /// One value per row of the table.
    pub values: Vec<f64>,
}

impl Response {
    /// A response without a unit.
    pub fn new(name: &str, values: Vec<f64>) -> Self {
        Self {
            name: name.to_owned(),
            unit: None,
            values,
        }
    }

    /// The same with a unit.
    #[must_use]
    pub fn with_unit(mut self, unit: &str) -> Self {
        self.unit = Some(unit.to_owned());
        self
    }
}
