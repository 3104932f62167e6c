//! A structure in which one ion moves and all others stay.

use hecs_core::{PeriodicPoints, SpaceGroup, Structure, StructureBuilder};
use nalgebra::Vector3;

use super::settings::PathSettings;
use crate::records::Failure;

/// An ion this near (Å) to an end of the hop is the one that moves, or makes room for it.
const AT_END_ANG: f64 = 1.0;
/// What the labels of ions that stay end in.
const STAYS: &str = " (stays)";

/// A structure in P1 in which one ion moves.
pub(super) struct OneMoves {
    pub(super) structure: Structure,
    /// Labels of the sites of the mobile element that stay.
    pub(super) fixed: Vec<String>,
    /// For each site, the number of the site that it is a position of in the first structure.
    pub(super) site_of: Vec<usize>,
}

/// All ions of the mobile element stay but those at the two ends of the hop.
pub(super) fn all_but_one_fixed(
    structure: &Structure,
    settings: &PathSettings,
    ends: &[Vector3<f64>; 2],
) -> Result<OneMoves, Failure> {
    let lattice = structure.lattice();
    let at_ends = PeriodicPoints::new(lattice, *ends, AT_END_ANG);
    let mut builder =
        StructureBuilder::new(lattice.clone(), SpaceGroup::p1()).named(structure.name());
    let mut fixed = Vec::new();
    let mut site_of = Vec::new();
    for (number, site) in structure.sites().iter().enumerate() {
        let moves = site.contains(settings.ion.element);
        for position in &site.positions {
            site_of.push(number);
            if !moves || at_ends.nearest(position, AT_END_ANG).is_some() {
                builder.add_site(&site.label, site.species.clone(), position, 0.0);
                continue;
            }
            let filled = site.occupancy_of(settings.ion.element);
            if filled > 0.0 && filled < 1.0 - PARTLY_FILLED {
                return Err(partly_filled(&site.label, filled));
            }
            let label = format!("{}{STAYS}", site.label);
            builder.add_site(&label, site.species.clone(), position, 0.0);
            if filled > 0.0 && !fixed.contains(&label) {
                fixed.push(label);
            }
        }
    }
    let built = builder.build();
    let structure = built.map_err(|e| Failure::new("no-structure", e.to_string()))?;
    Ok(OneMoves {
        structure,
        fixed,
        site_of,
    })
}

/// Rounding of occupancies.
const PARTLY_FILLED: f64 = 1e-3;

fn partly_filled(label: &str, filled: f64) -> Failure {
    Failure::new(
        "others-partly-filled",
        format!(
            "site \"{label}\" is {filled:.3} filled with the mobile element, so that nobody knows which of its \
             ions stay while one moves: use --others removed, or an ordered structure"
        ),
    )
}
