//! Columns without information, or without new information: constant, duplicate, affine copy.

use nalgebra::DMatrix;

use crate::vectors::is_constant;
use crate::{Table, Warning};

/// Largest deviation from an affine relation, in standard deviations of the column.
///
/// Numbers read from text carry rounding of 1e-16 of their size; 1e-9 standard deviations allows means that are a million times
/// the spread, and is far below any spread of measured data.
const AFFINE_TOLERANCE: f64 = 1e-9;

/// One warning for each column that has the same value in all rows.
pub(crate) fn constant_columns(table: &Table) -> Vec<Warning> {
    (0..table.values().ncols())
        .filter(|&j| is_constant(table.values().column(j).iter().copied()))
        .map(|j| Warning::ConstantColumn {
            column: table.columns()[j].name.clone(),
            value: table.values()[(0, j)],
        })
        .collect()
}

/// One warning for each column that repeats an earlier one, directly or up to factor and offset.
///
/// Columns are centred and brought to unit length, u. Copies have equal |d·u| for any direction d, so after sorting by this number only
/// neighbours need the full comparison: n·p + p·log p operations in place of n·p².
pub(crate) fn copied_columns(table: &Table) -> Vec<Warning> {
    let x = table.values();
    let (n, p) = x.shape();
    let units = unit_columns(x);
    // Any fixed direction without symmetry can be used; the fractional parts of multiples of the golden ratio have none.
    let direction: Vec<f64> = (0..n)
        .map(|i| (i as f64 * 0.618_033_988_749_894_9).fract())
        .collect();
    let mut projections: Vec<(f64, usize)> = (0..p)
        .filter(|&j| units.column(j).iter().any(|&value| value != 0.0))
        .map(|j| {
            let projection: f64 = units
                .column(j)
                .iter()
                .zip(&direction)
                .map(|(u, d)| u * d)
                .sum();
            (projection.abs(), j)
        })
        .collect();
    projections.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let window = AFFINE_TOLERANCE * (n as f64).sqrt();
    let mut original: Vec<Option<usize>> = vec![None; p];
    for (position, &(projection, j)) in projections.iter().enumerate() {
        for &(other, k) in &projections[position + 1..] {
            if other - projection > window {
                break;
            }
            let (early, late) = (j.min(k), j.max(k));
            if original[late].is_none_or(|known| early < known) && parallel(&units, early, late) {
                original[late] = Some(early);
            }
        }
    }
    (0..p)
        .filter_map(|late| original[late].map(|early| describe(table, early, late)))
        .collect()
}

/// Columns centred and divided by their length; zero where the column is constant.
fn unit_columns(x: &DMatrix<f64>) -> DMatrix<f64> {
    let mut units = x.clone();
    for mut column in units.column_iter_mut() {
        if is_constant(column.iter().copied()) {
            column.fill(0.0);
            continue;
        }
        let mean = column.mean();
        column.add_scalar_mut(-mean);
        let length = column.norm();
        column.unscale_mut(length);
    }
    units
}

/// Whether two unit columns are the same up to sign, entry by entry.
fn parallel(units: &DMatrix<f64>, j: usize, k: usize) -> bool {
    let (a, b) = (units.column(j), units.column(k));
    let sign = a.dot(&b).signum();
    let tolerance = AFFINE_TOLERANCE / (units.nrows() as f64).sqrt();
    a.iter()
        .zip(b.iter())
        .all(|(a, b)| (a - sign * b).abs() <= tolerance)
}

fn describe(table: &Table, early: usize, late: usize) -> Warning {
    let x = table.values();
    let column = table.columns()[late].name.clone();
    let of = table.columns()[early].name.clone();
    if x.column(early) == x.column(late) {
        return Warning::DuplicateColumn { column, of };
    }
    let (a, b) = (x.column(early), x.column(late));
    let (mean_a, mean_b) = (a.mean(), b.mean());
    let covariance: f64 = a
        .iter()
        .zip(b.iter())
        .map(|(a, b)| (a - mean_a) * (b - mean_b))
        .sum();
    let variance: f64 = a.iter().map(|a| (a - mean_a).powi(2)).sum();
    let factor = covariance / variance;
    Warning::AffineCopy {
        column,
        of,
        factor,
        offset: mean_b - factor * mean_a,
    }
}
