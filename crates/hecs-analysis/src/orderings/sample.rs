//! Orderings drawn at random, each a framework of its own.

use hecs_bvse::{EnergyMap, Framework, Options};
use hecs_core::{Ion, SpaceGroup, Species, Structure, StructureBuilder};
use hecs_order::{Exclusion, OrderError, Supercell, SupercellOptions, UniformDraws};
use nalgebra::{Matrix3, Vector3};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rayon::prelude::*;

use super::barrier::{barriers_of, percolates};
use super::settings::OrderingSettings;
use super::size::{self, Cell};
use super::summary::is_partial;
use crate::maps::memory_for;
use crate::memory::MemoryPool;
use crate::records::{Failure, OrderingRecord};
use crate::words::{failure_of, failure_of_order};

/// Orderings that show whether all percolate, or none does.
const FEW: usize = 16;

/// Orderings for a share between 0 and 1: its interval is at most ±0.12.
const MANY: usize = 64;

/// Positions nearer to each other than this (Å) are not filled at once.
const EXCLUSION_ANG: f64 = 1.0;

/// Occupancies that differ by less are equal: files have six digits at most.
pub(super) const SAME_OCCUPANCY: f64 = 1e-6;

/// What is drawn from, in one supercell.
pub(super) struct Sampled {
    pub(super) size: [u32; 3],
    pub(super) supercell: Supercell,
    pub(super) orderings: Vec<OrderingRecord>,
    pub(super) mobile_ions: f64,
}

/// A structure and what is asked of its orderings.
pub(super) struct Question<'q> {
    pub(super) structure: &'q Structure,
    pub(super) ion: Ion,
    pub(super) options: &'q Options,
    pub(super) settings: &'q OrderingSettings,
    pub(super) memory: &'q MemoryPool,
}

impl Question<'_> {
    /// Orderings in the supercell that the settings ask for; `None` where there is no choice.
    pub(super) fn sampled(&self, cell: &Cell) -> Result<Option<Sampled>, Failure> {
        let few = self.settings.samples.map_or(FEW, |n| n.min(FEW));
        let many = self.settings.samples.unwrap_or(MANY);
        let size = self
            .settings
            .supercell
            .unwrap_or_else(|| cell.of_many_atoms());
        let mut sampled = self.supercell(size)?;
        if sampled.supercell.choices().place_count() == 0 {
            let is_other = is_rounded(&sampled.supercell);
            // Rounding alone has made it ordered: one ordering, unlike the structure.
            return if is_other {
                self.draw(&mut sampled, 1).map(|()| Some(sampled))
            } else {
                Ok(None)
            };
        }
        self.draw(&mut sampled, few)?;
        let percolates = |number: usize| {
            let orderings = sampled.orderings.iter();
            orderings.filter(|o| percolates(o, number)).count()
        };
        let is_between = (0..3).any(|number| is_partial(percolates(number), few));
        let larger = cell.for_shares();
        let is_too_small = self.settings.supercell.is_none() && !cell.is_for_shares(size);
        if is_between && is_too_small && size::copies(larger) > size::copies(size) {
            sampled = self.supercell(larger)?;
            self.draw(&mut sampled, many)?;
        } else if is_between || self.settings.samples.is_some() {
            self.draw(&mut sampled, many)?;
        }
        Ok(Some(sampled))
    }

    /// A supercell of which nothing is drawn yet.
    pub(super) fn supercell(&self, size: [u32; 3]) -> Result<Sampled, Failure> {
        let options = SupercellOptions::default()
            .with_untouched(self.ion)
            .with_exclusion(Exclusion::Nearer(EXCLUSION_ANG));
        let matrix = Matrix3::from_diagonal(&Vector3::from(size.map(|n| n as i32)));
        Ok(Sampled {
            size,
            supercell: Supercell::new(self.structure, &matrix, &options)
                .map_err(|e| failure_of_draws(&e))?,
            orderings: Vec::new(),
            mobile_ions: self.mobile_ions() * size::copies(size),
        })
    }

    /// Mobile ions in the cell, but for those that are kept in place.
    fn mobile_ions(&self) -> f64 {
        let sites = self.structure.sites().iter();
        let moves = sites.filter(|site| !self.options.fixed.contains(&site.label));
        moves
            .map(|site| {
                let species = site.species.iter().filter(|s| is_of(s, self.ion));
                species.map(|s| s.occupancy).sum::<f64>() * site.multiplicity() as f64
            })
            .sum()
    }

    /// Draws orderings until there are `wanted`, each from a stream of random numbers of its own, and finds their barriers.
    fn draw(&self, sampled: &mut Sampled, wanted: usize) -> Result<(), Failure> {
        let draws = UniformDraws::new(sampled.supercell.choices());
        let draws = draws.map_err(|e| failure_of_draws(&e))?;
        let known = sampled.orderings.len();
        if known >= wanted {
            return Ok(());
        }
        let ordered = |number: usize| {
            let mut random = ChaCha8Rng::seed_from_u64(self.settings.seed);
            random.set_stream(number as u64);
            let configuration = draws.draw(&mut random);
            self.framework(&sampled.supercell, &configuration)
        };
        // All maps have the same points. As many are in memory at once as there are threads and room for, and what
        // they need is taken at once: an ordering that waited for memory could keep others from giving theirs back.
        let spacing_ang = self.settings.spacing_ang;
        let first = ordered(known)?;
        let of_one = EnergyMap::needed_bytes(&first, spacing_ang);
        let of_one = of_one.map_err(|e| failure_of(&e))?.max(1);
        let room = (self.memory.total_bytes() / of_one).max(1);
        let at_once = rayon::current_num_threads().min(wanted - known);
        let at_once = at_once.min(usize::try_from(room).unwrap_or(usize::MAX));
        let _share = memory_for(&first, spacing_ang, at_once as u64, self.memory)?;
        for start in (known..wanted).step_by(at_once) {
            let numbers = start..(start + at_once).min(wanted);
            let found: Vec<OrderingRecord> = numbers
                .into_par_iter()
                .map(|number| {
                    let framework = ordered(number)?;
                    barriers_of(&framework, sampled.mobile_ions, spacing_ang)
                        .map_err(|e| failure_of(&e))
                })
                .collect::<Result<_, Failure>>()?;
            sampled.orderings.extend(found);
        }
        Ok(())
    }

    /// The framework of a configuration, its sites labelled as in the structure: by label they are kept in place.
    fn framework(&self, supercell: &Supercell, configuration: &[u8]) -> Result<Framework, Failure> {
        let species = supercell
            .species(configuration)
            .map_err(|e| failure_of_order(&e))?;
        let labels = self.structure.sites().iter().flat_map(|site| {
            let positions = site.multiplicity() * supercell.copies();
            std::iter::repeat_n(site.label.as_str(), positions)
        });
        let mut builder = StructureBuilder::new(supercell.lattice().clone(), SpaceGroup::p1());
        for ((species, at), label) in species.into_iter().zip(supercell.positions()).zip(labels) {
            if !species.is_empty() {
                builder.add_site(label, species, &at, 0.0);
            }
        }
        let ordered = builder.named(self.structure.name()).build();
        let ordered = ordered.map_err(|error| failure_of_order(&error.into()))?;
        // Where the others fill the sites that it shares, there may be no place for the ion: it is looked at as an empty host.
        let options = Options {
            insert: true,
            ..self.options.clone()
        };
        Framework::new(&ordered, self.ion, &options).map_err(|e| failure_of(&e))
    }
}

/// Why there is nothing to draw, with what helps here: the distance is not to be chosen.
fn failure_of_draws(error: &OrderError) -> Failure {
    let words = match error {
        OrderError::NoRoom { sites, atoms } => format!(
            "no ordering exists: positions of {sites} that are within {EXCLUSION_ANG} Å of one another cannot hold {atoms} atoms at \
             once; correct the occupancies, or ask for another --supercell"
        ),
        OrderError::BesideFull {
            full,
            site,
            atoms,
            distance_ang,
        } => format!(
            "no ordering exists: every position of {full} is filled, and {site}, {distance_ang:.2} Å from them, is to hold {atoms} more; \
             correct the occupancies, or ask for another --supercell"
        ),
        OrderError::TooEntangled { sites, .. } => format!(
            "too many positions of {sites} are within {EXCLUSION_ANG} Å of others to draw orderings in this supercell; ask for a \
             smaller --supercell"
        ),
        other => return failure_of_order(other),
    };
    Failure::new(error.code(), words)
}

/// Whether occupancies are not met.
fn is_rounded(supercell: &Supercell) -> bool {
    let mut rounding = supercell.rounding().iter();
    rounding.any(|r| r.change().abs() > SAME_OCCUPANCY)
}

/// Whether a species is the mobile ion.
fn is_of(species: &Species, ion: Ion) -> bool {
    species.element == ion.element && species.ion().is_none_or(|own| own == ion)
}
