//! The sites of a network: minima of the potential modulo the space group.

use std::sync::Arc;

use nalgebra::Vector3;

use super::minimum::SAME_MINIMUM_ANG;
use super::stationary::Stationary;
use super::symmetry::Symmetry;
use crate::provenance::Provenance;
use crate::translations::GroupElement;

/// Energies of one minimum found from two starts agree better than this (eV).
const SAME_ENERGY_EV: f64 = 1e-4;
/// Energies of one stationary point that differ by less than this (eV) differ by rounding.
const ROUNDING_EV: f64 = 1e-9;

/// A place where the mobile ion rests: a minimum of the potential, which stands for its images under
/// the space group.
#[derive(Clone, Debug, PartialEq)]
pub struct MigrationSite {
    energy_ev: f64,
    /// Fractional, where it was found: not wrapped into the cell.
    pub(crate) anchor: Vector3<f64>,
    multiplicity: usize,
    provenance: Provenance,
    /// Elements other than the identity that leave the anchor in place.
    pub(crate) stabiliser: Vec<GroupElement>,
}

impl MigrationSite {
    /// Energy in eV, on the scale of the map.
    pub fn energy_ev(&self) -> f64 {
        self.energy_ev
    }

    /// Fractional position of one of the images, in [0, 1).
    pub fn fract(&self) -> Vector3<f64> {
        wrapped(&self.anchor)
    }

    /// Number of images in a unit cell.
    pub fn multiplicity(&self) -> usize {
        self.multiplicity
    }

    /// Whether it is a minimum of the potential or a point of the grid.
    pub fn provenance(&self) -> Provenance {
        self.provenance
    }
}

/// A fractional position in the unit cell, every coordinate in [0, 1).
pub(crate) fn wrapped(fract: &Vector3<f64>) -> Vector3<f64> {
    fract.map(|x| {
        let inside = x - x.floor();
        // A coordinate just below a whole number is rounded up to it.
        if inside < 1.0 { inside } else { 0.0 }
    })
}

/// The image of a numbered site under a group element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct SiteImage {
    pub(crate) site: u32,
    pub(crate) element: GroupElement,
}

/// The sites known so far.
#[derive(Clone, Debug)]
pub(crate) struct Sites {
    pub(crate) symmetry: Arc<Symmetry>,
    pub(crate) list: Vec<MigrationSite>,
    /// A point found again replaces the one that is known where it is lower by more than this (eV).
    pub(crate) least_gain_ev: f64,
}

impl Sites {
    pub(crate) fn new(symmetry: Arc<Symmetry>) -> Self {
        Self {
            symmetry,
            list: Vec::new(),
            least_gain_ev: 0.0,
        }
    }

    /// Keeps the energies that the barriers were found with from what only rounding tells apart.
    pub(crate) fn settle(&mut self) {
        self.least_gain_ev = ROUNDING_EV;
    }

    pub(crate) fn get(&self, number: u32) -> &MigrationSite {
        &self.list[number as usize]
    }

    /// Number of the lowest site, the first of equals.
    pub(crate) fn lowest(&self) -> u32 {
        let mut lowest = 0;
        for number in 1..self.list.len() as u32 {
            if self.get(number).energy_ev < self.get(lowest).energy_ev {
                lowest = number;
            }
        }
        lowest
    }

    /// Sorts the sites by rising energy; gives the new number of each.
    pub(crate) fn sort(&mut self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.list.len() as u32).collect();
        order.sort_by(|a, b| {
            let energies = [a, b].map(|number| self.get(*number).energy_ev);
            energies[0].total_cmp(&energies[1])
        });
        let mut numbers = vec![0; order.len()];
        for (new, old) in (0..).zip(&order) {
            numbers[*old as usize] = new;
        }
        self.list = order.iter().map(|old| self.get(*old).clone()).collect();
        numbers
    }

    /// Which image of which site a minimum is; a minimum that was not known becomes a site.
    pub(crate) fn place(&mut self, point: &Stationary, provenance: Provenance) -> SiteImage {
        let fract = self.symmetry.lattice().fractional(&point.position);
        if let Some(image) = self.known(point.energy_ev, &fract) {
            let known = &mut self.list[image.site as usize];
            if point.energy_ev < known.energy_ev - self.least_gain_ev {
                known.energy_ev = point.energy_ev;
                known.provenance = provenance;
            }
            return image;
        }
        let stabiliser: Vec<GroupElement> = self
            .symmetry
            .elements_between(&fract, &fract, SAME_MINIMUM_ANG)
            .filter(|element| *element != GroupElement::IDENTITY)
            .collect();
        self.list.push(MigrationSite {
            energy_ev: point.energy_ev,
            anchor: fract,
            multiplicity: self.symmetry.order() / (1 + stabiliser.len()),
            provenance,
            stabiliser,
        });
        SiteImage {
            site: self.list.len() as u32 - 1,
            element: GroupElement::IDENTITY,
        }
    }

    fn known(&self, energy_ev: f64, fract: &Vector3<f64>) -> Option<SiteImage> {
        (0..).zip(&self.list).find_map(|(site, known)| {
            if (known.energy_ev - energy_ev).abs() >= SAME_ENERGY_EV {
                return None;
            }
            let mut elements =
                self.symmetry
                    .elements_between(&known.anchor, fract, SAME_MINIMUM_ANG);
            let element = elements.next()?;
            Some(SiteImage { site, element })
        })
    }

    /// Fractional position of an image, not wrapped into the cell.
    pub(crate) fn fract(&self, image: SiteImage) -> Vector3<f64> {
        self.symmetry
            .image(image.element, &self.get(image.site).anchor)
    }

    /// Cartesian position of an image in Å.
    pub(crate) fn position(&self, image: SiteImage) -> Vector3<f64> {
        self.symmetry.lattice().cartesian(&self.fract(image))
    }

    /// The elements that leave a site in place, the identity first.
    pub(crate) fn staying(&self, number: u32) -> impl Iterator<Item = GroupElement> + '_ {
        let others = self.get(number).stabiliser.iter().copied();
        std::iter::once(GroupElement::IDENTITY).chain(others)
    }

    /// The second image's site in the frame of the first's.
    pub(crate) fn between(&self, a: SiteImage, b: SiteImage) -> GroupElement {
        self.symmetry.between(a.element, b.element)
    }

    /// Whether two images are the same point.
    pub(crate) fn is_same(&self, a: SiteImage, b: SiteImage) -> bool {
        a.site == b.site && self.stays(a.site, self.between(a, b))
    }

    fn stays(&self, number: u32, element: GroupElement) -> bool {
        element == GroupElement::IDENTITY || self.get(number).stabiliser.contains(&element)
    }

    /// Whether one pair of images is an image of another, in either direction.
    pub(crate) fn are_images(&self, a: [SiteImage; 2], [c, d]: [SiteImage; 2]) -> bool {
        self.is_image(a, [c, d]) || self.is_image(a, [d, c])
    }

    fn is_image(&self, [a, b]: [SiteImage; 2], [c, d]: [SiteImage; 2]) -> bool {
        if a.site != c.site || b.site != d.site {
            return false;
        }
        // a–b is an image of c–d if s·k and k′ differ by what leaves b in place, for an s that
        // leaves a in place.
        let table = &self.symmetry.table;
        let (ours, theirs) = (self.between(a, b), self.between(c, d));
        let back = table.inverse(theirs);
        self.staying(a.site)
            .any(|s| self.stays(b.site, table.multiply(back, table.multiply(s, ours))))
    }

    /// The image of an image under one more element, by its canonical name.
    pub(crate) fn image_under(&self, element: GroupElement, image: SiteImage) -> SiteImage {
        self.canonical(SiteImage {
            site: image.site,
            element: self.symmetry.table.multiply(element, image.element),
        })
    }

    /// The first of the names that an image has: elements that differ by what leaves the site in place
    /// name the same image.
    fn canonical(&self, image: SiteImage) -> SiteImage {
        let table = &self.symmetry.table;
        let names = self
            .staying(image.site)
            .map(|s| table.multiply(image.element, s));
        SiteImage {
            site: image.site,
            element: names.min().unwrap_or(image.element),
        }
    }
}
