//! Coordination polyhedra: the counter-ions about each cation of the framework, in whatever cell they are.
//!
//! A shell ends at the largest gap between the reciprocals of one distance and the next (G. O. Brunner, Acta
//! Cryst. A33 (1977) 226, doi:10.1107/S0567739477000461).

use hecs_core::{Neighbour, PeriodicPoints, Structure};
use hecs_report::data::{Polyhedron, Role};
use nalgebra::Vector3;

/// Counter-ions farther than this (Å) are no neighbours.
const REACH_ANG: f64 = 4.5;
/// A shell ends at the latest where a distance is so many times the shortest.
const LONGEST: f64 = 1.6;
/// Corners of a polyhedron, at least and at most: a triangle, a cuboctahedron.
const CORNERS: std::ops::RangeInclusive<usize> = 3..=12;
/// Positions nearer to each other than this (Å) are one ion in two places, and no corners of one polyhedron.
const SPLIT_ANG: f64 = 1.2;

/// The polyhedra about the positions of a structure, whose sites have these roles; atoms are numbered site by site.
pub(super) fn polyhedra(structure: &Structure, roles: &[Role]) -> Vec<Polyhedron> {
    let places: Vec<(Vector3<f64>, Role)> = structure
        .sites()
        .iter()
        .zip(roles)
        .flat_map(|(site, role)| {
            site.positions
                .iter()
                .map(move |position| (*position, *role))
        })
        .collect();
    let corners: Vec<usize> = (0..places.len())
        .filter(|atom| matches!(places[*atom].1, Role::A | Role::C | Role::E | Role::Anion))
        .collect();
    let lattice = structure.lattice();
    let near = PeriodicPoints::new(
        lattice,
        corners.iter().map(|atom| places[*atom].0),
        REACH_ANG,
    );
    let centres = (0..).zip(&places);
    let centres = centres.filter(|(_, (_, role))| matches!(role, Role::B | Role::Cation));
    centres
        .filter_map(|(centre, (fract, _))| {
            let shell = first_shell(near.within(fract, REACH_ANG))?;
            let corner = |ion: &Neighbour| {
                let atom = corners[ion.index];
                let cell = fract + lattice.fractional(&ion.vector) - places[atom].0;
                (atom, cell.map(|x| x.round() as i32).into())
            };
            Some(Polyhedron {
                centre,
                corners: shell.iter().map(corner).collect(),
            })
        })
        .collect()
}

/// The neighbours, the nearest first, up to the largest gap; `None` where they are no corners of a polyhedron.
fn first_shell(mut found: Vec<Neighbour>) -> Option<Vec<Neighbour>> {
    let shortest_ang = found.first()?.distance_ang;
    if shortest_ang < f64::EPSILON {
        return None;
    }
    let inside = found.partition_point(|ion| ion.distance_ang <= LONGEST * shortest_ang);
    let reciprocal = |number: usize| {
        let ion = found.get(number);
        1.0 / ion.map_or(REACH_ANG, |ion| ion.distance_ang)
    };
    let gap = |number: usize| reciprocal(number) - reciprocal(number + 1);
    // The first of equal gaps.
    let last = (0..inside).reduce(|best, next| if gap(next) > gap(best) { next } else { best })?;
    found.truncate(last + 1);
    let is_split = found.iter().enumerate().any(|(number, ion)| {
        let others = found[..number].iter();
        others
            .into_iter()
            .any(|other| (other.vector - ion.vector).norm() < SPLIT_ANG)
    });
    (CORNERS.contains(&found.len()) && !is_split).then_some(found)
}

#[cfg(test)]
mod tests {
    use hecs_core::{Lattice, SpaceGroup, Species, StructureBuilder};

    use super::*;

    /// A cubic crystal with its sites.
    fn cubic(edge_ang: f64, group: u16, sites: &[(&str, [f64; 3])]) -> Structure {
        let lattice = Lattice::cubic(edge_ang).expect("an edge");
        let group = SpaceGroup::from_number(group).expect("a group");
        let mut builder = StructureBuilder::new(lattice, group);
        for (ion, fract) in sites {
            let species = Species::of(ion.parse().expect("an ion"));
            builder.add_site(ion, vec![species], &Vector3::from(*fract), 0.01);
        }
        builder.build().expect("a structure")
    }

    fn corners(found: &[Polyhedron]) -> Vec<usize> {
        found
            .iter()
            .map(|polyhedron| polyhedron.corners.len())
            .collect()
    }

    #[test]
    fn perovskite_has_a_cuboctahedron_and_an_octahedron_across_the_faces() {
        let sites = [
            ("Sr2+", [0.5; 3]),
            ("Ti4+", [0.0; 3]),
            ("O2-", [0.5, 0.0, 0.0]),
        ];
        let structure = cubic(3.905, 221, &sites);
        let found = polyhedra(&structure, &[Role::Cation, Role::Cation, Role::Anion]);
        assert_eq!(corners(&found), [12, 6]);
        // Titanium is at the corner of the cell, so half of its oxygen is in the next ones.
        let lattice = structure.lattice();
        for (atom, cell) in &found[1].corners {
            let position = structure.sites()[2].positions[atom - 2];
            let at = position + Vector3::from(cell.map(f64::from));
            assert!((lattice.cartesian(&at).norm() - 3.905 / 2.0).abs() < 1e-9);
        }
    }

    #[test]
    fn split_positions_are_no_corners() {
        let sites = [("P5+", [0.0; 3]), ("S2-", [0.2, 0.02, 0.0])];
        let structure = cubic(10.0, 221, &sites);
        assert!(polyhedra(&structure, &[Role::Cation, Role::Anion]).is_empty());
    }
}
