//! A fit of some of the rows, for folds and resamples.

use nalgebra::DMatrix;

use crate::Scaling;
use crate::components::Components;
use crate::distance::{Distance, hotelling_t2, q_contributions, scores_of};
use crate::gappy::{components_of, project};
use crate::importance::vip_of;
use crate::scale::Preprocessing;
use crate::vectors::dot;

/// What a fit of some rows says of the columns, raw units.
#[derive(Debug, Clone)]
pub(crate) struct FoldModel {
    /// Coefficients (p).
    pub(crate) coefficients: Vec<f64>,
    pub(crate) intercept: f64,
    /// Importance (p), 0 without components.
    pub(crate) vip: Vec<f64>,
}

/// A fit without names: what a fold or a resample needs.
#[derive(Debug, Clone)]
pub(crate) struct Refit {
    pub(crate) scaler: Preprocessing,
    pub(crate) found: Components,
}

impl Refit {
    /// Fits the rows at `rows` (repeats allowed); `fixed` are the divisors of [`Scaling::AutoOnce`].
    pub(crate) fn new(
        x: &DMatrix<f64>,
        y: &[f64],
        rows: &[usize],
        scaling: Scaling,
        fixed: Option<&[f64]>,
        most: usize,
    ) -> Self {
        let y: Vec<f64> = rows.iter().map(|&i| y[i]).collect();
        Self::of(&x.select_rows(rows), &y, scaling, fixed, most)
    }

    /// Fits all rows of `x`, NaN where a cell is to be skipped.
    pub(crate) fn of(
        x: &DMatrix<f64>,
        y: &[f64],
        scaling: Scaling,
        fixed: Option<&[f64]>,
        most: usize,
    ) -> Self {
        let scaler = Preprocessing::new(x, y, scaling, fixed);
        let found = components_of(scaler.scaled_x(x), scaler.scaled_y(y), most);
        Self { scaler, found }
    }

    /// Predictions of a row with 0…`most` components; beyond the rank the last one is repeated. Cells that are NaN are skipped.
    pub(crate) fn predict(&self, row: &[f64], most: usize) -> Vec<f64> {
        let scaler = &self.scaler;
        let mut value = scaler.y_mean;
        let mut values = Vec::with_capacity(most + 1);
        values.push(value);
        let scores = self.scores(row, most);
        for a in 0..most {
            if let Some(score) = scores.get(a) {
                value += scaler.y_scale * self.found.y_loadings[a] * score;
            }
            values.push(value);
        }
        values
    }

    /// Scores of a row on at most `most` components.
    fn scores(&self, row: &[f64], most: usize) -> Vec<f64> {
        let scaler = &self.scaler;
        let most = most.min(self.found.count());
        if row.iter().any(|x| x.is_nan()) {
            let e = scaler.scaled_row(row);
            let (weights, loadings) = (&self.found.weights[..most], &self.found.loadings[..most]);
            return project(&e, weights, loadings).scores;
        }
        (self.found.rotations[..most].iter())
            .map(|rotation| {
                rotation
                    .iter()
                    .enumerate()
                    .map(|(j, r)| (row[j] - scaler.x_mean[j]) / scaler.x_scale[j] * r)
                    .sum()
            })
            .collect()
    }

    /// Distance of a row from the rows fitted, with all components found.
    pub(crate) fn distance(&self, row: &[f64]) -> Distance {
        let (scaler, found) = (&self.scaler, &self.found);
        let e = scaler.scaled_row(row);
        let variances: Vec<f64> = (found.scores.iter())
            .map(|t| dot(t, t) / (t.len() - 1) as f64)
            .collect();
        if e.iter().any(|e| e.is_nan()) {
            let projected = project(&e, &found.weights, &found.loadings);
            let whole: f64 = e.iter().filter(|e| !e.is_nan()).map(|e| e * e).sum();
            let t2 = hotelling_t2(&projected.scores, &variances);
            let q_residual = projected.weight * dot(&projected.rest, &projected.rest);
            return Distance::new(t2, q_residual, projected.weight * whole);
        }
        let scores = scores_of(&e, &found.rotations);
        let q_residual = q_contributions(&e, &scores, &found.loadings).iter().sum();
        Distance::new(hotelling_t2(&scores, &variances), q_residual, dot(&e, &e))
    }

    /// The model with `components` components; beyond the rank that of the last one.
    pub(crate) fn model(&self, components: usize) -> FoldModel {
        let coefficients = self.coefficients(components);
        let count = components.min(self.found.count());
        let terms = self.found.y_loadings.iter().zip(&self.found.scores);
        let explained: Vec<f64> = terms.map(|(c, t)| c * c * dot(t, t)).take(count).collect();
        FoldModel {
            intercept: self.intercept(&coefficients),
            vip: vip_of(coefficients.len(), &self.found.weights[..count], &explained),
            coefficients,
        }
    }

    /// Coefficients in raw units with `components` components; beyond the rank those of the last one, zeros where there is none.
    pub(crate) fn coefficients(&self, components: usize) -> Vec<f64> {
        let scaler = &self.scaler;
        let mut sum = vec![0.0; scaler.x_mean.len()];
        for (rotation, c) in self
            .found
            .rotations
            .iter()
            .zip(&self.found.y_loadings)
            .take(components)
        {
            for (j, value) in sum.iter_mut().enumerate() {
                *value += c * scaler.y_scale * rotation[j] / scaler.x_scale[j];
            }
        }
        sum
    }

    /// The intercept that belongs to coefficients in raw units.
    pub(crate) fn intercept(&self, coefficients: &[f64]) -> f64 {
        let shift: f64 = self
            .scaler
            .x_mean
            .iter()
            .zip(coefficients)
            .map(|(m, b)| m * b)
            .sum();
        self.scaler.y_mean - shift
    }
}

/// The divisors of all rows that [`Scaling::AutoOnce`] keeps in its folds.
pub(crate) fn fixed_divisors(x: &DMatrix<f64>, y: &[f64], scaling: Scaling) -> Option<Vec<f64>> {
    (scaling == Scaling::AutoOnce).then(|| Preprocessing::new(x, y, scaling, None).x_scale)
}

/// The numbers 0…n−1 that are not in `left_out`.
pub(crate) fn complement(n: usize, left_out: &[usize]) -> Vec<usize> {
    let mut kept = vec![true; n];
    for &i in left_out {
        kept[i] = false;
    }
    (0..n).filter(|&i| kept[i]).collect()
}

/// Row i as a slice of its own.
pub(crate) fn row_of(x: &DMatrix<f64>, i: usize) -> Vec<f64> {
    x.row(i).iter().copied().collect()
}
