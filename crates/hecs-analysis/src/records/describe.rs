//! The record of `hecs describe`: the 32 descriptors.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

/// One record of `hecs describe`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DescribeRecord {
    /// Path as given, or `<stdin>`.
    pub file: String,
    /// Whether there is an answer.
    pub ok: bool,
    /// Why there are no descriptors, if so.
    pub error: Option<String>,
    /// Values by name; lengths in Å, volumes in Å³, entropies in J/(mol K).
    pub descriptors: BTreeMap<&'static str, f64>,
    /// What was assumed.
    pub notes: Vec<String>,
}
