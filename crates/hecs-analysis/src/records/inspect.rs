//! The record of `hecs inspect`: what was read.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::Head;

/// One record of `hecs inspect`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct InspectRecord {
    /// What every record has.
    #[serde(flatten)]
    pub head: Head,
    /// Name of the data block that was read.
    pub block: Option<String>,
    /// Z, the formula units in the cell: stated, or found from the sites where the file has a formula
    /// only.
    pub formula_units: Option<f64>,
    /// Density in g/cm³ of all atoms of the cell, `unlocated` too, with the standard atomic weights of
    /// 2021 (doi:10.1515/pac-2019-0603), deuterium with its own mass; none where an element has no standard atomic weight.
    pub density_g_per_cm3: Option<f64>,
    /// Atoms per cell, weighted with occupancy, of the sites below.
    pub composition: BTreeMap<String, f64>,
    /// Atoms per cell that the file states without positions, beside those of `composition`: attached
    /// hydrogens, sites with unknown coordinates.
    pub unlocated: BTreeMap<String, f64>,
    /// What the charges of the sites rest on.
    pub charges: ChargesRecord,
    /// The unit cell.
    pub cell: Option<Cell>,
    /// The space group.
    pub space_group: Option<Group>,
    /// Sites of the asymmetric unit, those of `sites`.
    pub n_sites: usize,
    /// Distinct positions of all sites in the cell.
    pub n_positions: usize,
    /// The sites of the asymmetric unit, in the order of the file.
    pub sites: Vec<SiteRecord>,
    /// What the reader found, in the order of the file.
    pub diagnostics: Vec<DiagnosticRecord>,
}

/// What the charges of a structure rest on.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct ChargesRecord {
    /// Every element, by atomic number.
    pub elements: Vec<ElementChargesRecord>,
    /// Other charges in e of the elements whose charges are not stated that balance as well, the likeliest
    /// first.
    pub alternatives: Vec<BTreeMap<String, Vec<f64>>>,
    /// Charge that is left in e per cell; null where a charge is unknown.
    pub imbalance: Option<f64>,
    /// The same over the positive charge of the cell.
    pub imbalance_share: Option<f64>,
}

/// The charges of an element.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ElementChargesRecord {
    /// Symbol of the element.
    pub element: &'static str,
    /// Its charges in e, the highest first; empty where they are unknown.
    pub charges: Vec<f64>,
    /// Atoms per cell with each of them.
    pub atoms: Vec<f64>,
    /// Stable word, such as `stated-by-label`, `only-state`, `bonds`, `balance`, `average`, `unknown`.
    pub reason: &'static str,
    /// The reason in words.
    pub explanation: &'static str,
}

/// The unit cell.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Cell {
    /// Length of **a** in Å.
    pub a: f64,
    /// Length of **b** in Å.
    pub b: f64,
    /// Length of **c** in Å.
    pub c: f64,
    /// Angle between **b** and **c** in degrees.
    pub alpha: f64,
    /// Angle between **a** and **c** in degrees.
    pub beta: f64,
    /// Angle between **a** and **b** in degrees.
    pub gamma: f64,
    /// Volume in Å³.
    pub volume: f64,
}

/// The space group.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Group {
    /// Number of the International Tables, 1–230.
    pub number: Option<u16>,
    /// Short Hermann–Mauguin symbol, with the setting where there are several: `P n m a`, `F d -3 m:2`.
    pub hm: Option<String>,
    /// Full Hermann–Mauguin symbol of a tabulated setting: `P 21/n 21/m 21/a`.
    pub hm_full: Option<String>,
    /// Hall symbol.
    pub hall: Option<String>,
    /// What it was taken from: `operations`, `hall`, `hm`, `number`, `assumed`.
    pub source: &'static str,
}

/// A site.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SiteRecord {
    /// Label as in the file.
    pub label: String,
    /// Wyckoff letter in the standard setting of `space_group`, where the positions have that symmetry or
    /// the multiplicity leaves one letter only.
    pub wyckoff: Option<String>,
    /// Equivalent positions in the cell.
    pub multiplicity: usize,
    /// Fractional position.
    pub fract: [f64; 3],
    /// What shares the site, in the order of the file.
    pub species: Vec<SpeciesRecord>,
}

/// A species of a site.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SpeciesRecord {
    /// Symbol of the element.
    pub element: &'static str,
    /// Oxidation state in e, where known.
    pub charge: Option<f64>,
    /// Share of the positions that it fills.
    pub occupancy: f64,
}

/// Something that the reader found.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DiagnosticRecord {
    /// `error`, `warning` or `advice`.
    pub severity: &'static str,
    /// Stable name, such as `cif::no-formula`.
    pub code: String,
    /// What was found, in a sentence.
    pub message: String,
    /// Line in the file, from 1, where it has one.
    pub line: Option<usize>,
    /// Column in characters, from 1.
    pub column: Option<usize>,
}
