//! Points that are added one after the other, each seen by the searches that follow.

use nalgebra::Vector3;

use super::bins::Bins;
use super::images::{ImageRange, PeriodicImage};
use crate::Lattice;

/// A periodic set of points that grows: for readers that decide of each row of a file whether it
/// is a new site.
#[derive(Clone, Debug)]
pub struct GrowingPoints {
    lattice: Lattice,
    range: ImageRange,
    points: usize,
    images: Vec<PeriodicImage>,
    /// The image that was added to the same bin before; [`NONE`] for the first.
    previous: Vec<u32>,
    /// The last image of each bin; [`NONE`] where it is empty.
    last: Vec<u32>,
    bins: Bins,
}

const NONE: u32 = u32::MAX;

impl GrowingPoints {
    /// No point yet, room for about `expected`; searches may go as far as `reach_ang` (Å).
    pub fn new(lattice: &Lattice, reach_ang: f64, expected: usize) -> Self {
        let corners = (0..8).map(|i| {
            let corner = Vector3::new(f64::from(i & 1), f64::from(i >> 1 & 1), f64::from(i >> 2));
            lattice.cartesian(&corner)
        });
        let mut low = Vector3::repeat(f64::INFINITY);
        let mut high = Vector3::repeat(f64::NEG_INFINITY);
        for corner in corners {
            low = low.inf(&corner);
            high = high.sup(&corner);
        }
        // As far as the points will be apart: a made-up file may crowd what no crystal holds.
        let apart_ang = (lattice.volume() / expected.max(1) as f64).cbrt();
        let least_ang = apart_ang.clamp(0.05, 2.5);
        let bins = Bins::over(
            low.add_scalar(-reach_ang),
            high.add_scalar(reach_ang),
            expected,
            least_ang,
        );
        Self {
            lattice: lattice.clone(),
            range: ImageRange::new(lattice, reach_ang),
            points: 0,
            images: Vec::new(),
            previous: Vec::new(),
            last: vec![NONE; bins.count()],
            bins,
        }
    }

    /// Number of points.
    pub fn len(&self) -> usize {
        self.points
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.points == 0
    }

    /// Adds a fractional point with a tag.
    pub fn insert(&mut self, fract: &Vector3<f64>, tag: u32) {
        let source = self.points as u32;
        self.points += 1;
        self.range.for_each(&self.lattice, fract, |position| {
            let bin = self.bins.of(&position);
            self.previous.push(self.last[bin]);
            self.last[bin] = self.images.len() as u32;
            self.images.push(PeriodicImage {
                position,
                tag,
                source,
            });
        });
    }

    /// Calls `found` with tag and distance in Å of every image within `radius_ang` (Å, at most the
    /// reach) of a fractional place; how many images and bins
    /// were looked at.
    pub fn for_each_within(
        &self,
        fract: &Vector3<f64>,
        radius_ang: f64,
        mut found: impl FnMut(u32, f64),
    ) -> u64 {
        let centre = self.lattice.cartesian(&fract.map(|x| x - x.floor()));
        let mut looked_at = 0;
        self.bins.for_each_within(&centre, radius_ang, |bin| {
            looked_at += 1;
            let mut at = self.last[bin];
            while at != NONE {
                let image = &self.images[at as usize];
                let distance_ang = (image.position - centre).norm();
                if distance_ang <= radius_ang {
                    found(image.tag, distance_ang);
                }
                looked_at += 1;
                at = self.previous[at as usize];
            }
        });
        looked_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_across_the_cell_boundary() {
        let lattice = Lattice::new([5.0, 6.0, 7.0], [80.0, 95.0, 105.0]).unwrap();
        let mut points = GrowingPoints::new(&lattice, 0.6, 100);
        points.insert(&Vector3::new(0.999, 0.001, 0.5), 7);
        points.insert(&Vector3::new(0.5, 0.5, 0.5), 8);
        let near = |fract: Vector3<f64>| {
            let mut found = Vec::new();
            points.for_each_within(&fract, 0.1, |tag, _| found.push(tag));
            found
        };
        assert_eq!(near(Vector3::new(0.001, -0.001, 0.5)), [7]);
        assert!(near(Vector3::new(0.25, 0.25, 0.25)).is_empty());
        assert_eq!(points.len(), 2);
    }
}
