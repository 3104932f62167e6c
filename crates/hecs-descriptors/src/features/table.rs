//! Names, units, formulas and validity of the 54 features.
//!
//! M is the mobile ion, F any other cation, X an anion; ⟨·⟩ a mean weighted with amount or occupancy, N
//! numbers in the cell, o an occupancy, m a multiplicity.

use std::fmt;

use crate::table::Category;

/// One of the 54 features of an electrolyte; the order is that of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Feature {
    /// `r_X` (Å): mean radius of the anions.
    RX,
    /// `EN_X`: mean electronegativity of the anions.
    EnX,
    /// `PL_X` (Å³): mean polarizability of the anions.
    PlX,
    /// `r_F` (Å): mean radius of the framework cations.
    RF,
    /// `EN_F`: mean electronegativity of the framework cations.
    EnF,
    /// `PL_F` (Å³): mean polarizability of the framework cations.
    PlF,
    /// `M_per_X`: mobile ions per anion.
    MPerX,
    /// `charge_share_M`: share of the cation charge on the mobile ion.
    ChargeShareM,
    /// `sd_EN_X`: spread of the electronegativity of the anions.
    SdEnX,
    /// `sd_r_F` (Å): spread of the radii of the framework cations.
    SdRF,
    /// `q_F` (e): mean charge of the framework cations.
    QF,
    /// `F_per_X`: framework cations per anion.
    FPerX,
    /// `V_per_X` (Å³): volume per anion.
    VPerX,
    /// `V_per_X_sphere`: volume per anion over that of its sphere.
    VPerSphere,
    /// `density` (g/cm³): density.
    Density,
    /// `packing`: volume of the spheres of all ions over that of the cell.
    Packing,
    /// `M_per_V` (1/Å³): mobile ions per volume.
    MPerVolume,
    /// `V_MX` (Å³): volume of the polyhedron of the mobile ion.
    VPolyhedronM,
    /// `V_FX` (Å³): volume of the polyhedra of framework cations.
    VPolyhedronF,
    /// `D_M_F` (Å): distance from the mobile ion to a framework cation.
    DMF,
    /// `D_M_X1` (Å): distance from the mobile ion to the free anion nearest to mobile ions.
    DMX1,
    /// `D_M_X2` (Å): distance from the mobile ion to the second free anion.
    DMX2,
    /// `D_M_XF` (Å): distance from the mobile ion to a bound anion.
    DMXBound,
    /// `D_X_X` (Å): distance between anions.
    DXX,
    /// `ECoN_M`: effective coordination of the mobile ion.
    EconM,
    /// `BVM_M` (v.u.): mismatch of the bond-valence sum of the mobile ion.
    BvmM,
    /// `point_group_order`: order of the point group.
    PointGroup,
    /// `Ea_1D` (eV): barrier in one dimension.
    Ea1,
    /// `Ea_2D` (eV): barrier in two dimensions.
    Ea2,
    /// `Ea_3D` (eV): barrier in three dimensions.
    Ea3,
    /// `r_void_3D` (Å): sphere that percolates the voids in three dimensions.
    RVoid,
    /// `window_1` (Å): window of hops within a cage.
    Window1,
    /// `window_2` (Å): window of hops within a node.
    Window2,
    /// `window_3` (Å): window of hops between cages.
    Window3,
    /// `hop_1` (Å): length of hops within a cage.
    Hop1,
    /// `hop_2` (Å): length of hops within a node.
    Hop2,
    /// `hop_3` (Å): length of hops between cages.
    Hop3,
    /// `site_spread` (eV): spread of site energies.
    SiteSpread,
    /// `tortuosity`: path over straight line.
    Tortuosity,
    /// `occ_M1`: occupancy of the fullest class of mobile sites.
    OccM1,
    /// `occ_M2`: occupancy of the second class of mobile sites.
    OccM2,
    /// `occ_M`: sum of both.
    OccM,
    /// `vacancies_per_X`: empty nodes per anion.
    Vacancies,
    /// `S_M_per_X` (J/(mol K)): configurational entropy of mobile sites per anion.
    SM,
    /// `S_X1` (J/(mol K)): configurational entropy of a position of the first free anion.
    SX1,
    /// `S_X2` (J/(mol K)): configurational entropy of a position of the second free anion.
    SX2,
    /// `S_X` (J/(mol K)): configurational entropy of anions per anion.
    SX,
    /// `shared_M`: share of mobile ions on sites shared with other cations.
    SharedM,
    /// `r_X1` (Å): radius of the first free anion.
    RX1,
    /// `EN_X1`: electronegativity of the first free anion.
    EnX1,
    /// `r_X2` (Å): radius of the second free anion.
    RX2,
    /// `EN_X2`: electronegativity of the second free anion.
    EnX2,
    /// `free_X`: share of anions that are free.
    FreeX,
    /// `M_around_X`: mobile ions around a free anion.
    MAroundX,
}

struct Row {
    name: &'static str,
    unit: &'static str,
    category: Category,
    meaning: &'static str,
    formula: &'static str,
    validity: &'static str,
    argyrodite: &'static str,
}

const fn row(
    [name, unit]: [&'static str; 2],
    category: Category,
    [meaning, formula, validity, argyrodite]: [&'static str; 4],
) -> Row {
    Row {
        name,
        unit,
        category,
        meaning,
        formula,
        validity,
        argyrodite,
    }
}

#[rustfmt::skip]
const TABLE: [Row; 54] = [
    row(["r_X", "Å"], Category::Composition, ["mean radius of the anions", "⟨r⟩ over X of the formula, Shannon's ionic radii, six neighbours", "any structure with charges", "1"]),
    row(["EN_X", ""], Category::Composition, ["mean electronegativity of the anions", "⟨χ⟩ over X of the formula, Pauling", "any structure with charges", "2"]),
    row(["PL_X", "Å³"], Category::Composition, ["mean polarizability of the anions", "⟨α⟩ over X of the formula, free ions, Pauling", "where every anion is tabulated: not nitrides, phosphides, hydrides", "3"]),
    row(["r_F", "Å"], Category::Composition, ["mean radius of the framework cations", "⟨r⟩ over F of the formula, Shannon's ionic radii, as many neighbours as bonds", "where there are framework cations", "4"]),
    row(["EN_F", ""], Category::Composition, ["mean electronegativity of the framework cations", "⟨χ⟩ over F of the formula, Pauling", "where there are framework cations", "5"]),
    row(["PL_F", "Å³"], Category::Composition, ["mean polarizability of the framework cations", "⟨α⟩ over F of the formula, free ions, Pauling", "where every framework cation is tabulated: none with an open d or f shell or a lone pair, nor V5+, Nb5+, Ta5+, Hf4+, Mo6+, W6+, Bi5+", "6"]),
    row(["M_per_X", ""], Category::Composition, ["mobile ions per anion", "n(M) / n(X) of the formula", "any structure with charges", "7 over X per formula"]),
    row(["charge_share_M", ""], Category::Composition, ["share of the cation charge on the mobile ion", "q(M) n(M) / Σ q n over all cations of the sites", "any structure with charges", ""]),
    row(["sd_EN_X", ""], Category::Composition, ["spread of the electronegativity of the anions", "√⟨(χ − ⟨χ⟩)²⟩ over X of the formula", "any structure with charges", ""]),
    row(["sd_r_F", "Å"], Category::Composition, ["spread of the radii of the framework cations", "√⟨(r − ⟨r⟩)²⟩ over F of the formula", "where there are framework cations", ""]),
    row(["q_F", "e"], Category::Composition, ["mean charge of the framework cations", "⟨q⟩ over F of the sites", "where there are framework cations", ""]),
    row(["F_per_X", ""], Category::Composition, ["framework cations per anion", "n(F) / n(X) of the formula", "any structure with charges", ""]),
    row(["V_per_X", "Å³"], Category::Structure, ["volume per anion", "V / N(X), N weighted with occupancy", "any structure with charges", "9 over X per cubic cell; 8 the cube root of that"]),
    row(["V_per_X_sphere", ""], Category::Structure, ["volume per anion over that of its sphere", "V / N(X) over 4π r_X³ / 3", "any structure with charges", ""]),
    row(["density", "g/cm³"], Category::Structure, ["density", "m / V", "where every element has an atomic weight", ""]),
    row(["packing", ""], Category::Structure, ["volume of the spheres of all ions over that of the cell", "Σ o 4π r³ / 3 / V over all ions, Shannon's crystal radii, six neighbours", "where every ion has a radius", ""]),
    row(["M_per_V", "1/Å³"], Category::Structure, ["mobile ions per volume", "N(M) / V", "any structure with charges", ""]),
    row(["V_MX", "Å³"], Category::Structure, ["volume of the polyhedron of the mobile ion", "volume of the hull of the X bonded to M, mean over the class that holds most M", "where M is bonded to four X or more, not in a plane", "10"]),
    row(["V_FX", "Å³"], Category::Structure, ["volume of the polyhedra of framework cations", "volume of the hull of the X bonded to F, mean over F", "where F is bonded to four X or more, not in a plane", "11"]),
    row(["D_M_F", "Å"], Category::Structure, ["distance from the mobile ion to a framework cation", "min |F − M| of positions that can be filled together, mean over the class that holds most M", "where there are framework cations", "13"]),
    row(["D_M_X1", "Å"], Category::Structure, ["distance from the mobile ion to the free anion nearest to mobile ions", "min |X − M| of positions that can be filled together, over the first class of free X, mean over the class that holds most M", "where there are free anions", "14"]),
    row(["D_M_X2", "Å"], Category::Structure, ["distance from the mobile ion to the second free anion", "min |X − M| of positions that can be filled together, over the second class of free X, mean over the class that holds most M", "where there are two classes of free anions", "12"]),
    row(["D_M_XF", "Å"], Category::Structure, ["distance from the mobile ion to a bound anion", "min |X − M| of positions that can be filled together, over bound X, mean over the class that holds most M", "where there are bound anions", "15"]),
    row(["D_X_X", "Å"], Category::Structure, ["distance between anions", "min |X′ − X|, mean over X; positions that fill in turn left out", "where there are two anions", ""]),
    row(["ECoN_M", ""], Category::Structure, ["effective coordination of the mobile ion", "Σ o exp(1 − (d/d̄)⁶) over X bonded to M, d̄ the mean with weights exp(1 − (d/d_min)⁶), mean over M (Hoppe 1979)", "where M is bonded to X", ""]),
    row(["BVM_M", "v.u."], Category::Structure, ["mismatch of the bond-valence sum of the mobile ion", "|Σ o exp(α (r₀ − d)) − q|, mean over M (softBV)", "where softBV has the pairs", ""]),
    row(["point_group_order", ""], Category::Structure, ["order of the point group", "rotations of the space group found within 0.01 Å", "up to 3000 positions", ""]),
    row(["Ea_1D", "eV"], Category::ConductionPathway, ["barrier in one dimension", "level of percolation in one dimension above the lowest site (BVSE)", "where the map percolates; not on sites shared with other cations, and with care for averaged charges", ""]),
    row(["Ea_2D", "eV"], Category::ConductionPathway, ["barrier in two dimensions", "level of percolation in two dimensions above the lowest site (BVSE)", "where the map percolates; not on sites shared with other cations, and with care for averaged charges", ""]),
    row(["Ea_3D", "eV"], Category::ConductionPathway, ["barrier in three dimensions", "level of percolation in three dimensions above the lowest site (BVSE)", "where the map percolates; not on sites shared with other cations, and with care for averaged charges", ""]),
    row(["r_void_3D", "Å"], Category::ConductionPathway, ["sphere that percolates the voids in three dimensions", "radius of the largest sphere that percolates between the sites that hold no M, along edges of their Laguerre cells", "where every ion has a radius; sites shared with M count as open, which the void map fills with their other cations", ""]),
    row(["window_1", "Å"], Category::ConductionPathway, ["window of hops within a cage", "radical centre of the three X nearest to the saddle point, to the nearest surface; hop within a cage around a free X, the first that decides a barrier or the lowest", "where the network has hops within a cage; in cubic argyrodites of the middle of the jump", "16"]),
    row(["window_2", "Å"], Category::ConductionPathway, ["window of hops within a node", "as window_1, hop within one node", "where the network has hops within a node; in cubic argyrodites of the middle of the jump", "17"]),
    row(["window_3", "Å"], Category::ConductionPathway, ["window of hops between cages", "as window_1, hop between cages; any hop where there are no free X", "where the network has hops between cages; in cubic argyrodites of the middle of the jump", "18"]),
    row(["hop_1", "Å"], Category::ConductionPathway, ["length of hops within a cage", "distance of the ends of the hop of window_1", "as window_1", "19"]),
    row(["hop_2", "Å"], Category::ConductionPathway, ["length of hops within a node", "distance of the ends of the hop of window_2", "as window_2", "20"]),
    row(["hop_3", "Å"], Category::ConductionPathway, ["length of hops between cages", "distance of the ends of the hop of window_3", "as window_3", "21"]),
    row(["site_spread", "eV"], Category::ConductionPathway, ["spread of site energies", "highest end of the hops that decide the barriers − lowest site", "where the map percolates; not on sites shared with other cations, and with care for averaged charges", ""]),
    row(["tortuosity", ""], Category::ConductionPathway, ["path over straight line", "length of the hop that decides the barrier in the most dimensions over the distance of its ends", "where the map percolates; not on sites shared with other cations, and with care for averaged charges", ""]),
    row(["occ_M1", ""], Category::IonDistribution, ["occupancy of the fullest class of mobile sites", "o(M), mean over the class that holds most M", "any structure whose sites have parts", "22"]),
    row(["occ_M2", ""], Category::IonDistribution, ["occupancy of the second class of mobile sites", "o(M), mean over the class that holds second most M", "where there are two classes of M sites", "23"]),
    row(["occ_M", ""], Category::IonDistribution, ["sum of both", "occ_M1 + occ_M2, the latter 0 where there is none", "any structure whose sites have parts", "24"]),
    row(["vacancies_per_X", ""], Category::IonDistribution, ["places left for mobile ions per anion", "(C − N(M)) / N(X), C the most M that fit on the M positions, no two nearer than 2.0 Å", "any structure whose sites have parts; where positions follow one another without end C is a mean over cells, or a bound of it from above", ""]),
    row(["S_M_per_X", "J/(mol K)"], Category::IonDistribution, ["configurational entropy of mobile sites per anion", "−R Σ m [Σ o ln o + (1 − Σ o) ln(1 − Σ o)] over M sites, over N(X)", "any structure whose sites have parts", "25 over X per cubic cell"]),
    row(["S_X1", "J/(mol K)"], Category::IonDistribution, ["configurational entropy of a position of the first free anion", "−R [Σ o ln o + (1 − Σ o) ln(1 − Σ o)], mean over the first class of free X", "where there are free anions", "27 over 4"]),
    row(["S_X2", "J/(mol K)"], Category::IonDistribution, ["configurational entropy of a position of the second free anion", "as S_X1, the second class", "where there are two classes of free anions", "26 over 4"]),
    row(["S_X", "J/(mol K)"], Category::IonDistribution, ["configurational entropy of anions per anion", "as S_X1, summed over all X positions, over N(X)", "any structure whose sites have parts", "28 over X per cubic cell"]),
    row(["shared_M", ""], Category::IonDistribution, ["share of mobile ions on sites shared with other cations", "N(M) on sites with other cations / N(M)", "any structure whose sites have parts", ""]),
    row(["r_X1", "Å"], Category::SpecialIons, ["radius of the first free anion", "⟨r⟩ over the species of the first class of free X, Shannon's crystal radii, six neighbours", "where there are free anions", "31"]),
    row(["EN_X1", ""], Category::SpecialIons, ["electronegativity of the first free anion", "⟨χ⟩ over the species of the first class of free X", "where there are free anions", "32"]),
    row(["r_X2", "Å"], Category::SpecialIons, ["radius of the second free anion", "⟨r⟩ over the species of the second class of free X", "where there are two classes of free anions", "29"]),
    row(["EN_X2", ""], Category::SpecialIons, ["electronegativity of the second free anion", "⟨χ⟩ over the species of the second class of free X", "where there are two classes of free anions", "30"]),
    row(["free_X", ""], Category::SpecialIons, ["share of anions that are free", "N(free X) / N(X)", "any structure whose sites have parts", ""]),
    row(["M_around_X", ""], Category::SpecialIons, ["mobile ions around a free anion", "o(M) bonded to a free X, mean over free X", "where there are free anions", ""]),
];

impl Feature {
    /// All features in the order of the table.
    pub const ALL: [Self; 54] = [
        Self::RX,
        Self::EnX,
        Self::PlX,
        Self::RF,
        Self::EnF,
        Self::PlF,
        Self::MPerX,
        Self::ChargeShareM,
        Self::SdEnX,
        Self::SdRF,
        Self::QF,
        Self::FPerX,
        Self::VPerX,
        Self::VPerSphere,
        Self::Density,
        Self::Packing,
        Self::MPerVolume,
        Self::VPolyhedronM,
        Self::VPolyhedronF,
        Self::DMF,
        Self::DMX1,
        Self::DMX2,
        Self::DMXBound,
        Self::DXX,
        Self::EconM,
        Self::BvmM,
        Self::PointGroup,
        Self::Ea1,
        Self::Ea2,
        Self::Ea3,
        Self::RVoid,
        Self::Window1,
        Self::Window2,
        Self::Window3,
        Self::Hop1,
        Self::Hop2,
        Self::Hop3,
        Self::SiteSpread,
        Self::Tortuosity,
        Self::OccM1,
        Self::OccM2,
        Self::OccM,
        Self::Vacancies,
        Self::SM,
        Self::SX1,
        Self::SX2,
        Self::SX,
        Self::SharedM,
        Self::RX1,
        Self::EnX1,
        Self::RX2,
        Self::EnX2,
        Self::FreeX,
        Self::MAroundX,
    ];

    /// The feature of a column name such as `M_per_X`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|f| f.name() == name)
    }

    /// Column name, such as `M_per_X`.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// Unit, empty where there is none.
    pub fn unit(self) -> &'static str {
        self.row().unit
    }

    /// Level.
    pub fn category(self) -> Category {
        self.row().category
    }

    /// What it is, in a few words.
    pub fn meaning(self) -> &'static str {
        self.row().meaning
    }

    /// How it is computed.
    pub fn formula(self) -> &'static str {
        self.row().formula
    }

    /// Where it has a value, and where that has a meaning.
    pub fn validity(self) -> &'static str {
        self.row().validity
    }

    /// The row of Table S2 of doi:10.1016/j.scib.2021.04.029 that is its special case in cubic
    /// argyrodites, with the factor between the two; empty where there is none.
    pub fn argyrodite(self) -> &'static str {
        self.row().argyrodite
    }

    /// Position in [`Self::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }

    fn row(self) -> &'static Row {
        &TABLE[self.index()]
    }
}

impl fmt::Display for Feature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_index_and_name_agree() {
        for (i, feature) in Feature::ALL.into_iter().enumerate() {
            assert_eq!(feature.index(), i);
            assert_eq!(Feature::from_name(feature.name()), Some(feature));
            assert!(!feature.formula().is_empty() && !feature.validity().is_empty());
        }
        let size = |c| Feature::ALL.iter().filter(|f| f.category() == c).count();
        assert_eq!(Category::ALL.map(size), [12, 15, 12, 9, 6]);
        let special = Feature::ALL.iter().filter(|f| !f.argyrodite().is_empty());
        assert_eq!(special.count(), 31, "8 and 9 are one");
    }
}
