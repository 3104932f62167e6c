//! What can be asked of the orderings of a structure.

/// Distance in Å between grid points that barriers are refined from: those from 0.1 Å are the same within 1 meV (unrefined
/// they are off by up to 0.1 eV).
const SPACING_ANG: f64 = 0.25;

/// What is asked of the orderings of a structure.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct OrderingSettings {
    /// How many are drawn; `None` for 16, and for 64 where some of them percolate and others do not.
    pub samples: Option<usize>,
    /// How often the cell is repeated along its axes; `None` for about 200 atoms where all percolate or none does, else for at
    /// least 15 Å and, where positions are shared, 64 of them.
    pub supercell: Option<[u32; 3]>,
    /// Seed that they are drawn with.
    pub seed: u64,
    /// Distance between the points of the grid that barriers are refined from, Å.
    pub spacing_ang: f64,
}

impl Default for OrderingSettings {
    fn default() -> Self {
        Self {
            samples: None,
            supercell: None,
            seed: 1,
            spacing_ang: SPACING_ANG,
        }
    }
}
