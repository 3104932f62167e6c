//! Cross-validation of several responses at once.

use nalgebra::DMatrix;
use rayon::prelude::*;

use crate::choose::LeftOutErrors;
use crate::cross_validation::{ConstantInFolds, summarise};
use crate::joint::{JointDesign, JointRefit, expect_joint, usable_components};
use crate::progress::Counter;
use crate::refit::complement;
use crate::training::Training;
use crate::vectors::{mean, sum_of_squares};
use crate::{CrossValidation, Folds, OnProgress, PlsError, Recipe, Scaling};

/// The cross-validation of a joint model: of each response, and of all together. Index a of every curve is the number of components, from 0.
///
/// Together the errors of response k count in units of its variance s_k² over all rows (divisor n−1), or as they are where the recipe does
/// not scale: e_i² = Σ_k (y_ik − ŷ_ik)²/s_k².
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct JointCrossValidation {
    /// Of each response, in its own units (q).
    pub responses: Vec<CrossValidation>,
    /// Squared errors of each row, all responses together (n × (A+1)).
    pub squared_errors: DMatrix<f64>,
    /// PRESS of all responses together (A+1).
    pub press: Vec<f64>,
    /// Sum of squares of all responses about their means, in the same units.
    pub total_sum: f64,
    groups: Option<Vec<String>>,
}

impl JointCrossValidation {
    /// The largest component count A.
    pub fn components(&self) -> usize {
        self.press.len() - 1
    }

    /// Q² of all responses together about their means, 1 − PRESS/SSY (A+1).
    pub fn q2(&self) -> Vec<f64> {
        (self.press.iter())
            .map(|press| 1.0 - press / self.total_sum)
            .collect()
    }
}

impl LeftOutErrors for JointCrossValidation {
    fn press(&self) -> &[f64] {
        &self.press
    }

    fn squared_errors(&self) -> &DMatrix<f64> {
        &self.squared_errors
    }

    fn labels(&self) -> Option<&[String]> {
        self.groups.as_deref()
    }
}

/// Cross-validation of several responses with 0…`most` components over any folds, each refitted; as
/// [`cross_validate`](crate::cross_validate). [`choose`](crate::choose) takes the result: it judges all responses together.
///
/// # Errors
/// As [`cross_validate`](crate::cross_validate) and [`JointFit::new`](crate::JointFit::new).
pub fn cross_validate_jointly(
    design: &JointDesign,
    recipe: impl Into<Recipe>,
    most: usize,
    folds: &Folds,
    progress: OnProgress,
) -> Result<JointCrossValidation, PlsError> {
    let recipe = recipe.into();
    expect_joint(&recipe)?;
    let training = Training::new(design.first(), &recipe)?;
    let treated = training.design.as_ref();
    let usable = usable_components(treated, design, recipe.scaling, most)?;
    let (n, p, x) = (treated.n(), treated.p(), training.x());
    folds.expect_rows(n)?;
    let in_folds = usable.min(folds.least_training() - 1);
    let counter = Counter::new(progress);
    let responses = design.values();
    let mut ranks = Vec::new();
    let mut constant = ConstantInFolds::new(treated.x());
    // Response, repeat, row, component count.
    let mut all: Vec<Vec<Vec<Vec<f64>>>> = vec![Vec::new(); responses.len()];
    for partition in folds.repeats() {
        let fits: Vec<OfFold> = partition
            .par_iter()
            .map(|left_out| {
                let fit =
                    JointRefit::new(&training, &responses, &complement(n, left_out), in_folds)?;
                let rows = fit.rows(x, left_out, treated.table())?;
                let values = (fit.of_responses.iter())
                    .map(|fit| rows.iter().map(|row| fit.predict(row, usable)).collect())
                    .collect();
                let scaler = &fit.of_responses[0].scaler;
                let same = (0..p).filter(|&j| scaler.constant[j]).collect();
                counter.step();
                Ok(OfFold {
                    values,
                    rank: fit.count(),
                    constant: same,
                })
            })
            .collect::<Result<_, PlsError>>()?;
        let mut values = vec![vec![Vec::new(); n]; responses.len()];
        for (fold, left_out) in fits.into_iter().zip(partition) {
            for (values, of_fold) in values.iter_mut().zip(fold.values) {
                for (&i, prediction) in left_out.iter().zip(of_fold) {
                    values[i] = prediction;
                }
            }
            ranks.push(fold.rank);
            constant.add(&fold.constant, left_out);
        }
        for (all, values) in all.iter_mut().zip(values) {
            all.push(values);
        }
    }
    let of_responses = (all.iter().zip(design.responses()))
        .map(|(repeats, response)| {
            let of_response = treated.with_response(response.clone())?;
            summarise(
                &of_response,
                most,
                repeats,
                &ranks,
                constant.found.clone(),
                None,
            )
        })
        .collect::<Result<Vec<_>, PlsError>>()?;
    Ok(together(of_responses, recipe.scaling))
}

/// What a fold gives.
struct OfFold {
    /// Response by response, predictions of the rows left out with 0…A components.
    values: Vec<Vec<Vec<f64>>>,
    /// Components found.
    rank: usize,
    /// Columns that are constant in the training rows.
    constant: Vec<usize>,
}

fn together(responses: Vec<CrossValidation>, scaling: Scaling) -> JointCrossValidation {
    let n = responses[0].observed.len();
    let units: Vec<f64> = (responses.iter())
        .map(|cv| {
            if scaling == Scaling::Center {
                return 1.0;
            }
            let y = &cv.observed;
            (n - 1) as f64 / sum_of_squares(y, mean(y))
        })
        .collect();
    let weighed = |value: &dyn Fn(&CrossValidation) -> f64| -> f64 {
        (responses.iter().zip(&units))
            .map(|(cv, unit)| unit * value(cv))
            .sum()
    };
    let count = responses[0].components() + 1;
    JointCrossValidation {
        squared_errors: DMatrix::from_fn(n, count, |i, a| weighed(&|cv| cv.squared_errors[(i, a)])),
        press: (0..count).map(|a| weighed(&|cv| cv.press[a])).collect(),
        total_sum: weighed(&|cv| cv.total_sum),
        groups: responses[0].groups.clone(),
        responses,
    }
}
