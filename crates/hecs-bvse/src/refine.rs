//! Barriers on the analytic potential instead of the grid.
//!
//! The grid gives the network of basins and passes. Its minima, and every pass whose energy is close
//! to a barrier, are moved to the stationary points of the potential. A coarse grid may see one basin
//! where there are two, or a pass between basins that do not touch: so a saddle links what the falls
//! from it lead to, and where these are not the minima that the pass joins, the way between them is
//! relaxed until its saddles do. Percolation over these links then decides anew, since a grid may
//! also put two passes in the wrong order.

mod contacts;
mod crossing;
mod links;
mod minima;

use std::sync::Arc;

use nalgebra::Vector3;
use rayon::prelude::*;

use self::contacts::{Contact, State, contacts};
use self::crossing::Crossing;
use self::links::{Event, Link, forest, in_order, join, percolate};
use self::minima::{Minima, Place};
use crate::EnergyMap;
use crate::basins::Below;
use crate::descent::Descent;
use crate::graph::Graph;
use crate::percolation::{Barrier, Barriers};
use crate::stationary::{NotRefined, Saddle, saddle};

/// How far (eV) the grid may misplace a pass that could decide.
const WINDOW_EV: f64 = 0.08;

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

/// Refines the barriers of a map: saddles and the minimum on the analytic potential.
///
/// Barriers are those of the deciding saddle above the lowest minimum that the grid or the fall from
/// any saddle leads to, in eV: never negative, never falling with the dimension, and there for the
/// dimensions that the grid percolates in. Where no saddle is found the value stays that of the grid,
/// as [`RefinedBarrier::outcome`] says.
pub fn refine(map: &EnergyMap, barriers: &Barriers) -> RefinedBarriers {
    let _span = tracing::info_span!("bvse_refine").entered();
    let levels: Vec<f64> = barriers
        .by_dimension
        .iter()
        .flatten()
        .map(|b| b.saddle_energy_ev)
        .collect();
    let scalar = map.scalar();
    let graph = Graph::new(map.grid());
    let descent = Descent::new(&graph, scalar.lattice(), scalar.unique_values());
    let mut basins = barriers.found.of(scalar);
    let mut ceiling = levels.iter().copied().fold(barriers.e_min_ev, f64::max) + WINDOW_EV;
    loop {
        let level = (ceiling as f32).max(scalar.range().0);
        if basins.level() < level {
            Arc::make_mut(&mut basins).raise(&descent, level);
        }
        let below = basins.below(scalar.unique_values(), level);
        let refined = Refiner::new(map, &graph, below).refine(levels.clone());
        // Passes that the grid puts above the ceiling could still be lower than a higher saddle.
        let found = refined.by_dimension.iter().flatten();
        let highest = found
            .map(|b| b.barrier.saddle_energy_ev)
            .fold(ceiling, f64::max);
        if highest == ceiling {
            return refined;
        }
        ceiling = highest + WINDOW_EV;
    }
}

fn wrap(fract: Vector3<f64>) -> Vector3<f64> {
    fract.map(|x| x - x.floor())
}

struct Refiner<'m> {
    map: &'m EnergyMap,
    graph: &'m Graph<'m>,
    minima: Minima<'m>,
    contacts: Vec<Contact>,
    saddles: Vec<Link>,
    reach_ang: f64,
}

impl<'m> Refiner<'m> {
    fn new(map: &'m EnergyMap, graph: &'m Graph<'m>, basins: Below) -> Self {
        let mut minima = Minima::new(map.framework(), graph);
        let contacts = contacts(map, graph, basins, &mut minima);
        let widest = map.spacing_ang().into_iter().fold(0.0, f64::max);
        Self {
            map,
            graph,
            minima,
            contacts,
            saddles: Vec::new(),
            // The point of the grid that is nearest to a stationary point is within half a
            // diagonal; contacts of basins on a ridge can be a few points away from its lowest.
            reach_ang: (4.0 * widest).max(0.4),
        }
    }

    /// Crosses what lies close to the levels of percolation until these no longer change.
    fn refine(mut self, mut levels: Vec<f64>) -> RefinedBarriers {
        while self.cross_near(&levels) {
            let found = self.percolate();
            let found = found.iter().flatten();
            levels = found.map(|b| b.barrier.saddle_energy_ev).collect();
        }
        let lowest = self.minima.lowest();
        RefinedBarriers {
            e_min_ev: lowest.energy_ev,
            minimum_fract: wrap(lowest.fract),
            minimum: lowest.outcome,
            by_dimension: self.percolate(),
        }
    }

    /// Crosses the contacts close to a level that have not been tried; whether there were any.
    fn cross_near(&mut self, levels: &[f64]) -> bool {
        let is_near = |energy_ev: f64| levels.iter().any(|l| (energy_ev - l).abs() <= WINDOW_EV);
        let near: Vec<usize> = (0..self.contacts.len())
            .filter(|number| {
                let contact = &self.contacts[*number];
                matches!(contact.state, State::Untried) && is_near(contact.highest_ev)
            })
            .collect();
        let found: Vec<Result<Saddle, NotRefined>> = near
            .par_iter()
            .map(|number| {
                let start = self.graph.fract(self.contacts[*number].orbit);
                let framework = self.map.framework();
                saddle(
                    framework,
                    &framework.lattice.cartesian(&start),
                    self.reach_ang,
                )
            })
            .collect();
        for (number, found) in near.iter().zip(found) {
            let crossed = found.map(|saddle| {
                let ends = self.add_saddle(&saddle);
                self.contacts[*number].is_crossed_by(ends, &self.minima)
            });
            self.contacts[*number].state = match crossed {
                Ok(true) => State::Crossed,
                Ok(false) => State::Failed(NotRefined::NoSaddle),
                Err(why) => State::Failed(why),
            };
        }
        self.close(&near);
        !near.is_empty()
    }

    /// Links the minima on the sides of a saddle.
    fn add_saddle(&mut self, saddle: &Saddle) -> [Place; 2] {
        let ends = saddle
            .sides
            .map(|side| self.minima.place(&side, Outcome::Refined));
        self.saddles.push(Link {
            ends,
            energy_ev: saddle.at.energy_ev,
            fract: self.map.framework().lattice.fractional(&saddle.at.position),
            outcome: Outcome::Refined,
        });
        ends
    }

    /// Closes the gaps that contacts have left, the lowest first: what they join may spare others.
    fn close(&mut self, contacts: &[usize]) {
        const AT_ONCE: usize = 32;
        for batch in self.gaps(contacts).chunks(AT_ONCE) {
            self.drop_joined(batch);
            let gaps = self.gaps(batch);
            let crossings: Vec<Crossing> = gaps
                .par_iter()
                .map(|number| {
                    let way = self.contacts[*number].way(self.map, self.graph, &self.minima);
                    Crossing::new(self.map.framework(), way, self.reach_ang)
                })
                .collect();
            for (number, crossing) in gaps.iter().zip(crossings) {
                for saddle in &crossing.saddles {
                    self.add_saddle(saddle);
                }
                let contact = &mut self.contacts[*number];
                contact.highest_ev = crossing.highest_ev;
                contact.state = match crossing.outcome {
                    Ok(()) => State::Crossed,
                    Err(why) => State::Failed(why),
                };
            }
        }
        // The fall from a saddle may turn aside where the way does not, to a minimum from which
        // other saddles, some of them found later, lead on.
        let all: Vec<usize> = (0..self.contacts.len()).collect();
        self.drop_joined(&all);
    }

    /// Those of some contacts that have a gap, the lowest first.
    fn gaps(&self, contacts: &[usize]) -> Vec<usize> {
        let highest_ev = |number: &usize| self.contacts[*number].highest_ev;
        let mut gaps = contacts.to_vec();
        gaps.retain(|number| matches!(self.contacts[*number].state, State::Failed(_)));
        gaps.sort_by(|a, b| highest_ev(a).total_cmp(&highest_ev(b)));
        gaps
    }

    /// Counts as crossed those of some contacts whose ends are joined by links no higher.
    fn drop_joined(&mut self, contacts: &[usize]) {
        let mut joined = self.gaps(contacts);
        if joined.is_empty() {
            return;
        }
        let untried = self.of_grid(|state| matches!(state, State::Untried));
        let links = in_order(self.saddles.iter().chain(&untried));
        let mut links = links.into_iter().peekable();
        let mut forest = forest(self.graph, &self.minima);
        joined.retain(|number| {
            let contact = &self.contacts[*number];
            while let Some(link) = links.next_if(|link| link.energy_ev <= contact.highest_ev) {
                join(&mut forest, &self.minima, link.ends);
            }
            let [from, to] = contact.ends();
            forest.is_joined(from.0, self.minima.between(from, to), to.0)
        });
        for number in joined {
            self.contacts[number].state = State::Crossed;
        }
    }

    /// Contacts in some states as links of the grid.
    fn of_grid(&self, wanted: impl Fn(State) -> bool) -> Vec<Link> {
        let contacts = self.contacts.iter().filter(|contact| wanted(contact.state));
        contacts
            .filter_map(|contact| contact.of_grid(self.map, self.graph, &self.minima))
            .collect()
    }

    /// The barriers that the links have by now.
    fn percolate(&self) -> [Option<RefinedBarrier>; 3] {
        let e_min_ev = self.minima.lowest().energy_ev;
        let of_grid = self.of_grid(|_| true);
        let links = in_order(self.saddles.iter().chain(&of_grid));
        percolate(self.graph, &self.minima, &links).map(|event| {
            event.map(|Event { link, directions }| RefinedBarrier {
                barrier: Barrier {
                    energy_ev: link.energy_ev - e_min_ev,
                    saddle_energy_ev: link.energy_ev,
                    saddle_fract: wrap(link.fract),
                    directions,
                },
                outcome: link.outcome,
            })
        })
    }
}
