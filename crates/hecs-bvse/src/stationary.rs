//! Minima and saddles of the analytic potential, from a start nearby.
//!
//! With the eigenvectors v and eigenvalues λ of the Hessian, a step is −Σ (g·v)/|λ| v towards a
//! minimum; towards a saddle the sign along the lowest mode is turned, so that the energy rises
//! along it and falls along the others (eigenvector following; Cerjan & Miller,
//! doi:10.1063/1.442352).

use nalgebra::{SymmetricEigen, U3, Vector3};

use crate::Framework;

/// Why a stationary point was not found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotRefined {
    /// The search left the surroundings of the grid point: its pass is no saddle of its own,
    /// usually because two saddles have merged or the ridge is flat.
    LeftSurroundings,
    /// The gradient did not vanish within the allowed number of steps.
    NotConverged,
    /// The point found has not exactly one falling direction, or no minimum on either side.
    NoSaddle,
}

impl NotRefined {
    /// A short name for records.
    pub fn name(self) -> &'static str {
        match self {
            Self::LeftSurroundings => "left the surroundings",
            Self::NotConverged => "not converged",
            Self::NoSaddle => "no saddle",
        }
    }
}

/// A point where the gradient vanishes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Stationary {
    /// Cartesian position in Å, near the start (not wrapped into the cell).
    pub(crate) position: Vector3<f64>,
    pub(crate) energy_ev: f64,
}

/// A saddle with the minima that the falls on its two sides lead to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Saddle {
    pub(crate) at: Stationary,
    pub(crate) sides: [Stationary; 2],
}

/// 1e-6 eV/Å leaves less than 1e-10 eV at the curvatures of this potential.
const GRADIENT_EV_PER_ANG: f64 = 1e-6;
const LONGEST_STEP_ANG: f64 = 0.08;
/// Curvatures below this (eV/Å²) count as this: a flat direction must not fling the point away.
const LEAST_CURVATURE: f64 = 0.02;

/// The saddle within `reach_ang` Å of a Cartesian start.
pub(crate) fn saddle(
    framework: &Framework,
    start: &Vector3<f64>,
    reach_ang: f64,
) -> Result<Saddle, NotRefined> {
    const STEPS: usize = 200;
    /// First step off the saddle, short beside the distance to any minimum.
    const PUSH_ANG: f64 = 0.01;
    let lattice = framework.lattice();
    let mut at = *start;
    for _ in 0..STEPS {
        let here = framework.derivatives(&lattice.fractional(&at));
        let modes = SymmetricEigen::new(here.hessian);
        let lowest = modes.eigenvalues.imin();
        if here.gradient.norm() < GRADIENT_EV_PER_ANG {
            if modes.eigenvalues.iter().filter(|l| **l < 0.0).count() != 1 {
                return Err(NotRefined::NoSaddle);
            }
            let push = modes.eigenvectors.column(lowest) * PUSH_ANG;
            let sides = [
                minimum(framework, &(at + push))?,
                minimum(framework, &(at - push))?,
            ];
            if sides.iter().any(|side| side.energy_ev >= here.energy_ev) {
                return Err(NotRefined::NoSaddle);
            }
            let at = Stationary {
                position: at,
                energy_ev: here.energy_ev,
            };
            return Ok(Saddle { at, sides });
        }
        at += step(&here.gradient, &modes, Some(lowest));
        if (at - start).norm() > reach_ang {
            return Err(NotRefined::LeftSurroundings);
        }
    }
    Err(NotRefined::NotConverged)
}

/// The minimum that the fall from a Cartesian start leads to, however far.
pub(crate) fn minimum(
    framework: &Framework,
    start: &Vector3<f64>,
) -> Result<Stationary, NotRefined> {
    const STEPS: usize = 400;
    /// Step off a stationary point that still falls, as symmetry makes them on the grid. The slope
    /// met there is above the limit of convergence for the least curvature that counts as falling.
    const PUSH_ANG: f64 = 0.02;
    const FALLING: f64 = -2.0 * GRADIENT_EV_PER_ANG / PUSH_ANG;
    let lattice = framework.lattice();
    let mut at = *start;
    for _ in 0..STEPS {
        let here = framework.derivatives(&lattice.fractional(&at));
        let modes = SymmetricEigen::new(here.hessian);
        if here.gradient.norm() >= GRADIENT_EV_PER_ANG {
            at += downhill(&here.gradient, &modes);
            continue;
        }
        let lowest = modes.eigenvalues.imin();
        if modes.eigenvalues[lowest] > FALLING {
            return Ok(Stationary {
                position: at,
                energy_ev: here.energy_ev,
            });
        }
        at += modes.eigenvectors.column(lowest) * PUSH_ANG;
    }
    Err(NotRefined::NotConverged)
}

/// −Σ (g·v)/|λ| v, not too long.
pub(crate) fn downhill(gradient: &Vector3<f64>, modes: &SymmetricEigen<f64, U3>) -> Vector3<f64> {
    step(gradient, modes, None)
}

/// The step from a point of given gradient: down, but up along one mode where one is named.
fn step(
    gradient: &Vector3<f64>,
    modes: &SymmetricEigen<f64, U3>,
    uphill: Option<usize>,
) -> Vector3<f64> {
    let mut step = Vector3::zeros();
    for mode in 0..3 {
        let v = modes.eigenvectors.column(mode);
        let size = modes.eigenvalues[mode].abs().max(LEAST_CURVATURE);
        let sign = if uphill == Some(mode) { 1.0 } else { -1.0 };
        step += v * (sign * gradient.dot(&v) / size);
    }
    let length = step.norm();
    if length > LONGEST_STEP_ANG {
        step *= LONGEST_STEP_ANG / length;
    }
    step
}
