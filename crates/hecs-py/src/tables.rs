//! Questions about tables, families and streams of files.

use std::num::NonZeroUsize;

use hecs_cli::VerbError;
use hecs_cli::answers::{self, designed, fitted, judged, predicted_rows, screened};
use hecs_core::Stop;
use pyo3::prelude::*;

use crate::errors;
use crate::waiting::{finished, pool};

/// What a verb gives, done by threads of its own.
fn done<T: Send + 'static>(
    py: Python<'_>,
    threads: Option<NonZeroUsize>,
    work: impl FnOnce(&Stop) -> Result<T, VerbError> + Send + 'static,
) -> PyResult<T> {
    finished(py, &pool(threads)?, work)?.map_err(|error| errors::of_verb(&error))
}

/// Fits a model to a table in CSV: its text, its record as JSON, and what is to be told.
#[pyfunction]
pub(crate) fn fit(
    py: Python<'_>,
    words: Vec<String>,
    name: String,
    table: Vec<u8>,
    threads: Option<NonZeroUsize>,
) -> PyResult<(String, String, Vec<String>)> {
    let found = done(py, threads, move |_| fitted(&words, &name, &table))?;
    Ok((found.model, found.record, found.told))
}

/// Judges a model of a table: the record as JSON, and what is to be told.
#[pyfunction]
pub(crate) fn validate(
    py: Python<'_>,
    words: Vec<String>,
    name: String,
    table: Vec<u8>,
    model: Option<String>,
    threads: Option<NonZeroUsize>,
) -> PyResult<(String, Vec<String>)> {
    done(py, threads, move |_| {
        judged(&words, &name, &table, model.as_deref())
    })
}

/// Names of columns, and the records as JSON with the rows of their CSV.
type Rows = (Vec<String>, Vec<(String, Vec<String>)>);

/// Predicts the rows of a table.
#[pyfunction]
pub(crate) fn predict_rows(
    py: Python<'_>,
    words: Vec<String>,
    name: String,
    table: Vec<u8>,
    model: String,
    threads: Option<NonZeroUsize>,
) -> PyResult<Rows> {
    done(py, threads, move |_| {
        let (header, answers) = predicted_rows(&words, &name, &table, &model)?;
        let rows = answers
            .iter()
            .map(|answer| Ok((answer.json()?, answer.row())));
        Ok((header, rows.collect::<Result<_, VerbError>>()?))
    })
}

/// The page of a model of a table.
#[pyfunction]
pub(crate) fn model_page(
    py: Python<'_>,
    words: Vec<String>,
    name: String,
    table: Vec<u8>,
    threads: Option<NonZeroUsize>,
) -> PyResult<String> {
    done(py, threads, move |_| {
        answers::model_page(&words, &name, &table)
    })
}

/// Screens a family of compositions: JSON, CSV, and what is to be told.
#[pyfunction]
pub(crate) fn design(
    py: Python<'_>,
    words: Vec<String>,
    threads: Option<NonZeroUsize>,
) -> PyResult<(String, String, Vec<String>)> {
    done(py, threads, move |_| designed(&words))
}

/// Screens sources into a sink: the counts as JSON.
#[pyfunction]
pub(crate) fn screen(
    py: Python<'_>,
    words: Vec<String>,
    sources: Vec<String>,
    threads: Option<NonZeroUsize>,
) -> PyResult<String> {
    let workers = pool(threads)?;
    // One more thread hands out the work and writes.
    done(py, NonZeroUsize::new(1), move |stop| {
        screened(&words, &sources, &workers, stop)
    })
}
