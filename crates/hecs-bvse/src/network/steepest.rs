//! The minimum-energy path from a saddle point down to a minimum: steepest descent.
//!
//! dx/dt = −g(x). With the gradient g and the Hessian H = Σ λ v vᵀ at x₀, and the potential taken as
//! quadratic around there,
//!
//! x(t) = x₀ − Σ (g·v) (1 − e^{−λt})/λ v
//!
//! (local quadratic approximation; Page & McIver, J. Chem. Phys. 88 (1988) 922, doi:10.1063/1.454172).
//! One step follows this curve to where it has moved by a set length.

use nalgebra::{SymmetricEigen, U3, Vector3};

use super::minimum::{SAME_MINIMUM_ANG, descend};
use crate::potential::Potential;

/// Length of a step in Å: the potential is quadratic over much more.
const STEP_ANG: f64 = 0.06;

/// The points from a Cartesian start down to a minimum that is known, itself the last; `None` where the
/// steepest descent leads elsewhere, or stays on a ridge.
pub(crate) fn steepest_descent(
    potential: &impl Potential,
    start: &Vector3<f64>,
    end: &Vector3<f64>,
) -> Option<Vec<Vector3<f64>>> {
    const STEPS: usize = 400;
    let mut at = *start;
    let mut points = vec![at];
    for _ in 0..STEPS {
        let here = potential.derivatives_at(&at);
        let curve = Curve::new(&here.gradient, SymmetricEigen::new(here.hessian));
        let Some(time) = curve.time_to_move(STEP_ANG) else {
            let rest = descend(potential, &at).ok()?;
            let is_end = (rest.minimum.position - end).norm() < SAME_MINIMUM_ANG;
            points.extend(&rest.points[1..]);
            points.pop();
            points.push(*end);
            return is_end.then_some(points);
        };
        let moved = curve.moved(time);
        // On a ridge, where symmetry leaves no slope off it, the time has no end.
        if !moved.iter().all(|x| x.is_finite()) {
            return None;
        }
        at += moved;
        points.push(at);
    }
    None
}

/// Steepest descent on a quadratic potential.
struct Curve {
    /// Component of the gradient along each mode in eV/Å.
    slopes: Vector3<f64>,
    modes: SymmetricEigen<f64, U3>,
}

impl Curve {
    fn new(gradient: &Vector3<f64>, modes: SymmetricEigen<f64, U3>) -> Self {
        Self {
            slopes: modes.eigenvectors.tr_mul(gradient),
            modes,
        }
    }

    /// Displacement in Å after a time in Å²/eV.
    fn moved(&self, time: f64) -> Vector3<f64> {
        let along = Vector3::from_fn(|mode, _| {
            let curvature = self.modes.eigenvalues[mode];
            let exponent = -curvature * time;
            // (1 − e^{−λt})/λ, which is t where λ vanishes.
            let reached = if exponent.abs() < 1e-9 {
                time
            } else {
                -exponent.exp_m1() / curvature
            };
            -self.slopes[mode] * reached
        });
        self.modes.eigenvectors * along
    }

    /// When the displacement has a length; `None` where it ends before, in a minimum.
    fn time_to_move(&self, length_ang: f64) -> Option<f64> {
        let is_short = |time: f64| self.moved(time).norm() < length_ang;
        let has_minimum = self.modes.eigenvalues.iter().all(|l| *l > 0.0);
        if has_minimum && is_short(f64::INFINITY) {
            return None;
        }
        // The displacement along every mode only grows with time: bisection between two times.
        let (mut early, mut late) = (0.0, length_ang / self.slopes.norm());
        while is_short(late) {
            early = late;
            late *= 2.0;
        }
        for _ in 0..40 {
            let middle = f64::midpoint(early, late);
            if is_short(middle) {
                early = middle;
            } else {
                late = middle;
            }
        }
        Some(late)
    }
}
