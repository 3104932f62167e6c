//! Double (nested) cross-validation: the error of the whole procedure, choices included.
//!
//! A cross-validation that also chose the number of components, or the columns, measures its error on rows that took part in the
//! choice. Here an inner cross-validation on the training rows of each outer fold makes every choice, and the rows left out only
//! measure the error.
//!
//! P. Filzmoser, B. Liebmann, K. Varmuza, J. Chemom. 23 (2009) 160, doi:10.1002/cem.1225.

use rayon::prelude::*;
use serde::Serialize;

use crate::checks::at_least_one;
use crate::progress::Counter;
use crate::refit::complement;
use crate::vectors::{mean, sum_of_squares};
use crate::{
    CrossValidation, Design, Fit, Folds, Model, OnProgress, PlsError, Recipe, Rule, Scheme, Table,
    choose, cross_validate,
};

/// What is chosen in each outer fold, and how.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NestedOptions {
    /// Largest number of components.
    pub most: usize,
    /// The inner cross-validation; no more folds than the training rows of an outer fold have rows, or groups.
    pub inner: Scheme,
    /// The rule for the number of components.
    pub rule: Rule,
    /// Keep only columns with at least this VIP in a fit with the number of components chosen, then choose that number again; `None`
    /// keeps all. A [`Selection`](crate::Selection) of the recipe selects inside every cross-validation in its place.
    pub vip_threshold: Option<f64>,
}

impl Default for NestedOptions {
    fn default() -> Self {
        Self {
            most: 10,
            inner: Scheme::LeaveOneOut,
            rule: Rule::Minimum,
            vip_threshold: None,
        }
    }
}

/// What was chosen in one outer fold.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct FoldChoice {
    /// Number of the repeat, from 0.
    pub repeat: usize,
    /// Names of the rows left out.
    pub rows: Vec<String>,
    /// Number of components.
    pub components: usize,
    /// Names of the columns used.
    pub columns: Vec<String>,
}

/// The result of a nested cross-validation.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct NestedCrossValidation {
    /// Names of the rows (n).
    pub rows: Vec<String>,
    /// Observed responses (n).
    pub observed: Vec<f64>,
    /// Predictions when left out, mean over the repeats (n).
    pub predictions: Vec<f64>,
    /// Σ(y − ŷ)² over the rows, mean over the repeats.
    pub press: f64,
    /// √(PRESS/n), response units.
    pub rmsecv: f64,
    /// 1 − PRESS/SSY, SSY about the mean of all rows.
    pub q2: f64,
    /// Choices of each outer fold.
    pub choices: Vec<FoldChoice>,
}

/// Nested cross-validation over `outer` folds; `progress` counts outer folds.
///
/// # Errors
/// [`PlsError::WrongLength`] where the folds are of another number of rows, [`PlsError::BadFolds`] where the inner folds leave too few rows,
/// and the errors of [`choose`].
pub fn nested_cross_validate(
    design: &Design,
    recipe: impl Into<Recipe>,
    outer: &Folds,
    options: NestedOptions,
    progress: OnProgress,
) -> Result<NestedCrossValidation, PlsError> {
    let recipe = recipe.into();
    at_least_one("components", options.most)?;
    outer.expect_rows(design.n())?;
    let n = design.n();
    let counter = Counter::new(progress);
    let mut predictions = vec![0.0; n];
    let mut press = 0.0;
    let mut choices = Vec::new();
    let repeats = outer.repeats().len() as f64;
    for (repeat, partition) in outer.repeats().iter().enumerate() {
        let folds: Vec<(Vec<f64>, FoldChoice)> = partition
            .par_iter()
            .map(|left_out| {
                let result = outer_fold(design, &recipe, left_out, repeat, options);
                counter.step();
                result
            })
            .collect::<Result<_, _>>()?;
        for ((values, choice), left_out) in folds.into_iter().zip(partition) {
            for (&i, value) in left_out.iter().zip(values) {
                predictions[i] += value / repeats;
                press += (value - design.y()[i]).powi(2) / repeats;
            }
            choices.push(choice);
        }
    }
    let total = sum_of_squares(design.y(), mean(design.y()));
    Ok(NestedCrossValidation {
        rows: design.table().rows().to_vec(),
        observed: design.y().to_vec(),
        predictions,
        press,
        rmsecv: (press / n as f64).sqrt(),
        q2: 1.0 - press / total,
        choices,
    })
}

/// Chooses and fits on the training rows, predicts the others.
fn outer_fold(
    design: &Design,
    recipe: &Recipe,
    left_out: &[usize],
    repeat: usize,
    options: NestedOptions,
) -> Result<(Vec<f64>, FoldChoice), PlsError> {
    let names = |rows: &[usize]| -> Vec<String> {
        rows.iter()
            .map(|&i| design.table().rows()[i].clone())
            .collect()
    };
    let choice = |components, columns: Vec<&str>| FoldChoice {
        repeat,
        rows: names(left_out),
        components,
        columns: columns.into_iter().map(str::to_owned).collect(),
    };
    let training = match design.training_rows(&complement(design.n(), left_out)) {
        // These rows all have the same response, which is the prediction.
        Err(PlsError::ConstantResponse { value, .. }) => {
            return Ok((vec![value; left_out.len()], choice(0, Vec::new())));
        }
        other => other?,
    };
    let (mut training, mut components) = (training, 0);
    for round in 0..2 {
        components = choose(&inner(&training, recipe, options)?, options.rule)?.components;
        let Some(threshold) = options
            .vip_threshold
            .filter(|_| round == 0 && components > 0)
        else {
            break;
        };
        let vip = Fit::new(&training, recipe, components)?.vip(components)?;
        let kept: Vec<String> = (training.table().columns().iter().zip(&vip))
            .filter(|(_, vip)| **vip >= threshold)
            .map(|(column, _)| column.name.clone())
            .collect();
        if kept.is_empty() || kept.len() == vip.len() {
            break;
        }
        training = training.select_columns(&kept)?;
    }
    // The mean model has no components by which columns could be selected.
    let of_all = Recipe {
        selection: None,
        ..recipe.clone()
    };
    let recipe = if components == 0 { &of_all } else { recipe };
    let fit = match Fit::new(&training, recipe, components.max(1)) {
        // No column reaches the threshold: the model is the mean.
        Err(PlsError::NothingSelected { .. }) => {
            let value = mean(training.y());
            return Ok((vec![value; left_out.len()], choice(0, Vec::new())));
        }
        other => other?,
    };
    let components = components.min(fit.components());
    let model = Model::without_domain(&fit, components, 0.95)?;
    let columns = model.columns.iter().map(|column| column.name.as_str());
    let table = Table {
        values: design.x_with_gaps().into_owned(),
        ..design.table().clone()
    };
    let table = table
        .select_rows(left_out)
        .select_columns(&model.column_names())?;
    let values = model
        .predict_partial(&table, design.missing())?
        .iter()
        .map(|p| p.value)
        .collect();
    Ok((values, choice(components, columns.collect())))
}

fn inner(
    training: &Design,
    recipe: &Recipe,
    options: NestedOptions,
) -> Result<CrossValidation, PlsError> {
    let folds = options.inner.for_units_of(training).folds(training)?;
    cross_validate(training, recipe, options.most, &folds, None)
}
