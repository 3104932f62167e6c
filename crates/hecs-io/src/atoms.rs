//! The ordered atoms of a structure, for formats that know neither symmetry nor disorder.

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

/// A structure of atoms without charges in a cell whose vectors (Å) are the columns; labels are element
/// and number.
pub(crate) fn structure_of(
    name: &str,
    vectors: &Matrix3<f64>,
    atoms: Vec<(Element, Vector3<f64>)>,
) -> Result<Structure, FormatError> {
    let lattice = Lattice::from_basis(vectors)?;
    let positions = atoms.into_iter().map(|(element, fract)| {
        let species = Species {
            element,
            charge: None,
            occupancy: 1.0,
        };
        (vec![species], fract)
    });
    let structure = Structure::from_positions(lattice, positions)?;
    Ok(structure.to_builder().named(name).build()?)
}
