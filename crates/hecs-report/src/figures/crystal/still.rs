//! How a still of a crystal is taken.

use crate::data::BarrierEnergies;
use crate::space::{Vector, norm};

/// Edges of a cell that are shorter than this (Å) are repeated: one cell of lithium nitride shows no layers.
const SHORT_ANG: f64 = 4.5;
/// Cells along an axis, at most.
const MOST_CELLS: usize = 8;

/// How a still of a crystal is taken.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Still {
    /// Direction in units of the cell vectors from whose end the reader looks; `None` for an oblique view with c up.
    pub along: Option<[f64; 3]>,
    /// Cells along a, b and c, 1 to 8; `None` for as many that no edge is short.
    pub cells: Option<[usize; 3]>,
    /// Directions (1 to 3) of the percolation whose barrier is the level of the surface.
    pub dimension: u8,
}

impl Default for Still {
    fn default() -> Self {
        Self {
            along: None,
            cells: None,
            dimension: 1,
        }
    }
}

impl Still {
    /// The same from the end of a direction in units of the cell vectors.
    #[must_use]
    pub fn along(mut self, direction: [f64; 3]) -> Self {
        self.along = Some(direction);
        self
    }

    /// The same of so many cells along a, b and c.
    #[must_use]
    pub fn of_cells(mut self, cells: [usize; 3]) -> Self {
        self.cells = Some(cells);
        self
    }

    /// The same with the surface at the barrier of percolation in so many directions.
    #[must_use]
    pub fn percolating_in(mut self, dimension: u8) -> Self {
        self.dimension = dimension;
        self
    }

    /// The barrier in eV whose surface is drawn.
    pub(super) fn barrier_ev(&self, barriers: &BarrierEnergies) -> Option<f64> {
        let barrier = match self.dimension {
            1 => barriers.e1d,
            2 => barriers.e2d,
            3 => barriers.e3d,
            _ => None,
        };
        barrier.filter(|e| e.is_finite())
    }

    /// Cells along each axis.
    pub(super) fn cells_of(&self, cell: &[Vector; 3]) -> [usize; 3] {
        let repeated = cell.map(|edge| (SHORT_ANG / norm(edge)).ceil() as usize);
        self.cells
            .unwrap_or(repeated)
            .map(|n| n.clamp(1, MOST_CELLS))
    }

    /// "two directions".
    pub(super) fn directions(&self) -> &'static str {
        match self.dimension {
            1 => "one direction",
            2 => "two directions",
            _ => "three directions",
        }
    }

    /// Whence the reader looks.
    pub(super) fn in_words(&self) -> String {
        match self.along {
            None => "seen obliquely with c up".to_owned(),
            Some(direction) => {
                let [u, v, w] = direction;
                format!("seen along [{u} {v} {w}]")
            }
        }
    }
}
