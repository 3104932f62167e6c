//! Oxidation states of a structure: given ones, stated ones, else those that balance the charge.

use hecs_core::{Composition, DeclaredFormula, Element, Species, Structure};

use crate::ChargeNote;
use crate::account::ChargeAccount;
use crate::accounting::Accounting;
use crate::balance::Problem;
use crate::bonding::Bonding;
use crate::judge::{Filling, Found, Verdict, judge};
use crate::kinds::{Kind, StructureKinds};

/// A structure with charges, and what is to be said about them.
#[derive(Clone, Debug, PartialEq)]
pub struct Charged {
    /// The structure; charges that could not be found are `None`.
    pub structure: Structure,
    /// What the charges rest on, element by element.
    pub account: ChargeAccount,
    /// What is to be said about them.
    pub notes: Vec<ChargeNote>,
}

/// Fills in the charges that a structure does not state. `given` charges (e) of elements go before
/// those that it states; `unlocated` are atoms per cell that belong to it without having positions
/// (attached hydrogens), which count in the balance.
///
/// The declared formula is balanced where it has the elements of the sites, or hydrogen besides:
/// refined occupancies rarely balance exactly, formulae do. Bonds between atoms that are no metals
/// decide what they can: carbon in molecules, nitrate and ammonium, peroxides, disulfides.
pub fn assign(structure: Structure, given: &[(Element, f64)], unlocated: &Composition) -> Charged {
    let (structure, had_placeholders) = without_placeholders(with_given(structure, given));
    let unknown = unknown_elements(&structure);
    let found = find(&structure, &unknown, unlocated);
    let structure = match &found {
        Some(found) => with_found(structure, found),
        None => structure,
    };
    let accounting = Accounting {
        structure: &structure,
        given,
        unknown: &unknown,
        found: found.as_ref(),
        unlocated,
    };
    let account = accounting.account();
    let mut notes = Vec::new();
    if had_placeholders {
        notes.push(ChargeNote::Placeholders);
    }
    notes.extend(accounting.notes(&account));
    Charged {
        structure,
        account,
        notes,
    }
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

/// `0` for every atom of a compound says that a program knew no charges. Whether it was so.
fn without_placeholders(structure: Structure) -> (Structure, bool) {
    let all = || structure.sites().iter().flat_map(|s| &s.species);
    let is_compound = structure.composition().len() > 1;
    let none_charged = all().all(|s| s.charge.is_none_or(|q| q == 0.0));
    if is_compound && none_charged && all().any(|s| s.charge.is_some()) {
        (structure.with_charges(|_, _| None), true)
    } else {
        (structure, false)
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

/// The structure with them; species come in the order of the kinds.
fn with_found(structure: Structure, found: &Found) -> Structure {
    let mut of_kind = found.kinds.places.iter().flatten().map(|kind| {
        let charge = found.verdict.charges.get((*kind)?)?;
        Some(*charge)
    });
    structure.with_charges(|_, s| of_kind.next().flatten().or(s.charge))
}

/// Finds the charges of the unknown elements.
fn find(structure: &Structure, unknown: &[Element], unlocated: &Composition) -> Option<Found> {
    if unknown.is_empty() {
        return None;
    }
    let stated = || {
        let sites = structure.sites().iter();
        let species = sites.flat_map(|site| site.species.iter().map(move |s| (s, site)));
        species.filter_map(|(s, site)| Some(s.charge? * s.occupancy * site.multiplicity() as f64))
    };
    let some_stated = stated().next().is_some();
    let located = structure.composition();
    if !some_stated && located.len() == 1 && unlocated.is_empty() {
        let kinds = StructureKinds::of_one(structure);
        let verdict = Verdict::alone(kinds.kinds.len());
        return Some(Found { kinds, verdict });
    }
    let kinds = StructureKinds::new(structure, unknown, unlocated);
    let fixed = (stated().sum(), stated().map(|q| q.max(0.0)).sum());
    let of_sites = Problem::new(kinds.kinds.clone(), fixed)?;
    // Stated charges enter with the content of the sites; the formula does not tell species apart.
    let declared = structure
        .formula()
        .and_then(declared_content)
        .filter(|declared| !some_stated && heavy(declared) == heavy(&located));
    let of_formula = declared.and_then(|declared| {
        let scaled = scaled_to(&kinds.kinds, &declared);
        of_sites.with_kinds(scaled)
    });
    let verdict = judge(&of_sites, of_formula.as_ref(), filling(structure))?;
    Some(Found { kinds, verdict })
}

fn declared_content(formula: &DeclaredFormula) -> Option<Composition> {
    let units = formula.formula_units?;
    let per_unit = formula.per_formula_unit.iter();
    Some(per_unit.map(|(e, n)| (*e, n * units)).collect())
}

/// The kinds in the amounts of a declared composition, each with the share that it has of its
/// element; hydrogen that the sites do not have comes last.
fn scaled_to(kinds: &[Kind], declared: &Composition) -> Vec<Kind> {
    let total = |element: Element| -> f64 {
        let of = kinds.iter().filter(|k| k.element == element);
        of.map(|k| k.amount).sum()
    };
    let scaled = kinds.iter().map(|kind| {
        let all = total(kind.element);
        let share = if all > 0.0 { kind.amount / all } else { 0.0 };
        let amount = share * declared.get(&kind.element).copied().unwrap_or(0.0);
        Kind {
            amount,
            ..kind.clone()
        }
    });
    let further = declared
        .get(&Element::H)
        .filter(|_| total(Element::H) <= 0.0);
    let further = further.map(|n| Kind::with_bonding(Element::H, *n, &Bonding::Free));
    scaled.chain(further).collect()
}

/// The elements but hydrogen, which is often left out of the sites.
fn heavy(composition: &Composition) -> Vec<Element> {
    let elements = composition.keys().copied();
    elements.filter(|e| *e != Element::H).collect()
}

/// How well the sites are filled; occupancies are refined to about 1 %.
fn filling(structure: &Structure) -> Filling {
    let is_full = |q: f64| (q - 1.0).abs() < 0.01;
    let sites = || structure.sites().iter();
    if sites().all(|s| s.species.len() == 1 && is_full(s.occupancy())) {
        Filling::Ordered
    } else if sites().all(|s| is_full(s.occupancy())) {
        Filling::Mixed
    } else {
        Filling::Partial
    }
}
