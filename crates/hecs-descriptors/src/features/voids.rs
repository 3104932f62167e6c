//! The largest sphere that percolates between spheres, along the edges of their Laguerre cells.
//!
//! An edge is where three spheres are equally near by power. The least distance from it to their
//! surfaces is the radius of what passes along it; edges are opened from the widest on until they connect
//! the crystal with itself in three directions. For equal spheres this is exact (the way round spheres
//! leads along the edges); where radii differ it is the convention of Zeo++ (Willems et al. 2012,
//! doi:10.1016/j.micromeso.2011.08.020). It depends on no grid and no setting.

use std::collections::BTreeMap;

use hecs_core::{GrowingPoints, Lattice, into_cell};
use nalgebra::Vector3;

use crate::laguerre::{Sphere, laguerre_cells};
use crate::periodic_components::PeriodicComponents;

/// Corners nearer than this (Å) are one: where many planes meet, rounding parts them by less.
const SAME_CORNER_ANG: f64 = 1e-4;

/// An edge: numbers of its corners and the cells between them.
type Edge = (usize, usize, [i32; 3]);

/// Radius in Å of the largest sphere that percolates in three dimensions, negative where even a point
/// must go through spheres; `None` where there are no spheres.
pub(super) fn percolating_radius_ang(lattice: &Lattice, spheres: &[Sphere]) -> Option<f64> {
    let mut corners = Corners::new(lattice);
    let mut edges: BTreeMap<Edge, f64> = BTreeMap::new();
    let all: Vec<usize> = (0..spheres.len()).collect();
    for (sphere, cell) in spheres.iter().zip(laguerre_cells(lattice, spheres, &all)) {
        for face in &cell.faces {
            let named: Vec<_> = face
                .corners
                .iter()
                .map(|c| corners.name(sphere, c))
                .collect();
            for (i, (from, at)) in named.iter().enumerate() {
                let next = (i + 1) % named.len();
                let (to, to_at) = named[next];
                let cells = [0, 1, 2].map(|axis| to_at[axis] - at[axis]);
                let gap_ang = nearest_ang(&face.corners[i], &face.corners[next]);
                let radius_ang = gap_ang - sphere.radius_ang;
                if let Some(edge) = edge(*from, to, cells) {
                    let known = edges.entry(edge).or_insert(radius_ang);
                    *known = known.min(radius_ang);
                }
            }
        }
    }
    let mut widest_first: Vec<(Edge, f64)> = edges.into_iter().collect();
    widest_first.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut parts = PeriodicComponents::new(corners.fracts.len());
    for ((from, to, cells), radius_ang) in widest_first {
        parts.join(from, to, cells);
        if parts.dimension(from) == 3 {
            return Some(radius_ang);
        }
    }
    None
}

/// One name for an edge from either end; `None` where rounding made it of one corner.
fn edge(from: usize, to: usize, cells: [i32; 3]) -> Option<Edge> {
    let back = cells.map(|c| -c);
    match from.cmp(&to) {
        std::cmp::Ordering::Less => Some((from, to, cells)),
        std::cmp::Ordering::Greater => Some((to, from, back)),
        std::cmp::Ordering::Equal if cells == [0; 3] => None,
        std::cmp::Ordering::Equal => Some((from, to, cells.max(back))),
    }
}

/// Distance in Å from the origin to a segment.
fn nearest_ang(a: &Vector3<f64>, b: &Vector3<f64>) -> f64 {
    let along = b - a;
    let squared = along.norm_squared();
    if squared == 0.0 {
        return a.norm();
    }
    let t = (-a.dot(&along) / squared).clamp(0.0, 1.0);
    (a + along * t).norm()
}

/// The corners of all cells, those that are images of one another numbered alike.
struct Corners<'l> {
    lattice: &'l Lattice,
    points: GrowingPoints,
    fracts: Vec<Vector3<f64>>,
}

impl<'l> Corners<'l> {
    fn new(lattice: &'l Lattice) -> Self {
        Self {
            lattice,
            points: GrowingPoints::new(lattice, SAME_CORNER_ANG, 64),
            fracts: Vec::new(),
        }
    }

    /// Number of a corner, and the cell that this image of it is in.
    fn name(&mut self, sphere: &Sphere, corner: &Vector3<f64>) -> (usize, [i32; 3]) {
        let fract = sphere.fract + self.lattice.fractional(corner);
        let home = fract.map(into_cell);
        let mut known: Option<u32> = None;
        self.points
            .for_each_within(&home, SAME_CORNER_ANG, |tag, _| {
                known = Some(known.map_or(tag, |k| k.min(tag)));
            });
        let number = known.map_or(self.fracts.len(), |tag| tag as usize);
        if known.is_none() {
            self.points.insert(&home, number as u32);
            self.fracts.push(home);
        }
        let cells = (fract - self.fracts[number]).map(|x| x.round() as i32);
        (number, cells.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_points(a: f64, points: &[[f64; 3]], radius_ang: f64) -> f64 {
        let lattice = Lattice::cubic(a).unwrap();
        let spheres = points.iter().map(|p| Sphere {
            fract: Vector3::from(*p),
            radius_ang,
        });
        percolating_radius_ang(&lattice, &spheres.collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn packings_let_through_what_geometry_says() {
        // Simple cubic: the square of four spheres; face-centred: the triangle of three; body-centred: the
        // triangle of two at a and one at a √3/2 from both.
        let a = 4.0;
        let square = a / 2.0_f64.sqrt() - 1.0;
        assert!((of_points(a, &[[0.0; 3]], 1.0) - square).abs() < 1e-9);
        let face = [[0.0; 3], [0.0, 0.5, 0.5], [0.5, 0.0, 0.5], [0.5, 0.5, 0.0]];
        let triangle = a / 2.0_f64.sqrt() / 3.0_f64.sqrt() - 1.0;
        assert!((of_points(a, &face, 1.0) - triangle).abs() < 1e-9);
        let (base, side) = (a, a * 3.0_f64.sqrt() / 2.0);
        let height = (side * side - base * base / 4.0).sqrt();
        let circumradius = base * side * side / (2.0 * base * height);
        let body = [[0.0; 3], [0.5; 3]];
        assert!((of_points(a, &body, 1.0) - (circumradius - 1.0)).abs() < 1e-9);
        assert_eq!(
            percolating_radius_ang(&Lattice::cubic(a).unwrap(), &[]),
            None
        );
    }
}
