//! Energies of a brick of points: every neighbour in turn, all points at once.

use crate::Framework;
use crate::map::BrickPoints;
use crate::neighbours::Image;

/// Buffers a thread keeps between bricks.
#[derive(Default)]
pub(crate) struct Scratch {
    pub(crate) images: Vec<Image>,
    pub(crate) sums: Vec<f64>,
}

/// The potential prepared for many points.
pub(crate) struct Kernel<'f> {
    framework: &'f Framework,
}

impl<'f> Kernel<'f> {
    pub(crate) fn new(framework: &'f Framework) -> Self {
        Self { framework }
    }

    /// Energies in eV of the points of a brick.
    pub(crate) fn energies(&self, points: &BrickPoints, scratch: &mut Scratch, out: &mut [f32]) {
        let cutoff = self.framework.options.cutoff_a;
        let sums = &mut scratch.sums;
        sums.clear();
        sums.resize(points.len(), 0.0);
        let reach = cutoff + points.radius_a;
        self.framework
            .neighbours
            .for_each(&points.centre, reach, |image| {
                let terms = &self.framework.kinds[image.kind as usize].terms;
                for (at, sum) in sums.iter_mut().enumerate() {
                    let (x, y, z) = (
                        points.x[at] - image.position.x,
                        points.y[at] - image.position.y,
                        points.z[at] - image.position.z,
                    );
                    let r = (x * x + y * y + z * z).sqrt();
                    if r <= cutoff {
                        for term in terms {
                            *sum += term.energy(r);
                        }
                    }
                }
            });
        for (value, sum) in out.iter_mut().zip(sums) {
            *value = *sum as f32;
        }
    }
}
