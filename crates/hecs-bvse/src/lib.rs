//! Bond-valence site energy maps and exact percolation barriers of mobile ions.
//!
//! A structure and a mobile ion give a [`Framework`]; it gives an energy anywhere, and an
//! [`EnergyMap`] on a grid that the symmetry of the crystal maps onto itself. [`Barriers`] are the
//! exact levels at which the map percolates in one, two and three dimensions, with directions and
//! saddles; [`refine()`] moves them onto the analytic potential. Positions are fractional, lengths
//! in Å, energies in eV. The same input gives the same bits, whatever the number of threads.
//!
//! ```
//! use hecs_bvse::{Barriers, EnergyMap, Framework, Options, refine};
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
//! let map = EnergyMap::compute(&framework, 0.2)?;
//! let barriers = Barriers::from_map(&map);
//! let refined = refine(&map, &barriers);
//! let along_all = refined.energy_ev(3).expect("the map percolates");
//! assert!(along_all > 0.0 && (along_all - barriers.energy_ev(3).unwrap()).abs() < 0.1);
//! assert_eq!(barriers.get(3).unwrap().directions.len(), 3);
//! # Ok(())
//! # }
//! ```

mod atomic_file;
mod basins;
mod bond_valence;
mod bricks;
mod descent;
mod error;
mod forest;
mod framework;
mod graph;
mod grid;
mod kernel;
mod map;
mod neighbours;
mod options;
mod orbits;
mod pair;
mod parameters;
mod pathway;
mod percolation;
mod presence;
mod refine;
mod region;
mod shared_sites;
mod soundness;
mod spanning;
pub mod spse;
mod stationary;
mod steps;
mod string;
mod translations;
mod void;
mod writers;

pub use atomic_file::AtomicFile;
pub use bond_valence::{bond_valence_mismatch_map, bond_valence_sum_map};
pub use error::BvseError;
pub use framework::{Derivatives, Framework};
pub use grid::Grid;
pub use map::{EnergyMap, Quantity, ScalarMap};
pub use options::{Depth, MEMORY_LIMIT_BYTES, Options, Radii};
pub use pathway::{PathPoint, easiest_path, relax_path};
pub use percolation::{Barrier, Barriers, HIGHEST_BARRIER_EV};
pub use presence::PresentIon;
pub use refine::{Outcome, RefinedBarrier, RefinedBarriers, refine};
pub use shared_sites::{SharedSite, Sharer, Sharing, sharing};
pub use stationary::NotRefined;
pub use void::{percolation_radii, void_map};
pub use writers::MapFormat;
