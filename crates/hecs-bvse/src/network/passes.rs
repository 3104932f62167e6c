//! Passes of the grid: points from which it goes down on more than one side.
//!
//! Two basins may touch at several passes, and a coarse grid puts these in the wrong order; the contact
//! of the basins is but the lowest. A pass is known without basins: the lower of the 26 neighbours of the
//! point fall apart into groups that are not neighbours of each other.

use nalgebra::{Matrix3, Vector3};

use crate::descent::Descent;
use crate::steps::STEPS;

/// For each step the steps to the points that are neighbours of the point it leads to, one bit each.
const BESIDE: [u32; 26] = {
    let mut beside = [0; 26];
    let mut a = 0;
    while a < 26 {
        let mut b = 0;
        while b < 26 {
            let mut is_near = a != b;
            let mut axis = 0;
            while axis < 3 {
                is_near &= (STEPS[a][axis] - STEPS[b][axis]).abs() <= 1;
                axis += 1;
            }
            if is_near {
                beside[a] |= 1 << b;
            }
            b += 1;
        }
        a += 1;
    }
    beside
};

/// Whether the representative of an orbit is a pass. Images of the point itself beside it, across an
/// element of symmetry, count as lower.
pub(crate) fn is_pass(descent: &Descent, orbit: u32) -> bool {
    let mut lower = 0_u32;
    descent.graph.for_each_neighbour(orbit, |neighbour| {
        if descent.order(neighbour.orbit, orbit).is_le() {
            lower |= 1 << neighbour.step;
        }
    });
    let mut group = lower & lower.wrapping_neg();
    loop {
        let steps = (0..26).filter(|step| group >> step & 1 == 1);
        let wider = steps.fold(group, |wider, step| wider | BESIDE[step]) & lower;
        if wider == group {
            return group != lower;
        }
        group = wider;
    }
}

/// Whether the representative of an orbit is the grid point nearest to a saddle point of the quadratic form
/// through its neighbourhood: with gradient g and Hessian H in steps of the grid, −H⁻¹ g is no more than
/// about half a step along each axis, and H has one negative mode.
///
/// This finds saddle points in whatever way they lie to the grid; some are found from two points.
pub(crate) fn is_near_saddle(descent: &Descent, orbit: u32) -> bool {
    /// Half a step, and a tenth for what third derivatives do.
    const NEAREST: f64 = 0.6;
    let mut around = [[[0.0_f64; 3]; 3]; 3];
    let value = |orbit: u32| f64::from(descent.values[orbit as usize]);
    around[1][1][1] = value(orbit);
    descent.graph.for_each_neighbour(orbit, |neighbour| {
        let [x, y, z] = STEPS[neighbour.step].map(|step| (step + 1) as usize);
        around[x][y][z] = value(neighbour.orbit);
    });
    let at = |steps: [usize; 3]| around[steps[0]][steps[1]][steps[2]];
    let along = |axis: usize, to: usize| {
        let mut steps = [1; 3];
        steps[axis] = to;
        steps
    };
    let gradient = Vector3::from_fn(|i, _| (at(along(i, 2)) - at(along(i, 0))) / 2.0);
    let hessian = Matrix3::from_fn(|i, j| {
        if i == j {
            return at(along(i, 2)) + at(along(i, 0)) - 2.0 * at([1; 3]);
        }
        let corner = |a: usize, b: usize| {
            let mut steps = along(i, a);
            steps[j] = b;
            at(steps)
        };
        (corner(2, 2) - corner(2, 0) - corner(0, 2) + corner(0, 0)) / 4.0
    });
    let minor = hessian[(0, 0)] * hessian[(1, 1)] - hessian[(0, 1)] * hessian[(0, 1)];
    // A negative determinant means one negative mode or three.
    let is_maximum = hessian[(0, 0)] < 0.0 && minor > 0.0;
    if hessian.determinant() >= 0.0 || is_maximum {
        return false;
    }
    let step = hessian.try_inverse().map(|inverse| inverse * gradient);
    step.is_some_and(|step| step.iter().all(|x| x.abs() <= NEAREST))
}

#[cfg(test)]
mod tests {
    use hecs_core::{Lattice, Operation};

    use super::*;
    use crate::graph::Graph;
    use crate::grid::Grid;

    #[test]
    fn the_passes_of_a_plane_wave_landscape_are_its_saddle_points() {
        // −cos 2πx − cos 2πy − cos 2πz: one minimum, three saddle points of index 1.
        const EDGE: usize = 8;
        let grid = Grid::with_divisions([EDGE; 3], &[Operation::IDENTITY]);
        let mut values = vec![0.0; grid.unique_points()];
        for index in 0..grid.point_count() {
            let wave = grid
                .fract(index)
                .map(|x| -(std::f64::consts::TAU * x).cos());
            let orbit = grid.orbit_number(grid.coordinates(index));
            values[orbit as usize] = wave.sum() as f32;
        }
        let graph = Graph::new(&grid);
        let lattice = Lattice::cubic(4.0).unwrap();
        let descent = Descent::new(&graph, &lattice, &values);
        let orbits = 0..values.len() as u32;
        for is_saddle in [is_pass, is_near_saddle] {
            let mut found: Vec<[usize; 3]> = orbits
                .clone()
                .filter(|orbit| is_saddle(&descent, *orbit))
                .map(|orbit| graph.fract(orbit).map(|x| (x * 8.0) as usize).into())
                .collect();
            found.sort_unstable();
            assert_eq!(found, [[0, 0, 4], [0, 4, 0], [4, 0, 0]]);
        }
    }
}
