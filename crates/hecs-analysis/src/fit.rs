//! `fit`: a partial least squares model of a table.

use hecs_pls::statistics::{pearson_r2, r2, rmse};
use hecs_pls::{
    CrossValidation, Fit as PlsFit, Missing, Model, PlsError, Rule, Scaling, choose, leave_one_out,
};

use crate::records::{FitRecord, FittedRow};
use crate::{TrainingData, most_components};

/// How a model is fitted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FitSettings {
    /// How columns are scaled.
    pub scaling: Scaling,
    /// The most components to try.
    pub max_components: usize,
    /// The number of components; chosen by the rule where `None`.
    pub components: Option<usize>,
    /// How the number of components is chosen.
    pub rule: Rule,
    /// Confidence level of the domain and of the intervals, stored in the model.
    pub level: f64,
}

/// Fits a model to training data; the model, and what is to be said of it.
///
/// # Errors
/// Those of hecs-pls: too few rows, numbers out of range, more components than the data carry.
pub fn fit(data: &TrainingData, settings: &FitSettings) -> Result<(Model, FitRecord), PlsError> {
    let FitSettings {
        scaling,
        max_components,
        components: wanted,
        rule,
        level,
    } = *settings;
    let most = most_components(&data.train, max_components.max(wanted.unwrap_or(0)));
    let cv = leave_one_out(&data.train, scaling, most)?;
    let fit = PlsFit::new(&data.train, scaling, most)?;
    let components = match wanted {
        Some(n) => n,
        None => choose(&cv, rule)?.components.min(fit.components()),
    };
    let model = Model::new(&fit, components, level)?.with_cross_validation(&cv)?;
    let record = record(data, &cv, &fit, &model)?;
    Ok((model, record))
}

fn record(
    data: &TrainingData,
    cv: &CrossValidation,
    fit: &PlsFit,
    model: &Model,
) -> Result<FitRecord, PlsError> {
    let components = model.components;
    let observed = data.train.y();
    let fitted = fit.fitted_at(components)?;
    let left_out = cv.predictions_at(components)?;
    let mut predictions: Vec<FittedRow> = Vec::new();
    for (i, row) in data.train.table().rows().iter().enumerate() {
        predictions.push(FittedRow {
            row: row.clone(),
            set: "train".to_owned(),
            observed: observed[i],
            fitted: fitted[i],
            loo: Some(left_out[i]),
        });
    }
    let mut test = None;
    if let Some((table, observed)) = &data.test {
        let predicted: Vec<f64> = model
            .predict(table, Missing::Refuse)?
            .iter()
            .map(|p| p.value)
            .collect();
        for (i, row) in table.rows().iter().enumerate() {
            predictions.push(FittedRow {
                row: row.clone(),
                set: "test".to_owned(),
                observed: observed[i],
                fitted: predicted[i],
                loo: None,
            });
        }
        test = Some((observed, predicted));
    }
    // A single test row, or one that does not vary, has errors but no R².
    let of_test = |f: fn(&[f64], &[f64]) -> Result<f64, PlsError>| {
        test.as_ref().and_then(|(o, p)| f(o, p).ok())
    };
    let mut warnings: Vec<String> = model.warnings.iter().map(ToString::to_string).collect();
    for warning in cv.warnings.iter().map(ToString::to_string) {
        if !warnings.contains(&warning) {
            warnings.push(warning);
        }
    }
    if components == 0 {
        warnings.push(
            "no number of components predicts left-out rows better than their mean does; the model is \
             that mean, the same for every row"
                .to_owned(),
        );
    }
    Ok(FitRecord {
        response: data.train.response().name.clone(),
        n: data.train.n(),
        p: data.train.p(),
        components,
        press: cv.press.clone(),
        root_mean_press: cv.root_mean_press(),
        q2: cv.q2(),
        r2_train: r2(observed, &fitted)?,
        rmse_train: rmse(observed, &fitted)?,
        r2_test: of_test(r2),
        r2_pearson_test: of_test(pearson_r2),
        rmse_test: of_test(rmse),
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
        predictions,
        warnings,
    })
}
