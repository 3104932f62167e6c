//! What a model says of a hop beside the barriers that were computed.

use schemars::JsonSchema;
use serde::Serialize;

use super::Note;

/// The barrier of a hop as a nudged-elastic-band calculation with density-functional theory would have it, eV.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EstimateRecord {
    /// The estimate, from the first end: half of such hops are below; null where there is none.
    pub value: Option<f64>,
    /// Lower end of the interval.
    pub low: Option<f64>,
    /// Upper end of the interval.
    pub high: Option<f64>,
    /// Share of hops in structural groups that the model has not seen whose barrier the interval holds.
    pub level: f64,
    /// Whether the hop is within the domain of the model; an estimate outside is an extrapolation.
    pub inside: Option<bool>,
    /// What puts it outside.
    pub reasons: Vec<String>,
    /// Predictors outside the range of the training; such a hop can still be inside.
    pub out_of_range: Vec<String>,
    /// Number of hops that the model was trained on.
    pub trained_on: Option<usize>,
    /// Digest of the table that it was trained on.
    pub training_sha256: Option<String>,
    /// Why there is no estimate.
    pub why_not: Option<Note>,
}
