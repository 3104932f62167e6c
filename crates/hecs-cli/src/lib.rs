//! The `hecs` program as a library: its verbs, and what the repository's own commands share with it.

/// Writes a line to stderr; a stderr that is closed is no reason to stop.
macro_rules! say {
    ($($words:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), $($words)*);
    }};
}

pub mod answers;
pub mod args;
#[cfg_attr(not(feature = "terminal"), path = "no_bar.rs")]
mod bar;
mod bvse;
mod describe;
mod design;
mod ending;
mod features;
mod files;
mod fit;
mod input;
mod inspect;
mod known;
mod memory;
mod order;
mod orderings;
mod output;
mod paths;
mod plot;
mod pls_data;
mod predict;
mod progress;
mod reading;
mod report;
mod results;
mod run;
mod schema;
mod screen;
mod table_report;
mod tables;
mod validate;
mod verb;

pub use files::write_atomic;
pub use known::{Known, KnownFiles, known_compounds};
pub use output::{columns, csv_text};
pub use progress::Progress;
pub use report::report_page;
pub use run::{run, with_causes};
pub use verb::VerbError;

/// Compiles the examples of the repository's README.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
