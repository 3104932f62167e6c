//! Disordered crystals as ordered ones in a supercell.
//!
//! ```text
//! Structure + matrix → Supercell{positions, Choices{groups with whole counts, exclusions}, what was rounded}
//!     → configurations: counted, each inequivalent one once, drawn uniformly or by energy, the lowest
//!         → Structure without symmetry
//! ```
//!
//! A *configuration* is one byte for each place of the [`Choices`]: 0 leaves it free, k > 0 puts the k-th
//! species of its group there.

mod arrangements;
mod choices;
mod coulomb;
mod coulomb_constant;
mod count;
mod crowding;
mod draws;
mod error;
mod ewald;
mod exclusion;
mod expansion;
mod filled;
mod inequivalent;
mod largest_remainder;
mod lowest;
mod mask;
mod metropolis;
mod neutral;
mod share;
mod short_range;
mod supercell;
mod symmetry;

pub use choices::{Choices, Group};
pub use coulomb::Coulomb;
pub use coulomb_constant::COULOMB_EV_ANG;
pub use count::Counts;
pub use draws::UniformDraws;
pub use error::OrderError;
pub use ewald::{EwaldSum, PAIR_TOLERANCE_EV, PlacedCharges, coulomb_energy_ev, mean_charges};
pub use exclusion::Exclusion;
pub use expansion::{Expansion, ExpansionOptions};
pub use inequivalent::Inequivalent;
pub use largest_remainder::Rounding;
pub use lowest::{Annealing, LowConfiguration, Lowest, lowest};
pub use metropolis::{BOLTZMANN_EV_PER_K, ChainReport, MetropolisOptions, Visited, metropolis};
pub use num_bigint::BigUint;
pub use short_range::{PairOrder, ShortRange};
pub use supercell::{Supercell, SupercellOptions};
pub use symmetry::Symmetry;

/// Runs the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
