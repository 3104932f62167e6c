//! What Python hands over of a structure: `("path", path)`, `("bytes", name, content)`, `("structure", Structure)` or
//! `("failed", name, code, message, remedy)`.

use std::path::PathBuf;

use hecs_analysis::records::Failure;
use hecs_cli::answers::Given;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::errors;
use crate::structure::Structure;

/// A structure, or where one is, on its way to a question.
pub(crate) struct Handed(pub(crate) Given);

impl<'py> FromPyObject<'_, 'py> for Handed {
    type Error = PyErr;

    fn extract(item: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let parts = item.cast::<PyTuple>()?;
        let text = |i: usize| parts.get_item(i)?.extract::<String>();
        let given = match text(0)?.as_str() {
            "path" => Given::Path(parts.get_item(1)?.extract::<PathBuf>()?),
            "bytes" => Given::Bytes {
                name: text(1)?,
                bytes: parts.get_item(2)?.extract()?,
            },
            "structure" => {
                let structure = parts.get_item(1)?;
                let structure = structure.cast::<Structure>()?;
                Given::Entry(Box::new(structure.get().entry().clone()))
            }
            "failed" => Given::Failed {
                name: text(1)?,
                failure: Failure::with_remedy(text(2)?, text(3)?, parts.get_item(4)?.extract()?),
            },
            other => {
                let words = format!("nothing is handed over as {other:?}");
                return Err(errors::of("bug", &words));
            }
        };
        Ok(Self(given))
    }
}
