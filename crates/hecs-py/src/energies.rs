//! Energy maps and energies at points as arrays of NumPy.

use hecs_analysis::framework;
use hecs_bvse::{Framework, ScalarMap};
use hecs_cli::answers;
use nalgebra::Vector3;
use numpy::{PyArray1, PyArray2, PyArray3, PyArrayMethods, PyReadonlyArray2};
use pyo3::prelude::*;
use rayon::prelude::*;

use crate::answer::Answer;
use crate::errors;
use crate::given::Handed;
use crate::query::{Query, vectors};
use crate::structure::rows;

/// Values on the grid, what they are, cell vectors as rows in Å.
type Field<'py> = (
    Bound<'py, PyArray3<f32>>,
    &'static str,
    Bound<'py, PyArray2<f64>>,
);

/// Energies in eV, and gradients in eV/Å where they are wanted.
type Energies<'py> = (Bound<'py, PyArray1<f64>>, Option<Bound<'py, PyArray2<f64>>>);

/// Points whose energies are found between two looks for signals.
const CHUNK: usize = 4096;

/// The field that was asked for on its grid, what it is, the cell vectors, and the record beside it.
#[pyfunction]
pub(crate) fn energy_map<'py>(
    py: Python<'py>,
    query: &Query,
    given: Handed,
) -> PyResult<(Option<Field<'py>>, Answer)> {
    let (field, answer) = query.of_one(py, given.0, |question, entry, stop| {
        let mut answer = question.answer(&entry, stop);
        let field = match &mut answer {
            answers::Answer::Barriers(barriers) => barriers.field.take(),
            _ => None,
        };
        let field = field.map(|map| {
            let grid = map.grid().divisions();
            let lattice = *map.lattice().basis();
            (values(&map), grid, map.quantity().label(), lattice)
        });
        (field, Answer::new(answer, std::sync::Arc::new(entry)))
    })?;
    let Some((values, grid, quantity, lattice)) = field else {
        return Ok((None, answer));
    };
    let values = PyArray1::from_vec(py, values).reshape(grid)?;
    Ok((Some((values, quantity, rows(py, &lattice)?)), answer))
}

/// Energies in eV at fractional points, and gradients in eV/Å where they are wanted.
#[pyfunction]
pub(crate) fn energies<'py>(
    py: Python<'py>,
    query: &Query,
    given: Handed,
    points: PyReadonlyArray2<'py, f64>,
    gradients: bool,
) -> PyResult<Energies<'py>> {
    let framework = query.of_one(py, given.0, |question, entry, _| {
        let (ion, options) = question.potential()?;
        let name = entry.file.clone();
        Some(framework(&entry, ion, options).map_err(|failure| (failure, name)))
    })?;
    let framework = framework
        .ok_or_else(|| errors::of("bug", "no potential is asked for"))?
        .map_err(|(failure, name)| errors::of_failure(&failure, &name))?;
    let points = vectors(&points)?;
    let mut energies = Vec::with_capacity(points.len());
    let mut slopes = Vec::with_capacity(if gradients { 3 * points.len() } else { 0 });
    for chunk in points.chunks(CHUNK) {
        let found: Vec<(f64, Vector3<f64>)> = py.detach(|| {
            let work = || {
                chunk
                    .par_iter()
                    .map(|at| of_point(&framework, at, gradients))
            };
            query.pool().install(|| work().collect())
        });
        py.check_signals()?;
        for (energy, slope) in found {
            energies.push(energy);
            if gradients {
                slopes.extend(slope.iter());
            }
        }
    }
    let slopes = gradients.then(|| PyArray1::from_vec(py, slopes).reshape([points.len(), 3]));
    Ok((PyArray1::from_vec(py, energies), slopes.transpose()?))
}

fn of_point(framework: &Framework, at: &Vector3<f64>, gradient: bool) -> (f64, Vector3<f64>) {
    // The energy alone costs less, and is the same to the last bit as the program's.
    let energy = framework.energy(at);
    let slope = if gradient {
        framework.derivatives(at).gradient
    } else {
        Vector3::zeros()
    };
    (energy, slope)
}

/// The values at all points of the grid, the last index fastest.
fn values(map: &ScalarMap) -> Vec<f32> {
    let [nx, ny, nz] = map.grid().divisions();
    let mut values = vec![0.0; nx * ny * nz];
    let planes = values.par_chunks_mut((ny * nz).max(1)).enumerate();
    planes.for_each(|(i, plane)| {
        for (at, value) in plane.iter_mut().enumerate() {
            *value = map.value(i, at / nz, at % nz);
        }
    });
    values
}
