//! Scalar maps over the unit cell; the energy map first of all.

use std::sync::Arc;

use hecs_core::{Element, Lattice};
use nalgebra::Vector3;

use crate::bricks::evaluate;
use crate::grid::{Grid, check_spacing, map_bytes};
use crate::kernel::Kernel;
use crate::{BvseError, Framework};

/// What the values of a map are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Quantity {
    /// Bond-valence site energy in eV.
    SiteEnergy,
    /// Bond-valence sum of the mobile ion in valence units.
    BondValenceSum,
    /// |bond-valence sum − charge| of the mobile ion in valence units.
    BondValenceMismatch,
    /// Distance to the nearest ion surface in Å, negative inside an ion.
    Void,
}

impl Quantity {
    /// Name and unit, as written into files.
    pub fn label(self) -> &'static str {
        match self {
            Self::SiteEnergy => "bond-valence site energy (eV)",
            Self::BondValenceSum => "bond-valence sum (v.u.)",
            Self::BondValenceMismatch => "bond-valence mismatch (v.u.)",
            Self::Void => "distance to the nearest ion surface (A)",
        }
    }
}

/// A periodic scalar field on a grid, stored for symmetry-unique points only.
#[derive(Clone, Debug)]
pub struct ScalarMap {
    pub(crate) quantity: Quantity,
    pub(crate) title: String,
    pub(crate) lattice: Lattice,
    /// Majority species and fractional position of the framework's atoms, for the writers.
    pub(crate) atoms: Vec<(Element, Vector3<f64>)>,
    pub(crate) grid: Arc<Grid>,
    pub(crate) values: Vec<f32>,
}

impl ScalarMap {
    /// What the values are.
    pub fn quantity(&self) -> Quantity {
        self.quantity
    }

    /// The unit cell.
    pub fn lattice(&self) -> &Lattice {
        &self.lattice
    }

    /// The grid.
    pub fn grid(&self) -> &Grid {
        &self.grid
    }

    /// Value at a grid point; indices are taken modulo the divisions.
    pub fn value(&self, i: usize, j: usize, k: usize) -> f32 {
        let n = self.grid.divisions();
        let orbit = self.grid.orbit_number([i % n[0], j % n[1], k % n[2]]);
        self.values[orbit as usize]
    }

    /// Values at the symmetry-unique points, in the order of [`Self::unique_positions`].
    pub fn unique_values(&self) -> &[f32] {
        &self.values
    }

    /// Fractional positions of the symmetry-unique points.
    pub fn unique_positions(&self) -> impl Iterator<Item = Vector3<f64>> + '_ {
        let points = self.grid.representatives().iter();
        points.map(|index| self.grid.fract(*index as usize))
    }

    /// Smallest and largest value.
    pub fn range(&self) -> (f32, f32) {
        let start = (f32::INFINITY, f32::NEG_INFINITY);
        self.values
            .iter()
            .fold(start, |(low, high), v| (low.min(*v), high.max(*v)))
    }
}

/// The bond-valence site energy of a mobile ion over the unit cell.
#[derive(Clone, Debug)]
pub struct EnergyMap {
    map: ScalarMap,
    framework: Arc<Framework>,
    minimum: usize,
    e_min: f64,
}

impl EnergyMap {
    /// Computes the map on a grid of about `spacing_ang` Å between points (see [`Grid::new`]).
    ///
    /// Work is shared among the threads of the current rayon pool; the values do not depend on
    /// their number.
    ///
    /// # Errors
    /// [`BvseError::InvalidSpacing`], [`BvseError::TooManyPoints`], [`BvseError::NotEnoughMemory`],
    /// [`BvseError::Stopped`].
    pub fn compute(framework: &Framework, spacing_ang: f64) -> Result<Self, BvseError> {
        let limit_bytes = framework.options.memory_limit_bytes;
        let (lattice, operations) = (&framework.lattice, &framework.operations);
        let grid = Grid::within(limit_bytes, lattice, operations, spacing_ang)?;
        Self::on_grid(framework, grid)
    }

    /// Estimate of the memory in bytes that [`Self::compute`] and percolation will need.
    ///
    /// # Errors
    /// [`BvseError::InvalidSpacing`], [`BvseError::TooManyPoints`].
    pub fn needed_bytes(framework: &Framework, spacing_ang: f64) -> Result<u64, BvseError> {
        map_bytes(&framework.lattice, &framework.operations, spacing_ang)
    }

    /// Computes the map on a grid of given divisions, with those symmetry operations that map it
    /// onto itself.
    ///
    /// # Errors
    /// [`BvseError::InvalidSpacing`] for zero divisions, [`BvseError::TooManyPoints`],
    /// [`BvseError::NotEnoughMemory`], [`BvseError::Stopped`].
    pub fn compute_on(framework: &Framework, divisions: [usize; 3]) -> Result<Self, BvseError> {
        let limit_bytes = framework.options.memory_limit_bytes;
        let (lattice, operations) = (&framework.lattice, &framework.operations);
        let grid = Grid::of_divisions_within(limit_bytes, lattice, operations, divisions)?;
        Self::on_grid(framework, grid)
    }

    /// Computes the map on the points of BVlain 0.25.1: ⌊L/spacing⌋ from one face of the cell to the other,
    /// both included, so one interval fewer. Symmetry may not map them all onto themselves.
    ///
    /// # Errors
    /// As [`Self::compute`].
    pub fn compute_like_bvlain(framework: &Framework, spacing_ang: f64) -> Result<Self, BvseError> {
        check_spacing(&framework.lattice, spacing_ang)?;
        let lengths = framework.lattice.lengths();
        let intervals = lengths.map(|l| ((l / spacing_ang) as usize).saturating_sub(1).max(1));
        Self::compute_on(framework, intervals)
    }

    fn on_grid(framework: &Framework, grid: Grid) -> Result<Self, BvseError> {
        let _span = tracing::info_span!("bvse_map", points = grid.unique_points()).entered();
        let kernel = Kernel::new(framework);
        let (lattice, stop) = (&framework.lattice, &framework.options.stop);
        let values = evaluate(&grid, lattice, stop, |points, scratch, out| {
            kernel.energies(points, scratch, out);
        })?;
        let mut lowest = 0;
        for (orbit, value) in values.iter().enumerate() {
            if *value < values[lowest] {
                lowest = orbit;
            }
        }
        let minimum = grid.representatives()[lowest] as usize;
        let e_min = framework.energy(&grid.fract(minimum));
        Ok(Self {
            map: ScalarMap {
                quantity: Quantity::SiteEnergy,
                title: framework.title(),
                lattice: framework.lattice.clone(),
                atoms: framework.atoms(),
                grid: Arc::new(grid),
                values,
            },
            framework: Arc::new(framework.clone()),
            minimum,
            e_min,
        })
    }

    /// The map as a plain scalar field, for the writers.
    pub fn scalar(&self) -> &ScalarMap {
        &self.map
    }

    /// The framework it was computed from.
    pub fn framework(&self) -> &Framework {
        &self.framework
    }

    /// The grid.
    pub fn grid(&self) -> &Grid {
        &self.map.grid
    }

    /// Energy in eV of the representative of an orbit in double precision.
    pub(crate) fn orbit_energy(&self, orbit: u32) -> f64 {
        let first = self.map.grid.representatives()[orbit as usize];
        self.framework.energy(&self.map.grid.fract(first as usize))
    }

    /// Distance between grid points along the three axes in Å.
    pub fn spacing_ang(&self) -> [f64; 3] {
        let lengths = self.map.lattice.lengths();
        let n = self.map.grid.divisions();
        [0, 1, 2].map(|i| lengths[i] / n[i] as f64)
    }

    /// Energy in eV at a grid point; indices are taken modulo the divisions.
    pub fn value(&self, i: usize, j: usize, k: usize) -> f32 {
        self.map.value(i, j, k)
    }

    /// Lowest energy of the grid in eV, in double precision.
    pub fn e_min(&self) -> f64 {
        self.e_min
    }

    /// Highest energy of the grid in eV, as stored.
    pub fn e_max(&self) -> f64 {
        f64::from(self.map.range().1)
    }

    /// Fractional position of the lowest grid point.
    pub fn minimum_fract(&self) -> Vector3<f64> {
        self.map.grid.fract(self.minimum)
    }
}
