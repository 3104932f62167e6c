//! How likely states are beside each other.

use hecs_core::{Element, IonTables};

use crate::kinds::{Kind, common_span};

/// Cost of hydride beside an oxide: hydrogen in the company of oxygen is a proton.
const HYDRIDE_IN_OXIDE: f64 = 12.0;

/// Cost of a couple that is oxidised beside a reduced one which gives its electron more easily
/// (Ni3+ beside Co2+): only where no average does better.
const STRAINED: f64 = 20.0;

/// Cost of an average beyond the common states of an element, as one in a rare state would have.
const RARE_AVERAGE: f64 = 6.0;

/// Cost of each e by which an average is off what the bonds make.
const OFF_THE_BONDS: f64 = 20.0;

/// Cost of nitrogen that is oxidised though it has the hydrogens of ammonium (three and more).
const OXIDISED_AMMONIUM: f64 = 8.0;

/// Anions of group 14 (Mg₂Si) need metals that are no harder than this on the scale of Pauling: beside
/// others they are part of an alloy.
const HARDEST_OF_ZINTL: f64 = 1.4;

/// Couples as symbol and the lower state, in the order in which they are oxidised: those of the first
/// row in oxides (J. B. Goodenough, Y. Kim, Chem. Mater. 22 (2010) 587, doi:10.1021/cm901452z), behind
/// them Pb(II) and Bi(III), whose higher states oxidise all of them.
const COUPLES: [(&str, f64); 12] = [
    ("Cr", 2.0),
    ("Ti", 3.0),
    ("Fe", 2.0),
    ("Mn", 2.0),
    ("Mn", 3.0),
    ("Co", 2.0),
    ("Ni", 2.0),
    ("Co", 3.0),
    ("Ni", 3.0),
    ("Fe", 3.0),
    ("Pb", 2.0),
    ("Bi", 3.0),
];

/// One kind with a charge between its states.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mixed {
    pub(crate) mixed: usize,
    pub(crate) average: f64,
}

/// The charges that a kind can have on average.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Range {
    pub(crate) low: f64,
    pub(crate) high: f64,
    common: (f64, f64),
    cost: f64,
    expected: Option<f64>,
}

impl Range {
    pub(crate) fn is_common(&self, average: f64) -> bool {
        (self.common.0 - 1e-9..=self.common.1 + 1e-9).contains(&average)
    }

    pub(crate) fn cost_of(&self, average: f64) -> f64 {
        let beyond = if self.is_common(average) {
            0.0
        } else {
            RARE_AVERAGE
        };
        let off = self
            .expected
            .map_or(0.0, |expected| (average - expected).abs());
        self.cost + beyond + OFF_THE_BONDS * off
    }
}

/// What is known of some kinds before their states are.
pub(crate) struct Costs {
    electronegativity: Vec<f64>,
    is_nonmetal: Vec<bool>,
    /// The kind of each couple.
    couples: [Option<usize>; COUPLES.len()],
    hydrogens: Vec<usize>,
    nitrogen: Option<usize>,
    has_oxygen: bool,
    /// Whether its only nonmetals are anions.
    is_simple: bool,
}

impl Costs {
    pub(crate) fn new(kinds: &[Kind]) -> Self {
        let tables = IonTables::published();
        let place = |symbol: &str| kinds.iter().position(|k| k.element.symbol() == symbol);
        let has = |symbol: &str| place(symbol).is_some();
        let has_oxygen = has("O");
        let forms_oxoanions = |e: Element| match e.symbol() {
            "H" | "B" | "C" | "N" | "Si" | "P" | "As" => true,
            "S" | "Se" | "Te" => has_oxygen,
            _ => false,
        };
        let places = |symbol: &str| {
            let of = kinds
                .iter()
                .enumerate()
                .filter(|(_, k)| k.element.symbol() == symbol);
            of.map(|(i, _)| i).collect()
        };
        Self {
            electronegativity: kinds
                .iter()
                .map(|k| tables.electronegativity(k.element).unwrap_or(2.0))
                .collect(),
            is_nonmetal: kinds
                .iter()
                .map(|k| matches!(k.element.atomic_number(), 5..=9 | 14..=17 | 33..=35 | 52 | 53))
                .collect(),
            couples: COUPLES.map(|(symbol, _)| place(symbol)),
            hydrogens: places("H"),
            nitrogen: place("N"),
            has_oxygen,
            is_simple: !kinds.iter().any(|k| forms_oxoanions(k.element)),
        }
    }

    /// Sum over the states; more for hydride in oxides, and for couples that would exchange electrons.
    /// `None` for what is no answer: an anion that is less electronegative than a nonmetal which is
    /// positive beside it (P³⁻ beside Cl⁷⁺), an anion of group 14 in an alloy.
    pub(crate) fn of(
        &self,
        kinds: &[Kind],
        choice: &[usize],
        average: Option<Mixed>,
    ) -> Option<f64> {
        let charge = |i: usize| charge(kinds, choice, average, i);
        let has_ammonium = self.nitrogen.is_some_and(|n| {
            let hydrogens: f64 = self.hydrogens.iter().map(|h| kinds[*h].amount).sum();
            hydrogens >= 3.0 * kinds[n].amount
        });
        let mut cost = 0.0;
        let mut softest_anion = f64::INFINITY;
        let mut hardest_cation: f64 = 0.0;
        let (mut hardest_metal, mut is_zintl): (f64, bool) = (0.0, false);
        for (i, kind) in kinds.iter().enumerate() {
            cost += kind.states[choice[i]].cost;
            // What bonds decide, and ammonium, are no anions beside the others.
            let is_apart = kind.is_certain || has_ammonium && Some(i) == self.nitrogen;
            if is_apart || average.is_some_and(|m| m.mixed == i && kind.is_catenated()) {
                continue;
            }
            if charge(i) < 0.0 {
                softest_anion = softest_anion.min(self.electronegativity[i]);
                is_zintl |= matches!(kind.element.atomic_number(), 14 | 32 | 50 | 82);
                continue;
            }
            hardest_metal = hardest_metal.max(self.electronegativity[i]);
            if self.is_nonmetal[i] {
                hardest_cation = hardest_cation.max(self.electronegativity[i]);
            }
        }
        if hardest_cation > softest_anion || is_zintl && hardest_metal > HARDEST_OF_ZINTL {
            return None;
        }
        let is_hydride = |h: &usize| !kinds[*h].is_certain && charge(*h) < 0.0;
        if self.has_oxygen && self.hydrogens.iter().any(is_hydride) {
            cost += HYDRIDE_IN_OXIDE;
        }
        let is_oxidised = |n: usize| !kinds[n].is_certain && charge(n) > 0.0;
        if has_ammonium && average.is_none() && self.nitrogen.is_some_and(is_oxidised) {
            cost += OXIDISED_AMMONIUM;
        }
        if self.is_strained(kinds, choice, average) {
            cost += STRAINED;
        }
        Some(cost)
    }

    /// Whether a couple is oxidised beside a reduced one which gives its electron more easily.
    pub(crate) fn is_strained(
        &self,
        kinds: &[Kind],
        choice: &[usize],
        average: Option<Mixed>,
    ) -> bool {
        let mut is_reduced = false;
        for ((_, low), place) in COUPLES.iter().zip(self.couples) {
            let Some(place) = place else { continue };
            let charge = charge(kinds, choice, average, place);
            if charge > low + 1e-3 && is_reduced {
                return true;
            }
            is_reduced |= charge < low + 1.0 - 1e-3;
        }
        false
    }

    /// The charges that a kind can have on average; `None` where it has but one state.
    pub(crate) fn range(&self, kind: &Kind) -> Option<Range> {
        if let Some(open) = kind.catenated {
            return Some(Range {
                low: open.low,
                high: open.high,
                common: (open.low, open.high),
                cost: open.cost,
                expected: open.expected,
            });
        }
        if !mixes_valences(kind.element, self.is_simple) || kind.is_certain {
            return None;
        }
        let common = common_span(&kind.states);
        let (low, high) = if self.is_simple { kind.span } else { common };
        Some(Range {
            low,
            high,
            common,
            cost: 0.0,
            expected: None,
        })
    }
}

/// Whether a metal is one of those whose oxides and phosphates give and take electrons bit by bit,
/// as battery electrodes do: there a small charge that is left is a mixed valence.
pub(crate) fn is_redox_active(element: Element) -> bool {
    matches!(element.symbol(), "V" | "Mn" | "Fe" | "Co" | "Ni" | "Cu")
}

/// Metals that occur in two valences in one solid: transition metals and uranium in any, those of the
/// main groups and the rare earths in `simple` oxides and chalcogenides alone (Pb₃O₄).
fn mixes_valences(element: Element, simple: bool) -> bool {
    match element.atomic_number() {
        22..=29 | 40..=47 | 72..=79 | 92 => true,
        50 | 51 | 58..=71 | 82 | 83 => simple,
        _ => false,
    }
}

fn charge(kinds: &[Kind], choice: &[usize], average: Option<Mixed>, i: usize) -> f64 {
    match average {
        Some(m) if m.mixed == i => m.average,
        _ => kinds[i].states[choice[i]].charge,
    }
}
