//! Basins of the map and the passes between them.
//!
//! Every grid point belongs to the minimum that steepest descent over the grid leads to; where
//! points of two basins touch, the lowest of the contacts is the pass between them. Modulo the
//! space group: a pass leads from a basin to the image of another (or of itself) under an element.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use nalgebra::Vector3;

use crate::ScalarMap;
use crate::graph::Graph;
use crate::translations::GroupElement;

/// A contact of the images of two basins, or of two images of one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pass {
    /// Orbit of the higher of the two grid points in contact; its representative lies in the pass.
    pub(crate) orbit: u32,
    /// The other point: an image of the representative of another orbit, or of the same.
    pub(crate) beside: (u32, GroupElement),
    /// Basin of each of the two points, and what takes its minimum into the frame of the pass.
    pub(crate) sides: [(u32, GroupElement); 2],
}

/// Minima of the map below a level and the passes between them below it.
pub(crate) struct Network {
    /// Orbit of the lowest grid point of each basin.
    pub(crate) minima: Vec<u32>,
    /// Elements that leave the minimum of a basin in place.
    pub(crate) stabilisers: Vec<Vec<GroupElement>>,
    /// In order of the energy of the grid.
    pub(crate) passes: Vec<Pass>,
}

const OUTSIDE: u32 = u32::MAX;

impl Network {
    /// The network of a map up to a level (of the values of the map).
    pub(crate) fn new(map: &ScalarMap, graph: &Graph, level: f32) -> Self {
        let values = map.unique_values();
        let mut order: Vec<u32> = (0..values.len() as u32)
            .filter(|o| values[*o as usize] <= level)
            .collect();
        order.sort_unstable_by(|a, b| order_of(values, *a, *b));
        let mut basins = Basins {
            basin_of: vec![OUTSIDE; values.len()],
            elements: vec![GroupElement::IDENTITY; values.len()],
        };
        let mut network = Self {
            minima: Vec::new(),
            stabilisers: Vec::new(),
            passes: Vec::new(),
        };
        let mut known: BTreeSet<(u32, u32, GroupElement)> = BTreeSet::new();
        let slopes = Slopes::new(map, graph);
        let mut near = Vec::with_capacity(26);
        for orbit in order {
            slopes.around(
                orbit,
                |other| other == orbit || basins.basin_of[other as usize] != OUTSIDE,
                &mut near,
            );
            if let Some((below, element)) = steepest(&near, orbit) {
                basins.basin_of[orbit as usize] = basins.basin_of[below as usize];
                let back = graph.table.inverse(element);
                basins.elements[orbit as usize] =
                    graph.table.multiply(basins.elements[below as usize], back);
            } else {
                basins.basin_of[orbit as usize] = network.minima.len() as u32;
                network.minima.push(orbit);
                network.stabilisers.push(graph.stabiliser(orbit));
            }
            let contacts = near
                .iter()
                .map(|(other, element, _)| (*other, *element))
                .chain(graph.stabiliser(orbit).into_iter().map(|e| (orbit, e)));
            for (other, element) in contacts {
                let Some(key) = network.key(&basins, graph, orbit, element, other) else {
                    continue;
                };
                if known.insert(key) {
                    let here = graph.table.inverse(basins.elements[orbit as usize]);
                    let back = graph.table.inverse(basins.elements[other as usize]);
                    let there = graph.table.multiply(element, back);
                    network.passes.push(Pass {
                        orbit,
                        beside: (other, element),
                        sides: [
                            (basins.basin_of[orbit as usize], here),
                            (basins.basin_of[other as usize], there),
                        ],
                    });
                }
            }
        }
        network
    }

    /// Canonical name of the contact of `orbit` with the image of `other` under `edge`; `None`
    /// inside one basin.
    fn key(
        &self,
        basins: &Basins,
        graph: &Graph,
        orbit: u32,
        edge: GroupElement,
        other: u32,
    ) -> Option<(u32, u32, GroupElement)> {
        let (a, b) = (
            basins.basin_of[orbit as usize],
            basins.basin_of[other as usize],
        );
        let table = &graph.table;
        let there = table.multiply(basins.elements[orbit as usize], edge);
        let element = table.multiply(there, table.inverse(basins.elements[other as usize]));
        if a == b && element == GroupElement::IDENTITY {
            return None;
        }
        // Elements that differ by what leaves a minimum in place name the same pass.
        let with_identity = |basin: u32| {
            let own = self.stabilisers[basin as usize].iter().copied();
            std::iter::once(GroupElement::IDENTITY).chain(own)
        };
        let mut best: Option<(u32, u32, GroupElement)> = None;
        for s in with_identity(a) {
            for t in with_identity(b) {
                let forward = table.multiply(table.multiply(s, element), t);
                if a == b && forward == GroupElement::IDENTITY {
                    return None;
                }
                let backward = table.inverse(forward);
                let mut names = [(a, b, forward), (b, a, backward)];
                names.sort_unstable();
                if best.is_none_or(|k| names[0] < k) {
                    best = Some(names[0]);
                }
            }
        }
        best
    }
}

struct Basins {
    basin_of: Vec<u32>,
    /// Takes the representative of an orbit into the frame of its basin's minimum.
    elements: Vec<GroupElement>,
}

/// The way down over the grid from the image of an orbit's representative under `frame`: fractional
/// positions, the start first and the minimum of its basin last.
pub(crate) fn way_down(
    map: &ScalarMap,
    graph: &Graph,
    (mut orbit, mut frame): (u32, GroupElement),
) -> Vec<Vector3<f64>> {
    let slopes = Slopes::new(map, graph);
    let values = map.unique_values();
    let mut near = Vec::with_capacity(26);
    let mut way = Vec::new();
    loop {
        way.push(graph.image(frame, &graph.fract(orbit)));
        let lower = |other: u32| order_of(values, other, orbit).is_lt();
        slopes.around(orbit, lower, &mut near);
        let Some((below, element)) = steepest(&near, orbit) else {
            return way;
        };
        frame = graph.table.multiply(frame, element);
        orbit = below;
    }
}

/// Order of two orbits by value; equal ones by number.
fn order_of(values: &[f32], a: u32, b: u32) -> Ordering {
    let (x, y) = (values[a as usize], values[b as usize]);
    x.total_cmp(&y).then(a.cmp(&b))
}

/// A neighbour of a point and the slope towards it in eV/Å.
type Neighbour = (u32, GroupElement, f32);

/// Slopes from the points of a map to their neighbours.
struct Slopes<'m> {
    values: &'m [f32],
    graph: &'m Graph<'m>,
    /// Lengths in Å of the 27 steps.
    steps: [f32; 27],
}

impl<'m> Slopes<'m> {
    fn new(map: &'m ScalarMap, graph: &'m Graph) -> Self {
        Self {
            values: map.unique_values(),
            graph,
            steps: step_lengths(map),
        }
    }

    /// Lists the `wanted` neighbours of an orbit's representative.
    fn around(&self, orbit: u32, wanted: impl Fn(u32) -> bool, near: &mut Vec<Neighbour>) {
        near.clear();
        self.graph
            .for_each_neighbour(orbit, wanted, |other, element, step| {
                let drop = self.values[orbit as usize] - self.values[other as usize];
                near.push((other, element, drop / self.steps[step_number(step)]));
            });
    }
}

/// The neighbour of another orbit to which it falls most steeply, the first of equals.
fn steepest(near: &[Neighbour], orbit: u32) -> Option<(u32, GroupElement)> {
    let mut best: Option<&Neighbour> = None;
    for candidate in near.iter().filter(|n| n.0 != orbit) {
        if best.is_none_or(|b| candidate.2 > b.2) {
            best = Some(candidate);
        }
    }
    best.map(|(below, element, _)| (*below, *element))
}

fn step_number(step: [i64; 3]) -> usize {
    ((step[0] + 1) * 9 + (step[1] + 1) * 3 + step[2] + 1) as usize
}

/// Lengths in Å of the 27 steps between neighbouring points.
fn step_lengths(map: &ScalarMap) -> [f32; 27] {
    let n = map.grid().divisions();
    let mut lengths = [0.0; 27];
    for dx in -1..=1 {
        for dy in -1..=1 {
            for dz in -1..=1 {
                let step = [dx, dy, dz];
                let fract = Vector3::from_fn(|i, _| step[i] as f64 / n[i] as f64);
                lengths[step_number(step)] = map.lattice().cartesian(&fract).norm() as f32;
            }
        }
    }
    lengths
}
