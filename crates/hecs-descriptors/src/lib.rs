//! The 32 hierarchical crystal-structure descriptors (HECS) of cubic argyrodites.
//!
//! [`Roles`] finds which site plays which part, in any cell, setting and origin; [`Hecs`] computes
//! the descriptors of Table S2 of doi:10.1016/j.scib.2021.04.029 from it; [`Descriptor`] knows
//! their names, units and meanings.
//!
//! ```
//! use hecs_core::{Element, Lattice, Site, SpaceGroup, Species, Structure, orbit};
//! use hecs_descriptors::{Descriptor, Hecs};
//! use nalgebra::Vector3;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let lattice = Lattice::cubic(10.1448)?;
//! let group = SpaceGroup::from_number(216).expect("216 is F-43m");
//! let site = |symbol: &str, charge: f64, occupancy: f64, x: f64, y: f64, z: f64| Site {
//!     label: symbol.to_owned(),
//!     species: vec![Species {
//!         element: Element::from_symbol(symbol).expect("an element"),
//!         charge: Some(charge),
//!         occupancy,
//!     }],
//!     positions: orbit(&lattice, &group.operations, &Vector3::new(x, y, z), 0.01).positions,
//! };
//! let li6ps5i = Structure {
//!     name: "Li6PS5I".to_owned(),
//!     sites: vec![
//!         site("Li", 1.0, 0.37, 0.2901, 0.2901, 0.0250),
//!         site("Li", 1.0, 0.26, 0.25, 0.25, 0.0250),
//!         site("I", -1.0, 1.0, 0.0, 0.0, 0.0),
//!         site("S", -2.0, 1.0, 0.25, 0.25, 0.25),
//!         site("P", 5.0, 1.0, 0.5, 0.5, 0.5),
//!         site("S", -2.0, 1.0, 0.61643, 0.61643, 0.61643),
//!     ],
//!     lattice: lattice.clone(),
//!     space_group: group.clone(),
//!     formula: None,
//! };
//! let hecs = Hecs::describe(&li6ps5i)?;
//! assert!((hecs[Descriptor::RA] - 2.06).abs() < 1e-12);
//! assert!((hecs.get("D_LiLi_doublet").unwrap_or(0.0) - 1.1506).abs() < 1e-4);
//! println!("{}", hecs.notes[0]); // the composition is the sum of the site occupancies
//! # Ok(())
//! # }
//! ```

mod bottleneck;
mod composition;
mod entropy;
mod error;
mod framework;
mod geometry;
mod hecs;
mod lithium;
mod neighbours;
mod note;
mod roles;
mod spots;
mod table;

pub use bottleneck::{bottleneck_radius_ang, radical_centre};
pub use composition::Composition;
pub use entropy::{GAS_CONSTANT, SConfLi, lithium_entropy, site_entropy};
pub use error::{Coordination, DescriptorError, LithiumClass, Mismatch, Property};
pub use geometry::{Geometry, Jump, JumpKind, Window};
pub use hecs::{Hecs, Occupancies, Options};
pub use note::Note;
pub use roles::{Representative, Role, RoleSite, RoleTolerances, Roles};
pub use table::{Category, Descriptor};

/// Runs the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
