//! Centring and scaling by means and divisors of the training rows.
//!
//! E = (X − 1·m') S⁻¹ and f = (y − ȳ)/s_y, with m the column means and S the diagonal of divisors. A column (or response) that is
//! constant in the rows at hand has divisor 1 and becomes exactly 0, so it gets weight and coefficient 0. Means and divisors of a column
//! with gaps are those of its known values; a gap stays one.

use std::borrow::Cow;

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use crate::vectors::{is_constant, mean, sum_of_squares};

/// How predictors and response are scaled after centring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scaling {
    /// Centring only.
    Center,
    /// Unit standard deviation (divisor n−1), redone on the training rows of every fold of a cross-validation. What JMP and SAS do.
    #[default]
    Auto,
    /// Unit standard deviation (divisor n−1) of all rows, kept in every fold; only the centring is redone. What R's `pls` does
    /// with `scale = TRUE` outside the cross-validation; slightly optimistic.
    AutoOnce,
}

impl Scaling {
    /// The scaling by which left-out rows show how far new rows lie: a divisor that a row has a part in makes that row nearer than a new one.
    pub(crate) fn of_left_out_rows(self) -> Self {
        match self {
            Self::AutoOnce => Self::Auto,
            other => other,
        }
    }
}

/// Means and divisors of a set of rows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Preprocessing {
    pub(crate) x_mean: Vec<f64>,
    pub(crate) x_scale: Vec<f64>,
    pub(crate) constant: Vec<bool>,
    pub(crate) y_mean: f64,
    pub(crate) y_scale: f64,
}

impl Preprocessing {
    /// Means and divisors of the rows of `x`; `fixed` divisors replace the rows' own under [`Scaling::AutoOnce`].
    pub(crate) fn new(
        x: &DMatrix<f64>,
        y: &[f64],
        scaling: Scaling,
        fixed: Option<&[f64]>,
    ) -> Self {
        let n = x.nrows();
        let (mut x_mean, mut x_scale, mut constant) = (Vec::new(), Vec::new(), Vec::new());
        for j in 0..x.ncols() {
            let column = known(&x.as_slice()[j * n..(j + 1) * n]);
            let column = column.as_ref();
            let same = is_constant(column.iter().copied());
            let centre = match column.first() {
                Some(first) if same => *first,
                // No value at all is known in these rows.
                None => 0.0,
                _ => mean(column),
            };
            let divisor = match (scaling, fixed) {
                (Scaling::Center, _) => 1.0,
                (Scaling::AutoOnce, Some(fixed)) => fixed[j],
                _ if same => 1.0,
                _ => deviation(column, centre),
            };
            x_mean.push(centre);
            x_scale.push(divisor);
            constant.push(same);
        }
        let same = is_constant(y.iter().copied());
        let y_mean = if same { y[0] } else { mean(y) };
        let y_scale = if same || scaling == Scaling::Center {
            1.0
        } else {
            deviation(y, y_mean)
        };
        Self {
            x_mean,
            x_scale,
            constant,
            y_mean,
            y_scale,
        }
    }

    /// One row, centred and scaled.
    pub(crate) fn scaled_row(&self, row: &[f64]) -> Vec<f64> {
        (row.iter().enumerate())
            .map(|(j, x)| {
                if self.constant[j] {
                    0.0
                } else {
                    (x - self.x_mean[j]) / self.x_scale[j]
                }
            })
            .collect()
    }

    /// E, centred and scaled.
    pub(crate) fn scaled_x(&self, x: &DMatrix<f64>) -> DMatrix<f64> {
        DMatrix::from_fn(x.nrows(), x.ncols(), |i, j| {
            if self.constant[j] {
                0.0
            } else {
                (x[(i, j)] - self.x_mean[j]) / self.x_scale[j]
            }
        })
    }

    /// f, centred and scaled.
    pub(crate) fn scaled_y(&self, y: &[f64]) -> Vec<f64> {
        y.iter().map(|y| (y - self.y_mean) / self.y_scale).collect()
    }
}

/// The values that are known.
fn known(column: &[f64]) -> Cow<'_, [f64]> {
    if column.iter().any(|value| value.is_nan()) {
        let known = column.iter().copied().filter(|value| !value.is_nan());
        return Cow::Owned(known.collect());
    }
    Cow::Borrowed(column)
}

/// Standard deviation, divisor n−1; numbers whose squares leave the range of floating point are brought to ordinary size first.
fn deviation(values: &[f64], centre: f64) -> f64 {
    let divisor = (values.len().max(2) - 1) as f64;
    let plain = (sum_of_squares(values, centre) / divisor).sqrt();
    if plain.is_normal() && plain > 1e-140 {
        return plain;
    }
    let largest = values
        .iter()
        .map(|value| (value - centre).abs())
        .fold(0.0, f64::max);
    let ordinary: Vec<f64> = values
        .iter()
        .map(|value| (value - centre) / largest)
        .collect();
    largest * (sum_of_squares(&ordinary, 0.0) / divisor).sqrt()
}
