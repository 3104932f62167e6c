//! Places of the mobile ion of which one at a time is filled.

use hecs_core::{Element, Lattice, OverlapRule, PeriodicPoints};

use crate::joined_sites::{JoinedSite, Kind};
use crate::periodic_components::PeriodicComponents;

/// Positions nearer than this (Å) that occupancies leave room for are filled one at a time: the doublets of
/// argyrodites are 1.0–1.97 Å wide, while the nearest filled positions, those of Li₃N, are at 2.11 Å.
pub(crate) const TOGETHER_ANG: f64 = 2.0;

/// The positions of the mobile ion, those that exclude one another counted as one.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct MobileNodes {
    /// Nodes in the cell that hold one ion at most.
    pub count: usize,
    /// Positions of the largest node; 1 where no two positions exclude one another.
    pub most_positions: usize,
    /// Nodes whose positions follow one another without end, with no number of ions that fit.
    pub endless: usize,
}

pub(crate) fn nodes(lattice: &Lattice, joined: &[JoinedSite], mobile: Element) -> MobileNodes {
    let held = joined.iter().filter(|site| site.kind == Kind::Mobile);
    let held = held.flat_map(|site| {
        let occupancy = site.occupancy_of(mobile);
        site.positions.iter().map(move |at| (*at, occupancy))
    });
    let (positions, occupancies): (Vec<_>, Vec<f64>) = held.unzip();
    let around = PeriodicPoints::new(lattice, positions.iter().copied(), TOGETHER_ANG);
    let has_room =
        |a: usize, b: usize| occupancies[a] + occupancies[b] <= OverlapRule::LISTED.fuller_than;
    let mut parts = PeriodicComponents::new(positions.len());
    for (number, position) in positions.iter().enumerate() {
        let near = around.within(position, TOGETHER_ANG).into_iter();
        for near in near.filter(|near| has_room(number, near.index)) {
            let between = positions[near.index] - position;
            let image = (lattice.fractional(&near.vector) - between).map(|x| x.round() as i32);
            parts.join(number, near.index, image.into());
        }
    }
    let mut sizes = vec![0; positions.len()];
    for number in 0..positions.len() {
        sizes[parts.root(number)] += 1;
    }
    let roots: Vec<usize> = (0..positions.len()).filter(|n| sizes[*n] > 0).collect();
    let mut is_endless = |root: &&usize| parts.dimension(**root) > 0;
    let endless = roots.iter().filter(|root| is_endless(root)).count();
    MobileNodes {
        count: roots.len() - endless,
        most_positions: sizes.iter().copied().max().unwrap_or(0),
        endless,
    }
}
