//! Barriers over orderings of a disordered structure, in the records of `hecs bvse` and `hecs paths`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Barriers of orderings drawn at random: every species but the mobile ion is put on whole positions of a
/// supercell. Energies are in eV.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OrderingsRecord {
    /// How often the cell is repeated along its axes.
    pub supercell: [u32; 3],
    /// Least distance of opposite faces of the supercell, Å.
    pub width: f64,
    /// Positions of the supercell, those that orderings leave empty among them.
    pub positions: usize,
    /// Those of them that the mobile ion shares with other ions of its sign.
    pub shared_positions: usize,
    /// Mobile ions in the supercell.
    pub mobile_ions: f64,
    /// Orderings drawn.
    pub samples: usize,
    /// Seed that they were drawn with.
    pub seed: u64,
    /// Distance between the points of the grid that barriers were refined from, Å.
    pub spacing: f64,
    /// Barrier above the lowest minimum up to which an ordering percolates, eV.
    pub highest: f64,
    /// Net charge of the supercell in e, of the structure with its fractions.
    pub net_charge: Option<f64>,
    /// The same of every ordering: it is kept as rounding leaves it.
    pub ordered_net_charge: Option<f64>,
    /// Occupancies that a whole number of ions does not meet.
    pub rounded: Vec<RoundedRecord>,
    /// Whether the supercell is as large as shares between 0 and 1 need; true where every share is 0 or 1.
    pub converged: bool,
    /// `1d`, `2d`, `3d`: percolation in at least so many dimensions.
    pub dimensions: BTreeMap<String, OrderingsBarrierRecord>,
    /// Why there is no barrier of the open mean field; null where there is one, or where no site is shared.
    pub open_mean_field_note: Option<String>,
    /// Every ordering, as drawn.
    pub orderings: Vec<OrderingRecord>,
}

/// An occupancy and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RoundedRecord {
    /// Label of the site.
    pub site: String,
    /// The ion.
    pub ion: String,
    /// Its occupancy in the structure.
    pub occupancy: f64,
    /// Its occupancy in the supercell.
    pub ordered: f64,
}

/// Percolation over the orderings in a number of dimensions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OrderingsBarrierRecord {
    /// Orderings that percolate.
    pub percolating: usize,
    /// Their share of all.
    pub share: f64,
    /// Lower end of the interval of the share that 95 % of such intervals hold it in (Wilson's score interval).
    pub share_low: f64,
    /// Upper end of it.
    pub share_high: f64,
    /// Barriers above the lowest minimum of each ordering.
    pub lowest: QuartilesRecord,
    /// Barriers above the filling level of each ordering: the energy of its N-th deepest minimum, N its number of mobile
    /// ions; 0 where that is above the saddle point.
    pub filling: QuartilesRecord,
    /// Barrier of the mean over the disorder, as the record has it.
    pub mean_field: Option<f64>,
    /// The same with the other ions left out of the sites that the mobile ion shares; null where it shares none.
    pub open_mean_field: Option<f64>,
}

/// Quartiles over the orderings, those that do not percolate counting as infinitely high; null where the value is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QuartilesRecord {
    /// A quarter of the orderings is below.
    pub q25: Option<f64>,
    /// The median.
    pub q50: Option<f64>,
    /// Three quarters are below.
    pub q75: Option<f64>,
    /// Which values are infinite, and why; null where all are finite.
    pub note: Option<String>,
}

/// Barriers of one ordering in one, two and three dimensions, those too high to percolate among them; null where
/// there is none of 10 eV or less.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OrderingRecord {
    /// Above its lowest minimum.
    pub lowest: [Option<f64>; 3],
    /// Above its filling level.
    pub filling: [Option<f64>; 3],
    /// Whether minimum and saddle points are refined on the analytic potential.
    pub refined: bool,
}
