//! Figures of merit of predictions: R², r², RMSE, bias and the external Q² of a test set.
//!
//! All take observed values first, then predicted values, in the same order and of the same length; a result outside the
//! range of floating point is [`PlsError::OutOfRange`].

use crate::PlsError;
use crate::checks::expect_length;
use crate::vectors::{mean, sum_of_squares};

/// R² = 1 − Σ(y − ŷ)² / Σ(y − ȳ)², with ȳ the mean of the observed values given here. It is negative where ȳ predicts better.
///
/// # Errors
/// [`PlsError::WrongLength`]; [`PlsError::OutOfRange`] where the observed values do not vary.
pub fn r2(observed: &[f64], predicted: &[f64]) -> Result<f64, PlsError> {
    let error = squared_error(observed, predicted)?;
    Ok(1.0 - error / spread("variance of the observed values", observed)?)
}

/// The squared Pearson correlation of observed and predicted values; insensitive to bias and to a wrong slope, hence never below [`r2`].
///
/// # Errors
/// [`PlsError::WrongLength`]; [`PlsError::OutOfRange`] where either does not vary.
pub fn pearson_r2(observed: &[f64], predicted: &[f64]) -> Result<f64, PlsError> {
    squared_error(observed, predicted)?;
    let (a, b) = (mean(observed), mean(predicted));
    let cross: f64 = observed
        .iter()
        .zip(predicted)
        .map(|(y, z)| (y - a) * (z - b))
        .sum();
    let spreads = spread("variance of the observed values", observed)?
        * spread("variance of the predicted values", predicted)?;
    Ok(cross * cross / positive("product of the variances", spreads)?)
}

/// Root mean squared error, divisor n.
///
/// # Errors
/// [`PlsError::WrongLength`]; [`PlsError::TooFewRows`] for none.
pub fn rmse(observed: &[f64], predicted: &[f64]) -> Result<f64, PlsError> {
    let error = squared_error(observed, predicted)?;
    Ok((error / observed.len() as f64).sqrt())
}

/// Mean of predicted − observed: positive where the predictions are too high.
///
/// # Errors
/// [`PlsError::WrongLength`]; [`PlsError::TooFewRows`] for none.
pub fn bias(observed: &[f64], predicted: &[f64]) -> Result<f64, PlsError> {
    squared_error(observed, predicted)?;
    Ok(mean(predicted) - mean(observed))
}

/// Q²_F1 = 1 − Σ(y − ŷ)² / Σ(y − ȳ_train)²: a test set against the training mean.
///
/// L. M. Shi et al., J. Chem. Inf. Comput. Sci. 41 (2001) 186, doi:10.1021/ci000066d.
///
/// # Errors
/// As [`r2`]; [`PlsError::TooFewRows`] where there are no training values.
pub fn q2_f1(observed: &[f64], predicted: &[f64], training: &[f64]) -> Result<f64, PlsError> {
    let error = squared_error(observed, predicted)?;
    not_empty(training)?;
    let total = sum_of_squares(observed, mean(training));
    Ok(1.0 - error / positive("spread about the training mean", total)?)
}

/// Q²_F2 = 1 − Σ(y − ŷ)² / Σ(y − ȳ_test)²: a test set against its own mean, the same number as [`r2`].
///
/// G. Schüürmann et al., J. Chem. Inf. Model. 48 (2008) 2140, doi:10.1021/ci800253u.
///
/// # Errors
/// As [`r2`].
pub fn q2_f2(observed: &[f64], predicted: &[f64]) -> Result<f64, PlsError> {
    r2(observed, predicted)
}

/// Q²_F3 = 1 − [Σ(y − ŷ)²/n_test] / [Σ(y_train − ȳ_train)²/n_train]: independent of the spread of the test values.
///
/// V. Consonni, D. Ballabio, R. Todeschini, J. Chem. Inf. Model. 49 (2009) 1669, doi:10.1021/ci900115y.
///
/// # Errors
/// As [`r2`]; [`PlsError::TooFewRows`] where there are no training values.
pub fn q2_f3(observed: &[f64], predicted: &[f64], training: &[f64]) -> Result<f64, PlsError> {
    let error = squared_error(observed, predicted)? / observed.len() as f64;
    not_empty(training)?;
    let total = spread("variance of the training values", training)? / training.len() as f64;
    Ok(1.0 - error / total)
}

/// Σ(y − ŷ)².
fn squared_error(observed: &[f64], predicted: &[f64]) -> Result<f64, PlsError> {
    expect_length("predicted values", predicted.len(), observed.len())?;
    not_empty(observed)?;
    let error: f64 = (observed.iter().zip(predicted))
        .map(|(y, z)| (y - z).powi(2))
        .sum();
    if error.is_finite() {
        return Ok(error);
    }
    Err(PlsError::OutOfRange {
        what: "sum of squared errors",
        value: error,
        range: "finite",
    })
}

fn not_empty(values: &[f64]) -> Result<(), PlsError> {
    if values.is_empty() {
        Err(PlsError::TooFewRows { rows: 0, needed: 1 })
    } else {
        Ok(())
    }
}

fn spread(what: &'static str, values: &[f64]) -> Result<f64, PlsError> {
    positive(what, sum_of_squares(values, mean(values)))
}

fn positive(what: &'static str, value: f64) -> Result<f64, PlsError> {
    if value > 0.0 && value.is_finite() {
        Ok(value)
    } else {
        Err(PlsError::OutOfRange {
            what,
            value,
            range: "finite and above 0",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_a_hand_made_case() {
        let (observed, predicted) = ([1.0, 2.0, 3.0], [2.0, 2.0, 4.0]);
        let close = |a: Result<f64, PlsError>, b: f64| assert!((a.unwrap() - b).abs() < 1e-15);
        close(r2(&observed, &predicted), 0.0);
        close(pearson_r2(&observed, &predicted), 0.75);
        close(rmse(&observed, &predicted), (2.0f64 / 3.0).sqrt());
        close(bias(&observed, &predicted), 2.0 / 3.0);
        close(q2_f1(&observed, &predicted, &[0.0, 2.0]), 1.0 - 2.0 / 5.0);
        close(
            q2_f3(&observed, &predicted, &[0.0, 2.0]),
            1.0 - (2.0 / 3.0) / 1.0,
        );
    }

    #[test]
    fn refuses_what_has_no_value() {
        assert!(matches!(
            r2(&[1.0, 1.0], &[1.0, 2.0]),
            Err(PlsError::OutOfRange { .. })
        ));
        assert!(matches!(
            rmse(&[], &[]),
            Err(PlsError::TooFewRows { rows: 0, needed: 1 })
        ));
        assert!(matches!(
            rmse(&[1e200], &[-1e200]),
            Err(PlsError::OutOfRange { .. })
        ));
        assert!(matches!(
            pearson_r2(&[0.0, 1e100], &[0.0, 1e100]),
            Err(PlsError::OutOfRange { .. })
        ));
        assert!(matches!(
            rmse(&[1.0], &[]),
            Err(PlsError::WrongLength { .. })
        ));
    }
}
