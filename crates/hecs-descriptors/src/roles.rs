//! Which site plays which part in an argyrodite, from geometry and chemistry alone.
//!
//! A cubic argyrodite Li₆BE₄CA is three interpenetrating face-centred lattices of edge a: the
//! tetrahedron centres B (PS₄ and its like), the anions A in the octahedral holes of B, at a/2 from
//! six of them, and the anions C in one of the two sets of tetrahedral holes, at a√3/4 from four.
//! The anions E are the corners of the tetrahedra. None of this depends on the cell, the origin or
//! on labels, so neither do the roles:
//!
//! 1. B is every filled cation site, lithium apart, with exactly four anions within 1.25 times its
//!    shortest cation–anion distance. The B positions must be face-centred cubic: twelve neighbours
//!    at one distance, in six opposite pairs (hexagonal packing has three). a = ∛(4V/N), V the
//!    volume of the cell and N its number of B.
//! 2. An anion closer than 0.32 a to a B is E; with four B at a√3/4 it is C; with six at a/2, A.
//!    Each of A and C must have as many positions as B, and E four times as many.
//! 3. Lithium positions are grouped by their distances to the nearest A, B, C and to the two
//!    nearest E. A class of twelve positions per B is 48h, one of six is 24g. Where several fit,
//!    the one of the highest occupancy is taken and the others are noted; equals are an error.
//!
//! Free anions in the other set of tetrahedral holes, where the tetrahedra point their corners
//! (2.2 Å to the nearest E), still are four B at a√3/4 and are therefore taken for C, with
//! [`Note::ShortAnionContact`]: which set a file means is its author's to say, and the published
//! bottlenecks of the Li₆PS₅₋ₓSeₓBr series are those of such files. Anions in both sets are two
//! candidates for one role, an error.
//!
//! Table S2 of doi:10.1016/j.scib.2021.04.029 names A, B, C by Wyckoff positions 4a, 4b, 4c or 4d,
//! E by 16e (misprinted 4d in row 15).

use std::fmt;

use hecs_core::{Element, Ion, Structure};
use nalgebra::Vector3;

use crate::framework::{
    check_count, check_face_centred, labels_of, short_contact, sort_anions, tetrahedra,
};
use crate::lithium::sort_lithium;
use crate::neighbours::Surroundings;
use crate::spots::{Kind, Spot, spots, total};
use crate::{DescriptorError, Note};

/// Differences of occupancies below this are rounding.
const OCCUPANCY_ROUNDING: f64 = 1e-3;

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

/// Tolerances of the search, in Å.
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

/// A position that stands for its equivalents.
#[derive(Clone, Debug, PartialEq)]
pub struct Representative {
    /// Its index among the positions of the role.
    pub index: usize,
    /// Number of equivalent positions in the cell.
    pub weight: f64,
}

/// All positions of one role.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct RoleSite {
    /// Indices of the structure's sites, ascending.
    pub sites: Vec<usize>,
    /// Ions and their mean occupancies over the positions; what is missing to 1 is vacancy.
    pub species: Vec<(Ion, f64)>,
    /// All positions in the cell, fractional.
    pub positions: Vec<Vector3<f64>>,
    /// One position of each set that the symmetry of the structure makes equal.
    pub representatives: Vec<Representative>,
}

impl RoleSite {
    /// Sum of the occupancies.
    pub fn occupancy(&self) -> f64 {
        total(&self.species, |_| true)
    }

    /// Summed occupancy of one element.
    pub fn occupancy_of(&self, element: Element) -> f64 {
        total(&self.species, |ion| ion.element == element)
    }

    /// Representative positions, fractional, with their weights.
    pub fn weighted(&self) -> impl Iterator<Item = (&Vector3<f64>, f64)> {
        self.representatives
            .iter()
            .filter_map(|r| Some((self.positions.get(r.index)?, r.weight)))
    }

    /// Collects spots; true in the second place where their species differ.
    pub(crate) fn collect(spots: &[&Spot]) -> (Self, bool) {
        let mut site = Self::default();
        let weight: f64 = spots.iter().map(|s| s.weight()).sum();
        for spot in spots {
            site.sites.extend(&spot.sites);
            site.representatives.push(Representative {
                index: site.positions.len(),
                weight: spot.weight(),
            });
            site.positions.extend(&spot.positions);
            for (ion, occupancy) in &spot.species {
                let share = occupancy * spot.weight() / weight;
                match site.species.iter_mut().find(|(i, _)| i == ion) {
                    Some((_, o)) => *o += share,
                    None => site.species.push((*ion, share)),
                }
            }
        }
        site.sites.sort_unstable();
        let uneven = spots.iter().any(|spot| {
            site.species.iter().any(|(ion, mean)| {
                let here = total(&spot.species, |i| i == *ion);
                (here - mean).abs() > OCCUPANCY_ROUNDING
            })
        });
        (site, uneven)
    }
}

/// The roles of a structure's sites.
#[derive(Clone, Debug, PartialEq)]
pub struct Roles {
    /// Edge of the cubic cell in Å, whatever cell the structure is given in.
    pub edge_ang: f64,
    /// Free anions in the octahedral holes of B.
    pub a: RoleSite,
    /// Tetrahedron centres.
    pub b: RoleSite,
    /// Free anions in tetrahedral holes of B.
    pub c: RoleSite,
    /// Tetrahedron corners.
    pub e: RoleSite,
    /// Lithium on 48h.
    pub li_48h: RoleSite,
    /// Lithium on 24g; without positions where there is none.
    pub li_24g: RoleSite,
    /// What was left out or looks doubtful.
    pub notes: Vec<Note>,
    by_site: Vec<Option<Role>>,
}

impl Roles {
    /// Finds the roles of all sites with the default tolerances.
    ///
    /// # Errors
    /// [`DescriptorError::NotArgyrodite`] with what is missing and what was found in its place,
    /// [`DescriptorError::NoLithium`], [`DescriptorError::AmbiguousRole`] where more positions fit
    /// a role than it has, [`DescriptorError::MissingCharge`] and
    /// [`DescriptorError::MixedSigns`] where cations and anions cannot be told apart.
    pub fn find(structure: &Structure) -> Result<Self, DescriptorError> {
        Self::find_with(structure, &RoleTolerances::default())
    }

    /// Finds the roles of all sites with given tolerances.
    ///
    /// # Errors
    /// As [`Self::find`].
    pub fn find_with(
        structure: &Structure,
        tolerances: &RoleTolerances,
    ) -> Result<Self, DescriptorError> {
        let around = Surroundings::new(structure.lattice());
        let spots = spots(structure, &around, tolerances.coincidence_ang)?;
        let of_kind =
            |kind: Kind| -> Vec<&Spot> { spots.iter().filter(|s| s.kind == kind).collect() };
        let lithium = of_kind(Kind::Lithium);
        if lithium.is_empty() {
            return Err(DescriptorError::NoLithium);
        }
        let anions = of_kind(Kind::Anion);
        let (centres, other_cations) = tetrahedra(&around, &of_kind(Kind::Cation), &anions)?;
        let mut notes = Vec::new();
        let mut collect = |role: Role, spots: &[&Spot]| {
            let (site, uneven) = RoleSite::collect(spots);
            if uneven {
                notes.push(Note::UnevenOccupancy { role });
            }
            site
        };
        let b = collect(Role::B, &centres);
        let count_b = b.positions.len() as f64;
        check_face_centred(&around, &centres, &b, tolerances.face_centred_ang)?;
        let edge_ang = (4.0 * structure.lattice().volume() / count_b).cbrt();

        let sorted = sort_anions(&around, &anions, &b, edge_ang, tolerances.anion_ang)?;
        for (role, spots) in [Role::A, Role::C, Role::E].into_iter().zip(&sorted) {
            check_count(role, spots, count_b)?;
        }
        let [a, c, e] = [
            collect(Role::A, &sorted[0]),
            collect(Role::C, &sorted[1]),
            collect(Role::E, &sorted[2]),
        ];
        let classes = sort_lithium(&around, &lithium, [&a, &b, &c, &e], edge_ang, tolerances)?;
        let li_48h = collect(Role::Li48h, &classes.li_48h);
        let li_24g = collect(Role::Li24g, &classes.li_24g);

        notes.extend(short_contact(structure, &around, &c, &e));
        if !other_cations.is_empty() {
            notes.push(Note::CationsLeftOut {
                sites: labels_of(&other_cations),
            });
        }
        notes.extend(classes.left_out.into_iter().map(Note::LithiumLeftOut));
        let mut by_site = vec![None; structure.sites().len()];
        let mut assign = |role: Role, sites: &[usize]| {
            for i in sites {
                by_site[*i] = Some(role);
            }
        };
        for spot in &lithium {
            assign(Role::OtherLithium, &spot.sites);
        }
        for spot in &other_cations {
            assign(Role::OtherCation, &spot.sites);
        }
        for (role, site) in [
            (Role::A, &a),
            (Role::B, &b),
            (Role::C, &c),
            (Role::E, &e),
            (Role::Li48h, &li_48h),
            (Role::Li24g, &li_24g),
        ] {
            assign(role, &site.sites);
        }
        Ok(Self {
            edge_ang,
            a,
            b,
            c,
            e,
            li_48h,
            li_24g,
            notes,
            by_site,
        })
    }

    /// Role of a site of the structure by its index; `None` for an empty site.
    pub fn of_site(&self, index: usize) -> Option<Role> {
        self.by_site.get(index).copied().flatten()
    }

    /// Cubic cells of four B each in the cell of the structure; 0.25 for a primitive cell.
    pub fn cubic_cells(&self) -> f64 {
        self.b.positions.len() as f64 / 4.0
    }
}
