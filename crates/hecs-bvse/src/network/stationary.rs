//! Stationary points of the potential, converged beyond the limit of the searches for them.

use nalgebra::{SymmetricEigen, U3, Vector3};

use super::newton::LONGEST_STEP_ANG;
use crate::framework::Derivatives;
use crate::potential::Potential;

/// A point where the gradient vanishes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Stationary {
    /// Cartesian position in Å, near the start (not wrapped into the cell).
    pub(crate) position: Vector3<f64>,
    pub(crate) energy_ev: f64,
}

/// The stationary point beside a position where the gradient is below its limit.
///
/// The limit leaves 1e-6 Å at a curvature of 1 eV/Å², and far more where the potential is flat. Newton's step
/// −H⁻¹ g squares what is left; the last one needs no further derivatives, since the energy after it is
/// E − g·H⁻¹ g/2.
pub(crate) fn converged(
    potential: &impl Potential,
    position: &Vector3<f64>,
    here: &Derivatives,
    modes: &SymmetricEigen<f64, U3>,
) -> Stationary {
    /// After a step no longer than this (Å) less than 1e-7 Å is left, at third derivatives of some eV/Å³ and
    /// curvatures from 0.005 eV/Å² on.
    const LAST_STEP_ANG: f64 = 1e-5;
    /// More steps are of no use: each should square what is left.
    const STEPS: usize = 8;
    let (mut at, mut here, mut modes) = (*position, *here, *modes);
    for _ in 0..STEPS {
        let slopes = modes.eigenvectors.tr_mul(&here.gradient);
        let step = -&modes.eigenvectors * slopes.component_div(&modes.eigenvalues);
        let length_ang = step.norm();
        if length_ang < LAST_STEP_ANG {
            return Stationary {
                position: at + step,
                energy_ev: here.energy_ev + here.gradient.dot(&step) / 2.0,
            };
        }
        // Where the curvature vanishes there is no such step.
        if !length_ang.is_finite() || length_ang > LONGEST_STEP_ANG {
            break;
        }
        at += step;
        here = potential.derivatives_at(&at);
        modes = SymmetricEigen::new(here.hessian);
    }
    Stationary {
        position: at,
        energy_ev: here.energy_ev,
    }
}
