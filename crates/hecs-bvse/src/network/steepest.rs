//! The minimum-energy path from a saddle point down to a minimum: steepest descent.
//!
//! dx/dt = −g(x). With the gradient g and the Hessian H = Σ λ v vᵀ at x₀, and the potential taken as
//! quadratic around there,
//!
//! x(t) = x₀ − Σ (g·v) (1 − e^{−λt})/λ v
//!
//! (local quadratic approximation; Page & McIver, J. Chem. Phys. 88 (1988) 922, doi:10.1063/1.454172).
//! One step follows this curve to where it has moved by a set length.
//!
//! On an element of symmetry no slope leads off it, but where it is a ridge, rounding grows as e^{|λ|t} and
//! would decide where the path comes off. So a slope below the limit of convergence counts as none along
//! modes of negative curvature: the path stays on the ridge down to its lowest point, a stationary point
//! between basins that symmetry makes equal, and leaves it there, towards the minimum that is wanted.

use nalgebra::{SymmetricEigen, U3, Vector3};

use super::minimum::{NEGATIVE, PUSH_ANG, SAME_MINIMUM_ANG, come_to_rest};
use super::newton::GRADIENT_EV_PER_ANG;
use crate::potential::Potential;

/// Length of a step in Å: the potential is quadratic over much more.
const STEP_ANG: f64 = 0.06;

/// The points from a Cartesian start down to a minimum that is known, itself the last; `None` where the
/// steepest descent leads elsewhere.
pub(crate) fn steepest_descent(
    potential: &impl Potential,
    start: &Vector3<f64>,
    end: &Vector3<f64>,
) -> Option<Vec<Vector3<f64>>> {
    const POINTS: usize = 400;
    let mut points = vec![*start];
    while points.len() < POINTS {
        let at = *points.last()?;
        let here = potential.derivatives_at(&at);
        let curve = Curve::new(&here.gradient, SymmetricEigen::new(here.hessian));
        if let Some(time) = curve.time_to_move(STEP_ANG) {
            points.push(at + curve.moved(time));
            continue;
        }
        let (rest, modes) = come_to_rest(potential, &mut points).ok()?;
        if modes.eigenvalues.min() > NEGATIVE {
            points.pop();
            points.push(*end);
            let is_end = (rest.position - end).norm() < SAME_MINIMUM_ANG;
            return is_end.then_some(points);
        }
        let off = off_ridge(&modes, &(end - rest.position))?;
        points.push(rest.position + off);
    }
    None
}

/// The step off a ridge, along modes of negative curvature as they lead to a place; `None` where they do not.
fn off_ridge(modes: &SymmetricEigen<f64, U3>, towards: &Vector3<f64>) -> Option<Vector3<f64>> {
    let mut off = Vector3::zeros();
    for mode in (0..3).filter(|mode| modes.eigenvalues[*mode] <= NEGATIVE) {
        let v = modes.eigenvectors.column(mode);
        off += v * v.dot(towards);
    }
    let length_ang = off.norm();
    (length_ang > SAME_MINIMUM_ANG).then(|| off * (PUSH_ANG / length_ang))
}

/// Steepest descent on a quadratic potential.
struct Curve {
    /// Component of the gradient along each mode in eV/Å, 0 off a ridge.
    slopes: Vector3<f64>,
    modes: SymmetricEigen<f64, U3>,
}

impl Curve {
    fn new(gradient: &Vector3<f64>, modes: SymmetricEigen<f64, U3>) -> Self {
        let mut slopes = modes.eigenvectors.tr_mul(gradient);
        for (slope, curvature) in slopes.iter_mut().zip(&modes.eigenvalues) {
            if *curvature <= 0.0 && slope.abs() < GRADIENT_EV_PER_ANG {
                *slope = 0.0;
            }
        }
        Self { slopes, modes }
    }

    /// Displacement in Å after a time in Å²/eV.
    fn moved(&self, time: f64) -> Vector3<f64> {
        let along = Vector3::from_fn(|mode, _| {
            let curvature = self.modes.eigenvalues[mode];
            if self.slopes[mode] == 0.0 {
                return 0.0;
            }
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
        let has_minimum = (0..3).all(|mode| {
            // A mode without a slope takes no part.
            self.modes.eigenvalues[mode] > 0.0 || self.slopes[mode] == 0.0
        });
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
