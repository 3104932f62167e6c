//! A composition with its virtual structure and its descriptors.

use hecs_core::Structure;
use hecs_descriptors::{Descriptor, Hecs};

use crate::members::Member;
use crate::overrides::Overrides;
use crate::parameters::Parameters;
use crate::structure_model::Anchor;
use crate::{DesignError, Formula, StructureModel};

/// A virtual compound.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Variables of the family behind it; none for a formula given as such.
    pub variables: Vec<(String, f64)>,
    /// Elements that stand for placeholders of the family.
    pub choices: Vec<(String, String)>,
    /// The composition.
    pub formula: Formula,
    /// The structure in numbers.
    pub parameters: Parameters,
    /// The 32 descriptors.
    pub hecs: Hecs,
}

impl Candidate {
    /// Builds the virtual structure of a composition and describes it.
    ///
    /// # Errors
    /// As [`StructureModel::predict`] and [`Hecs::describe`].
    pub fn new(
        model: &StructureModel,
        formula: &Formula,
        overrides: &Overrides,
        anchor: &Anchor,
    ) -> Result<Self, DesignError> {
        let parameters = model.predict(formula, overrides, anchor)?;
        let structure = parameters.structure(formula)?;
        let hecs = Hecs::describe(&structure)?;
        Ok(Self {
            variables: Vec::new(),
            choices: Vec::new(),
            formula: formula.clone(),
            parameters,
            hecs,
        })
    }

    /// As [`Self::new`] for a member of a family.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn of_member(
        model: &StructureModel,
        member: &Member,
        overrides: &Overrides,
        anchor: &Anchor,
    ) -> Result<Self, DesignError> {
        let mut candidate = Self::new(model, &member.formula, overrides, anchor)?;
        candidate.variables.clone_from(&member.variables);
        candidate.choices = (member.choices.iter())
            .map(|(name, element)| (name.clone(), element.to_string()))
            .collect();
        Ok(candidate)
    }

    /// The virtual crystal.
    ///
    /// # Errors
    /// [`DesignError::Core`].
    pub fn structure(&self) -> Result<Structure, DesignError> {
        self.parameters.structure(&self.formula)
    }

    /// Configurational entropy of the free anions, S_conf_A + S_conf_C, in J/(mol K): the site disorder.
    pub fn disorder(&self) -> f64 {
        self.hecs[Descriptor::SConfA] + self.hecs[Descriptor::SConfC]
    }
}
