//! A table with its response, and the checks a regression needs.

use std::borrow::Cow;

use nalgebra::DMatrix;
use sha2::{Digest, Sha256};

use crate::checks::{at_least_one, expect_length};
use crate::digest::hex;
use crate::duplicates::{constant_columns, copied_columns};
use crate::folds::grouped;
use crate::missing::{Empty, Gaps, fill_gaps};
use crate::range::{expect_means, expect_scaled_squares, expect_squares, of_response};
use crate::vectors::is_constant;
use crate::{Missing, PlsError, Response, Scaling, Table, Warning};

/// A checked table with its response: everything finite, at least two rows, a response that varies and can be squared.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    table: Table,
    response: Response,
    groups: Option<Vec<String>>,
    gaps: Option<Gaps>,
    warnings: Vec<Warning>,
}

impl Design {
    /// Checks a table and its response.
    ///
    /// Constant columns, duplicates and affine copies are kept and named in [`Design::warnings`]; so are columns with missing values, which
    /// stay missing for what is fitted ([`Design::missing`]).
    ///
    /// # Errors
    /// [`PlsError::WrongLength`], [`PlsError::EmptyTable`], [`PlsError::TooFewRows`], [`PlsError::NoColumns`],
    /// [`PlsError::MissingValue`] (where they are not refused, [`PlsError::EmptyColumn`] and [`PlsError::EmptyRow`]),
    /// [`PlsError::MissingResponse`], [`PlsError::ConstantResponse`], [`PlsError::BeyondRange`].
    pub fn new(table: Table, response: Response, missing: Missing) -> Result<Self, PlsError> {
        Self::checked(table, response, missing, Empty::Refused)
    }

    fn checked(
        table: Table,
        response: Response,
        missing: Missing,
        empty: Empty,
    ) -> Result<Self, PlsError> {
        let n = table.values.nrows();
        expect_length("response values", response.values.len(), n)?;
        if n == 0 {
            let columns = table.columns.len();
            return Err(PlsError::EmptyTable { columns });
        }
        if n < 2 {
            return Err(PlsError::TooFewRows { rows: n, needed: 2 });
        }
        if table.columns.is_empty() {
            return Err(PlsError::NoColumns);
        }
        expect_known(&table, &response)?;
        if missing == Missing::Refuse {
            table.refuse_missing()?;
        }
        expect_means(&table)?;
        let mut table = table;
        let (gaps, mut warnings) = fill_gaps(&mut table, missing, empty)?;
        expect_varying(&table, &response)?;
        warnings.extend(constant_columns(&table));
        warnings.extend(copied_columns(&table));
        Ok(Self {
            table,
            response,
            groups: None,
            gaps,
            warnings,
        })
    }

    /// The design with a label per row: rows of one label belong together, such as repeated measurements of one sample, and are left
    /// out, permuted and resampled together.
    ///
    /// # Errors
    /// [`PlsError::WrongLength`] unless there is a label for each row.
    pub fn with_groups(mut self, labels: Vec<String>) -> Result<Self, PlsError> {
        expect_length("labels of groups", labels.len(), self.n())?;
        self.groups = Some(labels);
        Ok(self)
    }

    /// The labels of the rows that belong together, where there are any.
    pub fn groups(&self) -> Option<&[String]> {
        self.groups.as_deref()
    }

    /// How many units can be left out one by one: rows, or groups where there are any.
    pub fn units(&self) -> usize {
        match &self.groups {
            Some(labels) => grouped(labels).0.len(),
            None => self.n(),
        }
    }

    /// The predictors.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// The response.
    pub fn response(&self) -> &Response {
        &self.response
    }

    /// The predictor values, rows × columns; missing ones as the means of their columns over all rows.
    pub fn x(&self) -> &DMatrix<f64> {
        &self.table.values
    }

    /// The predictor values with NaN where they are missing.
    pub fn x_with_gaps(&self) -> Cow<'_, DMatrix<f64>> {
        match &self.gaps {
            None => Cow::Borrowed(self.x()),
            Some(gaps) => Cow::Owned(gaps.opened(self.x())),
        }
    }

    /// What is done with missing values; [`Missing::Refuse`] where there are none.
    pub fn missing(&self) -> Missing {
        self.gaps.as_ref().map_or(Missing::Refuse, |g| g.missing)
    }

    /// The predictors of a fit to all rows: missing values filled with means, or left to be skipped.
    pub(crate) fn x_to_fit(&self) -> Cow<'_, DMatrix<f64>> {
        match self.missing() {
            Missing::Nipals => self.x_with_gaps(),
            _ => Cow::Borrowed(self.x()),
        }
    }

    /// The same table with another response, which is checked as in [`Design::new`].
    pub(crate) fn with_response(&self, response: Response) -> Result<Self, PlsError> {
        expect_length("response values", response.values.len(), self.n())?;
        expect_known(&self.table, &response)?;
        expect_varying(&self.table, &response)?;
        Ok(Self {
            response,
            ..self.clone()
        })
    }

    /// The same rows with other predictors, NaN where they are missing: columns as they are after a treatment.
    pub(crate) fn with_predictors(&self, values: DMatrix<f64>) -> Result<Self, PlsError> {
        let table = Table {
            values,
            ..self.table.clone()
        };
        self.rebuilt(table, self.response.clone(), Empty::Refused)
    }

    fn rebuilt(&self, table: Table, response: Response, empty: Empty) -> Result<Self, PlsError> {
        Ok(Self {
            groups: self.groups.clone(),
            ..Self::checked(table, response, self.missing(), empty)?
        })
    }

    /// The table with NaN where values are missing.
    fn table_with_gaps(&self) -> Cow<'_, Table> {
        match &self.gaps {
            None => Cow::Borrowed(&self.table),
            Some(gaps) => Cow::Owned(Table {
                values: gaps.opened(self.x()),
                ..self.table.clone()
            }),
        }
    }

    /// The response values, one per row.
    pub fn y(&self) -> &[f64] {
        &self.response.values
    }

    /// Number of rows n.
    pub fn n(&self) -> usize {
        self.table.values.nrows()
    }

    /// Number of columns p.
    pub fn p(&self) -> usize {
        self.table.values.ncols()
    }

    /// The most components that the data can carry, min(n − 1, p): centring takes one of the n dimensions.
    pub fn max_components(&self) -> usize {
        (self.n() - 1).min(self.p())
    }

    /// How many components to look for: what was asked for, but no more than [`Design::max_components`]. Refuses numbers that cannot be
    /// worked with in this scaling, so fits, cross-validations and permutation tests call this first.
    pub(crate) fn usable_components(
        &self,
        scaling: Scaling,
        asked: usize,
    ) -> Result<usize, PlsError> {
        at_least_one("components", asked)?;
        expect_scaled_squares(&self.table, &self.response, scaling)?;
        Ok(asked.min(self.max_components()))
    }

    /// The error for the response of row i.
    pub(crate) fn response_beyond_range(&self, i: usize) -> PlsError {
        of_response(&self.table, &self.response, i)
    }

    /// Remarks on the data: imputed, constant, duplicate and affinely dependent columns.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// The design of the rows at these positions.
    ///
    /// # Errors
    /// As [`Design::new`], e.g. when the response of the rows is constant.
    pub fn select_rows(&self, positions: &[usize]) -> Result<Self, PlsError> {
        self.of_rows(positions, Empty::Refused)
    }

    /// The same for the training rows of a fold, in which a column may have no value: it is then constant.
    pub(crate) fn training_rows(&self, positions: &[usize]) -> Result<Self, PlsError> {
        self.of_rows(positions, Empty::Zero)
    }

    fn of_rows(&self, positions: &[usize], empty: Empty) -> Result<Self, PlsError> {
        let response = Response {
            values: positions.iter().map(|&i| self.response.values[i]).collect(),
            ..self.response.clone()
        };
        let groups = self.groups.as_ref();
        let groups = groups.map(|labels| positions.iter().map(|&i| labels[i].clone()).collect());
        let table = self.table_with_gaps().select_rows(positions);
        Ok(Self {
            groups,
            ..self.rebuilt(table, response, empty)?
        })
    }

    /// The design of these columns. A row of which none is known counts as their means.
    ///
    /// # Errors
    /// As [`Table::select_columns`], [`PlsError::NoColumns`].
    pub fn select_columns<S: AsRef<str>>(&self, names: &[S]) -> Result<Self, PlsError> {
        let table = self.table_with_gaps().select_columns(names)?;
        self.rebuilt(table, self.response.clone(), Empty::Zero)
    }

    /// SHA-256 of names, units and numbers, in hexadecimal.
    ///
    /// Hashed are, each string preceded by its length as 8 bytes little-endian: the response (name, unit or empty), the columns
    /// (name, unit or empty), then each row (name, predictor values, response value, as IEEE-754 bytes little-endian). A missing value
    /// that is filled with a mean counts as that mean, one that is skipped as NaN.
    pub fn sha256(&self) -> String {
        let mut hash = Sha256::new();
        let text = |hash: &mut Sha256, text: &str| {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        };
        text(&mut hash, &self.response.name);
        text(&mut hash, self.response.unit.as_deref().unwrap_or(""));
        for column in &self.table.columns {
            text(&mut hash, &column.name);
            text(&mut hash, column.unit.as_deref().unwrap_or(""));
        }
        let x = self.x_to_fit();
        for (i, row) in self.table.rows.iter().enumerate() {
            text(&mut hash, row);
            for value in &x.row(i) {
                hash.update(value.to_le_bytes());
            }
            hash.update(self.response.values[i].to_le_bytes());
        }
        hex(&hash.finalize())
    }
}

/// Refuses a response with a missing value.
fn expect_known(table: &Table, response: &Response) -> Result<(), PlsError> {
    match response.values.iter().position(|value| !value.is_finite()) {
        None => Ok(()),
        Some(i) => Err(PlsError::MissingResponse {
            row: table.rows[i].clone(),
            line: table.line(i),
            response: response.name.clone(),
        }),
    }
}

/// Refuses a response that has the same value in every row, or cannot be squared.
fn expect_varying(table: &Table, response: &Response) -> Result<(), PlsError> {
    if is_constant(response.values.iter().copied()) {
        return Err(PlsError::ConstantResponse {
            response: response.name.clone(),
            value: response.values[0],
        });
    }
    expect_squares(table, response)
}
