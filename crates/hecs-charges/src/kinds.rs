//! Atoms of one element with one choice of states: what a balance is made of.

use hecs_core::{Composition, Element, Structure};

use crate::bonding::{Bonding, bonding};
use crate::bonds::bonds;
use crate::states::{State, states};

/// What the listed states of an element cost where its bonds make another one likely.
const AGAINST_THE_BONDS: f64 = 1.0;

/// What a bond between like atoms costs that is assumed for the sake of the balance.
const ASSUMED_BOND: f64 = 4.0;

/// The same between oxygen atoms, which is there only where no metal can take their electrons
/// (BaO₂, not MnO₂ or K₂FeO₄).
const ASSUMED_PEROXIDE: f64 = 20.0;

/// Atoms of one element with one choice of states.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Kind {
    pub(crate) element: Element,
    /// How many.
    pub(crate) amount: f64,
    pub(crate) states: Vec<State>,
    /// The lowest and the highest charge between which the element passes e by e, whichever states are
    /// considered: Fe +2 to +4, not the +6 of ferrates.
    pub(crate) span: (f64, f64),
    /// Whether bonds decide the state, so that it says nothing about the atoms around.
    pub(crate) is_certain: bool,
    /// The charge that its bonds make, where they do.
    pub(crate) by_bonds: Option<f64>,
    /// Where bonds between like atoms leave any charge possible: the range, and the cost.
    pub(crate) catenated: Option<Catenated>,
}

/// Charges in e that like atoms bonded to each other can have on average.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Catenated {
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) cost: f64,
    /// What the bonds make of it all the same.
    pub(crate) expected: Option<f64>,
}

impl Kind {
    /// Atoms whose bonds say this.
    pub(crate) fn with_bonding(element: Element, amount: f64, bonding: &Bonding) -> Self {
        // States that only bonds between like atoms make are there with such a bond alone.
        let mut list = states(element);
        list.retain(|s| Some(s.charge) != bonded_state(element));
        let mut is_certain = false;
        let mut by_bonds = None;
        let mut catenated = None;
        match *bonding {
            Bonding::Free => {}
            Bonding::Certain(charge) => {
                is_certain = true;
                by_bonds = Some(charge);
                list = vec![State::certain(charge)];
            }
            Bonding::Expected(expected) => {
                by_bonds = Some(expected);
                prefer(&mut list, element, expected, 0.0);
            }
            Bonding::Possible(charge) => {
                let cheapest = list.first().map_or(0.0, |s| s.cost);
                prefer(&mut list, element, charge, cheapest + AGAINST_THE_BONDS);
            }
            Bonding::Catenated { low, high } => {
                catenated = Some(Catenated {
                    low,
                    high,
                    cost: 0.0,
                    expected: None,
                });
            }
        }
        Self {
            element,
            amount,
            span: span(&list),
            states: list,
            is_certain,
            by_bonds,
            catenated,
        }
    }

    /// Atoms of a formula, whose bonds are not known, but for those of elements that are said to be
    /// bonded to their like.
    pub(crate) fn of_formula(element: Element, amount: f64, is_bonded: bool) -> Self {
        let expected = bonded_state(element).filter(|_| is_bonded);
        let range = match element.symbol() {
            _ if expected.is_some() => None,
            "B" => Some((-1.0, 3.0)),
            "C" => Some((-4.0, 4.0)),
            "N" | "P" => Some((-3.0, 5.0)),
            "S" | "Se" => Some((-2.0, 6.0)),
            "I" => Some((-1.0, 0.0)),
            _ => None,
        };
        let mut list = states(element);
        if let Some(expected) = expected {
            prefer(&mut list, element, expected, 0.0);
        } else if element == Element::O {
            list.retain(|s| s.charge == -2.0);
            list.extend(
                (0..)
                    .zip([-1.0, -0.5, -1.0 / 3.0])
                    .map(|(step, charge)| State {
                        charge,
                        cost: ASSUMED_PEROXIDE + f64::from(step),
                        is_exceptional: true,
                        is_seen: true,
                    }),
            );
        }
        Self {
            element,
            amount,
            span: span(&list),
            states: list,
            is_certain: false,
            by_bonds: expected,
            catenated: range.map(|(low, high)| Catenated {
                low,
                high,
                cost: if is_bonded { 0.0 } else { ASSUMED_BOND },
                expected: None,
            }),
        }
    }

    /// Whether it can have any charge in a range.
    pub(crate) fn is_catenated(&self) -> bool {
        self.catenated.is_some()
    }
}

/// The lowest and the highest positive charge of the common ones of some states.
pub(crate) fn common_span(states: &[State]) -> (f64, f64) {
    let common = states
        .iter()
        .filter(|s| !s.is_exceptional && s.charge > 0.0);
    common.fold((f64::INFINITY, 0.0), |(low, high), s| {
        (s.charge.min(low), s.charge.max(high))
    })
}

/// The common span with the states beside it, as long as each is one e from the last.
fn span(states: &[State]) -> (f64, f64) {
    let has = |q: f64| q > 0.0 && states.iter().any(|s| s.is_seen && s.charge == q);
    let (mut low, mut high) = common_span(states);
    while has(low - 1.0) {
        low -= 1.0;
    }
    while has(high + 1.0) {
        high += 1.0;
    }
    (low, high)
}

/// The state that a bond to an atom of the same element makes: peroxides, disulfides,
/// hypodiphosphates.
fn bonded_state(element: Element) -> Option<f64> {
    match element.symbol() {
        "O" | "S" | "Se" | "Te" => Some(-1.0),
        "P" => Some(4.0),
        _ => None,
    }
}

/// Puts a state before the listed ones. For oxygen, whose length of bond is not always true, peroxide
/// and superoxide stand in for each other.
fn prefer(list: &mut Vec<State>, element: Element, charge: f64, cost: f64) {
    list.retain(|s| s.charge != charge);
    if element == Element::O {
        for (step, other) in (1..).zip([-1.0, -0.5]) {
            if other != charge && !list.iter().any(|s| s.charge == other) {
                list.push(State {
                    cost: cost + f64::from(step) * AGAINST_THE_BONDS,
                    ..State::certain(other)
                });
            }
        }
    }
    list.push(State {
        cost,
        ..State::certain(charge)
    });
    list.sort_by(|a, b| a.cost.total_cmp(&b.cost));
}

/// The atoms of a structure without charges, by kind.
pub(crate) struct StructureKinds {
    pub(crate) kinds: Vec<Kind>,
    /// The kind of each species of each site; `None` where it has a charge.
    pub(crate) places: Vec<Vec<Option<usize>>>,
}

impl StructureKinds {
    /// The one kind of a crystal of one element.
    pub(crate) fn of_one(structure: &Structure) -> Self {
        let composition = structure.composition();
        let kinds = composition
            .iter()
            .map(|(element, amount)| Kind::with_bonding(*element, *amount, &Bonding::Certain(0.0)));
        let sites = structure.sites().iter();
        Self {
            kinds: kinds.collect(),
            places: sites
                .map(|site| vec![Some(0); site.species.len()])
                .collect(),
        }
    }

    /// The kinds of the species without charge, and of the atoms that have no place in the cell.
    pub(crate) fn new(structure: &Structure, unknown: &[Element], unlocated: &Composition) -> Self {
        let atoms = bonds(structure, unknown);
        let found = bonding(&atoms);
        let said = |site: usize, element: Element| {
            let first = atoms.partition_point(|a| a.site < site);
            let here = atoms[first..].iter().take_while(|a| a.site == site);
            let place = here.into_iter().position(|a| a.element == element)?;
            found.get(first + place)
        };
        let mut keys: Vec<(Element, Bonding)> = Vec::new();
        let mut kinds: Vec<Kind> = Vec::new();
        let mut add = |element: Element, bonding: &Bonding, amount: f64| {
            let same = |k: &(Element, Bonding)| k.0 == element && k.1 == *bonding;
            let place = keys.iter().position(same).unwrap_or_else(|| {
                keys.push((element, bonding.clone()));
                kinds.push(Kind::with_bonding(element, 0.0, bonding));
                keys.len() - 1
            });
            kinds[place].amount += amount;
            place
        };
        let mut places = Vec::with_capacity(structure.sites().len());
        for (i, site) in structure.sites().iter().enumerate() {
            let mut list = Vec::with_capacity(site.species.len());
            for species in &site.species {
                list.push(species.charge.is_none().then(|| {
                    let bonding = said(i, species.element).unwrap_or(&Bonding::Free);
                    let amount = species.occupancy * site.multiplicity() as f64;
                    add(species.element, bonding, amount)
                }));
            }
            places.push(list);
        }
        for (element, amount) in unlocated {
            add(*element, &Bonding::Free, *amount);
        }
        Self { kinds, places }
    }
}
