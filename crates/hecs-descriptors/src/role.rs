//! The parts that sites play in the argyrodite structure, and how exactly they must play them.

use std::fmt;

/// The part of a site in the argyrodite structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Role {
    /// Free anion in the octahedral holes of B (4a).
    A,
    /// Centre of the tetrahedra (4b).
    B,
    /// Free anion in tetrahedral holes of B, centre of a lithium cage (4c or 4d).
    C,
    /// Corner of the tetrahedra (16e).
    E,
    /// Lithium on 48h.
    Li48h,
    /// Lithium on 24g, between two 48h positions.
    Li24g,
    /// Lithium elsewhere.
    OtherLithium,
    /// A cation that is neither lithium nor on B.
    OtherCation,
}

impl Role {
    /// Positions per B of a full argyrodite; `None` for what is not part of it.
    pub fn per_framework_cation(self) -> Option<f64> {
        match self {
            Self::A | Self::B | Self::C => Some(1.0),
            Self::E => Some(4.0),
            Self::Li48h => Some(12.0),
            Self::Li24g => Some(6.0),
            Self::OtherLithium | Self::OtherCation => None,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::A => "A (free anion, 4a)",
            Self::B => "B (tetrahedron centre, 4b)",
            Self::C => "C (free anion, 4c or 4d)",
            Self::E => "E (tetrahedron corner, 16e)",
            Self::Li48h => "Li on 48h",
            Self::Li24g => "Li on 24g",
            Self::OtherLithium => "other lithium",
            Self::OtherCation => "other cation",
        })
    }
}

/// Tolerances of the search for roles, in Å.
#[derive(Clone, Debug, PartialEq)]
pub struct RoleTolerances {
    /// How far B–B distances may be from their common length. Default 0.1: a refined cubic cell
    /// has none, a relaxed P1 copy of one a few hundredths; the low-temperature argyrodites of
    /// lower symmetry are beyond.
    pub face_centred_ang: f64,
    /// How far A and C may be from their holes, as B–A and B–C distances. Default 0.3: less than
    /// half of the 0.67 by which the two shells differ.
    pub anion_ang: f64,
    /// Rows this close share one position. Default 0.05: above the rounding of a file, below the
    /// distance of split positions.
    pub coincidence_ang: f64,
    /// How far the distances of lithium positions of one class may spread. Default 0.05: 48h and
    /// 24g of one doublet differ by more in their distances to E.
    pub lithium_ang: f64,
}

impl Default for RoleTolerances {
    fn default() -> Self {
        Self {
            face_centred_ang: 0.1,
            anion_ang: 0.3,
            coincidence_ang: 0.05,
            lithium_ang: 0.05,
        }
    }
}
