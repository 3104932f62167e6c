//! Chemical elements.

use std::fmt;
use std::ops::RangeInclusive;
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

    /// Oxidation states in e that its atoms can have at all: from the electrons that fill its shell of
    /// eight to those that it has outside a closed one, no more than nine (P. Karen, P. McArdle,
    /// J. Takats, Pure Appl. Chem. 86 (2014) 1017, doi:10.1515/pac-2013-0505); wider than what is
    /// known of any compound.
    ///
    /// ```
    /// use hecs_core::Element;
    ///
    /// let of = |symbol| Element::from_symbol(symbol).map(Element::oxidation_range);
    /// assert_eq!(of("P"), Some(-3.0..=5.0));
    /// assert_eq!(of("Li"), Some(-1.0..=1.0));
    /// assert_eq!(of("Mn"), Some(-3.0..=7.0));
    /// ```
    pub fn oxidation_range(self) -> RangeInclusive<f64> {
        const NOBLE_GASES: [u8; 6] = [2, 10, 18, 36, 54, 86];
        let z = self.0;
        let closed = NOBLE_GASES.into_iter().rfind(|n| *n < z).unwrap_or(0);
        let outer = f64::from(z - closed);
        match z {
            5..=9 | 13..=17 => outer - 8.0..=outer,
            31..=35 | 49..=53 => outer - 18.0..=outer - 10.0,
            81..=85 => outer - 32.0..=outer - 24.0,
            // Hydrides, and alkalides of the alkali metals.
            1 | 3 | 11 | 19 | 37 | 55 | 87 => -1.0..=1.0,
            4 | 12 | 20 | 38 | 56 | 88 => 0.0..=2.0,
            2 | 10 | 18 | 36 | 54 | 86 => 0.0..=8.0,
            // Carbonyls have metals of negative states.
            _ => -3.0..=outer.clamp(3.0, 9.0),
        }
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
