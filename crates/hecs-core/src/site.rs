//! Sites and the species that share them.

use nalgebra::Vector3;

use crate::rounding::floor;
use crate::{Element, Ion};

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

/// A coordinate reduced to [0, 1); what rounds to 1 becomes 0.
pub fn into_cell(x: f64) -> f64 {
    // −0 becomes 0.
    let reduced = x - floor(x) + 0.0;
    if reduced >= 1.0 - 1e-12 { 0.0 } else { reduced }
}
