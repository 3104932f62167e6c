//! Faces of the convex hull of a few points in space.

use crate::space::{cross, dot, minus};

/// Points this close (Å) to a plane lie on it: coordinates of a file are rounded to about 1e-4 of a cell edge.
const ON_PLANE: f64 = 0.03;

/// The faces of the convex hull of points (Å), each as indices of its corners in order around it; one face where the
/// points lie in a plane, none where they span no area.
///
/// Every plane through three of the points that has all others on one side holds a face.
pub(crate) fn hull_faces(points: &[[f64; 3]]) -> Vec<Vec<usize>> {
    let mut faces: Vec<Vec<usize>> = Vec::new();
    let n = points.len();
    for i in 0..n {
        for j in i + 1..n {
            for k in j + 1..n {
                let normal = cross(minus(points[j], points[i]), minus(points[k], points[i]));
                let length = dot(normal, normal).sqrt();
                if length < ON_PLANE * ON_PLANE {
                    continue;
                }
                let normal = normal.map(|x| x / length);
                let above = |p: &[f64; 3]| dot(normal, minus(*p, points[i]));
                let heights: Vec<f64> = points.iter().map(above).collect();
                let is_outside =
                    heights.iter().all(|h| *h < ON_PLANE) || heights.iter().all(|h| *h > -ON_PLANE);
                if !is_outside {
                    continue;
                }
                let on_plane: Vec<usize> =
                    (0..n).filter(|p| heights[*p].abs() <= ON_PLANE).collect();
                let face = around(points, &on_plane, normal);
                if !faces.iter().any(|known| same_corners(known, &face)) {
                    faces.push(face);
                }
            }
        }
    }
    faces
}

/// Corners of a face by their angle about its middle.
fn around(points: &[[f64; 3]], corners: &[usize], normal: [f64; 3]) -> Vec<usize> {
    let share = 1.0 / corners.len() as f64;
    let middle = corners.iter().fold([0.0; 3], |sum, corner| {
        [0, 1, 2].map(|k| sum[k] + points[*corner][k] * share)
    });
    let first = minus(points[corners[0]], middle);
    let second = cross(normal, first);
    let angle = |corner: &usize| {
        let from_middle = minus(points[*corner], middle);
        dot(from_middle, second).atan2(dot(from_middle, first))
    };
    let mut ordered = corners.to_vec();
    ordered.sort_by(|a, b| angle(a).total_cmp(&angle(b)));
    ordered
}

fn same_corners(a: &[usize], b: &[usize]) -> bool {
    a.len() == b.len() && a.iter().all(|corner| b.contains(corner))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Corners minus edges plus faces is 2 for every hull (Euler).
    fn euler(points: &[[f64; 3]]) -> (usize, i64) {
        let faces = hull_faces(points);
        let edges: usize = faces.iter().map(Vec::len).sum::<usize>() / 2;
        let value = points.len() as i64 - edges as i64 + faces.len() as i64;
        (faces.len(), value)
    }

    #[test]
    fn tetrahedron_octahedron_cube_and_cuboctahedron_are_closed() {
        let tetrahedron = [
            [1.0, 1.0, 1.0],
            [1.0, -1.0, -1.0],
            [-1.0, 1.0, -1.0],
            [-1.0, -1.0, 1.0],
        ];
        assert_eq!(euler(&tetrahedron), (4, 2));
        let octahedron: Vec<[f64; 3]> = (0..6)
            .map(|k| {
                [0, 1, 2].map(|i| {
                    if i == k / 2 {
                        2.0 - 4.0 * f64::from(k % 2)
                    } else {
                        0.0
                    }
                })
            })
            .collect();
        assert_eq!(euler(&octahedron), (8, 2));
        let cube: Vec<[f64; 3]> = (0..8)
            .map(|k| [k & 1, k >> 1 & 1, k >> 2].map(f64::from))
            .collect();
        assert_eq!(euler(&cube), (6, 2));
        let mut twelve = Vec::new();
        for zero in 0..3 {
            for signs in 0..4 {
                let mut corner = [0.0; 3];
                corner[(zero + 1) % 3] = 1.0 - 2.0 * f64::from(signs & 1);
                corner[(zero + 2) % 3] = 1.0 - 2.0 * f64::from(signs >> 1);
                twelve.push(corner.map(|x| x * 1.9));
            }
        }
        assert_eq!(euler(&twelve), (14, 2));
    }

    #[test]
    fn a_square_is_one_face_and_a_line_none() {
        let square = [
            [0.0, 0.0, 0.0],
            [1.0, 0.0, 0.0],
            [1.0, 1.0, 0.0],
            [0.0, 1.0, 0.0],
        ];
        let faces = hull_faces(&square);
        let [face] = &faces[..] else {
            panic!("{faces:?}");
        };
        for k in 0..4 {
            let side = minus(square[face[k]], square[face[(k + 1) % 4]]);
            assert!(
                (dot(side, side) - 1.0).abs() < 1e-9,
                "{face:?} is not in order"
            );
        }
        assert!(hull_faces(&[[0.0; 3], [1.0; 3], [2.0; 3]]).is_empty());
    }
}
