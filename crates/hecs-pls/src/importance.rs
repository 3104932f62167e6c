//! Importance of columns from weights and coefficients: VIP and selectivity ratio.

use nalgebra::{DMatrix, DVector, DVectorView};

use crate::vectors::{add_scaled, dot};

/// VIP of p columns from the weights (p) of each component and the response that it explains; see [`Fit::vip`](crate::Fit::vip). Zeros without
/// components.
pub(crate) fn vip_of(p: usize, weights: &[Vec<f64>], explained: &[f64]) -> Vec<f64> {
    if explained.is_empty() {
        return vec![0.0; p];
    }
    let mut sum = vec![0.0; p];
    for (weights, explained) in weights.iter().zip(explained) {
        for (sum, w) in sum.iter_mut().zip(weights) {
            *sum += w * w * explained;
        }
    }
    let total: f64 = explained.iter().sum();
    sum.iter()
        .map(|sum| (p as f64 * sum / total).sqrt())
        .collect()
}

/// Σ_a w_ja² SSY_a / Σ_a SSY_a for each of p columns j, with weight(j, a) and what each component explains.
pub(crate) fn shares(
    p: usize,
    weight: impl Fn(usize, usize) -> f64,
    explained: &[f64],
) -> Vec<f64> {
    let total: f64 = explained.iter().sum();
    (0..p)
        .map(|j| {
            let weighted =
                (explained.iter().enumerate()).map(|(a, share)| weight(j, a).powi(2) * share);
            weighted.sum::<f64>() / total
        })
        .collect()
}

/// Selectivity ratios of the columns of E with coefficients b, scaled units; `None` for a column of zeros.
pub(crate) fn selectivity_ratios(mut e: DMatrix<f64>, b: &[f64]) -> Vec<Option<f64>> {
    let n = e.nrows();
    for value in e.as_mut_slice().iter_mut().filter(|value| value.is_nan()) {
        *value = 0.0;
    }
    let b = DVectorView::from_slice(b, b.len());
    let target: DVector<f64> = &e * (b / b.norm());
    let t = target.as_slice();
    let tt = dot(t, t);
    e.as_slice()
        .chunks_exact(n)
        .map(|column| {
            if dot(column, column) == 0.0 {
                return None;
            }
            let loading = dot(column, t) / tt;
            let mut residual = column.to_vec();
            add_scaled(&mut residual, -loading, t);
            Some(loading * loading * tt / dot(&residual, &residual))
        })
        .collect()
}
