//! Sites by chemistry, with rows that share a position joined.

use hecs_core::{Element, Ion, Species, Structure};
use nalgebra::Vector3;

use crate::DescriptorError;
use crate::neighbours::Surroundings;

/// What a position holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Lithium,
    Cation,
    Anion,
}

/// One or more sites of a structure that share their positions.
#[derive(Clone, Debug)]
pub(crate) struct Spot {
    pub(crate) kind: Kind,
    /// Indices of the sites in the structure.
    pub(crate) sites: Vec<usize>,
    /// Label of the first site.
    pub(crate) label: String,
    /// Ions and occupancies in the order of the rows; those of occupancy zero are dropped.
    pub(crate) species: Vec<(Ion, f64)>,
    /// Equivalent positions, fractional.
    pub(crate) positions: Vec<Vector3<f64>>,
}

impl Spot {
    pub(crate) fn weight(&self) -> f64 {
        self.positions.len() as f64
    }

    pub(crate) fn occupancy(&self) -> f64 {
        total(&self.species, |_| true)
    }

    pub(crate) fn lithium(&self) -> f64 {
        total(&self.species, |ion| ion.element == Element::LI)
    }
}

/// Summed occupancy of the ions asked for; +0 where there are none (an empty `sum` is −0).
pub(crate) fn total(species: &[(Ion, f64)], wanted: impl Fn(Ion) -> bool) -> f64 {
    species
        .iter()
        .filter(|(ion, _)| wanted(*ion))
        .fold(0.0, |sum, (_, o)| sum + o)
}

/// The filled sites of a structure, those that coincide within `coincidence_ang` (Å) joined.
pub(crate) fn spots(
    structure: &Structure,
    around: &Surroundings<'_>,
    coincidence_ang: f64,
) -> Result<Vec<Spot>, DescriptorError> {
    let mut spots: Vec<Spot> = Vec::with_capacity(structure.sites().len());
    for (index, site) in structure.sites().iter().enumerate() {
        for position in &site.positions {
            if let Some(value) = position.iter().find(|x| !x.is_finite()) {
                return Err(DescriptorError::InvalidNumber {
                    site: site.label.clone(),
                    what: "the coordinate",
                    value: *value,
                });
            }
        }
        let species = ions(&site.label, &site.species)?;
        let Some(first) = site.positions.first() else {
            continue;
        };
        if species.is_empty() {
            continue;
        }
        let same = spots.iter_mut().find(|spot| {
            spot.positions.len() == site.positions.len()
                && spot
                    .positions
                    .iter()
                    .any(|p| around.coincide(p, first, coincidence_ang))
        });
        if let Some(spot) = same {
            spot.sites.push(index);
            spot.species.extend(species);
        } else {
            spots.push(Spot {
                kind: Kind::Anion,
                sites: vec![index],
                label: site.label.clone(),
                species,
                positions: site.positions.clone(),
            });
        }
    }
    for spot in &mut spots {
        spot.kind = kind(spot)?;
    }
    Ok(spots)
}

fn ions(label: &str, species: &[Species]) -> Result<Vec<(Ion, f64)>, DescriptorError> {
    let mut found = Vec::with_capacity(species.len());
    for s in species {
        if !s.occupancy.is_finite() || s.occupancy < 0.0 {
            return Err(DescriptorError::InvalidNumber {
                site: label.to_owned(),
                what: "the occupancy",
                value: s.occupancy,
            });
        }
        if s.occupancy > 0.0 {
            let ion = s.ion().ok_or_else(|| DescriptorError::MissingCharge {
                site: label.to_owned(),
                element: s.element,
            })?;
            found.push((ion, s.occupancy));
        }
    }
    Ok(found)
}

fn kind(spot: &Spot) -> Result<Kind, DescriptorError> {
    let anion = spot.species.iter().find(|(ion, _)| ion.charge < 0);
    let cation = spot.species.iter().find(|(ion, _)| ion.charge >= 0);
    match (cation, anion) {
        (Some((cation, _)), Some((anion, _))) => Err(DescriptorError::MixedSigns {
            site: spot.label.clone(),
            cation: *cation,
            anion: *anion,
        }),
        (None, _) => Ok(Kind::Anion),
        _ if spot.lithium() > 0.0 => Ok(Kind::Lithium),
        _ => Ok(Kind::Cation),
    }
}
