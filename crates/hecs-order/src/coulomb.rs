//! Coulomb energies of configurations.

use nalgebra::Vector3;

use crate::content::Content;
use crate::{EwaldSum, OrderError, PAIR_TOLERANCE_EV, PlacedCharges, Supercell};

/// Positions whose pair matrix is held: 128 MB.
const MOST_POSITIONS: usize = 4000;

/// The charges of a supercell and their interactions: what the energy of any configuration follows from.
#[derive(Clone, Debug)]
pub struct Coulomb {
    sum: EwaldSum,
    /// Charges in e of all positions where no place is filled.
    empty: Vec<f64>,
    /// Index of the position of each place.
    positions: Vec<usize>,
    /// Charges in e of the kinds of each group, what is free first.
    kinds: Vec<Vec<f64>>,
    group_of: Vec<usize>,
    permittivity: f64,
}

impl Coulomb {
    /// That of a supercell in a medium of relative permittivity `permittivity` (1: vacuum), which divides all energies.
    ///
    /// # Errors
    /// [`OrderError::UnknownCharge`], [`OrderError::TooManyPositions`], [`OrderError::InvalidPermittivity`],
    /// [`OrderError::SamePosition`].
    pub fn new(supercell: &Supercell, permittivity: f64) -> Result<Self, OrderError> {
        if !(permittivity.is_finite() && permittivity >= 1.0) {
            return Err(OrderError::InvalidPermittivity { permittivity });
        }
        let positions: Vec<Vector3<f64>> = supercell.positions().collect();
        if positions.len() > MOST_POSITIONS {
            return Err(OrderError::TooManyPositions {
                positions: positions.len(),
                most: MOST_POSITIONS,
            });
        }
        let choices = supercell.choices();
        let sites = supercell.parent().sites();
        let charge = |site: usize, species: &[hecs_core::Species]| {
            let unknown = |s: &hecs_core::Species| OrderError::UnknownCharge {
                site: sites[site].label.clone(),
                element: s.element,
            };
            let each = species.iter().map(|s| {
                let q = s.charge.ok_or_else(|| unknown(s))?;
                Ok(q * s.occupancy)
            });
            each.sum::<Result<f64, OrderError>>()
        };
        let mut kinds = Vec::with_capacity(choices.groups.len());
        for group in &choices.groups {
            let mut of_group = vec![charge(group.site, &group.when_free)?];
            for species in &group.species {
                of_group.push(charge(group.site, std::slice::from_ref(species))?);
            }
            kinds.push(of_group);
        }
        let mut empty = Vec::with_capacity(positions.len());
        for (index, (site, content)) in sites.iter().zip(&supercell.contents).enumerate() {
            let each = match content {
                Content::Given { species, .. } => charge(index, species)?,
                Content::Chosen(g) => kinds[*g][0],
            };
            empty.extend(std::iter::repeat_n(
                each,
                site.multiplicity() * supercell.copies(),
            ));
        }
        Ok(Self {
            sum: EwaldSum::new(supercell.lattice(), &positions, PAIR_TOLERANCE_EV)?,
            empty,
            positions: supercell.position_of_places().to_vec(),
            kinds,
            group_of: choices.group_of_places(),
            permittivity,
        })
    }

    /// Energy in eV per supercell of a configuration.
    ///
    /// # Errors
    /// [`OrderError::ChargeCount`].
    pub fn energy_ev(&self, configuration: &[u8]) -> Result<f64, OrderError> {
        Ok(self.place(configuration)?.energy_ev() / self.permittivity)
    }

    /// The charges of a configuration on their positions.
    pub(crate) fn place(&self, configuration: &[u8]) -> Result<PlacedCharges<'_>, OrderError> {
        let mut charges = self.empty.clone();
        for (place, kind) in configuration.iter().enumerate() {
            let (position, charge) = self.charge(place, *kind);
            charges[position] = charge;
        }
        self.sum.place(charges)
    }

    /// The position of a place, and the charge in e of a kind on it.
    pub(crate) fn charge(&self, place: usize, kind: u8) -> (usize, f64) {
        let charges = &self.kinds[self.group_of[place]];
        (self.positions[place], charges[usize::from(kind)])
    }

    /// What divides the energies of the placed charges.
    pub(crate) fn permittivity(&self) -> f64 {
        self.permittivity
    }
}
