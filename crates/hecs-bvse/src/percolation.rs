//! Exact percolation on the periodic grid.
//!
//! Points join in order of their value; a union–find over the 26 neighbours carries for each
//! point the space-group element that takes it into the frame of its root. An edge that joins a
//! component to itself by an element other than the identity adds that element to the group of
//! the component; the rank of the translations in this group is the number of independent
//! directions in which the component extends without end. This is union–find on the torus, as
//! used for wrapping clusters in percolation theory (Newman & Ziff, doi:10.1103/PhysRevE.64.016706),
//! with lattice offsets generalised to group elements so that symmetry-unique points are enough:
//! no supercell, no tolerance.

use hecs_core::TRANSLATION_DENOMINATOR;
use nalgebra::Vector3;

use crate::EnergyMap;
use crate::grid::Grid;
use crate::translations::{ComponentGroup, GroupElement, GroupTable};

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
    let mut forest = Forest::new(grid);
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
            let rank = forest.insert(*orbit);
            for dimension in 1..=rank {
                if events[dimension - 1].is_none() {
                    events[dimension - 1] = Some(forest.event(*orbit));
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

/// Union–find over orbits of grid points.
struct Forest<'g> {
    grid: &'g Grid,
    table: GroupTable,
    parents: Vec<u32>,
    /// Takes a point into the frame of its parent.
    elements: Vec<GroupElement>,
    heights: Vec<u8>,
    /// Groups of components, by root; `groups` of −1 have none yet.
    group_of: Vec<u32>,
    groups: Vec<ComponentGroup>,
}

const ABSENT: u32 = u32::MAX;

impl<'g> Forest<'g> {
    fn new(grid: &'g Grid) -> Self {
        let count = grid.unique_points();
        debug_assert_eq!(TRANSLATION_DENOMINATOR % 24, 0);
        Self {
            grid,
            table: GroupTable::new(grid.operations()),
            parents: vec![ABSENT; count],
            elements: vec![GroupElement::IDENTITY; count],
            heights: vec![0; count],
            group_of: vec![ABSENT; count],
            groups: Vec::new(),
        }
    }

    /// Adds an orbit with all its edges to those already there; the rank of its component.
    fn insert(&mut self, orbit: u32) -> usize {
        self.parents[orbit as usize] = orbit;
        let first = self.grid.representatives()[orbit as usize] as usize;
        let at = self.grid.coordinates(first).map(|x| x as i64);
        let n = self.grid.divisions().map(|x| x as i64);
        if self.grid.multiplicity(orbit) < self.grid.operations().len() {
            self.add_stabiliser(orbit, at);
        }
        for dx in -1..=1 {
            for dy in -1..=1 {
                for dz in -1..=1 {
                    if (dx, dy, dz) == (0, 0, 0) {
                        continue;
                    }
                    let to = [at[0] + dx, at[1] + dy, at[2] + dz];
                    let home = [0, 1, 2].map(|i| to[i].rem_euclid(n[i]));
                    let (other, operation) =
                        self.grid.orbit(self.grid.index(home.map(|x| x as usize)));
                    if self.parents[other as usize] != ABSENT {
                        let edge = self.element_between(other, operation, to);
                        self.join(orbit, edge, other);
                    }
                }
            }
        }
        let (root, _) = self.find(orbit);
        self.rank(root)
    }

    fn rank(&self, root: u32) -> usize {
        match self.group_of[root as usize] {
            ABSENT => 0,
            group => self.groups[group as usize].lattice().rank(),
        }
    }

    fn event(&mut self, orbit: u32) -> Event {
        let (root, element) = self.find(orbit);
        let directions = match self.group_of[root as usize] {
            ABSENT => Vec::new(),
            group => self.groups[group as usize].lattice().short_basis(),
        };
        Event {
            orbit,
            element,
            directions,
        }
    }

    /// The group element that takes the representative of `orbit` to the point `to` (unwrapped),
    /// which is its image under `operation` up to a lattice translation.
    fn element_between(&self, orbit: u32, operation: u16, to: [i64; 3]) -> GroupElement {
        let first = self.grid.representatives()[orbit as usize] as usize;
        let start = self.grid.coordinates(first).map(|x| x as i64);
        let image = self.grid.image(usize::from(operation), start);
        let n = self.grid.divisions();
        GroupElement {
            operation,
            shift: [0, 1, 2].map(|i| ((to[i] - image[i]) / n[i] as i64) as i16),
        }
    }

    /// Elements that leave the point itself in place belong to the group of its component.
    fn add_stabiliser(&mut self, orbit: u32, at: [i64; 3]) {
        let n = self.grid.divisions();
        for operation in 1..self.grid.operations().len() {
            let image = self.grid.image(operation, at);
            if (0..3).all(|i| (image[i] - at[i]) % n[i] as i64 == 0) {
                let element = self.element_between(orbit, operation as u16, at);
                self.extend_group(orbit, element);
            }
        }
    }

    fn extend_group(&mut self, root: u32, element: GroupElement) {
        if element == GroupElement::IDENTITY {
            return;
        }
        let slot = &mut self.group_of[root as usize];
        if *slot == ABSENT {
            *slot = self.groups.len() as u32;
            self.groups.push(ComponentGroup::default());
        }
        self.groups[*slot as usize].add(element, &self.table);
    }

    /// `point` is next to the image of `other` under `edge`.
    fn join(&mut self, point: u32, edge: GroupElement, other: u32) {
        let (root, to_root) = self.find(point);
        let (other_root, to_other) = self.find(other);
        // k takes the frame of the other root into that of the first.
        let k = self.table.multiply(
            self.table.multiply(to_root, edge),
            self.table.inverse(to_other),
        );
        if root == other_root {
            self.extend_group(root, k);
            return;
        }
        let (keep, drop, element) =
            if self.heights[root as usize] >= self.heights[other_root as usize] {
                (root, other_root, k)
            } else {
                (other_root, root, self.table.inverse(k))
            };
        if self.heights[keep as usize] == self.heights[drop as usize] {
            self.heights[keep as usize] += 1;
        }
        self.parents[drop as usize] = keep;
        self.elements[drop as usize] = element;
        let group = self.group_of[drop as usize];
        if group != ABSENT {
            let moved = std::mem::take(&mut self.groups[group as usize]);
            let back = self.table.inverse(element);
            for generator in moved.generators() {
                let there = self.table.multiply(element, *generator);
                let conjugate = self.table.multiply(there, back);
                self.extend_group(keep, conjugate);
            }
        }
    }

    /// Root of a point and the element that takes the point into the root's frame.
    fn find(&mut self, point: u32) -> (u32, GroupElement) {
        let mut root = point;
        let mut total = GroupElement::IDENTITY;
        while self.parents[root as usize] != root {
            total = self.table.multiply(self.elements[root as usize], total);
            root = self.parents[root as usize];
        }
        // Second pass: everything on the way points to the root directly.
        let (mut at, mut rest) = (point, total);
        while self.parents[at as usize] != root && at != root {
            let next = self.parents[at as usize];
            let step = self.elements[at as usize];
            self.parents[at as usize] = root;
            self.elements[at as usize] = rest;
            rest = self.table.multiply(rest, self.table.inverse(step));
            at = next;
        }
        (root, total)
    }
}
