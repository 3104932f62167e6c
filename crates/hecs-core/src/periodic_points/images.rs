//! Images of a point in the cells around the unit cell.

use nalgebra::Vector3;

use crate::Lattice;

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
        let home = fract.map(|x| x - x.floor());
        // −margin ≤ x + n ≤ 1 + margin
        let low = [0, 1, 2].map(|i| (-self.margin[i] - home[i]).ceil() as i32);
        let high = [0, 1, 2].map(|i| (1.0 + self.margin[i] - home[i]).floor() as i32);
        for i in low[0]..=high[0] {
            for j in low[1]..=high[1] {
                for k in low[2]..=high[2] {
                    let cell = Vector3::new(f64::from(i), f64::from(j), f64::from(k));
                    visit(lattice.cartesian(&(home + cell)));
                }
            }
        }
    }
}
