//! The configurations of the lowest Coulomb energy.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use hecs_core::Stop;

use crate::metropolis::{Walk, stream};
use crate::{Choices, Coulomb, Inequivalent, OrderError, Symmetry, UniformDraws};

/// Inequivalent configurations that are all looked at: seconds.
const ALL_LOOKED_AT: u32 = 200_000;

/// Energies that differ by less, in eV, are those of equivalent configurations or as good as equal.
const EQUAL_EV: f64 = 1e-6;

/// A configuration with its energy.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LowConfiguration {
    /// The configuration.
    pub configuration: Vec<u8>,
    /// How many configurations are the same crystal.
    pub multiplicity: u64,
    /// Its energy in eV per supercell, over the permittivity.
    pub energy_ev: f64,
}

/// What the search for the lowest found.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Lowest {
    /// Inequivalent configurations, the lowest energy first.
    pub configurations: Vec<LowConfiguration>,
    /// Whether every configuration was looked at; otherwise the lowest that annealing met.
    pub is_exact: bool,
}

/// The `count` inequivalent configurations of the lowest energy: of all where symmetry leaves at most 200 000, otherwise the lowest that
/// `chains` annealings meet, which cool in 60 steps of `sweeps` sweeps from the temperature at which differences of energy mean little to one
/// at which nothing moves.
///
/// # Errors
/// [`OrderError::NoRoom`], [`OrderError::TooEntangled`], those of [`Inequivalent::new`], [`OrderError::Stopped`].
pub fn lowest(
    choices: &Choices,
    symmetry: &Symmetry,
    coulomb: &Coulomb,
    count: usize,
    annealing: Annealing,
    stop: &Stop,
) -> Result<Lowest, OrderError> {
    let counts = choices.count_inequivalent(symmetry);
    if counts.is_ok_and(|c| c.inequivalent <= ALL_LOOKED_AT.into()) {
        let configurations = of_all(choices, symmetry, coulomb, count, stop)?;
        return Ok(Lowest {
            configurations,
            is_exact: true,
        });
    }
    let configurations = annealed(choices, symmetry, coulomb, count, annealing, stop)?;
    Ok(Lowest {
        configurations,
        is_exact: false,
    })
}

/// How the search cools where not all configurations can be looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Annealing {
    /// Independent annealings.
    pub chains: usize,
    /// Proposals for each place at each of the 60 temperatures.
    pub sweeps: usize,
    /// Seed of the random numbers.
    pub seed: u64,
}

impl Annealing {
    /// Eight chains, 20 sweeps at each temperature.
    pub fn seeded(seed: u64) -> Self {
        Self {
            chains: 8,
            sweeps: 20,
            seed,
        }
    }

    /// The same with another number of annealings.
    #[must_use]
    pub fn with_chains(mut self, chains: usize) -> Self {
        self.chains = chains;
        self
    }
}

/// The lowest of all.
fn of_all(
    choices: &Choices,
    symmetry: &Symmetry,
    coulomb: &Coulomb,
    count: usize,
    stop: &Stop,
) -> Result<Vec<LowConfiguration>, OrderError> {
    let mut found: Vec<LowConfiguration> = Vec::new();
    let mut before = vec![0; choices.place_count()];
    let mut placed = coulomb.place(&before)?;
    let mut failure = Ok(());
    let _ = Inequivalent::new(choices, symmetry)?.for_each(|configuration, multiplicity| {
        if let Err(stopped) = stop.check() {
            failure = Err(stopped);
            return ControlFlow::Break(());
        }
        // One differs from the next in a few places.
        let changes: Vec<(usize, f64)> = (0..before.len())
            .filter(|place| before[*place] != configuration[*place])
            .map(|place| coulomb.charge(place, configuration[place]))
            .collect();
        placed.set(&changes);
        before.copy_from_slice(configuration);
        let energy_ev = placed.energy_ev() / coulomb.permittivity();
        let at = found.partition_point(|other| other.energy_ev <= energy_ev);
        if at < count {
            found.insert(
                at,
                LowConfiguration {
                    configuration: configuration.to_vec(),
                    multiplicity,
                    energy_ev,
                },
            );
            found.truncate(count);
        }
        ControlFlow::Continue(())
    });
    failure?;
    for one in &mut found {
        one.energy_ev = coulomb.energy_ev(&one.configuration)?;
    }
    Ok(found)
}

/// The lowest that annealing meets.
fn annealed(
    choices: &Choices,
    symmetry: &Symmetry,
    coulomb: &Coulomb,
    count: usize,
    annealing: Annealing,
    stop: &Stop,
) -> Result<Vec<LowConfiguration>, OrderError> {
    /// Steps from the highest to the lowest temperature.
    const STEPS: usize = 60;
    /// The highest and lowest kT over the spread of the energies of uniform draws: nearly all proposals are accepted
    /// at the one, and at the other only those that change nothing.
    const HIGHEST: f64 = 1.0;
    const LOWEST: f64 = 1e-3;
    let draws = UniformDraws::new(choices)?;
    let mut rng = stream(annealing.seed, annealing.chains);
    let energies: Vec<f64> = (0..32)
        .map(|_| coulomb.energy_ev(&draws.draw(&mut rng)))
        .collect::<Result<_, _>>()?;
    let mean = energies.iter().sum::<f64>() / energies.len() as f64;
    let spread = energies.iter().map(|e| (e - mean).powi(2)).sum::<f64>();
    let spread_ev = (spread / energies.len() as f64).sqrt().max(EQUAL_EV);
    let mut met: BTreeMap<Vec<u8>, f64> = BTreeMap::new();
    for chain in 0..annealing.chains.max(1) {
        let mut rng = stream(annealing.seed, chain);
        let start = draws.draw(&mut rng);
        let mut walk = Walk::new(choices, coulomb, start, rng)?;
        for step in 0..STEPS {
            let share = step as f64 / (STEPS - 1) as f64;
            let kt_ev = spread_ev * HIGHEST * (LOWEST / HIGHEST).powf(share);
            for _ in 0..annealing.sweeps.max(1) {
                walk.sweeps(1, kt_ev / crate::BOLTZMANN_EV_PER_K, stop)?;
                keep(&mut met, symmetry, &walk, count);
            }
        }
    }
    let mut found = Vec::with_capacity(met.len());
    for configuration in met.into_keys() {
        found.push(LowConfiguration {
            multiplicity: symmetry.multiplicity(&configuration),
            energy_ev: coulomb.energy_ev(&configuration)?,
            configuration,
        });
    }
    found.sort_by(|a, b| {
        let order = a.energy_ev.total_cmp(&b.energy_ev);
        order.then_with(|| b.configuration.cmp(&a.configuration))
    });
    found.truncate(count);
    Ok(found)
}

/// Takes a configuration among the lowest that were met, if it is one.
fn keep(met: &mut BTreeMap<Vec<u8>, f64>, symmetry: &Symmetry, walk: &Walk, count: usize) {
    let highest = met.iter().max_by(|a, b| a.1.total_cmp(b.1));
    let highest = highest.map(|(key, energy)| (key.clone(), *energy));
    let is_full = met.len() >= count;
    if is_full
        && highest
            .as_ref()
            .is_some_and(|(_, e)| walk.energy_ev >= e - EQUAL_EV)
    {
        return;
    }
    let canonical = symmetry.canonical(&walk.configuration);
    if met.insert(canonical, walk.energy_ev).is_none()
        && is_full
        && let Some((key, _)) = highest
    {
        met.remove(&key);
    }
}
