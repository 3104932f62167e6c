//! The record of `hecs describe`: the 32 descriptors.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::Head;

/// One record of `hecs describe`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DescribeRecord {
    /// What every record has.
    #[serde(flatten)]
    pub head: Head,
    /// Values by name; lengths in Å, volumes in Å³, entropies in J/(mol K).
    pub descriptors: BTreeMap<&'static str, f64>,
}
