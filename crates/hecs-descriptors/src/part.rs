//! The parts that sites play in any electrolyte, and why.

use std::fmt;

use hecs_core::Ion;

/// The part of a site in an electrolyte of a mobile cation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Part {
    /// Holds the mobile ion, alone or with others.
    Mobile,
    /// Holds other cations.
    Framework,
    /// An anion bonded to a framework cation.
    BoundAnion,
    /// An anion bonded to the mobile ion only.
    FreeAnion,
}

impl Part {
    /// Name for records: `mobile`, `framework`, `bound anion`, `free anion`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mobile => "mobile",
            Self::Framework => "framework",
            Self::BoundAnion => "bound anion",
            Self::FreeAnion => "free anion",
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Why a site has its part.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum PartReason {
    /// It holds so much of the mobile ion, beside other cations.
    HoldsMobile {
        /// Occupancy by the mobile ion.
        occupancy: f64,
        /// The others with their occupancies.
        others: Vec<(Ion, f64)>,
    },
    /// It holds cations that do not move, with so many anions around them.
    HoldsCations {
        /// Anions bonded to one of them, weighted with occupancy.
        coordination: f64,
    },
    /// A framework cation is near enough for a bond.
    Bonded {
        /// Label of its site.
        to: String,
        /// Distance in Å.
        distance_ang: f64,
        /// Distance in Å up to which it is a bond.
        limit_ang: f64,
        /// Framework cations bonded to the anion, weighted with occupancy.
        cations: f64,
    },
    /// On the mean, less than half a framework cation is bonded to it.
    Unbonded {
        /// Framework cations bonded to the anion, weighted with occupancy.
        cations: f64,
    },
}

impl fmt::Display for PartReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HoldsMobile { occupancy, others } => {
                write!(f, "holds {occupancy:.3} of the mobile ion")?;
                for (ion, share) in others {
                    write!(f, ", {share:.3} of {ion}")?;
                }
                Ok(())
            }
            Self::HoldsCations { coordination } => {
                write!(f, "cations bonded to {coordination:.2} anions")
            }
            Self::Bonded {
                to,
                distance_ang,
                limit_ang,
                cations,
            } => write!(
                f,
                "{distance_ang:.3} Å from {to}, a bond up to {limit_ang:.3} Å; bonded to {cations:.2} framework cations"
            ),
            Self::Unbonded { cations } => write!(
                f,
                "bonded to {cations:.2} framework cations, fewer than half of one"
            ),
        }
    }
}

/// A site, or several that share their positions, and the part it plays.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SitePart {
    /// Label of the first of the sites.
    pub label: String,
    /// Indices of the sites in the structure.
    pub sites: Vec<usize>,
    /// What it is.
    pub part: Part,
    /// Why.
    pub reason: PartReason,
    /// Number of the class of sites of the same part, species and surroundings that it belongs to:
    /// in a copy without symmetry the sites of one orbit have one number.
    pub class: usize,
    /// Positions in the cell.
    pub multiplicity: usize,
}
