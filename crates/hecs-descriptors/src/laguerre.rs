//! Laguerre (radical, power) cells of spheres in a lattice of any shape.
//!
//! The cell of sphere i is where its power |x − pᵢ|² − rᵢ² is the least. Seen from pᵢ, the border
//! with a sphere j at distance d is the plane
//!
//! ```text
//! x · e = h,   h = (d² + rᵢ² − rⱼ²) / 2d,   e the unit vector to j
//! ```
//!
//! and the cell what all x · e ≤ h leave. Each face is found alone: a square on its plane, cut by
//! all the other planes. Nothing is asked of how faces meet, so that corners of more than three
//! planes, the rule in crystals of high symmetry, need no care: an edge that rounding adds or
//! leaves out there has a length of rounding. With n and A the outward normal and area of a face,
//! V = Σ h A / 3, whether pᵢ lies in its cell or beside it.
//!
//! A sphere j at distance d can cut a cell that lies within R of pᵢ only if h < R; with the largest
//! radius r of all, none beyond d = R + √(R² + r² − rᵢ²) does. The images of i itself keep the cell
//! within half the sum of the edges of the unit cell, so the search ends.
//!
//! Libraries were looked at first: `meshless_voronoi` knows neither radii nor cells that are no
//! boxes, and voro++ (doi:10.1063/1.3215722) needs a compiler of C++ wherever this is built.

use hecs_core::{Lattice, PeriodicPoints};
use nalgebra::Vector3;

/// Faces smaller than this (Å²) are rounding of corners that more than three planes share:
/// coordinates carry 1e-14 Å of it, and a sliver as wide as a face is long is 1e-13 Å².
const LEAST_FACE_ANG2: f64 = 1e-10;
/// Planes whose normals and offsets (Å) differ by less than this are one: of two spheres in one
/// place, or of places that only rounding tells apart.
const SAME_PLANE: f64 = 1e-9;
/// Planes that a first, larger cell is made of, to know which others can cut it at all.
const FIRST_PLANES: usize = 16;
/// Neighbours that a first search should find: a cell of spheres in a disordered packing has some
/// fifteen faces, and what may cut it lies within twice its radius.
const FIRST_NEIGHBOURS: f64 = 60.0;

/// A sphere of a Laguerre tessellation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sphere {
    /// Fractional position of its centre.
    pub fract: Vector3<f64>,
    /// Radius in Å.
    pub radius_ang: f64,
}

/// The cell of one sphere.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LaguerreCell {
    /// Volume in Å³; 0 where the spheres around leave nothing to this one.
    pub volume_ang3: f64,
    /// Faces, those of the nearest planes first; none where the cell is empty.
    pub faces: Vec<LaguerreFace>,
}

/// A face of a cell: the border with one neighbour.
#[derive(Clone, Debug, PartialEq)]
pub struct LaguerreFace {
    /// Index of the neighbour among the spheres.
    pub neighbour: usize,
    /// Lattice translation of the neighbour's image as given: the face looks at its position plus
    /// these cells.
    pub image: [i32; 3],
    /// Cartesian vector to the neighbour in Å.
    pub vector: Vector3<f64>,
    /// Area in Å².
    pub area_ang2: f64,
    /// Share of all directions from the sphere's centre under which the face is seen, 0–1. The
    /// shares of a cell add up to 1; to 0 where the centre lies outside its own cell, and then those
    /// of the faces that are seen from behind are negative.
    pub solid_angle: f64,
    /// Corners in order, as Cartesian vectors from the sphere's centre in Å.
    pub corners: Vec<Vector3<f64>>,
}

/// A half-space around a sphere: what is on the near side of the border with a neighbour.
struct Border {
    neighbour: usize,
    vector: Vector3<f64>,
    /// Outward unit normal.
    normal: Vector3<f64>,
    /// Distance of the plane in Å, negative where the centre is on its far side.
    offset_ang: f64,
}

/// The Laguerre cells of the spheres with the indices `wanted`, in their order, among all `spheres`
/// and their images. Of spheres in one place the largest has the cell, of equals the first; a cell
/// that is empty is an answer too.
///
/// ```
/// use hecs_core::Lattice;
/// use hecs_descriptors::{Sphere, laguerre_cells};
/// use nalgebra::Vector3;
///
/// # fn main() -> Result<(), hecs_core::CoreError> {
/// let lattice = Lattice::cubic(4.0)?;
/// let sphere = |x: f64, radius_ang| Sphere { fract: Vector3::repeat(x), radius_ang };
/// let caesium_chloride = [sphere(0.0, 1.8), sphere(0.5, 1.8)];
/// let cells = laguerre_cells(&lattice, &caesium_chloride, &[0]);
/// // a truncated octahedron: half of the cell, eight hexagons and six squares
/// assert!((cells[0].volume_ang3 - 32.0).abs() < 1e-12);
/// assert_eq!(cells[0].faces.len(), 14);
/// # Ok(())
/// # }
/// ```
pub fn laguerre_cells(
    lattice: &Lattice,
    spheres: &[Sphere],
    wanted: &[usize],
) -> Vec<LaguerreCell> {
    let largest_ang = spheres.iter().map(|s| s.radius_ang).fold(0.0, f64::max);
    let bound_ang = lattice.lengths().iter().sum::<f64>() / 2.0;
    let density = spheres.len() as f64 / lattice.volume();
    let first_ang = (FIRST_NEIGHBOURS * 0.75 / std::f64::consts::PI / density).cbrt();
    let points =
        |reach_ang| PeriodicPoints::new(lattice, spheres.iter().map(|s| s.fract), reach_ang);
    let mut around = points(first_ang);
    let mut cells = Vec::with_capacity(wanted.len());
    for index in wanted {
        let Some(sphere) = spheres.get(*index) else {
            cells.push(LaguerreCell::default());
            continue;
        };
        let own = sphere.radius_ang;
        let farthest_cut_ang = |radius_ang: f64| {
            radius_ang + (radius_ang.powi(2) + largest_ang.powi(2) - own * own).sqrt()
        };
        let mut reach_ang = first_ang;
        let cell = loop {
            if reach_ang > around.reach_ang() {
                around = points(reach_ang);
            }
            let mut borders = borders(spheres, *index, &around, reach_ang);
            let first = faces(&borders[..borders.len().min(FIRST_PLANES)], bound_ang);
            if first.is_empty() {
                break LaguerreCell::default();
            }
            let radius_ang = radius_ang(&first).min(2.0 * bound_ang);
            borders.retain(|border| border.offset_ang <= radius_ang);
            let faces = faces(&borders, bound_ang);
            let radius_ang = self::radius_ang(&faces);
            // Rounding must not ask for a sphere more for ever.
            let needed_ang = farthest_cut_ang(radius_ang.min(bound_ang)) * (1.0 + 1e-12);
            if faces.is_empty() || needed_ang <= reach_ang {
                break cell_of(&borders, faces, lattice, spheres, *index);
            }
            reach_ang = needed_ang;
        };
        cells.push(cell);
    }
    cells
}

/// The borders with the spheres within reach, nearest planes first, each plane once.
fn borders(
    spheres: &[Sphere],
    index: usize,
    around: &PeriodicPoints,
    reach_ang: f64,
) -> Vec<Border> {
    let own = spheres[index].radius_ang;
    let mut borders: Vec<Border> = Vec::new();
    for near in around.within(&spheres[index].fract, reach_ang) {
        let other = spheres[near.index].radius_ang;
        if near.distance_ang <= SAME_PLANE {
            let is_larger = other > own || (other == own && near.index < index);
            if near.index != index && is_larger {
                // Nothing is left to a sphere that another one covers.
                return Vec::new();
            }
            continue;
        }
        let power = near.distance_ang.powi(2) + own * own - other * other;
        borders.push(Border {
            neighbour: near.index,
            vector: near.vector,
            normal: near.vector / near.distance_ang,
            offset_ang: power / (2.0 * near.distance_ang),
        });
    }
    borders.sort_by(|a, b| a.offset_ang.total_cmp(&b.offset_ang));
    let mut kept: Vec<Border> = Vec::with_capacity(borders.len());
    for border in borders {
        let near = kept.iter().rev();
        let mut near = near.take_while(|k| border.offset_ang - k.offset_ang < SAME_PLANE);
        if !near.any(|k| (k.normal - border.normal).norm() < SAME_PLANE) {
            kept.push(border);
        }
    }
    kept
}

/// The faces: index of the border and corners in order, counterclockwise as seen from outside.
fn faces(borders: &[Border], bound_ang: f64) -> Vec<(usize, Vec<Vector3<f64>>)> {
    let mut faces = Vec::new();
    // A square that holds the part of a plane within the bound, with room for rounding.
    let half_ang = 2.0 * bound_ang;
    for (number, border) in borders.iter().enumerate() {
        let u = perpendicular(&border.normal);
        let v = border.normal.cross(&u);
        let middle = border.normal * border.offset_ang;
        let corner = |s: f64, t: f64| middle + (u * s + v * t) * half_ang;
        let mut polygon = vec![
            corner(-1.0, -1.0),
            corner(1.0, -1.0),
            corner(1.0, 1.0),
            corner(-1.0, 1.0),
        ];
        let mut spare = Vec::with_capacity(16);
        for (other, by) in borders.iter().enumerate() {
            if other != number {
                cut(&polygon, &by.normal, by.offset_ang, &mut spare);
                std::mem::swap(&mut polygon, &mut spare);
                if polygon.len() < 3 {
                    break;
                }
            }
        }
        if polygon.len() >= 3 && area_vector(&polygon).norm() > LEAST_FACE_ANG2 {
            faces.push((number, polygon));
        }
    }
    faces
}

/// The farthest that a corner is from the centre, in Å.
fn radius_ang(faces: &[(usize, Vec<Vector3<f64>>)]) -> f64 {
    let corners = faces.iter().flat_map(|(_, corners)| corners);
    corners.map(Vector3::norm).fold(0.0, f64::max)
}

/// A unit vector perpendicular to another.
fn perpendicular(normal: &Vector3<f64>) -> Vector3<f64> {
    // The axis that is farthest from the normal, so that the product is never small.
    let mut axis = Vector3::zeros();
    axis[normal.iamin()] = 1.0;
    normal.cross(&axis).normalize()
}

/// What of a polygon lies where x · n ≤ h (Sutherland & Hodgman 1974, doi:10.1145/360767.360802).
fn cut(
    polygon: &[Vector3<f64>],
    normal: &Vector3<f64>,
    offset_ang: f64,
    left: &mut Vec<Vector3<f64>>,
) {
    left.clear();
    let Some(mut from) = polygon.last() else {
        return;
    };
    let mut beyond = normal.dot(from) - offset_ang;
    for to in polygon {
        let next = normal.dot(to) - offset_ang;
        if (beyond > 0.0) != (next > 0.0) {
            left.push(from + (to - from) * (beyond / (beyond - next)));
        }
        if next <= 0.0 {
            left.push(*to);
        }
        (from, beyond) = (to, next);
    }
}

/// Area of a flat polygon along its normal, in Å².
fn area_vector(corners: &[Vector3<f64>]) -> Vector3<f64> {
    let Some(first) = corners.first() else {
        return Vector3::zeros();
    };
    let sides = corners.windows(2);
    let doubled: Vector3<f64> = sides.map(|w| (w[0] - first).cross(&(w[1] - first))).sum();
    doubled / 2.0
}

/// Solid angle of a flat convex polygon seen from the origin, in sr; negative from behind. It is the
/// sum of those of triangles a b c (Van Oosterom & Strackee 1983, doi:10.1109/TBME.1983.325207):
///
/// ```text
/// tan(Ω/2) = a·(b × c) / (abc + (a·b) c + (a·c) b + (b·c) a)
/// ```
fn solid_angle_sr(corners: &[Vector3<f64>]) -> f64 {
    let Some(a) = corners.first() else {
        return 0.0;
    };
    let sides = corners.windows(2).skip(1);
    let of_triangle = |w: &[Vector3<f64>]| {
        let (b, c) = (&w[0], &w[1]);
        let (la, lb, lc) = (a.norm(), b.norm(), c.norm());
        let below = la * lb * lc + a.dot(b) * lc + a.dot(c) * lb + b.dot(c) * la;
        2.0 * a.dot(&b.cross(c)).atan2(below)
    };
    sides.map(of_triangle).sum()
}

fn cell_of(
    borders: &[Border],
    faces: Vec<(usize, Vec<Vector3<f64>>)>,
    lattice: &Lattice,
    spheres: &[Sphere],
    index: usize,
) -> LaguerreCell {
    let mut cell = LaguerreCell::default();
    for (number, corners) in faces {
        let border = &borders[number];
        let area_ang2 = area_vector(&corners).norm();
        cell.volume_ang3 += border.offset_ang * area_ang2 / 3.0;
        let between = spheres[border.neighbour].fract - spheres[index].fract;
        let image = (lattice.fractional(&border.vector) - between).map(|x| x.round() as i32);
        cell.faces.push(LaguerreFace {
            neighbour: border.neighbour,
            image: image.into(),
            vector: border.vector,
            area_ang2,
            solid_angle: solid_angle_sr(&corners) / (4.0 * std::f64::consts::PI),
            corners,
        });
    }
    cell
}
