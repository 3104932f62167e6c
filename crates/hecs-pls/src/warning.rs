//! Remarks on data and models that are not errors.

use serde::{Deserialize, Serialize};

/// A remark on the data or the model, returned with the result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Warning {
    /// A column has the same value in every row: divisor 1, coefficient 0.
    #[error("column `{column}` is {value} in every row: its coefficient is 0")]
    ConstantColumn {
        /// Name of the column.
        column: String,
        /// Its only value.
        value: f64,
    },
    /// A column is constant once certain rows are left out: coefficient 0 in those folds.
    #[error(
        "column `{column}` is constant when {} left out: its coefficient is 0 in that fold",
        left_out(rows)
    )]
    ConstantInFold {
        /// Name of the column.
        column: String,
        /// The rows of the fold that is left out.
        rows: Vec<String>,
    },
    /// Two columns are equal in every row; together they have twice the weight.
    #[error("column `{column}` is a duplicate of `{of}`")]
    DuplicateColumn {
        /// Name of the later column.
        column: String,
        /// Name of the earlier column.
        of: String,
    },
    /// A column is factor × another + offset; once scaled the two are the same.
    #[error("column `{column}` is an affine copy: {factor} x `{of}` + {offset}")]
    AffineCopy {
        /// Name of the later column.
        column: String,
        /// Name of the earlier column.
        of: String,
        /// Factor to the earlier column.
        factor: f64,
        /// Offset to the earlier column.
        offset: f64,
    },
    /// Missing cells of a column were replaced by the mean of the others.
    #[error("column `{column}`: {} missing value(s) replaced by the mean {mean} (rows {})", rows.len(), rows.join(", "))]
    MeanImputed {
        /// Name of the column.
        column: String,
        /// The rows concerned.
        rows: Vec<String>,
        /// The mean that replaces them.
        mean: f64,
    },
    /// Missing cells of a column are skipped in every regression.
    #[error("column `{column}`: {} missing value(s) skipped (rows {})", rows.len(), rows.join(", "))]
    MissingSkipped {
        /// Name of the column.
        column: String,
        /// The rows concerned.
        rows: Vec<String>,
    },
    /// A saved model of an earlier version: it has no limits of left-out rows.
    #[error(
        "the model was saved by an earlier version: its limit of Q is that of training rows, so that more new rows than the level says are called outside; fit it anew"
    )]
    EarlierLimits,
    /// The data carry fewer components than asked for.
    #[error("{asked} components asked for, the data carry {found}")]
    RankReached {
        /// Components asked for.
        asked: usize,
        /// Components that exist.
        found: usize,
    },
    /// In some folds the training rows carry fewer components than asked for; those folds keep their last prediction.
    #[error(
        "{folds} fold(s) carry fewer than {asked} components (the least is {least}); they keep their last prediction"
    )]
    RankReachedInFold {
        /// Components asked for.
        asked: usize,
        /// Fewest components found in a fold.
        least: usize,
        /// Folds concerned.
        folds: usize,
    },
}

/// "row `a` is", "rows `a`, `b` are" for the message above.
fn left_out(rows: &[String]) -> String {
    let names: Vec<String> = rows.iter().map(|row| format!("`{row}`")).collect();
    match rows.len() {
        1 => format!("row {} is", names[0]),
        _ => format!("rows {} are", names.join(", ")),
    }
}
