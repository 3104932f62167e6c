//! Periodic neighbours: all images within reach of the home cell, sorted into Cartesian bins.

use hecs_core::Lattice;
use nalgebra::Vector3;

/// A framework position in one of the cells around the home cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Image {
    /// Cartesian position in Å.
    pub(crate) position: Vector3<f64>,
    /// Index of its kind.
    pub(crate) kind: u32,
    /// Index of the position in the home cell that it is an image of.
    pub(crate) source: u32,
}

/// Edge of a bin in Å.
const BIN_ANG: f64 = 2.5;

/// Every image that is within reach of some point of the home cell.
#[derive(Clone, Debug)]
pub(crate) struct Neighbours {
    /// Images by bin; within a bin by source, then by cell.
    images: Vec<Image>,
    /// Where each bin starts in `images`; one more at the end.
    starts: Vec<u32>,
    bins: [usize; 3],
    origin: Vector3<f64>,
    bin_ang: f64,
}

impl Neighbours {
    /// Images of fractional `positions` (with their kinds) up to `reach_ang` Å outside the cell.
    pub(crate) fn new(
        lattice: &Lattice,
        positions: &[(Vector3<f64>, u32)],
        reach_ang: f64,
    ) -> Self {
        // Points on bricks at the border lie a little outside the cell.
        const MARGIN_ANG: f64 = 0.01;
        let widths = lattice.perpendicular_widths();
        let margin = widths.map(|w| (reach_ang + MARGIN_ANG) / w);
        let mut found = Vec::new();
        for (source, (fract, kind)) in positions.iter().enumerate() {
            let home = fract.map(|x| x - x.floor());
            // −margin ≤ x + n ≤ 1 + margin
            let low = [0, 1, 2].map(|i| (-margin[i] - home[i]).ceil() as i32);
            let high = [0, 1, 2].map(|i| (1.0 + margin[i] - home[i]).floor() as i32);
            for i in low[0]..=high[0] {
                for j in low[1]..=high[1] {
                    for k in low[2]..=high[2] {
                        let cell = Vector3::new(f64::from(i), f64::from(j), f64::from(k));
                        found.push(Image {
                            position: lattice.cartesian(&(home + cell)),
                            kind: *kind,
                            source: source as u32,
                        });
                    }
                }
            }
        }
        Self::sort_into_bins(&found)
    }

    fn sort_into_bins(found: &[Image]) -> Self {
        let mut low = Vector3::repeat(f64::INFINITY);
        let mut high = Vector3::repeat(f64::NEG_INFINITY);
        for image in found {
            low = low.inf(&image.position);
            high = high.sup(&image.position);
        }
        if found.is_empty() {
            (low, high) = (Vector3::zeros(), Vector3::zeros());
        }
        let extent = high - low;
        // A sparse or very skewed arrangement gets wider bins rather than many empty ones.
        let wanted = (extent / BIN_ANG).map(|x| x + 1.0).product();
        let widen = (wanted / (4.0 * found.len() as f64 + 64.0)).max(1.0).cbrt();
        let bin_ang = BIN_ANG * widen;
        let bins = [0, 1, 2].map(|i| (extent[i] / bin_ang) as usize + 1);
        let mut list = Self {
            images: Vec::new(),
            starts: vec![0; bins[0] * bins[1] * bins[2] + 1],
            bins,
            origin: low,
            bin_ang,
        };
        let homes: Vec<usize> = found.iter().map(|i| list.bin_of(&i.position)).collect();
        for home in &homes {
            list.starts[home + 1] += 1;
        }
        for at in 1..list.starts.len() {
            list.starts[at] += list.starts[at - 1];
        }
        let mut next = list.starts.clone();
        if let Some(first) = found.first() {
            list.images = vec![*first; found.len()];
        }
        for (image, home) in found.iter().zip(&homes) {
            list.images[next[*home] as usize] = *image;
            next[*home] += 1;
        }
        list
    }

    fn bin_of(&self, position: &Vector3<f64>) -> usize {
        let at = [0, 1, 2].map(|i| {
            (((position[i] - self.origin[i]) / self.bin_ang) as usize).min(self.bins[i] - 1)
        });
        (at[0] * self.bins[1] + at[1]) * self.bins[2] + at[2]
    }

    /// Visits every image that can be within `radius_ang` of a Cartesian point, and some beyond, in
    /// an order that depends on nothing but the structure.
    pub(crate) fn for_each(
        &self,
        centre: &Vector3<f64>,
        radius_ang: f64,
        mut visit: impl FnMut(&Image),
    ) {
        let clamp = |x: f64, axis: usize| {
            ((x / self.bin_ang).floor().max(0.0) as usize).min(self.bins[axis] - 1)
        };
        let from = [0, 1, 2].map(|i| clamp(centre[i] - self.origin[i] - radius_ang, i));
        let to = [0, 1, 2].map(|i| clamp(centre[i] - self.origin[i] + radius_ang, i));
        // Distance from the centre to the slab of a bin along one axis.
        let gap = |bin: usize, axis: usize| {
            let low = self.origin[axis] + bin as f64 * self.bin_ang;
            (low - centre[axis])
                .max(centre[axis] - low - self.bin_ang)
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
                    let bin = (i * self.bins[1] + j) * self.bins[2] + k;
                    let range = self.starts[bin] as usize..self.starts[bin + 1] as usize;
                    self.images[range].iter().for_each(&mut visit);
                }
            }
        }
    }
}
