//! `describe`: the 32 descriptors.

use std::collections::BTreeMap;

use hecs_descriptors::{DescribeOptions, Hecs};

use crate::Entry;
use crate::records::DescribeRecord;

/// The descriptors of an input.
pub fn describe(entry: &Entry, options: &DescribeOptions) -> DescribeRecord {
    let described = hecs_of(entry, options);
    let (descriptors, notes) = described.as_ref().map_or_else(
        |_| (BTreeMap::new(), Vec::new()),
        |hecs| {
            (
                hecs.iter().map(|(d, value)| (d.name(), value)).collect(),
                hecs.notes.iter().map(ToString::to_string).collect(),
            )
        },
    );
    DescribeRecord {
        file: entry.file.clone(),
        ok: described.is_ok(),
        error: described.err(),
        descriptors,
        notes,
    }
}

/// The descriptors of an input as they are, or why there are none.
///
/// # Errors
/// The reason, in words for people.
pub fn hecs_of(entry: &Entry, options: &DescribeOptions) -> Result<Hecs, String> {
    Hecs::describe_with(entry.structure()?, options).map_err(|e| e.to_string())
}
