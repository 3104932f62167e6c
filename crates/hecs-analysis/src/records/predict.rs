//! The record of `hecs predict`: what a model makes of an input.

use schemars::JsonSchema;
use serde::Serialize;

use super::Head;

/// One record of `hecs predict`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PredictRecord {
    /// File, or name of the row.
    pub name: String,
    /// What every record has; `file` is the table of a row.
    #[serde(flatten)]
    pub head: Head,
    /// What is predicted.
    pub response: String,
    /// Unit of it, where the model knows one.
    pub unit: Option<String>,
    /// The value.
    pub value: Option<f64>,
    /// Ends of the interval at the model's confidence level.
    pub low: Option<f64>,
    /// Upper end of the interval.
    pub high: Option<f64>,
    /// Whether the input is inside the model's domain.
    pub inside: Option<bool>,
    /// Leverage of the row.
    pub leverage: Option<f64>,
    /// Distance within the model.
    pub hotelling_t2: Option<f64>,
    /// Distance from the model.
    pub q_residual: Option<f64>,
    /// What puts it outside, with the descriptors that do, largest share first.
    pub reasons: Vec<String>,
    /// Descriptors beyond the range of the training rows.
    pub out_of_range: Vec<String>,
    /// Descriptors whose missing value was replaced by the mean of the training rows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub imputed: Vec<String>,
    /// Descriptors whose missing value was skipped.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<String>,
}
