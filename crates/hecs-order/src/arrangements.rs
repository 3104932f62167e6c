//! Exact numbers of the arrangements of species on places that may exclude each other.
//!
//! Slots (a place, or the places of a cycle of a permutation, which all hold the same) are decided one after the
//! other. What the rest depends on is the *state*: which of the decided slots that still have undecided neighbours are
//! filled (the frontier), and how many atoms of each species are placed. With N_t(s) the number of ways to come to
//! state s by deciding t slots,
//!
//! ```text
//! N_{t+1}(s′) = Σ N_t(s) over the states s and decisions that lead from s to s′,   N_0(nothing) = 1,
//! ```
//!
//! and N_n(nothing on the frontier, all placed) is the number wanted: a transfer matrix along the slots. Without
//! exclusions the frontier is empty, and the sum is the product of polynomials. The layers N_t also give a uniform
//! draw: going back from the end, the predecessor s is taken with the probability N_t(s)/N_{t+1}(s′), which leaves
//! each arrangement with 1/N.

use std::collections::{BTreeMap, VecDeque};

use num_bigint::BigUint;

/// States told apart at once: some 100 MB, and seconds.
const MOST_STATES: usize = 1_000_000;

/// Decided slots with undecided neighbours that a state can hold.
const MOST_ON_FRONTIER: usize = 64;

/// Places that all hold the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Slot {
    /// Number of the places.
    pub(crate) size: usize,
    /// What they may hold.
    pub(crate) kinds: Vec<Kind>,
}

/// One thing that a slot may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Kind {
    /// Which of the totals it counts towards; one kind of each group follows from the others and is not counted.
    pub(crate) total: Option<usize>,
    /// Whether it is an atom, which excludes others.
    pub(crate) fills: bool,
}

/// What is to be counted: slots, which of them exclude each other, and how much of each kind is placed in all.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Arrangements {
    pub(crate) slots: Vec<Slot>,
    /// Slots that a filled slot excludes; itself where it cannot be filled.
    pub(crate) neighbours: Vec<Vec<usize>>,
    pub(crate) totals: Vec<usize>,
}

/// Which of the frontier are filled, and the totals so far as one number of mixed radix.
type State = (u64, u64);
type Layer = BTreeMap<State, BigUint>;

/// More cases at once than are told apart: how many there were.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct TooMany(pub(crate) usize);

impl TooMany {
    /// How many there may be.
    pub(crate) const MOST: usize = MOST_STATES;
}

/// The slots in the order in which they are decided, with the frontier before each.
struct Course {
    order: Vec<usize>,
    /// Before each step, and after the last.
    frontiers: Vec<Vec<usize>>,
}

/// One step from a state.
struct Step {
    kind: usize,
    to: State,
}

impl Arrangements {
    /// How many there are.
    pub(crate) fn count(&self) -> Result<BigUint, TooMany> {
        let course = self.course()?;
        let mut layer = self.first_layer()?;
        for t in 0..course.order.len() {
            layer = self.next_layer(&course, t, &layer)?;
        }
        Ok(layer.remove(&self.last_state()).unwrap_or_default())
    }

    /// The number of ways to every state, for draws.
    pub(crate) fn layers(&self) -> Result<Layers, TooMany> {
        let course = self.course()?;
        let mut layers = vec![self.first_layer()?];
        let mut states = 1;
        for t in 0..course.order.len() {
            let next = self.next_layer(&course, t, &layers[t])?;
            states += next.len();
            if states > MOST_STATES {
                return Err(TooMany(states));
            }
            layers.push(next);
        }
        // Backwards, each state must know the states before it.
        let mut before: Vec<BTreeMap<State, Vec<(State, usize)>>> = Vec::new();
        for (t, layer) in layers[..course.order.len()].iter().enumerate() {
            let mut from: BTreeMap<State, Vec<(State, usize)>> = BTreeMap::new();
            for state in layer.keys() {
                self.steps(&course, t, *state, |step| {
                    from.entry(step.to).or_default().push((*state, step.kind));
                });
            }
            before.push(from);
        }
        Ok(Layers {
            last: self.last_state(),
            order: course.order,
            ways: layers,
            before,
        })
    }

    /// Slots of one component after the other, each breadth first from its slot of the smallest number: neighbours
    /// come soon after each other, and the frontier stays small.
    fn course(&self) -> Result<Course, TooMany> {
        let n = self.slots.len();
        let mut order = Vec::with_capacity(n);
        let mut is_queued = vec![false; n];
        for start in 0..n {
            if is_queued[start] {
                continue;
            }
            is_queued[start] = true;
            let mut queue = VecDeque::from([start]);
            while let Some(slot) = queue.pop_front() {
                order.push(slot);
                for next in &self.neighbours[slot] {
                    if !is_queued[*next] {
                        is_queued[*next] = true;
                        queue.push_back(*next);
                    }
                }
            }
        }
        let mut rank = vec![0; n];
        for (t, slot) in order.iter().enumerate() {
            rank[*slot] = t;
        }
        let mut frontiers = vec![Vec::new()];
        let mut frontier: Vec<usize> = Vec::new();
        for (t, slot) in order.iter().enumerate() {
            frontier.push(*slot);
            frontier.retain(|s| self.neighbours[*s].iter().any(|other| rank[*other] > t));
            if frontier.len() > MOST_ON_FRONTIER {
                return Err(TooMany(usize::MAX));
            }
            frontiers.push(frontier.clone());
        }
        Ok(Course { order, frontiers })
    }

    fn first_layer(&self) -> Result<Layer, TooMany> {
        let mut radices = self.totals.iter().map(|total| *total as u64 + 1);
        match radices.try_fold(1, u64::checked_mul) {
            Some(_) => Ok(Layer::from([((0, 0), BigUint::from(1u8))])),
            None => Err(TooMany(usize::MAX)),
        }
    }

    fn last_state(&self) -> State {
        (
            0,
            self.totals
                .iter()
                .enumerate()
                .map(|(k, total)| self.weight(k) * *total as u64)
                .sum(),
        )
    }

    /// What one atom of a total adds to the number of mixed radix.
    fn weight(&self, total: usize) -> u64 {
        self.totals[..total].iter().map(|t| *t as u64 + 1).product()
    }

    fn next_layer(&self, course: &Course, t: usize, layer: &Layer) -> Result<Layer, TooMany> {
        let mut next = Layer::new();
        for (state, ways) in layer {
            self.steps(course, t, *state, |step| {
                *next.entry(step.to).or_default() += ways;
            });
            if next.len() > MOST_STATES {
                return Err(TooMany(next.len()));
            }
        }
        Ok(next)
    }

    /// Every decision about the slot at step t that a state allows.
    fn steps(&self, course: &Course, t: usize, state: State, mut take: impl FnMut(Step)) {
        let (filled, placed) = state;
        let slot = course.order[t];
        let frontier = &course.frontiers[t];
        let is_filled = |other: &usize| {
            let bit = frontier.iter().position(|s| s == other);
            bit.is_some_and(|bit| filled >> bit & 1 == 1)
        };
        let is_closed = self.neighbours[slot]
            .iter()
            .any(|s| *s == slot || is_filled(s));
        for (kind, Kind { total, fills }) in self.slots[slot].kinds.iter().enumerate() {
            if *fills && is_closed {
                continue;
            }
            let mut now = placed;
            if let Some(k) = total {
                let weight = self.weight(*k);
                let so_far = placed / weight % (self.totals[*k] as u64 + 1);
                let size = self.slots[slot].size;
                if so_far as usize + size > self.totals[*k] {
                    continue;
                }
                now += weight * size as u64;
            }
            let mut still = 0;
            for (bit, s) in course.frontiers[t + 1].iter().enumerate() {
                let is_full = if *s == slot { *fills } else { is_filled(s) };
                still |= u64::from(is_full) << bit;
            }
            take(Step {
                kind,
                to: (still, now),
            });
        }
    }
}

/// The numbers of ways to all states of some arrangements.
#[derive(Clone, Debug)]
pub(crate) struct Layers {
    last: State,
    order: Vec<usize>,
    ways: Vec<Layer>,
    /// For each step and state after it: the states before, with the kind that leads on.
    before: Vec<BTreeMap<State, Vec<(State, usize)>>>,
}

impl Layers {
    /// How many arrangements there are.
    pub(crate) fn count(&self) -> BigUint {
        let end = self.ways.last().and_then(|layer| layer.get(&self.last));
        end.cloned().unwrap_or_default()
    }

    /// The kind of each slot in an arrangement: each with the same probability where `below` gives a number below its
    /// argument, each with the same probability. There must be one.
    pub(crate) fn draw(&self, mut below: impl FnMut(&BigUint) -> BigUint) -> Vec<usize> {
        let mut kinds = vec![0; self.order.len()];
        let mut state = self.last;
        for (t, slot) in self.order.iter().enumerate().rev() {
            let mut left = below(&self.ways[t + 1][&state]);
            for (from, kind) in &self.before[t][&state] {
                let ways = &self.ways[t][from];
                if left < *ways {
                    kinds[*slot] = *kind;
                    state = *from;
                    break;
                }
                left -= ways;
            }
        }
        kinds
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(n: usize, filled: usize) -> Arrangements {
        let kinds = vec![
            Kind {
                total: None,
                fills: false,
            },
            Kind {
                total: Some(0),
                fills: true,
            },
        ];
        Arrangements {
            slots: vec![Slot { size: 1, kinds }; n],
            neighbours: (0..n)
                .map(|i| (0..n).filter(|j| i.abs_diff(*j) == 1).collect())
                .collect(),
            totals: vec![filled],
        }
    }

    #[test]
    fn fillings_of_a_line_without_neighbours_are_binomial() {
        // k of n on a line, no two adjacent: C(n − k + 1, k).
        let choose = |n: u64, k: u64| (0..k).fold(1, |c, i| c * (n - i) / (i + 1));
        for n in 1..12_u64 {
            for k in 0..=n.div_ceil(2) {
                let count = line(n as usize, k as usize).count().unwrap();
                assert_eq!(count, BigUint::from(choose(n - k + 1, k)), "{k} of {n}");
            }
        }
        assert_eq!(line(4, 3).count().unwrap(), BigUint::default());
    }

    #[test]
    fn free_slots_of_several_kinds_are_multinomial() {
        let kind = |total| Kind { total, fills: true };
        let arrangements = Arrangements {
            slots: vec![
                Slot {
                    size: 1,
                    kinds: vec![kind(None), kind(Some(0)), kind(Some(1))]
                };
                9
            ],
            neighbours: vec![Vec::new(); 9],
            totals: vec![4, 3],
        };
        assert_eq!(arrangements.count().unwrap(), BigUint::from(1260u32));
    }

    #[test]
    fn every_arrangement_is_one_number_of_the_draw() {
        // The numbers 0..N, given one by one at the last step and reduced at the others, reach all.
        let layers = line(5, 2).layers().unwrap();
        assert_eq!(layers.count(), BigUint::from(6u8));
        let mut found = std::collections::BTreeSet::new();
        for first in 0..6u32 {
            for second in 0..6u32 {
                let mut given = [first, second, first].into_iter().cycle();
                let kinds = layers.draw(|n| BigUint::from(given.next().unwrap()) % n);
                assert_eq!(kinds.iter().sum::<usize>(), 2);
                assert!(kinds.windows(2).all(|w| w[0] + w[1] < 2));
                found.insert(kinds);
            }
        }
        assert_eq!(found.len(), 6);
    }
}
