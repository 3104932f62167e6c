//! Distances over all lattice images, exact in any cell.

use hecs_core::Lattice;
use nalgebra::Vector3;

/// A position of a list, seen from somewhere.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Neighbour {
    /// Index into the list.
    pub(crate) index: usize,
    /// Cartesian vector to the image in Å.
    pub(crate) vector: Vector3<f64>,
    /// Its length in Å.
    pub(crate) distance: f64,
}

/// A lattice prepared for searches.
#[derive(Debug)]
pub(crate) struct Surroundings<'a> {
    lattice: &'a Lattice,
    widths: [f64; 3],
}

impl<'a> Surroundings<'a> {
    pub(crate) fn new(lattice: &'a Lattice) -> Self {
        Self {
            lattice,
            widths: lattice.perpendicular_widths(),
        }
    }

    pub(crate) fn volume(&self) -> f64 {
        self.lattice.volume()
    }

    /// Calls `visit` for every image of every position within `cutoff` (Å) of `from`.
    ///
    /// An image at fractional offset δ + n is at least |δᵢ + nᵢ| wᵢ away, w being the distance of
    /// opposite faces, so |δᵢ + nᵢ| ≤ cutoff / wᵢ bounds n in a cell of any shape.
    pub(crate) fn visit(
        &self,
        from: &Vector3<f64>,
        positions: &[Vector3<f64>],
        cutoff: f64,
        mut visit: impl FnMut(Neighbour),
    ) {
        let reach = self.widths.map(|w| cutoff / w);
        let limit = cutoff * cutoff;
        for (index, position) in positions.iter().enumerate() {
            let delta = position - from;
            let range = |i: usize| {
                let first = (-reach[i] - delta[i]).ceil() as i32;
                let last = (reach[i] - delta[i]).floor() as i32;
                first..=last
            };
            for i in range(0) {
                for j in range(1) {
                    for k in range(2) {
                        let shift = Vector3::new(f64::from(i), f64::from(j), f64::from(k));
                        let vector = self.lattice.cartesian(&(delta + shift));
                        let squared = vector.norm_squared();
                        if squared <= limit {
                            visit(Neighbour {
                                index,
                                vector,
                                distance: squared.sqrt(),
                            });
                        }
                    }
                }
            }
        }
    }

    /// All images within the cutoff, nearest first.
    pub(crate) fn within(
        &self,
        from: &Vector3<f64>,
        positions: &[Vector3<f64>],
        cutoff: f64,
    ) -> Vec<Neighbour> {
        let mut found = Vec::new();
        self.visit(from, positions, cutoff, |n| found.push(n));
        found.sort_by(|p, q| p.distance.total_cmp(&q.distance));
        found
    }

    /// The nearest image within the cutoff.
    pub(crate) fn nearest(
        &self,
        from: &Vector3<f64>,
        positions: &[Vector3<f64>],
        cutoff: f64,
    ) -> Option<Neighbour> {
        let mut best: Option<Neighbour> = None;
        self.visit(from, positions, cutoff, |n| {
            if best.is_none_or(|b| n.distance < b.distance) {
                best = Some(n);
            }
        });
        best
    }

    /// The nearest image at whatever distance; `None` for an empty list.
    pub(crate) fn nearest_anywhere(
        &self,
        from: &Vector3<f64>,
        positions: &[Vector3<f64>],
    ) -> Option<Neighbour> {
        let guess = positions
            .iter()
            .map(|p| self.lattice.cartesian(&(p - from).map(|x| x - x.round())))
            .map(|v| v.norm())
            .fold(f64::INFINITY, f64::min);
        if !guess.is_finite() {
            return None;
        }
        self.nearest(from, positions, guess * (1.0 + 1e-9) + 1e-9)
    }

    /// Whether two positions coincide within `tolerance` (Å, small against the cell).
    pub(crate) fn coincide(&self, p: &Vector3<f64>, q: &Vector3<f64>, tolerance: f64) -> bool {
        let delta = (q - p).map(|x| x - x.round());
        self.lattice.cartesian(&delta).norm_squared() <= tolerance * tolerance
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_face_centred_lattice_has_12_6_24_neighbours_in_a_skewed_cell() {
        // a primitive cell sheared by two lattice vectors
        let columns = nalgebra::Matrix3::new(0.0, 5.0, 5.0, 5.0, 0.0, 5.0, 5.0, 5.0, 0.0)
            * nalgebra::Matrix3::new(1.0, 0.0, 3.0, 0.0, 1.0, 2.0, 0.0, 0.0, 1.0);
        let lattice = Lattice::from_basis(&columns).unwrap();
        let around = Surroundings::new(&lattice);
        let origin = Vector3::new(0.3, 0.1, 0.9);
        let found = around.within(&origin, &[origin], 10.0 * 1.5_f64.sqrt() + 0.01);
        let count = |squared: f64| {
            found
                .iter()
                .filter(|n| (n.distance - 10.0 * squared.sqrt()).abs() < 1e-9)
                .count()
        };
        assert_eq!(
            (count(0.0), count(0.5), count(1.0), count(1.5)),
            (1, 12, 6, 24)
        );
        assert_eq!(found.len(), 43);
    }

    #[test]
    fn nearest_anywhere_agrees_with_the_lattice() {
        let lattice = Lattice::new([3.0, 30.0, 3.0], [90.0, 90.0, 12.0]).unwrap();
        let around = Surroundings::new(&lattice);
        let (p, q) = (Vector3::zeros(), Vector3::new(0.3, 0.45, 0.0));
        let found = around.nearest_anywhere(&p, &[q]).unwrap();
        assert!((found.distance - lattice.distance(&p, &q)).abs() < 1e-12);
        assert!(around.nearest_anywhere(&p, &[]).is_none());
    }
}
