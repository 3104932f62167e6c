//! How far a row lies from the training rows: leverage, Hotelling's T² and the Q residual.
//!
//! With t the scores of a row, s_a² = t_a't_a/(n−1) the score variances of the training rows and e the scaled row,
//!
//!   h  = 1/n + Σ_a t_a² / t_a't_a          leverage: distance within the model, and the share a row has in its own fit,
//!   T² = Σ_a t_a² / s_a²                   the same distance in units of variance; h = 1/n + T²/(n−1),
//!   Q  = Σ_j (e_j − Σ_a t_a p_ja)²         distance from the model: what the components do not describe of the row.
//!
//! T² splits into columns as e_j Σ_a r_ja t_a/s_a² (they add up to T² and may be negative), Q as its summands; P. Miller,
//! R. E. Swanson, C. E. Heckler, Appl. Math. Comput. Sci. 8 (1998) 775.

use crate::vectors::{add_scaled, dot};

/// Distances of a row within a model and from it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Distance {
    pub(crate) hotelling_t2: f64,
    pub(crate) q_residual: f64,
}

/// What remains of a row is rounding where it is below this share of the whole, both squared.
const ROUNDING: f64 = 1e-20;

impl Distance {
    /// T² and Q of a row, `whole` the sum of squares of the scaled row before any component; a Q of rounding only is 0.
    pub(crate) fn new(hotelling_t2: f64, q_residual: f64, whole: f64) -> Self {
        Self {
            hotelling_t2,
            q_residual: if q_residual <= ROUNDING * whole {
                0.0
            } else {
                q_residual
            },
        }
    }
}

/// T² of scores; 0 without components.
pub(crate) fn hotelling_t2(scores: &[f64], variances: &[f64]) -> f64 {
    let terms = scores.iter().zip(variances).map(|(t, s2)| t * t / s2);
    // The empty sum is -0.
    0.0 + terms.sum::<f64>()
}

/// Contributions of the columns to T² of a scaled row (they add up to T²).
pub(crate) fn t2_contributions(
    e: &[f64],
    scores: &[f64],
    variances: &[f64],
    rotations: &[Vec<f64>],
) -> Vec<f64> {
    let weighted: Vec<f64> = scores.iter().zip(variances).map(|(t, s2)| t / s2).collect();
    (0..e.len())
        .map(|j| {
            e[j] * rotations
                .iter()
                .zip(&weighted)
                .map(|(r, weighted)| r[j] * weighted)
                .sum::<f64>()
        })
        .collect()
}

/// The same of a row with gaps, from the contributions of the columns to each score.
pub(crate) fn t2_of_parts(parts: &[Vec<f64>], scores: &[f64], variances: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; parts.first().map_or(0, Vec::len)];
    for ((part, t), s2) in parts.iter().zip(scores).zip(variances) {
        add_scaled(&mut sums, t / s2, part);
    }
    sums
}

/// Contributions of the columns to Q of a scaled row (they add up to Q).
pub(crate) fn q_contributions(e: &[f64], scores: &[f64], loadings: &[Vec<f64>]) -> Vec<f64> {
    (0..e.len())
        .map(|j| {
            let described: f64 = loadings.iter().zip(scores).map(|(p, t)| p[j] * t).sum();
            (e[j] - described).powi(2)
        })
        .collect()
}

/// Scores e·R of a scaled row.
pub(crate) fn scores_of(e: &[f64], rotations: &[Vec<f64>]) -> Vec<f64> {
    rotations.iter().map(|rotation| dot(e, rotation)).collect()
}
