//! Lengths, volumes and windows around lithium, on Cartesian coordinates and exact over all lattice
//! images (Table S2 of doi:10.1016/j.scib.2021.04.029, rows 8–21).
//!
//! Every figure is a mean over the 48h positions (over B for the tetrahedra), which are all alike
//! in a cubic crystal; in a P1 copy of one the mean changes nothing.

use hecs_core::{Neighbour, Structure};
use nalgebra::Vector3;

use crate::error::DescriptorError;
use crate::ideal_distances::{BOND_LIMIT, REACH};
use crate::jump::{Jump, JumpKind, Window};
use crate::mean::Mean;
use crate::mismatch::Mismatch;
use crate::note::Note;
use crate::role::Role;
use crate::role_site::RoleSite;
use crate::roles::Roles;

/// Two images of an anion of A or C closer than this (Å) are the same: they are a/√2 apart.
const SAME_ANION_ANG: f64 = 1.0;

/// What the descriptors need of the shape of a structure; it knows nothing of what fills it.
#[derive(Clone, Debug, PartialEq)]
pub struct Geometry {
    /// Edge of the cubic cell in Å.
    pub edge_ang: f64,
    /// Volume of the cubic cell in Å³.
    pub volume_ang3: f64,
    /// Shortest distances in Å from a 48h lithium to A, B, C, E.
    pub lithium_distances_ang: [f64; 4],
    /// Volume in Å³ of the tetrahedron of the A, the C and the two E nearest to a 48h lithium.
    pub lithium_tetrahedron_ang3: f64,
    /// B–E bond in Å.
    pub bond_ang: f64,
    /// Intra, doublet and inter jump.
    pub jumps: [Jump; 3],
    /// What looks wrong.
    pub notes: Vec<Note>,
}

impl Geometry {
    /// Measures a structure whose roles are known.
    ///
    /// # Errors
    /// [`DescriptorError::NotArgyrodite`] where a lithium lacks the neighbours that a jump needs.
    pub fn measure(structure: &Structure, roles: &Roles) -> Result<Self, DescriptorError> {
        let survey = Survey {
            structure,
            roles,
            reach_ang: REACH * roles.edge_ang,
        };
        survey.run()
    }

    /// Volume of the BE₄ tetrahedron in Å³: 8√3/27 d³ for a regular one with bond d (row 11).
    pub fn tetrahedron_ang3(&self) -> f64 {
        8.0 * 3f64.sqrt() / 27.0 * self.bond_ang.powi(3)
    }
}

struct Survey<'a> {
    structure: &'a Structure,
    roles: &'a Roles,
    reach_ang: f64,
}

impl Survey<'_> {
    fn run(&self) -> Result<Geometry, DescriptorError> {
        let lithium = &self.roles.li_48h;
        let mut distances_ang = [Mean::default(); 4];
        let mut volume_ang3 = Mean::default();
        let mut jumps = [JumpKind::Intra, JumpKind::Doublet, JumpKind::Inter].map(|kind| {
            let windows = Vec::with_capacity(lithium.representatives.len());
            (kind, Mean::default(), windows)
        });
        let mut intra_is_shortest = false;
        let cages = self.cages()?;
        for representative in &lithium.representatives {
            let weight = representative.weight;
            let from = &lithium.positions[representative.index];
            let a = self.nearest(from, &self.roles.a, Role::A)?.vector;
            let b = self.nearest(from, &self.roles.b, Role::B)?.vector;
            let c = cages[representative.index];
            let (e1, e2) = self.corners(from)?;
            for (mean, vector) in distances_ang.iter_mut().zip([a, b, c, e1]) {
                mean.add(vector.norm(), weight);
            }
            volume_ang3.add(tetrahedron_volume_ang3(&a, &c, &e1, &e2), weight);

            let partners = self.partners(representative.index, &cages)?;
            let doublet = partners[1];
            let beyond = self.nearest(&lithium.positions[doublet.index], &self.roles.a, Role::A)?;
            intra_is_shortest |= (doublet.vector + beyond.vector - a).norm() < SAME_ANION_ANG;
            for ((kind, mean, windows), partner) in jumps.iter_mut().zip(partners) {
                mean.add(partner.distance_ang, weight);
                windows.push(self.window(*kind, from, &partner.vector, weight)?);
            }
        }
        let edge_ang = self.roles.edge_ang;
        Ok(Geometry {
            edge_ang,
            volume_ang3: self.structure.lattice().volume() / self.roles.cubic_cells(),
            lithium_distances_ang: distances_ang.map(Mean::value),
            lithium_tetrahedron_ang3: volume_ang3.value(),
            bond_ang: self.bond_ang()?,
            jumps: jumps.map(|(kind, mean, windows)| Jump {
                kind,
                distance_ang: mean.value(),
                windows,
            }),
            notes: if intra_is_shortest {
                vec![Note::DoubletLongerThanIntra]
            } else {
                Vec::new()
            },
        })
    }

    fn nearest(
        &self,
        from: &Vector3<f64>,
        site: &RoleSite,
        role: Role,
    ) -> Result<Neighbour, Mismatch> {
        let found = site.nearest(from, self.reach_ang);
        found.ok_or_else(|| absent(role))
    }

    /// Vectors to the two nearest E.
    fn corners(&self, from: &Vector3<f64>) -> Result<(Vector3<f64>, Vector3<f64>), Mismatch> {
        let found = self.roles.e.within(from, self.reach_ang);
        match found.as_slice() {
            [first, second, ..] => Ok((first.vector, second.vector)),
            _ => Err(absent(Role::E)),
        }
    }

    /// The vector from each 48h position to its nearest C, the centre of its cage.
    fn cages(&self) -> Result<Vec<Vector3<f64>>, Mismatch> {
        let positions = self.roles.li_48h.positions.iter();
        positions
            .map(|p| Ok(self.nearest(p, &self.roles.c, Role::C)?.vector))
            .collect()
    }

    /// The intra, doublet and inter neighbour (rows 19–21): the second-nearest and the nearest
    /// 48h position around the same C, and the nearest one around another.
    fn partners(
        &self,
        index: usize,
        cages: &[Vector3<f64>],
    ) -> Result<[Neighbour; 3], DescriptorError> {
        let lithium = &self.roles.li_48h;
        let found = lithium.within(&lithium.positions[index], self.reach_ang);
        let (same, other): (Vec<_>, Vec<_>) = found
            .iter()
            .filter(|n| n.index != index || n.distance_ang > SAME_ANION_ANG)
            .partition(|n| (n.vector + cages[n.index] - cages[index]).norm() < SAME_ANION_ANG);
        let pick = |list: &[&Neighbour], i: usize, kind: JumpKind| {
            list.get(i)
                .map(|n| **n)
                .ok_or(Mismatch::NoJump { jump: kind.name() })
        };
        Ok([
            pick(&same, 1, JumpKind::Intra)?,
            pick(&same, 0, JumpKind::Doublet)?,
            pick(&other, 0, JumpKind::Inter)?,
        ])
    }

    /// The three anions nearest to the middle of a jump.
    fn window(
        &self,
        kind: JumpKind,
        from: &Vector3<f64>,
        jump: &Vector3<f64>,
        weight: f64,
    ) -> Result<Window, DescriptorError> {
        let half = jump * 0.5;
        let middle = from + self.structure.lattice().fractional(&half);
        let mut found: Vec<(Role, Neighbour)> = Vec::new();
        for (role, site) in [
            (Role::A, &self.roles.a),
            (Role::C, &self.roles.c),
            (Role::E, &self.roles.e),
        ] {
            let near = site.within(&middle, self.reach_ang);
            found.extend(near.into_iter().take(3).map(|n| (role, n)));
        }
        found.sort_by(|(_, p), (_, q)| p.distance_ang.total_cmp(&q.distance_ang));
        let [first, second, third, ..] = found.as_slice() else {
            return Err(Mismatch::NoJump { jump: kind.name() }.into());
        };
        let three = [first, second, third];
        Ok(Window {
            roles: three.map(|(role, _)| *role),
            corners: three.map(|(_, n)| n.vector + half),
            weight,
        })
    }

    /// Mean B–E distance in Å.
    fn bond_ang(&self) -> Result<f64, Mismatch> {
        let e = &self.roles.e;
        let mut mean_ang = Mean::default();
        for (position, weight) in self.roles.b.weighted() {
            let mut bonds = e.within(position, BOND_LIMIT * self.roles.edge_ang);
            // In the order of the positions: that of nearly equal distances is one of rounding, and
            // so would be the last digit of their sum.
            bonds.sort_by_key(|n| n.index);
            for bond in bonds {
                mean_ang.add(bond.distance_ang, weight);
            }
        }
        if mean_ang.is_empty() {
            Err(absent(Role::E))
        } else {
            Ok(mean_ang.value())
        }
    }
}

fn absent(role: Role) -> Mismatch {
    Mismatch::Incomplete {
        role,
        sites: Vec::new(),
        expected: role.per_framework_cation().unwrap_or_default(),
        found: 0.0,
    }
}

/// Volume in Å³ of a tetrahedron from its corners, |(q − p)·((r − p) × (s − p))| / 6.
fn tetrahedron_volume_ang3(
    p: &Vector3<f64>,
    q: &Vector3<f64>,
    r: &Vector3<f64>,
    s: &Vector3<f64>,
) -> f64 {
    (q - p).dot(&(r - p).cross(&(s - p))).abs() / 6.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tetrahedra_have_their_volumes() {
        let corner = tetrahedron_volume_ang3(
            &Vector3::new(1.0, 1.0, 1.0),
            &Vector3::new(3.0, 1.0, 1.0),
            &Vector3::new(1.0, 4.0, 1.0),
            &Vector3::new(1.0, 1.0, 5.0),
        );
        assert!((corner - 2.0 * 3.0 * 4.0 / 6.0).abs() < 1e-14);
        // Corners of a cube of edge 2 around the origin: bond √3, volume a third of the cube's 8.
        let [p, q, r, s] = [
            [1.0, 1.0, 1.0],
            [1.0, -1.0, -1.0],
            [-1.0, 1.0, -1.0],
            [-1.0, -1.0, 1.0],
        ]
        .map(Vector3::from);
        let regular = tetrahedron_volume_ang3(&p, &q, &r, &s);
        assert!((regular - 8.0 / 3.0).abs() < 1e-14);
        let bond = p.norm();
        assert!((8.0 * 3f64.sqrt() / 27.0 * bond.powi(3) - regular).abs() < 1e-13);
    }
}
