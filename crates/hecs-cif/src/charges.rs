//! Oxidation states: stated ones, else those that balance the charge of the cell.

use std::collections::BTreeMap;

use hecs_core::{Element, IonTables, Site};

use crate::Code;
use crate::diagnostic::{Extent, Findings};
use crate::formula::Composition;

/// Common oxidation states of each element, the most common in solids first.
///
/// From general inorganic chemistry (Greenwood & Earnshaw, Chemistry of the Elements, 2nd ed.,
/// the table of each group); what is rare outside molecules is left out.
const COMMON_STATES: &str = "\
H 1 -1;Li 1;Be 2;B 3;C 4 -4 2;N -3 5 3;O -2 -1;F -1;Na 1;Mg 2;Al 3;Si 4 -4;P 5 3 -3 4;S -2 6 4 -1;\
Cl -1 7 5;K 1;Ca 2;Sc 3;Ti 4 3 2;V 5 4 3 2;Cr 3 6 2 4;Mn 2 4 3 7;Fe 3 2 4;Co 2 3 4;Ni 2 3 4;Cu 2 1 3;\
Zn 2;Ga 3;Ge 4 2 -4;As 5 3 -3;Se -2 4 6;Br -1 5;Rb 1;Sr 2;Y 3;Zr 4;Nb 5 4 3;Mo 6 4 5 3;Tc 7 4;\
Ru 4 3 5;Rh 3 4;Pd 2 4;Ag 1 2;Cd 2;In 3 1;Sn 4 2;Sb 5 3 -3;Te -2 4 6;I -1 5 7;Cs 1;Ba 2;La 3;Ce 4 3;\
Pr 3 4;Nd 3;Pm 3;Sm 3 2;Eu 3 2;Gd 3;Tb 3 4;Dy 3;Ho 3;Er 3;Tm 3;Yb 3 2;Lu 3;Hf 4;Ta 5 4;W 6 4 5;\
Re 7 4 6;Os 4 6 8;Ir 4 3 5;Pt 4 2;Au 1 3;Hg 2 1;Tl 1 3;Pb 2 4;Bi 3 5 -3;Po 4 -2;Ra 2;Ac 3;Th 4;Pa 5 4;\
U 6 4 5;Np 5 4 6;Pu 4 3;Am 3;Cm 3;He 0;Ne 0;Ar 0;Kr 0;Xe 0";

/// More combinations than this are not tried; the rarest states of the elements with most of
/// them go first.
const MAX_COMBINATIONS: usize = 50_000;

/// Price of an anion that is less electronegative than a cation beside it (P³⁻ beside Cl⁷⁺): such an
/// assignment is no answer.
const INVERTED: f64 = 100.0;

/// Charge over positive charge up to which usual states are assumed though they do not balance.
const FURTHEST_FROM_BALANCE: f64 = 0.5;

fn common_states(element: Element) -> Vec<f64> {
    COMMON_STATES
        .split(';')
        .find_map(|row| {
            let mut words = row.split(' ');
            (words.next() == Some(element.symbol()))
                .then(|| words.filter_map(|w| w.parse().ok()).collect())
        })
        .unwrap_or_default()
}

/// Fills in the charges that the file does not state.
///
/// `declared` is the declared content of the cell where it has the elements of the sites; refined
/// occupancies rarely balance exactly, formulae do.
pub(crate) fn assign(
    sites: &mut [Site],
    declared: Option<&Composition>,
    found: &Composition,
    extent: Option<Extent>,
    findings: &mut Findings,
) {
    forget_placeholders(sites, found);
    let unknown = unknown_elements(sites);
    if !unknown.is_empty() && !complete(sites, &unknown, declared, found, extent, findings) {
        let names: Vec<String> = unknown.iter().map(Element::to_string).collect();
        findings.add(
            Code::ChargesUnresolved,
            extent,
            format!(
                "no common oxidation states of {} balance the charge",
                names.join(", ")
            ),
        );
    }
    check_balance(sites, unknown.is_empty(), extent, findings);
}

/// `0` for every atom of a compound says that a program knew no charges.
fn forget_placeholders(sites: &mut [Site], found: &Composition) {
    let all = || sites.iter().flat_map(|s| &s.species);
    let placeholder = found.len() > 1 && all().all(|s| s.charge.is_none_or(|q| q == 0.0));
    if placeholder {
        for species in sites.iter_mut().flat_map(|s| &mut s.species) {
            species.charge = None;
        }
    }
}

fn unknown_elements(sites: &[Site]) -> Vec<Element> {
    let mut list: Vec<Element> = sites
        .iter()
        .flat_map(|s| &s.species)
        .filter(|s| s.charge.is_none())
        .map(|s| s.element)
        .collect();
    list.sort_unstable();
    list.dedup();
    list
}

/// Finds the charges of the unknown elements and writes them into the sites.
fn complete(
    sites: &mut [Site],
    unknown: &[Element],
    declared: Option<&Composition>,
    found: &Composition,
    extent: Option<Extent>,
    findings: &mut Findings,
) -> bool {
    let stated = sites
        .iter()
        .any(|s| s.species.iter().any(|x| x.charge.is_some()));
    if !stated && found.len() == 1 {
        set(sites, &unknown.iter().map(|e| (*e, 0.0)).collect());
        return true;
    }
    // Stated charges enter with the content of the sites; the formula does not tell species apart.
    let fixed: f64 = sites
        .iter()
        .flat_map(|site| site.species.iter().map(move |s| (s, site.positions.len())))
        .filter_map(|(s, m)| Some(s.charge? * s.occupancy * m as f64))
        .sum();
    let of_sites = Problem::new(unknown, fixed, |e| free_amount(sites, e));
    let of_formula = declared
        .filter(|_| !stated)
        .map(|d| Problem::new(unknown, 0.0, |e| crate::formula::amount(d, e)));
    let (Some(of_sites), of_formula) = (of_sites, of_formula.flatten()) else {
        return false;
    };
    let exact = of_formula
        .as_ref()
        .and_then(|p| p.solve(2e-3))
        .or_else(|| of_sites.solve(1e-2));
    if let Some(charges) = exact {
        report(
            Code::ChargesAssumed,
            "by charge balance",
            &charges,
            extent,
            findings,
        );
        set(sites, &charges);
        return true;
    }
    let average = of_formula
        .as_ref()
        .and_then(Problem::average)
        .or_else(|| of_sites.average());
    // Refined occupancies that are off by a little are likelier than a mixed valence.
    let near = of_sites.solve(0.12);
    if let Some(charges) = average {
        report(
            Code::AverageCharge,
            "one as an average",
            &charges,
            extent,
            findings,
        );
        set(sites, &charges);
        return true;
    }
    if let Some(charges) = near {
        report(
            Code::ChargesAssumed,
            "as nearly balanced",
            &charges,
            extent,
            findings,
        );
        set(sites, &charges);
        return true;
    }
    // Some published occupancies are far off (a lithium site filled twice over): the states that the
    // elements usually have beside each other are still known.
    if let Some(charges) = of_sites.usual() {
        report(
            Code::ChargesAssumed,
            "as the usual ones, which do not balance",
            &charges,
            extent,
            findings,
        );
        set(sites, &charges);
        return true;
    }
    false
}

fn free_amount(sites: &[Site], element: Element) -> f64 {
    sites
        .iter()
        .flat_map(|site| site.species.iter().map(move |s| (s, site.positions.len())))
        .filter(|(s, _)| s.element == element && s.charge.is_none())
        .map(|(s, m)| s.occupancy * m as f64)
        .sum()
}

fn set(sites: &mut [Site], charges: &BTreeMap<Element, f64>) {
    for species in sites.iter_mut().flat_map(|s| &mut s.species) {
        if species.charge.is_none() {
            species.charge = charges.get(&species.element).copied();
        }
    }
}

fn report(
    code: Code,
    how: &str,
    charges: &BTreeMap<Element, f64>,
    extent: Option<Extent>,
    findings: &mut Findings,
) {
    let list: Vec<String> = charges
        .iter()
        .map(|(element, q)| format!("{element} {:+}", (q * 1e3).round() / 1e3))
        .collect();
    findings.add(
        code,
        extent,
        format!("oxidation states are assumed {how}: {}", list.join(", ")),
    );
}

fn check_balance(
    sites: &[Site],
    all_stated: bool,
    extent: Option<Extent>,
    findings: &mut Findings,
) {
    let (mut net, mut positive) = (0.0, 0.0);
    for site in sites {
        for species in &site.species {
            let Some(charge) = species.charge else { return };
            let q = charge * species.occupancy * site.positions.len() as f64;
            net += q;
            positive += f64::max(q, 0.0);
        }
    }
    let margin = if all_stated { 0.01 } else { 0.02 } * f64::max(positive, 1.0);
    if f64::abs(net) > margin {
        findings.add(
            Code::ChargeImbalance,
            extent,
            format!("the charges of the sites add up to {net:+.3} e per cell, not to 0"),
        );
    }
}

/// Amounts of elements whose charges are sought so that all charges add up to zero.
struct Problem {
    elements: Vec<Element>,
    amounts: Vec<f64>,
    states: Vec<Vec<f64>>,
    fixed: f64,
}

impl Problem {
    fn new(elements: &[Element], fixed: f64, amount: impl Fn(Element) -> f64) -> Option<Self> {
        let mut states: Vec<Vec<f64>> = elements.iter().map(|e| common_states(*e)).collect();
        let amounts: Vec<f64> = elements.iter().map(|e| amount(*e)).collect();
        if states.iter().any(Vec::is_empty) || amounts.iter().all(|n| *n <= 0.0) {
            return None;
        }
        while states.iter().map(|s| s.len() as f64).product::<f64>() > MAX_COMBINATIONS as f64 {
            let longest = states.iter().map(Vec::len).max()?;
            if longest == 1 {
                return None;
            }
            states
                .iter_mut()
                .filter(|s| s.len() == longest)
                .for_each(|s| {
                    s.pop();
                });
        }
        Some(Self {
            elements: elements.to_vec(),
            amounts,
            states,
            fixed,
        })
    }

    /// The most common states whose charge is below `tolerance` × the positive charge.
    fn solve(&self, tolerance: f64) -> Option<BTreeMap<Element, f64>> {
        let mut best: Option<(f64, Vec<usize>)> = None;
        self.for_each_combination(|choice| {
            let (net, positive) = self.charge(choice);
            if net.abs() > tolerance * positive.max(1e-9) || positive <= 0.0 {
                return;
            }
            let cost = self.cost(choice) + net.abs() / positive;
            if cost >= INVERTED {
                return;
            }
            if best.as_ref().is_none_or(|(c, _)| cost < *c - 1e-12) {
                best = Some((cost, choice.to_vec()));
            }
        });
        best.map(|(_, choice)| self.charges(&choice))
    }

    /// The most common states in which cations and anions stand beside each other, whatever their sum,
    /// if it is less than [`FURTHEST_FROM_BALANCE`] of the positive charge.
    ///
    /// Not for carbon, whose state in an organic molecule is a matter of bookkeeping.
    fn usual(&self) -> Option<BTreeMap<Element, f64>> {
        let carbon = Element::from_symbol("C");
        if self.elements.iter().any(|e| Some(*e) == carbon) {
            return None;
        }
        self.solve(FURTHEST_FROM_BALANCE)
    }

    /// Common states for all but one element that has several positive ones; it gets what is
    /// left, where that is between its lowest and its highest.
    fn average(&self) -> Option<BTreeMap<Element, f64>> {
        let mut best: Option<(f64, Vec<usize>, usize, f64)> = None;
        for mixed in 0..self.elements.len() {
            if !mixes_valences(self.elements[mixed]) || self.amounts[mixed] <= 0.0 {
                continue;
            }
            let positive = || self.states[mixed].iter().copied().filter(|q| *q > 0.0);
            let low = positive().fold(f64::INFINITY, f64::min);
            let high = positive().fold(0.0, f64::max);
            self.for_each_combination(|choice| {
                if choice[mixed] != 0 {
                    return;
                }
                let (net, _) = self.charge(choice);
                let own = self.states[mixed][0] * self.amounts[mixed];
                let average = -(net - own) / self.amounts[mixed];
                if average < low || average > high {
                    return;
                }
                let cost = self.cost(choice);
                if cost >= INVERTED {
                    return;
                }
                if best.as_ref().is_none_or(|(c, ..)| cost < *c - 1e-12) {
                    best = Some((cost, choice.to_vec(), mixed, average));
                }
            });
        }
        best.map(|(_, choice, mixed, average)| {
            let mut charges = self.charges(&choice);
            charges.insert(self.elements[mixed], average);
            charges
        })
    }

    fn charges(&self, choice: &[usize]) -> BTreeMap<Element, f64> {
        self.elements
            .iter()
            .zip(&self.states)
            .zip(choice)
            .map(|((element, states), i)| (*element, states[*i]))
            .collect()
    }

    fn charge(&self, choice: &[usize]) -> (f64, f64) {
        let mut net = self.fixed;
        let mut positive = self.fixed.max(0.0);
        for ((states, amount), i) in self.states.iter().zip(&self.amounts).zip(choice) {
            let q = states[*i] * amount;
            net += q;
            positive += q.max(0.0);
        }
        (net, positive)
    }

    /// Rank of each state in its list, and [`INVERTED`] for an anion that is less electronegative than a
    /// cation beside it.
    fn cost(&self, choice: &[usize]) -> f64 {
        let tables = IonTables::published();
        let mut cost: f64 = choice.iter().map(|i| *i as f64).sum();
        let mut softest_anion = f64::INFINITY;
        let mut hardest_cation: f64 = 0.0;
        for ((element, states), i) in self.elements.iter().zip(&self.states).zip(choice) {
            let en = tables.electronegativity(*element).unwrap_or(2.0);
            if states[*i] < 0.0 {
                softest_anion = softest_anion.min(en);
            } else {
                hardest_cation = hardest_cation.max(en);
            }
        }
        if hardest_cation > softest_anion {
            cost += INVERTED;
        }
        cost
    }

    fn for_each_combination(&self, mut visit: impl FnMut(&[usize])) {
        let mut choice = vec![0; self.states.len()];
        loop {
            visit(&choice);
            let mut at = 0;
            loop {
                if at == choice.len() {
                    return;
                }
                choice[at] += 1;
                if choice[at] < self.states[at].len() {
                    break;
                }
                choice[at] = 0;
                at += 1;
            }
        }
    }
}

/// Metals that occur in two valences in one solid.
fn mixes_valences(element: Element) -> bool {
    matches!(element.atomic_number(), 22..=29 | 40..=47 | 50 | 51 | 58..=71 | 72..=79 | 82 | 83 | 92)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::parse_formula;

    fn solved(formula: &str) -> Option<Vec<f64>> {
        let composition = parse_formula(formula)?;
        let elements: Vec<Element> = composition.keys().copied().collect();
        let problem = Problem::new(&elements, 0.0, |e| crate::formula::amount(&composition, e))?;
        let charges = problem.solve(1e-3).or_else(|| problem.average())?;
        Some(charges.into_values().collect())
    }

    #[test]
    fn charges_of_well_known_compounds() {
        // In order of atomic number.
        for (formula, expected) in [
            ("Li6 P S5 Cl", vec![1.0, 5.0, -2.0, -1.0]),
            ("Na Cl O4", vec![-2.0, 1.0, 7.0]),
            ("Ca C O3", vec![4.0, -2.0, 2.0]),
            ("Fe3 O4", vec![-2.0, 8.0 / 3.0]),
            ("Fe2 O3", vec![-2.0, 3.0]),
            ("Li Fe P O4", vec![1.0, -2.0, 5.0, 2.0]),
            ("Na3 P", vec![1.0, -3.0]),
            ("Li2 S O4", vec![1.0, -2.0, 6.0]),
            ("Li10 Ge P2 S12", vec![1.0, 5.0, -2.0, 4.0]),
            ("La0.5 Sr0.5 Mn O3", vec![-2.0, 3.5, 2.0, 3.0]),
        ] {
            let found = solved(formula).unwrap_or_default();
            assert_eq!(found.len(), expected.len(), "{formula}");
            for (f, e) in found.iter().zip(&expected) {
                assert!((f - e).abs() < 1e-9, "{formula}: {found:?}");
            }
        }
    }

    #[test]
    fn occupancies_far_off_do_not_turn_chemistry_upside_down() {
        // A published argyrodite whose lithium occupancies add up to almost twice the formula.
        assert_eq!(solved("Li45.888 P4 S20 Cl Br3"), None);
        let composition = parse_formula("Li45.888 P4 S20 Cl Br3").unwrap();
        let elements: Vec<Element> = composition.keys().copied().collect();
        let problem =
            Problem::new(&elements, 0.0, |e| crate::formula::amount(&composition, e)).unwrap();
        let usual: Vec<f64> = problem.usual().unwrap().into_values().collect();
        assert_eq!(usual, [1.0, 5.0, -2.0, -1.0, -1.0]);
    }

    #[test]
    fn every_tabulated_row_names_an_element() {
        for row in COMMON_STATES.split(';') {
            let symbol = row.split(' ').next().unwrap_or("");
            assert!(Element::from_symbol(symbol).is_some(), "{row}");
        }
    }
}
