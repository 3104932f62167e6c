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
//! use hecs_core::{Ion, Lattice, Site, SpaceGroup, Species, Structure, orbit};
//! use nalgebra::Vector3;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // Antiperovskite Li3OCl.
//! let lattice = Lattice::cubic(3.91)?;
//! let group = SpaceGroup::from_number(221).expect("221 is P m -3 m");
//! let site = |symbol: &str, charge, fract: [f64; 3]| -> Result<Site, hecs_core::CoreError> {
//!     Ok(Site {
//!         label: symbol.to_owned(),
//!         species: vec![Species { element: symbol.parse()?, charge: Some(charge), occupancy: 1.0 }],
//!         positions: orbit(&lattice, &group.operations, &Vector3::from(fract), 0.01).positions,
//!     })
//! };
//! let sites = vec![
//!     site("Li", 1.0, [0.0, 0.5, 0.5])?,
//!     site("O", -2.0, [0.5, 0.5, 0.5])?,
//!     site("Cl", -1.0, [0.0, 0.0, 0.0])?,
//! ];
//! let structure = Structure {
//!     name: "Li3OCl".to_owned(),
//!     lattice: lattice.clone(),
//!     space_group: group.clone(),
//!     sites,
//!     formula: None,
//! };
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

mod atomic_file;
mod barriers;
mod basins;
mod bond_valence;
mod error;
mod forest;
mod framework;
mod graph;
mod grid;
mod kernel;
mod map;
mod memory;
mod migration;
mod neighbours;
mod network;
mod options;
mod pair;
mod parameters;
mod percolation;
mod presence;
mod provenance;
mod refine;
mod remedy;
mod shared_sites;
mod soundness;
mod spanning;
pub mod spse;
mod translations;
mod void;
mod warning;
mod writers;

pub use atomic_file::AtomicFile;
pub use barriers::{Barrier, Barriers, HIGHEST_BARRIER_EV, LowestPoint, Unrefined};
pub use bond_valence::{bond_valence_mismatch_map, bond_valence_sum_map};
pub use error::BvseError;
pub use framework::{Derivatives, Framework};
pub use grid::Grid;
pub use map::{EnergyMap, Quantity, ScalarMap};
pub use migration::Migration;
pub use network::{Hop, MigrationPath, MigrationSite, Network, PathPoint};
pub use options::{Depth, Options, Radii};
pub use presence::PresentIon;
pub use provenance::{NotRefined, Provenance};
pub use remedy::Remedy;
pub use shared_sites::{SharedSite, Sharer, Sharing, sharing};
pub use void::{percolation_radii, void_map};
pub use warning::{Warning, warnings};
pub use writers::MapFormat;
