//! Lengths, volumes and windows around lithium, on Cartesian coordinates and exact over all lattice
//! images (Table S2 of doi:10.1016/j.scib.2021.04.029, rows 8–21).
//!
//! Every figure is a mean over the 48h positions (over B for the tetrahedra), which are all alike
//! in a cubic crystal; in a P1 copy of one the mean changes nothing.

use std::fmt;

use hecs_core::Structure;
use nalgebra::Vector3;

use crate::framework::{BOND_LIMIT, REACH};
use crate::neighbours::{Neighbour, Surroundings};
use crate::roles::RoleSite;
use crate::{DescriptorError, Mismatch, Note, Role, Roles, bottleneck_radius_ang};

/// Two images of an anion of A or C closer than this (Å) are the same: they are a/√2 apart.
const SAME_ANION_ANG: f64 = 1.0;

/// The three jumps of a 48h lithium.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JumpKind {
    /// To the second-nearest position around the same C.
    Intra,
    /// To the nearest position around the same C.
    Doublet,
    /// To the nearest position around another C.
    Inter,
}

impl JumpKind {
    /// `intra`, `doublet` or `inter`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Intra => "intra",
            Self::Doublet => "doublet",
            Self::Inter => "inter",
        }
    }
}

impl fmt::Display for JumpKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The three anions that a jump passes between: those nearest to its middle.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// Role of each anion.
    pub roles: [Role; 3],
    /// Positions in Å, relative to the lithium that jumps.
    pub corners: [Vector3<f64>; 3],
    /// Number of equivalent windows in the cell.
    pub weight: f64,
}

/// A jump between two 48h positions.
#[derive(Clone, Debug, PartialEq)]
pub struct Jump {
    /// Which jump it is.
    pub kind: JumpKind,
    /// Mean length in Å.
    pub distance_ang: f64,
    /// Its windows, one for each representative lithium position.
    pub windows: Vec<Window>,
}

impl Jump {
    /// Mean bottleneck in Å, given the radius in Å of the anions on each role.
    ///
    /// # Errors
    /// [`DescriptorError::DegenerateWindow`] where three anions lie on a line.
    pub fn bottleneck_ang(&self, radius_ang: impl Fn(Role) -> f64) -> Result<f64, DescriptorError> {
        let mut mean = Mean::default();
        for window in &self.windows {
            let radii = window.roles.map(&radius_ang);
            let radius = bottleneck_radius_ang(&window.corners, &radii).ok_or(
                DescriptorError::DegenerateWindow {
                    jump: self.kind.name(),
                },
            )?;
            mean.add(radius, window.weight);
        }
        Ok(mean.value())
    }
}

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
    /// What looks doubtful.
    pub notes: Vec<Note>,
}

impl Geometry {
    /// Measures a structure whose roles are known.
    ///
    /// # Errors
    /// [`DescriptorError::NotArgyrodite`] where a lithium lacks the neighbours that a jump needs.
    pub fn measure(structure: &Structure, roles: &Roles) -> Result<Self, DescriptorError> {
        let survey = Survey {
            around: Surroundings::new(structure.lattice()),
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
    around: Surroundings<'a>,
    structure: &'a Structure,
    roles: &'a Roles,
    reach_ang: f64,
}

impl Survey<'_> {
    fn run(&self) -> Result<Geometry, DescriptorError> {
        let lithium = &self.roles.li_48h;
        let mut distances = [Mean::default(); 4];
        let mut volume = Mean::default();
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
            for (mean, vector) in distances.iter_mut().zip([a, b, c, e1]) {
                mean.add(vector.norm(), weight);
            }
            volume.add(tetrahedron_volume(&a, &c, &e1, &e2), weight);

            let partners = self.partners(representative.index, &cages)?;
            let doublet = partners[1];
            let beyond = self.nearest(&lithium.positions[doublet.index], &self.roles.a, Role::A)?;
            intra_is_shortest |= (doublet.vector + beyond.vector - a).norm() < SAME_ANION_ANG;
            for ((kind, mean, windows), partner) in jumps.iter_mut().zip(partners) {
                mean.add(partner.distance, weight);
                windows.push(self.window(*kind, from, &partner.vector, weight)?);
            }
        }
        let edge_ang = self.roles.edge_ang;
        Ok(Geometry {
            edge_ang,
            volume_ang3: self.structure.lattice().volume() / self.roles.cubic_cells(),
            lithium_distances_ang: distances.map(Mean::value),
            lithium_tetrahedron_ang3: volume.value(),
            bond_ang: self.bond()?,
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
        self.around
            .nearest(from, &site.positions, self.reach_ang)
            .ok_or_else(|| absent(role))
    }

    /// Vectors to the two nearest E.
    fn corners(&self, from: &Vector3<f64>) -> Result<(Vector3<f64>, Vector3<f64>), Mismatch> {
        let found = self
            .around
            .within(from, &self.roles.e.positions, self.reach_ang);
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
        let positions = &self.roles.li_48h.positions;
        let found = self
            .around
            .within(&positions[index], positions, self.reach_ang);
        let (same, other): (Vec<_>, Vec<_>) = found
            .iter()
            .filter(|n| n.index != index || n.distance > SAME_ANION_ANG)
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
            self.around
                .visit(&middle, &site.positions, self.reach_ang, |n| {
                    found.push((role, n));
                });
        }
        found.sort_by(|(_, p), (_, q)| p.distance.total_cmp(&q.distance));
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
    fn bond(&self) -> Result<f64, Mismatch> {
        let mut bond = Mean::default();
        for (position, weight) in self.roles.b.weighted() {
            self.around.visit(
                position,
                &self.roles.e.positions,
                BOND_LIMIT * self.roles.edge_ang,
                |n| bond.add(n.distance, weight),
            );
        }
        if bond.weight > 0.0 {
            Ok(bond.value())
        } else {
            Err(absent(Role::E))
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

/// Volume of a tetrahedron from its corners, |(q − p)·((r − p) × (s − p))| / 6.
fn tetrahedron_volume(
    p: &Vector3<f64>,
    q: &Vector3<f64>,
    r: &Vector3<f64>,
    s: &Vector3<f64>,
) -> f64 {
    (q - p).dot(&(r - p).cross(&(s - p))).abs() / 6.0
}

/// A weighted mean in the making.
#[derive(Clone, Copy, Debug, Default)]
struct Mean {
    sum: f64,
    weight: f64,
}

impl Mean {
    fn add(&mut self, value: f64, weight: f64) {
        self.sum += value * weight;
        self.weight += weight;
    }

    fn value(self) -> f64 {
        self.sum / self.weight
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tetrahedra_have_their_volumes() {
        let corner = tetrahedron_volume(
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
        let regular = tetrahedron_volume(&p, &q, &r, &s);
        assert!((regular - 8.0 / 3.0).abs() < 1e-14);
        let bond = p.norm();
        assert!((8.0 * 3f64.sqrt() / 27.0 * bond.powi(3) - regular).abs() < 1e-13);
    }

    #[test]
    fn windows_count_by_their_weight() {
        // right triangles of legs 6, 8 and 10, 24: circumradii 5 and 13
        let window = |x: f64, y: f64, weight: f64| Window {
            roles: [Role::A, Role::C, Role::E],
            corners: [[0.0; 3], [x, 0.0, 0.0], [0.0, y, 0.0]].map(Vector3::from),
            weight,
        };
        let mut jump = Jump {
            kind: JumpKind::Intra,
            distance_ang: 2.0,
            windows: vec![window(6.0, 8.0, 3.0), window(10.0, 24.0, 1.0)],
        };
        let found = jump.bottleneck_ang(|_| 1.5).unwrap();
        assert!((found - (3.0 * 3.5 + 11.5) / 4.0).abs() < 1e-12);
        jump.windows.push(window(0.0, 8.0, 1.0));
        let line = DescriptorError::DegenerateWindow { jump: "intra" };
        assert_eq!(jump.bottleneck_ang(|_| 1.5), Err(line));
    }

    #[test]
    fn weights_count_in_a_mean() {
        let mut mean = Mean::default();
        mean.add(1.0, 12.0);
        mean.add(4.0, 24.0);
        assert!((mean.value() - 3.0).abs() < 1e-15);
    }
}
