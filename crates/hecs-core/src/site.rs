//! Sites and the species that share them.

use nalgebra::Vector3;

use crate::{Element, Ion, Lattice, Operation};

/// One kind of ion on a site.
#[derive(Clone, Debug, PartialEq)]
pub struct Species {
    /// The element.
    pub element: Element,
    /// Oxidation state in e, where known; an average such as 2.5 is possible.
    pub charge: Option<f64>,
    /// Fraction of the site's positions that it fills, 0–1.
    pub occupancy: f64,
}

impl Species {
    /// The ion of the nearest integer charge; `None` where the charge is unknown.
    pub fn ion(&self) -> Option<Ion> {
        let charge = self.charge?;
        (charge.abs() < 20.0).then(|| Ion {
            element: self.element,
            charge: charge.round() as i8,
        })
    }
}

/// A crystallographic site: species in the order of the file, and every position they share.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// Label as in the file.
    pub label: String,
    /// Species that share the site; what is missing to 1 is vacancy.
    pub species: Vec<Species>,
    /// All symmetry-equivalent positions in the unit cell, fractional, each coordinate in [0, 1);
    /// the first is that of the asymmetric unit.
    pub positions: Vec<Vector3<f64>>,
}

impl Site {
    /// Number of equivalent positions in the unit cell.
    pub fn multiplicity(&self) -> usize {
        self.positions.len()
    }

    /// Sum of the occupancies of all species.
    pub fn occupancy(&self) -> f64 {
        self.species.iter().map(|s| s.occupancy).sum()
    }

    /// Summed occupancy of one element.
    pub fn occupancy_of(&self, element: Element) -> f64 {
        self.species
            .iter()
            .filter(|s| s.element == element)
            .map(|s| s.occupancy)
            .sum()
    }

    /// Whether one of the species is of this element.
    pub fn contains(&self, element: Element) -> bool {
        self.species.iter().any(|s| s.element == element)
    }

    /// The species of the largest occupancy; the first of equals.
    pub fn majority(&self) -> Option<&Species> {
        let mut best: Option<&Species> = None;
        for species in &self.species {
            if best.is_none_or(|b| species.occupancy > b.occupancy) {
                best = Some(species);
            }
        }
        best
    }
}

/// The orbit of a position under a space group.
#[derive(Clone, Debug, PartialEq)]
pub struct Orbit {
    /// All distinct images, fractional, in [0, 1); the first is the (snapped) position itself.
    pub positions: Vec<Vector3<f64>>,
    /// How far in Å the position was moved onto its special position; 0 for a general one.
    pub snapped_by_a: f64,
}

/// All images of a position under a group of operations, after snapping it onto the special
/// position it is within `tolerance_a` (Å) of.
///
/// The operations that leave the position in place within the tolerance are averaged over, which
/// puts it exactly on its special position; one image per coset of them remains, so the
/// multiplicity is |G| / |stabiliser| whatever the rounding of the file. `operations` must be a
/// group with the identity first.
pub fn orbit(
    lattice: &Lattice,
    operations: &[Operation],
    fract: &Vector3<f64>,
    tolerance_a: f64,
) -> Orbit {
    let (snapped, moved) = snap(lattice, operations, fract, tolerance_a);
    let start = snapped.map(into_cell);
    let mut positions: Vec<Vector3<f64>> = Vec::with_capacity(operations.len());
    for operation in operations {
        let image = operation.apply(&start).map(into_cell);
        let seen = positions
            .iter()
            .any(|p| nearest_image_within(lattice, p, &image, tolerance_a));
        if !seen {
            positions.push(image);
        }
    }
    Orbit {
        positions,
        snapped_by_a: moved,
    }
}

/// The mean of all images that coincide with the position, and the distance moved in Å.
fn snap(
    lattice: &Lattice,
    operations: &[Operation],
    fract: &Vector3<f64>,
    tolerance_a: f64,
) -> (Vector3<f64>, f64) {
    let mut sum = Vector3::zeros();
    let mut count = 0.0;
    for operation in operations {
        let delta = (operation.apply(fract) - fract).map(|d| d - d.round());
        if lattice.cartesian(&delta).norm() <= tolerance_a {
            sum += delta;
            count += 1.0;
        }
    }
    if count <= 1.0 {
        return (*fract, 0.0);
    }
    let shift = sum / count;
    (fract + shift, lattice.cartesian(&shift).norm())
}

fn nearest_image_within(
    lattice: &Lattice,
    from: &Vector3<f64>,
    to: &Vector3<f64>,
    tolerance_a: f64,
) -> bool {
    let delta = (to - from).map(|d| d - d.round());
    lattice.cartesian(&delta).norm() <= tolerance_a
}

/// A coordinate reduced to [0, 1); what rounds to 1 becomes 0.
pub fn into_cell(x: f64) -> f64 {
    let reduced = x - x.floor();
    if reduced >= 1.0 - 1e-12 { 0.0 } else { reduced }
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
        assert!(found.snapped_by_a > 1e-4 && found.snapped_by_a < 1e-3);
    }
}
