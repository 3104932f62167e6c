//! How the 32 descriptors are written on an axis, their units and categories (Table S2).

use serde::{Deserialize, Serialize};

/// The five categories of descriptors, and a sixth for what is none of the 32.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Means over the formula.
    Composition,
    /// Cell, polyhedra, distances to the framework.
    Structure,
    /// Bottlenecks and jump distances.
    ConductionPathway,
    /// Occupancies and configurational entropies.
    IonDistribution,
    /// The free anions.
    SpecialIons,
    /// A descriptor of the user's own.
    Other,
}

impl Category {
    /// The five categories of the paper in its order.
    pub const FIVE: [Self; 5] = [
        Self::Composition,
        Self::Structure,
        Self::ConductionPathway,
        Self::IonDistribution,
        Self::SpecialIons,
    ];

    /// The category of a descriptor by its name, [`Category::Other`] for unknown ones.
    pub fn of(descriptor: &str) -> Self {
        find(descriptor).map_or(Self::Other, |d| d.category)
    }

    /// Name for a legend.
    pub fn name(self) -> &'static str {
        match self {
            Self::Composition => "Composition",
            Self::Structure => "Structure",
            Self::ConductionPathway => "Conduction pathway",
            Self::IonDistribution => "Ion distribution",
            Self::SpecialIons => "Special ions",
            Self::Other => "Other",
        }
    }
}

/// One of the 32 descriptors as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DescriptorLabel {
    /// Name in the tables.
    pub name: &'static str,
    /// Symbol in label markup.
    pub symbol: &'static str,
    /// Unit in label markup, empty where it has none.
    pub unit: &'static str,
    /// Category.
    pub category: Category,
}

/// The 32 in the order of Table S2.
#[rustfmt::skip]
pub const DESCRIPTORS: [DescriptorLabel; 32] = {
    use Category::{Composition, ConductionPathway, IonDistribution, SpecialIons, Structure};
    const fn d(name: &'static str, symbol: &'static str, unit: &'static str, category: Category) -> DescriptorLabel {
        DescriptorLabel { name, symbol, unit, category }
    }
    [
        d("r_anion", "*r*_{anion}", "Å", Composition),
        d("EN_anion", "*EN*_{anion}", "", Composition),
        d("PL_anion", "*PL*_{anion}", "Å^{3}", Composition),
        d("r_cation", "*r*_{cation}", "Å", Composition),
        d("EN_cation", "*EN*_{cation}", "", Composition),
        d("PL_cation", "*PL*_{cation}", "Å^{3}", Composition),
        d("C_Li", "*C*_{Li}", "per formula", Composition),
        d("a", "*a*", "Å", Structure),
        d("v", "*v*", "Å^{3}", Structure),
        d("V_LiACE2", "*V*_{LiACE₂}", "Å^{3}", Structure),
        d("V_BE4", "*V*_{BE₄}", "Å^{3}", Structure),
        d("D_Li_A", "*D*_{Li–A}", "Å", Structure),
        d("D_Li_B", "*D*_{Li–B}", "Å", Structure),
        d("D_Li_C", "*D*_{Li–C}", "Å", Structure),
        d("D_Li_E", "*D*_{Li–E}", "Å", Structure),
        d("BN_intra", "*BN*_{intra}", "Å", ConductionPathway),
        d("BN_doublet", "*BN*_{doublet}", "Å", ConductionPathway),
        d("BN_inter", "*BN*_{inter}", "Å", ConductionPathway),
        d("D_LiLi_intra", "*D*_{Li–Li,intra}", "Å", ConductionPathway),
        d("D_LiLi_doublet", "*D*_{Li–Li,doublet}", "Å", ConductionPathway),
        d("D_LiLi_inter", "*D*_{Li–Li,inter}", "Å", ConductionPathway),
        d("OCC_Li48h", "*OCC*_{Li,48h}", "", IonDistribution),
        d("OCC_Li24g", "*OCC*_{Li,24g}", "", IonDistribution),
        d("OCC_Li", "*OCC*_{Li}", "", IonDistribution),
        d("S_conf_Li", "*S*_{conf,Li}", "J mol^{−1} K^{−1}", IonDistribution),
        d("S_conf_A", "*S*_{conf,A}", "J mol^{−1} K^{−1}", IonDistribution),
        d("S_conf_C", "*S*_{conf,C}", "J mol^{−1} K^{−1}", IonDistribution),
        d("S_conf_anion", "*S*_{conf,anion}", "J mol^{−1} K^{−1}", IonDistribution),
        d("r_A", "*r*_{A}", "Å", SpecialIons),
        d("EN_A", "*EN*_{A}", "", SpecialIons),
        d("r_C", "*r*_{C}", "Å", SpecialIons),
        d("EN_C", "*EN*_{C}", "", SpecialIons),
    ]
};

/// Letter, horizontal and vertical descriptor of Fig. 5 a–f.
pub const FIG_5_PAIRS: [(&str, &str, &str); 6] = [
    ("a", "r_anion", "EN_cation"),
    ("b", "v", "V_BE4"),
    ("c", "D_Li_B", "D_Li_C"),
    ("d", "BN_inter", "BN_intra"),
    ("e", "S_conf_A", "S_conf_C"),
    ("f", "r_A", "r_C"),
];

/// The symbol of a descriptor in label markup; an unknown name is written as it is.
pub fn symbol(descriptor: &str) -> String {
    find(descriptor).map_or_else(|| as_text(descriptor), |d| d.symbol.to_owned())
}

/// The symbol with its unit in brackets, for an axis.
pub fn axis(descriptor: &str) -> String {
    match find(descriptor) {
        Some(d) if !d.unit.is_empty() => format!("{} ({})", d.symbol, d.unit),
        _ => symbol(descriptor),
    }
}

fn find(descriptor: &str) -> Option<&'static DescriptorLabel> {
    DESCRIPTORS.iter().find(|d| d.name == descriptor)
}

/// A name free of markup.
fn as_text(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, '*' | '{' | '}'))
        .collect()
}
