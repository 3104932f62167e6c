//! Oxidation states of the ions of a crystal: those that are stated or given, else the most frequent
//! ones that balance the charge of the cell, with what they rest on and what else would do.
//!
//! The structure may come from anywhere: a file, arrays, a model.
//!
//! ```
//! use hecs_charges::{ChargeNote, assign};
//! use hecs_core::{Composition, Element, Lattice, SpaceGroup, Species, StructureBuilder};
//! use nalgebra::Vector3;
//!
//! # fn main() -> Result<(), hecs_core::CoreError> {
//! // Li3OCl without any charge stated.
//! let group = SpaceGroup::from_number(221).expect("221 is P m -3 m");
//! let mut builder = StructureBuilder::new(Lattice::cubic(3.91)?, group);
//! for (symbol, fract) in [("Li", [0.0, 0.5, 0.5]), ("O", [0.5; 3]), ("Cl", [0.0; 3])] {
//!     let species = Species { element: symbol.parse()?, charge: None, occupancy: 1.0 };
//!     builder.add_site(symbol, vec![species], &Vector3::from(fract), 0.01);
//! }
//! let charged = assign(builder.build()?, &[], &Composition::new());
//! assert_eq!(charged.structure.net_charge(), Some(0.0));
//! assert_eq!(charged.structure.sites()[1].species[0].charge, Some(-2.0));
//! assert!(matches!(charged.notes[0], ChargeNote::Assumed { .. }));
//! # Ok(())
//! # }
//! ```

mod account;
mod accounting;
mod assign;
mod balance;
mod bonding;
mod bonds;
mod cost;
mod formula;
mod judge;
mod kinds;
mod note;
mod states;

pub use account::{ChargeAccount, Charges, ElementCharges, Reason};
pub use assign::{Charged, assign};
pub use formula::{FormulaCharges, assign_formula};
pub use note::{Basis, ChargeNote};

/// Runs the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
