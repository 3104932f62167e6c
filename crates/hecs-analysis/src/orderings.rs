//! `orderings`: barriers over orderings of what is disordered, beside those of the mean over the disorder.
//!
//! Ordered is every partly occupied species but the mobile ion's: whole numbers of ions on the positions of each site by
//! the method of the largest remainder, no two within 1 Å, drawn uniformly. All sites of the mobile ion stay
//! open to it, and so do the shared positions that other ions leave free; its own occupancy stays a fraction, so that the charges
//! are balanced as in the structure. Every ordering is a framework of its own.
//!
//! Orderings give percolation and an honest spread. They do not rank conductors: over 64 electrolytes with shared sites the
//! rank correlation of their barriers with the measured conductivity is no better than that of the mean field within
//! its error.

mod barrier;
mod open;
mod size;
mod summary;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use hecs_bvse::{Framework, Options, sharing};
use hecs_core::{Ion, Site, SpaceGroup, Species, Structure, StructureBuilder, ion_text};
use hecs_order::{Exclusion, Supercell, SupercellOptions, UniformDraws};
use nalgebra::{Matrix3, Vector3};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rayon::prelude::*;

use self::barrier::barriers_of;
use self::open::open_mean_field;
use self::size::Cell;
use self::summary::{quartiles, wilson_interval};
use crate::barriers::{DIMENSIONS, memory_for};
use crate::memory::MemoryPool;
use crate::records::{
    Failure, Note, OrderingRecord, OrderingsBarrierRecord, OrderingsRecord, RoundedRecord,
};
use crate::words::{failure_of, failure_of_order};

/// Orderings that show whether all percolate, or none does.
const FEW: usize = 16;

/// Orderings for a share between 0 and 1: its interval is at most ±0.12.
const MANY: usize = 64;

/// Distance in Å between grid points that barriers are refined from: those from 0.1 Å are the same within 1 meV (unrefined
/// they are off by up to 0.1 eV).
const SPACING_ANG: f64 = 0.25;

/// An ordering percolates up to this barrier (eV). What is higher no ion climbs: at 1000 K and 10¹³ attempts per second one
/// hop over 2.6 eV takes a second. Orderings leave little room for choice: of lithium lanthanum titanates some have
/// barriers up to 1.3 eV, the others, in which an oxygen window without lithium sites beside it is crossed, above 6 eV.
const HIGHEST_EV: f64 = 2.6;

/// Positions nearer to each other than this (Å) are not filled at once.
const EXCLUSION_ANG: f64 = 1.0;

/// Tolerance in Å of the symmetry that tells which positions of a structure in P1 are one site.
const SYMMETRY_ANG: f64 = 0.01;

/// Occupancies that differ by less are equal: files have six digits at most.
const SAME_OCCUPANCY: f64 = 1e-6;

/// Net charges (e) that differ by less are equal.
const SAME_CHARGE: f64 = 1e-3;

/// What is asked of the orderings of a structure.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct OrderingSettings {
    /// How many are drawn; `None` for 16, and for 64 where some of them percolate and others do not.
    pub samples: Option<usize>,
    /// How often the cell is repeated along its axes; `None` for about 200 atoms where all percolate or none does, else for at
    /// least 15 Å and, where positions are shared, 64 of them.
    pub supercell: Option<[u32; 3]>,
    /// Seed that they are drawn with.
    pub seed: u64,
    /// Distance between the points of the grid that barriers are refined from, Å.
    pub spacing_ang: f64,
}

impl Default for OrderingSettings {
    fn default() -> Self {
        Self {
            samples: None,
            supercell: None,
            seed: 1,
            spacing_ang: SPACING_ANG,
        }
    }
}

/// What is drawn from, in one supercell.
struct Sampled {
    size: [u32; 3],
    supercell: Supercell,
    orderings: Vec<OrderingRecord>,
    mobile_ions: f64,
}

/// Barriers over the orderings of a structure beside `mean_field_ev`, those of its mean field, with what to know of
/// them; no record where nothing is disordered but the mobile ion.
pub(crate) fn orderings(
    structure: &Structure,
    (ion, options): (Ion, &Options),
    settings: &OrderingSettings,
    mean_field_ev: [Option<f64>; 3],
    memory: &MemoryPool,
) -> Result<(Option<OrderingsRecord>, Vec<Note>), Failure> {
    let found = (structure.space_group().operations.len() == 1)
        .then(|| structure.find_symmetry(SYMMETRY_ANG))
        .flatten();
    let structure = found.as_ref().map_or(structure, |found| &found.structure);
    let shared = sharing(structure, ion, &options.fixed).shared;
    let shared_labels: Vec<&str> = shared.iter().map(|site| site.label.as_str()).collect();
    let shared_sites =
        (structure.sites().iter()).filter(|s| shared_labels.contains(&s.label.as_str()));
    let cell = Cell {
        lattice: structure.lattice(),
        atoms: structure.composition().values().sum(),
        positions: structure.position_count(),
        shared: shared_sites.map(Site::multiplicity).sum(),
    };
    let question = Question {
        structure,
        ion,
        options,
        settings,
        memory,
    };
    let Some(sampled) = question.sampled(&cell)? else {
        let message =
            format!("nothing but {ion} is disordered: there is one ordering, the structure itself");
        let code = "nothing-to-order".to_owned();
        return Ok((None, vec![Note { code, message }]));
    };
    let (open_ev, open_note) = if shared.is_empty() {
        ([None; 3], None)
    } else {
        match open_mean_field(
            structure,
            ion,
            &shared,
            options,
            settings.spacing_ang,
            memory,
        ) {
            Ok(barriers_ev) => (barriers_ev, None),
            Err(failure) => ([None; 3], Some(failure.message)),
        }
    };
    let mut record = record_of(&sampled, &cell, settings, structure);
    record.open_mean_field_note = open_note;
    for (number, (_, name)) in DIMENSIONS.into_iter().enumerate() {
        let mut of_dimension = dimension(&sampled.orderings, number);
        of_dimension.mean_field = mean_field_ev[number];
        of_dimension.open_mean_field = open_ev[number];
        record.dimensions.insert(name.to_owned(), of_dimension);
    }
    let is_partial =
        |barrier: &OrderingsBarrierRecord| is_partial(barrier.percolating, record.samples);
    record.converged =
        cell.is_for_shares(sampled.size) || !record.dimensions.values().any(is_partial);
    let notes = notes(&record);
    Ok((Some(record), notes))
}

/// A structure and what is asked of its orderings.
struct Question<'q> {
    structure: &'q Structure,
    ion: Ion,
    options: &'q Options,
    settings: &'q OrderingSettings,
    memory: &'q MemoryPool,
}

impl Question<'_> {
    /// Orderings in the supercell that the settings ask for; `None` where there is no choice.
    fn sampled(&self, cell: &Cell) -> Result<Option<Sampled>, Failure> {
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
    fn supercell(&self, size: [u32; 3]) -> Result<Sampled, Failure> {
        let options = SupercellOptions::default()
            .with_untouched(self.ion)
            .with_exclusion(Exclusion::Nearer(EXCLUSION_ANG));
        let matrix = Matrix3::from_diagonal(&Vector3::from(size.map(|n| n as i32)));
        Ok(Sampled {
            size,
            supercell: Supercell::new(self.structure, &matrix, &options)
                .map_err(|e| failure_of_order(&e))?,
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
        let draws =
            UniformDraws::new(sampled.supercell.choices()).map_err(|e| failure_of_order(&e))?;
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
        let of_one = hecs_bvse::EnergyMap::needed_bytes(&first, spacing_ang);
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

/// Whether occupancies are not met.
fn is_rounded(supercell: &Supercell) -> bool {
    let mut rounding = supercell.rounding().iter();
    rounding.any(|r| r.change().abs() > SAME_OCCUPANCY)
}

/// Whether a species is the mobile ion.
fn is_of(species: &Species, ion: Ion) -> bool {
    species.element == ion.element && species.ion().is_none_or(|own| own == ion)
}

/// Whether an ordering percolates in so many dimensions and one.
fn percolates(ordering: &OrderingRecord, number: usize) -> bool {
    ordering.lowest[number].is_some_and(|barrier_ev| barrier_ev <= HIGHEST_EV)
}

/// Whether some percolate and others do not.
fn is_partial(percolating: usize, of: usize) -> bool {
    percolating > 0 && percolating < of
}

fn dimension(orderings: &[OrderingRecord], number: usize) -> OrderingsBarrierRecord {
    let barriers = |of: fn(&OrderingRecord) -> &[Option<f64>; 3]| -> Vec<Option<f64>> {
        let open = |o: &OrderingRecord| of(o)[number].filter(|_| percolates(o, number));
        orderings.iter().map(open).collect()
    };
    let lowest = barriers(|o| &o.lowest);
    let filling = barriers(|o| &o.filling);
    let percolating = lowest.iter().flatten().count();
    let [share_low, share_high] = wilson_interval(percolating, orderings.len());
    OrderingsBarrierRecord {
        percolating,
        share: percolating as f64 / orderings.len() as f64,
        share_low,
        share_high,
        lowest: quartiles(&lowest),
        filling: quartiles(&filling),
        mean_field: None,
        open_mean_field: None,
    }
}

fn record_of(
    sampled: &Sampled,
    cell: &Cell,
    settings: &OrderingSettings,
    structure: &Structure,
) -> OrderingsRecord {
    let copies = size::copies(sampled.size);
    let rounded = sampled.supercell.rounding().iter();
    OrderingsRecord {
        supercell: sampled.size,
        width: cell.width_ang(sampled.size),
        positions: sampled.supercell.positions().len(),
        shared_positions: cell.shared * copies as usize,
        mobile_ions: sampled.mobile_ions,
        samples: sampled.orderings.len(),
        seed: settings.seed,
        spacing: settings.spacing_ang,
        highest: HIGHEST_EV,
        net_charge: structure.net_charge().map(|charge| charge * copies),
        ordered_net_charge: sampled.supercell.net_charge(),
        rounded: rounded
            .filter(|r| r.change().abs() > SAME_OCCUPANCY)
            .map(|r| RoundedRecord {
                site: r.site.clone(),
                ion: match r.species.charge {
                    Some(charge) => ion_text(r.species.element, charge),
                    None => r.species.element.to_string(),
                },
                occupancy: r.species.occupancy,
                ordered: r.occupancy(),
            })
            .collect(),
        converged: true,
        dimensions: BTreeMap::new(),
        open_mean_field_note: None,
        orderings: sampled.orderings.clone(),
    }
}

/// What to know of barriers over orderings.
fn notes(record: &OrderingsRecord) -> Vec<Note> {
    let mut found = Vec::new();
    let mut note = |code: &str, message: String| {
        found.push(Note {
            code: code.to_owned(),
            message,
        });
    };
    let mut shares = record.dimensions.values();
    if shares.any(|barrier| is_partial(barrier.percolating, record.samples)) {
        let [a, b, c] = record.supercell;
        let code = if record.converged {
            "orderings-partial"
        } else {
            "orderings-unconverged"
        };
        note(
            code,
            format!(
                "some orderings percolate and others do not; the larger the supercell, the nearer such a share comes to 0 or 1: \
                 {a}×{b}×{c} cells are {:.1} Å wide and have {} shared positions; ask for more with --supercell",
                record.width, record.shared_positions
            ),
        );
    }
    if let Some(net) = record.ordered_net_charge
        && net.abs() > SAME_CHARGE
    {
        let of_file = record.net_charge.unwrap_or(0.0);
        note(
            "orderings-charged",
            format!(
                "every ordering has a net charge of {net:+.2} e in the supercell, which is kept; that of the structure with its \
                 fractions is {of_file:+.2} e"
            ),
        );
    }
    let unrefined = record.orderings.iter().filter(|o| !o.refined).count();
    if unrefined > 0 {
        note(
            "orderings-not-refined",
            format!(
                "barriers of {unrefined} of {} orderings are those of the grid, which is off by up to 0.1 eV",
                record.samples
            ),
        );
    }
    found
}
