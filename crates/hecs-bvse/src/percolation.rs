//! Exact percolation on the periodic grid.
//!
//! Points join in order of their value, each with those of its 26 neighbours that are there
//! already; the barrier in d dimensions is the level at which a component first has translations
//! of rank d (see the module `forest`).

use nalgebra::Vector3;

use crate::EnergyMap;
use crate::forest::Forest;
use crate::graph::Graph;
use crate::grid::Grid;
use crate::translations::GroupElement;

/// Energy above the minimum (eV) up to which percolation is looked for; what needs more does not
/// percolate.
pub const HIGHEST_BARRIER_EV: f64 = 10.0;

/// The lowest level at which the map percolates in a number of directions.
#[derive(Clone, Debug, PartialEq)]
pub struct Barrier {
    /// Energy of the deciding saddle above the minimum of the map in eV.
    pub energy_ev: f64,
    /// Energy of the deciding saddle itself in eV.
    pub saddle_energy_ev: f64,
    /// Fractional position of the deciding saddle: the grid point that closes the path.
    pub saddle_fract: Vector3<f64>,
    /// Translations along which the component of the saddle percolates: a short basis in units
    /// of the cell vectors, one row a dimension.
    pub directions: Vec<[i32; 3]>,
}

/// Barriers of percolation in one, two and three dimensions.
#[derive(Clone, Debug, PartialEq)]
pub struct Barriers {
    /// Lowest energy of the map in eV.
    pub e_min_ev: f64,
    /// Fractional position of the lowest grid point.
    pub minimum_fract: Vector3<f64>,
    /// The barriers for 1, 2 and 3 dimensions, never falling; `None` where the map does not
    /// percolate within [`HIGHEST_BARRIER_EV`] of its minimum.
    pub by_dimension: [Option<Barrier>; 3],
}

impl Barriers {
    /// The exact barriers of a map.
    pub fn from_map(map: &EnergyMap) -> Self {
        let _span = tracing::info_span!("bvse_percolation").entered();
        let ceiling = map.e_min() + HIGHEST_BARRIER_EV;
        let found = percolate(map.grid(), map.scalar().unique_values(), ceiling as f32);
        let by_dimension = found.map(|event| {
            event.map(|event| {
                let saddle_fract = event.position(map.grid());
                let saddle_energy_ev = map.framework().energy(&saddle_fract);
                Barrier {
                    energy_ev: saddle_energy_ev - map.e_min(),
                    saddle_energy_ev,
                    saddle_fract,
                    directions: event.directions,
                }
            })
        });
        Self {
            e_min_ev: map.e_min(),
            minimum_fract: map.minimum_fract(),
            by_dimension,
        }
    }

    /// Barrier for percolation in at least `dimension` (1–3) directions.
    pub fn get(&self, dimension: usize) -> Option<&Barrier> {
        self.by_dimension.get(dimension.checked_sub(1)?)?.as_ref()
    }

    /// Energy in eV above the minimum for percolation in at least `dimension` (1–3) directions.
    pub fn energy_ev(&self, dimension: usize) -> Option<f64> {
        self.get(dimension).map(|b| b.energy_ev)
    }
}

/// The point at which a component first percolates in a number of directions.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) orbit: u32,
    /// Takes the representative of the orbit into the frame of the directions.
    pub(crate) element: GroupElement,
    pub(crate) directions: Vec<[i32; 3]>,
}

impl Event {
    /// Fractional position of the point in the frame of the directions, in [0, 1).
    pub(crate) fn position(&self, grid: &Grid) -> Vector3<f64> {
        let first = grid.representatives()[self.orbit as usize] as usize;
        let at = grid.coordinates(first).map(|x| x as i64);
        let n = grid.divisions();
        let image = grid.image(usize::from(self.element.operation), at);
        Vector3::from_fn(|i, _| image[i].rem_euclid(n[i] as i64) as f64 / n[i] as f64)
    }
}

/// The events for 1, 2 and 3 dimensions among points of at most `ceiling`; `values` are those of
/// the orbits of the grid.
pub(crate) fn percolate(grid: &Grid, values: &[f32], ceiling: f32) -> [Option<Event>; 3] {
    let graph = Graph::new(grid);
    let mut forest = Forest::new(grid.unique_points(), &graph.table);
    let mut edges: Vec<(u32, GroupElement)> = Vec::with_capacity(26);
    let lowest = values.iter().copied().fold(f32::INFINITY, f32::min);
    let mut events = [None, None, None];
    // Only points that can matter are sorted: the next batch only when the last did not suffice.
    let mut from = f32::NEG_INFINITY;
    let mut reach = 0.25;
    let mut batch: Vec<u32> = Vec::new();
    while from < ceiling {
        let to = (lowest + reach).min(ceiling);
        batch.clear();
        let within = |v: f32| v > from && v <= to;
        batch.extend((0..values.len() as u32).filter(|o| within(values[*o as usize])));
        batch.sort_unstable_by(|a, b| {
            let (x, y) = (values[*a as usize], values[*b as usize]);
            x.total_cmp(&y).then(a.cmp(b))
        });
        for orbit in &batch {
            forest.insert(*orbit);
            edges.clear();
            edges.extend(graph.stabiliser(*orbit).iter().map(|e| (*orbit, *e)));
            graph.for_each_neighbour(
                *orbit,
                |other| forest.contains(other),
                |other, element, _| edges.push((other, element)),
            );
            for (other, element) in &edges {
                forest.join(*orbit, *element, *other);
            }
            let rank = forest.rank(*orbit);
            for dimension in 1..=rank {
                if events[dimension - 1].is_none() {
                    let (element, directions) = forest.translations(*orbit);
                    events[dimension - 1] = Some(Event {
                        orbit: *orbit,
                        element,
                        directions,
                    });
                }
            }
            if rank == 3 {
                return events;
            }
        }
        from = to;
        reach *= 2.0;
    }
    events
}
