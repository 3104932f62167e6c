//! `fit` of several responses at once.

use std::collections::BTreeMap;

use hecs_pls::statistics::{r2, rmse};
use hecs_pls::{
    JointCrossValidation, JointDesign, JointFit, JointModel, Model, PlsError, Prediction, choose,
    cross_validate_jointly, van_der_voet_all,
};

use crate::fit::{
    VAN_DER_VOET_PERMUTATIONS, choice_record, comparisons, cross_validation_record, of_gaps,
};
use crate::fit_record::{OfTest, limits_record, scaling_name};
use crate::recipe_record::recipe_of_model;
use crate::records::{ErrorsRecord, JointFitRecord, JointResponseRecord, JointRow};
use crate::{FitSettings, TestData, TrainingData, most_components};

/// Fits one model of all responses `design` of training data; the model, and what is to be said of it. The number of components is
/// chosen by all responses together. Intervals of coefficients are for models of one response.
///
/// # Errors
/// As [`fit`](crate::fit); [`PlsError::SelectionOfSeveral`] where columns are to be selected.
pub fn fit_jointly(
    data: &TrainingData,
    design: &JointDesign,
    settings: &FitSettings,
) -> Result<(JointModel, JointFitRecord), PlsError> {
    let wanted = settings.components;
    let most = most_components(
        &data.train,
        settings.max_components.max(wanted.unwrap_or(0)),
    );
    let folds = settings.scheme.folds(&data.train)?;
    let recipe = &settings.recipe;
    let cv = cross_validate_jointly(design, recipe, most, &folds, None)?;
    let fit = JointFit::new(design, recipe, most)?;
    let found = fit.components().min(cv.components());
    let chosen = match wanted {
        Some(wanted) => wanted,
        None => choose(&cv, settings.rule)?.components,
    };
    let components = chosen.min(found);
    let model = JointModel::new(&fit, components, settings.level)?
        .with_cross_validation(&cv)?
        .with_scheme(settings.scheme, data.group.as_deref());
    let choice = choice_record(&cv, settings, found)?;
    let first = &fit.fits[0];
    let mut warnings: Vec<String> = fit.warnings().iter().map(ToString::to_string).collect();
    for warning in &cv.responses[0].warnings {
        let warning = warning.to_string();
        if !warnings.contains(&warning) {
            warnings.push(warning);
        }
    }
    let mut predictions = training_rows(&fit, &cv, components)?;
    let test = tested(
        data.test.as_ref(),
        "test",
        &model,
        &mut predictions,
        &mut warnings,
    )?;
    let validation = data.validation.as_ref();
    let validation = tested(
        validation,
        "validation",
        &model,
        &mut predictions,
        &mut warnings,
    )?;
    let compared = van_der_voet_all(&cv, VAN_DER_VOET_PERMUTATIONS, settings.seed)?;
    let responses = (model.models.iter().enumerate())
        .map(|(k, of_response)| {
            let by_fit = fit.fits[k].fitted_at(components)?;
            let observed = fit.fits[k].design.y();
            let cv = &cv.responses[k];
            Ok(JointResponseRecord {
                response: of_response.response.name.clone(),
                unit: of_response.response.unit.clone(),
                press: cv.press.clone(),
                q2: cv.q2(),
                r2_train: r2(observed, &by_fit)?,
                r2_test: test[k].r2,
                r2_validation: validation[k].r2,
                errors: ErrorsRecord {
                    rmsec: rmse(observed, &by_fit)?,
                    rmsecv: cv.rmsecv()[components],
                    rmsep: test[k].rmse,
                    rmsep_validation: validation[k].rmse,
                },
                coefficients: by_column(of_response, |j| Some(of_response.columns[j].coefficient)),
                intercept: of_response.intercept,
                vip: by_column(of_response, |j| of_response.columns[j].vip),
                y_loadings: of_response.y_loadings.clone(),
            })
        })
        .collect::<Result<_, PlsError>>()?;
    let of_first = &model.models[0];
    let record = JointFitRecord {
        schema: "hecs.fit-jointly.1".to_owned(),
        responses,
        n: data.train.n(),
        p: data.train.p(),
        scaling: scaling_name(of_first.scaling).to_owned(),
        recipe: recipe_of_model(of_first),
        level: settings.level,
        components,
        choice,
        cv: cross_validation_record(data, settings.scheme, &folds),
        press: cv.press.clone(),
        q2: cv.q2(),
        van_der_voet: comparisons(&compared),
        r2x: first.r2_x[..components].to_vec(),
        r2y: fit.r2_y()[..components].to_vec(),
        vip: by_column(of_first, |j| model.vip.as_ref().map(|vip| vip[j])),
        limits: limits_record(&of_first.limits),
        predictions,
        left_out: data.left_out.clone(),
        warnings,
    };
    Ok((model, record))
}

fn by_column(model: &Model, value: impl Fn(usize) -> Option<f64>) -> BTreeMap<String, f64> {
    (model.columns.iter().enumerate())
        .filter_map(|(j, column)| Some((column.name.clone(), value(j)?)))
        .collect()
}

fn training_rows(
    fit: &JointFit,
    cv: &JointCrossValidation,
    components: usize,
) -> Result<Vec<JointRow>, PlsError> {
    let first = &fit.fits[0];
    let (t2, q) = (
        first.hotelling_t2(components)?,
        first.q_residuals(components)?,
    );
    let fitted = (fit.fits.iter())
        .map(|fit| fit.fitted_at(components))
        .collect::<Result<Vec<_>, _>>()?;
    let left_out = (cv.responses.iter())
        .map(|cv| cv.predictions_at(components))
        .collect::<Result<Vec<_>, _>>()?;
    let at = |values: &[Vec<f64>], i: usize| values.iter().map(|values| values[i]).collect();
    Ok((first.design.table().rows().iter().enumerate())
        .map(|(i, row)| JointRow {
            row: row.clone(),
            set: "train".to_owned(),
            observed: fit.fits.iter().map(|fit| fit.design.y()[i]).collect(),
            fitted: at(&fitted, i),
            left_out: at(&left_out, i),
            scores: (0..components).map(|a| first.scores[(i, a)]).collect(),
            hotelling_t2: t2[i],
            q_residual: q[i],
            inside: None,
        })
        .collect())
}

/// R² and root mean squared error of each response in rows to test on, which are added to the others.
fn tested(
    rows: Option<&TestData>,
    set: &str,
    model: &JointModel,
    predictions: &mut Vec<JointRow>,
    warnings: &mut Vec<String>,
) -> Result<Vec<OfTest>, PlsError> {
    let Some(rows) = rows else {
        return Ok(vec![OfTest::default(); model.models.len()]);
    };
    let found: Vec<Vec<Prediction>> = model.predict(&rows.table, rows.missing)?;
    let observed: Vec<&Vec<f64>> = std::iter::once(&rows.observed)
        .chain(&rows.further)
        .collect();
    for (i, prediction) in found[0].iter().enumerate() {
        warnings.extend(of_gaps(prediction));
        predictions.push(JointRow {
            row: prediction.row.clone(),
            set: set.to_owned(),
            observed: observed.iter().map(|values| values[i]).collect(),
            fitted: found
                .iter()
                .map(|of_response| of_response[i].value)
                .collect(),
            left_out: Vec::new(),
            scores: prediction.scores.clone(),
            hotelling_t2: prediction.hotelling_t2,
            q_residual: prediction.q_residual,
            inside: Some(prediction.inside),
        });
    }
    Ok((found.iter().zip(&observed))
        .map(|(of_response, observed)| {
            let values: Vec<f64> = of_response.iter().map(|p| p.value).collect();
            OfTest::new(observed, &values)
        })
        .collect())
}
