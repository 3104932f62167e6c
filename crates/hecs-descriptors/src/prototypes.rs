//! Prototypes of structures: families as data, which name orbits by their roles and say which special descriptors a
//! family has.
//!
//! A prototype is a TOML file (docs/prototypes.md has the format and an example). Those of `prototypes/` are compiled
//! in; users give their own beside them.

mod conditions;
mod file;
mod kinds;
mod matching;
mod orbits;

pub use self::file::{Orbit, Prototype, SpecialDescriptor};
pub use self::kinds::SpecialKind;
pub use self::matching::{Likeness, find_prototype};
