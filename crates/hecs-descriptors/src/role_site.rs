//! All positions of one role, ready for searches.

use hecs_core::{Element, Ion, Lattice, Neighbour, PeriodicPoints};
use nalgebra::Vector3;

use crate::joined_sites::{JoinedSite, total, weight_of};

/// Differences of occupancies below this are rounding.
const OCCUPANCY_ROUNDING: f64 = 1e-3;

/// A position that stands for its equivalents.
#[derive(Clone, Debug, PartialEq)]
pub struct Representative {
    /// Its index among the positions of the role.
    pub index: usize,
    /// Number of equivalent positions in the cell.
    pub weight: f64,
}

/// All positions of one role.
#[derive(Clone, Debug)]
pub struct RoleSite {
    /// Indices of the structure's sites, ascending.
    pub sites: Vec<usize>,
    /// Ions and their mean occupancies over the positions; what is missing to 1 is vacancy.
    pub species: Vec<(Ion, f64)>,
    /// All positions in the cell, fractional.
    pub positions: Vec<Vector3<f64>>,
    /// One position of each set that the symmetry of the structure makes equal.
    pub representatives: Vec<Representative>,
    /// The positions again, with their images as far as searches go.
    images: PeriodicPoints,
}

impl RoleSite {
    /// The sites of one role, their occupancies averaged; searches may go as far as `reach_ang`.
    pub(crate) fn of(joined: &[&JoinedSite], lattice: &Lattice, reach_ang: f64) -> Self {
        let mut sites = Vec::new();
        let mut species: Vec<(Ion, f64)> = Vec::new();
        let mut positions: Vec<Vector3<f64>> = Vec::new();
        let mut representatives = Vec::new();
        let weight = weight_of(joined);
        for site in joined {
            sites.extend(&site.sites);
            representatives.push(Representative {
                index: positions.len(),
                weight: site.weight(),
            });
            positions.extend(&site.positions);
            for (ion, occupancy) in &site.species {
                let share = occupancy * site.weight() / weight;
                match species.iter_mut().find(|(i, _)| i == ion) {
                    Some((_, o)) => *o += share,
                    None => species.push((*ion, share)),
                }
            }
        }
        sites.sort_unstable();
        Self {
            sites,
            species,
            representatives,
            images: PeriodicPoints::new(lattice, positions.iter().copied(), reach_ang),
            positions,
        }
    }

    /// Whether one of the sites it was made of holds other species than their mean.
    pub(crate) fn is_uneven(&self, joined: &[&JoinedSite]) -> bool {
        joined.iter().any(|site| {
            self.species.iter().any(|(ion, mean)| {
                let here = total(&site.species, |i| i == *ion);
                (here - mean).abs() > OCCUPANCY_ROUNDING
            })
        })
    }

    /// Sum of the occupancies.
    pub fn occupancy(&self) -> f64 {
        total(&self.species, |_| true)
    }

    /// Summed occupancy of one element.
    pub fn occupancy_of(&self, element: Element) -> f64 {
        total(&self.species, |ion| ion.element == element)
    }

    /// Representative positions, fractional, with their weights.
    pub fn weighted(&self) -> impl Iterator<Item = (&Vector3<f64>, f64)> {
        self.representatives
            .iter()
            .filter_map(|r| Some((self.positions.get(r.index)?, r.weight)))
    }

    /// Its positions within `radius_ang` (Å) of a fractional one, over all lattice images, nearest
    /// first.
    pub(crate) fn within(&self, from: &Vector3<f64>, radius_ang: f64) -> Vec<Neighbour> {
        self.images.within(from, radius_ang)
    }

    /// The nearest of its positions within `radius_ang` (Å) of a fractional one.
    pub(crate) fn nearest(&self, from: &Vector3<f64>, radius_ang: f64) -> Option<Neighbour> {
        self.images.nearest(from, radius_ang)
    }
}
