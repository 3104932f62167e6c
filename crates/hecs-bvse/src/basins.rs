//! Basins of a map, and where they touch.
//!
//! Every grid point belongs to the minimum that steepest descent over the grid leads to; where points
//! of two basins are neighbours, the lowest such contact is what connects them. All modulo the space
//! group: a contact is one of a basin with the image of another (or of itself) under an element.
//!
//! A point is connected to its lower neighbours, so at any level it is connected to the minimum that
//! its descent leads to. Two points below a level are therefore connected below it exactly if their
//! basins are by contacts below it, and percolation need not look at points again.
//!
//! Basins are found up to a level, which can be raised: descents end at lower points, so what is known
//! stays as it is.
//!
//! 1. Point every new node to its steepest lower neighbour, in the order of the bricks of the grid.
//! 2. Follow the pointers to the minimum, and multiply the elements in between.
//! 3. List where nodes of different basins, or of different images of one basin, are neighbours: for
//!    each pair of images the lowest contact.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::descent::Descent;
use crate::steps::STEPS;
use crate::translations::{GroupElement, GroupTable};

const ABSENT: u32 = u32::MAX;
/// Fewer nodes are not worth a second thread.
const NODES_AT_ONCE: usize = 4096;

/// A grid point that is lower than its neighbours.
#[derive(Clone, Debug)]
pub(crate) struct Minimum {
    pub(crate) orbit: u32,
    /// Elements other than the identity that leave its representative in place.
    pub(crate) stabiliser: Vec<GroupElement>,
}

/// A contact of the images of two basins, or of two images of one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Contact {
    /// Orbit of the higher of the two points; its representative is the one in contact.
    pub(crate) orbit: u32,
    /// The other point: an image of the representative of another orbit, or of the same.
    pub(crate) beside: (u32, GroupElement),
    /// Basin of each of the two points, and what takes its minimum into the frame of the contact.
    pub(crate) sides: [(u32, GroupElement); 2],
}

/// A basin, and the image of another that it touches: the element takes the minimum of the latter
/// into the frame of the former.
type Pair = (u32, u32, GroupElement);

/// Two points in contact.
#[derive(Clone, Copy, Debug)]
struct Touch {
    /// Of the higher point.
    orbit: u32,
    /// Place in the neighbourhood of the higher point.
    place: usize,
    beside: (u32, GroupElement),
}

/// The basins of a map up to a level, and the contacts between them.
#[derive(Clone, Debug)]
pub(crate) struct Basins {
    level: f32,
    /// Node of every orbit.
    node_of: Vec<u32>,
    /// Orbits of the nodes: by batch, and in a batch by number.
    orbits: Vec<u32>,
    /// Basin of each node.
    basin_of: Vec<u32>,
    /// Takes the representative of a node's orbit into the frame of its basin's minimum.
    elements: Vec<GroupElement>,
    /// By value.
    minima: Vec<Minimum>,
    /// By value of the higher point.
    contacts: Vec<Contact>,
    /// Pairs in contact.
    pairs: BTreeSet<Pair>,
}

/// The part of the basins that lies below a level.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Below<'b> {
    /// By value.
    pub(crate) minima: &'b [Minimum],
    /// By value of the higher point.
    pub(crate) contacts: &'b [Contact],
}

impl Basins {
    /// Those of a map of so many orbits below everything: none.
    pub(crate) fn new(orbits: usize) -> Self {
        Self {
            level: f32::NEG_INFINITY,
            node_of: vec![ABSENT; orbits],
            orbits: Vec::new(),
            basin_of: Vec::new(),
            elements: Vec::new(),
            minima: Vec::new(),
            contacts: Vec::new(),
            pairs: BTreeSet::new(),
        }
    }

    /// Highest value of the points that have been looked at.
    pub(crate) fn level(&self) -> f32 {
        self.level
    }

    /// What lies below a level up to which the map has been looked at.
    pub(crate) fn below(&self, values: &[f32], level: f32) -> Below<'_> {
        let is_low = |orbit: u32| values[orbit as usize] <= level;
        let minima = self.minima.partition_point(|m| is_low(m.orbit));
        let contacts = self.contacts.partition_point(|c| is_low(c.orbit));
        Below {
            minima: &self.minima[..minima],
            contacts: &self.contacts[..contacts],
        }
    }

    pub(crate) fn minima(&self) -> &[Minimum] {
        &self.minima
    }

    pub(crate) fn contacts(&self) -> &[Contact] {
        &self.contacts
    }

    /// Takes in all points of values up to `level`; always of the same map.
    pub(crate) fn raise(&mut self, descent: &Descent, level: f32) {
        let first = self.add_nodes(descent.values, level);
        self.descend(descent, first);
        self.find_contacts(descent, first);
    }

    /// Adds the points up to a level as nodes; gives the first of them.
    fn add_nodes(&mut self, values: &[f32], level: f32) -> usize {
        let first = self.orbits.len();
        for (orbit, value) in (0..).zip(values) {
            if *value > self.level && *value <= level {
                self.node_of[orbit as usize] = self.orbits.len() as u32;
                self.orbits.push(orbit);
            }
        }
        self.basin_of.resize(self.orbits.len(), ABSENT);
        self.elements
            .resize(self.orbits.len(), GroupElement::IDENTITY);
        self.level = self.level.max(level);
        first
    }

    /// Finds the basins of the nodes from `first` on.
    fn descend(&mut self, descent: &Descent, first: usize) {
        let graph = descent.graph;
        // The node below each and what takes its orbit's representative there; itself at a minimum.
        let below: Vec<(u32, GroupElement)> = (first..self.orbits.len())
            .into_par_iter()
            .with_min_len(NODES_AT_ONCE)
            .map(|node| match descent.steepest(self.orbits[node]) {
                Some(lower) => (self.node_of[lower.orbit as usize], graph.element(&lower)),
                None => (node as u32, GroupElement::IDENTITY),
            })
            .collect();
        self.add_minima(descent, first, &below);
        let mut path = Vec::new();
        for start in first as u32..self.orbits.len() as u32 {
            let mut at = start;
            while self.basin_of[at as usize] == ABSENT {
                path.push(at);
                at = below[at as usize - first].0;
            }
            // Back up: all that leads here belongs to the same basin.
            while let Some(node) = path.pop() {
                let (lower, element) = below[node as usize - first];
                let back = graph.table.inverse(element);
                self.basin_of[node as usize] = self.basin_of[lower as usize];
                self.elements[node as usize] =
                    graph.table.multiply(self.elements[lower as usize], back);
            }
        }
    }

    /// Starts a basin at each node that has none below.
    fn add_minima(&mut self, descent: &Descent, first: usize, below: &[(u32, GroupElement)]) {
        let mut lowest: Vec<u32> = (first as u32..)
            .zip(below)
            .filter(|(node, (lower, _))| node == lower)
            .map(|(node, _)| self.orbits[node as usize])
            .collect();
        lowest.sort_unstable_by(|a, b| descent.order(*a, *b));
        for orbit in lowest {
            let node = self.node_of[orbit as usize];
            self.basin_of[node as usize] = self.minima.len() as u32;
            self.minima.push(Minimum {
                orbit,
                stabiliser: descent.graph.stabiliser(orbit),
            });
        }
    }

    /// Adds the contacts of the nodes from `first` on with lower ones.
    fn find_contacts(&mut self, descent: &Descent, first: usize) {
        let found = (first..self.orbits.len())
            .into_par_iter()
            .with_min_len(NODES_AT_ONCE)
            .fold(BTreeMap::new, |mut lowest, node| {
                self.add_touches(descent, node, &mut lowest);
                lowest
            })
            .reduce(BTreeMap::new, |mut some, more| {
                for (pair, touch) in more {
                    keep_lower(descent, &mut some, pair, touch);
                }
                some
            });
        let mut found: Vec<(Pair, Touch)> = found.into_iter().collect();
        found.sort_unstable_by(|(_, a), (_, b)| {
            let by_value = descent.order(a.orbit, b.orbit);
            by_value.then(a.place.cmp(&b.place))
        });
        let table = &descent.graph.table;
        for ((from, to, _), Touch { orbit, beside, .. }) in found {
            let (here, there) = (self.to_minimum(orbit), self.to_minimum(beside.0));
            let there = table.multiply(beside.1, table.inverse(there));
            let Some(pair) = self.canonical(table, (from, to, table.multiply(here, there))) else {
                continue;
            };
            if self.pairs.insert(pair) {
                self.contacts.push(Contact {
                    orbit,
                    beside,
                    sides: [(from, table.inverse(here)), (to, there)],
                });
            }
        }
    }

    /// What takes the representative of an orbit into the frame of its basin's minimum.
    fn to_minimum(&self, orbit: u32) -> GroupElement {
        self.elements[self.node_of[orbit as usize] as usize]
    }

    /// Notes where one node touches lower ones of another basin, or of another image of its own.
    fn add_touches(&self, descent: &Descent, node: usize, lowest: &mut BTreeMap<Pair, Touch>) {
        let graph = descent.graph;
        let (orbit, from, here) = (self.orbits[node], self.basin_of[node], self.elements[node]);
        let mut add = |place: usize, other: u32, edge: GroupElement| {
            let other_node = self.node_of[other as usize] as usize;
            let (to, there) = (self.basin_of[other_node], self.elements[other_node]);
            let forth = graph.table.multiply(here, edge);
            if to == from && forth == there {
                return;
            }
            let pair = (
                from,
                to,
                graph.table.multiply(forth, graph.table.inverse(there)),
            );
            let touch = Touch {
                orbit,
                place,
                beside: (other, edge),
            };
            keep_lower(descent, lowest, pair, touch);
        };
        graph.for_each_neighbour(orbit, |neighbour| {
            if descent.order(neighbour.orbit, orbit).is_le() {
                add(neighbour.step, neighbour.orbit, graph.element(&neighbour));
            }
        });
        // A point on an element of symmetry is in contact with itself.
        for (number, element) in graph.stabiliser(orbit).into_iter().enumerate() {
            add(STEPS.len() + number, orbit, element);
        }
    }

    /// The name that a pair shares with its images and its reverse; `None` inside one basin.
    fn canonical(&self, table: &GroupTable, (from, to, element): Pair) -> Option<Pair> {
        // Elements that differ by what leaves a minimum in place name the same pair.
        let own = |basin: u32| {
            let stabiliser = self.minima[basin as usize].stabiliser.iter().copied();
            std::iter::once(GroupElement::IDENTITY).chain(stabiliser)
        };
        let mut first: Option<Pair> = None;
        for s in own(from) {
            for t in own(to) {
                let forth = table.multiply(table.multiply(s, element), t);
                if from == to && forth == GroupElement::IDENTITY {
                    return None;
                }
                let name = (from, to, forth).min((to, from, table.inverse(forth)));
                first = Some(first.map_or(name, |known| known.min(name)));
            }
        }
        first
    }
}

/// Keeps the lower of two touches of a pair.
fn keep_lower(descent: &Descent, lowest: &mut BTreeMap<Pair, Touch>, pair: Pair, touch: Touch) {
    let known = lowest.entry(pair).or_insert(touch);
    let by_value = descent.order(touch.orbit, known.orbit);
    if by_value.then(touch.place.cmp(&known.place)).is_lt() {
        *known = touch;
    }
}
