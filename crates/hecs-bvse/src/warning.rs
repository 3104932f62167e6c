//! What a reader should know who could take barriers for more than they are.

use std::fmt;

use hecs_core::{Ion, Species, Structure};

use crate::barriers::{Barriers, HIGHEST_BARRIER_EV, Unrefined};
use crate::options::Options;
use crate::remedy::Remedy;
use crate::shared_sites::{SharedSite, Sharing, sharing};
use crate::valences::implausible_share;

/// Distance in Å between grid points up to which no minimum or saddle point of lithium was missed in 203
/// electrolytes; at 0.4 Å it was in one of twenty.
const FAITHFUL_SPACING_ANG: f64 = 0.3;

/// Charges that differ by less than this (e) are equal: rounding of files.
const SAME_CHARGE: f64 = 1e-3;

/// A reason to read barriers with care. Its text is the message; [`Self::remedy`] is what can be done.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Warning {
    /// The grid is too coarse to start a refinement from.
    CoarseGrid {
        /// Distance between grid points in Å, as asked for.
        spacing_ang: f64,
    },
    /// Barriers are those of the grid.
    NotRefined {
        /// Dimension (1–3) and reason of each barrier that was not refined.
        barriers: Vec<(usize, Unrefined)>,
    },
    /// The ion does not percolate within [`HIGHEST_BARRIER_EV`] of its lowest place.
    AboveCeiling {
        /// The dimensions (1–3) without a barrier.
        dimensions: Vec<usize>,
    },
    /// Bond valences are far from those of any crystal: lengths of another unit, a wrong cell or atoms.
    ImplausibleBondValence {
        /// The share of its charge that the bond-valence sum of a typical cation reaches; near 1 in crystals.
        share: f64,
    },
    /// The mobile ion stands for an averaged charge.
    AveragedCharge {
        /// The ion that moves.
        ion: Ion,
        /// The averaged charge in e that counts as its charge.
        charge: f64,
    },
    /// The mobile ion shares sites with other ions of its sign.
    SharedSites {
        /// The ion that moves.
        ion: Ion,
        /// Its sites.
        sharing: Sharing,
    },
}

/// What to know of `barriers` of `ion` in `structure`, refined or not, from a map of `spacing_ang` Å with
/// `options`: first what lies in the grid, then what lies in the structure.
pub fn warnings(
    structure: &Structure,
    ion: Ion,
    options: &Options,
    spacing_ang: f64,
    barriers: &Barriers,
) -> Vec<Warning> {
    let mut found = Warning::of_refinement(spacing_ang, barriers);
    found.extend(Warning::of_levels(barriers));
    found.extend(Warning::of_structure(structure, ion, options));
    found
}

impl Warning {
    /// What to know of refined barriers from a grid of `spacing_ang` Å.
    pub fn of_refinement(spacing_ang: f64, barriers: &Barriers) -> Vec<Self> {
        let mut found = Vec::new();
        if spacing_ang > FAITHFUL_SPACING_ANG {
            found.push(Self::CoarseGrid { spacing_ang });
        }
        let unrefined: Vec<(usize, Unrefined)> = (1..=3)
            .filter_map(|dimension| Some((dimension, barriers.get(dimension)?.not_refined?)))
            .collect();
        if !unrefined.is_empty() {
            found.push(Self::NotRefined {
                barriers: unrefined,
            });
        }
        found
    }

    /// What to know of barriers that are not there, refined or not.
    pub fn of_levels(barriers: &Barriers) -> Option<Self> {
        let missing = (1..=3).filter(|dimension| barriers.get(*dimension).is_none());
        let dimensions: Vec<usize> = missing.collect();
        (!dimensions.is_empty()).then_some(Self::AboveCeiling { dimensions })
    }

    /// What to know of barriers of `ion` in `structure` by whatever method, with the sites kept in place
    /// that `options` names. The structure must be one that [`Framework::new`](crate::Framework::new)
    /// accepts.
    pub fn of_structure(structure: &Structure, ion: Ion, options: &Options) -> Vec<Self> {
        let averaged = averaged_charge(structure, ion);
        let averaged = averaged.map(|charge| Self::AveragedCharge { ion, charge });
        let sharing = sharing(structure, ion, &options.fixed);
        let shared = (!sharing.shared.is_empty()).then_some(Self::SharedSites { ion, sharing });
        let implausible = implausible_share(structure);
        let implausible = implausible.map(|share| Self::ImplausibleBondValence { share });
        let found = implausible.into_iter().chain(averaged);
        found.chain(shared).collect()
    }

    /// A name for records that does not change with the wording.
    pub fn code(&self) -> &'static str {
        match self {
            Self::CoarseGrid { .. } => "coarse-grid",
            Self::NotRefined { .. } => "not-refined",
            Self::AboveCeiling { .. } => "above-ceiling",
            Self::ImplausibleBondValence { .. } => "implausible-bond-valence",
            Self::AveragedCharge { .. } => "averaged-charge",
            Self::SharedSites { .. } => "shared-sites",
        }
    }

    /// What can be done, where the message does not say it.
    pub fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::CoarseGrid { .. } | Self::AboveCeiling { .. } | Self::AveragedCharge { .. } => {
                None
            }
            Self::ImplausibleBondValence { .. } => Some(Remedy::SoundCell),
            Self::NotRefined { .. } => Some(Remedy::FinerGrid),
            Self::SharedSites { sharing, .. } => {
                let labels = sharing.shared.iter().map(|site| site.label.clone());
                let keep = if sharing.alone.is_empty() {
                    Vec::new()
                } else {
                    labels.collect()
                };
                Some(Remedy::OrderedStructure { keep })
            }
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CoarseGrid { spacing_ang } => write!(
                f,
                "a grid of {spacing_ang} Å may miss minima and passes, which refinement cannot make up for; \
                 up to {FAITHFUL_SPACING_ANG} Å is safe for lithium"
            ),
            Self::NotRefined { barriers } => {
                let reasons: Vec<String> = barriers
                    .iter()
                    .map(|(dimension, why)| format!("{dimension}d, {why}"))
                    .collect();
                write!(f, "barriers are those of the grid ({})", reasons.join("; "))
            }
            Self::AboveCeiling { dimensions } => {
                let names: Vec<String> = dimensions.iter().map(|d| format!("{d}d")).collect();
                write!(
                    f,
                    "no barrier of {HIGHEST_BARRIER_EV} eV or less ({}): the ion does not get through",
                    names.join(", ")
                )
            }
            Self::ImplausibleBondValence { share } => write!(
                f,
                "the bond valences of a typical cation add up to {share:.2e} of its charge, in crystals to about 1: \
                 the atoms are too {} each other, and the barriers mean nothing",
                if *share < 1.0 { "far from" } else { "near" }
            ),
            Self::AveragedCharge { ion, charge } => write!(
                f,
                "the charge of {} is an average, {charge:.3}, that counts as the nearest integer: all of it \
                 moves as {ion}",
                ion.element
            ),
            Self::SharedSites { ion, sharing } => {
                let sites: Vec<String> = sharing
                    .shared
                    .iter()
                    .map(|site| site_in_words(*ion, site))
                    .collect();
                let meaning = if sharing.alone.is_empty() {
                    "minimum and barriers are those of ways around them and say nothing of how the ion moves"
                } else {
                    "barriers are those of ways around them"
                };
                write!(
                    f,
                    "{ion} shares {}: the mean over the disorder keeps the other ions in place while {ion} is \
                     there, which never happens, and so closes these sites; {meaning}",
                    sites.join(", ")
                )
            }
        }
    }
}

/// The charge of the first species that counts as `ion` without having its charge.
fn averaged_charge(structure: &Structure, ion: Ion) -> Option<f64> {
    let is_averaged = |s: &&Species| {
        let off = |q: f64| (q - f64::from(ion.charge)).abs() > SAME_CHARGE;
        s.occupancy > 0.0 && s.ion() == Some(ion) && s.charge.is_some_and(off)
    };
    let mut species = structure.sites().iter().flat_map(|s| &s.species);
    species.find(is_averaged)?.charge
}

/// A shared site with its ions: `"A" (Li+ 0.300, La3+ 0.550)`.
fn site_in_words(ion: Ion, site: &SharedSite) -> String {
    let others: Vec<String> = site
        .others
        .iter()
        .map(|other| {
            let amount = amount(&other.species);
            if other.site == site.label {
                amount
            } else {
                format!("{amount} on \"{}\"", other.site)
            }
        })
        .collect();
    format!(
        "\"{}\" ({ion} {:.3}, {})",
        site.label,
        site.occupancy,
        others.join(", ")
    )
}

/// Element, charge and occupancy: `La3+ 0.560`.
fn amount(species: &Species) -> String {
    let name = species
        .ion()
        .map_or(species.element.to_string(), |ion| ion.to_string());
    format!("{name} {:.3}", species.occupancy)
}
