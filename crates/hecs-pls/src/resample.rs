//! Intervals of coefficients, importance and predictions by the bootstrap over rows, and what resamples share.

use nalgebra::DMatrix;
use rand::RngExt;
use rayon::prelude::*;

use crate::checks::{at_least_one, check_level};
use crate::estimate::{Estimate, Estimates, quantile};
use crate::folds::grouped;
use crate::progress::Counter;
use crate::random::stream;
use crate::range::{largest, of_column};
use crate::refit::FoldModel;
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

/// Percentile intervals of coefficients, importance and predictions by resampling rows with replacement (pairs bootstrap), or
/// whole groups where the design has them.
///
/// `new_rows` are predicted from every resample; they must have the design's columns in any order. Standard errors are the standard
/// deviations of the replicates. All of the recipe is redone in every resample; a column that is not kept counts as 0. `progress` counts replicates. The result depends
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
    whole.estimates(|place| {
        let mut sorted: Vec<f64> = replicates.iter().map(|values| values[place]).collect();
        let centre = mean(&sorted);
        let spread = sum_of_squares(&sorted, centre) / (sorted.len().max(2) - 1) as f64;
        sorted.sort_by(f64::total_cmp);
        (
            spread.sqrt(),
            quantile(&sorted, tail),
            quantile(&sorted, 1.0 - tail),
        )
    })
}

/// What all resamples share, and the values from all rows: coefficients (p), intercept, importance (p), predictions.
pub(crate) struct Whole<'a> {
    pub(crate) training: Training<'a>,
    components: usize,
    level: f64,
    /// New rows with their predictors as the training needs them.
    new_rows: Option<(Table, DMatrix<f64>)>,
    pub(crate) values: Vec<f64>,
}

impl<'a> Whole<'a> {
    pub(crate) fn new(
        design: &'a Design,
        recipe: &'a Recipe,
        components: usize,
        level: f64,
        new_rows: Option<&Table>,
    ) -> Result<Self, PlsError> {
        check_level("confidence level", level)?;
        let fit = Fit::new(design, recipe, components)?;
        let training = Training::new(design, recipe)?;
        let vip = match components {
            0 => vec![0.0; fit.design.p()],
            _ => fit.vip(components)?,
        };
        // A column that was not kept has coefficient and importance 0.
        let mut values = fit.over_columns_of(design, &fit.coefficients_at(components)?);
        values.push(fit.intercept_at(components)?);
        values.extend(fit.over_columns_of(design, &vip));
        let mut rows = None;
        if let Some(table) = new_rows {
            let model = crate::Model::without_domain(&fit, components, level)?;
            let missing = design.missing();
            let predictions = if recipe.selection.is_some() {
                let own = table.select_columns(&model.column_names())?;
                model.predict_partial(&own, missing)?
            } else {
                model.predict(table, missing)?
            };
            values.extend(predictions.iter().map(|prediction| prediction.value));
            let columns = design.table().columns().iter();
            let order: Vec<&str> = columns.map(|column| column.name.as_str()).collect();
            let table = table.select_columns(&order)?;
            let x = training.rows_of(&table)?;
            rows = Some((table, x));
        }
        Ok(Self {
            training,
            components,
            level,
            new_rows: rows,
            values,
        })
    }

    /// The values from some of the rows.
    pub(crate) fn of_rows(&self, rows: &[usize]) -> Result<Vec<f64>, PlsError> {
        let y = self.training.design.y();
        let fit = self.training.train(y, rows, self.components)?;
        let model = fit.model(self.components);
        if self.training.is_plain() {
            return Ok(self.of_model(&model));
        }
        let mut values = of_columns(&model);
        if let Some((table, x)) = &self.new_rows {
            let all: Vec<usize> = (0..x.nrows()).collect();
            for row in fit.rows(x, &all, table)? {
                values.push(fit.predict(&row, self.components)[self.components]);
            }
        }
        Ok(values)
    }

    /// The values from the model of some of the rows, where columns are but scaled.
    pub(crate) fn of_model(&self, model: &FoldModel) -> Vec<f64> {
        let mut values = of_columns(model);
        if let Some((_, rows)) = &self.new_rows {
            values.extend(rows.row_iter().map(|row| {
                let terms = row.iter().zip(&model.coefficients);
                model.intercept + terms.map(|(x, b)| x * b).sum::<f64>()
            }));
        }
        values
    }

    /// An estimate for each value; `spread` gives standard error, low and high of the value at a place.
    pub(crate) fn estimates(
        &self,
        spread: impl Fn(usize) -> (f64, f64, f64),
    ) -> Result<Estimates, PlsError> {
        let design = self.training.design.as_ref();
        let p = design.p();
        let columns = || design.table().columns().iter().map(|column| &column.name);
        let new_names = self.new_rows.iter().flat_map(|(table, _)| table.rows());
        let intercept = "intercept".to_owned();
        let names = (columns().chain([&intercept]))
            .chain(columns())
            .chain(new_names);
        let mut all = (names.zip(&self.values).enumerate())
            .map(|(place, (name, &value))| {
                let (standard_error, low, high) = spread(place);
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
        if let Some(place) = all.iter().position(|estimate| !finite(estimate)) {
            return Err(if place < p {
                of_column(design.table(), place)
            } else {
                design.response_beyond_range(largest(design.y().iter().copied()))
            });
        }
        let predictions = all.split_off(2 * p + 1);
        let vip = all.split_off(p + 1);
        let intercept = all.remove(p);
        Ok(Estimates {
            components: self.components,
            level: self.level,
            coefficients: all,
            intercept,
            vip,
            predictions,
        })
    }
}

/// Coefficients, intercept and importance of a model.
fn of_columns(model: &FoldModel) -> Vec<f64> {
    let mut values = model.coefficients.clone();
    values.push(model.intercept);
    values.extend_from_slice(&model.vip);
    values
}
