//! What can be wrong with a disorder, or with what is asked of it.

use hecs_core::Element;

/// The one error of this crate.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum OrderError {
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
            Self::SamePosition { .. } => "same-position",
            Self::InvalidTolerance { .. } => "invalid-tolerance",
            Self::ChargeCount { .. } => "charge-count",
            Self::UnknownCharge { .. } => "charges-unknown",
        }
    }
}
