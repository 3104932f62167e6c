//! Plain data of crystals with disorder: lattice, symmetry, sites, species, ion tables.
//!
//! Positions are fractional, lengths in Å, angles in degrees, energies in eV, charges in e.
//! No IO, no logging; symmetry operations are exact integers.
//!
//! ```
//! use hecs_core::{Ion, IonTables, Lattice, SpaceGroup, orbit};
//! use nalgebra::Vector3;
//!
//! # fn main() -> Result<(), hecs_core::CoreError> {
//! let lattice = Lattice::cubic(10.1448)?;
//! let group = SpaceGroup::from_number(216).expect("216 is F-43m");
//! let lithium = orbit(&lattice, &group.operations, &Vector3::new(0.2901, 0.2901, 0.0250), 0.01);
//! assert_eq!(lithium.positions.len(), 48);
//!
//! let sulphide: Ion = "S2-".parse()?;
//! let bond = IonTables::published().pair(Ion::LI, sulphide).expect("Li-S is tabulated");
//! assert_eq!(bond.r_min_ang, 2.40971);
//! # Ok(())
//! # }
//! ```

mod bottleneck;
mod caught;
mod clock;
mod density;
mod element;
mod error;
mod formula;
mod formula_cursor;
mod formula_order;
mod fractional_operation;
mod group_type;
mod hall;
mod ion;
mod lattice;
mod operation;
mod orbit;
mod overlap;
mod periodic_points;
mod rounding;
mod site;
mod space_group;
mod stop;
mod structure;
mod structure_builder;
mod symmetrise;
mod symmetry_search;
mod tables;
mod transform;

pub use bottleneck::bottleneck_radius_ang;
pub use caught::caught;
pub use clock::Stopwatch;
pub use density::{density_g_per_cm3, density_of_mass_g_per_cm3, mass_da};
pub use element::Element;
pub use error::CoreError;
pub use formula::{Composition, formula_text, in_formula_order, parse_formula, read_formula};
pub use formula_cursor::FormulaCursor;
pub use fractional_operation::FractionalOperation;
pub use group_type::{space_group_number, space_group_number_of_fractional};
pub use hall::operations_from_hall;
pub use ion::{Ion, ion_text};
pub use lattice::{CELL_EDGES_ANG, LEAST_CELL_VOLUME_ANG3, Lattice};
pub use operation::{Operation, TRANSLATION_DENOMINATOR};
pub use orbit::{Orbit, orbit};
pub use overlap::OverlapRule;
pub use periodic_points::{GrowingPoints, Neighbour, PeriodicImage, PeriodicPoints};
pub use site::{Site, Species, into_cell};
pub use space_group::{SpaceGroup, SymmetrySource, TabulatedSetting, check_group, complete_group};
pub use stop::{Stop, Stopped};
pub use structure::{DeclaredFormula, Structure};
pub use structure_builder::StructureBuilder;
pub use symmetrise::Symmetrised;
pub use symmetry_search::FoundSymmetry;
pub use tables::{IonData, IonTables, MorsePair, ShannonRadius};
