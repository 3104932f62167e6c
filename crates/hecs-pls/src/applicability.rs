//! Distances of the training rows from their own model, and the limits of its domain.

use nalgebra::DMatrix;
use rayon::prelude::*;

use crate::checks::check_level;
use crate::distance::Distance;
use crate::limits::{Limits, leverage_limit, q_limits, t2_limits};
use crate::loo::LooPlan;
use crate::refit::complement;
use crate::training::Training;
use crate::{Design, Fit, Folds, Missing, PlsError, Recipe, Scaling};

/// Groups are left out in as many blocks at most: each costs a fit, and a hundredth of the rows changes it little.
const MOST_BLOCKS: usize = 100;

/// Distances of every row, fold by fold, and how many rows a fold has on average: rows one by one, or blocks of groups.
pub(crate) fn distances_by_folds(
    design: &Design,
    of_fold: impl Fn(&[usize]) -> Result<Vec<Distance>, PlsError> + Sync,
) -> Result<(Vec<Distance>, f64), PlsError> {
    let folds = match design.groups() {
        None => Folds::leave_one_out(design.n())?,
        Some(groups) => Folds::grouped_blocks(groups, design.units().min(MOST_BLOCKS))?,
    };
    let partition = &folds.repeats()[0];
    let distances: Vec<Vec<Distance>> = (partition.par_iter())
        .map(|fold| of_fold(fold))
        .collect::<Result<_, _>>()?;
    let together = design.n() as f64 / partition.len() as f64;
    Ok((distances.concat(), together))
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

    /// Limits of T², Q and leverage with `components` components at a confidence level between 0 and 1. Those of new rows cost one
    /// leave-one-out cross-validation; in a design with groups a new row is one of a new group, and whole groups are left out, several
    /// together where there are more than 100.
    ///
    /// # Errors
    /// [`PlsError::TooManyComponents`], [`PlsError::OutOfRange`].
    pub fn limits(&self, components: usize, level: f64) -> Result<Limits, PlsError> {
        let limits = self.limits_of_training_rows(components, level)?;
        if self.design.n() < 3 {
            return Ok(limits);
        }
        let scaling = self.scaling.of_left_out_rows();
        let (left_out, together) = self.left_out_distances(scaling, components)?;
        let is_scaled = scaling == Scaling::Auto;
        Ok(limits.with_left_out(&left_out, together, components, is_scaled))
    }

    /// Distances of the training rows, each from a model without its fold, and how many are left out together on average; treatments and
    /// columns kept are those of the fit.
    fn left_out_distances(
        &self,
        scaling: Scaling,
        components: usize,
    ) -> Result<(Vec<Distance>, f64), PlsError> {
        let (design, n, y) = (&self.design, self.design.n(), self.design.y());
        let recipe = Recipe::new(scaling);
        let training = Training::new(design, &recipe)?;
        if training.is_plain() && design.groups().is_none() {
            return Ok((
                LooPlan::new(design.x(), scaling).distances(y, components),
                1.0,
            ));
        }
        distances_by_folds(design, |fold| {
            let fit = training.train(y, &complement(n, fold), components)?;
            let rows = fit.rows(training.x(), fold, design.table())?;
            Ok(rows.iter().map(|row| fit.distance(row)).collect())
        })
    }

    /// The same without those of new rows.
    pub(crate) fn limits_of_training_rows(
        &self,
        components: usize,
        level: f64,
    ) -> Result<Limits, PlsError> {
        self.check(components)?;
        check_level("confidence level", level)?;
        let n = self.design.n();
        let (hotelling_t2, hotelling_t2_new_rows) = t2_limits(n as f64, components, level);
        let (q_residual, q_residual_box) = self.q_limits(components, level);
        Ok(Limits {
            level,
            hotelling_t2,
            hotelling_t2_new_rows,
            q_residual,
            q_residual_box,
            q_residual_new_rows: None,
            joint_factor: None,
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

    /// E − T P' (n × p). Of a row with gaps that are skipped, what is known counts for all: its squares times columns over known columns.
    fn x_residuals(&self, components: usize) -> DMatrix<f64> {
        let mut residuals = self.scaled_x();
        for a in 0..components {
            residuals.ger(-1.0, &self.scores.column(a), &self.loadings.column(a), 1.0);
        }
        if self.design.missing() == Missing::Nipals {
            for mut row in residuals.row_iter_mut() {
                let known = row.iter().filter(|value| !value.is_nan()).count();
                let weight = (row.len() as f64 / known.max(1) as f64).sqrt();
                for value in &mut row {
                    *value = if value.is_nan() { 0.0 } else { weight * *value };
                }
            }
        }
        residuals
    }

    /// Jackson–Mudholkar and Box limits of Q.
    fn q_limits(&self, components: usize, level: f64) -> (Option<f64>, Option<f64>) {
        let (n, p) = (self.design.n(), self.design.p());
        let total = self.x_residuals(0).norm_squared();
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
        q_limits([theta1, theta2, theta3], level)
    }
}
