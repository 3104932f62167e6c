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

/// The symbol of an element with a charge in e as chemists write it: `Li+`, `O2-`; an average with at most three
/// decimals, `Fe2.667+`; `Ar0` where there is no charge.
///
/// ```
/// use hecs_core::{Element, ion_text};
///
/// assert_eq!(ion_text("Fe", 8.0 / 3.0), "Fe2.667+");
/// assert_eq!(ion_text("Fe", 2.0), "Fe2+");
/// assert_eq!(ion_text(Element::O, -1.0), "O-");
/// ```
pub fn ion_text(element: impl fmt::Display, charge: f64) -> String {
    let rounded = (charge * 1e3).round() / 1e3;
    let sign = if rounded < 0.0 { "-" } else { "+" };
    match rounded.abs() {
        0.0 => format!("{element}0"),
        1.0 => format!("{element}{sign}"),
        size => format!("{element}{size}{sign}"),
    }
}

impl fmt::Display for Ion {
    /// Writes `Li+`, `O2-`, `P5+`, and `Ar0` for a charge of zero.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = ion_text(self.element, f64::from(self.charge));
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
