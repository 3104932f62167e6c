//! Volume of the convex hull of a few points.
//!
//! A plane through three of the points that has all others on one side holds a face; its corners are all
//! the points on it. With c inside, V = Σ A h / 3 over the faces, A their areas and h their distances
//! from c. Of the corners of an octahedron or a cube four and more lie on a plane: each such plane is
//! counted once.

use nalgebra::Vector3;

/// Points nearer to a plane than this (Å) are on it: rounding of coordinates of a file, at 1e-5 of 10 Å. A
/// face that bends by as little changes the volume by less than 1e-4 of it.
const ON_PLANE_ANG: f64 = 1e-4;

/// A hull of less than this (Å³) is a polygon that rounding bends: its 10 Å² by as much as that.
const LEAST_VOLUME_ANG3: f64 = 1e-3;

/// Volume in Å³; `None` for fewer than four points, for more than 64, and for points in a plane.
pub(crate) fn hull_volume_ang3(points: &[Vector3<f64>]) -> Option<f64> {
    let n = points.len();
    if !(4..=64).contains(&n) {
        return None;
    }
    let centre = points.iter().sum::<Vector3<f64>>() / n as f64;
    let mut known: Vec<u64> = Vec::new();
    let mut volume_ang3 = 0.0;
    for i in 0..n {
        for j in i + 1..n {
            for k in j + 1..n {
                let across = (points[j] - points[i]).cross(&(points[k] - points[i]));
                let Some(normal) = across.try_normalize(ON_PLANE_ANG * ON_PLANE_ANG) else {
                    continue;
                };
                let heights = points.iter().map(|p| normal.dot(&(p - points[i])));
                let heights: Vec<f64> = heights.collect();
                let above = heights.iter().any(|h| *h > ON_PLANE_ANG);
                let below = heights.iter().any(|h| *h < -ON_PLANE_ANG);
                if above && below {
                    continue;
                }
                let on: Vec<usize> = (0..n)
                    .filter(|p| heights[*p].abs() <= ON_PLANE_ANG)
                    .collect();
                let face = on.iter().fold(0, |mask, p| mask | 1 << p);
                if known.contains(&face) {
                    continue;
                }
                known.push(face);
                let height_ang = normal.dot(&(centre - points[i])).abs();
                let corners: Vec<Vector3<f64>> = on.iter().map(|p| points[*p]).collect();
                volume_ang3 += area_ang2(&corners, &normal) * height_ang / 3.0;
            }
        }
    }
    (volume_ang3 > LEAST_VOLUME_ANG3).then_some(volume_ang3)
}

/// Area of the convex polygon with these corners, in any order.
fn area_ang2(corners: &[Vector3<f64>], normal: &Vector3<f64>) -> f64 {
    let middle = corners.iter().sum::<Vector3<f64>>() / corners.len() as f64;
    let first = corners[0] - middle;
    let second = normal.cross(&first);
    let angle = |p: &Vector3<f64>| {
        let from = p - middle;
        second.dot(&from).atan2(first.dot(&from))
    };
    let mut around: Vec<(f64, Vector3<f64>)> = corners.iter().map(|p| (angle(p), *p)).collect();
    around.sort_by(|a, b| a.0.total_cmp(&b.0));
    let next = around.iter().cycle().skip(1);
    let sides = around.iter().zip(next);
    let doubled: Vector3<f64> = sides
        .map(|((_, p), (_, q))| (p - middle).cross(&(q - middle)))
        .sum();
    doubled.norm() / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn volume(points: &[[f64; 3]]) -> Option<f64> {
        let points: Vec<Vector3<f64>> = points.iter().map(|p| Vector3::from(*p)).collect();
        hull_volume_ang3(&points)
    }

    #[test]
    fn polyhedra_have_their_volumes() {
        let mut cube = Vec::new();
        for x in [-1.0, 1.0] {
            for y in [-1.0, 1.0] {
                for z in [-1.0, 1.0] {
                    cube.push([x, y, z]);
                }
            }
        }
        assert!((volume(&cube).unwrap() - 8.0).abs() < 1e-13);
        // A point within changes nothing.
        cube.push([0.2, 0.1, 0.0]);
        assert!((volume(&cube).unwrap() - 8.0).abs() < 1e-13);
        let mut octahedron = Vec::new();
        for axis in 0..3 {
            for side in [-2.0, 2.0] {
                let mut p = [0.0; 3];
                p[axis] = side;
                octahedron.push(p);
            }
        }
        assert!((volume(&octahedron).unwrap() - 4.0 / 3.0 * 8.0).abs() < 1e-13);
        let corner = [[0.0; 3], [2.0, 0.0, 0.0], [0.0, 3.0, 0.0], [0.0, 0.0, 4.0]];
        assert!((volume(&corner).unwrap() - 4.0).abs() < 1e-14);
        assert_eq!(
            volume(
                &cube[..4]
                    .iter()
                    .map(|p| [p[0], p[1], 0.0])
                    .collect::<Vec<_>>()
            ),
            None
        );
    }
}
