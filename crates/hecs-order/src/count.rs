//! How many configurations there are, and how many that symmetry does not make the same.
//!
//! The lemma of Cauchy, Frobenius and Burnside: the number of orbits of a group G of permutations is
//!
//! ```text
//! 1/|G| Σ_g fix(g),
//! ```
//!
//! with fix(g) the configurations that g leaves as they are. These hold the same on all places of a cycle of g, so each
//! cycle is one slot of its size, and two cycles exclude each other where places of them do (a cycle may exclude
//! itself). Groups of places that no exclusion ties together are counted apart and multiplied; fix(identity) is the number of
//! all configurations.

use std::collections::BTreeMap;

use num_bigint::BigUint;

use crate::arrangements::{Arrangements, Kind, Slot};
use crate::draws::{fillings, too_entangled};
use crate::{Choices, OrderError, Symmetry};

/// Exact numbers of configurations.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Counts {
    /// All configurations.
    pub configurations: BigUint,
    /// Those that no operation of the supercell maps onto one another.
    pub inequivalent: BigUint,
}

impl Choices {
    /// How many configurations there are.
    ///
    /// # Errors
    /// [`OrderError::TooEntangled`].
    pub fn count(&self) -> Result<BigUint, OrderError> {
        let mut all = BigUint::from(1u8);
        for groups in self.clusters() {
            // The filled places first, then the species on them: multinomial, whichever places they are.
            let fillings = fillings(self, &groups);
            let is_tied = fillings.neighbours.iter().any(|n| !n.is_empty());
            if is_tied {
                let count = fillings.count();
                all *= count.map_err(|many| too_entangled(self, &groups, many))?;
            }
            for g in groups {
                let group = &self.groups[g];
                let mut counts = group.counts.clone();
                if !is_tied {
                    counts.push(group.free());
                }
                all *= multinomial(&counts);
            }
        }
        Ok(all)
    }

    /// How many configurations there are, and how many of them `symmetry` leaves.
    ///
    /// # Errors
    /// [`OrderError::TooEntangled`].
    pub fn count_inequivalent(&self, symmetry: &Symmetry) -> Result<Counts, OrderError> {
        let configurations = self.count()?;
        let clusters: Vec<Cluster> = self
            .clusters()
            .into_iter()
            .map(|groups| Cluster::new(self, groups))
            .collect();
        let mut known: Vec<BTreeMap<Arrangements, BigUint>> = vec![BTreeMap::new(); clusters.len()];
        let mut sum = configurations.clone();
        for image in symmetry.permutations().skip(1) {
            let mut fixed = BigUint::from(1u8);
            for (cluster, known) in clusters.iter().zip(&mut known) {
                let arrangements = cluster.fixed(self, image);
                if !known.contains_key(&arrangements) {
                    let count = arrangements.count();
                    let count = count.map_err(|many| too_entangled(self, &cluster.groups, many))?;
                    known.insert(arrangements.clone(), count);
                }
                fixed *= &known[&arrangements];
                if fixed == BigUint::default() {
                    break;
                }
            }
            sum += fixed;
        }
        Ok(Counts {
            configurations,
            inequivalent: sum / symmetry.order(),
        })
    }
}

/// Groups that exclusions tie together, and what each of their places may hold.
struct Cluster {
    groups: Vec<usize>,
    /// For each group.
    kinds: Vec<Vec<Kind>>,
    totals: Vec<usize>,
    exclusions: Vec<[usize; 2]>,
}

impl Cluster {
    fn new(choices: &Choices, groups: Vec<usize>) -> Self {
        let mut kinds = Vec::new();
        let mut totals = Vec::new();
        for g in &groups {
            let group = &choices.groups[*g];
            let mut counts = vec![group.free()];
            counts.extend(&group.counts);
            // The most frequent follows from the others: fewer states.
            let implied = (0..counts.len()).max_by_key(|k| (counts[*k], std::cmp::Reverse(*k)));
            let kind = |(k, count): (usize, &usize)| {
                let total = (Some(k) != implied).then(|| {
                    totals.push(*count);
                    totals.len() - 1
                });
                Kind {
                    total,
                    fills: k > 0,
                }
            };
            kinds.push(counts.iter().enumerate().map(kind).collect());
        }
        let inside = |place: usize| {
            groups
                .iter()
                .any(|g| choices.groups[*g].places.contains(&place))
        };
        Self {
            kinds,
            totals,
            exclusions: choices
                .exclusions
                .iter()
                .copied()
                .filter(|[i, _]| inside(*i))
                .collect(),
            groups,
        }
    }

    /// The configurations that a permutation leaves as they are.
    fn fixed(&self, choices: &Choices, image: &[u16]) -> Arrangements {
        let mut slots = Vec::new();
        let mut slot_of: BTreeMap<usize, usize> = BTreeMap::new();
        for (g, kinds) in self.groups.iter().zip(&self.kinds) {
            for place in choices.groups[*g].places.clone() {
                if slot_of.contains_key(&place) {
                    continue;
                }
                let mut size = 0;
                let mut at = place;
                while slot_of.insert(at, slots.len()).is_none() {
                    size += 1;
                    at = usize::from(image[at]);
                }
                slots.push(Slot {
                    size,
                    kinds: kinds.clone(),
                });
            }
        }
        let mut neighbours = vec![Vec::new(); slots.len()];
        for [i, j] in &self.exclusions {
            let (a, b) = (slot_of[i], slot_of[j]);
            neighbours[a].push(b);
            neighbours[b].push(a);
        }
        for list in &mut neighbours {
            list.sort_unstable();
            list.dedup();
        }
        if self.exclusions.is_empty() {
            // Their order does not matter: what was counted before is met again.
            slots.sort_unstable();
        }
        Arrangements {
            slots,
            neighbours,
            totals: self.totals.clone(),
        }
    }
}

/// (Σ n)! / Π n!
fn multinomial(counts: &[usize]) -> BigUint {
    let mut result = BigUint::from(1u8);
    let mut placed = 0_usize;
    for count in counts {
        for k in 1..=*count {
            placed += 1;
            result *= placed;
            result /= k;
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multinomials_are_those_of_the_books() {
        assert_eq!(multinomial(&[16, 16]), BigUint::from(601_080_390_u32));
        assert_eq!(
            multinomial(&[1, 4, 4, 2]),
            BigUint::from(34_650_u32),
            "MISSISSIPPI"
        );
        assert_eq!(multinomial(&[]), BigUint::from(1u8));
    }
}
