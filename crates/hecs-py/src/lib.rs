//! hecs for Python: the native half of the package `hecs`, whose functions are in `python/hecs/`.
//!
//! A `Query` is a verb of the program with its options. It takes what Python has made of a structure
//! (path, bytes, or what was read already) and gives the record that the program prints. Everything is computed
//! without the interpreter's lock, by threads of the query's own, while the calling thread looks for signals.

// What Python hands over is made for the call, and given away with it.
#![allow(clippy::needless_pass_by_value)]

mod answer;
mod energies;
mod errors;
mod given;
mod images;
mod query;
mod stream;
mod structure;
mod structures;
mod tables;
mod waiting;

use pyo3::prelude::*;

/// The native half of the package.
#[pymodule]
mod _hecs {
    #[pymodule_export]
    use crate::answer::Answer;
    #[pymodule_export]
    use crate::energies::{energies, energy_map};
    #[pymodule_export]
    use crate::images::images;
    #[pymodule_export]
    use crate::query::Query;
    #[pymodule_export]
    use crate::stream::Stream;
    #[pymodule_export]
    use crate::structure::Structure;
    #[pymodule_export]
    use crate::structures::Structures;
    #[pymodule_export]
    use crate::tables::{design, fit, model_page, predict_rows, screen, validate};

    #[pymodule_export]
    const VERSION: &str = env!("CARGO_PKG_VERSION");
}
