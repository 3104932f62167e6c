//! What can be wrong with a disorder, or with what is asked of it.

use hecs_core::{CoreError, Element, Stopped};

/// The one error of this crate.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum OrderError {
    /// The cell of the structure cannot be made larger like this.
    #[error("the supercell cannot be made: {source}; give three whole numbers of at least 1")]
    Supercell {
        /// What is wrong with it.
        #[from]
        source: CoreError,
    },
    /// A supercell with more positions than are worked on.
    #[error(
        "the supercell has {positions} positions, and at most {most} are ordered; ask for a smaller supercell"
    )]
    TooManyPositions {
        /// Positions that it would have.
        positions: usize,
        /// How many it may have.
        most: usize,
    },
    /// A site with more kinds of species than a configuration can tell apart.
    #[error("site \"{site}\" holds {species} species, and at most {most} are told apart")]
    TooManySpecies {
        /// Label of the site.
        site: String,
        /// Species on it.
        species: usize,
        /// How many there may be.
        most: usize,
    },
    /// Positions that exclude each other leave no room for all that must be placed.
    #[error(
        "no configuration exists: the positions of {sites} exclude one another and cannot hold {atoms} atoms at once; \
         allow a shorter distance (--exclude-distance), or another supercell"
    )]
    NoRoom {
        /// Labels of the sites.
        sites: String,
        /// Atoms to be placed on them.
        atoms: usize,
    },
    /// Atoms that are to be placed beside a site of which every position is filled, in the file or by rounding.
    #[error(
        "no configuration exists: every position of site \"{full}\" is filled, and site \"{site}\", {distance_ang:.2} Å from them, \
         is to hold {atoms} more; ask for another supercell, allow a shorter distance (--exclude-distance), or correct the \
         occupancies"
    )]
    BesideFull {
        /// Label of the site that is filled.
        full: String,
        /// Label of the one beside it.
        site: String,
        /// Atoms to be placed on it.
        atoms: usize,
        /// Distance of a position of the one from one of the other in Å, as long as the shortest edge of the supercell for its own image.
        distance_ang: f64,
    },
    /// Exclusions that tie so many positions together that configurations cannot be counted.
    #[error(
        "the exclusions tie too many positions of {sites} together to count their configurations exactly \
         ({states} cases at once, at most {most}); allow a shorter distance (--exclude-distance), or a smaller supercell"
    )]
    TooEntangled {
        /// Labels of the sites.
        sites: String,
        /// Cases that would have to be told apart at once.
        states: usize,
        /// How many may be.
        most: usize,
    },
    /// A supercell with so many operations and places that their permutations are not held.
    #[error(
        "{operations} operations on {places} places are too many to tell which configurations are equivalent; ask for a \
         smaller supercell, or draw configurations (--sample)"
    )]
    GroupTooLarge {
        /// Operations of the supercell.
        operations: usize,
        /// Places.
        places: usize,
    },
    /// A symmetry operation of the structure under which a position of a site has no image on the site.
    #[error(
        "the operation \"{operation}\" maps a position beside the others of its site; correct the coordinates or the symmetry"
    )]
    Asymmetric {
        /// The operation, such as `-x,y+1/2,-z`.
        operation: String,
    },
    /// A temperature that is none.
    #[error("{temperature_k} K is no temperature to draw configurations at; give kelvin above 0")]
    InvalidTemperature {
        /// The temperature in K.
        temperature_k: f64,
    },
    /// A relative permittivity that is none.
    #[error("{permittivity} is no relative permittivity; give a number from 1 (vacuum) on")]
    InvalidPermittivity {
        /// The number.
        permittivity: f64,
    },
    /// It was stopped, or its time was up.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// A configuration that is none of these choices.
    #[error("the configuration does not fit: {reason}")]
    Misfit {
        /// Why not.
        reason: String,
    },
    /// Two positions of a Coulomb sum are one.
    #[error(
        "positions {first} and {second} (from 0) are the same: their Coulomb energy is infinite; give each position \
         once, with the charge that is on it"
    )]
    SamePosition {
        /// Index of the first.
        first: usize,
        /// Index of the second.
        second: usize,
    },
    /// An accuracy that no sum has.
    #[error(
        "an error of {tolerance_ev} eV/e² cannot be aimed at; give a number above 0, such as 1e-11"
    )]
    InvalidTolerance {
        /// The tolerance asked for.
        tolerance_ev: f64,
    },
    /// Charges that are not one for each position.
    #[error("{charges} charges are given for {positions} positions; give one for each")]
    ChargeCount {
        /// Positions of the sum.
        positions: usize,
        /// Charges given.
        charges: usize,
    },
    /// A species whose charge a Coulomb energy needs.
    #[error("the charge of {element} on site \"{site}\" is unknown; give oxidation states")]
    UnknownCharge {
        /// Label of the site.
        site: String,
        /// The element.
        element: Element,
    },
}

impl OrderError {
    /// A name for records that does not change with the wording.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Supercell { .. } => "supercell",
            Self::TooManyPositions { .. } => "too-many-positions",
            Self::TooManySpecies { .. } => "too-many-species",
            Self::NoRoom { .. } | Self::BesideFull { .. } => "no-room",
            Self::TooEntangled { .. } => "too-entangled",
            Self::GroupTooLarge { .. } => "group-too-large",
            Self::Asymmetric { .. } => "asymmetric",
            Self::InvalidTemperature { .. } => "invalid-temperature",
            Self::InvalidPermittivity { .. } => "invalid-permittivity",
            Self::Stopped(stopped) => stopped.code(),
            Self::Misfit { .. } => "misfit",
            Self::SamePosition { .. } => "same-position",
            Self::InvalidTolerance { .. } => "invalid-tolerance",
            Self::ChargeCount { .. } => "charge-count",
            Self::UnknownCharge { .. } => "charges-unknown",
        }
    }
}
