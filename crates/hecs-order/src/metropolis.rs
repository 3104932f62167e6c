//! Configurations drawn by their Coulomb energy.
//!
//! Metropolis et al. 1953 (doi:10.1063/1.1699114): what two places of a group hold is exchanged with the probability
//!
//! ```text
//! min(1, exp(−ΔE/kT)),   ΔE the change of the Coulomb energy over the permittivity,
//! ```
//!
//! and not where places would be filled that exclude each other. The first place is any of those at which there is another kind to be
//! had, the second any of its group that holds another kind; how likely a pair is proposed does not change by its exchange, so
//! that configurations are met in proportion to exp(−E/kT). Several chains start from uniform draws: where their mean energies
//! differ by more than chance (R̂ of Gelman and Rubin 1992, doi:10.1214/ss/1177011136, far above 1), they were too
//! short. Exclusions can leave sets of configurations between which no exchange leads; only the spread of the chains shows that.

use hecs_core::Stop;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rayon::prelude::*;

use crate::{Choices, Coulomb, OrderError, PlacedCharges, UniformDraws};

/// Boltzmann's constant in eV/K, from the exact k and e of the SI (2019).
pub const BOLTZMANN_EV_PER_K: f64 = 8.617_333_262_145_179e-5;

/// How the chains run.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct MetropolisOptions {
    /// Temperature in K.
    pub temperature_k: f64,
    /// Chains, each with a stream of random numbers of its own.
    pub chains: usize,
    /// Sweeps before the first configuration is taken; a sweep is one proposal for each place.
    pub sweeps_before: usize,
    /// Sweeps from one configuration to the next of the same chain.
    pub sweeps_between: usize,
}

impl MetropolisOptions {
    /// Four chains with 200 sweeps before the first configuration and 20 from one to the next.
    pub fn at(temperature_k: f64) -> Self {
        Self {
            temperature_k,
            chains: 4,
            sweeps_before: 200,
            sweeps_between: 20,
        }
    }

    /// The same with another number of chains.
    #[must_use]
    pub fn with_chains(mut self, chains: usize) -> Self {
        self.chains = chains;
        self
    }

    /// The same with other numbers of sweeps.
    #[must_use]
    pub fn with_sweeps(mut self, before: usize, between: usize) -> Self {
        self.sweeps_before = before;
        self.sweeps_between = between;
        self
    }
}

/// A configuration that a chain was at.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Visited {
    /// The chain, from 0.
    pub chain: usize,
    /// The configuration.
    pub configuration: Vec<u8>,
    /// Its energy in eV per supercell, over the permittivity.
    pub energy_ev: f64,
}

/// How the chains went.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ChainReport {
    /// Share of the proposals that were accepted after the first sweeps.
    pub acceptance: f64,
    /// Mean energy in eV of the configurations taken of each chain.
    pub means_ev: Vec<f64>,
    /// Standard deviation in eV of the energies within the chains.
    pub within_ev: f64,
    /// R̂: square root of the variance of all over that within the chains; near 1 where the chains agree. `None` for fewer than two
    /// chains or configurations of each, or energies that are all the same.
    pub gelman_rubin: Option<f64>,
}

/// Takes `count` configurations from the chains in turn. Chains run at once, as many as there are threads, and each has random
/// numbers of its own: the same seed gives the same configurations whatever the threads.
///
/// # Errors
/// [`OrderError::InvalidTemperature`], [`OrderError::NoRoom`], [`OrderError::TooEntangled`], [`OrderError::Stopped`] where `stop` says
/// so before the last sweep.
pub fn metropolis(
    choices: &Choices,
    coulomb: &Coulomb,
    options: &MetropolisOptions,
    count: usize,
    seed: u64,
    stop: &Stop,
) -> Result<(Vec<Visited>, ChainReport), OrderError> {
    let draws = UniformDraws::new(choices)?;
    let chains = options.chains.clamp(1, count.max(1));
    let run = |chain: usize| {
        let mut rng = stream(seed, chain);
        let start = draws.draw(&mut rng);
        let walk = Walk::new(choices, coulomb, start, rng)?;
        let wanted = (chain..count).step_by(chains).len();
        Chain::run(walk, chain, wanted, options, stop)
    };
    let ran: Vec<Chain> = (0..chains)
        .into_par_iter()
        .map(run)
        .collect::<Result<_, OrderError>>()?;
    let accepted: u64 = ran.iter().map(|chain| chain.accepted).sum();
    let proposed: u64 = ran.iter().map(|chain| chain.proposed).sum();
    let taken: Vec<Vec<Visited>> = ran.into_iter().map(|chain| chain.taken).collect();
    let report = report(&taken, accepted as f64 / proposed.max(1) as f64);
    let longest = taken.first().map_or(0, Vec::len);
    let mut lists: Vec<_> = taken.into_iter().map(Vec::into_iter).collect();
    let in_turn = (0..longest * chains).filter_map(|k| lists[k % chains].next());
    Ok((in_turn.collect(), report))
}

/// A chain that has run.
struct Chain {
    taken: Vec<Visited>,
    /// Proposals after the first sweeps, and those of them that were accepted.
    proposed: u64,
    accepted: u64,
}

impl Chain {
    fn run(
        mut walk: Walk<'_>,
        chain: usize,
        wanted: usize,
        options: &MetropolisOptions,
        stop: &Stop,
    ) -> Result<Self, OrderError> {
        walk.sweeps(options.sweeps_before, options.temperature_k, stop)?;
        (walk.accepted, walk.proposed) = (0, 0);
        let mut taken = Vec::with_capacity(wanted);
        for _ in 0..wanted {
            walk.sweeps(options.sweeps_between, options.temperature_k, stop)?;
            taken.push(Visited {
                chain,
                configuration: walk.configuration.clone(),
                energy_ev: walk.coulomb.energy_ev(&walk.configuration)?,
            });
        }
        Ok(Self {
            taken,
            proposed: walk.proposed,
            accepted: walk.accepted,
        })
    }
}

/// The random numbers of one chain.
pub(crate) fn stream(seed: u64, chain: usize) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(chain as u64);
    rng
}

fn report(taken: &[Vec<Visited>], acceptance: f64) -> ChainReport {
    let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
    let energies: Vec<Vec<f64>> = taken
        .iter()
        .map(|chain| chain.iter().map(|v| v.energy_ev).collect())
        .collect();
    let means_ev: Vec<f64> = energies.iter().map(|e| mean(e)).collect();
    let variance = |x: &[f64], about: f64| {
        let squares = x.iter().map(|e| (e - about).powi(2));
        squares.sum::<f64>() / (x.len() as f64 - 1.0)
    };
    let shortest = energies.iter().map(Vec::len).min().unwrap_or(0);
    let of_chains: Vec<f64> = energies
        .iter()
        .zip(&means_ev)
        .filter(|(e, _)| e.len() > 1)
        .map(|(e, about)| variance(e, *about))
        .collect();
    let within = if of_chains.is_empty() {
        0.0
    } else {
        mean(&of_chains)
    };
    // R̂² = (n − 1)/n + B/(n W), B/n the variance of the means.
    let gelman_rubin = (taken.len() > 1 && shortest > 1 && within > 0.0).then(|| {
        let n = shortest as f64;
        ((n - 1.0) / n + variance(&means_ev, mean(&means_ev)) / within).sqrt()
    });
    ChainReport {
        acceptance,
        means_ev,
        within_ev: within.sqrt(),
        gelman_rubin,
    }
}

/// A chain at work.
pub(crate) struct Walk<'a> {
    choices: &'a Choices,
    coulomb: &'a Coulomb,
    placed: PlacedCharges<'a>,
    rng: ChaCha8Rng,
    pub(crate) configuration: Vec<u8>,
    /// Places at which there is another kind to be had.
    movable: Vec<usize>,
    /// The kinds of each group, the free ones of none apart: places that hold them.
    holders: Vec<Vec<Vec<usize>>>,
    group_of: Vec<usize>,
    excluded: Vec<Vec<usize>>,
    pub(crate) energy_ev: f64,
    accepted: u64,
    proposed: u64,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(
        choices: &'a Choices,
        coulomb: &'a Coulomb,
        configuration: Vec<u8>,
        rng: ChaCha8Rng,
    ) -> Result<Self, OrderError> {
        let placed = coulomb.place(&configuration)?;
        let group_of = choices.group_of_places();
        let kinds = |group: &crate::Group| vec![Vec::new(); group.species.len() + 1];
        let mut holders: Vec<Vec<Vec<usize>>> = choices.groups.iter().map(kinds).collect();
        for (place, kind) in configuration.iter().enumerate() {
            holders[group_of[place]][usize::from(*kind)].push(place);
        }
        let is_movable = |place: &usize| {
            let kinds = &holders[group_of[*place]];
            kinds.iter().filter(|places| !places.is_empty()).count() > 1
        };
        let movable = (0..configuration.len()).filter(is_movable).collect();
        Ok(Self {
            energy_ev: placed.energy_ev() / coulomb.permittivity(),
            choices,
            coulomb,
            placed,
            rng,
            configuration,
            movable,
            holders,
            group_of,
            excluded: choices.excluded(),
            accepted: 0,
            proposed: 0,
        })
    }

    /// So many proposals for each place; `stop` is asked before each sweep.
    pub(crate) fn sweeps(
        &mut self,
        sweeps: usize,
        temperature_k: f64,
        stop: &Stop,
    ) -> Result<(), OrderError> {
        if !(temperature_k.is_finite() && temperature_k > 0.0) {
            return Err(OrderError::InvalidTemperature { temperature_k });
        }
        for _ in 0..sweeps {
            stop.check()?;
            for _ in 0..self.movable.len() {
                self.propose(BOLTZMANN_EV_PER_K * temperature_k);
            }
        }
        Ok(())
    }

    fn propose(&mut self, kt_ev: f64) {
        self.proposed += 1;
        let first = self.movable[self.rng.random_range(0..self.movable.len())];
        let group = self.group_of[first];
        let own = usize::from(self.configuration[first]);
        let others = self.choices.groups[group].places.len() - self.holders[group][own].len();
        let mut number = self.rng.random_range(0..others);
        let mut kind = 0;
        let second = loop {
            let places = &self.holders[group][kind];
            if kind == own {
                kind += 1;
                continue;
            }
            match places.get(number) {
                Some(place) => break *place,
                None => number -= places.len(),
            }
            kind += 1;
        };
        let chance: f64 = self.rng.random();
        if !self.has_room(first, second) {
            return;
        }
        let [a, b] = [
            self.coulomb.charge(first, kind as u8),
            self.coulomb.charge(second, own as u8),
        ];
        let change = self.placed.change_ev(&[a, b]) / self.coulomb.permittivity();
        if change > 0.0 && chance >= (-change / kt_ev).exp() {
            return;
        }
        self.accepted += 1;
        self.energy_ev += change;
        self.placed.set(&[a, b]);
        self.configuration.swap(first, second);
        for (place, from, to) in [(first, own, kind), (second, kind, own)] {
            let holders = &mut self.holders[group];
            holders[from].retain(|p| *p != place);
            let at = holders[to].partition_point(|p| *p < place);
            holders[to].insert(at, place);
        }
    }

    /// Whether the exchange leaves no two filled places that exclude each other.
    fn has_room(&self, first: usize, second: usize) -> bool {
        let (to_fill, to_empty) = match (self.configuration[first], self.configuration[second]) {
            (0, _) => (first, second),
            (_, 0) => (second, first),
            _ => return true,
        };
        let is_full = |place: &usize| *place != to_empty && self.configuration[*place] > 0;
        !self.excluded[to_fill]
            .iter()
            .any(|place| *place == to_fill || is_full(place))
    }
}
