//! What the charges of a structure rest on, element by element: plain data for a record.

use std::collections::BTreeMap;
use std::fmt;

use hecs_core::{Element, ion_text};

/// Charges of elements in e; of one that has several states all of them, the highest first.
pub type Charges = BTreeMap<Element, Vec<f64>>;

/// Why an element has the charge it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The caller gave it.
    Given,
    /// The structure came with it.
    Stated,
    /// The file states it with the symbol of the atom type.
    StatedBySymbol,
    /// The file states it for the label of the site.
    StatedByLabel,
    /// It is the only common state of the element.
    OnlyState,
    /// The covalent bonds of the atom decide it.
    Bonds,
    /// The charge of the cell balances with it.
    Balance,
    /// It is what is left for this element, which is in two states or shares electrons with its like.
    Average,
    /// The charge of the cell nearly balances with it.
    NearBalance,
    /// It is the usual state beside the other elements; the charge does not balance.
    Usual,
    /// The crystal is of this element alone.
    Alone,
    /// There is none: no common states come near to balance.
    Unknown,
}

impl Reason {
    /// Stable word for records, such as `stated-by-label`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Stated => "stated",
            Self::StatedBySymbol => "stated-by-symbol",
            Self::StatedByLabel => "stated-by-label",
            Self::OnlyState => "only-state",
            Self::Bonds => "bonds",
            Self::Balance => "balance",
            Self::Average => "average",
            Self::NearBalance => "near-balance",
            Self::Usual => "usual",
            Self::Alone => "alone",
            Self::Unknown => "unknown",
        }
    }

    /// The reason in a clause for people.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Given => "it was given in place of what the file says",
            Self::Stated => "the structure states it",
            Self::StatedBySymbol => "the file states it with the symbol of the atom type",
            Self::StatedByLabel => "the file states it for the label of the site",
            Self::OnlyState => "the element has no other common state",
            Self::Bonds => "the bonds of the atom to others that are no metals decide it",
            Self::Balance => "with it the charge of the cell balances",
            Self::Average => "it is what the other elements leave: an average of several states",
            Self::NearBalance => "with it the charge of the cell nearly balances",
            Self::Usual => {
                "it is the usual state beside the other elements, though the charge of the cell does not balance"
            }
            Self::Alone => "the crystal is of this element alone",
            Self::Unknown => "no common states of the elements come near to balance",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// The charges of one element in a structure.
#[derive(Clone, Debug, PartialEq)]
pub struct ElementCharges {
    /// The element.
    pub element: Element,
    /// Its charges in e, the highest first, each with the atoms per cell that have it; empty where they
    /// are unknown.
    pub states: Vec<(f64, f64)>,
    /// Why.
    pub reason: Reason,
}

/// What the charges of a structure rest on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChargeAccount {
    /// Every element of the structure, by atomic number.
    pub elements: Vec<ElementCharges>,
    /// Other charges of the elements that were not stated which balance as well, with common states,
    /// the likeliest first; none where the first answer is more than 20 times as common.
    pub alternatives: Vec<Charges>,
    /// Charge that is left in e per cell, atoms without positions counted; `None` where a charge is
    /// unknown.
    pub imbalance_e: Option<f64>,
    /// The same over the positive charge of the cell.
    pub imbalance_share: Option<f64>,
    /// Atoms without positions (attached hydrogens) that the balance counts, with the charge in e that
    /// it gives them: element, charge, atoms per cell.
    pub unlocated: Vec<(Element, f64, f64)>,
}

impl ChargeAccount {
    /// The elements whose charges are unknown, by atomic number.
    pub fn unknown(&self) -> Vec<Element> {
        let unknown = self.elements.iter().filter(|e| e.reason == Reason::Unknown);
        unknown.map(|e| e.element).collect()
    }
}

/// `Fe2+ and Fe3+, O2-`.
pub(crate) fn charges_text(charges: &Charges) -> String {
    let ions = |(element, states): (&Element, &Vec<f64>)| {
        let texts: Vec<String> = states.iter().map(|q| ion_text(*element, *q)).collect();
        texts.join(" and ")
    };
    charges.iter().map(ions).collect::<Vec<_>>().join(", ")
}

/// Adds a charge to those of an element, in their order.
pub(crate) fn add_charge(charges: &mut Charges, element: Element, charge: f64) {
    let states = charges.entry(element).or_default();
    if !states.iter().any(|q| (q - charge).abs() < 1e-9) {
        let place = states.partition_point(|q| *q > charge);
        states.insert(place, charge);
    }
}
