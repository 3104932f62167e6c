//! What can be wrong with plain crystal data.

/// Errors of hecs-core; each carries what is needed to act on it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CoreError {
    /// A symbol that names no element.
    #[error("unknown element symbol \"{symbol}\"")]
    UnknownElement {
        /// The text that was given.
        symbol: String,
    },
    /// Text that is no ion, such as `Li+`, `O2-`, `P5+`.
    #[error("\"{text}\" is no ion; write an element symbol and a charge, such as Li+, O2- or P5+")]
    InvalidIon {
        /// The text that was given.
        text: String,
    },
    /// Text that is no formula, such as `Li6PS5Cl`.
    #[error("cannot read \"{text}\" at character {position}: {reason}")]
    InvalidFormula {
        /// The text that was given.
        text: String,
        /// Place in it in characters, from 1.
        position: usize,
        /// What is wrong there.
        reason: &'static str,
    },
    /// Cell lengths or angles that span no volume.
    #[error(
        "cell a={a} b={b} c={c} Å, α={alpha} β={beta} γ={gamma}° spans no volume; lengths must be positive, angles between 0 and 180° and their sum below 360°"
    )]
    InvalidCell {
        /// Length of **a** in Å.
        a: f64,
        /// Length of **b** in Å.
        b: f64,
        /// Length of **c** in Å.
        c: f64,
        /// Angle between **b** and **c** in degrees.
        alpha: f64,
        /// Angle between **a** and **c** in degrees.
        beta: f64,
        /// Angle between **a** and **b** in degrees.
        gamma: f64,
    },
    /// Text that is no symmetry operation.
    #[error("\"{text}\" is no symmetry operation: {reason}")]
    InvalidOperation {
        /// The text that was given.
        text: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Operations that are not closed under composition.
    #[error(
        "the {count} symmetry operations form no group: \"{first}\" followed by \"{second}\" is not among them"
    )]
    NotAGroup {
        /// Number of operations given.
        count: usize,
        /// The operation applied first.
        first: String,
        /// The operation applied second.
        second: String,
    },
    /// A coordinate that is no finite number.
    #[error("site \"{site}\" has a coordinate that is no finite number")]
    InvalidPosition {
        /// Label of the site.
        site: String,
    },
    /// An occupancy that is negative or no finite number.
    #[error(
        "occupancy {occupancy} of {element} on site \"{site}\" is no amount; it must lie between 0 and 1"
    )]
    InvalidOccupancy {
        /// Label of the site.
        site: String,
        /// Symbol of the element.
        element: &'static str,
        /// The occupancy.
        occupancy: f64,
    },
    /// A change of cell whose matrix has no inverse.
    #[error("the change of cell is singular or not integer")]
    SingularTransformation,
}
