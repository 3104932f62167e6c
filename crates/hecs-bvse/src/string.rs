//! Strings of points that relax to minimum-energy paths (E, Ren, Vanden-Eijnden, J. Chem. Phys. 126
//! (2007) 164103, doi:10.1063/1.2720838): every point follows the force, then the points are spread
//! evenly along the string again. Positions are Cartesian, in Å.

use nalgebra::{Matrix3, SymmetricEigen, Vector3};

use crate::Framework;
use crate::stationary::downhill;

/// Step along the force in Å²/eV, and the longest move of a point in one sweep in Å: far below the
/// distance over which the potential's curvature (some eV/Å²) changes a point's energy.
const STEP: f64 = 0.02;
const LONGEST_MOVE_ANG: f64 = 0.05;

/// Moves every point along the force on it.
pub(crate) fn follow_force(framework: &Framework, points: &mut [Vector3<f64>]) {
    let lattice = framework.lattice();
    for point in points {
        let force = -framework.derivatives(&lattice.fractional(point)).gradient;
        let step = force * STEP;
        *point += step * (LONGEST_MOVE_ANG / step.norm()).min(1.0);
    }
}

/// Moves the inner points across the string to where the force across it vanishes, were the potential
/// quadratic; away from where it is highest. A few sweeps do what takes many along the force, and a
/// string on a ridge leaves it.
pub(crate) fn settle(framework: &Framework, string: &mut [Vector3<f64>]) {
    let lattice = framework.lattice();
    let before = string.to_vec();
    for (at, around) in (1..).zip(before.windows(3)) {
        let Some(along) = (around[2] - around[0]).try_normalize(0.0) else {
            continue;
        };
        let here = framework.derivatives(&lattice.fractional(&around[1]));
        let across = Matrix3::identity() - along * along.transpose();
        let modes = SymmetricEigen::new(across * here.hessian * across);
        let step = downhill(&(across * here.gradient), &modes);
        // Longer moves than the points are apart would crumple the string.
        let longest_ang = (around[2] - around[0]).norm() / 4.0;
        string[at] += step * (longest_ang / step.norm()).min(1.0);
    }
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
