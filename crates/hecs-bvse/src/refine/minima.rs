//! The minima of the potential modulo the space group, and links between images of them.

use nalgebra::Vector3;

use crate::Framework;
use crate::graph::Graph;
use crate::refine::Outcome;
use crate::stationary::Stationary;
use crate::translations::GroupElement;

/// Minima closer than this (Å) are one.
pub(crate) const SAME_MINIMUM_ANG: f64 = 0.02;
/// Energies of one minimum found from two starts agree better than this (eV).
const SAME_ENERGY_EV: f64 = 1e-4;

/// The image of a numbered minimum under a group element.
pub(crate) type Place = (u32, GroupElement);

/// One minimum that stands for its images.
pub(crate) struct Minimum {
    pub(crate) energy_ev: f64,
    pub(crate) fract: Vector3<f64>,
    pub(crate) outcome: Outcome,
    /// Elements other than the identity that leave it in place.
    pub(crate) stabiliser: Vec<GroupElement>,
    /// Fractional positions under the listed operations.
    images: Vec<Vector3<f64>>,
}

/// The minima known so far.
pub(crate) struct Minima<'m> {
    framework: &'m Framework,
    graph: &'m Graph<'m>,
    pub(crate) list: Vec<Minimum>,
}

impl<'m> Minima<'m> {
    pub(crate) fn new(framework: &'m Framework, graph: &'m Graph<'m>) -> Self {
        Self {
            framework,
            graph,
            list: Vec::new(),
        }
    }

    /// The lowest minimum, the first of equals.
    pub(crate) fn lowest(&self) -> &Minimum {
        let mut lowest = &self.list[0];
        for minimum in &self.list {
            if minimum.energy_ev < lowest.energy_ev {
                lowest = minimum;
            }
        }
        lowest
    }

    /// Which image of which minimum a point is; a minimum that was not known is added.
    pub(crate) fn place(&mut self, point: &Stationary, outcome: Outcome) -> Place {
        let fract = self.framework.lattice.fractional(&point.position);
        if let Some((number, element)) = self.known(point.energy_ev, &fract) {
            let known = &mut self.list[number as usize];
            if point.energy_ev < known.energy_ev {
                known.energy_ev = point.energy_ev;
                known.outcome = outcome;
            }
            return (number, element);
        }
        let operations = self.graph.grid.operations().iter();
        let images: Vec<Vector3<f64>> = operations.map(|op| op.apply(&fract)).collect();
        let stabiliser = self
            .elements_between(&images, &fract)
            .filter(|element| *element != GroupElement::IDENTITY)
            .collect();
        self.list.push(Minimum {
            energy_ev: point.energy_ev,
            fract,
            outcome,
            stabiliser,
            images,
        });
        (self.list.len() as u32 - 1, GroupElement::IDENTITY)
    }

    fn known(&self, energy_ev: f64, fract: &Vector3<f64>) -> Option<Place> {
        (0..).zip(&self.list).find_map(|(number, known)| {
            if (known.energy_ev - energy_ev).abs() >= SAME_ENERGY_EV {
                return None;
            }
            let element = self.elements_between(&known.images, fract).next()?;
            Some((number, element))
        })
    }

    /// Elements that take the point of the given images under the listed operations to `fract`.
    fn elements_between<'a>(
        &'a self,
        images: &'a [Vector3<f64>],
        fract: &'a Vector3<f64>,
    ) -> impl Iterator<Item = GroupElement> + 'a {
        images
            .iter()
            .enumerate()
            .filter_map(move |(operation, image)| {
                let apart = fract - image;
                let shift = apart.map(f64::round);
                let distance_ang = self.framework.lattice.cartesian(&(apart - shift)).norm();
                (distance_ang < SAME_MINIMUM_ANG).then(|| GroupElement {
                    operation: operation as u16,
                    shift: [0, 1, 2].map(|i| shift[i] as i16),
                })
            })
    }

    /// Cartesian position of an image in Å.
    pub(crate) fn position(&self, (number, element): Place) -> Vector3<f64> {
        let fract = self.graph.image(element, &self.list[number as usize].fract);
        self.framework.lattice.cartesian(&fract)
    }

    /// Whether two images are the same point.
    pub(crate) fn is_same(&self, a: Place, b: Place) -> bool {
        a.0 == b.0 && self.stays(a.0, self.between(a, b))
    }

    /// Whether one link is an image of another, in either direction.
    pub(crate) fn are_images(&self, a: [Place; 2], [c, d]: [Place; 2]) -> bool {
        self.is_image(a, [c, d]) || self.is_image(a, [d, c])
    }

    fn is_image(&self, [a, b]: [Place; 2], [c, d]: [Place; 2]) -> bool {
        if a.0 != c.0 || b.0 != d.0 {
            return false;
        }
        // a–b is an image of c–d if s·k and k′ differ by what leaves b in place, for an s that
        // leaves a in place.
        let table = &self.graph.table;
        let (ours, theirs) = (self.between(a, b), self.between(c, d));
        let back = table.inverse(theirs);
        let stabiliser = self.list[a.0 as usize].stabiliser.iter().copied();
        std::iter::once(GroupElement::IDENTITY)
            .chain(stabiliser)
            .any(|s| self.stays(b.0, table.multiply(back, table.multiply(s, ours))))
    }

    /// The second image's minimum in the frame of the first's.
    pub(crate) fn between(&self, a: Place, b: Place) -> GroupElement {
        let table = &self.graph.table;
        table.multiply(table.inverse(a.1), b.1)
    }

    fn stays(&self, number: u32, element: GroupElement) -> bool {
        element == GroupElement::IDENTITY
            || self.list[number as usize].stabiliser.contains(&element)
    }
}
