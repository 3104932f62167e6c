//! Streams of crystal structures: CIF, POSCAR, extended XYZ, JSON of pymatgen and OPTIMADE; plain, compressed or
//! in archives.
//!
//! [`Entries`] takes [`Source`]s apart into [`RawEntry`]s, one for each structure, in constant memory;
//! [`RawEntry::read`] reads one, as hecs-cif reads a CIF. The format is told by the content.
//!
//! [`poscar`] and [`extxyz`] also read a text into a [`Structure`](hecs_core::Structure) without symmetry and write one
//! whose sites each hold one element. Positions keep their order.
//!
//! ```
//! let text = "CsCl\n1.0\n4.123 0 0\n0 4.123 0\n0 0 4.123\nCs Cl\n1 1\nDirect\n0 0 0\n0.5 0.5 0.5\n";
//! let structure = hecs_io::poscar::read(text)?;
//! assert_eq!(hecs_io::poscar::write(&structure)?, hecs_io::poscar::write(&hecs_io::poscar::read(text)?)?);
//! # Ok::<(), hecs_io::FormatError>(())
//! ```

mod ahead;
mod archive;
mod atoms;
mod compressed;
mod entries;
mod error;
pub mod extxyz;
mod fields;
mod format;
mod json;
pub mod poscar;
mod raw_entry;
mod source;
mod split;

pub use entries::{Entries, StreamOptions, format_of, is_packed};
pub use error::FormatError;
pub use format::{Format, ToldBy, has_known_name};
pub use json::pymatgen_json;
pub use raw_entry::{Place, RawEntry, Unread};
pub use source::Source;

/// Runs the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
