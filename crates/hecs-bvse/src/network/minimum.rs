//! Minima of the analytic potential, and the descents that lead to them.

use nalgebra::{SymmetricEigen, Vector3};

use super::newton::{GRADIENT_EV_PER_ANG, downhill};
use crate::potential::Potential;
use crate::provenance::NotRefined;

/// Minima closer than this (Å) are one.
pub(crate) const SAME_MINIMUM_ANG: f64 = 0.02;

/// A point where the gradient vanishes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Stationary {
    /// Cartesian position in Å, near the start (not wrapped into the cell).
    pub(crate) position: Vector3<f64>,
    pub(crate) energy_ev: f64,
}

/// The steps from a point down to a minimum.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Descent {
    /// Cartesian positions in Å, the start first and the minimum last.
    pub(crate) points: Vec<Vector3<f64>>,
    pub(crate) minimum: Stationary,
}

/// The minimum that lies below a Cartesian start, however far.
pub(crate) fn descend(
    potential: &impl Potential,
    start: &Vector3<f64>,
) -> Result<Descent, NotRefined> {
    const STEPS: usize = 400;
    /// Step off a stationary point with a direction of negative curvature, as symmetry makes them on
    /// the grid. The slope met there is above the limit of convergence for the least curvature that
    /// counts as negative.
    const PUSH_ANG: f64 = 0.02;
    const NEGATIVE: f64 = -2.0 * GRADIENT_EV_PER_ANG / PUSH_ANG;
    let mut at = *start;
    let mut points = vec![at];
    for _ in 0..STEPS {
        let here = potential.derivatives_at(&at);
        let modes = SymmetricEigen::new(here.hessian);
        if here.gradient.norm() >= GRADIENT_EV_PER_ANG {
            at += downhill(&here.gradient, &modes);
            points.push(at);
            continue;
        }
        let lowest = modes.eigenvalues.imin();
        if modes.eigenvalues[lowest] > NEGATIVE {
            let minimum = Stationary {
                position: at,
                energy_ev: here.energy_ev,
            };
            return Ok(Descent { points, minimum });
        }
        at += modes.eigenvectors.column(lowest) * PUSH_ANG;
        points.push(at);
    }
    Err(NotRefined::NotConverged)
}
