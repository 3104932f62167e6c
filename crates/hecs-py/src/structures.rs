//! The structures of a source, one after the other, in constant memory.

use std::sync::{Mutex, PoisonError};

use hecs_analysis::{Entry, ReadSettings};
use hecs_io::{Entries, Source, StreamOptions};
use pyo3::prelude::*;

use crate::errors;
use crate::given::Handed;
use crate::query::Query;
use crate::structure::Structure;
use hecs_cli::answers::Given;

type Sources = std::vec::IntoIter<Source>;

/// An iterator of the structures of a source.
#[pyclass(frozen, module = "hecs._hecs")]
pub(crate) struct Structures {
    entries: Mutex<Entries<Sources>>,
    reading: ReadSettings,
}

#[pymethods]
impl Structures {
    #[new]
    fn new(query: &Query, given: Handed) -> PyResult<Self> {
        let source = match given.0 {
            Given::Path(path) => Source::file(path),
            Given::Bytes { name, bytes } => Source::reader(name, std::io::Cursor::new(bytes)),
            _ => {
                let words = "is one structure already; what is taken apart is a path or bytes";
                return Err(errors::of("not-a-source", words));
            }
        };
        Ok(Self {
            entries: Mutex::new(Entries::new(vec![source], StreamOptions::default())),
            reading: query.question().reading().clone(),
        })
    }

    fn __iter__(structures: Py<Self>) -> Py<Self> {
        structures
    }

    fn __next__(&self, py: Python<'_>) -> Option<Structure> {
        let entry = py.detach(|| {
            let next = {
                let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
                entries.next()
            };
            next.map(|item| match item {
                Ok(raw) => Entry::from_raw(&raw, &self.reading),
                Err(unread) => Entry::unread(&unread),
            })
        });
        // One that cannot be read says so where it is asked about.
        entry.map(|entry| Structure::new(std::sync::Arc::new(entry)))
    }
}
