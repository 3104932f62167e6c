//! Short-range order: how far the neighbours of a species differ from chance.
//!
//! With P(B|A) the share of B among the places of the first shell around the places of A, and c_B the share of B among all places
//! of the group (Cowley 1950, doi:10.1103/PhysRev.77.669):
//!
//! ```text
//! α_AB = 1 − P(B|A)/c_B
//! ```
//!
//! 0 by chance in a large crystal (−1/(n − 1) on average in one of n places, where A cannot have itself beside it), negative where A and B
//! seek each other, 1 where they never meet. Places that are left free count as a species.

use hecs_core::{PeriodicPoints, ion_text};
use nalgebra::Vector3;

use crate::Supercell;

/// Distances up to this factor of the shortest belong to the first shell: shells of crystals that are nearly cubic are split by
/// some per cent, and the second shell of a face-centred lattice is at 1.41, of a body-centred one at 1.15.
const SHELL_WIDTH: f64 = 1.08;

/// How far the first neighbour may be, in cube roots of the volume per place: 1.12 in a face-centred lattice, 3 in one that is
/// twenty-seven times as long as it is wide.
const FARTHEST: f64 = 3.0;

/// The first shells of the places of each group, and what the parameters of a configuration are called.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ShortRange {
    /// One for each pair of species of a group, in the order of [`Self::parameters`].
    pub pairs: Vec<PairOrder>,
    /// For each group: pairs of places that are first neighbours, as often as images of the one surround the other.
    shells: Vec<Vec<[usize; 2]>>,
}

/// Which parameter this is.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PairOrder {
    /// Index of the group.
    pub group: usize,
    /// What is on the places: `[0, 1]` is nothing beside the first species of the group.
    pub kinds: [u8; 2],
    /// Distance of the first shell in Å.
    pub distance_ang: f64,
    /// Such as `Pb:Sn2+-Pb2+`, `Li1:free-Li+`.
    pub name: String,
}

impl ShortRange {
    /// The first shells of a supercell, those of a group among its own places. Places that exclude each other are no
    /// neighbours.
    pub fn new(supercell: &Supercell) -> Self {
        let choices = supercell.choices();
        let lattice = supercell.lattice();
        let all: Vec<Vector3<f64>> = supercell.positions().collect();
        let (mut pairs, mut shells) = (Vec::new(), Vec::new());
        for (index, group) in choices.groups.iter().enumerate() {
            let places = &supercell.position_of_places()[group.places.clone()];
            let fract: Vec<Vector3<f64>> = places.iter().map(|p| all[*p]).collect();
            let reach = FARTHEST * (lattice.volume() / fract.len() as f64).cbrt();
            let points = PeriodicPoints::new(lattice, fract.iter().copied(), reach);
            let mut near: Vec<(f64, [usize; 2])> = Vec::new();
            for (i, at) in fract.iter().enumerate() {
                for neighbour in points.within(at, reach) {
                    let pair = [i, neighbour.index].map(|p| group.places.start + p);
                    let ordered = [pair[0].min(pair[1]), pair[0].max(pair[1])];
                    let is_itself = neighbour.index == i && neighbour.distance_ang < 1e-6;
                    if !is_itself && choices.exclusions.binary_search(&ordered).is_err() {
                        near.push((neighbour.distance_ang, pair));
                    }
                }
            }
            let shortest = near.iter().map(|n| n.0).fold(f64::INFINITY, f64::min);
            let shell: Vec<[usize; 2]> = near
                .into_iter()
                .filter(|(distance, _)| *distance <= SHELL_WIDTH * shortest)
                .map(|(_, pair)| pair)
                .collect();
            if !shell.is_empty() {
                let kinds = (0..=group.species.len() as u8).filter(|k| *k > 0 || group.free() > 0);
                let kinds: Vec<u8> = kinds.collect();
                let name = |k: u8| match group.species.get(usize::from(k).wrapping_sub(1)) {
                    None => "free".to_owned(),
                    Some(s) => s
                        .charge
                        .map_or(s.element.to_string(), |q| ion_text(s.element, q)),
                };
                for (number, a) in kinds.iter().enumerate() {
                    for b in &kinds[number + 1..] {
                        pairs.push(PairOrder {
                            group: index,
                            kinds: [*a, *b],
                            distance_ang: shortest,
                            name: format!("{}:{}-{}", group.label, name(*a), name(*b)),
                        });
                    }
                }
            }
            shells.push(shell);
        }
        Self { pairs, shells }
    }

    /// α of each of [`Self::pairs`] in a configuration.
    pub fn parameters(&self, configuration: &[u8]) -> Vec<f64> {
        let of_pair = |pair: &PairOrder| {
            let [a, b] = pair.kinds;
            let (mut around, mut beside, mut total, mut of_b) =
                (0_usize, 0_usize, 0_usize, 0_usize);
            for [i, j] in &self.shells[pair.group] {
                let is_b = configuration[*j] == b;
                total += 1;
                of_b += usize::from(is_b);
                if configuration[*i] == a {
                    around += 1;
                    beside += usize::from(is_b);
                }
            }
            // All places of a group have as many neighbours, so that b has its share of all pairs.
            let share = of_b as f64 / total as f64;
            1.0 - beside as f64 / around as f64 / share
        };
        self.pairs.iter().map(of_pair).collect()
    }
}
