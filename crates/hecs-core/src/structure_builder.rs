//! Putting a structure together so that every site is an orbit of its space group.

use nalgebra::Vector3;

use crate::orbit::orbit_under;
use crate::structure::composition_of;
use crate::{
    Composition, CoreError, DeclaredFormula, FractionalOperation, Lattice, Orbit, Site, SpaceGroup,
    Species, Structure,
};

/// A structure in the making: a cell, a space group, and the sites added so far.
///
/// ```
/// use hecs_core::{Lattice, SpaceGroup, Species, StructureBuilder};
/// use nalgebra::Vector3;
///
/// # fn main() -> Result<(), hecs_core::CoreError> {
/// let group = SpaceGroup::from_number(225).expect("225 is F m -3 m");
/// let mut rock_salt = StructureBuilder::new(Lattice::cubic(5.64)?, group);
/// rock_salt.add_site("Na", vec![Species::of("Na+".parse()?)], &Vector3::zeros(), 0.01);
/// rock_salt.add_site("Cl", vec![Species::of("Cl-".parse()?)], &Vector3::repeat(0.5), 0.01);
/// let structure = rock_salt.named("NaCl").build()?;
/// assert_eq!(structure.sites()[1].multiplicity(), 4);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct StructureBuilder {
    structure: Structure,
    /// Those of its space group, for the positions of every site.
    operations: Vec<FractionalOperation>,
}

impl StructureBuilder {
    /// No site yet. The operations of the group must be closed, with the identity first:
    /// [`check_group`](crate::check_group) makes sure of it for lists of any origin.
    pub fn new(lattice: Lattice, space_group: SpaceGroup) -> Self {
        Self::from(Structure {
            name: String::new(),
            lattice,
            space_group,
            sites: Vec::new(),
            formula: None,
        })
    }

    /// Gives it a name for people.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        name.clone_into(&mut self.structure.name);
        self
    }

    /// Gives it the composition that its author declares.
    #[must_use]
    pub fn with_formula(mut self, formula: Option<DeclaredFormula>) -> Self {
        self.structure.formula = formula;
        self
    }

    /// The unit cell.
    pub fn lattice(&self) -> &Lattice {
        &self.structure.lattice
    }

    /// The space group.
    pub fn space_group(&self) -> &SpaceGroup {
        &self.structure.space_group
    }

    /// The sites added so far.
    pub fn sites(&self) -> &[Site] {
        &self.structure.sites
    }

    /// Atoms of each element in the unit cell so far, weighted with occupancy.
    pub fn composition(&self) -> Composition {
        composition_of(&self.structure.sites)
    }

    /// The orbit of a fractional position in this cell and group, snapped onto the special
    /// position that it is within `tolerance_ang` of.
    pub fn orbit(&self, fract: &Vector3<f64>, tolerance_ang: f64) -> Orbit {
        orbit_under(
            &self.structure.lattice,
            &self.operations,
            fract,
            tolerance_ang,
        )
    }

    /// Adds a site on an orbit that [`Self::orbit`] of this builder gave; its place among the sites.
    pub fn add_orbit(&mut self, label: &str, species: Vec<Species>, orbit: Orbit) -> usize {
        self.structure.sites.push(Site {
            label: label.to_owned(),
            species,
            positions: orbit.positions,
        });
        self.structure.sites.len() - 1
    }

    /// Adds a site at a fractional position, snapped onto the special position that it is within
    /// `tolerance_ang` of; its place among the sites.
    pub fn add_site(
        &mut self,
        label: &str,
        species: Vec<Species>,
        fract: &Vector3<f64>,
        tolerance_ang: f64,
    ) -> usize {
        let orbit = self.orbit(fract, tolerance_ang);
        self.add_orbit(label, species, orbit)
    }

    /// The species of a site, to add some or to change charges and occupancies.
    pub fn species_mut(&mut self, site: usize) -> Option<&mut Vec<Species>> {
        Some(&mut self.structure.sites.get_mut(site)?.species)
    }

    /// Keeps the sites that are wanted.
    pub fn retain_sites(&mut self, wanted: impl FnMut(&Site) -> bool) {
        self.structure.sites.retain(wanted);
    }

    /// The structure.
    ///
    /// # Errors
    /// [`CoreError::InvalidPosition`] for a coordinate that is no finite number,
    /// [`CoreError::InvalidOccupancy`] for an occupancy that is none or negative.
    pub fn build(self) -> Result<Structure, CoreError> {
        for site in &self.structure.sites {
            let is_finite = |p: &Vector3<f64>| p.iter().all(|x| x.is_finite());
            if !site.positions.iter().all(is_finite) {
                return Err(CoreError::InvalidPosition {
                    site: site.label.clone(),
                });
            }
            let is_one = |s: &&Species| s.occupancy.is_finite() && s.occupancy >= 0.0;
            if let Some(species) = site.species.iter().find(|s| !is_one(s)) {
                return Err(CoreError::InvalidOccupancy {
                    site: site.label.clone(),
                    element: species.element.symbol(),
                    occupancy: species.occupancy,
                });
            }
        }
        Ok(self.structure)
    }
}

impl From<Structure> for StructureBuilder {
    /// A builder that holds the parts of a structure, to make another one of them.
    fn from(structure: Structure) -> Self {
        let operations = &structure.space_group.operations;
        Self {
            operations: operations.iter().map(|o| (*o).into()).collect(),
            structure,
        }
    }
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
        StructureBuilder::from(self.clone())
    }
}
