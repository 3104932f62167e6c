//! The record of `hecs fit`: a model of a table.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ChoiceRecord, ComparisonRecord, CrossValidationRecord, LeftOutRecord};

/// The record of `hecs fit`. Curves are indexed by the number of components, from 0.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct FitRecord {
    /// Name of the response.
    pub response: String,
    /// Training rows.
    pub n: usize,
    /// Predictors.
    pub p: usize,
    /// Components of the model.
    pub components: usize,
    /// How that number was chosen, and what other rules would take.
    #[serde(default)]
    pub choice: ChoiceRecord,
    /// How rows were left out.
    #[serde(default)]
    pub cv: CrossValidationRecord,
    /// Squared errors of the rows when left out, summed, the mean over the repeats.
    pub press: Vec<f64>,
    /// sqrt(PRESS/SSY).
    pub root_mean_press: Vec<f64>,
    /// 1 − PRESS/SSY.
    pub q2: Vec<f64>,
    /// Each number of components against that of the smallest PRESS.
    #[serde(default)]
    pub van_der_voet: Vec<ComparisonRecord>,
    /// 1 − SSE/SST of the training rows.
    pub r2_train: f64,
    /// Root mean squared error of the training rows.
    pub rmse_train: f64,
    /// 1 − SSE/SST of the test rows.
    pub r2_test: Option<f64>,
    /// Squared correlation of the test rows.
    pub r2_pearson_test: Option<f64>,
    /// Root mean squared error of the test rows.
    pub rmse_test: Option<f64>,
    /// Coefficients on the raw descriptors.
    pub coefficients: BTreeMap<String, f64>,
    /// Intercept in the unit of the response.
    pub intercept: f64,
    /// Variable importance by predictor.
    pub vip: BTreeMap<String, f64>,
    /// Every row that was used.
    pub predictions: Vec<FittedRow>,
    /// What of the table was not used.
    #[serde(default)]
    pub left_out: LeftOutRecord,
    /// What makes the model doubtful.
    pub warnings: Vec<String>,
}

/// A row of the table with what the model makes of it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct FittedRow {
    /// Name of the row.
    pub row: String,
    /// `train` or `test`.
    pub set: String,
    /// Response in the table.
    pub observed: Option<f64>,
    /// Response by the model.
    pub fitted: f64,
    /// Prediction when left out, the mean over the repeats; training rows only.
    pub loo: Option<f64>,
}
