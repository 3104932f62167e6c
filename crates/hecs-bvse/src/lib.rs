//! Bond-valence site energy maps and exact percolation barriers of mobile ions.

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
mod percolation;
mod refine;
mod spanning;
pub mod spse;
mod stationary;
mod translations;

pub use error::BvseError;
pub use framework::{Derivatives, Framework};
pub use grid::Grid;
pub use map::{EnergyMap, Quantity, ScalarMap};
pub use options::{Options, Radii};
pub use percolation::{Barrier, Barriers, HIGHEST_BARRIER_EV};
pub use refine::{Outcome, RefinedBarrier, RefinedBarriers, refine};
pub use stationary::NotRefined;
