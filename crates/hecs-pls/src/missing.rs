//! Missing predictor values: refused, or replaced by the mean on request.

use crate::{PlsError, Table, Warning};

/// What to do with missing predictor values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Missing {
    /// Refuse them, naming row and column.
    #[default]
    Refuse,
    /// Replace each by the mean of its column, with a [`Warning::MeanImputed`].
    ///
    /// The mean is taken once over all rows. A cross-validation does not repeat it, so its errors do not include those of the imputation.
    MeanImpute,
}

/// Replaces what is not finite by the mean of the column's other values; a table without gaps stays as it is.
pub(crate) fn impute_means(table: &mut Table) -> Result<Vec<Warning>, PlsError> {
    let mut warnings = Vec::new();
    for j in 0..table.values.ncols() {
        let (known, missing): (Vec<usize>, Vec<usize>) =
            (0..table.values.nrows()).partition(|&i| table.values[(i, j)].is_finite());
        if missing.is_empty() {
            continue;
        }
        let column = table.columns[j].name.clone();
        if known.is_empty() {
            return Err(PlsError::EmptyColumn { column });
        }
        let mean = known.iter().map(|&i| table.values[(i, j)]).sum::<f64>() / known.len() as f64;
        for &i in &missing {
            table.values[(i, j)] = mean;
        }
        let rows = missing.iter().map(|&i| table.rows[i].clone()).collect();
        warnings.push(Warning::MeanImputed { column, rows, mean });
    }
    Ok(warnings)
}
