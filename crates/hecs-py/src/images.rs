//! Images of hops as structures.

use pyo3::prelude::*;

use crate::answer::Answer;
use crate::errors;
use crate::given::Handed;
use crate::query::Query;
use crate::structure::Structure;

/// Number of the hop, supercell, mechanism, least distance in Å, frames.
type Hop = (usize, [usize; 3], &'static str, f64, Vec<Structure>);

/// The images of each hop that decides a barrier, or of the one hop, with the record of the paths.
#[pyfunction]
pub(crate) fn images(py: Python<'_>, query: &Query, given: Handed) -> PyResult<(Vec<Hop>, Answer)> {
    let (found, answer) = query.of_one(py, given.0, |question, entry, stop| {
        let answer = question.answer(&entry, stop);
        let found = question.images(&entry, &answer);
        (found, Answer::new(answer, std::sync::Arc::new(entry)))
    })?;
    let found = found.map_err(|failure| errors::of_failure(&failure, &answer.place))?;
    let hops = found.into_iter().map(|(hop, images)| {
        let frames = (0..).zip(images.frames).map(|(number, frame): (usize, _)| {
            Structure::made(
                format!("{}, hop {hop}, image {number}", answer.place),
                frame,
            )
        });
        let frames = frames.collect::<PyResult<Vec<_>>>()?;
        let mechanism = images.mechanism.name();
        Ok((hop, images.supercell, mechanism, images.closest_ang, frames))
    });
    Ok((hops.collect::<PyResult<_>>()?, answer))
}
