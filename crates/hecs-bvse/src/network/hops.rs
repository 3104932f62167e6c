//! The hops of a network: from one site to the next, over a saddle point.

use nalgebra::Vector3;

use super::minimum::SAME_MINIMUM_ANG;
use super::saddle::Saddle;
use super::sites::{SiteImage, Sites};
use crate::provenance::Provenance;

/// Energies of one saddle point found from two starts agree better than this (eV).
const SAME_ENERGY_EV: f64 = 1e-6;

/// A hop of the mobile ion between two sites, which stands for its images under the space group.
///
/// Its positions are fractional and belong to one frame: they are not wrapped into the cell, so that
/// their differences are the vectors of the hop.
#[derive(Clone, Debug, PartialEq)]
pub struct Hop {
    pub(crate) ends: [SiteImage; 2],
    ends_fract: [Vector3<f64>; 2],
    saddle_energy_ev: f64,
    saddle_fract: Vector3<f64>,
    provenance: Provenance,
    /// Cartesian positions (Å) from the saddle point down to either end.
    pub(crate) descents: [Vec<Vector3<f64>>; 2],
}

impl Hop {
    /// The hop over a saddle point of the potential, between the sites that its descents lead to.
    pub(crate) fn over(saddle: &Saddle, ends: [SiteImage; 2], sites: &Sites) -> Self {
        let top = saddle.at.position;
        let descents = [0, 1].map(|side| {
            let mut points = vec![top];
            points.extend(&saddle.descents[side].points);
            points.pop();
            points.push(sites.position(ends[side]));
            points
        });
        Self {
            ends,
            ends_fract: ends.map(|end| sites.fract(end)),
            saddle_energy_ev: saddle.at.energy_ev,
            saddle_fract: sites.symmetry.lattice().fractional(&top),
            provenance: Provenance::Refined,
            descents,
        }
    }

    /// The hop over a point of the grid: its fractional position and its energy.
    pub(crate) fn on_grid(
        (fract, energy_ev): (Vector3<f64>, f64),
        provenance: Provenance,
        ends: [SiteImage; 2],
        sites: &Sites,
    ) -> Self {
        let top = sites.symmetry.lattice().cartesian(&fract);
        Self {
            ends,
            ends_fract: ends.map(|end| sites.fract(end)),
            saddle_energy_ev: energy_ev,
            saddle_fract: fract,
            provenance,
            descents: ends.map(|end| vec![top, sites.position(end)]),
        }
    }

    /// Numbers of the two sites in [`Network::sites`](crate::Network::sites); one number twice where the
    /// hop leads from a site to an image of it.
    pub fn sites(&self) -> [usize; 2] {
        self.ends.map(|end| end.site as usize)
    }

    /// Fractional positions of the two ends.
    pub fn ends_fract(&self) -> [Vector3<f64>; 2] {
        self.ends_fract
    }

    /// Fractional position of the saddle point.
    pub fn saddle_fract(&self) -> Vector3<f64> {
        self.saddle_fract
    }

    /// Energy of the saddle point in eV, on the scale of the map.
    pub fn saddle_energy_ev(&self) -> f64 {
        self.saddle_energy_ev
    }

    /// Whether the saddle point is one of the potential or a point of the grid.
    pub fn provenance(&self) -> Provenance {
        self.provenance
    }

    /// Number of images of the saddle point in a unit cell.
    pub(crate) fn multiplicity(&self, sites: &Sites) -> usize {
        let symmetry = &sites.symmetry;
        let staying =
            symmetry.elements_between(&self.saddle_fract, &self.saddle_fract, SAME_MINIMUM_ANG);
        symmetry.order() / staying.count().max(1)
    }

    /// Whether the saddle point of the one is an image of that of the other.
    pub(crate) fn shares_saddle_with(&self, other: &Self, sites: &Sites) -> bool {
        if (self.saddle_energy_ev - other.saddle_energy_ev).abs() >= SAME_ENERGY_EV {
            return false;
        }
        let mut elements = sites.symmetry.elements_between(
            &other.saddle_fract,
            &self.saddle_fract,
            SAME_MINIMUM_ANG,
        );
        elements.next().is_some()
    }

    /// Whether both are images of one hop: some element takes saddle point and ends of the one to those
    /// of the other.
    pub(crate) fn is_image_of(&self, other: &Self, sites: &Sites) -> bool {
        if (self.saddle_energy_ev - other.saddle_energy_ev).abs() >= SAME_ENERGY_EV {
            return false;
        }
        let table = &sites.symmetry.table;
        let mut elements = sites.symmetry.elements_between(
            &other.saddle_fract,
            &self.saddle_fract,
            SAME_MINIMUM_ANG,
        );
        elements.any(|element| {
            let [a, b] = self.ends;
            let [c, d] = other.ends.map(|end| SiteImage {
                site: end.site,
                element: table.multiply(element, end.element),
            });
            sites.is_same(a, c) && sites.is_same(b, d) || sites.is_same(a, d) && sites.is_same(b, c)
        })
    }
}

/// Hops by rising energy; equal ones keep their order.
pub(crate) fn by_energy<'h>(hops: impl IntoIterator<Item = &'h Hop>) -> Vec<&'h Hop> {
    let mut hops: Vec<&Hop> = hops.into_iter().collect();
    hops.sort_by(|a, b| a.saddle_energy_ev.total_cmp(&b.saddle_energy_ev));
    hops
}
