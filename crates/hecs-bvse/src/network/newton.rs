//! One step towards a stationary point of the potential.
//!
//! With the eigenvectors v and eigenvalues λ of the Hessian and the gradient g, the step is
//! −Σ (g·v)/|λ| v towards a minimum; towards a saddle point the sign along the lowest mode is turned,
//! so that the energy rises along it and sinks along the others (eigenvector following; Cerjan &
//! Miller, doi:10.1063/1.442352). Without the absolute value it would be Newton's step, which leads
//! to a stationary point of any kind.

use nalgebra::{SymmetricEigen, U3, Vector3};

/// Gradients below this (eV/Å) count as zero: 1e-6 eV/Å leaves less than 1e-10 eV at the curvatures of
/// this potential.
pub(crate) const GRADIENT_EV_PER_ANG: f64 = 1e-6;
/// Longest step in Å, short beside the distance between a site and a saddle point.
pub(crate) const LONGEST_STEP_ANG: f64 = 0.08;
/// Curvatures below this (eV/Å²) count as this: a flat direction must not fling the point away.
const LEAST_CURVATURE: f64 = 0.02;

/// −Σ (g·v)/|λ| v, not too long.
pub(crate) fn downhill(gradient: &Vector3<f64>, modes: &SymmetricEigen<f64, U3>) -> Vector3<f64> {
    step(gradient, modes, None)
}

/// The same, but up along the mode numbered `mode`.
pub(crate) fn uphill_along(
    mode: usize,
    gradient: &Vector3<f64>,
    modes: &SymmetricEigen<f64, U3>,
) -> Vector3<f64> {
    step(gradient, modes, Some(mode))
}

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
