//! Strings of points that settle onto minimum-energy paths (E, Ren, Vanden-Eijnden, J. Chem. Phys. 126
//! (2007) 164103, doi:10.1063/1.2720838): the points move across the string only, and are spread
//! evenly along it again. Positions are Cartesian, in Å.
//!
//! On a minimum-energy path the gradient g has no part across the direction t of the path,
//! (1 − t tᵀ) g = 0. With P = 1 − t tᵀ the step of a point is that of [`downhill`] for the gradient P g
//! and the Hessian P H P.

use nalgebra::{Matrix3, SymmetricEigen, Vector3};

use super::newton::downhill;
use crate::potential::Potential;

/// A polyline longer than this (Å) leads through emptiness, such as that above a slab: no string settles
/// there, however many points are spent on it.
const LONGEST_ANG: f64 = 60.0;

/// Whether a polyline is so long that it is no way from one site to the next.
pub(crate) fn is_too_long(polyline: &[Vector3<f64>]) -> bool {
    let lengths = polyline.windows(2).map(|pair| (pair[1] - pair[0]).norm());
    lengths.sum::<f64>() > LONGEST_ANG
}

/// Moves the inner points across the string to where the gradient across it vanishes, were the potential
/// quadratic; away from where it is highest. A few sweeps do what takes many along the force, and a
/// string on a ridge leaves it. Gives the energy in eV of the highest of the inner points as they were.
pub(crate) fn settle(potential: &impl Potential, string: &mut [Vector3<f64>]) -> f64 {
    let before = string.to_vec();
    let mut highest_ev = f64::NEG_INFINITY;
    for (at, around) in (1..).zip(before.windows(3)) {
        let Some(along) = (around[2] - around[0]).try_normalize(0.0) else {
            continue;
        };
        let here = potential.derivatives_at(&around[1]);
        highest_ev = highest_ev.max(here.energy_ev);
        let across = Matrix3::identity() - along * along.transpose();
        let modes = SymmetricEigen::new(across * here.hessian * across);
        let step = downhill(&(across * here.gradient), &modes);
        // Longer moves than the points are apart would crumple the string.
        let longest_ang = (around[2] - around[0]).norm() / 4.0;
        string[at] += step * (longest_ang / step.norm()).min(1.0);
    }
    highest_ev
}

/// The same polyline with points at equal distances of about `spacing_ang` Å along it.
pub(crate) fn spread(string: &[Vector3<f64>], spacing_ang: f64) -> Vec<Vector3<f64>> {
    let mut reached = vec![0.0];
    for pair in string.windows(2) {
        reached.push(reached[reached.len() - 1] + (pair[1] - pair[0]).norm());
    }
    let total = reached[reached.len() - 1];
    let pieces = (total / spacing_ang).ceil().max(1.0) as usize;
    let mut segment = 0;
    (0..=pieces)
        .map(|i| {
            let goal = total * i as f64 / pieces as f64;
            while segment + 2 < string.len() && reached[segment + 1] < goal {
                segment += 1;
            }
            let length = reached[segment + 1] - reached[segment];
            let share = if length > 0.0 {
                ((goal - reached[segment]) / length).clamp(0.0, 1.0)
            } else {
                0.0
            };
            string[segment].lerp(&string[segment + 1], share)
        })
        .collect()
}
