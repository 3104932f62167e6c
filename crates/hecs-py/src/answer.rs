//! The answer for one structure, as Python's results are made of.

use std::sync::{Arc, Mutex, PoisonError};

use hecs_analysis::Entry;
use hecs_analysis::records::{Head, Note};
use hecs_cli::answers::{self, Question};
use hecs_core::{Stop, Structure as Crystal};
use pyo3::prelude::*;

use crate::structure::Structure;

/// A record with how the question fared, and the structure it is about.
#[pyclass(frozen, module = "hecs._hecs")]
pub(crate) struct Answer {
    /// The record as the program prints it, on one line.
    #[pyo3(get)]
    json: String,
    /// The cells of its row in the program's CSV.
    #[pyo3(get)]
    row: Vec<String>,
    /// `ok`, `skipped` or `failed`.
    #[pyo3(get)]
    status: &'static str,
    /// Stable name of the reason where the status is not `ok`.
    #[pyo3(get)]
    code: Option<String>,
    /// The reason in words.
    #[pyo3(get)]
    message: Option<String>,
    /// What helps.
    #[pyo3(get)]
    remedy: Option<String>,
    /// File, entry, and line where the reader stopped.
    #[pyo3(get)]
    pub(crate) place: String,
    notes: Vec<Note>,
    entry: Arc<Entry>,
    /// What it contributes to a page, until that is made.
    part: Mutex<Option<answers::Answer>>,
    /// The configurations of an `order`, in their order.
    ordered: Vec<Crystal>,
}

impl Answer {
    /// Asks about an entry; what is large beside the record is given up here, on the thread that made it.
    pub(crate) fn of(question: &Question, entry: Entry, stop: &Stop) -> Self {
        let answer = question.answer(&entry, stop);
        Self::new(answer, Arc::new(entry))
    }

    pub(crate) fn new(answer: answers::Answer, entry: Arc<Entry>) -> Self {
        let head = answer.head().clone();
        let json = answer.json();
        let json = json.unwrap_or_else(|error| format!("{{\"error\": {:?}}}", error.to_string()));
        let row = answer.row();
        let place = place(&entry, &head);
        let (part, ordered) = match answer {
            part @ answers::Answer::Report(_) => (Some(part), Vec::new()),
            answers::Answer::Order(order) => (None, order.structures),
            _ => (None, Vec::new()),
        };
        Self {
            json,
            row,
            status: head.status.name(),
            code: head.code,
            message: head.message,
            remedy: head.remedy,
            place,
            notes: head.notes,
            entry,
            ordered,
            part: Mutex::new(part),
        }
    }

    /// What it contributes to a page, once.
    pub(crate) fn take_part(&self) -> Option<answers::Answer> {
        let mut part = self.part.lock().unwrap_or_else(PoisonError::into_inner);
        part.take()
    }
}

#[pymethods]
impl Answer {
    /// What qualifies the answer: codes and words.
    #[getter]
    fn notes(&self) -> Vec<(String, String)> {
        let notes = self.notes.iter();
        notes
            .map(|note| (note.code.clone(), note.message.clone()))
            .collect()
    }

    /// The ordered structures of an `order`, in their order.
    #[getter]
    fn ordered(&self) -> PyResult<Vec<Structure>> {
        let numbered = (1..).zip(&self.ordered);
        numbered
            .map(|(number, crystal): (usize, _)| {
                let name = format!("{}, configuration {number}", self.place);
                Structure::made(name, crystal.clone())
            })
            .collect()
    }

    /// The structure that was asked about.
    #[getter]
    fn structure(&self) -> Structure {
        Structure::new(Arc::clone(&self.entry))
    }
}

/// File and entry, and the line of the reader's first error where it found no structure.
pub(crate) fn place(entry: &Entry, head: &Head) -> String {
    let name = head.name();
    let reading = entry.reading.as_ref().ok();
    let span = reading
        .filter(|reading| reading.structure.is_none())
        .and_then(|reading| reading.first_error()?.span);
    match span {
        Some(span) => format!("{name}, line {}, column {}", span.line, span.column),
        None => name,
    }
}
