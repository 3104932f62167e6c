//! A crystal structure with disorder, consistent by construction.

use std::collections::BTreeMap;

use crate::{Composition, Lattice, Site, SpaceGroup, Species};

/// The composition that the author of a file declares, beside the sites.
#[derive(Clone, Debug, PartialEq)]
pub struct DeclaredFormula {
    /// Atoms of each element in one formula unit.
    pub per_formula_unit: Composition,
    /// Formula units in the unit cell, where declared.
    pub formula_units: Option<f64>,
}

/// A crystal structure: cell, symmetry, sites, and the composition its file declares.
///
/// The positions of every site are an orbit of the space group, coordinates are finite and in
/// [0, 1), occupancies finite and not negative: [`StructureBuilder`](crate::StructureBuilder) makes no other, and nothing
/// changes the parts later. Whoever takes a `Structure` need not check that again.
#[derive(Clone, Debug, PartialEq)]
pub struct Structure {
    pub(crate) name: String,
    pub(crate) lattice: Lattice,
    pub(crate) space_group: SpaceGroup,
    pub(crate) sites: Vec<Site>,
    pub(crate) formula: Option<DeclaredFormula>,
}

impl Structure {
    /// Name for people, usually the data block's.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The unit cell.
    pub fn lattice(&self) -> &Lattice {
        &self.lattice
    }

    /// Its symmetry; every site's positions are an orbit of it.
    pub fn space_group(&self) -> &SpaceGroup {
        &self.space_group
    }

    /// The sites of the asymmetric unit, in the order of the file.
    pub fn sites(&self) -> &[Site] {
        &self.sites
    }

    /// The declared composition, where there is one.
    pub fn formula(&self) -> Option<&DeclaredFormula> {
        self.formula.as_ref()
    }

    /// The same crystal with the charges (e) that `charge` gives for the species of its sites, one
    /// after the other.
    #[must_use]
    pub fn with_charges(mut self, mut charge: impl FnMut(&Site, &Species) -> Option<f64>) -> Self {
        for site in &mut self.sites {
            let charges: Vec<Option<f64>> = site.species.iter().map(|s| charge(site, s)).collect();
            for (species, charge) in site.species.iter_mut().zip(charges) {
                species.charge = charge.filter(|q| q.is_finite());
            }
        }
        self
    }

    /// Atoms of each element in the unit cell, weighted with occupancy, from the sites.
    pub fn composition(&self) -> Composition {
        composition_of(&self.sites)
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

/// Atoms of each element on some sites, weighted with occupancy.
pub(crate) fn composition_of(sites: &[Site]) -> Composition {
    let mut atoms = BTreeMap::new();
    for site in sites {
        for species in &site.species {
            *atoms.entry(species.element).or_insert(0.0) +=
                species.occupancy * site.multiplicity() as f64;
        }
    }
    atoms
}
