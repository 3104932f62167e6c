//! All images of a position under a space group.

use nalgebra::Vector3;

use crate::rounding::nearest_integer;
use crate::site::into_cell;
use crate::{FractionalOperation, Lattice, Operation};

/// Where the images within the tolerance are those of no stabiliser (a tolerance that reaches from one
/// special position to the next), the position counts as general up to this in Å.
const ROUNDING_ANG: f64 = 1e-6;

/// The orbit of a position under a space group.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Orbit {
    /// All distinct images, fractional, in [0, 1); the first is the (snapped) position itself.
    pub positions: Vec<Vector3<f64>>,
    /// How far in Å the position was moved onto its special position; 0 for a general one.
    pub snapped_by_ang: f64,
}

/// All images of a position under a group of operations, after snapping it onto the special
/// position it is within `tolerance_ang` (Å) of.
///
/// The operations that leave the position in place within the tolerance are averaged over, which
/// puts it exactly on its special position; one image per coset of them remains, so the
/// multiplicity is |G| / |stabiliser| whatever the rounding of the file. `operations` must be a
/// group with the identity first.
pub fn orbit(
    lattice: &Lattice,
    operations: &[Operation],
    fract: &Vector3<f64>,
    tolerance_ang: f64,
) -> Orbit {
    let operations: Vec<FractionalOperation> = operations.iter().map(|o| (*o).into()).collect();
    orbit_under(lattice, &operations, fract, tolerance_ang)
}

/// As [`orbit`] for operations that are ready to be applied to many positions.
pub(crate) fn orbit_under(
    lattice: &Lattice,
    operations: &[FractionalOperation],
    fract: &Vector3<f64>,
    tolerance_ang: f64,
) -> Orbit {
    let within = |tolerance_ang: f64| {
        let near = Near::new(lattice, tolerance_ang);
        let snapped = snap(&near, operations, fract);
        let orbit = Orbit {
            positions: snapped.images(&near, operations),
            snapped_by_ang: snapped.by_ang,
        };
        (orbit, snapped.stabiliser)
    };
    let (orbit, stabiliser) = within(tolerance_ang);
    if orbit.positions.len() * stabiliser == operations.len() {
        return orbit;
    }
    within(ROUNDING_ANG).0
}

/// A position on its special position.
struct Snapped {
    position: Vector3<f64>,
    by_ang: f64,
    /// How many operations leave it in place.
    stabiliser: usize,
}

/// The mean of all images that coincide with the position.
fn snap(near: &Near<'_>, operations: &[FractionalOperation], fract: &Vector3<f64>) -> Snapped {
    let mut sum = Vector3::zeros();
    let mut stabiliser = 0;
    for operation in operations {
        if let Some(delta) = near.offset(fract, &operation.apply(fract)) {
            sum += delta;
            stabiliser += 1;
        }
    }
    let (position, by_ang) = if stabiliser <= 1 {
        (*fract, 0.0)
    } else {
        let shift = sum / f64::from(stabiliser as u32);
        (fract + shift, near.lattice.cartesian(&shift).norm())
    };
    Snapped {
        position,
        by_ang,
        stabiliser,
    }
}

impl Snapped {
    /// Its distinct images in the order of the operations.
    ///
    /// Operations are isometries: g x ≈ h x means that h⁻¹g leaves x in place. So as many operations
    /// lead to an image as leave x in place, one alone where x is general, and an image that was met
    /// as often is the last to be compared with.
    fn images(&self, near: &Near<'_>, operations: &[FractionalOperation]) -> Vec<Vector3<f64>> {
        let start = self.position.map(into_cell);
        let images = operations.iter().map(|o| o.apply(&start).map(into_cell));
        if self.stabiliser <= 1 {
            return images.collect();
        }
        let mut positions = Vec::with_capacity(operations.len() / self.stabiliser + 1);
        // Images that more operations lead to, and how many more.
        let mut expected: Vec<(Vector3<f64>, usize)> = Vec::new();
        let mut complete: Vec<Vector3<f64>> = Vec::new();
        for image in images {
            let is_at = |other: &Vector3<f64>| near.offset(other, &image).is_some();
            if let Some(place) = expected.iter().position(|(other, _)| is_at(other)) {
                expected[place].1 -= 1;
                if expected[place].1 == 0 {
                    complete.push(expected.swap_remove(place).0);
                }
            } else if !complete.iter().any(is_at) {
                positions.push(image);
                expected.push((image, self.stabiliser - 1));
            }
        }
        positions
    }
}

/// Decides whether two fractional positions coincide within a distance, modulo the lattice.
struct Near<'l> {
    lattice: &'l Lattice,
    tolerance_ang: f64,
    /// The distance as a fraction of the cell along each axis: farther apart cannot coincide.
    reach: [f64; 3],
}

impl<'l> Near<'l> {
    fn new(lattice: &'l Lattice, tolerance_ang: f64) -> Self {
        Self {
            lattice,
            tolerance_ang,
            reach: lattice
                .perpendicular_widths()
                .map(|width| tolerance_ang / width * (1.0 + 1e-9)),
        }
    }

    /// `to − from` modulo the lattice where it is no longer than the distance.
    #[inline]
    fn offset(&self, from: &Vector3<f64>, to: &Vector3<f64>) -> Option<Vector3<f64>> {
        let mut delta = Vector3::zeros();
        for (axis, reach) in self.reach.iter().enumerate() {
            let along = to[axis] - from[axis];
            delta[axis] = along - nearest_integer(along);
            if delta[axis].abs() > *reach {
                return None;
            }
        }
        (self.lattice.cartesian(&delta).norm() <= self.tolerance_ang).then_some(delta)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SpaceGroup;

    #[test]
    fn rounded_special_positions_have_their_multiplicity() {
        let lattice = Lattice::cubic(10.0).unwrap();
        let group = SpaceGroup::from_number(216).unwrap();
        let multiplicity = |x: f64, y: f64, z: f64| {
            orbit(&lattice, &group.operations, &Vector3::new(x, y, z), 0.01)
                .positions
                .len()
        };
        assert_eq!(multiplicity(0.0, 0.0, 0.0), 4);
        assert_eq!(multiplicity(0.6164, 0.6163, 0.6164), 16);
        assert_eq!(multiplicity(0.29, 0.29, 0.025), 48);
        assert_eq!(multiplicity(0.25, 0.2501, 0.025), 24);
        assert_eq!(multiplicity(0.11, 0.23, 0.37), 96);
    }

    #[test]
    fn an_orbit_is_every_image_once_in_the_order_of_the_operations() {
        let lattice = Lattice::cubic(10.0).unwrap();
        for number in [198, 216, 227, 230] {
            let operations = SpaceGroup::from_number(number).unwrap().operations;
            for at in [
                [0.0, 0.0, 0.0],
                [0.5, 0.5, 0.5],
                [0.125, 0.125, 0.125],
                [0.375, 0.0, 0.25],
                [0.21, 0.21, 0.21],
                [0.31, 0.31, 0.02],
                [0.25, 0.25, 0.02],
                [0.11, 0.23, 0.37],
            ] {
                let at = Vector3::from(at);
                let mut expected: Vec<Vector3<f64>> = Vec::new();
                for image in operations.iter().map(|o| o.apply(&at)) {
                    if expected.iter().all(|p| lattice.distance(p, &image) > 1e-3) {
                        expected.push(image);
                    }
                }
                let found = orbit(&lattice, &operations, &at, 1e-3).positions;
                assert_eq!(found.len(), expected.len(), "{number} {at}");
                let mut pairs = found.iter().zip(&expected);
                assert!(pairs.all(|(p, q)| lattice.distance(p, q) < 1e-9));
            }
        }
    }

    #[test]
    fn snapping_is_exact_and_reported() {
        let lattice = Lattice::new([5.0, 5.0, 9.0], [90.0, 90.0, 120.0]).unwrap();
        let group = SpaceGroup::from_number(164).unwrap();
        let found = orbit(
            &lattice,
            &group.operations,
            &Vector3::new(0.3333, 0.6667, 0.2),
            0.01,
        );
        assert_eq!(found.positions.len(), 2);
        assert!((found.positions[0].x - 1.0 / 3.0).abs() < 1e-15);
        assert!(found.snapped_by_ang > 1e-4 && found.snapped_by_ang < 1e-3);
    }
}
