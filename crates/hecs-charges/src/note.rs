//! What a set of oxidation states rests on, for the reader to judge.

use std::fmt;

use hecs_core::Element;

use crate::Charges;

/// How oxidation states were come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Basis {
    /// They balance the charge of the cell.
    Balance,
    /// They balance with one element in two states, given as an average.
    Average,
    /// They nearly balance.
    NearBalance,
    /// They are the usual ones of the elements beside each other, and do not balance.
    Usual,
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
    /// No common states of these elements balance the charge; theirs stay unknown.
    Unresolved {
        /// The elements, in order of their atomic number.
        elements: Vec<Element>,
    },
    /// The charges of the sites do not add up to zero.
    Imbalance {
        /// Their sum over the cell in e.
        net_e: f64,
    },
}

impl ChargeNote {
    /// Short name for records: `charges-assumed`, `average-charge`, `charges-unresolved`,
    /// `charge-imbalance`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Assumed {
                basis: Basis::Average,
                ..
            } => "average-charge",
            Self::Assumed { .. } => "charges-assumed",
            Self::Unresolved { .. } => "charges-unresolved",
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
            _ => true,
        }
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
                    Basis::Balance => "by charge balance",
                    Basis::Average => "one as an average",
                    Basis::NearBalance => "as nearly balanced",
                    Basis::Usual => "as the usual ones, which do not balance",
                };
                write!(f, "oxidation states are assumed {how}: {}", list(charges))?;
                match alternative {
                    Some(other) => write!(f, "; {} would do as well", list(other)),
                    None => Ok(()),
                }
            }
            Self::Unresolved { elements } => {
                let names: Vec<String> = elements.iter().map(Element::to_string).collect();
                write!(
                    f,
                    "no common oxidation states of {} balance the charge",
                    names.join(", ")
                )
            }
            Self::Imbalance { net_e } => write!(
                f,
                "the charges of the sites add up to {net_e:+.3} e per cell, not to 0"
            ),
        }
    }
}

fn list(charges: &Charges) -> String {
    let parts: Vec<String> = charges
        .iter()
        .map(|(element, q)| format!("{element} {:+}", (q * 1e3).round() / 1e3))
        .collect();
    parts.join(", ")
}
