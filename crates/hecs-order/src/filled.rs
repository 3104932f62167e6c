//! A configuration as a structure.

use hecs_core::{Species, Structure};
use nalgebra::Vector3;

use crate::supercell::Content;
use crate::{OrderError, Supercell};

impl Supercell {
    /// What each of [`Self::positions`] holds in a configuration; nothing where it is vacant. Species have occupancy 1,
    /// untouched ones the fraction that is theirs.
    ///
    /// # Errors
    /// [`OrderError::Misfit`].
    pub fn species(&self, configuration: &[u8]) -> Result<Vec<Vec<Species>>, OrderError> {
        self.choices().check(configuration)?;
        let mut is_crowded = vec![false; self.cell.sites().len()];
        for position in &self.crowded {
            is_crowded[*position] = true;
        }
        for (place, crowd) in self.crowds.iter().enumerate() {
            if configuration[place] > 0 {
                for position in crowd {
                    is_crowded[*position] = true;
                }
            }
        }
        let mut all: Vec<Vec<Species>> = Vec::with_capacity(is_crowded.len());
        for (site, content) in self.parent().sites().iter().zip(&self.contents) {
            let start = all.len();
            let positions = start..start + site.multiplicity() * self.copies();
            match content {
                Content::Given { species, gives_way } => {
                    let untouched: Vec<usize> = if *gives_way {
                        positions.clone().collect()
                    } else {
                        Vec::new()
                    };
                    all.extend(positions.map(|_| species.clone()));
                    keep_amount(&mut all, &untouched, &is_crowded);
                }
                Content::Chosen(g) => {
                    let group = &self.choices().groups[*g];
                    let mut untouched = Vec::new();
                    for place in group.places.clone() {
                        match usize::from(configuration[place]) {
                            0 => {
                                untouched.push(all.len());
                                all.push(group.when_free.clone());
                            }
                            k => all.push(vec![group.species[k - 1].clone()]),
                        }
                    }
                    keep_amount(&mut all, &untouched, &is_crowded);
                }
            }
        }
        Ok(all)
    }

    /// The structure of a configuration in the large cell, without symmetry. Positions keep their order; those that are
    /// vacant are left out. Labels are element and number, `Li1`.
    ///
    /// # Errors
    /// [`OrderError::Misfit`].
    pub fn filled(&self, configuration: &[u8]) -> Result<Structure, OrderError> {
        let species = self.species(configuration)?;
        let atoms: Vec<(Vec<Species>, Vector3<f64>)> = species
            .into_iter()
            .zip(self.positions())
            .filter(|(species, _)| !species.is_empty())
            .collect();
        let structure = Structure::from_positions(self.lattice().clone(), atoms)?;
        Ok(structure.to_builder().named(self.parent().name()).build()?)
    }

    /// Net charge in e of every configuration; `None` where a charge is unknown. Untouched species count with the
    /// fractions that they have where nothing drives them off.
    pub fn net_charge(&self) -> Option<f64> {
        let mut total = 0.0;
        let amount = |species: &[Species]| {
            let each = species.iter().map(|s| Some(s.charge? * s.occupancy));
            each.sum::<Option<f64>>()
        };
        for (site, content) in self.parent().sites().iter().zip(&self.contents) {
            total += match content {
                Content::Given { species, .. } => {
                    amount(species)? * (site.multiplicity() * self.copies()) as f64
                }
                Content::Chosen(g) => {
                    let group = &self.choices().groups[*g];
                    let mut placed = amount(&group.when_free)? * group.free() as f64;
                    for (species, count) in group.species.iter().zip(&group.counts) {
                        placed += species.charge? * *count as f64;
                    }
                    placed
                }
            };
        }
        Some(total)
    }
}

/// Empties the crowded ones of the positions that untouched species are on, and puts what was there on the others, to
/// an occupancy of 1 at most.
fn keep_amount(all: &mut [Vec<Species>], positions: &[usize], is_crowded: &[bool]) {
    let left = positions.iter().filter(|p| !is_crowded[**p]).count();
    if left == positions.len() {
        return;
    }
    for position in positions {
        let species = &mut all[*position];
        if is_crowded[*position] {
            species.clear();
            continue;
        }
        let sum: f64 = species.iter().map(|s| s.occupancy).sum();
        let scale = (positions.len() as f64 / left as f64).min(1.0 / sum);
        for s in species {
            s.occupancy *= scale;
        }
    }
}
