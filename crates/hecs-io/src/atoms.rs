//! The atoms of a structure, for formats that know neither symmetry nor disorder.

use hecs_cif::{Extent, ListedAtom, ReadOptions, Reading};
use hecs_core::{Element, Lattice, Site, Species, Structure};
use nalgebra::{Matrix3, Vector3};

use crate::FormatError;

/// A site is full within this much: occupancies are given with two to four digits.
const FULL: f64 = 1e-3;

/// Element and fractional position of every atom, site after site.
pub(crate) fn ordered_atoms(
    structure: &Structure,
    format: &'static str,
) -> Result<Vec<(Element, Vector3<f64>)>, FormatError> {
    let mut atoms = Vec::new();
    for site in structure.sites() {
        let element = only_element(site).ok_or_else(|| FormatError::Disordered {
            label: site.label.clone(),
            species: species_text(site),
            format,
        })?;
        atoms.extend(site.positions.iter().map(|fract| (element, *fract)));
    }
    Ok(atoms)
}

/// The element that fills the site.
fn only_element(site: &Site) -> Option<Element> {
    let element = site.species.first()?.element;
    let is_one = site.species.iter().all(|s| s.element == element);
    (is_one && (site.occupancy() - 1.0).abs() <= FULL).then_some(element)
}

fn species_text(site: &Site) -> String {
    let of_one = |s: &Species| format!("{} {}", s.occupancy, s.element);
    let all: Vec<String> = site.species.iter().map(of_one).collect();
    match all.as_slice() {
        [] => "empty".to_owned(),
        all => all.join(", "),
    }
}

/// A cell and what is in it, as a text of a format without symmetry lists it.
pub(crate) struct AtomList {
    /// Name for people; empty where there is none.
    pub(crate) name: String,
    /// Columns are the cell vectors in Å.
    pub(crate) vectors: Matrix3<f64>,
    pub(crate) atoms: Vec<ListedAtom>,
}

impl AtomList {
    /// The structure as it is listed.
    pub(crate) fn into_structure(self) -> Result<Structure, FormatError> {
        let lattice = Lattice::from_basis(&self.vectors)?;
        let positions = self.atoms.into_iter().map(|atom| {
            let species = Species {
                element: atom.element,
                charge: atom.charge,
                occupancy: atom.occupancy,
            };
            (vec![species], atom.fract)
        });
        let structure = Structure::from_positions(lattice, positions)?;
        Ok(structure.to_builder().named(&self.name).build()?)
    }

    /// The structure with the checks that those of CIF files undergo; `text` is where the atoms stand.
    pub(crate) fn into_reading(self, text: Option<&str>, options: &ReadOptions) -> Reading {
        Reading::of_atoms(text, &self.name, &self.vectors, self.atoms, options)
    }
}

/// An atom of a line, labelled by its element and its number in the list, from 1.
pub(crate) fn listed_atom(
    symbol: &str,
    number: usize,
    fract: Vector3<f64>,
    place: Extent,
) -> Option<ListedAtom> {
    let mut atom = ListedAtom::new(symbol, fract)?;
    atom.label = format!("{}{number}", atom.element);
    atom.place = Some(place);
    Some(atom)
}
