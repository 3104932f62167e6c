//! Values at the unique points of a grid, brick by brick: the points of a brick share their neighbours.

use std::ops::Range;

use hecs_core::{Lattice, Stop, Stopped};
use nalgebra::Vector3;
use rayon::prelude::*;

use crate::grid::Grid;

/// Diagonal in Å of the box around bricks that are computed together: what lies within the cutoff of any of
/// their points is hardly more than what lies within that of each.
const WIDEST_ANG: f64 = 0.9;

/// Points of one brick in Cartesian coordinates (Å), one array per axis.
#[derive(Default)]
pub(crate) struct BrickPoints {
    pub(crate) x: Vec<f64>,
    pub(crate) y: Vec<f64>,
    pub(crate) z: Vec<f64>,
    pub(crate) centre: Vector3<f64>,
    pub(crate) radius_ang: f64,
}

impl BrickPoints {
    fn fill(&mut self, grid: &Grid, lattice: &Lattice, points: &[u32]) {
        self.x.clear();
        self.y.clear();
        self.z.clear();
        let mut low = Vector3::repeat(f64::INFINITY);
        let mut high = Vector3::repeat(f64::NEG_INFINITY);
        for index in points {
            let at = lattice.cartesian(&grid.fract(*index as usize));
            self.x.push(at.x);
            self.y.push(at.y);
            self.z.push(at.z);
            low = low.inf(&at);
            high = high.sup(&at);
        }
        self.centre = (low + high) / 2.0;
        self.radius_ang = (high - low).norm() / 2.0;
    }

    /// Distance in Å of a point to a Cartesian position.
    pub(crate) fn distance(&self, lane: usize, to: &Vector3<f64>) -> f64 {
        (Vector3::new(self.x[lane], self.y[lane], self.z[lane]) - to).norm()
    }

    /// A run of `N` points from `start` on; beyond the last, the last again.
    pub(crate) fn run<const N: usize>(&self, start: usize) -> Run<N> {
        [&self.x, &self.y, &self.z]
            .map(|axis| std::array::from_fn(|lane| axis[(start + lane).min(axis.len() - 1)]))
    }
}

/// Coordinates of a run of points.
pub(crate) type Run<const N: usize> = [[f64; N]; 3];

/// Fills the unique points of a grid brick by brick, in parallel; `S` are buffers that a thread keeps
/// between bricks.
///
/// # Errors
/// Where it is stopped in between.
pub(crate) fn evaluate<S: Default>(
    grid: &Grid,
    lattice: &Lattice,
    stop: &Stop,
    fill: impl Fn(&BrickPoints, &mut S, &mut [f32]) + Sync,
) -> Result<Vec<f32>, Stopped> {
    let mut values = vec![0.0_f32; grid.unique_points()];
    let mut work = Vec::new();
    let mut rest = values.as_mut_slice();
    for range in groups(grid, lattice) {
        let (here, after) = rest.split_at_mut(range.len());
        work.push((range, here));
        rest = after;
    }
    work.into_par_iter().try_for_each_init(
        || (BrickPoints::default(), S::default()),
        |(points, scratch), (range, out)| {
            stop.check()?;
            points.fill(grid, lattice, &grid.representatives()[range]);
            fill(points, scratch, out);
            Ok(())
        },
    )?;
    Ok(values)
}

/// Ranges of orbits that are computed together: a brick, or several in turn where they are small or hold few
/// points.
fn groups(grid: &Grid, lattice: &Lattice) -> Vec<Range<usize>> {
    let extent_ang = |range: &Range<usize>| {
        let mut low = Vector3::repeat(f64::INFINITY);
        let mut high = Vector3::repeat(f64::NEG_INFINITY);
        for index in &grid.representatives()[range.clone()] {
            let at = lattice.cartesian(&grid.fract(*index as usize));
            low = low.inf(&at);
            high = high.sup(&at);
        }
        [low, high]
    };
    let mut groups: Vec<Range<usize>> = Vec::new();
    let mut around = [Vector3::zeros(); 2];
    for brick in grid.bricks() {
        let [low, high] = extent_ang(&brick);
        let joint = [low.inf(&around[0]), high.sup(&around[1])];
        match groups.last_mut() {
            Some(last) if (joint[1] - joint[0]).norm() <= WIDEST_ANG => {
                last.end = brick.end;
                around = joint;
            }
            _ => {
                groups.push(brick);
                around = [low, high];
            }
        }
    }
    groups
}
