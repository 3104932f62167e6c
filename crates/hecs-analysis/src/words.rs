//! Warnings and errors of the map in words, with what helps, as the program's options are called.

use hecs_bvse::{BvseError, Remedy, Warning};

use crate::records::{Failure, Note, Status};

/// A warning as a note of a record.
pub(crate) fn note_of(warning: &Warning) -> Note {
    Note {
        code: warning.code().to_owned(),
        message: warning_with_remedy(warning),
    }
}

/// An error as the reason of a record: no failure where the element of the ion is not there at all.
pub(crate) fn failure_of(error: &BvseError) -> Failure {
    let failure = Failure::with_remedy(error.code(), error.to_string(), remedy_of(error));
    match error {
        BvseError::NoMobileIon { ion, present, .. }
            if !present.iter().any(|p| p.element == ion.element) =>
        {
            Failure {
                status: Status::Skipped,
                ..failure
            }
        }
        _ => failure,
    }
}

/// A warning with what can be done about it.
pub fn warning_with_remedy(warning: &Warning) -> String {
    let advice = warning.remedy().map(|remedy| match remedy {
        Remedy::FinerGrid => "a smaller --spacing helps".to_owned(),
        Remedy::OrderedStructure { keep } if !keep.is_empty() => format!(
            "use an ordered structure in which each site holds one ion, or, if the ion does not leave \
             these sites, keep it there with --fixed {}",
            keep.join(",")
        ),
        other => other.to_string(),
    });
    joined(warning.to_string(), advice)
}

/// An error with what helps, where something does.
pub fn error_with_remedy(error: &BvseError) -> String {
    joined(error.to_string(), remedy_of(error))
}

fn remedy_of(error: &BvseError) -> Option<String> {
    error.remedy().map(|remedy| match remedy {
        Remedy::OtherIon => "name that one with --ion".to_owned(),
        Remedy::Insert => "--insert puts the ion into an empty host".to_owned(),
        other => other.to_string(),
    })
}

fn joined(message: String, advice: Option<String>) -> String {
    match advice {
        Some(advice) => format!("{message}; {advice}"),
        None => message,
    }
}
