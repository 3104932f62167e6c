//! The record of `hecs describe --set generic`: the 54 features of any electrolyte.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Head, Note};

/// One record of `hecs describe --set generic`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FeaturesRecord {
    /// What every record has.
    #[serde(flatten)]
    pub head: Head,
    /// The mobile ion.
    pub ion: String,
    /// Values by name; lengths in Å, volumes in Å³, energies in eV, entropies in J/(mol K).
    pub features: BTreeMap<&'static str, f64>,
    /// Those without a value, each with the reason.
    pub missing: BTreeMap<&'static str, Note>,
    /// The prototype that the structure is like; null where it is like none of those known.
    pub prototype: Option<String>,
    /// Special descriptors by name: of the prototype asked for, or of the one that the structure is like.
    pub special: BTreeMap<String, f64>,
    /// Those without a value, each with the reason.
    pub special_missing: BTreeMap<String, Note>,
    /// Which sites play which part and what they make, with `--explain`; null otherwise.
    pub explanation: Option<ExplanationRecord>,
    /// Names of the special descriptors that are columns of a table.
    #[serde(skip)]
    pub special_columns: Vec<String>,
}

/// Why features are what they are.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ExplanationRecord {
    /// The parts of the sites.
    pub sites: Vec<PartRecord>,
    /// Groups held together by strong bonds: polyanions where they end.
    pub groups: Vec<GroupRecord>,
    /// Directions, 0–3, in which framework cations and the anions bonded to them have no end.
    pub framework_dimension: usize,
    /// Places in the cell that hold one mobile ion at most.
    pub nodes: usize,
    /// The most mobile ions that fit on their positions at once, in the cell; a mean over cells where the
    /// positions follow one another without end.
    pub capacity: f64,
    /// How the structure compares with each prototype.
    pub prototypes: Vec<LikenessRecord>,
    /// The hops that window and length stand for, by class.
    pub hops: Vec<ClassHopRecord>,
    /// How each feature is computed.
    pub formulas: BTreeMap<&'static str, &'static str>,
}

/// The part of a site.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PartRecord {
    /// Label of the site, the first of those that share their positions.
    pub label: String,
    /// `mobile`, `framework`, `bound anion` or `free anion`.
    pub part: &'static str,
    /// Why.
    pub reason: String,
    /// Number of its class of sites alike in part, species and surroundings.
    pub class: usize,
    /// Positions in the cell.
    pub multiplicity: usize,
}

/// A group held together by strong bonds.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct GroupRecord {
    /// Its atoms, weighted with occupancy.
    pub formula: String,
    /// Directions, 0–3, in which it has no end.
    pub dimension: usize,
    /// Groups like it in the cell.
    pub count: usize,
}

/// A hop that stands for its class.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ClassHopRecord {
    /// `within a cage`, `within a node` or `between cages`.
    pub class: &'static str,
    /// Distance of its ends in Å.
    pub length_ang: f64,
    /// Radius of its window in Å; null where three anions make none.
    pub window_ang: Option<f64>,
    /// The anions of the window.
    pub window: Vec<String>,
}

/// How a structure compares with a prototype.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LikenessRecord {
    /// Name of the prototype.
    pub name: String,
    /// Whether the structure is like it. Of several the one that asks most is meant.
    pub is_like: bool,
    /// Labels of the sites of each of its orbits.
    pub orbits: BTreeMap<String, Vec<String>>,
    /// What does not hold.
    pub unmet: Vec<String>,
}
