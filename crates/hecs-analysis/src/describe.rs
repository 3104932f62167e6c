//! `describe`: the 32 descriptors.

use std::collections::BTreeMap;

use hecs_descriptors::{DescribeOptions, DescriptorError, Hecs};

use crate::Entry;
use crate::records::{DescribeRecord, Failure, Note};

/// The descriptors of an input.
pub fn describe(entry: &Entry, options: &DescribeOptions) -> DescribeRecord {
    let described = hecs_of(entry, options);
    let mut record = DescribeRecord {
        head: entry.head("hecs.describe.1"),
        descriptors: BTreeMap::new(),
    };
    match described {
        Ok(hecs) => {
            record.descriptors = hecs.iter().map(|(d, value)| (d.name(), value)).collect();
            let notes = hecs.notes.iter().map(|note| Note {
                code: note.code().to_owned(),
                message: note.to_string(),
            });
            record.head.notes.extend(notes);
        }
        Err(failure) => record.head.fail(failure),
    }
    record
}

/// The descriptors of an input as they are, or why there are none.
///
/// # Errors
/// The reason.
pub fn hecs_of(entry: &Entry, options: &DescribeOptions) -> Result<Hecs, Failure> {
    let described = Hecs::describe_with(entry.structure()?, options);
    described.map_err(|error| match error {
        DescriptorError::NoLithium => Failure::skipped(error.code(), error.to_string()),
        DescriptorError::MissingCharge { .. } => entry
            .unknown_charges()
            .unwrap_or_else(|| Failure::new(error.code(), error.to_string())),
        _ => Failure::new(error.code(), error.to_string()),
    })
}
