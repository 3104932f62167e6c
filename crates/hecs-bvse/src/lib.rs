//! Bond-valence site energy maps and exact percolation barriers of mobile ions.

mod bond_valence;
mod error;
mod forest;
mod framework;
mod graph;
mod grid;
mod kernel;
mod map;
mod memory;
mod neighbours;
mod network;
mod options;
mod pair;
mod pathway;
mod percolation;
mod refine;
mod spanning;
pub mod spse;
mod stationary;
mod translations;
mod void;
mod writers;

pub use bond_valence::{bond_valence_mismatch_map, bond_valence_sum_map};
pub use error::BvseError;
pub use framework::{Derivatives, Framework};
pub use grid::Grid;
pub use map::{EnergyMap, Quantity, ScalarMap};
pub use options::{Depth, Options, Radii};
pub use pathway::{PathPoint, easiest_path};
pub use percolation::{Barrier, Barriers, HIGHEST_BARRIER_EV};
pub use refine::{Outcome, RefinedBarrier, RefinedBarriers, refine};
pub use stationary::NotRefined;
pub use void::{percolation_radii, void_map};
pub use writers::MapFormat;
