//! Figures of a partial least squares model of a table: what a chemometrician asks of it, in the names and units of the table.
//!
//! Up to thousands of rows and columns are drawn; the leading ones are named, the caption says how many are not.

mod biplot;
mod cloud;
mod coefficients;
mod domain;
mod importance;
mod inner;
mod observed;
mod order;
mod permutation;
mod planes;
mod profiler;

pub use biplot::biplot;
pub use coefficients::coefficients;
pub use domain::domain;
pub use importance::{importance, importance_bars};
pub use inner::inner;
pub use observed::observed;
pub use order::order;
pub use permutation::permutation;
pub use planes::{loadings, scores};
pub use profiler::{PROFILES, profiler};

use crate::data::PlsData;
use crate::error::ReportError;

/// VIP from which a column counts as important; the default of JMP and of the paper.
pub const VIP_THRESHOLD: f64 = 0.8;

/// An error unless the model has as many components as the picture needs.
fn need_components(data: &PlsData, what: &'static str, needed: usize) -> Result<(), ReportError> {
    let found = data.components.len();
    if found < needed {
        return Err(ReportError::TooFew {
            what,
            of: "components",
            needed,
            found,
        });
    }
    Ok(())
}

/// A count with its noun, "1 row", "2 rows".
fn counted(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// What a caption says where `left` of the `all` things of a kind are not in the picture; begins with a space.
fn summarised(shown: usize, all: usize, noun: &str) -> String {
    if shown < all {
        format!(" Shown are the leading {shown} of {all} {noun}s.")
    } else {
        String::new()
    }
}

/// What a caption says where only some marks have a name beside them; begins with a space.
fn named(labelled: usize, all: usize, noun: &str) -> String {
    if labelled < all {
        format!(" {labelled} of {} are named.", counted(all, noun))
    } else {
        String::new()
    }
}
