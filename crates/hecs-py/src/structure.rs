//! A structure as Python sees it: what was read, with its charges.

use std::sync::Arc;

use hecs_analysis::Entry;
use hecs_core::Structure as Crystal;
use nalgebra::Matrix3;
use numpy::{PyArray1, PyArray2, PyArrayMethods};
use pyo3::prelude::*;

use crate::errors;

/// A species of a site: element, oxidation state in e where known, occupancy.
type Species = (&'static str, Option<f64>, f64);

/// A site: label, species, fractional positions in the cell.
type Site = (String, Vec<Species>, Vec<[f64; 3]>);

/// A crystal structure that was read, with oxidation states and occupancies.
#[pyclass(frozen, module = "hecs")]
pub(crate) struct Structure {
    entry: Arc<Entry>,
}

impl Structure {
    pub(crate) fn new(entry: Arc<Entry>) -> Self {
        Self { entry }
    }

    /// An entry that holds a structure.
    pub(crate) fn read(entry: Entry) -> PyResult<Self> {
        let found = Self::new(Arc::new(entry));
        found.crystal()?;
        Ok(found)
    }

    /// A structure that no file holds, called `name`.
    pub(crate) fn made(name: String, crystal: Crystal) -> PyResult<Self> {
        let text = hecs_cif::write_structure(&crystal, &[]);
        let text = text.map_err(|error| errors::of("cannot-hold", &error.to_string()))?;
        let reading = hecs_analysis::ReadSettings::default();
        let mut entry = Entry::from_cif(name, text.as_bytes(), &reading);
        if let Ok(reading) = &mut entry.reading {
            reading.structure = Some(crystal);
        }
        Self::read(entry)
    }

    pub(crate) fn entry(&self) -> &Entry {
        &self.entry
    }

    fn crystal(&self) -> PyResult<&Crystal> {
        let Ok(reading) = &self.entry.reading else {
            return Err(self.failure());
        };
        reading.structure.as_ref().ok_or_else(|| self.failure())
    }

    fn failure(&self) -> PyErr {
        match self.entry.structure() {
            Err(failure) => errors::of_failure(&failure, &self.name()),
            Ok(_) => errors::of("no-structure", "holds no structure"),
        }
    }
}

#[pymethods]
impl Structure {
    /// File and entry.
    #[getter]
    fn name(&self) -> String {
        match &self.entry.entry {
            Some(entry) => format!("{}, {entry}", self.entry.file),
            None => self.entry.file.clone(),
        }
    }

    /// Whether there is a structure.
    #[getter]
    fn ok(&self) -> bool {
        self.entry.structure().is_ok()
    }

    /// The formula as records have it.
    #[getter]
    fn formula(&self) -> PyResult<String> {
        self.crystal()?;
        Ok(self.entry.formula().unwrap_or_default())
    }

    /// Cell vectors as rows, Å.
    #[getter]
    fn lattice<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyArray2<f64>>> {
        rows(py, self.crystal()?.lattice().basis())
    }

    /// Number and Hermann–Mauguin symbol of the space group, where they are known.
    #[getter]
    fn space_group(&self) -> PyResult<(Option<u16>, Option<String>)> {
        let group = self.crystal()?.space_group();
        Ok((group.number, group.hermann_mauguin.clone()))
    }

    /// Label, species and fractional positions of each site of the asymmetric unit.
    #[getter]
    fn sites(&self) -> PyResult<Vec<Site>> {
        let sites = self.crystal()?.sites().iter();
        let site = |site: &hecs_core::Site| {
            let species = site.species.iter();
            let species = species.map(|s| (s.element.symbol(), s.charge, s.occupancy));
            let positions = site.positions.iter().map(|p| (*p).into());
            (site.label.clone(), species.collect(), positions.collect())
        };
        Ok(sites.map(site).collect())
    }

    /// As a `Structure` of pymatgen.
    fn to_pymatgen<'py>(structure: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        converted(structure, "to_pymatgen")
    }

    /// As an `Atoms` of ASE.
    fn to_ase<'py>(structure: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        converted(structure, "to_ase")
    }

    fn __repr__(&self) -> String {
        match self.formula() {
            Ok(formula) => format!("<Structure {formula} of {}>", self.name()),
            Err(_) => format!("<no Structure of {}>", self.name()),
        }
    }

    /// The structure as CIF.
    fn to_cif(&self) -> PyResult<String> {
        let text = hecs_cif::write_structure(self.crystal()?, &[]);
        text.map_err(|error| errors::of("cannot-hold", &error.to_string()))
    }
}

/// The structure as an object of another library, which is imported when it is used.
fn converted<'py>(structure: &Bound<'py, Structure>, to: &str) -> PyResult<Bound<'py, PyAny>> {
    let module = structure.py().import("hecs._convert")?;
    module.getattr(to)?.call1((structure,))
}

/// The columns of a matrix as the rows of an array.
pub(crate) fn rows<'py>(
    py: Python<'py>,
    columns: &Matrix3<f64>,
) -> PyResult<Bound<'py, PyArray2<f64>>> {
    // Columns lie one behind the other in memory.
    PyArray1::from_slice(py, columns.as_slice()).reshape([3, 3])
}
