//! The values of the 54 features of a structure.

use hecs_bvse::Warning;
use hecs_core::{Ion, Structure};

use super::missing::Missing;
use super::pathway::Pathways;
use super::table::Feature;
use super::values::Values;
use super::{composition, distribution, pathway, structure};
use crate::electrolyte::Electrolyte;
use crate::error::DescriptorError;

/// The features of a structure for a mobile cation; what has no value has a reason.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FeatureSet {
    values: Vec<Result<f64, Missing>>,
    /// The parts of its sites, which most features rest on.
    pub electrolyte: Result<Electrolyte, DescriptorError>,
    /// What to know of the features of the conduction pathway.
    pub warnings: Vec<Warning>,
}

impl FeatureSet {
    /// The features of a structure with charges; those of the conduction pathway from a network where
    /// there is one.
    pub fn of(structure: &Structure, ion: Ion, pathways: &Pathways) -> Self {
        let electrolyte = Electrolyte::find(structure, ion);
        let unknown = match &electrolyte {
            Ok(_) => Missing::new("not-computed", "it was not computed"),
            Err(error) => Missing::from(error),
        };
        let mut values = Values::all_missing(&unknown);
        composition::measure(structure, ion, electrolyte.as_ref().ok(), &mut values);
        if let Ok(electrolyte) = &electrolyte {
            structure::measure(electrolyte, &mut values);
            distribution::measure(electrolyte, &mut values);
        }
        structure::measure_without_parts(structure, ion, &mut values);
        pathway::measure(structure, electrolyte.as_ref().ok(), pathways, &mut values);
        Self {
            values: values.into_all(),
            warnings: pathway::warnings(structure, ion, pathways),
            electrolyte,
        }
    }

    /// The value of a feature, or why there is none.
    ///
    /// # Errors
    /// The reason.
    pub fn get(&self, feature: Feature) -> Result<f64, &Missing> {
        self.values[feature.index()].as_ref().copied()
    }

    /// Features and values in the order of the table.
    pub fn iter(&self) -> impl Iterator<Item = (Feature, Result<f64, &Missing>)> {
        Feature::ALL.into_iter().map(|f| (f, self.get(f)))
    }
}
