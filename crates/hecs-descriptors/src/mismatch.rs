//! What keeps a structure from being a cubic argyrodite.

use std::fmt;

use crate::ideal_distances::{A_SHELL, BOND_LIMIT, C_SHELL};
use crate::role::Role;

/// What a structure lacks to be a cubic argyrodite, and what was found in its place.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Mismatch {
    /// No anion.
    #[error("no site holds anions")]
    NoAnions,
    /// No cation besides lithium.
    #[error("no cation besides lithium, so there are no BE4 tetrahedra")]
    NoFrameworkCations,
    /// No cation besides lithium has exactly four anion neighbours.
    #[error("no filled cation site besides lithium is bonded to exactly four anions; found {}", list(.found))]
    NoTetrahedra {
        /// Each cation site with its number of anion neighbours.
        found: Vec<Coordination>,
    },
    /// The tetrahedron centres are not face-centred cubic.
    #[error(
        "the tetrahedron centres are not face-centred cubic: {site} has {equal} centres within {tolerance_ang} Å of the distance {nearest_ang:.3} Å of its nearest, {opposed} of them in opposite pairs, where 12 and 12 are expected"
    )]
    NotFaceCentred {
        /// Label of the site.
        site: String,
        /// Distance to the nearest other centre in Å; infinite where none was found.
        nearest_ang: f64,
        /// Centres at that distance.
        equal: usize,
        /// Of these, how many have a partner opposite to them.
        opposed: usize,
        /// Tolerance in Å.
        tolerance_ang: f64,
    },
    /// An anion site that is none of A, C and E.
    #[error(
        "anion site {site} is {nearest_b_ang:.3} Å from the nearest tetrahedron centre, with {equal} centres at that distance; in a cell edge of {edge_ang:.3} Å, A is expected at {:.3} Å from 6, C at {:.3} Å from 4, E below {:.3} Å from 1",
        .edge_ang * A_SHELL, .edge_ang * C_SHELL, .edge_ang * BOND_LIMIT
    )]
    AnionOutOfPlace {
        /// Label of the site.
        site: String,
        /// Distance to the nearest tetrahedron centre in Å.
        nearest_b_ang: f64,
        /// Tetrahedron centres within the tolerance of that distance.
        equal: usize,
        /// Cell edge in Å from the tetrahedron centres.
        edge_ang: f64,
    },
    /// A role that too few positions fill.
    #[error(
        "{role} has {found} positions per framework cation, {expected} expected{}",
        if .sites.is_empty() { String::new() } else { format!(" (sites {})", .sites.join(", ")) }
    )]
    Incomplete {
        /// The role.
        role: Role,
        /// Labels of the sites that fit.
        sites: Vec<String>,
        /// Positions per framework cation that the role has.
        expected: f64,
        /// Positions per framework cation that were found.
        found: f64,
    },
    /// No lithium site with the twelve positions per framework cation of 48h.
    #[error(
        "no lithium site has the 12 positions per framework cation of 48h; found {}; a cell with ordered vacancies needs its empty positions as sites of partial occupancy",
        list(.found)
    )]
    NoLithium48h {
        /// Classes of lithium positions by their surroundings.
        found: Vec<LithiumClass>,
    },
    /// A lithium position without the neighbours that a jump needs.
    #[error("no neighbouring 48h position for the {jump} jump")]
    NoJump {
        /// `intra`, `doublet` or `inter`.
        jump: &'static str,
    },
}

/// A cation site and its anion neighbours.
#[derive(Debug, Clone, PartialEq)]
pub struct Coordination {
    /// Label of the site.
    pub site: String,
    /// Anions within 1.25 times the shortest distance.
    pub anions: usize,
    /// Shortest distance to an anion in Å.
    pub nearest_ang: f64,
}

impl fmt::Display for Coordination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} with {} at {:.3} Å",
            self.site, self.anions, self.nearest_ang
        )
    }
}

/// Lithium positions with the same surroundings.
#[derive(Debug, Clone, PartialEq)]
pub struct LithiumClass {
    /// Labels of the sites, each once.
    pub sites: Vec<String>,
    /// Positions per framework cation: 12 for 48h, 6 for 24g, 4 for 16e.
    pub per_framework_cation: f64,
    /// Mean lithium occupancy.
    pub occupancy: f64,
}

impl fmt::Display for LithiumClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} with {} (occupancy {:.3})",
            self.sites.join(", "),
            self.per_framework_cation,
            self.occupancy
        )
    }
}

fn list<T: fmt::Display>(items: &[T]) -> String {
    if items.is_empty() {
        return "none".to_owned();
    }
    let texts: Vec<String> = items.iter().map(T::to_string).collect();
    texts.join("; ")
}
