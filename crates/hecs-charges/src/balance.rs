//! Which oxidation states add up to no charge.

use crate::cost::{Costs, Mixed};
use crate::kinds::Kind;
use crate::states::State;

/// More combinations than this are not tried; the rarest states of the elements with most of
/// them are dropped first.
const MAX_COMBINATIONS: usize = 50_000;

/// Others that balance are kept up to this many, and up to this much more costly: e³ = 20 times rarer.
const MOST_ALTERNATIVES: usize = 3;
const RARER_BY: f64 = 3.0;

/// A charge between two common states with a fraction costs this more, where bonds between like
/// atoms are what leaves it open.
const BROKEN: f64 = 3.0;

/// Charges that balance, or nearly.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Solution {
    /// In e, by kind.
    pub(crate) charges: Vec<f64>,
    /// Others that balance as well, the most common first, each with what it costs more.
    pub(crate) alternatives: Vec<(f64, Vec<f64>)>,
    /// Whether a couple is oxidised beside a reduced one which gives its electron more easily: a mixed
    /// valence is likelier.
    pub(crate) is_strained: bool,
    /// Whether it takes a state that is the making of few compounds.
    pub(crate) is_exceptional: bool,
    /// Sum of −ln p over its states, and what else it costs.
    pub(crate) cost: f64,
}

/// Charges of which one is an average.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Average {
    /// In e, by kind.
    pub(crate) charges: Vec<f64>,
    /// The kind that has the average.
    pub(crate) mixed: usize,
    /// Whether that lies between two states that are common.
    pub(crate) is_common: bool,
}

/// Amounts of kinds of atoms whose charges are sought so that all charges add up to zero.
///
/// Of the combinations that do, the one whose states are the most frequent is the answer: the smallest
/// sum of −ln p, p the share of a state among those of its element, with a surcharge on rare ones.
pub(crate) struct Problem {
    pub(crate) kinds: Vec<Kind>,
    /// Sum of the charges that are known, and the positive part of it.
    fixed: (f64, f64),
    costs: Costs,
}

/// A combination of states, as places in their lists, with its cost.
struct Combination {
    cost: f64,
    choice: Vec<usize>,
}

impl Problem {
    /// `fixed` is the charge of what is known and the positive part of it. `None` where an element has
    /// no listed state, or there are too many combinations.
    pub(crate) fn new(mut kinds: Vec<Kind>, fixed: (f64, f64)) -> Option<Self> {
        let is_empty = kinds.iter().any(|k| k.states.is_empty());
        if is_empty || kinds.iter().all(|k| k.amount <= 0.0) {
            return None;
        }
        let count = |kinds: &[Kind]| kinds.iter().map(|k| k.states.len() as f64).product::<f64>();
        while count(&kinds) > MAX_COMBINATIONS as f64 {
            let longest = kinds.iter().map(|k| k.states.len()).max()?;
            if longest == 1 {
                return None;
            }
            let longest = kinds.iter_mut().filter(|k| k.states.len() == longest);
            longest.for_each(|k| {
                k.states.pop();
            });
        }
        let costs = Costs::new(&kinds);
        Some(Self {
            kinds,
            fixed,
            costs,
        })
    }

    /// Other kinds beside the same known charges.
    pub(crate) fn with_kinds(&self, kinds: Vec<Kind>) -> Option<Self> {
        Self::new(kinds, self.fixed)
    }

    /// The problem without the states that are the making of few compounds.
    pub(crate) fn common(&self) -> Option<Self> {
        let common = |kind: &Kind| {
            let states = kind.states.iter().filter(|s| !s.is_exceptional);
            Kind {
                states: states.copied().collect(),
                ..kind.clone()
            }
        };
        self.with_kinds(self.kinds.iter().map(common).collect())
    }

    /// The most common states that leave less charge than `tolerance` × the positive charge. What is
    /// left costs `penalty(share)`.
    pub(crate) fn solve(&self, tolerance: f64, penalty: impl Fn(f64) -> f64) -> Option<Solution> {
        let mut kept: Vec<Combination> = Vec::new();
        self.for_each_combination(|choice| {
            let (net, positive) = self.charge(choice);
            if positive <= 0.0 || net.abs() > tolerance * positive.max(1e-9) {
                return;
            }
            let off_balance = net.abs() / positive;
            let Some(cost) = self.costs.of(&self.kinds, choice, None) else {
                return;
            };
            let cost = cost + penalty(off_balance);
            let rank = kept.partition_point(|c| c.cost <= cost + 1e-12);
            if rank <= MOST_ALTERNATIVES {
                kept.insert(
                    rank,
                    Combination {
                        cost,
                        choice: choice.to_vec(),
                    },
                );
                kept.truncate(MOST_ALTERNATIVES + 1);
            }
        });
        let mut kept = kept.into_iter();
        let best = kept.next()?;
        let alternatives = kept
            .filter(|c| c.cost < best.cost + RARER_BY)
            .map(|c| (c.cost - best.cost, self.charges(&c.choice)));
        let mut chosen = best.choice.iter().zip(&self.kinds);
        Some(Solution {
            alternatives: alternatives.collect(),
            is_strained: self.costs.is_strained(&self.kinds, &best.choice, None),
            is_exceptional: chosen.any(|(i, kind)| kind.states[*i].is_exceptional),
            charges: self.charges(&best.choice),
            cost: best.cost,
        })
    }

    /// Listed states for all but one kind, which gets what is left: a metal with several valences,
    /// where that is between its lowest and its highest, or atoms bonded to their like.
    ///
    /// Beyond its common states a metal is taken only in simple oxides and chalcogenides, where it
    /// shares its electrons with the anions (Fe, Co and Ni between +3 and +4): elsewhere hydrogen or
    /// some other ion is missing.
    pub(crate) fn average(&self) -> Option<Average> {
        self.average_of(|_| true)
    }

    /// The same for kinds that are wanted.
    pub(crate) fn average_of(&self, wanted: impl Fn(&Kind) -> bool) -> Option<Average> {
        let mut best: Option<(f64, Average)> = None;
        for (mixed, kind) in self.kinds.iter().enumerate().filter(|(_, k)| wanted(k)) {
            let Some(range) = self.costs.range(kind).filter(|_| kind.amount > 0.0) else {
                continue;
            };
            let own = kind.states[0];
            self.for_each_combination(|choice| {
                if choice[mixed] != 0 {
                    return;
                }
                let (net, _) = self.charge(choice);
                let average = own.charge - net / kind.amount;
                if !(range.low - 1e-9..=range.high + 1e-9).contains(&average) {
                    return;
                }
                let at = Mixed { mixed, average };
                let Some(cost) = self.costs.of(&self.kinds, choice, Some(at)) else {
                    return;
                };
                let is_broken = kind.is_catenated() && (average - average.round()).abs() > 0.01;
                let cost =
                    cost - own.cost + range.cost_of(average) + if is_broken { BROKEN } else { 0.0 };
                if best.as_ref().is_none_or(|(c, _)| cost < *c - 1e-12) {
                    let mut charges = self.charges(choice);
                    charges[mixed] = average;
                    let is_common = range.is_common(average);
                    best = Some((
                        cost,
                        Average {
                            charges,
                            mixed,
                            is_common,
                        },
                    ));
                }
            });
        }
        best.map(|(_, average)| average)
    }

    fn charges(&self, choice: &[usize]) -> Vec<f64> {
        let chosen = self.kinds.iter().zip(choice);
        chosen.map(|(kind, i)| kind.states[*i].charge).collect()
    }

    fn charge(&self, choice: &[usize]) -> (f64, f64) {
        let (mut net, mut positive) = self.fixed;
        for (kind, i) in self.kinds.iter().zip(choice) {
            let q = kind.states[*i].charge * kind.amount;
            net += q;
            positive += q.max(0.0);
        }
        (net, positive)
    }

    fn for_each_combination(&self, mut visit: impl FnMut(&[usize])) {
        let states: Vec<&[State]> = self.kinds.iter().map(|k| k.states.as_slice()).collect();
        let mut choice = vec![0; states.len()];
        loop {
            visit(&choice);
            let mut at = 0;
            loop {
                if at == choice.len() {
                    return;
                }
                choice[at] += 1;
                if choice[at] < states[at].len() {
                    break;
                }
                choice[at] = 0;
                at += 1;
            }
        }
    }
}
