//! Where the grid sees ways between minima of the potential.

use nalgebra::Vector3;
use rayon::prelude::*;

use crate::EnergyMap;
use crate::basins::Below;
use crate::descent::Descent;
use crate::graph::Graph;
use crate::refine::Outcome;
use crate::refine::links::Link;
use crate::refine::minima::{Minima, Place};
use crate::stationary::{NotRefined, Stationary, minimum};
use crate::translations::GroupElement;

/// A way between minima as the grid has it.
pub(crate) struct Contact {
    /// Orbit of the grid whose representative lies on the way.
    pub(crate) orbit: u32,
    /// On either side the minimum that the basin of the grid has become: several images of it where
    /// a symmetric point of the grid stands between them.
    sides: [Vec<Place>; 2],
    /// The other point of the contact; none inside a basin that has become several.
    beside: Option<(u32, GroupElement)>,
    /// Energy of the highest point of the way in eV: of the grid, later of the relaxed way.
    pub(crate) highest_ev: f64,
    pub(crate) state: State,
}

/// What has become of a contact.
#[derive(Clone, Copy, Debug)]
pub(crate) enum State {
    Untried,
    /// The links over saddles stand for it.
    Crossed,
    /// The saddles that were found leave a gap.
    Failed(NotRefined),
}

/// The contacts of a network, and the minima they join.
pub(crate) fn contacts(
    map: &EnergyMap,
    graph: &Graph,
    below: Below,
    minima: &mut Minima,
) -> Vec<Contact> {
    let energy_ev = |orbit: u32| f64::from(map.scalar().unique_values()[orbit as usize]);
    let basins = basins(map, graph, below, minima);
    let mut contacts = Vec::new();
    for (places, lowest) in basins.iter().zip(below.minima) {
        for image in &places[1..] {
            contacts.push(Contact {
                orbit: lowest.orbit,
                sides: [vec![places[0]], vec![*image]],
                beside: None,
                highest_ev: energy_ev(lowest.orbit),
                state: State::Untried,
            });
        }
    }
    for touch in below.contacts {
        let sides = touch.sides.map(|(basin, frame)| {
            let places = basins[basin as usize].iter();
            places
                .map(|(number, element)| (*number, graph.table.multiply(frame, *element)))
                .collect::<Vec<Place>>()
        });
        // Both sides may lead to one minimum, which the grid has split.
        let [here, there] = &sides;
        let is_inside = here
            .iter()
            .any(|a| there.iter().any(|b| minima.is_same(*a, *b)));
        contacts.push(Contact {
            orbit: touch.orbit,
            sides,
            beside: Some(touch.beside),
            highest_ev: energy_ev(touch.orbit),
            state: if is_inside {
                State::Crossed
            } else {
                State::Untried
            },
        });
    }
    contacts
}

/// What the minimum of each basin of the grid becomes on the potential: an image of a minimum, with
/// the further images that the symmetry of the grid's point makes of it.
fn basins(map: &EnergyMap, graph: &Graph, below: Below, minima: &mut Minima) -> Vec<Vec<Place>> {
    let framework = map.framework();
    let found: Vec<(Stationary, Outcome)> = below
        .minima
        .par_iter()
        .map(|lowest| {
            let position = framework.lattice.cartesian(&graph.fract(lowest.orbit));
            match minimum(framework, &position) {
                Ok(found) => (found, Outcome::Refined),
                Err(why) => {
                    let energy_ev = map.orbit_energy(lowest.orbit);
                    let of_grid = Stationary {
                        position,
                        energy_ev,
                    };
                    (of_grid, Outcome::Grid(why))
                }
            }
        })
        .collect();
    found
        .iter()
        .zip(below.minima)
        .map(|((point, outcome), lowest)| {
            let first = minima.place(point, *outcome);
            let mut places = vec![first];
            for element in &lowest.stabiliser {
                let image = (first.0, graph.table.multiply(*element, first.1));
                if !places.iter().any(|p| minima.is_same(*p, image)) {
                    places.push(image);
                }
            }
            places
        })
        .collect()
}

impl Contact {
    /// One image on either side; where there are several, contacts of their own join these.
    pub(crate) fn ends(&self) -> [Place; 2] {
        [self.sides[0][0], self.sides[1][0]]
    }

    /// Whether a link is one between the sides, or an image of it.
    pub(crate) fn is_crossed_by(&self, ends: [Place; 2], minima: &Minima) -> bool {
        let [here, there] = &self.sides;
        here.iter()
            .any(|a| there.iter().any(|b| minima.are_images(ends, [*a, *b])))
    }

    /// The way over the grid from the minimum at one end to that at the other, in Cartesian
    /// coordinates (Å).
    pub(crate) fn way(&self, map: &EnergyMap, graph: &Graph, minima: &Minima) -> Vec<Vector3<f64>> {
        let lattice = &map.framework().lattice;
        let [from, to] = self.ends().map(|end| minima.position(end));
        let mut way = vec![from];
        if let Some(beside) = self.beside {
            let here = (self.orbit, GroupElement::IDENTITY);
            let descent = Descent::new(graph, lattice, map.scalar().unique_values());
            let [up, down] = [here, beside].map(|start| descent.points_from(start));
            let points = up.iter().rev().chain(&down);
            way.extend(points.map(|fract| lattice.cartesian(fract)));
        } else {
            way.push(lattice.cartesian(&graph.fract(self.orbit)));
        }
        way.push(to);
        way
    }

    /// The contact as a link at the energy of the grid, unless saddles stand for it.
    pub(crate) fn of_grid(&self, map: &EnergyMap, graph: &Graph, minima: &Minima) -> Option<Link> {
        let why = match self.state {
            State::Untried => NotRefined::NotConverged,
            State::Crossed => return None,
            State::Failed(why) => why,
        };
        let ends = self.ends();
        // A way is never below its ends, though in single precision it may seem so.
        let floor_ev = ends
            .map(|(number, _)| minima.list[number as usize].energy_ev)
            .into_iter()
            .fold(f64::NEG_INFINITY, f64::max);
        let energy_ev = f64::from(map.scalar().unique_values()[self.orbit as usize]);
        Some(Link {
            ends,
            energy_ev: energy_ev.max(floor_ev),
            fract: graph.fract(self.orbit),
            outcome: Outcome::Grid(why),
        })
    }
}
