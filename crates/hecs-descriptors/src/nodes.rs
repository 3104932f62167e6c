//! Places of the mobile ion of which one at a time is filled, and how many ions fit on them.

use std::collections::BTreeMap;

use hecs_core::{Element, Lattice, Neighbour, OverlapRule, PeriodicPoints};
use nalgebra::Vector3;

use crate::capacity::{cliques, largest_independent_set, largest_packing};
use crate::joined_sites::{JoinedSite, Kind};
use crate::periodic_components::PeriodicComponents;

/// Positions nearer than this (Å) that occupancies leave room for are filled one at a time: the doublets of
/// argyrodites are 1.0–1.97 Å wide, while the nearest filled positions, those of Li₃N, are at 2.11 Å.
pub(crate) const TOGETHER_ANG: f64 = 2.0;
/// A position that is nearer to itself than this (Å) is itself.
const ITSELF_ANG: f64 = 1e-3;
/// Positions of a node up to which the ions that fit are counted rather than bounded.
const MOST_COUNTED: usize = 64;

/// The positions of the mobile ion, those that exclude one another counted as one.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct MobileNodes {
    /// Nodes in the cell: sets of positions that exclude one another in a chain that ends.
    pub count: usize,
    /// Positions of the largest node; 1 where no two positions exclude one another.
    pub most_positions: usize,
    /// Nodes whose positions follow one another without end.
    pub endless: usize,
    /// The most ions that fit in the cell at once, no two nearer than two ions come. Exact where nodes end; for
    /// endless ones the mean over all cells, or a bound of it from above.
    pub capacity: f64,
}

/// The positions of the mobile ion, and which exclude one another.
struct Positions {
    fracts: Vec<Vector3<f64>>,
    /// Of each position its occupancy by the mobile ion and the number of its site.
    occupancies: Vec<f64>,
    sites: Vec<usize>,
    around: PeriodicPoints,
}

impl Positions {
    fn of(lattice: &Lattice, joined: &[JoinedSite], mobile: Element) -> Self {
        let (mut fracts, mut occupancies, mut sites) = (Vec::new(), Vec::new(), Vec::new());
        for (number, site) in joined.iter().enumerate() {
            if site.kind == Kind::Mobile {
                for position in &site.positions {
                    fracts.push(*position);
                    occupancies.push(site.occupancy_of(mobile));
                    sites.push(number);
                }
            }
        }
        let around = PeriodicPoints::new(lattice, fracts.iter().copied(), TOGETHER_ANG);
        Self {
            fracts,
            occupancies,
            sites,
            around,
        }
    }

    fn has_room(&self, a: usize, b: usize) -> bool {
        self.occupancies[a] + self.occupancies[b] <= OverlapRule::LISTED.fuller_than
    }

    /// The positions that a position excludes, and is excluded by.
    fn excluded(&self, number: usize) -> Vec<Neighbour> {
        let near = self.around.within(&self.fracts[number], TOGETHER_ANG);
        let is_other = |n: &Neighbour| n.index != number || n.distance_ang > ITSELF_ANG;
        near.into_iter()
            .filter(|n| is_other(n) && self.has_room(number, n.index))
            .collect()
    }

    /// The sets of positions that exclude one another and hold a given one, each as the sites of its positions.
    fn exclusive_sets(&self, number: usize) -> Vec<Vec<usize>> {
        let near = self.excluded(number);
        let exclude = |a: usize, b: usize| {
            let apart_ang = (near[a].vector - near[b].vector).norm();
            apart_ang <= TOGETHER_ANG && self.has_room(near[a].index, near[b].index)
        };
        let sets = cliques(near.len(), exclude).into_iter();
        let sites = |set: Vec<usize>| {
            let own = std::iter::once(self.sites[number]);
            own.chain(set.into_iter().map(|n| self.sites[near[n].index]))
                .collect()
        };
        sets.map(sites).collect()
    }
}

pub(crate) fn nodes(lattice: &Lattice, joined: &[JoinedSite], mobile: Element) -> MobileNodes {
    let positions = Positions::of(lattice, joined, mobile);
    let mut parts = PeriodicComponents::new(positions.fracts.len());
    for number in 0..positions.fracts.len() {
        for near in positions.excluded(number) {
            let between = positions.fracts[near.index] - positions.fracts[number];
            let image = (lattice.fractional(&near.vector) - between).map(|x| x.round() as i32);
            parts.join(number, near.index, image.into());
        }
    }
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for number in 0..positions.fracts.len() {
        members.entry(parts.root(number)).or_default().push(number);
    }
    let mut counted = 0;
    // Sites of nodes whose ions are not counted one by one.
    let mut bounded: Vec<usize> = Vec::new();
    let mut endless = 0;
    for (root, node) in &members {
        let is_endless = parts.dimension(*root) > 0;
        endless += usize::from(is_endless);
        if is_endless || node.len() > MOST_COUNTED {
            bounded.extend(node.iter().map(|n| positions.sites[*n]));
        } else {
            counted += ions_that_fit(&positions, node);
        }
    }
    bounded.sort_unstable();
    bounded.dedup();
    MobileNodes {
        count: members.len() - endless,
        most_positions: members.values().map(Vec::len).max().unwrap_or(0),
        endless,
        capacity: counted as f64 + ions_per_cell(&positions, &bounded, joined),
    }
}

/// The most ions that fit on the positions of a node that ends.
fn ions_that_fit(positions: &Positions, node: &[usize]) -> usize {
    let masks: Vec<u64> = node
        .iter()
        .map(|number| {
            let excluded = positions.excluded(*number).into_iter();
            let place = |n: Neighbour| node.iter().position(|m| *m == n.index);
            excluded.filter_map(place).fold(0, |mask, p| mask | 1 << p)
        })
        .collect();
    largest_independent_set(&masks)
}

/// The most ions per cell on the positions of some sites. Every set of positions that exclude one another has an
/// image that holds the first position of one of them.
fn ions_per_cell(positions: &Positions, sites: &[usize], joined: &[JoinedSite]) -> f64 {
    let weights: Vec<f64> = sites.iter().map(|n| joined[*n].weight()).collect();
    let mut constraints: Vec<Vec<f64>> = Vec::new();
    for site in sites {
        let Some(first) = positions.sites.iter().position(|s| s == site) else {
            continue;
        };
        for set in positions.exclusive_sets(first) {
            let of_site = |s: &usize| set.iter().filter(|other| *other == s).count() as f64;
            constraints.push(sites.iter().map(of_site).collect());
        }
    }
    constraints.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    constraints.dedup();
    largest_packing(&weights, &constraints)
}
