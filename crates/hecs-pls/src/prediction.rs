//! A prediction and what is known about its reliability.

use serde::Serialize;

/// The prediction of one row.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Prediction {
    /// Name of the row.
    pub row: String,
    /// Predicted response.
    pub value: f64,
    /// Standard error of the prediction; `None` where the model has no degrees of freedom for one.
    pub standard_error: Option<f64>,
    /// Interval in which a new observation lies with the model's confidence level.
    pub interval: Option<Interval>,
    /// Scores of the row (A).
    pub scores: Vec<f64>,
    /// Leverage.
    pub leverage: f64,
    /// Hotelling's T².
    pub hotelling_t2: f64,
    /// Q residual, scaled units squared.
    pub q_residual: f64,
    /// Whether T² and Q are within their limits.
    pub inside: bool,
    /// The measures beyond their limits, with the columns that cause it; empty for a row inside.
    pub reasons: Vec<Reason>,
    /// Columns beyond the range of the training rows. Such a row can still be inside.
    pub out_of_range: Vec<OutOfRange>,
    /// Columns whose missing value was replaced by the training mean.
    pub imputed: Vec<String>,
    /// Columns whose missing value was skipped.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<String>,
    /// Contribution of each column to T², in the order of the model (p).
    pub t2_contributions: Vec<f64>,
    /// Contribution of each column to Q, in the order of the model (p).
    pub q_contributions: Vec<f64>,
}

/// An interval, response units.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// A measure of distance from the training rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Measure {
    /// Distance within the model.
    HotellingT2,
    /// Distance from the model.
    QResidual,
}

/// A measure that is beyond its limit, with the columns that cause it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Reason {
    /// The measure.
    pub measure: Measure,
    /// Its value.
    pub value: f64,
    /// Its limit.
    pub limit: f64,
    /// The largest contributions, as many as must be removed for the rest to be within the limit.
    pub columns: Vec<Contribution>,
}

/// The share of a column in a measure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contribution {
    /// Name of the column.
    pub column: String,
    /// Contribution over the whole measure.
    pub share: f64,
}

/// A value beyond the range of the training rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OutOfRange {
    /// Name of the column.
    pub column: String,
    /// The value.
    pub value: f64,
    /// Smallest training value.
    pub minimum: f64,
    /// Largest training value.
    pub maximum: f64,
}
