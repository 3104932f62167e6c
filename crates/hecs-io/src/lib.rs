//! Crystal structures in the formats of first-principles programs.
//!
//! [`poscar`] and [`extxyz`] read a text into a [`Structure`](hecs_core::Structure) without symmetry and write one whose
//! sites each hold one element. Positions keep their order.
//!
//! ```
//! let text = "CsCl\n1.0\n4.123 0 0\n0 4.123 0\n0 0 4.123\nCs Cl\n1 1\nDirect\n0 0 0\n0.5 0.5 0.5\n";
//! let structure = hecs_io::poscar::read(text)?;
//! assert_eq!(hecs_io::poscar::write(&structure)?, hecs_io::poscar::write(&hecs_io::poscar::read(text)?)?);
//! # Ok::<(), hecs_io::FormatError>(())
//! ```

mod atoms;
mod error;
pub mod extxyz;
mod fields;
pub mod poscar;

pub use error::FormatError;

/// Runs the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
