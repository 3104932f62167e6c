//! Bonds between cations and anions: neighbours in the Laguerre tessellation that are near enough.
//!
//! An anion is bonded to a cation where their Laguerre cells share a face of more than 5 % of the
//! solid angle around the cation, and the distance is below 1.2 times the sum of their radii
//! (Shannon's crystal radii for six neighbours, weighted with occupancy). The first leaves out what is
//! near but behind another ion; the second what is seen through a hole. A mobile ion is looked at
//! alone in the host: other mobile ions near it are not there while it is.

use hecs_core::{Ion, IonTables, Lattice};
use nalgebra::Vector3;

use crate::error::DescriptorError;
use crate::ion_means::mean;
use crate::joined_sites::{JoinedSite, Kind};
use crate::laguerre::{LaguerreCell, Sphere, laguerre_cells};
use crate::property::Property;

/// Least share of the solid angle of a neighbour: 5 %, below which faces come and go with the noise of
/// coordinates (M. O'Keeffe 1979, doi:10.1107/S0567739479001765, weights neighbours by it).
const LEAST_SOLID_ANGLE: f64 = 0.05;
/// Longest bond over the sum of the radii: a choice, not fitted, that gives the twelve structures of tests/parts.rs the bonds a
/// chemist draws.
const LONGEST_BOND: f64 = 1.2;
const ROLES: &[&str] = &["the roles of sites"];

/// An anion bonded to a cation.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bond {
    /// Number of the anion's joined site, and of its position there.
    pub(crate) anion: (usize, usize),
    /// Cells from the anion's position as given to the image that is bonded.
    pub(crate) image: [i32; 3],
    /// Cartesian vector from the cation in Å.
    pub(crate) vector: Vector3<f64>,
    /// Length up to which it is a bond, in Å.
    pub(crate) limit_ang: f64,
}

/// Spheres of the host, and what is needed to look around in it.
pub(crate) struct Host<'s> {
    lattice: &'s Lattice,
    joined: &'s [JoinedSite],
    /// Site and position of each sphere.
    owners: Vec<(usize, usize)>,
    spheres: Vec<Sphere>,
    /// Radius in Å of each joined site, over all of its ions.
    radii_ang: Vec<f64>,
}

impl<'s> Host<'s> {
    /// The sites that do not hold the mobile ion.
    pub(crate) fn of(
        lattice: &'s Lattice,
        joined: &'s [JoinedSite],
    ) -> Result<Self, DescriptorError> {
        let radii_ang = joined.iter().map(|site| radius_ang(&site.species));
        let mut host = Self {
            lattice,
            joined,
            owners: Vec::new(),
            spheres: Vec::new(),
            radii_ang: radii_ang.collect::<Result<_, _>>()?,
        };
        for (number, site) in joined.iter().enumerate() {
            if site.kind != Kind::Mobile {
                for position in 0..site.positions.len() {
                    host.owners.push((number, position));
                    host.spheres.push(host.sphere(number, position));
                }
            }
        }
        Ok(host)
    }

    fn sphere(&self, site: usize, position: usize) -> Sphere {
        Sphere {
            fract: self.joined[site].positions[position],
            // A proton, of negative radius, is a point.
            radius_ang: self.radii_ang[site].max(0.0),
        }
    }

    /// The spheres of the host.
    pub(crate) fn spheres(&self) -> &[Sphere] {
        &self.spheres
    }

    /// The cells of the positions of a site, as many as wanted from the first on; of one that holds
    /// the mobile ion each with its translations alone in the host.
    fn cells(&self, site: usize, wanted: usize) -> Vec<LaguerreCell> {
        if self.joined[site].kind == Kind::Mobile {
            let alone = |position: usize| {
                let mut spheres = self.spheres.clone();
                spheres.push(self.sphere(site, position));
                laguerre_cells(self.lattice, &spheres, &[spheres.len() - 1])
            };
            return (0..wanted).flat_map(alone).collect();
        }
        let own = (0..self.owners.len()).filter(|i| self.owners[*i].0 == site);
        let own: Vec<usize> = own.take(wanted).collect();
        laguerre_cells(self.lattice, &self.spheres, &own)
    }

    /// The bonds of the first `wanted` positions of a site, of an ion of the given radius in Å.
    pub(crate) fn bonds(&self, site: usize, wanted: usize, radius_ang: f64) -> Vec<Vec<Bond>> {
        let cells = self.cells(site, wanted);
        let of_cell = |cell: LaguerreCell| {
            let near = cell.faces.into_iter().filter_map(|face| {
                let anion = *self.owners.get(face.neighbour)?;
                let limit_ang = LONGEST_BOND * (radius_ang + self.radii_ang[anion.0]);
                let is_bond = self.joined[anion.0].kind == Kind::Anion
                    && face.solid_angle > LEAST_SOLID_ANGLE
                    && face.vector.norm() < limit_ang;
                is_bond.then_some(Bond {
                    anion,
                    image: face.image,
                    vector: face.vector,
                    limit_ang,
                })
            });
            let mut bonds: Vec<Bond> = near.collect();
            bonds.sort_by(|a, b| a.vector.norm().total_cmp(&b.vector.norm()));
            bonds
        };
        cells.into_iter().map(of_cell).collect()
    }
}

/// Crystal radius in Å of some ions, weighted with their amounts.
pub(crate) fn radius_ang(ions: &[(Ion, f64)]) -> Result<f64, DescriptorError> {
    let tables = IonTables::published();
    mean(tables, ions, Property::CrystalRadius, ROLES)
}
