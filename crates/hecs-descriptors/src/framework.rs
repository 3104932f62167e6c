//! The framework of an argyrodite: tetrahedron centres, and the anions around them.

use hecs_core::{Lattice, Neighbour, PeriodicPoints, Structure};

use crate::error::DescriptorError;
use crate::ideal_distances::{A_SHELL, B_REACH, BOND_LIMIT, C_SHELL, REACH};
use crate::joined_sites::{JoinedSite, labels_of, weight_of};
use crate::mismatch::{Coordination, Mismatch};
use crate::note::Note;
use crate::role::Role;
use crate::role_site::RoleSite;

/// Anions within this many times the shortest distance are neighbours of a cation.
const BONDED: f64 = 1.25;
/// Anions around cations are searched this far at first (Å), beyond any bond.
const FIRST_REACH_ANG: f64 = 6.0;
/// And no farther than this (Å): a cation without an anion there is bonded to none.
const LAST_REACH_ANG: f64 = 8.0 * FIRST_REACH_ANG;
/// Anions of different molecules stay farther apart than this (Å): S–S across a PS₄ is 3.3.
pub(crate) const CLOSEST_ANIONS_ANG: f64 = 2.8;

/// Cations with four anions around them, and the rest.
pub(crate) struct Cations<'s> {
    pub(crate) centres: Vec<&'s JoinedSite>,
    pub(crate) others: Vec<&'s JoinedSite>,
}

/// Parts the cations by the number of anions bonded to them.
pub(crate) fn find_tetrahedra<'s>(
    lattice: &Lattice,
    cations: &[&'s JoinedSite],
    anions: &[&JoinedSite],
) -> Result<Cations<'s>, DescriptorError> {
    if anions.is_empty() {
        return Err(Mismatch::NoAnions.into());
    }
    if cations.is_empty() {
        return Err(Mismatch::NoFrameworkCations.into());
    }
    let points = anions_around(lattice, cations, anions);
    let (mut centres, mut others, mut found) = (Vec::new(), Vec::new(), Vec::new());
    for site in cations {
        let from = &site.positions[0];
        let nearest = points.nearest(from, points.reach_ang() / BONDED);
        let bonded = nearest.map_or(0, |n| points.within(from, BONDED * n.distance_ang).len());
        // A dopant on a lithium position is in a tetrahedron of anions too, but dilute.
        if bonded == 4 && site.occupancy() > 0.5 {
            centres.push(*site);
        } else {
            others.push(*site);
        }
        found.push(Coordination {
            site: site.label.clone(),
            anions: bonded,
            nearest_ang: nearest.map_or(f64::INFINITY, |n| n.distance_ang),
        });
    }
    if centres.is_empty() {
        return Err(Mismatch::NoTetrahedra { found }.into());
    }
    Ok(Cations { centres, others })
}

/// The anions with images so far out that every anion bonded to one of the cations is among them.
fn anions_around(
    lattice: &Lattice,
    cations: &[&JoinedSite],
    anions: &[&JoinedSite],
) -> PeriodicPoints {
    let mut reach_ang = FIRST_REACH_ANG;
    loop {
        let positions = anions.iter().flat_map(|s| &s.positions).copied();
        let points = PeriodicPoints::new(lattice, positions, reach_ang);
        let has_neighbour = |site: &&JoinedSite| {
            let nearest = points.nearest(&site.positions[0], reach_ang / BONDED);
            nearest.is_some()
        };
        if reach_ang >= LAST_REACH_ANG || cations.iter().all(has_neighbour) {
            return points;
        }
        reach_ang *= 2.0;
    }
}

/// Twelve neighbours at one distance, each with another opposite to it.
pub(crate) fn check_face_centred(
    centres: &[&JoinedSite],
    b: &RoleSite,
    edge_ang: f64,
    tolerance_ang: f64,
) -> Result<(), Mismatch> {
    let expected_ang = edge_ang * std::f64::consts::FRAC_1_SQRT_2;
    for site in centres {
        let found = b.within(&site.positions[0], B_REACH * edge_ang);
        let shell = found.iter().filter(|n| n.distance_ang > tolerance_ang);
        let nearest_ang = shell
            .clone()
            .next()
            .map_or(f64::INFINITY, |n| n.distance_ang);
        let equal: Vec<_> = shell
            .filter(|n| (n.distance_ang - expected_ang).abs() <= tolerance_ang)
            .collect();
        let has_opposite = |n: &&&Neighbour| {
            let sum_ang = |m: &&Neighbour| (m.vector + n.vector).norm();
            equal.iter().any(|m| sum_ang(m) <= 2.0 * tolerance_ang)
        };
        let opposed = equal.iter().filter(has_opposite).count();
        let is_as_expected = (nearest_ang - expected_ang).abs() <= tolerance_ang;
        if equal.len() != 12 || opposed != 12 || !is_as_expected {
            let near = count_at(&found, nearest_ang, tolerance_ang);
            return Err(Mismatch::NotFaceCentred {
                site: site.label.clone(),
                nearest_ang,
                equal: near,
                opposed: opposed.min(near),
                tolerance_ang,
            });
        }
    }
    Ok(())
}

/// Neighbours at a distance, within a tolerance.
fn count_at(found: &[Neighbour], distance_ang: f64, tolerance_ang: f64) -> usize {
    found
        .iter()
        .filter(|n| (n.distance_ang - distance_ang).abs() <= tolerance_ang)
        .count()
}

/// Anions by role.
#[derive(Default)]
pub(crate) struct Anions<'s> {
    pub(crate) a: Vec<&'s JoinedSite>,
    pub(crate) c: Vec<&'s JoinedSite>,
    pub(crate) e: Vec<&'s JoinedSite>,
}

/// Sorts the anions by their distances to B.
pub(crate) fn sort_anions<'s>(
    anions: &[&'s JoinedSite],
    b: &RoleSite,
    edge_ang: f64,
    tolerance_ang: f64,
) -> Result<Anions<'s>, Mismatch> {
    let mut sorted = Anions::default();
    for site in anions {
        let found = b.within(&site.positions[0], REACH * edge_ang);
        let nearest_b_ang = found.first().map_or(f64::INFINITY, |n| n.distance_ang);
        let at = |distance_ang: f64| count_at(&found, distance_ang, tolerance_ang);
        let role = if nearest_b_ang < BOND_LIMIT * edge_ang {
            &mut sorted.e
        } else if at(C_SHELL * edge_ang) == 4 {
            &mut sorted.c
        } else if at(A_SHELL * edge_ang) == 6 {
            &mut sorted.a
        } else {
            return Err(Mismatch::AnionOutOfPlace {
                site: site.label.clone(),
                nearest_b_ang,
                equal: at(nearest_b_ang),
                edge_ang,
            });
        };
        role.push(*site);
    }
    Ok(sorted)
}

/// Whether a role has as many positions as it should.
pub(crate) fn check_count(
    role: Role,
    sites: &[&JoinedSite],
    count_b: f64,
) -> Result<(), DescriptorError> {
    let found = weight_of(sites) / count_b;
    let expected = role.per_framework_cation().unwrap_or(found);
    if found > expected {
        return Err(DescriptorError::AmbiguousRole {
            role,
            sites: labels_of(sites),
            expected,
            found,
        });
    }
    if found < expected {
        return Err(Mismatch::Incomplete {
            role,
            sites: labels_of(sites),
            expected,
            found,
        }
        .into());
    }
    Ok(())
}

/// C in the void that the tetrahedra point their corners into.
pub(crate) fn short_contact(structure: &Structure, c: &RoleSite, e: &RoleSite) -> Option<Note> {
    let distance_ang = c
        .weighted()
        .filter_map(|(position, _)| e.nearest(position, CLOSEST_ANIONS_ANG))
        .map(|n| n.distance_ang)
        .fold(f64::INFINITY, f64::min);
    distance_ang.is_finite().then(|| {
        let mut sites: Vec<String> = c
            .sites
            .iter()
            .filter_map(|i| structure.sites().get(*i))
            .map(|s| s.label.clone())
            .collect();
        sites.dedup();
        Note::ShortAnionContact {
            sites,
            distance_ang,
        }
    })
}
