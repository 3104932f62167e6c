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
    /// An ion that fills its site.
    pub fn of(ion: Ion) -> Self {
        Self {
            element: ion.element,
            charge: Some(f64::from(ion.charge)),
            occupancy: 1.0,
        }
    }

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
///
/// Sites are made by [`StructureBuilder`](crate::StructureBuilder).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
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
    /// Where the images within the tolerance are those of no stabiliser (a tolerance that reaches
    /// from one special position to the next), the position counts as general up to this in Å.
    const ROUNDING_ANG: f64 = 1e-6;
    let found = orbit_within(lattice, operations, fract, tolerance_ang);
    if found.0.positions.len() * found.1 == operations.len() {
        return found.0;
    }
    orbit_within(lattice, operations, fract, ROUNDING_ANG).0
}

/// The orbit, and how many operations leave the position in place.
fn orbit_within(
    lattice: &Lattice,
    operations: &[Operation],
    fract: &Vector3<f64>,
    tolerance_ang: f64,
) -> (Orbit, usize) {
    let near = Near::new(lattice, tolerance_ang);
    let (snapped, moved, stabiliser) = snap(lattice, &near, operations, fract);
    let start = snapped.map(into_cell);
    let mut positions: Vec<Vector3<f64>> =
        Vec::with_capacity(operations.len() / stabiliser.max(1) + 1);
    for operation in operations {
        let image = operation.apply(&start).map(into_cell);
        // Operations are isometries: g x ≈ h x means that h⁻¹g leaves x in place, so a position
        // that only the identity leaves in place has no two images that coincide.
        let seen = stabiliser > 1 && positions.iter().any(|p| near.offset(p, &image).is_some());
        if !seen {
            positions.push(image);
        }
    }
    let orbit = Orbit {
        positions,
        snapped_by_ang: moved,
    };
    (orbit, stabiliser)
}

/// The mean of all images that coincide with the position, the distance moved in Å, and how many
/// operations leave it in place.
fn snap(
    lattice: &Lattice,
    near: &Near<'_>,
    operations: &[Operation],
    fract: &Vector3<f64>,
) -> (Vector3<f64>, f64, usize) {
    let mut sum = Vector3::zeros();
    let mut count = 0;
    for operation in operations {
        if let Some(delta) = near.offset(fract, &operation.apply(fract)) {
            sum += delta;
            count += 1;
        }
    }
    if count <= 1 {
        return (*fract, 0.0, count);
    }
    let shift = sum / f64::from(count as u32);
    (fract + shift, lattice.cartesian(&shift).norm(), count)
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
    fn offset(&self, from: &Vector3<f64>, to: &Vector3<f64>) -> Option<Vector3<f64>> {
        let mut delta = to - from;
        for (d, reach) in delta.iter_mut().zip(self.reach) {
            *d -= nearest_integer(*d);
            if d.abs() > reach {
                return None;
            }
        }
        (self.lattice.cartesian(&delta).norm() <= self.tolerance_ang).then_some(delta)
    }
}

/// The nearest integer of |x| < 2⁵¹, ties to even: adding 1.5·2⁵² leaves no binary place behind
/// the point. Several times faster than `f64::round`, which is a function call on plain x86-64.
fn nearest_integer(x: f64) -> f64 {
    const SHIFT: f64 = 6_755_399_441_055_744.0;
    (x + SHIFT) - SHIFT
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
        assert!(found.snapped_by_ang > 1e-4 && found.snapped_by_ang < 1e-3);
    }
}
