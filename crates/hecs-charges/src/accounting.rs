//! The account and the notes of charges that were stated, given and found.

use hecs_core::{Composition, Element, Structure};

use crate::account::{ChargeAccount, Charges, ElementCharges, Reason, add_charge};
use crate::judge::Found;
use crate::kinds::Kind;
use crate::states::states;
use crate::{Basis, ChargeNote};

/// A second answer that is less than e times rarer than the first is as good as the first.
const AS_LIKELY: f64 = 1.0;

/// Charge over positive charge that rounded formulae and occupancies leave.
const ROUNDING: f64 = 0.005;

/// A structure with its charges and where they are from.
pub(crate) struct Accounting<'a> {
    /// With its charges.
    pub(crate) structure: &'a Structure,
    /// Charges that the caller gave.
    pub(crate) given: &'a [(Element, f64)],
    /// Elements without charges before.
    pub(crate) unknown: &'a [Element],
    pub(crate) found: Option<&'a Found>,
    pub(crate) unlocated: &'a Composition,
}

impl Accounting<'_> {
    /// The account, element by element.
    pub(crate) fn account(&self) -> ChargeAccount {
        let mut account = ChargeAccount::default();
        let (mut net, mut positive, mut is_known) = (0.0, 0.0, true);
        let mut add = |charge: f64, amount: f64| {
            net += charge * amount;
            positive += (charge * amount).max(0.0);
        };
        for site in self.structure.sites() {
            for species in &site.species {
                let amount = species.occupancy * site.multiplicity() as f64;
                let of_element = element_of(&mut account.elements, species.element);
                let Some(charge) = species.charge else {
                    is_known = false;
                    continue;
                };
                add(charge, amount);
                add_amount(&mut of_element.states, charge, amount);
            }
        }
        for (element, amount) in self.unlocated {
            match self.charge_of_unlocated(*element) {
                Some(charge) => {
                    add(charge, *amount);
                    account.unlocated.push((*element, charge, *amount));
                }
                None => is_known = false,
            }
        }
        for of_element in &mut account.elements {
            of_element.reason = self.reason(of_element);
        }
        account.elements.sort_by_key(|e| e.element);
        account.alternatives = self.alternatives().into_iter().map(|(_, c)| c).collect();
        account.imbalance_e = is_known.then_some(net);
        account.imbalance_share = account
            .imbalance_e
            .map(|net| net.abs() / f64::max(positive, 1.0));
        account
    }

    /// The charge of an atom that has no position: that found for its element, else the most common.
    fn charge_of_unlocated(&self, element: Element) -> Option<f64> {
        let of_kind = self.found.and_then(|found| {
            // The kind of what bonds say nothing about is the last of the element.
            let place = found
                .kinds
                .kinds
                .iter()
                .rposition(|k| k.element == element)?;
            found.verdict.charges.get(place).copied()
        });
        of_kind.or_else(|| states(element).first().map(|s| s.charge))
    }

    fn reason(&self, of: &ElementCharges) -> Reason {
        let element = of.element;
        if self.given.iter().any(|(e, _)| *e == element) {
            return Reason::Given;
        }
        if !self.unknown.contains(&element) {
            return Reason::Stated;
        }
        let Some(found) = self.found else {
            return Reason::Unknown;
        };
        let of_element = |(_, k): &(usize, &Kind)| k.element == element;
        let by_bonds = |(i, k): (usize, &Kind)| {
            k.by_bonds.is_some() && k.by_bonds == found.verdict.charges.get(i).copied()
        };
        let mut kinds = found.kinds.kinds.iter().enumerate().filter(of_element);
        match found.verdict.basis {
            Basis::Alone => Reason::Alone,
            _ if kinds.clone().any(|(i, _)| Some(i) == found.verdict.mixed) => Reason::Average,
            _ if kinds.clone().all(by_bonds) => Reason::Bonds,
            _ if kinds.all(|(_, k)| k.states.len() == 1) => Reason::OnlyState,
            Basis::Balance | Basis::Average => Reason::Balance,
            Basis::NearBalance => Reason::NearBalance,
            Basis::Usual => Reason::Usual,
        }
    }

    /// Charges of the elements that were unknown.
    fn charges_of_unknown(&self, by_kind: &[f64]) -> Charges {
        let mut charges = Charges::new();
        let Some(found) = self.found else {
            return charges;
        };
        for (kind, charge) in found.kinds.kinds.iter().zip(by_kind) {
            if self.unknown.contains(&kind.element) {
                add_charge(&mut charges, kind.element, *charge);
            }
        }
        charges
    }

    /// Other charges that balance, with what they cost more.
    fn alternatives(&self) -> Vec<(f64, Charges)> {
        let list = self.found.map_or(&[][..], |f| &f.verdict.alternatives);
        let named = list
            .iter()
            .map(|(cost, q)| (*cost, self.charges_of_unknown(q)));
        named.collect()
    }

    /// What is to be said about the charges.
    pub(crate) fn notes(&self, account: &ChargeAccount) -> Vec<ChargeNote> {
        let mut notes = Vec::new();
        if let Some(found) = self.found {
            let charges = self.charges_of_unknown(&found.verdict.charges);
            let mut others = self.alternatives().into_iter();
            let alternative = others.next().filter(|(cost, _)| *cost < AS_LIKELY);
            if found.verdict.basis == Basis::Alone {
                notes.extend(
                    self.unknown
                        .iter()
                        .map(|e| ChargeNote::OneElement { element: *e }),
                );
            } else {
                notes.push(ChargeNote::Assumed {
                    basis: found.verdict.basis,
                    charges,
                    alternative: alternative.map(|(_, charges)| charges),
                });
            }
        } else if !self.unknown.is_empty() {
            notes.push(ChargeNote::Unknown {
                elements: self.unknown.to_vec(),
            });
        }
        if let (Some(net_e), Some(share)) = (account.imbalance_e, account.imbalance_share)
            && share > ROUNDING
        {
            notes.push(ChargeNote::Imbalance { net_e, share });
        }
        notes
    }
}

fn element_of(list: &mut Vec<ElementCharges>, element: Element) -> &mut ElementCharges {
    let place = list.iter().position(|e| e.element == element);
    let place = place.unwrap_or_else(|| {
        list.push(ElementCharges {
            element,
            states: Vec::new(),
            reason: Reason::Unknown,
        });
        list.len() - 1
    });
    &mut list[place]
}

/// Adds atoms with a charge to those of their element, the highest charge first.
fn add_amount(states: &mut Vec<(f64, f64)>, charge: f64, amount: f64) {
    if let Some((_, n)) = states.iter_mut().find(|(q, _)| (*q - charge).abs() < 1e-9) {
        *n += amount;
        return;
    }
    let place = states.partition_point(|(q, _)| *q > charge);
    states.insert(place, (charge, amount));
}
