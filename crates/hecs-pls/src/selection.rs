//! Selection of columns by their importance in a fit of the training rows.
//!
//! The model with a components of a recipe with a selection is found in two steps: a components of all columns say how important each
//! is, and the columns at or above the threshold are fitted anew, with a components or as many as they carry. Both steps are
//! repeated in every fold for every a, so a cross-validation judges the selection together with the rest.

use serde::{Deserialize, Serialize};

use crate::components::Components;
use crate::importance::{selectivity_ratios, vip_of};
use crate::scale::Preprocessing;
use crate::vectors::dot;

use nalgebra::DMatrix;

/// Which columns are kept.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "measure", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Selection {
    /// Columns whose VIP is at least this; see [`Fit::vip`](crate::Fit::vip). Since the mean of VIP² is 1, a threshold up to 1 always
    /// keeps a column.
    Vip {
        /// The threshold.
        at_least: f64,
    },
    /// Columns whose selectivity ratio is at least this; see [`Fit::selectivity_ratio`](crate::Fit::selectivity_ratio).
    SelectivityRatio {
        /// The threshold.
        at_least: f64,
    },
}

impl Selection {
    /// The threshold.
    pub fn at_least(self) -> f64 {
        match self {
            Self::Vip { at_least } | Self::SelectivityRatio { at_least } => at_least,
        }
    }

    /// The measure in words.
    pub(crate) fn measure(self) -> &'static str {
        match self {
            Self::Vip { .. } => "VIP",
            Self::SelectivityRatio { .. } => "selectivity ratio",
        }
    }

    /// The measure of each column with 1 to all components of a fit to rows `x`; a constant column has 0.
    pub(crate) fn importance(
        self,
        scaler: &Preprocessing,
        found: &Components,
        x: &DMatrix<f64>,
        components: usize,
    ) -> Vec<f64> {
        let p = scaler.x_mean.len();
        match self {
            Self::Vip { .. } => {
                let explained: Vec<f64> = (found.y_loadings.iter().zip(&found.scores))
                    .take(components)
                    .map(|(c, t)| c * c * dot(t, t))
                    .collect();
                vip_of(p, &found.weights, &explained)
            }
            Self::SelectivityRatio { .. } => {
                let b: Vec<f64> = (0..p)
                    .map(|j| {
                        (found.rotations.iter().zip(&found.y_loadings))
                            .take(components)
                            .map(|(r, c)| r[j] * c)
                            .sum()
                    })
                    .collect();
                (selectivity_ratios(scaler.scaled_x(x), &b).into_iter())
                    .map(|ratio| ratio.unwrap_or(0.0))
                    .collect()
            }
        }
    }

    /// Positions of the columns that reach the threshold.
    pub(crate) fn kept(self, importance: &[f64]) -> Vec<usize> {
        (0..importance.len())
            .filter(|&j| importance[j] >= self.at_least())
            .collect()
    }
}

/// How often each column was kept by a selection in the folds of a cross-validation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Kept {
    /// Folds of all repeats.
    pub folds: usize,
    /// With 1…A components, how often each column was kept (A, each p).
    pub times: Vec<Vec<usize>>,
}
