//! The record of `hecs bvse`: map and barriers.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Head, OrderingsRecord};

/// One record of `hecs bvse`. Barriers are eV above the minimum, null where there is no percolation.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BvseRecord {
    /// What every record has.
    #[serde(flatten)]
    pub head: Head,
    /// The mobile ion.
    pub ion: String,
    /// Charges of each element in the structure, in e; those in between where species are averaged.
    pub charges: BTreeMap<String, Vec<f64>>,
    /// `softbv` or `spse`.
    pub model: &'static str,
    /// `softbv`, `cordero` or `spse`.
    pub radii: &'static str,
    /// What else decides the numbers.
    pub settings: SettingsRecord,
    /// Points along the three axes.
    pub grid: Option<[usize; 3]>,
    /// Distance between points along the axes, Å.
    pub spacing: Option<[f64; 3]>,
    /// Symmetry-unique points.
    pub unique_points: Option<usize>,
    /// Lowest and highest energy of the grid, eV.
    pub e_min: Option<f64>,
    /// Highest energy of the grid, eV.
    pub e_max: Option<f64>,
    /// Energy in eV of the lowest minimum of the analytic potential, above which the refined barriers are;
    /// null where there is none.
    pub e_min_refined: Option<f64>,
    /// `1d`, `2d`, `3d`.
    pub barriers: BTreeMap<&'static str, Option<BarrierRecord>>,
    /// Barrier in steps of 20/2¹¹ eV; model `spse` only.
    pub ea_steps: Option<u32>,
    /// Energies at the points that were asked for.
    pub points: Vec<PointRecord>,
    /// Radius in Å of the largest sphere that percolates the voids between the ions in 1, 2 and 3
    /// dimensions; with `--void-radii` only.
    pub void_radii: Option<[Option<f64>; 3]>,
    /// Barriers over orderings of what is disordered; null where they are not asked for, or nothing is to be ordered.
    pub orderings: Option<OrderingsRecord>,
    /// Wall time of the stages; not in records of a screening, which are the same in every run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<Seconds>,
}

/// The settings that decide the numbers of a record, beside ion, model and radii.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SettingsRecord {
    /// Whose choices they are where programs differ: `hecs` or `bvlain`.
    pub conventions: &'static str,
    /// Distance between grid points that was asked for, Å.
    pub spacing: f64,
    /// Range of the pair energies, Å.
    pub cutoff: f64,
    /// Whether the repulsion is scaled so that all charges balance.
    pub charge_scaling: bool,
    /// Whether minimum and saddles are refined on the analytic potential.
    pub refine: bool,
    /// Tolerance in Å of the symmetry that was found from the positions; null where that of the file is
    /// used.
    pub symmetry_tolerance: Option<f64>,
    /// Labels of sites whose mobile ions stay in place.
    pub fixed: Vec<String>,
    /// Whether the ion may be put into a structure that does not hold it.
    pub insert: bool,
}

/// A barrier.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BarrierRecord {
    /// eV, from the grid.
    pub grid: f64,
    /// eV, minimum and saddle refined on the analytic potential; null where that failed or was not wanted.
    pub refined: Option<f64>,
    /// Lattice translations along which the path repeats.
    pub directions: Vec<[i32; 3]>,
    /// Fractional position of the deciding saddle.
    pub saddle: Option<[f64; 3]>,
    /// Why there is no refined value.
    pub note: Option<String>,
}

/// The energy at a point.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PointRecord {
    /// Fractional position.
    pub fract: [f64; 3],
    /// eV, from the analytic potential.
    pub energy: f64,
}

/// Wall time of the stages.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Seconds {
    /// The map, in s.
    pub map: f64,
    /// Percolation, in s.
    pub percolation: f64,
    /// Refinement, in s.
    pub refine: f64,
}
