//! Which sites are alike: same species, same surroundings.
//!
//! What a site sees of mobile ions M, framework cations F and anions X is three sums over the positions
//! at distances d with occupancies o,
//!
//! ```text
//! Σ o exp(−d / 0.37 Å)
//! ```
//!
//! with the length over which bond valences fall by e (Brown & Altermatt 1985,
//! doi:10.1107/S0108768185002063), so that the nearest count. They are the same in any cell, setting
//! and order of atoms, where Wyckoff letters and orbits are not.

use hecs_core::{Lattice, PeriodicPoints};

use crate::joined_sites::{JoinedSite, Kind};

/// Length of the decay in Å.
const DECAY_ANG: f64 = 0.37;
/// What is beyond this (Å) adds less than 1e-4 of what a bond of 2.5 Å does.
const REACH_ANG: f64 = 6.0;
/// Sums of like sites agree better than this, relative: a distance read to 1e-3 Å moves them by 3e-3.
const SAME_SUM: f64 = 5e-3;
/// A sum below this is of nothing near: one ion at 4.3 Å.
const NEGLIGIBLE: f64 = 1e-5;
/// Occupancies of like sites agree better than this.
const SAME_OCCUPANCY: f64 = 1e-3;
/// What is nearer than this (Å) is at the place itself.
const HERE_ANG: f64 = 1e-3;

/// What a site sees: the sums over mobile ions, framework cations, anions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Surroundings {
    pub(crate) mobile: f64,
    pub(crate) framework: f64,
    pub(crate) anions: f64,
}

/// The surroundings of each site.
pub(crate) fn surroundings(lattice: &Lattice, joined: &[JoinedSite]) -> Vec<Surroundings> {
    let positions = (0..).zip(joined);
    let positions = positions.flat_map(|(n, site)| site.positions.iter().map(move |p| (*p, n)));
    let around = PeriodicPoints::tagged(lattice, positions, REACH_ANG);
    let of_site = |site: &JoinedSite| {
        let mut seen = Surroundings {
            mobile: 0.0,
            framework: 0.0,
            anions: 0.0,
        };
        let Some(first) = site.positions.first() else {
            return seen;
        };
        let at = lattice.cartesian(&first.map(|x| x - x.floor()));
        around.for_each(&at, REACH_ANG, |image| {
            let distance_ang = (image.position - at).norm();
            if (HERE_ANG..REACH_ANG).contains(&distance_ang) {
                let other = &joined[image.tag as usize];
                let sum = match other.kind {
                    Kind::Mobile => &mut seen.mobile,
                    Kind::Cation => &mut seen.framework,
                    Kind::Anion => &mut seen.anions,
                };
                *sum += other.occupancy() * (-distance_ang / DECAY_ANG).exp();
            }
        });
        seen
    };
    joined.iter().map(of_site).collect()
}

/// The class of each site, numbered in the order of first appearance.
pub(crate) fn classes(joined: &[JoinedSite], seen: &[Surroundings]) -> Vec<usize> {
    let mut firsts: Vec<usize> = Vec::new();
    let mut classes = Vec::with_capacity(joined.len());
    for site in 0..joined.len() {
        let same = firsts.iter().position(|first| {
            are_alike(&joined[*first], &joined[site]) && see_alike(&seen[*first], &seen[site])
        });
        classes.push(same.unwrap_or(firsts.len()));
        if same.is_none() {
            firsts.push(site);
        }
    }
    classes
}

fn are_alike(a: &JoinedSite, b: &JoinedSite) -> bool {
    let holds_as_much = |(ion, occupancy): &(hecs_core::Ion, f64)| {
        let other = b.species.iter().filter(|(i, _)| i == ion);
        let other: f64 = other.map(|(_, o)| o).sum();
        (other - occupancy).abs() < SAME_OCCUPANCY
    };
    let in_all = (a.occupancy() - b.occupancy()).abs() < SAME_OCCUPANCY;
    a.kind == b.kind && in_all && a.species.iter().all(holds_as_much)
}

fn see_alike(a: &Surroundings, b: &Surroundings) -> bool {
    let pairs = [
        (a.mobile, b.mobile),
        (a.framework, b.framework),
        (a.anions, b.anions),
    ];
    let is_same = |(p, q): (f64, f64)| (p - q).abs() <= SAME_SUM * p.max(q) + NEGLIGIBLE;
    pairs.into_iter().all(is_same)
}
