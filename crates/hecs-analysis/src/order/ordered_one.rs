//! A configuration as it is handed out.

use hecs_core::Structure;
use hecs_order::Supercell;

use crate::records::{ConfigurationRecord, Failure, ShortRangeRecord};
use crate::words::failure_of_order;

/// A configuration on its way out.
#[derive(Debug)]
#[non_exhaustive]
pub struct OrderedOne<'a> {
    /// Its number, multiplicity, energy and short-range order.
    pub row: &'a ConfigurationRecord,
    /// What the numbers of its short-range order are of.
    pub pairs: &'a [ShortRangeRecord],
    /// How many there will be, where that is known.
    pub total: Option<u64>,
    pub(super) supercell: &'a Supercell,
    pub(super) configuration: &'a [u8],
}

impl OrderedOne<'_> {
    /// The structure, without symmetry.
    ///
    /// # Errors
    /// None in practice.
    pub fn structure(&self) -> Result<Structure, Failure> {
        let filled = self.supercell.filled(self.configuration);
        filled.map_err(|error| failure_of_order(&error))
    }
}
