//! Ridge regression with few features, the tool of the structure model.
//!
//! With features centred and scaled to unit standard deviation (Z) and the response centred (f),
//!
//!   b = (Z'Z + λ·I)⁻¹ Z'f,   ŷ = ȳ + Σ_j b_j (x_j − m_j)/s_j.
//!
//! λ is in units of rows: λ = 1 counts as much as one row. A. E. Hoerl, R. W. Kennard, Technometrics 12 (1970) 55,
//! doi:10.1080/00401706.1970.10488634.

use nalgebra::{DMatrix, DVector};

/// A fitted ridge regression.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ridge {
    pub(crate) mean: f64,
    pub(crate) centres: Vec<f64>,
    pub(crate) scales: Vec<f64>,
    pub(crate) weights: Vec<f64>,
}

impl Ridge {
    /// Fits rows of features to their responses; `None` for no rows.
    pub(crate) fn fit(rows: &[Vec<f64>], responses: &[f64], lambda: f64) -> Option<Self> {
        let n = rows.len();
        let p = rows.first()?.len();
        let mean = responses.iter().sum::<f64>() / n as f64;
        let (mut centres, mut scales) = (Vec::new(), Vec::new());
        for j in 0..p {
            let centre = rows.iter().map(|r| r[j]).sum::<f64>() / n as f64;
            let spread = rows.iter().map(|r| (r[j] - centre).powi(2)).sum::<f64>();
            let deviation = (spread / (n.max(2) - 1) as f64).sqrt();
            centres.push(centre);
            scales.push(if deviation > 1e-9 {
                deviation
            } else {
                f64::INFINITY
            });
        }
        let z = DMatrix::from_fn(n, p, |i, j| (rows[i][j] - centres[j]) / scales[j]);
        let f = DVector::from_fn(n, |i, _| responses[i] - mean);
        let mut normal = z.tr_mul(&z);
        for j in 0..p {
            normal[(j, j)] += lambda;
        }
        let weights = normal.cholesky()?.solve(&z.tr_mul(&f));
        Some(Self {
            mean,
            centres,
            scales,
            weights: weights.iter().copied().collect(),
        })
    }

    /// The value at given features.
    pub(crate) fn predict(&self, features: &[f64]) -> f64 {
        let terms = features
            .iter()
            .zip(&self.centres)
            .zip(&self.scales)
            .zip(&self.weights);
        self.mean + terms.map(|(((x, m), s), b)| b * (x - m) / s).sum::<f64>()
    }

    /// Weights in raw units of the features.
    pub(crate) fn slopes(&self) -> Vec<f64> {
        self.weights
            .iter()
            .zip(&self.scales)
            .map(|(b, s)| b / s)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_and_a_constant_feature_ignored() {
        let rows: Vec<Vec<f64>> = (0..6).map(|i| vec![f64::from(i), 7.0]).collect();
        let responses: Vec<f64> = (0..6).map(|i| 1.0 + 2.0 * f64::from(i)).collect();
        let ridge = Ridge::fit(&rows, &responses, 1e-9).unwrap();
        assert!((ridge.predict(&[10.0, 7.0]) - 21.0).abs() < 1e-6);
        assert_eq!(ridge.slopes()[1], 0.0);
    }
}
