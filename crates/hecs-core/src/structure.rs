//! A crystal structure with disorder.

use std::collections::BTreeMap;

use crate::{Element, Lattice, Site, SpaceGroup};

/// The composition that the author of a file declares, beside the sites.
#[derive(Clone, Debug, PartialEq)]
pub struct DeclaredFormula {
    /// Atoms of each element in one formula unit.
    pub per_formula_unit: BTreeMap<Element, f64>,
    /// Formula units in the unit cell, where declared.
    pub formula_units: Option<f64>,
}

/// A crystal structure: cell, symmetry, sites, and the composition its file declares.
#[derive(Clone, Debug, PartialEq)]
pub struct Structure {
    /// Name for people, usually the data block's.
    pub name: String,
    /// The unit cell.
    pub lattice: Lattice,
    /// Its symmetry; every site's positions are an orbit of it.
    pub space_group: SpaceGroup,
    /// The sites of the asymmetric unit, in the order of the file.
    pub sites: Vec<Site>,
    /// The declared composition, where there is one.
    pub formula: Option<DeclaredFormula>,
}

impl Structure {
    /// Atoms of each element in the unit cell, weighted with occupancy, from the sites.
    pub fn composition(&self) -> BTreeMap<Element, f64> {
        let mut atoms = BTreeMap::new();
        for site in &self.sites {
            for species in &site.species {
                *atoms.entry(species.element).or_insert(0.0) +=
                    species.occupancy * site.multiplicity() as f64;
            }
        }
        atoms
    }

    /// Distinct positions in the unit cell.
    pub fn position_count(&self) -> usize {
        self.sites.iter().map(Site::multiplicity).sum()
    }

    /// Sum of occupancy × charge over the unit cell in e; `None` where a charge is unknown.
    pub fn net_charge(&self) -> Option<f64> {
        let mut total = 0.0;
        for site in &self.sites {
            for species in &site.species {
                total += species.charge? * species.occupancy * site.multiplicity() as f64;
            }
        }
        Some(total)
    }
}
