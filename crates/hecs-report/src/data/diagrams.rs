//! The data of the diagrams: what stands in the boxes.

use serde::{Deserialize, Serialize};

use super::{CrystalView, JumpView, Shown};

/// The framework from unit cell to prediction (Fig. 1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FrameworkData {
    /// Number of compounds read.
    pub compounds: usize,
    /// Number of descriptors.
    pub descriptors: usize,
    /// Compounds in the training set.
    pub train: usize,
    /// Compounds in the test set.
    pub test: usize,
    /// Components of the model.
    pub components: usize,
    /// Descriptors above the VIP threshold.
    pub important: usize,
    /// The crystal that stands for all, or why there is none.
    #[serde(default)]
    pub crystal: Shown<CrystalView>,
}

/// The sampling scheme: which ions stand on which site (Fig. 2).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SamplingData {
    /// General formula in label markup.
    pub general_formula: String,
    /// The sites in the order of the diagram.
    pub sites: Vec<SiteSampling>,
    /// The crystal that they are shown in, or why there is none.
    #[serde(default)]
    pub crystal: Shown<CrystalView>,
    /// Kinds of jumps in it, which are numbered in this order.
    #[serde(default)]
    pub jumps: Vec<JumpView>,
}

/// One site of [`SamplingData`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SiteSampling {
    /// Role of the site.
    pub role: super::Role,
    /// Wyckoff letter with multiplicity, `16e`.
    pub wyckoff: String,
    /// Element symbols with the number of compounds that have them on the site.
    pub species: Vec<(String, usize)>,
}

/// The matrices of partial least squares with one response (Fig. S1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlsScheme {
    /// Rows: compounds of the fit.
    pub rows: usize,
    /// Columns: descriptors.
    pub columns: usize,
    /// Components.
    pub components: usize,
}

/// The mechanism with the signs of a model's coefficients (Fig. 6).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MechanismData {
    /// What was fitted.
    pub name: String,
    /// Descriptor names with their standardised coefficients (eV per standard deviation).
    pub coefficients: Vec<(String, f64)>,
    /// Names of the descriptors that count as important.
    pub important: Vec<String>,
}

/// Design strategies and what became of them (Fig. 7).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StrategyData {
    /// One row a strategy.
    pub rows: Vec<StrategyRow>,
}

/// One row of [`StrategyData`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StrategyRow {
    /// The strategy, "Smaller anions".
    pub strategy: String,
    /// The way to do it.
    pub path: String,
    /// Family in label markup, `Li_{6−x}PS_{5−x}Cl_{1+x}`.
    pub family: String,
    /// The bound that the paper prints, in eV.
    pub bound_ev: Option<f64>,
    /// Our lowest value in the family among the members within the domain, in eV.
    pub predicted_ev: Option<f64>,
    /// Verdict in words, "holds", "not computed"; it need not follow from the two numbers (see the caption of the picture).
    pub verdict: String,
}
