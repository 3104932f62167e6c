//! Saddle points of the analytic potential, with the minima on their two sides.

use nalgebra::{SymmetricEigen, Vector3};

use super::minimum::{Descent, descend};
use super::newton::{GRADIENT_EV_PER_ANG, uphill_along};
use super::stationary::{Stationary, converged};
use crate::potential::Potential;
use crate::provenance::NotRefined;

/// A saddle point of index 1 with the descents on its two sides.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Saddle {
    pub(crate) at: Stationary,
    pub(crate) descents: [Descent; 2],
}

/// The saddle point within `reach_ang` Å of a Cartesian start.
pub(crate) fn saddle(
    potential: &impl Potential,
    start: &Vector3<f64>,
    reach_ang: f64,
) -> Result<Saddle, NotRefined> {
    const STEPS: usize = 200;
    /// First step off the saddle point, short beside the distance to any minimum.
    const PUSH_ANG: f64 = 0.01;
    let mut at = *start;
    for _ in 0..STEPS {
        let here = potential.derivatives_at(&at);
        let modes = SymmetricEigen::new(here.hessian);
        let lowest = modes.eigenvalues.imin();
        if here.gradient.norm() < GRADIENT_EV_PER_ANG {
            if modes.eigenvalues.iter().filter(|l| **l < 0.0).count() != 1 {
                return Err(NotRefined::NoSaddle);
            }
            let top = converged(potential, &at, &here, &modes);
            let push = modes.eigenvectors.column(lowest) * PUSH_ANG;
            let descents = [
                descend(potential, &(top.position + push))?,
                descend(potential, &(top.position - push))?,
            ];
            let is_above = |side: &Descent| top.energy_ev > side.minimum.energy_ev;
            if !descents.iter().all(is_above) {
                return Err(NotRefined::NoSaddle);
            }
            return Ok(Saddle { at: top, descents });
        }
        at += uphill_along(lowest, &here.gradient, &modes);
        if (at - start).norm() > reach_ang {
            return Err(NotRefined::LeftSurroundings);
        }
    }
    Err(NotRefined::NotConverged)
}
