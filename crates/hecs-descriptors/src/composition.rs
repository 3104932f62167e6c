//! Composition per formula unit (Table S2 of doi:10.1016/j.scib.2021.04.029, rows 1–7).
//!
//! The formula is the one that the file declares, since refined lithium occupancies do not add up
//! to it; a formula unit holds one framework cation.

use std::collections::BTreeMap;

use hecs_core::{Element, Ion, Structure};

use crate::note::Note;
use crate::roles::Roles;

/// Ions per formula unit Li₆BE₄CA, which holds one framework cation.
#[derive(Clone, Debug, PartialEq)]
pub struct Composition {
    /// Anions and their amounts.
    pub anions: Vec<(Ion, f64)>,
    /// Framework cations on B; their amounts add up to 1.
    pub framework: Vec<(Ion, f64)>,
    /// Lithium.
    pub lithium: f64,
}

/// How much of an element the sites hold, in which ion, and where.
struct Tally {
    ion: Ion,
    /// Amount of the most abundant ion, by which that ion was chosen.
    of_ion: f64,
    total: f64,
    on_b: f64,
}

impl Composition {
    /// The declared composition; the sums over the sites where none is declared. What was assumed
    /// is returned beside it.
    pub fn of(structure: &Structure, roles: &Roles) -> (Self, Vec<Note>) {
        let tallies = tally(structure, |site| roles.b.sites.binary_search(&site).is_ok());
        let mut notes = Vec::new();
        let sums =
            || -> BTreeMap<Element, f64> { tallies.iter().map(|(e, t)| (*e, t.total)).collect() };
        let declared = structure.formula().map(|f| &f.per_formula_unit);
        let usable = |amounts: &BTreeMap<Element, f64>| {
            let holds = |wanted: &dyn Fn(&Tally) -> bool| {
                amounts
                    .iter()
                    .any(|(e, n)| *n > 0.0 && tallies.get(e).is_some_and(wanted))
            };
            amounts.values().all(|n| n.is_finite() && *n >= 0.0)
                && holds(&|t| t.ion.element == Element::LI)
                && holds(&|t| t.on_b > 0.0)
                && holds(&|t| t.ion.charge < 0)
        };
        let amounts = match declared {
            Some(amounts) if usable(amounts) => amounts.clone(),
            Some(_) => {
                notes.push(Note::FormulaUnusable);
                sums()
            }
            None => {
                notes.push(Note::FormulaFromSites);
                sums()
            }
        };
        // An element may be on B and elsewhere (Ge on 4b and on lithium positions); the sites say
        // which part of it is on B.
        let on_b = |element: &Element| tallies.get(element).map_or(0.0, |t| t.on_b / t.total);
        let units: f64 = amounts.iter().map(|(e, n)| n * on_b(e)).sum();
        let mut composition = Self {
            anions: Vec::new(),
            framework: Vec::new(),
            lithium: 0.0,
        };
        for (element, n) in &amounts {
            let amount = n / units;
            let Some(tally) = tallies.get(element) else {
                if *n > 0.0 {
                    notes.push(Note::ElementWithoutSite {
                        element: *element,
                        amount,
                    });
                }
                continue;
            };
            if *element == Element::LI {
                composition.lithium = amount;
            } else if tally.ion.charge < 0 {
                composition.anions.push((tally.ion, amount));
            } else if tally.on_b > 0.0 {
                let part = amount * on_b(element);
                composition.framework.push((tally.ion, part));
            }
        }
        (composition, notes)
    }
}

/// Ions in any amounts: those of the declared composition where it names what the sites hold and nothing
/// else, their sums over the sites otherwise. An element counts as its most abundant ion.
pub(crate) fn contents(structure: &Structure) -> Vec<(Ion, f64)> {
    let tallies = tally(structure, |_| false);
    let declared = structure.formula().map(|f| &f.per_formula_unit);
    let is_whole = |amounts: &&BTreeMap<Element, f64>| {
        amounts.keys().eq(tallies.keys()) && amounts.values().all(|n| n.is_finite() && *n > 0.0)
    };
    let declared = declared.filter(is_whole);
    let ions = tallies.iter().map(|(element, tally)| {
        let amount = declared.and_then(|amounts| amounts.get(element));
        (tally.ion, amount.copied().unwrap_or(tally.total))
    });
    ions.collect()
}

fn tally(structure: &Structure, is_on_b: impl Fn(usize) -> bool) -> BTreeMap<Element, Tally> {
    let mut by_ion: BTreeMap<Ion, (f64, f64)> = BTreeMap::new();
    for (index, site) in structure.sites().iter().enumerate() {
        let on_b = is_on_b(index);
        for species in &site.species {
            if let Some(ion) = species.ion().filter(|_| species.occupancy > 0.0) {
                let amount = species.occupancy * site.multiplicity() as f64;
                let (total, b) = by_ion.entry(ion).or_default();
                *total += amount;
                *b += if on_b { amount } else { 0.0 };
            }
        }
    }
    let mut tallies: BTreeMap<Element, Tally> = BTreeMap::new();
    for (ion, (total, on_b)) in by_ion {
        let entry = tallies.entry(ion.element).or_insert(Tally {
            ion,
            of_ion: total,
            total: 0.0,
            on_b: 0.0,
        });
        if total > entry.of_ion {
            entry.ion = ion;
            entry.of_ion = total;
        }
        entry.total += total;
        entry.on_b += on_b;
    }
    tallies
}
