//! The one neighbour search: points in a lattice of any shape, and all their images within a
//! distance.
//!
//! Every image that is within reach of some point of the home cell is listed once, in Cartesian
//! bins (see the module `bins`), so that a search looks at the bins around a place and at nothing
//! else. The number of bins follows the number of images, however long and thin the cell is. Where
//! there is little to look at, a search goes from point to point instead and nothing is listed.

mod binned_images;
mod bins;
mod growing;
mod images;

use std::sync::OnceLock;

use nalgebra::Vector3;

use self::binned_images::BinnedImages;
pub use self::growing::GrowingPoints;
pub use self::images::PeriodicImage;
use self::images::cells_within;
use crate::Lattice;

/// Up to this many images around a place, to find each from its point takes about as long as to look
/// into the bins of a sphere, and no bins need be filled before.
const FEW_IMAGES: f64 = 80.0;

/// A point of a list, seen from somewhere.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neighbour {
    /// Index into the list.
    pub index: usize,
    /// Cartesian vector to the image in Å.
    pub vector: Vector3<f64>,
    /// Its length in Å.
    pub distance_ang: f64,
}

/// Points in a lattice with all their images within reach of the unit cell.
///
/// ```
/// use hecs_core::{Lattice, PeriodicPoints};
/// use nalgebra::Vector3;
///
/// # fn main() -> Result<(), hecs_core::CoreError> {
/// let lattice = Lattice::cubic(4.0)?;
/// let corner = PeriodicPoints::new(&lattice, [Vector3::zeros()], 4.5);
/// let around = corner.within(&Vector3::zeros(), 4.0);
/// assert_eq!(around.len(), 7, "itself and the six images along the axes");
/// assert_eq!(around[1].distance_ang, 4.0);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct PeriodicPoints {
    lattice: Lattice,
    widths_ang: [f64; 3],
    /// Fractional positions as given, with their tags.
    points: Vec<(Vector3<f64>, u32)>,
    reach_ang: f64,
    /// Listed when a search first needs them.
    images: OnceLock<BinnedImages>,
}

impl PeriodicPoints {
    /// Fractional `points`, each its own tag, with their images up to `reach_ang` Å outside the
    /// unit cell: searches may go as far.
    pub fn new(
        lattice: &Lattice,
        points: impl IntoIterator<Item = Vector3<f64>>,
        reach_ang: f64,
    ) -> Self {
        Self::tagged(lattice, points.into_iter().zip(0..), reach_ang)
    }

    /// As [`Self::new`] for points with tags of the caller's.
    pub fn tagged(
        lattice: &Lattice,
        points: impl IntoIterator<Item = (Vector3<f64>, u32)>,
        reach_ang: f64,
    ) -> Self {
        Self {
            lattice: lattice.clone(),
            widths_ang: lattice.perpendicular_widths(),
            points: points.into_iter().collect(),
            reach_ang,
            images: OnceLock::new(),
        }
    }

    /// How far searches may go, in Å.
    pub fn reach_ang(&self) -> f64 {
        self.reach_ang
    }

    /// Visits every image that can be within `radius_ang` (Å, at most the reach) of a Cartesian
    /// place in the unit cell, and some beyond, in an order that depends on nothing but the points.
    pub fn for_each(
        &self,
        centre: &Vector3<f64>,
        radius_ang: f64,
        visit: impl FnMut(&PeriodicImage),
    ) {
        self.binned().for_each(centre, radius_ang, visit);
    }

    fn binned(&self) -> &BinnedImages {
        let list = || BinnedImages::new(&self.lattice, &self.points, self.reach_ang);
        self.images.get_or_init(list)
    }

    /// All images within `radius_ang` (Å, at most the reach) of a fractional place, nearest first;
    /// at equal distances in the order of the points.
    pub fn within(&self, from: &Vector3<f64>, radius_ang: f64) -> Vec<Neighbour> {
        let mut found = Vec::new();
        self.visit_within(from, radius_ang, |neighbour, cell| {
            found.push((neighbour, cell));
        });
        found.sort_by(|(a, m), (b, n)| {
            let order = a.distance_ang.total_cmp(&b.distance_ang);
            order.then(a.index.cmp(&b.index)).then(m.cmp(n))
        });
        found.into_iter().map(|(neighbour, _)| neighbour).collect()
    }

    /// The nearest image within `radius_ang` (Å, at most the reach) of a fractional place; at equal
    /// distances the first of the points.
    pub fn nearest(&self, from: &Vector3<f64>, radius_ang: f64) -> Option<Neighbour> {
        let mut best: Option<(Neighbour, [i32; 3])> = None;
        self.visit_within(from, radius_ang, |neighbour, cell| {
            let is_better = best.is_none_or(|(b, n)| {
                let order = neighbour.distance_ang.total_cmp(&b.distance_ang);
                order
                    .then(neighbour.index.cmp(&b.index))
                    .then(cell.cmp(&n))
                    .is_lt()
            });
            if is_better {
                best = Some((neighbour, cell));
            }
        });
        best.map(|(neighbour, _)| neighbour)
    }

    /// Visits every image within a distance, with the cell that it is in as seen from `from`.
    fn visit_within(
        &self,
        from: &Vector3<f64>,
        radius_ang: f64,
        mut visit: impl FnMut(Neighbour, [i32; 3]),
    ) {
        let limit = radius_ang * radius_ang;
        // From the difference of the fractional positions, so that neither the cell nor the place
        // of the image costs digits.
        let mut judge = |index: usize, cell: Vector3<f64>| {
            let vector = self
                .lattice
                .cartesian(&(self.points[index].0 - from + cell));
            let squared = vector.norm_squared();
            if squared <= limit {
                let neighbour = Neighbour {
                    index,
                    vector,
                    distance_ang: squared.sqrt(),
                };
                visit(neighbour, [0, 1, 2].map(|i| cell[i] as i32));
            }
        };
        if self.has_few_images(radius_ang) {
            let part = self.widths_ang.map(|width| radius_ang / width);
            for (index, (point, _)) in self.points.iter().enumerate() {
                cells_within(&(point - from), &part, |cell| judge(index, cell));
            }
            return;
        }
        let home = from.map(f64::floor);
        let centre = self.lattice.cartesian(&(from - home));
        self.for_each(&centre, radius_ang, |image| {
            // Rounded away from the limit: the vector decides.
            if (image.position - centre).norm_squared() <= limit * (1.0 + 1e-9) + 1e-9 {
                let index = image.source as usize;
                let steps = self.lattice.fractional(&image.position) - self.points[index].0 + home;
                judge(index, steps.map(f64::round));
            }
        });
    }

    /// Whether the box around a sphere holds [`FEW_IMAGES`] at most.
    fn has_few_images(&self, radius_ang: f64) -> bool {
        let cells = self.widths_ang.map(|w| (2.0 * radius_ang / w).max(1.0));
        self.points.len() as f64 * cells.iter().product::<f64>() <= FEW_IMAGES
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::Matrix3;

    #[test]
    fn a_face_centred_lattice_has_12_6_24_neighbours_in_a_skewed_cell() {
        // a primitive cell sheared by two lattice vectors
        let columns = Matrix3::new(0.0, 5.0, 5.0, 5.0, 0.0, 5.0, 5.0, 5.0, 0.0)
            * Matrix3::new(1.0, 0.0, 3.0, 0.0, 1.0, 2.0, 0.0, 0.0, 1.0);
        let lattice = Lattice::from_basis(&columns).unwrap();
        let origin = Vector3::new(0.3, 0.1, 0.9);
        let reach = 10.0 * 1.5_f64.sqrt() + 0.01;
        let points = PeriodicPoints::new(&lattice, [origin], reach);
        // Seen from another cell it is the same.
        for from in [origin, origin + Vector3::new(2.0, -1.0, 3.0)] {
            let found = points.within(&from, reach);
            let count = |squared: f64| {
                let at = 10.0 * squared.sqrt();
                let found = found.iter();
                found.filter(|n| (n.distance_ang - at).abs() < 1e-9).count()
            };
            assert_eq!(
                (count(0.0), count(0.5), count(1.0), count(1.5)),
                (1, 12, 6, 24)
            );
            assert_eq!(found.len(), 43);
        }
    }

    #[test]
    fn the_nearest_image_is_that_of_the_lattice() {
        let lattice = Lattice::new([3.0, 30.0, 3.0], [90.0, 90.0, 12.0]).unwrap();
        let (p, q) = (Vector3::zeros(), Vector3::new(0.3, 0.45, 0.0));
        let found = PeriodicPoints::new(&lattice, [q], 10.0).nearest(&p, 10.0);
        let distance_ang = found.unwrap().distance_ang;
        assert!((distance_ang - lattice.distance(&p, &q)).abs() < 1e-12);
        assert!(
            PeriodicPoints::new(&lattice, [], 10.0)
                .nearest(&p, 10.0)
                .is_none()
        );
    }

    #[test]
    fn few_points_and_many_give_the_same_neighbours() {
        let lattice = Lattice::new([6.1, 7.3, 9.9], [81.0, 95.0, 107.0]).unwrap();
        let place = |i: u32| Vector3::new(0.31, 0.73, 0.57).map(|x| (x * f64::from(i)).fract());
        let few: Vec<Vector3<f64>> = (0..8).map(place).collect();
        let many: Vec<Vector3<f64>> = (0..400).map(place).collect();
        let few = PeriodicPoints::new(&lattice, few, 6.0);
        let many = PeriodicPoints::new(&lattice, many, 6.0);
        for from in (0..40).map(|i| place(i) * 3.0 - Vector3::repeat(1.0)) {
            for radius_ang in [0.0, 2.5, 6.0] {
                assert!(few.has_few_images(radius_ang) && !many.has_few_images(radius_ang));
                let among_many = many.within(&from, radius_ang);
                let listed = among_many.into_iter().filter(|n| n.index < 8);
                let listed: Vec<Neighbour> = listed.collect();
                assert_eq!(few.within(&from, radius_ang), listed);
                assert_eq!(few.nearest(&from, radius_ang), listed.first().copied());
            }
        }
    }

    #[test]
    fn a_long_thin_cell_costs_as_much_as_its_content() {
        for edge in [1e2, 1e6, 1e12] {
            let lattice = Lattice::new([3.6, 3.6, edge], [90.0; 3]).unwrap();
            let atoms: Vec<Vector3<f64>> = (0..20)
                .map(|i| Vector3::new(0.1, 0.6, f64::from(i) / edge))
                .collect();
            let points = PeriodicPoints::new(&lattice, atoms.clone(), 10.0);
            let (bins, images) = points.binned().counts();
            assert!(bins <= 8 * images + 64, "{bins} bins for {images} images");
            let mut looked_at = 0;
            let centre = lattice.cartesian(&atoms[10]);
            points.for_each(&centre, 2.0, |_| looked_at += 1);
            assert!(looked_at < images);
        }
    }
}
