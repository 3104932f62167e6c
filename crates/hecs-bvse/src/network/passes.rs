//! Passes of the grid: points from which it goes down on more than one side.
//!
//! Two basins may touch at several passes, and a coarse grid puts these in the wrong order; the contact
//! of the basins is but the lowest. A pass is known without basins: the lower of the 26 neighbours of the
//! point fall apart into groups that are not neighbours of each other.

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
        let mut found: Vec<[usize; 3]> = orbits
            .filter(|orbit| is_pass(&descent, *orbit))
            .map(|orbit| graph.fract(orbit).map(|x| (x * 8.0) as usize).into())
            .collect();
        found.sort_unstable();
        assert_eq!(found, [[0, 0, 4], [0, 4, 0], [4, 0, 0]]);
    }
}
