//! All images of a list of points within reach of the unit cell, listed bin by bin.

use nalgebra::Vector3;

use super::bins::Bins;
use super::images::{ImageRange, PeriodicImage};
use crate::Lattice;

/// Images by bin; within a bin by source, then by cell.
#[derive(Clone, Debug)]
pub(super) struct BinnedImages {
    images: Vec<PeriodicImage>,
    /// Where each bin starts in `images`; one more at the end.
    starts: Vec<u32>,
    bins: Bins,
}

impl BinnedImages {
    /// The images of tagged fractional points up to `reach_ang` Å outside the unit cell.
    pub(super) fn new(lattice: &Lattice, points: &[(Vector3<f64>, u32)], reach_ang: f64) -> Self {
        let range = ImageRange::new(lattice, reach_ang);
        let mut images = Vec::new();
        for (source, (fract, tag)) in (0..).zip(points) {
            range.for_each(lattice, fract, |position| {
                images.push(PeriodicImage {
                    position,
                    tag: *tag,
                    source,
                });
            });
        }
        let bins = Bins::around(&images);
        let (images, starts) = sorted(&bins, images);
        Self {
            images,
            starts,
            bins,
        }
    }

    /// Visits every image in the bins that a sphere touches.
    pub(super) fn for_each(
        &self,
        centre: &Vector3<f64>,
        radius_ang: f64,
        mut visit: impl FnMut(&PeriodicImage),
    ) {
        self.bins.for_each_within(centre, radius_ang, |bin| {
            let range = self.starts[bin] as usize..self.starts[bin + 1] as usize;
            self.images[range].iter().for_each(&mut visit);
        });
    }

    /// Numbers of bins and of images.
    #[cfg(test)]
    pub(super) fn counts(&self) -> (usize, usize) {
        (self.bins.count(), self.images.len())
    }
}

/// Sorts images by bin; where each bin starts.
fn sorted(bins: &Bins, images: Vec<PeriodicImage>) -> (Vec<PeriodicImage>, Vec<u32>) {
    let homes: Vec<usize> = images.iter().map(|i| bins.of(&i.position)).collect();
    let mut starts = vec![0_u32; bins.count() + 1];
    for home in &homes {
        starts[home + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut next = starts.clone();
    let mut by_bin = images.clone();
    for (image, home) in images.into_iter().zip(homes) {
        by_bin[next[home] as usize] = image;
        next[home] += 1;
    }
    (by_bin, starts)
}
