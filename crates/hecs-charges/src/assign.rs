//! Oxidation states of a structure: given ones, stated ones, else those that balance the charge.

use hecs_core::{Composition, DeclaredFormula, Element, Species, Structure};

use crate::balance::{Charges, Problem, Solution, is_mixed};
use crate::bonds::bonded_to_its_like;
use crate::states::bonded_state;
use crate::{Basis, ChargeNote};

/// A structure with charges, and what is to be said about them.
#[derive(Clone, Debug, PartialEq)]
pub struct Charged {
    /// The structure; charges that could not be found are `None`.
    pub structure: Structure,
    /// What the charges rest on.
    pub notes: Vec<ChargeNote>,
}

/// Fills in the charges that a structure does not state. `given` charges (e) of elements go before
/// those that it states.
///
/// The declared formula is balanced where it has the elements of the sites, or hydrogen besides:
/// refined occupancies rarely balance exactly, formulae do.
pub fn assign(structure: Structure, given: &[(Element, f64)]) -> Charged {
    let structure = without_placeholders(with_given(structure, given));
    let mut notes = Vec::new();
    let unknown = unknown_elements(&structure);
    let all_stated = unknown.is_empty();
    let structure = if all_stated {
        structure
    } else if let Some(found) = find(&structure, &unknown) {
        notes.extend(found.note(&unknown));
        structure.with_charges(|_, s| s.charge.or_else(|| found.charges.get(&s.element).copied()))
    } else {
        notes.push(ChargeNote::Unresolved { elements: unknown });
        structure
    };
    notes.extend(imbalance(&structure, all_stated));
    Charged { structure, notes }
}

/// The structure with the given charges in place of its own. Species of a site that differed in
/// charge only become one.
fn with_given(structure: Structure, given: &[(Element, f64)]) -> Structure {
    if given.is_empty() {
        return structure;
    }
    let charge_of = |s: &Species| given.iter().find(|c| c.0 == s.element).map(|c| c.1);
    let charged = structure.with_charges(|_, s| charge_of(s).or(s.charge));
    let mut builder = charged.to_builder();
    for site in 0..builder.sites().len() {
        let Some(species) = builder.species_mut(site) else {
            continue;
        };
        let mut joined: Vec<Species> = Vec::with_capacity(species.len());
        for one in species.drain(..) {
            let is_given = charge_of(&one).is_some();
            let same = |s: &&mut Species| s.element == one.element && s.charge == one.charge;
            match joined.iter_mut().find(same).filter(|_| is_given) {
                Some(first) => first.occupancy += one.occupancy,
                None => joined.push(one),
            }
        }
        *species = joined;
    }
    // Occupancies were finite before.
    builder.build().unwrap_or(charged)
}

/// `0` for every atom of a compound says that a program knew no charges.
fn without_placeholders(structure: Structure) -> Structure {
    let mut all = structure.sites().iter().flat_map(|s| &s.species);
    let is_compound = structure.composition().len() > 1;
    if is_compound && all.all(|s| s.charge.is_none_or(|q| q == 0.0)) {
        structure.with_charges(|_, _| None)
    } else {
        structure
    }
}

fn unknown_elements(structure: &Structure) -> Vec<Element> {
    let mut list: Vec<Element> = structure
        .sites()
        .iter()
        .flat_map(|s| &s.species)
        .filter(|s| s.charge.is_none())
        .map(|s| s.element)
        .collect();
    list.sort_unstable();
    list.dedup();
    list
}

/// Charges, and how they were come by.
struct Found {
    charges: Charges,
    /// `None` where the crystal is of one element, which there is nothing to say about.
    basis: Option<Basis>,
    /// Others that balance as well.
    alternative: Option<Charges>,
}

impl Found {
    fn new(charges: Charges, basis: Basis) -> Self {
        Self {
            charges,
            basis: Some(basis),
            alternative: None,
        }
    }

    fn balanced(solution: Solution) -> Self {
        Self {
            alternative: solution.alternative,
            ..Self::new(solution.charges, Basis::Balance)
        }
    }

    fn note(&self, unknown: &[Element]) -> Option<ChargeNote> {
        let of_unknown = |charges: &Charges| -> Charges {
            let wanted = charges.iter().filter(|(e, _)| unknown.contains(e));
            wanted.map(|(e, q)| (*e, *q)).collect()
        };
        Some(ChargeNote::Assumed {
            basis: self.basis?,
            charges: of_unknown(&self.charges),
            alternative: self.alternative.as_ref().map(of_unknown),
        })
    }
}

/// Finds the charges of the unknown elements.
fn find(structure: &Structure, unknown: &[Element]) -> Option<Found> {
    let located = structure.composition();
    let mut species = structure.sites().iter().flat_map(|s| &s.species);
    let some_stated = species.any(|s| s.charge.is_some());
    if !some_stated && located.len() == 1 {
        return Some(Found {
            charges: unknown.iter().map(|e| (*e, 0.0)).collect(),
            basis: None,
            alternative: None,
        });
    }
    let bonded: Vec<Element> = unknown
        .iter()
        .copied()
        .filter(|e| bonded_state(*e).is_some() && bonded_to_its_like(*e, structure))
        .collect();
    // Stated charges enter with the content of the sites; the formula does not tell species apart.
    let fixed: f64 = structure
        .sites()
        .iter()
        .flat_map(|site| site.species.iter().map(move |s| (s, site.multiplicity())))
        .filter_map(|(s, m)| Some(s.charge? * s.occupancy * m as f64))
        .sum();
    let of_sites = Problem::new(unknown, fixed, &bonded, |e| free_amount(structure, e))?;
    let declared = structure
        .formula()
        .and_then(declared_content)
        .filter(|declared| heavy(declared) == heavy(&located));
    let of_formula = declared.filter(|_| !some_stated).and_then(|declared| {
        let elements: Vec<Element> = declared.keys().copied().collect();
        Problem::new(&elements, 0.0, &bonded, |e| {
            declared.get(&e).copied().unwrap_or(0.0)
        })
    });
    let exact = of_formula
        .as_ref()
        .and_then(|p| p.solve(2e-3))
        .or_else(|| of_sites.solve(1e-2));
    let exact = match exact {
        Some(solution) if !solution.is_doubtful => return Some(Found::balanced(solution)),
        other => other,
    };
    let average = of_formula
        .as_ref()
        .and_then(Problem::average)
        .or_else(|| of_sites.average());
    match (average, exact) {
        (Some(charges), exact) if exact.is_none() || is_mixed(&charges) => {
            return Some(Found::new(charges, Basis::Average));
        }
        (_, Some(solution)) => return Some(Found::balanced(solution)),
        _ => {}
    }
    if let Some(near) = of_sites.frequent().solve(0.12) {
        return Some(Found::new(near.charges, Basis::NearBalance));
    }
    // Some published occupancies are far off (a lithium site filled twice over): the states that the
    // elements usually have beside each other are still known.
    Some(Found::new(of_sites.usual()?, Basis::Usual))
}

fn declared_content(formula: &DeclaredFormula) -> Option<Composition> {
    let units = formula.formula_units?;
    let per_unit = formula.per_formula_unit.iter();
    Some(per_unit.map(|(e, n)| (*e, n * units)).collect())
}

/// The elements but hydrogen, which is often left out of the sites.
fn heavy(composition: &Composition) -> Vec<Element> {
    let elements = composition.keys().copied();
    elements.filter(|e| *e != Element::H).collect()
}

fn free_amount(structure: &Structure, element: Element) -> f64 {
    structure
        .sites()
        .iter()
        .flat_map(|site| site.species.iter().map(move |s| (s, site.multiplicity())))
        .filter(|(s, _)| s.element == element && s.charge.is_none())
        .map(|(s, m)| s.occupancy * m as f64)
        .sum()
}

/// The sum of the charges where it is not that of rounding.
fn imbalance(structure: &Structure, all_stated: bool) -> Option<ChargeNote> {
    let (mut net, mut positive) = (0.0, 0.0);
    for site in structure.sites() {
        for species in &site.species {
            let q = species.charge? * species.occupancy * site.multiplicity() as f64;
            net += q;
            positive += f64::max(q, 0.0);
        }
    }
    let margin = if all_stated { 0.01 } else { 0.02 } * f64::max(positive, 1.0);
    (f64::abs(net) > margin).then_some(ChargeNote::Imbalance { net_e: net })
}
