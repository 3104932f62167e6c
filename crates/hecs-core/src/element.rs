//! Chemical elements.

use std::fmt;
use std::str::FromStr;

use crate::CoreError;

/// Symbols in order of atomic number; index 0 is hydrogen.
const SYMBOLS: [&str; 118] = [
    "H", "He", "Li", "Be", "B", "C", "N", "O", "F", "Ne", "Na", "Mg", "Al", "Si", "P", "S", "Cl",
    "Ar", "K", "Ca", "Sc", "Ti", "V", "Cr", "Mn", "Fe", "Co", "Ni", "Cu", "Zn", "Ga", "Ge", "As",
    "Se", "Br", "Kr", "Rb", "Sr", "Y", "Zr", "Nb", "Mo", "Tc", "Ru", "Rh", "Pd", "Ag", "Cd", "In",
    "Sn", "Sb", "Te", "I", "Xe", "Cs", "Ba", "La", "Ce", "Pr", "Nd", "Pm", "Sm", "Eu", "Gd", "Tb",
    "Dy", "Ho", "Er", "Tm", "Yb", "Lu", "Hf", "Ta", "W", "Re", "Os", "Ir", "Pt", "Au", "Hg", "Tl",
    "Pb", "Bi", "Po", "At", "Rn", "Fr", "Ra", "Ac", "Th", "Pa", "U", "Np", "Pu", "Am", "Cm", "Bk",
    "Cf", "Es", "Fm", "Md", "No", "Lr", "Rf", "Db", "Sg", "Bh", "Hs", "Mt", "Ds", "Rg", "Cn", "Nh",
    "Fl", "Mc", "Lv", "Ts", "Og",
];

/// A chemical element, ordered by atomic number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Element(u8);

impl Element {
    /// Hydrogen, also used for deuterium and tritium.
    pub const H: Self = Self(1);
    /// Lithium, the mobile ion of the solid electrolytes this project starts from.
    pub const LI: Self = Self(3);
    /// Oxygen.
    pub const O: Self = Self(8);

    /// The element of an atomic number from 1 to 118.
    pub fn from_atomic_number(z: u8) -> Option<Self> {
        (1..=118).contains(&z).then_some(Self(z))
    }

    /// The element of a symbol, whatever the case of its letters (`"LI"`, `"li"`, `"Li"`).
    pub fn from_symbol(symbol: &str) -> Option<Self> {
        SYMBOLS
            .iter()
            .position(|s| s.eq_ignore_ascii_case(symbol))
            .map(|i| Self(i as u8 + 1))
    }

    /// Atomic number, 1 for hydrogen.
    pub fn atomic_number(self) -> u8 {
        self.0
    }

    /// Symbol with its usual capitals.
    pub fn symbol(self) -> &'static str {
        SYMBOLS[usize::from(self.0) - 1]
    }
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.symbol())
    }
}

impl FromStr for Element {
    type Err = CoreError;

    fn from_str(symbol: &str) -> Result<Self, CoreError> {
        Self::from_symbol(symbol).ok_or_else(|| CoreError::UnknownElement {
            symbol: symbol.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_round_trip() {
        for z in 1..=118 {
            let element = Element::from_atomic_number(z).unwrap();
            assert_eq!(element.symbol().parse::<Element>().unwrap(), element);
        }
        assert_eq!(Element::from_symbol("CL").unwrap().atomic_number(), 17);
        assert!(Element::from_symbol("Xx").is_none());
    }
}
