//! Missing predictor values: refused, replaced by means, or skipped.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use crate::{PlsError, Table, Warning};

/// What to do with missing predictor values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// Refuse them, naming row and column.
    #[default]
    Refuse,
    /// Replace each by the mean of its column in the training rows, with a [`Warning::MeanImputed`]: of all rows in a fit, of the rows that
    /// are not left out in each fold of a cross-validation.
    #[serde(rename = "mean")]
    MeanImpute,
    /// Skip them in every regression (NIPALS), with a [`Warning::MissingSkipped`]; see [`Model::predict`](crate::Model::predict) for rows
    /// to predict.
    Nipals,
}

impl Missing {
    /// Whether it is the default, that models without gaps have.
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde passes a reference"
    )]
    pub(crate) fn is_refuse(&self) -> bool {
        *self == Self::Refuse
    }
}

/// The missing cells of a table, and what is done with them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Gaps {
    pub(crate) missing: Missing,
    /// Positions in the matrix, column by column.
    cells: Vec<usize>,
}

impl Gaps {
    /// A matrix with the gaps as NaN.
    pub(crate) fn opened(&self, x: &DMatrix<f64>) -> DMatrix<f64> {
        let mut x = x.clone();
        for &cell in &self.cells {
            x.as_mut_slice()[cell] = f64::NAN;
        }
        x
    }
}

/// Whether rows and columns without any value are refused by name, or filled with zeros as parts of a table that has them elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Empty {
    Refused,
    Zero,
}

/// Fills the gaps of a table with the means of their columns; the gaps, if there are any, with a warning for each column.
pub(crate) fn fill_gaps(
    table: &mut Table,
    missing: Missing,
    empty: Empty,
) -> Result<(Option<Gaps>, Vec<Warning>), PlsError> {
    let cells: Vec<usize> = (table.values.iter().enumerate())
        .filter(|(_, value)| !value.is_finite())
        .map(|(cell, _)| cell)
        .collect();
    if cells.is_empty() {
        return Ok((None, Vec::new()));
    }
    let n = table.values.nrows();
    let mut in_row = vec![0; n];
    let mut in_column: Vec<Vec<usize>> = vec![Vec::new(); table.values.ncols()];
    for &cell in &cells {
        in_row[cell % n] += 1;
        in_column[cell / n].push(cell % n);
    }
    if empty == Empty::Refused {
        if let Some(j) = in_column.iter().position(|rows| rows.len() == n) {
            let column = table.columns[j].name.clone();
            return Err(PlsError::EmptyColumn { column });
        }
        if let Some(i) = in_row.iter().position(|&gaps| gaps == table.columns.len()) {
            return Err(table.empty_row(i));
        }
    }
    let means = fill_with_means(&mut table.values);
    let mut warnings = Vec::new();
    for (j, missing_in) in in_column.iter().enumerate() {
        if missing_in.is_empty() {
            continue;
        }
        let column = table.columns[j].name.clone();
        let rows = missing_in.iter().map(|&i| table.rows[i].clone()).collect();
        warnings.push(match missing {
            Missing::Nipals => Warning::MissingSkipped { column, rows },
            _ => Warning::MeanImputed {
                column,
                rows,
                mean: means[j],
            },
        });
    }
    Ok((Some(Gaps { missing, cells }), warnings))
}

/// Fills gaps with the means of their columns, which are returned; 0 for a column without any value.
pub(crate) fn fill_with_means(x: &mut DMatrix<f64>) -> Vec<f64> {
    let mut means = Vec::with_capacity(x.ncols());
    for mut column in x.column_iter_mut() {
        let known: Vec<f64> = (column.iter().copied()).filter(|x| x.is_finite()).collect();
        let mean = match known.len() {
            0 => 0.0,
            count => known.iter().sum::<f64>() / count as f64,
        };
        if known.len() < column.len() {
            for value in column.iter_mut().filter(|value| !value.is_finite()) {
                *value = mean;
            }
        }
        means.push(mean);
    }
    means
}
