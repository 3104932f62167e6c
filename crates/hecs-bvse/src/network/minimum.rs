//! Minima of the analytic potential, and the descents that lead to them.

use nalgebra::{SymmetricEigen, U3, Vector3};

use super::newton::{GRADIENT_EV_PER_ANG, downhill};
use super::stationary::{Stationary, converged};
use crate::potential::Potential;
use crate::provenance::NotRefined;

/// Minima closer than this (Å) are one.
pub(crate) const SAME_MINIMUM_ANG: f64 = 0.02;
/// Step in Å off a stationary point with a direction of negative curvature, as symmetry makes them.
pub(crate) const PUSH_ANG: f64 = 0.02;
/// Curvatures (eV/Å²) no higher count as negative: the slope that the step off meets is above the limit of
/// convergence.
pub(crate) const NEGATIVE: f64 = -2.0 * GRADIENT_EV_PER_ANG / PUSH_ANG;

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
    let mut points = vec![*start];
    loop {
        let (found, modes) = come_to_rest(potential, &mut points)?;
        let lowest = modes.eigenvalues.imin();
        if modes.eigenvalues[lowest] > NEGATIVE {
            return Ok(Descent {
                points,
                minimum: found,
            });
        }
        points.push(found.position + modes.eigenvectors.column(lowest) * PUSH_ANG);
    }
}

/// Goes on from the last of some points downhill to where the gradient vanishes, which becomes the last of
/// them; gives that place with its modes.
pub(crate) fn come_to_rest(
    potential: &impl Potential,
    points: &mut Vec<Vector3<f64>>,
) -> Result<(Stationary, SymmetricEigen<f64, U3>), NotRefined> {
    const POINTS: usize = 400;
    while let Some(at) = points.last().copied()
        && points.len() < POINTS
    {
        let here = potential.derivatives_at(&at);
        let modes = SymmetricEigen::new(here.hessian);
        if here.gradient.norm() < GRADIENT_EV_PER_ANG {
            let found = converged(potential, &at, &here, &modes);
            points.push(found.position);
            return Ok((found, modes));
        }
        points.push(at + downhill(&here.gradient, &modes));
    }
    Err(NotRefined::NotConverged)
}
