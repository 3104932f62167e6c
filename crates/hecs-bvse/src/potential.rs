//! What a search over a landscape of energy needs to know of it.

use nalgebra::Vector3;

use crate::framework::{Derivatives, Framework};

/// An energy with its derivatives at every Cartesian position (Å).
pub(crate) trait Potential {
    /// Energy in eV.
    fn energy_at(&self, position: &Vector3<f64>) -> f64;

    /// Energy with its first and second derivatives.
    fn derivatives_at(&self, position: &Vector3<f64>) -> Derivatives;
}

impl Potential for Framework {
    fn energy_at(&self, position: &Vector3<f64>) -> f64 {
        self.energy(&self.lattice.fractional(position))
    }

    fn derivatives_at(&self, position: &Vector3<f64>) -> Derivatives {
        self.derivatives(&self.lattice.fractional(position))
    }
}
