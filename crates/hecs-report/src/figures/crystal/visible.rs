//! Which polygons are seen: those that are the nearest to the reader at one sample of the paper at least.

use super::projection::Sheet;
use crate::space::Vector;

/// Distance between the samples in points: the width of the line around a facet, which covers what falls between them.
const SAMPLE: f64 = 0.4;
/// Samples along an edge, at most.
const MOST_SAMPLES: f64 = 1600.0;

/// For each convex polygon whether some part of it is in front of all others.
pub(super) fn visible(polygons: &[&[Vector]], sheet: &Sheet) -> Vec<bool> {
    let mut seen = vec![false; polygons.len()];
    let drawn: Vec<Vec<Vector>> = (polygons.iter())
        .map(|polygon| {
            let corner = |place: &Vector| {
                let (x, y) = sheet.at(*place);
                [x, y, place[2]]
            };
            polygon.iter().map(corner).collect()
        })
        .collect();
    let Some(raster) = Raster::around(&drawn) else {
        return seen;
    };
    let mut nearest: Vec<Option<(f64, usize)>> = vec![None; raster.width * raster.height];
    for (number, polygon) in drawn.iter().enumerate() {
        raster.cover(polygon, |sample, depth| {
            if nearest[sample].is_none_or(|(known, _)| depth > known) {
                nearest[sample] = Some((depth, number));
            }
        });
    }
    for (_, number) in nearest.into_iter().flatten() {
        seen[number] = true;
    }
    seen
}

/// Samples over a part of the paper.
struct Raster {
    left: f64,
    top: f64,
    step: f64,
    width: usize,
    height: usize,
}

impl Raster {
    fn around(polygons: &[Vec<Vector>]) -> Option<Self> {
        let places = || polygons.iter().flatten();
        let bound = |k: usize, pick: fn(f64, f64) -> f64| places().map(|p| p[k]).reduce(pick);
        let (left, right) = (bound(0, f64::min)?, bound(0, f64::max)?);
        let (top, bottom) = (bound(1, f64::min)?, bound(1, f64::max)?);
        let step = SAMPLE.max((right - left).max(bottom - top) / MOST_SAMPLES);
        let count = |length: f64| (length / step).ceil() as usize + 1;
        Some(Self {
            left,
            top,
            step,
            width: count(right - left),
            height: count(bottom - top),
        })
    }

    /// Hands out every sample that a convex polygon covers, with the depth of its plane there.
    fn cover(&self, polygon: &[Vector], mut take: impl FnMut(usize, f64)) {
        let Some((a, b)) = plane(polygon) else { return };
        let origin = polygon[0];
        let rows = polygon.iter().map(|p| (p[1] - self.top) / self.step);
        let (first, last) = rows.fold((f64::MAX, f64::MIN), |(low, high), y| {
            (low.min(y), high.max(y))
        });
        for row in
            first.ceil().max(0.0) as usize..=(last.floor().max(0.0) as usize).min(self.height - 1)
        {
            let y = self.top + row as f64 * self.step;
            let (mut from, mut to) = (f64::MAX, f64::MIN);
            for (p, q) in polygon.iter().zip(polygon.iter().cycle().skip(1)) {
                if (p[1] <= y) != (q[1] <= y) {
                    let x = p[0] + (q[0] - p[0]) * (y - p[1]) / (q[1] - p[1]);
                    (from, to) = (from.min(x), to.max(x));
                }
            }
            if from > to {
                continue;
            }
            let column = |x: f64| (x - self.left) / self.step;
            let columns = column(from).ceil().max(0.0) as usize
                ..=(column(to).floor().max(0.0) as usize).min(self.width - 1);
            for column in columns {
                let x = self.left + column as f64 * self.step;
                take(
                    row * self.width + column,
                    origin[2] + a * (x - origin[0]) + b * (y - origin[1]),
                );
            }
        }
    }
}

/// Slopes of the plane through a polygon along x and y; `None` where it is seen edge-on.
fn plane(polygon: &[Vector]) -> Option<(f64, f64)> {
    let normal = super::projection::area_normal(polygon);
    (normal[2].abs() > 1e-12).then(|| (-normal[0] / normal[2], -normal[1] / normal[2]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::crystal::projection::Extent;

    #[test]
    fn what_is_behind_another_is_not_seen() {
        let square = |half: f64, depth: f64| {
            [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
                .map(|(x, y)| [x * half, y * half, depth])
        };
        let polygons = [
            square(1.0, 0.0),
            square(2.0, 1.0),
            square(0.5, 3.0),
            square(3.0, -1.0),
        ];
        let balls = polygons.iter().flatten().map(|p| (*p, 0.0));
        let extent = Extent::around(balls).expect("corners");
        let sheet = Sheet::fit(&extent, [0.0, 0.0, 60.0, 60.0], 100.0);
        let polygons: Vec<&[Vector]> = polygons.iter().map(|p| &p[..]).collect();
        assert_eq!(visible(&polygons, &sheet), [false, true, true, true]);
        assert!(visible(&[], &sheet).is_empty());
    }
}
