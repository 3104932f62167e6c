//! Known compounds, as the caller has read them.

use hecs_core::Structure;
use hecs_descriptors::{Composition, Roles};

use crate::{DesignError, Formula};

/// A compound of known structure, as the caller has read it.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownCompound {
    /// Number in its table.
    pub no: u32,
    /// Formula as written in its table.
    pub formula: String,
    /// Its structure, with charges and, where the file has one, the declared formula.
    pub structure: Structure,
    /// The structure behind [`Self::published_steps`], where that is another one.
    pub as_published: Option<Structure>,
    /// Published activation energy in steps of 20/2¹¹ eV, where there is one that counts.
    pub published_steps: Option<u32>,
    /// Direct `softbv` barrier in three dimensions in eV, refined, where it is known already; computed otherwise.
    pub softbv_ev: Option<f64>,
}

impl KnownCompound {
    /// A compound with its structure and nothing else known.
    pub fn new(no: u32, formula: &str, structure: Structure) -> Self {
        Self {
            no,
            formula: formula.to_owned(),
            structure,
            as_published: None,
            published_steps: None,
            softbv_ev: None,
        }
    }

    /// Number and formula.
    pub fn name(&self) -> String {
        format!("{} {}", self.no, self.formula)
    }

    /// The composition: what the structure declares, or what its sites add up to.
    ///
    /// # Errors
    /// [`DesignError::Descriptors`] for what is no argyrodite.
    pub fn composition(&self) -> Result<Formula, DesignError> {
        let roles = Roles::find(&self.structure)?;
        Ok(composition(&self.structure, &roles))
    }
}

/// The composition of a structure, declared or summed, without the checks of new formulas: published ones are rounded.
pub(crate) fn composition(structure: &Structure, roles: &Roles) -> Formula {
    let (found, _) = Composition::of(structure, roles);
    let mut amounts = vec![(hecs_core::Ion::LI, found.lithium)];
    amounts.extend(found.framework);
    amounts.extend(found.anions);
    Formula::unchecked(&amounts)
}
