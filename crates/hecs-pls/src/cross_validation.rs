//! Cross-validation: predictions of rows by models fitted without them, for 0…A components.

use nalgebra::DMatrix;
use rayon::prelude::*;

use crate::checks::at_most;
use crate::fold_sums::FoldSums;
use crate::loo::LooPlan;
use crate::progress::{Counter, OnProgress};
use crate::range::largest;
use crate::refit::complement;
use crate::training::Training;
use crate::vectors::{is_constant, mean, sum_of_squares};
use crate::{Design, Fit, Folds, Kept, PlsError, Recipe, Warning};

/// The result of a cross-validation. Index a of every curve is the number of components, from 0 (the mean of the training rows) to
/// [`CrossValidation::components`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct CrossValidation {
    /// Names of the rows (n).
    pub rows: Vec<String>,
    /// Observed responses (n).
    pub observed: Vec<f64>,
    /// Predictions of each row when left out, mean over the repeats (n × (A+1)).
    pub predictions: DMatrix<f64>,
    /// Squared errors of each row when left out, mean over the repeats (n × (A+1)).
    pub squared_errors: DMatrix<f64>,
    /// PRESS = Σ(y − ŷ)² over the rows, mean over the repeats, response units squared (A+1).
    pub press: Vec<f64>,
    /// PRESS of each repeat (repeats, each A+1).
    pub press_by_repeat: Vec<Vec<f64>>,
    /// Sum of squares of the response about the mean of all rows.
    pub total_sum: f64,
    /// Labels of rows that belong together, one per row, where the design has them.
    pub groups: Option<Vec<String>>,
    /// How often each column was kept, where the recipe selects columns.
    pub kept: Option<Kept>,
    /// The design's warnings, columns constant in a fold, folds of lower rank.
    pub warnings: Vec<Warning>,
}

impl CrossValidation {
    /// The largest component count A.
    pub fn components(&self) -> usize {
        self.press.len() - 1
    }

    /// Root Mean PRESS as JMP and SAS print it, √(PRESS/SSY), with SSY about the mean of all rows (A+1).
    pub fn root_mean_press(&self) -> Vec<f64> {
        self.press
            .iter()
            .map(|press| (press / self.total_sum).sqrt())
            .collect()
    }

    /// Root mean squared error of cross-validation, √(PRESS/n), response units (A+1).
    pub fn rmsecv(&self) -> Vec<f64> {
        self.press
            .iter()
            .map(|press| (press / self.observed.len() as f64).sqrt())
            .collect()
    }

    /// Q² about the mean of all rows, 1 − PRESS/SSY (A+1). Negative for 0 components, which predict the training mean.
    pub fn q2(&self) -> Vec<f64> {
        self.press
            .iter()
            .map(|press| 1.0 - press / self.total_sum)
            .collect()
    }

    /// Q² about the mean of the training rows of each fold, 1 − PRESS/PRESS₀ (A+1); the LOO-mean Q² of leave-one-out. 0 for 0
    /// components. Larger than [`CrossValidation::q2`]; the two must not be mixed.
    pub fn q2_training_mean(&self) -> Vec<f64> {
        self.press
            .iter()
            .map(|press| 1.0 - press / self.press[0])
            .collect()
    }

    /// The cumulative Q² of JMP, 1 − Π (1 − Q²) over 1…a components; [`CrossValidation::q2`] itself for 0 (A+1).
    pub fn q2_cumulative_jmp(&self) -> Vec<f64> {
        let mut product = 1.0;
        let q2 = self.q2();
        q2.iter()
            .enumerate()
            .map(|(a, q2)| {
                if a == 0 {
                    return *q2;
                }
                product *= 1.0 - q2;
                1.0 - product
            })
            .collect()
    }

    /// Q² of each component as SIMCA counts it, 1 − PRESS_a/RSS_{a−1}, and cumulated, 1 − Π PRESS_a/RSS_{a−1}, as far as both go.
    pub fn q2_simca(&self, fit: &Fit) -> (Vec<f64>, Vec<f64>) {
        let mut product = 1.0;
        (self.press.iter().skip(1).zip(fit.residual_sums()))
            .map(|(press, residual)| {
                let ratio = press / residual;
                product *= ratio;
                (1.0 - ratio, 1.0 - product)
            })
            .unzip()
    }

    /// The predictions with `components` components (n).
    ///
    /// # Errors
    /// [`PlsError::TooManyComponents`].
    pub fn predictions_at(&self, components: usize) -> Result<Vec<f64>, PlsError> {
        at_most(components, self.components())?;
        Ok(self
            .predictions
            .column(components)
            .iter()
            .copied()
            .collect())
    }
}

/// Leave-one-out cross-validation with 0…`most` components; exact and without refits where the recipe is a scaling.
///
/// # Errors
/// As [`cross_validate`]; [`PlsError::BadFolds`] for fewer than three rows.
pub fn leave_one_out(
    design: &Design,
    recipe: impl Into<Recipe>,
    most: usize,
) -> Result<CrossValidation, PlsError> {
    cross_validate(
        design,
        recipe,
        most,
        &Folds::leave_one_out(design.n())?,
        None,
    )
}

/// Cross-validation with 0…`most` components over any folds, without refits where the recipe is a scaling.
///
/// All that the recipe learns (mean spectrum, means for gaps, columns kept, divisors) it learns from the rows that are not left out. The
/// curves end, with a warning, where the data carry no further component; [`Design::max_components`] is the most there can be.
/// `progress` counts folds.
///
/// # Errors
/// [`PlsError::OutOfRange`] for `most` = 0, [`PlsError::WrongLength`] where the folds are of another number of rows,
/// [`PlsError::BeyondRange`] where the numbers, or the errors of prediction, cannot be squared; [`PlsError::FlatRow`],
/// [`PlsError::EmptyRow`] and [`PlsError::OutOfRange`] where spectra cannot be treated.
pub fn cross_validate(
    design: &Design,
    recipe: impl Into<Recipe>,
    most: usize,
    folds: &Folds,
    progress: OnProgress,
) -> Result<CrossValidation, PlsError> {
    let recipe = recipe.into();
    let training = Training::new(design, &recipe)?;
    if !training.is_plain() {
        return by_refits(&training, most, folds, progress);
    }
    if !folds.is_leave_one_out() {
        return by_sums(&training, most, folds, progress);
    }
    let (design, scaling) = (training.design.as_ref(), training.scaling);
    let usable = design.usable_components(scaling, most)?;
    folds.expect_rows(design.n())?;
    let plan = LooPlan::new(design.x(), scaling);
    let found = plan.predict(design.y(), usable);
    let counter = Counter::new(progress);
    (0..design.n()).for_each(|_| counter.step());
    let constant = (plan.constant_in_fold.iter())
        .map(|&(column, row)| (column, vec![row]))
        .collect();
    summarise(design, most, &[found.values], &found.ranks, constant, None)
}

/// Without refits, from sums that all folds share.
fn by_sums(
    training: &Training,
    most: usize,
    folds: &Folds,
    progress: OnProgress,
) -> Result<CrossValidation, PlsError> {
    let design = training.design.as_ref();
    let usable = design.usable_components(training.scaling, most)?;
    folds.expect_rows(design.n())?;
    let x = design.x();
    let in_folds = usable.min(folds.least_training() - 1);
    let counter = Counter::new(progress);
    let sums = FoldSums::new(x, training.scaling, folds, in_folds);
    let mut constant = ConstantInFolds::new(x);
    for (left_out, columns) in sums.constant() {
        constant.add(columns, left_out);
    }
    let found = sums.predict(design.y(), usable, in_folds, &|| counter.step());
    let (repeats, ranks) = sums.by_row(found);
    summarise(design, most, &repeats, &ranks, constant.found, None)
}

/// Columns that are constant in the training rows of folds, and not anyway.
pub(crate) struct ConstantInFolds {
    everywhere: Vec<bool>,
    /// Column and rows left out, each once.
    pub(crate) found: Vec<(usize, Vec<usize>)>,
}

impl ConstantInFolds {
    pub(crate) fn new(x: &DMatrix<f64>) -> Self {
        Self {
            everywhere: (x.column_iter())
                .map(|column| is_constant(column.iter().copied()))
                .collect(),
            found: Vec::new(),
        }
    }

    /// Columns constant where these rows are left out.
    pub(crate) fn add(&mut self, columns: &[usize], left_out: &[usize]) {
        for &j in columns {
            let already = (self.found.iter()).any(|(k, rows)| *k == j && rows == left_out);
            if !already && !self.everywhere[j] {
                self.found.push((j, left_out.to_vec()));
            }
        }
    }
}

/// The same by a refit of every fold, leave-one-out too: slower, to check leave-one-out without refits.
///
/// # Errors
/// As [`cross_validate`].
pub fn cross_validate_by_refits(
    design: &Design,
    recipe: impl Into<Recipe>,
    most: usize,
    folds: &Folds,
    progress: OnProgress,
) -> Result<CrossValidation, PlsError> {
    let recipe = recipe.into();
    by_refits(&Training::new(design, &recipe)?, most, folds, progress)
}

/// What a fold gives.
struct OfFold {
    /// Predictions of the rows left out with 0…A components.
    values: Vec<Vec<f64>>,
    /// Components found.
    rank: usize,
    /// Columns that are constant in the training rows.
    constant: Vec<usize>,
    /// Columns kept with 1…rank components.
    kept: Option<Vec<Vec<usize>>>,
}

fn by_refits(
    training: &Training,
    most: usize,
    folds: &Folds,
    progress: OnProgress,
) -> Result<CrossValidation, PlsError> {
    let design = training.design.as_ref();
    let usable = design.usable_components(training.scaling, most)?;
    folds.expect_rows(design.n())?;
    let (x, y, n, p) = (training.x(), design.y(), design.n(), design.p());
    let in_folds = usable.min(folds.least_training() - 1);
    let counter = Counter::new(progress);
    let mut repeats = Vec::new();
    let mut ranks = Vec::new();
    let mut constant = ConstantInFolds::new(design.x());
    let mut times: Option<Vec<Vec<usize>>> = None;
    for partition in folds.repeats() {
        let fits: Vec<OfFold> = partition
            .par_iter()
            .map(|left_out| {
                let fit = training.train(y, &complement(n, left_out), in_folds)?;
                let rows = fit.rows(x, left_out, design.table())?;
                counter.step();
                Ok(OfFold {
                    values: rows.iter().map(|row| fit.predict(row, usable)).collect(),
                    rank: fit.count(),
                    constant: (0..p).filter(|&j| fit.is_constant(j)).collect(),
                    kept: (fit.kept()).map(|kept| kept.map(<[usize]>::to_vec).collect()),
                })
            })
            .collect::<Result<_, PlsError>>()?;
        let mut values = vec![Vec::new(); n];
        for (fit, left_out) in fits.into_iter().zip(partition) {
            for (&i, prediction) in left_out.iter().zip(fit.values) {
                values[i] = prediction;
            }
            ranks.push(fit.rank);
            constant.add(&fit.constant, left_out);
            if let Some(kept) = fit.kept {
                let times = times.get_or_insert_with(|| vec![vec![0; p]; usable]);
                // A fold of lower rank keeps its last choice, as it keeps its last prediction.
                let last = kept.last().into_iter().cycle();
                for (times, kept) in times.iter_mut().zip(kept.iter().chain(last)) {
                    for &j in kept {
                        times[j] += 1;
                    }
                }
            }
        }
        repeats.push(values);
    }
    let kept = times.map(|times| Kept {
        folds: ranks.len(),
        times,
    });
    summarise(design, most, &repeats, &ranks, constant.found, kept)
}

/// Curves, means over repeats and warnings from the predictions of every repeat; `most` is the number of components asked for.
pub(crate) fn summarise(
    design: &Design,
    most: usize,
    repeats: &[Vec<Vec<f64>>],
    ranks: &[usize],
    mut constant: Vec<(usize, Vec<usize>)>,
    kept: Option<Kept>,
) -> Result<CrossValidation, PlsError> {
    let (n, y) = (design.n(), design.y());
    let found = ranks.iter().copied().max().unwrap_or(0).min(most);
    let share = 1.0 / repeats.len() as f64;
    let over_repeats = |value: &dyn Fn(f64, f64) -> f64| {
        DMatrix::from_fn(n, found + 1, |i, a| {
            repeats
                .iter()
                .map(|values| value(values[i][a], y[i]))
                .sum::<f64>()
                * share
        })
    };
    let predictions = over_repeats(&|prediction, _| prediction);
    let squared_errors = over_repeats(&|prediction, y| (prediction - y).powi(2));
    let press_of = |values: &Vec<Vec<f64>>| -> Vec<f64> {
        (0..=found)
            .map(|a| {
                values
                    .iter()
                    .zip(y)
                    .map(|(values, y)| (values[a] - y).powi(2))
                    .sum()
            })
            .collect()
    };
    let press_by_repeat: Vec<Vec<f64>> = repeats.iter().map(press_of).collect();
    let press: Vec<f64> = (0..=found)
        .map(|a| press_by_repeat.iter().map(|press| press[a]).sum::<f64>() * share)
        .collect();
    let total_sum = sum_of_squares(y, mean(y));
    if !press.iter().all(|press| (press / total_sum).is_finite()) {
        let place = largest(squared_errors.iter().copied());
        return Err(design.response_beyond_range(place % n));
    }
    let names = design.table().rows();
    let mut warnings = design.warnings().to_vec();
    constant.sort();
    warnings.extend(
        constant
            .into_iter()
            .map(|(column, rows)| Warning::ConstantInFold {
                column: design.table().columns()[column].name.clone(),
                rows: rows.into_iter().map(|row| names[row].clone()).collect(),
            }),
    );
    let asked = if found < most {
        warnings.push(Warning::RankReached { asked: most, found });
        found
    } else {
        most
    };
    let short = ranks.iter().filter(|&&rank| rank < asked).count();
    if short > 0 {
        let least = ranks.iter().copied().min().unwrap_or(0);
        warnings.push(Warning::RankReachedInFold {
            asked,
            least,
            folds: short,
        });
    }
    Ok(CrossValidation {
        rows: names.to_vec(),
        observed: y.to_vec(),
        predictions,
        squared_errors,
        press,
        press_by_repeat,
        total_sum,
        groups: design.groups().map(<[String]>::to_vec),
        kept: kept.map(|mut kept| {
            kept.times.truncate(found);
            kept
        }),
        warnings,
    })
}
