//! What shares a site.

use hecs_core::{Ion, Species};

/// Ions of a site with their occupancies.
pub(crate) type Occupants = Vec<(Ion, f64)>;

/// Occupancies below this are none.
pub(crate) const EMPTY: f64 = 1e-9;

/// Ions of a site as species, with their charges.
pub(crate) fn species(occupants: &Occupants) -> Vec<Species> {
    let species = |(ion, occupancy): &(Ion, f64)| Species {
        occupancy: *occupancy,
        ..Species::of(*ion)
    };
    occupants.iter().map(species).collect()
}
