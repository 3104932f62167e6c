//! What can be wrong with the input of a map.

use std::path::PathBuf;

use hecs_core::{Element, Ion, Stopped};
use nalgebra::Vector3;

use crate::presence::{in_place_of, ions, with_bonds};
use crate::{PresentIon, Radii};

/// Bytes of a GiB.
const GIB: f64 = (1_u64 << 30) as f64;

/// A fractional position in words.
fn position(fract: &Vector3<f64>) -> String {
    format!("({:.4}, {:.4}, {:.4})", fract.x, fract.y, fract.z)
}

/// Errors of hecs-bvse; each carries what is needed to act on it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BvseError {
    /// The mobile ion has no charge, or none of its pairs is tabulated.
    #[error(
        "{ion} cannot be the mobile ion: {reason}; {}",
        with_bonds(ion.element, tabulated)
    )]
    UnusableMobileIon {
        /// The ion asked for.
        ion: Ion,
        /// What is missing.
        reason: &'static str,
        /// Charges of this element that have Morse parameters.
        tabulated: Vec<i8>,
    },
    /// No site holds the mobile ion.
    #[error("no site of \"{structure}\" holds {ion}; {}", in_place_of(*ion, present))]
    NoMobileIon {
        /// Name of the structure.
        structure: String,
        /// The ion asked for.
        ion: Ion,
        /// Ions of the structure, those of empty sites included.
        present: Vec<PresentIon>,
    },
    /// A label to be fixed that no site carries.
    #[error("no site is labelled \"{label}\"; labels present: {}", present.join(", "))]
    UnknownLabel {
        /// The label asked for.
        label: String,
        /// Labels of the structure.
        present: Vec<String>,
    },
    /// A framework species of unknown or zero charge.
    #[error(
        "the charge of {element} on site \"{site}\" is {}; give oxidation states; ions tabulated: {}",
        charge.map_or("unknown".to_owned(), |q| q.to_string()),
        ions(*element, tabulated)
    )]
    UnknownCharge {
        /// Label of the site.
        site: String,
        /// The element.
        element: Element,
        /// Charge in e, where there is one.
        charge: Option<f64>,
        /// Charges tabulated for the element.
        tabulated: Vec<i8>,
    },
    /// A pair of ions without Morse parameters.
    #[error(
        "no Morse parameters for {cation}–{anion} (site \"{site}\"); ions of this element that have some with {mobile}: {}",
        ions(if cation == mobile { anion.element } else { cation.element }, tabulated)
    )]
    MissingPair {
        /// Label of the site.
        site: String,
        /// The cation of the pair.
        cation: Ion,
        /// The anion of the pair.
        anion: Ion,
        /// Which of the two moves.
        mobile: Ion,
        /// Charges of the framework's element for which the pair is tabulated.
        tabulated: Vec<i8>,
    },
    /// A tabulated pair whose parameters describe no bond (α ≤ 0).
    #[error(
        "the tabulated parameters of {cation}–{anion} describe no bond (α = {alpha_per_ang} 1/Å); the pair cannot be used"
    )]
    UnphysicalPair {
        /// The cation of the pair.
        cation: Ion,
        /// The anion of the pair.
        anion: Ion,
        /// The steepness that is printed, in 1/Å.
        alpha_per_ang: f64,
    },
    /// An ion without quantum number, or without a radius of the kind asked for.
    #[error(
        "no {what} for {ion} (site \"{site}\"); ions of this element that have one: {}",
        ions(ion.element, tabulated)
    )]
    MissingIonData {
        /// Label of the site, or of the mobile ion.
        site: String,
        /// The ion.
        ion: Ion,
        /// What is missing.
        what: &'static str,
        /// Charges of the element that have it.
        tabulated: Vec<i8>,
    },
    /// No species of the charge opposite to the mobile ion's.
    #[error("the framework around {ion} has no ion of opposite charge to bind it")]
    NoCounterIon {
        /// The mobile ion.
        ion: Ion,
    },
    /// Two framework positions too close to be different atoms.
    #[error(
        "sites \"{first}\" and \"{second}\" are {distance_ang:.3} Å apart but together {occupancy:.3} filled; overlapping atoms give no meaningful map: correct the positions or the occupancies"
    )]
    OverlappingSites {
        /// Label of the first site.
        first: String,
        /// Label of the second site.
        second: String,
        /// Their distance in Å.
        distance_ang: f64,
        /// Their summed occupancy.
        occupancy: f64,
    },
    /// An occupancy outside 0–1.
    #[error("occupancy {occupancy} of {element} on site \"{site}\" is not between 0 and 1")]
    InvalidOccupancy {
        /// Label of the site.
        site: String,
        /// The element.
        element: Element,
        /// The occupancy.
        occupancy: f64,
    },
    /// A cell too small or too flat to hold an atom, or larger than that of any crystal.
    #[error(
        "no crystal has this cell (volume {volume_ang3:.3e} Å³); check its lengths, their unit and the angles"
    )]
    EmptyCell {
        /// Volume in Å³.
        volume_ang3: f64,
    },
    /// A grid spacing that is not a positive number, or so large that the map would say nothing.
    #[error(
        "grid spacing {spacing_ang} Å: it must lie above 0 and be at most 2, usually 0.1 to 0.3"
    )]
    InvalidSpacing {
        /// The spacing in Å.
        spacing_ang: f64,
    },
    /// A cutoff that is not a positive number.
    #[error("cutoff {cutoff_ang} Å: it must lie between 1 and 50, usually 10")]
    InvalidCutoff {
        /// The cutoff in Å.
        cutoff_ang: f64,
    },
    /// More grid points than an index holds.
    #[error(
        "a spacing of {spacing_ang} Å needs {points:.3e} grid points, over the limit of 2^31; use at least {advised_ang:.3} Å"
    )]
    TooManyPoints {
        /// The spacing in Å.
        spacing_ang: f64,
        /// Number of points.
        points: f64,
        /// A spacing in Å that fits.
        advised_ang: f64,
    },
    /// More memory than is allowed.
    #[error(
        "the map needs about {:.1} GiB and {:.1} GiB are allowed; use at least {advised_ang:.3} Å or allow more",
        *needed_bytes as f64 / GIB,
        *allowed_bytes as f64 / GIB
    )]
    NotEnoughMemory {
        /// Estimate in bytes.
        needed_bytes: u64,
        /// Limit in bytes.
        allowed_bytes: u64,
        /// A spacing in Å that fits.
        advised_ang: f64,
    },
    /// A file name whose extension names no format.
    #[error("\"{}\" names no map format; use .cube, .grd, .pgrid, .vti or .npy", path.display())]
    UnknownFormat {
        /// The path given.
        path: PathBuf,
    },
    /// An end of a hop with no minimum of the potential beside it.
    #[error(
        "the {end} of the hop, {}, is no site of the ion: {}; give a position near a minimum of the potential",
        position(fract),
        nearest.zip(*moved_ang).map_or("no minimum was found below it".to_owned(), |(at, moved)| {
            format!("it slides {moved:.2} Å to {}", position(&at))
        })
    )]
    NoMinimumAtEnd {
        /// `start` or `end`.
        end: &'static str,
        /// Fractional position that was given.
        fract: Vector3<f64>,
        /// Fractional position of the minimum downhill from it.
        nearest: Option<Vector3<f64>>,
        /// Its distance in Å.
        moved_ang: Option<f64>,
    },
    /// The two ends of a hop are one site.
    #[error(
        "start and end of the hop are one site ({distance_ang:.3} Å apart): give two sites, or an image of the site in another cell, such as 1.25 for 0.25"
    )]
    SameSite {
        /// Distance of the ends in Å, where they were relaxed first as relaxed.
        distance_ang: f64,
    },
    /// The ends of a hop are too far from each other.
    #[error(
        "start and end of the hop are {distance_ang:.2} Å apart, more than any hop ({limit_ang} Å): positions are not wrapped into the cell, so write 1.05 and not 0.05 for an end across its face"
    )]
    HopTooLong {
        /// Distance in Å.
        distance_ang: f64,
        /// The limit in Å.
        limit_ang: f64,
    },
    /// Every path between the ends of a hop leads far around.
    #[error(
        "no path leads from start to end of the hop near the straight line between them: other sites lie between; ask for the hops from site to site"
    )]
    NoPath,
    /// A framework ion on the straight line of a hop.
    #[error(
        "the straight line of the hop passes \"{label}\" at {distance_ang:.2} Å: no ion goes through another; give the sites that the hop leads between, one hop after the other"
    )]
    ThroughAtom {
        /// Label of its site.
        label: String,
        /// Distance from the line in Å.
        distance_ang: f64,
    },
    /// A network with more hops than are wanted.
    #[error(
        "below {level_ev:.2} eV there are {hops} hops between sites, over the limit of {limit}: lower the level, or describe the crystal in a smaller cell with its symmetry"
    )]
    TooManyHops {
        /// Contacts of the grid.
        hops: usize,
        /// The limit.
        limit: usize,
        /// The level in eV above the lowest site.
        level_ev: f64,
    },
    /// A level of a network that is no energy above the lowest site.
    #[error(
        "{level_ev} eV is no level of a network: it must lie above 0 and be at most 10 eV, usually 0.5 to 1.5"
    )]
    InvalidLevel {
        /// The level in eV above the lowest site.
        level_ev: f64,
    },
    /// A constant of an elastic host that is not a finite number above 0.
    #[error(
        "{value} is no stiffness (eV/Å²) or length (Å) of a spring: it must be above 0, usually 2 to 20 eV/Å²"
    )]
    InvalidSpring {
        /// The constant.
        value: f64,
    },
    /// A radius for the void map that is not tabulated.
    #[error("no Shannon radius for {ion} (site \"{site}\")")]
    MissingShannonRadius {
        /// Label of the site.
        site: String,
        /// The ion.
        ion: Ion,
    },
    /// The computation was stopped, or its time was up: [`Options::stop`](crate::Options::stop).
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

impl BvseError {
    /// A name for records that does not change with the wording.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnusableMobileIon { .. } => "unusable-mobile-ion",
            Self::NoMobileIon { .. } => "no-mobile-ion",
            Self::UnknownLabel { .. } => "unknown-label",
            Self::UnknownCharge { .. } => "charges-unknown",
            Self::MissingPair { .. } => "missing-pair",
            Self::UnphysicalPair { .. } => "unphysical-pair",
            Self::MissingIonData { .. } => "missing-ion-data",
            Self::NoCounterIon { .. } => "no-counter-ion",
            Self::OverlappingSites { .. } => "overlapping-sites",
            Self::InvalidOccupancy { .. } => "invalid-occupancy",
            Self::EmptyCell { .. } => "empty-cell",
            Self::InvalidSpacing { .. } => "invalid-spacing",
            Self::InvalidCutoff { .. } => "invalid-cutoff",
            Self::TooManyPoints { .. } => "too-many-points",
            Self::NotEnoughMemory { .. } => "not-enough-memory",
            Self::UnknownFormat { .. } => "unknown-format",
            Self::NoMinimumAtEnd { .. } => "no-minimum-at-end",
            Self::SameSite { .. } => "same-site",
            Self::HopTooLong { .. } => "hop-too-long",
            Self::NoPath => "no-path",
            Self::ThroughAtom { .. } => "hop-through-atom",
            Self::TooManyHops { .. } => "too-many-hops",
            Self::InvalidLevel { .. } => "invalid-level",
            Self::InvalidSpring { .. } => "invalid-spring",
            Self::MissingShannonRadius { .. } => "missing-radius",
            Self::Stopped(why) => why.code(),
        }
    }

    /// A map at a spacing (Å) needs more memory than is allowed; with a spacing that would fit.
    pub fn not_enough_memory(needed_bytes: u64, allowed_bytes: u64, spacing_ang: f64) -> Self {
        let excess = needed_bytes as f64 / allowed_bytes.max(1) as f64;
        Self::NotEnoughMemory {
            needed_bytes,
            allowed_bytes,
            // Points go with the third power; 2 % for what symmetry rounds.
            advised_ang: spacing_ang * excess.cbrt() * 1.02,
        }
    }

    pub(crate) fn missing_radius(radii: Radii) -> &'static str {
        match radii {
            Radii::SoftBv => "softBV covalent radius",
            Radii::Cordero => "Cordero covalent radius",
            Radii::Spse => "SPSE covalent radius",
        }
    }
}
