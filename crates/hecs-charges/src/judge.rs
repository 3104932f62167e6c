//! From what balances to an answer: what a chemist would say of a formula and of refined sites.
//!
//! Which answer is taken, and why in this order:
//!
//! 1. *Common states that balance.* The declared formula is asked first, refined occupancies rarely
//!    balance exactly.
//! 2. *Common states that balance within the refinement*, where sites are mixed or partly filled. A
//!    dopant of 10 % whose charge was refined to 1 % does not tell Ta(IV) from Ta(V), but chemistry
//!    does. The rest is an imbalance, which is said. The metals of battery electrodes (V, Mn, Fe, Co,
//!    Ni, Cu) are another matter: there a small rest is a mixed valence, as the next point has it.
//! 3. *Carbon with what is left* in molecules: its bonds are not all known, and a metal in a rare
//!    state is less likely than that.
//! 4. *One element with an average*, as in Fe₃O₄, between its common states.
//! 5. *States that are the making of few compounds* (K₂FeO₄), where every site is full: where atoms
//!    are missing, something rare always balances.
//! 6. *The usual states beside each other*, which do not balance: some published occupancies are far
//!    off (a lithium site filled twice over), and the charges are known all the same.

use hecs_core::Element;

use crate::Basis;
use crate::balance::{Average, Problem, Solution};
use crate::cost::is_redox_active;
use crate::kinds::{Catenated, Kind, StructureKinds};
use crate::states::State;

/// Charge that is left over the positive charge, up to which a formula balances; it has digits enough.
const FORMULA: f64 = 2e-3;

/// The same for sites that are mixed or partly filled.
const SITES: f64 = 1e-2;

/// How far refined occupancies of light atoms are off: the largest rest that common states may leave.
const REFINED: f64 = 0.02;

/// Up to this, what is left is small beside the answer.
const NEAR: f64 = 0.05;

/// Charge over positive charge up to which usual states are assumed though they do not balance.
const FURTHEST: f64 = 0.5;

/// States that cost more than this balance by chance where there is carbon to take the rest.
const UNLIKELY: f64 = 4.0;

/// Carbon whose bonds to oxygen alone leave no doubt has at least this charge: carbonate, oxalate.
const CARBON_OF_OXIDES: f64 = 3.0;

/// Carbon whose bonds are not known is that of guests in the channels of a crystal up to this share of
/// the atoms.
const GUESTS: f64 = 0.05;

/// How well the sites of a structure are filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Filling {
    /// One species on every site, no vacancies: its composition is exact.
    Ordered,
    /// Mixed sites without vacancies.
    Mixed,
    /// Vacancies.
    Partial,
}

/// Charges, and how they were come by.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Verdict {
    /// In e, by kind.
    pub(crate) charges: Vec<f64>,
    pub(crate) basis: Basis,
    /// The kind that has an average.
    pub(crate) mixed: Option<usize>,
    /// Others that balance, with what they cost more.
    pub(crate) alternatives: Vec<(f64, Vec<f64>)>,
}

impl Verdict {
    fn new(solution: Solution, basis: Basis) -> Self {
        Self {
            charges: solution.charges,
            basis,
            mixed: None,
            alternatives: solution.alternatives,
        }
    }

    /// A crystal of one element, which has no charge.
    pub(crate) fn alone(kinds: usize) -> Self {
        Self {
            charges: vec![0.0; kinds],
            basis: Basis::Alone,
            mixed: None,
            alternatives: Vec::new(),
        }
    }

    /// Charges of which one is an average, unless that turns out to be one of its states.
    fn average(average: Average, kinds: &[Kind]) -> Self {
        let charge = average.charges[average.mixed];
        let is_state = kinds.get(average.mixed).is_some_and(|kind| {
            let mut states = kind.states.iter();
            states.any(|s| (s.charge - charge).abs() < 1e-6)
        });
        Self {
            charges: average.charges,
            basis: if is_state {
                Basis::Balance
            } else {
                Basis::Average
            },
            mixed: Some(average.mixed).filter(|_| !is_state),
            alternatives: Vec::new(),
        }
    }
}

/// Charges that were found for a structure.
pub(crate) struct Found {
    pub(crate) kinds: StructureKinds,
    pub(crate) verdict: Verdict,
}

/// The states of the kinds of a structure; `formula` has the kinds of `sites` in the amounts that are
/// declared, and others behind them. `None` where nothing comes near to balance.
pub(crate) fn judge(
    sites: &Problem,
    formula: Option<&Problem>,
    filling: Filling,
) -> Option<Verdict> {
    let of_sites = if filling == Filling::Ordered {
        FORMULA
    } else {
        SITES
    };
    let exact = |sites: &Problem, formula: Option<&Problem>| {
        formula
            .and_then(|p| p.solve(FORMULA, |r| r))
            .or_else(|| sites.solve(of_sites, |r| r))
    };
    let common_sites = sites.common();
    let common_formula = formula.and_then(Problem::common);
    let common = common_sites
        .as_ref()
        .and_then(|s| exact(s, common_formula.as_ref()));
    let carbon = || carbon_as_it_comes(sites).map(|a| Verdict::average(a, &sites.kinds));
    let strained = match common {
        Some(solution) if solution.is_strained => Some(solution),
        Some(solution) => {
            let is_likely = solution.cost < UNLIKELY;
            let found = Verdict::new(solution, Basis::Balance);
            return if is_likely {
                Some(found)
            } else {
                carbon().or(Some(found))
            };
        }
        None => None,
    };
    let common_problems = || {
        [common_formula.as_ref(), common_sites.as_ref()]
            .into_iter()
            .flatten()
    };
    let all_problems = [formula, Some(sites)].into_iter().flatten();
    let average = common_problems()
        .chain(all_problems.filter(|_| filling != Filling::Partial))
        .find_map(Problem::average);
    if filling != Filling::Ordered {
        let near =
            common_problems().find_map(|p| p.solve(REFINED, surprise).filter(|s| !s.is_strained));
        let is_redox = |a: &Average| {
            a.is_common && is_broken(a.charges[a.mixed]) && is_redox_active(averaged(sites, a))
        };
        if let Some(near) = near.filter(|_| !average.as_ref().is_some_and(is_redox)) {
            return Some(Verdict::new(near, Basis::NearBalance));
        }
    }
    if let Some(carbon) = carbon() {
        return Some(carbon);
    }
    let rare = strained
        .or_else(|| exact(sites, formula))
        .filter(|_| filling != Filling::Partial);
    if let Some(average) = average
        && rare.as_ref().is_none_or(|rare| {
            let is_catenated = sites
                .kinds
                .get(average.mixed)
                .is_some_and(Kind::is_catenated);
            is_broken(average.charges[average.mixed]) || is_catenated && rare.is_exceptional
        })
    {
        return Some(Verdict::average(average, &sites.kinds));
    }
    if let Some(rare) = rare {
        return Some(Verdict::new(rare, Basis::Balance));
    }
    let common = common_sites?;
    if let Some(near) = common.solve(NEAR, surprise) {
        return Some(Verdict::new(near, Basis::NearBalance));
    }
    let atoms = |wanted: fn(&Kind) -> bool| -> f64 {
        let kinds = sites.kinds.iter().filter(|k| wanted(k));
        kinds.map(|k| k.amount).sum()
    };
    if atoms(|k| is_carbon(k) && !k.is_certain) > GUESTS * atoms(|_| true) {
        // The state of carbon in a molecule is a matter of bookkeeping.
        return None;
    }
    let usual = common.solve(FURTHEST, |_| 0.0)?;
    Some(Verdict {
        alternatives: Vec::new(),
        ..Verdict::new(usual, Basis::Usual)
    })
}

/// What an imbalance costs beside states: −ln of a Cauchy distribution, as errors of refined
/// occupancies have long tails, with the width of what counts as balanced.
fn surprise(off_balance: f64) -> f64 {
    (off_balance / SITES).powi(2).ln_1p()
}

fn is_broken(charge: f64) -> bool {
    (charge - charge.round()).abs() > 0.01
}

/// The element that has the average.
fn averaged(sites: &Problem, average: &Average) -> Element {
    // A kind behind those of the sites is hydrogen.
    let kind = sites.kinds.get(average.mixed);
    kind.map_or(Element::H, |k| k.element)
}

fn is_carbon(kind: &Kind) -> bool {
    kind.element.symbol() == "C"
}

/// All carbon with one charge, which is what the others in common states leave; `None` where there is no
/// molecule.
fn carbon_as_it_comes(sites: &Problem) -> Option<Average> {
    let carbon = || sites.kinds.iter().filter(|k| is_carbon(k));
    let charge = |kind: &Kind| kind.states.first().map_or(0.0, |s| s.charge);
    let is_of_oxide = |k: &Kind| k.is_certain && charge(k) >= CARBON_OF_OXIDES;
    if carbon().all(|k| is_of_oxide(k) || !k.is_certain && !k.is_catenated()) {
        return None;
    }
    let first = sites.kinds.iter().position(is_carbon)?;
    let all: f64 = carbon().map(|k| k.amount).sum();
    let known = || carbon().filter(|k| k.is_certain);
    let is_known = known().count() == carbon().count();
    let mean = known().map(|k| k.amount * charge(k)).sum::<f64>() / all;
    let mut kinds = sites.kinds.clone();
    for (i, kind) in kinds.iter_mut().enumerate().filter(|(_, k)| is_carbon(k)) {
        kind.amount = if i == first { all } else { 0.0 };
        kind.states = vec![State::certain(0.0)];
        kind.is_certain = true;
        kind.catenated = (i == first).then_some(Catenated {
            low: -4.0,
            high: 4.0,
            cost: 0.0,
            expected: is_known.then_some(mean),
        });
    }
    let is_open = |k: &Kind| is_carbon(k) && k.is_catenated();
    let mut average = sites.with_kinds(kinds)?.common()?.average_of(is_open)?;
    let rest = average.charges[first];
    let carbon = average.charges.iter_mut().zip(&sites.kinds);
    carbon
        .filter(|(_, k)| is_carbon(k))
        .for_each(|(charge, _)| *charge = rest);
    Some(average)
}
