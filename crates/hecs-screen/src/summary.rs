//! What a screening was and how it fared: beside a sink of JSON lines, in the metadata of one of Parquet.

use std::collections::BTreeMap;

use hecs_analysis::records::Status;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::record::Outline;
use crate::shard::Shard;

/// Code of a structure that does not meet a condition.
pub(crate) const STAGE: &str = "stage";

/// The summary of a screening.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Summary {
    /// `hecs.screen.1`.
    pub schema: String,
    /// Version of hecs.
    pub version: String,
    /// The question.
    pub question: String,
    /// Everything else that decides a record.
    pub settings: serde_json::Value,
    /// The sources as named, in their order.
    pub sources: Vec<String>,
    /// Which part of them.
    pub shard: Shard,
    /// Entries of the sources, all parts together.
    pub entries: u64,
    /// Records of this part.
    pub records: u64,
    /// How many of them are `ok`, `skipped`, `failed`.
    pub status: BTreeMap<String, u64>,
    /// How many are not `ok` for which reason.
    pub codes: BTreeMap<String, u64>,
    /// The conditions in their order.
    pub stages: Vec<StageCount>,
}

/// How many structures came to a condition, and how many met it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct StageCount {
    /// The condition.
    pub condition: String,
    /// Structures that it was asked of.
    pub asked: u64,
    /// Structures that meet it.
    pub held: u64,
}

impl Summary {
    pub(crate) fn new(
        question: &str,
        settings: serde_json::Value,
        sources: Vec<String>,
        shard: Shard,
        conditions: impl Iterator<Item = String>,
    ) -> Self {
        Self {
            schema: "hecs.screen.1".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            question: question.to_owned(),
            settings,
            sources,
            shard,
            entries: 0,
            records: 0,
            status: [Status::Ok, Status::Skipped, Status::Failed]
                .map(|status| (status.name().to_owned(), 0))
                .into(),
            codes: BTreeMap::new(),
            stages: conditions
                .map(|condition| StageCount {
                    condition,
                    asked: 0,
                    held: 0,
                })
                .collect(),
        }
    }

    /// Counts a record.
    pub(crate) fn count(&mut self, line: &Outline) {
        self.records += 1;
        *self.status.entry(line.status.clone()).or_default() += 1;
        if let Some(code) = line.code.as_ref().filter(|_| !line.is(Status::Ok)) {
            *self.codes.entry(code.clone()).or_default() += 1;
        }
        // One that failed on the way was asked no further.
        let stopped_by_condition = line.code.as_deref() == Some(STAGE);
        for (i, stage) in self.stages.iter_mut().enumerate() {
            let held = i < line.stages;
            stage.held += u64::from(held);
            stage.asked += u64::from(held || (i == line.stages && stopped_by_condition));
        }
    }

    /// Whether another is of the same screening: all but the part and the counts.
    pub(crate) fn is_of_same_screening(&self, other: &Self) -> bool {
        let conditions = |summary: &Self| -> Vec<String> {
            (summary.stages.iter())
                .map(|s| s.condition.clone())
                .collect()
        };
        self.version == other.version
            && self.question == other.question
            && self.settings == other.settings
            && self.sources == other.sources
            && conditions(self) == conditions(other)
    }
}
