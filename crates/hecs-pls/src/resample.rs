//! Intervals of coefficients and predictions: bootstrap over rows, and jack-knife.

use std::collections::BTreeMap;

use nalgebra::DMatrix;
use rand::RngExt;
use rayon::prelude::*;

use crate::checks::{at_least_one, check_level};
use crate::estimate::{Estimate, Estimates, quantile};
use crate::folds::grouped;
use crate::limits::student_quantile;
use crate::progress::Counter;
use crate::random::stream;
use crate::range::{largest, of_column};
use crate::refit::complement;
use crate::training::Training;
use crate::vectors::{mean, sum_of_squares};
use crate::{Design, Fit, OnProgress, PlsError, Recipe, Table};

/// Options of the bootstrap.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BootstrapOptions {
    /// Number of resamples.
    pub replicates: usize,
    /// Confidence level of the intervals.
    pub level: f64,
    /// Seed.
    pub seed: u64,
}

impl Default for BootstrapOptions {
    fn default() -> Self {
        Self {
            replicates: 1000,
            level: 0.95,
            seed: 1,
        }
    }
}

/// Percentile intervals of coefficients and predictions by resampling rows with replacement (pairs bootstrap), or
/// whole groups where the design has them.
///
/// `new_rows` are predicted from every resample; they must have the design's columns in any order. Standard errors are the standard
/// deviations of the replicates. All of the recipe is redone in every resample, where a column that is not kept has coefficient 0. `progress` counts replicates. The result depends
/// on the seed only, not on the number of threads.
///
/// B. Efron, Ann. Stat. 7 (1979) 1, doi:10.1214/aos/1176344552.
///
/// # Errors
/// [`PlsError::OutOfRange`] for a level outside (0, 1), no components or no replicates, [`PlsError::TooManyComponents`],
/// [`PlsError::ColumnsDiffer`] and [`PlsError::MissingValue`] for `new_rows`, [`PlsError::BeyondRange`] where an estimate is not finite.
pub fn bootstrap(
    design: &Design,
    recipe: impl Into<Recipe>,
    components: usize,
    options: BootstrapOptions,
    new_rows: Option<&Table>,
    progress: OnProgress,
) -> Result<Estimates, PlsError> {
    at_least_one("replicates", options.replicates)?;
    let recipe = recipe.into();
    let whole = Whole::new(design, &recipe, components, options.level, new_rows)?;
    let n = design.n();
    let groups = design.groups().map(|labels| grouped(labels).1);
    let counter = Counter::new(progress);
    let replicates: Vec<Vec<f64>> = (0..options.replicates)
        .into_par_iter()
        .map(|replicate| {
            let mut generator = stream(options.seed, replicate);
            let rows: Vec<usize> = match &groups {
                None => (0..n).map(|_| generator.random_range(0..n)).collect(),
                Some(groups) => (0..groups.len())
                    .flat_map(|_| groups[generator.random_range(0..groups.len())].clone())
                    .collect(),
            };
            let values = whole.of_rows(&rows);
            counter.step();
            values
        })
        .collect::<Result<_, PlsError>>()?;
    let tail = (1.0 - options.level) / 2.0;
    whole.estimates(&replicates, |_, values| {
        let centre = mean(values);
        let spread = sum_of_squares(values, centre) / (values.len().max(2) - 1) as f64;
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        (
            spread.sqrt(),
            quantile(&sorted, tail),
            quantile(&sorted, 1.0 - tail),
        )
    })
}

/// Jack-knife standard errors √((n−1)/n Σ (b₋ᵢ − b̄)²) over the n fits that leave out one row each, with intervals
/// b ± t((1+level)/2; n−1) · s.
///
/// Arguments and errors are as in [`bootstrap`]; `progress` counts rows.
///
/// H. Martens, M. Martens, Food Qual. Prefer. 11 (2000) 5.
///
/// # Errors
/// As [`bootstrap`]; [`PlsError::TooFewRows`] for fewer than three rows.
pub fn jackknife(
    design: &Design,
    recipe: impl Into<Recipe>,
    components: usize,
    level: f64,
    new_rows: Option<&Table>,
    progress: OnProgress,
) -> Result<Estimates, PlsError> {
    let n = design.n();
    if n < 3 {
        return Err(PlsError::TooFewRows { rows: n, needed: 3 });
    }
    let recipe = recipe.into();
    let whole = Whole::new(design, &recipe, components, level, new_rows)?;
    let counter = Counter::new(progress);
    let replicates: Vec<Vec<f64>> = (0..n)
        .into_par_iter()
        .map(|i| {
            let values = whole.of_rows(&complement(n, &[i]));
            counter.step();
            values
        })
        .collect::<Result<_, PlsError>>()?;
    let factor = (n - 1) as f64 / n as f64;
    let t = student_quantile(level, n - 1).unwrap_or(f64::INFINITY);
    whole.estimates(&replicates, |value, values| {
        let error = (factor * sum_of_squares(values, mean(values))).sqrt();
        (error, value - t * error, value + t * error)
    })
}

/// What all resamples share, and the values from all rows.
struct Whole<'a> {
    training: Training<'a>,
    components: usize,
    level: f64,
    /// New rows with their predictors as the training needs them.
    new_rows: Option<(Table, DMatrix<f64>)>,
    names: Vec<String>,
    values: Vec<f64>,
}

impl<'a> Whole<'a> {
    fn new(
        design: &'a Design,
        recipe: &'a Recipe,
        components: usize,
        level: f64,
        new_rows: Option<&Table>,
    ) -> Result<Self, PlsError> {
        check_level("confidence level", level)?;
        let fit = Fit::new(design, recipe, components)?;
        let model = crate::Model::without_domain(&fit, components, level)?;
        let training = Training::new(design, recipe)?;
        let columns = || design.table().columns().iter();
        let mut names: Vec<String> = columns().map(|column| column.name.clone()).collect();
        names.push("intercept".to_owned());
        // A column that was not kept has coefficient 0.
        let own: BTreeMap<&str, f64> = (model.columns.iter())
            .map(|column| (column.name.as_str(), column.coefficient))
            .collect();
        let mut values: Vec<f64> = columns()
            .map(|column| own.get(column.name.as_str()).copied().unwrap_or(0.0))
            .collect();
        values.push(fit.intercept_at(components)?);
        let mut rows = None;
        if let Some(table) = new_rows {
            let order: Vec<&str> = columns().map(|column| column.name.as_str()).collect();
            let predictions = if recipe.selection.is_some() {
                let own = table.select_columns(&model.column_names())?;
                model.predict_partial(&own, design.missing())?
            } else {
                model.predict(table, design.missing())?
            };
            names.extend(table.rows().iter().cloned());
            values.extend(predictions.iter().map(|prediction| prediction.value));
            let table = table.select_columns(&order)?;
            let x = training.rows_of(&table)?;
            rows = Some((table, x));
        }
        Ok(Self {
            training,
            components,
            level,
            new_rows: rows,
            names,
            values,
        })
    }

    /// Coefficients, intercept, predictions from some of the rows.
    fn of_rows(&self, rows: &[usize]) -> Result<Vec<f64>, PlsError> {
        let fit = (self.training).train(self.training.design.y(), rows, self.components)?;
        let (mut values, intercept) = fit.coefficients(self.components);
        values.push(intercept);
        if let Some((table, x)) = &self.new_rows {
            let all: Vec<usize> = (0..x.nrows()).collect();
            for row in fit.rows(x, &all, table)? {
                values.push(fit.predict(&row, self.components)[self.components]);
            }
        }
        Ok(values)
    }

    /// An estimate for each value; `spread` gives standard error, low and high from the value and its replicates.
    fn estimates(
        &self,
        replicates: &[Vec<f64>],
        spread: impl Fn(f64, &[f64]) -> (f64, f64, f64),
    ) -> Result<Estimates, PlsError> {
        let mut all = (self.names.iter().zip(&self.values).enumerate())
            .map(|(place, (name, &value))| {
                let values: Vec<f64> = replicates.iter().map(|values| values[place]).collect();
                let (standard_error, low, high) = spread(value, &values);
                Estimate {
                    name: name.clone(),
                    value,
                    standard_error,
                    low,
                    high,
                }
            })
            .collect::<Vec<_>>();
        let finite = |e: &Estimate| {
            [e.standard_error, e.low, e.high]
                .iter()
                .all(|v| v.is_finite())
        };
        let design = self.training.design.as_ref();
        if let Some(place) = all.iter().position(|estimate| !finite(estimate)) {
            return Err(if place < design.p() {
                of_column(design.table(), place)
            } else {
                design.response_beyond_range(largest(design.y().iter().copied()))
            });
        }
        let predictions = all.split_off(design.p() + 1);
        let intercept = all.remove(design.p());
        Ok(Estimates {
            components: self.components,
            level: self.level,
            coefficients: all,
            intercept,
            predictions,
        })
    }
}
