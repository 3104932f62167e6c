//! The record of `hecs fit` for several responses: one set of components that predicts them all.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    ChoiceRecord, ComparisonRecord, CrossValidationRecord, ErrorsRecord, LeftOutRecord,
    LimitsRecord, RecipeRecord,
};

/// The record of `hecs fit` for several responses. Curves are indexed by the number of components, from 0. All responses together count in
/// units of their variances, or as they are where columns are only centred.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct JointFitRecord {
    /// Name and version of the record.
    pub schema: String,
    /// Each response, in the order asked for; lists over responses below are in this order.
    pub responses: Vec<JointResponseRecord>,
    /// Training rows.
    pub n: usize,
    /// Predictors.
    pub p: usize,
    /// How columns were scaled: `auto`, `auto_once` or `center`.
    pub scaling: String,
    /// What was done before: spectra, missing values.
    pub recipe: RecipeRecord,
    /// Confidence level of limits.
    pub level: f64,
    /// Components of the model.
    pub components: usize,
    /// How that number was chosen by all responses together, and what other rules would take.
    pub choice: ChoiceRecord,
    /// How rows were left out.
    pub cv: CrossValidationRecord,
    /// Squared errors of the rows when left out, all responses together.
    pub press: Vec<f64>,
    /// 1 − PRESS/SSY, all responses together.
    pub q2: Vec<f64>,
    /// Each number of components against that of the smallest PRESS.
    pub van_der_voet: Vec<ComparisonRecord>,
    /// Share of the predictors' sum of squares that each component explains (R²X).
    pub r2x: Vec<f64>,
    /// Share of the responses' sums of squares that each component explains (R²Y).
    pub r2y: Vec<f64>,
    /// Variable importance for all responses together, by predictor.
    pub vip: BTreeMap<String, f64>,
    /// Limits of the domain.
    pub limits: LimitsRecord,
    /// Every row that was used.
    pub predictions: Vec<JointRow>,
    /// What of the table was not used.
    pub left_out: LeftOutRecord,
    /// What makes the model doubtful.
    pub warnings: Vec<String>,
}

/// One of several responses.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct JointResponseRecord {
    /// Name of the response.
    pub response: String,
    /// Its unit, where the table says one.
    pub unit: Option<String>,
    /// Squared errors of the rows when left out.
    pub press: Vec<f64>,
    /// 1 − PRESS/SSY.
    pub q2: Vec<f64>,
    /// 1 − SSE/SST of the training rows.
    pub r2_train: f64,
    /// 1 − SSE/SST of the test rows.
    pub r2_test: Option<f64>,
    /// 1 − SSE/SST of the rows that the split calls validation.
    pub r2_validation: Option<f64>,
    /// Root mean squared errors.
    pub errors: ErrorsRecord,
    /// Coefficients on the raw columns.
    pub coefficients: BTreeMap<String, f64>,
    /// Intercept.
    pub intercept: f64,
    /// Variable importance for this response alone, by predictor.
    pub vip: BTreeMap<String, f64>,
    /// Loading of the response in each component, scaled units.
    pub y_loadings: Vec<f64>,
}

/// A row of the table with what the model makes of it, response by response.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct JointRow {
    /// Name of the row.
    pub row: String,
    /// `train`, `test` or `validation`.
    pub set: String,
    /// Responses in the table.
    pub observed: Vec<f64>,
    /// Responses by the model.
    pub fitted: Vec<f64>,
    /// Predictions when left out, the mean over the repeats; training rows only.
    pub left_out: Vec<f64>,
    /// Scores T of the predictors, one per component, scaled units.
    pub scores: Vec<f64>,
    /// Hotelling's T², the distance within the model.
    pub hotelling_t2: f64,
    /// Q, the squared distance from the model, scaled units.
    pub q_residual: f64,
    /// Whether the row is inside the domain of the model; not of training rows.
    pub inside: Option<bool>,
}
