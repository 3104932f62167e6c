//! What can keep a structure from being described.

use hecs_core::{Element, Ion};

use crate::mismatch::Mismatch;
use crate::property::Property;
use crate::role::Role;

/// Errors of hecs-descriptors; each carries what is needed to act on it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DescriptorError {
    /// No site holds lithium.
    #[error("no lithium on any site; the descriptors are those of lithium argyrodites")]
    NoLithium,
    /// An anion where a mobile cation is needed.
    #[error(
        "{ion} is no cation; the parts of sites are those of an electrolyte of a mobile cation"
    )]
    NotACation {
        /// The ion asked for.
        ion: Ion,
    },
    /// No site holds the mobile ion.
    #[error(
        "no site holds {ion}; name the ion that moves, or give its sites with their occupancies"
    )]
    NoMobileIon {
        /// The ion asked for.
        ion: Ion,
    },
    /// No site holds an anion.
    #[error("no site holds an anion; charges decide what is one")]
    NoAnions,
    /// The framework is not that of a cubic argyrodite.
    #[error("not a cubic argyrodite: {0}")]
    NotArgyrodite(#[from] Mismatch),
    /// More than one set of sites fits a role.
    #[error(
        "ambiguous {role}: sites {} fit it with {found} positions per framework cation, {expected} expected; remove what does not belong or describe an ordered variant",
        .sites.join(", ")
    )]
    AmbiguousRole {
        /// The role with too many candidates.
        role: Role,
        /// Labels of the sites that fit.
        sites: Vec<String>,
        /// Positions per framework cation that the role has.
        expected: f64,
        /// Positions per framework cation that were found.
        found: f64,
    },
    /// A species without oxidation state: radii and the split into cations and anions need it.
    #[error(
        "{element} on site {site} has no charge; radii are tabulated by ion, so give every species an oxidation state"
    )]
    MissingCharge {
        /// Label of the site.
        site: String,
        /// The element without charge.
        element: Element,
    },
    /// A site shared by cations and anions.
    #[error("site {site} is shared by cations and anions ({cation} and {anion})")]
    MixedSigns {
        /// Label of the site.
        site: String,
        /// A cation on it.
        cation: Ion,
        /// An anion on it.
        anion: Ion,
    },
    /// An ion without an entry in a table that a descriptor needs.
    #[error("{ion} has no {property}; {} cannot be computed", .needed_for.join(", "))]
    MissingProperty {
        /// The ion.
        ion: Ion,
        /// The table and its row.
        property: Property,
        /// Names of the descriptors that need it.
        needed_for: &'static [&'static str],
    },
    /// No ions where a mean or a majority over them is needed.
    #[error("no ions to compute {} from", .needed_for.join(", "))]
    NoIons {
        /// Names of the descriptors that need them.
        needed_for: &'static [&'static str],
    },
    /// The three anions of a window lie on a line.
    #[error("the three anions nearest to the middle of the {jump} jump lie on a line")]
    DegenerateWindow {
        /// `intra`, `doublet` or `inter`.
        jump: &'static str,
    },
    /// The published form of the lithium entropy has no value for a filled 24g site.
    #[error(
        "the published S_conf_Li, o ln(1 - o), diverges at an occupancy of {occupancy} of the 24g site; use the standard form"
    )]
    EntropyDiverges {
        /// Occupancy of the 24g site.
        occupancy: f64,
    },
    /// What is no prototype of structures.
    #[error("{place}: {reason}; docs/prototypes.md has the format")]
    Prototype {
        /// The prototype, and what of it.
        place: String,
        /// What is wrong.
        reason: String,
    },
}

impl DescriptorError {
    /// A name for records that does not change with the wording.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoLithium => "no-lithium",
            Self::NotACation { .. } => "not-a-cation",
            Self::NoMobileIon { .. } => "no-mobile-ion",
            Self::NoAnions => "no-anions",
            Self::NotArgyrodite(_) => "not-argyrodite",
            Self::AmbiguousRole { .. } => "ambiguous-role",
            Self::MissingCharge { .. } => "charges-unknown",
            Self::MixedSigns { .. } => "mixed-signs",
            Self::MissingProperty { .. } => "missing-property",
            Self::NoIons { .. } => "no-ions",
            Self::DegenerateWindow { .. } => "degenerate-window",
            Self::EntropyDiverges { .. } => "entropy-diverges",
            Self::Prototype { .. } => "prototype",
        }
    }
}
