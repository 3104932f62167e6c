//! Atoms of other formats → a reading: a cell without symmetry and the list of what is in it.
//!
//! The same merging, sums of occupancies and checks of distances and density as for the atoms of a CIF,
//! so that a structure is judged alike whatever it comes in.

use std::borrow::Cow;

use hecs_charges::{ChargeAccount, Reason};
use hecs_core::{Composition, Element, Lattice, SpaceGroup, Structure};
use nalgebra::{Matrix3, Vector3};

use crate::atoms::{self, Row};
use crate::cell::no_crystal;
use crate::charge_range::say_impossible;
use crate::diagnostic::{Extent, Findings};
use crate::displacement::Displacements;
use crate::options::ReadOptions;
use crate::plausibility;
use crate::readings::Reading;
use crate::sites;
use crate::symbols::isotope_of;
use crate::{Code, Severity};

/// An atom, or a part of one, at a position of the cell.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ListedAtom {
    /// Name for people, such as `Li1`.
    pub label: String,
    /// The element.
    pub element: Element,
    /// Mass in Da beyond that of the element, of an isotope that is named: 1.006 of deuterium, else 0.
    pub isotope_da: f64,
    /// Fractional position.
    pub fract: Vector3<f64>,
    /// Oxidation state in e, where it is stated.
    pub charge: Option<f64>,
    /// Fraction of the position that it fills, 0–1.
    pub occupancy: f64,
    /// Hydrogens without positions that belong to it.
    pub hydrogens: f64,
    /// Where it stands in the text.
    pub place: Option<Extent>,
}

impl ListedAtom {
    /// An atom of no stated charge that fills its position, by the symbol of its element, `D` and `T`
    /// too; `None` for other text. Its label is the symbol.
    pub fn new(symbol: &str, fract: Vector3<f64>) -> Option<Self> {
        let isotope_da = isotope_of(symbol);
        let element = if isotope_da > 0.0 {
            Element::H
        } else {
            Element::from_symbol(symbol)?
        };
        Some(Self {
            label: symbol.to_owned(),
            element,
            isotope_da,
            fract,
            charge: None,
            occupancy: 1.0,
            hydrogens: 0.0,
            place: None,
        })
    }
}

impl Reading {
    /// What a list of atoms in a cell without symmetry says, as a CIF that listed them would: atoms
    /// within [`ReadOptions::merge_distance_ang`] share a site, and what is odd about cell, occupancies,
    /// distances and density is a diagnostic. Columns of `vectors` are the cell vectors in Å.
    ///
    /// `text` is what the places of the atoms refer to; without it no diagnostic has a place. As for CIF,
    /// there is no structure where a diagnostic is an error.
    ///
    /// ```
    /// use hecs_cif::{ListedAtom, ReadOptions, Reading};
    /// use nalgebra::{Matrix3, Vector3};
    ///
    /// let cell = Matrix3::from_diagonal_element(4.123);
    /// let atom = |symbol, x| ListedAtom::new(symbol, Vector3::repeat(x)).expect("an element");
    /// let atoms = vec![atom("Cs", 0.0), atom("Cl", 0.5)];
    /// let reading = Reading::of_atoms(None, "CsCl", &cell, atoms, &ReadOptions::default());
    /// assert_eq!(reading.structure.expect("it is sound").position_count(), 2);
    /// ```
    pub fn of_atoms(
        text: Option<&str>,
        name: &str,
        vectors: &Matrix3<f64>,
        atoms: Vec<ListedAtom>,
        options: &ReadOptions,
    ) -> Self {
        let mut findings = Findings::default();
        let rows = rows(atoms, &mut findings);
        let mut out = Listed::default();
        match Lattice::from_basis(vectors) {
            Err(error) => findings.add(Code::InvalidCell, None, error.to_string()),
            Ok(lattice) if !lattice.is_of_a_crystal() => {
                findings.add(Code::InvalidCell, None, no_crystal(&lattice));
            }
            Ok(_) if rows.is_empty() => findings.add(Code::NoSites, None, "it has no atoms"),
            Ok(lattice) => out = assemble(name, &lattice, &rows, options, &mut findings),
        }
        let mut diagnostics = findings.into_diagnostics(text.unwrap_or_default(), options.strict);
        if text.is_none() {
            for diagnostic in &mut diagnostics {
                diagnostic.span = None;
            }
        }
        let is_sound = diagnostics.iter().all(|d| d.severity < Severity::Error);
        Self {
            structure: out.structure.filter(|_| is_sound),
            block: Some(name.to_owned()).filter(|name| !name.is_empty()),
            unlocated: out.unlocated,
            isotope_mass_da: out.isotope_mass_da,
            atoms: text.and_then(|text| Some(sites::extent_of(&rows)?.span(text))),
            displacements: Displacements::default(),
            charges: ChargeAccount {
                elements: atoms::reasons_of_charges(&rows),
                ..ChargeAccount::default()
            },
            diagnostics,
            strict: options.strict,
        }
    }
}

#[derive(Default)]
struct Listed {
    structure: Option<Structure>,
    unlocated: Composition,
    isotope_mass_da: f64,
}

fn assemble(
    name: &str,
    lattice: &Lattice,
    rows: &[Row<'_>],
    options: &ReadOptions,
    findings: &mut Findings,
) -> Listed {
    let expanded = sites::expand(rows, lattice, &SpaceGroup::p1(), options, findings);
    let found = expanded.composition();
    let mut unlocated = Composition::new();
    atoms::add_unlocated(&mut unlocated, &expanded.attached);
    let isotope_mass_da = expanded.isotope_da;
    let structure = match expanded.structure.named(name).build() {
        Ok(structure) => Some(structure),
        Err(error) => {
            findings.add(Code::NotANumber, None, error.to_string());
            None
        }
    };
    if let Some(structure) = &structure
        && let Some(doubt) = plausibility::of_contents(structure, &found, isotope_mass_da)
    {
        findings.add(Code::ImplausibleDensity, None, doubt);
    }
    Listed {
        structure,
        unlocated,
        isotope_mass_da,
    }
}

/// The atoms as rows of a CIF would have them; what cannot be of an occupancy or a charge is said.
fn rows(atoms: Vec<ListedAtom>, findings: &mut Findings) -> Vec<Row<'static>> {
    let row = |atom: ListedAtom| {
        let extent = atom.place.unwrap_or_default();
        if !(-0.005..=1.005).contains(&atom.occupancy) {
            let message = format!(
                "the occupancy {} of {} is not between 0 and 1",
                atom.occupancy, atom.label
            );
            findings.add(Code::BadOccupancy, extent, message);
        }
        let is_possible = |q: &f64| atom.element.oxidation_range().contains(q);
        let charge = atom.charge.filter(is_possible);
        if let (None, Some(q)) = (charge, atom.charge) {
            say_impossible(atom.element.symbol(), &q.to_string(), extent, findings);
        }
        Row {
            label: Cow::Owned(atom.label),
            type_symbol: Cow::Borrowed(atom.element.symbol()),
            element: atom.element,
            rival: None,
            isotope_da: atom.isotope_da,
            charge,
            stated_by: Reason::Stated,
            fract: atom.fract,
            rounding_ang: 0.0,
            occupancy: atom.occupancy.clamp(0.0, 1.0),
            hydrogens: atom.hydrogens,
            multiplicity: None,
            wyckoff: None,
            extent,
            dot: None,
            group: None,
        }
    };
    atoms.into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(edge: f64, atoms: Vec<ListedAtom>) -> Reading {
        let cell = Matrix3::from_diagonal_element(edge);
        Reading::of_atoms(None, "x", &cell, atoms, &ReadOptions::default())
    }

    fn atom(symbol: &str, x: f64, occupancy: f64, charge: Option<f64>) -> ListedAtom {
        ListedAtom {
            charge,
            occupancy,
            ..ListedAtom::new(symbol, Vector3::repeat(x)).unwrap()
        }
    }

    #[test]
    fn atoms_of_one_position_share_a_site() {
        let atoms = vec![
            atom("Na", 0.0, 0.75, Some(1.0)),
            atom("K", 1.0, 0.25, Some(1.0)),
            atom("Cl", 0.5, 1.0, None),
        ];
        let reading = reading(4.0, atoms);
        let structure = reading.structure.as_ref().unwrap();
        assert_eq!(structure.sites().len(), 2);
        assert_eq!(structure.sites()[0].species[1].occupancy, 0.25);
        let charged = reading.with_charges(&[]);
        assert_eq!(charged.charges.elements[0].reason, Reason::Stated);
        let sites = charged.structure.unwrap();
        assert_eq!(sites.sites()[1].species[0].charge, Some(-1.0));
    }

    #[test]
    fn what_is_odd_is_said_without_a_place() {
        let code = |reading: &Reading| reading.diagnostics.first().map(|d| (d.code, d.span));
        let pair = || vec![atom("Na", 0.0, 1.0, None), atom("Cl", 0.5, 1.0, None)];
        assert_eq!(code(&reading(4.0, pair())), None);
        let far = reading(1e9, pair());
        assert_eq!(code(&far), Some((Code::InvalidCell, None)));
        assert!(far.structure.is_none());
        let crowded = reading(0.9, pair());
        assert!(crowded.has(Severity::Warning));
        let none = reading(4.0, Vec::new());
        assert_eq!(code(&none), Some((Code::NoSites, None)));
        let odd = reading(4.0, vec![atom("Na", 0.0, 1.5, Some(4.0))]);
        let codes: Vec<Code> = odd.diagnostics.iter().map(|d| d.code).collect();
        assert!(codes.contains(&Code::BadOccupancy) && codes.contains(&Code::StatedChargesUnused));
        let deuterium = reading(4.0, vec![atom("D", 0.0, 1.0, None)]);
        assert!((deuterium.isotope_mass_da - 1.006).abs() < 1e-3);
    }
}
