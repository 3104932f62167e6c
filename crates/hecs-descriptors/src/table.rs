//! Names, units and meanings of the 32 descriptors, in the order of Table S2 of
//! doi:10.1016/j.scib.2021.04.029.

use std::fmt;

/// The five groups of descriptors, from the coarse to the fine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Category {
    /// What the compound is made of.
    Composition,
    /// Cell, tetrahedra, distances from lithium to the framework.
    Structure,
    /// Jumps and their bottlenecks.
    ConductionPathway,
    /// Occupancies and configurational entropies.
    IonDistribution,
    /// The free anions on A and C.
    SpecialIons,
}

impl Category {
    /// All categories in the order of the table.
    pub const ALL: [Self; 5] = [
        Self::Composition,
        Self::Structure,
        Self::ConductionPathway,
        Self::IonDistribution,
        Self::SpecialIons,
    ];

    /// Name as in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Composition => "Composition",
            Self::Structure => "Structure",
            Self::ConductionPathway => "Conduction pathway",
            Self::IonDistribution => "Ion distribution",
            Self::SpecialIons => "Special ions",
        }
    }
}

/// One of the 32 descriptors; the order is that of the table.
///
/// ⟨·⟩ is a mean weighted with amount or occupancy, χ the Pauling electronegativity, o an
/// occupancy, m the number of positions in the cubic cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Descriptor {
    /// `r_anion` (Å) = ⟨r⟩ over the anions of the formula, Shannon's ionic radii for six
    /// neighbours.
    RAnion,
    /// `EN_anion` = ⟨χ⟩ over the anions of the formula.
    EnAnion,
    /// `PL_anion` (Å³) = ⟨α⟩ over the anions of the formula, Pauling's polarizabilities.
    PlAnion,
    /// `r_cation` (Å) = ⟨r⟩ over the cations on B, lithium left out, Shannon's ionic radii for four
    /// neighbours.
    RCation,
    /// `EN_cation` = ⟨χ⟩ over the cations on B, lithium left out.
    EnCation,
    /// `PL_cation` (Å³) = ⟨α⟩ over the cations on B, lithium left out.
    PlCation,
    /// `C_Li` = n(Li) / n(B) of the formula, not of the refined occupancies.
    CLi,
    /// `a` (Å) = ∛(4 V / N), V the volume and N the number of B in the cell given.
    A,
    /// `v` (Å³) = 4 V / N.
    V,
    /// `V_LiACE2` (Å³) = |det(C − A, E₁ − A, E₂ − A)| / 6, the A, the C and the two E nearest to
    /// the lithium.
    VLiACE2,
    /// `V_BE4` (Å³) = 8√3/27 d³, d the B–E bond.
    VBE4,
    /// `D_Li_A` (Å) = min |A − Li|.
    DLiA,
    /// `D_Li_B` (Å) = min |B − Li|.
    DLiB,
    /// `D_Li_C` (Å) = min |C − Li|.
    DLiC,
    /// `D_Li_E` (Å) = min |E − Li|; the table prints 4d for 16e.
    DLiE,
    /// `BN_intra` (Å) = min (|c − pᵢ| − rᵢ), c the radical centre of the three anions p nearest to
    /// the middle of the jump, r the crystal radius (six neighbours) of the majority species of
    /// each.
    BnIntra,
    /// `BN_doublet` (Å): as [`Self::BnIntra`], for the doublet.
    BnDoublet,
    /// `BN_inter` (Å): as [`Self::BnIntra`], for the jump between cages.
    BnInter,
    /// `D_LiLi_intra` (Å): second-shortest distance between 48h positions around the same C.
    DLiLiIntra,
    /// `D_LiLi_doublet` (Å): shortest distance between 48h positions around the same C.
    DLiLiDoublet,
    /// `D_LiLi_inter` (Å): shortest distance between 48h positions around different C.
    DLiLiInter,
    /// `OCC_Li48h` = o(48h).
    OccLi48h,
    /// `OCC_Li24g` = o(24g), 0 where there is none.
    OccLi24g,
    /// `OCC_Li` = o(48h) + o(24g), the plain sum.
    OccLi,
    /// `S_conf_Li` (J/(mol K)) = −R Σ m [o ln o + (1 − o) ln(1 − o)], m = 48 and 24;
    /// [`crate::SConfLi`] has the published form.
    SConfLi,
    /// `S_conf_A` (J/(mol K)) = −4 R Σ o ln o over the species and the vacancy.
    SConfA,
    /// `S_conf_C` (J/(mol K)) = −4 R Σ o ln o over the species and the vacancy.
    SConfC,
    /// `S_conf_anion` (J/(mol K)) = S(A) + S(C) + S(E), E with m = 16.
    SConfAnion,
    /// `r_A` (Å) = ⟨r⟩ over the species of A, Shannon's crystal radii for six neighbours.
    RA,
    /// `EN_A` = ⟨χ⟩ over the species of A.
    EnA,
    /// `r_C` (Å) = ⟨r⟩ over the species of C, Shannon's crystal radii for six neighbours.
    RC,
    /// `EN_C` = ⟨χ⟩ over the species of C.
    EnC,
}

struct Row {
    name: &'static str,
    unit: &'static str,
    category: Category,
    meaning: &'static str,
}

const fn row(
    name: &'static str,
    unit: &'static str,
    category: Category,
    meaning: &'static str,
) -> Row {
    Row {
        name,
        unit,
        category,
        meaning,
    }
}

#[rustfmt::skip]
const TABLE: [Row; 32] = [
    row("r_anion", "Å", Category::Composition, "mean ionic radius of the anions"),
    row("EN_anion", "", Category::Composition, "mean Pauling electronegativity of the anions"),
    row("PL_anion", "Å³", Category::Composition, "mean polarizability of the anions"),
    row("r_cation", "Å", Category::Composition, "mean ionic radius of the framework cations"),
    row("EN_cation", "", Category::Composition, "mean Pauling electronegativity of the framework cations"),
    row("PL_cation", "Å³", Category::Composition, "mean polarizability of the framework cations"),
    row("C_Li", "", Category::Composition, "lithium per formula unit"),
    row("a", "Å", Category::Structure, "edge of the cubic cell"),
    row("v", "Å³", Category::Structure, "volume of the cubic cell"),
    row("V_LiACE2", "Å³", Category::Structure, "volume of the tetrahedron of anions around a 48h lithium"),
    row("V_BE4", "Å³", Category::Structure, "volume of the tetrahedron around a framework cation"),
    row("D_Li_A", "Å", Category::Structure, "shortest distance from a 48h lithium to A"),
    row("D_Li_B", "Å", Category::Structure, "shortest distance from a 48h lithium to B"),
    row("D_Li_C", "Å", Category::Structure, "shortest distance from a 48h lithium to C"),
    row("D_Li_E", "Å", Category::Structure, "shortest distance from a 48h lithium to E"),
    row("BN_intra", "Å", Category::ConductionPathway, "bottleneck of the jump within a cage"),
    row("BN_doublet", "Å", Category::ConductionPathway, "bottleneck of the jump within a doublet"),
    row("BN_inter", "Å", Category::ConductionPathway, "bottleneck of the jump between cages"),
    row("D_LiLi_intra", "Å", Category::ConductionPathway, "length of the jump within a cage"),
    row("D_LiLi_doublet", "Å", Category::ConductionPathway, "length of the jump within a doublet"),
    row("D_LiLi_inter", "Å", Category::ConductionPathway, "length of the jump between cages"),
    row("OCC_Li48h", "", Category::IonDistribution, "lithium occupancy of 48h"),
    row("OCC_Li24g", "", Category::IonDistribution, "lithium occupancy of 24g"),
    row("OCC_Li", "", Category::IonDistribution, "sum of the lithium occupancies of 48h and 24g"),
    row("S_conf_Li", "J/(mol K)", Category::IonDistribution, "configurational entropy of lithium, per mole of cubic cells"),
    row("S_conf_A", "J/(mol K)", Category::IonDistribution, "configurational entropy of A, per mole of cubic cells"),
    row("S_conf_C", "J/(mol K)", Category::IonDistribution, "configurational entropy of C, per mole of cubic cells"),
    row("S_conf_anion", "J/(mol K)", Category::IonDistribution, "configurational entropy of A, C and E, per mole of cubic cells"),
    row("r_A", "Å", Category::SpecialIons, "mean crystal radius of the ions on A"),
    row("EN_A", "", Category::SpecialIons, "mean Pauling electronegativity of the ions on A"),
    row("r_C", "Å", Category::SpecialIons, "mean crystal radius of the ions on C"),
    row("EN_C", "", Category::SpecialIons, "mean Pauling electronegativity of the ions on C"),
];

impl Descriptor {
    /// All descriptors in the order of the table.
    pub const ALL: [Self; 32] = [
        Self::RAnion,
        Self::EnAnion,
        Self::PlAnion,
        Self::RCation,
        Self::EnCation,
        Self::PlCation,
        Self::CLi,
        Self::A,
        Self::V,
        Self::VLiACE2,
        Self::VBE4,
        Self::DLiA,
        Self::DLiB,
        Self::DLiC,
        Self::DLiE,
        Self::BnIntra,
        Self::BnDoublet,
        Self::BnInter,
        Self::DLiLiIntra,
        Self::DLiLiDoublet,
        Self::DLiLiInter,
        Self::OccLi48h,
        Self::OccLi24g,
        Self::OccLi,
        Self::SConfLi,
        Self::SConfA,
        Self::SConfC,
        Self::SConfAnion,
        Self::RA,
        Self::EnA,
        Self::RC,
        Self::EnC,
    ];

    /// The descriptor of a column name such as `BN_intra`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|d| d.name() == name)
    }

    /// Column name, such as `BN_intra`.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// Unit, empty where there is none.
    pub fn unit(self) -> &'static str {
        self.row().unit
    }

    /// Group in the table.
    pub fn category(self) -> Category {
        self.row().category
    }

    /// What it is, in one line.
    pub fn meaning(self) -> &'static str {
        self.row().meaning
    }

    /// Position in [`Self::ALL`] and in [`crate::Hecs::values`].
    pub fn index(self) -> usize {
        self as usize
    }

    fn row(self) -> &'static Row {
        &TABLE[self.index()]
    }
}

impl fmt::Display for Descriptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_index_and_name_agree() {
        for (i, descriptor) in Descriptor::ALL.into_iter().enumerate() {
            assert_eq!(descriptor.index(), i);
            assert_eq!(Descriptor::from_name(descriptor.name()), Some(descriptor));
        }
        assert_eq!(Descriptor::BnInter.index(), 17);
        assert_eq!(Descriptor::EnC.name(), "EN_C");
        assert_eq!(Descriptor::from_name("bn_inter"), None);
    }

    #[test]
    fn categories_have_the_sizes_of_the_table() {
        let size = |category| {
            Descriptor::ALL
                .iter()
                .filter(|d| d.category() == category)
                .count()
        };
        let sizes = Category::ALL.map(size);
        assert_eq!(sizes, [7, 8, 6, 7, 4]);
    }
}
