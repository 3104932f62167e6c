//! How far a row lies from the training rows: leverage, Hotelling's T², Q residuals, and their limits.
//!
//! With t the scores of a row, s_a² = t_a't_a/(n−1) the score variances of the training rows and e the scaled row,
//!
//!   h  = 1/n + Σ_a t_a² / t_a't_a          leverage: distance within the model, and the share a row has in its own fit,
//!   T² = Σ_a t_a² / s_a²                   the same distance in units of variance; h = 1/n + T²/(n−1),
//!   Q  = Σ_j (e_j − Σ_a t_a p_ja)²         distance from the model: what the components do not describe of the row.
//!
//! T² splits into columns as e_j Σ_a r_ja t_a/s_a² (they add up to T² and may be negative), Q as its summands; P. Miller,
//! R. E. Swanson, C. E. Heckler, Appl. Math. Comput. Sci. 8 (1998) 775.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};
use statrs::distribution::{Beta, ChiSquared, ContinuousCDF, FisherSnedecor, Normal, StudentsT};

use crate::checks::check_level;
use crate::vectors::dot;
use crate::{Fit, PlsError};

/// Limits of the model's domain at one confidence level; `None` where there are too few rows, components or residuals for one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Limits {
    /// Confidence level, such as 0.95.
    pub level: f64,
    /// Limit of T² by which rows are judged: ((n−1)²/n)·B(level; A/2, (n−A−1)/2), the beta limit that JMP draws. It holds for rows of the
    /// training set and is strict for new ones.
    ///
    /// N. D. Tracy, J. C. Young, R. L. Mason, J. Qual. Technol. 24 (1992) 88, doi:10.1080/00224065.1992.12015232.
    pub hotelling_t2: Option<f64>,
    /// Limit of T² for new rows by the same source: (A(n²−1)/(n(n−A)))·F(level; A, n−A). Always the wider of the two.
    pub hotelling_t2_new_rows: Option<f64>,
    /// Limit of Q by which rows are judged, after Jackson and Mudholkar: with θ_k the sum of the k-th powers of the eigenvalues of the
    /// residual covariance (divisor n−1), h₀ = 1 − 2θ₁θ₃/(3θ₂²) and z the normal quantile,
    /// θ₁ [1 + z √(2θ₂h₀²)/θ₁ + θ₂h₀(h₀−1)/θ₁²]^(1/h₀).
    ///
    /// J. E. Jackson, G. S. Mudholkar, Technometrics 21 (1979) 341, doi:10.1080/00401706.1979.10489779.
    pub q_residual: Option<f64>,
    /// Limit of Q after Box, g·χ²(level; h) with g = θ₂/θ₁ and h = θ₁²/θ₂; used where the former does not exist.
    ///
    /// G. E. P. Box, Ann. Math. Stat. 25 (1954) 290, doi:10.1214/aoms/1177728786.
    pub q_residual_box: Option<f64>,
    /// Customary warning leverage 3(A+1)/n of the Williams plot; for information.
    pub leverage: f64,
}

impl Fit {
    /// Leverages of the training rows with `components` components (n); they add up to `components` + 1.
    ///
    /// # Errors
    /// [`PlsError::TooManyComponents`].
    pub fn leverage(&self, components: usize) -> Result<Vec<f64>, PlsError> {
        let n = self.design.n() as f64;
        let t2 = self.hotelling_t2(components)?;
        Ok(t2.iter().map(|t2| 1.0 / n + t2 / (n - 1.0)).collect())
    }

    /// Hotelling's T² of the training rows with `components` components (n).
    ///
    /// # Errors
    /// [`PlsError::TooManyComponents`].
    pub fn hotelling_t2(&self, components: usize) -> Result<Vec<f64>, PlsError> {
        self.check(components)?;
        let variances = self.score_variances(components);
        Ok((0..self.design.n())
            .map(|i| {
                variances
                    .iter()
                    .enumerate()
                    .map(|(a, s2)| self.scores[(i, a)].powi(2) / s2)
                    .sum()
            })
            .collect())
    }

    /// Q residuals of the training rows with `components` components, scaled units squared (n).
    ///
    /// # Errors
    /// [`PlsError::TooManyComponents`].
    pub fn q_residuals(&self, components: usize) -> Result<Vec<f64>, PlsError> {
        self.check(components)?;
        let residuals = self.x_residuals(components);
        Ok((0..self.design.n())
            .map(|i| residuals.row(i).norm_squared())
            .collect())
    }

    /// Limits of T², Q and leverage with `components` components at a confidence level between 0 and 1.
    ///
    /// # Errors
    /// [`PlsError::TooManyComponents`], [`PlsError::OutOfRange`].
    pub fn limits(&self, components: usize, level: f64) -> Result<Limits, PlsError> {
        self.check(components)?;
        check_level("confidence level", level)?;
        let n = self.design.n();
        let (hotelling_t2, hotelling_t2_new_rows) = t2_limits(n, components, level);
        let (q_residual, q_residual_box) = self.q_limits(components, level);
        Ok(Limits {
            level,
            hotelling_t2,
            hotelling_t2_new_rows,
            q_residual,
            q_residual_box,
            leverage: leverage_limit(n, components),
        })
    }

    /// t_a't_a/(n−1) of the first `components` components.
    pub(crate) fn score_variances(&self, components: usize) -> Vec<f64> {
        let n = self.design.n();
        (0..components)
            .map(|a| self.scores.column(a).norm_squared() / (n - 1) as f64)
            .collect()
    }

    /// E − T P' (n × p).
    fn x_residuals(&self, components: usize) -> DMatrix<f64> {
        let mut residuals = self.scaled_x();
        for a in 0..components {
            residuals.ger(-1.0, &self.scores.column(a), &self.loadings.column(a), 1.0);
        }
        residuals
    }

    /// Jackson–Mudholkar and Box limits of Q.
    fn q_limits(&self, components: usize, level: f64) -> (Option<f64>, Option<f64>) {
        let (n, p) = (self.design.n(), self.design.p());
        let total = self.scaled_x().norm_squared();
        let residuals = self.x_residuals(components);
        // Residuals of rounding only: every column is described in full and Q says nothing.
        if residuals.norm_squared() <= 1e-20 * total {
            return (None, None);
        }
        let covariance = if n < p {
            &residuals * residuals.transpose()
        } else {
            residuals.tr_mul(&residuals)
        } / (n - 1) as f64;
        let theta1 = covariance.trace();
        let theta2 = covariance.norm_squared();
        let theta3 = (&covariance * &covariance).dot(&covariance);
        let positive = |limit: f64| (limit.is_finite() && limit > 0.0).then_some(limit);

        let h0 = 1.0 - 2.0 * theta1 * theta3 / (3.0 * theta2 * theta2);
        let z = Normal::standard().inverse_cdf(level);
        let base = 1.0
            + z * (2.0 * theta2 * h0 * h0).sqrt() / theta1
            + theta2 * h0 * (h0 - 1.0) / (theta1 * theta1);
        let jackson_mudholkar = positive(theta1 * base.powf(1.0 / h0));
        let box_limit = ChiSquared::new(theta1 * theta1 / theta2)
            .ok()
            .and_then(|chi2| positive(theta2 / theta1 * chi2.inverse_cdf(level)));
        (jackson_mudholkar, box_limit)
    }
}

/// Limits of T² of `rows` training rows and of new ones, with `components` components at a confidence level.
pub(crate) fn t2_limits(rows: usize, components: usize, level: f64) -> (Option<f64>, Option<f64>) {
    let (n, a) = (rows as f64, components as f64);
    let beta = Beta::new(a / 2.0, (n - a - 1.0) / 2.0).ok();
    let fisher = FisherSnedecor::new(a, n - a).ok();
    (
        beta.map(|beta| (n - 1.0).powi(2) / n * beta.inverse_cdf(level)),
        fisher.map(|fisher| a * (n * n - 1.0) / (n * (n - a)) * fisher.inverse_cdf(level)),
    )
}

/// The customary warning leverage.
pub(crate) fn leverage_limit(rows: usize, components: usize) -> f64 {
    3.0 * (components as f64 + 1.0) / rows as f64
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

/// The two-sided Student quantile, `None` without degrees of freedom.
pub(crate) fn student_quantile(level: f64, degrees_of_freedom: usize) -> Option<f64> {
    StudentsT::new(0.0, 1.0, degrees_of_freedom as f64)
        .ok()
        .map(|student| student.inverse_cdf(f64::midpoint(1.0, level)))
}
