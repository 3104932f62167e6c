//! What is asked of `order`.

use hecs_core::Stop;
use hecs_order::{Annealing, Exclusion, ExpansionOptions, MetropolisOptions};

/// How large the supercell is.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum CellChoice {
    /// These multiples of a, b and c.
    Multiples([i32; 3]),
    /// The smallest that holds the occupancies.
    Auto(ExpansionOptions),
}

/// Which configurations are wanted.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum OrderTask {
    /// None: how many there are.
    Count,
    /// Each that symmetry does not make the same as another, once.
    All,
    /// So many, each of all with the same probability.
    Sample {
        /// How many.
        count: usize,
        /// Seed of the random numbers.
        seed: u64,
    },
    /// So many by their Coulomb energy.
    Boltzmann {
        /// How many.
        count: usize,
        /// Seed of the random numbers.
        seed: u64,
        /// How the chains run.
        options: MetropolisOptions,
    },
    /// Those of the lowest Coulomb energy.
    Lowest {
        /// How many.
        count: usize,
        /// How the search goes where not all can be looked at.
        annealing: Annealing,
    },
}

impl OrderTask {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::All => "all",
            Self::Sample { .. } => "sample",
            Self::Boltzmann { .. } => "boltzmann",
            Self::Lowest { .. } => "lowest",
        }
    }

    pub(super) fn seed(&self) -> Option<u64> {
        match self {
            Self::Sample { seed, .. } | Self::Boltzmann { seed, .. } => Some(*seed),
            _ => None,
        }
    }

    pub(super) fn needs_energies(&self) -> bool {
        matches!(self, Self::Boltzmann { .. } | Self::Lowest { .. })
    }
}

/// How a structure is ordered.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OrderSettings {
    /// The supercell.
    pub cell: CellChoice,
    /// When two partly filled positions cannot both hold an atom.
    pub exclusion: Exclusion,
    /// Whether the numbers of atoms are to leave no net charge.
    pub neutral: bool,
    /// Which configurations are wanted.
    pub task: OrderTask,
    /// Whether each is given with its Coulomb energy; those that are chosen by it are, always.
    pub energies: bool,
    /// Relative permittivity that divides the energies.
    pub permittivity: f64,
    /// Asked between configurations whether to end.
    pub stop: Stop,
}

impl OrderSettings {
    /// The smallest supercell within the limits of [`ExpansionOptions`], covalent radii, the net charge that comes out,
    /// energies in vacuum where some are needed.
    pub fn new(task: OrderTask) -> Self {
        Self {
            cell: CellChoice::Auto(ExpansionOptions::default()),
            exclusion: Exclusion::CovalentRadii,
            neutral: false,
            task,
            energies: false,
            permittivity: 1.0,
            stop: Stop::default(),
        }
    }

    /// The same until this says stop.
    #[must_use]
    pub fn with_stop(&self, stop: &Stop) -> Self {
        Self {
            stop: stop.clone(),
            ..self.clone()
        }
    }
}
