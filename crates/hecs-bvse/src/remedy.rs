//! What can be done about an error or a warning, beside its message.

use std::fmt;

use crate::error::BvseError;
use crate::presence::{PresentIon, only_element};

/// Advice that goes with a message. Its text names no flag of a program; a program that has flags words
/// it by the variant.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remedy {
    /// Ask for the ion as which the element is there.
    OtherIon,
    /// Insert the ion into the structure, an empty host.
    Insert,
    /// Compute the map on a finer grid.
    FinerGrid,
    /// Check the lengths of the cell and their unit, and the positions.
    SoundCell,
    /// Use an ordered structure in which each site holds one ion.
    OrderedStructure {
        /// Labels of the sites where the ion may stay in place instead, if it does not leave them; empty
        /// where that would leave it no other site.
        keep: Vec<String>,
    },
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherIon => f.write_str("ask for that one"),
            Self::Insert => f.write_str("insert the ion into the empty host"),
            Self::FinerGrid => f.write_str("a finer grid helps"),
            Self::SoundCell => f.write_str(
                "check the lengths of the cell, their unit (Å, not bohr, nm or pm) and the positions",
            ),
            Self::OrderedStructure { keep } => {
                f.write_str("use an ordered structure in which each site holds one ion")?;
                if keep.is_empty() {
                    return Ok(());
                }
                let keep = keep.join(", ");
                write!(
                    f,
                    ", or, if the ion does not leave these sites, keep it there: {keep}"
                )
            }
        }
    }
}

impl BvseError {
    /// What helps against the error, where something does that its message does not say.
    pub fn remedy(&self) -> Option<Remedy> {
        let Self::NoMobileIon { ion, present, .. } = self else {
            return None;
        };
        if only_element(present).is_some() {
            return None;
        }
        let is_filled =
            |test: &dyn Fn(&PresentIon) -> bool| present.iter().any(|p| p.is_filled && test(p));
        let binds = |p: &PresentIon| p.charge.unwrap_or(0.0) * f64::from(ion.charge) < 0.0;
        if is_filled(&|p| p.element == ion.element) {
            Some(Remedy::OtherIon)
        } else if is_filled(&binds) {
            Some(Remedy::Insert)
        } else {
            None
        }
    }
}
