//! One question to any number of crystal structures: streamed in constant memory, divided among processes, taken up
//! again where it was interrupted.
//!
//! ```text
//! sources → entries (hecs-io) → those of the part → conditions → answer (hecs-analysis) → journal → sink
//! ```
//!
//! [`Screening::run`] asks; [`merge`] puts the parts together into what a single process would have written, byte for byte;
//! [`status`] says how far a sink is. A record depends on its entry, the question, the settings, the tables of the ions and the
//! version, and carries a hash of all of them: what an earlier process has found is taken over where the hash is the same.

mod columns;
mod condition;
mod error;
mod hash;
mod in_order;
mod journal;
mod merge;
mod question;
mod record;
mod screen;
mod shard;
mod sink;
mod stages;
mod status;
mod summary;
mod table;
mod whole_file;

pub use columns::{Cell, Column, Kind, columns};
pub use condition::{Condition, Stage};
pub use error::ScreenError;
pub use in_order::in_order;
pub use merge::merge;
pub use question::Question;
pub use record::{Line, Record};
pub use screen::{Screening, Step};
pub use shard::Shard;
pub use stages::Judge;
pub use status::{Progress, status};
pub use summary::{StageCount, Summary};
pub use whole_file::{WholeFile, refuse_unwritable, remove_unfinished};

/// Runs the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
