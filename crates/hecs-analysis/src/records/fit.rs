//! The record of `hecs fit`: a model of a table.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ChoiceRecord, ComparisonRecord, CrossValidationRecord, LeftOutRecord, RecipeRecord};

/// The record of `hecs fit`. Curves are indexed by the number of components, from 0.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct FitRecord {
    /// Name and version of the record.
    #[serde(default)]
    pub schema: String,
    /// Name of the response.
    pub response: String,
    /// Unit of the response, where the table says one.
    #[serde(default)]
    pub unit: Option<String>,
    /// Training rows.
    pub n: usize,
    /// Predictors.
    pub p: usize,
    /// How columns were scaled: `auto`, `auto_once` or `center`.
    #[serde(default)]
    pub scaling: String,
    /// What was done before: spectra, missing values, selection of columns.
    #[serde(default)]
    pub recipe: RecipeRecord,
    /// Confidence level of all intervals and limits.
    #[serde(default)]
    pub level: f64,
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
    /// 1 − SSE/SST of the rows that the split calls validation.
    #[serde(default)]
    pub r2_validation: Option<f64>,
    /// Squared correlation of these rows.
    #[serde(default)]
    pub r2_pearson_validation: Option<f64>,
    /// Root mean squared error of these rows.
    #[serde(default)]
    pub rmse_validation: Option<f64>,
    /// Coefficients on the raw descriptors.
    pub coefficients: BTreeMap<String, f64>,
    /// Intercept in the unit of the response.
    pub intercept: f64,
    /// Variable importance by predictor.
    pub vip: BTreeMap<String, f64>,
    /// Root mean squared errors.
    #[serde(default)]
    pub errors: ErrorsRecord,
    /// Each component of the model.
    #[serde(default)]
    pub by_component: Vec<ComponentRecord>,
    /// Each predictor, in the order of the table.
    #[serde(default)]
    pub columns: Vec<PredictorRecord>,
    /// Where the intervals of the predictors come from: `jackknife`, `bootstrap` or `none`.
    #[serde(default)]
    pub intervals: String,
    /// Limits of the domain.
    #[serde(default)]
    pub limits: LimitsRecord,
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
    /// `train`, `test` or `validation`.
    pub set: String,
    /// Response in the table.
    pub observed: Option<f64>,
    /// Response by the model.
    pub fitted: f64,
    /// Prediction when left out, the mean over the repeats; training rows only.
    pub loo: Option<f64>,
    /// Ends of the interval of a new observation; test rows only.
    #[serde(default)]
    pub low: Option<f64>,
    /// Upper end of the interval.
    #[serde(default)]
    pub high: Option<f64>,
    /// Scores T of the predictors, one per component, scaled units.
    #[serde(default)]
    pub scores: Vec<f64>,
    /// Scores U of the response, one per component, scaled units; training rows only.
    #[serde(default)]
    pub y_scores: Vec<f64>,
    /// Hotelling's T², the distance within the model.
    #[serde(default)]
    pub hotelling_t2: Option<f64>,
    /// Q, the squared distance from the model, scaled units.
    #[serde(default)]
    pub q_residual: Option<f64>,
    /// Leverage.
    #[serde(default)]
    pub leverage: Option<f64>,
    /// Whether the row is inside the domain of the model; test rows only.
    #[serde(default)]
    pub inside: Option<bool>,
}

/// Root mean squared errors in the unit of the response; divisor is the number of rows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ErrorsRecord {
    /// Of calibration: the training rows by the model.
    pub rmsec: f64,
    /// Of cross-validation: the training rows when left out.
    pub rmsecv: f64,
    /// Of prediction: the test rows.
    pub rmsep: Option<f64>,
    /// Of prediction: the rows that the split calls validation.
    #[serde(default)]
    pub rmsep_validation: Option<f64>,
}

/// A component of the model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ComponentRecord {
    /// Its number, from 1.
    pub component: usize,
    /// Share of the predictors' sum of squares that it explains (R²X).
    pub r2x: f64,
    /// The same with all components before.
    pub r2x_cumulative: f64,
    /// Share of the response's sum of squares that it explains (R²Y).
    pub r2y: f64,
    /// The same with all components before.
    pub r2y_cumulative: f64,
    /// Q² of this component as SIMCA counts it, 1 − PRESS_a/RSS_(a−1).
    pub q2: f64,
    /// Q² cumulative as SIMCA counts it, 1 − Π PRESS_a/RSS_(a−1); `q2` of the record is 1 − PRESS_a/SSY.
    pub q2_cumulative: f64,
    /// Loading of the response, scaled units.
    pub y_loading: f64,
    /// Variance of the scores of the training rows, divisor n−1.
    pub score_variance: f64,
}

/// A predictor of the model. Intervals are `None` where none were asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PredictorRecord {
    /// Name of the column.
    pub name: String,
    /// Unit, where the table says one.
    pub unit: Option<String>,
    /// Mean of the training rows.
    pub mean: f64,
    /// Divisor of the scaling; 1 for a constant column.
    pub scale: f64,
    /// Smallest training value.
    pub minimum: f64,
    /// Largest training value.
    pub maximum: f64,
    /// Coefficient on the raw column.
    pub coefficient: f64,
    /// Standard error of the coefficient.
    pub standard_error: Option<f64>,
    /// Lower end of the interval of the coefficient.
    pub low: Option<f64>,
    /// Upper end of the interval of the coefficient.
    pub high: Option<f64>,
    /// Coefficient on the scaled column, of the scaled response.
    pub coefficient_scaled: f64,
    /// Variable importance in projection; `None` without components.
    pub vip: Option<f64>,
    /// Lower end of the interval of the importance.
    pub vip_low: Option<f64>,
    /// Upper end of the interval of the importance.
    pub vip_high: Option<f64>,
    /// Selectivity ratio: variance explained by the predictive axis over variance left; `None` for a constant column.
    pub selectivity_ratio: Option<f64>,
    /// Weights W, one per component.
    pub weights: Vec<f64>,
    /// Loadings P, one per component.
    pub loadings: Vec<f64>,
    /// Rotations R = W(P'W)⁻¹, one per component.
    pub rotations: Vec<f64>,
}

/// Limits of T², Q and leverage at the level of the record; `None` where there are too few rows, components or residuals.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LimitsRecord {
    /// T² of training rows, by the beta distribution.
    pub hotelling_t2_training: Option<f64>,
    /// T² of new rows, by the F distribution.
    pub hotelling_t2_new_rows: Option<f64>,
    /// Q of training rows after Jackson and Mudholkar.
    pub q_training: Option<f64>,
    /// Q of training rows after Box.
    pub q_training_box: Option<f64>,
    /// Q of new rows, from rows left out.
    pub q_new_rows: Option<f64>,
    /// T² by which a new row is judged: T² and Q together put the share 1 − level of new rows outside.
    pub judged_hotelling_t2: Option<f64>,
    /// Q by which a new row is judged.
    pub judged_q_residual: Option<f64>,
    /// Customary warning leverage 3(A+1)/n.
    pub leverage: Option<f64>,
}
