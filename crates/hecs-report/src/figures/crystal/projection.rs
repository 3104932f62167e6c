//! The crystal as the reader sees it: from far away along a direction, so that parallel lines stay parallel.
//!
//! Places are (x, y, z) in Å with x to the right, y up and z towards the reader.

use crate::space::{Vector, cartesian, cross, dot, minus, norm, plus, times, unit};

/// Where the reader stands unless asked for otherwise, in parts of the directions of a, b and c: a comes forward and to the
/// left, b goes to the right, c up.
const OBLIQUE: Vector = [1.0, 0.42, 0.34];
/// A direction whose part across the line of sight is shorter than this share of it cannot point up.
const END_ON: f64 = 0.15;

/// The turn of a crystal towards the reader.
#[derive(Debug, Clone)]
pub(super) struct Projection {
    cell: [Vector; 3],
    right: Vector,
    up: Vector,
    toward: Vector,
}

impl Projection {
    /// A cell (rows a, b, c in Å) seen from the end of a direction in units of the cell vectors; c points up or, where it
    /// points at the reader, b. `None` where the cell spans no volume or the direction is none.
    pub(super) fn new(cell: &[Vector; 3], along: Option<Vector>) -> Option<Self> {
        let [a, b, c] = cell;
        let volume = dot(cross(*a, *b), *c).abs();
        let edges = norm(*a) * norm(*b) * norm(*c);
        // Angles of a hundredth of a degree are no crystal's.
        if !(volume.is_finite() && volume > 1e-4 * edges) {
            return None;
        }
        let toward = if let Some(direction) = along {
            unit(cartesian(cell, direction))?
        } else {
            let directions = [unit(*a)?, unit(*b)?, unit(*c)?];
            unit(cartesian(&directions, OBLIQUE))?
        };
        let across = |v: Vector| minus(v, times(toward, dot(v, toward)));
        let up = [*c, *b]
            .into_iter()
            .find(|v| norm(across(*v)) > END_ON * norm(*v))
            .and_then(|v| unit(across(v)))?;
        Some(Self {
            cell: *cell,
            right: cross(up, toward),
            up,
            toward,
        })
    }

    /// The place of fractional coordinates.
    pub(super) fn place(&self, fract: Vector) -> Vector {
        let at = cartesian(&self.cell, fract);
        [dot(at, self.right), dot(at, self.up), dot(at, self.toward)]
    }

    /// Whether a, b and c are right-handed.
    pub(super) fn is_right_handed(&self) -> bool {
        let [a, b, c] = self.cell;
        dot(cross(a, b), c) > 0.0
    }

    /// Lengths of the edges in Å.
    pub(super) fn edges_ang(&self) -> Vector {
        self.cell.map(norm)
    }
}

/// The box around places, seen from the reader.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent {
    low: (f64, f64),
    high: (f64, f64),
}

impl Extent {
    /// The box around balls of these middles and radii; `None` around none.
    pub(super) fn around(balls: impl IntoIterator<Item = (Vector, f64)>) -> Option<Self> {
        let one = |(at, r): (Vector, f64)| Self {
            low: (at[0] - r, at[1] - r),
            high: (at[0] + r, at[1] + r),
        };
        balls.into_iter().map(one).reduce(|a, b| Self {
            low: (a.low.0.min(b.low.0), a.low.1.min(b.low.1)),
            high: (a.high.0.max(b.high.0), a.high.1.max(b.high.1)),
        })
    }
}

/// Where places are on the paper.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sheet {
    /// Points of the paper for one Å.
    pub(super) scale: f64,
    offset: (f64, f64),
    /// Height of what is shown, in points.
    pub(super) height: f64,
}

impl Sheet {
    /// The largest picture of an extent in a box of the paper (left, top, width, height in points), in the middle of its
    /// width and at its top, with at most `largest` points for one Å.
    pub(super) fn fit(extent: &Extent, [x, y, w, h]: [f64; 4], largest: f64) -> Self {
        let (width, height) = (extent.high.0 - extent.low.0, extent.high.1 - extent.low.1);
        let scale = (w / width.max(1e-3)).min(h / height.max(1e-3)).min(largest);
        let middle = f64::midpoint(extent.low.0, extent.high.0);
        Self {
            scale,
            offset: (x + w / 2.0 - middle * scale, y + extent.high.1 * scale),
            height: height * scale,
        }
    }

    /// A place on the paper.
    pub(super) fn at(&self, place: Vector) -> (f64, f64) {
        (
            self.offset.0 + place[0] * self.scale,
            self.offset.1 - place[1] * self.scale,
        )
    }
}

/// Where the light comes from: from the left, above and before.
const LIGHT: Vector = [-0.35, 0.55, 0.75];

/// How bright a face is that looks this way, 0 to 1; both sides of it alike.
pub(super) fn brightness(normal: Vector) -> f64 {
    let (Some(normal), Some(light)) = (unit(normal), unit(LIGHT)) else {
        return 0.0;
    };
    let facing = if normal[2] < 0.0 { -1.0 } else { 1.0 };
    (facing * dot(normal, light)).max(0.0)
}

/// The normal of a polygon, by its area (Newell).
pub(super) fn area_normal(corners: &[Vector]) -> Vector {
    let next = corners.iter().cycle().skip(1);
    let parts = corners.iter().zip(next).map(|(p, q)| cross(*p, *q));
    parts.fold([0.0; 3], plus)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CUBE: [Vector; 3] = [[4.0, 0.0, 0.0], [0.0, 4.0, 0.0], [0.0, 0.0, 4.0]];

    #[test]
    fn along_an_axis_it_points_at_the_reader_and_c_up() {
        let seen = Projection::new(&CUBE, Some([1.0, 0.0, 0.0])).expect("a cell");
        let places = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]].map(|f| seen.place(f));
        assert_eq!(places, [[0.0, 0.0, 4.0], [4.0, 0.0, 0.0], [0.0, 4.0, 0.0]]);
        let seen = Projection::new(&CUBE, Some([0.0, 0.0, 2.0])).expect("a cell");
        assert_eq!(seen.place([1.0, 1.0, 0.0]), [4.0, 4.0, 0.0]);
    }

    #[test]
    fn any_view_keeps_lengths_and_handedness() {
        let cell = [[3.0, 0.0, 0.0], [-1.5, 2.6, 0.0], [0.2, 0.1, 9.0]];
        let views = [None, Some([1.0, 1.0, 0.0]), Some([0.0, -1.0, 3.0])];
        for seen in views.map(|along| Projection::new(&cell, along).expect("a cell")) {
            let [a, b, c] =
                [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]].map(|f| seen.place(f));
            let volume = dot(cross(a, b), c);
            assert!((volume - 3.0 * 2.6 * 9.0).abs() < 1e-9, "{volume}");
            assert!((norm(b) - norm(cell[1])).abs() < 1e-12);
        }
    }

    #[test]
    fn what_is_flat_or_no_direction_has_no_view() {
        let flat = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [1.0, 1.0, 0.0]];
        assert!(Projection::new(&flat, None).is_none());
        assert!(Projection::new(&CUBE.map(|v| v.map(|x| x * f64::NAN)), None).is_none());
        assert!(Projection::new(&CUBE, Some([0.0; 3])).is_none());
    }

    #[test]
    fn an_extent_fills_its_box() {
        let extent = Extent::around([([0.0; 3], 1.0), ([8.0, 3.0, 5.0], 1.0)]).expect("balls");
        let sheet = Sheet::fit(&extent, [10.0, 20.0, 100.0, 80.0], 50.0);
        assert_eq!(sheet.scale, 10.0);
        assert_eq!(sheet.at([-1.0, 4.0, 7.0]), (10.0, 20.0));
        assert_eq!(sheet.at([9.0, -1.0, 0.0]), (110.0, 70.0));
    }
}
