//! A fit of one response, for all component counts 1…A at once.

use std::borrow::Cow;
use std::collections::BTreeMap;

use nalgebra::DMatrix;

use crate::checks::at_most;
use crate::components::Components;
use crate::gappy::components_of;
use crate::range::{largest, of_column};
use crate::refit::Refit;
use crate::scale::Preprocessing;
use crate::vectors::{dot, sum_of_squares};
use crate::{
    Column, Design, Missing, PlsError, Recipe, Scaling, Selection, TrainedTreatment, Warning,
};

/// A PLS model of one response for every component count from 0 to [`Fit::components`].
///
/// Matrices have one row per column of the table (p) or per row of the table (n), and one column per component. Scaled units are
/// those after centring and scaling; raw units are those of the table.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Fit {
    /// The data fitted: after the treatment of spectra, columns that were kept only.
    pub design: Design,
    /// How they were scaled.
    pub scaling: Scaling,
    /// Treatments of spectra with what they learnt from the rows.
    pub treatments: Vec<TrainedTreatment>,
    /// How columns were selected.
    pub selection: Option<Selection>,
    /// The data as they came, where treatment or selection made others of them.
    pub(crate) source: Option<Source>,
    /// Column means, raw units (p).
    pub x_mean: Vec<f64>,
    /// Column divisors, raw units (p); 1 for constant columns.
    pub x_scale: Vec<f64>,
    /// Mean of the response.
    pub y_mean: f64,
    /// Divisor of the response.
    pub y_scale: f64,
    /// Weights W, orthonormal (p × A).
    pub weights: DMatrix<f64>,
    /// Loadings P of the predictors (p × A).
    pub loadings: DMatrix<f64>,
    /// Rotations R = W(P'W)⁻¹ (p × A): scores are scaled predictors times R.
    pub rotations: DMatrix<f64>,
    /// Scores T, orthogonal (n × A).
    pub scores: DMatrix<f64>,
    /// Loadings c of the response, scaled units (A).
    pub y_loadings: Vec<f64>,
    /// Coefficients in scaled units with 1…A components (p × A).
    pub scaled_coefficients: DMatrix<f64>,
    /// Coefficients in raw units with 1…A components (p × A).
    pub coefficients: DMatrix<f64>,
    /// Intercepts in raw units with 1…A components (A).
    pub intercepts: Vec<f64>,
    /// Fitted responses with 0…A components (n × (A+1)).
    pub fitted: DMatrix<f64>,
    /// Share of the predictors' sum of squares that each component explains, scaled units (A).
    pub r2_x: Vec<f64>,
    /// Share of the response's sum of squares that each component explains (A).
    pub r2_y: Vec<f64>,
    /// The design's warnings and, where it applies, [`Warning::RankReached`].
    pub warnings: Vec<Warning>,
}

/// Data before the treatment of spectra and the selection of columns.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Source {
    pub(crate) sha256: String,
    pub(crate) columns: Vec<Column>,
}

impl Fit {
    /// Fits 1…`most` components, fewer (with a warning) where the data carry fewer: [`Design::max_components`] is the most there can be.
    ///
    /// ```
    /// # use hecs_pls::{Design, Fit, Missing, Response, Scaling, Table};
    /// let table = Table::from_records(&["a", "b", "c"], &["x"], &[[1.0], [2.0], [4.0]])?;
    /// let design = Design::new(table, Response::new("y", vec![3.0, 5.0, 9.0]), Missing::Refuse)?;
    /// let fit = Fit::new(&design, Scaling::Auto, 1)?;
    /// assert!((fit.coefficients[(0, 0)] - 2.0).abs() < 1e-12 && (fit.intercepts[0] - 1.0).abs() < 1e-12);
    /// # Ok::<(), hecs_pls::PlsError>(())
    /// ```
    ///
    /// # Errors
    /// A selection of the recipe takes the columns that are important with `most` components, so `most` is then the number of components
    /// of the model.
    ///
    /// # Errors
    /// [`PlsError::OutOfRange`] for `most` = 0; [`PlsError::BeyondRange`] where the scaled numbers cannot be squared or a coefficient
    /// is not finite; [`PlsError::FlatRow`] and [`PlsError::OutOfRange`] where spectra cannot be treated;
    /// [`PlsError::NothingSelected`].
    pub fn new(design: &Design, recipe: impl Into<Recipe>, most: usize) -> Result<Self, PlsError> {
        let recipe = recipe.into();
        let scaling = recipe.scaling;
        let mut fitted = Cow::Borrowed(design);
        let mut treatments = Vec::new();
        if !recipe.treatments.is_empty() {
            let all: Vec<usize> = (0..design.n()).collect();
            let mut x = design.x_with_gaps().into_owned();
            treatments = TrainedTreatment::train(&recipe.treatments, &mut x, design.table(), &all)?;
            fitted = Cow::Owned(design.with_predictors(x)?);
        }
        if let Some(selection) = recipe.selection {
            fitted = Cow::Owned(selected(&fitted, selection, scaling, most)?);
        }
        let usable = fitted.usable_components(scaling, most)?;
        let x = fitted.x_to_fit();
        let scaler = Preprocessing::new(&x, fitted.y(), scaling, None);
        let e = scaler.scaled_x(&x);
        let f = scaler.scaled_y(fitted.y());
        let x_total = sum_of_known_squares(&e);
        let y_total = dot(&f, &f);
        // Kept only where it is needed again.
        let e_of_gaps = match fitted.missing() {
            Missing::Nipals => e.clone(),
            _ => DMatrix::zeros(0, 0),
        };
        let found = components_of(e, f, usable);
        let mut fit = Self::assemble(&fitted, scaling, scaler, &found, x_total, y_total, most);
        if matches!(fitted, Cow::Owned(_)) {
            fit.source = Some(Source {
                sha256: design.sha256(),
                columns: design.table().columns().to_vec(),
            });
        }
        fit.treatments = treatments;
        fit.selection = recipe.selection;
        fit.finish(&e_of_gaps, x_total)?;
        Ok(fit)
    }

    /// What is explained of predictors with gaps, from E; refuses what is not finite.
    pub(crate) fn finish(&mut self, e: &DMatrix<f64>, x_total: f64) -> Result<(), PlsError> {
        if self.design.missing() == Missing::Nipals {
            self.r2_x = self.explained_of_known(e.clone(), x_total);
        }
        self.expect_finite()
    }

    /// Refuses coefficients, intercepts and fitted responses that are not finite.
    fn expect_finite(&self) -> Result<(), PlsError> {
        let finite = |values: &[f64]| values.iter().all(|value| value.is_finite());
        for (a, b) in self.coefficients.column_iter().enumerate() {
            if !(finite(b.as_slice()) && self.intercepts[a].is_finite()) {
                // Where all b_j are finite, it is the largest term b_j m_j that is not.
                let j = match b.iter().position(|b| !b.is_finite()) {
                    Some(j) => j,
                    None => largest(b.iter().zip(&self.x_mean).map(|(b, m)| b * m)),
                };
                return Err(of_column(self.design.table(), j));
            }
        }
        match self.fitted.iter().position(|z| !z.is_finite()) {
            Some(place) => {
                let i = place % self.design.n();
                Err(self.design.response_beyond_range(i))
            }
            None => Ok(()),
        }
    }

    pub(crate) fn assemble(
        design: &Design,
        scaling: Scaling,
        scaler: Preprocessing,
        found: &Components,
        x_total: f64,
        y_total: f64,
        asked: usize,
    ) -> Self {
        let (n, p, count) = (design.n(), design.p(), found.count());
        let mut scaled_coefficients = DMatrix::zeros(p, count);
        let mut coefficients = DMatrix::zeros(p, count);
        let mut fitted = DMatrix::from_element(n, count + 1, scaler.y_mean);
        let (mut intercepts, mut r2_x, mut r2_y) = (Vec::new(), Vec::new(), Vec::new());
        let mut running = vec![0.0; p];
        for a in 0..count {
            let c = found.y_loadings[a];
            let mut intercept = scaler.y_mean;
            for j in 0..p {
                running[j] += c * found.rotations[a][j];
                let raw = running[j] * scaler.y_scale / scaler.x_scale[j];
                scaled_coefficients[(j, a)] = running[j];
                coefficients[(j, a)] = raw;
                intercept -= scaler.x_mean[j] * raw;
            }
            intercepts.push(intercept);
            for i in 0..n {
                fitted[(i, a + 1)] = fitted[(i, a)] + scaler.y_scale * c * found.scores[a][i];
            }
            let tt = dot(&found.scores[a], &found.scores[a]);
            r2_x.push(tt * dot(&found.loadings[a], &found.loadings[a]) / x_total);
            r2_y.push(tt * c * c / y_total);
        }
        let mut warnings = design.warnings().to_vec();
        if count < asked {
            warnings.push(Warning::RankReached {
                asked,
                found: count,
            });
        }
        Self {
            design: design.clone(),
            scaling,
            treatments: Vec::new(),
            selection: None,
            source: None,
            x_mean: scaler.x_mean,
            x_scale: scaler.x_scale,
            y_mean: scaler.y_mean,
            y_scale: scaler.y_scale,
            weights: columns(p, &found.weights),
            loadings: columns(p, &found.loadings),
            rotations: columns(p, &found.rotations),
            scores: columns(n, &found.scores),
            y_loadings: found.y_loadings.clone(),
            scaled_coefficients,
            coefficients,
            intercepts,
            fitted,
            r2_x,
            r2_y,
            warnings,
        }
    }

    /// The largest component count A that was fitted; 0 where no predictor is correlated with the response.
    pub fn components(&self) -> usize {
        self.y_loadings.len()
    }

    /// Coefficients in raw units with `components` components (p), all 0 for the mean model.
    ///
    /// # Errors
    /// [`PlsError::TooManyComponents`].
    pub fn coefficients_at(&self, components: usize) -> Result<Vec<f64>, PlsError> {
        self.check(components)?;
        Ok(match components {
            0 => vec![0.0; self.design.p()],
            a => self.coefficients.column(a - 1).iter().copied().collect(),
        })
    }

    /// The intercept in raw units with `components` components, the mean for 0.
    ///
    /// # Errors
    /// [`PlsError::TooManyComponents`].
    pub fn intercept_at(&self, components: usize) -> Result<f64, PlsError> {
        self.check(components)?;
        Ok(if components == 0 {
            self.y_mean
        } else {
            self.intercepts[components - 1]
        })
    }

    /// The fitted responses with `components` components (n).
    ///
    /// # Errors
    /// [`PlsError::TooManyComponents`].
    pub fn fitted_at(&self, components: usize) -> Result<Vec<f64>, PlsError> {
        self.check(components)?;
        Ok(self.fitted.column(components).iter().copied().collect())
    }

    /// Scores U of the response, scaled units (n × A): u_a = f_{a−1}/c_a, with f_{a−1} what the components before leave of the response.
    /// The slope of u_a on t_a is 1, and its scatter is what component a leaves.
    pub fn y_scores(&self) -> DMatrix<f64> {
        let y = self.design.y();
        DMatrix::from_fn(self.design.n(), self.components(), |i, a| {
            (y[i] - self.fitted[(i, a)]) / self.y_scale / self.y_loadings[a]
        })
    }

    /// Explained share of the predictors' sum of squares, cumulated over 1…A components (A).
    pub fn r2_x_cumulative(&self) -> Vec<f64> {
        cumulate(&self.r2_x)
    }

    /// Explained share of the response's sum of squares, cumulated over 1…A components (A).
    pub fn r2_y_cumulative(&self) -> Vec<f64> {
        cumulate(&self.r2_y)
    }

    /// Residual sums of squares of the response with 0…A components, raw units squared (A+1).
    pub fn residual_sums(&self) -> Vec<f64> {
        (0..=self.components())
            .map(|a| {
                let fitted = self.fitted.column(a);
                fitted
                    .iter()
                    .zip(self.design.y())
                    .map(|(z, y)| (y - z).powi(2))
                    .sum()
            })
            .collect()
    }

    /// Root mean squared errors of calibration with 0…A components, divisor n (A+1).
    pub fn rmse(&self) -> Vec<f64> {
        self.residual_sums()
            .iter()
            .map(|rss| (rss / self.design.n() as f64).sqrt())
            .collect()
    }

    /// Sum of squares of the response about its mean.
    pub fn total_sum(&self) -> f64 {
        sum_of_squares(self.design.y(), self.y_mean)
    }

    /// The predictors, centred and scaled (n × p); NaN where they are missing and skipped.
    pub fn scaled_x(&self) -> DMatrix<f64> {
        let x = self.design.x_to_fit();
        Preprocessing::new(&x, self.design.y(), self.scaling, None).scaled_x(&x)
    }

    /// Numbers of the columns kept, one for each column of the design they were kept of: 0 for the others.
    pub(crate) fn over_columns_of(&self, design: &Design, values: &[f64]) -> Vec<f64> {
        let own: BTreeMap<&str, f64> = (self.design.table().columns().iter())
            .map(|column| column.name.as_str())
            .zip(values.iter().copied())
            .collect();
        let columns = design.table().columns().iter();
        columns
            .map(|column| own.get(column.name.as_str()).copied().unwrap_or(0.0))
            .collect()
    }

    /// By how much each component lessens the sum of squares of what is known of E, as a share of all.
    fn explained_of_known(&self, mut e: DMatrix<f64>, total: f64) -> Vec<f64> {
        let mut left = total;
        (0..self.components())
            .map(|a| {
                e.ger(-1.0, &self.scores.column(a), &self.loadings.column(a), 1.0);
                let before = std::mem::replace(&mut left, sum_of_known_squares(&e));
                (before - left) / total
            })
            .collect()
    }

    pub(crate) fn check(&self, components: usize) -> Result<(), PlsError> {
        at_most(components, self.components())
    }
}

/// The design of the columns that are important with `most` components.
fn selected(
    design: &Design,
    selection: Selection,
    scaling: Scaling,
    most: usize,
) -> Result<Design, PlsError> {
    let usable = design.usable_components(scaling, most)?;
    let x = design.x_to_fit();
    let whole = Refit::of(&x, design.y(), scaling, None, usable);
    let components = whole.found.count();
    if components == 0 {
        return Ok(design.clone());
    }
    let importance = selection.importance(&whole.scaler, &whole.found, &x, components);
    let kept = selection.kept(&importance);
    let columns = design.table().columns();
    if kept.is_empty() {
        let j = largest(importance.iter().copied());
        return Err(PlsError::NothingSelected {
            measure: selection.measure(),
            at_least: selection.at_least(),
            column: columns[j].name.clone(),
            largest: importance[j],
        });
    }
    let names: Vec<&str> = kept.iter().map(|&j| columns[j].name.as_str()).collect();
    design.select_columns(&names)
}

/// The sum of squares of what is known.
pub(crate) fn sum_of_known_squares(e: &DMatrix<f64>) -> f64 {
    if e.iter().any(|value| value.is_nan()) {
        let known = e.iter().filter(|value| !value.is_nan());
        return known.map(|value| value * value).sum();
    }
    dot(e.as_slice(), e.as_slice())
}

/// A matrix from its columns.
fn columns(rows: usize, columns: &[Vec<f64>]) -> DMatrix<f64> {
    DMatrix::from_iterator(rows, columns.len(), columns.iter().flatten().copied())
}

/// Running sums.
fn cumulate(values: &[f64]) -> Vec<f64> {
    values
        .iter()
        .scan(0.0, |sum, value| {
            *sum += value;
            Some(*sum)
        })
        .collect()
}
