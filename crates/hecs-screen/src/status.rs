//! How far a screening is.

use std::path::Path;

use crate::error::ScreenError;
use crate::journal::{Lines, parts_of};
use crate::sink::summary_of;
use crate::summary::Summary;

/// How far the screening of a sink is.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Progress {
    /// Nothing of it is there.
    NotBegun,
    /// Some records are there, in the longest of so many parts.
    Begun {
        /// Records.
        records: u64,
        /// How many of them have no answer.
        failed: u64,
        /// Number of the last entry.
        last: u64,
        /// Parts: of processes that write, or that were killed.
        parts: usize,
    },
    /// It is finished.
    Finished(Box<Summary>),
}

/// Looks at a sink and the parts beside it.
///
/// # Errors
/// Where a file is there but cannot be read.
pub fn status(out: &Path) -> Result<Progress, ScreenError> {
    if let Some(summary) = summary_of(out)? {
        return Ok(Progress::Finished(Box::new(summary)));
    }
    let parts = parts_of(out).map_err(ScreenError::file(out))?;
    let Some(longest) = parts.first() else {
        return Ok(Progress::NotBegun);
    };
    let (mut records, mut failed, mut last) = (0, 0, 0);
    for line in Lines::open(longest).map_err(ScreenError::file(longest))? {
        let (outline, _) = line.map_err(ScreenError::file(longest))?;
        records += 1;
        failed += u64::from(outline.status == "failed");
        last = outline.number;
    }
    Ok(Progress::Begun {
        records,
        failed,
        last,
        parts: parts.len(),
    })
}
