//! Barriers of percolation: the values of the grid and, where there are any, those of the potential.

use std::fmt;

use nalgebra::Vector3;

use crate::descent::Descent;
use crate::graph::Graph;
use crate::map::EnergyMap;
use crate::percolation::{FoundBasins, percolate};
use crate::provenance::NotRefined;

/// Energy above the minimum (eV) up to which percolation is looked for; what needs more does not
/// percolate.
pub const HIGHEST_BARRIER_EV: f64 = 10.0;

/// The lowest level at which the mobile ion percolates in a number of directions.
#[derive(Clone, Debug, PartialEq)]
pub struct Barrier {
    /// Energy of the deciding grid point above the lowest grid point in eV.
    pub grid_ev: f64,
    /// Energy of the deciding saddle point above the lowest site in eV, where both are stationary points
    /// of the potential.
    pub refined_ev: Option<f64>,
    /// Why there is no refined value; `None` where there is one, and where none was looked for.
    pub not_refined: Option<Unrefined>,
    /// Energy in eV of the deciding saddle point itself: of the grid point where there is no refined value.
    pub saddle_energy_ev: f64,
    /// Its fractional position, in [0, 1).
    pub saddle_fract: Vector3<f64>,
    /// Translations along which the component of the saddle point at this very position percolates: a
    /// short basis in units of the cell vectors, one row per dimension.
    pub directions: Vec<[i32; 3]>,
}

/// Which of the two points of a barrier is not a stationary point of the potential, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unrefined {
    /// The lowest site.
    Minimum(NotRefined),
    /// The deciding saddle point.
    Saddle(NotRefined),
}

impl fmt::Display for Unrefined {
    /// Writes `saddle not refined: no saddle` and the like.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Minimum(why) => write!(f, "minimum not refined: {why}"),
            Self::Saddle(why) => write!(f, "saddle not refined: {why}"),
        }
    }
}

/// A point of lowest energy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LowestPoint {
    /// Energy in eV.
    pub energy_ev: f64,
    /// Fractional position, in [0, 1).
    pub fract: Vector3<f64>,
}

/// Barriers of percolation in one, two and three dimensions.
///
/// [`Barriers::from_map`] gives those of the grid, [`Network::barriers`](crate::Network::barriers) those of
/// the grid with the refined ones.
#[derive(Clone, Debug, PartialEq)]
pub struct Barriers {
    /// The lowest grid point.
    pub grid_minimum: LowestPoint,
    /// The lowest site, where it is a minimum of the potential.
    pub refined_minimum: Option<LowestPoint>,
    /// The barriers for 1, 2 and 3 dimensions, not decreasing; `None` where the map does not percolate
    /// within [`HIGHEST_BARRIER_EV`] of its minimum.
    pub by_dimension: [Option<Barrier>; 3],
    /// What the network of the same map need not find again.
    pub(crate) found: FoundBasins,
}

impl Barriers {
    /// The exact barriers of a map.
    pub fn from_map(map: &EnergyMap) -> Self {
        let _span = tracing::info_span!("bvse_percolation").entered();
        let ceiling = map.e_min() + HIGHEST_BARRIER_EV;
        let scalar = map.scalar();
        let graph = Graph::new(map.grid());
        let descent = Descent::new(&graph, scalar.lattice(), scalar.unique_values());
        let (basins, events) = percolate(&descent, ceiling as f32);
        // In double precision two points may change places that single precision holds equal.
        let mut lowest_ev = map.e_min();
        let by_dimension = events.map(|event| {
            event.map(|event| {
                let saddle_fract = event.position(map.grid());
                let saddle_energy_ev = map.orbit_energy(event.orbit).max(lowest_ev);
                lowest_ev = saddle_energy_ev;
                Barrier {
                    grid_ev: saddle_energy_ev - map.e_min(),
                    refined_ev: None,
                    not_refined: None,
                    saddle_energy_ev,
                    saddle_fract,
                    directions: event.directions,
                }
            })
        });
        Self {
            grid_minimum: LowestPoint {
                energy_ev: map.e_min(),
                fract: map.minimum_fract(),
            },
            refined_minimum: None,
            by_dimension,
            found: FoundBasins::new(&scalar.grid, basins),
        }
    }

    /// Barrier for percolation in at least `dimension` (1–3) directions.
    pub fn get(&self, dimension: usize) -> Option<&Barrier> {
        self.by_dimension.get(dimension.checked_sub(1)?)?.as_ref()
    }

    /// Barrier in eV for percolation in at least `dimension` (1–3) directions: the refined value where
    /// every dimension that percolates has one, else that of the grid. Values of the two kinds are not
    /// mixed, since they may not be compared with each other.
    pub fn energy_ev(&self, dimension: usize) -> Option<f64> {
        let barrier = self.get(dimension)?;
        let refined_ev = barrier.refined_ev.filter(|_| self.are_refined());
        Some(refined_ev.unwrap_or(barrier.grid_ev))
    }

    /// The point above which [`Self::energy_ev`] counts.
    pub fn minimum(&self) -> LowestPoint {
        let refined = self.refined_minimum.filter(|_| self.are_refined());
        refined.unwrap_or(self.grid_minimum)
    }

    /// Whether [`Self::energy_ev`] gives refined values; false where nothing percolates.
    pub fn are_refined(&self) -> bool {
        let mut found = self.by_dimension.iter().flatten().peekable();
        found.peek().is_some() && found.all(|barrier| barrier.refined_ev.is_some())
    }
}
