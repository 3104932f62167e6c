//! The record of `hecs order`: a disordered structure as ordered ones.

use schemars::JsonSchema;
use serde::Serialize;

use super::Head;

/// One record of `hecs order`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OrderRecord {
    /// What every record has.
    #[serde(flatten)]
    pub head: Head,
    /// What was asked for: `count`, `all`, `sample`, `boltzmann` or `lowest`.
    pub task: &'static str,
    /// Multiples of a, b and c of the cell of the file.
    pub supercell: Option<[i32; 3]>,
    /// Atoms in the supercell.
    pub atoms: usize,
    /// Positions in the supercell, vacant ones too.
    pub positions: usize,
    /// Operations of the supercell, translations included, that tell which configurations are the same crystal.
    pub operations: Option<usize>,
    /// Net charge in e of the supercell, of every configuration the same; null where a charge is unknown.
    pub net_charge: Option<f64>,
    /// Pairs of positions that are not filled together, by the sites that they are of.
    pub excluded: Vec<ExcludedRecord>,
    /// The sites at which there is a choice, or whose occupancies were rounded.
    pub sites: Vec<OrderedSiteRecord>,
    /// Number of configurations, exact, as decimal digits; null where it is beyond counting.
    pub configurations: Option<String>,
    /// Number of configurations that symmetry does not make the same, exact, as decimal digits; null where it is beyond counting.
    pub inequivalent: Option<String>,
    /// Configurations that were handed out.
    pub given: u64,
    /// Sum of their multiplicities, where those are known.
    pub multiplicity_sum: Option<u64>,
    /// Seed of the random numbers, where some were drawn.
    pub seed: Option<u64>,
    /// Coulomb energies, where they were asked for.
    pub energies: Option<OrderEnergiesRecord>,
    /// Short-range order, the mean over the configurations handed out, each as often as its multiplicity.
    pub short_range: Vec<ShortRangeRecord>,
    /// The first 1000 of the configurations handed out.
    pub rows: Vec<ConfigurationRecord>,
    /// Files written.
    pub files: Vec<String>,
}

/// Pairs of positions of two sites, or of one, that are not filled together.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ExcludedRecord {
    /// Labels of the two sites.
    pub sites: [String; 2],
    /// Number of pairs in the supercell.
    pub pairs: usize,
    /// The shortest distance in Å; from a position to its own images the shortest edge of the supercell.
    pub nearest: f64,
    /// The longest distance in Å.
    pub farthest: f64,
}

/// How the positions of a site are shared out.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OrderedSiteRecord {
    /// Label of the site.
    pub label: String,
    /// Its positions in the supercell.
    pub positions: usize,
    /// How many of them are left vacant.
    pub vacant: usize,
    /// The species on it, in the order of the file.
    pub species: Vec<PlacedSpeciesRecord>,
}

/// A species on a site of a supercell.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PlacedSpeciesRecord {
    /// Symbol of the element.
    pub element: &'static str,
    /// Its charge in e, where known.
    pub charge: Option<f64>,
    /// Occupancy in the file.
    pub occupancy: f64,
    /// Positions that it fills.
    pub count: usize,
    /// Occupancy in the supercell.
    pub ordered_occupancy: f64,
}

/// Coulomb energies of the configurations handed out.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OrderEnergiesRecord {
    /// Relative permittivity that divides all energies.
    pub permittivity: f64,
    /// Lowest energy in eV per supercell.
    pub lowest: Option<f64>,
    /// Mean energy in eV per supercell, each configuration as often as its multiplicity where this is known.
    pub mean: Option<f64>,
    /// Of `lowest`: whether all configurations were looked at.
    pub exact: Option<bool>,
    /// Temperature of the chains in K.
    pub temperature: Option<f64>,
    /// Share of the proposals that the chains accepted.
    pub acceptance: Option<f64>,
    /// Mean energy in eV of each chain.
    pub chain_means: Vec<f64>,
    /// Standard deviation in eV of the energies within the chains.
    pub within_chains: Option<f64>,
    /// R̂ of Gelman and Rubin: near 1 where the chains agree.
    pub gelman_rubin: Option<f64>,
}

/// A Warren–Cowley parameter of the first shell.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ShortRangeRecord {
    /// Site and species, such as `Pb:Sn2+-Pb2+`.
    pub pair: String,
    /// Distance of the first neighbours in Å.
    pub distance: f64,
    /// Mean of α; null where nothing was handed out.
    pub mean: Option<f64>,
    /// Standard deviation of α over the configurations.
    pub deviation: Option<f64>,
}

/// A configuration.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ConfigurationRecord {
    /// Number from 1, in an order that is always the same.
    pub number: u64,
    /// How many configurations are the same crystal, where known.
    pub multiplicity: Option<u64>,
    /// Coulomb energy in eV per supercell over the permittivity, where asked for.
    pub energy: Option<f64>,
    /// The chain that it is from.
    pub chain: Option<usize>,
    /// Short-range order in the order of `short_range` of the record.
    pub short_range: Vec<f64>,
}
