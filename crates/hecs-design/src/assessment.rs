//! What is asked of a screening and what it answers.

use std::collections::BTreeMap;

use hecs_cif::write_structure;
use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::BeyondKnown;
use crate::resume::Checkpoint;
use crate::{Candidate, DesignError, Formula, Overrides, Parameters, Reasons};

/// What to compute for each candidate.
#[derive(Clone, Debug, Default)]
pub struct ScreenOptions<'a> {
    /// Grid spacing in Å of the direct `softbv` barrier; `None` leaves it out.
    pub direct_spacing_ang: Option<f64>,
    /// Whether the `spse` model predicts too.
    pub spse: bool,
    /// Whether the direct `spse` barrier is computed (some tenths of a second each).
    pub spse_direct: bool,
    /// Values for all candidates in place of the predicted ones.
    pub overrides: Overrides,
    /// Values for single formulas, before those for all.
    pub overrides_by_formula: BTreeMap<String, Overrides>,
    /// Leave the structure model as it is instead of shifting it to the known parent.
    pub unanchored: bool,
    /// Direct barriers that are known; new ones are added to it.
    pub checkpoint: Option<&'a Checkpoint>,
}

/// A prediction of one PLS model.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "Estimate")]
pub struct EaEstimate {
    /// Predicted Ea in eV.
    pub ea_ev: f64,
    /// Standard error in eV, from leaving out whole series.
    pub standard_error_ev: Option<f64>,
    /// Lower end of the interval in eV.
    pub low_ev: Option<f64>,
    /// Upper end of the interval in eV.
    pub high_ev: Option<f64>,
    /// Whether the descriptors are within the domain of the training rows.
    pub inside: bool,
    /// The larger of T² and Q over their limits; above 1 is outside.
    pub extrapolation: f64,
    /// Why outside, in words.
    pub outside_because: Vec<String>,
    /// Descriptors beyond the range of the training rows.
    pub out_of_range: Vec<String>,
}

/// A direct barrier of the virtual structure.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Direct {
    /// Ea in eV; `None` where the map does not percolate.
    pub ea_ev: Option<f64>,
    /// Ea in steps of 20/2¹¹ eV, on the `spse` scale.
    pub steps: Option<u32>,
    /// Error in eV that virtual structures bring with them, from leaving out whole series; for `softbv` only.
    pub standard_error_ev: Option<f64>,
}

/// A candidate with all that is known of it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Assessment {
    /// Place in the ranking, from 1.
    pub rank: usize,
    /// The composition.
    pub formula: String,
    /// Variables of the family.
    pub variables: Vec<(String, f64)>,
    /// Elements that stand for placeholders.
    pub choices: Vec<(String, String)>,
    /// The Ea it is ranked by, in eV on the `softbv` scale: the direct barrier where there is one, else the model's.
    pub ranked_by_ev: f64,
    /// The model on the `softbv` scale.
    pub softbv: EaEstimate,
    /// The direct barrier on the `softbv` scale.
    pub softbv_direct: Option<Direct>,
    /// Direct minus model in eV.
    pub disagreement_ev: Option<f64>,
    /// Whether the two differ by more than the standard error of the model.
    pub disagree: bool,
    /// The model on the scale of the published values.
    pub spse: Option<EaEstimate>,
    /// The direct barrier on that scale.
    pub spse_direct: Option<Direct>,
    /// S_conf_A + S_conf_C in J/(mol K).
    pub disorder: f64,
    /// Whether it is on the Pareto front of low Ea, high disorder and little extrapolation.
    pub pareto: bool,
    /// What of the composition is beyond the known compounds.
    pub beyond_known: Vec<BeyondKnown>,
    /// Lithium per doublet 48h–24g–48h; above 1 is more than the two sites hold at once.
    pub lithium_per_doublet: f64,
    /// Why the `softbv` model moves against the parent.
    pub reasons: Reasons,
    /// Why the `spse` model moves against the parent.
    pub spse_reasons: Option<Reasons>,
    /// The structure in numbers.
    pub parameters: Parameters,
    /// The descriptors by name.
    pub descriptors: Vec<(&'static str, f64)>,
    #[serde(skip)]
    pub(crate) candidate: Candidate,
}

impl Assessment {
    /// The candidate behind it.
    pub fn candidate(&self) -> &Candidate {
        &self.candidate
    }

    /// CIF 1.1 text of the virtual crystal with the predictions as comments.
    ///
    /// # Errors
    /// [`DesignError::Core`]; [`DesignError::Cif`] for a character that CIF cannot carry, which no formula has.
    pub fn cif(&self) -> Result<String, DesignError> {
        let structure = self.candidate.structure()?;
        let mut comments = vec![
            format!(
                "{}: a virtual crystal, predicted by hecs-design {}.",
                self.formula,
                env!("CARGO_PKG_VERSION")
            ),
            format!(
                "Ea (softbv model) {:.3} eV, {}",
                self.softbv.ea_ev,
                if self.softbv.inside {
                    "inside its domain"
                } else {
                    "outside its domain"
                }
            ),
        ];
        if let Some(ea) = self.softbv_direct.as_ref().and_then(|d| d.ea_ev) {
            comments.push(format!("Ea (softbv, direct) {ea:.3} eV"));
        }
        comments.extend(self.beyond_known.iter().map(ToString::to_string));
        Ok(write_structure(&structure, &comments)?)
    }
}

/// The compound that candidates are compared with.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ParentAssessment {
    /// Formula.
    pub formula: String,
    /// Number and formula of the known compound; `None` where it is not among them.
    pub known: Option<String>,
    /// Direct `softbv` barrier of the known structure in eV, refined.
    pub known_softbv_ev: Option<f64>,
    /// Published activation energy in steps of 20/2¹¹ eV.
    pub published_steps: Option<u32>,
    /// Shift of each structure parameter, known minus model; 0 where doubtful or not anchored.
    pub anchor: Vec<(&'static str, f64)>,
    /// Its virtual structure, predicted like a candidate: what candidates are compared with.
    pub virtual_one: Box<Assessment>,
}

/// A member of a family that could not be assessed.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FailedMember {
    /// Its formula.
    pub formula: String,
    /// What stands in the way.
    pub reason: String,
}

impl FailedMember {
    pub(crate) fn new(formula: &Formula, error: &DesignError) -> Self {
        Self {
            formula: formula.to_string(),
            reason: error.to_string(),
        }
    }
}

/// A ranked screening.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Screening {
    /// Name of the family; the formulas' own where none was given.
    pub family: String,
    /// The parent.
    pub parent: ParentAssessment,
    /// Candidates, lowest Ea first.
    pub candidates: Vec<Assessment>,
    /// Members without an assessment, in the order they were given.
    pub failed: Vec<FailedMember>,
    /// Grid spacing in Å of the direct barriers.
    #[serde(rename = "direct_spacing_a")]
    pub direct_spacing_ang: Option<f64>,
    /// Direct barriers taken from the checkpoint; not in the JSON, which is the same for a screening that was resumed.
    #[serde(skip)]
    pub resumed: usize,
    /// What a reader should know.
    pub notes: Vec<String>,
}
