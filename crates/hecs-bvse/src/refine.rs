//! Barriers on the analytic potential instead of the grid.
//!
//! The grid gives the network of basins and passes. The minima that matter and every pass whose
//! energy is close to a barrier are moved to the stationary points of the potential; percolation
//! over the network with these energies then decides anew, since a grid may put two passes in the
//! wrong order.

use nalgebra::Vector3;
use rayon::prelude::*;

use crate::forest::Forest;
use crate::graph::Graph;
use crate::network::{Network, Pass};
use crate::percolation::{Barrier, Barriers};
use crate::stationary::{NotRefined, Stationary, Wanted, stationary};
use crate::translations::GroupElement;
use crate::{EnergyMap, Framework};

/// How far (eV) the grid may misplace a pass or a minimum that could decide.
const WINDOW_EV: f64 = 0.08;
/// Minima closer than this (Å) on the potential are one that the grid has split.
const SAME_MINIMUM_A: f64 = 0.02;

/// Whether a value is that of the potential or still that of the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A stationary point of the analytic potential.
    Refined,
    /// The value of the grid, since the stationary point was not found.
    Grid(NotRefined),
}

/// A barrier after refinement.
#[derive(Clone, Debug, PartialEq)]
pub struct RefinedBarrier {
    /// Energies, saddle and directions, as for the grid.
    pub barrier: Barrier,
    /// Whether the saddle is one of the potential or of the grid.
    pub outcome: Outcome,
}

/// Barriers of percolation with minimum and saddles on the analytic potential.
#[derive(Clone, Debug, PartialEq)]
pub struct RefinedBarriers {
    /// Lowest energy in eV.
    pub e_min_ev: f64,
    /// Fractional position of the minimum.
    pub minimum_fract: Vector3<f64>,
    /// Whether the minimum is one of the potential or of the grid.
    pub minimum: Outcome,
    /// Barriers for 1, 2 and 3 dimensions; `None` where the map does not percolate.
    pub by_dimension: [Option<RefinedBarrier>; 3],
}

impl RefinedBarriers {
    /// Barrier for percolation in at least `dimension` (1–3) directions.
    pub fn get(&self, dimension: usize) -> Option<&RefinedBarrier> {
        self.by_dimension.get(dimension.checked_sub(1)?)?.as_ref()
    }

    /// Energy in eV above the minimum for percolation in at least `dimension` (1–3) directions.
    pub fn energy_ev(&self, dimension: usize) -> Option<f64> {
        self.get(dimension).map(|b| b.barrier.energy_ev)
    }
}

/// Refines the barriers of a map.
pub fn refine(map: &EnergyMap, barriers: &Barriers) -> RefinedBarriers {
    let _span = tracing::info_span!("bvse_refine").entered();
    let levels: Vec<f64> = barriers
        .by_dimension
        .iter()
        .flatten()
        .map(|b| b.saddle_energy_ev)
        .collect();
    let highest = levels.iter().copied().fold(barriers.e_min_ev, f64::max);
    let graph = Graph::new(map.grid());
    let network = Network::new(map.scalar(), &graph, (highest + WINDOW_EV) as f32);
    let refiner = Refiner::new(map, &graph, &network);
    let minima = refiner.minima(&levels);
    let energy_of = |basin: usize| match &minima[basin] {
        Found::Refined(s) => s.energy_ev,
        Found::Failed(_) | Found::NotTried => refiner.grid_energy(network.minima[basin]),
    };
    let mut lowest = 0;
    for basin in 0..minima.len() {
        if energy_of(basin) < energy_of(lowest) {
            lowest = basin;
        }
    }
    let (e_min_ev, minimum_fract, minimum) = match minima.get(lowest) {
        Some(Found::Refined(s)) => (
            s.energy_ev,
            map.framework().lattice.fractional(&s.position),
            Outcome::Refined,
        ),
        Some(Found::Failed(why)) => (
            barriers.e_min_ev,
            barriers.minimum_fract,
            Outcome::Grid(*why),
        ),
        _ => (
            barriers.e_min_ev,
            barriers.minimum_fract,
            Outcome::Grid(NotRefined::NotConverged),
        ),
    };
    let passes = refiner.passes(&minima, &levels);
    RefinedBarriers {
        e_min_ev,
        minimum_fract: wrap(minimum_fract),
        minimum,
        by_dimension: refiner.percolate(&passes, e_min_ev),
    }
}

fn wrap(fract: Vector3<f64>) -> Vector3<f64> {
    fract.map(|x| x - x.floor())
}

/// What became of a point of the grid.
#[derive(Clone, Copy, Debug)]
enum Found {
    NotTried,
    Refined(Stationary),
    Failed(NotRefined),
}

/// A pass with the energy that counts.
struct Level<'n> {
    pass: &'n Pass,
    energy_ev: f64,
    /// Fractional position in the frame of the representative of the pass's orbit.
    fract: Vector3<f64>,
    outcome: Outcome,
}

struct Refiner<'m> {
    map: &'m EnergyMap,
    framework: &'m Framework,
    graph: &'m Graph<'m>,
    network: &'m Network,
    reach_a: f64,
}

impl<'m> Refiner<'m> {
    fn new(map: &'m EnergyMap, graph: &'m Graph<'m>, network: &'m Network) -> Self {
        let widest = map.spacing_a().into_iter().fold(0.0, f64::max);
        Self {
            map,
            framework: map.framework(),
            graph,
            network,
            // The point of the grid that is nearest to a stationary point is within half a
            // diagonal; contacts of basins on a ridge can be a few points away from its lowest.
            reach_a: (4.0 * widest).max(0.4),
        }
    }

    fn fract(&self, orbit: u32) -> Vector3<f64> {
        let grid = self.map.grid();
        grid.fract(grid.representatives()[orbit as usize] as usize)
    }

    fn grid_energy(&self, orbit: u32) -> f64 {
        f64::from(self.map.scalar().unique_values()[orbit as usize])
    }

    fn search(&self, orbit: u32, wanted: Wanted) -> Found {
        let start = self.framework.lattice.cartesian(&self.fract(orbit));
        match stationary(self.framework, &start, self.reach_a, wanted) {
            Ok(found) => Found::Refined(found),
            Err(why) => Found::Failed(why),
        }
    }

    fn close_to_a_level(&self, pass: &Pass, levels: &[f64]) -> bool {
        let energy = self.grid_energy(pass.orbit);
        levels.iter().any(|l| (energy - l).abs() <= WINDOW_EV)
    }

    /// Minima that could be the lowest, or that a pass close to a barrier joins.
    fn minima(&self, levels: &[f64]) -> Vec<Found> {
        let mut wanted = vec![false; self.network.minima.len()];
        for (basin, orbit) in self.network.minima.iter().enumerate() {
            wanted[basin] = self.grid_energy(*orbit) <= self.map.e_min() + WINDOW_EV;
        }
        for pass in &self.network.passes {
            if self.close_to_a_level(pass, levels) {
                wanted[pass.from as usize] = true;
                wanted[pass.to as usize] = true;
            }
        }
        self.network
            .minima
            .par_iter()
            .zip(wanted)
            .map(|(orbit, wanted)| {
                if wanted {
                    self.search(*orbit, Wanted::Minimum)
                } else {
                    Found::NotTried
                }
            })
            .collect()
    }

    fn passes(&self, minima: &[Found], levels: &[f64]) -> Vec<Level<'m>> {
        let mut found: Vec<Level<'m>> = self
            .network
            .passes
            .par_iter()
            .map(|pass| {
                let grid = |outcome| Level {
                    pass,
                    energy_ev: self.grid_energy(pass.orbit),
                    fract: self.fract(pass.orbit),
                    outcome,
                };
                if self.joins_one_minimum(pass, minima) {
                    return Level {
                        energy_ev: f64::NEG_INFINITY,
                        ..grid(Outcome::Refined)
                    };
                }
                if !self.close_to_a_level(pass, levels) {
                    return grid(Outcome::Grid(NotRefined::NotConverged));
                }
                match self.search(pass.orbit, Wanted::Saddle) {
                    Found::Refined(saddle)
                        if (saddle.energy_ev - self.grid_energy(pass.orbit)).abs() <= WINDOW_EV =>
                    {
                        Level {
                            pass,
                            energy_ev: saddle.energy_ev,
                            fract: self.framework.lattice.fractional(&saddle.position),
                            outcome: Outcome::Refined,
                        }
                    }
                    Found::Failed(why) => grid(Outcome::Grid(why)),
                    _ => grid(Outcome::Grid(NotRefined::LeftSurroundings)),
                }
            })
            .collect();
        // Stable: passes of equal energy keep the order of the grid.
        found.sort_by(|a, b| a.energy_ev.total_cmp(&b.energy_ev));
        found
    }

    /// Whether both sides of a pass lead to the same minimum of the potential.
    fn joins_one_minimum(&self, pass: &Pass, minima: &[Found]) -> bool {
        let (Found::Refined(a), Found::Refined(b)) =
            (&minima[pass.from as usize], &minima[pass.to as usize])
        else {
            return false;
        };
        let lattice = &self.framework.lattice;
        let image = self.apply(pass.element, &lattice.fractional(&b.position));
        (lattice.cartesian(&image) - a.position).norm() < SAME_MINIMUM_A
    }

    fn apply(&self, element: GroupElement, fract: &Vector3<f64>) -> Vector3<f64> {
        let operation = &self.map.grid().operations()[usize::from(element.operation)];
        operation.apply(fract) + Vector3::from(element.shift.map(f64::from))
    }

    /// Percolation over the network.
    fn percolate(&self, levels: &[Level], e_min_ev: f64) -> [Option<RefinedBarrier>; 3] {
        let nodes = self.network.minima.len();
        let mut forest = Forest::new(nodes, &self.graph.table);
        for basin in 0..nodes as u32 {
            forest.insert(basin);
            for element in &self.network.stabilisers[basin as usize] {
                forest.join(basin, *element, basin);
            }
        }
        let mut barriers = [None, None, None];
        for level in levels {
            let pass = level.pass;
            forest.join(pass.from, pass.element, pass.to);
            let rank = forest.rank(pass.from);
            for barrier in barriers.iter_mut().take(rank) {
                if barrier.is_none() {
                    let (_, directions) = forest.translations(pass.from);
                    *barrier = Some(RefinedBarrier {
                        barrier: Barrier {
                            energy_ev: level.energy_ev - e_min_ev,
                            saddle_energy_ev: level.energy_ev,
                            saddle_fract: wrap(level.fract),
                            directions,
                        },
                        outcome: level.outcome,
                    });
                }
            }
            if rank == 3 {
                break;
            }
        }
        barriers
    }
}
