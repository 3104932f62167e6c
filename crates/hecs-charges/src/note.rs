//! What a set of oxidation states rests on, for the reader to judge.

use std::fmt;

use hecs_core::Element;

use crate::account::{Charges, charges_text};

/// Charge over positive charge that occupancies refined to 1 % leave.
const WORTH_A_WARNING: f64 = 0.01;

/// How oxidation states were come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Basis {
    /// They balance the charge of the cell.
    Balance,
    /// They balance with one element in two states, given as an average.
    Average,
    /// They are common and nearly balance: within what refined occupancies tell.
    NearBalance,
    /// They are the usual ones of the elements beside each other, and do not balance.
    Usual,
    /// The crystal is of one element, which has no charge.
    Alone,
}

/// What is to be said about the charges of a structure.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ChargeNote {
    /// Charges that were not stated are assumed.
    Assumed {
        /// How.
        basis: Basis,
        /// Charges in e of the elements without stated ones.
        charges: Charges,
        /// Others of those elements that balance as well and are about as common.
        alternative: Option<Charges>,
    },
    /// No common states of these elements come near to balance; theirs stay unknown.
    Unknown {
        /// The elements, in order of their atomic number.
        elements: Vec<Element>,
    },
    /// All stated charges were 0, which says that a program knew none; they were not used.
    Placeholders,
    /// The crystal is of one element, whose atoms have no charge.
    OneElement {
        /// The element.
        element: Element,
    },
    /// The charges do not add up to zero; a warning where more is left than refinement explains.
    Imbalance {
        /// Their sum over the cell in e.
        net_e: f64,
        /// The same, without its sign, over the positive charge of the cell.
        share: f64,
    },
}

impl ChargeNote {
    /// Short name for records: `charges-assumed`, `average-charge`, `charges-unknown`,
    /// `stated-charges-unused`, `one-element`, `charge-imbalance`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Assumed {
                basis: Basis::Average,
                ..
            } => "average-charge",
            Self::Assumed { .. } => "charges-assumed",
            Self::Unknown { .. } => "charges-unknown",
            Self::Placeholders => "stated-charges-unused",
            Self::OneElement { .. } => "one-element",
            Self::Imbalance { .. } => "charge-imbalance",
        }
    }

    /// Whether it casts doubt on what is computed from the charges; the plain news that they were
    /// found by balance does not.
    pub fn is_warning(&self) -> bool {
        match self {
            Self::Assumed {
                basis, alternative, ..
            } => *basis == Basis::Average || alternative.is_some(),
            Self::OneElement { .. } => false,
            Self::Imbalance { share, .. } => *share > WORTH_A_WARNING,
            _ => true,
        }
    }

    /// What to give, where the charges stay unknown: `Ni=…, Ti=…`.
    pub fn remedy(&self) -> Option<String> {
        let Self::Unknown { elements } = self else {
            return None;
        };
        let list: Vec<String> = elements.iter().map(|e| format!("{e}=…")).collect();
        Some(format!(
            "give the oxidation states, in the file as _atom_type_oxidation_number or as --charges {}",
            list.join(",")
        ))
    }
}

impl fmt::Display for ChargeNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Assumed {
                basis,
                charges,
                alternative,
            } => {
                let how = match basis {
                    Basis::Balance | Basis::Alone => "by charge balance",
                    Basis::Average => "one as an average",
                    Basis::NearBalance => "as common ones that nearly balance",
                    Basis::Usual => "as the usual ones, which do not balance",
                };
                let list = charges_text(charges);
                write!(f, "oxidation states are assumed {how}: {list}")?;
                match alternative {
                    Some(other) => write!(f, "; {} would do as well", charges_text(other)),
                    None => Ok(()),
                }
            }
            Self::Unknown { elements } => {
                let names: Vec<String> = elements.iter().map(Element::to_string).collect();
                write!(
                    f,
                    "the charges of {} are unknown: no common oxidation states come near to balance",
                    names.join(", ")
                )
            }
            Self::Placeholders => f.write_str(
                "the file states 0 for all oxidation states, as programs do that know none; they are not used",
            ),
            Self::OneElement { element } => {
                write!(f, "the structure holds {element} alone, whose atoms have no charge")
            }
            Self::Imbalance { net_e, share } => write!(
                f,
                "the charges add up to {net_e:+.3} e per cell, {:.1} % of the positive charge, not to 0",
                100.0 * share
            ),
        }
    }
}
