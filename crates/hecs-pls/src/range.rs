//! Numbers that leave the range of floating point, refused by name before they turn into NaN.
//!
//! With m the column means, E = (X − 1·m') S⁻¹ and f = (y − ȳ)/s_y, every analysis uses
//!
//!   n·max|x| of each column, n·max|y|   finite: then every mean of these rows is, and every deviation from it,
//!   Σ(y − ȳ)²                           within [`SQUARES`]: errors are in the response's own unit,
//!   |E|², |E|²|f|², |f|²/|E|²           within [`SQUARES`]: so are weights, scores and y-loadings. With unit deviations they are near
//!                                       p·n, p·n² and 1/p.
//!
//! Results that are not finite in spite of this (a prediction far outside, a coefficient between units that differ by 1e300) are
//! refused where they arise, by the same error.

use crate::scale::Preprocessing;
use crate::vectors::{dot, mean, sum_of_squares};
use crate::{PlsError, Response, Scaling, Table};

/// Sums of squares that can be worked with: numbers of 1e-140 to 1e140 have them. The 28 powers of ten between these limits and
/// those of floating point are for sums over columns and for components that explain little.
const SQUARES: std::ops::RangeInclusive<f64> = 1e-280..=1e280;

/// Refuses columns whose mean overflows; missing cells are skipped.
pub(crate) fn expect_means(table: &Table) -> Result<(), PlsError> {
    let n = table.values.nrows() as f64;
    for (j, column) in table.values.column_iter().enumerate() {
        let known = column.iter().filter(|value| value.is_finite());
        let largest = known.fold(0.0, |largest: f64, value| largest.max(value.abs()));
        if !(largest * n).is_finite() {
            return Err(of_column(table, j));
        }
    }
    Ok(())
}

/// Refuses a response whose mean overflows, or whose sum of squares is outside [`SQUARES`].
pub(crate) fn expect_squares(table: &Table, response: &Response) -> Result<(), PlsError> {
    let y = &response.values;
    let i = largest(y.iter().copied());
    let summable = (y[i].abs() * y.len() as f64).is_finite();
    if summable && SQUARES.contains(&sum_of_squares(y, mean(y))) {
        Ok(())
    } else {
        Err(of_response(table, response, i))
    }
}

/// Refuses numbers whose sums of squares, once centred and scaled, are outside [`SQUARES`].
pub(crate) fn expect_scaled_squares(
    table: &Table,
    response: &Response,
    scaling: Scaling,
) -> Result<(), PlsError> {
    let (x, y) = (&table.values, &response.values);
    let scaler = Preprocessing::new(x, y, scaling, None);
    if !scaler.constant.contains(&false) {
        return Ok(());
    }
    let (e, f) = (scaler.scaled_x(x), scaler.scaled_y(y));
    let (e_total, f_total) = (dot(e.as_slice(), e.as_slice()), dot(&f, &f));
    let sizes = [e_total, e_total * f_total, f_total / e_total];
    if sizes.iter().all(|size| SQUARES.contains(size)) {
        return Ok(());
    }
    // The error names whichever of the two sums is farther from 1, since that is the one to correct.
    Err(if f_total.ln().abs() > e_total.ln().abs() {
        of_response(table, response, largest(y.iter().copied()))
    } else {
        of_column(table, largest(e.iter().copied()) / e.nrows())
    })
}

/// The error for a column, with its largest cell.
pub(crate) fn of_column(table: &Table, j: usize) -> PlsError {
    let known = |value: &f64| if value.is_finite() { *value } else { 0.0 };
    let i = largest(table.values.column(j).iter().map(known));
    PlsError::BeyondRange {
        row: table.rows[i].clone(),
        line: table.line(i),
        column: table.columns[j].name.clone(),
        value: table.values[(i, j)],
    }
}

/// The error for the response of row i.
pub(crate) fn of_response(table: &Table, response: &Response, i: usize) -> PlsError {
    PlsError::BeyondRange {
        row: table.rows[i].clone(),
        line: table.line(i),
        column: response.name.clone(),
        value: response.values[i],
    }
}

/// Position of the largest absolute value; NaN is larger than any number.
pub(crate) fn largest(values: impl Iterator<Item = f64>) -> usize {
    values
        .map(f64::abs)
        .enumerate()
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .map_or(0, |(place, _)| place)
}
