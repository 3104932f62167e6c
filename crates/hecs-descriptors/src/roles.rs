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

use hecs_core::{Element, Structure};

use crate::error::DescriptorError;
use crate::framework::{
    CLOSEST_ANIONS_ANG, Cations, check_count, check_face_centred, find_tetrahedra, short_contact,
    sort_anions,
};
use crate::ideal_distances::{B_REACH, REACH};
use crate::joined_sites::{JoinedSite, Kind, join_sites, labels_of, weight_of};
use crate::lithium::sort_lithium;
use crate::note::Note;
use crate::role::{Role, RoleTolerances};
use crate::role_site::RoleSite;

/// The roles of a structure's sites.
#[derive(Clone, Debug)]
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
    /// What was left out, assumed or looks wrong.
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
        let lattice = structure.lattice();
        let joined = join_sites(structure, Element::LI, tolerances.coincidence_ang)?;
        let of_kind =
            |kind: Kind| -> Vec<&JoinedSite> { joined.iter().filter(|s| s.kind == kind).collect() };
        let lithium = of_kind(Kind::Mobile);
        if lithium.is_empty() {
            return Err(DescriptorError::NoLithium);
        }
        let anions = of_kind(Kind::Anion);
        let Cations { centres, others } =
            find_tetrahedra(lattice, &of_kind(Kind::Cation), &anions)?;
        let count_b = weight_of(&centres);
        let edge_ang = (4.0 * lattice.volume() / count_b).cbrt();

        let b = RoleSite::of(&centres, lattice, B_REACH * edge_ang);
        check_face_centred(&centres, &b, edge_ang, tolerances.face_centred_ang)?;
        let anions = sort_anions(&anions, &b, edge_ang, tolerances.anion_ang)?;
        check_count(Role::A, &anions.a, count_b)?;
        check_count(Role::C, &anions.c, count_b)?;
        check_count(Role::E, &anions.e, count_b)?;

        let reach_ang = (REACH * edge_ang).max(CLOSEST_ANIONS_ANG);
        let site = |joined: &[&JoinedSite]| RoleSite::of(joined, lattice, reach_ang);
        let [a, c, e] = [site(&anions.a), site(&anions.c), site(&anions.e)];
        let classes = sort_lithium(&lithium, [&a, &b, &c, &e], edge_ang, tolerances.lithium_ang)?;
        let [li_48h, li_24g] = [site(&classes.li_48h), site(&classes.li_24g)];

        let by_role = [
            (Role::B, &b, &centres),
            (Role::A, &a, &anions.a),
            (Role::C, &c, &anions.c),
            (Role::E, &e, &anions.e),
            (Role::Li48h, &li_48h, &classes.li_48h),
            (Role::Li24g, &li_24g, &classes.li_24g),
        ];
        let uneven = by_role.iter().filter(|(_, site, j)| site.is_uneven(j));
        let mut notes: Vec<Note> = uneven
            .map(|(role, ..)| Note::UnevenOccupancy { role: *role })
            .collect();
        notes.extend(short_contact(structure, &c, &e));
        if !others.is_empty() {
            notes.push(Note::CationsLeftOut {
                sites: labels_of(&others),
            });
        }
        notes.extend(classes.left_out.into_iter().map(Note::LithiumLeftOut));

        // What has a role of its own is lithium or a cation too, and overrides that.
        let rest = [(Role::OtherLithium, &lithium), (Role::OtherCation, &others)];
        let own = by_role.map(|(role, _, joined)| (role, joined));
        let by_site = roles_by_site(structure, rest.into_iter().chain(own));
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

/// The role of each site of a structure; of several, the last.
fn roles_by_site<'s>(
    structure: &Structure,
    roles: impl Iterator<Item = (Role, &'s Vec<&'s JoinedSite>)>,
) -> Vec<Option<Role>> {
    let mut by_site = vec![None; structure.sites().len()];
    for (role, joined) in roles {
        for index in joined.iter().flat_map(|site| &site.sites) {
            by_site[*index] = Some(role);
        }
    }
    by_site
}
