//! Cartesian bins, and which of them a sphere touches.

use nalgebra::Vector3;

use super::images::PeriodicImage;

/// Edge of a bin in Å where there is enough in it: a few atoms of a crystal.
const EDGE_ANG: f64 = 2.5;

/// Cubic bins over a box.
#[derive(Clone, Debug)]
pub(super) struct Bins {
    counts: [usize; 3],
    origin: Vector3<f64>,
    edge_ang: f64,
}

impl Bins {
    /// Bins over the box that holds some images.
    pub(super) fn around(images: &[PeriodicImage]) -> Self {
        let mut low = Vector3::repeat(f64::INFINITY);
        let mut high = Vector3::repeat(f64::NEG_INFINITY);
        for image in images {
            low = low.inf(&image.position);
            high = high.sup(&image.position);
        }
        if images.is_empty() {
            (low, high) = (Vector3::zeros(), Vector3::zeros());
        }
        Self::over(low, high, images.len(), EDGE_ANG)
    }

    /// Bins over a box for a number of images, of edges of at least `least_ang` Å.
    pub(super) fn over(
        low: Vector3<f64>,
        high: Vector3<f64>,
        images: usize,
        least_ang: f64,
    ) -> Self {
        let extent = high - low;
        // A sparse or very skewed arrangement gets wider bins rather than many empty ones; along
        // the short edges of a long box there is one bin however wide they are.
        let most = 4.0 * images as f64 + 64.0;
        let along = |edge_ang: f64| extent.map(|x| (x / edge_ang).floor() + 1.0);
        let wanted: f64 = (extent / least_ang).map(|x| x + 1.0).product();
        let mut edge_ang = least_ang * (wanted / most).max(1.0).cbrt();
        while along(edge_ang).product() > most {
            edge_ang *= 1.25;
        }
        let counts = along(edge_ang);
        Self {
            counts: [0, 1, 2].map(|i| counts[i] as usize),
            origin: low,
            edge_ang,
        }
    }

    pub(super) fn count(&self) -> usize {
        self.counts.iter().product()
    }

    /// The bin of a Cartesian position; places outside the box count to the bin beside them.
    pub(super) fn of(&self, position: &Vector3<f64>) -> usize {
        let mut bin = 0;
        for (axis, count) in self.counts.iter().enumerate() {
            let at = ((position[axis] - self.origin[axis]) / self.edge_ang) as usize;
            bin = bin * count + at.min(count - 1);
        }
        bin
    }

    /// Visits the bins that a sphere touches, in order of their number.
    pub(super) fn for_each_within(
        &self,
        centre: &Vector3<f64>,
        radius_ang: f64,
        mut visit: impl FnMut(usize),
    ) {
        let clamp = |x: f64, axis: usize| {
            ((x / self.edge_ang).floor().max(0.0) as usize).min(self.counts[axis] - 1)
        };
        let from = [0, 1, 2].map(|i| clamp(centre[i] - self.origin[i] - radius_ang, i));
        let to = [0, 1, 2].map(|i| clamp(centre[i] - self.origin[i] + radius_ang, i));
        // Distance from the centre to the slab of a bin along one axis.
        let gap = |bin: usize, axis: usize| {
            let low = self.origin[axis] + bin as f64 * self.edge_ang;
            (low - centre[axis])
                .max(centre[axis] - low - self.edge_ang)
                .max(0.0)
        };
        let limit = radius_ang * radius_ang;
        for i in from[0]..=to[0] {
            let along_x = gap(i, 0).powi(2);
            for j in from[1]..=to[1] {
                let along_xy = along_x + gap(j, 1).powi(2);
                if along_xy > limit {
                    continue;
                }
                for k in from[2]..=to[2] {
                    if along_xy + gap(k, 2).powi(2) > limit {
                        continue;
                    }
                    visit((i * self.counts[1] + j) * self.counts[2] + k);
                }
            }
        }
    }
}
