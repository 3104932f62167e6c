//! The record of `hecs bvse`: map and barriers.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

/// One record of `hecs bvse`. Barriers are eV above the minimum, null where there is no percolation.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BvseRecord {
    /// Path as given, or `<stdin>`.
    pub file: String,
    /// Whether there is an answer.
    pub ok: bool,
    /// Why there is no map, if so.
    pub error: Option<String>,
    /// The mobile ion.
    pub ion: String,
    /// Charges of each element in the structure, in e; those in between where species are averaged.
    pub charges: BTreeMap<String, Vec<f64>>,
    /// `softbv` or `spse`.
    pub model: &'static str,
    /// `softbv`, `cordero` or `spse`.
    pub radii: &'static str,
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
    /// What a reader of the barriers should know.
    pub notes: Vec<String>,
    /// Wall time of the stages.
    pub seconds: Seconds,
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
