//! Errors of the crates as `hecs.HecsError`s: the class follows from the code, in `python/hecs/_errors.py`.

use std::fmt::Debug;

use hecs_analysis::records::Failure;
use hecs_cli::{VerbError, with_causes};
use pyo3::prelude::*;

/// An error of a code.
pub(crate) fn of(code: &str, message: &str) -> PyErr {
    at(code, message, None, None)
}

/// An error of a code, with its place and what helps.
pub(crate) fn at(code: &str, message: &str, place: Option<&str>, remedy: Option<&str>) -> PyErr {
    Python::attach(|py| {
        let made = py
            .import("hecs._errors")
            .and_then(|module| module.getattr("error_of"))
            .and_then(|error_of| error_of.call1((code, message, place, remedy)));
        made.map_or_else(|error| error, PyErr::from_value)
    })
}

/// Why a question about a structure has no answer.
pub(crate) fn of_failure(failure: &Failure, place: &str) -> PyErr {
    let remedy = failure.remedy.as_deref();
    at(&failure.code, &failure.message, Some(place), remedy)
}

/// Why a verb could not start or finish.
pub(crate) fn of_verb(error: &VerbError) -> PyErr {
    let words = with_causes(error);
    match error {
        VerbError::Usage(_) => of("usage", &words),
        VerbError::File { path, .. } => at("unreadable", &words, Some(path), None),
        VerbError::Pls { context, source } => at(&code("pls", source), &words, Some(context), None),
        VerbError::Design(source) => of(&code("design", source), &words),
        VerbError::Screen(source) => of(&code("screen", source), &words),
        _ => of("output", &words),
    }
}

/// The name of a variant as a code: `MissingValue { … }` of `pls` is `pls::missing-value`.
fn code(family: &str, error: &impl Debug) -> String {
    let shown = format!("{error:?}");
    let name = shown.split(|c: char| !c.is_alphanumeric()).next();
    let mut code = format!("{family}::");
    for (i, letter) in name.unwrap_or_default().chars().enumerate() {
        if letter.is_uppercase() && i > 0 {
            code.push('-');
        }
        code.extend(letter.to_lowercase());
    }
    code
}
