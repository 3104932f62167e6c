//! Images of a point in the cells around the unit cell.

use std::ops::Range;

use nalgebra::Vector3;

use crate::Lattice;
use crate::rounding::{ceil, floor};

/// An image of a point, in the home cell or in one of the cells around it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PeriodicImage {
    /// Cartesian position in Å.
    pub position: Vector3<f64>,
    /// What the point was tagged with.
    pub tag: u32,
    /// Index of the point that it is an image of.
    pub source: u32,
}

/// Places at the border of the unit cell may lie this much outside, in Å.
const MARGIN_ANG: f64 = 0.01;

/// Which cells have images of a point within reach of the unit cell.
#[derive(Clone, Debug)]
pub(super) struct ImageRange {
    /// The reach as a fraction of the cell along each axis.
    margin: [f64; 3],
}

impl ImageRange {
    pub(super) fn new(lattice: &Lattice, reach_ang: f64) -> Self {
        let widths = lattice.perpendicular_widths();
        Self {
            margin: widths.map(|w| (reach_ang + MARGIN_ANG) / w),
        }
    }

    /// Visits the Cartesian positions in Å of the images of a fractional point.
    pub(super) fn for_each(
        &self,
        lattice: &Lattice,
        fract: &Vector3<f64>,
        mut visit: impl FnMut(Vector3<f64>),
    ) {
        let home = fract.map(|x| x - floor(x));
        // −margin ≤ x + n ≤ 1 + margin
        let along = |i: usize| integers(-self.margin[i] - home[i], 1.0 + self.margin[i] - home[i]);
        for_each_cell(along, |cell| visit(lattice.cartesian(&(home + cell))));
    }
}

/// Visits the cells whose image of a point is no farther along each axis, in fractions of the cell,
/// than `part`; `offset` is the point as seen from the place searched around.
///
/// An image at a fractional offset δ + n is at least |δ + n| w away, w being the distance of
/// opposite faces: a sphere of radius r needs parts of r / w in a cell of any shape.
pub(super) fn cells_within(
    offset: &Vector3<f64>,
    part: &[f64; 3],
    visit: impl FnMut(Vector3<f64>),
) {
    /// What rounding may put outside is visited too.
    const SLACK: f64 = 1e-9;
    let along = |i: usize| integers(-part[i] - offset[i] - SLACK, part[i] - offset[i] + SLACK);
    for_each_cell(along, visit);
}

/// Visits cells by their numbers along each axis.
fn for_each_cell(along: impl Fn(usize) -> Range<i32>, mut visit: impl FnMut(Vector3<f64>)) {
    for i in along(0) {
        for j in along(1) {
            for k in along(2) {
                visit(Vector3::new(f64::from(i), f64::from(j), f64::from(k)));
            }
        }
    }
}

/// The integers from `low` to `high`, both included.
fn integers(low: f64, high: f64) -> Range<i32> {
    ceil(low) as i32..(floor(high) + 1.0) as i32
}
