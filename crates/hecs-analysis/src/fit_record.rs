//! `fit`, and its record: what was chosen, how good it is, what each component, column and row has to do with it.

use std::collections::BTreeMap;

use hecs_pls::statistics::{pearson_r2, r2, rmse};
use hecs_pls::{
    BootstrapOptions, Estimate, Estimates, Limits, Model, PlsError, Scaling, bootstrap, jackknife,
    van_der_voet_all,
};

use crate::fit::{
    FitSettings, Fitted, Intervals, VAN_DER_VOET_PERMUTATIONS, comparisons,
    cross_validation_record, fitted, predicted,
};
use crate::recipe_record::{kept_of_folds, recipe_record};
use crate::records::{
    ComponentRecord, ErrorsRecord, FitRecord, FittedRow, LimitsRecord, PredictorRecord,
};
use crate::{TestData, TrainingData};

/// Fits a model to training data; the model, and what is to be said of it.
///
/// # Errors
/// Those of hecs-pls: too few rows, numbers out of range, folds that leave too little.
pub fn fit(data: &TrainingData, settings: &FitSettings) -> Result<(Model, FitRecord), PlsError> {
    let fitted = fitted(data, settings)?;
    let record = fit_record(data, settings, &fitted)?;
    Ok((fitted.model, record))
}

/// The record of a model of training data.
fn fit_record(
    data: &TrainingData,
    settings: &FitSettings,
    fitted: &Fitted,
) -> Result<FitRecord, PlsError> {
    let Fitted { model, fit, cv, .. } = fitted;
    let mut warnings = fitted.warnings.clone();
    let components = model.components;
    let observed = data.train.y();
    let by_fit = fit.fitted_at(components)?;
    let mut predictions = training_rows(fitted, &by_fit)?;
    let mut tested = |rows: &Option<TestData>, set: &str| -> Result<OfTest, PlsError> {
        let Some(rows) = rows else {
            return Ok(OfTest::default());
        };
        let (found, imputed) = predicted(rows, model)?;
        warnings.extend(imputed);
        let values: Vec<f64> = found.iter().map(|p| p.value).collect();
        for (prediction, &observed) in found.into_iter().zip(&rows.observed) {
            predictions.push(FittedRow {
                row: prediction.row,
                set: set.to_owned(),
                observed: Some(observed),
                fitted: prediction.value,
                loo: None,
                low: prediction.interval.map(|interval| interval.low),
                high: prediction.interval.map(|interval| interval.high),
                scores: prediction.scores,
                y_scores: Vec::new(),
                hotelling_t2: Some(prediction.hotelling_t2),
                q_residual: Some(prediction.q_residual),
                leverage: Some(prediction.leverage),
                inside: Some(prediction.inside),
            });
        }
        Ok(OfTest::new(&rows.observed, &values))
    };
    let test = tested(&data.test, "test")?;
    let validation = tested(&data.validation, "validation")?;
    let compared = van_der_voet_all(cv, VAN_DER_VOET_PERMUTATIONS, settings.seed)?;
    let rmse_train = rmse(observed, &by_fit)?;
    Ok(FitRecord {
        schema: "hecs.fit.2".to_owned(),
        response: data.train.response().name.clone(),
        unit: data.train.response().unit.clone(),
        n: data.train.n(),
        p: data.train.p(),
        scaling: scaling_name(model.scaling).to_owned(),
        recipe: recipe_record(
            data,
            fitted,
            settings.recipe.selection,
            cv.kept.as_ref().map(kept_of_folds),
        ),
        level: model.limits.level,
        components,
        choice: fitted.choice.clone(),
        cv: cross_validation_record(data, settings.scheme, &fitted.folds),
        press: cv.press.clone(),
        root_mean_press: cv.root_mean_press(),
        q2: cv.q2(),
        van_der_voet: comparisons(&compared),
        r2_train: r2(observed, &by_fit)?,
        rmse_train,
        r2_test: test.r2,
        r2_pearson_test: test.r2_pearson,
        rmse_test: test.rmse,
        r2_validation: validation.r2,
        r2_pearson_validation: validation.r2_pearson,
        rmse_validation: validation.rmse,
        coefficients: model
            .columns
            .iter()
            .map(|c| (c.name.clone(), c.coefficient))
            .collect(),
        intercept: model.intercept,
        vip: model
            .columns
            .iter()
            .filter_map(|c| Some((c.name.clone(), c.vip?)))
            .collect(),
        errors: ErrorsRecord {
            rmsec: rmse_train,
            rmsecv: cv.rmsecv()[components],
            rmsep: test.rmse,
            rmsep_validation: validation.rmse,
        },
        by_component: by_component(fitted),
        columns: columns(data, settings, fitted)?,
        intervals: match settings.intervals {
            _ if components == 0 => "none",
            Intervals::Jackknife => "jackknife",
            Intervals::Bootstrap(_) => "bootstrap",
            Intervals::Absent => "none",
        }
        .to_owned(),
        limits: limits_record(&model.limits),
        predictions,
        left_out: data.left_out.clone(),
        warnings,
    })
}

/// How well test rows are predicted.
#[derive(Clone, Default)]
pub(crate) struct OfTest {
    pub(crate) r2: Option<f64>,
    pub(crate) r2_pearson: Option<f64>,
    pub(crate) rmse: Option<f64>,
}

impl OfTest {
    /// A single test row, or one that does not vary, has errors but no R².
    pub(crate) fn new(observed: &[f64], predicted: &[f64]) -> Self {
        Self {
            r2: r2(observed, predicted).ok(),
            r2_pearson: pearson_r2(observed, predicted).ok(),
            rmse: rmse(observed, predicted).ok(),
        }
    }
}

/// The rows that were learnt from, `by_fit` their responses by the model.
fn training_rows(fitted: &Fitted, by_fit: &[f64]) -> Result<Vec<FittedRow>, PlsError> {
    let Fitted { model, fit, cv, .. } = fitted;
    let components = model.components;
    let left_out = cv.predictions_at(components)?;
    let (t2, q) = (fit.hotelling_t2(components)?, fit.q_residuals(components)?);
    let leverage = fit.leverage(components)?;
    let y_scores = fit.y_scores();
    let first = |matrix: &hecs_pls::DMatrix<f64>, i: usize| -> Vec<f64> {
        (0..components).map(|a| matrix[(i, a)]).collect()
    };
    let design = &fit.design;
    let rows = design.table().rows().iter().enumerate();
    Ok(rows
        .map(|(i, row)| FittedRow {
            row: row.clone(),
            set: "train".to_owned(),
            observed: Some(design.y()[i]),
            fitted: by_fit[i],
            loo: Some(left_out[i]),
            low: None,
            high: None,
            scores: first(&fit.scores, i),
            y_scores: first(&y_scores, i),
            hotelling_t2: Some(t2[i]),
            q_residual: Some(q[i]),
            leverage: Some(leverage[i]),
            inside: None,
        })
        .collect())
}

fn by_component(fitted: &Fitted) -> Vec<ComponentRecord> {
    let Fitted { model, fit, cv, .. } = fitted;
    let (r2x, r2y) = (fit.r2_x_cumulative(), fit.r2_y_cumulative());
    let (q2, q2_cumulative) = cv.q2_simca(fit);
    (0..model.components)
        .map(|a| ComponentRecord {
            component: a + 1,
            r2x: fit.r2_x[a],
            r2x_cumulative: r2x[a],
            r2y: fit.r2_y[a],
            r2y_cumulative: r2y[a],
            q2: q2[a],
            q2_cumulative: q2_cumulative[a],
            y_loading: model.y_loadings[a],
            score_variance: model.score_variances[a],
        })
        .collect()
}

fn columns(
    data: &TrainingData,
    settings: &FitSettings,
    fitted: &Fitted,
) -> Result<Vec<PredictorRecord>, PlsError> {
    let Fitted { model, fit, .. } = fitted;
    let components = model.components;
    let estimates = estimates(data, settings, fitted)?;
    let ratios = match components {
        0 => vec![None; model.columns.len()],
        _ => fit.selectivity_ratio(components)?,
    };
    // Estimates are of all columns of the table, the model may have a selection of them.
    let by_name = |all: Option<&Vec<Estimate>>| -> BTreeMap<String, Estimate> {
        (all.into_iter().flatten())
            .map(|estimate| (estimate.name.clone(), estimate.clone()))
            .collect()
    };
    let coefficients = by_name(estimates.as_ref().map(|all| &all.coefficients));
    let importance = by_name(estimates.as_ref().map(|all| &all.vip));
    let by_component =
        |rows: &[Vec<f64>], j: usize| -> Vec<f64> { rows.iter().map(|row| row[j]).collect() };
    Ok((model.columns.iter().zip(ratios).enumerate())
        .map(|(j, (column, ratio))| {
            let coefficient = coefficients.get(&column.name);
            let vip = importance.get(&column.name);
            PredictorRecord {
                name: column.name.clone(),
                unit: column.unit.clone(),
                mean: column.mean,
                scale: column.scale,
                minimum: column.minimum,
                maximum: column.maximum,
                coefficient: column.coefficient,
                standard_error: coefficient.map(|b| b.standard_error),
                low: coefficient.map(|b| b.low),
                high: coefficient.map(|b| b.high),
                coefficient_scaled: match components {
                    0 => 0.0,
                    a => fit.scaled_coefficients[(j, a - 1)],
                },
                vip: column.vip,
                vip_low: vip.map(|vip| vip.low),
                vip_high: vip.map(|vip| vip.high),
                selectivity_ratio: ratio.filter(|ratio| ratio.is_finite()),
                weights: by_component(&model.weights, j),
                loadings: by_component(&model.loadings, j),
                rotations: by_component(&model.rotations, j),
            }
        })
        .collect())
}

/// Coefficients and importance with their intervals, where they are wanted and there are components.
fn estimates(
    data: &TrainingData,
    settings: &FitSettings,
    fitted: &Fitted,
) -> Result<Option<Estimates>, PlsError> {
    let (design, model) = (&data.train, &fitted.model);
    let (components, level) = (model.components, model.limits.level);
    if components == 0 {
        return Ok(None);
    }
    match settings.intervals {
        Intervals::Absent => Ok(None),
        Intervals::Jackknife => {
            let folds = &fitted.folds;
            jackknife(
                design,
                &settings.recipe,
                components,
                level,
                folds,
                None,
                None,
            )
            .map(Some)
        }
        Intervals::Bootstrap(replicates) => {
            let options = BootstrapOptions {
                replicates,
                level,
                seed: settings.seed,
            };
            bootstrap(design, &settings.recipe, components, options, None, None).map(Some)
        }
    }
}

/// A scaling as records write it.
pub(crate) fn scaling_name(scaling: Scaling) -> &'static str {
    match scaling {
        Scaling::Auto => "auto",
        Scaling::AutoOnce => "auto_once",
        Scaling::Center => "center",
    }
}

pub(crate) fn limits_record(limits: &Limits) -> LimitsRecord {
    LimitsRecord {
        hotelling_t2_training: limits.hotelling_t2,
        hotelling_t2_new_rows: limits.hotelling_t2_new_rows,
        q_training: limits.q_residual,
        q_training_box: limits.q_residual_box,
        q_new_rows: limits.q_residual_new_rows,
        judged_hotelling_t2: limits.judged_hotelling_t2(),
        judged_q_residual: limits.judged_q_residual(),
        leverage: Some(limits.leverage),
    }
}
