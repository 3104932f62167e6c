//! Exact percolation on a grid without symmetry, basin by basin.
//!
//! Joining points in order of their value visits the grid in random order, and once the grid
//! outgrows the caches every look at a neighbour waits for memory. Yet most joins are foregone:
//! a point is always connected to its lowest neighbour, so at any level a point below it is
//! connected to the minimum that this descent leads to. It is enough, then, to
//!
//! 1. point every node to its lowest neighbour, in the order of the grid's bricks,
//! 2. follow the pointers to the minimum, adding up the lattice translations on the way,
//! 3. list where nodes of different basins, or of different images of one basin, touch,
//! 4. and join only these contacts in order of their higher point: union–find over basins.
//!
//! The components at each level are those of the joining of points, so the levels, the deciding
//! points and the lattices of translations are the same; points of equal value are told apart by
//! their number throughout. With symmetry the frame of a component depends on the order of
//! joining, which is why this is for grids whose only operation is the identity.

use rayon::prelude::*;

use crate::forest::Forest;
use crate::grid::Grid;
use crate::percolation::Event;
use crate::translations::{GroupElement, GroupTable};

const ABSENT: u32 = u32::MAX;
/// Fewer nodes are not worth a second thread.
const NODES_AT_ONCE: usize = 4096;

/// Value and orbit of a node as one number that sorts by value, then by orbit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key(u64);

impl Key {
    fn new(value: f32, orbit: u32) -> Self {
        let bits = value.to_bits();
        // Negative numbers sort backwards by their bits.
        let sorted = bits ^ (((bits as i32) >> 31) as u32 | 0x8000_0000);
        Self(u64::from(sorted) << 32 | u64::from(orbit))
    }

    fn orbit(self) -> u32 {
        self.0 as u32
    }
}

/// A node of one basin beside an image of a node of another, or of the same.
#[derive(Clone, Copy, Debug)]
struct Contact {
    /// The higher of the two nodes.
    key: Key,
    from: u32,
    to: u32,
    /// From the frame of `to` into that of `from`, in cells.
    shift: [i16; 3],
}

/// The points below a level, numbered in the order of the bricks of the grid.
struct Basins<'g> {
    grid: &'g Grid,
    /// Node of every point of the grid.
    node_of: Vec<u32>,
    keys: Vec<Key>,
    /// Basin of a node.
    basin_of: Vec<u32>,
    /// From a node into the frame of its basin's minimum, in cells.
    shifts: Vec<[i16; 3]>,
    basin_count: u32,
}

/// The events for 1, 2 and 3 dimensions on a grid without symmetry, from one range of values
/// (above, up to) after the other; `values` are those of the orbits of the grid.
pub(crate) fn percolate_by_basins(
    grid: &Grid,
    values: &[f32],
    levels: impl Iterator<Item = (f32, f32)>,
) -> [Option<Event>; 3] {
    let table = GroupTable::new(grid.operations());
    let mut forest = Forest::new(0, &table);
    let mut basins = Basins::new(grid);
    let mut events = [None, None, None];
    for (above, up_to) in levels {
        let known = basins.basin_count;
        let first = basins.add(values, above, up_to);
        basins.descend(first);
        for _ in known..basins.basin_count {
            forest.push();
        }
        let contacts = basins.contacts(first);
        for at_once in contacts.chunk_by(|a, b| a.key == b.key) {
            for contact in at_once {
                let element = GroupElement {
                    operation: 0,
                    shift: contact.shift,
                };
                forest.join(contact.from, element, contact.to);
            }
            let Contact { key, from, .. } = at_once[0];
            let rank = forest.rank(from);
            for event in events.iter_mut().take(rank).filter(|e| e.is_none()) {
                *event = Some(Event {
                    orbit: key.orbit(),
                    // Translations commute: the directions are the same in every frame.
                    element: GroupElement::IDENTITY,
                    directions: forest.translations(from).1,
                });
            }
            if rank == 3 {
                return events;
            }
        }
    }
    events
}

impl<'g> Basins<'g> {
    fn new(grid: &'g Grid) -> Self {
        Self {
            grid,
            node_of: vec![ABSENT; grid.point_count()],
            keys: Vec::new(),
            basin_of: Vec::new(),
            shifts: Vec::new(),
            basin_count: 0,
        }
    }

    /// Adds the points of values in (`above`, `up_to`] as nodes; gives the first of them.
    fn add(&mut self, values: &[f32], above: f32, up_to: f32) -> usize {
        let first = self.keys.len();
        for (orbit, value) in values.iter().enumerate() {
            if *value > above && *value <= up_to {
                let point = self.grid.representatives()[orbit] as usize;
                self.node_of[point] = self.keys.len() as u32;
                self.keys.push(Key::new(*value, orbit as u32));
            }
        }
        self.basin_of.resize(self.keys.len(), ABSENT);
        self.shifts.resize(self.keys.len(), [0; 3]);
        first
    }

    /// Finds the basins of the nodes from `first` on.
    fn descend(&mut self, first: usize) {
        let down: Vec<(u32, [i16; 3])> = (first..self.keys.len())
            .into_par_iter()
            .with_min_len(NODES_AT_ONCE)
            .map(|node| self.lowest_neighbour(node as u32))
            .collect();
        let mut path = Vec::new();
        for start in first as u32..self.keys.len() as u32 {
            let mut at = start;
            while self.basin_of[at as usize] == ABSENT {
                let (below, _) = down[at as usize - first];
                if below == at {
                    self.basin_of[at as usize] = self.basin_count;
                    self.basin_count += 1;
                } else {
                    path.push(at);
                    at = below;
                }
            }
            // Back up: all that leads here belongs to the same basin.
            while let Some(node) = path.pop() {
                let (below, step) = down[node as usize - first];
                let shift = self.shifts[below as usize];
                self.basin_of[node as usize] = self.basin_of[below as usize];
                self.shifts[node as usize] = [0, 1, 2].map(|i| shift[i] - step[i]);
            }
        }
    }

    /// The lowest node around a node and the cell it is in; the node itself if it is the lowest.
    fn lowest_neighbour(&self, node: u32) -> (u32, [i16; 3]) {
        let mut lowest = (self.keys[node as usize], node, [0; 3]);
        self.for_each_neighbour(node, |other, shift| {
            let key = self.keys[other as usize];
            if key < lowest.0 {
                lowest = (key, other, shift);
            }
        });
        (lowest.1, lowest.2)
    }

    /// Contacts of nodes from `first` on with lower ones, in order of the former.
    fn contacts(&self, first: usize) -> Vec<Contact> {
        let mut contacts = (first..self.keys.len())
            .into_par_iter()
            .with_min_len(NODES_AT_ONCE)
            .fold(Vec::new, |mut contacts, node| {
                self.add_contacts(node, &mut contacts);
                contacts
            })
            .reduce(Vec::new, |mut some, mut more| {
                some.append(&mut more);
                some
            });
        contacts.sort_unstable_by_key(|c| c.key);
        contacts
    }

    /// Adds the different contacts of one node with lower ones.
    fn add_contacts(&self, node: usize, contacts: &mut Vec<Contact>) {
        let (key, from, own) = (self.keys[node], self.basin_of[node], self.shifts[node]);
        let mine = contacts.len();
        self.for_each_neighbour(node as u32, |other, cell| {
            let to = self.basin_of[other as usize];
            let its = self.shifts[other as usize];
            let shift = [0, 1, 2].map(|i| own[i] + cell[i] - its[i]);
            if to == from && shift == [0; 3] || self.keys[other as usize] > key {
                return;
            }
            let mut seen = contacts[mine..].iter();
            if !seen.any(|c| c.to == to && c.shift == shift) {
                contacts.push(Contact {
                    key,
                    from,
                    to,
                    shift,
                });
            }
        });
    }

    /// Visits a node and those of its 26 neighbours that are nodes, each with the cell it is in.
    fn for_each_neighbour(&self, node: u32, mut visit: impl FnMut(u32, [i16; 3])) {
        let point = self.grid.representatives()[self.keys[node as usize].orbit() as usize];
        let at = self.grid.coordinates(point as usize);
        let n = self.grid.divisions();
        let strides = [n[1] * n[2], n[2], 1];
        // One step down, none and one step up along each axis: share of the number, and cell.
        let near = [0, 1, 2].map(|i| {
            let down = at[i].checked_sub(1).map_or((n[i] - 1, -1), |x| (x, 0));
            let up = if at[i] + 1 < n[i] {
                (at[i] + 1, 0)
            } else {
                (0, 1)
            };
            [down, (at[i], 0), up].map(|(x, cell)| (x * strides[i], cell))
        });
        // Whether a neighbour is there cannot be foreseen: list those that are without branching.
        let mut found = [(ABSENT, [0; 3]); 27];
        let mut count = 0;
        for (x, cell_x) in near[0] {
            for (y, cell_y) in near[1] {
                for (z, cell_z) in near[2] {
                    let other = self.node_of[x + y + z];
                    found[count] = (other, [cell_x, cell_y, cell_z]);
                    count += usize::from(other != ABSENT);
                }
            }
        }
        for (other, cell) in &found[..count] {
            visit(*other, *cell);
        }
    }
}
