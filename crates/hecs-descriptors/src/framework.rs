//! The framework of an argyrodite: tetrahedron centres, and the anions around them.

use hecs_core::Structure;
use nalgebra::Vector3;

use crate::neighbours::Surroundings;
use crate::roles::RoleSite;
use crate::spots::Spot;
use crate::{Coordination, DescriptorError, Mismatch, Note, Role};

/// Distance of C from its nearest B over the cell edge, √3/4.
pub(crate) const C_SHELL: f64 = 0.433_012_701_892_219_3;
/// Distance of A from its nearest B over the cell edge.
const A_SHELL: f64 = 0.5;
/// An anion nearer to a B than this part of the cell edge is bonded to it: half way between E
/// (0.20 of the edge) and C (0.43).
pub(crate) const BOND_LIMIT: f64 = 0.32;
/// Every point is within half an edge of a face-centred lattice; with room for distortion.
pub(crate) const REACH: f64 = 0.56;
/// Anions within this many times the shortest distance are neighbours of a cation.
const BONDED: f64 = 1.25;
/// Anions of different molecules stay farther apart than this (Å): S–S across a PS₄ is 3.3.
const CLOSEST_ANIONS_ANG: f64 = 2.8;

pub(crate) fn labels_of(spots: &[&Spot]) -> Vec<String> {
    let mut labels: Vec<String> = spots.iter().map(|s| s.label.clone()).collect();
    labels.sort_unstable();
    labels.dedup();
    labels
}

fn all_positions(spots: &[&Spot]) -> Vec<Vector3<f64>> {
    spots.iter().flat_map(|s| &s.positions).copied().collect()
}

/// Cations with four anions around them, and the rest.
pub(crate) fn tetrahedra<'s>(
    around: &Surroundings<'_>,
    cations: &[&'s Spot],
    anions: &[&Spot],
) -> Result<(Vec<&'s Spot>, Vec<&'s Spot>), DescriptorError> {
    if anions.is_empty() {
        return Err(Mismatch::NoAnions.into());
    }
    if cations.is_empty() {
        return Err(Mismatch::NoFrameworkCations.into());
    }
    let anion_positions = all_positions(anions);
    let (mut centres, mut others, mut found) = (Vec::new(), Vec::new(), Vec::new());
    for spot in cations {
        let nearest_ang = around
            .nearest_anywhere(&spot.positions[0], &anion_positions)
            .map_or(f64::INFINITY, |n| n.distance);
        let mut bonded = 0;
        around.visit(
            &spot.positions[0],
            &anion_positions,
            BONDED * nearest_ang,
            |_| bonded += 1,
        );
        // A dopant on a lithium position is in a tetrahedron of anions too, but dilute.
        if bonded == 4 && spot.occupancy() > 0.5 {
            centres.push(*spot);
        } else {
            others.push(*spot);
        }
        found.push(Coordination {
            site: spot.label.clone(),
            anions: bonded,
            nearest_ang,
        });
    }
    if centres.is_empty() {
        return Err(Mismatch::NoTetrahedra { found }.into());
    }
    Ok((centres, others))
}

/// Twelve neighbours at one distance, each with another opposite to it.
pub(crate) fn check_face_centred(
    around: &Surroundings<'_>,
    centres: &[&Spot],
    b: &RoleSite,
    tolerance: f64,
) -> Result<(), Mismatch> {
    // In a face-centred lattice of N points in a volume V, neighbours are (√2 V / N)^⅓ apart.
    let expected = (std::f64::consts::SQRT_2 * around.volume() / b.positions.len() as f64).cbrt();
    for spot in centres {
        let found = around.within(&spot.positions[0], &b.positions, 1.3 * expected);
        let shell = found.iter().filter(|n| n.distance > tolerance);
        let nearest_ang = shell.clone().next().map_or(f64::INFINITY, |n| n.distance);
        let equal: Vec<_> = shell
            .filter(|n| (n.distance - expected).abs() <= tolerance)
            .collect();
        let opposed = equal
            .iter()
            .filter(|n| {
                equal
                    .iter()
                    .any(|m| (m.vector + n.vector).norm() <= 2.0 * tolerance)
            })
            .count();
        if equal.len() != 12 || opposed != 12 || (nearest_ang - expected).abs() > tolerance {
            let near = found
                .iter()
                .filter(|n| (n.distance - nearest_ang).abs() <= tolerance)
                .count();
            return Err(Mismatch::NotFaceCentred {
                site: spot.label.clone(),
                nearest_ang,
                equal: near,
                opposed: opposed.min(near),
                tolerance_ang: tolerance,
            });
        }
    }
    Ok(())
}

/// Anions by their distances to B, in the order A, C, E.
pub(crate) fn sort_anions<'s>(
    around: &Surroundings<'_>,
    anions: &[&'s Spot],
    b: &RoleSite,
    edge: f64,
    tolerance: f64,
) -> Result<[Vec<&'s Spot>; 3], Mismatch> {
    let mut sorted = [Vec::new(), Vec::new(), Vec::new()];
    for spot in anions {
        let found = around.within(&spot.positions[0], &b.positions, REACH * edge);
        let nearest_b_ang = found.first().map_or(f64::INFINITY, |n| n.distance);
        let at = |distance: f64| {
            found
                .iter()
                .filter(|n| (n.distance - distance).abs() <= tolerance)
                .count()
        };
        let place = if nearest_b_ang < BOND_LIMIT * edge {
            2
        } else if at(C_SHELL * edge) == 4 {
            1
        } else if at(A_SHELL * edge) == 6 {
            0
        } else {
            return Err(Mismatch::AnionOutOfPlace {
                site: spot.label.clone(),
                nearest_b_ang,
                equal: at(nearest_b_ang),
                edge_ang: edge,
            });
        };
        sorted[place].push(*spot);
    }
    Ok(sorted)
}

pub(crate) fn check_count(
    role: Role,
    spots: &[&Spot],
    count_b: f64,
) -> Result<(), DescriptorError> {
    let found = spots.iter().map(|s| s.weight()).sum::<f64>() / count_b;
    let expected = role.per_framework_cation().unwrap_or(found);
    if found > expected {
        return Err(DescriptorError::AmbiguousRole {
            role,
            sites: labels_of(spots),
            expected,
            found,
        });
    }
    if found < expected {
        return Err(Mismatch::Incomplete {
            role,
            sites: labels_of(spots),
            expected,
            found,
        }
        .into());
    }
    Ok(())
}

/// C in the void that the tetrahedra point their corners into.
pub(crate) fn short_contact(
    structure: &Structure,
    around: &Surroundings<'_>,
    c: &RoleSite,
    e: &RoleSite,
) -> Option<Note> {
    let distance_ang = c
        .weighted()
        .filter_map(|(position, _)| around.nearest(position, &e.positions, CLOSEST_ANIONS_ANG))
        .map(|n| n.distance)
        .fold(f64::INFINITY, f64::min);
    distance_ang.is_finite().then(|| {
        let mut sites: Vec<String> = c
            .sites()
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
