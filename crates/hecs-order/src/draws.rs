//! Configurations drawn uniformly.

use num_bigint::BigUint;
use rand::seq::SliceRandom;
use rand::{Rng, RngExt};
use rand_chacha::ChaCha8Rng;

use crate::arrangements::{Arrangements, Kind, Layers, Slot, TooMany};
use crate::{Choices, OrderError};

/// Draws configurations of some choices, each with the same probability.
///
/// Exact, without rejection. Which places are filled is drawn from all that the exclusions allow (their number is the
/// same for every way to hand the species out to them), then the species are shuffled onto the filled places of each
/// group.
#[derive(Clone, Debug)]
pub struct UniformDraws {
    choices: Choices,
    /// Groups that exclusions tie together, with what is needed to draw their filled places.
    tied: Vec<(Vec<usize>, Layers)>,
}

impl UniformDraws {
    /// Prepares draws.
    ///
    /// # Errors
    /// [`OrderError::NoRoom`] where no configuration exists, [`OrderError::TooEntangled`].
    pub fn new(choices: &Choices) -> Result<Self, OrderError> {
        let mut tied = Vec::new();
        for groups in choices.clusters() {
            let fillings = fillings(choices, &groups);
            if fillings.neighbours.iter().all(Vec::is_empty) {
                continue;
            }
            let layers = fillings
                .layers()
                .map_err(|many| too_entangled(choices, &groups, many))?;
            if layers.count() == BigUint::default() {
                return Err(no_room(choices, &groups));
            }
            tied.push((groups, layers));
        }
        Ok(Self {
            choices: choices.clone(),
            tied,
        })
    }

    /// The next configuration.
    pub fn draw(&self, rng: &mut ChaCha8Rng) -> Vec<u8> {
        let mut configuration = vec![0; self.choices.place_count()];
        for (g, group) in self.choices.groups.iter().enumerate() {
            let mut atoms: Vec<u8> = (1..=u8::MAX)
                .zip(&group.counts)
                .flat_map(|(k, count)| std::iter::repeat_n(k, *count))
                .collect();
            if self.tied.iter().all(|(groups, _)| !groups.contains(&g)) {
                atoms.resize(group.places.len(), 0);
            }
            atoms.shuffle(rng);
            configuration[group.places.start..][..atoms.len()].copy_from_slice(&atoms);
        }
        for (groups, layers) in &self.tied {
            let is_filled = layers.draw(|n| number_below(n, rng));
            let mut slots = is_filled.iter();
            for g in groups {
                let places = self.choices.groups[*g].places.clone();
                let held = configuration[places.clone()].to_vec();
                let mut atoms = held.iter();
                for place in places {
                    let filled = slots.next() == Some(&1);
                    configuration[place] = if filled {
                        atoms.next().copied().unwrap_or(0)
                    } else {
                        0
                    };
                }
            }
        }
        configuration
    }
}

/// Which places of some groups are filled, the species not told apart.
pub(crate) fn fillings(choices: &Choices, groups: &[usize]) -> Arrangements {
    let places: Vec<usize> = groups
        .iter()
        .flat_map(|g| choices.groups[*g].places.clone())
        .collect();
    let slot_of = |place| places.binary_search(&place).ok();
    let mut neighbours = vec![Vec::new(); places.len()];
    for [i, j] in &choices.exclusions {
        if let (Some(a), Some(b)) = (slot_of(*i), slot_of(*j)) {
            neighbours[a].push(b);
            if a != b {
                neighbours[b].push(a);
            }
        }
    }
    let slots = groups.iter().enumerate().flat_map(|(total, g)| {
        let kinds = vec![
            Kind {
                total: None,
                fills: false,
            },
            Kind {
                total: Some(total),
                fills: true,
            },
        ];
        std::iter::repeat_n(Slot { size: 1, kinds }, choices.groups[*g].places.len())
    });
    Arrangements {
        slots: slots.collect(),
        neighbours,
        totals: groups.iter().map(|g| choices.groups[*g].filled()).collect(),
    }
}

pub(crate) fn too_entangled(choices: &Choices, groups: &[usize], many: TooMany) -> OrderError {
    OrderError::TooEntangled {
        sites: choices.labels(groups),
        states: many.0,
        most: TooMany::MOST,
    }
}

pub(crate) fn no_room(choices: &Choices, groups: &[usize]) -> OrderError {
    OrderError::NoRoom {
        sites: choices.labels(groups),
        atoms: groups.iter().map(|g| choices.groups[*g].filled()).sum(),
    }
}

/// A number from 0 to `n` − 1, each with the same probability: as many bits as n has, until they are below it.
fn number_below(n: &BigUint, rng: &mut impl Rng) -> BigUint {
    let bits = n.bits();
    loop {
        let mut digits: Vec<u32> = (0..bits.div_ceil(32)).map(|_| rng.random()).collect();
        if let (Some(last), spare) = (digits.last_mut(), bits % 32)
            && spare > 0
        {
            *last &= (1 << spare) - 1;
        }
        let number = BigUint::new(digits);
        if number < *n {
            return number;
        }
    }
}
