//! What every question about a map needs: its memory, the names of the dimensions.

use hecs_bvse::{BvseError, EnergyMap, Framework};

use crate::memory::{MemoryPool, MemoryShare};
use crate::records::Failure;
use crate::words::failure_of;

/// Numbers of dimensions with their names in records.
pub(crate) const DIMENSIONS: [(usize, &str); 3] = [(1, "1d"), (2, "2d"), (3, "3d")];

/// The share of memory that so many maps need.
pub(crate) fn memory_for<'p>(
    framework: &Framework,
    spacing_ang: f64,
    maps: u64,
    memory: &'p MemoryPool,
) -> Result<MemoryShare<'p>, Failure> {
    let of_one = EnergyMap::needed_bytes(framework, spacing_ang).map_err(|e| failure_of(&e))?;
    let needed_bytes = maps * of_one;
    memory.take(needed_bytes).ok_or_else(|| {
        let allowed_bytes = memory.total_bytes();
        failure_of(&BvseError::not_enough_memory(
            needed_bytes,
            allowed_bytes,
            spacing_ang,
        ))
    })
}
