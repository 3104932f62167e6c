//! Several responses at once (PLS2): one set of components that predicts them all.

use nalgebra::DMatrix;

use crate::applicability::distances_by_folds;
use crate::checks::{at_least_one, check_level, expect_length};
use crate::distance::Distance;
use crate::fit::{Source, sum_of_known_squares};
use crate::joint_components::JointComponents;
use crate::refit::{Refit, complement};
use crate::scale::Preprocessing;
use crate::training::{Prepared, Training};
use crate::treatment::TrainedTreatment;
use crate::vectors::dot;
use crate::{
    Column, Design, Fit, Limits, Missing, PlsError, Recipe, Response, Scaling, Selection, Table,
    Warning,
};

/// A checked table with several responses.
#[derive(Debug, Clone, PartialEq)]
pub struct JointDesign {
    /// With the first response.
    design: Design,
    responses: Vec<Response>,
}

impl JointDesign {
    /// Checks a table and its responses, which may be one.
    ///
    /// # Errors
    /// As [`Design::new`]; [`PlsError::OutOfRange`] for no response, [`PlsError::RepeatedColumn`] for a response named twice.
    pub fn new(table: Table, responses: Vec<Response>, missing: Missing) -> Result<Self, PlsError> {
        at_least_one("responses", responses.len())?;
        for (k, response) in responses.iter().enumerate() {
            if responses[..k]
                .iter()
                .any(|other| other.name == response.name)
            {
                return Err(PlsError::RepeatedColumn {
                    column: response.name.clone(),
                });
            }
        }
        let design = Design::new(table, responses[0].clone(), missing)?;
        for response in &responses[1..] {
            design.with_response(response.clone())?;
        }
        Ok(Self { design, responses })
    }

    /// The same with groups, as [`Design::with_groups`].
    ///
    /// # Errors
    /// As [`Design::with_groups`].
    pub fn with_groups(self, labels: Vec<String>) -> Result<Self, PlsError> {
        Ok(Self {
            design: self.design.with_groups(labels)?,
            ..self
        })
    }

    /// The responses (q).
    pub fn responses(&self) -> &[Response] {
        &self.responses
    }

    /// The table with the first response: its rows, columns, groups and warnings are those of all.
    pub fn first(&self) -> &Design {
        &self.design
    }

    /// The design of response k alone.
    ///
    /// # Errors
    /// [`PlsError::OutOfRange`] where there are fewer responses.
    pub fn of_response(&self, k: usize) -> Result<Design, PlsError> {
        let Some(response) = self.responses.get(k) else {
            return Err(PlsError::OutOfRange {
                what: "position of the response",
                value: k as f64,
                range: "below the number of responses",
            });
        };
        self.design.with_response(response.clone())
    }

    /// The responses' values.
    pub(crate) fn values(&self) -> Vec<&[f64]> {
        self.responses.iter().map(|r| r.values.as_slice()).collect()
    }

    /// SHA-256 of names, units and numbers: that of [`Design::sha256`] for each response in turn, hashed together.
    ///
    /// # Errors
    /// None for a design that was checked.
    pub fn sha256(&self) -> Result<String, PlsError> {
        use sha2::{Digest, Sha256};
        let mut hash = Sha256::new();
        for k in 0..self.responses.len() {
            hash.update(self.of_response(k)?.sha256());
        }
        Ok(crate::digest::hex(&hash.finalize()))
    }
}

/// Refuses what a joint model has no meaning for.
pub(crate) fn expect_joint(recipe: &Recipe) -> Result<(), PlsError> {
    match recipe.selection {
        None => Ok(()),
        Some(Selection::Vip { .. } | Selection::SelectivityRatio { .. }) => {
            Err(PlsError::SelectionOfSeveral)
        }
    }
}

/// A joint fit of some of the rows.
pub(crate) struct JointRefit {
    prepared: Prepared,
    found: JointComponents,
    /// Each response with the components that all have in common.
    pub(crate) of_responses: Vec<Refit>,
}

impl JointRefit {
    pub(crate) fn new(
        training: &Training,
        responses: &[&[f64]],
        rows: &[usize],
        most: usize,
    ) -> Result<Self, PlsError> {
        let (x, prepared) = training.prepare(rows)?;
        let scalers = scalers(&x, responses, rows, training.scaling, training.fixed());
        let found = components(&x, responses, rows, &scalers, most)?;
        let of_responses = (scalers.into_iter().enumerate())
            .map(|(k, scaler)| Refit {
                scaler,
                found: found.of_response(k),
            })
            .collect();
        Ok(Self {
            prepared,
            found,
            of_responses,
        })
    }

    pub(crate) fn count(&self) -> usize {
        self.found.count()
    }

    /// As [`Prepared::rows`].
    pub(crate) fn rows(
        &self,
        x: &DMatrix<f64>,
        rows: &[usize],
        table: &Table,
    ) -> Result<Vec<Vec<f64>>, PlsError> {
        self.prepared.rows(x, rows, table)
    }

    /// Distance of a prepared row from the rows fitted.
    fn distance(&self, row: &[f64]) -> Distance {
        self.of_responses[0].distance(row)
    }
}

/// Means and divisors of the predictors with those of each response.
fn scalers(
    x: &DMatrix<f64>,
    responses: &[&[f64]],
    rows: &[usize],
    scaling: Scaling,
    fixed: Option<&[f64]>,
) -> Vec<Preprocessing> {
    let mut all: Vec<Preprocessing> = Vec::with_capacity(responses.len());
    for y in responses {
        let y: Vec<f64> = rows.iter().map(|&i| y[i]).collect();
        let scaler = match all.first() {
            None => Preprocessing::new(x, &y, scaling, fixed),
            Some(first) => {
                let of_y = Preprocessing::new(&DMatrix::zeros(y.len(), 0), &y, scaling, None);
                Preprocessing {
                    y_mean: of_y.y_mean,
                    y_scale: of_y.y_scale,
                    ..first.clone()
                }
            }
        };
        all.push(scaler);
    }
    all
}

fn components(
    x: &DMatrix<f64>,
    responses: &[&[f64]],
    rows: &[usize],
    scalers: &[Preprocessing],
    most: usize,
) -> Result<JointComponents, PlsError> {
    let f: Vec<Vec<f64>> = (responses.iter().zip(scalers))
        .map(|(y, scaler)| {
            let y: Vec<f64> = rows.iter().map(|&i| y[i]).collect();
            scaler.scaled_y(&y)
        })
        .collect();
    JointComponents::of(scalers[0].scaled_x(x), f, most)
}

/// A PLS2 model of several responses for every component count from 0 to [`JointFit::components`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct JointFit {
    /// Each response with weights, loadings, rotations and scores that all have in common, and its own loadings, coefficients and fitted
    /// values (q).
    pub fits: Vec<Fit>,
    recipe: Recipe,
    /// The design fitted, untreated.
    design: JointDesign,
}

impl JointFit {
    /// Fits 1…`most` components, fewer (with a warning) where the data carry fewer.
    ///
    /// # Errors
    /// As [`Fit::new`]; [`PlsError::SelectionOfSeveral`] for a recipe that selects columns, [`PlsError::NotAtRest`] for data with so many
    /// gaps that NIPALS does not converge.
    pub fn new(
        design: &JointDesign,
        recipe: impl Into<Recipe>,
        most: usize,
    ) -> Result<Self, PlsError> {
        let recipe = recipe.into();
        expect_joint(&recipe)?;
        let all: Vec<usize> = (0..design.first().n()).collect();
        let mut fitted = design.first().clone();
        let mut treatments = Vec::new();
        let mut source = None;
        if !recipe.treatments.is_empty() {
            let mut x = fitted.x_with_gaps().into_owned();
            treatments = TrainedTreatment::train(&recipe.treatments, &mut x, fitted.table(), &all)?;
            source = Some(Source {
                sha256: design.sha256()?,
                columns: fitted.table().columns().to_vec(),
            });
            fitted = fitted.with_predictors(x)?;
        }
        let usable = usable_components(&fitted, design, recipe.scaling, most)?;
        let x = fitted.x_to_fit().into_owned();
        let responses = design.values();
        let scalers = scalers(&x, &responses, &all, recipe.scaling, None);
        let found = components(&x, &responses, &all, &scalers, usable)?;
        let e = scalers[0].scaled_x(&x);
        let x_total = sum_of_known_squares(&e);
        let mut fits = Vec::new();
        for (k, scaler) in scalers.into_iter().enumerate() {
            let of_response = fitted.with_response(design.responses[k].clone())?;
            let f = scaler.scaled_y(of_response.y());
            let y_total = dot(&f, &f);
            let mut fit = Fit::assemble(
                &of_response,
                recipe.scaling,
                scaler,
                &found.of_response(k),
                x_total,
                y_total,
                most,
            );
            fit.treatments.clone_from(&treatments);
            fit.source.clone_from(&source);
            fit.finish(&e, x_total)?;
            fits.push(fit);
        }
        Ok(Self {
            fits,
            recipe,
            design: design.clone(),
        })
    }

    /// The largest component count A that was fitted.
    pub fn components(&self) -> usize {
        self.fits[0].components()
    }

    /// Variable importance in projection for all responses together with `components` components (p): as [`Fit::vip`], each component
    /// weighed by what it explains of all responses in scaled units, Σ_k c_ka² t_a't_a.
    ///
    /// # Errors
    /// As [`Fit::vip`].
    pub fn vip(&self, components: usize) -> Result<Vec<f64>, PlsError> {
        let first = &self.fits[0];
        first.check_some(components)?;
        let explained: Vec<f64> = (0..components)
            .map(|a| {
                let tt = first.scores.column(a).norm_squared();
                let squares = self.fits.iter().map(|fit| fit.y_loadings[a].powi(2));
                squares.sum::<f64>() * tt
            })
            .collect();
        let p = first.design.p();
        let shares = crate::importance::shares(p, |j, a| first.weights[(j, a)], &explained);
        Ok(shares.iter().map(|s| (p as f64 * s).sqrt()).collect())
    }

    /// Share of all responses' sums of squares, scaled units, that each component explains (A).
    pub fn r2_y(&self) -> Vec<f64> {
        let total = |fit: &Fit| fit.total_sum() / (fit.y_scale * fit.y_scale);
        let whole: f64 = self.fits.iter().map(total).sum();
        (0..self.components())
            .map(|a| {
                let parts = self.fits.iter().map(|fit| fit.r2_y[a] * total(fit));
                parts.sum::<f64>() / whole
            })
            .collect()
    }

    /// Limits of the domain, those of new rows from rows left out of joint fits; see [`Fit::limits`].
    ///
    /// # Errors
    /// As [`Fit::limits`].
    pub fn limits(&self, components: usize, level: f64) -> Result<Limits, PlsError> {
        check_level("confidence level", level)?;
        let first = &self.fits[0];
        let limits = first.limits_of_training_rows(components, level)?;
        let n = first.design.n();
        if n < 3 {
            return Ok(limits);
        }
        let scaling = first.scaling.of_left_out_rows();
        let recipe = Recipe::new(scaling);
        let training = Training::new(&first.design, &recipe)?;
        let responses = self.design.values();
        let design = &first.design;
        let (left_out, together) = distances_by_folds(design, |fold| {
            let rows = complement(n, fold);
            let fit = JointRefit::new(&training, &responses, &rows, components)?;
            let rows = fit.rows(training.x(), fold, design.table())?;
            Ok(rows.iter().map(|row| fit.distance(row)).collect())
        })?;
        let is_scaled = scaling == Scaling::Auto;
        Ok(limits.with_left_out(&left_out, together, components, is_scaled))
    }

    /// The design fitted, untreated.
    pub fn design(&self) -> &JointDesign {
        &self.design
    }

    /// The recipe.
    pub fn recipe(&self) -> &Recipe {
        &self.recipe
    }

    /// Remarks on the data and the fit.
    pub fn warnings(&self) -> &[Warning] {
        &self.fits[0].warnings
    }

    /// The columns fitted.
    pub fn columns(&self) -> &[Column] {
        self.fits[0].design.table().columns()
    }
}

/// How many components to look for; numbers of every response are checked.
pub(crate) fn usable_components(
    design: &Design,
    joint: &JointDesign,
    scaling: Scaling,
    most: usize,
) -> Result<usize, PlsError> {
    let mut usable = most;
    for response in joint.responses() {
        let of_response = design.with_response(response.clone())?;
        usable = of_response.usable_components(scaling, usable)?;
    }
    expect_length("rows of the responses", joint.first().n(), design.n())?;
    Ok(usable)
}
