//! Published constants of ions: bond-valence parameters, radii, electronegativity, polarizability.
//!
//! The tables are the CSV files under `data/`, each with its source in the first lines; they are
//! compiled in, and each is parsed when it is first asked for.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::{Element, Ion};

const SOFTBV_PARAMETERS: &str = include_str!("../data/softbv_parameters.csv");
const SOFTBV_IONS: &str = include_str!("../data/softbv_ions.csv");
const SHANNON_RADII: &str = include_str!("../data/shannon_radii.csv");
const FURTHER_RADII: &str = include_str!("../data/further_radii.csv");
const ELECTRONEGATIVITY: &str = include_str!("../data/electronegativity_pauling.csv");
const POLARIZABILITY: &str = include_str!("../data/polarizability.csv");
const ATOMIC_WEIGHTS: &str = include_str!("../data/standard_atomic_weights.csv");

/// Morse parameters of a cation–anion pair (softBV; Chen, Wong, Adams 2019,
/// doi:10.1107/S2052520618015718).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MorsePair {
    /// Reference coordination number of the cation (dimensionless), where tabulated.
    pub coordination_number: Option<f64>,
    /// Bond-valence length r₀ in Å: s = exp(α (r₀ − r)) with [`Self::alpha_per_ang`].
    pub r0_ang: f64,
    /// Distance in Å up to which the parameters were fitted, where tabulated.
    pub cutoff_ang: Option<f64>,
    /// Depth of the Morse well D₀ in eV.
    pub d0_ev: f64,
    /// Position of the minimum R_min in Å.
    pub r_min_ang: f64,
    /// Steepness α = 1/b in 1/Å. The 34 rows without a reference coordination number print a
    /// negative value, which describes no bond: see [`Self::is_physical`].
    pub alpha_per_ang: f64,
}

impl MorsePair {
    /// Whether the row describes a bond: a well that opens with distance (α > 0).
    pub fn is_physical(&self) -> bool {
        self.alpha_per_ang > 0.0
    }
}

/// What the screened Coulomb repulsion needs to know of an ion.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IonData {
    /// Principal quantum number of the valence shell.
    pub principal_quantum_number: f64,
    /// Covalent radius of the softBV program in Å, where tabulated.
    pub softbv_radius_ang: Option<f64>,
    /// Covalent radius of the SPSE ion table in Å, where tabulated.
    pub spse_radius_ang: Option<f64>,
    /// Softness in 1/eV, where tabulated.
    pub softness_per_ev: Option<f64>,
    /// Covalent radius of Cordero et al. (doi:10.1039/b801115j) in Å, where tabulated.
    pub cordero_radius_ang: Option<f64>,
}

/// A row of Shannon's table (doi:10.1107/S0567739476001551), or of those that go with it for ions that it lacks
/// (P⁴⁺ and P³⁻; `data/further_radii.csv` has the sources).
#[derive(Clone, Debug, PartialEq)]
pub struct ShannonRadius {
    /// Coordination as printed: `IV`, `VI`, `IVSQ`, …
    pub coordination: String,
    /// Spin state as printed, empty where there is one only.
    pub spin: String,
    /// Crystal radius in Å.
    pub crystal_ang: f64,
    /// Effective ionic radius in Å.
    pub ionic_ang: f64,
}

/// All tables.
#[derive(Debug)]
pub struct IonTables {
    pairs: LazyLock<BTreeMap<(Ion, Ion), MorsePair>>,
    ions: LazyLock<BTreeMap<Ion, IonData>>,
    shannon: LazyLock<BTreeMap<Ion, Vec<ShannonRadius>>>,
    electronegativity: LazyLock<BTreeMap<Element, f64>>,
    polarizability: LazyLock<BTreeMap<Ion, f64>>,
    atomic_weight: LazyLock<BTreeMap<Element, f64>>,
}

static TABLES: IonTables = IonTables {
    pairs: LazyLock::new(pairs),
    ions: LazyLock::new(ions),
    shannon: LazyLock::new(shannon),
    electronegativity: LazyLock::new(|| of_elements(ELECTRONEGATIVITY)),
    polarizability: LazyLock::new(polarizability),
    atomic_weight: LazyLock::new(|| of_elements(ATOMIC_WEIGHTS)),
};

impl IonTables {
    /// The tables compiled into this crate.
    pub fn published() -> &'static Self {
        &TABLES
    }

    /// The texts that the tables are read from, always in the same order: what a stored result must
    /// be tied to, since it holds for these numbers only.
    pub fn sources() -> [&'static str; 7] {
        [
            SOFTBV_PARAMETERS,
            SOFTBV_IONS,
            SHANNON_RADII,
            FURTHER_RADII,
            ELECTRONEGATIVITY,
            POLARIZABILITY,
            ATOMIC_WEIGHTS,
        ]
    }

    /// Morse parameters of a pair; `None` where the pair is not tabulated.
    pub fn pair(&self, cation: Ion, anion: Ion) -> Option<&MorsePair> {
        self.pairs.get(&(cation, anion))
    }

    /// All pairs, cation first, in order of atomic number and charge.
    pub fn pairs(&self) -> impl Iterator<Item = (Ion, Ion, &MorsePair)> {
        self.pairs.iter().map(|((c, a), pair)| (*c, *a, pair))
    }

    /// Quantum number and covalent radii of an ion.
    pub fn ion(&self, ion: Ion) -> Option<&IonData> {
        self.ions.get(&ion)
    }

    /// All ions of the ion table, in order of atomic number and charge.
    pub fn ions(&self) -> impl Iterator<Item = (Ion, &IonData)> {
        self.ions.iter().map(|(ion, data)| (*ion, data))
    }

    /// Charges tabulated for an element in the ion table, ascending.
    pub fn charges(&self, element: Element) -> impl Iterator<Item = i8> {
        self.ions
            .keys()
            .filter(move |ion| ion.element == element)
            .map(|ion| ion.charge)
    }

    /// Shannon radius of an ion in a coordination such as `VI`; the first spin state listed.
    pub fn shannon(&self, ion: Ion, coordination: &str) -> Option<&ShannonRadius> {
        self.shannon
            .get(&ion)?
            .iter()
            .find(|row| row.coordination == coordination)
    }

    /// All rows of Shannon's table for an ion, or of what goes with it for one that it lacks.
    pub fn shannon_rows(&self, ion: Ion) -> &[ShannonRadius] {
        self.shannon.get(&ion).map_or(&[], Vec::as_slice)
    }

    /// Shannon's crystal radius of an ion in Å for six neighbours; the first row of the table where it has
    /// none for six.
    pub fn crystal_radius_ang(&self, ion: Ion) -> Option<f64> {
        let six = self.shannon(ion, "VI");
        let row = six.or_else(|| self.shannon_rows(ion).first())?;
        Some(row.crystal_ang)
    }

    /// Pauling electronegativity (dimensionless).
    pub fn electronegativity(&self, element: Element) -> Option<f64> {
        self.electronegativity.get(&element).copied()
    }

    /// Electronic polarizability of the free ion in Å³ (Pauling 1927, doi:10.1098/rspa.1927.0035, and what
    /// the paper's table adds); ions with open d or f shells or lone pairs are not tabulated.
    pub fn polarizability(&self, ion: Ion) -> Option<f64> {
        self.polarizability.get(&ion).copied()
    }

    /// Standard atomic weight (dimensionless, the mean mass of an atom in dalton) as IUPAC printed it
    /// in 2021, abridged to five digits (doi:10.1515/pac-2019-0603); `None` where there is none.
    pub fn atomic_weight(&self, element: Element) -> Option<f64> {
        self.atomic_weight.get(&element).copied()
    }
}

fn pairs() -> BTreeMap<(Ion, Ion), MorsePair> {
    let mut pairs = BTreeMap::new();
    for_each_row(SOFTBV_PARAMETERS, |f| {
        let pair = MorsePair {
            coordination_number: f[4].parse().ok(),
            r0_ang: number(&f[5]),
            cutoff_ang: f[6].parse().ok(),
            d0_ev: number(&f[7]),
            r_min_ang: number(&f[8]),
            alpha_per_ang: number(&f[9]),
        };
        pairs.insert((ion(&f[0], &f[1]), ion(&f[2], &f[3])), pair);
    });
    pairs
}

fn ions() -> BTreeMap<Ion, IonData> {
    let mut ions = BTreeMap::new();
    for_each_row(SOFTBV_IONS, |f| {
        let data = IonData {
            principal_quantum_number: number(&f[2]),
            softbv_radius_ang: f[3].parse().ok(),
            spse_radius_ang: f[4].parse().ok(),
            softness_per_ev: f[5].parse().ok(),
            cordero_radius_ang: f[6].parse().ok(),
        };
        ions.insert(ion(&f[0], &f[1]), data);
    });
    ions
}

fn shannon() -> BTreeMap<Ion, Vec<ShannonRadius>> {
    let mut shannon: BTreeMap<Ion, Vec<ShannonRadius>> = BTreeMap::new();
    for table in [SHANNON_RADII, FURTHER_RADII] {
        for_each_row(table, |f| {
            let row = ShannonRadius {
                coordination: f[2].to_owned(),
                spin: f[3].to_owned(),
                crystal_ang: number(&f[4]),
                ionic_ang: number(&f[5]),
            };
            shannon.entry(ion(&f[0], &f[1])).or_default().push(row);
        });
    }
    shannon
}

fn polarizability() -> BTreeMap<Ion, f64> {
    let mut values = BTreeMap::new();
    for_each_row(POLARIZABILITY, |f| {
        values.insert(ion(&f[0], &f[1]), number(&f[2]));
    });
    values
}

/// A table of a number for each element.
fn of_elements(text: &str) -> BTreeMap<Element, f64> {
    let mut values = BTreeMap::new();
    for_each_row(text, |f| {
        values.insert(element(&f[0]), number(&f[1]));
    });
    values
}

// The texts below are this crate's own files; a test reads every row of them.

/// Rows of a compiled-in table after its comments and its header.
fn for_each_row(text: &str, mut take: impl FnMut(&csv::StringRecord)) {
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let mut row = csv::StringRecord::new();
    while reader
        .read_record(&mut row)
        .unwrap_or_else(|error| panic!("table that is no CSV: {error}"))
    {
        take(&row);
    }
}

fn number(text: &str) -> f64 {
    text.parse()
        .unwrap_or_else(|_| panic!("table cell \"{text}\" is no number"))
}

fn element(text: &str) -> Element {
    Element::from_symbol(text).unwrap_or_else(|| panic!("table cell \"{text}\" is no element"))
}

fn ion(symbol: &str, charge: &str) -> Ion {
    Ion {
        element: element(symbol),
        charge: charge
            .parse()
            .unwrap_or_else(|_| panic!("table cell \"{charge}\" is no charge")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_have_every_row() {
        let tables = IonTables::published();
        assert_eq!(tables.pairs.len(), 591);
        assert_eq!(tables.ions.len(), 188);
        assert_eq!(tables.shannon.values().map(Vec::len).sum::<usize>(), 486);
        assert_eq!(tables.electronegativity.len(), 93);
        assert_eq!(tables.polarizability.len(), 39);
        assert_eq!(tables.atomic_weight.len(), 84);
    }

    /// Anions that Shannon took over from Pauling: their radii rise along a period with the charge, and down a group;
    /// the further ones are on the same scales, and P⁴⁺ is between P³⁺ and P⁵⁺.
    #[test]
    fn further_radii_are_on_shannons_scales() {
        let tables = IonTables::published();
        let row = |ion: &str, neighbours| tables.shannon(ion.parse().unwrap(), neighbours);
        let phosphide = row("P3-", "VI").unwrap();
        let sulphide = row("S2-", "VI").unwrap();
        for anion in [phosphide, sulphide] {
            assert!((anion.ionic_ang - anion.crystal_ang - 0.14).abs() < 1e-9);
        }
        assert!(phosphide.ionic_ang > sulphide.ionic_ang);
        let between = row("P4+", "IV").unwrap();
        assert!((between.crystal_ang - between.ionic_ang - 0.14).abs() < 1e-9);
        assert!(between.ionic_ang > row("P5+", "IV").unwrap().ionic_ang);
        assert!(between.ionic_ang < row("P3+", "VI").unwrap().ionic_ang);
    }

    /// D₀ = 14.4 c^{3/2} (q₁|q₂|)^{1/c} b² / (2 R_min √(n₁n₂)), b = 1/α, c = 1 for cations of the
    /// s and p block and 2 for those of the d and f block (Adams & Rao, doi:10.1002/pssa.201001116).
    #[test]
    fn every_morse_depth_follows_from_its_row() {
        let tables = IonTables::published();
        for (cation, anion, pair) in tables.pairs() {
            let z = cation.element.atomic_number();
            let d_or_f_block = matches!(z, 21..=30 | 39..=48 | 57..=80 | 89..=112);
            let n1 = tables.ion(cation).unwrap().principal_quantum_number;
            let n2 = tables.ion(anion).unwrap().principal_quantum_number;
            let charges = f64::from(cation.charge) * f64::from(-anion.charge);
            let b = 1.0 / pair.alpha_per_ang;
            let expected = |c: f64| {
                14.4 * c.powf(1.5) * charges.powf(1.0 / c) * b * b
                    / (2.0 * pair.r_min_ang * (n1 * n2).sqrt())
            };
            let deviation = |c: f64| (expected(c) / pair.d0_ev - 1.0).abs();
            let found = deviation(if d_or_f_block { 2.0 } else { 1.0 });
            assert!(found < 0.005, "{cation} {anion}: {found}");
        }
    }

    /// Pauling's polarizabilities of ions of one electron configuration go as α ∝ (Z − S)⁻⁴, so that α^(−1/4) is
    /// linear in Z: each follows from those beside it (4 % in Al³⁺, 1 % in most). Those of Si⁴⁺, P⁵⁺, Ge⁴⁺, As⁵⁺ and
    /// Sn⁴⁺ are the paper's or chosen, and agree with it to 7 %.
    #[test]
    fn polarizabilities_follow_paulings_scaling() {
        let tables = IonTables::published();
        for configuration in [
            "Li+ Be2+ B3+ C4+",
            "O2- F- Na+ Mg2+ Al3+ Si4+ P5+",
            "S2- Cl- K+ Ca2+ Sc3+ Ti4+",
            "Se2- Br- Rb+ Sr2+ Y3+ Zr4+",
            "Te2- I- Cs+ Ba2+ La3+ Ce4+",
            "Cu+ Zn2+ Ga3+ Ge4+ As5+",
            "Ag+ Cd2+ In3+ Sn4+ Sb5+",
        ] {
            let ions: Vec<Ion> = configuration
                .split(' ')
                .map(|text| text.parse().unwrap())
                .collect();
            let scaled = |ion: &Ion| {
                let z = f64::from(ion.element.atomic_number());
                (z, tables.polarizability(*ion).unwrap().powf(-0.25))
            };
            for three in ions.windows(3) {
                let [(z0, y0), (z, y), (z1, y1)] =
                    [scaled(&three[0]), scaled(&three[1]), scaled(&three[2])];
                let expected = y0 + (y1 - y0) * (z - z0) / (z1 - z0);
                let off = (expected / y).powi(-4) - 1.0;
                let limit = if z >= 13.0 && z1 <= 15.0 { 0.07 } else { 0.05 };
                assert!(off.abs() < limit, "{}: {off}", three[1]);
            }
        }
    }

    #[test]
    fn constants_of_the_argyrodites() {
        let tables = IonTables::published();
        let sulphide: Ion = "S2-".parse().unwrap();
        let shannon = tables.shannon(sulphide, "VI").unwrap();
        assert_eq!((shannon.crystal_ang, shannon.ionic_ang), (1.70, 1.84));
        assert_eq!(tables.electronegativity(sulphide.element), Some(2.58));
        assert_eq!(tables.polarizability(sulphide), Some(10.2));
        assert_eq!(tables.pair(Ion::LI, sulphide).unwrap().d0_ev, 1.04027);
    }
}
