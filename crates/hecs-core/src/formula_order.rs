//! The order of elements in formulas.

use crate::Element;

/// From the most electropositive element to fluorine, a row for each group: Table VI of the IUPAC
/// Red Book (Nomenclature of Inorganic Chemistry, Recommendations 2005, ISBN 0-85404-438-8), used in
/// formulas as its section IR-4.4.2 says. Elements named since then continue their groups.
const SEQUENCE: [&str; 19] = [
    "Og Rn Xe Kr Ar Ne He",
    "Fr Cs Rb K Na Li",
    "Ra Ba Sr Ca Mg Be",
    "Lr No Md Fm Es Cf Bk Cm Am Pu Np U Pa Th Ac Lu Yb Tm Er Ho Dy Tb Gd Eu Sm Pm Nd Pr Ce La Y Sc",
    "Rf Hf Zr Ti",
    "Db Ta Nb V",
    "Sg W Mo Cr",
    "Bh Re Tc Mn",
    "Hs Os Ru Fe",
    "Mt Ir Rh Co",
    "Ds Pt Pd Ni",
    "Rg Au Ag Cu",
    "Cn Hg Cd Zn",
    "Nh Tl In Ga Al B",
    "Fl Pb Sn Ge Si C",
    "Mc Bi Sb As P N",
    "H",
    "Lv Po Te Se S O",
    "Ts At I Br Cl F",
];

impl Element {
    /// Place in a formula, 0–117: the more electropositive of two elements comes first, in the
    /// element sequence of the IUPAC Red Book 2005 (section IR-4.4.2, Table VI). Hydrogen stands
    /// between nitrogen and the chalcogens.
    ///
    /// ```
    /// # use hecs_core::Element;
    /// let mut elements = ["O", "F", "Li", "P", "V"].map(|s| s.parse::<Element>().unwrap());
    /// elements.sort_by_key(|e| e.formula_order());
    /// assert_eq!(elements.map(Element::symbol), ["Li", "V", "P", "O", "F"]);
    /// ```
    pub fn formula_order(self) -> usize {
        // A test finds every element in the sequence, once.
        SEQUENCE
            .iter()
            .flat_map(|group| group.split(' '))
            .position(|symbol| symbol == self.symbol())
            .unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_element_has_one_place() {
        let mut places: Vec<usize> = (1..=118)
            .map(|z| Element::from_atomic_number(z).unwrap().formula_order())
            .collect();
        places.sort_unstable();
        assert!(places.into_iter().eq(0..118));
    }

    #[test]
    fn hydrogen_stands_between_nitrogen_and_the_chalcogens() {
        let place = |symbol: &str| symbol.parse::<Element>().unwrap().formula_order();
        assert!(place("N") < place("H") && place("H") < place("Po"));
        assert!(place("O") < place("I") && place("Cl") < place("F"));
        assert!(place("Li") < place("La") && place("La") < place("Zr"));
    }
}
