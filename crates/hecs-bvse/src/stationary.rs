//! Minima and saddles of the analytic potential, from a start nearby.
//!
//! With the eigenvectors v and eigenvalues λ of the Hessian, a step is −Σ (g·v)/|λ| v towards a
//! minimum; towards a saddle the sign along the lowest mode is turned, so that the energy rises
//! along it and falls along the others (eigenvector following; Cerjan & Miller,
//! doi:10.1063/1.442352).

use nalgebra::{SymmetricEigen, Vector3};

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
    /// The point found has not exactly one falling direction.
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

/// Number of falling directions wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Minimum,
    Saddle,
}

/// The stationary point within `reach_a` Å of a Cartesian start.
pub(crate) fn stationary(
    framework: &Framework,
    start: &Vector3<f64>,
    reach_a: f64,
    wanted: Wanted,
) -> Result<Stationary, NotRefined> {
    const STEPS: usize = 60;
    /// 1e-6 eV/Å leaves less than 1e-10 eV at the curvatures of this potential.
    const GRADIENT_EV_PER_A: f64 = 1e-6;
    const LONGEST_STEP_A: f64 = 0.08;
    /// Curvatures below this (eV/Å²) count as this: a flat direction must not fling the point away.
    const LEAST_CURVATURE: f64 = 0.02;
    let lattice = framework.lattice();
    let mut at = *start;
    for _ in 0..STEPS {
        let here = framework.derivatives(&lattice.fractional(&at));
        let modes = SymmetricEigen::new(here.hessian);
        let lowest = modes.eigenvalues.imin();
        if here.gradient.norm() < GRADIENT_EV_PER_A {
            let falling = modes.eigenvalues.iter().filter(|l| **l < 0.0).count();
            return if wanted == Wanted::Saddle && falling != 1 {
                Err(NotRefined::NoSaddle)
            } else {
                Ok(Stationary {
                    position: at,
                    energy_ev: here.energy_ev,
                })
            };
        }
        let mut step = Vector3::zeros();
        for mode in 0..3 {
            let v = modes.eigenvectors.column(mode);
            let size = modes.eigenvalues[mode].abs().max(LEAST_CURVATURE);
            let uphill = wanted == Wanted::Saddle && mode == lowest;
            let sign = if uphill { 1.0 } else { -1.0 };
            step += v * (sign * here.gradient.dot(&v) / size);
        }
        let length = step.norm();
        if length > LONGEST_STEP_A {
            step *= LONGEST_STEP_A / length;
        }
        at += step;
        if (at - start).norm() > reach_a {
            return Err(NotRefined::LeftSurroundings);
        }
    }
    Err(NotRefined::NotConverged)
}
