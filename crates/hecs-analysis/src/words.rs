//! Warnings and errors of the map in words, with what helps, as the program's options are called.

use hecs_bvse::{BvseError, Remedy, Warning};
use hecs_core::Ion;
use hecs_order::OrderError;

use crate::Entry;
use crate::records::{Failure, Note, Status};

/// A warning as a note of a record.
pub(crate) fn note_of(warning: &Warning) -> Note {
    Note {
        code: warning.code().to_owned(),
        message: warning_with_remedy(warning),
    }
}

/// Warnings of a structure as notes. Shared sites come with the command that orders them: a verb for an input, `None` where
/// orderings stand beside.
pub(crate) fn notes_of_structure(
    warnings: &[Warning],
    ion: Ion,
    command: Option<(&str, &Entry)>,
) -> Vec<Note> {
    let note = |warning: &Warning| match (warning, warning.remedy()) {
        (Warning::SharedSites { .. }, Some(Remedy::OrderedStructure { keep })) => {
            let mut advice = match command {
                None => "read the barriers over orderings in their place".to_owned(),
                Some((verb, entry)) => {
                    let ion = match ion {
                        Ion::LI => String::new(),
                        ion => format!(" --ion {ion}"),
                    };
                    let file = file_in_shell(&entry.file);
                    format!(
                        "hecs {verb} {file}{ion} --orderings auto has barriers over orderings of them"
                    )
                }
            };
            if !keep.is_empty() {
                advice += &kept(&keep);
            }
            Note {
                code: warning.code().to_owned(),
                message: joined(warning.to_string(), Some(advice)),
            }
        }
        _ => note_of(warning),
    };
    warnings.iter().map(note).collect()
}

/// A file as a shell takes it; what stands for one where it has no name.
fn file_in_shell(file: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "_-./+,=@%".contains(c);
    if file.starts_with('<') {
        "FILE".to_owned()
    } else if file.chars().all(is_plain) && !file.starts_with('-') {
        file.to_owned()
    } else {
        format!("'{}'", file.replace('\'', "'\\''"))
    }
}

/// That an ion may stay in place, as a clause.
fn kept(labels: &[String]) -> String {
    format!(
        ", or, if the ion does not leave these sites, keep it there with --fixed {}",
        labels.join(",")
    )
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

/// An error of ordering as the reason of a record; its message says what helps.
pub(crate) fn failure_of_order(error: &OrderError) -> Failure {
    Failure::new(error.code(), error.to_string())
}

/// A warning with what can be done about it.
pub fn warning_with_remedy(warning: &Warning) -> String {
    let advice = warning.remedy().map(|remedy| match remedy {
        Remedy::FinerGrid => "a smaller --spacing helps".to_owned(),
        Remedy::OrderedStructure { keep } if !keep.is_empty() => {
            "use an ordered structure in which each site holds one ion".to_owned() + &kept(&keep)
        }
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
