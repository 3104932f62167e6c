//! Ions: an element with a charge.

use std::fmt;
use std::str::FromStr;

use crate::{CoreError, Element};

/// An element with an integer charge in elementary charges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ion {
    /// The element.
    pub element: Element,
    /// Charge in e.
    pub charge: i8,
}

impl Ion {
    /// Li⁺.
    pub const LI: Self = Self {
        element: Element::LI,
        charge: 1,
    };
}

impl fmt::Display for Ion {
    /// Writes `Li+`, `O2-`, `P5+`, and `Ar0` for a charge of zero.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.charge < 0 { "-" } else { "+" };
        let text = match self.charge.unsigned_abs() {
            0 => format!("{}0", self.element),
            1 => format!("{}{sign}", self.element),
            n => format!("{}{n}{sign}", self.element),
        };
        f.pad(&text)
    }
}

impl FromStr for Ion {
    type Err = CoreError;

    /// Reads `Li+`, `Li1+`, `Li+1`, `O2-`, `O-2`.
    fn from_str(text: &str) -> Result<Self, CoreError> {
        let fail = || CoreError::InvalidIon {
            text: text.to_owned(),
        };
        let trimmed = text.trim();
        let letters = trimmed
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(trimmed.len());
        let (symbol, rest) = trimmed.split_at(letters);
        let element: Element = symbol.parse()?;
        let negative = rest.contains('-');
        if !negative && !rest.contains('+') && rest != "0" {
            return Err(fail());
        }
        let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
        if rest.len() > digits.len() + 1 {
            return Err(fail());
        }
        let size: i8 = if digits.is_empty() {
            1
        } else {
            digits.parse().map_err(|_| fail())?
        };
        Ok(Self {
            element,
            charge: if negative { -size } else { size },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ions_are_read_in_the_usual_spellings() {
        for text in ["Li+", "Li1+", "Li+1", "li+"] {
            assert_eq!(text.parse::<Ion>().unwrap(), Ion::LI, "{text}");
        }
        let oxide: Ion = "O-2".parse().unwrap();
        assert_eq!(oxide.to_string(), "O2-");
        for text in ["Li", "Xx+", "O2-+", "", "O--"] {
            assert!(text.parse::<Ion>().is_err(), "{text}");
        }
    }
}
