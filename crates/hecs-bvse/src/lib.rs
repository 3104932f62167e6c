//! Bond-valence site energy maps and exact percolation barriers of mobile ions.
//!
//! A structure and a mobile ion give a [`Framework`]; it gives an energy anywhere, and an
//! [`EnergyMap`] on a grid that the symmetry of the crystal maps onto itself. [`Barriers`] are the
//! exact levels at which the map percolates in one, two and three dimensions, with directions and
//! saddle points. The [`Network`] of sites and hops has them on the analytic potential, with the easiest
//! paths of the ion; [`Migration`] is all of it in one call. Positions are fractional, lengths in Å,
//! energies in eV. The same input gives the same bits, whatever the number of threads.
//!
//! ```
//! use hecs_bvse::{Framework, Migration, Options};
//! use hecs_core::{Ion, Lattice, SpaceGroup, Species, StructureBuilder};
//! use nalgebra::Vector3;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // Antiperovskite Li3OCl.
//! let group = SpaceGroup::from_number(221).expect("221 is P m -3 m");
//! let mut builder = StructureBuilder::new(Lattice::cubic(3.91)?, group);
//! for (ion, fract) in [("Li+", [0.0, 0.5, 0.5]), ("O2-", [0.5; 3]), ("Cl-", [0.0; 3])] {
//!     builder.add_site(ion, vec![Species::of(ion.parse()?)], &Vector3::from(fract), 0.01);
//! }
//! let structure = builder.named("Li3OCl").build()?;
//!
//! let framework = Framework::new(&structure, Ion::LI, &Options::default())?;
//! let migration = Migration::of(&framework, 0.2)?;
//! let barrier = migration.barriers().get(3).expect("the map percolates");
//! let refined_ev = barrier.refined_ev.expect("minimum and saddle point were found");
//! assert!(refined_ev > 0.0 && (refined_ev - barrier.grid_ev).abs() < 0.1);
//! assert_eq!(barrier.directions.len(), 3);
//!
//! let path = migration.network.easiest_path(1).expect("the map percolates");
//! let highest_ev = path.points.iter().map(|p| p.energy_ev).fold(0.0, f64::max);
//! assert_eq!(Some(highest_ev), migration.barriers().energy_ev(1));
//! # Ok(())
//! # }
//! ```

mod barriers;
mod basins;
mod bond_valence;
mod bricks;
mod descent;
mod elastic;
mod error;
mod exponential;
mod forest;
mod framework;
mod graph;
mod grid;
mod hop;
mod kernel;
mod map;
mod migration;
mod network;
mod options;
mod orbits;
mod pair;
mod pair_sum;
mod parameters;
mod percolation;
mod potential;
mod presence;
mod provenance;
mod region;
mod remedy;
mod shared_sites;
mod soundness;
mod spanning;
pub mod spse;
mod steps;
mod translations;
mod valences;
mod vicinity;
mod void;
mod warning;
mod width;
mod writers;

pub use barriers::{Barrier, Barriers, HIGHEST_BARRIER_EV, LowestPoint, Unrefined};
pub use bond_valence::{bond_valence_mismatch_map, bond_valence_sum_map};
pub use elastic::{ElasticHost, HostDisplacement, STIFFNESS_EV_PER_ANG2, Springs};
pub use error::BvseError;
pub use framework::{Derivatives, Framework};
pub use grid::Grid;
pub use hop::HopPath;
pub use map::{EnergyMap, Quantity, ScalarMap};
pub use migration::Migration;
pub use network::{
    Completeness, ElasticHop, ElasticNetwork, Hop, Landmark, MigrationPath, MigrationSite, Network,
    PathPoint, Window, WindowIon,
};
pub use options::{BVLAIN_SPACING_ANG, Depth, MEMORY_LIMIT_BYTES, Options, Radii};
pub use presence::PresentIon;
pub use provenance::{NotRefined, Provenance};
pub use remedy::Remedy;
pub use shared_sites::{SharedSite, Sharer, Sharing, sharing};
pub use void::{percolation_radii, void_map, void_map_within};
pub use warning::{Warning, warnings};
pub use writers::MapFormat;
