//! A verb with its options, ready to be asked about structures.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use hecs_analysis::Entry;
use hecs_cli::answers::{Given, Question, page};
use hecs_core::Stop;
use nalgebra::Vector3;
use numpy::PyReadonlyArray2;
use pyo3::prelude::*;
use rayon::ThreadPool;

use crate::answer::Answer;
use crate::errors;
use crate::given::Handed;
use crate::stream::Stream;
use crate::structure::Structure;
use crate::waiting::{finished, pool};

/// A question with the threads that answer it.
#[pyclass(frozen, module = "hecs._hecs")]
pub(crate) struct Query {
    question: Arc<Question>,
    pool: Arc<ThreadPool>,
}

impl Query {
    pub(crate) fn question(&self) -> &Arc<Question> {
        &self.question
    }

    pub(crate) fn pool(&self) -> &ThreadPool {
        &self.pool
    }

    /// What `work` makes of the one structure that is given, done by the threads of the query.
    pub(crate) fn of_one<T: Send + 'static>(
        &self,
        py: Python<'_>,
        given: Given,
        work: impl FnOnce(&Question, Entry, &Stop) -> T + Send + 'static,
    ) -> PyResult<T> {
        let question = Arc::clone(&self.question);
        let done = finished(py, &self.pool, move |stop| {
            let entries = question.entries(given);
            match <[Entry; 1]>::try_from(entries) {
                Ok([entry]) => Ok(work(&question, entry, stop)),
                Err(entries) => Err((
                    entries.first().map(|entry| entry.file.clone()),
                    entries.len(),
                )),
            }
        })?;
        done.map_err(|(place, count)| {
            errors::at(
                "several-structures",
                &format!("holds {count} structures where one is asked about"),
                place.as_deref(),
                Some("give it in a list, which is answered for each, or name one with block="),
            )
        })
    }
}

#[pymethods]
impl Query {
    /// The words of a command line without files, the text of a model, and fractional points for energies.
    #[new]
    #[pyo3(signature = (words, model=None, points=None, threads=None))]
    fn new(
        words: Vec<String>,
        model: Option<&str>,
        points: Option<PyReadonlyArray2<'_, f64>>,
        threads: Option<NonZeroUsize>,
    ) -> PyResult<Self> {
        let pool = pool(threads)?;
        // How much memory there is depends on the threads.
        let question = pool.install(|| Question::new(&words, model));
        let mut question = question.map_err(|error| errors::of_verb(&error))?;
        if let Some(points) = points {
            question = question.at_points(vectors(&points)?);
        }
        Ok(Self {
            question: Arc::new(question),
            pool: Arc::new(pool),
        })
    }

    /// Names of the columns of the answers' rows.
    #[getter]
    fn header(&self) -> Vec<String> {
        self.question.header()
    }

    /// The answer for the one structure that is given.
    fn one(&self, py: Python<'_>, given: Handed) -> PyResult<Answer> {
        self.of_one(py, given.0, Answer::of)
    }

    /// The answers for what an iterator gives, in order, as they are wanted.
    fn stream(&self, items: Py<PyAny>) -> Stream {
        Stream::new(items, Arc::clone(&self.question), &self.pool)
    }

    /// The one structure that is given, read.
    fn read(&self, py: Python<'_>, given: Handed) -> PyResult<Structure> {
        let entry = self.of_one(py, given.0, |_, entry, _| entry)?;
        Structure::read(entry)
    }

    /// The page of answers; `None` where none of the structures was read.
    fn page(&self, py: Python<'_>, answers: Vec<Py<Answer>>) -> PyResult<Option<String>> {
        let Some((ion, _)) = self.question.potential() else {
            return Err(errors::of("bug", "no page is asked for"));
        };
        let parts: Vec<_> = answers
            .iter()
            .filter_map(|answer| answer.get().take_part())
            .collect();
        // Parts go to the thread that draws as one that can be taken once.
        let parts = Mutex::new(Some(parts));
        finished(py, &self.pool, move |_| {
            let parts = parts.lock().unwrap_or_else(PoisonError::into_inner).take();
            page(parts.unwrap_or_default(), ion)
        })
    }
}

/// Fractional points of rows of three.
pub(crate) fn vectors(points: &PyReadonlyArray2<'_, f64>) -> PyResult<Vec<Vector3<f64>>> {
    let points = points.as_array();
    let (rows, columns) = points.dim();
    if columns != 3 {
        let words = format!("points have the shape ({rows}, {columns}) where (N, 3) is expected");
        return Err(errors::of("usage", &words));
    }
    let rows = points.rows().into_iter();
    let vectors: Vec<_> = rows
        .map(|row| Vector3::new(row[0], row[1], row[2]))
        .collect();
    match vectors
        .iter()
        .position(|v| !v.iter().all(|x| x.is_finite()))
    {
        Some(row) => {
            let words = format!("point {row} has a coordinate that is no finite number");
            Err(errors::of("usage", &words))
        }
        None => Ok(vectors),
    }
}
