//! A crystal structure with disorder, consistent by construction.

use std::collections::BTreeMap;

use nalgebra::Vector3;

use crate::{Composition, CoreError, Lattice, Site, SpaceGroup, Species, StructureBuilder};

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
/// [0, 1), occupancies finite and not negative: [`StructureBuilder`] makes no other, and nothing
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
    /// A structure without symmetry from arrays: a lattice, and for each position (fractional) the
    /// species that share it. Labels are element and number, `Li1`.
    ///
    /// [`Self::find_symmetry`] finds the symmetry of what is put together like this.
    ///
    /// ```
    /// use hecs_core::{Ion, Lattice, Species, Structure};
    /// use nalgebra::Vector3;
    ///
    /// # fn main() -> Result<(), hecs_core::CoreError> {
    /// let caesium_chloride = Structure::from_positions(
    ///     Lattice::cubic(4.123)?,
    ///     [
    ///         (vec![Species::of("Cs+".parse()?)], Vector3::zeros()),
    ///         (vec![Species::of("Cl-".parse()?)], Vector3::repeat(0.5)),
    ///     ],
    /// )?;
    /// assert_eq!(caesium_chloride.net_charge(), Some(0.0));
    /// let found = caesium_chloride.find_symmetry(0.01).expect("it has symmetry");
    /// assert_eq!(found.structure.space_group().number, Some(221));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`CoreError::InvalidPosition`], [`CoreError::InvalidOccupancy`].
    pub fn from_positions(
        lattice: Lattice,
        positions: impl IntoIterator<Item = (Vec<Species>, Vector3<f64>)>,
    ) -> Result<Self, CoreError> {
        let mut builder = StructureBuilder::new(lattice, SpaceGroup::p1());
        for (number, (species, fract)) in (1..).zip(positions) {
            let first = species.first().map_or("X", |s| s.element.symbol());
            let label = format!("{first}{number}");
            builder.add_site(&label, species, &fract, 0.0);
        }
        builder.build()
    }

    /// A builder that holds the parts of this structure, to make another one of them.
    pub fn to_builder(&self) -> StructureBuilder {
        StructureBuilder::of(self.clone())
    }

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

    /// The same crystal with the charges (e) that `charge` gives for the species of its sites.
    #[must_use]
    pub fn with_charges(mut self, charge: impl Fn(&Site, &Species) -> Option<f64>) -> Self {
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
