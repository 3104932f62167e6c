//! Conditions judged on what is cheap before what is dear is computed.

use hecs_analysis::records::Failure;
use hecs_analysis::{BarrierSettings, Entry, MemoryPool, barriers, inspect, void_radii};
use hecs_core::Stop;
use serde_json::{Value, json};

use crate::condition::{Condition, Stage};
use crate::question::Question;
use crate::record::Record;

/// How voids and barriers are computed for conditions that name them.
#[derive(Clone, Copy, Debug)]
pub struct Judge<'a> {
    /// The settings.
    pub barriers: &'a BarrierSettings,
    /// Memory that all answers share.
    pub memory: &'a MemoryPool,
    /// Whether the answer has barriers over orderings too, much dearer than those of the mean field, on which conditions are then
    /// judged before.
    pub before_orderings: bool,
}

/// Why a structure is asked no further.
pub(crate) enum Ended {
    /// It does not meet a condition.
    Condition(String),
    /// What the condition is about cannot be computed.
    Failed(Failure),
}

/// What came of the conditions.
pub(crate) struct Judged {
    /// How many hold, the first of all.
    pub(crate) held: usize,
    pub(crate) ended: Option<Ended>,
    void_radii: Option<[Option<f64>; 3]>,
}

impl Judged {
    /// Adds to a record what was computed on the way and is part of it.
    pub(crate) fn add_to(&self, record: &mut Record) {
        if let Record::Bvse(record) = record {
            record.void_radii = record.void_radii.or(self.void_radii);
        }
    }
}

/// Judges the conditions that come before the answer; those on the answer itself are left.
pub(crate) fn judge(
    entry: &Entry,
    question: Question,
    conditions: &[Condition],
    judge: Option<Judge>,
    stop: &Stop,
) -> Judged {
    let mut judged = Judged {
        held: 0,
        ended: None,
        void_radii: None,
    };
    if entry.structure().is_err() {
        return judged;
    }
    let is_of_answer = |stage| match stage {
        Stage::Orderings => true,
        Stage::Bvse if judge.is_some_and(|judge| judge.before_orderings) => false,
        stage => stage == Stage::of(question),
    };
    let mut record: Option<(Stage, Value)> = None;
    for condition in conditions {
        let stage = condition.stage();
        if is_of_answer(stage) {
            break;
        }
        if record.as_ref().is_none_or(|(known, _)| *known != stage) {
            match record_of(entry, stage, judge, stop, &mut judged) {
                Ok(value) => record = Some((stage, value)),
                Err(failure) => {
                    judged.ended = Some(Ended::Failed(failure));
                    break;
                }
            }
        }
        let Some((_, value)) = &record else { break };
        if let Err(words) = condition.judge(value) {
            judged.ended = Some(Ended::Condition(words));
            break;
        }
        judged.held += 1;
    }
    judged
}

/// The record that the conditions of a stage are about.
fn record_of(
    entry: &Entry,
    stage: Stage,
    judge: Option<Judge>,
    stop: &Stop,
    judged: &mut Judged,
) -> Result<Value, Failure> {
    let value = match (stage, judge) {
        (
            Stage::Voids,
            Some(Judge {
                barriers, memory, ..
            }),
        ) => {
            let radii = void_radii(entry, &barriers.with_stop(stop), memory)?;
            judged.void_radii = Some(radii);
            Ok(json!({ "void_radii": radii }))
        }
        (
            Stage::Bvse,
            Some(Judge {
                barriers: settings,
                memory,
                ..
            }),
        ) => {
            let record = barriers(entry, &settings.with_stop(stop), memory).record;
            if let (false, Some(code), Some(message)) =
                (record.head.ok, &record.head.code, &record.head.message)
            {
                return Err(Failure {
                    status: record.head.status,
                    code: code.clone(),
                    message: message.clone(),
                    remedy: record.head.remedy.clone(),
                });
            }
            serde_json::to_value(record)
        }
        // The others are the answer itself, which comes last.
        _ => serde_json::to_value(inspect(entry)),
    };
    value.map_err(|error| Failure::new("bug", error.to_string()))
}
