//! PLS of log₁₀ σ on some columns, with limits of detection treated as limits.

use std::error::Error;

use hecs_pls::{
    Design, Fit, Missing, Model, PlsError, Response, Rule, Scaling, Scheme, Table, choose,
    cross_validate,
};

use super::dataset::Material;
use super::limits::{ROUNDS, STILL, expected_below};
use super::matrix::Features;

/// Components at most.
const MOST: usize = 10;
/// The cross-validation that chooses them.
const INNER: Scheme = Scheme::KFold { k: 5, seed: 1 };
/// What a model is asked for, which its number of components is chosen for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// Rows of families that it knows.
    Rows,
    /// Families that it does not know: in the choice they are left out whole, too.
    Families,
}

/// A prediction for each of `asked` from a model of `training`, and the number of its components. Gaps count as the
/// mean of the training rows, and predictions are kept within the responses of these.
pub(super) fn predictions(
    training: &[&Material],
    asked: &[&Material],
    features: &Features,
    question: Asked,
) -> Result<(Vec<f64>, usize), Box<dyn Error>> {
    let kept = features.usable(training);
    let known = Known {
        rows: training,
        x: features.table(training, &kept)?,
        question,
    };
    let stated: Vec<f64> = training.iter().map(|m| m.log_sigma).collect();
    let first = known.design(&stated)?;
    let folds = INNER.folds(&first)?;
    let cv = cross_validate(&first, Scaling::Auto, MOST, &folds, None)?;
    let components = choose(&cv, Rule::Minimum)?.components;
    if components == 0 {
        let mean = stated.iter().sum::<f64>() / stated.len() as f64;
        return Ok((vec![mean; asked.len()], 0));
    }
    let fit = known.fit_with_limits(&stated, components)?;
    let model = Model::new(&fit, components, 0.95)?;
    let predicted = model.predict(&features.table(asked, &kept)?, Missing::MeanImpute)?;
    let low = stated.iter().copied().fold(f64::INFINITY, f64::min);
    let high = stated.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let values = predicted.iter().map(|p| p.value.clamp(low, high));
    Ok((values.collect(), components))
}

/// The rows that a model learns from.
struct Known<'a> {
    rows: &'a [&'a Material],
    x: Table,
    question: Asked,
}

impl Known<'_> {
    fn design(&self, y: &[f64]) -> Result<Design, PlsError> {
        let response = Response::new("log10_sigma", y.to_vec());
        let design = Design::new(self.x.clone(), response, Missing::MeanImpute)?;
        match self.question {
            Asked::Rows => Ok(design),
            Asked::Families => {
                design.with_groups(self.rows.iter().map(|m| m.family.clone()).collect())
            }
        }
    }

    fn fit_with_limits(&self, stated: &[f64], components: usize) -> Result<Fit, PlsError> {
        let mut y = stated.to_vec();
        let measured = self.rows.iter().filter(|m| !m.is_limit).count();
        for _ in 0..ROUNDS {
            let fit = Fit::new(&self.design(&y)?, Scaling::Auto, components)?;
            let fitted = fit.fitted_at(components)?;
            let residuals = self.rows.iter().zip(&fitted).filter(|(m, _)| !m.is_limit);
            let squares: f64 = residuals.map(|(m, f)| (m.log_sigma - f).powi(2)).sum();
            let sd = (squares / (measured as f64 - components as f64 - 1.0).max(1.0)).sqrt();
            let mut moved = 0.0_f64;
            for ((material, y), fitted) in self.rows.iter().zip(&mut y).zip(&fitted) {
                if material.is_limit {
                    let expected = expected_below(material.log_sigma, *fitted, sd);
                    moved = moved.max((expected - *y).abs());
                    *y = expected;
                }
            }
            if moved < STILL {
                return Ok(fit);
            }
        }
        Fit::new(&self.design(&y)?, Scaling::Auto, components)
    }
}
