//! Barriers over orderings of a disordered structure.

use serde::{Deserialize, Serialize};

/// The orderings of one structure with their barriers. Energies in eV.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct OrderingsData {
    /// Formula, or the name of the file, as plain text.
    pub name: String,
    /// The ion that moves, "Li+".
    pub ion: String,
    /// The supercell, "4×4×4".
    pub supercell: String,
    /// Orderings that were drawn.
    pub samples: usize,
    /// One for each number of dimensions.
    pub strips: Vec<OrderingsStrip>,
}

/// Barriers in at least so many dimensions, one for each ordering.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrderingsStrip {
    /// Name of the dimension, "1D".
    pub name: String,
    /// Barriers above the lowest minimum; `None` of orderings that do not percolate.
    pub lowest_ev: Vec<Option<f64>>,
    /// Barriers above the filling level, in the same order.
    pub filling_ev: Vec<Option<f64>>,
    /// Ends of the 95 % interval of the share that percolates.
    pub share: (f64, f64),
    /// Barrier of the mean over the disorder.
    pub mean_field_ev: Option<f64>,
    /// The same with the other ions left out of shared sites.
    pub open_mean_field_ev: Option<f64>,
}
