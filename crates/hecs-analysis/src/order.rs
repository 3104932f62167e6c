//! `order`: a disordered structure as ordered ones in a supercell.

mod ordered_one;
mod prepared;
mod settings;
mod tally;

use std::ops::ControlFlow;

use hecs_core::{Stop, Structure};
use hecs_order::{
    Coulomb, Inequivalent, OrderError, ShortRange, Supercell, Symmetry, UniformDraws, lowest,
    metropolis,
};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

pub use self::ordered_one::OrderedOne;
use self::prepared::Prepared;
pub use self::settings::{CellChoice, OrderSettings, OrderTask};
use self::tally::Tally;
use crate::Entry;
use crate::records::{ExcludedRecord, Failure, Note, OrderEnergiesRecord, OrderRecord};
use crate::words::failure_of_order;

/// Above this R̂ chains do not agree (Gelman and Rubin 1992, doi:10.1214/ss/1177011136, ask for 1.1 to 1.2).
const AGREED: f64 = 1.1;

/// The ordered structures of an input: each goes to `visit` as soon as it is there, always in the same order. What `visit`
/// fails with ends the question.
pub fn order(
    entry: &Entry,
    settings: &OrderSettings,
    visit: impl FnMut(&OrderedOne<'_>) -> Result<(), Failure>,
) -> OrderRecord {
    let mut record = OrderRecord {
        head: entry.head("hecs.order.1"),
        task: settings.task.name(),
        supercell: None,
        atoms: 0,
        positions: 0,
        operations: None,
        net_charge: None,
        excluded: Vec::new(),
        sites: Vec::new(),
        configurations: None,
        inequivalent: None,
        given: 0,
        multiplicity_sum: None,
        seed: settings.task.seed(),
        energies: None,
        short_range: Vec::new(),
        rows: Vec::new(),
        files: Vec::new(),
    };
    if let Ok(structure) = entry.structure()
        && let Err(failure) = answer(entry, structure, settings, &mut record, visit)
    {
        record.head.fail(failure);
    }
    record
}

fn answer(
    entry: &Entry,
    structure: &Structure,
    settings: &OrderSettings,
    record: &mut OrderRecord,
    visit: impl FnMut(&OrderedOne<'_>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let prepared = Prepared::new(structure, settings).map_err(|e| failure_of_order(&e))?;
    prepared.describe(record);
    let excluded = excluded_words(&record.excluded);
    let fail = |error: OrderError| match error {
        OrderError::UnknownCharge { .. } => {
            let unknown = entry.unknown_charges();
            unknown.unwrap_or_else(|| failure_of_order(&error))
        }
        OrderError::NoRoom { .. } | OrderError::TooEntangled { .. } => Failure::new(
            error.code(),
            format!("{error}; not filled together: {excluded}"),
        ),
        _ => failure_of_order(&error),
    };
    let supercell = &prepared.supercell;
    let choices = supercell.choices();
    let symmetry = Symmetry::new(supercell);
    record.operations = symmetry.as_ref().ok().map(Symmetry::operations);
    let counts = symmetry
        .clone()
        .and_then(|s| choices.count_inequivalent(&s));
    record.configurations = choices.count().ok().map(|n| n.to_string());
    record.inequivalent = counts.as_ref().ok().map(|c| c.inequivalent.to_string());
    let can_do_without = !matches!(settings.task, OrderTask::Count);
    match counts {
        Err(error) if can_do_without => record.head.notes.push(Note {
            code: "order-uncounted".to_owned(),
            message: format!("how many configurations are inequivalent is not known: {error}"),
        }),
        Err(error) => return Err(fail(error)),
        Ok(counts) if counts.configurations == 0u8.into() => {
            let nothing = UniformDraws::new(choices).err();
            return Err(
                nothing.map_or_else(|| Failure::new("no-room", "no configuration exists"), fail)
            );
        }
        Ok(_) => {}
    }
    let wants_energies = settings.energies || settings.task.needs_energies();
    let coulomb = wants_energies
        .then(|| Coulomb::new(supercell, settings.permittivity))
        .transpose()
        .map_err(fail)?;
    record.energies = coulomb.as_ref().map(|_| OrderEnergiesRecord {
        permittivity: settings.permittivity,
        lowest: None,
        mean: None,
        exact: None,
        temperature: None,
        acceptance: None,
        chain_means: Vec::new(),
        within_chains: None,
        gelman_rubin: None,
    });
    let order = ShortRange::new(supercell);
    let total = match settings.task {
        OrderTask::Count => Some(0),
        OrderTask::All => record.inequivalent.as_ref().and_then(|n| n.parse().ok()),
        OrderTask::Sample { count, .. }
        | OrderTask::Boltzmann { count, .. }
        | OrderTask::Lowest { count, .. } => Some(count as u64),
    };
    let is_weighted = matches!(settings.task, OrderTask::All | OrderTask::Lowest { .. });
    let mut tally = Tally::new(
        supercell,
        &order,
        coulomb.as_ref(),
        (total, is_weighted),
        visit,
    );
    let symmetry = symmetry.map_err(fail);
    let done = match settings.task {
        OrderTask::Count => Ok(()),
        OrderTask::All => all(supercell, &symmetry?, settings, &mut tally),
        OrderTask::Sample { count, seed } => {
            UniformDraws::new(choices).map_err(fail).and_then(|draws| {
                let mut rng = ChaCha8Rng::seed_from_u64(seed);
                let symmetry = symmetry.as_ref().ok();
                (0..count).try_for_each(|_| {
                    check(&settings.stop)?;
                    let configuration = draws.draw(&mut rng);
                    let multiplicity = symmetry.map(|s| s.multiplicity(&configuration));
                    tally.take(&configuration, multiplicity, None, None)
                })
            })
        }
        OrderTask::Boltzmann {
            count,
            seed,
            options,
        } => {
            let Some(coulomb) = &coulomb else {
                return Ok(());
            };
            let (visited, report) =
                metropolis(choices, coulomb, &options, count, seed, &settings.stop)
                    .map_err(fail)?;
            if let Some(energies) = &mut record.energies {
                energies.temperature = Some(options.temperature_k);
                energies.acceptance = Some(report.acceptance);
                energies.chain_means = report.means_ev;
                energies.within_chains = Some(report.within_ev);
                energies.gelman_rubin = report.gelman_rubin;
            }
            if let Some(apart) = report.gelman_rubin.filter(|r| *r > AGREED) {
                record.head.notes.push(Note {
                    code: "order-chains-apart".to_owned(),
                    message: format!(
                        "the chains do not agree (R̂ = {apart:.2}, above {AGREED}): draw more configurations, or at a higher \
                         temperature or permittivity"
                    ),
                });
            }
            let symmetry = symmetry.as_ref().ok();
            visited.iter().try_for_each(|one| {
                let multiplicity = symmetry.map(|s| s.multiplicity(&one.configuration));
                let energy = Some(one.energy_ev);
                tally.take(&one.configuration, multiplicity, energy, Some(one.chain))
            })
        }
        OrderTask::Lowest { count, annealing } => {
            let Some(coulomb) = &coulomb else {
                return Ok(());
            };
            let found = lowest(
                choices,
                &symmetry?,
                coulomb,
                count,
                annealing,
                &settings.stop,
            )
            .map_err(fail)?;
            if let Some(energies) = &mut record.energies {
                energies.exact = Some(found.is_exact);
            }
            if !found.is_exact {
                record.seed = Some(annealing.seed);
                record.head.notes.push(Note {
                    code: "order-annealed".to_owned(),
                    message: "too many configurations to look at all: these are the lowest that annealing met, and lower ones may \
                              exist; another --seed shows whether the same come out"
                        .to_owned(),
                });
            }
            found.configurations.iter().try_for_each(|one| {
                let energy = Some(one.energy_ev);
                tally.take(&one.configuration, Some(one.multiplicity), energy, None)
            })
        }
    };
    tally.describe(record);
    done
}

/// Each that symmetry does not make the same as another.
fn all<V: FnMut(&OrderedOne<'_>) -> Result<(), Failure>>(
    supercell: &Supercell,
    symmetry: &Symmetry,
    settings: &OrderSettings,
    tally: &mut Tally<'_, V>,
) -> Result<(), Failure> {
    let every =
        Inequivalent::new(supercell.choices(), symmetry).map_err(|e| failure_of_order(&e))?;
    let mut done = Ok(());
    let _ = every.for_each(|configuration, multiplicity| {
        done = check(&settings.stop)
            .and_then(|()| tally.take(configuration, Some(multiplicity), None, None));
        match done {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    });
    done
}

fn check(stop: &Stop) -> Result<(), Failure> {
    stop.check()
        .map_err(|stopped| Failure::new(stopped.code(), stopped.to_string()))
}

/// Which positions are not filled together, in words.
fn excluded_words(excluded: &[ExcludedRecord]) -> String {
    let words = excluded.iter().map(|e| {
        let [one, other] = &e.sites;
        let range = if e.farthest - e.nearest < 0.005 {
            format!("{:.2}", e.nearest)
        } else {
            format!("{:.2} to {:.2}", e.nearest, e.farthest)
        };
        format!("{one} and {other} at {range} Å")
    });
    words.collect::<Vec<_>>().join(", ")
}
