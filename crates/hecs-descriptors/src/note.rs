//! What was assumed or left out where descriptors were computed.

use std::fmt;

use hecs_core::Element;

use crate::mismatch::LithiumClass;
use crate::role::Role;

/// An assumption behind a set of descriptors, for the reader to judge.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Note {
    /// No formula is declared; composition descriptors come from the occupancies of the sites.
    FormulaFromSites,
    /// The declared formula lacks lithium, the framework cations or the anions of the sites, or has
    /// an amount that is none; composition descriptors come from the occupancies of the sites.
    FormulaUnusable,
    /// An element of the declared formula that is on no site and therefore left out.
    ElementWithoutSite {
        /// The element.
        element: Element,
        /// Its amount per formula unit.
        amount: f64,
    },
    /// Lithium positions that are neither the 48h nor the 24g of the descriptors.
    LithiumLeftOut(LithiumClass),
    /// Cations that are neither lithium nor on B.
    CationsLeftOut {
        /// Labels of their sites.
        sites: Vec<String>,
    },
    /// Positions of one role with different species; the descriptors use their mean.
    UnevenOccupancy {
        /// The role.
        role: Role,
    },
    /// Free anions closer to the tetrahedra than anions come: they are likely in the wrong
    /// tetrahedral void (4d taken for 4c or the reverse).
    ShortAnionContact {
        /// Labels of the C sites.
        sites: Vec<String>,
        /// Shortest distance from C to E in Å.
        distance_ang: f64,
    },
    /// The shortest jump within a cage keeps its A neighbour, as an intra jump does: doublet and
    /// intra, told apart by length, are both the intra jump here.
    DoubletLongerThanIntra,
}

impl Note {
    /// A name for records that does not change with the wording.
    pub fn code(&self) -> &'static str {
        match self {
            Self::FormulaFromSites => "formula-from-sites",
            Self::FormulaUnusable => "formula-unusable",
            Self::ElementWithoutSite { .. } => "element-without-site",
            Self::LithiumLeftOut(_) => "lithium-left-out",
            Self::CationsLeftOut { .. } => "cations-left-out",
            Self::UnevenOccupancy { .. } => "uneven-occupancy",
            Self::ShortAnionContact { .. } => "short-anion-contact",
            Self::DoubletLongerThanIntra => "doublet-longer-than-intra",
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FormulaFromSites => f.write_str(
                "no formula is declared; the composition is the sum of the site occupancies",
            ),
            Self::FormulaUnusable => f.write_str(
                "the declared formula lacks lithium, framework cations or anions that the sites hold; the composition is the sum of the site occupancies",
            ),
            Self::ElementWithoutSite { element, amount } => write!(
                f,
                "{element} ({amount} per formula unit) is in the declared formula but on no site; it is left out"
            ),
            Self::LithiumLeftOut(class) => write!(
                f,
                "lithium outside the 48h and 24g described is left out: {class}"
            ),
            Self::CationsLeftOut { sites } => write!(
                f,
                "cations that are neither lithium nor tetrahedron centres are left out: {}",
                sites.join(", ")
            ),
            Self::UnevenOccupancy { role } => write!(
                f,
                "positions of {role} have different occupancies; their mean is used"
            ),
            Self::ShortAnionContact { sites, distance_ang } => write!(
                f,
                "{} {} only {distance_ang:.3} Å from an anion of a tetrahedron; it may belong into the other tetrahedral void",
                sites.join(", "),
                if sites.len() == 1 { "is" } else { "are" }
            ),
            Self::DoubletLongerThanIntra => f.write_str(
                "the shortest jump within a cage is an intra jump; doublet and intra are told apart by length and both describe it",
            ),
        }
    }
}
